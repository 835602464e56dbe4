"""Builds the tables of the parser into the wheel, and the hot modules as machine code where that can be done.

The hot modules are plain typed Python that mypyc translates to C. Without a C compiler, with
SYMDIFF_COMPILE=0 in the environment, and in an editable install, the same modules are interpreted:
the same answers, two to five times slower. With SYMDIFF_COMPILE=1 a build that cannot compile fails;
pip shows the warning of one that goes on only with -v, and `symdiff --version` says which it is.
SYMDIFF_OPTIMIZE=1 has the C compiler optimize less: it takes a quarter of the time, and small formulas 5 %
more.
"""

import importlib.util
import os
import shutil
import sys
import tempfile
import types
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from setuptools import setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # what makes the tables imports the package, which is not installed yet
COMPILED = (
    "table.operators",
    *(f"graph.{name}" for name in ("packed", "folding", "leaves", "graph", "expr", "by_name", "collector")),
    *(f"graph.{name}" for name in ("contraction", "flattening", "inference", "products")),
    *(
        f"parser.{name}"
        for name in (
            "tokens",
            "scanner",
            "around",
            "doubts",
            "beside",
            "powers",
            "unknown",
            "sighted",
            "marks",
            "calls",
            "meaning",
            "driver",
            "build",
        )
    ),
    *(f"parser.{name}" for name in ("templates", "listed", "inputs")),
    *(f"sweeps.{name}" for name in ("partials", "branches", "sweep", "sparsity", "entries")),
    *(
        f"simplifier.normal.{name}"
        for name in ("chains", "numbers", "order", "written", "named", "surds", "powers", "signs", "orders")
    ),
    *(
        f"simplifier.normal.{name}"
        for name in ("radicals", "form", "factor", "given", "style", "known_forms")
    ),
    "simplifier.domain.asked",
    *(
        f"simplifier.normal.small.{name}"
        for name in ("products", "kernels", "written", "sums", "known", "sweep", "given")
    ),
    *(f"simplifier.ring.{name}" for name in ("kernels", "polynomials", "related", "quotients")),
    *(f"simplifier.ring.{name}" for name in ("ring", "cost", "vectors", "bases", "contractions", "by_sign")),
    *(f"simplifier.ring.{name}" for name in ("half_angle", "factors", "shortest")),
    *(f"simplifier.ring.{name}" for name in ("rational", "derivation")),
    *(f"simplifier.rewrite.{name}" for name in ("trig", "letters", "roots", "joined")),
    *(f"simplifier.{name}" for name in ("outline", "radicands", "reciprocals")),
    *(f"simplifier.{name}" for name in ("renamed", "prospects", "gates", "ordered", "search")),
    *(
        f"simplifier.{name}"
        for name in ("repeated", "sharing", "grouped", "spread", "binders", "typed", "levels")
    ),
    *(
        f"simplifier.arrays.{name}"
        for name in ("terms", "naming", "expanding", "factoring", "meeting", "powers", "kronecker", "laws")
    ),
    *(f"simplifier.arrays.{name}" for name in ("matrices", "axes", "inner", "symmetry", "normal", "forms")),
    "sweeps.arrays",
    *(f"arithmetic.{name}" for name in ("linear", "plain")),
    *(f"verbs.{name}" for name in ("chain", "derived", "high_orders", "provenance")),
    *(f"export.{name}" for name in ("program", "notation", "text", "unicode", "latex")),
    *(f"export.{name}" for name in ("python", "digits", "numpy", "sympy")),
    *(f"export.{name}" for name in ("chains", "terms", "matrix", "index", "arrays")),
)
"""What parses, derives, simplifies and prints, and what all of them ask of operators. A class that is
compiled has no interpreted subclass, which is why all exporters are here."""
MACHINE_CODE = "symdiff.compiled"
"""What the compiled code is called, with `__mypyc` behind it; the modules are shims that import it."""
GROUPS = 32
"""In how many files of C the modules are compiled: enough for all cores, few that read the same headers."""
FLAGS = ("--config-file=compiled_types.ini", "--strict", "--ignore-missing-imports", "--no-warn-return-any")


class BuildWithTables(build_py):
    """Copy the packages, the grammar among them, and put its tables beside it."""

    def run(self) -> None:
        super().run()
        tables = _module("symdiff/parser/tables.py")
        place = HERE / "grammar"
        if not self.editable_mode:
            place = Path(self.build_lib) / "symdiff" / "grammar"
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / "grammar" / tables.GRAMMAR, place)
        tables.store(tables.make((place / tables.GRAMMAR).read_text(encoding="utf-8")), str(place))


class BuildOrGoOn(build_ext):
    """Compile, all or nothing: where a step fails, say so and leave the modules as they are."""

    def run(self) -> None:
        try:
            super().run()
        except Exception as error:
            _say(error)
            for extension in self.extensions:
                Path(self.get_ext_fullpath(extension.name)).unlink(missing_ok=True)
            self.extensions[:] = []

    def build_extension(self, extension) -> None:
        """Compile the files of *extension* on all cores, in their order, then link them."""
        sources = extension.sources
        if len(sources) > 1:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                objects = pool.map(
                    lambda source: self.compiler.compile(
                        [source],
                        output_dir=self.build_temp,
                        include_dirs=extension.include_dirs,
                        extra_postargs=extension.extra_compile_args,
                    ),
                    sources,
                )
                extension.extra_objects = [made for of_one in objects for made in of_one]
            extension.sources = []
        super().build_extension(extension)


def extensions() -> list:
    """Return the hot modules translated to C: nothing where that is not wanted or cannot be done."""
    if "bdist_wheel" not in sys.argv or os.environ.get("SYMDIFF_COMPILE") == "0":
        return []
    try:
        _try_compiler()
        from mypyc.build import mypycify

        os.chdir(HERE)
        paths = [f"symdiff/{name.replace('.', '/')}.py" for name in COMPILED]
        level = os.environ.get("SYMDIFF_OPTIMIZE", "3")
        made = mypycify(
            [*FLAGS, *paths],
            opt_level=level,
            debug_level="0",
            group_name=MACHINE_CODE,
            multi_file=True,
        )
        headers = os.path.dirname(f"build/{MACHINE_CODE.replace('.', '/')}")
        for extension in made:  # all have the same lists
            extension.include_dirs = [*extension.include_dirs, headers]
            if sys.platform != "win32":  # what nothing outside calls is called directly, and inlined
                extension.extra_compile_args = [*extension.extra_compile_args, "-fvisibility=hidden"]
        docs, signals = _module("compiled_docs.py"), _module("compiled_signals.py")
        records = _module("compiled_records.py")
        texts = docs.docstrings(paths)
        for source in {Path(source) for extension in made for source in extension.sources}:
            code = source.read_text(encoding="utf-8")
            if source.name == signals.PRODUCTS:
                code = signals.guarded(code)
            else:
                code = records.quickly(docs.documented(code, texts))
            source.write_text(code, encoding="utf-8")
        for extension in made:
            extension.sources = _together(extension.sources)
        return made
    except (Exception, SystemExit) as error:  # mypyc exits where it finds a mistake
        _say(error)
        return []


def _together(sources: list[str]) -> list[str]:
    """Return files of C that include those of the modules, about as much each, before the others.

    All modules include the same half a megabyte of headers: a tenth of the time of the build where each
    reads it by itself.
    """
    parts = [source for source in sources if Path(source).name.startswith("__native_symdiff___")]
    groups: list[list[str]] = [[] for _ in range(min(GROUPS, len(parts)))]
    sizes = [0] * len(groups)
    for source in sorted(parts, key=os.path.getsize, reverse=True):
        shortest = sizes.index(min(sizes))
        groups[shortest].append(source)
        sizes[shortest] += os.path.getsize(source)
    together = []
    for number, group in enumerate(groups):
        path = Path(group[0]).with_name(f"together_{number}.c")
        path.write_text("".join(f'#include "{Path(source).name}"\n' for source in group), encoding="utf-8")
        together.append(str(path))
    others = [source for source in sources if source not in parts]
    return together + sorted(others, key=os.path.getsize, reverse=True)


def _try_compiler() -> None:
    """Raise what a C compiler, or Python's headers, that are not there raise, before the long work."""
    from setuptools._distutils.ccompiler import new_compiler
    from setuptools._distutils.sysconfig import customize_compiler, get_python_inc

    compiler = new_compiler()
    customize_compiler(compiler)
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "empty.c")
        source.write_text("#include <Python.h>\n")
        compiler.compile([str(source)], place, include_dirs=[get_python_inc()])


def _module(path: str) -> types.ModuleType:
    """Return the module at *path*, imported by itself: its package may need what is not installed yet."""
    name = Path(path).stem
    spec = importlib.util.spec_from_file_location(name, HERE / path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _say(error: BaseException) -> None:
    """Warn that nothing is compiled; raise the error instead where it was asked for."""
    if os.environ.get("SYMDIFF_COMPILE") == "1":
        raise RuntimeError("symdiff is not compiled, as SYMDIFF_COMPILE=1 asks") from error
    message = [
        "WARNING: symdiff is NOT COMPILED. It works, but is two to five times slower.",
        f"The reason: {error!r}",
        "Install a C compiler and Python's headers, then install symdiff again.",
    ]
    line = "*" * max(map(len, message))
    print("", line, *message, line, "", sep="\n", file=sys.stderr)


setup(cmdclass={"build_py": BuildWithTables, "build_ext": BuildOrGoOn}, ext_modules=extensions())

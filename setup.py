"""Builds the tables of the parser into the wheel, and the hot modules as machine code where that can be done.

The hot modules are plain typed Python that mypyc translates to C. Without a C compiler, with
SYMDIFF_COMPILE=0 in the environment, and in an editable install, the same modules are interpreted:
the same answers, two to five times slower.
"""

import importlib.util
import os
import sys
import tempfile
from pathlib import Path

from setuptools import setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
COMPILED = (
    "table.operators",
    *(f"graph.{name}" for name in ("packed", "folding", "leaves", "graph", "expr", "collector")),
    *(
        f"parser.{name}"
        for name in ("tokens", "scanner", "doubts", "marks", "calls", "meaning", "driver", "build")
    ),
    *(f"parser.{name}" for name in ("templates", "inputs")),
    *(f"sweeps.{name}" for name in ("partials", "branches", "sweep", "sparsity", "entries")),
    *(
        f"simplifier.normal.{name}"
        for name in ("chains", "numbers", "order", "written", "named", "surds", "powers")
    ),
    *(f"simplifier.normal.{name}" for name in ("form", "factor", "given", "style")),
    *(
        f"simplifier.normal.small.{name}"
        for name in ("products", "kernels", "written", "sums", "known", "sweep", "given")
    ),
    *(f"simplifier.ring.{name}" for name in ("kernels", "polynomials", "related", "quotients")),
    *(
        f"simplifier.ring.{name}"
        for name in ("ring", "cost", "contractions", "half_angle", "factors", "shortest")
    ),
    *(f"simplifier.ring.{name}" for name in ("rational", "derivation")),
    *(f"simplifier.{name}" for name in ("outline", "radicands", "prospects", "ordered", "search")),
    *(f"simplifier.{name}" for name in ("repeated", "sharing", "levels")),
    *(f"verbs.{name}" for name in ("chain", "provenance")),
    *(f"export.{name}" for name in ("program", "notation", "text", "latex", "python", "numpy", "sympy")),
)
"""What parses, derives, simplifies and prints, and what all of them ask of operators. A class that is
compiled has no interpreted subclass, which is why all exporters are here."""
FLAGS = ("--config-file=", "--strict", "--ignore-missing-imports", "--no-warn-return-any")


class BuildWithTables(build_py):
    """Copy the packages, then put the tables of the grammar beside it."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return  # a checkout makes its own at first use
        spec = importlib.util.spec_from_file_location("tables", HERE / "symdiff/parser/tables.py")
        tables = importlib.util.module_from_spec(spec)
        sys.modules["tables"] = tables
        spec.loader.exec_module(tables)
        place = Path(self.build_lib) / "symdiff_grammar"
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


def extensions() -> list:
    """Return the hot modules translated to C: nothing where that is not wanted or cannot be done."""
    if "bdist_wheel" not in sys.argv or os.environ.get("SYMDIFF_COMPILE") == "0":
        return []
    try:
        _try_compiler()
        from mypyc.build import mypycify

        os.chdir(HERE)
        return mypycify([*FLAGS, *(f"symdiff/{name.replace('.', '/')}.py" for name in COMPILED)])
    except (Exception, SystemExit) as error:  # mypyc exits where it finds a mistake
        _say(error)
        return []


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


def _say(error: BaseException) -> None:
    print(f"symdiff: not compiled, its modules will be interpreted: {error!r}", file=sys.stderr)


setup(cmdclass={"build_py": BuildWithTables, "build_ext": BuildOrGoOn}, ext_modules=extensions())

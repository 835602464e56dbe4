"""Imports point downward only: the layers of the design, read from the imports themselves."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

import symdiff

pytestmark = pytest.mark.no_cover
PACKAGE = Path(symdiff.__file__).parent

# From the lowest to the highest. A module may import from its own layer and from those before it.
LAYERS = (
    ("records",),
    ("errors", "limits"),
    ("table",),
    ("graph",),
    ("parser",),
    ("sweeps",),
    ("arithmetic", "numeric"),
    ("simplifier",),
    ("export",),
    ("programs",),
    ("at", "witness"),
    ("explain",),
    ("studies",),
    ("verbs", "accuracy"),
    ("plot",),
    ("native",),
    ("verdict",),
    ("practice",),
    ("proximal",),
    ("minimise",),
    ("__init__",),
    ("cli", "web", "__main__"),
)
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}
HEAVY = {"sympy", "llvmlite", "numpy", "scipy", "matplotlib", "mpmath", "lark"}


def dotted(path: Path) -> str:
    """Return the name of a module below `symdiff`: `parse.build`, `parse` for its `__init__`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


def layer(module: str) -> int:
    return HEIGHT[module.split(".")[0]]


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax trees of all modules by their names, in the order of the names."""
    trees = {dotted(path): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
    return dict(sorted(trees.items()))


def named(node: ast.AST) -> str:
    """Return the last name of `a`, `a.b` or `a().b`; "" of what has none. To write all out takes seconds."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@cache
def every(tree: ast.AST) -> list[ast.AST]:
    """Return all nodes of *tree*: to walk over all modules takes a second, each time."""
    return list(ast.walk(tree))


@cache
def run(tree: ast.AST, functions: bool = True) -> list[ast.AST]:
    """Return the nodes of *tree* without what is written for type checkers alone, nor, where *functions* is
    False, what is run only when a function is called."""
    nodes = [tree]
    for node in nodes:  # grows as it goes
        checking = isinstance(node, ast.If) and named(node.test) == "TYPE_CHECKING"
        if not checking and (functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            nodes += ast.iter_child_nodes(node)
    return nodes


def imported(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the full names that *nodes* import."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def tops(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the packages from which *nodes* import."""
    return {name.partition(".")[0] for name in imported(nodes)}


def ours(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the modules of symdiff that *nodes* import."""
    found = set()
    for name in imported(nodes):
        top, _, rest = name.partition(".")
        if top != "symdiff":
            continue
        while rest and rest not in modules():
            rest = rest.rpartition(".")[0]  # what is imported is a name inside a module
        found.add(rest or "__init__")
    return found


@cache
def of_ours() -> dict[str, set[str]]:
    """Return the modules of symdiff that each module imports, inside functions too."""
    return {module: ours(every(tree)) for module, tree in modules().items()}


@pytest.mark.source
def test_a_module_has_a_layer_and_imports_only_from_there_downward():
    assert [name for name in modules() if name.split(".")[0] not in HEIGHT] == [], "which layer? LAYERS says"
    assert [
        f"{module} imports {other}"
        for module, others in of_ours().items()
        for other in others
        if layer(other) > layer(module)
    ] == []


WINGS = ("normal", "ring", "rewrite", "domain")
"""The packages inside of `simplifier`, from the lowest to the highest; above them are its own modules."""


@pytest.mark.source
def test_inside_the_simplifier_imports_point_downward_too():
    def floor(name: str) -> int:
        wing = name.split(".")[1] if name.count(".") > 1 else ""
        return WINGS.index(wing) if wing in WINGS else len(WINGS)

    inside = {name: others for name, others in of_ours().items() if name.startswith("simplifier.")}
    assert {name.split(".")[1] for name in inside} > set(WINGS)
    assert [
        f"{module} imports {other}"
        for module, others in inside.items()
        for other in others & set(inside)
        if other not in WINGS and floor(other) > floor(module)
    ] == []


@pytest.mark.source
def test_the_reader_of_imports_sees_an_upward_import():
    tree = ast.parse("def f():\n    from symdiff.parser.build import read\n    import symdiff.graph.graph")
    assert ours(every(tree)) == {"parser.build", "graph.graph"}
    assert ours(run(tree, functions=False)) == set()
    assert layer("parser.build") > layer("graph.graph")


@pytest.mark.source
def test_no_module_imports_itself_by_way_of_others():
    below = {module: ours(run(tree, functions=False)) - {module} for module, tree in modules().items()}
    while free := [module for module, others in below.items() if not others & set(below)]:
        for module in free:
            del below[module]
    assert not below


@pytest.mark.source
def test_nothing_heavy_is_imported_with_a_module():
    heavy = {module: tops(run(tree, functions=False)) & HEAVY for module, tree in modules().items()}
    for module in heavy:
        if module.split(".")[0] in ("proximal", "minimise"):
            heavy[module].discard("numpy")
    assert {module: found for module, found in heavy.items() if found} == {}


def late(tree: ast.AST) -> list[tuple[str, str]]:
    """Return what is imported by a name made at run time: the call, and what is known of the name."""
    found = []
    for node in every(tree):
        function = named(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and function in ("import_module", "__import__", "_layer"):
            name = node.args[0]
            parts = name.values if isinstance(name, ast.JoinedStr) else [name]
            known = str(parts[0].value) if isinstance(parts[0], ast.Constant) else ""
            found.append((ast.unparse(node), f"symdiff.{known}" if function == "_layer" else known))
    return found


@pytest.mark.source
def test_only_the_oracle_imports_sympy():
    assert [
        module
        for module, tree in modules().items()
        if "sympy" in tops(run(tree)) | {name for _, name in late(tree)}
    ] == ["witness.oracle"]


@pytest.mark.source
def test_the_handle_and_names_that_moved_are_all_that_reaches_upward_by_name():
    reaching: dict[str, list[str]] = {}
    for module, tree in modules().items():
        for call, name in late(tree):
            package, _, rest = name.partition(".")
            target = rest.split(".")[0]
            if package == "symdiff" and (not target or layer(target) > layer(module)):
                reaching.setdefault(module, []).append(call)
    assert set(reaching) == {"graph.expr", "proximal", "__init__"}  # the last two for names that moved
    assert reaching["proximal"] == ["import_module('symdiff.minimise')"]  # for names that were there once
    assert "import_module(f'symdiff.{name}')" in reaching["graph.expr"]


@pytest.mark.source
def test_the_handle_reaches_only_modules_that_exist():
    targets = {
        name.partition(".")[2] for call, name in late(modules()["graph.expr"]) if call.startswith("_layer")
    }
    assert targets
    assert targets <= set(modules())


@pytest.mark.source
def test_nothing_evaluates_text_as_python():
    called = {
        module: {
            node.func.id
            for node in every(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        for module, tree in modules().items()
    }
    assert {module: found for module, found in called.items() if found & {"eval", "__import__"}} == {}


def loaded_after(*command: str) -> set[str]:
    """Return the heavy packages that a fresh process has loaded after running Python with *command*."""
    show = "import sys, atexit; atexit.register(lambda: print('loaded', *filter(str.isalpha, sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{show}\n{command[0]}", *command[1:]],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "loaded"
    return set(last) & HEAVY


@pytest.fixture(scope="module", autouse=True)
def stored_tables():
    """Make sure that the tables of the grammar are stored, as after an installation."""
    symdiff.parse("x")


def test_importing_symdiff_loads_nothing_heavy():
    assert loaded_after("import symdiff") == set()


def test_a_derivative_loads_nothing_heavy():
    assert loaded_after("import symdiff; str(symdiff.derive('x**3*sin(x)', 'x'))") == set()


@pytest.mark.parametrize("options", [[], ["--no-check"], ["--order", "3"]], ids=str)
def test_the_command_diff_loads_nothing_heavy(options):
    program = (
        "import sys; from symdiff.cli import main\ntry: main()\nexcept SystemExit as e: assert not e.code"
    )
    assert loaded_after(program, "diff", "x**3*sin(x)", "x", *options) == set()


def test_the_probe_sees_a_heavy_import():
    assert "mpmath" in loaded_after("import mpmath")


def compiled() -> set[str]:
    """Return the modules that setup.py has compiled."""
    tree = ast.parse((Path(__file__).parents[1] / "setup.py").read_text())
    [value] = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COMPILED"
    ]
    return set(eval(ast.unparse(value)))  # noqa: S307 - of our own text


def bases(module: str) -> set[str]:
    """Return the modules from which *module* takes the classes that its own classes extend."""
    tree = modules()[module]
    named = {
        alias.asname or alias.name: node.module.removeprefix("symdiff.")
        for node in every(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("symdiff.")
        for alias in node.names
    }
    classes = [node for node in every(tree) if isinstance(node, ast.ClassDef)]
    return {named[ast.unparse(base)] for node in classes for base in node.bases if ast.unparse(base) in named}


@pytest.mark.source
def test_what_extends_a_compiled_class_is_compiled_too():
    translated = compiled()
    assert translated <= set(modules())
    assert bases("export.latex") == {"export.notation"}
    outside = {module for module in modules() if module not in translated and bases(module) & translated}
    assert not outside, "COMPILED in setup.py is to name them"

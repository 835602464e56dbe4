"""What type checkers are told of the public names: all of them have types, and none of these is Any."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import symdiff
from symdiff import Expr

ROOT = Path(__file__).parents[1]
PACKAGE = Path(symdiff.__file__).parent

PROGRAM = """
from fractions import Fraction
from typing import assert_type
import numpy as np
import numpy.typing as npt
import symdiff
from symdiff import Expr, Jacobian, Max, SparseJacobian, apply, collect, derivative_at, derive, evaluate
from symdiff import gradient, hessian, jacobian, parse, sin, symbols, taylor, zeta

x = symbols("x")
y, z = symbols("y z")
assert_type(y, Expr)
assert_type(symbols(["a"]), tuple[Expr, ...])
f: Expr = x
d = derive(x**2 * sin(y) + 1, x, 2, "y", order=2, level="basic")
assert_type(d, Expr)
assert_type(2 * d - 0.5 / d + Fraction(1, 3), Expr)
assert_type(d < 3, Expr)
assert_type(d.subs(x, 3).subs({"y": "2*x"}), Expr)
assert_type(d.diff("x", order=2), Expr)
assert_type(d.free_symbols, set[Expr])
assert_type(d.conditions, tuple[Expr, ...])
assert_type(d.latex(), str)
assert_type(d(x=1, y=Fraction(1, 2)), float)
assert_type(d(x=np.float32(1), y="1/3"), float)
assert_type(d(x=1j), complex)
assert_type(d(x=[1.0, 2.0], y=3), npt.NDArray[np.float64])
assert_type(d(x=np.linspace(0, 1)), npt.NDArray[np.float64])
assert_type(d.numpy("x", "y")(1.0, y=[2.0]), npt.NDArray[np.float64])
assert_type(d * np.array([1, 2]), npt.NDArray[np.object_])
assert_type(float(parse("pi")), float)
assert_type(sin(1), Expr)
assert_type(Max(x, 1, 2), Expr)
assert_type(zeta(x, 2), Expr)
assert_type(symdiff.arctan(x), Expr)
assert_type(apply("sin", 0.5), Expr)
assert_type(evaluate("x*y", {"x": 1}, y=2.0), float)
assert_type(evaluate(d, {x: 1, y: 2}), float)
assert_type(evaluate("x", x=1j), complex)
assert_type(evaluate("x/3", x=1, exact=True), Fraction)
assert_type(evaluate("x", x=symdiff.Dual(1.0, 1.0)), symdiff.Dual)
assert_type(float(1 + evaluate("x", x=1, digits=30) ** 2), float)
assert_type(derivative_at("x", "x", {"x": "1/2"}), float)
assert_type(gradient("x*y", "x, y"), list[Expr])
assert_type(gradient(f, [x, "y"]), list[Expr])
assert_type(jacobian([f, "x*y", 1], [x, y]), Jacobian)
assert_type(hessian(f, x, sparse=True), SparseJacobian)
assert_type(collect("a*x", "x"), Expr)
assert_type(str(taylor("exp(x)", "x", about=0, order=3)), str)
assert_type(symdiff.is_compiled(), bool)
"""

REFUSED = {
    "symdiff.deriv('x', 'x')": "attr-defined",
    "from symdiff import sine": "attr-defined",
    "symdiff.derive(['x'], 'x')": "arg-type",
    "symdiff.derive('x', 'x', level='most')": "arg-type",
    "symdiff.parse('x') + '1'": "operator",
    "symdiff.parse('x').latx()": "attr-defined",
    "symdiff.sin('x')": "arg-type",
    "symdiff.taylor('x')": "call-arg",
}


WRONG = "import symdiff\n" + "\n".join(REFUSED)

SETTINGS = "[mypy]\n[mypy-narwhals.*,flint.*]\nfollow_imports = skip\n"
"""Two hundred modules, of which no type is in what the programs call, are not read."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What mypy --strict, started once, says of two programs of a user, by the names of their files."""
    place = tmp_path_factory.mktemp("programs")
    programs = {"program.py": PROGRAM, "wrong.py": WRONG}
    environment = dict(os.environ)
    if PACKAGE.parent.name != "site-packages":  # there mypy looks by itself, and wants no help
        environment["MYPYPATH"] = str(PACKAGE.parent)
    for name, program in [*programs.items(), ("settings.ini", SETTINGS)]:
        (place / name).write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--no-error-summary",
         "--config-file=settings.ini", f"--cache-dir={ROOT / '.mypy_cache' / 'types'}", *programs],
        capture_output=True, text=True, cwd=place, env=environment,
    )  # fmt: skip
    lines = (done.stdout + done.stderr).splitlines()
    found = {name: [line for line in lines if line.startswith(f"{name}:")] for name in programs}
    assert sum(map(len, found.values())) == len(lines), lines
    return found


@pytest.mark.long
def test_a_program_has_the_types_that_it_says(said):
    assert said["program.py"] == []


@pytest.mark.long
def test_what_is_wrong_is_seen(said):
    found = {
        int(line.split(":")[1]): line.rpartition("[")[2].rstrip("]")
        for line in said["wrong.py"]
        if ": error:" in line
    }
    assert [found.get(place) for place in range(2, len(REFUSED) + 2)] == list(REFUSED.values())


ANY_NUMBER = {"Compiled", "Dual", "Jet", "gradcheck", "jet", "minimize", "minimize_composite", "prox"}
"""Names whose numbers and arrays may be of any kind, which their annotations do not tell apart."""


def annotations(name: str) -> list[str]:
    """Return the annotations of a public name, in the source: of a function its overloads alone where it has
    such, of a class its methods."""
    module = str(getattr(symdiff, name).__module__).split(".")
    path = PACKAGE.joinpath(*module[1:]).with_suffix(".py")
    path = path if path.exists() else PACKAGE.joinpath(*module[1:], "__init__.py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    [*_, top] = [node for node in tree.body if getattr(node, "name", "") == name]
    scope = tree.body if isinstance(top, ast.FunctionDef) else top.body
    wanted = (
        {name}
        if isinstance(top, ast.FunctionDef)
        else {n.name for n in scope if isinstance(n, ast.FunctionDef)}
    )
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in scope:
        if isinstance(node, ast.FunctionDef) and node.name in wanted:
            found.setdefault(node.name, []).append(node)
    texts = []
    for own, nodes in found.items():
        if own.startswith("_") and own not in ("__call__", "__add__", "__init__"):
            continue
        for node in nodes[:-1] or nodes:
            every = [
                *node.args.posonlyargs,
                *node.args.args,
                *node.args.kwonlyargs,
                node.args.vararg,
                node.args.kwarg,
            ]
            texts += [
                ast.unparse(argument.annotation) for argument in every if argument and argument.annotation
            ]
            texts.append(ast.unparse(node.returns) if node.returns else "Any")
    return texts


@pytest.mark.parametrize("name", sorted(set(symdiff.__all__) - ANY_NUMBER))
def test_no_public_name_is_any(name):
    assert [text for text in annotations(name) if re.search(r"\bAny\b", text)] == []


def test_the_members_of_an_expression_are_looked_at():
    assert {"str", "Scalar | Expr", "sympy.Basic", "set[Expr]"} <= set(annotations("Expr"))
    assert Expr.__name__ == "Expr"


def test_names_that_are_imported_late_have_types():
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    [block] = [
        node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    typed = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed.pop("*") == "symdiff._functions"
    assert typed == symdiff._LATE


def test_the_stub_of_the_functions_is_written_from_the_table():
    spec = spec_from_file_location("write_functions", ROOT / "docs" / "write_functions.py")
    assert spec is not None
    assert spec.loader is not None
    writer = module_from_spec(spec)
    spec.loader.exec_module(writer)
    assert (PACKAGE / "_functions.pyi").read_text(encoding="utf-8") == writer.stub()

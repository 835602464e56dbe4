"""Terms and factors in any order, at any depth: the same text, the same formula, at every level."""

from __future__ import annotations

import json
import os
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from parts import in_parts

from symdiff import Expr, derive, parse, simplify
from symdiff.graph.graph import Graph
from symdiff.table.operators import ADD, DIV, MUL, NEG, SUB

CARRIED = Path(__file__).parent / "data"
LARGER = Path(os.environ.get("SYMDIFF_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))

FAMILIES = {
    "exponentials": ["exp(a)", "exp(b)", "exp(a*b)", "exp(-a)", "exp(b/a)", "exp(a + b)"],
    "one base, many powers": ["x", "x**2", "x**3", "1/x", "sqrt(x)", "x**n", "x**(n + 1)"],
    "two bases": ["x**2*y", "x*y**2", "x**3", "y**3", "x*y", "x**2*y**2"],
    "numbers that are equal": ["x**(1/2)", "x**0.5", "x**(3/4)", "x**0.75", "2", "2.5"],
    "floats": ["0.5*x", "0.25*y", "1.5*x*y", "0.125*x**2", "x**0.5", "0.75*exp(y)", "2.5"],
    "sums in products": ["(x + y)*z", "(y - x)*z", "(x + y)**2", "(x - y)*(x + y)", "2*(x + z)", "1/(x + y)"],
    "fractions": ["a/b", "b/a", "a/(b*c)", "(a + b)/c", "c/(a - b)", "1/(a*b*c)"],
    "roots": ["sqrt(x*y + 1)", "sqrt(x + y)", "x*sqrt(y)", "sqrt(2*x)", "(x*y)**(1/3)", "sqrt(x)*sqrt(y)"],
    "unknown functions": ["f(x)", "f'(x)", "f''(x)", "f(y)", "g(x, y)", "x*f(x)"],
    "trigonometry": ["sin(x)**2*sin(y)**2", "cos(x)**2*sin(y)**2", "sin(x)**2*cos(y)**2", "sin(x)", "cos(x)"],
    "powers of powers": ["(a**b)**c", "a**(b**c)", "(a*b)**c", "a**c*b", "(a**2)**c"],
    "what the normal form makes longer": ["(x*y)**2", "(x/y)**3", "gamma(-1 - x)", "1/(1 + x**(-4))", "z"],
    "a sum with a sign that is shorter as given": [
        "-(2*u/((1 - exp(w)**2)*sqrt((a*w)**2 + 1)) + 2*a/sqrt((a*w)**2 + 1))",
        "u*Piecewise((exp(w)/w, exp(w) != 0), (1, True))/sqrt((a*w)**2 + 1)", "exp(w)*u/(a*w)**2",
    ],
    "a sum and the product it is": ["exp(x*y + x*z)", "sin(x*(y + z) + w)", "(x*y + x*z)**2", "x*(y + z)"],
    "long labels": [
        f"sin(alpha*beta + gamma1*{name} + delta*epsilon + zeta*{other})" for name in "uv" for other in "st"
    ],
    "branches": [
        "Piecewise((x + y*x, x*y > z + x), (y - x, True))",
        "Piecewise((x, x + y > 1), (y, x*y < 2), (1, True))",
        "Max(x + y, x*y)", "Abs(y - x)", "x",
    ],
}  # fmt: skip

ROUNDED = {
    "floats that are added": ["0.1*x", "0.2*x", "0.3*x", "0.7*y", "x/3", "x"],
    "floats that are multiplied": ["0.1*x", "x + 0.3*y", "(0.7*y)**2", "1/(0.9*y)", "exp(x)", "z/3"],
    "floats in exponents": ["x**0.1", "x**0.2", "x**(1/3)", "x**0.3333333333333333", "x**(1/2)", "x"],
}
"""What is rounded once in a sum or a product; a second rounding further up depends on what the first was."""


FACTORED = "a common factor of a sum that another rule has made is pulled out in one order and not in others"
SEVERAL_FORMS = {
    "rubi:7 Inverse hyperbolic functions/7.5 Inverse hyperbolic secant/7.5.2 "
    "Inverse hyperbolic secant functions:77": FACTORED,
}
"""Rows of real formulas that have more than one form, each with the reason. They are faults of symdiff."""


def read(text: str) -> Expr:
    return parse(text, functions=["f", "g"])


def shuffled(expr: Expr, random: Random) -> Expr:
    """Return *expr* with the terms and the factors of every sum and product in another order."""
    source, graph = expr.graph, Graph()
    made: dict[int, int] = {}
    for node in source.postorder([expr.node]):
        op = source.ops[node]
        if op in (ADD, SUB):
            made[node] = graph.number(0)
            parts = _parts(source, node, (ADD, SUB), SUB)
            random.shuffle(parts)
            for part, sign in parts:
                made[node] = graph.join(ADD if sign > 0 else SUB, made[node], made[part])
        elif op in (MUL, DIV):
            made[node] = graph.number(1)
            parts = _parts(source, node, (MUL, DIV), DIV)
            random.shuffle(parts)
            for part, sign in parts:
                made[node] = graph.join(MUL if sign > 0 else DIV, made[node], made[part])
        elif op == NEG:
            made[node] = graph.neg(made[source.children[node][0]])
        else:
            made[node] = graph.rebuild(source, node, tuple(made[child] for child in source.children[node]))
    return Expr(graph, made[expr.node])


def _parts(graph: Graph, top: int, ops: tuple[int, int], inverse: int) -> list[tuple[int, int]]:
    found = []
    pending = [(top, 1)]
    while pending:
        node, sign = pending.pop()
        if graph.ops[node] in ops:
            left, right = graph.children[node]
            pending += [(right, -sign if graph.ops[node] == inverse else sign), (left, sign)]
        else:
            found.append((node, sign))
    return found


def assert_one_form(exprs: list[Expr], level: Any) -> None:
    first, *others = [simplify(expr, level=level) for expr in exprs]
    for expr, other in zip(exprs[1:], others, strict=True):
        assert str(other) == str(first), (str(exprs[0]), str(expr))
        assert other == first


@in_parts
@pytest.mark.parametrize("parts", [*FAMILIES.values(), *ROUNDED.values()], ids=[*FAMILIES, *ROUNDED])
@pytest.mark.parametrize("sign", [" + ", "*"])
def test_every_order_of_a_few_parts_is_one_formula(parts: list[str], sign: str) -> None:
    for start in range(len(parts)):
        chosen = (parts + parts)[start : start + 4]
        texts = [sign.join(f"({part})" for part in order) for order in permutations(chosen)]
        assert_one_form([read(text) for text in texts], "basic")


@pytest.mark.parametrize("parts", FAMILIES.values(), ids=FAMILIES)
def test_nested_sums_and_products_in_any_order_are_one_formula(parts: list[str]) -> None:
    random = Random(str(parts))
    for _ in range(8):
        expr = read(nested(parts, random, 3))
        assert_one_form([expr, *[shuffled(expr, random) for _ in range(8)]], "basic")


@pytest.mark.parametrize("parts", FAMILIES.values(), ids=FAMILIES)
def test_derivatives_in_any_order_are_one_formula(parts: list[str]) -> None:
    random = Random(str(parts))
    for _ in range(4):
        expr = read(nested(parts, random, 2))
        raw = derive(expr, "x" if "x" in str(expr) else "a", level="none")
        assert_one_form([raw, *[shuffled(raw, random) for _ in range(4)]], "basic")


@pytest.mark.parametrize("parts", FAMILIES.values(), ids=FAMILIES)
def test_the_normal_form_of_a_normal_form_is_itself(parts: list[str]) -> None:
    random = Random(str(parts))
    for depth in (1, 1, 2, 2, 2):
        expr = read(nested(parts, random, depth))
        for given in (expr, derive(expr, "x" if "x" in str(expr) else "a", level="none")):
            short = simplify(given, level="basic")
            assert str(simplify(short, level="basic")) == str(short)


@pytest.mark.parametrize("parts", FAMILIES.values(), ids=FAMILIES)
def test_full_is_one_formula_as_well(parts: list[str]) -> None:
    random = Random(str(parts))
    expr = read(nested(parts, random, 1))
    assert_one_form([expr, *[shuffled(expr, random) for _ in range(5)]], "full")


def nested(parts: list[str], random: Random, depth: int) -> str:
    """Return a text of sums and products of each other, and functions of them."""
    if depth == 0:
        return f"({random.choice(parts)})"
    inner = [nested(parts, random, random.randrange(depth)) for _ in range(random.randrange(2, 5))]
    text = random.choice([" + ", " - 3*", "*", "*"]).join(inner)
    return random.choice(
        ["({})", "({})", "({})", "sin({})", "exp({})", "sqrt({})", "({})**2", "1/({})"]
    ).format(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(exp(x) + exp(y)) - log(exp(y) + exp(x))", "0"),
        ("(exp(a) + exp(b))**n/(exp(b) + exp(a))**n", "1"),
        ("x*y**2 + 1 + x**2*y", "x**2*y + x*y**2 + 1"),
        ("y**2*x + x**2*y + 1", "x**2*y + x*y**2 + 1"),
        ("(y*x)**2 - sin((x*y)**2)", "(x*y)**2 - sin((x*y)**2)"),
        ("(y + x)*2", "2*(x + y)"),
    ],
)
def test_what_differs_in_order_alone_is_equal(text: str, expected: str) -> None:
    for level in ("basic", "full"):
        assert str(simplify(parse(text), level=level)) == expected


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def carried() -> list[Any]:
    """Make a test of each row of `tests/data`. What is known to fail has to fail."""
    rows = [row for path in sorted(CARRIED.glob("*.jsonl")) for row in rows_of(CARRIED, path.stem)]
    return [
        pytest.param(
            row, id=row["id"],
            marks=[pytest.mark.xfail(reason=SEVERAL_FORMS[row["id"]])] if row["id"] in SEVERAL_FORMS else [],
        )
        for row in rows
        if "expr" in row
    ]  # fmt: skip


def assert_row_has_one_form(row: dict[str, Any], times: int) -> None:
    """Ask of the formula of a row, and of its derivative."""
    random = Random(row["id"])
    names = row.get("vars") or [*row["params"], row["var"]]
    expr = parse(row.get("F") or row["expr"], symbols=names)
    for given in (expr, derive(expr, row.get("var") or names[0], level="none")):
        assert_one_form([given, *[shuffled(given, random) for _ in range(times)]], "basic")


@in_parts
@pytest.mark.parametrize("row", carried())
def test_a_real_formula_in_any_order_is_one_formula(row: dict[str, Any]) -> None:
    assert_row_has_one_form(row, 6)


@pytest.mark.nightly
@pytest.mark.skipif(not LARGER.is_dir(), reason=f"no larger collections at {LARGER}; set SYMDIFF_CORPORA")
@pytest.mark.parametrize("name", ["formulas", "pairs", "rubi_elementary", "rubi_special"])
def test_all_larger_collections_in_any_order_are_one_formula_a_row(name: str) -> None:
    """Those that are known to have several forms are named, each of them."""
    several = set()
    for row in rows_of(LARGER, name):
        try:
            assert_row_has_one_form(row, 6)
        except AssertionError:
            several.add(row["id"])
    assert not several - set(SEVERAL_FORMS)

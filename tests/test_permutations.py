"""Terms and factors in any order, at any depth: the same text, the same formula, at every level."""

from __future__ import annotations

import json
import os
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from symdiff import Expr, derive, parse, simplify
from symdiff.graph.graph import Graph
from symdiff.table.operators import ADD, DIV, MUL, NEG, SUB

FOLDER = Path(os.environ.get("SYMDIFF_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))

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
                made[node] = _joined(graph, ADD if sign > 0 else SUB, made[node], made[part])
        elif op in (MUL, DIV):
            made[node] = graph.number(1)
            parts = _parts(source, node, (MUL, DIV), DIV)
            random.shuffle(parts)
            for part, sign in parts:
                made[node] = _joined(graph, MUL if sign > 0 else DIV, made[node], made[part])
        elif op == NEG:
            made[node] = graph.neg(made[source.children[node][0]])
        else:
            made[node] = graph.rebuild(source, node, tuple(made[child] for child in source.children[node]))
    return Expr(graph, made[expr.node])


def _joined(graph: Graph, op: int, a: int, b: int) -> int:
    if any(isinstance(graph.numbers.get(node), float) for node in (a, b)) and graph.ops[a] == graph.ops[b]:
        return graph.intern(op, (a, b))  # two numbers side by side would be rounded here
    return graph.join(op, a, b)


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


@pytest.mark.parametrize("name", ["formulas", "pairs", "rubi_elementary"])
def test_real_formulas_in_any_order_are_one_formula(name: str) -> None:
    path = FOLDER / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"the corpora are absent ({FOLDER}); set SYMDIFF_CORPORA to their folder")
    random = Random(name)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in random.sample(rows, 60 if name == "rubi_elementary" else 250):
        names = row.get("vars") or [*row["params"], row["var"]]
        expr = parse(row.get("F") or row["expr"], symbols=names)
        for given in (expr, derive(expr, row.get("var") or names[0], level="none")):
            assert_one_form([given, *[shuffled(given, random) for _ in range(3)]], "basic")

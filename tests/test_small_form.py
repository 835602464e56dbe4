"""The form of small formulas is the general form: the same nodes, numbered in the same way."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from parts import in_parts

from symdiff import Expr, derive, parse
from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.given import as_given
from symdiff.simplifier.normal.small.given import shortest_as_given
from symdiff.simplifier.normal.small.products import (
    HIGHEST,
    MOST,
    NotSmall,
    Product,
    exponent,
    over,
    overlap,
    times,
    unit,
)
from symdiff.simplifier.normal.small.sweep import small_form
from symdiff.simplifier.ordered import compact, in_order
from symdiff.sweeps.sweep import tangents

DATA = Path(__file__).parent / "data"
PARTS = [
    "x", "y", "2", "-3", "1/2", "0.5", "1.5", "pi", "x**2", "y**3", "1/x", "x**(-2)", "sqrt(x)", "x**(3/2)",
    "exp(x)", "exp(-x)", "exp(x*y)", "exp(-x**2/2)", "sin(x)", "cos(-y)", "log(x + 1)", "tanh(x - y)",
    "(x + y)", "(x - y)", "(y - x)**2", "(2*x - 4*y)", "sqrt(x + 1)", "sqrt(2*x*y)", "sqrt(1 - x**2)",
    "(-x - y)", "(x*y + x)", "1/(x + y)", "(x/y - 1)", "1/(1 - 2*x)", "(0.5*x + 1)", "erf(x*y)",
]  # fmt: skip


def general(graph: Graph, node: int) -> tuple[Graph, int, bool]:
    """Return the general form of a node, once, and whether taking it again changes nothing."""
    form = Factored(graph)
    [found] = form.sweep([node])
    is_final = form.is_final([found])
    alone, [found] = compact(form.graph, [found])
    return alone, found, is_final


def assert_same(graph: Graph, node: int) -> bool:
    """Check the small form of a node against the general one; return whether there is one."""
    small = small_form(graph, [node])
    if small is None:
        return False
    alone, found, is_final = general(graph, node)
    assert str(Expr(small.graph, small.nodes[0])) == str(Expr(alone, found)), str(Expr(graph, node))
    assert list(small.graph.ops) == list(alone.ops)
    assert small.is_final == is_final
    return True


def nested(random: Random, depth: int) -> str:
    if depth == 0:
        return random.choice(PARTS)
    inner = [nested(random, random.randrange(depth)) for _ in range(random.randrange(2, 4))]
    text = random.choice([" + ", " - ", "*", "*", "/"]).join(f"({part})" for part in inner)
    outer = ["{}", "{}", "{}", "({})**2", "1/({})", "-({})", "sqrt({})", "sin({})", "exp({})"]
    return random.choice(outer).format(text)


@in_parts
@pytest.mark.parametrize("seed", range(80))
def test_small_and_general_form_are_one(seed: int) -> None:
    random = Random(seed)
    covered = 0
    for _ in range(25):
        expr = parse(nested(random, random.randrange(1, 4)))
        [raw] = tangents(expr.graph, [expr.node], expr.graph.symbol("x"))
        covered += assert_same(expr.graph, expr.node) + assert_same(expr.graph, raw)
    assert covered > 10


def test_no_formula_as_given_is_shorter_than_it_is_said_to_be() -> None:
    random = Random(1)
    exact = 0
    for _ in range(600):
        expr = parse(nested(random, random.randrange(1, 4)))
        [raw] = tangents(expr.graph, [expr.node], expr.graph.symbol("x"))
        least = shortest_as_given(expr.graph, [raw])
        try:
            ordered, [node] = as_given(expr.graph, [raw], set())
        except Unsettled:
            continue  # a division by zero
        assert least <= ordered.size(node), str(Expr(expr.graph, raw))
        exact += least == ordered.size(node)
    assert exact > 300


def rows() -> list[dict[str, Any]]:
    lines = [line for path in sorted(DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [row for row in map(json.loads, lines) if "expr" in row]


def test_they_are_one_for_real_formulas_and_their_derivatives() -> None:
    covered = looked = 0
    for row in rows():
        names = row.get("vars") or [*row["params"], row["var"]]
        expr = parse(row["expr"], symbols=names)
        for order in range(3):
            if order:
                expr = derive(expr, row.get("var") or names[0], level="none")
            if len(expr.graph.below([expr.node])) > 120:
                break
            looked += 1
            covered += assert_same(expr.graph, expr.node)
            graph, [node] = in_order(expr.graph, [expr.node])
            expr = Expr(graph, node)
    assert covered > looked / 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*x + 2*x**2 - x*exp(x)*exp(-x)", "3*x**2 - x"),
        ("-(exp(-x**2/2) - x*(exp(-x**2/2)*(1/2*(2*x))))", "(x**2 - 1)*exp(-x**2/2)"),
        ("sqrt(x*y)*sqrt(x*y)", "x*y"),
        ("sqrt(x - y)*(y - x)**2", "(x - y)**(5/2)"),
        ("0.5*x + 0.25*x", "0.75*x"),
        ("x*1.0", "x"),
        ("2*(x + y) - 2*x", "2*y"),
        ("exp(x + y)/exp(y)", "exp(x)"),
    ],
)
def test_what_it_comes_to(text: str, expected: str) -> None:
    expr = parse(text)
    small = small_form(expr.graph, [expr.node])
    assert small is not None
    assert str(Expr(small.graph, small.nodes[0])) == expected


@pytest.mark.parametrize(
    "text",
    [
        "x**n", "x**(1/3)", "x**40", "sqrt(2)*x", "Abs(x)", "atan2(x, y)", "f(x)", "E*x", "log(2)*x",
        "sin(x)**2 + cos(x)**2", "sin(x + pi/2)", "log(exp(x))", "exp(2*log(x))", "sqrt(x**2)", "1e301*x",
        "2000000000*x", "Piecewise((x, x > 0), (-x, True))", "+".join(f"x{i}" for i in range(MOST + 1)),
    ],
)  # fmt: skip
def test_what_has_other_laws_is_left_to_the_general_form(text: str) -> None:
    expr = parse(text, functions=["f"])
    assert small_form(expr.graph, [expr.node]) is None


def test_a_trace_comes_from_the_general_form_and_changes_nothing() -> None:
    for row in rows()[:60]:
        expr = parse(row["expr"], symbols=row.get("vars") or [*row["params"], row["var"]])
        graph, [node] = in_order(expr.graph, [expr.node])
        other, [twin] = in_order(expr.graph, [expr.node], set())
        assert graph.same(node, other, twin), row["id"]


def test_exponents_stay_in_their_fields() -> None:
    for k in range(MOST):
        for twice in (-HIGHEST, -1, 1, 2, HIGHEST):
            power = unit(k, twice)
            assert [exponent(power, other) for other in range(MOST)] == [
                twice * (k == i) for i in range(MOST)
            ]
            other = unit((k + 1) % MOST, -3)
            both = times(power, other)
            assert (exponent(both, k), exponent(both, (k + 1) % MOST)) == (twice, -3)
            assert exponent(over(both, power), k) == 0
            assert overlap(both, other)
            assert not overlap(power, other)
        for a, b in ((HIGHEST, 1), (-HIGHEST, -2)):
            with pytest.raises(NotSmall):
                times(unit(k, a), unit(k, b))


def test_numbers_are_in_lowest_terms() -> None:
    found = over(Product(4, 3, 0, 0), Product(-2, 9, 0, 0))
    assert (found.num, found.den) == (-6, 1)
    with pytest.raises(NotSmall):
        times(Product(1 << 29, 1, 0, 0), Product(4, 1, 0, 0))

"""What is made of a large formula does not keep it alive beyond need, and still gives the right answers."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from symdiff import Expr, NotDifferentiable, apply, derive, gradient, hessian, parse, simplify, symbols
from symdiff.graph.graph import Graph
from symdiff.graph.stored import LARGE, Stored, is_large
from symdiff.simplifier.domain.asked import is_total

TERMS = 2 * LARGE

FINDING = 12
"""Bytes at least that a node takes for its place in the table that finds it."""


def large(text: str, term: str = "sin({0}*y{0})") -> Expr:
    """Return *text* plus many terms in other symbols."""
    return parse(f"{text} + {' + '.join([term.format(i) for i in range(1, TERMS)])}")


def tower(text: str) -> Expr:
    """Return *text* plus a formula with many operators and one symbol."""
    whole = y = symbols("y")
    for _ in range(TERMS):
        whole = apply("sin", whole * y) + whole
    return parse(text) + whole


def kept(make: Callable[[], Any], of: Callable[[Any], Any]) -> tuple[int, int]:
    """Return the bytes of what *make* makes, and those left once *of* it alone is held."""
    gc.collect()
    tracemalloc.start()
    try:
        source = make()
        before = tracemalloc.get_traced_memory()[0]
        result = of(source)
        del source
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
        assert result is not None
    finally:
        tracemalloc.stop()
    return before, after


MAKERS = {
    "derive": lambda expr: derive(expr, "x", level="basic"),
    "second": lambda expr: derive(expr, "x", order=2, level="basic"),
    "gradient": lambda expr: gradient(expr, "x", level="basic"),
    "hessian": lambda expr: hessian(expr, "x", level="basic"),
}


@pytest.fixture(scope="module", autouse=True)
def ready():
    """Read the table's texts before anything is measured."""
    for of in MAKERS.values():
        of(large("x**3*exp(x)"))
        of(tower("x**3*log(x)"))


@pytest.mark.parametrize("of", MAKERS.values(), ids=MAKERS)
def test_nothing_is_left_of_a_large_formula_that_has_a_derivative_everywhere(of):
    before, after = kept(lambda: tower("x**3*exp(x)"), of)
    assert after < 0.02 * before


@pytest.mark.parametrize("of", MAKERS.values(), ids=MAKERS)
def test_little_is_left_of_a_large_formula_whose_derivative_has_conditions(of):
    before, after = kept(lambda: tower("x**3*log(x)"), of)
    assert after < before - FINDING * tower("x").nodes


def test_little_is_left_of_a_large_formula_that_is_simplified_to_a_small_one():
    before, after = kept(lambda: tower("log(x)") ** 0, lambda expr: simplify(expr, level="basic"))
    assert after < before - FINDING * tower("x").nodes


CONDITIONS = ["log(x) + x*Abs(x - 1)", "sqrt(x)/(x - 2)", "x**k", "tan(x)*z", "x/x", "sin(x)*exp(x)"]


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("text", CONDITIONS)
def test_a_large_formula_has_the_conditions_of_the_part_that_moves(text, order):
    small = derive(text, "x", level="basic", order=order)
    for full in (large(text), large(text, "{0}*y{0}**2")):
        assert is_large(full.graph)
        result = derive(full, "x", level="basic", order=order)
        assert result == small
        assert {str(c) for c in result.conditions} == {str(c) for c in small.conditions}


def test_conditions_of_a_large_formula_that_were_there_before_stay():
    source = simplify(large("x/x", "x*y{0}"), level="basic")
    assert [str(c) for c in source.conditions] == ["x != 0"]
    for result in (derive(source, "x", level="basic"), *gradient(source, "x", level="basic")):
        assert [str(c) for c in result.conditions] == ["x != 0"]


def test_a_large_derivative_has_its_value_where_its_formula_has_none():
    source = large("Piecewise((sin(x)/x, x != 0), (1, True))", "y/{0}")
    result = derive(source, "x", level="basic", order=2)
    assert result.origin is not None
    assert result.origin[0] == source
    assert result.origin[1] == ("x", "x")
    assert result(x=0, y=1) == pytest.approx(-1 / 3, abs=1e-12)
    with pytest.raises(NotDifferentiable):
        derive(large("Abs(x)", "y/{0}"), "x")(x=0, y=1)


def test_a_formula_with_a_derivative_everywhere_has_no_origin_when_large():
    result = derive(large("x**3*exp(x)"), "x", level="basic")
    assert result.origin is None
    assert result.conditions == ()
    assert result(x=2.0) == pytest.approx(20 * 2.718281828459045**2)
    assert derive("x**3*exp(x)", "x").origin is not None


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("x**2 + 3*y - z/4 + exp(-x*y) + pi", True), ("x**0.5", False), ("x**(-1)", False), ("x/y", False),
        ("2**x", False), ("Abs(x)", False), ("Max(x, y)", False), ("tan(x)", False), ("log(x)", False),
        ("i*x", False), ("oo", False), ("f'(x)", False), ("legendre(n, x)", False), ("atan(x)", True),
        ("Piecewise((x, x > 0), (1, True))", False), ("cbrt(x)", False), ("sinh(x)**3", True),
    ],
)  # fmt: skip
def test_a_graph_is_total_where_each_node_has_a_value_and_a_slope(text, total):
    assert is_total(parse(text).graph) == total


def test_what_is_put_away_holds_while_its_graph_grows():
    graph = Graph()
    x = graph.symbol("x")
    node = graph.call(31, (graph.add(x, graph.number(1)),))
    stored = Stored(graph, [node, x])
    for i in range(50):
        graph.pow(x, graph.number(i))
    opened, [first, second] = stored.opened()
    assert opened.same(first, graph, node)
    assert opened.same(second, graph, x)
    alone, [only] = stored.opened(1)
    assert len(alone) == 1
    assert alone.same(only, graph, x)

"""Pairs of trigonometric and hyperbolic functions: each rewriting and each relation holds, real and
complex, and derivatives come in the pair that is shortest."""

from __future__ import annotations

import random
from itertools import product

import pytest
from parts import in_parts

from symdiff import Expr, evaluate, parse, simplify, trig
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.families import FAMILY, PAIRS, RELATIONS
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import Style, cost_of
from symdiff.simplifier.rewrite.trig import are_in_front, in_pair, kinds
from symdiff.simplifier.ring.rational import Fractions
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring
from symdiff.table.functions import row_of


def points(seed: int) -> list[complex]:
    generator = random.Random(seed)
    real = [complex(generator.uniform(0.2, 1.3)), complex(generator.uniform(-1.3, -0.2))]
    return [*real, complex(generator.uniform(-1, 1), generator.uniform(0.2, 1))]


@in_parts
@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("code", sorted(FAMILY), ids=lambda code: row_of(code).name)
def test_a_function_is_what_it_is_rewritten_to(code: int, pair: str) -> None:
    graph = Graph()
    node = graph.call(code, (graph.symbol("x"),))
    rewritten = Expr(*in_pair(graph, node, pair)[:2])
    for at in points(code):
        left = evaluate(Expr(graph, node), {"x": at}, digits=30)
        right = evaluate(rewritten, {"x": at}, digits=30)
        assert abs(left - right) < 1e-25 * max(1, abs(left)), (str(rewritten), at)


@pytest.mark.parametrize("code", sorted(RELATIONS), ids=lambda code: row_of(code).name)
def test_the_square_of_a_function_is_what_its_relation_says(code: int) -> None:
    relation = RELATIONS[code]
    graph = Graph()
    x = graph.symbol("x")
    f, g = Expr(graph, graph.call(code, (x,))), Expr(graph, graph.call(relation.second, (x,)))
    for at in points(code):
        left, right = (evaluate(e**2, {"x": at}, digits=30) for e in (f, g))
        assert abs(left - relation.one - relation.sign * right) < 1e-25 * max(1, abs(left)), at


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("tan(x)*cos(x) + sin(x)", "2*sin(x)"),
        ("sec(x)**2 - tan(x)**2 + x", "x + 1"),
        ("csc(x)**2 - cot(x)**2 + x", "x + 1"),
        ("(1 - cos(x))*(1 + cos(x))/sin(x) + 1", "sin(x) + 1"),
        ("cosh(x)**2*tanh(x)**2 + 1", "cosh(x)**2"),
        ("(sin(x) + cos(x))**2 - 2*sin(x)*cos(x)", "1"),
    ],
)
def test_the_relations_shorten_a_formula(formula: str, printed: str) -> None:
    assert str(simplify(parse(formula))) == printed


def test_a_function_in_an_exponent_is_inside() -> None:
    expr = parse("x**sin(y) + x**2*cos(y)")
    [taken] = kinds(expr.graph, expr.node).values()
    assert [row_of(code).name for code in taken] == ["cos"]
    assert str(Expr(*in_pair(expr.graph, expr.node, "tan")[:2])) == "x**sin(y) + x**2*(1/sec(y))"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("1 + 2*sin(x)*cos(x)", 3),  # sin**2 + 2*sin*cos + cos**2
        ("1 + sin(x)", None),  # an odd and an even degree cannot be one
        ("sin(x)**2 + sin(x)*cos(x)", None),  # they are one as it is
        ("1 + sin(x)**5*cos(x)", None),  # too high
    ],
)
def test_terms_of_one_parity_can_have_one_degree(text: str, terms: int | None) -> None:
    form = Normal(parse(text).graph)
    [node] = form.sweep([len(form.source) - 1])
    reading = Related(form)
    ring = Ring(reading, *reading.kernels_and_twins(node))
    [(i, j, *_)] = ring.pairs()
    found = ring.homogeneous(ring.fraction(node)[0], i, j)
    assert (found if found is None else len(found)) == terms


def _is_shorter_in(expr: Expr, pair: str) -> bool:
    """Return whether *expr* costs less in a pair, as one fraction."""
    traits = Style(expr.graph, [expr.node]).traits
    graph, node, names = in_pair(expr.graph, expr.node, pair)
    if not names:
        return False
    form = Normal(graph)
    [start] = form.sweep([node])
    costs = [cost_of(traits, form.graph, found.node) for found in Fractions(form, traits=traits).forms(start)]
    return min(costs) < cost_of(traits, expr.graph, expr.node)


_BESIDE = ("{f}", "{f}**2", "1/{f}", "a/{f}**2", "{f}**3")


@pytest.mark.parametrize("f", ["sin(x)", "cos(x)", "tan(x)", "csch(x/3)"])
def test_functions_in_front_are_the_same_in_each_pair(f: str) -> None:
    ruled_out = 0
    above, below = ("1", "a", "a + b", "a*(1 + 1/(b + 1))"), ("1", "a*b", "a + 1", "(a + b)**2")
    for top, bottom, beside in product(above, below, _BESIDE):
        expr = simplify(f"({top})*({beside})/({bottom})".format(f=f))
        if are_in_front(expr.graph, expr.node, kinds(expr.graph, expr.node)):
            ruled_out += 1
            for pair in PAIRS:
                assert not _is_shorter_in(expr, pair), (str(expr), pair)
    assert ruled_out > 15


@pytest.mark.parametrize(
    ("text", "is_in_front"),
    [
        ("a*cos(x)/(b + 1)", True),
        ("cos(x)*tan(y)", True),
        ("a*tan(y)/sin(x)", True),
        ("a*sec(x)**2*tan(x)**2", False),
        ("a*cos(x)**2", False),
        ("a*cos(x)*tan(x)", False),
        ("a*(b + 1)*cos(x)/b", False),
        ("a*cos(x)/(b + cos(x))", False),
        ("a*sqrt(cos(x))", False),
        ("a*cos(x)*sqrt(b + sin(x))", False),
        ("a*cot(x)/Abs(cot(x))", False),
    ],
)
def test_what_stands_in_front(text: str, is_in_front: bool) -> None:
    expr = parse(text)
    assert are_in_front(expr.graph, expr.node, kinds(expr.graph, expr.node)) == is_in_front


@pytest.mark.parametrize(
    "formula",
    [
        "cosh(0)*sin(x) + 1",
        "cosh(0) - sin(x)",
        "x*x - ((x*x + (cosh(0) + x/((x/a)/sin(x))))*pi - x**(-2))",
    ],
)
def test_functions_of_constants_are_not_written_by_others_that_have_no_value_there(formula):
    at = {"x": 0.7, "a": -1.3}
    assert evaluate(trig(formula), at) == pytest.approx(evaluate(formula, at), rel=1e-13)

"""Parts that differ by their symbols alone are put in order once: the result is the normal form of all."""

from __future__ import annotations

import pytest

from symdiff import Expr, gradient, parse, sin, symbols
from symdiff.simplifier.ordered import in_order
from symdiff.simplifier.repeated import _Shapes, _tops, in_order_by_shape

PAIRS = [(f"x{i}", f"x{j}") for i in range(9) for j in range(6)]
"""In either order of their names, and twice the same."""

FAMILIES = {
    "terms": "sin({0}*{1})*exp({0} + 2)",
    "like terms": "{0}*{1} + {1}*{0}*2",
    "quotients": "({0} - {1})/(1 + {1}*{0}) - {1}/{0}**2",
    "roots": "sqrt({0}**2 + {1}) - {0}**(1/3)*sqrt({1})",
    "squares": "sin({0})**2*{1} + cos({0})**2*{1}",
    "turns": "cos({0} + pi/2)*log({1}**2*exp({0}))",
    "common factors": "a*{0} + a*{1}",
    "sums that are products": "sin(a*{0} + a*{1}) + (a*{0} + a*{1}) - a*{0}",
    "symbolic powers": "{0}**a*{1}**(-a)*exp(a*{0})",
    "floats": "0.25*{0} - 1.5*{1}*{0}/3",
    "branches": "Max({0}, {1})*Abs({0} - {1}) + Piecewise(({0}*{0}, {1} > 0), (1, True))",
    "unknown functions": "f({0}, {1})*g({0}*{0})",
    "numbers": "{0}*{1}*(2 + 3) + sqrt(8)",
    "many symbols": "a*b*c*d*{0} + {1}",
}


def texts(text: str) -> tuple[str, str]:
    e = parse(text, functions=["f", "g"])
    found = []
    for verb in (in_order_by_shape, in_order):
        graph, [node] = verb(e.graph, [e.node])
        found.append(str(Expr(graph, node)))
    return found[0], found[1]


@pytest.mark.parametrize("shape", FAMILIES.values(), ids=FAMILIES)
def test_a_sum_is_what_the_normal_form_of_all_of_it_is(shape):
    by_shape, whole = texts(" + ".join([shape.format(*pair) for pair in PAIRS]))
    assert by_shape == whole


@pytest.mark.parametrize("shape", FAMILIES.values(), ids=FAMILIES)
def test_many_results_are_what_their_normal_forms_are(shape):
    e = parse(
        " + ".join([f"({shape.format(*pair)})*y{k}" for k, pair in enumerate(PAIRS)]), functions=["f", "g"]
    )
    raw = gradient(e, [f"y{k}" for k in range(len(PAIRS))], level="none")
    graph, roots = raw[0].graph, [partial.node for partial in raw]
    by_shape, whole = in_order_by_shape(graph, roots), in_order(graph, roots)
    for one, other in zip(by_shape[1], whole[1], strict=True):
        assert by_shape[0].same(one, whole[0], other)


def test_names_of_other_lengths_keep_their_order():
    names = ["x", "x1", "x10", "x2", "xy", "X", "a_long_name_of_a_symbol", "theta"]
    pairs = [(a, b) for a in names for b in names if a != b]
    by_shape, whole = texts(" + ".join([f"{b}*sin({a}*{b})*{a}" for a, b in pairs]))
    assert by_shape == whole


def test_a_part_without_a_value_leaves_all_as_it_was():
    by_shape, whole = texts(" + ".join(["1/(1 - 1)", *[f"{a}*sin({b})*{a}" for a, b in PAIRS]]))
    assert by_shape == whole
    assert "1/0" in whole


def test_terms_have_one_shape_for_each_order_of_their_names():
    e = parse(" + ".join([f"sin({a}*{b})*exp({a} + 2)*{b}" for a, b in PAIRS]))
    order = e.graph.postorder([e.node])
    shapes = _Shapes(e.graph, order)
    assert shapes.read(order)
    tops, rest = _tops(shapes, order, [e.node])
    assert (len(tops), len(rest), len({shapes.shape[top] for top in tops})) == (54, 53, 3)


@pytest.mark.no_cover
def test_a_long_chain_without_repetition_is_given_up_early():
    x, *ys = symbols("x y0 y1 y2")
    e = x
    for k in range(3000):
        e = sin(e) + ys[k % 3] * k
    found = in_order_by_shape(e.graph, [e.node])
    whole = in_order(e.graph, [e.node])
    assert found[0].same(found[1][0], whole[0], whole[1][0])

"""A Piecewise of one part of a formula: its derivative has a value where its branches meet, whatever else is
in the formula."""

from __future__ import annotations

from itertools import product

import pytest

from symdiff import derivative_at, derive, evaluate

FORMULAS = {
    # formula, order: points, those where branches meet among them
    ("sinc(a*x)", 2): ({"a": 2, "x": 0}, {"a": 0, "x": 1}, {"a": 1.5, "x": 0.7}),
    ("sinc(a*x)", 3): ({"a": 2, "x": 0}, {"a": 0, "x": 1}, {"a": -1.5, "x": 0.7}),
    ("y + 3*sinc(a*x)", 4): (
        {"a": 2, "x": 0, "y": 1},
        {"a": 0, "x": 1, "y": 1},
        {"a": 1.5, "x": 0.7, "y": 1},
    ),
    ("y*sinc(x)", 2): ({"x": 0, "y": 3}, {"x": 0.4, "y": 3}),
    ("sinc(a*x + b)", 2): ({"a": 2, "b": -1, "x": 0.5}, {"a": 2, "b": 0, "x": 0}, {"a": 1, "b": 1, "x": 1}),
    ("y*Piecewise((sin(x)/x, x != 0), (1, True))", 2): ({"x": 0, "y": 3}, {"x": 0.4, "y": 3}),
    ("a*Piecewise((x**2, x <= 1), (2*x - 1, True))", 1): (
        {"a": 3, "x": 1},
        {"a": 3, "x": 0.5},
        {"a": 3, "x": 2},
    ),
    ("Piecewise((sin(b*x)/(b*x), b*x != 0), (1, True)) + a", 1): (
        {"a": 1, "b": 2, "x": 0},
        {"a": 1, "b": 2, "x": 1},
    ),
}


@pytest.mark.parametrize(("formula", "order"), FORMULAS)
def test_a_derivative_has_its_value_where_branches_meet(formula: str, order: int) -> None:
    found = derive(formula, "x", order=order)
    assert found.where == ""
    for at in FORMULAS[formula, order]:
        value, known = evaluate(found, at), derivative_at(formula, "x", at, order=order)
        assert abs(value - known) < 1e-9 * max(1, abs(known))


@pytest.mark.parametrize(
    ("formula", "order", "where"),
    [
        ("y*x*abs(x)", 2, "x != 0"),
        ("a*Piecewise((x**2, x <= 1), (2*x + 5, True))", 1, "x != 1"),
        ("legendre(n, x)", 2, "x != -1, x != 1"),
    ],
)
def test_where_there_is_no_derivative_or_no_formula_that_is_said(
    formula: str, order: int, where: str
) -> None:
    assert derive(formula, "x", order=order).where == where


def test_a_mixed_derivative_has_its_value_where_branches_meet() -> None:
    found = derive("sinc(x*y)", "x", "y")
    assert found.where == ""
    for x, y in product((0, 0.5), repeat=2):
        # d/dy of y*s(x*y), s the derivative of sinc, by a difference quotient of that
        step = 1e-5
        slopes = [v * derivative_at("sinc(t)", "t", {"t": x * v}) for v in (y - step, y + step)]
        assert abs(evaluate(found, {"x": x, "y": y}) - (slopes[1] - slopes[0]) / (2 * step)) < 1e-8


@pytest.mark.parametrize(
    "formula",
    [
        "Piecewise((x, b*x > t), (exp(b*x)/b, True))",
        "Piecewise((1, b*x > t), (sin(b*x), b*x < t))",
        "t_*Piecewise((sin(t), b*x > t), (x*t, x < t_), (t*b*x, True))",
    ],
)
def test_a_symbol_t_is_not_taken_for_the_part(formula: str) -> None:
    found = derive(formula, "x")
    for b, x, t in product((0.5, 2.0), (0.25, 3.0), (0.75, 5.0)):
        at = {"b": b, "x": x, "t": t, "t_": 1.5}
        names = found.graph.symbols([found.node])
        expected = derive(formula, "x", level="none")
        assert evaluate(found, {name: at[name] for name in names}) == pytest.approx(
            evaluate(expected, {name: at[name] for name in expected.graph.symbols([expected.node])}),
            rel=1e-14,
        )

"""Witnesses: they agree with right derivatives and catch wrong ones."""

from __future__ import annotations

import pytest

from symdiff import SymdiffError, UnknownName, check, parse
from symdiff.arithmetic.sample import concrete, sample
from symdiff.judge.proof import quick_check
from symdiff.verbs.check import WITNESSES
from symdiff.verbs.derivatives import derivatives

RIGHT = [
    "x**3*sin(x)", "x**x", "exp(-x**2)*besselj(2, x)", "Abs(x - 1)*x", "gamma(x)/x", "atan2(x, 2)",
    "Piecewise((x**2, x < 1), (2*x - 1, True))", "Max(x, x**2)", "log(x)/sqrt(x)", "cbrt(x)",
]  # fmt: skip
WRONG = [
    ("x**3*sin(x)", "x**3*cos(x)"),
    ("sqrt(x)", "1/sqrt(x)"),
    ("x**x", "x*x**(x - 1)"),
    ("exp(x)", "exp(x) + 1e-12"),
    ("sin(x)", "Piecewise((cos(x), x > 1))"),  # no value where there is a derivative
    ("log(x)", "1/(x - x)"),
]


@pytest.mark.parametrize("formula", RIGHT)
def test_every_witness_that_speaks_agrees_with_a_right_derivative(formula: str) -> None:
    report = check(formula, "x", points=3)
    assert report.ok, str(report)
    assert sum(witness.agrees is True for witness in report.witnesses) >= 4 or "complex" in str(report)


@pytest.mark.parametrize(("formula", "answer"), WRONG)
def test_every_witness_that_speaks_disagrees_with_a_wrong_derivative(formula: str, answer: str) -> None:
    report = check(formula, "x", answer=answer, points=3)
    assert not report.ok
    assert all(witness.agrees is not True for witness in report.witnesses), str(report)
    assert "DISAGREES" in str(report)


@pytest.mark.parametrize("order", [2, 3])
def test_higher_orders_and_mixed_partials_are_judged(order: int) -> None:
    assert check("x**2*exp(x*y)", "x", order=order, points=2).ok
    assert check("x**2*exp(x*y)", "x", "y", points=2).ok
    assert not check("x**2*exp(x*y)", "x", order=order, answer="x", points=2).ok


def test_unknown_functions_are_judged_on_a_function_put_in_their_place() -> None:
    assert check("f(g(x))*x", "x", functions=["f", "g"], points=2, witnesses=["dual numbers", "jets"]).ok
    chain = derivatives("f(x, 2*x)", "x", functions=["f"])
    assert quick_check(chain) == ""
    wrong = [chain[0], ("x", parse("D[1](f)(x, 2*x)"))]
    with pytest.raises(SymdiffError, match="does not stand up"):
        quick_check(wrong)


@pytest.mark.parametrize(("formula", "answer"), WRONG)
def test_the_quick_check_refuses_a_wrong_derivative(formula: str, answer: str) -> None:
    if answer.endswith("1e-12"):
        pytest.skip("below what floats can tell; the full check tells it")
    with pytest.raises(SymdiffError, match="does not stand up"):
        quick_check([("", parse(formula)), ("x", parse(answer))])


def test_the_quick_check_is_not_misled_by_rounding() -> None:
    # (1 - cos x)/x**2 near 0 loses all digits of a float; 30 digits settle it.
    assert quick_check(derivatives("(1 - cos(x/1e7))/(x/1e7)**2", "x")) == ""


def test_the_quick_check_says_where_it_could_not_look() -> None:
    assert "not checked" in quick_check(derivatives("log(-1 - x**2)", "x"))


def test_samples_are_seeded_and_inside_the_domain() -> None:
    expr = parse("log(x)*asin(y)*gamma(-z)")
    points = sample(expr, 5, seed=3)
    assert points == sample(expr, 5, seed=3)
    assert points != sample(expr, 5, seed=4)
    assert all(p["x"] > 0 and -1 <= p["y"] <= 1 for p in points)


def test_integer_parameters_get_integers() -> None:
    assert all(p["n"] == int(p["n"]) for p in sample(parse("polygamma(n, x)"), 4))


def test_concrete_leaves_known_functions_alone() -> None:
    expr = parse("sin(x)")
    assert concrete(expr) is expr


def test_an_unknown_witness_is_refused_by_name() -> None:
    with pytest.raises(SymdiffError, match="unknown witness 'oracle'"):
        check("x", "x", witnesses=["oracle"])
    assert "SymPy" in WITNESSES


def test_an_answer_that_is_no_formula_is_refused() -> None:
    with pytest.raises(UnknownName):
        check("x", "x", answer="foo(x)")

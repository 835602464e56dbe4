"""Witnesses: they agree with right derivatives and catch wrong ones."""

from __future__ import annotations

import pytest

from symdiff import SymdiffError, UnknownName, check, parse
from symdiff.arithmetic.sample import concrete, sample
from symdiff.verbs.check import WITNESSES
from symdiff.verbs.derivatives import derivatives
from symdiff.witness.proof import quick_check

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
    with pytest.raises(SymdiffError, match="does not stand up"):
        quick_check([("", parse(formula)), ("x", parse(answer))])


JUDGED = [
    ("x^200", "199*x^199", False),
    ("x^200", "200*x^199", True),
    ("exp(-x^2)/10^25", "exp(-x^2)/10^25", False),
    ("exp(-x^2)/10^25", "-2*x*exp(-x^2)/10^25", True),
    ("1e-40*x^2", "1e-40*x", False),
    ("1e40*x^2", "2e40*x", True),
    ("x + 1e-40*sin(x)", "1 + 1e-40*sin(x)", False),
    ("x + 1e-40*sin(x)", "1 + 1e-40*cos(x)", True),
    ("sin(x)^2 + cos(x)^2", "0", True),
    ("sin(x)^2 + cos(x)^2", "1e-50*x", False),
    # parameters of both signs
    ("x*sqrt(a^2 - x^2) + a^2*asin(x/a)", "2*sqrt(a^2 - x^2)", False),
    ("a*sqrt(x^2 + 1/a^2)", "a^2*x/sqrt(a^2*x^2 + 1)", False),
    ("a*sqrt(x^2 + 1/a^2)", "a*x/sqrt(x^2 + 1/a^2)", True),
    # decimals are what was written
    ("0.2x", "1/5", True),
    ("1000e^(0.3x)", "300e^(0.3x)", True),
    ("1.1*exp(0.2x)*sin(x)", "0.22*exp(0.2x)*sin(x) + 1.1*exp(0.2x)*cos(x)", True),
    ("0.1*x^3", "0.3*x^2", True),
    ("0.1*x^3", "0.30000000001*x^2", False),
    # domains away from zero
    ("ln(-x - 4)", "1/(x + 4)", True),
    ("ln(-x - 4)", "-1/(x + 4)", False),
    ("arcsin(x - 5)", "1/sqrt(1 - (x - 5)^2)", True),
    ("arcsin(x - 500)", "1/(1 - (x - 500)^2)", False),
    ("sqrt(x - 100)", "1/(2*sqrt(x - 100))", True),
    ("sqrt(7x - 1000)*log(1010 - 7x)", "1", False),
    # what overflows in one witness
    ("e^(x^-5 ln x)", "e^(x^-5 ln x)*(x^-6 - 5*x^-6*ln x)", True),
]


@pytest.mark.parametrize(("formula", "answer", "right"), JUDGED)
def test_answers_are_judged_at_every_scale(formula: str, answer: str, right: bool) -> None:
    report = check(formula, "x", answer=answer, points=3)
    assert report.ok is right, str(report)
    for witness in report.witnesses:
        assert witness.agrees in (right, None), str(report)


@pytest.mark.parametrize(("formula", "answer", "right"), JUDGED)
def test_answers_are_judged_before_they_are_printed_at_every_scale(
    formula: str, answer: str, right: bool
) -> None:
    chain = [("", parse(formula)), ("x", parse(answer))]
    if right:
        assert quick_check(chain) == ""
        return
    with pytest.raises(SymdiffError, match="does not stand up"):
        quick_check(chain)


def test_both_signs_of_a_parameter_are_among_the_points() -> None:
    for formula in ("x*sqrt(a^2 - x^2)", "log(a*x)*b", "asin(x/a)", "sqrt(a^2 + b^2)/c"):
        expr = parse(formula)
        points = sample(expr, 5)
        for name in ("a", "b", "c"):
            assert len({p[name] < 0 for p in points if name in p}) != 1, (formula, points)


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

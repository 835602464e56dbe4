"""What a call of a derivative returns: right to 1e-12 at every scale, or refused for what is true there."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy
import pytest
import sympy

from symdiff import DomainError, NotDifferentiable, SymdiffError, derive, evaluate, parse
from symdiff.at.point import derivative_at

PI = math.pi

CALLS: list[tuple[str, Any, float]] = [
    # what is small is not zero, and what is large is not too large
    ("log(exp(x))", -93, 1.0),
    ("log(exp(x))", -1e6, 1.0),
    ("log(x^200)", 0.5, 400.0),
    ("log(x^200)", 1e-30, 2e32),
    ("log(exp(-x^2/2))", 14, -14.0),
    ("log(exp(-x^2/2))", 1e5, -1e5),
    ("log(sigmoid(x))", -93, 1.0),
    ("log(x)", 1e-41, 1e41),
    ("log(x)", 1e-300, 1e300),
    ("sqrt(x)", 1e-80, 0.5e40),
    ("log(exp(x) + exp(x))", 1e10, 1.0),
    ("log(cosh(x))", 1000, 1.0),
    ("atanh(tanh(x))", 40, 1.0),
    ("log(gamma(x))", 1e6, 13.815510057964191),
    ("log(binomial(200, 30)*x^30*(1 - x)^170)", 0.5, 2 * (30 - 170)),
    ("1e-35*max(x, 2*x)", 1, 2e-35),
    ("6.626e-34*abs(x)", -1e-40, -6.626e-34),
    ("(x + 1e-35)^2", -1e-35, 0.0),
    ("1e40*(x - 1e-40)^2", 3e-40, 4.0),
    # decimals are the decimals that were written
    ("Piecewise((x^2, x < 1.1), (2.2x - 1.21, True))", 1.1, 2.2),
    ("abs(x - 0.1)*(x - 0.1)", 0.1, 0.0),
    ("max(x, 0.3)", 0.1 * 3, 1.0),  # 0.30000000000000004 is more than 0.3
    ("(x - 0.1)^3/(x - 0.1 + 1)", 0.1, 0.0),
    # multiples of pi
    ("(1 + cos(x))^(3/4)", PI, 0.0),
    ("(1 - sin(x))^(3/4)", PI / 2, 0.0),
    ("sin(x)^2/2", PI, 0.0),
    ("tan(x)", PI, 1.0),
    ("sqrt(1 + tan(x))", PI, 0.5),
    # next to points that are removable
    ("(1 - cos(x))/x^2", 0.002, -1.6666662222222719e-4),
    ("(1 - cos(x))/x^2", 1e-9, -1e-9 / 12),
    ("(x - sin(x))/x^3", 0.01, -1.6666587301752647e-4),
    ("(exp(x) - 1)/x", 1e-12, 0.5 + 1e-12 / 3),
    ("log(1 + x)/x", -1e-15, -0.5 + 2e-15 / -3),
    ("sin(x)/x", 1e-30, -1e-30 / 3),
    ("(tan(x) - x)/x^3", 1e-8, 4e-8 / 15),
    ("(sqrt(1 + x) - 1)/x", 1e-20, -0.125),
    ("exp(-1/x^2)", 0.05, 2 / 0.05**3 * math.exp(-400)),
    # values of functions of many parts
    ("erfcx(1000) + x/7", 1, 1 / 7),
    ("tanh(1000*sign(x))*exp(1000*sign(x)) + sqrt(abs(x - 1))", 2, 0.5),
    ("Piecewise((3, x <= x), (x, True))", 2, 0.0),
    ("erfinv(erf(x))", 8.66, 1.0),
    ("legendre(3, x)", 1, 6.0),
    ("besselj(0, x)", 0, 0.0),
    ("floor(x)*x", 2.5, 2.0),
]


@pytest.mark.parametrize(("formula", "at", "truth"), CALLS)
def test_a_call_is_right_to_twelve_digits(formula: str, at: Any, truth: float) -> None:
    found = derive(formula, "x")(x=at)
    assert found == pytest.approx(truth, rel=1e-12, abs=0)
    assert derivative_at(formula, "x", {"x": at}) == pytest.approx(truth, rel=1e-12, abs=0)


REASONS: list[tuple[str, Any, str, tuple[float, float] | None]] = [
    ("6.626e-34*abs(x)", 0, "corner", (-6.626e-34, 6.626e-34)),
    ("1e-35*max(x, 2*x)", 0, "corner", (1e-35, 2e-35)),
    ("1e40*abs(x - 1e-40)", 1e-40, "corner", (-1e40, 1e40)),
    ("max(x, 0.1)", 0.1, "corner", (0, 1)),
    ("abs(x - 0.1)", 0.1, "corner", (-1, 1)),
    ("abs(0.7*x - 0.49)", 0.7, "corner", (-0.7, 0.7)),
    ("abs(3x - 1)", 1 / 3, "corner", (-3, 3)),
    ("1/(x - 0.1)", 0.1, "outside the domain", None),
    ("log(x - 0.1)", 0.1, "outside the domain", None),
    ("sqrt(x - 0.1)", 0.1, "end of the domain", (None, math.inf)),
    ("Piecewise((x, x < 0.1), (2x, True))", 0.1, "jump", None),
    ("sqrt(1 - sin(x))", PI / 2, "corner", (-(0.5**0.5), 0.5**0.5)),
    ("sqrt(1 + cos(x))", PI, "corner", (-(0.5**0.5), 0.5**0.5)),
    ("sqrt(1 + cos(x))", -3 * PI, "corner", (-(0.5**0.5), 0.5**0.5)),
    ("sqrt(1 - cos(x))", 2 * PI, "corner", (-(0.5**0.5), 0.5**0.5)),
    ("acos(cos(x))", PI, "corner", (1, -1)),
    ("asin(sin(x))", PI / 2, "corner", (1, -1)),
    ("abs(tan(x))", PI, "corner", (-1, 1)),
    ("sin(asin(x))", 1, "end of the domain", (1, None)),
    ("acosh(x)", 1, "end of the domain", (None, math.inf)),
    ("floor(x)", 2, "jump", None),
    ("tan(x)", PI / 2, "outside the domain", None),
]


ENDS = [
    ("x**(3/2)", {"x": 0}, "x >= 0", 0.0),
    ("x + 2*(0.1 - x)**(5/2)", {"x": 0.1}, "x <= 0.1", 1.0),
    ("(x**2 - y**2)**(3/2)", {"x": 1, "y": -1}, "Abs(y) <= Abs(x)", 0.0),
    ("(x - y)**(3/2)*y + x*y", {"x": 3, "y": 3}, "x >= y", 3.0),
]


@pytest.mark.parametrize(("formula", "at", "where", "truth"), ENDS)
def test_at_an_end_where_its_conditions_hold_a_derivative_is_the_slope_on_one_side(
    formula: str, at: dict[str, Any], where: str, truth: float
) -> None:
    found = derive(formula, "x")
    assert found.where == where
    assert found(**at) == truth
    with pytest.raises(NotDifferentiable, match="the end of the domain"):
        derivative_at(formula, "x", at)
    for step in (1e-9, -1e-9):
        try:
            quotient = (evaluate(formula, {**at, "x": at["x"] + step}) - evaluate(formula, at)) / step
        except SymdiffError:
            continue
        assert quotient == pytest.approx(truth, abs=1e-3)
        break
    else:
        pytest.fail("no side has values")


@pytest.mark.parametrize("formula", ["sin(asin(x))", "sqrt(x - 1)*(x - 1)"])
def test_at_an_end_that_its_conditions_leave_out_a_derivative_has_no_value(formula: str) -> None:
    with pytest.raises(NotDifferentiable, match="the end of the domain"):
        derive(formula, "x")(x=1)


@pytest.mark.parametrize(("formula", "at", "reason", "slopes"), REASONS)
def test_where_there_is_none_the_reason_is_true(
    formula: str, at: Any, reason: str, slopes: tuple[float | None, float | None] | None
) -> None:
    with pytest.raises(NotDifferentiable) as caught:
        derive(formula, "x")(x=at)
    assert caught.value.reason == reason
    assert "object at" not in str(caught.value)
    if slopes is not None:
        for found, expected in zip((caught.value.left, caught.value.right), slopes, strict=True):
            assert found == (None if expected is None else pytest.approx(expected, rel=1e-14))


ZEROS = [
    0,
    0.0,
    -0.0,
    Fraction(0),
    Decimal(0),
    numpy.int64(0),
    numpy.float32(0),
    sympy.Integer(0),
    mpmath.mpf(0),
]


@pytest.mark.parametrize("zero", ZEROS, ids=lambda value: type(value).__name__)
def test_a_corner_is_one_whatever_kind_of_number_the_point_is(zero: Any) -> None:
    with pytest.raises(NotDifferentiable, match="corner"):
        derive("abs(x)", "x")(x=zero)


@pytest.mark.parametrize(("formula", "at"), [("x^500", 10), ("exp(x)", 1e4), ("-1/x", 1e-200)])
def test_what_is_too_large_is_said_to_be(formula: str, at: float) -> None:
    with pytest.raises(DomainError, match="too large"):
        derive(formula, "x")(x=at)


@pytest.mark.parametrize(("formula", "at"), [("1000*x", 1e308), ("1/x", 1e-310), ("x - 2*x**2", 1e200)])
def test_a_value_that_is_too_large_is_no_infinity(formula: str, at: float) -> None:
    with pytest.raises(DomainError, match="too large"):
        evaluate(formula, x=at)
    with pytest.raises(DomainError, match="too large"):
        parse(formula)(x=at)
    assert evaluate("exp(x)", x=math.inf) == math.inf


def test_it_is_so_by_every_variable_and_with_parameters() -> None:
    found = derive("a*exp(-b)", "b")
    with pytest.raises(DomainError, match="too large"):
        found(a=1, b=-1000)
    assert found(a=1e-300, b=-1000) == pytest.approx(
        float(-mpmath.exp(1000) * mpmath.mpf("1e-300")), rel=1e-12
    )
    assert derive("log(a*x^b)", "x")(a=1e-40, b=50, x=1e-30) == pytest.approx(50e30, rel=1e-12)


@pytest.mark.parametrize("digits", [20, 60, 150])
def test_digits_that_are_asked_for_are_right(digits: int) -> None:
    value = derivative_at("erfinv(erf(x))", "x", {"x": Fraction(433, 50)}, digits=digits)
    assert abs(value - 1) < mpmath.mpf(10) ** (1 - digits)
    near = derivative_at("(1 - cos(x))/x^2", "x", {"x": "1e-9"}, digits=digits)
    with mpmath.workdps(digits + 60):
        x = mpmath.mpf("1e-9")
        truth = mpmath.sin(x) / x**2 - 2 * (1 - mpmath.cos(x)) / x**3
        assert abs(near / truth - 1) < mpmath.mpf(10) ** (1 - digits)


def test_a_formula_itself_is_called_in_the_same_way(at_most: Callable[[float], Any]) -> None:
    with at_most(1):
        assert parse("(1 - cos(x))/x^2")(x=1e-9) == 0.5
        assert parse("exp(x)*exp(-x)")(x=1000) == pytest.approx(1, rel=1e-12)
    assert evaluate("(1 - cos(x))/x^2", x=1e-9) == 0.5


def test_next_to_a_corner_there_is_a_slope() -> None:
    for k in range(1, 300, 13):
        assert derive("abs(x)", "x")(x=10.0**-k) == 1
        assert derive("max(x, 0.1)", "x")(x=0.1 + 10.0 ** -min(k, 15)) == 1


@pytest.mark.parametrize(
    ("formula", "by", "corner", "beside", "slope"),
    [
        ("abs(x) + y", ["x"], {"x": 0}, {"x": -2}, -1),
        ("abs(x)*y", ["x", "y"], {"x": 0, "y": 1}, {"x": 2, "y": 1}, 1),
        ("abs(x)*y", ["x", "y"], {"x": 0}, {"x": 2}, 1),
        ("max(x, 0.1) + y^2", ["x"], {"x": 0.1}, {"x": 0.2}, 1),
        ("log(x) + a", ["x"], {"x": -1}, {"x": 2}, 0.5),
    ],
)
def test_what_is_left_out_of_the_point_hides_no_corner(
    formula: str, by: list[str], corner: dict[str, float], beside: dict[str, float], slope: float
) -> None:
    d = derive(formula, *by)
    assert d(**beside) == slope
    with pytest.raises((NotDifferentiable, DomainError)):
        d(**corner)
    found = d(**{name: [value] for name, value in corner.items()})
    assert math.isnan(found[0])


def test_a_call_with_an_array_keeps_the_digits_that_one_with_a_number_has() -> None:
    x = numpy.array([1e-8, 1e-5, 1e-3])
    for f in (parse("(1 - cos(x))/x^2"), derive("(1 - cos(x))/x^2", "x")):  # it was 0 at 1e-8
        assert f(x=x) == pytest.approx([f(x=place) for place in x], rel=1e-12)
    with pytest.raises(SymdiffError, match="too large"):
        parse("x")(x=[10**400, 1])

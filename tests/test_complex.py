"""Absolute values, signs and derivatives at complex arguments: right, or refused by name."""

from __future__ import annotations

import cmath
import math
from typing import Any

import mpmath
import pytest

from symdiff import (
    SymdiffError,
    Unsupported,
    check,
    derive,
    evaluate,
    gradient,
    hessian,
    jacobian,
    parse,
    simplify,
)

REAL = [
    ("abs(x + i*y)", {"x": 1.0, "y": 1.0}),
    ("abs(exp(i*x))", {"x": 0.5}),
    ("abs(x^2 + i*x)", {"x": -2.0}),
    ("abs(1/(1 + i*y*x))", {"x": 0.7, "y": -1.3}),
    ("abs((1 + i*x)^3/(x - 2*i))", {"x": 0.3}),
    ("abs(sin(x + i))", {"x": 0.4}),
    ("abs(cos(x + 2*i*y))*y", {"x": 0.4, "y": 0.2}),
    ("abs(sinh(i*x + y))", {"x": 0.4, "y": 0.2}),
    ("abs(cosh(i*x + y))", {"x": 0.4, "y": 0.2}),
    ("abs(log(i*x))", {"x": 1.5}),
    ("abs(2^(x + i*x))", {"x": 1.5}),
    ("abs(sqrt(x + i))", {"x": -0.6}),
    ("abs(i*x)", {"x": -3.0}),
    ("abs(abs(x + i*y) + i)", {"x": 0.3, "y": -0.2}),
    ("log(abs(x + i*y))", {"x": 0.3, "y": -0.2}),
    # powers, roots and logarithms of negative numbers, which are complex beside i
    ("abs(x - (-1)^x) + re(i*x)", {"x": 0.4}),
    ("abs((-2)^x + y) + im(i)*x", {"x": 0.4, "y": -0.3}),
    ("arg((-2)^x + x) + im(i)", {"x": 0.4}),
    ("abs(1 + x*log(-3)) + im(i)", {"x": 0.7}),
    ("abs(x*sqrt(-2) - 1) + im(i)", {"x": 0.7}),
    ("abs((-8)^(1/3)*x + 1) + im(i)", {"x": 0.7}),
    ("abs(x + (-1)^(x + i))", {"x": 0.7}),
    ("arg((-3)^(x - i*y))", {"x": 0.3, "y": 0.2}),
    ("re(x*(-2)^(i*x))", {"x": -0.4}),
]


@pytest.mark.parametrize(("formula", "at"), REAL)
def test_the_slope_of_an_absolute_value_is_that_of_its_real_and_imaginary_part(
    formula: str, at: dict[str, float]
) -> None:
    with mpmath.workdps(40):
        step = mpmath.mpf(10) ** -12
        around = [evaluate(formula, {**at, "x": at["x"] + side * step}, digits=40).real for side in (-1, 1)]
        truth = (around[1] - around[0]) / (2 * step)
    found = derive(formula, "x")(**at)
    assert complex(found).imag == 0
    assert complex(found).real == pytest.approx(float(truth), rel=1e-12, abs=1e-13)
    assert evaluate(gradient(formula, "x")[0], at) == pytest.approx(float(truth), rel=1e-12, abs=1e-13)
    [[entry]] = jacobian(formula, "x").rows
    assert evaluate(entry, at) == pytest.approx(float(truth), rel=1e-12, abs=1e-13)
    assert check(formula, "x", points=2).ok


def test_the_sign_of_a_complex_number_turns() -> None:
    found = derive("sign(x + i*y)", "x")(x=1.0, y=1.0)
    assert found == pytest.approx(0.5**1.5 * (1 - 1j), rel=1e-12)


def test_second_derivatives_too() -> None:
    [[a, b], [_, c]] = hessian("abs(x + i*y)", "x y").rows
    values = [evaluate(entry, {"x": 3, "y": 4}) for entry in (a, b, c)]
    assert values == pytest.approx([16 / 125, -12 / 125, 9 / 125])


@pytest.mark.parametrize("formula", ["abs(hankel1(0, x))", "abs(gamma(x + i))", "abs((x + i)^x)"])
def test_what_has_no_known_parts_is_refused_by_name(formula: str) -> None:
    with pytest.raises(Unsupported, match="real and imaginary part"):
        derive(formula, "x")


@pytest.mark.parametrize("name", ["asec", "acsc", "acsch", "asech", "acoth", "acosh", "sqrt", "log"])
@pytest.mark.parametrize("z", [1.3 + 0.7j, -1.3 + 0.7j, 0.2 - 2.1j])
def test_at_complex_points_a_derivative_is_that_of_the_complex_function(name: str, z: complex) -> None:
    truth = complex(mpmath.diff(getattr(mpmath, name), z))
    derivative = derive(f"{name}(x)", "x")
    assert derivative(x=z) == pytest.approx(truth, rel=1e-9)
    assert evaluate(derivative, {"x": z}) == pytest.approx(truth, rel=1e-9)


@pytest.mark.parametrize("z", [complex(-1, 1), mpmath.mpc(-1, 1), "-1 + I"], ids=["Python", "mpmath", "text"])
@pytest.mark.parametrize("digits", [None, 20])
def test_a_complex_number_is_one_however_it_is_written(z: Any, digits: int | None) -> None:
    derivative = derive("x*sqrt(x**2)", "x")  # 2*|x| where x is real
    assert complex(evaluate(derivative, x=z, digits=digits)) == pytest.approx(2 - 2j)


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_a_complex_number_without_an_imaginary_part_is_complex(zero: float) -> None:
    for z in (complex(-4, zero), mpmath.mpc(-4, zero)):
        assert complex(evaluate("sqrt(x)", x=z, digits=20)) == 2j
        assert evaluate("hypot(x, 3)", x=z, digits=20) == 5


@pytest.mark.parametrize("formula", ["abs(x)", "x*sign(x)", "max(x, 1)", "floor(x)*x", "cbrt(x)"])
def test_what_is_not_complex_differentiable_is_refused_at_complex_points(formula: str) -> None:
    with pytest.raises(Unsupported, match="complex"):
        derive(formula, "x")(x=1 + 1j)


@pytest.mark.parametrize("text", ["sinc(exp(x) + I)", "polylog(2, sinh(x)**3 - I)"])
def test_a_place_that_only_complex_numbers_have_is_no_edge(text: str) -> None:
    """exp(x) + I is zero nowhere on the real axis, so the branch for 0 is not met."""
    with mpmath.workdps(40):
        step = mpmath.mpf(10) ** -12
        below, above = [evaluate(text, {"x": 0.7 + side * step}, digits=40) for side in (-1, 1)]
        truth = complex((above - below) / (2 * step))
    found = complex(evaluate(derive(text, "x"), {"x": 0.7}))
    assert abs(found - truth) <= 1e-11 * abs(truth)


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        ("re(exp(i*x))", lambda x: -math.sin(x)),
        ("im(exp(i*x))", math.cos),
        ("re((x + i)^3)", lambda x: 3 * x**2 - 3),
        ("im((x + i)^3)", lambda x: 6 * x),
        ("conjugate((x + i)^2)", lambda x: 2 * (x - 1j)),
        ("arg(x + 2i)", lambda x: -2 / (x**2 + 4)),
        ("arg((1 + i)*exp(i*x))", lambda x: 1),
        ("re(x^2) + im(x^3)", lambda x: 2 * x),
        ("abs(conjugate(x + 2i))", lambda x: x / math.sqrt(x**2 + 4)),
        (
            "re(1/(x + i))*im(log(x + i))",
            lambda x: _slope(lambda t: (1 / (t + 1j)).real * cmath.log(t + 1j).imag, x),
        ),
    ],
)
def test_parts_of_complex_arguments_are_derived_by_a_real_variable(formula, slope):
    derived = derive(formula, "x")
    for x in (0.3, -0.7, 1.4):
        assert complex(evaluate(derived, {"x": x})) == pytest.approx(slope(x), rel=1e-7)


def _slope(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("conjugate(sqrt(x)) + I", "x > 0"), ("abs(sqrt(x)) + I", "x > 0"), ("re(sqrt(x)*I)", "x > 0"),
        ("re(log(x)) + I", "x > 0"), ("abs(asin(x) + I)", "-1 < x < 1"), ("conjugate(x**a) + I", "x > 0"),
        ("re(1/re(x + I) - re(sin(x + I))**(-1/2))", "2*k*pi < x < pi + 2*k*pi (k an integer)"),
        ("abs(x) + I", "x != 0"),
        ("I/conjugate(log(x))", "x > 0, x != 1"), ("conjugate(sqrt(x + 1) + I*log(x))", "x > 0"),
        ("(I*x)**2*(I*x)**(1/2)", "x != 0"), ("atan(I*x)**2*atan(I*x)**(1/2)", "x != -1, x != 0, x != 1"),
        ("abs(x + I)", ""), ("conjugate(x + I)*sqrt(x)", "x != 0"),
    ],
)  # fmt: skip
def test_a_derivative_by_parts_says_where_they_are_real(formula: str, where: str) -> None:
    """At x < 0, sqrt(x) is no real number, and the conjugate of its derivative is another one."""
    assert derive(formula, "x").where == where
    assert gradient(formula, "x")[0].where == where
    assert jacobian(formula, "x").rows[0][0].where == where


@pytest.mark.parametrize(
    "formula", ["arg((-1)**x)", "sign((-2)**x + 3)", "im((-1)**(x*y))", "floor((-1)**x)"]
)
def test_a_power_of_a_negative_number_has_no_real_slope_below_a_function_that_has_none(formula: str) -> None:
    found = derive(formula, "x")
    assert (str(found), found.where) == ("0", "nowhere")


@pytest.mark.parametrize(
    "text",
    [
        "(-1)**(1/3)*I**x*(-1)**(1/6)",
        "(-1)**(1/3)*(((-1)**(1/3))**(1/2)*(I**x*y))",
        "(-4)**(1/2)*I**x",
        "I**(1/2)*(-1)**(1/2)*y",
        "exp(I*pi/2)*I**x + (-9)**(1/2)*I**(x/2)",
    ],
)
@pytest.mark.parametrize("level", ["basic", "full"])
def test_what_becomes_i_meets_a_power_of_it(text: str, level: Any) -> None:
    given = parse(text)
    found = simplify(given, level=level)
    for x in (2.6, -1.3, 0.4):
        at = {name: complex(x if name == "x" else 0.7) for name in given.graph.symbols([given.node])}
        assert abs(evaluate(found, at) - evaluate(given, at)) < 1e-12, str(found)


def test_a_second_derivative_by_parts_keeps_where_they_are_real() -> None:
    formula = "conjugate(sqrt(x))*(x + I)"
    assert derive(formula, "x", 2).where == "x > 0"
    for order in (1, 2):
        assert [*map(str, derive("conjugate(sqrt(-1 - x**2)) + I*x", "x", order).conditions)] == ["False"]
    assert hessian(formula, "x").rows[0][0].where == "x > 0"


def test_a_product_with_a_sign_below_the_line_is_in_parentheses() -> None:
    raw = derive("x/conjugate(I*x)", "x", level="none")
    assert str(raw) == "-1/(I*x) - x/(-I*x)/(I*x)*I"
    for text in (str(raw), raw.latex()):
        assert evaluate(parse(text), x=0.5) == pytest.approx(evaluate(raw, x=0.5))


@pytest.mark.parametrize("name", ["re", "im", "conjugate", "arg", "abs", "sign"])
def test_a_part_of_what_has_no_known_parts_is_refused_by_name(name):
    with pytest.raises(Unsupported, match="gamma"):
        derive(f"{name}(gamma(x + i))", "x")


@pytest.mark.parametrize("name", ["re", "im", "conjugate", "arg"])
def test_parts_have_no_derivative_at_a_complex_variable(name):
    with pytest.raises(SymdiffError):
        derive(f"{name}(x)", "x")(x=0.5 + 0.5j)


@pytest.mark.parametrize(
    "text", ["sqrt(1/x)*sqrt(x)*(x + I)", "sqrt(cot(x))*sqrt(tan(x))*(x + I)", "I*x*sqrt(x)/sqrt(x**3)*x"]
)
@pytest.mark.parametrize("x", [2.0, -0.7, -2.0])
def test_a_derivative_without_i_keeps_the_values_that_complex_parts_give(text: str, x: float) -> None:
    assert evaluate(derive(text, "x"), x=x) == pytest.approx(evaluate(derive(text, "x", level="none"), x=x))


@pytest.mark.parametrize(
    "text",
    [
        "sqrt((conjugate(sign(x)*I**y)*sin(x))**2)",
        "sqrt((sign(sqrt(I)*sqrt(sign(x)))/(1 - x)**(-2))**2)",
        "sqrt(x + I)*sqrt(x - I)*sqrt((I**y*x)**2)",
    ],
)
def test_a_formula_with_i_keeps_its_complex_values(text: str) -> None:
    short = simplify(text)
    for x, y in ((0.75, 0.3), (1.8, -1.4), (-0.6, 0.8), (-2.5, 1.7)):
        at = {"x": x, "y": y}
        assert evaluate(short, at) == pytest.approx(evaluate(text, at), rel=1e-12)


def test_no_function_is_taken_that_has_a_pole_everywhere() -> None:
    formula = "exp(exp(I*x)**(3/2)*exp(log(I*x)/2)**(-1))*conjugate(exp(log(I*x)/2)**2)"
    found = derive(formula, "x")
    assert "tan(" not in str(found)
    slope = _slope(lambda x: complex(evaluate(formula, {"x": x})), 1.8)
    assert complex(evaluate(found, {"x": 1.8})) == pytest.approx(slope, rel=1e-7)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("im(2)", "0"), ("re(2/3)*x", "2*x/3"), ("conjugate(3)", "3"), ("arg(2)", "0"), ("im(im(1))", "0")],
)
def test_parts_of_exact_numbers_are_numbers(text: str, answer: str) -> None:
    assert str(simplify(text, level="basic")) == answer

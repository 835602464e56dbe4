"""0**0 is 1 and 0**v is 0 or nothing: one rule for values, calls, simplification, points and written code."""

from __future__ import annotations

import numpy as np
import pytest

from symdiff import (
    DomainError,
    NotDifferentiable,
    derivative_at,
    derive,
    evaluate,
    parse,
    simplify,
    special_points,
)

ONES = ("x^x", "x^0", "0^x", "x^(2*x)", "0^(x^2)", "x^(x - x)", "sin(x)^x", "(x^2)^abs(x)")
"""Formulas of x that are 0**0 at 0."""
ZEROS = ("x^(1/2 + x)", "x^2", "0^(x + 1)", "sqrt(x)^(x + 2)")
POLES = ("x^(x - 1)", "0^(x - 1)", "x^-1", "x^(-1/2)")


def written(text: str) -> float:
    """Return the value at 0 of the Python code that is written for a formula."""
    names: dict[str, object] = {}
    exec(parse(text).python(), names)  # noqa: S102 - to run it is the test
    function = names["f"]
    assert callable(function)
    return float(function(0.0))


@pytest.mark.parametrize(("text", "value"), [*((t, 1.0) for t in ONES), *((t, 0.0) for t in ZEROS)])
def test_a_power_of_zero_has_one_value_everywhere(text: str, value: float) -> None:
    formula = parse(text)
    assert evaluate(formula, {"x": 0}) == value
    assert evaluate(formula, {"x": 0}, digits=30) == value
    assert evaluate(formula, {"x": 0j}) == value
    assert formula(x=0) == value
    assert evaluate(simplify(formula), {"x": 0}) == value
    assert float(formula.numpy()(np.array([0.0]))[0]) == value
    assert written(text) == value


@pytest.mark.parametrize("text", POLES)
def test_a_negative_power_of_zero_has_no_value(text: str) -> None:
    formula = parse(text)
    for point in ({"x": 0}, {"x": 0j}):
        with pytest.raises(DomainError):
            evaluate(formula, point)
    with pytest.raises(DomainError):
        evaluate(formula, {"x": 0}, digits=30)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("0^x", "a jump"), ("0^(x^2)", "a jump"), ("x^x", "the end of the domain"), ("x^(2*x)", "the end")],
)
def test_a_power_of_zero_that_is_alone_has_no_slope(text: str, reason: str) -> None:
    for ask in (lambda: derive(text, "x")(x=0), lambda: derivative_at(text, "x", {"x": 0})):
        with pytest.raises(NotDifferentiable, match=reason):
            ask()
    assert [str(point).split(":")[0] for point in special_points(text, "x")] == ["x = 0"]


@pytest.mark.parametrize("text", ["x^I", "x^(1 + I)", "x^(I*y)", "(I*x)^(y + I)", "x^(I*y*(x + I))"])
def test_a_complex_power_of_zero_has_no_slope(text: str) -> None:
    for level in ("none", "basic", "full"):
        assert derive(text, "x", level=level).where == "x != 0"
    assert derive("(x^2 + 1)^I + 2^(I*x) + (x + I)^y", "x").where == ""


@pytest.mark.parametrize(
    ("text", "answer", "where"),
    [
        ("exp(a*log(x))", "x**a", "x > 0"),
        ("exp(x*log(x)) + x", "x + x**x", "x > 0"),
        ("log(x) + x^x - log(x)", "x**x", "x > 0"),
        ("log(x) + x^x", "x**x + log(x)", ""),
        ("x*x^a", "x**(a + 1)", ""),
        ("x^a*x^-a", "1", "x > 0"),
        ("x^pi + 1/(3/(2*x))", "2*x/3 + x**pi", "x != 0"),
        ("1/(3/(2*x))/(1 + (2*x)^pi)", "2*x/(3*((2*x)**pi + 1))", "x != 0"),
        ("1/(3/(1e5*x))/(1 + (1e5*x)^pi)", "100000*x/(3*((100000*x)**pi + 1))", "x != 0"),
        ("x^a/(1/(x*(y + 1)))", "x**(a + 1)*(y + 1)", "x != 0, y != -1"),
        ("x^I*x^-I", "1", "x != 0"),
        ("x^pi*(1/LambertW(x))*LambertW(x)^2", "x**pi*LambertW(x)", "x != 0"),
        ("(x^sqrt(2))^2/asin(x)*asin(x)", "x**(2*sqrt(2))", "x <= 1, x != 0"),
        ("x^a*(1/sin(x))*sin(x)^2", "x**a*sin(x)", "x != k*pi (k an integer)"),
    ],
)
def test_a_form_that_has_a_value_at_zero_says_where_the_formula_has_one(
    text: str, answer: str, where: str
) -> None:
    found = simplify(text)
    assert (str(found), found.where) == (answer, where)


@pytest.mark.parametrize(
    ("text", "answer", "where"),
    [
        ("log(0^x) + x", "1", "nowhere"),
        ("log(0^x + 0^(2*x))", "0", "nowhere"),
        ("1/0^x", "0", "nowhere"),
        ("sqrt(x*0^x)", "0**x/(2*sqrt(0**x*x))", "nowhere"),
        ("log(0^x + 1)", "0", "x > 0"),
        ("cbrt(0^x) + sign(0^x)", "0", "x > 0"),
        ("0^abs(x) + x", "1", "x != 0"),
        ("y*0^abs(x*y)", "0", "x != 0, y != 0"),
        ("x*abs(x)*0^2", "0", ""),
        ("floor(0.3)^x", "0", "x > 0"),
        ("floor(1/3)^x + x", "1", "x > 0"),
        ("(abs(-2) - 2)^(x*y)", "0", "x*y > 0"),
    ],
)
def test_a_power_of_zero_is_zero_where_its_exponent_is_not(text: str, answer: str, where: str) -> None:
    for level in ("basic", "full"):
        found = derive(text, "x", level=level)
        assert (str(found), found.where) == (answer, where)


def test_what_is_divided_by_a_power_of_zero_has_a_value_where_its_exponent_is_zero() -> None:
    assert simplify("x/0^x*0^x").where == "x == 0"
    assert simplify("x/2^x*2^x").where == ""

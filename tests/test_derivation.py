"""Derivatives of high order as polynomials in kernels: what they are, and what is not read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import Sample, examples, samples

from symdiff import Expr, derive, evaluate, parse, simplify
from symdiff.errors import SymdiffError, Unsettled
from symdiff.simplifier.ring.derivation import Derivation
from symdiff.simplifier.ring.polynomials import TooLong

FORMULAS = [
    "exp(sin(x)*cos(x))",
    "sin(x)**8",
    "cos(x)**3/sin(x)",
    "tan(x)*sech(x)",
    "sinh(x)*cosh(2*x)",
    "log(x)/x",
    "1/(x**2 + 1)",
    "x + 1/(exp(x) + 1)",
    "sqrt(x**2 + a)",
    "(x**3 + x)/(x**2 + 2)**(1/3)",
    "(x + 1)*(x + 2)*(x + a)*exp(x/3)",
    "(x + 1)**8*sin(x)",
    "x**n*exp(-a*x)",
    "x**x",
    "a**x + x**(1/4)",
    "exp(-x**2)*erf(x)",
    "exp(-1/x)",
    "sqrt(a*x)*exp(sqrt(x))",
    "besselj(2, x)",
    "atan(x)*asinh(x)",
    "gamma(x)",
    "sqrt(2)*x*pi**x",
    "1 + a",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_each_derivative_has_the_value_of_what_is_derived_without_simplification(text: str) -> None:
    expr = plain = parse(text)
    derivation = Derivation(expr.graph, expr.node)
    at = {"x": 1.375, "a": 2.25, "n": 2.5}
    for _ in range(5):
        derivation.derive("x")
        plain = derive(plain, "x", level="none")
        found = Expr(*derivation.written())
        left, right = evaluate(found, at, digits=30), evaluate(plain, at, digits=30)
        assert abs(left - right) <= 1e-24 * max(1, abs(right)), str(found)


@pytest.mark.long
@examples(60)
@given(sample=samples(most=4))
def test_a_fourth_derivative_is_what_it_is_without_simplification(sample: Sample) -> None:
    name = min(sample.point)
    try:
        plain = derive(sample.expr, name, order=4, level="none")
        right = evaluate(plain, sample.point, digits=30)
        left = evaluate(derive(sample.expr, name, order=4, level="basic"), sample.point, digits=30)
    except SymdiffError:
        return
    assert abs(left - right) <= 1e-18 * max(1, abs(right))


def test_derivatives_may_be_by_several_variables() -> None:
    expr = parse("exp(x*y)*sin(y)/(x + y)")
    derivation, plain, at = Derivation(expr.graph, expr.node), expr, {"x": 0.5, "y": 1.25}
    for name in ("x", "y", "y", "x"):
        derivation.derive(name)
        plain = derive(plain, name, level="none")
        found = evaluate(Expr(*derivation.written()), at, digits=30)
        assert abs(found - evaluate(plain, at, digits=30)) < 1e-25


def test_an_unknown_function_is_a_kernel_and_so_are_its_derivatives() -> None:
    expr = parse("f(x)*exp(f(x))", functions=["f"])
    derivation, plain = Derivation(expr.graph, expr.node), expr
    for _ in range(3):
        derivation.derive("x")
        plain = derive(plain, "x", level="none")
    assert simplify(Expr(*derivation.written())) == simplify(plain)


@pytest.mark.parametrize(
    "text",
    ["Abs(x)*x", "sign(x) + x", "Piecewise((x, x < 1), (x**2, True))", "relu(x)", "x**(1/7)", "1.5*x"],
)
def test_what_is_no_such_polynomial_is_refused(text: str) -> None:
    expr = parse(text)
    with pytest.raises((TooLong, Unsettled)):
        Derivation(expr.graph, expr.node)


def test_a_derivative_that_becomes_long_is_given_up() -> None:
    expr = parse("*".join([f"sin(a{i}*x)" for i in range(12)]))
    derivation = Derivation(expr.graph, expr.node)

    def derive_often() -> None:
        for _ in range(12):
            derivation.derive("x")

    with pytest.raises(TooLong):
        derive_often()


@pytest.mark.parametrize(
    ("text", "order", "printed"),
    [
        ("exp(x**2)", 4, "(16*x**4 + 48*x**2 + 12)*exp(x**2)"),
        ("1/(x**2 + 1)", 4, "(120*x**4 - 240*x**2 + 24)/(x**2 + 1)**5"),
        ("log(x)/x", 6, "(720*log(x) - 1764)/x**7"),
        ("sin(x)**4", 4, "256*cos(x)**4 - 272*cos(x)**2 + 40"),
        ("exp(exp(x))", 4, "(7*exp(x) + 6*exp(2*x) + exp(3*x) + 1)*exp(x + exp(x))"),
        (
            "(x**5 - 3*x**3 + 1)/(x**2 + 1)",
            4,
            "(96*x**5 + 120*x**4 - 960*x**3 - 240*x**2 + 480*x + 24)/(x**2 + 1)**5",
        ),
    ],
)
def test_high_orders_are_short(text: str, order: int, printed: str) -> None:
    assert str(derive(text, "x", order=order, level="basic")) == printed

"""Formulas of exponentials as code for floats have their values, also where parts overflow."""

from __future__ import annotations

import warnings
from random import Random

import numpy as np
import pytest
from written import run

from symdiff import compile, derive, evaluate, parse
from symdiff.arithmetic.growth import steady
from symdiff.graph.expr import Expr

CASES = {
    "exp(x)/(1 + exp(x))": "sigmoid(x)",
    "1/(exp(-x) + 1)": "sigmoid(x)",
    "3*exp(-x)/(1 + exp(-x))**2": "3*sigmoid(-x)*sigmoid(x)",
    "y*exp(2*x)/(y*(1 + exp(x))**3)": "y*sigmoid(x)**2*sigmoid(-x)/y",
    "-exp(4*x*y)/(1 + exp(2*x*y))": "-exp(4*x*y)*sigmoid(-2*x*y)",
    "log(1 + exp(x - y))": "softplus(x - y)",
    "log1p(exp(x))": "softplus(x)",
    "(x - sigmoid(y))*sigmoid(-y)/(sigmoid(y) - 1)": "-(x - sigmoid(y))",
    "(1 - sigmoid(2*x))/3": "sigmoid(-2*x)/3",
    "log(sigmoid(x*y))": "-softplus(-x*y)",
    "log(1 - sigmoid(x))": "-softplus(x)",
    "log(1/(1 + exp(-x)))": "-softplus(-x)",
    "exp(x*y) + exp(-x*y)": "2*cosh(x*y)",
    "exp(-x) - exp(x)": "-(2*sinh(x))",
    "y*(exp(-x) - exp(x))/(y*(exp(x) + exp(-x))**2)": "-y*2*tanh(x)/(y*4*cosh(x))",
    "cosh(x)**2/(y*sinh(x))": "cosh(x)**2/(y*sinh(x))",
    "3*cosh(x)/(y*sinh(x)**3)": "3/(y*sinh(x)**2*tanh(x))",
    "x*exp(x/y)/(y*exp(x/y) + y)**2": "x*sigmoid(x/y)*sigmoid(-x/y)/y**2",
    "x/sqrt(x**2 + 1)": "x/hypot(x, 1)",
    "y/(x*sqrt(1 + (x*y)**2))": "y/(x*hypot(x*y, 1))",
    "1/sqrt((1 + x**2)**2 - 1)": "1/(sqrt(abs(1 + x**2) - 1)*sqrt(abs(1 + x**2) + 1))",
}
AS_THEY_ARE = [
    "exp(x)/(2 + exp(x))",
    "exp(x)/(1 + exp(y))**9",
    "log(1 + x)",
    "x/(1 + x)",
    "exp(x)*(1 + exp(x))",
    "sqrt(x**2 + 1)",
    "1 + sigmoid(x)",
    "2 - sigmoid(x)",
    "1/sqrt(x**2 + 2)",
    "1/sqrt(1 - x**2)",
    "1/sqrt(x**3 + 1)",
]


def made(text):
    expr = parse(text)
    graph, [node] = steady(expr.graph, [expr.node])
    return Expr(graph, node)


@pytest.mark.parametrize("text", CASES)
def test_what_is_written_instead_has_the_same_values(text):
    found = made(text)
    assert found == parse(CASES[text])
    draw = Random(text)
    for _ in range(20):
        at = {name: draw.uniform(-5, 5) for name in parse(text).graph.symbols([parse(text).node])}
        assert evaluate(found, at, digits=30) == pytest.approx(evaluate(text, at, digits=30), rel=1e-25)


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_what_is_no_such_quotient_stays(text):
    expr = parse(text)
    graph, [node] = steady(expr.graph, [expr.node])
    assert (graph, node) == (expr.graph, expr.node)


@pytest.mark.parametrize(
    "text", ["1/(1 + exp(-x))", "log(1 + exp(x))", "log(1 + exp(-x)) + x", "exp(x)/(exp(x) + 1)"]
)
@pytest.mark.parametrize("x", [800.0, -800.0])
def test_a_derivative_as_code_does_not_overflow(text, x):
    slope = derive(text, "x")
    true = float(evaluate(slope, x=int(x), digits=400))
    assert run(slope.python())(x) == pytest.approx(true, rel=1e-13)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert slope.numpy()(np.float64(x)) == pytest.approx(true, rel=1e-13)
    assert compile(slope, "x").call(x) == pytest.approx(true, rel=1e-13)


def test_dawson_far_out_and_erfi_too_large():
    dawson = run(parse("dawson(x)").python())
    for x in (0.3, 5.0, 8.9, 9.1, -30.0):
        assert dawson(x) == pytest.approx(float(evaluate("dawson(x)", x=x, digits=30)), rel=2e-14)
    with pytest.raises(OverflowError):
        run(parse("erfi(x)").python())(30.0)


@pytest.mark.parametrize("x", [1e200, -1e200, 3.0])
@pytest.mark.parametrize("text", ["asinh(x)", "acosh(x)", "sqrt(x**2 + 1)", "asinh(3*x)"])
def test_derivatives_with_roots_have_their_values_at_large_numbers(text, x):
    slope = derive(text, "x")
    if text == "acosh(x)" and x < 0:
        with np.errstate(all="ignore"):
            assert slope.numpy("x")(np.float64(-1.5)) == pytest.approx(1 / np.sqrt(1.25))
        return
    expected = float(evaluate(slope, x=x, digits=30))
    assert slope.numpy("x")(np.float64(x)) == pytest.approx(expected, rel=1e-15)
    space = {}
    exec(slope.python(), space)  # noqa: S102 - what is written is to be run
    assert space["f"](x) == pytest.approx(expected, rel=1e-15)
    assert compile(slope, "x", stable=False).call(x) == pytest.approx(expected, rel=1e-15)


LENGTHS = {
    "y/(x**2 + y**2)": "y/hypot(x, y)/hypot(x, y)",
    "-2*x*y/(x**2 + y**2)**2": "-2*(x/hypot(x, y))*(y/hypot(x, y))/hypot(x, y)/hypot(x, y)",
    "x/sqrt(x**2 + y**2)": "x/hypot(x, y)",
    "x*z/((4*x**2 + y**2)*z)": "x/hypot(2*x, y)*z/hypot(2*x, y)/z",
    "x/(x**2 + (y - z)**2)": "x/hypot(x, y - z)/hypot(x, y - z)",
    "1/(x**2 + y**2)": None,
    "x**3/(x**2 + y**2)": None,
    "x/(x**2 + 3)": None,
    "x/(x**3 + y**2)": None,
}


@pytest.mark.parametrize("text", LENGTHS)
def test_a_quotient_by_squares_is_one_by_a_length(text):
    found, wanted = made(text), LENGTHS[text]
    assert found == parse(wanted or text)
    for x, y, z in ((0.7, -0.4, 3.0), (-2.0, 1.5, 0.3), (4.0, 3.0, -1.0)):
        at = {name: value for name, value in zip("xyz", (x, y, z), strict=True) if name in text}
        assert evaluate(found, at, digits=30) == pytest.approx(evaluate(text, at, digits=30), rel=1e-25)


SQUARES = [
    ("atan2(y, x)", "x"), ("atan2(y, x)", "y"), ("atan2(y, x)", "xx"), ("atan2(y, x)", "xy"),
    ("hypot(x, y)", "x"), ("hypot(x, y)", "xx"), ("hypot(x, y)", "xy"), ("log(x**2 + y**2)", "x"),
    ("sqrt(x**2 + y**2)", "xx"), ("x/(x**2 + y**2)**(3/2)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "by"), SQUARES)
def test_squares_that_overflow_or_vanish_on_the_way_hide_no_value(text, by):
    slope = derive(text, *by) if by else parse(text)
    routes = [run(slope.python(order=["x", "y"])), slope.numpy("x", "y"), compile(slope, "x y").call]
    sizes = (1e-300, -1e-160, 1e-20, 0.7, -3.0, 1e20, 1e160, -1e300)
    for x in sizes:
        for y in sizes:
            true = evaluate(slope, x=x, y=y, digits=30)
            if abs(true) > 1e308 or abs(x) == abs(y):  # the latter may be 0 but for rounding
                continue
            for route in routes:
                with np.errstate(all="ignore"):
                    assert float(route(x, y)) == pytest.approx(float(true), rel=1e-13, abs=1e-300)


@pytest.mark.parametrize("text", [
    "(x*y + exp(x*y) + 1)*exp(x*y)/(exp(x*y) + 1)**2", "(x - exp(x))/(1 + exp(x))",
    "(2*exp(2*x) - 3*x*exp(x) + y)/(1 + exp(x))**3",
])  # fmt: skip
def test_a_sum_over_powers_of_one_and_an_exponential_is_of_sigmoids(text):
    found = made(text)
    assert "sigmoid" in str(found)
    assert "exp" not in str(found)
    for x, y in ((30, 30), (300, -300), (0.3, 0.1), (-2, 0.5)):
        at = {name: value for name, value in (("x", x), ("y", y)) if name in text.replace("exp", "")}
        true = evaluate(text, at, digits=30)
        assert evaluate(found, at, digits=30) == pytest.approx(true, rel=1e-25, abs=1e-400)
        assert run(parse(text).python())(*at.values()) == pytest.approx(float(true), rel=1e-13)


def test_a_hessian_of_softplus_has_its_values_for_all_large_arguments():
    hessian = compile("log(1 + exp(x*y))", "x y", wanted="hessian")
    assert hessian.call(30.0, 30.0) == (0.0, 1.0, 1.0, 0.0)
    assert hessian.call(-30.0, 30.0) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("text", ["x/(exp(x) + 1)", "x/(1 + x)", "x*sigmoid(x)"])
def test_a_cheaper_form_of_a_gradient_is_not_taken_where_it_has_less_digits(text):
    slope = derive(text, "x")
    gradient = compile(text, "x", wanted="gradient").call
    for x in (-1e10, -800.0, 0.3, 40.0, 800.0, 1e10):
        true = float(evaluate(slope, x=int(x) if x == int(x) else x, digits=30))
        assert gradient(x) == pytest.approx(true, rel=1e-13, abs=1e-300)


LESSENED = {
    "1/(exp(x) - 1)": "1/expm1(x)",
    "x*exp(x)/(1 - exp(x))**2": "-x/(expm1(x)*expm1(-x))",
    "exp(2*x)/(exp(x) - 1)**3": "1/(expm1(x)*expm1(-x)**2)",
    "y*exp(x)/(z*expm1(x)**2)": "-y/(z*expm1(x)*expm1(-x))",
    "exp(x)/(1 - exp(x))": "1/expm1(-x)",
    "x/expm1(x)": None,
    "exp(3*x)/expm1(y)": None,
}


@pytest.mark.parametrize("text", LESSENED)
def test_a_quotient_by_an_exponential_less_one_is_one_by_expm1(text):
    found = made(text)
    assert found == parse(LESSENED[text] or text)
    for x in (-2.5, -1e-9, 0.3, 4.0):
        all_of_them = {"x": x, "y": 1.7, "z": -0.6}
        at = {name: all_of_them[name] for name in parse(text).graph.symbols([parse(text).node])}
        assert evaluate(found, at, digits=30) == pytest.approx(evaluate(text, at, digits=30), rel=1e-25)


@pytest.mark.parametrize("route", ["numpy", "compile", "unstable"])
def test_derivatives_of_a_law_of_radiation_have_their_values_at_all_sizes(route):
    slope = derive("x**3/(exp(x/t) - 1)", "t")
    f = slope.numpy("x", "t") if route == "numpy" else compile(slope, "x t", stable=route == "compile").call
    for x, t in ((1e-9, 2.0), (3.0, 0.5), (30.0, 1.0), (900.0, 1.0), (1e6, 3.0), (-900.0, 1.0), (-1e-7, 0.1)):
        true = float(evaluate(slope, x=x, t=t, digits=30))
        with np.errstate(all="ignore"):
            assert float(f(x, t)) == pytest.approx(true, rel=1e-12, abs=1e-300)

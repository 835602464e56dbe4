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

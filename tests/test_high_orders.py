"""Derivatives of high order: right, in time, with the conditions of each step, or stopped by a limit."""

from __future__ import annotations

from math import factorial
from typing import Any

import pytest
from click.testing import CliRunner

from symdiff import Limits, SymdiffError, TooLarge, derive, evaluate, jet, parse
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.cli import cli
from symdiff.verbs import chain
from symdiff.witness.proof import high_check

FORMULAS = [
    "exp(sin(x))",
    "exp(x*sin(x))",
    "tan(x)",
    "exp(-x**2)",
    "log(x)*x**3",
    "x**3*log(x) + x**21",
    "1/(1 + x**2)",
    "sqrt(1 + x**2)",
    "atan(x)",
    "x**x",
    "sin(x)**2/x",
    "(a*x + b)**n",
    "exp(a*x)*x**2",
    "besselj(0, x)",
    "log(log(x))",
    "x**(41/2)",
    "asin(x/3)",
    "tanh(x)/x",
    "erf(x)*x**2",
    "sin(x)/(1 + cos(x))",
]
AT = {"x": 2.25, "a": 1.5, "b": 0.75, "n": 3.5}


@pytest.mark.parametrize("level", ["basic", "full"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_high_derivative_is_the_coefficient_of_the_jet(formula: str, level: chain.Level) -> None:
    expr, order = parse(formula, symbols="a b n x"), 22
    at = {name: value for name, value in AT.items() if name in expr.graph.symbols([expr.node])}
    numbers = Multiprecision(80)
    jets = jet(expr, "x", {n: numbers.number(v) for n, v in at.items()}, order, arithmetic=numbers)
    found = evaluate(derive(expr, "x", order=order, level=level), at, digits=60)
    true = jets.coefficients[-1] * factorial(order)
    assert abs(found - true) <= abs(true) * 1e-30


@pytest.mark.parametrize("formula", [f for f in FORMULAS if f != "exp(x*sin(x))"])  # slow, and has none
def test_the_conditions_are_those_of_the_steps(formula: str, monkeypatch: pytest.MonkeyPatch) -> None:
    far = derive(formula, "x", order=18, level="basic").where
    monkeypatch.setattr(chain, "HIGH", 1000)
    assert derive(formula, "x", order=18, level="basic").where == far


@pytest.mark.parametrize("level", ["basic", "full"])
def test_order_200_of_a_tower_takes_a_moment(level: chain.Level, at_most: Any) -> None:
    with at_most(10):
        found = derive("exp(sin(x))", "x", order=200, level=level)
    numbers = Multiprecision(400)
    jets = jet("exp(sin(x))", "x", {"x": numbers.number(1)}, 200, arithmetic=numbers)
    true = jets.coefficients[-1] * factorial(200)
    assert abs(evaluate(found, {"x": 1}, digits=300) - true) <= abs(true) * 1e-50


@pytest.mark.parametrize("level", ["none", "basic", "full"])
def test_what_grows_without_end_is_stopped(level: chain.Level, at_most: Any) -> None:
    with at_most(30), pytest.raises(TooLarge, match="limit `derived`") as caught:
        derive("gamma(x)*airyai(sin(x))", "x", order=200, level=level)
    assert "Limits(derived=" in caught.value.hint


def test_orders_up_to_sixteen_are_not_counted() -> None:
    derive("gamma(x)", "x", order=9, limits=Limits(derived=1))
    with pytest.raises(TooLarge, match="derived"):
        derive("gamma(x)", "x", order=17, limits=Limits(derived=1))


def test_the_command_says_what_to_do() -> None:
    done = CliRunner().invoke(cli, ["diff", "gamma(x)*airyai(x)", "x", "--order", "60"])
    assert done.exit_code == 2
    assert "derived" in done.stderr
    done = CliRunner().invoke(cli, ["diff", "x*exp(x)", "x", "--order", "200"])
    assert (done.exit_code, done.stdout) == (0, "(x + 200)*exp(x)\n")


def test_a_wrong_derivative_of_high_order_is_not_printed() -> None:
    first = parse("x*exp(sin(x))")
    right = derive(first, "x", order=20)
    assert high_check(first, "x", 20, right) == ""
    for wrong in (right + 1, right * (1 + parse("x") / 10**9), derive(first, "x", order=21)):
        with pytest.raises(SymdiffError, match="does not stand up"):
            high_check(first, "x", 20, wrong)
    none = derive("x**5", "x", order=20)
    assert high_check(parse("x**5"), "x", 20, none) == ""

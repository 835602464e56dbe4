"""Values in floats whose errors are bounded along with them: what is said to be right is right."""

from __future__ import annotations

import math
import random
from typing import Final

import pytest

from symdiff import SymdiffError, evaluate
from symdiff.arithmetic.evaluation import evaluate_all
from symdiff.arithmetic.running import value
from symdiff.parser.formula import parse

WITHIN: Final = 10**-13.5
FUNCTIONS: Final = [
    "exp", "log", "sin", "cos", "tan", "sqrt", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
    "acosh", "atanh", "gamma", "erf", "erfc", "cbrt", "expm1", "log1p", "floor", "ceiling", "Abs", "sign",
    "loggamma", "log2", "sec", "cot",
]  # fmt: skip
LEAVES: Final = ["x", "y", "x", "2", "3", "1/3", "0.1", "pi", "E", "1e-8", "x", "y", "12.5"]
EXPONENTS: Final = ["2", "3", "-1", "-2", "1/2", "-1/2", "0.3", "x", "y"]


def formula(drawn: random.Random, depth: int) -> str:
    """Draw a formula of functions of one argument, powers and arithmetic."""
    kind = drawn.random()
    if depth == 0 or kind < 0.15:
        return drawn.choice(LEAVES)
    inner = formula(drawn, depth - 1)
    if kind < 0.5:
        return f"{drawn.choice(FUNCTIONS)}({inner})"
    if kind < 0.65:
        return f"({inner})**({drawn.choice(EXPONENTS)})"
    return f"({inner}){drawn.choice('+-*/')}({formula(drawn, depth - 1)})"


def number(drawn: random.Random) -> float:
    """Draw a coordinate: of all sizes, whole, and next to where circular functions are 0."""
    return drawn.choice([
        drawn.uniform(-3, 3), drawn.uniform(0, 2), 10 ** drawn.uniform(-12, 6), drawn.randint(-4, 9),
        math.pi / 2 * drawn.randint(-3, 3), drawn.choice([0.5, 0.25, 1.0, 0.0, -1.0]),
    ])  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_is_proved_is_right_to_many_digits(seed: int) -> None:
    drawn = random.Random(seed)
    proved = 0
    for _ in range(150):
        try:
            expr = parse(formula(drawn, drawn.randint(1, 4)))
        except SymdiffError:  # a constant that has no value
            continue
        at = {name: number(drawn) for name in "xy"}
        found = value(expr.graph, expr.node, at, WITHIN)
        if found is None:
            continue
        proved += 1
        right = evaluate(expr, at, digits=30)
        assert abs(found - right) <= 1e-13 * abs(right), (str(expr), at)
        assert evaluate_all([expr], at) == [found], (str(expr), at)
    assert proved > 60


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("(1 - cos(x))/x**2", {"x": 1e-6}),
        ("sin(x)", {"x": math.pi}),
        ("sin(pi*x)", {"x": 1.0}),
        ("exp(x)/exp(x + 1)", {"x": 700.0}),
        ("0.1**x", {"x": 7253.0}),
        ("erfc(x)", {"x": 40.0}),
        ("x*y", {"x": 1e-200, "y": 1e-200}),
        ("tan(x)", {"x": math.pi / 2}),
        ("log(x)", {"x": -1.0}),
        ("1/x", {"x": 0.0}),
        ("sqrt(x - 1)", {"x": 1 + 1e-15}),
        ("asin(x)", {"x": 1 - 1e-16}),
        ("floor(3*x)", {"x": 1 / 3}),
        ("(x - 1/3)**0", {"x": 1 / 3}),
        ("x**y", {"x": -2.0, "y": 0.5}),
        ("gamma(x)", {"x": -2.0}),
    ],
)
def test_what_loses_digits_or_has_no_value_is_not_proved(text: str, at: dict[str, float]) -> None:
    expr = parse(text)
    assert value(expr.graph, expr.node, at, WITHIN) is None


def test_values_of_usual_formulas_are_proved() -> None:
    for text in (
        "x**2*exp(-x)/2",
        "sin(x)*cos(x) + log(1 + x**2) - x/(1 + x)",
        "1/(1 + exp(-x))",
        "abs(x)/sqrt(x)",
    ):
        expr = parse(text)
        assert value(expr.graph, expr.node, {"x": 0.7}, WITHIN) == evaluate(expr, x=0.7)

"""Where an operator has no value, no form of a formula has one: each at many points outside the domain.

evaluate raises DomainError, Python source raises an error of arithmetic, arrays (written and walked) hold
NaN, and what comes back from JSON is the formula itself. Where there is a value all have it. An array also
has the infinities of floats, at a pole or beyond the largest float, and goes on: 1/(1/x) is 0 at 0.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from written import agrees, run

from symdiff import DomainError, Expr, evaluate, parse
from symdiff.arithmetic.arrays import vectorised
from symdiff.arithmetic.evaluation import evaluate_all
from symdiff.errors import OutOfRange
from symdiff.export.json import from_json, json_text
from symdiff.export.numpy import numpy_source
from symdiff.export.python import python

POINTS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)
OPERANDS = ("x", "log(x)", "1/x", "asin(x)", "x - 1", "sqrt(-x)", "exp(900*x)")
REFUSALS = (ValueError, ZeroDivisionError, OverflowError)
OPERATORS: dict[str, str] = {
    "add": "({u}) + ({v})",
    "sub": "({u}) - ({v})",
    "mul": "({u})*({v})",
    "div": "({u})/({v})",
    "neg": "-({u})",
    "pow": "({u})**({v})",
    "cube root": "({u})**(1/3) + ({v})**2",
    "lt": "Piecewise((1, ({u}) < ({v})), (2, True))",
    "le": "Piecewise((1, ({u}) <= ({v})), (2, True))",
    "gt": "Piecewise((1, ({u}) > ({v})), (2, True))",
    "ge": "Piecewise((1, ({u}) >= ({v})), (2, True))",
    "eq": "Piecewise((1, ({u}) == ({v})), (2, True))",
    "ne": "Piecewise((1, ({u}) != ({v})), (2, True))",
    "and": "Piecewise((1, ({u}) > 0 and ({v}) > 0), (2, True))",
    "or": "Piecewise((1, ({u}) > 0 or ({v}) > 0), (2, True))",
    "not and": "Piecewise((1, not (({u}) > 0 and ({v}) > 0)), (2, True))",
    "not or": "Piecewise((1, not (({u}) > 0 or ({v}) > 0)), (2, True))",
    "or of ands": "Piecewise((1, ({u}) > 0 and x > 0 or ({v}) < 0), (2, True))",
    "and of ors": "Piecewise((1, (x > 0 or ({u}) > 0) and ({v}) < 0), (2, True))",
    "two branches": "Piecewise((({u}), x > 0), (({v}), True))",
    "no last branch": "Piecewise((({u}), x > 0), (({v}), x < -1))",
    "a condition after a branch": "Piecewise((1, x > 0), (({u}), ({v}) > 0), (3, True))",
}


def values(expr: Expr) -> list[float | None]:
    """Return what floats come to at the points, and where a step is too large for them what evaluate says;
    None where there is no value."""
    found: list[float | None] = []
    for x in POINTS:
        at = {"x": x} if expr.free_symbols else {}
        try:
            found += evaluate_all([expr], at)
        except OutOfRange:
            try:
                found.append(evaluate(expr, at))
            except DomainError:
                found.append(None)
        except DomainError:
            found.append(None)
    return found


def of_python(expr: Expr) -> list[float | None]:
    function = run(python(expr, order=["x"]))
    found: list[float | None] = []
    for x in POINTS:
        try:
            found.append(function(x))
        except REFUSALS:
            found.append(None)
    return found


def array(function: Callable[..., np.ndarray]) -> np.ndarray:
    with np.errstate(all="ignore"):
        return function(np.array(POINTS))


def of_arrays(function: Callable[..., np.ndarray]) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in array(function)]


INFINITE = {text: [bool(np.isinf(value)) for value in array(vectorised(parse(text)))] for text in OPERANDS}
"""At which points the operands are infinite in an array."""


@pytest.mark.parametrize("operator", OPERATORS)
def test_all_forms_of_a_formula_have_the_same_values_and_none_at_the_same_points(operator: str) -> None:
    template, outside = OPERATORS[operator], 0
    for u, v in product(OPERANDS, OPERANDS):
        text = template.format(u=u, v=v)
        expr = parse(text)
        expected = values(expr)
        forms = {
            "python": of_python(expr),
            "numpy": of_arrays(run(numpy_source(expr, order=["x"]))),
            "arrays": of_arrays(vectorised(expr, ["x"])),
            "json": values(from_json(json_text(expr))),
        }
        outside += expected.count(None)
        for form, found in forms.items():
            infinite = zip(INFINITE[u], INFINITE[v], strict=True)
            for x, value, known, either in zip(POINTS, found, expected, infinite, strict=True):
                if form in ("numpy", "arrays") and any(either):
                    continue
                if form == "python" and any(either) and value is None:  # a step is too large for a float
                    continue
                assert (value is None) == (known is None), f"{form} of {text} at {x}: {value}, not {known}"
                assert known is None or agrees(value, expr, {"x": x}, known), f"{form} of {text} at {x}"
    assert outside >= 40

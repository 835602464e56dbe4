"""NIST's nonlinear regression problems: exact derivatives of each model, and the certified parameters."""

from __future__ import annotations

import json
import runpy
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symdiff import Expr, evaluate, gradient, hessian, parse

NIST = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "nist.py"))
PROBLEMS = {
    row["id"]: row
    for row in map(
        json.loads, (Path(__file__).parent / "data" / "nist.jsonl").read_text(encoding="utf-8").splitlines()
    )
}
DIGITS = 60
STEP = Fraction(1, 10**15)


def test_the_problems_are_those_of_the_models() -> None:
    assert set(PROBLEMS) == set(NIST["MODELS"])


@pytest.mark.parametrize("name", NIST["MODELS"])
def test_the_model_has_an_exact_gradient_and_hessian(name: str) -> None:
    """Against central differences of 60-digit values, with relative steps of 1e-15: right to some 1e-28."""
    problem = PROBLEMS[name]
    over = list(problem["certified"])
    formula = parse(NIST["MODELS"][name], symbols=[*over, *problem["columns"]])
    slopes = gradient(formula, over)
    curves = hessian(formula, over)
    row = len(problem["columns"]["y"]) // 2
    at = {variable: Fraction(start) for variable, start in problem["starts"][1].items()}
    at.update({column: Fraction(values[row]) for column, values in problem["columns"].items()})
    for i, variable in enumerate(over):
        assert near(value(slopes[i], at), difference(formula, at, variable)), variable
        for j, other in enumerate(over):
            assert near(value(curves[i, j], at), difference(slopes[i], at, other)), (variable, other)


def value(expr: Expr, at: dict[str, Any]) -> Any:
    return evaluate(expr, {name: at[name] for name in expr.graph.symbols([expr.node])}, digits=DIGITS)


def difference(expr: Expr, at: dict[str, Any], name: str) -> Any:
    step = STEP * abs(at[name])  # parameters are from 1e-9 to 1e3
    ends = [value(expr, {**at, name: at[name] + side * step}) for side in (1, -1)]
    return (ends[0] - ends[1]) * step.denominator / (2 * step.numerator)


def near(found: Any, expected: Any) -> bool:
    return bool(abs(found - expected) <= 1e-20 * (1 + abs(expected)))


@pytest.mark.parametrize("name", NIST["MODELS"])
def test_the_certified_parameters_are_reached_from_both_starts(name: str) -> None:
    row = PROBLEMS[name]
    columns = {column: np.array(values, dtype=float) for column, values in row["columns"].items()}
    for start in row["starts"]:
        problem = NIST["Problem"](row["starts"], row["certified"], columns)
        digits, _, reason = NIST["solved"](name, problem, start)
        assert digits >= 6, (start, reason)

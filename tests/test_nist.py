"""NIST's nonlinear regression models: exact derivatives of each, and their certified parameters."""

from __future__ import annotations

import json
import math
import os
import runpy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symdiff import Expr, evaluate, gradient, hessian, parse

FOLDER = Path(os.environ.get("SYMDIFF_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))
DATA = os.environ.get("SYMDIFF_NIST", "")
NIST = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "nist.py"))
DIGITS = 60
STEP = Fraction(1, 10**15)


def models() -> list[dict[str, Any]]:
    if not (FOLDER / "formulas.jsonl").is_file():
        return []
    lines = (FOLDER / "formulas.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["id"].startswith("nist:")]


@pytest.mark.skipif(not models(), reason=f"the corpora are absent ({FOLDER}); set SYMDIFF_CORPORA")
def test_all_21_models_have_exact_gradients_and_hessians() -> None:
    """Against central differences of 60-digit values, with a step of 1e-15: right to some 1e-28."""
    rows = models()
    assert len(rows) == 21
    for row in rows:
        over = [name for name in row["vars"] if name != "x"]
        formula = parse(row["expr"], symbols=row["vars"])
        slopes = gradient(formula, over)
        curves = hessian(formula, over)
        at = {name: Fraction(value) for name, value in row["point"].items()}
        for i, name in enumerate(over):
            assert near(value(slopes[i], at), difference(formula, at, name)), (row["id"], name)
            for j, other in enumerate(over):
                assert near(value(curves[i, j], at), difference(slopes[i], at, other)), (
                    row["id"],
                    name,
                    other,
                )


def value(expr: Expr, at: dict[str, Any]) -> Any:
    return evaluate(expr, {name: at[name] for name in expr.graph.symbols([expr.node])}, digits=DIGITS)


def difference(expr: Expr, at: dict[str, Any], name: str) -> Any:
    ends = [value(expr, {**at, name: at[name] + side * STEP}) for side in (1, -1)]
    return (ends[0] - ends[1]) * STEP.denominator / 2


def near(found: Any, expected: Any) -> bool:
    return bool(abs(found - expected) <= 1e-20 * (1 + abs(expected)))


@pytest.mark.skipif(not DATA, reason="set SYMDIFF_NIST to the folder of NIST's .dat files")
@pytest.mark.parametrize("name", NIST["MODELS"])
def test_the_certified_parameters_are_reached_from_both_starts(name: str) -> None:
    problem = NIST["read"](Path(DATA, f"{name}.dat"))
    for start in problem.starts:
        digits, _, reason = NIST["solved"](name, problem, start)
        assert digits >= 6, (start, reason)
        assert math.isfinite(digits)

"""Real formulas with recorded derivatives, where the corpora are present (they are not part of the
project): the printed derivative, read back, has the recorded value."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from symdiff import DomainError, Expr, derive, evaluate, parse

FOLDER = Path(os.environ.get("SYMDIFF_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the corpora are absent ({FOLDER}); set SYMDIFF_CORPORA to their folder"
)
SAMPLE = 150
"""Rows of the large files taken in a test run; benchmarks/corpora_report.py takes all."""

RECORDED_WRONG = {
    # Finite differences of the record lost everything to rounding: 1e33*t in a sine, or a term
    # 1e17 times the one that moves. 30-digit differences agree with symdiff.
    "feynman:I.48.2", "feynman:8.56_Goldstein", "feynman:III.4.32", "feynman:III.8.54",
    "feynman:15.2.2_Weinberg", "feynman:15.2.1_Weinberg",
}  # fmt: skip


def rows(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    random.Random(7).shuffle(found)
    return found


def close(a: Any, b: Any, tolerance: float) -> bool:
    return bool(abs(a - b) <= tolerance * max(1, abs(b)))


def value_at(expr: Expr, at: dict[str, float]) -> complex:
    """Return the value at a real point; a subexpression may leave the real numbers on the way."""
    try:
        return complex(evaluate(expr, at, digits=30))
    except DomainError:
        return complex(evaluate(expr, {name: complex(v) for name, v in at.items()}, digits=30))


def misses(row: dict[str, Any], formula: str, names: list[str], order: int, key: str) -> list[str]:
    derived = derive(parse(formula, symbols=names), row["var"], order=order)
    derived = parse(str(derived), symbols=names)
    found = []
    for point in row["points"]:
        if not point.get("real", True):
            continue  # on a branch cut the sign is a convention
        value = value_at(derived, point["at"])
        if not close(value, complex(*point[key]), 1e-6):
            found.append(f"{row['id']} at {point['at']}: {value}, recorded {point[key]}")
    return found


@pytest.mark.parametrize("name", ["rubi_elementary", "rubi_special"])
def test_derivatives_of_antiderivatives_are_the_recorded_integrands(name: str) -> None:
    found = []
    for row in rows(name)[:SAMPLE]:
        found += misses(row, row["F"], [*row["params"], row["var"]], 1, "f")
    assert found == []


def test_derivatives_agree_with_the_test_suites_of_peers() -> None:
    found = []
    for row in rows("pairs"):
        found += misses(row, row["expr"], row["vars"], row["order"], "d")
    assert found == []


def test_gradients_of_models_agree_with_finite_differences() -> None:
    found = []
    for row in rows("formulas"):
        if row["id"] in RECORDED_WRONG:
            continue
        for name, recorded in (row.get("grad_fd") or {}).items():
            derived = derive(parse(row["expr"], symbols=row["vars"]), name)
            if not close(value_at(derived, row["point"]), recorded, 1e-4):
                found.append(f"{row['id']} by {name}")
    assert found == []


@pytest.mark.parametrize("name", ["rubi_elementary", "rubi_special", "pairs", "formulas"])
def test_every_formula_is_read_and_reads_back(name: str) -> None:
    for row in rows(name):
        names = row.get("vars") or [*row["params"], row["var"]]
        expr = parse(row.get("F") or row["expr"], symbols=names)
        assert parse(str(expr), symbols=names) == expr

"""Real formulas with recorded derivatives: the printed derivative, read back, has the recorded value.

The rows of `tests/data` are part of the project. Larger collections of the same kind are read at night
where they are present: in `../shared/corpora`, or in the folder that $SYMDIFF_CORPORA names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from parts import in_parts

from symdiff import DomainError, Expr, derive, evaluate, parse

Row = dict[str, Any]

CARRIED = Path(__file__).parent / "data"
LARGER = Path(os.environ.get("SYMDIFF_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))
PARTS = 24
"""The larger collections are read in so many parts, so that workers share them."""
RECORDED = 1e-6
"""Relative error of the records of the larger collections and of the antiderivatives."""
DIFFERENCES = 1e-9
"""Relative error of the records that were made with 60 digits: h⁴ = 1e-40, kept as floats."""

RECORDED_WRONG = {
    # Finite differences of the record lost everything to rounding: 1e33*t in a sine, or a term
    # 1e17 times the one that moves. 30-digit differences agree with symdiff.
    "feynman:I.48.2", "feynman:8.56_Goldstein", "feynman:III.4.32", "feynman:III.8.54",
    "feynman:15.2.2_Weinberg", "feynman:15.2.1_Weinberg",
    # What made the record cut an order that is no whole number to one. Arb and SymPy agree with symdiff.
    "rubi:8 Special functions/8.6 Gamma functions:221", "symengine:test_functions:Polygamma:_functions#1",
}  # fmt: skip


def read(path: Path) -> list[Row]:
    """Return the rows of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def carried(*names: str) -> Any:
    """Make a test of every row of the files of `tests/data` that are named."""
    rows = [row for name in names for row in read(CARRIED / f"{name}.jsonl")]
    return pytest.mark.parametrize("row", rows, ids=[row["id"] for row in rows])


def close(a: Any, b: Any, tolerance: float) -> bool:
    return bool(abs(a - b) <= tolerance * max(1, abs(b)))


def value_at(expr: Expr, at: dict[str, float]) -> complex:
    """Return the value at a real point; a subexpression may leave the real numbers on the way."""
    try:
        return complex(evaluate(expr, at, digits=30))
    except DomainError:
        return complex(evaluate(expr, {name: complex(v) for name, v in at.items()}, digits=30))


def is_left_out(expr: Expr, found: Expr, at: dict[str, float]) -> bool:
    """Return whether a formula has no real value at a point, and a condition of its derivative leaves the
    point out: the derivative holds where each part of the function is real."""
    try:
        evaluate(expr, at, digits=30)
    except DomainError:
        return not all(holds(condition, at) for condition in found.conditions)
    return False


def holds(condition: Expr, at: dict[str, float]) -> bool:
    """Return whether a condition is met at a point; without a value it is not."""
    try:
        return evaluate(condition, at, digits=30) is True
    except DomainError:
        return False


def misses(expr: Expr, names: Sequence[str], row: Row, tolerance: float) -> Iterator[str]:
    """Yield the points at which the printed derivative has another value than the recorded one."""
    found = derive(expr, row["var"], order=row["order"])
    derived = parse(str(found), symbols=names)
    for point in row["points"]:
        value = value_at(derived, point["at"])
        if not close(value, complex(*point["d"]), tolerance) and not is_left_out(expr, found, point["at"]):
            yield f"{row['id']} at {point['at']}: {value}, recorded {point['d']}"


def gradient_misses(row: Row, tolerance: float) -> Iterator[str]:
    """Yield the variables by which the gradient has another value than the recorded one."""
    for name, recorded in row["gradient"].items():
        derived = derive(parse(row["expr"], symbols=row["vars"]), name)
        if not close(value_at(derived, row["point"]), recorded, tolerance):
            yield f"{row['id']} by {name}: {derived}, recorded {recorded}"


# The rows that are part of the project --------------------------------------------------------


@carried("rubi_elementary", "rubi_special", "pairs")
def test_a_derivative_read_back_has_the_recorded_value(row: Row) -> None:
    assert list(misses(parse(row["expr"], symbols=row["vars"]), row["vars"], row, RECORDED)) == []


@carried("formulas")
def test_a_gradient_has_the_recorded_value(row: Row) -> None:
    assert list(gradient_misses(row, DIFFERENCES)) == []


@carried("textbooks")
def test_a_formula_as_people_type_it_has_the_derivative_of_its_source(row: Row) -> None:
    assert list(misses(parse(row["expr"]), (), row, DIFFERENCES)) == []
    expected = parse(row["expected"])
    for point in row["points"]:
        assert close(value_at(expected, point["at"]), complex(*point["d"]), DIFFERENCES)


@in_parts
@carried("rubi_elementary", "rubi_special", "pairs", "formulas")
def test_a_formula_reads_back(row: Row) -> None:
    expr = parse(row["expr"], symbols=row["vars"])
    assert parse(str(expr), symbols=row["vars"]) == expr


# The larger collections -----------------------------------------------------------------------


def larger(name: str, part: int) -> list[Row]:
    """Return a part of the rows of a larger collection, in the form of those of the project."""
    rows = read(LARGER / f"{name}.jsonl")[part::PARTS]
    for row in rows:
        row.setdefault("expr", row.get("F"))
        row.setdefault("vars", [*row.get("params", ()), row.get("var")])
        row.setdefault("order", 1)
        row["gradient"] = {} if row["id"] in RECORDED_WRONG else row.get("grad_fd") or {}
        # On a branch cut the sign is a convention: such points are not real.
        row["points"] = [
            {"at": point["at"], "d": point["d"] if "d" in point else point["f"]}
            for point in row.get("points", ())
            if point.get("real", True) and row["id"] not in RECORDED_WRONG
        ]
    return rows


@pytest.mark.nightly
@pytest.mark.skipif(not LARGER.is_dir(), reason=f"no larger collections at {LARGER}; set SYMDIFF_CORPORA")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", ["rubi_elementary", "rubi_special", "pairs", "formulas"])
def test_the_rows_of_the_larger_collections(name: str, part: int) -> None:
    found: list[str] = []
    for row in larger(name, part):
        expr = parse(row["expr"], symbols=row["vars"])
        if parse(str(expr), symbols=row["vars"]) != expr:
            found.append(f"{row['id']} reads back as another formula")
        if row["points"]:
            found += misses(expr, row["vars"], row, RECORDED)
        found += gradient_misses(row, 1e-4)
    assert found == []

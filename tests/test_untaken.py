"""Corners in a branch are left out where the branch is taken, and those in a condition nowhere."""

from __future__ import annotations

from itertools import product

import mpmath
import pytest
from witness import DIGITS, Undefined, read, value, verdict

from symdiff import derive

CASES = [
    ("Piecewise((x**2/2, abs(x) <= y), (y*(abs(x) - y/2), True))", "x != 0 or y > 0"),
    ("Piecewise(((x - a)**2, abs(x - a) <= y), (y*(2*abs(x - a) - y), True))", "x != a or y > 0"),
    ("Piecewise((y*(abs(x) - y/2), abs(x) > y), (x**2/2, True))", "x != 0 or y > 0"),
    ("Piecewise((x**2, abs(x) < y), (0, True))", "Abs(x) != y"),  # the corner is in the condition
    ("Piecewise((abs(x), y > 0), (x, True))", "x != 0 or y <= 0"),
    ("Piecewise((abs(x), y > 0), (x, True)) + abs(x)*a", "x != 0"),  # one of two stands in no branch
    ("Piecewise((abs(x), x > y), (x, True))", "x != 0 or y > 0, x != y"),
    ("Piecewise((abs(x)*y, y > 1), (2*abs(x), y < -1), (x**2, True))",
     "x != 0 or y <= 1 and (y > 1 or y >= -1)"),
    ("Piecewise((Piecewise((abs(x), a > 0), (x, True)), y > 0), (x, True))", "x != 0 or y <= 0"),
    ("Piecewise((x, floor(x) > y), (x**2, True))", "x != k, floor(x) != y (k an integer)"),
    ("Piecewise((abs(x), floor(x) > y), (x, True))", "x != k, floor(x) != y (k an integer)"),
    ("Piecewise((cbrt(x), y > 0), (x, True))", "x != 0 or y <= 0"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "where"), CASES)
def test_a_corner_counts_where_its_branch_is_taken(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


@pytest.mark.parametrize("formula", [formula for formula, _ in CASES])
def test_the_formula_is_the_slope_wherever_conditions_hold(formula: str) -> None:
    answer, function = derive(formula, "x"), read(formula)
    slope, conditions = read(str(answer)), [read(str(one)) for one in answer.conditions]
    looked_at = 0
    for x, y, a in product(("-2", "-1", "0", "1/2", "1", "2"), repeat=3):
        at = {"x": x, "y": y, "a": a}
        with mpmath.workdps(DIGITS):
            point = {name: value(read(text), {}) for name, text in at.items()}
            try:
                if not all(value(one, point) for one in conditions):
                    continue
            except Undefined:
                continue
            found = verdict(function, "x", at)
            assert found.kind == "smooth", at
            assert abs(value(slope, point) - found.slope) <= 1e-20 + found.noise, at
        looked_at += 1
    assert looked_at > 5

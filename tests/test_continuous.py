"""Conditions of several variables that leave nothing out but points with a derivative are not said."""

from __future__ import annotations

from itertools import product

import mpmath
import pytest
from witness import DIGITS, read, value, verdict

from symdiff import derive

FREE = [
    ("x*abs(x)*y", ""),
    ("abs(x - y)**3", ""),
    ("abs(a*x)**3", ""),
    ("sin(abs(x - y))**2", ""),
    ("abs(x*y)**(5/2)", ""),
    ("sqrt(abs(x*y*a))", "x != 0"),
    ("sign(x - y)*(x - y)**2", ""),
    ("(x - y)*sqrt(abs(x - y))", ""),
    ("y*x*abs(x) + log(y)", "y > 0"),
    ("cbrt(x - y)**4", ""),
    ("abs(sin(a*x))**3", ""),
    ("x**2*sign(x)*sqrt(y)", "y >= 0"),
    ("(sign(x) + y)*x**2", ""),
    ("cos(y*sqrt(a**2*y/x))", "a != 0, x*y > 0"),
    ("abs(x*y)", "x != 0"),  # where y is 0 the function is, and the formula
    ("abs(x*(y - 1)*a) + log(y)", "y > 0, x != 0"),
    ("x*sin(abs(y*(x - a)))", "x != a"),
]
NEEDED = [
    ("abs(x)**a", "x != 0"),
    ("abs(x - y)", "x != y"),
    ("sign(x)*y", "x != 0"),
    ("abs(x*y)/y", "y != 0, x != 0"),
    ("abs(x**2*y - y) + abs(x - y)", "x != -1, x != 1, x != y"),
    ("abs(x**2*y - x)*a", "x != 0, x*y != 1"),
    ("x*sign(x - y)", "x != y"),
    ("abs(x - y)**3/(x - y)", "x != y"),
    ("sqrt(abs(x - y)**3)", "x != y"),  # the formula is 0/0
    ("y*x**2/(x + 1 - sign(x))", "x != 0, x - sign(x) + 1 != 0"),  # what is beside the jump is not bounded
    ("abs(abs(x) - x)**3*y", "x < 0"),  # what is not to be zero is, on an open set
    ("floor(x)*y", "x != k (k an integer)"),
    ("floor(x)*x*y + abs(x)**3", "x != k (k an integer)"),
    ("y*exp(sign(x))*x**3", "x != 0"),
    ("y*abs(x)*sqrt(x)*x", "x > 0"),
    ("x*abs(x)*y/(x - sign(x) + 1)", "x != 0, x - sign(x) + 1 != 0"),  # a condition that jumps
]


@pytest.mark.parametrize(("formula", "where"), FREE)
def test_what_need_not_be_left_out_is_not(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


@pytest.mark.parametrize(("formula", "where"), NEEDED)
def test_what_need_be_left_out_is(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


@pytest.mark.parametrize("formula", [formula for formula, _ in [*FREE, *NEEDED]])
def test_the_formula_is_the_slope_wherever_conditions_hold(formula: str) -> None:
    answer, function = derive(formula, "x"), read(formula)
    slope, conditions = read(str(answer)), [read(str(one)) for one in answer.conditions]
    looked_at = 0
    for x, y, a in product(("-2", "0", "1/2", "2"), repeat=3):
        at = {"x": x, "y": y, "a": a}
        with mpmath.workdps(DIGITS):
            point = {name: value(read(text), {}) for name, text in at.items()}
            if not all(value(one, point) for one in conditions):
                continue
            found = verdict(function, "x", at)
            assert found.kind == "smooth", at
            assert abs(value(slope, point) - found.slope) <= 1e-20 + found.noise, at
        looked_at += 1
    assert looked_at > 5

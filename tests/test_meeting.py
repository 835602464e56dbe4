"""Branches of formulas of several variables that meet smoothly: nothing is left out there, and what is said
there is the slope of the function."""

from __future__ import annotations

import random

import pytest

from symdiff import Expr, SymdiffError, derivative_at, derive, gradient, parse

SMOOTH = [
    # formula, by, what is said of the edge
    ("Piecewise((x**2, x < y), (y*(2*x - y), True))", "x", ""),
    ("Piecewise((x**2, x <= y), (2*x*y - y**2, x > y))", "x", ""),
    ("Piecewise((x**2, x < y), (x**2, x == y), (y*(2*x - y), True))", "x", ""),
    ("Piecewise((x**2/2, abs(x) <= a), (a*abs(x) - a**2/2, True))", "x", "x != 0 or a > 0"),
    ("max(a - x, 0)**2", "x", ""),
    ("max(0, 1 - x*y)**2", "x", ""),
    ("max(0, 1 - x*y)**2", "y", ""),
    ("max(x*y, 0)*x", "x", ""),
    ("max(x - a, 0)**3 + min(x, b)**2*0", "x", ""),
    ("Piecewise((x*y/(x**2 + y**2), x**2 + y**2 > 0), (0, True))", "x", ""),
    ("Piecewise((0, x**2 + y**2 == 0), (x*y*(x**2 - y**2)/(x**2 + y**2), True))", "y", ""),
    ("Piecewise((x**3, x < a), (3*a**2*x - 2*a**3, x < b), (3*a**2*x - 2*a**3, True))", "x", ""),
]
LEFT_OUT = [
    ("sin(max(x, y)**2 - x**2 - y**2 + min(x, y)**2)", "x", "x != y"),  # it is 0, and its branches are not
    ("max(a*x, b)", "x", "a*x != b"),
    ("max(a - x, 0)", "x", "x != a"),
    ("min(a, x)*max(a, x) + min(a, x)", "x", "x != a"),
    ("Piecewise((x**2, x < y), (y*(2*x - y) + 1, True))", "x", "x != y"),
    ("Piecewise((x**2, x < y), (0, x == y), (y*(2*x - y), True))", "x", "x != y"),
    ("Piecewise((x**2, x < y), (y*(2*x - y), x > y))", "x", "x != y"),
    ("Piecewise((sqrt(x - y)*(x - y), x > y), (0, True))", "x", "x != y"),
    ("Piecewise((x**2, x < y), (y*(2*x - y), x < a), (0, True))", "x", "x != y, x != a"),
    ("Piecewise((x**3/(x**2 + y**2), x**2 + y**2 != 0), (0, True))", "x", "(x, y) != (0, 0)"),
    ("Piecewise((x*y/sqrt(x**2 + y**2), x**2 + y**2 != 0), (1, True))", "y", "(x, y) != (0, 0)"),
    ("max(a - x, 0)**2", "x x", "x != a"),
]


@pytest.mark.parametrize(("formula", "by", "where"), [*SMOOTH, *LEFT_OUT], ids=lambda value: str(value))
def test_edges_are_left_out_where_branches_do_not_meet_smoothly(formula: str, by: str, where: str) -> None:
    assert derive(formula, *by.split()).where == where


@pytest.mark.parametrize(("formula", "by", "where"), [*SMOOTH, *LEFT_OUT], ids=lambda value: str(value))
def test_a_gradient_says_the_same(formula: str, by: str, where: str) -> None:
    if " " not in by:
        [found] = gradient(formula, by)
        assert found.where == where


@pytest.mark.parametrize(("formula", "by", "where"), SMOOTH, ids=lambda value: str(value))
def test_what_is_said_at_an_edge_is_the_slope_there(formula: str, by: str, where: str) -> None:
    function, found = parse(formula), derive(formula, by)
    names = sorted(map(str, function.free_symbols))
    draw = random.Random(1)
    met = 0
    for _ in range(60):
        at = {name: draw.choice([-2, -1, 0, 1, 2]) for name in names}
        if not _hold(found, at):
            continue
        slope = derivative_at(function, by, at)
        assert float(found.subs(at)) == pytest.approx(float(slope), abs=1e-12), at
        met += 1
    assert met > 20


def _hold(found: Expr, at: dict[str, int]) -> bool:
    try:
        return all(one(**{str(n): at[str(n)] for n in one.free_symbols}) for one in found.conditions)
    except SymdiffError:
        return False


def test_no_tie_has_the_slope_of_branches_that_are_not_taken_together() -> None:
    # At x = a the last argument of each is taken, and the slope of x*x is not that of a*x.
    found = derive("min(a, x)*max(a, x)", "x")
    assert found.where == "x != a" or float(found.subs({"a": 3, "x": 3})) == 3

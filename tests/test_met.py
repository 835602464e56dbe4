"""A condition whose edges another one leaves out anyway is not said."""

from __future__ import annotations

import random

import pytest

from symdiff import Expr, SymdiffError, parse
from symdiff.at.met import unmet
from symdiff.at.solved import solved

DROPPED = [
    (["cos(x) != 1", "a > a*cos(x)"], "a > a*cos(x)"),
    (["sin(x) != 0", "b**2 + (a + b*tan(x/2))**2 < a**2"], "b**2 + (a + b*tan(x/2))**2 < a**2"),
    (["sin(f*x + g) != 0", "a*sec(f*x + g)**2 < a"], "a*sec(f*x + g)**2 < a"),
    (["x != y", "log(x - y) > z"], "log(x - y) > z"),
    (["x != 1", "a*(x - 1) > 0"], "a*(x - 1) > 0"),
    (["a != b or c != 0", "a > b + sqrt(c**2 + (a - b)**2)"], "a > b + sqrt(c**2 + (a - b)**2)"),
]
KEPT = [
    ["sin(x) != 0", "a > cos(x)"],  # at pi it is a > -1
    ["sin(x/2) != 0", "a*cos(x/3) > a"],  # the third member is at -a
    ["x != 1", "a*(x - 1) >= 0"],
    ["x != 1", "a*(x - 1) + x > 0"],
    ["log(x) != 0", "a*(x - 1)*x > 0"],  # which asks for x > 0, too
    ["sin(x) != 0", "a*sin(x) > x - y"],  # x stands outside of the waves as well
    ["a != b or c != 0", "a > b + sqrt(c**2 + (a - b)**2) - 1"],
    ["a*x != 1", "a*x*b > b"],  # no symbol stands alone in it
    ["x != y or y != z", "(x - y)*a != 0 or z > 1"],
]


@pytest.mark.parametrize(("given", "text"), DROPPED, ids=lambda value: str(value))
def test_what_is_met_by_another_condition_is_not_said(given: list[str], text: str) -> None:
    assert list(map(str, unmet(list(map(parse, given))))) == [text]


@pytest.mark.parametrize("given", KEPT, ids=str)
def test_what_is_not_met_stays(given: list[str]) -> None:
    known = list(map(parse, given))
    assert unmet(known) == known


@pytest.mark.parametrize("given", [*[given for given, _ in DROPPED], *KEPT], ids=str)
def test_the_same_points_are_left_out(given: list[str]) -> None:
    def hold(conditions: list[Expr], at: dict[str, float]) -> bool:
        try:
            return all(one(**{n: at[n] for n in map(str, one.free_symbols)}) for one in conditions)
        except SymdiffError:
            return False

    known = list(map(parse, given))
    found = list(solved(known).conditions)
    names = sorted({name for one in known for name in map(str, one.free_symbols)})
    draw = random.Random(3)
    for _ in range(300):
        at = {name: draw.choice([-2.0, -1.0, 0.0, 0.0, 0.5, 1.0, 2.0, draw.uniform(-7, 7)]) for name in names}
        assert hold(found, at) == hold(known, at), at

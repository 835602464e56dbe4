"""Of quadratic forms with one discriminant, which is negative, one is said to be positive."""

from __future__ import annotations

import random

import pytest

from symdiff import parse
from symdiff.at.definite import once

DROPPED = [
    (
        ["a - b + c > 0", "a + b*tan(x)**2 + c*tan(x)**4 > 0", "4*a*c > b**2"],
        ["a - b + c > 0", "cos(x) != 0", "4*a*c > b**2"],
    ),
    (
        ["c*x**2 + b*x + a > 0", "a + 2*b + 4*c > 0", "4*a*c - b**2 > 0"],
        ["a + 2*b + 4*c > 0", "4*a*c - b**2 > 0"],
    ),
]
KEPT = [
    ["a - b + c > 0", "a + b*tan(x)**2 + c*tan(x)**4 > 0", "4*a*c > b"],
    ["a - b + c > 0", "a + b*tan(x)**2 + c*tan(x)**4 > 0", "b**2 > 4*a*c"],
    ["a - b + c > 0", "a + b*tan(x)**2 + c*tan(x)**4 > 0", "5*a*c > b**2"],
    ["a - b + c > 0", "-a + b*x - c*x**2 > 0", "4*a*c > b**2"],
    ["a - b + c > 0", "a + b*x + c*x**3 > 0", "4*a*c > b**2"],
    ["c*x**2 + b*x*y + a*y**2 > 0", "a - b + c > 0", "4*a*c > b**2"],  # both may be 0
    ["a - b + c > 0", "a + b*sqrt(x) + c*x > 0", "4*a*c > b**2"],  # no square, and asks for x >= 0
]


@pytest.mark.parametrize(("given", "left"), DROPPED, ids=str)
def test_a_form_is_said_once_to_be_positive(given: list[str], left: list[str]) -> None:
    assert list(map(str, once(list(map(parse, given))))) == left


@pytest.mark.parametrize("given", KEPT, ids=str)
def test_other_forms_stay(given: list[str]) -> None:
    known = list(map(parse, given))
    assert once(known) == known


@pytest.mark.parametrize("given", [given for given, _ in DROPPED], ids=str)
def test_what_is_left_out_holds(given: list[str]) -> None:
    known = list(map(parse, given))
    left, names = once(known), ["a", "b", "c", "x", "y"]
    draw, met = random.Random(1), 0
    for _ in range(2000):
        at = {name: draw.choice([0.0, 1.0, -1.0, draw.uniform(-4, 4)]) for name in names}

        def holds(one, at=at):
            return one(**{name: at[name] for name in map(str, one.free_symbols)})

        if all(map(holds, left)):
            met += 1
            assert all(map(holds, known)), at
    assert met > 50

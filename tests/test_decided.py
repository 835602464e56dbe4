"""Comparisons that are decided, or weaker than others, are not said; parts stand in parentheses."""

from __future__ import annotations

import pytest

from symdiff import derive, parse
from symdiff.at.absurd import _ANSWERS, Effort
from symdiff.at.implied import left
from symdiff.at.needed import decided, needed
from symdiff.at.parts import placed
from symdiff.at.solved import solved


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4*sqrt(3) - 7 < 1 or x > 2", "True"),
        ("x < 1 or x == 1 and m + 1 > m + 4", "x < 1"),
        ("x < 1 or x == 1 and p + 4 > 2*p + 5", "x < 1 or x == 1 and p < -1"),
        ("x < 1 or x == 1 and 4 - 2*p >= 1", "x < 1 or x == 1 and p <= 3/2"),
        ("x > 1 and log(y) - log(y) < 1", "x > 1 and log(y) - log(y) < 1"),  # y > 0
        ("x > 1 or log(y) - log(y) > 1", "x > 1"),
        ("not (x > x + 1) and y != 0", "y != 0"),
    ],
)
def test_what_differs_by_a_number_is_decided(text: str, expected: str) -> None:
    assert str(decided(parse(text))) == expected


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["x*y < 1 or a <= 1 and b > 2", "x*y < 1 or a < 1 and b > 2"], [1]),
        (["x*y < 1 or x == y and p < -1", "x*y < 1 or x == y and p < -2"], [1]),
        (["x*y < 1 or x == y and p > -1", "x*y < 1 or x == y and p < -2"], [0, 1]),
        (["x*y < 1 or x == y and p < -1", "x*y < 1 and x == y or p < -2"], [0, 1]),
        (["2 + x*y > 0 or x != y", "x*y + 1 > 0 or x != y"], [1]),
        (["x*y - 2 < 0 or x != y", "x*y - 1 < 0 or x != y"], [1]),
        (["n != -1/3", "n != 2", "3 + 1/n > 0 or 1/n != floor(1/n)"], [1, 2]),
        (["2 + x*y > 0 or x != y", "x*y + 1 < 0 or x != y"], [0, 1]),
    ],
)
def test_the_stronger_of_two_of_one_shape_stays(given: list[str], kept: list[int]) -> None:
    known = [parse(text) for text in given]
    assert needed(known) == [known[place] for place in kept]


def test_half_of_a_sum_is_solved_beside_its_sine() -> None:
    given = ["-pi/2 < (c + x)/2 and (c + x)/2 < pi/2", "2*sin((c + x)/2)**2 < 1"]
    assert solved([parse(one) for one in given]).text == "-pi/2 < c + x < pi/2"


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("c + x", "1/2*t - pi/4 < 1", "1/2*(c + x) - pi/4 < 1"),
        ("c + x", "sin(2*t)**2 < t", "sin(2*(c + x))**2 < c + x"),
        ("c + x", "t != pi/2 + k*pi", "c + x != pi/2 + k*pi"),
        ("c - x", "1 - t > 0", "1 - (c - x) > 0"),
        ("a*x", "2*t < 1/t", "2*a*x < 1/(a*x)"),
        ("a*x", "t**2 < tan(t)", "(a*x)**2 < tan(a*x)"),
    ],
)
def test_a_part_stands_in_parentheses_where_an_operator_asks_for_them(
    part: str, text: str, expected: str
) -> None:
    assert placed(parse(part), "t", text) == expected


def test_products_are_made_as_far_as_the_effort_goes() -> None:
    known = [parse("4*a*c > b**2"), parse("c > 0")]
    condition = parse("a + b*x + c*x**2 > 0")
    _ANSWERS.clear()
    assert left(condition, known, Effort(3)) is None
    assert left(condition, known, Effort(10_000)) == []  # what was given up is not kept as an answer


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ("2 + 1/n > 0 or 2 + 1/n != floor(2 + 1/n)", "n != 0, n < -1/2 or n > 0 or n != 1/k (k an integer)"),
        ("3 - x*y > 0 or 3 - x*y != floor(3 - x*y)", "x*y < 3 or x*y != k (k an integer)"),
        ("n + 2 > 0 or n + 2 != floor(n + 2)", "n > -2 or n != k (k an integer)"),
    ],
)
def test_a_number_beside_what_is_no_whole_one_is_moved(given: str, where: str) -> None:
    assert solved([parse(given)]).text == where


def test_the_poles_of_a_next_function_are_among_those_of_the_first() -> None:
    assert derive("hyp2f1(1, 2 + 1/n, 3 + 1/n, x)", "x").where == (
        "n != 0, n < -1/3 or n > 0 or n != 1/k, x < 1 (k an integer)"
    )

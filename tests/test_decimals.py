"""Decimals are computed with as the decimals that were written, and rounded to the nearest float once."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symdiff import derive, simplify
from symdiff.graph.folding import fold, power, ratio
from symdiff.table.operators import ADD, DIV, MUL, SUB


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3*x**2", "0.6*x"),
        ("6*exp(-0.2*x)", "-1.2*exp(-0.2*x)"),
        ("0.1*x**3", "0.3*x**2"),
        ("0.1*x + 0.2*x", "0.3"),
        ("0.7*0.1*x", "0.07"),
        ("(0.1*x)**2", "0.02*x"),
        ("1.1*1.1*x", "1.21"),
        ("x**0.3", "0.3/x**0.7"),
        ("4.35*100*x", "435.0"),
        ("1.0*x", "1"),
        ("x**1.0", "1"),
    ],
)
@pytest.mark.parametrize("level", ["basic", "full"])
def test_a_derivative_has_the_digits_that_are_meant(text: str, expected: str, level: str) -> None:
    assert str(derive(text, "x", level=level)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 - 0.3", "0"),
        ("0.1*x + 0.2*x - 0.3*x", "0"),
        ("0.1*3*x - 0.3*x", "0"),
        ("1.1**2*x - 1.21*x", "0"),
        ("x/4.9*3 - 3*x/4.9", "0"),
    ],
)
def test_what_vanishes_vanishes(text: str, expected: str) -> None:
    assert str(simplify(text)) == expected


def test_a_float_is_its_shortest_decimal() -> None:
    assert ratio(0.1) == (1, 10)
    assert ratio(1e22) == (10**22, 1)
    assert ratio(6.6743e-11) == Fraction("6.6743e-11").as_integer_ratio()
    assert ratio(Fraction(1, 3)) == (1, 3)
    assert fold(ADD, 0.1, 0.2) == 0.3
    assert fold(SUB, 0.3, 0.1) == 0.2
    assert fold(MUL, 0.1, 3) == 0.3
    assert fold(DIV, 0.3, 3) == 0.1
    assert power(0.1, 2, 1000) == 0.01
    assert power(0.1, -2, 1000) == 100.0


def test_floats_out_of_range_stay_as_written() -> None:
    assert fold(MUL, 1e200, 1e200) is None
    assert fold(MUL, 1e-200, 1e-200) is None
    assert fold(DIV, 1.5, 0) is None
    assert power(1e200, 2, 1000) is None
    assert power(0.0, -1, 1000) is None
    assert fold(ADD, float("inf"), 1) is None


def test_an_underflow_stays_as_written() -> None:
    assert power(3e-20, 200, 1000) is None
    assert power(0.0, 200, 1000) == 0

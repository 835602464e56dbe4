"""Numbers that are zero are proved to be, and no others: by bounds that mpmath cannot refute."""

from __future__ import annotations

import random

import mpmath
import pytest
import witness

from symdiff.parser.formula import parse
from symdiff.verdict.constants import is_zero, separation

ZEROS = [
    "sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)", "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
    "(sqrt(108) + 10)^(1/3) - (sqrt(108) - 10)^(1/3) - 2",
    "(5*sqrt(2) - 7)^7 - (19601 - 13860*sqrt(2))^(7/4)",
    "cos(pi/7) - cos(2*pi/7) + cos(3*pi/7) - 1/2", "16*cos(pi/9)*cos(2*pi/9)*cos(4*pi/9) - 2",
    "tan(pi/8) - sqrt(2) + 1",
    "cot(pi/20) + cot(pi/24) - cot(pi/10) - 3 - sqrt(2) - sqrt(3) - sqrt(5) - sqrt(6)",
    "pi/4 - 4*atan(1/5) + atan(1/239)", "atan(1) + atan(2) + atan(3) - pi", "asin(3/5) + asin(4/5) - pi/2",
    "log(9) - 2*log(3)", "log(2) + log(3) - log(6)", "asinh(1) - log(1 + sqrt(2))",
    "acosh(2) - log(2 + sqrt(3))",
    "atanh(1/2) - log(3)/2", "acot(2) + acot(3) - pi/4", "acos(1/3) + asin(1/3) - pi/2",
]  # fmt: skip
FORMS = ["sqrt(%d)", "%d^(1/3)", "sqrt(2 + sqrt(%d))", "sin(pi/%d)", "tan(pi/%d)", "1/(1 + sqrt(%d))"]
NEAR = [
    "exp(pi*sqrt(163)) - 262537412640768744", "sqrt(2) + sqrt(3) - 3146264369941972/10^15",
    "22*pi^4 - 2143", "cos(pi/7) - cos(2*pi/7) + cos(3*pi/7) - 1/2 + 1/10^90", "atan(1) + atan(2) + atan(3)",
    "1/2^99 - 1/2^98", "log(9) - 2*log(3) + 1/10^200", "sqrt(10^60 + 1) - 10^30",
    "atan(2) + atan(3) + pi/4",
    "sqrt(1000001) + sqrt(1000025) + sqrt(1000031) - sqrt(1000002) - sqrt(1000018)"
    " - sqrt(1000033)",
]  # fmt: skip


@pytest.mark.parametrize("text", ZEROS)
def test_a_zero_is_proved(text: str) -> None:
    e = parse(text)
    assert is_zero(e.graph, e.node) is True


@pytest.mark.parametrize("text", NEAR)
def test_what_is_near_to_zero_is_not(text: str) -> None:
    e = parse(text)
    assert is_zero(e.graph, e.node) is False


@pytest.mark.parametrize("seed", range(40))
def test_no_number_is_smaller_than_its_bound(seed: int) -> None:
    """Sums of roots and angles that nearly cancel, their last term rounded off to be so."""
    chance = random.Random(seed)
    parts = [
        chance.choice(
            ["sqrt(%d)", "%d^(1/3)", "sqrt(2 + sqrt(%d))", "sin(pi/%d)", "tan(pi/%d)", "1/(1 + sqrt(%d))"]
        )
        % chance.randint(3, 40)
        for _ in range(3)
    ]
    total = " + ".join(parts)
    with mpmath.workdps(60):
        value = witness.value(witness.read(total.replace("^", "**")), {})
        near = int(mpmath.nint(value * 10 ** chance.randint(1, 12)))
        power = len(str(near))
    text = f"{total} - {near}/10^{power}"
    e = parse(text)
    least = separation(e.graph, e.node)
    assert least is not None
    exact = valued(text, least // 3 + 60)
    assert exact != 0
    assert abs(exact) >= mpmath.mpf(2) ** -least


def valued(text: str, most: int) -> mpmath.mpf:
    """Return a constant with as many digits as show that it is not zero, *most* of them where none do."""
    tree, digits = witness.read(text.replace("^", "**")), 60
    while True:
        with mpmath.workdps(digits):
            value = witness.value(tree, {})
            if digits == most or abs(value) > mpmath.mpf(10) ** (20 - digits):
                return value
        digits = min(2 * digits, most)


@pytest.mark.parametrize("text", ["pi", "exp(1)", "log(2)", "pi + sqrt(2)", "sin(1)", "2^sqrt(2)"])
def test_what_is_not_algebraic_as_written_has_no_bound(text: str) -> None:
    e = parse(text)
    assert separation(e.graph, e.node) is None

"""Zeros of a formula on a line, enclosed: numbers, and balls in which it changes its sign.

>>> from symdiff.parser.formula import parse
>>> e = parse("x**2 - 2")
>>> [ball.contains(arb(2).sqrt()) for ball in halved(Program(e.graph, [e.node]), "x", {}, (0, 1, 2))]
[True]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from flint import arb, fmpq

from symdiff.arithmetic.enclosures import Fault, Program

_FIRST: Final = 64
_GUARD: Final = 64
"""Bits that are kept beyond those of the width of a ball."""


def halved(
    program: Program,
    name: str,
    at: Mapping[str, Any],
    grid: Sequence[int | Fraction],
    halves: int = 40,
    bits: int = 128,
) -> Iterator[Any]:
    """Return zeros of the first root of a program between the numbers of *grid*: a number that is one, or
    a ball in which it has a value everywhere and changes its sign, as wide as *halves* bisections leave it.

    Zeros without a change of sign, and some of several between two numbers, are not found. Cost: *halves*
    evaluations for each.
    """
    known: list[tuple[Fraction, int]] = []
    for number in grid:
        place = Fraction(number)
        value = program.run({**at, name: place}, _FIRST)[0]
        if not isinstance(value, Fault) and value.is_zero():
            yield place
        known.append((place, sign_of(value)))
    for (low, sign), (high, other) in pairwise(known):
        if sign * other < 0:
            found = _between(program, name, at, low, high, sign, halves, bits)
            if found is not None:
                yield found


def _between(
    program: Program,
    name: str,
    at: Mapping[str, Any],
    low: Fraction,
    high: Fraction,
    sign: int,
    halves: int,
    bits: int,
) -> Any:
    for _ in range(halves):
        middle = (low + high) / 2
        found = sign_of(program.run({**at, name: middle}, halves + _GUARD)[0])
        if not found:
            break
        if found == sign:
            low = middle
        else:
            high = middle
    ball = arb(_exact((low + high) / 2), _exact((high - low) / 2))
    whole = program.run({**at, name: ball}, bits)[0]
    return None if isinstance(whole, Fault) else ball


def sign_of(value: Any) -> int:
    """Return the sign of a ball, 0 where it may be any or there is none."""
    if isinstance(value, Fault):
        return 0
    return 1 if value > 0 else -1 if value < 0 else 0


def _exact(number: Fraction) -> arb:
    return arb(fmpq(number.numerator, number.denominator))


__all__ = ["halved", "sign_of"]

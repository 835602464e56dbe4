"""Arithmetic of exact numbers and floats as far as a graph does it at once.

>>> fold(ADD, 1, Fraction(1, 2)), fold(MUL, 1e200, 1e200), power(2, -2, 100)
(Fraction(3, 2), None, Fraction(1, 4))
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import truediv
from typing import Final

from symdiff.errors import TooLarge
from symdiff.table.operators import ADD, MUL, SUB

Number = int | Fraction | float

_EXACT_POWER: Final = 32
"""The largest exponent of a decimal that is computed with exactly."""
_BITS: Final = 512
"""Powers of exact numbers up to this size are computed at once; larger ones stay as written."""


def check_bits(bits: int, most: int) -> None:
    """Raise TooLarge for an exact number of so many *bits*, where they are more than *most*."""
    if bits > most:
        raise TooLarge(
            f"an exact number of {bits} bits (limit `bits` is {most})",
            hint="raise it with Limits(bits=...) or --limit bits=..., or write it as a float",
        )


def ratio(value: Number) -> tuple[int, int]:
    """Return a number as a fraction in lowest terms; a float, which is finite, as the shortest decimal that
    reads as that float: 0.1 is 1/10.

    >>> ratio(0.1), ratio(Fraction(2, 3)), ratio(1e22) == (10**22, 1)
    ((1, 10), (2, 3), True)
    """
    if isinstance(value, float):
        return _ratio_of_float(value)
    return value.numerator, value.denominator


@lru_cache(maxsize=1024)
def _ratio_of_float(value: float) -> tuple[int, int]:
    """Return what `ratio` does; a constant stands in many places of a formula and its derivative."""
    return Decimal(repr(value)).as_integer_ratio()


def fold(op: int, x: Number, y: Number) -> Number | None:
    """Return x op y, or None where the result is better left as written.

    Floats are computed with as decimals, and the result is rounded to the nearest float.

    >>> fold(ADD, 0.1, 0.2), fold(MUL, 3, 0.1)
    (0.3, 0.3)
    """
    if not (isinstance(x, float) or isinstance(y, float)):
        if op == ADD:
            return x + y
        if op == SUB:
            return x - y
        if op == MUL:
            return x * y
        if y == 0:
            return None
        return Fraction(x, y) if isinstance(x, int) and isinstance(y, int) else x / y
    if not (math.isfinite(x) and math.isfinite(y)):
        return None
    p, q = ratio(x)
    r, s = ratio(y)
    if op == ADD:
        return nearest(p * s + r * q, q * s)
    if op == SUB:
        return nearest(p * s - r * q, q * s)
    if op == MUL:
        return nearest(p * r, q * s)
    return nearest(p * s, q * r) if r != 0 else None


def nearest(top: int, bottom: int) -> float | None:
    """Return the float nearest to top/bottom, None where that would be infinite, or 0 for what is not 0."""
    try:
        # Compiled, / makes floats of both integers first; what is above 2**53 would be rounded twice.
        value = truediv(top, bottom)
    except OverflowError:
        return None
    return None if value == 0 and top != 0 else value


def power(x: Number, y: Number, most: int) -> Number | None:
    """Return x ** y, or None where it is better left as written.

    Raises TooLarge where it is exact and has more bits than *most*.
    """
    if isinstance(x, float) and isinstance(y, int) and abs(y) <= _EXACT_POWER and math.isfinite(x):
        top, bottom = ratio(x)
        if y < 0:
            top, bottom = (bottom, top) if top > 0 else (-bottom, -top)
        return nearest(top ** abs(y), bottom ** abs(y)) if bottom else None
    if isinstance(x, float) or isinstance(y, float):
        try:
            power = float(x) ** float(y)
        except (OverflowError, ZeroDivisionError):
            return None
        if not isinstance(power, float) or not math.isfinite(power):
            return None
        return None if power == 0 and x != 0 else power  # an underflow
    if not isinstance(y, int) or (x == 0 and y <= 0):
        return None
    if isinstance(x, int):
        bits = x.bit_length()
    else:
        bits = max(x.numerator.bit_length(), x.denominator.bit_length())
    if bits <= 1:  # 0, 1 and -1
        return x ** (y % 2 + 2) if x else 0
    check_bits((bits - 1) * abs(y), most)
    if bits * abs(y) > _BITS:
        return None
    return x**y if y >= 0 else Fraction(1) / Fraction(x) ** -y

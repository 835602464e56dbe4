"""Arithmetic of exact numbers and floats as far as a graph does it at once.

>>> fold(ADD, 1, Fraction(1, 2)), fold(MUL, 1e200, 1e200), power(2, -2, 100)
(Fraction(3, 2), None, Fraction(1, 4))
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from symdiff.errors import TooLarge
from symdiff.table.operators import ADD, MUL, SUB

Number = int | Fraction | float

_BITS: Final = 512
"""Powers of exact numbers up to this size are computed at once; larger ones stay as written."""


def check_bits(bits: int, most: int) -> None:
    """Raise TooLarge for an exact number of so many *bits*, where they are more than *most*."""
    if bits > most:
        raise TooLarge(
            f"an exact number of {bits} bits (limit `bits` is {most})",
            hint="raise it with Limits(bits=...) or --limit bits=..., or write it as a float",
        )


def fold(op: int, x: Number, y: Number) -> Number | None:
    """Return x op y, or None where the result is better left as written."""
    try:
        if op == ADD:
            value = x + y
        elif op == SUB:
            value = x - y
        elif op == MUL:
            value = x * y
            if value == 0 and x != 0 and y != 0:
                return None  # an underflow
        elif y == 0:
            return None
        elif isinstance(x, int) and isinstance(y, int):
            value = Fraction(x, y)
        else:
            value = x / y
    except OverflowError:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def power(x: Number, y: Number, most: int) -> Number | None:
    """Return x ** y, or None where it is better left as written.

    Raises TooLarge where it is exact and has more bits than *most*.
    """
    if isinstance(x, float) or isinstance(y, float):
        try:
            power = float(x) ** float(y)
        except (OverflowError, ZeroDivisionError):
            return None
        return power if isinstance(power, float) and math.isfinite(power) else None
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

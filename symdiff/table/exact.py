"""Exact values of functions at exact numbers, where the table's list of special values ends.

>>> exact_root(Fraction(9, 4), 2)
Fraction(3, 2)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symdiff.table.functions import ROWS

Exact = int | Fraction


def exact_root(value: Exact, degree: int) -> Fraction | None:
    """Return the exact root of a rational that is not negative, or None where it is irrational."""
    if value < 0:
        return None
    parts = []
    for part in (value.numerator, value.denominator):
        root = integer_root(part, degree)
        if root**degree != part:
            return None
        parts.append(root)
    return Fraction(parts[0], parts[1])


def integer_root(value: int, degree: int) -> int:
    """Return the largest integer whose power *degree* is at most *value* (which is not negative)."""
    if degree == 2:
        return math.isqrt(value)
    if value < 2 or degree >= value.bit_length():
        return min(value, 1)
    root = 1 << -(-value.bit_length() // degree)
    while True:  # Newton's iteration from above
        better = ((degree - 1) * root + value // root ** (degree - 1)) // degree
        if better >= root:
            return root
        root = better


def _sign(x: Exact) -> int:
    return (x > 0) - (x < 0)


def _cbrt(x: Exact) -> Exact | None:
    root = exact_root(-x if x < 0 else x, 3)
    return None if root is None else root * _sign(x)


def factorial(x: Exact, most: int = 20) -> Exact | None:
    """Return x! up to *most*; 20! is the largest that fits a machine word, larger ones stay as written."""
    return math.factorial(x.numerator) if x.denominator == 1 and 0 <= x <= most else None


def gamma(x: Exact, most: int = 20) -> Exact | None:
    """Return (x - 1)! up to *most*!."""
    return factorial(x - 1, most)


def beta(a: Exact, b: Exact) -> Exact | None:
    """Return (a - 1)!*(b - 1)!/(a + b - 1)!, where that is gamma of small whole numbers."""
    parts = [gamma(a), gamma(b), gamma(a + b)]
    if None in parts:
        return None
    above, other, below = [Fraction(part) for part in parts if part is not None]
    return above * other / below


_BY_NAME: Final[dict[str, Callable[..., Exact | None]]] = {
    "Abs": abs,
    "sign": _sign,
    "floor": math.floor,
    "ceiling": math.ceil,
    "sqrt": lambda x: exact_root(x, 2),
    "cbrt": _cbrt,
    "factorial": factorial,
    "gamma": gamma,
    "beta": beta,
    "re": lambda x: x,
    "im": lambda x: 0,
    "conjugate": lambda x: x,
    "arg": lambda x: 0 if x > 0 else None,
    "Max": lambda *values: max(values),
    "Min": lambda *values: min(values),
}

FOLDS: Final = {code: _BY_NAME[row.name] for code, row in enumerate(ROWS) if row.name in _BY_NAME}
"""Code → function of exact numbers that returns the exact value, or None where there is none."""

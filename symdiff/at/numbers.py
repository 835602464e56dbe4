"""Which number a user means by a float, and numbers as short texts and fractions.

>>> exact(0.1), exact(1/3), exact(2)
(Fraction(1, 10), Fraction(1, 3), 2)
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import walk
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr

_TINY: Final = 1e-40
"""A constant that is nearer to 0 is 0."""
_DENOMINATOR: Final = 10**6
"""Of a slope that is written as a fraction."""


def exact(value: Any) -> Any:
    """Return the number that a float stands for: a short fraction or a multiple of pi/24 that rounds to it.
    An expression of constants is what it is: a Fraction, or 60 digits.

    >>> exact(0.1), exact(1/3), exact(2)
    (Fraction(1, 10), Fraction(1, 3), 2)
    """
    numbers = Multiprecision(DIGITS)
    if isinstance(value, Expr):
        try:
            [found] = walk(value.graph, [value.node], {}, RATIONAL)
        except SymdiffError:
            [found] = walk(value.graph, [value.node], {}, numbers)
            found = numbers.context.zero if abs(found) < _TINY else found
        return found
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    short = Fraction(value).limit_denominator(10_000)
    if float(short) == value:
        return short
    turns = Fraction(value / math.pi).limit_denominator(24)
    if turns and abs(float(turns) * math.pi - value) <= 2 * math.ulp(value):
        return numbers.number(turns) * numbers.constant("pi")
    return Fraction(value)


def approximate(value: Any) -> float:
    """Return a number, or an expression of constants, as a float."""
    if isinstance(value, Expr):
        return float(evaluate(value))
    return float(value)


def shown(value: Any) -> str:
    """Return a number short, a fraction as one."""
    if isinstance(value, int | Fraction):
        return str(value)
    number = float(value)
    if math.isinf(number):
        return "oo" if number > 0 else "-oo"
    return f"{number:.10g}"


def fraction(value: Any) -> Fraction | None:
    """Return the short fraction that a number of 60 digits is, or None."""
    if abs(value) > _DENOMINATOR:
        return None
    sign, mantissa, exponent, _ = value._mpf_
    exact = Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent
    short = exact.limit_denominator(_DENOMINATOR)
    return short if abs(short - exact) < Fraction(1, 10**40) else None


__all__ = ["approximate", "exact", "fraction", "shown"]

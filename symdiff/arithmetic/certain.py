"""The value of an expression, with as many right digits as are asked for.

>>> from symdiff.parser.formula import parse
>>> found = certain(parse("log(1 - tanh(x))"), {"x": 40}, 20)
>>> round(float(found.mid), 12)
-79.30685281944
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from symdiff.arithmetic.ball import NONE, Ball, size_of
from symdiff.arithmetic.balls import Balls, deep
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import AtEdge, SymdiffError, Unclear
from symdiff.graph.expr import Expr

_GUARD: Final = 20
"""Digits that are computed beyond those asked for."""
_FURTHER: Final = (70, 590)
"""Digits more with which it is looked again where rounding hides what a number is."""
_SHORT: Final = 4
"""How often the digits that were missing are added. What rounding loses is known after the first time."""
_MOST: Final = 40_000
"""Digits that are computed with, at most."""


def certain(expr: Expr, at: Mapping[str, Any], digits: int) -> Ball | None:
    """Return the value of *expr* at a point as a ball with so many right *digits*, or one that has zero in it
    and is small: the value is zero, as far as several hundred digits tell.

    None where no value with so many is found: it is no number, rounding takes more than 40,000 digits, or a
    part is at a kink or an end of its domain. What is wrong with the point is not said.
    Cost: an evaluation in balls; another with more digits where rounding loses some.
    """
    real = not (is_complex(expr) or any(map(_has_imaginary, at.values())))
    count, unclear, short = digits + _GUARD, 0, 0
    while count <= _MOST:
        numbers = deep(count, real)
        try:
            point = {name: given_as(value, numbers) for name, value in at.items()}
            [found] = walk(expr.graph, [expr.node], point, numbers)
        except (AtEdge, TypeError):  # of what is no number
            return None
        except (Unclear, SymdiffError, ValueError, ArithmeticError):  # too near to tell, or no value
            if unclear == len(_FURTHER):
                return None
            count += _FURTHER[unclear]
            unclear += 1
            continue
        if not isinstance(found, Ball):
            return None
        if found.has_zero():  # it is zero, or smaller than what rounding leaves: log(1 + exp(-700))
            if found.is_zero() or unclear == len(_FURTHER):
                return found
            count += _FURTHER[unclear]
            unclear += 1
            continue
        if found.digits() >= digits + 1:
            return found
        if short == _SHORT:  # at a pole all that is added is lost, too
            return None
        count += math.ceil(digits + 1 - found.digits()) + _GUARD
        short += 1
    return None


def _has_imaginary(value: Any) -> bool:
    """Return whether a coordinate is no real number, of whatever type."""
    return is_complex(value) if isinstance(value, Expr) else value.imag != 0


def given_as(value: Any, numbers: Balls) -> Ball:
    """Return a coordinate as a ball: a float is the binary number that it is, as in other arithmetics."""
    if isinstance(value, Expr):
        found: Ball = walk(value.graph, [value.node], {}, numbers)[0]
        return found
    mid: Any
    if numbers.is_quick:
        mid = float(value.real) if numbers.real else complex(value)
    else:
        mid = numbers.base.convert(value.real if numbers.real else value)  # type: ignore[attr-defined]
    size = size_of(mid)
    whole = size < numbers.bits - 1 and not mid.imag and mid.real == int(mid.real)
    return Ball(numbers, mid, NONE if whole else size - numbers.bits)


__all__ = ["certain", "given_as"]

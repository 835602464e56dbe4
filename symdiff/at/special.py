"""Values of formulas that are right to the digits asked for, and whether a point is special to a formula.

Formulas are evaluated in balls (`arithmetic.balls`), with more digits until enough of them are right. A point
is special where no number of digits proves that every part is smooth: at a kink, a join, a hole, an end.

>>> from symdiff.parser.formula import parse
>>> is_special(parse("Abs(3*x - 1)"), {"x": 1/3}), is_special(parse("Abs(3*x - 1)"), {"x": 0.5})
(True, False)
>>> f = parse("(1 - cos(x))/x**2")
>>> float(settled([f], {"x": 1e-9})[0])
0.5
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.balls import Balls, deep, quick
from symdiff.arithmetic.walk import walk
from symdiff.at.numbers import exact
from symdiff.errors import AtEdge, DomainError, SymdiffError, Unclear, Unsupported
from symdiff.graph.expr import Expr

_FLOAT: Final = 13.5
"""Digits of a float that must be right."""
_FIRST: Final = 40
"""Digits that are computed with at first, beyond those asked for, where floats do not do."""
_LOOKED: Final = (70, 590, 0)
"""Digits more with which it is looked again whether a function is smooth; then the point is special."""
_NOTHING: Final = -1100.0
"""The binary logarithm of what is zero to a float."""
_GUARD: Final = 10
_MOST: Final = 40_000
"""Digits that are computed with, at most."""


def settled(
    exprs: Sequence[Expr], at: Mapping[str, Any], digits: int | None = None, real: bool = True
) -> list[Any] | None:
    """Return the values of *exprs* at a point as balls, the last of them with so many *digits* right (those
    of a float, if None is given); None where one of them has no value, or the point is special to it.

    Numbers of the point are what `at.numbers.exact` makes of them. Cost: an evaluation in balls, which takes
    five times that of one in floats; more digits where rounding loses some. Raises SymdiffError for a symbol
    without a value and an unknown function, as an evaluation does.

    >>> from symdiff.parser.formula import parse
    >>> settled([parse("log(x)")], {"x": 0}) is None
    True
    """
    point = {name: exact(value) for name, value in at.items()}
    wanted = _FLOAT if digits is None else digits
    unclear = 0
    count = 0 if digits is None or digits == 1 else digits + _FIRST
    while count <= _MOST:
        numbers = deep(count, real) if count else quick(real)
        start, count = count, count + (digits or 0) + _FIRST
        try:
            values = {name: _given(value, numbers) for name, value in point.items()}
            found = [walk(expr.graph, [expr.node], values, numbers)[0] for expr in exprs]
        except AtEdge:
            return None
        except Unclear:
            if start:
                unclear += 1
                count = start + _LOOKED[unclear - 1]
                if unclear == len(_LOOKED):
                    return None
            continue
        except (DomainError, ValueError, OverflowError):
            if start:
                return None
            continue  # perhaps too large, or too small, for a float
        last = found[-1]
        if not isinstance(last, Ball) or last.digits() >= wanted:
            return found
        if not start:
            continue
        if not last.has_zero():
            count = start + math.ceil(wanted - last.digits()) + _GUARD
        elif last.error < _NOTHING:
            return found  # less than the least of floats
        else:
            count = start + max(_GUARD, math.ceil((last.error - _NOTHING) * math.log10(2)) + _GUARD)
    raise Unsupported(f"rounding takes more than {_MOST} digits of this value")


def is_special(expr: Expr, at: Mapping[str, Any]) -> bool:
    """Return whether *expr* has a kink, a join, a hole or an end of its domain at a point, or may have one.

    Cost: one evaluation in balls; with many digits where floats do not tell.
    """
    try:
        return settled([expr], at, digits=1) is None
    except (SymdiffError, NotImplementedError):
        return False  # an unknown function, a symbol without a value: nothing can be told


def _given(value: Any, numbers: Balls) -> Ball:
    if isinstance(value, Expr):
        found: Ball = walk(value.graph, [value.node], {}, numbers)[0]
        return found
    return numbers.ball(value)


__all__ = ["is_special", "settled"]

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

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from symdiff.arithmetic.balls import Ball, Balls, deep, quick
from symdiff.arithmetic.walk import walk
from symdiff.at.numbers import exact
from symdiff.errors import AtEdge, DomainError, SymdiffError, Unclear
from symdiff.graph.expr import Expr

_FLOAT: Final = 13.5
"""Digits of a float that must be right."""
_LAST: Final = 2000
"""Bits with which it is looked once more whether a function is smooth."""
_STAGES: Final = (40, 110, 300, 700, 2000)
"""Digits that are computed with, beyond those asked for."""
_TRIED: Final = 2
"""Stages at which it may be unclear whether a function is smooth, before the last of them is tried."""


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
    unclear = zeros = 0
    for numbers in _arithmetics(digits, real):
        if unclear >= _TRIED and numbers.bits < _LAST:
            continue
        try:
            values = {name: _given(value, numbers) for name, value in point.items()}
            found = [walk(expr.graph, [expr.node], values, numbers)[0] for expr in exprs]
        except AtEdge:
            return None
        except Unclear:
            unclear += not numbers.is_quick
            if unclear > _TRIED:
                return None
            continue
        except (DomainError, ValueError):
            if numbers.is_quick:
                continue  # perhaps too large, or too small, for a float
            return None
        last = found[-1]
        if not isinstance(last, Ball) or last.digits() >= wanted:
            return found
        zeros += last.has_zero() and not numbers.is_quick
        if zeros > _TRIED:
            return found  # zero, as far as anyone can tell
    return None


def is_special(expr: Expr, at: Mapping[str, Any]) -> bool:
    """Return whether *expr* has a kink, a join, a hole or an end of its domain at a point, or may have one.

    Cost: one evaluation in balls; with many digits where floats do not tell.
    """
    try:
        return settled([expr], at, digits=1) is None
    except (SymdiffError, NotImplementedError):
        return False  # an unknown function, a symbol without a value: nothing can be told


def _arithmetics(digits: int | None, real: bool) -> Iterator[Balls]:
    if digits is None or digits == 1:
        yield quick(real)
    for more in _STAGES:
        yield deep(more + (digits or 0), real)


def _given(value: Any, numbers: Balls) -> Ball:
    if isinstance(value, Expr):
        found: Ball = walk(value.graph, [value.node], {}, numbers)[0]
        return found
    return numbers.ball(value)


__all__ = ["is_special", "settled"]

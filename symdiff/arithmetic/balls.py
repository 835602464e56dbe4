"""Numbers with a bound on how far off they are, over floats or many digits.

A ball is a number and an error: every operation adds its own rounding to what its arguments bring. So two
numbers differ, a branch is chosen and a function is smooth where balls prove it, whatever the scale; where
they do not, `Unclear` is raised, and whoever asked takes more digits; *lenient* balls take for zero what may
be zero. How much a function carries on of an error is its slope between two points near one another: an
estimate, twice as large for safety.

>>> from symdiff.parser.formula import parse
>>> from symdiff.arithmetic.walk import walk
>>> e = parse("(1 - cos(x))/x**2")
>>> floats = quick()
>>> [b] = walk(e.graph, [e.node], {"x": floats.number(Fraction(1, 10**6))}, floats)
>>> b.digits() < 4, abs(b.mid - 0.5) < 1e-3
(True, True)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Final

from symdiff.arithmetic.ball import NONE, Ball, both, size_of
from symdiff.arithmetic.multiprecision import Vast
from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.arithmetic.walk import HOLDS, Arithmetic
from symdiff.errors import AtEdge, Unclear
from symdiff.graph.folding import ratio
from symdiff.graph.graph import Number
from symdiff.parser.templates import condition
from symdiff.table.derivatives import is_named, is_order
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import EQ, NE, POW, is_comparison

_FLOAT_BITS: Final = 52
_LEAST: Final = -1074
_STEP: Final = 4
"""How many times as far as the error, as a binary logarithm, a function is looked at to see what it makes of
it: far enough for its own rounding not to count."""
_BROAD: Final = -8.0
"""The error of an argument, as a binary logarithm, from which on a function may have waves inside of it."""
_OWN: Final = 4
"""Bits that a function of a library may lose of its own."""
_WHOLE: Final = 2.0**50
"""Floats below it that are whole numbers are them."""
_WIDE: Final = 64
"""Powers up to it are products."""


class Balls(Arithmetic):
    """Balls whose middles are numbers of *base*, which have so many *bits*."""

    def __init__(
        self,
        base: Arithmetic,
        bits: int,
        lenient: bool = False,
        least: float = NONE,
        inner: bool = False,
    ) -> None:
        self.rows = self if lenient or inner else Balls(base, bits, least=least, inner=True)
        """What computes conditions of rows: their sides may be equal."""
        self.base = base
        self.bits = bits
        self.lenient = lenient
        self.least = least
        """The binary logarithm of the smallest number, where there is one."""
        self.spread = 0.0
        """How many times, as a binary logarithm, one of two terms was larger than the other, at most."""
        self.real = base.real
        self.name = base.name
        self.plain: Balls = self
        """The plain balls of so many digits, in which conditions of rows are decided."""
        self.lean: Any = self
        """The same numbers, as they are computed with where there are many."""

    @property
    def is_quick(self) -> bool:
        """Whether they are over floats."""
        return self.bits == _FLOAT_BITS

    def ball(self, value: Any) -> Ball:
        """Return a number as a ball, one that is one as it is."""
        return value if isinstance(value, Ball) else self.number(value)

    def number(self, value: Number | complex) -> Ball:
        if isinstance(value, complex):
            return self.number(value.real) + self.number(value.imag) * self.constant("I")
        if isinstance(value, float):  # a decimal is the decimal that was written
            whole = value == int(value) and abs(value) < _WHOLE
            mid = self.base.number(int(value) if whole else Fraction(*ratio(value)))
            if whole:
                return Ball(self, mid)
            return Ball(self, mid, size_of(mid) - self.bits)
        mid = self.base.number(value)
        exact = size_of(mid) < self.bits - 1 and value == int(value)
        return Ball(self, mid, NONE if exact else size_of(mid) - self.bits)

    def plainly(self, value: Any) -> Any:
        """Return a number as *lean* computes with it."""
        return value

    def convolved(self, left: Any, right: Any, limit: Any) -> Any:
        """Return the product of two sums of terms of an expansion below an exponent, and whether there are
        others, where there is a faster way than term by term; else None."""
        return None

    def rounded(self, mid: Any, error: float) -> Ball:
        """Return a number with the binary logarithm of a bound on its error."""
        return Ball(self, mid, error)

    def constant(self, name: str) -> Ball:
        mid = self.base.constant(name)
        if name == "I":
            return Ball(self, mid)
        if name == "oo":
            raise ValueError("infinity is no number")
        return Ball(self, mid, size_of(mid) - self.bits)

    def check(self, value: Any) -> Any:
        if isinstance(value, Ball):
            value.mid = self.base.check(value.mid)
            if isinstance(value.mid, float) and math.isinf(value.mid):
                raise OverflowError
        return value

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        if op == POW:
            return self.power(values[0], values[1])
        if is_comparison(op):
            left, right = values
            if self.real:
                sign = (left - right).sign()
                if sign == 0 and self.rows is not self and left is not right:
                    raise AtEdge("at the edge of a condition")
                return sign in HOLDS[op]
            if op not in (EQ, NE) and (left.mid.imag or right.mid.imag):
                raise ValueError("complex numbers have no order")
            apart = left - right
            if op in (EQ, NE) and not apart.has_zero():
                return op == NE
            return apart.real.sign() in HOLDS[op]
        return super().operate(op, values)

    def power(self, base: Ball, exponent: Ball) -> Ball:
        whole = exponent.error == NONE and exponent.mid == int(exponent.mid.real)
        if whole:
            return self._whole(base, exponent, int(exponent.mid.real))
        if base.has_zero():
            raise Unclear("a power of what may be zero")
        if self.real and base.mid < 0:
            raise ValueError("a power of a negative number")
        value = self.base.check(self.base.power(base.mid, exponent.mid))
        found = size_of(value)
        error = exponent.size() + base.error - base.size()
        logarithm = abs(base.size()) + (0 if self.real else 5)  # of a complex base its angle, too
        if exponent.error != NONE and logarithm:
            error = both(error, math.log2(logarithm) + exponent.error)
        if error > -1:
            raise Unclear("a power of which no digit is known")
        return Ball(self, value, both(found + error + 1, max(found - self.bits + 1, self.least)))

    def _whole(self, base: Ball, exponent: Ball, n: int) -> Ball:
        if base.has_zero() and n <= 0:
            if base.is_zero():
                raise ZeroDivisionError
            raise Unclear("a power of what may be zero")
        value = self.base.check(self.base.power(base.mid, exponent.mid))
        if n == 0:
            return Ball(self, value)
        if base.is_zero():
            return Ball(self, value)
        found = size_of(value)
        error = max(found - self.bits + (math.log2(abs(n)) if abs(n) > _WIDE else 1), self.least)
        if base.error != NONE:
            if n > 0:
                error = both(error, math.log2(n) + (n - 1) * both(base.size(), base.error) + base.error)
            else:
                relative = base.error - base.size() + math.log2(-n)
                if relative > -1:
                    raise Unclear("a power of which no digit is known")
                error = both(error, found + relative + 1)
        return Ball(self, value, error)

    # Functions ------------------------------------------------------------------------------

    def call(self, code: int, values: Sequence[Any]) -> Any:
        if code == MAX or code == MIN:
            best = values[0]
            for value in values[1:]:
                if value is best:
                    continue
                sign = (value - best).sign()
                if sign == 0 and not self.lenient:
                    raise AtEdge("a tie")
                if (sign > 0) == (code == MAX):
                    best = value
            return best
        row = row_of(code)
        for parameter in row.integers if self.real else ():
            given = values[row.parameters.index(parameter)]
            if given.error != NONE and not self.lenient:
                raise Unclear(f"whether {parameter} is an integer is lost in rounding")
        if row.integer_valued and self.real:
            return self._integer(code, values)
        if self.real:
            self._look(code, values)
        if self.base.native(code) is not None:
            return self._called(code, values)
        return self.by_definition(code, values)

    def _look(self, code: int, values: Sequence[Ball]) -> None:
        """Raise ValueError outside the domain, Unclear where a function may be anything but smooth."""
        rule = condition(code, "domain")
        if rule is not None and not self.rows.at(rule, values):
            raise ValueError("outside the domain")
        for field in ("poles",) if self.lenient else ("smooth", "poles", "kinks", "jumps"):
            rule = condition(code, field)
            if rule is not None and bool(self.rows.at(rule, values)) != (field == "smooth"):
                if self.lenient:
                    raise ZeroDivisionError
                raise AtEdge("at a point that is special")

    def _called(self, code: int, values: Sequence[Ball]) -> Ball:
        """Return a function of the base, with what the errors of its arguments come to."""
        mids = [value.mid for value in values]
        found = self._plain(code, mids)
        error = max(size_of(found) - self.bits + _OWN, self.least)
        for place, value in enumerate(values):
            if value.error == NONE and (value.mid == 0 or not _is_movable(code, place)):
                continue
            near = max(value.error, value.size() - self.bits)
            if near > _BROAD:
                error = both(error, self._spanned(code, mids, place, near, found))
                continue
            step = self._step(near + _STEP)
            for side in (1, -1):
                moved = [*mids[:place], mids[place] + side * step, *mids[place + 1 :]]
                try:
                    apart = abs(self._plain(code, moved) - found)
                except (ValueError, ArithmeticError, TypeError):
                    continue
                break
            else:
                raise Unclear("next to the end of a domain")
            error = both(error, size_of(apart) - _STEP + 1)
        return Ball(self, found, error)

    def _spanned(self, code: int, mids: list[Any], place: int, near: float, found: Any) -> float:
        """Return the error of a function whose argument is known so badly that it may have waves there: the
        largest change that a few points show."""
        if row_of(code).period:
            raise Unclear("an argument that is known to a period only")
        worst = NONE
        for part in (-1.0, -0.37, 0.24, 0.61, 1.0):
            moved = [*mids[:place], mids[place] + self._step(near) * part, *mids[place + 1 :]]
            try:
                worst = max(worst, size_of(self._plain(code, moved) - found))
            except (ValueError, ArithmeticError, TypeError):
                raise Unclear("next to the end of a domain") from None
        return worst + 2

    def _integer(self, code: int, values: Sequence[Ball]) -> Ball:
        """Return a function that is constant but for jumps, where it does not jump."""
        [value] = values
        nearest = self.base.number(round(value.mid))
        if self.lenient and (value - Ball(self, nearest)).vanishes():
            return Ball(self, self._plain(code, [nearest]))
        if value.has_zero():
            raise Unclear("at a jump")
        found = self._plain(code, [value.mid])
        step = self._step(max(value.error, value.size() - self.bits))
        if any(self._plain(code, [value.mid + side * step]) != found for side in (-1, 1)):
            raise Unclear("at a jump")
        return Ball(self, found)

    def _plain(self, code: int, values: Sequence[Any]) -> Any:
        found = self.base.check(self.base.call(code, values))
        return self.base.number(found) if isinstance(found, int) else found

    def _step(self, exponent: float) -> Any:
        """Return a power of two that is not less than 2**exponent, nor twice as large."""
        whole = math.ceil(exponent)
        context = getattr(self.base, "context", None)
        return math.ldexp(1.0, whole) if context is None else context.ldexp(context.one, whole)


@cache
def _is_movable(code: int, place: int) -> bool:
    """Return whether a function is a smooth one of its argument number *place* wherever its row says so,
    which does not speak of orders."""
    row = row_of(code)
    if place < len(row.partials):
        return row.partials[place] is not None and not (is_order(row, place) or is_named(row, place))
    return not row.partials


def deep(digits: int, real: bool = True, lenient: bool = False) -> Balls:
    """Return balls of so many digits, with exponents as large as any."""
    base = Vast(digits, real)
    return Balls(base, base.context.prec - 2, lenient)


def quick(real: bool = True) -> Balls:
    """Return balls over floats, or over complex numbers."""
    return Balls(FLOAT if real else COMPLEX, _FLOAT_BITS, least=_LEAST)


__all__ = ["Balls", "deep", "quick"]

"""How functions are expanded next to a point: an arithmetic of germs for the walk over a graph.

Germs are compared by their first terms, so branches of a Piecewise, Max, Abs, floor are chosen as they are
next to the point, and 0/0 is no matter. A function is expanded by the Taylor coefficients that its row gives
where it is smooth, by its definition elsewhere, and at the ends of domains and of the axis by what is known.

>>> from symdiff.arithmetic.walk import walk
>>> from symdiff.parser.formula import parse
>>> e, a = parse("sqrt(1 - cos(x))/x"), Expansions(4)
>>> [right] = walk(e.graph, [e.node], {"x": a.variable(0, 1)}, a)
>>> print(f"{float(right.limit()):.10f}")
0.7071067812
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import factorial
from typing import Any, Final, TypeVar

from symdiff.arithmetic.ball import NONE, Ball, exactly
from symdiff.arithmetic.balls import Balls, deep
from symdiff.arithmetic.germ import ONE, Germ, Truncation, rank, series
from symdiff.arithmetic.smooth import by_differences, by_partials, by_power_series, is_smooth
from symdiff.arithmetic.walk import HOLDS, Arithmetic, walk
from symdiff.errors import (
    DomainError,
    Oscillates,
    OutOfRange,
    Short,
    SymdiffError,
    Unclear,
    Unsupported,
)  # fmt: skip
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Number
from symdiff.parser.templates import definition, partial, template
from symdiff.table.functions import ABS, EXP, LOG, MAX, MIN, code_of, row_of
from symdiff.table.operators import POW, is_comparison
from symdiff.table.row import Function

T = TypeVar("T")

DIGITS: Final = 100
"""What so many digits do not tell from zero, beside what it was added up from, is zero."""
_SHORT: Final = 10_000
"""Denominator of a number that a ball is taken for, if it is so small a part of what it could be."""
_EXPONENT: Final = 10**6
"""The same of an exponent."""
_LARGE: Final = 100
"""Binary digits beyond the point up to which a number may be taken for a short fraction."""
_STEPS: Final = 40
"""Poles between one and where a function is known, at most."""
_FAR: Final = 10**9
"""A value that no bounded function has."""
_FLOOR_BITS: Final = 10**6
"""Bits of a number before the point beyond which its floor is not made."""


def deepened(
    work: Callable[[Expansions], T], depths: Iterable[int], digits: int = DIGITS, numbers: Balls | None = None
) -> T:
    """Return what *work* returns with the first of *depths* that tells; coefficients are of *numbers*, where
    those are given.

    Raises Unsupported where none does, and what *work* raises but for Short.
    """
    why = ""
    for depth in depths:
        try:
            return work(Expansions(depth, digits, numbers))
        except Unclear as error:
            raise Unsupported(f"the expansion at this point does not tell: {error}") from None
        except Short as error:
            why = str(error)
    raise Unsupported(f"the expansion at this point does not tell: {why}")


class Expansions(Arithmetic):
    """Germs with *depth* exponents beyond the first of each, their coefficients to so many *digits*."""

    name = "one-sided"

    def __init__(self, depth: int, digits: int = DIGITS, numbers: Balls | None = None) -> None:
        self.depth = Fraction(depth)
        self.numbers = deep(digits, lenient=True) if numbers is None else numbers
        self.truncation = Truncation(self.numbers, self.depth)
        self._steps = 0
        """Steps gone from a pole to where a function is smooth."""
        self._pending: frozenset[int] = frozenset()
        """Functions whose derivatives are being expanded."""

    def variable(self, at: Any, side: int) -> Germ:
        """Return at + side*h."""
        return self.curve(at, (side,))

    def curve(self, at: Any, along: Sequence[Any]) -> Germ:
        """Return at + along[0]*h + along[1]*h**2 + …"""
        return Germ(self.truncation, {(Fraction(k), 0): self.given(c) for k, c in enumerate([at, *along])})

    def given(self, value: Any) -> Ball:
        """Return a number that `at.numbers.exact` made as a ball: it may be an expression of constants."""
        if isinstance(value, Expr):
            found: Ball = walk(value.graph, [value.node], {}, self.numbers)[0]
            return found
        return self.numbers.ball(value)

    def of(self, value: Any) -> Germ:
        """Return a constant."""
        return Germ(self.truncation, {ONE: self.numbers.ball(value)})

    def number(self, value: Number) -> Germ:
        return self.of(self.numbers.number(value))

    def constant(self, name: str) -> Germ:
        if name == "oo":
            raise ValueError("infinity is no point next to others")
        return self.of(self.numbers.constant(name))

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        if op == POW:
            return self.power(values[0], values[1])
        if is_comparison(op):
            return (values[0] - values[1]).sign() in HOLDS[op]
        return super().operate(op, values)

    def power(self, base: Germ, exponent: Germ) -> Germ:
        if not exponent.is_constant():
            if base.is_zero() and exponent.sign() > 0:
                return base
            if base.sign() <= 0:
                raise ValueError("a power of what is not positive")
            return self._exp(exponent * self._log(base))
        p = self._rational(exponent.constant())
        if base.is_constant():
            value, sign = base.constant(), base.constant().sign()
            if sign == 0:
                if p == 0:
                    return self.of(1)
                if exponent.constant().sign() < 0:
                    raise ZeroDivisionError
                return self.of(0)
            if isinstance(p, Fraction) and p.denominator == 1:
                return self.of(self.numbers.power(value, self.numbers.number(p)))
            if sign < 0:
                raise ValueError("a power of a negative number")
            return self.of(self.numbers.power(value, exponent.constant()))
        if isinstance(p, Fraction) and p.denominator == 1 and 0 <= p <= 64:
            result = self.of(1)
            for _ in range(p.numerator):
                result = result * base
            return result
        if base.sign() < 0 and not (isinstance(p, Fraction) and p.denominator == 1):
            raise ValueError("a power of a negative number")
        if base.huge or not base.terms:
            sign = base.sign() if not (isinstance(p, Fraction) and p % 2 == 0) else 1
            if base.huge or base.flat:
                up = bool(base.huge) == (p > 0)
                return Germ(self.truncation, {}, huge=sign) if up else Germ(self.truncation, {}, flat=sign)
            raise Short("no term is known")
        if not isinstance(p, Fraction):
            return self._exp(exponent * self._log(base))
        (e, j), c, rest = base.split()
        if j:
            raise Unsupported("a power of a logarithm")
        front = self.numbers.power(c, self.numbers.number(p))
        return Germ(self.truncation, {(e * p, 0): front}) * series(rest, _binomial(self.numbers, p))

    def _rational(self, value: Ball, most: int = _EXPONENT) -> Any:
        """Return a number as a Fraction where it is one with a small denominator, else as it is."""
        known = value.rational()
        if known is not None or value.has_zero():
            return known or Fraction(0)
        if not -_LARGE < value.size() < _LARGE or value.error > -_LARGE:
            return value
        known = exactly(value.near().mid)
        short = known.limit_denominator(most)
        if short == known or (value - self.numbers.number(short)).vanishes():
            return short
        return value

    def _snapped(self, value: Ball) -> Ball:
        """Return the short fraction that a number is, or the number: cos(pi) is -1, the end of a domain."""
        if value.error == NONE or value.rational() is not None:
            return value
        short = self._rational(value, _SHORT)
        return self.numbers.number(short) if isinstance(short, Fraction) else short

    def _log(self, u: Germ) -> Germ:
        if u.sign() <= 0:
            raise ValueError("the logarithm of what is not positive")
        if u.huge or not u.terms:
            raise Unsupported("the logarithm of what is beyond every power")
        (e, j), c, rest = u.split()
        if j:
            raise Unsupported("the logarithm of a logarithm")
        front = {ONE: self.numbers.call(LOG, [c])}
        if e:
            front[Fraction(0), 1] = self.numbers.number(e)
        return Germ(self.truncation, front) + series(rest, _logarithm(self.numbers))

    def _exp(self, u: Germ) -> Germ:
        if u.huge:
            return Germ(self.truncation, {}, huge=1) if u.huge > 0 else Germ(self.truncation, {}, flat=1)
        terms = dict(u.terms)
        if terms and rank(min(terms, key=rank)) < (0, 0):
            place = min(terms, key=rank)
            if place[0] < 0 or place[1] > 1:
                return (
                    Germ(self.truncation, {}, huge=1) if u.sign() > 0 else Germ(self.truncation, {}, flat=1)
                )
        if u.order <= 0:
            u.limit()  # says why there is none
        zero = self.numbers.number(0)
        constant = terms.pop(ONE, zero)
        power = self._rational(terms.pop((Fraction(0), 1), zero))
        if not isinstance(power, Fraction):
            raise Unsupported("an irrational power")
        small = Germ(self.truncation, terms, u.order, u.wild, u.flat)
        front = self.numbers.call(EXP, [constant])
        return Germ(self.truncation, {(power, 0): front}) * series(small, _exponential(self.numbers))

    # Functions ------------------------------------------------------------------------------

    def call(self, code: int, values: Sequence[Any]) -> Any:
        if code == MAX or code == MIN:
            best = values[0]
            for value in values[1:]:
                best = self._larger(best, value) if code == MAX else -self._larger(-best, -value)
            return best
        if len(values) == 1 and values[0].oscillates():
            return self._oscillating(code, values[0])
        are_constant = all(value.is_constant() for value in values)
        if not (are_constant and any(value.constant().has_letters() for value in values)):
            known = _KNOWN.get(row_of(code).name) if len(values) == 1 else None
            if known is not None:
                return known(self, values[0])
            if code == ATAN2:
                return self._angle(*values)
        if are_constant:
            return self.of(self._number_of(code, [value.constant() for value in values]))
        moving = [place for place, value in enumerate(values) if not value.is_constant()]
        if len(moving) == 1:
            return self._one(code, values, moving[0])
        return self._beside(code, values)

    def _larger(self, a: Germ, b: Germ) -> Germ:
        less = b - a
        if less.wild and not less.terms:  # within |b - a| of both
            return a + Germ(self.truncation, {}, less.order, 2)
        return b if less.sign() > 0 else a

    def _abs(self, u: Germ) -> Germ:
        if u.wild and not u.terms:
            return Germ(self.truncation, {}, u.order, 2)
        return u if u.sign() >= 0 else -u

    def _sign(self, u: Germ) -> Germ:
        return Germ(self.truncation, {}, Fraction(0), 2) if u.wild and not u.terms else self.number(u.sign())

    def _sqrt(self, u: Germ) -> Germ:
        return self.power(u, self.number(Fraction(1, 2)))

    def _cbrt(self, u: Germ) -> Germ:
        third = self.number(Fraction(1, 3))
        return self.power(u, third) if u.sign() >= 0 else -self.power(-u, third)

    def _ceiling(self, u: Germ) -> Germ:
        return -self._floor(-u)

    def _angle(self, y: Germ, x: Germ) -> Germ:
        """Return atan2(y, x), which is continued on each side of its jump by what it is there."""
        above = y.sign()
        if above == 0:
            right = x.sign()
            if right == 0:
                raise ValueError("both are zero")
            return self.of(self.numbers.constant("pi")) if right < 0 else y
        try:
            if x.sign() > 0 and y.lead() >= x.lead():
                return self._one(ATAN, [y / x], 0)
        except Unsupported:
            pass  # of x the sign is not known, and not needed
        half = self.numbers.constant("pi") / 2
        rest = x / y
        turned = rest if rest.is_zero() else self._one(ATAN, [rest], 0)
        return self.of(half if above > 0 else -half) - turned

    def _oscillating(self, code: int, u: Germ) -> Germ:
        """Return a function of what oscillates: all that is known is a bound, of a bounded function or of one
        that is nowhere infinite."""
        row = row_of(code)
        bounded = u.lead() >= 0 and not row.domain and not row.poles
        if code == ABS:
            return Germ(self.truncation, {}, u.lead(), 2)
        if bounded or self._is_bounded(row):
            return Germ(self.truncation, {}, Fraction(0), 2)
        raise Unsupported(f"{row.name} of what oscillates")

    def _is_bounded(self, row: Function) -> bool:
        """Return whether the range of a row has two ends."""
        if not row.range:
            return False
        rule = template(row.range, ("y",))
        return not any(self.numbers.at(rule, [self.numbers.number(s * _FAR)]) for s in (1, -1))

    def _number_of(self, code: int, values: Sequence[Ball]) -> Ball:
        """Return a function at a point."""
        found: Ball = self.numbers.check(self.numbers.call(code, [self._snapped(value) for value in values]))
        return found

    def _floor(self, u: Germ) -> Germ:
        limit = u.limit()
        if isinstance(limit, Ball):
            limit.sign()  # of a number with letters it is not known, nor is the floor
        else:
            raise Unsupported("the floor of what grows without end")
        context = limit.mid.context
        if limit.size() > _FLOOR_BITS:
            raise Unsupported("the floor of a number that has too many digits")
        nearest = int(context.nint(limit.mid))
        if not (limit - nearest).vanishes():
            return self.of(int(context.floor(limit.mid)))
        return self.of(nearest if (u - self.of(nearest)).sign() >= 0 else nearest - 1)

    def _beside(self, code: int, values: Sequence[Germ]) -> Germ:
        """Return a function next to a pole or a gap, by what its row says it is there, or its definition.

        What a row says may be the same function one step away: at most so many steps are gone.
        """
        row = row_of(code)
        if not row.beside or self._steps == _STEPS:
            return self._defined(code, values)
        self._steps += 1
        try:
            found: Germ = self.at(template(row.beside, row.parameters), values)
        finally:
            self._steps -= 1
        return found

    def _defined(self, code: int, values: Sequence[Germ]) -> Germ:
        """Return a function by its definition."""
        rule = definition(code)
        if rule is None:
            raise Unsupported(f"{row_of(code).name} is not expanded here")
        try:
            found: Germ = self.at(rule, values)
        except OutOfRange:
            raise
        except DomainError as error:
            raise ValueError(error.message) from None
        return found

    def _one(self, code: int, values: Sequence[Germ], place: int) -> Germ:
        """Return a function of which one argument moves."""
        row, u = row_of(code), values[place]
        try:
            limit = u.limit()
        except Oscillates:
            raise Unsupported(f"{row.name} of what oscillates") from None
        if not isinstance(limit, Ball):
            return self._far(code, values, u)
        plain = [self._snapped(value.constant()) for value in values]
        plain[place] = limit = self._snapped(limit)
        if is_smooth(self.numbers, code, plain, place):
            small = u - self.of(limit)
            if small.is_zero():
                return self.of(self._number_of(code, plain))
            count = int(self.depth / small.lead()) + 2 if small.terms else 2
            coefficients = self._taylor(code, plain, place, count)
            return series(small, lambda k: coefficients[k] if k < len(coefficients) else 0)
        for end, text in row.ends:
            if (limit - self.numbers.at(template(end, ()), [])).vanishes():
                found: Germ = self.at(template(text, row.parameters), values)
                return found
        return self._beside(code, values)

    def _far(self, code: int, values: Sequence[Germ], u: Germ) -> Germ:
        """Return a function whose argument goes to infinity."""
        row = row_of(code)
        if row.period and not row.poles:
            return Germ(self.truncation, {}, Fraction(0), 1)
        text = row.far[u.sign() > 0]
        if not text:
            return self._defined(code, values)
        found: Germ = self.at(template(text, row.parameters), values)
        return found

    def _taylor(self, code: int, values: Sequence[Ball], place: int, count: int) -> list[Any]:
        """Return Taylor coefficients of a function in one argument, in the first way that knows them."""
        for way in (by_partials, by_power_series):
            found = way(self.numbers, code, values, place, count)
            if found is not None:
                return found
        found = self._by_slope(code, values, place, count)
        return found or by_differences(self.numbers, code, values, place, count)

    def _by_slope(self, code: int, values: Sequence[Ball], place: int, count: int) -> list[Any] | None:
        """Return coefficients by an expansion of the derivative, None where that does not tell."""
        rule = partial(code, place)
        if rule is None or code in self._pending:
            return None
        inner = Expansions(count + 4, numbers=self.numbers)
        inner._pending = self._pending | {code}
        germs = [inner.of(value) for value in values]
        germs[place] = germs[place] + inner.variable(0, 1)
        try:
            slope = inner.at(rule, germs)
        except (SymdiffError, Short, Oscillates, ArithmeticError, ValueError, TypeError):
            return None
        if slope.huge or slope.order < count or any(e < 0 or e.denominator > 1 or j for e, j in slope.terms):
            return None
        zero = self.numbers.number(0)
        found: list[Any] = [self._number_of(code, values)]
        return found + [slope.terms.get((Fraction(k), 0), zero) / (k + 1) for k in range(count)]


ATAN: Final = code_of("atan", 1)
ATAN2: Final = code_of("atan2", 2)
_KNOWN: Final[dict[str, Callable[[Expansions, Germ], Germ]]] = {
    "Abs": Expansions._abs, "sign": Expansions._sign, "exp": Expansions._exp, "log": Expansions._log,
    "sqrt": Expansions._sqrt, "cbrt": Expansions._cbrt, "floor": Expansions._floor,
    "ceiling": Expansions._ceiling,
}  # fmt: skip
"""Functions that are expanded by what they are, at their kinks and ends too."""


def _binomial(numbers: Balls, p: Fraction) -> Callable[[int], Any]:
    """Return the coefficients of (1 + u)**p."""
    known = [Fraction(1)]

    def coefficient(k: int) -> Ball:
        while len(known) <= k:
            n = len(known)
            known.append(known[-1] * (p - n + 1) / n)
        return numbers.number(known[k])

    return coefficient


def _logarithm(numbers: Balls) -> Callable[[int], Any]:
    return lambda k: numbers.number(Fraction(1 if k % 2 else -1, k) if k else 0)


def _exponential(numbers: Balls) -> Callable[[int], Any]:
    return lambda k: numbers.number(Fraction(1, factorial(k)))


__all__ = ["DIGITS", "Expansions", "deepened"]

"""Germs: what a function is like next to a point, on one side of it.

With h > 0 on its way to 0, a germ is a sum of terms c * h**e * log(h)**j with rational e, whole j >= 0, and
an error O(h**order). Beside that it may have a *flat* part (exp(-1/h): smaller than every power, its sign
known), be *huge* (exp(1/h)), or oscillate: sin(1/h) is all error, O(h**0), and that error is known not to
vanish. Coefficients are balls: one that may be zero, as far as its digits tell, is. How functions are
expanded is `arithmetic.expansion`.

Source: power series as in Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, chapter 13; with
exponents that are fractions, and powers of the logarithm.

>>> from symdiff.arithmetic.expansion import Expansions
>>> h = Expansions(4).variable(0, 1)
>>> (h * h).lead(), (h.inverse()).limit(), (h - h).sign()
(Fraction(2, 1), inf, 0)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.balls import Balls
from symdiff.errors import Oscillates, Short, Unsupported

_MOST: Final = 160
"""Terms of a germ, at most."""

Place = tuple[Fraction, int]
"""Exponent of h, power of log(h)."""
ONE: Final[Place] = (Fraction(0), 0)
"""The place of constants."""


class Truncation(NamedTuple):
    """How far germs are computed. Those that meet in an operation have the same."""

    numbers: Balls
    """What coefficients are: balls that take for zero what may be."""
    depth: Fraction
    """How far exponents beyond the first of a product are kept."""


class Germ:
    """A function of h > 0 next to 0; made by `Expansions`."""

    __slots__ = ("flat", "huge", "order", "terms", "truncation", "wild")

    def __init__(
        self,
        truncation: Truncation,
        terms: dict[Place, Ball],
        order: Fraction | float = math.inf,
        wild: int = 0,
        flat: int | None = 0,
        huge: int = 0,
    ) -> None:
        self.truncation = truncation
        self.terms = {place: c for place, c in terms.items() if place[0] < order and not c.vanishes()}
        if len(self.terms) > _MOST:
            raise Unsupported("an expansion with more terms than are kept")
        self.order = order
        self.wild = wild
        """1 where the error is one oscillation of just that size, 2 where several may cancel."""
        self.flat = flat if order == math.inf else 0
        """Sign of what is smaller than every power, beside the terms; None where it is not known."""
        self.huge = huge
        """Sign of what is larger than every power; then nothing else counts."""

    def __str__(self) -> str:
        return "an expansion without a limit"

    def __complex__(self) -> complex:
        try:
            return complex(float(self.limit()))
        except (Short, Oscillates, Unsupported):
            raise TypeError("an expansion without a limit is no number") from None

    # Reading --------------------------------------------------------------------------------

    def first(self) -> Place:
        """Return the place of the term that rules. Raises Short where no term is known."""
        if not self.terms:
            raise Short("no term is known")
        return min(self.terms, key=rank)

    def sign(self) -> int:
        """Return the sign next to the point. Raises Short, Oscillates or Unsupported."""
        if self.huge:
            return self.huge
        if self.terms:
            place = self.first()
            sign = self.terms[place].sign()
            return -sign if place[1] % 2 else sign
        if self.order == math.inf:
            if self.flat is None:
                raise Unsupported("the sign of a difference of terms smaller than every power")
            return self.flat
        if self.wild:
            raise Unsupported("the sign of what oscillates")
        raise Short("no term is known")

    def oscillates(self) -> bool:
        """Return whether the germ has no limit, or none that is told, since it oscillates."""
        infinite = bool(self.terms) and rank(self.first()) < (0, 0)
        return bool(self.wild) and self.order <= 0 and not infinite

    def limit(self) -> Any:
        """Return the limit for h to 0: a ball, inf or -inf. Raises Oscillates, Short or Unsupported."""
        if self.huge:
            return self.huge * math.inf
        if self.terms:
            place = self.first()
            if rank(place) < (0, 0):
                return self.sign() * math.inf
        if self.order <= 0:
            if self.wild == 1:
                raise Oscillates("it oscillates without end")
            if self.wild:
                raise Unsupported("a sum of oscillations")
            raise Short("no term is known")
        return self.constant()

    def constant(self) -> Ball:
        """Return the coefficient of h**0."""
        return self.terms.get(ONE) or self.truncation.numbers.number(0)

    def lead(self) -> Fraction | float:
        """Return an exponent that no part of the germ is larger than."""
        return min(min([e for e, _ in self.terms], default=self.order), self.order)

    # Arithmetic -----------------------------------------------------------------------------

    def __add__(self, other: Germ) -> Germ:
        if self.huge or other.huge:
            if self.huge and other.huge and self.huge != other.huge:
                raise Unsupported("a difference of terms larger than every power")
            return Germ(self.truncation, {}, huge=self.huge or other.huge)
        terms = dict(self.terms)
        for place, c in other.terms.items():
            known = terms.get(place)
            terms[place] = c if known is None else known + c
        order = min(self.order, other.order)
        wild = 0
        if order < math.inf:
            at = [germ for germ in (self, other) if germ.order == order]
            wild = at[0].wild if len(at) == 1 else 2 if any(germ.wild for germ in at) else 0
        flats = {germ.flat for germ in (self, other) if germ.flat != 0}
        flat = 0 if not flats else flats.pop() if len(flats) == 1 else None
        return Germ(self.truncation, terms, order, wild, flat)

    def __neg__(self) -> Germ:
        terms = {place: -c for place, c in self.terms.items()}
        flat = None if self.flat is None else -self.flat
        return Germ(self.truncation, terms, self.order, self.wild, flat, -self.huge)

    def __sub__(self, other: Germ) -> Germ:
        return self + -other

    def __mul__(self, other: Germ) -> Germ:
        truncation = self.truncation
        if self.is_zero() or other.is_zero():
            return Germ(truncation, {})
        if self.huge or other.huge:
            for germ in (self, other):
                if not germ.huge and not germ.terms:
                    raise Unsupported("0 times infinity, of terms beyond every power")
            return Germ(truncation, {}, huge=self.sign() * other.sign())
        limit = truncation.depth + self.lead() + other.lead()
        found = truncation.numbers.convolved(self.terms, other.terms, limit)
        if found is not None:
            terms, short = found
        else:
            terms, short = _product(self.terms, other.terms, limit)
        ends = [self.order + other.lead()] if self.order < math.inf else []
        ends += [other.order + self.lead()] if other.order < math.inf else []
        order = min([*ends, *([limit] if short else [])], default=math.inf)
        wild = 0
        if ends and order == min(ends):
            if self.wild and self.order + other.lead() == order:
                wild = self.wild if other.terms and other.wild == 0 else 2
            if other.wild and other.order + self.lead() == order:
                wild = 2 if wild else other.wild if self.terms and self.wild == 0 else 2
            if self.wild and wild == 1 and _logs(other):
                wild = 2
        return Germ(truncation, terms, order, wild, _flat_product(self, other))

    def inverse(self) -> Germ:
        """Return 1 / self. Raises ZeroDivisionError for zero."""
        truncation = self.truncation
        if self.huge:
            return Germ(truncation, {}, flat=self.huge)
        if not self.terms and self.order == math.inf:
            if self.flat == 0:
                raise ZeroDivisionError
            return Germ(truncation, {}, huge=self.sign())
        if not self.terms and self.wild:
            raise Unsupported("a division by what oscillates")
        (e, j), c, rest = self.split()
        if j:
            raise Unsupported("a division by a logarithm")
        return Germ(truncation, {(-e, 0): 1 / c}) * series(rest, lambda k: -1 if k % 2 else 1)

    def __truediv__(self, other: Germ) -> Germ:
        return self * other.inverse()

    def split(self) -> tuple[Place, Any, Germ]:
        """Return the ruling term and what is left, divided by it: self = c*h**e*log(h)**j*(1 + rest)."""
        place = self.first()
        e, j = place
        if any(f == e and k != j for f, k in self.terms):
            raise Unsupported("an expansion in powers of a logarithm")
        c = self.terms[place]
        rest = {(f - e, k): d / c for (f, k), d in self.terms.items() if (f, k) != place}
        flat = self.flat * self.sign() if self.flat else self.flat
        return place, c, Germ(self.truncation, rest, self.order - e, self.wild and 2, flat)

    def is_zero(self) -> bool:
        """Return whether the germ is that of the constant 0."""
        return not self.terms and self.order == math.inf and self.flat == 0 and not self.huge

    def is_constant(self) -> bool:
        """Return whether the germ is that of a constant."""
        return set(self.terms) <= {ONE} and self.order == math.inf and self.flat == 0 and not self.huge

    def slope(self, side: int) -> Germ:
        """Return the derivative by a variable that is *side*\\*h beyond the point.

        Raises Unsupported for what is huge; an error that oscillates has no slope of its size.
        """
        if self.huge:
            raise Unsupported("the slope of what is larger than every power")
        terms: dict[Place, Ball] = {}
        for (e, j), c in self.terms.items():
            for place, factor in (((e - 1, j), e), ((e - 1, j - 1), j)):
                if factor:
                    part = c * (factor * side)
                    terms[place] = terms[place] + part if place in terms else part
        return Germ(self.truncation, terms, self.order - 1, self.wild, None if self.flat != 0 else 0)


def series(small: Germ, coefficient: Callable[[int], Any]) -> Germ:
    """Return the sum of coefficient(k) * small**k, for what goes to 0."""
    truncation = small.truncation
    numbers = truncation.numbers
    one = Germ(truncation, {ONE: numbers.ball(coefficient(0))})
    if small.is_zero():
        return one
    if small.huge or (small.terms and rank(small.first()) <= (0, 0)) or small.lead() < 0:
        raise Unsupported("a power series of what does not go to 0")
    if not small.terms:
        if small.flat != 0:  # the sum less its first term is flat, and counts where that is 0
            slope = coefficient(1)
            sign = None if small.flat is None else small.flat * numbers.ball(slope).sign()
            return one + Germ(truncation, {}, flat=sign or None)
        return one + Germ(truncation, {}, small.order, small.wild and 2)
    step = small.lead()
    total, power = one, Germ(truncation, {ONE: numbers.number(1)})
    k = 0
    while k * step < truncation.depth:
        k += 1
        power = power * small
        total = total + power * Germ(truncation, {ONE: numbers.ball(coefficient(k))})
    return total + Germ(truncation, {}, (k + 1) * step)


def _product(
    left: dict[Place, Ball], right: dict[Place, Ball], limit: Fraction | float
) -> tuple[dict[Place, Ball], bool]:
    """Return the product of two sums of terms below an exponent, and whether there are others."""
    terms: dict[Place, Ball] = {}
    short = False
    for (e, j), c in left.items():
        for (f, k), d in right.items():
            if e + f >= limit:
                short = True
                continue
            place = (e + f, j + k)
            known = terms.get(place)
            terms[place] = c * d if known is None else known + c * d
    return terms, short


def rank(place: Place) -> tuple[Fraction, int]:
    """Return the key by which the larger of two terms comes first."""
    return (place[0], -place[1])


def _flat_product(a: Germ, b: Germ) -> int | None:
    """Return the sign of the flat part of a product."""
    if a.flat == 0 and b.flat == 0:
        return 0
    if a.flat is None or b.flat is None:
        return None
    if a.flat and b.flat:
        return None if a.terms or b.terms else a.flat * b.flat
    flat, other = (a.flat, b) if a.flat else (b.flat, a)
    return flat * other.sign() if other.terms else None


def _logs(germ: Germ) -> bool:
    return any(j for _, j in germ.terms)


__all__ = ["ONE", "Germ", "Place", "Truncation", "rank", "series"]

"""A number with a bound on how far off it is, and what is known of it for sure.

Every operation adds its own rounding to what its arguments bring; the arithmetic that a ball is `of` says how
much that is.

>>> from symdiff.arithmetic.balls import quick
>>> third = quick().number(Fraction(1, 3))
>>> (third * 3 - 1).has_zero(), third.has_zero(), third.digits() > 15
(True, False, True)
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from symdiff.errors import Unclear

if TYPE_CHECKING:
    from symdiff.arithmetic.balls import Balls

NONE: Final = -math.inf
"""The error of a number that is exact."""


class Ball:
    """A number *mid*, and the binary logarithm of a bound on its *error*: `NONE` for whole numbers, and I."""

    __slots__ = ("error", "mid", "of")

    def __init__(self, of: Balls, mid: Any, error: float = NONE) -> None:
        self.of = of
        self.mid = mid
        self.error = error

    # Reading --------------------------------------------------------------------------------

    def near(self) -> Ball:
        """Return it as a plain ball, whatever else a subclass knows of it."""
        return self

    def rational(self) -> Fraction | None:
        """Return the rational number that it is known to be, by more than its digits."""
        return None

    def has_letters(self) -> bool:
        """Return whether it depends on a letter, whose sign is not known."""
        return False

    def size(self) -> float:
        """Return the binary logarithm of the absolute value of the number in the middle."""
        return size_of(self.mid)

    def has_zero(self) -> bool:
        """Return whether it may be zero."""
        return not self.mid or self.size() <= self.error

    def vanishes(self) -> bool:
        """Return whether it is zero, as far as its arithmetic is to tell."""
        return self.has_zero() if self.of.lenient else self.is_zero()

    def is_zero(self) -> bool:
        """Return whether it is zero exactly."""
        return self.error == NONE and not self.mid

    def sign(self) -> int:
        """Return the sign of a real ball. Raises Unclear where it may be any."""
        if self.vanishes():
            return 0
        if self.has_zero():
            raise Unclear("its sign is lost in rounding")
        return 1 if self.mid > 0 else -1

    def digits(self) -> float:
        """Return how many decimal digits of it are right: infinitely many of what is exact."""
        if self.error == NONE:
            return math.inf
        return (self.size() - self.error) * math.log10(2) if self.mid != 0 else 0.0

    def __float__(self) -> float:
        return float(self.mid)

    def __complex__(self) -> complex:
        return complex(self.mid)

    def __int__(self) -> int:
        return int(self.mid.real)

    @property
    def arithmetic(self) -> Balls:
        """What computes with it."""
        return self.of

    @property
    def real(self) -> Ball:
        """The real part."""
        return Ball(self.of, self.mid.real, self.error)

    @property
    def imag(self) -> Ball:
        """The imaginary part."""
        whole = self.mid.imag == 0 and (self.of.real or self.error == NONE)
        return Ball(self.of, self.mid.imag, NONE if whole else self.error)

    def __eq__(self, other: object) -> bool:
        return (self - other).vanishes()

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> bool:
        return Ball.sign(self - other) < 0

    def __le__(self, other: Any) -> bool:
        return Ball.sign(self - other) <= 0

    def __gt__(self, other: Any) -> bool:
        return Ball.sign(self - other) > 0

    def __ge__(self, other: Any) -> bool:
        return Ball.sign(self - other) >= 0

    def __repr__(self) -> str:
        return f"Ball({self.mid!r}, 2**{self.error:.1f})"

    # Arithmetic -----------------------------------------------------------------------------

    def __neg__(self) -> Ball:
        return Ball(self.of, -self.mid, self.error)

    def __abs__(self) -> Ball:
        return Ball(self.of, abs(self.mid), self.error)

    def __add__(self, other: Any) -> Ball:
        other = self.of.ball(other)
        total = self.mid + other.mid
        size = size_of(total)
        error = both(self.error, other.error)
        apart = abs(self.size() - other.size())
        if self.of.spread < apart < math.inf:
            self.of.spread = apart
        if error == NONE and size < self.of.bits - 1:
            return Ball(self.of, total)  # whole numbers
        if self.mid and other.mid:
            error = both(error, size - self.of.bits)
        return Ball(self.of, total, error)

    def __sub__(self, other: Any) -> Ball:
        if other is self:
            return Ball(self.of, self.mid * 0)
        return self + -self.of.ball(other)

    def __mul__(self, other: Any) -> Ball:
        other = self.of.ball(other)
        if self.is_zero() or other.is_zero():
            return Ball(self.of, self.mid * 0)
        mine, its = self.size(), other.size()
        if self.error == NONE and other.error == NONE and mine + its < self.of.bits - 2:
            return Ball(self.of, self.mid * other.mid)  # whole numbers
        error = max(mine + its - self.of.bits, self.of.least)
        if other.error != NONE:
            error = both(error, mine + other.error)
        if self.error != NONE:
            error = both(error, both(its, other.error) + self.error)
        return Ball(self.of, self.mid * other.mid, error)

    def __truediv__(self, other: Any) -> Ball:
        other = self.of.ball(other)
        if other.is_zero():
            raise ZeroDivisionError
        if other.has_zero():
            if other.vanishes():
                raise ZeroDivisionError
            raise Unclear("a division by what may be zero")
        if self.is_zero():
            return self
        quotient = self.mid / other.mid
        found = size_of(quotient)
        least = other.size() + math.log2(1 - 2.0 ** (other.error - other.size()))
        error = both(self.error, found + other.error) - least
        return Ball(self.of, quotient, both(error, max(found - self.of.bits, self.of.least)))

    def __pow__(self, other: Any) -> Ball:
        return self.of.power(self, self.of.ball(other))

    def __radd__(self, other: Any) -> Ball:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Ball:
        return self.__neg__().__add__(other)

    def __rmul__(self, other: Any) -> Ball:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Ball:
        return self.of.ball(other) / self


def exactly(value: Any) -> Fraction:
    """Return a finite number of mpmath, whose whole numbers may be those of gmpy2."""
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** int(exponent)


def size_of(value: Any) -> float:
    """Return the binary logarithm of the absolute value of a float, a complex number or one of mpmath."""
    raw = getattr(value, "_mpf_", None)
    if raw is not None:
        return _size(raw)
    pair = getattr(value, "_mpc_", None)
    if pair is not None:
        return both(_size(pair[0]), _size(pair[1]))
    if value == 0:
        return NONE
    magnitude: float = abs(value)
    found: float = math.log2(magnitude) if magnitude < math.inf else magnitude
    return found


def _size(raw: tuple[int, int, int, int]) -> float:
    """Return the same of a real number as mpmath keeps it: sign, mantissa, exponent, bits of the mantissa."""
    _, mantissa, exponent, bits = raw
    if not mantissa:
        return NONE if not exponent else math.inf
    over = bits - 60
    return float(exponent + (math.log2(mantissa) if over <= 0 else over + math.log2(mantissa >> over)))


def both(a: float, b: float) -> float:
    """Return the binary logarithm of the sum of two numbers whose logarithms are given."""
    if a < b:
        a, b = b, a
    if b == NONE or a - b > 60:
        return a
    return a + math.log2(1 + 2.0 ** (b - a))


__all__ = ["NONE", "Ball", "both", "exactly", "size_of"]

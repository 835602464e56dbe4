"""Decimal numbers with more digits than a float has.

>>> third = LongDecimal(1/3, 1, 3)
>>> third, -third == -1/3, (-third).exact
(0.3333333333333333, True, (-1, 3))
>>> typed("0.1"), typed("1.00000000000000000001").exact == (10**20 + 1, 10**20)
(0.1, True)
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any


class LongDecimal(float):
    """The float nearest to a number, and the number itself, as *top*/*bottom* in lowest terms.

    It is that float wherever it is ordered, printed or evaluated; only what computes exactly asks for the
    number, so that a float that decimals come to is rounded once, at the end. It is equal to an exact number
    where it is that number: 1 - 1e-25 is printed as 1.0, and no factor 1 that may be left out.

    >>> LongDecimal(1.0, 10**25 - 1, 10**25) == 1, LongDecimal(1.0, 10**25 - 1, 10**25) == 1.0
    (False, True)
    """

    __slots__ = ("exact",)

    exact: tuple[int, int]

    def __new__(cls, value: float, top: int, bottom: int) -> LongDecimal:
        self = super().__new__(cls, value)
        self.exact = (top, bottom)
        return self

    def __eq__(self, other: object) -> bool:
        if other.__class__ is int or isinstance(other, Fraction):  # most are asked whether they are 0 or 1
            top, bottom = self.exact
            return bool(top == other * bottom)
        if isinstance(other, LongDecimal):
            return self.exact == other.exact
        return float(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__

    def __mod__(self, other: Any) -> Any:
        top, bottom = self.exact
        return Fraction(top, bottom) % other if isinstance(other, int) else float(self) % other

    def __neg__(self) -> LongDecimal:
        top, bottom = self.exact
        return LongDecimal(-float(self), -top, bottom)

    def __abs__(self) -> LongDecimal:
        return -self if self < 0 else self

    def __reduce__(self) -> tuple[type[LongDecimal], tuple[float, int, int]]:
        return LongDecimal, (float(self), *self.exact)


class RootDecimal(float):
    """The float nearest to a root of a decimal, and that root: *sign* times (*top*/*bottom*)**(1/*degree*).

    It is that float for all but products and powers, which stay exact: sqrt(0.1)*sqrt(0.1) is 0.1.

    >>> root = RootDecimal(0.1**0.5, 1, 1, 10, 2)
    >>> root, (-root).below
    (0.31622776601683794, (-1, 1, 10, 2))
    """

    __slots__ = ("below",)

    below: tuple[int, int, int, int]

    def __new__(cls, value: float, sign: int, top: int, bottom: int, degree: int) -> RootDecimal:
        self = super().__new__(cls, value)
        self.below = (sign, top, bottom, degree)
        return self

    def __neg__(self) -> RootDecimal:
        sign, top, bottom, degree = self.below
        return RootDecimal(-float(self), -sign, top, bottom, degree)

    def __abs__(self) -> RootDecimal:
        return -self if self < 0 else self

    def __reduce__(self) -> tuple[type[RootDecimal], tuple[float, int, int, int, int]]:
        return RootDecimal, (float(self), *self.below)


def typed(text: str) -> Any:  # compiled, what is said to be a float goes on as a machine number
    """Return the number that a text says: the float next to it, which knows the number where it has more
    digits."""
    value, exact = float(text), Decimal(text)
    return value if exact == Decimal(repr(value)) else LongDecimal(value, *exact.as_integer_ratio())

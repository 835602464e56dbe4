"""Numbers times powers of a few kernels, the exponents packed into machine integers.

Seven bits hold twice the exponent of one kernel, so that roots are whole, a product is a sum of integers and
a quotient their difference. Nine such fields stand in each of two words.

>>> square = unit(0, 4)
>>> exponent(times(square, unit(3, 1)), 0), exponent(over(square, unit(0, 6)), 0)
(4, -2)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from mypy_extensions import i64

from symdiff.graph.folding import Number, is_decimal, power
from symdiff.limits import DEFAULT
from symdiff.simplifier.normal import numbers

FIELDS: Final = 9
"""Kernels in one word."""
MOST: Final = 18
"""Kernels of one formula, at most."""
HIGHEST: Final = 31
"""Twice the largest exponent."""
LARGE: Final = 1 << 30
"""Numerators and denominators stay below this, so that no product of two overflows."""
_BITS: Final = 7
_ZERO: Final = 32
_BIAS: Final = 0x2040810204081020
"""`_ZERO` in each field: added to a word, it makes each field that is in range a number from 0 to 63."""
_OUTSIDE: Final = 0x4081020408102040
"""The bits that such a word has where a field is out of range."""
_LOWEST: Final = 0x3F7EFDFBF7EFDFBF
"""63 in each field."""


class NotSmall(Exception):
    """A formula that packed exponents do not cover."""


class Product:
    """A number times the powers in two words."""

    def __init__(self, num: i64, den: i64, low: i64, high: i64, wide: Number | None = None) -> None:
        self.num: i64 = num
        self.den: i64 = den
        """The number is num/den in lowest terms; where *den* is 0 it is *wide*, and *num* its sign."""
        self.low: i64 = low
        self.high: i64 = high
        self.wide = wide
        """A float."""
        self.is_rounded = False
        """Whether floats were added: they are rounded once, so that no others may follow."""


def number_of(m: Product) -> Number:
    """Return the number in front."""
    wide = m.wide
    if wide is not None:
        return wide
    return int(m.num) if m.den == 1 else Fraction(int(m.num), int(m.den))


def with_number(value: Number, low: i64, high: i64) -> Product:
    """Return a product with a number in front. Raises NotSmall where one of them is out of range."""
    if value == 0:
        return Product(0, 1, low, high)
    if is_decimal(value):
        if not (1e-300 < value < 1e300 or -1e300 < value < -1e-300):
            raise NotSmall
        value = numbers.without_point(value)
        if is_decimal(value):
            found = checked(1 if value > 0 else -1, 1, low, high)
            found.den, found.wide = 0, value
            return found
    assert not isinstance(value, float)
    num, den = value.numerator, value.denominator
    if num > LARGE or num < -LARGE or den > LARGE:
        raise NotSmall
    return checked(num, den, low, high)


def unit(k: i64, twice: i64) -> Product:
    """Return kernel number *k* to the power of *twice*/2, which is in range."""
    if k < FIELDS:
        return Product(1, 1, twice << (k * _BITS), 0)
    return Product(1, 1, 0, twice << ((k - FIELDS) * _BITS))


def exponent(m: Product, k: i64) -> i64:
    """Return twice the exponent of kernel number *k*."""
    if k < FIELDS:
        return ((m.low + _BIAS) >> (k * _BITS) & 63) - _ZERO
    return ((m.high + _BIAS) >> ((k - FIELDS) * _BITS) & 63) - _ZERO


def checked(num: i64, den: i64, low: i64, high: i64) -> Product:
    """Return a product. Raises NotSmall where an exponent or a number is out of range."""
    if (low + _BIAS | high + _BIAS) & _OUTSIDE or num > LARGE or num < -LARGE or den > LARGE:
        raise NotSmall
    return Product(num, den, low, high)


def _with_powers(m: Product, low: i64, high: i64) -> Product:
    """Return the number of *m*, a float, in front of other powers."""
    found = checked(m.num, 1, low, high)
    found.den, found.wide = 0, m.wide
    return found


def gcd(a: i64, b: i64) -> i64:
    """Return the greatest common divisor, 0 or more."""
    if a < 0:
        a = -a
    if b < 0:
        b = -b
    while b != 0:
        rest: i64 = a % b
        a = b
        b = rest
    return a


def times(a: Product, b: Product) -> Product:
    """Return a * b. Raises NotSmall where it is out of range, Unsettled as `numbers.times` does."""
    if a.den == 0 or b.den == 0:
        if a.num == 1 and a.den == 1:
            return _with_powers(b, a.low + b.low, a.high + b.high)
        if b.num == 1 and b.den == 1:
            return _with_powers(a, a.low + b.low, a.high + b.high)
        return with_number(numbers.times(number_of(a), number_of(b)), a.low + b.low, a.high + b.high)
    num, den = a.num * b.num, a.den * b.den
    if den != 1:
        common = gcd(num, den)
        if common > 1:
            num, den = num // common, den // common
    return checked(num, den, a.low + b.low, a.high + b.high)


def over(a: Product, b: Product) -> Product:
    """Return a / b, where b is not 0. Raises as `times` does."""
    if a.den == 0 or b.den == 0:
        if b.num == 1 and b.den == 1:
            return _with_powers(a, a.low - b.low, a.high - b.high)
        return with_number(numbers.quotient(number_of(a), number_of(b)), a.low - b.low, a.high - b.high)
    num, den = a.num * b.den, a.den * b.num
    if den < 0:
        num, den = -num, -den
    if den != 1:
        common = gcd(num, den)
        if common > 1:
            num, den = num // common, den // common
    return checked(num, den, a.low - b.low, a.high - b.high)


def negated(m: Product) -> Product:
    """Return -m."""
    wide = m.wide
    return Product(-m.num, m.den, m.low, m.high, None if wide is None else -wide)


def number(m: Product) -> Product:
    """Return the number in front, alone."""
    return Product(m.num, m.den, 0, 0, m.wide)


def raised(m: Product, whole: i64) -> Product:
    """Return m ** whole. Raises NotSmall where it is out of range, and for 0 to a negative power."""
    if m.den == 0:
        value = power(number_of(m), int(whole), DEFAULT.bits)
        if value is None:
            raise NotSmall
        powers = raised(Product(1, 1, m.low, m.high), whole)
        return with_number(value, powers.low, powers.high)
    size = -whole if whole < 0 else whole
    result = Product(1, 1, 0, 0)
    for _ in range(size):
        result = times(result, m)
    if whole < 0:
        if m.num == 0:
            raise NotSmall
        return over(Product(1, 1, 0, 0), result)
    return result


def plus(a: Product, b: Product) -> Product:
    """Return a + b, which have the same powers. Raises NotSmall where it is out of range, and where floats
    would be rounded once more."""
    if a.den == 0 or b.den == 0:
        if a.is_rounded or b.is_rounded:
            raise NotSmall
        found = with_number(numbers.total(number_of(a), number_of(b)), a.low, a.high)
        found.is_rounded = True
        return found
    if a.den == 1 and b.den == 1:
        return checked(a.num + b.num, 1, a.low, a.high)
    num, den = a.num * b.den + b.num * a.den, a.den * b.den
    common = gcd(num, den)
    if common > 1:
        num, den = num // common, den // common
    return checked(num, den, a.low, a.high)


def is_number(m: Product) -> bool:
    """Return whether there are no powers."""
    return m.low == 0 and m.high == 0


def is_one(m: Product) -> bool:
    """Return whether this is the number 1."""
    return m.low == 0 and m.high == 0 and m.num == 1 and m.den == 1


def same_powers(a: Product, b: Product) -> bool:
    """Return whether two products differ by their numbers alone."""
    return a.low == b.low and a.high == b.high


def same(a: Product, b: Product) -> bool:
    """Return whether two products are equal."""
    if a.low != b.low or a.high != b.high or a.num != b.num or a.den != b.den:
        return False
    return a.den != 0 or a.wide == b.wide


def overlap(a: Product, b: Product) -> bool:
    """Return whether some kernel stands in both products."""
    # A field is 32 where its exponent is 0; what differs from it sets the highest bit.
    low = (((a.low + _BIAS) ^ _BIAS) + _LOWEST) & (((b.low + _BIAS) ^ _BIAS) + _LOWEST)
    high = (((a.high + _BIAS) ^ _BIAS) + _LOWEST) & (((b.high + _BIAS) ^ _BIAS) + _LOWEST)
    return (low | high) & _OUTSIDE != 0

"""Arithmetic of exact numbers and decimals as far as a graph does it at once.

A float stands for the decimal number that it is written as: 0.1 is 1/10.

>>> fold(ADD, 1, Fraction(1, 2)), fold(MUL, 1e200, 1e200), power(2, -2, 100)
(Fraction(3, 2), None, Fraction(1, 4))
"""

from __future__ import annotations

import math
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from operator import truediv
from typing import Final

from symdiff.errors import TooLarge
from symdiff.graph.long import LongDecimal, RootDecimal
from symdiff.table.exact import exact_root, integer_root
from symdiff.table.operators import ADD, DIV, MUL, SUB

Number = int | Fraction | float

_COSTLY: Final = 1_000_000
"""Bits up to which decimals are computed with exactly."""
PLAIN: Final = 10**6
"""Whole decimals below this are integers; larger ones stay decimals, so that their powers are rounded."""
_SHORT: Final = 32
"""Bits up to which a fraction, top and bottom together, is written: it is shorter than digits of a float."""
_DEGREE: Final = 64
"""Degrees of roots of decimals, and powers below them, up to which products of them are exact."""
_ROOT_BITS: Final = 8192
"""Bits of what stands below such a root."""
_PRIMES: Final = tuple([n for n in range(2, _DEGREE + 1) if all(n % k for k in range(2, n))])
_LARGE_POWER: Final = 4
"""Logarithm of a power from which on it is rounded from more digits than floats have."""
_BITS: Final = 512
"""Powers of exact numbers up to this size are computed at once; larger ones stay as written."""


def is_decimal(value: object) -> bool:
    """Return whether a number is a decimal.

    Where it is one and goes on, ask this: compiled, what `isinstance` has shown to be a float is passed on as
    a machine number, which has lost what a LongDecimal is exactly.
    """
    return isinstance(value, float)


def is_finite(value: Number) -> bool:
    """Return whether a number is no infinite float, nor none; a whole number may be larger than floats are.

    >>> is_finite(10**400), is_finite(float("inf"))
    (True, False)
    """
    return not isinstance(value, float) or math.isfinite(value)


def check_bits(bits: int, most: int) -> None:
    """Raise TooLarge for an exact number of so many *bits*, where they are more than *most*."""
    if bits > most:
        raise TooLarge(
            f"an exact number of {bits} bits (limit `bits` is {most})",
            hint="raise it with Limits(bits=...), or write it as a float",
        )


def ratio(value: Number) -> tuple[int, int]:
    """Return a number as a fraction in lowest terms; a float, which is finite, as the shortest decimal that
    reads as that float: 0.1 is 1/10.

    >>> ratio(0.1), ratio(Fraction(2, 3)), ratio(1e22) == (10**22, 1)
    ((1, 10), (2, 3), True)
    """
    if isinstance(value, LongDecimal):
        return value.exact
    if isinstance(value, float):
        return _ratio_of_float(value)
    return value.numerator, value.denominator


def of_decimal(value: Decimal) -> Number:
    """Return a decimal number of Python as a number here, one that is not finite as a float.

    >>> of_decimal(Decimal("0.10")), of_decimal(Decimal(3))
    (0.1, 3)
    """
    if not value.is_finite():
        return float(value)
    top, bottom = value.as_integer_ratio()
    found = rounded(top, bottom)
    return Fraction(top, bottom) if found is None else found


@lru_cache(maxsize=1024)
def _ratio_of_float(value: float) -> tuple[int, int]:
    """Return what `ratio` does; a constant stands in many places of a formula and its derivative."""
    return Decimal(repr(value)).as_integer_ratio()


def fold(op: int, x: Number, y: Number) -> Number | None:
    """Return x op y, or None where the result is better left as written.

    A float is the decimal number that it is written as, and so is the result: where no float is written as
    the result, what was given stays, since to round here is to round too early.

    >>> from symdiff.table.operators import DIV
    >>> fold(ADD, 0.1, 0.2), fold(MUL, 4, 0.5), fold(DIV, 0.1, 3) is None
    (0.3, 2, True)
    """
    if not (isinstance(x, float) or isinstance(y, float)):
        if op == ADD:
            return x + y
        if op == SUB:
            return x - y
        if op == MUL:
            return x * y
        if y == 0:
            return None
        return Fraction(x, y) if isinstance(x, int) and isinstance(y, int) else x / y
    if not (is_finite(x) and is_finite(y)):
        return None
    if isinstance(x, RootDecimal) or isinstance(y, RootDecimal):
        if op == ADD or op == SUB:
            return None  # a sum of roots is rounded once
        found = None
        if y != 0:
            found = product_of_roots([x], [y]) if op == DIV else product_of_roots([x, y], [])
        if found is not None and not isinstance(found, LongDecimal):
            return found
    p, q = ratio(x)
    r, s = ratio(y)
    if op == ADD:
        return as_decimal(p * s + r * q, q * s)
    if op == SUB:
        return as_decimal(p * s - r * q, q * s)
    if op == MUL:
        return as_decimal(p * r, q * s)
    return as_decimal(p * s, q * r) if r != 0 else None


def as_decimal(top: int, bottom: int) -> int | float | None:
    """Return the number top/bottom as it is written in decimals, None where no float is written so.

    What is whole has no point, unless it is large.

    >>> as_decimal(3, 5), as_decimal(54, 2), as_decimal(1, 3)
    (0.6, 27, None)
    """
    value: float | None = nearest(top, bottom)
    return None if value is None else _exactly(value, top, bottom)


def _exactly(value: float, top: int, bottom: int) -> int | float | None:
    """Return *value*, the float nearest to top/bottom, where it is written as that number."""
    p, q = _ratio_of_float(value)
    if p * bottom != top * q:
        return None
    return p if q == 1 and -PLAIN < p < PLAIN else value


def rounded(top: int, bottom: int) -> Number | None:
    """Return the number top/bottom, which decimals have come to: as a decimal; as a fraction, where it is
    none and the fraction is short; else as the nearest float, which knows what it is exactly.

    None stands for what is out of the range of floats.

    >>> rounded(3, 5), rounded(2, 3), rounded(10**9 + 1, 10**9 - 1)
    (0.6, Fraction(2, 3), 1.000000002)
    """
    value: float | None = nearest(top, bottom)
    if value is None:
        return None
    exact = _exactly(value, top, bottom)
    if exact is not None:
        return exact
    common = math.gcd(top, bottom) if bottom > 0 else -math.gcd(top, bottom)
    top, bottom = top // common, bottom // common
    bits = top.bit_length() + bottom.bit_length()
    if bits <= _SHORT:
        return Fraction(top, bottom)
    if bits > _COSTLY:
        return value
    return LongDecimal(value, top, bottom)


def nearest(top: int, bottom: int) -> float | None:
    """Return the float nearest to top/bottom, None where that would be infinite, or 0 for what is not 0."""
    try:
        # Compiled, / makes floats of both integers first; what is above 2**53 would be rounded twice.
        value = truediv(top, bottom)
    except OverflowError:
        return None
    return None if value == 0 and top != 0 else value


def is_too_long(x: Number, y: Number) -> bool:
    """Return whether a decimal to a whole power would have too many bits to be computed with exactly.

    >>> is_too_long(0.1, 300), is_too_long(1.0001, 10**6), is_too_long(2, 10**9)
    (False, True, False)
    """
    if not (is_decimal(x) and isinstance(y, int) and math.isfinite(x)):
        return False
    top, bottom = ratio(x)
    return max(abs(top), bottom).bit_length() * abs(y) > _COSTLY


def power(x: Number, y: Number, most: int) -> Number | None:
    """Return x ** y, or None where it is better left as written. A root of a decimal is rounded, and knows
    what it is exactly.

    Raises TooLarge where it is exact and has more bits than *most*.
    """
    if is_decimal(x) or is_decimal(y):
        root = _root(x, y)
        if root is not None:
            return root
    if is_decimal(x) and isinstance(y, int) and math.isfinite(x):
        top, bottom = ratio(x)
        if not is_too_long(x, y):
            if y < 0:
                top, bottom = (bottom, top) if top > 0 else (-bottom, -top)
            return rounded(top ** abs(y), bottom ** abs(y)) if bottom else None
    if isinstance(x, float) or isinstance(y, float):
        try:
            power = _rounded_power(x, y)
        except (OverflowError, ZeroDivisionError):
            return None
        if not isinstance(power, float) or not math.isfinite(power):
            return None
        return None if power == 0 and x != 0 else power  # an underflow
    if not isinstance(y, int) or (x == 0 and y <= 0):
        return None
    if isinstance(x, int):
        bits = x.bit_length()
    else:
        bits = max(x.numerator.bit_length(), x.denominator.bit_length())
    if bits <= 1:  # 0, 1 and -1
        return x ** (y % 2 + 2) if x else 0
    check_bits((bits - 1) * abs(y), most)
    if bits * abs(y) > _BITS:
        return None
    return x**y if y >= 0 else Fraction(1) / Fraction(x) ** -y


def _rounded_power(x: Number, y: Number) -> float | complex:
    """Return x ** y as a float; a large or a tiny one from more digits, since those of the exponent are lost
    in it."""
    if x > 0 and is_finite(x) and is_finite(y) and abs(y * math.log(x)) > _LARGE_POWER:
        digits = Context(prec=40, traps=[])  # what is out of range is no finite number
        return float(digits.power(_with_digits(x, digits), _with_digits(y, digits)))
    found: float | complex = float(x) ** float(y)
    return found


def _with_digits(x: Number, digits: Context) -> Decimal:
    """Return a number with the *digits* of a context, a root of a decimal not as the float that it is."""
    top, bottom, degree = _below(x)
    found = digits.divide(Decimal(top), Decimal(bottom))
    if degree > 1:
        found = digits.power(found, digits.divide(Decimal(1), Decimal(degree)))
    return found.copy_negate() if x < 0 else found  # a minus sign rounds as another context does


def nearly(x: Number) -> Fraction:
    """Return a number, a root of a decimal to 60 digits: 40 may cancel in a sum.

    >>> nearly(0.5), round(nearly(power(0.1, Fraction(1, 2), 100)) ** 2 * 10, 30)
    (Fraction(1, 2), Fraction(1, 1))
    """
    if not isinstance(x, RootDecimal):
        return Fraction(*ratio(x))
    return Fraction(_with_digits(x, Context(prec=60, traps=[])))


def _root(x: Number, y: Number) -> Number | None:
    """Return x ** y, a root of a decimal or a power of one, None where x <= 0, and where it is too long."""
    if not (is_finite(x) and is_finite(y)) or x <= 0:
        return None
    top, bottom, degree = _below(x)
    power, more = ratio(y)
    if degree * more == 1 or max(degree * more, abs(power)) > _DEGREE:
        return None
    if power < 0:
        top, bottom, power = bottom, top, -power
    if max(top, bottom).bit_length() * power > _ROOT_BITS:
        return None
    return _of_root(1, top**power, bottom**power, degree * more)


def _below(x: Number) -> tuple[int, int, int]:
    """Return the size of a number as a fraction below a root, and the degree of that root."""
    if isinstance(x, RootDecimal):
        _, top, bottom, degree = x.below
        return top, bottom, degree
    top, bottom = ratio(x)
    return abs(top), bottom, 1


def product_of_roots(numbers: list[Number], divisors: list[Number]) -> Number | None:
    """Return the product of *numbers* over that of *divisors*, which are not 0, with roots of decimals among
    them: rounded once. None where that takes too many bits, or is out of the range of floats.

    >>> root = power(0.1, Fraction(1, 2), 100)
    >>> product_of_roots([root, 0.3, root], []), product_of_roots([0.2], [root])
    (0.03, 0.6324555320336759)
    """
    sign = top = bottom = degree = 1
    for number in [*numbers, *divisors]:
        if number == 0:
            return 0
        sign = -sign if number < 0 else sign
        degree = math.lcm(degree, _below(number)[2])
    if degree > _DEGREE:
        return None
    for place, number in enumerate([*numbers, *divisors]):
        over, under, inner = _below(number)
        if place >= len(numbers):
            over, under = under, over
        if max(over, under).bit_length() * (degree // inner) > _ROOT_BITS:
            return None
        top, bottom = top * over ** (degree // inner), bottom * under ** (degree // inner)
    common = math.gcd(top, bottom)
    top, bottom = top // common, bottom // common
    return _of_root(sign, top, bottom, degree) if max(top, bottom).bit_length() <= _ROOT_BITS else None


def _of_root(sign: int, top: int, bottom: int, degree: int) -> Number | None:
    """Return *sign* times (top/bottom)**(1/degree): exact where it is, else rounded once."""
    for prime in _PRIMES:
        while degree % prime == 0:
            found = exact_root(Fraction(top, bottom), prime)
            if found is None:
                break
            top, bottom, degree = found.numerator, found.denominator, degree // prime
    if degree == 1:
        return rounded(sign * top, bottom)
    shift = max(0, 80 - (top.bit_length() - bottom.bit_length()) // degree)
    root = integer_root((top << shift * degree) // bottom, degree)
    value: float | None = nearest(sign * (2 * root + 1), 2 << shift)  # it is a little more than the root
    return None if value is None else RootDecimal(value, sign, top, bottom, degree)

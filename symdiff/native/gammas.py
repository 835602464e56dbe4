"""The logarithm of the gamma function, and its derivative, as instructions on any number of lanes.

Both have polynomials next to their zeros and series in 1/x far away; between, the argument is moved by 1.
What a logarithm is rounded by is added again. The laws are those of DLMF 5.5 (moving, reflection) and 5.11
(Stirling).
"""

from __future__ import annotations

import math
from typing import Final

from symdiff.native.assembly import Body
from symdiff.native.logarithms import normal, pieces
from symdiff.programs.coefficients import (
    DIGAMMA,
    DIGAMMA_FAR,
    DIGAMMA_ZERO,
    DIGAMMA_ZERO_LESS_1,
    GAMMA_AT_1,
    GAMMA_AT_2,
    GAMMA_SLOPE_1,
    GAMMA_SLOPE_2,
    STIRLING,
    STIRLING_REST,
)

_HUGE: Final = 1e17
"""From here on loggamma(x) is x*(log(x) - 1)."""
_NEXT: Final = -1e-8
"""Down to here, digamma is that of x + 1 less 1/x."""


def _logarithm(body: Body, x: str, shift: str) -> tuple[str, str]:
    """Return log(x) + shift*log(2) for a normal positive x, rounded, and what that lost."""
    whole, f, half, low = pieces(body, x, shift)
    rest = body.sub(low, half)
    near = body.add(f, rest)
    spilt = body.add(body.sub(f, near), rest)
    high = body.add(whole, near)
    return high, body.add(body.add(body.sub(whole, high), near), spilt)


def _sloped(body: Body, t: str, slope: tuple[float, float], rest: tuple[float, ...]) -> str:
    """Return t*(slope + t*rest(t))."""
    more = body.fma(t, body.polynomial(t, rest), body.number(slope[1]))
    return body.mul(t, body.add(body.number(slope[0]), more))


def loggamma(body: Body, x: str) -> tuple[str, ...]:
    """log(gamma(x)) for x >= 0: by polynomials about 1 and 2 up to 3.5, by Stirling's series beyond."""
    zero, one, infinity = body.number(0.0), body.number(1.0), body.number(math.inf)
    below = body.compare("olt", x, body.number(0.5))
    first = body.compare("olt", x, body.number(1.4))
    second = body.compare("olt", x, body.number(2.5))
    third = body.compare("olt", x, body.number(3.5))
    less = body.select(second, body.number(2.0), body.number(3.0))
    less = body.select(below, zero, body.select(first, one, less))
    t = body.sub(x, less)
    about_1 = _sloped(body, t, GAMMA_SLOPE_1, GAMMA_AT_1)
    near = body.select(first, about_1, _sloped(body, t, GAMMA_SLOPE_2, GAMMA_AT_2))
    near = body.add(near, zero)  # no -0 at 1
    moved = body.logic("xor", second, third)
    grown, shift = normal(body, body.select(moved, body.sub(x, one), x))
    high, low = _logarithm(body, grown, shift)
    value = body.select(moved, body.add(high, body.add(low, near)), near)
    value = body.select(below, body.sub(body.sub(near, low), high), value)
    # Stirling's series
    reduced = body.sub(high, one)
    lost = body.add(body.sub(body.sub(high, reduced), one), low)
    factor = body.sub(x, body.number(0.5))
    inverse = body.div(one, x)
    series = body.mul(inverse, body.polynomial(body.mul(inverse, inverse), STIRLING))
    product = body.mul(factor, reduced)
    spilt = body.fma(factor, lost, body.fma(factor, reduced, body.neg(product)))
    far = body.add(product, body.add(body.number(STIRLING_REST), body.add(series, spilt)))
    huge = body.compare("ogt", x, body.number(_HUGE))
    far = body.select(huge, body.fma(x, reduced, body.mul(x, lost)), far)
    value = body.select(third, value, far)
    value = body.select(body.compare("oeq", x, infinity), infinity, value)
    value = body.select(body.compare("oeq", x, zero), infinity, value)
    value = body.select(body.compare("olt", x, zero), body.number(math.nan), value)
    return (body.select(body.compare("uno", x, x), x, value),)


def turn(body: Body, x: str) -> tuple[str, str, str]:
    """Return r, what is left of x when the nearest whole number is taken away; pi*abs(r), or pi/2 less that
    where it is more than pi/4; and whether it is."""
    r = body.sub(x, body.intrinsic("roundeven", x))
    size = body.absolute(r)
    is_steep = body.compare("ogt", size, body.number(0.25))
    small = body.select(is_steep, body.sub(body.number(0.5), size), size)
    return r, body.mul(body.number(math.pi), small), is_steep


def digamma(body: Body, x: str, cotangent: str) -> tuple[str, ...]:
    """digamma(x): by a polynomial up to 2, which has its zero as a factor, beyond by the logarithm; below 0
    by reflection, with the *cotangent* of pi*x."""
    zero, one, infinity = body.number(0.0), body.number(1.0), body.number(math.inf)
    negative = body.compare("olt", x, body.number(_NEXT))
    y = body.select(negative, body.sub(one, x), x)
    below = body.compare("olt", y, one)
    inverse = body.div(one, y)
    apart = []
    for less, more in zip(DIGAMMA_ZERO, DIGAMMA_ZERO_LESS_1, strict=True):
        apart.append(body.select(below, body.number(more), body.number(less)))
    left = body.select(negative, body.sub(body.sub(one, y), x), zero)
    distance = body.add(body.sub(y, apart[0]), body.sub(left, apart[1]))
    t = body.sub(y, body.select(below, body.number(0.5), body.number(1.5)))
    near = body.mul(distance, body.polynomial(t, DIGAMMA))
    lost = body.mul(body.fma(body.neg(inverse), y, one), inverse)
    lost = body.select(body.compare("olt", body.absolute(inverse), infinity), lost, zero)
    near = body.select(below, body.sub(body.sub(near, lost), inverse), near)
    beyond = body.compare("oge", y, body.number(2.0))
    high, low = _logarithm(body, body.select(beyond, y, one), zero)
    square = body.mul(inverse, inverse)
    rest = body.fma(square, body.polynomial(square, DIGAMMA_FAR), body.mul(inverse, body.number(0.5)))
    value = body.select(beyond, body.add(high, body.sub(low, rest)), near)
    value = body.select(body.compare("oeq", y, infinity), infinity, value)
    reflected = body.fma(body.number(-math.pi), cotangent, value)
    pole = body.compare("oeq", x, body.intrinsic("roundeven", x))
    reflected = body.select(pole, body.number(math.nan), reflected)
    value = body.select(negative, reflected, value)
    return (body.select(body.compare("uno", x, x), x, value),)


__all__ = ["digamma", "loggamma", "turn"]

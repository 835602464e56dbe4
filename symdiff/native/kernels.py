"""Functions of one or two arguments as instructions, on any number of lanes, and how exact they are.

Each is right for every double, NaN, infinities, subnormals and -0 included, to the units in the last place
that its row claims; `tests/test_native.py` holds the claims against many digits. What reduces arguments to a
small interval is textbook knowledge: J.-M. Muller, "Elementary Functions: Algorithms and Implementation", on
reduction by a constant in several parts, and on sums and products whose rounding is added again.

>>> sorted(KERNELS["sin"].names), KERNELS["exp"].ulp
(['cos', 'sin'], (1.25,))
"""

from __future__ import annotations

import math
from typing import Final

from symdiff.native.angles import asin_acos, atan, sin_cos
from symdiff.native.assembly import Body, Module
from symdiff.native.gammas import digamma, loggamma, turn
from symdiff.native.logarithms import normal, pieces
from symdiff.native.outlined import Kernel, outlined, shared
from symdiff.programs.coefficients import (
    CUBE_ROOT,
    ERROR,
    HUGE,
    LOG2,
    NEAR,
    QUARTER,
    RAISED,
    ROUND,
    TAIL,
)


def values(body: Body, name: str, *arguments: str) -> str:
    """Return the value of the function *name*, one of `KERNELS` or `PAIRS`; what its kernel gives besides is
    kept."""
    kernel = KERNELS[name] if len(arguments) == 1 else PAIRS[name]
    if body.width == 1 and name in SCALAR:
        return body.outside(name, *arguments)
    key = kernel.names[0], *arguments
    if key not in body.memory:
        written = outlined(body, kernel, arguments) if body.outlined else kernel.emit(body, *arguments)
        body.memory[key] = written
    return body.memory[key][kernel.names.index(name)]


def alone(name: str, width: int, attributes: str) -> str:
    """Return a module with one kernel, by the first of its names; it is called as `symbol_of` says."""
    kernel, count = (KERNELS[name], 1) if name in KERNELS else (PAIRS[name], 2)
    module = Module()
    body = Body(width, module)
    text = shared(body, kernel, count)
    return "\n".join([*module.declared, *module.helpers.values(), text, attributes])


# exp ----------------------------------------------------------------------------------------------


def _clamped(body: Body, x: str, low: float, high: float) -> str:
    """Return x, not below *low* nor above *high*; NaN stays."""
    return _at_most(body, body.select(body.compare("olt", x, body.number(low)), body.number(low), x), high)


def _at_most(body: Body, x: str, high: float) -> str:
    return body.select(body.compare("ogt", x, body.number(high)), body.number(high), x)


def _parts(body: Body, x: str) -> tuple[str, str, str]:
    """Return r, w, n with exp(x) = (1 + r + w)*2**n; abs(x) is at most 1400 or so."""
    n = body.intrinsic("roundeven", body.mul(x, body.number(1 / math.log(2))))
    m = body.neg(n)
    r = body.fma(m, body.number(LOG2[0]), x)
    r = body.fma(m, body.number(LOG2[1]), r)
    return r, body.mul(body.mul(r, r), body.polynomial(r, RAISED)), n


def _two_to(body: Body, n: str) -> str:
    """Return 2**n for a whole number between -1022 and 1023."""
    return _power(body, body.to_bits(body.add(n, body.number(ROUND))))


def _power(body: Body, bits: str) -> str:
    """Return 2**n for a whole number n that the last 12 of *bits* are."""
    bits = body.on_bits("add", bits, body.integer(1023))
    return body.from_bits(body.on_bits("shl", bits, body.integer(52)))


def _scaled(body: Body, p: str, n: str) -> str:
    """Return p*2**n, n a whole number up to 2040, by two factors: right for subnormal results, too."""
    bits = body.to_bits(body.add(n, body.number(ROUND)))  # ends in those of n
    half = body.on_bits("lshr", bits, body.integer(1))
    rest = body.on_bits("sub", bits, half)
    return body.mul(body.mul(p, _power(body, half)), _power(body, rest))


def _exp(body: Body, x: str) -> tuple[str, ...]:
    r, w, n = _parts(body, _clamped(body, x, -1400.0, 1400.0))
    return (_scaled(body, body.add(body.number(1.0), body.add(r, w)), n),)


def _expm1(body: Body, x: str) -> tuple[str, ...]:
    """exp(x) - 1 as p*e + (e - 1), with e = 2**n and p = exp(r) - 1; past 2**60 it is exp(x)."""
    near = _clamped(body, x, -50.0, 42.0)
    r, w, n = _parts(body, near)
    e = _two_to(body, n)
    value = body.fma(body.add(r, w), e, body.sub(e, body.number(1.0)))
    value = body.select(body.compare("oeq", x, body.number(0.0)), x, value)  # -0
    large = body.compare("ogt", x, body.number(42.0))
    return (body.select(large, values(body, "exp", x), value),)


def _sinh_cosh(body: Body, x: str) -> tuple[str, ...]:
    """By half of exp(abs(x)), which does not overflow before they do, and exp(abs(x)) - 1 near 0."""
    a = body.absolute(x)
    r, w, n = _parts(body, _at_most(body, a, 1400.0))
    p = body.add(body.number(1.0), body.add(r, w))
    half = _scaled(body, p, body.sub(n, body.number(1.0)))
    rest = body.div(body.number(0.25), half)
    cosh = body.add(half, rest)
    m = values(body, "expm1", a)
    near = body.mul(body.number(0.5), body.add(m, body.div(m, body.add(m, body.number(1.0)))))
    sinh = body.select(body.compare("olt", a, body.number(1.0)), near, body.sub(half, rest))
    return body.intrinsic("copysign", sinh, x), cosh


def _tanh(body: Body, x: str) -> tuple[str, ...]:
    """tanh(x) and sech(x)**2 by u = exp(-2*abs(x)) - 1: -u/(2 + u) and 4*(1 + u)/(2 + u)**2, what u and the
    quotient are rounded by being added again."""
    a = _at_most(body, body.absolute(x), 700.0)
    r, w, n = _parts(body, body.mul(a, body.number(-2.0)))
    one = body.number(1.0)
    e = _scaled(body, one, n)
    p = body.add(r, w)
    p_rest = body.add(body.sub(r, p), w)
    shift = body.sub(e, one)
    u = body.fma(p, e, shift)
    u_rest = body.fma(p_rest, e, body.fma(p, e, body.sub(shift, u)))
    d = body.add(u, body.number(2.0))
    d_rest = body.add(body.add(body.sub(body.number(2.0), d), u), u_rest)
    inverse = body.div(one, d)
    q = body.mul(u, inverse)
    left = body.add(body.fma(body.neg(q), d, u), body.sub(u_rest, body.mul(q, d_rest)))
    t = body.neg(body.fma(left, inverse, q))
    t = body.intrinsic("copysign", t, x)
    t = body.select(body.compare("olt", body.absolute(x), body.number(1e-8)), x, t)
    inverse = body.fma(
        body.neg(inverse), body.fma(inverse, d_rest, body.fma(inverse, d, body.number(-1.0))), inverse
    )
    square = body.mul(body.mul(body.mul(body.number(4.0), body.add(e, body.mul(p, e))), inverse), inverse)
    return t, square


def _sigmoid(body: Body, x: str) -> tuple[str, ...]:
    """By t = exp(-abs(x)): 1/(1 + t) or t/(1 + t)."""
    t = values(body, "exp", body.neg(body.absolute(x)))
    above = body.select(body.compare("olt", x, body.number(0.0)), t, body.number(1.0))
    return (body.div(above, body.add(body.number(1.0), t)),)


def _softplus(body: Body, x: str) -> tuple[str, ...]:
    """max(x, 0) + log(1 + exp(-abs(x)))."""
    t = values(body, "exp", body.neg(body.absolute(x)))
    positive = body.select(body.compare("olt", x, body.number(0.0)), body.number(0.0), x)
    return (body.add(positive, values(body, "log1p", t)),)


# log ----------------------------------------------------------------------------------------------


def _logarithm(body: Body, x: str, shift: str, rest: str) -> str:
    """Return log(x) + shift*log(2) + rest for a normal positive x, *rest* being small beside it."""
    whole, f, half, low = pieces(body, x, shift)
    return body.sub(whole, body.sub(body.sub(half, body.add(low, rest)), f))


def _log(body: Body, x: str) -> tuple[str, ...]:
    value = _logarithm(body, *normal(body, x), body.number(0.0))
    value = body.select(body.compare("oeq", x, body.number(0.0)), body.number(-math.inf), value)
    value = body.select(body.compare("olt", x, body.number(0.0)), body.number(math.nan), value)
    return (body.select(body.compare("uge", x, body.number(math.inf)), x, value),)  # NaN, too


def _log1p(body: Body, x: str) -> tuple[str, ...]:
    """log(s) + c/s, where s is 1 + x rounded and c what that lost."""
    one = body.number(1.0)
    s = body.add(one, x)
    large = body.compare("oge", x, one)
    lost = body.select(large, body.sub(one, body.sub(s, x)), body.sub(x, body.sub(s, one)))
    value = _logarithm(body, s, body.number(0.0), body.div(lost, s))
    small = body.compare("olt", body.absolute(x), body.number(2.0**-54))
    value = body.select(small, x, value)
    value = body.select(body.compare("oeq", x, body.number(-1.0)), body.number(-math.inf), value)
    value = body.select(body.compare("olt", x, body.number(-1.0)), body.number(math.nan), value)
    return (body.select(body.compare("uge", x, body.number(math.inf)), x, value),)  # NaN, too


# Angles -------------------------------------------------------------------------------------------


def _tan(body: Body, x: str) -> tuple[str, ...]:
    return (body.div(values(body, "sin", x), values(body, "cos", x)),)


def _asinh(body: Body, x: str) -> tuple[str, ...]:
    """log1p(a + a**2/(1 + sqrt(1 + a**2))) with a = abs(x), log(2*a) where a is huge."""
    a, one = body.absolute(x), body.number(1.0)
    huge = body.compare("ogt", a, body.number(HUGE))
    square = body.mul(a, a)
    grown = body.div(square, body.add(one, body.intrinsic("sqrt", body.add(one, square))))
    value = values(body, "log1p", body.select(huge, a, body.add(a, grown)))
    value = body.add(value, body.select(huge, body.number(math.log(2)), body.number(0.0)))
    return (body.intrinsic("copysign", value, x),)


def _acosh(body: Body, x: str) -> tuple[str, ...]:
    """log1p(t + sqrt(t*(x + 1))) with t = x - 1, log(2*x) where x is huge."""
    one = body.number(1.0)
    huge = body.compare("ogt", x, body.number(HUGE))
    t = body.sub(x, one)
    root = body.intrinsic("sqrt", body.mul(t, body.add(x, one)))
    value = values(body, "log1p", body.select(huge, x, body.add(t, root)))
    value = body.add(value, body.select(huge, body.number(math.log(2)), body.number(0.0)))
    return (body.select(body.compare("olt", x, one), body.number(math.nan), value),)


def _atanh(body: Body, x: str) -> tuple[str, ...]:
    """Half of log1p(2*a/(1 - a)) with a = abs(x)."""
    a = body.absolute(x)
    value = values(body, "log1p", body.div(body.add(a, a), body.sub(body.number(1.0), a)))
    return (body.intrinsic("copysign", body.mul(value, body.number(0.5)), x),)


# Roots and angles of two numbers ------------------------------------------------------------------


def _cbrt(body: Body, x: str) -> tuple[str, ...]:
    """By x = m*8**k with m between 0.4 and 4: two steps of Halley's from a polynomial, and one of Newton's
    with what the cube of the root is too large by, exactly."""
    a, zero = body.absolute(x), body.number(0.0)
    tiny = body.compare("olt", a, body.number(2.0**-1022))
    normal = body.select(tiny, body.mul(a, body.number(2.0**54)), a)
    bits = body.to_bits(normal)
    shifted = body.on_bits("sub", body.on_bits("lshr", bits, body.integer(52)), body.integer(1023))
    exponent = body.new(f"sitofp {body.bits} {shifted} to {body.type}")
    k = body.intrinsic("roundeven", body.mul(body.sub(exponent, body.number(0.25)), body.number(1 / 3)))
    m = body.mul(normal, _two_to(body, body.neg(k)))  # in two parts: 2**-1023 is no normal number
    m = body.mul(m, _two_to(body, body.mul(k, body.number(-2.0))))
    t = body.polynomial(m, CUBE_ROOT)
    for _ in range(2):
        cube = body.mul(body.mul(t, t), t)
        part = body.div(body.sub(m, cube), body.fma(body.number(2.0), cube, m))
        t = body.fma(t, part, t)
    square = body.mul(t, t)
    lost = body.fma(t, t, body.neg(square))
    over = body.fma(square, body.neg(t), m)
    over = body.fma(body.neg(t), lost, over)
    t = body.add(t, body.div(over, body.mul(body.number(3.0), square)))
    k = body.sub(k, body.select(tiny, body.number(18.0), zero))
    value = body.intrinsic("copysign", body.mul(t, _two_to(body, k)), x)
    same = body.logic("or", body.compare("oeq", a, zero), body.compare("ueq", a, body.number(math.inf)))
    return (body.select(same, x, value),)


def _hypot(body: Body, x: str, y: str) -> tuple[str, ...]:
    """The root of the squares, which a power of 2 keeps from overflow."""
    a, b = body.absolute(x), body.absolute(y)
    is_less = body.compare("olt", a, b)
    more, less = body.select(is_less, b, a), body.select(is_less, a, b)
    large = body.compare("ogt", more, body.number(2.0**500))
    small = body.compare("olt", more, body.number(2.0**-500))
    one = body.number(1.0)
    scale = body.select(large, body.number(2.0**-600), body.select(small, body.number(2.0**600), one))
    back = body.select(large, body.number(2.0**600), body.select(small, body.number(2.0**-600), one))
    u, v = body.mul(more, scale), body.mul(less, scale)
    root = body.mul(body.intrinsic("sqrt", body.fma(u, u, body.mul(v, v))), back)
    infinity = body.number(math.inf)
    infinite = body.logic("or", body.compare("oeq", a, infinity), body.compare("oeq", b, infinity))
    return (body.select(infinite, infinity, root),)


def _atan2(body: Body, y: str, x: str) -> tuple[str, ...]:
    """By atan(abs(y)/abs(x)), taken from pi where x is negative."""
    a, b = body.absolute(y), body.absolute(x)
    zero, one, infinity = body.number(0.0), body.number(1.0), body.number(math.inf)
    q = body.div(a, b)
    both = body.logic("and", body.compare("oeq", a, zero), body.compare("oeq", b, zero))
    q = body.select(both, zero, q)
    both = body.logic("and", body.compare("oeq", a, infinity), body.compare("oeq", b, infinity))
    t = values(body, "atan", body.select(both, one, q))
    turned = body.sub(body.number(2 * QUARTER[0]), body.sub(t, body.number(2 * QUARTER[1])))
    behind = body.compare("olt", body.intrinsic("copysign", one, x), zero)
    value = body.intrinsic("copysign", body.select(behind, turned, t), y)
    return (body.select(body.compare("uno", x, y), body.number(math.nan), value),)


# Error functions ----------------------------------------------------------------------------------


def _scaled_tail(body: Body, a: str) -> str:
    """Return exp(a**2)*erfc(a) for a >= 0."""
    half = body.number(0.5)
    t = body.sub(body.number(1.0), body.div(body.number(6.0), body.add(a, body.number(3.0))))
    return body.div(body.mul(half, body.polynomial(t, TAIL)), body.add(half, a))


def _exp_of_square(body: Body, x: str, sign: float) -> str:
    """Return exp(sign*x**2), the rounding of the square made good."""
    square = body.mul(x, x)
    lost = body.fma(x, x, body.neg(square))
    lost = body.select(body.compare("olt", square, body.number(1e4)), lost, body.number(0.0))
    value = values(body, "exp", body.mul(body.number(sign), square))
    finite = body.compare("olt", value, body.number(math.inf))
    more = body.mul(body.number(sign), body.mul(value, lost))
    return body.select(finite, body.add(value, more), value)


def _erf_erfc(body: Body, x: str) -> tuple[str, ...]:
    """By the series of erf near 0, and by exp(-x**2) times what erfc has beside it."""
    a, one = body.absolute(x), body.number(1.0)
    z = body.mul(x, x)
    series = body.fma(z, body.polynomial(z, ERROR), body.number(2 / math.sqrt(math.pi)))
    near = body.mul(x, series)
    tail = body.mul(_exp_of_square(body, a, -1.0), _scaled_tail(body, a))
    is_near = body.compare("olt", a, body.number(NEAR))
    error = body.select(is_near, near, body.intrinsic("copysign", body.sub(one, tail), x))
    negative = body.compare("olt", x, body.number(0.0))
    rest = body.select(negative, body.sub(body.number(2.0), tail), tail)
    nan = body.compare("uno", x, x)
    return body.select(nan, x, error), body.select(nan, x, rest)


def _erfcx(body: Body, x: str) -> tuple[str, ...]:
    a = body.absolute(x)
    tail = _scaled_tail(body, a)
    whole = _exp_of_square(body, x, 1.0)
    negative = body.compare("olt", x, body.number(0.0))
    return (body.select(negative, body.sub(body.add(whole, whole), tail), tail),)


# Gamma functions ----------------------------------------------------------------------------------


def _digamma(body: Body, x: str) -> tuple[str, ...]:
    rest, angle, is_steep = turn(body, x)
    sine, cosine = values(body, "sin", angle), values(body, "cos", angle)
    above, below = body.select(is_steep, sine, cosine), body.select(is_steep, cosine, sine)
    return digamma(body, x, body.intrinsic("copysign", body.div(above, below), rest))


SCALAR: Final = frozenset((
    "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "asinh", "acosh", "atanh", "erf", "erfc", "hypot", "atan2",
))  # fmt: skip
"""What the library of C does better for one point alone."""
_ROWS: Final = (
    Kernel(("exp",), _exp, (1.25,)),
    Kernel(("expm1",), _expm1, (2.5,)),
    Kernel(("log",), _log, (1.0,)),
    Kernel(("log1p",), _log1p, (2.0,)),
    Kernel(("sin", "cos"), sin_cos, (1.25, 1.25)),
    Kernel(("tan",), _tan, (3.0,)),
    Kernel(("cbrt",), _cbrt, (1.0,)),
    Kernel(("atan",), atan, (2.0,)),
    Kernel(("asin", "acos"), asin_acos, (1.0, 1.0)),
    Kernel(("asinh",), _asinh, (2.0,)),
    Kernel(("acosh",), _acosh, (3.0,)),
    Kernel(("atanh",), _atanh, (2.5,)),
    Kernel(("sinh", "cosh"), _sinh_cosh, (3.0, 2.0)),
    Kernel(("tanh", "sech2"), _tanh, (1.5, 4.0)),
    Kernel(("sigmoid",), _sigmoid, (3.0,)),
    Kernel(("softplus",), _softplus, (2.0,)),
    Kernel(("erf", "erfc"), _erf_erfc, (2.5, 8.0)),
    Kernel(("erfcx",), _erfcx, (7.0,)),
    Kernel(("loggamma",), loggamma, (4.5,)),
    Kernel(("digamma",), _digamma, (5.0,)),
)
KERNELS: Final = {name: kernel for kernel in _ROWS for name in kernel.names}
"""Names of rows, and `sech2` for sech(x)**2, which comes with tanh(x) → how they are computed."""
PAIRS: Final = {"hypot": Kernel(("hypot",), _hypot, (1.25,)), "atan2": Kernel(("atan2",), _atan2, (2.5,))}
"""The same of functions of two arguments."""

__all__ = ["KERNELS", "PAIRS", "SCALAR", "Kernel", "alone", "values"]

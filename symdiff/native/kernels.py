"""Functions of one argument as instructions, on any number of lanes: what they compute, and how exactly.

Each is right for every double, NaN, infinities, subnormals and -0 included, to the units in the last place
that its row claims; `tests/test_native.py` holds the claims against many digits. The coefficients are those
of interpolation at Chebyshev points, made with 40 digits; what reduces arguments to a small interval is
textbook knowledge: J.-M. Muller, "Elementary Functions: Algorithms and Implementation", on reduction by a
constant in several parts, and on sums and products whose rounding is added again.

>>> sorted(KERNELS["sin"].names), KERNELS["exp"].ulp
(['cos', 'sin'], (1.0,))
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from symdiff.native.assembly import Body

_hex = float.fromhex


def _series(text: str) -> tuple[float, ...]:
    return tuple([_hex(part) for part in text.split()])


_LOG2: Final = (_hex("0x1.62e42fefa39efp-1"), _hex("0x1.abc9e3b39803fp-56"))
"""log(2) in two parts."""
_LOG2_SHORT: Final = (_hex("0x1.62e42fee00000p-1"), _hex("0x1.a39ef35793c76p-33"))
"""log(2), the first part with so few bits that its whole multiples are exact."""
_QUARTER: Final = (
    _hex("0x1.921fb54442d18p+0"), _hex("0x1.1a62633145c07p-54"), _hex("-0x1.f1976b7ed8fbcp-110")
)  # fmt: skip
"""pi/2 in three parts."""
_ROUND: Final = 1.5 * 2.0**52
"""Added to a whole number, its low bits are those of the number."""
_FAR: Final = 2.0**20
"""Angles from which on the library reduces them."""
_RAISED: Final = _series(
    "0x1.0000000000000p-1 0x1.5555555555557p-3 0x1.5555555555556p-5 0x1.11111111100bep-7 "
    "0x1.6c16c16c162c3p-10 0x1.a01a01abf85abp-13 0x1.a01a01a6e1e2ap-16 0x1.71de01fdbf9cap-19 "
    "0x1.27e4db46cddd1p-22 0x1.af4e554377204p-26 0x1.1f7340dbc337ep-29"
)
"""(exp(r) - 1 - r)/r**2 for abs(r) <= log(2)/2, to 2e-16."""
_SINE: Final = _series(
    "-0x1.5555555555555p-3 0x1.1111111110b6cp-7 -0x1.a01a019e73325p-13 0x1.71de3781495ffp-19 "
    "-0x1.ae5ff4f957b14p-26 0x1.5e0333e3ccba1p-33"
)
"""(sin(r)/r - 1)/r**2 by z = r**2, for abs(r) <= pi/4, to 3e-17."""
_COSINE: Final = _series(
    "0x1.5555555555555p-5 -0x1.6c16c16c16944p-10 0x1.a01a019f4671dp-16 -0x1.27e4fa0d3726cp-22 "
    "0x1.1eeb5de1e2b95p-29 -0x1.9075bb669682cp-37"
)
"""(cos(r) - 1 + z/2)/z**2 by z = r**2, for abs(r) <= pi/4, to 2e-18."""
_LOGARITHM: Final = _series(
    "0x1.5555555555555p-1 0x1.9999999999a39p-2 0x1.2492492476a1ap-2 0x1.c71c7201a55d7p-3 "
    "0x1.745cf8e4bba1bp-3 0x1.3b1c3c1c81c8fp-3 0x1.0fbde0f4ad17bp-3 0x1.0c0aff044a970p-3"
)
"""(log((1 + s)/(1 - s))/s - 2)/s**2 by z = s**2, for factors from sqrt(1/2) to sqrt(2), to 4e-16."""
_ARC: Final = _series(
    "-0x1.5555555555555p-2 0x1.9999999999952p-3 -0x1.249249248d739p-3 0x1.c71c71c2fc236p-4 "
    "-0x1.745d165c497f3p-4 0x1.3b1392a9c2d8bp-4 -0x1.110e84aa36d9dp-4 0x1.e199c62156609p-5 "
    "-0x1.ac7858539e493p-5 0x1.74d3a7b43351ap-5 -0x1.1b1992aa413c9p-5 0x1.0a997ba33c1dbp-6"
)
"""(atan(t)/t - 1)/t**2 by z = t**2, for abs(t) <= tan(pi/8), to 4e-17."""


class Kernel(NamedTuple):
    """What gives several functions of one argument at once."""

    names: tuple[str, ...]
    """Names of rows, of the values in order."""
    emit: Callable[[Body, str], tuple[str, ...]]
    ulp: tuple[float, ...]
    """Largest error of each, in units in the last place."""


def values(body: Body, name: str, x: str) -> str:
    """Return the value of the function *name*, one of `KERNELS`; what its kernel gives besides is kept."""
    kernel = KERNELS[name]
    if body.width == 1 and name in SCALAR:
        return body.outside(name, x)
    key = kernel.names[0], x
    if key not in body.memory:
        flags, body.flags = body.flags, ""  # rounding that is added again must be what was written
        body.memory[key] = _outlined(body, kernel, x) if body.outlined else kernel.emit(body, x)
        body.flags = flags
    return body.memory[key][kernel.names.index(name)]


def _outlined(body: Body, kernel: Kernel, x: str) -> tuple[str, ...]:
    """Return the values of a kernel that is a function of its own in the module."""
    helper = f"@kernel_{kernel.names[0]}"
    result = f"{{ {', '.join([body.type] * len(kernel.names))} }}"
    if helper not in body.module.helpers:
        inner = Body(body.width, body.module, flags="")
        inner.outlined = True
        found = kernel.emit(inner, "%x")
        last = "poison"
        for place, value in enumerate(found):
            last = inner.raw(f"insertvalue {result} {last}, {body.type} {value}, {place}")
        head = f"define internal {result} {helper}({body.type} %x) noinline nounwind #0 {{\nentry:"
        body.module.helpers[helper] = "\n".join([head, *inner.lines, f"  ret {result} {last}", "}"])
    whole = body.new(f"call {result} {helper}({body.type} {x})")
    return tuple([body.new(f"extractvalue {result} {whole}, {place}") for place in range(len(kernel.names))])


# exp ----------------------------------------------------------------------------------------------


def _clamped(body: Body, x: str, low: float, high: float) -> str:
    """Return x, not below *low* nor above *high*; NaN stays."""
    x = body.select(body.compare("olt", x, body.number(low)), body.number(low), x)
    return body.select(body.compare("ogt", x, body.number(high)), body.number(high), x)


def _parts(body: Body, x: str) -> tuple[str, str, str]:
    """Return r, w, n with exp(x) = (1 + r + w)*2**n; abs(x) is at most 1400 or so."""
    n = body.intrinsic("roundeven", body.mul(x, body.number(1 / math.log(2))))
    m = body.neg(n)
    r = body.fma(m, body.number(_LOG2[0]), x)
    r = body.fma(m, body.number(_LOG2[1]), r)
    return r, body.mul(body.mul(r, r), body.polynomial(r, _RAISED)), n


def _two_to(body: Body, n: str) -> str:
    """Return 2**n for a whole number between -1022 and 1023."""
    bits = body.to_bits(body.add(n, body.number(_ROUND)))
    bits = body.on_bits("add", bits, body.integer(1023))
    return body.from_bits(body.on_bits("shl", bits, body.integer(52)))


def _scaled(body: Body, p: str, n: str) -> str:
    """Return p*2**n, n a whole number up to 2040, by two factors: right for subnormal results, too."""
    half = body.intrinsic("roundeven", body.mul(n, body.number(0.5)))
    return body.mul(body.mul(p, _two_to(body, half)), _two_to(body, body.sub(n, half)))


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
    r, w, n = _parts(body, _clamped(body, a, 0.0, 1400.0))
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
    a = _clamped(body, body.absolute(x), 0.0, 700.0)
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
    nan = body.compare("uno", x, x)
    return body.select(nan, x, t), body.select(nan, x, square)


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
    """Return log(x) + shift*log(2) + rest for a normal positive x, *rest* being small beside it.

    x = 2**k*(1 + f) with 1 + f from sqrt(1/2) to sqrt(2), and s = f/(2 + f).
    """
    bits = body.to_bits(x)
    moved = body.on_bits("add", bits, body.integer(0x0009_5F62_0000_0000))
    k = body.on_bits("sub", body.on_bits("ashr", moved, body.integer(52)), body.integer(1023))
    scaled = body.on_bits("sub", bits, body.on_bits("shl", k, body.integer(52)))
    f = body.sub(body.from_bits(scaled), body.number(1.0))
    power = body.add(body.new(f"sitofp {body.bits} {k} to {body.type}"), shift)
    s = body.div(f, body.add(f, body.number(2.0)))
    z = body.mul(s, s)
    series = body.mul(z, body.polynomial(z, _LOGARITHM))
    half = body.mul(body.mul(f, f), body.number(0.5))
    low = body.fma(power, body.number(_LOG2_SHORT[1]), body.mul(s, body.add(half, series)))
    low = body.add(low, rest)
    return body.sub(body.mul(power, body.number(_LOG2_SHORT[0])), body.sub(body.sub(half, low), f))


def _log(body: Body, x: str) -> tuple[str, ...]:
    tiny = body.compare("olt", x, body.number(2.0**-1022))
    normal = body.select(tiny, body.mul(x, body.number(2.0**54)), x)
    shift = body.select(tiny, body.number(-54.0), body.number(0.0))
    value = _logarithm(body, normal, shift, body.number(0.0))
    value = body.select(body.compare("oeq", x, body.number(0.0)), body.number(-math.inf), value)
    value = body.select(body.compare("olt", x, body.number(0.0)), body.number(math.nan), value)
    value = body.select(body.compare("oeq", x, body.number(math.inf)), x, value)
    return (body.select(body.compare("uno", x, x), x, value),)


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
    value = body.select(body.compare("oeq", x, body.number(math.inf)), x, value)
    return (body.select(body.compare("uno", x, x), x, value),)


# Angles -------------------------------------------------------------------------------------------


def _sin_cos(body: Body, x: str) -> tuple[str, ...]:
    """By the quarter turn that x lies in; far angles are those of the library."""
    n = body.intrinsic("roundeven", body.mul(x, body.number(2 / math.pi)))
    m = body.neg(n)
    r = body.fma(m, body.number(_QUARTER[0]), x)
    part = body.mul(m, body.number(_QUARTER[1]))
    near = body.add(r, part)
    lost = body.add(body.sub(r, near), part)  # what that rounding took, and that of the product
    lost = body.add(lost, body.fma(m, body.number(_QUARTER[1]), body.neg(part)))
    lost = body.fma(m, body.number(_QUARTER[2]), lost)
    r = body.add(near, lost)
    lost = body.add(body.sub(near, r), lost)
    z = body.mul(r, r)
    sine = body.add(r, body.fma(body.mul(z, r), body.polynomial(z, _SINE), lost))
    half = body.mul(z, body.number(0.5))
    whole = body.sub(body.number(1.0), half)
    small = body.sub(body.sub(body.number(1.0), whole), half)
    small = body.fma(body.mul(z, z), body.polynomial(z, _COSINE), body.fma(body.neg(r), lost, small))
    cosine = body.add(whole, small)
    quarter = body.to_bits(body.add(n, body.number(_ROUND)))
    one = body.on_bits("and", quarter, body.integer(1))
    is_odd = body.new(f"icmp ne {body.bits} {one}, {body.integer(0)}")
    top = body.integer(-(1 << 63))
    found = []
    for even, odd, turned in (
        (sine, cosine, quarter),
        (cosine, sine, body.on_bits("add", quarter, body.integer(1))),
    ):
        sign = body.on_bits("and", body.on_bits("shl", turned, body.integer(62)), top)
        value = body.to_bits(body.select(is_odd, odd, even))
        found.append(body.from_bits(body.on_bits("xor", value, sign)))
    is_far = body.compare("uge", body.absolute(x), body.number(_FAR))
    zero = body.compare("oeq", x, body.number(0.0))
    sine = body.select(zero, x, found[0])
    return body.mended(is_far, (sine, found[1]), ("sin", "cos"), x)


def _tan(body: Body, x: str) -> tuple[str, ...]:
    return (body.div(values(body, "sin", x), values(body, "cos", x)),)


def _atan(body: Body, x: str) -> tuple[str, ...]:
    """By t = x, (x - 1)/(x + 1) or -1/x, whichever is small, and the angle that takes away: 0, pi/4, pi/2."""
    a = body.absolute(x)
    one, zero = body.number(1.0), body.number(0.0)
    middle = body.compare("ogt", a, body.number(math.tan(math.pi / 8)))
    outer = body.compare("ogt", a, body.number(math.tan(3 * math.pi / 8)))
    above = body.select(outer, body.number(-1.0), body.select(middle, body.sub(a, one), a))
    below = body.select(outer, a, body.select(middle, body.add(a, one), one))
    t = body.div(above, below)
    lost = body.div(body.fma(body.neg(t), below, above), below)
    lost = body.select(body.compare("oeq", a, body.number(math.inf)), zero, lost)
    high = body.select(
        outer, body.number(_QUARTER[0]), body.select(middle, body.number(_QUARTER[0] / 2), zero)
    )
    low = body.select(
        outer, body.number(_QUARTER[1]), body.select(middle, body.number(_QUARTER[1] / 2), zero)
    )
    z = body.mul(t, t)
    rest = body.fma(body.mul(z, t), body.polynomial(z, _ARC), body.add(low, lost))
    value = body.add(high, body.add(t, rest))
    return (body.intrinsic("copysign", value, x),)


SCALAR: Final = frozenset(
    ["exp", "expm1", "log", "log1p", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh"]
)
"""What the library of C does better for one point alone."""
_ROWS: Final = (
    Kernel(("exp",), _exp, (1.0,)),
    Kernel(("expm1",), _expm1, (2.0,)),
    Kernel(("log",), _log, (1.0,)),
    Kernel(("log1p",), _log1p, (2.0,)),
    Kernel(("sin", "cos"), _sin_cos, (1.0, 1.0)),
    Kernel(("tan",), _tan, (2.5,)),
    Kernel(("atan",), _atan, (1.5,)),
    Kernel(("sinh", "cosh"), _sinh_cosh, (2.5, 2.0)),
    Kernel(("tanh", "sech2"), _tanh, (1.5, 3.5)),
    Kernel(("sigmoid",), _sigmoid, (2.5,)),
    Kernel(("softplus",), _softplus, (2.0,)),
)
KERNELS: Final = {name: kernel for kernel in _ROWS for name in kernel.names}
"""Names of rows, and `sech2` for sech(x)**2, which comes with tanh(x) → how they are computed."""

__all__ = ["KERNELS", "SCALAR", "Kernel", "values"]

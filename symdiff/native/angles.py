"""Sine and cosine, and the angles that have a sine, as instructions on any number of lanes."""

from __future__ import annotations

import math

from symdiff.native.assembly import Body
from symdiff.programs.coefficients import ARC, COSINE, FAR, INVERSE_SINE, QUARTER, ROUND, SINE


def sin_cos(body: Body, x: str) -> tuple[str, ...]:
    """Return sin(x) and cos(x), by the quarter turn abs(x) is in; far angles are those of the library."""
    a = body.absolute(x)
    n = body.intrinsic("roundeven", body.mul(a, body.number(2 / math.pi)))
    m = body.neg(n)
    r = body.fma(m, body.number(QUARTER[0]), a)
    part = body.mul(m, body.number(QUARTER[1]))
    near = body.add(r, part)
    lost = body.add(body.sub(r, near), part)  # what that rounding took, and that of the product
    lost = body.add(lost, body.fma(m, body.number(QUARTER[1]), body.neg(part)))
    lost = body.fma(m, body.number(QUARTER[2]), lost)
    r = body.add(near, lost)
    lost = body.add(body.sub(near, r), lost)
    z = body.mul(r, r)
    sine = body.add(r, body.fma(body.mul(z, r), body.polynomial(z, SINE), lost))
    half = body.mul(z, body.number(0.5))
    whole = body.sub(body.number(1.0), half)
    small = body.sub(body.sub(body.number(1.0), whole), half)
    small = body.fma(body.mul(z, z), body.polynomial(z, COSINE), body.fma(body.neg(r), lost, small))
    cosine = body.add(whole, small)
    quarter = body.to_bits(body.add(n, body.number(ROUND)))
    one = body.on_bits("and", quarter, body.integer(1))
    is_odd = body.new(f"icmp ne {body.bits} {one}, {body.integer(0)}")
    top = body.integer(-(1 << 63))
    turned = body.on_bits("shl", quarter, body.integer(62))
    after = body.on_bits("shl", body.on_bits("add", quarter, body.integer(1)), body.integer(62))
    found = []
    for even, odd, sign in (
        (sine, cosine, body.on_bits("xor", turned, body.to_bits(x))),
        (cosine, sine, after),
    ):
        value = body.to_bits(body.select(is_odd, odd, even))
        found.append(body.from_bits(body.on_bits("xor", value, body.on_bits("and", sign, top))))
    is_far = body.compare("uge", a, body.number(FAR))
    return body.mended(is_far, (found[0], found[1]), ("sin", "cos"), x)


def atan(body: Body, x: str) -> tuple[str, ...]:
    """Return atan(x), by t = x, (x - 1)/(x + 1) or -1/x, whichever is small, and the angle that takes away:
    0, pi/4, pi/2."""
    a = body.absolute(x)
    one, zero = body.number(1.0), body.number(0.0)
    middle = body.compare("ogt", a, body.number(math.tan(math.pi / 8)))
    outer = body.compare("ogt", a, body.number(math.tan(3 * math.pi / 8)))
    above = body.select(outer, body.number(-1.0), body.select(middle, body.sub(a, one), a))
    below = body.select(outer, a, body.select(middle, body.add(a, one), one))
    t = body.div(above, below)
    lost = body.div(body.fma(body.neg(t), below, above), below)
    lost = body.select(body.compare("oeq", a, body.number(math.inf)), zero, lost)
    high = body.select(outer, body.number(QUARTER[0]), body.select(middle, body.number(QUARTER[0] / 2), zero))
    low = body.select(outer, body.number(QUARTER[1]), body.select(middle, body.number(QUARTER[1] / 2), zero))
    z = body.mul(t, t)
    rest = body.fma(body.mul(z, t), body.polynomial(z, ARC), body.add(low, lost))
    value = body.add(high, body.add(t, rest))
    return (body.intrinsic("copysign", value, x),)


def asin_acos(body: Body, x: str) -> tuple[str, ...]:
    """Return asin(x) and acos(x), by the series of asin for abs(x) <= 1/2; beyond, by that of
    asin(sqrt((1 - abs(x))/2)), half of what is left. The rounding of the root is added again."""
    a, one, half = body.absolute(x), body.number(1.0), body.number(0.5)
    beyond = body.compare("ogt", a, half)
    rest = body.mul(body.sub(one, a), half)
    root = body.intrinsic("sqrt", rest)
    lost = body.div(body.fma(body.neg(root), root, rest), body.add(root, root))
    lost = body.select(body.compare("oeq", root, body.number(0.0)), root, lost)
    z = body.select(beyond, rest, body.mul(a, a))
    t = body.select(beyond, root, a)
    more = body.mul(body.mul(t, z), body.polynomial(z, INVERSE_SINE))
    more = body.add(more, body.select(beyond, lost, body.number(0.0)))
    high, low = body.number(QUARTER[0]), body.number(QUARTER[1])
    inner = body.add(t, more)
    twice = body.add(t, t)
    left = body.sub(high, twice)  # exact enough: what it loses is added below
    spilt = body.sub(body.sub(high, left), twice)
    outer = body.add(left, body.add(spilt, body.sub(low, body.add(more, more))))
    sine = body.intrinsic("copysign", body.select(beyond, outer, inner), x)
    negative = body.compare("olt", x, body.number(0.0))
    far = body.sub(body.number(2 * QUARTER[0]), twice)
    spilt = body.sub(body.sub(body.number(2 * QUARTER[0]), far), twice)
    far = body.add(far, body.add(spilt, body.sub(body.number(2 * QUARTER[1]), body.add(more, more))))
    ends = body.select(negative, far, body.add(twice, body.add(more, more)))
    middle = body.sub(high, x)
    spilt = body.sub(body.sub(high, middle), x)
    series = body.intrinsic("copysign", more, x)
    middle = body.add(middle, body.add(spilt, body.sub(low, series)))
    return sine, body.select(beyond, ends, middle)

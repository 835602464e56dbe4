"""The parts that the logarithm of a double is the sum of, as instructions on any number of lanes."""

from __future__ import annotations

from symdiff.native.assembly import Body
from symdiff.programs.coefficients import LOG2_SHORT, LOGARITHM


def pieces(body: Body, x: str, shift: str) -> tuple[str, str, str, str]:
    """Return w, f, h, s with log(x) + shift*log(2) = w + (f - (h - s)) for a normal positive x; w has no
    rounding.

    x = 2**k*(1 + f) with 1 + f from sqrt(1/2) to sqrt(2), h is f**2/2, and s a series in f/(2 + f).
    """
    bits = body.to_bits(x)
    moved = body.on_bits("add", bits, body.integer(0x0009_5F62_0000_0000))
    k = body.on_bits("sub", body.on_bits("ashr", moved, body.integer(52)), body.integer(1023))
    scaled = body.on_bits("sub", bits, body.on_bits("shl", k, body.integer(52)))
    f = body.sub(body.from_bits(scaled), body.number(1.0))
    power = body.add(body.new(f"sitofp {body.bits} {k} to {body.type}"), shift)
    s = body.div(f, body.add(f, body.number(2.0)))
    z = body.mul(s, s)
    series = body.mul(z, body.polynomial(z, LOGARITHM))
    half = body.mul(body.mul(f, f), body.number(0.5))
    low = body.fma(power, body.number(LOG2_SHORT[1]), body.mul(s, body.add(half, series)))
    return body.mul(power, body.number(LOG2_SHORT[0])), f, half, low


def normal(body: Body, x: str) -> tuple[str, str]:
    """Return x, or x*2**54 where it is smaller than normal numbers, and the shift that makes that good."""
    tiny = body.compare("olt", x, body.number(2.0**-1022))
    grown = body.select(tiny, body.mul(x, body.number(2.0**54)), x)
    return grown, body.select(tiny, body.number(-54.0), body.number(0.0))


__all__ = ["normal", "pieces"]

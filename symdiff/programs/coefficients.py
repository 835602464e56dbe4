"""The numbers that functions in floats are made of: constants in parts, and the coefficients of polynomials.

The coefficients are those of interpolation at Chebyshev points, made with 40 digits.
"""

from __future__ import annotations

from typing import Final

_hex = float.fromhex


def _series(text: str) -> tuple[float, ...]:
    return tuple([_hex(part) for part in text.split()])


LOG2: Final = (_hex("0x1.62e42fefa39efp-1"), _hex("0x1.abc9e3b39803fp-56"))
"""log(2) in two parts."""
LOG2_SHORT: Final = (_hex("0x1.62e42fee00000p-1"), _hex("0x1.a39ef35793c76p-33"))
"""log(2), the first part with so few bits that its whole multiples are exact."""
QUARTER: Final = (
    _hex("0x1.921fb54442d18p+0"), _hex("0x1.1a62633145c07p-54"), _hex("-0x1.f1976b7ed8fbcp-110")
)  # fmt: skip
"""pi/2 in three parts."""
ROUND: Final = 1.5 * 2.0**52
"""Added to a whole number, its low bits are those of the number."""
FAR: Final = 2.0**20
"""Angles from which on the library reduces them."""
RAISED: Final = _series(
    "0x1.0000000000000p-1 0x1.5555555555557p-3 0x1.5555555555556p-5 0x1.11111111100bep-7 "
    "0x1.6c16c16c162c3p-10 0x1.a01a01abf85abp-13 0x1.a01a01a6e1e2ap-16 0x1.71de01fdbf9cap-19 "
    "0x1.27e4db46cddd1p-22 0x1.af4e554377204p-26 0x1.1f7340dbc337ep-29"
)
"""(exp(r) - 1 - r)/r**2 for abs(r) <= log(2)/2, to 2e-16."""
SINE: Final = _series(
    "-0x1.5555555555555p-3 0x1.1111111110b6cp-7 -0x1.a01a019e73325p-13 0x1.71de3781495ffp-19 "
    "-0x1.ae5ff4f957b14p-26 0x1.5e0333e3ccba1p-33"
)
"""(sin(r)/r - 1)/r**2 by z = r**2, for abs(r) <= pi/4, to 3e-17."""
COSINE: Final = _series(
    "0x1.5555555555555p-5 -0x1.6c16c16c16944p-10 0x1.a01a019f4671dp-16 -0x1.27e4fa0d3726cp-22 "
    "0x1.1eeb5de1e2b95p-29 -0x1.9075bb669682cp-37"
)
"""(cos(r) - 1 + z/2)/z**2 by z = r**2, for abs(r) <= pi/4, to 2e-18."""
LOGARITHM: Final = _series(
    "0x1.5555555555555p-1 0x1.9999999999a39p-2 0x1.2492492476a1ap-2 0x1.c71c7201a55d7p-3 "
    "0x1.745cf8e4bba1bp-3 0x1.3b1c3c1c81c8fp-3 0x1.0fbde0f4ad17bp-3 0x1.0c0aff044a970p-3"
)
"""(log((1 + s)/(1 - s))/s - 2)/s**2 by z = s**2, for factors from sqrt(1/2) to sqrt(2), to 4e-16."""
ARC: Final = _series(
    "-0x1.5555555555555p-2 0x1.9999999999952p-3 -0x1.249249248d739p-3 0x1.c71c71c2fc236p-4 "
    "-0x1.745d165c497f3p-4 0x1.3b1392a9c2d8bp-4 -0x1.110e84aa36d9dp-4 0x1.e199c62156609p-5 "
    "-0x1.ac7858539e493p-5 0x1.74d3a7b43351ap-5 -0x1.1b1992aa413c9p-5 0x1.0a997ba33c1dbp-6"
)
"""(atan(t)/t - 1)/t**2 by z = t**2, for abs(t) <= tan(pi/8), to 4e-17."""
INVERSE_SINE: Final = _series(
    "0x1.5555555555556p-3 0x1.3333333332ec4p-4 0x1.6db6db6e3292ep-5 0x1.f1c71c1d4aa0dp-6 "
    "0x1.6e8bb1d89492bp-6 0x1.1c4d343fa57f6p-6 0x1.c9cf3759fd8ffp-7 0x1.78246f32d075cp-7 "
    "0x1.524ea8b3aad31p-7 0x1.653a8f8cfd43cp-8 0x1.1d661531b222ep-6 -0x1.e7a24f548c99fp-7 "
    "0x1.d78189767524ep-6"
)
"""(asin(t)/t - 1)/t**2 by z = t**2, for abs(t) <= 1/2, to 2e-17."""
NEAR: Final = 0.8
"""Up to here erf is computed by its series, beyond by erfc."""
ERROR: Final = _series(
    "-0x1.812746b0379e7p-2 0x1.ce2f21a042bd1p-4 -0x1.b82ce31287c5ep-6 0x1.565bcd0e16be6p-8 "
    "-0x1.c02db3e2450bdp-11 0x1.f9a320b188357p-14 -0x1.f4d189cc4815bp-17 0x1.b9d50ccda0425p-20 "
    "-0x1.5e7cfd1628572p-23 0x1.ebe1ad08521afp-27 -0x1.f848974b60a53p-31"
)
"""(erf(x)/x - 2/sqrt(pi))/x**2 by z = x**2, for z <= 0.7, to 1e-16."""
TAIL: Final = _series(
    "0x1.40c522d7e4987p+0 -0x1.15c084bb9e8f2p-3 -0x1.85a15c58aa4f5p-5 0x1.098366a5b4640p-3 "
    "-0x1.e88b803a4a881p-4 0x1.17ca2877f2e0ap-4 -0x1.8574c40b69c6ap-6 0x1.4b884e411d2b0p-9 "
    "0x1.ef1bdd0e61218p-10 -0x1.98db50c1995dap-11 -0x1.b912639d3c363p-14 0x1.065a32b51fa50p-13 "
    "0x1.4c228d0f252afp-18 -0x1.513b2bf2e7a13p-16 -0x1.885c4173e8118p-21 0x1.d20dc1d6f2168p-19 "
    "0x1.7dfecd6d595a4p-22 -0x1.4b09042715313p-21 -0x1.2dabcbdb3b408p-23 0x1.b56217b9146ccp-24 "
    "0x1.60bcb894e79d1p-25 -0x1.c96dae03284b5p-27 -0x1.1a5abb05ab718p-27 0x1.0f1968e597de2p-30 "
    "0x1.cd7350f20ad1ap-31"
)
"""(1 + 2*x)*exp(x**2)*erfc(x) by t = (x - 3)/(x + 3), for x >= 0, to 2e-16."""
CUBE_ROOT: Final = (0.507447, 0.673512, -0.225524, 0.046105, -0.003733)
"""The cube root between 0.4 and 4.2, to 7 bits."""
HUGE: Final = 2.0**60
"""Numbers beside which 1 is nothing."""

__all__ = [
    "ARC", "COSINE", "CUBE_ROOT", "ERROR", "FAR", "HUGE", "INVERSE_SINE", "LOG2", "LOG2_SHORT", "LOGARITHM",
    "NEAR", "QUARTER", "RAISED", "ROUND", "SINE", "TAIL",
]  # fmt: skip

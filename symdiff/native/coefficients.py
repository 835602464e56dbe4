"""The numbers that kernels are made of: constants in parts, and the coefficients of polynomials.

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
HUGE: Final = 2.0**60
"""Numbers beside which 1 is nothing."""

__all__ = [
    "ARC", "COSINE", "FAR", "HUGE", "INVERSE_SINE", "LOG2", "LOG2_SHORT", "LOGARITHM", "QUARTER", "RAISED",
    "ROUND", "SINE",
]  # fmt: skip

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
GAMMA_SLOPE_1: Final = (_hex("-0x1.2788cfc6fb619p-1"), _hex("0x1.8e67e953caf12p-57"))
"""loggamma(1 + t)/t at 0 in two parts."""
GAMMA_SLOPE_2: Final = (_hex("0x1.b0ee6072093cep-2"), _hex("0x1.60c52f2f2e20dp-58"))
"""loggamma(2 + t)/t at 0 in two parts."""
STIRLING_REST: Final = _hex("0x1.acfe390c97d69p-2")
"""(log(2*pi) - 1)/2."""
DIGAMMA_ZERO: Final = (_hex("0x1.762d86356be3fp+0"), _hex("0x1.b86a722197829p-54"))
"""Where digamma is 0, in two parts."""
DIGAMMA_ZERO_LESS_1: Final = (_hex("0x1.d8b618d5af8fep-2"), _hex("-0x1.1e563779a1f5bp-56"))
"""That number less 1, in two parts."""
GAMMA_AT_1: Final = _series(
    "0x1.a51a6625307d3p-1 -0x1.9a4d55beab37cp-2 0x1.151322ac7d8e9p-2 -0x1.a8b9c17a91284p-3 "
    "0x1.5b40cb0ff7e2cp-3 -0x1.2703a1e53cd44p-3 0x1.010b36b799ac3p-3 -0x1.c8066cfb76ec6p-4 "
    "0x1.9a01e02e1bc0ep-4 -0x1.748ca0044fd2dp-4 0x1.556b3fe9a66f6p-4 -0x1.3b14e848a2d53p-4 "
    "0x1.248e72b0a7186p-4 -0x1.118acc50ec441p-4 0x1.007509e47a025p-4 -0x1.d8fbcda10e84fp-5 "
    "0x1.be79bd2aebac5p-5 -0x1.ea4aa627b4073p-5 0x1.d2f7f4a6085fbp-5 -0x1.db7126487ed80p-7 "
    "0x1.b4fc9a43dac9fp-7 -0x1.28eb1f4f52ce4p-3 0x1.1ef5d11df4a3dp-3 0x1.3914b3aa0e424p-3 "
    "-0x1.3046d605c1822p-3 -0x1.cc35b376ce280p-3 0x1.bdb3d7629dd5ep-3"
)
"""(loggamma(1 + t)/t - GAMMA_SLOPE_1)/t, for abs(t) <= 1/2, to 2e-17."""
GAMMA_AT_2: Final = _series(
    "0x1.4a34cc4a60fa6p-2 -0x1.13e001a5575fep-4 0x1.51322ac7d8a41p-6 -0x1.e404fc21930a2p-8 "
    "0x1.7add6eacfbc77p-9 -0x1.38ac5c29a85cfp-10 0x1.0b36afdd70a75p-11 -0x1.d3fd4dd4e152bp-13 "
    "0x1.a1278470de8dbp-14 -0x1.78de279c122eap-15 0x1.58148dcd48942p-16 -0x1.3cc022773b183p-17 "
    "0x1.24f73cb9b882ap-18 -0x1.11b1774424806p-19 0x1.096a7528a1349p-20 -0x1.db45253fbd98fp-22 "
    "0x1.3490106974d91p-23 -0x1.08adf1b7b9631p-23 0x1.e184c0c8c2141p-24"
)
"""(loggamma(2 + t)/t - GAMMA_SLOPE_2)/t, for t from -0.6 to 1/2, to 5e-18."""
STIRLING: Final = _series(
    "0x1.5555555555554p-4 -0x1.6c16c16bfe8b3p-9 0x1.a01a0104c95fap-11 -0x1.38131f3f85a44p-11 "
    "0x1.b931ee43f0566p-11 -0x1.f3985a7f89588p-10 0x1.8c121edab628cp-8 -0x1.669679e084970p-6 "
    "0x1.11f2a0a1b6378p-4 -0x1.c6d92b7d4abf0p-4"
)
"""x*(loggamma(x) - (x - 1/2)*(log(x) - 1) - STIRLING_REST) by z = 1/x**2, for x >= 3.5, to 2e-16."""
DIGAMMA: Final = _series(
    "0x1.e6f0cbb873617p-1 -0x1.b1cb63005ee97p-2 0x1.eca189b8e6da1p-3 -0x1.2feeeb98a7cd8p-3 "
    "0x1.8512e5905d180p-4 -0x1.fb442029cdbf4p-5 0x1.4de9aa05d3418p-5 -0x1.b9f8b1367959dp-6 "
    "0x1.256475e5ac975p-6 -0x1.86355f6f68797p-7 0x1.03c00801ba958p-7 -0x1.5a071c746535bp-8 "
    "0x1.cd3e42d157015p-9 -0x1.33661f9073563p-9 0x1.980fc9c9f0be8p-10 -0x1.1002aaf6255f5p-10 "
    "0x1.7b3b41b0b38cdp-11 -0x1.f99f529bd0771p-12 0x1.dc8ae08af0fc4p-13 -0x1.3db05b36d9a48p-13 "
    "0x1.104c9d0897b58p-12 -0x1.6b107f71aa124p-13"
)
"""digamma(x)/(x - DIGAMMA_ZERO) by t = x - 3/2, for abs(t) <= 1/2, to 2e-17."""
DIGAMMA_FAR: Final = _series(
    "0x1.5555555555551p-4 -0x1.11111110fc1f8p-7 0x1.041040c3c74c1p-8 -0x1.1110e94042365p-8 "
    "0x1.f06ed8f4b47d3p-8 -0x1.58e4e39033fb0p-6 0x1.4f0af5f4eb51ap-4 -0x1.9be331746a2d0p-2 "
    "0x1.19c7833a26f1dp+1 -0x1.78eaed060d5abp+3 0x1.bdba7a00a2b50p+5 -0x1.b2781d8c89fa8p+7 "
    "0x1.4af086130d5a2p+9 -0x1.75f189080ffd1p+10 0x1.24a0b6c78d57cp+11 -0x1.19dd07c6bdb36p+11 "
    "0x1.f61697fce0e64p+9"
)
"""(log(x) - 1/(2*x) - digamma(x))/z by z = 1/x**2, for x >= 2, to 8e-16."""

__all__ = [
    "ARC",
    "COSINE",
    "CUBE_ROOT",
    "DIGAMMA",
    "DIGAMMA_FAR",
    "DIGAMMA_ZERO",
    "DIGAMMA_ZERO_LESS_1",
    "ERROR",
    "FAR",
    "GAMMA_AT_1",
    "GAMMA_AT_2",
    "GAMMA_SLOPE_1",
    "GAMMA_SLOPE_2",
    "HUGE",
    "INVERSE_SINE",
    "LOG2",
    "LOG2_SHORT",
    "LOGARITHM",
    "NEAR",
    "QUARTER",
    "RAISED",
    "ROUND",
    "SINE",
    "STIRLING",
    "STIRLING_REST",
    "TAIL",
]

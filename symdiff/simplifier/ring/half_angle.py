"""A fraction in one pair sin u, cos u as one of the tangent of half the angle, where nothing can hide behind
sin**2 + cos**2 == 1.

Source: DLMF 4.21.27-4.21.28 and their hyperbolic namesakes.
"""

from __future__ import annotations

from typing import Final

from symdiff.records import NamedTuple
from symdiff.simplifier.ring.polynomials import Polynomial, in_lowest_terms, terms_of
from symdiff.simplifier.ring.ring import Ring
from symdiff.table.functions import code_of

_TANGENT: Final = 12
"""Degree in sine and cosine up to which the half angle is tried."""
_SINES: Final = (code_of("sin", 1), code_of("sinh", 1))


class ByHalfAngle(NamedTuple):
    """A fraction, and the names of the identities that made it."""

    top: Polynomial
    bottom: Polynomial
    laws: frozenset[str]


def by_half_angle(ring: Ring, top: Polynomial, bottom: Polynomial) -> ByHalfAngle | None:
    """Return the fraction in lowest terms as one of the tangent of half the angle of its only pair
    sin u, cos u, written in sin u and cos u again; None where there is no such pair.

    sin u and cos u are fractions of one variable, so what cancels there cannot hide behind
    sin**2 + cos**2 == 1: (3*cos(u) - 4*sin(u) + 6)/(25*cos(u)**2 + 36*cos(u) + 20) is
    1/(3*cos(u) + 4*sin(u) + 6).
    """
    pairs = [pair for pair in ring.pairs() if ring.graph.ops[ring.kernels[pair[0]][0]] in _SINES]
    if len(pairs) != 1:
        return None
    i, j, _, hyperbolic = pairs[0]
    degrees = [max([int(e[i] + e[j]) for e in terms_of(p)], default=0) for p in (top, bottom)]
    if max(degrees) < 2 or max(degrees) > _TANGENT:
        return None
    t = ring.generators[i]
    circle = ring.one - t * t if hyperbolic else ring.one + t * t
    other = ring.one + t * t if hyperbolic else ring.one - t * t
    halves = [
        _substituted(ring, p, i, j, 2 * t, other, circle, d)
        for p, d in zip((top, bottom), degrees, strict=True)
    ]
    excess = degrees[1] - degrees[0]
    halves[0 if excess > 0 else 1] *= circle ** abs(excess)
    for half in halves:
        ring.checked(half)
    left = in_lowest_terms(halves[0], halves[1])
    whole = (max([int(p.degrees()[i]) for p in left]) + 1) // 2
    found = [_from_tangent(ring, p, i, j, whole, hyperbolic) for p in left]
    end = "h" if hyperbolic else ""
    laws = frozenset((f"half-angle-tangent-sin{end}", f"half-angle-tangent-cos{end}", "lowest-terms"))
    return ByHalfAngle(*in_lowest_terms(found[0], found[1]), laws)


def _substituted(
    ring: Ring,
    p: Polynomial,
    i: int,
    j: int,
    sine: Polynomial,
    cosine: Polynomial,
    circle: Polynomial,
    degree: int,
) -> Polynomial:
    """Return circle**degree * p at sine/circle and cosine/circle."""
    total = ring.zero
    for exponents, coefficient in terms_of(p).items():
        rest = list(exponents)
        a, b = int(rest[i]), int(rest[j])
        rest[i] = rest[j] = 0
        monomial = ring.context.from_dict({tuple(rest): coefficient})
        total = total + monomial * sine**a * cosine**b * circle ** (degree - a - b)
    return total


def _from_tangent(ring: Ring, p: Polynomial, i: int, j: int, whole: int, hyperbolic: bool) -> Polynomial:
    """Return p/circle**whole, of degree 2*whole in the tangent, by sine and cosine."""
    sine, cosine = ring.generators[i], ring.generators[j]
    # the squares of sine and cosine of half the angle, and their product, doubled
    low = cosine - ring.one if hyperbolic else ring.one - cosine
    high = cosine + ring.one
    total = ring.zero
    for exponents, coefficient in terms_of(p).items():
        rest = list(exponents)
        k = int(rest[i])
        rest[i] = 0
        monomial = ring.context.from_dict({tuple(rest): coefficient})
        odd = k % 2
        total = total + monomial * sine**odd * low ** (k // 2) * high ** (whole - (k + odd) // 2)
    return ring.without_square(total, i, j)

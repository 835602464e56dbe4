"""A point at which polynomials are what is said of them: then no sum shows that they cannot be.

>>> from flint import Ordering, fmpq_mpoly_ctx
>>> x, y = fmpq_mpoly_ctx.get(["x", "y"], Ordering.lex).gens()
>>> is_attained([(x - y, True), (y + 1, False)], {}), is_attained([(x - y, True), (y - x, True)], {})
(True, False)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, isfinite, prod
from random import Random
from typing import Final

from symdiff.simplifier.ring.polynomials import Fractional, Polynomial, terms_of

_TRIES: Final = 40
"""Points that are looked at."""
_NEAR: Final = (-0.3, 0.4, -0.9, 0.7, -1.3, 1.6, -2.2, 2.4, -4.1, 5.3, -17.0, 19.0, -210.0, 230.0)
"""What a variable is of which nothing more is known, in no ratio that a formula is likely to have."""
_SURE: Final = 1e-9
"""Part of the size of its terms by which a value is to be positive: what is rounded is far below it."""
_Terms = list[tuple[tuple[tuple[int, int], ...], float]]
"""Places of variables and their exponents, and the coefficient."""


def is_attained(
    known: Sequence[tuple[Polynomial, bool]], roots: Mapping[int, tuple[int, Fractional]]
) -> bool:
    """Return whether a point was found at which polynomials are positive; *roots* has the place of each
    variable that is a root, its degree, and the fraction of others that it is the root of.

    Cost: the polynomials at 40 points, most of which the first few refuse.
    """
    if not known:
        return True
    width = len(known[0][0].degrees())
    polynomials = sorted([_terms(polynomial) for polynomial, _ in known], key=len)
    within = _bounds(polynomials, width)
    fractions = {
        i: (degree, _terms(fraction[0]), _terms(fraction[1])) for i, (degree, fraction) in roots.items()
    }
    random = Random(width)
    for _ in range(_TRIES):
        point = [_drawn(random, low, high) for low, high in within]
        if all(_set_root(point, i, *fractions[i]) for i in sorted(fractions, reverse=True)):
            if all(_is_positive(terms, point) for terms in polynomials):
                return all(_is_root(point, i, *root) for i, root in fractions.items())
    return False


def _terms(polynomial: Polynomial) -> _Terms:
    return [
        (tuple([(i, e) for i, e in enumerate(exponents) if e]), float(number.p) / float(number.q))
        for exponents, number in terms_of(polynomial).items()
    ]


def _value(terms: _Terms, point: Sequence[float]) -> tuple[float, float]:
    """Return the value of a polynomial and the size of its terms."""
    values = [number * prod([point[i] ** e for i, e in powers]) for powers, number in terms]
    return sum(values), sum([abs(value) for value in values])


def _is_positive(terms: _Terms, point: Sequence[float]) -> bool:
    value, size = _value(terms, point)
    return value > _SURE * size and isfinite(size)


def _set_root(point: list[float], i: int, degree: int, top: _Terms, bottom: _Terms) -> bool:
    """Make variable *i* the root that it is, where that is real and no digits are in doubt."""
    over, size = _value(top, point)
    under, of = _value(bottom, point)
    if abs(over) <= _SURE * size or abs(under) <= _SURE * of or not isfinite(size + of) or over * under <= 0:
        return False
    point[i] = (over / under) ** (1 / degree)
    return True


def _is_root(point: Sequence[float], i: int, degree: int, top: _Terms, bottom: _Terms) -> bool:
    """Return whether variable *i* still is the root that it is: none of what it is made of was set later."""
    other = list(point)
    return _set_root(other, i, degree, top, bottom) and abs(other[i] - point[i]) <= 1e-14 * abs(point[i])


def _bounds(polynomials: Sequence[_Terms], width: int) -> list[tuple[float, float]]:
    """Return between what each variable lies, by the polynomials that have no other."""
    within = [(-inf, inf)] * width
    for terms in polynomials:
        powers = [power for power, _ in terms if power]
        if len(terms) <= 2 and len(powers) == 1 and len(powers[0]) == 1 and powers[0][0][1] == 1:
            i = powers[0][0][0]
            slope = next(number for power, number in terms if power)
            zero = -sum([number for power, number in terms if not power]) / slope
            low, high = within[i]
            within[i] = (max(low, zero), high) if slope > 0 else (low, min(high, zero))
    return within


def _drawn(random: Random, low: float, high: float) -> float:
    if isfinite(low) and isfinite(high):
        return low + (high - low) * random.random()
    number = random.choice(_NEAR)
    return low + abs(number) if isfinite(low) else high - abs(number) if isfinite(high) else number


__all__ = ["is_attained"]

"""Functions of one number that are quadratic piece by piece: their arithmetic, in exact rationals.

Sums, products, greatest values and branches of such functions are such again, or are refused. Breaks and
coefficients are exact, so kinks are hit exactly.

>>> x, one = line(), level(Fraction(1))
>>> greatest_of(x, both(one, x, minus)).breaks
(Fraction(1, 2),)
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from symdiff.errors import NotPieces, SymdiffError, Unsupported
from symdiff.table.operators import AND, EQ, GE, GT, LE, LT, NE, NOT

Piece = tuple[Fraction, Fraction, Fraction]
"""c + b*x + a*x**2 as (a, b, c)."""
ROUNDING: Final = Fraction(1, 10**15)
"""What values at a break may differ by and still be one, relative to their terms: constants of the text are
floats, and so are roots."""


class Pieces(NamedTuple):
    """A function of one number: pieces[i] holds between breaks[i-1] and breaks[i]."""

    breaks: tuple[Fraction, ...]
    pieces: tuple[Piece, ...]


class Condition(NamedTuple):
    """Where something holds: what changes at *breaks* alone."""

    breaks: tuple[Fraction, ...]
    at: Callable[[Fraction], bool]


def level(value: Fraction) -> Pieces:
    """Return a constant."""
    return Pieces((), ((Fraction(0), Fraction(0), value),))


def line() -> Pieces:
    """Return the number itself."""
    return Pieces((), ((Fraction(0), Fraction(1), Fraction(0)),))


def plus(p: Piece, q: Piece) -> Piece:
    """Return the sum of two pieces."""
    return p[0] + q[0], p[1] + q[1], p[2] + q[2]


def minus(p: Piece, q: Piece) -> Piece:
    """Return the difference of two pieces."""
    return p[0] - q[0], p[1] - q[1], p[2] - q[2]


def times(p: Piece, q: Piece) -> Piece:
    """Return the product of two pieces. Raises NotPieces where its degree is more than two."""
    if p[0] * q[0] or p[0] * q[1] + p[1] * q[0]:
        raise NotPieces
    return p[0] * q[2] + p[1] * q[1] + p[2] * q[0], p[1] * q[2] + p[2] * q[1], p[2] * q[2]


def each(f: Pieces, change: Callable[[Piece], Piece]) -> Pieces:
    """Return what *change* makes of each piece."""
    return Pieces(f.breaks, tuple([change(piece) for piece in f.pieces]))


def middles(breaks: Sequence[Fraction], low: float = -math.inf, high: float = math.inf) -> list[Fraction]:
    """Return a point before the first break, between each two, and after the last, all between two ends."""
    beside = breaks[0] if breaks else Fraction(high) if math.isfinite(high) else Fraction(0)
    start = Fraction(low) if math.isfinite(low) else beside - 1
    stop = Fraction(high) if math.isfinite(high) else max([start, *breaks]) + 1
    return [(a + b) / 2 for a, b in pairwise([start, *breaks, stop])]


def piece_at(f: Pieces, x: Fraction) -> Piece:
    """Return the piece that holds at a point; at a break, the one on its right."""
    return f.pieces[bisect_right(f.breaks, x)]


def both(f: Pieces, g: Pieces, join: Callable[[Piece, Piece], Piece]) -> Pieces:
    """Return what *join* makes of two functions, piece by piece. Cost: the breaks of both."""
    breaks = tuple(sorted({*f.breaks, *g.breaks}))
    pieces = [join(piece_at(f, x), piece_at(g, x)) for x in middles(breaks)]
    return Pieces(breaks, tuple(pieces))


def greatest_of(f: Pieces, g: Pieces, smallest: bool = False) -> Pieces:
    """Return the greater of two functions at each point, with *smallest* the smaller one."""
    difference = both(f, g, minus)
    breaks = tuple(sorted({*difference.breaks, *crossings(difference)}))
    pieces = []
    for x in middles(breaks):
        first_wins = (value_at(piece_at(difference, x), x) >= 0) != smallest
        pieces.append(piece_at(f if first_wins else g, x))
    return merged(Pieces(breaks, tuple(pieces)))


def crossings(f: Pieces) -> tuple[Fraction, ...]:
    """Return the breaks of pieces and the points where one of them is zero."""
    found = set(f.breaks)
    ends: list[Fraction | None] = [None, *f.breaks, None]
    for (a, b, c), low, high in zip(f.pieces, ends, ends[1:], strict=False):
        roots: list[Fraction] = []
        if a == 0 and b != 0:
            roots = [-c / b]
        elif a != 0:
            inside = b * b - 4 * a * c
            if inside >= 0:
                half = -(b + _square_root(inside) * (1 if b >= 0 else -1)) / 2  # nothing cancels in it
                roots = [half / a, c / half] if half else [Fraction(0)]
        found |= {x for x in roots if (low is None or x > low) and (high is None or x < high)}
    return tuple(sorted(found))


def _square_root(value: Fraction) -> Fraction:
    parts = [math.isqrt(value.numerator), math.isqrt(value.denominator)]
    if parts[0] ** 2 == value.numerator and parts[1] ** 2 == value.denominator:
        return Fraction(parts[0], parts[1])
    try:
        return Fraction(math.sqrt(value))
    except OverflowError:
        raise NotPieces from None


def value_at(piece: Piece, x: Fraction) -> Fraction:
    """Return the value of a piece."""
    return (piece[0] * x + piece[1]) * x + piece[2]


def slope_at(piece: Piece, x: Fraction) -> Fraction:
    """Return the derivative of a piece."""
    return 2 * piece[0] * x + piece[1]


def comparison(op: int, difference: Pieces) -> Callable[[Fraction], bool]:
    """Return where the comparison *op* of a difference with zero holds."""

    def holds(x: Fraction) -> bool:
        value = value_at(piece_at(difference, x), x)
        return {LT: value < 0, LE: value <= 0, GT: value > 0, GE: value >= 0, EQ: value == 0, NE: value != 0}[
            op
        ]

    return holds


def combined(op: int, parts: list[Condition]) -> Condition:
    """Return where all, or any, of some conditions hold, or where one does not: *op* is AND, OR or NOT."""
    breaks = tuple(sorted({x for part in parts for x in part.breaks}))
    if op == NOT:
        return Condition(breaks, lambda x: not parts[0].at(x))
    quantifier = all if op == AND else any
    return Condition(breaks, lambda x: quantifier(part.at(x) for part in parts))


def branches(values: list[Pieces], conditions: list[Condition]) -> Pieces:
    """Return the first value whose condition holds.

    Raises NotPieces where none holds somewhere, Unsupported where the function has a value of its own at a
    single point.
    """
    breaks = sorted({x for part in values for x in part.breaks} | {x for c in conditions for x in c.breaks})

    def taken(x: Fraction) -> Piece:
        for value, condition in zip(values, conditions, strict=True):
            if condition.at(x):
                return piece_at(value, x)
        raise NotPieces

    pieces = [taken(x) for x in middles(breaks)]
    for x, left, right in zip(breaks, pieces, pieces[1:], strict=False):
        here = taken(x)
        if not any(meet(here, side, x) for side in (left, right)):
            raise Unsupported(f"not convex: it jumps at a single point, {float(x):g}")
    return merged(Pieces(tuple(breaks), tuple(pieces)))


def meet(p: Piece, q: Piece, x: Fraction) -> bool:
    """Return whether two pieces have one value at x, up to the rounding of the constants in the text."""
    terms = [abs(c) * abs(x) ** k for piece in (p, q) for k, c in zip((2, 1, 0), piece, strict=True)]
    return abs(value_at(p, x) - value_at(q, x)) <= ROUNDING * sum(terms)


def merged(f: Pieces) -> Pieces:
    """Return the same function without breaks between equal pieces."""
    breaks: list[Fraction] = []
    pieces = [f.pieces[0]]
    for x, piece in zip(f.breaks, f.pieces[1:], strict=True):
        if piece != pieces[-1]:
            breaks.append(x)
            pieces.append(piece)
    return Pieces(tuple(breaks), tuple(pieces))


def interval(g: Pieces) -> tuple[float, float]:
    """Return the ends of what a convex g is <= 0 on. Raises SymdiffError where that is empty."""
    holds = Condition(crossings(g), lambda x: value_at(piece_at(g, x), x) <= 0)
    points = holds.breaks
    inside = [i for i, x in enumerate(middles(points)) if holds.at(x)]
    touching = [x for x in points if holds.at(x)]
    if not inside and not touching:
        raise SymdiffError("no number satisfies the condition: the set is empty")
    if not inside:
        return float(touching[0]), float(touching[-1])
    low = -math.inf if inside[0] == 0 else float(points[inside[0] - 1])
    high = math.inf if inside[-1] == len(points) else float(points[inside[-1]])
    return low, high

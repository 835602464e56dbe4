"""Convex functions of one number that are quadratic piece by piece, and their proximal points.

>>> from symdiff.parser.formula import parse
>>> from symdiff.proximal.read.quadratics import pieces_of
>>> e = parse("0.5*abs(x) + max(0, 1 - x)")
>>> f = PiecewiseQuadratic(pieces_of(e.graph, e.node, "x"))
>>> f.prox([0.2], 1.0).tolist(), f.prox([-3.0], 1.0).tolist()
([0.7], [-1.5])
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np

from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.proximal.calculus import Proximable, Symbolic
from symdiff.proximal.pieces import ROUNDING, Pieces, meet, middles, piece_at, slope_at
from symdiff.proximal.projections import Array
from symdiff.proximal.symbolic import greatest, infinite_outside, least, where

_NEAR: Final = 1000
"""Ends up to which a point is written as a sum, which is short, but loses the digits of larger ones."""


class PiecewiseQuadratic(Proximable):
    """A convex function of one number that is quadratic piece by piece, between two ends.

    The proximal point solves x + t*f'(x) = v, whose left side grows piece by piece.
    Source: Beck (2017), theorem 6.39.
    """

    size = 1

    def __init__(
        self, pieces: Pieces, low: float = -math.inf, high: float = math.inf, name: str = "x"
    ) -> None:
        if low > high:
            raise SymdiffError(f"nothing is between {low} and {high}: the set is empty")
        self.low, self.high = low, high
        self.breaks = [x for x in pieces.breaks if low < x < high]
        self.pieces = [piece_at(pieces, x) for x in middles([*self.breaks], low, high)]
        self.name = "a function of " + name
        self._refuse_what_is_not_convex(name)
        self.ends = [low, *map(float, self.breaks), high]
        """Piece i is between ends i and i + 1."""
        self.coefficients = [(float(a), float(b), float(c)) for a, b, c in self.pieces]

    def _refuse_what_is_not_convex(self, name: str) -> None:
        for a, _, _ in self.pieces:
            if a < 0 and self.low < self.high:
                raise Unsupported(
                    f"not convex: its second derivative by {name} is {float(2 * a):g} somewhere"
                )
        for x, left, right in zip(self.breaks, self.pieces, self.pieces[1:], strict=False):
            if not meet(left, right, x):
                raise Unsupported(f"not convex: it jumps at {name} = {float(x):g}")
            slopes = slope_at(left, x), slope_at(right, x)
            terms = sum([abs(2 * piece[0] * x) + abs(piece[1]) for piece in (left, right)])
            if slopes[0] > slopes[1] + ROUNDING * terms:
                raise Unsupported(
                    f"not convex: its slope falls from {float(slopes[0]):g} to {float(slopes[1]):g} "
                    f"at {name} = {float(x):g}"
                )

    def value(self, x: Array) -> float:
        (point,) = x.tolist()
        if not self.low - 1e-9 * (1 + abs(self.low)) <= point <= self.high + 1e-9 * (1 + abs(self.high)):
            return math.inf
        a, b, c = self.coefficients[int(np.searchsorted(self.ends[1:-1], point))]
        return float((a * point + b) * point + c)

    def near(self, v: Array, step: float) -> Array:
        (target,) = v.tolist()
        if self.low == self.high:
            return np.array([self.low])
        for (a, b, _), start, stop in zip(self.coefficients, self.ends, self.ends[1:], strict=False):
            x = (target - step * b) / (1 + 2 * step * a)
            if x <= stop:
                return np.array([max(x, start)])
        return np.array([self.high])

    def slope(self, x: Array, towards: Array) -> Array:
        (point,) = x.tolist()
        left, right = -math.inf, math.inf
        for (a, b, _), start, stop in zip(self.coefficients, self.ends, self.ends[1:], strict=False):
            if start < point <= stop:
                left = 2 * a * point + b
            if start <= point < stop:
                right = 2 * a * point + b
        return np.clip(towards, left, right)

    def formula(self, x: Sequence[Expr]) -> Expr:
        (point,) = x
        values = [_exact(a) * point**2 + _exact(b) * point + _exact(c) for a, b, c in self.pieces]
        branches = [(value, point <= _exact(stop)) for value, stop in zip(values, self.breaks, strict=False)]
        result = where(*branches, otherwise=values[-1]) if branches else values[-1]
        for inside in self._inside(point):
            result = infinite_outside(result, inside)
        return result

    def _inside(self, point: Expr) -> list[Expr]:
        conditions = [point >= _exact(self.low)] if math.isfinite(self.low) else []
        return conditions + ([point <= _exact(self.high)] if math.isfinite(self.high) else [])

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        (target,) = v
        ends: list[Any] = [self.low, *self.breaks, self.high]
        pieces = [
            ((target - step * _exact(b)) / (1 + step * _exact(2 * a)), start, stop)
            for (a, b, _), start, stop in zip(self.pieces, ends, ends[1:], strict=False)
        ]
        if all(abs(end) <= _NEAR for end in ends if math.isfinite(end)):
            return [_added(pieces)]
        return [self._branched(target, step, pieces)]

    def _branched(self, target: Expr, step: Symbolic, pieces: list[tuple[Expr, Any, Any]]) -> Expr:
        """Return the point by branches: a piece up to where it would leave its interval, then its end."""
        branches: list[tuple[Any, Expr]] = []
        if math.isfinite(self.low):
            a, b, _ = self.pieces[0]
            first = _exact(self.low) + step * _exact(2 * a * Fraction(self.low) + b)
            branches.append((_exact(self.low), target <= first))
        for k, (x, _, stop) in enumerate(pieces):
            if not math.isfinite(stop):
                return where(*branches, otherwise=x) if branches else x
            end = _exact(stop)
            sides = self.pieces[k : k + 2] if k + 1 < len(pieces) else self.pieces[k:]
            bounds = [end + step * _exact(slope_at(piece, Fraction(stop))) for piece in sides]
            branches.append((x, target <= bounds[0]))
            if len(bounds) == 1:
                return where(*branches, otherwise=end)
            branches.append((end, target <= bounds[1]))
        raise AssertionError("the last piece ends somewhere")


def _added(pieces: list[tuple[Expr, Any, Any]]) -> Expr:
    """Return the proximal point as one sum of clipped terms, one a piece.

    A term is how much of its interval lies below the point; it grows with v while the point is inside.
    """
    total: Expr | None = None
    for x, start, stop in pieces:
        if math.isfinite(stop):
            x = least([x, _exact(stop)])
        if math.isfinite(start):
            x = greatest([x, _exact(start)])
        total = x if total is None else total + (x - _exact(start))
    assert total is not None
    return total


def _exact(value: Fraction | float) -> int | Fraction | float:
    """Return a number for a formula: exact where it is short, else the float it came from."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact.numerator
    return exact if exact.denominator <= 64 else float(exact)

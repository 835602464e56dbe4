"""Convex functions of one number that are quadratic piece by piece, and their proximal points.

All sums, greatest values, absolute values and branches of straight lines and parabolas are such: |x|, hinge,
pinball, Huber, boxes, and what is made of them. Breaks and coefficients are exact rationals, so kinks are
hit exactly.

>>> from symdiff.parser.formula import parse
>>> e = parse("0.5*abs(x) + max(0, 1 - x)")
>>> f = PiecewiseQuadratic(pieces_of(e.graph, e.node, "x"))
>>> f.prox([0.2], 1.0).tolist(), f.prox([-3.0], 1.0).tolist()
([0.7], [-1.5])
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from symdiff.arithmetic.evaluation import evaluate
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.proximal.calculus import Proximable, Symbolic
from symdiff.proximal.projections import Array
from symdiff.proximal.symbolic import greatest, infinite_outside, least, where
from symdiff.table.functions import ABS, MAX, MIN, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    is_comparison,
    is_condition,
)

Piece = tuple[Fraction, Fraction, Fraction]
"""c + b*x + a*x**2 as (a, b, c)."""
_ROUNDING: Final = Fraction(1, 10**15)
"""What values at a break may differ by and still be one, relative to their terms: constants of the text are
floats, and so are roots."""
_MOST: Final = 1000
"""Pieces."""
_NEAR: Final = 1000
"""Ends up to which a point is written as a sum, which is short, but loses the digits of larger ones."""


class Pieces(NamedTuple):
    """A function of one number: pieces[i] holds between breaks[i-1] and breaks[i]."""

    breaks: tuple[Fraction, ...]
    pieces: tuple[Piece, ...]


class NotPieces(Exception):
    """A part of an expression is not quadratic piece by piece."""


def pieces_of(graph: Graph, root: int, name: str) -> Pieces:
    """Return an expression of one symbol as pieces. Raises NotPieces.

    Cost: nodes times pieces.
    """
    found: dict[int, Pieces] = {}
    holds: dict[int, Condition] = {}
    variable = graph.symbol(name)
    moving = graph.depending(graph.below([root]), [variable])
    for node in graph.postorder([root]):
        op, children = graph.ops[node], graph.children[node]
        if node not in moving:
            if not is_condition(op) and not (op == CONSTANT and graph.name(node) in ("True", "False")):
                found[node] = _level(_exact(graph, node))
            else:
                holds[node] = _constant_condition(graph, node)
        elif op == SYMBOL:
            found[node] = Pieces((), ((Fraction(0), Fraction(1), Fraction(0)),))
        elif is_comparison(op):
            difference = _both(found[children[0]], found[children[1]], _minus)
            holds[node] = Condition(_crossings(difference), _comparison(op, difference))
        elif op in (AND, OR, NOT):
            holds[node] = _combined(op, [holds[child] for child in children])
        elif op == PIECEWISE:
            found[node] = _branches(
                [found[child] for child in children[::2]], [holds[child] for child in children[1::2]]
            )
        else:
            if any(child not in found for child in children):
                raise NotPieces
            found[node] = _applied(graph, node, op, [found[child] for child in children])
        if node in found and len(found[node].pieces) > _MOST:
            raise NotPieces
    if root not in found:
        raise NotPieces
    return _merged(found[root])


class Condition(NamedTuple):
    """Where something holds: what changes at *breaks* alone."""

    breaks: tuple[Fraction, ...]
    at: Callable[[Fraction], bool]


def _exact(graph: Graph, node: int) -> Fraction:
    if graph.ops[node] == NUMBER:
        return Fraction(graph.value(node))
    try:
        value = evaluate(Expr(graph, node))
        return Fraction(value)
    except (SymdiffError, TypeError, ValueError, OverflowError):
        raise NotPieces from None


def _constant_condition(graph: Graph, node: int) -> Condition:
    try:
        value = bool(evaluate(Expr(graph, node)))
    except SymdiffError:
        raise NotPieces from None
    return Condition((), lambda _: value)


def _level(value: Fraction) -> Pieces:
    return Pieces((), ((Fraction(0), Fraction(0), value),))


def _applied(graph: Graph, node: int, op: int, parts: list[Pieces]) -> Pieces:
    """Return an operator or a function of pieces."""
    if op == ADD:
        return _both(parts[0], parts[1], _plus)
    if op == SUB:
        return _both(parts[0], parts[1], _minus)
    if op == MUL:
        return _both(parts[0], parts[1], _times)
    if op == NEG:
        return _each(parts[0], lambda p: (-p[0], -p[1], -p[2]))
    if op == DIV and not parts[1].breaks and not any(parts[1].pieces[0][:2]) and parts[1].pieces[0][2]:
        divisor = parts[1].pieces[0][2]
        return _each(parts[0], lambda p: (p[0] / divisor, p[1] / divisor, p[2] / divisor))
    if op == POW and not parts[1].breaks and parts[1] == _level(Fraction(2)):
        return _both(parts[0], parts[0], _times)
    if op == ABS:
        return _greatest(parts[0], _each(parts[0], lambda p: (-p[0], -p[1], -p[2])))
    if op in (MAX, MIN):
        result = parts[0]
        for part in parts[1:]:
            result = _greatest(result, part, op == MIN)
        return result
    if op >= 0 and row_of(op).name == "relu":
        return _greatest(parts[0], _level(Fraction(0)))
    if op == POW or row_of(op).name == "sqrt":  # sqrt((x - 1)**2)
        half = op != POW or parts[1] == _level(Fraction(1, 2))
        if half and not parts[0].breaks:
            a, b, c = parts[0].pieces[0]
            if a > 0 and b * b == 4 * a * c:
                centre = -b / (2 * a)
                root = Fraction(math.sqrt(a))
                line: Piece = (Fraction(0), root, -root * centre)
                return _greatest(Pieces((), (line,)), Pieces((), ((Fraction(0), -root, root * centre),)))
    raise NotPieces


def _plus(p: Piece, q: Piece) -> Piece:
    return p[0] + q[0], p[1] + q[1], p[2] + q[2]


def _minus(p: Piece, q: Piece) -> Piece:
    return p[0] - q[0], p[1] - q[1], p[2] - q[2]


def _times(p: Piece, q: Piece) -> Piece:
    if p[0] * q[0] or p[0] * q[1] + p[1] * q[0]:
        raise NotPieces
    return p[0] * q[2] + p[1] * q[1] + p[2] * q[0], p[1] * q[2] + p[2] * q[1], p[2] * q[2]


def _each(f: Pieces, change: Callable[[Piece], Piece]) -> Pieces:
    return Pieces(f.breaks, tuple([change(piece) for piece in f.pieces]))


def _middles(breaks: Sequence[Fraction], low: float = -math.inf, high: float = math.inf) -> list[Fraction]:
    """Return a point before the first break, between each two, and after the last, all between two ends."""
    beside = breaks[0] if breaks else Fraction(high) if math.isfinite(high) else Fraction(0)
    start = Fraction(low) if math.isfinite(low) else beside - 1
    stop = Fraction(high) if math.isfinite(high) else max([start, *breaks]) + 1
    return [(a + b) / 2 for a, b in pairwise([start, *breaks, stop])]


def _piece_at(f: Pieces, x: Fraction) -> Piece:
    return f.pieces[bisect_right(f.breaks, x)]


def _both(f: Pieces, g: Pieces, join: Callable[[Piece, Piece], Piece]) -> Pieces:
    breaks = tuple(sorted({*f.breaks, *g.breaks}))
    pieces = [join(_piece_at(f, x), _piece_at(g, x)) for x in _middles(breaks)]
    return Pieces(breaks, tuple(pieces))


def _greatest(f: Pieces, g: Pieces, smallest: bool = False) -> Pieces:
    difference = _both(f, g, _minus)
    breaks = tuple(sorted({*difference.breaks, *_crossings(difference)}))
    pieces = []
    for x in _middles(breaks):
        first_wins = (_value(_piece_at(difference, x), x) >= 0) != smallest
        pieces.append(_piece_at(f if first_wins else g, x))
    return _merged(Pieces(breaks, tuple(pieces)))


def _crossings(f: Pieces) -> tuple[Fraction, ...]:
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


def _value(piece: Piece, x: Fraction) -> Fraction:
    return (piece[0] * x + piece[1]) * x + piece[2]


def _slope(piece: Piece, x: Fraction) -> Fraction:
    return 2 * piece[0] * x + piece[1]


def _comparison(op: int, difference: Pieces) -> Callable[[Fraction], bool]:
    def holds(x: Fraction) -> bool:
        value = _value(_piece_at(difference, x), x)
        return {LT: value < 0, LE: value <= 0, GT: value > 0, GE: value >= 0, EQ: value == 0, NE: value != 0}[
            op
        ]

    return holds


def _combined(op: int, parts: list[Condition]) -> Condition:
    breaks = tuple(sorted({x for part in parts for x in part.breaks}))
    if op == NOT:
        return Condition(breaks, lambda x: not parts[0].at(x))
    quantifier = all if op == AND else any
    return Condition(breaks, lambda x: quantifier(part.at(x) for part in parts))


def _branches(values: list[Pieces], conditions: list[Condition]) -> Pieces:
    breaks = sorted({x for part in values for x in part.breaks} | {x for c in conditions for x in c.breaks})

    def taken(x: Fraction) -> Piece:
        for value, condition in zip(values, conditions, strict=True):
            if condition.at(x):
                return _piece_at(value, x)
        raise NotPieces

    pieces = [taken(x) for x in _middles(breaks)]
    for x, left, right in zip(breaks, pieces, pieces[1:], strict=False):
        here = taken(x)
        if not any(_meet(here, side, x) for side in (left, right)):
            raise Unsupported(f"not convex: it jumps at a single point, {float(x):g}")
    return _merged(Pieces(tuple(breaks), tuple(pieces)))


def _meet(p: Piece, q: Piece, x: Fraction) -> bool:
    """Return whether two pieces have one value at x, up to the rounding of the constants in the text."""
    terms = [abs(c) * abs(x) ** k for piece in (p, q) for k, c in zip((2, 1, 0), piece, strict=True)]
    return abs(_value(p, x) - _value(q, x)) <= _ROUNDING * sum(terms)


def _merged(f: Pieces) -> Pieces:
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
    holds = Condition(_crossings(g), lambda x: _value(_piece_at(g, x), x) <= 0)
    points = holds.breaks
    inside = [i for i, x in enumerate(_middles(points)) if holds.at(x)]
    touching = [x for x in points if holds.at(x)]
    if not inside and not touching:
        raise SymdiffError("no number satisfies the condition: the set is empty")
    if not inside:
        return float(touching[0]), float(touching[-1])
    low = -math.inf if inside[0] == 0 else float(points[inside[0] - 1])
    high = math.inf if inside[-1] == len(points) else float(points[inside[-1]])
    return low, high


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
        self.pieces = [_piece_at(pieces, x) for x in _middles([*self.breaks], low, high)]
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
            if not _meet(left, right, x):
                raise Unsupported(f"not convex: it jumps at {name} = {float(x):g}")
            slopes = _slope(left, x), _slope(right, x)
            terms = sum([abs(2 * piece[0] * x) + abs(piece[1]) for piece in (left, right)])
            if slopes[0] > slopes[1] + _ROUNDING * terms:
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
        values = [_number(a) * point**2 + _number(b) * point + _number(c) for a, b, c in self.pieces]
        branches = [(value, point <= _number(stop)) for value, stop in zip(values, self.breaks, strict=False)]
        result = where(*branches, otherwise=values[-1]) if branches else values[-1]
        for inside in self._inside(point):
            result = infinite_outside(result, inside)
        return result

    def _inside(self, point: Expr) -> list[Expr]:
        conditions = [point >= _number(self.low)] if math.isfinite(self.low) else []
        return conditions + ([point <= _number(self.high)] if math.isfinite(self.high) else [])

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        (target,) = v
        ends: list[Any] = [self.low, *self.breaks, self.high]
        pieces = [
            ((target - step * _number(b)) / (1 + step * _number(2 * a)), start, stop)
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
            first = _number(self.low) + step * _number(2 * a * Fraction(self.low) + b)
            branches.append((_number(self.low), target <= first))
        for k, (x, _, stop) in enumerate(pieces):
            if not math.isfinite(stop):
                return where(*branches, otherwise=x) if branches else x
            end = _number(stop)
            sides = self.pieces[k : k + 2] if k + 1 < len(pieces) else self.pieces[k:]
            bounds = [end + step * _number(_slope(piece, Fraction(stop))) for piece in sides]
            branches.append((x, target <= bounds[0]))
            if len(bounds) == 1:
                return where(*branches, otherwise=end)
            branches.append((end, target <= bounds[1]))
        raise AssertionError("the last piece ends somewhere")


def _added(pieces: list[tuple[Expr, Any, Any]]) -> Expr:
    """Return the sum of what of each piece lies below the point: it grows with v while the point is in it."""
    total: Expr | None = None
    for x, start, stop in pieces:
        if math.isfinite(stop):
            x = least([x, _number(stop)])
        if math.isfinite(start):
            x = greatest([x, _number(start)])
        total = x if total is None else total + (x - _number(start))
    assert total is not None
    return total


def _number(value: Fraction | float) -> int | Fraction | float:
    """Return a number for a formula: exact where it is short, else the float it came from."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact.numerator
    return exact if exact.denominator <= 64 else float(exact)

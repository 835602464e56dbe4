"""Poles and ends of the domain between two points: a step of a method is not to go through them.

1/x + x is least at 1 for positive x, and has no least value for negative x. A long step from 10 lands on the
other side, where it goes down without end. The poles are where denominators, bases of negative powers and the
functions of the table say; whether the formula goes off to infinity there is asked of its values.

>>> from symdiff.parser.formula import parse
>>> fence = Fence(parse("1/x + x"), ["x"], {})
>>> [fence.between(np.array([10.0]), np.array([end])) for end in (-10.0, 0.1)]
[True, False]
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.minimise.rows import Rows
from symdiff.parser.templates import condition, put
from symdiff.proximal.projections import Array
from symdiff.proximal.read.terms import depending
from symdiff.table.functions import SIN, row_of
from symdiff.table.operators import (
    AND,
    CONSTANT,
    DIV,
    EQ,
    MUL,
    NEG,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    is_function,
)

_LOOKS: Final = 32
"""Places on a way that are looked at, where there is one row."""
_VALUES: Final = 1 << 14
"""Values that are computed at once at most, with several rows."""
_NEARER: Final = 12
"""Times that the distance to a place is divided by eight, to see what the values come to."""
_TOUCHES: Final = 1e-6
"""What a denominator may be at its least, relative to its size beside that, to be asked about."""


_WHOLE: Final = np.arange(65.0)
"""As many as there are ends of parts at most."""
_BESIDE: Final = 10.0 ** -np.arange(1, 12, 2)
"""Shares of the first step at which a denominator may be less than at the start."""


def goes_off(values: Sequence[float]) -> bool:
    """Return whether twelve values or so, at distances that shrink (or grow) by one factor, go to infinity.

    Their differences shrink where they come to a limit, also to that of a root; they do not for a logarithm,
    and grow for a pole. The last of them may be rounded, so that the first half is looked at by itself.
    """
    if not all(math.isfinite(value) for value in values):
        return True
    steps = np.diff(values)
    size = float(np.max(np.abs(values)))
    if size > 1e5 * float(np.max(np.abs(values[:2]))):
        return True
    for last in (len(steps), len(steps) // 2 + 1):
        seen = steps[last - 6 : last]
        one_way = bool(np.all(seen > 0) or np.all(seen < 0))
        if one_way and abs(float(np.sum(seen))) > 1e-4 * size:
            if np.all(np.abs(seen[3:]) >= 0.9**3 * np.abs(seen[:3])):
                return True
    return False


def _cut(low: float, high: float, parts: int) -> Array:
    """Return the ends of so many equal parts, as `numpy.linspace` does, which takes several times as long."""
    places: Array = _WHOLE[: parts + 1] * ((high - low) / parts)
    places += low
    places[-1] = high
    return places


class Fence:
    """The poles and the domain of a formula of *over*; the other symbols are *columns* of a table."""

    def __init__(self, expr: Expr, over: Sequence[str], columns: Mapping[str, Array]) -> None:
        self.over = tuple(over)
        self.columns = columns
        graph = Graph(expr.graph.limits)
        node = graph.take(expr.graph, expr.node)
        guards = list(dict.fromkeys(_guards(graph, node, set(over))))
        self.has_ends = _has_ends(graph, node, set(over))
        self.count = len(guards)
        self.whole = Rows([Expr(graph, node)], over, columns)
        self.all = Rows([Expr(graph, root) for root in (node, *guards)], over, columns)
        self.guards = Rows([Expr(graph, guard) for guard in guards], over, columns)
        self.single = [Rows([Expr(graph, guard)], over, columns) for guard in guards]

    def __bool__(self) -> bool:
        """Whether there is anything to look at."""
        return self.count > 0 or self.has_ends

    def shuts(self, x: Array) -> bool:
        """Return whether a denominator, or what else makes a pole, is exactly zero at a point."""
        if not self.count:
            return False
        return any(bool(np.any(guard == 0)) for guard in self.guards.values(x))

    def between(self, start: Array, end: Array) -> bool:
        """Return whether a pole or a place without a value is between two points, as far as is seen.

        Cost: some 30 evaluations where there is one row, fewer looks where there are many.
        """
        rows = self.all.count
        shares = _cut(0.0, 1.0, min(_LOOKS, max(2, _VALUES // rows)))
        looks = len(shares)
        way = _Way(self, start, end)
        beside = rows == 1 and self.count > 0
        whole, *guards = way.values(
            self.all, np.concatenate((shares, shares[1] * _BESIDE)) if beside else shares
        )
        if np.isnan(whole[1 : looks - 1]).any():
            return True
        for i, near in enumerate(guards):
            guard = near[:looks]
            low, high = guard <= 0, guard >= 0
            changes = (low[:-1] & high[1:]) | (high[:-1] & low[1:])
            if changes.any():
                for k, row in np.argwhere(changes)[:_LOOKS].tolist():
                    place = way.zero(i, float(shares[k]), float(shares[k + 1]), row)
                    if way.is_pole(place, float(shares[k + 1] - shares[k]), row):
                        return True
            if rows == 1:
                for place in way.touches(i, shares, guard[:, 0], near[looks:, 0]):
                    if way.is_pole(place, float(shares[1]), 0):
                        return True
        return False


class _Way:
    """The straight way between two points, by its share that is behind: 0 at the start, 1 at the end."""

    def __init__(self, fence: Fence, start: Array, end: Array) -> None:
        self.fence, self.start, self.way = fence, start, end - start

    def values(self, exprs: Rows, shares: Array, row: int = -1) -> list[Array]:
        """Return values at *shares* of each row, or of one of them. Shape: (shares, rows)."""
        points = self.start + shares[:, None] * self.way
        return exprs.at_points(points, slice(None) if row < 0 else slice(row, row + 1))

    def guard(self, i: int, shares: Array, row: int) -> Array:
        """Return what is zero where there may be a pole."""
        return self.values(self.fence.single[i], shares, row)[0][:, 0]

    def zero(self, i: int, low: float, high: float, row: int) -> float:
        """Return where a guard is zero, between two places where it has not one sign."""
        sign = np.sign(self.guard(i, np.array([low]), row)[0])
        for _ in range(10):  # each makes it 64 times narrower
            finer = _cut(low, high, 64)
            same = np.sign(self.guard(i, finer, row)) == sign
            last = int(np.argmin(same)) if sign else 0
            low, high = float(finer[max(last - 1, 0)]), float(finer[last])
            if low == high:
                break
        return (low + high) / 2

    def touches(self, i: int, shares: Array, values: Array, near: Array) -> Iterator[float]:
        """Yield where a guard comes near to zero without a change of its sign, in the only row. *near* are
        its values beside the start."""
        sizes = np.abs(values)
        turns = np.flatnonzero((sizes[1:-1] < sizes[:-2]) & (sizes[1:-1] <= sizes[2:])) + 1
        for k in [0, *turns.tolist()] if (np.abs(near) < sizes[0]).any() else turns.tolist():
            low, high = float(shares[max(k - 1, 0)]), float(shares[k + 1])
            for _ in range(10):
                finer = _cut(low, high, 16)
                least = int(np.argmin(np.abs(self.guard(i, finer, 0))))
                low, high = float(finer[max(least - 1, 0)]), float(finer[min(least + 1, 16)])
            place = (low + high) / 2
            nearest = abs(self.guard(i, np.array([place]), 0)[0])
            around = max(sizes[max(k - 1, 0)], sizes[k + 1])
            if nearest <= _TOUCHES * around and (k or nearest < sizes[0]):
                yield place

    def is_pole(self, place: float, width: float, row: int) -> bool:
        """Return whether the values of a row go off to infinity on either side of a place, or are none."""
        near = np.asarray(width / 8.0 ** np.arange(1, _NEARER), dtype=float)
        for side in (place - near, place + near):
            if side.min() >= 0 and side.max() <= 1:
                if goes_off(self.values(self.fence.whole, side, row)[0][:, 0].tolist()):
                    return True
        return False


def _guards(graph: Graph, root: int, over: set[str]) -> Iterator[int]:
    """Yield nodes that are zero where there may be a pole."""
    moving = depending(graph, root, over)
    for node in graph.below([root]):
        if node not in moving:
            continue
        op, children = graph.ops[node], graph.children[node]
        if op == DIV:
            factors = _factors(graph, children[1])
        elif op == POW and not (graph.ops[children[1]] == NUMBER and graph.value(children[1]) >= 0):
            factors = _factors(graph, children[0])
        elif is_function(op) and (poles := condition(op, "poles")) is not None:
            yield from _equations(graph, put(graph, poles, tuple(children)))
            continue
        else:
            continue
        yield from [factor for factor in factors if factor in moving]


def _has_ends(graph: Graph, root: int, over: set[str]) -> bool:
    """Return whether there may be points without a value: beyond the domain of a function or of a power."""
    for node in depending(graph, root, over):
        op = graph.ops[node]
        if op == PIECEWISE or (is_function(op) and row_of(op).domain):
            return True
        if op == POW:
            exponent = graph.children[node][1]
            if graph.ops[exponent] != NUMBER or not float(graph.value(exponent)).is_integer():
                return True
    return False


def _factors(graph: Graph, node: int) -> Iterator[int]:
    """Yield what a product is zero with: its factors, without powers."""
    pending = [node]
    while pending:
        node = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op == MUL:
            pending += children
        elif op in (NEG, DIV) or (op == POW and graph.ops[children[1]] == NUMBER):
            pending.append(children[0])
        elif op not in (NUMBER, CONSTANT):
            yield node


def _equations(graph: Graph, poles: int) -> Iterator[int]:
    """Yield the equations of a condition, as what is zero where they hold."""
    pending = [poles]
    while pending:
        node = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op in (AND, OR):
            pending += children
        elif op == EQ:
            left, right = children
            if is_function(graph.ops[right]) and row_of(graph.ops[right]).name == "floor":
                yield graph.call(SIN, [graph.mul(graph.constant("pi"), left)])  # at each whole number
            else:
                yield graph.sub(left, right)

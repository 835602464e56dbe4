"""The nodes of a graph as proved balls at many points: each is computed once at each point, by columns.

>>> from symdiff.parser.formula import parse
>>> e = parse("x - sin(x)")
>>> at = Balls(e.graph, {"x": [arb(0), arb(1)]}, 100)
>>> [float(ball.mid()) for ball in at.values(e.node, [0, 1])]
[0.0, 0.1585290151921035]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from symdiff.accuracy.budget import BITS, Budget, steps_of
from symdiff.arithmetic.columns import applied_by_column
from symdiff.arithmetic.enclosures import constant_ball, number_ball
from symdiff.graph.graph import Graph
from symdiff.table.operators import CONSTANT, NUMBER, POW, SYMBOL


class Balls:
    """Values of nodes at points, whose coordinates are balls, with so many *bits*; work is spent of *budget*,
    where there is one."""

    def __init__(
        self, graph: Graph, at: Mapping[str, Sequence[arb]], bits: int, budget: Budget | None = None
    ) -> None:
        self.graph = graph
        self.at = at
        self.bits = bits
        self.budget = budget
        self._count = len(next(iter(at.values())))
        self._known: dict[int, list[Any]] = {}
        """A node → its ball at each point, or why there is none; None where it was not asked for."""

    def values(self, node: int, places: Sequence[int]) -> list[Any]:
        """Return the ball of *node*, or a fault, at each of some points."""
        before = ctx.prec
        ctx.prec = self.bits
        try:
            for each in self._missing(node, places):
                self._compute(each, places)
        finally:
            ctx.prec = before
        column = self._known[node]
        return [column[place] for place in places]

    def _missing(self, node: int, places: Sequence[int]) -> list[int]:
        """Return the nodes below *node* without a value at one of the points, arguments first."""
        children, pending, seen = self.graph.children, [node], set[int]()
        while pending:
            each = pending.pop()
            if each in seen:
                continue
            column = self._known.get(each)
            if column is None or None in [column[place] for place in places]:
                seen.add(each)
                pending += children[each]
        return sorted(seen)

    def _compute(self, node: int, places: Sequence[int]) -> None:
        graph = self.graph
        op, children = graph.ops[node], graph.children[node]
        column = self._known.setdefault(node, [None] * self._count)
        missing = [place for place in places if column[place] is None]
        if op == NUMBER:
            found = [number_ball(graph.value(node), True, 0.0)] * len(missing)
        elif op == CONSTANT:
            found = [constant_ball(graph.name(node), True)] * len(missing)
        elif op == SYMBOL:
            at = self.at[graph.name(node)]
            found = [at[place] for place in missing]
        else:
            extra: Any = None
            if op == POW:
                exponent = graph.numbers.get(children[1])
                if exponent is not None and not isinstance(exponent, float):
                    extra = Fraction(exponent)
            columns = [self._known[child] for child in children]
            found = applied_by_column(op, [[c[place] for place in missing] for c in columns], extra)
        for place, value in zip(missing, found, strict=True):
            column[place] = value
        if self.budget is not None:
            self.budget.spend(steps_of(op) * len(missing) * (1 + self.bits // BITS))


__all__ = ["Balls"]

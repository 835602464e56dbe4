"""The nodes of a graph as proved balls at many points: each is computed once at each point, by columns.

>>> from symdiff.parser.formula import parse
>>> e = parse("x - sin(x)")
>>> at = Balls(e.graph, {"x": [arb(0), arb(1)]}, 100)
>>> [float(ball.mid()) for ball in at.values(e.node, [0, 1])]
[0.0, 0.1585290151921035]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any, Final

from flint import arb, ctx

from symdiff.accuracy.budget import BITS, Budget, steps_of
from symdiff.arithmetic.columns import applied_by_column
from symdiff.arithmetic.enclosures import constant_ball, number_ball
from symdiff.graph.graph import Graph
from symdiff.table.operators import CONSTANT, NUMBER, POW, SYMBOL

STEP: Final = arb(2) ** -60
"""The relative step that tells how a value depends on a symbol."""


class _Choice:
    """Some of the points: their places, a bit for each, and the nodes that are known at all of them."""

    def __init__(self, places: tuple[int, ...]) -> None:
        self.places = places
        self.bits = 0
        for place in places:
            self.bits |= 1 << place
        self.nodes = set[int]()
        self.taken: Callable[[Sequence[Any]], Sequence[Any]] = (
            itemgetter(*places) if len(places) > 1 else lambda column: [column[place] for place in places]
        )
        """What takes of a column its numbers at these points."""


class Balls:
    """Values of nodes at points, whose coordinates are balls, with so many *bits*."""

    def __init__(
        self,
        graph: Graph,
        at: Mapping[str, Sequence[arb]],
        bits: int,
        base: Balls | None = None,
        moved: str = "",
    ) -> None:
        """The points may be those of *base* but for one symbol, *moved*: nodes without that have the balls
        that they have there."""
        self.graph = graph
        self.at = at
        self.bits = bits
        self._base = base
        self._moved = moved
        self._moves: dict[int, bool] = {}
        """Whether a node depends on what is moved."""
        self._count = len(next(iter(at.values())))
        self._known: dict[int, list[Any]] = {}
        """A node → its ball at each point, or why there is none; None where it was not asked for."""
        self._told: dict[int, int] = {}
        """A node → the points at which it is known, a bit for each."""
        self._found: dict[tuple[int, ...], _Choice] = {}
        """Some points → what is known at them."""

    def values(self, node: int, places: Sequence[int], budget: Budget | None = None) -> list[Any]:
        """Return the ball of *node*, or a fault, at each of some points; work is spent of *budget*."""
        if self._base is not None:
            self._see(node)
            if not self._moves[node]:
                return self._base.values(node, places, budget)
        before = ctx.prec
        ctx.prec = self.bits
        try:
            key = tuple(places)
            choice = self._found.get(key)
            if choice is None:
                choice = self._found[key] = _Choice(key)
            for each in self._missing(node, choice):
                if self._base is not None and not self._moves[each]:
                    self._base.values(each, places, budget)
                    self._known[each], self._told[each] = self._base._known[each], self._base._told[each]
                else:
                    self._compute(each, choice, budget)
                choice.nodes.add(each)
        finally:
            ctx.prec = before
        return list(choice.taken(self._known[node]))

    def _see(self, node: int) -> None:
        """Find which of the nodes below *node* depend on what is moved."""
        graph, moves = self.graph, self._moves
        for each in graph.news(node, moves):
            if graph.ops[each] == SYMBOL:
                moves[each] = graph.name(each) == self._moved
            else:
                moves[each] = any(moves[child] for child in graph.children[each])

    def _missing(self, node: int, choice: _Choice) -> list[int]:
        """Return the nodes below *node* without a value at one of the points, arguments first."""
        children, pending, seen, found = self.graph.children, [node], set[int](), choice.nodes
        while pending:
            each = pending.pop()
            if each in seen or each in found:
                continue
            if not choice.bits & ~self._told.get(each, 0):
                found.add(each)
            else:
                seen.add(each)
                if self._base is None or self._moves[each]:
                    pending += children[each]
        return sorted(seen)

    def _compute(self, node: int, choice: _Choice, budget: Budget | None) -> None:
        graph = self.graph
        op, children = graph.ops[node], graph.children[node]
        column = self._known.get(node)
        if column is None:
            column = self._known[node] = [None] * self._count
        told = self._told.get(node, 0)
        if told & choice.bits:
            choice = _Choice(tuple([place for place in choice.places if not told >> place & 1]))
        missing, taken = choice.places, choice.taken
        self._told[node] = told | choice.bits
        found: Sequence[Any]
        if op == NUMBER:
            found = [number_ball(graph.value(node), True, 0.0)] * len(missing)
        elif op == CONSTANT:
            found = [constant_ball(graph.name(node), True)] * len(missing)
        elif op == SYMBOL:
            found = taken(self.at[graph.name(node)])
        else:
            extra: Any = None
            if op == POW:
                exponent = graph.numbers.get(children[1])
                if isinstance(exponent, Fraction):
                    extra = exponent
                elif exponent is not None and not isinstance(exponent, float):
                    extra = Fraction(exponent)
            found = applied_by_column(op, [taken(self._known[child]) for child in children], extra)
        for place, value in zip(missing, found, strict=True):
            column[place] = value
        if budget is not None:
            budget.spend(steps_of(op) * len(missing) * (1 + self.bits // BITS))


class Space:
    """The nodes of a graph as balls at points, and at points beside them: each is computed once, whatever
    asks for it.

    >>> from symdiff.parser.formula import parse
    >>> e = parse("x*y")
    >>> space = Space(e.graph, [{"x": 2.0, "y": 3.0}])
    >>> space.balls(80).values(e.node, [0]), space.beside(80, "x").values(e.node, [0])[0] > 6
    ([6.00000000000000], True)
    """

    def __init__(self, graph: Graph, points: Sequence[dict[str, float]]) -> None:
        self.graph = graph
        self.points = points
        self._balls: dict[int, Balls] = {}
        self._beside: dict[tuple[int, str], Balls] = {}
        self._told: dict[str, int] = {}
        """A symbol → at how many points it was the one that told that a value changes enough."""

    def balls(self, bits: int) -> Balls:
        """Return the balls of so many bits at the points."""
        if bits not in self._balls:
            at = {name: [arb(point[name]) for point in self.points] for name in self.points[0]}
            self._balls[bits] = Balls(self.graph, at, bits)
        return self._balls[bits]

    def telling(self, names: Sequence[str]) -> list[str]:
        """Return symbols, first those that told most so far."""
        return sorted(names, key=lambda name: -self._told.get(name, 0))

    def tells(self, name: str, points: int) -> None:
        """Note that a symbol told that a value changes enough at so many points."""
        self._told[name] = self._told.get(name, 0) + points

    def beside(self, bits: int, name: str) -> Balls:
        """Return those where one symbol is larger by the 2**-60th part of itself."""
        if (bits, name) not in self._beside:
            base = self.balls(bits)
            with ctx.workprec(bits):
                at = {**base.at, name: [x + x * STEP for x in base.at[name]]}
            self._beside[bits, name] = Balls(self.graph, at, bits, base, name)
        return self._beside[bits, name]


__all__ = ["STEP", "Balls", "Space"]

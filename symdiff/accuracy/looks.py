"""The first look at formulas: which ones lose digits, at which points, and what is told of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from symdiff.accuracy.balls import Space
from symdiff.accuracy.budget import Budget, steps_of
from symdiff.accuracy.centres import centres
from symdiff.accuracy.floats import Floats, unmeasured
from symdiff.accuracy.points import in_space
from symdiff.accuracy.trial import ENOUGH, Trial
from symdiff.arithmetic.walk import is_complex
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import PIECEWISE, SYMBOL

_MOST_POINTS: Final = 200
"""Points at which a formula is measured, at most."""
_TERMS: Final = 200
"""Terms of a sum that is multiplied out on the way."""
_FEWEST: Final = 5
"""Points with a value without which nothing can be said."""
_BEGUN: Final = 200
"""Steps of a first look at a formula."""
_LOOK: Final = 20
"""The same, for each step that the formula takes at one point."""
LARGE: Final = "it takes too much to measure it: limit `trials`"


class Largest(NamedTuple):
    """The most bits that a form was seen to lose, and where."""

    bits: float
    where: str

    def __str__(self) -> str:
        """Return what is lost at most, or where it is too much."""
        # whole bits: what a machine's own functions lose differs in the first decimal
        return (
            f"{max(1, math.ceil(self.bits))} at most"
            if self.bits <= ENOUGH
            else f"{self.bits:.0f} at {self.where}"
        )


class Form(NamedTuple):
    """A formula in a stable form, and what is known of it."""

    expr: Expr
    """The form, or the formula itself; its notes say in short what follows."""
    used: tuple[str, ...] = ()
    """The identities, by their left sides, and the polynomials that led to it."""
    before: Largest | None = None
    """What the formula loses, None where it was not measured or loses nothing."""
    after: Largest | None = None
    """What the form loses, None where none was found."""

    @property
    def branches(self) -> list[tuple[str, str]]:
        """The branches of the form with their conditions; none where it has only one."""
        graph, node = self.expr.graph, self.expr.node
        if self.after is None or graph.ops[node] != PIECEWISE:
            return []
        parts = [str(Expr(graph, child)) for child in graph.children[node]]
        return list(zip(parts[::2], parts[1::2], strict=True))


class Looks:
    """The first looks at several expressions: what is shared by those of one graph is computed once. If
    *thrifty*, an overflow on the way to the right value is none."""

    def __init__(self, budget: Budget, thrifty: bool) -> None:
        self.budget = budget
        self.thrifty = thrifty
        self._known: dict[tuple[int, tuple[str, ...], tuple[float, ...]], tuple[Floats, Space]] = {}
        self._graphs: dict[int, Graph] = {}

    def __call__(self, expr: Expr) -> Trial | Form:
        """Return what an expression loses if that is too much, or the expression as it is."""
        source = expr.graph
        if source.ops[expr.node] == SYMBOL:
            return Form(expr)
        if self.budget.is_over():
            return left_as_it_is(expr, LARGE)
        work = _work(expr)
        self.budget.spend(_BEGUN + _LOOK * work)
        if self.budget.is_over():
            return left_as_it_is(expr, LARGE)
        names = source.symbols([expr.node])
        if not names:
            return Form(expr)
        if is_complex(expr) or any(source.operators.get(node) for node in source.below([expr.node])):
            return left_as_it_is(expr, "it is complex, or has unknown functions")
        slow = unmeasured(source, expr.node)
        if slow:
            return left_as_it_is(expr, f"values of {slow} take too long to be measured")
        points = points_of(expr, names)
        key = (id(source), tuple(names), tuple([point[names[0]] for point in points]))
        if key not in self._known:
            self._known[key] = Floats(source, points), Space(self._graph(source), points)
        floats, space = self._known[key]
        doubtful = floats.doubtful(expr.node)
        sure = len(points) - len(doubtful) - floats.undefined(expr.node)
        few = "there are too few points at which its value can be proved"
        if not doubtful:
            return Form(expr) if sure >= _FEWEST else left_as_it_is(expr, few)
        if len(doubtful) * (1 + len(names)) * work > self.budget.left:
            return left_as_it_is(expr, LARGE)
        node = space.graph.take(source, expr.node)
        trial = Trial(space.graph, node, [points[place] for place in doubtful], self.budget, space, doubtful)
        if trial.is_fine(node) and (self.thrifty or not trial.overflows(node)):
            sure += len(trial.finite())
            return Form(expr) if sure >= _FEWEST else left_as_it_is(expr, few)
        if measuring(expr, names) > self.budget.left:
            return left_as_it_is(expr, LARGE)
        return Trial(space.graph, node, points, self.budget, space, range(len(points)))

    def _graph(self, source: Graph) -> Graph:
        """Return the graph of the forms of expressions of *source*."""
        if id(source) not in self._graphs:
            self._graphs[id(source)] = Graph(source.limits._replace(terms=_TERMS))
        return self._graphs[id(source)]


def points_of(expr: Expr, names: Sequence[str], shift: float = 0.0) -> list[dict[str, float]]:
    """Return the points at which an expression is measured, in the order of one variable."""
    found = in_space(names, shift)
    if len(names) == 1:
        numbers = {x for point in found for x in point.values()}
        for centre in centres(expr.graph, expr.node, names[0]):
            numbers.update(centre.points(shift))
        found = [{names[0]: x} for x in sorted(numbers)]
    return found


def measuring(expr: Expr, names: Sequence[str]) -> int:
    """Return about the steps that it takes to measure what an expression loses."""
    return _MOST_POINTS * (1 + len(names)) * _work(expr)


def _work(expr: Expr) -> int:
    ops = expr.graph.ops
    return sum([steps_of(ops[node]) for node in expr.graph.below([expr.node])])


def left_as_it_is(expr: Expr, why: str) -> Form:
    return Form(noted(expr, expr, f"left as it is: {why}"))


def noted(expr: Expr, result: Expr, note: str) -> Expr:
    notes: Any = (*expr.notes, f"stable: {note}")
    return Expr(result.graph, result.node, notes, expr.unasked, expr._origin)


__all__ = ["LARGE", "Form", "Largest", "Looks", "left_as_it_is", "measuring", "noted", "points_of"]

"""Where a formula of one variable is zero, told by its slope: between two points at which it may turn it
rises or falls, and is zero once at most.

>>> from symdiff.at.equations import solutions
>>> from symdiff.parser.formula import parse
>>> for text in ("exp(x) - x", "exp(x) - x - 1", "x - sin(x)", "x - cos(x)"):
...     f = parse(text)
...     known = zeros(f, "x", lambda work, node: list(solutions(work, node, "x")))
...     print(None if known is None else [str(where) for where, _ in known])
[]
['0']
['0']
None
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import Final

from symdiff.arithmetic.ranges import Ranges
from symdiff.at.equations import Solution, equations
from symdiff.at.line import Place, apart, between, in_order, place, sign
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.levels import simplify
from symdiff.sweeps.sweep import tangents

_LARGE: Final = 40
"""Size of a formula beyond which its slope is not looked at."""
_MANY: Final = 16
"""Places beyond which nothing is told."""
_TRIED: Final = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), 3, -3)
"""Numbers that are tried for the zero of a stretch."""

Solve = Callable[[Graph, int], Iterable[Solution | None] | None]
"""What returns the points at which a node is zero, and None where it could not be told."""


def zeros(expr: Expr, name: str, solve: Solve) -> list[Solution] | None:
    """Return the points at which *expr*, a formula of the one variable *name*, is zero, but for those at
    which a part of it is not smooth; None where they are not known. Its slope is given to *solve*.

    Raises SymdiffError and others of `truth.FAULTS` where something could not be told. Cost: that of solving
    for the zeros of the slope, and two values in balls for each place.
    """
    graph = expr.graph
    if expr.size > _LARGE or graph.symbols([expr.node]) != [name]:
        return None
    work = workplace(graph.limits)
    root = work.take(graph, expr.node)
    [node] = tangents(work, [root], work.symbol(name))
    slope = simplify(Expr(work, node))
    edges = _places(work, [*equations(work, root, name), *equations(work, node, name)], solve)
    if edges is None:
        return None
    turns: list[Place] | None = []
    way = _way(slope)
    if not way:
        turns = _places(work, [work.take(slope.graph, slope.node)], solve)
    if turns is None or len(edges) + len(turns) > _MANY:
        return None
    return _zeros(expr, slope, way, name, edges, turns)


def _places(work: Graph, nodes: list[int], solve: Solve) -> list[Place] | None:
    """Return where nodes are zero, None where that is not known, or again and again."""
    found: list[Place] = []
    for node in dict.fromkeys(nodes):
        known = solve(work, node)
        if known is None:
            return None
        for solution in known:
            if solution is None or solution[1] is not None:
                return None
            found.append(place(solution[0]))
    return found


def _way(slope: Expr) -> int:
    """Return 1 for a slope that is never negative, -1 for one that is never positive, else 0."""
    found = Ranges(slope.graph).of(slope.node)
    return 1 if found.low >= 0 else -1 if found.high <= 0 else 0


def _zeros(
    expr: Expr, slope: Expr, way: int, name: str, edges: list[Place], turns: list[Place]
) -> list[Solution] | None:
    """Return the zeros of a formula that may end, or have a kink, at *edges* alone, and turns at *turns*;
    *way* is the sign of its slope, 0 where that is not known."""

    def at(one: Place, of: Expr = expr) -> int | None:
        return sign(of.graph, (of.node, of.graph.number(0)), name, one)

    ends = in_order([*edges, *turns])
    known = [None if any(not apart(one.number, edge.number) for edge in edges) else at(one) for one in ends]
    found = [one for one, value in zip(ends, known, strict=True) if value == 0]
    for middle, (left, right) in zip(between(ends), pairwise([None, *known, None]), strict=True):
        value = at(middle)
        if value is None:
            continue  # off the domain
        rises = way or at(middle, slope)
        if not rises:
            return None
        if value and all(
            value * rises * side > 0 or (end is not None and end * value >= 0)
            for side, end in ((-1, left), (1, right))
        ):
            continue
        inside = middle if not value else _tried(at, ends, middle)
        if inside is None:
            return None
        found.append(inside)
    return [(one.where, None) for one in found]


def _tried(at: Callable[[Place], int | None], ends: list[Place], middle: Place) -> Place | None:
    """Return a short number between the ends around *middle* at which a formula is zero."""
    number = float(middle.number)
    low = max([float(one.number) for one in ends if float(one.number) < number], default=-inf)
    high = min([float(one.number) for one in ends if float(one.number) > number], default=inf)
    for tried in _TRIED:
        if low < tried < high:
            graph = Graph()
            one = Place(Expr(graph, graph.number(tried)), Fraction(tried))
            if at(one) == 0:
                return one
    return None


__all__ = ["zeros"]

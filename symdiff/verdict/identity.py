"""Whether a difference of two formulas is zero wherever it has a value, proved.

Three ways: the normal form with the relations of functions makes 0 of it, for each choice of signs of its
parts where that matters; or its derivative is 0, or a multiple of it, on each stretch of its domain, and
it is zero at one exact point of each. The last is how asin(x) is 2*atan(x/(1 + sqrt(1 - x**2))).

>>> from symdiff.parser.formula import parse
>>> e = parse("asin(x) - 2*atan(x/(1 + sqrt(1 - x**2)))")
>>> proved(e.graph, e.node)
'its derivative is 0, and it is 0 at x = 0'
"""

from __future__ import annotations

from typing import Final

from symdiff.arithmetic.ranges import Ranges
from symdiff.errors import SymdiffError, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.vanishing import vanishes
from symdiff.table.operators import SUB
from symdiff.verdict.angles import has_angles, in_single_angles
from symdiff.verdict.constants import is_zero
from symdiff.verdict.signs import Signs

_LARGE: Final = 250
"""Nodes of a difference beyond which its derivative is not looked at."""
_DEPTH: Final = 3
"""Symbols that are put away by a point, one after another."""


def proved(graph: Graph, root: int, first: str = "", depth: int = _DEPTH) -> str:
    """Return how *root* is proved to be zero wherever it has a real value, "" where it is not.

    *first* is the symbol to derive by before others. Cost: some zero tests at the level "full".
    """
    symbols = graph.symbols([root])
    if not symbols:
        return _of_constant(graph, root)
    if vanishes(graph, root):
        return "the difference simplifies to 0"
    try:
        if Signs(graph).proves(root):
            return "the difference simplifies to 0, whatever the signs of its parts"
    except (SymdiffError, Unsettled, ArithmeticError):
        pass
    how = _by_theorems(graph, root)
    if how:
        return how
    if depth <= 0 or len(graph.below([root])) > _LARGE:
        return ""
    from symdiff.verdict.stretches import by_derivative  # with what it takes to solve conditions

    def prove(whole: Expr) -> bool:
        return bool(proved(whole.graph, whole.node, "", depth - 1))

    for name in sorted(symbols, key=lambda one: (one != first, one)):
        found = by_derivative(graph, root, name, prove)
        if found:
            return found
    return ""


def _by_theorems(graph: Graph, root: int) -> str:
    """Return how addition theorems, or the squares of two positive sides, prove that *root* is zero."""
    try:
        if has_angles(graph, root) and vanishes(*in_single_angles(graph, root)):
            return "the difference simplifies to 0, by addition theorems"
        if _squares_are_one(graph, root):
            return "the squares are the same, and neither side is negative"
    except (SymdiffError, Unsettled, ArithmeticError):
        pass
    return ""


def _squares_are_one(graph: Graph, root: int) -> bool:
    """Return whether *root* is the difference of two sides that are not negative and have the same square."""
    if graph.ops[root] != SUB:
        return False
    sides = graph.children[root]
    ranges = Ranges(graph)
    if any(ranges.of(side).low < 0 for side in sides):
        return False
    work = workplace(graph.limits)
    left, right = [work.take(graph, side) for side in sides]
    return vanishes(work, work.sub(work.mul(left, left), work.mul(right, right)))


def _of_constant(graph: Graph, root: int) -> str:
    if vanishes(graph, root):
        return "the difference simplifies to 0"
    try:
        if Signs(graph).proves(root):
            return "the difference simplifies to 0"
        known = is_zero(graph, root)
    except (SymdiffError, ArithmeticError, ValueError):
        return ""
    return "it is smaller than a number of its kind can be without being 0" if known else ""


__all__ = ["proved"]

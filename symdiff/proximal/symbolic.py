"""What formulas of vectors are written with: sums, norms, greatest components, sets as conditions.

>>> from symdiff.graph.by_name import symbols
>>> print(norm(symbols("x y")), greatest(symbols("x y")))
sqrt(x**2 + y**2) Max(x, y)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Final

from symdiff.errors import Unsupported
from symdiff.graph.by_name import apply
from symdiff.graph.expr import Expr
from symdiff.parser.formula import parse
from symdiff.proximal.arguments import plain
from symdiff.table.operators import AND, EQ, NE, PIECEWISE

_WIDEST: Final = 8
"""Components up to which a threshold is written as the greatest of 2**n - 1 means."""


def add(parts: Sequence[Expr]) -> Expr:
    """Return the sum of one expression or more."""
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


def total(weights: Any, parts: Sequence[Expr]) -> Expr:
    """Return the sum of *parts* times *weights*, without those of weight 0."""
    kept = [(plain(w), part) for w, part in zip(weights, parts, strict=True) if w != 0]
    if not kept:
        return parts[0] * 0
    result: Expr = kept[0][1] * kept[0][0]
    for weight, part in kept[1:]:
        result = result + weight * part
    return result


def norm(parts: Sequence[Expr]) -> Expr:
    """Return the Euclidean norm."""
    return abs(parts[0]) if len(parts) == 1 else apply("sqrt", add([part**2 for part in parts]))


def greatest(parts: Sequence[Any]) -> Expr:
    """Return the greatest of expressions and numbers."""
    return parts[0] if len(parts) == 1 else apply("Max", *parts)


def least(parts: Sequence[Any]) -> Expr:
    """Return the least of expressions and numbers."""
    return parts[0] if len(parts) == 1 else apply("Min", *parts)


def water_level_formula(parts: Sequence[Expr], total: Any) -> Expr:
    """Return the level h with sum(max(p - h, 0)) = total: the greatest of (sum of S - total)/|S| over all
    non-empty sets S of components, since the sum over any of them is at most the total."""
    if len(parts) > _WIDEST:
        raise Unsupported(
            f"the proximal point of {len(parts)} components is written out for {_WIDEST} at most",
            hint="give numbers: arrays of any length are sorted",
        )
    return greatest([(add(chosen) - total) / len(chosen) for chosen in _subsets(parts)])


def _subsets(parts: Sequence[Expr]) -> Iterator[tuple[Expr, ...]]:
    for size in range(1, len(parts) + 1):
        yield from combinations(parts, size)


def where(*branches: tuple[Any, Expr], otherwise: Any) -> Expr:
    """Return the first value whose condition holds, else *otherwise*."""
    graph = branches[0][1].graph
    nodes = []
    for value, condition in branches:
        nodes += [_in(graph, value), _in(graph, condition)]
    nodes += [_in(graph, otherwise), graph.constant("True")]
    return Expr(graph, graph.intern(PIECEWISE, tuple(nodes)))


def infinite_outside(value: Any, inside: Expr) -> Expr:
    """Return a value where a condition holds, infinity elsewhere."""
    return where((value, inside), otherwise=parse("oo"))


def both(*conditions: Expr) -> Expr:
    """Return the condition that all of some conditions hold."""
    graph = conditions[0].graph
    node = conditions[0].node
    for condition in conditions[1:]:
        node = graph.intern(AND, (node, _in(graph, condition)))
    return Expr(graph, node)


def equal(left: Expr, right: Any) -> Expr:
    """Return the condition that two values are equal."""
    graph = left.graph
    return Expr(graph, graph.intern(EQ, (left.node, _in(graph, right))))


def different(left: Expr, right: Any) -> Expr:
    """Return the condition that two values are not equal."""
    graph = left.graph
    return Expr(graph, graph.intern(NE, (left.node, _in(graph, right))))


def _in(graph: Any, value: Any) -> int:
    """Return the node of a value in a graph."""
    if not isinstance(value, Expr):
        return int(graph.number(value))
    if value.graph is graph:
        return value.node
    return int(graph.take(value.graph, value.node))

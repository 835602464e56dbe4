"""Graphs to work in, and expressions that stand in one of their own.

>>> from symdiff.graph.by_name import symbols
>>> x, y = symbols("x y")
>>> less = x**2 < y
>>> difference(less.graph, less.node)
Expr('x**2 - y')
"""

from __future__ import annotations

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits

_ROOM = 8
"""How many formulas of the size that is allowed fit."""


def workplace(limits: Limits, room: int = _ROOM) -> Graph:
    """Return an empty graph with room for several formulas and what is made of them on the way."""
    return Graph(limits._replace(nodes=room * limits.nodes))


def alone(graph: Graph, node: int) -> Expr:
    """Return a node as an expression in a graph of its own. Cost: linear in its nodes."""
    apart = Graph(graph.limits)
    return Expr(apart, apart.take(graph, node))


def difference(graph: Graph, comparison: int) -> Expr:
    """Return the left side of a comparison minus its right side, in a graph of its own."""
    apart = Graph(graph.limits)
    left, right = [apart.take(graph, side) for side in graph.children[comparison]]
    return Expr(apart, apart.sub(left, right))


__all__ = ["alone", "difference", "workplace"]

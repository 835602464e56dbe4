"""Shorter forms of the same expression, by one stated cost: the size of the printed tree.

>>> from symdiff.parse import parse
>>> str(simplify(parse("x*x + x*x")))
'2*x**2'
"""

from __future__ import annotations

from typing import Final, Literal

from symdiff.errors import SymdiffError
from symdiff.expr import Expr
from symdiff.graph import Graph
from symdiff.simplify.factor import Factored
from symdiff.simplify.normal import Normal

Level = Literal["none", "basic", "full"]
LEVELS: Final = ("none", "basic", "full")

_ROUNDS: Final = 6
"""Times the normal form is taken at most; two or three are the rule."""
_LARGE: Final = 50_000
"""Nodes from which on it is taken once."""


def simplify(expr: Expr, level: Level = "full") -> Expr:
    """Return *expr* in a form that is never larger than it was.

    "none" leaves it, "basic" is the normal form with common factors pulled out where that is
    shorter; "full" is the default and equals "basic" today.

    Domain: real symbols; equal wherever *expr* has a value.
    Cost: linear in nodes, but for the sorting of terms. Raises SymdiffError for an unknown level.
    """
    if level not in LEVELS:
        raise SymdiffError(f"unknown level {level!r}", hint=f"choose one of {', '.join(LEVELS)}")
    if level == "none":
        return expr
    graph, [node] = simplified(expr.graph, [expr.node])
    return Expr(graph, node, expr.notes)


def simplified(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* simplified, sharing what they share."""
    rounds = 1 if len(graph) > _LARGE else _ROUNDS
    size = _size(graph, roots)
    for _ in range(rounds):
        normal = Normal(graph)
        middle = normal.sweep(roots)
        factored = Factored(normal.graph)
        nodes = factored.sweep(middle)
        new_size = _size(factored.graph, nodes)
        if new_size > size:
            break
        same = all(
            factored.graph.same(new, graph, old) for new, old in zip(nodes, roots, strict=True)
        )
        compact = Graph(graph.limits)
        mapping = compact.copy(factored.graph, nodes)
        graph, roots, size = compact, [mapping[node] for node in nodes], new_size
        if same:
            break
    return graph, roots


def _size(graph: Graph, roots: list[int]) -> int:
    return sum(graph.size(root) for root in roots)

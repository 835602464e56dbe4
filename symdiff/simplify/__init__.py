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
from symdiff.simplify.normal import Unsettled

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
    """Return a graph and the nodes in it that are *roots* simplified, sharing what they share.

    The form is taken until it no longer changes or no longer shrinks, so that taking it again
    changes nothing.
    """
    graph, roots = _compact(graph, roots)
    rounds = 1 if len(graph) > _LARGE else _ROUNDS
    for _ in range(rounds):
        form = Factored(graph)
        try:
            nodes = form.sweep(roots)
        except (Unsettled, OverflowError):
            break  # a constant part has no value: 1/0, oo - oo, or floats out of range
        if _size(form.graph, nodes) > _size(graph, roots):
            break
        same = all(form.graph.same(n, graph, r) for n, r in zip(nodes, roots, strict=True))
        graph, roots = _compact(form.graph, nodes)
        if same:
            break
    return graph, roots


def _compact(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* in a graph of nothing else, numbered by structure alone."""
    alone = Graph(graph.limits)
    mapping = alone.copy(graph, roots)
    return alone, [mapping[root] for root in roots]


def _size(graph: Graph, roots: list[int]) -> int:
    return sum([graph.size(root) for root in roots])

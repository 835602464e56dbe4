"""Formulas in their shortest form: a number at once, another constant found once and kept.

Places such as pi/2 + 3*pi come again and again while conditions are solved.

>>> from symdiff.parser.formula import parse
>>> str(shortest(parse("pi/2 + 3*pi"))), str(shortest(parse("2*x - x")))
('7*pi/2', 'x')
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.simplifier.levels import simplify

_MANY: Final = 512
"""Constants that are kept, the last ones."""
_known: dict[tuple[Limits, str], Expr] = {}
"""Constants as they are written, and their shortest forms, each on a graph that nothing is added to."""


def shortest(value: Expr) -> Expr:
    """Return *value* in its shortest form; the graph of a constant is its own. Cost: that of simplifying, for
    a constant that was asked for before that of writing it."""
    graph = value.graph
    if value.node in graph.numbers:
        return value
    if graph.symbols([value.node]):
        return simplify(value)
    key = graph.limits, str(value)
    found = _known.get(key)
    if found is None:
        found = simplify(value)
        if len(_known) >= _MANY:
            _known.pop(next(iter(_known)), None)  # another thread may have taken it away
        _known[key] = _alone(found)
    return _alone(found)


def _alone(value: Expr) -> Expr:
    graph = Graph(value.graph.limits)
    return Expr(graph, graph.take(value.graph, value.node))


__all__ = ["shortest"]

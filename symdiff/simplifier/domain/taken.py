"""The branches of a Piecewise that may be taken: what one that is always taken asks for, the whole asks for.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("Piecewise((log(x), abs(1/2) > 0), (y, True))")
>>> str(Expr(e.graph, only_taken(e.graph, e.node)))
'log(x)'
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import TooLarge, Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.table.operators import PIECEWISE

_LARGE: Final = 2000
"""Nodes from which on no condition is looked at."""


def only_taken(graph: Graph, root: int) -> int:
    """Return *root* without the branches whose conditions never hold in the normal form, and those after one
    that always holds. Cost: none without branches, else a normal form of their conditions."""
    if not graph.has(PIECEWISE):
        return root
    order = graph.below([root])
    found = [node for node in order if graph.ops[node] == PIECEWISE]
    if not found or len(order) > _LARGE:
        return root
    conditions = list(dict.fromkeys([part for node in found for part in graph.children[node][1::2]]))
    work = Graph(graph.limits)
    form = Normal(work)
    try:
        mapping = work.copy(graph, conditions)
        short = form.sweep([mapping[part] for part in conditions])
    except (Unsettled, OverflowError, RecursionError, TooLarge):
        return root
    names = [form.graph.names.get(node, "") for node in short]
    holds = {part: name for part, name in zip(conditions, names, strict=True) if name in ("True", "False")}

    def change(node: int, children: tuple[int, ...]) -> int:
        if graph.ops[node] != PIECEWISE:
            return -1
        pairs: list[int] = []
        for place in range(0, len(children), 2):
            name = holds.get(graph.children[node][place + 1])
            if name == "True" and not pairs:
                return children[place]
            if name != "False":
                pairs += children[place : place + 2]
            if name == "True":
                break
        return graph.intern(PIECEWISE, tuple(pairs)) if pairs else -1

    return graph.mapped(graph, order, change)[root]


__all__ = ["only_taken"]

"""The forms of a formula of arrays from which the shortest is taken.

>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> g = Graph()
>>> node, _ = lowered(g, "A @ x + B @ x", declared("A[n,m] B[n,m] x[m]"), DEFAULT)
>>> len(forms(g, node, "basic")), len(forms(g, node, "full")) > 1
(1, True)
"""

from __future__ import annotations

from symdiff.graph.graph import Graph
from symdiff.simplifier.arrays.expanding import TooLong
from symdiff.simplifier.arrays.normal import Normal
from symdiff.simplifier.levels import Level

_SMALL = 400
"""Nodes up to which "full" does more than "basic"."""


def forms(graph: Graph, node: int, level: Level) -> list[tuple[Graph, int]]:
    """Return *node* in the forms of a *level*: "none" leaves it, "basic" is the normal form, "full" has that
    with common factors pulled out and with products multiplied out as well, each once.

    Cost: linear in nodes for each form, but for what multiplying out makes longer.
    """
    if level == "none":
        return [(graph, node)]
    plain = normal(graph, node)
    if level == "basic" or len(plain[0].below([plain[1]])) > _SMALL:
        return [plain]
    found = [plain]
    for expanding in (False, True):
        for splitting in (False, True):
            start = plain
            if expanding or splitting:
                form = Normal(Graph(graph.limits), expanding=expanding, splitting=splitting)
                try:
                    start = form.graph, form.of(graph, node)
                except TooLong:
                    continue
                found.append(start)
            factoring = Normal(Graph(graph.limits), factoring=True, splitting=splitting)
            found.append((factoring.graph, factoring.of(*start)))
    return found


def normal(graph: Graph, node: int) -> tuple[Graph, int]:
    """Return *node* in the normal form, in a graph of its own."""
    form = Normal(Graph(graph.limits), splitting=False)
    return form.graph, form.of(graph, node)


__all__ = ["forms", "normal"]

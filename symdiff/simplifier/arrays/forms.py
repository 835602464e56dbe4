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
from symdiff.simplifier.level_names import Level

_SMALL = 400
"""Nodes up to which "full" does more than "basic"."""


def forms(graph: Graph, node: int, level: Level) -> list[tuple[Graph, int]]:
    """Return *node* in the forms of a *level*: "none" leaves it, "basic" is the normal form, "full" has that
    with common factors pulled out and with products multiplied out as well, each once.

    Cost: linear in nodes for each form, but for what multiplying out makes longer.
    """
    if level == "none":
        return [(graph, node)]
    return [(form.graph, root) for form, root in normals(graph, node, level)]


def normals(graph: Graph, node: int, level: Level) -> list[tuple[Normal, int]]:
    """Return the forms of `forms` with what made them. A form that would be another one is left out."""
    form = Normal(Graph(graph.limits), splitting=False)
    plain = form, form.of(graph, node)
    if level != "full" or len(form.graph.below([plain[1]])) > _SMALL:
        return [plain]
    found = [plain]
    for expanding in (False, True):
        for splitting in (False, True):
            if (expanding and not (form.has_factors or form.has_reflections)) or (
                splitting and not form.has_determinants
            ):
                continue
            start = plain
            if expanding or splitting:
                other = Normal(Graph(graph.limits), expanding=expanding, splitting=splitting)
                try:
                    start = other, other.of(form.graph, plain[1])
                except TooLong:
                    continue
                other.used |= form.used
                found.append(start)
            if start[0].has_sums:
                factoring = Normal(Graph(graph.limits), factoring=True, splitting=splitting)
                found.append((factoring, factoring.of(start[0].graph, start[1])))
                factoring.used |= start[0].used
    return found


def normal(graph: Graph, node: int) -> tuple[Graph, int]:
    """Return *node* in the normal form, in a graph of its own."""
    [(form, root)] = normals(graph, node, "basic")
    return form.graph, root


__all__ = ["forms", "normal", "normals"]

"""Nodes put away: without what finds them again, a large graph takes a tenth of its memory.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> stored = Stored(g, [g.add(g.symbol("x"), g.number(1))])
>>> graph, [node] = stored.opened()
>>> graph.children[node] == (graph.symbol("x"), graph.number(1))
True
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph

LARGE: Final = 1000
"""Nodes from which on a graph is worth putting away."""
_SPARSE: Final = 2
"""A graph with so many times more nodes than are wanted is not kept: they are copied."""


def is_large(graph: Graph) -> bool:
    """Return whether *graph* is worth putting away."""
    return len(graph) > LARGE


class Stored:
    """Some nodes of a graph, which keeps neither the graph itself nor a handle on it alive.

    Only the lists of operators and arguments are held, which the graph may go on filling. Cost: none, or
    linear in what is below *nodes* where that is a small part of the graph.
    """

    def __init__(self, graph: Graph, nodes: list[int]) -> None:
        if _SPARSE * len(graph.below(nodes)) < len(graph):
            alone = Graph(graph.limits)
            mapping = alone.copy(graph, nodes)
            graph, nodes = alone, [mapping[node] for node in nodes]
        self._nodes = nodes
        self._limits = graph.limits
        self._ops, self._children = graph.ops, graph.children
        self._leaves = (graph.numbers, graph.names, graph.operators, graph.arrays)

    def opened(self, *places: int) -> tuple[Graph, list[int]]:
        """Return a graph of its own, and in it the nodes, or those of them at *places*.

        Cost: linear in what is below them.
        """
        nodes = [self._nodes[place] for place in places] or self._nodes
        shared = Graph(self._limits)  # read only: it cannot find its nodes
        shared.ops, shared.children = self._ops, self._children
        shared.numbers, shared.names, shared.operators, shared.arrays = self._leaves
        graph = Graph(self._limits)
        mapping = graph.copy(shared, nodes)
        return graph, [mapping[node] for node in nodes]

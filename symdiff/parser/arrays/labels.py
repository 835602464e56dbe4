"""Values of index notation: nodes with a label for each axis, brought to common labels.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import Array
>>> g = Graph()
>>> a = g.array("A", Array(("n", "n")))
>>> node, labels = placed(g, a, ("i", "i"))
>>> g.shape(node), labels
(('n',), ('i',))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symdiff.graph.contraction import Contraction, letters
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Dim


def axes_of(labels: Iterable[str]) -> dict[str, str]:
    """Return a letter for each of *labels*."""
    return dict(zip(dict.fromkeys(labels), letters(), strict=False))


def placed(graph: Graph, node: int, labels: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return *node* with an index for each axis: where one stands twice, its diagonal."""
    own = tuple(dict.fromkeys(labels))
    if len(own) == len(labels):
        return node, labels
    letter = axes_of(labels)
    given = Contraction(
        ("".join([letter[label] for label in labels]),), "".join([letter[label] for label in own])
    )
    return graph.contract(given, (node,)), own


def bound_together(
    graph: Graph, node: int, labels: tuple[str, ...], wanted: tuple[str, ...], dims: Mapping[str, Dim]
) -> tuple[int, tuple[str, ...]]:
    """Return *node* with its axes in the order *wanted*, those that it has not among them."""
    if labels == wanted:
        return node, wanted
    letter = axes_of(wanted)
    sizes = tuple([(letter[label], dims[label]) for label in wanted if label not in labels])
    inside = "".join([letter[label] for label in labels])
    given = Contraction((inside,), "".join([letter[label] for label in wanted]), sizes)
    return graph.contract(given, (node,)), wanted


def multiplied(graph: Graph, one: int, labels: tuple[str, ...], other: int, more: tuple[str, ...]) -> int:
    """Return the product of two values, with the labels of the first and then those of the second."""
    if labels == more:
        return graph.mul(one, other)
    letter = axes_of((*labels, *more))
    inputs = ["".join([letter[label] for label in own]) for own in (labels, more)]
    return graph.contract(Contraction(tuple(inputs), "".join(letter.values())), (one, other))


__all__ = ["axes_of", "bound_together", "multiplied", "placed"]

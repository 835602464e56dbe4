"""Formulas of arrays as code is written of them: what several share is one node.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> first, second = A @ x, (A.T).T @ x
>>> graph = Graph()
>>> len(set(sharing(graph, [graph.take(e.graph, e.node) for e in (first, second)])[1]))
1
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from symdiff.graph.contraction import contraction, dims_of
from symdiff.graph.graph import Graph
from symdiff.simplifier.arrays.normal import Normal
from symdiff.table.arrays import is_array_function
from symdiff.table.functions import SQRT
from symdiff.table.operators import CONTRACT, POW

_PRODUCT: Final = 4
"""How many operations entry by entry a product of arrays counts as."""


def sharing(graph: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return *roots* so that they share what they can: as they stand, or in the normal form."""
    form = Normal(Graph(graph.limits), splitting=False)
    known: dict[int, int] = {}
    normal = [form.of(graph, root, known) for root in roots]
    return min((_alike(graph, roots), _alike(form.graph, normal)), key=lambda made: _work(*made))


def _work(graph: Graph, roots: Sequence[int]) -> int:
    """Return how many operations on arrays there are below *roots*; a product counts as several."""
    count = 0
    for node in graph.below(roots):
        if graph.ops[node] == CONTRACT:
            count += _PRODUCT * max(
                0, len([child for child in graph.children[node] if graph.shape(child)]) - 1
            )
        elif is_array_function(graph.ops[node]):
            count += _PRODUCT
        elif graph.shape(node):
            count += 1
    return count


def _straight(graph: Graph, child: int, axes: str) -> tuple[int, str]:
    """Return an operand of a product and its axes, what is transposed in the place of a transpose."""
    while graph.ops[child] == CONTRACT and len(graph.children[child]) == 1:
        inner = contraction(graph.operators[child][0])
        if inner.fixed or inner.sizes or sorted(inner.inputs[0]) != sorted(inner.output):
            break
        if len(set(inner.output)) < len(inner.output):
            break
        names = dict(zip(inner.output, axes, strict=True))
        child, axes = graph.first(child), "".join([names[letter] for letter in inner.inputs[0]])
    return child, axes


def _alike(graph: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with one order for the operands of each product and one way to write roots, so that
    what a formula shares with its derivative is one node."""
    found = Graph(graph.limits)
    found.arrays.update(graph.arrays)

    def changed(node: int, below: tuple[int, ...]) -> int:
        op = graph.ops[node]
        if op == CONTRACT:
            given = contraction(graph.operators[node][0])
            operands = zip(below, given.inputs, strict=True)
            pairs = sorted([_straight(found, child, axes) for child, axes in operands])
            below = tuple([child for child, _ in pairs])
            given = given._replace(inputs=tuple([axes for _, axes in pairs]))
            dims = dims_of(given, [found.shape(child) for child in below])
            return found.contract(given._replace(sizes=tuple(dims.items())), below)
        if op == POW and found.numbers.get(below[1]) == Fraction(1, 2):
            return found.call(SQRT, (below[0],))
        return -1

    mapping = found.mapped(graph, graph.below(roots), changed)
    return found, [mapping[root] for root in roots]


__all__ = ["sharing"]

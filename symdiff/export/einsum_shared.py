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

from symdiff.arithmetic.lowering import joined
from symdiff.graph.contraction import contraction, dims_of
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.arrays.normal import Normal
from symdiff.table.arrays import is_array_function
from symdiff.table.functions import SQRT, code_of
from symdiff.table.operators import CONTRACT, POW

_SECH: Final = code_of("sech", 1)
_TANH: Final = code_of("tanh", 1)
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


def _straight(graph: Graph, child: int, axes: str, others: str) -> tuple[int, str]:
    """Return an operand of a product and its axes: what is transposed in the place of a transpose, and what
    goes along further axes without them where *others* have them."""
    while graph.ops[child] == CONTRACT and len(graph.children[child]) == 1:
        inner = contraction(graph.operators[child][0])
        gone = [axes[inner.output.index(letter)] for letter, _ in inner.sizes]
        if inner.fixed or not set(inner.inputs[0]) <= set(inner.output) or not set(gone) <= set(others):
            break
        if len(set(inner.output)) < len(inner.output) or len(set(inner.inputs[0])) < len(inner.inputs[0]):
            break
        names = dict(zip(inner.output, axes, strict=True))
        child, axes = graph.first(child), "".join([names[letter] for letter in inner.inputs[0]])
    return child, axes


def cheaper(exprs: Sequence[Expr]) -> list[Expr]:
    """Return formulas with 1 - tanh(u)^2 in the place of sech(u)^2 where tanh(u) is computed, too, and with
    the sum of squares itself in the place of an even power of its root."""
    graph, roots = joined(exprs)
    order = graph.below(roots)
    known = {graph.first(node) for node in order if graph.ops[node] == _TANH}
    found = Graph(graph.limits)
    found.arrays.update(graph.arrays)

    def changed(node: int, below: tuple[int, ...]) -> int:
        if graph.ops[node] != POW:
            return -1
        base, exponent = graph.both(node)
        value = graph.numbers.get(exponent)
        if value == 2 and graph.ops[base] == _SECH and graph.first(base) in known:
            tanh = found.call(_TANH, (found.first(below[0]),))
            return found.sub(found.number(1), found.pow(tanh, found.number(2)))
        if isinstance(value, int | Fraction) and value % 2 == 0 and _is_length(graph, base):
            return found.pow(found.first(below[0]), found.number(Fraction(value) / 2))
        return -1

    mapping = found.mapped(graph, order, changed)
    return [Expr(found, mapping[root]) for root in roots]


def _is_length(graph: Graph, node: int) -> bool:
    """Return whether a node is the root of a sum of squares, which is not negative where all is real."""
    if graph.ops[node] != SQRT or graph.ops[graph.first(node)] != CONTRACT:
        return False
    added = graph.children[graph.first(node)]
    return all(graph.ops[each] == POW and graph.numbers.get(graph.both(each)[1]) == 2 for each in added)


def _alike(graph: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with one order for the operands of each product and one way to write roots, so that
    what a formula shares with its derivative is one node."""
    found = Graph(graph.limits)
    found.arrays.update(graph.arrays)

    def changed(node: int, below: tuple[int, ...]) -> int:
        op = graph.ops[node]
        if op == CONTRACT:
            given = contraction(graph.operators[node][0])
            dims = dims_of(given, [found.shape(child) for child in below])
            pairs = list(zip(below, given.inputs, strict=True))
            for place, (child, axes) in enumerate(pairs):
                others = [other for at, (_, other) in enumerate(pairs) if at != place]
                pairs[place] = _straight(found, child, axes, "".join([*others, given.output]))
            pairs.sort()
            below = tuple([child for child, _ in pairs])
            given = given._replace(inputs=tuple([axes for _, axes in pairs]))
            return found.contract(given._replace(sizes=tuple(dims.items())), below)
        if op == POW and found.numbers.get(below[1]) == Fraction(1, 2):
            return found.call(SQRT, (below[0],))
        return -1

    mapping = found.mapped(graph, graph.below(roots), changed)
    return found, [mapping[root] for root in roots]


__all__ = ["cheaper", "sharing"]

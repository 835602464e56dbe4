"""Simplification of many results that keeps what they share.

The normal form writes a sum or product out in all its terms or factors. For one result that is what is
wanted; of n partial derivatives of a product of n factors it makes n*n factors where the sweeps share
all but 3*n. So what is shared and long is taken as it stands, simplified once by itself.

>>> from symdiff.graph import Graph
>>> from functools import reduce
>>> g = Graph()
>>> sums = [g.symbol("a")]
>>> for i in range(100):
...     sums.append(g.add(sums[-1], g.symbol(f"x{i}")))
>>> short, nodes = shared(g, sums, "basic")
>>> len(short.below(nodes)) == len(g.below(sums))
True
"""

from __future__ import annotations

from typing import Final

from symdiff.functions import ADD, DIV, MUL, POW, SUB, SYMBOL
from symdiff.graph import Graph
from symdiff.simplify import Level, simplified
from symdiff.simplify.habits import Habits

_FULL: Final = 400
"""Nodes of all results together up to which "full" is more than "basic"."""
_SPREAD: Final = 1.5
"""Times the nodes that terms and factors may be for the normal form to be tried."""
_TRIED: Final = 2_000
"""Terms and factors more that are tried in any case."""
_WORSE: Final = 1.25
"""Times the nodes there were that simplified results may have."""
_FREE: Final = 200
"""Nodes more that are not worth a longer text."""
_KIND: Final = {ADD: ADD, SUB: ADD, MUL: MUL, DIV: MUL}
"""Operators whose chains are written as one sum or product."""


def shared(
    graph: Graph, roots: list[int], level: Level, habits: Habits | None = None
) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* at *level*, with little more nodes than before.

    Cost: linear in nodes, but for the sorting of terms, and for "full" where *roots* are small.
    """
    if level == "none":
        return graph, roots
    order = graph.below(roots)
    if level == "full" and len(order) <= _FULL:
        return simplified(graph, roots, level, habits)
    written, cuts = _written(graph, order, roots)
    most = _WORSE * len(order) + _FREE
    if written <= _SPREAD * len(order) + _TRIED:
        found = simplified(graph, roots, "basic")
        if len(found[0].below(found[1])) <= most:
            return found
    found = _in_pieces(graph, order, roots, cuts)
    return found if len(found[0].below(found[1])) <= most else (graph, roots)


def _written(graph: Graph, order: list[int], roots: list[int]) -> tuple[int, list[int]]:
    """Return how many nodes there would be with each chain written out, and what chains have in common."""
    users: dict[int, int] = dict.fromkeys(roots, 1)
    chained: set[int] = set()
    for node in order:
        kind = _KIND.get(graph.ops[node])
        for child in graph.children[node]:
            users[child] = users.get(child, 0) + 1
            if kind and _KIND.get(graph.ops[child]) == kind:
                chained.add(child)
    # No chain has more terms or factors than there are: like ones are one.
    atoms = {kind: sum(_KIND.get(graph.ops[node]) != kind for node in order) for kind in (ADD, MUL)}
    kept = set(roots)
    width: dict[int, int] = {}
    total = 0
    for node in order:
        kind = _KIND.get(graph.ops[node])
        if kind:
            children = graph.children[node]
            whole = sum([width[c] if _KIND.get(graph.ops[c]) == kind else 1 for c in children])
            width[node] = min(whole, max(2, atoms[kind]))
        if kind is None or node not in chained or users[node] > 1 or node in kept:
            total += width[node] - 1 if kind else 1
    return total, [node for node in order if node in chained and (users[node] > 1 or node in kept)]


def _in_pieces(graph: Graph, order: list[int], roots: list[int], cuts: list[int]) -> tuple[Graph, list[int]]:
    """Simplify with a symbol for each of *cuts*, and each of them by itself."""
    work = Graph(graph.limits)
    names = {node: f" {place}" for place, node in enumerate(cuts)}  # no name that is read begins so
    mapping: dict[int, int] = {}
    inside: list[int] = []
    for node in order:
        made = work.rebuild(graph, node, tuple([mapping[child] for child in graph.children[node]]))
        if node in names:
            inside.append(made)
            made = work.symbol(names[node])
        mapping[node] = made
    short, nodes = simplified(work, inside + [mapping[root] for root in roots], "basic")
    pieces = {short.symbol(names[node]): nodes[place] for place, node in enumerate(cuts)}
    result = Graph(graph.limits)
    done: dict[int, int] = {}
    for node in nodes:  # a piece has only earlier ones in it, a result any
        for new in short.news(node, done):
            if new in pieces and short.ops[new] == SYMBOL:
                done[new] = done[pieces[new]]
                continue
            op = short.ops[new]
            children = tuple([done[child] for child in short.children[new]])
            if ADD <= op <= POW:
                done[new] = result.make(op, children)
            else:
                done[new] = result.rebuild(short, new, children)
    return result, [done[node] for node in nodes[len(cuts) :]]


__all__ = ["shared"]

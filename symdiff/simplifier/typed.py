"""Sums as they were typed, where their normal form is no shorter: (1 + r/n)**k, and not ((n + r)/n)**k.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e, f = parse("log(1 + r/n)"), parse("2*log((n + r)/n)")
>>> graph, node = as_typed(f.graph, f.node, typed_sums(e.graph, [e.node]))
>>> str(Expr(graph, node))
'2*log(1 + r/n)'
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import SymdiffError
from symdiff.graph.graph import Graph
from symdiff.simplifier.ordered import in_order
from symdiff.table.operators import ADD, DIV, POW, SUB, is_function

_MOST: Final = 20
"""Sums that are looked at, and nodes of one."""
_LARGE: Final = 400
"""Nodes from which on nothing is looked for."""

Typed = tuple[Graph, int]
"""A sum as it was typed: the graph that has it, and its node there."""


def typed_sums(graph: Graph, roots: list[int]) -> dict[int, Typed]:
    """Return the sums with a quotient in them that stand in powers and functions below *roots*, by the digest
    of their normal form, where that is another and no shorter. Cost: linear in nodes, and that of these
    normal forms."""
    if not graph.has(DIV):
        return {}
    order = graph.below(roots)
    if len(order) > _LARGE:
        return {}
    found: dict[int, Typed] = {}
    for node in order:
        op = graph.ops[node]
        if op != POW and not is_function(op):
            continue
        for child in graph.children[node]:
            if graph.ops[child] != ADD and graph.ops[child] != SUB:
                continue
            below = graph.below([child])
            if len(below) > _MOST or all(graph.ops[part] != DIV for part in below):
                continue
            try:
                ordered, [form] = in_order(graph, [child])
            except SymdiffError:
                continue
            if ordered.ops[form] == DIV and graph.size(child) <= ordered.size(form):
                found[ordered.digest(form)] = (graph, child)
        if len(found) >= _MOST:
            break
    return found


def as_typed(graph: Graph, root: int, sums: dict[int, Typed]) -> tuple[Graph, int]:
    """Return *root* with those of the typed *sums* in powers and functions for their normal forms. Cost:
    linear in nodes."""
    if not sums:
        return graph, root
    order = graph.below([root])
    inner: set[int] = set()
    for node in order:
        if graph.ops[node] == POW or is_function(graph.ops[node]):
            inner.update(graph.children[node])
    wanted: dict[int, Typed] = {}
    for node in inner:
        if graph.ops[node] == DIV and graph.digest(node) in sums:
            wanted[node] = sums[graph.digest(node)]
    if not wanted:
        return graph, root
    new = Graph(graph.limits)

    def put(node: int, below: tuple[int, ...]) -> int:
        typed = wanted.get(node)
        return -1 if typed is None else new.copy(typed[0], [typed[1]])[typed[1]]

    return new, new.mapped(graph, order, put)[root]

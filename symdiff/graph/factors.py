"""The factors of a product of nodes, the product of factors, and the terms of a sum.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> x, y, z = [g.symbol(name) for name in "xyz"]
>>> factors(g, g.mul(g.mul(x, y), z)) == [x, y, z], product(g, [x, y]) == g.mul(x, y)
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.graph.graph import Graph
from symdiff.table.operators import ADD, MUL, NEG, SUB


def joined_by(graph: Graph, op: int, node: int) -> list[int]:
    """Return what an operator joins in a node, in order: what `or` does, say; the node alone where it joins
    nothing. Cost: linear in what it joins."""
    found, pending = [], [node]
    while pending:
        each = pending.pop()
        if graph.ops[each] == op:
            pending += reversed(graph.children[each])
        else:
            found.append(each)
    return found


def factors(graph: Graph, node: int) -> list[int]:
    """Return the factors of a product, in order; of any other node itself. Cost: linear in factors."""
    return joined_by(graph, MUL, node)


def product(graph: Graph, parts: Iterable[int]) -> int:
    """Return the product of *parts*, 1 where there are none."""
    result = graph.number(1)
    for part in parts:
        result = graph.mul(result, part)
    return result


def terms(graph: Graph, node: int) -> list[tuple[int, int]]:
    """Return the terms of a sum with their signs, in order; of any other node itself. Cost: linear in terms.

    >>> from symdiff.graph.graph import Graph
    >>> g = Graph()
    >>> x, y = g.symbol("x"), g.symbol("y")
    >>> terms(g, g.sub(x, y)) == [(1, x), (-1, y)]
    True
    """
    found, pending = [], [(1, node)]
    while pending:
        sign, each = pending.pop()
        op = graph.ops[each]
        if op in (ADD, SUB):
            a, b = graph.both(each)
            pending += [(sign if op == ADD else -sign, b), (sign, a)]
        elif op == NEG:
            pending.append((-sign, graph.first(each)))
        else:
            found.append((sign, each))
    return found


__all__ = ["factors", "joined_by", "product", "terms"]

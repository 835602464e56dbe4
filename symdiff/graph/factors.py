"""The factors of a product of nodes, and the product of factors.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> x, y, z = [g.symbol(name) for name in "xyz"]
>>> factors(g, g.mul(g.mul(x, y), z)) == [x, y, z], product(g, [x, y]) == g.mul(x, y)
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.graph.graph import Graph
from symdiff.table.operators import MUL


def factors(graph: Graph, node: int) -> list[int]:
    """Return the factors of a product, in order; of any other node itself. Cost: linear in factors."""
    found, pending = [], [node]
    while pending:
        each = pending.pop()
        if graph.ops[each] == MUL:
            pending += reversed(graph.children[each])
        else:
            found.append(each)
    return found


def product(graph: Graph, parts: Iterable[int]) -> int:
    """Return the product of *parts*, 1 where there are none."""
    result = graph.number(1)
    for part in parts:
        result = graph.mul(result, part)
    return result


__all__ = ["factors", "product"]

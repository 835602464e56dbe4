"""What `or`, or `and`, joins in a condition.

>>> from symdiff.parser.formula import parse
>>> condition = parse("x > 0 or y > 0 or z > 0")
>>> [str(one) for one in alternatives(condition, OR)]
['x > 0', 'y > 0', 'z > 0']
"""

from __future__ import annotations

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import OR


def joined_by(graph: Graph, op: int, node: int) -> list[int]:
    """Return what `or`, or `and`, joins in a node, from the left; the node alone where it joins nothing."""
    found, pending = list[int](), [node]
    while pending:
        node = pending.pop()
        if graph.ops[node] == op:
            pending += reversed(graph.children[node])
        else:
            found.append(node)
    return found


def alternatives(condition: Expr, op: int = OR) -> list[Expr]:
    """Return what `joined_by` does, as conditions."""
    return [Expr(condition.graph, node) for node in joined_by(condition.graph, op, condition.node)]


__all__ = ["alternatives", "joined_by"]

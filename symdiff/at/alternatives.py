"""What `or`, or `and`, joins in a condition.

>>> from symdiff.parser.formula import parse
>>> condition = parse("x > 0 or y > 0 or z > 0")
>>> [str(one) for one in alternatives(condition, OR)]
['x > 0', 'y > 0', 'z > 0']
"""

from __future__ import annotations

from symdiff.graph.expr import Expr
from symdiff.graph.factors import joined_by
from symdiff.table.operators import OR


def alternatives(condition: Expr, op: int = OR) -> list[Expr]:
    """Return what `or` joins in a condition, or what *op* does, from the left; the condition alone where it
    joins nothing."""
    return [Expr(condition.graph, node) for node in joined_by(condition.graph, op, condition.node)]


__all__ = ["alternatives"]

"""Formulas in the place of symbols, of scalars and of arrays.

>>> from symdiff.graph.tensors import tensors
>>> A, x, y = tensors("A[n,n] x[n] y[n]")
>>> str(replaced(A @ x, {"x": A @ y}))
'A @ A @ y'
"""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph


def replaced(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """Return *expr* with the symbols that *values* names replaced, all at once, by formulas of their shapes.

    Cost: linear in nodes.
    """
    source, graph = expr.graph, Graph(expr.graph.limits)
    graph.arrays.update({name: array for name, array in source.arrays.items() if name not in values})
    new = {name: graph.take(value.graph, value.node) for name, value in values.items()}
    order = source.below([expr.node])
    mapping = graph.mapped(source, order, lambda node, _: new.get(source.names.get(node, ""), -1), build=True)
    return Expr(graph, mapping[expr.node], expr.notes)


__all__ = ["replaced"]

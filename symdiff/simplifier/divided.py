"""Exponentials below the line, for a formula that has them there: x*exp(-y) is x/exp(y).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x**4*exp(-x) + 2*exp(-3*x)*y")
>>> graph, node = with_divisors(e.graph, e.node, set())
>>> str(Expr(graph, node))
'x**4/exp(x) + 2*y/exp(3*x)'
"""

from __future__ import annotations

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.factor import Factored


def with_divisors(graph: Graph, root: int, used: set[str]) -> tuple[Graph, int]:
    """Return *root* in normal form with exponentials of what has a minus sign below the line, unless that is
    longer; *used* takes up the name of the law. Cost: that of the normal form."""
    form = Factored(graph)
    form.divided = True
    try:
        [node] = form.sweep([root])
    except (Unsettled, OverflowError, RecursionError):
        return graph, root
    if form.graph.size(node) > graph.size(root) or form.graph.same(node, graph, root):
        return graph, root
    used.add("negative-power")
    return form.graph, node

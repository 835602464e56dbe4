"""What is to be said of the derivative of a formula with integrals.

>>> from symdiff.parser.formula import parse
>>> said_of(parse("integral(1/t, t, 1, x)"))
('the derivative holds where 1/t is continuous between the bounds, which is not decided',)
>>> said_of(parse("integral(sin(t), t, 0, x)"))
()
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.expr import Expr
from symdiff.graph.integrals import bounds_of, integrals_below, taken_out
from symdiff.graph.replacing import replaced
from symdiff.simplifier.domain.lost import conditions_of
from symdiff.table.functions import row_of
from symdiff.table.operators import PIECEWISE, UNKNOWN, is_function

_LONGEST: Final = 60


def said_of(expr: Expr) -> tuple[str, ...]:
    """Return what symdiff does not decide of the integrals of *expr*: whether what is integrated is
    continuous between the bounds, unless it is so everywhere, and whether one to infinity exists."""
    found: dict[str, None] = {}
    for node in integrals_below(expr.graph, [expr.node]):
        graph, root, _, names = taken_out(expr.graph, node)
        ops = [graph.ops[part] for part in graph.below([root])]
        jumps = any(
            op in (PIECEWISE, UNKNOWN) or (is_function(op) and (row_of(op).jumps or row_of(op).poles))
            for op in ops
        )
        is_far = any(bounds_of(expr.graph.operators[node][0]))
        if not (jumps or is_far or conditions_of(graph, root)):
            continue
        given = [Expr(expr.graph, child) for child in expr.graph.children[node][2:]]
        inside = replaced(Expr(graph, root), dict(zip(names, given, strict=True)))
        shown = str(inside)
        shown = shown if len(shown) <= _LONGEST else "what is integrated"
        said = f"the derivative holds where {shown} is continuous between the bounds"
        found[f"{said}{' and the integrals exist' if is_far else ''}, which is not decided"] = None
    return tuple(found)


__all__ = ["said_of"]

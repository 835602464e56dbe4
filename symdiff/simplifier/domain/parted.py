"""Where the parts of complex numbers are as a derivative takes them: sqrt(x) is real where x >= 0.

What is not complex differentiable is derived by the real and imaginary part of its argument, and what is made
of real symbols alone is its own real part there. Where the imaginary unit occurs nothing else is ordered, and
nothing else would say so.

>>> from symdiff.parser.formula import parse
>>> e = parse("abs(sqrt(x) + i) + log(x)")
>>> [str(condition) for condition in taken_real(e.graph, e.node, ["x"])]
['x > 0']
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.arithmetic.modulus import by_parts
from symdiff.arithmetic.walk import has_complex
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.asked import Asked
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.domain.lost import asked_by_derivative
from symdiff.table.functions import BY_PARTS
from symdiff.table.operators import NE


def where_real(expr: Expr, names: Iterable[str]) -> Expr:
    """Return *expr* with its conditions, and those under which it is derived by *names* as it stands."""
    more = taken_real(expr.graph, expr.node, names)
    if not more:
        return expr
    known = expr.unsolved
    return Expr(expr.graph, expr.node, expr.notes, (*known, *[each for each in more if each not in known]))


def taken_real(graph: Graph, root: int, names: Iterable[str]) -> tuple[Expr, ...]:
    """Return the conditions under which the arguments of absolute values and the like below *root*, and real
    terms and factors in these, are real and smooth functions of *names*; none for a formula without the
    imaginary unit, which asks for its real domain anyway.

    Cost: that of `conditions_of` where there are such functions, else linear in nodes.
    """
    if not graph.has_any(BY_PARTS) or not has_complex(graph, [root]):
        return ()
    work, real = Graph(graph.limits), Graph(graph.limits)
    tops: list[int] = []
    by_parts(work, [work.take(graph, root)], tops)
    mapping = real.copy(work, tops)
    asked: dict[Asked, None] = {}
    for top in dict.fromkeys(tops):
        for name in names:
            found = asked_by_derivative(real, mapping[top], mapping[top], name)
            asked.update(dict.fromkeys([each for each in found if each[0] != NE]))
    return tuple(unimplied(real, asked, {}, {})) if asked else ()


__all__ = ["taken_real", "where_real"]

"""Which parts of a formula have isolated zeros along one variable: what is one analytic function of it.

A function has no derivative at a point near which it has no values. (a*x**2)**(3/2) has values for a < 0 at
x == 0 alone, so that of its derivative by x is said a >= 0, not a*x**2 >= 0.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("2 - 2*sec(x)")
>>> form = Normal(e.graph)
>>> [node] = form.sweep([e.node])
>>> along = Along(form.graph, RealRanges(form, True), "x")
>>> sign, part = along.sided(form, node)
>>> sign, str(Expr(form.graph, part))
(-1, 'sec(x)')
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.real import RealRanges
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import POW, SYMBOL, is_function

_OUTSIDE: Final = "y <= -1 or y >= 1"
"""The range of a secant."""


class Along:
    """The nodes of *graph* along the symbol *name*; none of them moves where it is ""."""

    def __init__(self, graph: Graph, ranges: RealRanges, name: str) -> None:
        self.graph = graph
        self.ranges = ranges
        self.name = name
        self._moves: dict[int, bool] = {}
        self._analytic: dict[int, bool] = {}

    def has_isolated_zeros(self, node: int) -> bool:
        """Return whether *node* is an analytic function of the variable, and none that stays the same: where
        it has a value at all, its zeros along the variable have none near them.

        Other variables may make it constant, as f == 0 does cos(f*x) - 1. Cost: linear in nodes not asked
        for before.
        """
        if not self.name:
            return False
        graph, moves, analytic = self.graph, self._moves, self._analytic
        for i in graph.news(node, moves):
            op, children = graph.ops[i], graph.children[i]
            moves[i] = graph.names.get(i) == self.name if op == SYMBOL else any(moves[c] for c in children)
            analytic[i] = not moves[i] or op == SYMBOL or self._is_smooth(i)
            analytic[i] = analytic[i] and all(analytic[c] for c in children)
        return moves[node] and analytic[node]

    def sided(self, form: Normal, node: int) -> tuple[int, int] | None:
        """Return a function that has the sign of the sum *node*, or the opposite one, but for its zeros: the
        secant has that of 1 + sec(x), since it is not between -1 and 1."""
        if not self.has_isolated_zeros(node):
            return None
        terms = dict(form.terms(node))
        constant = terms.pop(form.one, 0)
        if len(terms) != 1:
            return None
        [(part, number)] = terms.items()
        op = self.graph.ops[part]
        if abs(constant) != abs(number) or not is_function(op) or row_of(op).range != _OUTSIDE:
            return None
        return (1 if number > 0 else -1), part

    def _is_smooth(self, node: int) -> bool:
        """Return whether an operator or a function is analytic inside of its domain."""
        op, children = self.graph.ops[node], self.graph.children[node]
        if op == POW:
            exponent = self.graph.numbers.get(children[1])
            if exponent is not None and exponent % 1 == 0:
                return True
            base = self.ranges.of(children[0])
            return base.low > 0 or (base.low == 0 and base.above)  # sqrt(x**2) is |x|
        if op in (MAX, MIN):
            return False
        row = row_of(op)
        broken = row.kinks or row.jumps or row.smooth or row.integers or row.complex_valued
        return bool(row.arithmetic) or (is_function(op) and not broken)


__all__ = ["Along"]

"""A symbol that stands alone in a sum: then what is zero says what the symbol is.

>>> from symdiff.parser.formula import parse
>>> name, value = where_zero(parse("2*x - a*b + x"))
>>> name, str(value)
('x', 'a*b/3')
"""

from __future__ import annotations

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.graph.expr import Expr
from symdiff.simplifier.normal.form import Normal
from symdiff.table.operators import SYMBOL


def where_zero(expr: Expr) -> tuple[str, Expr] | None:
    """Return a symbol that stands in a sum times a number and nowhere else, and what it is where the sum is
    zero; the last one of them by name. None where there is none. Cost: a normal form."""
    form = Normal(expr.graph)
    graph = form.graph
    terms = dict(form.terms(form.sweep([expr.node])[0]))
    alone = [monomial for monomial in terms if graph.ops[monomial] == SYMBOL]
    for symbol in sorted(alone, key=graph.name, reverse=True):
        rest = {monomial: number for monomial, number in terms.items() if monomial != symbol}
        if not any(graph.name(symbol) in graph.symbols([monomial]) for monomial in rest):
            number = -1 / RATIONAL.number(terms[symbol])
            return graph.name(symbol), Expr(graph, form.scaled(form.plain(rest), number))
    return None


__all__ = ["where_zero"]

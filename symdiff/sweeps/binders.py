"""The derivative of a definite integral by its bounds and by what is in it, the rule of Leibniz; that of a
sum, term by term.

d/dx of the integral of f(t, x) from a to b is f(b, x)*b' - f(a, x)*a' + the integral of df/dx.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("integral(sin(x*t), t, 0, x)")
>>> [str(Expr(e.graph, slope(e.graph, e.node, place))) for place in (1, 2)]
['sin(x**2)', 'integral(cos(x*t)*t, t, 0, x)']
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.binders import integral, is_sum, letter_for, opened, total, written_bounds
from symdiff.graph.graph import Graph
from symdiff.sweeps.sweep import tangents

_NONE: Final = -1
"""A derivative that is 0."""
_BOUNDS: Final = 2


def slope(graph: Graph, node: int, place: int) -> int:
    """Return the derivative of an integral or a sum by its argument number *place*, -1 where it is 0.

    Domain: where what is integrated, and its derivative under the sign, are continuous between the bounds.
    Cost: linear in what is integrated. Raises Unsupported as the sweeps do, and for a bound of a sum.
    """
    text, children = graph.operators[node][0], graph.children[node]
    given = children[_BOUNDS:]
    if place < _BOUNDS and is_sum(text):
        raise Unsupported(
            "a bound of a sum is a whole number, by which there is no derivative",
            hint="derive by a variable that stands in its terms alone",
        )
    if place < _BOUNDS:
        value = opened(graph, text, children[place], given, build=True)
        if graph.is_zero(value):
            return _NONE
        return value if place == 1 else graph.neg(value)
    letter = letter_for(graph, text, given)
    [inside] = tangents(graph, [opened(graph, text, letter, given)], given[place - _BOUNDS])
    if graph.is_zero(inside):
        return _NONE
    lower, upper = written_bounds(graph, node)
    return (total if is_sum(text) else integral)(graph, inside, letter, lower, upper)


__all__ = ["slope"]

"""The derivative of a definite integral by its bounds and by what is in it, the rule of Leibniz; that of a
sum, term by term; that of a product, the product times the sum of f'/f over its factors f.

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
from symdiff.graph.binders import NAMES, integral, letter_for, opened, total, written_bounds
from symdiff.graph.bound import is_over_letter, is_product
from symdiff.graph.graph import Graph
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import EXP, LOG, SQRT
from symdiff.table.operators import DIV, MUL, NEG, POW

_NONE: Final = -1
"""A derivative that is 0."""
_BOUNDS: Final = 2


def slope(graph: Graph, node: int, place: int) -> int:
    """Return the derivative of an integral, a sum or a product by its argument number *place*, -1 for 0.

    Domain: where what is integrated, and its derivative under the sign, are continuous between the bounds;
    of a product, where none of its factors is 0.
    Cost: linear in what is integrated. Raises Unsupported as the sweeps do, and for a bound of a sum.
    """
    text, children = graph.operators[node][0], graph.children[node]
    given = children[_BOUNDS:]
    if place < _BOUNDS and is_over_letter(text):
        terms = "factors" if is_product(text) else "terms"
        raise Unsupported(
            f"a bound of a {NAMES[text[0]]} is a whole number, by which there is no derivative",
            hint=f"derive by a variable that stands in its {terms} alone",
        )
    if place < _BOUNDS:
        value = opened(graph, text, children[place], given, build=True)
        if graph.is_zero(value):
            return _NONE
        return value if place == 1 else graph.neg(value)
    letter = letter_for(graph, text, given)
    variable = given[place - _BOUNDS]
    root = opened(graph, text, letter, given)
    if is_product(text):
        inside = _logarithmic(graph, root, variable)
    else:
        [inside] = tangents(graph, [root], variable)
    if graph.is_zero(inside):
        return _NONE
    lower, upper = written_bounds(graph, node)
    if is_product(text):
        return graph.mul(node, total(graph, inside, letter, lower, upper))
    return (total if is_over_letter(text) else integral)(graph, inside, letter, lower, upper)


def _logarithmic(graph: Graph, root: int, variable: int) -> int:
    """Return the derivative of *root* over *root*, as the sum of these of its factors.

    Domain: where *root* is not 0. Cost: linear in the nodes below it. Raises Unsupported as the sweeps do.
    """
    moving = graph.depending(graph.below([root]), [variable])
    parts: list[tuple[int, int, bool]] = []  # a coefficient, what is derived, and whether it is divided by
    pending = [(root, graph.number(1))]
    while pending:
        node, times = pending.pop()
        op = graph.ops[node]
        if node not in moving:
            continue
        if op == MUL or op == DIV:
            left, right = graph.both(node)
            pending += [(right, times if op == MUL else graph.neg(times)), (left, times)]
        elif op == NEG:
            pending.append((graph.first(node), times))
        elif op == POW:
            base, exponent = graph.both(node)
            pending.append((base, graph.mul(times, exponent)))
            if exponent in moving:
                parts.append((graph.mul(times, graph.call(LOG, (base,))), exponent, False))
        elif op == EXP:
            parts.append((times, graph.first(node), False))
        elif op == SQRT:
            pending.append((graph.first(node), graph.div(times, graph.number(2))))
        else:
            parts.append((times, node, True))
    found = graph.number(0)
    slopes = tangents(graph, [node for _, node, _ in parts], variable)
    for (times, node, is_divided), derived in zip(parts, slopes, strict=True):
        term = graph.mul(times, graph.div(derived, node) if is_divided else derived)
        found = graph.add(found, term)
    return found


__all__ = ["slope"]

"""Maxima of formulas that are the same, or one of which is never below another, and comparisons of such:
decided before they are derived.

The branches of a derivative leave ties out, since slopes may differ there. Where both sides are one function
each point is a tie, and nothing would be left.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("Max(x*(x + 1), x**2 + x, y) + Piecewise((x, 2*x - x > x), (y, True))")
>>> [node] = without_ties(e.graph, [e.node])
>>> str(Expr(e.graph, node))
'Max(x*(x + 1), y) + Piecewise((x, False), (y, True))'
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.arithmetic.ranges import Ranges
from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import HOLDS, has_complex, walk
from symdiff.errors import SymdiffError
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.asked import asks
from symdiff.simplifier.domain.lost import conditions_of
from symdiff.simplifier.largest import fewer
from symdiff.simplifier.vanishing import vanishes
from symdiff.table.functions import MAX, MIN
from symdiff.table.operators import is_comparison

_LARGE: Final = 400
"""Nodes from which on nothing is compared."""
_MOST: Final = 8
"""Arguments of one maximum beyond which they are not."""
_POINTS: Final = (0.37, 1.83, -0.71, 2.29, -1.57, 0.11, 3.41)
"""Coordinates of points at which two formulas are compared first."""
_ENOUGH: Final = 2
"""Points with values at which they are the same, to be looked at closely."""
_NEAR: Final = 1e-9


def without_ties(graph: Graph, roots: list[int]) -> list[int]:
    """Return *roots* with one argument of a maximum or minimum for those that are the same function, and with
    True or False for comparisons of such. New nodes are nodes of *graph*.

    What asks for something is half the sum of both, so that no domain is lost; such comparisons stay.
    Cost: linear in nodes where there are none; else values of each pair, and `vanishes` for those that agree.
    """
    order = graph.below(roots)
    if len(order) > _LARGE or has_complex(graph, roots):
        return roots
    done = graph.mapped(graph, order, lambda node, children: _decided(graph, graph.ops[node], children))
    return [done[root] for root in roots]


def _decided(graph: Graph, op: int, children: tuple[int, ...]) -> int:
    """Return a maximum without what is twice in it, True or False for a comparison of the same, else -1."""
    if op in (MAX, MIN) and len(children) <= _MOST:
        found = fewer(graph, op, children, set(), nested=False)
        if found >= 0 and graph.ops[found] != op:
            return found
        children = graph.children[found] if found >= 0 else children
        kept: list[int] = []
        for child in dict.fromkeys(children):
            place = next((i for i, other in enumerate(kept) if is_same(graph, other, child)), -1)
            if place < 0:
                kept.append(child)
            elif asks(graph, child):
                kept[place] = graph.mul(graph.number(Fraction(1, 2)), graph.add(kept[place], child))
        kept = _without_surpassed(graph, op, kept)
        if len(kept) < len(children):
            return kept[0] if len(kept) == 1 else graph.call(op, kept)
        return found
    if is_comparison(op) and not any(asks(graph, side) for side in children):
        if children[0] != children[1] and is_same(graph, *children):
            return graph.constant("True" if 0 in HOLDS[op] else "False")
    return -1


def _without_surpassed(graph: Graph, op: int, arguments: list[int]) -> list[int]:
    """Return the arguments of a maximum without those that another one is never below, or of a minimum that
    another one is never above: they may be ties on more than points. What has no value somewhere stays."""
    kept = list(arguments)
    for other in arguments:
        if len(kept) > 1:
            pairs = [(one, other) if op == MAX else (other, one) for one in kept if one != other]
            if any(_is_never_below(graph, high, low) for high, low in pairs) and not _is_partial(
                graph, other
            ):
                kept.remove(other)
    return kept


def _is_never_below(graph: Graph, high: int, low: int) -> bool:
    """Return whether *high* is seen to be at least *low* wherever both have values: one is the absolute value
    of the other, as their squares are the same, or the other is its negative; a maximum is beside its
    argument, or an argument beside its minimum."""
    if graph.ops[high] == MAX and low in graph.children[high]:
        return True
    if graph.ops[low] == MIN and high in graph.children[low]:
        return True
    ranges = Ranges(graph)
    if ranges.of(high).low < 0 < ranges.of(low).high:
        return False
    return is_same(graph, graph.mul(high, high), graph.mul(low, low))


def _is_partial(graph: Graph, node: int) -> bool:
    """Return whether *node* has no real value somewhere, as far as is known."""
    return asks(graph, node) and bool(conditions_of(graph, node))


def is_same(graph: Graph, one: int, other: int) -> bool:
    """Return whether two formulas are seen to be the same function."""
    names = graph.symbols([one, other])
    met = 0
    for turn in range(len(_POINTS)):
        at = {name: _POINTS[(turn + place) % len(_POINTS)] + place for place, name in enumerate(names)}
        try:
            left, right = walk(graph, [one, other], at, FLOAT)
        except (SymdiffError, ArithmeticError, ValueError):
            continue
        if not abs(left - right) <= _NEAR * max(1.0, abs(left)):
            return False
        met += 1
        if met == _ENOUGH:
            break
    return met > 0 and vanishes(graph, graph.sub(one, other))


__all__ = ["is_same", "without_ties"]

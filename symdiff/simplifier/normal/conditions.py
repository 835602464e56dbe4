"""Conditions and the Piecewise they choose in: what is always or never true is folded.

>>> g = Graph()
>>> g.name(compare(g, LT, [g.number(1), g.number(2)]))
'True'
"""

from __future__ import annotations

from symdiff.graph.graph import Graph
from symdiff.table.operators import AND, EQ, GE, GT, LE, LT, NE, NOT, PIECEWISE


def piecewise(graph: Graph, children: list[int]) -> int:
    """Return a Piecewise without branches that are never taken, and join neighbours of one value."""
    true, false = graph.constant("True"), graph.constant("False")
    pairs: list[tuple[int, int]] = []
    for value, condition in zip(children[::2], children[1::2], strict=True):
        if condition == false:
            continue
        if pairs and pairs[-1][0] == value and condition == true:
            pairs[-1] = (value, true)
        else:
            pairs.append((value, condition))
        if condition == true:
            break
    while len(pairs) > 1 and pairs[-1][1] == true and pairs[-2][0] == pairs[-1][0]:
        pairs[-2:] = [pairs[-1]]
    if pairs and pairs[0][1] == true:
        return pairs[0][0]
    if not pairs:
        pairs = [(children[0], children[1])]
    return graph.intern(PIECEWISE, tuple([part for pair in pairs for part in pair]))


def compare(graph: Graph, op: int, children: list[int]) -> int:
    """Return a comparison, decided where both sides are exact numbers."""
    if all(graph.is_exact(child) for child in children):
        x, y = graph.value(children[0]), graph.value(children[1])
        held = {LT: x < y, LE: x <= y, GT: x > y, GE: x >= y, EQ: x == y, NE: x != y}[op]
        return graph.constant(str(held))
    return graph.intern(op, tuple(children))


def logic(graph: Graph, op: int, children: list[int]) -> int:
    """Return and, or, not of conditions, without what does not matter."""
    true, false = graph.constant("True"), graph.constant("False")
    if op == NOT:
        if children[0] in (true, false):
            return false if children[0] == true else true
        return graph.intern(NOT, (children[0],))
    neutral, absorbing = (true, false) if op == AND else (false, true)
    left, right = children
    if absorbing in children:
        return absorbing
    if left == neutral or left == right:
        return right
    return left if right == neutral else graph.intern(op, (left, right))

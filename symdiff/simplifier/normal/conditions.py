"""Conditions and the Piecewise they choose in: what is always or never true is folded.

What is folded is added to *used* by the name of its law, where that is given.

>>> g = Graph()
>>> g.name(compare(g, LT, [g.number(1), g.number(2)]))
'True'
"""

from __future__ import annotations

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.graph.graph import Graph
from symdiff.table.operators import AND, CONSTANT, EQ, GE, GT, LE, LT, NE, NOT, NUMBER, PIECEWISE


def piecewise(graph: Graph, children: list[int], used: set[str] | None = None) -> int:
    """Return a Piecewise without branches that are never taken, and join neighbours of one value."""
    true, false = graph.constant("True"), graph.constant("False")
    laws: set[str] = set()
    pairs: list[tuple[int, int]] = []
    places = range(0, len(children), 2)
    for place in places:
        value, condition = children[place], children[place + 1]
        if condition == false:
            laws.add("piecewise-never")
            continue
        pairs.append((value, condition))
        if condition == true:
            if place != places[-1]:
                laws.add("piecewise-always")
            break
    while len(pairs) > 1 and pairs[-1][1] == true and pairs[-2][0] == pairs[-1][0]:
        pairs[-2:] = [pairs[-1]]
        laws.add("piecewise-last-of-equals" if len(pairs) > 1 else "piecewise-of-equals")
    if used is not None:
        used |= laws
    if pairs and pairs[0][1] == true:
        return pairs[0][0]
    if not pairs:
        pairs = [(children[0], children[1])]
    return graph.intern(PIECEWISE, tuple([part for pair in pairs for part in pair]))


def compare(graph: Graph, op: int, children: list[int], used: set[str] | None = None) -> int:
    """Return a comparison, decided where both sides are exact numbers or one and the same; a number stands on
    its right side: 0 > x is x < 0."""
    if children[0] == children[1]:
        return graph.constant(str(op in (LE, GE, EQ)))
    if all(graph.is_exact(child) for child in children):
        x, y = graph.value(children[0]), graph.value(children[1])
        held = {LT: x < y, LE: x <= y, GT: x > y, GE: x >= y, EQ: x == y, NE: x != y}[op]
        return graph.constant(str(held))
    left, right = children
    if _is_number(graph, left) and not _is_number(graph, right):
        if used is not None:
            used.add("comparison-turned")
        return graph.intern(MIRRORED.get(op, op), (right, left))
    return graph.intern(op, (left, right))


def _is_number(graph: Graph, node: int) -> bool:
    return graph.ops[node] == NUMBER or graph.ops[node] == CONSTANT


def logic(graph: Graph, op: int, children: list[int], used: set[str] | None = None) -> int:
    """Return and, or, not of conditions, without what does not matter."""
    true, false = graph.constant("True"), graph.constant("False")
    found, law = -1, ""
    if op == NOT:
        if children[0] == true:
            found, law = false, "not-true"
        elif children[0] == false:
            found, law = true, "not-false"
    else:
        name = "and" if op == AND else "or"
        neutral, absorbing = (true, false) if op == AND else (false, true)
        left, right = children
        if absorbing in children:
            found, law = absorbing, f"{name}-{graph.name(absorbing).lower()}"
        elif left == neutral or right == neutral:
            found, law = right if left == neutral else left, f"{name}-{graph.name(neutral).lower()}"
        elif left == right:
            found, law = left, f"{name}-itself"
    if found < 0:
        return graph.intern(op, tuple(children))
    if used is not None:
        used.add(f"piecewise-{law}")
    return found


def certain(graph: Graph, root: int) -> list[int]:
    """Return the nodes below *root* that have a value wherever it has, arguments first."""
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        children = graph.children[node]
        if graph.ops[node] == PIECEWISE:
            children = children[1:2]
        for child in children:
            if child not in seen:
                seen.add(child)
                pending.append(child)
    return sorted(seen)

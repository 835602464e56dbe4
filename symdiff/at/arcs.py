"""Bounds of an inverse function inside a condition, solved for what it is taken of.

>>> from symdiff.parser.formula import parse
>>> str(without_arcs(parse("m < 1 or -pi/2 < asin(m*x) and asin(m*x) < pi/2 and m*x*y < 1")))
'm < 1 or -1 < m*x < 1 and m*x*y < 1'
"""

from __future__ import annotations

from typing import Final

from symdiff.at.one_variable import of_one
from symdiff.at.parts import PART
from symdiff.at.truth import FAULTS, Nowhere
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import FUNCTIONS, code_of
from symdiff.table.operators import AND, is_comparison

ARCS: Final = tuple([code_of(row.inverse, 1) for row in FUNCTIONS if row.inverse and row.period])
"""The inverse functions of periodic ones."""


def without_arcs(condition: Expr) -> Expr:
    """Return a condition in which two bounds of one angle, joined by `and`, are those of what it is the angle
    of, where they are solved: -1 < u and u < 1 for -pi/2 < asin(u) and asin(u) < pi/2.

    Cost: solving those bounds, for each pair of them.
    """
    source = condition.graph
    work = Graph(source.limits)

    def chosen(node: int, children: tuple[int, ...]) -> int:
        if source.ops[node] != AND or not all(is_comparison(work.ops[child]) for child in children):
            return -1
        arcs = [inner for inner in work.below(children) if work.ops[inner] in ARCS]
        return _bounds(work, children, arcs[0]) if len(arcs) == 1 else -1

    mapping = work.mapped(source, source.below([condition.node]), chosen)
    return Expr(work, mapping[condition.node])


def _bounds(work: Graph, sides: tuple[int, ...], arc: int) -> int:
    """Return what comparisons with no other symbols but those below an *arc* say of what it is taken of, -1
    where they have others, or are not solved."""
    argument = work.first(arc)
    inner = Graph(work.limits)
    name = inner.symbol(PART)
    whole = work.intern(AND, sides)
    mapping = inner.mapped(work, work.below([whole]), lambda node, _: name if node == argument else -1)
    root = mapping[whole]
    if inner.symbols([root]) != [PART]:
        return -1
    try:
        plain, families, _ = of_one(PART, [Expr(inner, root)], "k")
    except (*FAULTS, Nowhere):
        return -1
    if families or not plain or any(one.graph.has_any(ARCS) for one in plain):
        return -1
    found = -1
    for one in plain:
        there = one.subs({PART: Expr(work, argument)})
        node = work.take(there.graph, there.node)
        found = node if found < 0 else work.intern(AND, (found, node))
    return found


__all__ = ["ARCS", "without_arcs"]

"""Angles inside a condition: bounds of one are solved for what it is the angle of, and what functions of it
come to is written without it.

>>> from symdiff.parser.formula import parse
>>> str(without_arcs(parse("m < 1 or -pi/2 < asin(m*x) and asin(m*x) < pi/2 and m*x*y < 1")))
'm < 1 or -1 < m*x < 1 and m*x*y < 1'
"""

from __future__ import annotations

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.at.one_variable import of_one
from symdiff.at.parts import PART
from symdiff.at.plainer import ARCS
from symdiff.at.truth import FAULTS, Nowhere
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.asked import Asked, asked_by
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.levels import simplify
from symdiff.table.functions import row_of
from symdiff.table.operators import AND, OR, is_comparison, is_function


def without_arcs(condition: Expr) -> Expr:
    """Return a condition in which two bounds of one angle, joined by `and`, are those of what it is the angle
    of, where they are solved: -1 < u and u < 1 for -pi/2 < asin(u) and asin(u) < pi/2.

    Cost: solving those bounds, for each pair of them, and what `without_turns` does.
    """
    condition = without_turns(condition)
    source = condition.graph
    work = Graph(source.limits)

    def chosen(node: int, children: tuple[int, ...]) -> int:
        if source.ops[node] != AND or not all(is_comparison(work.ops[child]) for child in children):
            return -1
        arcs = [inner for inner in work.below(children) if work.ops[inner] in ARCS]
        return _bounds(work, children, arcs[0]) if len(arcs) == 1 else -1

    mapping = work.mapped(source, source.below([condition.node]), chosen)
    return Expr(work, mapping[condition.node])


def without_turns(condition: Expr) -> Expr:
    """Return a condition in which what is compared is simplified, where it has a function of an angle: then
    1 - 2*sin(asin(x)/2)**2 > 0 is sqrt(1 - x**2) > 0, and what that loses is said. Cost: that of simplifying
    each such comparison."""
    source = condition.graph
    if not source.has_any(ARCS):
        return condition
    work, is_whole = Graph(source.limits), not source.has(OR)

    def chosen(node: int, children: tuple[int, ...]) -> int:
        if source.ops[node] not in MIRRORED or not _has_turn(source, node):
            return -1
        gap = simplify(Expr(source, source.sub(*source.both(node))))
        if _has_turn(gap.graph, gap.node) or (gap.conditions and not is_whole):
            return -1
        other = workplace(source.limits)
        root = other.take(gap.graph, gap.node)
        asked: dict[Asked, None] = {(source.ops[node], root): None, **asked_by(other, root)}
        found = -1
        for one in [*unimplied(other, asked, {}, {}), *gap.conditions]:
            part = work.take(one.graph, one.node)
            found = part if found < 0 else work.intern(AND, (found, part))
        return found if found >= 0 else work.constant("True")

    mapping = work.mapped(source, source.below([condition.node]), chosen)
    return Expr(work, mapping[condition.node])


def _has_turn(graph: Graph, root: int) -> bool:
    """Return whether a periodic function is taken of what has an angle in it."""
    turns = [n for n in graph.below([root]) if is_function(graph.ops[n]) and row_of(graph.ops[n]).period]
    return any(graph.ops[n] in ARCS for n in graph.below(turns))


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


__all__ = ["without_arcs", "without_turns"]

"""Where branches of a Piecewise meet: the derivative is given there where it exists, and left out where not.

`derive` leaves the edges of conditions out, since the slope of a branch at its edge is not the slope of the
function. Here each edge that is a number is looked at on both sides (`at.point`).

>>> from symdiff.verbs.derivatives import derive
>>> str(derive("Piecewise((x**2, x <= 1), (2*x - 1, True))", "x"))
'Piecewise((2*x, x <= 1), (2, True))'
>>> d = derive("Piecewise((x**2, x <= 1), (2*x + 5, True))", "x")
>>> str(d), [str(c) for c in d.conditions]
('Piecewise((2*x, x < 1), (2, x > 1))', ['x != 1'])
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from symdiff.arithmetic.balls import Ball, deep
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import has_complex, walk
from symdiff.at.numbers import fraction
from symdiff.at.point import precisely
from symdiff.errors import NotDifferentiable, SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.conditions import piecewise
from symdiff.table.functions import MAX, MIN
from symdiff.table.operators import AND, EQ, GE, GT, LE, LT, NE, PIECEWISE, is_comparison

_MOST: Final = 8
"""Edges that are looked at."""
_LARGE: Final = 2000
"""Nodes from which on none is."""
_CLOSED: Final = {LT: LE, GT: GE}


def mended(source: Expr, names: tuple[str, ...], graph: Graph, node: int) -> tuple[int, list[int]]:
    """Return *node*, the derivative of *source* by *names*, with its values where branches meet, and the
    conditions x != a for those points where there is none. New nodes are nodes of *graph*.

    Formulas of one variable are looked at; what is not known is left out. Cost: that of
    `at.point.derivative_at` for each edge.
    """
    order = graph.below([node])
    if (
        len(set(names)) > 1
        or len(order) > _LARGE
        or not (graph.has(PIECEWISE) or source.graph.has(PIECEWISE))
    ):
        return node, []
    if source.graph.symbols([source.node]) != [names[0]]:
        return node, _unknown(source, names[0], graph)
    variable = graph.symbol(names[0])
    edges = sorted({*_edges(source.graph, [source.node], names[0]), *_edges(graph, [node], names[0])})
    missing: list[int] = []
    if len(edges) > _MOST:
        return node, _unknown(source, names[0], graph)
    for edge in edges:
        value = _value(graph, node, names[0], edge)
        place = graph.number(edge)
        try:
            there = precisely(source, names[0], {names[0]: edge}, len(names))
        except NotDifferentiable as error:
            if value is not None or error.reason != "outside the domain":
                missing.append(graph.intern(NE, (variable, place)))
            continue
        except SymdiffError:
            continue
        if value is not None and (value - there).has_zero():
            continue
        slope = fraction(there)
        if slope is not None:
            node = _with_value(graph, node, names[0], edge, graph.number(slope))
        elif value is not None:
            missing.append(graph.intern(NE, (variable, place)))
    return _whole(graph, node, names[0], edges), missing


def needed(
    source: Expr, names: tuple[str, ...], graph: Graph, node: int, conditions: tuple[Expr, ...]
) -> tuple[Expr, ...]:
    """Return *conditions* without those x != a at which the function has the derivative that *node*, a node
    of *graph*, says.

    x*|x| has a kink in it and none at 0. Formulas of one variable are looked at.
    """
    if len(set(names)) > 1 or source.graph.symbols([source.node]) != [names[0]]:
        return conditions
    return tuple([c for c in conditions if not _is_needless(source, names, graph, node, c)])


def _is_needless(source: Expr, names: tuple[str, ...], graph: Graph, node: int, condition: Expr) -> bool:
    sides = condition.graph.children[condition.node]
    if condition.graph.ops[condition.node] != NE or len(sides) != 2:
        return False
    left, at = condition.graph.names.get(sides[0]), condition.graph.numbers.get(sides[1])
    if left != names[0] or at is None or isinstance(at, float):
        return False
    value = _value(graph, node, names[0], Fraction(at))
    if value is None:
        return False
    try:
        return bool((precisely(source, names[0], {names[0]: at}, len(names)) - value).has_zero())
    except SymdiffError:
        return False


def _unknown(source: Expr, name: str, graph: Graph) -> list[int]:
    """Return the conditions that no comparison in *source* is at its edge, and no maximum at a tie, of those
    that *name* is in."""
    found = []
    order = source.graph.below([source.node])
    if len(order) > _LARGE:
        return []
    moving = source.graph.depending(order, [source.graph.symbol(name)])
    for node in order:
        op = source.graph.ops[node]
        if is_comparison(op) or op in (MAX, MIN):
            for sides in combinations(source.graph.children[node], 2):
                if sides[0] != sides[1] and not moving.isdisjoint(sides):
                    mapping = graph.copy(source.graph, sides)
                    found.append(graph.intern(NE, (mapping[sides[0]], mapping[sides[1]])))
    return list(dict.fromkeys(found))


def _edges(graph: Graph, roots: list[int], name: str) -> Iterable[Fraction]:
    """Return the numbers at which the sides of a comparison meet, of those that are linear in *name*."""
    for node in graph.below(roots):
        if is_comparison(graph.ops[node]):
            try:
                at = [
                    left - right
                    for left, right in (
                        walk(graph, graph.children[node], {name: Fraction(x)}, RATIONAL) for x in (1, 2, 4)
                    )
                ]
            except SymdiffError:
                continue
            step = at[1] - at[0]
            if step and at[2] - at[1] == 2 * step:
                yield 1 - at[0] / step


def _value(graph: Graph, node: int, name: str, at: Fraction) -> Ball | None:
    """Return the value of a formula at a rational, to many digits, or None where it has none."""
    numbers = deep(DIGITS, lenient=True)
    if has_complex(graph, [node]):
        return None
    try:
        found: Ball = walk(graph, [node], {name: numbers.number(at)}, numbers)[0]
    except (SymdiffError, Unclear):
        return None
    return found


def _with_value(graph: Graph, node: int, name: str, at: Fraction, value: int) -> int:
    """Return *node* with a value at a point: an edge closed, or a branch of its own."""
    variable, place = graph.symbol(name), graph.number(at)
    if graph.ops[node] != PIECEWISE:
        only = graph.intern(EQ, (variable, place))
        return graph.intern(PIECEWISE, (value, only, node, graph.constant("True")))
    pairs = list(graph.children[node])
    for i in range(0, len(pairs), 2):
        closed = _closed(graph, pairs[i + 1], variable, place)
        found = _value(graph, pairs[i], name, at)
        if closed >= 0 and found is not None and fraction(found) == graph.value(value):
            pairs[i + 1] = closed
            return graph.intern(PIECEWISE, tuple(pairs))
    if pairs[-1] == graph.intern(NE, (variable, place)):
        return piecewise(graph, [*pairs, value, graph.constant("True")])
    return graph.intern(PIECEWISE, (*pairs, value, graph.intern(EQ, (variable, place))))


def _closed(graph: Graph, condition: int, variable: int, place: int) -> int:
    """Return a condition with an edge at *place* that holds there too, or -1."""
    op, children = graph.ops[condition], graph.children[condition]
    if op in _CLOSED and children == (variable, place):
        return graph.intern(_CLOSED[op], children)
    if op == AND:
        for i, part in enumerate(children):
            closed = _closed(graph, part, variable, place) if graph.ops[part] != AND else -1
            if closed >= 0:
                return graph.intern(AND, (closed, children[1]) if i == 0 else (children[0], closed))
    return -1


def _whole(graph: Graph, node: int, name: str, edges: list[Fraction]) -> int:
    """Return a Piecewise whose last branch is for what is left, where some branch holds everywhere."""
    if graph.ops[node] != PIECEWISE or not edges:
        return node
    conditions = graph.children[node][1::2]
    points = [*edges, edges[0] - 1, edges[-1] + 1]
    points += [(a + b) / 2 for a, b in pairwise(edges)]
    for condition in graph.below(list(conditions)):
        if is_comparison(graph.ops[condition]) and not list(_edges(graph, [condition], name)):
            return node
    for point in points:
        try:
            if not any(walk(graph, conditions, {name: point}, RATIONAL)):
                return node
        except SymdiffError:
            return node
    return piecewise(graph, [*graph.children[node][:-1], graph.constant("True")])

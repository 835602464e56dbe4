"""Conditions on whole numbers: what says that a part of a formula is one, written as u == floor(u).

>>> from symdiff.parser.formula import parse
>>> str(unshifted(parse("Abs(x) != floor(Abs(x))")))
'x != floor(x)'
"""

from __future__ import annotations

from math import ceil, inf
from typing import Final

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.at.truth import FAULTS
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.real import RealRanges
from symdiff.simplifier.domain.squares import completed
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import ABS, code_of
from symdiff.table.operators import ADD, AND, EQ, GT, NE, OR, SUB

_FLOOR: Final = code_of("floor", 1)
_GAPS: Final = 3
"""Whole numbers that are said one by one."""


def unshifted(condition: Expr) -> Expr:
    """Return a condition with u == floor(u) in the place of what says that u is whole, without whole numbers
    added to u: of n + 1 == floor(n + 1), x != 3*floor(x/3), 2*|x| - floor(2*|x|) != 0. Bounds on such a sum
    are bounds on u, where the number stands first.

    >>> from symdiff.parser.formula import parse
    >>> for text in ("x > 0 or n - 1 != floor(n - 1)", "2 + 1/n > 0 or 2 + 1/n != floor(2 + 1/n)",
    ...              "3/2 + 1/n > 0 or 3/2 + 1/n != floor(3/2 + 1/n)",
    ...              "x - 3*floor(x/3) != 0", "Abs(x) != floor(Abs(x))"):
    ...     print(unshifted(parse(text)))
    x > 0 or n != floor(n)
    1/n > -2 or 1/n != floor(1/n)
    1/n > -3/2 or 1/2 + 1/n != floor(1/2 + 1/n)
    x/3 != floor(x/3)
    x != floor(x)
    """
    graph = condition.graph
    if not graph.has(_FLOOR):
        return condition
    work = Graph(graph.limits)

    def replaced(node: int, _: tuple[int, ...]) -> int:
        if graph.ops[node] in MIRRORED and graph.ops[node] != NE:
            return _bound(graph, node, work)
        if graph.ops[node] not in (EQ, NE):
            return -1
        whole = _whole(graph, node)
        if whole is None:
            return -1
        inner = work.take(whole.graph, whole.node)
        return work.intern(graph.ops[node], (inner, work.call(_FLOOR, (inner,))))

    mapping = work.mapped(graph, graph.below([condition.node]), replaced)
    return Expr(work, mapping[condition.node])


def _bound(graph: Graph, node: int, work: Graph) -> int:
    """Return n + u > 0 and n - u > 0, where it is also said that such a sum is whole, as u > -n and u < n,
    nodes of *work*; -1 for other comparisons."""
    left, right = graph.children[node]
    if graph.ops[left] not in (ADD, SUB):
        return -1
    number, bound = [graph.numbers.get(part) for part in (graph.children[left][0], right)]
    floors = [n for n, op in enumerate(graph.ops) if op == _FLOOR and graph.children[n] == (left,)]
    if number is None or bound is None or isinstance(number, float) or not floors:
        return -1
    op, is_minus = graph.ops[node], graph.ops[left] == SUB
    gap = RATIONAL.number(bound) - RATIONAL.number(number)
    sides = work.take(graph, graph.children[left][1]), work.number(-gap if is_minus else gap)
    return work.intern(MIRRORED[op] if is_minus else op, sides)


def _whole(graph: Graph, node: int) -> Expr | None:
    """Return u where an equation of *graph* holds just where u is a whole number; None where it is no such
    equation."""
    floors = [n for n in graph.below([node]) if graph.ops[n] == _FLOOR and graph.symbols([n])]
    if len(floors) != 1:
        return None
    try:
        at_0, at_1, at_2 = [_with_number(graph, node, floors[0], number) for number in (0, 1, 2)]
        slope, bend = simplify(at_1 - at_0), simplify(at_2 - 2 * at_1 + at_0)
        inner = Expr(graph, graph.first(floors[0]))
        if bend != 0 or slope.graph.symbols([slope.node]) or simplify(at_0 + slope * inner) != 0:
            return None
    except FAULTS:
        return None
    return _without_size(_without_whole(inner))


def _with_number(graph: Graph, node: int, part: int, number: int) -> Expr:
    """Return the difference of the sides of an equation with a number in the place of a part."""
    work = Graph(graph.limits)
    value = work.number(number)
    mapping = work.mapped(graph, graph.below([node]), lambda n, _: value if n == part else -1)
    left, right = [Expr(work, mapping[side]) for side in graph.children[node]]
    return simplify(left - right)


def _without_whole(expr: Expr) -> Expr:
    """Return a sum without a whole number in it, and with less than 1 in the place of a fraction."""
    graph = expr.graph
    if graph.ops[expr.node] not in (ADD, SUB):
        return expr
    one, two = graph.children[expr.node]
    for number, other in ((graph.numbers.get(two), one), (graph.numbers.get(one), two)):
        if number is not None and number % 1 == 0:
            return Expr(graph, other)  # minus u is whole where u is
        if number is not None and not isinstance(number, float) and not 0 < number < 1:
            part, rest = Expr(graph, graph.number(number % 1)), Expr(graph, other)
            return (
                part - rest
                if graph.ops[expr.node] == SUB and number == graph.numbers.get(one)
                else part + rest
            )
    return expr


def _without_size(expr: Expr) -> Expr:
    """Return c*u for c*|u|, c a number; anything else as it is."""
    graph = expr.graph
    sizes = [n for n in graph.below([expr.node]) if graph.ops[n] == ABS]
    if len(sizes) != 1:
        return expr
    inner = Expr(graph, graph.first(sizes[0]))
    factor = simplify(expr / Expr(graph, sizes[0]))
    return expr if factor.graph.symbols([factor.node]) else simplify(factor * inner)


def at_wholes(condition: Expr) -> Expr:
    """Return u > 0 or u != floor(u) as the few whole numbers that u is not, where it is never far below zero.

    >>> from symdiff.parser.formula import parse
    >>> str(at_wholes(parse("x**2 + 2*x > 0 or x**2 + 2*x != floor(x**2 + 2*x)")))
    'x**2 + 2*x != -1 and x**2 + 2*x != 0'
    """
    graph = condition.graph
    parts = graph.children[condition.node]
    if graph.ops[condition.node] != OR or [graph.ops[part] for part in parts] != [GT, NE]:
        return condition
    (one, zero), (two, whole) = [graph.children[part] for part in parts]
    if (
        one != two
        or graph.numbers.get(zero) != 0
        or (graph.ops[whole], graph.children[whole]) != (_FLOOR, (one,))
    ):
        return condition
    work = Graph(graph.limits)
    u = work.take(graph, one)
    form = Normal(work)
    [node] = form.sweep([u])
    low = RealRanges(form, True).of(node).low
    squares = completed(form, node)
    low = max(low, -inf if squares is None else squares.number)
    if not -_GAPS < low <= 0:
        return condition
    gaps = [work.intern(NE, (u, work.number(number))) for number in range(ceil(low), 1)]
    found = gaps[0]
    for gap in gaps[1:]:
        found = work.intern(AND, (found, gap))
    return Expr(work, found)


__all__ = ["at_wholes", "unshifted"]

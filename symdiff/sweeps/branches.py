"""The derivative of what takes one of its arguments: a Piecewise, a Max, a Min; and where each branch holds.

>>> from symdiff.parser.formula import parse
>>> e = parse("Max(x, y)")
>>> g = e.graph
>>> moved = branches(g, e.node, [g.number(1), NONE], set())
>>> g.children[moved][0] == g.number(1)
True
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.sweeps.partials import NONE
from symdiff.table.functions import ABS, MAX, MIN
from symdiff.table.operators import (
    AND,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NE,
    NOT,
    OR,
    PIECEWISE,
    SUB,
    is_comparison,
)

GUARDED: Final = (PIECEWISE, MAX, MIN)
"""Operators that take one of their arguments and leave the others alone."""
_FLIPPED: Final = {LT: GE, LE: GT, GT: LE, GE: LT, EQ: NE, NE: EQ}
_OPENED: Final = {LE: LT, GE: GT}
_MET_BY_EQUALS: Final = frozenset((LE, GE, EQ))


def branches(graph: Graph, node: int, moves: list[int], switched: set[int], smooth: bool = False) -> int:
    """Return the derivative of a Piecewise, Max or Min whose arguments have the tangents *moves*.

    Conditions that are *switched* by the variable hold without their edges: where branches meet, their own
    derivatives say nothing. At a tie of a *smooth* Max the slopes agree.
    """
    zero = graph.number(0)
    children = graph.children[node]
    if graph.ops[node] == PIECEWISE:
        if all(move == NONE for move in moves[::2]):
            return NONE
        conditions = list(children[1::2])
        if not switched.isdisjoint(conditions):
            conditions = insides(graph, conditions, switched)
        false = graph.constant("False")
        pairs = []
        for move, inside in zip(moves[::2], conditions, strict=True):
            if inside != false:
                pairs += [move if move != NONE else zero, inside]
        return graph.intern(PIECEWISE, tuple(pairs or [zero, false]))
    pairs = []
    for place, move in enumerate(moves):
        wins = (
            graph.constant("True") if smooth and place + 1 == len(moves) else _wins(graph, node, place, moves)
        )
        pairs += [move if move != NONE else zero, wins]
    return graph.intern(PIECEWISE, tuple(pairs))


def _wins(graph: Graph, node: int, place: int, moves: list[int]) -> int:
    """Return the condition under which a Max or Min is its argument number *place* alone, or where that does
    not move, one of those that do not.

    At a tie no branch holds: two-sided derivatives differ there, unless the slopes agree.
    """
    children = graph.children[node]
    relation = GT if graph.ops[node] == MAX else LT
    total = NONE
    for other, child in enumerate(children):
        if other == place or child == children[place] or moves[place] == moves[other] == NONE:
            continue
        beats = graph.intern(relation, (children[place], child))
        total = beats if total == NONE else graph.intern(AND, (total, beats))
    return total if total != NONE else graph.constant("True")


def insides(graph: Graph, conditions: list[int], switched: Container[int]) -> list[int]:
    """Return for each branch of a Piecewise where its condition holds and none before it does, without the
    edges of what is *switched*: x <= 1 and what else is left are x < 1 and x > 1; x == 1 is False.

    Cost: linear in the nodes of the conditions.
    """
    true, false = graph.constant("True"), graph.constant("False")
    holds, fails = {true: true, false: false}, {true: false, false: true}
    for node in graph.postorder(conditions):
        op, children = graph.ops[node], graph.children[node]
        if op in (AND, OR):
            for known, other in ((holds, AND if op == AND else OR), (fails, OR if op == AND else AND)):
                known[node] = _combined(graph, other, known[children[0]], known[children[1]])
        elif op == NOT:
            holds[node], fails[node] = fails[children[0]], holds[children[0]]
        elif is_comparison(op) and children[0] == children[1]:  # decided before any edge is opened
            is_met = op in _MET_BY_EQUALS
            holds[node], fails[node] = (true, false) if is_met else (false, true)
        elif is_comparison(op):
            if node in switched:
                op, children = ordered(graph, op, children)
            for known, relation in ((holds, op), (fails, _FLIPPED[op])):
                if node in switched:
                    relation = _OPENED.get(relation, relation)
                    known[node] = false if relation == EQ else graph.intern(relation, children)
                else:
                    known[node] = node if relation == op else graph.intern(relation, children)
    found, left = [], true
    for condition in conditions:
        found.append(_combined(graph, AND, holds[condition], left))
        left = _combined(graph, AND, left, fails[condition])
    return found


def ordered(graph: Graph, op: int, children: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Return Abs(u) == u as u >= 0, Abs(u) == -u as u <= 0, Max(u, v) == u as u >= v, Min(u, v) == u as
    u <= v, and != as what is left; any other comparison as it is."""
    if op not in (EQ, NE):
        return op, children
    for one, two in (children, children[::-1]):
        parts = graph.children[one]
        kind, relation, sides = graph.ops[one], EQ, children
        if kind == ABS and two == parts[0]:
            relation, sides = GE, (two, graph.number(0))
        elif kind == ABS and _is_minus(graph, two, parts[0]):
            relation, sides = LE, (parts[0], graph.number(0))
        elif kind in (MAX, MIN) and len(parts) == 2 and two in parts:
            other = parts[1] if two == parts[0] else parts[0]
            relation, sides = GE if kind == MAX else LE, (two, other)
        if relation != EQ:
            return relation if op == EQ else _FLIPPED[relation], sides
    return op, children


def _is_minus(graph: Graph, one: int, two: int) -> bool:
    """Return whether a node is minus another, or a difference the other way round."""
    if graph.ops[one] == SUB == graph.ops[two]:
        return graph.children[one] == graph.children[two][::-1]
    return one == graph.neg(two)


def _combined(graph: Graph, op: int, a: int, b: int) -> int:
    """Return the conjunction or disjunction of two conditions, without what the other implies."""
    neutral, absorbing = graph.constant("True"), graph.constant("False")
    if op == OR:
        neutral, absorbing = absorbing, neutral
    if a == absorbing or b == absorbing:
        return absorbing
    if a == neutral or a == b:
        return b
    if b == neutral:
        return a
    if op == OR:
        return graph.intern(op, (a, b))
    parts = _parts(graph, AND, a)
    for part in _parts(graph, AND, b):
        if not any(_implies(graph, known, part) for known in parts):
            parts = [known for known in parts if not _implies(graph, part, known)] + [part]
    whole = parts[0]
    for part in parts[1:]:
        whole = graph.intern(AND, (whole, part))
    return whole


def _parts(graph: Graph, op: int, node: int) -> list[int]:
    """Return what a chain of `and`, or of `or`, joins, from the left."""
    parts: list[int] = []
    pending = [node]
    while pending:
        node = pending.pop()
        if graph.ops[node] == op:
            pending += graph.children[node][::-1]
        else:
            parts.append(node)
    return parts


def _implies(graph: Graph, known: int, wanted: int) -> bool:
    """Return whether one bound implies another on the same side, or one of those that `or` joins."""
    for part in _parts(graph, OR, wanted):
        if part == known:
            return True
        op, other = graph.ops[known], graph.ops[part]
        if not (is_comparison(op) and is_comparison(other)):
            continue
        (left, first), (right, second) = graph.children[known], graph.children[part]
        x, y = graph.numbers.get(first), graph.numbers.get(second)
        if left != right or x is None or y is None:
            continue
        if (op == GT and other in (GT, NE) and x >= y) or (op == LT and other in (LT, NE) and x <= y):
            return True
    return False

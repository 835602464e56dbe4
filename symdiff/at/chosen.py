"""Conditions of which one of several is to hold, without what others say already: parts that always hold
beside them, and alternatives that another one of them follows from.

>>> from symdiff.parser.formula import parse
>>> given = ["m < 1 or x > 0 and y < 1 and m*y < 1", "x > 1", "0 < y and y < 1"]
>>> [str(one) for one in chosen(list(map(parse, given)))]
['m*y < 1', 'x > 1', '0 < y < 1']
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

from symdiff.at.alternatives import alternatives
from symdiff.at.implied import follows
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import AND, OR

_MANY: Final = 16
"""Conditions, and parts of one, beyond which nothing is looked at."""


def chosen(conditions: Sequence[Expr]) -> list[Expr]:
    """Return conditions that hold at the same points, in which an alternative of several parts has none that
    follows from the other conditions, and none brings another one. A condition of which an alternative is
    left without parts is left out.

    Cost: what `follows` does for each part, and each two alternatives.
    """
    found: list[Expr] = list(conditions)
    if len(found) > _MANY:
        return found
    for condition in conditions:
        if condition.graph.ops[condition.node] != OR or not condition.graph.has(AND):
            continue
        place = found.index(condition)
        others = [*found[:place], *found[place + 1 :]]
        several = [_parts(one) for one in alternatives(condition)]
        if sum(map(len, several)) > _MANY:
            continue
        left = _alternatives_left([_left(parts, others) for parts in several], others)
        found[place : place + 1] = [] if [] in left else [_joined(OR, [_joined(AND, one) for one in left])]
    return found


def _parts(alternative: Expr) -> list[Expr]:
    return list(dict.fromkeys(alternatives(alternative, AND)))


def _left(parts: list[Expr], others: list[Expr]) -> list[Expr]:
    """Return the parts of an alternative that do not follow from *others* and from its other parts."""
    kept = list(parts)
    for part in sorted(parts, key=lambda one: -one.size):
        rest = [one for one in kept if one is not part]
        if follows(part, [*others, *rest]):
            kept = rest
    return kept


def _alternatives_left(several: list[list[Expr]], others: list[Expr]) -> list[list[Expr]]:
    """Return alternatives, given by their parts, without those that bring all parts of another one."""
    kept = [one for i, one in enumerate(several) if one not in several[:i]]
    for one in list(kept):
        for other in kept:
            if other is not one and all(follows(part, [*others, *one]) for part in other):
                kept = [same for same in kept if same is not one]
                break
    return kept


def _joined(op: int, parts: list[Expr]) -> Expr:
    work = Graph(parts[0].graph.limits)
    nodes = [work.take(part.graph, part.node) for part in parts]
    return Expr(work, reduce(lambda one, other: work.intern(op, (one, other)), nodes))


__all__ = ["chosen"]

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

from symdiff.at.absurd import Effort
from symdiff.at.alternatives import alternatives
from symdiff.at.implied import left as left_of
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import AND, OR

_MANY: Final = 16
"""Conditions, and parts of one, beyond which nothing is looked at."""
_EFFORT: Final = 3_000
"""Products that are made for all conditions together."""


def chosen(conditions: Sequence[Expr]) -> list[Expr]:
    """Return conditions that hold at the same points, in which an alternative of several parts has none that
    follows from the other conditions, and none brings another one. A condition of which an alternative is
    left without parts is left out.

    Cost: what `follows` does for each part, and each two alternatives.
    """
    found: list[Expr] = list(conditions)
    if len(found) > _MANY:
        return found
    effort = Effort(_EFFORT)
    for condition in conditions:
        if condition.graph.ops[condition.node] != OR or not condition.graph.has(AND):
            continue
        place = found.index(condition)
        others = [*found[:place], *found[place + 1 :]]
        several = [_parts(one) for one in alternatives(condition)]
        if sum(map(len, several)) > _MANY or not _have_common(condition, others):
            continue
        left = _alternatives_left([_left(parts, others, effort) for parts in several], others, effort)
        found[place : place + 1] = [] if [] in left else [_joined(OR, [_joined(AND, one) for one in left])]
    return found


def _parts(alternative: Expr) -> list[Expr]:
    return list(dict.fromkeys(alternatives(alternative, AND)))


def _have_common(condition: Expr, others: list[Expr]) -> bool:
    """Return whether a symbol of a condition stands in another one."""
    names = set(condition.graph.symbols([condition.node]))
    return any(names.intersection(other.graph.symbols([other.node])) for other in others)


def _follows(condition: Expr, others: list[Expr], effort: Effort) -> bool:
    return left_of(condition, others, effort) == []


def _left(parts: list[Expr], others: list[Expr], effort: Effort) -> list[Expr]:
    """Return the parts of an alternative that do not follow from *others* and from its other parts."""
    kept = list(parts)
    for part in sorted(parts, key=lambda one: -one.size):
        rest = [one for one in kept if one is not part]
        if _follows(part, [*others, *rest], effort):
            kept = rest
    return kept


def _alternatives_left(several: list[list[Expr]], others: list[Expr], effort: Effort) -> list[list[Expr]]:
    """Return alternatives, given by their parts, without those that bring all parts of another one."""
    kept = [one for i, one in enumerate(several) if one not in several[:i]]
    for one in list(kept):
        for other in kept:
            if other is not one and all(_follows(part, [*others, *one], effort) for part in other):
                kept = [same for same in kept if same is not one]
                break
    return kept


def _joined(op: int, parts: list[Expr]) -> Expr:
    work = Graph(parts[0].graph.limits)
    nodes = [work.take(part.graph, part.node) for part in parts]
    return Expr(work, reduce(lambda one, other: work.intern(op, (one, other)), nodes))


__all__ = ["chosen"]

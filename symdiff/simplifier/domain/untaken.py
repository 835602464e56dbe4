"""Which corners of the functions in a Piecewise are corners of the whole: those in a branch are none where
another branch is taken, and those in a condition are none at all.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("Piecewise((x**2, Abs(x) <= d), (2*d*Abs(x) - d**2, True))")
>>> x, rule = e.graph.symbol("x"), parse("x != 0")
>>> corner, there = e.graph.call(ABS, (x,)), e.graph.copy(rule.graph, [rule.node])[rule.node]
>>> untaken = Untaken(e.graph, e.node, e.graph.depending(e.graph.below([e.node]), [x]))
>>> str(Expr(e.graph, untaken.beside(corner, there)))
'x != 0 or d > 0'
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.sweeps.branches import insides
from symdiff.table.functions import ABS, row_of
from symdiff.table.operators import AND, GT, LT, NE, OR, PIECEWISE, is_comparison, is_condition, is_function

_MANY: Final = 2000
"""Nodes in branches, each counted once for each branch, beyond which all corners are taken for such."""
_EVERYWHERE: Final = -1
NOWHERE: Final = -2
"""What says of a corner that it is none of the whole."""


class Untaken:
    """The branches of the Piecewise below *root* that stand in no other, and where each is not taken. Those
    nodes move that have the symbol in them by which is derived.

    Cost: linear in nodes, times the branches that a node stands in.
    """

    def __init__(self, work: Graph, root: int, moving: Container[int]) -> None:
        self._work, self._moving = work, moving
        self._found: dict[int, set[int]] = {}
        """For each node that is derived, where it does not count: conditions; `_EVERYWHERE` where it does."""
        pending = [(root, _EVERYWHERE)]
        met = set(pending)
        while pending and len(met) < _MANY:
            node, untaken = pending.pop()
            self._found.setdefault(node, set()).add(untaken)
            more = [(child, untaken) for child in self._derived(node)]
            if work.ops[node] == PIECEWISE and untaken == _EVERYWHERE:
                more = list(zip(self._derived(node), self._others(node), strict=True))
            more = [pair for pair in more if pair not in met]
            pending += more
            met.update(more)
        self._is_known = not pending

    def beside(self, node: int, rule: int) -> int:
        """Return the condition that *node* is smooth where *rule* holds, or its branch is not taken: *rule*
        where it counts everywhere, `NOWHERE` where it is not derived."""
        work, row = self._work, row_of(self._work.ops[node])
        if not self._is_known or row.jumps or row.domain:
            return rule
        places = self._found.get(node)
        if places is None:
            return NOWHERE
        if _EVERYWHERE in places:
            return rule
        whole = rule
        gap = work.children[rule][0] if work.ops[rule] == NE and work.is_zero(work.children[rule][1]) else -1
        for untaken in sorted(places):
            other = self._at_zero(untaken, gap)
            if not work.symbols([other]):
                return rule  # numbers decide it
            whole = work.intern(AND, (whole, other)) if whole != rule else other
        return work.intern(OR, (rule, whole))

    def _at_zero(self, condition: int, gap: int) -> int:
        """Return a condition where *gap* is zero, with 0 on the right."""
        work = self._work
        zero = work.number(0)

        def chosen(node: int, children: tuple[int, ...]) -> int:
            if node == gap:
                return zero
            op = work.ops[node]
            if op == ABS and children[0] == zero:
                return zero
            if op in (LT, GT) and children[0] == zero != children[1]:
                return work.intern(GT if op == LT else LT, (children[1], zero))
            return -1

        return work.mapped(work, work.below([condition]), chosen)[condition]

    def _derived(self, node: int) -> tuple[int, ...]:
        """Return what is derived with a node."""
        work = self._work
        if is_condition(work.ops[node]):
            return ()
        return work.children[node][::2] if work.ops[node] == PIECEWISE else work.children[node]

    def _others(self, node: int) -> list[int]:
        """Return for each branch of a Piecewise where it is not taken, nor beside it along the symbol: where
        the condition of one before it holds, or its own does not. `_EVERYWHERE` where that is not known."""
        work = self._work
        conditions = list(work.children[node][1::2])
        below = work.below(conditions)
        if any(is_function(work.ops[one]) and row_of(work.ops[one]).jumps for one in below):
            return [_EVERYWHERE for _ in conditions]
        switched = {one for one in below if is_comparison(work.ops[one]) and self._moves(one)}
        true, false = work.constant("True"), work.constant("False")
        before, found = false, list[int]()
        for condition in conditions:
            holds, fails = insides(work, [condition, true], switched)
            found.append(self._either(before, fails))
            before = self._either(before, holds)
        return [one if one != false else _EVERYWHERE for one in found]

    def _either(self, one: int, other: int) -> int:
        """Return a condition that one of two holds, without what never does."""
        false = self._work.constant("False")
        if false in (one, other):
            return other if one == false else one
        return self._work.intern(OR, (one, other))

    def _moves(self, comparison: int) -> bool:
        """Return whether the symbol stands in a comparison."""
        return any(child in self._moving for child in self._work.children[comparison])


__all__ = ["NOWHERE", "Untaken"]

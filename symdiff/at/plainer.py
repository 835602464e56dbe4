"""Conditions in plainer terms, before they are solved: without I, conjugates, floors, and what can be undone.

>>> from symdiff.parser.formula import parse
>>> [str(condition) for condition in plainer(parse("conjugate(x) > 1"))]
['x > 1']
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.at.alternatives import alternatives
from symdiff.at.truth import FAULTS
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP, FUNCTIONS, SQRT, code_of
from symdiff.table.operators import AND, OR, POW

ARCS: Final = tuple([code_of(row.inverse, 1) for row in FUNCTIONS if row.inverse and row.period])
"""The inverse functions of periodic ones."""
_FLOOR: Final = code_of("floor", 1)
_UNDONE: Final = (EXP, POW, SQRT)
_SAME: Final = (code_of("re", 1), code_of("conjugate", 1))


def alone_in(condition: Expr) -> str:
    """Return the only symbol of a condition, "" where there are several."""
    symbols = condition.graph.symbols([condition.node])
    return symbols[0] if len(symbols) == 1 else ""


def plainer(condition: Expr) -> list[Expr]:
    """Return conditions without `and`, without what numbers decide, without I, where it is one of real
    numbers, without whole numbers, where a few are meant, and of several variables without a power or a root
    that can be undone; conjugates and real parts of real numbers are these."""
    if condition.graph.has_any(ARCS):
        from symdiff.at.arcs import without_arcs, without_turns

        with suppress(*FAULTS):
            condition = (without_arcs if condition.graph.has(OR) else without_turns)(condition)
    if not (condition.graph.has(AND) or condition.graph.has(OR)):
        return _plainer(condition)
    from symdiff.at.needed import decided

    try:
        parts = _parts(decided(condition))
    except FAULTS:
        parts = [condition]
    return [one for part in parts for one in _plainer(part)]


def _parts(condition: Expr) -> list[Expr]:
    """Return the conditions that are joined by `and`, but for what always holds."""
    return [part for part in alternatives(condition, AND) if part.graph.names.get(part.node) != "True"]


def _plainer(condition: Expr) -> list[Expr]:
    graph = condition.graph
    is_complex = has_complex(graph, [condition.node])
    if not is_complex and graph.has_any(_SAME):
        condition = _without_conjugates(condition)
        graph = condition.graph
    try:
        if is_complex:
            from symdiff.at.needed import decided
            from symdiff.at.reals import in_reals
            from symdiff.at.unreal import is_certain

            return [] if is_certain(condition) else _parts(decided(in_reals(condition)))
        if graph.has(_FLOOR):
            from symdiff.at.wholes import at_wholes, unshifted

            return [at_wholes(unshifted(condition))]
        if any(map(graph.has, _UNDONE)):
            from symdiff.at.undone import of_roots, undone

            return of_roots(condition) if alone_in(condition) else undone(condition)
    except FAULTS:
        pass
    return [condition]


def _without_conjugates(condition: Expr) -> Expr:
    """Return a condition of real numbers without conjugates and real parts."""
    source, work = condition.graph, Graph(condition.graph.limits)
    mapping = work.mapped(
        source,
        source.below([condition.node]),
        lambda node, children: children[0] if source.ops[node] in _SAME else -1,
    )
    return Expr(work, mapping[condition.node])


__all__ = ["ARCS", "alone_in", "plainer"]

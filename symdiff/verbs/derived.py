"""One derivative: a sweep, the simplification of what it gives, its conditions and where it comes from.

>>> from symdiff.parser.formula import parse
>>> f = parse("x**2 + x")
>>> str(derived(f, ("x",), f, "basic", None, None))
'2*x + 1'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from symdiff.arithmetic.walk import has_complex
from symdiff.graph.expr import Conditions, Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.simplifier.levels import Level, simplified
from symdiff.simplifier.normal.style import Style
from symdiff.sweeps.branches import GUARDED
from symdiff.sweeps.sweep import tangents
from symdiff.table.operators import PIECEWISE
from symdiff.verbs.inner import by_inner_parts
from symdiff.verbs.provenance import provenance

if TYPE_CHECKING:
    from symdiff.at.meeting import Smooth


def derived(
    first: Expr,
    by: tuple[str, ...],
    last: Expr,
    level: Level,
    style: Style | None,
    below: list[int] | None,
    trail: set[str] | None = None,
) -> Expr:
    """Return the derivative of *last* by the last of *by*, which has all the names since *first*; *below* are
    the nodes of *last*, arguments first, where they are known; *trail* takes up the identities that are
    used."""
    graph = last.graph
    inner = None
    if level != "none" and graph.has(PIECEWISE):
        inner = by_inner_parts(graph, last.node, by[-1], _of_one_symbol)
    meeting = None
    if inner is None and level != "none" and graph.has_any(GUARDED):
        meeting = met(last, by[-1:]).get(by[-1])
    if inner is not None:
        raw = inner.node
    elif meeting is not None:
        [raw] = tangents(graph, [last.node], graph.symbol(by[-1]), below, meeting.nodes)
    else:
        [raw] = tangents(graph, [last.node], graph.symbol(by[-1]), below)
    # Where *first* is complex nothing is ordered, and no condition is asked that would make its parts real.
    is_real = level == "full" and not has_complex(first.graph, [first.node])
    short, [node] = simplified(graph, [raw], level, style, trail, is_real)
    return settled(first, by, last, raw, short, node, inner is not None and inner.is_whole, meeting)


def met(expr: Expr, names: Iterable[str]) -> dict[str, Smooth]:
    """Return by which of *names* branches of a formula of several variables meet smoothly, and where."""
    if len(expr.graph.symbols([expr.node])) < 2:
        return {}
    from symdiff.at.meeting import smooth  # with what it takes to simplify

    found = {name: smooth(expr, name) for name in names}
    return {name: one for name, one in found.items() if one is not None}


def each_by_itself(first: Expr, names: list[str], below: list[int] | None) -> list[Expr]:
    """Return the derivatives of *first* by each of *names* in full, whatever they share; *below* as in
    `derived`."""
    style = Style(first.graph, [first.node])
    return [derived(first, (name,), first, "full", style, below) for name in names]


def on_one_graph(exprs: Iterable[Expr], limits: Limits) -> list[Expr]:
    """Return *exprs* on one graph, with all that is known of them."""
    graph = Graph(limits)
    return [
        Expr(graph, graph.take(expr.graph, expr.node), expr.notes, expr.unasked, expr.origin)
        for expr in exprs
    ]


def _of_one_symbol(expr: Expr, name: str) -> Expr:
    return derived(expr, (name,), expr, "full", None, None)


def settled(
    first: Expr,
    by: tuple[str, ...],
    last: Expr,
    raw: int,
    short: Graph,
    node: int,
    is_whole: bool = False,
    meeting: Smooth | None = None,
) -> Expr:
    """Return a derivative with its conditions, and with values where branches meet that have one; *is_whole*
    says that those of *last* have them, *meeting* which of them have."""
    missing: list[int] = []
    if meeting is not None:
        missing = meeting.others(last, by[-1], short, node)
    elif is_whole and len(last.free_symbols) > 1:
        from symdiff.at.branches import left_open

        missing = left_open(by[-1], short, node)
    elif short.has(PIECEWISE) or first.graph.has(PIECEWISE):
        from symdiff.at.branches import (
            mended,  # with what it takes to expand a function, only where it is needed
        )

        node, missing = mended(first, by, short, node)
    kept, origin = provenance(first, by, last, raw, short, node)
    if missing:
        kept = partial(_with, kept, tuple([Expr(short, condition) for condition in missing]))
    return Expr(short, node, first.notes, kept, origin)


def _with(kept: Conditions | Callable[[], Conditions], more: Conditions) -> Conditions:
    """Return conditions that may not be found yet, with *more* of them."""
    found = kept if isinstance(kept, tuple) else kept()
    return (*found, *[condition for condition in more if condition not in found])

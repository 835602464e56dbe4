"""The way from a formula to its derivatives: read it, sweep, simplify, and keep where they come from.

>>> [str(step) for _, step in chain("x**3", ("x",), 2, "basic", every=True)]
['x**3', '3*x**2', '6*x']
>>> [str(expr) for expr in partials("x*y + sin(x)", "x y", "basic")]
['y + cos(x)', 'x']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from symdiff.errors import SymdiffError, TooLarge
from symdiff.graph.collector import waiting
from symdiff.graph.expr import Conditions, Expr
from symdiff.graph.graph import Graph
from symdiff.graph.stored import LARGE
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import Variables, expression, names_of
from symdiff.simplifier.levels import Level, simplified
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.sharing import simplified_together
from symdiff.sweeps.sweep import adjoints, tangents
from symdiff.table.operators import PIECEWISE
from symdiff.verbs.provenance import provenance, provenances

_TRIAL: Final = 3
"""The order at which it is seen whether simplification of each step makes the next ones longer."""
_MUCH: Final = 4 / 3
"""Times that a derivative must be shorter, simplified at the end alone, for that to be the way on."""
_SHORT: Final = 300
"""Size up to which the other way is gone as well, and the shorter result taken."""


def chain(
    expr: Any,
    variables: tuple[Variables, ...],
    order: int,
    level: Level,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    every: bool = False,
) -> list[tuple[str, Expr]]:
    """Return ("", the expression), (variable, derivative), … up to the derivative by *variables* in turn,
    *order* times by the last; without *every*, steps before the last may be as they were derived.

    Cost: linear in nodes for each derivative, and that of the *level*. Raises as `derive` does.
    """
    names = names_of(variables)
    if not names:
        raise SymdiffError("derive by which variable?", hint='for example derive("x**2", "x")')
    check_order(order, limits)
    source = expression(expr, [*names, *names_of(symbols)], functions, limits, by=names)
    graph, node, below = _own(source, isinstance(expr, str))
    first = last = plain = Expr(graph, node, source.notes, source.unasked)
    style = Style(graph, [node]) if level == "full" else None
    steps = names + [names[-1]] * (order - 1) if order else []
    stepwise, direct = True, level == "basic" and len(steps) > _TRIAL
    found = [("", first)]
    for place, name in enumerate(steps, 1):
        by = tuple(steps[:place])
        if stepwise:  # each step is derived from the one before it as it was simplified
            last = step = _derived(first, by, last, level, style, below if place == 1 else None)
        if direct:  # and from the formula itself, without simplification on the way
            plain = _derived(first, by, plain, "none", None, below if place == 1 else None)
            if place >= _TRIAL and (every or place in (_TRIAL, len(steps))):
                short, [end] = simplified(plain.graph, [plain.node], level)
                straight = _settled(first, by, plain, plain.node, short, end)
                if place == _TRIAL and _MUCH * straight.size > last.size:
                    direct = False
                elif not stepwise or straight.size < last.size:
                    step = straight
            elif not stepwise:
                step = plain
            stepwise = stepwise and (not direct or place < _TRIAL or last.size <= _SHORT)
        found.append((name, step))
    return found


def _derived(
    first: Expr,
    by: tuple[str, ...],
    last: Expr,
    level: Level,
    style: Style | None,
    below: list[int] | None,
) -> Expr:
    """Return the derivative of *last* by the last of *by*, which has all the names since *first*; *below* are
    the nodes of *last*, arguments first, where they are known."""
    graph = last.graph
    [raw] = tangents(graph, [last.node], graph.symbol(by[-1]), below)
    short, [node] = simplified(graph, [raw], level, style)
    return _settled(first, by, last, raw, short, node)


def _settled(first: Expr, by: tuple[str, ...], last: Expr, raw: int, short: Graph, node: int) -> Expr:
    """Return a derivative with its conditions, and with values where branches meet that have one."""
    missing: list[int] = []
    if short.has(PIECEWISE) or first.graph.has(PIECEWISE):
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


def partials(
    expr: Any,
    variables: Variables,
    level: Level,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> list[Expr]:
    """Return the derivatives of *expr* by each of *variables*, on one shared graph; see `gradient`."""
    names = names_of(variables)
    source = expression(expr, [*names, *names_of(symbols)], functions, limits, by=names)
    with waiting(len(source.graph)):
        graph, node, order = _own(source, isinstance(expr, str))
        raws = adjoints(graph, node, [graph.symbol(name) for name in names], order)
        short, nodes = simplified_together(graph, raws, level, [node])
    first = Expr(graph, node, source.notes, source.unasked)
    return [
        Expr(short, new, source.notes, kept, origin)
        for new, (kept, origin) in zip(nodes, provenances(first, names, raws, short, nodes), strict=True)
    ]


def _own(expr: Expr, fresh: bool) -> tuple[Graph, int, list[int]]:
    """Return *expr* in a graph that may grow, its own where it is *fresh*, and what is below it, arguments
    first, in an order of structure alone."""
    source, node = expr.graph, expr.node
    order = source.postorder([node])
    if fresh:
        return source, node, order
    if len(source) > LARGE and 2 * len(order) > len(source):
        return source.clone(), node, order
    graph = Graph(source.limits)
    node = graph.take(source, node)
    return graph, node, list(range(len(graph)))


def check_order(order: Any, limits: Limits) -> None:
    """Refuse an order of a derivative that is no whole number, negative, or above `limits.order`."""
    if not isinstance(order, int) or isinstance(order, bool):
        raise SymdiffError(f"order {order!r} of a derivative", hint="give a whole number")
    if order < 0:
        raise SymdiffError(f"order {order} of a derivative", hint="give 0 or more")
    if order > limits.order:
        raise TooLarge(
            f"order {order} (limit `order` is {limits.order})",
            hint="raise it with Limits(order=...) or --limit order=...",
        )

"""The way from a formula to its derivatives: read it, sweep, simplify, and keep where they come from.

>>> [str(step) for _, step in chain("x**3", ("x",), 2, "basic", every=True)]
['x**3', '3*x**2', '6*x']
>>> [str(expr) for expr in partials("x*y + sin(x)", "x y", "basic")]
['y + cos(x)', 'x']
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from symdiff.errors import SymdiffError, TooLarge
from symdiff.graph.collector import waiting
from symdiff.graph.entries import entries_of, parted
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import replaced
from symdiff.graph.stored import LARGE
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Variables
from symdiff.parser.inputs import expression, names_of
from symdiff.simplifier.domain.lost import simplest
from symdiff.simplifier.domain.parted import where_real
from symdiff.simplifier.levels import Level, simplified
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.sharing import gradient_together, simplified_together
from symdiff.sweeps.branches import GUARDED
from symdiff.sweeps.sweep import adjoints
from symdiff.table.functions import BY_PARTS
from symdiff.verbs.derived import derived, each_by_itself, met, on_one_graph
from symdiff.verbs.high_orders import HIGH, TRIAL, Budget, far_as_short, high
from symdiff.verbs.provenance import provenances

_BRIEF: Final = 100
"""Nodes of a formula up to which its partial derivatives are each what `derive` returns."""


def chain(
    expr: Any,
    variables: tuple[Variables | int, ...],
    order: Any,
    level: Level,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    every: bool = False,
    trails: list[set[str]] | None = None,
    score: bool = False,
) -> list[tuple[str, Expr]]:
    """Return ("", the expression), (variable, derivative), … up to the derivative by *variables* in turn,
    *order* times by the last; without *every*, steps before the last may be as they were derived. *trails*
    takes up the names of the identities that simplified each derivative, where each is simplified by itself.

    Cost: linear in nodes for each derivative, and that of the *level*. Raises as `derive` does.
    """
    names = repeated(variables, limits)
    if not names:
        raise SymdiffError("derive by which variable?", hint='for example derive("x**2", "x")')
    check_order(order, limits)
    source = expression(
        expr,
        [*names, *names_of(symbols)],
        functions,
        limits,
        by=names,
        arrays=trails is None,
        entries=True,
    )
    steps = names + [names[-1]] * (order - 1) if order else []
    arrays = source.graph.arrays  # a derivative by an array has its shape, whatever is left in the formula
    if source.graph.uses_arrays(source.node) or (arrays and any(name in arrays for name in steps)):
        return _of_arrays(source, steps, level, score)
    if score:
        from symdiff.verbs.scores import without_noise

        raise without_noise()
    if source.graph.operators and (listed := entries_of(source, steps)):
        return _by_entries(source, listed, variables, order, level, every, trails)
    graph, node, below = _own(source, isinstance(expr, str))
    notes = source.notes
    if graph.operators and steps:
        from symdiff.verbs.binders import said_of  # of use for integrals alone

        notes = (*notes, *said_of(source))
    first = Expr(graph, node, notes, where_real(source, steps).unasked)
    if level == "basic" and len(steps) > TRIAL:
        return [("", first), *high(first, steps, below, every)]
    style = Style(graph, [node]) if level == "full" else None
    found, last = [("", first)], first
    budget = Budget(limits, steps)
    for place, name in enumerate(steps, 1):
        trail = None if trails is None else set[str]()
        last = derived(first, tuple(steps[:place]), last, level, style, below if place == 1 else None, trail)
        found.append((name, last))
        if trails is not None and trail is not None:
            trails.append(trail)
        if place == TRIAL and level == "full" and len(steps) > HIGH and not every:
            far = far_as_short(first, steps, last, style)
            if far is not None:
                return [*found, (steps[-1], far)]
        budget.spend(place, last, level)
    return found


def _by_entries(
    source: Expr,
    listed: list[str],
    variables: tuple[Variables | int, ...],
    order: Any,
    level: Level,
    every: bool,
    trails: list[set[str]] | None,
) -> list[tuple[str, Expr]]:
    """Return `chain` where some of the variables are entries of lists that are summed over."""
    expr, rest, said = parted(source, listed)
    found = [("", Expr(source.graph, source.node, (*source.notes, *said), source.unasked))]
    for name, step in chain(expr, variables, order, level, every=every, trails=trails)[1:]:
        put = replaced(step, rest)
        graph, [node] = simplified(put.graph, [put.node], level)
        held = simplest([replaced(known, rest) for known in step.conditions])
        found.append((name, Expr(graph, node, (*source.notes, *said), held)))
    return found


def _of_arrays(source: Expr, steps: list[str], level: Level, score: bool) -> list[tuple[str, Expr]]:
    from symdiff.verbs.tensors import derivatives, names_in  # with NumPy, of no use for scalars

    names_in(source, steps)
    return derivatives(source, steps, level, score=score)


def repeated(variables: tuple[Variables | int, ...], limits: Limits) -> list[str]:
    """Return the names of *variables*, those that a whole number follows as often as it says."""
    for variable in variables:
        if isinstance(variable, int):
            break
    else:
        return names_of(variables)
    names: list[str] = []
    for variable in variables:
        if not isinstance(variable, int) or isinstance(variable, bool) or not names:
            names += names_of(variable)
        else:
            check_order(variable, limits)
            names[-1:] = [names[-1]] * variable
    return names


def partials(
    expr: Any,
    variables: Variables,
    level: Level,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> list[Expr]:
    """Return the derivatives of *expr* by each of *variables*, on one shared graph; see `gradient`.

    At "full", those of a short formula are the forms that `derive` returns.
    """
    names = names_of(variables)
    source = expression(expr, [*names, *names_of(symbols)], functions, limits, by=names, arrays=True)
    if source.graph.uses_arrays(source.node):
        from symdiff.verbs.tensors import gradient, names_in

        names_in(source, names)
        return gradient(source, names, level)
    with waiting(len(source.graph)):
        graph, node, order = _own(source, isinstance(expr, str))
        if level == "full" and len(order) <= _BRIEF:
            first = Expr(graph, node, source.notes, where_real(source, names).unasked)
            return on_one_graph(each_by_itself(first, names, order), graph.limits)
        meeting = met(Expr(graph, node), names) if level != "none" and graph.has_any(GUARDED) else {}
        smooth = {graph.symbol(name): one.nodes for name, one in meeting.items()}
        raws = adjoints(graph, node, [graph.symbol(name) for name in names], order, smooth)
        if level == "full":
            short, nodes = gradient_together(graph, node, raws)
        else:
            short, nodes = simplified_together(graph, raws, level)
    first = Expr(graph, node, source.notes, where_real(source, names).unasked)
    held = provenances(first, names, raws, short, nodes, meeting)
    return [
        Expr(short, new, source.notes, kept, origin) for new, (kept, origin) in zip(nodes, held, strict=True)
    ]


def _own(expr: Expr, fresh: bool) -> tuple[Graph, int, list[int]]:
    """Return *expr* in a graph that may grow, its own where it is *fresh*, and what is below it, arguments
    first, in an order of structure alone."""
    source, node = expr.graph, expr.node
    if source.has_any(BY_PARTS):
        from symdiff.arithmetic.modulus import by_parts

        graph = Graph(source.limits)
        at = graph.take(source, node)
        [new] = by_parts(graph, [at])
        if new != at:
            source, node, fresh = graph, new, True
    if source.has_any(GUARDED):
        from symdiff.simplifier.ties import without_ties

        graph = Graph(source.limits)
        at = graph.take(source, node)
        [new] = without_ties(graph, [at])
        if new != at:
            source, node, fresh = graph, new, True
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
            hint="raise it with Limits(order=...)",
        )

"""Where a derivative comes from: its conditions and its origin, found when they are asked for.

A small derivative holds what it was made of. A large one holds that put away, and nothing at all where
no operator could make a condition or a point without a derivative, so that a large formula is freed with
the last handle on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from symdiff.graph.expr import Conditions, Expr, Origin
from symdiff.graph.graph import Graph
from symdiff.graph.stored import LARGE, Stored, is_large
from symdiff.simplifier.domain.asked import is_total
from symdiff.simplifier.domain.lost import holding
from symdiff.sweeps.branches import GUARDED
from symdiff.table.operators import GE, LE, NE, PIECEWISE

if TYPE_CHECKING:
    from symdiff.at.meeting import Smooth

Held = tuple[Conditions | Callable[[], Conditions], Origin | Callable[[], Origin] | None]
"""What an Expr takes for its conditions and its origin."""


def provenance(first: Expr, by: tuple[str, ...], last: Expr, raw: int, short: Graph, node: int) -> Held:
    """Return the conditions and the origin of *node*, a node of *short*, to be given to an Expr.

    It is what *raw* came to, a node of the graph of *last*: the derivative of that by the last of *by*, and
    of *first* by all of them. Cost: none, linear in nodes for large graphs.
    """
    graph = last.graph
    if not (is_large(graph) or is_large(first.graph)):
        return partial(_conditions, first, by, last, raw, short, node), (first, by)
    if not (first.unasked or last.unasked) and is_total(graph) and is_total(short):
        return (), None
    step = Stored(graph, [last.node, raw])
    start = step if first is last else Stored(first.graph, [first.node])
    origin = partial(_opened, start, first.notes, first.unasked, by)
    return partial(_conditions_later, origin, step, 1, last.unasked, short, node), origin


def provenances(
    first: Expr,
    names: list[str],
    raws: list[int],
    short: Graph,
    nodes: list[int],
    met: Mapping[str, Smooth] = MappingProxyType({}),
) -> list[Held]:
    """Return what `provenance` does for each of *nodes*, the derivatives *raws* of *first* by *names*; *met*
    says by which of them branches meet smoothly."""
    graph, triples = first.graph, zip(names, raws, nodes, strict=True)
    if not is_large(graph):
        return [
            with_edges(
                provenance(first, (name,), first, raw, short, node), first, name, short, node, met.get(name)
            )
            for name, raw, node in triples
        ]
    if not first.unasked and is_total(graph) and is_total(short):
        return [((), None) for _ in names]
    stored = Stored(graph, [first.node, *raws])
    asked = len(graph.below([first.node])) <= LARGE
    found: list[Held] = []
    for place, (name, _, node) in enumerate(triples, 1):
        origin = partial(_opened, stored, first.notes, first.unasked, (name,))
        later = partial(_conditions_later, origin, stored, place, first.unasked, short, node)
        found.append((later if asked else first.unasked, origin))
    return found


def with_edges(held: Held, last: Expr, name: str, graph: Graph, node: int, met: Smooth | None = None) -> Held:
    """Return *held*, what an Expr takes for *node* of *graph*, the derivative of *last* by the symbol *name*,
    with the conditions that its branches are not at their edges, but for those where they meet smoothly by
    *met*. None are added to large graphs."""
    if is_large(last.graph) or is_large(graph) or not (last.graph.has_any(GUARDED) or graph.has(PIECEWISE)):
        return held
    return partial(_with_edges, held[0], last, name, graph, node, met), held[1]


def _with_edges(
    known: Conditions | Callable[[], Conditions],
    last: Expr,
    name: str,
    graph: Graph,
    node: int,
    met: Smooth | None,
) -> Conditions:
    from symdiff.at.branches import left_out  # with what it takes to expand a function

    found = known if isinstance(known, tuple) else known()
    own = Graph(graph.limits)
    there = own.take(graph, node)
    missing = left_out(last, name, own, there) if met is None else met.others(last, name, own, there)
    edges = [Expr(own, edge) for edge in missing]
    return (*found, *[edge for edge in edges if edge not in found])


def _conditions(
    first: Expr, by: tuple[str, ...], last: Expr, raw: int, short: Graph, node: int
) -> Conditions:
    """Return the conditions of the derivative of *last*, *raw* as it was derived, *node* when shorter."""
    for step in reversed(_steps_before(last)):  # one by one: a derivative of order 1000 is no recursion
        step.unsolved  # noqa: B018
    found = holding(last.graph, raw, last.node, by[-1], short, node, last.unsolved)
    if not found:
        return ()
    from symdiff.at.branches import needed  # with what it takes to expand a function

    kept = needed(first, by, short, node, found)
    found = tuple([condition for condition in found if condition in kept or condition in first.unsolved])
    found = _with_neighbours(found, by[-1])
    if not any(condition.graph.has(NE) for condition in found):
        return found
    from symdiff.at.continuous import unforced  # likewise

    return unforced(last, by[-1], short, node, found, (*first.unsolved, *last.unsolved))


def _with_neighbours(found: Conditions, name: str) -> Conditions:
    """Return conditions, and more that leave out the points near which they hold nowhere along the symbol
    *name*, where two of them together have such points: 0 where x*(1 - x) >= 0 and x*(x + 2) <= 0."""
    closed = [condition for condition in found if condition.graph.has_any((GE, LE))]
    group = [condition for condition in closed if condition.graph.symbols([condition.node]) == [name]]
    if len(group) < 2:
        return found
    from symdiff.at.one_variable import lone  # with what it takes to solve

    left_out = []
    for where in lone(name, group):
        graph = Graph(where.graph.limits)
        at = graph.take(where.graph, where.node)
        left_out.append(Expr(graph, graph.intern(NE, (graph.symbol(name), at))))
    return (*found, *left_out)


def _steps_before(last: Expr) -> list[Expr]:
    """Return the derivatives from *last* back whose conditions nobody has asked for."""
    found = []
    step = last
    while isinstance(step.unasked, partial) and step.unasked.func is _conditions:
        found.append(step)
        step = step.unasked.args[2]
    return found


def _conditions_later(
    origin: Callable[[], Origin],
    step: Stored,
    place: int,
    known: Conditions | Callable[[], Conditions],
    short: Graph,
    node: int,
) -> Conditions:
    """Return the same of what is put away: the first of *step* is derived, the one at *place* is *raw*."""
    first, by = origin()
    graph, [before, raw] = step.opened(0, place)
    return _conditions(first, by, Expr(graph, before, (), known), raw, short, node)


def _opened(
    stored: Stored, notes: tuple[str, ...], known: Conditions | Callable[[], Conditions], by: tuple[str, ...]
) -> Origin:
    graph, [node] = stored.opened(0)
    return Expr(graph, node, notes, known), by

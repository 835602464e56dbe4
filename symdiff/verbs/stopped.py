"""Derivatives of formulas with `stop(u)`, which has the value of u and no derivative.

While derivatives are taken `stop` stays where it is; what is returned has u in its place, since a value is
what it is for. Of scalars, what is stopped is a symbol to the verbs on scalars, which have conditions.

>>> from symdiff.parser.formula import parse
>>> str(of_scalars(parse("x*stop(x)^2"), ["x"], "full")[-1][1])
'x**2'
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import replaced
from symdiff.simplifier.level_names import Level
from symdiff.table.operators import STOP, is_whole
from symdiff.witness.directions import checked


def has_stops(graph: Graph, node: int) -> bool:
    """Return whether something below *node* is stopped."""
    return any(graph.ops[each] == STOP for each in graph.below([node]))


def released(graph: Graph, node: int) -> int:
    """Return *node* with u in the place of each stop(u)."""
    order = graph.below([node])
    if not any(graph.ops[each] == STOP for each in order):
        return node
    return graph.mapped(graph, order, lambda each, below: below[0] if graph.ops[each] == STOP else -1)[node]


def are_scalars(expr: Expr) -> bool:
    """Return whether a formula has stops, and nothing else that is of arrays."""
    graph = expr.graph
    order = graph.below([expr.node])
    return (
        not graph.arrays
        and has_stops(graph, expr.node)
        and all(not is_whole(graph.ops[node]) or graph.ops[node] == STOP for node in order)
    )


def of_scalars(expr: Expr, names: Sequence[str], level: Level) -> list[tuple[str, Expr]]:
    """Return ("", the formula), (variable, derivative), … of a formula of scalars, by *names* in turn.

    Raises as `derive` does.
    """
    from symdiff.simplifier.levels import simplify  # of no use for formulas of arrays
    from symdiff.verbs.chain import chain

    frozen, stops = _frozen(expr)
    found: list[tuple[str, Expr]] = [("", expr)]
    if not names:
        return found
    before = expr
    for name, step in chain(frozen, tuple(names), 1, level, every=True)[1:]:
        derived = simplify(_with(step, stops, stopping=False), level)
        conditions = [_with(condition, stops, stopping=False) for condition in step.conditions]
        conditions += derived.conditions
        result = Expr(derived.graph, derived.node, expr.notes, tuple(dict.fromkeys(conditions)))
        if not checked(before, name, result):
            notes = (*result.notes, "not checked: no numbers were found at which it has a value")
            result = Expr(result.graph, result.node, notes, result.unsolved)
        found.append((name, result))
        before = _with(step, stops, stopping=True)
    return found


def _frozen(expr: Expr) -> tuple[Expr, dict[str, Expr]]:
    """Return a formula with a symbol in the place of each stop(u), and what u is for each."""
    source = expr.graph
    graph = Graph(source.limits)
    taken = set(source.symbols([expr.node]))
    stops: dict[str, Expr] = {}

    def changed(node: int, below: tuple[int, ...]) -> int:
        if source.ops[node] != STOP:
            return -1
        name = f"stop_{len(stops) + 1}"
        while name in taken:
            name += "_"
        stops[name] = Expr(graph, below[0])
        return graph.symbol(name)

    mapping = graph.mapped(source, source.below([expr.node]), changed)
    return Expr(graph, mapping[expr.node], expr.notes), stops


def _with(found: Expr, stops: dict[str, Expr], stopping: bool) -> Expr:
    """Return a formula with what is stopped in the place of its symbols; *stopping*, with stop around it."""
    for name in reversed(list(stops)):  # those made later may have earlier ones in them
        inside = stops[name]
        if stopping:
            inside = Expr(inside.graph, inside.graph.call(STOP, (inside.node,)))
        found = replaced(found, {name: inside})
    return found


__all__ = ["are_scalars", "has_stops", "of_scalars", "released"]

"""Formulas in the place of symbols, of scalars and of arrays.

>>> from symdiff.graph.tensors import tensors
>>> A, x, y = tensors("A[n,n] x[n] y[n]")
>>> str(replaced(A @ x, {"x": A @ y}))
'A @ (A @ y)'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import NOISE, Array, Solution


def replaced(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """Return *expr* with the symbols that *values* names replaced, all at once, by formulas of their shapes.

    Cost: linear in nodes.
    """
    source, graph = expr.graph, Graph(expr.graph.limits)
    graph.arrays.update({name: array for name, array in source.arrays.items() if name not in values})
    new = {name: graph.take(value.graph, value.node) for name, value in values.items()}
    order = source.below([expr.node])
    mapping = graph.mapped(source, order, lambda node, _: new.get(source.names.get(node, ""), -1), build=True)
    return Expr(graph, mapping[expr.node], expr.notes)


def carried(
    source: Graph,
    names: Iterable[str],
    graph: Graph,
    change: Callable[[Expr], Expr],
    known: dict[Solution, Solution],
) -> None:
    """Declare in *graph* the symbols *names* of *source*, which solve something that is changed.

    *known* has what was changed before, so that two formulas have the same of it.
    """
    for name in names:
        solves = source.arrays[name].solves
        assert solves is not None
        if solves not in known:
            inside = change(Expr(solves.graph, solves.node))
            known[solves] = Solution(solves.kind, inside.graph, inside.node)
        graph.arrays |= {**known[solves].graph.arrays, **graph.arrays}
        graph.arrays[name] = source.arrays[name]._replace(solves=known[solves])
        graph.symbol(name)


def solutions_in(graph: Graph, node: int) -> list[str]:
    """Return the names below *node* of what solves something."""
    if not graph.arrays:
        return []
    return [name for name in graph.symbols([node]) if graph.arrays.get(name, Array()).solves is not None]


def noises_in(graph: Graph, node: int) -> list[str]:
    """Return the names below *node* of what is averaged over."""
    if not graph.arrays:
        return []
    return [name for name in graph.symbols([node]) if graph.arrays.get(name, Array()).kind == NOISE]


def names_in(expr: Expr) -> list[str]:
    """Return the names that *expr* is of, those in what is solved among them, and not what solves it."""
    found: dict[str, None] = {}
    pending = [(expr.graph, expr.node)]
    while pending:
        graph, node = pending.pop()
        for name in graph.symbols([node]):
            solves = graph.arrays.get(name, Array()).solves
            if solves is None:
                found[name] = None
            else:
                pending.append((solves.graph, solves.node))
                found.pop(name, None)
    hidden = {name for name, array in expr.graph.arrays.items() if array.solves is not None}
    return [name for name in found if name not in hidden]


__all__ = ["carried", "names_in", "noises_in", "replaced", "solutions_in"]

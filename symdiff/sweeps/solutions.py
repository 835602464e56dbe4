"""Derivatives through minima and roots, by the implicit function theorem.

Where p solves F(p, t) = 0, its derivative by t is -inv(F_p) @ F_t; of a minimum F is the gradient.

>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import declared, lowered
>>> g = Graph()
>>> node, _ = lowered(g, "root[p](A @ p - t)", declared("p[n] A[n,n] t[n]"), DEFAULT)
>>> g.shape(total(g, node, g.symbol("t")))
('n', 'n')
"""

from __future__ import annotations

from symdiff.graph.contraction import Contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import replaced, solutions_in
from symdiff.graph.shapes import Array
from symdiff.sweeps.arrays import derivative
from symdiff.table.arrays import code_of_array

_AXES = "abcdefghijklm"
_MORE = "nopqrstuvwxyz"


def total(graph: Graph, node: int, variable: int, without: frozenset[str] = frozenset()) -> int:
    """Return the derivative of *node* by a symbol, through the solutions below it but those *without*.

    Cost: that of derivatives of each equation. Raises as deriving does.
    """
    found = derivative(graph, node, variable)
    for name in solutions_in(graph, node):
        if name in without:
            continue
        slope = _slope(graph, name, variable, without | {name})
        if slope is None:
            continue
        outer = derivative(graph, node, graph.symbol(name))
        axes = _AXES[: len(graph.shape(outer))]
        split = len(axes) - len(graph.arrays[name].shape)
        behind = _MORE[: len(graph.shape(slope)) - len(axes) + split]
        given = Contraction((axes, axes[split:] + behind), axes[:split] + behind)
        found = graph.add(found, graph.contract(given, (outer, slope)))
    return found


def equation(graph: Graph, name: str) -> int:
    """Return, as a node of *graph*, what is 0 at the solution *name*: of a minimum the gradient."""
    array = graph.arrays[name]
    assert array.solves is not None
    own = Graph(graph.limits)
    node = own.take(array.solves.graph, array.solves.node)
    if array.solves.kind == "argmin":
        node = derivative(own, node, own.array(name, Array(array.shape)))
    found = replaced(Expr(own, node), {name: Expr(graph, graph.symbol(name))})
    return graph.take(found.graph, found.node)


def _slope(graph: Graph, name: str, variable: int, without: frozenset[str]) -> int | None:
    """Return the derivative of a solution by a symbol; None where it does not depend on it."""
    zero = equation(graph, name)
    rank = len(graph.arrays[name].shape)
    if graph.names[variable] not in _reached(graph, zero, without):
        return None
    by_itself = derivative(graph, zero, graph.symbol(name))
    moved = total(graph, zero, variable, without)
    if rank == 0:
        return graph.neg(graph.div(moved, by_itself))
    axes = _AXES[1 : 1 + len(graph.shape(moved))]
    inverse = graph.call(code_of_array("inv"), (by_itself,))
    given = Contraction(("ab", axes), "a" + axes[1:])
    return graph.neg(graph.contract(given, (inverse, moved)))


def _reached(graph: Graph, node: int, without: frozenset[str]) -> set[str]:
    """Return the names below *node*, and those in the equations of what is solved there but *without*."""
    reached: set[str] = set()
    pending = [node]
    while pending:
        fresh = set(graph.symbols([pending.pop()])) - reached
        reached |= fresh
        solved = [name for name in fresh if graph.arrays.get(name, Array()).solves is not None]
        pending += [equation(graph, name) for name in solved if name not in without]
    return reached


__all__ = ["equation", "total"]

"""Formulas in the place of unknown functions of arrays, so that a derivative can be checked by numbers.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import Array
>>> g = Graph()
>>> t = g.array("t", Array(("n",)))
>>> f = concrete(Expr(g, g.unknown("L", (1,), (t,))))
>>> f.shape, f.graph.ops[f.node] == UNKNOWN
(('n',), False)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.graph.contraction import Contraction, letters
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import carried, solutions_in
from symdiff.graph.shapes import Array, Shape, Solution
from symdiff.graph.unknowns import decoded
from symdiff.table.functions import COS, SIN
from symdiff.table.operators import UNKNOWN

_WAVES: Final = 2
"""Terms of a formula, so that no two derivatives of it are multiples of one another."""


def concrete(expr: Expr, known: dict[Solution, Solution] | None = None) -> Expr:
    """Return *expr* with each unknown function f(u, v) replaced by the sum of c*(2 + sin(d + a·u + b·v)) with
    arrays a, b, c and d of its own, and its derivatives by those of it.

    What is solved is replaced likewise; *known* has what was, so that two formulas have the same of it.
    Cost: linear in nodes.
    """
    source, known = expr.graph, {} if known is None else known
    order = source.below([expr.node])
    solved = solutions_in(source, expr.node)
    if not solved and not any(source.ops[node] == UNKNOWN for node in order):
        return expr
    graph = Graph(source.limits)
    graph.arrays.update(
        {name: array for name, array in source.arrays.items() if array.solves is None or name in solved}
    )  # what stands in an equation alone is changed with it
    carried(source, solved, graph, lambda inside: concrete(inside, known), known)

    def made(node: int, below: tuple[int, ...]) -> int:
        if source.names.get(node) in solved:
            return graph.symbol(source.names[node])
        return _waves(graph, *source.operators[node], below) if source.ops[node] == UNKNOWN else -1

    mapping = graph.mapped(source, order, made)
    return Expr(graph, mapping[expr.node])


def _waves(graph: Graph, text: str, orders: Sequence[int], below: Sequence[int]) -> int:
    name, value = decoded(text)
    shapes = [graph.shape(child) for child in below]
    total = -1
    for wave in range(_WAVES):
        slopes = [graph.array(f"?{name}_{wave}_{place}", Array(shape)) for place, shape in enumerate(shapes)]
        angle = graph.symbol(f"?{name}_{wave}_at")
        for slope, child, shape in zip(slopes, below, shapes, strict=True):
            angle = graph.add(angle, _inner(graph, slope, child, shape))
        height = graph.array(f"?{name}_{wave}", Array(value))
        part = _wave(graph, angle, sum(orders))
        factors = [height]
        for slope, order in zip(slopes, orders, strict=True):
            factors += [slope] * order
        part = _outer(graph, [*factors, part])
        total = part if total < 0 else graph.add(total, part)
    return total


def _inner(graph: Graph, one: int, other: int, shape: Shape) -> int:
    axes = "".join([letter for letter, _ in zip(letters(), shape, strict=False)])
    return graph.contract(Contraction((axes, axes), ""), (one, other))


def _outer(graph: Graph, factors: Sequence[int]) -> int:
    names = letters()
    inputs = ["".join([next(names) for _ in graph.shape(factor)]) for factor in factors]
    return graph.contract(Contraction(tuple(inputs), "".join(inputs)), factors)


def _wave(graph: Graph, angle: int, order: int) -> int:
    """Return 2 + sin(angle), differentiated *order* times."""
    found = graph.call(SIN if order % 2 == 0 else COS, (angle,))
    found = graph.neg(found) if order % 4 in (2, 3) else found
    return found if order else graph.add(graph.number(2), found)


__all__ = ["concrete"]

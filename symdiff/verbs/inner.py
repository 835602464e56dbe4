"""The derivative of a Piecewise of one part of a formula, as the derivative of sinc(a*x) is one of a*x.

As a function of that part alone it has a value where its branches meet.

>>> from symdiff.verbs.derivatives import derive
>>> print(derive("y*sinc(x)", "x", 2).where == "")
True
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.levels import simplified
from symdiff.sweeps.branches import GUARDED
from symdiff.sweeps.sweep import tangents
from symdiff.table.operators import NUMBER, PIECEWISE, UNKNOWN, is_comparison

_LARGE: Final = 2000
"""Nodes from which on no formula is looked at."""


class Slope(NamedTuple):
    """A derivative."""

    node: int
    is_whole: bool
    """Whether nothing else that has branches depends on the variable."""


def by_inner_parts(graph: Graph, node: int, name: str, derived: Callable[[Expr, str], Expr]) -> Slope | None:
    """Return the derivative of *node* by the symbol *name*, each Piecewise that is a function of one part
    derived as such, as a node of *graph*; None where there is none that has a derivative wherever it has a
    value. *derived* is asked for the derivative of a formula of one symbol.

    Cost: that of *derived* for each of them, and of a simplification where a part is a multiple of *name*.
    """
    order = graph.below([node])
    if len(order) > _LARGE or len(graph.symbols([node])) < 2:
        return None
    functions: list[tuple[_Inner, Expr]] = []
    alone = Graph(graph.limits)
    mapping: dict[int, int] = {}
    for part in order:
        found = _inner(graph, part, name) if graph.ops[part] == PIECEWISE else None
        slope = derived(found.function, found.symbol) if found is not None else None
        if found is None or slope is None or slope.conditions:
            mapping[part] = alone.rebuild(graph, part, tuple([mapping[c] for c in graph.children[part]]))
        else:
            mapping[part] = alone.unknown(str(len(functions)), (0,), (mapping[found.part],))
            functions.append((found, slope))
    if not functions:
        return None
    symbol = alone.symbol(name)
    left = alone.below([mapping[node]])
    moving = alone.depending(left, [symbol])
    is_whole = not any(alone.ops[part] in GUARDED and part in moving for part in left)
    [raw] = tangents(alone, [mapping[node]], symbol)

    def put(part: int, children: tuple[int, ...]) -> int:
        place, orders = alone.operator(part) if alone.ops[part] == UNKNOWN else ("", ())
        if not place.isdecimal():
            return -1
        known, slope = functions[int(place)]
        function = slope if orders[0] else known.function
        inner = function.graph.symbol(known.symbol)
        new = graph.mapped(
            function.graph,
            function.graph.below([function.node]),
            lambda leaf, _: children[0] if leaf == inner else -1,
        )
        return new[function.node]

    return Slope(graph.mapped(alone, alone.below([raw]), put)[raw], is_whole)


class _Inner(NamedTuple):
    """A part of a formula, and a Piecewise as a function of it."""

    part: int
    function: Expr
    symbol: str
    """The name of the part in the function: none that is in the Piecewise itself."""


def _inner(graph: Graph, piecewise: int, name: str) -> _Inner | None:
    """Return the part with *name* in it that a Piecewise is a function of; None where there is none."""
    taken = graph.symbols([piecewise])
    own = next(letters for letters in ("t" + "_" * k for k in range(len(taken) + 1)) if letters not in taken)
    candidates = [graph.symbol(name)]
    for condition in graph.children[piecewise][1::2]:
        for node in graph.below([condition]):
            if is_comparison(graph.ops[node]):
                candidates += [side for side in graph.children[node] if graph.ops[side] != NUMBER]
    for part in dict.fromkeys(candidates):
        if name in graph.symbols([part]):
            function = _as_it_stands(graph, piecewise, part, own)
            if function is None:
                function = _of_multiple(graph, piecewise, part, name, own)
            if function is not None:
                return _Inner(part, function, own)
    return None


def _as_it_stands(graph: Graph, piecewise: int, part: int, own: str) -> Expr | None:
    """Return a Piecewise with the symbol *own* for *part*, None where another symbol is left."""
    alone = Graph(graph.limits)
    symbol = alone.symbol(own)
    new = alone.mapped(graph, graph.below([piecewise]), lambda node, _: symbol if node == part else -1)
    return _of_one_symbol(alone, new[piecewise], own)


def _of_multiple(graph: Graph, piecewise: int, part: int, name: str, own: str) -> Expr | None:
    """Return a Piecewise, simplified, with own/a for the symbol *name* where *part* is a multiple of it,
    a*name; None where it is none or another symbol is left."""
    symbol = graph.symbol(name)
    alone = Graph(graph.limits)
    one = alone.number(1)
    factor = alone.mapped(graph, graph.below([part]), lambda node, _: one if node == symbol else -1)[part]
    whole = alone.copy(graph, [part])[part]
    rest = alone.sub(whole, alone.mul(factor, alone.symbol(name)))
    value = alone.div(alone.symbol(own), factor)
    new = alone.mapped(graph, graph.below([piecewise]), lambda node, _: value if node == symbol else -1)
    found, [difference, node] = simplified(alone, [rest, new[piecewise]], "full")
    return _of_one_symbol(found, node, own) if found.is_zero(difference) else None


def _of_one_symbol(graph: Graph, node: int, own: str) -> Expr | None:
    """Return a node as a formula, None where it has another symbol than *own*, or an unknown function."""
    if graph.symbols([node]) != [own] or any(part in graph.operators for part in graph.below([node])):
        return None
    return Expr(graph, node)

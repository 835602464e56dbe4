"""Maxima and minima whose arguments have a known order, or are negatives of one another: Max(x, x + 1) is
x + 1, and Max(x, -x) is |x|.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("Max(x, Max(y, -x), x - 1)")
>>> graph, node = with_fewer_arguments(e.graph, e.node, set())
>>> str(Expr(graph, node))
'Max(Abs(x), y)'
"""

from __future__ import annotations

from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.errors import SymdiffError
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.asked import asks
from symdiff.simplifier.domain.lost import conditions_of
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import ABS, MAX, MIN

_LARGE: Final = 400
"""Nodes from which on nothing is compared."""
_MOST: Final = 8
"""Arguments of one maximum beyond which they are not."""


def with_fewer_arguments(graph: Graph, root: int, used: set[str]) -> tuple[Graph, int]:
    """Return *root* with fewer arguments of its maxima and minima, where that is shorter: those of a maximum
    in a maximum are its own, |u| stands for u and -u, and what another one is never below is left out.
    *used* takes up the names of the laws.

    Domain: real numbers. What has no value somewhere stays. Cost: linear in nodes where there are none, else
    that of the normal form of each pair.
    """
    if not (graph.has(MAX) or graph.has(MIN)):
        return graph, root
    order = graph.below([root])
    if len(order) > _LARGE or has_complex(graph, [root]):
        return graph, root
    new = Graph(graph.limits)
    laws = set[str]()

    def changed(node: int, children: tuple[int, ...]) -> int:
        op = graph.ops[node]
        return fewer(new, op, children, laws) if op == MAX or op == MIN else -1

    node = new.mapped(graph, order, changed)[root]
    if new.size(node) >= graph.size(root):
        return graph, root
    used |= laws
    return new, node


def fewer(graph: Graph, op: int, children: tuple[int, ...], used: set[str], nested: bool = True) -> int:
    """Return a maximum or minimum, by its code, with fewer arguments, -1 where it has as many; *used* takes
    up the names of the laws. Those of a maximum in it become its own where *nested* holds."""
    name = "max" if op == MAX else "min"
    flat = list[int]()
    for child in children:
        flat += graph.children[child] if nested and graph.ops[child] == op else (child,)
    kept = list(dict.fromkeys(flat))
    if len(kept) > _MOST:
        return -1
    if len(flat) > len(children):
        used.add(f"{name}-of-{name}")
    for law in (_one_is_left_out, _absolute_stands_for_two):  # |x| hides that x is above x - 1
        place = 0
        while place < len(kept):
            is_shorter = any(law(graph, op, kept, first, place, used) for first in range(place))
            place = 0 if is_shorter else place + 1
    if len(kept) == len(children) and len(flat) == len(children):
        return -1
    return kept[0] if len(kept) == 1 else graph.call(op, kept)


def _one_is_left_out(graph: Graph, op: int, kept: list[int], first: int, second: int, used: set[str]) -> bool:
    """Leave one of two arguments out where the other is never below it, and return whether that was so."""
    form = Normal(graph)
    try:
        [difference] = form.sweep([graph.sub(kept[first], kept[second])])
    except (SymdiffError, ArithmeticError):
        return False
    bounds = form.ranges.of(difference)
    for is_above, left in ((bounds.low >= 0, second), (bounds.high <= 0, first)):
        gone = left if op == MAX else first + second - left
        if is_above and not _is_partial(graph, kept[gone]):
            del kept[gone]
            used.add(f"{'max' if op == MAX else 'min'}-of-known-order")
            return True
    return False


def _absolute_stands_for_two(
    graph: Graph, op: int, kept: list[int], first: int, second: int, used: set[str]
) -> bool:
    """Put |u| in place of u and -u, and return whether that was so."""
    one, other = kept[first], kept[second]
    form = Normal(graph)
    try:
        [total] = form.sweep([graph.add(one, other)])
    except (SymdiffError, ArithmeticError):
        return False
    if not form.graph.is_zero(total) or asks(graph, other):
        return False
    absolute = graph.call(ABS, (min(one, other),))
    kept[first] = absolute if op == MAX else graph.neg(absolute)
    del kept[second]
    used.add(f"{'max' if op == MAX else 'min'}-of-negative")
    return True


def _is_partial(graph: Graph, node: int) -> bool:
    """Return whether *node* has no real value somewhere, as far as is known."""
    return asks(graph, node) and bool(conditions_of(graph, node))


__all__ = ["fewer", "with_fewer_arguments"]

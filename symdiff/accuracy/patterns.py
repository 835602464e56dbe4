"""Patterns of the identities in a formula, and the sums and products that are put together again.

>>> from symdiff.parser.formula import parse
>>> from symdiff.parser.templates import template
>>> shape, e = template("exp(a)*b", ("a", "b")), parse("x*exp(y)")
>>> [found] = matches(shape, e.graph, [(shape.order[-1], e.node)])
>>> [str(Expr(e.graph, node)) for node in found.values()]
['x', 'y']
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symdiff.accuracy.budget import Budget
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template
from symdiff.simplifier.forms import expand
from symdiff.table.operators import ADD, MUL, NUMBER, POW, SUB, is_arithmetic, is_leaf

_EXPANDED: Final = 300
"""Steps that it takes to multiply out."""
_MOST_POWERS: Final = 8
"""The largest power of which the base is looked at."""


class Short:
    """Shorter forms of sums on one graph, found once each."""

    def __init__(self, graph: Graph, budget: Budget) -> None:
        self.graph = graph
        self._budget = budget
        self._known: dict[int, int] = {}

    def __call__(self, node: int) -> int:
        """Return *node* multiplied out, if that is shorter: x + 1 - x is 1."""
        if node not in self._known:
            graph = self.graph
            self._known[node] = node
            if graph.size(node) < 80:
                self._budget.spend(_EXPANDED)
                try:
                    found = expand(Expr(graph, node))
                    new = graph.take(found.graph, found.node)
                    if graph.size(new) < graph.size(node):
                        self._known[node] = new
                except SymdiffError:
                    pass
        return self._known[node]


def powered(graph: Graph, node: int) -> tuple[int, int]:
    """Return the base and the exponent of a whole power; a node itself, and 1, of what is none."""
    if graph.ops[node] == POW:
        base, exponent = graph.both(node)
        value = graph.value(exponent) if graph.ops[exponent] == NUMBER else 0
        if value in range(2, _MOST_POWERS + 1):
            return base, int(value)
    return node, 1


def total(graph: Graph, parts: Iterable[tuple[int, int]]) -> int:
    """Return the sum of terms with signs."""
    result = -1
    for sign, term in sorted(parts, key=lambda part: -part[0]):
        if result < 0:
            result = term if sign > 0 else graph.neg(term)
        else:
            result = graph.add(result, term) if sign > 0 else graph.sub(result, term)
    return result if result >= 0 else graph.number(0)


def matches(shape: Template, graph: Graph, goals: list[tuple[int, int]]) -> list[dict[int, int]]:
    """Return the ways in which nodes of *shape* are nodes of *graph*: what each letter is in it."""
    found: list[dict[int, int]] = []
    pending: list[tuple[list[tuple[int, int]], dict[int, int]]] = [(goals, {})]
    while pending:
        todo, bound = pending.pop()
        if not todo:
            if bound not in found:
                found.append(bound)
            continue
        (like, node), rest = todo[-1], todo[:-1]
        if like in shape.place:
            letter = shape.place[like]
            if bound.get(letter, node) == node:
                pending.append((rest, {**bound, letter: node}))
            continue
        op = shape.graph.ops[like]
        if graph.ops[node] != op:
            continue
        if is_leaf(op):
            if shape.graph.same(like, graph, node):
                pending.append((rest, bound))
            continue
        inner, children = shape.graph.children[like], graph.children[node]
        if len(inner) != len(children):
            continue
        pending.append(([*rest, *zip(inner, children, strict=True)], bound))
        if op in (ADD, MUL):
            pending.append(([*rest, *zip(inner, reversed(children), strict=True)], bound))
    return found


def written(shape: Template, graph: Graph, bound: dict[int, int], short: Short) -> int:
    """Return *shape* with its letters replaced, and its sums in a short form."""
    made: dict[int, int] = {}
    for each in shape.order:
        op = shape.graph.ops[each]
        children = tuple([made[child] for child in shape.graph.children[each]])
        if each in shape.place:
            made[each] = bound[shape.place[each]]
        elif is_arithmetic(op):
            new = graph.make(op, children)
            made[each] = short(new) if op in (ADD, SUB) else new
        else:
            made[each] = graph.rebuild(shape.graph, each, children)
    return made[shape.order[-1]]


__all__ = ["Short", "matches", "powered", "total", "written"]

"""Definite integrals, sums and products: what is integrated or summed is simplified by itself, and factors
that do not depend on its letter stand before the integral or the sum; before a product as powers, and of an
exponential it has the exponential of the sum.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("integral(2*t*x, t, 0, y) + integral(x, t, 0, y)")
>>> graph, [node] = within(e.graph, [e.node], "basic", lambda *given: (given[0], given[1]))
>>> print(Expr(graph, node))
2*x*integral(t, t, 0, y) + x*y
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symdiff.graph.binders import bounds_of, put_back, taken_out
from symdiff.graph.bound import binders_below, is_binder, is_product, is_sum
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import SUM
from symdiff.simplifier.domain.lost import lost
from symdiff.simplifier.level_names import Level
from symdiff.table.functions import EXP
from symdiff.table.operators import DIV, MUL, NE, NEG, POW

Simplified = Callable[[Graph, list[int], Any], tuple[Graph, list[int]]]
"""Roots of a graph, and a level → a graph with them at that level."""


def within(source: Graph, roots: list[int], level: Level, simplified: Simplified) -> tuple[Graph, list[int]]:
    """Return *roots* with what their integrals and sums are of at *level*; the graph itself where there are
    none.

    A form that has values where what is integrated has none is not taken, unless that is at single points.
    Cost: that of simplifying what is integrated.
    """
    if not binders_below(source, roots):
        return source, roots
    graph = Graph(source.limits)

    def changed(node: int, children: tuple[int, ...]) -> int:
        return _binder(source, node, graph, children, level, simplified) if is_binder(source, node) else -1

    mapping = graph.mapped(source, source.below(roots), changed)
    return graph, [mapping[root] for root in roots]


def _binder(
    source: Graph, node: int, graph: Graph, children: tuple[int, ...], level: Level, simplified: Simplified
) -> int:
    text = source.operators[node][0]
    alone, root, letter, names = taken_out(source, node, with_names=True)
    inside, [best] = simplified(alone, [root], level)
    missing = lost(alone, root, inside, best, ())
    if any(part.graph.ops[part.node] != NE for part in missing):
        inside, best = alone, root
    letter = inside.symbol(alone.names[letter])
    factor, rest = _parted(inside, best, letter)
    given = dict(zip(names, children[2:], strict=True))

    def moved(part: int) -> int:
        mapping = graph.mapped(
            inside, inside.below([part]), lambda each, _: given.get(inside.names.get(each, ""), -1)
        )
        return mapping[part]

    if is_product(text):
        if bounds_of(text) != ("", ""):
            return put_back(graph, inside, best, letter, text, children, names)
        exponent, best = _exponents(inside, best)
        factor, rest = _parted(inside, best, letter)
        if _is_negative(inside, factor):
            factor, rest = inside.neg(factor), inside.neg(rest)
        count = graph.sub(children[1], graph.sub(children[0], graph.number(1)))
        found = graph.number(1)
        if rest != inside.number(1):
            found = put_back(graph, inside, rest, letter, text, children, names)
        if exponent != inside.number(0):
            outer, term = _parted(inside, exponent, letter)
            whole = put_back(graph, inside, term, letter, SUM + text[1:], children, names)
            if term == inside.number(1):
                whole = count
            found = graph.mul(found, graph.call(EXP, (graph.mul(moved(outer), whole),)))
        return found if factor == inside.number(1) else graph.mul(graph.pow(moved(factor), count), found)
    if rest == inside.number(1) and bounds_of(text) == ("", ""):
        first = graph.sub(children[0], graph.number(1)) if is_sum(text) else children[0]
        found = graph.sub(children[1], first)
    else:
        found = put_back(graph, inside, rest, letter, text, children, names)
    if factor == inside.number(-1):
        return graph.neg(found)
    return found if factor == inside.number(1) else graph.mul(moved(factor), found)


def _is_negative(graph: Graph, factor: int) -> bool:
    """Return whether a minus sign or a number below 0 is what a factor is: its powers are no real numbers."""
    number = graph.numbers.get(factor)
    return graph.ops[factor] == NEG or (number is not None and number < 0)


def _factors(graph: Graph, root: int) -> tuple[int, list[tuple[int, bool]]]:
    """Return 1 or -1, and the factors of a product, each with whether it is above the bar of a fraction."""
    sign, factors, pending = 1, [], [(root, True)]
    while pending:
        node, is_above = pending.pop()
        op = graph.ops[node]
        if op == MUL or (op == DIV and is_above):
            left, right = graph.both(node)
            pending += [(right, is_above and op == MUL), (left, is_above)]
        elif op == NEG:
            sign = -sign
            pending.append((graph.first(node), is_above))
        else:
            factors.append((node, is_above))
    return sign, factors


def _product(graph: Graph, first: int, factors: list[tuple[int, bool]]) -> int:
    """Return what `_factors` was given, after a first factor."""
    for node, is_above in factors:
        first = graph.mul(first, node) if is_above else graph.div(first, node)
    return first


def _exponents(graph: Graph, root: int) -> tuple[int, int]:
    """Return the sum of the exponents of the exponentials that are factors of a product, and the others."""
    sign, factors = _factors(graph, root)
    exponent, others = graph.number(0), []
    for node, is_above in factors:
        op = graph.ops[node]
        if op == EXP or (op == POW and graph.names.get(graph.first(node)) == "E"):
            argument = graph.children[node][-1]
            exponent = graph.add(exponent, argument) if is_above else graph.sub(exponent, argument)
        else:
            others.append((node, is_above))
    return exponent, _product(graph, graph.number(sign), others)


def _parted(graph: Graph, root: int, letter: int) -> tuple[int, int]:
    """Return the factors of a product that do not depend on a letter, and the others."""
    moving = graph.depending(graph.below([root]), [letter])
    sign, factors = _factors(graph, root)
    outside = _product(graph, graph.number(sign), [each for each in factors if each[0] not in moving])
    return outside, _product(graph, graph.number(1), [each for each in factors if each[0] in moving])


__all__ = ["within"]

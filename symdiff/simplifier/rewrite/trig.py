"""Trigonometric and hyperbolic functions of one argument, written in one pair of them.

In each pair every other function of the argument is a quotient or a product, and one relation joins
the two: sin and cos, tan and sec, cot and csc, and their hyperbolic namesakes. Which pair is shortest
depends on the formula, so each is a candidate.

Source: the definitions and squares of Abramowitz & Stegun 4.3.3-4.3.8 and 4.5.3-4.5.6.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("tan(x)*cos(x)")
>>> graph, node, names = in_pair(e.graph, e.node, "sin")
>>> str(Expr(graph, node)), names
('sin(x)/cos(x)*cos(x)', {'tan-by-sin'})
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.families import FAMILIES, FAMILY, MEMBERS, PAIRS, PARTNERS, RELATIONS, name_of
from symdiff.table.functions import SQRT, find, row_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB, is_arithmetic


def _in_powers(code: int, first: int, second: int) -> tuple[int, int]:
    """Return a function as powers of two others: the powers of sine and cosine say which."""
    (a, b), (c, d), (m, n) = row_of(first).powers, row_of(second).powers, row_of(code).powers
    area = a * d - b * c  # 1 or -1 for each pair
    return (m * d - n * c) * area, (a * n - b * m) * area


def _rewrites(pair: str) -> dict[int, tuple[int, int, int, int]]:
    """Return for each function the two functions of the pair and their exponents."""
    table = {}
    for family in FAMILIES:
        first, second = (MEMBERS[family, find(name).powers] for name in (pair, PARTNERS[pair]))
        for (of, _), code in MEMBERS.items():
            if of == family:
                table[code] = (first, second, *_in_powers(code, first, second))
    return table


_REWRITES: Final = {pair: _rewrites(pair) for pair in PAIRS}


def kinds(graph: Graph, root: int) -> dict[int, set[int]]:
    """Return for each argument the trigonometric and hyperbolic functions taken of it, outside of
    other functions."""
    found: dict[int, set[int]] = {}
    for node in sorted(outside(graph, root)):
        if graph.ops[node] in FAMILY:
            found.setdefault(graph.children[node][0], set()).add(graph.ops[node])
    return found


def outside(graph: Graph, root: int) -> set[int]:
    """Return the nodes that sums, products, roots and powers of numbers alone lead to."""
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op in _ALGEBRA and not (op == POW and graph.ops[children[1]] != NUMBER):
            for child in children:
                if child not in seen:
                    seen.add(child)
                    pending.append(child)
    return seen


_ALGEBRA: Final = frozenset((ADD, SUB, MUL, DIV, NEG, POW, SQRT))


def are_in_front(graph: Graph, root: int, functions: dict[int, set[int]]) -> bool:
    """Return whether *root* is a product in which each trigonometric and hyperbolic function is a factor, to
    the first power, and is in no other factor, one of each argument: by whichever pair, it is this function.
    *functions* are its `kinds`.

    False, too, for a sum over a single term: (y + 1)*cos(x)/y may be written as cos(x) + cos(x)/y, which is
    found where cos(x) is written below the line. Cost: linear in nodes.
    """
    if any(len(taken) > 1 for taken in functions.values()):
        return False
    ops = graph.ops
    pending, seen, others, calls = [(root, 1)], {root}, list[int](), set[int]()
    sum_above = sum_below = False
    while pending:
        node, sign = pending.pop()
        op, children = ops[node], graph.children[node]
        signs = [sign, sign]
        if op == POW:
            exponent = graph.numbers.get(children[1])
            if ops[children[0]] in FAMILY:
                return False  # a square may be that of its partner
            if isinstance(exponent, int):
                children, signs = children[:1], [sign if exponent > 0 else -sign]
            else:
                children = ()
        elif op == DIV:
            signs = [sign, -sign]
        elif op != MUL and op != NEG:
            children = ()
        if op in FAMILY:
            calls.add(node)
        elif not children:
            others.append(node)
            if op == ADD or op == SUB:
                sum_above, sum_below = sum_above or sign > 0, sum_below or sign < 0
        for child, direction in zip(children, signs, strict=False):
            if child not in seen:
                seen.add(child)
                pending.append((child, direction))
    if not calls.isdisjoint(graph.below(others)):
        return False
    for other in others:
        for node in outside(graph, other):
            if ops[node] in FAMILY:
                return False
            if ops[node] == DIV and _has_sum(graph, graph.children[node][1]):
                sum_below = True
    return sum_below or not sum_above


def _has_sum(graph: Graph, root: int) -> bool:
    return any(graph.ops[node] in (ADD, SUB) for node in outside(graph, root))


def is_one_pair(codes: set[int]) -> bool:
    """Return whether *codes* are functions of one pair."""
    first = min(codes)
    return codes <= {first, RELATIONS[first].second}


def in_pair(source: Graph, root: int, pair: str) -> tuple[Graph, int, set[str]]:
    """Return *root* with every function of the family outside of others written in the pair that
    begins with *pair*, and the names of the identities that were used: none where it is so already.
    A function of a constant stays: cosh(0) is no coth(0)/csch(0).

    Domain: wherever the functions on both sides have values. Cost: linear in nodes.
    """
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    names: set[str] = set()
    rewrites = _REWRITES[pair]
    outer = outside(source, root)
    order = source.below([root])
    moving = source.depending(order, [source.symbol(name) for name in source.symbols([root])])
    for node in order:
        op = source.ops[node]
        children = tuple([mapping[c] for c in source.children[node]])
        if op in rewrites and node in outer and node in moving:
            first, second, a, b = rewrites[op]
            names.update(name_of(op, first))
            top: list[int] = []
            bottom: list[int] = []
            for code, exponent in ((first, a), (second, b)):
                if exponent:
                    (top if exponent > 0 else bottom).append(graph.call(code, children))
            whole = graph.number(1)
            for factor in top:
                whole = graph.mul(whole, factor)
            for factor in bottom:
                whole = graph.div(whole, factor)
            mapping[node] = whole
        elif is_arithmetic(op):
            mapping[node] = graph.make(op, children)
        else:
            mapping[node] = graph.rebuild(source, node, children)
    return graph, mapping[root], names

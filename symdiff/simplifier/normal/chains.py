"""Sums and products of many parts: the leaves of a chain of binary nodes, in one walk.

>>> from symdiff.parser.formula import parse
>>> e = parse("a - (b - c)")
>>> source = e.graph
>>> done = NodeMap(len(source), 3)
>>> for name in "abc":
...     done[source.symbol(name)] = 0
>>> terms, _ = terms_of(source, e.node, done)
>>> [(source.name(leaf), sign) for leaf, sign in terms]
[('a', 1), ('b', -1), ('c', 1)]
"""

from __future__ import annotations

from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.table.operators import ADD, DIV, MUL, NEG, SUB


class Uses:
    """How often each node below *roots* is used, and which nodes are but links of longer chains."""

    def __init__(self, source: Graph, order: list[int], roots: list[int]) -> None:
        self._source = source
        self._counts = NodeMap(len(source), len(order))
        self._parents = NodeMap(len(source), len(order))
        counts, parents, children = self._counts, self._parents, source.children
        for node in order:
            for child in children[node]:
                counts[child] = counts.get(child, 0) + 1
                parents[child] = node
        for root in roots:
            counts[root] = 2  # whatever stands above it, it is wanted for itself

    def count(self, node: int) -> int:
        """Return how many nodes use *node*, 2 or more for a root."""
        return self._counts[node]

    def is_link(self, node: int) -> bool:
        """Return whether a sum or a product is but a part of a longer one."""
        if self._counts[node] > 1:
            return False
        ops = self._source.ops
        op, above = ops[node], ops[self._parents[node]]
        if op == ADD or op == SUB:
            return above == ADD or above == SUB
        return (op == MUL or op == DIV or op == NEG) and (above == MUL or above == DIV or above == NEG)


def terms_of(source: Graph, top: int, done: NodeMap) -> tuple[list[tuple[int, int]], bool]:
    """Return the terms of the sum *top* with their signs, from left to right: what is *done* below it; and
    whether a sum in it has a minus sign in front, as b - c has in a - (b - c)."""
    found: list[tuple[int, int]] = []
    turned = False
    pending = [(top, 1)]
    while pending:
        node, sign = pending.pop()
        if node in done:
            found.append((node, sign))
            continue
        if sign < 0:
            turned = True
        left, right = source.both(node)
        pending.append((right, -sign if source.ops[node] == SUB else sign))
        pending.append((left, sign))
    return found, turned


def factors_of(source: Graph, top: int, done: NodeMap) -> tuple[int, list[tuple[int, int, bool]]]:
    """Return the sign of the product *top*, and its factors from left to right: what is *done* below it.

    With each comes its exponent, 1 or -1, and whether it is part of a divisor.
    """
    sign = 1
    found: list[tuple[int, int, bool]] = []
    pending = [(top, 1, False)]
    while pending:
        node, exponent, below = pending.pop()
        if node in done:
            found.append((node, exponent, below))
        elif source.ops[node] == NEG:
            sign = -sign
            pending.append((source.first(node), exponent, below))
        else:
            left, right = source.both(node)
            if source.ops[node] == DIV:
                pending.append((right, -exponent, True))
            else:
                pending.append((right, exponent, below))
            pending.append((left, exponent, below))
    return sign, found

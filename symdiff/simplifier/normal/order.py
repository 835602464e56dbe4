"""The order in which terms and factors are printed: by structure, never by history.

>>> from symdiff.parser.formula import parse
>>> e = parse("x + z")
>>> Order(e.graph).label(e.node)
'003(x,z)'
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import ADD, CONSTANT, NUMBER, POW, SUB, SYMBOL, UNKNOWN, is_leaf

Key = tuple[int, str, int]
"""Rank, label, digest: what two nodes are compared by."""

_LONGEST: Final = 40
"""Characters of a label; what is longer is told apart by its digest."""
_RANK_CONSTANT, _RANK_SYMBOL, _RANK_SUM, _RANK_EXP, _RANK_CALL = 0, 1, 2, 3, 4


class Order:
    """Sort keys of the nodes of one graph, each made once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._labels: dict[int, str] = {}
        self._keys: dict[int, Key] = {}

    def key(self, node: int) -> Key:
        """Return the key by which factors are put in order: constants, symbols, sums, exp, calls."""
        key = self._keys.get(node)
        if key is None:
            label = self.label(node)
            # A label that was cut may stand for several nodes; the digest tells them apart.
            digest = self.graph.digest(node) if len(label) >= _LONGEST else 0
            key = self._keys[node] = (self._rank(node), label, digest)
        return key

    def _rank(self, node: int) -> int:
        op = self.graph.ops[node]
        if op == NUMBER or op == CONSTANT:
            return _RANK_CONSTANT
        if op == SYMBOL:
            return _RANK_SYMBOL
        if op == ADD or op == SUB:
            return _RANK_SUM
        if op == EXP:
            return _RANK_EXP
        if op == POW or op == SQRT:
            return self._rank(self.graph.children[node][0])
        return _RANK_CALL

    def label(self, node: int) -> str:
        """Return a short text that sorts as a reader would; bounded, so not always unique."""
        for i in self.graph.news(node, self._labels):
            self._labels[i] = self._label(i)
        return self._labels[node]

    def _label(self, node: int) -> str:
        graph, op = self.graph, self.graph.ops[node]
        if op == NUMBER:
            return str(graph.value(node))[:_LONGEST]
        if is_leaf(op):
            return graph.name(node)
        if op == POW:
            return "^".join([self._labels[c] for c in graph.children[node]])[:_LONGEST]
        # Functions in the order of the table: exp, log, …, sin, cos, …
        name = graph.operator(node)[0] if op == UNKNOWN else f"{op:03d}"
        return f"{name}({','.join(self._labels[c] for c in graph.children[node])})"[:_LONGEST]

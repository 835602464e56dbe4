"""The order in which terms and factors are printed: by structure, never by history.

>>> from symdiff.parser.formula import parse
>>> e = parse("x + z")
>>> Order(e.graph).label(e.node)
'003(x,z)'
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph, Number
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import ADD, CONSTANT, NUMBER, POW, SUB, SYMBOL, UNKNOWN

Key = tuple[int, str, int]
"""Rank, label, digest: what two nodes are compared by."""
TermKey = tuple[Number, list[Key], list[tuple[Number, Key]]]
"""Minus the degree, the keys of the bases, their exponents with a minus sign and what tells those apart."""

_LONGEST: Final = 40
"""Characters of a label; what is longer is told apart by its digest."""
_LAST: Final[list[Key]] = [(9, "", 0)]
"""In place of the bases of a number, which stands last among terms of its degree."""
_WHOLE: Final[Key] = (0, "", 0)
_MARK: Final = "\1"
"""After the name of a constant, which a symbol may have as well, and before the orders of a derivative."""
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

    def of_powers(self, powers: dict[int, int]) -> TermKey:
        """Return the key of a term, base node → exponent node: falling degree in the symbols, then its bases,
        then their exponents. No two terms have the same, whatever they were made from."""
        numbers = self.graph.numbers
        parts: list[tuple[Key, Number, Key]] = []
        for base, exponent in powers.items():
            value = numbers.get(exponent, 0)
            # What is no number is told apart by its own key, and so are 1/2 and 0.5.
            rest = _WHOLE if isinstance(value, int) and value else self.key(exponent)
            parts.append((self.key(base), -value, rest))
        parts.sort()
        degree: Number = 0
        for key, power, _ in parts:
            if key[0] == _RANK_SYMBOL:
                degree += power
        return degree, [part[0] for part in parts] or _LAST, [(part[1], part[2]) for part in parts]

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
        if op == CONSTANT:
            return graph.name(node) + _MARK
        if op == SYMBOL:
            return graph.name(node)
        inside = [self._labels[child] for child in graph.children[node]]
        if op == POW:
            exponent = graph.children[node][1]
            return (f"{inside[0]}^({inside[1]})" if graph.ops[exponent] == POW else "^".join(inside))[
                :_LONGEST
            ]
        if op == UNKNOWN:
            name, orders = graph.operator(node)
            return f"{name}({','.join(inside)}){_MARK}{orders}"[:_LONGEST]
        # Functions in the order of the table: exp, log, …, sin, cos, …
        return f"{op:03d}({','.join(inside)})"[:_LONGEST]

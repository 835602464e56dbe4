"""The order in which terms and factors are printed: by structure, never by history.

>>> from symdiff.parser.formula import parse
>>> e = parse("x + z")
>>> Order(e.graph).label(e.node)
'003(x,z)'
"""

from __future__ import annotations

from typing import Any, Final

from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import ENTRY
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import ADD, CONSTANT, NUMBER, POW, SUB, SYMBOL, UNKNOWN

Key = tuple[int | str, ...]
"""Rank, label, digest: what two nodes are compared by. Compiled code hands a tuple of any length on as it is,
and would make one of three anew each time."""
TermKey = tuple[Any, ...]
"""The degree, the keys of the bases, their exponents with a minus sign and what tells those apart."""

_LONGEST: Final = 40
"""Characters of a label; what is longer is told apart by its digest."""
_NONE: Final[Key] = ()
_LAST: Final[list[Key]] = [(9, "", 0)]
"""In place of the bases of a number, which stands last among terms of its degree."""
_WHOLE: Final[Key] = (0, "", 0)
_ONCE: Final[TermKey] = (-1, _WHOLE)
"""Of the exponent 1."""
_MARK: Final = "\1"
"""After the name of a constant, which a symbol may have as well, and before the orders of a derivative."""
_RANK_CONSTANT, _RANK_SYMBOL, _RANK_SUM, _RANK_EXP, _RANK_CALL = 0, 1, 2, 3, 4


class Order:
    """Sort keys of the nodes of one graph, each made once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._labels: dict[int, str] = {}
        self._fronts: dict[int, str] = {}
        """What the label of a function begins with."""
        self._keys: list[Key] = []
        """By node; empty where it was not asked for."""

    def key(self, node: int) -> Key:
        """Return the key by which factors are put in order: constants, symbols, sums, exp, calls."""
        keys = self._keys
        if node >= len(keys):
            keys.extend([_NONE] * (len(self.graph) - len(keys)))
        key = keys[node]
        if not key:
            label = self.label(node)
            # A label that was cut may stand for several nodes; the digest tells them apart.
            digest = self.graph.digest(node) if len(label) >= _LONGEST else 0
            key = keys[node] = (self._rank(node), label, digest)
        return key

    def of_powers(self, powers: dict[int, int]) -> TermKey:
        """Return the key of a term, base node → exponent node: falling degree in the symbols, then its bases,
        then their exponents. No two terms have the same, whatever they were made from."""
        numbers = self.graph.numbers
        parts: list[tuple[TermKey, ...]] = []
        for base, exponent in powers.items():
            value = numbers.get(exponent, 0)
            if isinstance(value, int) and value:
                parts.append((self.key(base), _ONCE if value == 1 else (-value, _WHOLE)))
            else:
                # What is no number is told apart by its own key, and so are 1/2 and 0.5.
                parts.append((self.key(base), (-value, self.key(exponent))))
        if len(parts) > 1:
            parts.sort()
        degree: Number = 0
        for part in parts:
            if part[0][0] == _RANK_SYMBOL:
                degree += part[1][0]
        return degree, [part[0] for part in parts] or _LAST, [part[1] for part in parts]

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
        if op == UNKNOWN and self.graph.operators[node][0].endswith(ENTRY):
            return _RANK_SYMBOL
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
        children = graph.children[node]
        labels = [self._labels[child] for child in children]
        if op == POW:
            is_tower = graph.ops[children[1]] == POW
            label = f"{labels[0]}^({labels[1]})" if is_tower else f"{labels[0]}^{labels[1]}"
        elif op == UNKNOWN:
            name, orders = graph.operator(node)
            label = f"{name}({','.join(labels)}){_MARK}{orders}"
        else:
            label = self._front(op) + (labels[0] if len(labels) == 1 else ",".join(labels)) + ")"
        return label if len(label) <= _LONGEST else label[:_LONGEST]

    def _front(self, op: int) -> str:
        """Return what the label of a function begins with: functions are in the order of the table, exp, log,
        …, sin, cos, …"""
        front = self._fronts.get(op)
        if front is None:
            front = self._fronts[op] = f"{op:03d}("
        return front

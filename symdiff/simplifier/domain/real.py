"""What the parts of a normal form may be where all of them are real, as their conditions ask."""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.arithmetic.ranges import ANY, POSITIVE, Range, Ranges
from symdiff.simplifier.normal.form import Normal
from symdiff.table.operators import NUMBER, POW, SYMBOL


class RealRanges(Ranges):
    """The ranges of the nodes of *form*; nothing is known but numbers where it is not ordered."""

    def __init__(self, form: Normal, is_ordered: bool) -> None:
        super().__init__(form.graph, form.of_root_and_rest)
        self.is_ordered = is_ordered
        """False where the imaginary unit occurs."""
        self._symbolic: dict[int, bool] = {}

    def inferred(self, node: int, known: Mapping[int, Range]) -> Range:
        graph = self.graph
        op = graph.ops[node]
        if not self.is_ordered and op != NUMBER:
            return ANY
        if op == POW and graph.ops[graph.children[node][1]] != NUMBER:
            base, exponent = graph.children[node]
            if graph.is_zero(base):  # 1 where the exponent is 0, 0 where it is above
                return Range(0) if known[exponent].has(0) else Range(0, 0)
            return POSITIVE if self.is_positive_power(base) else ANY
        return super().inferred(node, known)

    def is_positive_power(self, base: int) -> bool:
        """Return whether a power of *base* with a symbolic exponent is positive wherever it has a value."""
        return not self.graph.is_zero(base) and (self.of(base).low >= 0 or self.has_symbol(base))

    def has_symbol(self, node: int) -> bool:
        """Return whether a symbol stands below *node*. Cost: linear in nodes not asked for before."""
        known, graph = self._symbolic, self.graph
        for i in graph.news(node, known):
            known[i] = graph.ops[i] == SYMBOL or any(known[c] for c in graph.children[i])
        return known[node]


__all__ = ["RealRanges"]

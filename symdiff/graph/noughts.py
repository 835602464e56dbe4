"""Whether a part without symbols is exactly zero, though it is not written as 0.

>>> from symdiff.parser.formula import parse
>>> [is_nought(e.graph, e.node) for e in map(parse, ("floor(0.3)", "abs(-2) - 2", "floor(1.3)", "x - 1"))]
[True, True, False, False]
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.graph.folding import ratio
from symdiff.graph.graph import Graph
from symdiff.table.exact import FOLDS
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB

_MOST: Final = 30
"""Nodes beyond which a part is not looked at."""
_HIGHEST: Final = 20
"""The largest exponent that is computed with."""


def is_nought(graph: Graph, node: int) -> bool:
    """Return whether *node* is exactly 0, as numbers, arithmetic and exact values of functions alone say.

    Cost: a bounded number of nodes.
    """
    if graph.ops[node] == NUMBER:
        return graph.is_zero(node)
    pending, seen = [node], {node}
    while pending:
        part = pending.pop()
        op = graph.ops[part]
        if op != NUMBER and op not in _KNOWN and op not in FOLDS:
            return False
        for child in graph.children[part]:
            if child not in seen:
                seen.add(child)
                pending.append(child)
        if len(seen) > _MOST:
            return False
    values: dict[int, Fraction] = {}
    for part in sorted(seen):  # arguments first
        try:
            found = _value(graph, part, [values[child] for child in graph.children[part]])
        except (ArithmeticError, ValueError, TypeError):
            return False
        if found is None:
            return False
        values[part] = found
    return values[node] == 0


_KNOWN: Final = frozenset((ADD, SUB, MUL, DIV, NEG, POW))


def _value(graph: Graph, node: int, values: list[Fraction]) -> Fraction | None:
    """Return the value of a node whose arguments have *values*, None where it is not known."""
    op = graph.ops[node]
    if op == NUMBER:
        return Fraction(*ratio(graph.value(node)))
    if op == NEG:
        return -values[0]
    if op not in _KNOWN:
        found = FOLDS[op](*values)
        return None if found is None else Fraction(found)
    left, right = values
    if op == ADD:
        return left + right
    if op == SUB:
        return left - right
    if op == MUL:
        return left * right
    if op == DIV:
        return left / right
    whole = right.denominator == 1 and abs(right) <= _HIGHEST
    return Fraction(left**right.numerator) if whole else None


__all__ = ["is_nought"]

"""What a formula is made of where it is piecewise linear in one symbol: its lines, and where they meet.

>>> from symdiff.parser.formula import parse
>>> e = parse("Max(2*x, 1 - Abs(x))")
>>> pieces = Pieces(e.graph, e.graph.below([e.node]), e.graph.symbol("x"))
>>> sorted(map(str, pieces.meets)), str(pieces.values(Fraction(1, 2))[e.node])
(['0', '1', '1/3'], '1')
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from symdiff.graph.folding import is_decimal
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.decimals import as_fraction
from symdiff.table.functions import ABS, MAX, MIN, code_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, SUB

RELU: Final = code_of("relu", 1)
_MOST: Final = 8
"""Lines of one node, at most."""


class Line(NamedTuple):
    """slope*x + level."""

    slope: Fraction
    level: Fraction


_ZERO: Final = Line(Fraction(0), Fraction(0))


def zero_of(one: Line, other: Line = _ZERO) -> Fraction | None:
    """Return where two lines meet, None where they are parallel."""
    slope = one.slope - other.slope
    return (other.level - one.level) / slope if slope else None


class Pieces:
    """The nodes of *order* that are piecewise linear in *symbol*, decimals being the fractions that they are.

    Cost: linear in nodes.
    """

    def __init__(self, graph: Graph, order: Iterable[int], symbol: int) -> None:
        self.graph = graph
        self.symbol = symbol
        self.lines: dict[int, frozenset[Line]] = {}
        """Node → the lines of which it is one everywhere."""
        self.meets: set[Fraction] = set()
        """Where another argument of a maximum, a minimum or an absolute value is taken."""
        for node in order:
            found = self._lines(node)
            if found is not None and len(found) <= _MOST:
                self.lines[node] = found

    def _lines(self, node: int) -> frozenset[Line] | None:
        graph, op = self.graph, self.graph.ops[node]
        if node == self.symbol:
            return frozenset((Line(Fraction(1), Fraction(0)),))
        if op == NUMBER:
            value = graph.value(node)
            number = as_fraction(value) if is_decimal(value) else Fraction(value)
            return None if number is None else frozenset((Line(Fraction(0), number),))
        if op not in _LINEAR:
            return None
        parts = [self.lines.get(child) for child in graph.children[node]]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        if op == MAX or op == MIN:
            union = frozenset[Line]().union(*known)
            self._meet([(one, other) for one in union for other in union])
            return union
        if op == ABS:
            self._meet([(line, _ZERO) for line in known[0]])
            return known[0] | {_times(line, Fraction(-1)) for line in known[0]}
        if op == RELU:
            self._meet([(line, _ZERO) for line in known[0]])
            return known[0] | {_ZERO}
        if op == NEG:
            return frozenset([_times(line, Fraction(-1)) for line in known[0]])
        left, right = known
        if op == ADD or op == SUB:
            sign = Fraction(1 if op == ADD else -1)
            return frozenset([_plus(one, _times(other, sign)) for one in left for other in right])
        if op == MUL and _number(left) is not None:
            left, right = right, left
        number = _number(right)
        if number is None or (op == DIV and not number):
            return None
        return frozenset([_times(line, number if op == MUL else 1 / number) for line in left])

    def _meet(self, pairs: Iterable[tuple[Line, Line]]) -> None:
        self.meets |= {place for one, other in pairs if (place := zero_of(one, other)) is not None}

    def values(self, at: Fraction) -> dict[int, Fraction]:
        """Return the values of all these nodes at a place."""
        graph = self.graph
        found: dict[int, Fraction] = {}
        for node, lines in self.lines.items():
            op, children = graph.ops[node], graph.children[node]
            if len(lines) == 1:
                [line] = lines
                found[node] = line.slope * at + line.level
            elif op == MAX or op == MIN:
                parts = [found[child] for child in children]
                found[node] = max(parts) if op == MAX else min(parts)
            elif op == ABS:
                found[node] = abs(found[children[0]])
            elif op == RELU:
                found[node] = max(found[children[0]], Fraction(0))
            elif op == NEG:
                found[node] = -found[children[0]]
            else:
                left, right = found[children[0]], found[children[1]]
                if op == ADD or op == SUB:
                    found[node] = left + right if op == ADD else left - right
                else:
                    found[node] = left * right if op == MUL else left / right
        return found


_LINEAR: Final = frozenset((ADD, SUB, NEG, MUL, DIV, MAX, MIN, ABS, RELU))


def _number(lines: frozenset[Line]) -> Fraction | None:
    """Return the number that a node is, None where it is none."""
    [line, *others] = lines
    return None if others or line.slope else line.level


def _times(line: Line, by: Fraction) -> Line:
    return Line(line.slope * by, line.level * by)


def _plus(one: Line, other: Line) -> Line:
    return Line(one.slope + other.slope, one.level + other.level)

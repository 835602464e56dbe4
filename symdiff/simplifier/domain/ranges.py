"""What a part of an expression may be: numbers between two bounds, but for some.

>>> Range(low=0).plus(Range(1, 1)).has(0)
False
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import Final, NamedTuple

from symdiff.arithmetic.evaluation import evaluate
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Number
from symdiff.parser.formula import parse
from symdiff.table.functions import AND, EQ, GE, GT, LE, LT, NE, OR, SYMBOL, row_of

_HIGH: Final = 64
"""Power up to which bounds are raised to it."""
_HOLES: Final = 8
"""Holes that are carried on to what is made of a part."""
MIRRORED: Final = {GT: LT, GE: LE, LT: GT, LE: GE, NE: NE}
"""A comparison and the one that has its sides exchanged."""


class Range(NamedTuple):
    """What a part may be: between bounds that belong to it or do not, but for some numbers."""

    low: Number = -math.inf
    high: Number = math.inf
    above: bool = False
    """Whether it is above *low*, not only at or above it."""
    below: bool = False
    holes: frozenset[Number] = frozenset()

    def has(self, value: Number) -> bool:
        """Return whether the part may be *value*."""
        if value in self.holes or (self.above and value == self.low) or (self.below and value == self.high):
            return False
        return self.low <= value <= self.high

    def meet(self, *others: Range) -> Range:
        """Return what all of them allow; a hole at a bound opens it.

        >>> Range(low=0).meet(Range(holes=frozenset({0, -1})))
        Range(low=0, high=inf, above=True, below=False, holes=frozenset())
        """
        every = (self, *others)
        low, high = max(r.low for r in every), min(r.high for r in every)
        holes = self.holes.union(*[r.holes for r in others])
        above = any(r.above and r.low == low for r in every) or low in holes
        below = any(r.below and r.high == high for r in every) or high in holes
        return Range(low, high, above, below, frozenset([hole for hole in holes if low < hole < high]))

    def thinned(self) -> Range:
        """Return it without its holes, but for zero, where they are many."""
        return self if len(self.holes) <= _HOLES else self._replace(holes=self.holes & {0})

    def negated(self) -> Range:
        """Return what minus the part may be."""
        return Range(-self.high, -self.low, self.below, self.above, frozenset([-h for h in self.holes]))

    def times(self, number: Number) -> Range:
        """Return what the part times a number other than zero may be."""
        if number < 0:
            return self.negated().times(-number)
        low, high = [b if math.isinf(b) else b * number for b in (self.low, self.high)]
        return Range(low, high, self.above, self.below, frozenset([h * number for h in self.holes]))

    def plus(self, other: Range) -> Range:
        """Return what the sum of two parts may be."""
        low, high = [
            a if math.isinf(a) else b if math.isinf(b) else a + b
            for a, b in ((self.low, other.low), (self.high, other.high))
        ]
        holes: set[Number] = set()
        for one, two in ((self, other), (other, self)):
            if one.low == one.high:  # a number
                holes |= {hole + one.low for hole in two.holes}
        return Range(low, high, self.above or other.above, self.below or other.below, frozenset(holes))

    def by(self, other: Range) -> Range:
        """Return what the product of two parts may be."""
        for one, two in ((self, other), (other, self)):
            if one.low == one.high != 0:
                return two.times(one.low)
            if one.high <= 0 and one.low < 0:
                return one.negated().by(two).negated()
        nonzero = not (self.has(0) or other.has(0))
        if self.low < 0 or other.low < 0:
            return Range(holes=frozenset({0} if nonzero else ()))
        high = math.inf if math.inf in (self.high, other.high) else self.high * other.high
        return Range(self.low * other.low, high, above=nonzero and self.low * other.low == 0)

    def inverse(self) -> Range:
        """Return what one over the part may be."""
        if self.low >= 0:
            return Range(0, above=True)
        return Range(high=0, below=True) if self.high <= 0 else Range(holes=frozenset({0}))

    def power(self, exponent: Number) -> Range:
        """Return what the part to a power may be; it is not negative where the power is not whole."""
        if exponent < 0:
            return self.power(-exponent).inverse()
        even = exponent % 2 == 0
        if exponent % 1 == 0 and not even:
            if self.low >= 0:
                return Range(0, above=not self.has(0))
            if self.high <= 0:
                return Range(high=0, below=not self.has(0))
            return Range(holes=frozenset(() if self.has(0) else {0}))
        result = Range(0, above=not self.has(0))
        if not even or exponent > _HIGH:
            return result
        if self.low > 0:
            result = Range(self.low**exponent, above=self.above)
        elif self.high < 0:
            result = Range(self.high**exponent, above=self.below)
        if math.inf in (-self.low, self.high):
            return result
        return result.meet(Range(high=max(self.low**exponent, self.high**exponent)))


ANY: Final = Range()
POSITIVE: Final = Range(0, above=True)
NONZERO: Final = Range(holes=frozenset({0}))


def compared(op: int, value: Number) -> Range:
    """Return what a part may be that is *op* *value*."""
    if op == NE:
        return Range(holes=frozenset({value}))
    if op == GT or op == GE:
        return Range(low=value, above=op == GT)
    if op == LT or op == LE:
        return Range(high=value, below=op == LT)
    return Range(value, value) if op == EQ else ANY


@cache
def range_of(code: int) -> Range:
    """Return what the values of a function may be, as its row says.

    >>> from symdiff.table.functions import code_of
    >>> range_of(code_of("cosh", 1)).low
    1.0
    """
    text = row_of(code).range
    if not text:
        return ANY
    said = parse(text, symbols=["y"])
    graph = said.graph
    found: dict[int, Range] = {}
    for node in graph.below([said.node]):
        op, children = graph.ops[node], graph.children[node]
        if op == AND:
            found[node] = found[children[0]].meet(found[children[1]])
        elif op == OR:
            one, two = [found[child] for child in children]
            # The bounds of both, as closed ones; of what lies between, zero is all that is asked for.
            between = ANY if one.has(0) or two.has(0) else NONZERO
            found[node] = Range(min(one.low, two.low), max(one.high, two.high)).meet(between)
        elif LT <= op <= NE:
            left, right = children
            if graph.ops[left] != SYMBOL:
                left, right, op = right, left, MIRRORED[op]
            constant = graph.ops[left] == SYMBOL and not graph.symbols([right])  # y == floor(y) is not
            found[node] = compared(op, evaluate(Expr(graph, right))) if constant else ANY
    return found[said.node]


def ratio(x: Number, y: Number) -> Number:
    """Return x / y, exact where both are."""
    if isinstance(x, float) or isinstance(y, float):
        return float(x) / float(y)
    value = Fraction(x) / y
    return value.numerator if value.denominator == 1 else value


__all__ = ["ANY", "MIRRORED", "NONZERO", "POSITIVE", "Range", "compared", "range_of", "ratio"]

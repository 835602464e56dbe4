"""Interval arithmetic: what a part of a formula may be, numbers between two bounds but for some.

The one analysis of signs: the normal form, the rewriting of roots and the conditions of a domain ask it.
Bounds are exact, so what follows from them is proved; what a row says of its function is read from the row.

>>> from symdiff.parser.formula import parse
>>> e = parse("2 + exp(x)*x**2 - cos(y)")
>>> Ranges(e.graph).of(e.node).low
1
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from symdiff.graph.binders import inside_of
from symdiff.graph.bound import is_binder, is_product, is_sum
from symdiff.graph.folding import ratio as exactly
from symdiff.graph.folding import rounded
from symdiff.graph.graph import Graph, Number
from symdiff.parser.templates import Template, condition, template
from symdiff.records import NamedTuple
from symdiff.table.exact import exact_root
from symdiff.table.functions import MAX, MIN, SQRT, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_comparison,
    is_condition,
)

_HIGH: Final = 64
"""Power up to which bounds are raised to it."""
_HOLES: Final = 8
"""Holes that are carried on to what is made of a part."""
_BITS: Final = 400
"""Binary digits of a bound beyond which it is rounded, outward."""
_FINE: Final = 10**12
"""A power that is no rational number is known to one part in this many."""
_HALF: Final = Fraction(1, 2)
_LARGE: Final = 10**20
"""Numerators and denominators beyond which only the sign of a number is kept."""
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

    @property
    def is_empty(self) -> bool:
        """Whether the part can be no number."""
        return self.low > self.high or (self.low == self.high and (self.above or self.below))

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
        low, high = [b if abs(b) == math.inf else b * number for b in (self.low, self.high)]
        return Range(low, high, self.above, self.below, frozenset([h * number for h in self.holes]))

    def plus(self, other: Range) -> Range:
        """Return what the sum of two parts may be."""
        low, high = [
            a if abs(a) == math.inf else b if abs(b) == math.inf else a + b
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
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        found = Range(min(ends), max(ends))
        return found if self.has(0) or other.has(0) else found.meet(NONZERO)

    def inverse(self) -> Range:
        """Return what one over the part may be."""
        if self.low < 0:
            return self.negated().inverse().negated() if self.high <= 0 else NONZERO
        if self.high <= 0:
            return ANY  # nothing has a value
        low = 0 if self.high == math.inf else ratio(1, self.high)
        high = ratio(1, self.low) if self.low > 0 else math.inf
        return Range(low, high, self.below or low == 0, self.above)

    def power(self, exponent: Number) -> Range:
        """Return what the part to a power may be; it is not negative where the power is not whole."""
        if exponent < 0:
            return self.power(-exponent).inverse()
        if exponent % 1:
            return self._root(exponent)
        whole = int(exponent)
        is_long = whole > _HIGH
        if whole % 2:
            low, high = [_odd_power(end, 1 if is_long else whole) for end in (self.low, self.high)]
            if is_long:
                low, high = (0 if low >= 0 else -math.inf), (0 if high <= 0 else math.inf)
            found = Range(low, high, self.above and not is_long, self.below and not is_long)
            return found if self.has(0) else found.meet(NONZERO)
        found = Range(0, above=not self.has(0))
        if is_long:
            return found
        if self.low > 0:
            found = Range(self.low**whole, above=self.above)
        elif self.high < 0:
            found = Range(self.high**whole, above=self.below)
        if math.inf in (-self.low, self.high):
            return found
        return found.meet(Range(high=max(self.low**whole, self.high**whole)))

    def _root(self, exponent: Number) -> Range:
        """Return what the part to a positive power that is not whole may be."""
        found = Range(0, above=not self.has(0))
        if self.low > 0:
            low, _ = _between(self.low, exponent)
            found = Range(low, above=self.above)
        if 0 < self.high < math.inf:
            _, high = _between(self.high, exponent)
            found = found.meet(Range(high=high, below=self.below))
        return found

    def shortened(self) -> Range:
        """Return it with bounds of few digits, moved outward where they have many."""
        low, high = _shorter(self.low), -_shorter(-self.high)
        if low == self.low and high == self.high:
            return self
        return Range(low, high, self.above or low < self.low, self.below or high > self.high)


def _product(a: Number, b: Number) -> Number:
    """Return the product of two ends; zero times what is unbounded is zero."""
    if a == 0 or b == 0:
        return 0
    if math.inf in (abs(a), abs(b)):
        return math.inf if (a > 0) == (b > 0) else -math.inf
    return a * b


def _odd_power(end: Number, exponent: int) -> Number:
    return end if abs(end) == math.inf else end**exponent


def _between(end: Number, exponent: Number) -> tuple[Number, Number]:
    """Return two numbers, one where it is rational, between which a power of a positive end lies."""
    if isinstance(exponent, Fraction) and exponent.numerator <= _HIGH and exponent.denominator <= _HIGH:
        exact = exact_root(Fraction(end), exponent.denominator)
        if exact is not None:
            return exact**exponent.numerator, exact**exponent.numerator
    try:
        value = float(end) ** float(exponent)
    except OverflowError:
        return 0, math.inf
    if exponent > _HIGH or not 1e-300 < value < 1e300:
        return 0, math.inf
    middle = Fraction(value)
    return middle - middle / _FINE, middle + middle / _FINE


def _shorter(end: Number) -> Number:
    """Return an end that is not above *end* and has few digits."""
    if isinstance(end, float) or max(abs(end.numerator), end.denominator).bit_length() <= _BITS:
        return end
    if abs(end) > 2**_BITS:
        return 2**_BITS if end > 0 else -math.inf
    return Fraction(math.floor(end * 2 ** (_BITS // 2)), 2 ** (_BITS // 2))


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


def ratio(x: Number, y: Number) -> Number:
    """Return x / y, of decimals as `folding.rounded` writes it."""
    if isinstance(x, float) or isinstance(y, float):
        if not (math.isfinite(x) and math.isfinite(y)):
            return float(x) / float(y)
        (p, q), (r, s) = exactly(x), exactly(y)
        found = rounded(p * s, q * r)
        return float(x) / float(y) if found is None else found
    value = Fraction(x) / y
    return value.numerator if value.denominator == 1 else value


def _around(digits: str) -> Range:
    """Return the range of a constant by its first digits: near enough to compare it with any number that
    is kept, and one number, so that pi/2 - pi/2 is 0."""
    value = Fraction(digits)
    return Range(value, value)


_CONSTANTS: Final = {
    "pi": _around("3.14159265358979323846264338327950288419716939937510"),
    "E": _around("2.71828182845904523536028747135266249775724709369995"),
}


class Ranges:
    """What the nodes of a graph may be wherever every part below them has a real value.

    *of_sum* is asked about a sum that may be zero as far as its two parts tell.
    """

    def __init__(self, graph: Graph, of_sum: Callable[[int], Range] | None = None) -> None:
        self.graph = graph
        self._of_sum = of_sum
        self._known: dict[int, Range] = {}
        self._imaginary: set[int] = set()

    def of(self, node: int) -> Range:
        """Return what *node* may be. Cost: linear in the nodes below it that were not asked for before."""
        known, graph, imaginary = self._known, self.graph, self._imaginary
        for i in graph.news(node, known):
            is_unit = graph.ops[i] == CONSTANT and graph.name(i) == "I"
            if is_unit or not imaginary.isdisjoint(graph.children[i]):
                imaginary.add(i)
                known[i] = ANY
            else:
                known[i] = self.inferred(i, known)
        return known[node]

    def inferred(self, node: int, known: Mapping[int, Range]) -> Range:
        """Return what *node* may be, what stands right below it being in *known*."""
        found = inferred(self.graph, node, known)
        if self._of_sum is not None and self.graph.ops[node] in (ADD, SUB) and found.has(0):
            found = found.meet(self._of_sum(node))
        return found


def inferred(graph: Graph, node: int, known: Mapping[int, Range]) -> Range:
    """Return what *node* may be, what stands right below it being in *known*. Cost: constant."""
    op = graph.ops[node]
    if op == NUMBER:
        return _of_number(graph.value(node))
    if op == CONSTANT:
        return _CONSTANTS.get(graph.name(node), ANY)
    if op == UNKNOWN and is_binder(graph, node):
        text = graph.operators[node][0]
        return _of_sum(text) if is_sum(text) else _of_product(text) if is_product(text) else ANY
    if op == SYMBOL or op == UNKNOWN or op == PIECEWISE or is_condition(op):
        return ANY
    return _made(graph, node, [known[child] for child in graph.children[node]]).shortened()


@lru_cache(maxsize=500)
def _of_sum(text: str) -> Range:
    """Return what a sum that is called *text* may be, by the signs of its terms: it has at least one."""
    inside = inside_of(text)
    found = Ranges(inside.graph).of(inside.root)
    for each in (found, found.negated()):
        if each.low >= 0:
            sign = Range(0, above=not each.has(0))
            return sign if each is found else sign.negated()
    return ANY


@lru_cache(maxsize=500)
def _of_product(text: str) -> Range:
    """Return what a product that is called *text* may be, by the signs of its factors."""
    inside = inside_of(text)
    found = Ranges(inside.graph).of(inside.root)
    return Range(0, above=not found.has(0)) if found.low >= 0 else ANY


def _made(graph: Graph, node: int, parts: Sequence[Range]) -> Range:
    """Return what an operator or a function of *parts* may be."""
    op = graph.ops[node]
    if op == ADD or op == SUB:
        return parts[0].plus(parts[1] if op == ADD else parts[1].negated())
    if op == NEG:
        return parts[0].negated()
    if op == MUL:
        return parts[0].by(parts[1])
    if op == DIV:
        return parts[0].by(parts[1].inverse())
    if op == POW:
        exponent = graph.numbers.get(graph.children[node][1])
        if exponent is not None:
            return parts[0].power(exponent)
        return Range(0, above=not parts[0].has(0)) if parts[0].low >= 0 else ANY
    return parts[0].power(_HALF) if op == SQRT else _of_call(op, parts)


def _of_number(value: Number) -> Range:
    if isinstance(value, float):
        if not math.isfinite(value):
            return ANY
        value = Fraction(value)
    if max(abs(value.numerator), value.denominator) <= _LARGE:
        value = value.numerator if value.denominator == 1 else value
        return Range(value, value)
    return POSITIVE if value > 0 else POSITIVE.negated()


def _of_call(code: int, parts: Sequence[Range]) -> Range:
    """Return what a function of arguments in *parts* may be, as its row says."""
    if code == MAX:
        return _largest(parts)
    if code == MIN:
        return _largest([part.negated() for part in parts]).negated()
    found = range_of(code)
    rule = condition(code, "sign")
    if rule is not None:
        given = _of_template(rule, parts)[rule.order[-1]]
        if given.low >= 0:
            found = found.meet(Range(0))
        elif given.high <= 0:
            found = found.meet(Range(high=0))
        return found if given.has(0) else found.meet(NONZERO)
    rule = condition(code, "zeros")
    if rule is None:
        return found
    left, right = rule.graph.children[rule.order[-1]]
    known = _of_template(rule, parts)
    return found if known[left].plus(known[right].negated()).has(0) else found.meet(NONZERO)


def _largest(parts: Sequence[Range]) -> Range:
    """Return what the largest of several may be."""
    low, high = max([part.low for part in parts]), max([part.high for part in parts])
    above = any(part.low == low and part.above for part in parts)
    below = all(part.below or part.high < high for part in parts)
    return Range(low, high, above, below)


def _of_template(rule: Template, parts: Sequence[Range]) -> dict[int, Range]:
    """Return what the nodes of a text of a row may be, its parameters being in *parts*."""
    known: dict[int, Range] = {}
    for node in rule.order:
        place = rule.place.get(node)
        known[node] = inferred(rule.graph, node, known) if place is None else parts[place]
    return known


@cache
def range_of(code: int) -> Range:
    """Return what the values of a function may be, as its row says.

    >>> from symdiff.table.functions import code_of
    >>> range_of(code_of("cosh", 1)).low
    1
    """
    text = row_of(code).range
    if not text:
        return ANY
    said = template(text, ("y",))
    graph, ranges = said.graph, Ranges(said.graph)
    found: dict[int, Range] = {}
    for node in said.order:
        op, children = graph.ops[node], graph.children[node]
        if op == AND:
            found[node] = found[children[0]].meet(found[children[1]])
        elif op == OR:
            one, two = [found[child] for child in children]
            # The bounds of both, as closed ones; of what lies between, zero is all that is asked for.
            between = ANY if one.has(0) or two.has(0) else NONZERO
            found[node] = Range(min(one.low, two.low), max(one.high, two.high)).meet(between)
        elif is_comparison(op):
            left, right = children
            if graph.ops[left] != SYMBOL:
                left, right, op = right, left, MIRRORED[op]
            is_bound = graph.ops[left] == SYMBOL and not graph.symbols([right])  # y == floor(y) is none
            end = ranges.of(right) if is_bound else ANY
            found[node] = compared(op, end.low) if end.low == end.high else ANY
    return found[said.order[-1]]


__all__ = [
    "ANY", "MIRRORED", "NONZERO", "POSITIVE", "Range", "Ranges", "compared", "inferred", "range_of", "ratio",
]  # fmt: skip

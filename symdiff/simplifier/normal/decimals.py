"""Formulas with decimals as formulas with fractions, which polynomials are made of, and back.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("(x + 0.5)*(x - 0.5)")
>>> graph, [node] = with_fractions(e.graph, [e.node])
>>> again, [same] = with_decimals(graph, [node], e.graph)
>>> str(Expr(graph, node)), str(Expr(again, same))
('(x + 1/2)*(x - 1/2)', '(x + 0.5)*(x - 0.5)')
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.graph.folding import as_decimal, is_decimal, ratio, rounded
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.chains import Uses
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB

_LOW: Final = 100
"""Numerators and denominators of decimal exponents that are taken as fractions: degrees of polynomials."""
_BITS: Final = 4096
"""Bits of a decimal that is taken as a fraction, top and bottom together."""

Factors = list[tuple[int, int]]
"""Nodes with their exponents, 1 or -1."""


def has_decimals(graph: Graph, roots: list[int]) -> bool:
    """Return whether a float stands below *roots*. Cost: linear in numbers where there is none in the graph,
    else in nodes."""
    floats = [node for node, value in graph.numbers.items() if isinstance(value, float)]
    return bool(floats) and not set(floats).isdisjoint(graph.below(roots))


def as_fraction(value: Number, is_exponent: bool = False) -> Fraction | None:
    """Return the fraction that a decimal is, None where its polynomials would be too large: as an exponent it
    is a degree."""
    top, bottom = ratio(value)
    if is_exponent and max(abs(top), bottom) > _LOW:
        return None
    return Fraction(top, bottom) if top.bit_length() + bottom.bit_length() <= _BITS else None


def with_fractions(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with the fractions that their decimals are.

    Decimals in exponents stay where one of them has many digits: it would be the degree of a polynomial.
    Cost: linear in nodes.
    """
    order = graph.below(roots)
    fractions = {
        node: as_fraction(graph.numbers[node]) for node in order if is_decimal(graph.numbers.get(node))
    }
    inside = fractions.keys() & set(graph.below(_exponents(graph, order)))
    if any(as_fraction(graph.numbers[node], is_exponent=True) is None for node in inside):
        fractions.update(dict.fromkeys(inside))
    exact = Graph(graph.limits)

    def change(node: int, _: tuple[int, ...]) -> int:
        value = fractions.get(node)
        return -1 if value is None else exact.number(value)

    mapping = exact.mapped(graph, order, change, build=True)
    return exact, [mapping[root] for root in roots]


def _exponents(graph: Graph, order: list[int]) -> list[int]:
    return [graph.children[node][-1] for node in order if graph.ops[node] in (POW, EXP)]


def with_decimals(graph: Graph, roots: list[int], given: Graph) -> tuple[Graph, list[int]]:
    """Return *roots* with decimals for those of their fractions that are decimals. *given* is the graph that
    they come from: a denominator that it has, and none of its decimals, stays.

    Roots and fractions as exponents stay as well, unless *given* has decimals as exponents and no roots. A
    number in front of a sum is multiplied in, and that in front of its first term pulled out, where that is
    shorter: (2*x + 1)/2 is x + 0.5. Cost: linear in nodes, times the depth of sums in products.
    """
    order = graph.below(roots)
    uses = Uses(graph, order, roots)
    roots_are_decimal = _has_decimal_powers(given)
    new = Graph(graph.limits)
    written = _Written(new, _denominators(given))
    mapping: dict[int, int] = {}
    for node in order:
        op = graph.ops[node]
        children = tuple([mapping[child] for child in graph.children[node]])
        if op == NUMBER:
            mapping[node] = written.number(graph.numbers[node])
        elif op == POW and not roots_are_decimal:
            exponent = graph.children[node][1]
            if graph.ops[exponent] == NUMBER:
                children = (children[0], new.number(graph.numbers[exponent]))
            mapping[node] = new.pow(*children)
        elif op == SQRT and roots_are_decimal:
            mapping[node] = new.pow(children[0], new.number(0.5))
        elif op in (ADD, SUB, MUL, DIV, NEG, POW):
            mapping[node] = new.make(op, children)
            if op in (MUL, DIV, NEG) and not uses.is_link(node):
                mapping[node] = written.shortest(mapping[node])
        else:
            mapping[node] = new.rebuild(graph, node, children)
    return new, [mapping[root] for root in roots]


def _has_decimal_powers(graph: Graph) -> bool:
    """Return whether exponents are decimals, and neither roots nor fractions stand beside them."""
    found = False
    for node in range(len(graph)):
        if graph.ops[node] == SQRT:
            return False
        if graph.ops[node] == POW:
            value = graph.numbers.get(graph.both(node)[1])
            if isinstance(value, Fraction):
                return False
            found = found or isinstance(value, float)
    return found


def _denominators(graph: Graph) -> set[int]:
    """Return the denominators that are written as such, and are those of no decimal."""
    found, decimal = set[int](), set[int]()
    for node in range(len(graph)):
        op = graph.ops[node]
        if op == DIV:
            found.add(_split(graph, graph.both(node)[1])[0].numerator)
        elif op == NUMBER:
            value = graph.numbers[node]
            (decimal if isinstance(value, float) else found).add(ratio(value)[1])
    return found - decimal - {1}


# Products --------------------------------------------------------------------------------------


def _split(graph: Graph, node: int) -> tuple[Fraction, Factors]:
    """Return a product as its number and its other factors, from left to right."""
    number = Fraction(1)
    factors: Factors = []
    pending = [(node, 1)]
    while pending:
        part, sign = pending.pop()
        op = graph.ops[part]
        if op == MUL or op == DIV:
            left, right = graph.both(part)
            pending += [(right, sign if op == MUL else -sign), (left, sign)]
        elif op == NEG:
            number = -number
            pending.append((graph.first(part), sign))
        elif op == NUMBER and graph.numbers[part] != 0:
            number *= Fraction(*ratio(graph.numbers[part])) ** sign
        else:
            factors.append((part, sign))
    return number, factors


def _terms(graph: Graph, node: int) -> list[tuple[int, int]]:
    """Return the terms of a sum with their signs, from left to right."""
    found: list[tuple[int, int]] = []
    pending = [(node, 1)]
    while pending:
        part, sign = pending.pop()
        if graph.ops[part] in (ADD, SUB):
            left, right = graph.both(part)
            pending += [(right, sign if graph.ops[part] == ADD else -sign), (left, sign)]
        else:
            found.append((part, sign))
    return found


def _power(graph: Graph, node: int) -> tuple[int, int]:
    """Return a whole positive power as its base and its exponent, anything else as the power 1 of itself."""
    if graph.ops[node] == POW:
        base, exponent = graph.both(node)
        value = graph.numbers.get(exponent)
        if isinstance(value, int) and 0 < value <= _LOW:
            return base, value
    return node, 1


def _chain(graph: Graph, nodes: list[int]) -> int:
    node = nodes[0]
    for other in nodes[1:]:
        node = graph.mul(node, other)
    return node


class _Written:
    """Products with decimals in a graph, those with the denominators *kept* as fractions."""

    def __init__(self, graph: Graph, kept: set[int]) -> None:
        self._graph, self._kept = graph, kept

    def number(self, value: Number) -> int:
        """Return the node of an exact number, of a decimal if it is one."""
        if isinstance(value, Fraction):
            found = self._decimal(value)
            return self._graph.number(value if found is None else found)
        return self._graph.number(value)

    def _decimal(self, value: Fraction) -> int | float | None:
        """Return a number as a decimal, rounded where it is too long for a fraction; None where it is a
        fraction."""
        if value.denominator in self._kept:
            return None
        found = rounded(value.numerator, value.denominator)
        return None if isinstance(found, Fraction) else found

    def shortest(self, node: int) -> int:
        """Return the shortest of the ways in which a product can be written."""
        number, factors = _split(self._graph, node)
        best = self._joined(number, factors)
        for others in (self._led_by_one(number, factors), self._multiplied_in(number, factors)):
            if others is not None:
                other = self._joined(*others)
                if self._graph.size(other) < self._graph.size(best):
                    best = other
        return best

    def _joined(self, number: Fraction, factors: Factors) -> int:
        """Return the node of a product, its number a decimal if it is one, else a fraction."""
        graph = self._graph
        front, below = self._decimal(abs(number)), 1
        if front is None:
            front, below = abs(number.numerator), number.denominator
        top = [node for node, sign in factors if sign > 0]
        bottom = [node for node, sign in factors if sign < 0]
        if front != 1 or not top:
            top.insert(0, graph.number(front))
        if below != 1:
            bottom.insert(0, graph.number(below))
        node = _chain(graph, top)
        if bottom:
            node = graph.div(node, _chain(graph, bottom))
        return graph.neg(node) if number < 0 else node

    def _led_by_one(self, number: Fraction, factors: Factors) -> tuple[Fraction, Factors] | None:
        """Return a product with sums whose first terms have no number, None where it has no others."""
        graph = self._graph
        found: Factors = []
        for node, sign in factors:
            base, exponent = _power(graph, node)
            if graph.ops[base] in (ADD, SUB):
                first, plus = _terms(graph, base)[0]
                lead = plus * _split(graph, first)[0]
                scaled = self._scaled(base, 1 / lead)
                if scaled is not None:
                    number *= lead ** (sign * exponent)
                    node = graph.pow(scaled, graph.number(exponent))
            found.append((node, sign))
        return (number, found) if found != factors else None

    def _multiplied_in(self, number: Fraction, factors: Factors) -> tuple[Fraction, Factors] | None:
        """Return a product with its number in the terms of its first sum, None where there is none."""
        graph = self._graph
        for place, (node, sign) in enumerate(factors):
            if sign > 0 and graph.ops[node] in (ADD, SUB):
                scaled = self._scaled(node, number)
                if scaled is not None:
                    return Fraction(1), [*factors[:place], (scaled, 1), *factors[place + 1 :]]
        return None

    def _scaled(self, node: int, by: Fraction) -> int | None:
        """Return *by* times a sum, None where a number in front of a term would be no decimal."""
        graph = self._graph
        result = -1
        for term, sign in _terms(graph, node):
            number, factors = _split(graph, term)
            number *= by * sign
            if as_decimal(number.numerator, number.denominator) is None or number.denominator in self._kept:
                return None
            if result < 0:
                result = self._joined(number, factors)
            elif number < 0:
                result = graph.sub(result, self._joined(-number, factors))
            else:
                result = graph.add(result, self._joined(number, factors))
        return result

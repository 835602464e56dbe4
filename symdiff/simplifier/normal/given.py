"""A formula as it was given, with its terms and factors in order: what is kept where no form is shorter.

Sums and products are put in order, equal terms and factors of a chain collected and its numbers folded. No
law of powers, roots or functions is used: (y*x)**2 becomes (x*y)**2 and no more.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("(1 - z)*(y*x)**2 + 3*(x + w)/2")
>>> graph, [node] = as_given(e.graph, [e.node], set())
>>> str(Expr(graph, node))
'3*(w + x)/2 + (1 - z)*(x*y)**2'
"""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.graph.nodes import NodeMap
from symdiff.simplifier.normal.chains import Uses, factors_of, terms_of
from symdiff.simplifier.normal.numbers import Coefficients, laws_of_collecting, product_of, times
from symdiff.simplifier.normal.order import Order, TermKey
from symdiff.table.functions import SQRT
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB

_Product = tuple[Number, dict[int, int]]
"""A number, and base node → whole exponent."""

_SHARED_TERMS: Final = 32
"""A sum with more terms that is used in several places is not flattened into each of them."""


def as_given(graph: Graph, roots: list[int], used: set[str]) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* with terms and factors in order.

    *used* takes up the names of the identities that are used.
    Cost: linear in the terms and factors of all sums and products, but for sorting. Raises Unsettled where
    something is divided by the number 0, and where there is an infinity.
    """
    form = _Given(graph, used)
    return form.graph, form.sweep(roots)


class _Given:
    """Puts the nodes of *source* in order, in a graph of its own."""

    def __init__(self, source: Graph, used: set[str]) -> None:
        self.source = source
        self.used = used
        self.graph = Graph(source.limits)
        self.order = Order(self.graph)
        self.one = self.graph.number(1)
        self._sums: dict[int, dict[int, Number]] = {}
        """A sum → its terms without their numbers → those numbers; the term of a constant is 1."""
        self._products: dict[int, _Product] = {}

    def sweep(self, roots: list[int]) -> list[int]:
        source, graph = self.source, self.graph
        order = source.postorder(roots)
        uses = Uses(source, order, roots)
        done = NodeMap(len(source), len(order))
        for node in order:
            op = source.ops[node]
            if op == ADD or op == SUB:
                if not uses.is_link(node):
                    done[node] = self._sum(node, done, uses)
            elif op == MUL or op == DIV or op == NEG:
                if not uses.is_link(node):
                    done[node] = self._product(node, done)
            elif op == CONSTANT and source.name(node) == "oo":
                raise Unsettled("an infinity")
            elif op == SQRT and graph.numbers.get(done[source.first(node)]) == -1:
                done[node] = graph.constant("I")
            else:
                children = tuple([done[child] for child in source.children[node]])
                if op == POW:
                    done[node] = self._power(children[0], children[1])
                else:
                    done[node] = graph.rebuild(source, node, children)
        return [done[root] for root in roots]

    # Sums -----------------------------------------------------------------------------------

    def _sum(self, top: int, done: NodeMap, uses: Uses) -> int:
        terms = Coefficients()
        leaves, turned = terms_of(self.source, top, done)
        met: list[int] = []
        for leaf, sign in leaves:
            node = done[leaf]
            inner = self._sums.get(node)
            if inner is None and self.graph.ops[node] == NEG and self.graph.first(node) in self._sums:
                inner = self._sums[self.graph.first(node)]  # -(a + b)
                if uses.count(leaf) == 1 or len(inner) <= _SHARED_TERMS:
                    sign = -sign
            if inner is not None and (uses.count(leaf) == 1 or len(inner) <= _SHARED_TERMS):
                turned = turned or sign < 0
                for term, number in inner.items():
                    if terms.add(term, number if sign > 0 else -number):
                        met.append(term)
            else:
                number, term = self._term(node)
                if terms.add(term, number if sign > 0 else -number):
                    met.append(term)
        if turned:
            self.used.add("minus-of-sum")
        totals = terms.rounded()
        if met:
            self.used |= laws_of_collecting(totals, met)
        found = {term: number for term, number in totals.items() if number != 0}
        if not found:
            return self.graph.number(0)
        if len(found) == 1:
            [(term, number)] = found.items()
            return self._scaled(term, number)
        return self._written_sum(found)

    def _term(self, node: int) -> tuple[Number, int]:
        """Return a node as a number and what it multiplies."""
        if self.graph.ops[node] == NUMBER:
            return self.graph.value(node), self.one
        number, powers = self._powers(node)
        return (1, node) if number == 1 else (number, self._written(1, powers))

    def _scaled(self, term: int, number: Number) -> int:
        if term == self.one:
            return self.graph.number(number)
        one, powers = self._powers(term)
        return self._written(times(number, one), powers)

    def _written_sum(self, terms: dict[int, Number]) -> int:
        """Return a chain of + and -, what takes no sign of its own first."""
        graph = self.graph
        ordered = sorted(terms, key=self._term_key)
        nodes = [self._scaled(term, terms[term]) for term in ordered]
        leads = [place for place, term in enumerate(ordered) if terms[term] > 0]
        leads = leads or [place for place, node in enumerate(nodes) if self._takes_sign(node)] or [0]
        first = leads[0]
        result = nodes[first]
        for place, term in enumerate(ordered):
            if place == first:
                continue
            if terms[term] < 0:
                result = graph.binary(SUB, result, self._scaled(term, -terms[term]))
            else:
                result = graph.binary(ADD, result, nodes[place])
        self._sums[result] = terms
        return result

    def _takes_sign(self, node: int) -> bool:
        """Return whether the minus sign of a term is that of the number it begins with."""
        graph = self.graph
        return graph.ops[node] == NUMBER or graph.size(node) == graph.size(graph.first(node))

    def _term_key(self, term: int) -> TermKey:
        powers = self._powers(term)[1]
        return self.order.of_powers({base: self.graph.number(power) for base, power in powers.items()})

    # Products -------------------------------------------------------------------------------

    def _product(self, top: int, done: NodeMap) -> int:
        sign, leaves = factors_of(self.source, top, done)
        numbers: list[Number] = [sign] if sign < 0 else []
        divisors: list[Number] = []
        powers: dict[int, int] = {}
        joined: set[int] = set()
        for leaf, exponent, below in leaves:
            number, inner = self._powers(done[leaf])
            alone = self.graph.ops[done[leaf]] == POW
            if number == 0 and below:
                raise Unsettled("a division by zero")
            if below and exponent > 0:
                self.used.add("division-by-quotient")
            if number != 1 or isinstance(number, float):
                (numbers if exponent > 0 else divisors).append(number)
            for base, power in inner.items():
                if base in powers or not (alone or power == 1):
                    joined.add(base)
                    if base in powers:
                        is_divided = (exponent * power < 0) != (powers[base] < 0)
                        self.used.add("quotient-of-powers" if is_divided else "like-factors")
                powers[base] = powers.get(base, 0) + exponent * power
        number = product_of(numbers, divisors)
        if number == 0:
            if powers:
                self.used.add("zero-product")
            return self.graph.number(number)
        return self._written(number, {base: power for base, power in powers.items() if power}, joined)

    def _power(self, base: int, exponent: int) -> int:
        graph = self.graph
        node = graph.pow(base, exponent)
        value = graph.numbers.get(exponent)
        if isinstance(value, int) and value > 0 and graph.ops[node] == POW and graph.ops[base] != NUMBER:
            number, inner = self._powers(base)
            if number == 1 and len(inner) == 1:
                [(inmost, power)] = inner.items()
                if power > 0:  # (u**2)**2, which is how u**2*u**2 is read
                    if power > 1:
                        self.used.add("whole-power-of-power")
                    base, value = inmost, power * value
                    node = graph.pow(base, graph.number(value))
            self._products[node] = (1, {base: value})
        return node

    def _powers(self, node: int) -> _Product:
        """Return a node as a number and its powers. Read only."""
        if self.graph.ops[node] == NUMBER:
            return self.graph.value(node), {}
        return self._products.get(node) or (1, {node: 1})

    def _written(self, number: Number, powers: dict[int, int], joined: Container[int] = ()) -> int:
        """Return one quotient with the sign in front of it; *joined* are the bases met in several factors."""
        graph = self.graph
        if not powers:
            return graph.number(number)
        top: list[int] = []
        bottom: list[int] = []
        size = -number if number < 0 else number
        if isinstance(size, Fraction):
            if size.numerator != 1:
                top.append(graph.number(size.numerator))
            bottom.append(graph.number(size.denominator))
        elif size != 1 or isinstance(size, float):
            top.append(graph.number(size))
        several = len(powers) > 1 or bool(top or bottom)
        ordered = sorted(powers, key=self.order.key) if len(powers) > 1 else list(powers)
        for base in ordered:
            power = powers[base]
            if base in joined and graph.ops[base] == SQRT and power % 2:  # sqrt(u)**3 is how nobody writes it
                node = graph.pow(graph.first(base), graph.number(Fraction(abs(power), 2)))
                node = base if abs(power) == 1 else node
            elif power == 1 and several and self._is_reciprocal(base):
                self.used.add("negative-power")
                node, power = graph.pow(graph.first(base), self._reversed(base)), -1
            else:
                node = graph.pow(base, graph.number(abs(power)))
            (top if power > 0 else bottom).append(node)
        node = self._chain(top)
        if bottom:
            node = graph.binary(DIV, node, self._chain(bottom))
        if number < 0:
            node = graph.neg(node)
        self._products.setdefault(node, (number, powers))
        return node

    def _is_reciprocal(self, node: int) -> bool:
        """Return whether *node* is a power whose exponent is a negative number."""
        if self.graph.ops[node] != POW:
            return False
        value = self.graph.numbers.get(self.graph.both(node)[1])
        return value is not None and value < 0

    def _reversed(self, node: int) -> int:
        """Return the exponent of a power with the other sign."""
        return self.graph.neg(self.graph.both(node)[1])

    def _chain(self, nodes: list[int]) -> int:
        result = nodes[0] if nodes else self.one
        for node in nodes[1:]:
            result = self.graph.binary(MUL, result, node)
        return result

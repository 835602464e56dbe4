"""Sums of products of powers, and the nodes that they are written as: one chain of + and -, one quotient.

A node is known as a sum {monomial: coefficient} and as a product coefficient * {base: exponent}; exponents
are nodes. `exp(u)` is the power of E to u and `sqrt(u)` the power of u to 1/2.

>>> form = Written(Graph())
>>> x = form.graph.symbol("x")
>>> form.terms(form.plain({x: 2, form.one: 1})) == {x: 2, form.one: 1}
True
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.graph.folding import is_decimal
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.numbers import magnitude, quotient, times, total, without_point
from symdiff.simplifier.normal.order import Key, Order, TermKey
from symdiff.simplifier.normal.radicals import as_written, is_root_of_pi, taken_out
from symdiff.table.exact import Exact
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import (
    ADD,
    DIV,
    MUL,
    NEG,
    NUMBER,
    POW,
    SUB,
)

Terms = dict[int, Number]
"""Monomial node → coefficient; the monomial of a constant is the node of 1."""
Factors = dict[int, int]
"""Base node → exponent node."""

_HALF: Final = Fraction(1, 2)
_MANY: Final = 64
"""Terms from which on their sort keys are not kept: the next sum has their memory."""


class Written:
    """Sums and products in a graph of its own, for nodes of *source*."""

    def __init__(self, source: Graph) -> None:
        self.source = source
        self.graph = Graph(source.limits)
        self.order = Order(self.graph)
        self.one = self.graph.number(1)
        self.half = self.graph.number(_HALF)
        self.e = self.graph.constant("E")
        self.pi = self.graph.constant("pi")
        self.used: set[str] = set()
        """Names of the identities that were used, as `identities` has them."""
        self.lengthened = False
        """Whether a law was used that may make a text longer: what is given may be the shortest, in order."""
        self.mirrored: set[int] = set()
        """Sums that others were turned into: x - y for y - x."""
        self.led_by_sign = False
        """Whether a sum has minus signs alone, and the form itself may be shorter in another order."""
        self.divided = False
        """Whether exponentials of what has a minus sign stand below the line: x/exp(y) for x*exp(-y)."""
        self._terms: dict[int, Terms] = {}
        self._factors: dict[int, tuple[Number, Factors]] = {}
        self._term_keys: dict[int, TermKey] = {}
        self._scaled: dict[tuple[int, Number], tuple[Terms, int]] = {}
        """Node and exact number → the terms of the node as they were then, and the product of both."""
        self._contents: dict[int, tuple[Terms, Number]] = {}
        """Node → its terms as they were then, and their content."""

    # What a node is -------------------------------------------------------------------------------

    def terms(self, node: int) -> Terms:
        """Return *node* as a sum. Read only."""
        terms = self._terms.get(node)
        if terms is None:
            op = self.graph.ops[node]
            if op == NUMBER:
                terms = {self.one: self.graph.value(node)}
            elif op == ADD or op == SUB:
                terms = self._read_terms(node)
            else:
                number, factors = self.factors(node)
                terms = {node: 1} if number == 1 else {self._emit(1, factors): number}
            self._terms[node] = terms
        return terms

    def factors(self, node: int) -> tuple[Number, Factors]:
        """Return *node* as a number and its powers. Read only."""
        found = self._factors.get(node)
        if found is None:
            if self.graph.ops[node] == NUMBER:
                found = (self.graph.value(node), {})
            else:
                found = self._read_factors(node)
            self._factors[node] = found
        return found

    def learn(self, node: int, terms: Terms, number: Number, factors: Factors) -> None:
        """Take over what is known of a node in normal form that was not made here."""
        self._terms.setdefault(node, terms)
        self._factors.setdefault(node, (number, factors))

    def _read_terms(self, node: int) -> Terms:
        """Return the terms of a sum in normal form that was not made here, as they are written."""
        graph = self.graph
        terms: Terms = {}
        while graph.ops[node] == ADD or graph.ops[node] == SUB:
            left, right = graph.both(node)
            number, factors = self.factors(right)  # a sum in a sum is one term
            monomial = right if number == 1 else self._emit(1, factors)
            terms[monomial] = -number if graph.ops[node] == SUB else number
            node = left
        terms.update(self.terms(node))
        return terms

    def _read_factors(self, node: int) -> tuple[Number, Factors]:
        """Return the factors of a node in normal form that was not made here, as they are written."""
        graph = self.graph
        number: Number = 1
        factors: Factors = {}
        pending = [(node, 1)]
        while pending:
            part, sign = pending.pop()
            op = graph.ops[part]
            if op == MUL or op == DIV:
                left, right = graph.both(part)
                pending.append((left, sign))
                pending.append((right, sign if op == MUL else -sign))
            elif op == NEG:
                number = -number
                pending.append((graph.first(part), sign))
            elif op == NUMBER:
                value = graph.value(part)
                number = times(number, value) if sign > 0 else quotient(number, value)
            else:
                base, exponent = part, self.one
                if op == EXP:
                    base, exponent = self.e, graph.first(part)
                elif op == SQRT:
                    base, exponent = graph.first(part), self.half
                elif op == POW:
                    base, exponent = graph.both(part)
                factors[base] = exponent if sign > 0 else self.scaled(exponent, -1)
        return self.without_roots(number, factors)

    def without_roots(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Return a product with the roots of numbers by those of primes: each number has one form."""
        graph = self.graph
        rooted: dict[Exact, Exact] = {}
        of_pi: Exact = 0
        left: Factors = {}
        for base, exponent in factors.items():
            op = graph.ops[base]
            if op == NUMBER or op == MUL or op == DIV:
                power = graph.numbers.get(exponent)
                if isinstance(power, Fraction) or (op == NUMBER and isinstance(power, int)):
                    value = graph.numbers.get(base)
                    if op != NUMBER and is_root_of_pi(graph, base):
                        value, inner = self.factors(base)
                        below = graph.value(inner[self.pi])
                        assert isinstance(below, int)
                        of_pi += power * below
                    if value is not None and not isinstance(value, float) and value > 0:
                        rooted[value] = rooted.get(value, 0) + power
                        continue
            left[base] = exponent
        found = taken_out(number, rooted) if rooted else None
        if found is None:
            return number, factors
        for prime, power in found[1].items():
            node = graph.number(prime)
            if node in left:
                return number, factors  # 2**x beside sqrt(2)
            left[node] = graph.number(power)
        if of_pi:
            exponent = self.added(left.pop(self.pi, graph.number(0)), graph.number(of_pi))
            if not graph.is_zero(exponent):
                left[self.pi] = exponent
        return found[0], left

    # Sums -----------------------------------------------------------------------------------------

    def sum(self, terms: Terms) -> int:
        """Return the node of a sum of terms in the form that is wanted; takes *terms* over."""
        return self.shortest(self.plain(terms))

    def shortest(self, node: int) -> int:
        """Return what is written for a sum, if it is one."""
        return node

    def note_shortest(self, node: int) -> None:
        """Add to the names those of the laws by which `shortest` writes a sum."""

    def plain(self, terms: Terms) -> int:
        """Return the node of a sum of terms as they stand. What an exponent is made of is made by
        this: a form that itself multiplies powers would not end."""
        terms = {monomial: without_point(number) for monomial, number in terms.items() if number != 0}
        if not terms:
            return self.graph.number(0)
        if len(terms) > 1:
            terms = self._without_squares(terms)
            if not terms:
                return self.graph.number(0)
        if len(terms) == 1:
            [(monomial, number)] = terms.items()
            if monomial == self.one:
                return self.graph.number(number)
            if number == 1:
                return monomial
            one, factors = self.factors(monomial)
            return self._emit(times(number, one), factors)
        key = self._term_key if len(terms) <= _MANY else self._new_term_key
        terms = {monomial: terms[monomial] for monomial in sorted(terms, key=key)}
        node = self._emit_sum(terms)
        self._terms[node] = terms
        return node

    def _without_squares(self, terms: Terms) -> Terms:
        """Return a sum with laws of squares applied; there are none here."""
        return terms

    def scaled(self, node: int, by: Number) -> int:
        """Return *by* * *node*."""
        if by == 1:
            return node
        if self.graph.ops[node] == NUMBER:
            return self.graph.number(without_point(times(self.graph.value(node), by)))
        terms = self.terms(node)
        if is_decimal(by):
            return self.plain({monomial: times(number, by) for monomial, number in terms.items()})
        known = self._scaled.get((node, by))
        if known is None or known[0] is not terms:
            new = self.plain({monomial: times(number, by) for monomial, number in terms.items()})
            known = self._scaled[node, by] = (terms, new)
        return known[1]

    def added(self, a: int, b: int) -> int:
        """Return *a* + *b*."""
        if self.graph.ops[a] == NUMBER and self.graph.ops[b] == NUMBER:
            number = without_point(total(self.graph.value(a), self.graph.value(b)))
            return self.graph.number(number if number != 0 else 0)
        terms = dict(self.terms(a))
        for monomial, number in self.terms(b).items():
            collect(terms, monomial, number)
        return self.plain(terms)

    def content(self, terms: Terms) -> Number:
        """Return the rational that divides all coefficients, 1 for floats, signed as the first term is."""
        content = magnitude(terms)
        negative = sum([number < 0 for number in terms.values()])
        if negative and (negative == len(terms) or terms[min(terms, key=self._term_key)] < 0):
            return -content
        return content

    def _primitive(self, node: int) -> tuple[Number, int]:
        """Return the rational content of a sum, with the sign of its first term, and the rest."""
        terms = self.terms(node)
        known = self._contents.get(node)
        if known is None or known[0] is not terms:
            known = self._contents[node] = (terms, self.content(terms))
        content = known[1]
        return content, node if content == 1 else self.scaled(node, quotient(1, content))

    def _emit_sum(self, terms: Terms) -> int:
        """Return a chain of + and - of ordered terms, a positive one first where there is one."""
        graph = self.graph
        lead = next((monomial for monomial, number in terms.items() if number > 0), -1)
        node = -1
        if lead >= 0:
            node = self._term(lead, terms[lead])
        else:
            self.lengthened = self.led_by_sign = True  # a number in front might take the sign
        for monomial, number in terms.items():
            if node < 0:
                node = self._term(monomial, number)
            elif monomial == lead:
                continue
            elif number < 0:
                node = graph.binary(SUB, node, self._term(monomial, -number))
            else:
                node = graph.binary(ADD, node, self._term(monomial, number))
        return node

    def _term(self, monomial: int, number: Number) -> int:
        if monomial == self.one:
            return self.graph.number(number)
        if number == 1:
            return monomial
        one, factors = self.factors(monomial)
        if isinstance(number, int) and number > 1 and one == 1:
            node = self._numbered(monomial, number)
            self._factors.setdefault(node, (number, factors))
            return node
        return self._emit(times(number, one), factors, keep=True)

    def _numbered(self, monomial: int, number: int) -> int:
        """Return what `_emit` makes of a monomial and a number above 1: the number in front of its chain."""
        graph = self.graph
        links: list[tuple[int, int]] = []
        node = monomial
        op = graph.ops[node]
        while op == MUL or op == DIV:
            node, right = graph.both(node)
            links.append((op, right))
            op = graph.ops[node]
        front = graph.number(number)
        node = front if node == self.one else graph.binary(MUL, front, node)
        for op, right in reversed(links):
            node = graph.binary(op, node, right)
        return node

    def _term_key(self, monomial: int) -> TermKey:
        """Return the sort key of a term."""
        key = self._term_keys.get(monomial)
        if key is None:
            key = self._term_keys[monomial] = self._new_term_key(monomial)
        return key

    def _new_term_key(self, monomial: int) -> TermKey:
        return self.order.of_powers(as_written(self.graph, 1, self.factors(monomial)[1])[1])

    # Products -------------------------------------------------------------------------------------

    def _emit(self, number: Number, factors: Factors, keep: bool = False) -> int:
        """Return the node of a settled product: one quotient, the sign in front of it."""
        graph = self.graph
        number = without_point(number)
        original = (number, factors)
        number, factors = as_written(graph, number, factors)
        if number < 0:
            number, factors = self._turned(number, factors)
        top: list[int] = []
        bottom: list[int] = []
        negative = self._negative_powers(number, factors) if len(factors) > 1 or number != 1 else None
        for base in sorted(factors, key=self._factor_key) if len(factors) > 1 else factors:
            exponent = factors[base]
            down = base != self.e and graph.ops[exponent] == NUMBER and graph.value(exponent) < 0
            if base == self.e and graph.ops[exponent] == NUMBER:
                down = graph.value(exponent) < 0
            if down:
                bottom.append(self._emit_power(base, graph.number(-graph.value(exponent))))
            elif negative is not None and base in negative:
                bottom.append(self._emit_power(base, self.scaled(exponent, -1)))
            else:
                top.append(self._emit_power(base, exponent))
        size = -number if number < 0 else number
        if isinstance(size, Fraction):
            if size.numerator != 1:
                top.insert(0, graph.number(size.numerator))
            bottom.insert(0, graph.number(size.denominator))
        elif size != 1 or isinstance(size, float):
            top.insert(0, graph.number(size))
        node = self._chain(top)
        if bottom:
            node = graph.intern(DIV, (node, self._chain(bottom)))
        if number < 0:
            node = graph.neg(node)
        if not keep or node not in self._factors:
            self._factors[node] = original
        return node

    def as_it_stands(self, number: Number, factors: Factors) -> int:
        """Return the node of a product whose sums may have a content: it is left in them."""
        return self._emit(number, factors)

    def _negative_powers(self, number: Number, factors: Factors) -> list[int] | None:
        """Return the bases whose exponents are one term with a minus sign, if something is left to stand
        above them: x/2**y for x*2**(-y)."""
        graph = self.graph
        found: list[int] | None = None
        above = self.divided and abs(number.numerator if isinstance(number, Fraction) else number) != 1
        kept = -1 if self.divided else self.e
        for base, exponent in factors.items():
            if graph.ops[exponent] == NUMBER:
                above = above or graph.value(exponent) > 0
            elif base == kept or [number < 0 for number in self.terms(exponent).values()] != [True]:
                above = True
            else:
                found = [base] if found is None else [*found, base]
        return found if above else None

    def _turned(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Move a minus sign into the first sum that has both signs: -(x - y)*z is (y - x)*z."""
        graph = self.graph
        sums = [base for base in factors if graph.ops[base] == ADD or graph.ops[base] == SUB]
        for base in sorted(sums, key=self._factor_key) if len(sums) > 1 else sums:
            exponent = factors[base]
            if graph.ops[exponent] != NUMBER:
                continue
            value = graph.value(exponent)
            if not isinstance(value, int) or value % 2 == 0:
                continue
            numbers = self.terms(base).values()
            if any(n > 0 for n in numbers):
                turned = dict(factors)
                del turned[base]
                mirror = self.scaled(base, -1)
                if mirror not in turned and graph.size(mirror) <= graph.size(base):
                    self.mirrored.add(mirror)
                    turned[mirror] = exponent
                    return -number, turned
        return number, factors

    def _factor_key(self, base: int) -> Key:
        if base == self.e:
            return (3, "", 0)
        if self.graph.ops[base] == DIV and is_root_of_pi(self.graph, base):
            return (0, self.order.label(base), 0)  # sqrt(2/pi)*x
        return self.order.key(base)

    def _emit_power(self, base: int, exponent: int) -> int:
        graph = self.graph
        if exponent == self.one:
            return base
        exponent = self.shortest(exponent)
        if base == self.e:
            return graph.unary(EXP, exponent)
        if exponent == self.half:
            return graph.unary(SQRT, base)
        return graph.binary(POW, base, exponent)

    def _chain(self, nodes: list[int]) -> int:
        if not nodes:
            return self.one
        node = nodes[0]
        for other in nodes[1:]:
            node = self.graph.intern(MUL, (node, other))
        return node


def collect(terms: Terms, monomial: int, number: Number) -> None:
    """Add *number* times *monomial* to *terms*."""
    known = terms.get(monomial)
    terms[monomial] = number if known is None else total(known, number)

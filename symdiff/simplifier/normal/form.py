"""The n-ary normal form: sums of products of powers, like terms and like factors collected.

A node of the result is known as a sum {monomial: coefficient} and as a product
coefficient * {base: exponent}; exponents are nodes. `exp(u)` is the power of E to u and `sqrt(u)`
the power of u to 1/2, so their laws are those of powers.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*x + 2*x**2 - x*exp(x)*exp(-x)")
>>> from symdiff.graph.expr import Expr
>>> form = Normal(e.graph)
>>> str(Expr(form.graph, form.sweep([e.node])[0]))
'3*x**2 - x'
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.ranges import ANY, NONZERO, POSITIVE, Range, Ranges
from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.graph.nodes import NodeMap
from symdiff.parser.templates import put, special
from symdiff.simplifier.normal.chains import Uses, factors_of, terms_of
from symdiff.simplifier.normal.conditions import compare, logic, piecewise
from symdiff.simplifier.normal.families import SHIFTED
from symdiff.simplifier.normal.numbers import (
    Coefficients,
    finite,
    magnitude,
    product_of,
    quotient,
    times,
)
from symdiff.simplifier.normal.order import Key, Order, TermKey
from symdiff.table.exact import FOLDS, exact_root
from symdiff.table.functions import ABS, EXP, LOG, SIGN, SQRT, code_of, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    MUL,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    is_comparison,
    is_function,
)

Terms = dict[int, Number]
"""Monomial node → coefficient; the monomial of a constant is the node of 1."""
Factors = dict[int, int]
"""Base node → exponent node."""

_SHARED_TERMS: Final = 32
"""A sum with more terms that is used in several places is not flattened into each of them."""
_SQUARES: Final = (
    # f(u)**2 == 1 + sign*g(u)**2 (DLMF 4.21.12 and 4.35.11)
    (code_of("sin", 1), code_of("cos", 1), -1),
    (code_of("cosh", 1), code_of("sinh", 1), 1),
)
_HALF: Final = Fraction(1, 2)


class Known:
    """What a sweep has found of the nodes of its source."""

    def __init__(self, source: Graph, count: int) -> None:
        self.done = NodeMap(len(source), count)
        """Their normal form."""
        self.sums = NodeMap(len(source), count)
        """The sum that a node is, where it is written as a product: whether a product is known to be a sum
        depends on how it was given."""
        self.products: dict[int, tuple[Number, Factors]] = {}
        """The number and the sum that a node is, where it is written as a sum."""


class Normal:
    """Builds normal forms in a graph of its own, out of nodes of *source*."""

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
        self._terms: dict[int, Terms] = {}
        self._factors: dict[int, tuple[Number, Factors]] = {}
        self._term_keys: dict[int, TermKey] = {}
        self._scaled: dict[tuple[int, Number], tuple[Terms, int]] = {}
        """Node and exact number → the terms of the node as they were then, and the product of both."""
        self._contents: dict[int, tuple[Terms, Number]] = {}
        """Node → its terms as they were then, and their content."""
        self._reals: dict[int, bool] = {}
        self._ranges: Ranges | None = None
        self._constant: dict[int, bool] = {}

    # The sweep ------------------------------------------------------------------------------

    def sweep(
        self, roots: list[int], order: list[int] | None = None, known: Known | None = None
    ) -> list[int]:
        """Return the normal form of each of *roots*.

        *known* takes up what is found of the nodes of the source. Where it has some already, *order* has the
        other nodes, arguments first. Cost: linear in nodes, but for sorting.
        """
        source = self.source
        if order is None:
            order = source.postorder(roots)  # numbers in the result depend on structure alone
        uses = Uses(source, order, roots)
        if known is None:
            known = Known(source, len(order))
        done, sums, products = known.done, known.sums, known.products
        for node in order:
            op = source.ops[node]
            if op == ADD or op == SUB:
                if uses.is_link(node):
                    continue
                plain = self.plain(self._chain_terms(node, done, uses, sums))
            elif op == MUL or op == DIV or op == NEG:
                if uses.is_link(node):
                    continue
                number, factors = self._settle(*self._chain_factors(node, done, sums, products))
                plain = self._settled(number, factors)
                if number != 1 and self.graph.ops[plain] in (ADD, SUB):
                    products[node] = number, factors
            else:
                done[node] = self._other(node, done, sums)
                continue
            new = done[node] = self.shortest(plain)
            if new != plain:
                sums[node] = plain
        return [done[root] for root in roots]

    def _chain_terms(self, top: int, done: NodeMap, uses: Uses, sums: NodeMap) -> Terms:
        """Return the terms of a chain of + and -."""
        terms = Coefficients()
        for leaf, sign in terms_of(self.source, top, done):
            node = done[leaf]
            more = self.terms(sums.get(leaf, node))
            if len(more) > _SHARED_TERMS and uses.count(leaf) > 1:
                more = {node: 1}  # flattened into each of many sums it would be copied too often
            for monomial, number in more.items():
                if terms.add(monomial, number if sign > 0 else -number):
                    self.used.add("like-terms")
        return terms.rounded()

    def _chain_factors(
        self, top: int, done: NodeMap, sums: NodeMap, products: dict[int, tuple[Number, Factors]]
    ) -> tuple[Number, Factors]:
        """Return the number and the powers of a chain of * and /."""
        sign, leaves = factors_of(self.source, top, done)
        numbers: list[Number] = [sign] if sign < 0 else []
        divisors: list[Number] = []
        powers = Coefficients()
        factors: Factors = {}
        number: Number
        others = [leaf for leaf, _, _ in leaves if self.graph.ops[done[leaf]] != NUMBER]
        multiple = others[0] if len(others) == 1 and others[0] in sums else -1
        for leaf, direction, below in leaves:
            if leaf == multiple and direction > 0:  # a number times a sum is a sum
                number, inner = 1, {sums[leaf]: self.one}
            else:
                number, inner = products.get(leaf) or self.factors(done[leaf])
            if below and number == 0:
                raise Unsettled("a division by zero")
            if number != 1 or isinstance(number, float):
                (numbers if direction > 0 else divisors).append(number)
            for base, exponent in inner.items():
                value = self.graph.numbers.get(exponent)
                if value is not None:
                    if powers.add(base, value if direction > 0 else -value):
                        self._note_collected(base)
                        if not isinstance(value, int):
                            self.lengthened = True
                else:
                    if base in factors:
                        self._note_collected(base)
                    elif direction < 0 and base == self.e:
                        self.lengthened = True
                    self._multiply(factors, base, exponent if direction > 0 else self.scaled(exponent, -1))
        for base, value in powers.rounded().items():
            if base in factors:
                self._note_collected(base)
            self._multiply(factors, base, self.graph.number(value))
        return product_of(numbers, divisors), factors

    def _note_collected(self, base: int) -> None:
        self.used.add("exp-sum" if base == self.e else "like-factors")

    # What a node is -------------------------------------------------------------------------

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

    @property
    def ranges(self) -> Ranges:
        """Return what is known of the nodes of `graph` where all their parts are real."""
        if self._ranges is None:
            self._ranges = Ranges(self.graph, self.of_root_and_rest)
        return self._ranges

    def of_root_and_rest(self, node: int) -> Range:
        """Return what p + c*sqrt(u) may be, of which the sign of c**2*u - p**2 is known: x + sqrt(x**2 + 1)
        is positive. Nothing is known of another sum."""
        graph, terms = self.graph, self.terms(node)
        for root in terms if len(terms) == 2 else ():
            if graph.ops[root] == SQRT:
                rest = self.plain({m: number for m, number in terms.items() if m != root})
                square = self.scaled(graph.children[root][0], terms[root] ** 2)
                norm = self.added(square, self.scaled(self.power(rest, graph.number(2)), -1))
                if any(graph.ops[monomial] == SQRT for monomial in self.terms(norm)):
                    continue
                found = self.ranges.of(norm)
                if not found.has(0):
                    positive = POSITIVE if terms[root] > 0 else POSITIVE.negated()
                    return positive if found.low >= 0 else NONZERO
        return ANY

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
        return number, factors

    def is_real(self, node: int) -> bool:
        """Return whether *node* is known to be real wherever its symbols are."""
        known = self._reals
        graph = self.graph
        for i in graph.news(node, known):
            op = graph.ops[i]
            real = all(known[c] for c in graph.children[i])
            if op == CONSTANT:
                real = graph.name(i) != "I"
            elif op == POW:
                base, exponent = graph.children[i]
                whole = graph.ops[exponent] == NUMBER and graph.value(exponent) % 1 == 0
                real = real and (whole or self.ranges.of(base).low >= 0)
            elif op == SQRT:
                real = real and self.ranges.of(graph.children[i][0]).low >= 0
            elif is_function(op):
                real = real and not row_of(op).domain
            known[i] = real
        return known[node]

    # Sums -----------------------------------------------------------------------------------

    def sum(self, terms: Terms) -> int:
        """Return the node of a sum of terms in the form that is wanted; takes *terms* over."""
        return self.shortest(self.plain(terms))

    def shortest(self, node: int) -> int:
        """Return what is written for a sum, if it is one."""
        return node

    def plain(self, terms: Terms) -> int:
        """Return the node of a sum of terms as they stand. What an exponent is made of is made by
        this: a form that itself multiplies powers would not end."""
        terms = {monomial: number for monomial, number in terms.items() if number != 0}
        if not terms:
            return self.graph.number(0)
        if len(terms) > 1:
            terms = self._pythagoras(terms)
            if not terms:
                return self.graph.number(0)
        if len(terms) == 1:
            [(monomial, number)] = terms.items()
            if monomial == self.one:
                return self.graph.number(number)
            if number == 1:
                return monomial
            one, factors = self.factors(monomial)
            return self._emit(number * one, factors)
        terms = {monomial: terms[monomial] for monomial in sorted(terms, key=self._term_key)}
        node = self._emit_sum(terms)
        self._terms[node] = terms
        return node

    def scaled(self, node: int, by: Number) -> int:
        """Return *by* * *node*."""
        if by == 1:
            return node
        if self.graph.ops[node] == NUMBER:
            return self.graph.number(times(self.graph.value(node), by))
        terms = self.terms(node)
        if isinstance(by, float):
            return self.plain({monomial: times(number, by) for monomial, number in terms.items()})
        known = self._scaled.get((node, by))
        if known is None or known[0] is not terms:
            new = self.plain({monomial: times(number, by) for monomial, number in terms.items()})
            known = self._scaled[node, by] = (terms, new)
        return known[1]

    def added(self, a: int, b: int) -> int:
        """Return *a* + *b*."""
        if self.graph.ops[a] == NUMBER and self.graph.ops[b] == NUMBER:
            number = finite(self.graph.value(a) + self.graph.value(b))
            return self.graph.number(number if number != 0 else 0)
        terms = dict(self.terms(a))
        for monomial, number in self.terms(b).items():
            _collect(terms, monomial, number)
        return self.plain(terms)

    def _emit_sum(self, terms: Terms) -> int:
        """Return a chain of + and - of ordered terms, a positive one first where there is one."""
        graph = self.graph
        lead = next((monomial for monomial, number in terms.items() if number > 0), -1)
        node = -1
        if lead >= 0:
            node = self._term(lead, terms[lead])
        else:
            self.lengthened = True  # a number in front might take the sign
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
        return self._emit(number * one, factors, keep=True)

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
            key = self._term_keys[monomial] = self.order.of_powers(self.factors(monomial)[1])
        return key

    def _pythagoras(self, terms: Terms) -> Terms:
        """Apply sin**2 + cos**2 == 1 and cosh**2 - sinh**2 == 1 where it takes a term away."""
        graph = self.graph
        for f, g, sign in _SQUARES:
            if not graph.has(f) and not graph.has(g):
                continue
            found = [m for m in terms if self._has_square(m, f, g)]
            for monomial in sorted(found, key=self._term_key) if len(found) > 1 else found:
                number = terms.get(monomial)
                if number is None:
                    continue
                powers = self.factors(monomial)[1]
                for base in sorted(powers, key=self._factor_key):
                    exponent, op = powers[base], graph.ops[base]
                    if op != f and op != g:
                        continue
                    if graph.ops[exponent] != NUMBER or graph.value(exponent) < 2:
                        continue
                    argument = graph.children[base]
                    factors = dict(self.factors(monomial)[1])
                    self._multiply(factors, base, graph.number(-2))
                    rest = self.product(1, dict(factors))
                    if self.graph.ops[rest] == NUMBER and rest != self.one:
                        continue
                    twin = graph.call(g if op == f else f, argument)
                    self._multiply(factors, twin, graph.number(2))
                    other = self.product(1, factors)
                    # f**2 - sign*g**2 == 1, written for the one that stands here
                    signed = number if sign > 0 else -number
                    whole = number if op == f else -signed
                    if terms.get(other) == -signed:
                        # number*f**2 - sign*number*g**2 == number (or its mirror image)
                        self.used.add("pythagoras-sin" if sign < 0 else "pythagoras-cosh")
                        del terms[monomial], terms[other]
                        _collect(terms, rest, whole)
                        break
                    if terms.get(rest) == -whole:
                        # number*(f**2 - 1) == number*sign*g**2
                        self.used.add("pythagoras-sin" if sign < 0 else "pythagoras-cosh")
                        del terms[monomial], terms[rest]
                        _collect(terms, other, signed)
                        break
        return {monomial: number for monomial, number in terms.items() if number != 0}

    def _has_square(self, monomial: int, f: int, g: int) -> bool:
        """Return whether one of two functions may stand in a monomial with an exponent of 2 or more."""
        ops, one = self.graph.ops, self.one
        for base, exponent in self.factors(monomial)[1].items():
            if exponent != one and (ops[base] == f or ops[base] == g):
                return True
        return False

    # Products -------------------------------------------------------------------------------

    def product(self, number: Number, factors: Factors) -> int:
        """Return the node of a product of powers; takes *factors* over."""
        return self._settled(*self._settle(number, factors))

    def _settled(self, number: Number, factors: Factors) -> int:
        if not factors or number == 0:
            return self.graph.number(number)
        if len(factors) == 1 and number != 1:
            [(base, exponent)] = factors.items()
            if exponent == self.one and len(self.terms(base)) > 1:
                self.lengthened = True
                return self.scaled(base, number)
        return self._emit(number, factors)

    def power(self, base: int, exponent: int) -> int:
        """Return *base* ** *exponent*."""
        factors: Factors = {}
        number = self.raised(factors, base, exponent)
        return self.product(number, factors)

    def raised(self, into: Factors, base: int, exponent: int) -> Number:
        """Multiply *base* ** *exponent* into *into*; return the number that comes out of it."""
        graph = self.graph
        if base == self.e:
            return self._raise_e(into, exponent)
        if base == self.one:
            self.used.add("power-of-one")
            return 1
        value = graph.value(exponent) if graph.ops[exponent] == NUMBER else None
        number, factors = self.factors(base)
        whole = value is not None and not isinstance(value, float) and value.denominator == 1
        if whole and (number != 1 or len(factors) != 1 or factors.get(base) != self.one):
            assert isinstance(value, int)
            power = graph.pow(graph.number(number), graph.number(value)) if number != 0 else -1
            if power >= 0 and graph.ops[power] == NUMBER:
                if len(factors) > 1 or (factors and number != 1):
                    self.lengthened = True
                if len(factors) > 1:
                    self.used.add("power-of-product")
                elif value != 1 and factors:
                    self.used.add("whole-power-of-power")
                for inner, e in factors.items():
                    if inner == self.e:
                        self._raise_e(into, self.scaled(e, value))
                    else:
                        self._multiply(into, inner, self._times(e, value))
                return graph.value(power)
        if not whole and len(factors) == 1 and number == 1:
            # (u**n)**r is u**(n*r) for every u only where -1 < n <= 1
            [(inner, e)] = factors.items()
            if inner != base and inner != self.e and graph.ops[e] == NUMBER and value is not None:
                if -1 < graph.value(e) <= 1:
                    self.used.add("power-of-power")
                    self._multiply(into, inner, self._times(e, value))
                    return 1
                if graph.value(e) % 2 == 0 and self.is_real(inner):
                    # (u**2)**r is |u|**(2*r) for a real u
                    self.used.add("root-of-square")
                    return self.raised(into, self.call(ABS, (inner,)), self._times(e, value))
        self._multiply(into, base, exponent)
        return 1

    def _raise_e(self, into: Factors, exponent: int) -> Number:
        """Multiply exp(*exponent*) into *into*, with exp(a*log(u)) == u**a."""
        graph = self.graph
        rest: Terms = {}
        result: Number = 1
        for monomial, number in self.terms(exponent).items():
            logs = [
                base
                for base, e in self.factors(monomial)[1].items()
                if graph.ops[base] == LOG and e == self.one
            ]
            if len(logs) != 1:
                rest[monomial] = number
                continue
            self.used.add("exp-of-log")
            factors = dict(self.factors(monomial)[1])
            del factors[logs[0]]
            power = self.raised(into, graph.children[logs[0]][0], self.product(number, factors))
            result = times(result, power)
        if rest:
            self._multiply(into, self.e, self.plain(rest))
        return result

    def _times(self, exponent: int, by: Number) -> int:
        return self.scaled(exponent, by)

    def _multiply(self, factors: Factors, base: int, exponent: int) -> None:
        """Multiply *base* ** *exponent* into *factors*: u**a * u**b == u**(a + b)."""
        known = factors.get(base)
        if known is not None:
            exponent = self.added(known, exponent)
        if self.graph.is_zero(exponent):
            factors.pop(base, None)
        else:
            factors[base] = exponent

    def _settle(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Fold powers of numbers into the number; make sums with whole exponents primitive."""
        graph = self.graph
        again = False
        numbers = [number]
        for base, exponent in list(factors.items()):
            op = graph.ops[base]
            product = op == MUL or op == DIV or op == NEG
            if product and isinstance(graph.numbers.get(exponent), int) and base not in self.factors(base)[1]:
                # Two roots of a product have met: sqrt(a*b)**2 is a*b.
                del factors[base]
                numbers.append(self.raised(factors, base, exponent))
                if base in factors:
                    continue  # its number is too large to be raised
                return self._settle(product_of(numbers, []), factors)
            if op == NUMBER:
                numbers.append(self._settle_number(factors, base, exponent))
            elif (op == ADD or op == SUB) and graph.ops[exponent] == NUMBER:
                value = graph.value(exponent)
                if isinstance(value, int) and (value != 1 or len(factors) > 1):
                    content, primitive = self._primitive(base)
                    if content != 1:
                        self.lengthened = True
                        scale = graph.pow(graph.number(content), exponent)
                        if graph.ops[scale] == NUMBER:
                            del factors[base]
                            numbers.append(graph.value(scale))
                            self._multiply(factors, primitive, exponent)
                            again = True
        if again and any(graph.is_zero(e) for e in factors.values()):
            factors = {b: e for b, e in factors.items() if not graph.is_zero(e)}
        return self._mend_signs(product_of(numbers, []), factors)

    def _mend_signs(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Join (-u)**n with u**r: a sum made primitive meets its negative under a root."""
        graph = self.graph
        roots = [
            base
            for base, exponent in factors.items()
            if graph.ops[base] in (ADD, SUB)
            and not (graph.ops[exponent] == NUMBER and isinstance(graph.value(exponent), int))
        ]
        for root in roots:
            mirror = self.scaled(root, -1)
            exponent = factors.get(mirror)
            if exponent is not None and graph.ops[exponent] == NUMBER:
                value = graph.value(exponent)
                if isinstance(value, int):
                    del factors[mirror]
                    self._multiply(factors, root, exponent)
                    if value % 2:
                        number = -number
        return number, factors

    def _settle_number(self, factors: Factors, base: int, exponent: int) -> Number:
        """Take what is rational out of a power of a number."""
        graph = self.graph
        if graph.ops[exponent] != NUMBER:
            return 1
        x, y = graph.value(base), graph.value(exponent)
        if isinstance(x, float) or isinstance(y, float):
            folded = graph.pow(base, exponent)
            if graph.ops[folded] != NUMBER:
                return 1
            del factors[base]
            return graph.value(folded)
        if x == 0:
            if y <= 0:
                raise Unsettled("a power of zero")
            del factors[base]
            return 0
        whole = int(y)
        rest = y - whole
        result: Number = 1
        if whole:
            power = graph.pow(base, graph.number(whole))
            if graph.ops[power] != NUMBER:
                return 1
            result = graph.value(power)
        del factors[base]
        if rest:
            root = exact_root(x, rest.denominator)
            if root is None:
                factors[base] = graph.number(rest)
            else:
                self.used.add("root-of-square-number" if rest.denominator == 2 else "root-of-cube-number")
                result *= root**rest.numerator
        return result

    def _primitive(self, node: int) -> tuple[Number, int]:
        """Return the rational content of a sum, with the sign of its first term, and the rest."""
        terms = self.terms(node)
        known = self._contents.get(node)
        if known is None or known[0] is not terms:
            known = self._contents[node] = (terms, self.content(terms))
        content = known[1]
        return content, node if content == 1 else self.scaled(node, quotient(1, content))

    def content(self, terms: Terms) -> Number:
        """Return the rational that divides all coefficients, signed as the first term is; 1 for floats."""
        content = magnitude(terms)
        negative = 0
        for number in terms.values():
            if isinstance(number, float):
                return 1
            negative += number < 0
        if negative and (negative == len(terms) or terms[min(terms, key=self._term_key)] < 0):
            return -content
        return content

    def _emit(self, number: Number, factors: Factors, keep: bool = False) -> int:
        """Return the node of a settled product: one quotient, the sign in front of it."""
        graph = self.graph
        original = (number, factors)
        if number < 0:
            number, factors = self._turned(number, factors)
        top: list[int] = []
        bottom: list[int] = []
        for base in sorted(factors, key=self._factor_key) if len(factors) > 1 else factors:
            exponent = factors[base]
            down = base != self.e and graph.ops[exponent] == NUMBER and graph.value(exponent) < 0
            if base == self.e and graph.ops[exponent] == NUMBER:
                down = graph.value(exponent) < 0
            if down:
                bottom.append(self._emit_power(base, graph.number(-graph.value(exponent))))
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
                    turned[mirror] = exponent
                    return -number, turned
        return number, factors

    def _factor_key(self, base: int) -> Key:
        if base == self.e:
            return (3, "", 0)
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

    # Everything else ------------------------------------------------------------------------

    def _other(self, node: int, done: NodeMap, sums: NodeMap) -> int:
        source, graph = self.source, self.graph
        op = source.ops[node]
        children = [done[child] for child in source.children[node]]
        if op == CONSTANT and source.name(node) == "oo":
            raise Unsettled("an infinity")
        if op == POW or is_function(op):
            # Exponents and arguments are sums that are known as such; they are written short in the end.
            plain = [sums.get(child, done[child]) for child in source.children[node]]
            if op == POW:
                value = graph.numbers.get(plain[1])
                if value is not None and value < 0:
                    self.lengthened = True
                return self.power(children[0], plain[1])
            if op == EXP:
                return self.power(self.e, plain[0])
            if op != SQRT:
                return self.call(op, tuple(plain))
        if op == SQRT:
            if graph.numbers.get(children[0]) == -1:
                return graph.constant("I")
            return self.power(children[0], self.half)
        if op == PIECEWISE:
            return piecewise(graph, children)
        if is_comparison(op):
            return compare(graph, op, children)
        if op == AND or op == OR or op == NOT:
            return logic(graph, op, children)
        return graph.rebuild(source, node, tuple(children))

    def call(self, code: int, arguments: tuple[int, ...]) -> int:
        """Return a function with its exact value, its parity or its inverse applied."""
        graph, row = self.graph, row_of(code)
        if row.special and self._is_constant(arguments[0]):
            value = special(graph, code, arguments)
            if value is not None:
                self.used.add(f"value-of-{row.name.lower()}")
                return self.normal_of(*put_alone(value, graph, arguments))
        fold = FOLDS.get(code)
        if fold is not None and all(graph.is_exact(a) for a in arguments):
            number = fold(*[graph.value(a) for a in arguments])
            if number is not None:
                self.used.add(f"exact-{row.name.lower()}")
                return graph.number(number)
        last = arguments[-1]
        exact = graph.numbers.get(last)
        if code == LOG and isinstance(exact, Fraction) and exact.numerator == 1:
            self.used.add("log-of-reciprocal")
            return self.scaled(graph.call(LOG, (graph.number(exact.denominator),)), -1)
        if code in SHIFTED and self.pi in self.terms(last):
            shifted = self._shifted(code, last)
            if shifted is not None:
                return shifted
        if row.parity and self._is_negative(last):
            self.used.add(f"parity-{row.parity}-{row.name.lower()}")
            self.lengthened = True
            turned = self.call(code, (*arguments[:-1], self.scaled(last, -1)))
            return turned if row.parity == "even" else self.scaled(turned, -1)
        if len(arguments) == 1:
            inner = graph.ops[last]
            if row.inverse and is_function(inner) and row_of(inner).name == row.inverse:
                # Some hold on the real axis alone, log(exp(u)) among them.
                if self.is_real(graph.children[last][0]):
                    self.used.add(f"{row.name.lower()}-of-{row.inverse.lower()}")
                    return graph.children[last][0]
            if code == ABS and inner == ABS:
                self.used.add("abs-of-abs")
                return last
            if code == ABS or code == SIGN:
                found = self._of_known_sign(code, last)
                if found is not None:
                    return found
        return graph.call(code, [self.shortest(argument) for argument in arguments])

    def _of_known_sign(self, code: int, argument: int) -> int | None:
        """Return the absolute value or the sign of what never changes its sign, None for anything else."""
        if not self.is_real(argument):
            return None
        known = self.ranges.of(argument)
        if known.low < 0 and known.high > 0:
            return None
        is_positive = known.low >= 0
        if code == ABS:
            self.used.add("abs-of-positive" if is_positive else "abs-of-negative")
            return self.scaled(argument, 1 if is_positive else -1)
        if known.has(0):
            return None
        self.used.add("sign-of-positive" if is_positive else "sign-of-negative")
        return self.graph.number(1 if is_positive else -1)

    def _shifted(self, code: int, argument: int) -> int | None:
        """Return a trigonometric function without whole multiples of pi/2 in its argument, None where
        there are none."""
        terms = dict(self.terms(argument))
        turns = terms[self.pi] * 2
        if isinstance(turns, float):
            return None
        quarters = int(turns) if turns.denominator == 1 else 4 * math.floor(turns / 4 + _HALF)
        if quarters == 0:
            return None
        turn = ("half", "quarter", "half", "three-quarter")[quarters % 4]
        self.used.add(f"{turn}-turn-{row_of(code).name}")
        _collect(terms, self.pi, Fraction(-quarters, 2))
        sign, turned = SHIFTED[code][quarters % 4]
        return self.scaled(self.call(turned, (self.plain(terms),)), sign)

    def normal_of(self, source: Graph, node: int) -> int:
        """Return the normal form of a node of another graph, in this graph."""
        outer, self.source = self.source, source
        try:
            [result] = self.sweep([node])
            return result
        finally:
            self.source = outer

    def _is_constant(self, node: int) -> bool:
        """Return whether no symbol stands below *node*."""
        known, graph = self._constant, self.graph
        for i in graph.news(node, known):
            known[i] = graph.ops[i] != SYMBOL and all(known[c] for c in graph.children[i])
        return known[node]

    def _is_negative(self, node: int) -> bool:
        """Return whether every term of *node* has a minus sign."""
        return all(number < 0 for number in self.terms(node).values())


def put_alone(template: object, graph: Graph, arguments: tuple[int, ...]) -> tuple[Graph, int]:
    """Return a value of the table in a graph of its own, its parameters at *arguments* of *graph*."""
    from symdiff.parser.templates import Template

    assert isinstance(template, Template)
    alone = Graph(graph.limits)
    mapping = alone.copy(graph, arguments if template.place else ())
    return alone, put(alone, template, tuple([mapping.get(a, -1) for a in arguments]))


def _collect(terms: Terms, monomial: int, number: Number) -> None:
    known = terms.get(monomial)
    terms[monomial] = number if known is None else finite(known + number)

"""Square roots written by as few of them as will do, so that what is equal meets in the ring.

sqrt(c**2*x**2 - c**2*x**3) is |c|*|x|*sqrt(1 - x): squares leave the root as absolute values, numbers
leave it as roots of primes, what is positive everywhere gets a root of its own, and a root of a product
is a product of roots where both are there and never both of negative numbers. Each step holds for every
real value of what stands below the root, negative ones included.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sqrt(1 - 1/x**2) + sqrt(x**2 - 1)")
>>> [(graph, node, _, names)] = [found for found in in_few_roots(e.graph, e.node)]
>>> str(Expr(graph, node)), sorted(names)
('1/Abs(x)*sqrt(x**2 - 1) + sqrt(x**2 - 1)', ['common-denominator', 'root-of-quotient'])
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, NamedTuple

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.parser.templates import condition
from symdiff.simplifier.normal.conditions import certain
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.form import put_alone
from symdiff.simplifier.ring.factors import by_relations
from symdiff.simplifier.ring.polynomials import Fractional, Polynomial, TooLong, terms_of
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring
from symdiff.simplifier.ring.vectors import Vector, vector_of
from symdiff.table.functions import ABS, SQRT
from symdiff.table.operators import (
    ADD,
    AND,
    DIV,
    LE,
    LT,
    MUL,
    NEG,
    NUMBER,
    POW,
    SUB,
    is_function,
    is_ordering,
)

_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79)

_Radicand = tuple[int, frozenset[str]]
"""Sign, and the irreducible factors by their text."""


def in_few_roots(source: Graph, root: int) -> Iterator[tuple[Graph, int, bool, set[str]]]:
    """Return *root* with its square roots rewritten, whether that holds only where every part of it is
    real, which makes signs known (1 + x is not negative below sqrt(1 - x**2)), and the names of the
    identities that were used.

    Nothing where there are no square roots.
    Domain: wherever *root* has a value, or a real one.
    Cost: that of factoring what is below the roots.
    """
    if not any(_may_be_root(source, node) for node in source.below([root])):
        return
    form = Factored(source)
    try:
        [start] = form.sweep([root])
        places = _half_powers(form.graph, start)
        if not places:
            return
        reading = Related(form)
        # What is below the roots alone: beside sqrt(x), 1 - x would be a product in the ring of the whole.
        ring = Ring(reading, *reading.kernels_and_twins(*[base for base, _ in places.values()]))
        roots = _Roots(ring)
        for node, (base, _) in places.items():
            roots.add(node, base)
        first: tuple[Graph, int] | None = None
        if roots.vectors:
            roots.settle()
            first = _rewritten(roots, start, places)
            yield *first, False, form.used | roots.used
        roots.apart = True
        roots.take_domains(start)
        known = [] if first is None else [first]
        for apart in (False, True) if roots.not_negative or roots.not_positive or roots.beyond else ():
            roots.apart = apart
            roots.settle()
            roots.used.clear()
            graph, node = _rewritten(roots, start, places)
            if not any(graph.same(node, *other) for other in known):
                known.append((graph, node))
                yield graph, node, True, form.used | roots.used
    except (TooLong, Unsettled, OverflowError):
        return


def _may_be_root(graph: Graph, node: int) -> bool:
    """Return whether *node* is a root, or a power that may become one when it meets another."""
    op = graph.ops[node]
    return op == SQRT or (op == POW and not isinstance(graph.numbers.get(graph.children[node][1]), int))


def _rewritten(roots: _Roots, start: int, places: dict[int, tuple[int, int]]) -> tuple[Graph, int]:
    """Return *start* with what *roots* make of the half powers at *places*."""
    source = roots.graph
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    for node in source.below([start]):
        if node in roots.vectors:
            found = roots.written(node)
            mapping[node] = graph.pow(graph.copy(source, [found])[found], graph.number(places[node][1]))
        else:
            children = tuple([mapping[c] for c in source.children[node]])
            mapping[node] = graph.rebuild(source, node, children)
    return graph, mapping[start]


def _half_powers(graph: Graph, root: int) -> dict[int, tuple[int, int]]:
    """Return the powers n/2, n odd, outside of functions: node → base and n."""
    found = {}
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        op = graph.ops[node]
        children: tuple[int, ...] = ()
        if op in (ADD, SUB, MUL, DIV, NEG):
            children = graph.children[node]
        elif op == SQRT:
            children = graph.children[node]
            found[node] = (children[0], 1)
        elif op == POW:
            base, exponent = graph.children[node]
            if graph.ops[exponent] == NUMBER:
                children = (base,)
                twice = graph.value(exponent) * 2
                if isinstance(twice, int | Fraction) and twice.denominator == 1 and twice % 2:
                    found[node] = (base, twice.numerator)
        for child in children:
            if child not in seen:
                seen.add(child)
                pending.append(child)
    return found


class _Factor(NamedTuple):
    """An irreducible factor, and its text."""

    polynomial: Polynomial
    key: str


class _Roots:
    """The square roots of some radicands, all known in one ring."""

    def __init__(self, ring: Ring) -> None:
        self.ring, self.graph, self.form = ring, ring.graph, ring.form
        self.used: set[str] = set()
        """Names of the identities that were used."""
        self.made_by: dict[int, set[str]] = {}
        """Root → names of those by which what is below it became one fraction."""
        self._pairs = ring.pairs()
        self.all: dict[int, Vector] = {}
        self.vectors: dict[int, Vector] = {}
        """Those whose factors are real wherever their symbols are, or all where that is taken for granted."""
        self.factors: dict[str, Polynomial] = {}
        self.split: dict[_Radicand, tuple[_Radicand, _Radicand]] = {}
        self.inverse: dict[str, tuple[Fraction, Polynomial]] = {}
        """Positive sums whose root is that of a number by that of another."""
        self.beyond = False
        """Whether there are radicands with factors that are real only where all parts are."""
        self.apart = False
        """Whether what is not negative where every part is real has a root of its own."""
        self._positive: dict[str, bool] = {}
        self._nodes: dict[str, int] = {}
        self._kernels: dict[int, _Factor] = {}
        self.not_negative: set[str] = set()
        """Factors that are not negative where every part is real."""
        self.not_positive: set[str] = set()
        """Factors that are not positive there."""

    def add(self, node: int, base: int) -> None:
        """Take up the square root of *base*."""
        self.ring.laws.clear()
        fraction: Fractional = self.ring.reduced(self.ring.fraction(base))
        if fraction[0] == 0:
            raise Unsettled("a root of zero")
        self.made_by[node] = laws = set(self.ring.laws)
        top, bottom = [self._shortest(polynomial, laws) for polynomial in fraction]
        vector = vector_of(top, bottom, len(self.ring.kernels))
        if any(e % self.ring.roots[i] for i, e in enumerate(vector.powers)):
            return  # a root of a root
        self.all[node] = vector
        if all(self.form.is_real(self._node(factor)) for factor, _ in self._all(vector)):
            self.vectors[node] = vector

    def _shortest(self, polynomial: Polynomial, laws: set[str]) -> Polynomial:
        """Return a polynomial by the function of a pair that makes it shortest: 1 - tanh**2 is sech**2.
        *laws* takes up the name of the relation."""
        best = polynomial
        for other, law in by_relations(self.ring, self._pairs, polynomial):
            if len(other) < len(best):
                best, laws_of_best = other, law
        if best is not polynomial:
            laws.add(laws_of_best)
        return best

    def settle(self) -> None:
        """Find the roots that are products of two others."""
        self.split.clear()
        self.inverse.clear()
        known = {self._radicand(vector) for vector in self.vectors.values()}
        for sign, factors in sorted(known, key=str):
            for first in sorted(known, key=str):
                second = (sign * first[0], factors - first[1])
                if first[1] and first[1] < factors and second in known:
                    if self._never_both_negative(self._product(first), self._product(second)):
                        self.split[sign, factors] = (first, second)
                        break
        self._invert()

    def _invert(self) -> None:
        """Find the positive sums whose product is a number: (sqrt(5) + 1)*(sqrt(5) - 1) is 4."""
        sums: dict[str, Polynomial] = {}
        for vector in self.vectors.values():
            for polynomial, power in vector.sums:
                if power % 2:
                    factor = _Factor(polynomial, str(polynomial))
                    if self._is_positive(factor):
                        sums[factor.key] = polynomial
        keys = sorted(sums)
        for place, key in enumerate(keys):
            for first in keys[:place]:
                if first not in self.inverse:
                    top, bottom = self.ring.reduced((sums[first] * sums[key], self.ring.one))
                    if top.is_constant() and bottom.is_constant():
                        value = top.leading_coefficient() / bottom.leading_coefficient()
                        if value > 0:
                            self.inverse[key] = (Fraction(int(value.p), int(value.q)), sums[first])
                            break

    def take_domains(self, start: int) -> None:
        """Take up what is known of signs where every part of *start* is real."""
        self.beyond = len(self.vectors) < len(self.all)
        self.vectors = self.all
        facts = [self._radicand(vector) for vector in self.vectors.values()]
        for node in certain(self.graph, start):
            if is_function(self.graph.ops[node]):
                facts += self._facts(node)
        for sign, factors in facts:
            for key in factors:
                if len(factors) == 1:
                    (self.not_negative if sign > 0 else self.not_positive).add(key)
                    continue
                own, rest = self.factors[key], self._product((sign, factors - {key}))
                if self._never_both_negative(own, rest):
                    self.not_negative.add(key)
                elif self._never_both_negative(-own, -rest):
                    self.not_positive.add(key)

    def _facts(self, call: int) -> list[_Radicand]:
        """Return what the domain of a function says of the signs of its argument's factors."""
        graph, form = self.graph, self.form
        domain = condition(graph.ops[call], "domain")
        if domain is None or graph.ops[call] == SQRT:
            return []
        alone, node = put_alone(domain, graph, graph.children[call])
        found = []
        pending = [node]
        while pending:
            node = pending.pop()
            op = alone.ops[node]
            left, right = alone.children[node] if op == AND or is_ordering(op) else (0, 0)
            if op == AND:
                pending += [left, right]
            elif is_ordering(op):
                less, more = (left, right) if op in (LT, LE) else (right, left)
                difference = form.normal_of(alone, alone.sub(more, less))
                kernels = self.ring.related.kernels(difference)
                if all(self._has(kernel, root) for kernel, root in kernels.items()):
                    fraction = self.ring.reduced(self.ring.fraction(difference))
                    if fraction[0] != 0:
                        found.append(self._radicand(vector_of(*fraction, len(self.ring.kernels))))
        return [fact for fact in found if fact[1]]

    def _has(self, kernel: tuple[int, int], root: int) -> bool:
        i = self.ring.index.get(kernel)
        return i is not None and self.ring.roots[i] % root == 0

    def written(self, node: int) -> int:
        """Return the square root of a radicand, as a node of the normal form."""
        graph, vector = self.graph, self.vectors[node]
        outside, self.used = self.used, set(self.made_by[node])
        factors = self._all(vector)
        whole = self._root_of_number(abs(vector.number), not factors)
        odd = self._radicand(vector)
        for factor, power in factors:
            half = (power - power % 2) // 2
            base = self._node(factor)
            if half:
                alone = len(factors) == 1 and not power % 2
                square = "root-of-square" if alone else "root-of-square-times"
                self.used.add(square if power > 0 else "root-of-quotient")
                size = base if half % 2 == 0 else self._size(factor)
                outer = graph.pow(size, graph.number(abs(half)))
                whole = graph.mul(whole, outer) if half > 0 else graph.div(whole, outer)
            if power % 2 and factor.key not in odd[1]:
                if len(factors) > 1:
                    self.used.add("root-of-product")
                whole = graph.mul(whole, self._root_of_positive(factor))
        for part in self._parts(odd):
            whole = graph.mul(whole, self._root(part))
        if whole != node:  # else it stays as it was
            outside |= self.used
        self.used = outside
        return whole

    def _size(self, factor: _Factor) -> int:
        """Return the absolute value of a factor."""
        base = self._node(factor)
        if factor.key in self.not_positive:
            return self.form.scaled(base, -1)
        if factor.key in self.not_negative or self._is_positive(factor):
            return base
        return self.graph.call(ABS, (base,))

    def _root_of_number(self, value: Fraction, is_alone: bool) -> int:
        """Return the square root of a number: a rational times roots of primes."""
        graph = self.graph
        coefficient, primes = root_of_number(value)
        if value.denominator != 1:
            self.used.add("root-of-fraction")
        if not is_alone and value != 1:
            self.used.add("root-of-multiple")
        if coefficient.numerator != 1:
            self.used.add("root-of-number")
        if len(primes) > 1:
            self.used.add("root-of-product-of-numbers")
        whole = graph.number(coefficient)
        for prime in primes:
            whole = graph.mul(whole, graph.call(SQRT, (graph.number(prime),)))
        return whole

    def _root_of_positive(self, factor: _Factor) -> int:
        """Return the square root of a factor that is not negative, by that of its inverse if there is one."""
        graph, found = self.graph, self.inverse.get(factor.key)
        if found is None:
            return graph.call(SQRT, (self._node(factor),))
        self.used.add("inverse-roots")
        number, other = found
        return graph.div(self._root_of_number(number, True), graph.call(SQRT, (self.ring.node(other),)))

    def _parts(self, radicand: _Radicand) -> list[_Radicand]:
        """Return the radicands whose roots make that of *radicand*."""
        pending, found = [radicand], []
        while pending:
            part = pending.pop()
            if part in self.split:
                self.used.add("product-of-roots-never-both-negative")
                pending += self.split[part]
            elif part != (1, frozenset()):
                found.append(part)
        return found

    def _root(self, radicand: _Radicand) -> int:
        graph = self.graph
        keys = sorted(radicand[1])
        if len(keys) == 1 and radicand[0] > 0:
            whole = self._node(_Factor(self.factors[keys[0]], keys[0]))
        else:
            whole = self.ring.node(self._product(radicand))
        whole = self.form.scaled(whole, 1)
        factored = graph.number(1)
        for key in keys:
            factored = graph.mul(factored, self._node(_Factor(self.factors[key], key)))
        if radicand[0] < 0:
            factored = graph.neg(factored)
        shorter = whole if graph.size(whole) <= graph.size(factored) else factored
        return graph.call(SQRT, (shorter,))

    def _product(self, radicand: _Radicand) -> Polynomial:
        product = self.ring.one * radicand[0]
        for key in sorted(radicand[1]):
            product = product * self.factors[key]
        return product

    def _node(self, factor: _Factor) -> int:
        known = self._nodes.get(factor.key)
        if known is None:
            known = self._nodes[factor.key] = self.ring.node(factor.polynomial)
        return known

    def _all(self, vector: Vector) -> list[tuple[_Factor, int]]:
        """Return all factors of a vector, kernels among them, with whole exponents."""
        ring = self.ring
        found = []
        for i, exponent in enumerate(vector.powers):
            if exponent:
                kernel = self._kernels.get(i)
                if kernel is None:
                    power = ring.generators[i] ** ring.roots[i]
                    kernel = self._kernels[i] = _Factor(power, str(power))
                found.append((kernel, exponent // ring.roots[i]))
        found += [(_Factor(polynomial, str(polynomial)), power) for polynomial, power in vector.sums]
        for factor, _ in found:
            self.factors[factor.key] = factor.polynomial
        return found

    def _radicand(self, vector: Vector) -> _Radicand:
        """Return what is left below the root: its sign and the factors that may be negative."""
        keys = [factor.key for factor, e in self._all(vector) if e % 2 and not self._is_positive(factor)]
        return (1 if vector.number > 0 else -1, frozenset(keys))

    def _is_positive(self, factor: _Factor) -> bool:
        """Return whether a factor is never negative where it is real."""
        if self.apart and factor.key in self.not_negative:
            return True
        known = self._positive.get(factor.key)
        if known is None:
            known = self.form.ranges.of(self._node(factor)).low >= 0
            self._positive[factor.key] = known
        return known

    def _never_both_negative(self, left: Polynomial, right: Polynomial) -> bool:
        """Return whether some sum of positive multiples of two real polynomials is never negative."""
        first, second = terms_of(left), terms_of(right)
        scales: list[Any] = [1]
        for exponents, coefficient in first.items():
            other = second.get(exponents)
            if other is not None and coefficient * other < 0:
                scales.append(-coefficient / other)
        sums = [left + right * scale for scale in scales]
        return any(self._is_positive(_Factor(found, str(found))) for found in sums)


def root_of_number(value: Fraction) -> tuple[Fraction, list[int]]:
    """Return q and whole numbers p with sqrt(value) == q*sqrt(p)*sqrt(p)*…, primes where small."""
    rest = value.numerator * value.denominator
    coefficient = Fraction(1, value.denominator)
    primes = []
    for prime in _PRIMES:
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        if power > 1:
            coefficient *= prime ** (power // 2)
        if power % 2:
            primes.append(prime)
    root = math.isqrt(rest)
    if root * root == rest:
        return coefficient * root, primes
    return coefficient, [*primes, rest]

"""Common factors pulled out of sums, where that makes the text smaller.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x**3*cos(x) + 3*x**2*sin(x)")
>>> form = Factored(e.graph)
>>> str(Expr(form.graph, form.sweep([e.node])[0]))
'x**2*(x*cos(x) + 3*sin(x))'
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.numbers import (
    Coefficients,
    laws_of_collecting,
    magnitude,
    quotient,
    times,
    total,
    without_point,
)
from symdiff.simplifier.normal.written import Factors, Terms
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB

_Shared = dict[tuple[int, int], Number]
"""(base, symbolic part of the exponent) → numeric part, the least over all terms."""

_PRODUCTS: Final = (MUL, DIV, NEG)
_TAKEN_APART: Final = (MUL, DIV, NEG, POW, SQRT, EXP)
"""Whose whole powers are powers of what they are made of."""
_FEW: Final = 8
"""Terms of a sum up to which a product with it is multiplied out."""
_MANY: Final = 16
"""Terms from which on it is counted first whether a common denominator can be shorter."""


class Factored(Normal):
    """The normal form whose sums are products with what their terms have in common, if shorter."""

    def __init__(self, source: Graph) -> None:
        super().__init__(source)
        self._split: dict[int, tuple[int, Number]] = {}
        """An exponent that is no number → its symbolic part and its number."""
        self._shortest: dict[int, int] = {}
        """A sum as it stands → the shortest form of it."""
        self._reasons: dict[int, set[str]] = {}
        """A sum as it stands → names of the laws by which its shortest form was made."""
        self._spread: dict[int, Terms | None] = {}
        """A product → its terms, where it is multiplied out."""

    def shortest(self, plain: int) -> int:
        """Return the shortest of: the sum, its content in front, its common powers in front."""
        if self.graph.ops[plain] != ADD and self.graph.ops[plain] != SUB:
            return plain
        known = self._shortest.get(plain)
        if known is not None:
            return known
        terms = self.terms(plain)
        shared = self._shared(terms)
        content = self._content(terms)
        if not shared and content == 1:
            self._shortest[plain] = plain
            return plain
        best, size = plain, self.graph.size(plain)
        reasons: set[str] = set()
        outside = self.used  # what is tried and not taken has no name there
        choices: list[_Shared] = [shared] if shared else []
        raised = _raised(shared)
        if raised and len(raised) < len(shared):
            choices.append(raised)
        for powers in choices:
            one_denominator = any(power < 0 for power in powers.values())
            for number in (content, 1) if content != 1 else (1,):
                self.used = set()
                nodes, without = self._pulled(terms, number, powers)
                for node, names in nodes:
                    if self.graph.size(node) < size + one_denominator:
                        best, size = node, self.graph.size(node)
                        reasons = self._named(number, powers, names)
                if number != 1 and without > 0 and len(nodes) == 1:
                    break  # longer with the content inside
        if content != 1:
            without = self._without_number(terms, content)
            if without < 0 or self.graph.size(plain) + 2 - 2 * without < size:
                self.used = set()
                for node, names in self._pulled(terms, content, {})[0]:
                    if self.graph.size(node) < size:
                        best, size = node, self.graph.size(node)
                        reasons = self._named(content, {}, names)
        self.used = outside
        self._shortest[plain] = best
        if best != plain:
            self._reasons[plain] = reasons
        return best

    def note_shortest(self, plain: int) -> None:
        """Add to the names those of the laws by which `shortest` writes a sum."""
        if self.shortest(plain) != plain:
            self.used |= self._reasons[plain]

    def _named(self, number: Number, powers: _Shared, inside: set[str]) -> set[str]:
        """Return the names of the laws used by now, of those used *inside* of a sum, and of those by which a
        number and powers go in front of it."""
        names = self.used | inside
        if number != 1:
            names.add("content")
        for (base, symbolic), power in powers.items():
            if base == self.e:
                names.add("common-exponential")
            elif symbolic >= 0:
                names.add("common-symbolic-power")
            else:
                names.add("common-factor" if power > 0 else "common-denominator-power")
        return names

    def is_final(self, nodes: list[int], with_numbers: bool = False) -> bool:
        """Return whether all sums below *nodes* are as short as they can be, so that to take the form again
        changes nothing: what is inside of common factors may be a sum that was not looked at. So may be,
        *with_numbers*, a number times such a sum.

        Cost: linear in nodes, and that of the sums that were not looked at.
        """
        graph = self.graph
        ops = graph.ops
        order = graph.below(nodes)
        links = {graph.first(node) for node in order if ops[node] == ADD or ops[node] == SUB}
        parts = {child for node in order if ops[node] in _PRODUCTS for child in graph.children[node]}
        for node in order:
            if ops[node] == POW and ops[graph.both(node)[1]] != NUMBER:
                return False  # an exponent written as a product is read as one
            if (ops[node] in _PRODUCTS or ops[node] == POW) and node not in parts:
                if not self._is_final_product(node, with_numbers):
                    return False
            if (ops[node] == ADD or ops[node] == SUB) and node not in links:
                if self.shortest(node) != node:
                    return False
        return True

    def _is_final_product(self, node: int, with_numbers: bool) -> bool:
        """Return whether a product is read as it is written: no factor is a whole power of a power or of a
        product, which would be taken apart, nor is it a number times a sum that is shorter otherwise."""
        graph = self.graph
        number, factors = self.factors(node)
        for base, exponent in factors.items():
            if graph.ops[base] in _TAKEN_APART and isinstance(graph.numbers.get(exponent), int):
                return False
        if not with_numbers or number == 1 or len(factors) != 1:
            return True
        [(base, exponent)] = factors.items()
        if exponent != self.one or (graph.ops[base] != ADD and graph.ops[base] != SUB):
            return True
        return self.shortest(self.scaled(base, number)) == node

    def _without_number(self, terms: Terms, content: Number) -> int:
        """Return how many of *terms* have no number left when *content* is in front of them, two nodes less
        for each; -1 where other numbers than integers make that uncertain."""
        if not isinstance(content, int):
            return -1
        count = 0
        for monomial, number in terms.items():
            if not isinstance(number, int):
                return -1
            count += (number == content or number == -content) and monomial != self.one
        return count

    def _content(self, terms: Terms) -> Number:
        """Return the rational that divides all coefficients, negative where all of them are."""
        content = magnitude(terms)
        return content if any(number > 0 for number in terms.values()) else -content

    def _shared(self, terms: Terms) -> _Shared:
        """Return the powers that can be pulled out of every term; a base in a denominator counts
        as absent, with exponent 0, where a term lacks it."""
        shared: _Shared | None = None
        lacking: _Shared = {}
        graph = self.graph
        for monomial in terms:
            if shared is not None and not shared:  # nothing is common: what is left to see are denominators
                if monomial != self.one:
                    for base, exponent in self.factors(monomial)[1].items():
                        if exponent == self.one or graph.ops[exponent] != NUMBER:
                            continue
                        power = graph.value(exponent)
                        if power < 0 and graph.ops[base] != NUMBER:
                            lacking[base, -1] = min(power, lacking.get((base, -1), 0))
                continue
            powers = self._powers(monomial)
            if shared is None:
                shared = dict(powers)
                continue
            for key in list(shared):
                known = powers.get(key)
                if known is None:
                    if shared[key] < 0 and key[1] == -1:
                        lacking[key] = min(shared[key], lacking.get(key, 0))
                    del shared[key]
                elif known < shared[key]:
                    shared[key] = known
            for key, power in powers.items():
                if key not in shared and power < 0 and key[1] == -1:
                    lacking[key] = min(power, lacking.get(key, 0))
        assert shared is not None
        if len(terms) > _MANY and lacking:
            lacking = self._frequent(terms, lacking)
        return {**shared, **{k: min(v, shared.get(k, v)) for k, v in lacking.items()}}

    def _frequent(self, terms: Terms, lacking: _Shared) -> _Shared:
        """Return those denominators that more than half of *terms* have.

        Another would then stand in more places than before; to multiply n fractions by n denominators
        takes n*n steps to find that out.
        """
        counts = dict.fromkeys(lacking, 0)
        for monomial in terms:
            for key, power in self._powers(monomial).items():
                if power < 0 and key in counts:
                    counts[key] += 1
        return {key: power for key, power in lacking.items() if 2 * counts[key] > len(terms)}

    def _powers(self, monomial: int) -> _Shared:
        """Return the factors of a monomial with their exponents split: symbolic part, number."""
        graph = self.graph
        if monomial == self.one:
            return {}
        powers: _Shared = {}
        for base, exponent in self.factors(monomial)[1].items():
            if graph.ops[exponent] == NUMBER:
                powers[base, -1] = graph.value(exponent)
                continue
            if graph.ops[base] == NUMBER:
                powers[base, exponent] = 0
                continue
            split = self._split.get(exponent)
            if split is None:
                terms = dict(self.terms(exponent))
                number = terms.pop(self.one, 0)
                split = self._split[exponent] = (self.plain(terms), number)
            powers[base, split[0]] = split[1]
        return powers

    def _pulled(
        self, terms: Terms, content: Number, powers: _Shared
    ) -> tuple[list[tuple[int, set[str]]], int]:
        """Return content * powers * (what is left of the terms), in one way or two, each with the names of
        the laws used inside, and how many of what is left have no number; -1 where that is not known."""
        graph = self.graph
        outside: Factors = {}
        for (base, symbolic), number in powers.items():
            exponent = graph.number(number)
            if symbolic >= 0:
                exponent = self.added(symbolic, exponent)
            outside[base] = exponent
        rests: list[int] = []
        for monomial, number in terms.items():
            one, factors = self.factors(monomial) if monomial != self.one else (1, {})
            factors = dict(factors)
            for base, exponent in outside.items():
                if factors.get(base) == exponent:
                    del factors[base]
                else:
                    self._multiply(factors, base, self.scaled(exponent, -1))
            rests.append(Normal.product(self, quotient(times(number, one), content), factors))
        left = self._joined(rests)
        without = self._without_number(left[0][0], 1) if isinstance(content, int) else -1
        return [(self._outside(content, outside, inside), names) for inside, names in left], without

    def _outside(self, content: Number, outside: Factors, terms: Terms) -> int:
        """Return content * outside * terms."""
        graph = self.graph
        inside = self.plain(terms)
        number, factors = self.factors(inside)
        whole = dict(factors)
        for base, exponent in outside.items():
            self._multiply(whole, base, exponent)
        settled = self._settle(times(number, content), whole)
        return (
            self._emit(*settled)
            if settled[1] and settled[0] != 0
            else graph.number(without_point(settled[0]))
        )

    def _joined(self, nodes: list[int]) -> list[tuple[Terms, set[str]]]:
        """Return the sum of *nodes*, and the one where products with a sum are multiplied out, if those meet
        other terms, each with the names of the laws that were used."""
        plain, spread = Coefficients(), Coefficients()
        products = [self._spread_out(node) for node in nodes]
        met: set[int] = set()
        if any(product is not None for product in products):
            seen: set[int] = set()
            for node, product in zip(nodes, products, strict=True):
                for monomial in self.terms(node) if product is None else product:
                    (met if monomial in seen else seen).add(monomial)
        again: list[int] = []
        for node, product in zip(nodes, products, strict=True):
            for monomial, number in self.terms(node).items():
                if plain.add(monomial, number):
                    again.append(monomial)
            if met:
                taken = self.terms(node) if product is None or met.isdisjoint(product) else product
                for monomial, number in taken.items():
                    spread.add(monomial, number)
        found = plain.rounded()
        joined = [(found, laws_of_collecting(found, again))]
        if met:
            found = spread.rounded()
            joined.append((found, laws_of_collecting(found, met) | {"multiply-out"}))
        return joined

    def _spread_out(self, node: int) -> Terms | None:
        """Return a product of a sum and other factors term by term, None for anything else."""
        graph = self.graph
        op = graph.ops[node]
        if op != MUL and op != DIV and op != NEG:
            return None
        if node in self._spread:
            return self._spread[node]
        number, factors = self.factors(node)
        sums = [b for b, e in factors.items() if e == self.one and graph.ops[b] in (ADD, SUB)]
        found: Terms | None = None
        if len(sums) == 1 and len(self.terms(sums[0])) <= _FEW:
            others = {base: exponent for base, exponent in factors.items() if base != sums[0]}
            found = {}
            for monomial, coefficient in self.terms(sums[0]).items():
                one, inner = self.factors(monomial) if monomial != self.one else (1, {})
                whole = dict(others)
                for base, exponent in inner.items():
                    self._multiply(whole, base, exponent)
                product = Normal.product(self, 1, whole)
                for part, scale in self.terms(product).items():
                    number_of_part = times(times(number, times(coefficient, one)), scale)
                    found[part] = total(found.get(part, 0), number_of_part)
        self._spread[node] = found
        return found


def _raised(shared: _Shared) -> _Shared:
    """Return the powers with positive exponents alone."""
    return {key: number for key, number in shared.items() if number > 0 or key[1] >= 0}

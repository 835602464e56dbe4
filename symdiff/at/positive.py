"""Polynomials that are positive, not negative, or zero, by what comparisons say and what their variables are.

>>> from symdiff.parser.formula import parse
>>> from symdiff.simplifier.ring.related import Related
>>> e = parse("x + sin(x)")
>>> form = Normal(e.graph)
>>> reading = Related(form)
>>> ring = Ring(reading, reading.kernels_and_twins(*form.sweep([e.node]))[0], set())
>>> facts = Facts(ring)
>>> facts.compare(GT, *ring.fraction(form.sweep([e.node])[0]))
>>> complete(facts, form)
>>> len(facts.known.all()) > 1, facts.absurd
(True, False)
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import inf
from typing import Any, Final

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.at.unfolded import Unfolded, unfolding
from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.domain.real import RealRanges
from symdiff.simplifier.normal.families import RELATIONS
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.polynomials import Polynomial, terms_of
from symdiff.simplifier.ring.ring import Ring
from symdiff.table.operators import EQ, GE, GT, LE, LT, NE

_TERMS: Final = 24
"""Terms of a polynomial beyond which it is left out."""


class Signed:
    """Polynomials that are not negative, and whether they are positive."""

    def __init__(self, other: Signed | None = None) -> None:
        self._found: dict[str, tuple[Polynomial, bool]] = {} if other is None else dict(other._found)

    def add(self, polynomial: Polynomial, strict: bool) -> None:
        self._found[str(polynomial)] = polynomial, strict or self.strict(polynomial)

    def strict(self, polynomial: Polynomial) -> bool:
        """Return whether it is known to be positive."""
        known = self._found.get(str(polynomial))
        return known is not None and known[1]

    def has(self, polynomial: Polynomial) -> bool:
        return str(polynomial) in self._found

    def all(self) -> list[tuple[Polynomial, bool]]:
        return list(self._found.values())


class Facts:
    """Polynomials that are positive, not negative, or zero."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.related = ring.relations()
        self.known = Signed()
        self.zero: list[Polynomial] = []
        self.apart: list[Polynomial] = []
        """What is not zero."""
        self.given: list[tuple[Polynomial, bool]] = []
        """Those that were known before their parts were looked at."""
        self.unfolded: list[Unfolded] = []
        """What stands for products, by roots that are variables of their own."""
        self.absurd = False
        """Whether one of them is a number that is not what it is said to be."""

    def with_signs(self, one: Polynomial, two: Polynomial) -> Facts:
        """Return these facts, and that two more polynomials are positive."""
        found = Facts(self.ring)
        found.related, found.known, found.zero = dict(self.related), Signed(self.known), self.zero
        found.given, found.unfolded = [*self.given, (one, True), (two, True)], self.unfolded
        found.add(one, True)
        found.add(two, True)
        return found

    def add(self, polynomial: Polynomial, strict: bool) -> None:
        """Take up one that is not negative, or positive."""
        if polynomial.is_constant():
            number = polynomial.leading_coefficient() if polynomial != 0 else 0
            self.absurd = self.absurd or number < 0 or (strict and number == 0)
        elif len(polynomial) <= _TERMS:
            self.known.add(polynomial, strict)

    def compare(self, op: int, top: Polynomial, bottom: Polynomial) -> None:
        """Take up what a comparison of a fraction with zero says."""
        if op == EQ:
            if top.is_constant():
                self.absurd = self.absurd or top != 0
            elif len(top) <= _TERMS:
                self.zero.append(top)
            return
        if op not in (GE, LE):
            self.apart.append(top)
        if op == NE:
            if top == 0 or len(top) * len(top) <= _TERMS * 4:
                self._reduce(top * top, True)
            return
        product = top if bottom.is_constant() else top * bottom
        if bottom.is_constant() and bottom.leading_coefficient() < 0:
            product = -product
        self._reduce(product if op in (GT, GE) else -product, op in (GT, LT))

    def _reduce(self, polynomial: Polynomial, strict: bool) -> None:
        found = self.reduced(polynomial)
        if found is not None:
            self.add(found, strict)

    def unfold(self) -> None:
        """Let roots stand for variables of their own, where that leaves out another variable."""
        known = self.known.all()
        self.unfolded = unfolding(self.related, [*[p for p, _ in known], *self.zero])
        if not self.unfolded:
            return
        self.known = Signed()
        for polynomial, strict in known:
            self.add(self._plain(polynomial), strict)
        self.zero = [self._plain(polynomial) for polynomial in self.zero]
        for one in self.unfolded:
            del self.related[one.root]

    def _plain(self, polynomial: Polynomial) -> Polynomial:
        """Return a polynomial with what stands for products, as far as that goes."""
        for one in self.unfolded:
            found = one.of(polynomial)
            polynomial = polynomial if found is None else found
        return polynomial

    def is_split(self) -> bool:
        """Return whether what is zero is a product of factors of what is not: itself, or times itself with
        another sign of a root in it, which is shorter by the relations, as cos(x) + x*sin(x) is times
        cos(x) - x*sin(x)."""
        apart = [found for one in self.apart if (found := self.reduced(one)) is not None]
        for zero in self.zero if apart else ():
            others = [zero]
            degrees = zero.degrees()
            for i, (power, _) in self.related.items():
                if power == 2 and degrees[i] == 1:
                    found = self.reduced(zero * _mirrored(self.ring, zero, i))
                    others += [] if found is None else [found]
            for other in others:
                if not other.is_constant() and any(one % other == 0 for one in apart):
                    return True
            for other in others:
                if not other.is_constant() and _is_made_of(other, apart):
                    return True
        return False

    def variables(self) -> list[Polynomial]:
        """Return the variables of which something is known."""
        said = [p.degrees() for p in [*[p for p, _ in self.known.all()], *self.zero]]
        return [v for i, v in enumerate(self.ring.generators) if any(degrees[i] for degrees in said)]

    def reduced(self, polynomial: Polynomial) -> Polynomial | None:
        """Return a polynomial by the relations of the ring, None where it comes to a fraction."""
        degrees = polynomial.degrees()
        if all(degrees[i] < power for i, (power, _) in self.related.items()):
            return self._plain(polynomial)
        top, bottom = self.ring.reduced((polynomial, self.ring.one))
        if self.ring.doubt or not bottom.is_constant():
            self.ring.doubt = False
            return None
        return self._plain(top / bottom.leading_coefficient())


def _is_made_of(product: Polynomial, apart: list[Polynomial]) -> bool:
    """Return whether each factor of a polynomial divides one of several others."""
    if len(product) > _TERMS:
        return False
    return all(any(one % factor == 0 for one in apart) for factor, _ in product.factor()[1])


def _mirrored(ring: Ring, polynomial: Polynomial, place: int) -> Polynomial:
    """Return a polynomial with minus a variable in the place of the variable."""
    terms = terms_of(polynomial)
    return ring.context.from_dict({key: -n if key[place] % 2 else n for key, n in terms.items()})


def _about_numbers(facts: Facts, graph: Graph) -> None:
    """Add the facts with a number in the place of a variable that is neither above it nor below it, and with
    0 in that of its partner: where sin(x) is 1, cos(x) is 0. So is a root of what is not positive."""
    for polynomial, _ in facts.known.all():
        degrees = polynomial.degrees()
        place = degrees.index(max(degrees))
        base, _ = facts.ring.kernels[place]
        if degrees[place] < sum(degrees) or not graph.symbols([base]):
            continue
        variable = facts.ring.generators[place]
        is_signed = degrees[place] % 2 == 0 or facts.known.has(variable)
        if is_signed and len(polynomial) == 1 and polynomial.leading_coefficient() < 0:
            _put(facts, place, 0)
        if degrees[place] != 1 or not facts.known.has(-polynomial):
            continue
        slope = polynomial.derivative(place).leading_coefficient()
        number = -terms_of(polynomial).get((0,) * len(degrees), 0) / slope
        _put(facts, place, number)
        if place in facts.related:
            power, (top, bottom) = facts.related[place]
            others = (number**power * bottom - top).degrees()
            if len(number**power * bottom - top) == 1 and sum(map(bool, others)) == 1:
                _put(facts, others.index(max(others)), 0)


def _put(facts: Facts, place: int, number: Any) -> None:
    """Add the facts with a number in the place of a variable."""
    name = facts.ring.context.names()[place]
    for polynomial, strict in facts.known.all():
        if polynomial.degrees()[place]:
            facts.add(polynomial.subs({name: number}), strict)


def _about_sums(facts: Facts) -> None:
    """Add u*v where u*v + w and u*v - w are positive, and where u*v - w is and w is not negative."""
    strict = [polynomial for polynomial, is_strict in facts.known.all() if is_strict and len(polynomial) > 1]
    for one, two in combinations(strict, 2):
        if len(one) == len(two) and len(one + two) == 1:
            facts.add(_without_size(one + two), True)
    signed = [facts.known.has(variable) for variable in facts.ring.generators]
    for one in strict:
        terms = terms_of(one)
        above = []
        for monomial, number in terms.items():
            known = all(is_signed or e % 2 == 0 for e, is_signed in zip(monomial, signed, strict=True))
            above += [] if number < 0 and known else [monomial]
        if len(above) == 1 and terms[above[0]] > 0:
            facts.add(facts.ring.context.from_dict({above[0]: 1}), True)


def _without_size(product: Polynomial) -> Polynomial:
    """Return a product times 1 or -1."""
    number = product.leading_coefficient()
    return product / (number if number > 0 else -number)


def _about_kernels(facts: Facts, form: Normal) -> None:
    """Add what is known of each kernel by itself. Raises Unsettled for a root of a negative number."""
    ring, ranges = facts.ring, RealRanges(form, True)
    used = facts.variables()
    for (base, symbolic), root, variable in zip(ring.kernels, ring.roots, ring.generators, strict=False):
        if variable not in used:
            continue
        if symbolic >= 0:
            if ranges.is_positive_power(base):
                facts.add(variable, True)
            continue
        within = ranges.of(base)
        if root > 1:
            if within.high < 0:
                raise Unsettled("a root of what is negative")
            within = within.power(Fraction(1, root))
        if within.low >= 0:
            facts.add(variable, not within.has(0))
        if within.low > -inf:
            facts.add(variable - _rational(ring, within.low), within.above)
        if within.high < inf:
            facts.add(_rational(ring, within.high) - variable, within.below)
        relation = RELATIONS.get(form.graph.ops[base]) if root == 1 else None
        if relation is not None and relation.one == relation.sign == 1 and within.low < 0:
            facts.add(variable * variable - 1, False)  # sec(u)**2 is 1 + tan(u)**2
        if -inf < within.low < within.high < inf:
            low, high = _rational(ring, within.low), _rational(ring, within.high)
            facts.add((variable - low) * (high - variable), within.above and within.below)


def _about_squares(facts: Facts) -> None:
    """Add what is left of what is positive without the squares in it."""
    for polynomial, strict in facts.known.all():
        if not strict or len(polynomial) < 3 or polynomial.total_degree() < 3:
            continue
        number, factors = polynomial.factor_squarefree()
        if all(times == 1 for _, times in factors):
            continue
        left = facts.ring.constant(-1 if number < 0 else 1)
        for factor, times in factors:
            if times % 2:
                left = left * factor
            elif len(factor) > 1:
                facts.add(factor * factor, True)
        facts.add(left, True)


def _about_products(facts: Facts) -> None:
    """Add the factors of products that are positive, with their signs where those of the others are known."""
    variables = facts.ring.generators
    products = [p for p, strict in facts.known.all() if strict and len(p) == 1]
    for polynomial in products:
        for i, degree in enumerate(polynomial.degrees()):
            if degree:
                signed = [v for v in (variables[i], -variables[i]) if facts.known.has(v)]
                facts.add(signed[0] if signed else variables[i] * variables[i], True)
    for _ in products:
        before = len(facts.known.all())
        for polynomial in products:
            sign, unknown = int(polynomial.leading_coefficient() > 0) or -1, []
            for i, degree in enumerate(polynomial.degrees()):
                if degree % 2 and facts.known.strict(-variables[i]):
                    sign = -sign
                elif degree % 2 and not facts.known.strict(variables[i]):
                    unknown.append(variables[i])
            if len(unknown) == 1:
                facts.add(sign * unknown[0], True)
        if len(facts.known.all()) == before:
            break


def _rational(ring: Ring, number: Number) -> Polynomial:
    return ring.constant(RATIONAL.number(number))


def complete(facts: Facts, form: Normal) -> None:
    """Add what is known of the kernels of facts by themselves, and of sums and products by their parts.
    Raises Unsettled for a root of a negative number."""
    facts.given = facts.given or facts.known.all()
    _about_kernels(facts, form)
    _about_numbers(facts, form.graph)
    _about_squares(facts)
    _about_sums(facts)
    _about_products(facts)


__all__ = ["Facts", "Signed", "complete"]

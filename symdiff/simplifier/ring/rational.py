"""One fraction in lowest terms, over kernels, in the ways that promise to be short.

Relations between kernels are used on the way: r**q == u for a root, s**2 + c**2 == 1 for sine and
cosine, c**2 - s**2 == 1 for the hyperbolic ones, I**2 == -1. A square root is moved out of the
denominator where that lets something cancel.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> from symdiff.simplifier.normal.factor import Factored
>>> form = Factored(parse("1/(x - 1) - 1/(x + 1)").graph)
>>> [node] = form.sweep([len(form.source) - 1])
>>> str(Expr(form.graph, Fractions(form).lowest(node)))
'2/(x**2 - 1)'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from symdiff.records import NamedTuple
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import Traits
from symdiff.simplifier.normal.written import Factors, Terms
from symdiff.simplifier.ring.half_angle import by_half_angle
from symdiff.simplifier.ring.kernels import plain
from symdiff.simplifier.ring.polynomials import Polynomial, TooLong, in_lowest_terms, terms_of
from symdiff.simplifier.ring.related import Related, Square
from symdiff.simplifier.ring.ring import Ring
from symdiff.simplifier.ring.shortest import Shortest
from symdiff.table.functions import ABS
from symdiff.table.operators import is_function

_TERMS: Final = 4
"""Terms of a numerator up to which they are written one by one over a denominator of one term."""
_DIVIDED: Final = 3
"""Terms of a numerator from which on it is divided by the denominator."""
_GROUPS: Final = 6
"""Powers of logarithms and the like up to which their coefficients are written one by one."""
_ROOTS: Final = 3
"""Powers of square roots up to which their coefficients are."""


class Found(NamedTuple):
    """A form of a fraction."""

    node: int
    doubt: bool
    """Whether a step may have added a zero of the denominator, so that values must be compared: it was
    multiplied by its conjugate, which may vanish where it does not, or a power moved below a root left one,
    as in x**2*sqrt(x*y)/y**2, which is x**4/(x*y)**(3/2)."""
    laws: frozenset[str]
    """Names of the identities that made it."""


class Fractions:
    """Fractions of polynomials in the kernels of a normal form."""

    def __init__(
        self,
        form: Normal,
        second: bool = False,
        traits: Traits | None = None,
        squares: Mapping[int, Square] | None = None,
        named: bool = False,
    ) -> None:
        self.form, self.graph = form, form.graph
        self.reading = Related(form, squares)
        self.second = second
        """Whether squares of the second function of a pair are eliminated, not of the first."""
        self.traits = traits
        self.named = named
        """Whether the names of the laws are asked for that only a look at what was made can tell."""

    def lowest(self, root: int) -> int:
        """Return *root* as one factored fraction in lowest terms, or *root* where that is too long.

        Raises Unsettled where a float stands outside of a function.
        """
        return next(self.forms(root)).node

    def sides(self, root: int) -> tuple[int, int]:
        """Return what stands above and below the line of *root* as one fraction, each multiplied out, in
        lowest terms but for the relations between kernels. Raises as `lowest` does, and TooLong."""
        ring = self._ring(root)
        top, bottom = in_lowest_terms(*ring.fraction(root))
        return ring.node(top), ring.node(bottom)

    def forms(self, root: int) -> Iterator[Found]:
        """Return *root* as one factored fraction, then as a sum over its logarithms and the like."""
        try:
            ring = self._ring(root)
            top, bottom = ring.reduced(ring.fraction(root))
            written = Shortest(ring, self.traits)
            before = self._taken(written)
            yield self._found(written.node(top, bottom), written, before)
            node = written.apart()
            if node is not None:
                yield self._found(node, written, before)
            tangent = by_half_angle(ring, top, bottom)
            if tangent is not None:
                node = written.node(tangent.top, tangent.bottom)
                yield self._found(node, written, before | tangent.laws)
        except TooLong:
            yield Found(root, False, frozenset(self.form.used))
            return
        try:
            for node in self._sums(ring, written, top, bottom):
                yield self._found(node, written, before | {"split-quotient"})
            for node in self._divided(ring, written, top, bottom):
                yield self._found(node, written, before | {"division-with-remainder"})
        except TooLong:
            return  # what was found so far is enough

    def by_roots(self, root: int) -> Iterator[Found]:
        """Return *root* as a sum over the powers of its square roots, each part in lowest terms; nothing
        where no sum below one of these stands below the line, too.

        sqrt(x)*sqrt(x + 1) + x + 1 over x + 1 is sqrt(x)/sqrt(x + 1) + 1.
        """
        try:
            ring = self._ring(root)
            top, bottom = ring.reduced(ring.fraction(root))
            written = Shortest(ring, self.traits)
            before = self._taken(written)
            content = top.term_content() if top != 0 else ring.one
            groups = self._groups_of_roots(ring, top / content, bottom)
            if 1 < len(groups) <= _ROOTS:
                below = bottom.term_content()
                for group in groups:
                    below = below / below.gcd(group)
                parts = [(group, bottom / below) for group in groups]
                node = self._times(ring, written, content, parts, below)
                yield self._found(node, written, before | {"split-quotient"})
        except TooLong:
            return

    def _ring(self, root: int) -> Ring:
        quotients = self.traits is not None and self.traits.quotients
        roots, twins = self.reading.kernels_and_twins(root)
        return Ring(self.reading, roots, twins, self.second, quotients, self.named)

    def _taken(self, written: Shortest) -> frozenset[str]:
        """Return the names of the laws used since this was last asked."""
        laws = self.form.used.union(written.ring.laws, written.laws)
        for names in (self.form.used, written.ring.laws, written.laws):
            names.clear()
        return frozenset(laws)

    def _found(self, node: int, written: Shortest, before: frozenset[str]) -> Found:
        return Found(node, written.ring.doubt or written.doubt, before | self._taken(written))

    def _sums(self, ring: Ring, written: Shortest, top: Polynomial, bottom: Polynomial) -> Iterator[int]:
        """Return the fraction as a sum over the powers of its logarithms and the like, and over the
        terms of its numerator, each in lowest terms."""
        if top == 0:
            return
        content = top.term_content()
        rest = top / content
        groups = self._by_function(ring, rest)
        if 1 < len(groups) <= _GROUPS and len(groups) < len(top):
            yield self._times(ring, written, content, [(group, bottom) for group in groups])
        if len(bottom) == 1 and not self._stays_whole(ring, written, rest, bottom):
            for numerator, law in ((rest, ""), *written.alternatives(rest)):
                if 1 < len(numerator) <= _TERMS:
                    if law:
                        written.laws.add(law)
                    terms = [ring.context.from_dict({e: c}) for e, c in terms_of(numerator).items()]
                    yield self._times(ring, written, content, [(term, bottom) for term in terms])

    def _stays_whole(self, ring: Ring, written: Shortest, top: Polynomial, bottom: Polynomial) -> bool:
        """Return whether each term of a sum would stand over all of *bottom*, a product, which makes it no
        shorter: nothing in *bottom* cancels, goes below a root, or has a name with what is above."""
        below, above = bottom.degrees(), top.degrees()
        width = len(ring.kernels)
        places = [i for i in range(width) if below[i]]
        if not places or any(above[i] or i in written.cost.paired for i in places):
            return False
        return all(written.bases.is_apart(i) for i in range(width) if above[i] or below[i])

    def _divided(self, ring: Ring, written: Shortest, top: Polynomial, bottom: Polynomial) -> Iterator[int]:
        """Return the fraction as a quotient and what is left over the denominator, if these have fewer terms
        than the numerator: (x**3 + x**2 + 2)/(x + 1) is x**2 + 2/(x + 1). What was given as one fraction
        stays one."""
        if len(top) < _DIVIDED or len(bottom) < 2 or (self.traits is not None and self.traits.fraction):
            return
        content, common = top.term_content(), bottom.term_content()
        rest = top / content
        quotient, left = divmod(rest, bottom / common)
        if quotient != 0 and len(quotient) + len(left) < len(rest):
            yield self._times(ring, written, content, [(quotient, common), (left, bottom)])

    def _times(
        self,
        ring: Ring,
        written: Shortest,
        content: Polynomial,
        parts: list[tuple[Polynomial, Polynomial]],
        below: Polynomial | None = None,
    ) -> int:
        """Return content times a sum of fractions, written one by one, over what is below, if anything is."""
        form = self.form
        # what all parts share below stands beside the content
        terms: Terms = {}
        for top, bottom in parts:
            node = written.node(*in_lowest_terms(top, bottom))
            for monomial, number in form.terms(node).items():
                terms[monomial] = terms.get(monomial, 0) + number
        factors: Factors = {}
        number = Fraction(form.raised(factors, form.sum(terms), form.one))
        number *= Fraction(form.raised(factors, ring.node(content), form.one))
        if below is not None:
            number *= Fraction(form.raised(factors, ring.node(below), form.graph.number(-1)))
        return form.product(plain(number), factors)

    def _by_function(self, ring: Ring, top: Polynomial) -> list[Polynomial]:
        """Return the parts of a polynomial that have the same powers of logarithms and the like."""
        places = [i for i, (base, _) in enumerate(ring.kernels) if self._is_opaque(base)]
        groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        if places:
            for exponents, coefficient in terms_of(top).items():
                key = tuple([int(exponents[i]) for i in places])
                groups.setdefault(key, {})[exponents] = coefficient
        return [ring.context.from_dict(group) for _, group in sorted(groups.items(), reverse=True)]

    def _groups_of_roots(self, ring: Ring, top: Polynomial, bottom: Polynomial) -> list[Polynomial]:
        """Return the parts of a polynomial that have the same powers of square roots of sums, where one of
        these sums stands below the line, too; nothing where none does."""
        if len(top) < 2 or 2 not in ring.roots:
            return []
        above = top.degrees()
        roots = {
            i: radicand[0]
            for i, (degree, radicand) in ring.relations().items()
            if degree == 2 and ring.roots[i] == 2 and above[i] and len(radicand[0]) > 1
        }
        if all(bottom.gcd(radicand).is_constant() for radicand in roots.values()):
            return []
        groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in terms_of(top).items():
            key = tuple([int(exponents[i]) for i in roots])
            groups.setdefault(key, {})[exponents] = coefficient
        return [ring.context.from_dict(group) for _, group in sorted(groups.items(), reverse=True)]

    def _is_opaque(self, base: int) -> bool:
        """Return whether *base* is a function that no relation of the ring speaks of."""
        op = self.graph.ops[base]
        return is_function(op) and op not in FAMILY and op != ABS

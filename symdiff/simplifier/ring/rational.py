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

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from symdiff.errors import Unsettled
from symdiff.simplifier.normal.form import Factors, Normal, Terms
from symdiff.simplifier.rewrite.trig import FAMILY, RELATIONS
from symdiff.simplifier.ring.kernels import Kernel, Reading, plain
from symdiff.simplifier.ring.polynomials import Polynomial, TooLong, in_lowest_terms, terms_of
from symdiff.simplifier.ring.ring import Ring
from symdiff.simplifier.ring.written import Written
from symdiff.simplifier.style import Habits
from symdiff.table.functions import ABS
from symdiff.table.operators import NUMBER, is_function

_TERMS: Final = 4
"""Terms of a numerator up to which they are written one by one over a denominator of one term."""
_GROUPS: Final = 6
"""Powers of logarithms and the like up to which their coefficients are written one by one."""


class Fractions(Reading):
    """Fractions of polynomials in the kernels of a normal form."""

    def __init__(
        self,
        form: Normal,
        second: bool = False,
        habits: Habits | None = None,
        squares: Mapping[int, int] | None = None,
    ) -> None:
        super().__init__(form, floats=False)
        self.second = second
        """Whether squares of the second function of a pair are eliminated, not of the first."""
        self.habits = habits
        self.conjugated = False
        """Whether a denominator was multiplied by its conjugate, which may vanish where it does not, or a
        power moved below a root left one: x**2*sqrt(x*y)/y**2 is x**4/(x*y)**(3/2)."""
        self.squares = squares or {}
        """Symbols that must not be left in a fraction: node → node of the square."""

    def lowest(self, root: int) -> int:
        """Return *root* as one factored fraction in lowest terms, or *root* where that is too long.

        Raises Unsettled where a float stands outside of a function.
        """
        return next(self.forms(root))

    def forms(self, root: int) -> Iterator[int]:
        """Return *root* as one factored fraction, then as a sum over its logarithms and the like."""
        try:
            ring = Ring(self, *self.kernels_and_twins(root))
            top, bottom = ring.reduced(ring.fraction(root))
            written = Written(ring, self.habits)
            yield written.node(top, bottom)
            tangent = ring.by_half_angle(top, bottom)
            if tangent is not None:
                self.form.used.add("half-angle-hides")
                yield written.node(*tangent)
        except TooLong:
            yield root
            return
        yield from self._sums(ring, written, top, bottom)

    def _sums(self, ring: Ring, written: Written, top: Polynomial, bottom: Polynomial) -> Iterator[int]:
        """Return the fraction as a sum over the powers of its logarithms and the like, and over the
        terms of its numerator, each in lowest terms."""
        if top == 0:
            return
        content = top.term_content()
        rest = top / content
        groups = self._by_function(ring, rest)
        if 1 < len(groups) <= _GROUPS and len(groups) < len(top):
            yield self._times(ring, written, content, [(group, bottom) for group in groups])
        if len(bottom) == 1:
            for numerator in (rest, *written.alternatives(rest)):
                if 1 < len(numerator) <= _TERMS:
                    terms = [ring.context.from_dict({e: c}) for e, c in terms_of(numerator).items()]
                    yield self._times(ring, written, content, [(term, bottom) for term in terms])

    def _times(
        self, ring: Ring, written: Written, content: Polynomial, parts: list[tuple[Polynomial, Polynomial]]
    ) -> int:
        """Return content times a sum of fractions, written one by one."""
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

    def _is_opaque(self, base: int) -> bool:
        """Return whether *base* is a function that no relation of the ring speaks of."""
        op = self.graph.ops[base]
        return is_function(op) and op not in FAMILY and op != ABS

    def is_composite(self, base: int) -> bool:
        """Return whether *base* is a sum or a product rather than a kernel itself."""
        return self.sum_of(base) is not None or self.form.factors(base) != (1, {base: self.form.one})

    def whole(self, kernel: Kernel, power: Fraction) -> int:
        """Return the whole part of the power of a sum or a product: u**(3/2) is u*u**(1/2)."""
        base, symbolic = kernel
        return math.trunc(power) if symbolic < 0 and self.is_composite(base) else 0

    def parts(self, node: int) -> Iterator[int]:
        """Return the nodes whose fractions make that of *node*, or its relations."""
        if self.graph.ops[node] == NUMBER:
            return
        terms = self.sum_of(node)
        if terms is not None:
            yield from [monomial for monomial in terms if monomial != self.form.one]
            return
        for base, symbolic in self.powers(node)[1]:
            if symbolic < 0 and base != node and self.is_composite(base):
                yield base
            if self.graph.ops[base] == ABS:
                yield self.graph.children[base][0]
            if base in self.squares:
                yield self.squares[base]

    def kernels_and_twins(self, *roots: int) -> tuple[dict[Kernel, int], set[Kernel]]:
        """Return the kernels of nodes with the root that is taken of each, and those of them that are there
        as the partner of another alone. Raises Unsettled for a power of zero."""
        kernels = self.kernels(*roots)
        twins = set()
        for base, symbolic in list(kernels):
            if self.graph.numbers.get(base) == 0:
                raise Unsettled("a power of zero")
            relation = RELATIONS.get(self.graph.ops[base])
            if relation is not None and symbolic < 0:
                twin = (self.graph.call(relation.second, self.graph.children[base]), -1)
                if twin not in kernels:
                    kernels[twin] = 1
                    twins.add(twin)
        return kernels, twins

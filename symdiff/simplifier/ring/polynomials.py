"""The polynomial ring over the rationals whose variables are kernels, and fractions of its polynomials.

The arithmetic is python-flint's. What a subclass adds are bounds (`power`, `times`, `gcd`, `too_long`) and
relations between kernels.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> from symdiff.simplifier.normal.form import Normal
>>> e = parse("1/(x - 1) - 1/(x + 1)")
>>> form = Normal(e.graph)
>>> [node] = form.sweep([e.node])
>>> reading = Reading(form)
>>> roots = reading.kernels(node)
>>> ring = Polynomials(reading, sorted(roots), roots)
>>> [str(Expr(form.graph, ring.node(polynomial))) for polynomial in ring.fraction(node)]
['2', 'x**2 - 1']
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, NamedTuple

from symdiff.errors import Unsettled
from symdiff.graph.graph import Number
from symdiff.simplifier.normal.written import Terms
from symdiff.simplifier.ring.kernels import Kernel, Powers, Reading, add, power_of, product_of

LONGEST: Final = 400
"""Terms of a polynomial beyond which it is given up, unless a subclass says otherwise."""
HIGHEST: Final = 60
"""Exponent beyond which it is."""
_FACTORED: Final = 100
"""Exponent beyond which its factors without squares are all that is looked for."""

Polynomial = Any
"""A flint.fmpq_mpoly."""
Fractional = tuple[Polynomial, Polynomial]
"""Numerator and denominator."""


class TooLong(Exception):
    """A polynomial has more terms than we are ready to wait for."""


class _Variables(NamedTuple):
    """What polynomials in so many variables are made of; making it anew takes longer than a product."""

    context: Any
    generators: Any
    zero: Polynomial
    one: Polynomial
    rational: Any
    """The type of coefficients."""


_variables: Final[dict[int, _Variables]] = {}
"""Number of variables → those that were asked for so far."""


def _variables_of(width: int) -> _Variables:
    known = _variables.get(width)
    if known is None:
        from flint import Ordering, fmpq, fmpq_mpoly_ctx

        names = [f"k{i}" for i in range(width)] or ["k"]
        context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        zero, one = context.constant(0), context.constant(1)
        known = _variables[width] = _Variables(context, context.gens(), zero, one, fmpq)
    return known


class Polynomials:
    """The ring of some kernels, each known with the root that is taken of it: its variable is that root."""

    def __init__(
        self, reading: Reading, kernels: list[Kernel], roots: dict[Kernel, int], longest: int = LONGEST
    ) -> None:
        self.reading, self.form, self.graph = reading, reading.form, reading.graph
        self.kernels = kernels
        self.roots = [roots[kernel] for kernel in kernels]
        self.index = {kernel: i for i, kernel in enumerate(kernels)}
        self.longest = longest
        known = _variables_of(len(kernels))
        self.context, self.generators, self.rational = known.context, known.generators, known.rational
        self.width = len(known.generators)
        self.zero, self.one = known.zero, known.one
        self.known: dict[int, Fractional] = {}
        self.laws: set[str] = set()
        """Names of the identities that were used."""
        self.named = False
        """Whether what was multiplied out and cancelled is kept, for the sake of the names of the laws."""
        self.multiplied: list[Polynomial] = []
        """Sums that were factors of a product."""
        self.cancelled: list[Polynomial] = []
        """What numerators and denominators had in common."""

    # Bounds ---------------------------------------------------------------------------------

    def too_long(self, what: str) -> Exception:
        """Return what is raised where *what* is beyond the bounds."""
        return TooLong(what)

    def checked(self, polynomial: Polynomial) -> Polynomial:
        """Return *polynomial*, if it is not too long."""
        if len(polynomial) > self.longest:
            raise self.too_long(f"a polynomial of {len(polynomial)} terms")
        return polynomial

    def times(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Return a * b."""
        return a if b.is_one() else self.checked(a * b)

    def power(self, a: Polynomial, exponent: int) -> Polynomial:
        """Return a ** exponent, which is not negative."""
        if exponent > HIGHEST:
            raise self.too_long(f"the power {exponent}")
        return a if exponent == 1 else self.checked(a**exponent)

    def gcd(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Return the greatest common divisor."""
        return a.gcd(b)

    # There ----------------------------------------------------------------------------------

    def constant(self, value: Number) -> Polynomial:
        """Return a number. Raises Unsettled for a float, which is a kernel or nothing."""
        if isinstance(value, float):
            raise Unsettled("a float")
        return self.context.constant(self.rational(value.numerator, value.denominator))

    def coefficient(self, value: Number) -> Polynomial:
        """Return a number, a float as its kernel."""
        if isinstance(value, float):
            return self.generators[self.index[self.graph.number(value), -1]]
        return self.constant(value)

    def polynomial(self, terms: list[tuple[Number, Powers]]) -> Polynomial:
        """Return the sum of numbers times powers of kernels, none of them negative."""
        found: dict[tuple[int, ...], Any] = {}
        for number, powers in terms:
            assert not isinstance(number, float)
            exponents = [0] * self.width
            for kernel, power in powers.items():
                i = self.index[kernel]
                exponents[i] = int(power * self.roots[i])
            key = tuple(exponents)
            value = self.rational(number.numerator, number.denominator)
            found[key] = found[key] + value if key in found else value
        return self.checked(self.context.from_dict(found))

    def fraction(self, root: int) -> Fractional:
        """Return *root* as numerator and denominator. Cost: a common divisor for each term of a sum."""
        pending, opened = [root], set[int]()
        while pending:
            node = pending[-1]
            missing = [part for part in self.reading.parts(node) if part not in self.known]
            if missing:
                if node in opened:
                    raise self.too_long("a product and a sum that stand for one another")
                opened.add(node)
                pending += missing
                continue
            pending.pop()
            if node not in self.known:
                terms = self.reading.sum_of(node)
                self.known[node] = self._product(node) if terms is None else self._sum(terms)
        return self.known[root]

    def _sum(self, terms: Terms) -> Fractional:
        parts: list[Fractional] = []
        for monomial, number in terms.items():
            n, d = (self.one, self.one) if monomial == self.form.one else self.known[monomial]
            parts.append((n if number == 1 else n * self.coefficient(number), d))
        while len(parts) > 1:  # in pairs, so that long sums are added to long sums
            pairs = [self._added(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]
            parts = pairs + parts[len(pairs) * 2 :]
        return parts[0]

    def _added(self, left: Fractional, right: Fractional) -> Fractional:
        if self.named:
            self._note_added(left[0], right[0])
        if left[1] == right[1]:
            return self.checked(left[0] + right[0]), left[1]
        self.laws.add("common-denominator")
        common = self.gcd(left[1], right[1])
        a, b = divided(right[1], common), divided(left[1], common)
        return self.checked(self.times(left[0], a) + self.times(right[0], b)), self.times(left[1], a)

    def _note_added(self, left: Polynomial, right: Polynomial) -> None:
        """Name the laws by which terms of one monomial are collected."""
        first, second = left.to_dict(), right.to_dict()
        for exponents in first.keys() & second.keys():
            self.laws.add("like-terms" if first[exponents] != -second[exponents] else "zero-difference")

    def _product(self, node: int) -> Fractional:
        number, powers = self.reading.powers(node)
        fraction: Fractional = (self.one if number == 1 else self.constant(number), self.one)
        for kernel, power in powers.items():
            whole = self.reading.whole(kernel, power)
            if whole:
                fraction = self.times_power(fraction, self.known[kernel[0]], whole)
            rest = power - whole if whole else power
            if rest:
                i = self.index[kernel]
                fraction = self.times_power(
                    fraction, (self.generators[i], self.one), int(rest * self.roots[i])
                )
        return fraction

    def times_power(self, left: Fractional, right: Fractional, exponent: int) -> Fractional:
        """Return left * right**exponent. Raises Unsettled for a division by zero."""
        n, d = right if exponent >= 0 else (right[1], right[0])
        if d == 0:
            raise Unsettled("a division by zero")
        return self._times_power(left[0], n, abs(exponent)), self._times_power(left[1], d, abs(exponent))

    def _times_power(self, left: Polynomial, right: Polynomial, exponent: int) -> Polynomial:
        if right is self.one:  # a product with one takes as long as any
            return left
        power = self.power(right, exponent)
        if self.named and (exponent != 1 or left is not self.one):
            self.multiplied += [part for part in (left, right) if len(part) > 1]
        return power if left is self.one else self.times(left, power)

    # Back -----------------------------------------------------------------------------------

    def terms(self, polynomial: Polynomial, beside: Powers | None = None) -> Terms:
        """Return a polynomial, times the powers *beside* it, as terms of the normal form."""
        form, found = self.form, dict[int, Number]()
        for exponents, coefficient in terms_of(polynomial).items():
            powers: Powers = dict(beside) if beside else {}
            for i, times in enumerate(exponents):
                if times:
                    kernel = self.kernels[i]
                    power, known = power_of(times, self.roots[i]), powers.get(kernel)
                    powers[kernel] = power if known is None else known + power
            add(found, form.terms(product_of(form, 1, powers)), number_of(coefficient))
        return found

    def node(self, polynomial: Polynomial) -> int:
        """Return a polynomial as a sum of the normal form."""
        return self.form.sum(self.terms(polynomial))


def number_of(coefficient: Any) -> int | Fraction:
    """Return a coefficient as a number of Python."""
    if coefficient == 1:
        return 1
    top, bottom = int(coefficient.p), coefficient.q
    return top if bottom == 1 else Fraction(top, int(bottom))


def terms_of(polynomial: Polynomial) -> dict[tuple[int, ...], Any]:
    """Return exponents → coefficient, the exponents as Python's integers."""
    keys, values = polynomial.monoms(), polynomial.coeffs()
    return {tuple([int(e) for e in key]): value for key, value in zip(keys, values, strict=True)}


def factors_of(polynomial: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
    """Return a polynomial as a number and powers: irreducible ones, but for high degrees, whose factors may
    take hours to find and are then those without squares.

    >>> from flint import Ordering, fmpq_mpoly_ctx
    >>> x = fmpq_mpoly_ctx.get(["x"], Ordering.lex).gens()[0]
    >>> len(factors_of(x**4 - 1)[1]), len(factors_of(x**400 - 1)[1])
    (3, 1)
    """
    found = polynomial.factor() if max(polynomial.degrees()) <= _FACTORED else polynomial.factor_squarefree()
    return found[0], found[1]


def in_lowest_terms(top: Polynomial, bottom: Polynomial) -> Fractional:
    """Return a fraction in lowest terms."""
    common = top.gcd(bottom)
    return divided(top, common), divided(bottom, common)


def divided(a: Polynomial, b: Polynomial) -> Polynomial:
    """Return a / b where b divides a."""
    if b.is_one():
        return a
    quotient, rest = divmod(a, b)
    assert rest == 0
    return quotient

"""The polynomial ring of kernels: symbols, sin u, sqrt u, exp u, … become variables over the rationals,
where adding, cancelling and factoring are exact and fast.

Relations between kernels are used on the way: r**q == u for a root, s**2 + c**2 == 1 for sine and
cosine, c**2 - s**2 == 1 for the hyperbolic ones, I**2 == -1. A square root is moved out of the
denominator where that lets something cancel.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Number
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.families import (
    FIRST,
    PYTHAGORAS,
    RELATIONS,
    Name,
    name_of,
    names_of,
    sine_and_cosine,
)
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors, Terms
from symdiff.simplifier.ring.kernels import Kernel, add, plain
from symdiff.simplifier.ring.polynomials import (
    HIGHEST,
    Fractional,
    Polynomial,
    Polynomials,
    divided,
    in_lowest_terms,
    number_of,
    terms_of,
)
from symdiff.simplifier.ring.related import Related
from symdiff.table.functions import ABS, row_of
from symdiff.table.operators import CONSTANT, NUMBER, is_leaf

_SQUARES: Final = 4
"""Degree in a pair up to which a polynomial is made homogeneous."""
_COLLECTED: Final = 30
"""Terms of a polynomial up to which they are drawn together."""
_CONJUGATE: Final = 60
"""Terms of a denominator up to which a square root is moved out of it."""


class Ring(Polynomials):
    """The polynomial ring of some kernels and their relations."""

    def __init__(
        self,
        reading: Related,
        roots: dict[Kernel, int],
        twins: set[Kernel],
        second: bool = False,
        quotients: bool = False,
        named: bool = False,
    ) -> None:
        super().__init__(reading, sorted(roots, key=lambda kernel: _rank(reading.form, kernel)), roots)
        self.named = named
        self.related = reading
        self.second = second
        """Whether squares of the second function of a pair are eliminated, not of the first."""
        self.quotients = quotients
        """Whether powers of sine and cosine are written as quotients of the two."""
        self.doubt = False
        """Whether a denominator was multiplied by its conjugate, which may vanish where it does not."""
        self._twins = {self.index[kernel] for kernel in twins}
        """Kernels that are there for the sake of the other function of their pair."""

    def _check(self, *polynomials: Polynomial) -> None:
        for polynomial in polynomials:
            self.checked(polynomial)

    # Relations ------------------------------------------------------------------------------

    def reduced(self, fraction: Fractional) -> Fractional:
        """Return the fraction in lowest terms, reduced by the relations between its kernels."""
        for i in range(len(self.kernels)):
            relation = self._relation(i)
            if relation is not None:
                fraction = self._folded(fraction, i, *relation)
                if self.kernels[i][0] in self.related.squares:
                    fraction = self._refolded(fraction, i)
        return self._cleared(*self._in_lowest_terms(*fraction))

    def folded(self, polynomial: Polynomial) -> Polynomial:
        """Return the top of *polynomial* with its kernels reduced by those relations alone that have no
        denominator; nothing is divided or multiplied."""
        for i in range(len(self.kernels)):
            relation = self._relation(i)
            if relation is not None and relation[1][1].is_one() and polynomial.degrees()[i] >= relation[0]:
                polynomial = self._lowered(polynomial, i, *relation)[0]
        return polynomial

    def relations(self) -> dict[int, tuple[int, Fractional]]:
        """Return the places of the kernels that have a relation, and q and u where the kernel to the power q
        is u."""
        found = [(i, self._relation(i)) for i in range(len(self.kernels))]
        return {i: relation for i, relation in found if relation is not None}

    def _refolded(self, fraction: Fractional, last: int) -> Fractional:
        """Use the relations of the kernels before one once more: its square brings them back."""
        for i in range(last):
            relation = self._relation(i)
            if relation is not None and max(part.degrees()[i] for part in fraction) >= relation[0]:
                fraction = self._folded(fraction, i, *relation)
        return fraction

    def _in_lowest_terms(self, top: Polynomial, bottom: Polynomial) -> Fractional:
        """Return a fraction in lowest terms."""
        common = top.gcd(bottom)
        if common.is_one():
            return top, bottom
        if not common.is_constant():
            self.laws.add("lowest-terms")
            if self.named:
                self.cancelled.append(common)
        return divided(top, common), divided(bottom, common)

    def _cleared(self, top: Polynomial, bottom: Polynomial) -> Fractional:
        """Return the fraction without square roots as factors of its denominator, if that is shorter:
        (u + x*r)/r with r**2 == u is r + x."""
        places = [i for i, d in enumerate(bottom.degrees()) if d and self.roots[i] == 2]
        found = top, bottom
        cleared = False
        for i in places:
            relation = self._relation(i)
            if relation is None or relation[0] != 2:
                continue
            if found[1].degrees()[i] != 1 or self._halves(found[1], i)[0] != 0:
                continue  # the root above it was cleared, which brought this one again
            _, u = relation
            raised = self._lowered(found[0] * self.generators[i], i, 2, u)
            high = self._halves(found[1], i)[1]
            if high == 0 or u[0] == 0:
                raise Unsettled("a division by zero")
            found = raised[0] * u[1], high * u[0] * raised[1]
            cleared = True
        if not cleared:
            return top, bottom
        self._check(*found)
        found = in_lowest_terms(*found)
        shorter = len(found[0]) + len(found[1]) < len(top) + len(bottom)
        if shorter:
            self.laws.add("root-cleared")
        return found if shorter else (top, bottom)

    def _relation(self, i: int) -> tuple[int, Fractional] | None:
        """Return (q, u) where kernel *i* to the power q is u, or None."""
        base, symbolic = self.kernels[i]
        root, graph = self.roots[i], self.graph
        op = graph.ops[base]
        if symbolic >= 0:
            return None
        if op == NUMBER and root > 1:
            return root, (self.constant(graph.value(base)), self.one)
        if base in self.known and self.related.is_composite(base):
            return root, self.known[base]
        if op == CONSTANT and graph.name(base) == "I":
            return 2 * root, (-self.one, self.one)
        if self.is_absolute(base):
            square = self.times_power((self.one, self.one), self.fraction(graph.children[base][0]), 2)
            return 2 * root, square
        if base in self.related.squares:
            return 2 * root, self.fraction(self.related.squares[base].node)
        relation = RELATIONS.get(op)
        if relation is not None:
            j = self.index.get((graph.call(relation.second, graph.children[base]), -1))
            # Of the two, the one that is eliminated is the one that stands first in the ring.
            if j is None or i in self._twins or j in self._twins:
                return None
            if (i < j) != self.second:
                return 2 * root, (self._square(i, j), self.one)
        return None

    def _name_of(self, i: int) -> str:
        """Return the name of the relation of kernel *i*."""
        op = self.graph.ops[self.kernels[i][0]]
        if op in RELATIONS:
            return PYTHAGORAS[op]
        if op == NUMBER:
            return "root-of-number-squared"
        if op == CONSTANT:
            return "imaginary-power"
        if op == ABS:
            return "abs-squared"
        square = self.related.squares.get(self.kernels[i][0])
        return "power-of-root" if square is None else square.law

    def is_absolute(self, base: int) -> bool:
        """Return whether *base* is |u| with a real u, so that |u|**2 is u**2."""
        return self.graph.ops[base] == ABS and self.form.is_real(self.graph.children[base][0])

    def _square(self, i: int, j: int) -> Polynomial:
        """Return the square of the function of kernel *i*, by that of its partner *j*."""
        relation = RELATIONS[self.graph.ops[self.kernels[i][0]]]
        square = self.generators[j] ** (2 * self.roots[j])
        return self.one * relation.one + square * relation.sign

    def pairs(self) -> list[tuple[int, int, int, bool]]:
        """Return first and second function of each pair, their argument, whether they are hyperbolic."""
        found = []
        for i, (base, symbolic) in enumerate(self.kernels):
            op = self.graph.ops[base]
            if symbolic < 0 and op in FIRST and self.roots[i] == 1:
                argument = self.graph.children[base]
                j = self.index.get((self.graph.call(RELATIONS[op].second, argument), -1))
                if j is not None and self.roots[j] == 1:
                    found.append((i, j, argument[0], FIRST[op]))
        return found

    def homogeneous(self, polynomial: Polynomial, i: int, j: int) -> Polynomial | None:
        """Return a polynomial with all its terms raised to one degree in a pair by their relation:
        1 + 2*sin*cos is sin**2 + 2*sin*cos + cos**2. None where it is so, or that cannot be."""
        terms = terms_of(polynomial)
        degrees = {int(e[i] + e[j]) for e in terms}
        highest = max(degrees)
        if len(degrees) < 2 or highest > _SQUARES or len({d % 2 for d in degrees}) > 1:
            return None
        relation = RELATIONS[self.graph.ops[self.kernels[i][0]]]
        one = (self.generators[i] ** 2 - self.generators[j] ** 2 * relation.sign) * relation.one
        total = self.zero
        for exponents, coefficient in terms.items():
            times = (highest - int(exponents[i] + exponents[j])) // 2
            total = total + self.context.from_dict({exponents: coefficient}) * one**times
        return total

    def without_square(self, polynomial: Polynomial, i: int, j: int) -> Polynomial:
        """Return a polynomial with even powers of kernel *i* written by its partner *j*."""
        return self._lowered(polynomial, i, 2, (self._square(i, j), self.one))[0]

    def _folded(self, fraction: Fractional, i: int, q: int, u: Fractional) -> Fractional:
        """Use kernel**q == u in both, and free the denominator of the kernel where q is 2."""
        top, bottom = fraction
        above, below = top.degrees()[i], bottom.degrees()[i]
        if above >= q or below >= q:
            self.laws.add(self._name_of(i))
            top, bottom = _over(self._lowered(top, i, q, u), self._lowered(bottom, i, q, u))
            below = bottom.degrees()[i]
        if q == 2 and below and len(bottom) <= _CONJUGATE:
            low, high = self._halves(bottom, i)
            free = low * low * u[1] - high * high * u[0]
            if low != 0 and free != 0 and not self._vanishes(free, i):
                self.doubt = True
                self.laws.add(self._conjugate_of(i))
                conjugate = low - high * self.generators[i]
                raised = self._lowered(top * conjugate * u[1], i, q, u)
                top, bottom = raised[0], free * raised[1]
        self._check(top, bottom)
        return self._in_lowest_terms(top, bottom)

    def conjugate(self, polynomial: Polynomial, i: int) -> tuple[Polynomial, Polynomial]:
        """Return a polynomial with the other sign in front of odd powers of a root, kernel *i*, and the
        product of the two, reduced by the relations without a denominator."""
        turned = {e: -c if e[i] % 2 else c for e, c in terms_of(polynomial).items()}
        conjugate = self.context.from_dict(turned)
        return conjugate, self.folded(self.times(polynomial, conjugate))

    def _conjugate_of(self, i: int) -> str:
        """Return the name of the law by which a denominator is freed of kernel *i*."""
        op = self.graph.ops[self.kernels[i][0]]
        if op in RELATIONS:
            return "conjugate-cosh" if row_of(op).family == "hyperbolic" else "conjugate-cos"
        return "conjugate-imaginary" if op == CONSTANT else "conjugate"

    def _vanishes(self, polynomial: Polynomial, before: int) -> bool:
        """Return whether a polynomial is zero by the relations of the kernels before one: that of
        sin**2 when |sin|**2 has become it."""
        for i in range(before):
            relation = self._relation(i) if polynomial.degrees()[i] > 1 else None
            if relation is not None:
                polynomial, _ = self._lowered(polynomial, i, *relation)
        return bool(polynomial == 0)

    def _lowered(self, polynomial: Polynomial, i: int, q: int, u: Fractional) -> Fractional:
        """Return a polynomial with kernel**q replaced by u as often as it goes."""
        if polynomial.degrees()[i] < q:
            return polynomial, self.one
        pieces: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in terms_of(polynomial).items():
            times, rest = divmod(exponents[i], q)
            left = (*exponents[:i], rest, *exponents[i + 1 :])
            pieces.setdefault(times, {})[left] = coefficient
        most = max(pieces)
        if most > HIGHEST:
            raise self.too_long("a power of a relation")
        total = self.zero
        for times, terms in pieces.items():
            total = total + self.context.from_dict(terms) * u[0] ** times * u[1] ** (most - times)
            self.checked(total)
        return total, u[1] ** most

    def _halves(self, polynomial: Polynomial, i: int) -> tuple[Polynomial, Polynomial]:
        """Return low and high of a polynomial low + high*kernel."""
        low: dict[tuple[int, ...], Any] = {}
        high: dict[tuple[int, ...], Any] = {}
        for exponents, coefficient in terms_of(polynomial).items():
            if exponents[i]:
                high[(*exponents[:i], 0, *exponents[i + 1 :])] = coefficient
            else:
                low[exponents] = coefficient
        return self.context.from_dict(low), self.context.from_dict(high)

    # Back -----------------------------------------------------------------------------------

    def node(self, polynomial: Polynomial) -> int:
        """Return a polynomial as a sum of the normal form."""
        if not isinstance(polynomial, Shifted):
            return super().node(polynomial)
        form, graph, terms = self.form, self.graph, dict[int, Number]()
        inner, lowered, times = polynomial
        groups = [group for group in self.pairs() if lowered in group[:2]]
        for exponents, coefficient in terms_of(inner).items():
            factors: Factors = {}
            number = Fraction(number_of(coefficient))
            powers = [int(exponent) for exponent in exponents]
            powers[lowered] += times
            for group in groups:
                for name in self.names(powers[group[0]], powers[group[1]], group):
                    self.laws.update(name_of(name.code, graph.ops[self.kernels[group[0]][0]]))
                    call = graph.call(name.code, (group[2],))
                    number *= Fraction(form.raised(factors, call, graph.number(name.power)))
                powers[group[0]] = powers[group[1]] = 0
            for i, power in enumerate(powers):
                if power:
                    number *= self._raised(factors, i, power)
            add(terms, form.terms(form.product(1, factors)), number)
        return form.sum(terms)

    def _raised(self, into: Factors, i: int, power: int) -> Fraction:
        """Multiply a power of generator *i* into *into*; return the number that comes out of it."""
        base, symbolic = self.kernels[i]
        exponent = plain(Fraction(power, self.roots[i]))
        up = self.form.scaled(symbolic, exponent) if symbolic >= 0 else self.graph.number(exponent)
        return Fraction(self.form.raised(into, base, up))

    def names(self, first: int, second: int, group: tuple[int, int, int, bool]) -> list[Name]:
        """Return the functions by which powers of the two of a pair are written."""
        if not first and not second:
            return []
        i, _, argument, hyperbolic = group
        sine, cosine = sine_and_cosine(self.graph.ops[self.kernels[i][0]], first, second)
        return names_of(sine, cosine, hyperbolic, self.graph.size(argument) + 1, self.quotients)

    def collected(self, polynomial: Polynomial) -> int:
        """Return a polynomial as a sum of the normal form, terms with one power of a function drawn
        together where that is shorter: 3*exp(x) - x*exp(x) - 3 is (3 - x)*exp(x) - 3."""
        best = self.node(polynomial)
        if isinstance(polynomial, Shifted) or not 3 <= len(polynomial) <= _COLLECTED:
            return best
        graph, form = self.graph, self.form
        degrees = polynomial.degrees()
        law = ""
        for i, (base, symbolic) in enumerate(self.kernels):
            if not degrees[i] or (symbolic < 0 and is_leaf(graph.ops[base])):
                continue
            groups: dict[int, dict[tuple[int, ...], Any]] = {}
            for exponents, coefficient in terms_of(polynomial).items():
                rest = (*exponents[:i], 0, *exponents[i + 1 :])
                groups.setdefault(int(exponents[i]), {})[rest] = coefficient
            if len(groups) < 2 or all(len(group) == 1 for power, group in groups.items() if power):
                continue
            terms: Terms = {}
            for power, group in groups.items():
                coefficient = self.node(self.context.from_dict(group))
                if not power:
                    add(terms, form.terms(coefficient), 1)
                    continue
                factors: Factors = {}
                number = Fraction(form.raised(factors, coefficient, form.one))
                number *= self._raised(factors, i, power)
                monomial = form.product(1, factors)
                add(terms, {monomial: 1} if len(group) > 1 else form.terms(monomial), number)
            found = form.sum(terms)
            if graph.size(found) < graph.size(best):
                best, law = found, "common-exponential" if base == form.e else "common-factor"
        if law:
            self.laws.add(law)
        return best

    def shifted(self, polynomial: Polynomial, i: int, times: int) -> Polynomial:
        """Return polynomial * kernel**times; the exponents may fall below zero."""
        if times < 0:
            return Shifted(polynomial, i, times)
        return polynomial * self.generators[i] ** times


class Shifted(NamedTuple):
    """polynomial * kernel**times, with times < 0."""

    polynomial: Polynomial
    kernel: int
    times: int

    def degrees(self) -> tuple[int, ...]:
        """Return the degrees of the polynomial."""
        return tuple(self.polynomial.degrees())

    def __len__(self) -> int:
        return len(self.polynomial)


def _over(top: Fractional, bottom: Fractional) -> Fractional:
    """Return the quotient of two fractions."""
    if bottom[0] == 0:
        raise Unsettled("a division by zero")
    return top[0] * bottom[1], bottom[0] * top[1]


def _rank(form: Normal, kernel: Kernel) -> tuple[Any, ...]:
    """Return the order of kernels: functions before the symbols, so that they are eliminated."""
    base, symbolic = kernel
    keys = [form.order.key(node) for node in kernel if node >= 0]
    return (is_leaf(form.graph.ops[base]), keys, symbolic >= 0)

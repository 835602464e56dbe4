"""One fraction in lowest terms: kernels (symbols, sin u, sqrt u, exp u, …) become the variables of a
polynomial ring over the rationals, where adding, cancelling and factoring are exact and fast.

Relations between kernels are used on the way: r**q == u for a root, s**2 + c**2 == 1 for sine and
cosine, c**2 - s**2 == 1 for the hyperbolic ones, I**2 == -1. A square root is moved out of the
denominator where that lets something cancel.

>>> from symdiff.parse import parse
>>> from symdiff.expr import Expr
>>> from symdiff.simplify.factor import Factored
>>> form = Factored(parse("1/(x - 1) - 1/(x + 1)").graph)
>>> [node] = form.sweep([len(form.source) - 1])
>>> str(Expr(form.graph, Fractions(form).lowest(node)))
'2/(x**2 - 1)'
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from symdiff.functions import CONSTANT, NUMBER
from symdiff.graph import Number
from symdiff.simplify.normal import Factors, Normal, Terms, Unsettled
from symdiff.simplify.trig import RELATIONS

_LONGEST: Final = 400
"""Terms of a polynomial beyond which the fraction is given up."""
_HIGHEST: Final = 60
"""Exponent beyond which it is."""
_FEW: Final = 8
"""Factors up to which pairs are tried together."""
_CONJUGATE: Final = 60
"""Terms of a denominator up to which a square root is moved out of it."""

Kernel = tuple[int, int]
"""Base and symbolic part of the exponent, -1 where the exponent is a number."""
Polynomial = Any
"""A flint.fmpq_mpoly."""
Fractional = tuple[Polynomial, Polynomial]
"""Numerator and denominator."""


class _TooLong(Exception):
    """A polynomial has more terms than we are ready to wait for."""


class Fractions:
    """Fractions of polynomials in the kernels of a normal form."""

    def __init__(self, form: Normal, second: bool = False) -> None:
        self.form = form
        self.graph = form.graph
        self.second = second
        """Whether squares of the second function of a pair are eliminated, not of the first."""

    def lowest(self, root: int) -> int:
        """Return *root* as one factored fraction in lowest terms, or *root* where that is too long.

        Raises Unsettled where a float stands outside of a function.
        """
        ring = _Ring(self, self._kernels(root))
        try:
            return ring.written(*ring.reduced(ring.fraction(root)))
        except _TooLong:
            return root

    def sum_of(self, node: int) -> Terms | None:
        """Return the terms of a sum, None for anything else."""
        terms = self.form.terms(node)
        if any(isinstance(number, float) for number in terms.values()):
            raise Unsettled("a float")
        return terms if len(terms) > 1 else None

    def powers(self, node: int) -> tuple[Fraction, list[tuple[int, int, Fraction]]]:
        """Return a product as a number and powers: base, symbolic and numeric part of an exponent."""
        form = self.form
        number, factors = form.factors(node)
        if isinstance(number, float):
            raise Unsettled("a float")
        found = []
        for base, exponent in factors.items():
            for monomial, coefficient in form.terms(exponent).items():
                if isinstance(coefficient, float):
                    raise Unsettled("a float exponent")
                symbolic = -1 if monomial == form.one else monomial
                found.append((base, symbolic, Fraction(coefficient)))
        return Fraction(number), found

    def is_composite(self, base: int) -> bool:
        """Return whether *base* is a sum or a product rather than a kernel itself."""
        return self.sum_of(base) is not None or self.form.factors(base) != (1, {base: self.form.one})

    def parts(self, node: int) -> Iterator[int]:
        """Return the nodes whose fractions make that of *node*."""
        if self.graph.ops[node] == NUMBER:
            return
        terms = self.sum_of(node)
        if terms is not None:
            yield from [monomial for monomial in terms if monomial != self.form.one]
            return
        for base, symbolic, _ in self.powers(node)[1]:
            if symbolic < 0 and base != node and self.is_composite(base):
                yield base

    def _kernels(self, root: int) -> dict[Kernel, int]:
        """Return the kernels outside of functions and the root that is taken of each."""
        kernels: dict[Kernel, int] = {}
        pending, seen = [root], {root}
        while pending:
            node = pending.pop()
            for part in self.parts(node):
                if part not in seen:
                    seen.add(part)
                    pending.append(part)
            if self.graph.ops[node] == NUMBER or self.sum_of(node) is not None:
                continue
            for base, symbolic, power in self.powers(node)[1]:
                whole = symbolic < 0 and power.denominator == 1
                if not (whole and base != node and self.is_composite(base)):
                    known = kernels.get((base, symbolic), 1)
                    kernels[base, symbolic] = math.lcm(known, power.denominator)
        return kernels


class _Ring:
    """The polynomial ring of some kernels."""

    def __init__(self, owner: Fractions, roots: dict[Kernel, int]) -> None:
        from flint import Ordering, fmpq, fmpq_mpoly_ctx

        self.owner, self.form, self.graph = owner, owner.form, owner.graph
        self.kernels = sorted(roots, key=self._rank)
        self.roots = [roots[kernel] for kernel in self.kernels]
        self.index = {kernel: i for i, kernel in enumerate(self.kernels)}
        names = [f"k{i}" for i in range(len(self.kernels))] or ["k"]
        self.context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self.generators = self.context.gens()
        self.rational = fmpq
        self.zero, self.one = self.context.constant(0), self.context.constant(1)
        self.known: dict[int, Fractional] = {}

    def _rank(self, kernel: Kernel) -> tuple[Any, ...]:
        """Return the order of kernels: functions before the symbols, so that they are eliminated."""
        base, symbolic = kernel
        keys = [self.form.order.key(node) for node in kernel if node >= 0]
        return (self.graph.ops[base] <= CONSTANT, keys, symbolic >= 0)

    # There ----------------------------------------------------------------------------------

    def fraction(self, root: int) -> Fractional:
        """Return *root* as numerator and denominator. Raises _TooLong."""
        pending, opened = [root], set[int]()
        while pending:
            node = pending[-1]
            missing = [part for part in self.owner.parts(node) if part not in self.known]
            if missing:
                if node in opened:
                    raise _TooLong  # a product and a sum that stand for one another
                opened.add(node)
                pending += missing
                continue
            pending.pop()
            if node not in self.known:
                terms = None if self.graph.ops[node] == NUMBER else self.owner.sum_of(node)
                self.known[node] = self._product(node) if terms is None else self._sum(terms)
        return self.known[root]

    def _constant(self, value: Number) -> Polynomial:
        return self.context.constant(self.rational(value.numerator, value.denominator))  # type: ignore[union-attr]

    def _sum(self, terms: Terms) -> Fractional:
        top, bottom = self.zero, self.one
        for monomial, number in terms.items():
            n, d = (self.one, self.one) if monomial == self.form.one else self.known[monomial]
            n = n * self._constant(number)
            if d == bottom:
                top = top + n
            else:
                common = bottom.gcd(d)
                left = _quotient(d, common)
                top, bottom = top * left + n * _quotient(bottom, common), bottom * left
            self._check(top, bottom)
        return top, bottom

    def _product(self, node: int) -> Fractional:
        if self.graph.ops[node] == NUMBER:
            return self._constant(self.graph.value(node)), self.one
        number, powers = self.owner.powers(node)
        fraction = (self._constant(number), self.one)
        for base, symbolic, power in powers:
            kernel = (base, symbolic)
            whole = 0
            if symbolic < 0 and base != node and self.owner.is_composite(base):
                whole = math.trunc(power)
                fraction = self._times(fraction, self.known[base], whole)
            rest = power - whole
            if rest:
                i = self.index[kernel]
                generator = (self.generators[i], self.one)
                fraction = self._times(fraction, generator, int(rest * self.roots[i]))
        return fraction

    def _times(self, left: Fractional, right: Fractional, exponent: int) -> Fractional:
        """Return left * right**exponent."""
        n, d = right if exponent >= 0 else (right[1], right[0])
        exponent = abs(exponent)
        if exponent > _HIGHEST:
            raise _TooLong
        top, bottom = left[0] * n**exponent, left[1] * d**exponent
        self._check(top, bottom)
        return top, bottom

    def _check(self, *polynomials: Polynomial) -> None:
        if any(len(p) > _LONGEST for p in polynomials):
            raise _TooLong

    # Relations ------------------------------------------------------------------------------

    def reduced(self, fraction: Fractional) -> Fractional:
        """Return the fraction in lowest terms, reduced by the relations between its kernels."""
        for i in range(len(self.kernels)):
            relation = self._relation(i)
            if relation is not None:
                fraction = self._folded(fraction, i, *relation)
        return _lowest(*fraction)

    def _relation(self, i: int) -> tuple[int, Fractional] | None:
        """Return (q, u) where kernel *i* to the power q is u, or None."""
        base, symbolic = self.kernels[i]
        root, graph = self.roots[i], self.graph
        op = graph.ops[base]
        if symbolic >= 0:
            return None
        if op == NUMBER and root > 1:
            return root, (self._constant(graph.value(base)), self.one)
        if base in self.known and self.owner.is_composite(base):
            return root, self.known[base]
        if op == CONSTANT and graph.name(base) == "I":
            return 2 * root, (-self.one, self.one)
        relation = RELATIONS.get(op)
        if relation is not None:
            j = self.index.get((graph.call(relation.second, graph.children[base]), -1))
            # Of the two, the one that is eliminated is the one that stands first in the ring.
            if j is not None and (i < j) != self.owner.second:
                square = self.generators[j] ** (2 * self.roots[j])
                return 2 * root, (self.one * relation.one + square * relation.sign, self.one)
        return None

    def _folded(self, fraction: Fractional, i: int, q: int, u: Fractional) -> Fractional:
        """Use kernel**q == u in both, and free the denominator of the kernel where q is 2."""
        top, bottom = _over(self._lowered(fraction[0], i, q, u), self._lowered(fraction[1], i, q, u))
        if q == 2 and bottom.degrees()[i] and len(bottom) <= _CONJUGATE:
            low, high = self._halves(bottom, i)
            free = low * low * u[1] - high * high * u[0]
            if low != 0 and free != 0:
                conjugate = low - high * self.generators[i]
                raised = self._lowered(top * conjugate * u[1], i, q, u)
                top, bottom = raised[0], free * raised[1]
        self._check(top, bottom)
        return _lowest(top, bottom)

    def _lowered(self, polynomial: Polynomial, i: int, q: int, u: Fractional) -> Fractional:
        """Return a polynomial with kernel**q replaced by u as often as it goes."""
        if polynomial.degrees()[i] < q:
            return polynomial, self.one
        pieces: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in polynomial.to_dict().items():
            times, rest = divmod(exponents[i], q)
            left = (*exponents[:i], rest, *exponents[i + 1 :])
            pieces.setdefault(times, {})[left] = coefficient
        most = max(pieces)
        if most > _HIGHEST:
            raise _TooLong
        total = self.zero
        for times, terms in pieces.items():
            total = total + self.context.from_dict(terms) * u[0] ** times * u[1] ** (most - times)
            self._check(total)
        return total, u[1] ** most

    def _halves(self, polynomial: Polynomial, i: int) -> tuple[Polynomial, Polynomial]:
        """Return low and high of a polynomial low + high*kernel."""
        low: dict[tuple[int, ...], Any] = {}
        high: dict[tuple[int, ...], Any] = {}
        for exponents, coefficient in polynomial.to_dict().items():
            if exponents[i]:
                high[(*exponents[:i], 0, *exponents[i + 1 :])] = coefficient
            else:
                low[exponents] = coefficient
        return self.context.from_dict(low), self.context.from_dict(high)

    # Back -----------------------------------------------------------------------------------

    def written(self, top: Polynomial, bottom: Polynomial) -> int:
        """Return the fraction, factored, as a node of the normal form."""
        if top == 0:
            return self.graph.number(0)
        factors: Factors = {}
        number = Fraction(1)
        for polynomial, sign in ((top, 1), (bottom, -1)):
            content, parts = polynomial.factor()
            number *= Fraction(int(content.p), int(content.q)) ** sign
            for part, power in self._merged([(part, int(power)) for part, power in parts]):
                exponent = self.graph.number(sign * power)
                number *= Fraction(self.form.raised(factors, self._node(part), exponent))
        return self.form.product(_plain(number), factors)

    def _merged(self, parts: list[tuple[Polynomial, int]]) -> list[tuple[Polynomial, int]]:
        """Return the factors with those multiplied out that are shorter so: (x + 1)*(x - 1)."""
        if not 1 < len(parts) <= _FEW:
            return parts
        for i, (left, power) in enumerate(parts):
            for j, (right, other) in enumerate(parts[:i]):
                if power != other or len(left) * len(right) > _CONJUGATE or 1 in (len(left), len(right)):
                    continue
                whole = left * right
                apart = self.graph.size(self._node(left)) + self.graph.size(self._node(right)) + 1
                if self.graph.size(self._node(whole)) < apart:
                    rest = [part for k, part in enumerate(parts) if k not in (i, j)]
                    return self._merged([*rest, (whole, power)])
        return parts

    def _node(self, polynomial: Polynomial) -> int:
        """Return a polynomial as a sum of the normal form."""
        form, terms = self.form, dict[int, Number]()
        for exponents, coefficient in polynomial.to_dict().items():
            factors: Factors = {}
            number = Fraction(int(coefficient.p), int(coefficient.q))
            for (base, symbolic), root, times in zip(self.kernels, self.roots, exponents, strict=True):
                if times:
                    power = _plain(Fraction(int(times), root))
                    exponent = form.scaled(symbolic, power) if symbolic >= 0 else self.graph.number(power)
                    number *= Fraction(form.raised(factors, base, exponent))
            node = form.product(1, factors)
            for monomial, inner in form.terms(node).items():
                terms[monomial] = terms.get(monomial, 0) + _plain(number * Fraction(inner))
        return form.sum(terms)


def _over(top: Fractional, bottom: Fractional) -> Fractional:
    """Return the quotient of two fractions."""
    return top[0] * bottom[1], bottom[0] * top[1]


def _lowest(top: Polynomial, bottom: Polynomial) -> Fractional:
    common = top.gcd(bottom)
    return _quotient(top, common), _quotient(bottom, common)


def _quotient(a: Polynomial, b: Polynomial) -> Polynomial:
    """Return a / b where b divides a."""
    quotient, rest = divmod(a, b)
    assert rest == 0
    return quotient


def _plain(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value

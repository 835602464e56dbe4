"""Sums of products of powers of kernels: what coefficients of expansions are, exactly.

A kernel is a constant (pi, E), a prime under a root, a letter, a function at a point, or a sum that is
divided by. Coefficients are rational. Of a prime the exponent is between 0 and 1, of a sum it is negative or
a fraction, and squares of a sine are written by the cosine, so that equal sums are mostly the same; that one
is zero and does not look so, its digits tell.

>>> from symdiff.arithmetic.balls import deep
>>> ring = Ring(deep(30, lenient=True))
>>> two = ring.root(fmpq(2), Fraction(1, 2))
>>> ring.times(two, ring.root(fmpq(6), Fraction(1, 2))) == ring.root(fmpq(12), Fraction(1, 2))
True
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flint import fmpq, fmpz

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.balls import Balls
from symdiff.errors import TooLarge
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP, SQRT

Exponent = int | Fraction
Monomial = tuple[tuple[int, Exponent], ...]
"""Kernels by their numbers, rising, each with its exponent, which is not 0."""
Terms = dict[Monomial, Any]
"""Monomial → its coefficient, a rational number of flint that is not 0."""

_ONE: Final[Monomial] = ()
_WORK: Final = 400_000
"""Products of terms, at most: about two seconds."""
_PLAIN: Final = 1e-9
"""A sum of floats that is no smaller a part of its terms has a sign."""
_FACTORED: Final = 200
"""Bits of a whole number up to which its factors are looked for."""


class Kernel(NamedTuple):
    """What powers are taken of."""

    node: int
    near: Ball
    """Its value; where it has letters, at a point that was drawn."""
    letters: bool = False
    """Whether it depends on a letter."""
    whole: int = 0
    """The whole number that it is, or 0."""
    inside: Terms | None = None
    """The sum that it is; of one with letters powers are left as they are."""
    square: Terms | None = None
    """What its square is written as."""
    argument: Monomial | None = None
    """What it is the exponential of."""


class Ring:
    """The sums, with the kernels that were met so far."""

    def __init__(self, numbers: Balls) -> None:
        self.numbers = numbers
        """What values of kernels are computed in."""
        self.graph = Graph()
        self.kernels: list[Kernel] = []
        self._index: dict[int, int] = {}
        self._work = 0
        self._floats: dict[Monomial, float] = {}
        """The value of each monomial that was asked for."""

    # Kernels --------------------------------------------------------------------------------

    def kernel(self, made: Kernel) -> Terms:
        """Return a kernel as a sum, the one that has its node where there is one."""
        number = self._index.setdefault(made.node, len(self.kernels))
        if number == len(self.kernels):
            self.kernels.append(made)
        return {((number, 1),): fmpq(1)}

    def squared(self, terms: Terms, square: Terms) -> None:
        """Write squares of a kernel from now on as *square*."""
        [((number, _),)] = terms
        self.kernels[number] = self.kernels[number]._replace(square=square)

    def root(self, base: Any, exponent: Fraction) -> Terms:
        """Return a power of a positive rational number."""
        found: Terms = {_ONE: fmpq(1)}
        for part, sign in ((base.p, 1), (base.q, -1)):
            if part == 1:
                continue
            factors = fmpz(part).factor() if fmpz(part).bit_length() <= _FACTORED else [(part, 1)]
            for prime, power in factors:
                whole = int(prime)
                node = self.graph.number(whole)
                kernel = self.kernel(Kernel(node, self.numbers.number(whole), whole=whole))
                [((number, _),)] = kernel
                found = self.times(found, self._normal({number: exponent * power * sign}, fmpq(1)))
        return found

    def exponential(self, monomial: Monomial, exponent: Exponent) -> Terms:
        """Return a power, not the power 0, of the exponential of a monomial."""
        if monomial:
            node = self.graph.call(EXP, (self._product(monomial, fmpq(1)),))
        else:
            node = self.graph.constant("E")
        near = self.numbers.call(EXP, [self._near(monomial)])
        kernel = self.kernel(Kernel(node, near, self._letters(monomial), argument=monomial))
        [((number, _),)] = kernel
        return {((number, exponent),): fmpq(1)}

    def whole(self, terms: Terms) -> tuple[Any, Monomial]:
        """Return a sum of several terms as a positive rational number times a kernel, which is a sum."""
        first = abs(terms[min(terms)])
        inside = {monomial: value / first for monomial, value in terms.items()}
        letters = self.letters(inside)
        made = Kernel(self.node(inside), self.near(inside), letters, inside=None if letters else inside)
        [monomial] = self.kernel(made)
        return first, monomial

    # Arithmetic -----------------------------------------------------------------------------

    def plus(self, left: Terms, right: Terms) -> Terms:
        """Return the sum of two sums."""
        total = dict(left)
        for monomial, value in right.items():
            _collect(total, monomial, value)
        return total

    def times(self, left: Terms, right: Terms) -> Terms:
        """Return the product of two sums. Raises TooLarge where there were too many of them."""
        total: Terms = {}
        self._work += len(left) * len(right)
        if self._work > _WORK:
            raise TooLarge(
                f"coefficients that take more than {_WORK} products of terms",
                hint="ask for a lower order, or give numbers for letters",
            )
        for m, a in left.items():
            for n, b in right.items():
                if not m or not n:
                    _collect(total, m or n, a * b)
                    continue
                exponents: dict[int, Exponent] = dict(m)
                for number, exponent in n:
                    exponents[number] = exponents.get(number, 0) + exponent
                for monomial, value in self._normal(exponents, a * b).items():
                    _collect(total, monomial, value)
        return total

    def scaled(self, terms: Terms, by: Any) -> Terms:
        """Return a sum times a rational number that is not 0."""
        return {monomial: value * by for monomial, value in terms.items()}

    def raised(self, monomial: Monomial, exponent: Exponent) -> Terms:
        """Return a power of a monomial: of a positive one, where the exponent is a fraction."""
        return self._normal({number: own * exponent for number, own in monomial}, fmpq(1))

    def _normal(self, exponents: dict[int, Exponent], value: Any) -> Terms:
        """Return a product of powers, times a rational number, in the form that sums have."""
        found: list[tuple[int, Exponent]] = []
        rest: Terms | None = None
        for number, exponent in exponents.items():
            if not exponent:
                continue
            kernel = self.kernels[number]
            if kernel.whole:
                over = exponent.numerator // exponent.denominator
                value = value * fmpq(kernel.whole) ** over
                exponent = exponent - over
            elif kernel.inside is not None and exponent >= 1:
                over = exponent.numerator // exponent.denominator
                exponent = exponent - over
                for _ in range(over):
                    rest = kernel.inside if rest is None else self.times(rest, kernel.inside)
            elif kernel.square is not None and exponent >= 2:
                over = exponent.numerator // (2 * exponent.denominator)
                exponent = exponent - 2 * over
                for _ in range(over):
                    rest = kernel.square if rest is None else self.times(rest, kernel.square)
            if exponent:
                whole = exponent.denominator == 1
                found.append((number, exponent.numerator if whole else exponent))
        terms: Terms = {tuple(sorted(found)): value}
        return terms if rest is None else self.times(terms, rest)

    # Reading --------------------------------------------------------------------------------

    def letters(self, terms: Terms) -> bool:
        """Return whether a sum depends on a letter."""
        return any(self._letters(monomial) for monomial in terms)

    def _letters(self, monomial: Monomial) -> bool:
        return any(self.kernels[number].letters for number, _ in monomial)

    def near(self, terms: Terms) -> Ball:
        """Return the value of a sum."""
        total = self.numbers.number(0)
        for monomial, value in terms.items():
            total = total + self._near(monomial) * self.numbers.number(fraction(value))
        return total

    def is_plain(self, terms: Terms) -> bool:
        """Return whether a sum is so far from zero, beside its terms, that floats tell."""
        total = scale = 0.0
        try:
            for monomial, value in terms.items():
                part = float(value) * self._float(monomial)
                total += part
                scale += abs(part)
        except OverflowError:
            return False
        return math.isfinite(scale) and abs(total) > _PLAIN * scale

    def _float(self, monomial: Monomial) -> float:
        found = self._floats.get(monomial)
        if found is None:
            found = self._floats[monomial] = float(self._near(monomial).mid)
        return found

    def _near(self, monomial: Monomial) -> Ball:
        found = self.numbers.number(1)
        for number, exponent in monomial:
            found = found * self.numbers.power(self.kernels[number].near, self.numbers.number(exponent))
        return found

    def is_positive(self, monomial: Monomial) -> bool:
        """Return whether all kernels of a monomial are positive numbers, without letters."""
        kernels: Iterable[Kernel] = [self.kernels[number] for number, _ in monomial]
        return all(not kernel.letters and kernel.near.sign() > 0 for kernel in kernels)

    def node(self, terms: Terms, decimal: bool = False) -> int:
        """Return a sum as a node of the graph, its coefficients as decimals where that is wanted."""
        total = -1
        for monomial in sorted(terms, key=lambda m: [(number, Fraction(e)) for number, e in m]):
            part = self._product(monomial, terms[monomial], decimal)
            total = part if total < 0 else self.graph.add(total, part)
        return total if total >= 0 else self.graph.number(0)

    def _product(self, monomial: Monomial, value: Any, decimal: bool = False) -> int:
        graph, number = self.graph, fraction(value)
        above, below = graph.number(float(number) if decimal and value.q != 1 else number), -1
        roots: dict[Any, int] = {}
        for place, exponent in monomial:
            kernel = self.kernels[place]
            if kernel.whole:
                roots[exponent] = roots.get(exponent, 1) * kernel.whole
                continue
            if kernel.argument is not None and (kernel.argument or exponent != 1):  # of E it is 1
                inner = self._product(
                    kernel.argument, fmpq(exponent.numerator, exponent.denominator), decimal
                )
                above = graph.mul(above, graph.call(EXP, (inner,)))
                continue
            part = self._power(kernel.node, exponent if exponent > 0 else -exponent)
            if exponent > 0:
                above = graph.mul(above, part)
            else:
                below = part if below < 0 else graph.mul(below, part)
        for root in roots:
            above = graph.mul(above, self._power(graph.number(roots[root]), root))
        return above if below < 0 else graph.div(above, below)

    def _power(self, node: int, exponent: Exponent) -> int:
        if exponent == Fraction(1, 2):
            return self.graph.call(SQRT, (node,))
        return self.graph.pow(node, self.graph.number(exponent))


def fraction(value: Any) -> int | Fraction:
    """Return a rational number of flint as one of Python."""
    above, below = int(value.p), int(value.q)
    return above if below == 1 else Fraction(above, below)


def _collect(total: Terms, monomial: Monomial, value: Any) -> None:
    known = total.get(monomial)
    if known is None:
        total[monomial] = value
        return
    value = known + value
    if value == 0:
        del total[monomial]
    else:
        total[monomial] = value


__all__ = ["Kernel", "Monomial", "Ring", "Terms", "fraction"]

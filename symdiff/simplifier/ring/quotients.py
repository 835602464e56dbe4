"""Quotients of polynomials within the limits of a graph, in irreducible factors, and how they are written.

What the forms that users ask for by name are made of. Nothing is reduced by relations between kernels.
Work is counted, and what would take long raises TooLarge.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x**2 - y**2")
>>> form = Normal(e.graph)
>>> [node] = form.sweep([e.node])
>>> quotients = quotients_of(form, node)
>>> str(Expr(form.graph, quotients.written(*quotients.split(node))))
'(x + y)*(x - y)'
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import TooLarge, Unsettled
from symdiff.graph.graph import Number
from symdiff.limits import Limits
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors
from symdiff.simplifier.ring.kernels import Kernel, Powers, Reading, plain
from symdiff.simplifier.ring.polynomials import Polynomial, Polynomials
from symdiff.table.operators import SYMBOL

_WORK: Final = 5_000
"""Products of two terms that all multiplications of one form may take, for each term of the limit."""
_MANY: Final = 200
"""Kernels of a formula that is made one quotient."""
_SHORT: Final = 400
"""Terms up to which a product of factors is multiplied out to see whether that is shorter."""

Split = tuple[Fraction, list[tuple[Polynomial, int]]]
"""A number and distinct polynomials with their exponents."""


def quotients_of(form: Normal, root: int) -> Quotients:
    """Return the ring of the kernels of *root*. Raises TooLarge where they are many."""
    reading = Reading(form)
    roots = reading.kernels(root)
    if len(roots) > _MANY:
        raise TooLarge(f"a quotient in {len(roots)} kernels (at most {_MANY})", hint="take it in parts")
    return Quotients(reading, roots)


class Quotients(Polynomials):
    """Polynomials in some kernels, and their quotients, within the limits `terms`, `degree` and `bits`."""

    def __init__(self, reading: Reading, roots: dict[Kernel, int]) -> None:
        self.limits: Limits = reading.graph.limits
        if len(roots) > max(10, self.limits.terms // 10):
            raise self.too_long(f"a polynomial in {len(roots)} kernels")
        super().__init__(reading, sorted(roots), roots, self.limits.terms)
        self.spent = 0

    # Bounds ---------------------------------------------------------------------------------

    def too_long(self, what: str) -> Exception:
        """Return the error that *what* is beyond the limit `terms`."""
        return TooLarge(
            f"{what} (limit `terms` is {self.limits.terms})",
            hint="raise it with Limits(terms=...)",
        )

    def times(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Return a * b. Raises TooLarge where all that was multiplied so far took long."""
        self.spend(a, b)
        return self.checked(a * b)

    def spend(self, a: Polynomial, b: Polynomial) -> None:
        """Count the work of one product. Raises TooLarge where all of it is too much."""
        self.spent += len(a) * len(b)
        if self.spent > _WORK * self.limits.terms:
            raise self.too_long(f"products of polynomials of {len(a)} and {len(b)} terms, and more before")

    def power(self, a: Polynomial, exponent: int) -> Polynomial:
        """Return a ** exponent. Raises TooLarge for long numbers and sums, and for work beyond the limit."""
        numbers = [max(int(c.p).bit_length(), int(c.q).bit_length()) for c in a.coeffs()]
        bits = max(numbers, default=0)
        if bits > 1 and bits * exponent > 2 * self.limits.bits:
            raise self.too_long(f"numbers of {bits} bits to the power {exponent}")
        if len(a) <= 1:
            return a**exponent
        if exponent >= self.limits.terms:
            raise self.too_long(f"a sum of {len(a)} terms to the power {exponent}")
        result = self.one
        for digit in bin(exponent)[2:]:
            result = self.times(result, result)
            if digit == "1":
                result = self.times(result, a)
        return result

    def gcd(self, a: Polynomial, b: Polynomial) -> Polynomial:
        """Return the greatest common divisor. Raises TooLarge where it could take long."""
        if a.is_constant() or b.is_constant():
            return self.one
        self.check_degree(a)
        self.check_degree(b)
        self.spend(a, b)
        return a.gcd(b)

    def check_degree(self, polynomial: Polynomial) -> None:
        """Raise TooLarge for a degree at which factoring and common divisors could take long."""
        low = polynomial.term_content().degrees()
        degrees = [int(n - m) for n, m in zip(polynomial.degrees(), low, strict=True) if n > m]
        most = self.limits.degree if len(degrees) <= 2 else self.limits.degree // 2
        if sum(degrees) > most and polynomial.total_degree() - sum(map(int, low)) > most:
            raise TooLarge(
                f"a polynomial of degree {polynomial.total_degree()} in {len(degrees)} kernels "
                f"(limit `degree` is {self.limits.degree}, half of it from three kernels on)",
                hint="raise it with Limits(degree=...)",
            )

    # Factors ------------------------------------------------------------------------------------

    def split(self, root: int) -> Split:
        """Return *root* as a number and irreducible factors; powers of sums are not multiplied out."""
        number: Number = 1
        powers: Powers = {(root, -1): Fraction(1)}
        if self.reading.sum_of(root) is None:
            number, powers = self.reading.powers(root)
        pieces: list[tuple[Polynomial, int]] = []
        for kernel, power in powers.items():
            whole = self.reading.whole(kernel, power)
            if whole:
                n, d = self.fraction(kernel[0])
                pieces += [(n, whole), (d, -whole)]
            else:
                part = self.polynomial([(1, {kernel: abs(power)})])
                pieces.append((part, 1 if power > 0 else -1))
        found, parts = self.factored(pieces)
        return found * Fraction(number), parts

    def factored(self, pieces: list[tuple[Polynomial, int]]) -> Split:
        """Return a product of powers as a number and irreducible factors."""
        number, parts = Fraction(1), list[tuple[Polynomial, int]]()
        for polynomial, power in pieces:
            if polynomial == 0:
                if power < 0:
                    raise Unsettled("a division by zero")
                return Fraction(0), []
            self.check_degree(polynomial)
            content, factors = polynomial.factor()
            value = Fraction(int(content.p), int(content.q))
            bits = max(value.numerator.bit_length(), value.denominator.bit_length())
            if bits > 1 and bits * abs(power) > 2 * self.limits.bits:
                raise self.too_long(f"a number to the power {power}")
            number *= value**power
            for factor, times in factors:
                merge(parts, factor, int(times) * power)
        return number, parts

    def expanded(self, parts: list[tuple[Polynomial, int]]) -> Polynomial:
        """Return the product of powers, none of them negative."""
        product = self.one
        for part, power in parts:
            product = self.times(product, self.power(part, power))
        return product

    def shorter(self, parts: list[tuple[Polynomial, int]]) -> list[tuple[Polynomial, int]]:
        """Return the same product multiplied out where that is shorter."""
        length = 1
        for part, power in parts:
            length *= len(part) ** min(power, 20)
        if length > _SHORT or sum([power for _, power in parts]) < 2 or length == 1:
            return parts
        whole = [(self.expanded(parts), 1)]
        graph = self.form.graph
        sizes = [graph.size(self.written(Fraction(1), these)) for these in (whole, parts)]
        return whole if sizes[0] < sizes[1] else parts

    def product(self, number: Fraction, parts: list[tuple[Polynomial, int]]) -> tuple[Number, Factors]:
        """Return a product of powers as the normal form has it."""
        factors: Factors = {}
        total: Number = number
        for part, power in parts:
            exponent = self.form.graph.number(power)
            total = total * self.form.raised(factors, self.node(part), exponent)
        return plain(total), factors

    def written(self, number: Fraction, parts: list[tuple[Polynomial, int]]) -> int:
        """Return a product of powers as a node. A number stays in front of a sum, and below it."""
        form, graph = self.form, self.form.graph
        if number == 0:
            return graph.number(0)
        total, factors = self.product(number, parts)
        if len(factors) == 1 and not isinstance(total, float) and abs(total) != 1:
            [(base, exponent)] = factors.items()
            if exponent == form.one and self.reading.sum_of(base) is not None:
                if total < 0 and any(value > 0 for value in form.terms(base).values()):
                    if any(value < 0 for value in form.terms(base).values()):
                        total, base = -total, form.scaled(base, -1)
                top = graph.mul(graph.number(total.numerator), base)
                return graph.div(top, graph.number(total.denominator))
        return form.product(total, factors)


def splits(form: Normal, root: int) -> Iterator[tuple[Quotients, Split]]:
    """Return *root* as a number and irreducible factors, and where relations between kernels may bear
    on it (sqrt(2)**2 == 2, sin**2 + cos**2 == 1) the same multiplied out and factored again."""
    ring = quotients_of(form, root)
    number, parts = ring.split(root)
    yield ring, (number, parts)
    if all(form.graph.ops[base] == SYMBOL for base, _ in ring.kernels):
        return
    try:
        top = ring.expanded([(part, power) for part, power in parts if power > 0])
        bottom = ring.expanded([(part, -power) for part, power in parts if power < 0])
    except TooLarge:
        return
    again = form.product(*ring.product(number, [(top, 1), (bottom, -1)]))
    other = quotients_of(form, again)
    yield other, other.split(again)


def merge(parts: list[tuple[Polynomial, int]], factor: Polynomial, power: int) -> None:
    """Multiply a power of an irreducible polynomial into *parts*."""
    for i, (part, known) in enumerate(parts):
        if part == factor:
            if known + power:
                parts[i] = (part, known + power)
            else:
                del parts[i]
            return
    parts.append((factor, power))

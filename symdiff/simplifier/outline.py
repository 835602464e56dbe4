"""The products and sums that a formula is made of outside of functions, as they stand.

>>> from symdiff.parser.formula import parse
>>> e = parse("2*x*(x + y)/3")
>>> outline = Outline(e.graph, e.node)
>>> [len(product.powers) for product in outline.products], len(outline.sums)
([2, 1, 1], 1)
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, cast

from symdiff.graph.folding import is_decimal
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.decimals import as_fraction
from symdiff.table.functions import SQRT
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL, is_function

Rational = int | Fraction
"""Exponents and numbers, most of them integers."""
Powers = dict[int, Rational]
"""Factor → exponent, a product without its number; factors are sums, kernels and, below roots, products."""

_SINGLE: Final = (SYMBOL, CONSTANT)
_HALF: Final = Fraction(1, 2)
_HIGHEST: Final = 64
"""Exponent up to which powers of numbers are computed."""


class HasFloat(Exception):
    """A float that is taken as no fraction stands outside of functions."""


class Product:
    """A product outside of functions: the formula itself, a term of a sum in it, or what is below a root."""

    def __init__(self, number: Rational, powers: Powers, owner: int, node: int) -> None:
        self.number, self.powers = number, powers
        self.owner = owner
        """The sum that it is a term of, or -1."""
        self.node = node
        """What it was read from."""


class Outline:
    """The products, sums and kernels of one formula. Raises HasFloat. Cost: linear in nodes."""

    def __init__(self, graph: Graph, root: int) -> None:
        self.graph = graph
        self.products: list[Product] = []
        """That of *root* first."""
        self.sums: dict[int, list[Product]] = {}
        """Sum → its terms."""
        self.places: dict[int, list[Product]] = {}
        """Kernel or sum → the products in which it is a factor."""
        self.in_order = True
        """Whether it can be a normal form: that has quotients, no fractions, and each factor once."""
        self.nested = False
        """Whether there are roots of powers or of roots."""
        self.has_decimals = False
        """Whether there are decimals, which are read as fractions."""
        self.divides = False
        """Whether a number stands below a line."""
        self._collect(root)

    def _collect(self, root: int) -> None:
        pending = [(root, 1, -1)]
        while pending:
            node, sign, owner = pending.pop()
            product = self.factors(node, owner)
            product.number *= sign
            self.products.append(product)
            if owner >= 0:
                self.sums[owner].append(product)
            for base, exponent in product.powers.items():
                op = self.graph.ops[base]
                places = self.places.setdefault(base, [])
                places.append(product)
                if len(places) > 1 and op != ADD and op != SUB:
                    continue
                if op == ADD or op == SUB:
                    if base not in self.sums:
                        self.sums[base] = []
                        pending += [(term, sign, base) for term, sign in self._terms_of(base)]
                elif op == MUL or op == DIV or op == NEG:
                    pending.append((base, 1, -1))
                elif exponent.denominator != 1 and (op == POW or op == SQRT):
                    self.nested = True

    def factors(self, root: int, owner: int = -1) -> Product:
        """Return a product with the numbers, quotients and whole powers in it taken apart."""
        graph = self.graph
        number: Rational = 1
        powers: Powers = {}
        pending: list[tuple[int, Rational]] = [(root, 1)]
        while pending:
            node, exponent = pending.pop()
            op, children = graph.ops[node], graph.children[node]
            whole = exponent.denominator == 1
            if op == NUMBER:
                given = graph.value(node)
                self.in_order = self.in_order and not isinstance(given, Fraction)
                value = self._exact(given)
                self.divides = self.divides or exponent < 0
                if whole and value != 0 and -_HIGHEST <= exponent <= _HIGHEST:
                    number *= value if exponent == 1 else Fraction(value) ** int(exponent)
                    continue
            elif op == NEG and whole:
                number = -number if exponent.numerator % 2 else number
                pending.append((children[0], exponent))
                continue
            elif (op == MUL or op == DIV) and whole:
                pending.append((children[0], exponent))
                pending.append((children[1], exponent if op == MUL else -exponent))
                continue
            elif op == SQRT and (whole or graph.ops[children[0]] in _SINGLE):
                pending.append((children[0], Fraction(exponent, 2)))
                continue
            elif op == POW and whole and graph.ops[children[1]] == NUMBER:
                value = self._exact(graph.value(children[1]), is_exponent=True)
                pending.append((children[0], exponent * value))
                continue
            self.in_order = self.in_order and node not in powers
            powers[node] = powers.get(node, 0) + exponent
        left = {node: exponent for node, exponent in powers.items() if exponent}
        return Product(number, left, owner, root)

    def _exact(self, value: Number, is_exponent: bool = False) -> Rational:
        """Return a number, a decimal as a fraction. Raises HasFloat."""
        if not is_decimal(value):
            return cast(Rational, value)
        found = as_fraction(value, is_exponent)
        if found is None:
            raise HasFloat
        self.has_decimals = True
        return found

    def digits(self, number: Rational) -> int:
        """Return what a number adds to the size of a product: a decimal has no line."""
        above = 2 * (abs(number.numerator) != 1)
        return 2 * (abs(number) != 1) if self.has_decimals else above + 2 * (number.denominator != 1)

    def size_of_sum(self, numbers: list[Rational], terms: list[Powers]) -> int:
        """Return the size of a sum of numbers times powers."""
        total = len(terms) - 1
        for number, powers in zip(numbers, terms, strict=True):
            size = sum([self.graph.size(base) + price(e) - 1 for base, e in powers.items()])
            above: Rational = number if self.has_decimals else number.numerator
            if abs(above) == 1 and all(e < 0 for e in powers.values()):
                size += 2  # the 1 above the line, or alone
            total += size + self.digits(number) - 1
        return total

    def _terms_of(self, root: int) -> list[tuple[int, int]]:
        """Return the terms of a sum and their signs."""
        pending, found = [(root, 1)], []
        while pending:
            node, sign = pending.pop()
            op = self.graph.ops[node]
            if op == ADD or op == SUB:
                left, right = self.graph.children[node]
                pending += [(left, sign), (right, sign if op == ADD else -sign)]
            else:
                found.append((node, sign))
        return found

    def has_halves(self, node: int) -> bool:
        """Return whether a sum has a term with an even number below the line. Raises HasFloat."""
        return any(self.factors(term).number.denominator % 2 == 0 for term, _ in self._terms_of(node))

    def is_like_a_symbol(self, node: int) -> bool:
        """Return whether a sum is like a symbol: a linear one of kernels that are nowhere else."""
        for term in self.sums[node]:
            for base, exponent in term.powers.items():
                op = self.graph.ops[base]
                if is_function(op) or op == ADD or op == SUB or exponent != 1 or len(term.powers) > 1:
                    return False
                if len(self.places[base]) > 1:
                    return False
            if not term.powers and any(product.owner >= 0 for product in self.places[node]):
                return False  # its number meets those of the sum it is in
        below_root = any(product.powers[node].denominator > 1 for product in self.places[node])
        return not below_root or content(self.sums[node]) == 1


def content(terms: list[Product]) -> int:
    """Return the number that divides the coefficients of all terms, 0 where they are no whole numbers."""
    numbers = [term.number for term in terms]
    if any(number.denominator > 1 for number in numbers):
        return 0
    return math.gcd(*[number.numerator for number in numbers])


def is_irreducible(terms: list[Product]) -> bool:
    """Return whether a sum of *terms* is known to have no factors but powers of kernels.

    As a polynomial in a kernel k it is A*k**n + B, A a product, where k is in one term alone. It is
    irreducible where n is 1, since a factor without k would divide A, and where B has two terms, since
    x**n - c has factors for a power c alone and a sum of two terms is no power. For n = 2 and B a term,
    it is where the signs are equal: -B/A is no square then.
    """
    for base in dict.fromkeys([base for term in terms for base in term.powers]):
        found = [term.powers.get(base, 0) for term in terms]
        lowest = min(found)
        degrees = [e - lowest for e in found if e != lowest]
        if lowest > 0 or len(degrees) != 1:
            continue
        if degrees[0] == 1 or len(terms) == 3:
            return True
        if degrees[0] == 2 and len(terms) == 2 and terms[0].number * terms[1].number > 0:
            return True
    return False


def times(left: Powers, right: Powers) -> Powers:
    """Return a product of powers of kernels."""
    found: Powers = {base: e + right.get(base, 0) for base, e in left.items()}
    found.update({base: e for base, e in right.items() if base not in left})
    return {base: e for base, e in found.items() if e}


def price(exponent: Rational) -> int:
    """Return what a power of a symbol adds to the size of a product, the operator before it counted."""
    if exponent == 0:
        return 0
    size = abs(exponent)
    return 2 if size == 1 else 3 if size == _HALF else 4


def are_coprime(number: int, other: Rational) -> bool:
    """Return whether a whole number has no factor in common with another, above or below the line."""
    return math.gcd(number, other.numerator) == 1 and math.gcd(number, other.denominator) == 1


def times_power(number: Rational, base: Rational, exponent: Rational) -> Rational | None:
    """Return number*base**exponent, None where it is not computed: no fraction, or a long one. *base* is
    positive."""
    root = Fraction(base)
    if not -_HIGHEST <= exponent <= _HIGHEST:
        return None
    if exponent.denominator == 2:
        root = Fraction(math.isqrt(base.numerator), math.isqrt(base.denominator))
        if root * root != base:
            return None
    elif exponent.denominator != 1:
        return None
    return number * root**exponent.numerator

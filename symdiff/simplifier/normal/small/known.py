"""What a sweep knows of the nodes of a small formula, and the parts of the products among them."""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from symdiff.graph.graph import Number
from symdiff.simplifier.normal.numbers import product_of
from symdiff.simplifier.normal.small.products import (
    NotSmall,
    Product,
    number,
    number_of,
    over,
    times,
    with_number,
)

_ONE: Final = Product(1, 1, 0, 0)


class Known:
    """What is known of a node."""

    def __init__(self, product: Product, terms: list[Product], factors: Product) -> None:
        self.product = product
        """As it is written."""
        self.terms = terms
        """As a sum of terms in order."""
        self.factors = factors
        """As a part of longer products."""


def known(form: Known | None) -> Known:
    """Return what is known of a node that the sweep has been at."""
    assert form is not None
    return form


def plain_form(m: Product) -> Known:
    """Return what is known of a product that is no sum."""
    return Known(m, [m], m)


class Chain:
    """A part of a product, which grows from left to right."""

    def __init__(self, form: Known) -> None:
        m = form.factors
        self.number = _ONE
        """What the exact numbers of its factors come to."""
        self.floats: list[Number] | None = None
        self.divisors: list[Number] | None = None
        """The floats by which it is multiplied and divided."""
        self.powers = m
        self.others: i64 = 1
        """Factors that are no numbers."""
        self.only: Known | None = form
        """The only one of those, if it is one; its number does not count yet."""
        self.is_divisor = False
        """Whether it is divided by that."""
        self.is_numbered = m.num != 1 or m.den != 1
        """Whether some factor has a number in front."""
        if m.low == 0 and m.high == 0:
            self.powers, self.others, self.only, self.is_numbered = _ONE, 0, None, True
            self.scale(m, False)
        elif self.is_numbered:
            self.powers = Product(1, 1, m.low, m.high)

    def scale(self, m: Product, divides: bool) -> None:
        """Multiply or divide by a number."""
        if m.den == 0:
            if divides:
                self.divisors = [*(self.divisors or ()), number_of(m)]
            else:
                self.floats = [*(self.floats or ()), number_of(m)]
        elif m.num != 1 or m.den != 1:
            self.number = over(self.number, m) if divides else times(self.number, m)

    def count_only(self, into: Chain, divides: bool) -> None:
        """Scale *into* by the number of the only other factor, which is no longer alone."""
        only = self.only
        if only is not None:
            self.only = None
            into.scale(number(only.factors), divides != self.is_divisor)

    def join(self, other: Chain, divides: bool) -> None:
        """Multiply or divide by another part. Raises NotSmall for a division by 0."""
        if divides and other.number.num == 0:
            raise NotSmall
        if other.others > 0:
            if self.others > 0:
                self.count_only(self, False)
                other.count_only(self, divides)
            else:
                self.only, self.is_divisor = other.only, other.is_divisor != divides
            self.powers = over(self.powers, other.powers) if divides else times(self.powers, other.powers)
        self.scale(other.number, divides)
        floats, divisors = (other.divisors, other.floats) if divides else (other.floats, other.divisors)
        if floats is not None:
            self.floats = [*(self.floats or ()), *floats]
        if divisors is not None:
            self.divisors = [*(self.divisors or ()), *divisors]
        self.others += other.others
        self.is_numbered = self.is_numbered or other.is_numbered

    def front(self) -> Product:
        """Return the number in front, rounded once where there are floats."""
        if self.floats is None and self.divisors is None:
            return self.number
        numbers = list(self.floats or ())
        if self.number.num != 1 or self.number.den != 1:
            numbers.append(number_of(self.number))
        return with_number(product_of(numbers, list(self.divisors or ())), 0, 0)

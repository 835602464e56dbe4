"""What is raised to packed exponents: the kernels of one formula.

A kernel is known by what it is made of, so that the same one is found again; it is made of kernels with
smaller numbers than its own.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.small.products import MOST, NotSmall, Product, exponent, over, same, unit
from symdiff.table.operators import CONSTANT, SYMBOL

PI: Final = 0
"""The constant pi,"""
NAME: Final = 1
"""a symbol,"""
SUM: Final = 2
"""a sum of two terms or more, in order, not a multiple of another where it stands in a product,"""
POWER_OF_E: Final = 3
"""exp of a sum of terms, its only exponent 1,"""
CALL: Final = 4
"""another function of one argument,"""
ROOTED: Final = 5
"""a product that stands below a root: its exponents are never whole."""

NO_TERMS: Final[list[Product]] = []
NO_PRODUCT: Final = Product(1, 1, 0, 0)


class Kernels:
    """The kernels of one formula."""

    def __init__(self, source: Graph) -> None:
        self.source = source
        self.count: i64 = 0
        self.kinds: list[int] = []
        self.codes: list[int] = []
        """Of the operator that each is written with."""
        self.names: list[str] = []
        self.terms: list[list[Product]] = []
        """Of sums and of the exponents of exp."""
        self.products: list[Product] = []
        """What is written as the argument of functions, and what stands below roots."""
        self.sizes: list[int] = []
        """As a factor with the exponent 1, written as a tree."""

    def new(self, kind: int, code: int, name: str, terms: list[Product], product: Product, size: int) -> i64:
        if self.count == MOST:
            raise NotSmall
        self.kinds.append(kind)
        self.codes.append(code)
        self.names.append(name)
        self.terms.append(terms)
        self.products.append(product)
        self.sizes.append(size)
        self.count += 1
        return self.count - 1

    def leaf(self, kind: int, name: str) -> i64:
        """Return the kernel of a symbol, or of the constant pi."""
        for k in range(self.count):
            if self.kinds[k] == kind and self.names[k] == name:
                return k
        return self.new(kind, SYMBOL if kind == NAME else CONSTANT, name, NO_TERMS, NO_PRODUCT, 1)

    def with_terms(self, kind: int, terms: list[Product]) -> i64:
        """Return the kernel of a *kind* that has these terms, which are in order, -1 where there is none."""
        count = i64(len(terms))
        for k in range(self.count):
            if self.kinds[k] == kind:
                known = self.terms[k]
                if i64(len(known)) == count:
                    i: i64 = 0
                    while i < count and same(known[i], terms[i]):
                        i += 1
                    if i == count:
                        return k
        return -1

    def with_product(self, kind: int, code: int, product: Product) -> i64:
        """Return the kernel of a *kind* that has this product, -1 where there is none."""
        for k in range(self.count):
            if self.kinds[k] == kind and self.codes[k] == code and same(self.products[k], product):
                return k
        return -1

    def single(self, m: Product) -> i64:
        """Return the sum that a product is a multiple of, -1 where it is none."""
        if m.low == 0 and m.high == 0:
            return -1
        for k in range(self.count):
            e = exponent(m, k)
            if e != 0:
                if e != 2 or self.kinds[k] != SUM:
                    return -1
                rest = over(m, unit(k, 2))
                return k if rest.low == 0 and rest.high == 0 else -1
        return -1

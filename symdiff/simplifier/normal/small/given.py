"""How short a formula can be as it is given, in order, without putting it in order.

>>> from symdiff.parser.formula import parse
>>> e = parse("(x*y)**2/z/z + 3*x*2")
>>> shortest_as_given(e.graph, [e.node])  # that of (x*y)**2/z**2 + 6*x
13
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.simplifier.normal.small.kernels import NAME, PI, ROOTED
from symdiff.simplifier.normal.small.products import (
    HIGHEST,
    NotSmall,
    Product,
    exponent,
    is_number,
    negated,
    over,
    plus,
    raised,
    same_powers,
    times,
    unit,
    with_number,
)
from symdiff.simplifier.normal.small.written import Written
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL

_TERMS: Final = 32
"""Terms of a sum, at most."""


def shortest_as_given(source: Graph, roots: list[int]) -> int:
    """Return a size that no node of `given.as_given` is below; 0 where it is not known.

    Cost: linear in nodes, times the square of the number of kernels.
    """
    try:
        return _Given(source).size(roots)
    except (NotSmall, Unsettled):
        return 0


class _Given(Written):
    """Products whose kernels are what no chain of factors can be read into; exponents are whole."""

    def size(self, roots: list[int]) -> int:
        source = self.source
        ops = source.ops
        order = source.postorder(roots)
        at = NodeMap(len(source), len(order))
        products: list[Product] = []
        sums: list[list[Product] | None] = []
        """The terms of those that are sums."""
        for i in range(i64(len(order))):
            node = order[i]
            at[node] = int(i)
            op = ops[node]
            terms: list[Product] | None = None
            if op == ADD or op == SUB:
                left, right = source.both(node)
                p: i64 = at[left]
                q: i64 = at[right]
                known, more = sums[p], sums[q]
                terms = [products[p]] if known is None else list(known)
                for t in [products[q]] if more is None else more:
                    _collect(terms, t if op == ADD else negated(t))
                terms = _in_some_order(terms)
                product, terms = self._sum(terms)
            elif op == MUL or op == DIV:
                left, right = source.both(node)
                p, q = at[left], at[right]
                if op == DIV and products[q].num == 0:
                    raise NotSmall
                x, y = products[p], products[q]
                product = times(x, y) if op == MUL else over(x, y)
                if product.den != 0 and (x.den == 0 or y.den == 0):
                    raise NotSmall  # 1.0 counts as a float where it is not the last number
                if product.num == 0:
                    product = Product(0, 1, 0, 0)
            elif op == NEG:
                product = negated(products[at[source.first(node)]])
            elif op == NUMBER:
                product = with_number(source.numbers[node], 0, 0)
            elif op == SYMBOL or op == CONSTANT:
                product = unit(self.leaf(NAME if op == SYMBOL else PI, source.name(node)), 2)
            elif op == POW:
                left, right = source.both(node)
                product = self._power(products[at[left]], right)
            else:
                [inner] = source.children[node]
                product = unit(self.call(op, products[at[inner]]), 2)
            if terms is None and product.den == 1 and (product.num == 1 or product.num == -1):
                k = self.single(product)
                if k >= 0:  # other factors vanished, or it is -(a + b)
                    terms = self.terms[k] if product.num == 1 else [negated(t) for t in self.terms[k]]
            products.append(product)
            sums.append(terms)
        return sum([self.size_of(products[at[root]]) for root in roots])

    def _sum(self, terms: list[Product]) -> tuple[Product, list[Product] | None]:
        """Return a sum as a product, and its terms if there are several."""
        if len(terms) < 2:
            return (terms[0] if len(terms) == 1 else Product(0, 1, 0, 0)), None
        if len(terms) > _TERMS:
            raise NotSmall
        before = self.count
        k = self.sum_of(terms)
        positive = False
        for t in terms:
            positive = positive or t.num > 0
        if k == before and not positive:
            self.sizes[k] -= 1  # a term whose number takes the sign may come first
        return unit(k, 2), terms

    def _power(self, base: Product, exponent_node: int) -> Product:
        value = self.source.numbers.get(exponent_node)
        if value is None or is_number(base):
            raise NotSmall
        if isinstance(value, int) and 0 < 2 * value <= HIGHEST:
            for k in range(self.count):
                if base.num == 1 and base.den == 1 and exponent(base, k) > 0:
                    if same_powers(base, unit(k, exponent(base, k))):
                        return raised(base, value)
        before = self.count
        if isinstance(value, int) and value > 0:
            if 2 * value > HIGHEST:
                raise NotSmall
            return unit(self.of_product(ROOTED, POW, base), 2 * value)
        k = self.of_product(ROOTED, -1 - exponent_node, base)  # no operator has such a code
        if k == before and not isinstance(value, int):  # u**(-2) may become part of 1/u**2
            self.sizes[k] += 1 + self.source.size(exponent_node)
        return unit(k, 2)


def _collect(into: list[Product], m: Product) -> None:
    for i in range(i64(len(into))):
        known = into[i]
        if same_powers(known, m):
            total = into[i] = plus(known, m)
            if total.den != 0 and (known.den == 0 or m.den == 0):
                raise NotSmall
            return
    into.append(m)


def _words_before(a: Product, b: Product) -> bool:
    return a.low < b.low or (a.low == b.low and a.high < b.high)


def _in_some_order(terms: list[Product]) -> list[Product]:
    """Return the terms that are not 0, in an order that does not depend on how they were given."""
    found: list[Product] = []
    for t in terms:
        if t.num != 0:
            at = i64(len(found))
            while at > 0 and _words_before(t, found[at - 1]):
                at -= 1
            found.insert(at, t)
            t.is_rounded = False
    return found

"""How sums and products of kernels are written: their order, where a sign goes, their size, their nodes.

Nodes are made in the end, of what is written alone, in the order that a walk over the result takes them;
before that, the size of a form is counted.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from mypy_extensions import i64

from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.order import Key, Order
from symdiff.simplifier.normal.small.kernels import (
    CALL,
    NAME,
    NO_PRODUCT,
    NO_TERMS,
    PI,
    POWER_OF_E,
    ROOTED,
    SUM,
    Kernels,
)
from symdiff.simplifier.normal.small.products import (
    MOST,
    NotSmall,
    Product,
    exponent,
    gcd,
    negated,
    number_of,
    over,
    same,
    times,
    unit,
)
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import ADD, DIV, MUL, NEG, POW, SUB

_FACTOR_RANKS: Final = (0, 1, 2, 3, 4, 4)
"""Kind → place among the factors of a product."""
_TERM_RANKS: Final = (0, 1, 2, 0, 4, 4)
"""Kind → place when terms are compared, where exp is the constant E with an exponent."""


class Written(Kernels):
    """Sums and products as they are written."""

    def __init__(self, source: Graph) -> None:
        super().__init__(source)
        self._placed: list[int] = []
        """Kernels in the order in which terms compare them, as far as that was asked."""
        self._is_placed = [False] * MOST
        self._labels: Order | None = None
        """Of kernels that only their texts tell apart."""
        self._label_nodes = [-1] * MOST
        self.root_of_pi: i64 = -1
        """What stands below a root and has no symbol, -1 where there is none."""

    # Kernels --------------------------------------------------------------------------------------

    def sum_of(self, terms: list[Product]) -> i64:
        """Return the kernel of a sum of terms, which are in order."""
        k = self.with_terms(SUM, terms)
        if k >= 0:
            return k
        last = terms[len(terms) - 1].num
        if last > 0 and len(terms) > 1 and self._lead(terms) == len(terms) - 1:
            last = terms[len(terms) - 2].num
        return self.new(SUM, SUB if last < 0 else ADD, "", terms, NO_PRODUCT, self.size_of_sum(terms))

    def power_of_e(self, terms: list[Product], written: Product) -> i64:
        """Return the kernel of exp of a sum of terms, which is *written* so."""
        k = self.with_terms(POWER_OF_E, terms)
        if k >= 0:
            return k
        return self.new(POWER_OF_E, EXP, "", terms, written, 1 + self.size_of(written))

    def call(self, code: int, argument: Product) -> i64:
        """Return the kernel of a function of what is written as *argument*."""
        return self.of_product(CALL, code, argument)

    def rooted(self, product: Product) -> i64:
        """Return the kernel of a product below a root."""
        code = MUL
        if self._turned(product) >= 0:
            product = self._mirrored(product, self._turned(product))
        if product.num < 0:
            code = NEG
        elif product.den > 1:
            code = DIV
        else:
            for k in range(self.count):
                if exponent(product, k) < 0:
                    code = DIV
        return self.of_product(ROOTED, code, product)

    def of_product(self, kind: int, code: int, product: Product) -> i64:
        """Return the kernel of a *kind* and a code that has a product."""
        k = self.with_product(kind, code, product)
        if k >= 0:
            return k
        size = self.size_of(product) + (1 if kind == CALL else 0)
        return self.new(kind, code, "", NO_TERMS, product, size)

    # Order ----------------------------------------------------------------------------------------

    def _label(self, k: i64) -> Key:
        """Return the key of the node of a kernel, of exp that of its exponent as it stands."""
        labels = self._labels
        if labels is None:
            labels = self._labels = Order(Graph(self.source.limits))
        nodes = self._label_nodes
        if self.kinds[k] == POWER_OF_E:
            return labels.key(self.emit_sum(labels.graph, self.terms[k], nodes))
        if nodes[k] < 0:
            nodes[k] = self._kernel_node(labels.graph, k, nodes)
        return labels.key(nodes[k])

    def _compare(self, a: i64, b: i64, ranks: tuple[int, ...]) -> i64:
        """Return less than 0 where kernel *a* comes first, more where *b* does."""
        kind = self.kinds[a]
        rank: i64 = ranks[kind] - ranks[self.kinds[b]]
        if rank != 0 or a == b:
            return rank
        if kind == PI:
            return 1  # after exp, which is a power of E
        if kind == POWER_OF_E:
            if self.kinds[b] == PI:
                return -1
        elif kind == NAME:
            return -1 if self.names[a] < self.names[b] else 1
        else:
            code: i64 = self.codes[a] - self.codes[b]
            if code != 0:
                return code
        x, y = self._label(a), self._label(b)
        if x == y:
            raise NotSmall
        return -1 if x < y else 1

    def _place(self, k: i64) -> None:
        """Put a kernel in its place in the order of terms."""
        if self._is_placed[k]:
            return
        placed = self._placed
        at = i64(len(placed))
        while at > 0 and self._compare(k, placed[at - 1], _TERM_RANKS) < 0:
            at -= 1
        placed.insert(at, int(k))
        self._is_placed[k] = True

    def _before(self, a: Product, b: Product) -> bool:
        """Return whether a term is written before another with other powers: falling degree in the symbols,
        then their kernels, then their exponents."""
        degree: i64 = 0
        for k in range(self.count):
            e, f = exponent(a, k), exponent(b, k)
            if e != 0 or f != 0:
                if self.kinds[k] == NAME:
                    degree += e - f
        if degree != 0:
            return degree > 0
        if a.low == 0 and a.high == 0:
            return False
        if b.low == 0 and b.high == 0:
            return True
        for k in range(self.count):
            if exponent(a, k) != 0 or exponent(b, k) != 0:
                self._place(k)
        tie: i64 = 0
        placed = self._placed
        count = i64(len(placed))
        i: i64 = 0
        j: i64 = 0
        while True:
            while i < count and exponent(a, placed[i]) == 0:
                i += 1
            while j < count and exponent(b, placed[j]) == 0:
                j += 1
            if i == count or j == count:
                if i == count and j == count:
                    break
                return i == count
            p: i64 = placed[i]
            q: i64 = placed[j]
            if p != q and not (self.kinds[p] == POWER_OF_E and self.kinds[q] == POWER_OF_E):
                return i < j
            if tie == 0:
                tie = i - j if p != q else exponent(b, p) - exponent(a, p)
            i, j = i + 1, j + 1
        return tie < 0

    def in_order(self, terms: list[Product]) -> list[Product]:
        """Return terms in the order in which they are written; no two have the same powers."""
        found: list[Product] = []
        for t in terms:
            at = i64(len(found))
            while at > 0 and self._before(t, found[at - 1]):
                at -= 1
            found.insert(at, t)
        return found

    # Signs ----------------------------------------------------------------------------------------

    def _turned(self, m: Product) -> i64:
        """Return the first sum with both signs that takes up the minus sign of a product, or -1."""
        best: i64 = -1
        if m.num > 0:
            return best
        for k in range(self.count):
            if self.kinds[k] != SUM:
                continue
            e = exponent(m, k)
            if e & 3 != 2:  # an odd whole exponent
                continue
            positive = False
            for t in self.terms[k]:
                positive = positive or t.num > 0
            if positive and (best < 0 or self._compare(k, best, _FACTOR_RANKS) < 0):
                if self.size_of_sum(mirror(self.terms[k])) <= self.sizes[k]:
                    best = k
        return best

    def _mirrored(self, m: Product, k: i64) -> Product:
        """Return a product with its sign taken up by sum number *k*."""
        other = self.sum_of(mirror(self.terms[k]))
        e = exponent(m, k)
        if exponent(m, other) != 0:
            raise NotSmall
        return negated(times(over(m, unit(k, e)), unit(other, e)))

    def _lead(self, terms: list[Product]) -> i64:
        """Return the place of the term that is written first."""
        for place in range(i64(len(terms))):
            if terms[place].num > 0:
                return place
        return 0

    # Sizes ----------------------------------------------------------------------------------------

    def size_of(self, m: Product) -> int:
        """Return the size of a product as it will be written."""
        if m.low == 0 and m.high == 0:
            return 1 if m.den < 2 else 3
        turned: i64 = -1
        if m.num < 0:
            turned = self._turned(m)
        size: i64 = 0
        top: i64 = 0
        bottom: i64 = 0
        for k in range(self.count):
            e = exponent(m, k)
            if e != 0:
                size += self.sizes[k]
                if e > 0:
                    top += 1
                else:
                    bottom += 1
                    e = -e
                if e != 2:
                    size += 1 if e == 1 else 2 if e & 1 == 0 else 4
        if turned >= 0:
            size += self.size_of_sum(mirror(self.terms[turned])) - self.sizes[turned]
        leads = False
        if (m.num != 1 and m.num != -1) or m.den == 0:
            size, top, leads = size + 1, top + 1, True
        if m.den > 1:
            size, bottom = size + 1, bottom + 1
        if top == 0:
            size, top, leads = size + 1, 1, True
        return int(size + top - 1 + bottom + (0 if m.num > 0 or turned >= 0 or leads else 1))

    def size_of_sum(self, terms: list[Product]) -> int:
        """Return the size of a sum of terms as it will be written."""
        total = len(terms) - 1
        lead = self._lead(terms)
        for i in range(i64(len(terms))):
            t = terms[i]
            if t.num < 0 and i != lead:
                t = negated(t)
            total += self.size_of(t)
        return total

    # Nodes ----------------------------------------------------------------------------------------

    def emit(self, graph: Graph, m: Product, nodes: list[int]) -> int:
        """Return the node of a product in *graph*. *nodes* are those of the kernels there, -1 for one that
        is not made yet.

        What is below a node is made before it, from left to right. Calls itself at most once for each kernel.
        """
        if m.low == 0 and m.high == 0:
            return graph.number(number_of(m))
        if self.root_of_pi >= 0:
            self._check_root_of_pi(m)
        if m.num < 0:
            turned = self._turned(m)
            if turned >= 0:
                m = self._mirrored(m, turned)
        size = -m.num if m.num < 0 else m.num
        value = number_of(m)
        top = -1
        if m.den == 0:
            top = graph.number(-value if m.num < 0 else value)
        elif size != 1:
            top = graph.number(int(size))
        used: list[int] = []
        below = m.den > 1
        for k in range(self.count):
            e = exponent(m, k)
            if e != 0:
                below = below or e < 0
                at = i64(len(used))
                while at > 0 and self._compare(k, used[at - 1], _FACTOR_RANKS) < 0:
                    at -= 1
                used.insert(at, int(k))
        for factor in used:
            e = exponent(m, factor)
            if e > 0:
                node = self._power_node(graph, factor, e, nodes)
                top = node if top < 0 else graph.binary(MUL, top, node)
        if below:
            if top < 0:
                top = graph.number(1)
            bottom = graph.number(int(m.den)) if m.den > 1 else -1
            for factor in used:
                e = exponent(m, factor)
                if e < 0:
                    node = self._power_node(graph, factor, -e, nodes)
                    bottom = node if bottom < 0 else graph.binary(MUL, bottom, node)
            top = graph.binary(DIV, top, bottom)
        return graph.unary(NEG, top) if m.num < 0 else top

    def _check_root_of_pi(self, m: Product) -> None:
        """Raise NotSmall where a root of a number and pi meets a number or a root that it is joined with."""
        root = self.root_of_pi
        below = self.products[root]
        for k in range(self.count):
            if self.kinds[k] == PI and exponent(m, k) != 0 and not same(m, below):
                raise NotSmall
        if exponent(m, root) != 0 and (gcd(m.num, below.num) != 1 or gcd(m.den, below.num) != 1):
            raise NotSmall

    def emit_sum(self, graph: Graph, terms: list[Product], nodes: list[int]) -> int:
        """Return the node of a chain of + and -, a positive term first where there is one."""
        lead = self._lead(terms)
        node = self.emit(graph, terms[lead], nodes)
        for place in range(i64(len(terms))):
            if place != lead:
                t = terms[place]
                if t.num < 0:
                    node = graph.binary(SUB, node, self.emit(graph, negated(t), nodes))
                else:
                    node = graph.binary(ADD, node, self.emit(graph, t, nodes))
        return node

    def _power_node(self, graph: Graph, k: i64, twice: i64, nodes: list[int]) -> int:
        node = nodes[k]
        if node < 0:
            node = nodes[k] = self._kernel_node(graph, k, nodes)
        if twice == 2:
            return node
        if twice == 1:
            return graph.unary(SQRT, node)
        if twice & 1 == 0:
            return graph.binary(POW, node, graph.number(int(twice >> 1)))
        return graph.binary(POW, node, graph.number(Fraction(int(twice), 2)))

    def _kernel_node(self, graph: Graph, k: i64, nodes: list[int]) -> int:
        kind = self.kinds[k]
        if kind == NAME:
            return graph.symbol(self.names[k])
        if kind == PI:
            return graph.constant(self.names[k])
        if kind == SUM:
            return self.emit_sum(graph, self.terms[k], nodes)
        inner = self.emit(graph, self.products[k], nodes)
        return inner if kind == ROOTED else graph.unary(self.codes[k], inner)


def mirror(terms: list[Product]) -> list[Product]:
    """Return the terms of the negative of a sum."""
    return [negated(t) for t in terms]

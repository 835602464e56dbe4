"""Expanding: products of sums and their whole positive powers multiplied out, in one walk up the normal form.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sin((x + 1)**2)*(x + 1/x)")
>>> form, [node] = expanded(e.graph, [e.node], deep=False)
>>> str(Expr(form.graph, node))
'x*sin((x + 1)**2) + sin((x + 1)**2)/x'
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from symdiff.graph.folding import is_decimal
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors, Terms
from symdiff.simplifier.ring.kernels import Kernel, Powers, Reading, add, plain
from symdiff.simplifier.ring.quotients import Quotients
from symdiff.table.operators import NUMBER

_ROUNDS: Final = 6
"""Times a formula is expanded at most: roots that meet leave a new product of sums."""


def expanded(graph: Graph, roots: list[int], deep: bool) -> tuple[Normal, list[int]]:
    """Return the normal form of *roots*, the first of them expanded, where the others are not."""
    for _ in range(_ROUNDS):
        form = Normal(graph)
        nodes = form.sweep(roots)
        kept = {node for node in nodes[1:] if len(form.terms(node)) > 1}
        node = _Expansion(form, deep, kept).node(nodes[0])
        if node == nodes[0]:
            break
        graph, roots = form.graph, [node, *nodes[1:]]
    return form, roots if node != nodes[0] else nodes


def spread_out(form: Normal, node: int) -> int:
    """Return *node* with the first sum of each product multiplied out: x*(m + 1) is m*x + x."""
    total = form.graph.number(0)
    for monomial, number in form.terms(node).items():
        one, factors = form.factors(monomial) if monomial != form.one else (1, {})
        sums = [b for b, e in factors.items() if e == form.one and len(form.terms(b)) > 1]
        if not sums:
            total = form.added(total, form.scaled(monomial, number))
            continue
        rest = {b: e for b, e in factors.items() if b != sums[0]}
        for inner, coefficient in form.terms(sums[0]).items():
            product = dict(rest)
            left = form.raised(product, inner, form.one)
            value = number * one * coefficient * left
            total = form.added(total, form.scaled(form.product(1, product), value))
    return total


class _Expansion:
    """Expanded sums of the nodes of a normal form."""

    def __init__(self, form: Normal, deep: bool, kept: set[int]) -> None:
        self.form, self.graph = form, form.graph
        self.deep = deep
        """Whether what stands inside of functions, exponents and denominators is expanded as well."""
        self.kept = kept
        """Sums that are kernels."""
        self.terms: dict[int, Terms] = {}
        self.nodes: dict[int, int] = {}

    def node(self, root: int) -> int:
        """Return *root* expanded."""
        pending = [root]
        while pending:
            node = pending[-1]
            missing = [part for part in self._parts(node) if part not in self.terms]
            if missing:
                pending += missing
                continue
            pending.pop()
            if node not in self.terms:
                self.terms[node] = self._expanded(node)
        return self._written(root)

    def _written(self, node: int) -> int:
        known = self.nodes.get(node)
        if known is None:
            terms = self.terms[node]
            same = node in self.kept or terms == self.form.terms(node)
            known = self.nodes[node] = node if same else self.form.sum(dict(terms))
        return known

    def _parts(self, node: int) -> Iterable[int]:
        """Return what must be expanded before *node*."""
        form, graph = self.form, self.graph
        if node in self.kept or graph.ops[node] == NUMBER:
            return ()
        if len(form.terms(node)) > 1:
            return [monomial for monomial in form.terms(node) if monomial != form.one]
        factors = form.factors(node)[1]
        if factors.get(node) == form.one:
            return graph.children[node] if self.deep else ()
        return [*factors, *(factors.values() if self.deep else ())]

    def _expanded(self, node: int) -> Terms:
        form, graph = self.form, self.graph
        if node in self.kept:
            return {node: 1}
        if graph.ops[node] == NUMBER:
            return form.terms(node)
        if len(form.terms(node)) > 1:
            total: Terms = {}
            for monomial, number in form.terms(node).items():
                add(total, {monomial: 1} if monomial == form.one else self.terms[monomial], number)
            return total
        number, factors = form.factors(node)
        if factors.get(node) == form.one:
            children = tuple([self._written(child) for child in graph.children[node]]) if self.deep else ()
            same = not self.deep or children == graph.children[node]
            return {node if same else graph.rebuild(graph, node, children): 1}
        rest: Factors = {}
        sums: list[tuple[Terms, int]] = []
        for base, exponent in factors.items():
            terms, whole = self.terms[base], self._whole(exponent)
            if len(terms) > 1 and whole > 0:
                sums.append((terms, whole))
                exponent = form.sum({**form.terms(exponent), form.one: 0} if exponent != form.one else {})
                if graph.is_zero(exponent):
                    continue
            if self.deep:
                exponent = self._written(exponent)
                base = base if graph.ops[base] == NUMBER else self._written(base)
            number = number * form.raised(rest, base, exponent)
        if not sums and not self.deep:
            return form.terms(node)
        first = form.terms(form.product(plain(number), rest))
        return _multiplied(form, [(first, 1), *sums]) if sums else first

    def _whole(self, exponent: int) -> int:
        """Return the number in an exponent where it is whole: 2 of n + 2."""
        value = self.form.terms(exponent).get(self.form.one, 0)
        return value if isinstance(value, int) else 0


def _multiplied(form: Normal, sums: list[tuple[Terms, int]]) -> Terms:
    """Return the product of powers of sums, multiplied out.

    Negative powers are set apart first: x + 1/x is (x**2 + 1)*x**(-1).
    """
    reading, roots, beside = Reading(form), dict[Kernel, int](), Powers()
    split: list[list[tuple[Number, Powers]]] = []
    for terms, exponent in sums:
        products = [_read(reading, monomial, number) for monomial, number in terms.items()]
        lowest: Powers = {}
        for _, powers in products:
            for kernel, power in powers.items():
                roots[kernel] = math.lcm(roots.get(kernel, 1), power.denominator)
                lowest[kernel] = min(lowest.get(kernel, Fraction(0)), power)
        lowest = {kernel: power for kernel, power in lowest.items() if power}
        for kernel, power in lowest.items():
            beside[kernel] = beside.get(kernel, Fraction(0)) + exponent * power
            for _, powers in products:
                powers[kernel] = powers.get(kernel, Fraction(0)) - power
        split.append(products)
    ring = Quotients(reading, roots)
    product = ring.one
    for (_, exponent), products in zip(sums, split, strict=True):
        product = ring.times(product, ring.power(ring.polynomial(products), exponent))
    return ring.terms(product, beside)


def _read(reading: Reading, monomial: int, number: Number) -> tuple[Number, Powers]:
    """Return a term as a rational number and powers."""
    scale, powers = reading.powers(monomial)
    if is_decimal(number):
        kernel = (reading.graph.number(number), -1)
        powers[kernel] = powers.get(kernel, Fraction(0)) + 1
        number = 1
    return scale * number, powers

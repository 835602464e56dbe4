"""sin(u)*cos(u) as sin(2*u)/2 where the formula has functions of 2*u, or u is long.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e, twice = parse("cos(x)**3/(2*sin(x)*cos(x))**(7/2)"), parse("2*x")
>>> [(graph, node, _)] = with_double_sines(e.graph, e.node, [twice.graph.digest(twice.node)])
>>> str(Expr(graph, node))
'cos(x)**3/sin(2*x)**(7/2)'
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.written import Factors, Terms, collect
from symdiff.table.functions import code_of
from symdiff.table.operators import ADD, DIV, MUL, SUB

_PAIRS: Final = tuple([(code_of("sin" + h, 1), code_of("cos" + h, 1)) for h in ("", "h")])
_HALF: Final = Fraction(1, 2)
LONG: Final = 8
"""Size of an angle from which on it is worth a new one that it is written once only."""


def with_double_sines(
    source: Graph, root: int, arguments: Container[int]
) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with sin(u)**n*cos(u)**n as (sin(2*u)/2)**n, and so for the hyperbolic functions, where
    the digest of 2*u is one of *arguments* or u is long, with the names of the laws; nothing where there is
    none.

    Terms, their factors and what is below roots are looked at. Domain: wherever *root* has a value.
    """
    pairs = [pair for pair in _PAIRS if source.has(pair[0]) and source.has(pair[1])]
    if not pairs:
        return
    form = Factored(source)
    used = set[str]()
    try:
        [start] = form.sweep([root])
        doubled = _Doubled(form, pairs, arguments, used)
        node = doubled.sum(start, 2)
    except (Unsettled, OverflowError):
        return
    if used:
        yield form.graph, node, used


class _Doubled:
    """Products in one normal form."""

    def __init__(
        self, form: Factored, pairs: list[tuple[int, int]], arguments: Container[int], used: set[str]
    ) -> None:
        self.form, self.graph, self.pairs, self.used = form, form.graph, pairs, used
        self.arguments = arguments

    def sum(self, node: int, depth: int) -> int:
        """Return a sum with its products rewritten, and those of its factors to a *depth*."""
        form, terms = self.form, Terms()
        for monomial, number in form.terms(node).items():
            one, factors = form.factors(monomial) if monomial != form.one else (1, {})
            scale, factors = self._product(factors, depth)
            product = form.product(number * one * scale, factors)
            for part, coefficient in form.terms(product).items():
                collect(terms, part, coefficient)
        return form.plain(terms)

    def _product(self, factors: Factors, depth: int) -> tuple[Number, Factors]:
        form, graph = self.form, self.graph
        found: Factors = {}
        scale: Number = 1
        for base, exponent in factors.items():
            if depth and graph.ops[base] in (ADD, SUB, MUL, DIV):
                scale = scale * form.raised(found, self.sum(base, depth - 1), exponent)
            else:
                scale = scale * form.raised(found, base, exponent)
        for sine, cosine in self.pairs:
            for base in [base for base in found if graph.ops[base] == sine]:
                argument = graph.first(base)
                other = graph.call(cosine, (argument,))
                exponent, beside = found[base], found.get(other)
                if exponent != beside or not isinstance(graph.numbers.get(exponent), int):
                    continue
                double = form.scaled(argument, 2)
                if graph.size(argument) < LONG and graph.digest(form.shortest(double)) not in self.arguments:
                    continue
                del found[base], found[other]
                half = form.scaled(form.call(sine, (double,)), _HALF)
                scale = scale * form.raised(found, half, exponent)
                self.used.add("double-sine" if sine == _PAIRS[0][0] else "double-hyperbolic-sine")
        return scale, found

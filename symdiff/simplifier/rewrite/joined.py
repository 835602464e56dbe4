"""Square roots of two sums as the root of their product: sqrt(x**2 + 1)*sqrt(x**2 - 1) is sqrt(x**4 - 1).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x/(sqrt(2*x**2 + 1)*sqrt(2*x**2 - 1))")
>>> [str(Expr(graph, node)) for graph, node in with_joined_roots(e.graph, e.node)]
['x/sqrt(4*x**4 - 1)']
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors, Terms, collect
from symdiff.table.operators import ADD, SUB

_TERMS: Final = 4
"""Terms of each sum that is multiplied, at most."""


def with_joined_roots(source: Graph, root: int) -> Iterator[tuple[Graph, int]]:
    """Return *root* with half powers of two sums joined where they are factors of it or of one of its terms,
    one of the sums is never negative, and no term of their product is left but two; nothing where there are
    none. Domain: wherever *root* has a value."""
    form = Normal(source)
    try:
        [start] = form.sweep([root])
        terms: Terms = {}
        found = False
        for monomial, number in form.terms(start).items():
            one, factors = form.factors(monomial) if monomial != form.one else (1, {})
            joined = _joined(form, factors)
            found = found or joined is not None
            collect(terms, form.product(one, joined) if joined is not None else monomial, number)
        if found:
            yield form.graph, form.sum(terms)
    except (Unsettled, OverflowError):
        return


def _joined(form: Normal, factors: Factors) -> Factors | None:
    """Return a product with the half powers of two of its sums joined, None where it has no such pair."""
    graph = form.graph
    halves: list[tuple[int, Number]] = []
    for base, exponent in factors.items():
        power = graph.numbers.get(exponent)
        if graph.ops[base] in (ADD, SUB) and isinstance(power, Fraction) and power.denominator == 2:
            if len(form.terms(base)) <= _TERMS:
                halves.append((base, power))
    for place, (one, power) in enumerate(halves):
        for other, beside in halves[:place]:
            if power != beside or not any(
                form.is_real(b) and form.ranges.of(b).low >= 0 for b in (one, other)
            ):
                continue
            product = _product(form, one, other)
            if form.graph.ops[product] not in (ADD, SUB) or len(form.terms(product)) > 2:
                continue
            left = {base: exponent for base, exponent in factors.items() if base not in (one, other)}
            form.raised(left, product, graph.number(power))
            return left
    return None


def _product(form: Normal, one: int, other: int) -> int:
    """Return the product of two sums, multiplied out."""
    terms: Terms = {}
    for monomial, number in form.terms(one).items():
        for beside, times in form.terms(other).items():
            factors: Factors = {}
            form.raised(factors, monomial, form.one)
            form.raised(factors, beside, form.one)
            collect(terms, form.product(1, factors), number * times)
    return form.plain(terms)

"""What factors whose sign is known tell of a product: x is positive where x*y is, beside y > 0.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("x*y")
>>> form = Normal(e.graph)
>>> product, y = form.sweep([e.node, e.graph.symbol("y")])
>>> said = {y: POSITIVE, product: POSITIVE}
>>> still = Along(form.graph, None, "")
>>> [str(Expr(form.graph, node)) for _, _, node in without_known_signs(form, said, {}, still)]
['x']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from symdiff.arithmetic.ranges import ANY, POSITIVE, Range, ratio
from symdiff.simplifier.domain.isolated import Along
from symdiff.simplifier.normal.form import Normal
from symdiff.table.operators import GE, GT, LE, LT

_SIGNS: Final = {
    POSITIVE: (GT, LT),
    POSITIVE.negated(): (LT, GT),
    Range(0): (GE, LE),
    Range(high=0): (LE, GE),
}
"""How a product compares with 0, and minus that."""


def without_known_signs(
    form: Normal, said: Mapping[int, Range], kept: Mapping[int, Range], along: Along
) -> Iterator[tuple[set[int], int, int]]:
    """Return what is *said* of products of which some factors have a sign that is said as well: that product,
    and the comparison of the other factors with 0. What is *kept* stays as it is. A factor may be 0 where a
    product may, and where its zeros are isolated *along* a variable: they are left out. Cost: linear in
    factors."""
    for product, allowed in list(said.items()):
        if allowed not in _SIGNS or kept.get(product) == allowed:
            continue
        same, opposite = _SIGNS[allowed]
        number, factors = form.factors(product)
        known = {base: _sign(form, said, base, along if same in (GE, LE) else None) for base in factors}
        rest = [base for base in factors if not known[base]]
        if not rest or len(rest) == len(factors) or any(power != form.one for power in factors.values()):
            continue
        sign = 1 if number > 0 else -1
        for base in factors:
            sign *= known[base] or 1
        yield {product}, same if sign > 0 else opposite, form.product(1, dict.fromkeys(rest, form.one))


def _sign(form: Normal, said: Mapping[int, Range], base: int, along: Along | None) -> int:
    """Return the sign of a factor, by what is said of it, or of what it is the sum of and a number, but for
    zeros that are isolated *along* a variable; 0 where it is not known."""
    found = said.get(base)
    if found is None:
        terms = dict(form.terms(base))
        constant = terms.pop(form.one, 0)
        if not constant or isinstance(constant, float):
            return 0
        if not terms:  # the base of (-1)**n
            return 1 if constant > 0 else -1
        scale = form.content(terms) if len(terms) > 1 else next(iter(terms.values()))
        found = said.get(form.scaled(form.plain(terms), ratio(1, scale)))
        found = ANY if found is None else found.times(scale).plus(Range(constant, constant))
    sign = 1 if found.low >= 0 else -1 if found.high <= 0 else 0
    if sign and found.has(0) and (along is None or not along.has_isolated_zeros(base)):
        return 0
    return sign


__all__ = ["without_known_signs"]

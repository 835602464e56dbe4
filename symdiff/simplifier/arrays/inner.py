"""A product that is a factor of another: which of its own factors come out of it.

>>> from fractions import Fraction
>>> square = Product(1, (Factor(0, 2, ()),), (), ())
>>> drawn(square, 3), drawn(square, Fraction(1, 2))
((1, [Factor(node=0, power=6, axes=())]), None)
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symdiff.simplifier.arrays.terms import Factor, Number, Product, power

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal


def drawn(found: Product, exponent: Number) -> tuple[Number, list[Factor]] | None:
    """Return a power of a product as a number and powers of its factors; None where it is none."""
    if exponent == 1:
        return (found.number, list(found.factors)) if found.is_made() else None
    more = power(found.number, exponent)
    if more is None or not found.is_plain() or not found.is_made():
        return None
    if not isinstance(exponent, int):  # sqrt(x^2) is no x, but sqrt(sqrt(x)) has a real value where x has one
        roots = [factor for factor in found.factors if isinstance(factor.power, Fraction)]
        if found.number != 1 or len(found.factors) != 1 or not roots:
            return None
    return more, [factor.raised(exponent) for factor in found.factors]


def apart(form: Normal, node: int, found: Product, exponent: Number) -> tuple[Number, list[Factor], int]:
    """Return a power of a product that is summed as a number, powers of its scalars, and a node that is
    to be raised: the product itself where they would not come out of it, -1 where nothing is left."""
    more = power(found.number, exponent) if isinstance(exponent, int) and exponent != 1 else None
    if more is None or found.fixed or found.is_plain() or len(set(found.output)) < len(found.output):
        return 1, [], node  # a delta has zeros, which have no inverse
    outer, inner = found.components()
    scalars = list(found.scalars())
    if found.number == 1 and not scalars and len(inner) + bool(found.output) < 2:
        return 1, [], node
    for part in inner:
        summed = form.written(Product(1, part, (), found.dims))
        scalars.append(Factor(summed, 1, ()))
    rest = form.written(found._replace(number=1, factors=outer)) if found.output else -1
    return more, [factor.raised(exponent) for factor in scalars], rest

"""Roots as variables of their own: with y for sqrt(e**2 - 4*d*f), (e**2 - y**2)/4 stands for d*f, and what
was reduced by y**2 shows its squares again.

>>> from flint import Ordering, fmpq_mpoly_ctx
>>> y, d, e, f = fmpq_mpoly_ctx.get(["y", "d", "e", "f"], Ordering.lex).gens()
>>> found = unfolding({0: (2, (e**2 - 4*d*f, y**0))}, [e**2 - 2*d*f + e*y, f])
>>> str(found[0].of(e**2 - 2*d*f + e*y))
'1/2*y^2 + y*e + 1/2*e^2'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from symdiff.records import NamedTuple
from symdiff.simplifier.ring.polynomials import Fractional, Polynomial, terms_of

_HIGHEST: Final = 4
"""Power of what is replaced up to which it is."""


class Unfolded(NamedTuple):
    """What a product of variables is, by a root."""

    root: int
    """The place of the variable that is that root."""
    place: int
    """That of the variable which the product is taken for."""
    product: tuple[int, ...]
    """The exponents of the product."""
    value: Polynomial

    def of(self, polynomial: Polynomial) -> Polynomial | None:
        """Return a polynomial without the variable, None where it does not stand in that product alone."""
        if not polynomial.degrees()[self.place]:
            return polynomial
        left: dict[int, dict[tuple[int, ...], object]] = {}
        for exponents, number in terms_of(polynomial).items():
            times, rest = divmod(int(exponents[self.place]), self.product[self.place])
            fewer = tuple([e - times * p for e, p in zip(exponents, self.product, strict=True)])
            if rest or times > _HIGHEST or min(fewer) < 0:
                return None
            left.setdefault(times, {})[fewer] = number
        context = polynomial.context()
        found = context.from_dict({})
        for times, terms in left.items():
            found = found + context.from_dict(terms) * self.value**times
        return found


def unfolding(
    related: Mapping[int, tuple[int, Fractional]], polynomials: Sequence[Polynomial]
) -> list[Unfolded]:
    """Return what products are by the roots that stand in *polynomials* without being squared, for each root
    at most one, in which a variable stands that stands in the polynomials with that product alone. *related*
    has the place of each variable that is a root, its degree, and the fraction that it is the root of.

    Each is true where the roots have values. Cost: a walk over the terms, for each term of a square.
    """
    found: list[Unfolded] = []
    for root, (degree, (top, bottom)) in related.items():
        if degree == 2 and bottom.is_constant() and any(one.degrees()[root] for one in polynomials):
            square = top / bottom.leading_coefficient()
            others = [part for i, (_, two) in related.items() if i != root for part in two]
            one = next(_of_root(root, square, polynomials, others), None)
            if one is not None:
                polynomials = [part for p in polynomials if (part := one.of(p)) is not None]
                found.append(one)
    return found


def _of_root(
    root: int, square: Polynomial, polynomials: Sequence[Polynomial], others: Sequence[Polynomial]
) -> Iterator[Unfolded]:
    """Yield what stands for products in *polynomials*, of variables that *others* do not have."""
    degrees = square.degrees()
    if degrees[root]:
        return
    for exponents, number in terms_of(square).items():
        product = tuple([int(e) for e in exponents])
        for place, exponent in enumerate(product):
            if not exponent or degrees[place] != exponent or _others(square, place, product):
                continue
            if any(other.degrees()[place] for other in others):
                continue
            context = square.context()
            rest = square - context.from_dict({exponents: number})
            value = (context.gens()[root] ** 2 - rest) / number
            one = Unfolded(root, place, product, value)
            if all(one.of(polynomial) is not None for polynomial in polynomials):
                yield one


def _others(square: Polynomial, place: int, product: tuple[int, ...]) -> bool:
    """Return whether a variable stands in other terms than the one of *product*."""
    return any(e[place] and tuple(map(int, e)) != product for e in terms_of(square))


__all__ = ["Unfolded", "unfolding"]

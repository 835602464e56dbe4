"""Quadratic forms with a known discriminant: where 4*a*c > b**2, all of a*u**2 + b*u + c have the sign of a.

>>> from symdiff.parser.formula import parse
>>> given = ["a - b + c > 0", "a + b*tan(x)**2 + c*tan(x)**4 > 0", "4*a*c > b**2"]
>>> [str(one) for one in once(list(map(parse, given)))]
['a - b + c > 0', 'cos(x) != 0', '4*a*c > b**2']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from symdiff.arithmetic.ranges import ratio
from symdiff.arithmetic.walk import has_complex
from symdiff.at.implied import brought
from symdiff.errors import SymdiffError, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.workplace import workplace
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors
from symdiff.table.operators import GE, GT

_MANY: Final = 16
"""Conditions beyond which nothing is looked at."""
_LARGE: Final = 100
"""Size of a condition beyond which it is not."""


def once(conditions: Sequence[Expr]) -> list[Expr]:
    """Return conditions without those that a quadratic form is positive, or not negative, where another one
    says it of a form with the same coefficients, and a third that its discriminant is negative. The shortest
    stays, and what the parts of the others ask for.

    Cost: a normal form for each condition, and a product for each form and each way to read it.
    """
    given = list(conditions)
    above = [one for one in given if one.graph.ops[one.node] in (GT, GE) and one.size <= _LARGE]
    if len(above) < 3 or len(given) > _MANY or any(has_complex(one.graph, [one.node]) for one in above):
        return given
    work = workplace(above[0].graph.limits)
    gaps = []
    for one in above:
        left, right = [work.take(one.graph, side) for side in one.graph.children[one.node]]
        gaps.append(work.sub(left, right))
    try:
        form = Normal(work)
        nodes = dict(zip(above, form.sweep(gaps), strict=True))
        return _without(form, given, nodes)
    except (SymdiffError, Unsettled, ArithmeticError):
        return given


def _without(form: Normal, given: list[Expr], nodes: dict[Expr, int]) -> list[Expr]:
    kept = list(given)
    for known, sign in nodes.items():
        if len(form.terms(sign)) != 2 or known.graph.ops[known.node] != GT:
            continue
        seen: list[tuple[Expr, set[int]]] = []
        for one in sorted(nodes, key=lambda other: other.size):
            if one is known or one not in kept:
                continue
            ends = set(_ends(form, nodes[one], sign))
            if not ends:
                continue
            if any(ends & others for _, others in seen):
                place = kept.index(one)
                kept[place : place + 1] = brought(one)
            else:
                seen.append((one, ends))
    return kept


def _ends(form: Normal, node: int, sign: int) -> Iterator[int]:
    """Yield the first and the last coefficient of a quadratic form, without what is squared in them, where
    its discriminant is a square times minus *sign*, which is positive, and it is 0 nowhere; of a product
    without squares, which may be a coefficient, itself."""
    terms = list(form.terms(node).items())
    if len(terms) == 1 and _split(form, node)[1] == form.one:
        yield node
    if len(terms) != 3:
        return
    parts = [form.scaled(monomial, number) for monomial, number in terms]
    two = form.graph.number(2)
    for middle in range(3):
        ends = [_split(form, part) for place, part in enumerate(parts) if place != middle]
        if all(square != form.one for _, square in ends):
            continue  # 0 where both squares are
        (first, one), (last, other) = ends
        square = _product(form, one, other)
        found = form.added(
            form.scaled(_product(form, _product(form, first, last), square), 4),
            form.scaled(form.power(parts[middle], two), -1),
        )
        if _is_same(form, found, sign, square):
            yield from (first, last)
            return


def _split(form: Normal, part: int) -> tuple[int, int]:
    """Return a product as what is left of it without even powers, and these."""
    number, factors = form.factors(part)
    even: Factors = {}
    odd: Factors = {}
    for base, exponent in factors.items():
        value = form.graph.numbers.get(exponent)
        is_even = value is not None and not isinstance(value, float) and value > 0 and value % 2 == 0
        (even if is_even else odd)[base] = exponent
    return form.product(number, odd), form.product(1, even)


def _is_same(form: Normal, found: int, sign: int, square: int) -> bool:
    """Return whether *found* is *sign* times *square*, times a positive number."""
    whole = form.plain({_product(form, monomial, square): n for monomial, n in form.terms(sign).items()})
    if form.graph.is_zero(found):
        return False
    contents = [form.content(form.terms(node)) for node in (found, whole)]
    one, two = [
        form.scaled(node, ratio(1, max(content, -content)))
        for node, content in zip((found, whole), contents, strict=True)
    ]
    return one == two


def _product(form: Normal, one: int, two: int) -> int:
    """Return the product of two products."""
    number, factors = form.factors(one)
    other, more = form.factors(two)
    together = dict(factors)
    for base, exponent in more.items():
        known = together.get(base)
        together[base] = exponent if known is None else form.added(known, exponent)
    return form.product(number * other, together)


__all__ = ["once"]

"""Expectations of polynomials in standard normal noise, in closed form (Isserlis).

The expectation of a product of entries is the sum over all ways to pair them of products of deltas.

>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> g = Graph()
>>> node, _ = lowered(g, "expect[e](e @ A @ e)", declared("A[n,n] e[n]"), DEFAULT)
>>> graph, found = closed(g, node)
>>> graph.operators[found][0]
'aa->'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symdiff.graph.flattening import Axes
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import noises_in
from symdiff.graph.shapes import Dim
from symdiff.simplifier.arrays.normal import Normal
from symdiff.simplifier.arrays.terms import Factor, Number, Operand, entered, times

_MOST = 8
"""Entries of noise in a product that are paired: 105 ways."""
_PRODUCTS = 300
"""Products that a formula is multiplied out to."""
Pair = tuple[Sequence[int], Sequence[int]]


class _Open(NamedTuple):
    """A product while it is multiplied out: its factors on axes of its own."""

    number: Number
    factors: tuple[Factor, ...]
    output: tuple[int, ...]
    dims: tuple[Dim, ...]
    fixed: tuple[tuple[int, int], ...]


def closed(graph: Graph, node: int) -> tuple[Graph, int] | None:
    """Return *node* in closed form, multiplied out; None where noise would be left in it.

    Cost: that of multiplying out, and of the ways to pair what a product has of noise.
    """
    form = Normal(Graph(graph.limits), expanding=True)
    whole = form.of(graph, node)
    pending = []
    for number, term in form.terms(whole):
        found = form.product(term)
        number = times(number, found.number)
        pending.append(_Open(number, found.factors, found.output, found.dims, found.fixed))
    products: list[_Open] = []
    while pending:
        product = pending.pop()
        place = _composed(form, product)
        if place is None:
            products.append(product)
            continue
        parts = _opened(form, product, place)
        if parts is None or len(pending) + len(parts) + len(products) > _PRODUCTS:
            return None
        pending += parts
    results: list[tuple[Number, int]] = []
    for product in products:
        paired = _paired(form, product)
        if paired is None:
            return None
        results += paired
    return form.graph, form.added(results, form.graph.shape(whole))


def _composed(form: Normal, product: _Open) -> int | None:
    """Return the place of a factor that has noise in it and is more than that; None where there is none."""
    for place, factor in enumerate(product.factors):
        if form.graph.names.get(factor.node) is None and noises_in(form.graph, factor.node):
            return place
    return None


def _opened(form: Normal, product: _Open, place: int) -> list[_Open] | None:
    """Return the products that one is the sum of, with a sum or a product in one of its factors multiplied
    out once; None where that is no polynomial."""
    factor = product.factors[place]
    if not isinstance(factor.power, int) or factor.power < 1:
        return None
    less = (factor._replace(power=factor.power - 1),) if factor.power > 1 else ()
    rest = (*product.factors[:place], *less, *product.factors[place + 1 :])
    if form.is_sum(factor.node):
        return [
            product._replace(
                number=times(product.number, number), factors=(*rest, factor._replace(node=part, power=1))
            )
            for number, part in form.terms(factor.node)
        ]
    inner = form.product(factor.node)
    if not inner.is_made():
        return None
    axes = Axes()
    for dim in product.dims:
        axes.add(dim)
    names = entered(inner, factor.axes, axes)
    more = tuple([each._replace(axes=tuple([names[axis] for axis in each.axes])) for each in inner.factors])
    fixed = (*product.fixed, *[(names[axis], at) for axis, at in inner.fixed])
    found = _Open(
        times(product.number, inner.number), (*rest, *more), product.output, tuple(axes.dims), fixed
    )
    return [_same(found, axes)]


def _same(product: _Open, axes: Axes) -> _Open:
    """Return a product with one name for axes that are the same."""
    find = axes.find
    return product._replace(
        factors=tuple([each._replace(axes=tuple(map(find, each.axes))) for each in product.factors]),
        output=tuple(map(find, product.output)),
        fixed=tuple([(find(axis), at) for axis, at in product.fixed]),
    )


def _paired(form: Normal, product: _Open) -> list[tuple[Number, int]] | None:
    """Return the terms whose sum is the expectation of a product; None where it has no closed form."""
    copies: dict[int, list[tuple[int, ...]]] = {}
    rest: list[Factor] = []
    for factor in product.factors:
        if not noises_in(form.graph, factor.node):
            rest.append(factor)
        elif isinstance(factor.power, int) and factor.power > 0:
            copies.setdefault(factor.node, []).extend([factor.axes] * factor.power)
        else:
            return None
    if any(len(each) % 2 for each in copies.values()):
        return []
    if sum(map(len, copies.values())) > _MOST:
        return None
    found: list[tuple[Number, int]] = []
    used = {axis for factor in product.factors for axis in factor.axes} | set(product.output)
    used |= {axis for axis, _ in product.fixed}
    for pairs in _pairings(list(copies.values())):
        axes = Axes()
        names = {axis: axes.add(product.dims[axis]) for axis in sorted(used)}
        for one, other in pairs:
            for left, right in zip(one, other, strict=True):
                axes.join(names[left], names[right])
        places: dict[int, set[int]] = {}
        for axis, place in product.fixed:
            places.setdefault(axes.find(names[axis]), set()).add(place)
        several = [each for each in places.values() if len(each) > 1]
        if any(min(each) < 0 <= max(each) for each in several):
            return None  # the first entry may be the last
        if several:
            continue  # two entries, which are independent
        operands: list[Operand] = [
            (factor.node, factor.power, [names[axis] for axis in factor.axes]) for factor in rest
        ]
        fixed = [(names[axis], place) for axis, place in product.fixed]
        output = [names[axis] for axis in product.output]
        found.append((1, form.collected(product.number, operands, output, axes, fixed)))
    return found


def _pairings(groups: Sequence[list[tuple[int, ...]]]) -> Iterator[list[Pair]]:
    """Yield every way to pair the entries of each group."""
    pending: list[tuple[list[list[tuple[int, ...]]], list[Pair]]] = [(list(groups), [])]
    while pending:
        left, pairs = pending.pop()
        if not left:
            yield pairs
            continue
        group, *others = left
        if not group:
            pending.append((others, pairs))
            continue
        first, *more = group
        for place, other in enumerate(more):
            pending.append(([[*more[:place], *more[place + 1 :]], *others], [*pairs, (first, other)]))


__all__ = ["closed"]

"""One order of the factors of a product, and one name for each of its axes: equal products are the same then.

Factors are taken as they are reached from the output, and symmetric matrices are tried both ways round.

>>> one = Product(1, (Factor(7, 1, (5, 2)), Factor(4, 1, (9, 5))), (9, 2), (1,) * 10)
>>> _ordered(one, one.factors).output
(0, 1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product as all_of
from typing import TYPE_CHECKING, Final

from symdiff.graph.shapes import Dim
from symdiff.simplifier.arrays.terms import Factor, Product

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal

_FLIPPED: Final = 5
"""Symmetric factors of a product that are tried both ways round."""


def named(form: Normal, given: Product) -> Product:
    """Return the product with its factors in the order of their axes as they are reached from the output,
    and its axes numbered so."""
    flipped = [
        place for place, factor in enumerate(given.factors)
        if len(factor.axes) == 2 and factor.axes[0] != factor.axes[1] and form.is_symmetric(factor.node)
    ][:_FLIPPED]  # fmt: skip
    best: tuple[object, Product] | None = None
    for turns in all_of((False, True), repeat=len(flipped)):
        factors = list(given.factors)
        for place, turn in zip(flipped, turns, strict=True):
            if turn:
                factors[place] = factors[place]._replace(axes=factors[place].axes[::-1])
        found = _ordered(given, factors)
        key = ([(factor.node, str(factor.power), factor.axes) for factor in found.factors], found.output)
        if best is None or key < best[0]:  # type: ignore[operator]
            best = key, found
    assert best is not None
    return best[1]


def _ordered(given: Product, factors: Sequence[Factor]) -> Product:
    names: dict[int, int] = {}
    for axis in given.output:
        names.setdefault(axis, len(names))
    rest = sorted(factors, key=lambda factor: (factor.node, factor.axes))
    done: list[Factor] = []
    while rest:
        place = min(range(len(rest)), key=lambda place: _reached(rest[place], names))
        factor = rest.pop(place)
        for axis in factor.axes:
            names.setdefault(axis, len(names))
        done.append(factor._replace(axes=tuple([names[axis] for axis in factor.axes])))
    for axis, _ in given.fixed:
        names.setdefault(axis, len(names))
    dims: list[Dim] = [1] * len(names)
    for axis, name in names.items():
        dims[name] = given.dims[axis]
    done.sort(key=lambda factor: (factor.node, factor.axes))
    fixed = tuple(sorted({(names[axis], place) for axis, place in given.fixed}))
    return Product(
        given.number, tuple(done), tuple([names[axis] for axis in given.output]), tuple(dims), fixed
    )


def _reached(factor: Factor, names: Mapping[int, int]) -> tuple[object, ...]:
    """Return a key that puts first what has axes with names already."""
    known = tuple([names.get(axis, len(names)) for axis in factor.axes])
    return (not factor.axes, all(axis not in names for axis in factor.axes), known, factor.node)


__all__ = ["named"]

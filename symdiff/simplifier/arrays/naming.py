"""One order of the factors of a product, and one name for each of its axes: equal products are the same then.

Factors are taken as they are reached from the output, symmetric matrices by the end that is reached first.

>>> one = Product(1, (Factor(7, 1, (5, 2)), Factor(4, 1, (9, 5))), (9, 2), (1,) * 10)
>>> _ordered(one, one.factors).output
(0, 1)
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING

from symdiff.graph.shapes import Dim
from symdiff.simplifier.arrays.terms import Factor, Product

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal


def named(form: Normal, given: Product) -> Product:
    """Return the product with its factors in the order of their axes as they are reached from the output,
    and its axes numbered so."""
    outer = set(given.output)
    if all(outer.issuperset(factor.axes) for factor in given.factors) and outer.issuperset(
        [axis for axis, _ in given.fixed]
    ):
        return _by_output(form, given)
    turning = {
        factor.node for factor in given.factors if len(factor.axes) == 2 and form.is_symmetric(factor.node)
    }
    return _ordered(given, given.factors, turning)


def _by_output(form: Normal, given: Product) -> Product:
    """Return a product in which nothing is summed: the output alone says which axis is which."""
    names: dict[int, int] = {}
    for axis in given.output:
        names.setdefault(axis, len(names))
    done = []
    for factor in given.factors:
        axes = tuple([names[axis] for axis in factor.axes])
        if len(axes) == 2 and axes[0] > axes[1] and form.is_symmetric(factor.node):
            axes = axes[::-1]
        done.append(factor._replace(axes=axes))
    done.sort(key=lambda factor: (factor.node, factor.axes))
    dims: list[Dim] = [1] * len(names)
    for axis, name in names.items():
        dims[name] = given.dims[axis]
    fixed = tuple(sorted({(names[axis], place) for axis, place in given.fixed}))
    return Product(
        given.number, tuple(done), tuple([names[axis] for axis in given.output]), tuple(dims), fixed
    )


def _ordered(given: Product, factors: Sequence[Factor], turning: Container[int] = ()) -> Product:
    """Return a product with its factors as they are reached; those that are *turning* may be transposed."""
    names: dict[int, int] = {}
    for axis in given.output:
        names.setdefault(axis, len(names))
    rest = sorted(factors, key=lambda factor: (factor.node, factor.axes))
    done: list[Factor] = []
    while rest:
        keys = [_reached(factor, names, factor.node in turning) for factor in rest]
        factor = rest.pop(keys.index(min(keys)))
        own = factor.axes
        if factor.node in turning and names.get(own[0], len(names)) > names.get(own[1], len(names)):
            own = own[::-1]
        for axis in own:
            names.setdefault(axis, len(names))
        axes = tuple([names[axis] for axis in own])
        done.append(factor._replace(axes=axes))
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


def _reached(factor: Factor, names: Mapping[int, int], is_turning: bool) -> tuple[object, ...]:
    """Return a key that puts first what has axes with names already."""
    known = [names.get(axis, len(names)) for axis in factor.axes]
    if is_turning:
        known.sort()
    is_new = bool(known) and min(known) == len(names)
    return not known, is_new, known, factor.node


__all__ = ["named"]

"""Common factors of the terms of a sum, pulled out: a matrix at one end of all, a scalar, a factor entry by
entry.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> from symdiff.simplifier.arrays.normal import Normal
>>> g = Graph()
>>> node, _ = lowered(g, "A @ x + A.T @ x", declared("A[n,n] x[n]"), DEFAULT)
>>> form = Normal(Graph(), factoring=True)
>>> len(form.product(form.of(g, node)).factors)
2
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, Any, NamedTuple

from symdiff.graph.flattening import Axes
from symdiff.graph.shapes import Shape
from symdiff.simplifier.arrays.terms import Factor, Number, Operand, Product, times
from symdiff.table.operators import PIECEWISE

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal

_ROUNDS = 12
"""Times that a factor is pulled out of one sum."""


class _Key(NamedTuple):
    """A factor as it stands in a term: what has the same key can be pulled out of both."""

    node: int
    power: Number
    """Of a scalar 1 or -1: what the terms have in common is the power that is nearest to 0."""
    attached: tuple[tuple[str, int], ...]
    """For each of its axes, where it stands in the output, or which of the axes that are summed it is."""
    kept: tuple[int, ...]
    """The places of the output that what is left has."""
    inner: tuple[bool, ...]
    """Which of its summed axes what is left has."""


def factored(form: Normal, terms: Mapping[int, Number], shape: Shape) -> int:
    """Return the sum of numbers times nodes, with what several terms have in common pulled out."""
    left = dict(terms)
    for _ in range(_ROUNDS):
        groups: dict[_Key, list[tuple[int, Factor]]] = {}
        for node in left:
            found = form.product(node)
            for key, factor in _keys(form, found):
                group = groups.setdefault(key, [])
                if all(other != node for other, _ in group):
                    group.append((node, factor))
        several = [(key, group) for key, group in groups.items() if len(group) > 1]
        if not several:
            break
        _, group = max(several, key=lambda item: (len(item[1]), bool(item[0].attached), item[0].node))
        whole = _pulled(form, group, left)
        for node, _ in group:
            del left[node]
        if whole is None:
            continue
        number, node = whole
        left[node] = times(1, left.get(node, 0) + number)
        if not left[node]:
            del left[node]
    common = _common(list(left.values()))
    if len(left) > 1 and common != 1:
        inside = form.sum({node: _over(number, common) for node, number in left.items()}, shape)
        return form.scaled(common, inside)
    return form.sum(left, shape)


def _keys(form: Normal, found: Product) -> list[tuple[_Key, Factor]]:
    """Return each factor that can be pulled out of a product, with its key."""
    if found.fixed or len(set(found.output)) != len(found.output):
        return [(_Key(factor.node, _side(factor), (), tuple(range(len(found.output))), ()), factor)
                for factor in found.factors if not factor.axes]  # fmt: skip
    keys = []
    held = _held(form, found)
    for place, factor in enumerate(found.factors):
        if not held.isdisjoint(factor.axes):
            continue
        rest = [*found.factors[:place], *found.factors[place + 1 :]]
        have = {axis for each in rest for axis in each.axes}
        inner = [axis for axis in dict.fromkeys(factor.axes) if axis not in found.output]
        attached = tuple([
            ("out", found.output.index(axis)) if axis in found.output else ("in", inner.index(axis))
            for axis in factor.axes
        ])  # fmt: skip
        if form.is_symmetric(factor.node):
            attached = tuple(sorted(attached))
        kept = tuple([at for at, axis in enumerate(found.output) if axis in have or axis not in factor.axes])
        if len(found.output) == 1 and factor.axes == found.output:  # a vector times scalars and vectors
            kept = ()
        is_inner = tuple([axis in have for axis in inner])
        if sum(is_inner) < 2:
            at_power = factor.power if factor.axes else _side(factor)
            keys.append((_Key(factor.node, at_power, attached, kept, is_inner), factor))
    return keys


def _held(form: Normal, found: Product) -> set[int]:
    """Return the axes along which one entry is taken, of x[i + 1] that of x: it is one thing."""
    return {
        factor.axes[0]
        for factor in found.factors
        if factor.axes and form.graph.ops[factor.node] == PIECEWISE and factor.axes[0] not in found.output
    }


def _side(factor: Factor) -> Number:
    """Return on which side of a fraction a scalar stands."""
    return 1 if factor.power > 0 else -1


def _without(found: Product, factor: Factor, exponent: Number) -> tuple[Factor, ...]:
    """Return the factors of a product divided by the power *exponent* of one of them."""
    place = found.factors.index(factor)
    left = times(1, factor.power - exponent)
    rest = (factor._replace(power=left),) if left else ()
    return (*found.factors[:place], *rest, *found.factors[place + 1 :])


def _pulled(
    form: Normal, group: list[tuple[int, Factor]], numbers: Mapping[int, Number]
) -> tuple[Number, int] | None:
    """Return the terms of a group as a number times one product; None where they cancel."""
    node, factor = group[0]
    exponent: Any = factor.power
    for other, another in group[1:]:
        if abs(another.power) < abs(exponent):
            node, factor, exponent = other, another, another.power
    if factor.axes:  # of the rests, some of which may be scalars, the one with most axes
        for other, another in group[1:]:
            if _left_over(form, other, another) > _left_over(form, node, factor):
                node, factor = other, another
    rests = []
    for each, own in group:
        found = form.product(each)
        rest = _without(found, own, exponent)
        output = _output_of_rest(found, own, rest)
        left = found._replace(factors=rest, output=output)
        rests.append((numbers[each], form.written(left) if own.power == exponent else form.again(left)))
    found = form.product(node)
    own_axes = _output_of_rest(found, factor, _without(found, factor, exponent))
    shape = tuple([found.dims[axis] for axis in own_axes])
    inside = form.added(rests, shape)
    fresh = Axes()
    operands: list[Operand]
    if not factor.axes:  # of a term with a delta, others of the group may have none
        placed = [fresh.add(dim) for dim in shape]
        operands = [(inside, 1, placed), (factor.node, factor.power, [])]
    else:
        names = {
            axis: fresh.add(found.dims[axis]) for axis in sorted({*own_axes, *factor.axes, *found.output})
        }
        placed = [names[axis] for axis in found.output]
        operands = [(inside, 1, [names[axis] for axis in own_axes]),
                    (factor.node, factor.power, [names[axis] for axis in factor.axes])]  # fmt: skip
    result = form.collected(1, operands, placed, fresh, [])
    whole = form.product(result)
    if not whole.number:
        return None
    return (1, result) if whole.number == 1 else (whole.number, form.written(whole._replace(number=1)))


def _left_over(form: Normal, node: int, factor: Factor) -> int:
    """Return how many axes a product has without a factor."""
    found = form.product(node)
    return len(_output_of_rest(found, factor, _without(found, factor, factor.power)))


def _output_of_rest(found: Product, factor: Factor, rest: tuple[Factor, ...]) -> tuple[int, ...]:
    have = {axis for each in rest for axis in each.axes}
    kept = [axis for axis in found.output if axis in have or axis not in factor.axes]
    inner = [axis for axis in dict.fromkeys(factor.axes) if axis not in found.output and axis in have]
    return (*kept, *inner)


def _common(numbers: list[Number]) -> Number:
    """Return the number that all have in common, negative where all are; 1 for floats."""
    if not numbers or any(isinstance(number, float) for number in numbers):
        return 1
    exact = [Fraction(number) for number in numbers]
    top, bottom = 0, 1
    for number in exact:
        top = gcd(top, number.numerator)
        bottom = bottom * number.denominator // gcd(bottom, number.denominator)
    sign = -1 if all(number < 0 for number in exact) else 1
    return times(1, Fraction(sign * top, bottom))


def _over(number: Number, other: Number) -> Number:
    return times(1, Fraction(number) / Fraction(other))


__all__ = ["factored"]

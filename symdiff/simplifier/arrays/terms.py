"""What a product of arrays is while it is simplified: a number, factors with their axes, and what is left.

>>> Factor(3, 1, (0, 1)).raised(2)
Factor(node=3, power=2, axes=(0, 1))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from symdiff.graph.flattening import Axes
from symdiff.graph.shapes import Dim, Shape

Number = int | Fraction | float
Operand = tuple[int, Number, Sequence[int]]
"""A node, its power, and an axis for each of its own."""


class Factor(NamedTuple):
    """A power of a node, entry by entry, with an axis of the product for each of its own."""

    node: int
    power: Number
    axes: tuple[int, ...]

    def raised(self, power: Number) -> Factor:
        """Return the factor to a *power* more."""
        return self._replace(power=times(self.power, power))


class Product(NamedTuple):
    """A number times factors, summed over the axes that are not in the output."""

    number: Number
    factors: tuple[Factor, ...]
    output: tuple[int, ...]
    dims: tuple[Dim, ...]
    """The size of each axis."""
    fixed: tuple[tuple[int, int], ...] = ()

    def shape(self) -> Shape:
        return tuple([self.dims[axis] for axis in self.output])

    def scalars(self) -> Iterator[Factor]:
        return (factor for factor in self.factors if not factor.axes)

    def arrays(self) -> Iterator[Factor]:
        return (factor for factor in self.factors if factor.axes)

    def components(self) -> tuple[tuple[Factor, ...], list[tuple[Factor, ...]]]:
        """Return the factors that axes run from to the output, and the others with axes in groups: each group
        is a scalar by itself."""
        left = list(self.arrays())
        outer = _connected(left, set(self.output))
        inner = []
        while left:
            inner.append(_connected(left, set(left[0].axes)))
        return outer, inner

    def is_plain(self) -> bool:
        """Return whether nothing is summed, and the output has each axis once: it works entry by entry."""
        if self.fixed or len(set(self.output)) != len(self.output):
            return False
        return all(set(factor.axes) <= set(self.output) for factor in self.factors)

    def is_made(self) -> bool:
        """Return whether a product is more than one node as it stands."""
        if self.number != 1 or len(self.factors) != 1 or self.fixed:
            return True
        [factor] = self.factors
        return factor.power != 1 or factor.axes != self.output or len(set(factor.axes)) != len(factor.axes)


def _connected(left: list[Factor], reached: set[int]) -> tuple[Factor, ...]:
    """Take from *left* the factors that axes run to from those that are *reached*, and return them."""
    found: list[Factor] = []
    is_new = True
    while is_new:
        more = [factor for factor in left if not reached.isdisjoint(factor.axes)]
        for factor in more:
            left.remove(factor)
            reached.update(factor.axes)
        found += more
        is_new = bool(more)
    return tuple(found)


def times(one: Number, other: Number) -> Number:
    """Return a product of exact numbers or floats, a whole one as an integer."""
    found = one * other
    return found.numerator if isinstance(found, Fraction) and found.denominator == 1 else found


def power(base: Number, exponent: Number) -> Number | None:
    """Return a power of a number where it is exact, None elsewhere."""
    if exponent == 1:
        return base
    if isinstance(base, float) or isinstance(exponent, float):
        return None
    if isinstance(exponent, Fraction) and exponent.denominator != 1:
        return 1 if base == 1 else None
    whole = int(exponent)
    if base == 0 and whole <= 0:
        return None
    if abs(whole) > 64:
        return None
    found = Fraction(base) ** whole
    return found.numerator if found.denominator == 1 else found


def entered(found: Product, own: Sequence[int], axes: Axes) -> dict[int, int]:
    """Return the axes of a product under those of the one that it is drawn into."""
    names: dict[int, int] = {}
    for axis, outer in zip(found.output, own, strict=True):
        if axis in names:
            axes.join(names[axis], outer)
        names[axis] = outer
    for axis, dim in enumerate(found.dims):
        if axis not in names:
            names[axis] = axes.add(dim)
    return names


__all__ = ["Factor", "Number", "Operand", "Product", "entered", "power", "times"]

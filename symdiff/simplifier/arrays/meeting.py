"""The factors of a product while laws are used on them: which axes are summed, and what stands on them.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.simplifier.arrays.normal import Normal
>>> axes = Axes()
>>> row, column = axes.add("n"), axes.add("m")
>>> matrix = Factor(0, 1, (row, column))
>>> state = Meeting(Normal(Graph()), [matrix], [row], [], axes, 1)
>>> state.is_between(column, matrix), state.is_between(row, matrix)
(True, False)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symdiff.graph.flattening import Axes
from symdiff.simplifier.arrays.terms import Factor, Number, entered, times

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal


class Meeting:
    """The factors of a product while laws are used on them."""

    def __init__(
        self, form: Normal, factors: list[Factor], output: Sequence[int], kept: Sequence[tuple[int, int]],
        axes: Axes, number: Number,
    ) -> None:  # fmt: skip
        self.form = form
        self.factors = factors
        self.output = list(output)
        self.kept = list(kept)
        self.axes = axes
        self.number = number

    def is_between(self, axis: int, *where: Factor) -> bool:
        """Return whether an axis is summed and stands in *where* alone, once in each."""
        if axis in self.output or any(axis == own for own, _ in self.kept):
            return False
        return sum([factor.axes.count(axis) for factor in self.factors]) == len(where) and all(
            factor.axes.count(axis) == 1 for factor in where
        )

    def is_summed(self, axis: int, where: Factor) -> bool:
        """Return whether an axis is summed, and stands in *where* alone, as often as it does."""
        return (
            axis not in self.output
            and all(axis != own for own, _ in self.kept)
            and all(factor is where or axis not in factor.axes for factor in self.factors)
        )

    def replace(self, gone: Sequence[Factor], new: Sequence[Factor] = ()) -> None:
        """Put *new* factors in the place of those that are *gone*."""
        for factor in gone:
            self.factors.remove(factor)
        self.factors += new

    def draw(self, gone: Factor, node: int, own: Sequence[int]) -> None:
        """Put a node, on the axes *own*, in the place of a factor: what it is the product of."""
        found = self.form.product(node)
        names = entered(found, own, self.axes)
        self.number = times(self.number, found.number)
        self.kept += [(names[axis], place) for axis, place in found.fixed]
        new = [each._replace(axes=tuple([names[axis] for axis in each.axes])) for each in found.factors]
        self.replace([gone], new)
        find = self.axes.find
        have = {find(axis) for each in self.factors for axis in each.axes}
        have |= {find(axis) for axis in self.output} | {find(axis) for axis, _ in self.kept}
        lost = dict.fromkeys([axis for axis in map(find, own) if axis not in have])
        self.factors += [Factor(self.form.size(self.axes.dims[axis]), 1, ()) for axis in lost]
        if len(set(map(find, own))) < len(own) or any(find(axis) != axis for axis in own):
            self._renamed()

    def _renamed(self) -> None:
        """Give axes that are the same one name."""
        find = self.axes.find
        self.factors = [
            each._replace(axes=tuple([find(axis) for axis in each.axes])) for each in self.factors
        ]
        self.output = [find(axis) for axis in self.output]
        self.kept = [(find(axis), place) for axis, place in self.kept]

    def join(self, one: int, other: int) -> None:
        """Say that two axes are one: a delta between them."""
        self.axes.join(one, other)
        self._renamed()
        axis = self.axes.find(one)
        if axis not in self.output and not any(axis in factor.axes for factor in self.factors):
            self.factors.append(Factor(self.form.size(self.axes.dims[axis]), 1, ()))


__all__ = ["Meeting"]

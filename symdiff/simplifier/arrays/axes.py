"""Axes of a product without a factor on them, and those of which single entries are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symdiff.graph.flattening import Axes
from symdiff.simplifier.arrays.terms import Factor
from symdiff.table.functions import ABS, MAX

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal


def entries(
    form: Normal, kept: Sequence[tuple[int, int]], axes: Axes
) -> tuple[list[tuple[int, int]], list[Factor] | None]:
    """Return one place for each axis of which entries are taken, and factors that are 1 where the others
    are that entry as well, 0 elsewhere; None for the factors where they never are."""
    found: dict[int, int] = {}
    factors: list[Factor] = []
    for axis, place in kept:
        known = found.setdefault(axis, place)
        if known == place:
            continue
        if (known < 0) == (place < 0):
            return [], None
        last = -min(known, place)  # one is counted from the end
        dim = axes.dims[axis]
        if isinstance(dim, int):
            if dim - last != max(known, place):
                return [], None
            continue
        away = form.added([(1, form.size(dim)), (-(last + max(known, place)), form.graph.number(1))])
        near = form.added([(1, form.graph.number(1)), (-1, form.graph.call(ABS, (away,)))])
        factors.append(Factor(form.graph.call(MAX, (form.graph.number(0), near)), 1, ()))
    return list(found.items()), factors


def sizes_of_lost(
    form: Normal,
    factors: Sequence[Factor],
    output: Sequence[int],
    kept: Sequence[tuple[int, int]],
    axes: Axes,
) -> list[Factor]:
    """Return the sizes of axes that are summed and that nothing has."""
    have = {axis for factor in factors for axis in factor.axes} | set(output) | {axis for axis, _ in kept}
    roots = [axis for axis in range(len(axes.dims)) if axes.find(axis) == axis and axis not in have]
    return [Factor(form.size(axes.dims[axis]), 1, ()) for axis in roots]

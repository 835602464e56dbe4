"""A product with one of its sums multiplied out.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> from symdiff.simplifier.arrays.normal import Normal
>>> g = Graph()
>>> node, _ = lowered(g, "A @ (x + y)", declared("A[n,m] x[m] y[m]"), DEFAULT)
>>> form = Normal(Graph(), expanding=True)
>>> len(form.terms(form.of(g, node)))
2
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from symdiff.graph.flattening import Axes
from symdiff.simplifier.arrays.terms import Factor, Number, Operand

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal

_MOST: Final = 24
"""Terms that a sum may have to be multiplied out."""
_PRODUCTS: Final = 200
"""Products that one form may be multiplied out to."""


class TooLong(Exception):
    """A formula that is multiplied out is not worth looking at."""


def multiplied_out(
    form: Normal,
    number: Number,
    factors: Sequence[Factor],
    output: Sequence[int],
    kept: Sequence[tuple[int, int]],
    axes: Axes,
) -> int | None:
    """Return a product with one of its sums multiplied out; None where it has none, or too long ones.

    Raises TooLong where a form has had too many of them.
    """
    for place, factor in enumerate(factors):
        if not form.is_sum(factor.node) or factor.power != 1 or not (factor.axes or form.has_reflected):
            continue
        parts = form.terms(factor.node)
        if len(parts) > _MOST:
            return None
        form.multiplied += len(parts)
        if form.multiplied > _PRODUCTS:
            raise TooLong
        rest = [*factors[:place], *factors[place + 1 :]]
        found = []
        for more, part in parts:
            own, names = Axes(), dict[int, int]()
            for axis in (
                *output,
                *[axis for each in factors for axis in each.axes],
                *[one for one, _ in kept],
            ):
                if axis not in names:
                    names[axis] = own.add(axes.dims[axis])
            whole: list[Operand] = [(part, 1, [names[axis] for axis in factor.axes])]
            whole += [(each.node, each.power, [names[axis] for axis in each.axes]) for each in rest]
            ends = [(names[axis], at) for axis, at in kept]
            found.append((more, form.collected(number, whole, [names[axis] for axis in output], own, ends)))
        return form.added(found, tuple([axes.dims[axis] for axis in output]))
    return None


__all__ = ["TooLong", "multiplied_out"]

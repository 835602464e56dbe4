"""Sums of functions of parts of a vector that have nothing in common: each goes its own way.

>>> from symdiff.proximal.table import TABLE
>>> f = Separable(4, [(TABLE["l1"](), [3]), (TABLE["norm2"](), [0, 2])])
>>> f.prox([3.0, 1.0, 4.0, 0.5], 1.0).tolist()
[2.4000000000000004, 1.0, 3.2, 0.0]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.proximal.arguments import plain
from symdiff.proximal.calculus import Proximable, Symbolic
from symdiff.proximal.projections import Array


class Separable(Proximable):
    """A sum of functions of parts of the vector that have nothing in common.

    *blocks* are pairs of a function and the indices of its arguments; the sum does not depend on others.
    Source: Beck (2017), theorem 6.6.
    """

    def __init__(
        self, size: int, blocks: Sequence[tuple[Proximable, Sequence[int]]], constant: float = 0.0
    ) -> None:
        seen: set[int] = set()
        for inner, places in blocks:
            if len(set(places)) < len(places) or seen & set(places):
                raise SymdiffError(f"{inner.name}: an argument that another part of the sum has, too")
            if not all(0 <= place < size for place in places):
                raise SymdiffError(f"{inner.name}: an index outside of 0..{size - 1}")
            inner.accepts(len(places))
            seen |= set(places)
        self.size = size
        self.blocks = [(inner, np.asarray(places, dtype=int)) for inner, places in blocks]
        self.constant = constant
        self.name = " + ".join([inner.name for inner, _ in blocks]) or "0"

    def value(self, x: Array) -> float:
        return float(sum([inner.value(x[places]) for inner, places in self.blocks]) + self.constant)

    def near(self, v: Array, step: float) -> Array:
        result = v.copy()
        for inner, places in self.blocks:
            result[places] = inner.near(v[places], step)
        return result

    def slope(self, x: Array, towards: Array) -> Array:
        result = np.zeros_like(x)
        for inner, places in self.blocks:
            result[places] = inner.slope(x[places], towards[places])
        return result

    def formula(self, x: Sequence[Expr]) -> Expr:
        result: Expr = x[0] * 0 + plain(self.constant)
        for inner, places in self.blocks:
            result = result + inner.formula([x[i] for i in places])
        return result

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        result = list(v)
        for inner, places in self.blocks:
            for i, part in zip(places, inner.near_formula([v[i] for i in places], step), strict=True):
                result[i] = part
        return result

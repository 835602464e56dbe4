"""How a normal form is read for a ring with relations: powers of sums and products are taken apart, and what
a kernel is related to is read with it.

The partner of sin(u) is cos(u), that of |u| is u, and a symbol may stand for the root of a known square.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

from symdiff.errors import Unsettled
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.families import RELATIONS
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.kernels import Kernel, Reading
from symdiff.table.functions import ABS
from symdiff.table.operators import NUMBER


class Square(NamedTuple):
    """What a symbol stands for the root of, as a node, and the name of the identity that says so."""

    node: int
    law: str


class Related(Reading):
    """The kernels and parts of nodes of a normal form, and of what they are related to. A float raises
    Unsettled."""

    def __init__(self, form: Normal, squares: Mapping[int, Square] | None = None) -> None:
        super().__init__(form, floats=False)
        self.squares = squares or {}
        """Symbols that stand for roots, as nodes, and their squares."""

    def is_composite(self, base: int) -> bool:
        """Return whether *base* is a sum or a product rather than a kernel itself."""
        return self.sum_of(base) is not None or self.form.factors(base) != (1, {base: self.form.one})

    def whole(self, kernel: Kernel, power: Fraction) -> int:
        """Return the whole part of the power of a sum or a product: u**(3/2) is u*u**(1/2)."""
        base, symbolic = kernel
        return math.trunc(power) if symbolic < 0 and self.is_composite(base) else 0

    def parts(self, node: int) -> Iterator[int]:
        """Return the nodes whose fractions make that of *node*, or its relations."""
        if self.graph.ops[node] == NUMBER:
            return
        terms = self.sum_of(node)
        if terms is not None:
            yield from [monomial for monomial in terms if monomial != self.form.one]
            return
        for base, symbolic in self.powers(node)[1]:
            if symbolic < 0 and self.is_composite(base):  # so it is not the node itself
                yield base
            if self.graph.ops[base] == ABS:
                yield self.graph.children[base][0]
            if base in self.squares:
                yield self.squares[base].node

    def kernels_and_twins(self, *roots: int) -> tuple[dict[Kernel, int], set[Kernel]]:
        """Return the kernels of nodes with the root that is taken of each, and those of them that are there
        as the partner of another alone. Raises Unsettled for a power of zero."""
        kernels = self.kernels(*roots)
        twins = set()
        for base, symbolic in list(kernels):
            if self.graph.numbers.get(base) == 0:
                raise Unsettled("a power of zero")
            relation = RELATIONS.get(self.graph.ops[base])
            if relation is not None and symbolic < 0:
                twin = (self.graph.call(relation.second, self.graph.children[base]), -1)
                if twin not in kernels:
                    kernels[twin] = 1
                    twins.add(twin)
        return kernels, twins

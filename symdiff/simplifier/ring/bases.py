"""What the bases of kernels are made of: which powers can go below a root, or into another power, of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.simplifier.ring.cost import Cost, State
from symdiff.simplifier.ring.ring import Ring
from symdiff.simplifier.ring.vectors import Vector, vector_of
from symdiff.table.operators import NUMBER

_HIGHEST: Final = 12
"""Power of a radicand beyond which it is not moved below its root."""


class Bases:
    """The factors of the bases of the kernels of one ring."""

    def __init__(self, ring: Ring, cost: Cost) -> None:
        self.ring, self.cost, self.graph = ring, cost, ring.graph
        self._known: dict[int, Vector | None] = {}

    def of(self, i: int) -> Vector | None:
        """Return the factors of the base of kernel *i*, None where it has none but itself."""
        if i not in self._known:
            ring = self.ring
            base, symbolic = ring.kernels[i]
            width = len(ring.kernels)
            vector = None
            if self.cost.steps[i] == 2:
                top, bottom = ring.fraction(self.graph.children[base][0])
                vector = vector_of(*ring.reduced((top * top, bottom * bottom)), width)
            elif base in ring.known and ring.related.is_composite(base):
                vector = vector_of(*ring.reduced(ring.known[base]), width)
            elif symbolic >= 0 and (base, -1) in ring.index:
                powers = [0] * width
                j = ring.index[base, -1]
                powers[j] = ring.roots[j]
                vector = Vector(Fraction(1), tuple(powers), ())
            self._known[i] = vector
        return self._known[i]

    def is_apart(self, i: int) -> bool:
        """Return whether no power of another kernel becomes one with a power of kernel *i*."""
        base, symbolic = self.ring.kernels[i]
        if symbolic >= 0 or self.graph.ops[base] == NUMBER:
            return False
        vector = self.of(i)
        return vector is None or not any(vector.powers)

    def multiples(self, state: State, i: int, base: Vector) -> list[int]:
        """Return the powers of a base that stand, in part at least, beside kernel *i*."""
        found = set()
        for j, exponent in enumerate(base.powers):
            if exponent and j != i:
                found.add(toward_zero(state.powers[j], exponent))
        for polynomial, exponent in base.sums:
            for other, power in state.sums:
                if other == polynomial:
                    found.add(toward_zero(power, exponent))
        return sorted(m for m in found if 0 < abs(m) <= _HIGHEST)

    def moved(self, state: State, i: int, base: Vector, m: int) -> State:
        """Return the state with base**m taken out of the product and put into kernel *i*."""
        powers = [e - m * b for e, b in zip(state.powers, base.powers, strict=True)]
        sums = list(state.sums)
        for polynomial, exponent in base.sums:
            for place, (other, power) in enumerate(sums):
                if other == polynomial:
                    sums[place] = (other, power - m * exponent)
                    break
            else:
                sums.append((polynomial, -m * exponent))
        merged = list(state.merged)
        merged[i] += m
        left = tuple([(p, e) for p, e in sums if e])
        return state._replace(
            number=state.number / base.number**m, powers=tuple(powers), merged=tuple(merged), sums=left
        )


def toward_zero(power: int, exponent: int) -> int:
    """Return how often *exponent* goes into *power*."""
    times = abs(power) // abs(exponent)
    return times if (power > 0) == (exponent > 0) else -times

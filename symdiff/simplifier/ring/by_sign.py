"""Odd powers of absolute values by the sign, in a product: |u|/u is sign(u).

What divides a sum below the line is cancelled first, as the sum may be a product that was multiplied out:
|x - 1|/(x**2 - 1) is sign(x - 1)/(x + 1).
"""

from __future__ import annotations

from symdiff.simplifier.ring.bases import Bases
from symdiff.simplifier.ring.cost import Cost, State
from symdiff.simplifier.ring.polynomials import Polynomial, terms_of
from symdiff.simplifier.ring.ring import Ring, Shifted
from symdiff.simplifier.ring.vectors import Vector, raise_into, vector_of
from symdiff.table.functions import SIGN


class BySign:
    """Writes absolute values of a ring as signs, where the cost falls."""

    def __init__(self, ring: Ring, cost: Cost, bases: Bases) -> None:
        self.ring, self.graph = ring, ring.graph
        self.cost, self.bases = cost, bases

    def signed(self, state: State, laws: set[str]) -> State:
        """Write odd powers of |u| by the sign of u where that is shorter: |u|/u is sign(u). *laws* takes up
        the names of the identities."""
        for i, (base, _) in enumerate(self.ring.kernels):
            exponent = state.powers[i] + state.merged[i] * self.cost.steps[i]
            if self.cost.steps[i] != 2 or self.ring.roots[i] != 1 or exponent % 2 == 0:
                continue
            inner = self.graph.children[base][0]
            top, bottom = self.ring.reduced(self.ring.fraction(inner))
            vector = vector_of(top, bottom, len(self.ring.kernels))
            merged = list(state.merged)
            merged[i] = 0
            start, before = state._replace(merged=tuple(merged)), state
            for base_of in (vector, *_multiplied_out(vector)):
                moved = self.bases.moved(start, i, base_of, -exponent)
                powers, merged = list(moved.powers), list(moved.merged)
                powers[i] = merged[i] = 0
                without = moved._replace(powers=tuple(powers), merged=tuple(merged))
                divided = self._divided(without)
                number, turned = divided.number, inner
                if number < 0 and bottom == 1 and _has_both_signs(top):  # -sign(x - 1) is sign(1 - x)
                    number, turned = -number, self.ring.collected(-top)
                calls = (*divided.calls, (self.graph.call(SIGN, (turned,)), 1))
                other = divided._replace(number=number, calls=calls)
                longer = self.cost.of(other) - self.cost.of(state)
                if longer < 0 or (longer == 0 and divided is not without):
                    state = other
                    if turned != inner:
                        laws.add("parity-odd-sign")
            if state is not before:
                laws.add("abs-over-itself" if exponent > 0 else "itself-over-abs")
        return state

    def _divided(self, state: State) -> State:
        """Return a state in which nothing above the line divides a sum below it, as it may do one that was
        multiplied out: (x - 1)/(x**2 - 1) is 1/(x + 1), and x/(x**3 + x) is 1/(x**2 + 1)."""
        while (found := self._divisible(state)) is not None:
            below, factor, quotient, times = found
            powers = list(state.powers)
            sums = [(p, e + times if p is below else e) for p, e in state.sums]
            sums = [(p, e) for p, e in sums if e]
            number = raise_into(quotient, -times, powers, sums) * raise_into(factor, -times, powers, sums)
            state = state._replace(number=state.number * number, powers=tuple(powers), sums=tuple(sums))
        return state

    def _divisible(self, state: State) -> tuple[Polynomial, Polynomial, Polynomial, int] | None:
        """Return a sum below the line, what is above it and divides it, the quotient, and how often."""
        above = [(p, e) for p, e in state.sums if e > 0 and not isinstance(p, Shifted)]
        above += [(self.ring.generators[i], e) for i, e in enumerate(state.powers) if e > 0]
        for below, power in state.sums:
            if power > 0 or isinstance(below, Shifted):
                continue
            for factor, times in above:
                quotient, rest = divmod(below, factor)
                if rest == 0:
                    return below, factor, quotient, min(times, -power)
        return None


def _has_both_signs(polynomial: Polynomial) -> bool:
    """Return whether a sum has terms above and below zero."""
    return len({number > 0 for number in terms_of(polynomial).values()}) == 2


def _multiplied_out(vector: Vector) -> list[Vector]:
    """Return a product of several sums as one sum, as a state may have it that was contracted."""
    if len(vector.sums) < 2 or any(power != 1 for _, power in vector.sums):
        return []
    whole, *others = [polynomial for polynomial, _ in vector.sums]
    for polynomial in others:
        whole = whole * polynomial
    return [vector._replace(sums=((whole, 1),))]

"""The size that a product of powers and sums will have when it is printed, without making its nodes."""

from __future__ import annotations

from fractions import Fraction

from symdiff.records import NamedTuple
from symdiff.simplifier.normal.families import Name
from symdiff.simplifier.ring.kernels import plain
from symdiff.simplifier.ring.polynomials import Polynomial, terms_of
from symdiff.simplifier.ring.ring import Ring, Shifted


class State(NamedTuple):
    """A product, known as what it is made of."""

    number: Fraction
    powers: tuple[int, ...]
    """Exponent of each generator."""
    merged: tuple[int, ...]
    """Whole powers of its base that each kernel has taken up."""
    sums: tuple[tuple[Polynomial, int], ...]
    calls: tuple[tuple[int, int], ...] = ()
    """Functions that are no kernels of the ring, as nodes, and their powers."""


class Cost:
    """The sizes of products in one ring."""

    def __init__(self, ring: Ring) -> None:
        self.ring, self.form, self.graph = ring, ring.form, ring.graph
        self.groups = ring.pairs()
        self.paired = {i for group in self.groups for i in group[:2]}
        self.steps = [2 if symbolic < 0 and ring.is_absolute(base) else 1 for base, symbolic in ring.kernels]
        """Power of a kernel that its base is of: |u|**2 is u**2, any other base is its own.
        So is |u| in |u|**n."""
        self._sums: dict[str, int] = {}
        self._sizes: dict[tuple[int, int, int], tuple[int, bool]] = {}

    def of(self, state: State) -> int:
        """Return the size of the product as it will be printed."""
        size, top, bottom = 0, 0, 0
        for i, exponent in enumerate(state.powers):
            if (exponent or state.merged[i]) and i not in self.paired:
                part, above = self._size(i, exponent, state.merged[i])
                size += part
                top += above
                bottom += not above
        for group in self.groups:
            for name in self.names(state, group):
                size += name.size
                top += name.power > 0
                bottom += name.power < 0
        for polynomial, power in state.sums:
            size += self._size_of_sum(polynomial) + (abs(power) > 1) * 2
            top += power > 0
            bottom += power < 0
        for call, power in state.calls:
            size += self.graph.size(call) + (abs(power) > 1) * 2
            top += power > 0
            bottom += power < 0
        if abs(state.number.numerator) != 1:
            size, top = size + 1, top + 1
        if state.number.denominator != 1:
            size, bottom = size + 1, bottom + 1
        if not top:
            size, top = size + 1, 1
        return size + top + bottom + (state.number < 0)

    def _size(self, i: int, exponent: int, merged: int) -> tuple[int, bool]:
        """Return the size of a power of a kernel and whether it stands above the line."""
        key = (i, exponent, merged)
        known = self._sizes.get(key)
        if known is None:
            base, symbolic = self.ring.kernels[i]
            size = self.graph.size(base)
            power = Fraction(exponent, self.ring.roots[i])
            if symbolic < 0:
                power += merged * self.steps[i]
                known = (size + _size_of_power(power) if power else -1, power > 0)
            else:
                inner = self.graph.size(self.exponent(symbolic, power, merged))
                known = (1 + inner if base == self.form.e else size + 1 + inner, True)
            self._sizes[key] = known
        return known

    def exponent(self, symbolic: int, power: Fraction, merged: int) -> int:
        exponent = self.form.scaled(symbolic, plain(power))
        return self.form.added(exponent, self.graph.number(merged)) if merged else exponent

    def names(self, state: State, group: tuple[int, int, int, bool]) -> list[Name]:
        """Return the functions by which the powers of a pair are written."""
        return self.ring.names(state.powers[group[0]], state.powers[group[1]], group)

    def _size_of_sum(self, polynomial: Polynomial) -> int:
        """Return the size of a sum as its terms stand, without making its nodes."""
        key = str(polynomial)
        known = self._sums.get(key)
        if known is None:
            lowered, times = -1, 0
            groups: list[tuple[int, int, int, bool]] = []
            inner = polynomial
            if isinstance(polynomial, Shifted):
                inner, lowered, times = polynomial
                groups = [group for group in self.groups if lowered in group[:2]]
            total = -1
            for exponents, coefficient in terms_of(inner).items():
                top = bottom = size = 0
                powers = [int(exponent) for exponent in exponents]
                if lowered >= 0:
                    powers[lowered] += times
                for group in groups:
                    for name in self.ring.names(powers[group[0]], powers[group[1]], group):
                        size += name.size
                        top += name.power > 0
                        bottom += name.power < 0
                    powers[group[0]] = powers[group[1]] = 0
                for i, power in enumerate(powers):
                    if power:
                        part, above = self._size(i, power, 0)
                        size += part
                        top += above
                        bottom += not above
                if coefficient != 1 and coefficient != -1:
                    above, below = abs(int(coefficient.p)) != 1, coefficient.q != 1
                    top += above
                    bottom += below
                    size += above + below
                total += size + max(top, 1) + bottom + (top == 0)
            known = self._sums[key] = total
        return known


def _size_of_power(power: Fraction) -> int:
    """Return what an exponent adds to the size of a base."""
    size = abs(power)
    if size == 1:
        return 0
    if size == Fraction(1, 2):
        return 1
    return 2 if size.denominator == 1 else 4

"""Which of the laws of products and powers were used, by name, as their numbers and exponents tell.

>>> from symdiff.graph.graph import Graph
>>> form = Named(Graph())
>>> form.note_power(form.graph.symbol("x"), -2)
>>> form.used
{'negative-power'}
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.graph.graph import Number
from symdiff.simplifier.normal.written import Factors, Written
from symdiff.table.operators import NEG, NUMBER

_HALF: Final = Fraction(1, 2)


class Named(Written):
    """Sums and products that take up the names of the laws by which they were made."""

    def note_collected(self, met: dict[int, bool], factors: Factors) -> None:
        """Name the laws by which powers of one base were collected, and say of each whether one of them
        divided."""
        for base, is_divided in met.items():
            exponent = factors.get(base, -1)
            if exponent < 0 and (is_divided or base != self.e):
                self.used.add("quotient-of-equals")
            elif base == self.e:
                self.used.add("exp-difference" if is_divided else "exp-sum")
                if exponent < 0:
                    self.used.add("value-of-exp")
            else:
                self.used.add("quotient-of-powers" if is_divided else "like-factors")
            if exponent >= 0:
                self.note_shortest(exponent)

    def note_sign(self, sign: int, count: int, direction: int) -> None:
        """Name the laws by which a factor's minus sign goes in front of its product of *count* factors."""
        if sign < 0:
            self.used.add("double-negation")
        if count > 1:
            self.used.add("sign-of-product" if direction > 0 else "sign-of-quotient")

    def note_unit(self, leaf: int) -> None:
        """Name the law by which a factor that came to 1 is left out."""
        if self.source.ops[leaf] != NUMBER:
            self.used.add("unit-product")

    def note_power(self, base: int, value: Number) -> None:
        """Name the laws of a power whose exponent is a number, by that number."""
        if value < 0:
            self.lengthened = True
            if self.graph.ops[base] != NUMBER:
                self.used.add("negative-power")
        elif value == 0:
            self.used.add("power-zero")
        elif value == 1:
            self.used.add("power-one")
        elif value == _HALF:
            self.used.add("half-power")

    def is_signed(self, node: int) -> bool:
        """Return whether *node* is written with a minus sign in front, if its number is negative: that of
        y - x may be, as the one of -(x - y)."""
        op = self.graph.ops[node]
        return op == NEG or op == NUMBER

    def note_raised(self, number: Number, factors: Factors, value: int, is_signed: bool) -> None:
        """Name the laws by which a product is raised to a whole number that is not 1."""
        used = self.used
        if value == -1:
            if number < 0 and is_signed:
                used.add("sign-of-quotient")
            return
        if number < 0 and (is_signed or value % 2 == 0):
            used.add("odd-power-of-negative" if value % 2 else "even-power-of-negative")
        is_quotient = isinstance(number, Fraction)
        for base, exponent in factors.items():
            inner = self.graph.numbers.get(exponent)
            if base == self.e:
                used.add("exp-power")
            elif exponent == self.half and value == 2:
                used.add("square-of-root")
            else:
                if inner is not None and inner < 0:
                    is_quotient, inner = True, -inner
                if inner != 1:
                    used.add("whole-power-of-power")
        if is_quotient:
            used.add("power-of-quotient")
        elif len(factors) > 1 or (number != 1 and number != -1):
            used.add("power-of-product")

    def note_content(self, content: Number, base: int, primitive: int, value: int, is_met: bool) -> None:
        """Name the laws by which *base* ** *value* is written by *primitive*."""
        if content < 0 and value % 2:
            self.mirrored.add(primitive)
        if is_met:
            self.used.add("like-factors")
        if content != -1:
            self.used.add("content" if abs(value) == 1 else "power-of-primitive")
        elif value % 2 == 0:
            self.used.add("even-power-of-negative")
        elif all(number < 0 for number in self.terms(base).values()):
            self.used.add("content" if abs(value) == 1 else "odd-power-of-negative")
        elif is_met:
            self.used.add("turned-difference")

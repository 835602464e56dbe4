"""Numbers with slopes along several directions, compared lexicographically: first the values, then the slopes
along the first direction, then along the second, …

With them a walk gives the lexicographic derivative of a formula with kinks, which follows an exact chain
rule, as one-sided derivatives in one direction alone do not: where Abs or Max is at a tie, the direction in
which it comes loose decides. Source: Khan and Barton, A vector forward mode of automatic differentiation
for generalized derivative evaluation, Optimization Methods and Software 30(6) (2015) 1185-1212.

>>> from symdiff.arithmetic.walk import walk
>>> from symdiff.parser.formula import parse
>>> e = parse("Max(x, y) + Abs(x - y)")
>>> at = {"x": Lexicographic(1.0, (1.0, 0.0)), "y": Lexicographic(1.0, (0.0, 1.0))}
>>> walk(e.graph, [e.node], at, Lexicographics(2))[0].slopes
(2.0, -1.0)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import HOLDS, Arithmetic
from symdiff.errors import Unsupported
from symdiff.graph.graph import Number
from symdiff.parser.templates import definition, partial
from symdiff.table.functions import ABS, MAX, MIN, row_of
from symdiff.table.operators import POW, is_comparison


class Lexicographic:
    """A value and its slopes along some directions."""

    __slots__ = ("slopes", "value")

    def __init__(self, value: float, slopes: tuple[float, ...]) -> None:
        self.value = value
        self.slopes = slopes

    def sign(self) -> int:
        """Return the sign of the first of value and slopes that is not zero."""
        for part in (self.value, *self.slopes):
            if part:
                return 1 if part > 0 else -1
        return 0

    def __add__(self, other: Lexicographic) -> Lexicographic:
        slopes = [a + b for a, b in zip(self.slopes, other.slopes, strict=True)]
        return Lexicographic(self.value + other.value, tuple(slopes))

    def __neg__(self) -> Lexicographic:
        return Lexicographic(-self.value, tuple([-slope for slope in self.slopes]))

    def __sub__(self, other: Lexicographic) -> Lexicographic:
        return self + -other

    def __mul__(self, other: Lexicographic) -> Lexicographic:
        slopes = [a * other.value + self.value * b for a, b in zip(self.slopes, other.slopes, strict=True)]
        return Lexicographic(self.value * other.value, tuple(slopes))

    def __truediv__(self, other: Lexicographic) -> Lexicographic:
        quotient = self.value / other.value
        slopes = [(a - quotient * b) / other.value for a, b in zip(self.slopes, other.slopes, strict=True)]
        return Lexicographic(quotient, tuple(slopes))


class Lexicographics(Arithmetic):
    """The arithmetic of such numbers in floats, with *count* directions."""

    name = "lexicographic"

    def __init__(self, count: int) -> None:
        self.still = (0.0,) * count

    def number(self, value: Number) -> Lexicographic:
        return Lexicographic(float(value), self.still)

    def constant(self, name: str) -> Lexicographic:
        return Lexicographic(FLOAT.constant(name), self.still)

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        if op == POW:
            return self._power(values[0], values[1])
        if is_comparison(op):
            return (values[0] - values[1]).sign() in HOLDS[op]
        return super().operate(op, values)

    def _power(self, base: Lexicographic, exponent: Lexicographic) -> Lexicographic:
        if any(exponent.slopes):
            return self._chain(POW, (base, exponent))
        value = FLOAT.check(FLOAT.power(base.value, exponent.value))
        if exponent.value == 0 or not any(base.slopes):
            return Lexicographic(value, self.still)
        slope = exponent.value * FLOAT.power(base.value, exponent.value - 1)
        return Lexicographic(value, tuple([slope * part for part in base.slopes]))

    def call(self, code: int, values: Sequence[Any]) -> Any:
        if code == ABS:
            return values[0] if values[0].sign() >= 0 else -values[0]
        if code == MAX or code == MIN:
            best = values[0]
            for value in values[1:]:
                if (value - best).sign() == (1 if code == MAX else -1):
                    best = value
            return best
        row = row_of(code)
        rule = definition(code)
        if rule is not None and (row.kinks or not row.partials):
            return self.at(rule, values)  # by parts whose ties can be told
        return self._chain(code, values)

    def native(self, code: int) -> Callable[..., Any] | None:
        return None

    def _chain(self, code: int, values: Sequence[Lexicographic]) -> Lexicographic:
        plain = [value.value for value in values]
        result = FLOAT.check(FLOAT.power(*plain) if code == POW else FLOAT.call(code, plain))
        total = list(self.still)
        for which, value in enumerate(values):
            if any(value.slopes):
                rule = partial(code, which)
                if rule is None:
                    raise Unsupported(
                        f"{row_of(code).name} has no closed derivative by its argument {which + 1}"
                    )
                slope = FLOAT.check(FLOAT.at(rule, plain))
                total = [t + slope * part for t, part in zip(total, value.slopes, strict=True)]
        return Lexicographic(result, tuple(total))


__all__ = ["Lexicographic", "Lexicographics"]

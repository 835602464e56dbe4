"""Dual numbers a + b d with d**2 == 0: the value and the derivative in one pass.

>>> from symdiff.parser.formula import parse
>>> from symdiff.arithmetic.evaluation import evaluate
>>> from fractions import Fraction
>>> evaluate(parse("x**3/2"), {"x": Dual(Fraction(3), Fraction(1))})
Dual(Fraction(27, 2), Fraction(27, 2))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symdiff.arithmetic.scalar import COMPLEX, FLOAT, RATIONAL
from symdiff.arithmetic.walk import Arithmetic
from symdiff.errors import Unsupported
from symdiff.graph.graph import Number
from symdiff.parser.templates import definition, partial
from symdiff.table.functions import row_of
from symdiff.table.operators import POW, is_comparison


class Dual:
    """A value and its derivative, over floats, complex numbers, Fractions or mpmath numbers.

    Operators, and functions of symdiff that are called with it, give the value and the derivative of what
    they come to.

    >>> x = Dual(3.0, 1.0)
    >>> x * x + 1
    Dual(10.0, 6.0)
    """

    __slots__ = ("derivative", "value")

    def __init__(self, value: Any, derivative: Any = 0) -> None:
        self.value = value
        self.derivative = derivative

    def __repr__(self) -> str:
        return f"Dual({self.value!r}, {self.derivative!r})"

    def __eq__(self, other: object) -> bool:
        other = _dual(other)
        return bool(self.value == other.value and self.derivative == other.derivative)

    def __hash__(self) -> int:
        return hash(self.value) if self.derivative == 0 else hash((self.value, self.derivative))

    def __add__(self, other: Any) -> Dual:
        other = _dual(other)
        return Dual(self.value + other.value, self.derivative + other.derivative)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Dual:
        other = _dual(other)
        return Dual(self.value - other.value, self.derivative - other.derivative)

    def __rsub__(self, other: Any) -> Dual:
        return _dual(other) - self

    def __mul__(self, other: Any) -> Dual:
        other = _dual(other)
        return Dual(self.value * other.value, self.derivative * other.value + self.value * other.derivative)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Dual:
        other = _dual(other)
        quotient = self.value / other.value
        return Dual(quotient, (self.derivative - quotient * other.derivative) / other.value)

    def __rtruediv__(self, other: Any) -> Dual:
        return _dual(other) / self

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.derivative)

    def __pow__(self, other: Any) -> Dual:
        other = _dual(other)
        power: Dual = self.arithmetic.operate(POW, (self, other))
        return power

    def __rpow__(self, other: Any) -> Dual:
        return _dual(other) ** self

    @property
    def arithmetic(self) -> DualArithmetic:
        """The arithmetic of duals over numbers of this one's kind."""
        for part in (self.value, self.derivative):
            if isinstance(part, complex):
                return DualArithmetic(COMPLEX)
            if isinstance(part, float):
                return DualArithmetic(FLOAT)
        if isinstance(self.value, int | Fraction):
            return DualArithmetic(RATIONAL)
        from symdiff.arithmetic.multiprecision import of_number

        return DualArithmetic(of_number(self.value))


class DualArithmetic(Arithmetic):
    """Duals over the numbers of *base*; slopes come from the rows' partials, evaluated in *base*."""

    def __init__(self, base: Arithmetic) -> None:
        self.base = base
        self.real = base.real
        self.name = f"dual {base.name}"

    def number(self, value: Number) -> Dual:
        return Dual(self.base.number(value))

    def constant(self, name: str) -> Dual:
        return Dual(self.base.constant(name))

    def convert(self, value: Any) -> Dual:
        return _dual(value)

    def key(self, value: Any) -> Any:
        return value.value

    def check(self, value: Any) -> Any:
        if isinstance(value, Dual):
            self.base.check(value.value)
            self.base.check(value.derivative)
        return value

    def native(self, code: int) -> Callable[..., Any] | None:
        return lambda *values: self._chain(code, values)

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        if op == POW:
            return self._power(*values)
        if is_comparison(op):
            return self.base.operate(op, [self.key(value) for value in values])
        return super().operate(op, values)

    def _power(self, base: Dual, exponent: Dual) -> Dual:
        """Return base ** exponent; a constant exponent needs no logarithm of the base."""
        if exponent.derivative != 0:
            return self._chain(POW, (base, exponent))
        value = self.base.power(base.value, exponent.value)
        if base.derivative == 0 or exponent.value == 0:
            return Dual(value, base.derivative * 0)
        slope = exponent.value * self.base.power(base.value, exponent.value - 1)
        return Dual(value, slope * base.derivative)

    def _chain(self, code: int, values: Sequence[Dual]) -> Dual:
        """Return f(values) with the sum of its partials times the tangents."""
        plain = [value.value for value in values]
        if not (self.real or row_of(code).holomorphic) and any(_has_imaginary(value) for value in plain):
            raise Unsupported(f"{row_of(code).name} of a complex number is not complex differentiable")
        if code == POW:
            result = self.base.power(*plain)
        elif not row_of(code).partials:
            rule = definition(code)
            if rule is None:
                raise Unsupported(f"{row_of(code).name} has no derivative in the table")
            whole: Dual = self.at(rule, values)
            return whole
        else:
            result = self.base.call(code, plain)
        slope: Any = result * 0
        for which, value in enumerate(values):
            if value.derivative != 0:
                rule = partial(code, which)
                if rule is None:
                    row = row_of(code)
                    raise Unsupported(
                        f"{row.name} has no closed derivative by its argument {row.parameters[which]}"
                    )
                slope = slope + self.base.check(self.base.at(rule, plain)) * value.derivative
        return Dual(result, slope)


def _has_imaginary(value: Any) -> bool:
    """Return whether a complex number, or the middle of a ball, is off the real axis."""
    return bool(getattr(value, "mid", value).imag != 0)


def _dual(value: Any) -> Dual:
    return value if isinstance(value, Dual) else Dual(value, value * 0)

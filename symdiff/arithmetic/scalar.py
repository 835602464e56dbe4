"""Floats, complex numbers and exact rationals.

>>> FLOAT.number(2)
2.0
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Final

from symdiff.arithmetic.walk import Arithmetic
from symdiff.errors import Unsupported
from symdiff.functions import row_of
from symdiff.graph import Graph, Number
from symdiff.rules import specials
from symdiff.simplify.exact import exact_root

_FLOATS: Final = {"pi": math.pi, "E": math.e, "oo": math.inf}


class _Float(Arithmetic):
    """Python floats; functions from `math`, then by definition, then from mpmath at 53 bits."""

    name = "float"

    def number(self, value: Number) -> float:
        return float(value)

    def constant(self, name: str) -> float:
        if name == "I":
            raise ValueError("I is no real number")
        return _FLOATS[name]

    def power(self, base: Any, exponent: Any) -> Any:
        if base == 0 and exponent < 0:
            raise ZeroDivisionError
        return base**exponent

    def check(self, value: Any) -> Any:
        if isinstance(value, complex) or value != value:
            raise ValueError("no real value")
        return value

    def call(self, code: int, values: Sequence[Any]) -> Any:
        try:
            return super().call(code, values)
        except (OverflowError, ValueError):
            if row_of(code).math:
                raise
        return _borrowed(code, real=True)(*values)  # perhaps only a step on the way was too large

    @cache  # noqa: B019 - one instance, as long as the program lives
    def native(self, code: int) -> Callable[..., Any] | None:
        row = row_of(code)
        if row.math:
            function: Callable[..., Any] = getattr(math, row.math)
            return function
        return None if row.definition else _borrowed(code, real=True)


class _Complex(Arithmetic):
    """Python complex numbers, principal branches."""

    name = "complex"
    real = False

    def number(self, value: Number) -> complex:
        return complex(float(value))

    def constant(self, name: str) -> complex:
        return 1j if name == "I" else complex(_FLOATS[name])

    def power(self, base: Any, exponent: Any) -> Any:
        if exponent.imag == 0 and exponent.real == int(exponent.real) and abs(exponent.real) < 1024:
            return base ** int(exponent.real)
        return base**exponent

    def check(self, value: Any) -> Any:
        if value != value:
            raise ValueError("no value")
        return value

    @cache  # noqa: B019 - one instance, as long as the program lives
    def native(self, code: int) -> Callable[..., Any] | None:
        row = row_of(code)
        if row.cmath:
            import cmath

            function: Callable[..., Any] = getattr(cmath, row.cmath)
            return function
        return None if row.definition and not row.mpmath else _borrowed(code, real=False)


class _Rational(Arithmetic):
    """Exact rationals: arithmetic, whole powers, perfect roots, and the exact values of the table."""

    name = "rational"

    def number(self, value: Number) -> Fraction:
        return Fraction(value)

    def constant(self, name: str) -> Fraction:
        raise Unsupported(f"{name} is no rational number", hint="evaluate without exact=True")

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if exponent.denominator == 1:
            return base**exponent.numerator
        root = exact_root(base, exponent.denominator)
        if root is None:
            raise Unsupported(f"{base}**({exponent}) is no rational number")
        return root**exponent.numerator

    def native(self, code: int) -> Callable[..., Any] | None:
        row = row_of(code)
        if row.name in ("floor", "ceiling", "Abs", "sqrt", "cbrt"):
            return _EXACT[row.name]
        if row.definition:
            return None
        return lambda *values: self._special(code, values)

    def _special(self, code: int, values: tuple[Fraction, ...]) -> Fraction:
        if row_of(code).name == "factorial" and values[0].denominator == 1 and 0 <= values[0] < 10**4:
            return Fraction(math.factorial(values[0].numerator))
        graph = Graph()
        key = tuple([graph.digest(graph.number(value)) for value in values])
        found = specials(code).get(key)
        if found is None:
            raise Unsupported(f"{row_of(code).name} has no exact value here")
        result: Fraction = self.at(found, values)
        return result


def _exact_sqrt(value: Fraction) -> Fraction:
    root = exact_root(value, 2)
    if root is None:
        if value < 0:
            raise ValueError("a square root of a negative number")
        raise Unsupported(f"sqrt({value}) is no rational number")
    return root


def _exact_cbrt(value: Fraction) -> Fraction:
    root = exact_root(abs(value), 3)
    if root is None:
        raise Unsupported(f"cbrt({value}) is no rational number")
    return root if value >= 0 else -root


_EXACT: Final[dict[str, Callable[..., Fraction]]] = {
    "floor": lambda x: Fraction(math.floor(x)),
    "ceiling": lambda x: Fraction(math.ceil(x)),
    "Abs": abs,
    "sqrt": _exact_sqrt,
    "cbrt": _exact_cbrt,
}


def _borrowed(code: int, real: bool) -> Callable[..., Any]:
    """Return the function of *code* computed by mpmath with a few guard digits, then rounded."""
    from symdiff.arithmetic.multiprecision import Multiprecision

    wide = Multiprecision(18, real)

    def function(*values: Any) -> Any:
        result = wide.check(wide.call(code, [wide.convert(value) for value in values]))
        return float(result) if real else complex(result)

    return function


FLOAT: Final = _Float()
COMPLEX: Final = _Complex()
RATIONAL: Final = _Rational()

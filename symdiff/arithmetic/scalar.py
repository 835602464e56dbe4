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

from symdiff.arithmetic.walk import Arithmetic, Outside
from symdiff.errors import OutOfRange, Unsupported
from symdiff.graph.folding import ratio
from symdiff.graph.graph import Graph, Number
from symdiff.parser.templates import special
from symdiff.table.exact import FOLDS, exact_root, factorial, gamma
from symdiff.table.functions import SQRT, row_of

_LARGEST_FACTORIAL: Final = 10_000
_FLOATS: Final = {"pi": math.pi, "E": math.e, "oo": math.inf}


class _Float(Arithmetic):
    """Python floats; functions from `math`, then by definition, then from mpmath at 53 bits."""

    name = "float"
    strict = True

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
            return float(super().call(code, values))  # math.floor makes an int
        except Outside:
            raise
        except (OverflowError, ValueError, OutOfRange):
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
    strict = True

    def number(self, value: Number) -> complex:
        return complex(float(value))

    def constant(self, name: str) -> complex:
        return 1j if name == "I" else complex(_FLOATS[name])

    def power(self, base: Any, exponent: Any) -> Any:
        if exponent.imag == 0 and exponent.real == int(exponent.real) and abs(exponent.real) < 1024:
            return base ** int(exponent.real)
        return (base + 0j) ** exponent

    def check(self, value: Any) -> Any:
        if value != value:
            raise ValueError("no value")
        return value

    def call(self, code: int, values: Sequence[Any]) -> Any:
        # Adding zero makes -0.0 positive: on a cut the sign of a zero would choose the edge.
        values = [value + 0j for value in values]
        try:
            return super().call(code, values)
        except OverflowError:
            if not (row_of(code).family and row_of(code).definition):
                raise
        return _borrowed(code, real=False)(*values)  # only the step on the way was too large

    @cache  # noqa: B019 - one instance, as long as the program lives
    def native(self, code: int) -> Callable[..., Any] | None:
        row = row_of(code)
        if row.cmath:
            import cmath

            function: Callable[..., Any] = getattr(cmath, row.cmath)
            return function
        if row.definition and (not row.mpmath or row.family):  # a quotient without cuts
            return None
        return _borrowed(code, real=False)


_POWER_BITS = 10**7
"""Bits beyond which a power is not computed exactly: 3**(10**300) would take all memory."""


class _Rational(Arithmetic):
    """Exact rationals: arithmetic, whole powers, perfect roots, and the exact values of the table."""

    name = "rational"

    def number(self, value: Number) -> Fraction:
        return Fraction(*ratio(value)) if isinstance(value, float) else Fraction(value)  # as it was written

    def constant(self, name: str) -> Fraction:
        raise Unsupported(f"{name} is no rational number", hint="evaluate without exact=True")

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        bits = max(abs(base.numerator), base.denominator).bit_length() - 1
        if bits * abs(exponent) > _POWER_BITS:
            raise Unsupported("a power is too large to be exact", hint="evaluate without exact=True")
        if exponent.denominator == 1:
            return base**exponent.numerator
        root = exact_root(base, exponent.denominator)
        if root is None:
            raise Unsupported(f"{base}**({exponent}) is no rational number")
        return root**exponent.numerator

    def native(self, code: int) -> Callable[..., Any] | None:
        if row_of(code).definition and code not in FOLDS:
            return None
        return lambda *values: self._exact(code, values)

    def _exact(self, code: int, values: tuple[Fraction, ...]) -> Fraction:
        """Return the exact value of a function: computed, or listed in the table."""
        fold = FOLDS.get(code)
        value = None
        if fold is factorial or fold is gamma:
            value = fold(*values, most=_LARGEST_FACTORIAL)
        elif fold is not None:
            value = fold(*values)
        if value is not None:
            return Fraction(value)
        if code == SQRT and values[0] < 0:
            raise ValueError("a square root of a negative number")
        graph = Graph()
        found = special(graph, code, tuple([graph.number(value) for value in values]))
        if found is None:
            shown = ", ".join(map(str, values))
            raise Unsupported(
                f"{row_of(code).name}({shown}) is no rational number that symdiff knows",
                hint="evaluate without exact=True",
            )
        result: Fraction = self.at(found, values)
        return result


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

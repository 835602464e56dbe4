"""Any number of digits, by mpmath, in a context of its own: mpmath's global precision is not touched.

>>> from symdiff.table.functions import code_of
>>> a = Multiprecision(30)
>>> str(a.call(code_of("exp", 1), [a.number(1)]))[:12]
'2.7182818284'
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.walk import Arithmetic
from symdiff.errors import Unsupported
from symdiff.graph.folding import ratio
from symdiff.graph.graph import Number
from symdiff.parser.templates import condition
from symdiff.table.functions import row_of
from symdiff.table.targets import callable_of

_GUARD: Final = 8
"""Digits computed beyond those asked for."""
_SMALL_POWER: Final = 64
"""Exponent up to which what is too small for a number is zero."""
_LARGEST_EXPONENT: Final = 1 << 20
"""Bits of the exponent range: sin(2**(2**20)) needs as many digits of pi, and more would not end."""
_SLOW: Final = frozenset(("log", "log2", "log10", "sqrt", "cbrt", "Abs", "sign", "atan", "asinh"))
"""Functions that take a number of any size."""
_REDUCED: Final = 1 << 14
"""Exponents of 2 up to which mpmath reduces an argument in a short time, which grows with their square."""
_REDUCING: Final = frozenset((
    "exp", "exp2", "expm1", "sinh", "cosh", "sech", "csch", "sin", "cos", "tan", "cot", "sec", "csc",
    "gamma", "factorial", "sinc", "sigmoid", "erfi", "Ei", "Ci", "fresnels", "fresnelc", "besselj", "bessely",
    "besseli", "besselk", "airyai", "airybi", "airyaiprime", "airybiprime",
))  # fmt: skip
"""Functions whose argument it reduces."""
_GROWING: Final = frozenset(("exp", "expm1", "sinh", "cosh"))
"""Functions that are too large, or next to nothing, where their argument is beyond all exponents."""
_ENDLESS: Final = frozenset(("uppergamma", "lowergamma"))
"""Functions whose value does not end at a large first argument: most are too large, whatever the second."""
_ORDER: Final = 40
"""The exponent of 2 up to which it may be."""
_INFINITE: Final = ((0, 0, -456, -2), (1, 0, -789, -3))
"""How mpmath keeps what is infinite."""
_CONTEXTS = threading.local()


def context(digits: int) -> Any:
    """Return this thread's mpmath context of *digits* digits."""
    import mpmath

    contexts: dict[int, Any] = _CONTEXTS.__dict__.setdefault("by_digits", {})
    if digits not in contexts:
        made = mpmath.MPContext()
        made.dps = digits
        contexts[digits] = made
    return contexts[digits]


class Multiprecision(Arithmetic):
    """Numbers of *digits* significant digits, real or complex."""

    strict = True
    largest = _LARGEST_EXPONENT
    """Bits of the exponents that numbers may have."""

    def __init__(self, digits: int, real: bool = True) -> None:
        self.digits = digits
        self.real = real
        self.name = f"{digits}-digit" if real else f"{digits}-digit complex"
        self.context = context(digits + _GUARD)

    def number(self, value: Number) -> Any:
        if isinstance(value, float | Fraction):  # a decimal is the decimal that was written
            top, bottom = ratio(value)
            return self.context.mpf(top) / bottom
        return self.context.mpf(value)

    def convert(self, value: Any) -> Any:
        """Return *value* (a number, or a text of one) in this arithmetic."""
        if isinstance(value, Fraction):
            return self.number(value)
        return self.context.convert(value)

    def constant(self, name: str) -> Any:
        if name == "I":
            if self.real:
                raise ValueError("I is no real number")
            return self.context.mpc(0, 1)
        return {"pi": +self.context.pi, "E": +self.context.e, "oo": self.context.inf}[name]

    def power(self, base: Any, exponent: Any) -> Any:
        if base == 0:
            if exponent.real < 0:
                raise ZeroDivisionError
            return base**exponent
        c = self.context
        if abs(exponent) * (abs(c.mag(base)) + 1) > self.largest:
            size = exponent * c.log(abs(base), 2)
            if abs(size) > self.largest:
                if size.real < 0 and abs(exponent) <= _SMALL_POWER:
                    return c.zero  # sech(10**9)**2: as a float would be
                raise OverflowError
        return base**exponent

    def check(self, value: Any) -> Any:
        if value is True or value is False:
            return value
        if self.real and isinstance(value, self.context.mpc):
            # An imaginary part below the guard digits is rounding: mpmath went over the complex plane.
            if abs(value.imag) > abs(value.real) * self.context.mpf(10) ** -self.digits:
                raise ValueError("no real value")
            value = value.real
        size = self.magnitude(value)
        if size != size or size == math.inf:
            raise ValueError("no finite value")
        if size > self.largest:
            raise OverflowError
        return value

    def magnitude(self, value: Any) -> float:
        """Return an exponent of 2 that the absolute value of a number is below, and hardly so: -oo of zero,
        oo of what is infinite, nan of what is no number. Every value is asked, so mpmath is not."""
        raw = getattr(value, "_mpf_", None)
        if raw is not None:
            return _magnitude(raw)
        pair = getattr(value, "_mpc_", None)
        if pair is None:
            return self.magnitude(self.context.convert(value))
        along, across = _magnitude(pair[0]), _magnitude(pair[1])
        if along == -math.inf or across != across:
            return across
        return along if across == -math.inf or along != along else 1 + max(along, across)

    def call(self, code: int, values: Sequence[Any]) -> Any:
        if not self.real:  # mpmath takes orders and degrees as real numbers only
            values = [v.real if isinstance(v, self.context.mpc) and v.imag == 0 else v for v in values]
        name = row_of(code).name
        grows = name in _GROWING and self._has_large([values[0].real], self.largest.bit_length())
        if name in _ENDLESS and self._has_large(values[:1], _ORDER):
            raise OverflowError
        if grows or (name in _REDUCING and self._has_large(values, _REDUCED)):
            if name == "exp" and values[0].real < 0 and self.largest == _LARGEST_EXPONENT:
                return self.context.zero  # as a float would be
            raise OverflowError
        try:
            return super().call(code, values)
        except self.context.NoConvergence:
            raise ValueError("its series does not converge here") from None
        except NotImplementedError as error:
            raise Unsupported(f"{row_of(code).name} has no value here: {error}") from None

    def _has_large(self, values: Sequence[Any], exponent: int) -> bool:
        """Return whether one of *values* is larger than 2 to an exponent."""
        return any(self.magnitude(value) > exponent for value in values)

    def native(self, code: int) -> Callable[..., Any] | None:
        row = row_of(code)
        if row.derived >= 0:
            return lambda *point: self._derivative(code, point)
        if row.mpmath and (self.real or row.holomorphic or not row.definition):
            function = callable_of(row.mpmath, self.context)
            return self._quickly(code, function) if row.mpmath_slow else function
        return None

    def _quickly(self, code: int, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return mpmath's *function* of the row *code*, whose values are those of proved balls where there
        are any."""
        from symdiff.arithmetic.proved import proved

        def quick(*point: Any) -> Any:
            found = proved(code, [self.convert(value) for value in point], self.context, self.real)
            return function(*point) if found is None else found

        return quick

    def _derivative(self, code: int, point: Sequence[Any]) -> Any:
        """Return the value of a derivative with a name of its own, by the values of its function."""
        from symdiff.arithmetic.differences import derivative

        row, domain = row_of(code), condition(code, "domain")
        if self.real and domain is not None and not self.at(domain, point):
            raise ValueError("outside the domain")

        def values(digits: int, at: Sequence[Any]) -> Any:
            wide = Multiprecision(digits, self.real)
            value = wide.call(row.derived, [wide.convert(number) for number in at])
            return self.check(value) if isinstance(value, wide.context.mpc) else wide.check(value)

        return self.context.convert(derivative(values, point, row.orders, self.digits + _GUARD))

    def rounded(self, value: Any) -> Any:
        """Return *value* without the guard digits."""
        return context(self.digits).convert(value) * 1


def _magnitude(raw: tuple[int, int, int, int]) -> float:
    """Return the same of a real number as mpmath keeps it: sign, mantissa, exponent, bits of the mantissa."""
    _, mantissa, exponent, bits = raw
    if mantissa:
        return exponent + bits
    if not exponent:
        return -math.inf
    return math.inf if raw in _INFINITE else math.nan


class Vast(Multiprecision):
    """Numbers with large exponents, which no underflow makes zero: what is too small is an OverflowError.

    What a number beyond the exponents of others is an argument of must be a function that needs its first
    digits alone.
    """

    largest = 1 << 48

    def check(self, value: Any) -> Any:
        value = super().check(value)
        if not isinstance(value, bool) and value and self.magnitude(value) < -self.largest:
            raise OverflowError
        return value

    def call(self, code: int, values: Sequence[Any]) -> Any:
        if row_of(code).name not in _SLOW and self._has_large(values, _LARGEST_EXPONENT):
            raise OverflowError
        return super().call(code, values)


def of_number(value: Any) -> Multiprecision:
    """Return the arithmetic that an mpmath number belongs to."""
    own = getattr(value, "context", None)
    if own is None:
        raise TypeError(f"{type(value).__name__} is no number that symdiff computes with")
    return Multiprecision(max(1, own.dps - _GUARD), real=isinstance(value, own.mpf))

"""Principal values of formulas by mpmath, with what is real among their parts. Read by `witness`, they share
nothing with symdiff.

>>> from witness import read
>>> found = value_of(read("sqrt(x)*sqrt(x)"), {"x": mp.mpf(-2)})
>>> mpmath.nstr(found.value, 5), found.is_real
('-2.0', False)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import mpmath
from mpmath import mp
from witness import FUNCTIONS, NAMED, Tree

DIGITS = 60
"""Digits of a value; a formula of a few parts loses some of them."""
_SURE = ("a pole", "no piece")
_COMPLEX = "an order of complex numbers"


class NoValue(Exception):
    """A formula has no value at a point, or none that its digits tell."""

    @property
    def is_sure(self) -> bool:
        """Return whether it has none."""
        return str(self) in _SURE

    @property
    def is_complex(self) -> bool:
        """Return whether complex numbers were to be compared."""
        return str(self) == _COMPLEX


class Value(NamedTuple):
    """The value of a formula, and whether all its parts are real."""

    value: Any
    is_real: bool
    size: Any
    """The largest of its parts: what rounding may be compared with."""
    is_edge: bool = False
    """Whether a part is a power of zero whose exponent is no number: its domain is what is above zero."""


# Values -------------------------------------------------------------------------------------------


def value_of(tree: Tree, at: Mapping[str, Any], digits: int = DIGITS) -> Value:
    """Return the principal value of a formula, computed with so many *digits*. Raises NoValue at poles, and
    where digits do not tell a branch."""
    reading = _Reading(at, digits)
    with mp.workdps(digits):
        try:
            found = reading.value(tree)
        except (
            ZeroDivisionError,
            OverflowError,
            ValueError,
            KeyError,
            TypeError,
            RecursionError,
            mpmath.libmp.NoConvergence,
        ) as e:
            raise NoValue(repr(e)) from None
        if isinstance(found, bool):
            return Value(found, reading.is_real, mp.mpf(1), reading.is_edge)
        if not mp.isfinite(found):
            raise NoValue("infinite")
        return Value(found, reading.is_real, reading.size, reading.is_edge)


def _angle(y: Any, x: Any) -> Any:
    if not (x or y):
        raise NoValue("a pole")  # where mpmath returns 0
    return mp.atan2(y, x)


def _polylogarithm(s: Any, x: Any) -> Any:
    if x == 1 and mp.re(s) <= 1:
        raise NoValue("a pole")  # where mpmath returns zeta(s)
    return mp.polylog(s, x)


LEFT = 25
"""Digits that are left of what is cancelled, at least: what has fewer is 0."""
_MORE = {
    "expm1": mp.expm1, "exp2": lambda x: mp.power(2, x), "exp10": lambda x: mp.power(10, x),
    "log1p": lambda x: mp.log(1 + x), "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": lambda x: mp.log(x) / mp.log(10), "erfi": mp.erfi, "silu": lambda x: x / (1 + mp.exp(-x)),
    "gelu": lambda x: x / 2 * (1 + mp.erf(x / mp.sqrt(2))), "logit": lambda x: mp.log(x / (1 - x)),
    "erfcx": lambda x: mp.exp(x * x) * mp.erfc(x),
    "dawson": lambda x: mp.sqrt(mp.pi) / 2 * mp.exp(-x * x) * mp.erfi(x),
    "loggamma": mp.loggamma, "trigamma": lambda x: mp.polygamma(1, x),
    "polygamma": lambda n, x: mp.polygamma(int(n), x),
    "factorial": lambda x: mp.gamma(x + 1), "beta": mp.beta, "binomial": mp.binomial,
    "Ei": mp.ei, "Si": mp.si, "Ci": mp.ci, "Shi": mp.shi, "Chi": mp.chi, "LambertW": mp.lambertw,
    "li": mp.li, "fresnels": mp.fresnels, "fresnelc": mp.fresnelc, "besselj": mp.besselj,
    "besseli": mp.besseli, "bessely": mp.bessely, "besselk": mp.besselk, "airyai": mp.airyai,
    "airybi": mp.airybi, "airyaiprime": lambda x: mp.airyai(x, derivative=1),
    "airybiprime": lambda x: mp.airybi(x, derivative=1), "polylog": _polylogarithm,
    "re": mp.re, "im": mp.im, "conjugate": mp.conj, "arg": mp.arg, "erfinv": mp.erfinv,
    "zeta": mp.zeta, "dirichlet_eta": mp.altzeta, "expint": mp.expint, "uppergamma": mp.gammainc,
    "lowergamma": lambda a, x: mp.gammainc(a, 0, x), "hermite": mp.hermite, "legendre": mp.legendre,
    "laguerre": lambda n, x: mp.laguerre(n, 0, x), "chebyshevt": mp.chebyt, "chebyshevu": mp.chebyu,
    "elliptic_k": mp.ellipk, "elliptic_e": mp.ellipe, "erf": mp.erf, "erfc": mp.erfc,
    "gamma": mp.gamma, "digamma": mp.digamma,
    "atan2": _angle, "hypot": lambda x, y: mp.sqrt(x * x + y * y),
    "dilog": lambda x: mp.polylog(2, 1 - x),
}  # fmt: skip
_ORDERS = ("<", "<=", ">", ">=", "==", "!=")
_INVERSE = {
    "asin": mp.asin, "acos": mp.acos, "atan": mp.atan,
    "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh,
}  # fmt: skip
_RECIPROCAL = {
    "asec": "acos",
    "acsc": "asin",
    "acot": "atan",
    "asech": "acosh",
    "acsch": "asinh",
    "acoth": "atanh",
}
_RECIPROCAL_CALLS = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "coth": "tanh"}
_PLAIN = {"sin": mp.sin, "cos": mp.cos, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "exp": mp.exp}
_REAL_ONLY = (
    "floor",
    "ceiling",
    "cbrt",
    "Heaviside",
    "relu",
    "Max",
    "Min",
    "max",
    "min",
    "atan2",
    "hypot",
    "mod",
)


def has_name(tree: Tree) -> bool:
    """Return whether a variable stands in a formula."""
    if tree[0] == "name":
        return tree[1] not in NAMED
    return any(isinstance(part, tuple) and has_name(part) for part in tree[1:])


class _Reading:
    """One formula at one point."""

    def __init__(self, at: Mapping[str, Any], digits: int = DIGITS) -> None:
        self.at = at
        self.tiny = mp.mpf(10) ** (LEFT - digits)
        self.is_real = True
        self.is_edge = False
        self.size = mp.mpf(1)

    def value(self, tree: Tree) -> Any:
        found = self._value(tree)
        if isinstance(found, bool):
            return found
        if isinstance(found, mpmath.mpc):
            if found.imag == 0:
                found = found.real
            elif abs(found.imag) < self.tiny * max(1, self.size):
                raise NoValue("a branch")
            else:
                self.is_real = False
                if abs(found.real) < self.tiny * max(1, self.size) and found.real != 0:
                    found = mp.mpc(0, found.imag)
        if not mp.isfinite(found):
            raise NoValue("infinite")
        self.size = max(self.size, abs(found))
        if self.size > mp.mpf(10) ** 120:
            raise NoValue("too large")
        return found

    def _value(self, tree: Tree) -> Any:
        kind = tree[0]
        if kind == "number":
            return mp.mpf(tree[1])
        if kind == "name":
            name = tree[1]
            return self.at[name] if name in self.at else NAMED[name]() if name in NAMED else name == "True"
        if kind == "call":
            return self._called(tree[1], tree[2:])
        if kind in ("and", "or"):
            left, right = self.value(tree[1]), self.value(tree[2])
            return (left and right) if kind == "and" else (left or right)
        if kind in ("not", "negative"):
            inner = self.value(tree[1])
            return (not inner) if kind == "not" else -inner
        if kind == "power":
            base, exponent = self.value(tree[1]), self.value(tree[2])
            self.is_edge |= base == 0 and has_name(tree[2])
            return self._power(base, exponent)
        if kind in _ORDERS and tree[1][0] in _ORDERS:  # 0 < x < 1
            return self.value(tree[1]) and self.value((kind, tree[1][2], tree[2]))
        left, right = self.value(tree[1]), self.value(tree[2])
        if kind in ("+", "-"):
            whole = left + right if kind == "+" else left - right
            return mp.mpf(0) if abs(whole) < self.tiny * max(abs(left), abs(right)) else whole
        if kind == "*":
            return left * right
        if kind == "/":
            if right == 0:
                raise NoValue("a pole")
            return left / right
        return self._compared(kind, left, right)

    def _compared(self, kind: str, left: Any, right: Any) -> bool:
        if isinstance(left, mpmath.mpc) or isinstance(right, mpmath.mpc):
            if kind not in ("==", "!="):
                raise NoValue(_COMPLEX)
            return (abs(left - right) < self.tiny * max(abs(left), abs(right))) is (kind == "==")
        if abs(left - right) < self.tiny * max(abs(left), abs(right)):
            left = right
        return {
            "<": left < right, "<=": left <= right, ">": left > right,
            ">=": left >= right, "==": left == right, "!=": left != right,
        }[kind]  # fmt: skip

    def _power(self, base: Any, exponent: Any) -> Any:
        if exponent == 0:
            return mp.mpf(1)
        if base == 0:
            if isinstance(exponent, mpmath.mpc) or exponent < 0:
                raise NoValue("a pole of a power" if self.is_edge else "a pole")
            return mp.mpf(0)
        if not isinstance(exponent, mpmath.mpc) and exponent == mp.nint(exponent) and abs(exponent) < 1000:
            return base ** int(exponent)
        if isinstance(exponent, mpmath.mpc) or isinstance(base, mpmath.mpc) or base > 0:
            return mp.exp(exponent * mp.log(base))
        return mp.exp(exponent * mp.log(mp.mpc(base)))

    def _called(self, name: str, arguments: tuple[Tree, ...]) -> Any:
        if name == "Piecewise":
            for _, part, condition in arguments:
                if self.value(condition):
                    return self.value(part)
            raise NoValue("no piece")
        given = [self.value(argument) for argument in arguments]
        x = given[0]
        is_complex = any(isinstance(g, mpmath.mpc) for g in given)
        if is_complex and name in _REAL_ONLY:
            raise NoValue(_COMPLEX)
        if name == "mod":
            if given[1] == 0:
                raise NoValue("a pole")
            whole = x / given[1]
            near = mp.nint(whole)
            is_near = abs(whole - near) < self.tiny * max(1, abs(whole))
            return mp.mpf(0) if is_near else x - given[1] * mp.floor(whole)
        if name in ("Max", "max", "Min", "min"):
            return max(given) if name in ("Max", "max") else min(given)
        if name in _RECIPROCAL or name in _RECIPROCAL_CALLS:
            if name == "cot":
                return self._wave(mp.cos, x) / self._whole(mp.sin(x), x)
            if x == 0 and name in _RECIPROCAL:
                raise NoValue("a pole")
            if name in _RECIPROCAL:
                return self._inverse(_RECIPROCAL[name], 1 / x)
            other = _RECIPROCAL_CALLS[name]
            return 1 / self._whole(_PLAIN[other](x), x)
        if name in _INVERSE:
            return self._inverse(name, x)
        if name in ("floor", "ceiling"):
            near = mp.nint(x)
            if abs(x - near) < self.tiny * self.size:
                return near
            return mp.floor(x) if name == "floor" else mp.ceil(x)
        if name == "log":
            if x == 0:
                raise NoValue("a pole")
            if len(given) == 2:
                return self._called("log", arguments[:1]) / self._called("log", arguments[1:])
            return mp.log(x if isinstance(x, mpmath.mpc) or x > 0 else mp.mpc(x))
        if name == "sqrt":
            return mp.sqrt(x)
        if name == "tan":
            return self._wave(mp.sin, x) / self._whole(mp.cos(x), x)
        if name in ("abs", "Abs"):
            return abs(x)
        if name in _PLAIN:
            if abs(mp.re(x)) > 10**6 or abs(mp.im(x)) > 10**6:
                raise NoValue("too large")
            if name == "exp":
                return mp.exp(x)  # is never zero, however small
            return self._wave(_PLAIN[name], x)
        if name in _MORE:
            return _MORE[name](*given)
        return FUNCTIONS[name](*given)

    def _wave(self, function: Callable[[Any], Any], x: Any) -> Any:
        """Return a value, 0 where that is rounded."""
        found = function(x)
        return mp.mpf(0) if abs(found) < self.tiny else found

    def _whole(self, divisor: Any, x: Any) -> Any:
        if abs(divisor) < self.tiny * max(1, abs(x)):
            raise NoValue("a pole")
        return divisor

    def _inverse(self, name: str, x: Any) -> Any:
        if abs(x) == 1 and name == "atanh":
            raise NoValue("a pole")
        if not isinstance(x, mpmath.mpc):
            if (name in ("asin", "acos", "atanh") and abs(x) > 1) or (name == "acosh" and x < 1):
                x = mp.mpc(x)
        return _INVERSE[name](x)

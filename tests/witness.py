"""A reader and an evaluator of formulas that share nothing with symdiff: a few lines of recursive descent,
and mpmath at many digits. What it says of a derivative it takes from values of the function alone.

>>> with mpmath.workdps(30):
...     print(mpmath.nstr(value(read("2*x**2 + abs(-y)"), {"x": mpmath.mpf(3), "y": mpmath.mpf("0.5")}), 10))
18.5
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import mpmath
from mpmath import mp

DIGITS = 260
"""Digits of a value; quotients over steps of 1e-90 have 170 of them left."""
STEP = -90
LOST = 60
"""Digits that parts of a formula may lose."""

Tree = tuple[Any, ...]
"""("number", text), ("name", text), (operator, arguments …) or ("call", name, arguments …)."""


class Unknown(Exception):
    """A number is too large for mpmath to do anything with it in time."""


class Undefined(Exception):
    """The formula has no real value at the point, or none that can be computed."""


# Reading --------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(\*\*|<=|>=|==|!=|[-+*/^(),<>]))"
)


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise SyntaxError(text[place:])
            number, name, mark = found.groups()
            self.tokens.append(("number", number) if number else ("name", name) if name else ("mark", mark))
            place = found.end()
        self.tokens.append(("end", ""))
        self.at = 0

    def takes(self, *marks: str) -> str:
        """Return the next token if it is one of *marks*, and step over it."""
        text = self.tokens[self.at][1]
        if self.tokens[self.at][0] != "number" and text in marks:
            self.at += 1
            return text
        return ""

    def needs(self, mark: str) -> None:
        if not self.takes(mark):
            raise SyntaxError(f"expected {mark}, found {self.tokens[self.at]}")

    def level(self, marks: tuple[str, ...], below: Callable[[], Tree]) -> Tree:
        tree = below()
        while mark := self.takes(*marks):
            tree = (mark, tree, below())
        return tree

    def condition(self) -> Tree:
        return self.level(("or",), lambda: self.level(("and",), self.negation))

    def negation(self) -> Tree:
        return ("not", self.negation()) if self.takes("not") else self.comparison()

    def comparison(self) -> Tree:
        return self.level(("<", "<=", ">", ">=", "==", "!="), self.total)

    def total(self) -> Tree:
        return self.level(("+", "-"), self.product)

    def product(self) -> Tree:
        return self.level(("*", "/"), self.signed)

    def signed(self) -> Tree:
        if self.takes("-"):
            return ("negative", self.signed())
        return self.power()

    def power(self) -> Tree:
        base = self.atom()
        return ("power", base, self.signed()) if self.takes("**", "^") else base

    def atom(self) -> Tree:
        if self.takes("("):
            parts = [self.condition()]
            while self.takes(","):
                parts.append(self.condition())
            self.needs(")")
            return parts[0] if len(parts) == 1 else ("pair", *parts)
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return ("number", text)
        if kind != "name":
            raise SyntaxError(f"unexpected {text!r}")
        if not self.takes("("):
            return ("name", text)
        arguments = [self.condition()]
        while self.takes(","):
            arguments.append(self.condition())
        self.needs(")")
        return ("call", text, *arguments)


def read(text: str) -> Tree:
    """Return a formula as a tree. Every product must be written with its sign."""
    reader = _Reader(text)
    tree = reader.condition()
    if reader.tokens[reader.at][0] != "end":
        raise SyntaxError(f"left over: {reader.tokens[reader.at :]}")
    return tree


# Values ---------------------------------------------------------------------------------------


def _real(
    check: Callable[[Any], bool], function: Callable[[Any], Any], most: int = 3000
) -> Callable[[Any], Any]:
    def guarded(x: Any) -> Any:
        if abs(x) > mp.mpf(10) ** most:
            raise Unknown
        if isinstance(x, mpmath.mpc):
            return function(x)
        if not check(x):
            raise Undefined
        return function(x)

    return guarded


def _everywhere(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return _real(lambda _: True, function)


def _exponential(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function made of exp, whose values far out mpmath multiplies up forever."""
    return _real(lambda _: True, function, 250)


def _wave(function: Callable[[Any], Any], x: Any) -> Any:
    """Return a sine or cosine, 0 at multiples of pi/2 that are rounded."""
    if abs(x) > mp.mpf(10) ** (mp.dps / 3):
        raise Unknown  # waves are as fine as the rounding of x
    found = function(x)
    return mp.mpf(0) if abs(x) > 1e-9 and abs(found) < mp.mpf(10) ** (20 - mp.dps) * abs(x) else found


def _floor(x: Any) -> Any:
    """Return the whole number below, of a number that is rounded near a whole one that one."""
    whole = mp.nint(x)
    return whole if abs(x - whole) < mp.mpf(10) ** (20 - mp.dps) * max(1, abs(x)) else mp.floor(x)


def _logarithm(x: Any) -> Any:
    """Return a logarithm, of numbers of any size."""
    if not isinstance(x, mpmath.mpc) and x <= 0:
        raise Undefined
    return mp.log(x)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    **{name: _exponential(getattr(mp, name)) for name in (
        "exp", "sinh", "cosh", "tanh", "erf", "erfc", "sech",
    )},
    "atan": _everywhere(mp.atan), "asinh": _everywhere(mp.asinh),
    "tan": _real(lambda x: _wave(mp.cos, x) != 0, lambda x: _wave(mp.sin, x) / mp.cos(x)),
    "sec": _real(lambda x: _wave(mp.cos, x) != 0, mp.sec),
    "cot": _real(lambda x: _wave(mp.sin, x) != 0, lambda x: _wave(mp.cos, x) / mp.sin(x)),
    "csc": _real(lambda x: _wave(mp.sin, x) != 0, mp.csc),
    "coth": _real(lambda x: x != 0, mp.coth, 250), "csch": _real(lambda x: x != 0, mp.csch, 250),
    "log": _logarithm, "sqrt": _real(lambda x: x >= 0, mp.sqrt),
    "asin": _real(lambda x: -1 <= x <= 1, mp.asin), "acos": _real(lambda x: -1 <= x <= 1, mp.acos),
    "acosh": _real(lambda x: x >= 1, mp.acosh), "atanh": _real(lambda x: -1 < x < 1, mp.atanh),
    "asec": _real(lambda x: abs(x) >= 1, mp.asec), "acsc": _real(lambda x: abs(x) >= 1, mp.acsc),
    "acoth": _real(lambda x: abs(x) > 1, mp.acoth), "asech": _real(lambda x: 0 < x <= 1, mp.asech),
    "acsch": _real(lambda x: x != 0, mp.acsch), "acot": _real(lambda x: x != 0, mp.acot),
    "gamma": _real(lambda x: x > 0 or x != mp.floor(x), mp.gamma),
    "digamma": _real(lambda x: x > 0 or x != mp.floor(x), mp.digamma),
    "sin": _everywhere(lambda x: _wave(mp.sin, x)), "cos": _everywhere(lambda x: _wave(mp.cos, x)),
    "abs": abs, "Abs": abs, "sign": lambda x: x / abs(x) if x != 0 else x * 0,
    "floor": _everywhere(_floor), "ceiling": _everywhere(lambda x: -_floor(-x)),
    "cbrt": _everywhere(lambda x: mp.sign(x) * mp.cbrt(abs(x))),
    "sigmoid": _exponential(lambda x: 1 / (1 + mp.exp(-x))),
    "softplus": _exponential(lambda x: mp.log1p(mp.exp(x))),
    "relu": _everywhere(lambda x: max(x, mp.mpf(0))),
    "Heaviside": _everywhere(lambda x: (mp.sign(x) + 1) / 2),
    "sinc": _everywhere(lambda x: mp.sin(x) / x if x != 0 else mp.mpf(1)),
}  # fmt: skip
NAMED = {"pi": lambda: +mp.pi, "E": lambda: +mp.e, "I": lambda: mp.mpc(0, 1), "i": lambda: mp.mpc(0, 1)}
TRUTHS = {"True": True, "False": False}


def value(tree: Tree, at: Mapping[str, Any]) -> Any:
    """Return the value of a tree with the working digits of mpmath. Raises Undefined."""
    try:
        found = _value(tree, at)
    except (ZeroDivisionError, OverflowError, ValueError, mpmath.libmp.NoConvergence) as error:
        raise Undefined(str(error)) from None
    if found in (True, False):
        return found
    if not mp.isfinite(found):
        raise Undefined
    return found


def _value(tree: Tree, at: Mapping[str, Any]) -> Any:
    kind = tree[0]
    if kind == "number":
        return mp.mpf(tree[1])
    if kind == "name":
        name = tree[1]
        return at[name] if name in at else TRUTHS[name] if name in TRUTHS else NAMED[name]()
    if kind == "call":
        return _called(tree[1], tree[2:], at)
    if kind == "and":
        return all(_value(part, at) for part in tree[1:])
    if kind == "or":
        return any(_value(part, at) for part in tree[1:])
    given = [_value(part, at) for part in tree[1:]]
    if kind == "not":
        return not given[0]
    if kind == "negative":
        return -given[0]
    left, right = given
    if kind == "power":
        return _power(left, right)
    if kind == "/":
        if right == 0:
            raise Undefined
        return left / right
    operators: dict[str, Callable[[Any, Any], Any]] = {
        "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
        "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    }  # fmt: skip
    return operators[kind](left, right)


def _power(base: Any, exponent: Any) -> Any:
    if base == 0 and (isinstance(exponent, mpmath.mpc) or exponent <= 0):
        if exponent == 0:
            return mp.mpf(1)
        raise Undefined
    if isinstance(base, mpmath.mpc) or isinstance(exponent, mpmath.mpc):
        return base**exponent
    if base < 0:
        if exponent != int(exponent):
            raise Undefined
        return base ** int(exponent)
    return base**exponent


def _called(name: str, arguments: tuple[Tree, ...], at: Mapping[str, Any]) -> Any:
    if name == "Piecewise":
        for _, part, condition in arguments:
            if _value(condition, at):
                return _value(part, at)
        raise Undefined
    given = [_value(part, at) for part in arguments]
    if name in ("Max", "max", "Min", "min"):
        return max(given) if name in ("Max", "max") else min(given)
    if name == "atan2":
        if given == [0, 0]:
            raise Undefined
        return mp.atan2(*given)
    if name == "hypot":
        return mp.hypot(*given)
    return FUNCTIONS[name](*given)


# Derivatives ------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """What a function is like at a point."""

    kind: str
    """smooth, none, undefined, or unknown where quotients do not tell."""
    slope: Any = None
    noise: Any = 0
    """How far the slope may be off by rounding, of values up to 1, of which parts have lost digits."""


def verdict(tree: Tree, name: str, at: Mapping[str, str]) -> Verdict:
    """Return whether there is a derivative by *name* at a point (texts of constants), and which; where there
    seems to be none, it is looked at with smaller steps, too: there may be waves; and with more digits: what
    differs may be rounding."""
    found = _looked_at(tree, name, at, DIGITS, STEP)
    for digits, exponent, less in ((3 * DIGITS, 4 * STEP, LOST), (6 * DIGITS, STEP, 2 * DIGITS)):
        if found.kind == "none":
            found = _looked_at(tree, name, at, digits, exponent, less)
    return found


def _looked_at(
    tree: Tree, name: str, at: Mapping[str, str], digits: int, exponent: int, less: int = LOST
) -> Verdict:
    """Return what quotients with these digits and steps tell, where values have so many digits *less*.

    Quotients on both sides are taken at two steps: where all four agree there is one; where those of each
    side do and the sides differ, or there is no value, or they grow, there is none.
    """
    with mp.workdps(digits):
        point = {key: value(read(text), {}) for key, text in at.items()}

        def f(shift: Any) -> Any:
            found = value(tree, {**point, name: point[name] + shift})
            if isinstance(found, mpmath.mpc):
                if abs(found.imag) > abs(found.real) * mp.mpf(10) ** (40 - digits):
                    raise Undefined
                return found.real
            return found

        try:
            here = f(0)
        except Unknown:
            return Verdict("unknown")
        except Undefined:
            return Verdict("unknown" if _is_only_rounded(f, digits) else "undefined")
        scale = mp.mpf(10) ** exponent * (abs(point[name]) if 0 < abs(point[name]) < 1 else 1)
        slopes: list[list[Any]] = []
        for side in (-1, 1):
            found = []
            for step in (scale, scale / 1000):
                try:
                    found.append((f(side * step) - here) / (side * step))
                except Unknown:
                    return Verdict("unknown")
                except Undefined:
                    return Verdict("none")
            slopes.append(found)
        tiny = mp.mpf(10) ** -30

        noise = max(1, abs(here)) * mp.mpf(10) ** (less - digits) / scale

        def one(a: Any, b: Any) -> bool:
            return bool(abs(a - b) <= tiny * max(abs(a), abs(b)) or max(abs(a), abs(b)) < noise)

        left, right = slopes
        if one(*left) and one(*right):
            # Where there is a slope, those of the two sides are as near to it as those of one.
            apart = abs(left[0] - left[1]) + abs(right[0] - right[1]) + noise
            if not one(left[1], right[1]) or abs(left[1] - right[1]) > apart:
                return Verdict("none")
            return Verdict("smooth", (left[1] + right[1]) / 2, noise)
        if any(abs(s[0]) < abs(s[1]) * mp.mpf("0.9") for s in slopes):
            return Verdict("none")  # a jump, or a vertical tangent
        if all(abs(s[1]) * 2 < abs(s[0]) for s in slopes) and abs(left[1]) + abs(right[1]) < tiny:
            return Verdict("smooth", mp.mpf(0), noise)  # as of x**2 and x**(3/2) at 0
        return Verdict("unknown")


def _is_only_rounded(f: Callable[[Any], Any], digits: int) -> bool:
    """Return whether a function has moderate values next to a point at which it has none: acos(cos(x)) at 0,
    where cos may be rounded to more than 1; or values that are not known, as of a sine of what is large."""
    try:
        return any(abs(f(side * mp.mpf(10) ** (40 - digits))) < mp.mpf(10) ** 100 for side in (-1, 1))
    except (Undefined, Unknown):
        return True


__all__ = ["DIGITS", "Undefined", "Verdict", "read", "value", "verdict"]

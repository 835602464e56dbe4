"""Formulas by family, dense in coincidences, and what is true of symdiff's answers about them.

The same few kernels stand in several terms, above and below the line, with the same few exponents. What the
library answers, without its check before printing, is compared with values of `principal`; a derivative, with
quotients of such values.

>>> drawn("rational", 3) == drawn("rational", 3)
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from mpmath import mp
from principal import DIGITS, NoValue, Value, value_of
from witness import Tree, read

from symdiff import Expr, SymdiffError, derive, parse, simplify
from symdiff.table.operators import PIECEWISE

# Formulas ------------------------------------------------------------------------------------------


def _kernels(text: str) -> tuple[str, ...]:
    """Return what stands between semicolons."""
    return tuple([" ".join(part.split()) for part in text.split(";")])


_LINEAR = _kernels("x; x; (x + 1); (x - 1); (1 - x); (x + y); (x - y); (a + x); (a*x + 1); y; a")
_SQUARES = _kernels("x**2; (x**2 + 1); (x**2 - 1); (1 - x**2); (x**2 - y**2); x*y; (x*y + x); (2*x + 2)")
_NUMBERS = ("1", "2", "3", "1/2", "(-1)", "4")
_ROOTS = _kernels(
    """
    sqrt(x); sqrt(x + 1); sqrt(x - 1); sqrt(1 - x); sqrt(x**2 - 1); sqrt(1 - x**2); sqrt(x**2);
    sqrt(x**2 + 1); x**(1/3); x**(2/3); sqrt(sqrt(x)); cbrt(x); sqrt(x + sqrt(x)); sqrt(x/(x + 1));
    sqrt((1 - x)/(1 + x)); sqrt(x*y); sqrt(x**2*y); (x + 1)**(3/2); sqrt(2*x); sqrt(y); sqrt(x + y);
    sqrt(x**2 + x); abs(x); abs(x + 1); sqrt((x - 1)/(x + 1)); cbrt(x**2); sqrt(x**3); sqrt(1/x)
    """
)
_EXPONENTIALS = _kernels(
    """
    exp(x); exp(-x); exp(2*x); exp(x/2); exp(x + y); log(x); log(x**2); log(x + 1); log(1/x); log(2*x);
    sinh(x); cosh(x); tanh(x); sech(x); csch(x); coth(x); sinh(2*x); cosh(2*x); tanh(x/2); (exp(x) + 1);
    (exp(x) - 1); (exp(2*x) - 1); sigmoid(x); softplus(x); log(abs(x)); log(exp(x) + 1); log(x*y); exp(x*y);
    log(y); exp(x*log(y)); sqrt(exp(x)); exp(-x**2)
    """
)
_ANGLES = (
    *(f"{f}({u})" for f in ("sin", "cos", "tan", "sec", "csc", "cot") for u in ("x", "x", "2*x", "x/2")),
    *_kernels(
        """
        sin(-x); cos(x + pi/2); sin(x + y); cos(x - y); sin(y); cos(y); tan(x + pi/4); sin(a*x); sin(3*x);
        cos(3*x); (1 + cos(x)); (1 - cos(x)); (1 - sin(x)); (1 + tan(x)**2); sqrt(1 - cos(x)**2)
        """
    ),
)
_INVERSES = _kernels(
    """
    asin(x); acos(x); atan(x); atan(1/x); acot(x); asec(x); acsc(x); sin(asin(x)); cos(asin(x));
    tan(asin(x)); cos(atan(x)); sin(atan(x)); sin(acos(x)); asin(sin(x)); acos(cos(x)); atan(tan(x));
    acosh(x); asinh(x); atanh(x); acoth(x); asech(x); acsch(x); sinh(acosh(x)); cosh(asinh(x));
    tanh(asinh(x)); cosh(atanh(x)); asin(1/x); acos(1/x); asin(-x); acos(-x); atan(x/y); acosh(-x);
    sqrt(1 - x**2); sqrt(x**2 - 1); sqrt(x**2 + 1); asin(2*x - 1); acosh(cosh(x)); log(x + sqrt(x**2 + 1));
    tan(acos(x)); sec(atan(x)); sin(2*asin(x)); sin(2*atan(x)); cos(2*acos(x)); tan(2*atan(x))
    """
)
_KINKS = _kernels(
    """
    abs(x); abs(x - 1); abs(y); sign(x); sign(x - 1); Max(x, 1); Max(x, -x); Min(x, y); Max(x, y); floor(x);
    ceiling(x); Heaviside(x); relu(x); sqrt(x**2); abs(x*y); cbrt(x**3); abs(x)/x; sign(-x); abs(-x);
    abs(x**2); abs(1/x); Min(x, 1); Max(x, 0); abs(sin(x)); sign(x*y); abs(x**3); Heaviside(-x); sign(x**3);
    abs(x + 1); abs(exp(x)); sqrt((x - 1)**2); floor(2*x); log(abs(x)); Max(x**2, x)
    """
)
_POWERS = _kernels(
    """
    x**a; x**y; a**x; x**x; 2**x; 2**(x + 1); 4**x; x**(a + 1); x**(-a); (x*y)**a; (x**2)**a; (a*x)**y;
    exp(a*log(x)); log(x**a); log(x, a); log(x, 2); x**0.5; x**1.5; 0.1*x; x**0.1; 2.5; (1/x)**a; (x/y)**a;
    (x**a)**2; (x**a)**y; sqrt(x**a); x**(2*a); (1/2)**x; log(x); a**(-x); y**x; (x + 1)**a; (-x)**a;
    x**(1/2 + a); (x**3)**(1/3); (x**2)**0.5; 0.5**x; (2*x)**a; exp(x)**a; log(a)
    """
)
_SPECIAL = _kernels(
    """
    erf(x); erfc(x); gamma(x); gamma(x + 1); factorial(x); digamma(x); loggamma(x); besselj(0, x);
    besselj(1, x); besselj(2, x); bessely(0, x); besseli(0, x); besseli(1, x); besselk(0, x); sinc(x);
    LambertW(x); polylog(2, x); Si(x); Ei(x); erfi(x); airyai(x); exp(-x**2); sin(x)/x; exp(x); sin(x);
    erf(-x); gamma(x - 1); digamma(x + 1); trigamma(x); expm1(x); log1p(x); exp(LambertW(x)); log(x);
    polylog(1, x); erf(sqrt(x)); gamma(2*x); dawson(x); li(x); Ci(x); besselj(1/2, x); besselk(1, x);
    erfcx(x); gelu(x); silu(x); logit(x); beta(x, y); atan2(y, x); hypot(x, y); dilog(x)
    """
)
_CONSTANTS = _kernels(
    """
    pi; E; sqrt(2); sqrt(3); sqrt(6); (1 + sqrt(5))/2; (sqrt(5) - 1); sqrt(3 + 2*sqrt(2)); log(2); log(4);
    2**(1/3); exp(2); sin(1); cos(pi/5); tan(pi/8); 1/(sqrt(2) - 1); sqrt(pi); pi**2; sqrt(8); sqrt(1/2);
    exp(-1); log(8)/log(2); cos(1); 4**(1/3); sqrt(2*pi); E**pi; log(pi); cbrt(-8); atan(2);
    sqrt(2 - sqrt(3)); sin(pi/12); (2 - sqrt(5)); abs(1 - sqrt(2)); asin(1/3); sinh(1); sqrt(12);
    gamma(1/2); cos(3*pi/7); floor(pi); (1 - pi); sqrt((1 - pi)**2); log(2/3); 6**(1/3); (-8)**2;
    sqrt(6 - 2*sqrt(5))
    """
)
_SCALES = _kernels(
    """
    1e-10*x; 1e20*x; 1e-20; 10**10; 10**(-12); 12345678901234567890*x; x/3; 0.1; 0.3333*x; (x + 1e-9);
    1e-9*x**2; (x + 10**12); sqrt(x + 1e6); (0.1*x + 0.2); (0.3 - 0.1*x); exp(1e-5*x); 0.25*x; 1.5; (1.0*x);
    x**2.0; (x**2 + 1e-8); 2**70; x/7; 0.7*y; (1e8*x - y); log(1e-5*x); sin(1e3*x); 1/0.3; 0.5*exp(0.5*x);
    abs(0.1*x); sqrt(0.01*x); (0.2*x)**2; 0.1**2*x; x**0.25; exp(-0.5*x**2); 0.1*y; (1/3*x + 0.5);
    10**20*x*y
    """
)
_SEVERAL = _kernels(
    """
    x; y; z; (x + y); (y + z); (x - y); (x + y + z); (x*y + z); x*y; x*z; (x**2 + y**2); exp(x*y);
    sqrt(x*y); log(x/y); sin(x + y); sqrt(x**2 + y**2); (x/y); atan(y/x); (z - x); exp(-z); cos(y); log(z);
    (x**2 - y**2); x**y; abs(x - y); (y - x); sqrt(z); (x*y*z); tanh(z); (1 + z)
    """
)
_COMPLEX = _kernels(
    """
    I; I*x; (x + I); (1 + I); (x - I); exp(I*x); exp(-I*x); sqrt(-x); log(-x); (x + I*y); (x**2 + 1);
    abs(x + I); conjugate(x + I); re(I*x); sqrt(x + I); log(I*x); sqrt(-1 - x**2); (I*x)**2; (I*x)**(1/2);
    cosh(I*x); sin(I*x); cos(x); sin(x); x; sqrt(x); abs(x); atan(I*x); asin(x + I); exp(x); (2 - I);
    sqrt(I); arg(x + I); im(x*I); 1/(x - I); (-1)**x; abs(I*x); sqrt(x**2); log(x**2); sign(x); tan(I*x);
    abs(exp(I*x)); sqrt((I*x)**2); log((I*x)**2); sqrt(1/(I*x)); exp(log(I*x)/2); sqrt(x*I)*sqrt(x)
    """
)

FAMILIES: dict[str, tuple[str, ...]] = {
    "rational": (*_LINEAR, *_SQUARES),
    "roots": (*_ROOTS, *_ROOTS, *_LINEAR, *_SQUARES),
    "exponentials": (*_EXPONENTIALS, "x", "y", "(x + 1)"),
    "angles": (*_ANGLES, "x", "y"),
    "inverses": (*_INVERSES, "x", "x**2", "(x + 1)"),
    "kinks": (*_KINKS, *_LINEAR, "exp(x)", "sqrt(x)"),
    "powers": (*_POWERS, "x", "x", "a", "y", "exp(x)", "sqrt(x)"),
    "special": (*_SPECIAL, "x", "x", "(x + 1)"),
    "constants": (*_CONSTANTS, *_CONSTANTS, "x", "x", "(x + 1)", "sqrt(x)", "exp(x)"),
    "scales": (*_SCALES, "x", "x", "(x + 1)"),
    "several": _SEVERAL,
    "complex": _COMPLEX,
    "mixed": (*_LINEAR, *_SQUARES, *_ROOTS, *_EXPONENTIALS, *_ANGLES, *_INVERSES, *_KINKS, *_POWERS),
    "pieces": (*_LINEAR, *_KINKS, "exp(x)", "sqrt(x)", "log(x)", "sin(x)", "x**2"),
}
"""Name of a family → what its formulas are made of."""

_OUTER = {
    "roots": ("sqrt", "sqrt", "abs", "cbrt"),
    "exponentials": ("exp", "log", "sinh", "cosh", "tanh", "sqrt", "asinh"),
    "angles": ("sin", "cos", "tan", "sqrt", "atan", "abs", "log"),
    "kinks": ("abs", "abs", "sign", "floor", "relu", "sqrt"),
    "inverses": ("asin", "acos", "atan", "sin", "cos", "sqrt", "asinh", "acosh", "tan", "log"),
    "complex": ("sqrt", "log", "exp", "abs", "conjugate", "atan", "asin", "cosh"),
    "special": ("exp", "erf", "log", "sqrt"),
    "powers": ("sqrt", "log", "exp", "abs"),
}
_PLAIN_OUTER = ("sqrt", "log", "exp", "sin", "abs", "atan", "cos", "tanh", "cbrt")


_POWERS_OF = ("", "", "", "", "", "**2", "**(1/2)", "**(-1)", "**(-2)", "**(3/2)", "**3", "**(-1/2)")
_POWERS_OF_SUMS = ("2", "3", "(1/2)", "(-1)", "(-2)", "(3/2)", "(-1/2)")
_SIDES = ("x", "x", "y", "x - 1", "x + y", "x**2", "2*x", "x*y")
_ENDS = ("0", "1", "-1", "y", "1/2", "2")
_ORDERS = ("<", "<=", ">", ">=", "<", ">")


class Draw:
    """One formula, of few kernels that come again and again."""

    def __init__(self, family: str, seed: int) -> None:
        self.random = Random(f"{family} {seed}")
        self.pick = self.random.choice
        count = self.pick((2, 3, 3, 4, 6))
        self.kernels = [self.pick(FAMILIES[family]) for _ in range(count)]
        self.outer = _OUTER.get(family, _PLAIN_OUTER)

    def factor(self) -> str:
        kernel = self.pick(_NUMBERS if self.random.random() < 0.15 else self.kernels)
        return f"({kernel}){self.pick(_POWERS_OF)}"

    def product(self) -> str:
        text = self.factor()
        for _ in range(self.pick((0, 0, 1, 1, 2))):
            text += self.pick("**/") + self.factor()
        return text

    def sum(self, count: int = 0) -> str:
        text = self.product()
        for _ in range((count or self.pick((2, 2, 3, 3, 4))) - 1):
            text += f" {self.pick('+-')} {self.product()}"
        return text

    def call(self, inside: str) -> str:
        return f"{self.pick(self.outer)}({inside})"

    def shape(self) -> str:
        sign, shape = self.pick("+-"), self.random.random()
        if shape < 0.3:
            return self.sum()
        if shape < 0.42:
            return f"({self.sum()})*({self.sum(2)})"
        if shape < 0.56:
            return f"({self.sum(2)})/({self.sum(2)})"
        if shape < 0.66:
            beside = self.pick(("", f" {sign} {self.product()}", f"*{self.factor()}", f"/({self.sum(2)})"))
            return self.call(self.sum(2)) + beside
        if shape < 0.76:
            return f"({self.sum(2)})**{self.pick(_POWERS_OF_SUMS)} {sign} {self.product()}"
        if shape < 0.84:
            return f"{self.product()}*({self.sum(2)}) {sign} {self.product()}*({self.sum(2)})"
        if shape < 0.9:
            return f"1/(1/({self.sum(2)}) {sign} 1/({self.product()}))"
        if shape < 0.95:
            return f"{self.call(self.product())}*{self.call(self.product())} {sign} {self.product()}"
        same = self.sum(2)
        return f"({same})**{self.pick(_POWERS_OF_SUMS)}*{self.factor()} {sign} ({same})*{self.product()}"

    def condition(self) -> str:
        text = f"{self.pick(_SIDES)} {self.pick(_ORDERS)} {self.pick(_ENDS)}"
        if self.random.random() < 0.25:
            text += f" {self.pick(('and', 'or'))} y {self.pick(_ORDERS)} {self.pick(('0', '1', 'x'))}"
        return text

    def pieces(self, depth: int = 1) -> str:
        first = self.pieces(depth - 1) if depth and self.random.random() < 0.3 else self.shape()
        parts = [f"({first}, {self.condition()})"]
        if self.random.random() < 0.4:
            parts.append(f"({self.product()}, {self.condition()})")
        if self.random.random() < 0.85:
            parts.append(f"({self.sum(2)}, True)")
        return f"Piecewise({', '.join(parts)})"

    def beside_pieces(self) -> str:
        other = self.pieces(0) if self.random.random() < 0.4 else self.product()
        return f"{self.pieces(0)} {self.pick('+-*/')} {other}"


def drawn(family: str, seed: int) -> str:
    """Return the formula of a family that *seed* draws."""
    draw = Draw(family, seed)
    if family != "pieces":
        return draw.shape()
    return draw.pieces() if draw.random.random() < 0.6 else draw.beside_pieces()


# Judging -------------------------------------------------------------------------------------------

_COORDINATES = (
    "1/3",
    "5/7",
    "2",
    "13/5",
    "-3/4",
    "-2",
    "-9/5",
    "7/2",
    "-1/3",
    "11/10",
    "9/2",
    "-16/5",
    "1/10",
)
_SPECIAL_PLACES = ("0", "1", "-1", "1/2", "2", "-1/2")
_STEPS = (12, 15)
"""Digits of the steps of quotients."""


def faults(
    family: str, seed: int, count: int = 8, levels: tuple[str, ...] = ("basic", "full")
) -> Iterator[str]:
    """Yield what is wrong in answers about a formula, at *count* points: a value of a simplified form or of a
    derivative that is not the one there is, none where there is one, and one where there is none, although
    the conditions hold.
    """
    text = drawn(family, seed)
    try:
        source = parse(text, symbols="x y z a")
    except SymdiffError:
        return
    random = Random(seed)
    points = [_point(random, place) for place in range(count)]
    tree, is_complex = read(text), family == "complex"
    near = mp.mpf(10) ** (-9 if "." in text or "1e" in text else -20)
    values = [_value(tree, at) for at in points]
    for level in levels:
        short = simplify(source, level=level)
        found = read(str(short))
        for at, value in zip(points, values, strict=True):
            words = _compared(value, _value(found, at), short, at, near, is_complex)
            if words:
                yield f"{level}: {text} is no {short} at {_said(at)}: {words}"
                break
    for level in ("none", *levels):
        try:
            derivative = derive(source, "x", level=level)
        except SymdiffError:
            return
        found = read(str(derivative))
        for at in points:
            slope = _slope(tree, at, is_complex)
            if slope is None or _holds(derivative, at) is False:
                continue
            words = _differs(slope, _value(found, at), max(near, mp.mpf(10) ** -9))
            if words:
                yield f"{level}: the derivative of {text} is no {derivative} at {_said(at)}: {words}"
                break


def _point(random: Random, place: int) -> dict[str, Any]:
    """Return coordinates, positive ones more often than not; at each third place, x where formulas are
    special."""
    at = {}
    for name in "xyza":
        text = random.choice(_COORDINATES)
        if place % 2 == 0 and random.random() < 0.8:
            text = text.lstrip("-")
        if name == "x" and place % 3 == 2:
            text = random.choice(_SPECIAL_PLACES)
        top, _, bottom = text.partition("/")
        with mp.workdps(DIGITS):
            at[name] = mp.mpf(int(top)) / int(bottom or 1)
    return at


def _said(at: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {mp.nstr(value, 6)}" for name, value in at.items())


def _value(tree: Tree, at: Mapping[str, Any]) -> Value | NoValue:
    try:
        return value_of(tree, at)
    except NoValue as none:
        return none


def _holds(answer: Expr, at: Mapping[str, Any]) -> bool | None:
    """Return whether the conditions of an answer hold, None where that is not known."""
    for condition in answer.conditions:
        found = _value(read(str(condition)), at)
        if isinstance(found, NoValue):
            return None
        if not found.value:
            return False
    return True


def _compared(
    value: Value | NoValue,
    found: Value | NoValue,
    short: Expr,
    at: Mapping[str, Any],
    near: Any,
    is_complex: bool,
) -> str:
    """Return what is wrong with the value of a form, nothing where it is right or not known."""
    if isinstance(value, NoValue):
        # what a branch of a Piecewise asks for is no condition of the whole
        is_whole = not (is_complex or short.graph.has(PIECEWISE))
        is_wider = is_whole and value.is_sure and isinstance(found, Value) and found.is_real
        return "it has a value where there is none" if is_wider and _holds(short, at) else ""
    if not (value.is_real or is_complex):
        return ""
    words = _differs(value, found, near)
    return words if words and not (isinstance(found, NoValue) and _holds(short, at) is False) else ""


def _differs(value: Value, found: Value | NoValue, near: Any) -> str:
    if isinstance(found, NoValue):
        return f"it has no value where there is {mp.nstr(value.value, 12)}" if found.is_sure else ""
    size = max(1, abs(value.value), *(part.size for part in (value, found) if part.size < 1e10))
    if abs(value.value - found.value) <= near * size:
        return ""
    return f"{mp.nstr(found.value, 12)} for {mp.nstr(value.value, 12)}"


def _slope(tree: Tree, at: Mapping[str, Any], is_complex: bool) -> Value | None:
    """Return the derivative by x where quotients on both sides and at two steps agree, else None."""
    here = _value(tree, at)
    if isinstance(here, NoValue) or not (here.is_real or is_complex):
        return None
    with mp.workdps(DIGITS):
        slopes = []
        for digits in _STEPS:
            for step in (mp.mpf(10) ** -digits, -(mp.mpf(10) ** -digits)):
                found = _value(tree, {**at, "x": at["x"] + step})
                if isinstance(found, NoValue) or not (found.is_real or is_complex):
                    return None
                slopes.append((found.value - here.value) / step)
        scale = max(1, *(abs(slope) for slope in slopes))
        if any(abs(slope - slopes[0]) > 1e-8 * scale for slope in slopes) or scale > 1e5 * max(1, here.size):
            return None
        return Value((slopes[2] + slopes[3]) / 2, True, here.size)

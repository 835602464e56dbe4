"""What is true of symdiff's answers about formulas that are dense in coincidences (`families`).

What the library answers, without its check before printing, is compared with values of `principal`; a
derivative, with quotients of such values.

>>> list(faults("rational", 3, count=2))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from families import WITH_I, drawn
from mpmath import mp
from principal import DIGITS, LEFT, NoValue, Value, has_name, value_of
from quick import Quick, Unsure
from witness import Tree
from witness import read as _read

from symdiff import Expr, SymdiffError, TooLarge, derive, hessian, parse, simplify, steps
from symdiff.table.operators import PIECEWISE

_COORDINATES = (
    "1/3", "5/7", "2", "13/5", "-3/4", "-2", "-9/5", "7/2", "-1/3", "11/10", "9/2", "-16/5", "1/10",
)  # fmt: skip
_SPECIAL_PLACES = ("0", "1", "-1", "1/2", "2", "-1/2")
_STEPS = (12, 15)
"""Digits of the steps of quotients."""
_NEXT = 60
"""And of one more where there are numbers such as 1e40."""
_NEAR = 45
"""Digits of a step that is beside a kink at 1e-30."""
_NO_VALUE = "it has no value"
_BY_PARTS = re.compile(r"\b(?:abs|re|im|conjugate|arg|sign)\(")
_STEPS_IN = re.compile(r"\b(?:floor|ceiling|mod)\(")
_ROUNDED = re.compile(r"(?<![\w.])(?:\d+\.\d*(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d{15,})")
"""A number that may be written as the float that is near to it: a decimal, or one of many digits."""


@lru_cache(maxsize=200)
def read(text: str) -> Tree:
    """Return a formula as a tree, in which equal parts are one tuple."""
    same: dict[Any, Any] = {}

    def shared(tree: Any) -> Any:
        if not isinstance(tree, tuple):
            return tree
        parts = tuple([shared(part) for part in tree])
        return same.setdefault(
            tuple([id(part) if isinstance(part, tuple) else part for part in parts]), parts
        )

    return shared(_read(text))


class Case:
    """A formula, with its values at some points, at *digits*."""

    def __init__(self, family: str, seed: int, count: int) -> None:
        self.text = drawn(family, seed)
        self.tree = read(self.text)
        self.is_complex = family in WITH_I
        self.is_by_real_parts = not self.is_complex or bool(_BY_PARTS.search(self.text))
        """Whether its derivative is one where parts of it are real, as its conditions are."""
        self.digits = 160 if family in ("decimals", "scales") else DIGITS
        self.least = 0 if family == "decimals" and not _has_root_of_numbers(self.tree) else 1
        """A value below that is not compared with itself, but with this."""
        random = Random(seed)
        self.points = [_point(random, place) for place in range(count)]

    def value(self, tree: Tree, at: Mapping[str, Any], more: int = 0) -> Value | NoValue:
        digits = self.digits + more
        try:
            try:
                return Quick(at, digits).value(tree)
            except Unsure:
                return value_of(tree, at, digits)
        except NoValue as none:
            return none

    @cached_property
    def values(self) -> list[Value | NoValue]:
        return [self.value(self.tree, at) for at in self.points]

    def is_said(self, value: Value | NoValue) -> bool:
        """Return whether there is a value that answers must have."""
        return isinstance(value, Value) and (value.is_real or self.is_complex)

    def holds(self, answer: Expr, at: Mapping[str, Any]) -> bool | None:
        """Return whether the conditions of an answer hold, None where that is not known."""
        is_known = True
        for condition in answer.conditions:
            text = str(condition)
            found = self.value(read(text), at)
            if isinstance(found, NoValue):
                if found.is_complex and not re.search(r"\bI\b", text):
                    return False  # a condition of real numbers does not hold where it has no value
                is_known = False
            elif not found.value or (
                not found.is_real and self.is_by_real_parts and not re.search(r"\bI\b", text)
            ):
                return False
        return True if is_known else None

    def slope(self, tree: Tree, at: Mapping[str, Any], name: str = "x") -> Value | None:
        """Return the derivative of *tree* by *name* where quotients on both sides and at all steps agree."""
        here = self.value(tree, at)
        if not isinstance(here, Value) or not self.is_said(here):
            return None
        if here.size > 1e6 and _STEPS_IN.search(self.text):
            return None  # many steps of a floor look like a slope
        with mp.workdps(self.digits):
            slopes = []
            scales = (*_STEPS, _NEXT) if self.digits > 2 * _NEXT else _STEPS
            for digits in scales:
                for step in (mp.mpf(10) ** -digits, -(mp.mpf(10) ** -digits)):
                    found = self.value(tree, {**at, name: at[name] + step})
                    if not isinstance(found, Value) or not self.is_said(found):
                        return None
                    slopes.append((found.value - here.value) / step)
            scale = max(self.least, *(abs(slope) for slope in slopes))
            if any(abs(slope - slopes[0]) > 1e-8 * scale for slope in slopes):
                return None
            noise = here.size * mp.mpf(10) ** (LEFT - self.digits + scales[-1])
            if scale > 1e5 * max(1, here.size) or noise > 1e-9 * scale:
                return None
            return Value((slopes[2] + slopes[3]) / 2, True, here.size, here.is_edge)

    def kink(self, tree: Tree, at: Mapping[str, Any]) -> str:
        """Return the slopes of *tree* by x on both sides where they are not the same, nothing elsewhere."""
        here = self.value(tree, at, _NEAR)
        if not isinstance(here, Value) or not self.is_said(here) or here.size > 1e5:
            return ""
        with mp.workdps(self.digits + _NEAR):
            sides = []
            for sign in (1, -1):
                slopes = []
                for digits in (*_STEPS, _NEAR):
                    step = sign * mp.mpf(10) ** -digits
                    found = self.value(tree, {**at, "x": at["x"] + step}, _NEAR)
                    if not isinstance(found, Value) or not self.is_said(found):
                        return ""
                    slopes.append((found.value - here.value) / step)
                apart = max(abs(slope - slopes[0]) for slope in slopes)
                if apart > 1e-8 * max(1, abs(slopes[0])) or abs(slopes[0]) > 1e5:
                    return ""
                sides.append(slopes[1])
            left, right = sides
            return f"{mp.nstr(right, 6)} and {mp.nstr(left, 6)}" if abs(left - right) > 1e-3 else ""

    def differs(self, value: Value, answer: str, at: Mapping[str, Any], near: Any) -> str:
        """Return in what the value of an answer is not the one there is, nothing where it is the same."""
        found = self.value(read(answer), at)
        if isinstance(found, NoValue):
            is_lost = found.is_sure and not value.is_edge and not self._is_rounded_away(answer, at)
            return f"{_NO_VALUE} where there is {mp.nstr(value.value, 12)}" if is_lost else ""
        with mp.workdps(self.digits):
            parts = [part.size for part in (value, found) if part.size < 1e10]
            size = max(self.least, abs(value.value), *(parts if self.least else ()))
            apart = abs(value.value - found.value)
            if apart <= near * size or apart <= mp.mpf(10) ** (40 - self.digits) * max(
                value.size, found.size
            ):
                return ""
            if apart <= self._rounding(answer, at, found):
                return ""
        return f"{mp.nstr(found.value, 12)} for {mp.nstr(value.value, 12)}"

    def _is_rounded_away(self, answer: str, at: Mapping[str, Any]) -> bool:
        """Return whether an answer has a value if one of its decimals is not what is written."""
        return any(isinstance(value, Value) for value in self._beside(answer, at))

    def _beside(self, answer: str, at: Mapping[str, Any]) -> Iterator[Value | NoValue]:
        """Yield the values of an answer with one of its decimals, at one place, a little larger than it is
        written: 1e25*x - 1e25 may stand for 1e25*x - (1e25 - 1e-15)."""
        for match in _ROUNDED.finditer(answer):
            begin, end = match.span()
            beside = f"{answer[:begin]}({match.group()}*1.000000000000001){answer[end:]}"
            yield self.value(read(beside), at)

    def _rounding(self, answer: str, at: Mapping[str, Any], found: Value) -> Any:
        """Return how far an answer may be off because its decimals are written as floats."""
        whole = mp.mpf(0)
        for value in self._beside(answer, at):
            whole += abs(value.value - found.value) if isinstance(value, Value) else mp.inf
        return whole


def _has_root_of_numbers(tree: Any) -> bool:
    """Return whether numbers have an exponent that is not whole: such a power of decimals is a float."""
    if not isinstance(tree, tuple):
        return False
    if tree[0] == "power" and not has_name(tree[1]):
        kind, *number = tree[2]
        if kind != "number" or "." in number[0]:
            return True
    return any(_has_root_of_numbers(part) for part in tree)


def faults(
    family: str, seed: int, count: int = 8, levels: tuple[str, ...] = ("basic", "full")
) -> Iterator[str]:
    """Yield what is wrong in answers about a formula, at *count* points: a value of a simplified form or of a
    derivative that is not the one there is, none where there is one, and one where there is none or a kink,
    although the conditions hold.
    """
    case = Case(family, seed, count)
    text = case.text
    try:
        source = parse(text, symbols="x y z a")
    except SymdiffError:
        return
    for level in levels:
        try:
            short = simplify(source, level=level)
        except TooLarge:  # 7**(2**70)
            return
        for at, value in zip(case.points, case.values, strict=True):
            words = _compared(case, value, short, at)
            if words:
                yield f"{level}: {text} is no {short} at {_said(at)}: {words}"
                break
    slopes: list[Value | None] | None = None
    as_derived: Expr | None = None
    for level in ("none", *levels):
        try:
            derivative = derive(source, "x", level=level)
        except SymdiffError:
            return
        if not _is_read(derivative):
            return
        slopes = slopes or [case.slope(case.tree, at) for at in case.points]
        if as_derived is None:
            as_derived = derivative
        words = _wrong(case, derivative, slopes, as_derived)
        if words:
            yield f"{level}: the derivative of {text} is no {derivative} {words}"
        if level != "none" and (words := _kinked(case, derivative, slopes)):
            yield f"{level}: {derivative} is said of {text} {words}"


def more_faults(family: str, seed: int, count: int = 5) -> Iterator[str]:
    """Yield what is wrong in further answers about a formula: in derivatives of order 2 and 3 and by y, in a
    Hessian, in steps, in what is simplified again or read back.

    A derivative of order 2 is compared with quotients of the first, which `faults` compares with the formula.
    """
    case = Case(family, seed, count)
    text = case.text
    try:
        source = parse(text, symbols="x y z a")
        before = derive(source, "x", level="none")
        before_y = derive(source, "y", level="none")
    except SymdiffError:
        return
    for level in ("basic", "full"):
        short = simplify(source, level=level)
        again, back = simplify(short, level=level), parse(str(short), symbols="x y z a")
        if str(again) != str(short):
            yield f"{level}: {text} is {short}, which is {again}"
        if str(back) != str(short) or back != short:
            yield f"{level}: {text} is {short}, which is read as {back}"
    if not (_is_read(before) and _is_read(before_y)):
        return
    slopes = [case.slope(case.tree, at, "y") for at in case.points]
    for level in ("none", "basic", "full"):
        found = derive(source, "y", level=level)
        if words := _wrong(case, found, slopes):
            yield f"{level}: the derivative of {text} by y is no {found} {words}"
    tree = read(str(before))
    mixed = [case.slope(tree, at, "y") for at in case.points]
    if before.graph.size(before.node) > 150:
        return
    try:
        matrix = hessian(source, "x y")
        if words := _wrong(case, matrix.rows[0][1], mixed):
            yield f"the derivative of {text} by x and y is no {matrix.rows[0][1]} {words}"
        for order in (2, 3):
            slopes = [case.slope(tree, at) for at in case.points]
            answers = [derive(source, "x", order, level=level) for level in ("basic", "full")]
            for found in (*answers, *([matrix.rows[0][0]] if order == 2 else ())):
                if words := _wrong(case, found, slopes):
                    yield f"the derivative of {text} of order {order} is no {found} {words}"
            tree = read(str(derive(source, "x", order, level="none")))
    except TooLarge:
        return
    yield from _steps_faults(text, source)


def _steps_faults(text: str, source: Expr) -> Iterator[str]:
    """Yield what is wrong in the steps of a derivative: they do not end at it, or a line is refused."""
    try:
        found = steps(source, "x")
    except TooLarge:
        return
    except SymdiffError as error:
        yield f"the steps of the derivative of {text}: {error}"
        return
    answer = derive(source, "x")
    derivation = found.derivations[0]
    last = Expr(derivation.graph, derivation.lines[-1].node)
    if not str(found.answer) == str(answer) == str(last):
        yield f"the steps of the derivative of {text} end at {last}: {found.answer} for {answer}"


def _is_read(derivative: Expr) -> bool:
    """Return whether `witness` reads a formula: not derivatives of functions that have no formula."""
    text = str(derivative)
    return "'" not in text and "D[" not in text


def _wrong(
    case: Case, derivative: Expr, slopes: Sequence[Value | None], as_derived: Expr | None = None
) -> str:
    """Return where a derivative is not the slope there is, and how.

    A branch may be 0/0 where it has a slope, if it is so *as_derived*: no condition of the whole says so.
    """
    text = str(derivative)
    may_lack = as_derived is not None and derivative.graph.has(PIECEWISE)
    for at, slope in zip(case.points, slopes, strict=True):
        words = case.differs(slope, text, at, mp.mpf(10) ** -9) if slope is not None else ""
        if may_lack and words.startswith(_NO_VALUE):
            if as_derived is derivative or all(_is_pole(case, one, at) for one in (derivative, as_derived)):
                continue
        if words and case.holds(derivative, at) is not False:
            return f"at {_said(at)}: {words}"
    return ""


def _is_pole(case: Case, formula: Expr | None, at: Mapping[str, Any]) -> bool:
    """Return whether a formula has a branch at a point, and this has no value."""
    found = case.value(read(str(formula)), at)
    return isinstance(found, NoValue) and str(found) != "no piece"


def _kinked(case: Case, derivative: Expr, slopes: Sequence[Value | None]) -> str:
    """Return where a derivative is said although there is a kink; a branch that is 0/0 there says nothing."""
    for at, slope in zip(case.points, slopes, strict=True):
        if slope is None and not case.is_complex and (sides := case.kink(case.tree, at)):
            is_said = not (derivative.graph.has(PIECEWISE) and _is_pole(case, derivative, at))
            if is_said and case.holds(derivative, at):
                return f"at {_said(at)}, where slopes are {sides}"
    return ""


def _compared(case: Case, value: Value | NoValue, short: Expr, at: Mapping[str, Any]) -> str:
    """Return what is wrong with the value of a form, nothing where it is right or not known."""
    if isinstance(value, NoValue):
        # what a branch of a Piecewise asks for is no condition of the whole
        if case.is_complex or not value.is_sure or short.graph.has(PIECEWISE):
            return ""
        found = case.value(read(str(short)), at)
        is_wider = isinstance(found, Value) and found.is_real and not found.is_edge
        return "it has a value where there is none" if is_wider and case.holds(short, at) else ""
    if not case.is_said(value):
        return ""
    near = mp.mpf(10) ** (-20 if case.least else -14)  # a factor 1 - 1e-19 is written as 1
    words = case.differs(value, str(short), at, near)
    if words.startswith(_NO_VALUE):
        return words if case.holds(short, at) is not False else ""
    return words


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
        with mp.workdps(200):
            at[name] = mp.mpf(int(top)) / int(bottom or 1)
    return at


def _said(at: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {mp.nstr(value, 6)}" for name, value in at.items())

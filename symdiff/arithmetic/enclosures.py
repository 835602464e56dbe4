"""Values enclosed in balls that are proved: every number lies in the ball that stands for it.

The balls are Arb's (python-flint), real or complex. Unlike the balls of `arithmetic.balls`, whose errors are
estimates, two that are disjoint prove that two formulas differ at a point. Whether a formula has a value
there is decided as well: certainly not (`UNDEFINED`), or not to be told with so many bits (`UNCLEAR`).

>>> from symdiff.parser.formula import parse
>>> e = parse("sqrt(x) + 1/3")
>>> program = Program(e.graph, [e.node])
>>> program.run({"x": Fraction(4)}, 64)[0].overlaps(arb(7) / 3), program.run({"x": Fraction(-1)}, 64)
(True, [undefined])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Final

from flint import acb, arb, ctx, fmpq

from symdiff.arithmetic.arb_calls import by_complex, by_method
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, condition, definition
from symdiff.table.functions import MAX, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    is_comparison,
    is_function,
)

_LARGEST: Final = 1 << 24
"""Whole exponents beyond it are not computed with: their values may not fit."""


class Fault:
    """Why there is no ball."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


UNDEFINED: Final = Fault("undefined")
"""The formula certainly has no value at the point."""
UNCLEAR: Final = Fault("unclear")
"""It could not be told, or has no finite enclosure, at so many bits."""
UNSUPPORTED: Final = Fault("unsupported")
"""A function is not among those that are enclosed."""
_WORST: Final = (UNSUPPORTED, UNDEFINED, UNCLEAR)


class Program:
    """The nodes below *roots* of a graph, ready to be computed at many points."""

    def __init__(self, graph: Graph, roots: Sequence[int], real: bool = True) -> None:
        self.graph = graph
        self.real = real
        self.order = graph.below(list(roots))
        at = {node: place for place, node in enumerate(self.order)}
        self.roots = [at[root] for root in roots]
        self.steps: list[tuple[int, tuple[int, ...], Any]] = []
        for node in self.order:
            op, children = graph.ops[node], tuple([at[child] for child in graph.children[node]])
            extra: Any = None
            if op == NUMBER:
                extra = graph.value(node)
            elif op in (SYMBOL, CONSTANT):
                extra = graph.name(node)
            elif op == POW:
                exponent = graph.numbers.get(graph.children[node][1])
                extra = None if exponent is None or isinstance(exponent, float) else Fraction(exponent)
            self.steps.append((op, children, extra))

    def run(self, at: Mapping[str, Any], bits: int, spread: float = 0.0) -> list[Any]:
        """Return a ball for each root at a point, or a `Fault`.

        A coordinate is a Fraction, an int or a ball. Decimals in the formula are what they say; with
        *spread* they are off by so many units of their last place. Cost: linear in nodes.
        """
        before = ctx.prec
        ctx.prec = bits
        try:
            known = {name: _ball(value, self.real) for name, value in at.items()}
            values: list[Any] = []
            for op, children, extra in self.steps:
                values.append(self._value(op, children, extra, values, known, spread))
            return [values[root] for root in self.roots]
        finally:
            ctx.prec = before

    def _value(
        self,
        op: int,
        children: tuple[int, ...],
        extra: Any,
        values: list[Any],
        at: Mapping[str, Any],
        spread: float,
    ) -> Any:
        if op == NUMBER:
            return number_ball(extra, self.real, spread)
        if op == SYMBOL:
            return at.get(extra, UNSUPPORTED)
        if op == CONSTANT:
            return constant_ball(extra, self.real)
        arguments = [values[child] for child in children]
        return applied(op, arguments, extra, self.real)


def applied(op: int, arguments: list[Any], extra: Any, real: bool) -> Any:
    """Return an operator or a function of balls and truths, some of which may be faults."""
    if op == PIECEWISE:
        return _chosen(arguments)
    if op == AND or op == OR:
        return _joined(op, arguments)
    for argument in arguments:
        if type(argument) is Fault:
            return next(fault for fault in _WORST if fault in arguments)
    try:
        value = _computed(op, arguments, extra, real)
    except (ZeroDivisionError, ValueError, OverflowError, NotImplementedError):
        return UNCLEAR
    if type(value) is arb or type(value) is acb:
        if not value.is_finite():
            return UNCLEAR
    return value


def _computed(op: int, values: list[Any], extra: Any, real: bool) -> Any:
    if op == ADD:
        return values[0] + values[1]
    if op == SUB:
        return values[0] - values[1]
    if op == MUL:
        return values[0] * values[1]
    if op == NEG:
        return -values[0]
    if op == DIV:
        if values[1].is_zero():
            return UNDEFINED
        return UNCLEAR if _has_zero(values[1]) else values[0] / values[1]
    if op == POW:
        return power(values[0], values[1], extra, real)
    if op == NOT:
        return not values[0]
    if is_comparison(op):
        return _compared(op, values[0], values[1], real)
    if not is_function(op):
        return UNSUPPORTED
    return _called(op, values, real)


def _called(code: int, values: list[Any], real: bool) -> Any:
    row = row_of(code)
    if row.name in ("Max", "Min"):
        return _extreme(code == MAX, values, real)
    if row.name == "Abs":
        return abs(values[0]) if real else acb(abs(values[0]))
    if row.name == "sign" and real:
        return _sign(values[0])
    for parameter in row.integers if real else ():
        value = values[row.parameters.index(parameter)]
        if not (value.is_exact() and value.is_integer()):
            return UNCLEAR if value.contains_integer() else UNDEFINED
    if real and row.complex_valued:
        return UNDEFINED
    rule = condition(code, "domain") if real else None
    if rule is not None:
        inside = _of_template(rule, values, real)
        if inside is not True:
            return UNDEFINED if inside is False or inside is UNDEFINED else inside
    if row.name == "floor" and real:
        low = values[0].floor()
        return low if low.is_exact() else UNCLEAR
    return _native(row.name, code, values, real)


def _native(name: str, code: int, values: list[Any], real: bool) -> Any:
    found = by_method(name, values, real)
    if found is not None:
        return found
    rule = definition(code)
    if rule is not None:
        return _of_template(rule, values, real)
    found = by_complex(name, values, real)
    return UNSUPPORTED if found is None else found


def _of_template(rule: Template, values: Sequence[Any], real: bool) -> Any:
    """Return a text of the table with its parameters at *values*."""
    known: dict[int, Any] = {}
    for node, children, op, extra in steps(rule):
        place = rule.place.get(node)
        if place is not None:
            known[node] = values[place]
        elif op == NUMBER:
            known[node] = number_ball(extra, real, 0.0)
        elif op == CONSTANT:
            known[node] = constant_ball(extra, real)
        else:
            known[node] = applied(op, [known[child] for child in children], extra, real)
    return known[rule.order[-1]]


@cache
def steps(rule: Template) -> list[tuple[int, tuple[int, ...], int, Any]]:
    """Return the nodes of a text of the table: each with its arguments, its operator, and what that needs."""
    graph = rule.graph
    found: list[tuple[int, tuple[int, ...], int, Any]] = []
    for node in rule.order:
        op, children = graph.ops[node], graph.children[node]
        extra: Any = None
        if op == NUMBER:
            extra = graph.value(node)
        elif op == CONSTANT:
            extra = graph.name(node)
        elif op == POW:
            exponent = graph.numbers.get(children[1])
            extra = None if exponent is None else Fraction(exponent)
        found.append((node, tuple(children), op, extra))
    return found


# Numbers ------------------------------------------------------------------------------------


def _ball(value: Any, real: bool) -> Any:
    if isinstance(value, int | Fraction):
        value = arb(fmpq(value.numerator, value.denominator))
    return value if real or isinstance(value, acb) else acb(value)


def number_ball(value: Any, real: bool, spread: float) -> Any:
    if isinstance(value, float):
        exact = Fraction(repr(value))
        number = arb(fmpq(exact.numerator, exact.denominator))
        if spread and exact != int(exact):
            number = arb(number, arb(fmpq(1, 10) ** _places(value)) * spread)
        return number if real else acb(number)
    return _ball(value, real)


def _places(value: float) -> int:
    """Return how many decimal places are written of a float."""
    digits, _, power = repr(value).partition("e")
    return len(digits.partition(".")[2]) - int(power or 0)


def constant_ball(name: str, real: bool) -> Any:
    if name in ("True", "False"):
        return name == "True"
    if name == "pi":
        value = arb.pi()
    elif name == "E":
        value = arb.const_e()
    elif name == "I":
        return UNDEFINED if real else acb(0, 1)
    else:
        return UNDEFINED
    return value if real else acb(value)


def _has_zero(value: Any) -> bool:
    return bool(value.contains(0))


def _whole(value: Any) -> int | None:
    """Return a ball that is one whole number, None for any other."""
    if isinstance(value, acb):
        if not value.imag.is_zero():
            return None
        value = value.real
    if not (value.is_exact() and value.is_integer()):
        return None
    return int(value.unique_fmpz()) if abs(value) <= _LARGEST else None


def power(base: Any, exponent: Any, known: Fraction | None, real: bool) -> Any:
    """Return a power of balls, whose exponent may be *known* to be a fraction."""
    whole: int | None
    if known is not None and known.denominator == 1:
        whole = known.numerator
        if abs(whole) > _LARGEST:
            return UNCLEAR
    else:
        whole = None if known is not None else _whole(exponent)
    if whole is not None:
        if whole >= 0:
            return base**whole
        if base.is_zero():
            return UNDEFINED
        return UNCLEAR if _has_zero(base) else 1 / base**-whole
    if not real:
        if base.is_zero() and exponent.real > 0:
            return base
        return UNCLEAR if _has_zero(base) else (exponent * base.log()).exp()
    if base < 0:
        return UNDEFINED
    if base.is_zero():
        return base if exponent > 0 else UNDEFINED if exponent < 0 else UNCLEAR
    if not base > 0:
        return _near_zero(base, exponent)
    if known is not None and known.denominator == 2:
        return base.sqrt() ** known.numerator if known > 0 else 1 / base.sqrt() ** -known.numerator
    return (exponent * base.log()).exp()


def _near_zero(base: arb, exponent: arb) -> Any:
    """Return a power of what may be zero, or less: nothing is known but where it is zero at the least."""
    if base >= 0 and exponent > 0:
        top = (exponent * base.upper().log()).exp()
        return top.union(arb(0))
    return UNCLEAR


def _sign(value: arb) -> Any:
    if value > 0:
        return arb(1)
    if value < 0:
        return arb(-1)
    return arb(0) if value.is_zero() else UNCLEAR


def _extreme(largest: bool, values: list[Any], real: bool) -> Any:
    if not real:
        if any(not value.imag.is_zero() for value in values):
            return UNDEFINED
        found = _extreme(largest, [value.real for value in values], True)
        return found if type(found) is Fault else acb(found)
    best = values[0]
    for value in values[1:]:
        best = best.max(value) if largest else best.min(value)
    return best


# Truths -------------------------------------------------------------------------------------


def _compared(op: int, left: Any, right: Any, real: bool) -> Any:
    if not real:
        if op in (EQ, NE):
            apart = left - right
            if apart.is_zero():
                return op == EQ
            return UNCLEAR if _has_zero(apart) else op == NE
        if not (left.imag.is_zero() and right.imag.is_zero()):
            return UNCLEAR if left.imag.contains(0) and right.imag.contains(0) else UNDEFINED
        left, right = left.real, right.real
    if op in (LT, GE):
        low = left < right
        return (low if op == LT else not low) if low or left >= right else UNCLEAR
    if op in (GT, LE):
        high = left > right
        return (high if op == GT else not high) if high or left <= right else UNCLEAR
    if not left.overlaps(right):
        return op == NE
    return op == EQ if left.is_exact() and right.is_exact() else UNCLEAR


def _joined(op: int, truths: list[Any]) -> Any:
    decided = op == OR
    if decided in [truth for truth in truths if isinstance(truth, bool)]:
        return decided
    faults = [truth for truth in truths if type(truth) is Fault]
    return faults[0] if faults else not decided


def _chosen(arguments: list[Any]) -> Any:
    for place in range(0, len(arguments), 2):
        truth = arguments[place + 1]
        if truth is True:
            return arguments[place]
        if truth is not False:
            return truth
    return UNDEFINED


__all__ = [
    "UNCLEAR",
    "UNDEFINED",
    "UNSUPPORTED",
    "Fault",
    "Program",
    "applied",
    "constant_ball",
    "number_ball",
    "power",
    "steps",
]

"""Operators and functions of real balls at many points at once: what `enclosures.applied` gives, by columns.

What looks at each ball is asked only where the plain function of Arb has no finite one.

>>> from symdiff.arithmetic.enclosures import UNDEFINED
>>> from symdiff.table.functions import code_of
>>> applied_by_column(code_of("sqrt", 1), [[arb(4), arb(-1), UNDEFINED]], None)
[2.00000000000000, undefined, undefined]
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import cache
from operator import methodcaller
from typing import Any, Final

from flint import arb

from symdiff.arithmetic.arb_calls import is_of_arb, method_of
from symdiff.arithmetic.enclosures import Fault, applied, constant_ball, number_ball, power, steps
from symdiff.parser.templates import Template, definition
from symdiff.table.functions import row_of
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, is_function


def applied_by_column(op: int, columns: Sequence[Sequence[Any]], extra: Any) -> list[Any]:
    """Return what `applied` makes of real balls, truths and faults at several points: *columns* have one of
    each argument for each point. Cost: what the balls take, and half a microsecond a point."""
    rule = _whole_definition(op)
    if rule is not None:
        found = _by_template(rule, columns)
        for place, row in enumerate(zip(*columns, strict=True)):
            if any(type(argument) is Fault for argument in row):
                found[place] = applied(op, list(row), extra, True)
        return found
    usual, found = _usual(op, extra), []
    if usual is not None:
        try:  # most columns have no fault, and give none
            found = list(map(usual, *columns))
            if all(map(_IS_FINITE, found)):
                return found
        except _REFUSED:
            pass
        found = []
    for row in zip(*columns, strict=True):
        try:
            value = None if usual is None else usual(*row)
        except _REFUSED:
            value = None
        is_told = value is not None and type(value) is arb and value.is_finite()
        found.append(value if is_told else applied(op, list(row), extra, True))
    return found


_IS_FINITE: Final = methodcaller("is_finite")
_REFUSED: Final = (TypeError, AttributeError, ZeroDivisionError, ValueError, OverflowError)
"""What is raised where there is no ball, such as by a fault."""


_BINARY: Final[dict[int, Callable[..., Any]]] = {
    ADD: operator.add, SUB: operator.sub, MUL: operator.mul, DIV: operator.truediv, NEG: operator.neg,
}  # fmt: skip
NATURAL: Final = frozenset(("sqrt", "log", "log1p", "asin", "acos", "acosh", "atanh"))
"""Functions with a domain, outside of which Arb has no finite ball either."""


@cache
def _usual(op: int, extra: Any) -> Callable[..., Any] | None:
    """Return what has the value of an operator, or of a function, wherever it is a finite ball; None where
    there is nothing so simple."""
    if op in _BINARY:
        return _BINARY[op]
    if op == POW:
        return lambda base, exponent: power(base, exponent, extra, True)
    if not is_function(op):
        return None
    row = row_of(op)
    if row.name == "Abs":
        return operator.abs
    if row.integers or row.complex_valued or (row.domain and row.name not in NATURAL):
        return None
    return method_of(row.name, len(row.parameters))


@cache
def _whole_definition(op: int) -> Template | None:
    """Return the definition by which a function is computed, where it has no domain; None where it is not."""
    if not is_function(op):
        return None
    row = row_of(op)
    if row.integers or row.complex_valued or row.domain or row.name in ("Max", "Min", "Abs", "sign", "floor"):
        return None
    return None if is_of_arb(row.name, len(row.parameters)) else definition(op)


def _by_template(rule: Template, columns: Sequence[Sequence[Any]]) -> list[Any]:
    """Return a text of the table with its parameters at the values of *columns*."""
    known: dict[int, list[Any]] = {}
    count = len(columns[0])
    for node, children, op, extra in steps(rule):
        place = rule.place.get(node)
        if place is not None:
            known[node] = list(columns[place])
        elif op == NUMBER or op == CONSTANT:
            ball = number_ball(extra, True, 0.0) if op == NUMBER else constant_ball(extra, True)
            known[node] = [ball] * count
        else:
            known[node] = applied_by_column(op, [known[child] for child in children], extra)
    return known[rule.order[-1]]


__all__ = ["NATURAL", "applied_by_column"]

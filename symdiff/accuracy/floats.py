"""Values in floats at many points, and about how wrong they may be, without a value in more digits.

>>> from symdiff.parser.formula import parse
>>> e = parse("x + 1/x")
>>> at = Floats(e.graph, [{"x": 0.5}, {"x": 3.0}])
>>> at.values(e.node).tolist(), at.doubtful(e.node)
([2.5, 3.3333333333333335], [])
>>> e = parse("x - sin(x)")
>>> Floats(e.graph, [{"x": 1e-5}, {"x": 3.0}]).doubtful(e.node)
[0]
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.arb_calls import is_unbounded
from symdiff.arithmetic.arrays import function_on_arrays, is_native
from symdiff.arithmetic.columns import NATURAL
from symdiff.arithmetic.lowering import by_floats
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, condition
from symdiff.programs.program import rounded
from symdiff.table.functions import MAX, MIN, row_of
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
    is_function,
)

_OPERATIONS: Final[dict[int, Callable[..., Any]]] = {
    ADD: operator.add, SUB: operator.sub, MUL: operator.mul, DIV: operator.truediv, NEG: operator.neg,
    LT: operator.lt, LE: operator.le, GT: operator.gt, GE: operator.ge, EQ: operator.eq, NE: operator.ne,
}  # fmt: skip
_CONSTANTS: Final = {
    "pi": math.pi, "E": math.e, "I": math.nan, "oo": math.inf, "True": True, "False": False,
}  # fmt: skip
_HALF: Final = 2.0**-53
"""What rounding to a float changes, relative to it."""
_FUNCTION: Final = 2 * _HALF
"""The same of a function."""
_APART: Final = 2.0**-20
"""How far apart two arguments are that tell how steep a function is."""
_FEW: Final = 2.0**-48
"""An error that is no doubt, relative to the value."""
_TINY: Final = 1e-300
"""What is smaller is no doubt either."""
_SMALLEST: Final = 2.0**-1074
_NEAR: Final = 2.0**-10
"""Half the width of an interval, as a part of the number in its middle, that has no gap of a domain in it."""
_DEFINED: Final = "trigamma"
"""It is defined by a function whose values take too long, polygamma."""
_SAFE: Final = (
    "sigmoid", "softplus", "sec", "csc", "cot", "sech", "csch", "coth", "Abs", "Max", "Min", "hypot", "atan2",
)  # fmt: skip
"""Functions that are computed to a few units of the last place, beside those of Python's `math`."""


def unmeasured(graph: Graph, node: int) -> str:
    """Return a function below *node* whose values take too long to be computed at many points, or nothing."""
    for op in {graph.ops[each] for each in graph.below([node])}:
        if is_function(op):
            row = row_of(op)
            defined = row.definition and row.name != _DEFINED
            if is_unbounded(row.name, len(row.partials)) or not (row.math or defined or is_native(op, False)):
                return row.name
    return ""


class Operations:
    """What operators make of arrays with a number for each of *count* points."""

    def __init__(self, count: int) -> None:
        import numpy

        self.np = numpy
        self._count = count
        self._functions: dict[int, Callable[..., Any]] = {}

    def __call__(self, graph: Graph, node: int, values: Sequence[Any]) -> Any:
        """Return what the operator of *node* makes of arrays; not of a symbol, nor of a Piecewise."""
        np, op = self.np, graph.ops[node]
        if op == NUMBER:
            return np.full(self._count, rounded(graph.value(node)))
        if op == CONSTANT:
            return np.full(self._count, _CONSTANTS[graph.name(node)])
        if op == POW:
            return np.power(values[0], values[1])
        if op in (AND, OR, NOT):
            return {AND: np.logical_and, OR: np.logical_or, NOT: np.logical_not}[op](*values)
        if op in _OPERATIONS:
            return _OPERATIONS[op](*values)
        if op not in self._functions:
            self._functions[op] = self._by_definition(op) or function_on_arrays(np, op)
        found = np.asarray(self._functions[op](*values))
        if found.dtype.kind == "c":  # outside the real domain
            found = np.where(found.imag == 0, found.real, math.nan)
        return found.astype(float, copy=False)

    def holds(self, op: int, value: Any) -> Any:
        """Return where the domain of a function of one argument, which it has, has the points *value*."""
        rule = condition(op, "domain")
        assert rule is not None
        return self._by_rule(rule, [value])

    def _by_definition(self, op: int) -> Callable[..., Any] | None:
        """Return a function that NumPy lacks by its definition on arrays, which is how code computes it; None
        where there is no such definition."""
        rule = None if is_native(op, False) or op in (MAX, MIN) else by_floats(op)
        if rule is None or any(rule.graph.ops[each] == PIECEWISE for each in rule.order):
            return None

        return lambda *values: self._by_rule(rule, values)

    def _by_rule(self, rule: Template, values: Sequence[Any]) -> Any:
        """Return a text of the table with its parameters at *values*."""
        np, graph, made = self.np, rule.graph, dict[int, Any]()
        for each in rule.order:
            if each in rule.place:
                made[each] = values[rule.place[each]]
            elif graph.ops[each] == NUMBER:  # there may be fewer points than all
                made[each] = np.float64(rounded(graph.value(each)))
            elif graph.ops[each] == CONSTANT:
                made[each] = np.float64(_CONSTANTS[graph.name(each)])
            else:
                made[each] = self(graph, each, [made[child] for child in graph.children[each]])
        return made[rule.order[-1]]


class Floats:
    """The nodes of a graph in floats at points, with bounds on their errors; each is computed once.

    The bounds are of first order, and add up what may cancel: they may be much too large, and hardly ever too
    small. An infinity or a NaN on the way is a doubt, but for what is certainly outside the domain, and so is
    a function that is not known to be exact.
    """

    def __init__(self, graph: Graph, points: Sequence[dict[str, float]]) -> None:
        self._operate = Operations(len(points))
        self.np = self._operate.np
        self.graph = graph
        self._at = {name: self.np.array([point[name] for point in points]) for name in points[0]}
        self._count = len(points)
        self._values: dict[int, Any] = {}
        self._errors: dict[int, Any] = {}
        self._outside: dict[int, Any] = {}
        """Nodes that are certainly undefined somewhere → where."""

    def values(self, node: int) -> Any:
        """Return the values of *node*."""
        with self.np.errstate(all="ignore"):
            for each in self.graph.news(node, self._values):
                self._step(each)
        return self._values[node]

    def doubtful(self, node: int) -> list[int]:
        """Return the places of points where the value of *node* may lose more than five bits, or may be there
        though it is none in floats."""
        np, value = self.np, self.values(node)
        error, size = self._errors[node], np.abs(value)
        fine = (error <= _FEW * size) | (error + size <= _TINY)
        fine &= np.isfinite(value)
        if node in self._outside:
            fine |= self._outside[node] & ~np.isfinite(value)
        return [int(place) for place in np.flatnonzero(~fine)]

    def undefined(self, node: int) -> int:
        """Return at how many points *node* is certainly undefined."""
        self.values(node)
        return int(self._outside[node].sum()) if node in self._outside else 0

    def _step(self, node: int) -> None:
        graph, np = self.graph, self.np
        op, children = graph.ops[node], graph.children[node]
        if op == SYMBOL:
            self._values[node], self._errors[node] = self._at[graph.name(node)], np.zeros(self._count)
            return
        values, errors = [self._values[child] for child in children], [self._errors[c] for c in children]
        if op == PIECEWISE:
            value, error = np.full(self._count, math.nan), np.full(self._count, math.inf)
            for k in range(len(values) - 2, -1, -2):
                value = np.where(values[k + 1], values[k], value)
                error = np.where(values[k + 1], errors[k], error)
        else:
            value = self._operate(graph, node, values)
            if value.dtype.kind == "f":
                error = self._error(node, values, errors, np.abs(value))
                is_finite = np.isfinite(value)
                if not is_finite.all():
                    error = np.where(is_finite, error, math.inf)
                    self._look_outside(node, values, errors)
                elif any(child in self._outside for child in children):
                    self._look_outside(node, values, errors)
            else:
                error = np.zeros(self._count)
        self._values[node], self._errors[node] = value, error

    def _look_outside(self, node: int, values: Sequence[Any], errors: Sequence[Any]) -> None:
        """Find where the value of *node*, whose arguments have such values and errors, is undefined."""
        graph, np = self.graph, self.np
        op, children = graph.ops[node], graph.children[node]
        found = np.zeros(self._count, dtype=bool)
        for child in children:
            if child in self._outside:
                found |= self._outside[child]
        if op == DIV:
            found |= (values[1] == 0) & (errors[1] == 0)
        elif op == POW:
            exponent = graph.numbers.get(children[1])
            if isinstance(exponent, Fraction):
                found |= values[0] + errors[0] < 0
            if exponent is not None and exponent < 0:
                found |= (values[0] == 0) & (errors[0] == 0)
        elif is_function(op) and row_of(op).name in NATURAL and row_of(op).domain:
            x, error = values[0], errors[0]
            near = error <= np.abs(x) * _NEAR  # there is no gap of a domain between such bounds
            for each in (x, x - error, x + error):
                near &= ~self._operate.holds(op, each)
            found |= near
        if found.any():
            self._outside[node] = found

    def _error(self, node: int, values: Sequence[Any], errors: Sequence[Any], size: Any) -> Any:
        """Return a bound on the error of a value of so large a *size*."""
        graph, np = self.graph, self.np
        op = graph.ops[node]
        if op == NUMBER:
            number, near = graph.value(node), rounded(graph.value(node))
            return np.full(self._count, 0.0 if number == near else abs(near) * _HALF)
        if op == CONSTANT or op == NEG:
            return size * _HALF if op == CONSTANT else errors[0]
        if op == ADD or op == SUB:
            return errors[0] + errors[1] + size * _HALF
        a, sizes = errors[0], [np.abs(value) for value in values]
        if op == MUL:
            inner = sizes[0] * errors[1] + sizes[1] * a + a * errors[1]
            return inner + size * _HALF + _SMALLEST
        if op == DIV:
            room = sizes[1] - errors[1]
            inner = (a + size * errors[1]) / np.where(room > sizes[1] / 2, room, math.nan)
            return np.where(np.isnan(inner), math.inf, inner + size * _HALF + _SMALLEST)
        if is_function(op) and not row_of(op).math and row_of(op).name not in _SAFE:
            return np.full(self._count, math.inf)
        total = size * _FUNCTION + _SMALLEST
        for place, error in enumerate(errors):
            if not error.any():
                continue
            step = sizes[place] * _APART
            moved = [value + step if k == place else value for k, value in enumerate(values)]
            slope = np.abs(self._operate(graph, node, moved) - self._operate(graph, node, values)) / step
            change = np.where(error > step, math.inf, slope * error)
            total = total + np.where(error == 0, 0.0, np.where(np.isnan(change), math.inf, change))
        return total

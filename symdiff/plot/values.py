"""Values of a formula at many points, by NumPy where there is one, else one by one.

>>> from symdiff.parser.formula import parse
>>> real_values(parse("sqrt(x)"), "x", arrays().array([-1.0, 4.0])).tolist()
[nan, 2.0]
"""

from __future__ import annotations

import math
from importlib.util import find_spec
from typing import Any

from symdiff.arithmetic.arrays import library
from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import walk
from symdiff.at.many import values_at
from symdiff.at.point import value_at
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.plot import lists


def arrays() -> Any:
    """Return NumPy, or what stands in for it where it is not installed."""
    return library("numpy") if find_spec("numpy") is not None else lists


def real_values(expr: Expr, name: str, x: Any) -> Any:
    """Return the values of *expr* at the array *x*, NaN where there are none or complex ones."""
    if isinstance(x, lists.Array):
        return lists.array([_real_value(expr, name, one) for one in x])
    numpy = arrays()
    try:
        y = numpy.broadcast_to(values_at(expr, {name: x}), x.shape).astype(complex)
    except (SymdiffError, OverflowError):
        return numpy.full(x.shape, math.nan)
    return numpy.where(y.imag == 0, y.real, math.nan)


def _real_value(expr: Expr, name: str, x: float) -> float:
    """Return what `values_at` has at one point."""
    source = expr.origin[0] if expr.origin is not None else expr
    value = _value(expr, name, x)
    if math.isfinite(value) and all(_value(condition, name, x) == 1 for condition in expr.unsolved):
        return value
    if not math.isfinite(_value(source, name, x)):
        return math.nan
    try:
        found: Any = value_at(expr, {name: x})
        return float(found)
    except (SymdiffError, TypeError):
        return math.nan


def _value(expr: Expr, name: str, x: float) -> float:
    """Return the value in floats, 1 for what is true; NaN where there is none or a complex one."""
    try:
        [found] = walk(expr.graph, [expr.node], {name: x}, FLOAT)
        return float(found)
    except (SymdiffError, TypeError, ArithmeticError, ValueError):
        return math.nan


__all__ = ["arrays", "real_values"]

"""A formula at many points at once, and a formula without symbols as one of Python's numbers.

>>> from symdiff.verbs.derivatives import derive
>>> values_at(derive("abs(x)", "x"), {"x": [-2, 0, 2]}).tolist()
[-1.0, nan, 1.0]
>>> from symdiff.parser.formula import parse
>>> number(parse("sqrt(4)"), "float")
2.0
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symdiff.arithmetic.arrays import library, vectorised
from symdiff.arithmetic.evaluation import for_complex
from symdiff.arithmetic.walk import is_complex
from symdiff.at.point import value_at
from symdiff.errors import OutOfRange, SymdiffError
from symdiff.graph.expr import Expr
from symdiff.parser.inputs import number_of, point_of
from symdiff.table.operators import NUMBER


def values_at(expr: Expr, at: Mapping[Any, Any], steadied: Callable[[Expr], Expr] | None = None) -> Any:
    """Return the values of *expr* with arrays, lists and numbers for its symbols, broadcast together.

    Values are floats as `expr.numpy()` computes them: with *steadied*, of real numbers in the form that it
    returns, which keeps their digits. Where that gives none, or a condition of a derivative does not hold,
    but the function has a value, the one point is asked as `value_at` does: at a removable point the
    derivative is there, at a corner it is not. NaN where there is no value.

    Cost: linear in nodes on whole arrays, and an expansion for each point that is asked alone. Raises
    SymdiffError where a symbol has no value, or values are no numbers or do not broadcast.
    """
    numpy = library("numpy")
    arrays = {name: _array(numpy, value, name) for name, value in point_of(at).items()}
    try:
        shape = numpy.broadcast_shapes(*[array.shape for array in arrays.values()])
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise SymdiffError(f"the arrays do not broadcast together: {shapes}") from None
    is_real = not (is_complex(expr) or any(array.dtype.kind == "c" for array in arrays.values()))
    if not is_real:
        expr = for_complex(expr)
    conditions = expr.unsolved if is_real else ()
    source = expr.origin[0] if is_real and expr.origin is not None else expr
    for name in _names(expr):
        if name not in arrays:
            raise SymdiffError(f"{name} has no value", hint=f"give a number or an array: {name}=...")
    asked = [expr, source if _names(source) <= arrays.keys() else expr]
    asked += [condition for condition in conditions if _names(condition) <= arrays.keys()]
    names = sorted(set().union(*map(_names, asked)))
    if steadied is not None and is_real:
        asked[0] = steadied(expr)
    with numpy.errstate(all="ignore"):
        found = vectorised(asked, names)(*[arrays[name] for name in names])
    result, value, *holding = [numpy.broadcast_to(part, shape) for part in found]
    result = result.astype(numpy.float64 if is_real else numpy.complex128)
    known = numpy.isfinite(result)
    for holds in holding:
        known &= holds
    if not is_real or known.all():
        return result
    result[~known] = numpy.nan
    is_infinite = [~numpy.isfinite(numpy.broadcast_to(array, shape)) for array in arrays.values()]
    possible = numpy.logical_or.reduce([numpy.isfinite(value), *is_infinite])
    spread = {name: numpy.broadcast_to(array, shape) for name, array in arrays.items()}
    for place in zip(*numpy.nonzero(~known & possible), strict=True):
        try:
            result[place] = value_at(expr, {name: array[place].item() for name, array in spread.items()})
        except (SymdiffError, TypeError):  # a complex value among real ones
            result[place] = numpy.nan
    return result


def _names(expr: Expr) -> set[str]:
    return set(expr.graph.symbols([expr.node]))


def _array(numpy: Any, value: Any, name: str) -> Any:
    """Return a value as an array of floats or complex numbers."""
    if getattr(value, "shape", ()) == () and not isinstance(value, list | tuple):
        value = number_of(value, name)
        value = value_at(value, {}) if isinstance(value, Expr) else value
        return numpy.asarray(value if isinstance(value, complex) else float(value))
    try:
        array = numpy.asarray(value)
        if array.dtype.kind == "O":  # fractions, decimal numbers
            array = array.astype(numpy.float64)
    except (ValueError, TypeError):
        raise SymdiffError(f"{name} is to be an array of numbers") from None
    except OverflowError:
        raise OutOfRange(f"{name} has a number that is too large for a float") from None
    if array.dtype.kind not in "biufc":
        raise SymdiffError(f"{name} is to be an array of numbers")
    return array.astype(numpy.complex128 if array.dtype.kind == "c" else numpy.float64)


def number(expr: Expr, kind: str) -> int | float | complex:
    """Return a formula without symbols as an "int", a "float" or a "complex".

    An int is made of an exact number alone, cut off as Python's `int` does. Raises TypeError, as Python does,
    for what depends on a symbol or is no such number; DomainError where there is no value.

    >>> from symdiff.parser.formula import parse
    >>> number(parse("-3.5"), "int")
    -3
    """
    free = expr.graph.symbols([expr.node])
    if free:
        raise TypeError(
            f"{expr} is no number: it depends on {', '.join(free)}; give values, as in f({free[0]}=1)"
        )
    if kind == "int":
        if expr.graph.ops[expr.node] != NUMBER:
            raise TypeError(f"{expr} is no exact number; int(float(...)) cuts off its value")
        return int(expr.graph.value(expr.node))
    value = value_at(expr, {})
    if isinstance(value, bool) or (isinstance(value, complex) and kind == "float"):
        raise TypeError(f"{expr} is no real number: its value is {value}")
    return value if isinstance(value, int | float | complex) else float(value)


__all__ = ["number", "values_at"]

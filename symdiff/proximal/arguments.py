"""What a user gives to functions, checked: parameters, which are numbers, arrays or expressions, and vectors.

>>> numbers("l1", "w", [1, 2]).tolist()
[1.0, 2.0]
>>> numbers("l1", "w", float("nan"))
Traceback (most recent call last):
...
symdiff.errors.SymdiffError: l1: w is nan
it is to be finite
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.proximal.projections import Array, Places


def floats(value: Any) -> Array:
    """Return numbers as an array of floats, NaN for what is masked.

    Raises TypeError and ValueError for what is none. Of a complex number NumPy would take the real part.
    """
    if isinstance(value, np.ma.MaskedArray) and value.dtype.kind != "c":
        value = np.ma.filled(value.astype(float), np.nan)
    found = np.asarray(value)
    if found.dtype.kind in "cM":
        raise TypeError("no real numbers")
    try:
        return found.astype(float, copy=False)
    except OverflowError:
        raise ValueError("a number that is too large for a float") from None


def number(name: str, what: str, value: Any) -> Any:
    """Return a finite number as a float, an expression as it is. Raises SymdiffError."""
    if isinstance(value, Expr):
        return value
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        raise SymdiffError(f"{name}: {what} is to be a number, not {value!r}") from None
    if not math.isfinite(found):
        raise SymdiffError(f"{name}: {what} is {value}", hint="it is to be finite")
    return value if isinstance(value, int) else found


def numbers(name: str, what: str, value: Any, finite: bool = True) -> Any:
    """Return a number, or an array of one for each component; expressions stay. Raises SymdiffError."""
    if isinstance(value, Expr) or (
        isinstance(value, list | tuple) and any(isinstance(part, Expr) for part in value)
    ):
        return value
    try:
        found = floats(value)
    except (TypeError, ValueError):
        raise SymdiffError(
            f"{name}: {what} is to be a number, or one for each component, not {value!r}"
        ) from None
    if found.ndim > 1:
        raise SymdiffError(
            f"{name}: {what} has the shape {found.shape}; expected a number, or one for each component"
        )
    if np.any(np.isnan(found)) or (finite and not np.all(np.isfinite(found))):
        raise SymdiffError(f"{name}: {what} is {value}", hint="it is to be finite" if finite else "")
    return found if found.ndim else number(name, what, value) if finite else float(found)


def vector_of(name: str, value: Any) -> Array:
    """Return a vector of numbers, none of them NaN. Raises SymdiffError."""
    try:
        vector = floats(value)
    except (TypeError, ValueError):
        raise SymdiffError(f"{name}: expected a vector of numbers") from None
    if vector.ndim != 1:
        raise SymdiffError(f"{name}: expected a vector, not an array of shape {vector.shape}")
    bad = np.flatnonzero(np.isnan(vector))
    if len(bad):
        raise SymdiffError(f"{name}: component {bad[0]} of the vector is not a number (nan)")
    return vector


def aim_of(name: str, towards: Any, size: int) -> Array:
    """Return what a subgradient is to be nearest to, a number for each component. Raises SymdiffError."""
    try:
        aim = np.array(np.broadcast_to(floats(towards), (size,)))
    except (TypeError, ValueError):
        raise SymdiffError(f"{name}: expected a number, or one for each of {size}") from None
    if np.any(np.isnan(aim)):
        raise SymdiffError(f"{name}: the subgradient nearest to what is not a number (nan)")
    return aim


def table_of(name: str, value: Any) -> Array:
    """Return a matrix of finite numbers. Raises SymdiffError."""
    try:
        matrix = np.atleast_2d(floats(value))
    except (TypeError, ValueError):
        raise SymdiffError(f"{name}: expected a matrix of numbers") from None
    if matrix.ndim != 2 or not matrix.size or not np.all(np.isfinite(matrix)):
        raise SymdiffError(f"{name}: expected a matrix of finite numbers, not of shape {matrix.shape}")
    return matrix


def shown(x: Array) -> str:
    """Return a vector as a text that fits in a message."""
    return str(x.tolist()) if len(x) <= 8 else f"{str(x[:8].tolist())[:-1]}, ...]"


def size_of(value: Any) -> int | None:
    """Return how many components there are, None for a number."""
    return None if isinstance(value, Expr) or np.ndim(value) == 0 else len(value)


def one_size(name: str, *sizes: int | None) -> int | None:
    """Return the one size of several, None where any will do. Raises SymdiffError where there are two."""
    known = {size for size in sizes if size is not None}
    if len(known) > 1:
        raise SymdiffError(f"{name}: {' and '.join(map(str, sorted(known)))} components do not match")
    return known.pop() if known else None


def checked_step(step: Any) -> float:
    """Return a step as a float. Raises SymdiffError where it is no positive number."""
    try:
        if step is None:
            raise TypeError
        found = float(floats(step))
    except (TypeError, ValueError):
        raise SymdiffError(f"the step is to be a number, not {step!r}") from None
    if not 0 < found < np.inf:
        raise SymdiffError(f"a step of {step}", hint="the step is to be a positive number")
    return found


def spread(value: Any, size: int) -> list[Any]:
    """Return one number or expression for each of *size* components."""
    if isinstance(value, Expr) or np.ndim(value) == 0:
        return [value if isinstance(value, Expr) else plain(value)] * size
    return [part if isinstance(part, Expr) else plain(part) for part in value]


def chosen(value: Any, places: Places) -> Any:
    """Return the components at *places* of what has one for each, a number as it is."""
    return np.asarray(value)[places] if np.ndim(value) else value


def plain(value: Any) -> Any:
    """Return a number for a formula: whole floats as integers, so that they are exact."""
    if isinstance(value, Expr):
        return value
    number = value.item() if hasattr(value, "item") else value
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e15 else number

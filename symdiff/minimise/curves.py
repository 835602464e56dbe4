"""Falls along curves: an objective that falls as a variable goes to infinity, the others keeping pace.

(x*y - 1)**2 + x**2 falls towards 0 along x = 1/y, and no straight walk sees it.

>>> from symdiff.minimise.objective import Formula
>>> along_a_curve(Formula("(x*y - 1)**2 + x**2", ["x", "y"]), np.array([0.001, 999.0]), np.ones(2), "xy")
'it has no minimum: it falls towards 0 along a curve as x goes to 0, y to infinity'
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import walk
from symdiff.errors import SymdiffError
from symdiff.graph.graph import Graph
from symdiff.minimise.objective import EXACT_ROWS, Formula
from symdiff.minimise.walks import unbounded
from symdiff.proximal.projections import Array
from symdiff.verbs.derivatives import derive

_MOST: Final = 6
"""Variables beyond which no curve is looked for."""
_GROWN: Final = 10.0
"""How much a variable has to have grown for a curve to be looked for."""
_FAR: Final = 1e15
"""How far from where it began a variable goes on a fall that is one without end."""
_STEP: Final = 8.0
_POWERS: Final = (0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0)
"""Powers of the variable that goes to infinity that others may be, at the first step."""
_NEWTON: Final = 25
"""Steps by which the others are made least."""
_DIGITS: Final = 60
_ROWS: Final = 30
"""Rows of data up to which the others are found to many digits."""
_POLISH: Final = 8
"""Steps of many digits."""
_NOTHING: Final = 1e-40


def along_a_curve(f: Formula, x: Array, start: Array, names: Sequence[str]) -> str:
    """Return what is to be said where F falls from *x* on as the variable that has grown most since the
    *start* grows eightfold again and again, F being made least by the others each time; "" where it does not
    fall all the way, or none has grown.

    Values are compared exactly, and of few rows the others are found to many digits: floats are too coarse
    far out on a curve. Cost: where F does not fall, that of some ten values.
    """
    scale = np.maximum(1.0, np.abs(start))
    if not 1 < len(x) <= _MOST or f.rows > EXACT_ROWS or not np.max(np.abs(x) / scale) >= _GROWN:
        return ""
    f.stay(x)
    moving = int(np.argmax(np.abs(x) / scale))
    points = [x]
    try:
        exact = _Exact(f, moving) if f.rows <= _ROWS else None
        values = [f.exact_value(x, _DIGITS)]
        while abs(points[-1][moving]) < _FAR * scale[moving] and not _is_level(values):
            point = _least(f, _ahead(f, points, moving), moving)
            points.append(point)
            values.append(f.exact_value(point, _DIGITS) if exact is None else exact.least(point))
            if not values[-1] < values[-2]:
                return ""
    except (SymdiffError, ArithmeticError, np.linalg.LinAlgError):
        return ""
    fell = [float(value) for value in values]
    if not all(map(math.isfinite, fell)):
        return ""
    where = _where(points, names)
    if unbounded(fell):
        return f"it is unbounded: it falls without end along a curve as {where}"
    return f"it has no minimum: it falls towards {_limit(values):.6g} along a curve as {where}"


def _limit(values: list[Any]) -> float:
    """Return where values go whose falls become less in proportion."""
    one, two = values[-2] - values[-3], values[-1] - values[-2]
    end = values[-1] - two * two / (two - one) if two > one else values[-1]
    return float(end) if abs(end) > abs(two) else 0.0


def _is_level(values: list[Any]) -> bool:
    """Return whether the last fall is nothing beside the first, so that digits do not tell the next."""
    return len(values) > 3 and values[-2] - values[-1] < _NOTHING * (values[0] - values[1])


class _Exact:
    """F of a few rows, made least by all variables but one, with many digits."""

    def __init__(self, f: Formula, moving: int) -> None:
        self.names = list(f.over)
        self.rows = [
            {name: Fraction(float(column[row])) for name, column in f.columns.items()}
            for row in range(f.rows)
        ]
        self.others = [name for i, name in enumerate(f.over) if i != moving]
        slopes = [derive(f.expr, name, level="basic") for name in self.others]
        bends = [derive(slope, name, level="basic") for slope in slopes for name in self.others]
        self.graph = Graph(f.expr.graph.limits)
        self.nodes = [self.graph.take(one.graph, one.node) for one in (f.expr, *slopes, *bends)]

    def least(self, point: Array) -> Any:
        """Return the least value that Newton's steps come to from *point*."""
        numbers, size = Multiprecision(2 * _DIGITS), len(self.others)
        at = {name: numbers.convert(value) for name, value in zip(self.names, point, strict=True)}
        value, *slopes = self._values(at, numbers)
        for _ in range(_POLISH):
            rows = [slopes[size * (i + 1) : size * (i + 2)] for i in range(size)]
            step = numbers.context.lu_solve(
                numbers.context.matrix(rows), -numbers.context.matrix(slopes[:size])
            )
            at = {**at, **{name: at[name] + step[i] for i, name in enumerate(self.others)}}
            lower, *slopes = self._values(at, numbers)
            if not lower < value:
                break
            value = lower
        return value

    def _values(self, at: dict[str, Any], numbers: Multiprecision) -> list[Any]:
        """Return the sums over the rows of F, its slopes and its bends."""
        found = []
        for row in self.rows:
            data = {name: numbers.number(value) for name, value in row.items()}
            found.append(walk(self.graph, self.nodes, {**at, **data}, numbers))
        return [sum(column) for column in zip(*found, strict=True)]


def _ahead(f: Formula, points: list[Array], moving: int) -> Array:
    """Return where the curve may go on: each of the others times a power of the step, as before."""
    point = points[-1].copy()
    point[moving] *= _STEP
    if len(points) > 1:
        before = points[-2]
        with np.errstate(all="ignore"):
            ratios = np.where(before == 0, 1.0, points[-1] / np.where(before == 0, 1.0, before))
        ratios[moving] = 1.0
        return np.asarray(point * np.clip(np.abs(ratios), 1 / _STEP**2, _STEP**2))
    for i in range(len(point)):
        if i != moving:
            tries = [np.where(np.arange(len(point)) == i, point * _STEP**power, point) for power in _POWERS]
            values = [value if math.isfinite(value := f.value(one)) else math.inf for one in tries]
            point = tries[int(np.argmin(values))]
    return point


def _least(f: Formula, point: Array, moving: int) -> Array:
    """Return a point with F as small as Newton's steps make it by the other variables."""
    others = np.arange(len(point)) != moving
    value = f.value(point)
    for _ in range(_NEWTON):
        _, slope = f.value_and_gradient(point)
        matrix = f.hessian(point)[np.ix_(others, others)]
        if not (np.all(np.isfinite(slope)) and np.all(np.isfinite(matrix))):
            break
        units = 1 / np.sqrt(np.maximum(np.abs(np.diag(matrix)), 1e-300))
        eigenvalues, vectors = np.linalg.eigh(matrix * np.outer(units, units))
        eigenvalues = np.maximum(np.abs(eigenvalues), 1e-12)
        step = np.zeros(len(point))
        step[others] = -units * (vectors @ ((vectors.T @ (units * slope[others])) / eigenvalues))
        share = 1.0
        while share > 1e-6 and not f.value(point + share * step) < value:
            share /= 4
        if share <= 1e-6:
            break
        point = point + share * step
        value = f.value(point)
    return point


def _where(points: list[Array], names: Sequence[str]) -> str:
    """Return which variables go to infinity or to zero."""
    parts = []
    first, last = points[0], points[-1]
    for name, before, after in zip(names, first, last, strict=True):
        if abs(after) > _GROWN * max(abs(before), 1.0):
            parts.append(f"{name} {{}} {'-' if after < 0 else ''}infinity")
        elif abs(after) < abs(before) / _GROWN:
            parts.append(f"{name} {{}} 0")
    return ", ".join([part.format("to" if i else "goes to") for i, part in enumerate(parts)])


__all__ = ["along_a_curve"]

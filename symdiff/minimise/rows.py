"""Expressions at the rows of a table: their sums over the rows, or their values in each.

Of a long table they are computed by machine code where LLVM is at hand, else by NumPy, alike to rounding.

>>> from symdiff.parser.formula import parse
>>> x, t = np.array([2.0]), np.array([1.0, 3.0])
>>> made = Rows([parse("a*t"), parse("a**2")], ["a"], {"t": t})
>>> made.sums(x), made.values(x).tolist()
([8.0, 8.0], [[2.0, 6.0], [4.0, 4.0]])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.arrays import Arrays
from symdiff.errors import Unsupported
from symdiff.graph.expr import Expr
from symdiff.native.compiled import Compiled, at_rows
from symdiff.proximal.projections import Array

LONG: Final = 50_000
"""Rows from which on machine code is made: a search, which looks at all rows some 30 times, is then over
sooner than without, what making it costs included."""
_ROWS: Final = 1 << 14
"""Rows that NumPy computes at once: what a formula needs on the way then stays in the cache."""


class Rows:
    """Expressions of what is minimised over, *over*, and of the *columns* of a table; without columns, there
    is one row."""

    def __init__(self, exprs: Sequence[Expr], over: Sequence[str], columns: Mapping[str, Array]) -> None:
        self.exprs = list(exprs)
        self.over = list(over)
        self.columns = columns
        self.count = len(next(iter(columns.values()))) if columns else 1

    def sums(self, x: Array) -> list[float]:
        """Return the sum over the rows of each expression; NaN where a row has no value."""
        if self._totals is not None:
            return [float(total) for total in self._totals(*self.columns.values(), *x)]
        totals = [0.0] * len(self.exprs)
        at: dict[str, Any] = dict(zip(self.over, map(np.float64, x), strict=True))
        with np.errstate(all="ignore"):
            if not self.columns:
                return [float(found) for found in self._arrays.at(at)]
            for start in range(0, self.count, _ROWS):
                at.update({name: column[start : start + _ROWS] for name, column in self.columns.items()})
                length = min(_ROWS, self.count - start)
                for i, found in enumerate(self._arrays.at(at)):
                    totals[i] += float(np.sum(found) if np.ndim(found) else found * length)
        return totals

    def values(self, x: Array) -> Array:
        """Return the value of each expression in each row. Shape: (expressions, rows)."""
        found = np.empty((len(self.exprs), self.count))
        if self._code is not None:
            self._code(*self.columns.values(), *x, out=list(found))
            return found
        at = {**dict(zip(self.over, map(np.float64, x), strict=True)), **self.columns}
        with np.errstate(all="ignore"):
            for place, part in enumerate(self._arrays.at(at)):
                found[place] = part
        return found

    def at_points(self, points: Array, rows: slice) -> list[Array]:
        """Return the values at each of several *points*, in some *rows*. Shape: (points, rows)."""
        if self._code is not None and rows == slice(None):
            found = np.empty((len(self.exprs), len(points), self.count))
            for k, x in enumerate(points):
                self._code(*self.columns.values(), *x, out=list(found[:, k]))
            return list(found)
        at: dict[str, Any] = {name: column[rows][None, :] for name, column in self.columns.items()}
        for place, name in enumerate(self.over):
            at[name] = points[:, place : place + 1]
        shape = len(points), len(range(*rows.indices(self.count))) if self.columns else 1
        with np.errstate(all="ignore"):
            parts = self._arrays.at(at)
        return [part if np.shape(part) == shape else np.broadcast_to(part, shape) for part in parts]

    @cached_property
    def _arrays(self) -> Arrays:
        return Arrays(np, self.exprs)

    @cached_property
    def _totals(self) -> Compiled | None:
        return self._made(sums=True)

    @cached_property
    def _code(self) -> Compiled | None:
        return self._made(sums=False)

    def _made(self, sums: bool) -> Compiled | None:
        """Return machine code, None where it does not pay or cannot be had."""
        if self.count < LONG:
            return None
        try:
            return at_rows(self.exprs, list(self.columns), self.over, sums)
        except Unsupported:
            return None


__all__ = ["LONG", "Rows"]

"""Smooth objectives: a formula summed over a table, or a function of yours.

>>> loss = Formula("(y - a*t)**2", ["a"], {"t": [1.0, 2.0], "y": [2.0, 4.5]})
>>> loss.value_and_gradient(np.array([2.0]))
(0.25, array([-2.]))
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.lowering import refuse_unknown
from symdiff.arithmetic.walk import is_complex
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.minimise.data import Data, checked_columns, opened
from symdiff.minimise.fence import Fence
from symdiff.minimise.rows import Rows
from symdiff.parser.given import Variables
from symdiff.parser.inputs import expression, names_of
from symdiff.proximal.projections import Array
from symdiff.proximal.read.terms import constant, terms
from symdiff.table.operators import NUMBER, POW, is_condition
from symdiff.verbs.derivatives import gradient
from symdiff.verbs.jacobians import hessian

DENSE: Final = 200
"""Variables up to which the whole Hessian is used."""
EXACT_ROWS: Final = 64
"""Rows up to which a formula is computed with many digits, where floats do not tell."""


class Smooth:
    """A differentiable function of a vector of *size* numbers."""

    size: int
    magnitude: float = 0.0
    """The size of what its values are differences of, which says how they are rounded."""

    def value(self, x: Array) -> float:
        """Return f(x)."""
        return self.value_and_gradient(x)[0]

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        """Return f(x) and its gradient."""
        raise NotImplementedError

    def stay(self, x: Array) -> None:
        """From now on, have no value where a pole is on the way from *x*, as far as poles are known."""

    def shut(self, *points: Array) -> bool:
        """Return whether one of some points is known to be at a pole, or at what would be one."""
        return False

    def overflows(self, x: Array) -> bool:
        """Return whether it is known that f has a value at *x*, though floats cannot compute it."""
        return False

    @property
    def lipschitz(self) -> float | None:
        """A bound on how fast the gradient changes, None where none is known."""
        return None


class UserFunction(Smooth):
    """A function of yours that returns its value and its gradient."""

    def __init__(self, value_and_gradient: Callable[[Array], tuple[float, Any]], size: int) -> None:
        self.call, self.size = value_and_gradient, size

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        found = self.call(x)
        try:
            value, slopes = found
            slopes = np.asarray(slopes, dtype=float)
        except (TypeError, ValueError):
            raise SymdiffError("the objective is to return its value and its gradient") from None
        if np.shape(value) != () or slopes.shape != x.shape:
            raise SymdiffError(
                f"the objective returned a value of shape {np.shape(value)} and a gradient of shape "
                f"{slopes.shape}; expected a number and {x.shape}"
            )
        return float(value), slopes


class Formula(Smooth):
    """A formula summed over the rows of a table, with the gradient and the Hessian that symdiff derives.

    *over* are the variables, in a text or a list; every other symbol is a column of *data*. Without data, the
    formula alone.

    Cost: one pass over the rows for each evaluation, in blocks, whatever the number of rows.
    """

    def __init__(
        self,
        formula: Any,
        over: Variables,
        data: Data | None = None,
        mean: bool = False,
        *,
        symbols: Iterable[str] = (),
        functions: Iterable[str] = (),
        limits: Limits = DEFAULT,
    ) -> None:
        self.over = tuple(names_of(over))
        self.size = len(self.over)
        table = None if data is None else opened(data)
        names = [*self.over, *(table.names if table else ()), *symbols]
        self.expr = expression(formula, names, functions, limits)
        self.notes = self.expr.notes
        if is_condition(self.expr.graph.ops[self.expr.node]):
            raise SymdiffError(
                f"{self.expr} is a condition, not a formula", hint="give conditions as a penalty"
            )
        refuse_unknown(self.expr.graph, self.expr.graph.below([self.expr.node]))
        if is_complex(self.expr):
            raise Unsupported("a formula with complex values has no least value")
        others = [name for name in self.expr.graph.symbols([self.expr.node]) if name not in self.over]
        if table is None and others:
            raise SymdiffError(
                f"{', '.join(others)}: neither minimised over nor columns of a table",
                hint="give the data, or name them among what is minimised over",
            )
        self.columns = checked_columns(table, others) if table else {}
        self.rows = len(next(iter(self.columns.values()))) if self.columns else 1
        if table and not self.columns:
            raise SymdiffError("the formula has none of the columns of the table")
        both = [name for name in self.over if table and name in table.names]
        if both:
            self.notes = (
                *self.notes,
                f"{', '.join(both)}: minimised over; the column of that name is not used",
            )
        self.weight = 1 / self.rows if mean else 1.0
        self.partials = gradient(self.expr, self.over, level="basic")
        self._inside: list[tuple[Array, float]] = []
        """The best and the last point that were reached from where poles are not to be passed."""

    @cached_property
    def fence(self) -> Fence:
        """Where the poles and the ends of the domain are."""
        return Fence(self.expr, self.over, self.columns)

    def stay(self, x: Array) -> None:
        """From now on, have no value where a pole or an end of the domain is on the way from *x*.

        The way is straight from *x*, or from the best or the last point that was reached.
        """
        self._inside = []
        if self.fence:
            self._inside = [(np.array(x), self.value(x))] * 2

    def shut(self, *points: Array) -> bool:
        return any(self.fence.shuts(point) for point in points)

    def overflows(self, x: Array) -> bool:
        if self.rows > EXACT_ROWS or math.isfinite(self._summed(self._values, x)[0]):
            return False
        try:
            self.exact_value(x, 30)
        except SymdiffError:
            return False
        return True

    def exact_value(self, x: Array, digits: int) -> Any:
        """Return the sum over the rows, to *digits* digits. Raises SymdiffError where it has no value."""
        names = self.expr.graph.symbols([self.expr.node])
        at = {name: Fraction(float(value)) for name, value in zip(self.over, x, strict=True)}
        total: Any = 0
        for row in range(self.rows):
            at.update({name: Fraction(float(column[row])) for name, column in self.columns.items()})
            total += evaluate(self.expr, {name: at[name] for name in names}, digits=digits)
        return total

    def _reaches(self, x: Array) -> bool:
        """Return whether the last or the best point inside is on this side of all poles."""
        if not self._inside or not np.all(np.isfinite(x)):
            return True
        return any(not self.fence.between(point, x) for point, _ in reversed(self._inside))

    def _reached(self, x: Array, value: float) -> None:
        if self._inside and np.isfinite(value):
            best = self._inside[0]
            here = (np.array(x), value)
            self._inside = [here if value < best[1] else best, here]

    # Values -----------------------------------------------------------------------------------

    @cached_property
    def _values(self) -> Rows:
        return self._at_rows([self.expr])

    @cached_property
    def _slopes(self) -> Rows:
        return self._at_rows([self.expr, *self.partials])

    @cached_property
    def _curves(self) -> tuple[list[tuple[int, int]], Rows] | None:
        matrix = hessian(self.expr, self.over, sparse=True)
        entries = [(place, entry) for place, entry in matrix.items() if place[0] <= place[1]]
        if not entries:
            return None
        return [place for place, _ in entries], self._at_rows([entry for _, entry in entries])

    def _at_rows(self, exprs: list[Expr]) -> Rows:
        return Rows(exprs, self.over, self.columns)

    def value(self, x: Array) -> float:
        if not self._reaches(x):
            return math.nan
        value = self._summed(self._values, x)[0]
        self._reached(x, value)
        return value

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        if not self._reaches(x):
            return math.nan, np.full(self.size, math.nan)
        value, *slopes = self._summed(self._slopes, x)
        self._reached(x, value)
        return value, np.array(slopes)

    def hessian(self, x: Array) -> Array:
        """Return the matrix of second derivatives."""
        result = np.zeros((self.size, self.size))
        if self._curves is not None:
            places, entries = self._curves
            for (i, j), entry in zip(places, self._summed(entries, x), strict=True):
                result[i, j] = result[j, i] = entry
        return result

    def _summed(self, exprs: Rows, x: Array) -> list[float]:
        """Return the sum over the rows of each expression; NaN where a row has no value."""
        return [self.weight * total for total in exprs.sums(x)]

    def refuse_point(self, x: Array) -> None:
        """Raise SymdiffError naming the part of the formula, and the row, without a value at *x*."""
        at: dict[str, Any] = dict(zip(self.over, x.tolist(), strict=True))
        for row in range(self.rows):
            at.update({name: float(column[row]) for name, column in self.columns.items()})
            try:
                for expr in (self.expr, *self.partials):
                    evaluate(expr, {name: at[name] for name in expr.graph.symbols([expr.node])})
            except SymdiffError as error:
                where = f" in row {row + 1} of the table" if self.columns else ""
                raise SymdiffError(
                    f"at the start{where}: {error.message}", hint="start elsewhere: start=..."
                ) from None

    # Squares ----------------------------------------------------------------------------------

    @cached_property
    def residual(self) -> Residual | None:
        """The formula under the square, where the formula is a positive number times a square of it."""
        found = list(terms(self.expr, {*self.over, *self.columns}))
        if len(found) != 1:
            return None
        factor, term = found[0]
        graph = term.graph
        size = constant(factor)
        if graph.ops[term.node] != POW or size is None or size <= 0:
            return None
        base, exponent = graph.children[term.node]
        if graph.ops[exponent] != NUMBER or graph.value(exponent) != 2:
            return None
        return Residual(self, Expr(graph, base), float(size))


class Residual:
    """What is squared, row by row, and its Jacobian: for methods that are made for sums of squares."""

    def __init__(self, whole: Formula, expr: Expr, factor: float) -> None:
        self.whole = whole
        self.scale = float(np.sqrt(2 * factor * whole.weight))
        """So that half the sum of the squares is the objective."""
        self.exprs = [expr, *gradient(expr, whole.over, level="basic")]

    @cached_property
    def _rows(self) -> tuple[Rows, Rows]:
        over, columns = self.whole.over, self.whole.columns
        return Rows(self.exprs[:1], over, columns), Rows(self.exprs[1:], over, columns)

    def values(self, x: Array) -> Array:
        """Return the residuals, one a row."""
        found: Array = self._rows[0].values(x)[0]
        found *= self.scale
        return found

    def jacobian(self, x: Array) -> Array:
        """Return their derivatives. Shape: (rows, variables)."""
        found: Array = self._rows[1].values(x)
        found *= self.scale
        return found.T

"""Smooth objectives: a formula summed over a table, least squares, logistic loss, or a function of yours.

>>> loss = Formula("(y - a*t)**2", ["a"], {"t": [1.0, 2.0], "y": [2.0, 4.5]})
>>> loss.value_and_gradient(np.array([2.0]))
(0.25, array([-2.]))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.arrays import Arrays, resolved
from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.lowering import refuse_unknown
from symdiff.arithmetic.walk import is_complex
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.minimise.data import checked_columns
from symdiff.parser.inputs import Variables, expression, names_of
from symdiff.proximal.projections import Array, Places
from symdiff.proximal.read.terms import constant, terms
from symdiff.table.operators import NUMBER, POW, is_condition
from symdiff.verbs.derivatives import gradient
from symdiff.verbs.jacobians import hessian

DENSE: Final = 200
"""Variables up to which the whole Hessian is used."""
_ROWS: Final = 1 << 14
"""Rows of a table that are computed at once: what a formula needs on the way then stays in the cache."""
_GRAM: Final = 4000
"""Columns up to which X^T X is kept: 128 MB."""


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
        data: Mapping[str, Any] | None = None,
        mean: bool = False,
        *,
        symbols: Iterable[str] = (),
        functions: Iterable[str] = (),
        limits: Limits = DEFAULT,
    ) -> None:
        self.over = tuple(names_of(over))
        self.size = len(self.over)
        names = [*self.over, *(data if data is not None else ()), *symbols]
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
        if data is None and others:
            raise SymdiffError(
                f"{', '.join(others)}: neither minimised over nor columns of a table",
                hint="give the data, or name them among what is minimised over",
            )
        self.columns = checked_columns(data, others) if data is not None else {}
        self.rows = len(next(iter(self.columns.values()))) if self.columns else 1
        if data is not None and not self.columns:
            raise SymdiffError("the formula has none of the columns of the table")
        both = [name for name in self.over if data is not None and name in data]
        if both:
            self.notes = (
                *self.notes,
                f"{', '.join(both)}: minimised over; the column of that name is not used",
            )
        self.weight = 1 / self.rows if mean else 1.0
        self.partials = gradient(self.expr, self.over, level="basic")

    # Values -----------------------------------------------------------------------------------

    @cached_property
    def _values(self) -> Arrays:
        return Arrays(np, [self.expr])

    @cached_property
    def _slopes(self) -> Arrays:
        return Arrays(np, [self.expr, *self.partials])

    @cached_property
    def _curves(self) -> tuple[list[tuple[int, int]], Arrays] | None:
        matrix = hessian(self.expr, self.over, sparse=True)
        entries = [(place, entry) for place, entry in matrix.items() if place[0] <= place[1]]
        return ([place for place, _ in entries], Arrays(np, [e for _, e in entries])) if entries else None

    def value(self, x: Array) -> float:
        return self._summed(self._values, x)[0]

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        value, *slopes = self._summed(self._slopes, x)
        return value, np.array(slopes)

    def hessian(self, x: Array) -> Array:
        """Return the matrix of second derivatives."""
        result = np.zeros((self.size, self.size))
        if self._curves is not None:
            places, arrays = self._curves
            for (i, j), entry in zip(places, self._summed(arrays, x), strict=True):
                result[i, j] = result[j, i] = entry
        return result

    def _blocks(self) -> list[slice]:
        return [slice(start, start + _ROWS) for start in range(0, self.rows, _ROWS)]

    def _summed(self, arrays: Arrays, x: Array) -> list[float]:
        """Return the sum over the rows of each expression; NaN where a row has no value."""
        totals = [0.0] * len(arrays.roots)
        at: dict[str, Any] = dict(zip(self.over, map(np.float64, x), strict=True))
        with np.errstate(all="ignore"):
            for block in self._blocks():
                at.update({name: column[block] for name, column in self.columns.items()})
                length = min(block.stop, self.rows) - block.start
                for i, found in enumerate(arrays.at(at)):
                    totals[i] += float(np.sum(found) if np.ndim(found) else found * length)
        return [self.weight * total for total in totals]

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
                    f"at the start{where}: {error.message}", hint="start elsewhere with --start or start=..."
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
    def _arrays(self) -> tuple[Arrays, Arrays]:
        return Arrays(np, self.exprs[:1]), Arrays(np, self.exprs[1:])

    def values(self, x: Array) -> Array:
        """Return the residuals, one a row."""
        return self._rows(self._arrays[0], x)[0]

    def jacobian(self, x: Array) -> Array:
        """Return their derivatives. Shape: (rows, variables)."""
        return np.stack(self._rows(self._arrays[1], x), axis=1)

    def _rows(self, arrays: Arrays, x: Array) -> list[Array]:
        whole = self.whole
        at = {**dict(zip(whole.over, map(np.float64, x), strict=True)), **whole.columns}
        with np.errstate(all="ignore"):
            return [self.scale * np.broadcast_to(part, (whole.rows,)) for part in arrays.at(at)]


class LeastSquares(Smooth):
    """|X w - y|**2/2, divided by the number of rows with *mean*. X may be a sparse SciPy array.

    *lipschitz* is found by power iteration. Where X has fewer columns than rows, and at most 4000, X^T X is
    computed for it and kept, and from then on a gradient costs the square of the columns.
    """

    def __init__(self, X: Any, y: Any, mean: bool = False) -> None:
        self.X, self.y = _matrix(X, y)
        rows, self.size = self.X.shape
        self.mean, self.weight = mean, 1 / rows if mean else 1.0
        self.gram: Array | None = None
        with np.errstate(over="ignore"):
            self.target: Array = np.asarray(self.X.T @ self.y) * self.weight
            self.magnitude = float(self.y @ self.y) * self.weight / 2

    def columns(self, places: Places, x: Array) -> LeastSquares:
        """Return the problem of some columns of X, the others being as they are in *x*."""
        others = x.copy()
        others[places] = 0.0
        return LeastSquares(
            self.X[:, places], self.y - self.X @ others if np.any(others) else self.y, self.mean
        )

    def value(self, x: Array) -> float:
        residual = self.X @ x - self.y
        return float(residual @ residual) * self.weight / 2

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        if self.gram is None:
            residual = self.X @ x - self.y
            return float(residual @ residual) * self.weight / 2, self.X.T @ residual * self.weight
        image = self.gram @ x
        return float(x @ image / 2 - self.target @ x) + self.magnitude, image - self.target

    @cached_property
    def lipschitz(self) -> float:
        """The greatest eigenvalue of X^T X."""
        if not self.size < len(self.y) or self.size > _GRAM:
            return self.weight * greatest_eigenvalue(lambda v: self.X.T @ (self.X @ v), self.size)
        product = self.X.T @ self.X
        gram = np.asarray(product.toarray() if hasattr(product, "toarray") else product) * self.weight
        self.gram = gram
        return greatest_eigenvalue(lambda v: gram @ v, self.size)


class Logistic(Smooth):
    """The sum of log(1 + exp(-s*(X w))) over the rows, s = 1 or -1, its mean with *mean*.

    *y* has two different values; the greater one is s = 1. The gradient changes by a quarter of the greatest
    eigenvalue of X^T X at most.
    """

    def __init__(self, X: Any, y: Any, mean: bool = False) -> None:
        labels = np.asarray(y)
        values = np.unique(labels)
        if len(values) != 2:
            raise SymdiffError(
                f"y has {len(values)} different values",
                hint="logistic loss takes two classes, such as 0 and 1",
            )
        self.X, self.y = _matrix(X, np.where(labels == values[1], 1.0, -1.0))
        self.offset: Any = 0.0
        """What is added to X w."""
        rows, self.size = self.X.shape
        self.mean, self.weight = mean, 1 / rows if mean else 1.0

    def columns(self, places: Places, x: Array) -> Logistic:
        """Return the problem of some columns of X, the others being as they are in *x*."""
        others = x.copy()
        others[places] = 0.0
        part = Logistic(self.X[:, places], self.y, self.mean)
        part.offset = self.offset + self.X @ others if np.any(others) else self.offset
        return part

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        expit = resolved("scipy.special.expit")
        margins = self.y * (self.X @ x + self.offset)
        slopes = -self.y * expit(-margins)
        return float(np.sum(np.logaddexp(0, -margins))) * self.weight, self.X.T @ slopes * self.weight

    @cached_property
    def lipschitz(self) -> float:
        """A quarter of the greatest eigenvalue of X^T X."""
        return self.weight / 4 * greatest_eigenvalue(lambda v: self.X.T @ (self.X @ v), self.size)


def greatest_eigenvalue(apply: Callable[[Array], Array], size: int, tolerance: float = 1e-3) -> float:
    """Return the greatest eigenvalue of a symmetric matrix without negative ones, from below, by power
    iteration from a seeded vector, until it grows by less than *tolerance*.

    It is a bit too small, never too large: who takes steps by it is to check them.
    Source: Trefethen and Bau, Numerical Linear Algebra (1997), lecture 27.
    """
    vector = np.random.default_rng(0).standard_normal(size)
    value = 0.0
    for _ in range(1000):
        length = float(np.linalg.norm(vector))
        if length == 0:
            return 0.0
        vector = apply(vector / length)
        grown = float(np.linalg.norm(vector))
        if grown <= value * (1 + tolerance):
            return grown
        value = grown
    return value


def _matrix(X: Any, y: Any) -> tuple[Any, Array]:
    """Return a matrix and a vector of as many rows, of finite numbers."""
    sparse = hasattr(X, "tocsr")
    if np.iscomplexobj(X.data if sparse else X) or np.iscomplexobj(y):
        raise SymdiffError("X and y are to be real numbers")
    try:
        X = X.tocsr().astype(float) if sparse else np.asarray(X, dtype=float)
        y = np.asarray(y, dtype=float)
    except (TypeError, ValueError):
        raise SymdiffError("X and y are to be arrays of numbers") from None
    if X.ndim != 2 or y.ndim != 1 or X.shape[0] != len(y):
        raise SymdiffError(
            f"X has the shape {X.shape} and y {y.shape}", hint="y is to have one number for each row of X"
        )
    if 0 in X.shape:
        raise SymdiffError(f"X has the shape {X.shape}: there is nothing in it")
    values = X.data if sparse else X
    if not np.all(np.isfinite(values)):
        if sparse:
            raise SymdiffError("X has an entry that is not finite")
        row, column = np.argwhere(~np.isfinite(X))[0]
        raise SymdiffError(f"X is {X[row, column]} in row {row}, column {column} (from 0)")
    if not np.all(np.isfinite(y)):
        row = int(np.flatnonzero(~np.isfinite(y))[0])
        raise SymdiffError(f"y is {y[row]} in row {row} (from 0)")
    return X, y

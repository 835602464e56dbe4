"""Losses of a matrix: least squares and logistic loss, of many columns, dense or sparse.

>>> loss = LeastSquares([[1.0, 0.0], [0.0, 2.0]], [3.0, 4.0])
>>> loss.value_and_gradient(np.array([3.0, 0.0]))
(8.0, array([ 0., -8.]))
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.arrays import resolved
from symdiff.errors import SymdiffError
from symdiff.minimise.objective import Smooth
from symdiff.proximal.projections import Array, Places

_GRAM: Final = 4000
"""Columns up to which X^T X is kept: 128 MB."""


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

"""Formulas without a penalty: SciPy's methods for smooth functions, and exact Newton steps at the end.

>>> loss = Formula("(1 - a)**2 + 100*(b - a**2)**2", ["a", "b"])
>>> run, name = by_scipy(loss, np.array([-1.2, 1.0]), 1e-10, 1000, None)
>>> run.x.round(9).tolist(), name
([1.0, 1.0], 'trust region, exact Hessian')
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.arrays import library
from symdiff.errors import Stopped
from symdiff.minimise.methods import DIVERGED, FAR, LEVEL, SMALL, SPENT, STOPPED, Run, Watch
from symdiff.minimise.objective import Formula, Residual
from symdiff.proximal.projections import Array

_REGION: Final = 60
"""Variables up to which each step is of a trust region with the whole Hessian."""
_POLISHED: Final = 200
"""Variables up to which the last steps are Newton's."""


class _Path:
    """The least objective so far after each evaluation, and where it was: known even if the method fails."""

    def __init__(self, x: Array, value: float, watch: Watch | None) -> None:
        self.values, self.watch = [value], watch
        self.best, self.least = x, value

    def add(self, x: Array, value: float) -> None:
        """Take in a point. Raises Stopped."""
        if value < self.least:
            self.best, self.least = np.array(x), value
        self.values.append(self.least)
        if self.watch is not None and self.watch(len(self.values) - 1, self.least):
            raise Stopped


def by_scipy(
    loss: Formula, x: Array, tolerance: float, iterations: int, watch: Watch | None
) -> tuple[Run, str]:
    """Return the run of a method for smooth functions, and its name.

    A sum of squares goes to Levenberg and Marquardt and to a trust region, of which the better end is taken,
    as one may run off to a plain; else a trust region with the exact Hessian, or L-BFGS where there are more
    than 60 variables. Raises SymdiffError where SciPy is missing.
    """
    optimize = library("scipy.optimize")
    x = _off_saddle(loss, x)
    value, slope = loss.value_and_gradient(x)
    first = float(np.linalg.norm(slope))
    path = _Path(x, value, watch)
    name, spent, reason = "", False, ""
    try:
        if loss.residual is not None and loss.rows >= loss.size:
            name, spent = _squares(optimize, loss, loss.residual, x, iterations, path)
        if not name:
            name, spent = _smooth(optimize, loss, x, tolerance * first, iterations, path)
    except Stopped:
        name, reason = name or "scipy", STOPPED
    end = path.best if reason else _polished(loss, path.best)
    value, slope = loss.value_and_gradient(end)
    count = len(path.values) - 1
    path.values.append(min(value, path.least))
    norm = float(np.linalg.norm(slope))
    if not math.isfinite(value) or value < -FAR or float(np.max(np.abs(end))) > FAR:
        reason = DIVERGED
    elif not reason:
        reason = SPENT if spent else SMALL if norm <= max(tolerance * first, 1e-300) else LEVEL
    return Run(end, np.array(path.values), count, reason, reason in (SMALL, LEVEL), math.nan, norm), name


def _squares(
    optimize: Any, loss: Formula, squares: Residual, x: Array, iterations: int, path: _Path
) -> tuple[str, bool]:
    """Run two methods for sums of squares; return the name of the better one, nothing where both fail."""

    def values(point: Array) -> Array:
        found = squares.values(point)
        path.add(point, float(found @ found) / 2 if np.all(np.isfinite(found)) else math.inf)
        return found

    best, name, spent = math.inf, "", False
    for method, called in (("lm", "Levenberg-Marquardt"), ("trf", "trust region reflective")):
        try:
            found = optimize.least_squares(
                values, x, squares.jacobian, method=method, x_scale="jac",
                ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=iterations,
            )  # fmt: skip
        except (ValueError, np.linalg.LinAlgError):  # a step where the formula has no value
            continue
        if found.cost < best * (1 - 1e-9):
            best, name, spent = float(found.cost), called, found.status == 0
    return name, spent


def _smooth(
    optimize: Any, loss: Formula, x: Array, small: float, iterations: int, path: _Path
) -> tuple[str, bool]:
    """Run a trust region method with the exact Hessian, or L-BFGS where there are too many variables for it
    or where the Hessian has no value on the way; return its name."""

    def value_and_gradient(point: Array) -> tuple[float, Array]:
        value, slope = loss.value_and_gradient(point)
        if not math.isfinite(value) or not np.all(np.isfinite(slope)):
            return math.inf, np.zeros_like(point)
        return value, slope

    def record(intermediate_result: Any) -> None:
        path.add(intermediate_result.x, float(intermediate_result.fun))

    if loss.size <= _REGION:
        try:
            found = optimize.minimize(
                value_and_gradient, x, jac=True, hess=loss.hessian, method="trust-exact", callback=record,
                options={"gtol": small, "maxiter": iterations},
            )  # fmt: skip
            path.add(found.x, float(found.fun))
            return "trust region, exact Hessian", int(found.nit) >= iterations
        except (ValueError, UnboundLocalError, np.linalg.LinAlgError):
            x = path.best
    found = optimize.minimize(
        value_and_gradient, x, jac=True, method="L-BFGS-B", callback=record,
        options={"gtol": small, "ftol": 1e-16, "maxiter": iterations},
    )  # fmt: skip
    path.add(found.x, float(found.fun))
    return "L-BFGS", int(found.nit) >= iterations


def _off_saddle(loss: Formula, x: Array) -> Array:
    """Return a start that is not on a saddle or a top, where all gradients are zero and no method moves."""
    if loss.size > _POLISHED or np.any(loss.value_and_gradient(x)[1]):
        return x
    matrix = loss.hessian(x)
    if not np.all(np.isfinite(matrix)):
        return x
    values, vectors = np.linalg.eigh(matrix)
    return x + 1e-3 * max(1.0, float(np.max(np.abs(x)))) * vectors[:, 0] if values[0] < 0 else x


def _polished(loss: Formula, x: Array) -> Array:
    """Return a point after a few of Newton's steps, where they make the gradient less: near the minimum it
    tells more digits than values do."""
    if loss.size > _POLISHED:
        return x
    slope = loss.value_and_gradient(x)[1]
    for _ in range(5):
        try:
            matrix = loss.hessian(x)
            scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(matrix)), np.finfo(float).tiny))
            step = scale * np.linalg.solve(matrix * np.outer(scale, scale), scale * slope)
        except np.linalg.LinAlgError:
            return x
        new = x - step
        _, new_slope = loss.value_and_gradient(new)
        near = float(np.max(np.abs(step))) <= 1e-3 * (1e-3 + float(np.max(np.abs(x))))
        if not near or not float(np.linalg.norm(scale * new_slope)) < float(np.linalg.norm(scale * slope)):
            return x
        x, slope = new, new_slope
    return x

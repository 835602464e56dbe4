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
from symdiff.minimise.newton import newton
from symdiff.minimise.objective import Formula, Residual
from symdiff.minimise.runs import LEVEL, SMALL, SPENT, Run, Trail, Watch
from symdiff.proximal.projections import Array
from symdiff.proximal.separable import Separable

_REGION: Final = 60
"""Variables up to which each step is of a trust region with the whole Hessian."""
_POLISHED: Final = 200
"""Variables up to which the last steps are Newton's."""


class _Best(Trail):
    """The least objective so far after each evaluation, and where it was: known even if the method fails."""

    def __init__(self, loss: Formula, x: Array, watch: Watch | None, iterations: int) -> None:
        super().__init__(loss, Separable(loss.size, []), x, watch, iterations)
        self.best, self.least = self.start.x, self.start.total

    def take(self, x: Array, value: float) -> None:
        """Take in a point that was tried. Raises Stopped."""
        if value < self.least:
            self.best, self.least = np.array(x), value
        self.add(self.best, self.least)
        if self.reason:
            raise Stopped


def by_scipy(
    loss: Formula, x: Array, tolerance: float, iterations: int, watch: Watch | None, look: int = 250
) -> tuple[Run, str]:
    """Return the run of a method for smooth functions, and its name.

    A sum of squares goes to Levenberg and Marquardt and to a trust region, of which the better end is taken,
    as one may run off to a plain; else a trust region with the exact Hessian, or L-BFGS where there are more
    than 60 variables. Where the formula has no value, it counts as infinite, so that steps are shortened; one
    that may have poles goes to the methods for squares only where there is a table. The trust region stops
    after *look* iterations. Raises SymdiffError where SciPy is missing.
    """
    optimize = library("scipy.optimize")
    trail = _Best(loss, x, watch, iterations)
    first = float(np.linalg.norm(trail.start.slope))
    name, spent, end = "", False, x
    with trail:
        try:
            if loss.residual is not None and loss.rows >= loss.size and not (loss.fence and loss.rows == 1):
                name, spent = _squares(optimize, loss, loss.residual, x, iterations, trail)
                loss.stay(trail.best)  # these two methods may go through a pole: their end is judged there
            if not name:
                name, spent = _smooth(optimize, loss, x, tolerance * first, iterations, trail, look)
            end = _polished(loss, trail.best)
        except Stopped:
            pass
    name = name or "scipy"
    if trail.reason:
        end = trail.best
    value, slope = loss.value_and_gradient(end)
    trail.path.append(min(value, trail.least))
    norm = float(np.linalg.norm(slope))
    if not trail.reason:
        trail.reason = SPENT if spent else SMALL if norm <= max(tolerance * first, 1e-300) else LEVEL
    run = trail.run(end, residual=norm)
    return run._replace(iterations=run.iterations - 1), name


def _squares(
    optimize: Any, loss: Formula, squares: Residual, x: Array, iterations: int, trail: _Best
) -> tuple[str, bool]:
    """Run two methods for sums of squares; return the name of the better one, nothing where both fail."""

    def values(point: Array) -> Array:
        found = squares.values(point)
        trail.take(point, float(found @ found) / 2 if np.all(np.isfinite(found)) else math.inf)
        return found

    best, name, spent = math.inf, "", False
    for method, called in (("lm", "Levenberg-Marquardt"), ("trf", "trust region reflective")):
        try:
            found = optimize.least_squares(
                values, x, squares.jacobian, method=method, x_scale="jac",
                ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=iterations,
            )  # fmt: skip
        except (ValueError, ArithmeticError, np.linalg.LinAlgError):  # a step where the formula has no value
            continue
        if found.cost < best * (1 - 1e-9):
            best, name, spent = float(found.cost), called, found.status == 0
    return name, spent


def _smooth(
    optimize: Any, loss: Formula, x: Array, small: float, iterations: int, trail: _Best, look: int
) -> tuple[str, bool]:
    """Run a trust region method with the exact Hessian, Newton's method from where that fails, or L-BFGS
    where there are too many variables for them; return its name."""

    def value_and_gradient(point: Array) -> tuple[float, Array]:
        value, slope = loss.value_and_gradient(point)
        if not math.isfinite(value) or not np.all(np.isfinite(slope)):
            return math.inf, np.zeros_like(point)
        return value, slope

    def record(intermediate_result: Any) -> None:
        trail.take(intermediate_result.x, float(intermediate_result.fun))

    def bends(point: Array) -> Array:
        """The Hessian; SciPy asks for that of a point that it is about to refuse."""
        matrix = loss.hessian(point)
        return matrix if np.all(np.isfinite(matrix)) else np.eye(len(point))

    if loss.size <= _REGION:
        look = min(look, iterations)
        reach = max(1000.0, float(np.max(np.abs(x))))
        try:
            found = optimize.minimize(
                value_and_gradient, x, jac=True, hess=bends, method="trust-exact", callback=record,
                options={"gtol": small, "maxiter": look, "max_trust_radius": reach},
            )  # fmt: skip
            trail.take(found.x, float(found.fun))
            return "trust region, exact Hessian", int(found.nit) >= look
        except (ValueError, ArithmeticError, UnboundLocalError, np.linalg.LinAlgError):  # it overflows
            run = newton(loss, Separable(loss.size, []), trail.best, iterations=look)
            trail.take(run.x, float(run.path[-1]))
            return "newton", run.reason == SPENT
    found = optimize.minimize(
        value_and_gradient, x, jac=True, method="L-BFGS-B", callback=record,
        options={"gtol": small, "ftol": 1e-16, "maxiter": iterations},
    )  # fmt: skip
    trail.take(found.x, float(found.fun))
    return "L-BFGS", int(found.nit) >= iterations


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
        value, new_slope = loss.value_and_gradient(new)
        near = float(np.max(np.abs(step))) <= 1e-3 * (1e-3 + float(np.max(np.abs(x)))) and math.isfinite(
            value
        )
        if not near or not float(np.linalg.norm(scale * new_slope)) < float(np.linalg.norm(scale * slope)):
            return x
        x, slope = new, new_slope
    return x

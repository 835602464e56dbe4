"""Methods that go on where there is no derivative: subgradient, proximal gradient, FISTA with restart.

All minimise F = f + g, f smooth (`smooth.Smooth`) and g with a proximal operator (`function.Proximable`).

>>> from symdiff.proximal.smooth import LeastSquares
>>> from symdiff.proximal.table import TABLE
>>> f, g = LeastSquares([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [3.0, 0.5, 0.0]), TABLE["l1"]()
>>> found = fista(f, g, np.zeros(2))
>>> found.x.round(9).tolist(), found.reason
([2.0, 0.0], 'the proximal gradient is small')
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.proximal.function import Proximable
from symdiff.proximal.projections import Array
from symdiff.proximal.smooth import LeastSquares, Smooth

SMALL: Final = "the proximal gradient is small"
LEVEL: Final = "rounding: no step makes it less"
SPENT: Final = "the iterations are spent"
DIVERGED: Final = "it diverges"
STOPPED: Final = "it was stopped"
_SAFETY: Final = 1.01
"""What a Lipschitz constant found from below is multiplied by."""
FAR: Final = 1e100
ROUNDING: Final = 1e-15
"""What values are wrong by, relatively."""
_STILL: Final = 20
"""Iterations without a change, after which rounding has the last word."""

Watch = Callable[[int, float], Any]
"""Called with the iteration and the objective; returns True to stop."""


class Run(NamedTuple):
    """Where a method stopped: the point, F on the way, and why."""

    x: Array
    path: Array
    """F at the start and after each iteration (with subgradients: the least so far)."""
    iterations: int
    reason: str
    converged: bool
    step: float
    """The last step."""
    residual: float
    """The norm of the proximal gradient (y - x)/step at the end."""


def proximal_gradient(
    f: Smooth,
    g: Proximable,
    start: Array,
    step: float | None = None,
    tolerance: float = 1e-9,
    iterations: int = 10_000,
    watch: Watch | None = None,
) -> Run:
    """Return the run of x <- prox(x - step*grad f(x)).

    With *step* None it is one over the Lipschitz constant of the gradient where f knows it, and is found by
    backtracking else; F falls in each iteration. Stops where the norm of the proximal gradient is below
    *tolerance* times its first value, or that of the gradient.

    Cost: a gradient and a proximal point an iteration. Raises SymdiffError where f has no value at the start.
    Source: Beck (2017), section 10.2; the backtracking: procedure B2 of section 10.4.2.
    """
    return _descend(f, g, start, step, tolerance, iterations, watch, momentum=False, restart=False)


def fista(
    f: Smooth,
    g: Proximable,
    start: Array,
    step: float | None = None,
    tolerance: float = 1e-9,
    iterations: int = 10_000,
    watch: Watch | None = None,
    restart: bool = True,
    floor: float = 0.0,
) -> Run:
    """Return the run of the proximal gradient method with Nesterov's momentum, which begins anew where it
    points uphill. It also stops where the norm of the proximal gradient is below *floor*.

    For convex f, without restart, F(x_k) - F(x*) <= 2*L*|x_0 - x*|**2/(k + 1)**2. Arguments as
    `proximal_gradient`.
    Source: Beck (2017), section 10.7.1 and theorem 10.34; restart: O'Donoghue and Candes, Foundations of
    Computational Mathematics 15 (2015).
    """
    return _descend(
        f, g, start, step, tolerance, iterations, watch, momentum=True, restart=restart, floor=floor
    )


def _descend(
    f: Smooth,
    g: Proximable,
    start: Array,
    step: float | None,
    tolerance: float,
    iterations: int,
    watch: Watch | None,
    momentum: bool,
    restart: bool,
    floor: float = 0.0,
) -> Run:
    x = g.prox(start, 1e-300) if math.isinf(g.value(start)) else np.array(start, dtype=float)
    value, slope = f.value_and_gradient(x)
    refuse_start(value, slope)
    quadratic = isinstance(f, LeastSquares)  # its gradient at a mean of points is the mean of gradients
    least_norm = max(floor, tolerance * float(np.linalg.norm(slope)))
    given = step is not None
    size = _first_step(f, x, slope) if step is None else step
    y, y_value, y_slope = x, value, slope
    path, weight, still, residual = [value + g.value(x)], 1.0, 0, math.inf
    reason, k = SPENT, 0
    for k in range(1, iterations + 1):
        while True:
            new = g.near(y - size * y_slope, size)
            change = new - y
            square = float(change @ change)
            new_value, new_slope = f.value_and_gradient(new)
            if square == 0 or _falls(
                new_value, new_slope, y_value, y_slope, change, square / size, quadratic
            ):
                break
            if given and math.isfinite(new_value):
                break
            size /= 2
            if size < 1e-300 or not np.all(np.isfinite(new)):
                return Run(x, np.array(path), k, LEVEL, False, size, residual)
        residual = math.sqrt(square) / size
        if k == 1:
            least_norm = max(least_norm, tolerance * residual)
        total = new_value + g.value(new)
        if not math.isfinite(total) or total < -FAR or float(np.max(np.abs(new))) > FAR:
            return Run(x, np.array(path), k, DIVERGED, False, size, residual)
        moved = new - x
        slack = ROUNDING * (abs(new_value) + abs(path[-1]) + f.terms)
        level = total > path[-1] - slack and float(np.max(np.abs(moved))) <= 1e-15 * (
            float(np.max(np.abs(new)))
        )
        still = still + 1 if level else 0
        if momentum and restart and (float(change @ moved) < 0 or total > path[-1] + slack) and weight > 1:
            # The way from y to here and the way from x to here disagree: momentum points uphill.
            weight, y, y_value, y_slope = 1.0, x, value, slope
            if total > path[-1] + slack:
                path.append(path[-1])
                continue
        path.append(total)
        if watch is not None and watch(k, total):
            x, reason = new, STOPPED
            break
        if residual <= least_norm or square == 0:
            x, reason = new, SMALL
            break
        if still >= _STILL:
            x, reason = new, LEVEL
            break
        if not momentum:
            x, value, slope = new, new_value, new_slope
            y, y_value, y_slope = x, value, slope
            if not given and f.lipschitz is None:
                size *= 1.2  # the bend of f may be less here
            continue
        new_weight = (1 + math.sqrt(1 + 4 * weight * weight)) / 2
        ahead = (weight - 1) / new_weight
        weight = new_weight
        y = new + ahead * moved
        if quadratic:
            y_value, y_slope = math.nan, new_slope + ahead * (new_slope - slope)
        elif ahead:
            y_value, y_slope = f.value_and_gradient(y)
            if not math.isfinite(y_value):
                y, y_value, y_slope, weight = new, new_value, new_slope, 1.0
        else:
            y_value, y_slope = new_value, new_slope
        x, value, slope = new, new_value, new_slope
    return Run(x, np.array(path), k, reason, reason in (SMALL, LEVEL), size, residual)


def _falls(
    value: float, slope: Array, old: float, old_slope: Array, change: Array, square: float, quadratic: bool
) -> bool:
    """Return whether f is below its model at the new point: old + slope.change + |change|**2/(2*step).

    *square* is |change|**2/step. Where values are so near that rounding decides, and for quadratics, by the
    gradients: their difference along the change is at most |change|**2/step.
    """
    if not math.isfinite(value) or not np.all(np.isfinite(slope)):
        return False
    bend = float((slope - old_slope) @ change)
    if quadratic:
        return bend <= square * (1 + 1e-9)
    model = old + float(old_slope @ change) + square / 2
    return value <= model or (square <= 1e-9 * abs(old) and bend <= square)


def _first_step(f: Smooth, x: Array, slope: Array) -> float:
    """Return one over the Lipschitz constant, or over the change of the gradient on a small way downhill."""
    known = f.lipschitz
    if known is not None:
        return 1 / (_SAFETY * known) if known > 0 else 1.0
    length = float(np.linalg.norm(slope))
    if length == 0:
        return 1.0
    way = -slope * (1e-4 * max(1e-3, float(np.linalg.norm(x))) / length)
    _, other = f.value_and_gradient(x + way)
    bend = float(np.linalg.norm(other - slope)) / float(np.linalg.norm(way))
    return 2 / bend if 0 < bend < math.inf else 1.0 / length


def subgradient(
    f: Smooth,
    g: Proximable,
    start: Array,
    step: float | None = None,
    tolerance: float = 1e-9,
    iterations: int = 10_000,
    watch: Watch | None = None,
) -> Run:
    """Return the run of the subgradient method with steps of length *step*/sqrt(k), the best point found.

    The subgradient of F is the least that g allows; f may have kinks, too, if its gradient is then some
    subgradient. Slow: the error falls as log(k)/sqrt(k). *step* is a length here, by default that of the
    start, or 1. Sets are kept to by projection.
    Source: Beck (2017), theorem 8.28.
    """
    x = g.prox(start, 1e-300) if math.isinf(g.value(start)) else np.array(start, dtype=float)
    value, slope = f.value_and_gradient(x)
    refuse_start(value, slope)
    length = step if step is not None else max(1.0, float(np.linalg.norm(x)))
    best, least = x, value + g.value(x)
    path, reason, norm, k = [least], SPENT, math.inf, 0
    for k in range(1, iterations + 1):
        whole = slope + g.subgradient(x, -slope)
        norm = float(np.linalg.norm(whole))
        if k == 1:
            floor = tolerance * max(norm, float(np.linalg.norm(slope)))
        if norm <= floor:
            best, least, reason = x, value + g.value(x), SMALL
            break
        x = x - length / math.sqrt(k) / norm * whole
        if math.isinf(g.value(x)):
            x = g.near(x, 1e-300)
        value, slope = f.value_and_gradient(x)
        total = value + g.value(x)
        if not math.isfinite(total) or total < -FAR or not np.all(np.isfinite(slope)):
            reason = DIVERGED
            break
        if total < least:
            best, least = x, total
        path.append(least)
        if watch is not None and watch(k, least):
            reason = STOPPED
            break
    return Run(best, np.array(path), k, reason, reason == SMALL, length / math.sqrt(max(k, 1)), norm)


def refuse_start(value: float, slope: Array) -> None:
    """Raise SymdiffError where a value or a gradient at the start is not finite."""
    if not math.isfinite(value) or not np.all(np.isfinite(slope)):
        raise SymdiffError(
            "the objective, or its gradient, has no value at the start", hint="start elsewhere"
        )

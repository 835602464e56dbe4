"""Methods for functions with kinks: subgradients, proximal gradient, FISTA with restart.

All minimise F = f + g, f smooth (`objective.Smooth`) and g with a proximal operator (`calculus.Proximable`).

>>> from symdiff.minimise.objective import LeastSquares
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
from symdiff.minimise.objective import LeastSquares, Smooth
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array
from symdiff.proximal.separable import Separable

SMALL: Final = "the proximal gradient is small"
LEVEL: Final = "rounding: no step makes it less"
STUCK: Final = "no step makes it less"
SPENT: Final = "the iterations are spent"
DIVERGED: Final = "it diverges"
STOPPED: Final = "it was stopped"
_SAFETY: Final = 1.01
"""What a Lipschitz constant found from below is multiplied by."""
FAR: Final = 1e100
ROUNDING: Final = 1e-15
"""What values are wrong by, relatively."""
_GAIN: Final = 1e4
"""A step may still make F less by that times the square of the tolerance, relatively: 1e-16 by default."""
_LONGER: Final = 20
"""Iterations of FISTA after which a longer step is tried, where steps are found."""
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
    descent = _Descent(f, g, start, step, tolerance, watch)
    at = descent.start
    for k in range(1, iterations + 1):
        new = descent.step_from(at)
        reason = descent.reached(k, new)
        if reason in (STUCK, DIVERGED):
            return descent.run(at, k, reason)
        at = new
        if reason:
            return descent.run(at, k, reason)
        descent.lengthen()
    return descent.run(at, iterations, SPENT)


def fista(
    f: Smooth,
    g: Proximable,
    start: Array,
    step: float | None = None,
    tolerance: float = 1e-9,
    iterations: int = 10_000,
    watch: Watch | None = None,
    restart: bool = True,
    floor: float | None = None,
) -> Run:
    """Return the run of the proximal gradient method with Nesterov's momentum, which begins anew where it
    points uphill. *floor*, where given, takes the place of *tolerance* times the first proximal gradient.

    For convex f, without restart, F(x_k) - F(x*) <= 2*L*|x_0 - x*|**2/(k + 1)**2. Arguments as
    `proximal_gradient`.
    Source: Beck (2017), section 10.7.1 and theorem 10.34; restart: O'Donoghue and Candes, Foundations of
    Computational Mathematics 15 (2015).
    """
    descent = _Descent(f, g, start, step, tolerance, watch, floor)
    at = ahead = descent.start
    weight = 1.0
    for k in range(1, iterations + 1):
        new = descent.step_from(ahead)
        if restart and weight > 1 and new.total > at.total + descent.slack(new):
            weight, ahead = 1.0, at  # momentum went too far: the step is taken back
            descent.path.append(at.total)
            continue
        reason = descent.reached(k, new)
        if reason in (STUCK, DIVERGED):
            return descent.run(at, k, reason)
        if reason:
            return descent.run(new, k, reason)
        if restart and float(new.change @ (new.x - at.x)) < 0:
            weight = 1.0  # momentum points the other way
        if k % _LONGER == 0:
            descent.lengthen(2.0)
        grown = (1 + math.sqrt(1 + 4 * weight * weight)) / 2
        ahead = descent.beyond(at, new, (weight - 1) / grown)
        at, weight = new, grown
    return descent.run(at, iterations, SPENT)


class _Point(NamedTuple):
    """A point, f and its gradient there, F, and the way from where the step to it began."""

    x: Array
    value: float
    slope: Array
    total: float
    change: Array


class _Descent:
    """What proximal gradient methods share: the step, and the reasons to stop."""

    def __init__(
        self,
        f: Smooth,
        g: Proximable,
        start: Array,
        step: float | None,
        tolerance: float,
        watch: Watch | None,
        floor: float | None = None,
    ) -> None:
        x = brought_in(g, start)
        value, slope = f.value_and_gradient(x)
        refuse_start(value, slope)
        self.f, self.g, self.watch = f, g, watch
        self.quadratic = isinstance(
            f, LeastSquares
        )  # its gradient at a mean of points is the mean of gradients
        self.tolerance = tolerance
        self.first = float(np.linalg.norm(slope))
        self.bounded = floor is not None
        self.floor = tolerance * self.first if floor is None else floor
        self.given = step is not None
        self.size = _first_step(f, x, slope) if step is None else step
        self.start = _Point(x, value, slope, value + g.value(x), np.zeros_like(x))
        self.path = [self.start.total]
        self.residual = math.inf
        self.still = 0

    def step_from(self, y: _Point) -> _Point:
        """Return the next point, with a step at which f is below its model; one without a value where there
        is none."""
        f, g, whole = self.f, self.g, self.size
        while True:
            x = g.near(y.x - self.size * y.slope, self.size)
            change = x - y.x
            value, slope = f.value_and_gradient(x)
            square = float(change @ change)
            if square == 0 and self.size < whole:  # too short to move: that is no stationary point
                return _Point(x, math.nan, slope, math.nan, change)
            if (
                square == 0
                or (self.given and math.isfinite(value))
                or _falls(value, slope, y.value, y.slope, change, square / self.size, self.quadratic)
            ):
                # A step that rounds to nothing says nothing: what is left of the gradient does.
                left = slope + g.slope(x, -slope) if square == 0 else change / self.size
                self.residual = float(np.linalg.norm(left))
                return _Point(x, value, slope, value + g.value(x), change)
            self.size /= 2
            if self.size < 1e-300 or not np.all(np.isfinite(x)):
                return _Point(x, math.nan, slope, math.nan, change)

    def beyond(self, before: _Point, at: _Point, share: float) -> _Point:
        """Return a point further on the way from one to another, by a share of it."""
        if share == 0:
            return at
        x = at.x + share * (at.x - before.x)
        if self.quadratic:
            slope = at.slope + share * (at.slope - before.slope)
            return _Point(x, math.nan, slope, math.nan, at.change)
        value, slope = self.f.value_and_gradient(x)
        return _Point(x, value, slope, math.nan, at.change) if math.isfinite(value) else at

    def slack(self, at: _Point) -> float:
        """Return what F may be off by rounding."""
        return ROUNDING * (abs(at.value) + abs(self.path[-1]) + self.f.magnitude)

    def reached(self, k: int, new: _Point) -> str:
        """Take a point into the path; return why it is the last, or nothing."""
        if math.isnan(new.total):
            return STUCK
        if math.isinf(new.total) or new.total < -FAR or float(np.max(np.abs(new.x))) > FAR:
            return DIVERGED
        if k == 1:
            self.first = max(self.first, self.residual)
            if not self.bounded:
                self.floor = max(self.floor, self.tolerance * self.residual)
        level = new.total > self.path[-1] - self.slack(new)
        moved = float(np.max(np.abs(new.change))) > 1e-15 * float(np.max(np.abs(new.x)))
        self.still = self.still + 1 if level and not moved else 0
        self.path.append(new.total)
        if self.watch is not None and self.watch(k, new.total):
            return STOPPED
        if self.residual <= self.floor:
            worth = abs(new.value) + abs(new.total) + self.f.magnitude
            if gains_little(self.size, self.residual, worth, self.tolerance):
                return SMALL
        return LEVEL if self.still >= _STILL else ""

    def lengthen(self, factor: float = 1.2) -> None:
        """Try a longer step next, where steps are found: f may bend less there."""
        if not self.given and self.f.lipschitz is None:
            self.size *= factor

    def run(self, at: _Point, k: int, reason: str) -> Run:
        """Return the run that ends at a point."""
        near = self.residual <= math.sqrt(self.tolerance) * self.first  # rounding may be all that is left
        converged = reason in (SMALL, LEVEL) or (reason == STUCK and near)
        return Run(at.x, np.array(self.path), k, reason, converged, self.size, self.residual)


def gains_little(step: float, residual: float, worth: float, tolerance: float) -> bool:
    """Return whether one step more makes F less by 1e4 times the square of the tolerance at most, relative to
    *worth*, the size of what F is the sum of."""
    return step * residual**2 / 2 <= _GAIN * tolerance**2 * worth


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
    x = brought_in(g, start)
    value, slope = _beside(f, x)
    refuse_start(value, slope)
    length = step if step is not None else max(1.0, float(np.linalg.norm(x)))
    best, least = x, value + g.value(x)
    path, reason, norm, k = [least], SPENT, math.inf, 0
    for k in range(1, iterations + 1):
        whole = slope + g.slope(x, -slope)
        norm = float(np.linalg.norm(whole))
        if k == 1:
            floor = tolerance * max(norm, float(np.linalg.norm(slope)))
        if norm <= floor:
            reason = SMALL
            if value + g.value(x) <= least:
                best = x
            break
        x = x - length / math.sqrt(k) / norm * whole
        x = brought_in(g, x)
        value, slope = _beside(f, x)
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


def _beside(f: Smooth, x: Array) -> tuple[float, Array]:
    """Return f and a gradient, at a point beside *x* where f has none at a kink: a seeded one, 1e-9 away."""
    value, slope = f.value_and_gradient(x)
    if math.isfinite(value) and not np.all(np.isfinite(slope)):
        way = np.random.default_rng(0).standard_normal(len(x))
        slope = f.value_and_gradient(x + 1e-9 * (1 + np.abs(x)) * way)[1]
    return value, slope


def brought_in(g: Proximable, start: Array) -> Array:
    """Return *start*, moved into the domain of g.

    A block outside of its domain, or at an end where g has no slope (as of a barrier), is replaced by its
    proximal point, so that sets are satisfied exactly; other blocks stay.
    """
    x = np.array(start, dtype=float)
    blocks = g.blocks if isinstance(g, Separable) else [(g, np.arange(len(x)))]
    for inner, places in blocks:
        part = x[places]
        near = inner.near(part, 1e-300)
        moved = float(np.max(np.abs(near - part), initial=0.0))
        inside = math.isfinite(inner.value(part)) and np.all(
            np.isfinite(inner.slope(part, np.zeros(len(part))))
        )
        if not inside:
            near = inner.near(part, 1.0)  # a barrier has no slope at its end
        if not inside or moved > 1e-200:
            x[places] = near
    return x


def refuse_start(value: float, slope: Array) -> None:
    """Raise SymdiffError where a value or a gradient at the start is not finite."""
    if not math.isfinite(value) or not np.all(np.isfinite(slope)):
        raise SymdiffError(
            "the objective, or its gradient, has no value at the start", hint="start elsewhere"
        )

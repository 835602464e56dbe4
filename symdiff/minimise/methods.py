"""Methods for functions with kinks: subgradients, proximal gradient, FISTA with restart.

All minimise F = f + g, f smooth (`objective.Smooth`) and g with a proximal operator (`calculus.Proximable`).

>>> from symdiff.minimise.matrices import LeastSquares
>>> from symdiff.proximal.table import TABLE
>>> f, g = LeastSquares([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [3.0, 0.5, 0.0]), TABLE["l1"]()
>>> found = fista(f, g, np.zeros(2))
>>> found.x.round(9).tolist(), found.reason
([2.0, 0.0], 'the proximal gradient is small')
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from symdiff.minimise.matrices import LeastSquares
from symdiff.minimise.objective import Smooth
from symdiff.minimise.runs import (
    DIVERGED,
    LEVEL,
    ROUNDING,
    SMALL,
    STUCK,
    Point,
    Run,
    Trail,
    Watch,
    brought_in,
)
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array

_SAFETY: Final = 1.01
"""What a Lipschitz constant found from below is multiplied by."""
_GAIN: Final = 1e4
"""A step may still make F less by that times the square of the tolerance, relatively: 1e-16 by default."""
_LONGER: Final = 20
"""Iterations of FISTA after which a longer step is tried, where steps are found."""
_STILL: Final = 20
"""Iterations without a change, after which rounding has the last word."""
_SHORTER: Final = 60
"""Times that a step out of the domain is halved."""


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
    trail = Trail(f, g, start, watch, iterations)
    descent = _Descent(f, g, trail, step, tolerance)
    at = trail.start
    with trail:
        while trail.goes_on():
            new = descent.step_from(at)
            if descent.reaches(new):
                at = new
            descent.lengthen()
    return descent.run(at)


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
    trail = Trail(f, g, start, watch, iterations)
    descent = _Descent(f, g, trail, step, tolerance, floor)
    at = ahead = trail.start
    weight = 1.0
    with trail:
        while trail.goes_on():
            new = descent.step_from(ahead)
            if restart and weight > 1 and new.total > at.total + descent.slack(new):
                weight, ahead = 1.0, at  # momentum went too far: the step is taken back
                trail.add(at.x, at.total)
                continue
            before = at
            if descent.reaches(new):
                at = new
            if not trail.goes_on():
                break
            if restart and float(new.change @ (new.x - before.x)) < 0:
                weight = 1.0  # momentum points the other way
            if (len(trail.path) - 1) % _LONGER == 0:
                descent.lengthen(2.0)
            grown = (1 + math.sqrt(1 + 4 * weight * weight)) / 2
            ahead = descent.beyond(before, new, (weight - 1) / grown)
            weight = grown
    return descent.run(at)


class _Descent:
    """What proximal gradient methods share: the step, and the reasons to stop."""

    def __init__(
        self,
        f: Smooth,
        g: Proximable,
        trail: Trail,
        step: float | None,
        tolerance: float,
        floor: float | None = None,
    ) -> None:
        x, _, slope, _, _ = trail.start
        self.f, self.g, self.trail = f, g, trail
        self.quadratic = isinstance(
            f, LeastSquares
        )  # its gradient at a mean of points is the mean of gradients
        self.tolerance = tolerance
        self.first = float(np.linalg.norm(slope))
        self.bounded = floor is not None
        self.floor = tolerance * self.first if floor is None else floor
        self.given = step is not None
        self.size = _first_step(f, x, slope) if step is None else step
        self.residual = math.inf
        self.still = 0

    def step_from(self, y: Point) -> Point:
        """Return the next point, with a step at which f is below its model; one without a value where there
        is none."""
        f, g, whole = self.f, self.g, self.size
        while True:
            x = g.near(y.x - self.size * y.slope, self.size)
            change = x - y.x
            value, slope = f.value_and_gradient(x)
            square = float(change @ change)
            if square == 0 and self.size < whole:  # too short to move: that is no stationary point
                return Point(x, math.nan, slope, math.nan, change)
            if (
                square == 0
                or (self.given and math.isfinite(value))
                or _falls(value, slope, y.value, y.slope, change, square / self.size, self.quadratic)
            ):
                # A step that rounds to nothing says nothing: what is left of the gradient does.
                left = slope + g.slope(x, -slope) if square == 0 else change / self.size
                self.residual = float(np.linalg.norm(left))
                return Point(x, value, slope, value + g.value(x), change)
            self.size /= 2
            if self.size < 1e-300 or not np.all(np.isfinite(x)):
                return Point(x, math.nan, slope, math.nan, change)

    def beyond(self, before: Point, at: Point, share: float) -> Point:
        """Return a point further on the way from one to another, by a share of it."""
        if share == 0:
            return at
        x = at.x + share * (at.x - before.x)
        if self.quadratic:
            slope = at.slope + share * (at.slope - before.slope)
            return Point(x, math.nan, slope, math.nan, at.change)
        value, slope = self.f.value_and_gradient(x)
        return Point(x, value, slope, math.nan, at.change) if math.isfinite(value) else at

    def slack(self, at: Point) -> float:
        """Return what F may be off by rounding."""
        return ROUNDING * (abs(at.value) + abs(self.trail.path[-1]) + self.f.magnitude)

    def reaches(self, new: Point) -> bool:
        """Take a point into the path, unless it has no value; return whether. Note why it is the last."""
        trail = self.trail
        if math.isnan(new.total):
            trail.reason = STUCK
            return False
        if math.isinf(new.total):
            trail.reason = DIVERGED
            return False
        if len(trail.path) == 1:
            self.first = max(self.first, self.residual)
            if not self.bounded:
                self.floor = max(self.floor, self.tolerance * self.residual)
        level = new.total > trail.path[-1] - self.slack(new)
        moved = float(np.max(np.abs(new.change))) > 1e-15 * float(np.max(np.abs(new.x)))
        self.still = self.still + 1 if level and not moved else 0
        trail.add(new.x, new.total)
        if not trail.reason and self.residual <= self.floor:
            worth = abs(new.value) + abs(new.total) + self.f.magnitude
            if gains_little(self.size, self.residual, worth, self.tolerance):
                trail.reason = SMALL
        if not trail.reason and self.still >= _STILL:
            trail.reason = LEVEL
        return True

    def lengthen(self, factor: float = 1.2) -> None:
        """Try a longer step next, where steps are found: f may bend less there."""
        if not self.given and self.f.lipschitz is None:
            self.size *= factor

    def run(self, at: Point) -> Run:
        """Return the run that ends at a point."""
        near = self.residual <= math.sqrt(self.tolerance) * self.first  # rounding may be all that is left
        converged = self.trail.reason in (SMALL, LEVEL) or (self.trail.reason == STUCK and near)
        return self.trail.run(at.x, converged, self.size, self.residual)


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
    trail = Trail(_Beside(f), g, start, watch, iterations)
    x, value, slope, least, _ = trail.start
    length = step if step is not None else max(1.0, float(np.linalg.norm(x)))
    floor = tolerance * max(float(np.linalg.norm(slope + g.slope(x, -slope))), float(np.linalg.norm(slope)))
    best, norm, k = x, math.inf, 0
    with trail:
        while trail.goes_on():
            k = len(trail.path)
            whole = slope + g.slope(x, -slope)
            norm = float(np.linalg.norm(whole))
            if norm <= floor:
                trail.reason = SMALL
                if value + g.value(x) <= least:
                    best = x
                break
            ahead = length / math.sqrt(k) / norm
            for _ in range(_SHORTER):
                new = brought_in(g, x - ahead * whole)
                value, slope = _Beside(f).value_and_gradient(new)
                if math.isfinite(value) and np.all(np.isfinite(slope)):
                    break
                ahead /= 2
            else:
                trail.reason = STUCK
                break
            x = new
            if value + g.value(x) < least:
                best, least = x, value + g.value(x)
            trail.add(x, least)
    return trail.run(best, trail.reason == SMALL, length / math.sqrt(max(k, 1)), norm)


class _Beside(Smooth):
    """A function with a gradient at kinks where it has none: that at a seeded point 1e-9 away."""

    def __init__(self, f: Smooth) -> None:
        self.f, self.size = f, f.size

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        value, slope = self.f.value_and_gradient(x)
        if math.isfinite(value) and not np.all(np.isfinite(slope)):
            way = np.random.default_rng(0).standard_normal(len(x))
            slope = self.f.value_and_gradient(x + 1e-9 * (1 + np.abs(x)) * way)[1]
        return value, slope

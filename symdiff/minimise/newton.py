"""Newton's method where there are kinks: for formulas of some hundred variables, with the exact Hessian.

The minimisers of f + g are the zeros of x - prox(x - D*grad f(x)), for any positive steps D, one a block of
g. That map has a derivative almost everywhere. Newton's steps on it find in a few iterations which variables
are held at a kink and where the gradient is zero for the others, whatever the scales of the variables.

>>> from symdiff.proximal.read.recognise import recognise
>>> from symdiff.minimise.objective import Formula
>>> f = Formula("(1 - a)**2 + 1e6*(b - a**2)**2", ["a", "b"])
>>> g = recognise("abs(a) + 0.5*abs(b)", ["a", "b"]).function
>>> run = newton(f, g, np.array([-1.0, 1.0]))
>>> run.x.round(6).tolist(), run.iterations < 300
([0.333333, 0.111111], True)
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from symdiff.minimise.objective import Formula
from symdiff.minimise.runs import LEVEL, ROUNDING, SMALL, Run, Trail, Watch
from symdiff.proximal.projections import Array
from symdiff.proximal.separable import Separable

_NUDGE: Final = 1e-6
"""Relative change of an argument by which the derivative of a proximal operator is found: exactly where it is
straight piece by piece."""
_TRIES: Final = 60


def newton(
    f: Formula,
    g: Separable,
    start: Array,
    step: float | None = None,
    tolerance: float = 1e-10,
    iterations: int = 10_000,
    watch: Watch | None = None,
) -> Run:
    """Return the run of damped semismooth Newton steps, each followed by a proximal gradient step.

    A step is taken where F falls more than by the proximal gradient step alone, else it is damped as
    Levenberg and Marquardt do. Stops where x - prox(x - D*grad f(x)) is *tolerance* times its first value,
    or of the size of rounding. *step* is not used.

    Domain: f twice differentiable. Cost: a Hessian and the cube of the variables an iteration.
    Source: the zeros: Beck (2017), corollary 6.40; regularised Newton steps for them: Xiao, Li, Wen and
    Zhang, arXiv:1603.07870.
    """
    trail = Trail(f, g, start, watch, iterations)
    x, value, slope, total, _ = trail.start
    damping, residual, floor = 1.0, math.inf, math.inf
    before = math.inf
    """The residual at the last point from where F did not fall by more than its rounding."""
    with trail:
        while trail.goes_on():
            matrix = f.hessian(x)
            if not np.all(np.isfinite(matrix)):
                matrix = np.eye(len(x)) * max(1.0, float(np.linalg.norm(slope)))
            steps = _steps(g, matrix, slope, x)
            safe = _near(g, x - steps * slope, steps)
            gap = (x - safe) / np.sqrt(steps)  # of the unit of the square root of F, whatever that of x
            residual = float(np.linalg.norm(gap))
            if len(trail.path) == 1:
                floor = tolerance * max(residual, float(np.linalg.norm(slope * np.sqrt(steps))))
            if residual <= floor and residual**2 / 2 <= 1e4 * tolerance**2 * (abs(value) + abs(total)):
                trail.reason = SMALL
                break
            # Near the minimum the residual tells more than F does.
            slack = ROUNDING * (abs(value) + abs(total))
            found = _best_step(f, g, x, total, slack, matrix, slope, steps, safe, damping)
            if found is None or residual > before / 2:
                trail.reason = LEVEL
                break
            before = residual if found[3] > total - slack else math.inf
            x, value, slope, total, damping = found
            trail.add(x, total)
    return trail.run(x, residual=residual)


def _steps(g: Separable, matrix: Array, slope: Array, x: Array) -> Array:
    """Return a step for each variable, one for all of a block: one over the bend of f there."""
    bends = np.abs(np.diag(matrix))
    usual = float(np.max(bends)) or max(1.0, float(np.linalg.norm(slope)))
    with np.errstate(all="ignore"):
        least = np.nan_to_num(np.abs(slope / x), nan=usual, posinf=usual)  # in the unit of a bend
    bends = np.where(bends > 1e-300, bends, np.where(least > 1e-300, least, usual))
    for inner, places in g.blocks:
        if len(places) > 1 and not inner.separable:
            block = matrix[np.ix_(places, places)]
            bends[places] = float(np.linalg.norm(block, 2)) or usual
    return np.asarray(1 / bends)


def _near(g: Separable, v: Array, steps: Array) -> Array:
    """Return the proximal point of each block with its own step."""
    result = v.copy()
    for inner, places in g.blocks:
        if inner.separable and len(places) > 1:
            for place in places:
                result[place] = inner.near(v[[place]], float(steps[place]))[0]
        else:
            result[places] = inner.near(v[places], float(steps[places[0]]))
    return result


def _derivative(g: Separable, v: Array, steps: Array, at: Array) -> Array:
    """Return a matrix of the derivatives of `_near`, by differences, block by block."""
    result = np.eye(len(v))
    for inner, places in g.blocks:
        for column, place in enumerate(places):
            moved = v[places].copy()
            nudge = _NUDGE * max(abs(moved[column]), math.sqrt(steps[place]) * 1e-3, 1e-300)
            moved[column] += nudge
            new = inner.near(moved, float(steps[place]))
            result[places, place] = (new - at[places]) / nudge
    return result


def _best_step(
    f: Formula,
    g: Separable,
    x: Array,
    total: float,
    slack: float,
    matrix: Array,
    slope: Array,
    steps: Array,
    safe: Array,
    damping: float,
) -> tuple[Array, float, Array, float, float] | None:
    """Return the next point with f, its gradient, F and the damping to go on with; None where F cannot be
    made less."""
    derivative = _derivative(g, x - steps * slope, steps, safe)
    try:
        values, vectors = np.linalg.eigh(np.sqrt(np.outer(steps, steps)) * matrix)
    except np.linalg.LinAlgError:
        values, vectors = np.ones(len(x)), np.eye(len(x))
    bent = np.sqrt(1 / steps)[:, None] * vectors  # D^-1/2 V |values| V^T D^-1/2 is the Hessian made positive
    one = np.eye(len(x))
    plain = _tried(f, g, safe, total + slack)
    least = total + slack if plain is None else min(total, plain[3]) + slack
    for _ in range(_TRIES):
        curved = (bent * (np.abs(values) + damping)) @ bent.T
        try:
            ahead = x + np.linalg.solve(one - derivative @ (one - steps[:, None] * curved), safe - x)
        except np.linalg.LinAlgError:
            ahead = safe
        _, there = f.value_and_gradient(ahead)
        if np.all(np.isfinite(there)):  # onto the kinks, and into the domain of g
            found = _tried(f, g, _near(g, ahead - steps * there, steps), least)
            if found is None:
                found = _tried(f, g, _near(g, ahead, steps * 1e-12), least)
            if found is not None:
                return *found, max(damping / 9, 1e-15)
        damping *= 4
        if damping > 1e12:
            break
    if plain is not None:
        return *plain, 1.0
    for _ in range(_TRIES):  # the bend of f is more than its Hessian says here
        steps = steps / 4
        found = _tried(f, g, _near(g, x - steps * slope, steps), total + slack)
        if found is not None:
            return *found, 1.0
    return None


def _tried(f: Formula, g: Separable, x: Array, total: float) -> tuple[Array, float, Array, float] | None:
    """Return a point with f, its gradient and F, where F is less than *total* there."""
    if not np.all(np.isfinite(x)):
        return None
    value, slope = f.value_and_gradient(x)
    new = value + g.value(x)
    if not new < total or not np.all(np.isfinite(slope)):
        return None
    return x, value, slope, new

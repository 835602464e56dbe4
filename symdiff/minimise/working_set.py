"""Problems of many columns, solved on a working set: the few columns whose variables are not at a kink.

Where a penalty holds most variables at a kink, as l1 holds them at zero, most columns do not change the
answer. The problem of a few columns is solved; one gradient of the whole problem then shows which other
variables would move, and their columns are added, until none would.

>>> from symdiff.minimise.matrices import LeastSquares
>>> from symdiff.proximal.table import TABLE
>>> X = np.random.default_rng(0).normal(size=(100, 1000))
>>> run = by_working_set(LeastSquares(X, 3*X[:, 7], mean=True), TABLE["l1"](0.5), np.zeros(1000))
>>> np.flatnonzero(run.x).tolist(), run.converged
([7], True)
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from symdiff.minimise.matrices import LeastSquares, Logistic
from symdiff.minimise.methods import fista, gains_little
from symdiff.minimise.objective import Smooth
from symdiff.minimise.runs import (
    DIVERGED,
    INTERRUPTED,
    LEVEL,
    SMALL,
    SPENT,
    STOPPED,
    Run,
    Trail,
    Watch,
    further,
)
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array
from symdiff.proximal.separable import Separable

_TRIED: Final = 1000
"""Variables up to which a set or a norm is asked for each by itself whether it is held."""
_FEW: Final = 20
"""Columns that are taken at first, and at least each time."""


def fits(f: Smooth, g: Proximable, x: Array) -> bool:
    """Return whether a working set is of use: for columns of a matrix, most of them held at the start."""
    if not isinstance(f, LeastSquares | Logistic) or not g.separable or f.size <= 4 * _FEW:
        return False
    return math.isfinite(g.value(x)) and float(np.mean(held(g, x))) > 0.5


def by_working_set(
    f: LeastSquares | Logistic,
    g: Proximable,
    start: Array,
    tolerance: float = 1e-10,
    iterations: int = 10_000,
    watch: Watch | None = None,
) -> Run:
    """Return the run of FISTA on working sets of columns, each larger than the one before.

    Stops where the distance of zero from the subdifferential of the whole is *tolerance* times the norm of
    the gradient at the start, and a step more would gain as little as `fista` asks for. The problem of a set
    that is to grow is solved to a tenth of what is left outside of it.

    Domain: g separable. Cost: a gradient of the whole for each working set, and FISTA on its columns.
    """
    trail = Trail(f, g, start, watch, iterations)
    x, value, slope, _, _ = trail.start
    spent, step, residual = 0, math.nan, math.inf
    floor = tolerance * float(np.linalg.norm(slope))
    working = np.logical_not(held(g, x))
    with trail:
        while not trail.reason:
            gap = np.abs(slope + g.slope(x, -slope))
            residual = float(np.linalg.norm(gap))
            worth = abs(value) + abs(trail.path[-1]) + f.magnitude
            small = residual <= floor and (spent == 0 or gains_little(step, residual, worth, tolerance))
            if small or spent >= iterations:
                trail.reason = SMALL if small else SPENT
                break
            others = np.where(working, 0.0, gap)
            left = float(np.linalg.norm(others))
            worst = np.argsort(others)[::-1][: max(_FEW, int(np.count_nonzero(working)))]
            worst = worst[others[worst] > 0]
            working[worst] = True
            places = np.flatnonzero(working)
            inner = g.part(places)
            rest = g.value(x) - inner.value(x[places])
            last = floor / 2 >= left / 10
            run = fista(
                f.columns(places, x), inner, x[places], None, tolerance / 2 if last else 1.0,
                iterations - spent, further(watch, spent, rest), floor=max(floor / 2, left / 10),
            )  # fmt: skip
            x[places] = run.x
            spent, step = spent + run.iterations, run.step
            trail.path += (run.path[1:] + rest).tolist()
            if run.reason in (DIVERGED, STOPPED, INTERRUPTED) or (run.reason == LEVEL and not len(worst)):
                trail.reason = run.reason
            value, slope = f.value_and_gradient(x)
    return trail.run(x, step=step, residual=residual)


def held(g: Proximable, x: Array) -> Array:
    """Return which variables are at a kink or an edge of g, where it takes a push to move them."""
    if isinstance(g, Separable):
        stuck = np.zeros(len(x), dtype=bool)
        for inner, places in g.blocks:
            stuck[places] = held(inner, x[places])
        return stuck
    far = np.full(len(x), 1e140)
    stuck = np.asarray(g.slope(x, -far) != g.slope(x, far))
    if not g.separable and len(x) <= _TRIED:  # each by itself: x + y is held where both are pushed apart
        for i in range(len(x)):
            push = np.zeros(len(x))
            push[i] = 1e140
            stuck[i] |= g.slope(x, push)[i] != g.slope(x, -push)[i]
    return stuck

"""A run of a method: where it begins, what it has seen, and why it ends.

>>> from symdiff.minimise.objective import Formula
>>> from symdiff.proximal.separable import Separable
>>> trail = Trail(Formula("x^2", "x"), Separable(1, []), np.array([3.0]), iterations=2)
>>> while trail.goes_on():
...     trail.add(np.array([1.0]), 1.0)
>>> trail.run(np.array([1.0])).path.tolist(), trail.run(np.array([1.0])).reason
([9.0, 1.0, 1.0], 'the iterations are spent')
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, NamedTuple

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.minimise.objective import Smooth
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array
from symdiff.proximal.separable import Separable

SMALL: Final = "the proximal gradient is small"
LEVEL: Final = "rounding: no step makes it less"
STUCK: Final = "no step makes it less"
SPENT: Final = "the iterations are spent"
DIVERGED: Final = "it diverges"
STOPPED: Final = "it was stopped"
INTERRUPTED: Final = "it was interrupted"
FAR: Final = 1e100
ROUNDING: Final = 1e-15
"""What values are wrong by, relatively."""

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


class Point(NamedTuple):
    """A point, f and its gradient there, F, and the way from where the step to it began."""

    x: Array
    value: float
    slope: Array
    total: float
    change: Array


class Trail:
    """What every method does, whatever its steps: begin in the domain, keep F on the way, know the end.

    A method asks `goes_on` before each step and tells each point to `add`. Inside of `with trail:`, an
    interrupt by the keyboard ends the run, and the point that was reached is kept. Raises SymdiffError where
    f or its gradient has no value at the start.
    """

    def __init__(
        self, f: Smooth, g: Proximable, start: Array, watch: Watch | None = None, iterations: int = 10_000
    ) -> None:
        x = brought_in(g, start)
        value, slope = f.value_and_gradient(x)
        refuse_start(value, slope)
        self.start = Point(x, value, slope, value + g.value(x), np.zeros_like(x))
        self.path = [self.start.total]
        self.watch, self.iterations = watch, iterations
        self.reason = ""

    def __enter__(self) -> Trail:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if kind is None or not issubclass(kind, KeyboardInterrupt):
            return False
        self.reason = INTERRUPTED
        return True

    def goes_on(self) -> bool:
        """Return whether there is a step to come."""
        return not self.reason and len(self.path) <= self.iterations

    def add(self, x: Array, total: float) -> None:
        """Take a point and F into the path. The run ends where they are beyond all bounds, or is stopped."""
        self.path.append(total)
        if not total >= -FAR or float(np.max(np.abs(x))) > FAR:
            self.reason = DIVERGED
        elif self.watch is not None:
            try:
                if self.watch(len(self.path) - 1, total):
                    self.reason = STOPPED
            except KeyboardInterrupt:  # the point counts
                self.reason = INTERRUPTED

    def run(
        self, x: Array, converged: bool | None = None, step: float = math.nan, residual: float = math.nan
    ) -> Run:
        """Return the run that ends at *x*. If it is not given, the reason says whether it has converged."""
        if converged is None:
            converged = self.reason in (SMALL, LEVEL)
        path = np.array(self.path)
        return Run(x, path, len(path) - 1, self.reason or SPENT, converged, step, residual)


def further(watch: Watch | None, spent: int, rest: float = 0.0) -> Watch | None:
    """Return what watches a run that is a part of another, from an iteration on, with a rest of F."""
    return None if watch is None else lambda iteration, objective: watch(spent + iteration, objective + rest)


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

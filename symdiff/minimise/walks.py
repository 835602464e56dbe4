"""Walks from a point straight ahead: does the objective rise again, end at the edge of its domain, or fall
all the way?

A method only sees what is near. That exp(-x) has no least value, that x - y**2 is unbounded, that log(x)
falls without end towards 0, and that x**3 goes on falling beyond 0, is seen by steps that grow fourfold.

>>> from symdiff.minimise.objective import Formula
>>> from symdiff.proximal.separable import Separable
>>> f, g = Formula("exp(-x)", "x"), Separable(1, [])
>>> found = walk(f, g, np.array([5.0]), np.array([1.0]))
>>> found.rises, found.said(["x"])
(False, 'it has no minimum: it falls towards 0 as x goes to infinity')
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from symdiff.minimise.fence import goes_off
from symdiff.minimise.objective import Smooth
from symdiff.minimise.runs import FAR, ROUNDING, brought_in
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array

EDGE: Final = "it is least at the edge of its domain"
_FIRST: Final = 4.0**-12
"""The first step, of the way that is given."""
_FAR_ENOUGH: Final = 1e15
"""How far from all that has a size a fall is one without end, even if floats cannot follow it further."""
_HALVED: Final = 80
"""Times that the way to the end of the domain is halved at most."""
_OUTSIDE: Final = 1e-6
"""How far outside of a set a point of a walk may be, relative to how far it went."""
_SHRINK: Final = 64.0
"""What a way out of the domain is divided by, until it stays inside."""
_NEARER: Final = 12
_BACK: Final = 1e-3
"""How far from the end of the domain, relative to that, it is seen what F comes to there, at least."""


class Walk(NamedTuple):
    """What was met on a walk."""

    x: Array
    """Where it began."""
    start: float
    """F there."""
    least: Array
    """The lowest point."""
    value: float
    """F there."""
    rises: bool
    """Whether F rose again, by more than its rounding."""
    way: Array
    values: list[float]
    """F at each step."""
    edge: Array | None
    """The last point before the end of the domain, if the walk came to it."""
    off: bool = False
    """Whether F falls without end towards that."""
    overflow: bool = False
    """Whether only floats end there, while F has a value beyond."""
    shut: bool = False
    """Whether it does not belong to the domain, as 0 does not to that of exp(1/x)."""

    def places(self) -> list[Array]:
        """Return points farther and farther on the way: to the end of the domain, or fourfold each time."""
        if self.edge is not None:
            return [self.x + (1 - 4.0**-k) * (self.edge - self.x) for k in range(9)]
        return [self.x, *[self.x + 4.0**k * self.way for k in range(-4, 8)]]

    @property
    def endless(self) -> bool:
        """Whether F fell, or stayed, all the way to infinity."""
        return not self.rises and self.edge is None

    def lower(self, by: float) -> Array:
        """Return the first point with F lower by more than *by*, the lowest one where there is none."""
        for i, value in enumerate(self.values):
            if value < self.start - by:
                return np.asarray(self.x + _FIRST * 4.0 ** (i - 1) * self.way)
        return self.least

    def said(self, names: Sequence[str]) -> str:
        """Return what there is to say of a fall without end."""
        if self.edge is not None:
            tiny = 1e-15 * np.maximum(np.abs(self.x), np.abs(self.way))
            shown = ", ".join(
                [f"{value:.6g}" for value in np.where(np.abs(self.edge) > tiny, self.edge, 0.0)]
            )
            near = f"{names[0]} nears {shown}" if len(names) == 1 else f"({', '.join(names)}) nears ({shown})"
            if self.overflow:
                return f"numbers are too large for float arithmetic where {near}"
            if self.off:
                return f"it is unbounded: it falls without end as {near}"
            return f"it has no minimum: it falls towards {_limit(self.value, self.values)} as {near}"
        moving = np.flatnonzero(np.abs(self.way) > 1e-8 * np.max(np.abs(self.way)))
        parts = [
            f"{names[i]} {'goes to' if i == moving[0] else 'to'} {'-' if self.way[i] < 0 else ''}infinity"
            for i in moving[:5]
        ]
        where = ", ".join(parts) + (", …" if len(moving) > 5 else "")
        if unbounded(self.values):
            return f"it is unbounded: it falls without end as {where}"
        return f"it has no minimum: it falls towards {_limit(self.values[-1], self.values)} as {where}"


def unbounded(values: Sequence[float]) -> bool:
    """Return whether what falls like *values*, each fourfold as far as the last, goes to minus infinity: it
    then falls from t to t**2 as much as from sqrt(t) to t, or more, if it falls as slowly as a logarithm of a
    logarithm."""
    last = len(values) - 1
    before, middle, end = (values[last // 4], values[last // 2], values[last])
    fall = middle - end
    return fall > 1e-9 * abs(end) and fall >= 0.9 * (before - middle)


def _limit(last: float, values: Sequence[float]) -> str:
    return f"{last if abs(last) > 1e-12 * max(map(abs, values)) else 0.0:.6g}"


def rounding(f: Smooth, value: float, total: float) -> float:
    """Return what F may be off by rounding."""
    return 8 * ROUNDING * (abs(value) + abs(total) + f.magnitude)


def walk(f: Smooth, g: Proximable, x: Array, way: Array) -> Walk:
    """Walk from *x*, where F = f + g is finite, by steps along *way* that grow fourfold, until F rises above
    the least that was met, by more than its rounding, or the domain ends, or floats do.

    Cost: some ten values where F rises soon, 200 at most; at an end of the domain 100 more.
    """

    def at(point: Array) -> float:
        inside = brought_in(g, point)  # sets take what is outside by rounding, or by a little more
        if np.max(np.abs(inside - point)) > _OUTSIDE * np.max(np.abs(point - x)):
            return math.inf
        return f.value(inside) + g.value(inside)

    f.stay(x)
    try:
        return _walked(f, at, x, g.value(x), way)
    finally:
        f.stay(x)


def _walked(f: Smooth, at: Callable[[Array], float], x: Array, penalty: float, way: Array) -> Walk:
    value = f.value(x)
    start = value + penalty
    least, lowest, before, values = start, x, x, [start]
    size = max(1.0, float(np.max(np.abs(x))), float(np.max(np.abs(way))))
    share = _FIRST
    while True:
        new = x + share * way
        if not float(np.max(np.abs(new))) <= FAR:
            break
        here = at(new)
        if here > least + rounding(f, value, least) and not (math.isinf(here) and f.shut(new)):
            if math.isinf(here) and share * float(np.max(np.abs(way))) > _FAR_ENOUGH * size:
                break  # an overflow
            return Walk(x, start, lowest, least, True, way, values, None)
        if not math.isfinite(here):
            if share * float(np.max(np.abs(way))) > _FAR_ENOUGH * size:
                break
            edge, beyond = _end(at, before, new)
            f.stay(x)
            places = _before(edge, before - edge, way)
            near = [at(place) for place in places]
            off = goes_off(near) and not near[-1] > near[0]
            for place, here in zip([*places, edge], [*near, at(edge)], strict=True):
                if here < least:
                    least, lowest = here, place
            shut = f.shut(edge, beyond)
            overflow = not off and not shut and f.overflows(beyond)
            return Walk(x, start, lowest, least, False, way, values, edge, off, overflow, shut)
        if here < least:
            least, lowest = here, new
        values.append(here)
        before = new
        share *= 4
    return Walk(x, start, lowest, least, False, way, values, None)


def falls_off(f: Smooth, g: Proximable, x: Array, back: Array) -> Walk | None:
    """Return a walk that ends at *x* itself, where F falls without end on the way to it, from *x* + *back*:
    no float is between it and a pole. None where F comes to a limit."""
    if not np.any(back):
        return None
    f.stay(x)
    near = [f.value(place) + g.value(place) for place in _before(x, back, -back)]
    f.stay(x)
    start = f.value(x) + g.value(x)
    if all(map(math.isfinite, near)) and goes_off(near) and start <= near[-1] < near[0]:
        return Walk(x, start, x, start, False, -back, [start], x, True)
    return None


def _before(edge: Array, back: Array, way: Array) -> list[Array]:
    """Return points nearer and nearer to the end of the domain, from where the walk came."""
    if float(np.max(np.abs(back))) < _BACK * float(np.max(np.abs(edge))):
        back = -way * (_BACK * float(np.max(np.abs(edge))) / float(np.max(np.abs(way))))
    return [edge + back / 8.0**k for k in range(1, _NEARER)]


def _end(at: Callable[[Array], float], inside: Array, outside: Array) -> tuple[Array, Array]:
    """Return the last point on the way from one to another where F has a value, and the next one."""
    first = np.abs(inside)
    ahead = (outside - inside) / _SHRINK
    while not np.array_equal(inside + ahead, inside) and not math.isfinite(at(inside + ahead)):
        outside = inside + ahead
        ahead = ahead / _SHRINK
    for _ in range(_HALVED):
        middle = inside + (outside - inside) / 2
        if np.array_equal(middle, inside) or np.array_equal(middle, outside):
            break
        if math.isfinite(at(middle)):
            inside = middle
        else:
            outside = middle
    zero = np.where(np.abs(inside) < 1e-15 * first, 0.0, inside)
    if not np.array_equal(zero, inside):  # it would take a thousand steps more
        if math.isfinite(at(zero)):
            return zero, outside
        outside = zero
    return inside, outside

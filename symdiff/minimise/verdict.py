"""Whether a point is a minimum, judged without looking at why a method stopped there.

A method stops when its steps are small compared with its first step, or with rounding. After a far start, or
with variables of very different sizes, that does not prove a minimum. The Newton decrement at the point
estimates how far F could still fall, from its first and second derivatives; scaling the variables does not
change it.

>>> from symdiff.proximal.read.recognise import recognise
>>> from symdiff.minimise.objective import DENSE, Formula
>>> f, g = Formula("(a - 3)**2", ["a"]), recognise("2*abs(a)", ["a"]).function
>>> still_to_gain(f, g, np.array([2.0])), still_to_gain(f, g, np.array([1.0]))
(0.0, 1.0)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from symdiff.errors import SymdiffError, Unsupported
from symdiff.minimise.matrices import LeastSquares, Logistic
from symdiff.minimise.objective import DENSE, EXACT_ROWS, Formula, Smooth
from symdiff.minimise.runs import FAR, Run, brought_in
from symdiff.minimise.walks import EDGE, Walk, falls_off, rounding, walk
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array
from symdiff.proximal.separable import Separable

_ENOUGH: Final = 1e-8
"""What may still be gained, relative to F."""
_NOISE: Final = 1e-28
"""The same relative to F at the start, for what ends at zero: the square of the rounding of a residual."""
_NEAR: Final = 1e-8
"""How far the estimate of the minimum may be then, relative to the size of the variables."""
_TOUCH: Final = 1e-6
"""A push that a penalty has to hold to count as one that holds a variable, relative to F by its size."""
_WEAK: Final = 1e-8
"""Second derivatives that are less, relative to F or to the greatest one, do not prove a minimum."""
_WEAK_WAYS: Final = 20
"""Directions that are tried at most where second derivatives prove nothing."""
_EXACT_DIGITS: Final = 400
_HUGE: Final = 1e20
"""How far an objective falls that is called unbounded, relative to where it began."""
_STRAIGHT: Final = 1e-6
"""Which part of a gradient counts as one in a direction without a second derivative."""
_BEND: Final = 1e-6
"""Relative change of a variable by which the bend of a penalty is found."""


class Verdict(NamedTuple):
    """What is known of a point: whether it is a minimum, else where to go on, or why there is none."""

    minimum: bool
    x: Array
    """The minimum, or a point that is lower."""
    said: str = ""
    """Why there is no minimum, or of what kind it is; empty where there is nothing to say."""


def judged(f: Smooth, g: Proximable, x: Array, start: Array, first: float, names: Sequence[str]) -> Verdict:
    """Return whether F = f + g has a minimum at *x*; *first* is F at the *start* of the run that ended there.

    It has one where it can fall by 1e-8 of its size at most, and rises again on a walk towards the estimate
    of the minimum and beyond, and on walks in directions without a second derivative. Where second
    derivatives are not known, as for a function of the user, a walk along the gradient alone decides.
    Cost: that of `still_to_gain`, and some ten values a walk.
    """
    value, slope = f.value_and_gradient(x)
    total = value + g.value(x)
    if not math.isfinite(total) or not np.all(np.isfinite(slope)):
        return Verdict(False, x)
    try:
        left = slope + g.slope(x, -slope)
    except Unsupported:
        return Verdict(True, x)
    size = np.maximum(np.abs(x), np.abs(start))
    size = np.where(size > 0, size, 1.0)
    matrix = _with_bends(g, x, slope, f.hessian(x)) if isinstance(f, Formula) and f.size <= DENSE else None
    allowed = _ENOUGH * (abs(value) + abs(total)) + 1e-14 * f.magnitude
    slack = rounding(f, value, total)
    if np.any(left):
        *straight, way = [_within(g, x, way, left) for way in _ways_down(matrix, left, size)]
        if np.all(np.abs(way) <= _NEAR * size):
            allowed += _NOISE * abs(first)
        for each in (*straight, way):
            verdict = _ahead(f, g, walk(f, g, x, each), left, matrix, allowed, slack, names)
            if verdict is not None:
                return verdict
    if matrix is None:
        return Verdict(True, x)
    if not np.all(np.isfinite(matrix)):
        matrix = np.zeros_like(matrix)  # they prove nothing
    for way in _weak_ways(f, g, x, slope, matrix, size, abs(value) + abs(total)):
        found = walk(f, g, x, way)
        if found.off or found.overflow:
            return Verdict(False, x, found.said(names))
        if found.value < total - max(allowed, slack) or (found.value < total - slack and found.endless):
            return Verdict(False, found.lower(slack), found.said(names) if found.endless else "")
        if (found.endless or found.shut) and (unseen := _unseen(f, found, names)) is not None:
            return unseen
    return Verdict(True, x)


def _ahead(
    f: Smooth,
    g: Proximable,
    found: Walk,
    left: Array,
    matrix: Array | None,
    allowed: float,
    slack: float,
    names: Sequence[str],
) -> Verdict | None:
    """Return what a walk downhill tells, nothing where it is what a minimum looks like."""
    x, way = found.x, found.way
    if found.off or found.overflow or (found.endless and found.value < found.start - slack):
        return Verdict(False, x, found.said(names))
    gain = still_to_gain(f, g, x)
    if found.edge is not None:
        small = gain <= allowed
        if not small and matrix is not None and np.allclose(found.edge, x, rtol=1e-12, atol=0):
            rest = np.where(np.abs(way) > 1e-3 * np.max(np.abs(way)), 0.0, left)  # what is not at the end
            small = not np.any(rest) or _decrement(matrix, rest) <= allowed
        return _at_edge(f, g, found, small, names)
    if found.endless and (unseen := _unseen(f, found, names)) is not None:
        return unseen
    if gain > allowed or found.value < found.start - max(allowed, slack):
        off = falls_off(f, g, found.least, -way)
        return Verdict(False, found.least, off.said(names) if off is not None else "")
    return None


def _at_edge(f: Smooth, g: Proximable, found: Walk, small: bool, names: Sequence[str]) -> Verdict:
    """Return what is known where a walk came to the end of the domain; *small* is what there is to gain."""
    edge = found.edge
    assert edge is not None
    if found.least is not edge and not np.array_equal(found.least, edge) and found.value < found.start:
        return Verdict(small, found.least)
    if found.shut and (small or len(edge) == 1):
        return Verdict(False, found.x, found.said(names))
    if small or len(edge) == 1:  # of one variable there is no other way
        return Verdict(True, found.least, EDGE)
    inside = found.x + 0.999 * (edge - found.x)
    value, slope = f.value_and_gradient(inside)
    lower = value + g.value(inside) < found.start and bool(np.all(np.isfinite(slope)))
    return Verdict(False, inside if lower else found.x)


def without_end(f: Smooth, g: Proximable, start: Array, run: Run, names: Sequence[str]) -> str:
    """Return what is to be said of a run that went beyond all bounds, nothing where F did not fall all the
    way: then it was the method that failed."""
    way = run.x - start
    length = float(np.max(np.abs(way)))
    if length > 1e50 * max(1.0, float(np.max(np.abs(start)))):
        found = walk(f, g, start, way / length * max(1.0, float(np.max(np.abs(start)))))
        if found.endless and found.value < found.start:
            return found.said(names)
    if run.path[-1] < -FAR:
        return f"it is unbounded: it falls below {-FAR:g}"
    if run.path[-1] < -_HUGE * max(1.0, abs(run.path[0])):  # along a curve
        return f"it is unbounded: it falls to {run.path[-1]:.2g} and on, beyond {FAR:g}"
    return ""


def still_to_gain(f: Smooth, g: Proximable, x: Array) -> float:
    """Return an estimate of how far F can fall from *x*: by how much its quadratic model does.

    0 where second derivatives or the subdifferential of g are not known; infinite where F has no finite value
    or gradient at *x*, or has a slope in a direction without a second derivative. Cost: with a Hessian, the
    cube of the variables.
    """
    value, slope = f.value_and_gradient(x)
    if not math.isfinite(value) or not np.all(np.isfinite(slope)):
        return math.inf
    try:
        left = slope + g.slope(x, -slope)
    except Unsupported:
        return 0.0
    if not np.any(left):
        return 0.0
    if isinstance(f, LeastSquares | Logistic):
        squares = f.X.multiply(f.X) if hasattr(f.X, "multiply") else f.X * f.X
        bends = np.asarray(squares.sum(axis=0)).ravel() * f.weight / (4 if isinstance(f, Logistic) else 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(np.sum(np.where(left != 0, left * left / (2 * bends), 0.0)))
    if not isinstance(f, Formula) or f.size > DENSE:
        return 0.0
    return _decrement(_with_bends(g, x, slope, f.hessian(x)), left)


def _decrement(matrix: Array, left: Array) -> float:
    """Return half of left . H^-1 left in the variables that are pulled, with the Hessian made positive."""
    pulled = left != 0
    matrix, left = matrix[np.ix_(pulled, pulled)], left[pulled]
    bends = np.abs(np.diag(matrix))
    if not np.all(np.isfinite(matrix)) or not np.all(bends > 0):
        return math.inf
    units = 1 / np.sqrt(bends)
    try:
        values, vectors = np.linalg.eigh(matrix * np.outer(units, units))
    except np.linalg.LinAlgError:
        return math.inf
    values = np.maximum(np.abs(values), len(left) * np.finfo(float).eps)
    return float(np.sum((vectors.T @ (units * left)) ** 2 / (2 * values)))


def _with_bends(g: Proximable, x: Array, slope: Array, matrix: Array) -> Array:
    """Return a Hessian of f with the bends of g, where g is smooth and a sum over the variables."""
    if not (isinstance(g, Separable) and g.blocks):
        return matrix
    matrix = matrix.copy()
    for inner, places in g.blocks:
        if inner.separable:
            part, step = x[places], _BEND * np.maximum(np.abs(x[places]), 1e-100)
            sides = [inner.slope(part + side * step, -slope[places]) for side in (-1, 1)]
            bends = (sides[1] - sides[0]) / (2 * step)
            matrix[places, places] += np.where(np.isfinite(bends) & (bends > 0), bends, 0.0)
    return matrix


def _within(g: Proximable, x: Array, way: Array, left: Array) -> Array:
    """Return a way downhill, along the sets that *x* is to be in."""
    along = brought_in(g, x + way) - x
    return along if float(left @ along) < 0 else way


def _ways_down(matrix: Array | None, left: Array, size: Array) -> list[Array]:
    """Return ways to walk downhill, not longer than the variables are large; the last one to the estimate of
    the minimum.

    That is Newton's step in the variables that are pulled, with the Hessian made positive, without directions
    in which it is zero. Where the gradient has a part in those, it is a way of its own.
    """
    pulled = left != 0
    way = np.zeros(len(left))
    downhill = -left / float(np.max(np.abs(left))) * size * (size / float(np.max(size[pulled])))
    if matrix is None or not np.all(np.isfinite(matrix)):
        return [downhill]
    units = size[pulled]
    try:
        values, vectors = np.linalg.eigh(matrix[np.ix_(pulled, pulled)] * np.outer(units, units))
    except np.linalg.LinAlgError:
        return [downhill]
    values = np.abs(values)
    kept = values > len(units) * np.finfo(float).eps * np.max(values)
    if not np.any(kept):
        return [downhill]
    shares = vectors.T @ (units * left[pulled])
    ways = []
    straight = np.where(kept, 0.0, shares)
    if np.max(np.abs(straight)) > _STRAIGHT * np.max(np.abs(shares)):
        way[pulled] = -units * (vectors @ straight) / np.max(np.abs(straight))
        ways.append(way.copy())
    way[pulled] = -units * (vectors @ (np.where(kept, shares, 0.0) / np.where(kept, values, 1.0)))
    length = float(np.max(np.abs(way)))
    ways.append(way * min(1.0, float(np.max(units)) / length) if 0 < length < math.inf else downhill)
    return ways


def _weak_ways(
    f: Smooth, g: Proximable, x: Array, slope: Array, matrix: Array, size: Array, worth: float
) -> Iterator[Array]:
    """Yield directions in which second derivatives prove no minimum, both ways, in the variables that the
    penalty does not hold by more than a touch."""
    touch = np.maximum(_TOUCH * np.maximum(worth / size, np.abs(np.diag(matrix)) * size), 1e-200)
    free = np.zeros(len(x), dtype=bool)
    for pushed in (slope + touch, slope - touch):
        free |= pushed + g.slope(x, -pushed) != 0
    if not np.any(free):
        return
    units = size[free]
    try:
        values, vectors = np.linalg.eigh(matrix[np.ix_(free, free)] * np.outer(units, units))
    except np.linalg.LinAlgError:
        return
    weak = np.flatnonzero(values <= _WEAK * max(worth, float(np.max(values))))
    rows = f.rows if isinstance(f, Formula) else 1
    for i in weak[: max(1, min(_WEAK_WAYS, 1_000_000 // rows))]:
        for sign in (1.0, -1.0):
            way = np.zeros(len(x))
            way[free] = sign * units * vectors[:, i]
            yield way


def _unseen(f: Smooth, found: Walk, names: Sequence[str]) -> Verdict | None:
    """Return what many digits tell of a walk on which floats saw nothing; nothing, where they do not either.

    exp(-x) at 800 falls all the way, tanh(x)**2 at 50 falls towards 0, and Max(x, 0) below 0 is a plain.
    """
    if not isinstance(f, Formula) or f.rows > EXACT_ROWS:
        return None
    places = found.places()
    try:
        values = [f.exact_value(place, _EXACT_DIGITS) for place in places]
    except SymdiffError:
        return None
    if values[1] < values[0] and all(after <= before for before, after in pairwise(values)):
        return Verdict(False, found.x, found.said(names))
    least = min(range(len(values)), key=values.__getitem__)
    return Verdict(False, places[least]) if values[least] < values[0] else None

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
from typing import Final

import numpy as np

from symdiff.errors import Unsupported
from symdiff.minimise.objective import DENSE, Formula, LeastSquares, Logistic, Smooth
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array

_ENOUGH: Final = 1e-8
"""What may still be gained, relative to F."""
_NOISE: Final = 1e-28
"""The same relative to F at the start, for what ends at zero: the square of the rounding of a residual."""


def is_minimum(f: Smooth, g: Proximable, x: Array, first: float) -> bool:
    """Return whether F = f + g can fall by 1e-8 of its size at most near *x*; *first* is F at the start.

    Where second derivatives are not known, as for a function of the user, the answer is yes.
    Cost: that of `still_to_gain`.
    """
    value = f.value(x)
    gain = still_to_gain(f, g, x)
    return (
        gain <= _ENOUGH * (abs(value) + abs(value + g.value(x))) + _NOISE * abs(first) + 1e-14 * f.magnitude
    )


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
    return _decrement(f.hessian(x), left)


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

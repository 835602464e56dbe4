"""The Moreau envelope of a function: smooth, below it, and with the same minimisers.

>>> from symdiff.proximal.table import TABLE
>>> envelope(2*TABLE["l1"](), [3.0, -0.5], 1.0)
4.125
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array


def envelope(f: Proximable, x: Any, step: float = 1.0) -> float:
    """Return the Moreau envelope: the least of f(p) + |p - x|**2/(2*step) over p. It is smooth, and has the
    minimisers of f. Source: Beck (2017), definition 6.52."""
    p = f.prox(x, step)
    return float(f(p) + np.sum((p - np.asarray(x, dtype=float)) ** 2) / (2 * step))


def envelope_gradient(f: Proximable, x: Any, step: float = 1.0) -> Array:
    """Return the gradient of the Moreau envelope, (x - prox(x))/step. Source: Beck (2017), theorem 6.60."""
    return np.asarray((np.asarray(x, dtype=float) - f.prox(x, step)) / step)

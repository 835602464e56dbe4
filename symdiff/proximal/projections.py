"""Nearest points of sets that have no formula of fixed length: simplex, l1 ball, cone.

>>> project_simplex([0.5, 1.0, -3.0]).tolist()
[0.25, 0.75, 0.0]
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]


def project_simplex(v: Any, total: float = 1.0) -> Array:
    """Return the point nearest to *v* with components >= 0 whose sum is *total* >= 0.

    All components fall by one threshold, found by sorting. Shape: (n,) -> (n,). Cost: n log n.
    Source: Beck (2017), corollary 6.29;
    the threshold by sorting: Duchi, Shalev-Shwartz, Singer and Chandra (2008), ICML, pages 272-279.
    """
    v = np.asarray(v, dtype=float)
    below = v - np.max(v)  # large numbers of nearly one size lose the digits that tell
    return np.asarray(np.maximum(below - _depth(below, total), 0.0))


def water_level(v: Array, total: float) -> float:
    """Return the greatest level h at which what stands out above, sum(max(v - h, 0)), is *total*."""
    top = float(np.max(v))
    return top + _depth(v - top, total)


def _depth(below: Array, total: float) -> float:
    """Return the level where the greatest number is 0."""
    down = np.sort(below)[::-1]
    levels = (np.cumsum(down) - total) / np.arange(1, len(down) + 1)
    standing = np.flatnonzero(down > levels)
    return float(levels[standing[-1] if len(standing) else 0])


def project_l1_ball(v: Any, radius: float = 1.0) -> Array:
    """Return the point nearest to *v* whose absolute values add up to *radius* at most.

    Shape: (n,) -> (n,). Cost: n log n. Source: Beck (2017), example 6.33.
    """
    v = np.asarray(v, dtype=float)
    if np.abs(v).sum() <= radius:
        return np.array(v)
    return np.asarray(np.copysign(project_simplex(np.abs(v), radius), v))


def project_cone(v: Any) -> Array:
    """Return the point nearest to *v* in the second-order cone: the last component is at least the norm of
    the others.

    Shape: (n,) -> (n,), n >= 2. Cost: n. Source: Beck (2017), example 6.37.
    """
    v = np.asarray(v, dtype=float)
    length, height = float(np.linalg.norm(v[:-1])), float(v[-1])
    if length <= height:
        return np.array(v)
    if length <= -height:
        return np.zeros_like(v)
    half = (length + height) / 2
    return np.asarray(np.append(v[:-1] * (half / length), half))

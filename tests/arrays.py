"""Random arrays for formulas of arrays, and their derivatives by differences: what no rule takes part in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy

from symdiff.graph.shapes import Array, Dim, declared

SIZES: tuple[dict[Dim, int], ...] = (
    {"n": 4, "m": 3, "k": 2, "d": 5, "p": 6, "q": 5},
    {"n": 5, "m": 2, "k": 3, "d": 4, "p": 3, "q": 6},
)


def drawn(
    shapes: str, sizes: Mapping[Dim, int], seed: int, how: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return an array for each name in *shapes*, of its kind; *how* says more of some."""
    generator = numpy.random.default_rng(seed)
    found = {}
    for name, array in declared(shapes).items():
        shape = tuple([dim if isinstance(dim, int) else sizes[dim] for dim in array.shape])
        found[name] = of_kind((how or {}).get(name) or array.kind, generator.normal(size=shape), generator)
    return found


def of_kind(kind: str, a: Any, generator: Any) -> Any:
    """Return an array made of *a* that is of a *kind*."""
    count = len(a) if a.ndim else 0
    if kind == "positive":
        return abs(a) + 0.5
    if kind == "symmetric":
        return (a + a.T) / 2
    if kind == "spd":
        return a @ a.T / count + numpy.eye(count)
    if kind == "nearspd":
        return 2 * numpy.eye(count) + 0.3 * a
    if kind == "small":
        return 0.4 * a
    if kind == "realspectrum":
        return numpy.diag(2.0 * numpy.arange(1, count + 1)) + 0.2 * a
    if kind == "signs":
        return numpy.sign(a)
    if kind == "distances":
        points = generator.normal(size=(count, 3))
        return ((points[:, None] - points[None]) ** 2).sum(2)
    if kind == "lower":
        return numpy.tril(a) + 2 * numpy.eye(count)
    if kind == "diagonal":
        return numpy.diag(numpy.diag(a))
    if kind == "onehot":
        return numpy.eye(a.shape[1])[generator.integers(0, a.shape[1], count)]
    return a if a.ndim else float(a)


def direction(array: Array, like: Any, seed: int) -> Any:
    """Return a direction in which an array of its kind may go."""
    generator = numpy.random.default_rng(seed)
    a = generator.normal(size=numpy.shape(like))
    kind = "symmetric" if array.kind == "spd" else array.kind
    if kind == "lower":
        return numpy.tril(a)
    return of_kind(kind, a, generator)


def slope(f: Callable[[Any], Any], at: Any, along: Any) -> Any:
    """Return the derivative of *f* in a direction, by differences of order 4."""
    h = 1e-3
    one = (numpy.asarray(f(at + h * along)) - numpy.asarray(f(at - h * along))) / (2 * h)
    two = (numpy.asarray(f(at + h / 2 * along)) - numpy.asarray(f(at - h / 2 * along))) / h
    return (4 * two - one) / 3


def applied(derivative: Any, along: Any) -> Any:
    """Return a derivative, with the axes of its variable last, times a direction."""
    return numpy.tensordot(derivative, along, numpy.ndim(along))

"""Expectations over standard normal noise: by quadrature, or by draws with the error that they have.

>>> nodes, weights = grid(__import__("numpy"), 2, 3)
>>> nodes.shape, round(float(weights @ (nodes[:, 0] ** 2 * nodes[:, 1] ** 2)), 12)
((9, 2), 1.0)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from symdiff.errors import DomainError, Unsupported

MOST: Final = 4
"""Numbers of noise up to which expectations are computed by quadrature."""
_POINTS: Final = {1: (60, 44), 2: (24, 18), 3: (12, 9), 4: (8, 6)}
"""For so many, points of each of two rules, which must agree."""
_AGREE: Final = 1e-7


def grid(numpy: Any, count: int, points: int) -> tuple[Any, Any]:
    """Return the points of Gauss and Hermite's rule for *count* numbers, a row each, and their weights."""
    nodes, weights = numpy.polynomial.hermite_e.hermegauss(points)
    weights = weights / numpy.sum(weights)
    rows = numpy.stack(numpy.meshgrid(*[nodes] * count, indexing="ij"), axis=-1).reshape(-1, count)
    products = numpy.stack(numpy.meshgrid(*[weights] * count, indexing="ij"), axis=-1).reshape(-1, count)
    return rows, numpy.prod(products, axis=1)


def averaged(
    numpy: Any,
    at: Callable[[Mapping[str, Any]], Sequence[Any]],
    shapes: Mapping[str, tuple[int, ...]],
) -> list[Any]:
    """Return the expectations of what *at* returns for noise of these *shapes*.

    Raises Unsupported for more numbers of noise than `MOST`, DomainError where two rules do not agree.
    """
    count = sum(int(numpy.prod(shape)) for shape in shapes.values())
    if count > MOST:
        raise Unsupported(
            f"an expectation over {count} numbers is not computed by quadrature",
            hint=f"give {', '.join(shapes)} for one draw, and average; up to {MOST} are averaged here",
        )
    found, other = [by_rule(numpy, at, shapes, points) for points in _POINTS[count]]
    for one, two in zip(found, other, strict=True):
        size = max(1.0, float(numpy.max(numpy.abs(one))))
        if not float(numpy.max(numpy.abs(one - two))) <= _AGREE * size:
            raise DomainError(
                "two rules of quadrature do not agree on an expectation",
                hint=f"give {', '.join(shapes)} for one draw, and average",
            )
    return found


def by_rule(
    numpy: Any,
    at: Callable[[Mapping[str, Any]], Sequence[Any]],
    shapes: Mapping[str, tuple[int, ...]],
    points: int,
) -> list[Any]:
    """Return the sums of Gauss and Hermite's rule: exact for polynomials of a degree below 2*points."""
    count = sum(int(numpy.prod(shape)) for shape in shapes.values())
    rows, weights = grid(numpy, count, points)
    total: list[Any] = []
    for row, weight in zip(rows, weights, strict=True):
        values = [weight * numpy.asarray(value, float) for value in at(split(numpy, row, shapes))]
        total = values if not total else [one + two for one, two in zip(total, values, strict=True)]
    return total


def split(numpy: Any, row: Any, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    """Return the numbers of a row as arrays of these *shapes*."""
    found, at = {}, 0
    for name, shape in shapes.items():
        size = int(numpy.prod(shape))
        found[name] = row[at : at + size].reshape(shape)[()]
        at += size
    return found


def sampled(
    numpy: Any,
    at: Callable[[Mapping[str, Any]], Any],
    shapes: Mapping[str, tuple[int, ...]],
    draws: int,
    seed: int,
) -> tuple[Any, Any]:
    """Return the mean of what *at* returns for *draws* of noise, and its standard error."""
    generator = numpy.random.default_rng(seed)
    count = sum(int(numpy.prod(shape)) for shape in shapes.values())
    values = numpy.stack(
        [numpy.asarray(at(split(numpy, row, shapes)), float) for row in generator.normal(size=(draws, count))]
    )
    return numpy.mean(values, axis=0), numpy.std(values, axis=0, ddof=1) / numpy.sqrt(draws)


__all__ = ["MOST", "averaged", "by_rule", "grid", "sampled", "split"]

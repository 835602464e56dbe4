"""Minima and roots in formulas of arrays, by Newton's method from several points.

>>> import numpy
>>> from symdiff.graph.shapes import declared
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> node, _ = lowered(g, "root[x](x^3 - t)", declared("x t"), DEFAULT)
>>> round(float(solved(numpy, g, "x", {"t": numpy.float64(8.0)})), 9)
2.0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from symdiff.arithmetic.arrays import Arrays
from symdiff.errors import DomainError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import solutions_in
from symdiff.graph.shapes import size_of
from symdiff.sweeps.arrays import derivative
from symdiff.sweeps.solutions import equation

_STARTS: Final = 5
"""Random points that Newton's method begins at, beside 0, 1 and -1."""
_HALVINGS: Final = 40
"""Of one step."""
MOST: Final = 3200
"""Values that are computed from one point, at most."""
_NEAR: Final = 1e-12
"""A step, relative to where it leads, after which a solution is known to the digits of floats."""
_APART: Final = 1e-6
"""How far two solutions are from one another, relative to their size, to be two."""


def solved(
    numpy: Any,
    graph: Graph,
    name: str,
    at: Mapping[str, Any],
    starts: Sequence[Any] = (),
    most: int = MOST,
) -> Any:
    """Return the value of *name*, a symbol of *graph* that solves something, with other names *at* values.

    *starts* are points to begin at in the place of the usual ones; from each at *most* so many values are
    computed. Raises DomainError where no solution is
    found, where a root is not the only one, and where two minima are as low.
    """
    array = graph.arrays[name]
    assert array.solves is not None
    own = Graph(graph.limits)
    own.arrays.update(graph.arrays)
    symbol = own.array(name, array)
    zero = equation(own, name)
    given = dict(at)
    for other in solutions_in(own, zero):
        if other != name and other not in given:
            given[other] = solved(numpy, own, other, given, most=most)
    exprs = [Expr(own, zero), Expr(own, derivative(own, zero, symbol))]
    is_minimum = array.solves.kind == "argmin"
    system = Arrays(numpy, exprs)
    shape = tuple([size_of(dim, at) for dim in array.shape])
    found: list[Any] = []
    for start in starts or _points(numpy, shape):
        with numpy.errstate(all="ignore"):
            point = _from(numpy, system, name, given, numpy.asarray(start, float), is_minimum, most)
        if point is not None and all(
            numpy.max(numpy.abs(point - other)) > _APART * (1 + numpy.max(numpy.abs(other)))
            for other in found
        ):
            found.append(point)
    if not found:
        what = "minimum" if is_minimum else "solution"
        raise DomainError(f"no {what} {name} was found", hint=f"give its value: {name}=...")
    if len(found) == 1:
        return found[0][()]
    if not is_minimum:
        raise DomainError(
            f"{name} is one of several solutions, near {found[0]} and {found[1]}",
            hint=f"give the one that is meant: {name}=...",
        )
    objective = Arrays(numpy, [Expr(array.solves.graph, array.solves.node)])
    heights = [float(objective.at({**given, name: point})[0]) for point in found]
    order = sorted(range(len(found)), key=heights.__getitem__)
    if heights[order[1]] - heights[order[0]] <= _APART * (1 + abs(heights[order[0]])):
        raise DomainError(
            f"two minima {name} are as low, near {found[order[0]]} and {found[order[1]]}",
            hint=f"give the one that is meant: {name}=...",
        )
    return found[order[0]][()]


def _points(numpy: Any, shape: tuple[int, ...]) -> list[Any]:
    generator = numpy.random.default_rng(3)
    plain = [numpy.zeros(shape), numpy.ones(shape), -numpy.ones(shape)]
    return [*plain, *[2 * generator.normal(size=shape) for _ in range(_STARTS)]]


def _from(
    numpy: Any, system: Arrays, name: str, given: Mapping[str, Any], point: Any, is_minimum: bool, most: int
) -> Any | None:
    """Return the solution that Newton's method reaches from *point* by at *most* so many values, None where
    it reaches none."""

    def at(place: Any) -> tuple[Any, Any]:
        value, slope = system.at({**given, name: place[()]})
        return numpy.asarray(value, float), numpy.asarray(slope, float)

    value, slope = at(point)
    left = most - 1
    while left > 0:
        size = numpy.linalg.norm(value)
        if not (numpy.isfinite(size) and numpy.all(numpy.isfinite(slope))):
            return None
        try:
            step = numpy.linalg.solve(slope, value) if point.ndim else value / slope
        except numpy.linalg.LinAlgError:
            return None
        if not numpy.all(numpy.isfinite(step)):
            return None
        if numpy.max(numpy.abs(step)) <= _NEAR * (1 + numpy.max(numpy.abs(point))):
            is_low = not is_minimum or bool(numpy.all(numpy.linalg.eigvalsh(numpy.atleast_2d(slope)) > 0))
            return point - step if is_low else None
        factor = 1.0
        for _ in range(min(left, _HALVINGS)):
            left -= 1
            moved = point - factor * step
            value, slope = at(moved)
            if numpy.linalg.norm(value) < size:
                break
            factor /= 2
        else:
            return None
        point = moved
    return None


__all__ = ["MOST", "solved"]

"""Where a curve is broken, and what it does there on both sides.

>>> from symdiff import parse
>>> f = parse("tan(x)")
>>> [(round(place.x, 3), place.kind) for place in places(points_of(f), "x", -2.0, 2.0)]
[(-1.571, 'pole'), (1.571, 'pole')]
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from symdiff.arithmetic.evaluation import evaluate
from symdiff.at.numbers import constant, exact
from symdiff.at.point import value_at
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.parser.given import Formula
from symdiff.plot.values import arrays, real_values
from symdiff.verbs.points import SpecialPoint, limit_at, special_points

MOST: Final = 200
"""Special points that are drawn."""
_LOOKED: Final = 2000
"""Points at which an equation that is not solved is looked at."""
_HALVINGS: Final = 60
_NEAR: Final = (1e-4, 1e-7, 1e-10)
"""Parts of the interval beside a place that is known as a rounded number alone."""
_GROWS: Final = 100.0
"""A curve that grows by that much over such steps has no bound there."""


class Place(NamedTuple):
    """A place at which a curve may be broken."""

    x: float
    kind: str
    """As `special_points` says it; "" where the place is known as a rounded number alone."""
    exactly: Expr | None


class Sides(NamedTuple):
    """What a curve does at a place."""

    left: float
    """The limit from the left: infinite, or NaN where there is none."""
    right: float
    value: float
    """The value there, NaN where there is none."""
    is_wild: bool
    """Whether it goes to and fro without end beside it, or may do so."""

    @property
    def is_pole(self) -> bool:
        return math.isinf(self.left) or math.isinf(self.right)


def points_of(expr: Formula, name: str = "x") -> list[SpecialPoint]:
    """Return the special points, none where the formula has too many equations for them."""
    try:
        return special_points(expr, name)
    except Unsupported:
        return []


def places(points: Iterable[SpecialPoint], name: str, low: float, high: float) -> list[Place]:
    """Return the special *points* of a formula between two numbers, in order, members of families one by one.

    Where an equation is not solved, its changes of sign are. Raises SymdiffError for more than 200 places.
    """
    found: dict[float, Place] = {}
    rounded: list[float] = []
    for point in points:
        if point.kind == "unsolved":
            rounded += _roots(point.where, name, low, high)
            continue
        members = [point.where] if point.period is None else _members(point, low, high)
        for one in members:
            x = float(constant(one))
            if low <= x <= high:
                found[x] = Place(x, point.kind, one)
    for x in rounded:
        if all(abs(x - known) > 1e-9 * (high - low) for known in found):
            found[x] = Place(x, "", None)
    if len(found) > MOST:
        raise _too_many(len(found))
    return [found[x] for x in sorted(found)]


def _members(point: SpecialPoint, low: float, high: float) -> list[Expr]:
    assert point.period is not None
    start, step = float(constant(point.where)), float(constant(point.period))
    ends = sorted([(low - start) / step, (high - start) / step])
    first, last = math.ceil(ends[0]), math.floor(ends[1])
    if last - first >= MOST:
        raise _too_many(last - first + 1)
    return [point.where + k * point.period for k in range(first, last + 1)]


def _too_many(number: int) -> SymdiffError:
    return SymdiffError(
        f"{number} special points are too many to draw", hint="draw less of it: between=(low, high)"
    )


def _roots(expr: Expr, name: str, low: float, high: float) -> list[float]:
    """Return where *expr* changes its sign, as rounded numbers, by halving."""
    numpy = arrays()
    x = numpy.linspace(low, high, _LOOKED)
    y = real_values(expr, name, x)
    [at] = numpy.nonzero(numpy.sign(y[:-1]) * numpy.sign(y[1:]) < 0)
    left, right, below = x[at], x[at + 1], numpy.sign(y[at])
    if not len(at):
        return []
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        is_left = numpy.sign(real_values(expr, name, middle)) == below
        left, right = numpy.where(is_left, middle, left), numpy.where(is_left, right, middle)
    return list(dict.fromkeys(right.tolist()))


def sides(expr: Expr, name: str, place: Place, width: float) -> Sides:
    """Return what *expr* does on both sides of a place, and there. *width* is that of what is drawn."""
    if place.exactly is None:
        return _seen(expr, name, place.x, width)
    limits = []
    is_wild = False
    for side in (-1, 1):
        try:
            found = limit_at(expr, name, exact(place.exactly), side)
            if isinstance(found, str):  # oscillation, or not told
                is_wild = True
            limits.append(math.nan if found is None or isinstance(found, str) else float(found))
        except (SymdiffError, TypeError):  # not known, or complex
            limits.append(math.nan)
    is_pole = any(map(math.isinf, limits))
    return Sides(limits[0], limits[1], _value(expr, name, place, is_pole), is_wild)


def _seen(expr: Expr, name: str, x: float, width: float) -> Sides:
    """Return the same for a place that is a rounded number: what values beside it tell."""
    numpy = arrays()
    ends = []
    for side in (-1, 1):
        steps = x + side * width * numpy.array(_NEAR)
        y = real_values(expr, name, steps)
        sizes = abs(y)
        is_endless = sizes[1] > _GROWS * sizes[0] and sizes[2] > _GROWS * sizes[1]
        ends.append(math.copysign(math.inf, y[2]) if is_endless else float(y[2]))
    [value] = real_values(expr, name, numpy.array([x]))
    return Sides(ends[0], ends[1], math.nan if any(map(math.isinf, ends)) else float(value), False)


def _value(expr: Expr, name: str, place: Place, is_pole: bool) -> float:
    """Return the value at a special point, NaN where there is none.

    Beside a pole that is known as a rounded number alone, there may seem to be a large one: more digits
    give another."""
    assert place.exactly is not None
    try:
        value = float(value_at(expr, {name: place.x}, sharply={name: place.exactly}))
        if is_pole:
            finer = [float(evaluate(expr, {name: place.exactly}, digits=n)) for n in (20, 40)]
            if not math.isclose(*finer, rel_tol=1e-9, abs_tol=1e-300):
                return math.nan
    except (SymdiffError, TypeError):  # none, or a complex one
        return math.nan
    return value


__all__ = ["MOST", "Place", "Sides", "places", "points_of", "sides"]

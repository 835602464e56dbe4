"""Convex sets as functions that are 0 inside and infinite outside: the proximal point is the nearest point.

A point counts as inside if it is so up to rounding: by 1e-9 of its size and that of the set.

>>> Simplex().prox([0.5, 1.0, -3.0]).tolist()
[0.25, 0.75, 0.0]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.graph.by_name import apply
from symdiff.graph.expr import Expr
from symdiff.proximal.arguments import chosen, number, numbers, one_size, plain, size_of, table_of
from symdiff.proximal.calculus import Proximable, Symbolic
from symdiff.proximal.projections import Array, Places, project_cone, project_l1_ball, project_simplex
from symdiff.proximal.symbolic import (
    add,
    both,
    equal,
    greatest,
    infinite_outside,
    least,
    norm,
    total,
    water_level_formula,
    where,
)

INSIDE: Final = 1e-9


class ConvexSet(Proximable):
    """A set: what is common to all of them. `slope` is the nearest element of the normal cone."""

    def beyond(self, x: Array) -> float:
        """Return by how much a point violates what makes the set, 0 inside."""
        raise NotImplementedError

    def scale(self, x: Array) -> float:
        """Return the size of the numbers that `beyond` subtracts."""
        return 1.0 + float(np.max(np.abs(x), initial=0.0))

    def inside(self, x: Sequence[Expr]) -> Expr:
        """Return the condition that a point is in the set."""
        raise NotImplementedError

    def value(self, x: Array) -> float:
        return 0.0 if self.beyond(x) <= INSIDE * self.scale(x) else np.inf

    def on_edge(self, x: Array) -> bool:
        """Return whether a point is on the boundary, up to rounding."""
        return self.beyond(x) >= -INSIDE * self.scale(x)

    def formula(self, x: Sequence[Expr]) -> Expr:
        return infinite_outside(0, self.inside(x))


class Box(ConvexSet):
    """The x with low <= x <= high in each component; an end may be infinite."""

    separable = True

    def __init__(self, low: Any = 0.0, high: Any = np.inf) -> None:
        self.low, self.high = (
            np.asarray(numbers("box", f"the {what} end", end, finite=False), dtype=float)
            for what, end in (("lower", low), ("upper", high))
        )
        self.size = one_size("box", size_of(low), size_of(high))
        if not np.all(self.low <= self.high) or np.any(self.low == np.inf) or np.any(self.high == -np.inf):
            raise SymdiffError(f"box: nothing is between {low} and {high}", hint="low <= high is to hold")
        self.name = f"box(low={low}, high={high})"

    def part(self, places: Places) -> Proximable:
        return Box(chosen(self.low, places), chosen(self.high, places))

    def beyond(self, x: Array) -> float:
        return float(np.max(np.maximum(self.low - x, x - self.high), initial=-np.inf))

    def near(self, v: Array, step: float) -> Array:
        return np.clip(v, self.low, self.high)

    def slope(self, x: Array, towards: Array) -> Array:
        return np.clip(towards, np.where(x <= self.low, -np.inf, 0), np.where(x >= self.high, np.inf, 0))

    def inside(self, x: Sequence[Expr]) -> Expr:
        conditions = []
        for part, low, high in self._ends(x):
            conditions += [part >= plain(low)] if np.isfinite(low) else []
            conditions += [part <= plain(high)] if np.isfinite(high) else []
        return both(*conditions) if conditions else x[0] * 0 >= 0

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        result = []
        for part, low, high in self._ends(v):
            cut = least([part, plain(high)]) if np.isfinite(high) else part
            result.append(greatest([plain(low), cut]) if np.isfinite(low) else cut)
        return result

    def _ends(self, x: Sequence[Expr]) -> list[tuple[Expr, float, float]]:
        ends = [np.broadcast_to(end, (len(x),)).tolist() for end in (self.low, self.high)]
        return list(zip(x, *ends, strict=True))


class HalfSpace(ConvexSet):
    """The x with a.x <= b."""

    def __init__(self, normal: Any, bound: float) -> None:
        self.normal = checked_normal("half_space", normal)
        self.bound = float(number("half_space", "the bound", bound))
        self.square = float(self.normal @ self.normal)
        self.name, self.size = "half_space", len(self.normal)

    def beyond(self, x: Array) -> float:
        return float(self.normal @ x - self.bound)

    def scale(self, x: Array) -> float:
        return float(np.abs(self.normal) @ np.abs(x)) + abs(self.bound)

    def near(self, v: Array, step: float) -> Array:
        return np.asarray(v - max(0.0, self.beyond(v)) / self.square * self.normal)

    def slope(self, x: Array, towards: Array) -> Array:
        if not self.on_edge(x):
            return np.zeros_like(x)
        return max(0.0, float(self.normal @ towards)) / self.square * self.normal

    def inside(self, x: Sequence[Expr]) -> Expr:
        bound: float = plain(self.bound)
        return total(self.normal, x) <= bound

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        excess = greatest([total(self.normal, v) - plain(self.bound), 0]) / plain(self.square)
        return [part - plain(a) * excess for part, a in zip(v, self.normal, strict=True)]


class AffineSet(ConvexSet):
    """The x with A x = b: a hyperplane where there is one equation."""

    def __init__(self, matrix: Any, right: Any) -> None:
        matrix = table_of("affine", matrix)
        right = np.atleast_1d(np.asarray(numbers("affine", "the right side", right), dtype=float))
        if right.shape != (len(matrix),):
            raise SymdiffError(
                f"affine: a matrix of shape {matrix.shape} and a right side of shape {right.shape}",
                hint="each equation is to have one number on the right",
            )
        lengths = np.linalg.norm(matrix, axis=1)
        lengths[lengths == 0] = 1.0
        self.given = matrix, right
        """The equations as they were given; those that are computed with are of one size."""
        matrix, right = matrix / lengths[:, None], right / lengths
        self.matrix, self.right, self.size = matrix, right, matrix.shape[1]
        self.inverse = np.linalg.pinv(matrix)
        self.name = f"affine set of {len(matrix)} equations"
        nearest = self.inverse @ right
        if self.beyond(nearest) > INSIDE * self.scale(nearest):
            raise SymdiffError(f"{self.name}: the equations contradict one another, the set is empty")

    def beyond(self, x: Array) -> float:
        """Return the greatest violation, relative to the terms of its equation."""
        terms = np.abs(self.matrix) @ np.abs(x) + np.abs(self.right)
        return float(np.max(np.abs(self.matrix @ x - self.right) / (terms + 1e-300)))

    def scale(self, x: Array) -> float:
        return 1.0

    def near(self, v: Array, step: float) -> Array:
        return np.asarray(v - self.inverse @ (self.matrix @ v - self.right))

    def slope(self, x: Array, towards: Array) -> Array:
        return np.asarray(self.inverse @ (self.matrix @ towards))

    def inside(self, x: Sequence[Expr]) -> Expr:
        rows = zip(*self.given, strict=True)
        return both(*[equal(total(row, x), plain(b)) for row, b in rows])

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        matrix, right = self.given
        if len(matrix) == 1:
            missing = total(matrix[0], v) - plain(right[0])
            share = missing / plain(float(matrix[0] @ matrix[0]))
            return [part - plain(a) * share for part, a in zip(v, matrix[0], strict=True)]
        gaps = [total(row, v) - plain(b) for row, b in zip(self.matrix, self.right, strict=True)]
        return [part - total(row, gaps) for part, row in zip(v, self.inverse, strict=True)]


class Ball(ConvexSet):
    """The x whose Euclidean norm is at most a radius."""

    def __init__(self, radius: float = 1.0) -> None:
        self.radius = _radius("ball", radius)
        self.name = f"ball of radius {radius}"

    def beyond(self, x: Array) -> float:
        return float(np.linalg.norm(x)) - self.radius

    def scale(self, x: Array) -> float:
        return self.radius

    def near(self, v: Array, step: float) -> Array:
        length = float(np.linalg.norm(v))
        return v * (self.radius / length) if length > self.radius else v.copy()

    def slope(self, x: Array, towards: Array) -> Array:
        if not self.on_edge(x):
            return np.zeros_like(x)
        return max(0.0, float(x @ towards)) / float(x @ x) * x

    def inside(self, x: Sequence[Expr]) -> Expr:
        radius: float = plain(self.radius)
        return norm(x) <= radius

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        shrunk = greatest([norm(v) / plain(self.radius), 1])
        return [part / shrunk for part in v]


class L1Ball(ConvexSet):
    """The x whose absolute values add up to a radius at most."""

    def __init__(self, radius: float = 1.0) -> None:
        self.radius = _radius("l1_ball", radius)
        self.name = f"l1_ball of radius {radius}"

    def beyond(self, x: Array) -> float:
        return float(np.abs(x).sum()) - self.radius

    def scale(self, x: Array) -> float:
        return self.radius

    def near(self, v: Array, step: float) -> Array:
        return project_l1_ball(v, self.radius)

    def slope(self, x: Array, towards: Array) -> Array:
        if not self.on_edge(x):
            return np.zeros_like(x)
        pulls = np.sign(x) * towards
        free = x == 0
        level = max(0.0, _balance(pulls[~free], np.abs(towards[free])))
        return np.where(free, np.clip(towards, -level, level), level * np.sign(x))

    def inside(self, x: Sequence[Expr]) -> Expr:
        radius: float = plain(self.radius)
        return add([abs(part) for part in x]) <= radius

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        level = greatest([water_level_formula([abs(part) for part in v], plain(self.radius)), 0])
        return [apply("sign", part) * greatest([abs(part) - level, 0]) for part in v]


class Simplex(ConvexSet):
    """The x with components >= 0 that add up to a total."""

    least_size = 1

    def __init__(self, total: float = 1.0) -> None:
        self.total = _radius("simplex", total)
        self.name = f"simplex of total {total}"

    def beyond(self, x: Array) -> float:
        return max(abs(float(x.sum()) - self.total), -float(np.min(x)))

    def scale(self, x: Array) -> float:
        return self.total

    def near(self, v: Array, step: float) -> Array:
        return project_simplex(v, self.total)

    def slope(self, x: Array, towards: Array) -> Array:
        free = x <= INSIDE * self.total
        level = _balance(towards[~free], towards[free])
        return np.where(free, np.minimum(towards, level), level)

    def inside(self, x: Sequence[Expr]) -> Expr:
        return both(*[part >= 0 for part in x], equal(add(x), plain(self.total)))

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        level = water_level_formula(v, plain(self.total))
        return [greatest([part - level, 0]) for part in v]


class SecondOrderCone(ConvexSet):
    """The (x, s) with |x| <= s, s the last component."""

    name = "second_order_cone"
    least_size = 2

    def beyond(self, x: Array) -> float:
        return float(np.linalg.norm(x[:-1]) - x[-1])

    def near(self, v: Array, step: float) -> Array:
        return project_cone(v)

    def slope(self, x: Array, towards: Array) -> Array:
        if not self.on_edge(x):
            return np.zeros_like(x)
        if not np.any(x):
            return towards - project_cone(towards)
        normal = np.append(x[:-1], -x[-1])
        return max(0.0, float(normal @ towards)) / float(normal @ normal) * normal

    def inside(self, x: Sequence[Expr]) -> Expr:
        return norm(x[:-1]) <= x[-1]

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        length, height = norm(v[:-1]), v[-1]
        half = (length + height) / 2
        scaled = [(part, part * half / length) for part in v[:-1]]
        return [
            where((inside, length <= height), (0, length <= -height), otherwise=outside)
            for inside, outside in [*scaled, (height, half)]
        ]


def _balance(pulls: Array, free: Array) -> float:
    """Return the level h with sum(h - pulls) = sum(max(free - h, 0)).

    The left side grows with h and the right side falls; between the values of *free* both are straight.
    """
    level = float(np.mean(pulls)) if len(pulls) else -np.inf
    down = np.sort(free)[::-1]
    for count in range(1, len(down) + 1):
        if down[count - 1] <= level:
            break
        level = float((pulls.sum() + down[:count].sum()) / (len(pulls) + count))
    return level


def checked_normal(name: str, normal: Any) -> Array:
    """Return a normal vector. Raises SymdiffError where it is none."""
    vector = np.asarray(numbers(name, "the normal", normal), dtype=float)
    if vector.ndim != 1 or not np.any(vector):
        raise SymdiffError(f"{name}: the normal is to be a vector, not all 0")
    return vector


def hyperplane(normal: Any, value: float) -> AffineSet:
    """Return the x with a.x = b."""
    return AffineSet([checked_normal("hyperplane", normal)], [number("hyperplane", "the value", value)])


def _radius(name: str, radius: float) -> float:
    size = float(number(name, "the radius", radius))
    if size <= 0:
        raise SymdiffError(f"{name}: a radius of {radius}", hint="it is to be a positive number")
    return size

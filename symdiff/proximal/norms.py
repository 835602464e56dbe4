"""Functions of whole vectors: norms, the greatest component, quadratics.

>>> Norm2().prox([3.0, 4.0], 1.0).tolist()
[2.4000000000000004, 3.2]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.proximal.arguments import number, numbers, one_size, plain, size_of, spread, table_of
from symdiff.proximal.calculus import Proximable, Symbolic
from symdiff.proximal.projections import Array, project_l1_ball, project_simplex, water_level
from symdiff.proximal.symbolic import add, greatest, least, norm, total, water_level_formula, where


class Norm2(Proximable):
    """The Euclidean norm: blocks are shortened by the step, to zero where they are shorter."""

    name = "norm2"

    def value(self, x: Array) -> float:
        return float(np.linalg.norm(x))

    def near(self, v: Array, step: float) -> Array:
        length = float(np.linalg.norm(v))
        return v * (1 - step / length) if length > step else np.zeros_like(v)

    def slope(self, x: Array, towards: Array) -> Array:
        length = float(np.linalg.norm(x))
        if length > 0:
            return x / length
        return np.asarray(towards / max(1.0, float(np.linalg.norm(towards))))

    def formula(self, x: Sequence[Expr]) -> Expr:
        return norm(x)

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        length = norm(v)
        return [where((part * (1 - step / length), length > step), otherwise=0) for part in v]


class GroupNorm(Proximable):
    """A sum of Euclidean norms of groups of components that do not overlap, each with a weight."""

    def __init__(self, groups: Sequence[Sequence[int]], weights: Any = 1.0) -> None:
        try:
            places = np.concatenate([np.asarray(group, dtype=int) for group in groups])
        except (TypeError, ValueError):
            places = np.array([-1])
        if any(np.ndim(group) != 1 or len(group) == 0 for group in groups) or places.min() < 0:
            raise SymdiffError("group_norm: groups are to be lists of indices from 0, none of them empty")
        if len(set(places.tolist())) < len(places):
            raise SymdiffError("group_norm: groups that overlap", hint="each index may be in one group")
        weights = numbers("group_norm", "the weight", weights)
        one_size("group_norm: weights and groups", len(groups), size_of(weights))
        self.weights = np.array(np.broadcast_to(np.asarray(weights, dtype=float), (len(groups),)))
        if not np.all(self.weights >= 0):
            raise SymdiffError("group_norm: a negative weight is not convex")
        self.groups, self.places = [list(group) for group in groups], places
        self.starts = np.cumsum([0, *[len(group) for group in groups[:-1]]])
        self.group = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        self.name = f"group_norm of {len(groups)} groups"
        self.least_size = int(places.max()) + 1

    def _lengths(self, x: Array) -> Array:
        return np.asarray(np.sqrt(np.add.reduceat(x[self.places] ** 2, self.starts)))

    def value(self, x: Array) -> float:
        return float(self.weights @ self._lengths(x))

    def near(self, v: Array, step: float) -> Array:
        lengths = self._lengths(v)
        least_length = step * self.weights
        with np.errstate(all="ignore"):
            factors = np.where(lengths > least_length, 1 - least_length / lengths, 0.0)
        result = v.copy()
        result[self.places] *= factors[self.group]
        return result

    def slope(self, x: Array, towards: Array) -> Array:
        result = np.zeros_like(x)
        for group, weight in zip(self.groups, self.weights, strict=True):
            if weight > 0:
                result[group] = weight * Norm2().slope(x[group], towards[group] / weight)
        return result

    def formula(self, x: Sequence[Expr]) -> Expr:
        norms = [norm([x[i] for i in group]) for group in self.groups]
        return total(self.weights, norms)

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        result = list(v)
        for group, weight in zip(self.groups, self.weights, strict=True):
            points = Norm2().near_formula([v[i] for i in group], plain(weight) * step)
            for i, point in zip(group, points, strict=True):
                result[i] = point
        return result


class NormInf(Proximable):
    """The greatest absolute value. v minus its projection on the l1 ball of radius step."""

    name = "norm_inf"

    def value(self, x: Array) -> float:
        return float(np.max(np.abs(x), initial=0.0))

    def near(self, v: Array, step: float) -> Array:
        if np.abs(v).sum() <= step:
            return np.zeros_like(v)
        level = water_level(np.abs(v), step)  # cut off at one height, so that ties are exact
        return np.clip(v, -level, level)

    def slope(self, x: Array, towards: Array) -> Array:
        top = np.abs(x) == self.value(x)
        if not np.any(x):
            return project_l1_ball(towards)
        result = np.zeros_like(x)
        signs = np.sign(x[top])
        result[top] = signs * project_simplex(signs * towards[top])
        return result

    def formula(self, x: Sequence[Expr]) -> Expr:
        return greatest([abs(part) for part in x])

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        level = greatest([water_level_formula([abs(part) for part in v], step), 0])
        return [greatest([-level, least([part, level])]) for part in v]


class MaxOf(Proximable):
    """The greatest component. v cut off at the level above which the step stands out."""

    name = "max_of"
    least_size = 1

    def value(self, x: Array) -> float:
        return float(np.max(x))

    def near(self, v: Array, step: float) -> Array:
        return np.minimum(v, water_level(v, step))

    def slope(self, x: Array, towards: Array) -> Array:
        top = x == np.max(x)
        result = np.zeros_like(x)
        result[top] = project_simplex(towards[top])
        return result

    def formula(self, x: Sequence[Expr]) -> Expr:
        return greatest(x)

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        level = water_level_formula(v, step)
        return [least([part, level]) for part in v]


class Quadratic(Proximable):
    """x.Q x/2 + b.x + c with Q symmetric and positive semidefinite: (I + t*Q)^-1 (v - t*b)."""

    def __init__(self, matrix: Any, slopes: Any = 0.0, constant: float = 0.0) -> None:
        matrix = table_of("quadratic", matrix)
        if matrix.shape[0] != matrix.shape[1]:
            raise SymdiffError(f"quadratic: a matrix of shape {matrix.shape}", hint="it is to be square")
        if not np.allclose(matrix, matrix.T, rtol=1e-12, atol=0):
            raise SymdiffError("quadratic: the matrix is to be symmetric")
        slopes = numbers("quadratic", "the slope", slopes)
        one_size("quadratic", len(matrix), size_of(slopes))
        self.values, self.vectors = np.linalg.eigh(matrix)
        if self.values[0] < -1e-12 * max(float(np.max(np.abs(self.values))), 1e-300):
            raise SymdiffError(
                f"quadratic: not convex, the matrix has the eigenvalue {self.values[0]:.3g}",
                hint="it is to be positive semidefinite",
            )
        self.values = np.maximum(self.values, 0.0)
        self.matrix, self.size = matrix, len(matrix)
        self.constant = float(number("quadratic", "the constant", constant))
        self.slopes = np.broadcast_to(np.asarray(slopes, dtype=float), (self.size,))
        self.name = f"quadratic of {self.size} variables"

    def value(self, x: Array) -> float:
        return float(x @ self.matrix @ x / 2 + self.slopes @ x + self.constant)

    def near(self, v: Array, step: float) -> Array:
        turned = self.vectors.T @ (v - step * self.slopes)
        return np.asarray(self.vectors @ (turned / (1 + step * self.values)))

    def slope(self, x: Array, towards: Array) -> Array:
        return np.asarray(self.matrix @ x + self.slopes)

    def formula(self, x: Sequence[Expr]) -> Expr:
        curved = add([total(row, x) * part / 2 for row, part in zip(self.matrix, x, strict=True)])
        constant: float = plain(self.constant)
        return curved + total(self.slopes, x) + constant

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        """Solve by Gauss and Jordan; the matrix is positive definite, so no pivot is 0."""
        size = len(v)
        slopes = spread(self.slopes, size)
        rows: list[list[Any]] = [
            [(step * plain(q) if q else 0) + (1 if i == j else 0) for j, q in enumerate(self.matrix[i])]
            + [v[i] - step * slopes[i]]
            for i in range(size)
        ]  # fmt: skip
        for k in range(size):
            for i in range(size):
                if i == k or _is_zero(rows[i][k]):
                    continue
                factor = rows[i][k] / rows[k][k]
                for j in range(k + 1, size + 1):
                    if not _is_zero(rows[k][j]):
                        rows[i][j] = rows[i][j] - factor * rows[k][j]
                rows[i][k] = 0
        return [rows[i][size] / rows[i][i] for i in range(size)]


def _is_zero(entry: Any) -> bool:
    return not isinstance(entry, Expr) and entry == 0

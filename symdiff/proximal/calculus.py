"""`Proximable`: a closed convex function that has a proximal operator, and the calculus of such functions.

The proximal operator of f with a step t > 0 goes from v to the one point where f(x) + |x - v|**2/(2*t) is
least.

>>> from symdiff.proximal import l1
>>> f = 2*l1()
>>> f.prox([3.0, -0.5], 1.0).tolist()
[1.0, -0.0]
>>> f.of(2.0, 1.0).prox([3.0, -0.5], 0.25).tolist()
[2.0, -0.5]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.proximal.arguments import (
    aim_of,
    checked_step,
    chosen,
    number,
    numbers,
    one_size,
    plain,
    shown,
    size_of,
    spread,
    table_of,
    vector_of,
)
from symdiff.proximal.projections import Array, Places
from symdiff.proximal.symbolic import total

Symbolic = Any
"""A number or an `Expr`."""
_ROUNDING: Final = 1e-14
"""What an argument behind a map may be beside a kink, relative to what it is the difference of."""


class Proximable:
    """A closed convex function of a vector, possibly infinite, with its proximal operator.

    Rows of the table and what the calculus makes of them are such. *size* is the number of arguments, None
    where any will do. `2*f` is f scaled, `f + g` of functions is refused: a sum has no such operator in
    general, but see `tilted`, `regularised` and `separable`.
    """

    name: str = "function"
    size: int | None = None
    least_size: int = 0
    separable: bool = False
    """Whether it is a sum of functions of single components."""

    # What each function says of itself -----------------------------------------------------------

    def value(self, x: Array) -> float:
        """Return f(x), infinity outside the domain."""
        raise NotImplementedError

    def near(self, v: Array, step: float) -> Array:
        """Return the proximal point of a checked vector."""
        raise NotImplementedError

    def slope(self, x: Array, towards: Array) -> Array:
        """Return the element of the subdifferential at x that is nearest to *towards*."""
        raise Unsupported(f"{self.name}: its subdifferential is not known in closed form")

    def formula(self, x: Sequence[Expr]) -> Expr:
        """Return f of symbols or expressions."""
        raise Unsupported(f"{self.name} has no formula of fixed length")

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        """Return the proximal point as formulas, one for each argument."""
        raise Unsupported(f"{self.name}: its proximal operator has no closed formula")

    def part(self, places: Places) -> Proximable:
        """Return the function of the components at *places* alone, of a separable function."""
        raise Unsupported(f"{self.name} is not a sum of functions of single components")

    # What a user calls ---------------------------------------------------------------------------

    def __call__(self, x: Any) -> float:
        return float(self.value(self._vector(x)))

    def prox(self, v: Any, step: float = 1.0) -> Array:
        """Return the point where f(x) + |x - v|**2/(2*step) is least.

        Shape: (n,) -> (n,). Raises SymdiffError for a step that is not positive, for NaN, and for a vector
        of another size.
        """
        return self.near(self._vector(v), checked_step(step))

    def subgradient(self, x: Any, towards: Any = 0.0) -> Array:
        """Return the element of the subdifferential at *x* that is nearest to *towards* (its least: 0).

        v - p divided by the step is one of those at p, the proximal point of v: a proof of p. A point that
        rounding has put beside a kink, behind a map, counts as on it.
        Raises SymdiffError outside of the domain, Unsupported where the subdifferential is not known.
        """
        x = self._vector(x)
        aim = aim_of(self.name, towards, len(x))
        found = self.slope(x, aim) if math.isfinite(self.value(x)) else np.array([math.nan])
        if not np.all(np.isfinite(found)):
            raise SymdiffError(
                f"{self.name}: there is no subgradient at {shown(x)}, outside of its domain or at its end"
            )
        return found

    def accepts(self, count: int) -> None:
        """Raise SymdiffError where a vector of *count* numbers is no argument."""
        if count < self.least_size or (self.size is not None and count != self.size):
            wanted = f"{self.size}" if self.size is not None else f"{self.least_size} or more"
            raise SymdiffError(f"{self.name}: expected a vector of {wanted} numbers, not of {count}")

    def _vector(self, v: Any) -> Array:
        vector = vector_of(self.name, v)
        self.accepts(len(vector))
        return vector

    # The calculus --------------------------------------------------------------------------------

    def __mul__(self, factor: Symbolic) -> Proximable:
        return Scaled(self, factor)

    __rmul__ = __mul__

    def of(self, scale: Symbolic = 1, shift: Any = 0) -> Proximable:
        """Return f(scale*x + shift): scaling and translation of the argument. *scale* is a number, not 0."""
        return Stretched(self, scale, shift)

    def tilted(self, slopes: Any, constant: Symbolic = 0) -> Proximable:
        """Return f(x) + slopes . x + constant: an affine function added."""
        return Tilted(self, slopes, constant)

    def regularised(self, weight: Symbolic, centre: Any = 0) -> Proximable:
        """Return f(x) + weight/2*|x - centre|**2: a quadratic perturbation, weight >= 0."""
        return Regularised(self, weight, centre)

    def along(self, matrix: Any, shift: Any = 0) -> Proximable:
        """Return f(A x + shift) where A A^T is a multiple of the identity: orthogonal maps, and one row."""
        return Mapped(self, matrix, shift)

    def conjugate(self) -> Proximable:
        """Return the convex conjugate, by Moreau's identity."""
        return Conjugate(self)


class _Made(Proximable):
    """A function made of another one, which has to accept the same vectors."""

    inner: Proximable

    def accepts(self, count: int) -> None:
        super().accepts(count)
        self.inner.accepts(count)


class Scaled(_Made):
    """c*f, c > 0: the proximal point of f with step c*t. Source: Parikh and Boyd (2014), section 2.2."""

    def __init__(self, inner: Proximable, factor: Symbolic) -> None:
        factor = number(inner.name, "the factor", factor)
        if not isinstance(factor, Expr) and factor <= 0:
            raise SymdiffError(
                f"{inner.name} times {factor}" + (" is not convex" if factor < 0 else ""),
                hint="the factor is to be a positive number",
            )
        self.inner, self.factor = inner, factor
        self.name, self.size, self.separable = f"{factor}*{inner.name}", inner.size, inner.separable

    def part(self, places: Places) -> Proximable:
        return Scaled(self.inner.part(places), self.factor)

    def value(self, x: Array) -> float:
        return float(self.factor * self.inner.value(x))

    def near(self, v: Array, step: float) -> Array:
        return self.inner.near(v, self.factor * step)

    def slope(self, x: Array, towards: Array) -> Array:
        return np.asarray(self.factor * self.inner.slope(x, towards / self.factor))

    def formula(self, x: Sequence[Expr]) -> Expr:
        scaled: Expr = self.factor * self.inner.formula(x)
        return scaled

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        return self.inner.near_formula(v, self.factor * step)


class Stretched(_Made):
    """f(a*x + b), a a number. Source: Beck (2017), theorem 6.11."""

    def __init__(self, inner: Proximable, scale: Symbolic, shift: Any) -> None:
        scale, shift = number(inner.name, "the scale", scale), numbers(inner.name, "the shift", shift)
        if not isinstance(scale, Expr) and not 0 < scale * scale < math.inf:
            raise SymdiffError(
                f"{inner.name}: its argument is scaled by {scale}", hint="the square is to be positive"
            )
        self.inner, self.scale, self.shift = inner, scale, shift
        self.name = f"{inner.name} of {scale}*x + {shift}"
        self.size = one_size(self.name, inner.size, size_of(shift))
        self.separable = inner.separable

    def part(self, places: Places) -> Proximable:
        return Stretched(self.inner.part(places), self.scale, chosen(self.shift, places))

    def value(self, x: Array) -> float:
        return self.inner.value(self.scale * x + self.shift)

    def near(self, v: Array, step: float) -> Array:
        moved = self.inner.near(self.scale * v + self.shift, self.scale**2 * step)
        return np.asarray((moved - self.shift) / self.scale)

    def slope(self, x: Array, towards: Array) -> Array:
        image, size = (
            self.scale * x + self.shift,
            np.max(np.abs(self.scale * x) + np.abs(self.shift), initial=0),
        )
        return np.asarray(self.scale * slope_beside(self.inner, image, towards / self.scale, float(size)))

    def _moved(self, x: Sequence[Expr]) -> list[Expr]:
        return [self.scale * part + b for part, b in zip(x, spread(self.shift, len(x)), strict=True)]

    def formula(self, x: Sequence[Expr]) -> Expr:
        return self.inner.formula(self._moved(x))

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        moved = self.inner.near_formula(self._moved(v), self.scale**2 * step)
        return [(part - b) / self.scale for part, b in zip(moved, spread(self.shift, len(v)), strict=True)]


class Tilted(_Made):
    """f(x) + a.x + c. Source: Parikh and Boyd (2014), section 2.2."""

    def __init__(self, inner: Proximable, slopes: Any, constant: Symbolic) -> None:
        self.inner = inner
        self.slopes, self.constant = (
            numbers(inner.name, "a slope", slopes), number(inner.name, "the constant", constant)
        )  # fmt: skip
        self.name = f"{inner.name} + an affine function"
        self.size = one_size(self.name, inner.size, size_of(slopes))
        self.separable = inner.separable

    def part(self, places: Places) -> Proximable:
        return Tilted(self.inner.part(places), chosen(self.slopes, places), self.constant)

    def value(self, x: Array) -> float:
        return float(self.inner.value(x) + np.sum(self.slopes * x) + self.constant)

    def near(self, v: Array, step: float) -> Array:
        return self.inner.near(v - step * np.asarray(self.slopes, dtype=float), step)

    def slope(self, x: Array, towards: Array) -> Array:
        return np.asarray(self.inner.slope(x, towards - self.slopes) + self.slopes)

    def formula(self, x: Sequence[Expr]) -> Expr:
        total: Expr = self.inner.formula(x)
        for part, a in zip(x, spread(self.slopes, len(x)), strict=True):
            total = total + a * part
        total = total + self.constant
        return total

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        slopes = spread(self.slopes, len(v))
        return self.inner.near_formula([part - step * a for part, a in zip(v, slopes, strict=True)], step)


class Regularised(_Made):
    """f(x) + r/2*|x - s|**2, r >= 0. Source: Parikh and Boyd (2014), section 2.2."""

    def __init__(self, inner: Proximable, weight: Symbolic, centre: Any) -> None:
        weight, centre = number(inner.name, "the weight", weight), numbers(inner.name, "the centre", centre)
        if not isinstance(weight, Expr) and weight < 0:
            raise SymdiffError(f"{inner.name}: a quadratic of weight {weight} is not convex")
        self.inner, self.weight, self.centre = inner, weight, centre
        self.name = f"{inner.name} + {weight}/2*|x - {centre}|^2"
        self.size = one_size(self.name, inner.size, size_of(centre))
        self.separable = inner.separable

    def part(self, places: Places) -> Proximable:
        return Regularised(self.inner.part(places), self.weight, chosen(self.centre, places))

    def value(self, x: Array) -> float:
        return float(self.inner.value(x) + self.weight / 2 * np.sum((x - self.centre) ** 2))

    def near(self, v: Array, step: float) -> Array:
        grown = 1 + step * self.weight
        return self.inner.near((v + step * self.weight * np.asarray(self.centre)) / grown, step / grown)

    def slope(self, x: Array, towards: Array) -> Array:
        pull = self.weight * (x - self.centre)
        return np.asarray(self.inner.slope(x, towards - pull) + pull)

    def formula(self, x: Sequence[Expr]) -> Expr:
        total = self.inner.formula(x)
        for part, s in zip(x, spread(self.centre, len(x)), strict=True):
            total = total + self.weight * (part - s) ** 2 / 2
        return total

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        grown = 1 + step * self.weight
        centre = spread(self.centre, len(v))
        pulled = [(part + step * self.weight * s) / grown for part, s in zip(v, centre, strict=True)]
        return self.inner.near_formula(pulled, step / grown)


class Mapped(Proximable):
    """f(A x + b) with A A^T = alpha*I. Source: Beck (2017), theorem 6.15."""

    def __init__(self, inner: Proximable, matrix: Any, shift: Any) -> None:
        matrix, shift = table_of(inner.name, matrix), numbers(inner.name, "the shift", shift)
        inner.accepts(len(matrix))
        one_size(inner.name, len(matrix), size_of(shift))
        product = matrix @ matrix.T
        alpha = float(product[0, 0])
        if not np.allclose(product, alpha * np.eye(len(matrix)), rtol=0, atol=1e-12 * max(alpha, 1e-300)):
            raise Unsupported(
                f"{inner.name} of a linear map whose rows are not orthogonal and of one length",
                hint="the proximal operator has no closed form then",
            )
        if alpha == 0:
            raise SymdiffError(f"{inner.name} of a linear map that is zero")
        self.inner, self.matrix, self.shift, self.alpha = inner, matrix, shift, alpha
        self.name, self.size = f"{inner.name} of a linear map", matrix.shape[1]

    def value(self, x: Array) -> float:
        return self.inner.value(self.matrix @ x + self.shift)

    def near(self, v: Array, step: float) -> Array:
        image = self.matrix @ v + self.shift
        moved = self.inner.near(image, self.alpha * step) - image
        return np.asarray(v + self.matrix.T @ moved / self.alpha)

    def slope(self, x: Array, towards: Array) -> Array:
        image = self.matrix @ x + self.shift
        size = float(np.max(np.abs(self.matrix) @ np.abs(x) + np.abs(self.shift)))
        aim = np.asarray(self.matrix @ towards / self.alpha)
        return np.asarray(self.matrix.T @ slope_beside(self.inner, image, aim, size))

    def _image(self, x: Sequence[Expr]) -> list[Expr]:
        shifts = spread(self.shift, len(self.matrix))
        return [total(row, x) + b for row, b in zip(self.matrix, shifts, strict=True)]

    def formula(self, x: Sequence[Expr]) -> Expr:
        return self.inner.formula(self._image(x))

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        image = self._image(v)
        moved = self.inner.near_formula(image, plain(self.alpha) * step)
        change = [(new - old) / plain(self.alpha) for new, old in zip(moved, image, strict=True)]
        return [part + total(column, change) for part, column in zip(v, self.matrix.T, strict=True)]


class Conjugate(_Made):
    """sup of x.y - f(x) over x, by Moreau's identity: prox of step t is v - t*prox_f(v/t) with step 1/t.

    Source: Beck (2017), theorem 6.45.
    """

    def __init__(self, inner: Proximable) -> None:
        self.inner = inner
        self.name, self.size = f"conjugate of {inner.name}", inner.size

    def value(self, x: Array) -> float:
        raise Unsupported(f"{self.name}: its values are not known in closed form, its proximal operator is")

    def near(self, v: Array, step: float) -> Array:
        return np.asarray(v - step * self.inner.near(v / step, 1 / step))

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        points = self.inner.near_formula([part / step for part in v], 1 / step)
        return [part - step * p for part, p in zip(v, points, strict=True)]

    def conjugate(self) -> Proximable:
        return self.inner


def slope_beside(f: Proximable, x: Array, towards: Array, size: float) -> Array:
    """Return the element of the subdifferential of f at x that is nearest to *towards*.

    Where x misses a kink by the rounding of numbers of *size*, the kink counts: a proximal step as short as
    that rounding lands on it, and the subdifferential there is asked as well.
    """
    found = f.slope(x, towards)
    length = max(float(np.max(np.abs(found), initial=0.0)), float(np.max(np.abs(towards), initial=0.0)))
    if not 0 < size < math.inf or not 0 < length < math.inf:
        return found
    other = f.slope(f.near(x, _ROUNDING * size / length), towards)
    if f.separable:
        return np.where(np.abs(other - towards) < np.abs(found - towards), other, found)
    return other if np.linalg.norm(other - towards) < np.linalg.norm(found - towards) else found

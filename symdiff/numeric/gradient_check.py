"""Check a gradient someone wrote by hand against differences of the function itself.

`gradcheck` compares every component with a Richardson estimate and its error bound, and says which
one is off, by how much, and what slip it looks like. The report is false where anything is off or
could not be judged.

>>> def f(p): return p[0] ** 2 * p[1]
>>> def grad(p): return [2 * p[0] * p[1], -p[0] ** 2]
>>> print(gradcheck(f, grad, [3.0, 2.0], names=["x", "y"]))
gradient wrong in 1 of 2 components
d/dy (index 1): given -9.0, differences give 9.0 (error below 1e-13): the sign is flipped
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symdiff.errors import DomainError, NotDifferentiable, SymdiffError, Unsupported
from symdiff.numeric.quotients import Estimate, Vector, replaced, richardson

_VAGUE = 1e-3
"""An error bound above this part of the component leaves it unjudged."""

_CONSTANTS = {
    "pi": math.pi,
    "2 pi": 2 * math.pi,
    "sqrt(2 pi)": math.sqrt(2 * math.pi),
    "sqrt(2)": math.sqrt(2),
    "e": math.e,
    "log(2)": math.log(2),
    "log(10)": math.log(10),
    "180/pi (degrees for radians)": 180 / math.pi,
}


@dataclass(frozen=True, slots=True)
class Component:
    """One partial derivative: the value given, the value of the differences, and the verdict.

    *numeric* and *error* are None where the differences refused; *why* is then the reason, else
    a guess at the slip.
    """

    index: int
    name: str
    given: float
    numeric: float | None
    error: float | None
    tolerance: float
    ok: bool
    why: str = ""

    @property
    def excess(self) -> float:
        """Return the distance of the two values in tolerances; infinite where unjudged."""
        if self.numeric is None or not math.isfinite(self.given):
            return math.inf
        distance = abs(self.given - self.numeric)
        if not distance:
            return 0.0 if self.ok else math.inf
        return distance / self.tolerance if self.tolerance else math.inf

    def __str__(self) -> str:
        label = f"d/d{self.name} (index {self.index})" if self.name else f"index {self.index}"
        if self.numeric is None or self.error is None:
            return f"{label}: given {self.given!r}, not judged: {self.why}"
        found = float(f"{self.numeric:.12g}")
        bound = f"{10.0 ** math.ceil(math.log10(self.error)):.0e}" if self.error else "any float"
        text = f"{label}: given {self.given!r}, differences give {found!r} (error below {bound})"
        return f"{text}: {self.why}" if self.why else text


@dataclass(frozen=True, slots=True)
class GradReport:
    """The verdict on a gradient: true if every component was judged and agrees."""

    components: tuple[Component, ...]

    @property
    def ok(self) -> bool:
        return all(component.ok for component in self.components)

    @property
    def worst(self) -> Component | None:
        """Return the component furthest off, measured in its tolerance; None for no components."""
        return max(self.components, key=lambda c: (not c.ok, c.excess), default=None)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        total = len(self.components)
        bad = [component for component in self.components if not component.ok]
        if not bad:
            return f"gradient right in all {total} components"
        unjudged = sum(component.numeric is None for component in bad)
        parts = [f"wrong in {len(bad) - unjudged}"] if len(bad) > unjudged else []
        parts += [f"not judged in {unjudged}"] if unjudged else []
        head = f"gradient {' and '.join(parts)} of {total} component{'s' if total > 1 else ''}"
        return "\n".join([head, *map(str, bad)])


def gradcheck(
    f: Callable[[Any], Any],
    grad: Callable[[Any], Any],
    point: Vector,
    rtol: float = 1e-9,
    names: Sequence[str] | None = None,
    seed: int = 0,
) -> GradReport:
    """Return the report on *grad*, a function of one sequence, as the gradient of *f* at *point*.

    A guess at the slip that calls the ratio constant is made only if it is the same at a second
    point, drawn near the first with *seed*.

    Shape: *point* has n numbers and *grad* returns n; each call gets a fresh list, or an array of
    floats where *point* is an array.
    Error: a component passes within the error bound of its estimate, plus *rtol* of its size for
    the rounding of *grad* (1e-5 where *grad* returns float32).
    Raises: SymdiffError, for another shape; Unsupported, for a complex point, value or component.
    Cost: about 200 calls of f a component, and as many again for each one that is off.

    >>> bool(gradcheck(lambda p: p[0] * p[1], lambda p: [p[1], p[0]], (2, 5)))
    True
    """
    start = _real_vector(point, "the point")
    labels = [""] * len(start) if names is None else list(names)
    if len(labels) != len(start):
        raise SymdiffError(f"there are {len(labels)} names for {len(start)} coordinates")
    _scalar(f(_at(point, start)))
    given, slack = _given(grad, point, start, rtol)
    estimates = [_estimate(f, point, start, i) for i in range(len(start))]
    components = [_judge(i, labels[i], given[i], *estimate, slack) for i, estimate in enumerate(estimates)]
    if any(not component.ok for component in components):
        near = _nearby(start, seed)
        components = [_explain(c, components, f, grad, point, near, slack) for c in components]
    return GradReport(tuple(components))


def _judge(
    index: int, name: str, given: float, estimate: Estimate[Any] | str, secant: float, slack: float
) -> Component:
    if isinstance(estimate, str):
        return Component(index, name, given, None, None, 0.0, False, estimate)
    value, error = estimate.value, estimate.error
    size = max(abs(value), abs(given) if math.isfinite(given) else 0.0)
    if error > _VAGUE * max(size, secant, sys.float_info.min):
        why = f"the differences say only {value:.3g} ± {error:.1g}"
        return Component(index, name, given, None, None, 0.0, False, why)
    tolerance = error + slack * size
    return Component(index, name, given, value, error, tolerance, abs(given - value) <= tolerance)


def _explain(
    component: Component,
    components: Sequence[Component],
    f: Callable[[Any], Any],
    grad: Callable[[Any], Any],
    point: Vector,
    near: list[float],
    slack: float,
) -> Component:
    """Return the component with a guess at its slip, if it is off and one fits."""
    value, given = component.numeric, component.given
    if component.ok or value is None:
        return component
    why = ""
    if not math.isfinite(given):
        why = "it is not a finite number"
    elif given == 0:
        why = "the given value is zero; was the term forgotten?"
    elif value:
        why = _ratio(given / value, component.tolerance / abs(value))
        if why and not _persists(component.index, given / value, f, grad, point, near, slack):
            why = ""
    if not why:
        why = _swap(component, components)
    return replace(component, why=why)


def _ratio(ratio: float, tolerance: float) -> str:
    """Return the slip that a ratio of given to true value looks like, or an empty text.

    >>> _ratio(-1.0, 1e-9), _ratio(0.5, 1e-9), _ratio(2 * math.pi, 1e-9)
    ('the sign is flipped', 'a factor 2 is missing', 'a factor 2 pi too much')
    """
    sign, size = ("the sign is flipped" if ratio < 0 else ""), abs(ratio)
    if abs(size - 1) <= tolerance:
        return sign
    integers = {str(n): float(n) for n in range(2, 13)}
    fractions = {f"{p}/{q}": p / q for q in range(2, 6) for p in range(q + 1, 6) if p % q}
    for text, constant in {**integers, **fractions, **_CONSTANTS}.items():
        slips = {f"a factor {text} too much": constant, f"a factor {text} is missing": 1 / constant}
        for slip, expected in slips.items():
            if abs(size - expected) <= tolerance * max(1.0, expected):
                return f"{sign}, with {slip}" if sign else slip
    return ""


def _persists(
    index: int,
    ratio: float,
    f: Callable[[Any], Any],
    grad: Callable[[Any], Any],
    point: Vector,
    near: list[float],
    slack: float,
) -> bool:
    """Return whether the ratio of given to true value is the same at a second point.

    Where that point is outside the domain the first one has to do.
    """
    try:
        given, _ = _given(grad, point, near, slack)
        estimate, _ = _estimate(f, point, near, index)
    except (SymdiffError, ValueError, ArithmeticError):
        return True
    if isinstance(estimate, str):
        return True
    expected = ratio * estimate.value
    room = abs(ratio) * estimate.error + max(slack, 1e-9) * abs(expected)
    return abs(given[index] - expected) <= room


def _swap(component: Component, components: Sequence[Component]) -> str:
    """Return which other component the given value belongs to, or an empty text."""
    for other in components:
        if other.index == component.index or other.numeric is None or component.numeric is None:
            continue
        label = f"{other.index}" + (f" ({other.name})" if other.name else "")
        if other.numeric and abs(component.given - other.numeric) <= other.tolerance:
            if abs(other.given - component.numeric) <= component.tolerance:
                return f"swapped with component {label}"
            return f"this is component {label}"
    return ""


def _estimate(
    f: Callable[[Any], Any], point: Vector, values: list[float], index: int
) -> tuple[Estimate[float] | str, float]:
    """Return the partial derivative at *values*, or the reason why there is none, and its scale.

    The scale tells a small error from a large one where the derivative is zero: |f| over the
    coordinate, or the median slope of secants about as long as that.
    """
    x = values[index]
    far: dict[float, float] = {}

    def along(t: float) -> Any:
        moved = list(values)
        moved[index] = t
        value = _scalar(f(_at(point, moved)))
        if abs(t - x) >= max(1.0, abs(x)) / 8:
            far[t] = float(value)
        return value

    try:
        estimate: Estimate[float] | str = richardson(along, x)
    except (NotDifferentiable, DomainError) as error:
        estimate = error.message
    middle = float(_scalar(f(_at(point, values))))
    slopes = sorted(abs((value - middle) / (t - x)) for t, value in far.items())
    scale = abs(middle) / max(1.0, abs(x))
    return estimate, max(scale, slopes[len(slopes) // 2] if slopes else 0.0)


def _given(
    grad: Callable[[Any], Any], point: Vector, values: list[float], rtol: float
) -> tuple[list[float], float]:
    """Return the gradient given at *values*, and the relative slack of its own rounding."""
    result = grad(_at(point, values))
    components = _real_vector(result, "the gradient")
    if len(components) != len(values):
        raise SymdiffError(
            f"the gradient has {len(components)} components for {len(values)} coordinates",
            hint="grad must return one number for each coordinate of the point",
        )
    sizes = [getattr(getattr(item, "dtype", None), "itemsize", 8) for item in result]
    return components, max(rtol, 1e-5) if min(sizes, default=8) < 8 else rtol


def _real_vector(items: Any, what: str) -> list[float]:
    """Return a vector as floats, or raise for another shape or for complex numbers."""
    shape = getattr(items, "shape", None)
    if (shape is not None and len(shape) != 1) or not hasattr(items, "__iter__"):
        seen = f"of shape {tuple(shape)}" if shape is not None else f"a {type(items).__name__}"
        raise SymdiffError(
            f"{what} is {seen}; expected a flat sequence of numbers", hint="such as [1.0, 2.0]"
        )
    vector = []
    for i, item in enumerate(items):
        if isinstance(item, complex) or hasattr(item, "_mpc_"):
            raise Unsupported(
                f"{what} is complex at index {i}: {item}",
                hint="gradcheck takes real functions; split real and imaginary part",
            )
        try:
            vector.append(float(item))
        except (TypeError, ValueError) as error:
            raise SymdiffError(f"{what} is not a number at index {i}: {item!r}") from error
    return vector


def _scalar(value: Any) -> Any:
    """Return a value of f, or raise if it is complex or not one number."""
    if isinstance(value, complex) or hasattr(value, "_mpc_"):
        raise Unsupported(f"f is complex: {value}", hint="gradcheck takes real functions")
    if getattr(value, "shape", ()) == ():
        try:
            float(value)
            return value  # not as a float: the type tells how f was rounded
        except (TypeError, ValueError):
            pass
    raise SymdiffError(f"f gives {value!r}; expected one number")


def _at(point: Vector, values: list[float]) -> Any:
    """Return *values* as the kind of sequence that *point* is, fresh, so that f may change it."""
    if not values:
        return list(values)
    moved = replaced(point, 0, values[0])
    for i, value in enumerate(values):
        moved[i] = value
    return moved


def _nearby(values: list[float], seed: int) -> list[float]:
    """Return a point within a tenth of each coordinate, or of 1 where it is zero."""
    draw = random.Random(seed)
    return [x + (abs(x) or 1.0) * draw.uniform(0.02, 0.1) * draw.choice((-1, 1)) for x in values]

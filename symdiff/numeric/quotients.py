"""Derivatives of plain Python callables, from values of the callable alone.

`forward`, `central` and `complex_step` are the three classical quotients. `richardson` extrapolates
central ones, chooses its steps itself, says how far off it can be, and refuses where there is no
derivative. `gradient` and `jacobian` apply it to each coordinate. None of them reads a formula, so
they are witnesses for everything that does.

>>> import math
>>> print(richardson(lambda x: math.sin(1e6 * x), 1.0))
936752.13 ± 0.02
"""

from __future__ import annotations

import importlib
import math
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, overload

from symdiff.errors import DomainError, NotDifferentiable, SymdiffError, Unsupported
from symdiff.numeric.tableau import Probe, Real, best_entry

N = TypeVar("N")


class Vector(Protocol):
    """A list, tuple or array of numbers: what a point may be."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __getitem__(self, index: int, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Estimate(Generic[N]):
    """A derivative, a bound on its error, the finest step used, and the calls of f it cost."""

    value: N
    error: N
    step: N
    evaluations: int

    def __float__(self) -> float:
        return float(self.value)  # type: ignore[arg-type]

    def __str__(self) -> str:
        value, error = float(self), float(self.error)  # type: ignore[arg-type]
        if not (1e-300 < error < math.inf and value - value == 0):
            return f"{self.value} ± {self.error}"
        place = math.floor(math.log10(error))
        kept = math.floor(math.log10(abs(value))) - place + 1 if value else 1
        leading = math.ceil(error / 10.0**place)  # a bound is rounded up
        return f"{value:.{min(max(kept, 1), 17)}g} ± {leading * 10.0**place:.1g}"


def forward(f: Callable[[Any], Any], x: Real, step: Real | None = None) -> Real:
    """Return (f(x + h) - f(x)) / h.

    Default step: sqrt(eps) max(1, |x|), where truncation and rounding balance for f of scale 1.
    Error: |f''| h / 2 of truncation, 2 eps |f| / h of rounding: half the digits at the default.
    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 8.1.

    >>> abs(forward(lambda x: x * x, 3.0) - 6) < 1e-6
    True
    """
    h = _taken(x, _spacing(x) ** 0.5 * max(1, abs(x)) if step is None else step)
    return (f(x + h) - f(x)) / h


def central(f: Callable[[Any], Any], x: Real, step: Real | None = None) -> Real:
    """Return (f(x + h) - f(x - h)) / 2h.

    Default step: eps**(1/3) max(1, |x|), where truncation and rounding balance for f of scale 1.
    Error: |f'''| h**2 / 6 of truncation, eps |f| / h of rounding: two thirds of the digits.
    Source: Nocedal & Wright, Numerical Optimization, 2nd ed., section 8.1.

    >>> abs(central(lambda x: x**3, 1.0) - 3) < 1e-9
    True
    """
    h = _taken(x, _spacing(x) ** (1 / 3) * max(1, abs(x)) if step is None else step)
    return (f(x + h) - f(x - h)) / (2 * h)


def complex_step(f: Callable[[Any], Any], x: Real, step: Real | None = None) -> Real:
    """Return Im f(x + ih) / h: nothing is subtracted, so h can be tiny and no digit is lost.

    Default step: 1e-20 |x| (1e-20 at 0), no less than 1e-307; eps |x| for an mpf. The error is then
    rounding alone.
    Domain: f analytic, real on the reals and written for complex arguments; `abs`, `conjugate`,
    comparisons and the functions of `math` are not, and only some of them can be noticed.
    Error: |f'''| h**2 / 6 of truncation, a few eps |f'| of rounding whatever the step.
    Raises: Unsupported, where f rejects complex arguments or answers with a real number.
    Source: Squire & Trapp, SIAM Review 40 (1998) 110-112, after Lyness & Moler (1967).

    >>> import cmath
    >>> complex_step(cmath.exp, 0.0)
    1.0
    """
    multiprecision = hasattr(x, "_mpf_")
    if step is None:
        scale = abs(x) if x else 1
        step = _spacing(x) * scale
        if not multiprecision:
            step = max(1e-20 * scale, 4 * sys.float_info.min)
    try:
        y = f(x + 1j * step if multiprecision else complex(x, step))
    except TypeError as error:
        raise Unsupported(
            f"f does not take complex arguments: {error}", hint="try cmath or numpy, or richardson"
        ) from error
    if not (isinstance(y, complex) or hasattr(y, "_mpc_")):
        raise Unsupported(
            f"f gave the real number {y} for a complex argument, so its derivative cannot be read",
            hint="abs, float and comparisons hide the imaginary part; try richardson",
        )
    return y.imag / step


@overload
def richardson(
    f: Callable[[Any], Any],
    x: Real,
    order: int = 1,
    *,
    step: Real | None = None,
    digits: None = None,
) -> Estimate[float]: ...
@overload
def richardson(
    f: Callable[[Any], Any],
    x: Real,
    order: int = 1,
    *,
    step: Real | None = None,
    digits: int,
) -> Estimate[Any]: ...
@overload
def richardson(
    f: Callable[[Any], Any],
    x: Real,
    order: int = 1,
    *,
    step: Real | None = None,
    digits: int | None,
) -> Estimate[Any]: ...
def richardson(
    f: Callable[[Any], Any],
    x: Real,
    order: int = 1,
    *,
    step: Real | None = None,
    digits: int | None = None,
) -> Estimate[Any]:
    """Return the derivative of *order* at *x* with a bound on its error.

    Central quotients are taken at every step from *step* (1 or |x|, the larger, if not given) down
    to |x| eps**0.8 (eps**2 at 0) and extrapolated; the winner is the entry of least error among
    those that no finer step contradicts, so that a fast wiggle, a near kink or a near pole is
    seen. With *digits*, f is called with mpmath numbers of at least twice the digits.

    Domain: f real; where f is undefined, smaller steps are used.
    Error: |value - derivative| <= error (typically a tenth of it) if f is rounded like arithmetic
    on numbers up to max(1, |f|): by 2 eps (|f| + |x f'|), by three times the noise measured next
    to x and at the step used, and by the steps its values come in. Truncation is bounded by the
    last change in the tableau, or by a geometric tail where changes fall slower than h. A measured
    noise is statistical: allow a factor 2. With *digits*, error < 10**(5 - digits)
    max(1, |derivative|) for analytic f. No bound sees a feature narrower than the finest step, or
    a smooth mistake of f; and steps that halve can fall in with an oscillation: x sin(k/x) at 0 is
    refused for 98 % of k.
    Cost: about 200 calls of f (300 at 0), half as many again from order 3 on; more with *digits*.
    Raises: NotDifferentiable, for a kink, a jump, a vertical tangent, or values lost in noise;
    also where one-sided quotients meet slower than h**(1/32). DomainError, where f has no value
    at x, or on one side of it. Unsupported, for a complex point.
    Source: `symdiff.tableau`.

    >>> richardson(abs, -2.0).value
    -1.0
    >>> richardson(abs, 0)
    Traceback (most recent call last):
    ...
    symdiff.errors.NotDifferentiable: f has a kink at 0: its slope is -1 on the left, 1 on the right
    >>> import mpmath
    >>> print(mpmath.nstr(richardson(mpmath.exp, 1, digits=30).value, 30))
    2.71828182845904523536028747135
    """
    if isinstance(x, complex) or hasattr(x, "_mpc_"):
        raise Unsupported(f"the point {x} is complex; derivatives are taken along the real line")
    if order < 1:
        raise Unsupported(f"the order is {order}; it must be 1 or more")
    if step is not None and not step > 0:
        raise Unsupported(f"the step is {step}; it must be positive")
    if digits is None:
        with warnings.catch_warnings():
            # Steps out of the domain are this function's idea: NumPy need not tell the user.
            warnings.simplefilter("ignore", RuntimeWarning)
            return Estimate(*best_entry(Probe(f, float(x), float, 53), order, step, 2))
    mpmath = importlib.import_module("mpmath")
    with mpmath.workdps(_working(digits, order)):
        probe = Probe(f, _mpf(x), mpmath.mpf, mpmath.mp.prec)
        return Estimate(*best_entry(probe, order, step, 16))


def gradient(f: Callable[[Any], Any], point: Vector, *, digits: int | None = None) -> list[Estimate[Any]]:
    """Return the partial derivatives of *f*, a function of one sequence, at *point*.

    Shape: n estimates for n coordinates; f gets an array where *point* is one, else a list.
    Error, Raises: as `richardson`, with the coordinate named.

    >>> [round(float(d), 9) for d in gradient(lambda p: p[0] ** 2 * p[1], [3, 2])]
    [12.0, 9.0]
    """
    return [column[0] for column in _columns(lambda p: [f(p)], point, digits)]


def jacobian(
    f: Callable[[Any], Iterable[Any]], point: Vector, *, digits: int | None = None
) -> list[list[Estimate[Any]]]:
    """Return the partial derivatives of every component of *f* at *point*.

    Shape: m rows of n estimates for f from R^n to R^m.
    Error, Raises: as `richardson`, with the coordinate named.
    Cost: as `gradient`; the components share the calls of f.

    >>> rows = jacobian(lambda p: [p[0] * p[1], p[0] - p[1]], [2, 5])
    >>> [[round(float(d), 9) for d in row] for row in rows]
    [[5.0, 2.0], [1.0, -1.0]]
    """
    return [list(row) for row in zip(*_columns(f, point, digits), strict=True)]


def replaced(point: Vector, index: int, value: Real) -> Any:
    """Return a fresh copy of *point*, array for array and list for list, with one coordinate set.

    >>> replaced((1, 2), 1, 0.5)
    [1, 0.5]
    """
    array: Any = point
    if hasattr(array, "astype") and isinstance(value, float):
        array = array.astype(float)  # a copy, and not of integers: they would swallow the step
        array[index] = value
        return array
    items = list(point)
    items[index] = value
    return items


def _columns(
    f: Callable[[Any], Iterable[Any]], point: Vector, digits: int | None
) -> list[list[Estimate[Any]]]:
    """Return for each coordinate the estimates of all components, one call of f a point."""
    columns = []
    for i, x in enumerate(point):
        seen: dict[Real, list[Any]] = {}

        def values(t: Real, i: int = i, seen: dict[Real, list[Any]] = seen) -> list[Any]:
            if t not in seen:
                seen[t] = list(f(replaced(point, i, t)))
            return seen[t]

        def component(k: int, values: Callable[[Real], list[Any]] = values) -> Callable[[Any], Any]:
            return lambda t: values(t)[k]

        size = len(list(f(replaced(point, i, x))))
        try:
            columns.append([richardson(component(k), x, digits=digits) for k in range(size)])
        except (NotDifferentiable, DomainError) as error:
            raise type(error)(f"along coordinate {i}: {error.message}", hint=error.hint) from error
    return columns


def _working(digits: int, order: int) -> int:
    """Return the decimal digits f is called with: half of them go at the finest useful steps."""
    return digits * (order + 3) // 2 + 20


def _mpf(x: Real) -> Real:
    mpmath = importlib.import_module("mpmath")
    return mpmath.mpf(x.numerator) / x.denominator if hasattr(x, "numerator") else mpmath.mpf(x)


def _spacing(x: Real) -> Real:
    """Return the distance from 1 to the next number of the type of *x*."""
    return x.context.eps if hasattr(x, "_mpf_") else sys.float_info.epsilon


def _taken(x: Real, h: Real) -> Real:
    """Return the step from *x* to the number nearest x + h, which is the step f sees."""
    taken = (x + h) - x
    if not taken:
        raise SymdiffError(f"the step {h} is lost in the rounding of {x}", hint="take a larger one")
    return taken

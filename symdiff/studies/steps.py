"""How the error of a difference quotient depends on its step, as a table and as a picture.

`step_study` runs the forward, the central, the complex-step and a fourth-order quotient over many
steps against a derivative that is known. Truncation falls with the step, rounding rises; the best
step is where they meet, and the complex step has no rounding to meet.

>>> import cmath
>>> study = step_study(cmath.exp, 0.0, 1.0)
>>> 1e-7 < study.best["central"].step < 1e-4 and study.best["complex"].error < 1e-15
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.numeric.quotients import central, complex_step, forward
from symdiff.studies.picture import picture

METHODS = ("forward", "central", "complex", "richardson")
ORDERS = {"forward": 1, "central": 2, "complex": 2, "richardson": 4}
"""Power of the step by which the truncation error of each method falls."""

_COLOURS = {
    "forward": "#d95f02",
    "central": "#1b7fb8",
    "complex": "#1b9e57",
    "richardson": "#8a4fa3",
}
_LABELS = {
    "forward": "forward",
    "central": "central",
    "complex": "complex step",
    "richardson": "Richardson, order 4",
}


class Row(NamedTuple):
    """The absolute errors at one step; None where f has no value for the method."""

    step: float
    forward: float | None
    central: float | None
    complex: float | None
    richardson: float | None


class Best(NamedTuple):
    """The step of least error, and that error."""

    step: float
    error: float


@dataclass(frozen=True, slots=True)
class StepStudy:
    """Errors against steps; the largest step first."""

    rows: tuple[Row, ...]
    x: float
    exact: float
    value: float
    """|f(x)|: rounding rises like eps |f(x)| / h."""

    @property
    def best(self) -> dict[str, Best]:
        """Return the best step of each method that has one; the largest of equals."""
        found = {}
        for method in METHODS:
            points = self.errors(method)
            if points:
                found[method] = Best(*min(points, key=lambda point: point[1]))
        return found

    def errors(self, method: str) -> list[tuple[float, float]]:
        """Return the steps at which *method* has a value, with its errors."""
        pairs = [(row.step, getattr(row, method)) for row in self.rows]
        return [(step, error) for step, error in pairs if error is not None]

    def table(self) -> str:
        """Return the errors in columns of text, and the best step of each method below them.

        >>> print(step_study(lambda x: x * x, 1.0, 2.0, steps=[0.5, 0.25]).table())
                h    forward    central    complex richardson
          5.0e-01    5.0e-01          0          0          0
          2.5e-01    2.5e-01          0          0          0
           best h    2.5e-01    5.0e-01    5.0e-01    5.0e-01
        """
        lines = [f"{'h':>9}" + "".join(f" {method:>10}" for method in METHODS)]
        for row in self.rows:
            lines.append(f"{row.step:9.1e}" + "".join(f" {_cell(error):>10}" for error in row[1:]))
        best = self.best
        cells = [f"{best[method].step:.1e}" if method in best else "-" for method in METHODS]
        lines.append(f"{'best h':>9}" + "".join(f" {cell:>10}" for cell in cells))
        return "\n".join(lines)

    def plot(self, path: str, title: str | None = None) -> None:
        """Write the errors against the step to *path*, log-log, as PNG or SVG by its ending.

        Thin lines show the slope of each truncation error and of rounding, eps |f| / h; a ring
        marks the best step of each method. Errors of zero are drawn at the bottom edge.
        """
        with picture(path) as axes:
            self._draw(axes, self._floor())
            axes.set_title(title or f"Error of f\N{PRIME}({self.x:g}) against the step", pad=10)

    def _floor(self) -> float:
        """Return a tenth of a rounding of the derivative: what is drawn for an error of zero."""
        return 2.0**-53 * max(abs(self.exact), 1e-300) / 10

    def _draw(self, axes: Any, floor: float) -> None:
        steps = [row.step for row in self.rows]
        top = 10 * max((max(e for _, e in self.errors(m)) for m in self.best), default=1.0)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlim(max(steps) * 2, min(steps) / 2)
        axes.set_ylim(floor / 3, max(top, 100 * floor))
        for method, best in self.best.items():
            points, colour = self.errors(method), _COLOURS[method]
            axes.plot(
                [step for step, _ in points],
                [max(error, floor) for _, error in points],
                "o-",
                color=colour,
                linewidth=3.0 if method == "central" else 1.5,  # the complex step lies on it
                markersize=3.2,
                label=f"{_LABELS[method]}: best {_cell(best.error)} at h = {best.step:.0e}",
                zorder=3,
            )
            axes.plot(
                best.step,
                max(best.error, floor),
                "o",
                markersize=11,
                markerfacecolor="none",
                markeredgecolor=colour,
                markeredgewidth=1.4,
                zorder=4,
            )
            self._guide(axes, points, ORDERS[method], colour, best.step)
        rounding = 2.0**-52 * self.value
        if rounding:
            axes.plot(steps, [rounding / step for step in steps], ":", color="#555555", linewidth=1)
            step = steps[(4 * len(steps)) // 5]
            text = "rounding: \N{GREEK SMALL LETTER EPSILON} |f| / h"
            _annotate(axes, text, (step, rounding / step), (-8, 8), "right", "#555555")
        axes.set_xlabel("step h (smaller to the right)")
        axes.set_ylabel("absolute error")
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.13), "ncols": 2}
        axes.legend(**below, frameon=False, fontsize=9)

    def _guide(
        self, axes: Any, points: list[tuple[float, float]], order: int, colour: str, best: float
    ) -> None:
        """Draw the slope of the truncation error through the steps above the best one."""
        ratios = sorted(error / step**order for step, error in points if step > best and error)
        if not ratios:
            return
        factor = ratios[len(ratios) // 2]
        line = [(step, factor * step**order) for step, _ in points]
        line = [(step, error) for step, error in line if error > self._floor()]
        axes.plot(*zip(*line, strict=True), color=colour, linewidth=0.7, alpha=0.8)
        name = "slope " + str(order)
        if order == 2 and colour == _COLOURS["complex"] and self.errors("central"):
            return  # the same slope on the same line
        if order == 4:
            _annotate(axes, name, line[len(line) // 2], (-7, -4), "right", colour)
        else:
            _annotate(axes, name, line[len(line) // 3], (7, 3), "left", colour)


def step_study(
    f: Callable[[Any], Any], x: float, exact: float, steps: Sequence[float] | None = None
) -> StepStudy:
    """Return the errors of four quotients of *f* at *x*, against the derivative *exact*.

    Steps: 1 to 1e-16, two a decade, if not given. The fourth-order quotient is
    (4 central(h/2) - central(h)) / 3.
    Domain: f of float, and of complex for the complex step, which is left out otherwise.
    Raises: SymdiffError, for a step that is not positive.

    >>> step_study(lambda x: x**3, 1.0, 3.0, steps=[0.125]).rows[0].central
    0.015625
    """
    sizes = [10 ** (-k / 2) for k in range(33)] if steps is None else sorted(steps, reverse=True)
    if not sizes or not all(step > 0 for step in sizes):
        raise SymdiffError(f"the steps are {list(sizes)}; they must be positive, and at least one")

    quotients: tuple[Callable[[float], Any], ...] = (
        lambda h: forward(f, x, h),
        lambda h: central(f, x, h),
        lambda h: complex_step(f, x, h),
        lambda h: (4 * central(f, x, h / 2) - central(f, x, h)) / 3,
    )
    rows = [Row(h, *(_error(quotient, h, exact) for quotient in quotients)) for h in sizes]
    return StepStudy(tuple(rows), x, exact, abs(f(x)))


def _error(quotient: Callable[[float], Any], h: float, exact: float) -> float | None:
    try:
        value = quotient(h)
    except (ValueError, ArithmeticError, SymdiffError):
        return None
    value = float(getattr(value, "real", value))
    return abs(value - exact) if math.isfinite(value) else None


def _cell(error: float | None) -> str:
    return "-" if error is None else f"{error:.1e}" if error else "0"


def _annotate(
    axes: Any,
    text: str,
    place: tuple[float, float],
    offset: tuple[int, int],
    side: str,
    colour: str,
) -> None:
    axes.annotate(
        text,
        place,
        xytext=offset,
        textcoords="offset points",
        ha=side,
        color=colour,
        fontsize=8.5,
        zorder=5,
    )

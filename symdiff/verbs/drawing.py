"""A formula of one variable and its derivative, drawn with their special points.

Curves are broken where the function is: poles have a dashed line, jumps and gaps an open circle at each
limit that is not the value and a filled one at the value, corners a square.

>>> from symdiff import parse
>>> [(round(place, 3), kind) for place, (kind, _) in breaks(parse("tan(x)"), "x", -2.0, 2.0)[0].items()]
[(-1.571, 'pole'), (1.571, 'pole')]
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.arrays import library
from symdiff.arithmetic.evaluation import evaluate
from symdiff.at.many import values_at
from symdiff.at.numbers import constant, exact
from symdiff.at.point import value_at
from symdiff.errors import SymdiffError
from symdiff.export.latex import symbol_latex
from symdiff.graph.expr import Expr
from symdiff.graph.tensors import refuse_arrays
from symdiff.parser.given import Variable
from symdiff.parser.inputs import name_of
from symdiff.studies.picture import new_axes
from symdiff.verbs.derivatives import derive
from symdiff.verbs.points import limit_at, special_points

_POINTS: Final = 400
"""Points of a curve, shared among its pieces by their lengths."""
_CLOSE: Final = 20
"""More points of each piece, closer and closer to its ends: a slope without bound is seen to go up."""
_MOST: Final = 200
"""Special points that are drawn."""
_SAME: Final = 1e-6
"""Part of the height of a curve below which a limit and a value are drawn as one."""
_BESIDE: Final = 0.04
"""Part of the interval beside such a place in which heights are not to be seen."""
_CUT: Final = 0.04
"""Part of the points of a curve without end that is not to be seen above, and below."""
_LONGEST: Final = 80
"""Characters of LaTeX in a legend."""
_MARKED: Final = ("corner", "cusp", "vertical tangent")
_COLOURS: Final = ("#1f5f8b", "#c4572e")

_ABOVE: Final = {"open": 3, "closed": 4}
"""Which circle is seen where two are at one place."""

Breaks = dict[float, tuple[str, Expr]]
"""Where a curve is special → of what kind, and the place exactly."""


class _Piece(NamedTuple):
    """A piece of a curve between two breaks. At a break its height is the limit, NaN where there is none."""

    x: Any
    y: Any


def plot(
    expr: Expr,
    variable: Variable | None = None,
    between: Sequence[float | Expr] = (-5.0, 5.0),
    *,
    at: Mapping[Any, Any] | None = None,
    derivative: bool = True,
    axes: Any = None,
) -> Any:
    """Draw *expr* and its derivative on Matplotlib axes, and return the axes.

    *variable* may be left out where there is one symbol without a value in *at*; *between* are the ends of
    what is drawn. Without *axes* on new ones, which a notebook shows. Special points that could not be solved
    for are named below the drawing; there a curve may be drawn through.

    Cost: that of `special_points` and of some 500 values, for each curve. Raises SymdiffError where
    Matplotlib is missing, for an interval without length, and where it is not told which symbol is the
    variable.
    """
    refuse_arrays(expr, "a drawing")
    name, body = _asked(expr, variable, at)
    try:
        low, high = (float(constant(one)) if isinstance(one, Expr) else float(one) for one in between)
    except (TypeError, ValueError):
        raise SymdiffError(f"{between!r} is no interval", hint="for example between=(-2, 3)") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise SymdiffError(f"nothing is between {low:g} and {high:g}", hint="for example between=(-2, 3)")
    if axes is None:
        axes = new_axes()
    curves = [body, derive(body, name)] if derivative else [body]
    inherited: Breaks = {}
    seen: list[float] = []
    unsolved: dict[str, None] = {}
    for order, curve in enumerate(curves):
        found, open_ones = breaks(curve, name, low, high)
        unsolved.update(dict.fromkeys(open_ones))
        places = {place: (inherited | found)[place] for place in sorted(inherited | found)}
        label = f"${body.latex()}$" if order == 0 else rf"$\mathrm{{d}}/\mathrm{{d}}{symbol_latex(name)}$"
        if len(label) > _LONGEST:
            label = "f" if order == 0 else "f'"
        drawn = _Curve(axes, curve, name, places, order, low, high)
        drawn.draw(label)
        seen += drawn.seen
        inherited = found
    axes.set_xlim(low, high)
    if seen:
        bottom, top = min(seen), max(seen)
        space = 0.08 * (top - bottom) or 1.0
        axes.set_ylim(bottom - space, top + space)
    said = f"; not solved: {', '.join(unsolved)}" if unsolved else ""
    axes.set_xlabel(f"${symbol_latex(name)}${said}")
    axes.legend(loc="best")
    axes.grid(True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    return axes


def breaks(expr: Expr, name: str, low: float, high: float) -> tuple[Breaks, list[str]]:
    """Return where *expr* is special between two numbers, and the equations that are not solved.

    Raises SymdiffError where there are more than 200 such places.
    """
    found: Breaks = {}
    unsolved = []
    for point in special_points(expr, name):
        if point.kind == "unsolved":
            unsolved.append(f"{point.where} = 0")
            continue
        places = [point.where]
        if point.period is not None:
            start, step = float(constant(point.where)), float(constant(point.period))
            ends = sorted([(low - start) / step, (high - start) / step])
            first, last = math.ceil(ends[0]), math.floor(ends[1])
            if last - first >= _MOST:
                raise SymdiffError(
                    f"{last - first + 1} special points are too many to draw", hint="draw less: between=(...)"
                )
            places = [point.where + k * point.period for k in range(first, last + 1)]
        found |= {float(constant(one)): (point.kind, one) for one in places}
    return {place: found[place] for place in sorted(found) if low <= place <= high}, unsolved


def _asked(expr: Expr, variable: Variable | None, at: Mapping[Any, Any] | None) -> tuple[str, Expr]:
    """Return the variable, and the formula with values put in for the other symbols."""
    body = expr.subs(at) if at else expr
    names = body.graph.symbols([body.node])
    if variable is None:
        if len(names) != 1:
            raise SymdiffError(
                f"{', '.join(sorted(names)) or 'no symbol'}: which is the variable?",
                hint='name it, and give values to the others: f.plot("x", at={"a": 2})',
            )
        return names[0], body
    name = name_of(variable)
    others = sorted(set(names) - {name})
    if others:
        raise SymdiffError(
            f"{', '.join(others)} has no value", hint=f'give one: f.plot("{name}", at={{"{others[0]}": 2}})'
        )
    return name, body


class _Curve:
    """One curve as it is drawn; *order* is 1 for the derivative."""

    def __init__(
        self, axes: Any, expr: Expr, name: str, places: Breaks, order: int, low: float, high: float
    ) -> None:
        self.axes, self.expr, self.name, self.places, self.order = axes, expr, name, places, order
        self.width = high - low
        self.colour = _COLOURS[order]
        numpy = library("numpy")
        ends = [low, *[place for place in places if low < place < high], high]
        self.without_end: set[float] = set()
        """Where it goes up or down without end."""
        self.wild: set[float] = set()
        """Where it goes to and fro without end, perhaps higher and higher, or may do so."""
        self.limits: dict[tuple[float, int], float] = {}
        """Place and side → the limit there, NaN where there is none."""
        for place, (_, exactly) in places.items():
            for side in (-1, 1):
                self._look(place, exactly, side)
        self.pieces = [self._piece(numpy, *ends[i : i + 2]) for i in range(len(ends) - 1)]
        self.seen: list[float] = []
        """Heights that are to be seen."""
        for piece in self.pieces:
            away = numpy.isfinite(piece.y)
            for place in self.without_end | self.wild:
                away &= abs(piece.x - place) > _BESIDE * self.width
            self.seen += piece.y[away].tolist()
        if (self.without_end or self.wild) and self.seen:
            self.seen = numpy.quantile(self.seen, [_CUT, 1 - _CUT]).tolist()

    def draw(self, label: str) -> None:
        """Draw the pieces, then what is at their ends."""
        for piece in self.pieces:
            if library("numpy").isfinite(piece.y).any():
                style = "--" if self.order else "-"
                self.axes.plot(
                    piece.x, piece.y, style, color=self.colour, label=label, linewidth=1.6, gid="curve"
                )
                label = "_nolegend_"
        slack = _SAME * ((max(self.seen) - min(self.seen)) if self.seen else 1.0)
        for place, (kind, exactly) in self.places.items():
            if place in self.without_end and (self.order == 0 or "pole" in kind):
                self.axes.axvline(
                    place, color="#777777", linestyle=(0, (5, 4)), linewidth=0.9, gid="asymptote"
                )
            value = self._value(place, exactly)
            limits = [self.limits[place, side] for side in (-1, 1)]
            if kind in _MARKED and self.order == 0:
                self.axes.plot([place], [value], "s", color=self.colour, markersize=5, gid="corner")
                continue
            if all(abs(limit - value) <= slack for limit in limits):
                continue
            for limit in limits:
                if math.isfinite(limit) and not abs(limit - value) <= slack:
                    self._circle(place, limit, "open")
            if math.isfinite(value):
                self._circle(place, value, "closed")

    def _value(self, place: float, exactly: Expr) -> float:
        """Return the value at a special point, NaN where there is none.

        Beside a pole that is known as a rounded number alone, there may seem to be a large one: more digits
        give another."""
        try:
            value = float(value_at(self.expr, {self.name: place}, sharply={self.name: exactly}))
            if place in self.without_end:
                finer = [float(evaluate(self.expr, {self.name: exactly}, digits=n)) for n in (20, 40)]
                if not math.isclose(*finer, rel_tol=1e-9, abs_tol=1e-300):
                    return math.nan
        except (SymdiffError, TypeError):  # none, or a complex one
            return math.nan
        return value

    def _look(self, place: float, exactly: Expr, side: int) -> None:
        """Find the limit on one side of a special point."""
        try:
            found = limit_at(self.expr, self.name, exact(exactly), side)
            if isinstance(found, str):  # oscillation, or not told
                self.wild.add(place)
            limit = math.nan if found is None or isinstance(found, str) else float(found)
        except (SymdiffError, TypeError):  # not known, or complex
            limit = math.nan
        if math.isinf(limit):
            self.without_end.add(place)
            limit = math.nan
        self.limits[place, side] = limit

    def _circle(self, x: float, y: float, kind: str) -> None:
        inside = "white" if kind == "open" else self.colour
        self.axes.plot(
            [x],
            [y],
            "o",
            color=self.colour,
            markerfacecolor=inside,
            markersize=6,
            gid=kind,
            zorder=_ABOVE[kind],
        )
        self.seen.append(y)

    def _piece(self, numpy: Any, left: float, right: float) -> _Piece:
        """Return the curve between two breaks, with the limits at its ends as far as they can be seen."""
        length = right - left
        count = max(20, round(_POINTS * length / self.width))
        close = length * numpy.geomspace(1e-4, 1 / count, _CLOSE)
        x = numpy.concatenate([left + close, numpy.linspace(left, right, count), right - close])
        x = numpy.unique(x)
        y = numpy.broadcast_to(values_at(self.expr, {self.name: x}), x.shape).astype(complex)
        y = numpy.where(y.imag == 0, y.real, math.nan)
        for end, side in ((0, 1), (-1, -1)):
            y[end] = self.limits.get((float(x[end]), side), y[end])
        return _Piece(x, y)


__all__ = ["breaks", "plot"]

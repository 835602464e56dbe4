"""A formula of one variable and its derivative as what is to be drawn: pieces of curves, and marks.

Curves are broken where the function is. Poles have an asymptote; jumps and gaps an open circle at each limit
that is not the value and a closed one at the value; corners a mark of their own.

>>> drawing = curves("abs(x**2 - 1)", "x")
>>> drawing.low, drawing.high
(-2.5, 2.5)
>>> [(mark.kind, mark.x, mark.y) for mark in drawing.curves[0].marks]
[('corner', -1.0, 0.0), ('corner', 1.0, 0.0)]
>>> [(mark.kind, mark.x, mark.y) for mark in drawing.curves[1].marks[:2]]
[('open', -1.0, -2.0), ('open', -1.0, 2.0)]
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.arrays import is_native
from symdiff.at.numbers import constant
from symdiff.errors import SymdiffError
from symdiff.export.unicode import unicode
from symdiff.graph.expr import Expr
from symdiff.graph.tensors import refuse_arrays
from symdiff.parser.given import Formula, Variable
from symdiff.parser.inputs import expression, name_of
from symdiff.plot.places import Place, Sides, places, points_of, sides
from symdiff.plot.ranges import heights, interval, is_of_angles
from symdiff.plot.values import arrays, real_values
from symdiff.table.functions import row_of
from symdiff.table.operators import is_function
from symdiff.verbs.derivatives import derive
from symdiff.verbs.points import SpecialPoint

_POINTS: Final = 400
"""Points of a curve at first, shared among its pieces by their lengths."""
_FEW: Final = 100
"""The same where no library has a function on arrays."""
_CLOSE: Final = 20
"""More points of each piece, closer and closer to its ends: a slope without bound is seen to go up."""
_ROUNDS: Final = 4
"""How often points are put where a curve bends."""
_BEND: Final = 5e-4
"""Part of the height of a drawing by which a curve may be beside the line between two of its points."""
_FULL: Final = 4000
"""Points of a piece from which on no more are added."""
_SAME: Final = 1e-6
"""Part of the height of a curve below which a limit and a value are drawn as one."""
_BESIDE: Final = 0.02
"""Part of the interval beside a pole in which heights are not to be seen."""
_MARKED: Final = ("corner", "cusp", "vertical tangent", "corner with a vertical tangent")

_SUCH: Final = "for example between=(-2, 3)"

Between = Sequence[float | str | Expr | None]


class Piece(NamedTuple):
    """A piece of a curve between two breaks, as arrays. At a break its height is the limit, NaN where there
    is none; so it is where the curve is not defined."""

    x: Any
    y: Any


class Mark(NamedTuple):
    """What is drawn at a special point."""

    kind: str
    """asymptote, open, closed or corner."""
    x: float
    y: float
    """NaN for an asymptote."""
    what: str
    """What is special there, as `special_points` says it: pole, jump, removable, corner, …"""
    where: str
    """The place exactly, as text."""


class Curve(NamedTuple):
    """One curve; *order* is 1 for the derivative."""

    order: int
    expr: Expr
    label: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]


class Drawing(NamedTuple):
    """Curves, and the part of the plane that is to be seen."""

    variable: str
    low: float
    high: float
    bottom: float
    top: float
    curves: tuple[Curve, ...]
    unsolved: tuple[str, ...]
    """Equations of special points that are not solved: of these what sampling finds is drawn."""
    has_angles: bool
    """Whether the variable is an angle, and is counted in multiples of pi."""


def curves(
    expr: Formula,
    variable: Variable | None = None,
    between: Between | None = None,
    *,
    at: Mapping[Any, Any] | None = None,
    derivative: bool = True,
) -> Drawing:
    """Return the curves of *expr* and, with *derivative*, of its derivative.

    *variable* may be left out where there is one symbol without a value in *at*. *between* are the ends of
    what is drawn, None for one that is to be found: by itself an interval with the zeros, tops, bottoms and
    special points, as far as they are few. Heights are cut off beside poles. Cost: that of `special_points`
    and of about 3,000 values on arrays, for each curve. Raises SymdiffError for an interval without length,
    for more than 200 special points, and where it is not told which symbol is the variable.
    """
    name, body = _asked(expr, variable, at)
    points = points_of(body, name)
    low, high = _ends(between, body, name, points)
    drawn = [body]
    if derivative:
        drawn.append(derive(body, name))
    found_points = [points]
    found: list[_Sampled] = []
    inherited: list[Place] = []
    for order, one in enumerate(drawn):
        if order:
            found_points.append(points_of(one, name))
        own = places(found_points[order], name, low, high)
        known = {place.x: place for place in [*inherited, *own]}
        above = found[0].sides if order else {}
        found.append(_Sampled(one, name, [known[x] for x in sorted(known)], order, low, high, above))
        inherited = found[0].places
    bottom, top = heights([one.seen for one in found], [one.is_endless for one in found])
    unsolved = [point for point in found_points[0] if point.kind == "unsolved"]
    if not unsolved:
        unsolved = _new(found_points[-1], name, found[0].places)
    done = tuple([one.curve(bottom, top) for one in found])
    said = tuple(dict.fromkeys([f"{point.where} = 0" for point in unsolved]))
    return Drawing(name, low, high, bottom, top, done, said, is_of_angles(body))


def _new(points: Sequence[SpecialPoint], name: str, known: Sequence[Place]) -> list[SpecialPoint]:
    """Return the equations of a derivative that are not solved, but for those that hold where the function is
    special."""
    numpy = arrays()
    x = numpy.array([place.x for place in known])
    return [
        point
        for point in points
        if point.kind == "unsolved" and not (abs(real_values(point.where, name, x)) < 1e-9).any()
    ]


def _ends(
    between: Between | None, body: Expr, name: str, points: Sequence[SpecialPoint]
) -> tuple[float, float]:
    given = (None, None) if between is None else tuple(between)
    if len(given) != 2:
        raise SymdiffError(f"{between!r} is no interval", hint=_SUCH)
    ends: list[float] = []
    for one in given:
        try:
            ends.append(math.nan if one is None else _end(one))
        except (TypeError, ValueError, SymdiffError):
            raise SymdiffError(f"{one!r} is no end of an interval", hint=_SUCH) from None
    low, high = ends
    if None in given:
        by_itself = interval(body, name, points)
        width = by_itself[1] - by_itself[0]
        low, high = [known if math.isnan(one) else one for one, known in zip(ends, by_itself, strict=True)]
        if given[0] is None and low >= high:
            low = high - width
        elif given[1] is None and low >= high:
            high = low + width
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise SymdiffError(f"nothing is between {low:g} and {high:g}", hint=_SUCH)
    return low, high


def _end(one: float | str | Expr) -> float:
    if isinstance(one, str):
        one = expression(one)
    return float(constant(one)) if isinstance(one, Expr) else float(one)


def _asked(expr: Formula, variable: Variable | None, at: Mapping[Any, Any] | None) -> tuple[str, Expr]:
    """Return the variable, and the formula with values put in for the other symbols."""
    by = [] if variable is None else [name_of(variable)]
    body = expression(expr, [*by, *map(str, at or ())], by=by)
    refuse_arrays(body, "a drawing")
    if at:
        body = body.subs(at)
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


class _Sampled:
    """One curve, as it is looked at."""

    def __init__(
        self,
        expr: Expr,
        name: str,
        found: list[Place],
        order: int,
        low: float,
        high: float,
        above: Mapping[float, Sides],
    ) -> None:
        """*above* is what the function does at places, where the curve is its derivative."""
        numpy = arrays()
        self.expr, self.name, self.order, self.width = expr, name, order, high - low
        self.places = found
        self.is_slow = not _is_native(expr)
        """Whether values cost so much that there are few."""
        self.sides = {place.x: self._sides(place, above.get(place.x)) for place in found}
        ends = [low, *[place.x for place in found if low < place.x < high], high]
        self.pieces = [self._piece(numpy, *ends[i : i + 2]) for i in range(len(ends) - 1)]
        self.is_endless = any(side.is_pole or side.is_wild for side in self.sides.values())
        """Whether it has no bound, as far as it is known."""
        self.seen: list[float] = []
        """Heights that are to be seen."""
        for piece in self.pieces:
            away = numpy.isfinite(piece.y)
            for place, side in self.sides.items():
                if side.is_pole or side.is_wild:
                    away &= abs(piece.x - place) > _BESIDE * self.width
            self.seen += piece.y[away].tolist()

    def _sides(self, place: Place, above: Sides | None) -> Sides:
        """Return what the curve does at a place. Where a function has no bound on both sides, its derivative
        has none, and values say whether it is a pole: an expansion would cost much more."""
        if above is not None and math.isinf(above.left) and math.isinf(above.right):
            beside = sides(self.expr, self.name, place._replace(exactly=None), self.width)
            if math.isinf(beside.left) and math.isinf(beside.right):
                return beside
        return sides(self.expr, self.name, place, self.width)

    def _piece(self, numpy: Any, left: float, right: float) -> Piece:
        """Return the curve between two breaks, with the limits at its ends as far as they can be seen."""
        length = right - left
        points = _FEW if self.is_slow else _POINTS
        count = max(points // 20, round(points * length / self.width))
        close = length * numpy.geomspace(1e-4, 1 / count, _CLOSE)
        x = numpy.concatenate([left + close, numpy.linspace(left, right, count), right - close])
        x = numpy.unique(x)
        y = real_values(self.expr, self.name, x)
        for end, is_left in ((0, True), (-1, False)):
            side = self.sides.get(float(x[end]))
            if side is not None:
                limit = side.right if is_left else side.left
                y[end] = limit if math.isfinite(limit) else math.nan
        return Piece(x, y)

    def curve(self, bottom: float, top: float) -> Curve:
        """Return the curve with its marks, and points enough for a drawing between two heights."""
        height = top - bottom
        pieces = tuple([self._refined(piece, bottom - height, top + height, height) for piece in self.pieces])
        marks = [mark for place in self.places for mark in self._marks(place, self.sides[place.x], height)]
        return Curve(self.order, self.expr, label(self.expr, self.name, self.order), pieces, tuple(marks))

    def _refined(self, piece: Piece, bottom: float, top: float, height: float) -> Piece:
        """Return a piece with more points where it bends between two heights."""
        numpy = arrays()
        x, y = piece
        for _ in range(1 if self.is_slow else _ROUNDS):
            if not 2 < len(x) < _FULL:
                break
            at = numpy.clip(y, bottom, top)  # NaN stays, and bends nothing
            middle = at[:-2] + (at[2:] - at[:-2]) * (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
            steep = numpy.abs(at[2:] - at[:-2]) / height * self.width / (x[2:] - x[:-2])
            off = numpy.abs(at[1:-1] - middle) > _BEND * height * numpy.sqrt(1 + steep**2)
            bends = numpy.concatenate([[False], off, [False]])
            [more] = numpy.nonzero(bends[:-1] | bends[1:])
            if not len(more):
                break
            between = (x[more] + x[more + 1]) / 2
            x = numpy.insert(x, more + 1, between)
            y = numpy.insert(y, more + 1, real_values(self.expr, self.name, between))
        return Piece(x, y)

    def _marks(self, place: Place, there: Sides, height: float) -> list[Mark]:
        """Return what is drawn at one place."""
        what = place.kind
        where = f"{place.x:.6g}" if place.exactly is None else str(place.exactly)
        if self.order == 1 and there.is_pole:
            what = "pole"  # the function may have a vertical tangent there
        found = []
        if there.is_pole:
            found.append(Mark("asymptote", place.x, math.nan, what or "pole", where))
        limits = there.left, there.right
        if self.order == 0 and what in _MARKED:
            return [*found, Mark("corner", place.x, there.value, what, where)]
        slack = _SAME * height
        if all(abs(limit - there.value) <= slack for limit in limits):
            return found
        if not what:  # known as a rounded number: it need not be special
            if abs(limits[0] - limits[1]) <= 100 * slack:
                return found
            what = "jump"
        opened = [limit for limit in limits if math.isfinite(limit) and not abs(limit - there.value) <= slack]
        if len(opened) == 2 and abs(opened[0] - opened[1]) <= slack:
            opened.pop()
        found += [Mark("open", place.x, limit, what, where) for limit in opened]
        if math.isfinite(there.value):
            found.append(Mark("closed", place.x, there.value, what, where))
        return found


def _is_native(expr: Expr) -> bool:
    """Return whether all functions of *expr* are computed on whole arrays."""
    ops = {expr.graph.ops[node] for node in expr.graph.below([expr.node])}
    return all(is_native(op, False) or row_of(op).definition for op in ops if is_function(op))


_LONGEST: Final = 44
"""Characters of a formula in a legend."""


def label(expr: Expr, name: str, order: int, plain: bool = False) -> str:
    """Return what a legend says of a curve: f(x) = …, where it is short; with *plain* in ASCII."""
    prime = "'" if plain else "′"
    head = f"f{prime * order}({name})"
    if expr.size > _LONGEST:
        return head
    text = str(expr) if plain else unicode(expr)
    return f"{head} = {text}" if len(text) <= _LONGEST else head


__all__ = ["Between", "Curve", "Drawing", "Mark", "Piece", "curves", "label"]

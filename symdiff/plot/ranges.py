"""How much of a formula is drawn where nobody says it: an interval with what is worth seeing, and heights.

>>> from symdiff import parse
>>> interval(parse("abs(x**2 - 1)"), "x", [])
(-2.5, 2.5)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from symdiff.at.numbers import constant
from symdiff.graph.expr import Expr
from symdiff.plot.values import arrays, real_values
from symdiff.table.functions import row_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, SUB, SYMBOL, is_function
from symdiff.verbs.points import SpecialPoint

_NEAREST: Final = 9
"""Zeros, tops, bottoms and special points that are shown of a curve that goes on with them."""
_FAR: Final = 100.0
"""A curve goes on with them where it has some beyond."""
_BESIDE: Final = (0.6, 0.45, 0.3, 0.2)
"""What is shown on both sides of all of them, as a part of what they span: the first that shows no curve more
than _HIGHER times as high as it is between them."""
_HIGHER: Final = 6.0
_LEAST: Final = 1.5
"""What is shown on both sides where the curve goes on to rise there."""
_PLAIN: Final = (5.0, 4.0, 3.0, 2.0)
"""How far a curve is shown that has none of these."""
_STEEP: Final = 9.0
"""Such a curve is shown less far where it grows by more than that on its outer half."""
_MOST_OF: Final = 0.9
"""The part of the rise and fall of a curve with bounds that is shown."""
_DIGITS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_EDGE: Final = 0.06
"""Part of the interval beyond an end of the domain."""
_CUT: Final = 0.02
"""Part of the points of a curve without bound that is not to be seen above, and below."""
_TALLER: Final = 4.0
"""A derivative is seen as far above and below the function as the function is high, that many times."""
_ENDLESS: Final = 0.5
"""The same of a derivative without bound."""
_LINEAR: Final = {ADD, DIV, MUL, NEG, NUMBER, SUB, SYMBOL}
"""What an angle is made of."""
_SPACE: Final = 0.08
"""Part of the heights that is left free above and below."""


def interval(expr: Expr, name: str, points: Sequence[SpecialPoint]) -> tuple[float, float]:
    """Return the ends of what is drawn of *expr*, whose special points are *points*.

    It has the zeros, tops, bottoms and special points, those nearest to 0 where there are many, and ends
    near the ends of the domain. Cost: about two thousand values, on arrays.
    """
    numpy = arrays()
    single = [float(constant(p.where)) for p in points if p.period is None and p.kind != "unsolved"][:10]
    distances = numpy.geomspace(1e-3, 1e3, 400)
    around = [numpy.concatenate([place - distances, [place], place + distances]) for place in (0.0, *single)]
    x = numpy.unique(numpy.concatenate(around))
    y = real_values(expr, name, x)
    for point in points:
        if point.kind == "jump" and point.period is None:  # the sign may change there, which is no zero
            y[x == float(constant(point.where))] = math.nan
    y[_alone(numpy, y)] = math.nan
    is_there = numpy.isfinite(y)
    if not is_there.any():
        return -5.0, 5.0
    first, last = x[is_there][[0, -1]].tolist()
    features = sorted({*_turns(numpy, x, y), *[one for one in single if first - 1e-2 <= one <= last + 1e-2]})
    periods = [abs(float(constant(p.period))) for p in points if p.period is not None]
    if periods or sum(abs(place) > _FAR for place in features) > _NEAREST:
        low, high = _repeated(features, periods, is_of_angles(expr))
    elif len(features) > 1 or (features and features[0] != 0):
        low, high = _around(numpy, features, first <= 0 <= last, x, y)
    else:
        low, high = _plain(numpy, not single, x, y)
    edge = _EDGE * (min(high, last) - max(low, first))
    ends = numpy.array(single)
    if edge > 0 and low < first and (abs(ends - first) <= 2e-3).any():
        low = first - edge
    if edge > 0 and high > last and (abs(ends - last) <= 2e-3).any():
        high = last + edge
    return low, high


def _alone(numpy: Any, y: Any) -> Any:
    """Return where there are values without any beside them, such as those of (-2)**(-2)."""
    there = numpy.concatenate([[False], numpy.isfinite(y), [False]])
    return there[1:-1] & ~there[:-2] & ~there[2:]


def _repeated(features: list[float], periods: list[float], has_angles: bool) -> tuple[float, float]:
    """Return an interval with a few of what goes on without end."""
    reach = max([abs(place) for place in sorted(features, key=abs)[:_NEAREST]], default=0.0)
    if periods:
        reach = min(max(reach, (2 if has_angles else 3) * min(periods)), 5 * min(periods))
    unit = math.pi / 2 if has_angles and reach >= math.pi / 2 else _nice(reach / 5)
    reach = unit * math.ceil(reach / unit - 0.05)
    return -reach, reach


def _turns(numpy: Any, x: Any, y: Any) -> list[float]:
    """Return about where a curve has zeros, tops and bottoms."""
    tops = []
    before = 0.0
    for place, rise in enumerate(numpy.sign(numpy.diff(y)).tolist()):
        if rise * before < 0:
            tops.append(float(x[place]))
        if rise:  # a top may be as high at two points; where there is no value, it is NaN
            before = rise
    [crossing] = numpy.nonzero(numpy.sign(y[:-1]) * numpy.sign(y[1:]) < 0)
    is_zero = numpy.concatenate([[False], y == 0, [False]])
    [zero] = numpy.nonzero(is_zero[1:-1] & ~is_zero[:-2] & ~is_zero[2:])  # no stretch of zeros
    return [*tops, *x[crossing].tolist(), *x[zero].tolist()]


def _around(numpy: Any, features: list[float], has_zero: bool, x: Any, y: Any) -> tuple[float, float]:
    """Return an interval with a few features, and with 0 where the curve is there."""
    shown = [*features, 0.0] if has_zero else features
    least, most = min(shown), max(shown)
    span = (most - least) or 2.0
    inner = _height(numpy, y[(x >= least) & (x <= most)])
    beside = _BESIDE[-1] * span
    for part in _BESIDE:
        seen = _height(numpy, y[(x >= least - part * span) & (x <= most + part * span)])
        if seen <= _HIGHER * inner or not inner:
            beside = part * span
            break
    wider = _height(numpy, y[(x >= least - _LEAST) & (x <= most + _LEAST)])
    if span < 1 and inner < wider < math.inf:
        beside = _LEAST
    low, high = least - beside, most + beside
    unit = _nice((high - low) / 10)
    return unit * math.floor(low / unit + 0.01), unit * math.ceil(high / unit - 0.01)


def _plain(numpy: Any, has_bounds: bool, x: Any, y: Any) -> tuple[float, float]:
    """Return an interval around 0 for a curve with no feature but there."""
    rise = numpy.abs(numpy.diff(y))
    rise[~numpy.isfinite(rise)] = 0.0
    further = numpy.argsort(abs(x[1:] + x[:-1]), kind="stable")
    covered = numpy.cumsum(rise[further])
    reached = abs(x[1:] + x[:-1])[further] / 2
    whole = covered[-1]
    if has_bounds and 0 < whole < 1.1 * covered[numpy.searchsorted(reached, 500.0) - 1]:
        reach = _nice(1.5 * reached[numpy.searchsorted(covered, _MOST_OF * whole)], _DIGITS)
        return -reach, reach
    reach = next((one for one in _PLAIN if _growth(numpy, x, y, one) < _STEEP), _PLAIN[-1])
    return -reach, reach


def _growth(numpy: Any, x: Any, y: Any, reach: float) -> float:
    """Return how much higher a curve is on the outer half of what is shown than on the inner half."""
    inner, outer = [numpy.nanmax(abs(y[abs(x) <= part]), initial=0.0) for part in (reach / 2, reach)]
    return float(outer / inner) if inner else 0.0


def _height(numpy: Any, y: Any) -> float:
    there = y[numpy.isfinite(y)]
    return float(there.max() - there.min()) if len(there) else 0.0


def _nice(size: float, digits: Sequence[float] = (1.0, 2.0, 5.0, 10.0)) -> float:
    """Return one of *digits* times a power of ten, the next above *size*."""
    power = 10.0 ** math.floor(math.log10(size)) if size > 0 else 1.0
    return next((digit * power for digit in digits if digit * power >= size * 0.999), 10 * power)


def is_of_angles(expr: Expr) -> bool:
    """Return whether *expr* has functions with a period of multiples of pi, of a multiple of the variable by
    a rational number."""
    graph = expr.graph
    for node in graph.below([expr.node]):
        op = graph.ops[node]
        if is_function(op) and "pi" in row_of(op).period:
            below = graph.below(list(graph.children[node]))
            if graph.symbols([node]) and {graph.ops[one] for one in below} <= _LINEAR:
                if all(graph.ops[one] != DIV or not graph.symbols([graph.children[one][1]]) for one in below):
                    return True
    return False


def heights(seen: Sequence[list[float]], without_bound: Iterable[bool]) -> tuple[float, float]:
    """Return the lowest and the highest that is drawn. *seen* has the heights of the function, then those of
    the derivative; of a curve *without_bound* the extremes are cut off."""
    numpy = arrays()
    lowest: list[float] = []
    highest: list[float] = []
    for one, is_endless in zip(seen, without_bound, strict=True):
        if not one:
            continue
        least, most = numpy.quantile(one, [_CUT, 1 - _CUT] if is_endless else [0.0, 1.0]).tolist()
        if lowest and highest[0] > lowest[0]:  # the function is to be seen beside its derivative
            room = (_ENDLESS if is_endless else _TALLER) * (highest[0] - lowest[0])
            least, most = max(least, lowest[0] - room), min(most, highest[0] + room)
        lowest.append(least)
        highest.append(most)
    if not lowest:
        return -1.0, 1.0
    bottom, top = min(lowest), max(highest)
    space = _SPACE * (top - bottom)
    if space <= 1e-12 * max(abs(bottom), abs(top)):
        space = 0.5 * max(abs(top), 1.0) if top else 1.0
    return bottom - space, top + space


__all__ = ["heights", "interval", "is_of_angles"]

"""The extrapolation behind `symdiff.numeric.richardson`: every step, its rounding, and the choice.

`best_entry` takes central quotients of a `Probe` at all steps, refuses what has no derivative and
returns the entry of the tableau with the least bound on its error. It assumes nothing of the scale
of f: the finest steps are always right within a rounding error that is known, so each coarser one
is believed only as far as it agrees with all finer ones.

Sources: Ridders, Adv. Eng. Software 4 (1982) 75-76, for the tableau and its last change as error;
Lu & Pereverzev, Math. Comp. 75 (2006) 1853-1870, for choosing the step against all finer ones;
Moré & Wild, SIAM J. Sci. Comput. 33 (2011) 1292-1314, for measuring the noise.

>>> import math
>>> value, error, step, calls = best_entry(Probe(math.exp, 0.0, float, 53), 1, None, 2)
>>> abs(value - 1) <= error < 1e-12
True
"""

from __future__ import annotations

import importlib
import itertools
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from symdiff.errors import DomainError, NotDifferentiable, Unsupported

Real = Any
"""A float or an mpmath mpf: the arithmetic is the same, and mpmath has no type hints."""

_COLUMNS = 8
"""Extrapolations tried for one step; more do not pay before rounding takes over."""
_FLAT = 1 / 32
"""What falls slower than h**_FLAT is taken not to fall at all."""
_CLEAR = 16
"""A gap this many times its rounding shows its trend: 1/16 bends it by less than 2 * _FLAT."""


class Level(NamedTuple):
    """What one step says: central and one-sided quotients, with bounds on their rounding."""

    step: Real
    quotient: Real
    rounding: Real
    left: Real
    right: Real
    gap_rounding: Real

    @property
    def gap(self) -> Real:
        return abs(self.right - self.left)


Sweep = list[tuple[Real, dict[int, Real]]]
"""Steps from coarse to fine, each with f at its multiples."""


class Probe:
    """The callable around one point: remembers values, counts calls, turns failures into None.

    *number* is the type of its arguments, with *bits* of precision.
    """

    def __init__(self, f: Callable[[Any], Any], x: Real, number: Any, bits: int) -> None:
        self.f, self.x, self.number, self.bits = f, x, number, bits
        self.values: dict[Real, Real | None] = {}
        self.unit = number(2) ** -bits
        """Unit roundoff of what f returns: a float32 among floats makes it coarser."""
        self.why = ""

    def at(self, offset: Real) -> Real:
        """Return f(x + offset), or None where it has no finite real value."""
        if offset not in self.values:
            self.values[offset] = self._call(self.x + offset)
        return self.values[offset]

    @property
    def here(self) -> Real:
        return self.at(self.number(0))

    def _call(self, t: Real) -> Real | None:
        try:
            y = self.f(t)
        except (ValueError, ArithmeticError, DomainError) as error:
            self.why = f": {error}" if str(error) else ""
            return None
        if getattr(y, "imag", 0) != 0:
            self.why = ": its value is not real"
            return None
        self.unit = max(self.unit, _roundoff(y, self.number))
        value = self.number(getattr(y, "real", y))
        if value - value != 0:
            self.why = f": its value is {value}"
            return None
        return value


def best_entry(probe: Probe, order: int, step: Real | None, ratio: int) -> tuple[Real, Real, Real, int]:
    """Return value, bound on its error, finest step used and calls of f, or raise for want of them.

    Raises: NotDifferentiable, DomainError.
    """
    if probe.x - probe.x != 0:
        raise DomainError(f"the point {probe.x} is not finite")
    if probe.here is None:
        raise DomainError(f"f has no value at {_show(probe.x)}{probe.why}")
    top, bottom = _range(probe, step)
    swept = _sweep(probe, order, top, bottom, ratio)
    noise = max(_noise(probe, 0 * bottom, bottom), _stair(probe, swept))
    swing = max(abs(value - probe.here) for _, values in swept for value in values.values())
    if 12 * noise >= swing > 0:
        raise NotDifferentiable(
            f"the derivative of f at {_show(probe.x)} is lost in rounding: f changes by "
            f"{_show(noise)} from one number to the next, and by {_show(swing)} anywhere near",
            hint="try digits=30 and mpmath functions",
        )
    levels = _levels(probe, order, swept, noise)
    swings = _swings(probe, levels, order)
    found = _choose(levels, ratio, swings)
    if found:
        # f may be noisier where the winner looked than it is next to x.
        there = max(_noise(probe, side * order * found[2], bottom) for side in (-1, 1))
        if there > noise:
            levels = _levels(probe, order, swept, there)
            found = _choose(levels, ratio, swings)
    if found is None:
        raise _unsettled(probe, levels)
    return *found, len(probe.values)


def _range(probe: Probe, step: Real | None) -> tuple[Real, Real]:
    """Return the largest and the smallest step, powers of two: x + h is then mostly exact."""
    top = _binade(max(probe.number(1), abs(probe.x)) if step is None else probe.number(step))
    bottom = _fine(probe, probe.x) if probe.x else probe.number(2) ** -(2 * probe.bits)
    if top < 256 * bottom:
        raise Unsupported(f"the step {step} is too close to the rounding of {_show(probe.x)}")
    return top, bottom


def _sweep(probe: Probe, order: int, top: Real, bottom: Real, ratio: int) -> Sweep:
    """Return the steps below which f always has values."""
    least = probe.number(sys.float_info.min) / probe.unit if probe.number is float else 0
    reach = max(order, order // 2 + 1)
    swept: Sweep = []
    side = "around"
    h = top
    while h >= bottom and h**order > least:
        values = {k: probe.at(k * h) for k in range(-reach, reach + 1)}
        missing = [k for k, value in values.items() if value is None]
        if missing:
            swept.clear()
            side = "left of" if missing[0] < 0 else "right of"
        else:
            swept.append((h, values))
        h /= ratio
    if len(swept) < 3:
        raise DomainError(
            f"f has no value just {side} {_show(probe.x)}{probe.why}",
            hint="a derivative needs values on both sides",
        )
    return swept


def _fine(probe: Probe, t: Real) -> Real:
    """Return the step at *t* that leaves a fifth of the bits for the change of t."""
    return _binade(abs(t)) * probe.number(2) ** (-(8 * probe.bits) // 10)


def _noise(probe: Probe, offset: Real, bottom: Real) -> Real:
    """Return the standard deviation of the noise of f, from differences on each side of a point.

    A difference of order k of independent noise has (2k)!/k!**2 times its variance; a smooth f
    adds nothing at this spacing, and a jump at the point is in neither side. At 0 floats are
    dense without end, and a root is rough at any spacing: only one far below all steps will do.
    Source: Moré & Wild (2011), section 3.
    """
    t = probe.x + offset
    fine = _fine(probe, t) if t else bottom / 1024
    worst = probe.number(0)
    # Steps of one float inside f hide from a spacing that is a multiple of theirs; not from three.
    spacings = (fine / 64, 11 * fine / 16, fine) if t else (fine,)
    for spacing, k in itertools.product(spacings, (2, 3)):
        differences = []
        for side in (-1, 1):
            row = [probe.at(offset + side * i * spacing) for i in range(1, 7)]
            if None in row:
                continue
            for _ in range(k):
                row = [b - a for a, b in itertools.pairwise(row)]
            differences += [abs(d) for d in row]
        largest = max(differences, default=0)
        if largest:
            mean = sum((d / largest) ** 2 for d in differences) / len(differences)
            worst = max(worst, largest * (mean / math.comb(2 * k, k)) ** 0.5)
    return worst


def _stair(probe: Probe, swept: Sweep) -> Real:
    """Return the standard deviation of the steps in which the values of f come, if they do.

    At x = -10, log(1 + exp(x)) is constant over short stretches, where 1 + exp(x) is one float: no
    noise shows next to x, and the first change is a whole step of that float. Only steps of the
    size of rounding count (2**13 units): a larger one is a property of f.
    """
    least = 2**13 * probe.unit * max(1, abs(probe.here))
    worst = probe.number(0)
    for side in (-1, 1):
        rises = [abs(values[side] - probe.here) for _, values in reversed(swept)]
        first = min((rise for rise in rises if rise), default=0)
        if first < least and any(a == b <= 4 * first for a, b in itertools.pairwise(rises)):
            worst = max(worst, first / 12**0.5)
    return worst


def _levels(probe: Probe, order: int, swept: Sweep, noise: Real) -> list[Level]:
    """Return the quotients of each step: a central one, and the one-sided ones it lies between."""
    inner = _central_weights(order)
    outer = [math.comb(order, k) * (-1) ** (order - k) for k in range(order + 1)]
    weight, outer_weight = sum(map(abs, inner.values())), 2 * 2**order
    levels = []
    for h, values in swept:
        power = h**order
        size = max(map(abs, values.values()))
        slope = max(abs(values[1] - values[0]), abs(values[-1] - values[0])) / h
        loss = 4 * probe.unit * size + 4 * probe.unit * (abs(probe.x) + h) * slope + 3 * noise
        loss += 2 * sys.float_info.min * probe.unit  # the spacing of subnormal numbers
        quotient = sum(w * values[k] for k, w in inner.items()) / power
        left = sum(w * values[k - order] for k, w in enumerate(outer)) / power
        right = sum(w * values[k] for k, w in enumerate(outer)) / power
        levels.append(Level(h, quotient, weight * loss / power, left, right, outer_weight * loss / power))
    return levels


def _swings(probe: Probe, levels: Sequence[Level], order: int) -> bool:
    """Return whether the central quotients settle by swings, like those of x^2 sin(1/x) at 0.

    Raises: NotDifferentiable, if the one-sided quotients do not meet or the central ones do not
    settle.
    """
    here = _show(probe.x)
    gaps = [(level.step, level.gap, level.gap_rounding) for level in levels]
    trend, at, swings = _trend(gaps, not probe.x)
    finest = levels[at]
    left, right = _show(finest.left), _show(finest.right)
    what = "slope" if order == 1 else f"derivative of order {order}"
    if swings and trend < _FLAT:
        raise NotDifferentiable(
            f"the one-sided difference quotients of f at {here} swing without end: {left} on the "
            f"left, {right} on the right at step {_show(finest.step)}"
        )
    if abs(trend) < _FLAT:
        raise NotDifferentiable(
            f"f has a kink at {here}: its {what} is {left} on the left, {right} on the right"
        )
    if trend < 0:
        raise NotDifferentiable(
            f"f has a jump or a vertical tangent at {here}: its {what} at step "
            f"{_show(finest.step)} is {left} on the left, {right} on the right, and still growing"
        )
    changes = [
        (b.step, abs(b.quotient - a.quotient), a.rounding + b.rounding) for a, b in itertools.pairwise(levels)
    ]
    trend, _, swings = _trend(changes, not probe.x)
    if trend < _FLAT:
        raise _unsettled(probe, levels)
    return swings


def _unsettled(probe: Probe, levels: Sequence[Level]) -> NotDifferentiable:
    first, last = levels[0], levels[-1]
    return NotDifferentiable(
        f"the difference quotients of f at {_show(probe.x)} do not settle: {_show(first.quotient)} "
        f"at step {_show(first.step)}, {_show(last.quotient)} at step {_show(last.step)}"
    )


def _trend(sizes: Sequence[tuple[Real, Real, Real]], endless: bool) -> tuple[float, int, bool]:
    """Return the power of the step by which a size falls, the finest place that shows it, swings.

    Each row is step, size and the rounding of the size. The slope of log(size) against log(step)
    is taken where sizes stand clear of rounding, over the finest 3 and 8 steps. A fast fall is
    taken for granted with fewer than 3 such steps, or far smaller sizes at the next finer ones, as
    beside a kink. Where sizes swing, as for x sin(1/x), their envelope decides, but only at
    0: there steps are fine without end, elsewhere it may be a wave resolved just before rounding.
    """
    run = [i for i, (_, size, rounding) in enumerate(sizes) if size > _CLEAR * rounding]
    run.reverse()
    if len(run) < 3:
        return math.inf, -1, False
    finer = sizes[run[0] + 1 : run[0] + 4]
    if len(finer) == 3 and all(s + r < sizes[run[0]][1] / 4 for _, s, r in finer):
        return math.inf, -1, False
    steps = [_log2(sizes[i][0]) for i in run]
    logs = [_log2(sizes[i][1]) for i in run]
    trend = max(_slope(steps[:n], logs[:n]) for n in (3, 8))
    points = zip(steps[:8], logs[:8], strict=True)
    slopes = [(d - b) / (c - a) for (a, b), (c, d) in itertools.pairwise(points)]
    swings = max(slopes) - min(slopes) > 1 / 2
    if swings and not endless:
        return math.inf, -1, False
    if swings and len(run) >= 24:
        envelope = [max(logs[i : i + 8]) for i in range(min(len(logs) - 8, 48))]
        trend = _slope(steps[: len(envelope)], envelope)
    return trend, run[0], swings


def _choose(levels: Sequence[Level], ratio: int, swings: bool) -> tuple[Real, Real, Real] | None:
    """Return value, error and step of the best entry that no finer step contradicts.

    Column m removes the term h**(2m) from the error of a central quotient. The error of an entry
    is that of its left neighbour: the last change, not less than the one before it foretells, and
    the sum of a geometric series where changes fall slower than h; where quotients settle by
    *swings*, no less than the widest of the last 8.
    """
    factors = [ratio ** (2 * m) for m in range(_COLUMNS + 1)]
    rows: list[list[tuple[Real, Real]]] = []
    for j, level in enumerate(levels):
        fine, a = level.quotient, level.rounding
        row = [(fine, a)]
        for m in range(1, min(j, _COLUMNS) + 1):
            (coarse, b), factor = rows[-1][m - 1], factors[m] - 1
            fine, a = fine + (fine - coarse) / factor, a + (a + b) / factor
            row.append((fine, a))
        rows.append(row)
    best: tuple[Real, Real, Real] | None = None
    low, high = -math.inf, math.inf  # every finer step allows the derivative to lie between
    quotients = [level.quotient for level in levels]
    for j in range(len(levels) - 1, 1, -1):
        recent = itertools.pairwise(quotients[max(0, j - 8) : j + 1])
        swing = max([abs(b - a) for a, b in recent]) if swings else 0
        row, above = rows[j], rows[j - 1]
        for m in range(1, min(j - 1, _COLUMNS) + 1):
            value, rounding = row[m]
            (fine, a), (coarse, b) = row[m - 1], above[m - 1]
            change = abs(fine - coarse)
            if best and change + rounding >= best[1]:  # its error is no less
                continue
            before = abs(coarse - rows[j - 2][m - 1][0])
            factor = factors[m]
            error = max(change, before / factor) * factor / (factor - 1)
            if change > a + b:
                if change >= before * ratio**-_FLAT:
                    continue
                error = max(error, change * (change / (before - change)))
            error = max(error, swing) + rounding
            if error - error != 0:  # it overflowed
                continue
            if value + error >= low and value - error <= high and (not best or error < best[1]):
                best = value, error, levels[j].step
        level, change = levels[j], abs(levels[j].quotient - levels[j - 1].quotient)
        low = max(low, level.quotient - level.rounding - change)
        high = min(high, level.quotient + level.rounding + change)
    return best


def _central_weights(order: int) -> dict[int, float]:
    """Return the weights of the central difference of *order* on whole steps.

    >>> _central_weights(2), _central_weights(3)
    ({-1: 1, 0: -2, 1: 1}, {-2: -0.5, -1: 1.0, 0: 0.0, 1: -1.0, 2: 0.5})
    """
    half = order // 2
    even = {k - half: math.comb(2 * half, k) * (-1) ** k for k in range(2 * half + 1)}
    if order % 2 == 0:
        return {**even}
    wide = range(-half - 1, half + 2)
    return {k: (even.get(k - 1, 0) - even.get(k + 1, 0)) / 2 for k in wide}


def _slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Return the slope of the line of least squares."""
    mean = sum(x) / len(x)
    pairs = zip(x, y, strict=True)
    return sum((a - mean) * b for a, b in pairs) / sum((a - mean) ** 2 for a in x)


def _roundoff(y: Any, number: Any) -> Real:
    """Return the unit roundoff of a result of f, as far as its type tells; 0 for an exact one."""
    size = getattr(getattr(y, "dtype", None), "itemsize", 8)
    if size < 8:
        return number(2) ** (-24 if size == 4 else -11)
    return number(2) ** -53 if isinstance(y, float) else number(0)


def _binade(value: Real) -> Real:
    """Return the power of two at or below a positive *value*, in its arithmetic."""
    if isinstance(value, float):
        return math.ldexp(1.0, math.frexp(value)[1] - 1)
    mpmath = importlib.import_module("mpmath")
    return mpmath.ldexp(1, mpmath.mag(value) - 1)


def _log2(value: Real) -> float:
    if isinstance(value, float):
        return math.log2(value)
    return float(importlib.import_module("mpmath").log(value, 2))


def _show(value: Real) -> str:
    return f"{float(value):.6g}"

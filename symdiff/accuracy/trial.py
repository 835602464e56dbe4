"""What a formula loses in floats: its values at points, in floats and in many digits.

A trial belongs to one formula and to one graph, which holds all other forms of it as well. Each node is
computed once, however many forms have it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from flint import arb, ctx, fmpq

from symdiff.accuracy.budget import BITS, Budget, steps_of
from symdiff.accuracy.floats import Operations
from symdiff.arithmetic.enclosures import UNCLEAR, UNDEFINED, applied, constant_ball, number_ball
from symdiff.graph.graph import Graph
from symdiff.table.operators import CONSTANT, NUMBER, PIECEWISE, POW, SYMBOL

ENOUGH: Final = 6.0
"""Bits that a form may lose."""
ALL: Final = 64.0
"""The bits that are lost where there is no value, or a wrong one altogether."""
OVERFLOW: Final = 4.0
"""What an overflow on the way counts, though the result is right: Python raises an exception there."""
_LEVELS: Final = (160, 480, 1200, 2600)
"""Bits of the balls: as few as tell the value."""
_SHARP: Final = 100
"""Bits that a value must be known to."""
_STEP: Final = 60
"""Bits after the point of the relative step that tells how a value depends on a variable."""
_TINY: Final = 1e-300
_VANISHED: Final = arb(2) ** -1200
"""What is smaller counts as zero, which it is in floats."""
_LARGEST: Final = arb(2) ** 1024
_ARRAY: Final = 20
"""Steps of an operation on an array of floats, one for each point."""


class Trial:
    """A formula at points, with its values there in many digits.

    *points* where 2600 bits do not tell the value are left out. Outside the domain, and where the value is
    too large for floats, a form must have no finite value. Its work is spent of *budget*.
    """

    def __init__(self, graph: Graph, node: int, points: Sequence[dict[str, float]], budget: Budget) -> None:
        import numpy

        self.np = numpy
        self.graph = graph
        self.node = node
        self.budget = budget
        self.points: list[dict[str, float]] = []
        self.truth: list[Any] = []
        """The balls of the value, None outside the domain."""
        self.scale: list[Any] = []
        """What an error is compared with: the value, or the change of the value by a relative change of the
        variables if that is larger; None where floats have no such value."""
        self._exact: list[dict[int, Any]] = []
        self._bits: list[int] = []
        for point in points:
            self._take(point)
        self.names = sorted(points[0])
        self.at = {name: numpy.array([point[name] for point in self.points]) for name in self.names}
        self._floats: dict[int, Any] = {}
        self._overflows: dict[int, Any] = {}
        self._operate = Operations(len(self.points))
        self._losses: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self.points)

    # Balls ----------------------------------------------------------------------------------

    def _take(self, point: dict[str, float]) -> None:
        for bits in _LEVELS:
            known: dict[int, Any] = {}
            value = self._ball(self.node, known, exactly(point), bits)
            if value is UNCLEAR or (isinstance(value, arb) and not _is_sharp(value)):
                continue
            scale = None
            if value is UNDEFINED:
                if all(number == int(number) and abs(number) < 10 for number in point.values()):
                    return  # perhaps a hole, which a form may fill
                value = None
            elif not isinstance(value, arb):
                return
            elif abs(value) < _LARGEST / 2:
                scale = self._scale(value, point, bits)
            elif abs(value) < _LARGEST:
                return  # perhaps a float, perhaps not
            self.points.append(point)
            self.truth.append(value)
            self.scale.append(scale)
            self._exact.append(known)
            self._bits.append(bits)
            return

    def _scale(self, value: arb, point: dict[str, float], bits: int) -> arb:
        scale = abs(value)
        for name in point:
            moved = exactly(point)
            moved[name] *= 1 + Fraction(1, 1 << _STEP)
            other = self._ball(self.node, {}, moved, bits)
            if isinstance(other, arb):
                change = abs(other - value) * (1 << _STEP)
                scale = change if change > scale else scale
        return scale

    def finite(self) -> list[int]:
        """Return the places of the points with a value that floats have."""
        return [place for place, scale in enumerate(self.scale) if scale is not None]

    def exact(self, node: int, place: int) -> Any:
        """Return the ball of *node* at a point, or why there is none."""
        known = self._exact[place]
        if node not in known:
            self._ball(node, known, exactly(self.points[place]), self._bits[place])
        return known[node]

    def _ball(self, node: int, known: dict[int, Any], at: dict[str, Any], bits: int) -> Any:
        """Return the ball of *node*, and spend what it takes."""
        ops, before = self.graph.ops, len(known)
        value = ball(self.graph, node, known, at, bits)
        fresh = islice(known, before, None)
        self.budget.spend(sum([steps_of(ops[each]) for each in fresh]) * (1 + bits // BITS))
        return value

    def rounded(self, node: int, places: Sequence[int]) -> Any:
        """Return the values of *node* rounded to floats, NaN where it has none."""
        return self.np.array([_float(self.exact(node, place)) for place in places])

    def agrees(self, node: int, places: Sequence[int]) -> bool:
        """Return whether *node* has the values of the formula at those of its points: to 30 bits at half of
        them or more, and nowhere another one. That it has none somewhere is a loss, no contradiction."""
        told = 0
        for place in places:
            value, truth = self.exact(node, place), self.truth[place]
            if value is UNCLEAR or value is UNDEFINED:
                continue
            if not isinstance(value, arb) or not value.overlaps(truth):
                return False
            told += bool(value.rad() <= abs(truth) * 2.0**-30 or abs(value) < _VANISHED)
        return 2 * told >= len(places)

    # Floats ---------------------------------------------------------------------------------

    def floats(self, node: int) -> Any:
        """Return the values of *node* as a program in floats has them."""
        with self.np.errstate(all="ignore"):
            for each in self.graph.news(node, self._floats):
                self._step(each)
                self.budget.spend(_ARRAY + steps_of(self.graph.ops[each]))
        return self._floats[node]

    def _step(self, node: int) -> None:
        graph, np = self.graph, self.np
        op, children = graph.ops[node], graph.children[node]
        over = np.zeros(len(self.points), dtype=bool)
        if op == SYMBOL:
            self._floats[node], self._overflows[node] = self.at[graph.name(node)], over
            return
        values = [self._floats[child] for child in children]
        if op == PIECEWISE:
            result, taken = np.full(len(self.points), math.nan), over.copy()
            for value, condition, child in zip(values[::2], values[1::2], children[::2], strict=True):
                here = np.asarray(condition, dtype=bool) & ~taken
                result = np.where(here, value, result)
                over = over | here & self._overflows[child]
                taken = taken | here
        else:
            result = self.operate(node, values)
            for child in children:
                over = over | self._overflows[child]
            if result.dtype.kind == "f":
                over = over | ~np.isfinite(result)
        self._floats[node], self._overflows[node] = result, over

    def operate(self, node: int, values: Sequence[Any]) -> Any:
        """Return what the operator of *node* makes of arrays of floats."""
        return self._operate(self.graph, node, values)

    # What is lost ---------------------------------------------------------------------------

    def losses(self, node: int, strictly: bool = True) -> Any:
        """Return the bits that *node* loses at each point, 0 to 64: beyond half a unit in the last place of
        the value, or of what the rounding of the variables alone may change it by.

        *strictly*, an overflow on the way counts a little, though the result is right.
        """
        if node not in self._losses:
            values = self.floats(node)
            found = [lost(*each) for each in zip(values, self.truth, self.scale, strict=True)]
            self._losses[node] = self.np.array(found)
            self.budget.spend(len(found))
        result = self._losses[node]
        return self.np.maximum(result, OVERFLOW * self._over(node)) if strictly else result

    def _over(self, node: int) -> Any:
        """Return where something overflows on the way to *node*, and should not."""
        self.floats(node)
        should = self.np.array([scale is not None for scale in self.scale])
        return self._overflows[node] & should

    def overflows(self, node: int) -> bool:
        """Return whether something overflows on the way to *node* at one of the points."""
        return bool(self._over(node).any())


def lost(value: float, truth: arb | None, scale: arb | None) -> float:
    """Return the bits that *value* has lost of a number, with errors compared to *scale*; without one it
    should not be finite."""
    if truth is None or scale is None:
        return ALL if math.isfinite(value) else 0.0
    if not math.isfinite(value):
        return ALL
    if abs(truth) < _TINY:  # an underflow is no error
        return 0.0 if abs(value) <= 2 * _TINY else ALL
    error = float((abs(truth - value) / scale).mid()) * 2.0**53
    return 0.0 if error <= 1 else min(ALL, math.log2(error))


def exactly(point: dict[str, float]) -> dict[str, Any]:
    """Return the coordinates of a point as the fractions that these floats are."""
    return {name: Fraction(value) for name, value in point.items()}


def ball(graph: Graph, node: int, known: dict[int, Any], at: dict[str, Any], bits: int) -> Any:
    """Return the ball of *node*, or why there is none, and note those of all nodes below it in *known*.

    Symbols are fractions, or balls.
    """
    before = ctx.prec
    ctx.prec = bits
    try:
        for each in graph.news(node, known):
            op, children = graph.ops[each], graph.children[each]
            extra: Any = None
            if op == NUMBER:
                known[each] = number_ball(graph.value(each), True, 0.0)
            elif op == SYMBOL:
                value = at[graph.name(each)]
                is_ball = isinstance(value, arb)
                known[each] = value if is_ball else arb(fmpq(value.numerator, value.denominator))
            elif op == CONSTANT:
                known[each] = constant_ball(graph.name(each), True)
            else:
                if op == POW:
                    exponent = graph.numbers.get(children[1])
                    if exponent is not None and not isinstance(exponent, float):
                        extra = Fraction(exponent)
                known[each] = applied(op, [known[child] for child in children], extra, True)
    finally:
        ctx.prec = before
    return known[node]


def _is_sharp(value: arb) -> bool:
    return bool(value.rad() <= abs(value) * 2.0**-_SHARP or abs(value) < _VANISHED)


def _float(value: Any) -> float:
    return float(value.mid()) if isinstance(value, arb) else math.nan


__all__ = ["ALL", "ENOUGH", "Trial", "lost"]

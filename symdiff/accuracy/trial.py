"""What a formula loses in floats: its values at points, in floats and in many digits.

A trial belongs to one formula and to one graph, which holds all other forms of it as well. Each node is
computed once, however many forms have it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from flint import arb

from symdiff.accuracy.balls import STEP, Space
from symdiff.accuracy.budget import Budget, steps_of
from symdiff.accuracy.floats import Operations
from symdiff.arithmetic.enclosures import UNCLEAR, UNDEFINED
from symdiff.graph.graph import Graph
from symdiff.table.operators import PIECEWISE, SYMBOL

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
_HALF: Final = 2.0**-27
"""What is left where half of the digits are lost."""
_TINY: Final = 1e-300
_VANISHED: Final = arb(2) ** -1200
"""What is smaller counts as zero, which it is in floats."""
_LARGEST: Final = arb(2) ** 1024
_HALF_OF_LARGEST: Final = arb(2) ** 1023
_PAIRS: Final = 10
"""Pairs of points that tell whether a formula is even or odd."""
_ARRAY: Final = 20
"""Steps of an operation on an array of floats, one for each point."""


class Trial:
    """A formula at points, with its values there in many digits.

    *points* where 2600 bits do not tell the value are `untold`, and no form is measured there. Outside the
    domain, and where the value is too large for floats, a form must have no finite value. Its work is spent
    of *budget*.
    """

    def __init__(
        self,
        graph: Graph,
        node: int,
        points: Sequence[dict[str, float]],
        budget: Budget,
        space: Space | None = None,
        places: Sequence[int] = (),
    ) -> None:
        """*space* may have the balls of other formulas; *points* are at some *places* of it, in order."""
        import numpy

        self.np = numpy
        self.graph = graph
        self.node = node
        self.budget = budget
        self.names = sorted(points[0])
        self.points: list[dict[str, float]] = []
        self.untold: list[dict[str, float]] = []
        self.truth: list[Any] = []
        """The balls of the value, None outside the domain."""
        self._space = space or Space(graph, points)
        self._where: list[tuple[int, int]] = []
        """The bits of the balls at each point, and its place in the space."""
        self._groups: dict[tuple[int, ...], list[tuple[int, list[int], list[int]]]] = {}
        self._take(points, places if space is not None else range(len(points)))
        self.at = {name: numpy.array([point[name] for point in self.points]) for name in self.names}
        is_small = [truth is not None and abs(truth) < _LARGEST for truth in self.truth]
        self._is_finite = numpy.array(is_small, dtype=bool)
        self._high = numpy.array([_float(truth) for truth in self.truth])
        rest = zip(self.truth, self._high, is_small, strict=True)
        self._low = numpy.array([_float(truth - high) if small else 0.0 for truth, high, small in rest])
        self._ratio = numpy.full(len(self.points), math.nan)
        """How many times more than itself the value changes by a relative change of a variable, 1 at least;
        NaN where that was not needed yet."""
        self._changes: dict[int, float] = {}
        """A place → what the value, which is next to nothing there, changes by such a change."""
        self._floats: dict[int, Any] = {}
        self._overflows: dict[int, Any] = {}
        self._operate = Operations(len(self.points))
        self._losses: dict[int, tuple[Any, Any]] = {}
        self._rounded: dict[tuple[int, tuple[int, ...]], Any] = {}

    def __len__(self) -> int:
        return len(self.points)

    # Balls ----------------------------------------------------------------------------------

    def _take(self, points: Sequence[dict[str, float]], places: Sequence[int]) -> None:
        """Note those of *points* where the value can be told, and the value, with as few bits as tell it."""
        pending, told = list(range(len(points))), dict[int, tuple[int, Any]]()
        for bits in _LEVELS:
            if not pending:
                break
            at, again = [places[index] for index in pending], []
            found = self._space.balls(bits).values(self.node, at, self.budget)
            for index, value in zip(pending, found, strict=True):
                if value is UNCLEAR or (isinstance(value, arb) and not _is_sharp(value)):
                    again.append(index)
                elif _is_judged(value, points[index]):
                    told[index] = bits, value if isinstance(value, arb) else None
            pending = again
        self.untold += [points[index] for index in pending]
        for index in sorted(told):
            bits, value = told[index]
            self.points.append(points[index])
            self._where.append((bits, places[index]))
            self.truth.append(value)

    def _by_bits(self, places: Sequence[int]) -> list[tuple[int, list[int], list[int]]]:
        """Return *places* by the bits of the balls there: these, the places, and where they are in the
        space."""
        key = tuple(places)
        if key not in self._groups:
            found: dict[int, tuple[int, list[int], list[int]]] = {}
            for place in places:
                bits, index = self._where[place]
                _, group, indices = found.setdefault(bits, (bits, [], []))
                group.append(place)
                indices.append(index)
            self._groups[key] = list(found.values())
        return self._groups[key]

    def _exact(self, node: int, places: Sequence[int]) -> list[Any]:
        """Return the balls of *node* at points, or why there are none."""
        found: dict[int, Any] = {}
        for bits, group, indices in self._by_bits(places):
            values = self._space.balls(bits).values(node, indices, self.budget)
            found.update(zip(group, values, strict=True))
        return [found[place] for place in places]

    def _find_ratios(self, places: Sequence[int], asked: Any = None) -> Any:
        """Find `_ratio` at some places. Where as much is found as was *asked* for, if it was, no more symbols
        are looked at, and `_ratio` stays unknown. Return what was found, for each place."""
        ratios = dict.fromkeys(places, 1.0)
        left = list(places)
        for name in self._space.telling(self.names) if asked is not None else self.names:
            for bits, group, indices in self._by_bits(left):
                others = self._space.beside(bits, name).values(self.node, indices, self.budget)
                for place, other in zip(group, others, strict=True):
                    if type(other) is arb:
                        truth = self.truth[place]
                        change = abs((other - truth) / truth) / STEP
                        ratios[place] = max(ratios[place], float(change.mid()))
            if asked is not None:
                before, left = left, [place for place in left if ratios[place] < asked[place]]
                self._space.tells(name, len(before) - len(left))
            if not left:
                break
        self._ratio[left] = [ratios[place] for place in left]
        return [ratios[place] for place in places]

    def _find_changes(self, places: Sequence[int]) -> None:
        for bits, group, indices in self._by_bits(places):
            for name in self.names:
                others = self._space.beside(bits, name).values(self.node, indices, self.budget)
                for place, other in zip(group, others, strict=True):
                    change = abs(other - self.truth[place]) / STEP if isinstance(other, arb) else arb(0)
                    self._changes[place] = max(self._changes.get(place, 0.0), float(change.mid()))

    def finite(self) -> list[int]:
        """Return the places of the points with a value that floats have."""
        return [int(place) for place in self.np.flatnonzero(self._is_finite)]

    def parity(self) -> int:
        """Return 1 if the formula, of one variable, has the same value at x and -x, -1 if it has another sign
        there, 0 if neither is so at all points, or too few tell."""
        [name] = self.names
        at = {point[name]: self.truth[place] for place, point in enumerate(self.points)}
        pairs = [(value, at[-x]) for x, value in at.items() if x > 0 and -x in at]
        both = [(one, other) for one, other in pairs if one is not None or other is not None]
        if len(both) < _PAIRS or not all(isinstance(each, arb) for pair in both for each in pair):
            return 0
        if all(one.overlaps(other) for one, other in both):
            return 1
        return -1 if all(one.overlaps(-other) for one, other in both) else 0

    def rounded(self, node: int, places: Sequence[int]) -> Any:
        """Return the values of *node* rounded to floats, NaN where it has none."""
        key = node, tuple(places)
        if key not in self._rounded:
            self._rounded[key] = self.np.array([_float(value) for value in self._exact(node, places)])
        return self._rounded[key]

    def agrees(self, node: int, places: Sequence[int]) -> bool:
        """Return whether *node* has the values of the formula at those of its points: to 30 bits at half of
        them or more, and nowhere another one. That it has none somewhere is a loss, no contradiction."""
        told = 0
        for place, value in zip(places, self._exact(node, places), strict=True):
            truth = self.truth[place]
            if value is UNCLEAR or value is UNDEFINED:
                continue
            if not isinstance(value, arb) or not value.overlaps(truth):
                return False
            told += bool(value.rad() <= abs(truth) * 2.0**-30 or abs(value) < _VANISHED)
        return 2 * told >= len(places)

    def has_values(self, node: int, places: Sequence[int]) -> bool:
        """Return whether *node* has values at all of some points, which may be those of the formula."""
        values = zip(places, self._exact(node, places), strict=True)
        return all(isinstance(value, arb) and value.overlaps(self.truth[place]) for place, value in values)

    # Floats ---------------------------------------------------------------------------------

    def floats(self, node: int) -> Any:
        """Return the values of *node* as a program in floats has them."""
        if node in self._floats:
            return self._floats[node]
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
            plain = self._lost(self.floats(node))
            self._losses[node] = plain, self.np.maximum(plain, OVERFLOW * self._over(node))
            self.budget.spend(len(self))
        return self._losses[node][strictly]

    def is_fine(self, node: int) -> bool:
        """Return whether *node* loses little everywhere. What a change of the variables does is looked at
        only where much is lost."""
        if node in self._losses:
            return bool(self._losses[node][0].max(initial=0) <= ENOUGH)
        return bool(self._lost(self.floats(node), ENOUGH).max(initial=0) <= ENOUGH)

    def _lost(self, values: Any, least: float = 0.0) -> Any:
        """Return the bits that floats have lost of the true values; where there are none they should not be
        finite. Of what is lost by no more than *least* all counts."""
        np, size = self.np, self.np.abs(self._high)
        with np.errstate(all="ignore"):
            units = np.abs(self._high - values + self._low) / size * 2.0**53
            is_small = size < _TINY  # an underflow is no error
            usual = self._is_finite & np.isfinite(values) & ~is_small
            ratio = self._ratio
            unknown = np.flatnonzero(usual & (units > 2.0**least) & np.isnan(ratio))
            if len(unknown):
                told = self._find_ratios(unknown.tolist(), units / 2.0**least if least else None)
                ratio = ratio.copy()
                ratio[unknown] = told
            units = np.where((units > 1) & ~np.isnan(ratio), units / ratio, units)
            found = np.where(usual, np.clip(np.log2(units), 0.0, ALL), ALL)
            found = np.where(is_small & (np.abs(values) <= 2 * _TINY), 0.0, found)
            # where the value is 0, such as sin(pi*x) at 2, what the variables change it by is the measure
            off = [int(place) for place in np.flatnonzero(self._is_finite & is_small & (found > 0))]
            self._find_changes([place for place in off if place not in self._changes])
            for place in off:
                change, value = self._changes[place], abs(float(values[place]))
                if change and math.isfinite(value):
                    found[place] = min(ALL, max(0.0, math.log2(value / change * 2.0**53)))
        return np.where(~self._is_finite & ~np.isfinite(values), 0.0, found)

    def is_far(self, node: int) -> Any:
        """Return where *node* has not even half of the digits of the true value, however much that changes
        with the variables: a polynomial is another function there."""
        np, values = self.np, self.floats(node)
        with np.errstate(all="ignore"):
            away = np.abs(self._high - values + self._low) > np.abs(self._high) * _HALF
        return away & self._is_finite & np.isfinite(values) & (np.abs(self._high) >= _TINY)

    def _over(self, node: int) -> Any:
        """Return where something overflows on the way to *node*, and should not."""
        self.floats(node)
        return self._overflows[node] & self._is_finite

    def overflows(self, node: int) -> bool:
        """Return whether something overflows on the way to *node* at one of the points."""
        return bool(self._over(node).any())


def _is_judged(value: Any, point: dict[str, float]) -> bool:
    """Return whether a form is judged by a value that is told, or by there being none."""
    if value is UNDEFINED:  # not at what may be a hole, which a form may fill
        return not all(number == int(number) and abs(number) < 10 for number in point.values())
    if not isinstance(value, arb):
        return False
    size = abs(value)
    return bool(size < _HALF_OF_LARGEST or not size < _LARGEST)  # between the two it may be a float, or not


def _is_sharp(value: arb) -> bool:
    if value.rel_accuracy_bits() > _SHARP + 2:  # soon told; it may be one or two less than there are
        return True
    return bool(value.rad() <= abs(value) * 2.0**-_SHARP or abs(value) < _VANISHED)


def _float(value: Any) -> float:
    return float(value.mid()) if isinstance(value, arb) else math.nan


__all__ = ["ALL", "ENOUGH", "OVERFLOW", "Trial"]

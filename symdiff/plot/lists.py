"""What drawings use of NumPy, on plain lists: for where there is no NumPy, such as in a browser.

Names, arguments and results are NumPy's, for arrays of one dimension of floats, whole numbers or truths; what
drawings do not use is not there. `tests/test_plot_lists.py` holds each to NumPy, and whole drawings as well.
Cost: that of Python's loops.

>>> x = linspace(0.0, 1.0, 5)
>>> (2*x + 1)[x > 0.4].tolist()
[2.0, 2.5, 3.0]
>>> insert(x, nonzero(x == 0.5)[0], array([0.4])).tolist()
[0.0, 0.25, 0.4, 0.5, 0.75, 1.0]
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

Value = Any
"""A float, a whole number or a truth."""


class Array:
    """A list with NumPy's operators: element by element, with a number or another of the same length."""

    __hash__ = None  # type: ignore[assignment]  # == is element by element

    def __init__(self, values: Iterable[Value]) -> None:
        self._values = list(values)

    @property
    def shape(self) -> tuple[int]:
        return (len(self._values),)

    def tolist(self) -> list[Value]:
        return list(self._values)

    def any(self) -> bool:
        return any(self._values)

    def max(self) -> Value:
        return max(self._values)

    def min(self) -> Value:
        return min(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Value]:
        return iter(self._values)

    def __getitem__(self, where: Any) -> Any:
        if isinstance(where, slice):
            return Array(self._values[where])
        if isinstance(where, Array | list):
            return Array([self._values[place] for place in _places(where)])
        return self._values[where]

    def __setitem__(self, where: Any, value: Value) -> None:
        for place in _places(where) if isinstance(where, Array) else [where]:
            self._values[place] = value

    def _with(self, other: Any, of: Callable[[Value, Value], Value], turned: bool = False) -> Array:
        others = list(other) if isinstance(other, Array | list) else [other] * len(self)
        pairs = zip(self._values, others, strict=True)
        return Array([of(two, one) if turned else of(one, two) for one, two in pairs])

    def __add__(self, other: Any) -> Array:
        return self._with(other, operator.add)

    def __sub__(self, other: Any) -> Array:
        return self._with(other, operator.sub)

    def __mul__(self, other: Any) -> Array:
        return self._with(other, operator.mul)

    def __truediv__(self, other: Any) -> Array:
        return self._with(other, _quotient)

    def __pow__(self, other: Any) -> Array:
        return self._with(other, _power)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Any) -> Array:
        return self._with(other, operator.sub, turned=True)

    def __lt__(self, other: Any) -> Array:
        return self._with(other, operator.lt)

    def __le__(self, other: Any) -> Array:
        return self._with(other, operator.le)

    def __gt__(self, other: Any) -> Array:
        return self._with(other, operator.gt)

    def __ge__(self, other: Any) -> Array:
        return self._with(other, operator.ge)

    def __eq__(self, other: object) -> Array:  # type: ignore[override]
        return self._with(other, operator.eq)

    def __and__(self, other: Any) -> Array:
        return self._with(other, operator.and_)

    def __or__(self, other: Any) -> Array:
        return self._with(other, operator.or_)

    def __invert__(self) -> Array:
        return Array([not one for one in self._values])

    def __abs__(self) -> Array:
        return Array(map(math.fabs, self._values))


def _places(where: Array | list[Value]) -> list[int]:
    """Return places: those that are true, or those that are numbered."""
    found = list(where)
    return (
        [place for place, one in enumerate(found) if one] if found and isinstance(found[0], bool) else found
    )


def _quotient(one: float, two: float) -> float:
    if two:
        return one / two
    return math.nan if one == 0 or math.isnan(one) else math.copysign(math.inf, one) * math.copysign(1.0, two)


def _power(one: float, two: float) -> float:
    try:
        return math.pow(one, two)
    except OverflowError:
        return math.inf


def array(values: Iterable[Value]) -> Array:
    return Array(values)


def full(shape: tuple[int], value: float) -> Array:
    return Array([value] * shape[0])


def concatenate(parts: Sequence[Iterable[Value]]) -> Array:
    return Array([one for part in parts for one in part])


def linspace(low: float, high: float, count: int) -> Array:
    step = (high - low) / (count - 1)
    return Array([*[place * step + low for place in range(count - 1)], high])


def geomspace(low: float, high: float, count: int) -> Array:
    first, last = math.log10(low), math.log10(high)
    inner = [10.0**power for power in linspace(first, last, count).tolist()[1:-1]]
    return Array([low, *inner, high])


def unique(values: Array) -> Array:
    return Array(sorted(set(values)))


def isfinite(values: Array) -> Array:
    return Array(map(math.isfinite, values))


def abs(values: Array) -> Array:
    return values.__abs__()


def sqrt(values: Array) -> Array:
    return Array([math.sqrt(one) for one in values])


def sign(values: Array) -> Array:
    return Array([math.nan if one != one else float((one > 0) - (one < 0)) for one in values])


def clip(values: Array, low: float, high: float) -> Array:
    return Array([one if one != one else min(max(one, low), high) for one in values])


def diff(values: Array) -> Array:
    return Array([two - one for one, two in pairwise(values)])


def cumsum(values: Array) -> Array:
    return Array(accumulate(values))


def nonzero(values: Array) -> list[Array]:
    return [Array([place for place, one in enumerate(values) if one])]


def where(wanted: Array, one: Array, other: Array) -> Array:
    return Array([a if is_one else b for is_one, a, b in zip(wanted, one, other, strict=True)])


def argsort(values: Array, kind: str) -> Array:
    """Return the places of the values in order, equal ones in that of their places (*kind* "stable")."""
    return Array(sorted(range(len(values)), key=values.tolist().__getitem__))


def searchsorted(values: Array, wanted: float) -> int:
    return sum(one < wanted for one in values)


def insert(values: Array, places: Array, others: Array) -> Array:
    found = values.tolist()
    for place, other in sorted(zip(places, others, strict=True), key=operator.itemgetter(0), reverse=True):
        found.insert(place, other)
    return Array(found)


def nanmax(values: Array, initial: float) -> float:
    return float(max([initial, *[one for one in values if one == one]]))


def quantile(values: Sequence[float], parts: Sequence[float]) -> Array:
    ordered = sorted(values)
    found = []
    for part in parts:
        place = part * (len(ordered) - 1)
        below = math.floor(place)
        above = min(below + 1, len(ordered) - 1)
        found.append(ordered[below] + (place - below) * (ordered[above] - ordered[below]))
    return Array(found)

"""The points at which the error of a formula is measured: fixed ones, of all sizes and both signs.

Half of them have sizes that people use. The others go on to where squares overflow and vanish, since that is
where a form fails that looks right. A few are whole numbers, at which a form must have a value if the formula
has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

_GOLDEN: Final = 0.6180339887498949
_SIZES: Final = (
    *[-4.6 + 0.4 * step for step in range(25)],
    *(-5, -8, -13, -18, -22, -26, -31, -40, 6, 8, 8.8, 9.2, 9.5, 9.7, 13, 18, 22, 26, 31, 40, 55),
    *(-75, -320, 75, 320, 664),
)
"""Sizes as powers of 2: 2**664 is 1e200."""
_KEPT: Final = 32
"""Lists of points, by names, that are kept."""
_WHOLE: Final = (0.0, 1.0, 2.0)
_MIXED: Final = (3.0, -2.0, 2.0, -2.5, -3.0, -0.4, 4.0, -7.0)
"""Coordinates of points of tests, some of them whole: x**n has a value for a negative x there."""


def on_line(shift: float = 0.0) -> list[float]:
    """Return the points of one variable, in order; a *shift* between 0 and 1 has others of the same sizes."""
    found = {sign * value for value in _WHOLE for sign in (1.0, -1.0)}
    for place, size in enumerate(_SIZES):
        for sign in (1.0, -1.0):
            found.add(sign * 2.0**size * (0.75 + 0.5 * ((_GOLDEN * (place + 1) + shift) % 1.0)))
    return sorted(found)


def in_space(names: Sequence[str], shift: float = 0.0) -> list[dict[str, float]]:
    """Return the points of several variables, which nobody may change: sizes are mixed, and so are signs."""
    return list(_named(tuple(names), shift))


@lru_cache(_KEPT)
def _named(names: tuple[str, ...], shift: float) -> list[dict[str, float]]:
    return [dict(zip(names, point, strict=True)) for point in _numbers(len(names), shift)]


@cache
def _numbers(count: int, shift: float) -> list[tuple[float, ...]]:
    """Return the coordinates of points of so many variables."""
    if count == 1:
        return [(value,) for value in on_line(shift)]
    sizes = [size for size in _SIZES if abs(size) < 60]
    found = [(value,) * count for value in (1.0, 2.0, 0.0)]
    if shift:
        found += [
            tuple([_MIXED[(number * (2 * place + 1) + place) % len(_MIXED)] for place in range(count)])
            for number in range(len(_MIXED))
        ]
    for number in range(3 * len(sizes)):
        point = []
        for place in range(count):
            size = sizes[(number * (2 * place + 1) + 7 * place * place) % len(sizes)]
            sign = -1.0 if (number // len(sizes)) * (place + 1) % 3 == 1 else 1.0
            part = (_GOLDEN * (number + 3 * place + 1) + shift) % 1.0
            point.append(sign * 2.0**size * (0.75 + 0.5 * part))
        found.append(tuple(point))
    return found


def between(low: float, high: float, count: int) -> list[float]:
    """Return *count* points between two of one sign, by equal steps of their logarithms; between others by
    equal steps."""
    if low * high > 0:
        return [low * (high / low) ** ((place + 1) / (count + 1)) for place in range(count)]
    return [low + (high - low) * (place + 1) / (count + 1) for place in range(count)]

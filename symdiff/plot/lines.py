"""A piece of a curve as the lines that are seen of it, and the ticks of axes.

>>> [tick.text for tick in ticks(-2.5, 2.5, 6)]
['−2', '−1', '0', '1', '2']
>>> [tick.text for tick in ticks(-7, 7, 6, in_pi=True)]
['−2π', '−π', '0', 'π', '2π']
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.plot.curves import Drawing, Piece

_SUPERSCRIPTS: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

Point = tuple[float, float]


class Tick(NamedTuple):
    """A tick of an axis."""

    at: float
    text: str


def seen(drawing: Drawing, piece: Piece) -> Iterator[list[Point]]:
    """Return the lines of *piece* inside of a drawing, cut off at its lower and upper edge, one by one.

    Units: those of the variable and of the values. A point by itself is a line of one point. Cost: linear in
    the points.
    """
    run: list[Point] = []
    before: Point | None = None
    for point in zip(piece.x.tolist(), piece.y.tolist(), strict=True):
        if math.isnan(point[1]):
            if run:
                yield run
            run, before = [], None
            continue
        if before is not None:
            part = _inside(before, point, drawing.bottom, drawing.top)
            if part is None:
                if run:
                    yield run
                run = []
            else:
                if not run or run[-1] != part[0]:
                    if run:
                        yield run
                    run = [part[0]]
                run.append(part[1])
                if part[1] != point:
                    yield run
                    run = []
        elif drawing.bottom <= point[1] <= drawing.top:
            run = [point]
        before = point
    if run:
        yield run


def _inside(a: Point, b: Point, bottom: float, top: float) -> tuple[Point, Point] | None:
    """Return the part of the line from *a* to *b* between two heights, None where there is none."""
    if max(a[1], b[1]) < bottom or min(a[1], b[1]) > top:
        return None
    return _cut(a, b, bottom, top), _cut(b, a, bottom, top)


def _cut(a: Point, b: Point, bottom: float, top: float) -> Point:
    """Return *a*, moved towards *b* as far as it is outside."""
    edge = min(max(a[1], bottom), top)
    if edge == a[1]:
        return a
    return a[0] + (b[0] - a[0]) * ((edge - a[1]) / (b[1] - a[1])), edge


def ticks(low: float, high: float, most: int, in_pi: bool = False) -> list[Tick]:
    """Return at most *most* + 1 ticks between two numbers, at round numbers or round multiples of pi."""
    width = high - low
    if in_pi and 1.5 <= width / math.pi <= 4 * most:
        step = next(one for one in _parts_of_pi() if width / (math.pi * one) <= most)
        unit = math.pi * step
        first, last = math.ceil(low / unit - 1e-9), math.floor(high / unit + 1e-9)
        return [Tick(k * unit, _multiple(k * step)) for k in range(first, last + 1)]
    power = 10.0 ** math.floor(math.log10(width / most))
    unit = next(digit * power for digit in (1, 2, 5, 10, 20) if width / (digit * power) <= most)
    first, last = math.ceil(low / unit - 1e-9), math.floor(high / unit + 1e-9)
    largest = max(abs(first), abs(last)) * unit
    return [Tick(k * unit, _number(k * unit, unit, largest)) for k in range(first, last + 1)]


def _parts_of_pi() -> Iterator[Fraction]:
    yield from (Fraction(1, 4), Fraction(1, 2), Fraction(1))
    number = 1
    while True:
        number *= 2
        yield Fraction(number)


def _multiple(part: Fraction) -> str:
    """Return a multiple of pi as text."""
    if part == 0:
        return "0"
    top = "π" if abs(part.numerator) == 1 else f"{abs(part.numerator)}π"
    return f"{'−' if part < 0 else ''}{top}{f'/{part.denominator}' if part.denominator > 1 else ''}"


def _number(value: float, unit: float, largest: float) -> str:
    """Return a number at a tick as text: with a power of ten where an axis has large or small numbers."""
    power = math.floor(math.log10(largest) + 1e-9) if largest else 0
    scale = power if power >= 5 or power < -3 else 0
    digits = max(0, scale - math.floor(math.log10(unit) + 1e-9))
    if digits > 8:  # an interval that is short beside its numbers
        return f"{value:.12g}".replace("-", "−")
    text = f"{value / 10.0**scale:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("0", "-0"):
        return "0"
    tail = f"·10{str(scale).translate(_SUPERSCRIPTS)}" if scale else ""
    if tail and text in ("1", "-1"):
        return text.replace("1", "").replace("-", "−") + tail[1:]
    return text.replace("-", "−") + tail


__all__ = ["Point", "Tick", "seen", "ticks"]

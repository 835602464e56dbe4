"""Drawings in a terminal: with the dots of braille, eight to a character, or in ASCII.

The function is a line, its derivative a dotted one, so that they differ without colours too. Signs: ○ an open
circle, ● a closed one, ◆ a corner, ┊ an asymptote; in ASCII o, @, ^ and :.

>>> from symdiff.plot.curves import curves
>>> print(dots(curves("abs(x)", "x", (-2, 2), derivative=False), 24, 6, plain=True))
* f(x) = Abs(x)
2 |**        |        **
  | ***      |      ***
  |   ***    |    ***
  |     ***  |  ***
  |       ***|***
0 |---------*^*---------
  ++---------+---------+
   -2        0         2
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from symdiff.plot.curves import Curve, Drawing, label
from symdiff.plot.lines import Point, Tick, seen, ticks

_BRAILLE: Final = 0x2800
_BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Row and column of a dot in a character → its bit."""
_EVERY: Final = 3
"""Of the dots of a derivative one in so many is drawn."""
_SIGNS: Final = {
    "open": ("○", "o"), "closed": ("●", "@"), "corner": ("◆", "^"), "asymptote": ("┊", ":"),
    "across": ("─", "-"), "up": ("│", "|"), "origin": ("┼", "+"), "edge": ("┤", "|"), "base": ("┴", "+"),
    "angle": ("└", "+"), "f": ("━━", "*"), "f'": ("┅┅", "."),
}  # fmt: skip
"""What is drawn → its sign, and its sign in ASCII."""

Paint = Callable[[str, int], str]
"""Text and the order of the curve that it belongs to, -1 for none → the text in colour."""


def _uncoloured(text: str, order: int) -> str:
    return text


def dots(
    drawing: Drawing,
    width: int = 78,
    height: int = 22,
    *,
    plain: bool = False,
    paint: Paint = _uncoloured,
) -> str:
    """Return *drawing* as lines of at most *width* characters, of which *height* are the plane.

    With *plain* in ASCII. *paint* puts parts of lines in colour. Cost: linear in points and characters.
    """
    return _Canvas(drawing, width, height, plain, paint).text()


class _Canvas:
    """A plane of characters."""

    def __init__(self, drawing: Drawing, width: int, height: int, plain: bool, paint: Paint) -> None:
        self.drawing, self.plain, self.paint = drawing, plain, paint
        self.rows = max(4, height)
        up = ticks(drawing.bottom, drawing.top, max(2, self.rows // 4))
        self.up = [Tick(tick.at, self._written(tick.text)) for tick in up]
        self.margin = max(len(tick.text) for tick in self.up)
        self.columns = max(10, width - self.margin - 2)
        self.fine = (1, 1) if plain else (2, 4)
        """Dots of a character, across and up."""
        self.cells: dict[tuple[int, int], tuple[str, int]] = {}
        """Column and row → the sign there, and the order of its curve."""

    def text(self) -> str:
        """Return the whole text."""
        self._axes()
        for curve in self.drawing.curves:
            for mark in curve.marks:
                if mark.kind == "asymptote":
                    column = self._column(mark.x)
                    self.cells.update(dict.fromkeys(self._below(column), (self._sign("asymptote"), -1)))
        for curve in reversed(self.drawing.curves):
            self._curve(curve)
        for kind in ("open", "corner", "closed"):
            for curve in reversed(self.drawing.curves):
                for mark in curve.marks:
                    if mark.kind == kind and self.drawing.bottom <= mark.y <= self.drawing.top:
                        place = self._column(mark.x), self._row(mark.y)
                        self.cells[place] = self._sign(kind), curve.order
        return "\n".join([*self._legend(), *self._plane(), *self._base(), *self._unsolved()])

    def _sign(self, what: str) -> str:
        return _SIGNS[what][self.plain]

    def _written(self, text: str) -> str:
        return _in_ascii(text) if self.plain else text

    def _column(self, x: float) -> int:
        part = (x - self.drawing.low) / (self.drawing.high - self.drawing.low)
        return min(int(part * self.columns), self.columns - 1)

    def _row(self, y: float) -> int:
        part = (self.drawing.top - y) / (self.drawing.top - self.drawing.bottom)
        return min(int(part * self.rows), self.rows - 1)

    def _below(self, column: int) -> list[tuple[int, int]]:
        return [(column, row) for row in range(self.rows)]

    def _axes(self) -> None:
        drawing = self.drawing
        if drawing.low < 0 < drawing.high:
            self.cells.update(dict.fromkeys(self._below(self._column(0)), (self._sign("up"), -1)))
        if drawing.bottom < 0 < drawing.top:
            row = self._row(0)
            for column in range(self.columns):
                crossed = (column, row) in self.cells
                self.cells[column, row] = self._sign("origin" if crossed else "across"), -1

    def _curve(self, curve: Curve) -> None:
        """Put the dots of a curve in place of axes; a function is above its derivative."""
        across, up = self.fine
        lit: dict[tuple[int, int], int] = {}
        count = 0
        for x, y in self._points(curve):
            count += 1
            if curve.order and count % _EVERY:
                continue
            cell = x // across, y // up
            lit[cell] = lit.get(cell, 0) | (1 if self.plain else _BITS[y % up][x % across])
        for cell, bits in lit.items():
            sign = ("*", ".")[curve.order] if self.plain else chr(_BRAILLE + bits)
            known = self.cells.get(cell)
            if not self.plain and known is not None and known[1] >= 0:  # both curves are there
                sign = chr(ord(known[0]) | bits)
            self.cells[cell] = sign, curve.order

    def _points(self, curve: Curve) -> Iterator[tuple[int, int]]:
        """Return the dots of a curve, each once where it stays at one."""
        last = None
        for piece in curve.pieces:
            for run in seen(self.drawing, piece):
                for dot in self._line([self._dot(point) for point in run]):
                    if dot != last:
                        yield dot
                    last = dot

    def _dot(self, point: Point) -> tuple[int, int]:
        across, up = self.fine
        drawing = self.drawing
        x = (point[0] - drawing.low) / (drawing.high - drawing.low) * self.columns * across
        y = (drawing.top - point[1]) / (drawing.top - drawing.bottom) * self.rows * up
        return min(int(x), self.columns * across - 1), min(int(y), self.rows * up - 1)

    def _line(self, points: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Return the dots of the lines between *points*."""
        yield points[0]
        for (x, y), (to_x, to_y) in pairwise(points):
            steps = max(abs(to_x - x), abs(to_y - y))
            for step in range(1, steps + 1):
                yield x + round((to_x - x) * step / steps), y + round((to_y - y) * step / steps)

    def _legend(self) -> list[str]:
        """Return what the curves are: on one line, if there is room."""
        parts = []
        for curve in self.drawing.curves:
            sign = self._sign("f'" if curve.order else "f")
            said = label(curve.expr, self.drawing.variable, curve.order, self.plain)
            parts.append((f"{sign} {said}", curve.order))
        if sum(len(text) + 3 for text, _ in parts) - 3 <= self.margin + self.columns + 2:
            return ["   ".join([self.paint(text, order) for text, order in parts])]
        return [self.paint(text, order) for text, order in parts]

    def _plane(self) -> list[str]:
        """Return the lines of the plane, with the numbers at its left."""
        said = {self._row(tick.at): tick.text for tick in self.up}
        lines = []
        for row in range(self.rows):
            text = said.get(row, "")
            edge = self._sign("edge" if text else "up")
            cells = [self.cells.get((column, row), (" ", -1)) for column in range(self.columns)]
            lines.append(f"{text:>{self.margin}} {edge}{self._painted(cells)}".rstrip())
        return lines

    def _painted(self, cells: list[tuple[str, int]]) -> str:
        """Return cells as text, neighbours of one colour together."""
        parts: list[str] = []
        begin = 0
        for end in range(1, len(cells) + 1):
            if end == len(cells) or cells[end][1] != cells[begin][1]:
                text = "".join([sign for sign, _ in cells[begin:end]])
                parts.append(self.paint(text, cells[begin][1]))
                begin = end
        return "".join(parts)

    def _base(self) -> list[str]:
        """Return the line below the plane, and its numbers."""
        drawing = self.drawing
        across = ticks(drawing.low, drawing.high, max(2, self.columns // 9), drawing.has_angles)
        line = [self._sign("across")] * self.columns
        below = [" "] * (self.columns + 8)
        free = 0
        for tick in across:
            column = self._column(tick.at)
            line[column] = self._sign("base")
            text = self._written(tick.text)
            begin = max(0, column - len(text) // 2)
            if begin >= free and begin + len(text) <= self.columns:
                below[begin : begin + len(text)] = text
                free = begin + len(text) + 1
        space = " " * (self.margin + 1)
        return [space + self._sign("angle") + "".join(line), f"{space} {''.join(below)}".rstrip()]

    def _unsolved(self) -> list[str]:
        unsolved = self.drawing.unsolved
        return [f"not solved: {', '.join(unsolved)}"] if unsolved else []


def _in_ascii(text: str) -> str:
    """Return the number of a tick in ASCII: -pi/2, 3e5 for 3·10⁵."""
    text = text.replace("−", "-").replace("π", "pi")
    digits = text.translate(_RAISED)
    if digits == text:
        return text
    factor, _, power = digits.rpartition("10")
    return f"{factor.rstrip('·') or 1}e{power}" if factor != "-" else f"-1e{power}"


_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

__all__ = ["Paint", "dots"]

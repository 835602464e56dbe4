"""Drawings as SVG, without any other library: light and dark, with words for those who do not see them.

>>> from symdiff.plot.curves import curves
>>> text = svg(curves("1/x", "x"))
>>> text.startswith('<svg xmlns="http://www.w3.org/2000/svg"'), 'class="asymptote' in text
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final, NamedTuple

from symdiff.plot.curves import Curve, Drawing, Mark
from symdiff.plot.lines import seen, ticks

_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 18.0, 34.0, 30.0
"""What is left free around the plane."""
_LINE: Final = 18.0
"""The height of a line of words."""
_LETTER: Final = 6.9
"""About the width of a letter."""
_COLOURS: Final = ("#0072b2", "#d55e00")
"""Colours that are told apart by those who see no red or no green, too."""
_WIDE: Final = ("2.75", "1.5")
"""The derivative is above the function, and narrower: both are seen where they are one."""
_WITNESS: Final = "#b3126b"
_STYLE: Final = """<style>
svg.symdiff-plot { background: #ffffff; color: #1c1c1c }
@media (prefers-color-scheme: dark) {
  svg.symdiff-plot { background: #16181c; color: #e4e6ea }
  .symdiff-plot .curve-0 { stroke: #5ab4f0 } .symdiff-plot .point-0 { stroke: #5ab4f0 }
  .symdiff-plot .curve-1 { stroke: #f59a4a } .symdiff-plot .point-1 { stroke: #f59a4a }
  .symdiff-plot .point-0.closed, .symdiff-plot .point-0.corner { fill: #5ab4f0 }
  .symdiff-plot .point-1.closed { fill: #f59a4a }
  .symdiff-plot .open { fill: #16181c }
  .symdiff-plot .witness { stroke: #ff7ac0; fill: #ff7ac0 }
}
</style>
"""


class Extra(NamedTuple):
    """A point that is shown besides, such as one at which an answer is wrong."""

    x: float
    y: float
    text: str
    """What is written beside it."""


def svg(
    drawing: Drawing,
    *,
    width: float = 640.0,
    height: float = 420.0,
    extra: Iterable[Extra] = (),
    title: str = "",
    name: str = "plot",
    with_style: bool = True,
) -> str:
    """Return *drawing* as the text of an SVG image.

    *title* is read to those who do not see it; without one it is made of the formulas. *name* begins the
    names inside, which differ where several drawings are on one page. Axes and words have the colour of the
    text around (currentColor). With *with_style* there is a style sheet for a file of its own, which follows
    a dark screen; without it, a page gives the colours, by the classes curve-0, curve-1, point-0, point-1,
    open, closed, corner, asymptote, witness and grid. Cost: linear in the points.
    """
    return _Picture(drawing, width, height, name).text(list(extra), title, with_style)


class _Picture:
    """A drawing on a sheet of a size."""

    def __init__(self, drawing: Drawing, width: float, height: float, name: str) -> None:
        self.drawing, self.name = drawing, name
        self.width, self.height = width, height
        inside = width - _LEFT - _RIGHT
        self.legend, rows = _legend(drawing.curves, inside)
        self.top = _TOP + (rows - 1) * _LINE
        self.bottom = height - _BOTTOM - (_LINE if drawing.unsolved else 0)
        self.scale_x = inside / (drawing.high - drawing.low)
        self.scale_y = (self.bottom - self.top) / (drawing.top - drawing.bottom)

    def x(self, x: float) -> str:
        return _short(_LEFT + (x - self.drawing.low) * self.scale_x)

    def y(self, y: float) -> str:
        return _short(self.bottom - (y - self.drawing.bottom) * self.scale_y)

    def text(self, extra: list[Extra], title: str, with_style: bool) -> str:
        """Return the whole text."""
        size = f"{self.width:g} {self.height:g}"
        title = title or " and ".join([curve.label for curve in self.drawing.curves])
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="symdiff-plot" viewBox="0 0 {size}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-desc" '
            'font-family="system-ui, -apple-system, Segoe UI, DejaVu Sans, sans-serif" font-size="12">\n',
            f'<title id="{self.name}-title">{escape(title)}</title>\n',
            f'<desc id="{self.name}-desc">{escape(described(self.drawing, extra))}</desc>\n',
            _STYLE if with_style else "",
            *self._axes(),
            *self._asymptotes(),
        ]
        parts += [self._curve(curve) for curve in self.drawing.curves]
        for curve in reversed(self.drawing.curves):
            parts += self._marks(curve)
        parts += [self._extra(one) for one in extra]
        parts += self._words()
        return "".join(parts) + "</svg>\n"

    def _axes(self) -> list[str]:
        """Return grid, axes and their numbers."""
        drawing = self.drawing
        columns = max(3, round((self.width - _LEFT - _RIGHT) / 75))
        rows = max(3, round((self.bottom - self.top) / 48))
        across = ticks(drawing.low, drawing.high, columns, drawing.has_angles)
        up = ticks(drawing.bottom, drawing.top, rows)
        left, right = _short(_LEFT), _short(self.width - _RIGHT)
        grid = [f"M{self.x(tick.at)} {_short(self.top)}V{_short(self.bottom)}" for tick in across]
        grid += [f"M{left} {self.y(tick.at)}H{right}" for tick in up]
        axes = ""
        if drawing.bottom <= 0 <= drawing.top:
            axes += f"M{left} {self.y(0)}H{right}"
        if drawing.low <= 0 <= drawing.high and not self._is_asymptote(0.0):
            axes += f"M{self.x(0)} {_short(self.top)}V{_short(self.bottom)}"
        stroke = '" fill="none" stroke="currentColor" stroke-opacity='
        parts = [f'<path class="grid" d="{"".join(grid)}{stroke}"0.13"/>\n']
        if axes:
            parts.append(f'<path class="axes" d="{axes}{stroke}"0.6"/>\n')
        below = _short(self.bottom + 16)
        parts += ['<g fill="currentColor" font-size="11.5"><g text-anchor="middle">']
        for tick in across:
            half = _LETTER * len(tick.text) / 2
            x = min(float(self.x(tick.at)), self.width - 2 - half)  # the last one is not cut off
            parts.append(f'<text x="{_short(x)}" y="{below}">{tick.text}</text>')
        parts.append('</g>\n<g text-anchor="end">')
        beside = _short(_LEFT - 7)
        for tick in up:
            y = _short(float(self.y(tick.at)) + 4)
            parts.append(f'<text x="{beside}" y="{y}">{tick.text}</text>')
        axis = self.y(0) if drawing.bottom <= 0 <= drawing.top else _short(self.bottom)
        parts.append(
            f'</g>\n<text x="{_short(self.width - 4)}" y="{_short(float(axis) - 6)}" text-anchor="end" '
            f'font-style="italic">{escape(drawing.variable)}</text></g>\n'
        )
        return parts

    def _is_asymptote(self, x: float) -> bool:
        """Return whether a dashed line is there, which an axis would hide."""
        return any(
            mark.kind == "asymptote" and mark.x == x for one in self.drawing.curves for mark in one.marks
        )

    def _asymptotes(self) -> list[str]:
        """Return the dashed lines, each once."""
        lines: dict[float, tuple[int, Mark]] = {}
        for curve in reversed(self.drawing.curves):
            lines.update({mark.x: (curve.order, mark) for mark in curve.marks if mark.kind == "asymptote"})
        return [
            f'<path class="asymptote of-{order}" d="M{self.x(x)} {_short(self.top)}V{_short(self.bottom)}" '
            'fill="none" stroke="currentColor" stroke-opacity="0.55" stroke-dasharray="6 5">'
            f"<title>{escape(said(mark, self.drawing.variable, order))}</title></path>\n"
            for x, (order, mark) in sorted(lines.items())
        ]

    def _curve(self, curve: Curve) -> str:
        """Return the lines of a curve."""
        d = []
        for piece in curve.pieces:
            for run in seen(self.drawing, piece):
                points = list(dict.fromkeys([f"{self.x(x)} {self.y(y)}" for x, y in run]))
                d.append(f"M{'L'.join(points if len(points) > 1 else [points[0], points[0]])}")
        return (
            f'<path class="curve-{curve.order}" d="{"".join(d)}" fill="none" '
            f'stroke="{_COLOURS[curve.order]}" '
            f'stroke-width="{_WIDE[curve.order]}" stroke-linejoin="round" stroke-linecap="round">'
            f"<title>{escape(curve.label)}</title></path>\n"
        )

    def _marks(self, curve: Curve) -> list[str]:
        """Return circles and corners, closed circles above open ones."""
        colour = _COLOURS[curve.order]
        parts = []
        order = {"corner": 0, "open": 1, "closed": 2}
        for mark in sorted([m for m in curve.marks if m.kind in order], key=lambda one: order[one.kind]):
            if not self.drawing.bottom <= mark.y <= self.drawing.top:
                continue
            x, y = self.x(mark.x), self.y(mark.y)
            inside = "#ffffff" if mark.kind == "open" else colour
            shape = f'<circle cx="{x}" cy="{y}" r="4"'
            if mark.kind == "corner":
                shape = f'<path d="M{x} {y}m-5 0l5 -5l5 5l-5 5z"'
            parts.append(
                f'{shape} class="point-{curve.order} {mark.kind}" fill="{inside}" stroke="{colour}" '
                f'stroke-width="1.75"><title>{escape(said(mark, self.drawing.variable, curve.order))}</title>'
                f"</{'path' if mark.kind == 'corner' else 'circle'}>\n"
            )
        return parts

    def _extra(self, one: Extra) -> str:
        """Return a point with words beside it, inside the drawing."""
        if not (self.drawing.low <= one.x <= self.drawing.high):
            return ""
        height = min(max(one.y, self.drawing.bottom), self.drawing.top)
        x, y = self.x(one.x), self.y(height)
        is_right = float(x) + 10 + _LETTER * len(one.text) > self.width - _RIGHT
        words = (
            f'<text x="{_short(float(x) + (-9 if is_right else 9))}" y="{_short(max(float(y) - 8, 12))}" '
            f'text-anchor="{"end" if is_right else "start"}" stroke="none">{escape(one.text)}</text>'
        )
        return (
            f'<g class="witness" fill="{_WITNESS}" stroke="{_WITNESS}" stroke-width="1.75">'
            f'<circle cx="{x}" cy="{y}" r="6" fill="none"/><circle cx="{x}" cy="{y}" r="2"/>{words}</g>\n'
        )

    def _words(self) -> list[str]:
        """Return the legend above, and what is not solved below."""
        parts = []
        for curve, (x, row) in zip(self.drawing.curves, self.legend, strict=True):
            y = 18 + row * _LINE
            parts.append(
                f'<path class="curve-{curve.order}" d="M{_short(x)} {_short(y)}h22" fill="none" '
                f'stroke="{_COLOURS[curve.order]}" stroke-width="{_WIDE[curve.order]}"/>'
                f'<text x="{_short(x + 29)}" y="{_short(y + 4)}" fill="currentColor">'
                f"{escape(curve.label)}</text>\n"
            )
        if self.drawing.unsolved:
            text = f"not solved: {', '.join(self.drawing.unsolved)}"
            most = int((self.width - _LEFT) / _LETTER)
            text = text if len(text) <= most else text[: most - 1] + "…"
            parts.append(
                f'<text x="{_short(_LEFT)}" y="{_short(self.height - 6)}" font-size="11" '
                f'fill="currentColor" fill-opacity="0.8">{escape(text)}</text>\n'
            )
        return parts


def _legend(curves: tuple[Curve, ...], inside: float) -> tuple[list[tuple[float, int]], int]:
    """Return where each line of a legend begins and in which row, and the number of rows."""
    found: list[tuple[float, int]] = []
    x, row = _LEFT, 0
    for curve in curves:
        needed = 29 + _LETTER * len(curve.label) + 24
        if found and x + needed > _LEFT + inside + 24:
            x, row = _LEFT, row + 1
        found.append((x, row))
        x += needed
    return found, row + 1


def said(mark: Mark, name: str, order: int) -> str:
    """Return in words what a mark shows."""
    place = f"{name} = {mark.where}"
    of = "f′: " if order else ""
    if mark.kind == "asymptote":
        return f"{of}{mark.what} at {place}"
    if mark.kind == "corner":
        return f"{mark.what} at {place}"
    kind = "value" if mark.kind == "closed" else "not taken"
    return f"{of}{mark.what} at {place}: {mark.y:.4g}, {kind}"


def described(drawing: Drawing, extra: Iterable[Extra] = ()) -> str:
    """Return what is seen in a drawing in words: the interval, then each special point."""
    lines = [f"{drawing.variable} from {drawing.low:.4g} to {drawing.high:.4g}"]
    for curve in drawing.curves:
        lines += [said(mark, drawing.variable, curve.order) for mark in curve.marks[:20]]
        if len(curve.marks) > 20:
            lines.append(f"and {len(curve.marks) - 20} more")
    lines += [f"{one.text} at {drawing.variable} = {one.x:.4g}: {one.y:.4g}" for one in extra]
    lines += [f"not solved: {text}" for text in drawing.unsolved]
    return "; ".join(lines) + "."


def _short(value: float) -> str:
    """Return a coordinate with at most two decimals, the fewest digits that say it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


__all__ = ["Extra", "described", "said", "svg"]

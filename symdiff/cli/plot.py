"""`symdiff plot`: a function and its derivative as a file, or in the terminal."""

from __future__ import annotations

import math
import os
import sys
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import click

from symdiff.cli.answer import Answer
from symdiff.cli.batch import Run, latex_input, once
from symdiff.cli.options import Command, constants, reading, takes_unicode
from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.parser.inputs import expression

if TYPE_CHECKING:
    from symdiff.plot.curves import Drawing
    from symdiff.plot.dots import Paint

_BY_MATPLOTLIB: Final = (".png", ".pdf")
_COLOURS: Final = ("blue", "yellow")
"""Colours of the function and its derivative, which are seen on dark and on light terminals."""
_WIDTH: Final = 78
_HEIGHT: Final = 22
_WIDEST: Final = 400


@click.command(cls=Command, epilog='Example: symdiff plot "abs(x^2 - 2)/x" x --derivative --from -3 --to 3')
@click.argument("formula")
@click.argument("variable", required=False)
@click.option("--derivative/--no-derivative", default=False, help="Draw the derivative too.")
@click.option("--from", "low", metavar="A", help="Where to begin (default: what is worth seeing).")
@click.option("--to", "high", metavar="B", help="Where to end.")
@click.option("-o", "--output", "file", metavar="FILE",
              help="Write a picture: .svg, or .png and .pdf with Matplotlib.")  # fmt: skip
@click.option("--at", "at", multiple=True, metavar="NAME=VALUE",
              help="Values of the other letters: a=1, b=pi/2; may be repeated.")  # fmt: skip
@click.option("--ascii", "plain", is_flag=True, help="Draw with letters, not with dots of braille.")
@click.option("--width", type=click.IntRange(20, _WIDEST), help="Characters of a line in the terminal.")
@click.option("--height", type=click.IntRange(4, _WIDEST), help="Lines in the terminal.")
@reading
@latex_input
@once
def plot(
    formula: str,
    variable: str | None,
    derivative: bool,
    low: str | None,
    high: str | None,
    file: str | None,
    at: tuple[str, ...],
    plain: bool,
    width: int | None,
    height: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Draw FORMULA against VARIABLE, in the terminal or into a file.

    Curves are broken at poles, which have a dashed line, and at jumps and gaps, which have an open circle at
    a limit and a filled one at the value; corners have a diamond. What is drawn is an interval with zeros,
    tops, bottoms and special points, unless --from and --to say another one.
    """
    ending = os.path.splitext(file)[1].lower() if file else ""
    if file and ending not in (".svg", *_BY_MATPLOTLIB):
        raise SymdiffError(f"{file}: a picture is .svg, .png or .pdf", hint="for example -o f.svg")
    if file and (plain or width or height):
        raise SymdiffError("--ascii, --width and --height are for the terminal")
    if ending in _BY_MATPLOTLIB and find_spec("matplotlib") is None:
        raise SymdiffError(
            f"{ending[1:].upper()} is drawn by Matplotlib, which is not installed",
            hint="pip install matplotlib, or write SVG, which needs nothing: -o f.svg",
        )
    run.once(formula, partial(
        _plot, variable=variable, derivative=derivative, between=(low, high), file=file, at=at, plain=plain,
        width=width, height=height, symbols=symbols, functions=functions, limits=limits,
    ))  # fmt: skip


def _plot(
    answer: Answer,
    *,
    variable: str | None,
    derivative: bool,
    between: tuple[str | None, str | None],
    file: str | None,
    at: tuple[str, ...],
    plain: bool,
    width: int | None,
    height: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.plot.curves import curves

    given = constants(at)
    named = [variable] if variable else []
    source = expression(answer.formula, [*named, *given, *symbols], functions, limits, by=named)
    answer.read = source
    answer.note(source.notes)
    drawing = curves(source, variable, between, at=given, derivative=derivative)
    answer.variables = [drawing.variable]
    answer.more["drawing"] = _member(drawing, file)
    if file is None:
        if not answer.as_json:
            answer.print(in_terminal(drawing, plain, width, height))
    elif file.lower().endswith(".svg"):
        from symdiff.plot.svg import svg

        with open(file, "w", encoding="utf-8") as written:
            written.write(svg(drawing))
    else:
        from symdiff.plot.axes import drawn
        from symdiff.studies.picture import picture

        with picture(file, (7.0, 4.5)) as axes:
            drawn(drawing, axes)


def in_terminal(
    drawing: Drawing, plain: bool = False, width: int | None = None, height: int | None = None
) -> str:
    """Return a drawing as lines that the terminal can show, in its width and colours."""
    from shutil import get_terminal_size

    from symdiff.plot.dots import dots

    size = get_terminal_size((_WIDTH + 2, _HEIGHT + 8))
    wide = width or min(max(size.columns - 2, 20), _WIDTH)
    high = height or min(max(size.lines - 6, 6), _HEIGHT)
    return dots(drawing, wide, high, plain=plain or not _has_braille(), paint=_paint())


def _has_braille() -> bool:
    """Return whether the terminal's encoding has the signs of a drawing."""
    try:
        "⡇●┊".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return takes_unicode()


def _paint() -> Paint:
    """Return what puts text in the colour of its curve: nothing, where there are to be no colours."""
    context = click.get_current_context(silent=True)
    wanted = None if context is None else context.find_root().color
    if wanted is None:
        wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if not wanted:
        return lambda text, order: text
    return lambda text, order: text if order < 0 else click.style(text, _COLOURS[order])


def _member(drawing: Drawing, file: str | None) -> dict[str, Any]:
    """Return what is drawn as a member of JSON: the plane and the marks."""
    return {
        "file": file,
        "low": drawing.low, "high": drawing.high, "bottom": drawing.bottom, "top": drawing.top,
        "curves": [
            {
                "order": curve.order,
                "text": str(curve.expr),
                "marks": [
                    {
                        "kind": mark.kind, "x": mark.x, "y": None if math.isnan(mark.y) else mark.y,
                        "what": mark.what, "where": mark.where,
                    }
                    for mark in curve.marks
                ],
            }
            for curve in drawing.curves
        ],
        "unsolved": list(drawing.unsolved),
    }  # fmt: skip


__all__ = ["in_terminal", "plot"]

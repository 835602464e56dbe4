"""Drawings on Matplotlib axes, which `Expr.plot` returns.

>>> from symdiff import parse
>>> from symdiff.plot.curves import curves
>>> curves(parse("1/x")).curves[0].label
'f(x) = 1/x'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from symdiff.export.latex import symbol_latex
from symdiff.graph.expr import Expr
from symdiff.parser.given import Variable
from symdiff.plot.curves import Between, Curve, Drawing, curves
from symdiff.plot.lines import ticks
from symdiff.studies.picture import new_axes

_LONGEST: Final = 80
"""Characters of LaTeX in a legend."""
_COLOURS: Final = ("#0072b2", "#d55e00")
_ABOVE: Final = {"corner": 3, "open": 3, "closed": 4}
"""Which circle is seen where two are at one place."""
_TICKS: Final = 8


def plot(
    expr: Expr,
    variable: Variable | None = None,
    between: Between | None = None,
    *,
    at: Mapping[Any, Any] | None = None,
    derivative: bool = True,
    axes: Any = None,
) -> Any:
    """Draw *expr* and its derivative on Matplotlib axes, and return the axes.

    What is drawn is what `curves` returns, which reads the arguments. Without *axes* on new ones, which a
    notebook shows. Special points that could not be solved for are named below the drawing. Raises
    SymdiffError where Matplotlib is missing, and as `curves` does.
    """
    drawing = curves(expr, variable, between, at=at, derivative=derivative)
    return drawn(drawing, new_axes() if axes is None else axes)


def drawn(drawing: Drawing, axes: Any) -> Any:
    """Draw on *axes*, and return them."""
    for curve in drawing.curves:
        _curve(axes, drawing.variable, curve)
    axes.set_xlim(drawing.low, drawing.high)
    axes.set_ylim(drawing.bottom, drawing.top)
    if drawing.has_angles:
        across = ticks(drawing.low, drawing.high, _TICKS, True)
        axes.set_xticks([tick.at for tick in across], [tick.text for tick in across])
    said = f"; not solved: {', '.join(drawing.unsolved)}" if drawing.unsolved else ""
    axes.set_xlabel(f"${symbol_latex(drawing.variable)}${said}")
    axes.legend(loc="best")
    axes.grid(True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    return axes


def _curve(axes: Any, name: str, curve: Curve) -> None:
    """Draw the pieces of a curve, then its marks."""
    label = (
        f"${curve.expr.latex()}$" if curve.order == 0 else rf"$\mathrm{{d}}/\mathrm{{d}}{symbol_latex(name)}$"
    )
    if len(label) > _LONGEST:
        label = "f" if curve.order == 0 else "f'"
    colour = _COLOURS[curve.order]
    for piece in curve.pieces:
        if (piece.y == piece.y).any():
            style = "--" if curve.order else "-"
            axes.plot(piece.x, piece.y, style, color=colour, label=label, linewidth=1.6, gid="curve")
            label = "_nolegend_"
    for mark in curve.marks:
        if mark.kind == "asymptote":
            axes.axvline(mark.x, color="#777777", linestyle=(0, (5, 4)), linewidth=0.9, gid=mark.kind)
            continue
        axes.plot(
            [mark.x],
            [mark.y],
            "D" if mark.kind == "corner" else "o",
            color=colour,
            markerfacecolor="white" if mark.kind == "open" else colour,
            markersize=5 if mark.kind == "corner" else 6,
            gid=mark.kind,
            zorder=_ABOVE[mark.kind],
        )


__all__ = ["drawn", "plot"]

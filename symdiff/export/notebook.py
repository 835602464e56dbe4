r"""What notebooks show: each result as text, LaTeX, Markdown and HTML.

A result is given as blocks: a `Line` of words and formulas, or a `Table` of them. `bundle` writes blocks in
all four languages; the other functions make the blocks of one kind of result. Formulas in HTML and Markdown
stand between dollar signs, which Jupyter typesets; there is no script.

>>> from symdiff import parse
>>> bundle([Line((parse("x < 1"),))], "x < 1")["text/html"]
'<div>$\\displaystyle x &lt; 1$</div>'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.export.where import NOWHERE, sentence
from symdiff.graph.expr import Expr


class Math(NamedTuple):
    """A formula in LaTeX."""

    latex: str


Cell = str | Math | Expr
"""Words, or a formula."""


class Line(NamedTuple):
    """Words and formulas side by side."""

    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """Rows below the names of their columns."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Line | Table
Bundle = dict[str, str]

_IN_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#|$])")
_IN_LATEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "%": r"\%", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def bundle(blocks: Sequence[Block], text: str) -> Bundle:
    """Return *blocks* in LaTeX, Markdown and HTML, and *text* as it is, by MIME type. Cost: their length."""
    return {
        "text/plain": text,
        "text/latex": "\n\n".join(map(_latex_block, blocks)),
        "text/markdown": "\n\n".join(map(_markdown_block, blocks)),
        "text/html": "".join(map(_html_block, blocks)),
    }


# Results --------------------------------------------------------------------------------------------


def expression(expr: Expr) -> Bundle:
    """Return an expression with its conditions and its notes."""
    conditions = expr.conditions
    text = [str(expr)]
    if conditions:
        text.append(f"  {sentence(expr.where)}")
    text += [f"  note: {note}" for note in expr.notes]
    return bundle([Line((expr,)), *where(conditions), *_notes(expr.notes)], "\n".join(text))


def matrix(found: Any) -> Bundle:
    """Return a matrix of derivatives: by which variables, its entries, conditions and notes of all entries.

    *found* is a `Jacobian` or a `SparseJacobian`.
    """
    entries = list(found.items())
    known = {place: str(entry) for place, entry in entries}
    height, width = found.shape
    columns = [[known.get((i, j), "0") for i in range(height)] for j in range(width)]
    widths = [max(map(len, column), default=0) for column in columns]
    lines = [
        "[" + "  ".join([column[i].ljust(size) for column, size in zip(columns, widths, strict=True)]) + "]"
        for i in range(height)
    ]
    conditions = tuple(dict.fromkeys([one for _, entry in entries for one in entry.conditions]))
    notes = tuple(dict.fromkeys([note for _, entry in entries for note in entry.notes]))
    said = dict.fromkeys([entry.where for _, entry in entries if entry.conditions])
    lines += [f"  {sentence(', '.join(said))}"] if said else []
    lines += [f"  note: {note}" for note in notes]
    blocks = [Line((Math(found.latex()),)), Line((f"columns: {', '.join(found.variables)}",))]
    return bundle([*blocks, *where(conditions), *_notes(notes)], "\n".join(lines))


def taylor(found: Any) -> Bundle:
    """Return a `Taylor` polynomial with what is left out."""
    order = rf"O\!\left({found.rest.latex()}\right)"
    polynomial = found.polynomial
    line = order if polynomial == 0 else f"{polynomial.latex()} + {order}"
    return bundle([Line((Math(line),)), *_notes(polynomial.notes)], str(found))


def report(found: Any) -> Bundle:
    """Return a `Report` of `check`: the derivative, and a row for each witness."""
    by = " ".join([rf"\mathrm{{d}}{Expr(found.expr.graph, found.expr.graph.symbol(name)).latex()}"
                   for name in found.variables])  # fmt: skip
    order = f"^{{{len(found.variables)}}}" if len(found.variables) > 1 else ""
    rows = []
    for witness in found.witnesses:
        said = {True: "agrees", False: "DISAGREES", None: "silent"}[witness.agrees]
        worst = f"{witness.worst:.1e}" if witness.points else "-"
        rows.append((witness.name, said, str(witness.points), worst, witness.note))
    operator = rf"\frac{{\mathrm{{d}}{order}}}{{{by}}}"
    head = Math(rf"{operator} \left({found.expr.latex()}\right) = {found.derivative.latex()}")
    table = Table(("witness", "says", "points", "largest difference", "note"), tuple(rows))
    return bundle([Line((head,)), *where(found.derivative.conditions), table], str(found))


def verdict(found: Any) -> Bundle:
    """Return a `Verdict` on an answer."""
    lines = str(found).splitlines()
    first: list[Cell] = [lines[0]]
    if found.verdict == "equal on" and found.conditions:
        first = ["equal on ", *_listed(found.conditions)]
    return bundle([Line(tuple(first)), *[Line((line,)) for line in lines[1:]]], str(found))


def points(found: Sequence[Any]) -> Bundle:
    """Return special points as a table: where, of what kind, the slopes on both sides."""
    rows: list[tuple[Cell, ...]] = []
    for point in found:
        slopes = ["" if slope is None else f"{slope:.6g}" for slope in (point.left, point.right)]
        rows.append((Math(_place(point)), point.kind, *slopes))
    text = "\n".join(map(str, found)) or "no special points"
    if not rows:
        return bundle([Line((text,))], text)
    return bundle([Table(("where", "kind", "slope on the left", "slope on the right"), tuple(rows))], text)


def minimum(found: Any) -> Bundle:
    """Return a `Minimum`: a row for each variable, in a fit with its standard error; then how it ended."""
    try:
        fitted = found.fit
    except SymdiffError:
        fitted = None
    table = _values(found.values, {} if fitted is None else fitted.errors)
    state = "converged" if found.converged else "not converged"
    end = f"objective {found.objective:.10g}, {found.iterations} iterations, {state}: {found.reason}"
    return bundle([table, Line((end,)), *_notes(found.notes)], str(found))


def fit(found: Any) -> Bundle:
    """Return a `Fit`: the parameters with their standard errors, then what its report says below them."""
    said = str(found).splitlines()[len(found.values) + 1 :]
    return bundle([_values(found.values, found.errors), *[Line((line,)) for line in said]], str(found))


# Parts ----------------------------------------------------------------------------------------------


def _values(values: dict[str, float], errors: dict[str, float]) -> Table:
    """Return the table of variables, with their standard errors where there are such."""
    rows = [(name, f"{value:.10g}") for name, value in values.items()]
    if not errors:
        return Table(("variable", "value"), tuple(rows))
    wider = [(*row, f"{errors[row[0]]:.6g}" if row[0] in errors else "") for row in rows]
    return Table(("parameter", "value", "standard error"), tuple(wider))


def _place(point: Any) -> str:
    """Return the LaTeX of where a special point is."""
    if point.kind == "unsolved":
        return f"{point.where.latex()} = 0"
    name = Expr(point.where.graph, point.where.graph.symbol(point.variable)).latex()
    if point.period is None:
        return f"{name} = {point.where.latex()}"
    step = "k" if point.period == 1 else rf"k \cdot {_factor(point.period)}"
    return f"{name} = {step}" if point.where == 0 else f"{name} = {point.where.latex()} + {step}"


def _factor(expr: Expr) -> str:
    return expr.latex() if expr.size <= 4 else rf"\left({expr.latex()}\right)"


def _listed(conditions: Iterable[Expr]) -> list[Cell]:
    found: list[Cell] = []
    for condition in conditions:
        found += [", ", condition]
    return found[1:]


def where(conditions: Sequence[Expr]) -> list[Block]:
    """Return the line that says under which conditions a result holds, if any."""
    if [str(condition) for condition in conditions] == ["False"]:
        return [Line((sentence(NOWHERE),))]
    return [Line(("where ", *_listed(conditions)))] if conditions else []


def _notes(notes: Iterable[str]) -> list[Block]:
    return [Line((f"note: {note}",)) for note in notes]


# Languages ------------------------------------------------------------------------------------------


def _math(cell: Math | Expr, display: bool) -> str:
    latex = cell.latex() if isinstance(cell, Expr) else cell.latex
    return rf"$\displaystyle {latex}$" if display else f"${latex}$"


def _is_alone(cells: Sequence[Cell]) -> bool:
    return len(cells) == 1 and not isinstance(cells[0], str)


def _html_cells(cells: Sequence[Cell]) -> str:
    parts = []
    for cell in cells:
        if not isinstance(cell, str):
            parts.append(escape(_math(cell, _is_alone(cells)), quote=False))
        elif "$" in cell or "\\" in cell:  # not to be typeset
            parts.append(f'<span class="tex2jax_ignore mathjax_ignore">{escape(cell)}</span>')
        else:
            parts.append(escape(cell))
    return "".join(parts)


def _html_block(block: Block) -> str:
    if isinstance(block, Line):
        return f"<div>{_html_cells(block.cells)}</div>"
    head = "".join([f"<th>{_html_cells((cell,))}</th>" for cell in block.head])
    rows = ["".join([f"<td>{_html_cells((cell,))}</td>" for cell in row]) for row in block.rows]
    body = "".join([f"<tr>{row}</tr>" for row in rows])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _markdown_cells(cells: Sequence[Cell], in_table: bool = False) -> str:
    parts = []
    for cell in cells:
        if isinstance(cell, str):
            parts.append(_IN_MARKDOWN.sub(r"\\\1", cell))
        else:
            math = _math(cell, _is_alone(cells))
            parts.append(math.replace("|", r"\vert ") if in_table else math)
    return "".join(parts)


def _markdown_block(block: Block) -> str:
    if isinstance(block, Line):
        return _markdown_cells(block.cells)
    head, *rows = [[_markdown_cells((cell,), True) for cell in row] for row in (block.head, *block.rows)]
    lines = [" | ".join(row) for row in (head, ["---"] * len(head), *rows)]
    return "\n".join([f"| {line} |" for line in lines])


def _latex_text(text: str) -> str:
    return "".join([_IN_LATEX.get(character, character) for character in text])


def _latex_block(block: Block) -> str:
    if isinstance(block, Line):
        return "".join(
            [_latex_text(c) if isinstance(c, str) else _math(c, _is_alone(block.cells)) for c in block.cells]
        )
    rows = []
    for row in (block.head, *block.rows):
        cells = [rf"\text{{{_latex_text(c)}}}" if isinstance(c, str) else _math(c, True)[1:-1] for c in row]
        rows.append(" & ".join(cells))
    rows[0] += r" \\ \hline"
    body = rows[0] + " " + r" \\ ".join(rows[1:])
    return rf"$\begin{{array}}{{{'l' * len(block.head)}}} {body} \end{{array}}$"


__all__ = [
    "Block",
    "Bundle",
    "Line",
    "Math",
    "Table",
    "bundle",
    "expression",
    "fit",
    "matrix",
    "minimum",
    "points",
    "report",
    "taylor",
    "verdict",
    "where",
]

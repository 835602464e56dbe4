r"""Sheets of exercises with their solutions, as LaTeX, Markdown or JSON.

>>> from symdiff.practice.exercises import generate
>>> text = sheet(generate("easy", "power", count=2, seed=1), "markdown", "Practice")
>>> text.splitlines()[:3]
['# Practice', '', 'Derive by $x$.']
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final

from symdiff.errors import SymdiffError
from symdiff.parser.formula import parse
from symdiff.practice.exercises import Exercise

SCHEMA: Final = 1
"""The number of the form of the JSON."""


def sheet(exercises: Sequence[Exercise], form: str, title: str = "Practice", solutions: bool = True) -> str:
    """Return a sheet as a text: all questions, then, where *solutions* are wanted, each with its steps.

    *form* is "latex" (a whole document with amsmath), "markdown" (formulas in LaTeX between dollars) or
    "json". Cost: that of the steps of each. Raises SymdiffError for another form.
    """
    if form not in _WRITERS:
        raise SymdiffError(f"no form {form!r} of a sheet", hint=f"one of {', '.join(_WRITERS)}")
    return _WRITERS[form](exercises, title, solutions)


def _latex(exercises: Sequence[Exercise], title: str, solutions: bool) -> str:
    lines = [
        r"\documentclass{article}", r"\usepackage[utf8]{inputenc}", r"\usepackage{amsmath}",
        r"\allowdisplaybreaks", r"\begin{document}", rf"\section*{{{_plain(title)}}}",
    ]  # fmt: skip
    if exercises:
        lines += [f"Derive by ${_variable(exercises)}$.", r"\begin{enumerate}"]
        lines += [rf"\item $\displaystyle {each.question.latex()}$" for each in exercises]
        lines.append(r"\end{enumerate}")
    if exercises and solutions:
        lines += [r"\newpage", r"\section*{Solutions}", r"\begin{enumerate}"]
        for each in exercises:
            lines += [rf"\item $\displaystyle {each.answer.latex()}$", each.steps.latex()]
        lines.append(r"\end{enumerate}")
    return "\n".join([*lines, r"\end{document}", ""])


def _plain(text: str) -> str:
    """Return a text with what LaTeX takes for commands written as signs."""
    signs = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    signs |= {sign: f"\\{sign}" for sign in "#$%&_{}"}
    return "".join([signs.get(sign, sign) for sign in text])


def _markdown(exercises: Sequence[Exercise], title: str, solutions: bool) -> str:
    lines = [f"# {title}", ""]
    if exercises:
        lines += [f"Derive by ${_variable(exercises)}$.", ""]
        lines += [f"{place}. ${each.question.latex()}$" for place, each in enumerate(exercises, 1)]
    if exercises and solutions:
        lines += ["", "## Solutions"]
        for place, each in enumerate(exercises, 1):
            lines += ["", f"**{place}.** ${each.answer.latex()}$", "", each.steps.markdown()]
    return "\n".join([*lines, ""])


def _json(exercises: Sequence[Exercise], title: str, solutions: bool) -> str:
    found = {"schema": SCHEMA, "title": title, "exercises": listed(exercises, solutions)}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def listed(exercises: Sequence[Exercise], solutions: bool = True) -> list[dict[str, object]]:
    """Return a member of JSON for each exercise, where *solutions* are wanted with its answer and steps."""
    rows: list[dict[str, object]] = []
    for each in exercises:
        row: dict[str, object] = {
            "question": str(each.question), "latex": each.question.latex(), "variable": each.variable,
            "rules": list(each.rules),
        }  # fmt: skip
        if solutions:
            row |= {
                "answer": str(each.answer), "answer_latex": each.answer.latex(),
                "steps": each.steps.text(ascii=True).splitlines(),
            }  # fmt: skip
        rows.append(row)
    return rows


def _variable(exercises: Sequence[Exercise]) -> str:
    return parse(exercises[0].variable, symbols=[exercises[0].variable]).latex()


_WRITERS: Final[dict[str, Callable[[Sequence[Exercise], str, bool], str]]] = {
    "latex": _latex, "markdown": _markdown, "json": _json,
}  # fmt: skip

__all__ = ["SCHEMA", "listed", "sheet"]

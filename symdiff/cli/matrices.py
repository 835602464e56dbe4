"""The commands with several results: jacobian, hessian."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import click

from symdiff.cli.answer import Answer, member
from symdiff.cli.batch import Run, batch
from symdiff.cli.options import Command, asked, chosen, reading
from symdiff.graph.expr import Expr
from symdiff.limits import Limits
from symdiff.parser.inputs import components, expression
from symdiff.simplifier.levels import LEVELS, Level


def _printing(command: Any) -> Any:
    """Add the options that both commands have."""
    for option in (
        click.option("--no-check", is_flag=True, help="Do not check the answer by dual numbers."),
        click.option("--simplify", "level", type=click.Choice(LEVELS), default="full",
                     show_default=True, help="How far to simplify."),
        click.option("--sparse", is_flag=True, help="Leave out the entries that are identically zero."),
        click.option("--format", "form", type=click.Choice(("text", "latex")), default="text",
                     show_default=True, help="An entry a line, or a matrix in LaTeX."),
        click.argument("variables", nargs=-1),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command(cls=Command, epilog='Example: symdiff jacobian "x^2, x*y" x y')
@click.argument("formulas", required=False)
@_printing
@reading
@batch
def jacobian(
    formulas: str | None,
    variables: tuple[str, ...],
    form: str,
    sparse: bool,
    level: Level,
    no_check: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the derivatives of each of FORMULAS, which commas separate, by each of VARIABLES.

    FORMULAS may be - for one list of formulas a line on stdin. Every entry that is printed is checked by
    dual numbers at a few points.
    """
    one = partial(
        _jacobian, variables=variables, form=form, sparse=sparse, level=level, is_checked=not no_check,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formulas, one, ("variables",))


def _jacobian(
    answer: Answer,
    *,
    variables: tuple[str, ...],
    form: str,
    sparse: bool,
    level: Level,
    is_checked: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.jacobians import jacobian as matrix_of

    text = answer.input or ""
    symbols, functions = asked(answer, "symbols", symbols), asked(answer, "functions", functions)
    by = chosen(answer, variables, symbols, functions, limits)
    answer.order = 1
    matrix = matrix_of(text, by, level=level, symbols=symbols, functions=functions, limits=limits)
    entries = _chosen(matrix, sparse)
    given = [expression(part, (*by, *symbols), functions, limits) for part in components(text)]
    answer.read = ", ".join(map(str, given))
    chains = [[("", given[i]), (by[j], entry)] for (i, j), entry in entries]
    _say(answer, [*given, *[entry for _, entry in entries]], chains if is_checked else [])
    _print(answer, matrix, form, [(place, f"d({i + 1})/d({by[j]})", entry) for place, entry in entries
                                  for i, j in [place]])  # fmt: skip


@click.command(cls=Command, epilog='Example: symdiff hessian "x^2 y" x y')
@click.argument("formula", required=False)
@_printing
@reading
@batch
def hessian(
    formula: str | None,
    variables: tuple[str, ...],
    form: str,
    sparse: bool,
    level: Level,
    no_check: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the second derivatives of FORMULA by each pair of VARIABLES, once for both orders.

    FORMULA may be - for one formula a line on stdin. Every entry that is printed is checked by dual numbers
    at a few points, and so is the gradient that it comes from.
    """
    one = partial(
        _hessian, variables=variables, form=form, sparse=sparse, level=level, is_checked=not no_check,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formula, one, ("variables",))


def _hessian(
    answer: Answer,
    *,
    variables: tuple[str, ...],
    form: str,
    sparse: bool,
    level: Level,
    is_checked: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.jacobians import hessian as matrix_of

    text = answer.input or ""
    symbols, functions = asked(answer, "symbols", symbols), asked(answer, "functions", functions)
    by = chosen(answer, variables, symbols, functions, limits)
    answer.order = 2
    matrix = matrix_of(text, by, level=level, symbols=symbols, functions=functions, limits=limits)
    entries = [((i, j), entry) for (i, j), entry in _chosen(matrix, sparse) if i <= j]
    answer.read = given = expression(text, (*by, *symbols), functions, limits)
    chains = [[("", given), (by[i], matrix.outputs[i]), (by[j], entry)] for (i, j), entry in entries]
    _say(answer, [given, *[entry for _, entry in entries]], chains if is_checked else [])
    _print(answer, matrix, form, [(place, f"d2/d({by[i]})d({by[j]})", entry) for place, entry in entries
                                  for i, j in [place]])  # fmt: skip


def _chosen(matrix: Any, sparse: bool) -> list[tuple[tuple[int, int], Expr]]:
    """Return the entries to be printed, row by row."""
    if sparse:
        return list(matrix.items())
    height, width = matrix.shape
    return [((i, j), matrix[i, j]) for i in range(height) for j in range(width)]


def _say(answer: Answer, exprs: Iterable[Expr], chains: list[list[tuple[str, Expr]]]) -> None:
    """Check each step of *chains*; keep notes and conditions, each once."""
    notes: dict[str, None] = {}
    conditions: dict[Expr, None] = {}
    names: set[str] = set()
    for expr in exprs:
        notes.update(dict.fromkeys(expr.notes))
        conditions.update(dict.fromkeys(expr.unsolved))
        names.update(expr.graph.symbols([expr.node]))
    if chains:
        from symdiff.witness.proof import POINTS, quick_check

        said = list(filter(None, [quick_check(chain) for chain in chains]))
        notes.update(dict.fromkeys(said))
        if not said:
            witness = {"name": "dual numbers", "agrees": True}
            answer.checked = {"witnesses": [witness], "points": POINTS}
    answer.note(notes)
    answer.holds(tuple(conditions), names)


def _print(answer: Answer, matrix: Any, form: str, lines: list[tuple[tuple[int, int], str, Expr]]) -> None:
    if answer.as_json:
        answer.more["shape"] = list(matrix.shape)
        answer.more["entries"] = [
            {"name": name, "row": i + 1, "column": k + 1, **member(entry)} for (i, k), name, entry in lines
        ]
    elif form == "latex":
        answer.print(matrix.latex())
    else:
        for _, name, entry in lines:
            answer.print(f"{name}: {entry}")

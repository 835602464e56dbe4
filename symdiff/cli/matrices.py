"""The commands with several results: jacobian, hessian."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from symdiff.cli.formulas import each
from symdiff.cli.options import SETTINGS, reading, say
from symdiff.graph.expr import Expr
from symdiff.limits import Limits
from symdiff.parser.inputs import components, expression
from symdiff.simplifier.levels import LEVELS, Level


def _printing(command: Any) -> Any:
    """Add the options that both commands have."""
    for option in (
        click.option("--no-check", is_flag=True, help="Do not check the answer by dual numbers."),
        click.option("--simplify", "level", type=click.Choice(LEVELS), default="full",
                     help="How far to simplify."),
        click.option("--sparse", is_flag=True, help="Leave out the entries that are identically zero."),
        click.option("--format", "form", type=click.Choice(("text", "latex")), default="text",
                     help="An entry a line, or a matrix in LaTeX."),
        click.argument("variables", nargs=-1, required=True),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command(context_settings=SETTINGS)
@click.argument("formulas")
@_printing
@reading
def jacobian(
    formulas: str,
    variables: tuple[str, ...],
    form: str,
    sparse: bool,
    level: Level,
    no_check: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the derivatives of each of FORMULAS, which commas separate, by each of VARIABLES.

    FORMULAS may be - for one list of formulas a line on stdin. Every entry that is printed is checked by
    dual numbers at a few points.
    """
    from symdiff.verbs.jacobians import jacobian as matrix_of

    def one(text: str) -> None:
        matrix = matrix_of(text, variables, level=level, symbols=symbols, functions=functions, limits=limits)
        entries = _chosen(matrix, sparse)
        given = [expression(part, (*variables, *symbols), functions, limits) for part in components(text)]
        chains = [[("", given[i]), (variables[j], entry)] for (i, j), entry in entries]
        _say([*given, *[entry for _, entry in entries]], [] if no_check else chains)
        _print(matrix, form, [(f"d({i + 1})/d({variables[j]})", entry) for (i, j), entry in entries])

    each(formulas, one)


@click.command(context_settings=SETTINGS)
@click.argument("formula")
@_printing
@reading
def hessian(
    formula: str,
    variables: tuple[str, ...],
    form: str,
    sparse: bool,
    level: Level,
    no_check: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the second derivatives of FORMULA by each pair of VARIABLES, once for both orders.

    FORMULA may be - for one formula a line on stdin. Every entry that is printed is checked by dual numbers
    at a few points, and so is the gradient that it comes from.
    """
    from symdiff.verbs.jacobians import hessian as matrix_of

    def one(text: str) -> None:
        matrix = matrix_of(text, variables, level=level, symbols=symbols, functions=functions, limits=limits)
        entries = [((i, j), entry) for (i, j), entry in _chosen(matrix, sparse) if i <= j]
        given = expression(text, (*variables, *symbols), functions, limits)
        chains = [
            [("", given), (variables[i], matrix.outputs[i]), (variables[j], entry)]
            for (i, j), entry in entries
        ]
        _say([given, *[entry for _, entry in entries]], [] if no_check else chains)
        lines = [(f"d2/d({variables[i]})d({variables[j]})", entry) for (i, j), entry in entries]
        _print(matrix, form, lines)

    each(formula, one)


def _chosen(matrix: Any, sparse: bool) -> list[tuple[tuple[int, int], Expr]]:
    """Return the entries to be printed, row by row."""
    if sparse:
        return list(matrix.items())
    height, width = matrix.shape
    return [((i, j), matrix[i, j]) for i in range(height) for j in range(width)]


def _say(exprs: Iterable[Expr], chains: list[list[tuple[str, Expr]]]) -> None:
    """Check each step of *chains*; print notes and conditions on stderr, each once."""
    notes: dict[str, None] = {}
    conditions: dict[Expr, None] = {}
    names: set[str] = set()
    for expr in exprs:
        notes.update(dict.fromkeys(expr.notes))
        conditions.update(dict.fromkeys(expr.unsolved))
        names.update(expr.graph.symbols([expr.node]))
    if chains:
        from symdiff.witness.proof import quick_check

        notes.update(dict.fromkeys(filter(None, [quick_check(chain) for chain in chains])))
    say(tuple(notes), tuple(conditions), names)


def _print(matrix: Any, form: str, lines: list[tuple[str, Expr]]) -> None:
    if form == "latex":
        click.echo(matrix.latex())
        return
    for name, entry in lines:
        click.echo(f"{name}: {entry}")

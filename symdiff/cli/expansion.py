"""`symdiff taylor` and `symdiff points`: a function next to a point."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import click

from symdiff.cli.answer import Answer
from symdiff.cli.batch import Run, batch
from symdiff.cli.options import Command, asked, chosen, reading
from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.parser.inputs import expression

if TYPE_CHECKING:
    from symdiff.verbs.points import SpecialPoint


@click.command(
    cls=Command,
    short_help="Print a Taylor polynomial.",
    epilog='Example: symdiff taylor "exp(x)" x --order 3',
)
@click.argument("formula", required=False)
@click.argument("variable", required=False)
@click.option("--about", default="0", show_default=True, help="The point: a number or a formula.")
@click.option("--order", type=click.IntRange(0), default=6, show_default=True, help="The highest power.")
@click.option(
    "--side", type=click.Choice(["both", "left", "right"]), default="both", show_default=True,
    help="Expand on one side alone, where the two differ or one is outside the domain.",
)  # fmt: skip
@click.option("--latex", is_flag=True, help="Print LaTeX, without the remainder.")
@reading
@batch
def taylor(
    formula: str | None,
    variable: str | None,
    about: str,
    order: int,
    side: Literal["both", "left", "right"],
    latex: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the Taylor polynomial of FORMULA in VARIABLE, with the order of what is left out.

    FORMULA may be - for one formula a line on stdin. On one side, powers may be fractions and logarithms
    occur.
    """
    one = partial(
        _taylor, variable=variable, about=about, order=order, side=side, latex=latex,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formula, one, ("variables", "order"))


def _taylor(
    answer: Answer,
    *,
    variable: str | None,
    about: str,
    order: int,
    side: Literal["both", "left", "right"],
    latex: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.taylor import taylor as expanded

    symbols, functions = asked(answer, symbols, functions)
    name = _one(chosen(answer, [variable] if variable else [], symbols, functions, limits))
    answer.order = order = answer.asked.get("order", order)
    text = answer.formula
    found = expanded(
        text, name, about=about, order=order, side=side, symbols=symbols, functions=functions, limits=limits
    )
    answer.note(found.polynomial.notes)
    answer.result = found.polynomial
    if not answer.as_json:
        answer.print(found.polynomial.latex() if latex else str(found))
        return
    answer.read = expression(text, (name, *symbols), functions, limits)
    answer.more["expansion"] = {
        "text": str(found), "about": str(found.about), "side": side, "remainder": str(found.remainder),
        "logs": found.logs,
    }  # fmt: skip


@click.command(
    cls=Command,
    short_help="Print where a formula has no derivative.",
    epilog='Example: symdiff points "abs(x)/(x - 7)" x',
)
@click.argument("formula", required=False)
@click.argument("variable", required=False)
@reading
@batch
def points(
    formula: str | None,
    variable: str | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the points at which FORMULA has no derivative by VARIABLE, and of what kind they are, one a line.

    Poles, jumps, corners, cusps, holes, ends of the domain: solved where the equation is linear, quadratic,
    or becomes so by inverse functions, with families such as pi/2 + k*pi. FORMULA may be - for one formula a
    line on stdin.
    """
    one = partial(_points, variable=variable, symbols=symbols, functions=functions, limits=limits)
    run.each(formula, one, ("variables",))


def _points(
    answer: Answer,
    *,
    variable: str | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.points import special_points

    symbols, functions = asked(answer, symbols, functions)
    name = _one(chosen(answer, [variable] if variable else [], symbols, functions, limits))
    source = expression(answer.formula, (name, *symbols), functions, limits, by=[name])
    answer.read = source
    answer.note(source.notes)
    found = special_points(source, name, limits=limits)
    answer.more["special_points"] = members(found)
    for point in found:
        answer.print(str(point))


def members(found: list[SpecialPoint]) -> list[dict[str, Any]]:
    """Return special points as members of JSON."""
    return [
        {
            "text": str(point), "variable": point.variable, "where": str(point.where),
            "period": None if point.period is None else str(point.period), "kind": point.kind,
            "left": point.left, "right": point.right,
        }
        for point in found
    ]  # fmt: skip


def _one(names: list[str]) -> str:
    if len(names) > 1:
        raise SymdiffError(f"{len(names)} variables where one is expected", hint="give one, such as x")
    return names[0]

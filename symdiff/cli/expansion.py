"""`symdiff taylor` and `symdiff points`: a function next to a point."""

from __future__ import annotations

from typing import Literal

import click

from symdiff.cli.formulas import each
from symdiff.cli.options import SETTINGS, reading, say
from symdiff.limits import Limits
from symdiff.parser.inputs import expression


@click.command(context_settings=SETTINGS)
@click.argument("formula")
@click.argument("variable")
@click.option("--about", default="0", help="The point: a number or a formula (default: 0).")
@click.option("--order", type=click.IntRange(0), default=6, help="The highest power (default: 6).")
@click.option(
    "--side", type=click.Choice(["both", "left", "right"]), default="both",
    help="Expand on one side alone, where the two differ or one is outside the domain.",
)  # fmt: skip
@click.option("--latex", is_flag=True, help="Print LaTeX, without the remainder.")
@reading
def taylor(
    formula: str,
    variable: str,
    about: str,
    order: int,
    side: Literal["both", "left", "right"],
    latex: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the Taylor polynomial of FORMULA in VARIABLE, with the order of what is left out.

    FORMULA may be - for one formula a line on stdin. On one side, powers may be fractions and logarithms
    occur.
    """
    from symdiff.verbs.taylor import taylor as expanded

    def one(text: str) -> None:
        found = expanded(
            text,
            variable,
            about=about,
            order=order,
            side=side,
            symbols=symbols,
            functions=functions,
            limits=limits,
        )
        say(found.polynomial.notes)
        click.echo(found.polynomial.latex() if latex else str(found))

    each(formula, one)


@click.command(context_settings=SETTINGS)
@click.argument("formula")
@click.argument("variable")
@reading
def points(
    formula: str,
    variable: str,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the points at which FORMULA has no derivative by VARIABLE, and of what kind they are, one a line.

    Poles, jumps, corners, cusps, holes, ends of the domain: solved where the equation is linear, quadratic,
    or becomes so by inverse functions, with families such as pi/2 + k*pi. FORMULA may be - for one formula a
    line on stdin.
    """
    from symdiff.verbs.points import special_points

    def one(text: str) -> None:
        source = expression(text, (variable, *symbols), functions, limits, by=[variable])
        say(source.notes)
        for point in special_points(source, variable, limits=limits):
            click.echo(str(point))

    each(formula, one)

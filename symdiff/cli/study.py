"""`symdiff study`: experiments that show how differentiation behaves."""

from __future__ import annotations

import json

import click

from symdiff.cli.options import SETTINGS, at_point, point, reading, say
from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.parser.inputs import expression
from symdiff.verbs.derivatives import derive


@click.group()
def study() -> None:
    """Experiments on differentiation."""


@study.command(context_settings=SETTINGS)
@click.argument("formula")
@click.argument("variable")
@click.option("--plot", "picture", metavar="FILE", help="Draw the errors into FILE (PNG, SVG or PDF).")
@at_point
@reading
def steps(
    formula: str,
    variable: str,
    picture: str | None,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the error of difference quotients of FORMULA by VARIABLE against their step.

    Truncation falls with the step and rounding rises; the best step is where they meet.
    """
    from symdiff.arithmetic.scalar import COMPLEX, FLOAT
    from symdiff.arithmetic.walk import walk
    from symdiff.studies.steps import step_study

    where = point(at, digits)
    if variable not in where:
        raise SymdiffError(f"{variable} has no value", hint=f"give one, such as --at {variable}=1")
    f = expression(formula, (variable, *symbols, *where), functions, limits)
    say(f.notes)
    exact = derive(f, variable)(**where)

    def value(x: float | complex) -> float | complex:
        arithmetic = COMPLEX if isinstance(x, complex) else FLOAT
        [result] = walk(f.graph, [f.node], {**where, variable: x}, arithmetic)
        return result  # type: ignore[no-any-return]  # the walk is in any arithmetic

    result = step_study(value, where[variable], exact)
    click.echo(result.table())
    if picture is not None:
        result.plot(picture, title=f"{f} at {variable} = {where[variable]:g}")
        click.echo(f"note: the picture is in {picture}", err=True)


@study.command()
@click.option("--to", type=click.IntRange(1, 500), default=10, show_default=True, help="The largest n.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--plot", "picture", metavar="FILE", help="Draw the counts into FILE (PNG, SVG or PDF).")
@click.option("--sympy/--no-sympy", default=True, show_default=True, help="Count SymPy's derivative too.")
def swell(to: int, as_json: bool, picture: str | None, sympy: bool) -> None:
    """Print the operations of l(n+1) = 4 l(n) (1 - l(n)), l(1) = x, and of its derivative.

    The derivative is counted written as a tree, with what it shares, and as a polynomial; polynomials and
    SymPy stop at n = 12.
    """
    from symdiff.studies.swell import swell as counted

    result = counted(to, sympy)
    if as_json:
        click.echo(json.dumps([row._asdict() for row in result.rows], indent=1))
    else:
        click.echo(result.table())
    if picture is not None:
        result.plot(picture)
        click.echo(f"note: the picture is in {picture}", err=True)

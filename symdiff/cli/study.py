"""`symdiff study`: experiments that show how differentiation behaves."""

from __future__ import annotations

from functools import partial

import click

from symdiff.cli.answer import Answer
from symdiff.cli.batch import Run, once
from symdiff.cli.options import Command, chosen, point, reading
from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.parser.inputs import expression
from symdiff.verbs.derivatives import derive


@click.group()
def study() -> None:
    """Experiments on differentiation."""


@study.command(
    cls=Command,
    short_help="Print the errors of difference quotients.",
    epilog='Example: symdiff study steps "sin(x)" x --at x=1',
)
@click.argument("formula")
@click.argument("variable", required=False)
@click.option("--plot", "picture", metavar="FILE", help="Draw the errors into FILE (PNG, SVG or PDF).")
@click.option("--at", "at", multiple=True, metavar="NAME=VALUE",
              help="A point: x=1, y=pi/2; may be repeated.")  # fmt: skip
@reading
@once
def steps(
    formula: str,
    variable: str | None,
    picture: str | None,
    at: tuple[str, ...],
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the error of difference quotients of FORMULA by VARIABLE against their step.

    Truncation falls with the step and rounding rises; the best step is where they meet.
    """
    run.once(formula, partial(
        _steps, variable=variable, picture=picture, at=at,
        symbols=symbols, functions=functions, limits=limits,
    ))  # fmt: skip


def _steps(
    answer: Answer,
    *,
    variable: str | None,
    picture: str | None,
    at: tuple[str, ...],
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.arithmetic.scalar import COMPLEX, FLOAT
    from symdiff.arithmetic.walk import walk
    from symdiff.studies.steps import step_study

    where, notes = point(at)
    answer.note(notes)
    by = chosen(answer, [variable] if variable else [], (*symbols, *where), functions, limits)
    name = by[0]
    if name not in where:
        raise SymdiffError(f"{name} has no value", hint=f"give one, such as --at {name}=1")
    f = expression(answer.formula, (*by, *symbols, *where), functions, limits)
    answer.read, answer.order = f, 1
    answer.note(f.notes)
    exact = derive(f, name)(**where)

    def value(x: float | complex) -> float | complex:
        arithmetic = COMPLEX if isinstance(x, complex) else FLOAT
        [result] = walk(f.graph, [f.node], {**where, name: x}, arithmetic)
        return result  # type: ignore[no-any-return]  # the walk is in any arithmetic

    result = step_study(value, where[name], exact)
    answer.value = exact
    answer.more["study"] = [row._asdict() for row in result.rows]
    answer.print(result.table())
    if picture is not None:
        result.plot(picture, title=f"{f} at {name} = {where[name]:g}")
        answer.note([f"the picture is in {picture}"])


@study.command(
    cls=Command,
    short_help="Count the operations of a derivative that grows.",
    epilog="Example: symdiff study swell --to 5",
)
@click.option("--to", type=click.IntRange(1, 500), default=10, show_default=True, help="The largest n.")
@click.option("--plot", "picture", metavar="FILE", help="Draw the counts into FILE (PNG, SVG or PDF).")
@click.option("--sympy/--no-sympy", default=True, show_default=True, help="Count SymPy's derivative too.")
@once
def swell(to: int, picture: str | None, sympy: bool, run: Run) -> None:
    """Print the operations of l(n+1) = 4 l(n) (1 - l(n)), l(1) = x, and of its derivative.

    The derivative is counted written as a tree, with what it shares, and as a polynomial; polynomials and
    SymPy stop at n = 12.
    """
    run.once(None, partial(_swell, to=to, picture=picture, sympy=sympy))


def _swell(answer: Answer, *, to: int, picture: str | None, sympy: bool) -> None:
    from symdiff.studies.swell import swell as counted

    result = counted(to, sympy)
    answer.more["study"] = [row._asdict() for row in result.rows]
    answer.print(result.table())
    if picture is not None:
        result.plot(picture)
        answer.note([f"the picture is in {picture}"])

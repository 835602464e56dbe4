"""The commands that take a formula and derive nothing: eval, simplify."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any, Final

import click

from symdiff.arithmetic.evaluation import evaluate as value_of
from symdiff.cli.answer import Answer, shown
from symdiff.cli.batch import Run, batch
from symdiff.cli.options import (
    Command,
    asked,
    at_point,
    constants,
    placed,
    point,
    reading,
    with_name,
    write,
)
from symdiff.cli.shapes import FORMS, Shapes, shaped
from symdiff.errors import SymdiffError
from symdiff.export.formats import FORMATS
from symdiff.limits import Limits
from symdiff.parser.formula import parse
from symdiff.parser.inputs import names_of
from symdiff.simplifier.levels import LEVELS, Level
from symdiff.simplifier.levels import simplify as simplified

_FORMS: Final = ("expand", "factor", "together", "apart", "collect", "trig")
_BY: Final = ("apart", "collect")
"""Those that are told a variable."""


@click.command("eval", cls=Command, epilog='Example: symdiff eval "gamma(x)/x" --at x=2.5 --digits 40')
@click.argument("formula", required=False)
@click.option("--exact", is_flag=True, help="Compute with exact rationals.")
@at_point
@shaped
@reading
@batch
def evaluate(
    formula: str | None,
    exact: bool,
    at: tuple[str, ...],
    digits: int | None,
    shapes: Shapes,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the value of FORMULA at a point.

    With --shape, an array has its value by --at A=[[1,2],[3,4]].
    """
    if shapes.given:
        shapes.only("eval", exact=exact, digits=digits)
        from symdiff.cli.arrays import value

        of_arrays = partial(value, shapes=shapes, at=at, symbols=symbols, functions=functions, limits=limits)
        run.each(formula, of_arrays, ("at",))
        return
    shapes.refuse_alone()
    if exact and digits is not None:
        raise SymdiffError("--exact and --digits exclude one another")
    one = partial(
        _evaluate, exact=exact, at=at, digits=digits, symbols=symbols, functions=functions, limits=limits
    )
    run.each(formula, one, ("at",))


def _evaluate(
    answer: Answer,
    *,
    exact: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    symbols, functions = asked(answer, symbols, functions)
    at = placed(answer, at)
    if at and "=" not in at[0]:
        expr = parse(answer.formula, symbols=symbols, functions=functions, limits=limits)
        at = with_name(at, expr.graph.symbols([expr.node]))
    where, notes = point(at, digits or (1 if exact else None))
    answer.note(notes)
    names = (*symbols, *where)
    expr = parse(answer.formula, symbols=names, functions=functions, limits=limits)
    answer.read = expr
    answer.note(expr.notes)
    answer.variables = expr.graph.symbols([expr.node])
    if exact:
        answer.value = value_of(expr, constants(at), exact=True)
    else:
        from symdiff.at.point import value_at

        answer.value = value_at(expr, where, digits=digits, sharply=constants(at))
    answer.print(shown(answer.value))


@click.command(
    cls=Command,
    short_help="Print a shorter form of a formula, or a named one.",
    epilog='Example: symdiff simplify "sin(x)^2 + cos(x)^2"',
)
@click.argument("formula", required=False)
@click.option("--level", type=click.Choice(LEVELS), help="How far to simplify (default: full).")
@click.option("--form", "named", type=click.Choice(_FORMS), help="The form to write instead of the shortest.")
@click.option(
    "--by",
    "by",
    multiple=True,
    metavar="NAMES",
    help="The variable of apart, the variables of collect; needed if there are several.",
)
@click.option("--explain", is_flag=True, help="Print the identities that were used below the answer.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, *FORMS)),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.option("--pretty", is_flag=True, help="In two dimensions: the same as --format pretty.")
@shaped
@reading
@batch
def simplify(
    formula: str | None,
    level: Level | None,
    named: str | None,
    by: tuple[str, ...],
    explain: bool,
    form: str,
    pretty: bool,
    shapes: Shapes,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print a shorter form of FORMULA, or the form that --form names.

    expand: multiplied out. factor: irreducible factors over the rationals. together: one quotient.
    apart: partial fractions. collect: a polynomial in --by. trig: the shortest pair of trigonometric
    functions.
    """
    by = tuple(names_of(list(by)))
    if by and named not in _BY:
        raise SymdiffError("--by needs --form apart or --form collect")
    if named == "apart" and len(by) > 1:
        raise SymdiffError("partial fractions are taken by one variable", hint="name one with --by")
    if named and explain:
        raise SymdiffError("--form and --explain exclude one another", hint="give one of them")
    if pretty and form not in ("text", "pretty"):
        raise SymdiffError(f"--pretty and --format {form} exclude one another", hint="give one of them")
    form = "pretty" if pretty else form
    if named and level:
        raise SymdiffError("--form and --level exclude one another", hint="give one of them")
    if shapes.given:
        shapes.only("simplify", form=named)
        of_arrays = partial(
            _simplify_arrays, level=level or "full", explain=explain, form=form, shapes=shapes,
            symbols=symbols, functions=functions, limits=limits,
        )  # fmt: skip
        run.each(formula, of_arrays)
        return
    shapes.refuse_alone(form)

    one = partial(
        _simplify, level=level, named=named, by=by, explain=explain, form=form,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formula, one)


def _simplify_arrays(answer: Answer, *, explain: bool, **options: Any) -> None:
    from symdiff.cli.arrays import simplified as of_arrays

    names = of_arrays(answer, **options)
    if explain:
        _explain(answer, names)


def _simplify(
    answer: Answer,
    *,
    level: Level | None,
    named: str | None,
    by: tuple[str, ...],
    explain: bool,
    form: str,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    text = answer.formula
    symbols, functions = asked(answer, symbols, functions)
    names: list[str] = []
    source = None
    if named:
        verb = getattr(import_module("symdiff.verbs.forms"), named)
        found = verb(text, *by, symbols=symbols, functions=functions, limits=limits)
        if answer.as_json:
            answer.read = parse(text, symbols=(*by, *symbols), functions=functions, limits=limits)
    else:
        answer.read = source = parse(text, symbols=symbols, functions=functions, limits=limits)
        found, names = simplified(source, level or "full", trace=True)
    answer.note(found.notes)
    answer.holds(found.unsolved, found.graph.symbols([found.node]))
    answer.variables = list(by) or found.graph.symbols([found.node])
    answer.result = found
    write(answer, found, form, source)
    if explain:
        _explain(answer, names)


def _explain(answer: Answer, names: list[str]) -> None:
    """Add identities by name, one a line."""
    from symdiff.simplifier.identities import find

    identities = [{"name": name, "statement": find(name).statement} for name in names]
    answer.more["identities"] = identities
    for identity in identities:
        answer.print(f"  {identity['name']}: {identity['statement']}")

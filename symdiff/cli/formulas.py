"""The commands that take a formula: diff, eval, simplify."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from symdiff.arithmetic.evaluation import evaluate as value_of
from symdiff.cli.fault import EXIT, told
from symdiff.cli.options import (
    SETTINGS,
    at_point,
    constants,
    formulas,
    point,
    reading,
    say,
    shown,
    takes_unicode,
    written,
)
from symdiff.cli.words import reworded
from symdiff.errors import DomainError, NotDifferentiable, SymdiffError, Unsupported
from symdiff.export.formats import FORMATS
from symdiff.graph.expr import Expr
from symdiff.limits import Limits
from symdiff.parser.formula import parse
from symdiff.parser.inputs import expression
from symdiff.programs.languages import LANGUAGES
from symdiff.simplifier.levels import LEVELS, Level
from symdiff.simplifier.levels import simplify as simplified
from symdiff.table.kinks import KINKS
from symdiff.verbs.chain import HIGH
from symdiff.verbs.chain import chain as chain_of
from symdiff.verbs.derivatives import derivatives

FORMS = ("expand", "factor", "together", "apart", "collect", "trig")
_BY = ("apart", "collect")
_PAGES = ("html", "markdown")
"""Formats of steps alone."""
_OF_STEPS = ("text", "latex", "json", *_PAGES)


@click.command(context_settings=SETTINGS)
@click.argument("formula")
@click.argument("variables", nargs=-1, required=True)
@click.option("--order", type=click.IntRange(0), default=1, help="How often to derive by the last variable.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, *LANGUAGES, *_PAGES)),
    default="text",
    help="What to print; html and markdown with --steps.",
)
@click.option("--name", metavar="NAME", help="The name of the function in a file of code (default: f).")
@click.option("--main", is_flag=True, help="Write a whole program: x=0.7 y=2 on its command line.")
@click.option("--latex", is_flag=True, help="The same as --format latex.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--simplify", "level", type=click.Choice(LEVELS), default="full", help="How far to simplify.")
@click.option("--no-check", is_flag=True, help="Do not check the answer by dual numbers.")
@click.option(
    "--kink",
    type=click.Choice(tuple(KINKS)),
    help="What the formula is at a corner (first derivatives by one variable).",
)
@click.option("--distributions", is_flag=True, help="Give sign and Heaviside a DiracDelta where they jump.")
@click.option("--steps", is_flag=True, help="Show how a teacher finds it, line by line.")
@click.option("--stable", "is_stable", is_flag=True, help="Write it so that floats keep their digits.")
@click.option("--ascii", "plain", is_flag=True, help="Steps in ASCII, formulas as without --steps.")
@at_point
@reading
def diff(
    formula: str,
    variables: tuple[str, ...],
    order: int,
    form: str,
    name: str | None,
    main: bool,
    latex: bool,
    as_json: bool,
    level: Level,
    no_check: bool,
    kink: Any,
    distributions: bool,
    steps: bool,
    is_stable: bool,
    plain: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the derivative of FORMULA by each of VARIABLES in turn.

    FORMULA may be - for one formula a line on stdin. Every answer is checked by dual numbers at a
    few points before it is printed.
    """
    where = point(at, digits)
    names = (*symbols, *where)
    form = "json" if as_json else "latex" if latex else form
    if steps and (distributions or kink is not None):
        raise SymdiffError("--steps is for derivatives without --kink and --distributions")
    if is_stable and (steps or distributions):
        raise SymdiffError("--stable is for derivatives without --steps and --distributions")
    if form in _PAGES and not steps:
        raise SymdiffError(f"--format {form} is for steps", hint="add --steps")
    if steps and form not in _OF_STEPS:
        raise SymdiffError(f"steps are not written as {form}", hint=f"choose one of {', '.join(_OF_STEPS)}")

    def one(text: str) -> None:
        if distributions:
            from symdiff.verbs.distributions import derive_distribution

            if len(variables) > 1 or where:
                raise SymdiffError("--distributions is for derivatives by one variable, without --at")
            found = derive_distribution(
                text, variables[0], order=order, level=level, symbols=names, limits=limits
            )
            say(found.notes)
            source = expression(text, [*variables, *names], limits=limits)
            click.echo(written(found, form, read=source))
            return
        trails: list[set[str]] = []
        is_high = order > HIGH and len(variables) == 1 and not steps
        if steps:
            chain = chain_of(text, variables, order, level, names, functions, limits, True, trails)
        elif is_high:
            chain = chain_of(text, variables, order, level, names, functions, limits)
        else:
            chain = derivatives(
                text, *variables, order=order, level=level, symbols=names, functions=functions, limits=limits
            )
        notes = list(chain[0][1].notes)
        answer = chain[-1][1]
        if not no_check:
            from symdiff.witness.proof import high_check, quick_check

            if is_high:
                notes += filter(None, [high_check(chain[0][1], variables[0], order, answer)])
            else:
                notes += filter(None, [quick_check(chain)])
        if kink is not None:
            if len(variables) > 1 or order != 1:
                raise SymdiffError("--kink is for first derivatives by one variable")
            from symdiff.verbs.kinks import at_kinks

            answer = at_kinks(chain[0][1], variables[0], kink, level=level)
            notes += [note for note in answer.notes if note not in notes]
        if is_stable:
            from symdiff.accuracy.stable import of

            answer = of(answer)
            notes += [note for note in answer.notes if note not in notes]
        failed = ""
        if (main or name) and form not in LANGUAGES:
            raise SymdiffError("--name and --main are for a file of code", hint="such as --format c --main")
        if steps:
            printed, failed = _with_steps(chain, trails, limits, form, plain)
        elif form == "json" and len(set(variables)) == 1:
            printed = _with_points(chain[0][1], variables[0], answer)
        elif form in LANGUAGES:
            from symdiff.verbs.code import code

            printed = code(answer, form, name=name or "f", main=main).rstrip()
        else:
            printed = written(answer, form, read=chain[0][1])
        told = () if steps and not failed else answer.unsolved  # the steps have them
        say(tuple(notes), told, answer.graph.symbols([answer.node]))
        click.echo(printed)
        if where:
            from symdiff.at.point import value_at

            click.echo(shown(value_at(answer, where, digits=digits, sharply=constants(at))))
        if failed:
            click.echo(f"error: {reworded(failed)}", err=True)
            raise Disagreed

    each(formula, one)


@click.command("eval", context_settings=SETTINGS)
@click.argument("formula")
@click.option("--exact", is_flag=True, help="Compute with exact rationals.")
@at_point
@reading
def evaluate(
    formula: str,
    exact: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the value of FORMULA at a point."""
    where = point(at, digits or (1 if exact else None))

    def one(text: str) -> None:
        expr = parse(text, symbols=(*symbols, *where), functions=functions, limits=limits)
        say(expr.notes)
        if exact:
            click.echo(shown(value_of(expr, where, digits=digits, exact=True)))
        else:
            from symdiff.at.point import value_at

            click.echo(shown(value_at(expr, where, digits=digits, sharply=constants(at))))

    each(formula, one)


@click.command(context_settings=SETTINGS)
@click.argument("formula")
@click.option("--level", type=click.Choice(LEVELS), help="How far to simplify (default: full).")
@click.option("--form", "named", type=click.Choice(FORMS), help="The form to write instead of the shortest.")
@click.option(
    "--by",
    "by",
    multiple=True,
    metavar="VAR",
    help="The variable of apart, the variables of collect; needed if there are several.",
)
@click.option("--explain", is_flag=True, help="Print the identities that were used below the answer.")
@click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text", help="What to print.")
@reading
def simplify(
    formula: str,
    level: Level | None,
    named: str | None,
    by: tuple[str, ...],
    explain: bool,
    form: str,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print a shorter form of FORMULA, or the form that --form names.

    expand: multiplied out. factor: irreducible factors over the rationals. together: one quotient.
    apart: partial fractions. collect: a polynomial in --by. trig: the shortest pair of trigonometric
    functions.
    """
    if by and named not in _BY:
        raise SymdiffError("--by needs --form apart or --form collect")
    if named == "apart" and len(by) > 1:
        raise SymdiffError("partial fractions are taken by one variable", hint="give --by once")
    if named and explain:
        raise SymdiffError("--form and --explain exclude one another", hint="give one of them")
    if named and level:
        raise SymdiffError("--form and --level exclude one another", hint="give one of them")

    def one(text: str) -> None:
        if named:
            verb = getattr(import_module("symdiff.verbs.forms"), named)
            answer = verb(text, *by, symbols=symbols, functions=functions, limits=limits)
        else:
            source = parse(text, symbols=symbols, functions=functions, limits=limits)
            answer, names = simplified(source, level or "full", trace=True)
        say(answer.notes, answer.unsolved, answer.graph.symbols([answer.node]))
        click.echo(written(answer, form, read=None if named else source))
        if explain:
            _explain(names)

    each(formula, one)


def _with_steps(
    chain: list[tuple[str, Expr]], trails: list[set[str]], limits: Limits, form: str, plain: bool
) -> tuple[str, str]:
    """Return the steps of a derivative in a *form*; the answer alone, and why, where they fail a check."""
    from symdiff.explain.proof import NotShown
    from symdiff.verbs.steps import steps_of

    try:
        found = steps_of(chain, trails, limits)
        if form == "text":
            return found.text(plain or not takes_unicode()), ""
        return str(getattr(found, form)()), ""
    except NotShown as error:
        return str(chain[-1][1]), str(error)


def _with_points(source: Expr, variable: str, answer: Expr) -> str:
    """Return the JSON of a derivative, with the points at which there is none."""
    from symdiff.export.json import json_text
    from symdiff.verbs.points import special_points

    try:
        found = special_points(source, variable)
    except Unsupported:
        return json_text(answer, read=source)
    return json_text(answer, read=source, special_points=[str(point) for point in found])


class Disagreed(Exception):
    """A check said no: exit *status*, the report is printed already."""

    def __init__(self, status: int = 1) -> None:
        super().__init__(status)
        self.status = status


def each(formula: str, one: Any) -> None:
    """Run *one* on the formula, or on each line of stdin, where a bad line stops only itself.

    Exit 1 where a line was bad, else the least status of those that a check said.
    """
    failed = faulty = False
    status = 0
    for number, text in formulas(formula):
        try:
            one(text)
        except Disagreed as verdict:
            status = min(status or verdict.status, verdict.status)
        except SymdiffError as error:
            if number == 0:
                if isinstance(error, DomainError | NotDifferentiable):
                    click.echo(f"error: {reworded(str(error))}", err=True)
                    sys.exit(1)
                raise
            click.echo(f"line {number}: {reworded(str(error))}", err=True)
            failed = True
        except Exception as error:
            if number == 0 or isinstance(error, OSError | click.ClickException | click.exceptions.Exit):
                raise
            debug = click.get_current_context().find_root().params["debug"]
            click.echo(f"line {number}: {told(error, debug)}", err=True)
            faulty = True
    if faulty:
        sys.exit(EXIT)
    if failed or status:
        sys.exit(1 if failed else status)


def _explain(names: list[str]) -> None:
    """Print identities by name, one a line."""
    from symdiff.simplifier.identities import find

    for name in names:
        click.echo(f"  {name}: {find(name).statement}")

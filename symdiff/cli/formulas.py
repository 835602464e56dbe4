"""The commands that take a formula: diff, eval, simplify."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import click

from symdiff.arithmetic.evaluation import evaluate as value_of
from symdiff.cli.answer import Answer, shown
from symdiff.cli.batch import Disagreed, Run, batch
from symdiff.cli.options import (
    Command,
    asked,
    at_point,
    chosen,
    constants,
    placed,
    point,
    reading,
    takes_unicode,
    written,
)
from symdiff.errors import SymdiffError, Unsupported
from symdiff.export.formats import FORMATS
from symdiff.graph.expr import Expr
from symdiff.limits import Limits
from symdiff.parser.formula import parse
from symdiff.parser.inputs import expression, names_of
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


@click.command(cls=Command, epilog='Example: symdiff diff "x^3 sin x" x')
@click.argument("formula", required=False)
@click.argument("variables", nargs=-1)
@click.option(
    "--order", type=click.IntRange(0), default=1, show_default=True,
    help="How often to derive by the last variable.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice((*FORMATS, *LANGUAGES, *_PAGES)), default="text", show_default=True,
    help="What to print; html and markdown with --steps.",
)  # fmt: skip
@click.option("--name", metavar="NAME", help="The name of the function in a file of code (default: f).")
@click.option("--main", is_flag=True, help="Write a whole program: x=0.7 y=2 on its command line.")
@click.option("--latex", is_flag=True, help="The same as --format latex.")
@click.option(
    "--simplify", "level", type=click.Choice(LEVELS), default="full", show_default=True,
    help="How far to simplify.",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="Do not check the answer by dual numbers.")
@click.option(
    "--kink",
    type=click.Choice(tuple(KINKS)),
    help="What the formula is at a corner (first derivatives by one variable).",
)
@click.option("--distributions", is_flag=True, help="Give sign and Heaviside a DiracDelta where they jump.")
@click.option("--steps", is_flag=True, help="Show how a teacher finds it, line by line.")
@click.option("--stable", "is_stable", is_flag=True, help="Write it so that floats keep their digits.")
@click.option("--special-points", is_flag=True, help="With --json, say where there is no derivative.")
@click.option("--ascii", "plain", is_flag=True, help="Steps in ASCII, formulas as without --steps.")
@at_point
@reading
@batch
def diff(
    formula: str | None,
    variables: tuple[str, ...],
    order: int,
    form: str,
    name: str | None,
    main: bool,
    latex: bool,
    level: Level,
    no_check: bool,
    kink: Any,
    distributions: bool,
    steps: bool,
    is_stable: bool,
    special_points: bool,
    plain: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the derivative of FORMULA by each of VARIABLES in turn.

    FORMULA may be - for one formula a line on stdin. Without VARIABLES, by the only one that FORMULA has.
    Every answer is checked by dual numbers at a few points before it is printed.
    """
    for wrong, said in (
        (latex and form not in ("text", "latex"), f"--latex and --format {form} exclude one another"),
        (steps and (distributions or kink is not None),
         "--steps is for derivatives without --kink and --distributions"),
        (is_stable and (steps or distributions),
         "--stable is for derivatives without --steps and --distributions"),
        (form in _PAGES and not steps, f"--format {form} is for steps: add --steps"),
        (
            steps and form not in _OF_STEPS,
            f"steps are not written as {form}: choose one of {', '.join(_OF_STEPS)}",
        ),
        (kink is not None and distributions, "--kink and --distributions exclude one another"),
        (distributions and (at or len(names_of(list(variables))) > 1),
         "--distributions is for derivatives by one variable, without --at"),
        (digits is not None and not at and not run.jsonl, "--digits is for --at"),
        (plain and not steps, "--ascii is for --steps"),
        (special_points and not run.as_json, "--special-points is for --json: symdiff points prints them"),
    ):  # fmt: skip
        if wrong:
            raise SymdiffError(said)
    form = "latex" if latex else form
    if (main or name) and form not in LANGUAGES:
        raise SymdiffError("--name and --main are for a file of code", hint="such as --format c --main")
    one = partial(
        _diff, variables=variables, order=order, form=form, name=name, main=main, level=level,
        is_checked=not no_check, kink=kink, distributions=distributions, steps=steps, is_stable=is_stable,
        special_points=special_points, plain=plain, at=at, digits=digits, symbols=symbols,
        functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formula, one, ("variables", "order", "at"))


def _diff(
    answer: Answer,
    *,
    variables: tuple[str, ...],
    order: int,
    form: str,
    name: str | None,
    main: bool,
    level: Level,
    is_checked: bool,
    kink: Any,
    distributions: bool,
    steps: bool,
    is_stable: bool,
    special_points: bool,
    plain: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    text = answer.input or ""
    at = placed(answer, at)
    where, notes = point(at, digits)
    answer.note(notes)
    names = (*asked(answer, "symbols", symbols), *where)
    functions = asked(answer, "functions", functions)
    by = chosen(answer, variables, names, functions, limits)
    answer.order = order = answer.asked.get("order", order)
    if distributions:
        _distribution(answer, by, order, form, level, names, limits)
        return
    trails: list[set[str]] = []
    is_high = order > HIGH and len(by) == 1 and not steps
    if steps:
        chain = chain_of(text, tuple(by), order, level, names, functions, limits, True, trails)
    elif is_high:
        chain = chain_of(text, tuple(by), order, level, names, functions, limits)
    else:
        chain = derivatives(
            text, *by, order=order, level=level, symbols=names, functions=functions, limits=limits
        )
    source, found = chain[0][1], chain[-1][1]
    answer.read = source
    answer.note(source.notes)
    if is_checked and len(chain) > 1:
        _check(answer, chain, by[0], order if is_high else 0)
    if kink is not None:
        if len(by) > 1 or order != 1:
            raise SymdiffError("--kink is for first derivatives by one variable")
        from symdiff.verbs.kinks import at_kinks

        found = at_kinks(source, by[0], kink, level=level)
        answer.note(found.notes)
    if is_stable:
        from symdiff.accuracy.stable import of

        found = of(found)
        answer.note(found.notes)
    failed = ""
    answer.result = found
    if steps:
        failed = _add_steps(answer, chain, trails, limits, form, plain)
    else:
        _write(answer, found, form, source, name, main)
    if not steps or failed or answer.as_json:  # the steps have them
        answer.holds(found.unsolved, found.graph.symbols([found.node]))
    if special_points:
        _add_points(answer, source, by)
    if where:
        from symdiff.at.point import value_at

        answer.value = value_at(found, where, digits=digits, sharply=constants(at))
        answer.print(shown(answer.value))
    if failed:
        answer.failed = SymdiffError(failed)
        raise Disagreed


def _write(
    answer: Answer, found: Expr, form: str, source: Expr | None, name: str | None = None, main: bool = False
) -> None:
    """Write an answer in the form that `--format` names; in JSON, beside text and LaTeX."""
    if answer.as_json and form in ("text", "latex", "json"):
        return
    if form in LANGUAGES:
        from symdiff.verbs.code import code

        printed = code(found, form, name=name or "f", main=main).rstrip()
    else:
        printed = written(found, form, read=source)
    if answer.as_json:
        answer.code = printed
    else:
        answer.print(printed)


def _check(answer: Answer, chain: list[tuple[str, Expr]], name: str, order: int) -> None:
    """Hold an answer to dual numbers, one of a high *order* to a jet; what is said is a note."""
    from symdiff.witness.proof import POINTS, high_check, quick_check

    said = high_check(chain[0][1], name, order, chain[-1][1]) if order else quick_check(chain)
    answer.note([said])
    if not said:
        witness = {"name": "jet" if order else "dual numbers", "agrees": True}
        answer.checked = {"witnesses": [witness], "points": 1 if order else POINTS}


def _distribution(
    answer: Answer, by: list[str], order: int, form: str, level: Level, names: tuple[str, ...], limits: Limits
) -> None:
    from symdiff.verbs.distributions import derive_distribution

    if len(by) > 1 or "at" in answer.asked:
        raise SymdiffError("--distributions is for derivatives by one variable, without --at")
    text = answer.input or ""
    found = derive_distribution(text, by[0], order=order, level=level, symbols=names, limits=limits)
    source = expression(text, [*by, *names], limits=limits)
    answer.note(found.notes)
    answer.read, answer.result = source, found
    _write(answer, found, form, source)


def _add_points(answer: Answer, source: Expr, by: list[str]) -> None:
    """Say where there is no derivative, where it is known."""
    from symdiff.cli.expansion import members
    from symdiff.verbs.points import special_points

    if len(set(by)) > 1:
        raise SymdiffError("--special-points is for derivatives by one variable")
    try:
        answer.more["special_points"] = members(special_points(source, by[0]))
    except Unsupported as error:
        answer.note([f"special points: {error.message}"])


@click.command("eval", cls=Command, epilog='Example: symdiff eval "gamma(x)/x" --at x=2.5 --digits 40')
@click.argument("formula", required=False)
@click.option("--exact", is_flag=True, help="Compute with exact rationals.")
@at_point
@reading
@batch
def evaluate(
    formula: str | None,
    exact: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the value of FORMULA at a point."""
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
    at = placed(answer, at)
    where, notes = point(at, digits or (1 if exact else None))
    answer.note(notes)
    names = (*asked(answer, "symbols", symbols), *where)
    functions = asked(answer, "functions", functions)
    expr = parse(answer.input or "", symbols=names, functions=functions, limits=limits)
    answer.read = expr
    answer.note(expr.notes)
    answer.variables = expr.graph.symbols([expr.node])
    if exact:
        answer.value = value_of(expr, where, digits=digits, exact=True)
    else:
        from symdiff.at.point import value_at

        answer.value = value_at(expr, where, digits=digits, sharply=constants(at))
    answer.print(shown(answer.value))


@click.command(cls=Command, epilog='Example: symdiff simplify "sin(x)^2 + cos(x)^2"')
@click.argument("formula", required=False)
@click.option("--level", type=click.Choice(LEVELS), help="How far to simplify (default: full).")
@click.option("--form", "named", type=click.Choice(FORMS), help="The form to write instead of the shortest.")
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
    type=click.Choice(tuple(FORMATS)),
    default="text",
    show_default=True,
    help="What to print.",
)
@reading
@batch
def simplify(
    formula: str | None,
    level: Level | None,
    named: str | None,
    by: tuple[str, ...],
    explain: bool,
    form: str,
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
        raise SymdiffError("partial fractions are taken by one variable", hint="give --by once")
    if named and explain:
        raise SymdiffError("--form and --explain exclude one another", hint="give one of them")
    if named and level:
        raise SymdiffError("--form and --level exclude one another", hint="give one of them")

    one = partial(
        _simplify, level=level, named=named, by=by, explain=explain, form=form,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formula, one)


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
    text = answer.input or ""
    symbols, functions = asked(answer, "symbols", symbols), asked(answer, "functions", functions)
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
    _write(answer, found, form, source)
    if explain:
        _explain(answer, names)


def _add_steps(
    answer: Answer,
    chain: list[tuple[str, Expr]],
    trails: list[set[str]],
    limits: Limits,
    form: str,
    plain: bool,
) -> str:
    """Write the steps of a derivative in a *form*; the answer alone, where they fail a check: return why."""
    from symdiff.explain.proof import NotShown
    from symdiff.verbs.steps import steps_of

    try:
        found = steps_of(chain, trails, limits)
        written_so = "" if form == "text" else str(getattr(found, form)())
        text = found.text(plain or not (answer.as_json or takes_unicode()))
    except NotShown as error:
        answer.print(str(chain[-1][1]))
        return str(error)
    if answer.as_json or not written_so:
        answer.more["steps"] = text.splitlines()
        answer.code = written_so
        answer.print(text)
    else:
        answer.print(written_so)
    return ""


def _explain(answer: Answer, names: list[str]) -> None:
    """Add identities by name, one a line."""
    from symdiff.simplifier.identities import find

    identities = [{"name": name, "statement": find(name).statement} for name in names]
    answer.more["identities"] = identities
    for identity in identities:
        answer.print(f"  {identity['name']}: {identity['statement']}")

"""The command for derivatives: diff."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import click

from symdiff.cli.answer import Answer, shown
from symdiff.cli.batch import Disagreed, Run, batch
from symdiff.cli.options import (
    Command,
    as_file,
    asked,
    at_point,
    chosen,
    constants,
    of_file,
    placed,
    point,
    reading,
    takes_unicode,
    with_name,
    write,
)
from symdiff.cli.shapes import FORMS, Shapes, laid_out
from symdiff.errors import SymdiffError, Unsupported
from symdiff.export.formats import FORMATS
from symdiff.graph.expr import Expr
from symdiff.limits import Limits
from symdiff.parser.inputs import expression, names_of
from symdiff.programs.languages import LANGUAGES
from symdiff.simplifier.level_names import LEVELS, Level
from symdiff.table.kinks import KINKS

_PAGES: Final = ("html", "markdown")
"""Formats of steps alone."""
_OF_STEPS: Final = ("text", "latex", "json", *_PAGES)


@click.command(cls=Command, short_help="Print a derivative.", epilog='Example: symdiff diff "x^3 sin x" x')
@click.argument("formula", required=False)
@click.argument("variables", nargs=-1)
@click.option(
    "--order", type=click.IntRange(0), default=1, show_default=True,
    help="How often to derive by the last variable.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice((*FORMATS, *FORMS, *LANGUAGES, *_PAGES)), default="text",
    show_default=True,
    help="What to print; html and markdown with --steps, matrix and index with --shape.",
)  # fmt: skip
@as_file
@click.option("--latex", is_flag=True, help="The same as --format latex.")
@click.option("--pretty", is_flag=True, help="In two dimensions: the same as --format pretty.")
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
@click.option("--explain", is_flag=True, help="Say how stable forms were found, and what they lose.")
@click.option("--special-points", is_flag=True, help="With --json, say where there is no derivative.")
@click.option("--ascii", "plain", is_flag=True, help="Steps in ASCII, formulas as without --steps.")
@click.option("--score", is_flag=True, help="Of an expectation: derive the density, not what is averaged.")
@laid_out
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
    unit: str,
    latex: bool,
    pretty: bool,
    level: Level,
    no_check: bool,
    kink: Any,
    distributions: bool,
    steps: bool,
    is_stable: bool | None,
    explain: bool,
    special_points: bool,
    plain: bool,
    score: bool,
    shapes: Shapes,
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
        (pretty and form not in ("text", "pretty"), f"--pretty and --format {form} exclude one another"),
        (pretty and latex, "--pretty and --latex exclude one another"),
        (pretty and steps, "--pretty is for a derivative without --steps"),
        (steps and (distributions or kink is not None),
         "--steps is for derivatives without --kink and --distributions"),
        (is_stable and (steps or distributions),
         "--stable is for derivatives without --steps and --distributions"),
        (explain and not is_stable and (form not in LANGUAGES or is_stable is False),
         "--explain is for --stable and for files of code"),
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
        (score and (steps or distributions or kink is not None),
         "--score is for derivatives without --steps, --kink and --distributions"),
        (special_points and not run.as_json, "--special-points is for --json: symdiff points prints them"),
    ):  # fmt: skip
        if wrong:
            raise SymdiffError(said)
    form = "latex" if latex else "pretty" if pretty else form
    if shapes.given:
        if kink or distributions or steps or is_stable or special_points or at or main or name:
            raise SymdiffError(
                "--shape is for derivatives alone: without --at, --steps, --stable, --kink and their like"
            )
        from symdiff.cli.arrays import derived

        of_arrays = partial(
            derived, variables=variables, order=order, shapes=shapes, symbols=symbols, functions=functions,
            form=form, level=level, limits=limits, score=score,
        )  # fmt: skip
        run.each(formula, of_arrays, ("variables", "order"))
        return
    shapes.refuse_alone(form)
    file = of_file(form, name, main, unit, is_stable)
    one = partial(
        _diff, variables=variables, order=order, form=form, file=file, level=level,
        is_checked=not no_check, kink=kink, distributions=distributions, steps=steps, is_stable=is_stable,
        explain=explain, special_points=special_points, plain=plain, score=score, at=at,
        digits=digits, symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formula, one, ("variables", "order", "at"))


def _diff(
    answer: Answer,
    *,
    variables: tuple[str, ...],
    order: int,
    form: str,
    file: dict[str, Any],
    level: Level,
    is_checked: bool,
    kink: Any,
    distributions: bool,
    steps: bool,
    is_stable: bool | None,
    explain: bool,
    special_points: bool,
    plain: bool,
    score: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.chain import chain as chain_of  # with what simplifies scalars, of no use for arrays
    from symdiff.verbs.derivatives import derivatives
    from symdiff.verbs.high_orders import HIGH

    text = answer.formula
    symbols, functions = asked(answer, symbols, functions)
    at = placed(answer, at)
    if at and "=" not in at[0]:
        at = with_name(at, chosen(answer, variables, symbols, functions, limits))
    where, notes = point(at, digits)
    answer.note(notes)
    names = (*symbols, *where)
    by = chosen(answer, variables, names, functions, limits)
    answer.order = order = answer.asked.get("order", order)
    if distributions:
        _distribution(answer, by, order, form, file, level, names, limits)
        return
    trails: list[set[str]] = []
    is_high = order > HIGH and len(by) == 1 and not steps
    if steps:
        chain = chain_of(text, tuple(by), order, level, names, functions, limits, True, trails)
    elif is_high or score:
        chain = chain_of(text, tuple(by), order, level, names, functions, limits, not is_high, score=score)
    else:
        chain = derivatives(
            text, *by, order=order, level=level, symbols=names, functions=functions, limits=limits
        )
    source, found = chain[0][1], chain[-1][1]
    answer.read = source
    answer.note(source.notes)
    if source.graph.uses_arrays(source.node):  # of scalars that are stopped; checked while it was derived
        from symdiff.witness.directions import DRAWS  # of no use for most formulas

        if len(chain) > 1 and not any(note.startswith("not checked") for note in chain[-1][1].notes):
            answer.agrees("tangents", DRAWS)
        answer.note(chain[-1][1].notes)
    elif is_checked and len(chain) > 1:
        _check(answer, chain, by[0], order if is_high else 0)
    if kink is not None:
        if len(by) > 1 or order != 1:
            raise SymdiffError("--kink is for first derivatives by one variable")
        from symdiff.verbs.kinks import at_kinks

        found = at_kinks(source, by[0], kink, level=level)
        answer.note(found.notes)
    if explain or (is_stable and form not in LANGUAGES):  # a file of code says itself what was done
        found = _stable(answer, found, form, explain)
    failed = ""
    answer.result = found
    if steps:
        failed = _add_steps(answer, chain, trails, limits, form, plain)
    else:
        _write(answer, found, form, source, file)
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


def _stable(answer: Answer, found: Expr, form: str, explain: bool) -> Expr:
    """Return a derivative in its stable form, as it is where code will find that form; say what was done."""
    from symdiff.accuracy.budget import Budget
    from symdiff.accuracy.stable import explained, improved

    [better] = improved([found], Budget(found.graph.limits.trials))
    answer.note(explained(better) if explain else better.expr.notes)
    return found if form in LANGUAGES else better.expr


def _write(answer: Answer, found: Expr, form: str, source: Expr, file: dict[str, Any]) -> None:
    """Write a derivative as code, or in another form that `--format` names."""
    if form in LANGUAGES:
        from symdiff.verbs.code import code

        answer.write(code(found, form, **file).rstrip())
    else:
        write(answer, found, form, source, file["stable"])


def _check(answer: Answer, chain: list[tuple[str, Expr]], name: str, order: int) -> None:
    """Hold an answer to dual numbers, one of a high *order* to a jet; what is said is a note."""
    from symdiff.witness.proof import POINTS, high_check, quick_check

    said = high_check(chain[0][1], name, order, chain[-1][1]) if order else quick_check(chain)
    answer.note([said])
    if not said:
        answer.agrees("jet" if order else "dual numbers", 1 if order else POINTS)


def _distribution(
    answer: Answer,
    by: list[str],
    order: int,
    form: str,
    file: dict[str, Any],
    level: Level,
    names: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.distributions import derive_distribution

    if len(by) > 1 or "at" in answer.asked:
        raise SymdiffError("--distributions is for derivatives by one variable, without --at")
    text = answer.formula
    found = derive_distribution(text, by[0], order=order, level=level, symbols=names, limits=limits)
    source = expression(text, [*by, *names], limits=limits)
    answer.note(found.notes)
    answer.read, answer.result = source, found
    _write(answer, found, form, source, file)


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

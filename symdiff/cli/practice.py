"""The command for practice: quiz."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from symdiff.cli.answer import Answer
from symdiff.cli.batch import Run, once
from symdiff.cli.options import Command, takes_unicode
from symdiff.cli.words import reworded
from symdiff.errors import SymdiffError

if TYPE_CHECKING:
    from symdiff.practice.exercises import Exercise

_LEVELS: Final = ("easy", "medium", "hard")
_FORMS: Final = ("latex", "markdown", "json")
_SEEDS: Final = 10**6
_HELP: Final = "Type a derivative; steps shows the way to it, skip goes on, quit ends."


@click.command(
    cls=Command,
    short_help="Practise derivatives, or write a sheet of exercises.",
    epilog="Example: symdiff quiz --level medium --rules chain,product --format markdown",
)
@click.option("--level", type=click.Choice(_LEVELS), default="easy", help="How hard (default: easy).")
@click.option("--rules", default="", metavar="NAMES",
              help="What to practise, with commas: power, product, quotient, chain, exponential, logarithm, "
              "trigonometric, root, inverse, hyperbolic (default: those of the level).")  # fmt: skip
@click.option("--count", type=click.IntRange(1), default=10, help="How many exercises.")
@click.option("--seed", type=int, help="The same number makes the same exercises (default: one by chance).")
@click.option("--variable", default="x", help="The variable (default: x).")
@click.option("--format", "form", type=click.Choice(_FORMS), help="Write a sheet instead of asking.")
@click.option("--solutions/--no-solutions", default=True, help="Whether solutions follow the sheet.")
@click.option("--title", default="Practice", help="The title of the sheet.")
@once
def quiz(
    level: str,
    rules: str,
    count: int,
    seed: int | None,
    variable: str,
    form: str | None,
    solutions: bool,
    title: str,
    run: Run,
) -> None:
    """Practise derivatives: random formulas are asked, answers judged, the mistake behind a wrong one named.

    With --format or --json a sheet is written, with solutions and their steps.
    """
    from symdiff.practice.exercises import generate

    told = ""
    if seed is None:
        seed = SystemRandom().randrange(_SEEDS)
        told = f"--seed {seed} makes these exercises again"
    if run.as_json:
        if form is not None:
            raise SymdiffError("--json prints one object, and takes no --format")
        made = partial(generate, level, rules, count=count, seed=seed, variable=variable)
        run.once(None, partial(_listed, made=made, told=told, solutions=solutions))
        return
    context = click.get_current_context()
    for name in ("solutions", "title"):
        if form is None and context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise SymdiffError(f"--{name} is for a sheet", hint="such as --format markdown")
    exercises = generate(level, rules, count=count, seed=seed, variable=variable)
    if told:
        click.echo(f"note: {told}", err=True)
    if form is not None:
        from symdiff.practice.sheet import sheet

        click.echo(sheet(exercises, form, title, solutions), nl=False)
        return
    click.echo(_HELP)
    right = asked = 0
    is_plain = not takes_unicode()
    for place, exercise in enumerate(exercises, 1):
        click.echo(f"\n{place}/{len(exercises)}  d/d{variable}  {exercise.question}")
        outcome = _asked(exercise, is_plain)
        if outcome == "quit":
            break
        asked += 1
        right += outcome == "right"
    click.echo(f"\n{right} of {asked} right")


def _listed(answer: Answer, made: Callable[[], list[Exercise]], told: str, solutions: bool) -> None:
    """Fill in the exercises, and what is *told* of them."""
    from symdiff.practice.sheet import listed

    answer.note([told])
    answer.more["exercises"] = listed(made(), solutions)


def _asked(exercise: Exercise, is_plain: bool) -> str:
    """Ask until the answer is right, or no more is wanted; return "right", "left" or "quit". What is right
    only after the steps were shown is "left"."""
    is_shown = False
    while True:
        try:
            text = click.prompt(">", prompt_suffix=" ", default="", show_default=False).strip()
        except click.Abort:  # the end of the input, or an interrupt
            click.echo()
            return "quit"
        if text == "quit":
            return "quit"
        if text == "skip":
            click.echo(f"the derivative is {exercise.answer}")
            return "left"
        if text == "steps":
            is_shown = True
            click.echo(exercise.steps.text(is_plain))
        elif text:
            try:
                found = exercise.judge(text)
            except SymdiffError as error:
                click.echo(f"not read: {reworded(str(error))}")
                continue
            click.echo(str(found))
            if found.verdict == "equal":
                return "left" if is_shown else "right"
        else:
            click.echo(_HELP)

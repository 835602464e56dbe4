"""The command for functions that an equation gives: implicit."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

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
    takes_unicode,
    write,
)
from symdiff.errors import SymdiffError
from symdiff.export.formats import FORMATS
from symdiff.limits import Limits
from symdiff.parser.inputs import names_of
from symdiff.simplifier.levels import LEVELS, Level
from symdiff.verbs.implicit import Relation, path, read

_NEAR = 1e-9
"""How far apart the sides may be at a point of the curve, beside the larger of them."""


@click.command(
    cls=Command,
    short_help="Print the derivative of a function that an equation gives.",
    epilog='Example: symdiff implicit "x^2 + x*y + y^2 == 7" y x',
)
@click.argument("equation", required=False)
@click.argument("function", required=False)
@click.argument("variables", nargs=-1)
@click.option(
    "--order", type=click.IntRange(1), default=1, show_default=True,
    help="How often to derive by the last variable.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMATS)), default="text", show_default=True,
    help="What to print.",
)  # fmt: skip
@click.option(
    "--simplify", "level", type=click.Choice(LEVELS), default="full", show_default=True,
    help="How far to simplify.",
)  # fmt: skip
@click.option("--no-check", is_flag=True, help="Do not check the answer by dual numbers.")
@click.option("--steps", is_flag=True, help="Show how a teacher finds it, line by line.")
@click.option("--ascii", "plain", is_flag=True, help="Steps in ASCII, formulas as without --steps.")
@at_point
@reading
@batch
def implicit(
    equation: str | None,
    function: str | None,
    variables: tuple[str, ...],
    order: int,
    form: str,
    level: Level,
    no_check: bool,
    steps: bool,
    plain: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print the derivative of FUNCTION, which EQUATION gives, by each of VARIABLES in turn.

    EQUATION has two sides with = or == between them, or is one side where the other is 0; it may be - for one
    equation a line on stdin. FUNCTION is the name that depends on the others. Without VARIABLES, by the only
    other name; of x and y alone, FUNCTION is y. Every answer is checked by dual numbers along the curve
    before it is printed.
    """
    if digits is not None and not at and not run.jsonl:
        raise SymdiffError("--digits is for --at")
    if plain and not steps:
        raise SymdiffError("--ascii is for --steps")
    if steps and form not in ("text", "latex"):
        raise SymdiffError(f"steps are not written as {form}: choose text or latex")
    if steps and level != "full":
        raise SymdiffError("--steps is for answers that are simplified in full")
    one = partial(
        _implicit, function=function, variables=variables, order=order, form=form, level=level,
        is_checked=not no_check, steps=steps, plain=plain, at=at, digits=digits, symbols=symbols,
        functions=functions, limits=limits,
    )  # fmt: skip
    run.each(equation, one, ("function", "variables", "order", "at"))


def _implicit(
    answer: Answer,
    *,
    function: str | None,
    variables: tuple[str, ...],
    order: int,
    form: str,
    level: Level,
    is_checked: bool,
    steps: bool,
    plain: bool,
    at: tuple[str, ...],
    digits: int | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    text = answer.formula
    at = placed(answer, at)
    where, notes = point(at, digits)
    answer.note(notes)
    symbols, functions = asked(answer, symbols, functions)
    name = answer.asked.get("function") or function
    names = (*symbols, *where)
    if not name:
        name = _function(answer, names, functions, limits)
    by = answer.asked.get("variables") or names_of(list(variables))
    if not by:
        by = _other(answer, read(text, name, by, names, functions, limits), name)
    answer.variables, answer.order = by, answer.asked.get("order", order)
    answer.more["function"] = name
    relation, stages = path(
        text, name, by, order=answer.order, level=level, symbols=names, functions=functions, limits=limits
    )
    answer.read = relation.equation
    found = answer.result = stages[-1].found
    answer.note(found.notes)
    if is_checked:
        from symdiff.witness.proof import POINTS, curve_check

        said = curve_check(stages, relation.zero, relation.function)
        answer.note([said])
        if not said:
            answer.agrees("dual numbers", POINTS)
    if steps:
        from symdiff.verbs.implicit_steps import explained

        told = explained(relation, stages, limits)
        text = told.text(plain or not (answer.as_json or takes_unicode()))
        answer.more["steps"] = text.splitlines()
        answer.print(text if form == "text" else told.latex())
    else:
        write(answer, found, form, relation.equation)
    answer.holds(found.unsolved, found.graph.symbols([found.node]))
    if where:
        from symdiff.at.point import value_at

        _on_the_curve(answer, relation, where)
        answer.value = value_at(found, where, digits=digits, sharply=constants(at))
        answer.print(shown(answer.value))


def _function(answer: Answer, symbols: tuple[str, ...], functions: tuple[str, ...], limits: Limits) -> str:
    """Return y where x and y are all names of the equation. Raises SymdiffError where they are not."""
    equation = read(answer.formula, "y", (), symbols, functions, limits).equation
    names = sorted(equation.graph.symbols([equation.node]))
    if names == ["x", "y"]:
        answer.note(["y is the function"])
        return "y"
    hint = f"one of {', '.join(names)}, then a variable" if names else 'such as y in "x^2 + y^2 == 1" y x'
    raise SymdiffError("which name is the function?", hint=hint)


def _other(answer: Answer, relation: Relation, function: str) -> list[str]:
    """Return the only name beside *function*. Raises SymdiffError where there are none or several."""
    equation = relation.equation
    others = [name for name in equation.graph.symbols([equation.node]) if name != function]
    if len(others) != 1:
        hint = f"one of {', '.join(sorted(others))}" if others else "the equation has no other name"
        raise SymdiffError("by which variable?", hint=hint)
    answer.note([f"by {others[0]}, the only other name"])
    return others


def _on_the_curve(answer: Answer, relation: Relation, where: dict[str, Any]) -> None:
    """Say so where the sides differ at a point, which is not on the curve then."""
    from symdiff.at.point import value_at

    left, right = [value_at(side, where) for side in relation.sides]
    if abs(left - right) > _NEAR * max(abs(left), abs(right)):
        answer.note([f"the point is not on the curve: the sides are {shown(left)} and {shown(right)} there"])

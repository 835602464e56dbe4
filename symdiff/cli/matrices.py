"""The commands with several results: gradient, jacobian, hessian."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

import click

from symdiff.arithmetic.lowering import arguments_of
from symdiff.cli.answer import Answer, member, shown
from symdiff.cli.batch import Run, batch
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
)
from symdiff.cli.shapes import FORMS, Shapes, laid_out
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.limits import Limits
from symdiff.parser.inputs import expression
from symdiff.parser.listed import components
from symdiff.programs.languages import LANGUAGES
from symdiff.simplifier.levels import LEVELS, Level

Rows = list[list[tuple[Expr, tuple[str, ...]]]]
"""The entries of a matrix: the formula of each, and what it is derived by."""
_SOURCES: Final = ("python", "numpy")
"""Formats that are written by the module of that name, for several formulas as for one."""


def _printing(command: Any) -> Any:
    """Add the options that all of them have."""
    for option in (
        click.option("--no-check", is_flag=True, help="Do not check the answer by dual numbers."),
        click.option("--simplify", "level", type=click.Choice(LEVELS), default="full",
                     show_default=True, help="How far to simplify."),
        click.option("--sparse", is_flag=True, help="Leave out the entries that are identically zero."),
        as_file,
        at_point,
        click.option("--format", "form", type=click.Choice(("text", "latex", *_SOURCES, *FORMS, *LANGUAGES)),
                     default="text", show_default=True,
                     help="An entry a line, a matrix in LaTeX, or code that computes the entries."),
        click.argument("variables", nargs=-1),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command(
    cls=Command,
    short_help="Print the derivatives of a formula by all its variables.",
    epilog='Example: symdiff gradient "x^2 y" x y',
)
@click.argument("formula", required=False)
@_printing
@laid_out
@reading
@batch
def gradient(formula: str | None, run: Run, **options: Any) -> None:
    """Print the derivatives of FORMULA by each of VARIABLES; without VARIABLES, by all names that it has.

    FORMULA may be - for one formula a line on stdin. Every entry that is printed is checked by dual numbers
    at a few points. With --shape, those of arrays.
    """
    _each(formula, run, "gradient", partial(_jacobian, is_one=True), options)


@click.command(
    cls=Command,
    short_help="Print the derivatives of several formulas.",
    epilog='Example: symdiff jacobian "x^2, x*y" x y',
)
@click.argument("formulas", required=False)
@_printing
@laid_out
@reading
@batch
def jacobian(formulas: str | None, run: Run, **options: Any) -> None:
    """Print the derivatives of each of FORMULAS, which commas separate, by each of VARIABLES; without
    VARIABLES, by all names that they have.

    FORMULAS may be - for one list of formulas a line on stdin. Every entry that is printed is checked by
    dual numbers at a few points. With --shape, those of arrays: each has the axes of its formula, then those
    of its variable.
    """
    _each(formulas, run, "jacobian", _jacobian, options)


def _jacobian(
    answer: Answer,
    *,
    form: str,
    file: dict[str, Any],
    sparse: bool,
    no_check: bool,
    at: tuple[str, ...],
    digits: int | None,
    is_one: bool = False,
    **asked_for: Any,
) -> None:
    from symdiff.verbs.jacobians import jacobian as verb

    if is_one and len(components(answer.formula)) > 1:
        raise SymdiffError(
            "a gradient is that of one formula", hint="of several: symdiff jacobian FORMULAS VARIABLES"
        )
    matrix, given, by = _matrix(answer, verb, 1, sparse=sparse, at=at, digits=digits, **asked_for)
    lines = [
        ((i, j), f"d{'' if is_one else f'({i + 1})'}/d({by[j]})", entry)
        for (i, j), entry in _chosen(matrix, sparse)
    ]
    chains = [[("", given[i]), (by[j], entry)] for (i, j), _, entry in lines]
    _say(answer, [*given, *[entry for _, _, entry in lines]], [] if no_check else chains)
    _print(answer, matrix, form, file, lines)
    rows: Rows = [[(part, (name,)) for name in by] for part in given]
    _print_values(answer, rows, at, digits, is_one=is_one)


@click.command(
    cls=Command,
    short_help="Print all second derivatives of a formula.",
    epilog='Example: symdiff hessian "x^2 y" x y',
)
@click.argument("formula", required=False)
@_printing
@laid_out
@reading
@batch
def hessian(formula: str | None, run: Run, **options: Any) -> None:
    """Print the second derivatives of FORMULA by each pair of VARIABLES, once for both orders; without
    VARIABLES, by all names that it has.

    FORMULA may be - for one formula a line on stdin. Every entry that is printed is checked by dual numbers
    at a few points, and so is the gradient that it comes from.
    """
    _each(formula, run, "hessian", _hessian, options)


def _each(
    given: str | None, run: Run, command: str, of_scalars: Callable[..., None], options: dict[str, Any]
) -> None:
    """Run a *command* on each line that is *given*: of arrays, where shapes are, else *of_scalars*."""
    if options["shapes"].given:
        run.each(given, _of_arrays(command, **options), ("variables",))
    else:
        run.each(given, partial(of_scalars, **_with_file(**options)), ("variables", "at"))


def _of_arrays(
    command: str,
    *,
    shapes: Shapes,
    name: str | None,
    main: bool,
    unit: str,
    sparse: bool,
    no_check: bool,
    is_stable: bool | None,
    at: tuple[str, ...],
    digits: int | None,
    **options: Any,
) -> Callable[[Answer], None]:
    """Return what is done with one formula of arrays."""
    shapes.only(command, name=name, main=main, unit=unit != "whole", sparse=sparse, no_check=no_check,
                stable=is_stable, at=at, digits=digits)  # fmt: skip
    from symdiff.cli.arrays import several

    return partial(several, order=2 if command == "hessian" else 1, shapes=shapes, **options)


def _with_file(
    *,
    name: str | None,
    main: bool,
    unit: str,
    is_stable: bool | None,
    shapes: Shapes,
    **options: Any,
) -> dict[str, Any]:
    form = options["form"]
    shapes.refuse_alone(form)
    if is_stable and form not in LANGUAGES:
        raise SymdiffError("--stable is for a file of code here", hint="such as --format c")
    if options["sparse"] and form in _SOURCES:
        raise SymdiffError(f"--sparse is without --format {form}", hint="such as --format c")
    return {**options, "file": of_file(form, name, main, unit, is_stable)}


def _hessian(
    answer: Answer,
    *,
    form: str,
    file: dict[str, Any],
    sparse: bool,
    no_check: bool,
    at: tuple[str, ...],
    digits: int | None,
    **asked_for: Any,
) -> None:
    from symdiff.verbs.jacobians import hessian as verb

    matrix, [given], by = _matrix(answer, verb, 2, sparse=sparse, at=at, digits=digits, **asked_for)
    lines = [
        ((i, j), f"d2/d({by[i]})d({by[j]})", entry) for (i, j), entry in _chosen(matrix, sparse) if i <= j
    ]
    chains = [[("", given), (by[i], matrix.outputs[i]), (by[j], entry)] for (i, j), _, entry in lines]
    _say(answer, [given, *[entry for _, _, entry in lines]], [] if no_check else chains)
    _print(answer, matrix, form, file, lines)
    _print_values(answer, [[(given, (one, other)) for other in by] for one in by], at, digits)


def _matrix(
    answer: Answer,
    verb: Callable[..., Any],
    order: int,
    *,
    sparse: bool,
    variables: tuple[str, ...],
    level: Level,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    at: tuple[str, ...],
    digits: int | None,
) -> tuple[Any, list[Expr], list[str]]:
    """Return the matrix that a *verb* makes, the formulas as they were read, and the variables."""
    text = answer.formula
    if digits is not None and not placed(answer, at):
        raise SymdiffError("--digits is for --at")
    symbols, functions = asked(answer, symbols, functions)
    by = chosen(answer, variables, symbols, functions, limits, every=True)
    answer.order = order
    matrix = verb(text, by, sparse=sparse, level=level, symbols=symbols, functions=functions, limits=limits)
    given = [expression(part, (*by, *symbols), functions, limits) for part in components(text)]
    answer.read = ", ".join(map(str, given))
    return matrix, given, by


def _chosen(matrix: Any, sparse: bool) -> list[tuple[tuple[int, int], Expr]]:
    """Return the entries to be printed, row by row."""
    if sparse:
        return list(matrix.items())
    height, width = matrix.shape
    return [((i, j), matrix[i, j]) for i in range(height) for j in range(width)]


def _say(answer: Answer, exprs: Iterable[Expr], chains: list[list[tuple[str, Expr]]]) -> None:
    """Check each step of *chains*; keep notes and conditions, each once."""
    notes: dict[str, None] = {}
    conditions: dict[Expr, None] = {}
    names: set[str] = set()
    for expr in exprs:
        notes.update(dict.fromkeys(expr.notes))
        conditions.update(dict.fromkeys(expr.unsolved))
        names.update(expr.graph.symbols([expr.node]))
    if chains:
        from symdiff.witness.proof import POINTS, quick_check

        said = list(filter(None, [quick_check(chain) for chain in chains]))
        notes.update(dict.fromkeys(said))
        if not said:
            answer.agrees("dual numbers", POINTS)
    answer.note(notes)
    answer.holds(tuple(conditions), names)


def _print(
    answer: Answer,
    matrix: Any,
    form: str,
    file: dict[str, Any],
    lines: list[tuple[tuple[int, int], str, Expr]],
) -> None:
    text = ""
    if form in LANGUAGES:
        text = matrix.code(form, **file)
    elif form in _SOURCES:
        text = _source(matrix, form, file["stable"])
    if answer.as_json:
        if text:
            answer.more["code"] = text
        answer.more["shape"] = list(matrix.shape)
        answer.more["entries"] = [
            {"name": name, "row": i + 1, "column": k + 1, **member(entry)} for (i, k), name, entry in lines
        ]
    elif form == "latex":
        answer.print(matrix.latex())
    elif text:
        answer.print(text.rstrip())
    else:
        for _, name, entry in lines:
            answer.print(f"{name}: {entry}")


def _print_values(
    answer: Answer,
    rows: Rows,
    at: tuple[str, ...],
    digits: int | None,
    is_one: bool = False,
) -> None:
    """Print the values of the entries at a point, row by row; of a gradient, *is_one*, in one list. Each is
    given as its formula and what that is derived by: where it has no derivative, there is no value."""
    at = placed(answer, at)
    if not at:
        return
    from symdiff.at.point import value_at
    from symdiff.verbs.derivatives import derive

    at = _in_order(at, answer.variables)
    where, notes = point(at, digits)
    answer.note(notes)
    sharply = constants(at)
    known: dict[tuple[str, ...], Any] = {}
    values: list[list[Any]] = []
    for i, row in enumerate(rows):
        values.append([])
        for expr, names in row:
            key = (str(i if len(names) == 1 else 0), *sorted(names))  # a Hessian is symmetric
            if key not in known:
                known[key] = value_at(derive(expr, *names), where, digits=digits, sharply=sharply)
            values[-1].append(known[key])
    answer.value = values[0] if is_one else values
    answer.print(shown(answer.value))


def _in_order(at: tuple[str, ...], names: list[str]) -> tuple[str, ...]:
    """Return the texts of `--at` with the names that numbers alone are the values of, in their order."""
    numbers = [part for text in at for part in components(text)]
    if any("=" in part for part in numbers) or len(numbers) != len(names):
        return at
    return tuple([f"{name}={number}" for name, number in zip(names, numbers, strict=True)])


def _source(matrix: Any, form: str, stable: bool) -> str:
    """Return a function of the variables, then of the other names, that returns the entries row by row."""
    from symdiff.verbs.python_code import source  # of no use for other forms

    entries = [entry for _, entry in _chosen(matrix, False)]
    rest = [name for name in arguments_of(entries, ()) if name not in matrix.variables]
    return source(entries, form, order=[*matrix.variables, *rest], stable=stable)

"""The commands that judge: check, judge."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import IO, TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from symdiff.cli.answer import Answer, witness
from symdiff.cli.batch import Disagreed, Run, batch, once
from symdiff.cli.options import Command, asked, chosen, reading
from symdiff.cli.shapes import Shapes, shaped
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.limits import Limits
from symdiff.parser.inputs import expression, names_of

if TYPE_CHECKING:
    from symdiff.verdict.bulk import Judged

_EVERY: Final = 0.2
"""Seconds between two words on how far it is."""
_ROWS: Final = "a row has question, variable, answer and, perhaps, order: x^2,x,2x"
_STATUS: Final = {"equal": 0, "equal on": 0, "different": 1, "undecided": 3}


@click.command(
    cls=Command,
    short_help="Judge an answer, or ask witnesses about a derivative.",
    epilog='Example: symdiff check "x^2 sin x" x --answer "2x sin x + x^2 cos x"',
)
@click.argument("formula", required=False)
@click.argument("variables", nargs=-1)
@click.option("--order", type=click.IntRange(1), default=1, help="How often to derive by the last variable.")
@click.option("--answer", help="Judge this answer instead of symdiff's own derivative.")
@click.option("--antiderivative", is_flag=True, help="The answer is to be an antiderivative of FORMULA.")
@click.option("--up-to-constant", is_flag=True, help="The answer may differ by a constant.")
@click.option("--reveal", is_flag=True, help="Print the right answer, too.")
@click.option("--witnesses", is_flag=True, help="Ask the panel of witnesses, SymPy among them.")
@click.option("--points", type=click.IntRange(1), default=5, help="How many sample points for the witnesses.")
@click.option("--seed", type=int, default=0, help="Seed of these sample points.")
@shaped
@reading
@batch
def check(
    formula: str | None,
    variables: tuple[str, ...],
    order: int,
    answer: str | None,
    antiderivative: bool,
    up_to_constant: bool,
    reveal: bool,
    witnesses: bool,
    points: int,
    seed: int,
    shapes: Shapes,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Judge an answer: the derivative of FORMULA by VARIABLES, or without them FORMULA itself.

    One word first: equal, equal on a set, different (with a point and both values), or undecided; then why,
    and whether that is a proof. Exit 0, 0 with a note, 1, 3. A mistake that gives the answer is named.

    Without --answer, or with --witnesses, independent witnesses judge a derivative: SymPy's derivative, dual
    numbers, jets, Richardson extrapolation, complex step; exit 1 if one disagrees. With --shape, tangents in
    random directions judge the answer, or symdiff's own.
    """
    if shapes.given:
        shapes.only("check", antiderivative=antiderivative, up_to_constant=up_to_constant, reveal=reveal,
                    witnesses=witnesses, points=points != 5, seed=seed)  # fmt: skip
        from symdiff.cli.arrays import judged

        of_arrays = partial(
            judged, variables=variables, order=order, given=answer, shapes=shapes, symbols=symbols,
            functions=functions, limits=limits,
        )  # fmt: skip
        run.each(formula, of_arrays, ("variables", "order", "answer"))
        return
    shapes.refuse_alone()
    panel = (answer is None and not run.jsonl) or witnesses
    for name, given in (
        ("--antiderivative", antiderivative), ("--up-to-constant", up_to_constant), ("--reveal", reveal),
    ):  # fmt: skip
        if panel and given:
            raise SymdiffError(f"{name} needs --answer, without --witnesses")
    context = click.get_current_context()
    for name in ("points", "seed"):
        if not panel and context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise SymdiffError(f"--{name} is for the witnesses", hint="add --witnesses")
    one = partial(
        _check, variables=variables, order=order, given=answer, antiderivative=antiderivative,
        up_to_constant=up_to_constant, reveal=reveal, witnesses=witnesses, points=points, seed=seed,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    run.each(formula, one, ("variables", "order", "answer"))


def _check(
    answer: Answer,
    *,
    variables: tuple[str, ...],
    order: int,
    given: str | None,
    antiderivative: bool,
    up_to_constant: bool,
    reveal: bool,
    witnesses: bool,
    points: int,
    seed: int,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    text = answer.formula
    symbols, functions = asked(answer, symbols, functions)
    given = answer.asked.get("answer", given)
    given = given and answer.text_of(given)
    order = answer.asked.get("order", order)
    if given is None and variables:
        try:
            names_of(list(variables))
        except SymdiffError as error:
            hint = f'an answer is given by --answer "{variables[-1]}"'
            raise SymdiffError(error.message, hint=hint) from None
    if given is None or witnesses:
        by = chosen(answer, variables, symbols, functions, limits)
        answer.order = order
        _by_witnesses(answer, by, given, points, seed, symbols, functions, limits)
        return
    from symdiff.verdict.judging import judge

    by = answer.asked.get("variables") or names_of(list(variables))
    if antiderivative and not by:
        by = chosen(answer, variables, symbols, functions, limits)
    answer.variables, answer.order = by, order if by else None
    found = judge(
        text,
        by,
        given,
        order=order,
        antiderivative=antiderivative,
        up_to_constant=up_to_constant,
        symbols=symbols,
        functions=functions,
        limits=limits,
    )
    if answer.as_json:
        answer.read = _question(text, by, symbols, functions, limits)
        answer.more["verdict"] = found.as_json(reveal)
    else:
        answer.print(str(found))
        if reveal:
            answer.print(f"the right answer: {found.revealed()}")
        if found.verdict == "equal on":
            answer.note([f"the answer is right only where {found.where}"])
    if not by and found.verdict == "different":
        answer.note(["compared with the formula itself; for its derivative name the variable, such as x"])
    if _STATUS[found.verdict]:
        raise Disagreed(_STATUS[found.verdict])


def _question(
    text: str, by: list[str], symbols: tuple[str, ...], functions: tuple[str, ...], limits: Limits
) -> Expr | str:
    """Return a question as it was read; a relation between variables, which is no formula, as it stands."""
    from symdiff.verdict.implicit import relation

    if by and relation(text) is not None:
        return text
    return expression(text, (*by, *symbols), functions, limits, conditions=True)


def _by_witnesses(
    answer: Answer,
    by: list[str],
    given: str | None,
    points: int,
    seed: int,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.check import check as judged

    report = judged(
        answer.formula,
        *by,
        order=answer.order or 1,
        answer=given,
        points=points,
        seed=seed,
        symbols=symbols,
        functions=functions,
        limits=limits,
    )
    answer.note(report.expr.notes + (report.derivative.notes if given is not None else ()))
    answer.read, answer.result = report.expr, report.derivative
    answer.checked = {
        "witnesses": [witness(one) for one in report.witnesses],
        "points": len(report.points),
    }
    answer.print(str(report))
    if not report.ok:
        raise Disagreed


@click.command(
    cls=Command, short_help="Judge a file of answers.", epilog="Example: symdiff judge answers.csv"
)
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(("csv", "jsonl")), default="csv", help="What to print.")
@click.option("--output", type=click.File("wb"), default="-", help="Where to, instead of to stdout.")
@click.option("--jobs", type=click.IntRange(1), help="How many processes (default: one for each core).")
@click.option("--antiderivative", is_flag=True, help="Answers are to be antiderivatives of the questions.")
@click.option("--up-to-constant", is_flag=True, help="Answers may differ by a constant.")
@click.option("--slips", is_flag=True, help="Name the mistakes behind wrong answers.")
@click.option("--seconds", type=click.FloatRange(min=0.001), default=10.0, help="Time for one answer.")
@reading
@once
def judge(
    file: IO[bytes],
    form: str,
    output: IO[bytes],
    jobs: int | None,
    antiderivative: bool,
    up_to_constant: bool,
    slips: bool,
    seconds: float,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Judge answers in bulk: a CSV FILE with question, variable, answer and, perhaps, order (- is stdin).

    One row is printed for each row read, in order: what was read, and the verdict. A row that cannot be
    judged has the verdict "error", and stops no other; exit 1 if there was one. With --json all rows are in
    one object.
    """
    from symdiff.verdict.bulk import ADDED, Options, as_line, judged, rows

    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    options = Options(antiderivative, up_to_constant, symbols, functions, limits, seconds, slips)
    verdicts = judged(rows(text), options, jobs or os.cpu_count() or 1)
    if run.as_json:
        context = click.get_current_context()
        if form != "csv" or context.get_parameter_source("output") is not ParameterSource.DEFAULT:
            raise SymdiffError("--json prints one object, and takes neither --format nor --output")
        try:
            run.once(getattr(file, "name", None), partial(_listed, verdicts=verdicts))
        finally:
            text.detach()
        return
    lines = io.TextIOWrapper(output, encoding="utf-8", errors="surrogateescape", newline="")
    writer = csv.writer(lines, lineterminator="\n")
    count = failed = 0
    shown = time.monotonic()
    for found in verdicts:
        if form == "jsonl":
            lines.write(json.dumps(as_line(found), ensure_ascii=False) + "\n")
        else:
            if not count:
                writer.writerow([*found.row.names, *ADDED, *(["slips"] if slips else [])])
            cells = found.cells() if slips else found.cells()[: len(ADDED)]
            writer.writerow([*[found.row.fields.get(name, "") for name in found.row.names], *cells])
        count += 1
        failed += found.failed
        if sys.stderr.isatty() and time.monotonic() - shown > _EVERY:
            shown = time.monotonic()
            click.echo(f"\r{count} answers judged", nl=False, err=True)
    if sys.stderr.isatty() and count:
        click.echo(f"\r{count} answers judged", err=True)
    lines.flush()
    lines.detach()
    text.detach()
    if not count:
        raise SymdiffError("there is no row to judge", hint=_ROWS)
    if failed:
        click.echo(f"note: {failed} of {count} rows could not be judged", err=True)
        sys.exit(1)


def _listed(answer: Answer, verdicts: Iterator[Judged]) -> None:
    """Fill in the verdicts of all rows, each with what was read; exit 1 where one could not be judged."""
    found = list(verdicts)
    if not found:
        raise SymdiffError("there is no row to judge", hint=_ROWS)
    answer.more["answers"] = [
        {
            "row": one.row.fields,
            "verdict": None if one.failed else one.verdict,
            "error": one.verdict["reason"] if one.failed else None,
        }
        for one in found
    ]
    if any(one.failed for one in found):
        raise Disagreed

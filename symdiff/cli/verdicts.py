"""The commands that judge: check, judge."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
from typing import IO, Final

import click

from symdiff.cli.formulas import Disagreed, each
from symdiff.cli.options import SETTINGS, reading, say
from symdiff.errors import SymdiffError
from symdiff.limits import Limits

_EVERY: Final = 0.2
"""Seconds between two words on how far it is."""
_STATUS: Final = {"equal": 0, "equal on": 0, "different": 1, "undecided": 3}


@click.command(context_settings=SETTINGS)
@click.argument("formula")
@click.argument("variables", nargs=-1)
@click.option("--order", type=click.IntRange(1), default=1, help="How often to derive by the last variable.")
@click.option("--answer", help="Judge this answer instead of symdiff's own derivative.")
@click.option("--antiderivative", is_flag=True, help="The answer is to be an antiderivative of FORMULA.")
@click.option("--up-to-constant", is_flag=True, help="The answer may differ by a constant.")
@click.option("--reveal", is_flag=True, help="Print the right answer, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.option("--witnesses", is_flag=True, help="Ask the panel of witnesses, SymPy among them.")
@click.option("--points", type=click.IntRange(1), default=5, help="How many sample points for the witnesses.")
@click.option("--seed", type=int, default=0, help="Seed of these sample points.")
@reading
def check(
    formula: str,
    variables: tuple[str, ...],
    order: int,
    answer: str | None,
    antiderivative: bool,
    up_to_constant: bool,
    reveal: bool,
    as_json: bool,
    witnesses: bool,
    points: int,
    seed: int,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Judge an answer: the derivative of FORMULA by VARIABLES, or without them FORMULA itself.

    One word first: equal, equal on a set, different (with a point and both values), or undecided; then why,
    and whether that is a proof. Exit 0, 0 with a note, 1, 3. A mistake that gives the answer is named.

    Without --answer, or with --witnesses, independent witnesses judge a derivative: SymPy's derivative, dual
    numbers, jets, Richardson extrapolation, complex step; exit 1 if one disagrees.
    """
    panel = answer is None or witnesses
    if panel and not variables:
        raise SymdiffError("by which variable?", hint='for example symdiff check "x^2" x --answer "2*x"')
    for name, given in (
        ("--antiderivative", antiderivative), ("--up-to-constant", up_to_constant), ("--reveal", reveal),
        ("--json", as_json),
    ):  # fmt: skip
        if panel and given:
            raise SymdiffError(f"{name} needs --answer, without --witnesses")

    def one(text: str) -> None:
        if answer is None or panel:
            _by_witnesses(text, variables, order, answer, points, seed, symbols, functions, limits)
            return
        from symdiff.verdict.judging import judge

        found = judge(
            text,
            variables,
            answer,
            order=order,
            antiderivative=antiderivative,
            up_to_constant=up_to_constant,
            symbols=symbols,
            functions=functions,
            limits=limits,
        )
        if as_json:
            click.echo(json.dumps(found.as_json(reveal), ensure_ascii=False))
        else:
            click.echo(str(found))
            if reveal:
                click.echo(f"the right answer: {found.revealed()}")
            if found.verdict == "equal on":
                click.echo(f"note: the answer is right only where {found.where}", err=True)
        if _STATUS[found.verdict]:
            raise Disagreed(_STATUS[found.verdict])

    each(formula, one)


def _by_witnesses(
    text: str,
    variables: tuple[str, ...],
    order: int,
    answer: str | None,
    points: int,
    seed: int,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.verbs.check import check as judged

    report = judged(
        text,
        *variables,
        order=order,
        answer=answer,
        points=points,
        seed=seed,
        symbols=symbols,
        functions=functions,
        limits=limits,
    )
    say(report.expr.notes + (report.derivative.notes if answer is not None else ()))
    click.echo(str(report))
    if not report.ok:
        raise Disagreed


@click.command(context_settings=SETTINGS)
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(("csv", "jsonl")), default="csv", help="What to print.")
@click.option("--output", type=click.File("wb"), default="-", help="Where to, instead of to stdout.")
@click.option("--jobs", type=click.IntRange(1), help="How many processes (default: one for each core).")
@click.option("--antiderivative", is_flag=True, help="Answers are to be antiderivatives of the questions.")
@click.option("--up-to-constant", is_flag=True, help="Answers may differ by a constant.")
@click.option("--slips", is_flag=True, help="Name the mistakes behind wrong answers.")
@click.option("--seconds", type=click.FloatRange(min=0.001), default=10.0, help="Time for one answer.")
@reading
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
) -> None:
    """Judge answers in bulk: a CSV FILE with question, variable, answer and, perhaps, order (- is stdin).

    One row is printed for each row read, in order: what was read, and the verdict. A row that cannot be
    judged has the verdict "error", and stops no other; exit 1 if there was one.
    """
    from symdiff.verdict.bulk import ADDED, Options, as_line, judged, rows

    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    lines = io.TextIOWrapper(output, encoding="utf-8", errors="surrogateescape", newline="")
    options = Options(antiderivative, up_to_constant, symbols, functions, limits, seconds, slips)
    writer = csv.writer(lines, lineterminator="\n")
    count = failed = 0
    shown = time.monotonic()
    for found in judged(rows(text), options, jobs or os.cpu_count() or 1):
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
    if failed:
        click.echo(f"note: {failed} of {count} rows could not be judged", err=True)
        sys.exit(1)

"""The commands that judge: check."""

from __future__ import annotations

import json
from typing import Final

import click

from symdiff.cli.formulas import Disagreed, each
from symdiff.cli.options import SETTINGS, reading, say
from symdiff.errors import SymdiffError
from symdiff.limits import Limits

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
    and whether that is a proof. Exit 0, 0 with a note, 1, 3.

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

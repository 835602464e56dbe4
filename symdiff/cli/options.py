"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, TypeVar

import click

from symdiff.arithmetic.evaluation import evaluate
from symdiff.cli.words import reworded
from symdiff.errors import SymdiffError
from symdiff.export import formats
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.formula import parse
from symdiff.parser.notes import Aside

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS = {"ignore_unknown_options": True}
"""So that a formula may begin with a minus sign."""


def reading(command: F) -> F:
    """Add the options that say how names and sizes are read."""
    for option in (
        click.option(
            "--limit", "limits", multiple=True, metavar="NAME=N", callback=_limits,
            help=f"Raise a limit: {', '.join(Limits._fields)}.",
        ),
        click.option("--function", "functions", multiple=True, metavar="NAME",
                     help="An unknown function; may be repeated."),
        click.option("--symbol", "symbols", multiple=True, metavar="NAME",
                     help="A variable, whatever else the name could mean; may be repeated."),
    ):  # fmt: skip
        command = option(command)
    return command


def at_point(command: F) -> F:
    """Add the options of an evaluation."""
    for option in (
        click.option("--digits", type=click.IntRange(1), help="Digits of the value (default: a float)."),
        click.option("--at", "at", multiple=True, metavar="NAME=VALUE",
                     help="A point; may be repeated, one symbol each."),
    ):  # fmt: skip
        command = option(command)
    return command


def _limits(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> Limits:
    limits = DEFAULT
    for text in values:
        name, _, value = text.partition("=")
        if name not in Limits._fields or not value.replace("_", "").isdigit():
            raise click.BadParameter(
                f"{text!r}; expected NAME=N with NAME one of {', '.join(Limits._fields)}"
            )
        limits = limits._replace(**{name: int(value)})
    return limits


def point(values: tuple[str, ...], digits: int | None) -> dict[str, Any]:
    """Return the point that `--at` options describe. A value is a number or a formula of constants."""
    at: dict[str, Any] = {}
    for text in values:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise SymdiffError(f"--at {text}: expected NAME=VALUE", hint="for example --at x=2.5")
        if name in at:
            raise SymdiffError(f"--at {text}: {name} has a value already")
        at[name] = _number(text, value.strip(), digits)
    return at


def constants(values: tuple[str, ...]) -> dict[str, Expr]:
    """Return the point that `--at` options describe as formulas: sqrt(2) as it stands, not its float."""
    pairs = [text.partition("=") for text in values]
    return {name.strip(): parse(value) for name, _, value in pairs}


def _number(text: str, value: str, digits: int | None) -> Any:
    if digits is not None:
        try:
            return Fraction(value)  # exactly what was typed, not the nearest float
        except (ValueError, ZeroDivisionError):
            pass
    try:
        expr = parse(value)
        if expr.free_symbols:
            raise SymdiffError(f"{value!r} is not a number")
        say(expr.notes)
        return evaluate(expr, digits=None if digits is None else digits + 10)
    except SymdiffError as error:
        raise SymdiffError(f"--at {text}: {error.message}", hint="for example --at x=2.5") from None


def formulas(text: str) -> Iterator[tuple[int, str]]:
    """Return the formula given, numbered 0, or for `-` the lines of stdin that are not empty."""
    if text != "-":
        yield 0, text
        return
    for number, line in enumerate(sys.stdin.buffer, 1):
        shown = line.decode("utf-8", "surrogateescape").strip()
        if shown:
            yield number, shown


def say(notes: tuple[str, ...], conditions: tuple[Expr, ...] = (), taken: Iterable[str] = ()) -> None:
    """Print notes on stderr, asides left out, and the conditions under which an answer is one, solved. What
    stands for any integer in them is none of the names *taken*."""
    for note in notes:
        if not isinstance(note, Aside):
            click.echo(f"note: {reworded(note)}", err=True)
    if conditions:
        from symdiff.at.solved import solved

        found = solved(conditions, taken).text
        if found:
            click.echo(f"where {found}", err=True)


def shown(value: Any) -> str:
    """Return a value as text that symdiff reads back: a whole float as an integer, I for 1j."""
    if isinstance(value, bool):
        return str(value)
    imaginary = getattr(value, "imag", 0)
    if imaginary:
        sign = "-" if imaginary < 0 else "+"
        return f"{shown(value.real)} {sign} {shown(abs(imaginary))}*I"
    real = getattr(value, "real", value)
    if isinstance(real, float) and abs(real) < 1e15 and real == int(real):
        return str(int(real))
    return str(real)


def written(expr: Expr, form: str, read: Expr | None = None) -> str:
    """Return *expr* in the form that `--format` names; JSON says what formula was *read*."""
    extra = {"read": read} if form == "json" and read is not None else {}
    return formats.written(expr, form, **extra).rstrip()


def takes_unicode() -> bool:
    """Return whether the terminal's encoding has the signs of formulas."""
    try:
        "²⁻·√∛−′≠≤≥∞π".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True

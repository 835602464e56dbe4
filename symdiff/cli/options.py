"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final, TypeVar

import click

from symdiff.cli.answer import Answer
from symdiff.cli.shapes import NAMES as ARRAYS
from symdiff.cli.shapes import OF_ARRAYS
from symdiff.errors import SymdiffError
from symdiff.export import formats
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.formula import parse
from symdiff.parser.inputs import names_of
from symdiff.parser.listed import components
from symdiff.programs.languages import LANGUAGES

_BETWEEN: Final = ("wrt", "w.r.t.", "by", "with", "respect", "to")
"""Words between a formula and its variables."""
F = TypeVar("F", bound=Callable[..., Any])
_NEXT: Final = r"\s+(?=[^\W\d]\w*\s*=(?!=))"
"""Where the next NAME=VALUE begins."""

_OPTION: Final = r"--[a-z][a-z-]+"
_NEAR: Final = 0.65
"""How alike two options are, both dashes counted, for one to be suggested for the other."""
_SAME: Final = {
    "--n": ("--order",), "--nth": ("--order",), "--times": ("--order",), "--degree": ("--order",),
    "--point": ("--at", "--about"), "--at": ("--about",), "--value": ("--at",), "--values": ("--at",),
    "--eval": ("--at",), "--around": ("--about",), "--center": ("--about",), "--ans": ("--answer",),
    "--a": ("--answer",), "--var": ("--symbol",), "--variable": ("--symbol",), "--variables": ("--symbol",),
    "--wrt": ("--symbol",), "--language": ("--format",), "--lang": ("--format",), "--code": ("--format",),
    "--output": ("--format",), "--step-by-step": ("--steps",), "--explain-steps": ("--steps",),
}  # fmt: skip
"""What other programs call an option that has another name here."""
_ABOUT: Final = 0.1
"""How much less alike another one is that is suggested, too."""


class Command(click.Command):
    """A command whose formula may begin with a minus sign; a mistyped option is none of its arguments."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.setdefault("context_settings", {})["ignore_unknown_options"] = True
        super().__init__(*arguments, **named)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = [
            name
            for parameter in self.get_params(ctx)
            for name in (*parameter.opts, *parameter.secondary_opts)
        ]
        own = args[: args.index("--")] if "--" in args else args
        for arg in own:
            name = arg.partition("=")[0]
            if arg[:2] == "--" and name not in known and re.fullmatch(_OPTION, name):
                if name in ARRAYS:
                    ctx.fail(f"{ctx.command_path} is of scalars: no option {name}; {OF_ARRAYS} take arrays")
                near = [each for each in _SAME.get(name, ()) if each in known]
                near = near or _nearest(name, [each for each in known if each[:2] == "--"])
                hint = (
                    f"did you mean {' or '.join(near)}?"
                    if near
                    else f"{ctx.command_path} --help lists them; a formula that begins so stands after --"
                )
                ctx.fail(f"no option {name}: {hint}")
            if len(arg) > 2 and f"-{arg}" in known:
                ctx.fail(f"no option {arg}: did you mean -{arg}?")
        # "-h*x" and "-sinh(x)" are formulas, and no options with an option -h among them
        letters = {name[1] for name in known if len(name) == 2}
        own = [f" {arg}" if _is_formula(arg, letters) else arg for arg in own]
        try:
            return super().parse_args(ctx, [*own, *args[len(own) :]])
        except click.UsageError as error:
            extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message)
            if extra:
                raise click.UsageError(_unexpected(extra[1], known), ctx) from None
            raise


def _unexpected(extra: str, known: list[str]) -> str:
    """Return what to say of arguments that a command does not take: values, or a formula without quotes."""
    words = extra.split()
    if "--at" in known and all("=" in word for word in words):
        return f"a value is given by --at: {' '.join([f'--at {word}' for word in words])}"
    if "--at" in known and len(words) == 1 and re.fullmatch(r"-?[0-9.]+", words[0]):
        return f"a value is given by --at: --at x={words[0]}"
    if "--about" in known and all(word.isdecimal() for word in words):
        return f"unexpected {extra}: the place is given by --about, how far to go by --order"
    return f"unexpected {extra}: put a formula with spaces into quotes"


def _nearest(name: str, options: list[str]) -> list[str]:
    """Return the options that *name* may be meant for: the most alike, and what is about as alike as that."""
    from difflib import SequenceMatcher, get_close_matches

    near = get_close_matches(name, options, cutoff=_NEAR)
    near = [each for each in near if each != "--help"] or near
    alike = {each: SequenceMatcher(None, each, name).ratio() for each in near}
    return [each for each in near if alike[each] > alike[near[0]] - _ABOUT]


def _is_formula(arg: str, letters: set[str]) -> bool:
    """Return whether an argument with a minus sign in front would be taken for the options *letters*."""
    if len(arg) < 3 or arg[0] != "-" or arg[1] == "-" or letters.isdisjoint(arg[1:]):
        return False
    return arg[1] == "h" or arg[1] not in letters


def limited(command: F) -> F:
    """Add the option that raises limits."""
    return click.option(
        "--limit", "limits", multiple=True, metavar="NAME=N", callback=_limits,
        help=f"Raise a limit: {', '.join(Limits._fields)}.",
    )(command)  # fmt: skip


def reading(command: F) -> F:
    """Add the options that say how names and sizes are read."""
    for option in (
        limited,
        click.option("--function", "functions", multiple=True, metavar="NAMES", callback=_names,
                     help="Unknown functions, with commas or spaces, or 'D[d] -> [m]'; may be repeated."),
        click.option("--symbol", "symbols", multiple=True, metavar="NAMES", callback=_names,
                     help="Variables, whatever else their names could mean; may be repeated."),
    ):  # fmt: skip
        command = option(command)
    return command


def as_file(command: F) -> F:
    """Add the options of a file of code."""
    for option in (
        click.option("--stable/--no-stable", "is_stable", default=None,
                     help="Write it so that floats keep their digits [default: in code alone]."),
        click.option("--unit", type=click.Choice(("whole", "header", "source")), default="whole",
                     show_default=True, help="In C and C++: a header alone, or the source that includes it."),
        click.option("--main", is_flag=True, help="Write a whole program: x=0.7 y=2 on its command line."),
        click.option("--name", metavar="NAME",
                     help="The name of the function in a file of code [default: f]."),
    ):  # fmt: skip
        command = option(command)
    return command


def of_file(form: str, name: str | None, main: bool, unit: str, is_stable: bool | None) -> dict[str, Any]:
    """Return what `code` is told by the options of a file. Raises SymdiffError where there is no file."""
    if (main or name or unit != "whole") and form not in LANGUAGES:
        raise SymdiffError(
            "--name, --main and --unit are for a file of code", hint="such as --format c --main"
        )
    return {"name": name or "f", "main": main, "unit": unit, "stable": is_stable is not False}


def at_point(command: F) -> F:
    """Add the options of an evaluation."""
    for option in (
        click.option("--digits", type=click.IntRange(1), help="Digits of the value (default: a float)."),
        click.option("--at", "at", multiple=True, metavar="NAME=VALUE",
                     help="A point: x=1, y=pi/2; may be repeated."),
    ):  # fmt: skip
        command = option(command)
    return command


def _names(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([name for text in values for name in ([text] if "[" in text else names_of(text))])


def _limits(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> Limits:
    limits = DEFAULT
    for text in values:
        name, _, value = text.partition("=")
        if name not in Limits._fields or not value.replace("_", "").isdecimal():
            raise click.BadParameter(
                f"{text!r}; expected NAME=N with NAME one of {', '.join(Limits._fields)}"
            )
        limits = limits._replace(**{name: int(value)})
    return limits


def pairs(values: Iterable[str]) -> list[str]:
    """Return the NAME=VALUE texts in options: several may be in one, with commas or spaces between.

    >>> pairs(["x=1, y=max(2,3)", "z=1 t=2"])
    ['x=1', 'y=max(2,3)', 'z=1', 't=2']
    """
    return [
        pair.strip()
        for text in values
        for part in components(text)
        for pair in re.split(_NEXT, part.strip())
        if pair.strip()
    ]


def with_name(values: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    """Return the texts of `--at` with the name that a number alone is the value of: the only one of *names*.

    >>> with_name(("2", ), ["x"]), with_name(("2", ), ["x", "y"])
    (('x=2',), ('2',))
    """
    if len(values) != 1 or "=" in values[0] or len(components(values[0])) != 1:
        return values
    one = set(names)
    return (f"{one.pop()}={values[0]}",) if len(one) == 1 else values


def point(
    values: Iterable[str], digits: int | None = None, option: str = "--at"
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the point that NAME=VALUE texts of an *option* describe, and the notes on it. A value is a
    number or a formula of constants."""
    hint = f"for example {option} x=2.5"
    at: dict[str, Any] = {}
    notes: list[str] = []
    for text in pairs(values):
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise SymdiffError(f"{option} {text}: expected NAME=VALUE", hint=hint)
        if name in at:
            raise SymdiffError(f"{option} {text}: {name} has a value already")
        at[name] = number(value.strip(), f"{option} {text}", notes, digits, hint)
    return at, tuple(notes)


def constants(values: tuple[str, ...]) -> dict[str, Expr]:
    """Return the point that `--at` options describe as formulas: sqrt(2) as it stands, not its float."""
    parts = [text.partition("=") for text in pairs(values)]
    return {name.strip(): parse(value) for name, _, value in parts}


def number(value: str, where: str, notes: list[str], digits: int | None = None, hint: str = "") -> Any:
    """Return the number that *value* says, exactly where *digits* are asked for; notes on how it was read are
    added to *notes*. Raises SymdiffError, which says *where* it stands, for what is no number."""
    if digits is not None:
        try:
            return Fraction(value)  # exactly what was typed, not the nearest float
        except (ValueError, ZeroDivisionError):
            pass
    try:
        expr = parse(value)
        if expr.free_symbols:
            raise SymdiffError(f"{value!r} is not a number")
        notes += expr.notes
        from symdiff.arithmetic.evaluation import evaluate

        return evaluate(expr, digits=None if digits is None else digits + 10)
    except SymdiffError as error:
        raise SymdiffError(f"{where}: {error.message}", hint=hint) from None


def chosen(
    answer: Answer,
    variables: Iterable[str],
    symbols: Iterable[str],
    functions: Iterable[str],
    limits: Limits,
    every: bool = False,
) -> list[str]:
    """Return the variables that a line or the command asks for; where there are none, the only one that the
    formula has, or *every* one of several, with a note. Raises SymdiffError where it has none, or several
    without *every*."""
    for variable in variables:
        if variable.startswith("-") and len(variable) > 1:
            meant = {"-n": "--order", "-a": "--answer", "-p": "--at", "-x": "--at x=..."}.get(variable, "")
            hint = "symdiff COMMAND --help lists the options"
            raise SymdiffError(f"no option {variable}", hint=f"did you mean {meant}?" if meant else hint)
    words = [variable for variable in variables if variable not in _BETWEEN]
    variables = words or variables
    names = answer.asked.get("variables") or names_of(list(variables))
    if not names:
        names = set()
        for part in components(answer.formula):
            found = parse(part, symbols=symbols, functions=functions, limits=limits)
            names.update(found.graph.symbols([found.node]))
        if not names or (len(names) > 1 and not every):
            hint = f"one of {', '.join(sorted(names))}" if names else "the formula has none"
            raise SymdiffError("by which variable?", hint=hint)
        names = sorted(names)
        answer.note([taken(names)])
    answer.variables = list(names)
    return answer.variables


def taken(names: list[str]) -> str:
    """Return the note on variables that nobody named."""
    return f"by {', '.join(names)}, {'the only variable' if len(names) == 1 else 'all its names'}"


def asked(
    answer: Answer, symbols: tuple[str, ...], functions: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the *symbols* and *functions* of the command, each with those of the line."""
    return (*symbols, *answer.asked.get("symbols", ())), (*functions, *answer.asked.get("functions", ()))


def placed(answer: Answer, at: tuple[str, ...]) -> tuple[str, ...]:
    """Return the point of the line, else that of the command, as NAME=VALUE."""
    own = answer.asked.get("at")
    return at if own is None else tuple([f"{name}={value}" for name, value in own.items()])


def written(expr: Expr, form: str, read: Expr | None = None, is_stable: bool | None = None) -> str:
    """Return *expr* in the form that `--format` names; JSON says what formula was *read*. Code keeps its
    digits, unless it *is_stable* not."""
    if form == "pretty":
        return _drawn(expr)
    if form in ("python", "numpy"):
        from symdiff.verbs.python_code import source  # of no use for other forms

        return source(expr, form, stable=is_stable is not False).rstrip()
    extra = {"read": read} if form == "json" and read is not None else {}
    return formats.written(expr, form, **extra).rstrip()


def _drawn(expr: Expr) -> str:
    """Return *expr* in two dimensions, where the terminal is wide enough, with the signs that it has."""
    from shutil import get_terminal_size

    text = formats.written(expr, "pretty", ascii=not takes_unicode())
    wide = sys.stdout.isatty() and max(map(len, text.splitlines())) > get_terminal_size().columns
    return str(expr) if wide else text


def write(answer: Answer, expr: Expr, form: str, read: Expr | None, is_stable: bool | None = None) -> None:
    """Add *expr* in the form that `--format` names to an answer; JSON has text and LaTeX anyway."""
    if not (answer.as_json and form in ("text", "latex", "json")):
        answer.write(written(expr, form, read, is_stable))


def takes_unicode() -> bool:
    """Return whether the terminal's encoding has the signs of formulas."""
    try:
        "²⁻·√∛−′≠≤≥∞π".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True

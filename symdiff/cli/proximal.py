"""`symdiff prox` and `symdiff minimize`: where there is no derivative, go on."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import click

from symdiff.arithmetic.evaluation import evaluate
from symdiff.cli.options import SETTINGS, reading, say, shown, written
from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.parser.formula import parse
from symdiff.parser.inputs import expression, names_of


class _Method(click.ParamType):  # type: ignore[type-arg] # generic since click 8.4 alone
    """The name of a method; the names come from the module that has the methods, once they are wanted."""

    name = "method"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        from symdiff.minimise import METHODS

        return f"[{'|'.join(METHODS)}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from symdiff.minimise import METHODS

        if value not in METHODS:
            self.fail(f"{value!r} is not one of {', '.join(METHODS)}", param, ctx)
        return value


@click.command(context_settings=SETTINGS)
@click.argument("formula", required=False)
@click.argument("variables", nargs=-1)
@click.option("--step", default="t", help="The step: a number or a name (default: t).")
@click.option(
    "--at",
    "at",
    multiple=True,
    metavar="NAME=VALUE",
    help="The point, one number for each variable: prints numbers.",
)
@click.option(
    "--plus",
    multiple=True,
    metavar="FORMULA",
    help="A term or a condition more, such as 'x >= 0'; may be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "latex", "python", "numpy")),
    default="text",
    help="What to write the result as.",
)
@click.option("--list", "listing", is_flag=True, help="Print the table of functions that have one.")
@reading
def prox(
    formula: str | None,
    variables: tuple[str, ...],
    step: str,
    at: tuple[str, ...],
    plus: tuple[str, ...],
    form: str,
    listing: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print the proximal point of FORMULA in VARIABLES, from the point that has their names, one a line.

    It is where FORMULA(p) + |p - x|^2/(2*step) is least. Other symbols are parameters.
    """  # fmt: skip
    from symdiff.proximal import TABLE
    from symdiff.proximal import prox as proximal_point

    if listing:
        for row in TABLE.values():
            click.echo(
                f"{row.name}: {row.formula}\n    {row.prox}" + (f"\n    {row.domain}" if row.domain else "")
            )
        return
    if formula is None or not variables:
        raise SymdiffError(
            "the proximal point of what, in which variables?", hint='for example symdiff prox "abs(x)" x'
        )
    bad = [name for name in variables if not name.isidentifier()]
    if bad or len(set(variables)) < len(variables):
        raise SymdiffError(f"{bad[0]!r} is no name" if bad else "a variable is named twice")
    point = _numbers(at, "--at")
    strange = [name for name in point if name not in variables]
    missing = [name for name in variables if at and name not in point]
    if strange or missing:
        raise SymdiffError(
            f"--at: {strange[0]} is not a variable" if strange else f"{missing[0]} has no value",
            hint=f"one value for each of {', '.join(variables)}",
        )
    named = step.isidentifier() and step not in ("oo", "inf", "nan", "pi", "E", "e")
    if point and named:
        raise SymdiffError("a point needs a step that is a number", hint="for example --step 1")
    if named and step in variables:
        raise SymdiffError(f"the step is called {step}, as a variable is", hint="--step s, or a number")
    length: Any = step if named else _number(step, "--step ") if point else parse(step)
    if not named:
        _number(step, "--step ")
    found = proximal_point(
        [formula, *plus], {name: point.get(name, name) for name in variables}, length,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    for part in (formula, *plus):
        say(expression(part, [*variables, *symbols], functions, limits, conditions=True).notes)
    conditions: dict[Any, None] = {}
    for name in variables:
        value = found[name]
        text = shown(value) if isinstance(value, float) else written(value, form)
        click.echo(text if len(variables) == 1 else f"{name}: {text}")
        conditions.update(dict.fromkeys(getattr(value, "unsolved", ())))
    say((), tuple(conditions))


@click.command(context_settings=SETTINGS)
@click.argument("formula")
@click.option("--over", required=True, metavar="NAMES", help="The variables, with commas: a,b,c.")
@click.option(
    "--data",
    metavar="FILE",
    help="A CSV or Parquet file; its columns are the other symbols, and FORMULA is summed over its rows.",
)
@click.option("--mean", is_flag=True, help="Divide the sum over the rows by their number.")
@click.option(
    "--plus",
    multiple=True,
    metavar="PENALTY",
    help="A penalty, such as '0.1*abs(a)', or a condition, such as 'a >= 0'; may be repeated.",
)
@click.option("--start", metavar="NAME=VALUE,...", default="", help="Where to start (default: 0).")
@click.option("--method", type=_Method(), default="auto", help="The method (default: auto).")
@click.option("--step", type=float, help="The step (default: found).")
@click.option(
    "--tolerance",
    type=float,
    default=1e-10,
    help="Stop where the proximal gradient is this part of the first (default: 1e-10).",
)
@click.option("--iterations", type=int, default=10_000, help="At most so many (default: 10000).")
@click.option("--plot", metavar="FILE", help="Draw the objective by iteration: PNG, SVG or PDF.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that is known, as JSON.")
@reading
def minimize(
    formula: str,
    over: str,
    data: str | None,
    mean: bool,
    plus: tuple[str, ...],
    start: str,
    method: str,
    step: float | None,
    tolerance: float,
    iterations: int,
    plot: str | None,
    as_json: bool,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    """Print where FORMULA, summed over the rows of a table, plus a penalty, is least.

    Exit 1 where the method stopped before it converged, 130 where Ctrl-C stopped it; the best point is
    printed.
    """
    from symdiff.minimise import minimize as least
    from symdiff.minimise.data import column_names, read_table
    from symdiff.minimise.runs import INTERRUPTED

    names = names_of(over)
    columns = None
    known = column_names(data) if data is not None else ()
    source = expression(formula, [*names, *known, *symbols], functions, limits)
    if data is not None:
        needed = {symbol.name for symbol in source.free_symbols}
        columns = read_table(data, sorted(needed - set(names)))
    at = _numbers([part for part in start.split(",") if part.strip()], "--start")
    with _Progress(iterations) as watch:
        found = least(
            formula, names, columns, list(plus) or None, at or None, mean=mean, method=method, step=step,
            tolerance=tolerance, iterations=iterations, watch=watch,
            symbols=symbols, functions=functions, limits=limits,
        )  # fmt: skip
    say(found.notes)
    if as_json:
        click.echo(json.dumps({
            "read": str(source), "notes": list(found.notes),
            "values": found.values, "objective": found.objective, "converged": found.converged,
            "reason": found.reason, "method": found.method, "iterations": found.iterations,
            "residual": found.residual, "held": found.held, "active": found.active, "penalty": found.parts,
            "path": found.path.tolist(),
        }))  # fmt: skip
    else:
        click.echo(str(found))
        if found.held:
            click.echo(f"held by the penalty: {', '.join(found.held)}")
    if plot is not None:
        found.plot(plot)
    if not found.converged:
        sys.exit(130 if found.reason == INTERRUPTED else 1)


class _Progress:
    """A bar on stderr for runs of more than a second, where somebody watches."""

    def __init__(self, length: int) -> None:
        self.length, self.began, self.shown = length, time.monotonic(), 0.0
        self.bar: Any = None

    def __enter__(self) -> Any:
        return self if sys.stderr.isatty() else None

    def __call__(self, iteration: int, objective: float) -> bool:
        now = time.monotonic()
        if now - self.began > 1 and now - self.shown > 0.1:
            self.shown = now
            if self.bar is None:
                self.bar = click.progressbar(
                    length=self.length, file=sys.stderr, label="minimizing", item_show_func=lambda text: text
                )
                self.bar.__enter__()
            self.bar.update(iteration - self.bar.pos, f"{objective:.9g}")
        return False

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)


def _numbers(parts: Any, option: str) -> dict[str, float]:
    """Return the numbers that NAME=VALUE texts give."""
    values: dict[str, float] = {}
    for text in parts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise SymdiffError(
                f"{option} {text.strip()}: expected NAME=VALUE", hint=f"for example {option} a=1"
            )
        if name in values:
            raise SymdiffError(f"{option} {text.strip()}: {name} has a value already")
        values[name] = _number(value, f"{option} {name}=")
    return values


def _number(text: str, where: str) -> float:
    try:
        expr = parse(text)
        if expr.free_symbols:
            raise SymdiffError(f"{text.strip()!r} is not a number")
        say(expr.notes)
        return float(evaluate(expr))
    except (SymdiffError, TypeError) as error:
        said = error.message if isinstance(error, SymdiffError) else f"{text!r} is not a number"
        raise SymdiffError(f"{where}{text.strip()}: {said}") from None

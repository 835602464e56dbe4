"""`symdiff prox` and `symdiff minimize`: where there is no derivative, go on."""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import Any

import click

from symdiff.cli.answer import Answer, member, shown
from symdiff.cli.answer import number as number_of
from symdiff.cli.batch import Disagreed, Run, latex_input, once
from symdiff.cli.options import Command, chosen, number, point, reading, taken, written
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


@click.command(
    cls=Command,
    short_help="Print the proximal point of a formula.",
    epilog='Example: symdiff prox "abs(x)" x --step 1',
)
@click.argument("formula", required=False)
@click.argument("variables", nargs=-1)
@click.option("--step", default="t", show_default=True, help="The step: a number or a name.")
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
@latex_input
@once
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
    run: Run,
) -> None:
    """Print the proximal point of FORMULA in VARIABLES, from the point that has their names, one a line.

    It is where FORMULA(p) + |p - x|^2/(2*step) is least. Other symbols are parameters.
    """  # fmt: skip
    if listing and (formula or at or plus):
        raise SymdiffError("--list prints the table, and takes no formula and no other option")
    if listing:
        run.once(None, _listed)
        return
    run.once(formula, partial(
        _prox, variables=variables, step=step, at=at, plus=plus, form=form,
        symbols=symbols, functions=functions, limits=limits,
    ))  # fmt: skip


def _listed(answer: Answer) -> None:
    from symdiff.proximal import TABLE

    rows = TABLE.values()
    answer.more["functions"] = [
        {"name": row.name, "formula": row.formula, "prox": row.prox, "domain": row.domain} for row in rows
    ]
    for row in rows:
        answer.print(
            f"{row.name}: {row.formula}\n    {row.prox}" + (f"\n    {row.domain}" if row.domain else "")
        )


def _prox(
    answer: Answer,
    *,
    variables: tuple[str, ...],
    step: str,
    at: tuple[str, ...],
    plus: tuple[str, ...],
    form: str,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.proximal import prox as proximal_point

    formula = answer.formula
    if not formula:
        raise SymdiffError(
            "the proximal point of what, in which variables?", hint='for example symdiff prox "abs(x)" x'
        )
    variables = tuple(chosen(answer, variables, symbols, functions, limits))
    if len(set(variables)) < len(variables):
        raise SymdiffError("a variable is named twice")
    start = _numbers(answer, at, "--at")
    strange = [name for name in start if name not in variables]
    missing = [name for name in variables if at and name not in start]
    if strange or missing:
        raise SymdiffError(
            f"--at: {strange[0]} is not a variable" if strange else f"{missing[0]} has no value",
            hint=f"one value for each of {', '.join(variables)}",
        )
    named = step.isidentifier() and step not in ("oo", "inf", "nan", "pi", "E", "e")
    if start and named:
        raise SymdiffError("a point needs a step that is a number", hint="for example --step 1")
    if named and step in variables:
        raise SymdiffError(f"the step is called {step}, as a variable is", hint="--step s, or a number")
    length: Any = step
    if not named:
        notes: list[str] = []
        length = _real(number(step, f"--step {step}", notes), "--step")
        answer.note(notes)
        length = length if start else parse(step)
    found = proximal_point(
        [formula, *plus], {name: start.get(name, name) for name in variables}, length,
        symbols=symbols, functions=functions, limits=limits,
    )  # fmt: skip
    for part in (formula, *plus):
        answer.note(expression(part, [*variables, *symbols], functions, limits, conditions=True).notes)
    answer.read = expression(formula, [*variables, *symbols], functions, limits, conditions=True)
    conditions: dict[Any, None] = {}
    entries = answer.more["entries"] = []
    for name in variables:
        value = found[name]
        if isinstance(value, float):
            text = shown(value)
            entries.append({"name": name, "value": number_of(value)})
        elif answer.as_json:
            text = ""
            code = written(value, form) if form not in ("text", "latex") else ""
            entries.append({"name": name, **member(value, code)})
        else:
            text = written(value, form)
        answer.print(text if len(variables) == 1 else f"{name}: {text}")
        conditions.update(dict.fromkeys(getattr(value, "unsolved", ())))
    answer.holds(tuple(conditions), ())


@click.command(
    cls=Command,
    short_help="Find where a formula is least, also over a table.",
    epilog='Example: symdiff minimize "(x - 3)^2" --over x',
)
@click.argument("formula")
@click.argument("variables", nargs=-1)
@click.option("--over", metavar="NAMES", default="", help="The variables, with commas or spaces: a,b,c.")
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
@reading
@latex_input
@once
def minimize(
    formula: str,
    variables: tuple[str, ...],
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
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
    run: Run,
) -> None:
    """Print where FORMULA, summed over the rows of a table, plus a penalty, is least.

    VARIABLES, or --over, say what moves: without them, all names but those of columns. Exit 1 where the
    method stopped before it converged, 130 where Ctrl-C stopped it; the best point is printed.
    """
    run.once(formula, partial(
        _minimize, over=(*variables, over), data=data, mean=mean, plus=plus, start=start, method=method,
        step=step, tolerance=tolerance, iterations=iterations, plot=plot,
        symbols=symbols, functions=functions, limits=limits,
    ))  # fmt: skip


def _minimize(
    answer: Answer,
    *,
    over: tuple[str, ...],
    data: str | None,
    mean: bool,
    plus: tuple[str, ...],
    start: str,
    method: str,
    step: float | None,
    tolerance: float,
    iterations: int,
    plot: str | None,
    symbols: tuple[str, ...],
    functions: tuple[str, ...],
    limits: Limits,
) -> None:
    from symdiff.minimise import minimize as least
    from symdiff.minimise.data import opened
    from symdiff.minimise.runs import INTERRUPTED

    formula = answer.formula
    table = None if data is None else opened(data)
    columns = table.names if table else ()
    names = names_of(list(over))
    source = expression(formula, [*names, *columns, *symbols], functions, limits)
    if not names:
        names = sorted(set(source.graph.symbols([source.node])).difference(columns))
        if not names:
            raise SymdiffError("by which variable?", hint="the formula has none")
        answer.note([taken(names)])
    at = _numbers(answer, (start,), "--start")
    with _Progress(iterations) as watch:
        found = least(
            formula, names, table, list(plus) or None, at or None, mean=mean, method=method, step=step,
            tolerance=tolerance, iterations=iterations, watch=watch,
            symbols=symbols, functions=functions, limits=limits,
        )  # fmt: skip
    answer.note(found.notes)
    answer.read, answer.variables = source, names
    answer.more["minimum"] = {
        "values": found.values, "objective": found.objective, "converged": found.converged,
        "reason": found.reason, "method": found.method, "iterations": found.iterations,
        "residual": found.residual, "held": list(found.held), "active": list(found.active),
        "penalty": found.parts, "path": found.path.tolist(),
    }  # fmt: skip
    answer.print(str(found))
    if found.held:
        answer.print(f"held by the penalty: {', '.join(found.held)}")
    if plot is not None:
        found.plot(plot)
    if not found.converged:
        raise Disagreed(130 if found.reason == INTERRUPTED else 1)


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


def _numbers(answer: Answer, values: tuple[str, ...], option: str) -> dict[str, float]:
    """Return the real numbers that NAME=VALUE texts of an *option* give."""
    found, notes = point(values, option=option)
    answer.note(notes)
    return {name: _real(value, f"{option} {name}") for name, value in found.items()}


def _real(value: Any, where: str) -> float:
    try:
        return float(value)
    except TypeError:
        raise SymdiffError(f"{where}: {shown(value)} is no real number") from None

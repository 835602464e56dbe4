"""`symdiff functions`: the table, readable."""

from __future__ import annotations

from typing import Any, Final

import click

from symdiff.cli.answer import Answer
from symdiff.cli.batch import Run, once
from symdiff.cli.options import Command
from symdiff.errors import UnknownName
from symdiff.table.derivatives import parts_of_name
from symdiff.table.functions import FUNCTIONS, NAMES, code_of, nearest, row_of
from symdiff.table.row import Function
from symdiff.table.targets import is_template, written

_FIELDS = (
    ("domain", "domain"), ("smooth", "differentiable where"), ("poles", "poles"), ("kinks", "kinks"),
    ("jumps", "jumps"), ("jump", "rises at a jump by"),
    ("cut", "branch cut"), ("range", "range"), ("sign", "has the sign of"),
    ("zeros", "zeros"), ("parity", "parity"), ("period", "period"), ("inverse", "inverse"),
    ("definition", "definition"), ("source", "source"),
)  # fmt: skip

_OTHERS: Final = {None: "no closed form", "": "the closed form of the function's, derived as often"}
"""What is said in the place of a partial that is no text."""


def _completed(context: click.Context, option: click.Parameter, begun: str) -> list[str]:
    """Return the names of functions that begin so, for the shell."""
    return sorted(name for name in NAMES if name.startswith(begun))


@click.command(
    cls=Command,
    short_help="List the functions, or say all that is known of one.",
    epilog="Example: symdiff functions sinc",
)
@click.argument("name", required=False, shell_complete=_completed)
@once
def functions(name: str | None, run: Run) -> None:
    """List the functions symdiff knows, or print all it knows of NAME."""
    run.once(name, _functions)


def _functions(answer: Answer) -> None:
    name = answer.input
    if name is None:
        rows = list(FUNCTIONS)
        width = max(len(head(row)) for row in rows)
        for row in rows:
            answer.print(
                f"{head(row):<{width}}  {'; '.join(f'{title}: {text}' for title, text in slopes(row))}"
            )
    else:
        codes = sorted(NAMES.get(name, {}).values()) or _derivatives(name)
        if not codes:
            near = nearest(name)
            hint = f"did you mean {' or '.join(near)}?" if near else "symdiff functions lists them all"
            raise UnknownName(f"unknown function {name!r}", hint=hint)
        rows = [row_of(code) for code in codes]
        answer.print("\n\n".join(map(_described, rows)))
    answer.more["functions"] = [_member(row) for row in rows]


def _member(row: Function) -> dict[str, Any]:
    """Return what the table says of a function as a member of JSON."""
    found: dict[str, Any] = {
        "name": row.name, "parameters": list(row.parameters), "aliases": list(row.aliases),
        "partials": [slope or None for slope in row.partials],
    }  # fmt: skip
    return found | {key: str(getattr(row, key)) for key, _ in _FIELDS if getattr(row, key)}


def _derivatives(name: str) -> list[int]:
    """Return the codes of derivatives that have the *name*, `zeta'` or `D[1](zeta)`."""
    parts = parts_of_name(name)
    arities = NAMES.get(parts[0], {}) if parts else {}
    return [code for code in [code_of(name, arity) for arity in arities] if code >= 0]


def head(row: Function) -> str:
    """Return a function as it is called: `atan2(y, x)`."""
    inside = "…" if row.arity < 0 else ", ".join(row.parameters)
    return f"{row.name}({inside})"


def slopes(row: Function) -> list[tuple[str, str]]:
    """Return the derivative by each argument, with its title."""
    if row.arity < 0:
        return [("derivative", "that of the argument that is taken")]
    return [
        (f"d/d{parameter}", _OTHERS.get(slope, slope) or "")
        for parameter, slope in zip(row.parameters, row.partials, strict=False)
    ]


def _described(row: Function) -> str:
    return "\n".join([head(row), *[f"  {title}: {text}" for title, text in facts(row)]])


def facts(row: Function) -> list[tuple[str, str]]:
    """Return all that the table says of a function, each fact with its title."""
    found = [("also read as", ", ".join(row.aliases)), *slopes(row)]
    found += [(title, str(getattr(row, key))) for key, title in _FIELDS]
    found += [(f"next to {row.parameters[0]} = {end}", text) for end, text in row.ends]
    found += [
        (f"for {row.parameters[0]} to {where}", text)
        for where, text in zip(("-oo", "oo"), row.far, strict=True)
    ]
    values = [f"{row.name}({arguments}) = {value}" for arguments, value in row.special]
    found.append(("exact values", ", ".join(values)))
    forms = [(target, getattr(row, target)) for target in ("math", "numpy", "mpmath", "sympy")]
    names = [
        f"{target} {written(form, row.parameters) if is_template(form) else form}"
        for target, form in forms
        if form
    ]
    found.append(("names", ", ".join(names)))
    return [(title, text) for title, text in found if text]

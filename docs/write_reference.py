"""Make the pages of the manual that say what the code says: of commands, functions, errors, JSON, modules.

Sphinx calls it before it reads the pages (`conf.py`), so that they are never older than the code. What it
writes, in `docs/reference/`, is not kept. To look at the pages alone: python docs/write_reference.py
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import click

import symdiff
from symdiff import errors
from symdiff.cli import cli
from symdiff.cli.answer import CODES
from symdiff.cli.reference import facts, head, slopes
from symdiff.limits import Limits
from symdiff.table.functions import FUNCTIONS

PLACE: Final = Path(__file__).parent / "reference"
LIBRARY: Final = {
    "Formulas": "parse symbols tensors apply Expr",
    "Derivatives": "derive gradient jacobian hessian directional jvp vjp hvp implicit derive_distribution"
    " steps Steps implicit_steps ImplicitSteps Jacobian SparseJacobian",
    "Forms": "simplify expand factor together apart collect trig stable",
    "Values": "evaluate taylor jet Jet Dual",
    "At one point": "derivative_at gradient_at directional_at clarke_element special_points at_kinks",
    "Is it right?": "check Report Witness judge Verdict gradcheck",
    "Code": "compile Compiled code",
    "Where a function is least": "minimize minimize_composite prox",
    "Practice": "generate Exercise",
    "Limits, errors and the rest": "Limits SymdiffError ParseError UnknownName WrongArity WrongShape"
    " DomainError NotDifferentiable Unsupported TooLarge is_compiled",
}
"""The public names as the manual orders them."""

_COMMANDS: Final = """# Commands

What `symdiff help COMMAND` says of each. Results go to stdout, messages to stderr.

"""
_LIBRARY: Final = """# The library

Every public name, with what goes in, what comes out and when it fails. All verbs take formulas first, then
variables, the rest by keyword. Functions such as `symdiff.sin` are in [the table of functions](functions.md).
"""
_FUNCTIONS: Final = """# Functions

Every function that symdiff knows, with its derivatives; below, where each is defined, where it has no
derivative, its exact values and its names in other programs. `symdiff functions NAME` prints the same.

"""
_ERRORS: Final = """# Errors

Every error that symdiff raises on purpose. The code is what the member `error` of [JSON](../json.md) has.
[When something goes wrong](../howto/errors.md) explains messages with examples.

An error has `message`, and `text` and `column` (from 0) where it is about a place in a text, and `hint`: what
to try.

"""
_LIMITS: Final = """# Limits

A formula may be too large for the time or the memory that you have. symdiff then stops with an error that
names the limit. Raise it with `--limit NAME=N`, or in Python with `limits=Limits(NAME=N)`.

"""
_SCHEMA: Final = """# JSON Schema

The object that `--json` prints, member by member. [JSON for programs](../json.md) says how to use it; the
file is {download}`schema.json <../schema.json>`, a JSON Schema (draft 2020-12).

## The object

"""
_MODULES: Final = """# Modules

Every module in its own words, the packages from the ground up. [How symdiff is built](../architecture.md)
says how they stand on each other, and where to change what.

"""
CODE: Final = Path(symdiff.__file__).parent


def pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    return {
        "commands.md": _commands(),
        "library.md": _library(),
        "functions.md": _functions(),
        "errors.md": _errors(),
        "limits.md": _limits(),
        "schema.md": _schema(),
        "modules.md": _modules(),
    }


def write() -> None:
    """Write the pages, and nothing else, into the folder `reference`."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir()
    for name, text in pages().items():
        (PLACE / name).write_text(text, encoding="utf-8")


def _commands() -> str:
    """Return what `--help` says of each command."""
    parts = [
        _COMMANDS,
        _table(
            ("exit", "it means"),
            [
                ("0", "done"), ("1", "a check said no, or there is no value where one was asked for"),
                ("2", "the input is bad"), ("3", "a check could not decide"),
                ("70", "a mistake in symdiff itself"), ("124", "the time of `--timeout` is over"),
                ("130", "stopped with Ctrl-C"),
            ],
        ),
    ]  # fmt: skip
    for words, command in _described():
        parts.append(f"\n## symdiff {' '.join(words)}\n\n{_command(words, command)}")
    return "".join(parts)


def _described() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield each command with its words, those of groups too."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from (((name, inner), found) for inner, found in command.commands.items())
        else:
            yield (name,), command


def _command(words: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(("symdiff", *words)))
    example = (command.epilog or "").removeprefix("Example: ")
    usage = " ".join(command.collect_usage_pieces(context))
    options = [
        param.get_help_record(context) for param in command.get_params(context) if param.opts[0][:1] == "-"
    ]
    rows = [(f"`{record[0]}`", _plain(record[1])) for record in options if record is not None]
    return (
        f"```text\n{context.command_path} {usage}\n```\n\n{_plain(inspect.cleandoc(command.help or ''))}\n\n"
        f"For example:\n\n```text\n$ {example}\n```\n\n{_table(('option', 'it says'), rows)}"
    )


def _library() -> str:
    """Return the page of the public names, which Sphinx fills with their docstrings."""
    parts = [_LIBRARY]
    for title, names in LIBRARY.items():
        found = [
            f".. autoclass:: symdiff.{name}\n   :members:\n"
            if isinstance(getattr(symdiff, name), type)
            else f".. autofunction:: symdiff.{name}\n"
            for name in names.split()
        ]
        parts.append(f"\n## {title}\n\n```{{eval-rst}}\n" + "\n".join(found) + "```\n")
    return "".join(parts)


def _functions() -> str:
    """Return the page of all functions: a line for each, then all that is known of each."""
    rows = []
    parts = []
    for row in FUNCTIONS:
        place = f"{row.name}-{max(row.arity, 0)}"
        derivatives = ", ".join(f"`{text}`" for _, text in slopes(row))
        rows.append((f"[`{head(row)}`](#{place})", derivatives))
        shown = [(title, text if title == "source" else f"`{text}`") for title, text in facts(row)]
        parts.append(f"\n({place})=\n## {head(row)}\n\n{_table(('what', 'is'), shown)}")
    return f"{_FUNCTIONS}{_table(('function', 'derivatives'), rows)}{''.join(parts)}"


def _errors() -> str:
    """Return the page of the exceptions."""
    rows = []
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.SymdiffError):
            above = kind.__mro__[1].__name__
            rows.append((f"`{name}`", f"`{above}`", f"`{CODES[name]}`", (kind.__doc__ or "").split("\n")[0]))
    return f"{_ERRORS}{_table(('error', 'is a kind of', 'code', 'it means'), rows)}"


def _limits() -> str:
    """Return the page of the sizes that are refused."""
    said = re.findall(
        r'^    (\w+): int = [\d_]+\n    """(.*?)"""', inspect.getsource(Limits), re.DOTALL | re.MULTILINE
    )
    rows = [(f"`{name}`", f"{Limits._field_defaults[name]:,}", " ".join(text.split())) for name, text in said]
    return f"{_LIMITS}{_table(('limit', 'value', 'what is counted'), rows)}"


def _schema() -> str:
    """Return the page of the JSON Schema: the members of the object, then its parts."""
    schema = json.loads((PLACE.parent / "schema.json").read_text(encoding="utf-8"))
    parts = [f"{_SCHEMA}{_members(schema)}"]
    parts += [f"\n## {name}\n\n{_members(part)}" for name, part in schema["$defs"].items()]
    return "".join(parts)


def _members(part: dict[str, Any]) -> str:
    required = part.get("required", ())
    rows = [
        (f"`{name}`", _kind(member), "always" if name in required else "", member.get("description", ""))
        for name, member in part.get("properties", {}).items()
    ]
    said = part.get("description", "")
    return (f"{said}\n\n" if said else "") + _table(("member", "what it is", "there", "what it says"), rows)


def _kind(member: dict[str, Any]) -> str:
    """Return what a member is, in words."""
    if "$ref" in member:
        name = member["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "anyOf" in member:
        return " or ".join(map(_kind, member["anyOf"]))
    if "enum" in member:
        return ", ".join(f"`{json.dumps(value)}`" for value in member["enum"])
    if "const" in member:
        return f"`{json.dumps(member['const'])}`"
    kinds = member.get("type", "anything")
    said = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    return f"{said} of {_kind(member['items'])}" if "items" in member else said


def _modules() -> str:
    """Return the page of all modules: the first paragraph of the docstring of each, package by package."""
    plan = (PLACE.parent / "architecture.md").read_text(encoding="utf-8")
    packages = {place.parent for place in CODE.rglob("*.py")}
    parts = [_MODULES]
    for package in sorted(packages, key=lambda each: (_floor(plan, each), each)):
        title = package.relative_to(CODE.parent).as_posix()
        own = [(f"`{path.stem}`", _said_first(path)) for path in sorted(package.glob("[!_]*.py"))]
        about = _said_first(package / "__init__.py")
        parts.append(f"\n## `{title}/`\n\n{about}\n\n{_table(('module', 'it is'), own) if own else ''}")
    return "".join(parts)


def _floor(plan: str, package: Path) -> int:
    """Return where the page on the architecture speaks of a package."""
    top = package.relative_to(CODE).parts[:1]
    return plan.find(f"`symdiff/{top[0]}/`") % len(plan) if top else -1


def _said_first(path: Path) -> str:
    """Return the first paragraph of the docstring of a module as Markdown; code between ` stays code."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    parts = " ".join(said.split("\n\n")[0].split()).split("`")
    return "`".join([part if place % 2 else _plain(part) for place, part in enumerate(parts)])


def _plain(text: str) -> str:
    """Return the text of a help as Markdown: what looks like markup there is meant as it stands."""
    return re.sub(r"([\\`*_<>\[\]])", r"\\\1", text)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table; a bar in a cell does not end it."""
    lines = [titles, ("---",) * len(titles), *rows]
    return "".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    write()

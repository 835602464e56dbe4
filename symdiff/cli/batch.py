"""How a command is run: on its formula, or on each line of stdin, by several processes, for a bounded time.

A line of a batch is a formula, or a request: an object of JSON with a formula and what it asks for in the
place of the options, {"formula": "x^2*y", "variable": "y", "order": 2, "symbols": ["x"]}.

>>> request('{"formula": "x^2", "variables": "x, y", "order": 2}', ("variables", "order"))
('x^2', {'variables': ['x', 'y'], 'order': 2})
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

import click

from symdiff.cli.answer import Answer, BadRequest, Late
from symdiff.cli.colours import painted
from symdiff.cli.fault import EXIT, told
from symdiff.errors import DomainError, NotDifferentiable, SymdiffError
from symdiff.parser.inputs import names_of
from symdiff.records import NamedTuple

F = TypeVar("F", bound=Callable[..., Any])
_CHUNK: Final = 16
"""Lines that a process is given at a time."""
_EVERY: Final = 0.2
"""Seconds between two words on how far it is."""
LATE: Final = 124
"""The exit status where the time was over, as of the command `timeout`."""
_PLACE: Final = {
    "function": str,
    "variables": list,
    "symbols": list,
    "functions": list,
    "order": int,
    "at": dict,
    "answer": str,
}
"""What a request may ask for."""


latex_input: Final = click.option(
    "--latex-input", "is_latex", is_flag=True,
    help="Read formulas as LaTeX (default: those that have a command of it).",
)  # fmt: skip


class Disagreed(Exception):
    """A check said no: exit *status*, the report is in the answer already."""

    def __init__(self, status: int = 1) -> None:
        super().__init__(status)
        self.status = status


class Done(NamedTuple):
    """One formula, done."""

    out: str
    said: str
    status: int
    """0, or what it would exit with alone."""
    kind: str = ""
    """ "refused" or "fault" where it failed, "" where a check said no."""


class Run(NamedTuple):
    """How a command is run; what the options that `batch` adds say."""

    command: str
    as_json: bool = False
    jsonl: bool = False
    jobs: int = 1
    timeout: float | None = None
    timing: bool = False
    is_latex: bool = False
    debug: bool = False

    def each(self, formula: str | None, one: Callable[[Answer], None], takes: Iterable[str] = ()) -> None:
        """Run *one* on the formula, or for `-` on each line of stdin, where a bad line stops only itself.

        With JSON, there is a line out for each line in. *takes* are the members of a request that the command
        has. *one* is pickled where there are several processes. Exit 1 where a line was bad, 70 for a fault,
        else the least status of those that a check said.
        """
        if formula is None:
            if not self.jsonl:
                raise click.UsageError("the formula is missing", click.get_current_context())
            formula = "-"
        if formula != "-":
            if self.jsonl or self.jobs > 1:
                option = "--jsonl" if self.jsonl else "--jobs"
                raise SymdiffError(f"{option} reads lines from stdin", hint="give - as the formula")
            done = self.done(one, (), (0, formula))
            _put(done)
            if done.status:
                sys.exit(done.status)
            return
        work = functools.partial(self.done, one, ("symbols", "functions", *takes))
        failed = faulty = status = count = 0
        shown = time.monotonic()
        watched = sys.stderr.isatty() and not sys.stdout.isatty()
        for done in _mapped(work, self._lines(), self.jobs):
            _put(done)
            count += 1
            failed += done.kind == "refused"
            faulty += done.kind == "fault"
            if done.status and not done.kind:
                status = min(status or done.status, done.status)
            if watched and time.monotonic() - shown > _EVERY:
                shown = time.monotonic()
                click.echo(f"\r{count} lines done", nl=False, err=True)
        if watched and count:
            click.echo(f"\r{count} lines done", err=True)
        if faulty or failed or status:
            sys.exit(EXIT if faulty else 1 if failed else status)

    def once(self, given: str | None, one: Callable[[Answer], None]) -> None:
        """Run *one* on what was *given*, which is no batch, and print what it says."""
        done = self.done(one, (), (0, given))
        _put(done)
        if done.status:
            sys.exit(done.status)

    def done(
        self, one: Callable[[Answer], None], takes: tuple[str, ...], numbered: tuple[int, str | None]
    ) -> Done:
        """Return what *one* says of a formula. What a formula does wrong is no exception here."""
        line, text = numbered
        answer = Answer(self.command, text, line, self.as_json)
        answer.is_latex = self.is_latex
        began = time.perf_counter()
        status, kind = 0, "refused"
        try:
            if self.timeout is None:
                self._filled(answer, one, takes)
            else:
                from symdiff.verdict.deadline import TooLate, stopped_after

                try:
                    with stopped_after(self.timeout):
                        self._filled(answer, one, takes)
                except TooLate:
                    raise Late(
                        f"no answer within {self.timeout:g} seconds", hint="--timeout gives more"
                    ) from None
            status, kind = answer.status, ""
        except Late as error:
            answer.failed, status = error, LATE
        except SymdiffError as error:
            answer.failed = error
            status = 1 if isinstance(error, DomainError | NotDifferentiable) else 2
        except OSError as error:  # a file that cannot be written
            answer.failed, status = SymdiffError(str(error)), 2
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            answer.fault, status, kind = told(error, self.debug), EXIT, "fault"
        if self.timing:
            answer.more["seconds"] = round(time.perf_counter() - began, 6)
        if not self.as_json:
            return Done(*answer.text(), status, kind)
        try:
            return Done(answer.object() + "\n", "", status, kind)
        except Exception as error:
            answer = Answer(self.command, text, line, True)
            answer.fault = told(error, self.debug)
            return Done(answer.object() + "\n", "", EXIT, "fault")

    def _filled(self, answer: Answer, one: Callable[[Answer], None], takes: tuple[str, ...]) -> None:
        text = answer.input
        if answer.line and text is not None:
            if not text:
                raise BadRequest("an empty line")
            if self.as_json and text[0] in '{"':
                asked = _object(text)
                if "id" in asked:
                    answer.more["id"] = asked["id"]
                answer.input, answer.asked = request(text, takes, asked)
        try:
            one(answer)
        except Disagreed as verdict:
            answer.status = verdict.status

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Return the lines of stdin, numbered from 1: with JSON all, else those that are not empty."""
        for number, line in enumerate(sys.stdin.buffer, 1):
            text = line.decode("utf-8", "surrogateescape").strip()
            if text or self.as_json:
                yield number, text


def request(
    text: str, takes: Iterable[str], asked: dict[str, Any] | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the formula of a line of JSON, and what it asks for. Raises BadRequest for what is no
    request, and for what the command does not take."""
    asked = _object(text) if asked is None else asked
    members = dict(asked)
    members.pop("id", None)
    formula = members.pop("formula", None)
    if not isinstance(formula, str):
        raise BadRequest("a request without a formula", hint='such as {"formula": "x^2", "variable": "x"}')
    if "variable" in members:
        members["variables"] = members.pop("variable")
    known = set(takes)
    for name, value in members.items():
        if name not in known:
            near = ", ".join(["formula", "id", *sorted(known)])
            raise BadRequest(f"{name!r} is nothing to ask for here", hint=f"a request may have {near}")
        kind = _PLACE[name]
        if kind is list:
            if not isinstance(value, str) and not (
                isinstance(value, list) and all(isinstance(entry, str) for entry in value)
            ):
                raise BadRequest(f"{name} are to be names", hint='such as ["x", "y"], or "x, y"')
            members[name] = names_of(value)
        elif not isinstance(value, kind) or isinstance(value, bool):
            raise BadRequest(f"{name} is to be {_A[kind]}")
    if members.get("order", 0) < 0:
        raise BadRequest("order is to be a whole number, 0 or more")
    return formula, members


_A: Final = {int: "a whole number, 0 or more", dict: 'an object, such as {"x": 1}', str: "a text"}


def _object(text: str) -> dict[str, Any]:
    import json  # a line of text needs none

    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.startswith('{"') or text.startswith('"'):
            raise BadRequest(f"this is no JSON: {error}") from None
        return {"formula": text}  # braces are parentheses in a formula
    return found if isinstance(found, dict) else {"formula": found}


def _put(done: Done) -> None:
    """Print one formula's lines at once: who reads them may be waiting for them."""
    if done.said:
        click.echo(painted(done.said), nl=False, err=True)
    if done.out:
        click.echo(done.out, nl=False)


def _mapped(work: Callable[[Any], Done], lines: Iterator[Any], jobs: int) -> Iterator[Done]:
    if jobs <= 1:
        yield from map(work, lines)
        return
    import signal
    from multiprocessing import get_context

    with get_context().Pool(jobs, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        yield from pool.imap(work, lines, _CHUNK)  # Ctrl-C is for this process, which ends the others


def once(command: F) -> F:
    """Add the options of a command that does one thing; it is called with *run*, a `Run`."""
    return _with(command, (
        click.option("--json", "as_json", is_flag=True, help="Print one object of JSON (docs/schema.json)."),
        click.option("--timeout", type=click.FloatRange(min=0.001), metavar="SECONDS",
                     help="Give up after so long (default: never)."),
        click.option("--timing", is_flag=True, help="With --json, say how long it took."),
    ))  # fmt: skip


def batch(command: F) -> F:
    """Add the options of a command that takes a formula or many; it is called with *run*, a `Run`."""
    return _with(command, (
        click.option("--json", "as_json", is_flag=True, help="Print one object of JSON (docs/schema.json)."),
        click.option("--jsonl", is_flag=True,
                     help="Read formulas or requests from stdin, one a line, and print an object for each."),
        click.option("--jobs", type=click.IntRange(1), default=1, show_default=True,
                     help="Processes for lines of stdin."),
        click.option("--timeout", type=click.FloatRange(min=0.001), metavar="SECONDS",
                     help="Give a formula up after so long (default: never)."),
        click.option("--timing", is_flag=True, help="With --json, say how long each formula took."),
        latex_input,
    ), many=True)  # fmt: skip


def _with(command: F, options: tuple[Any, ...], many: bool = False) -> F:
    """Add *options*, which make the `Run` of the command; with *many*, those of a batch are among them."""

    @functools.wraps(command)
    def called(
        *arguments: Any,
        as_json: bool,
        timeout: float | None,
        timing: bool,
        is_latex: bool = False,
        **named: Any,
    ) -> Any:
        jsonl, jobs = (named.pop("jsonl"), named.pop("jobs")) if many else (False, 1)
        context = click.get_current_context()
        root = context.find_root()
        if timing and not (as_json or jsonl):
            raise SymdiffError("--timing is for --json and --jsonl")
        name = context.command_path.removeprefix(root.command_path).strip()
        debug = root.params.get("debug", False)
        run = Run(name, as_json or jsonl, jsonl, jobs, timeout, timing, is_latex, debug)
        return command(*arguments, run=run, **named)

    for option in reversed(options):
        called = option(called)
    return called  # type: ignore[return-value]  # with more options than it had


__all__ = ["LATE", "Disagreed", "Done", "Run", "batch", "latex_input", "once", "request"]

"""The command `symdiff shell`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Final

import click

from symdiff.cli.colours import painted
from symdiff.cli.fault import EXIT, told
from symdiff.cli.options import takes_unicode
from symdiff.cli.shell.session import Ended, Session, is_open, reworded
from symdiff.errors import SymdiffError

_WELCOME: Final = (
    "symdiff: f(x) = x^2 sin x defines f; then f'(2), steps f, plot f. help lists all, Ctrl-D ends."
)
_WIDEST: Final = 100


@click.command(
    "shell", short_help="Ask for formulas, and print what is wanted of each.", epilog="Example: symdiff shell"
)
@click.option("--ascii", "plain", is_flag=True, help="Write formulas and drawings in ASCII.")
@click.pass_context
def shell(ctx: click.Context, plain: bool) -> None:
    """Ask for formulas, and print values, derivatives, steps, verdicts and drawings.

    At a terminal it completes names, keeps a history, and says while you type how a formula is read.
    Otherwise it takes lines from stdin, and exits 1 where one of them was bad.
    """
    from shutil import get_terminal_size

    wide = min(get_terminal_size().columns - 1, _WIDEST)
    session = Session(plain or not takes_unicode(), max(wide, 20))
    debug = ctx.find_root().params.get("debug", False)
    if sys.stdin.isatty() and sys.stdout.isatty():
        click.echo(_WELCOME)
        _run(session, _asked(session), debug)
    elif _run(session, _piped(), debug):
        sys.exit(1)


def _run(session: Session, lines: Iterator[str], debug: bool) -> int:
    """Run lines and print what they say; return how many were bad."""
    bad = 0
    for line in lines:
        try:
            text = session.run(line)
        except Ended:
            break
        except SymdiffError as error:
            click.echo(painted(f"error: {reworded(error)}"), err=True)
            bad += 1
            continue
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            continue
        except Exception as error:  # a session goes on
            click.echo(told(error, debug), err=True)
            if debug:
                sys.exit(EXIT)
            bad += 1
            continue
        if text:
            click.echo(text)
    return bad


def _piped() -> Iterator[str]:
    """Return the lines of stdin, several together where a formula goes on on the next."""
    return whole(line.decode("utf-8", "replace") for line in sys.stdin.buffer)


def whole(lines: Iterator[str]) -> Iterator[str]:
    """Return lines, several together where a formula goes on on the next; an empty line ends it."""
    pending = ""
    for line in lines:
        pending += line
        if not is_open(pending.rstrip("\n")) or not line.strip():
            yield pending.rstrip("\n")
            pending = ""
    if pending:
        yield pending.rstrip("\n")


def _asked(session: Session) -> Iterator[str]:
    """Return the lines that are typed at a terminal."""
    try:
        from symdiff.cli.shell.prompt import prompted
    except ImportError:
        raise SymdiffError(
            "a session at a terminal needs prompt_toolkit, which is not installed",
            hint='pip install "symdiff-engine[shell]"; lines of a file need nothing: symdiff shell < file',
        ) from None
    return typed(prompted(session, os.path.join(click.get_app_dir("symdiff"), "history")).prompt)


def typed(ask: Callable[[], str]) -> Iterator[str]:
    """Return the lines that *ask* asks for, until there is an end of them. Ctrl-C leaves a line."""
    while True:
        try:
            yield ask()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


__all__ = ["shell", "typed", "whole"]

"""What is said where symdiff itself fails: that it is our fault, what happened, and how to report it.

>>> print(told(ValueError("no such node")).splitlines()[0])
error: symdiff failed here (ValueError: no such node). This is our fault, not yours.
"""

from __future__ import annotations

from typing import Any, Final

import click

from symdiff import __version__

EXIT: Final = 70
"""The exit status of an internal error, as in sysexits.h."""
_LONGEST: Final = 300
"""Characters of an exception that are shown."""


class Fault(click.ClickException):
    """An exception that no command expects: the message, the traceback with `--debug`, and exit 70."""

    exit_code = EXIT

    def __init__(self, error: BaseException, debug: bool) -> None:
        super().__init__(told(error, debug))

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def told(error: BaseException, debug: bool = False) -> str:
    """Return the message about an exception that escaped, with its traceback where *debug* is true."""
    import platform
    import traceback

    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    what = what if len(what) <= _LONGEST else what[:_LONGEST] + "..."
    lines = [
        f"error: symdiff failed here ({what}). This is our fault, not yours.",
        f"Please report it with the command line; this is symdiff {__version__}, "
        f"Python {platform.python_version()}, {platform.system()}.",
    ]
    if debug:
        lines.append("".join(traceback.format_exception(error)).rstrip())
    else:
        lines.append("With --debug, symdiff shows where it happened.")
    return "\n".join(lines)


__all__ = ["EXIT", "Fault", "told"]

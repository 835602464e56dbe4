"""Colours of messages: on a terminal, where NO_COLOR is not set, or as `--color` says.

>>> painted("note: no context, no colour")
'note: no context, no colour'
"""

from __future__ import annotations

import os
import sys
from typing import Final

import click

_HEAD: Final = r"^((?:line \d+: )?)(error:|note:|where\b)"
_COLOURS: Final = {"error:": "red", "note:": "cyan", "where": "yellow"}


def painted(text: str) -> str:
    """Return messages for stderr with their first words in colour, where there are to be colours."""
    context = click.get_current_context(silent=True)
    wanted = None if context is None else context.find_root().color
    if wanted is None:
        wanted = sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if not wanted:
        return text
    import re  # it is long to compile, and seldom

    return re.sub(
        _HEAD,
        lambda found: found[1] + click.style(found[2], _COLOURS[found[2]], bold=True),
        text,
        flags=re.MULTILINE,
    )


__all__ = ["painted"]

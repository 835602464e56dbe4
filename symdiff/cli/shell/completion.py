"""What a word that is being typed in a session may become.

>>> from symdiff.cli.shell.session import Session
>>> session = Session()
>>> [word for word, _ in candidates(session, "ste")], [word for word, _ in candidates(session, "sinc")]
(['steps'], ['sinc('])
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.cli.shell.session import COMMANDS, Session
from symdiff.table.functions import FUNCTIONS

_WORD: Final = re.compile(r"[^\W\d]\w*\Z")
_CONSTANTS: Final = {"pi": "3.14159…", "oo": "infinity"}


def word(text: str) -> str:
    """Return the word that *text* ends with, "" where it ends with none."""
    found = _WORD.search(text)
    return found[0] if found else ""


def candidates(session: Session, text: str) -> list[tuple[str, str]]:
    """Return what the last word of *text* may become, each with what it is: at the beginning of a line
    commands, then the session's names, then the table's functions."""
    begun = word(text)
    if not begun:
        return []
    found: dict[str, str] = {}
    if text.strip() == begun:
        found.update({name: command.what for name, command in COMMANDS.items()})
    known = session.known
    found.update(
        {f"{name}(": f"{name}({', '.join(one.parameters)})" for name, one in known.functions.items()}
    )
    found.update({name: str(value) for name, value in known.values.items()})
    found.update(_CONSTANTS)
    for row in FUNCTIONS:
        for name in (row.name, *row.aliases):
            if name.isidentifier():
                found.setdefault(f"{name}(", row.name)
    return [(name, what) for name, what in found.items() if name.startswith(begun) and name != begun]


__all__ = ["candidates", "word"]

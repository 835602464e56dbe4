"""What the library says, in the words of the command line: its keywords are options there.

>>> reworded("raise it with Limits(depth=...)")
'raise it with --limit depth=...'
>>> reworded("ask for one side: side='right' or side='left'")
'ask for one side: --side right or --side left'
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = (
    (r"Limits\((\w+)=\.\.\.\)", r"--limit \1=..."),
    (r"\bsymbols='(\w+)'", r"--symbol \1"),
    (r"\bfunctions='(\w+)'", r"--function \1"),
    (r"\bdigits=(\d+)", r"--digits \1"),
    (r"\bside='(\w+)'", r"--side \1"),
    (r"\bsparse=True", r"--sparse"),
    (r"\bstart=\.\.\.", r"--start NAME=VALUE"),
    (r"\bover=\[[^]]*\]", r"--over a,b"),
    (r"name it: \w+\(formula, \"(\w+)\"\)", r"name it: --by \1"),
    (r"\bderive\(\"x\*\*2\", \"x\"\)", r'symdiff diff "x^2" x'),
    (r"docs/prox_table\.md has", r"symdiff prox --list shows"),
    (r"f\.plot\(\"(\w+)\", at=\{\"(\w+)\": 2\}\)", r"\1 --at \2=2"),
    (r"between=\((low|-2), (high|3)\)", r"--from \1 --to \2"),
    (r", or give \{\"x\": \.\.\.\}", ""),
)


def reworded(text: str) -> str:
    """Return a message or a note of the library with options in place of its keywords."""
    for pattern, written in _WORDS:
        text = re.sub(pattern, written, text)
    return text


__all__ = ["reworded"]

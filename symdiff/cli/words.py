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
    (r"\band order=(\d+)", r"and --order \1"),
    (r", and an answer is judged by judge", ""),
    (r"\bside='(\w+)'", r"--side \1"),
    (r"\bshapes=\"([^\"]*)\"", r'--shape "\1"'),
    (r"\bsparse=True", r"--sparse"),
    (r"\bexact=True", r"--exact"),
    (r"\bgive one, such as (?:\{'(\w+)': 1\}|(\w+)=1)", r"give one, such as --at \1\2=1"),
    (r"\bat=\{'(\w+)': ([^{}]*)\}", r"--at \1=\2"),
    (r"\bwrite implicit \"", 'write symdiff implicit "'),
    (r"\bstart=\.\.\.", r"--start NAME=VALUE"),
    (r"\bover=\[[^]]*\]", r"--over a,b"),
    (r"name it: \w+\(formula, \"(\w+)\"\)", r"name it: --by \1"),
    (r"\bderive\(\"x\*\*2\", \"x\"\)", r'symdiff diff "x^2" x'),
    (r"docs/prox_table\.md has", r"symdiff prox --list shows"),
    (r"f\.plot\(\"(\w+)\", at=\{\"(\w+)\": 2\}\)", r"\1 --at \2=2"),
    (r"between=\((low|-2), (high|3)\)", r"--from \1 --to \2"),
    (r", or give \{\"x\": \.\.\.\}", ""),
)


_PLAIN: Final = (
    (r"is not a valid integer(?: range)?\.", "is no whole number."),
    (r"is not a valid float(?: range)?\.", "is no number."),
    (r"is not in the range x>=(\S+)\.", r"is below \1."),
    (r"is not in the range (\S+)<=x<=(\S+)\.", r"is not from \1 to \2."),
)


def plain(text: str) -> str:
    """Return what click says of a wrong value, in ordinary words.

    >>> plain("0 is not in the range x>=1.")
    '0 is below 1.'
    """
    for pattern, written in _PLAIN:
        text = re.sub(pattern, written, text)
    return text


def reworded(text: str) -> str:
    """Return a message or a note of the library with options in place of its keywords."""
    for pattern, written in _WORDS:
        text = re.sub(pattern, written, text)
    return text


__all__ = ["plain", "reworded"]

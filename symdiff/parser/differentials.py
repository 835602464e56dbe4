"""Where dt stands in a text, which letters it may have, and what can stand over it.

>>> found = differential_in("sin(t^2) dt + 1")
>>> found["letter"], found.start(), operand("(1 + t)^2 + 1", 0)
('t', 9, 9)
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.foreign import GREEK
from symdiff.parser.spans import CLOSED_BY, closing

LETTER: Final = rf"(?:{'|'.join(sorted(GREEK - {'pi'}, key=len, reverse=True))}|[^\W\d_](?:_?\d+)?)"
_DIFFERENTIAL: Final = re.compile(rf"(?<![^\W\d])d\s?(?P<letter>{LETTER})(?![\w(^'])")
_GLUED: Final = re.compile(r"(?<=[^\W_])d(?P<letter>[^\W\d_])(?![\w(^'])")


def differential_in(text: str) -> re.Match[str] | None:
    """Return the first dt outside of parentheses; one that is glued to a letter where there is no other."""
    outside = _outside(text)
    for pattern in (_DIFFERENTIAL, _GLUED):
        for found in pattern.finditer(text):
            if found.start() in outside:
                return found
    return None


def differential_behind(text: str, end: int) -> bool:
    """Return whether there is a dt behind a place."""
    return differential_in(text[end + 1 :]) is not None


def _outside(text: str) -> set[int]:
    """Return the places outside of parentheses, up to the first that closes none of them."""
    found, depth = set(), 0
    for place, sign in enumerate(text):
        if sign in CLOSED_BY:
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if depth < 0:
                break
        elif sign in ",;" and depth == 0:
            break
        elif depth == 0:
            found.add(place)
    return found


def operand(text: str, at: int) -> int:
    """Return where the operand ends that begins at a place: a name or number, a power, a call, a group."""
    start = at
    while at < len(text):
        if text[at] in CLOSED_BY:
            end = closing(text, at)
            if end < 0:
                return len(text)
            at = end + 1
        elif text[at].isalnum() or text[at] in "_√²³⁴":
            at += 1
        elif text[at] == "^" and at > start:
            at += 2 if text[at + 1 : at + 2] in "-" else 1
        else:
            break
    return at

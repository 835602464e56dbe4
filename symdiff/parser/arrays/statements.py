"""Definitions before a formula of arrays: `t1 = t - a*g'(t); L(t1)`.

>>> [(name, text.strip()) for name, text in statements("u = A @ x; norm(u)")]
[('u', 'A @ x'), ('', 'norm(u)')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from symdiff.errors import ParseError

_DEFINES: Final = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")


def statements(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name that each statement defines, "" for the formula, which is the last, and its text, with
    blanks before it so that places in it are those in *text*. Raises ParseError."""
    if ";" not in text and "\n" not in text.strip():
        yield "", text
        return
    at = 0
    spans = []
    for part in re.split(r"([;\n])", text):
        if part.strip(" \t\r;\n"):
            spans.append((at, at + len(part)))
        at += len(part)
    for place, (start, end) in enumerate(spans, 1):
        found = _DEFINES.match(text, start, end)
        if place == len(spans):
            if found is not None:
                raise ParseError(
                    "the formula itself is missing", text, start, f"write ; {found[1]} behind it"
                )
            yield "", " " * start + text[start:end]
        elif found is None:
            raise ParseError(
                "a definition is expected before ;", text, start, "write a name: u = A @ x; norm(u)"
            )
        else:
            yield found[1], " " * found.end() + text[found.end() : end]
    if not spans:
        yield "", text


__all__ = ["statements"]

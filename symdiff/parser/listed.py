"""A text of several formulas with commas between them: its parts, none of them read.

>>> components("x*y, max(x, y)")
['x*y', 'max(x, y)']
"""

from __future__ import annotations

import re
from itertools import pairwise

from symdiff.errors import ParseError

__all__ = ["components"]


def components(text: str) -> list[str]:
    """Return the formulas in *text* that commas separate, without brackets around them all.

    >>> components("[x*y, max(x, y)]")
    ['x*y', 'max(x, y)']
    """
    text = text.strip()
    parts = _split(text)
    if len(parts) == 1 and text[:1] in ("[", "(", "{") and _closes_at_end(text):
        inner = _split(text[1:-1])
        if text[0] == "[" or len(inner) > 1:
            parts = inner
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()  # "x, y," as Python has it
    if len(parts) > 1:
        _refuse_decimal_comma(text, parts)
    return [part.strip() for part in parts]


def _refuse_decimal_comma(text: str, parts: list[str]) -> None:
    """Refuse 0,5x: no formula begins so, where a blank stands behind other commas or the first number is 0.

    Raises ParseError. Numbers alone, as in 0,5, are a list.
    """
    if all(re.fullmatch(r"\s*[-+]?[0-9.]+\s*", part) for part in parts):
        return
    for one, other in pairwise(parts):
        number = re.search(r"(?<![\w.])([0-9]+)$", one)
        if number and other[:1].isdigit() and (number[1] == "0" or re.search(",\\s", text)):
            digits = re.match("[0-9]+", other)
            decimal = f"{number[1]}.{digits[0] if digits else ''}"
            place = text.index(f"{one},{other}") + number.start()
            raise ParseError(
                f"{decimal.replace('.', ',')} has two readings: a decimal number, or the end of one formula "
                "and the beginning of another",
                text,
                place,
                f"write {decimal}, or a blank behind the comma",
            )


def _split(text: str) -> list[str]:
    """Return what stands between the commas of *text* that are in no brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _closes_at_end(text: str) -> bool:
    """Return whether the bracket that *text* opens with closes at its end."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return place == len(text) - 1
    return False

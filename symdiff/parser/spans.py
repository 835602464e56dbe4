"""Places in a text: what closes a parenthesis, the parts between commas, a part without the blanks around it.

>>> closing("f(x, (y))", 1), split("x, (y, z)", 0, 9), trimmed(" x ", 0, 3)
(8, [(0, 1), (2, 9)], (1, 2))
"""

from __future__ import annotations

from typing import Final

CLOSED_BY: Final = {"(": ")", "[": "]", "{": "}"}
"""What opens → what closes it."""


def closings(text: str) -> dict[int, int]:
    """Return where each parenthesis closes, by where it opens. Cost: linear."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign == "(":
            opened.append(place)
        elif sign == ")" and opened:
            found[opened.pop()] = place
    return found


def closing(text: str, at: int) -> int:
    """Return the place of what closes the parenthesis or bracket at a place, -1 where nothing does."""
    stack: list[str] = []
    for place in range(at, len(text)):
        sign = text[place]
        if sign in CLOSED_BY:
            stack.append(CLOSED_BY[sign])
        elif stack and sign == stack[-1]:
            stack.pop()
            if not stack:
                return place
        elif sign in ")]}":
            return -1
    return -1


def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts between commas, or semicolons, outside of parentheses."""
    found, depth, first = [], 0, start
    for place in range(start, end):
        sign = text[place]
        depth += (sign in "([{") - (sign in ")]}")
        if sign in ",;" and depth == 0:
            found.append((first, place))
            first = place + 1
    return [*found, (first, end)]


def trimmed(text: str, start: int, end: int, blanks: str = " \t\n\r", behind: str = "") -> tuple[int, int]:
    """Return a part without the *blanks* around it, and those that may stand *behind* it."""
    last = blanks + behind
    while end > start and text[end - 1] in last:
        end -= 1
    while start < end and text[start] in blanks:
        start += 1
    return start, end

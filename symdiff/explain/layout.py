"""Lines of text that are no wider than a page: where formulas and reasons are broken.

>>> broken("a + b*(c + d) + e", 13)
['a + b*(c + d)', '+ e']
"""

from __future__ import annotations

import re
from typing import Final

_BREAK: Final = re.compile(r" (?=[+−-] )|(?=[·*/])(?<!\*)|(?<=, )| (?=[<>≤≥=]|and |or )")
"""Where a formula may be broken: before an operator, behind a comma."""
JOINT: Final = "\N{NO-BREAK SPACE}"
_LEAST: Final = 0.4
"""Part of a line that is to be filled before a break is taken for its place alone."""


def broken(text: str, width: int) -> list[str]:
    """Return *text* in lines no wider than *width*, broken where the fewest parentheses are open.

    A name or a number that is wider has a line of its own. Cost: linear in the text, for each line.
    """
    found: list[str] = []
    while len(text) > width:
        depths = _depths(text)
        places = [m.start() for m in _BREAK.finditer(text, 1) if text[: m.start()].strip()]
        near = [place for place in places if place <= width]
        if not near and not places:
            break
        far = [place for place in near if place >= _LEAST * width]
        place = min(far or near[-1:] or places[:1], key=lambda at: (depths[at], text[at] != " ", -at))
        found.append(text[:place].rstrip())
        text = text[place:].lstrip()
    return [*found, text]


def _depths(text: str) -> list[int]:
    """Return how many parentheses are open before each character."""
    depths, depth = [], 0
    for character in text:
        depths.append(depth)
        depth += (character in "([") - (character in ")]")
    return depths


def folded(text: str, width: int) -> list[str]:
    """Return words in lines no wider than *width*; a `JOINT` is a space at which none ends, if it can be."""
    found = [""]
    for word in text.split(" "):
        if found[-1] and len(found[-1]) + 1 + len(word) > width:
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}" if found[-1] else word
    return [part for line in found for part in broken(line.replace(JOINT, " "), width)]

r"""LaTeX cut into commands, letters, digits and signs, with their places.

>>> [token.text for token in cut(r"\frac12 x_{ij}")]
['\\frac', '1', '2', 'x', '_', '{', 'i', 'j', '}', '']
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_COMMENT: Final = r"(?:^|(?<=\s))%[^\n]*"
_TOKEN: Final = re.compile(
    rf"(?P<comment>{_COMMENT})|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|\\[A-Za-z]+\*?|\\.|\$\$?|:=|[^\s~]",
    re.DOTALL | re.MULTILINE,
)
_SAME: Final = {
    "−": "-", "–": "-", "·": "\\cdot", "⋅": "\\cdot", "∙": "\\cdot", "×": "\\times", "÷": "\\div", "∗": "*",
    "’": "'", "′": "'", "″": "\\doubleprime", "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "∞": "\\infty",
    "π": "\\pi", ":=": "=", "\\coloneqq": "=", "\\coloneq": "=", "\\defeq": "=", "\\triangleq": "=",
    "\\mleft": "\\left", "\\mright": "\\right",
}  # fmt: skip
"""What is written in several ways → the one that is read."""
_LOWERED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


class Token(NamedTuple):
    """A command with its backslash, or one character."""

    text: str
    start: int
    end: int

    @property
    def command(self) -> str:
        """The name of a command; empty for a character."""
        return self.text[1:] if self.text[:1] == "\\" else ""


def cut(text: str) -> list[Token]:
    """Return the tokens of a text without comments, the last one empty. Cost: linear."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["raised"]:
            digits = match[0].translate(_LOWERED)
            found += [Token("^", start, start), Token("{", start, start)]
            found += [Token(sign, place, place + 1) for place, sign in enumerate(digits, start)]
            found.append(Token("}", end, end))
        elif not match["comment"]:
            found.append(Token(_SAME.get(match[0], match[0]), start, end))
    end = len(text.rstrip())
    return [*found, Token("", end, end)]


def has_comment(text: str) -> bool:
    """Return whether a text has a comment: a % at the beginning of a line or behind a space."""
    return "%" in text and re.search(_COMMENT, text, re.MULTILINE) is not None


def is_latex(text: str) -> bool:
    r"""Return whether a text looks like LaTeX: it has a command, or stands between dollars.

    >>> is_latex(r"\sin x"), is_latex("$x$"), is_latex("x^{2}")
    (True, True, False)
    """
    return bool(re.search(r"\\[A-Za-z(\[,;:!{|]|\$[^$]+\$", text))


__all__ = ["Token", "cut", "has_comment", "is_latex"]

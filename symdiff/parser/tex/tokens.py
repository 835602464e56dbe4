r"""LaTeX cut into commands, letters, digits and signs, with their places.

>>> [token.text for token in cut(r"\frac12 x_{ij}")]
['\\frac', '1', '2', 'x', '_', '{', 'i', 'j', '}', '']
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|\$\$?|[^\s~]", re.DOTALL)


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
    """Return the tokens of a text, the last one empty. Cost: linear."""
    found = [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    end = len(text.rstrip())
    return [*found, Token("", end, end)]


def is_latex(text: str) -> bool:
    r"""Return whether a text looks like LaTeX: it has a command, or stands between dollars.

    >>> is_latex(r"\sin x"), is_latex("$x$"), is_latex("x^{2}")
    (True, True, False)
    """
    return bool(re.search(r"\\[A-Za-z(\[,;:!{|]|\$[^$]+\$", text))


__all__ = ["Token", "cut", "is_latex"]

"""A text in the language of arrays → words, each with its place.

>>> [word.text for word in split("2*A.T @ x'")][:-1]
['2', '*', 'A', '.T', '@', 'x', "'"]
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from symdiff.errors import ParseError

_MODULE: Final = (
    r"(?<![\w.])(?:np|numpy|jnp|jax|torch|tf|F|nn|scipy|sp|math)\."
    r"(?:(?:numpy|nn|functional|linalg|special|math)\.)*(?=[A-Za-z_]\w*\s*\()"
)
"""The module that a function is from, as in np.linalg.norm(...)."""
_HINTS: Final = {"∑": "write sum[i](x[i]^2) for a sum over an index"}
_WORD: Final = re.compile(
    rf"(?P<module>{_MODULE})|"
    r"(?P<number>(?:\d+(?:\.(?![*/^T])\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[^\W\d²³¹⁰⁴-⁹₀-₉ᵀ][^\W²³¹⁰⁴-⁹₀-₉ᵀ]*[₀-₉]*)"
    r"|(?P<power>⁻?[²³¹⁰⁴-⁹]+)"
    r"|(?P<sign>\.T\b|\*\*|\.\*|\./|\.\^|<=|>=|==|!=|\|\||[-+*/@^()\[\],:'<>|‖\\ᵀ⊙∘⊗·×≤≥≠−!%=;])"
    r"|(?P<blank>\s+)"
)
_SAME: Final = {
    "−": "-", "^": "**", "⊙": ".*", "∘": ".*", "·": "*", "×": "*", "≤": "<=", "≥": ">=", "≠": "!=", "ᵀ": ".T",
    "||": "‖",
}  # fmt: skip
_LOWERED: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class Word(NamedTuple):
    """A word of a text: "number", "name", "power" (a raised number), "sign" or "end"."""

    kind: str
    text: str
    """What it is, one spelling for signs that mean the same."""
    start: int
    end: int


def split(text: str) -> list[Word]:
    """Return the words of *text* and one for its end. Raises ParseError for other characters."""
    found: list[Word] = []
    at = 0
    while at < len(text):
        word = _WORD.match(text, at)
        if word is None:
            raise ParseError(f"unexpected character {text[at]!r}", text, at, _HINTS.get(text[at], ""))
        at = word.end()
        kind = word.lastgroup or ""
        if kind == "blank" or kind == "module":
            continue
        shown = word[0]
        if kind == "sign":
            shown = _SAME.get(shown, shown)
        elif kind == "name":
            head = shown.rstrip("₀₁₂₃₄₅₆₇₈₉")
            shown = head if head == shown else f"{head}_{shown[len(head) :].translate(_LOWERED)}"
        found.append(Word(kind, shown, word.start(), at))
    if not found:
        raise ParseError("the formula is empty", hint='give one, for example "norm(A @ x - b)^2"')
    end = len(text.rstrip())
    found.append(Word("end", "", end, end))
    return found

"""Parts of a formula that are spelled out in several words: the text in signs.

>>> in_signs("the square root of x divided by 2").text
'sqrt x / 2'
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft

_OF: Final = {
    "square root": "sqrt", "cube root": "cbrt", "natural log": "ln", "natural logarithm": "ln",
    "absolute value": "abs", "sine": "sin", "cosine": "cos", "tangent": "tan", "root": "sqrt",
    **{name: name for name in (
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "exp",
        "ln", "log", "sqrt", "abs",
    )},
}  # fmt: skip
"""Names of functions before the word `of`."""
_BETWEEN: Final = {"divided by": "/", "multiplied by": "*"}
_POWER: Final = r"(?:raised )?to the power(?: of)?|(?:raised )?to the(?= +[0-9A-Za-z](?![0-9A-Za-z]))"
_ORDINAL: Final = re.compile(r"\b([0-9n])-?(?:st|nd|rd|th) root\b")
_PHRASE: Final = re.compile(
    rf"\b(?:(?:the )?(?P<of>{'|'.join(sorted(_OF, key=len, reverse=True))}) of|(?P<power>{_POWER})"
    rf"|(?P<between>{'|'.join(_BETWEEN)}))\b",
    re.IGNORECASE,
)


def in_signs(text: str) -> Draft | None:
    """Return *text* with signs and names for phrases, None where it has none. Cost: linear.

    Raises ParseError for the nth root of something.
    """
    ordinal = _ORDINAL.search(text)
    if ordinal:
        raise ParseError(
            f"{ordinal[0]!r} is not read", text, ordinal.start(), f"write root(x, {ordinal[1]}) for that of x"
        )
    draft = Draft(text)
    at = 0
    for found in _PHRASE.finditer(text):
        draft.keep(at, found.start())
        words = found[0].lower()
        meant = _OF[found["of"].lower()] if found["of"] else "^" if found["power"] else _BETWEEN[words]
        draft.put(meant, found.start())
        draft.reasons.append(f"{found[0]} is {meant}")
        at = found.end()
    if at == 0:
        return None
    draft.keep(at, len(text))
    return draft

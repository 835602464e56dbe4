"""What is pasted from web pages and typed as on paper: tags and entities of HTML, and dots for products.

>>> html("x<sup>2</sup> &minus; a<sub>1</sub>").text, dots("sin x . cos x").text
('x^(2) − a_1', 'sin x * cos x')
>>> html("x < 2") is None, dots("1.5x") is None
(True, True)
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft
from symdiff.parser.words import holds_function

_TAG: Final = re.compile(
    r"<(?P<way>sup|sub)>(?P<inside>[^<>]*)</(?P=way)>|</?(?:b|i|em|var|strong|span|p|br|u)(?:\s[^<>]*)?/?>|&\w+;",
    re.IGNORECASE,
)
"""Tags that raise, lower or mark what stands in them, and names of characters."""
_MATHML: Final = re.compile(r"<m(?:i|o|n|row|sup|sub|frac|sqrt)>")
_DOT: Final = re.compile(
    r"(?<=[\w)\]}])[ \t]+\.[ \t]+(?=[^\W_]|[(\[√|])|(?<=[^\W\d]|[)\]}])\.(?=[^\W\d_]|\()"
)
"""A dot with a blank on both sides, or with none, between what may be factors."""
_BEFORE: Final = re.compile(r"(?P<power>\^)?(?P<word>\w+)$")
_CALLED: Final = re.compile(r"[^\W\d_]\w+\s*\(")
"""A name with an argument, which is a method behind a dot."""
_WORD: Final = re.compile(r"[^\W_]+")
_CAPITAL: Final = re.compile(r"[A-Z][a-z]+")
_NEAR: Final = 24


def html(text: str) -> Draft | None:
    """Return *text* with powers and indices for tags, and characters for their names; None where it has none.

    Raises ParseError for MathML. Cost: linear.
    """
    if "<" not in text and "&" not in text:
        return None
    foreign = _MATHML.search(text)
    if foreign:
        raise ParseError(
            "this is MathML", text, foreign.start(), "copy the formula as LaTeX or as text, such as x^2"
        )
    draft = Draft(text)
    at = 0
    for found in _TAG.finditer(text):
        new = unescape(found[0]) if found[0][0] == "&" else ""
        if new == found[0]:
            continue  # no name of a character
        draft.keep(at, found.start())
        if found["way"]:
            is_power = found["way"].lower() == "sup"
            draft.put("^(" if is_power else "_", found.start())
            draft.keep(*found.span("inside"))
            if is_power:
                draft.put(")", found.end() - 1)
            elif text[found.end() : found.end() + 1].isalnum():
                draft.put(" ", found.end() - 1)
        else:
            draft.put(new, found.start())
        at = found.end()
    if at == 0:
        return None
    draft.keep(at, len(text))
    draft.asides.append("tags and names of characters are those of HTML")
    return draft


def dots(text: str) -> Draft | None:
    """Return *text* with * for the dots of products, None where it has none.

    A dot between blanks is one; without blanks it is one in a text without * behind a parenthesis, a power,
    one letter or a function of one: x.sin(x) is a method, self.x belongs to a program. Cost: linear.
    """
    if "." not in text:
        return None
    draft = Draft(text)
    at = 0
    for found in _DOT.finditer(text):
        dot = text.index(".", found.start())
        if text[found.start()].isspace():
            is_product = _CAPITAL.match(text, found.end()) is None  # x^2 . Find
        else:
            is_product = "*" not in text and _is_factor(text, dot)
        if is_product:
            draft.keep(at, dot)
            draft.put("*", dot)
            at = dot + 1
    if at == 0:
        return None
    draft.keep(at, len(text))
    draft.reasons.append("the dot between factors is *")
    return draft


def _is_factor(text: str, dot: int) -> bool:
    """Return whether factors stand on both sides of a dot without blanks."""
    if text[dot + 1] == "(":
        return text[dot - 1] in ")]}"
    word = _WORD.match(text, dot + 1)
    if word is None or _CALLED.match(text, dot + 1) or word[0] == "T":
        return False  # a method, a transpose
    if len(word[0]) > 1 and not holds_function(word[0]):
        return False  # x.real
    if text[dot - 1] in ")]}":
        return True
    before = _BEFORE.search(text, max(0, dot - _NEAR), dot)
    if before is None:
        return False
    first = before["word"]
    return before["power"] is not None or len(first) == 1 or not first.isascii() or holds_function(first)


__all__ = ["dots", "html"]

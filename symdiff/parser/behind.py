"""What stands behind a formula: where it holds, what names in it are, and remarks.

>>> behind("sqrt(x)/(x + 3), x > 0").text, behind("ln u where u = x^2 + 1").text
('sqrt(x)/(x + 3)', 'ln u ; u = x^2 + 1')
>>> behind("u = x + 1, y = u^2").text, behind("max(a, b)") is None
('u = x + 1; y = u^2', True)
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.draft import Draft
from symdiff.parser.spans import trimmed

_NAME: Final = r"[^\W\d]\w*'?(?:\([\w\s,]*\))?"
_DEFINED: Final = re.compile(rf"\s*(?:(?:let|and|with)\s+)?{_NAME}\s*:?=(?![=<>])\s*[^\s=]")
_HEAD: Final = re.compile(r"(?:^|[;\n,])\s*([^\W\d]\w*)\s*=")
_WORD: Final = re.compile(
    r"(?<![\s,;])[\s,;]+(?:and\s+)?(?P<word>where|with|given(?:\s+that)?|if|for|when|at|wobei|mit)\s+(?=\S)",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    r"(?:(?:for|if|when|where|with|given|all|any|and|or|not|in|the|is|are|real|positive|constant|const\.?|constants"
    r"|[^\W\d_]\w*|[0-9.]+|[-+*/^<>≤≥≠=!∈ℝℕℤ∀,()\[\]\s|.π])\s*)+"
)
_SIGN: Final = re.compile(
    r"<|(?<![-=])>|[≤≥≠∈]|!=|\bin\b|=\s*const\b|\bconst(?:ant)?s?\b|\bis\b|\bare\b|\breal\b"
)
_INTERVAL: Final = re.compile(r"(?:on\s+)?[\[(]\s*[-−]?[\w./π∞]+\s*[,;]\s*[-−]?[\w./π∞]+\s*[\])]")
"""[-2, 2], behind a formula."""
_AND: Final = re.compile(r"\s+and\s+|\s*,\s*|\s*;\s*")
_SHOWN: Final = 40


def behind(text: str) -> Draft | None:
    """Return *text* without conditions and remarks behind the formula, with a semicolon between definitions;
    None where nothing of that kind stands there. Cost: linear.
    """
    parts = _parts(text)
    if len(parts) > 1:
        draft = _without_conditions(text, parts) or _definitions(text, parts)
        if draft is not None:
            return draft
    return _after_word(text)


def _parts(text: str) -> list[tuple[int, int]]:
    """Return the parts between commas and semicolons outside of parentheses, and between lines."""
    found: list[tuple[int, int]] = []
    depth, first = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in ",;\n" and depth == 0:
            found.append((first, place))
            first = place + 1
    return [*found, (first, len(text))]


def _without_conditions(text: str, parts: list[tuple[int, int]]) -> Draft | None:
    """Leave out the last parts where these are conditions or remarks, and the formula is none."""
    last = len(parts)
    while last > 1 and _is_condition(text[slice(*parts[last - 1])]):
        last -= 1
    if last == len(parts) or _SIGN.search(text[parts[0][0] : parts[0][1]]):
        return None
    end = parts[last - 1][1]
    heads = _HEAD.findall(text[:end])
    if text[end] != "," and any(re.search(rf"\b{name}\b", text[end:]) for name in heads):
        return None  # y = x^2; y > 0
    rest = " ".join(text[end + 1 :].split()).rstrip(" .;")
    draft = Draft(text)
    draft.keep(0, end)
    shown = rest if len(rest) <= _SHOWN else rest[: _SHOWN - 3] + "..."
    draft.reasons.append(f"what stands behind the formula is not used ({shown})")
    return draft


def _is_condition(part: str) -> bool:
    part = part.strip()
    if _INTERVAL.fullmatch(part):
        return True
    if not part or "->" in part or "=>" in part or _SIGN.search(part) is None:
        return False
    return _CONDITION.fullmatch(part) is not None


def _definitions(text: str, parts: list[tuple[int, int]]) -> Draft | None:
    """Put semicolons for the commas between definitions: u = x + 1, y = u^2."""
    if not all(_DEFINED.match(text, *part) for part in parts):
        return None
    if all(text[end : end + 1] in ";\n" for _, end in parts[:-1]):
        return None
    draft = Draft(text)
    for place, (start, end) in enumerate(parts):
        opened = re.compile(r"\s*(?:let|and|with)\s+").match(text, start, end)
        draft.keep(opened.end() if opened else start, end)
        if place < len(parts) - 1:
            draft.put(";", end)
    return draft


def _after_word(text: str) -> Draft | None:
    """Put definitions behind `where` as statements of their own: ln u where u = x^2 + 1."""
    for found in _WORD.finditer(text):
        if found.start() == 0:
            continue
        pieces = _AND.split(text[found.end() :].rstrip(" .;"))
        if all(_DEFINED.match(piece) for piece in pieces):
            draft = Draft(text)
            draft.keep(0, found.start())
            at = found.end()
            for piece in pieces:
                start = text.index(piece, at)
                draft.put(" ; ", start)
                draft.keep(*trimmed(text, start, start + len(piece)))
                at = start + len(piece)
            return draft
    joined = re.match(r"\s*let\s+", text, re.IGNORECASE)
    pieces = re.split(r"\s+and\s+", text)
    if len(pieces) > 1 and all(_DEFINED.match(piece) for piece in pieces):
        draft = Draft(text)
        at = joined.end() if joined else 0
        for place, piece in enumerate(pieces):
            start = max(text.index(piece, 0 if place == 0 else at), at)
            end = text.index(piece, 0 if place == 0 else at) + len(piece)
            draft.keep(start, end)
            if place < len(pieces) - 1:
                draft.put(" ; ", end)
            at = end
        return draft
    return None


__all__ = ["behind"]

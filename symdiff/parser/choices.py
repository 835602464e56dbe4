"""Choices between values as other languages write them: c ? a : b, if c then a else b, a if c else b.

>>> chosen("x > 0 ? x : -x").text
'if(x > 0,x,-x)'
>>> chosen("2*(if x > 0 then x elseif x < -1 then 1 else -x)").text
'2*(if(x > 0,x,if(x < -1,1,-x)))'
>>> chosen("x if x > 0 else 0").text
'if(x > 0,x,0)'
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.draft import Draft
from symdiff.parser.spans import closing, split, trimmed

_WORD: Final = re.compile(r"\b(?:if|then|else|elseif|elsif|elif|end)\b|[?:(),;\n]|(?<![<>=!])=(?!=)|$")
_ELSEIF: Final = ("elseif", "elsif", "elif")
_ENDS: Final = frozenset((",", ";", "\n", "=", "", "end"))
_DONE: Final = "\x01"
"""Stands for an `if` that is written with parentheses."""
_PAIRS: Final = re.compile(r"\bPiecewise\s*\[")
_MOST: Final = 100
"""Choices in one text."""


Span = tuple[int, int]


class _Text:
    """A text and the places its characters come from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = list(range(len(text)))

    def put(self, spans: tuple[Span, Span, Span], start: int, end: int) -> None:
        """Put the choice of what stands in *spans* in the place of what stands from *start* to *end*."""
        text, places = f"{_DONE}(", [self.places[start]] * 2
        for span, sign in zip(spans, (",", ",", ")"), strict=True):
            first, last = self._trimmed(span)
            text += self.text[first:last] + sign
            places += [*self.places[first:last], self.places[min(max(first, last - 1), len(self.places) - 1)]]
        self.text = self.text[:start] + text + self.text[end:]
        self.places[start:end] = places

    def split(self, start: int, end: int) -> None:
        """Write `else if` for the elseif, elsif or elif from *start* to *end*."""
        self.text = f"{self.text[:start]}else if{self.text[end:]}"
        self.places[start:end] = [self.places[start]] * len("else if")

    def _trimmed(self, span: Span) -> Span:
        """Return *span* without the blanks at its ends."""
        start, end = span
        while start < end and self.text[start] in " 	":
            start += 1
        while end > start and self.text[end - 1] in " 	":
            end -= 1
        return start, end


def chosen(text: str) -> Draft | None:
    """Return *text* with every choice as if(condition, value, otherwise), None where it has none.

    Cost: linear in the text for each choice, of which there are at most 100.
    """
    if ("?" not in text and "else" not in text) or _DONE in text:
        return None
    work = _Text(text)
    for _ in range(_MOST):
        if not _one(work):
            break
    if work.text == text:
        return None
    draft = Draft(text)
    draft.parts = [work.text.replace(_DONE, "if")]
    for place, sign in zip(work.places, work.text, strict=True):
        draft.places += [place] * (2 if sign == _DONE else 1)
    draft.asides.append("a choice is written if(condition, value, otherwise)")
    return draft


def in_pairs(text: str) -> Draft | None:
    """Return *text* with Piecewise[{{a, c}, ...}, b] as Piecewise((a, c), ..., (b, True)), None where it has
    none. Without b, that is 0. Cost: linear in the text for each."""
    whole: Draft | None = None
    for _ in range(_MOST):
        source = text if whole is None else whole.text
        found = _PAIRS.search(source)
        end = closing(source, found.end() - 1) if found else -1
        if not found or end < 0:
            break
        parts = split(source, found.end(), end)
        start, stop = trimmed(source, *parts[0])
        if source[start : start + 1] != "{" or closing(source, start) != stop - 1 or len(parts) > 2:
            break
        draft = Draft(source)
        draft.keep(0, found.end() - 1)
        draft.put("(", found.end() - 1)
        for place, (first, last) in enumerate(split(source, start + 1, stop - 1)):
            first, last = trimmed(source, first, last)
            draft.put(", (" if place else "(", first)
            draft.keep(first + 1, last - 1)
            draft.put(")", last - 1)
        if len(parts) == 2:
            draft.put(", (", end)
            draft.keep(*trimmed(source, *parts[1]))
            draft.put(", True)", end)
        elif not source[start:stop].rstrip(" }").endswith("True"):
            draft.put(", (0, True)", end)
        draft.put(")", end)
        draft.keep(end + 1, len(source))
        draft.asides.append("pairs of a Piecewise have parentheses")
        whole = draft if whole is None else draft.after(whole)
    return whole


def _colon(text: str, start: int, end: int) -> int:
    """Return the place of the colon behind the condition that a part begins with, -1 where there is none."""
    place = text.find(":", start, end)
    head = text[start:place] if place >= 0 else ""
    return place if any(sign in head for sign in "<>≤≥") and "{" not in head else -1


def braced(text: str) -> Draft | None:
    """Return *text* with {x < 0: -x, x} as Piecewise((-x, x < 0), (x, True)), None where it has none.

    Cost: linear in the text for each."""
    whole: Draft | None = None
    at = 0
    for _ in range(_MOST):
        source = text if whole is None else whole.text
        start = source.find("{", at)
        end = closing(source, start) if start >= 0 and ":" in source else -1
        if end < 0:
            break
        at = start + 1
        parts = [trimmed(source, *part) for part in split(source, start + 1, end)]
        heads = [_colon(source, *part) for part in parts]
        if min(heads[:-1] or heads) < 0:
            continue
        draft = Draft(source)
        draft.keep(0, start)
        draft.put("Piecewise(", start)
        for place, ((first, last), head) in enumerate(zip(parts, heads, strict=True)):
            draft.put(", (" if place else "(", first)
            draft.keep(*trimmed(source, head + 1 if head >= 0 else first, last))
            draft.put(", ", last - 1)
            if head >= 0:
                draft.keep(*trimmed(source, first, head))
            else:
                draft.put("True", last - 1)
            draft.put(")", last - 1)
        draft.put(")", end)
        draft.keep(end + 1, len(source))
        draft.reasons.append("{condition: value, ...} is Piecewise")
        whole = draft if whole is None else draft.after(whole)
    return whole


def _one(work: _Text) -> bool:
    """Write the last choice of the text with parentheses. Return whether there was one."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(work.text)]
    for at in range(len(words) - 1, -1, -1):
        word, start, end = words[at]
        if word == "?":
            colon = _next(words, at, (":",))
            if colon < 0:
                continue
            stop = _stop(words, colon)
            first = _start(words, at)
            spans = ((first, start), (end, words[colon][1]), (words[colon][2], words[stop][1]))
            work.put(spans, first, words[stop][1])
            return True
        if word in _ELSEIF:
            work.split(start, end)
            return True
        if word != "if":
            continue
        then = _next(words, at, ("then", "else"))
        if then < 0:
            continue
        other = then if words[then][0] == "else" else _next(words, then, ("else",))
        if other < 0:
            continue
        stop = _stop(words, other)
        last = words[stop][2] if words[stop][0] == "end" else words[stop][1]
        rest = (words[other][2], words[stop][1])
        if words[then][0] == "then":
            condition, value = (end, words[then][1]), (words[then][2], words[other][1])
            first = start
        else:
            first = _start(words, at)
            condition, value = (end, words[other][1]), (first, start)
        work.put((condition, value, rest), first, last)
        return True
    return False


def _next(words: list[tuple[str, int, int]], at: int, wanted: tuple[str, ...]) -> int:
    """Return the first of the *wanted* words behind *at* in the same brackets, -1 where there is none."""
    depth = 0
    for place in range(at + 1, len(words)):
        word = words[place][0]
        depth += (word == "(") - (word == ")")
        if depth < 0:
            return -1
        if depth == 0 and word in wanted:
            return place
    return -1


def _stop(words: list[tuple[str, int, int]], at: int) -> int:
    """Return the word that ends the last value of a choice."""
    depth = 0
    for place in range(at + 1, len(words)):
        word = words[place][0]
        depth += (word == "(") - (word == ")")
        if depth < 0 or (depth == 0 and (word in _ENDS or word in (":", "else", "then"))):
            return place
    return len(words) - 1


def _start(words: list[tuple[str, int, int]], at: int) -> int:
    """Return where the first part of a choice begins."""
    depth = 0
    for place in range(at - 1, -1, -1):
        word, _, end = words[place]
        depth += (word == ")") - (word == "(")
        if depth < 0 or (depth == 0 and word in (",", ";", "\n", "=", "?", ":", "else", "then")):
            return end
    return 0

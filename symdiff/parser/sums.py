"""Sums and products over an index as they are typed: the text with `sum(f, k, a, b)` in their place.

>>> in_calls("1 + ∑_{k=1}^{5} x^k/k").text, in_calls("Sum[x^k, {k, 0, 4}]").text
('1 + sum((x^k/k), k, (1), (5))', 'sum((x^k), k, (0), (4))')
>>> in_calls("product(x + k, k=1..3)").text, in_calls("sum(x**k for k in range(4))").text
('product((x + k), k, (1), (3))', 'sum((x**k), k, (0), ((4) - 1))')
>>> in_calls("sum(x^k, k, 1, 5)") is None
True
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft
from symdiff.parser.spans import CLOSED_BY, closing, split, trimmed
from symdiff.table.functions import CONSTANTS

_NAMES: Final = {
    "sum": "sum", "Sum": "sum", "summation": "sum", "symsum": "sum", "add": "sum", "nsum": "sum",
    "product": "product", "Product": "product", "prod": "product", "symprod": "product", "mul": "product",
    "∑": "sum", "Σ": "sum", "∏": "product", "Π": "product",
}  # fmt: skip
_SIGN: Final = re.compile(
    r"(?<![\w.])(?:the )?(?P<name>summation|symsum|nsum|symprod|product|Product|prod|[sS]um|add|mul)"
    r"(?=[(\[_]|\s+from\b|\s+of\b.*\bfrom\b|\s+[^\W\d_]\s*=)"
    r"|(?P<sign>[∑∏]|[ΣΠ](?=\s*[_^(₀-₉ₐ-ₜᵢⱼ]|[ijkmn]\s+[\w(\[]|\s+[^\W\d_]))"
)
_LOW: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉₋₊₌ₖₙₘᵢⱼₗₚₛₜₓₐₑₒₕᵣ", "0123456789-+=knmijlpstxaeohr")
_HIGH: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵏᵐᵃᵇᵈᵉᵖˣʸ", "0123456789-+nkmabdepxy")
_LOWERED: Final = re.compile("[₀-₉₋₊₌ₖₙₘᵢⱼₗₚₛₜₓₐₑₒₕᵣ]+")
_RAISED: Final = re.compile("[⁰¹²³⁴-⁹⁻⁺ⁿᵏᵐᵃᵇᵈᵉᵖˣʸ]+")
_LETTER: Final = r"[^\W\d_]\w*"
_START: Final = re.compile(rf"\s*({_LETTER})\s*(?:=|∈|in\b|from\b)\s*")
_ATOM: Final = re.compile(r"[-−+]?(?:\d+|∞|[^\W\d_]+)")
_DOTS: Final = re.compile(r"\.\.\.?|…|\bto\b|:")
_FROM: Final = re.compile(rf"\s+(?:from\s+)?({_LETTER})\s*=\s*([-−]?\w+)\s+to\s+([-−]?[\w∞]+)(?:\s+of\b)?")
_OF: Final = re.compile(r"\s+of\b\s*")
_GENERATOR: Final = re.compile(rf"\s+for\s+({_LETTER})\s+in\s+range\s*(?=\()")
_INDEX_ALONE: Final = re.compile(r"_\{?([a-zA-Z])\}?\s+(?=[\w(\[√])")
_AT_INDEX: Final = r"_\(?\{{?{0}(?!\w)|\[{0}\]"
"""sum_j x_j, of which the bounds are not said."""
_BEFORE_SIGN: Final = "^*/·×⋅(+-−[{,"
_ENDS: Final = "=<>≤≥≠,;)]}\n"
_MOST: Final = 50
"""Sums in a text, at most."""
_LONGEST: Final = 20_000
"""Characters of a text that is looked at: each sum costs a walk over it."""
_HINT: Final = "write sum(k*x^k, k, 1, n), or sum(x_k, k, 1, n) for that of a list"

Span = tuple[int, int]


def in_calls(text: str) -> Draft | None:
    """Return *text* with each sum and product as a call, None where there is none but such calls.

    Cost: that of the text for each of them. Raises ParseError for one without bounds.
    """
    whole: Draft | None = None
    letters: set[str] = set()
    for _ in range(_MOST):
        source = text if whole is None else whole.text
        try:
            draft = _last(source, letters)
        except ParseError as error:
            raise (error if whole is None else whole.moved(error)) from None
        if draft is None:
            break
        whole = draft if whole is None else draft.after(whole)
    doubted = sorted(letters.intersection(CONSTANTS))
    if not doubted:
        return whole
    if whole is None:
        whole = Draft(text)
        whole.keep(0, len(text))
    for letter in doubted:
        try:
            _refuse_outside(whole.text, letter)
        except ParseError as error:
            raise whole.moved(error) from None
    whole.names |= frozenset(doubted)
    return whole


def _refuse_outside(text: str, letter: str) -> None:
    """Refuse a letter of sums that are calls which is a constant, too, and stands outside of them."""
    covered = set[int]()
    for found in re.finditer(r"\b(?:[Ss]um|[Pp]roduct)(?=\()", text):
        end = closing(text, found.end())
        parts = split(text, found.end() + 1, end) if end >= 0 else []
        if len(parts) == 4 and text[slice(*parts[1])].strip() == letter:
            covered.update(range(found.start(), end))
    for found in re.finditer(rf"(?<![^\W\d]){re.escape(letter)}(?!\w)", text):
        if found.start() not in covered:
            raise ParseError(
                f"{letter} is the letter of a sum and stands outside of it, too",
                text,
                found.start(),
                f"write another letter in the sum, or {CONSTANTS[letter]} for the constant",
            )


def _last(text: str, letters: set[str]) -> Draft | None:
    """Return the text with the last sum in it that is none yet as a call. The *letters* of all are added."""
    signs = list(_SIGN.finditer(text))
    if len(signs) > _MOST or len(text) > _LONGEST:
        return None
    for found in reversed(signs):
        sign = found["sign"] or found["name"]
        reading = _Reading(text, found.start(), found.end(), sign)
        draft = reading.draft()
        letters.update([letter for letter, *_ in reading.ranges])
        if draft is not None:
            return draft
    return None


class _Reading:
    """A sum in a text, from the place *start*; *at* is the place behind its sign."""

    def __init__(self, text: str, start: int, at: int, sign: str) -> None:
        self.text = text
        self.start = start
        self.at = at
        self.sign = sign
        self.name = _NAMES[sign]
        self.inside: Span = (0, 0)
        self.ranges: list[tuple[str, str | Span, str | Span, bool]] = []
        """The letter of each index, its bounds, and whether the last of them is left out."""
        self.reason = ""

    def draft(self) -> Draft | None:
        """Return the text with the sum as a call, None where it is to stay."""
        opener = self.text[self.at : self.at + 1]
        if opener and opener in "([":
            if not self._call():
                return None
        elif not self._sided():
            return None
        return self._written()

    def _refuse(self, message: str) -> NoReturn:
        hint = _HINT if self.name == "sum" else "write product(x + k, k, 1, n)"
        raise ParseError(message, self.text, self.start, hint)

    # Forms --------------------------------------------------------------------------------------

    def _call(self) -> bool:
        """Read Sum(f, (k, a, b)), add(f, k=a..b), symsum(f, k, a, b) and the like."""
        text, end = self.text, closing(self.text, self.at)
        if end < 0:
            return False
        parts = split(text, self.at + 1, end)
        generator = _GENERATOR.search(text, self.at, end)
        if len(parts) == 4 and re.fullmatch(rf"\s*{_LETTER}\s*", text[slice(*parts[1])]):
            self.ranges = [(text[slice(*parts[1])].strip(), parts[2], parts[3], False)]
            if self.sign in ("sum", "Sum", "product", "Product") and text[self.at] == "(":
                return False
        elif generator and closing(text, generator.end()) == trimmed(text, generator.end(), end)[1] - 1:
            bounds = split(text, generator.end() + 1, closing(text, generator.end()))
            if len(bounds) > 2:
                self._refuse(f"a {self.name} in steps is not read")
            first: str | Span = bounds[0] if len(bounds) == 2 else "0"
            self.ranges = [(generator[1], first, bounds[-1], True)]
            self.inside, self.at = (self.at + 1, generator.start()), end + 1
            return True
        elif len(parts) > 1 and all(self._ranged(part) for part in parts[1:]):
            pass
        else:
            return self._without_bounds(parts, end)
        self.inside, self.at = parts[0], end + 1
        return True

    def _without_bounds(self, parts: list[Span], end: int) -> bool:
        """Refuse ∑(f), but not a sum that is an unknown function; ∑(k=1 to 5) f has its bounds here."""
        if not self.sign.isascii():
            if len(parts) == 1 and self._ranged(parts[0]):
                self.at = end + 1
                self._term()
                return True
            self._refuse(f"a {self.name} without bounds")
        return False

    def _ranged(self, part: Span) -> bool:
        """Read (k, a, b), {k, b}, k=a..b, and return whether it is that."""
        text = self.text
        first, last = trimmed(text, *part)
        opener = text[first : first + 1]
        if opener and opener in CLOSED_BY and closing(text, first) == last - 1:
            parts = split(text, first + 1, last - 1)
            letter = text[slice(*parts[0])].strip()
            if len(parts) not in (2, 3) or not re.fullmatch(_LETTER, letter):
                return False
            low: str | Span = parts[1] if len(parts) == 3 else "1"
            if len(parts) == 2 and opener != "{":
                return False
            self.ranges.append((letter, low, parts[-1], False))
            return True
        start = _START.match(text, first, last)
        dots = _DOTS.search(text, start.end(), last) if start else None
        if not start or not dots:
            return False
        self.ranges.append((start[1], (start.end(), dots.start()), (dots.end(), last), False))
        return True

    def _sided(self) -> bool:
        """Read ∑_{k=1}^{5} f, ∑ₖ₌₁⁵ f, sum from k=1 to 5 of f."""
        of = _OF.match(self.text, self.at)
        words = _FROM.search(self.text, of.end()) if of else _FROM.match(self.text, self.at)
        if of and words:  # sum of f from k=1 to n
            self.inside, self.at = trimmed(self.text, of.end(), words.start()), words.end()
            self.ranges = [(words[1], words.span(2), words.span(3), False)]
            return True
        if words:
            self.at = words.end()
            self.ranges = [(words[1], words.span(2), words.span(3), False)]
            self._term()
            return True
        low, high = self._bound("_", _LOWERED, _LOW), self._bound("^", _RAISED, _HIGH)
        written = low if isinstance(low, str) else self.text[slice(*low)] if low else ""
        start = _START.match(written)
        if not start or not high:
            if self.sign.isascii() and not start:
                letter = _INDEX_ALONE.match(self.text, self.at)
                if letter and re.search(_AT_INDEX.format(letter[1]), self.text[letter.end() :]):
                    self._refuse(f"a {self.name} without bounds")
                return False  # sum_1 is a name
            if low and not isinstance(low, str) and not high and self._ranged(low):
                self._term()
                return True
            self._refuse(f"a {self.name} without bounds")
        first: str | Span = written[start.end() :]
        if low and not isinstance(low, str):
            first = low[0] + start.end(), low[1]
        self.ranges = [(start[1], first, high, False)]
        self._term()
        return True

    def _bound(self, sign: str, small: re.Pattern[str], letters: dict[int, int]) -> str | Span | None:
        """Return the bound that follows, as text or by its place."""
        text = self.text
        written = small.match(text, self.at)
        if written:
            self.at = written.end()
            return written[0].translate(letters)
        found = re.compile(rf"\s*\{sign}").match(text, self.at)
        if not found:
            return None
        at = found.end()
        if text[at : at + 1] and text[at] in CLOSED_BY:
            end = closing(text, at)
            if end < 0:
                return None
            self.at = end + 1
            return at + 1, end
        atom = (re.compile(rf"{_LETTER}\s*=\s*[-−]?\w+") if sign == "_" else _ATOM).match(text, at)
        if not atom:
            return None
        self.at = atom.end()
        return atom.span()

    def _term(self) -> None:
        """Find what is summed: up to a sign that adds, or what closes."""
        text, depth, bars = self.text, 0, 0
        start = at = trimmed(text, self.at, len(text))[0]
        while at < len(text):
            sign = text[at]
            before = text[start:at].rstrip()
            is_operand = before != "" and before[-1] not in _BEFORE_SIGN and before[-1] != "|"
            if sign in CLOSED_BY:
                depth += 1
            elif depth and sign in ")]}":
                depth -= 1
            elif depth == 0 and sign in _ENDS:
                break
            elif depth == 0 and sign == "|":
                if bars == 0 and is_operand and text.count("|", 0, self.start) % 2:
                    break
                bars = 1 - bars
            elif depth == 0 and bars == 0 and sign in "+-−" and (is_operand or before[-1:] == "|"):
                if not re.search(r"\d[eE]$", before):
                    self.reason = f"the {self.name} ends before this {sign}"
                    break
            at += 1
        self.inside, self.at = trimmed(text, start, at), at
        self.at = self.inside[1]
        if self.inside[0] >= self.inside[1]:
            self._refuse(f"a {self.name} of nothing")

    # What is written ----------------------------------------------------------------------------

    def _written(self) -> Draft:
        text, draft = self.text, Draft(self.text)
        draft.keep(0, self.start)
        for _ in self.ranges:
            draft.put(f"{self.name}(", self.start)
        draft.put("(", self.start)
        draft.keep(*trimmed(text, *self.inside))
        draft.put(")", self.start)
        for letter, low, high, is_open in self.ranges:
            draft.put(f", {letter}", self.start)
            for place, bound in enumerate((low, high)):
                draft.put(", (" if not (place and is_open) else ", ((", self.start)
                if isinstance(bound, str):
                    draft.put(bound, self.start)
                else:
                    draft.keep(*trimmed(text, *bound))
                draft.put(")" if not (place and is_open) else ") - 1)", self.start)
            draft.put(")", self.start)
        draft.keep(self.at, len(text))
        if self.reason:
            draft.reasons.append(self.reason)
        draft.asides.append(f"a {self.name} is {self.name}(what, index, first, last)")
        return draft


__all__ = ["in_calls"]

"""Integrals as they are typed: the text with `integral(f, t, a, b)` in their place.

>>> in_calls("x*int_0^(x^2) sin(t^2) dt + 1").text
'x*integral((sin(t^2)), t, 0, (x^2)) + 1'
>>> in_calls("Integrate[Sin[t^2], {t, 0, x}]").text, in_calls("int(sin(t), t=0..x)").text
('integral((Sin[t^2]), t, 0, x)', 'integral((sin(t)), t, 0, x)')
>>> in_calls("2*integral(sin(t), t, 0, x)") is None
True
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from symdiff.errors import ParseError
from symdiff.parser.differentials import LETTER, differential_behind, differential_in, operand
from symdiff.parser.draft import Draft
from symdiff.parser.spans import CLOSED_BY, closing, split, trimmed

_NAMES: Final = (
    "integral", "Integral", "integrate", "Integrate", "INTEGRAL", "NIntegrate", "nintegrate", "Nintegrate",
    "int", "Int", "quad", "quadgk", "fnInt", "nInt",
)  # fmt: skip
_SIGN: Final = re.compile(
    r"(?:(?<![\w.])(?:the )?(?:(?:sp|scipy|sympy|np)\.)?(?:integrate\.)?"
    rf"(?P<name>{'|'.join(_NAMES)})(?![^\W_]))|(?P<sign>∫)"
)
_LOW: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉₋₊ₐₑₓₜ", "0123456789-+aext")
_HIGH: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵃᵇᶜᵈᵉⁿᵗᵘᵛˣʸᶻ", "0123456789-+abcdentuvxyz")
_INDEX: Final = re.compile("[₀-₉₋₊ₐₑₓₜ]+")
_RAISED: Final = re.compile("[⁰¹²³⁴-⁹⁻⁺ᵃᵇᶜᵈᵉⁿᵗᵘᵛˣʸᶻ]+")
_ATOM: Final = re.compile(r"[-−+]?(?:\d+(?:\.\d+)?|\\infty|∞|[^\W\d_]+\d*|[^\W\d_])")
_FROM: Final = re.compile(rf"\s*,?\s*\bfrom\s+(?:{LETTER}\s*=\s*)?")
_OF: Final = re.compile(r"\s*\b(?:of)\b\s*")
_BY: Final = re.compile(rf"\s*,?\s*(?:with respect to|w\.?r\.?t\.?|by|over|for)\s+(?P<letter>{LETTER})(?!\w)")
_FRONT: Final = re.compile(rf"\s*(?:d\s*/\s*d(?P<one>{LETTER})|\(\s*d\s*/\s*d(?P<two>{LETTER})\s*\))\s*")
_LAMBDA: Final = re.compile(
    rf"\s*(?:lambda\s+(?P<py>{LETTER})\s*:|@\(\s*(?P<m>{LETTER})\s*\)|(?P<j>{LETTER})\s*->)"
)
_RANGE: Final = re.compile(rf"\s*(?P<letter>{LETTER})\s*(?:=|∈|in)\s*")
_HINT: Final = "write integral(sin(t), t, 0, x) for the integral of sin(t) dt from 0 to x"
_BLANKS: Final = " \t*·"
_MOST: Final = 50
"""Integrals in a text, at most."""


def in_calls(text: str) -> Draft | None:
    """Return *text* with each integral as a call, None where there is none but such calls.

    Cost: that of the text for each integral in it. Raises ParseError for an integral without bounds, and for
    one that has several readings.
    """
    whole: Draft | None = None
    for _ in range(_MOST):
        source = text if whole is None else whole.text
        try:
            draft = _last(source)
        except ParseError as error:
            raise (error if whole is None else whole.moved(error)) from None
        if draft is None:
            break
        whole = draft if whole is None else draft.after(whole)
    if whole is None:
        return None
    front = _FRONT.match(whole.text)
    if front and whole.text.startswith("integral(", front.end()):
        end = closing(whole.text, front.end() + len("integral"))
        if end == len(whole.text.rstrip(" .;")) - 1:
            draft = Draft(whole.text)
            draft.keep(front.end(), len(whole.text))
            letter = front["one"] or front["two"]
            draft.reasons.append(f"d/d{letter} asks for the derivative by {letter}")
            whole = draft.after(whole)
    return whole


def _last(text: str) -> Draft | None:
    """Return the text with the last integral in it that is none yet as a call."""
    signs = list(_SIGN.finditer(text))
    if len(signs) > _MOST:
        return None
    for found in reversed(signs):
        reading = _Reading(text, found)
        if reading.is_one():
            return reading.draft()
    return None


class _Reading:
    """An integral in a text: where it begins and ends, and its parts as places in the text."""

    def __init__(self, text: str, found: re.Match[str]) -> None:
        self.text = text
        self.start = found.start()
        self.name = found["name"] or ""
        self.at = found.end()
        self.inside = (0, 0)
        self.letter = ""
        self.bounds: list[tuple[int, int]] = []
        self.below = (0, 0)
        """What dt stands over."""

    def refuse(self, message: str, place: int = -1, hint: str = _HINT) -> NoReturn:
        raise ParseError(message, self.text, self.start if place < 0 else place, hint)

    def is_one(self) -> bool:
        """Find the parts, and return whether it is an integral that is to be written anew."""
        opener = self.text[self.at : self.at + 1]
        if opener in ("(", "[") and (self.name or self._has_commas()):
            return self._call(opener)
        if not self._has_more():
            return False
        if self._sided():
            self._over(_OF)
            self._differential()
            return True
        start = self.at
        self._over(_OF)
        if self._bounds_in_words():
            self._over(_OF)
            self._differential()
            return True
        return self._bounds_behind(start)

    def _has_more(self) -> bool:
        """Return whether what follows a word can belong to an integral, so that it is not a name."""
        if not self.name:
            return True
        rest = self.text[self.at :]
        if self.name in ("quad", "quadgk", "fnInt", "nInt"):
            return False
        return bool((rest[:1] in "_^[{" and rest) or re.match(r"\s+(?:[\w(√∛|\[-]|from\b|of\b)", rest))

    def _has_commas(self) -> bool:
        """Return whether ∫(f, t, a, b) is written as a call, with the letter behind what is integrated."""
        end = closing(self.text, self.at)
        parts = split(self.text, self.at + 1, end) if end >= 0 else []
        return len(parts) == 4 or (len(parts) == 2 and "=" in self.text[slice(*parts[1])])

    # Forms --------------------------------------------------------------------------------------

    def _call(self, opener: str) -> bool:
        """Read integral(f, t, a, b) and its kin."""
        end = closing(self.text, self.at)
        if end < 0:
            return False
        parts = split(self.text, self.at + 1, end)
        texts = [self.text[start:stop].strip() for start, stop in parts]
        if opener == "[" and differential_behind(self.text, end):
            return self._sided_by_brackets(end)
        if self.name == "integral" and len(parts) == 4 and opener == "(":
            return False
        if opener == "(" and len(parts) == 1:
            if self.name in ("int", "Int", "quad") or not differential_in(texts[0]):
                return self._between_parentheses(parts[0], end)
            self.refuse("an integral without bounds", hint=_HINT)
        arrow = _LAMBDA.match(texts[0])
        after = end + 1
        if arrow and len(parts) == 3:
            self.letter = arrow["py"] or arrow["m"] or arrow["j"]
            first = parts[0][0] + (len(self.text[parts[0][0] :]) - len(self.text[parts[0][0] :].lstrip()))
            self.inside = (first + arrow.end(), parts[0][1])
            self.bounds = parts[1:]
            if self.text.startswith("[0]", after):
                after += 3
        elif len(parts) == 4 and re.fullmatch(LETTER, texts[1]):
            self.inside, self.letter, self.bounds = parts[0], texts[1], parts[2:]
        elif len(parts) == 2 and texts[1][:1] in "({[" and texts[1][-1:] in ")}]":
            opened = self.text.index(texts[1][0], parts[1][0])
            inner = split(self.text, opened + 1, closing(self.text, opened))
            if len(inner) != 3:
                self.refuse("an integral without bounds")
            self.letter = self.text[slice(*inner[0])].strip()
            self.inside, self.bounds = parts[0], inner[1:]
        elif len(parts) == 2 and _RANGE.match(texts[1]) and ".." in texts[1]:
            ranged = _RANGE.match(self.text, parts[1][0])
            assert ranged
            dots = self.text.index("..", ranged.end())
            self.letter, self.inside = ranged["letter"], parts[0]
            self.bounds = [(ranged.end(), dots), (dots + 2, parts[1][1])]
        elif self.name in ("int", "Int") and len(parts) == 1:
            return False
        else:
            self.refuse("this integral is not read" if len(parts) > 2 else "an integral without bounds")
        self._checked()
        self.at = after
        return True

    def _between_parentheses(self, part: tuple[int, int], end: int) -> bool:
        """Read int (sin t) dt and integral(0 to x) sin(t) dt; of int(x) alone nothing is read here."""
        to = re.search(r"\bto\b|\.\.", self.text[slice(*part)])
        if to:
            self.bounds = [(part[0], part[0] + to.start()), (part[0] + to.end(), part[1])]
            self.at = end + 1
            self._differential()
            return True
        if not differential_behind(self.text, end):
            return False
        self.refuse("an integral without bounds")

    def _sided_by_brackets(self, end: int) -> bool:
        parts = split(self.text, self.at + 1, end)
        inside = self.text[self.at + 1 : end]
        to = re.search(r"\bto\b|\.\.\.?", inside)
        if len(parts) == 1 and to:
            start = self.at + 1
            parts = [(start, start + to.start()), (start + to.end(), end)]
        if len(parts) != 2:
            self.refuse("this integral is not read")
        self.bounds, self.at = parts, end + 1
        self._differential()
        return True

    def _sided(self) -> bool:
        """Read bounds at the sign: _0^x, ^x_0, ₀ˣ, [0, x]."""
        found: dict[str, tuple[int, int]] = {}
        while True:
            sign = self.text[self.at : self.at + 1]
            low, high = _INDEX.match(self.text, self.at), _RAISED.match(self.text, self.at)
            if sign in ("_", "^") and sign and sign not in found:
                self.at += 1
                found[sign] = self._bound(is_last=bool(found))
            elif low and "_" not in found:
                found["_"], self.at = low.span(), low.end()
            elif high and "^" not in found:
                found["^"], self.at = high.span(), high.end()
            elif not found and sign == "[":
                end = closing(self.text, self.at)
                if end < 0:
                    return False
                return self._bracketed(end)
            else:
                break
            while self.text[self.at : self.at + 1] == " " and self.text[self.at + 1 : self.at + 2] in (
                "_",
                "^",
            ):
                self.at += 1
        if not found:
            return False
        if len(found) == 1 and self.name:
            return False  # int_x is a name
        if len(found) == 1:
            self.refuse("an integral with one bound")
        self.bounds = [found["_"], found["^"]]
        return True

    def _bracketed(self, end: int) -> bool:
        inside = self.text[self.at + 1 : end]
        to = re.search(r"\bto\b|\.\.\.?|,|;", inside)
        if not to:
            return False
        start = self.at + 1
        self.bounds, self.at = [(start, start + to.start()), (start + to.end(), end)], end + 1
        return True

    def _bound(self, is_last: bool) -> tuple[int, int]:
        opener = self.text[self.at : self.at + 1]
        if opener in CLOSED_BY and opener:
            end = closing(self.text, self.at)
            if end < 0:
                self.refuse(f"this {opener} is not closed", self.at, "")
            start, self.at = self.at + 1, end + 1
            return start, end
        found = _ATOM.match(self.text, self.at)
        if not found:
            self.refuse("a bound of the integral is missing", self.at)
        self.at = found.end()
        following = self.text[self.at : self.at + 1]
        called = following == "(" and found[0].isidentifier() and len(found[0]) > 1
        if called or (is_last and following and following in "^*/"):
            shown = found[0] + following
            self.refuse(
                f"where the bound {shown}... ends has two readings",
                found.start(),
                "put it into parentheses: ^(x^2)",
            )
        return found.span()

    def _bounds_in_words(self) -> bool:
        """Read `from 0 to x`."""
        found = _FROM.match(self.text, self.at)
        if not found:
            return False
        to = re.compile(r"\s+to\s+").search(self.text, found.end())
        if not to:
            self.refuse("an integral with one bound")
        start = to.end()
        first = self.text[start : start + 1]
        if first in CLOSED_BY:
            end = closing(self.text, start)
            stop = end + 1
        else:
            word = re.compile(r"[^\s,]+").match(self.text, start)
            if not word:
                self.refuse("a bound of the integral is missing", start)
            stop = word.end()
        self.bounds, self.at = [(found.end(), to.start()), (start, stop)], stop
        return True

    def _bounds_behind(self, start: int) -> bool:
        """Read `sin(t) dt from 0 to x`, or refuse an integral without bounds."""
        self.at = start
        self._over(_OF)
        first = self.at
        words = re.compile(r"\s+from\s").search(self.text, first)
        if words:
            found = differential_in(self.text[first : words.start()])
            self.at = words.start()
            if self._bounds_in_words():
                by = _BY.match(self.text, self.at) or re.compile(rf"\s+d(?P<letter>{LETTER})(?!\w)").match(
                    self.text, self.at
                )
                if found:
                    self.inside, self.letter = (first, first + found.start()), found["letter"]
                elif by:
                    self.inside, self.letter, self.at = (first, words.start()), by["letter"], by.end()
                else:
                    named = re.match(rf"\s+from\s+(?P<letter>{LETTER})\s*=", self.text[words.start() :])
                    if not named:
                        self.refuse("by which letter is the integral?", hint="write dt behind what it is of")
                    self.inside, self.letter = (first, words.start()), named["letter"]
                self._checked()
                return True
        found = differential_in(self.text[first:])
        if not found:
            if self.name:
                return False
            self.refuse("an integral without bounds and without dx")
        of = self.text[first : first + found.start()].strip()
        self.refuse(
            "an integral without bounds",
            hint=f"its derivative by {found['letter']} is {of or '1'}; {_HINT}",
        )

    def _over(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()

    def _differential(self) -> None:
        """Find what is integrated, and by which letter: up to dt."""
        found = differential_in(self.text[self.at :])
        if not found:
            self.refuse("by which letter is the integral?", hint="write dt behind what it is of")
        self.inside = self.at, self.at + found.start()
        self.letter = found["letter"]
        self.at += found.end()
        before = self.text[slice(*self.inside)].strip(" *·")
        slash = re.compile(r"\s*/\s*").match(self.text, self.at)
        if slash:
            end = operand(self.text, slash.end())
            self.below, self.at = (slash.end(), end), end
        elif not before and re.compile(r"\s*[\w(√]").match(self.text, self.at):
            self.refuse(
                "what stands behind the differential may be integrated, or a factor",
                self.at,
                f"write d{self.letter} behind what is integrated",
            )
        self._checked()

    def _checked(self) -> None:
        if not re.fullmatch(LETTER, self.letter):
            self.refuse(f"{self.letter!r} is no letter for an integral")

    def draft(self) -> Draft:
        """Return the text with the integral as a call."""
        text, draft = self.text, Draft(self.text)
        draft.keep(0, self.start)
        draft.put("integral(", self.start)
        first, last = trimmed(text, *self.inside, _BLANKS, ",")
        if first == last:
            draft.put("1", first)
        else:
            draft.put("(", first)
            draft.keep(first, last)
            draft.put(")", last - 1)
        if self.below != (0, 0):
            draft.put("/(", self.below[0])
            draft.keep(*self.below)
            draft.put(")", self.below[1] - 1)
        draft.put(f", {self.letter}", self.start)
        for start, stop in self.bounds:
            start, stop = trimmed(text, start, stop, _BLANKS, ",")
            if start == stop:
                self.refuse("a bound of the integral is missing", start)
            part = text[start:stop]
            named = re.match(rf"{re.escape(self.letter)}\s*=\s*", part)
            if named:
                start, part = start + named.end(), part[named.end() :]
            plain = (
                part.translate(_LOW).translate(_HIGH)
                if _INDEX.fullmatch(part) or _RAISED.fullmatch(part)
                else ""
            )
            draft.put(", ", start)
            if plain:
                draft.put(plain, start)
            elif part.isalnum():
                draft.keep(start, stop)
            else:
                draft.put("(", start)
                draft.keep(start, stop)
                draft.put(")", stop - 1)
        draft.put(")", self.at - 1)
        draft.keep(self.at, len(text))
        draft.asides.append("an integral is integral(what, letter, from, to)")
        return draft


__all__ = ["in_calls"]

r"""Definite integrals, read as integral(f, t, a, b): \int_a^b f(t) dt, and \int_a^b \frac{dt}{f(t)}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from symdiff.errors import SymdiffError
from symdiff.parser.draft import Draft
from symdiff.parser.tex.blocks import ENDS
from symdiff.parser.tex.commands import CLOSED_BY, FRACTIONS, NAMES_OF, TEXTS, WORDS, WRAPPERS
from symdiff.parser.tex.source import Routine, Source
from symdiff.parser.tex.tokens import Token

_OPENS: Final = (*CLOSED_BY, "{")
_CLOSES: Final = (*CLOSED_BY.values(), "}")
_BEHIND: Final = frozenset((*ENDS, *"+-*/=<>.|", "\\\\", "$"))
"""What no factor begins with."""


class Integrals(Source):
    """Reads integrals."""

    def integral(self, token: Token, read: Callable[[str], Draft]) -> Routine:
        r"""Read the integral whose \int is *token*, before the next; *read* reads a part of it by itself."""
        bounds = {}
        while self.look().text in ("_", "^") and self.look().text not in bounds:
            sign = self.take().text
            bounds[sign] = yield self.argument("a bound of the integral", digits=False)
        begin = self.at
        place = self._differential(begin)
        if place < 0:
            self.refuse("an integral without its differential", token, "write dx behind what it is of")
        letter, behind = self._letter(place)
        first = place
        while self.tokens[first - 1].command in WRAPPERS or (
            self.tokens[first - 1].text == "{" and self.tokens[first - 2].command in WRAPPERS
        ):
            first -= 1
        group = self._group_around(begin, first)
        start = self.tokens[begin].start
        if group >= 0:  # in a fraction, which goes on behind it
            end = self.behind_braces()[group]
            is_over = self.tokens[group - 1].command in FRACTIONS and self.tokens[end].text == "{"
            if not is_over:
                self.refuse("the differential stands inside of what is integrated", self.tokens[place])
            stop = self.behind_braces()[end]
            alone = self.tokens[group + 1].start == self.tokens[first].start
            inside = (
                f"{self.text[start : self.tokens[first].start]}{'1' if alone else ''}"
                + (self.text[self.tokens[behind].start : self.tokens[stop - 1].end])
            )
            self.at = stop
        else:
            inside = self.text[start : self.tokens[first].start]
            self.at = behind
        if set(bounds) != {"_", "^"}:
            hint = "write \\int_{a}^{b}"
            if not bounds:
                hint = f"its derivative by {letter} is what it is of; {hint}"
            self.refuse("an integral without its bounds", token, hint)
        if not inside.strip(" \\,;:!~"):
            after = self.look()
            if after.text and after.text not in _BEHIND and after.command not in TEXTS:
                self.refuse(
                    "what stands behind the differential may be integrated, or a factor",
                    after,
                    f"write d{letter} behind what is integrated",
                )
            inside = "1"
        try:
            draft = read(inside)
        except SymdiffError as error:
            self.refuse(f"what is integrated is not read: {error.message}", token, error.hint)
        if letter in self.index or self.index.keys() & draft.names:
            self.refuse("an integral inside of a sum that is written out", token, "write the terms out")
        for reason in draft.reasons:
            self.say(reason)
        self.names |= draft.names
        self.variable(letter, token)
        return [
            ("integral((", token.start), (draft.text, token.start), (f"), {letter}, ", token.start),
            bounds["_"], (", ", token.start), bounds["^"], (")", token.end),
        ]  # fmt: skip

    def _differential(self, begin: int) -> int:
        r"""Return the place of the d of the differential of an integral that begins at a place: the last of
        those of the integrals in it; -1 where there is none."""
        depth, count, place = 0, 1, begin
        while place < len(self.tokens) - 1:
            token = self.tokens[place]
            if token.command == "int":
                count += 1
            elif token.text in _OPENS:
                depth += 1
            elif token.text in _CLOSES:
                depth -= 1
                if depth < 0:
                    return -1
            elif (token.command in WORDS or token.command in TEXTS) and self._is_word(place):
                place = self.behind_braces()[place + 1]
                continue
            elif token.text == "d" or token.command == "differentialD":
                if self._letter(place)[0]:
                    count -= 1
                    if count == 0:
                        return place
            place += 1
        return -1

    def _is_word(self, place: int) -> bool:
        """Return whether a command has more than a d in its braces."""
        return self.tokens[place + 1].text == "{" and self.behind_braces()[place + 1] - place > 4

    def _letter(self, place: int) -> tuple[str, int]:
        """Return the name behind the d of a differential at a place, and the place behind it; no name where
        none stands there."""
        place += 1
        while self.tokens[place].text == "}":
            place += 1
        token = self.tokens[place]
        return NAMES_OF.get(token.command, "") or (token.text if token.text.isalpha() else ""), place + 1

    def _group_around(self, begin: int, place: int) -> int:
        """Return the place of the brace that opens between two places and is closed behind them, else -1."""
        behind = self.behind_braces()
        around = [
            at
            for at in range(begin, place)
            if self.tokens[at].text == "{"
            and behind[at] > place
            and self.tokens[at - 1].command not in WRAPPERS
        ]
        return around[-1] if around else -1


__all__ = ["Integrals"]

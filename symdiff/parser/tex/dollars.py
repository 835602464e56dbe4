"""The formula in a sentence: what stands between dollars, with words around it."""

from __future__ import annotations

from typing import Final

from symdiff.parser.tex.blocks import BEFORE_CONDITIONS
from symdiff.parser.tex.commands import MOVED
from symdiff.parser.tex.source import Source
from symdiff.parser.tex.tokens import Token

_CLOSE: Final = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_POINTS: Final = frozenset(".,;:!?'`\"()")


class Dollars(Source):
    """Finds the formula in a sentence."""

    def only_formula(self) -> None:
        """Leave the formula between dollars alone, and say that the words around it are not used.

        Raises ParseError where there are several, but for a condition behind the first, and where a part of a
        formula stands outside.
        """
        spans, outside = self._spans()
        if not spans or any(token.command and token.command not in MOVED for token in outside):
            return
        letters = [token for token in outside if token.text.isalpha()]
        for token in outside:
            is_word = token.text.isalpha() or token.text in _POINTS or token.command in MOVED
            if not is_word and not (letters and token.text.isdigit()):
                self.refuse("a part of the text stands outside of the dollars", token, "give one formula")
        first, last = spans[0]
        if len(spans) > 1:
            between = self.text[self.tokens[last].end : self.tokens[spans[1][0]].start]
            words = between.strip(" .,;:\n").lower().split()
            if (words[:1] and words[0] not in BEFORE_CONDITIONS) or not between.strip():
                second = self.tokens[spans[1][0]]
                self.refuse("several formulas stand between dollars", second, "give one of them")
            rest = " ".join(self.text[self.tokens[last].end :].strip(" .,;:").split())
            self.say(f"what stands behind the formula is not used ({rest[:40]})")
        elif letters:
            self.say("the words around the formula are not used")
        end = self.tokens[last].end
        self.tokens = [*self.tokens[first : last + 1], Token("", end, end)]

    def _spans(self) -> tuple[list[tuple[int, int]], list[Token]]:
        """Return the places of the signs around each formula, and the tokens outside; nothing where a sign
        has no partner."""
        spans: list[tuple[int, int]] = []
        outside: list[Token] = []
        opened = -1
        for place, token in enumerate(self.tokens[:-1]):
            if opened >= 0:
                if token.text == _CLOSE[self.tokens[opened].text]:
                    spans.append((opened, place))
                    opened = -1
            elif token.text in _CLOSE:
                opened = place
            else:
                outside.append(token)
        return ([], []) if opened >= 0 else (spans, outside)


__all__ = ["Dollars"]

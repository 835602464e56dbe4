"""What stands around a formula: environments, the left side of an equation, d/dx."""

from __future__ import annotations

from typing import Final

from symdiff.parser.tex.commands import ENVIRONMENTS, NAMES_OF, TEXTS
from symdiff.parser.tex.names import known
from symdiff.parser.tex.source import Source
from symdiff.parser.tex.tokens import Token

_BEFORE: Final = ("=", "\\therefore", "\\implies", "\\Rightarrow", "\\Longrightarrow")
"""What a line of a derivation begins with."""
_MAPS: Final = ("mapsto", "longmapsto")


class Left(Source):
    """Goes over what is no part of a formula, and says what it was."""

    def skip_name(self) -> None:
        """Go over what opens the text, and over a left side: f(x) =, y =, V_1 =, f'(x) =, dy/dx =."""
        while self.look().text in _BEFORE or self._is_boxed():
            if self.take().command == "boxed":
                self.take()
        while self.look().text == "\\begin":
            token = self.take()
            name = self.braced_text()
            if name == "cases":
                self.at = self.tokens.index(token)
                break
            if name not in ENVIRONMENTS:
                self.refuse(f"the environment {name} is not read", token, "give a formula alone")
        while self.look().command in TEXTS and not known(self.word_ahead()) and self.word_ahead() != "e":
            self.take()
            self.braced_text()
            self.say("the words in front are not used")
        if self._maps():
            return
        opened = 0
        while self.look().text == "&":
            self.take()
        start = self.at
        while self.look().text == "{":
            self.take()
            opened += 1
        here = self.at
        token = self.take()
        if token.text == "\\frac" and self._is_differential():
            shown = "the derivative"
        elif token.text.isalpha() or token.command in NAMES_OF:
            shown = token.text.lstrip("\\")
            if self.look().text == "_":
                self.take()
                self.over_group()
            self.primes()
            if self.look().text == "^" and self.look(1).text == "{" and self.look(2).text == "(":
                self.take()
                self.over_group()
            if self.look().text == "^":  # y^2 = x^3 is an equation
                self.at = start
                return
            if self.look().text in ("(", "\\left"):
                end = self._closing()
                if end < 0:
                    self.at = start
                    return
                shown += "(...)"
                self.at = end
        else:
            self.at = here if opened else start
            if opened:
                self.at = start
            return
        while self.look().text == "&":
            self.take()
        if self.look().text == "=" and self.look(1).text:
            self.take()
            while self.look().text == "&":
                self.take()
            self.say(f"{shown} = is the name of the formula")
            return
        self.at = start

    def _is_boxed(self) -> bool:
        r"""Return whether \boxed{...} holds all that follows."""
        if self.look().command != "boxed":
            return False
        start = self.at
        self.over_group()
        end = self.at
        while self.look().text in (".", ",", "$$", "\\]"):
            self.take()
        is_all = not self.look().text
        self.at = start
        return is_all and end > start

    def word_ahead(self) -> str:
        """Return the word of the command that follows, and stay before it."""
        start = self.at
        self.take()
        word = self.braced_text()
        self.at = start
        return word

    def _maps(self) -> bool:
        r"""Go over x \mapsto and f \colon x \mapsto, and return whether it was there."""
        start = self.at
        token = self.take()
        if self.look().text in (":", "\\colon"):
            self.take()
            token = self.take()
        if (token.text.isalpha() or token.command in NAMES_OF) and self.look().command in _MAPS:
            self.take()
            self.say(f"the function takes {token.text.lstrip(chr(92))}")
            return True
        self.at = start
        return False

    def _is_differential(self) -> bool:
        """Go over the arguments of \frac, and return whether they are dy and dx."""
        top, bottom = self.group_text(), self.group_text()
        return len(top) > 1 and top[0] == "d" and bottom[:1] == "d" and len(bottom) > 1

    def _closing(self) -> int:
        """Return the place behind the parenthesis that closes the next one, -1 where none does."""
        depth, place = 0, self.at
        while place < len(self.tokens):
            text = self.tokens[place].text
            depth += (text in "([" and text != "") - (text in ")]" and text != "")
            place += 1
            if depth == 0 and text in (")", "]"):
                return place
            if text == "=":
                return -1
        return -1

    def over_end(self, token: Token) -> None:
        self.take()
        if token.text == "\\end":
            self.braced_text()
        elif token.text == "}" and self.look().text:
            self.refuse("unexpected }", token, "a { is missing")
        elif token.text == "\\\\" and self.look().text not in ("", "\\end"):
            self.refuse("several lines, of which one is a formula", token, "give one of them")


__all__ = ["Left"]

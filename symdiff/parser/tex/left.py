"""What stands around a formula: environments, the left side of an equation, d/dx."""

from __future__ import annotations

from typing import Final

from symdiff.parser.tex.blocks import BEFORE_CONDITIONS
from symdiff.parser.tex.commands import (
    AS_NAMES,
    CLOSED_BY,
    ENVIRONMENTS,
    FRACTIONS,
    FUNCTIONS,
    NAMES_OF,
    RELATIONS,
    SIGNS,
    TEXTS,
    WORDS,
)
from symdiff.parser.tex.names import known
from symdiff.parser.tex.source import Source
from symdiff.parser.tex.tokens import Token

_BEFORE: Final = ("=", "\\therefore", "\\implies", "\\Rightarrow", "\\Longrightarrow")
"""What a line of a derivation begins with."""
_SINGLE: Final = (
    *AS_NAMES, "bar", "overline", "dot", "ddot", "vec", "mathcal", "mathscr", "mathbf", "boldsymbol", "bm",
)  # fmt: skip
"""Commands that make another letter of one."""
_MAPS: Final = ("mapsto", "longmapsto")
_DEPENDENT: Final = "yz"
"""What stands for the function in an equation such as y^2 = 4x."""


class Left(Source):
    """Goes over what is no part of a formula, and says what it was."""

    is_named = False
    """Whether a name and a = stood before the formula."""

    def skip_name(self) -> None:
        """Go over what opens the text, and over left sides: f(x) =, y =, V_1 =, f'(x) =, dy/dx =."""
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
        while self._is_word_in_front():
            self.take()
            self.braced_text()
            self.say("the words in front are not used")
        if self._maps():
            return
        while shown := self._named():  # y = f(x) = x^2
            self.is_named = True
            self.say(f"{shown} = is the name of the formula")

    def _named(self) -> str:
        """Go over a name and the = behind it, and return how it is said; stay where no such name stands."""
        start = self.at
        self._over_columns()
        shown = self._known_function() or self._likelihood() or self._head()
        if shown and not shown.endswith("(...)"):
            if self.look().text == "_":
                self.take()
                self.over_group()
            self.primes()
            if self.look().text == "^" and self.look(1).text == "{" and self.look(2).text == "(":
                self.take()
                self.over_group()
            if self.look().text in ("(", "\\left"):
                end = self.place_behind(self.at)
                end = end if end >= 0 else self._behind_value()
                shown = f"{shown}(...)" if end >= 0 else ""
                self.at = max(end, self.at)
                if shown and self.look().text == "_":  # softmax(z)_i
                    self.take()
                    self.over_group()
        self._over_columns()
        if shown and self.look().text == "=" and self.look(1).text:
            self.take()
            self._over_columns()
            return shown
        self.at = start
        return ""

    def is_one_side(self, left: set[str]) -> bool:
        """Return whether an equation says what its left side is, whose names are *left*: nothing of it stands
        on the right, and neither a variable nor y on the left."""
        if not self.symbols or not left or not left.isdisjoint(self.symbols | self.names):
            return False
        return all(name[0] not in _DEPENDENT for name in left)

    def _known_function(self) -> str:
        r"""Go over \tanh(x) before an =, where x stands behind it, too; return what it is called, else
        nothing."""
        start = self.at
        token = self.take()
        word = token.command
        if word in TEXTS or word in WORDS:
            word = self.braced_text()
        is_known = word.isalpha() and (known(word) != "" or word in FUNCTIONS)
        ahead = 1 if self.look().text == "\\left" else 0
        end = self.place_behind(self.at) if is_known and self.look(ahead).text == "(" else -1
        if end >= 0:
            inside = self.tokens[self.at + ahead + 1 : end - 1]
            names = [part for part in inside if part.text not in (",", "\\right")]
            right = {part.text for part in self.tokens[end:]}
            self.at = end
            is_letters = all(part.text.isalpha() or part.command in NAMES_OF for part in names)
            if names and is_letters and self.look().text == "=" and {p.text for p in names} <= right:
                return f"{word}(...)"
        self.at = start
        return ""

    def _behind_value(self) -> int:
        """Return the place behind the parentheses that follow, where these hold X = k; else -1."""
        place = self.at
        end = self.behind_braces().get(place, -1) if self.look().text == "(" else -1
        inside = [token.text for token in self.tokens[place + 1 : end - 1]] if end > 0 else []
        is_value = len(inside) == 3 and inside[1] == "=" and inside[0].isalpha() and inside[2].isalnum()
        return end if is_value else -1

    def _likelihood(self) -> str:
        r"""Go over the logarithm of a name before an =, \log L; return how it is said, else nothing."""
        if self.look().command not in ("log", "ln"):
            return ""
        start = self.at
        log = self.take().command
        head = self._head()
        if not head or head[0] in _DEPENDENT or head in self.symbols:
            self.at = start
            return ""
        return f"{log} {head}"

    def _is_word_in_front(self) -> bool:
        """Return whether a word stands before the formula that is no part of it and not its name."""
        if self.look().command not in TEXTS or known(self.word_ahead()) or self.word_ahead() == "e":
            return False
        start = self.at
        is_name = bool(self._named())
        self.at = start
        return not is_name

    def _over_columns(self) -> None:
        while self.look().text == "&":
            self.take()

    def _head(self) -> str:
        """Go over a name without its index and arguments, and return it; an empty text where none stands."""
        token = self.take()
        if token.command in FRACTIONS:
            return "the derivative" if self._is_differential() else ""
        if token.text.isalpha() or token.command in NAMES_OF:
            return token.text.lstrip("\\")
        if token.command in _SINGLE:
            return f"{token.text}{{{self.short_text()}}}"
        if token.command in WORDS or token.command in TEXTS:
            word = self.short_text()
            return "" if known(word) or word in ("e", "i", "d", "pi") else word
        return ""

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

    def is_beside(self) -> bool:
        """Return whether a wide space parts what was read from another operand."""
        token = self.look()
        is_operand = token.text.isalnum() or token.text in CLOSED_BY or token.command in NAMES_OF
        return self.tokens[self.at].command in ("quad", "qquad") and bool(token.text) and is_operand

    def is_condition(self) -> bool:
        """Return whether words follow that a condition begins with."""
        if self.look().command not in TEXTS:
            return False
        words = self.word_ahead().lower().split()
        return bool(words) and words[0].strip(",.:") in BEFORE_CONDITIONS

    def has_relation(self) -> bool:
        signs = [SIGNS.get(token.command, token.text) for token in self.tokens[self.at :]]
        return any(sign in ("<", ">", "=", "\\in") or sign in RELATIONS for sign in signs)

    def refuse_decimal_comma(self, token: Token) -> None:
        """Refuse 0,5: a number with a comma, or two numbers."""
        after = self.look()
        before = self.text[token.start - 1 : token.start]
        if token.text == "," and before.isdigit() and after.text.isdigit() and after.start == token.end:
            self.refuse(
                "a comma between digits has two readings", token, "write 0.5 or 0{,}5, or a space behind it"
            )

    def over_end(self, token: Token) -> None:
        self.take()
        if token.text == "\\end":
            self.braced_text()
        elif token.text == "}" and self.look().text:
            self.refuse("unexpected }", token, "a { is missing")
        elif token.text == "\\\\" and self.look().text not in ("", "\\end"):
            self.refuse("several lines, of which one is a formula", token, "give one of them")


__all__ = ["Left"]

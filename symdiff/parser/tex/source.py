"""The tokens of a LaTeX text, one after the other, and what is asked of them everywhere."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any, Final, NoReturn

from symdiff.errors import ParseError, SymdiffError
from symdiff.parser.tex.commands import MOVED, NAMES_OF, WRAPPERS
from symdiff.parser.tex.tokens import Token, cut, has_comment
from symdiff.table.functions import CONSTANTS, NAMES

Pieces = list[Any]
"""Texts with their places, (text, place), and lists of the same."""
Routine = Generator[Any, Any, Any]
"""Returns pieces; what it yields is the routine that it calls."""


Derived = Callable[[str, frozenset[str], tuple[str, ...]], tuple[str, str]]
"""A formula in symdiff's notation, the names in it that are variables, and names → its derivative by these in
turn, and where it is that."""

PRIMES: Final = {"'": 1, "\\prime": 1, "\\doubleprime": 2, "\\dprime": 2, "\\tripleprime": 3, "\\trprime": 3}
"""Signs of derivatives, and how many times each derives."""


_WORDS: Final = ("and", "or", "not")
_DOLLARS: Final = ("$", "$$", "\\(", "\\)", "\\[", "\\]")
_SHORT: Final = 40
"""Tokens of an index or an order, at most."""


class Source:
    """Reads the tokens of a text; what follows from the parts of the language is in the classes below it."""

    def __init__(
        self, text: str, symbols: frozenset[str], functions: frozenset[str], derived: Derived
    ) -> None:
        self.text = text
        self.tokens = cut(text)
        self.at = 0
        self.symbols = symbols
        self.functions = functions
        self.derived = derived
        self.reasons = ["what stands behind % is a comment"] if has_comment(text) else []
        self.closers: list[str] = []
        """What closes the fences around, `|` among them; parentheses hide those outside of them."""
        self.barred = 0
        """Where the last absolute value ends that is written by plain bars."""
        self.index: dict[str, str] = {}
        """Index of a sum that is written out → its value."""
        self.bound: tuple[str, ...] = ()
        """Letters of the sums around that are not written out."""
        self.names: set[str] = set()
        """Names of variables that were read."""
        self._behind: dict[int, int] | None = None
        self._parted: set[tuple[int, str]] = set()
        """Places of parentheses that open, and what parts their arguments."""

    def look(self, ahead: int = 0) -> Token:
        """Return the next token, or one behind it."""
        place = self.at
        while True:
            token = self.tokens[place]
            if token.command in MOVED or token.text in ("$", "$$", "\\(", "\\)", "\\[", "\\]"):
                place += 1
            elif ahead:
                ahead -= 1
                place += 1
            else:
                return token
            place = min(place, len(self.tokens) - 1)

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self.look()
        self.at = min(self.tokens.index(token, self.at) + 1, len(self.tokens) - 1)
        return token

    def refuse(self, message: str, token: Token, hint: str = "") -> NoReturn:
        raise ParseError(message, self.text, token.start, hint)

    def say(self, reason: str) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)

    def variable(self, name: str, token: Token) -> Pieces:
        """Return the name of a variable: one name, whatever else it could mean in symdiff's notation."""
        if name not in NAMES and name not in CONSTANTS and name not in _WORDS:
            self.names.add(name)
        return [(name, token.start)]

    def group_text(self) -> str:
        """Return the characters of the next argument, without spaces and fonts, and go over it."""
        start = self.at
        self.over_group()
        parts = self.tokens[start : self.at]
        names = {"differentialD": "d", "partial": "d"}
        return (
            "".join(
                [names.get(t.command, NAMES_OF.get(t.command, "")) if t.command else t.text for t in parts]
            )
            .strip("{}")
            .replace("{", "")
            .replace("}", "")
        )

    def over_group(self) -> None:
        """Go over an argument: braces with what they hold, or one token. Cost: bounded after the first."""
        while True:
            token = self.take()
            if token.text == "{":
                self.at = self.behind_braces()[self.at - 1]
                return
            if not token.text or token.command not in WRAPPERS:
                return

    def behind_braces(self) -> dict[int, int]:
        """Return the place of each brace and parenthesis that opens → that behind the one that closes it."""
        if self._behind is None:
            self._behind = {}
            opened: list[int] = []
            inner: list[int] = []
            for place, token in enumerate(self.tokens):
                if token.text == "{":
                    opened.append(place)
                elif token.text == "}" and opened:
                    self._behind[opened.pop()] = place + 1
                elif token.text in ("(", "["):
                    inner.append(place)
                elif token.text in (")", "]") and inner:
                    self._behind[inner.pop()] = place + 1
                elif token.text in (",", "\\middle") and inner and (not opened or opened[-1] < inner[-1]):
                    self._parted.add((inner[-1], token.text))
            self._behind |= dict.fromkeys(opened, len(self.tokens) - 1)
        return self._behind

    def drop_outer_braces(self) -> None:
        r"""Leave out braces around all of the text, as in {\displaystyle x = 1} and \displaystyle{x = 1}."""
        first, end = 0, len(self.tokens) - 1
        while first < end and (self.tokens[first].command in MOVED or self.tokens[first].text in _DOLLARS):
            first += 1
        while end > first and self.tokens[end - 1].text in _DOLLARS:
            end -= 1
        if self.tokens[first].text == "{":
            self.tokens = [*self.tokens[first:end], self.tokens[-1]]
            self._behind = None
        behind = self.behind_braces()
        last = len(self.tokens) - 1
        count = 0
        while behind.get(count) == last - count and count + 1 < last - count:
            count += 1
        self.tokens = [*self.tokens[count : last - count], self.tokens[last]]
        self._behind = None

    def short_text(self) -> str:
        """Go over the next argument, and return its characters as `group_text` does; none of a long one."""
        start = self.at
        self.over_group()
        if self.at - start > _SHORT:
            return ""
        self.at = start
        return self.group_text()

    def braced_text(self) -> str:
        """Return what stands in the braces that follow, as it is written."""
        token = self.take()
        if token.text != "{":
            return token.text
        start = token.end
        while self.tokens[self.at].text not in ("}", ""):
            self.at += 1
        end = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return self.text[start : end.start].strip()

    def closed(self, closer: str, opener: Token) -> None:
        token = self.look()
        if token.text != closer:
            if token.text == "":
                self.refuse(f"this {opener.text} is not closed", opener, f"{closer} is missing")
            self.refuse(f"{token.text} stands where {closer} is expected", token)
        self.take()

    def written_since(self, start: int) -> str:
        return "".join([t.text for t in self.tokens[start : self.at] if t.text not in "{}()"])

    def in_parentheses(self) -> int:
        r"""Return how many tokens open the parentheses that follow: a brace, \left, the parenthesis."""
        return 1 + (self.look().text == "{") + ("\\left" in (self.look().text, self.look(1).text))

    def place_behind(self, place: int) -> int:
        """Return the place behind the parenthesis that closes the first one from *place* on, -1 where none
        does before an =."""
        depth = 0
        while place < len(self.tokens):
            text = self.tokens[place].text
            depth += (text in ("(", "[")) - (text in (")", "]"))
            place += 1
            if depth == 0 and text in (")", "]"):
                return place
            if text == "=":
                return -1
        return -1

    def has(self, text: str, place: int = -1) -> bool:
        r"""Return whether a comma or \middle stands in the parentheses that follow, or stand at *place*, not
        deeper. Cost: bounded, after the first."""
        self.behind_braces()
        start, self.at = self.at, self.at if place < 0 else place
        for _ in range(self.in_parentheses()):
            self.take()
        opener, self.at = self.at - 1, start
        return (opener, text) in self._parted

    def group_is(self, command: str) -> bool:
        return self.look().text == "{" and self.look(1).command == command and self.look(2).text == "}"

    def primes(self) -> int:
        r"""Go over primes, ' and \prime and ^{\prime\prime}, and return how many there are."""
        count = 0
        while True:
            if self.look().text in PRIMES:
                count += PRIMES[self.take().text]
            elif self.look().text == "{" and self.look(1).text in PRIMES:
                count += self._primes_in_braces()
            elif self.look().text == "^" and self.look(1).text in PRIMES:
                self.take()
            elif self.look().text == "^" and self.look(1).text == "{" and self.look(2).text in PRIMES:
                self.take()
                count += self._primes_in_braces()
            else:
                return count

    def _primes_in_braces(self) -> int:
        opener = self.take()
        count = 0
        while self.look().text in PRIMES:
            count += PRIMES[self.take().text]
        self.closed("}", opener)
        return count

    # Routines of the classes below, which call one another ---------------------------------------

    def expression(self, commas: bool = False) -> Routine:
        raise NotImplementedError

    def factor(self) -> Routine:
        raise NotImplementedError

    def term(self) -> Routine:
        raise NotImplementedError

    def argument(self, what: str, digits: bool = False) -> Routine:
        raise NotImplementedError

    def function(self, name: str, token: Token) -> Routine:
        raise NotImplementedError

    def spells_function(self) -> bool:
        raise NotImplementedError

    def is_braced_call(self) -> bool:
        raise NotImplementedError

    def cases(self, token: Token, is_braced: bool = False) -> Routine:
        raise NotImplementedError

    def fenced(self, commas: bool = False, sized: bool = False) -> Routine:
        raise NotImplementedError

    def is_closed_by(self, token: Token, ended: bool) -> bool:
        raise NotImplementedError


def not_derived(text: str, variables: frozenset[str], names: tuple[str, ...]) -> tuple[str, str]:
    """Refuse to derive, where nothing was given that can."""
    raise SymdiffError(f"the derivative of {text} by {names[0]} is not taken here")


def pieces_of(pieces: Pieces) -> Iterator[tuple[str, int]]:
    """Give the texts of pieces with their places, in order."""
    pending: list[Any] = [pieces]
    while pending:
        piece = pending.pop()
        if isinstance(piece, tuple):
            yield piece
        else:
            pending += reversed(piece)


def flat(pieces: Pieces) -> list[tuple[str, int]]:
    """Return the texts of pieces with their places, in order."""
    return list(pieces_of(pieces))


def is_whole(text: str) -> bool:
    """Return whether a text is an integer."""
    return text.lstrip("-").isdigit()


__all__ = ["PRIMES", "Derived", "Pieces", "Routine", "Source", "flat", "is_whole", "not_derived", "pieces_of"]

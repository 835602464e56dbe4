"""What a text is cut into: the kinds of tokens, the tokens of one text, what the caller says of names.

>>> (END, Context().symbols)
(0, frozenset())
"""

from __future__ import annotations

from typing import Final, NoReturn

from symdiff.errors import ParseError
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.tables import load
from symdiff.records import NamedTuple

_TERMINALS: Final = load().terminals
_KIND: Final = {name: number for number, name in enumerate(_TERMINALS)}
END: Final = _KIND["$END"]
AND: Final = _KIND["AND"]
BANG: Final = _KIND["BANG"]
BARE: Final = _KIND["BARE"]
CALL: Final = _KIND["CALL"]
CLOSE: Final = _KIND["CLOSE"]
CLOSEBAR: Final = _KIND["CLOSEBAR"]
COMMA: Final = _KIND["COMMA"]
COMPARE: Final = _KIND["COMPARE"]
DIVIDE: Final = _KIND["DIVIDE"]
EQUALS: Final = _KIND["EQUALS"]
MINUS: Final = _KIND["MINUS"]
NAME: Final = _KIND["NAME"]
NOT: Final = _KIND["NOT"]
NUMBER: Final = _KIND["NUMBER"]
OPEN: Final = _KIND["OPEN"]
OPENBAR: Final = _KIND["OPENBAR"]
OR: Final = _KIND["OR"]
PLUS: Final = _KIND["PLUS"]
POWER: Final = _KIND["POWER"]
ROOT: Final = _KIND["ROOT"]
SEPARATOR: Final = _KIND["SEPARATOR"]
SUPERSCRIPT: Final = _KIND["SUPERSCRIPT"]
TIMES: Final = _KIND["TIMES"]

GONE: Final = -1
"""Kind of a token that was taken by another, such as the 2 of sin^2."""
BEGINS_FACTOR: Final = frozenset((NAME, OPEN, OPENBAR, ROOT))
"""What a factor begins with that may stand right behind another."""
BEGINS_OPERAND: Final = BEGINS_FACTOR | {NUMBER}
"""What an operand begins with, and so an argument without parentheses."""
ENDS_OPERAND: Final = frozenset((NUMBER, NAME, SUPERSCRIPT, BANG, CLOSE, CLOSEBAR))
"""What an operand ends with."""
DIGITS: Final = str.maketrans("²³¹⁰⁴⁵⁶⁷⁸⁹⁻", "2310456789-")
"""From superscripts to the digits they are."""


_NEAR: Final = 64
_SHOWN: Final = 40
"""Characters of a part of the text that a message repeats."""


class Context(NamedTuple):
    """What the caller says of the names in a text."""

    symbols: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    limits: Limits = DEFAULT
    language: str = "auto"
    """"latex", "plain", or "auto": LaTeX where the text looks like it."""


class Application(NamedTuple):
    """What stands before an argument: a function, perhaps raised to a power or with a base."""

    name: str
    orders: tuple[int, ...] = ()
    """By which arguments it is differentiated: D[1, 2](f) has (1, 2)."""
    known: bool = True
    exponent: str = ""
    base: str = ""


class Tokens:
    """The tokens of one text, as parallel lists; `heads` holds what CALL and BARE tokens stand for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.names: list[str] = []
        """The name that a token is, as Python would read it; empty for other tokens."""
        self.heads: dict[int, Application] = {}
        self.notes: list[str] = []
        """What was not read as it stands, each a few words."""
        self.asides: list[str] = []
        """The same of what nobody would read otherwise."""
        self.loose = -1
        """What `doubts.is_loose` has found: 1 for true, 0 for false, -1 for nothing yet."""
        self.raised: dict[str, bool] = {}
        """What `doubts.is_raised` has found."""
        self.doubtful = False
        """Whether something may mean more than it says, which `usual.respelled` can tell."""

    def kind_name(self, i: int) -> str:
        """Return the grammar's name of the kind of token *i*."""
        return _TERMINALS[self.kinds[i]]

    def string(self, i: int) -> str:
        """Return the text of token *i*."""
        return self.text[self.starts[i] : self.ends[i]]

    def before(self, i: int) -> int:
        """Return the last token before *i* that is left, -1 where there is none."""
        i -= 1
        while i >= 0 and self.kinds[i] == GONE:
            i -= 1
        return i

    def opening(self, i: int) -> int:
        """Return the token that opens what closes with token *i*, within 64 tokens; else -1."""
        depth = 0
        for k in range(i, max(-1, i - _NEAR), -1):
            depth += (self.kinds[k] == CLOSE) - (self.kinds[k] == OPEN)
            if depth == 0:
                return k
        return -1

    def group(self, i: int) -> str:
        """Return the text of the parenthesis that opens with token *i*, (...) where it is long."""
        depth = 0
        for k in range(i, len(self.kinds) - 1):
            depth += (self.kinds[k] == OPEN) - (self.kinds[k] == CLOSE)
            if depth == 0:
                text = self.text[self.starts[i] : self.ends[k]]
                return text if len(text) <= _SHOWN else "(...)"
        return "(...)"

    def refuse(self, i: int, message: str, hint: str = "") -> NoReturn:
        """Raise ParseError with the place of token *i*."""
        raise ParseError(message, self.text, self.starts[i], hint)

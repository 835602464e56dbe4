"""The tokens of a text that is written anew, and what is to stand in their place.

>>> from symdiff.parser.scanner import split
>>> from symdiff.limits import DEFAULT
>>> sketch = Sketch(split("PI x", DEFAULT), Context())
>>> sketch.put(0, "pi", "PI is the constant pi")
>>> sketch.draft(None).text
'pi x'
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from symdiff.errors import UnknownName
from symdiff.parser.draft import Draft
from symdiff.parser.foreign import GREEK, canonical
from symdiff.parser.tokens import (
    BANG,
    BEGINS_OPERAND,
    CLOSE,
    COMMA,
    COMPARE,
    END,
    EQUALS,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    PLUS,
    POWER,
    SUPERSCRIPT,
    Context,
    Tokens,
)
from symdiff.parser.words import BARE_NAMES, CONVENTIONAL, NUMBERED, holds_function
from symdiff.records import NamedTuple
from symdiff.table.functions import CONSTANTS, NAMES

_CONDITIONS: Final = ("lt", "gt", "leq", "geq", "and", "or", "not")
"""Names of comparisons, and words between conditions."""
WORDS: Final = frozenset(("and", "or", "not", "if", "then", "else", "elseif"))
"""Words that are no names."""


class _Pairs(NamedTuple):
    """Parentheses: the token that closes each, the one that opens each, and the commas between them."""

    closes: dict[int, int]
    opens: dict[int, int]
    commas: dict[int, int]


class Sketch:
    """The tokens of a text in the making, and what is known of the names in it."""

    def __init__(self, tokens: Tokens, context: Context, is_code: bool = False) -> None:
        self.tokens = tokens
        self.is_code = is_code
        """Whether the text is of a program, in which each word is one name."""
        self.context = context
        names, kinds = tokens.names, tokens.kinds
        primed = {name.rstrip("'") for name in names if name[-1:] == "'"}
        self.functions = context.functions | {name for name in primed if not canonical(name)}
        self.defined = {name for i, name in enumerate(names) if name and kinds[i + 1] == EQUALS}
        self.variables = context.symbols
        """What the formula is derived by, and what is declared."""
        self.alone = self.variables | {
            name
            for i, name in enumerate(names)
            if (len(name) == 1 or name in GREEK or re.fullmatch(NUMBERED, name))
            and name not in CONSTANTS
            and kinds[i + 1] != OPEN
        }
        self.known = self.alone | CONVENTIONAL
        """Letters that may be names where they stand in a word."""
        self.free = {
            name
            for i, name in enumerate(names)
            if i == 0 or kinds[i - 1] != NUMBER or tokens.ends[i - 1] != tokens.starts[i]
        }
        """Names that stand somewhere not right behind a number."""
        self._pairs: _Pairs | None = None
        self.instead: dict[int, list[tuple[str, int]]] = {}
        """New text of tokens, in parts with the place of each."""
        self.before: dict[int, str] = {}
        self.applied: dict[int, int] = {}
        """Where the argument of a function ends that has no parentheses, and the function."""
        self.behind: dict[int, str] = {}
        self.reasons: list[str] = []
        self.asides: list[str] = []

    def put(self, i: int, part: str, reason: str) -> None:
        self.instead[i] = [(part, self.tokens.starts[i])]
        self.reasons.append(reason)

    def is_bare(self, i: int) -> bool:
        """Return whether token *i* is a function that needs no parentheses."""
        name = self.tokens.names[i] if i >= 0 else ""
        return name in BARE_NAMES and name not in self.variables and name not in self.defined

    def is_exponential(self, i: int) -> bool:
        """Return whether a power of e begins with token *i*: a function, as exp is."""
        name = self.tokens.names[i]
        is_e = name in ("e", "E") and name not in self.variables and name not in self.defined
        return is_e and self.tokens.kinds[i + 1] in (POWER, SUPERSCRIPT)

    def is_function(self, i: int) -> bool:
        """Return whether token *i* is a function, of another language too, or a word with one in it."""
        name = self.tokens.names[i]
        if name in self.variables or name in self.defined:
            return False
        return name in NAMES or (len(name) > 1 and (canonical(name) != "" or holds_function(name)))

    def begins_argument(self, i: int) -> bool:
        """Return whether an argument without parentheses begins with token *i*, or a power of a function."""
        kinds, names = self.tokens.kinds, self.tokens.names
        if kinds[i] == POWER:
            i += 3 if kinds[i + 1] == MINUS else 2
        elif kinds[i] == SUPERSCRIPT:
            i += 1
        return i < len(kinds) and kinds[i] in BEGINS_OPERAND and names[i] not in WORDS

    def base_of_power(self, i: int) -> str:
        """Return the text of the base where token *i* begins an exponent, else nothing."""
        tokens = self.tokens
        before = i - 1
        while before >= 0 and tokens.kinds[before] in (MINUS, PLUS):
            before -= 1
        if before < 1 or tokens.kinds[before] != POWER:
            return ""
        return tokens.text[tokens.starts[self.operand(before - 1)] : tokens.ends[before - 1]]

    def refuse_both(self, i: int, word: str, one: str, other: str) -> NoReturn:
        declare = f", or declare the variable (symbols={word!r})" if word.isidentifier() else ""
        raise UnknownName(
            f"{word!r} has two readings: {one} or {other}",
            self.tokens.text,
            self.tokens.starts[i],
            f"write {one} or {other}{declare}",
        )

    def after_powers(self, j: int) -> int:
        """Return the token after the powers that stand at *j*, *j* itself where there are none."""
        kinds = self.tokens.kinds
        while kinds[j] in (POWER, SUPERSCRIPT):
            j += 1
            if kinds[j - 1] == POWER:
                while kinds[j] in (MINUS, PLUS):
                    j += 1
                if kinds[j] == NAME and kinds[j + 1] == OPEN and self.tokens.names[j] in NAMES:
                    j += 1
                if kinds[j] == OPEN:
                    j = self.closing(j)
                if kinds[j] == END:
                    return j
                j += 1
        return j

    def closing(self, i: int) -> int:
        """Return the token that closes the parenthesis *i*, the end where none does; *i* where it is none."""
        if self.tokens.kinds[i] != OPEN:
            return i
        return self._matched().closes.get(i, len(self.tokens.kinds) - 1)

    def arguments(self, i: int) -> int:
        """Return how many arguments stand in the parenthesis that opens with token *i*."""
        return 1 + self._matched().commas.get(i, 0)

    def is_condition(self, i: int) -> bool:
        """Return whether a condition is the argument that begins with token *i*: it has a comparison.

        Cost: linear in the argument."""
        return self._condition(i)[0]

    def is_condition_behind(self, i: int) -> bool:
        """Return whether a condition is the argument behind the one that begins with token *i*."""
        end = self._condition(i)[1]
        return self.tokens.kinds[end] == COMMA and self._condition(end + 1)[0]

    def _condition(self, i: int) -> tuple[bool, int]:
        """Return whether an argument is a condition, and the token behind it."""
        kinds, names = self.tokens.kinds, self.tokens.names
        found, depth = False, 0
        while kinds[i] != END and (depth > 0 or kinds[i] not in (COMMA, CLOSE)):
            depth += (kinds[i] == OPEN) - (kinds[i] == CLOSE)
            found |= depth == 0 and (kinds[i] == COMPARE or names[i] in _CONDITIONS)
            i += 1
        return found, i

    def opening(self, i: int) -> int:
        """Return the token that opens what token *i* closes, the first where none does; *i* where it closes
        nothing."""
        if self.tokens.kinds[i] != CLOSE:
            return i
        return self._matched().opens.get(i, 0)

    def _matched(self) -> _Pairs:
        """Return what opens and closes what. Cost: linear, once."""
        if self._pairs is None:
            self._pairs = found = _Pairs({}, {}, {})
            opened: list[int] = []
            for i, kind in enumerate(self.tokens.kinds):
                if kind == OPEN:
                    opened.append(i)
                elif kind == CLOSE and opened:
                    found.closes[opened[-1]] = i
                    found.opens[i] = opened.pop()
                elif kind == COMMA and opened:
                    found.commas[opened[-1]] = found.commas.get(opened[-1], 0) + 1
        return self._pairs

    def operand(self, i: int) -> int:
        """Return where the operand of a postfix or power begins that ends with token *i*."""
        tokens = self.tokens
        while i > 0 and tokens.kinds[i] in (SUPERSCRIPT, BANG):
            i -= 1
        if tokens.kinds[i] == CLOSE:
            i = self.opening(i)
            if i > 0 and tokens.kinds[i - 1] == NAME and tokens.ends[i - 1] == tokens.starts[i]:
                i -= 1
        return i

    def draft(self, order: list[int] | None) -> Draft:
        tokens = self.tokens
        draft = Draft(tokens.text)
        draft.reasons, draft.asides = self.reasons, self.asides
        last = -2
        for i in order if order is not None else range(len(tokens.kinds) - 1):
            start, end = tokens.starts[i], tokens.ends[i]
            if last >= 0 and i == last + 1:
                draft.keep(tokens.ends[last], start)
            last = i
            draft.put(self.before.get(i, ""), start)
            parts = self.instead.get(i)
            if parts is None:
                draft.keep(start, end)
            else:
                for part, place in parts:
                    if part and tokens.text.startswith(part, place):
                        draft.keep(place, place + len(part))
                    else:
                        draft.put(part, place)
            draft.put(self.behind.get(i, ""), end - 1)
        return draft

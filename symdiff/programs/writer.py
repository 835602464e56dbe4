"""A straight program as statements of a language: what is used once is written where it is used.

A language is a subclass of `Writer`, which says how numbers, calls, comparisons and choices are written. No
product or sum is regrouped, so that each language rounds as the program does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Final, NamedTuple
from unicodedata import name as character_name
from unicodedata import normalize

from symdiff.errors import Unsupported
from symdiff.programs.layout import Part
from symdiff.programs.program import (
    BOTH,
    CALL,
    COMPARED,
    CONST,
    EITHER,
    INPUT,
    NEGATED,
    NEITHER,
    POWER,
    SELECT,
    TRUTH,
    Operation,
    Program,
    rounded,
)
from symdiff.table.functions import row_of

_LONGEST: Final = 90
"""Characters of an expression from which on it gets a name."""
ATOM, UNARY, PRODUCT, SUM, COMPARISON, LOGIC, CHOICE = 7, 6, 5, 4, 3, 2, 1
"""How tightly the parts of an expression hold together."""
_NUMBERS: Final = 12
"""Whole numbers in a line."""
_OWN: Final = r"[tc]\d+|out|value|gradient|jacobian|hessian|outputs|entries|work|nan|n|k"
"""Names that files give to something themselves."""
_TRUTHS: Final = frozenset((BOTH, EITHER, NEITHER, TRUTH, *COMPARED.values()))


class Text(NamedTuple):
    """An expression, and how tightly it holds together."""

    text: str
    level: int


class Statement(NamedTuple):
    """A name for a value."""

    name: str
    text: str
    is_truth: bool


class Writer:
    """Writes the values of a program."""

    language: ClassVar[str]
    reserved: ClassVar[frozenset[str]] = frozenset()
    folds_case: ClassVar[bool] = False
    """Whether `x` and `X` are one name."""
    functions: ClassVar[dict[str, str]] = {}
    """Name of a row → its name in the language, or a template with {0}, {1}."""
    helpers: ClassVar[dict[str, str]] = {}
    """Functions that are written into the file where they are called: name → text."""
    signs: ClassVar[dict[str, str]] = {"and": "&&", "or": "||", "not": "!", "!=": "!="}
    first: ClassVar[int] = 0
    """The number of the first entry of an array."""
    header: ClassVar[str] = ""
    """How the name of a header ends, in languages that have them."""
    single: ClassVar[bool] = False
    """Whether numbers can be of single precision."""
    derives: ClassVar[bool] = False
    """Whether it is a library that derives functions."""

    def __init__(self, program: Program, is_single: bool = False, function: str = "f") -> None:
        self.program = program
        self.function = function
        """The name of the function, which no argument may have."""
        self.is_single = is_single
        """Whether numbers are of single precision."""
        self.used: dict[str, None] = {}
        """Helpers that are called."""
        self.names = self._names()
        self.statements: list[Statement] = []
        self.outputs: list[str] = []
        self._write()

    @classmethod
    def has(cls, code: int) -> bool:
        """Return whether the language, or a helper, has the function of *code*."""
        return row_of(code).name in cls.functions or row_of(code).name in ("Max", "Min", "sign")

    # What a language says -------------------------------------------------------------------------

    def number(self, value: float) -> str:
        """Return a positive finite number."""
        text = repr(value)
        return text if set(text) & {".", "e"} else f"{text}.0"

    def special(self, value: float) -> str:
        """Return NaN or infinity."""
        raise NotImplementedError

    def call(self, name: str, arguments: list[Text]) -> Text:
        """Return the call of the row *name*."""
        form = self.functions[name]
        texts = [argument.text for argument in arguments]
        if "{" in form:
            return Text(form.format(*texts), ATOM)
        for word in re.findall(r"\w+", form):
            self.use(word)
        return Text(f"{form}({', '.join(texts)})", ATOM)

    def power(self, base: Text, exponent: Text) -> Text:
        self.use("power")
        return Text(f"power({base.text}, {exponent.text})", ATOM)

    def select(self, truth: Text, one: Text, other: Text) -> Text:
        return Text(f"{bound(truth, LOGIC)} ? {bound(one, CHOICE + 1)} : {bound(other, CHOICE)}", CHOICE)

    def truth(self, value: bool) -> str:
        return "true" if value else "false"

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file with the function *name*, that of a whole program with *main*."""
        raise NotImplementedError

    def divided(
        self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool
    ) -> tuple[str, str]:
        """Return the texts of a header and of a source that includes it, in languages that have headers."""
        raise NotImplementedError

    def patterns(self, name: str, parts: Sequence[Part]) -> list[tuple[str, list[int]]]:
        """Return the names and the numbers of the constants that say where entries of a matrix stand."""
        found = [part.pattern.constants(name, self.first) for part in parts if part.pattern is not None]
        return [constant for constants in found for constant in constants]

    # ----------------------------------------------------------------------------------------------

    def use(self, helper: str) -> None:
        if helper in self.helpers:
            self.used[helper] = None

    def _names(self) -> dict[str, str]:
        """Return a name of the language for each input."""
        taken: set[str] = set()
        found = {}
        for name in self.program.inputs:
            plain = plain_name(name)
            while (plain.lower() if self.folds_case else plain) in taken or self._is_reserved(plain):
                plain += "_"
            taken.add(plain.lower() if self.folds_case else plain)
            found[name] = plain
        return found

    def _is_reserved(self, name: str) -> bool:
        key = name.lower() if self.folds_case else name
        function = self.function.lower() if self.folds_case else self.function
        return re.fullmatch(
            rf"{_OWN}|{function}(_(?i:batch|rows|columns|starts|part\d+))?", key
        ) is not None or self.is_reserved(key)

    @classmethod
    def is_reserved(cls, name: str) -> bool:
        """Return whether a name stands for something else in the language, or in a file of it."""
        called = {word for form in cls.functions.values() for word in re.findall(r"[A-Za-z_]\w*", form)}
        return name in cls.reserved or name in cls.helpers or name in called

    def _write(self) -> None:
        operations = self.program.operations
        uses = self.program.uses()
        final = set(self.program.outputs)
        texts: dict[int, Text] = {}
        for value, operation in enumerate(operations):
            written = self._written(operation, [texts[a] for a in operation.arguments])
            is_leaf = operation.kind in (INPUT, CONST, TRUTH)
            if not is_leaf and (uses[value] > 1 or (len(written.text) > _LONGEST and value not in final)):
                is_truth = operation.kind in _TRUTHS
                name = f"{'c' if is_truth else 't'}{len(self.statements) + 1}"
                self.statements.append(Statement(name, written.text, is_truth))
                written = Text(name, ATOM)
            texts[value] = written
        self.outputs = [texts[value].text for value in self.program.outputs]

    def _written(self, operation: Operation, arguments: list[Text]) -> Text:
        kind = operation.kind
        if kind == INPUT:
            return Text(self.names[str(operation.data)], ATOM)
        if kind == CONST:
            assert isinstance(operation.data, int | float | Fraction)
            return self._constant(operation.data)
        if kind == TRUTH:
            return Text(self.truth(bool(operation.data)), ATOM)
        if kind in "+-":
            return Text(f"{bound(arguments[0], SUM)} {kind} {bound(arguments[1], SUM + 1)}", SUM)
        if kind in "*/":
            return Text(f"{bound(arguments[0], PRODUCT)}{kind}{bound(arguments[1], PRODUCT + 1)}", PRODUCT)
        if kind == NEGATED:
            return Text(f"-{bound(arguments[0], UNARY + 1)}", SUM)
        if kind in COMPARED.values():
            sign = self.signs.get(kind, kind)
            return Text(
                f"{bound(arguments[0], COMPARISON + 1)} {sign} {bound(arguments[1], COMPARISON + 1)}",
                COMPARISON,
            )
        if kind in (BOTH, EITHER):
            return Text(
                f"{bound(arguments[0], LOGIC + 1)} {self.signs[kind]} {bound(arguments[1], LOGIC + 1)}", LOGIC
            )
        if kind == NEITHER:
            return Text(f"{self.signs['not']}{bound(arguments[0], ATOM)}", UNARY)
        if kind == SELECT:
            return self.select(*arguments)
        if kind == POWER:
            return self.power(*arguments)
        assert kind == CALL
        assert isinstance(operation.data, int)
        name = row_of(operation.data).name
        if name in ("Max", "Min", "sign"):
            helper = {"Max": "larger", "Min": "smaller", "sign": "sign_of"}[name]
            self.use(helper)
            return Text(f"{helper}({', '.join([a.text for a in arguments])})", ATOM)
        return self.call(name, arguments)

    def _constant(self, exact: float | Fraction) -> Text:
        value = rounded(exact)
        if math.isnan(value):
            return Text(self.special(value), ATOM)
        if math.isinf(value):
            text = self.special(math.inf)
            return Text(text, ATOM) if value > 0 else Text(f"-{text}", SUM)
        if value < 0 or (value == 0 and math.copysign(1, value) < 0):
            return Text(f"-{self.number(-value)}", SUM)
        return Text(self.number(value), ATOM)


def bound(part: Text, level: int) -> str:
    """Return a part of an expression, in parentheses where it holds together less tightly than *level*."""
    return part.text if part.level >= level else f"({part.text})"


def rows_of(numbers: Sequence[int]) -> list[str]:
    """Return whole numbers with commas between them, as lines that are not too long."""
    lines = [numbers[start : start + _NUMBERS] for start in range(0, len(numbers), _NUMBERS)]
    texts = ["    " + ", ".join(map(str, line)) for line in lines]
    return [f"{text}," for text in texts[:-1]] + texts[-1:]


def plain_name(name: str) -> str:
    """Return a symbol in letters that every language takes: α is alpha.

    >>> plain_name("α_1"), plain_name("x'")
    ('alpha_1', 'x_')
    """
    parts = []
    for character in normalize("NFKD", name):
        if character.isascii() and (character.isalnum() or character == "_"):
            parts.append(character)
        else:
            said = character_name(character, "")
            parts.append(said.split()[-1].lower() if "LETTER" in said else "_")
    plain = "".join(parts)
    return plain if plain[:1].isalpha() else f"v{plain}"


def refuse(language: str, name: str) -> Unsupported:
    """Return the error of a function that a language lacks."""
    return Unsupported(
        f"{language} has no {name}, nor is one written for it",
        hint="choose another language, or give a formula for it",
    )


__all__ = [
    "ATOM", "CHOICE", "COMPARISON", "LOGIC", "PRODUCT", "SUM", "UNARY", "Statement", "Text", "Writer",
    "bound", "plain_name", "refuse", "rows_of",
]  # fmt: skip

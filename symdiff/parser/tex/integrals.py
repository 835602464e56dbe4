r"""Integrals, which are refused; where their derivative has no integral in it, it is told.

\int_a^b f(t) dt, whose bounds alone have an x in them, has the derivative f(b) b' - f(a) a'.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NoReturn

from symdiff.errors import SymdiffError
from symdiff.parser.draft import Draft
from symdiff.parser.tex.commands import NAMES_OF, WRAPPERS
from symdiff.parser.tex.source import Source
from symdiff.parser.tex.tokens import Token

_LONGEST: Final = 400
"""Characters of an integral that is looked into."""


class Integrals(Source):
    """Says what can be said of an integral."""

    def refuse_integral(self, token: Token, read: Callable[[str], Draft]) -> NoReturn:
        r"""Refuse the integral whose \int is *token*, before the next; *read* reads a part of it."""
        end = self.tokens[-1].end
        try:
            hint = self._derivative(read) if end - token.start <= _LONGEST else ""
        except SymdiffError:  # a part of it is not read
            hint = ""
        self.refuse(f"{token.text} is an integral, which symdiff does not compute", token, hint)

    def _derivative(self, read: Callable[[str], Draft]) -> str:
        """Return what is known of the derivative of the integral that follows; nothing where nothing is."""
        bounds: dict[str, Draft] = {}
        while self.look().text in ("_", "^"):
            sign = self.take().text
            first = self.look().start
            self.over_group()
            bounds[sign] = read(self.text[first : self.tokens[self.at - 1].end])
        begin = self.at
        name = ""
        for place in range(begin, len(self.tokens) - 1):
            if self.tokens[place].text == "\\int":
                return ""
            if self.tokens[place].text == "d" or self.tokens[place].command == "differentialD":
                name, end = self._name_behind(place), place
        if not name:
            return "dx is missing behind what it is of"
        while self.tokens[end - 1].command in WRAPPERS or self.tokens[end - 1].text == "{":
            end -= 1
        inside = read(self.text[self.tokens[begin].start : self.tokens[end].start])
        if not bounds:
            return f"its derivative by {name} is what it is of, {self._simple(inside.text, inside.names)}"
        variables = frozenset[str]().union(*[bound.names for bound in bounds.values()])
        if len(variables) != 1 or set(bounds) != {"_", "^"}:
            return ""
        [variable] = variables
        if variable in inside.names - {name}:
            return f"its derivative by {variable} has an integral in it, too"
        parts = ""
        for sign, bound in (("+", bounds["^"]), ("-", bounds["_"])):
            if bound.names:
                slope, _ = self.derived(bound.text, variables, (variable,))
                parts += f"{sign} ({_put(inside.text, name, bound.text)})*({slope})"
        found = self._simple(parts, inside.names | variables)
        return f"its derivative by {variable} is {found} where what it is of is continuous between the bounds"

    def _name_behind(self, place: int) -> str:
        """Return the name behind the d of a differential at a place; nothing where none stands there."""
        after = self.tokens[place + 1]
        while after.text == "}":
            place += 1
            after = self.tokens[place + 1]
        return NAMES_OF.get(after.command, "") or (after.text if after.text.isalpha() else "")

    def _simple(self, text: str, names: frozenset[str]) -> str:
        return self.derived(text, names, ())[0]


def _put(text: str, name: str, value: str) -> str:
    """Return a formula in symdiff's notation with a value put for a name."""
    return re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w'])", lambda _: f"({value})", text)


__all__ = ["Integrals"]

r"""Derivatives: d/dx before the whole formula says what is wanted, and inside of it, it is taken.

In front of all that follows, \frac{d}{dx} x^2 is the question, and x^2 the formula. A part such as the
derivative in \frac{d}{dx}(x^2) + 1 is derived, and what it comes to stands there.
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import SymdiffError
from symdiff.parser.draft import Draft
from symdiff.parser.tex.blocks import ENDS
from symdiff.parser.tex.commands import (
    CLOSED_BY,
    FRACTIONS,
    MOVED,
    NAMES_OF,
    RELATIONS,
    SIGNS,
    TEXTS,
    WRAPPERS,
)
from symdiff.parser.tex.source import Pieces, Routine, Source, flat
from symdiff.parser.tex.tokens import Token
from symdiff.table.functions import CONSTANTS

OPERATORS: Final = (*FRACTIONS, "ddx", "dv", "pdv", "partial")
_SHORT: Final = 40
"""Tokens of a name, at most."""
_MOST: Final = 100
"""Derivatives of a part, at most."""
_CLOSING: Final = frozenset((*CLOSED_BY.values(),))


class Derivatives(Source):
    """Reads signs of derivatives, and what they are of."""

    def derivative_in_front(self) -> str:
        r"""Go over d/dx at the beginning, and return the variable; an empty text where there is none.

        Raises ParseError where the formula is not behind it, and for a higher order.
        """
        start = self.at
        names = self._operator()
        if not names:
            self.at = start
            return self._around_all()
        token = self.look()
        if token.text in ("", "=", "+", "-"):
            self.refuse("a derivative of nothing", self.tokens[start], "give the formula of the function")
        if len(names) > 1:
            self.refuse(
                "a derivative of a higher order", self.tokens[start], "give the formula alone, and the order"
            )
        return names[0]

    def _around_all(self) -> str:
        r"""Leave what stands in d(...)/dx alone where that is all, and return the variable; else an empty
        text."""
        start = self.at
        ahead = 2 if self.look(1).text == "\\left" else 1
        if self.look().text != "d" or "d" in self.symbols or self.look(ahead).text not in ("(", "["):
            return ""
        for _ in range(ahead + 1):
            self.take()
        first = self.at
        end = self.behind_braces().get(first - 1, -1)
        self.at = max(end, first)
        letter = ""
        if end > 0 and self.take().text == "/" and self.take().text == "d":
            letter = _name(self.take())
        is_all = letter != "" and self.look().text in ("", ".", "$", "$$", "\\)", "\\]", "}", "=", "?")
        inside = [token for token in self.tokens[first : end - 1] if token.text != "\\right"]
        self.at = start
        if not is_all or not inside:
            return ""
        self.tokens = [*inside, Token("", inside[-1].end, inside[-1].end)]
        self.at, self._behind = 0, None
        return letter

    def derivative(self, token: Token) -> Routine:
        """Read a derivative inside of a formula, the sign of which begins with *token* and is the next.

        Returns pieces with what it comes to, or nothing where no derivative stands there. Raises ParseError
        where it has several readings.
        """
        names = self._operator()
        if not names:
            return []
        for name in names:
            if name in CONSTANTS and name not in self.symbols:
                self.refuse(f"{name} is a constant", token, f"declare it as a variable (symbols='{name}')")
        begin = self.at
        start = self.look()
        if start.text in ENDS or start.text in "=+-*/^_<>":
            self.refuse("a derivative of nothing", token, "write behind it what is to be derived")
        opens = start.text in CLOSED_BY or (start.text == "\\left" and self.look(1).text in CLOSED_BY)
        found = yield (self.factor() if opens else self.term())
        after = self.look()
        is_whole = opens and self.tokens[self.at - 1].text in _CLOSING
        is_sign = after.text in ("+", "-")
        if not self._ends(after) or (is_sign and not is_whole and not self._is_operator_behind(after)):
            by = "".join([f"d{name}" for name in names])
            self.refuse(
                f"what d/{by} takes has two readings: all that follows, or what stands before this",
                after,
                "put parentheses around what is derived, and around its derivative in a product: "
                "\\left(\\frac{d}{dx}(...)\\right)",
            )
        shown = self.text[self.tokens[begin].start : self.tokens[self.at - 1].end].strip()
        return [("(", token.start), self._taken(found, names, shown, token), (")", token.end)]

    def _ends(self, after: Token) -> bool:
        """Return whether a term ends before *after*."""
        sign = SIGNS.get(after.command, "")
        if after.text in ENDS or after.text in ("+", "-", "=", "<", ">", ".") or sign in RELATIONS:
            return True
        return self.is_closed_by(after, True) or after.command in TEXTS

    def _is_operator_behind(self, sign: Token) -> bool:
        """Return whether a sign of a derivative stands behind *sign*."""
        start = self.at
        self.take()
        found = self.look().command in OPERATORS and bool(self._operator(asks=False))
        self.at = start
        return found

    def _taken(self, found: Pieces, names: list[str], shown: str, token: Token) -> Pieces:
        """Return the derivative of what is read, and say it."""
        inside = Draft(self.text)
        for piece, place in flat(found):
            inside.put(piece, place)
        try:
            result, where = self.derived(inside.text, frozenset(self.names), tuple(names))
        except SymdiffError as error:
            if error.column is None:
                raise type(error)(error.message, self.text, token.start, error.hint) from None
            raise inside.moved(error) from None
        shown = shown if len(shown) <= 40 else shown[:37] + "..."
        said = result if len(result) <= 60 else result[:57] + "..."
        by = ", ".join(dict.fromkeys(names))
        self.say(f"the derivative of {shown} by {by} is {said}" + (f" where {where}" if where else ""))
        return [(result, token.start)]

    # The sign itself ----------------------------------------------------------------------------

    def _operator(self, asks: bool = True) -> list[str]:
        r"""Go over d/dx, d^2/dx^2, \dv{x} and the like, and return the names; none, and perhaps further on,
        where no such sign stands there. Raises ParseError where it has the formula in it, if it *asks*."""
        if self.look().command not in OPERATORS or "d" in self.symbols:
            return []
        token = self.take()
        if token.command == "ddx":
            return ["x"]
        if token.command == "partial":
            return self._by_index(token, asks)
        if token.command in ("dv", "pdv"):
            return self._of_physics(token, asks)
        above, below = self._group(), self._group()
        if not above or not _is_d(above[0]):
            return []
        names = _differentials(below)
        order = _order(above[1:])
        if names and order:
            if order != len(names):
                self._ask(asks, "the orders above and below differ", token, "write \\frac{d^2}{dx^2}")
            return names
        if names and len(above) > 1:
            what = _spelled(above[1:])
            if what.isalpha():
                self._ask(asks, f"the formula of {what} is not there", token,
                          f"give it, as {what} = ..., or write {what}'(x) for its derivative")  # fmt: skip
            if above[1].text == "^" and not any(part.text == "(" for part in above):
                self._ask(
                    asks, "a derivative of a higher order", token, "give the formula alone, and the order"
                )
            self._ask(asks, "the formula stands inside of the derivative", token,
                      f"write it behind: \\frac{{d}}{{d{names[0]}}}(...)")  # fmt: skip
        return []

    def _ask(self, asks: bool, message: str, token: Token, hint: str) -> None:
        if asks:
            self.refuse(message, token, hint)

    def _by_index(self, token: Token, asks: bool) -> list[str]:
        r"""Read the index of \partial_x."""
        if self.look().text != "_":
            self._ask(
                asks,
                "this \\partial is no part of a derivative",
                token,
                "write \\frac{\\partial}{\\partial x}",
            )
            return []
        self.take()
        parts = self._group()
        names = [_name(part) for part in parts]
        return names if all(names) else []

    def _of_physics(self, token: Token, asks: bool) -> list[str]:
        r"""Read \dv{x} and \dv[2]{x}; \dv{f}{x} lacks the formula."""
        order = 1
        if self.look().text == "[":
            self.take()
            written = self.take().text
            order = int(written) if written.isdigit() else 0
            self.closed("]", token)
        parts = self._group()
        name = "".join([_name(part) for part in parts])
        if self.look().text == "{":
            self._ask(asks, f"the formula of {name} is not there", token, f"give it, as {name} = ...")
        return [name] * min(order, _MOST + 1) if name else []

    def _group(self) -> list[Token]:
        """Go over the next argument, and return its tokens without braces and fonts; of a long one without a
        d in front the first alone."""
        start = self.at
        self.over_group()
        found: list[Token] = []
        for part in self.tokens[start : self.at]:
            if part.text not in ("{", "}") and part.command not in WRAPPERS and part.command not in MOVED:
                found.append(part)
                if not _is_d(found[0]) and self.at - start > _SHORT:
                    break
        return found


def _is_d(token: Token) -> bool:
    return token.text == "d" or token.command in ("differentialD", "partial")


def _name(token: Token) -> str:
    return NAMES_OF.get(token.command, "") if token.command else token.text if token.text.isalpha() else ""


def _spelled(parts: list[Token]) -> str:
    return "".join([_name(part) or part.text for part in parts])


def _order(parts: list[Token]) -> int:
    """Return what stands behind the d above: its order, 0 where it is no whole number."""
    if not parts:
        return 1
    digits = "".join([part.text for part in parts[1:]])
    return min(int(digits), _MOST + 1) if parts[0].text == "^" and digits.isdigit() and len(digits) < 9 else 0


def _differentials(parts: list[Token]) -> list[str]:
    """Return the variables of dx, dx^2 or dx dy; none where something else stands there."""
    names: list[str] = []
    place = 0
    while place < len(parts):
        if not _is_d(parts[place]) or place + 1 >= len(parts) or not _name(parts[place + 1]):
            return []
        name = _name(parts[place + 1])
        place += 2
        index = ""
        if place < len(parts) and parts[place].text == "_":
            place += 1
            while place < len(parts) and parts[place].text != "^" and not _is_d(parts[place]):
                index += _name(parts[place]) or parts[place].text
                place += 1
        times = 1
        if place < len(parts) and parts[place].text == "^":
            digits = ""
            place += 1
            while place < len(parts) and parts[place].text.isdigit():
                digits += parts[place].text
                place += 1
            times = int(digits) if digits and len(digits) < 9 else 0
        names += [f"{name}_{index}" if index else name] * min(times, _MOST + 1)
    return names


__all__ = ["OPERATORS", "Derivatives"]

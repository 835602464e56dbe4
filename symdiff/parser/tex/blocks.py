"""Branches, and sums over an index, which are written out."""

from __future__ import annotations

from typing import Final

from symdiff.errors import TooLarge
from symdiff.parser.tex.commands import RELATIONS, SIGNS
from symdiff.parser.tex.quotients import Quotients
from symdiff.parser.tex.source import Pieces, Routine, is_whole
from symdiff.parser.tex.tokens import Token

_TERMS: Final = 1000
"""Terms of a sum that is written out, at most."""
_TOKENS: Final = 200_000
"""Signs in the terms of all sums of a text, at most, each time that a term is written out."""
ENDS: Final = frozenset(("", "}", ")", "]", ",", ";", "&", "\\\\", "\\right", "\\end", "\\}", "\\middle"))
"""What no formula goes on behind."""
_IN_BRACE: Final = ("array", "aligned", "matrix", "gathered")
"""Environments that have branches behind a brace."""
_CONDITIONS: Final = frozenset(("if", "for", "when", "where", "falls", "si", "se"))
_OTHERWISE: Final = frozenset(("otherwise", "elsewhere", "else", "sonst", "sinon"))
BEFORE_CONDITIONS: Final = (
    _CONDITIONS | _OTHERWISE | {"with", "provided", "whenever", "assuming", "on", "as", "given"}
)
"""Words that a condition begins with."""


class Blocks(Quotients):
    """Reads what holds several formulas."""

    spent = 0
    """Signs in the terms of sums that were written out."""

    def cases(self, token: Token, is_braced: bool = False) -> Routine:
        r"""Read branches, in an array too where it is *is_braced*: behind \left\{."""
        name = self.braced_text()
        if name not in ("cases", "dcases", "rcases", "cases*") and not (is_braced and name in _IN_BRACE):
            self.refuse(f"the environment {name} is not read inside of a formula", token)
        if name == "array":
            self.over_group()
        found: Pieces = [("Piecewise(", token.start)]
        outer, self.closers = self.closers, ["cases"]
        while True:
            row = self.look()
            self.closers = []
            value = yield self.expression()
            self.closers = ["cases"]
            while self.look().text in (",", "&", ";", "."):
                self.take()
            condition = yield self.condition()
            found += [("(", row.start), value, (", ", row.start), condition, (")", row.end)]
            while self.look().text in (".", ",", ";"):
                self.take()
            if self.look().text == "\\\\":
                self.take()
                if self.look().text != "\\end":
                    found.append((", ", row.end))
                    continue
            break
        self.closers = outer
        if self.look().text != "\\end":
            self.refuse("the cases are not closed", token, f"\\end{{{name}}} is missing")
        self.take()
        self.braced_text()
        return [*found, (")", token.end)]

    def condition(self) -> Routine:
        """Read the condition of a case, with or without a word before it."""
        token = self.look()
        while token.command in ("text", "mbox", "mathrm", "textrm", "hbox", "operatorname"):
            self.take()
            word, is_inside = self._words_of_condition()
            if is_inside:
                return (yield self._condition_in_text(word, token))
            if word in _OTHERWISE:
                return [("True", token.start)]
            if word not in _CONDITIONS and word not in ("", "and", "or"):
                self.refuse(f"{word!r} is no condition that is read", token, "write one as x > 0")
            token = self.look()
        if token.text in ("\\\\", "\\end"):
            return [("True", token.start)]
        found = yield self.expression()
        while self.look().command in ("text", "mbox", "mathrm", "textrm") or self.look().text == ",":
            sign = self.take()
            if sign.text == "," and self.look().text in ("\\\\", "\\end", ""):
                break
            word = self.braced_text().lower() if sign.command else "and"
            if word not in ("and", "or"):
                self.refuse(f"{word!r} is not read in a condition", sign)
            found = [found, (f" {word} ", sign.start), (yield self.expression())]
        return found

    def _words_of_condition(self) -> tuple[str, bool]:
        r"""Go over the text in braces and return it; over its first words alone, where formulas between
        dollars are in it. These stand between commas then."""
        start = self.at
        self.over_group()
        inside = range(start + 1, self.at - 1)
        self.at = start
        places = [place for place in inside if self.tokens[place].text in ("$", "\\(", "\\)")]
        if not places:
            return self.braced_text().lower().strip(" ,.:"), False
        for place in places:
            self.tokens[place] = self.tokens[place]._replace(text=",")
        words = self.text[self.tokens[start].end : self.tokens[places[0]].start]
        self.at = places[0] + 1
        return words.lower().strip(" ,.:"), True

    def _condition_in_text(self, word: str, token: Token) -> Routine:
        r"""Read what follows the first word of \text{if $x > 0$ and $x < 1$}, up to the brace."""
        if word not in _CONDITIONS and word:
            self.refuse(f"{word!r} is no condition that is read", token, "write one as x > 0")
        outer, self.closers = self.closers, []
        found = yield self.expression()
        while self.look().text in (",", ".", ";"):
            self.take()
            joined = ""
            while self.look().text.isalpha():
                joined += self.take().text
            if joined:
                if joined not in ("and", "or"):
                    self.refuse(f"{joined!r} is not read in a condition", token)
                self.take()
                found = [found, (f" {joined} ", token.start), (yield self.expression())]
        self.closers = outer
        self.closed("}", token)
        return found

    def sum(self, token: Token) -> Routine:
        """Read a sum over a letter, or write out a sum or a product between numbers."""
        if not self._is_between_numbers():
            return (yield self._over_letter(token))
        what, sign_between, of_none = (
            ("sum", " + ", "0") if token.command == "sum" else ("product", " * ", "1")
        )
        bounds: dict[str, str] = {}
        while self.look().text in ("_", "^"):
            sign = self.take()
            start = self.at
            self.over_group()
            bounds[sign.text] = "".join([t.text for t in self.tokens[start : self.at] if t.text not in "{}"])
        name, _, first = bounds.get("_", "").partition("=")
        last = bounds.get("^", "")
        if not name.isalpha() or not is_whole(first) or not is_whole(last):
            self.refuse(f"a {what} without its letter", token, f"write {token.text}_{{k=1}}^{{n}}")
        if int(last) - int(first) >= _TERMS:
            raise TooLarge(
                f"a {what} of {int(last) - int(first) + 1} terms; at most {_TERMS} are written out",
                self.text,
                token.start,
                "write it in another way",
            )
        found: Pieces = []
        start, outer = self.at, self.index
        for value in range(int(first), int(last) + 1):
            self.at = start
            self.index = {**outer, name: str(value)}
            term = yield self.term()
            self.spent += self.at - start
            if self.spent > _TOKENS:
                raise TooLarge(
                    f"sums that are written out are too long; at most {_TOKENS} signs",
                    self.text,
                    token.start,
                    "write them in another way",
                )
            found += [(sign_between, token.start)] if found else []
            found += [("(", token.start), term, (")", token.start)]
        self.index = outer
        if not found:
            self.at = start
            self.index = {**outer, name: "0"}
            yield self.term()
            self.index = outer
            found = [(of_none, token.start)]
        self.say(f"the {what} over {name} is written out")
        return [("(", token.start), found, (")", token.end)]

    def _is_between_numbers(self) -> bool:
        """Return whether the bounds that follow are whole numbers."""
        start, bounds = self.at, []
        while self.look().text in ("_", "^"):
            self.take()
            first = self.at
            self.over_group()
            bounds.append("".join([t.text for t in self.tokens[first : self.at] if t.text not in "{}"]))
        self.at = start
        return len(bounds) == 2 and all(is_whole(bound.rpartition("=")[2]) for bound in bounds)

    def _over_letter(self, token: Token) -> Routine:
        """Read a sum or a product with a bound that is no number, as sum(term, letter, from, to)."""
        letter, bounds = "", {}
        what = "sum" if token.command == "sum" else "product"
        hint = f"write {token.text}_{{k=1}}^{{n}}"
        while self.look().text in ("_", "^") and self.look().text not in bounds:
            sign = self.take()
            brace = self.look()
            if sign.text == "^":
                bounds["^"] = yield self.argument(f"a bound of the {what}", digits=False)
                continue
            is_ranged = brace.text == "{" and self.tokens[self.at + 2].text == "="
            if not is_ranged or not self.tokens[self.at + 1].text.isalpha():
                if brace.text.isalpha() or self.tokens[self.at + 1].text.isalpha():
                    index = brace.text if brace.text.isalpha() else self.tokens[self.at + 1].text
                    hint = f"write {token.text}_{{{index}=1}}^{{n}}"
                self.refuse(f"a {what} without its bounds", token, hint)
            self.take()
            letter = self.take().text
            self.take()
            outer, self.closers = self.closers, []
            bounds["_"] = yield self.expression()
            self.closers = outer
            self.closed("}", brace)
        if set(bounds) != {"_", "^"}:
            self.refuse(f"a {what} without its bounds", token, hint)
        if letter in self.index:
            self.refuse(f"a {what} inside of one that is written out", token, "write the terms out")
        start, around = self.look(), self.bound
        self.bound = (*around, letter)
        term = yield self.term()
        self.bound = around
        self.variable(letter, token)
        return [
            (f"{what}((", start.start), term, (f"), {letter}, ", token.start),
            bounds["_"], (", ", token.start), bounds["^"], (")", token.end),
        ]  # fmt: skip

    def term(self) -> Routine:
        """Read a product, up to a sign that adds."""
        found: Pieces = []
        product, below = found, -1
        ended = False
        while True:
            token = self.look()
            sign = SIGNS.get(token.command, "") if token.command else token.text if token.text in "*/" else ""
            if sign in ("*", "/") and ended:
                self.take()
                found.append((sign, token.start))
                ended = False
                product, below = found, len(found) if sign == "/" else -1
            elif (
                token.text in ENDS
                or token.text in "+-=<>."
                or sign in RELATIONS
                or self.is_closed_by(token, ended)
            ):
                if not ended:
                    self.refuse("a sum has no terms", token)
                return found
            else:
                if ended:
                    self.refuse_mixed(product[-1], token)
                    if below >= 0:
                        product, below = self.divisor(found, 0, below, token), -1
                    product.append(("*", token.start))
                product.append((yield self.factor()))
                ended = True


__all__ = ["BEFORE_CONDITIONS", "ENDS", "Blocks"]

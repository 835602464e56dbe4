r"""Letters that are functions where parentheses follow, behind a power too: \Gamma^{2}(x), J_{n}(x)."""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.tex.commands import MOVED, NAMES_OF, ON_LETTERS
from symdiff.parser.tex.source import Pieces, Routine, Source
from symdiff.parser.tex.tokens import Token

_ORDERS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{1,3})*")
_LONGEST: Final = 40
"""Tokens of orders in braces, at most."""
_HANKEL: Final = {"(1)": "hankel1", "(2)": "hankel2"}
"""What stands above an H → the function."""
_BOLD: Final = ("mathbf", "boldsymbol", "bm", "vec", "hat")
"""Commands before letters of vectors."""
_MOST: Final = 1000
"""Order of a derivative, at most."""


class Letters(Source):
    """Tells functions with names of one letter from factors."""

    only_above: bool | None = None
    """Whether each T of the text is an exponent; None where nobody has looked."""

    def behind_powers(self) -> int:
        """Return the place behind the powers that follow, and stay before them."""
        start = self.at
        while self.look().text == "^":
            self.take()
            self.over_group()
        place = self.at
        self.at = start
        return place

    def is_opened(self, place: int) -> bool:
        r"""Return whether parentheses open at a place, in braces or not."""
        start, self.at = self.at, place
        found = self._opens(0) or self.is_braced_call()
        self.at = start
        return found

    def _opens(self, ahead: int) -> bool:
        text = self.look(ahead).text
        return text == "(" or (text == "\\left" and self.look(ahead + 1).text in ("(", "["))

    def is_braced_call(self) -> bool:
        r"""Return whether braces follow that parentheses fill: f{\left(x\right)}."""
        if self.look().text != "{" or not self._opens(1):
            return False
        start = self.at
        self.over_group()
        end = self.at
        self.at = start
        for _ in range(self.in_parentheses()):
            self.take()
        is_filled = self.behind_braces().get(self.at - 1) == end - 1
        self.at = start
        return is_filled

    def index_ahead(self) -> tuple[str, int]:
        """Return the characters of the index that follows, and the place behind it, and stay before it."""
        start = self.at
        self.take()
        text = self.short_text()
        place = self.at
        self.at = start
        return text, place

    def is_indexed_call(self) -> bool:
        """Return whether an index follows, and parentheses behind it and its powers."""
        start = self.at
        self.at = self.index_ahead()[1]
        found = self.is_opened(self.behind_powers())
        self.at = start
        return found

    def is_hankel(self) -> bool:
        r"""Return whether ^{(1)}_{n} or ^{(2)}_{n} follows."""
        start = self.at
        self.take()
        found = self.short_text() in _HANKEL and self.look().text == "_" and self.is_indexed_call()
        self.at = start
        return found

    def of_letter(self, name: str, token: Token, is_function: bool = False) -> Routine:
        r"""Read J_n(x) and the like. One that is written as an operator *is_function* in any case.

        Raises ParseError where it may be a product.
        """
        function, power, index = ON_LETTERS[name], Pieces(), Pieces()
        start = self.at
        while self.look().text in ("^", "_"):
            sign = self.take()
            before = self.at
            is_label = bool(self._in_parentheses()[0])
            above = self.short_text()
            if sign.text == "^" and name == "H" and above in _HANKEL:
                function, is_function = _HANKEL[above], True
                continue
            self.at = before
            if sign.text == "_":
                index = yield self.argument("an index")
                continue
            if power or above == "-1" or is_label:
                self.refuse(
                    f"this exponent of {name} has several readings",
                    sign,
                    f"write \\left({name}_n(x)\\right)^k",
                )
            power = yield self.argument("an exponent")
        has_comma = self.has(",")
        if name == "I" and has_comma:
            _, inside, _ = yield self.fenced(commas=True)
            found = [
                ("betainc_regularized(", token.start),
                inside,
                (", ", token.start),
                index,
                (")", token.end),
            ]
        else:
            if not is_function and name not in "JY":
                self._refuse_letter(name, function, start, token)
            if has_comma:
                self.refuse(f"{name} with an index takes one argument", token, f"write {function}(n, x)")
            _, inside, _ = yield self.fenced(commas=True)
            found = [(f"{function}(", token.start), index, (", ", token.start), inside, (")", token.end)]
            self.say(f"{name}_n(...) is {function}(n, ...)")
        return self.raised(found, power, token)

    def raised(self, found: Pieces, power: Pieces, token: Token) -> Pieces:
        """Return a function that is raised to a power, if there is one."""
        if not power:
            return found
        return [("(", token.start), found, (")^(", token.start), power, (")", token.end)]

    def _refuse_letter(self, name: str, function: str, start: int, token: Token) -> None:
        self.at = start
        if self.look().text == "^":
            self.at = self.behind_powers()
        index = self.index_ahead()[0]
        self.refuse(
            f"{name}_{index}(...) has two readings",
            token,
            f"declare {name}_{index} (symbols='{name}_{index}'), or write {function}({index}, ...), "
            f"which is \\operatorname{{{name}}}_{{{index}}}(...)",
        )

    def order_in_parentheses(self, full: str, token: Token) -> str:
        """Go over ^{(3)} or ^{(1,0)} before an argument, and return the name of the derivative; an empty text
        where it is not there.

        Raises ParseError for another superscript in parentheses, which may be an order, a label or a power.
        """
        if self.look().text != "^":
            return ""
        if self.look(1).text == "{" and self.look(2).text == "[":
            self.refuse(
                f"{full}^{{[...]}} has two readings: a label, or a power", token,
                f"write an index, {full}_{{...}}, or leave out the brackets",
            )  # fmt: skip
        start = self.at
        self.take()
        inside, is_sized = self._in_parentheses()
        self.over_group()
        written = "".join([part.text for part in inside])
        if _ORDERS.fullmatch(written) and self.is_opened(self.at) and full not in self.symbols:
            orders = [int(order) for order in written.split(",")]
            if sum(orders) <= _MOST and (not is_sized or len(orders) > 1 or full in self.functions):
                by = [str(place) for place, order in enumerate(orders, 1) for _ in range(order)]
                return f"D[{', '.join(by)}]({full})" if len(orders) > 1 else full + "'" * orders[0]
        self.at = start
        if len(inside) != 1 or is_sized:
            return ""
        self.refuse(
            f"{full}^{{({written})}} has two readings: a derivative of that order, or a power",
            token,
            f"write {full}'(x) with as many primes, or {full}^{{{written}}}",
        )

    def label_of_entry(self) -> str:
        r"""Go over ^{(i)}, where i is the letter of a sum around, and return the letter; an empty text where
        it is not there."""
        if self.look().text != "^" or not (self.bound or self.index):
            return ""
        start = self.at
        self.take()
        inside, _ = self._in_parentheses()
        letter = inside[0].text if len(inside) == 1 else ""
        if letter in self.bound or letter in self.index:
            self.over_group()
            return self.index.get(letter, letter)
        self.at = start
        return ""

    def _in_parentheses(self) -> tuple[list[Token], bool]:
        r"""Return what stands in parentheses that fill the braces that follow, if it is short, and whether
        these are \left and \right."""
        start = self.at
        is_braced = self.look().text == "{"
        self.over_group()
        parts = self.tokens[start + 1 : self.at - 1] if is_braced and self.at - start <= _LONGEST else []
        self.at = start
        parts = [part for part in parts if part.command not in MOVED]
        is_sized = len(parts) > 3 and (parts[0].text, parts[-2].text) == ("\\left", "\\right")
        if is_sized:
            parts = [*parts[1:-2], parts[-1]]
        is_closed = len(parts) > 2 and (parts[0].text, parts[-1].text) == ("(", ")")
        return (parts[1:-1], is_sized) if is_closed else ([], is_sized)

    def refuse_power_before_name(self, full: str, place: int, token: Token) -> None:
        r"""Refuse \phi^2(x), where parentheses at *place* behind a power hold one name: the square of a
        function, or a product."""
        start, self.at = self.at, place
        ahead = self.in_parentheses()
        inside, closer = self.look(ahead), self.look(ahead + 1).text
        self.at = start
        is_name = inside.text.isalpha() or inside.command in NAMES_OF
        if is_name and closer in (")", "\\right") and inside.text != token.text:
            what = inside.text.lstrip("\\")
            self.refuse(
                f"{full}^{{...}}({what}) has two readings: a power of a function, or a product",
                token,
                f"leave out the parentheses around {what}, or declare the function (functions='{full}') and "
                f"write {full}({what})^{{...}}",
            )

    def refuse_transpose(self, base: Token, power: Token) -> None:
        """Refuse w^T x, where the T of a *power* may be no exponent. *base* is the operand before it."""
        is_name = base.text.isalpha() or base.command in NAMES_OF or base.command in _BOLD
        start = self.at
        if not is_name or self.short_text() != "T" or "T" in self.symbols:
            self.at = start
            return
        self.at = start
        if self.only_above is None:
            before = [self.tokens[at - 1].text for at, token in enumerate(self.tokens) if token.text == "T"]
            self.only_above = set(before) <= {"^", "{"}
        if self.only_above:
            shown = self.text[base.start : power.start].strip()
            self.refuse(
                f"{shown}^T has two readings: a transpose, or a power", base,
                "write the products out, or declare T as a variable (symbols='T')",
            )  # fmt: skip

    def script(self, token: Token) -> Routine:
        r"""Read \mathcal{E}(x|m), the one function that has a letter of a script."""
        written = self.short_text()
        if written != "E" or not self.is_opened(self.at) or not self.has("\\middle"):
            self.refuse(
                f"{token.text}{{{written}}} is not read", token,
                f"write \\mathrm{{{written}}}, or another name",
            )  # fmt: skip
        return [("jacobi_epsilon", token.start), (yield self.fenced(commas=True))]

    def polylog(self, token: Token) -> Routine:
        if self.look().text != "_":
            self.refuse("Li has no order", token, "write \\operatorname{Li}_{2}(x), or polylog(2, x)")
        self.take()
        order = yield self.argument("an order")
        power = Pieces()
        if self.look().text == "^":
            self.take()
            power = yield self.argument("an exponent")
        inside = yield self.fenced(commas=True)
        found = [("polylog(", token.start), order, (", ", token.start), inside, (")", token.end)]
        return self.raised(found, power, token)


__all__ = ["Letters"]

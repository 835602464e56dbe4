r"""What a slash takes: the product behind it, as in `E/kT`, or one number, as in `1/2 x`.

`\frac` says where its parts end. A slash does not, and is read as it is in symdiff's own notation.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from symdiff.parser.tex.commands import FRACTIONS
from symdiff.parser.tex.source import Pieces, Source, pieces_of
from symdiff.parser.tex.tokens import Token

_WORD: Final = re.compile(r"(?<![\w.])[^\W\d]\w*")
_FIXED: Final = frozenset(("pi", "sqrt", "cbrt"))
"""What may stand in a constant, besides numbers."""
_MOST: Final = 64
"""Pieces of a part that is looked at: what is longer is no constant."""
_SHOWN: Final = 20
"""Characters of a divisor that a note repeats."""


class Quotients(Source):
    """Tells what belongs to a divisor, and numbers from products of numbers."""

    def divisor(self, found: Pieces, term: int, below: int, token: Token) -> Pieces:
        """Return the list that the factor which begins with *token* belongs to.

        *found* has the term from *term* on, and what stands behind its slash from *below* on. A quotient of
        constants is a coefficient, and so is one whose divisor is a parenthesis without a variable.
        Cost: bounded.
        """
        start = found[below - 1][1] + (1 if self.text[found[below - 1][1]] == "/" else len("\\div"))
        shown = self.text[start : min(token.start, start + _SHOWN)].strip()
        shown += "..." if token.start > start + _SHOWN else ""
        factor = "(...)" if token.text == "(" or token.command == "left" else token.text
        divisor = _text(found[below:])
        names = frozenset(_WORD.findall(divisor))
        fixed = names <= _FIXED or (
            divisor[:1] == "(" and bool(self.symbols) and names.isdisjoint(self.symbols)
        )
        if fixed and divisor and _FIXED.issuperset(_WORD.findall(_text(found[term : below - 1]) or "x")):
            self.say(f"/{shown} divides what stands before it, and {factor} is a factor")
            return found
        self.say(f"/{shown} {factor} is /({shown} {factor})")
        inside = found[below:]
        found[below:] = [("(", token.start), inside, (")", token.start)]
        return inside

    def refuse_mixed(self, before: Pieces, token: Token) -> None:
        r"""Refuse 3\frac{1}{2}: three and a half, or a product. *before* is the factor before *token*."""
        number = _text([before])
        if token.command not in FRACTIONS or not number.isdigit():
            return
        start = self.at
        self.take()
        above, below = self.short_text(), self.short_text()
        self.at = start
        if above.isdigit() and below.isdigit():
            self.refuse(
                f"{number}\\frac{{{above}}}{{{below}}} has two readings: a mixed number, or a product",
                token,
                f"write {number} + \\frac{{{above}}}{{{below}}}, or put \\cdot between them",
            )

    def refuse_one_above(self, exponent: Pieces, power: Token) -> None:
        """Refuse x^1/2, a half of x or its root. *exponent* stands behind the sign *power*."""
        below = self.look(1).text
        if exponent == [("1", power.end)] and self.look().text == "/" and below.isdigit():
            self.refuse(
                "this exponent 1 has two readings: LaTeX takes 1 alone", power,
                f"write ^{{1/{below}}} for the root, or leave the exponent out",
            )  # fmt: skip

    def is_end_of_sentence(self, token: Token, ended: bool) -> bool:
        """Return whether *token* is a full stop, and no point that a number begins with; *ended* says whether
        an operand ends before it."""
        after = self.look(1)
        begins = not ended and after.text.isdigit() and after.start == token.end
        return token.text == "." and not begins


def _text(pieces: Pieces) -> str:
    """Return the text of *pieces*; nothing where there are more than `_MOST`."""
    found = [piece for piece, _ in islice(pieces_of(pieces), _MOST + 1)]
    return "".join(found) if len(found) <= _MOST else ""


__all__ = ["Quotients"]

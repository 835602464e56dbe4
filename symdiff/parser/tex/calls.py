"""Functions with their arguments, quotients and roots, parentheses and bars."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from symdiff.parser.doubts import bars_note
from symdiff.parser.tex.blocks import ENDS
from symdiff.parser.tex.commands import (
    AS_NAMES,
    CLOSED_BY,
    CONSTANTS,
    FENCES,
    FUNCTIONS,
    INVERSES,
    MOVED,
    NAMES_OF,
)
from symdiff.parser.tex.source import Pieces, Routine, Source, flat, pieces_of
from symdiff.parser.tex.tokens import Token

_OPERANDS: Final = frozenset((
    "frac", "dfrac", "tfrac", "cfrac", "sqrt", "binom", "dbinom", "tbinom", "operatorname", "mathrm",
    "mathit", "mathsf", "mathbf", "mathtt", "boldsymbol", "bm",
))  # fmt: skip
"""Commands that an argument without parentheses may begin with."""
_ORDER: Final = re.compile(r"\((\w+)\)")
"""What stands above a function for a derivative of it, as in f^{(3)}."""
_LONG: Final = 20
"""Digits of the base of a power, at most."""
_CIRCULAR: Final = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))


class Calls(Source):
    """Reads what takes arguments, and what stands between signs that open and close."""

    def function(self, name: str, token: Token) -> Routine:
        """Read the powers, the base and the argument of a function."""
        power: Pieces = []
        inside: Pieces
        base: Pieces = []
        is_inverse = False
        while self.look().text in ("^", "_"):
            sign = self.take()
            if sign.text == "_":
                base = yield self.argument("a base")
                if name not in ("log", "log10", "beta"):
                    self.refuse(f"an index of {name} is not read", sign)
                name = "log" if name == "log10" else name
                continue
            if power:
                self.refuse(f"{name} has two exponents", sign, "give one of them")
            start = self.at
            power = yield self.argument("an exponent")
            is_inverse = self.written_since(start) == "-1"
            order = _ORDER.fullmatch("".join([piece for piece, _ in islice(pieces_of(power), 8)]))
            if order and name != "digamma":
                self.refuse(
                    f"{name}^{{{order[0]}}} has two readings: a derivative of that order, or a power",
                    sign,
                    f"give the derivative, or write \\{name}^{{{order[1]}}}",
                )
        if name == "digamma" and power and self._is_order(power):
            inside = yield self.fenced(commas=True)
            return [
                ("polygamma", token.start),
                ("(", token.start),
                power,
                (", ", token.start),
                inside,
                (")", token.end),
            ]
        if self.primes():
            self.refuse(f"{name}' asks for a derivative", token, "give the formula alone")
        if is_inverse:
            self._refuse_reciprocal(name, token)
            self.say(f"{name}^(-1) is the inverse function")
            name, power = INVERSES[name], []
        opener = self.look()
        if (base or power) and opener.text in ENDS:
            self._refuse_index(name, bool(base), token)
        if opener.text == "\\left" or opener.text in CLOSED_BY or opener.text == "{":
            if opener.text == "{" and not self.is_braced_call():
                is_inner = self.look(1).text in CLOSED_BY or self.look(1).command == "left"
                inside = [
                    ("(", opener.start),
                    (yield self.argument("an argument", True)),
                    (")", opener.end),
                ]
                if self.look().text == "^" and not is_inner:
                    self.refuse(
                        f"{name} of what is in braces, and then a power, has two readings",
                        self.look(),
                        f"write \\{name}(x)^2 for the power of {name}, or \\{name}(x^2)",
                    )
            else:
                is_fence = opener.text == "\\left" and self.look(1).text in FENCES
                inside = yield self.fenced(commas=True)
                if is_fence:
                    inside = [("(", opener.start), inside, (")", opener.end)]
        elif opener.text in FENCES:
            inside = [("(", opener.start), (yield self.fenced()), (")", opener.end)]
        else:
            inside = [("(", opener.start), (yield self.bare(name, token)), (")", opener.end)]
        written = "".join([piece for piece, _ in islice(pieces_of(base), 3)])
        found: Pieces
        if base and name == "beta":
            found = [("beta_incomplete(", token.start), inside[1], (", ", token.end), base, (")", token.end)]
        elif written in ("2", "10"):
            found = [(f"log{written}", token.start), inside]
        elif base:
            found = [("(log", token.start), inside, ("/log(", token.start), base, ("))", token.start)]
        else:
            found = [(name, token.start), inside]
        if power:
            found = [("(", token.start), found, (")^(", token.start), power, (")", token.end)]
        return found

    def _refuse_reciprocal(self, name: str, token: Token) -> None:
        r"""Refuse \ln^{-1}(x): only functions with an inverse that is written so have a reading."""
        if name not in INVERSES:
            self.refuse(
                f"{name}^{{-1}} has two readings: the inverse function, or 1/{name}",
                token,
                f"write \\frac{{1}}{{{token.text}(x)}} for the quotient, or the inverse by its name",
            )

    def _refuse_index(self, name: str, is_base: bool, token: Token) -> None:
        """Refuse a function with a base or an exponent and no argument: it may have slipped into these."""
        if is_base:
            self.refuse(
                f"{name} has a base and no argument", token,
                f"write \\{name}(x) for the {name} of what stands there, or \\{name}_{{2}}(x) with a base",
            )  # fmt: skip
        self.refuse(
            f"{name} has an exponent and no argument", token,
            f"write \\{name}(x), or \\{name}^{{2}}(x) with an exponent",
        )  # fmt: skip

    def _is_order(self, power: Pieces) -> bool:
        text = "".join([piece for piece, _ in flat(power)])
        return text[:1] == "(" and text[-1:] == ")"

    def bare(self, name: str, function: Token) -> Routine:
        """Read an argument without parentheses: the factors up to a sign, a function or a parenthesis."""
        found: Pieces = []
        first = self.look()
        while True:
            token = self.look()
            text, command = token.text, token.command
            is_operand = (
                text.isalnum() or command in NAMES_OF or command in CONSTANTS
                or command in _OPERANDS or command in AS_NAMES
            )  # fmt: skip
            if text.isalpha() and found and self.spells_function():
                is_operand = False
            if command == "operatorname" and found:
                is_operand = False
            if found and self._is_exponential() and not self._is_number(found):
                head = self.text[function.start : token.start].strip(" \\,;:!")
                self.say(f"{head} e^... is ({head})*e^...")
                is_operand = False
            if found and text.isdigit() and not self._is_number(found):
                number = self._base()
                if number:
                    head = self.text[function.start : token.start].strip(" \\,;:!")
                    self.say(f"{head} {number}^... is ({head})*{number}^...")
                    is_operand = False
            if not is_operand:
                break
            if found:
                found.append(("*", token.start))
            found.append((yield self.factor()))
            if self.look().text == "!":
                found.append(("!", self.take().start))
        if found and (token.text in ("(", "[") or command == "left") and self._is_number(found):
            number = self.text[function.end : token.start]
            if name == "log" and number.isdigit():
                self.refuse(
                    f"{function.text}{number}(...) has two readings: a base, or a factor",
                    function,
                    f"write \\log_{{{number}}}(...), or \\log({number}(...))",
                )
            return [*found, ("*", token.start), (yield self.factor())]
        if found:
            if token.text == "/":
                self._refuse_number_above(name, found, token)
                head = self.text[function.start : first.start].strip()
                self._check_slash(found, head, self.text[first.start : token.start].strip(), token)
            return found
        if token.text in "+-" and token.text:
            self.refuse(
                f"{name} has a sign where its argument is expected", token, "put parentheses around it"
            )
        if command in FUNCTIONS or command in ("sum", "prod"):
            return (yield self.factor())  # sin cos x
        self.refuse(f"{name} has no argument", function, f"write \\{name}(...)")

    def _is_exponential(self) -> bool:
        """Return whether a power of e follows, which is a function as exp is."""
        is_e = self.look().text == "e" and "e" not in self.symbols
        return (is_e or self.look().command == "exponentialE") and self.look(1).text == "^"

    def _base(self) -> str:
        """Return the number that follows if a power of it does, else nothing."""
        number = ""
        for ahead in range(_LONG):
            token = self.look(ahead)
            if token.text == "^":
                return number
            if not (token.text.isdigit() or token.text == "."):
                break
            number += token.text
        return ""

    def _refuse_number_above(self, name: str, found: Pieces, token: Token) -> None:
        r"""Refuse \sin 1/x, which is \sin(1/x) or (\sin 1)/x, and \sin\pi/6. \ln 2/x is (\ln 2)/x."""
        number = "".join([piece for piece, _ in flat(found)])
        is_turn = name in _CIRCULAR and self._is_number(found)
        if number == "1" or is_turn or (number.isdigit() and name not in ("log", "log10")):
            number = number.replace("*", " ").replace("pi", "\\pi")
            self.refuse(
                f"\\{name} {number}/... has two readings: the slash in its argument, or behind it",
                token,
                f"write \\{name}\\frac{{{number}}}{{...}}, or \\frac{{\\{name} {number}}}{{...}}",
            )

    def _check_slash(self, found: Pieces, head: str, argument: str, slash: Token) -> None:
        r"""Refuse \cos 2\pi x/L, whose divisor may belong to the argument, and say what \sin x/2 is.

        *head* and *argument* are what is written for the function and for its argument.
        """
        factors = [piece for piece in found if isinstance(piece, list)]
        if len(factors) > 1 and not self._is_number(found):
            self.refuse(
                f"{head} {argument}/... has two readings: the slash in its argument, or behind it",
                slash,
                f"write {head}\\frac{{{argument}}}{{...}}, or \\frac{{{head} {argument}}}{{...}}",
            )
        divisor = self.look(1)
        if (divisor.text.isalnum() or divisor.command in NAMES_OF) and divisor.text not in argument:
            both = f"{argument}/{divisor.text}"
            self.say(
                f"{head} {both} is ({head} {argument})/{divisor.text}; write {head}({both}) for the other"
            )

    def _is_number(self, found: Pieces) -> bool:
        text = "".join([piece for piece, _ in islice(pieces_of(found), 8)])
        return re.fullmatch(r"[0-9.]+(\*pi)?|pi", text) is not None

    def spells_function(self) -> bool:
        """Return whether the letters that follow begin with the name of a function."""
        run = ""
        for token in self.tokens[self.at : self.at + 8]:
            if not token.text.isalpha():
                break
            run += token.text
        return any(run[:length] in FUNCTIONS for length in range(2, len(run) + 1))

    def quotient(self, token: Token) -> Routine:
        start = self.at
        top_text, bottom_text = self.short_text(), self.short_text()
        if (
            top_text[:1] == "d"
            and len(top_text) == 2
            and "d" not in self.symbols
            and top_text[1] in bottom_text
        ):
            self.refuse(
                f"{top_text} has two readings: a differential, or a product", token,
                "leave it out, or declare d as a variable (symbols='d')",
            )  # fmt: skip
        self.at = start
        top = yield self.argument("a numerator", digits=True)
        bottom = yield self.argument("a denominator", digits=True)
        return [("((", token.start), top, (")/(", token.start), bottom, ("))", token.end)]

    def root(self, token: Token) -> Routine:
        degree: Pieces = []
        if self.look().text == "[":
            opener = self.take()
            start = self.at
            degree = yield self.expression()
            self.closed("]", opener)
            degree_tokens = [t for t in self.tokens[start : self.at - 1] if t.command not in MOVED]
            written = "".join([t.text for t in degree_tokens if t.text not in ("{", "}")])
        inside = yield self.argument("what stands under a root")
        if not degree or written == "2":
            return [("sqrt(", token.start), inside, (")", token.end)]
        if written == "3":
            return [("cbrt(", token.start), inside, (")", token.end)]
        return [("(", token.start), inside, (")^(1/(", token.start), degree, ("))", token.end)]

    def fenced(self, commas: bool = False, sized: bool = False) -> Routine:
        r"""Read what stands in parentheses or bars, \left and \right or not."""
        if not sized and self.is_braced_call():
            brace = self.take()
            found = yield self.fenced(commas)
            self.closed("}", brace)
            return found
        if not sized and self.look().text == "\\left":
            self.take()
            sized = True
        opener = self.take()
        text = opener.text
        if text in CLOSED_BY:
            head, closer = "(", CLOSED_BY[text]
        elif text in FENCES:
            head, closer = FENCES[text]
            if text == "|" and self.look().text in ("_", "^") and not sized:
                self.refuse(
                    "a value at a point is not a formula", opener, "give the formula alone, and the point"
                )
            if text == "|" and self.look().text == "|" and not sized:
                self.refuse("|| has several readings", opener, "write \\left| and \\right|")
            said = bars_note(self.text, self.barred, opener.start) if text == "|" and not sized else ""
            if said:
                self.say(said)
        elif text == ".":
            self.refuse(
                "\\left. is half of a pair, which is not read",
                opener,
                "give the formula alone, and the point",
            )
        else:
            self.refuse(f"{text or 'the end'} opens nothing that is read", opener)
        if text in ("\\{", "\\lbrace") and self.look().text == "\\begin":
            found = yield self.cases(self.take(), True)
            if sized:
                self.closed("\\right", opener)
                self.take()
            return found
        outer, self.closers = self.closers, [closer]
        found = yield self.expression(commas=commas or head == "(")
        self.closers = outer
        if self.look().text == "\\middle":
            self.take()
            bar = self.take()
            rest = yield self.expression(commas=True)
            found = [found, (", ", bar.start), rest]
        if sized:
            right = self.look()
            if right.text != "\\right":
                self.closed("\\right", opener)
            self.take()
        if sized and text == "|":
            self.closed("|", opener)
        else:
            self.closed(closer, opener)
            if text == "|":
                self.barred = self.tokens[self.at - 1].end
        if (
            self.text[opener.end - 1 : opener.end] == "|"
            and text == "|"
            and self.look().text == "_"
            and sized
        ):
            self.refuse("a value at a point is not a formula", opener)
        return [(head, opener.start), found, (")", opener.end)]

    def hypergeometric(self, token: Token) -> Routine:
        """Read {}_{2}F_{1}(a, b; c; x)."""
        start = self.at
        for _ in range(2):
            self.take()
        parts = [self.take().text, self.group_text(), self.take().text]
        if self.look().text == "_":
            parts += [self.take().text, self.group_text()]
        if "".join(parts) != "_2F_1":
            self.at = start
            self.refuse("what braces hold is empty", token)
        inside = yield self.fenced(commas=True)
        return [("hyp2f1", token.start), inside]


__all__ = ["Calls"]

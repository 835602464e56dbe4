r"""LaTeX written anew in symdiff's own notation, with every product, argument and power spelled out.

The routines are generators that call one another by `yield`, so that nesting takes no stack of Python's. Each
returns pieces of the new text with the place in the LaTeX that they come from.

>>> from_latex(r"f(x) = \frac{x\sin^2 x}{\sqrt[3]{2}}", frozenset()).text
'((x*(sin(x))^(2))/(cbrt(2)))'
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from symdiff.parser.draft import Draft
from symdiff.parser.tex.blocks import ENDS, Blocks
from symdiff.parser.tex.calls import Calls
from symdiff.parser.tex.commands import (
    AS_NAMES,
    CLOSED_BY,
    CONSTANTS,
    DROPPED,
    FENCES,
    FRACTIONS,
    FUNCTIONS,
    INFIX,
    NAMES_OF,
    REFUSED,
    SEVERAL,
    SIGNS,
    TEXTS,
    WORDS,
)
from symdiff.parser.tex.derivatives import OPERATORS, Derivatives
from symdiff.parser.tex.dollars import Dollars
from symdiff.parser.tex.integrals import Integrals
from symdiff.parser.tex.left import Left
from symdiff.parser.tex.names import Names, known
from symdiff.parser.tex.source import Derived, Pieces, Routine, flat, is_whole, not_derived, pieces_of
from symdiff.parser.tex.tokens import Token

_FONTS: Final = ("rm", "bf", "it", "sf", "tt")
"""Commands of a font for what follows."""
_AROUND: Final = (
    "boxed", "ensuremath", "mathop", "mathord", "mathbin", "mathbf", "boldsymbol", "bm", "mathtt",
)  # fmt: skip
"""Commands that change nothing of their argument."""
_CLOSERS: Final = frozenset(closer for _, closer in FENCES.values()) | frozenset(CLOSED_BY.values())


def from_latex(
    text: str,
    symbols: frozenset[str],
    functions: frozenset[str] = frozenset(),
    derived: Derived = not_derived,
) -> Draft:
    r"""Return the draft of *text* in symdiff's notation; letters are single names, *symbols* are variables,
    *functions* unknown functions. A derivative inside of the formula is what *derived* gives for it.

    Cost: linear in the text, and in what sums over an index are written out to. Raises ParseError, with the
    place in *text*, for what is not read or has several readings.
    """
    reader = _Reader(text, symbols, functions, derived)
    draft = Draft(text)
    for piece, place in flat(_run(reader.whole())):
        draft.put(piece, place)
    draft.names = frozenset(reader.names)
    draft.reasons += reader.reasons or ["LaTeX"]
    return draft


def _run(first: Routine) -> Pieces:
    """Run a routine, and those that it calls."""
    stack: list[Routine] = [first]
    value: Any = None
    while stack:
        try:
            called = stack[-1].send(value)
        except StopIteration as done:
            stack.pop()
            value = done.value
        else:
            stack.append(called)
            value = None
    return list(value)


class _Reader(Dollars, Left, Names, Calls, Blocks, Derivatives, Integrals):
    """Reads a whole text."""

    def part(self, text: str) -> Draft:
        """Return the draft of a part of the text, read by itself."""
        return from_latex(text, self.symbols, self.functions, self.derived)

    def whole(self) -> Routine:
        self.only_formula()
        self.drop_outer_braces()
        self.skip_name()
        front = self.at
        derived = self.derivative_in_front()
        start = self.look()
        if derived:
            is_fenced = start.text in CLOSED_BY or start.text in ("{", "\\left")
            found = yield (self.factor() if is_fenced else self.term())
            if self.look().text in ("+", "-"):  # it is of a part
                self.at, derived = front, ""
        if not derived:
            found = yield self.expression()
        token = self.look()
        if token.text == "=" and self.look(1).text in ("", "?", "."):  # where the answer is to be written
            while self.take().text:
                pass
            token = self.look()
        while token.text == "=" and self.is_named and not derived and self.symbols and self.look(1).text:
            if not self.names.isdisjoint(self.symbols):
                break
            shown = _short(" ".join(self.text[start.start : token.start].split()))
            self.take()  # L = T - V = \frac12 m\dot q^2 - mgq: the side that has the variable
            start, self.names = self.look(), set()
            found = yield self.expression()
            self.say(f"the formula is what {shown} is equal to")
            token = self.look()
        if token.text == "=" and derived:
            self.say(f"d/d{derived} asks for the derivative by {derived}")
        if token.text == "=" and (self.is_named or derived):
            self.say(
                f"what stands behind the formula is not used ({_short(self.text[token.start :].strip())})"
            )
            return found
        if token.text in ("=", "&") and not derived:
            equal = self.take()
            if equal.text == "&":
                self.refuse("two columns, of which one is a formula", equal)
            left, self.names = self.names, set()
            right = yield self.expression()
            if self.is_one_side(left):
                shown = _short(" ".join(self.text[start.start : equal.start].split()))
                self.say(f"the formula is that of {shown}, and its derivative, too")
                found = right
            else:
                self.say("an equation is read as left side minus right side")
                found = [("(", start.start), found, (") - (", equal.start), right, (")", equal.end)]
                self.names |= left
            token = self.look()
        if token.text in (",", ";"):
            self.take()
            self.refuse_decimal_comma(token)
            if self.look().text not in ("", "\\end", "\\\\"):
                if self.look().command not in TEXTS and not self.has_relation():
                    self.refuse("two formulas, one behind the other", token, "give one of them")
                rest = self.text[self.look().start :].strip(" .$")
                self.say(f"what stands behind the {token.text} is not used ({_short(rest)})")
                return found
            token = self.look()
        if (token.command in TEXTS or self.is_beside()) and not derived:
            if token.command not in TEXTS and not self.has_relation():
                self.refuse("two formulas stand side by side", token, "give one of them")
            rest = self.text[token.start :].strip(" .$")
            self.say(f"what stands behind the formula is not used ({_short(rest)})")
            return found
        while token.text in ("\\\\", ".", "\\end", "}"):
            self.over_end(token)
            token = self.look()
        if token.text:
            if derived:
                self.refuse(
                    f"what d/d{derived} takes has two readings: all that follows, or what stands before this",
                    token,
                    "give the formula alone",
                )
            self.refuse(f"unexpected {token.text}", token, "")
        if derived:
            self.say(f"d/d{derived} asks for the derivative by {derived}")
        return found

    def expression(self, commas: bool = False) -> Routine:
        """Read up to what closes it."""
        found: Pieces = []
        ended = False
        term, below = 0, -1  # where the term begins, and what stands behind its slash
        product = found  # the list that the next factor belongs to
        while True:
            token = self.look()
            text, command = token.text, token.command
            if ended and not self.closers and (self.is_beside() or self.is_condition()):
                return found
            sign = SIGNS.get(command, "") if command else ""
            if (text in "+-*/<>" and text) or sign:
                self.take()
                if not ended and (sign or text) not in "+-" and (sign != " not "):
                    self.refuse(f"{text} has nothing before it", token)
                found.append((sign or text, token.start))
                ended = False
                product = found
                below = len(found) if (sign or text) == "/" else -1
                if (sign or text) not in "*/":
                    term = len(found)
            elif text == "!" and ended:
                self.take()
                if self.look().text == "!":
                    self.refuse("a double factorial is not read", token, "write (n!)! for that of n!")
                product.append(("!", token.start))
            elif text == "=" and self.closers and self.closers[-1] == "cases":
                self.take()
                found.append((" == ", token.start))
                ended = False
            elif text in (",", ";") and text and commas:
                self.take()
                found.append((", ", token.start))
                ended = False
            elif command in DROPPED:
                self.take()
                self.over_group()
            elif command in INFIX and ended:
                self.take()
                begin, between, end = INFIX[command]
                low = yield self.expression()
                return [(begin, token.start), found, (between, token.start), low, (end, token.end)]
            elif command in REFUSED and not self.is_velocity(command):
                self.refuse(f"\\{command} is {REFUSED[command]}", token)
            elif (
                text in ENDS
                or text == "="
                or self.is_end_of_sentence(token, ended)
                or self.is_closed_by(token, ended)
            ):
                if not ended:
                    what = "the formula ends" if not text else f"{text} stands"
                    self.refuse(f"{what} where a number, a name or a function is expected", token)
                return found
            else:
                if ended:
                    self.refuse_mixed(product[-1], token)
                    if below >= 0:
                        product, below = self.divisor(found, term, below, token), -1
                    product.append(("*", token.start))
                product.append((yield self.factor()))
                ended = True

    def is_closed_by(self, token: Token, ended: bool) -> bool:
        if token.text not in _CLOSERS:
            return False
        if token.text in ("|", "\\vert"):
            return ended and bool(self.closers) and self.closers[-1] == token.text
        return True

    def factor(self) -> Routine:
        """Read an operand with its powers."""
        token = self.look()
        if token.text == "e" and "e" not in self.symbols and self.look(1).text == "^":
            found: Pieces = [("E", self.take().start)]
        else:
            found = yield self.atom()
        is_raised = False
        if found == [("E", token.start)] and self.look().text == "^":
            sign = self.take()
            exponent = yield self.argument("an exponent")
            self.refuse_one_above(exponent, sign)
            if is_whole("".join([piece for piece, _ in islice(pieces_of(exponent), 2)])):
                self.say("e is the number 2.718...; if it is a variable, declare it (symbols='e')")
            found = [("exp(", token.start), exponent, (")", sign.end)]
            is_raised = True
        if self.primes():
            self.refuse("a prime asks for a derivative", token, "give the formula alone")
        while self.look().text == "^":
            power = self.take()
            if self.look().text == "{" and self.look(1).command == "underline":
                self.refuse("a falling factorial is not read", power, "write gamma(x + 1)/gamma(x - n + 1)")
            if self.look().command in ("circ", "degree") or self.group_is("circ"):
                self.over_group()
                found = [("(", token.start), found, ("*(pi/180))", power.start)]
                continue
            if is_raised:
                self.refuse(
                    "two exponents, of which nobody knows what each belongs to", power,
                    "write a^{b^{c}}, or {(a^{b})}^{c}",
                )  # fmt: skip
            is_raised = True
            self.refuse_transpose(token, power)
            exponent = yield self.argument("an exponent")
            self.refuse_one_above(exponent, power)
            found = [found, ("^(", power.start), exponent, (")", power.end)]
        if self.look().command == "degree":
            sign = self.take()
            found = [("(", token.start), found, ("*(pi/180))", sign.start)]
        return found

    def argument(self, what: str, digits: bool = False) -> Routine:
        """Read the argument of a command or a power: what braces hold, or one token."""
        token = self.look()
        if token.text == "{":
            self.take()
            if self.look().text == "}":
                self.refuse(f"{what} is empty", token, "write it into the braces")
            outer, self.closers = self.closers, []
            found = yield self.expression()
            self.closers = outer
            self.closed("}", token)
            return found
        if token.text in ENDS or token.text in "+-*/^_=<>":
            self.refuse(f"{what} is missing", token, "put it into braces")
        if token.text.isdigit():
            self.take()
            after = self.tokens[self.at]
            is_point = after.text == "." and self.tokens[self.at + 1].text.isdigit()
            if not digits and (after.text.isdigit() or is_point) and after.start == token.end:
                both = f"{token.text}{after.text}"
                if is_point:
                    both += self.tokens[self.at + 1].text
                self.refuse(
                    f"{what} {both} has two readings: LaTeX takes {token.text} alone",
                    token,
                    f"write {{{both}}}, or {{{token.text}}} {both[len(token.text) :]}",
                )
            return [(token.text, token.start)]
        if not digits and token.text.isalpha() and self.spells_function():
            self.refuse(
                f"{what} without braces is one letter, and a function seems to be meant",
                token,
                "put what belongs to it into braces, as in e^{\\sin x}",
            )
        return (yield self.atom(single=True))

    def atom(self, single: bool = False) -> Routine:
        """Read a number, a name, a function with its argument, or what stands in parentheses."""
        token = self.look()
        text, command = token.text, token.command
        if text.isdigit() or text == ".":
            return self.number(token, single)
        if text.isalpha():
            return (yield self.letters(single))
        if text == "{":
            if self.look(1).text == "}" and self.look(2).text == "_":
                return (yield self.hypergeometric(token))
            return [("(", token.start), (yield self.argument("what braces hold")), (")", token.end)]
        if text in CLOSED_BY or text in FENCES:
            return (yield self.fenced())
        if command in OPERATORS:
            start = self.at
            found = yield self.derivative(token)
            if found:
                return found
            self.at = start
        self.take()
        if command == "left":
            return (yield self.fenced(sized=True))
        if command in FUNCTIONS:
            return (yield self.function(FUNCTIONS[command], token))
        if command in SEVERAL:
            return (yield self.function(SEVERAL[command], token))
        if command in CONSTANTS:
            return [(CONSTANTS[command], token.start)]
        if command in NAMES_OF:
            return (yield self.name(NAMES_OF[command], token, single))
        if command in FRACTIONS:
            return (yield self.quotient(token))
        if command == "sqrt":
            return (yield self.root(token))
        if command in ("binom", "dbinom", "tbinom"):
            top = yield self.argument("a number above", digits=True)
            low = yield self.argument("a number below", digits=True)
            return [("binomial(", token.start), top, (", ", token.start), low, (")", token.start)]
        if command in _FONTS and (self.look().text != "{" or command not in WORDS):
            if self.look().text == "d" and "d" not in self.symbols:
                self.refuse("a differential is not part of a formula", token, "give the formula alone")
            return (yield self.atom(single))
        if command in WORDS or command in TEXTS:
            return (yield self.word(token))
        if command in _AROUND:
            return [("(", token.start), (yield self.argument("its argument")), (")", token.end)]
        if command in AS_NAMES or self.is_velocity(command):
            return (yield self.accented(token))
        if command in ("mathcal", "mathscr"):
            return (yield self.script(token))
        if command in ("underbrace", "overbrace", "underline"):
            found = yield self.argument("its argument")
            while command != "underline" and self.look().text in ("_", "^"):
                self.take()
                self.over_group()
            return [("(", token.start), found, (")", token.end)]
        if command in ("overline", "bar"):
            self.refuse(
                f"\\{command} has several meanings",
                token,
                "write \\operatorname{conj}(x), or another name for a mean, such as x_m",
            )
        if command == "begin":
            return (yield self.cases(token))
        if command == "int":
            return (yield self.integral(token, self.part))
        if command in ("sum", "prod"):
            return (yield self.sum(token))
        if command in DROPPED:
            self.over_group()
            return (yield self.atom(single))
        if command in REFUSED:
            self.refuse(f"\\{command} is {REFUSED[command]}", token)
        if command == "differentialD":
            self.refuse("a differential is not part of a formula", token, "give the formula alone")
        if command.isalpha() and known(command):
            return (yield self.function(known(command), token))
        if text == "_":
            self.refuse(
                "an index is not read here", token, "write it behind the name: x_{1}^{2}, \\log_{2} x"
            )
        self.refuse(f"{text} is not read" if text else "the formula ends too early", token)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


__all__ = ["from_latex"]

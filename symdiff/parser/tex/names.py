"""Numbers, names with an index or primes, and words of several letters."""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.foreign import GREEK, canonical
from symdiff.parser.tex.commands import (
    AS_NAMES,
    FENCES,
    FUNCTIONS,
    IN_INDICES,
    MOVED,
    NAMES_OF,
    ON_GREEK,
    ON_LETTERS,
    ON_WORDS,
    OR_FACTORS,
    SEVERAL,
    TEXTS,
    TWO_ARGUMENTS,
    WITH_BAR,
    WRAPPERS,
)
from symdiff.parser.tex.letters import Letters
from symdiff.parser.tex.source import Pieces, Routine, is_whole
from symdiff.parser.tex.tokens import Token
from symdiff.parser.words import BARE_NAMES
from symdiff.table.functions import NAMES

_OPENED: Final = ("(", "{", "[", "\\left")
_THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL: Final = re.compile(r"[0-9]+,[0-9]+")
_LONGEST: Final = max(len(name) for name in NAMES)
"""Letters of the longest name of a function."""


class Names(Letters):
    """Reads operands that are letters and digits."""

    def number(self, token: Token, single: bool) -> Pieces:
        """Read digits that stand side by side, a point among them."""
        place = self.tokens.index(token, self.at)
        self.take()
        end = token.end
        written = token.text
        while not single:
            after = self.tokens[self.at]
            is_group = after.text in (",", "{") and self.text[after.start : after.start + 3] == "{,}"
            if after.start != end or not (after.text.isdigit() or after.text == "." or is_group):
                break
            if after.text == "." and not self.tokens[self.at + 1].text.isdigit():
                break
            self.at += 3 if is_group else 1
            end = self.tokens[self.at - 1].end
            written += "," if is_group else after.text
        if "," in written:
            written = self._without_commas(written, token)
        if not single:
            self._refuse_power_of_ten(written, end, token)
        tens = "" if single else self._power_of_ten(place)
        return [(written + tens, token.start)]

    def _without_commas(self, written: str, token: Token) -> str:
        """Return a number with commas between thousands, or with one decimal comma, without them, and say
        which they are. Raises ParseError where they are neither."""
        shown = written.replace(",", "{,}")
        if _THOUSANDS.fullmatch(written):
            plain = written.replace(",", "")
        elif _DECIMAL.fullmatch(written):
            plain = written.replace(",", ".")
        else:
            self.refuse(f"{shown} has several commas, or groups that are no thousands", token,
                        "write the number with a point, and without commas")  # fmt: skip
        self.say(f"{shown} is {plain}")
        return plain

    def _refuse_power_of_ten(self, written: str, end: int, token: Token) -> None:
        """Refuse 1e-3 and 2e5: a number as programs write it, or a product with the constant e."""
        e, sign, digit = (
            self.tokens[self.at : self.at + 3] if self.at + 3 <= len(self.tokens) else [token] * 3
        )
        if e.text not in ("e", "E") or e.start != end or e.text in self.symbols or sign.start != e.end:
            return
        signed = sign.text in ("-", "+") and sign.start < sign.end and digit.start == sign.end
        power = sign.text + digit.text if signed and digit.text.isdigit() else sign.text
        if power.lstrip("+-").isdigit():
            self.refuse(
                f"{written}{e.text}{power} has two readings: a power of ten, or a product with {e.text}",
                token,
                f"write {written} \\cdot 10^{{{power.lstrip('+')}}}, or {written} {e.text} with a space",
            )

    def _power_of_ten(self, place: int) -> str:
        r"""Go over \cdot 10^{n} behind a number, and return it as an exponent of that number."""
        if place and self.tokens[place - 1].text == "/":
            return ""
        here = self.at
        signs = [self.take().text for _ in range(4)]
        if signs[0] in ("\\cdot", "\\times") and signs[1:] == ["1", "0", "^"]:
            start = self.at
            self.over_group()
            exponent = "".join([t.text for t in self.tokens[start : self.at] if t.text not in ("{", "}")])
            if is_whole(exponent):
                return f"e{exponent}"
        self.at = here
        return ""

    def letters(self, single: bool) -> Routine:
        """Read a letter, or a run of letters that spells a function."""
        token = self.take()
        run, place, end = token.text, self.at, token.end
        while (
            not single
            and len(run) < _LONGEST
            and self.tokens[place].text.isalpha()
            and self.tokens[place].start == end
        ):
            run += self.tokens[place].text
            end = self.tokens[place].end
            place += 1
        for length in range(len(run), 2 if run[:2] != "ln" else 1, -1):
            name = FUNCTIONS.get(run[:length]) or SEVERAL.get(run[:length]) or known(run[:length])
            if name and (length == len(run) or run[:length] in FUNCTIONS):
                self.at += length - 1
                self.say(f"{run[:length]} is the function {name}")
                return (yield self.function(name, token))
        self._check_differential(token, run)
        if not single:
            self._refuse_without_backslash(token, run)
        return (yield self.name(token.text, token, single))

    def _refuse_without_backslash(self, token: Token, run: str) -> None:
        r"""Refuse pi and theta, which lack a backslash, and say that x2 is a product."""
        after = self.tokens[self.at]
        if self.symbols.isdisjoint(run) and run in GREEK and run != "pi":
            self.refuse(f"{run} has two readings: \\{run}, or a product of letters", token, f"write \\{run}")
        if run[:2] == "pi" and self.symbols.isdisjoint("pi"):
            self.refuse("pi has two readings: \\pi, or p i", token, "write \\pi, or a space between them")
        if after.text.isdigit() and after.start == token.end:
            one, digit = token.text, after.text
            self.say(f"{one}{digit} is {one}*{digit}; write {one}_{digit} for a name with an index")

    def _check_differential(self, token: Token, run: str) -> None:
        """Refuse dx at the end of a formula: an integral's, no product as in bcdx or where d is a name."""
        if len(run) != 2 or run[0] != "d" or "d" in self.symbols:
            return
        before = self.text[: token.start].rstrip()[-1:]
        apart = not before.isalpha() or before == run[1:]
        is_last = self.text[token.start + len(run) :].strip(" $.;") == ""
        if apart and is_last and sum(other.text == "d" for other in self.tokens) == 1:
            self.refuse(f"{run} belongs to an integral", token, "give the formula alone, without it")

    def name(self, name: str, token: Token, single: bool = False) -> Routine:
        """Read what belongs to a name: an index, primes, and the arguments of an unknown function."""
        if single:
            return [(self.index[name], token.start)] if name in self.index else self.variable(name, token)
        index = ""
        if name == "H" and name not in self.symbols and self.look().text == "^" and self.is_hankel():
            return (yield self.of_letter(name, token))
        if self.look().text == "_":
            if name in ON_LETTERS and self.is_indexed_call():
                written, _ = self.index_ahead()
                if not {f"{name}_{written}", f"{name}{written}"} & self.symbols:
                    return (yield self.of_letter(name, token))
            index = self._index(name)
        if name == "psi" and self.look().text == "^" and self.look(1).text == "{" and self._is_order_ahead():
            return (yield self.function("digamma", token))
        if name == "Delta" and not index:
            self._refuse_difference(token)
        if name in self.index and not index:
            return [(f"({self.index[name]})", token.start)]
        label = self.label_of_entry()
        if label:
            index = f"{index}_{label}" if index else label
            self.say(f"{name}^{{({label})}} is the entry {name}_{index}")
        full = f"{name}_{index}" if index else name
        if index and full not in self.symbols and f"{name}{index}" in self.symbols:
            full = f"{name}{index}"
        primes = self.primes()
        head = full + primes * "'" if primes else self.order_in_parentheses(full, token)
        if not head and full not in self.symbols:
            self._refuse_power_of_function(full, token)
        behind = self.behind_powers()
        is_opened = self.is_opened(behind)
        if primes and not is_opened:
            self.refuse(f"{head} has no argument", token, f"write {head}(x)")
        if is_opened and full not in self.symbols:
            return (yield self._called(full, name, head, behind, token))
        return self.variable(full, token)

    def _called(self, full: str, name: str, head: str, behind: int, token: Token) -> Routine:
        """Read a name before parentheses, which stand *behind* its powers: a function, or a factor. *head* is
        the name of a derivative of it, if primes say so."""
        is_raised = behind != self.at
        if not is_raised and full in WITH_BAR and self.has("\\middle"):
            return [(WITH_BAR[full], token.start), (yield self.fenced(commas=True))]
        if not head and full in TWO_ARGUMENTS and self.has(",", behind):
            return (yield self.function(TWO_ARGUMENTS[full], token))
        if not head and full in ON_GREEK:
            return (yield self.function(ON_GREEK[full], token))
        if is_raised:
            self.refuse_power_before_name(full, behind, token)
            return self.variable(full, token)
        if full in OR_FACTORS:
            self.refuse(
                f"\\{full}(...) has two readings",
                token,
                f"write {full}*(...), or \\operatorname{{{OR_FACTORS[full]}}}(...)"
                if OR_FACTORS[full]
                else f"write {full} \\cdot (...), or declare the function (functions='{full}')",
            )
        if head or full in self.functions or full in ("f", "g", "h"):
            return [(head or full, token.start), (yield self.fenced(commas=True))]
        self._refuse_call(full, name, token)
        return self.variable(full, token)

    def _refuse_difference(self, token: Token) -> None:
        r"""Refuse \Delta x: one name, the difference, or a product."""
        after = self.look()
        if (after.text.isalpha() or after.command in NAMES_OF) and "Delta" not in self.symbols:
            letter = after.text
            self.refuse(
                f"\\Delta {letter} has two readings: a difference, which is one name, or a product",
                token,
                f"write another letter for the difference, or \\Delta \\cdot {letter}",
            )

    def _refuse_power_of_function(self, full: str, token: Token) -> None:
        """Refuse f^2(x) and f^{-1}(x), where f is a function."""
        if self.look().text != "^" or full not in self.functions | {"f", "g", "h"}:
            return
        start = self.at
        self.take()
        self.over_group()
        exponent = self.written_since(start + 1)
        is_called = self.is_opened(self.at)
        self.at = start
        if is_called:
            other = "the inverse function" if exponent == "-1" else f"{full}({full}(x))"
            self.refuse(
                f"{full}^{{{exponent}}}(...) has two readings: a power of its value, or {other}",
                token,
                f"write {full}(x)^{{{exponent}}}, or declare {full} as a variable (symbols='{full}')",
            )

    def _refuse_call(self, full: str, name: str, token: Token) -> None:
        """Refuse a name before a name in parentheses, and an operator of derivatives: nobody writes a product
        so."""
        if name == "D" and full != name and len(full) == 3 and full[2:].isalpha() and full != "D_e":
            self.refuse(
                f"{full}(...) asks for a derivative", token, "give the formula alone, and the variable"
            )
        ahead = self.in_parentheses()
        inside, closer = self.look(ahead), self._behind_name(ahead + 1)
        is_name = inside.text.isalpha() or inside.command in NAMES_OF
        if is_name and closer in (")", "\\right") and self.look(ahead - 1).text == "(":
            what = inside.text.lstrip("\\")
            self.refuse(
                f"{full}({what}) has two readings: a function, or a product",
                token,
                f"declare the function (functions='{full}'), or write {full} {what}",
            )

    def _behind_name(self, ahead: int) -> str:
        """Return what stands behind a name and its index, which begins *ahead*: x_i, x^{(i)}."""
        start = self.at
        for _ in range(ahead):
            self.take()
        while self.look().text == "_" or (
            self.look().text == "^" and self.look(1).text == "{" and self.look(2).text == "("
        ):
            self.take()
            self.over_group()
        found = self.look().text
        self.at = start
        return found

    def is_velocity(self, command: str) -> bool:
        r"""Return whether a command is \dot, and the variable is not the time: then \dot{x} is a variable."""
        return command in ("dot", "ddot") and bool(self.symbols) and "t" not in self.symbols

    def accented(self, token: Token) -> Routine:
        r"""Read \hat{x} and \tilde{x}, and \dot{x}: names of their own."""
        base = self.group_text()
        if not base.isalnum() or not base[:1].isalpha():
            self.refuse(f"{token.text} stands on what is no name", token)
        name = f"{base}_{AS_NAMES.get(token.command, token.command)}"
        alone = ", a variable of its own" if self.is_velocity(token.command) else ""
        self.say(f"{token.text}{{{base}}} is {name}{alone}")
        return (yield self.name(name, token))

    def _index(self, name: str) -> str:
        """Read an index, and return it as part of a name."""
        self.take()
        token = self.look()
        if token.text == "{":
            start = self.at
            self.over_group()
            inner = self.tokens[start : self.at]
        else:
            self.take()
            after = self.tokens[self.at]
            if token.text.isdigit() and after.text.isdigit() and after.start == token.end:
                both = token.text + after.text
                self.refuse(
                    f"the index {both} has two readings: LaTeX takes {token.text} alone",
                    token,
                    f"write {name}_{{{both}}}, or {name}_{{{token.text}}} {after.text}",
                )
            inner = [token]
        found = ""
        for part in inner:
            if part.text in ("{", "}"):
                continue
            if part.text in (",", "/"):  # T_{1/2}
                found += "_"
                continue
            text = NAMES_OF.get(part.command, "") if part.command else part.text
            if part.command in IN_INDICES:
                text = part.command
            if part.command in WRAPPERS or part.command in MOVED:
                continue
            text = self.index.get(text, text)
            if not text.isalnum():
                hint = "write a name without it"
                if part.text in "+-" and part.text:
                    hint = f"write {name}_{{...}} {part.text} ... for a sum, or a name without {part.text}"
                self.refuse(f"the index of {name} is not a name or a number", token, hint)
            found += text
        return found

    def word(self, token: Token) -> Routine:
        r"""Read \mathrm{...} and \operatorname{...}: a constant, a function or a name of several letters."""
        start = self.at
        self.over_group()
        parts = [t for t in self.tokens[start : self.at] if t.text not in "{}" and t.command not in WRAPPERS]
        word = "".join([_spelled(t) for t in parts])
        is_text = token.command in TEXTS
        is_base = word == "e" and self.look().text == "^"
        if (
            is_text
            and word not in FUNCTIONS
            and not is_base
            and not (known(word) and self.look().text in _OPENED)
            and not (word == "Li" and self.look().text == "_")
        ):
            self.refuse(f"the text {word!r} is not part of a formula", token)
        if word == "d" and "d" not in self.symbols:
            self.refuse("a differential is not part of a formula", token, "give the formula alone")
        if word in ("e", "i", "d", "pi"):
            return [({"e": "E", "i": "I", "pi": "pi"}.get(word, word), token.start)]
        name = FUNCTIONS.get(word) or SEVERAL.get(word) or ON_WORDS.get(word) or known(word)
        if token.command != "operatorname" and len(word) == 1:
            name = ""
        is_operator = token.command.startswith("operatorname")
        if is_operator and word in ON_LETTERS and self.look().text == "_" and self.is_indexed_call():
            return (yield self.of_letter(word, token, True))
        if is_operator and word == "psi" and self.look().text == "_" and self.index_ahead()[0] == "1":
            self.at = self.index_ahead()[1]
            name = "trigamma"
        if name and word not in self.symbols:
            primes = self.primes()
            if primes == 1 and name in ("airyai", "airybi"):
                return (yield self.function(name + "prime", token))
            head = name + primes * "'" if primes else self.order_in_parentheses(name, token)
            if head and self.is_opened(self.at):
                return [(head, token.start), (yield self.fenced(commas=True))]
        if name == "polylog":
            return (yield self.polylog(token))
        is_opened = self.look().text in ("(", "{", "[", "\\left", "^") or self.look().text in FENCES
        is_opened = is_opened or (name == "beta" and self.look().text == "_")
        is_foreign = word not in NAMES and name in BARE_NAMES  # \mathrm{sen}\,x
        if len(word) > 1 and (is_operator or is_foreign):
            is_opened = is_opened or self.look().text.isalnum() or self.look().command in NAMES_OF
        if name and word not in self.symbols and (is_opened or word in FUNCTIONS):
            return (yield self.function(name, token))
        if not name and is_operator and len(word) > 1:
            self._refuse_unknown(word, token)
        if any(word[:length] in FUNCTIONS for length in range(3, len(word))):
            return [(word, token.start)]  # sinx
        if not word.isalnum() or not word[0].isalpha():
            self.refuse(f"{self.text[token.start : self.tokens[self.at - 1].end]} is not read", token)
        return (yield self.name(word, token))

    def _refuse_unknown(self, word: str, token: Token) -> None:
        """Refuse a word that is written as a function before an operand, and is none that is known."""
        after = self.look()
        is_operand = after.text.isalnum() or after.text in _OPENED or after.command in NAMES_OF
        if is_operand and after.text and word not in self.symbols | self.functions:
            hint = f"declare it as a function (functions='{word}') or as a variable (symbols='{word}')"
            self.refuse(f"unknown function {word!r}", token, hint)

    def _is_order_ahead(self) -> bool:
        return self.look(2).text in ("(", "\\left")


def _spelled(part: Token) -> str:
    return "_" if part.text == "\\_" else NAMES_OF.get(part.command, "") if part.command else part.text


def known(word: str) -> str:
    """Return the function that a word names, an empty text where there is none."""
    if word in FUNCTIONS:
        return FUNCTIONS[word]
    if word in NAMES:
        return word
    return canonical(word) or (canonical(word.lower()) if len(word) > 2 else "")


__all__ = ["Names", "known"]

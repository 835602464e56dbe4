"""What each production of the grammar means: one action for each, on the values of its parts.

>>> from symdiff.graph.graph import Graph
>>> sorted(ACTIONS)[:4]
['add', 'apply', 'bars', 'beside']
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

from mypy_extensions import i64

from symdiff.errors import ParseError
from symdiff.graph.bound import is_binder
from symdiff.graph.folding import check_bits, is_too_long
from symdiff.graph.graph import Graph
from symdiff.graph.long import typed
from symdiff.parser.calls import applied, check_factorial, integer, piecewise
from symdiff.parser.foreign import MADE
from symdiff.parser.tokens import BANG, DIGITS, NUMBER, POWER, ROOT, SUPERSCRIPT, Application, Context, Tokens
from symdiff.table.functions import ABS, CBRT, CONSTANTS, FACTORIAL, LOG, NAMES, SQRT, code_of
from symdiff.table.operators import AND, EQ, GE, GT, LE, LT, NE, NOT, OR

PASS: Final = 0
"""The action that hands the value of the one part on."""
_OVER_LETTER: Final = {"sum": "terms", "Sum": "terms", "product": "factors", "Product": "factors"}
_NAME: Final = 1
_NUMBER: Final = 2
_MUL: Final = 3
_DIV: Final = 4
_ADD: Final = 5
_SUB: Final = 6
_POW: Final = 7
_MIDDLE: Final = 8
_NEG: Final = 9
_PLAIN: Final = 10
_ONE: Final = 11
_CALL: Final = 12
_BESIDE: Final = 13
_MORE: Final = 14
_APPLY: Final = 15
_BESIDE_APPLIED: Final = 16
_PAIR: Final = 17
_FACTORIAL: Final = 18
_SUPERSCRIPT: Final = 19
_BARS: Final = 20
_ROOT: Final = 21
_EITHER: Final = 22
_BOTH: Final = 23
_NEGATION: Final = 24
_COMPARE: Final = 25
_BETWEEN: Final = 26
_DROP: Final = 27
_DEFINE: Final = 28
_MODULO: Final = 29

ACTIONS: Final = {
    "pass": PASS, "only": PASS, "name": _NAME, "number": _NUMBER, "mul": _MUL, "div": _DIV, "add": _ADD,
    "sub": _SUB, "pow": _POW, "group": _MIDDLE, "pos": _MIDDLE, "last": _MIDDLE, "neg": _NEG,
    "plain": _PLAIN, "one": _ONE, "call": _CALL, "beside": _BESIDE, "more": _MORE, "apply": _APPLY,
    "beside_applied": _BESIDE_APPLIED, "pair": _PAIR, "factorial": _FACTORIAL,
    "superscript": _SUPERSCRIPT, "bars": _BARS, "root": _ROOT, "either": _EITHER, "both": _BOTH,
    "negation": _NEGATION, "compare": _COMPARE, "between": _BETWEEN, "drop": _DROP, "define": _DEFINE,
    "modulo": _MODULO,
}  # fmt: skip
"""Names of productions → what `Meaning.act` is asked for."""
_RELATIONS: Final = {
    "<": LT, "<=": LE, "≤": LE, ">": GT, ">=": GE, "≥": GE, "==": EQ, "!=": NE, "≠": NE,
}  # fmt: skip
_LONG: Final = 15
"""Characters of a decimal beyond which it may have more digits than a float tells apart."""


class Meaning:
    """The values of the parts on the driver's stack, and what productions make of them.

    A value is a node of *graph*, or for a token its number, or for a list of arguments its number.
    """

    def __init__(self, graph: Graph, tokens: Tokens, context: Context) -> None:
        self.graph = graph
        self.tokens = tokens
        self.context = context
        self.values: list[int] = []
        self.firsts: list[int] = []
        """The first token of each part on the stack."""
        self.position = 0
        """The token ahead."""
        self.acting = 0
        """Where on the stack the parts begin of the production that is reduced."""
        self.conditional = False
        """Whether a condition stands somewhere."""
        self._arguments: list[list[int]] = []
        self._pairs: dict[int, set[int]] = {}
        """For each list of arguments that holds pairs, where they begin."""
        self._pending_pair = False
        self._beside: dict[int, int] = {}
        """First token of a product written side by side → its last token."""
        self._defined: dict[str, int] = {}
        if "°" in tokens.text:
            self._defined["°"] = graph.div(graph.constant("pi"), graph.number(180))

    def act(self, action: i64, at: int) -> int:
        """Return the value of the production *action* whose parts begin at *at* on the stack.

        Raises ParseError, WrongArity or TooLarge without the place.
        """
        values, graph = self.values, self.graph
        if action == _NAME:
            return self._name(self.tokens.names[values[at]])
        if action == _NUMBER:
            return self._number(self.tokens.string(values[at]))
        if action == _MUL:
            return graph.mul(values[at], values[at + 2])
        if action == _DIV:
            if self._beside:
                self._note_division(at)
            return graph.div(values[at], values[at + 2])
        if action == _ADD:
            return graph.add(values[at], values[at + 2])
        if action == _SUB:
            return graph.sub(values[at], values[at + 2])
        if action == _POW:
            node = graph.pow(values[at], values[at + 2])
            if node in graph.numbers:
                self._note_power(at)
            return node
        if action == _MIDDLE:
            return values[at + 1]
        if action == _NEG:
            return graph.neg(values[at + 1])
        if action == _PLAIN:
            self._pending_pair = False
            return values[at]
        if action == _ONE:
            return self._one(at)
        if action == _CALL:
            return self._call(at)
        if action == _BESIDE:
            return self._juxtapose(at)
        if action == _MORE:
            return self._more(at)
        return self._rare(action, at)

    def _rare(self, action: i64, at: int) -> int:
        values, graph = self.values, self.graph
        if action == _APPLY:
            return self._apply(at)
        if action == _BESIDE_APPLIED:
            return self._juxtapose_applied(at)
        if action == _PAIR:
            self._pending_pair = True
            self._arguments.append([values[at + 1], values[at + 3]])
            return len(self._arguments) - 1
        if action == _FACTORIAL:
            return self._factorial(at)
        if action == _SUPERSCRIPT:
            return self._superscript(at)
        if action == _BARS:
            return graph.call(ABS, (values[at + 1],))
        if action == _ROOT:
            return self._root(at)
        if action == _MODULO:
            self._check_percent(at)
            _, make, said = MADE["mod"]
            self.tokens.notes.append(f"x % y is {said}")
            return make(graph, [values[at], values[at + 2]])
        if action == _DROP:
            return -1
        if action == _DEFINE:
            return self._define(at)
        self.conditional = True
        if action == _EITHER:
            return graph.intern(OR, (values[at], values[at + 2]))
        if action == _BOTH:
            return graph.intern(AND, (values[at], values[at + 2]))
        if action == _NEGATION:
            return graph.intern(NOT, (values[at + 1],))
        left = self._compare(at)
        return left if action == _COMPARE else graph.intern(AND, (left, self._compare(at + 2)))

    # Leaves ---------------------------------------------------------------------------------

    def _number(self, string: str) -> int:
        if string.isdigit():
            bits = int(len(string) * 3.33)
            if bits > self.context.limits.bits + 4:
                check_bits(bits, self.context.limits.bits)
            return self.graph.number(int(string) if len(string) < 4000 else integer(string))
        value = float(string)
        if math.isinf(value):
            raise ParseError(f"{string} is too large for a float", hint="write it exactly, as 10**400")
        if value == 0 and Decimal(string) != 0:
            raise ParseError(f"{string} is too small for a float", hint="write it exactly, as 10**(-400)")
        if len(string) <= _LONG:
            return self.graph.number(value)
        check_bits(int(len(string) * 3.33) - 4, self.context.limits.bits)
        return self.graph.number(typed(string))

    def _name(self, name: str) -> int:
        if name in self._defined:
            return self._defined[name]
        if name in CONSTANTS and name not in self.context.symbols:
            return self.graph.constant(CONSTANTS[name])
        return self.graph.symbol(name)

    def _define(self, at: int) -> int:
        name = self.tokens.names[self.values[at]]
        if name in self._defined:
            raise ParseError(f"{name} is defined twice")
        self._defined[name] = self.values[at + 2]
        return -1

    def _compare(self, at: int) -> int:
        relation = _RELATIONS[self.tokens.string(self.values[at + 1])]
        return self.graph.intern(relation, (self.values[at], self.values[at + 2]))

    # Side by side, and postfixes ------------------------------------------------------------

    def _note_power(self, at: int) -> None:
        """Say so where a power of a decimal was computed in floats."""
        if is_too_long(self.graph.value(self.values[at]), self.graph.value(self.values[at + 2])):
            source = self._source(self.firsts[at], self.position - 1)
            self.tokens.notes.append(f"{source} is rounded, having over a million bits")

    def _note_division(self, at: int) -> None:
        first, second = self.firsts[at], self.firsts[at + 2]
        end = self._beside.get(second)
        if end is not None:
            self.tokens.doubtful = True  # a quotient of constants is a coefficient
            left, right = self._source(first, second - 2), self._source(second, end)
            self.tokens.notes.append(
                f"{left}/{right} is {left}/({right}); write ({left}/...)*... for the other"
            )

    def _juxtapose(self, at: int) -> int:
        self._beside[self.firsts[at]] = self.position - 1
        return self.graph.mul(self.values[at], self.values[at + 1])

    def _juxtapose_applied(self, at: int) -> int:
        first, second = self.firsts[at], self.firsts[at + 1]
        left = self._source(first, second - 1)
        right = self._source(second, self.position - 1)
        self.tokens.asides.append(f"{left} {right} is ({left})*({right})")
        return self._juxtapose(at)

    def _factorial(self, at: int) -> int:
        node = self.values[at]
        check_factorial(self.graph, node, self.context.limits)
        if self.tokens.kinds[self.position - 2] == BANG:
            self.tokens.notes.append("n!! is (n!)!, the factorial of the factorial")
        return self.graph.call(FACTORIAL, (node,))

    def _superscript(self, at: int) -> int:
        exponent = int(self.tokens.string(self.values[at + 1]).translate(DIGITS))
        if self.tokens.kinds[self.firsts[at]] == ROOT:
            root, power = self.tokens.string(self.firsts[at]), self.tokens.string(self.values[at + 1])
            of = self._source(self.firsts[at] + 1, self.values[at + 1] - 1)
            self.tokens.notes.append(
                f"{root}{of}{power} is ({root}{of}){power}; write {root}({of}{power}) for the other"
            )
        return self.graph.pow(self.values[at], self.graph.number(exponent))

    def _root(self, at: int) -> int:
        sign, node = self.tokens.string(self.values[at]), self.values[at + 1]
        if sign == "√":
            return self.graph.call(SQRT, (node,))
        if sign == "∛":
            return self.graph.call(CBRT, (node,))
        return self.graph.pow(node, self.graph.div(self.graph.number(1), self.graph.number(4)))

    def _check_percent(self, at: int) -> None:
        """Refuse 50% x, which is half of x or what is left of a division."""
        text, first = self.tokens.text, self.tokens.starts[self.values[at + 1]]
        if text[first - 1 : first].isdigit() and text[first + 1 : first + 2] == " ":
            number = self._source(self.firsts[at], self.firsts[at])
            raise ParseError(
                f"{number}% has two readings: hundredths, or what is left of a division",
                hint=f"write {number}/100*(...), or mod({number}, ...)",
            )

    # Calls ----------------------------------------------------------------------------------

    def _apply(self, at: int) -> int:
        head = self.tokens.heads[self.values[at]]
        second = self.firsts[at + 1]
        if self._beside.get(second) == self.position - 1:
            argument = self._source(second, self.position - 1)
            whole = self._source(self.firsts[at], self.position - 1)
            plain = self.tokens.kinds[second] == NUMBER
            self.tokens.doubtful |= self._has_exponential(second + 1, self.position - 1)
            notes = self.tokens.asides if plain else self.tokens.notes
            notes.append(f"{whole} is {head.name}({argument})")
        return self._applied(head, [self.values[at + 1]], self.firsts[at])

    def _has_exponential(self, first: int, end: int) -> bool:
        """Return whether a power of e begins with one of the tokens from *first* to *end*."""
        names, kinds = self.tokens.names, self.tokens.kinds
        return any(
            (names[i] == "e" or names[i] == "E") and kinds[i + 1] in (POWER, SUPERSCRIPT)
            for i in range(first, end)
        )

    def _one(self, at: int) -> int:
        if self._pending_pair:
            index = self.values[at]
            self._pairs[index] = {0}
            return index
        self._arguments.append([self.values[at]])
        return len(self._arguments) - 1

    def _more(self, at: int) -> int:
        index, value = self.values[at], self.values[at + 2]
        collected = self._arguments[index]
        if self._pending_pair:
            self._pairs.setdefault(index, set()).add(len(collected))
            collected.extend(self._arguments[value])
        else:
            collected.append(value)
        return index

    def _call(self, at: int) -> int:
        head = self.tokens.heads[self.values[at]]
        index = self.values[at + 2]
        arguments = self._arguments[index]
        if head.known and head.name == "Piecewise":
            self.conditional = True
            return piecewise(self.graph, arguments, len(self._pairs.get(index, ())))
        if index in self._pairs:
            raise ParseError(f"{head.name} takes no pairs in parentheses")
        return self._applied(head, arguments, self.firsts[at])

    def _applied(self, head: Application, arguments: list[int], token: int) -> int:
        """Return what *head*, which is *token*, is of *arguments*."""
        graph, name = self.graph, head.name
        node = applied(graph, head, arguments, self.tokens.names[token], self.context.limits)
        if name in _OVER_LETTER and head.known and not is_binder(graph, node):
            self.tokens.notes.append(f"{name} is its {_OVER_LETTER[name]} written out")
        if head.known and (name == "if" or name in MADE):
            self.conditional = True
            if MADE.get(name, (0, None, ""))[2] and name in NAMES and len(arguments) not in NAMES[name]:
                self.tokens.notes.append(f"{name} of {len(arguments)} is {MADE[name][2]}")
        if name == "log" and len(arguments) == 2 and head.known and graph.is_exact(arguments[0]):
            if not graph.is_exact(arguments[1]):
                self.tokens.notes.append("log(a, b) has the base b; write log(x, 2) for the base 2")
        if head.base:
            node = self._to_base(node, head.base, arguments)
        if head.exponent:
            digits = head.exponent.replace(".", "", 1).isdigit()
            power = self._number(head.exponent) if digits else self._name(head.exponent)
            node = graph.pow(node, power)
        return node

    def _to_base(self, logarithm: int, base: str, arguments: list[int]) -> int:
        """Return the logarithm to a base of what has the natural *logarithm*."""
        code = code_of(f"log{base}", 1)
        if code >= 0:
            return self.graph.call(code, arguments)
        node = self._number(base) if base.isdigit() else self._name(base)
        return self.graph.div(logarithm, self.graph.call(LOG, (node,)))

    def _source(self, first: int, last: int) -> str:
        """Return the text from token *first* to token *last*."""
        return self.tokens.text[self.tokens.starts[first] : self.tokens.ends[last]]

"""Tokens → graph: the LALR driver, and one action for each production of the grammar.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.tokens import Context
>>> g = Graph()
>>> read(g, "2x + 1", Context())[0] == g.add(g.mul(g.number(2), g.symbol("x")), g.number(1))
True
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NoReturn

from symdiff.errors import ParseError, SymdiffError, TooLarge, WrongArity
from symdiff.graph.collector import waiting
from symdiff.graph.graph import Graph
from symdiff.parser import tokens as t
from symdiff.parser.tables import REFUSED, load
from symdiff.table.functions import (
    ABS,
    AND,
    CONSTANTS,
    EQ,
    FACTORIAL,
    GE,
    GT,
    LE,
    LOG,
    LT,
    NAMES,
    NE,
    NOT,
    OR,
    PIECEWISE,
    SQRT,
    code_of,
)

_TABLES: Final = load()
_COUNTS: Final = [count for _, count, _ in _TABLES.rules]
_YIELDS: Final = [symbol for _, _, symbol in _TABLES.rules]
_PASSES: Final = [name in ("pass", "only") for name, _, _ in _TABLES.rules]
"""Whether a rule hands the value of its one symbol on."""
_PASSED: Final[dict[int, int]] = {}
"""What `_passed` has found."""
_RELATIONS: Final = {
    "<": LT, "<=": LE, "≤": LE, ">": GT, ">=": GE, "≥": GE, "==": EQ, "!=": NE, "≠": NE,
}  # fmt: skip
_PLAIN: Final = {
    "NUMBER": "a number", "NAME": "a name", "OPEN": "'('", "CLOSE": "')'", "CALL": "a function",
    "OPENBAR": "'|'", "CLOSEBAR": "'|'", "COMMA": "','", "$END": "the end", "ROOT": "'√'",
}  # fmt: skip


def read(graph: Graph, text: str, context: t.Context) -> tuple[int, list[str]]:
    """Return the node in *graph* that *text* means, and notes on readings that were chosen.

    Cost: linear in the text. Raises ParseError, UnknownName, WrongArity or TooLarge with the place.
    """
    with waiting(len(text)):
        builder = _Builder(graph, t.scan(text, context), context)
        node = builder.run()
        if builder.conditional:
            _check_kinds(graph, node, text)
    return node, builder.tokens.notes


class _Builder:
    """One run of the driver. The stack holds, for each symbol, a state, a value, its first token."""

    def __init__(self, graph: Graph, tokens: t.Tokens, context: t.Context) -> None:
        self.graph = graph
        self.tokens = tokens
        self.context = context
        self.arguments: list[list[int]] = []
        self.pairs: dict[int, set[int]] = {}
        """For each list of arguments that holds pairs, where they begin."""
        self.pending_pair = False
        self.conditional = False
        """Whether a condition stands somewhere."""
        self.beside: dict[int, int] = {}
        """First token of a product written side by side → its last token."""
        self.defined: dict[str, int] = {}
        self.values: list[int] = []
        self.firsts: list[int] = []
        self.position = 0

    def run(self) -> int:
        """Run the tables over the tokens."""
        kinds = self.tokens.kinds
        action = _TABLES.action
        acts = [_ACTIONS[name] for name, _, _ in _TABLES.rules]
        states = [_TABLES.start]
        state = _TABLES.start
        values, firsts = self.values, self.firsts
        kind = kinds[0]
        while True:
            step = action[state][kind]
            if step >= 0:  # shift
                state = step
                states.append(state)
                values.append(self.position)
                firsts.append(self.position)
                self.position += 1
                kind = kinds[self.position] if self.position < len(kinds) else t.END
                continue
            if step == REFUSED:
                if kind == t.END and state == _TABLES.accept:
                    return values[-1]
                self._unexpected(state)
            rule = ~step
            count = _COUNTS[rule]
            act = acts[rule]
            if act is None:
                state = _passed(states[-2], state, kind)
                states[-1] = state
                continue
            try:
                value = act(self, len(values) - count)
            except SymdiffError as error:
                place = self.tokens.starts[firsts[-count]]
                raise error.at(self.tokens.text, place) from None
            states.pop()
            for _ in range(count - 1):
                states.pop()
                values.pop()
                firsts.pop()
            values[-1] = value
            state = action[states[-1]][_YIELDS[rule]]
            states.append(state)

    def _unexpected(self, state: int) -> NoReturn:
        tokens, i = self.tokens, self.position
        row = _TABLES.action[state]
        expected = [name for name, step in zip(_TABLES.terminals, row, strict=True) if step != REFUSED]
        operand = "NUMBER" in expected
        text, column = tokens.text, tokens.starts[i]
        kind = tokens.kinds[i]
        closing = "CLOSE" in expected or "CLOSEBAR" in expected
        if kind == t.END:
            if operand:
                message = "the formula ends where an operand is expected"
            elif closing:
                message = "the formula ends before everything is closed"
            else:
                message = "the formula ends too early"
            hint = "a ')' or '|' is missing" if closing and not operand else ""
            if t.EQUALS in tokens.kinds:
                hint = "a line with = gives a name for the lines below it; write == for an equation"
            raise ParseError(message, text, column, hint)
        shown = tokens.string(i)
        if kind == t.NUMBER and not operand:
            message, hint = f"unexpected number {shown}", "write * for a product: x*2, not x 2"
        elif kind == t.CLOSE and not operand and not closing:
            message, hint = "')' closes nothing", "remove it, or open one before"
        elif kind == t.EQUALS:
            message, hint = "unexpected '='", "write == for a comparison; move all to one side otherwise"
        elif kind == t.COMPARE and not operand:
            message, hint = f"unexpected {shown!r}", "join more than two comparisons with `and`"
        elif operand:
            message, hint = f"unexpected {shown!r}", "a number, a name, a function or '(' is expected here"
        else:
            words = sorted({_PLAIN[name] for name in expected if name in _PLAIN})
            message = f"unexpected {shown!r}"
            hint = f"expected an operator{' or ' + ' or '.join(words) if words else ''}"
        raise ParseError(message, text, column, hint)

    # Leaves ---------------------------------------------------------------------------------

    def number(self, at: int) -> int:
        return self._number(self.tokens.string(self.values[at]))

    def _number(self, string: str) -> int:
        if string.isdigit():
            bits = int(len(string) * 3.33)
            if bits > self.context.limits.bits + 4:
                self.graph._check_bits(bits)
            return self.graph.number(_integer(string))
        value = float(string)
        if math.isinf(value):
            raise ParseError(f"{string} is too large for a float", hint="write it exactly, as 10**400")
        return self.graph.number(value)

    def name(self, at: int) -> int:
        return self._name(self.tokens.names[self.values[at]])

    def _name(self, name: str) -> int:
        if name in self.defined:
            return self.defined[name]
        if name in CONSTANTS and name not in self.context.symbols:
            return self.graph.constant(CONSTANTS[name])
        return self.graph.symbol(name)

    # Programs -------------------------------------------------------------------------------

    def last(self, at: int) -> int:
        return self.values[at + 1]

    def drop(self, at: int) -> int:
        return -1

    def define(self, at: int) -> int:
        name = self.tokens.names[self.values[at]]
        if name in self.defined:
            raise ParseError(f"{name} is defined twice")
        self.defined[name] = self.values[at + 2]
        return -1

    # Conditions -----------------------------------------------------------------------------

    def either(self, at: int) -> int:
        self.conditional = True
        return self.graph.intern(OR, (self.values[at], self.values[at + 2]))

    def both(self, at: int) -> int:
        self.conditional = True
        return self.graph.intern(AND, (self.values[at], self.values[at + 2]))

    def negation(self, at: int) -> int:
        self.conditional = True
        return self.graph.intern(NOT, (self.values[at + 1],))

    def compare(self, at: int) -> int:
        self.conditional = True
        relation = _RELATIONS[self.tokens.string(self.values[at + 1])]
        return self.graph.intern(relation, (self.values[at], self.values[at + 2]))

    def between(self, at: int) -> int:
        left = self.compare(at)
        return self.graph.intern(AND, (left, self.compare(at + 2)))

    # Arithmetic -----------------------------------------------------------------------------

    def add(self, at: int) -> int:
        return self.graph.add(self.values[at], self.values[at + 2])

    def sub(self, at: int) -> int:
        return self.graph.sub(self.values[at], self.values[at + 2])

    def mul(self, at: int) -> int:
        return self.graph.mul(self.values[at], self.values[at + 2])

    def div(self, at: int) -> int:
        first, second = self.firsts[at], self.firsts[at + 2]
        end = self.beside.get(second)
        if end is not None:
            left, right = self._source(first, second - 2), self._source(second, end)
            self.tokens.notes.append(
                f"read as {left}/({right}): {left}/{right}; write ({left}/...)*... for the other"
            )
        return self.graph.div(self.values[at], self.values[at + 2])

    def neg(self, at: int) -> int:
        return self.graph.neg(self.values[at + 1])

    def pos(self, at: int) -> int:
        return self.values[at + 1]

    def pow(self, at: int) -> int:
        return self.graph.pow(self.values[at], self.values[at + 2])

    def juxtapose(self, at: int) -> int:
        self.beside[self.firsts[at]] = self.position - 1
        return self.graph.mul(self.values[at], self.values[at + 1])

    def juxtapose_applied(self, at: int) -> int:
        first, second = self.firsts[at], self.firsts[at + 1]
        left = self._source(first, second - 1)
        right = self._source(second, self.position - 1)
        self.tokens.notes.append(f"read as ({left})*({right}): {left} {right}")
        return self.juxtapose(at)

    def factorial(self, at: int) -> int:
        node = self.values[at]
        self._check_factorial(node)
        if self.tokens.kinds[self.position - 2] == t.BANG:
            self.tokens.notes.append("read as (n!)!: n!!, the factorial of the factorial")
        return self.graph.call(FACTORIAL, (node,))

    def superscript(self, at: int) -> int:
        exponent = int(self.tokens.string(self.values[at + 1]).translate(t._DIGITS))
        if self.tokens.kinds[self.firsts[at]] == t.ROOT:
            self.tokens.notes.append("read as (√x)²: √x²; write √(x²) for the other")
        return self.graph.pow(self.values[at], self.graph.number(exponent))

    def group(self, at: int) -> int:
        return self.values[at + 1]

    def bars(self, at: int) -> int:
        return self.graph.call(ABS, (self.values[at + 1],))

    def root(self, at: int) -> int:
        return self.graph.call(SQRT, (self.values[at + 1],))

    # Calls ----------------------------------------------------------------------------------

    def apply(self, at: int) -> int:
        head = self.tokens.heads[self.values[at]]
        second = self.firsts[at + 1]
        if self.beside.get(second) == self.position - 1:
            argument = self._source(second, self.position - 1)
            whole = self._source(self.firsts[at], self.position - 1)
            self.tokens.notes.append(f"read as {head.name}({argument}): {whole}")
        return self._applied(head, [self.values[at + 1]])

    def plain(self, at: int) -> int:
        self.pending_pair = False
        return self.values[at]

    def pair(self, at: int) -> int:
        self.pending_pair = True
        self.arguments.append([self.values[at + 1], self.values[at + 3]])
        return len(self.arguments) - 1

    def one(self, at: int) -> int:
        if self.pending_pair:
            index = self.values[at]
            self.pairs[index] = {0}
            return index
        self.arguments.append([self.values[at]])
        return len(self.arguments) - 1

    def more(self, at: int) -> int:
        index, value = self.values[at], self.values[at + 2]
        collected = self.arguments[index]
        if self.pending_pair:
            self.pairs.setdefault(index, set()).add(len(collected))
            collected.extend(self.arguments[value])
        else:
            collected.append(value)
        return index

    def call(self, at: int) -> int:
        head = self.tokens.heads[self.values[at]]
        index = self.values[at + 2]
        arguments = self.arguments[index]
        pairs = self.pairs.get(index, set())
        if head.known and head.name == "Piecewise":
            return self._piecewise(arguments, pairs)
        if pairs:
            raise ParseError(f"{head.name} takes no pairs in parentheses")
        return self._applied(head, arguments)

    def _piecewise(self, arguments: list[int], pairs: set[int]) -> int:
        self.conditional = True
        if len(pairs) * 2 != len(arguments):
            raise WrongArity(
                "Piecewise takes pairs (value, condition)",
                hint="for example Piecewise((x, x > 0), (0, True))",
            )
        return self.graph.intern(PIECEWISE, tuple(arguments))

    def _applied(self, head: t.Application, arguments: list[int]) -> int:
        graph = self.graph
        name, count = head.name, len(arguments)
        if not head.known:
            orders = [0] * count
            if len(head.orders) == 1 and count > 1 and "[" not in self._head_text():
                raise WrongArity(
                    f"{name}' of {count} arguments: say which one is meant",
                    hint=f"for example D[1]({name})(...) for the derivative by the first",
                )
            for which in head.orders:
                if not 1 <= which <= count:
                    raise WrongArity(f"{name} has no argument number {which} here")
                orders[which - 1] += 1
            if count == 1 and head.orders:
                orders[0] = len(head.orders)
            return graph.unknown(name, tuple(orders), arguments)
        node = self._of_table(name, arguments, count)
        if head.base:
            base = self._number(head.base) if head.base.isdigit() else self._name(head.base)
            code = code_of(f"log{head.base}", 1)
            node = graph.call(code, arguments) if code >= 0 else graph.div(node, graph.call(LOG, (base,)))
        if head.exponent:
            digits = head.exponent.replace(".", "", 1).isdigit()
            power = self._number(head.exponent) if digits else self._name(head.exponent)
            node = graph.pow(node, power)
        return node

    def _of_table(self, name: str, arguments: list[int], count: int) -> int:
        graph = self.graph
        if name == "if":
            if count != 3:
                raise WrongArity(f"if takes 3 arguments (condition, value, otherwise), not {count}")
            self.conditional = True
            condition, value, otherwise = arguments
            return graph.intern(PIECEWISE, (value, condition, otherwise, graph.constant("True")))
        if name == "Rational" and count == 2:
            return graph.div(arguments[0], arguments[1])
        code = code_of(name, count)
        if code < 0:
            if name in ("log", "ln") and count == 2:
                return graph.div(graph.call(LOG, arguments[:1]), graph.call(LOG, arguments[1:]))
            takes = " or ".join(str(n) for n in sorted(NAMES.get(name, {2: 0})))
            plural = "" if takes == "1" else "s"
            raise WrongArity(f"{name} takes {takes} argument{plural}, not {count}")
        if code == FACTORIAL:
            self._check_factorial(arguments[0])
        return graph.call(code, arguments)

    def _check_factorial(self, node: int) -> None:
        """Refuse the factorial of an exact number whose value is beyond the limit."""
        if self.graph.is_exact(node):
            n = float(self.graph.value(node))
            if n > 20 and n * math.log2(n / 2.7183) > self.context.limits.bits:
                raise TooLarge(
                    f"this factorial has more than {self.context.limits.bits} bits (limit `bits`)",
                    hint="raise it with Limits(bits=...) or --limit bits=..., or write gamma of a float",
                )

    def _source(self, first: int, last: int) -> str:
        """Return the text from token *first* to token *last*."""
        return self.tokens.text[self.tokens.starts[first] : self.tokens.ends[last]]

    def _head_text(self) -> str:
        return self.tokens.names.get(self.firsts[-4] if len(self.firsts) > 3 else 0, "")


def _passed(below: int, state: int, kind: int) -> int:
    """Return the state after all rules that hand a value on, from *state* on top of *below*: an operand
    goes through one of them for each level of the grammar."""
    key = (below * len(_TABLES.action) + state) * len(_TABLES.terminals) + kind
    known = _PASSED.get(key)
    if known is None:
        action = _TABLES.action
        known = state
        while True:
            step = action[known][kind]
            if step >= 0 or step == REFUSED or not _PASSES[~step]:
                break
            known = action[below][_YIELDS[~step]]
        _PASSED[key] = known
    return known


def _check_kinds(graph: Graph, root: int, text: str) -> None:
    """Refuse a condition where a number is expected, and a number where a condition is.

    Raises ParseError.
    """
    order = graph.below([root])
    conditions = {i for i in order if LT <= graph.ops[i] <= NOT or graph.names.get(i) in ("True", "False")}
    for node in order:
        op = graph.ops[node]
        for place, child in enumerate(graph.children[node]):
            wanted = op in (AND, OR, NOT) or (op == PIECEWISE and place % 2 == 1)
            if (child in conditions) != wanted:
                pair = ("a condition", "a number") if wanted else ("a number", "a condition")
                raise ParseError(
                    f"{pair[0]} is expected where {pair[1]} stands",
                    text,
                    0,
                    "choose between values with if(condition, value, otherwise)",
                )


def _integer(digits: str) -> int:
    """Return the integer written as *digits*, of any length (Python refuses beyond 4300 at once)."""
    value = 0
    for start in range(0, len(digits), 4000):
        part = digits[start : start + 4000]
        value = value * 10 ** len(part) + int(part)
    return value


_ACTIONS: Final[dict[str, Callable[[_Builder, int], int] | None]] = {
    "pass": None, "only": None,
    "last": _Builder.last, "drop": _Builder.drop, "define": _Builder.define,
    "either": _Builder.either, "both": _Builder.both, "negation": _Builder.negation,
    "compare": _Builder.compare, "between": _Builder.between,
    "add": _Builder.add, "sub": _Builder.sub, "mul": _Builder.mul, "div": _Builder.div,
    "neg": _Builder.neg, "pos": _Builder.pos, "pow": _Builder.pow,
    "beside": _Builder.juxtapose, "beside_applied": _Builder.juxtapose_applied,
    "factorial": _Builder.factorial, "superscript": _Builder.superscript,
    "number": _Builder.number, "name": _Builder.name, "group": _Builder.group,
    "bars": _Builder.bars, "root": _Builder.root, "apply": _Builder.apply,
    "call": _Builder.call, "one": _Builder.one, "more": _Builder.more,
    "plain": _Builder.plain, "pair": _Builder.pair,
}  # fmt: skip

"""Infix notation: precedence and parentheses, decided once for every text-like target.

>>> from symdiff.parser.formula import parse
>>> e = parse("(a + b)*c")
>>> Notation(e.graph).line(e.node)
'(a + b)*c'
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from fractions import Fraction
from typing import Final

from symdiff.export.program import NAMED, straight
from symdiff.graph.binders import BY_SPELLING, NAMES, spelled
from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import BINDERS, ENTRY, PRODUCT
from symdiff.table.derivatives import named
from symdiff.table.functions import row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
    FIRST_FUNCTION,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_function,
)

OR_LEVEL: Final = 1
AND_LEVEL: Final = 2
NOT_LEVEL: Final = 3
COMPARE_LEVEL: Final = 4
SUM_LEVEL: Final = 5
PRODUCT_LEVEL: Final = 6
SIGN_LEVEL: Final = 7
POWER_LEVEL: Final = 8
ATOM_LEVEL: Final = 9

_LEVELS: Final = {
    OR: OR_LEVEL, AND: AND_LEVEL, NOT: NOT_LEVEL, LT: COMPARE_LEVEL, LE: COMPARE_LEVEL,
    GT: COMPARE_LEVEL, GE: COMPARE_LEVEL, EQ: COMPARE_LEVEL, NE: COMPARE_LEVEL, ADD: SUM_LEVEL,
    SUB: SUM_LEVEL, MUL: PRODUCT_LEVEL, DIV: PRODUCT_LEVEL, NEG: SIGN_LEVEL, POW: POWER_LEVEL,
}  # fmt: skip
_LEVEL_OF: Final = [_LEVELS.get(op, ATOM_LEVEL) for op in range(FIRST_FUNCTION)]
SIGNS: Final = {
    OR: " or ", AND: " and ", LT: " < ", LE: " <= ", GT: " > ", GE: " >= ", EQ: " == ", NE: " != ",
    ADD: " + ", SUB: " - ", MUL: "*", DIV: "/", POW: "**",
}  # fmt: skip
PENDING: Final = "'"
"""The name of an unknown function that stands for the derivative of its argument, which is still to be taken:
no text can name it. Its order is 0, or 1 where the argument is written without parentheses."""


def level(graph: Graph, node: int) -> int:
    """Return how tightly *node* binds when it is written."""
    op = graph.ops[node]
    if op == NUMBER:
        value = graph.value(node)
        if value < 0 or (isinstance(value, float) and str(value)[0] == "-"):
            return SIGN_LEVEL if not isinstance(value, Fraction) else SUM_LEVEL
        return PRODUCT_LEVEL if isinstance(value, Fraction) else ATOM_LEVEL
    if op == NEG and graph.ops[graph.first(node)] in (MUL, DIV):
        return PRODUCT_LEVEL  # -a*b is the product of -a and b
    return ATOM_LEVEL if is_function(op) else _LEVEL_OF[op]


def needs(op: int, place: int) -> int:
    """Return the level that an argument of *op* at *place* needs to stand without parentheses."""
    if op == POW:
        return ATOM_LEVEL if place == 0 else POWER_LEVEL
    if op == NEG:
        return PRODUCT_LEVEL
    own = _LEVEL_OF[op]
    if own == COMPARE_LEVEL:
        return SUM_LEVEL
    return own + 1 if place and op != NOT else own


class Notation:
    """Writes nodes of one graph. A target overrides the leaves and the calls.

    *given* maps nodes to names that stand for them.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.given: dict[int, str] = {}

    def line(self, root: int) -> str:
        """Return *root* as one expression. Cost: the length of the text times its depth."""
        return self.lines([root])[0]

    def lines(self, roots: Iterable[int]) -> list[str]:
        """Return each of *roots* as one expression, nodes that are *given* by their names."""
        roots = list(roots)
        texts = self.texts(self.visible(roots))
        return [self.given.get(root) or texts[root] for root in roots]

    def texts(self, order: Iterable[int]) -> dict[int, str]:
        """Return the text of each node of *order*, which has arguments first."""
        texts: dict[int, str] = {}
        for node in order:
            texts[node] = self.write(node, texts)
        return texts

    def visible(self, roots: Iterable[int]) -> list[int]:
        """Return the nodes to be written for *roots*: down to the given ones, arguments first."""
        if not self.given:
            return self.graph.below(roots)
        pending = [root for root in roots if root not in self.given]
        seen = set(pending)
        while pending:
            for child in self.graph.children[pending.pop()]:
                if child not in seen and child not in self.given:
                    seen.add(child)
                    pending.append(child)
        return sorted(seen)

    def write(self, node: int, texts: dict[int, str]) -> str:
        """Return the text of *node*, given those of its arguments."""
        graph, op = self.graph, self.graph.ops[node]
        if op == NUMBER:
            return self.number(graph.value(node))
        if op == SYMBOL:
            return self.symbol(graph.name(node))
        if op == CONSTANT:
            return self.constant(graph.name(node))
        if op in (ADD, SUB, MUL, DIV) and not self.given:  # most nodes
            left, right = graph.both(node)
            first = self.placed(op, 0, left, texts[left])
            return self.operator(op, [first, self.placed(op, 1, right, texts[right])])
        plain = self.arguments(node, texts)
        if op == PIECEWISE:
            return self.piecewise(plain)
        if op == UNKNOWN:
            name, orders = graph.operator(node)
            if name == PENDING:
                return self.pending(plain[0], bool(orders[0]) or graph.children[node][0] in self.given)
            if name in BY_SPELLING:
                return self.binder(BY_SPELLING[name], plain)
            if name.endswith(ENTRY):
                return self.entry(name.removesuffix(ENTRY), plain[0])
            if name.startswith(BINDERS):
                alone, [root] = spelled(graph, [node])
                return self.anew(alone, root).texts(alone.below([root]))[root]
            return self.unknown(name, orders, plain)
        if is_function(op):
            return self.call(op, plain)
        wrapped = [
            self.placed(op, place, child, text)
            for place, (child, text) in enumerate(zip(graph.children[node], plain, strict=True))
        ]
        return self.operator(op, wrapped)

    def arguments(self, node: int, texts: dict[int, str]) -> list[str]:
        """Return the texts of the arguments of *node* as they stand alone."""
        return [self.given.get(child) or texts[child] for child in self.graph.children[node]]

    def placed(self, op: int, place: int, child: int, text: str) -> str:
        """Return the *text* of *child* as argument of *op*, in parentheses where it needs them."""
        if self.level(child) >= needs(op, place):
            if op != NEG or not self._leads_with_zero(child):  # -0*x would read as (-0)*x, which is 0*x
                return text
        return text if child in self.given else f"({text})"

    def ends_with_product(self, node: int) -> bool:
        """Return whether a product over a letter ends what *node* is written as, in which the next factor
        would stand, where the target has a sign for it."""
        graph = self.graph
        while graph.ops[node] in (MUL, NEG) and node not in self.given:
            node = graph.children[node][-1]
        if graph.ops[node] != UNKNOWN or node in self.given:
            return False
        name = graph.operator(node)[0]
        return name.startswith(PRODUCT) or BY_SPELLING.get(name) == PRODUCT

    def _leads_with_zero(self, node: int) -> bool:
        graph = self.graph
        while graph.ops[node] in (MUL, DIV):
            node = graph.children[node][0]
        return graph.numbers.get(node) == 0

    def level(self, node: int) -> int:
        """Return how tightly *node* binds in this target."""
        return level(self.graph, node)

    def number(self, value: Number) -> str:
        """Return a number that reads back to the same."""
        if isinstance(value, Fraction):
            return f"{integer(value.numerator)}/{integer(value.denominator)}"
        return integer(value) if isinstance(value, int) else repr(value)

    def symbol(self, name: str) -> str:
        return name

    def constant(self, name: str) -> str:
        return name

    def operator(self, op: int, texts: list[str]) -> str:
        if op == NEG:
            return f"-{texts[0]}"
        if op == NOT:
            return f"not {texts[0]}"
        return f"{texts[0]}{SIGNS[op]}{texts[1]}"

    def call(self, code: int, texts: list[str]) -> str:
        return f"{row_of(code).name}({', '.join(texts)})"

    def piecewise(self, texts: list[str]) -> str:
        pairs = zip(texts[::2], texts[1::2], strict=True)
        return f"Piecewise({', '.join(f'({value}, {condition})' for value, condition in pairs)})"

    def pending(self, text: str, is_letter: bool) -> str:
        """Write the derivative of *text*, which is still to be taken."""
        return f"{text}'" if is_letter else f"({text})'"

    def anew(self, graph: Graph, root: int) -> Notation:
        """Return what writes *root* of another graph likewise."""
        return Notation(graph)

    def binder(self, kind: str, texts: list[str]) -> str:
        """Write the integral or the sum of what, by which letter, from where to where."""
        return f"{NAMES[kind]}({', '.join(texts)})"

    def entry(self, name: str, place: str) -> str:
        """Write the entry of a list *name* at a letter."""
        return f"{name}_{place}"

    def unknown(self, name: str, orders: tuple[int, ...], texts: list[str]) -> str:
        return f"{named(name, orders)}({', '.join(texts)})"


def program(
    notation: Notation,
    roots: list[int],
    fresh: Callable[[], str],
    shared: bool = True,
    always: Container[int] = (),
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return assignments (name, expression) and the expressions of *roots* that use them.

    What gets a name `straight` says. Cost: linear in nodes.
    """
    texts: dict[int, str] = {}
    assignments: list[tuple[str, str]] = []
    kept = set(roots)
    uses: dict[int, int] = {}
    for step in straight(notation.graph, roots, notation.visible(roots), shared, always).steps:
        node = step.target
        text = notation.write(node, texts)
        for child in step.arguments:
            if uses.get(child) == 1 and child in texts and child not in kept:
                del texts[child]  # used up; a long program must not keep every text
        if step.mode == NAMED:
            name = fresh()
            assignments.append((name, text))
            notation.given[node] = name
        else:
            texts[node] = text
            uses[node] = step.uses
    return assignments, [notation.given.get(root) or texts[root] for root in roots]


def fresh_names(taken: Iterable[str], prefix: str = "t") -> Callable[[], str]:
    """Return a source of names t1, t2, … that meet none of *taken* (the symbols of the graph)."""
    used = set(taken)
    counter = 0

    def fresh() -> str:
        nonlocal counter
        counter += 1
        while f"{prefix}{counter}" in used:
            counter += 1
        return f"{prefix}{counter}"

    return fresh


def integer(value: int) -> str:
    """Return the decimal digits of *value*, however many (Python refuses beyond 4300 at once)."""
    if value.bit_length() < 13_000:
        return str(value)
    sign, value, parts = ("-", -value, []) if value < 0 else ("", value, [])
    base = 10**4000
    while value >= base:
        value, part = divmod(value, base)
        parts.append(f"{part:04000d}")
    return sign + str(value) + "".join(reversed(parts))

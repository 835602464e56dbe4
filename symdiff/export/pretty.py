"""Formulas in two dimensions, as on paper: fractions with a bar, exponents raised, roots with a roof.

A part of a formula is a box of characters with a line that it stands on; each operation puts boxes together.
In ASCII, where a terminal lacks the signs, the same with letters.

>>> from symdiff.parser.formula import parse
>>> print(pretty(parse("(x^2 + 1)/(2*sqrt(x))")))
 2
x  + 1
──────
 2·√x
>>> print(pretty(parse("exp(-x/2)*Abs(y)"), ascii=True))
   x
 - -
   2
e   *|y|
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.export.notation import (
    ATOM_LEVEL,
    POWER_LEVEL,
    SIGN_LEVEL,
    integer,
    level,
    needs,
)
from symdiff.export.unicode import unicode
from symdiff.graph.binders import BY_SPELLING, NAMES, spelled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import ENTRY
from symdiff.table.derivatives import named
from symdiff.table.functions import ABS, EXP, LOG, SQRT, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
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

_LARGEST: Final = 400
"""Tree size beyond which a formula stays on one line: nobody could read it in two dimensions."""
_BY_VALUE: Final = {"E": "exp(1)", "I": "sqrt(-1)", "pi": "acos(-1)"}
_LETTERS: Final = {"E": "e", "I": "i"}
"""How constants are written."""


class Signs(NamedTuple):
    """The characters that formulas are drawn with."""

    infix: dict[int, str]
    minus: str
    bar: str
    """What fractions and roofs are made of: a line at half height, and one at the foot."""
    roof: str
    root: str
    wall: str
    """What the sides of tall roots and absolute values are made of."""
    round: tuple[tuple[str, str, str], tuple[str, str, str]]
    """Parentheses from above: top, middle, foot, left and right."""
    curly: tuple[str, str, str, str, str]
    """A brace: top, middle, foot, its point, and the whole where it is one line high."""
    constants: dict[str, str]


_WORDS: Final = {OR: " or ", AND: " and ", LT: " < ", GT: " > ", ADD: " + "}
UNICODE: Final = Signs(
    {**_WORDS, LE: " ≤ ", GE: " ≥ ", EQ: " = ", NE: " ≠ ", SUB: " − ", MUL: "·"},
    "−", "─", "_", "√", "│", (("⎛", "⎜", "⎝"), ("⎞", "⎟", "⎠")), ("⎧", "⎪", "⎩", "⎨", "{"),
    {**_LETTERS, "pi": "π", "oo": "∞"},
)  # fmt: skip
ASCII: Final = Signs(
    {**_WORDS, LE: " <= ", GE: " >= ", EQ: " == ", NE: " != ", SUB: " - ", MUL: "*"},
    "-", "-", "_", "\\/", "|", (("/", "|", "\\"), ("\\", "|", "/")), ("/", "|", "\\", "<", "{"), _LETTERS,
)  # fmt: skip


class Box(NamedTuple):
    """Lines of one width, the one of them that it stands on, and how tightly it binds."""

    lines: tuple[str, ...]
    base: int
    level: int

    @property
    def width(self) -> int:
        return len(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)


def pretty(expr: Expr, ascii: bool = False, before: str = "") -> str:
    """Return *expr* in two dimensions, without blanks at the ends of lines; a large one on one line.

    The text *before*, such as "f(x) = ", stands on the line that the formula stands on. Cost: the area of
    what is drawn, for each operation in the formula.
    """
    graph, node = expr.graph, expr.node
    if graph.size(node) > _LARGEST:
        return before + (str(expr) if ascii else unicode(expr))
    graph, [node] = spelled(graph, [node])
    order = graph.below([node])
    boxes: dict[int, Box] = {}
    writer = _Writer(graph, ASCII if ascii else UNICODE, frozenset(graph.symbols([node])))
    for below in order:
        boxes[below] = writer.box(below, [boxes[child] for child in graph.children[below]])
    whole = _joined([_text(before, 0), boxes[node]], 0) if before else boxes[node]
    return "\n".join([line.rstrip() for line in whole.lines])


class _Writer:
    """Draws the nodes of one graph; constants are written by their value where one of *names* looks so."""

    def __init__(self, graph: Graph, signs: Signs, names: frozenset[str]) -> None:
        self.graph = graph
        self.signs = signs
        self.taken = {name for name in _BY_VALUE if name in names or signs.constants.get(name) in names}

    def box(self, node: int, parts: Sequence[Box]) -> Box:
        """Return the box of *node*, given those of its arguments."""
        graph, op = self.graph, self.graph.ops[node]
        if op == NUMBER:
            return self._number(graph.value(node), level(graph, node))
        if op == SYMBOL:
            return _text(graph.name(node), ATOM_LEVEL)
        if op == CONSTANT:
            return self._constant(graph.name(node))
        if op == UNKNOWN:
            name, orders = graph.operator(node)
            if name.endswith(ENTRY):
                return _text(f"{name.removesuffix(ENTRY)}_{parts[0].lines[0]}", ATOM_LEVEL)
            return self._call(NAMES[BY_SPELLING[name]] if name in BY_SPELLING else named(name, orders), parts)
        if op == PIECEWISE:
            return self._pieces(parts)
        if is_function(op):
            return self._function(op, parts)
        return self._operator(op, parts, level(graph, node))

    def _number(self, value: Number, binds: int) -> Box:
        if isinstance(value, Fraction):
            top, bottom = (_text(integer(part), 0) for part in (abs(value.numerator), value.denominator))
            part = _over(top, bottom, self.signs.bar)
            return part if value > 0 else self._minus(part, SIGN_LEVEL)
        text = integer(value) if isinstance(value, int) else repr(value)
        return _text(self.signs.minus + text[1:] if text[0] == "-" else text, binds)

    def _constant(self, name: str) -> Box:
        text = _BY_VALUE[name] if name in self.taken else self.signs.constants.get(name, name)
        return _text(text, ATOM_LEVEL)

    def _operator(self, op: int, parts: Sequence[Box], binds: int) -> Box:
        if op == DIV:
            return _over(parts[0], parts[1], self.signs.bar)
        if op == POW:
            return self._power(self._placed(op, 0, parts[0]), parts[1])
        placed = [self._placed(op, place, part) for place, part in enumerate(parts)]
        if op == NEG:
            return self._minus(placed[0], binds)
        if op == NOT:
            return _joined([_text("not ", 0), *placed], binds)
        return _joined([placed[0], _text(self.signs.infix[op], 0), placed[1]], binds)

    def _minus(self, part: Box, binds: int) -> Box:
        """Return a box with a minus before it, apart from the bar of a fraction."""
        gap = " " if part.lines[part.base][0] == self.signs.bar else ""
        return _joined([_text(self.signs.minus + gap, 0), part], binds)

    def _placed(self, op: int, place: int, part: Box) -> Box:
        """Return an argument of *op*, in parentheses where it needs them, and where its minus would stand
        behind another sign."""
        begins = part.lines[part.base].lstrip().startswith(self.signs.minus)
        bare = part.level >= needs(op, place)
        if bare and not (begins and part.level == SIGN_LEVEL and (place or op == NEG)):
            return part
        return self._round(part)

    def _power(self, base: Box, exponent: Box) -> Box:
        """Return a power: the exponent stands on the line above the base."""
        above = base.base + exponent.height  # lines above the line of the base
        blank = " " * exponent.width
        lines = [" " * base.width + line for line in exponent.lines]
        lines += [line + blank for line in base.lines]
        return Box(tuple(lines), above, POWER_LEVEL)

    def _function(self, code: int, parts: Sequence[Box]) -> Box:
        [part, *others] = parts
        if not others:
            if code == SQRT:
                return self._root(part)
            if code == ABS:
                wall = self.signs.wall if part.height > 1 else "|"
                sides = Box((wall,) * part.height, part.base, 0)
                return _joined([sides, part, sides], ATOM_LEVEL)
            if code == EXP and "E" not in self.taken:
                return self._power(_text("e", ATOM_LEVEL), part)
            if code == LOG:
                return self._call("ln", parts)
        return self._call(row_of(code).name, parts)

    def _root(self, part: Box) -> Box:
        """Return a square root: a roof over more than a letter or a number, and a wall where it is high."""
        if part.height == 1 and part.lines[0].isalnum() and len(self.signs.root) == 1:
            return _text(self.signs.root + part.lines[0], ATOM_LEVEL)
        sign = self.signs.root
        side = [*[" " * (len(sign) - 1) + self.signs.wall] * (part.height - 1), sign]
        lines = [" " * len(sign) + self.signs.roof * part.width]
        lines += [left + line for left, line in zip(side, part.lines, strict=True)]
        return Box(tuple(lines), part.base + 1, ATOM_LEVEL)

    def _call(self, name: str, parts: Sequence[Box]) -> Box:
        inside = [parts[0]]
        for part in parts[1:]:
            inside += [_text(", ", 0), part]
        return _joined([_text(name, 0), self._round(_joined(inside, 0))], ATOM_LEVEL)

    def _pieces(self, parts: Sequence[Box]) -> Box:
        """Return the branches of a Piecewise, one below the other behind a brace."""
        rows = [
            [value, self._condition(value_at, condition)]
            for value_at, (value, condition) in enumerate(zip(parts[::2], parts[1::2], strict=True))
        ]
        widest = max(value.width for value, _ in rows)
        lines: list[str] = []
        for value, condition in rows:
            row = _joined([_wide(value, widest), condition], 0)
            lines += ["", *row.lines] if lines and row.height > 1 else row.lines
        width = max(map(len, lines))
        lines = [line.ljust(width) for line in lines]
        top, middle, foot, point, whole = self.signs.curly
        brace = [whole] if len(lines) == 1 else [top, *[middle] * (len(lines) - 2), foot]
        if len(lines) > 2:
            brace[len(lines) // 2] = point
        lines = [f"{sign} {line}" for sign, line in zip(brace, lines, strict=True)]
        return Box(tuple(lines), len(lines) // 2, 0)

    def _condition(self, place: int, condition: Box) -> Box:
        if condition.lines == ("True",):
            return _text("  otherwise", 0)
        return _joined([_text("  if ", 0), condition], 0)

    def _round(self, part: Box) -> Box:
        """Return a box in parentheses of its height."""
        if part.height == 1:
            return _text(f"({part.lines[0]})", ATOM_LEVEL)
        sides = [
            Box((top, *[middle] * (part.height - 2), foot), part.base, 0)
            for top, middle, foot in self.signs.round
        ]
        return _joined([sides[0], part, sides[1]], ATOM_LEVEL)


def _text(text: str, binds: int) -> Box:
    return Box((text,), 0, binds)


def _joined(parts: Sequence[Box], binds: int) -> Box:
    """Return boxes beside each other, all on one line."""
    above = max(part.base for part in parts)
    below = max(part.height - part.base for part in parts)
    rows = [""] * (above + below)
    for part in parts:
        first = above - part.base
        blank = " " * part.width
        for row in range(above + below):
            inside = first <= row < first + part.height
            rows[row] += part.lines[row - first] if inside else blank
    return Box(tuple(rows), above, binds)


def _over(top: Box, bottom: Box, bar: str) -> Box:
    """Return a fraction: both centred over and under a bar, longer than those of fractions inside."""
    width = max(top.width, bottom.width)
    if any(part.width == width and not part.lines[part.base].strip(bar) for part in (top, bottom)):
        width += 2
    lines = [line.center(width) for line in top.lines]
    lines += [bar * width, *[line.center(width) for line in bottom.lines]]
    return Box(tuple(lines), top.height, POWER_LEVEL)


def _wide(part: Box, width: int) -> Box:
    return part._replace(lines=tuple([line.ljust(width) for line in part.lines]))


__all__ = ["pretty"]

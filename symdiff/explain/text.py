"""A derivation for the terminal, in Unicode or in ASCII, no wider than a page.

>>> from symdiff.verbs.derivatives import derive
>>> from symdiff.explain.derivation import derivation
>>> answer = derive("sin(x**2)", "x")
>>> print(text(derivation(answer.origin[0], "x", answer)))
d/dx sin(x²)
  = cos(x²)·(x²)'    chain rule, u = x²: (sin(u))' = cos(u)·u'
  = cos(x²)·2x       power rule
  = 2x·cos(x²)       in order
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from symdiff.explain.derivation import Derivation
from symdiff.explain.layout import JOINT, broken, folded
from symdiff.explain.lines import Line
from symdiff.explain.reasons import CONDITION, DERIVATIVE, LAW, NAMES, Formula, parts_of
from symdiff.export.notation import Notation
from symdiff.export.unicode import Plain, Unicode, relations, unicode
from symdiff.export.where import sentence
from symdiff.graph.expr import Expr
from symdiff.parser.formula import parse

WIDTH: Final = 100
"""Columns of a page."""
_REASONS: Final = 60
"""The column in which reasons begin, at most; a longer formula has its reason below it."""
_GAP: Final = 4
_INDENT: Final = 6


class Words:
    """Writes lines, and reasons for them, as text: in Unicode, or with *ascii* as `str` does."""

    def __init__(self, derivation: Derivation, ascii: bool) -> None:
        self.derivation = derivation
        self.ascii = ascii
        graph = derivation.graph
        names = frozenset(graph.symbols([derivation.root]))
        self.writer: Notation
        if ascii:
            self.writer = Plain(graph)
            self.writer.taken = names
        else:
            self.writer = Unicode(graph, names)
        self.spelled = derivation.spelled()
        self.names = {node: self.writer.line(name) for node, name in derivation.names.items()}
        """Parts that have names → their names."""

    def whole(self) -> str:
        """Return the formula that is derived, by names of its parts."""
        self._given(True)
        return self.writer.line(self.derivation.root)

    def answer(self) -> str:
        """Return the last line."""
        self._given(False)
        return self.writer.line(self.derivation.lines[-1].node)

    def definitions(self) -> list[tuple[str, str]]:
        """Return the names of parts, and what they stand for."""
        found = []
        for node, name in self.names.items():
            self._given(True)
            del self.writer.given[node]
            found.append((name, self.writer.line(node)))
        return found

    def formula(self, line: Line) -> str:
        """Return the formula of *line*."""
        self._given(line.is_named)
        return self.writer.line(line.node)

    def reason(self, line: Line) -> str:
        """Return why *line* follows from the one before."""
        self._given(line.is_named)
        return "".join([part if isinstance(part, str) else self._stated(part) for part in parts_of(line)])

    def joint_reason(self, line: Line) -> str:
        """Return the same with a `JOINT` for each space of a formula."""
        self._given(line.is_named)
        parts = parts_of(line)
        return "".join([p if isinstance(p, str) else self._stated(p).replace(" ", JOINT) for p in parts])

    def _given(self, is_named: bool) -> None:
        """Let parts be written by their names where *is_named*, and the function without its argument."""
        self.writer.given = {**self.spelled, **(self.names if is_named else {})}

    def _stated(self, part: Formula) -> str:
        if part.kind == NAMES:
            return " and ".join(self.names.values())
        if part.kind == LAW:
            if self.ascii:
                return part.text
            return " = ".join([unicode(parse(side)) for side in part.text.split(" = ")])
        left = self.writer.line(part.left)
        if part.kind == CONDITION:
            return left
        right = self.writer.line(part.right)
        return f"({left})' = {right}" if part.kind == DERIVATIVE else f"{left} = {right}"


def text(derivation: Derivation, ascii: bool = False, width: int = WIDTH) -> str:
    """Return the lines of *derivation*, each with its reason; with *ascii* in symdiff's own language.

    Cost: the length of the text.
    """
    words = Words(derivation, ascii)
    found = _block(f"d/d{derivation.variable} ", words.whole(), width)
    for name, definition in words.definitions():
        told = f"{name} = {definition}"
        if len(found) == 1 and len(found[0]) + len(told) + 3 <= width:
            found = [f"{found[0]},  {told}"]
        else:
            found += _block(" " * _GAP + "with ", told, width)
    entries: list[tuple[str, str, str]] = []
    before = -1
    for line in derivation.lines:
        head = "  = "
        if line.of >= 0:
            name = words.names[line.of]
            head = f"{' ' * _GAP}{name}' = " if line.of != before else " " * (_GAP + len(name) + 2) + "= "
        before = line.of
        formula = words.formula(line)
        if derivation.function and entries and entries[-1][1] == formula:
            continue  # (y)' and y' are written alike
        entries.append((head, formula, words.joint_reason(line)))
    found += in_columns(entries, width)
    calls = (f"{derivation.function}({derivation.variable})", derivation.function)
    names = derivation.graph.symbols([derivation.root])
    return "\n".join([*found, *conditions(derivation.answer, names, ascii, width, calls)])


def in_columns(entries: Sequence[tuple[str, str, str]], width: int = WIDTH) -> list[str]:
    """Return lines of a head, a formula and a reason, the reasons below one another."""
    widths = [len(head + formula) for head, formula, _ in entries]
    column = max([taken for taken in widths if taken <= _REASONS - _GAP], default=0) + _GAP
    return [line for head, formula, reason in entries for line in _line(head, formula, reason, column, width)]


def conditions(
    answer: Expr, names: Collection[str], ascii: bool, width: int = WIDTH, calls: tuple[str, str] = ("", "")
) -> list[str]:
    """Return the line that says where *answer* is a derivative, if it is one not everywhere; *names* are
    variables, the first of *calls* is written as the second."""
    where = answer.where.replace(*calls) if calls[1] else answer.where
    told = sentence(where if ascii else relations(where, names))
    return [" " * _GAP + part for part in folded(told, width - _GAP)] if told else []


def _block(head: str, formula: str, width: int) -> list[str]:
    """Return *formula* behind *head*, what follows in further lines below it."""
    indent = max(len(head) + 2, _INDENT)
    first, *others = broken(formula, width - indent)
    return [head + first, *[" " * indent + part for part in others]]


def _line(head: str, formula: str, reason: str, column: int, width: int) -> list[str]:
    found = _block(head, formula, width)
    if len(found) == 1 and len(found[0]) <= column - _GAP and len(reason) <= width - column:
        return [f"{found[0]:<{column}}{reason}".rstrip().replace(JOINT, " ")]
    if len(found) == 1 and len(found[0]) + _GAP + len(reason) <= width:
        return [f"{found[0]}{' ' * _GAP}{reason}".replace(JOINT, " ")]
    if len(found) == 1 and len(found[0]) <= column - _GAP:
        first, *others = folded(reason, width - column)
        return [f"{found[0]:<{column}}{first}", *[" " * column + part for part in others]]
    return [*found, *[" " * (_INDENT + _GAP) + part for part in folded(reason, width - _INDENT - _GAP)]]

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

from typing import Final

from symdiff.explain.derivation import Derivation
from symdiff.explain.layout import JOINT, broken, folded
from symdiff.explain.lines import Line
from symdiff.explain.reasons import CONDITION, DERIVATIVE, LAW, NAMES, Formula, parts_of
from symdiff.export.notation import Notation
from symdiff.export.unicode import Plain, Unicode, relations, unicode
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
        self.names = {node: self.writer.line(name) for node, name in derivation.names.items()}
        """Parts that have names → their names."""

    def whole(self) -> str:
        """Return the formula that is derived, by names of its parts."""
        self.writer.given = self.names
        return self.writer.line(self.derivation.root)

    def answer(self) -> str:
        """Return the last line."""
        self.writer.given = {}
        return self.writer.line(self.derivation.lines[-1].node)

    def definitions(self) -> list[tuple[str, str]]:
        """Return the names of parts, and what they stand for."""
        found = []
        for node, name in self.names.items():
            self.writer.given = {other: given for other, given in self.names.items() if other != node}
            found.append((name, self.writer.line(node)))
        return found

    def formula(self, line: Line) -> str:
        """Return the formula of *line*."""
        self.writer.given = self.names if line.is_named else {}
        return self.writer.line(line.node)

    def reason(self, line: Line) -> str:
        """Return why *line* follows from the one before."""
        self.writer.given = self.names if line.is_named else {}
        return "".join([part if isinstance(part, str) else self._stated(part) for part in parts_of(line)])

    def joint_reason(self, line: Line) -> str:
        """Return the same with a `JOINT` for each space of a formula."""
        self.writer.given = self.names if line.is_named else {}
        parts = parts_of(line)
        return "".join([p if isinstance(p, str) else self._stated(p).replace(" ", JOINT) for p in parts])

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
    entries = []
    before = -1
    for line in derivation.lines:
        head = "  = "
        if line.of >= 0:
            name = words.names[line.of]
            head = f"{' ' * _GAP}{name}' = " if line.of != before else " " * (_GAP + len(name) + 2) + "= "
        before = line.of
        entries.append((head, words.formula(line), words.joint_reason(line)))
    widths = [len(head + formula) for head, formula, _ in entries]
    column = max([taken for taken in widths if taken <= _REASONS - _GAP], default=0) + _GAP
    for head, formula, reason in entries:
        found += _line(head, formula, reason, column, width)
    where = derivation.answer.where
    if where:
        told = f"where {where if ascii else relations(where)}"
        found += [" " * _GAP + part for part in folded(told, width - _GAP)]
    return "\n".join(found)


def _block(head: str, formula: str, width: int) -> list[str]:
    """Return *formula* behind *head*, what follows in further lines below it."""
    indent = max(len(head) + 2, _INDENT)
    first, *others = broken(formula, width - indent)
    return [head + first, *[" " * indent + part for part in others]]


def _line(head: str, formula: str, reason: str, column: int, width: int) -> list[str]:
    found = _block(head, formula, width)
    if len(found) == 1 and len(found[0]) <= column - _GAP and len(reason) <= width - column:
        return [f"{found[0]:<{column}}{reason}".replace(JOINT, " ")]
    if len(found) == 1 and len(found[0]) + _GAP + len(reason) <= width:
        return [f"{found[0]}{' ' * _GAP}{reason}".replace(JOINT, " ")]
    if len(found) == 1 and len(found[0]) <= column - _GAP:
        first, *others = folded(reason, width - column)
        return [f"{found[0]:<{column}}{first}", *[" " * column + part for part in others]]
    return [*found, *[" " * (_INDENT + _GAP) + part for part in folded(reason, width - _INDENT - _GAP)]]

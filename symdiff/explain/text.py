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
from symdiff.explain.layout import broken, folded
from symdiff.explain.lines import Line, Reason
from symdiff.explain.rules import SUM
from symdiff.explain.words import PUT_IN
from symdiff.export.notation import Notation
from symdiff.export.unicode import Plain, Unicode, in_unicode, relations

WIDTH: Final = 100
"""Columns of a page."""
_REASONS: Final = 60
"""The column in which reasons begin, at most; a longer formula has its reason below it."""
_GAP: Final = 4
_INDENT: Final = 6


def text(derivation: Derivation, ascii: bool = False, width: int = WIDTH) -> str:
    """Return the lines of *derivation*, each with its reason; with *ascii* in symdiff's own language.

    Cost: the length of the text.
    """
    graph = derivation.graph
    names = frozenset(graph.symbols([derivation.root]))
    writer: Notation
    if ascii:
        writer = Plain(graph)
        writer.taken = names
    else:
        writer = Unicode(graph, names)
    names_of = {node: writer.line(name) for node, name in derivation.names.items()}
    writer.given = names_of
    found = _block(f"d/d{derivation.variable} ", writer.line(derivation.root), width)
    for node, name in names_of.items():
        writer.given = {other: given for other, given in names_of.items() if other != node}
        told = f"{name} = {writer.line(node)}"
        if len(found) == 1 and len(found[0]) + len(told) + 3 <= width:
            found = [f"{found[0]},  {told}"]
        else:
            found += _block(" " * _GAP + "with ", told, width)
    entries = []
    before = 0
    for line in derivation.lines:
        writer.given = names_of if line.is_named else {}
        head = "  = "
        if line.of >= 0:
            name = names_of[line.of]
            head = f"{' ' * _GAP}{name}' = " if line.of != before else " " * (_GAP + len(name) + 2) + "= "
        before = line.of
        entries.append((head, writer.line(line.node), reason_text(line, writer, derivation, ascii)))
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
        return [f"{found[0]:<{column}}{reason}"]
    if len(found) == 1 and len(found[0]) + _GAP + len(reason) <= width:
        return [f"{found[0]}{' ' * _GAP}{reason}"]
    if len(found) == 1 and len(found[0]) <= column - _GAP:
        first, *others = folded(reason, width - column)
        return [f"{found[0]:<{column}}{first}", *[" " * column + part for part in others]]
    return [*found, *[" " * (_INDENT + _GAP) + part for part in folded(reason, width - _INDENT - _GAP)]]


def reason_text(line: Line, writer: Notation, derivation: Derivation, ascii: bool = True) -> str:
    """Return why *line* follows from the one before, in words."""
    if line.words == PUT_IN:
        names = [derivation.graph.name(name) for name in derivation.names.values()]
        return f"{' and '.join(names)} put in"
    if line.words:
        return line.words if ascii else in_unicode(line.words)
    told: list[str] = []
    for reason in line.reasons:
        if reason.rule is SUM and told:
            told[-1] += f", {reason.words}"
        else:
            told.append(_reason(reason, writer))
    return "; ".join(told)


def _reason(reason: Reason, writer: Notation) -> str:
    words = reason.words
    if reason.inner:
        letters: dict[str, None] = {}
        for letter, inner in reason.inner:
            letters[f"{writer.line(letter)} = {writer.line(inner)}"] = None
        joint = ", " if len({letter for letter, _ in reason.inner}) > 1 else " and "
        words += f", {joint.join(letters)}"
    if reason.left < 0:
        return words
    left, right = writer.line(reason.left), writer.line(reason.right)
    if reason.is_equation:
        return f"{words}, {left} = {right}"
    statement = f"({left})' = {right}"
    if reason.condition >= 0:
        statement += f" where {writer.line(reason.condition)}"
    return f"{words}: {statement}" if words else statement

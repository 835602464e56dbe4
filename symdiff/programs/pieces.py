"""Long rows of statements cut into pieces: compilers take more than linear time for one long function.

What a piece computes and a later one needs is kept in an array, `work`.

>>> row = [Statement("t1", "x*x", False), Statement("t2", "t1 + 1", False), Statement("c3", "t1 > t2", True)]
>>> first, last = cut(row, ["c3 ? t2 : x"], 2).pieces
>>> [name for name, _ in first.kept], [name for name, _ in last.taken], last.kept
(['t1', 't2'], ['t1', 't2'], [('c3', 2)])
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from symdiff.programs.writer import Statement

_NAMED: Final = re.compile(r"\b[tc]\d+\b")


class Piece(NamedTuple):
    """Some statements; *taken* are read from `work` before, *kept* are written to it: names and places."""

    taken: list[tuple[str, int]]
    statements: Sequence[Statement]
    kept: list[tuple[str, int]]


class Cut(NamedTuple):
    """All pieces, what the results need of `work`, and how many numbers it has."""

    pieces: list[Piece]
    taken: list[tuple[str, int]]
    size: int


def cut(statements: Sequence[Statement], outputs: Sequence[str], length: int) -> Cut:
    """Return pieces of *length* statements; *outputs* are computed after them."""
    rows = [statements[start : start + length] for start in range(0, len(statements), length)]
    home = {statement.name: place for place, row in enumerate(rows) for statement in row}
    needed = [_names(statement.text for statement in row) for row in rows]
    last = _names(outputs)
    places: dict[str, int] = {}
    for place, names in [*enumerate(needed), (len(rows), last)]:
        for name in names:
            if home[name] < place:
                places.setdefault(name, len(places))
    pieces = [
        Piece(
            [(name, places[name]) for name in names if home[name] < place],
            row,
            [(statement.name, places[statement.name]) for statement in row if statement.name in places],
        )
        for place, (row, names) in enumerate(zip(rows, needed, strict=True))
    ]
    return Cut(pieces, [(name, places[name]) for name in last], len(places))


class Slice(NamedTuple):
    """The places of outputs one after the other, and all statements that they need."""

    outputs: Sequence[int]
    statements: Sequence[Statement]


def slices(statements: Sequence[Statement], outputs: Sequence[str], length: int) -> list[Slice]:
    """Return *outputs* in groups that need no more than *length* statements each, those of one output apart.

    >>> row = [Statement("t1", "x*x", False), Statement("t2", "t1 + 1", False), Statement("t3", "x*y", False)]
    >>> for places, needed in slices(row, ["t1", "t2", "t3"], 2):
    ...     print(places, [statement.name for statement in needed])
    [0, 1] ['t1', 't2']
    [2] ['t3']
    """
    texts = {statement.name: statement.text for statement in statements}
    groups: list[tuple[list[int], set[str]]] = []
    for place, output in enumerate(outputs):
        needed, pending = set[str](), _names([output])
        while pending:
            name = pending.pop()
            if name not in needed:
                needed.add(name)
                pending += _names([texts[name]])
        if groups and len(groups[-1][1] | needed) <= length:
            groups[-1][0].append(place)
            groups[-1][1].update(needed)
        else:
            groups.append(([place], needed))
    return [Slice(places, [each for each in statements if each.name in names]) for places, names in groups]


def _names(texts: Iterable[str]) -> list[str]:
    """Return the names of statements that occur in texts, each once."""
    return list(dict.fromkeys([name for text in texts for name in _NAMED.findall(text)]))


__all__ = ["Cut", "Piece", "Slice", "cut", "slices"]

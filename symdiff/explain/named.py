"""Which parts of a long derivation get names, so that its lines can be taken in.

>>> from symdiff.explain.lines import lines_of
>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("log(sqrt((1 + x)/(1 - x)))")
>>> teacher = Teacher(e.graph, e.node, "x")
>>> found = names_for(teacher, lines_of(teacher))
>>> [(str(Expr(e.graph, part)), e.graph.name(letter)) for part, letter in found.items()]
[('(1 + x)/(1 - x)', 'q')]
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from symdiff.explain.lines import Line
from symdiff.explain.rules import CONSTANT, SUM, VARIABLE
from symdiff.explain.teacher import Teacher
from symdiff.sweeps.partials import NONE

_LONG: Final = 40
"""Size from which on a line is too long to be taken in."""
_VERY_LONG: Final = 100
_OFTEN: Final = 3
"""Times that a part is written in a line, at least, for it to get a name; twice in a very long line."""
_LEAST: Final = 6
"""A part is larger than that."""
_MOST: Final = 3
"""Parts that get names."""
_HUGE: Final = 1 << 40
_LETTERS: Final = "qprshgm"


def names_for(teacher: Teacher, lines: Sequence[Line]) -> dict[int, int]:
    """Return parts that are derived, and repeated in a long one of *lines* → the letter of each, a symbol.

    Those that shorten the line most, one inside of another included. Cost: linear in the nodes of the lines.
    """
    graph = teacher.graph
    longest = max(graph.size(line.node) for line in lines)
    if longest <= _LONG:
        return {}
    often = _OFTEN if longest <= _VERY_LONG else 2
    taken = set(graph.symbols([teacher.root]))
    letters = iter([letter for letter in _LETTERS if letter not in taken])
    found: dict[int, int] = {}
    silent = (CONSTANT, VARIABLE, SUM)
    parts = [n for n in teacher.order if n != teacher.root and teacher.views[n].rule not in silent]
    while len(found) < _MOST:
        sizes = _sizes(teacher, parts, found)
        counts = _most(teacher, lines, found)
        saved = {
            part: (counts[part] - 1) * sizes[part]
            for part in parts
            if sizes[part] > _LEAST and counts.get(part, 0) >= often
        }
        best = max(saved, key=lambda part: (saved[part], -part), default=NONE)
        letter = next(letters, "")
        if best == NONE or saved[best] <= _LEAST or not letter:
            break
        found[best] = graph.symbol(letter)
    return found


def _sizes(teacher: Teacher, parts: Sequence[int], named: Container[int]) -> dict[int, int]:
    """Return the size of each of *parts* as it is written, those that are *named* by a letter."""
    graph = teacher.graph
    sizes: dict[int, int] = {}
    for node in graph.below(parts):
        below = sum([sizes[child] for child in graph.children[node]])
        sizes[node] = 1 if node in named else min(1 + below, _HUGE)
    return sizes


def _most(teacher: Teacher, lines: Sequence[Line], named: Container[int]) -> dict[int, int]:
    """Return how often each node is written in the line that has it most often, not counting what stands
    inside of *named* parts."""
    graph = teacher.graph
    most: dict[int, int] = {}
    for line in lines:
        counts = {line.node: 1}
        for node in reversed(graph.below([line.node])):
            count = counts.get(node, 0)
            if count > most.get(node, 0):
                most[node] = count
            if count and node not in named:
                for child in graph.children[node]:
                    counts[child] = min(counts.get(child, 0) + count, _HUGE)
    return most

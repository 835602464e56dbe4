"""Conditions of one variable brought together: a set of numbers on the line, and what repeats along it.

>>> from symdiff.parser.formula import parse
>>> plain, families, texts = of_one("x", [parse("x**2 < 4"), parse("x != 0"), parse("sin(x) != 1")], "k")
>>> [str(condition) for condition in plain], families, texts
(['-2 < x < 2', 'x != 0', 'x != pi/2'], [], [])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from symdiff.arithmetic.walk import has_complex
from symdiff.at.line import Place, between, in_order, stretches, written
from symdiff.at.plainer import plainer
from symdiff.at.truth import FAULTS, Condition, Nowhere, read
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import DIV, OR

if TYPE_CHECKING:
    from symdiff.at.families import Half

_MANY: Final = 64
"""Conditions of one variable, and places, beyond which nothing is solved."""
_FEW: Final = 6
"""Conditions with families of places that are brought together."""
_LETTERS: Final = Graph()
_X: Final = Expr(_LETTERS, _LETTERS.symbol("x"))


def of_one(name: str, group: list[Expr], letter: str) -> tuple[list[Expr], list[Expr], list[str]]:
    """Return the conditions of one variable: those solved without a letter, or not at all; others, and
    their texts. Raises Nowhere where they hold nowhere."""
    if len(group) > _MANY:
        return group, [], []
    known = [(condition, read(condition, name)) for condition in group]
    unread = [condition for condition, one in known if one is None]
    if unread:
        known = [(condition, read(condition, name)) for condition in _unproved(group, unread)]
    simple = [one for _, one in known if one is not None and not one.families]
    again = [one for _, one in known if one is not None and one.families]
    rest = [condition for condition, one in known if one is None]
    line = _on_line(simple)
    if line is None:
        told = [one for one in simple if _on_line([one]) is not None]
        rest = [one.expr for one in simple if one not in told] + rest
        line = _on_line(told) or _Line([], [], [True])
        rest = [one.expr for one in told if one not in line.conditions] + rest
    if not any(line.cells):
        raise Nowhere
    bounded = _within(line, again) if again else None
    graph = Graph(group[0].graph.limits)
    variable = Expr(graph, graph.symbol(name))
    families, said = _repeated(line, again, rest, name, letter) if again else ([], [])
    others = [Condition(one, name) for one in rest if not has_complex(one.graph, [one.node])]
    whole, line = line, _without(line, [*(again if bounded is None else ()), *others])
    if any(one.graph.ops[one.node] == OR and one.graph.has(DIV) for one in rest):
        from symdiff.at.reciprocals import together  # with what it takes to simplify

        turned = together(rest, name, letter, line.places, line.cells, whole.cells)
        line, rest = line._replace(cells=turned.cells), [one for one in rest if one not in turned.conditions]
        families, said = [*families, *turned.conditions], [*said, *turned.texts]
    plain = written(variable, line.places, line.cells)
    if bounded is not None:
        shorter = written(variable, bounded.places, bounded.cells)
        if length(map(str, shorter)) <= length([*map(str, plain), *said]):
            return [*shorter, *rest], [], []
    return [*plain, *rest], families, said


def lone(name: str, group: list[Expr]) -> list[Expr]:
    """Return the places of one variable at which conditions hold, though not near them on either side. None
    where that could not be told, or where there are such places again and again.

    >>> from symdiff.parser.formula import parse
    >>> lone("x", [parse("x*(1 - x) >= 0"), parse("x*(x + 2) <= 0")])
    [Expr('0')]
    """
    if len(group) > _MANY:
        return []
    known = [read(condition, name) for condition in group]
    line = _on_line([one for one in known if one is not None and not one.families])
    if line is None:
        return []
    cells = line.cells
    return [
        at.where
        for i, at in enumerate(line.places)
        if cells[2 * i + 1] and not cells[2 * i] and not cells[2 * i + 2]
    ]


def _brought(conditions: list[Expr], name: str) -> list[Condition]:
    """Return what the parts of conditions ask for that leaves families out."""
    if not conditions:
        return []
    from symdiff.at.implied import brought

    asked = [
        read(plain, name) for condition in conditions for one in brought(condition) for plain in plainer(one)
    ]
    return [one for one in asked if one is not None and one.families]


def _unproved(group: list[Expr], unread: list[Expr]) -> list[Expr]:
    """Return conditions with what the parts of one ask for in the place of each of those *unread*, where that
    shows, beside the others, that it holds."""
    from symdiff.at.implied import left

    kept = list(group)
    for condition in unread:
        place = kept.index(condition)
        asked = left(condition, [*kept[:place], *kept[place + 1 :]])
        if asked is not None:
            kept[place : place + 1] = asked
    return kept


def length(texts: Iterable[str]) -> int:
    """Return how many characters texts take, with commas."""
    return len(", ".join(texts))


class _Line(NamedTuple):
    """A set of numbers, and the conditions that hold on it."""

    conditions: Sequence[Condition]
    places: list[Place]
    cells: list[bool]


def _on_line(conditions: Sequence[Condition], more: Iterable[Place] = ()) -> _Line | None:
    """Return where conditions hold whose truth changes at their places, and at *more*; None where it
    could not be told."""
    try:
        places = in_order([*more, *[one for condition in conditions for one in condition.places]])
        if len(places) > _MANY:
            return None
        cells = [all(condition.holds(at) for condition in conditions) for at in _each(places)]
    except FAULTS:
        return None
    return _Line(conditions, places, cells)


def _each(places: list[Place]) -> list[Place]:
    """Return a place in each cell."""
    middles = between(places)
    return [places[i // 2] if i % 2 else middles[i // 2] for i in range(2 * len(places) + 1)]


def _within(line: _Line, again: list[Condition]) -> _Line | None:
    """Return the line with conditions that have families, where it has two ends. Raises Nowhere
    where they hold nowhere."""
    from symdiff.at.families import inside

    pieces, _ = stretches(line.cells)
    low, high = pieces[0].low, pieces[-1].high
    if low < 0 or high == len(line.places):
        return None
    more: list[Place] = []
    for condition in again:
        try:
            members = inside(condition, line.places[low], line.places[high])
        except FAULTS:
            return None
        if members is None:
            return None
        more += members
    found = _on_line([*line.conditions, *again], more)
    if found is not None and not any(found.cells):
        raise Nowhere
    return found


def _without(line: _Line, others: list[Condition]) -> _Line:
    """Return the line without the holes that other conditions have as well."""
    cells = list(line.cells)
    for hole in stretches(cells)[1]:
        try:
            cells[2 * hole + 1] = not all(condition.holds(line.places[hole]) for condition in others)
        except FAULTS:
            continue
    return line._replace(cells=cells)


def _repeated(
    line: _Line, again: list[Condition], rest: list[Expr], name: str, letter: str
) -> tuple[list[Expr], list[str]]:
    """Return those of the conditions with families that are needed beside what is said of the line and beside
    the *rest*, and texts for all of them."""
    halves: dict[str, list[tuple[Half, Condition]]] = {}
    regular: dict[Condition, list[str]] = {}
    others: dict[str, Expr] = {}
    for condition in again:
        if _add_half(halves, line, condition, letter):
            continue
        alone = _texts([condition], name, letter)
        if alone is None:
            others[str(condition.expr)] = condition.expr
        elif alone:
            regular[condition] = alone
    asked = _brought([*rest, *others.values()], name) if halves else []
    for condition in asked:
        _add_half(halves, line, condition, letter)
    texts, exprs = list(others), list(others.values())
    for some in halves.values():
        for text, condition in _of_halves(some):
            if condition not in asked:
                texts.append(text)
                exprs.append(condition.expr)
    kept, more = _together(regular, name, letter)
    return [*exprs, *[condition.expr for condition in kept]], [*dict.fromkeys(texts), *more]


def _add_half(
    halves: dict[str, list[tuple[Half, Condition]]], line: _Line, condition: Condition, letter: str
) -> bool:
    """Return whether a condition leaves a part of a family out, and add it where that is not all of it off
    the line."""
    from symdiff.at.families import half

    try:
        found = half(condition, letter)
        if found is None:
            return False
        both = _on_line([*line.conditions, found.side])
        if both is None or not any(both.cells) or not _is_same(line, both):
            halves.setdefault(found.holes, []).append((found, condition))
        return True
    except FAULTS:
        return False


def _of_halves(some: list[tuple[Half, Condition]]) -> list[tuple[str, Condition]]:
    """Return what conditions say together that leave parts of one family out, the last one of equals: that
    none of it is met, where those parts meet."""
    from symdiff.at.families import is_next

    above = [one for one in some if one[0].is_above]
    below = [one for one in some if not one[0].is_above]
    strongest = [max(above[::-1], key=_last, default=None), min(below[::-1], key=_last, default=None)]
    found = [one for one in strongest if one is not None]
    if len(found) == 2 and is_next(found[0][0].last, found[1][0].last, found[0][1]):
        return [(found[0][0].holes, condition) for _, condition in found]
    return [(half.text, condition) for half, condition in found]


def _last(one: tuple[Half, Condition]) -> float:
    return float(one[0].last.number)


def _is_same(one: _Line, other: _Line) -> bool:
    """Return whether *other*, which is a part of *one* and has its places, is all of it."""
    return written(_X, one.places, one.cells) == written(_X, other.places, other.cells)


def _together(
    regular: dict[Condition, list[str]], name: str, letter: str
) -> tuple[list[Condition], list[str]]:
    """Return those of periodic conditions that do not follow from the others, and what all of them say."""
    kept = list(regular)
    whole = _texts(kept, name, letter) if 1 < len(kept) <= _FEW else None
    if whole is not None:
        for condition in list(kept):
            others = [one for one in kept if one is not condition]
            if not others:
                break
            said = regular[others[0]] if len(others) == 1 else _texts(others, name, letter)
            if said == whole:
                kept = others
    apart = list(dict.fromkeys([text for condition in kept for text in regular[condition]]))
    if whole is None or length(whole) > length(apart):
        return kept, apart
    return kept, whole


def _texts(conditions: list[Condition], name: str, letter: str) -> list[str] | None:
    from symdiff.at.families import repeated  # with what it takes to simplify

    try:
        return repeated(conditions, name, letter)
    except FAULTS:
        return None


__all__ = ["length", "lone", "of_one"]

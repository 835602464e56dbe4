"""Conditions as a person writes them: solved for the variable, what always holds left out, and what follows
from the others.

>>> from symdiff.parser.formula import parse
>>> found = solved([parse("1 - x**2 > 0"), parse("x != 0"), parse("x != 3"), parse("cos(y) != 0")])
>>> [str(condition) for condition in found.conditions]
['-1 < x < 1', 'x != 0', 'cos(y) != 0']
>>> found.text
'-1 < x < 1, x != 0, y != pi/2 + k*pi (k an integer)'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Final, NamedTuple

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.arithmetic.walk import has_complex
from symdiff.at.line import Place, between, in_order, stretches, written
from symdiff.at.truth import FAULTS, Condition, Nowhere, read
from symdiff.export.where import NOWHERE
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.asked import asked_by
from symdiff.simplifier.domain.facts import unimplied
from symdiff.table.functions import EXP, SQRT, code_of, row_of
from symdiff.table.operators import DIV, MUL, NE, POW, SYMBOL, is_function

if TYPE_CHECKING:
    from symdiff.at.families import Half

_MANY: Final = 64
"""Conditions of one variable, and places, beyond which nothing is solved."""
_FEW: Final = 6
"""Conditions with families of places that are brought together."""
_FLOOR: Final = code_of("floor", 1)
_UNDONE: Final = (EXP, POW, SQRT)
_SAME: Final = (code_of("re", 1), code_of("conjugate", 1))
_LETTERS: Final = "knmjl"
_NONE: Final = Graph()
_X: Final = Expr(_NONE, _NONE.symbol("x"))
_FALSE: Final = Expr(_NONE, _NONE.constant("False"))


class Solved(NamedTuple):
    """Conditions that say the same as those given."""

    conditions: tuple[Expr, ...]
    """Each can be evaluated; `False` alone where there is no point at which they hold."""
    texts: tuple[str, ...]
    """What a person reads; a letter may stand for any integer. `NOWHERE` alone for `False`."""
    letter: str
    """That letter, "" where there is none."""

    @property
    def text(self) -> str:
        """The texts, with what the letter means."""
        return ", ".join(self.texts) + (f" ({self.letter} an integer)" if self.letter else "")


class _Entry(NamedTuple):
    """Conditions, and what is said of them."""

    conditions: list[Expr]
    words: list[str]
    """Empty where it is still to be found."""


def solved(conditions: Iterable[Expr], taken: Iterable[str] = ()) -> Solved:
    """Return *conditions* solved for their variables, as few and as short as they come.

    Those of one variable are brought together, and those of one part of a formula. What could not be solved
    stays as it is; where it is seen that they hold at no point, that is said alone. *taken* are names that
    the letter for an integer is not to have. Cost: a normal form for each equation, a value in balls for each
    place and each condition.
    """
    known = list(conditions)
    try:
        return _solved(known, taken)
    except Nowhere:
        return Solved((_FALSE,), (NOWHERE,), "")


def _solved(conditions: list[Expr], taken: Iterable[str]) -> Solved:
    """Return what `solved` does. Raises Nowhere where conditions hold at no point."""
    for condition in conditions:
        if not condition.graph.symbols([condition.node]) and _is_false(condition):
            raise Nowhere
    first = given = list(dict.fromkeys([one for condition in conditions for one in _plainer(condition)]))
    if len(given) > 1 and any(len(one.graph.symbols([one.node])) > 1 for one in given):
        from symdiff.at.definite import once
        from symdiff.at.implied import unproved
        from symdiff.at.met import unmet

        given = unmet(once(unproved(given)))
    names = set(taken)
    groups: dict[str, list[Expr]] = {_alone_in(condition): [] for condition in first}
    for condition in given:
        names.update(condition.graph.symbols([condition.node]))
        groups.setdefault(_alone_in(condition), []).append(condition)
    letter = next(one for one in chain(_LETTERS, map("k{}".format, count(1))) if one not in names)
    entries: list[_Entry] = []
    for name, group in groups.items():
        if group:
            entries += _entries(*_of_one(name, group, letter)) if name else _of_parts(group, letter)
    if len(entries) > 1:
        from symdiff.at.several import needed

        needful = {id(one) for one in needed([entry.conditions[0] for entry in entries])}
        entries = [entry for entry in entries if entry.words or id(entry.conditions[0]) in needful]
    texts = [text for entry in entries for text in entry.words or _words(entry.conditions[0], letter)]
    used = any(re.search(rf"\b{letter}\b", text) for text in texts)
    kept = [condition for entry in entries for condition in entry.conditions]
    return Solved(tuple(kept), tuple(dict.fromkeys(texts)), letter if used else "")


def _is_false(condition: Expr) -> bool:
    """Return whether a condition of numbers does not hold, as far as that is known."""
    known = read(condition, "")
    try:
        return known is not None and not known.holds(between([])[0])
    except FAULTS:
        return False


def _alone_in(condition: Expr) -> str:
    """Return the only symbol of a condition, "" where there are several."""
    symbols = condition.graph.symbols([condition.node])
    return symbols[0] if len(symbols) == 1 else ""


def _plainer(condition: Expr) -> list[Expr]:
    """Return conditions without I, where it is one of real numbers, without whole numbers, where a few are
    meant, and of several variables without a power or a root that can be undone; conjugates and real parts of
    real numbers are these."""
    graph = condition.graph
    is_complex = has_complex(graph, [condition.node])
    if not is_complex and graph.has_any(_SAME):
        condition = _without_conjugates(condition)
        graph = condition.graph
    try:
        if is_complex:
            from symdiff.at.several import in_reals
            from symdiff.at.unreal import is_certain

            return [] if is_certain(condition) else [in_reals(condition)]
        if graph.has(_FLOOR):
            from symdiff.at.wholes import at_wholes, unshifted

            return [at_wholes(unshifted(condition))]
        if any(map(graph.has, _UNDONE)):
            from symdiff.at.undone import of_roots, undone

            return of_roots(condition) if _alone_in(condition) else undone(condition)
    except FAULTS:
        pass
    return [condition]


def _without_conjugates(condition: Expr) -> Expr:
    """Return a condition of real numbers without conjugates and real parts."""
    source, work = condition.graph, Graph(condition.graph.limits)
    mapping = work.mapped(
        source,
        source.below([condition.node]),
        lambda node, children: children[0] if source.ops[node] in _SAME else -1,
    )
    return Expr(work, mapping[condition.node])


def _entries(plain: list[Expr], families: list[Expr], words: list[str]) -> list[_Entry]:
    found = [_Entry([condition], []) for condition in plain]
    return [*found, _Entry(families, words)] if families else found


def _words(condition: Expr, letter: str) -> list[str]:
    """Return the texts of one condition."""
    from symdiff.at.several import plain

    return _of_argument(condition, letter) or [plain(condition)]


def _of_parts(group: list[Expr], letter: str) -> list[_Entry]:
    """Return conditions in several variables, those of one part of a formula together, as -1 < a*x < 1, where
    that is no longer."""
    from symdiff.at.parts import PART, spoken
    from symdiff.at.wholes import unshifted

    together: dict[Expr, list[tuple[Expr, Expr]]] = {}
    for condition in map(unshifted, group):
        one = spoken(condition)
        part, inner = (condition, condition) if one is None else one
        together.setdefault(part, []).append((condition, inner))
    entries: list[_Entry] = []
    for part, pairs in together.items():
        apart = [_Entry([condition], []) for condition, _ in pairs]
        if len(pairs) > 1 or _is_undone(pairs[0][1]):
            plain, families, words = _of_one(PART, [inner for _, inner in pairs], letter)
            name = re.compile(rf"\b{PART}\b")
            given = {inner: condition for condition, inner in pairs}
            there = [given[one] if one in given else one.subs({PART: part}) for one in plain]
            split = [one for condition in there for one in _split(condition)]
            again = [given[one] if one in given else one.subs({PART: part}) for one in families]
            whole = _entries(split, again, [name.sub(str(part), text) for text in words])
            if len(split) > len(there) or _said(whole, letter) <= _said(apart, letter):
                apart = whole
        entries += apart
    return entries


def _is_undone(condition: Expr) -> bool:
    """Return whether a condition compares with a number what is made of its part, and not again and again:
    t**2 > 1, log(t) > 2."""
    graph = condition.graph
    return (
        graph.ops[condition.node] in MIRRORED
        and graph.ops[graph.children[condition.node][0]] != SYMBOL
        and len(graph.symbols([condition.node])) == 1
        and not any(
            is_function(op) and (row_of(op).period or row_of(op).integer_valued or row_of(op).arity > 1)
            for op in [graph.ops[node] for node in graph.below([condition.node])]
        )
    )


def _split(condition: Expr) -> list[Expr]:
    """Return u*v != 0 as u != 0 and v != 0; any other condition as it is."""
    graph = condition.graph
    left, right = graph.children[condition.node]
    if graph.ops[condition.node] != NE or not graph.is_zero(right) or graph.ops[left] not in (MUL, DIV):
        return [condition]
    work = Graph(graph.limits._replace(nodes=8 * graph.limits.nodes))
    node = work.take(graph, left)
    return unimplied(work, {(NE, node): None, **asked_by(work, node)}, {}, {})


def _said(entries: list[_Entry], letter: str) -> int:
    """Return how many characters entries take."""
    return _length([text for entry in entries for text in entry.words or _words(entry.conditions[0], letter)])


def _of_one(name: str, group: list[Expr], letter: str) -> tuple[list[Expr], list[Expr], list[str]]:
    """Return the conditions of one variable: those solved without a letter, or not at all; others, and
    their texts. Raises Nowhere where they hold nowhere."""
    if len(group) > _MANY:
        return group, [], []
    known = [(condition, read(condition, name)) for condition in group]
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
    if again and bounded is None:
        line = _without(line, again)
    plain = written(variable, line.places, line.cells)
    if bounded is not None:
        shorter = written(variable, bounded.places, bounded.cells)
        if _length(map(str, shorter)) <= _length([*map(str, plain), *said]):
            return [*shorter, *rest], [], []
    return [*plain, *rest], families, said


def _brought(conditions: list[Expr], name: str) -> list[Condition]:
    """Return what the parts of conditions ask for that leaves families out."""
    if not conditions:
        return []
    from symdiff.at.implied import brought

    asked = [
        read(plain, name) for condition in conditions for one in brought(condition) for plain in _plainer(one)
    ]
    return [one for one in asked if one is not None and one.families]


def _length(texts: Iterable[str]) -> int:
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


def _without(line: _Line, again: list[Condition]) -> _Line:
    """Return the line without the holes that conditions with families have as well."""
    cells = list(line.cells)
    for hole in stretches(cells)[1]:
        try:
            cells[2 * hole + 1] = not all(condition.holds(line.places[hole]) for condition in again)
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
    if whole is None or _length(whole) > _length(apart):
        return kept, apart
    return kept, whole


def _of_argument(condition: Expr, letter: str) -> list[str] | None:
    """Return a condition on the argument of a periodic function as texts, None for any other."""
    graph = condition.graph
    if not any(
        is_function(graph.ops[node])
        and (row_of(graph.ops[node]).period or row_of(graph.ops[node]).integer_valued)
        for node in graph.below([condition.node])
    ):
        return None
    from symdiff.at.families import of_argument

    try:
        return of_argument(condition, letter) or None
    except FAULTS:
        return None


def _texts(conditions: list[Condition], name: str, letter: str) -> list[str] | None:
    from symdiff.at.families import repeated  # with what it takes to simplify

    try:
        return repeated(conditions, name, letter)
    except FAULTS:
        return None


__all__ = ["Solved", "solved"]

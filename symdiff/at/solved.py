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
from collections.abc import Iterable
from itertools import chain, count
from typing import Final, NamedTuple

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.at.line import between
from symdiff.at.one_variable import length, of_one
from symdiff.at.plainer import alone_in, plainer
from symdiff.at.truth import FAULTS, Nowhere, read
from symdiff.export.where import NOWHERE
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.asked import asked_by
from symdiff.simplifier.domain.facts import unimplied
from symdiff.table.functions import row_of
from symdiff.table.operators import AND, DIV, MUL, NE, OR, SYMBOL, is_function

_LETTERS: Final = "knmjl"
_NUMBERS: Final = Graph()
_PART: Final = Expr(_NUMBERS, _NUMBERS.symbol("t"))
_FALSE: Final = Expr(_NUMBERS, _NUMBERS.constant("False"))


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
    first = given = list(dict.fromkeys([one for condition in conditions for one in plainer(condition)]))
    if len(given) > 1 and any(len(one.graph.symbols([one.node])) > 1 for one in given):
        from symdiff.at.conjugates import unrooted
        from symdiff.at.definite import once
        from symdiff.at.implied import unproved
        from symdiff.at.met import unmet
        from symdiff.at.wording import joined

        given = [part for one in unrooted(given) for part in ([one] if one in given else plainer(one))]
        if any(one.graph.has(OR) and one.graph.has(AND) for one in given):
            from symdiff.at.chosen import chosen
            from symdiff.at.needed import strongest

            given = chosen(strongest(given))
        given = joined(unmet(once(unproved(given))))
    names = set(taken)
    groups: dict[str, list[Expr]] = {alone_in(condition): [] for condition in first}
    for condition in given:
        names.update(condition.graph.symbols([condition.node]))
        if condition.graph.operators:
            names.update(re.findall(r"\w+", str(condition)))  # a bound letter is one of them
        groups.setdefault(alone_in(condition), []).append(condition)
    letter = next(one for one in chain(_LETTERS, map("k{}".format, count(1))) if one not in names)
    entries: list[_Entry] = []
    for name, group in groups.items():
        if group:
            entries += _entries(*of_one(name, group, letter)) if name else _of_parts(group, letter)
    if len(entries) > 1:
        from symdiff.at.needed import needed

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


def _entries(plain: list[Expr], families: list[Expr], words: list[str]) -> list[_Entry]:
    found = [_Entry([condition], []) for condition in plain]
    return [*found, _Entry(families, words)] if families else found


def _words(condition: Expr, letter: str) -> list[str]:
    """Return the texts of one condition."""
    from symdiff.at.wording import plain

    return _of_argument(condition, letter) or [plain(condition)]


def _of_parts(group: list[Expr], letter: str) -> list[_Entry]:
    """Return conditions in several variables, those of one part of a formula together, as -1 < a*x < 1, where
    that is no longer."""
    from symdiff.at.parts import PART, are_opposite, placed, spoken
    from symdiff.at.wholes import unshifted

    together: dict[Expr, list[tuple[Expr, Expr]]] = {}
    for condition in map(unshifted, group):
        one = spoken(condition)
        part, inner = (condition, condition) if one is None else one
        if one is not None and part not in together:
            other = next((known for known in together if are_opposite(known, part)), None)
            if other is not None:
                part, inner = other, inner.subs({PART: -_PART})
        together.setdefault(part, []).append((condition, inner))
    entries: list[_Entry] = []
    for part, pairs in together.items():
        apart = [_Entry([condition], []) for condition, _ in pairs]
        if len(pairs) > 1 or _is_undone(pairs[0][1]):
            plain, families, words = of_one(PART, [inner for _, inner in pairs], letter)
            given = {inner: condition for condition, inner in pairs}
            there = [given[one] if one in given else one.subs({PART: part}) for one in plain]
            split = [one for condition in there for one in _split(condition)]
            again = [given[one] if one in given else one.subs({PART: part}) for one in families]
            whole = _entries(split, again, [placed(part, PART, text) for text in words])
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
    work = workplace(graph.limits)
    node = work.take(graph, left)
    return unimplied(work, {(NE, node): None, **asked_by(work, node)}, {}, {})


def _said(entries: list[_Entry], letter: str) -> int:
    """Return how many characters entries take."""
    return length([text for entry in entries for text in entry.words or _words(entry.conditions[0], letter)])


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


__all__ = ["Solved", "solved"]

"""Sums and products over a letter, with the term of one entry apart: the sum over x_i is that over the
others, and x_j.

So a formula is derived by one of the entries of a list that it sums over.

>>> from symdiff.parser.formula import parse
>>> e = parse("log(sum(exp(x_i), i, 1, n))")
>>> found, rest, said = parted(e, ["x_j"])
>>> [str(value) for value in rest.values()], said
(['sum(exp(x_i), i, 1, n) - exp(x_j)'], ('x_j is one of the entries: 1 <= j <= n',))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.binders import inside_of, letter_for, opened
from symdiff.graph.bound import is_binder, is_over_letter, is_product
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import ENTRY
from symdiff.graph.places import at_place, is_entry, may_be_entry
from symdiff.graph.replacing import replaced
from symdiff.table.operators import NUMBER

_REST: Final = "rest of sum "
"""What the names of symbols begin with that stand for what is left of a sum."""
_LAST: Final = 3
"""What is put for the letters of bounds, so that a sum is written out;"""
_PLACE: Final = 2
"""and for that of an entry."""


def entries_of(expr: Expr, names: Iterable[str]) -> list[str]:
    """Return those of *names* that may be entries of a list that *expr* sums over: x_j beside x_i."""
    if not expr.graph.operators:
        return []
    lists = {name for text in _sums(expr) for name in _lists(text)}
    return [name for name in dict.fromkeys(names) if name.rpartition("_")[0] in lists]


def refuse_entries(expr: Expr, names: Iterable[str]) -> None:
    """Raise Unsupported where one of *names* may be an entry of a list that *expr* sums over."""
    for name in entries_of(expr, names):
        raise may_be_entry(name)


def parted(expr: Expr, names: Sequence[str]) -> tuple[Expr, dict[str, Expr], tuple[str, ...]]:
    """Return *expr* with the terms of the entries *names* beside what is left of each sum, which has a
    symbol; what these symbols stand for; and what is taken for granted.

    Cost: linear in nodes. Raises Unsupported where two names may be the same entry, and for sums of sums.
    """
    places = list(dict.fromkeys(name.rpartition("_")[2] for name in names))
    if len(places) > 1 and not all(place.isdigit() for place in places):
        raise Unsupported(
            f"whether {names[0]} and {names[1]} are the same entry is not known",
            hint="derive by one of them, or by entries with numbers",
        )
    source, graph = expr.graph, Graph(expr.graph.limits)
    rest: dict[str, Expr] = {}
    said: dict[str, None] = {}
    stems = {name.rpartition("_")[0] for name in names}

    def changed(node: int, children: tuple[int, ...]) -> int:
        if not is_binder(source, node):
            return -1
        text = source.operators[node][0]
        if not stems.intersection(_lists(text)):
            return -1
        if not is_over_letter(text) or any(is_binder(inner.graph, part) for inner, part in _inside(text)):
            raise Unsupported(f"{names[0]} may be an entry in a sum of sums, which is not derived by it")
        join = graph.mul if is_product(text) else graph.add
        whole = graph.rebuild(source, node, children)
        terms = -1
        for place in places:
            term = _term(graph, text, children, place)
            if term < 0:
                continue
            terms = term if terms < 0 else join(terms, term)
            if not place.isdigit() or graph.ops[children[1]] != NUMBER:
                lower, upper = [Expr(graph, child) for child in children[:2]]
                listed = ", ".join([name for name in names if name.rpartition("_")[2] == place])
                said[f"{listed} is one of the entries: {lower} <= {place} <= {upper}"] = None
        name = f"{_REST}{graph.digest(whole)}"
        apart = graph.div if is_product(text) else graph.sub
        rest[name] = Expr(graph, whole if terms < 0 else apart(whole, terms))
        return graph.symbol(name) if terms < 0 else join(graph.symbol(name), terms)

    node = graph.mapped(source, source.below([expr.node]), changed)[expr.node]
    for other in source.symbols([expr.node]):
        if other not in names and other.rpartition("_")[0] in stems:
            said[f"{other} is taken for another entry than {', '.join(names)}"] = None
    return Expr(graph, node, expr.notes), rest, tuple(said)


def written_out(expr: Expr, name: str) -> tuple[Expr, str] | None:
    """Return *expr* with the sums over entries of lists written out to a few terms, the entry *name* being
    one of these, and what it is called there. None where it may be none."""
    stem, _, place = name.rpartition("_")
    graph = expr.graph
    number = int(place) if place.isdigit() else _PLACE
    values: dict[str, Expr] = {}
    for node in graph.below([expr.node]):
        if is_binder(graph, node) and is_over_letter(graph.operators[node][0]):
            for bound in graph.symbols(graph.children[node][:2]):
                values[bound] = Expr(alone := Graph(), alone.number(max(_LAST, number + 1)))
    if place in values:
        return None
    for symbol in graph.symbols([expr.node]):
        if symbol == place:
            values[symbol] = Expr(alone := Graph(), alone.number(number))
        elif symbol.endswith(f"_{place}") or symbol == name:
            values[symbol] = Expr(alone := Graph(), alone.symbol(f"{symbol.rpartition('_')[0]}_{number}"))
    return replaced(expr, values), f"{stem}_{number}"


def _term(graph: Graph, text: str, children: tuple[int, ...], place: str) -> int:
    """Return the term of a sum at a place, -1 where its bounds leave that out."""
    at = graph.number(int(place)) if place.isdigit() else graph.symbol(place)
    for end, sign in zip(children[:2], (1, -1), strict=True):
        bound = graph.numbers.get(end)
        if place.isdigit() and bound is not None and sign * (Fraction(int(place)) - Fraction(bound)) < 0:
            return -1
    letter = letter_for(graph, text, children, [place])
    inside = opened(graph, text, letter, children[2:])
    return graph.mapped(graph, graph.below([inside]), at_place(graph, letter, at), build=True)[inside]


def _inside(text: str) -> list[tuple[Expr, int]]:
    inside = inside_of(text)
    whole = Expr(inside.graph, inside.root)
    return [(whole, node) for node in inside.graph.below([inside.root])]


def _lists(text: str) -> list[str]:
    """Return the names of the lists whose entries a sum or an integral has, at any depth."""
    found: list[str] = []
    pending = [text]
    while pending:
        for whole, node in _inside(pending.pop()):
            if is_entry(whole.graph, node):
                found.append(whole.graph.operators[node][0].removesuffix(ENTRY))
            elif is_binder(whole.graph, node):
                pending.append(whole.graph.operators[node][0])
    return found


def _sums(expr: Expr) -> list[str]:
    """Return the texts of the sums and integrals of *expr*."""
    graph = expr.graph
    return [graph.operators[node][0] for node in graph.below([expr.node]) if is_binder(graph, node)]


__all__ = ["entries_of", "parted", "refuse_entries", "written_out"]

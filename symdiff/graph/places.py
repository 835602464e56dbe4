"""Entries of a list at a place that is the letter of a sum or product: x_k.

The entries x_1, x_2, … of a list that is summed over are an unknown function x[] of the letter. With a number
for the letter they are symbols.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> k = g.symbol("k")
>>> node = entry(g, "x[]", k)
>>> is_entry(g, node), g.names[g.mapped(g, g.below([node]), at_number(g, k, 3), build=True)[node]]
(True, 'x_3')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.bound import is_binder
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import ENTRY
from symdiff.table.operators import SYMBOL, UNKNOWN

_PLACED: Final = 3
"""Letters behind a name that may be several places."""


def places_in(graph: Graph, node: int) -> list[str]:
    """Return the places in lists that the name of a symbol says: i and 2 of x_i_2."""
    return graph.names[node].split("_")[1:] if graph.ops[node] == SYMBOL else []


def is_entry(graph: Graph, node: int) -> bool:
    """Return whether *node* is an entry of a list that is summed over."""
    return graph.ops[node] == UNKNOWN and graph.operators[node][0].endswith(ENTRY)


def entry(graph: Graph, name: str, place: int) -> int:
    """Return what the entries that are called *name* have at a *place*: at a number a symbol."""
    if graph.is_exact(place):
        number = graph.value(place)
        if number < 0 or Fraction(number).denominator != 1:
            raise Unsupported(f"{name.removesuffix(ENTRY)} has no entry number {number}")
        return graph.symbol(f"{name.removesuffix(ENTRY)}_{number}")
    return graph.unknown(name, (0,), (place,))


def at_place(graph: Graph, letter: int, place: int) -> Callable[[int, tuple[int, ...]], int]:
    """Return what `Graph.mapped` is asked to put a number or a symbol in the place of a letter, also where
    that is the place of an entry."""

    def put(node: int, children: tuple[int, ...]) -> int:
        if node == letter:
            return place
        if not is_entry(graph, node):
            return -1
        name = graph.operators[node][0]
        if graph.ops[place] == SYMBOL:
            return graph.symbol(f"{name.removesuffix(ENTRY)}_{graph.names[place]}")
        return entry(graph, name, children[0])

    return put


def at_number(graph: Graph, letter: int, number: int) -> Callable[[int, tuple[int, ...]], int]:
    """Return what `Graph.mapped` is asked to put a number in the place of a letter, also where that is a
    place in a list, as in x_k."""
    name = graph.name(letter)

    def put(node: int, children: tuple[int, ...]) -> int:
        if node == letter:
            return graph.number(number)
        if is_entry(graph, node):
            return entry(graph, graph.operators[node][0], children[0])
        places = places_in(graph, node)
        if name not in places:
            return -1
        if number < 0:
            raise Unsupported(f"{graph.names[node]} has an index below 0 here", hint="write the terms out")
        first = graph.names[node].partition("_")[0]
        return graph.symbol("_".join([first, *[str(number) if place == name else place for place in places]]))

    return put


def refuse_several(graph: Graph, order: Iterable[int], letter: str) -> None:
    """Raise Unsupported for x_ij, which may be an entry with two places."""
    several = re.compile(rf"_{letter}(?:_\w+)?{re.escape(ENTRY)}")
    for node in order:
        inner = is_binder(graph, node) and several.search(graph.operators[node][0]) is not None
        if inner or letter in places_in(graph, node)[:-1]:
            raise Unsupported(
                f"entries with two places that are summed over, {letter} one of them, are not read here",
                hint='declare an array: parse("sum[i,j](A[i,j]*x[j])", shapes="A[n,m] x[m]")',
            )
        if graph.ops[node] == SYMBOL and len(letter) == 1:
            places = places_in(graph, node)
            if any(letter in place and 1 < len(place) <= _PLACED for place in places):
                raise Unsupported(
                    f"whether {graph.names[node]} depends on {letter} is not said by its name",
                    hint=f'an entry is x_{letter}; write another name, or declare an array: shapes="x[n,m]"',
                )


def refuse_entry_seeds(graph: Graph, order: Iterable[int], variables: Sequence[int]) -> None:
    """Raise Unsupported for a variable x_j where a sum has the entries x_k, which it may be one of."""
    named = [graph.names[variable] for variable in variables if variable in graph.names]
    if not any("_" in name for name in named):
        return
    texts = [graph.operators[node][0] for node in order if is_binder(graph, node)]
    for name in named:
        of = name[: name.rfind("_")]
        if any(f" {of}{ENTRY}" in text for text in texts):
            raise may_be_entry(name)


def without_value(name: str) -> Unsupported:
    """Return what is raised where the entries that are called *name* should have values."""
    name = name.removesuffix(ENTRY)
    return Unsupported(
        f"the entries {name}_k of a sum have no values here",
        hint=f'declare {name} as an array: parse("sum[k]({name}[k]^2)", shapes="{name}[n]")',
    )


def may_be_entry(name: str) -> Unsupported:
    """Return what is raised where *name* should be a variable, and may be an entry."""
    of = name.rpartition("_")[0]
    return Unsupported(
        f"{name} may be one of the entries {of}_k of a sum, and is no variable here",
        hint=f'derive by it alone, or declare {of} as an array: parse("sum[k]({of}[k]^2)", shapes="{of}[n]")',
    )


__all__ = [
    "at_number",
    "at_place",
    "entry",
    "is_entry",
    "may_be_entry",
    "places_in",
    "refuse_entry_seeds",
    "refuse_several",
    "without_value",
]

"""Which output depends on which variable, and what it costs to find out how.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*y + Piecewise((z, t > 0), (1, True))")
>>> g = e.graph
>>> found = pattern(g, [e.node], [g.symbol(name) for name in "xyzt"])
>>> found.rows
[(0, 1, 2)]
>>> [(part.outputs, part.forward, part.reverse) for part in found.parts]
[([0], 6, 3)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from symdiff.graph.graph import Graph
from symdiff.sweeps.branches import GUARDED
from symdiff.table.operators import PIECEWISE, is_condition

Links = dict[int, list[int]]
"""A node → the nodes that use it where a derivative passes."""


class Part(NamedTuple):
    """Outputs that have a node in common, directly or by way of others, and what sweeps over them visit."""

    outputs: list[int]
    forward: int
    """Nodes visited if each variable goes up alone."""
    reverse: int
    """Nodes visited if each output goes down alone."""


class Pattern(NamedTuple):
    """Where the entries of a Jacobian may differ from zero."""

    rows: list[tuple[int, ...]]
    """For each output the numbers of the variables it depends on, ascending."""
    parts: list[Part]
    """The outputs, by what they share; those that depend on nothing are in none."""
    links: Links


def carriers(graph: Graph, node: int) -> tuple[int, ...]:
    """Return the arguments of *node* through which a derivative passes: no condition is among them."""
    op = graph.ops[node]
    if is_condition(op):
        return ()
    return graph.children[node][::2] if op == PIECEWISE else graph.children[node]


def pattern(graph: Graph, roots: Sequence[int], variables: Sequence[int]) -> Pattern:
    """Return which of *roots* depend on which of *variables*, and the work of either direction.

    One sweep up with the set of variables below each node, one sweep down with the set of outputs above
    it; sets are the bits of an int, and each is dropped once nothing asks for it. Cost: linear in nodes,
    times the words of a set.
    """
    order = graph.below(roots)
    below, counts, links = _upward(graph, order, roots, variables)
    leader = _joined(links)
    forward: dict[int, int] = {}
    for node, count in counts.items():
        part = leader.get(node, node)
        forward[part] = forward.get(part, 0) + count
    reverse = _downward(graph, order, roots, links, counts, leader)
    outputs: dict[int, list[int]] = {}
    rows = []
    for place, root in enumerate(roots):
        rows.append(tuple(bits(below[root])))
        if below[root]:
            outputs.setdefault(leader.get(root, root), []).append(place)
    parts = [Part(places, forward.get(part, 0), reverse.get(part, 0)) for part, places in outputs.items()]
    return Pattern(rows, parts, links)


def _upward(
    graph: Graph, order: list[int], roots: Sequence[int], variables: Sequence[int]
) -> tuple[dict[int, int], dict[int, int], Links]:
    """Return the variables below each root, how many there are below each other node, and the links."""
    uses: dict[int, int] = {}
    for node in order:
        for child in graph.children[node]:
            uses[child] = uses.get(child, 0) + 1
    for root in roots:
        uses[root] = uses.get(root, 0) + 1  # it is asked for at the end
    below = {variable: 1 << place for place, variable in enumerate(variables)}
    leaves = set(variables)
    counts: dict[int, int] = {}
    links: Links = {}
    for node in order:
        children = graph.children[node]
        found = 0
        for child in carriers(graph, node):
            if below.get(child):
                found |= below[child]
                users = links.setdefault(child, [])
                if not users or users[-1] != node:  # u*u uses u once
                    users.append(node)
        if found:
            below[node] = found
            counts[node] = found.bit_count()
        for child in children:
            uses[child] -= 1
            if not uses[child] and child not in leaves:
                below.pop(child, None)
    return {root: below.get(root, 0) for root in roots}, counts, links


def _joined(links: Links) -> dict[int, int]:
    """Return for each inner node one that stands for all it is joined with.

    The variables join nothing: a sweep visits them once for each output or each column in any case.
    """
    leader: dict[int, int] = {}

    def find(node: int) -> int:
        while leader.setdefault(node, node) != node:
            leader[node] = node = leader.setdefault(leader[node], leader[node])  # halves the way
        return node

    inner = {user for users in links.values() for user in users}
    for node, users in links.items():
        if node in inner:
            top = find(node)
            for user in users:
                leader[find(user)] = top
    return {node: find(node) for node in inner}


def _downward(
    graph: Graph,
    order: list[int],
    roots: Sequence[int],
    links: Links,
    counts: Mapping[int, int],
    leader: Mapping[int, int],
) -> dict[int, int]:
    """Return what sweeps down from each output visit in all, by part."""
    above: dict[int, int] = {}
    for place, root in enumerate(roots):
        above[root] = above.get(root, 0) | 1 << place
    visits: dict[int, int] = {}
    for node in reversed(order):
        found = above.pop(node, 0)
        if not found or node not in counts:
            continue
        for child in carriers(graph, node):
            if child in links:
                above[child] = above.get(child, 0) | found
        # What stands below a Piecewise, Max or Min goes up once for each variable in it.
        times = counts[node] if graph.ops[node] in GUARDED else 1
        part = leader.get(node, node)
        visits[part] = visits.get(part, 0) + times * found.bit_count()
    return visits


def cone(links: Links, seeds: Iterable[int], inside: set[int] | None = None) -> list[int]:
    """Return the nodes above *seeds* (only those *inside*, if given), arguments first."""
    pending = list(seeds)
    seen: set[int] = set()
    while pending:
        for user in links.get(pending.pop(), ()):
            if user not in seen and (inside is None or user in inside):
                seen.add(user)
                pending.append(user)
    return sorted(seen)


def colours(rows: Sequence[Sequence[int]], columns: int) -> list[list[int]]:
    """Return groups of columns, no two of a group in one row; columns in no row are left out.

    This is a distance-1 colouring of the column intersection graph, greedy, those with most neighbours
    first (Welsh and Powell 1967; Curtis, Powell and Reid 1974). The graph is not built: a colour is
    forbidden to a column where one of its rows has it, and rows keep their colours as bits. Cost: the
    entries of *rows*, times the words of a set.

    >>> colours([(0, 1), (1, 2), (2, 3)], 4)
    [[1, 3], [2, 0]]
    """
    holders: list[list[int]] = [[] for _ in range(columns)]
    for place, row in enumerate(rows):
        for column in row:
            holders[column].append(place)
    degrees = [sum(len(rows[place]) for place in holder) for holder in holders]  # neighbours, or more
    used = [0] * len(rows)
    groups: list[list[int]] = []
    for column in sorted(range(columns), key=lambda column: -degrees[column]):
        if not holders[column]:
            continue
        forbidden = 0
        for place in holders[column]:
            forbidden |= used[place]
        lowest = ~forbidden & (forbidden + 1)
        for place in holders[column]:
            used[place] |= lowest
        colour = lowest.bit_length() - 1
        if colour == len(groups):
            groups.append([])
        groups[colour].append(column)
    return groups


def bits(number: int) -> Iterator[int]:
    """Return the places of the ones of *number*, ascending.

    >>> list(bits(0b1101))
    [0, 2, 3]
    """
    if number.bit_length() <= 64 or number.bit_count() * 16 < number.bit_length():
        while number:
            lowest = number & -number
            yield lowest.bit_length() - 1
            number ^= lowest
        return
    for place, digit in enumerate(bin(number)[:1:-1]):  # one pass, where there are many
        if digit == "1":
            yield place


__all__ = ["Links", "Part", "Pattern", "bits", "carriers", "colours", "cone", "pattern"]

"""Simplification of many results that keeps what they share.

The normal form writes a sum or product out in all its terms or factors. For one result that is what is
wanted; of n partial derivatives of a product of n factors it makes n*n factors where the sweeps share
all but 3*n. So what is shared and long is taken as it stands, simplified once by itself.

>>> from symdiff.graph.graph import Graph
>>> from functools import reduce
>>> g = Graph()
>>> sums = [g.symbol("a")]
>>> for i in range(100):
...     sums.append(g.add(sums[-1], g.symbol(f"x{i}")))
>>> short, nodes = shared(g, sums, "basic")
>>> len(short.below(nodes)) == len(g.below(sums))
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import Level, simplified
from symdiff.simplifier.style import Habits
from symdiff.table.functions import ADD, CONSTANT, DIV, MUL, NUMBER, POW, SUB, SYMBOL, UNKNOWN

_FULL: Final = 400
"""Nodes of all results together up to which "full" is more than "basic"."""
_SPREAD: Final = 1.5
"""Times the nodes that terms and factors may be for the normal form to be tried."""
_TRIED: Final = 2_000
"""Terms and factors more that are tried in any case."""
_WORSE: Final = 1.25
"""Times the nodes there were that simplified results may have."""
_MANY: Final = 1_000
"""Nodes from which on results are looked at for their shape."""
_SMALL: Final = 60
"""Nodes of a result that has a shape."""
_FREE: Final = 200
"""Nodes more that are not worth a longer text."""
_KIND: Final = {ADD: ADD, SUB: ADD, MUL: MUL, DIV: MUL}
"""Operators whose chains are written as one sum or product."""


def shared(
    graph: Graph,
    roots: list[int],
    level: Level,
    habits: Habits | None = None,
    times: float | None = None,
) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* at *level*, with little more nodes than before.

    With *times*, the first of *roots* is a function, and where all of them together would have more than so
    many times its operations, what they share comes before how short each is (not at "full", which is asked
    for short texts). Cost: linear in nodes, but for the sorting of terms, and for "full" where *roots* are
    small.
    """
    if level == "none":
        return graph, roots
    order = graph.below(roots)
    if level == "full" and len(order) <= _FULL:
        return simplified(graph, roots, level, habits)
    written, cuts = _written(graph, order, roots)
    most = _WORSE * len(order) + _FREE
    found: tuple[Graph, list[int]] | None = None
    if written <= _SPREAD * len(order) + _TRIED:
        found = _by_shape(graph, roots) if len(order) > _MANY else simplified(graph, roots, "basic")
        if len(found[0].below(found[1])) > most:
            found = None
        elif times is None or operations(*found) <= times * operations(
            *simplified(graph, roots[:1], "basic")
        ):
            return found
    pieces = _in_pieces(graph, order, roots, cuts)
    if found is not None:
        return pieces if operations(*pieces) < operations(*found) else found
    return pieces if len(pieces[0].below(pieces[1])) <= most else (graph, roots)


def operations(graph: Graph, roots: Iterable[int]) -> int:
    """Return the operators and functions below *roots*, each node once: what an evaluation computes."""
    return sum([bool(graph.children[node]) for node in graph.below(roots)])


Row = tuple[int, tuple[int, ...], object]
"""A node of a shape: its operator, the places of its arguments, what a leaf or an unknown function holds."""


def _by_shape(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return what `simplified` does at "basic", where results that differ by their symbols alone are one.

    The entries of a large matrix are few formulas at many places. Symbols are numbered by the order of their
    names, which is what terms are put in order by. Cost: that of the different results; a visit to each node
    of the others.
    """
    shapes: dict[tuple[Row, ...], list[tuple[int, list[str]]]] = {}
    large: list[int] = []
    for root in dict.fromkeys(roots):
        found = _shape(graph, root)
        if found is None:
            large.append(root)
        else:
            shapes.setdefault(found[0], []).append((root, found[1]))
    if 2 * (len(shapes) + len(large)) > len(roots):
        return simplified(graph, roots, "basic")
    work = Graph(graph.limits)
    numbered = []
    for rows, ((root, names), *_) in shapes.items():
        places = {name: place for place, name in enumerate(names)}
        made: dict[int, int] = {}
        for node in graph.postorder([root]):
            if graph.ops[node] == SYMBOL:
                made[node] = work.symbol(_numbered(places[graph.name(node)]))
            else:
                made[node] = work.rebuild(graph, node, tuple([made[child] for child in graph.children[node]]))
        assert len(rows) == len(made)
        numbered.append(made[root])
    short, nodes = simplified(work, numbered, "basic")
    result = Graph(graph.limits)
    done: dict[int, int] = {}
    for node, twins in zip(nodes, shapes.values(), strict=True):
        order = short.below([node])
        for root, names in twins:
            put: dict[int, int] = {}
            for old in order:
                if short.ops[old] == SYMBOL:
                    put[old] = result.symbol(names[int(short.name(old))])
                else:
                    children = tuple([put[child] for child in short.children[old]])
                    put[old] = result.rebuild(short, old, children)
            done[root] = put[node]
    if large:
        whole, ends = simplified(graph, large, "basic")
        copies = result.copy(whole, ends)
        for root, end in zip(large, ends, strict=True):
            done[root] = copies[end]
    return result, [done[root] for root in roots]


def _numbered(place: int) -> str:
    """Return a name that is in order with others as their numbers are."""
    return f"{place:03d}"


def _shape(graph: Graph, root: int) -> tuple[tuple[Row, ...], list[str]] | None:
    """Return *root* with its symbols numbered, and their names; None where it is large."""
    seen = {root}
    pending = [root]
    while pending:
        for child in graph.children[pending.pop()]:
            if child not in seen:
                seen.add(child)
                pending.append(child)
        if len(seen) > _SMALL:
            return None
    names = sorted([graph.name(node) for node in seen if graph.ops[node] == SYMBOL])
    numbers = {name: number for number, name in enumerate(names)}
    places: dict[int, int] = {}
    rows: list[Row] = []
    for node in graph.postorder([root]):
        op = graph.ops[node]
        held: object = None
        if op == NUMBER:
            value = graph.value(node)
            held = ("f", value.hex()) if isinstance(value, float) else value
        elif op == SYMBOL:
            held = numbers[graph.name(node)]
        elif op == CONSTANT:
            held = graph.name(node)
        elif op == UNKNOWN:
            held = graph.operator(node)
        places[node] = len(rows)
        rows.append((op, tuple([places[child] for child in graph.children[node]]), held))
    return tuple(rows), names


def _written(graph: Graph, order: list[int], roots: list[int]) -> tuple[int, list[int]]:
    """Return how many nodes there would be with each chain written out, and what chains have in common."""
    users: dict[int, int] = dict.fromkeys(roots, 1)
    chained: set[int] = set()
    for node in order:
        kind = _KIND.get(graph.ops[node])
        for child in graph.children[node]:
            users[child] = users.get(child, 0) + 1
            if kind and _KIND.get(graph.ops[child]) == kind:
                chained.add(child)
    # No chain has more terms or factors than there are: like ones are one.
    atoms = {kind: sum(_KIND.get(graph.ops[node]) != kind for node in order) for kind in (ADD, MUL)}
    kept = set(roots)
    width: dict[int, int] = {}
    total = 0
    for node in order:
        kind = _KIND.get(graph.ops[node])
        if kind:
            children = graph.children[node]
            whole = sum([width[c] if _KIND.get(graph.ops[c]) == kind else 1 for c in children])
            width[node] = min(whole, max(2, atoms[kind]))
        if kind is None or node not in chained or users[node] > 1 or node in kept:
            total += width[node] - 1 if kind else 1
    return total, [node for node in order if node in chained and (users[node] > 1 or node in kept)]


def _in_pieces(graph: Graph, order: list[int], roots: list[int], cuts: list[int]) -> tuple[Graph, list[int]]:
    """Simplify with a symbol for each of *cuts*, and each of them by itself."""
    work = Graph(graph.limits)
    names = {node: f" {place}" for place, node in enumerate(cuts)}  # no name that is read begins so
    mapping: dict[int, int] = {}
    inside: list[int] = []
    for node in order:
        made = work.rebuild(graph, node, tuple([mapping[child] for child in graph.children[node]]))
        if node in names:
            inside.append(made)
            made = work.symbol(names[node])
        mapping[node] = made
    short, nodes = simplified(work, inside + [mapping[root] for root in roots], "basic")
    pieces = {short.symbol(names[node]): nodes[place] for place, node in enumerate(cuts)}
    result = Graph(graph.limits)
    done: dict[int, int] = {}
    for node in nodes:  # a piece has only earlier ones in it, a result any
        for new in short.news(node, done):
            if new in pieces and short.ops[new] == SYMBOL:
                done[new] = done[pieces[new]]
                continue
            op = short.ops[new]
            children = tuple([done[child] for child in short.children[new]])
            if ADD <= op <= POW:
                done[new] = result.make(op, children)
            else:
                done[new] = result.rebuild(short, new, children)
    return result, [done[node] for node in nodes[len(cuts) :]]


__all__ = ["shared"]

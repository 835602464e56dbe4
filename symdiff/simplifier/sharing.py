"""Simplification of many results that keeps what they share.

The normal form writes a sum or product out in all its terms or factors. For one result that is what is
wanted; of n partial derivatives of a product of n factors it makes n*n factors where the sweeps share
all but 3*n. So what is shared and long is taken as it stands, simplified once by itself.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> sums = [g.symbol("a")]
>>> for i in range(100):
...     sums.append(g.add(sums[-1], g.symbol(f"x{i}")))
>>> short, nodes = simplified_together(g, sums, "basic")
>>> len(short.below(nodes)) == len(g.below(sums))
True
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.simplifier.levels import Level, simplified
from symdiff.simplifier.normal.style import Style
from symdiff.table.operators import ADD, DIV, MUL, SUB, is_arithmetic

_FULL: Final = 400
"""Nodes of all results together up to which "full" is more than "basic"."""
_SPREAD: Final = 1.5
"""Times the nodes that terms and factors may be for the normal form to be tried."""
_TRIED: Final = 2_000
"""Terms and factors more that are tried in any case."""
_WORSE: Final = 1.25
"""Times the nodes there were that simplified results may have."""
_FREE: Final = 200
"""Nodes more that are not worth a longer text."""
_LITTLE: Final = 100
"""Operations that results together may have at "full" in any case: so few are not worth a longer text."""
GRADIENT: Final = 4
"""Times the operations of a function that it may have with its gradient, before texts get longer for it."""


def simplified_together(
    graph: Graph,
    roots: list[int],
    level: Level,
    given: list[int] | None = None,
    times: float | None = None,
    functions: int = 1,
) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* at *level*, with little more nodes than before.

    At "full", results are written as *given*, nodes of *graph*, are; by default, as they are themselves.
    *times*, if the results together need more than so many times the operations of the first *functions* of
    them, each by itself, prefers forms that share subexpressions to forms that are short; at "full", where
    that is more than a hundred operations.

    Cost: linear in nodes, but for the sorting of terms, and for "full" where there are few nodes.
    """
    if level == "none":
        return graph, roots
    order = graph.below(roots)
    if level == "basic" or len(order) > _FULL:
        return _shared(graph, roots, order, times, functions)
    short = simplified(graph, roots, level, Style(graph, given) if given is not None else None)
    if times is None or short[0].operations(short[1]) <= max(_LITTLE, times * _each(short, functions)):
        return short
    shared = _shared(graph, roots, order, times, functions)
    return shared if shared[0].operations(shared[1]) < short[0].operations(short[1]) else short


def gradient_together(graph: Graph, function: int, partials: list[int]) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *partials* of *function* at "full", as it is written.

    They are short, but where function and gradient would need more than four times the operations of the
    function, as it is given or, where there are few nodes, simplified: forms are then preferred that share
    subexpressions. Cost: that of `simplified_together`.
    """
    order = graph.below([function, *partials])
    if len(order) > _FULL:
        found = _shared(graph, partials, graph.below(partials), None, 0)
        if _is_cheap(found, graph.operations([function]), GRADIENT - 1):
            return found
    short, [_, *nodes] = simplified_together(graph, [function, *partials], "full", [function], GRADIENT)
    return short, nodes


def _shared(
    graph: Graph, roots: list[int], order: list[int], times: float | None, functions: int
) -> tuple[Graph, list[int]]:
    """Return *roots*, below which is *order*, at "basic", as `simplified_together` does."""
    written, cuts = _written(graph, order, roots)
    most = int(_WORSE * len(order)) + _FREE
    found: tuple[Graph, list[int]] | None = None
    if written <= _SPREAD * len(order) + _TRIED:
        found = simplified(graph, roots, "basic")
        if len(found[0].below(found[1])) > most:
            found = None
        elif times is None or _is_cheap(found, _each(found, functions), times):
            return found
    pieces, nodes = _in_pieces(graph, order, roots, cuts)
    if found is not None:
        return (pieces, nodes) if pieces.operations(nodes) < found[0].operations(found[1]) else found
    return (pieces, nodes) if len(pieces.below(nodes)) <= most else (graph, roots)


def _is_cheap(found: tuple[Graph, list[int]], alone: int, times: float) -> bool:
    """Return whether results together need at most *times* as many operations as *alone*."""
    graph, roots = found
    return graph.operations(roots) <= times * alone


def _each(found: tuple[Graph, list[int]], count: int) -> int:
    """Return the operations of the first *count* results, each by itself."""
    graph, roots = found
    return sum([graph.operations([root]) for root in roots[:count]])


def _chain_of(op: int) -> int:
    """Return ADD for an operator whose chains are written as one sum, MUL for one product, 0 for others."""
    if op == ADD or op == SUB:
        return ADD
    return MUL if op == MUL or op == DIV else 0


def _written(graph: Graph, order: list[int], roots: list[int]) -> tuple[int, list[int]]:
    """Return how many nodes there would be with each chain written out, and what chains have in common."""
    count = len(order)
    users, chained = NodeMap(len(graph), count), NodeMap(len(graph), count)
    # No chain has more terms or factors than there are: like ones are one.
    terms = factors = 0
    for node in order:
        kind = _chain_of(graph.ops[node])
        terms += kind != ADD
        factors += kind != MUL
        if kind:
            left, right = graph.both(node)
            users[left] = users.get(left, 0) + 1
            users[right] = users.get(right, 0) + 1
            if _chain_of(graph.ops[left]) == kind:
                chained[left] = 1
            if _chain_of(graph.ops[right]) == kind:
                chained[right] = 1
        else:
            for child in graph.children[node]:
                users[child] = users.get(child, 0) + 1
    for root in roots:
        users[root] = 2  # it is a result, whatever else it is used for
    width = NodeMap(len(graph), count)
    total = 0
    cuts: list[int] = []
    for node in order:
        kind = _chain_of(graph.ops[node])
        shared = users[node] > 1
        link = node in chained
        if kind:
            left, right = graph.both(node)
            whole = width[left] if _chain_of(graph.ops[left]) == kind else 1
            whole += width[right] if _chain_of(graph.ops[right]) == kind else 1
            width[node] = min(whole, max(2, terms if kind == ADD else factors))
            if shared or not link:
                total += width[node] - 1
        else:
            total += 1
        if link and shared:
            cuts.append(node)
    return total, cuts


def _in_pieces(graph: Graph, order: list[int], roots: list[int], cuts: list[int]) -> tuple[Graph, list[int]]:
    """Simplify with a symbol for each of *cuts*, and each of them by itself."""
    work = Graph(graph.limits)
    free = 1 + max([graph.fresh_number(node) for node in order], default=-1)
    numbers = NodeMap(len(graph), len(cuts))
    for number, node in enumerate(cuts, free):
        numbers[node] = number
    mapping = NodeMap(len(graph), len(order))
    inside: list[int] = []
    for node in order:
        made = work.rebuild(graph, node, tuple([mapping[child] for child in graph.children[node]]))
        if node in numbers:
            inside.append(made)
            made = work.fresh(numbers[node])
        mapping[node] = made
    short, nodes = simplified(work, inside + [mapping[root] for root in roots], "basic")
    pieces = {short.fresh(free + place): nodes[place] for place in range(len(cuts))}
    result = Graph(graph.limits)
    done: dict[int, int] = {}
    for node in nodes:  # a piece has only earlier ones in it, a result any
        for new in short.news(node, done):
            piece = pieces.get(new, -1)
            if piece >= 0:
                done[new] = done[piece]
                continue
            op = short.ops[new]
            children = tuple([done[child] for child in short.children[new]])
            if is_arithmetic(op):
                done[new] = result.make(op, children)
            else:
                done[new] = result.rebuild(short, new, children)
    return result, [done[node] for node in nodes[len(cuts) :]]


__all__ = ["GRADIENT", "gradient_together", "simplified_together"]

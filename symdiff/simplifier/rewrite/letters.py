"""A sum that stands in several places as one letter, so that what is a polynomial in it is seen:
a**2*(x + y)**2 + 2*a*(x + y)**3 + (x + y)**4 is (x + y)**2*(a + x + y)**2.

>>> from symdiff.parser.formula import parse
>>> e = parse("a**2*(x + y)**2 + 2*a*b*(x + y)**4 + b**2*(x + y)**6")
>>> found = with_letter(e.graph, e.node)
>>> graph, node = without_letter(found.graph, found.node, found)
>>> graph.same(node, e.graph, e.node)
True
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.style import is_root
from symdiff.simplifier.rewrite.trig import outside
from symdiff.table.operators import ADD, CONSTANT, NUMBER, POW, SUB, is_arithmetic, is_leaf

_LEAST: Final = 2
"""Places in which a sum stands, at least."""
_MANY: Final = 100
"""Places up to which they are counted."""


class Lettered(NamedTuple):
    """A formula in which a letter stands for a sum."""

    graph: Graph
    node: int
    source: Graph
    sum: int
    """A node of *source*."""


def with_letter(source: Graph, root: int) -> Lettered | None:
    """Return *root* with a letter for that sum outside of functions which most can be saved with; None where
    no sum is the base of whole powers or a factor in two places.

    The sum is a polynomial of symbols, so that the letter is a real number where they are. Cost: linear.
    """
    kept = outside(source, root)
    times = dict.fromkeys(kept, 0)  # how often a node is printed, up to a bound
    times[root] = 1
    factors, radicands, within = set[int](), set[int](), set[int]()
    for node in sorted(kept, reverse=True):
        op = source.ops[node]
        is_within = (node in within or op == ADD or op == SUB) and not is_root(source, node)
        for child in source.children[node]:
            if child in kept:
                # a square in a term of a sum is the sum twice: (x - y)**2 - z**2
                own = times[node] * (2 if op == POW and node in within else 1)
                times[child] = min(times[child] + own, _MANY)
                if is_within:
                    within.add(child)
                if source.ops[child] == ADD or source.ops[child] == SUB:
                    if is_root(source, node):
                        radicands.add(child)
                    elif op != ADD and op != SUB:
                        factors.add(child)
    counts = {node: times[node] for node in factors - radicands}
    places = {node: count for node, count in counts.items() if count >= _LEAST and _is_plain(source, node)}
    if not places:
        return None
    best = max(places, key=lambda node: (places[node] * source.size(node), source.digest(node)))
    graph = Graph(source.limits)
    letter = graph.fresh(0)
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        if node == best and node in kept:
            mapping[node] = letter
        else:
            mapping[node] = graph.rebuild(source, node, tuple([mapping[c] for c in source.children[node]]))
    return Lettered(graph, mapping[root], source, best)


def without_letter(graph: Graph, root: int, lettered: Lettered) -> tuple[Graph, int]:
    """Return a form of a formula with a letter with the sum in its place."""
    new = Graph(graph.limits)
    own = new.copy(lettered.source, [lettered.sum])[lettered.sum]
    letter = graph.fresh(0)
    mapping = new.mapped(graph, graph.below([root]), lambda node, _: own if node == letter else -1)
    return new, mapping[root]


def _is_plain(graph: Graph, root: int) -> bool:
    """Return whether a sum has symbols, numbers and arithmetic with whole exponents alone."""
    for node in graph.below([root]):
        op = graph.ops[node]
        if op == CONSTANT or not (is_leaf(op) or is_arithmetic(op)):
            return False
        if op == POW:
            exponent = graph.children[node][1]
            if graph.ops[exponent] != NUMBER or not isinstance(graph.value(exponent), int):
                return False
    return True

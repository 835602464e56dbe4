"""Shorter forms of the same expression, by one stated cost: the size of the printed tree.

>>> from symdiff.parse import parse
>>> str(simplify(parse("x*x + x*x")))
'2*x**2'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from symdiff.errors import SymdiffError
from symdiff.expr import Expr
from symdiff.functions import ADD, CONSTANT, DIV, MUL, POW, SQRT, SUB
from symdiff.graph import Graph
from symdiff.simplify.angles import in_base_angle, in_double_angle, in_exponentials
from symdiff.simplify.factor import Factored
from symdiff.simplify.normal import Normal, Unsettled
from symdiff.simplify.rational import Fractions
from symdiff.simplify.roots import in_few_roots
from symdiff.simplify.trig import FAMILY, PAIRS, RELATIONS, in_pair, is_one_pair, kinds

Level = Literal["none", "basic", "full"]
LEVELS: Final = ("none", "basic", "full")

_ROUNDS: Final = 6
"""Times the normal form is taken at most; two or three are the rule."""
_TURNS: Final = 4
"""Times the candidates are made at most."""
_SMALL: Final = 400
"""Nodes up to which "full" does more than "basic"."""
_LARGE: Final = 50_000
"""Nodes from which on it is taken once."""


def simplify(expr: Expr, level: Level = "full") -> Expr:
    """Return *expr* in a form that is never larger than it was.

    "none" leaves it, "basic" is the normal form with common factors pulled out where that is
    shorter, "full" also tries one fraction in lowest terms.

    Domain: real symbols; equal wherever *expr* has a value.
    Cost: "basic" linear in nodes, but for the sorting of terms; "full" that of multivariate greatest
    common divisors, of polynomials of bounded length. Raises SymdiffError for an unknown level.
    """
    if level not in LEVELS:
        raise SymdiffError(f"unknown level {level!r}", hint=f"choose one of {', '.join(LEVELS)}")
    if level == "none":
        return expr
    graph, [node] = simplified(expr.graph, [expr.node], level)
    return Expr(graph, node, expr.notes)


def simplified(graph: Graph, roots: list[int], level: Level) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* at *level*, sharing what they share."""
    if level == "none":
        return graph, roots
    graph, roots = _basic(graph, roots)
    if level == "full" and len(graph) <= _SMALL and _size(graph, roots) <= 2 * _SMALL:
        return _full(graph, roots)
    return graph, roots


def _full(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return the shortest candidate for each root; what is left is taken again while it shrinks."""
    results: list[tuple[Graph, int]] = []
    for root in roots:
        best, [node] = _compact(graph, [root])
        for _ in range(_TURNS):
            size = best.size(node)
            best, node = _shortest(best, node)
            if best.size(node) >= size:
                break
        results.append((best, node))
    shared = Graph(graph.limits)
    return shared, [shared.copy(best, [node])[node] for best, node in results]


def _shortest(graph: Graph, root: int) -> tuple[Graph, int]:
    """Return the shortest of *root* and its candidates, the first of equals."""
    best, node = graph, root
    for other, found in _candidates(graph, root):
        if other.size(found) < best.size(node):
            best, node = other, found
    if best is not graph:
        # Its terms and factors are put in order, unless that makes it longer.
        other, [found] = _basic(best, [node])
        best, node = (other, found) if other.size(found) <= best.size(node) else _compact_one(best, node)
    return best, node


def _candidates(graph: Graph, root: int) -> Iterator[tuple[Graph, int]]:
    """Return other forms of *root*: fractions in lowest terms, by fewer roots, by one angle, in each
    pair of functions."""
    functions = kinds(graph, root)
    if not _promises(graph, root, functions):
        return
    yield from _fractions(graph, root, False)
    rooted, node = in_few_roots(graph, root)
    if rooted is not graph:
        yield from _fractions(rooted, node, False)
    if not functions:
        return
    for rewrite in (in_double_angle, in_base_angle, in_exponentials):
        for rewritten, node in rewrite(graph, root):
            yield from _fractions(rewritten, node, False)
    if any(RELATIONS[code].second in taken for taken in functions.values() for code in taken):
        yield from _fractions(graph, root, True)
    for pair in PAIRS:
        rewritten, node = in_pair(graph, root, pair)
        if not rewritten.same(node, graph, root):
            yield from _fractions(rewritten, node, False)
            yield from _fractions(rewritten, node, True)


def _promises(graph: Graph, root: int, functions: dict[int, set[int]]) -> bool:
    """Return whether *root* has parts enough for a fraction to be worth its price."""
    if len(functions) > 1 or any(not is_one_pair(taken) for taken in functions.values()):
        return True
    sums = products = roots = 0
    for node in graph.below([root]):
        op = graph.ops[node]
        sums += op == ADD or op == SUB
        products += op == MUL or op == DIV
        if op == POW or op == SQRT:
            base = graph.children[node][0]
            roots += graph.ops[base] > CONSTANT
            if graph.ops[base] in FAMILY:
                return True
        elif op == DIV and graph.ops[graph.children[node][1]] in FAMILY:
            return True
    return sums > 1 or (roots > 0 and sums + products > 2)


def _fractions(graph: Graph, root: int, second: bool) -> Iterator[tuple[Graph, int]]:
    """Return *root* as one fraction, or nothing where that cannot be had or promises nothing."""
    try:
        form = Normal(graph)
        [start] = form.sweep([root])
        for found in Fractions(form, second).forms(start):
            yield form.graph, found
    except (Unsettled, OverflowError, RecursionError):
        return


def _basic(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* simplified, sharing what they share.

    The form is taken until it no longer changes or no longer shrinks, so that taking it again
    changes nothing.
    """
    graph, roots = _compact(graph, roots)
    rounds = 1 if len(graph) > _LARGE else _ROUNDS
    for _ in range(rounds):
        form = Factored(graph)
        try:
            nodes = form.sweep(roots)
        except (Unsettled, OverflowError, RecursionError):
            break  # a constant part has no value: 1/0, oo - oo, or floats out of range
        if _size(form.graph, nodes) > _size(graph, roots):
            break
        same = all(form.graph.same(n, graph, r) for n, r in zip(nodes, roots, strict=True))
        graph, roots = _compact(form.graph, nodes)
        if same:
            break
    return graph, roots


def _compact(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* in a graph of nothing else, numbered by structure alone."""
    alone = Graph(graph.limits)
    mapping = alone.copy(graph, roots)
    return alone, [mapping[root] for root in roots]


def _compact_one(graph: Graph, root: int) -> tuple[Graph, int]:
    alone, [node] = _compact(graph, [root])
    return alone, node


def _size(graph: Graph, roots: list[int]) -> int:
    return sum([graph.size(root) for root in roots])

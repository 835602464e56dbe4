"""Real cube roots of powers of one part by powers of its cube root: x**4/cbrt(x**5)**2 is cbrt(x)**2.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x**4/cbrt(x**5)**2")
>>> found = with_cube_root(e.graph, e.node)
>>> graph, node = without_cube_root(found.graph, found.node, found)
>>> str(Expr(graph, node))
'x**4/(x*cbrt(x)**2)**2'
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.rewrite.trig import outside
from symdiff.table.functions import code_of
from symdiff.table.operators import NUMBER, POW, SYMBOL

CBRT: Final = code_of("cbrt", 1)


class Rooted(NamedTuple):
    """A formula in which a letter stands for the cube root of a symbol, its cube for the symbol."""

    graph: Graph
    node: int
    name: str


def with_cube_root(source: Graph, root: int) -> Rooted | None:
    """Return *root* with a letter for the cube root of the symbol of which cube roots, or those of powers,
    are taken outside of other functions; None where there is none. Domain: every real number."""
    if not source.has(CBRT):
        return None
    kept = outside(source, root)
    calls = {node: base for node in sorted(kept) if (base := _base(source, node)) >= 0}
    if not calls:
        return None
    symbol = calls[min(calls)]
    inside = {source.first(node) for node, base in calls.items() if base == symbol}
    graph = Graph(source.limits)
    letter = graph.fresh(0)
    cube = graph.pow(letter, graph.number(3))
    plain: dict[int, int] = {}
    """As it stands, for what is inside of functions."""
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        plain[node] = graph.rebuild(source, node, tuple([plain[c] for c in source.children[node]]))
        if node == symbol:
            mapping[node] = cube
        elif node in calls and calls[node] == symbol:
            inner = source.first(node)
            power = 1 if inner == symbol else source.value(source.both(inner)[1])
            mapping[node] = graph.pow(letter, graph.number(power))
        elif node in kept or node in inside:
            mapping[node] = graph.rebuild(source, node, tuple([mapping[c] for c in source.children[node]]))
        else:
            mapping[node] = plain[node]
    return Rooted(graph, mapping[root], source.name(symbol))


def without_cube_root(graph: Graph, root: int, rooted: Rooted) -> tuple[Graph, int]:
    """Return a form of such a formula with the cube root in the place of its letter."""
    new = Graph(graph.limits)
    symbol = new.symbol(rooted.name)
    own = new.call(CBRT, (symbol,))
    letter = graph.fresh(0)

    def written(node: int, _: tuple[int, ...]) -> int:
        if node == letter:
            return own
        if graph.ops[node] == POW and graph.first(node) == letter:
            power = graph.numbers.get(graph.both(node)[1])
            if isinstance(power, int) and power > 0:
                whole, part = divmod(power, 3)
                front = new.pow(symbol, new.number(whole)) if whole else -1
                rest = new.pow(own, new.number(part)) if part else -1
                return front if rest < 0 else rest if front < 0 else new.mul(front, rest)
        return -1

    return new, new.mapped(graph, graph.below([root]), written, build=True)[root]


def _base(graph: Graph, node: int) -> int:
    """Return the symbol of which the cube root, or that of a whole power, is *node*; -1 for another node."""
    if graph.ops[node] != CBRT:
        return -1
    inner = graph.first(node)
    if graph.ops[inner] == POW:
        inner, exponent = graph.both(inner)
        if graph.ops[exponent] != NUMBER or not isinstance(graph.value(exponent), int):
            return -1
    return inner if graph.ops[inner] == SYMBOL else -1

"""sign(u) written as u/|u|, so that it meets |u|; log(u**2) as 2*log(|u|), so that it meets log(|u|);
|csc(u)| as 1/|sin(u)|.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x*sign(x) + Abs(x)")
>>> [(graph, node, zeros)] = [found for found in without_signs(e.graph, e.node)]
>>> str(Expr(graph, node)), zeros
('x*(x/Abs(x)) + Abs(x)', ['x'])
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.simplifier.rewrite.trig import outside
from symdiff.table.functions import ABS, LOG, SIGN, code_of, row_of
from symdiff.table.operators import DIV, MUL, POW, SYMBOL

RECIPROCALS: Final = {
    code_of(name + suffix, 1): code_of(other + suffix, 1)
    for name, other in (("csc", "sin"), ("sec", "cos"), ("cot", "tan"))
    for suffix in ("", "h")
}
"""Code of a function that is named by another → code of that one, of which it is the reciprocal."""


def without_signs(source: Graph, root: int) -> Iterator[tuple[Graph, int, list[str]]]:
    """Return *root* with quotients in place of its signs, and the symbols at whose zero, where a sign
    has a value and the quotient has none, the two must be compared.

    Nothing where there are no signs, or one of something else than a symbol that may be zero.
    """
    outer = outside(source, root)
    signs = [n for n in sorted(outer) if source.ops[n] == SIGN]
    if not signs:
        return
    below = divisors(source, outer)
    zeros = []
    for node in signs:
        [argument] = source.children[node]
        if argument in below:
            continue
        if source.ops[argument] != SYMBOL:
            return
        zeros.append(source.name(argument))
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        children = tuple([mapping[c] for c in source.children[node]])
        if node in outer and source.ops[node] == SIGN:
            mapping[node] = graph.div(children[0], graph.call(ABS, children))
        else:
            mapping[node] = graph.rebuild(source, node, children)
    yield graph, mapping[root], zeros


def with_plain_logarithms(source: Graph, root: int) -> Iterator[tuple[Graph, int]]:
    """Return *root* with n*log(|u|) in place of log(u**n), n even, u a symbol; nothing where there is no
    such logarithm. Domain: every real value of the symbol but zero, where neither has one."""
    places = {}
    for node in source.below([root]):
        if source.ops[node] == LOG and source.ops[source.children[node][0]] == POW:
            base, exponent = source.children[source.children[node][0]]
            power = source.numbers.get(exponent)
            if source.ops[base] == SYMBOL and isinstance(power, int) and power % 2 == 0:
                places[node] = (base, power)
    if not places:
        return
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        if node in places:
            base, power = places[node]
            inner = graph.call(LOG, (graph.call(ABS, (mapping[base],)),))
            mapping[node] = graph.mul(graph.number(power), inner)
        else:
            mapping[node] = graph.rebuild(source, node, tuple([mapping[c] for c in source.children[node]]))
    yield graph, mapping[root]


def with_plain_names(source: Graph, root: int) -> Iterator[tuple[Graph, int]]:
    """Return *root* with 1/|sin(u)| in place of |csc(u)|, and sign(tan(u)) in place of sign(cot(u)); nothing
    where there is no such function. Domain: off the zeros and poles of these functions."""
    found = {}
    for node in source.below([root]):
        if source.ops[node] == ABS or source.ops[node] == SIGN:
            [inner] = source.children[node]
            other = RECIPROCALS.get(source.ops[inner])
            if other is not None:
                found[node] = other
    if not found:
        return
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        if node in found:
            argument = mapping[source.first(source.first(node))]
            whole = graph.call(source.ops[node], (graph.call(found[node], (argument,)),))
            mapping[node] = whole if source.ops[node] == SIGN else graph.div(graph.number(1), whole)
        else:
            mapping[node] = graph.rebuild(source, node, tuple([mapping[c] for c in source.children[node]]))
    yield graph, mapping[root]


def with_plain_reciprocals(source: Graph, root: int) -> Iterator[tuple[Graph, int, str]]:
    """Return *root* with 1/cos(u) in place of sec(u), where |cos(u)| stands beside it, and its kin, with the
    name of the identity; nothing where there is no such function. Domain: wherever *root* has a value."""
    order = source.below([root])
    absolute = {source.first(node) for node in order if source.ops[node] == ABS}
    for code, other in RECIPROCALS.items():
        beside = {source.children[node] for node in absolute if source.ops[node] == other}
        found = {node for node in order if source.ops[node] == code and source.children[node] in beside}
        if not found:
            continue
        graph = Graph(source.limits)

        def turned(
            node: int,
            children: tuple[int, ...],
            graph: Graph = graph,
            other: int = other,
            found: set[int] = found,
        ) -> int:
            return graph.div(graph.number(1), graph.call(other, children)) if node in found else -1

        mapping = graph.mapped(source, order, turned)
        yield graph, mapping[root], f"{row_of(code).name}-by-{row_of(other).name}"


def divisors(graph: Graph, nodes: set[int]) -> set[int]:
    """Return what stands below a line, and what absolute values there are of."""
    pending = [graph.children[node][1] for node in nodes if graph.ops[node] == DIV]
    found = set()
    while pending:
        node = pending.pop()
        found.add(node)
        if graph.ops[node] == MUL:
            pending += graph.children[node]
        elif graph.ops[node] in (POW, ABS):
            pending.append(graph.children[node][0])
    return found

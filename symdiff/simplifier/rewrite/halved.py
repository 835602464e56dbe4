"""Squares of functions of half an angle below roots, by the whole angle: sqrt(1 - 2*sin(x/2)**2) is
sqrt(cos(x)), as derivatives of elliptic integrals have it.

Sources: DLMF 4.21.29, 4.21.30, 4.35.28 and 4.35.29 solved for the squares.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sqrt(1 - 2*sin(x/2)**2)")
>>> [str(Expr(graph, node)) for graph, node, _ in with_whole_angles(e.graph, e.node)]
['sqrt(1 - 2*((1 - cos(2*(x/2)))/2))']
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import is_root
from symdiff.table.functions import COS, SIN, code_of
from symdiff.table.operators import ADD, POW, SUB

_COSH: Final = code_of("cosh", 1)
_SQUARES: Final = {
    # f → g and the signs of f(x)**2 = (s*1 + t*g(2*x))/2
    SIN: (COS, 1, -1),
    COS: (COS, 1, 1),
    code_of("sinh", 1): (_COSH, -1, 1),
    _COSH: (_COSH, 1, 1),
}


def with_whole_angles(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with the squares of sines and cosines below roots by the double angle, where that is
    written with a half or stands elsewhere, and the names of the laws; nothing where there are none. Domain:
    everywhere. Cost: linear in nodes."""
    order = source.below([root])
    squares = [node for node in order if source.ops[node] == POW and _is_square(source, node)]
    if not squares:
        return
    sums = [source.children[node][0] for node in order if is_root(source, node)]
    below = set(source.below([node for node in sums if source.ops[node] in (ADD, SUB)]))
    squares = [node for node in squares if node in below]
    if not squares:
        return
    form = Normal(source)
    angles = [source.first(source.first(node)) for node in squares]
    others = {source.children[node][0] for node in order if source.ops[node] in FAMILY}
    try:
        found = form.sweep(angles)
        known = {form.shortest(other) for other in form.sweep(sorted(others))}
        chosen = {
            node
            for node, angle in zip(squares, found, strict=True)
            if _is_half(form, angle) or form.shortest(form.scaled(angle, 2)) in known
        }
    except (Unsettled, OverflowError, RecursionError):
        return
    if not chosen:
        return
    graph = Graph(source.limits)
    laws = set[str]()

    def changed(node: int, children: tuple[int, ...]) -> int:
        if node not in chosen:
            return -1
        call = source.first(node)
        code, one, sign = _SQUARES[source.ops[call]]
        inner = graph.children[children[0]][0]
        double = graph.call(code, (graph.mul(graph.number(2), inner),))
        laws.add(_LAWS[source.ops[call]])
        number = graph.number(one)
        top = graph.add(number, double) if sign > 0 else graph.sub(number, double)
        return graph.div(top, graph.number(2))

    yield graph, graph.mapped(source, order, changed)[root], laws


def _is_square(graph: Graph, node: int) -> bool:
    base, exponent = graph.both(node)
    return graph.ops[base] in _SQUARES and graph.numbers.get(exponent) == 2


def _is_half(form: Normal, angle: int) -> bool:
    """Return whether an angle, in normal form, is written with a half."""
    content = form.content(form.terms(angle))
    return not isinstance(content, float) and Fraction(content).denominator % 2 == 0


_LAWS: Final = {
    SIN: "half-sine-squared",
    COS: "half-cosine-squared",
    code_of("sinh", 1): "half-hyperbolic-sine-squared",
    _COSH: "half-hyperbolic-cosine-squared",
}

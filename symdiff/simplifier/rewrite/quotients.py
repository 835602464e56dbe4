"""Exponentials that differ by a simpler one: exp(v) as exp(u)*exp(v - u), where v - u is much shorter than v.

Terms with densities at neighbouring points, as in the derivatives of prices of options, meet so.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("exp(-(log(x) + y)**2/(2*y)) - exp(-(log(x) - y)**2/(2*y))")
>>> [(graph, node, laws)] = with_one_exponential(e.graph, e.node)
>>> str(Expr(graph, node)), sorted(laws)
('exp(-(y + log(x))**2/(2*y)) - exp(-(y + log(x))**2/(2*y))*exp(2*log(x))', ['exp-sum'])
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.rewrite.trig import outside
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.simplifier.ring.rational import Fractions
from symdiff.table.functions import EXP
from symdiff.table.operators import ADD, DIV, MUL, POW, SUB

_LONG: Final = 8
"""Size of an exponent from which it is compared with others."""
_SHORTER: Final = 2
"""Times that the difference must be shorter than the exponent."""


def with_one_exponential(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with exp(u)*exp(v - u) in place of exp(v), where u and v are long exponents with sums in
    products, and their difference as one fraction is much shorter; nothing where there are none.
    Domain: wherever *root* has a value. Cost: one fraction for each such exponent but the first."""
    if not source.has(EXP):
        return
    order = source.below([root])
    if sum(source.ops[node] == EXP and _is_long(source, source.first(node)) for node in order) < 2:
        return
    form = Normal(source)
    try:
        [start] = form.sweep([root])
        graph = form.graph
        found = sorted(node for node in outside(graph, start) if graph.ops[node] == EXP)
        exponents = [graph.first(node) for node in found if _is_long(graph, graph.first(node))]
        if len(exponents) < 2:
            return
        first, *others = exponents
        factors = dict[int, int]()
        for other in others:
            difference = Fractions(form).lowest(form.added(other, form.scaled(first, -1)))
            if _SHORTER * graph.size(difference) <= graph.size(other):
                factors[other] = difference
    except (TooLong, Unsettled, OverflowError):
        return
    if not factors:
        return
    target = Graph(source.limits)

    def apart(node: int, children: tuple[int, ...]) -> int:
        if graph.ops[node] != EXP or graph.first(node) not in factors:
            return -1
        rest = target.take(graph, factors[graph.first(node)])
        return target.mul(target.call(EXP, (target.take(graph, first),)), target.call(EXP, (rest,)))

    yield target, target.mapped(graph, graph.below([start]), apart)[start], form.used | {"exp-sum"}


def _is_long(graph: Graph, exponent: int) -> bool:
    """Return whether an exponent is long, and has a sum in a product, a quotient or a power."""
    if graph.size(exponent) < _LONG:
        return False
    return any(
        graph.ops[node] in (MUL, DIV, POW)
        and any(graph.ops[child] in (ADD, SUB) for child in graph.children[node])
        for node in graph.below([exponent])
    )

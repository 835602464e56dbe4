"""What is positive because a logarithm of it is there: |u| is u beside log(u), and (u**3)**(1/3) is u.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> def forms(text):
...     e = parse(text)
...     return [str(Expr(found.graph, found.node)) for found in by_signs_of_domains(e.graph, e.node)]
>>> forms("log(x) - log(Abs(x)) + sign(x)"), forms("x**2/(x**3)**(2/3)")
(['log(x) - log(x) + 1'], ['x**2/x**2'])
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from symdiff.graph.graph import Graph, Number
from symdiff.table.functions import ABS, LOG, SIGN, SQRT
from symdiff.table.operators import NUMBER, POW, SYMBOL


class Signed(NamedTuple):
    """A form that is sure where every part is real."""

    graph: Graph
    node: int
    law: str


def by_signs_of_domains(source: Graph, root: int) -> Iterator[Signed]:
    """Return *root* without the absolute values and signs of symbols that a logarithm is taken of, then with
    a root of an odd power of a symbol as one power; nothing where there are none.

    Domain: real numbers at which every part is real. A form may have values elsewhere. Cost: linear in nodes.
    """
    order = source.below([root])
    absolute = set[int]()
    if source.has(LOG) and (source.has(ABS) or source.has(SIGN)):
        logs = {source.first(node) for node in order if source.ops[node] == LOG}
        positive = {node for node in logs if source.ops[node] == SYMBOL}
        absolute = {n for n in order if source.ops[n] in (ABS, SIGN) and source.first(n) in positive}
    if absolute:
        graph = Graph(source.limits)

        def without(node: int, children: tuple[int, ...]) -> int:
            if node not in absolute:
                return -1
            return children[0] if source.ops[node] == ABS else graph.number(1)

        yield Signed(graph, graph.mapped(source, order, without)[root], "abs-beside-log")
    powers = dict[int, Number]()
    if source.has(POW):
        powers = {node: power for node in order if (power := _power(source, node)) is not None}
    if powers:
        other = Graph(source.limits)

        def joined(node: int, children: tuple[int, ...]) -> int:
            if node not in powers:
                return -1
            return other.pow(other.first(children[0]), other.number(powers[node]))

        yield Signed(other, other.mapped(source, order, joined)[root], "root-of-odd-power")


def _power(graph: Graph, node: int) -> Number | None:
    """Return the exponent that a root of an odd power of a symbol has as one power, None for another node."""
    op = graph.ops[node]
    if op != POW and op != SQRT:
        return None
    base = graph.first(node)
    outer = Fraction(1, 2) if op == SQRT else graph.numbers.get(graph.both(node)[1])
    if graph.ops[base] != POW or not isinstance(outer, Fraction):
        return None
    inmost, exponent = graph.both(base)
    if graph.ops[inmost] != SYMBOL or graph.ops[exponent] != NUMBER:
        return None
    inner = graph.value(exponent)
    if not isinstance(inner, int) or inner % 2 == 0:
        return None
    product = outer * inner
    return product.numerator if product.denominator == 1 else product

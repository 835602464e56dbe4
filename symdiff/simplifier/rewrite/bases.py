"""Powers of numbers that are powers of one number, with that for their base: 4**x as 2**(2*x) beside 2**x.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("(4**x - log(8)*2**x)*9**x")
>>> found = with_one_base(e.graph, e.node)
>>> str(Expr(*found))
'(2**(2*x) - 3*log(2)*2**x)*9**x'
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.table.functions import LOG
from symdiff.table.operators import NUMBER, POW

_LARGE: Final = 2**64
"""Numbers from which on it is not asked whether they are powers."""


def with_one_base(source: Graph, root: int) -> tuple[Graph, int] | None:
    """Return *root* with one base for powers of different numbers that are all powers of one, and with its
    logarithm for theirs; None where there are none. Domain: every number. Cost: linear in nodes."""
    order = source.below([root])
    bases = shared_bases(source, order)
    if not bases:
        return None
    target = Graph(source.limits)

    def chosen(node: int, children: tuple[int, ...]) -> int:
        op = source.ops[node]
        if op not in (POW, LOG) or (op == POW and source.ops[source.children[node][1]] == NUMBER):
            return -1
        found = primitive(source, source.children[node][0])
        if found is None or found[0] not in bases:
            return -1
        base, times = target.number(found[0]), target.number(found[1])
        if op == LOG:
            return target.mul(times, target.call(LOG, (base,))) if found[1] != 1 else -1
        return target.pow(base, target.mul(times, children[1]) if found[1] != 1 else children[1])

    return target, target.mapped(source, order, chosen)[root]


def shared_bases(graph: Graph, order: list[int]) -> set[int]:
    """Return the numbers of which powers of different numbers among the nodes of *order* are powers."""
    met: dict[int, int] = {}
    shared = set[int]()
    for node in order:
        if graph.ops[node] != POW:
            continue
        base, exponent = graph.children[node]
        if graph.ops[base] != NUMBER or graph.ops[exponent] == NUMBER:
            continue
        found = primitive(graph, base)
        if found is not None and met.setdefault(found[0], base) != base:
            shared.add(found[0])
    return shared


def primitive(graph: Graph, node: int) -> tuple[int, int] | None:
    """Return r and n for the number r**n, where r is no power of a smaller whole number, and n a whole
    number; None for any other node, for numbers that are not positive, and for 1.

    >>> from fractions import Fraction
    >>> graph = Graph()
    >>> [primitive(graph, graph.number(number)) for number in (64, Fraction(1, 9), 6, Fraction(2, 3))]
    [(2, 6), (3, -2), (6, 1), None]
    """
    value = graph.numbers.get(node)
    if value is None or isinstance(value, float) or not 0 < value < _LARGE or value == 1:
        return None
    number, sign = (value.denominator, -1) if value.numerator == 1 else (value.numerator, 1)
    if (sign > 0 and value.denominator != 1) or number >= _LARGE:
        return None
    for times in range(number.bit_length() - 1, 1, -1):
        root = round(number ** (1 / times))
        if root**times == number:
            return root, sign * times
    return number, sign


__all__ = ["primitive", "shared_bases", "with_one_base"]

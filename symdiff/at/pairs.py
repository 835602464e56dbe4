"""Functions of one family of several pairs, in one argument, as powers of the sine and the cosine: tan(u)
beside sin(u) is sin(u)/cos(u).

>>> from symdiff.parser.formula import parse
>>> [str(one) for one in of_one_pair([parse("c + d*tan(x)"), parse("c*cos(x) + d*sin(x)")])]
['c + d*(sin(x)/cos(x))', 'c*cos(x) + d*sin(x)']
>>> of_one_pair([parse("tan(x) + sec(x)"), parse("cos(2*x)")])
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.families import FAMILY, MEMBERS, RELATIONS
from symdiff.table.functions import row_of


def of_one_pair(exprs: Sequence[Expr]) -> list[Expr] | None:
    """Return formulas in which functions of one argument are of one pair, as sine and cosine are, where they
    were of several; None where there are no such. A quotient has values where the function has them.

    Cost: linear in nodes.
    """
    work = Graph(exprs[0].graph.limits)
    roots = [work.take(one.graph, one.node) for one in exprs]
    pairs: dict[tuple[str, int], set[frozenset[int]]] = {}
    order = work.below(roots)
    for node in order:
        op = work.ops[node]
        if op in FAMILY:
            pair = frozenset((op, RELATIONS[op].second))
            pairs.setdefault((row_of(op).family, work.first(node)), set()).add(pair)
    mixed = {key for key, found in pairs.items() if len(found) > 1}
    if not mixed:
        return None
    found = Graph(work.limits)

    def written(node: int, children: tuple[int, ...]) -> int:
        op = work.ops[node]
        if op not in FAMILY or (row_of(op).family, work.first(node)) not in mixed:
            return -1
        top = bottom = found.number(1)
        for code, power in zip(_sine_and_cosine(row_of(op).family), row_of(op).powers, strict=True):
            part = found.call(code, children)
            if power > 0:
                top = found.mul(top, part)
            elif power < 0:
                bottom = found.mul(bottom, part)
        return found.div(top, bottom)

    mapping = found.mapped(work, order, written)
    return [Expr(found, mapping[root]) for root in roots]


def _sine_and_cosine(family: str) -> tuple[int, int]:
    return MEMBERS[family, (1, 0)], MEMBERS[family, (0, 1)]


__all__ = ["of_one_pair"]

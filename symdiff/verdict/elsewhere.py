"""Where two formulas may differ that agree at all points looked at: far away, near 0, beyond a kink.

>>> from symdiff.parser.formula import parse
>>> from symdiff.verdict.sides import as_it_stands
>>> graph = Graph()
>>> first, second = [as_it_stands(graph, parse(text)) for text in ("abs(x - 20)", "20 - x")]
>>> pair = Pair(graph, first.node, second.node, ([], []))
>>> [float(look.at["x"]) for look in elsewhere(graph, first, second, pair)]
[39.0]
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import ABS, COS, MAX, MIN, SIGN, SIN, code_of
from symdiff.table.operators import DIV, PIECEWISE
from symdiff.verdict.points import Look, Pair
from symdiff.verdict.sides import Side
from symdiff.verdict.signs import Signs

_JUMPS: Final = [code_of(name, 1) for name in ("floor", "ceiling", "Heaviside", "relu")]
_KINKED: Final = frozenset((ABS, SIGN, MAX, MIN, PIECEWISE, *_JUMPS))
"""Where another formula holds on another side."""
_SCALES: Final = (30, 1000, Fraction(1, 30), Fraction(1, 1000), 10**5)
"""How many times as far points are looked at where nothing is proved."""


def elsewhere(graph: Graph, first: Side, second: Side, pair: Pair) -> list[Look]:
    """Return a point at which formulas differ that agree wherever they were looked at: on another side of a
    kink, or very near or far; none where there is none to be seen."""
    if not pair.names or not pair.real:
        return []
    for at in (at for scale in _SCALES for at in pair.scaled(scale)):
        look = pair.look(at)
        if look.kind == "apart":
            return [look]
    if not has_kinks(graph, first, second):
        return []
    from symdiff.verdict import domains  # with what it takes to solve conditions

    difference = graph.sub(first.node, second.node)
    signs = Signs(graph)
    parts = parts_of(graph, signs, difference, signs.parts(difference))
    line = domains.on_the_line(pair, first, second, parts)
    at = line.outside() if line is not None else {}
    if not at or not all(isinstance(number, Fraction) for number in at.values()):
        return []
    look = pair.look(at)
    return [look] if look.kind == "apart" else []


def has_kinks(graph: Graph, first: Side, second: Side) -> bool:
    """Return whether formulas that differ at all points looked at may agree elsewhere: one variable, and
    parts that have another formula there."""
    roots = [first.node, second.node]
    return len(graph.symbols(roots)) == 1 and any(graph.ops[node] in _KINKED for node in graph.below(roots))


def parts_of(graph: Graph, signs: Signs, difference: int, own: Sequence[int]) -> list[Expr]:
    """Return parts whose signs may matter: those that `Signs` knows, sines, cosines and factors of
    divisors."""
    found = [Expr(signs.work, part) for part in own]
    for node in graph.below([difference]):
        op = graph.ops[node]
        if op in (SIN, COS):
            found.append(Expr(graph, node))
        elif op == DIV and graph.symbols([graph.children[node][1]]):
            split = signs.factors(signs.work.take(graph, graph.children[node][1]))
            if split is not None:
                found += [Expr(signs.work, base) for base in split.powers]
    return list(dict.fromkeys(found))


__all__ = ["elsewhere", "has_kinks", "parts_of"]

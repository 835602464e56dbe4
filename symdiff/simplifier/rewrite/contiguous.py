"""Hypergeometric functions beside those whose first three arguments are larger by one, as in derivatives, by
powers: x times the derivative of hyp2f1(a, b, b + 1, x) is b*((1 - x)**(-a) - hyp2f1(a, b, b + 1, x)).

Source: DLMF 15.5.21 with 15.4.6.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("hyp2f1(a, 1/2, 3/2, x) + 2*a*x*hyp2f1(a + 1, 3/2, 5/2, x)/3")
>>> graph, node, names = next(by_powers(e.graph, e.node))
>>> str(Expr(graph, node))
'hyp2f1(a, 1/2, 3/2, x) + 2*a*x*(3/2*((1 - x)**(-a) - hyp2f1(a, 1/2, 3/2, x))/(a*x))/3'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring
from symdiff.table.functions import code_of

HYPERGEOMETRIC: Final = code_of("hyp2f1", 4)
_MANY: Final = 6
"""Different calls up to which neighbours are looked for."""
LAW: Final = "hyp2f1-beside-its-derivative"


def by_powers(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with hypergeometric functions by those whose first three arguments are smaller by one
    and a power, where one of the first two is the third less one; nothing where none stands beside such a
    one. Domain: where the last argument is not 0 and no cut. Cost: a fraction for each pair."""
    if not source.has(HYPERGEOMETRIC):
        return
    order = source.below([root])
    calls = [node for node in order if source.ops[node] == HYPERGEOMETRIC]
    if not 1 < len(calls) <= _MANY:
        return
    found = {}
    for high in calls:
        for low in calls:
            place = _place(source, low, high) if low != high else -1
            if place >= 0:
                found[high] = (low, place)
                break
    if not found:
        return
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    for node in order:
        if node in found and found[node][0] not in found:
            low, place = found[node]
            for part in source.below([low]):  # which may come after it
                if part not in mapping:
                    children = tuple([mapping[child] for child in source.children[part]])
                    mapping[part] = graph.rebuild(source, part, children)
            a, b, c, x = (mapping[child] for child in source.children[low])
            power = graph.pow(graph.sub(graph.number(1), x), graph.neg((b, a)[place]))
            difference = graph.sub(power, mapping[low])
            below = graph.mul((b, a)[place], x)
            mapping[node] = graph.div(graph.mul(c, difference), below)
        elif node not in mapping:
            children = tuple([mapping[child] for child in source.children[node]])
            mapping[node] = graph.rebuild(source, node, children)
    yield graph, mapping[root], {LAW}


def _place(graph: Graph, low: int, high: int) -> int:
    """Return which of the first two arguments of *low* is its third less one, -1 for none, or where those of
    *high* are not larger by one each."""
    ours, theirs = graph.children[low], graph.children[high]
    if ours[3] != theirs[3] or not all(_are_one_apart(graph, ours[k], theirs[k]) for k in range(3)):
        return -1
    for place in (1, 0):
        if _are_one_apart(graph, ours[place], ours[2]):
            return place
    return -1


def _are_one_apart(graph: Graph, low: int, high: int) -> bool:
    """Return whether *high* less *low* is 1."""
    alone = Graph(graph.limits)
    copies = alone.copy(graph, [low, high])
    difference = alone.sub(alone.sub(copies[high], copies[low]), alone.number(1))
    form = Normal(alone)
    try:
        [node] = form.sweep([difference])
        if form.graph.is_zero(node):
            return True
        if not form.graph.symbols([node]):
            return False
        reading = Related(form, None)
        roots, twins = reading.kernels_and_twins(node)
        ring = Ring(reading, roots, twins, False, False, False)
        return bool(ring.reduced(ring.fraction(node))[0] == 0)
    except (TooLong, Unsettled, OverflowError, RecursionError):
        return False

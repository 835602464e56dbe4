"""Expectations of a formula, drawn together into one around it: that of a sum is the sum of those.

>>> from symdiff.graph.shapes import declared
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> node, _ = lowered(g, "x + 2*expect[e](e*x)", declared("x e"), DEFAULT)
>>> any(g.ops[each] == EXPECT for each in g.below([node]))
False
"""

from __future__ import annotations

from symdiff.errors import ParseError
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import NOISE
from symdiff.table.functions import row_of
from symdiff.table.operators import ADD, CONTRACT, DIV, EXPECT, MUL, NEG, STOP, SUB

_LINEAR = frozenset((ADD, SUB, NEG, STOP))


def hoisted(graph: Graph, root: int, text: str) -> int:
    """Return *root* with its expectations taken of the whole: names of noise stand in it as they are.

    Raises ParseError where something else than sums and products with what does not depend on the noise is
    around one: there the expectation of the whole is another.
    """
    order = graph.below([root])
    averaged: dict[int, frozenset[str]] = {}
    """The noise that expectations below a node are over."""
    noise: dict[int, frozenset[str]] = {}
    """The noise below a node."""
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        name = graph.names.get(node, "")
        own = {name} if name in graph.arrays and graph.arrays[name].kind == NOISE else set()
        noise[node] = frozenset(own).union(*[noise[child] for child in children])
        inside = [averaged[child] for child in children if averaged[child]]
        averaged[node] = noise[node] if op == EXPECT else frozenset().union(*inside)
        if op == EXPECT or op in _LINEAR or not inside:
            continue
        if op == DIV and averaged[children[1]]:
            raise _refusal("below a line", text)
        if op not in (MUL, DIV, CONTRACT):
            what = row_of(op).name
            raise _refusal("in a power" if what == "pow" else f"in {what}", text)
        if sum(map(len, inside)) > len(averaged[node]):
            raise _refusal("times another over the same noise", text)
    change = {EXPECT: 0}
    return graph.mapped(graph, order, lambda node, below: below[0] if graph.ops[node] in change else -1)[root]


def _refusal(where: str, text: str) -> ParseError:
    return ParseError(
        f"an expectation stands {where}, which is not linear", text, max(text.find("expect["), 0),
        "sums of expectations, and products with what does not depend on the noise, are taken",
    )  # fmt: skip


__all__ = ["hoisted"]

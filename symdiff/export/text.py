"""`str` of an expression: Python syntax that symdiff reads back to the same node.

>>> from symdiff.parser.formula import parse
>>> text(parse("2x^2 + sin x"))
'2*x**2 + sin(x)'
"""

from __future__ import annotations

from typing import Final

from symdiff.export.notation import SIGNS, Notation, fresh_names, program
from symdiff.graph.binders import spelled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.table.operators import ADD, AND, CONSTANT, DIV, GE, GT, LE, LT, MUL, SUB

_LARGEST: Final = 20_000
"""Tree size beyond which an expression is written as assignments."""
_DEEPEST: Final = 90
"""Nesting beyond which it is; Python's own parser gives up at about 100 parentheses."""
_RISING: Final = (LT, LE)
_FALLING: Final = (GT, GE)
_BY_VALUE: Final = {"E": "exp(1)", "I": "sqrt(-1)", "pi": "acos(-1)"}


class Text(Notation):
    """Names a constant by its value where a symbol of the expression has its name."""

    taken: frozenset[str] = frozenset()

    def anew(self, graph: Graph, root: int) -> Notation:
        made = Text(graph)
        made.taken = self.taken
        return made

    def constant(self, name: str) -> str:
        return _BY_VALUE.get(name, name) if name in self.taken else name

    def write(self, node: int, texts: dict[int, str]) -> str:
        """Return the text of *node*; two comparisons that meet in the middle as a chain: 0 < x < 1."""
        graph = self.graph
        if graph.ops[node] == AND and not self.given:
            left, right = graph.children[node]
            one, two = graph.ops[left], graph.ops[right]
            if (one in _RISING and two in _RISING) or (one in _FALLING and two in _FALLING):
                middle, last = graph.children[right]
                if graph.children[left][1] == middle:
                    return texts[left] + SIGNS[two] + self.placed(two, 1, last, texts[last])
        return super().write(node, texts)


def text(expr: Expr) -> str:
    """Return *expr* as one line, or as lines `t1 = ...` and a last one where a tree is too large.

    Cost: linear in nodes, or in the tree where that is smaller than 20,000.
    """
    graph, node = expr.graph, expr.node
    if graph.may_use_arrays() and graph.uses_arrays(node):
        from symdiff.export.arrays import text as text_of_arrays  # of no use for scalars

        return text_of_arrays(expr)
    if graph.operators:
        graph, [node] = spelled(graph, [node])
    notation = Text(graph)
    order = graph.below([node])
    for below in order:
        if graph.ops[below] == CONSTANT:
            notation.taken = frozenset(graph.symbols([node]))
            break
    if graph.size(node) <= _LARGEST and (len(order) <= _DEEPEST or _depth(graph, order) <= _DEEPEST):
        return notation.texts(order)[node]
    assignments, [last] = program(notation, [node], fresh_names(graph.symbols([node])))
    return "\n".join([*[f"{name} = {value}" for name, value in assignments], last])


def _depth(graph: Graph, order: list[int]) -> int:
    """Return how deep the last of *order* nests as a tree; chains of + and * to the left do not."""
    depths = NodeMap(len(graph), len(order))
    for node in order:
        if graph.ops[node] in (ADD, SUB, MUL, DIV):
            a, b = graph.both(node)
            depths[node] = max(depths[a], depths[b] + 1)
            continue
        depth = 0
        children = graph.children[node]
        for place, child in enumerate(children):
            depth = max(depth, depths[child] + (1 if place or len(children) != 2 else 0))
        depths[node] = depth
    return depths[order[-1]]

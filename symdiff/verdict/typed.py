"""Formulas that may have been meant by what was typed: cos(x)**2 by cos(2*x), a sine by a cosine.

>>> from symdiff.parser.formula import parse
>>> e = parse("3*cos(x**2)")
>>> [(words, str(Expr(e.graph, node))) for words, node in typed(e.graph, e.node)][0]
('cos(x**2) is not cos(x)**2', '3*cos(x)**2')
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import COS, SIN
from symdiff.table.operators import ADD, MUL, NUMBER, POW, SUB, is_function

_OTHER: Final = {SIN: COS, COS: SIN}


def typed(graph: Graph, root: int) -> Iterator[tuple[str, int]]:
    """Return the formula with one part of it as it may have been meant, and what is wrong with that part.

    Cost: linear in the nodes for each of the variants.
    """
    for node in reversed(graph.below([root])):
        for words, other in _meant(graph, node):
            yield words, _replaced(graph, root, {node: other})


def _meant(graph: Graph, node: int) -> Iterator[tuple[str, int]]:
    op, children = graph.ops[node], graph.children[node]
    others: list[int] = []
    if op == POW and graph.ops[children[1]] == NUMBER:
        base, power = children
        inside = graph.children[base]
        if is_function(graph.ops[base]) and len(inside) == 1:  # cos(x)**2
            others.append(graph.call(graph.ops[base], (graph.pow(inside[0], power),)))
            others.append(graph.call(graph.ops[base], (graph.mul(power, inside[0]),)))
    elif is_function(op) and len(children) == 1 and graph.ops[children[0]] in (POW, MUL):
        left, right = graph.children[children[0]]
        if graph.ops[children[0]] == POW and graph.ops[right] == NUMBER:  # cos(x**2)
            others.append(graph.pow(graph.call(op, (left,)), right))
        elif graph.ops[left] == NUMBER and isinstance(graph.value(left), int):  # cos(2*x)
            others.append(graph.pow(graph.call(op, (right,)), left))
    elif op == ADD or op == SUB:
        left, right = children
        words = f"the sign before {Expr(graph, right)} is wrong"
        yield words, graph.sub(left, right) if op == ADD else graph.add(left, right)
    for other in others:
        yield f"{Expr(graph, node)} is not {Expr(graph, other)}", other


def exchanged(graph: Graph, root: int) -> int:
    """Return the formula with sines for cosines and the reverse."""
    mapping: dict[int, int] = {}
    for node in graph.below([root]):
        children = tuple([mapping[child] for child in graph.children[node]])
        other = _OTHER.get(graph.ops[node])
        mapping[node] = graph.rebuild(graph, node, children) if other is None else graph.call(other, children)
    return mapping[root]


def _replaced(graph: Graph, root: int, new: dict[int, int]) -> int:
    mapping: dict[int, int] = {}
    for node in graph.below([root]):
        if node in new:
            mapping[node] = new[node]
        else:
            children = tuple([mapping[child] for child in graph.children[node]])
            mapping[node] = graph.rebuild(graph, node, children)
    return mapping[root]


__all__ = ["exchanged", "typed"]

"""Functions that have names of their own, such as sigmoid, by the exponentials and logarithms beside them:
sigmoid(x) - exp(x)/(exp(x) + 1) is 0.

Sources: the definitions in the rows of these functions.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sigmoid(x) - exp(x)/(exp(x) + 1)")
>>> [str(Expr(graph, node)) for graph, node, _ in by_definitions(e.graph, e.node)]
['exp(x)/(exp(x) + 1) - exp(x)/(exp(x) + 1)']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, put, template
from symdiff.table.functions import EXP, LOG, code_of, row_of

DEFINITIONS: Final = {
    "sigmoid": "exp(x)/(exp(x) + 1)",
    "silu": "x*exp(x)/(exp(x) + 1)",
    "expm1": "exp(x) - 1",
    "softplus": "log(exp(x) + 1)",
    "log1p": "log(x + 1)",
    "logit": "log(x/(1 - x))",
}
"""Name of a function → what it is."""
_TEMPLATES: Final[dict[int, Template]] = {
    code_of(name, 1): template(text, ("x",)) for name, text in DEFINITIONS.items()
}
DEFINED: Final = tuple(_TEMPLATES)
"""Codes of the functions that are written so."""


def are_beside(graph: Graph, root: int) -> bool:
    """Return whether such a function stands in a formula with another one, an exponential or a logarithm."""
    if not graph.has_any(DEFINED):
        return False
    named = others = 0
    for node in graph.below([root]):
        op = graph.ops[node]
        named += op in DEFINED
        others += op == EXP or op == LOG
    return named > 0 and named + others > 1


def by_definitions(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with such functions by their definitions, and the names of the laws; nothing where one
    would stand alone. Domain: all real numbers at which they have values. Cost: linear in nodes."""
    if not are_beside(source, root):
        return
    graph = Graph(source.limits)
    names = set[str]()
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        op = source.ops[node]
        children = tuple([mapping[child] for child in source.children[node]])
        if op in DEFINED:
            names.add(f"definition-of-{row_of(op).name}")
            mapping[node] = put(graph, _TEMPLATES[op], children)
        else:
            mapping[node] = graph.rebuild(source, node, children)
    yield graph, mapping[root], names

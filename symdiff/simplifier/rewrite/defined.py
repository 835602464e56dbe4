"""Functions that have names of their own, such as sigmoid, by functions beside them that they are made of:
sigmoid(x) - exp(x)/(exp(x) + 1) is 0.

Sources: the definitions in the rows of these functions.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sigmoid(x) - exp(x)/(exp(x) + 1)")
>>> [str(Expr(graph, node)) for graph, node, _ in by_definitions(e.graph, e.node)]
['exp(x)/(exp(x) + 1) - exp(x)/(exp(x) + 1)']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
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
    "log2": "log(x)/log(2)",
    "log10": "log(x)/log(10)",
    "erfcx": "exp(x**2)*erfc(x)",
    "dawson": "sqrt(pi)*exp(-x**2)*erfi(x)/2",
}
"""Name of a function → what it is."""
_BESIDE: Final = {
    "log2": ("log", "log2", "log10"),
    "log10": ("log", "log2", "log10"),
    "erfcx": ("exp", "erfc", "erfcx"),
    "dawson": ("exp", "erfi", "dawson"),
}
"""Name of a function → names of those that it can meet; of one that is not here, exponentials, logarithms and
the others that are not."""
_TEMPLATES: Final[dict[int, Template]] = {
    code_of(name, 1): template(text, ("x",)) for name, text in DEFINITIONS.items()
}
DEFINED: Final = tuple(_TEMPLATES)
"""Codes of the functions that are written so."""


def _met() -> dict[int, frozenset[int]]:
    others = [code_of(name, 1) for name in DEFINITIONS if name not in _BESIDE]
    plain = frozenset([EXP, LOG, *others])
    return {
        code_of(name, 1): frozenset([code_of(other, 1) for other in _BESIDE[name]])
        if name in _BESIDE
        else plain
        for name in DEFINITIONS
    }


_MET: Final = _met()
"""Code of each of them → codes of those that it can meet."""
MEETING: Final = frozenset(DEFINED).union(*_MET.values())
"""Codes of all of these."""


def can_meet(counts: Mapping[int, int]) -> bool:
    """Return whether a function that is written so meets another one; *counts* says how often each code is
    there."""
    return any(sum([counts.get(other, 0) for other in _MET[op]]) > 1 for op in DEFINED if op in counts)


def are_beside(graph: Graph, root: int) -> bool:
    """Return whether such a function stands in a formula with one that it can meet."""
    return graph.has_any(DEFINED) and can_meet(Counter([graph.ops[node] for node in graph.below([root])]))


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

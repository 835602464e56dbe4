"""What fills a hole of a quotient, by that quotient: x*sinc(x) is sin(x), and so is x times a Piecewise that
is sin(x)/x but at 0; exp(-LambertW(x)) is LambertW(x)/x.

Such a form has the hole, unless what stands beside it cancels what it divides by: that must be looked at
(`domain.same_values.keeps_filled`).

Sources: the rows of sinc and LambertW.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x*sinc(x) + Piecewise((log(x)/(1 - x), x != 1), (-1, True))")
>>> opened = without_fillings(e.graph, e.node)
>>> str(Expr(opened.graph, opened.node)), [str(Expr(opened.graph, zero)) for zero in opened.zeros]
('x*(sin(x)/x) + log(x)/(1 - x)', ['x', 'x - 1'])
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.rewrite.logarithmic import whole_multiple
from symdiff.table.functions import EXP, SIN, code_of
from symdiff.table.operators import CONSTANT, NE, PIECEWISE

_SINC: Final = code_of("sinc", 1)
LAMBERTW: Final = code_of("LambertW", 1)
FILLED: Final = (PIECEWISE, _SINC, LAMBERTW)
"""Codes of what may fill a hole."""


class Opened(NamedTuple):
    """A form with quotients in place of what fills their holes."""

    graph: Graph
    node: int
    zeros: list[int]
    """Nodes of *graph*, at whose zeros the quotients have holes."""
    laws: set[str]


def may_be_opened(graph: Graph, node: int) -> bool:
    """Return whether *node* fills the hole of a quotient, or is a product logarithm."""
    if graph.ops[node] != PIECEWISE:
        return graph.ops[node] in FILLED
    children = graph.children[node]
    return (
        len(children) == 4
        and graph.ops[children[1]] == NE
        and graph.ops[children[3]] == CONSTANT
        and graph.name(children[3]) == "True"
    )


def without_fillings(source: Graph, root: int) -> Opened | None:
    """Return *root* with quotients in place of all that fills their holes, None where nothing does. Domain:
    where none of the zeros is zero. Cost: linear in nodes."""
    if not source.has_any(FILLED):
        return None
    graph = Graph(source.limits)
    zeros, laws = list[int](), set[str]()
    mapping: dict[int, int] = {}
    for node in source.below([root]):
        op = source.ops[node]
        children = tuple([mapping[child] for child in source.children[node]])
        power, call = whole_multiple(source, source.first(node)) if op == EXP else (0, node)
        if op == _SINC:
            mapping[node] = graph.div(graph.call(SIN, children), children[0])
            zeros.append(children[0])
            laws.add("sinc-as-quotient")
        elif power and source.ops[call] == LAMBERTW:
            argument = mapping[source.first(call)]
            mapping[node] = graph.pow(graph.div(argument, mapping[call]), graph.number(power))
            zeros.append(argument)
            laws.add("exponential-of-lambertw")
        elif op == PIECEWISE and may_be_opened(source, node):
            left, right = (mapping[side] for side in source.both(source.children[node][1]))
            mapping[node] = children[0]
            zeros.append(left if graph.is_zero(right) else graph.sub(left, right))
            laws.add("filled-quotient")
        else:
            mapping[node] = graph.rebuild(source, node, children)
    return Opened(graph, mapping[root], list(dict.fromkeys(zeros)), laws) if zeros else None

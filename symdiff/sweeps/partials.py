"""The partial derivative of one node by one argument, and products with it: what both sweeps are made of.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*y")
>>> partial_at(e.graph, e.node, 0) == e.graph.symbol("y")
True
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import BINDERS
from symdiff.graph.noughts import is_nought
from symdiff.parser.templates import partial, put
from symdiff.table.functions import HURWITZ, row_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, PIECEWISE, POW, SUB, UNKNOWN

NONE: Final = -1
"""The tangent or adjoint of a node that does not take part: an exact zero without a node."""
_NODES: Final = 1 << 31
"""More than the nodes of a graph."""
Slopes = dict[int, int]
"""Node and number of an argument, as one number → the partial derivative there, or -1 where it is 0."""


def partial_at(graph: Graph, node: int, place: int) -> int:
    """Return the partial derivative of *node* by its argument number *place*, or -1 where it is 0.

    Raises Unsupported where no closed form is known.
    """
    op = graph.ops[node]
    children = graph.children[node]
    if op == ADD or (op == SUB and place == 0):
        return graph.number(1)
    if op == MUL:
        return children[1 - place]
    if op == SUB or op == NEG:
        return graph.number(-1)
    if op == DIV and place == 0:
        return graph.div(graph.number(1), children[1])
    if op == DIV:  # -(a/b)/b shares the quotient with the function
        return graph.neg(graph.div(node, children[1]))
    if op == POW and (graph.is_zero(children[1]) or (place == 1 and is_nought(graph, children[0]))):
        return NONE  # u**0 is 1, and 0**u is 0 wherever it has a derivative; log(0) has no value
    if op == HURWITZ and place == 1 and graph.is_zero(children[0]):
        return graph.number(-1)  # the limit of -s*zeta(s + 1, a): zeta(0, a) is 1/2 - a (DLMF 25.11.13)
    if op == UNKNOWN:
        name, orders = graph.operator(node)
        if name.startswith(BINDERS):
            from symdiff.sweeps.binders import slope  # it asks the sweeps

            return slope(graph, node, place)
        raised = (*orders[:place], orders[place] + 1, *orders[place + 1 :])
        return graph.unknown(name, raised, children)
    rule = partial(op, place)
    if rule is None:
        row = row_of(op)
        raise Unsupported(
            f"{row.name} has no closed derivative by its argument {row.parameters[place]}",
            hint="keep that argument constant, or differentiate numerically",
        )
    found = put(graph, rule, children)
    return NONE if graph.is_zero(found) else found


def slope_at(graph: Graph, node: int, place: int, slopes: Slopes) -> int:
    """Return `partial_at`, which each sweep would make anew."""
    key = place * _NODES + node
    found = slopes.get(key)
    if found is None:
        found = slopes[key] = partial_at(graph, node, place)
    return found


def along(graph: Graph, slope: int, tangent: int) -> int:
    """Return *slope* times *tangent*; where a branch of that is 0, the argument does not move, and no slope
    counts: that of sqrt(Max(0, u)) has no value where u < 0, and 0 times it would have none."""
    if graph.ops[tangent] == PIECEWISE:
        pairs = list(graph.children[tangent])
        if any(graph.is_zero(value) for value in pairs[::2]):
            for place in range(0, len(pairs), 2):
                if not graph.is_zero(pairs[place]):
                    pairs[place] = graph.mul(slope, pairs[place])
            return graph.intern(PIECEWISE, tuple(pairs))
    return graph.mul(slope, tangent)


def times(graph: Graph, moved: int, slope: int) -> int:
    """Return *moved* times *slope*, which is one operation too where the slope is 1/u."""
    if graph.ops[moved] == PIECEWISE:
        return along(graph, slope, moved)
    if graph.ops[slope] == DIV:
        above, below = graph.children[slope]
        if above == graph.number(1):
            return graph.div(moved, below)
    return graph.mul(moved, slope)

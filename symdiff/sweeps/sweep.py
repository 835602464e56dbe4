"""The two sweeps: tangents upward for one variable, adjoints downward for many.

Both read the same rows, and both are one loop over the graph.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*y + sin(x)")
>>> g = e.graph
>>> [x] = tangents(g, [e.node], g.symbol("x"))
>>> g.ops[x] == ADD
True
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.graph.places import refuse_entry_seeds
from symdiff.sweeps.branches import GUARDED, branches
from symdiff.sweeps.partials import NONE, Slopes, along, partial_at, slope_at, times
from symdiff.table.operators import ADD, DIV, MUL, SUB, is_condition, is_leaf


def tangents(
    graph: Graph,
    roots: list[int],
    variable: int,
    order: Sequence[int] | None = None,
    smooth: Container[int] = (),
) -> list[int]:
    """Return the derivative of each of *roots* by the symbol *variable*, as nodes of *graph*.

    *order* has the nodes below *roots*, arguments first, where it is known; *smooth* the comparisons at whose
    edges, and the maxima at whose ties, the slopes of branches are those of the function. Cost: linear in
    the nodes. Raises Unsupported where a row has no such partial.
    """
    known = graph.postorder(roots) if order is None else order
    tangent = push(graph, known, {variable: graph.number(1)}, None, False, smooth)
    return [tangent[root] if root in tangent else graph.number(0) for root in roots]


def adjoints(
    graph: Graph,
    root: int,
    variables: list[int],
    order: Sequence[int] | None = None,
    smooth: Mapping[int, Container[int]] | None = None,
) -> list[int]:
    """Return the derivatives of *root* by each of *variables*, as nodes of *graph*.

    Cost: linear in the nodes below *root*, whatever the number of variables; what stands below a
    Piecewise, Max or Min is swept once for each variable in it. *order* has the nodes below *root*,
    arguments first, where it is known; *smooth* is for each variable what it is in `tangents`. Raises
    Unsupported where a row has no such partial.
    """
    known = order or graph.postorder([root])
    parts = pull(graph, known, {root: graph.number(1)}, variables, None, smooth or {})
    zero = graph.number(0)
    return [parts.get(variable, zero) for variable in variables]


def push(
    graph: Graph,
    order: Sequence[int],
    seeds: Mapping[int, int],
    slopes: Slopes | None = None,
    few: bool = False,
    smooth: Container[int] = (),
) -> NodeMap:
    """Return the tangents of the nodes in *order* for the tangents *seeds* of some symbols.

    *order* has arguments first; a node that is not in it counts as constant. What is missing in the
    result is zero. *slopes* takes up the partials, so that several sweeps make them once. *few* asks for
    few operations rather than for sums that simplify well: of a/b, (a' - (a/b)*b')/b. *smooth* has
    the comparisons whose edges need not be left out, and the maxima whose ties need not. Cost: linear
    in *order*. Raises Unsupported where a row has no such partial.
    """
    if graph.operators:
        refuse_entry_seeds(graph, order, list(seeds))
    tangent = NodeMap(len(graph), len(order))
    graph.reserve(len(order))
    for seed, moved in seeds.items():
        tangent[seed] = moved
    switched: set[int] = set()
    """Conditions that change as the variables do."""
    for node in order:
        op = graph.ops[node]
        if is_leaf(op):
            continue
        total = NONE
        if op == ADD or op == MUL or op == SUB:  # most nodes are: without a partial of their own
            a, b = graph.both(node)
            left, right = tangent.get(a, NONE), tangent.get(b, NONE)
            if op == MUL:
                left = graph.mul(b, left) if left != NONE else NONE
                right = graph.mul(a, right) if right != NONE else NONE
            elif op == SUB and right != NONE:
                right = graph.neg(right)
            if left == NONE or right == NONE:
                total = max(left, right)
            else:
                total = graph.add(left, right)
                if graph.is_zero(total):  # x - x does not move, and no slope of what is made of it counts
                    total = NONE
            if total != NONE:
                tangent[node] = total
            continue
        children = graph.children[node]
        if op in GUARDED:
            if any(child in tangent for child in children):
                moves = [tangent.get(child, NONE) for child in children]
                total = branches(graph, node, moves, switched, node in smooth)
        elif is_condition(op):  # a condition has no derivative
            if node not in smooth and any(child in tangent or child in switched for child in children):
                switched.add(node)
        elif few and op == DIV:
            total, below = tangent.get(children[0], NONE), tangent.get(children[1], NONE)
            if below != NONE:
                less = graph.mul(node, below)
                total = graph.neg(less) if total == NONE else graph.sub(total, less)
            if total != NONE:
                total = graph.div(total, children[1])
        else:
            for place, child in enumerate(children):
                known = tangent.get(child, NONE)
                if known != NONE:
                    slope = (
                        partial_at(graph, node, place)
                        if slopes is None
                        else slope_at(graph, node, place, slopes)
                    )
                    if slope != NONE:
                        part = times(graph, known, slope) if few else along(graph, slope, known)
                        total = part if total == NONE else graph.add(total, part)
        if total != NONE:
            tangent[node] = total
    return tangent


def pull(
    graph: Graph,
    order: Sequence[int],
    seeds: Mapping[int, int],
    variables: Sequence[int],
    slopes: Slopes | None = None,
    smooth: Mapping[int, Container[int]] | None = None,
) -> dict[int, int]:
    """Return the adjoints of *variables*, where they are not zero, for the adjoints *seeds* of some nodes.

    *order* has all that is below the seeds, arguments first. *slopes*, cost and errors are those of
    `push`, *smooth* is that of `adjoints`; what stands below a Piecewise, Max or Min is swept once for each
    variable in it.
    """
    if graph.operators:
        refuse_entry_seeds(graph, order, variables)
    active = graph.moving(order, variables)
    parts = NodeMap(len(graph), len(order))
    for seed, weight in seeds.items():
        parts[seed] = weight
    one = graph.number(1)
    for node in reversed(order):
        adjoint = parts.get(node, NONE)
        if adjoint == NONE or node not in active:
            continue
        op = graph.ops[node]
        if op == ADD or op == MUL or op == SUB:  # most nodes are: without a partial of their own
            left, right = graph.both(node)
            if left in active:
                part = adjoint if op != MUL else graph.mul(adjoint, right)
                _accumulate(graph, parts, left, part)
            if right in active:
                if op == ADD:
                    part = adjoint
                else:
                    part = graph.neg(adjoint) if op == SUB else graph.mul(adjoint, left)
                _accumulate(graph, parts, right, part)
            continue
        if is_condition(op):
            continue
        children = graph.children[node]
        if op in GUARDED:
            # What is not taken may have no derivative, and 0 times it no value: this part goes up.
            for variable in variables_below(graph, node, variables):
                known = smooth.get(variable, ()) if smooth is not None else ()
                [slope] = tangents(graph, [node], variable, None, known)
                if not graph.is_zero(slope):
                    _accumulate(graph, parts, variable, along(graph, adjoint, slope))
            continue
        if op == DIV and adjoint != one:
            # Both parts have the adjoint over the divisor: it is made once.
            over = graph.div(adjoint, children[1])
            if children[0] in active:
                _accumulate(graph, parts, children[0], over)
            if children[1] in active:
                _accumulate(graph, parts, children[1], graph.neg(graph.mul(over, node)))
            continue
        for place, child in enumerate(children):
            if child in active:
                slope = (
                    partial_at(graph, node, place) if slopes is None else slope_at(graph, node, place, slopes)
                )
                if slope != NONE:
                    _accumulate(graph, parts, child, times(graph, adjoint, slope))
    return {variable: parts[variable] for variable in variables if variable in parts}


def variables_below(graph: Graph, node: int, variables: Iterable[int]) -> list[int]:
    """Return those of *variables* that *node* depends on, each once."""
    below = set(graph.below([node]))
    return [variable for variable in dict.fromkeys(variables) if variable in below]


def _accumulate(graph: Graph, parts: NodeMap, node: int, part: int) -> None:
    """Add *part* to what is known of the adjoint of *node*."""
    known = parts.get(node, NONE)
    parts[node] = part if known == NONE else graph.add(known, part)

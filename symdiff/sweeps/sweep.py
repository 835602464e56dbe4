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
from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.parser.templates import partial, put
from symdiff.table.functions import HURWITZ, MAX, MIN, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    OR,
    PIECEWISE,
    POW,
    SUB,
    UNKNOWN,
    is_comparison,
    is_condition,
    is_leaf,
)

_NONE: Final = -1
"""The tangent or adjoint of a node that does not take part: an exact zero without a node."""
GUARDED: Final = frozenset((PIECEWISE, MAX, MIN))
"""Operators that take one of their arguments and leave the others alone."""
_NODES: Final = 1 << 31
"""More than the nodes of a graph."""
Slopes = dict[int, int]
"""Node and number of an argument, as one number → the partial derivative there, or -1 where it is 0."""


def tangents(graph: Graph, roots: list[int], variable: int, order: Sequence[int] | None = None) -> list[int]:
    """Return the derivative of each of *roots* by the symbol *variable*, as nodes of *graph*.

    *order* has the nodes below *roots*, arguments first, where it is known. Cost: linear in them. Raises
    Unsupported where a row has no such partial.
    """
    tangent = push(graph, graph.postorder(roots) if order is None else order, {variable: graph.number(1)})
    return [tangent[root] if root in tangent else graph.number(0) for root in roots]


def adjoints(graph: Graph, root: int, variables: list[int], order: Sequence[int] | None = None) -> list[int]:
    """Return the derivatives of *root* by each of *variables*, as nodes of *graph*.

    Cost: linear in the nodes below *root*, whatever the number of variables; what stands below a
    Piecewise, Max or Min is swept once for each variable in it. *order* has the nodes below *root*,
    arguments first, where it is known. Raises Unsupported where a row has no such partial.
    """
    parts = pull(graph, order or graph.postorder([root]), {root: graph.number(1)}, variables)
    zero = graph.number(0)
    return [parts.get(variable, zero) for variable in variables]


def push(
    graph: Graph,
    order: Sequence[int],
    seeds: Mapping[int, int],
    slopes: Slopes | None = None,
    few: bool = False,
) -> NodeMap:
    """Return the tangents of the nodes in *order* for the tangents *seeds* of some symbols.

    *order* has arguments first; a node that is not in it counts as constant. What is missing in the
    result is zero. *slopes* takes up the partials, so that several sweeps make them once. *few* asks for
    few operations rather than for sums that simplify well: of a/b, (a' - (a/b)*b')/b. Cost: linear
    in *order*. Raises Unsupported where a row has no such partial.
    """
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
        total = _NONE
        if op == ADD or op == MUL or op == SUB:  # most nodes are: without a partial of their own
            a, b = graph.both(node)
            left, right = tangent.get(a, _NONE), tangent.get(b, _NONE)
            if op == MUL:
                left = graph.mul(b, left) if left != _NONE else _NONE
                right = graph.mul(a, right) if right != _NONE else _NONE
            elif op == SUB and right != _NONE:
                right = graph.neg(right)
            total = graph.add(left, right) if left != _NONE and right != _NONE else max(left, right)
            if total != _NONE:
                tangent[node] = total
            continue
        children = graph.children[node]
        if op in GUARDED:
            if any(child in tangent for child in children):
                total = _branches(graph, node, [tangent.get(child, _NONE) for child in children], switched)
        elif is_condition(op):  # a condition has no derivative
            if any(child in tangent or child in switched for child in children):
                switched.add(node)
        elif few and op == DIV:
            total, below = tangent.get(children[0], _NONE), tangent.get(children[1], _NONE)
            if below != _NONE:
                less = graph.mul(node, below)
                total = graph.neg(less) if total == _NONE else graph.sub(total, less)
            if total != _NONE:
                total = graph.div(total, children[1])
        else:
            for place, child in enumerate(children):
                known = tangent.get(child, _NONE)
                if known != _NONE:
                    slope = (
                        partial_at(graph, node, place)
                        if slopes is None
                        else _slope(graph, node, place, slopes)
                    )
                    if slope != _NONE:
                        part = _times(graph, known, slope) if few else _along(graph, slope, known)
                        total = part if total == _NONE else graph.add(total, part)
        if total != _NONE:
            tangent[node] = total
    return tangent


def pull(
    graph: Graph,
    order: Sequence[int],
    seeds: Mapping[int, int],
    variables: Sequence[int],
    slopes: Slopes | None = None,
) -> dict[int, int]:
    """Return the adjoints of *variables*, where they are not zero, for the adjoints *seeds* of some nodes.

    *order* has all that is below the seeds, arguments first. *slopes*, cost and errors are those of
    `push`; what stands below a Piecewise, Max or Min is swept once for each variable in it.
    """
    active = graph.moving(order, variables)
    parts = NodeMap(len(graph), len(order))
    for seed, weight in seeds.items():
        parts[seed] = weight
    one = graph.number(1)
    for node in reversed(order):
        adjoint = parts.get(node, _NONE)
        if adjoint == _NONE or node not in active:
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
                [slope] = tangents(graph, [node], variable)
                if not graph.is_zero(slope):
                    _accumulate(graph, parts, variable, _along(graph, adjoint, slope))
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
                    partial_at(graph, node, place) if slopes is None else _slope(graph, node, place, slopes)
                )
                if slope != _NONE:
                    _accumulate(graph, parts, child, _times(graph, adjoint, slope))
    return {variable: parts[variable] for variable in variables if variable in parts}


def _along(graph: Graph, slope: int, tangent: int) -> int:
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


def _times(graph: Graph, moved: int, slope: int) -> int:
    """Return *moved* times *slope*, which is one operation too where the slope is 1/u."""
    if graph.ops[moved] == PIECEWISE:
        return _along(graph, slope, moved)
    if graph.ops[slope] == DIV:
        above, below = graph.children[slope]
        if above == graph.number(1):
            return graph.div(moved, below)
    return graph.mul(moved, slope)


def _slope(graph: Graph, node: int, place: int, slopes: Slopes) -> int:
    """Return `partial_at`, which each sweep would make anew."""
    key = place * _NODES + node
    found = slopes.get(key)
    if found is None:
        found = slopes[key] = partial_at(graph, node, place)
    return found


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
    if op == POW and (graph.is_zero(children[0]) or graph.is_zero(children[1])):
        return _NONE  # u**0 is 1, and 0**u is 0 wherever it has a derivative; log(0) has no value
    if op == HURWITZ and place == 1 and graph.is_zero(children[0]):
        return graph.number(-1)  # the limit of -s*zeta(s + 1, a): zeta(0, a) is 1/2 - a (DLMF 25.11.13)
    if op == UNKNOWN:
        name, orders = graph.operator(node)
        raised = (*orders[:place], orders[place] + 1, *orders[place + 1 :])
        return graph.unknown(name, raised, children)
    rule = partial(op, place)
    if rule is None:
        row = row_of(op)
        raise Unsupported(
            f"{row.name} has no closed derivative by its argument {row.parameters[place]}",
            hint="keep that argument constant, or differentiate numerically",
        )
    slope = put(graph, rule, children)
    return _NONE if graph.is_zero(slope) else slope


def _branches(graph: Graph, node: int, moves: list[int], switched: set[int]) -> int:
    """Return the derivative of a Piecewise, Max or Min whose arguments have the tangents *moves*.

    Conditions that are *switched* by the variable hold without their edges: where branches meet, their own
    derivatives say nothing.
    """
    zero = graph.number(0)
    children = graph.children[node]
    if graph.ops[node] == PIECEWISE:
        if all(move == _NONE for move in moves[::2]):
            return _NONE
        conditions = list(children[1::2])
        if not switched.isdisjoint(conditions):
            conditions = insides(graph, conditions, switched)
        false = graph.constant("False")
        pairs = []
        for move, inside in zip(moves[::2], conditions, strict=True):
            if inside != false:
                pairs += [move if move != _NONE else zero, inside]
        return graph.intern(PIECEWISE, tuple(pairs or [zero, false]))
    pairs = []
    for place, move in enumerate(moves):
        pairs += [move if move != _NONE else zero, _wins(graph, node, place)]
    return graph.intern(PIECEWISE, tuple(pairs))


_FLIPPED: Final = {LT: GE, LE: GT, GT: LE, GE: LT, EQ: NE, NE: EQ}
_OPENED: Final = {LE: LT, GE: GT}


def insides(graph: Graph, conditions: list[int], switched: Container[int]) -> list[int]:
    """Return for each branch of a Piecewise where its condition holds and none before it does, without the
    edges of what is *switched*: x <= 1 and what else is left are x < 1 and x > 1; x == 1 is False.

    Cost: linear in the nodes of the conditions.
    """
    true, false = graph.constant("True"), graph.constant("False")
    holds, fails = {true: true, false: false}, {true: false, false: true}
    for node in graph.postorder(conditions):
        op, children = graph.ops[node], graph.children[node]
        if op in (AND, OR):
            for known, other in ((holds, AND if op == AND else OR), (fails, OR if op == AND else AND)):
                known[node] = _combined(graph, other, known[children[0]], known[children[1]])
        elif op == NOT:
            holds[node], fails[node] = fails[children[0]], holds[children[0]]
        elif is_comparison(op):
            for known, relation in ((holds, op), (fails, _FLIPPED[op])):
                if node in switched:
                    relation = _OPENED.get(relation, relation)
                    known[node] = false if relation == EQ else graph.intern(relation, children)
                else:
                    known[node] = node if relation == op else graph.intern(relation, children)
    found, left = [], true
    for condition in conditions:
        found.append(_combined(graph, AND, holds[condition], left))
        left = _combined(graph, AND, left, fails[condition])
    return found


def _combined(graph: Graph, op: int, a: int, b: int) -> int:
    """Return the conjunction or disjunction of two conditions, without what the other implies."""
    neutral, absorbing = graph.constant("True"), graph.constant("False")
    if op == OR:
        neutral, absorbing = absorbing, neutral
    if a == absorbing or b == absorbing:
        return absorbing
    if a == neutral or a == b:
        return b
    if b == neutral:
        return a
    if op == OR:
        return graph.intern(op, (a, b))
    parts = _parts(graph, AND, a)
    for part in _parts(graph, AND, b):
        if not any(_implies(graph, known, part) for known in parts):
            parts = [known for known in parts if not _implies(graph, part, known)] + [part]
    whole = parts[0]
    for part in parts[1:]:
        whole = graph.intern(AND, (whole, part))
    return whole


def _parts(graph: Graph, op: int, node: int) -> list[int]:
    """Return what a chain of `and`, or of `or`, joins, from the left."""
    parts: list[int] = []
    pending = [node]
    while pending:
        node = pending.pop()
        if graph.ops[node] == op:
            pending += graph.children[node][::-1]
        else:
            parts.append(node)
    return parts


def _implies(graph: Graph, known: int, wanted: int) -> bool:
    """Return whether one bound implies another on the same side, or one of those that `or` joins."""
    for part in _parts(graph, OR, wanted):
        if part == known:
            return True
        op, other = graph.ops[known], graph.ops[part]
        if not (is_comparison(op) and is_comparison(other)):
            continue
        (left, first), (right, second) = graph.children[known], graph.children[part]
        x, y = graph.numbers.get(first), graph.numbers.get(second)
        if left != right or x is None or y is None:
            continue
        if (op == GT and other in (GT, NE) and x >= y) or (op == LT and other in (LT, NE) and x <= y):
            return True
    return False


def variables_below(graph: Graph, node: int, variables: Iterable[int]) -> list[int]:
    """Return those of *variables* that *node* depends on, each once."""
    below = set(graph.below([node]))
    return [variable for variable in dict.fromkeys(variables) if variable in below]


def _accumulate(graph: Graph, parts: NodeMap, node: int, part: int) -> None:
    """Add *part* to what is known of the adjoint of *node*."""
    known = parts.get(node, _NONE)
    parts[node] = part if known == _NONE else graph.add(known, part)


def _wins(graph: Graph, node: int, place: int) -> int:
    """Return the condition under which a Max or Min is its argument number *place* alone.

    At a tie no branch holds: two-sided derivatives differ there, unless the slopes agree.
    """
    children = graph.children[node]
    relation = GT if graph.ops[node] == MAX else LT
    total = _NONE
    for other, child in enumerate(children):
        if other == place or child == children[place]:
            continue
        beats = graph.intern(relation, (children[place], child))
        total = beats if total == _NONE else graph.intern(AND, (total, beats))
    return total if total != _NONE else graph.constant("True")

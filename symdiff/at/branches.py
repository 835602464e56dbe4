"""Where branches of a Piecewise meet: the derivative is given there where it exists, and left out where not.

`derive` leaves the edges of conditions out, since the slope of a branch at its edge is not the slope of the
function. Here each edge that is a number is looked at on both sides (`at.point`).

>>> from symdiff.verbs.derivatives import derive
>>> str(derive("Piecewise((x**2, x <= 1), (2*x - 1, True))", "x"))
'Piecewise((2*x, x <= 1), (2, True))'
>>> d = derive("Piecewise((x**2, x <= 1), (2*x + 5, True))", "x")
>>> str(d), [str(c) for c in d.conditions]
('Piecewise((2*x, x < 1), (2, x > 1))', ['x != 1'])
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.balls import Balls, deep
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import has_complex, walk
from symdiff.at.equations import solutions
from symdiff.at.numbers import constant, decimal_of, exact, written
from symdiff.at.point import precisely
from symdiff.errors import DomainError, NotDifferentiable, SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.conditions import piecewise
from symdiff.sweeps.branches import ordered
from symdiff.table.functions import MAX, MIN
from symdiff.table.operators import (
    AND,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NE,
    PIECEWISE,
    POW,
    is_arithmetic,
    is_comparison,
    is_leaf,
)

_HIGHEST: Final = 30
"""The largest exponent of a polynomial that is looked at."""
_FAR: Final = 10**40 + 7
"""Beyond every root of a polynomial whose coefficients differ by less."""
_MOST: Final = 8
"""Edges that are looked at."""
_LARGE: Final = 2000
"""Nodes from which on none is."""
_CLOSED: Final = {LT: LE, GT: GE}


Edge = Fraction | Expr
"""A number at which the sides of a comparison meet: a rational, or an expression of constants."""


def mended(source: Expr, names: tuple[str, ...], graph: Graph, node: int) -> tuple[int, list[int]]:
    """Return *node*, the derivative of *source* by *names*, with its values where branches meet, and the
    conditions x != a for those points where there is none. New nodes are nodes of *graph*.

    Formulas of one variable are looked at; what is not known is left out. Cost: that of
    `at.point.derivative_at` for each edge.
    """
    order = graph.below([node])
    if (
        len(set(names)) > 1
        or len(order) > _LARGE
        or not (graph.has(PIECEWISE) or source.graph.has(PIECEWISE))
    ):
        return node, []
    if source.graph.symbols([source.node]) != [names[0]]:
        return node, left_out(source, names[0], graph, node)
    variable = graph.symbol(names[0])
    known, unsolved = _edges(source, names[0], graph, node)
    if len(known) > _MOST:
        return node, left_out(source, names[0], graph, node)
    edges = sorted(known, key=_number)
    missing = unsolved
    decimal = _has_decimals(source.graph)
    for edge in edges:
        value = _value(graph, node, names[0], edge)
        place = _node_of(graph, edge, decimal)
        try:
            there = precisely(source, names[0], {names[0]: edge}, len(names))
        except NotDifferentiable as error:
            if value is not None or error.reason != "outside the domain":
                missing.append(graph.intern(NE, (variable, place)))
            continue
        except SymdiffError:
            missing.append(graph.intern(NE, (variable, place)))
            continue
        if value is not None and (value - there).has_zero():
            continue
        slope = written(graph, there, decimal)
        if slope >= 0:
            node = _with_value(graph, node, names[0], edge, place, slope)
        else:
            missing.append(graph.intern(NE, (variable, place)))
    return _whole(graph, _closed_around(graph, node, names[0]), names[0], edges), missing


def needed(
    source: Expr, names: tuple[str, ...], graph: Graph, node: int, conditions: tuple[Expr, ...]
) -> tuple[Expr, ...]:
    """Return *conditions* without those u != v that leave out points at which the function has the derivative
    that *node*, a node of *graph*, says, and no others.

    x*|x| has a kink in it and none at 0. Formulas of one variable are looked at.
    """
    if len(set(names)) > 1 or source.graph.symbols([source.node]) != [names[0]]:
        return conditions
    return tuple([c for c in conditions if not _is_needless(source, names, graph, node, c)])


def _is_needless(source: Expr, names: tuple[str, ...], graph: Graph, node: int, condition: Expr) -> bool:
    if condition.graph.ops[condition.node] != NE:
        return False
    left, right = condition.graph.children[condition.node]
    number = condition.graph.numbers.get(right)
    if condition.graph.names.get(left) == names[0] and number is not None:
        places: list[Edge] | None = [RATIONAL.number(number)]
    else:
        places = _met(condition.graph, (left, right), names[0])
    return bool(places) and all(_is_slope(source, names, graph, node, place) for place in places or ())


def _is_slope(source: Expr, names: tuple[str, ...], graph: Graph, node: int, at: Edge) -> bool:
    """Return whether the function has a derivative at a place, and the formula says it."""
    value = _value(graph, node, names[0], at)
    if value is None:
        return False
    try:
        return bool((precisely(source, names[0], {names[0]: at}, len(names)) - value).has_zero())
    except SymdiffError:
        return False


def left_out(source: Expr, name: str, graph: Graph, node: int) -> list[int]:
    """Return the conditions that no comparison in *source* is at its edge, and no maximum at a tie, of those
    that *name* is in; and that none is of a Piecewise in *node* that has no branch for what is left."""
    return list(
        dict.fromkeys([*_unknown(source.graph, source.node, name, graph), *left_open(name, graph, node)])
    )


def left_open(name: str, graph: Graph, node: int) -> list[int]:
    """Return the conditions that no comparison with *name* in it is at its edge, of each Piecewise in *node*
    that has no branch for what is left."""
    found: list[int] = []
    for part in graph.below([node]):
        if graph.ops[part] == PIECEWISE:
            last = graph.children[part][-1]
            if graph.names.get(last) != "True":
                for condition in graph.children[part][1::2]:
                    found += _unknown(graph, condition, name, graph)
    return list(dict.fromkeys(found))


def _unknown(source: Graph, root: int, name: str, graph: Graph) -> list[int]:
    """Return the conditions that the sides of each comparison, maximum and minimum below *root* differ, of
    those that *name* is in, as nodes of *graph*."""
    found = []
    order = source.below([root])
    if len(order) > _LARGE:
        return []
    moving = source.depending(order, [source.symbol(name)])
    for node in order:
        op = source.ops[node]
        if is_comparison(op) or op in (MAX, MIN):
            children = ordered(source, op, source.children[node])[1]
            for sides in combinations(children, 2):
                if sides[0] != sides[1] and not moving.isdisjoint(sides):
                    found.append(graph.intern(NE, _brought(source, sides, graph)))
    return list(dict.fromkeys(found))


def _brought(source: Graph, nodes: tuple[int, ...], graph: Graph) -> tuple[int, ...]:
    if source is graph:
        return nodes
    mapping = graph.copy(source, nodes)
    return tuple([mapping[node] for node in nodes])


def _edges(source: Expr, name: str, graph: Graph, node: int) -> tuple[list[Edge], list[int]]:
    """Return the numbers at which the sides of a comparison meet, in the formula or in its derivative, and
    conditions that leave out those that could not be told."""
    found: list[Edge] = []
    unsolved: list[int] = []
    for where, root in ((source.graph, source.node), (graph, node)):
        for part in where.below([root]):
            if not is_comparison(where.ops[part]) or name not in where.symbols([part]):
                continue
            sides = ordered(where, where.ops[part], where.children[part])[1]
            known = _met(where, sides, name)
            if known is None:
                unsolved.append(graph.intern(NE, _brought(where, sides, graph)))
            else:
                found += [edge for edge in known if edge not in found]
    return found, list(dict.fromkeys(unsolved))


def _met(graph: Graph, sides: tuple[int, ...], name: str) -> list[Edge] | None:
    """Return where the sides of a comparison meet; None where it could not be told."""
    if sides[0] == sides[1]:
        return []  # it is decided, and has no edge
    try:
        if _is_polynomial(graph, sides):
            # One that is not the line through two of its points leaves it at a place as far as that.
            one, two, far = [
                left - right
                for left, right in (walk(graph, sides, {name: Fraction(x)}, RATIONAL) for x in (1, 2, _FAR))
            ]
            step = two - one
            if far - one == (_FAR - 1) * step:
                return [1 - one / step] if step else []
    except SymdiffError:
        pass
    work = Graph(graph.limits)
    mapping = work.copy(graph, sides)
    difference = work.sub(mapping[sides[0]], mapping[sides[1]])
    found: list[Edge] = []
    for solution in solutions(work, difference, name):
        if solution is None or solution[1] is not None or len(found) > _MOST:
            return None
        edge = exact(solution[0])
        if _is_real(edge):
            found.append(edge)
    return [Fraction(edge) if isinstance(edge, int) else edge for edge in found]


def _is_polynomial(graph: Graph, sides: tuple[int, ...]) -> bool:
    """Return whether there are leaves and arithmetic alone, with whole exponents that are not large."""
    for node in graph.below(sides):
        op = graph.ops[node]
        if not (is_leaf(op) or is_arithmetic(op)):
            return False
        if op == POW:
            value = graph.numbers.get(graph.both(node)[1])
            if not isinstance(value, int) or abs(value) > _HIGHEST:
                return False
    return True


def _is_real(edge: Edge | int) -> bool:
    """Return whether a solution has a value: atanh(3), for tanh(x) = 3, has none."""
    try:
        constant(edge)
    except DomainError:
        return False
    return True


def _number(edge: Edge) -> float:
    return float(constant(edge))


def _node_of(graph: Graph, edge: Edge, decimal: bool) -> int:
    """Return an edge as a node, a rational as a decimal where the formula is written in decimals."""
    if isinstance(edge, Expr):
        return graph.take(edge.graph, edge.node)
    return graph.number(decimal_of(edge) if decimal else edge)


def _has_decimals(graph: Graph) -> bool:
    return any(isinstance(number, float) for number in graph.numbers.values())


def _value(graph: Graph, node: int, name: str, at: Edge) -> Ball | None:
    """Return the value of a formula at an edge, to many digits, or None where it has none."""
    numbers = deep(DIGITS, lenient=True)
    if has_complex(graph, [node]):
        return None
    try:
        found: Ball = walk(graph, [node], {name: _ball(at, numbers)}, numbers)[0]
    except (SymdiffError, Unclear):
        return None
    return found


def _ball(at: Edge, numbers: Balls) -> Ball:
    found: Ball = (
        numbers.number(at) if isinstance(at, Fraction) else walk(at.graph, [at.node], {}, numbers)[0]
    )
    return found


def _with_value(graph: Graph, node: int, name: str, at: Edge, place: int, value: int) -> int:
    """Return *node* with a value at a point: an edge closed, or a branch of its own."""
    variable = graph.symbol(name)
    if graph.ops[node] != PIECEWISE:
        only = graph.intern(EQ, (variable, place))
        return graph.intern(PIECEWISE, (value, only, node, graph.constant("True")))
    wanted = _value(graph, value, name, at)
    pairs = list(graph.children[node])
    for i in range(0, len(pairs), 2):
        closed = _closed(graph, pairs[i + 1], variable, at, place)
        found = _value(graph, pairs[i], name, at)
        if closed >= 0 and found is not None and wanted is not None and (found - wanted).has_zero():
            pairs[i + 1] = closed
            return graph.intern(PIECEWISE, tuple(pairs))
    if graph.ops[pairs[-1]] == NE and _is_at(graph, pairs[-1], variable, at, place):
        return piecewise(graph, [*pairs, value, graph.constant("True")])
    only = graph.intern(EQ, (variable, place))
    if _is_none_at(graph, pairs[1::2], name, at):
        return graph.intern(PIECEWISE, (*pairs, value, only))
    return graph.intern(PIECEWISE, (value, only, *pairs))  # a branch that holds there has no value


def _is_none_at(graph: Graph, conditions: list[int], name: str, at: Edge) -> bool:
    """Return whether none of some conditions holds at an edge, as far as that is known."""
    balls = deep(DIGITS, lenient=True)
    try:
        return not any(walk(graph, conditions, {name: _ball(at, balls)}, balls))
    except (SymdiffError, Unclear):
        return False


def _is_at(graph: Graph, condition: int, variable: int, at: Edge, place: int) -> bool:
    """Return whether a comparison is of the variable with an edge, however that is written."""
    left, right = graph.children[condition]
    if left != variable:
        return False
    number = graph.numbers.get(right)
    return right == place or (number is not None and RATIONAL.number(number) == at)


def _closed(graph: Graph, condition: int, variable: int, at: Edge, place: int) -> int:
    """Return a condition with an edge at *place* that holds there too, or -1."""
    op, children = graph.ops[condition], graph.children[condition]
    if op in _CLOSED and _is_at(graph, condition, variable, at, place):
        return graph.intern(_CLOSED[op], children)
    if op == AND:
        for i, part in enumerate(children):
            closed = _closed(graph, part, variable, at, place) if graph.ops[part] != AND else -1
            if closed >= 0:
                return graph.intern(AND, (closed, children[1]) if i == 0 else (children[0], closed))
    return -1


def _closed_around(graph: Graph, node: int, name: str) -> int:
    """Return a Piecewise with Abs(x) <= 1 for Abs(x) < 1, where all edges of that have branches of their own,
    x == -1 and x == 1, whose values the first one has there; these are left out."""
    if graph.ops[node] != PIECEWISE:
        return node
    variable = graph.symbol(name)
    pairs = list(zip(graph.children[node][::2], graph.children[node][1::2], strict=True))
    points = [(value, condition) for value, condition in pairs if _is_point(graph, condition, variable)]
    last = [value for value, condition in pairs if (value, condition) not in points][-1:]
    points = [pair for pair in points if pair[0] not in last]  # those are joined as they are
    if len(points) < 2:
        return node
    for place, (formula, condition) in enumerate(pairs):
        op, sides = graph.ops[condition], graph.children[condition]
        edges = _met(graph, sides, name) if op in _CLOSED else None
        if not edges:
            continue
        met = [
            (value, at)
            for value, at in points
            if any(_is_at(graph, at, variable, edge, _node_of(graph, edge, False)) for edge in edges)
            and _is_same_at(graph, formula, value, name, graph.children[at][1])
        ]
        if len(met) == len(edges):
            pairs[place] = formula, graph.intern(_CLOSED[op], sides)
            kept = [pair for pair in pairs if pair not in met]
            return graph.intern(PIECEWISE, tuple([part for pair in kept for part in pair]))
    return node


def _is_point(graph: Graph, condition: int, variable: int) -> bool:
    """Return whether a condition is that the variable is a number."""
    children = graph.children[condition]
    return graph.ops[condition] == EQ and children[0] == variable and not graph.symbols([children[1]])


def _is_same_at(graph: Graph, one: int, other: int, name: str, place: int) -> bool:
    """Return whether two formulas have one value at a place."""
    at = Expr(graph, place)
    first, second = [_value(graph, node, name, at) for node in (one, other)]
    return first is not None and second is not None and (first - second).has_zero()


def _whole(graph: Graph, node: int, name: str, edges: list[Edge]) -> int:
    """Return a Piecewise whose last branch is for what is left, where some branch holds everywhere."""
    if graph.ops[node] != PIECEWISE or not edges:
        return node
    conditions = graph.children[node][1::2]
    floats = [_number(edge) for edge in edges]
    if not all(map(math.isfinite, floats)):
        return node
    numbers = [Fraction(repr(number)) for number in floats]
    points: list[Edge] = [*edges, numbers[0] - 1, numbers[-1] + 1]
    points += [(a + b) / 2 for a, b in pairwise(numbers)]
    for condition in graph.below(list(conditions)):
        if is_comparison(graph.ops[condition]) and not _met(graph, graph.children[condition], name):
            return node
    balls = deep(DIGITS, lenient=True)
    for point in points:
        try:
            if not any(walk(graph, conditions, {name: _ball(point, balls)}, balls)):
                return node
        except (SymdiffError, Unclear):
            return node
    return piecewise(graph, [*graph.children[node][:-1], graph.constant("True")])


__all__ = ["left_open", "left_out", "mended", "needed"]

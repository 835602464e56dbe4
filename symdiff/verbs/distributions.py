"""Derivatives in the sense of distributions: sign and Heaviside have a Dirac delta where they jump.

>>> print(derive_distribution("Abs(x - 1)", "x", order=2))
2*DiracDelta(x - 1)
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import walk
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variable
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.parser.templates import condition, put, template
from symdiff.simplifier.levels import Level, level_of, simplified
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import ROWS, row_of
from symdiff.table.operators import ADD, DIV, EQ, MUL, NEG, PIECEWISE, SUB, is_function

_DELTA: Final = "DiracDelta"
_STAND_IN: Final = "jump_of_{}"


def derive_distribution(
    expr: Formula,
    variable: Variable,
    *,
    order: int = 1,
    level: Level = "full",
    symbols: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Expr:
    """Return the derivative of *expr* as a distribution: that of sign(u) is 2*DiracDelta(u)*u', that of
    Heaviside(u) DiracDelta(u)*u', and DiracDelta goes on as an unknown function does.

    Domain: formulas whose jumps are those of sign, Heaviside and what Abs has behind it, each multiplied by
    what is smooth there. Cost: linear in nodes for each derivative. Raises Unsupported for a Piecewise, floor
    and other functions that jump, SymdiffError for an order below 0.

    >>> print(derive_distribution("x*Heaviside(x - 2)", "x"))
    x*DiracDelta(x - 2) + Heaviside(x - 2)
    """
    if not isinstance(order, int) or order < 0:
        raise SymdiffError(f"order {order!r} of a derivative", hint="give a whole number, 0 or more")
    level = level_of(level, simplify)
    name = name_of(variable)
    source = expression(expr, [name, *names_of(symbols)], (_DELTA,), limits, by=[name])
    graph, node = source.graph, source.node
    for _ in range(order):
        graph, node = _prepared(graph, node, name)
        [node] = tangents(graph, [node], graph.symbol(name))
        graph, node = _restored(graph, node)
        _look(graph, node, name)
        graph, [node] = simplified(graph, [node], level)
    return Expr(graph, node, source.notes)


@cache
def _is_step(op: int) -> bool:
    """Return whether a function is constant but for a jump of known height at 0."""
    row, rule = row_of(op), condition(op, "jumps")
    if not row.jump or row.partials != ("0",) or rule is None:
        return False
    graph, last = rule.graph, rule.order[-1]
    if graph.ops[last] != EQ:
        return False
    left, right = graph.children[last]
    return left in rule.place and graph.numbers.get(right) == 0


def _prepared(source: Graph, root: int, name: str) -> tuple[Graph, int]:
    """Return a formula whose functions that jump are unknown ones."""
    graph = Graph(source.limits)
    order = source.postorder([root])
    moving = source.depending(order, [source.symbol(name)])

    def stand_in(node: int, children: tuple[int, ...]) -> int:
        op = source.ops[node]
        if _is_step(op):
            return graph.unknown(_STAND_IN.format(op), (0,), children)
        if node in moving and (op == PIECEWISE or (is_function(op) and row_of(op).jumps)):
            what = "a Piecewise" if op == PIECEWISE else row_of(op).name
            raise Unsupported(
                f"{what} has no derivative as a distribution here", hint="write it by Heaviside"
            )
        return -1

    return graph, graph.mapped(source, order, stand_in)[root]


def _restored(source: Graph, root: int) -> tuple[Graph, int]:
    """Return a derivative with sign, Heaviside and deltas for the unknown functions."""
    stand_ins = {_STAND_IN.format(op): op for op in range(len(ROWS)) if _is_step(op)}
    graph = Graph(source.limits)

    def restored(node: int, children: tuple[int, ...]) -> int:
        operator = source.operators.get(node)
        if operator is None or operator[0] not in stand_ins:
            return -1
        op, (times,) = stand_ins[operator[0]], operator[1]
        if times == 0:
            return graph.call(op, children)
        height = put(graph, template(row_of(op).jump, row_of(op).parameters), children)
        return graph.mul(height, graph.unknown(_DELTA, (times - 1,), children))

    return graph, graph.mapped(source, source.postorder([root]), restored)[root]


def _look(graph: Graph, root: int, name: str) -> None:
    """Refuse what is no distribution: a DiracDelta in a function, times one, or times what has a jump or a
    corner, that may be at the same point."""
    deltas: dict[int, frozenset[int]] = {}
    bends: dict[int, frozenset[int]] = {}
    """Node → the arguments of the deltas below it, and of what jumps or has a corner."""
    for node in graph.below([root]):
        op, children = graph.ops[node], graph.children[node]
        own = frozenset().union(*[deltas[child] for child in children])
        bent = frozenset().union(*[bends[child] for child in children])
        if node in graph.operators and graph.operator(node)[0] == _DELTA:
            own = frozenset(children)
        elif is_function(op) and (_is_step(op) or row_of(op).kinks or row_of(op).jumps):
            bent |= frozenset(children)
        if op == MUL or op == DIV:
            for one, other in (children, children[::-1]):
                for zero in deltas[one]:
                    if any(_may_meet(graph, zero, at, name) for at in deltas[other] | bends[other]):
                        raise _none()
        elif own and not (op in (ADD, SUB, NEG) or own == frozenset(children)):
            raise _none()
        deltas[node], bends[node] = own, bent


def _may_meet(graph: Graph, one: int, other: int, name: str) -> bool:
    """Return whether two nodes may be zero at the same point: not where the first is linear, and the other is
    another number at its zero."""
    if one == other:
        return True
    try:
        a, b, c = [walk(graph, [one], {name: Fraction(x)}, RATIONAL)[0] for x in (0, 1, 2)]
        if a == b or c - b != b - a:
            return True
        return bool(walk(graph, [other], {name: a / (a - b)}, RATIONAL)[0] == 0)
    except SymdiffError:
        return True


def _none() -> Unsupported:
    return Unsupported(
        "a DiracDelta times what jumps, has a corner or is one at the same point is no distribution",
        hint="a power of Heaviside is Heaviside: simplify the formula before",
    )


__all__ = ["derive_distribution"]

"""Derivatives of expectations in the score form, E[f(z) d log p(z)], which asks for no derivative of f by z.

With z = m + s*e in f, entry by entry, and (z - m)/s for e elsewhere, the expectation is one over z, which is
normal with the mean m and the deviation s. Its derivative by what m and s depend on is the expectation of f
times that of log p(z), and of the derivative of f at a fixed z.

>>> from symdiff.parser.formula import parse
>>> f = parse("expect[e](where(m + s*e > 0, 1, 0))", shapes="m s e")
>>> is_needed(f.graph, f.node, "m")
True
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from symdiff.errors import SymdiffError, Unsupported
from symdiff.export.arrays import parted
from symdiff.graph.contraction import Contraction, contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import ones
from symdiff.graph.replacing import noises_in, replaced
from symdiff.graph.shapes import Array
from symdiff.simplifier.arrays.forms import normal
from symdiff.simplifier.arrays.moments import closed
from symdiff.sweeps.arrays import derivative
from symdiff.table.functions import ABS, LOG, row_of
from symdiff.table.operators import (
    ADD,
    CONTRACT,
    DIV,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NEG,
    NUMBER,
    PIECEWISE,
    SUB,
    is_function,
)
from symdiff.witness.directions import checked, checked_value

NOTE: Final = "in the score form: what is averaged times the derivative of the logarithm of the density"
_COMPARED: Final = frozenset((LT, LE, GT, GE))
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@cache
def _jumps(op: int) -> bool:
    return op != CONTRACT and is_function(op) and bool(row_of(op).jumps)


def is_needed(graph: Graph, node: int, name: str) -> bool:
    """Return whether a jump in *node* is at a place that depends on noise and on *name*: then the derivative
    of the expectation is not that of what is averaged."""
    names = noises_in(graph, node)
    return bool(names) and bool(_jumping(graph, node, names, name))


def _jumping(graph: Graph, root: int, names: Sequence[str], name: str) -> list[int]:
    """Return what jumps, or says where, if it depends on one of *names* and on *name*."""
    order = graph.below([root])
    moving = graph.depending(order, [graph.symbol(each) for each in names])
    moving &= graph.depending(order, [graph.symbol(name)])
    found = []
    for node in order:
        if graph.ops[node] == PIECEWISE:
            found += [test for test in graph.children[node][1::2] if test in moving]
        elif node in moving and _jumps(graph.ops[node]):
            found.append(node)
    return found


class Scored(NamedTuple):
    """A derivative in the score form, and what it is made of."""

    node: int
    """The derivative, with noise in it."""
    drawn: tuple[tuple[int, int], ...]
    """For each z, as nodes: what it stands for, and the derivative of its log p."""


def without_noise() -> SymdiffError:
    """Return what is raised where the score form of a formula without expectations is asked for."""
    return SymdiffError("the score form is of expectations", hint="such as expect[e](F(m + s*e))")


def scored(graph: Graph, root: int, name: str) -> Scored:
    """Return the derivative of an expectation by *name*. Cost: that of a derivative for each noise.

    Raises Unsupported where no noise enters through one z = m + s*e, and where something jumps at a place
    that depends on *name* and on what is averaged over, still.
    """
    variable = graph.array(name, graph.arrays.get(name, Array()))
    root = _compared_with_zero(graph, root)
    without, within = parted(Expr(graph, root))
    inside = graph.take(within.graph, within.node)
    fixed = inside
    drawn: list[tuple[int, int]] = []
    back: dict[str, Expr] = {}
    for noise in noises_in(graph, inside):
        found = _entrance(graph, fixed, noise)
        if found is None:
            continue
        z = graph.array(f"z of {noise}", Array(graph.shape(found)))
        m, s = _line(graph, found, noise)
        fixed = _put(graph, fixed, {found: z, graph.symbol(noise): graph.div(graph.sub(z, m), s)})
        slope = _score(graph, z, m, s, variable)
        at = replaced(Expr(graph, slope), {graph.names[z]: Expr(graph, found)})
        drawn.append((found, graph.take(at.graph, at.node)))
        back[graph.names[z]] = Expr(graph, found)
    if not drawn:
        raise Unsupported(
            "noise enters in several places, and the score form is of one formula such as F(m + s*e)",
            hint="write what is averaged as a function of m + s*e",
        )
    for node in _jumping(graph, fixed, [*back, *noises_in(graph, fixed)], name):
        jump = replaced(Expr(graph, node), back)
        raise Unsupported(
            f"there is a jump at a place that depends on {name} and on the noise in two ways: {jump}",
            hint="only one formula such as m + s*e may stand in conditions",
        )
    total = derivative(graph, fixed, variable)
    for _, score in drawn:
        total = graph.add(total, _outer(graph, fixed, score))
    put_back = replaced(Expr(graph, total), back)
    node = graph.take(put_back.graph, put_back.node)
    if without is not None:
        node = graph.add(derivative(graph, graph.take(without.graph, without.node), variable), node)
    return Scored(node, tuple(drawn))


def _compared_with_zero(graph: Graph, root: int) -> int:
    """Return *root* with conditions on noise as comparisons of a difference with 0."""
    order = graph.below([root])
    moving = graph.depending(order, [graph.symbol(noise) for noise in noises_in(graph, root)])

    def changed(node: int, below: tuple[int, ...]) -> int:
        if graph.ops[node] not in _COMPARED or node not in moving or graph.ops[below[1]] == NUMBER:
            return -1
        return graph.make(graph.ops[node], (graph.sub(below[0], below[1]), graph.number(0)))

    return graph.mapped(graph, order, changed)[root]


def _entrance(graph: Graph, root: int, noise: str) -> int | None:
    """Return the node m + s*e through which alone *noise* enters *root*, None where there is no one."""
    start = graph.symbol(noise)
    order = graph.below([root])
    moving = graph.depending(order, [start])
    straight = {start}
    for node in order:
        if node in moving and node not in straight and _is_straight(graph, node, moving, straight):
            straight.add(node)
    tops = {
        child
        for node in order
        if node in moving and node not in straight
        for child in graph.children[node]
        if child in straight
    }
    if root in straight:
        tops.add(root)
    tops.discard(start)  # that is written with z
    return tops.pop() if len(tops) == 1 else None


def _is_straight(graph: Graph, node: int, moving: set[int], straight: set[int]) -> bool:
    """Return whether a node is m + s*e, entry by entry, where those below it that move are."""
    inside = [child for child in graph.children[node] if child in moving]
    op = graph.ops[node]
    if len(inside) != 1 or inside[0] not in straight or graph.shape(node) != graph.shape(inside[0]):
        return False
    if op in (ADD, SUB, NEG, MUL):
        return True
    if op == DIV:
        return inside[0] == graph.first(node)
    if op != CONTRACT:
        return False
    given = contraction(graph.operators[node][0])
    axes = given.inputs[graph.children[node].index(inside[0])]
    apart = len(set(axes)) == len(axes) and not given.fixed and not given.sizes
    return apart and axes == given.output and {*"".join(given.inputs)} == set(axes)


def _put(graph: Graph, root: int, new: dict[int, int]) -> int:
    """Return *root* with nodes replaced."""
    return graph.mapped(graph, graph.below([root]), lambda node, _: new.get(node, -1))[root]


def _line(graph: Graph, found: int, noise: str) -> tuple[int, int]:
    """Return m and s of what is m + s*e."""
    m, at_one = (_at(Expr(graph, found), noise, place) for place in (0, 1))
    own, s = normal(graph, graph.sub(at_one, m))
    return m, graph.take(own, s)


def _score(graph: Graph, z: int, m: int, s: int, variable: int) -> int:
    """Return the derivative of log p(z) by a variable."""
    away = graph.div(graph.sub(z, m), s)
    deviation = graph.call(LOG, (graph.call(ABS, (s,)),))
    each = graph.add(graph.div(graph.mul(away, away), graph.number(2)), deviation)
    density = graph.neg(_summed(graph, each) if graph.shape(each) else each)
    return derivative(graph, density, variable)


def _at(whole: Expr, noise: str, place: int) -> int:
    """Return *whole* with 0 or 1 in each entry of noise, as a node of its graph."""
    own = Graph(whole.graph.limits)
    shape = whole.graph.arrays[noise].shape
    value = ones(own, shape) if shape else own.number(1)
    put = replaced(whole, {noise: Expr(own, own.mul(own.number(place), value))})
    return whole.graph.take(put.graph, put.node)


def _summed(graph: Graph, node: int) -> int:
    letters = _LETTERS[: len(graph.shape(node))]
    return graph.contract(Contraction((letters,), ""), (node,))


def _outer(graph: Graph, one: int, other: int) -> int:
    """Return the products of all entries of one array and another."""
    first = _LETTERS[: len(graph.shape(one))]
    second = _LETTERS[len(first) : len(first) + len(graph.shape(other))]
    if not first or not second:
        return graph.mul(one, other)
    return graph.contract(Contraction((first, second), first + second), (one, other))


def checked_score(graph: Graph, name: str, made: Scored, answer: Expr) -> int:
    """Return at how many draws the derivatives of log p have, for a polynomial in z, the expectation that
    those of the polynomial have, and *answer* the value of what it was made of.

    Raises SymdiffError where they have not.
    """
    compared = checked_value(Expr(graph, made.node), answer)
    for found, score in made.drawn:
        shape = graph.shape(found)
        test = Graph(graph.limits)
        test.arrays.update(graph.arrays)
        z, weight = test.take(graph, found), test.array("a weight", Array(shape))
        line = test.mul(weight, z)
        line = _summed(test, line) if shape else line
        square = test.add(test.mul(line, line), line)
        wanted = closed(test, square)
        averaged = closed(test, _outer(test, square, test.take(graph, score)))
        if wanted is None or averaged is None:
            return 0
        compared = min(compared, checked(Expr(*wanted), name, Expr(*averaged)))
    return compared


__all__ = ["NOTE", "Scored", "checked_score", "is_needed", "scored", "without_noise"]

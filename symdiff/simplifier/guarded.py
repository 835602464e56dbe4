"""A Piecewise that is 0 below a place and a multiple of what is 0 there above it: a product with a maximum.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("Piecewise((0, x <= 0), (2*x, True))")
>>> used = set()
>>> print(Expr(*without_guards(e.graph, e.node, used)), *used)
2*Max(0, x) max-for-guard
"""

from __future__ import annotations

from fractions import Fraction

from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.lost import conditions_of
from symdiff.simplifier.normal.decimals import has_decimals
from symdiff.simplifier.ordered import in_order
from symdiff.simplifier.pieces import Pieces, zero_of
from symdiff.table.functions import MAX, MIN
from symdiff.table.operators import GE, GT, LE, LT, MUL, NEG, PIECEWISE, POW, SUB, SYMBOL

_SIZE = 200
"""Nodes of a tree that is looked at."""


def without_guards(graph: Graph, root: int, used: set[str]) -> tuple[Graph, int]:
    """Return *root* with each `Piecewise((0, u <= 0), (v*u^k, True))` as `v*Max(0, u)^k`, where v has a value
    everywhere; *used* takes up the name of the law. One whose value is v*Max(0, u)^k already is the same.

    Cost: linear in nodes, and the conditions of each v.
    """
    if not graph.has(PIECEWISE) or graph.size(root) > _SIZE:
        return graph, root
    new = Graph(graph.limits)

    def changed(node: int, children: tuple[int, ...]) -> int:
        return _product(new, children) if graph.ops[node] == PIECEWISE and len(children) == 4 else -1

    node = new.mapped(graph, graph.below([root]), changed)[root]
    if new.size(node) >= graph.size(root):
        return graph, root
    new, [node] = in_order(new, [node])
    used.add("max-for-guard")
    return new, node


def _product(graph: Graph, branches: tuple[int, ...]) -> int:
    """Return what two branches come to, -1 where they are of another kind."""
    first, one, second, other = branches
    if graph.is_zero(first):
        (guard, is_above), value, rest = _side(graph, one, False), second, _side(graph, other, True)
    elif graph.is_zero(second):
        (guard, is_above), value, rest = _side(graph, one, True), first, _side(graph, other, False)
    else:
        return -1
    if guard < 0 or not (graph.names.get(other) == "True" or rest == (guard, is_above)):
        return -1
    largest = graph.call(MAX if is_above else MIN, (graph.number(0), guard))
    times = _ratio(graph, value, guard)
    if times is not None:
        return graph.mul(graph.number(times), largest)
    factors: list[int] = []
    power = 0
    pending, sign = [value], False
    while pending:
        node = pending.pop()
        if graph.ops[node] == MUL:
            pending += reversed(graph.both(node))
        elif graph.ops[node] == NEG:
            sign = not sign
            pending.append(graph.first(node))
        elif node in (guard, largest):
            power += 1
        elif graph.ops[node] == POW and graph.first(node) in (guard, largest) and _is_whole(graph, node):
            power += int(graph.value(graph.children[node][1]))
        else:
            factors.append(node)
    if power < 1:
        return -1
    product = graph.pow(largest, graph.number(power))
    scale = graph.number(1)
    for factor in factors:
        scale = graph.mul(scale, factor)
    if conditions_of(graph, scale):
        return -1
    found = graph.mul(scale, product)
    return graph.neg(found) if sign else found


def _is_whole(graph: Graph, power: int) -> bool:
    exponent = graph.numbers.get(graph.children[power][1])
    return isinstance(exponent, int) and exponent > 0


def _ratio(graph: Graph, value: int, guard: int) -> Fraction | None:
    """Return the number by which *guard* is multiplied in *value*, where both are lines in one symbol; None
    where they are not."""
    names = graph.symbols([value, guard])
    if len(names) != 1 or has_decimals(graph, [value, guard]):
        return None
    lines = Pieces(graph, graph.below([value, guard]), graph.symbol(names[0])).lines
    one, other = [list(lines.get(node, ())) for node in (value, guard)]
    if len(one) != 1 or len(other) != 1 or not one[0].slope or not other[0].slope:
        return None
    same = zero_of(one[0]) == zero_of(other[0])
    return one[0].slope / other[0].slope if same else None


def _side(graph: Graph, condition: int, is_value: bool) -> tuple[int, bool]:
    """Return u, and whether the value stands where u > 0, of a condition u > 0 or the like, which is that of
    the value or, without *is_value*, that of 0; -1 for any other."""
    op = graph.ops[condition]
    if op not in (LT, LE, GT, GE):
        return -1, False
    left, right = graph.children[condition]
    is_above = (op in (GT, GE)) == is_value
    if graph.is_zero(left):
        left, right, is_above = right, left, not is_above
    if graph.is_zero(right):
        if not is_above and graph.ops[left] == SUB:
            return graph.sub(*reversed(graph.both(left))), True
        return left, is_above
    if graph.is_exact(right) and graph.ops[left] == SYMBOL:
        return graph.sub(left, right) if is_above else graph.sub(right, left), True
    return -1, False


__all__ = ["without_guards"]

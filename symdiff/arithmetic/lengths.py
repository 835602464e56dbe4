"""Quotients by a**2 + b**2, and by powers and roots of it, by a length that neither overflows nor vanishes.

y/(x**2 + y**2) is 1e160 for x = 0 and y = 1e-160, where the square is no number with all digits. With
h = hypot(x, y) it is y/h/h.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("2*x*y*z/(x**2 + y**2)**2")
>>> g = e.graph
>>> str(Expr(g, by_length(g, *g.both(e.node))))
'2*(x/hypot(x, y))*(y/hypot(x, y))*z/hypot(x, y)/hypot(x, y)'
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Final

from symdiff.graph.factors import factors, product
from symdiff.graph.graph import Graph
from symdiff.table.functions import SQRT, code_of
from symdiff.table.operators import ADD, MUL, NEG, NUMBER, POW, SUB

_HYPOT: Final = code_of("hypot", 2)
_MOST: Final = 6
"""The largest power of the length that is rewritten."""
_LARGE: Final = 60
"""Nodes of a factor that is looked at."""


def by_length(graph: Graph, above: int, below: int) -> int:
    """Return *above*/*below* with a and b divided by hypot(a, b) where *below* has a power of a**2 + b**2, or
    of their length, and each term of *above* has a factor a or b; -1 elsewhere, and where *above* has more
    of these factors than *below*. Cost: linear in nodes."""
    bottom = factors(graph, below)
    for factor in bottom:
        sides, _ = _length(graph, factor)
        if sides is None:
            continue
        rest, power = list[int](), 0
        for other in bottom:
            same, count = _length(graph, other)
            if same == sides:
                power += count
            else:
                rest.append(other)
        length = graph.call(_HYPOT, sides)
        degree, top = 0, list[int]()
        for other in factors(graph, above):
            count, new = _divided(graph, other, sides, length)
            degree += count
            top.append(new)
        if not 0 < degree <= power <= _MOST:
            continue
        result = product(graph, top)
        for _ in range(power - degree):
            result = graph.div(result, length)
        return graph.div(result, product(graph, rest)) if rest else result
    return -1


def squared(graph: Graph, node: int) -> int:
    """Return u of u**2, or of 9*u**2 as 3*u, -1 where *node* is none."""
    if graph.ops[node] == MUL:
        number, inner = graph.both(node)
        value = graph.value(number) if graph.ops[number] == NUMBER else 0
        root = isqrt(value) if isinstance(value, int) and value > 0 else 0
        u = squared(graph, inner) if root and root * root == value and graph.ops[inner] == POW else -1
        return graph.mul(graph.number(root), u) if u >= 0 else -1
    if graph.ops[node] != POW or graph.both(node)[1] != graph.number(2):
        return -1
    return graph.first(node)


def _length(graph: Graph, node: int) -> tuple[tuple[int, int] | None, int]:
    """Return a and b and the power of sqrt(a**2 + b**2) that *node* is; None where it is none."""
    power: int | Fraction | float = 1
    if graph.ops[node] == POW:
        node, exponent = graph.both(node)
        power = graph.value(exponent) if graph.ops[exponent] == NUMBER else 0
    if graph.ops[node] == SQRT:
        node, power = graph.first(node), Fraction(power) / 2
    if graph.ops[node] == _HYPOT:
        a, b = graph.both(node)
    elif graph.ops[node] == ADD:
        first, second = graph.both(node)
        a, b, power = squared(graph, first), squared(graph, second), 2 * power
    else:
        return None, 0
    if a < 0 or b < 0 or a == b or NUMBER in (graph.ops[a], graph.ops[b]) or power not in range(1, _MOST + 1):
        return None, 0
    return (a, b), int(power)


def _divided(graph: Graph, root: int, sides: tuple[int, int], length: int) -> tuple[int, int]:
    """Return the degree of *root* in the *sides*, and *root* divided by that power of their *length*."""
    order = graph.below([root])
    if len(order) > _LARGE:
        return 0, root
    found: dict[int, tuple[int, int]] = {}
    inner = [graph.both(side)[1] for side in sides if graph.ops[side] == MUL]  # x of 3*x
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        degrees: list[int] = [found[child][0] for child in children]
        new = tuple([found[child][1] for child in children])
        found[node] = 0, node
        if node in sides or node in inner:
            found[node] = 1, graph.div(node, length)
        elif op == SUB and (other := _other(graph, children, sides)) >= 0:
            found[node] = 2, graph.pow(graph.div(other, length), graph.number(2))
        elif op == MUL and any(degrees):
            found[node] = sum(degrees), graph.make(op, new)
        elif op == NEG or (op in (ADD, SUB) and degrees[0] == degrees[1]):
            found[node] = (degrees[0], graph.make(op, new)) if degrees[0] else (0, node)
        elif op == POW and degrees[0] and graph.ops[children[1]] == NUMBER:
            exponent = graph.value(children[1])
            if exponent in range(1, _MOST + 1):
                found[node] = degrees[0] * int(exponent), graph.make(op, new)
    return found[root]


def _other(graph: Graph, terms: tuple[int, ...], sides: tuple[int, int]) -> int:
    """Return b where *terms* are the squares of hypot(a, b) and of a, -1 where they are not."""
    length, side = squared(graph, terms[0]), squared(graph, terms[1])
    if length < 0 or graph.ops[length] != _HYPOT or graph.children[length] != sides or side not in sides:
        return -1
    return sides[1 - sides.index(side)]


__all__ = ["by_length", "squared"]

"""A formula of one number, read as a function that is quadratic piece by piece.

All sums, greatest values, absolute values and branches of straight lines and parabolas are such: |x|, hinge,
pinball, Huber, boxes, and what is made of them.

>>> from symdiff.parser.formula import parse
>>> e = parse("0.5*abs(x) + max(0, 1 - x)")
>>> [float(x) for x in pieces_of(e.graph, e.node, "x").breaks]
[0.0, 1.0]
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.evaluation import evaluate
from symdiff.errors import NotPieces, SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.proximal.pieces import (
    Condition,
    Piece,
    Pieces,
    both,
    branches,
    combined,
    comparison,
    crossings,
    each,
    greatest_of,
    level,
    line,
    merged,
    minus,
    plus,
    times,
)
from symdiff.table.functions import ABS, MAX, MIN, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    MUL,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    is_comparison,
    is_condition,
)

_MOST: Final = 1000
"""Pieces."""


def pieces_of(graph: Graph, root: int, name: str) -> Pieces:
    """Return an expression of one symbol as pieces. Raises NotPieces.

    Cost: nodes times pieces.
    """
    found: dict[int, Pieces] = {}
    holds: dict[int, Condition] = {}
    variable = graph.symbol(name)
    moving = graph.depending(graph.below([root]), [variable])
    for node in graph.postorder([root]):
        op, children = graph.ops[node], graph.children[node]
        if node not in moving:
            if not is_condition(op) and not (op == CONSTANT and graph.name(node) in ("True", "False")):
                found[node] = level(_exact(graph, node))
            else:
                holds[node] = _constant_condition(graph, node)
        elif op == SYMBOL:
            found[node] = line()
        elif is_comparison(op):
            difference = both(found[children[0]], found[children[1]], minus)
            holds[node] = Condition(crossings(difference), comparison(op, difference))
        elif op in (AND, OR, NOT):
            holds[node] = combined(op, [holds[child] for child in children])
        elif op == PIECEWISE:
            found[node] = branches(
                [found[child] for child in children[::2]], [holds[child] for child in children[1::2]]
            )
        else:
            if any(child not in found for child in children):
                raise NotPieces
            found[node] = _applied(op, [found[child] for child in children])
        if node in found and len(found[node].pieces) > _MOST:
            raise NotPieces
    if root not in found:
        raise NotPieces
    return merged(found[root])


def _exact(graph: Graph, node: int) -> Fraction:
    if graph.ops[node] == NUMBER:
        return Fraction(graph.value(node))
    try:
        value = evaluate(Expr(graph, node))
        return Fraction(value)
    except (SymdiffError, TypeError, ValueError, OverflowError):
        raise NotPieces from None


def _constant_condition(graph: Graph, node: int) -> Condition:
    try:
        value = bool(evaluate(Expr(graph, node)))
    except SymdiffError:
        raise NotPieces from None
    return Condition((), lambda _: value)


def _applied(op: int, parts: list[Pieces]) -> Pieces:
    """Return an operator or a function of pieces."""
    if op == ADD:
        return both(parts[0], parts[1], plus)
    if op == SUB:
        return both(parts[0], parts[1], minus)
    if op == MUL:
        return both(parts[0], parts[1], times)
    if op == NEG:
        return each(parts[0], lambda p: (-p[0], -p[1], -p[2]))
    if op == DIV and not parts[1].breaks and not any(parts[1].pieces[0][:2]) and parts[1].pieces[0][2]:
        divisor = parts[1].pieces[0][2]
        return each(parts[0], lambda p: (p[0] / divisor, p[1] / divisor, p[2] / divisor))
    if op == POW and not parts[1].breaks and parts[1] == level(Fraction(2)):
        return both(parts[0], parts[0], times)
    if op == ABS:
        return greatest_of(parts[0], each(parts[0], lambda p: (-p[0], -p[1], -p[2])))
    if op in (MAX, MIN):
        result = parts[0]
        for part in parts[1:]:
            result = greatest_of(result, part, op == MIN)
        return result
    if row_of(op).name == "relu":
        return greatest_of(parts[0], level(Fraction(0)))
    if op == POW or row_of(op).name == "sqrt":  # sqrt((x - 1)**2)
        half = op != POW or parts[1] == level(Fraction(1, 2))
        if half and not parts[0].breaks:
            a, b, c = parts[0].pieces[0]
            if a > 0 and b * b == 4 * a * c:
                centre = -b / (2 * a)
                root = Fraction(math.sqrt(a))
                line: Piece = (Fraction(0), root, -root * centre)
                return greatest_of(Pieces((), (line,)), Pieces((), ((Fraction(0), -root, root * centre),)))
    raise NotPieces

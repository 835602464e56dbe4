"""Whether a point is special to a formula: a kink, a join, a hole or an end of its domain.

>>> from symdiff.parser.formula import parse
>>> is_special(parse("Abs(3*x - 1)"), {"x": 1/3}), is_special(parse("Abs(3*x - 1)"), {"x": 0.5})
(True, False)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import value_of
from symdiff.at.numbers import approximate
from symdiff.errors import DomainError, SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.templates import condition
from symdiff.table.functions import MAX, MIN
from symdiff.table.operators import DIV, PIECEWISE, POW, is_comparison, is_function

_NEAR: Final = 1e-9
"""A comparison whose sides are nearer, relatively, may be an equation at the point that was meant."""


def is_special(expr: Expr, at: Mapping[str, Any]) -> bool:
    """Return whether *expr* has a kink, a join, a hole or an end of its domain at a point, or may have one.

    Cost: one evaluation in floats. Never misses one that a comparison, a condition of a row or a failed
    evaluation shows to within 1e-9.
    """
    at = {name: approximate(value) for name, value in at.items()}
    graph = expr.graph
    order = graph.below([expr.node])
    values: dict[int, Any] = {}
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        known = [values[child] for child in children]
        if op == PIECEWISE:
            chosen = [i for i, condition in enumerate(known[1::2]) if condition]
            values[node] = known[2 * chosen[0]] if chosen else None
            continue
        values[node] = None
        if any(value is None for value in known):
            continue  # in a branch that is not taken, or the whole has no value
        if is_comparison(op) or op == MAX or op == MIN:
            if _meet(known):
                return True
        elif op == DIV or op == POW:
            if abs(known[op == DIV]) < _NEAR and (op == DIV or not _is_whole(graph, children[1])):
                return True
        elif is_function(op) and not _is_inside(op, known):
            return True
        try:
            values[node] = value_of(graph, node, values, at, FLOAT)
        except DomainError:
            continue
        except (SymdiffError, NotImplementedError):
            return False  # an unknown function, a symbol without a value: nothing can be told
    return values[expr.node] is None


def _meet(sides: list[Any]) -> bool:
    scale = max(1, *[abs(side) for side in sides])
    return any(abs(a - b) <= _NEAR * scale for i, a in enumerate(sides) for b in sides[:i])


def _is_whole(graph: Graph, node: int) -> bool:
    value = graph.numbers.get(node)
    return value is not None and value % 1 == 0 and value >= 0


def _is_inside(code: int, arguments: list[Any]) -> bool:
    """Return whether a function is smooth at a point and all around it."""
    around = [[a + s * _NEAR * max(1.0, abs(a)) for a in arguments] for s in (-1, 0, 1)]
    for field in ("domain", "smooth", "poles", "kinks", "jumps"):
        rule = condition(code, field)
        wanted = field in ("domain", "smooth")
        if rule is not None and any(FLOAT.nearly(rule, values, _NEAR) != wanted for values in around):
            return False
    return True


__all__ = ["is_special"]

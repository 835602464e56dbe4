"""Seeded sample points inside the domain of an expression.

>>> from symdiff.parser.formula import parse
>>> points = sample(parse("log(x)"), 3)
>>> len(points), all(p["x"] > 0 for p in points)
(3, True)
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any, Final

from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import DomainError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP, row_of
from symdiff.table.operators import SYMBOL, UNKNOWN, is_function

_ATTEMPTS: Final = 80
"""Points tried for each one asked for, at most."""
_RANGES: Final = ((0.3, 2.0), (-2.0, -0.3), (0.05, 0.95), (1.1, 4.0), (-0.95, 0.95), (4.0, 30.0))
"""Where coordinates are drawn from; most domains meet the first, and every one meets several."""


def sample(
    expr: Expr, count: int, seed: int = 0, fixed: Mapping[str, float] | None = None
) -> list[dict[str, float]]:
    """Return up to *count* points at which *expr* has a finite value, those of *fixed* held.

    Fewer (perhaps none) where the domain is not met. Cost: linear in nodes for each point tried.
    """
    arithmetic = COMPLEX if is_complex(expr) else FLOAT
    found: list[dict[str, float]] = []
    for point in _points(expr, seed, fixed or {}):
        values = {name: arithmetic.number(value) for name, value in point.items()}
        try:
            [value] = walk(expr.graph, [expr.node], values, arithmetic)
        except DomainError:
            continue
        if abs(value) < 1e12:
            found.append(point)
            if len(found) == count:
                break
    return found


def _points(expr: Expr, seed: int, fixed: Mapping[str, float]) -> Iterator[dict[str, float]]:
    generator = random.Random(seed)
    names = expr.graph.symbols([expr.node])
    whole = _whole(expr)
    for attempt in range(_ATTEMPTS):
        point = {}
        for name in names:
            # All symbols from one range first, then each from its own.
            mixed = attempt >= 2 * len(_RANGES)
            low, high = generator.choice(_RANGES) if mixed else _RANGES[attempt % len(_RANGES)]
            value = round(generator.uniform(low, high), 6)
            point[name] = fixed.get(name, float(generator.randint(1, 4)) if name in whole else value)
        yield point


def _whole(expr: Expr) -> set[str]:
    """Return the symbols that stand where a function takes an integer only."""
    graph = expr.graph
    found: set[str] = set()
    for node in graph.below([expr.node]):
        if is_function(graph.ops[node]):
            row = row_of(graph.ops[node])
            for place, parameter in enumerate(row.parameters):
                if parameter in row.integers:
                    below = graph.below([graph.children[node][place]])
                    found.update(graph.name(i) for i in below if graph.ops[i] == SYMBOL)
    return found


def concrete(expr: Expr) -> Expr:
    """Return *expr* with each unknown function f(u, v, …) replaced by an exponential of its own,
    exp(a u + b v + …), and its derivatives by those of it, so that it can be evaluated."""
    source = expr.graph
    order = source.below([expr.node])
    if not any(source.ops[node] == UNKNOWN for node in order):
        return expr
    graph = Graph(source.limits)

    def exponential(node: int, children: tuple[int, ...]) -> int:
        known = source.ops[node] != UNKNOWN
        return -1 if known else _exponential(graph, *source.operator(node), children)

    return Expr(graph, graph.mapped(source, order, exponential)[expr.node])


def _exponential(graph: Graph, name: str, orders: tuple[int, ...], arguments: tuple[int, ...]) -> int:
    generator = random.Random(name)
    slopes = [graph.number(round(generator.uniform(0.2, 0.7), 3)) for _ in arguments]
    total = graph.number(0)
    for slope, argument in zip(slopes, arguments, strict=True):
        total = graph.add(total, graph.mul(slope, argument))
    node = graph.call(EXP, (total,))
    for slope, order in zip(slopes, orders, strict=True):
        node = graph.mul(graph.pow(slope, graph.number(order)), node) if order else node
    return node


def plain(point: Mapping[str, Any]) -> str:
    """Return a point as text: `a=1.5, x=0.3`."""
    return ", ".join(f"{name}={value:g}" for name, value in sorted(point.items()))

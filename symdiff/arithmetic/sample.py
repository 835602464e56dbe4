"""Seeded sample points inside the domain of an expression.

>>> from symdiff.parser.formula import parse
>>> points = sample(parse("log(x)"), 3)
>>> len(points), all(p["x"] > 0 for p in points)
(3, True)
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import DomainError
from symdiff.graph.binders import put_back, taken_out
from symdiff.graph.bound import binders_below, is_binder, is_over_letter
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP, row_of
from symdiff.table.operators import SYMBOL, UNKNOWN, is_function

_ATTEMPTS: Final = 240
"""Points tried for each one asked for, at most."""
_SIGNS: Final = 24
"""Points tried, at most, once there are enough, for one with the other sign of each symbol."""
_RANGES: Final = (
    (0.3, 2.0),
    (-2.0, -0.3),
    (0.05, 0.95),
    (1.1, 4.0),
    (-0.95, 0.95),
    (4.0, 30.0),
    (-30.0, -4.0),
)
"""Where coordinates are drawn from; most domains meet the first, and every one meets several."""
_HUGE: Final = 1e12
_FEW: Final = 8
"""Numbers of a formula that are looked at."""
_SCALES: Final = (-3.0, 4.0)
"""Powers of ten between which a coordinate is drawn where those meet no domain."""


def sample(
    expr: Expr, count: int, seed: int = 0, fixed: Mapping[str, float] | None = None
) -> list[dict[str, float]]:
    """Return up to *count* points at which *expr* has a finite value, those of *fixed* held. Of each symbol
    both signs are among them, where they can be and as far as the count goes.

    Fewer (perhaps none) where the domain is not met. Cost: linear in nodes for each point tried.
    """
    arithmetic = COMPLEX if is_complex(expr) else FLOAT
    wanting = {(name, sign) for name in expr.graph.symbols([expr.node]) for sign in (False, True)}
    new: list[dict[str, float]] = []
    others: list[dict[str, float]] = []
    zeros: list[dict[str, float]] = []
    for tried, point in enumerate(candidates(expr, seed, fixed or {})):
        if len(new) + len(others) >= count and (not wanting or tried >= _SIGNS):
            break
        values = {name: arithmetic.number(value) for name, value in point.items()}
        try:
            [value] = walk(expr.graph, [expr.node], values, arithmetic)
        except DomainError:
            continue
        if not abs(value) < math.inf:
            continue
        if value == 0:  # perhaps too small for a float: such points tell little, and cost much
            zeros.append(point)
            continue
        signs = {(name, at < 0) for name, at in point.items()} & wanting
        wanting -= signs
        (new if signs else others).append(point)
    return [*new, *others, *zeros][:count]


def candidates(expr: Expr, seed: int, fixed: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """Return seeded points to be tried, those of *fixed* held: from several ranges, then about the constants
    that are written in *expr* and at every scale. Cost: linear in nodes once, then in symbols."""
    generator = random.Random(seed)
    names = expr.graph.symbols([expr.node])
    whole = _whole(expr)
    constants = _constants(expr)
    for attempt in range(_ATTEMPTS):
        point = {}
        for name in names:
            # All symbols from one range first, then each from its own, then about the constants that are
            # written, and at every scale.
            mixed = attempt >= 2 * len(_RANGES)
            low, high = generator.choice(_RANGES) if mixed else _RANGES[attempt % len(_RANGES)]
            value = round(generator.uniform(low, high), 6)
            if mixed and attempt % 2 and constants:
                low, high = generator.choice(_RANGES[:5])
                start = constants[attempt // 2 % len(constants)]
                value = round(start + generator.uniform(low, high), 6)
            elif mixed and attempt % 4 == 2:
                value = float(f"{generator.choice((-1, 1)) * 10 ** generator.uniform(*_SCALES):.6g}")
            point[name] = fixed.get(name, float(generator.randint(1, 4)) if name in whole else value)
        yield point


def _constants(expr: Expr) -> list[float]:
    """Return the numbers that are written in *expr*, their quotients and their roots, with both signs: ends
    of domains are about such numbers."""
    graph = expr.graph
    numbers = [graph.numbers[node] for node in graph.below([expr.node]) if node in graph.numbers]
    sizes = sorted({abs(float(number)) for number in numbers if -_HUGE < number < _HUGE})
    few = [size for size in sizes if size != 0][:_FEW]
    found = {*few, *[a / b for a in few for b in few], *[math.sqrt(a) for a in few]}
    return [sign * value for value in sorted(found) for sign in (1.0, -1.0)]


def _whole(expr: Expr) -> set[str]:
    """Return the symbols that stand where a function takes an integer only, or in a bound of a sum."""
    graph = expr.graph
    found: set[str] = set()
    for node in binders_below(graph, [expr.node]):
        if is_over_letter(graph.operator(node)[0]):
            found.update(graph.symbols(graph.children[node][:2]))
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
    graph, [node] = all_concrete(expr.graph, [expr.node])
    return expr if graph is expr.graph else Expr(graph, node)


def all_concrete(source: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with unknown functions replaced, as `concrete` does, by one exponential for each; the
    graph itself where there are none."""
    order = source.below(roots)
    if not any(source.ops[node] == UNKNOWN for node in order):
        return source, roots
    if binders_below(source, roots):
        return _with_binders(source, roots)
    graph = Graph(source.limits)

    def exponential(node: int, children: tuple[int, ...]) -> int:
        known = source.ops[node] != UNKNOWN
        return -1 if known else _exponential(graph, *source.operator(node), children)

    mapping = graph.mapped(source, order, exponential)
    return graph, [mapping[root] for root in roots]


def _with_binders(source: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with unknown functions replaced in what is integrated or summed, too."""
    graph = Graph(source.limits)

    def replaced(node: int, children: tuple[int, ...]) -> int:
        if source.ops[node] != UNKNOWN:
            return -1
        text, orders = source.operators[node]
        if not is_binder(source, node):
            return _exponential(graph, text, orders, children)
        alone, root, letter, _ = taken_out(source, node)
        inside, [root, letter] = all_concrete(alone, [root, letter])
        return put_back(graph, inside, root, letter, text, children)

    mapping = graph.mapped(source, source.below(roots), replaced)
    return graph, [mapping[root] for root in roots]


def _exponential(graph: Graph, name: str, orders: tuple[int, ...], arguments: tuple[int, ...]) -> int:
    generator = random.Random(name)
    slopes = [graph.number(Fraction(round(generator.uniform(200, 700)), 1000)) for _ in arguments]
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

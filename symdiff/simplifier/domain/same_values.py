"""Two forms of one expression at seeded sample points: where the value is real though parts are complex,
and where a new form might have a pole that the old one does not have.

>>> from symdiff.parser.formula import parse
>>> e, f = parse("sqrt(x)*sqrt(y)"), parse("sqrt(x*y)")
>>> agree(e.graph, e.node, f.graph, f.node)
False
>>> e, f = parse("sin(x)/(1 + cos(x))"), parse("csc(x) - cot(x)")
>>> keeps_values(e.graph, e.node, f.graph, f.node)
False
>>> e, f = parse("sinh(x)*(cosh(x) - sinh(x))"), parse("1/(1 + coth(x))")
>>> keeps_values(e.graph, e.node, f.graph, f.node)
False
>>> e, f = parse("cot(pi/4 - x/2)"), parse("sec(x) + tan(x)")
>>> keeps_values(e.graph, e.node, f.graph, f.node)
False
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from symdiff.arithmetic.scalar import COMPLEX
from symdiff.arithmetic.walk import walk
from symdiff.errors import SymdiffError
from symdiff.graph.graph import Graph
from symdiff.parser.templates import condition
from symdiff.simplifier.normal.conditions import certain
from symdiff.simplifier.normal.families import FAMILY
from symdiff.table.functions import ABS, LOG, SQRT, row_of
from symdiff.table.operators import DIV, MUL, NEG, POW

_POINTS: Final = 40
_CORNERS: Final = 14
"""Of these, the last, whose coordinates are from a short list."""
_RANGES: Final = ((0.2, 1.2), (-1.2, -0.2), (-0.95, 0.95), (1.1, 4.0), (-4.0, -1.1))
"""Where coordinates are drawn from, all from one range first, then each from its own."""
_WHOLE: Final = (-1.0, 1.0, 2.0, -2.0, 0.5, -0.5)
"""Their coordinates, where a value may be real that is complex beside them."""
_TOLERANCE: Final = 1e-8
_LARGE: Final = 1e8
"""A value beyond which a point counts as a pole."""
_STARTS: Final = 3
_STEPS: Final = 12
"""Starts and steps of the search for the zero of a denominator."""
_PLACES: Final = (0.0, math.pi / 2, -math.pi / 2, math.pi)
"""Arguments at which the trigonometric and hyperbolic functions are asked for poles."""


@cache
def _poles() -> dict[int, tuple[float, ...]]:
    """Return the functions that a rewriting may bring in and that have poles, by their rows: code → arguments
    that make it infinite."""
    found = {}
    for code in sorted(FAMILY):
        rule = condition(code, "poles")
        if rule is not None:
            sides = rule.graph.children[rule.order[-1]]
            [name] = row_of(code).parameters
            values = [walk(rule.graph, list(sides), {name: complex(place)}, COMPLEX) for place in _PLACES]
            pairs = zip(_PLACES, values, strict=True)
            found[code] = tuple([place for place, (left, right) in pairs if abs(left - right) < _TOLERANCE])
    return found


def agree(
    graph: Graph,
    root: int,
    other: Graph,
    found: int,
    zeros: Sequence[str] = (),
    inner: bool = False,
    real: bool = False,
) -> bool:
    """Return whether both have the same value at every sample point where that of *root* is real or,
    where it is an argument (*inner*), which a function may make real, complex. With *real*, where each of its
    parts is real, but for those of branches.

    Each of the symbols *zeros* is zero at some of the points. False, too, where no sample point has a
    real value. Cost: linear in nodes for each point.
    """
    from random import Random  # slow to import, and wanted only where points are drawn

    generator = Random(0)
    names = graph.symbols([root])
    compared = 0
    for attempt in range(_POINTS):
        values = {}
        for name in names:
            if attempt >= _POINTS - _CORNERS:
                values[name] = complex(generator.choice(_WHOLE))
                continue
            mixed = attempt >= len(_RANGES)
            low, high = generator.choice(_RANGES) if mixed else _RANGES[attempt]
            values[name] = complex(generator.uniform(low, high))
        if zeros and attempt % 2:
            values[zeros[attempt // 2 % len(zeros)]] = 0j
        value = _value(graph, root, values)
        if value is None or not abs(value) < 1e12:
            continue
        if real:
            if not _is_real_throughout(graph, root, values):
                continue
        elif not inner and abs(value.imag) > _TOLERANCE * max(1.0, abs(value)):
            continue
        if not _is_near(_value(other, found, values), value):
            return False
        compared += 1
    return compared > 0


def keeps_values(graph: Graph, root: int, other: Graph, found: int, divided: bool = False) -> bool:
    """Return whether the second form has a value at the poles that it might have and the first has not:
    those of tangents and the like that the first form lacks, the zeros of new denominators and, where
    *divided* holds, those of the numerator beside them, as far as a short search finds them.

    Cost: linear in nodes for each pole.
    """
    known = {(code, digest) for code, _, digest in _calls(graph, root)}
    digests = {graph.digest(node) for node in _divisors(graph, root)}
    targets = [
        (node, pole)
        for code, node, digest in _calls(other, found)
        if (code, digest) not in known
        for pole in _poles()[code]
    ]
    targets += [(node, 0.0) for node in _divisors(other, found) if other.digest(node) not in digests]
    above = {(node, 0.0) for node in _numerators(other, found)}.difference(targets) if divided else set()
    names = graph.symbols([root])
    for node, target in dict.fromkeys([*targets, *sorted(above)]):
        for values, value in _values_at(graph, root, other, node, target, names):
            # Rounding can turn a pole into a large finite number: the old form then seems to have a value
            # where it has none.
            if (node, target) not in above or not _is_near(_value(other, found, values), value):
                return False
    return True


def keeps_filled(
    graph: Graph, root: int, holes: Graph, zeros: Sequence[int], other: Graph, found: int
) -> bool:
    """Return whether the second form has the values of *root* at zeros of the nodes *zeros* of *holes*, at
    which *root* fills the holes of quotients that the second form was made of, as far as a short search
    finds them.

    Cost: linear in nodes for each zero.
    """
    names = graph.symbols([root])
    nodes = certain(graph, root)
    divisors = _factors(graph, [graph.children[node][1] for node in nodes if graph.ops[node] == DIV])
    for zero in zeros:
        for values in _solutions(holes, zero, 0.0, names):
            value = _value(graph, root, values)
            if value is None or not abs(value) < _LARGE or _are_zero(graph, divisors, values):
                continue
            is_hole = _are_zero(other, _divisors(other, found), values)
            if is_hole or not _is_near(_value(other, found, values), value):
                return False
    return True


def _are_zero(graph: Graph, nodes: list[int], values: dict[str, complex]) -> bool:
    """Return whether one of *nodes* is zero at a point, but for rounding, or has no value."""
    found = [_value(graph, node, values) for node in nodes]
    return any(value is None or abs(value) * _LARGE < 1.0 for value in found)


def is_all_pole(graph: Graph, root: int, other: Graph, found: int) -> bool:
    """Return whether the second form has a pole at each of a few points at which the first has a value, as
    tan(atan2(x, 0)) has; False where the first has none there."""
    from random import Random  # slow to import, and wanted only where points are drawn

    generator = Random(0)
    compared = 0
    for low, high in _RANGES:
        values = {name: complex(generator.uniform(low, high)) for name in graph.symbols([root])}
        if _value(graph, root, values) is not None and not _is_at_pole(graph, root, values):
            if not _is_at_pole(other, found, values):
                return False
            compared += 1
    return compared > 0


def has_value_at(graph: Graph, root: int, other: Graph, zero: int) -> bool:
    """Return whether *root* has a value at a zero of the node *zero* of *other* that a short search finds."""
    names = sorted({*graph.symbols([root]), *other.symbols([zero])})
    return any(True for _ in _values_at(graph, root, other, zero, 0.0, names))


def _values_at(
    graph: Graph, root: int, other: Graph, node: int, target: float, names: list[str]
) -> Iterator[tuple[dict[str, complex], complex]]:
    """Return points at which *node* of *other* is *target*, and the value of *root* there, if it has one."""
    for values in _solutions(other, node, target, names):
        if _is_at_pole(graph, root, values):  # first, since the whole may take seconds
            continue
        value = _value(graph, root, values)
        if value is not None and abs(value) < _LARGE:
            yield values, value


def _is_at_pole(graph: Graph, root: int, values: dict[str, complex]) -> bool:
    """Return whether a part below *root* has a pole at a point, as far as rounding lets that be seen."""
    nodes = graph.below([root])
    zeros = _divisors(graph, root) + [graph.children[n][0] for n in nodes if graph.ops[n] == LOG]
    below = [_value(graph, node, values) for node in zeros]
    above = [_value(graph, node, values) for node in nodes if graph.ops[node] in _poles()]
    return any(v is None or abs(v) * _LARGE < 1.0 for v in below) or any(
        v is None or not abs(v) < _LARGE for v in above
    )


def _calls(graph: Graph, root: int) -> list[tuple[int, int, int]]:
    """Return the functions with poles below *root*: code, argument, and its digest."""
    found, poles = [], _poles()
    for node in graph.below([root]):
        if graph.ops[node] in poles:
            argument = graph.children[node][0]
            found.append((graph.ops[node], argument, graph.digest(argument)))
    return found


def _divisors(graph: Graph, root: int) -> list[int]:
    """Return the factors of denominators below *root* that are no numbers, without their powers."""
    nodes = graph.below([root])
    return _factors(graph, [graph.children[node][1] for node in nodes if graph.ops[node] == DIV])


def _numerators(graph: Graph, root: int) -> list[int]:
    """Return the factors of the numerator of *root*, likewise."""
    if graph.ops[root] == NEG:
        [root] = graph.children[root]
    return _factors(graph, [graph.children[root][0]]) if graph.ops[root] == DIV else []


def _factors(graph: Graph, pending: list[int]) -> list[int]:
    """Return the factors of *pending*, which is taken over, likewise."""
    found = []
    while pending:
        node = pending.pop()
        if graph.ops[node] == MUL:
            pending += graph.children[node]
        elif graph.ops[node] in (POW, SQRT, ABS):
            pending.append(graph.children[node][0])
        elif graph.symbols([node]):
            found.append(node)
    return found


def _solutions(graph: Graph, node: int, target: float, names: list[str]) -> Iterator[dict[str, complex]]:
    """Return points, one at most for each start, at which *node* is *target*: where a symbol is zero, and
    by the secant method for one symbol after another."""
    from random import Random  # slow to import, and wanted only where points are drawn

    generator = Random(0)
    inside = graph.symbols([node])
    for name in inside * _STARTS:
        values = {other: complex(generator.uniform(-2.0, 4.0)) for other in names}
        values[name] = 0j
        now = _value(graph, node, values)
        if now is not None and abs(now - target) < 1e-14:
            yield values
    for start in range(max(_STARTS, len(inside)) if inside else 0):
        values = {name: complex(generator.uniform(-2.0, 4.0)) for name in names}
        name = inside[start % len(inside)]
        first, second = values[name], values[name] + 0.25
        before = _value(graph, node, {**values, name: first})
        for _ in range(_STEPS):
            now = _value(graph, node, {**values, name: second})
            if now is None or before is None:
                break
            if abs(now - target) < 1e-14:  # which may be so everywhere: atan2(x, 0) is pi/2
                yield {**values, name: second}
                break
            if now == before:
                break
            first, second, before = second, second - (now - target) * (second - first) / (now - before), now
            if abs(second.imag) > 1e-9:
                break
            second = complex(second.real)


def _value(graph: Graph, root: int, values: dict[str, complex]) -> complex | None:
    try:
        [value] = walk(graph, [root], values, COMPLEX)
    except (SymdiffError, ArithmeticError, ValueError):
        return None
    return complex(value)


def _is_real_throughout(graph: Graph, root: int, values: dict[str, complex]) -> bool:
    """Return whether each part of *root* that has a value wherever it has one has a real value at a point."""
    try:
        found = walk(graph, certain(graph, root), values, COMPLEX)
    except (SymdiffError, ArithmeticError, ValueError):
        return False
    return all(abs(complex(value).imag) <= _TOLERANCE * max(1.0, abs(value)) for value in found)


def _is_near(value: complex | None, expected: complex) -> bool:
    return value is not None and abs(value - expected) <= _TOLERANCE * max(1.0, abs(expected))

"""The check that every answer goes through before it is printed: dual numbers at seeded points.

>>> from symdiff.verbs.derivatives import derivatives
>>> quick_check(derivatives("x**3*sin(x)", "x"))
''
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from random import Random
from typing import Any, Final

from symdiff.arithmetic.dual import Dual, DualArithmetic
from symdiff.arithmetic.sample import concrete, plain, sample
from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.arithmetic.walk import Arithmetic, is_complex, walk
from symdiff.errors import DomainError, SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph

DIGITS: Final = 30
AGREE: Final = 1e-20
"""Relative disagreement of two exact rules at 30 digits that rounding explains: ten digits are left
to cancellation. What is above is computed again with twice the digits before it is believed."""
AGREE_FLOAT: Final = 1e-7
"""The same for floats, before the comparison is repeated at 30 digits."""

Point = Mapping[str, float]


def quick_check(chain: list[tuple[str, Expr]], points: int = 3, seed: int = 0) -> str:
    """Return "" where dual numbers agree with each step of *chain* (as `derivatives` returns it),
    a note where nothing could be compared; raise SymdiffError where they disagree.

    Cost: a few evaluations of each step; no SymPy, no mpmath unless floats disagree.
    """
    compared = 0
    for (_, before), (name, after) in pairwise(chain):
        f, d = concrete(before), concrete(after)
        for point in sample(f, points, seed):
            compared += _dual_agrees(f, d, name, point)
    if compared or len(chain) < 2:
        return ""
    return "not checked: no sample point was found inside the domain"


def _dual_agrees(f: Expr, d: Expr, name: str, point: Point) -> bool:
    """Return whether a comparison was possible. Raises SymdiffError where it fails."""
    base: Arithmetic = COMPLEX if is_complex(f) or is_complex(d) else FLOAT
    try:
        expected = by_duals(f, name, point, base)
        value = value_of(d, point, base)
    except (DomainError, Unsupported):
        expected, value = 0, None
    if value is not None and distance(value, expected) <= AGREE_FLOAT:
        return True
    from symdiff.arithmetic.multiprecision import Multiprecision

    for digits in (DIGITS, 3 * DIGITS):
        wide = Multiprecision(digits, real=base.real)
        try:
            expected = by_duals(f, name, point, wide)
        except (DomainError, Unsupported):
            return False
        try:
            value = value_of(d, point, wide)
        except DomainError as error:
            value = error.message
            continue
        if distance(value, expected) <= max(AGREE, noise(d, point, wide)):
            return True
    raise SymdiffError(
        f"the derivative found does not stand up to a check and is not printed: {d}\n"
        f"at {plain(point)} it is {value}, and dual numbers give {expected}",
        hint="please report this formula: it is a bug in symdiff",
    )


def by_duals(f: Expr, name: str, point: Point, base: Arithmetic) -> Any:
    """Return the derivative of *f* by dual numbers over *base*."""
    at = {}
    for key, value in point.items():
        number = _in(base, value)
        at[key] = Dual(number, base.number(1) if key == name else number * 0)
    [result] = walk(f.graph, [f.node], at, DualArithmetic(base))
    return result.derivative


def value_of(d: Expr, point: Mapping[str, Any], base: Arithmetic) -> Any:
    at = {key: _in(base, value) for key, value in point.items()}
    return walk(d.graph, [d.node], at, base)[0]


def noise(d: Expr, point: Mapping[str, Any], base: Arithmetic) -> float:
    """Return how far the rounding of the floats written in *d* can move its value, relative to
    max(1, |value|); 0 where all its numbers are exact.

    Each float is the rounded result of a few operations, so it is moved by some units in the last
    place, in seeded directions; under cancellation that can be the whole value.
    """
    source = d.graph
    order = source.below([d.node])
    floats = {n for n in order if isinstance(source.numbers.get(n), float)}
    if not floats:
        return 0.0
    value = value_of(d, point, base)
    worst = 0.0
    for seed in range(4):
        generator = Random(seed)
        try:
            moved_value = value_of(_moved(d, order, floats, generator), point, base)
        except DomainError:
            return math.inf
        worst = max(worst, distance(moved_value, value))
    return worst


def _moved(d: Expr, order: list[int], floats: set[int], generator: Random) -> Expr:
    """Return *d* with each of its *floats* moved by eight units in the last place, up or down."""
    source, graph = d.graph, Graph(d.graph.limits)

    def moved(node: int, _: tuple[int, ...]) -> int:
        if node not in floats:
            return -1
        return graph.number(float(source.value(node)) * (1 + generator.choice((-8, 8)) * 2.0**-52))

    return Expr(graph, graph.mapped(source, order, moved)[d.node])


def _in(base: Arithmetic, value: Any) -> Any:
    convert = getattr(base, "convert", None)
    return base.number(value) if convert is None else convert(value)


def distance(value: Any, expected: Any) -> float:
    return float(abs(value - expected) / max(1, abs(expected)))

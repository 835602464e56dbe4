"""The check that every answer goes through before it is printed: dual numbers at seeded points.

Both sides are computed in balls (`arithmetic.balls`), so that what rounding explains is known at every scale:
two values that differ by more are different, however small they are.

>>> from symdiff.verbs.derivatives import derivatives
>>> quick_check(derivatives("x**3*sin(x)", "x"))
''
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from symdiff.arithmetic.ball import Ball, both
from symdiff.arithmetic.balls import Balls, deep, quick
from symdiff.arithmetic.dual import Dual, DualArithmetic
from symdiff.arithmetic.sample import concrete, plain, sample
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import DomainError, SymdiffError, Unclear, Unsupported
from symdiff.graph.entries import entries_of, written_out
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph

DIGITS: Final = 30
POINTS: Final = 3
"""Points at which an answer is checked before it is printed."""
_KNOWN: Final = 8
"""Digits that must be known of two values for their agreement to tell; otherwise more are computed."""
_SEEN: Final = 24.0
"""How much larger one term may be than another, as a binary logarithm, for floats to see both."""
_MOST: Final = 400
"""Digits that are computed so that a small term is seen, at most."""
_FOLDED: Final = -38.0
"""The error of a float that may be the rounded result of operations, as a binary logarithm: 1.8**200 has some
hundred units in the last place."""

Point = Mapping[str, float]


def quick_check(chain: list[tuple[str, Expr]], points: int = POINTS, seed: int = 0) -> str:
    """Return "" where dual numbers agree with each step of *chain* (as `derivatives` returns it),
    a note where nothing could be compared; raise SymdiffError where they disagree.

    Cost: a few evaluations of each step; no SymPy, no mpmath unless floats leave a doubt.
    """
    compared = 0
    for (_, before), (name, after) in pairwise(chain):
        if entries_of(before, [name]):
            pairs = [written_out(each, name) for each in (before, after)]
            if pairs[0] is None or pairs[1] is None:
                return f"not checked: {name} may be no entry of the sum"
            (before, name), (after, _) = pairs[0], pairs[1]
        f, d = concrete(before), concrete(after)
        if f.graph.operators:
            from symdiff.arithmetic.summing import why_not  # of use for sums over a letter alone

            why = why_not(f)
            if why:
                return f"not checked: {why}"
        for point in sample(f, points, seed):
            compared += _dual_agrees(f, d, name, point)
    if compared or len(chain) < 2:
        return ""
    return "not checked: no sample point was found inside the domain"


def high_check(first: Expr, name: str, order: int, answer: Expr, seed: int = 0) -> str:
    """Return "" where a jet of *first* agrees with *answer*, its derivative of a high *order* by *name*, at a
    point, a note where nothing could be compared; raise SymdiffError where they disagree.

    Cost: the square of the order for each operation of *first*.
    """
    from symdiff.arithmetic.jet import coefficients

    f, d = concrete(first), concrete(answer)
    real = not (is_complex(f) or is_complex(d))
    for point in sample(f, 3, seed):
        for digits in (DIGITS + order // 2, 3 * (DIGITS + order)):
            numbers = deep(digits, real)
            try:
                at = {key: numbers.ball(value) for key, value in point.items()}
                expected = numbers.ball(coefficients(f, name, at, order, numbers)[-1] * math.factorial(order))
                value = value_of(d, point, numbers)
            except (DomainError, Unsupported, Unclear):
                continue
            if not agree(value, expected):
                raise _disagreement(answer, point, value, expected, "a jet gives")
            if min(value.digits(), expected.digits()) >= _KNOWN or expected.is_zero():
                return ""
    return "not checked: no sample point was found inside the domain"


def curve_check(
    stages: Sequence[tuple[str, Expr, Expr, Expr]], zero: Expr, function: str, seed: int = 0
) -> str:
    """Return "" where dual numbers along the curves *zero* == c agree with each of *stages*, derivatives of
    *function* as `verbs.implicit` returns them, a note where nothing could be compared; raise SymdiffError
    where they disagree.

    Cost: a few evaluations of each stage.
    """
    compared = 0
    for place, (name, before, derived, _) in enumerate(stages):
        f, g, d = concrete(zero), concrete(before), concrete(derived)
        for point in sample(d * f, POINTS, seed):
            compared += _curve_agrees(f, g if place else None, d, (name, function), point)
    return "" if compared else "not checked: no sample point was found inside the domain"


def _curve_agrees(zero: Expr, before: Expr | None, d: Expr, names: tuple[str, str], point: Point) -> bool:
    """Return whether a comparison was possible: of *d* with the slope of a curve, or with the derivative of
    *before* along it."""
    name, function = names
    real = not (is_complex(zero) or is_complex(d))
    for digits in (DIGITS, 3 * DIGITS):
        numbers = deep(digits, real)
        try:
            along, across = [by_duals(zero, {each: 1}, point, numbers) for each in names]
            expected = slope = -along / across
            if before is not None:
                expected = by_duals(before, {name: 1, function: slope}, point, numbers)
            value = value_of(d, point, numbers)
        except (DomainError, Unsupported, Unclear, ZeroDivisionError):
            continue
        if not agree(value, expected):
            raise _disagreement(d, point, value, expected, "dual numbers along the curve give")
        if min(value.digits(), expected.digits()) >= _KNOWN or expected.is_zero():
            return True
    return False


def _disagreement(d: Expr, point: Point, value: Any, expected: Any, witness: str) -> SymdiffError:
    return SymdiffError(
        f"the derivative found does not stand up to a check and is not printed: {d}\n"
        f"at {plain(point)} it is {_number(value)}, and {witness} {_number(expected)}",
        hint="please report this formula: it is a bug in symdiff",
    )


def _dual_agrees(f: Expr, d: Expr, name: str, point: Point) -> bool:
    """Return whether a comparison was possible. Raises SymdiffError where it fails."""
    real = not (is_complex(f) or is_complex(d))
    value: Any = None
    expected: Ball | None = None
    doubt = False
    spread = 0.0
    for stage in range(4):
        numbers = quick(real) if stage == 0 else deep(3 ** (stage - 1) * DIGITS + digits_of(spread), real)
        try:
            expected = by_duals(f, {name: 1}, point, numbers)
        except (DomainError, Unsupported, Unclear):
            if stage == 0:
                continue
            return False
        try:
            value = value_of(d, point, numbers)
        except DomainError as error:
            value = error.message
            doubt = True
            continue
        except (Unclear, Unsupported):
            continue
        doubt = not agree(value, expected)
        spread = numbers.spread
        seen = stage > 0 or spread < _SEEN
        if not doubt and seen and min(value.digits(), expected.digits()) >= _KNOWN:
            return True
        if doubt and stage > 0 and _agree_loosely(f, d, name, point, numbers):
            return True
    if not doubt:
        return expected is not None and value is not None
    raise _disagreement(d, point, value, expected, "dual numbers give")


def agree(value: Ball, expected: Ball) -> bool:
    """Return whether two balls may be one number."""
    return (value - expected).has_zero()


def by_duals(f: Expr, direction: Mapping[str, Any], point: Point, numbers: Balls) -> Ball:
    """Return the derivative of *f* in a *direction*, which says the rates of names, by dual numbers over
    balls."""
    at = {}
    for key, value in point.items():
        at[key] = Dual(numbers.ball(value), numbers.ball(direction.get(key, 0)))
    [result] = walk(f.graph, [f.node], at, DualArithmetic(numbers))
    return numbers.ball(result.derivative)


def value_of(d: Expr, point: Mapping[str, Any], numbers: Balls) -> Any:
    """Return the value of *d*, as a ball if it is a number."""
    return walk(d.graph, [d.node], {key: numbers.ball(value) for key, value in point.items()}, numbers)[0]


def loosely(d: Expr, point: Mapping[str, Any], numbers: Balls) -> Ball | None:
    """Return the value of *d* as it would be if each float written in it were the rounded result of a few
    operations, which may be any number; None where it has no floats, or no value."""
    graph = d.graph
    floats = [node for node in graph.below([d.node]) if isinstance(graph.numbers.get(node), float)]
    if not floats:
        return None
    names = {node: f"float {node}" for node in floats}
    moved = Graph(graph.limits)
    order = graph.below([d.node])
    mapping = moved.mapped(graph, order, lambda node, _: moved.symbol(names[node]) if node in names else -1)
    at = {key: numbers.ball(value) for key, value in point.items()}
    for node in floats:
        ball = numbers.number(graph.value(node))
        at[names[node]] = Ball(numbers, ball.mid, both(ball.error, ball.size() + _FOLDED))
    try:
        found: Ball = walk(moved, [mapping[d.node]], at, numbers)[0]
    except Unclear:
        return Ball(numbers, numbers.number(0).mid, math.inf)
    except DomainError:
        return None
    return found


def _agree_loosely(f: Expr, d: Expr, name: str, point: Point, numbers: Balls) -> bool:
    """Return whether the rounding of the floats in *d* explains that its value is another."""
    value = loosely(d, point, numbers)
    return value is not None and agree(value, by_duals(f, {name: 1}, point, numbers))


def digits_of(spread: float) -> int:
    """Return how many digits more are needed for the smallest of terms to be seen beside the largest."""
    return min(int(spread * 0.30103), _MOST)


def _number(value: Any) -> str:
    if not isinstance(value, Ball):
        return str(value)
    return f"{float(value):.10g}" if value.of.real else f"{complex(value):.10g}"


__all__ = [
    "DIGITS",
    "POINTS",
    "Point",
    "agree",
    "by_duals",
    "curve_check",
    "digits_of",
    "loosely",
    "quick_check",
    "value_of",
]

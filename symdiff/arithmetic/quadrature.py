"""Values of definite integrals, with an error that is known or estimated, or none at all.

What is analytic between its bounds is integrated in proved balls (Arb). Anything else is cut into parts until
Gauss's rule on a part and on its two pieces agree; where they never do, there is no value.

>>> from symdiff.arithmetic.evaluation import evaluate
>>> evaluate("integral(exp(-t^2), t, 0, x)", x=1)
0.746824132812427
>>> evaluate("integral(abs(t - 1/3), t, 0, 1)") - 5/18 < 1e-14
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from symdiff.arithmetic.ball import NONE, Ball, both, size_of
from symdiff.arithmetic.balls import Balls
from symdiff.arithmetic.dual import Dual, DualArithmetic
from symdiff.arithmetic.multiprecision import Multiprecision, context
from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import Arithmetic, walk
from symdiff.errors import AtEdge, Unsupported
from symdiff.graph.binders import LETTER, Inside, bounds_of, inside_of

_PARTS: Final = 100
"""Parts that an interval is cut into, at most."""
_CUT: Final = 0.4142135623730951
"""Where a part is cut: no pole in the middle of one stays there."""
_DRAWN: Final = 6
"""The power with which the ends are drawn together,"""
_DRAWN_FAR: Final = 2
"""and that where one of them is infinitely far."""
_STEP: Final = 4
"""How many times as far as an error, as a binary logarithm, an integral is looked at for its slope."""
_OWN: Final = 6
"""Bits that a sum of many terms may lose."""
_FLOAT_DIGITS: Final = 16
_SPARED: Final = 3
"""Digits that two sums may differ by, since both are rounded."""
_DUAL_DIGITS: Final = 10
"""Digits of a derivative that is integrated."""
_DIGITS: Final = 50
"""Digits, at most, of what is not proved."""
_LOST: Final = 1e-9
"""The error of a float, relative to the parts that it is the sum of, from which on it is no value."""


def integrated(arithmetic: Arithmetic, text: str, values: Sequence[Any]) -> Any:
    """Return the value of the integral that is called *text* at its arguments.

    Cost: some hundred evaluations of what is integrated, thousands where it has corners. Raises DomainError
    where that has no value, ValueError where the integral is not found to have one.
    """
    inside = inside_of(text)
    lower, upper = bounds_of(text)
    if lower == upper != "":
        raise ValueError("its bounds are the same")
    if not (lower or upper):
        if isinstance(arithmetic, DualArithmetic):
            found = _dual(arithmetic, inside, values)
        else:
            found = _proved(arithmetic, inside, values)
        if found is not None:
            return found
    numbers = _numbers_of(arithmetic)
    if isinstance(numbers, Multiprecision) and (numbers is not arithmetic or numbers.digits > _DIGITS):
        if isinstance(arithmetic, Balls | DualArithmetic):
            raise AtEdge("an integral that is not analytic")
        raise Unsupported(
            f"this integral is not computed to {numbers.digits} digits: it is not analytic, and takes long"
        )
    try:
        if isinstance(arithmetic, Balls):
            return _of_middles(arithmetic, inside, values, lower, upper)
        return _by_rule(arithmetic, inside, values, lower, upper)
    except ValueError as error:
        if isinstance(arithmetic, Balls):
            raise AtEdge(str(error)) from None  # more digits do not help
        raise


def _dual(arithmetic: DualArithmetic, inside: Inside, values: Sequence[Dual]) -> Dual | None:
    """Return the integral and its derivative, by a difference of proved values with three times as many
    digits; None where there are none. So the derivative knows nothing of the rule that the sweeps apply."""
    base = arithmetic.base
    found = _proved(base, inside, [value.value for value in values])
    if found is None:
        return None
    slope = _slope(base, inside, values, 0)
    if slope is None or not isinstance(base, Balls):
        return None if slope is None else Dual(found, slope)
    error = size_of(slope) - base.bits + _OWN
    far = _STEP + math.ceil(max([value.value.error for value in values] + [-base.bits]))
    moved = _slope(base, inside, values, far)
    if moved is None:
        return None
    return Dual(found, Ball(base, slope, max(error, size_of(moved - slope) - _STEP + 1)))


def _slope(base: Arithmetic, inside: Inside, values: Sequence[Dual], far: int) -> Any:
    """Return the derivative of an integral along the tangents of *values*, moved by 2**far."""
    digits = _digits_of(base)
    wide = Multiprecision(3 * digits)
    step = wide.context.ldexp(wide.context.one, -int(3.33 * digits))
    ends = []
    for side in (step, -step):
        at = []
        for value in values:
            middle, tangent = [_wide(wide, part) for part in (value.value, value.derivative)]
            at.append(middle + side * tangent + (wide.context.ldexp(wide.context.one, far) if far else 0))
        end = _proved(wide, inside, at)
        if end is None:
            return None
        ends.append(end)
    number = (ends[0] - ends[1]) / (2 * step)
    plain = base.base if isinstance(base, Balls) else base
    return _number(plain, number)


def _wide(wide: Multiprecision, value: Any) -> Any:
    value = getattr(value, "mid", value)
    return wide.context.make_mpf(value._mpf_) if hasattr(value, "_mpf_") else wide.context.mpf(value)


def _of_middles(balls: Balls, inside: Inside, values: Sequence[Ball], lower: str, upper: str) -> Ball:
    """Return the integral at the middles of balls, with what their errors come to: an estimate, by its slope
    between two points near one another."""
    middles = [value.mid for value in values]
    found = _by_rule(balls.base, inside, middles, lower, upper)
    error = size_of(found) - balls.bits + _OWN
    for place, value in enumerate(values):
        if value.error != NONE:
            step = abs(value.mid) * 0 + _two(balls, math.ceil(value.error) + _STEP)
            moved = [*middles[:place], value.mid + step, *middles[place + 1 :]]
            error = both(
                error, size_of(_by_rule(balls.base, inside, moved, lower, upper) - found) - _STEP + 1
            )
    return Ball(balls, found, error)


def _two(balls: Balls, exponent: int) -> Any:
    """Return a power of two as a number of what is in the middle of balls."""
    numbers = getattr(balls.base, "context", None)
    return 2.0**exponent if numbers is None else numbers.ldexp(numbers.one, exponent)


def _by_rule(arithmetic: Arithmetic, inside: Inside, values: Sequence[Any], lower: str, upper: str) -> Any:
    """Return the integral by Gauss's rule, over 0 to 1: an infinite stretch is drawn into it."""
    at = dict(zip(inside.names, values[2:], strict=True))
    one = arithmetic.number(1)

    def value(t: Any) -> Any:
        return walk(inside.graph, [inside.root], {**at, LETTER: t}, arithmetic)[0]

    def between(u: Any, left: Any, is_late: bool) -> Any:
        return value(values[1] - width * left if is_late else values[0] + width * u) * width

    def beyond(u: Any, left: Any, _: bool) -> Any:
        return value(start + sign * (u / left)) / (left * left)

    drawn = _DRAWN if not (lower or upper) else _DRAWN_FAR

    if not (lower or upper):
        width = values[1] - values[0]
        return _summed(arithmetic, between, drawn)
    if lower and upper:  # of the whole line
        start, sign = arithmetic.number(0), one
        right = _summed(arithmetic, beyond, drawn)
        sign = -one
        total = right + _summed(arithmetic, beyond, drawn)
        return total if upper == "+" else -total
    start = values[0] if upper else values[1]
    sign = one if "+" in (lower, upper) else -one
    total = _summed(arithmetic, beyond, drawn)
    return total if (upper == "+" or lower == "-") else -total


def _summed(arithmetic: Arithmetic, function: Callable[[Any, Any, bool], Any], drawn: int) -> Any:
    """Return the integral of *function* of u, of 1 - u and of whether u is the larger, from 0 to 1. Raises
    ValueError where it is not found.

    u is drawn together at both ends by the power *drawn*, where there may be a root or a logarithm.
    """
    digits = _digits_of(arithmetic)
    if isinstance(arithmetic, DualArithmetic):
        digits = min(digits, _DUAL_DIGITS)
    rule = _rule(max(8, int(0.6 * digits) + 4), digits + 8)
    tolerance = 10.0 ** (_SPARED - digits)
    total: Any = None
    size, error = 0.0, 0.0
    is_short = digits <= _FLOAT_DIGITS
    if is_short:
        rule = [(float(node), float(weight)) for node, weight in rule]
    start, middle, end = (0.0, _CUT, 1.0) if is_short else map(context(digits + 8).mpf, (0, _CUT, 1))
    pending = [(middle, end), (start, middle)]
    estimates = {part: _gauss(arithmetic, function, part, rule, drawn) for part in pending}
    count = 0
    while pending:
        part = pending.pop()
        count += 1
        if count > _PARTS:
            raise ValueError("its parts do not settle: it may not exist, or oscillates")
        left, right = part
        cut = left + (right - left) * _CUT
        pieces = [(left, cut), (cut, right)]
        found = [_gauss(arithmetic, function, piece, rule, drawn) for piece in pieces]
        whole = found[0] + found[1]
        apart = _size(whole - estimates.pop(part))
        here = _size(whole)
        if apart <= tolerance * max(size, here) or right - left < 10.0 ** (-digits):
            total = whole if total is None else total + whole
            size += here
            error += apart
        else:
            estimates[pieces[1]], estimates[pieces[0]] = found[1], found[0]
            pending += [pieces[1], pieces[0]]
    if size > 0 and not error <= _LOST * size:
        raise ValueError("its parts do not settle")
    return _widened(total, error)


def _gauss(
    arithmetic: Arithmetic,
    function: Callable[[Any, Any, bool], Any],
    part: tuple[Any, Any],
    rule: list[tuple[Any, Any]],
    drawn: int,
) -> Any:
    """Return the integral over a part of 0 to 1 by one rule."""
    first, last = part
    half = (last - first) / 2
    total: Any = None
    for node, weight in rule:
        place = first + half + half * node
        near, far = place**drawn, (1 - place) ** drawn
        whole = near + far
        share = half * weight * drawn * (place - place * place) ** (drawn - 1) / (whole * whole)
        u, left = [_number(arithmetic, part / whole) for part in (near, far)]
        term = function(u, left, near > far) * _number(arithmetic, share)
        total = term if total is None else total + term
    return total


@lru_cache(maxsize=20)
def _rule(count: int, digits: int) -> list[tuple[Any, Any]]:
    """Return the nodes of Gauss's rule between -1 and 1, with their weights."""
    numbers = context(digits + 10)
    found = []
    for place in range(count):
        x = numbers.cos(numbers.pi * (place + numbers.mpf(3) / 4) / (count + numbers.mpf(1) / 2))
        for _ in range(digits.bit_length() + 4):
            value, before = x, numbers.one
            for k in range(2, count + 1):
                value, before = ((2 * k - 1) * x * value - (k - 1) * before) / k, value
            slope = count * (x * value - before) / (x * x - 1)
            x -= value / slope
        found.append((x, 2 / ((1 - x * x) * slope * slope)))
    return found


def _number(arithmetic: Arithmetic, value: Any) -> Any:
    """Return a number of mpmath as one of an arithmetic."""
    base = getattr(arithmetic, "base", arithmetic)
    if base is not arithmetic:
        inner = _number(base, value)
        if isinstance(arithmetic, Balls):
            return Ball(arithmetic, inner, size_of(inner) - arithmetic.bits)
        return Dual(inner)
    convert = getattr(arithmetic, "convert", None)
    if convert is not None:
        return convert(value)
    return arithmetic.number(float(value))


def _numbers_of(arithmetic: Arithmetic) -> Arithmetic:
    """Return what computes with the numbers themselves. Raises Unsupported for others."""
    while not isinstance(arithmetic, Multiprecision) and hasattr(arithmetic, "base"):
        arithmetic = arithmetic.base
    if isinstance(arithmetic, Multiprecision) or arithmetic.name in ("float", "complex"):
        return arithmetic
    raise Unsupported(f"an integral has no value in {arithmetic.name} arithmetic")


def _digits_of(arithmetic: Arithmetic) -> int:
    numbers = _numbers_of(arithmetic)
    return numbers.digits if isinstance(numbers, Multiprecision) else _FLOAT_DIGITS


def _size(value: Any) -> float:
    """Return the size of a number, for a comparison."""
    if isinstance(value, Dual):
        return max(_size(value.value), _size(value.derivative))
    return float(abs(getattr(value, "mid", value)))


def _widened(value: Any, error: float) -> Any:
    """Return a value with what the rule is off added to its error, where it has one."""
    if isinstance(value, Dual):
        return Dual(_widened(value.value, error), _widened(value.derivative, error))
    if isinstance(value, Ball) and error > 0:
        return value + Ball(value.of, value.mid * 0, math.log2(error))
    return value


def _proved(arithmetic: Arithmetic, inside: Inside, values: Sequence[Any]) -> Any:
    """Return the integral by proved balls; None where there are none for it."""
    base = arithmetic.base if isinstance(arithmetic, Balls) else arithmetic
    if not arithmetic.real or not (base is FLOAT or isinstance(base, Multiprecision)):
        return None
    from symdiff.arithmetic.analytic import of_balls

    return of_balls(arithmetic, inside.graph, inside.root, (LETTER, *inside.names), values)


__all__ = ["integrated"]

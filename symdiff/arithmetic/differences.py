"""Derivatives of functions that are known by their values alone, by central differences of many digits.

A difference over a step h is off by about h**2, and loses as many digits as h has; so it is taken with digits
to spare, over two steps, and counts where the two agree to the digits asked.

>>> import math
>>> numbers = context(60)
>>> found = derivative(lambda digits, point: context(digits).exp(point[0]), [numbers.mpf(1)], (1,), 30)
>>> bool(abs(found - numbers.e) < 1e-29)
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, Final

from symdiff.arithmetic.multiprecision import context

_SPARE: Final = (10, 40, 160, 640)
"""Digits that may be lost otherwise, in one try after the other."""

Values = Callable[[int, Sequence[Any]], Any]
"""Returns the value at a point, to so many digits."""


def derivative(values: Values, point: Sequence[Any], orders: Sequence[int], digits: int) -> Any:
    """Return the derivative of *values* at *point* to *digits*, so often by each number as *orders* says.

    Domain: points around which the function is analytic. Raises ValueError where too few digits are right,
    and what *values* raises. Cost: four values with twice the digits for a first derivative; in general twice
    the product of the orders, each plus one, with half of the digits more for each order.
    """
    total = sum(orders)
    size = max([0.0] + [math.log10(abs(number)) for number in point if abs(number) > 1])
    for attempt, spare in enumerate(_SPARE, 1):
        places = (digits // 2 + 2) * attempt
        work = digits + total * places + spare + math.ceil(size)
        numbers = context(work)
        step = numbers.mpf(10) ** -places
        at = [numbers.convert(number) for number in point]
        near, some = _difference(numbers, values, at, orders, work, step)
        far, others = _difference(numbers, values, at, orders, work, 2 * step)
        if near == 0 and far == 0:  # of an even function, or of one that is zero; a constant may only look so
            if some != others or not any(some):
                return near
        elif abs(far - near) <= abs(near) * numbers.mpf(10) ** -digits:
            return near
    raise ValueError("its derivative is not known to so many digits")


def _difference(
    numbers: Any, values: Values, point: Sequence[Any], orders: Sequence[int], digits: int, step: Any
) -> tuple[Any, list[Any]]:
    """Return the central difference over the step, and the values in it."""
    total, found = numbers.mpf(0), []
    for steps in product(*[range(order + 1) for order in orders]):
        sign = (-1) ** (sum(orders) - sum(steps))
        weight = sign * math.prod(math.comb(order, k) for order, k in zip(orders, steps, strict=True))
        moved = [
            number + (k - numbers.mpf(order) / 2) * step if order else number
            for number, order, k in zip(point, orders, steps, strict=True)
        ]
        found.append(numbers.convert(values(digits, moved)))
        total += weight * found[-1]
    return total / step ** sum(orders), found


__all__ = ["derivative"]

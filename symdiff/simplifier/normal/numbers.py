"""The numbers in front of terms: exact where they can be, decimals as `folding` writes them, in any order.

>>> product_of([0.1, 0.2, 0.3], []) == product_of([0.3, 0.1, 0.2], [])
True
>>> from symdiff.graph.folding import power
>>> root, other = power(0.1, Fraction(1, 2), 100), power(0.4, Fraction(1, 2), 100)
>>> total(root, -other) + root, total(total(root, root), -other)
(0.0, 0)
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.folding import PLAIN, Number, fold, is_decimal, nearly, product_of_roots, ratio, rounded
from symdiff.graph.long import LongDecimal, RootDecimal
from symdiff.table.operators import DIV

_ONE: Final = Fraction(1)


def times(x: Number, y: Number) -> Number:
    """Return x * y. Raises Unsettled where a float would overflow or vanish."""
    if isinstance(x, float) or isinstance(y, float):
        return product_of([x, y], [])
    return finite(x * y)


def total(x: Number, y: Number) -> Number:
    """Return x + y. Raises as `times` does."""
    if not (isinstance(x, float) or isinstance(y, float)):
        return finite(x + y)
    if isinstance(x, RootDecimal) or isinstance(y, RootDecimal):
        both = Coefficients()
        both.add(0, x)
        both.add(0, y)
        return both.rounded()[0]
    p, q = ratio(x)
    r, s = ratio(y)
    return _settled(rounded(p * s + r * q, q * s))


def product_of(numbers: list[Number], divisors: list[Number]) -> Number:
    """Return the product of *numbers* over that of *divisors*, none of which is 0.

    It is exact, or rounded once, so that no order matters. Raises Unsettled as `times` does.
    """
    if not divisors and len(numbers) < 2:
        return numbers[0] if numbers else 1
    if any(isinstance(number, RootDecimal) for number in (*numbers, *divisors)):
        found = product_of_roots(numbers, divisors)
        if found is not None:
            return finite(found)
    top, bottom, inexact = _exact_product(numbers)
    under, over, too = _exact_product(divisors)
    top, bottom = top * over, bottom * under
    if not (inexact or too):
        return finite(Fraction(top, bottom))
    return _settled(rounded(top, bottom))


def _exact_product(numbers: list[Number]) -> tuple[int, int, bool]:
    """Return the product of *numbers* as a fraction, and whether one of them is a float."""
    top = bottom = 1
    inexact = False
    for number in numbers:
        inexact = inexact or isinstance(number, float)
        p, q = ratio(number)
        top, bottom = top * p, bottom * q
    return top, bottom, inexact


def quotient(x: Number, y: Number) -> Number:
    """Return x / y, exact where both are. Raises as `times` does."""
    if isinstance(x, int) and isinstance(y, int) and y != 0 and x % y == 0:
        return x // y
    if isinstance(x, float) or isinstance(y, float):
        if y == 0:
            raise Unsettled("a division by zero")
        return product_of([x], [y])
    return _settled(fold(DIV, x, y))


def _settled(value: Number | None) -> Number:
    if value is None:
        raise Unsettled("floats out of range")
    return finite(value)


def finite(value: Number) -> Number:
    """Return *value*, a whole fraction as an integer. Raises Unsettled for an infinite float."""
    if is_decimal(value):
        if not math.isfinite(value):
            raise Unsettled("an overflow")
        return value
    assert not isinstance(value, float)
    return value.numerator if value.denominator == 1 else value


def without_point(number: Number) -> Number:
    """Return a number, a decimal that is whole without its point, unless it is large: 27.0 is 27. One that is
    whole as it is printed, and not as it is, stays: 1 - 1e-25."""
    if isinstance(number, int):  # asked first: nearly all are
        return number
    if isinstance(number, (LongDecimal, RootDecimal)):
        return number
    if isinstance(number, float) and -PLAIN < number < PLAIN and number.is_integer():
        return int(number)
    return number


def magnitude(terms: dict[int, Number]) -> Number:
    """Return the positive rational that divides all coefficients; 1 where one is a float."""
    numerator, denominator = 0, 1
    for number in terms.values():
        if isinstance(number, int):
            if numerator != 1:
                numerator = math.gcd(numerator, number)
        elif isinstance(number, float):
            return 1
        else:
            numerator = math.gcd(numerator, number.numerator)
            denominator = math.lcm(denominator, number.denominator)
    return quotient(numerator, denominator)


def laws_of_collecting(totals: dict[int, Number], met: Iterable[int]) -> set[str]:
    """Return the names of the laws that were used where the terms that were *met* again have these totals."""
    return {"like-terms" if totals[term] != 0 else "zero-difference" for term in met}


class Coefficients:
    """Numbers in front of things that are told apart by their nodes, added exactly and rounded once."""

    def __init__(self) -> None:
        self.numbers: dict[int, Number] = {}
        self._rounded: set[int] = set()
        self._roots: dict[int, list[tuple[Number, Fraction]]] = {}
        """Roots of decimals among them, no two of which have a ratio that is rational, and how often they are
        there. Such roots are independent over the rational numbers: they add up to 0 where none is there."""

    def add(self, node: int, number: Number) -> bool:
        """Add *number* to that of *node*; return whether there was one."""
        if is_decimal(number):
            self._rounded.add(node)
            if isinstance(number, RootDecimal):
                self._add_root(node, number)
                number = 0
            else:
                number = Fraction(*ratio(number))
        known = self.numbers.get(node)
        self.numbers[node] = number if known is None else finite(known + number)
        return known is not None

    def _add_root(self, node: int, number: Number) -> None:
        known = self._roots.setdefault(node, [])
        for place, (root, count) in enumerate(known):
            times = product_of_roots([number], [root])
            if times is not None and not isinstance(times, RootDecimal):
                known[place] = root, count + Fraction(*ratio(times))
                return
        known.append((number, _ONE))

    def rounded(self) -> dict[int, Number]:
        """Return the sums: floats where one of the numbers was a float."""
        numbers = self.numbers
        for node in self._rounded:
            roots = [(root, count) for root, count in self._roots.get(node, ()) if count]
            p, q = ratio(numbers[node])
            if not roots:
                numbers[node] = _settled(rounded(p, q))
            elif len(roots) == 1 and p == 0:
                root, count = roots[0]
                numbers[node] = product_of([root, finite(count)], [])
            else:
                whole = Fraction(p, q)
                for root, count in roots:
                    whole = whole + nearly(root) * count
                numbers[node] = _settled(rounded(whole.numerator, whole.denominator))
        return numbers

"""Whether the root of a quotient or of a product can be shorter: by what leaves it, and by what enters it.

sqrt(1 + y/x**2) is sqrt(x**2 + y)/|x|, and p/(r*sqrt(g*p/r)) is sqrt(g*p/r)/g. What is compared here are the
sizes that such forms would have; none is made.

>>> from symdiff.parser.formula import parse
>>> def asked(text):
...     e = parse(text)
...     outline = Outline(e.graph, e.node)
...     whole, root = outline.products
...     return may_turn(outline, whole, root.node)
>>> asked("p/(r*sqrt(g*p/r))"), asked("p/(r*sqrt(g*s/t))")
(True, False)
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.outline import Outline, Powers, Product, are_coprime, content, price, times
from symdiff.simplifier.rewrite.roots import root_of_number
from symdiff.table.operators import ADD, CONSTANT, SUB, SYMBOL

_HALF: Final = Fraction(1, 2)
_ROOT: Final = 3
"""What a root of a number adds to a product, the operator before it counted."""
_STEPS: Final = 12
"""Halves of an exponent up to which a number is raised to it."""


def may_leave(outline: Outline, style: Style, radicand: int, terms: list[Product]) -> bool:
    """Return whether *radicand*, a sum of *terms*, some of them quotients, may be shorter as one quotient.

    sqrt(1 + y/x**2) and sqrt(x**2 + y)/|x| are compared, with what is beside them: squares leave the root,
    what else is below the line multiplies what is above. The radicand itself may also go beside the root.
    """
    graph, [product, *more] = outline.graph, outline.places[radicand]
    exponent = product.powers[radicand]
    roots = [base for base, e in product.powers.items() if e.denominator > 1]
    if more or abs(exponent) != _HALF or product.owner >= 0 or len(roots) > 1:
        return True
    divisors = dict.fromkeys([base for term in terms for base, e in term.powers.items() if e < 0])
    depth: Powers = {base: -min([term.powers.get(base, 0) for term in terms]) for base in divisors}
    if any(graph.ops[base] != SYMBOL or d.denominator > 1 for base, d in depth.items()):
        return True
    odd: Powers = {base: 1 for base, d in depth.items() if d % 2}
    above = [times(term.powers, depth) for term in terms]
    numbers = [term.number for term in terms]
    if odd and all(
        powers == odd or (number > 0 and all(e % 2 == 0 for e in powers.values()))
        for number, powers in zip(numbers, above, strict=True)
    ):
        return True  # never negative, so that each part has a root of its own
    whole = outline.size_of_sum(numbers, above)
    multiplied = outline.size_of_sum(numbers, [times(powers, odd) for powers in above])
    gain = graph.size(radicand) - min(whole + 2 * len(odd), multiplied)
    if exponent < 0 and all(e < 0 for e in product.powers.values()):
        gain += 2  # a 1 above the line, in whose place what comes there may stand
    for base, d in depth.items():
        beside, half = product.powers.get(base, 0), (int(d) + 1) // 2
        after = beside + (half if exponent < 0 else -half)
        gain += price(beside) - price(after)
        if half % 2 and beside % 2:
            gain -= 3  # a sign
        elif half % 2:
            gain -= 1 + (not style.written.absolute)  # an absolute value
    if gain > 0 and graph.digest(radicand) in style.traits.radicands:
        gain -= 2  # the cost of a new radicand
    outside = [price(product.powers.get(base, 0)) for base in depth]
    return gain > 0 or sum(outside) > whole


def may_turn(outline: Outline, product: Product, radicand: int) -> bool:
    """Return whether *product* may be shorter when powers of *radicand*, a product, enter its root."""
    graph = outline.graph
    inner = outline.factors(radicand)
    number = inner.number
    if _is_number_times_sum(outline, product, radicand, inner):
        return _may_leave_number(outline, product, radicand, inner)
    others = [b for b, e in product.powers.items() if e.denominator > 1 and b != radicand]
    if others or number <= 0 or len(outline.places[radicand]) > 1:
        return True
    if len(inner.powers) < 2 and min(inner.powers.values(), default=0) < 0:
        return True  # never negative where the root is real: sqrt(2/x) is sqrt(2)/sqrt(x)
    if outline.has_decimals:
        if number != 1 and abs(product.number) != 1:
            return True
    elif number != 1 and not (
        number.denominator == 1
        and _is_squarefree(number.numerator)
        and are_coprime(number.numerator, product.number)
    ):
        return True
    steps = set[int]()
    for base, exponent in inner.powers.items():
        op = graph.ops[base]
        beside = product.powers.get(base)
        if (op != SYMBOL and op != CONSTANT) or abs(exponent) != 1:
            return True
        if len(outline.places[base]) > (1 if beside is None else 2):
            return True
        if op == CONSTANT and beside is not None:
            return True  # a positive factor has a root of its own
        if beside is not None:
            steps.add(int(beside * exponent))
    for step in steps:
        gain = 0
        for base, exponent in inner.powers.items():
            beside = product.powers.get(base, 0)
            gain += price(beside) - price(beside - step * exponent)
        if gain > 0:
            return True
    return False


def _is_number_times_sum(outline: Outline, product: Product, radicand: int, inner: Product) -> bool:
    """Return whether *radicand* is a positive number times a sum that is like a symbol, beside nothing that
    a root of a number or of that sum could meet. False for decimals."""
    graph = outline.graph
    if (
        outline.has_decimals
        or len(inner.powers) != 1
        or inner.number <= 0
        or len(outline.places[radicand]) > 1
    ):
        return False
    [(base, exponent)] = inner.powers.items()
    if exponent != 1 or graph.ops[base] not in (ADD, SUB) or len(outline.places.get(base, ())) > 1:
        return False
    terms = outline.sums.get(base)
    if terms is None or content(terms) != 1 or not outline.is_like_a_symbol(base):
        return False
    return product.owner < 0 and all(
        b == radicand or graph.ops[b] in (SYMBOL, CONSTANT) for b in product.powers
    )


def _may_leave_number(outline: Outline, product: Product, radicand: int, inner: Product) -> bool:
    """Return whether c*(n*s)**(k/2) may be shorter as c times the root of n, its square-free part in a root
    of its own above the line, times s**(k/2)."""
    number, times = inner.number, product.powers[radicand] * 2
    if times.denominator != 1 or not -_STEPS <= times <= _STEPS:
        return True
    outside, rest = root_of_number(Fraction(number))
    left = math.prod(rest)
    half = (int(times) - 1) // 2  # (q*sqrt(p))**k is q**k * p**half * sqrt(p)
    whole = Fraction(product.number) * outside ** int(times) * Fraction(left) ** half
    after = outline.digits(whole) + (_ROOT if left != 1 else 0)
    return after < outline.digits(product.number) + outline.digits(number)


def _is_squarefree(number: int) -> bool:
    return number < 10_000 and all(number % (k * k) for k in range(2, math.isqrt(number) + 1))

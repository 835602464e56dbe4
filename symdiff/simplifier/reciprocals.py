"""Whether a formula in one sine or cosine can be shorter by other functions of the same argument.

(a + b*cos(u))/(c + cos(u)) is (a*sec(u) + b)/(c*sec(u) + 1), and with cot(u)/csc(u) for cos(u) no term is
without a function. What is compared here are the sizes of such forms; none is made.

>>> from symdiff.parser.formula import parse
>>> def asked(text):
...     e = parse(text)
...     return is_linear_in_one_function(Outline(e.graph, e.node))
>>> asked("(2*a + b*cos(u))/(c*cos(u) + 1)**2"), asked("(a*cos(u) + 1)/(c*cos(u) + 1)")
(True, False)
"""

from __future__ import annotations

from typing import Final

from symdiff.simplifier.normal.composed import INVERSES
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.outline import Outline, Product, Rational, price
from symdiff.table.functions import EXP, code_of
from symdiff.table.operators import ADD, SUB

_MANY: Final = 16
"""Ways to write some of the sums otherwise that are compared."""
SINES: Final = (code_of("sin", 1), code_of("cos", 1), code_of("sinh", 1), code_of("cosh", 1))


def is_linear_in_one_function(outline: Outline) -> bool:
    """Return whether all that *outline* has of functions is one sine or cosine f, to the first power, in sums
    that are factors of the whole, and beside them, and is no longer than with 1/g for f. Raises HasFloat.

    False where f may have a half angle, stands beside exponentials, or in a multiple of 1 + f or 1 - f.

    With 1/g a sum a + b*f is (a*g + b)/g, and g is a factor of the whole. By the other two functions of its
    argument each term has one of them. What f**2 could do it does in its own pair. Cost: linear in terms.
    """
    graph, whole = outline.graph, outline.products[0]
    functions = [base for base in outline.places if graph.ops[base] in FAMILY]
    if len(functions) != 1 or any(graph.ops[base] == EXP for base in outline.places):
        return False
    [function] = functions
    if graph.ops[function] not in SINES or _may_be_another(outline, graph.first(function)):
        return False
    beside = whole.powers.get(function, 0)
    if beside not in (0, 1):
        return False
    size = graph.size(function)
    gains: list[tuple[int, Rational]] = [(0, beside)]
    """What is saved where some of the sums are written so, and the power of f that is left beside them."""
    for owner in {place.owner for place in outline.places[function] if place is not whole}:
        exponent = whole.powers.get(owner, 0)
        if owner < 0 or not exponent or exponent.denominator != 1 or len(outline.places[owner]) > 1:
            return False
        gain = _gain(outline, owner, function, size)
        if gain is None or len(gains) > _MANY:
            return False
        gains += [(known + gain, power + exponent) for known, power in gains]
    if len(gains) == 1:
        return False
    others = abs(whole.number.numerator) != 1
    others = others or any(e > 0 for base, e in whole.powers.items() if base != function)
    now = _price_of(beside, size, others)
    return all(gain + now <= _price_of(power, size, others) for gain, power in gains)


def _gain(outline: Outline, owner: int, function: int, size: int) -> int | None:
    """Return what is saved where a sum a + b*f, with a *function* f of this size, is written as (a*g + b)*f
    for g = 1/f, f not counted; None where it is no such sum, or a multiple of 1 + f or 1 - f."""
    gain = without = 0
    for term in outline.sums[owner]:
        times = term.powers.get(function, 0)
        if times not in (0, 1) or (times and may_be_conjugate(outline, term, function)):
            return None
        is_alone = abs(term.number) == 1 and len(term.powers) == times
        if times:
            gain += size - 1 if is_alone else size + 1
        else:  # several terms are drawn together
            without = max(without, size - 1 if is_alone else size + 1)
    return gain - without


def may_be_conjugate(outline: Outline, product: Product, function: int) -> bool:
    """Return whether the sum that *product* is a term of is a multiple of 1 + f or 1 - f, with the
    *function* f: times its conjugate that is the square of the other function of the pair."""
    if product.owner < 0:
        return False
    left = {base: e for base, e in product.powers.items() if base != function}
    return [(abs(product.number), left)] == [
        (abs(term.number), term.powers) for term in outline.sums[product.owner] if term is not product
    ]


def _may_be_another(outline: Outline, argument: int) -> bool:
    """Return whether an argument is half of another, has halves in it, or is that of an inverse function."""
    angle, ops = outline.factors(argument), outline.graph.ops
    if any(ops[base] in INVERSES for base in angle.powers) or angle.number.denominator % 2 == 0:
        return True
    return any(ops[base] in (ADD, SUB) and outline.has_halves(base) for base in angle.powers)


def _price_of(exponent: Rational, size: int, others: bool) -> int:
    """Return what a power of a function of this size adds to a product, which has factors above the line, or
    is led by a 1."""
    found = size - 1 + price(exponent) if exponent else 0
    return found if others or exponent > 0 else found + 2

"""Sums that are never 0 since all of their terms are on one side of the imaginary axis, for real variables:
(1 + I*x)**(1/3) + (1 - I*x)**(1/3).

A number whose real part is positive has an angle below pi/2. Its power by an exponent p, and that of its
conjugate, turns it by p times that angle: products of such powers are to the right of the axis where the
exponents, those of a number less those of its conjugate, come to 1 at most.

>>> from symdiff.parser.formula import parse
>>> texts = "(1 + I*x)**(1/3) + sqrt(1 - I*x)", "sqrt(I*x) + 1", "1 + I*x - 2"
>>> [is_on_one_side(parse(text)) for text in texts]
[True, False, False]
"""

from __future__ import annotations

from fractions import Fraction

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Number
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.sums import real_and_imaginary
from symdiff.simplifier.normal.form import Normal

_LARGE = 100
"""Size of a condition beyond which nothing is looked at."""


def is_on_one_side(difference: Expr) -> bool:
    """Return whether all terms of a formula are seen to be on one side of the imaginary axis wherever its
    variables are real numbers. Raises SymdiffError where a part has no value. Cost: a normal form."""
    if difference.size > _LARGE:
        return False
    work = workplace(difference.graph.limits)
    form = Normal(work)
    [root] = form.sweep([work.take(difference.graph, difference.node)])
    sides = {_side(form, monomial, number) for monomial, number in form.terms(root).items()}
    return sides in ({1}, {-1})


def _side(form: Normal, monomial: int, number: Number) -> int:
    """Return 1 for a term that is to the right of the axis, -1 for one to the left, 0 where none is seen."""
    constant, factors = form.factors(monomial)
    turns: dict[tuple[int, int], Fraction] = {}
    for base, exponent in factors.items():
        power = form.graph.numbers.get(exponent)
        parts = real_and_imaginary(form, base)
        if power is None or isinstance(power, float) or parts is None:
            return 0
        real, imaginary = parts
        within = form.ranges.of(real)
        if not (within.low > 0 or (within.low == 0 and within.above)):
            return 0
        if form.graph.is_zero(imaginary):
            continue
        mirrored = real, form.scaled(imaginary, -1)
        if mirrored in turns:
            turns[mirrored] -= Fraction(power)
        else:
            turns[parts] = turns.get(parts, Fraction(0)) + Fraction(power)
    if sum([abs(turn) for turn in turns.values()]) > 1:
        return 0
    return 1 if (number > 0) == (constant > 0) else -1


__all__ = ["is_on_one_side"]

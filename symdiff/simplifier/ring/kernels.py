"""How a normal form is read as polynomials: what stands for a variable, and what is a fraction of its own.

A kernel is a base and the symbolic part of an exponent: x, sin(u), exp(u), 2**n. Sums and their whole powers
are no kernels; what they are made of is.

>>> from symdiff.parser.formula import parse
>>> e = parse("3*x**2*exp(y)/sqrt(x + 1)")
>>> form = Normal(e.graph)
>>> [node] = form.sweep([e.node])
>>> sorted(Reading(form).kernels(node).values())
[1, 1, 2]
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Number
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors, Terms
from symdiff.table.operators import CONSTANT

Kernel = tuple[int, int]
"""Base and symbolic part of the exponent, -1 where the exponent is a number."""
Powers = dict[Kernel, Fraction]
"""A product of powers: kernel → numeric part of the exponent."""

_WHOLE: Final = [Fraction(n) for n in range(13)]
"""Exponents that most powers have; to make a fraction takes longer than all else that is done with it."""
_ONE: Final = _WHOLE[1]


class Reading:
    """The kernels and parts of nodes of a normal form.

    With *floats*, a float is a kernel, so that it stays a float; without, it raises Unsettled.
    """

    def __init__(self, form: Normal, floats: bool = True) -> None:
        self.form = form
        self.graph = form.graph
        self.floats = floats

    def sum_of(self, node: int) -> Terms | None:
        """Return the terms of a sum, None for anything else."""
        terms = self.form.terms(node)
        if not self.floats and any(isinstance(number, float) for number in terms.values()):
            raise Unsettled("a float")
        return terms if len(terms) > 1 else None

    def powers(self, node: int) -> tuple[Number, Powers]:
        """Return a product as a rational number and powers."""
        form, graph, found = self.form, self.graph, dict[tuple[int, int], Fraction]()
        number, factors = form.factors(node)
        if isinstance(number, float):
            if not self.floats:
                raise Unsettled("a float")
            found[graph.number(number), -1] = Fraction(1)
            number = 1
        for base, exponent in factors.items():
            for monomial, coefficient in form.terms(exponent).items():
                if isinstance(coefficient, float):
                    if not self.floats:
                        raise Unsettled("a float exponent")
                    monomial, coefficient = form.scaled(monomial, coefficient), 1
                kernel = (base, -1 if monomial == form.one else monomial)
                known = found.get(kernel)
                if known is not None:
                    found[kernel] = known + coefficient
                else:
                    found[kernel] = _ONE if coefficient == 1 else Fraction(coefficient)
        return number, found

    def whole(self, kernel: Kernel, power: Fraction) -> int:
        """Return the part of a power that is one of the fraction that the base is; the rest is one of a
        kernel."""
        base, symbolic = kernel
        return int(power) if symbolic < 0 and power.denominator == 1 and self.sum_of(base) is not None else 0

    def parts(self, node: int) -> Iterator[int]:
        """Return the nodes whose fractions make that of *node*."""
        terms = self.sum_of(node)
        if terms is not None:
            yield from [monomial for monomial in terms if monomial != self.form.one]
            return
        for kernel, power in self.powers(node)[1].items():
            if self.whole(kernel, power):
                yield kernel[0]

    def kernels(self, *roots: int) -> dict[Kernel, int]:
        """Return the kernels of nodes, and the root that is taken of each. Cost: linear in nodes."""
        found: dict[Kernel, int] = {}
        pending, seen = list(roots), set(roots)
        while pending:
            node = pending.pop()
            for part in self.parts(node):
                if part not in seen:
                    seen.add(part)
                    pending.append(part)
            terms = self.sum_of(node)
            if terms is not None:
                for number in terms.values():
                    if isinstance(number, float):
                        found[self.graph.number(number), -1] = 1
                continue
            for kernel, power in self.powers(node)[1].items():
                if power.denominator != 1 or not self.whole(kernel, power):
                    found[kernel] = math.lcm(found.get(kernel, 1), power.denominator)
        return found


def power_of(times: int, root: int) -> Fraction:
    """Return the exponent of the *root*-th root of a kernel, *times* taken."""
    return _WHOLE[times] if root == 1 and 0 <= times < len(_WHOLE) else Fraction(times, root)


def product_of(form: Normal, number: Number, powers: Powers) -> int:
    """Return the node of a product of powers. I**2 is -1."""
    graph = form.graph
    factors: Factors = {}
    for (base, symbolic), power in powers.items():
        if graph.ops[base] == CONSTANT and graph.name(base) == "I" and symbolic < 0:
            if power.denominator == 1:
                power %= 4
                number, power = (-number, power - 2) if power > 1 else (number, power)
        if power:
            scale = plain(power)
            exponent = form.scaled(symbolic, scale) if symbolic >= 0 else graph.number(scale)
            number = number * form.raised(factors, base, exponent)
    return form.product(plain(number), factors)


def add(into: Terms, terms: Terms, number: Number) -> None:
    """Add *number* times a sum to a sum."""
    for monomial, inner in terms.items():
        into[monomial] = plain(into.get(monomial, 0) + number * inner)


def plain(value: Number) -> Number:
    """Return a whole fraction as an integer. Raises Unsettled for an infinite float."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unsettled("an overflow")
        return value
    return value.numerator if value.denominator == 1 else value

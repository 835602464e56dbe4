"""What squares tell of sums: that one is never below a number, and which of two roots is larger.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("d**2*x**2 + 2*c*d*x + 2*c**2 - 2*c")
>>> form = Normal(e.graph)
>>> number, squares = completed(form, form.sweep([e.node])[0])
>>> number, [str(Expr(form.graph, square)) for square in squares]
(Fraction(-1, 1), ['d*x + c', 'c - 1'])
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Final

from symdiff.arithmetic.ranges import Range, Ranges, ratio
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.graph.graph import Number
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors
from symdiff.table.operators import GE, GT

_MANY: Final = 40
"""Terms beyond which nothing is completed."""
_SIDES: Final = 12
"""Sums with roots of which any two are looked at."""


class Squares(NamedTuple):
    """A sum of squares, each times a positive number, and a number."""

    number: Fraction
    squares: list[int]
    """What is squared, as nodes."""


def completed(form: Normal, node: int) -> Squares | None:
    """Return a sum, a node of *form*, as one of squares of real parts and a number, below which it is never;
    None where completing its squares does not come to that. Cost: cubic in the squares.
    """
    terms = {monomial: RATIONAL.number(number) for monomial, number in form.terms(node).items()}
    if not 2 <= len(terms) <= _MANY:
        return None
    halves = {m: half(form, m) for m, number in terms.items() if m != form.one}
    bases = [half for m, half in halves.items() if half is not None and terms[m] > 0]
    place = {base: i for i, base in enumerate(bases)}
    pairs: dict[int, tuple[int, int]] = {}
    for i, j in combinations(range(len(bases)), 2):
        pairs.setdefault(_product(form, bases[i], bases[j]), (i, j))
    matrix = [[Fraction(0)] * len(bases) for _ in bases]
    linear = [Fraction(0)] * len(bases)
    rest = Fraction(0)
    for monomial, number in terms.items():
        root = halves.get(monomial)
        if monomial == form.one:
            rest = number
        elif root is not None and number > 0:
            matrix[place[root]][place[root]] = number
        elif monomial in place:
            linear[place[monomial]] = number / 2
        elif monomial in pairs:
            i, j = pairs[monomial]
            matrix[i][j] = matrix[j][i] = number / 2
        else:
            return None
    found: list[int] = []
    for i, row in enumerate(matrix):
        pivot, others = row[i], range(i + 1, len(matrix))
        if pivot <= 0:
            if pivot < 0 or linear[i] or any(row[j] for j in others):
                return None
            continue
        inside: dict[int, Number] = {
            bases[i]: 1,
            **{bases[j]: ratio(row[j], pivot) for j in others if row[j]},
        }
        if linear[i]:
            inside[form.one] = ratio(linear[i], pivot)
        found.append(form.plain(inside))
        rest -= linear[i] ** 2 / pivot
        for j in others:
            linear[j] -= linear[i] * row[j] / pivot
            for k in others:
                matrix[j][k] -= row[j] * row[k] / pivot
    return Squares(rest, found)


def half(form: Normal, monomial: int) -> int | None:
    """Return the root of a product of even powers, None for any other product."""
    number, factors = form.factors(monomial)
    found: Factors = {}
    for base, exponent in factors.items():
        value = form.graph.numbers.get(exponent)
        if value is None or isinstance(value, float) or value % 2 or value <= 0:
            return None
        found[base] = form.graph.number(int(value) // 2)
    return form.product(1, found) if number == 1 else None


def _product(form: Normal, one: int, two: int) -> int:
    """Return the product of two products of whole powers."""
    graph, found = form.graph, dict(form.factors(one)[1])
    for base, exponent in form.factors(two)[1].items():
        other = found.get(base)
        sum_of_both = graph.value(exponent) + (0 if other is None else graph.value(other))
        found[base] = graph.number(sum_of_both)
    return form.product(1, found)


def without_roots(
    form: Normal, known: Ranges, said: Mapping[int, Range]
) -> Iterator[tuple[set[int], int, int]]:
    """Return what can be *said* of sums without their roots: those sums, and the comparison of a node with 0.

    Where w is a root, w + r > 0 and w - r > 0 are w**2 - r**2 > 0; w - r > 0 is, where r is a root, too.
    *known* tells what is not negative. Cost: a sum and a square for any two sums with roots, of twelve.
    """
    sides: list[tuple[int, int, int]] = []
    for part, allowed in said.items():
        if allowed.holes or (allowed.low == -math.inf) == (allowed.high == math.inf):
            continue
        if _has_root(form, part):
            below = allowed.high == math.inf
            node, number = (part, -allowed.low) if below else (form.scaled(part, -1), allowed.high)
            strict = allowed.above if below else allowed.below
            sides.append((part, form.added(node, form.graph.number(number)), GT if strict else GE))
    for part, node, op in sides:
        terms = sorted(form.terms(node).items(), key=lambda term: term[1])
        if len(terms) == 2 and terms[0][1] < 0 < terms[1][1]:
            rest, root = form.scaled(terms[0][0], -terms[0][1]), form.scaled(*terms[1])
            if known.of(root).low >= 0 and known.of(rest).low >= 0:
                yield {part}, op, _difference(form, root, rest)
    for (part, one, op), (other, two, also) in combinations(sides[:_SIDES], 2):
        root = form.scaled(form.added(one, two), Fraction(1, 2))
        if op == also and known.of(root).low >= 0:
            rest = form.scaled(form.added(one, form.scaled(two, -1)), Fraction(1, 2))
            yield {part, other}, op, _difference(form, root, rest)


def _has_root(form: Normal, node: int) -> bool:
    """Return whether a term of a sum has a root for a factor."""
    exponents = [
        form.graph.numbers.get(exponent)
        for monomial in form.terms(node)
        for exponent in form.factors(monomial)[1].values()
    ]
    return any(exponent is not None and exponent % 1 for exponent in exponents)


def _difference(form: Normal, one: int, two: int) -> int:
    """Return the difference of two squares."""
    exponent = form.graph.number(2)
    return form.added(form.power(one, exponent), form.scaled(form.power(two, exponent), -1))


__all__ = ["Squares", "completed", "half", "without_roots"]

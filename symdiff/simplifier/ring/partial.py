"""Partial fractions over the rationals in one kernel, the others being parameters.

A factor of the denominator at a time, by the inverse of the others modulo it (extended Euclid with
pseudo-division, the content divided out at each step).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> from symdiff.simplifier.normal.form import Normal
>>> from symdiff.simplifier.ring.quotients import quotients_of
>>> e = parse("1/(x**2 - 1)")
>>> form = Normal(e.graph)
>>> [node] = form.sweep([e.node])
>>> ring = quotients_of(form, node)
>>> terms = [over(ring, 0, *term) for term in partial_fractions(ring, 0, *ring.split(node))]
>>> sorted(str(Expr(form.graph, ring.written(*term))) for term in terms)
['-1/(2*(x + 1))', '1/(2*(x - 1))']
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symdiff.errors import Unsettled
from symdiff.simplifier.ring.polynomials import Polynomial, divided
from symdiff.simplifier.ring.quotients import Quotients, Split, merge


def partial_fractions(
    ring: Quotients, place: int, number: Fraction, parts: list[tuple[Polynomial, int]]
) -> Iterator[tuple[Polynomial, list[tuple[Polynomial, int]]]]:
    """Return the partial fractions by generator *place*: numerators, and powers of denominators.

    For a factor f**e of the denominator with the cofactor g, the numerator over f**e is a = top/g modulo
    f; what is left, (top - a*g)/f, stands over f**(e - 1)*g, and so on.
    """
    top = ring.expanded([(part, power) for part, power in parts if power > 0]) * ring.constant(number)
    free = [(part, -power) for part, power in parts if power < 0 and not _degree(part, place)]
    poles = [(part, -power) for part, power in parts if power < 0 and _degree(part, place)]
    bottom = ring.expanded(poles)
    ring.check_degree(bottom)
    quotient, top, scale = _pseudo(ring, top, bottom, place)
    free = [*free, (scale, 1)]
    for power, coefficient in _coefficients(ring, quotient, place).items():
        yield coefficient * ring.generators[place] ** power, free
    for pole, power in poles:
        cofactor = divided(bottom, ring.power(pole, power))
        inverse, value = ring.one, ring.one  # of the cofactor: inverse*cofactor == value modulo pole
        for other, times in poles:
            if other != pole:
                one, factor = _inverse(ring, other, pole, place)
                for _ in range(times):
                    _, inverse, scale = _pseudo(ring, ring.times(inverse, one), pole, place)
                    value = ring.times(value, ring.times(factor, scale))
        left, below = top, free
        for exponent in range(power, 0, -1):
            _, digit, scale = _pseudo(ring, left, pole, place)
            _, digit, more = _pseudo(ring, ring.times(digit, inverse), pole, place)
            by = ring.times(value, ring.times(scale, more))
            if digit != 0:
                yield digit, [*below, (by, 1), (pole, exponent)]
            rest = ring.checked(ring.times(left, by) - ring.times(digit, cofactor))
            left = divided(rest, pole)
            common = ring.gcd(_content(ring, [left], place), by) if left != 0 else by
            left = divided(left, common)
            below = [*below, (divided(by, common), 1)]


def over(ring: Quotients, place: int, top: Polynomial, bottom: list[tuple[Polynomial, int]]) -> Split:
    """Return a partial fraction in lowest terms; of its numerator the coefficients' content is factored."""
    content = _content(ring, [top], place)
    rest = divided(top, content)
    number, parts = ring.factored([(content, 1), *[(part, -power) for part, power in bottom]])
    merge(parts, rest, 1)
    return number, parts


def _degree(polynomial: Polynomial, place: int) -> int:
    return int(polynomial.degrees()[place])


def _coefficients(ring: Quotients, polynomial: Polynomial, place: int) -> dict[int, Polynomial]:
    """Return the coefficients of the powers of one generator."""
    pieces: dict[int, dict[tuple[int, ...], Any]] = {}
    for exponents, coefficient in polynomial.to_dict().items():
        rest = (*exponents[:place], 0, *exponents[place + 1 :])
        pieces.setdefault(int(exponents[place]), {})[rest] = coefficient
    return {power: ring.context.from_dict(terms) for power, terms in pieces.items()}


def _content(ring: Quotients, polynomials: list[Polynomial], place: int) -> Polynomial:
    """Return the greatest common divisor of all coefficients by one generator."""
    common: Polynomial = ring.zero
    for polynomial in polynomials:
        for coefficient in _coefficients(ring, polynomial, place).values():
            common = coefficient if common == 0 else ring.gcd(common, coefficient)
            if common.is_constant():
                return ring.one
    return common


def _pseudo(ring: Quotients, a: Polynomial, b: Polynomial, place: int) -> tuple[Polynomial, ...]:
    """Return q, r, s with s*a == q*b + r, where s is free of the generator and r of lower degree."""
    degree = _degree(b, place)
    lead = _coefficients(ring, b, place)[degree]
    quotient, rest, scale = ring.zero, a, ring.one
    while rest != 0 and _degree(rest, place) >= degree:
        power = _degree(rest, place)
        first = _coefficients(ring, rest, place)[power]
        common = lead if lead.is_constant() else ring.gcd(lead, first)
        by = divided(lead, common)
        term = divided(first, common) * ring.generators[place] ** (power - degree)
        quotient = ring.checked(ring.times(quotient, by) + term)
        rest = ring.checked(ring.times(rest, by) - ring.times(term, b))
        scale = ring.times(scale, by)
    return quotient, rest, scale


def _inverse(
    ring: Quotients, a: Polynomial, modulus: Polynomial, place: int
) -> tuple[Polynomial, Polynomial]:
    """Return t and c with t*a == c modulo *modulus*, where c is free of the generator.

    Extended Euclid with pseudo-division; the content is divided out at each step.
    """
    _, right, factor = _pseudo(ring, a, modulus, place)
    left, before = modulus, ring.zero
    while right != 0 and _degree(right, place):
        quotient, rest, scale = _pseudo(ring, left, right, place)
        after = ring.checked(ring.times(scale, before) - ring.times(quotient, factor))
        common = _content(ring, [rest, after], place)
        left, right = right, divided(rest, common)
        before, factor = factor, divided(after, common)
    if right == 0:
        raise Unsettled("two factors of the denominator have a common root")
    return factor, right

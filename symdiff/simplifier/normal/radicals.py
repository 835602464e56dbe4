"""Roots of numbers: one form for each, whatever it is made of, and how it is written.

A root is known by powers of primes with exponents from 0 to 1, so that sqrt(12) and 6/sqrt(3) are 2*sqrt(3).
What is written has one root where it can, in the denominator where the number in front is shorter so.

>>> taken_out(1, {12: Fraction(-1, 2)})
(Fraction(1, 6), {3: Fraction(1, 2)})
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.numbers import finite, times
from symdiff.table.exact import Exact, exact_root
from symdiff.table.operators import CONSTANT, DIV, MUL, NUMBER

_PRIMES: Final = 1000
"""Divisors up to which a number is split; what is left is taken for a prime."""
_BITS: Final = 200
"""Bits of a number that is split, and of a power that is computed."""
_HALF: Final = Fraction(1, 2)


@lru_cache(maxsize=1024)
def primes_of(value: Exact) -> dict[int, int] | None:
    """Return a positive rational as primes with their exponents, None for one that is too large. Read only.

    What has no divisor up to 1000 counts as a prime. Cost: a thousand divisions at most.

    >>> primes_of(Fraction(12, 5))
    {2: 2, 3: 1, 5: -1}
    """
    if value.numerator.bit_length() + value.denominator.bit_length() > _BITS:
        return None
    found: dict[int, int] = {}
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        divisor = 2
        while divisor <= _PRIMES and divisor * divisor <= part:
            while part % divisor == 0:
                part //= divisor
                found[divisor] = found.get(divisor, 0) + sign
            divisor += 1 if divisor == 2 else 2
        if part > 1:
            power = next((n for n in (2, 3, 5) if exact_root(part, n) is not None), 1)
            root = exact_root(part, power)
            assert root is not None
            found[root.numerator] = found.get(root.numerator, 0) + sign * power
    return {prime: exponent for prime, exponent in found.items() if exponent}


def taken_out(number: Number, powers: dict[Exact, Exact]) -> tuple[Number, dict[int, Fraction]] | None:
    """Return *number* times powers of positive rationals as a number and powers of primes, with exponents
    between 0 and 1, or -1 and 1 where the number is a float. None where one of them is too large."""
    exponents: dict[int, Fraction] = {}
    for value, power in powers.items():
        primes = primes_of(value)
        if primes is None:
            return None
        for prime, times_in in primes.items():
            exponents[prime] = exponents.get(prime, Fraction(0)) + times_in * power
    found: dict[int, Fraction] = {}
    for prime, exponent in exponents.items():
        whole = int(exponent) if isinstance(number, float) else exponent.numerator // exponent.denominator
        if abs(whole) * prime.bit_length() > _BITS:
            return None
        if whole:
            number = times(number, Fraction(prime) ** whole)
        if exponent != whole:
            found[prime] = exponent - whole
    return finite(number), found


def as_written(graph: Graph, number: Number, factors: dict[int, int]) -> tuple[Number, dict[int, int]]:
    """Return a number and powers, base → exponent, with the roots of numbers as they are written.

    Roots of one degree are joined, a square root with that of pi beside it. Where the number is divided by
    what stands below a root, the root is in the denominator: sqrt(3)/3 is 1/sqrt(3).
    """
    rooted: dict[int, dict[int, Fraction]] = {}
    for base, exponent in factors.items():
        if graph.ops[base] == NUMBER:
            prime, power = graph.value(base), graph.numbers.get(exponent)
            if isinstance(prime, int) and prime > 1 and isinstance(power, Fraction):
                rooted.setdefault(power.denominator, {})[prime] = power
    if not rooted:
        return number, factors
    left = dict(factors)
    for powers in rooted.values():
        for prime in powers:
            del left[graph.number(prime)]
    for degree, powers in sorted(rooted.items()):
        whole = 1
        for prime, power in powers.items():
            whole *= prime if power > 0 else 1
        if whole > 1 and not isinstance(number, float) and number.denominator % whole == 0:
            number = finite(Fraction(number) * whole)
            powers = {prime: power - 1 if power > 0 else power for prime, power in powers.items()}
        for sign in (1, -1):
            part = {prime: sign * power for prime, power in powers.items() if sign * power > 0}
            if not part:
                continue
            base, power = _joined(part, degree)
            node, power = graph.number(base), sign * power
            if degree == 2:
                node, power = _with_pi(graph, node, power, left)
            if node in left:  # 6**x*sqrt(6)
                left.update({graph.number(prime): graph.number(sign * part[prime]) for prime in part})
            else:
                left[node] = graph.number(power)
    return number, left


def _joined(powers: dict[int, Fraction], degree: int) -> tuple[int, Fraction]:
    """Return powers of primes, of one denominator and positive, as one power of an integer."""
    exponents = set(powers.values())
    base = 1
    for prime, power in powers.items():
        base *= prime if len(exponents) == 1 else prime**power.numerator
    return base, exponents.pop() if len(exponents) == 1 else Fraction(1, degree)


def _with_pi(graph: Graph, node: int, exponent: Fraction, factors: dict[int, int]) -> tuple[int, Fraction]:
    """Return the root of a number joined with that of pi, which is taken from *factors*, if it is there."""
    pi = graph.constant("pi")
    beside = graph.numbers.get(factors[pi]) if pi in factors else None
    if not isinstance(beside, Fraction) or beside.denominator != 2:
        return node, exponent
    rest = beside - _HALF if beside > 0 else beside + _HALF  # pi**(3/2)*sqrt(2) is pi*sqrt(2*pi)
    if rest:
        factors[pi] = graph.number(finite(rest))
    else:
        del factors[pi]
    if (beside > 0) == (exponent > 0):
        return graph.binary(MUL, node, pi), exponent
    return (graph.binary(DIV, node, pi) if exponent > 0 else graph.binary(DIV, pi, node)), _HALF


def is_root_of_pi(graph: Graph, base: int) -> bool:
    """Return whether *base* is what `as_written` makes of a number and pi."""
    op = graph.ops[base]
    if op != MUL and op != DIV:
        return False
    a, b = graph.both(base)
    if graph.ops[a] != NUMBER:
        a, b = b, a
    return graph.ops[a] == NUMBER and graph.ops[b] == CONSTANT and graph.name(b) == "pi"

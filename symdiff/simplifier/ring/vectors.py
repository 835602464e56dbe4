"""A fraction of polynomials as a vector: its irreducible factors with their powers."""

from __future__ import annotations

from fractions import Fraction

from symdiff.errors import Unsettled
from symdiff.records import NamedTuple
from symdiff.simplifier.ring.polynomials import Polynomial, factors_of, number_of, terms_of


class Vector(NamedTuple):
    """A fraction as a number, exponents of generators, and irreducible sums with their powers."""

    number: Fraction
    powers: tuple[int, ...]
    sums: tuple[tuple[Polynomial, int], ...]


def vector_of(top: Polynomial, bottom: Polynomial, width: int) -> Vector:
    """Return the irreducible factors of a fraction in a ring of *width* generators."""
    number, powers, sums = Fraction(1), [0] * width, list[tuple[Polynomial, int]]()
    for polynomial, sign in ((top, 1), (bottom, -1)):
        number *= _multiply(polynomial, sign, powers, sums)
    return Vector(number, tuple(powers), tuple(sums))


def raise_into(
    polynomial: Polynomial, power: int, powers: list[int], sums: list[tuple[Polynomial, int]]
) -> Fraction:
    """Multiply the factors of polynomial**power into powers and sums; return the number. Raises Unsettled
    where that divides by zero."""
    if polynomial == 0:
        raise Unsettled("a division by zero")
    more, parts = [0] * len(powers), list[tuple[Polynomial, int]]()
    number = _multiply(polynomial, 1, more, parts)
    for i, exponent in enumerate(more):
        powers[i] += power * exponent
    for part, exponent in parts:
        for place, (other, known) in enumerate(sums):
            if other == part:
                sums[place] = (other, known + power * exponent)
                if not sums[place][1]:
                    del sums[place]
                break
        else:
            sums.append((part, power * exponent))
    return number**power


def _multiply(
    polynomial: Polynomial, sign: int, powers: list[int], sums: list[tuple[Polynomial, int]]
) -> Fraction:
    """Multiply polynomial**sign into powers and sums; return the number that is left."""
    if len(polynomial) == 1:
        [(exponents, number)] = terms_of(polynomial).items()
        for i, exponent in enumerate(exponents):
            if exponent:
                powers[i] += sign * exponent
        return Fraction(number_of(number)) ** sign
    content, parts = factors_of(polynomial)
    for part, power in parts:
        if len(part) > 1:
            sums.append((part, sign * int(power)))
        else:
            [(exponents, one)] = terms_of(part).items()
            for i, exponent in enumerate(exponents):
                powers[i] += sign * int(power) * int(exponent)
            content = content * one ** int(power)
    return Fraction(int(content.p), int(content.q)) ** sign

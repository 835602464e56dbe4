"""Polynomials over the rationals in one variable: whether they have a real zero at all.

>>> from symdiff.parser.formula import parse
>>> f = parse("x**4 + x**3 + x**2 + x + 1")
>>> has_real_zero(coefficients(f.graph, f.node, "x")), has_real_zero([Fraction(-2), Fraction(0), Fraction(1)])
(False, True)
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Final

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.graph.graph import Graph
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL

DEGREE: Final = 40
"""Degree beyond which nothing is looked at."""

Polynomial = list[Fraction]
"""Coefficients, lowest first, the last of them not zero; empty for zero."""


def coefficients(graph: Graph, root: int, name: str) -> Polynomial | None:
    """Return the polynomial in *name* that a node is; None for anything else, and above degree 40."""
    known: dict[int, Polynomial] = {}
    for node in graph.below([root]):
        op, parts = graph.ops[node], [known[child] for child in graph.children[node]]
        if op == NUMBER:
            found = _trimmed([RATIONAL.number(graph.value(node))])
        elif op == SYMBOL and graph.name(node) == name:
            found = [Fraction(0), Fraction(1)]
        elif op == ADD or op == SUB:
            found = plus(parts[0], parts[1], 1 if op == ADD else -1)
        elif op == NEG:
            found = [-c for c in parts[0]]
        elif op == MUL:
            found = product(parts[0], parts[1])
        elif op == DIV and len(parts[1]) == 1:
            found = [c / parts[1][0] for c in parts[0]]
        elif op == POW:
            exponent = graph.numbers.get(graph.children[node][1])
            if exponent is None or exponent % 1 or not 0 <= exponent <= DEGREE:
                return None
            found = [Fraction(1)]
            for _ in range(int(exponent)):
                found = product(found, parts[0])
                if len(found) > DEGREE + 1:
                    return None
        else:
            return None
        if len(found) > DEGREE + 1:
            return None
        known[node] = found
    return known[root]


def has_real_zero(polynomial: Polynomial) -> bool:
    """Return whether a polynomial is zero somewhere on the real line, by Sturm's theorem.

    Cost: cubic in the degree, in exact rationals.
    """
    if not polynomial:
        return True
    chain = [polynomial, _trimmed([i * c for i, c in enumerate(polynomial)][1:])]
    while chain[-1]:
        chain.append([-c for c in _remainder(chain[-2], chain[-1])])
    chain.pop()
    far = [[_sign(p[-1]) * (side ** (len(p) - 1)) for p in chain] for side in (-1, 1)]
    return _changes(far[0]) > _changes(far[1])


def _changes(signs: list[int]) -> int:
    return sum(a != b for a, b in pairwise(signs))


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _trimmed(polynomial: Polynomial) -> Polynomial:
    while polynomial and not polynomial[-1]:
        polynomial.pop()
    return polynomial


def plus(one: Polynomial, two: Polynomial, sign: int) -> Polynomial:
    """Return the sum of two polynomials, the second times 1 or -1."""
    size = max(len(one), len(two))
    wide = [[*p, *[Fraction(0)] * (size - len(p))] for p in (one, two)]
    return _trimmed([a + sign * b for a, b in zip(*wide, strict=True)])


def product(one: Polynomial, two: Polynomial) -> Polynomial:
    """Return the product of two polynomials."""
    found = [Fraction(0)] * (len(one) + len(two) - 1 if one and two else 0)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            found[i + j] += a * b
    return found


def _remainder(one: Polynomial, two: Polynomial) -> Polynomial:
    left = list(one)
    while len(left) >= len(two):
        factor, shift = left[-1] / two[-1], len(left) - len(two)
        for i, c in enumerate(two):
            left[shift + i] -= factor * c
        left.pop()
        _trimmed(left)
    return left


__all__ = ["DEGREE", "Polynomial", "coefficients", "has_real_zero", "plus", "product"]

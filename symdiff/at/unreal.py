"""Conditions with the imaginary unit that hold for all real values of their variables: complex zeros are none
of them.

>>> from symdiff.parser.formula import parse
>>> [is_certain(parse(text)) for text in ("x != sqrt(1 + I)", "x**2 + 2*I*x != 2", "sqrt(x) != -I")]
[True, True, True]
>>> [is_certain(parse(text)) for text in ("x**2 + I*x != 0", "x + I*sqrt(x - 1) - 1 != 0", "sqrt(x) != I")]
[False, False, False]
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.arithmetic.balls import deep
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import has_complex, walk
from symdiff.at.turned import is_on_one_side
from symdiff.errors import SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.table.operators import NE, SYMBOL

_DIGITS: Final = 40
_HIGHEST: Final = 24
"""The largest degree of a polynomial that is looked at."""
_LEAST: Final = 1e-5
"""Half the length of a piece below which no zero is told from a small value."""
_ROUNDING: Final = 1e-14

Coefficients = dict[int, complex]
"""By exponent."""


def is_certain(condition: Expr) -> bool:
    """Return whether a condition u != 0 with the imaginary unit in u is seen to hold wherever u has a value.

    For sums whose terms are on one side of the imaginary axis, and for polynomials in the only variable, and
    in it and the square root of one sum a*x + b. A polynomial is far
    from 0 at the middle of each of many pieces, farther than it could move inside.
    Cost: a normal form, and values at the middles; in vain, about 10,000 of them.
    """
    graph = condition.graph
    names = graph.symbols([condition.node])
    if graph.ops[condition.node] != NE or not has_complex(graph, [condition.node]):
        return False
    try:
        left, right = [Expr(graph, side) for side in graph.both(condition.node)]
        if is_on_one_side(left - right):
            return True
        found = _polynomial(condition, names[0]) if len(names) == 1 else None
    except (SymdiffError, ArithmeticError, Unclear, ValueError):
        return False
    if found is None:
        return False
    terms, size, is_root = found
    turn = 1j if is_root else -1  # a root is not negative, or I times what is not
    sides = [terms, {e: c * turn**e for e, c in terms.items()}]
    highest = max(terms, default=-1)
    return highest >= 0 and all(
        _is_apart(part, size) for side in sides for part in (side, {highest - e: c for e, c in side.items()})
    )


def _polynomial(condition: Expr, name: str) -> tuple[Coefficients, float, bool] | None:
    """Return the difference of the sides as a polynomial, and the sum of the sizes of what it is the sum of:
    in the variable, or in a square root of it; None for others."""
    work = Graph(condition.graph.limits)
    left, right = [work.take(condition.graph, side) for side in condition.graph.children[condition.node]]
    form = Normal(work)
    terms = form.terms(form.sweep([work.sub(left, right)])[0])
    graph = form.graph
    parts: list[tuple[complex, int, int]] = []
    """Coefficients, exponents of the variable, and of the root."""
    root = -1
    for monomial, number in terms.items():
        constant, factors = form.factors(monomial)
        rest = {}
        powers = [0, 0]
        for base, exponent in factors.items():
            value = graph.numbers.get(exponent)
            if name not in graph.symbols([base, exponent]):
                rest[base] = exponent
            elif graph.ops[base] == SYMBOL and isinstance(value, int) and value > 0:
                powers[0] += value
            elif value is not None and value > 0 and 2 * value % 2 == 1 and root in (-1, base):
                root = base
                powers[1] += int(2 * value)
            else:
                return None
        factor = _value(graph, form.product(number * constant, rest))
        if factor is None:
            return None
        parts.append((factor, powers[0], powers[1]))
    inside = _linear(form, root, name) if root >= 0 else (Fraction(1), Fraction(0))
    if inside is None:
        return None
    found: Coefficients = {}
    size = 0.0
    if max([exponent for _, exponent, _ in parts], default=0) > _HIGHEST:
        return None
    for factor, exponent, of_root in parts:
        for power, part in _shifted(exponent, *inside, root >= 0).items():
            term = factor * float(part)
            found[power + of_root] = found.get(power + of_root, 0) + term
            size += abs(term)
    return found, size, root >= 0


def _shifted(exponent: int, slope: Fraction, constant: Fraction, is_root: bool) -> dict[int, Fraction]:
    """Return the power of x, of (y**2 - constant)/slope where y is the root of slope*x + constant."""
    if not is_root:
        return {exponent: Fraction(1)}
    found = {0: Fraction(1)}
    for _ in range(exponent):
        longer: dict[int, Fraction] = {}
        for power, part in found.items():
            longer[power + 2] = longer.get(power + 2, 0) + part / slope
            longer[power] = longer.get(power, 0) - part * constant / slope
        found = longer
    return found


def _linear(form: Normal, node: int, name: str) -> tuple[Fraction, Fraction] | None:
    """Return a and b of a*x + b."""
    slope = constant = Fraction(0)
    for monomial, number in form.terms(node).items():
        if monomial == form.one:
            constant = RATIONAL.number(number)
        elif form.graph.names.get(monomial) == name:
            slope = RATIONAL.number(number)
        else:
            return None
    return (slope, constant) if slope else None


def _value(graph: Graph, node: int) -> complex | None:
    """Return the value of a constant, None where its float may be off by more than rounding."""
    [ball] = walk(graph, [node], {}, deep(_DIGITS, real=False))
    return complex(ball.mid) if ball.digits() > 20 else None


def _is_apart(terms: Coefficients, size: float) -> bool:
    """Return whether a polynomial has no zero between 0 and 1, made of numbers up to a *size*."""
    steep = sum(e * abs(c) for e, c in terms.items())
    noise = _ROUNDING * (1 + max(terms)) * size
    pieces = [(0.5, 0.5)]
    while pieces:
        middle, half = pieces.pop()
        if abs(sum(c * middle**e for e, c in terms.items())) > half * steep + noise:
            continue
        if half < _LEAST:
            return False
        pieces += [(middle - half / 2, half / 2), (middle + half / 2, half / 2)]
    return True


__all__ = ["is_certain"]

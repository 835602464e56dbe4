"""Which number a user means by a float, and numbers as short texts and fractions.

>>> exact(0.1), exact(1/3), exact(2)
(Fraction(1, 10), Fraction(1, 3), 2)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.ball import Ball, exactly
from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import is_complex_number, walk
from symdiff.errors import DomainError, SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.long import LongDecimal
from symdiff.parser.formula import parse
from symdiff.simplifier.levels import simplify

_DENOMINATOR: Final = 10**6
"""Of a slope that is written as a fraction."""
_TYPED: Final = 12
"""Digits of a decimal up to which it is meant as one."""
_NEAR: Final = 1000
"""Below it floats are near enough to one another to tell fractions and multiples of pi by them."""
_CONSTANTS: Final = ("pi", "E", "sqrt(2)", "sqrt(3)", "sqrt(pi)", "log(2)", "pi**2", "1/pi", "1/sqrt(pi)")
"""A number that is a short multiple of one of these, as far as its digits tell, is taken to be it."""
_TURNS: Final = 24
"""Denominator of a multiple of pi that a float is taken for."""


def exact(value: Any) -> Any:
    """Return the number that a float stands for: a short fraction or a multiple of pi/24 that rounds to it,
    else the shortest decimal. A multiple of pi is an expression, one of constants stays one or is a Fraction.

    >>> exact(0.1), exact(1/3), exact(2), str(exact(math.pi/2)), exact(1e-41) == Fraction(1, 10**41)
    (Fraction(1, 10), Fraction(1, 3), 2, 'pi/2', True)
    """
    if isinstance(value, Expr):
        try:
            return walk(value.graph, [value.node], {}, RATIONAL)[0]
        except SymdiffError:
            return value
    if hasattr(value, "_mpf_") and math.isfinite(value):
        return exactly(value)
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    if isinstance(value, LongDecimal):
        return Fraction(*value.exact)
    decimal = repr(value)
    mantissa = decimal.partition("e")[0].replace(".", "").strip("-0")
    if len(mantissa) <= _TYPED:
        return Fraction(decimal)
    short = Fraction(value).limit_denominator(10_000)
    if float(short) == value and abs(value) < _NEAR:
        return short
    turns = Fraction(value / math.pi).limit_denominator(_TURNS)
    if turns and abs(value) < _NEAR and abs(float(turns) * math.pi - value) <= 2 * math.ulp(value):
        graph = Graph()
        node = graph.mul(graph.number(turns.numerator), graph.constant("pi"))
        return Expr(
            graph, node if turns.denominator == 1 else graph.div(node, graph.number(turns.denominator))
        )
    return Fraction(decimal)


def real_point(at: Mapping[str, Any]) -> dict[str, Any]:
    """Return the coordinates as `exact` has them. Raises DomainError for what is infinite or no number, and
    Unsupported for complex numbers. That a formula is infinite is not seen.

    >>> real_point({"x": 0.5})
    {'x': Fraction(1, 2)}
    """
    for name, value in at.items():
        if is_complex_number(value):
            raise Unsupported(f"{name} is to be a real number, not {value}")
        if not isinstance(value, Expr | int | Fraction) and not math.isfinite(value):
            raise DomainError(f"{name} is not a number (nan)" if value != value else f"{name} is infinite")
    return {name: exact(value) for name, value in at.items()}


def approximate(value: Any) -> float:
    """Return a number, or an expression of constants, as a float."""
    if isinstance(value, Expr):
        return float(evaluate(value))
    return float(value)


def constant(value: Any) -> Any:
    """Return a number, or an expression of constants, to 100 digits."""
    numbers = Multiprecision(DIGITS)
    if isinstance(value, Expr):
        return walk(value.graph, [value.node], {}, numbers)[0]
    return numbers.convert(value)


def shown(value: Any) -> str:
    """Return a number short, a fraction as one."""
    if isinstance(value, int | Fraction) and len(str(value)) < 30:
        return str(value)
    try:
        number = approximate(value)
    except OverflowError:
        from mpmath import nstr

        return str(nstr(constant(value), 10))
    if math.isinf(number):
        return "oo" if number > 0 else "-oo"
    return f"{number:.10g}"


def fraction(value: Ball) -> Fraction | None:
    """Return the short fraction that a number is, as far as its digits tell, or None."""
    if value.has_zero():
        return Fraction(0)
    large = math.log2(_DENOMINATOR) + 1
    if not -large < value.size() < large or value.digits() < 2 * math.log10(_DENOMINATOR):
        return None
    whole = exactly(value.mid)
    short = whole.limit_denominator(_DENOMINATOR)
    return short if short == whole or (value - short).has_zero() else None


def decimal_of(value: Fraction) -> Fraction | float:
    """Return a rational as the float that is written as that decimal, or as it is where there is none."""
    if value.denominator == 1:
        return value
    try:
        short = float(value)
    except OverflowError:
        return value
    return short if Fraction(repr(short)) == value else value


def written(graph: Graph, value: Ball, decimal: bool = False) -> int:
    """Return a number as the node of the constant that it is, as far as its digits tell, -1 where it is not
    known to be one; a rational as a decimal where that is wanted."""
    short = fraction(value)
    if short is not None:
        return graph.number(decimal_of(short) if decimal else short)
    for text in _CONSTANTS:
        constant = parse(text)
        [unit] = walk(constant.graph, [constant.node], {}, value.of)
        short = fraction(value / unit)
        if short is not None:
            node = graph.take(constant.graph, constant.node)
            found = simplify(Expr(graph, graph.mul(graph.number(short), node)))
            return graph.take(found.graph, found.node)
    return -1


__all__ = ["approximate", "constant", "decimal_of", "exact", "fraction", "shown", "written"]

"""Formulas of several variables at a point: directional derivatives, the gradient, Clarke's.

>>> from symdiff.parser.formula import parse
>>> directional_at(parse("Abs(x) + y"), ["x", "y"], {"x": 0, "y": 0}, [-1, 1])
2.0
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.expansion import DIGITS, Expansions, deepened
from symdiff.arithmetic.lexicographic import Lexicographic, Lexicographics
from symdiff.arithmetic.multiprecision import context
from symdiff.arithmetic.walk import walk
from symdiff.at.numbers import approximate, real_point, shown
from symdiff.at.point import DEPTHS, derivative_at, own_value, place, quotient, rounded, same
from symdiff.at.special import is_special
from symdiff.errors import DomainError, NotDifferentiable, Oscillates, OutOfRange, SymdiffError
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Point, Real, Variables
from symdiff.parser.inputs import expression, names_of, number_of, numbers_of

_CURVES: Final = 20
"""Lines and parabolas along which a formula of several variables is looked at."""


def directional_at(
    expr: Formula,
    variables: Variables,
    at: Point,
    along: Sequence[Real],
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> float:
    """Return the one-sided directional derivative: the limit of (f(a + h*d) - f(a))/h for h > 0 to 0.

    *expr* is a text, an Expr or a SymPy expression, *variables* are names or symbols, *at* has a number for
    each name or symbol, here and below. *along* has a number for each of *variables*. Cost: that of one
    expansion, linear in nodes. Raises SymdiffError where it has not, NotDifferentiable where there is none,
    Unsupported where the expansions do not tell.

    >>> from symdiff.parser.formula import parse
    >>> directional_at(parse("sqrt(x**2 + y**2)"), ["x", "y"], {"x": 0, "y": 0}, [3, 4])
    5.0
    """
    names, given = names_of(variables), numbers_of(at)
    if len(along) != len(names):
        raise SymdiffError(
            f"a direction of {len(along)} for {len(names)} variables", hint="give a number for each"
        )
    source = _read(expr, names, given, symbols, functions, limits)
    point = real_point(given)
    parts = real_point(
        {f"the direction of {name}": number_of(d) for name, d in zip(names, along, strict=True)}
    )
    value = own_value(source, point, place(point))
    slope = _along(source, point, dict(zip(names, [[part] for part in parts.values()], strict=True)), value)
    if slope is None or not (isinstance(slope, Ball) or math.isfinite(slope)):
        raise NotDifferentiable(
            f"no directional derivative at {place(point)}", reason="no directional derivative"
        )
    return float(rounded(slope, None))


def gradient_at(
    expr: Formula,
    variables: Variables,
    at: Point,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> list[float]:
    """Return the gradient at a point where the formula is differentiable as a function of all *variables*.

    Where the formula of the gradient does not hold, the partial derivatives are those of `derivative_at`, and
    the formula must agree with them along lines and parabolas in seeded directions: x**2*y/(x**2 + y**2) has
    all directional derivatives at 0 and no derivative. That search refutes; it is no proof.

    Raises NotDifferentiable, with the reason. Cost: some twenty expansions of the formula.

    >>> from symdiff.parser.formula import parse
    >>> f = parse("Piecewise((x**3*y/(x**2 + y**2), x != 0 or y != 0), (0, True))")
    >>> gradient_at(f, ["x", "y"], {"x": 0, "y": 0})
    [0.0, 0.0]
    """
    names, given = names_of(variables), numbers_of(at)
    source = _read(expr, names, given, symbols, functions, limits)
    slopes = [derivative_at(source, name, given) for name in names]
    if not is_special(source, given):
        return slopes
    point = real_point(given)
    value = own_value(source, point, place(point))
    scale = max([abs(slope) for slope in slopes])
    for curve in _curves(len(names)):
        along = dict(zip(names, curve, strict=True))
        found = _along(source, point, along, value)
        expected = sum([slope * float(d) for slope, (d, _) in zip(slopes, curve, strict=True)])
        if found is not None and abs(float(found) - expected) <= 1e-12 * scale:
            continue
        text = ", ".join(f"{name} = {_curve_text(point[name], along[name])}" for name in names)
        raise NotDifferentiable(
            f"no derivative at {place(point)}: there are partial derivatives, but along {text} they do not "
            "tell the slope",
            reason="no linear approximation",
        )
    return slopes


def clarke_element(
    expr: Formula,
    variables: Variables,
    at: Point,
    directions: Sequence[Sequence[float]] | None = None,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> list[float]:
    """Return one element of the generalized gradient of a formula at a point: the gradient where it has one.

    At a kink it is the lexicographic derivative along *directions*, a regular matrix with a row for each (by
    default the axes in turn), for which the chain rule is exact: what a part does at its tie is decided by
    the first direction in which it comes loose. For a formula that is piecewise differentiable it is an
    element of Clarke's generalized gradient.

    Domain: formulas of smooth rows, Abs, Max, Min, relu, and a continuous Piecewise. Cost: a sweep with as
    many slopes as directions. Raises DomainError where a part has no slope, SymdiffError for a singular
    matrix. Source: `arithmetic.lexicographic`.

    >>> from symdiff.parser.formula import parse
    >>> clarke_element(parse("Max(x, 0) - Max(-x, 0)"), ["x"], {"x": 0})
    [1.0]
    >>> clarke_element(parse("Abs(x) + Abs(y)"), ["x", "y"], {"x": 0, "y": 0}, [[-1, 0], [0, 1]])
    [-1.0, 1.0]
    """
    names, given = names_of(variables), numbers_of(at)
    source = _read(expr, names, given, symbols, functions, limits)
    count = len(names)
    rows = [[float(i == j) for j in range(count)] for i in range(count)] if directions is None else directions
    if len(rows) != count or any(len(row) != count for row in rows):
        s = "s" * (count != 1)
        raise SymdiffError(f"give {count} direction{s}, with {count} number{s} each")
    arithmetic = Lexicographics(count)
    point = {}
    for name, value in real_point(given).items():
        moves = tuple([float(row[names.index(name)]) for row in rows]) if name in names else ()
        try:
            number = approximate(value)
        except OverflowError:
            number = math.inf
        if math.isinf(number):
            raise OutOfRange(f"{name} is too large for a float")
        point[name] = Lexicographic(number, moves or arithmetic.still)
    [found] = walk(source.graph, [source.node], point, arithmetic)
    numbers = context(DIGITS)
    try:
        solved = numbers.lu_solve(numbers.matrix([list(row) for row in rows]), list(found.slopes))
    except ZeroDivisionError:
        raise SymdiffError("the directions are not independent", hint="give a regular matrix") from None
    return [float(part) for part in solved]


def _read(
    expr: Any, names: list[str], given: Mapping[str, Any], symbols: Any, functions: Any, limits: Limits
) -> Expr:
    return expression(expr, [*names, *given, *names_of(symbols)], functions, limits)


def _along(expr: Expr, point: dict[str, Any], along: dict[str, Any], value: Any) -> Any:
    """Return the slope of a formula along a curve through a point, None where there is none."""

    def slope(germs: Expansions) -> Any:
        at = {name: germs.curve(number, along.get(name, ())) for name, number in point.items()}
        [germ] = walk(expr.graph, [expr.node], at, germs)
        limit = germ.limit()
        return quotient(germ, limit, 1).limit() if same(limit, value) else None

    try:
        return deepened(slope, DEPTHS)
    except (Oscillates, DomainError, ValueError):
        return None


def _curves(count: int) -> list[list[tuple[Fraction, Fraction]]]:
    """Return lines and parabolas through 0: for each variable its first and second coefficient."""
    generator = Random(0)
    found = []
    for number in range(_CURVES):
        curve = []
        for _ in range(count):
            d, c = (Fraction(generator.randint(-9, 9), generator.randint(1, 4)) for _ in range(2))
            curve.append((d, c if number % 2 else Fraction(0)))
        if number < 2 * count:  # nearly along an axis: the others are of second order
            axis = number // 2
            curve = [
                (d or Fraction(1), Fraction(0))
                if i == axis
                else (Fraction(0), c or Fraction(number % 2 or -1))
                for i, (d, c) in enumerate(curve)
            ]
        if any(d for d, _ in curve):
            found.append(curve)
    return found


def _curve_text(at: Any, along: tuple[Fraction, Fraction]) -> str:
    parts = [shown(at)] if at != 0 else []
    parts += [f"{c}*{h}" for c, h in zip(along, ("h", "h**2"), strict=True) if c]
    return " + ".join(parts) or "0"


__all__ = ["clarke_element", "directional_at", "gradient_at"]

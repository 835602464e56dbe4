"""What a formula of one variable is like at a point: the derivative that is there, or why there is none.

The formula of a derivative says nothing where it is 0/0, where branches of a Piecewise meet, or at a kink.
There the function itself is expanded on both sides (`arithmetic.expansion`), and the difference quotient has
a limit or it has not.

>>> from symdiff.parser.formula import parse
>>> derivative_at(parse("x*Abs(x)"), "x", {"x": 0})
0.0
>>> derivative_at(parse("Max(x, exp(x) - 1, (x + 1)**2/2 - 1/2)"), "x", {"x": 0})
1.0
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple, overload

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.evaluation import as_derived, check_digits, evaluate, exactly, for_complex
from symdiff.arithmetic.expansion import DIGITS, Expansions, deepened
from symdiff.arithmetic.germ import ONE, Germ
from symdiff.arithmetic.multiprecision import context
from symdiff.arithmetic.walk import is_complex, is_complex_number, walk
from symdiff.at.numbers import real_point, shown
from symdiff.at.special import settled
from symdiff.errors import (
    DomainError,
    NotDifferentiable,
    Oscillates,
    OutOfRange,
    SymdiffError,
    Unsupported,
)  # fmt: skip
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, LongNumber, Names, Point, Variable
from symdiff.parser.inputs import expression, name_of, names_of, numbers_of
from symdiff.simplifier.levels import simplified
from symdiff.sweeps.sweep import tangents

_MORE: Final = (30, 200, 1000)
"""Digits beyond those asked for, more where rounding takes them."""
_FLOAT: Final = 13
"""Digits of a float that must be right."""
DEPTHS: Final = (4, 7, 13, 21)
"""Exponents beyond the first that are kept, until they tell; more for higher orders."""


class _Side(NamedTuple):
    """What a function is like on one side of a point."""

    limit: Any = None
    """Of the derivative of one order less; None where it has no value."""
    slope: Any = None
    """The one-sided derivative: a number, an infinity, or None."""
    oscillates: bool = False
    fault: str = ""
    """Why there is no value."""


@overload
def derivative_at(
    expr: Formula,
    variable: Variable,
    at: Point,
    *,
    order: int = 1,
    digits: None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> float: ...
@overload
def derivative_at(
    expr: Formula,
    variable: Variable,
    at: Point,
    *,
    order: int = 1,
    digits: int,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> LongNumber: ...
def derivative_at(
    expr: Formula,
    variable: Variable,
    at: Point,
    *,
    order: int = 1,
    digits: int | None = None,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Any:
    """Return the derivative of *order* at a point, two-sided, where it exists.

    *expr* is a text, an Expr or a SymPy expression. *at* has a number for each name or
    symbol: an int, a Fraction, a float (0.1 is 1/10, 0.3333333333333333 is 1/3), an mpmath number or an
    expression of constants, such as parse("sqrt(2)"). A float comes back, or an mpmath number with *digits*.

    Domain: any point. Cost: a few expansions of the formula. Raises NotDifferentiable with the reason, the
    one-sided derivatives and the Clarke subdifferential where there is one; Unsupported where the expansions
    do not tell.

    >>> from symdiff.parser.formula import parse
    >>> derivative_at(parse("sqrt(x**4)"), "x", {"x": 0})
    0.0
    >>> derivative_at(parse("Abs(x)"), "x", {"x": 0})
    Traceback (most recent call last):
    ...
    symdiff.errors.NotDifferentiable: no derivative at x = 0, a corner: -1 on the left, 1 on the right
    """
    if not isinstance(order, int) or order < 0:
        raise SymdiffError(f"order {order!r} of a derivative", hint="give a whole number, 0 or more")
    name, given = name_of(variable), numbers_of(at)
    source = expression(expr, [name, *given, *names_of(symbols)], functions, limits)
    check_digits(digits, source.graph.limits)
    for more in _MORE:
        found = precisely(source, name, given, order, max(DIGITS, (digits or 0) + more))
        if found.has_zero() or found.digits() >= (_FLOAT if digits is None else digits):
            break
    return rounded(found, digits)


def precisely(expr: Expr, variable: str, at: Mapping[str, Any], order: int = 1, digits: int = DIGITS) -> Ball:
    """Return what `derivative_at` returns as a ball that was computed with so many *digits*."""
    point = real_point(at)
    for name in [*expr.graph.symbols([expr.node]), variable]:
        if name not in point:
            raise SymdiffError(f"{name} has no value", hint=f"give one, such as {{{name!r}: 1}}")
    return _two_sided(expr, variable, point, order, digits)


def rounded(found: Any, digits: int | None) -> Any:
    """Return a ball as a float, a complex number, or an mpmath number of so many *digits*; a truth as it is.

    Raises DomainError for what is too large, Unsupported for what has not so many digits.
    """
    if not isinstance(found, Ball):
        return found
    value = found.mid
    if found.has_zero():
        value = value * 0
    elif found.digits() < (_FLOAT if digits is None else digits):
        raise Unsupported("rounding leaves too few digits of this value")
    if digits is not None:
        return context(digits).convert(value) * 1
    number = float(value) if found.of.real else complex(value)
    if abs(number) == math.inf:
        raise OutOfRange("the value is too large for a float", hint="digits=30 gives it all the same")
    return number


def value_at(
    expr: Expr,
    at: Mapping[str, Any],
    digits: int | None = None,
    sharply: Mapping[str, Expr] | None = None,
) -> Any:
    """Return the value of a derivative at a point, where its formula says it or the function itself does,
    right to the *digits* of the number that is returned.

    *expr* is what `derive` returned; of any other expression its own value is returned. *sharply* has the
    point as formulas, where it is known so. Raises as `derivative_at` and `evaluate` do.

    >>> from symdiff.verbs.derivatives import derive
    >>> value_at(derive("Piecewise((sin(x)/x, x != 0), (1, True))", "x", order=2), {"x": 0})
    -0.3333333333333333
    """
    check_digits(digits, expr.graph.limits)
    given = numbers_of(at)
    sharp = {**given, **(sharply or {})}
    if not all(_is_plain(value) for value in given.values()):
        return evaluate(expr, given, digits=digits)
    origin = expr.origin
    source, names = origin if origin is not None else (expr, ())
    real = not (is_complex(source) or any(map(is_complex_number, sharp.values())))
    known = set(source.graph.symbols([source.node])) <= given.keys()
    if origin is not None and any(map(is_complex_number, sharp.values())):
        expr = for_complex(expr)
    alone = real and known and len(set(names)) == 1
    if real and names and not alone:
        _check_conditions(expr, given)
    asked = [source, expr] if known and real else [expr]
    rounds = any(isinstance(number, float) for number in expr.graph.numbers.values())
    if origin is not None and (rounds or (real and is_complex(expr))):
        asked[-1] = as_derived(exactly(source), names)  # as it was before rounding, and without I
    found = settled(asked, sharp, digits, real)
    if found is not None:
        return rounded(found[-1], digits)
    if not alone:
        if sharply and real and known and not names:
            _check_value(expr, sharp)
        return evaluate(expr, given, digits=digits)
    try:
        return derivative_at(source, names[0], sharp, order=len(names), digits=digits)
    except NotDifferentiable as error:
        if not _is_said_at_the_end(expr, given, error):
            raise
    return evaluate(expr, given, digits=digits)


def _is_said_at_the_end(expr: Expr, given: Mapping[str, Any], error: NotDifferentiable) -> bool:
    """Return whether a point is an end of the domain at which the conditions of a derivative hold, and its
    formula is the slope on the one side there is: that of x**(3/2) holds where x >= 0."""
    slope = error.left if error.right is None else error.right
    if error.reason != "end of the domain" or slope is None or not math.isfinite(slope):
        return False
    try:
        value = evaluate(expr, given)
        if not all(evaluate(condition, given) for condition in expr.conditions):
            return False
    except (SymdiffError, ArithmeticError):
        return False
    return bool(abs(value - slope) <= _NEAR * max(1, abs(slope)))


def _check_value(expr: Expr, at: dict[str, Any]) -> None:
    """Raise DomainError where there is no value at a point, which floats beside it may have: tan at pi/2."""
    try:
        _value_there(expr, at, DIGITS)
    except OutOfRange:
        return


def _check_conditions(expr: Expr, given: Mapping[str, Any]) -> None:
    """Raise NotDifferentiable where a condition of a derivative does not hold at a point, and the function
    itself is not looked at: it has symbols without a value, or there are several variables."""
    for condition in expr.unsolved:
        if set(condition.graph.symbols([condition.node])) <= given.keys():
            try:
                holds = evaluate(condition, given)
            except DomainError:
                holds = False
            if not holds and condition.graph.names.get(condition.node) == "False":
                raise NotDifferentiable("the function has no real value anywhere", reason="condition")
            if not holds:
                raise NotDifferentiable(
                    f"the derivative holds where {condition}, which is not so at {place(dict(given))}",
                    reason="condition",
                )


# Two sides ------------------------------------------------------------------------------------


def _two_sided(expr: Expr, variable: str, point: dict[str, Any], order: int, digits: int) -> Ball:
    """Return the derivative of *order*. Raises NotDifferentiable."""
    where = f"{variable} = {shown(point[variable])}"
    value = own_value(expr, point, where, digits)
    steps = [expr]
    for k in range(1, order + 1):
        left, right = [_one_side(expr, variable, point, k, value, side, steps, digits) for side in (-1, 1)]
        value = _joined(left, right, value, where, k)
    return value


def own_value(expr: Expr, point: dict[str, Any], where: str, digits: int = DIGITS) -> Ball:
    """Return the value at a point, as a ball. Raises NotDifferentiable outside the domain."""
    if is_complex(expr):
        raise Unsupported("complex formulas are not expanded on two sides")
    try:
        return _value_there(expr, point, digits)
    except OutOfRange as error:
        raise Unsupported(f"{error.message}: no derivative is found at {where}") from None
    except (DomainError, ValueError) as error:
        message = getattr(error, "message", str(error))
        raise NotDifferentiable(
            f"no derivative at {where}, outside the domain: {message}", reason="outside the domain"
        ) from None


def _value_there(expr: Expr, point: dict[str, Any], digits: int) -> Ball:
    """Return the value at a point, as a ball. Raises DomainError and ValueError outside the domain."""

    def look(germs: Expansions) -> Any:  # of constants: with zeros where rounding has nearly so
        values = {name: germs.curve(value, ()) for name, value in point.items()}
        [germ] = walk(expr.graph, [expr.node], values, germs)
        return germ.limit()

    found: Ball = deepened(look, (1,), digits)
    return found


def _one_side(
    expr: Expr,
    variable: str,
    point: dict[str, Any],
    order: int,
    value: Any,
    side: int,
    steps: list[Expr],
    digits: int,
) -> _Side:
    """Return the limit of the derivative of *order* - 1 on one side, and of its difference quotient."""

    def look(germs: Expansions) -> _Side:
        at = {
            name: germs.curve(number, (side,) if name == variable else ()) for name, number in point.items()
        }
        [germ] = walk(expr.graph, [expr.node], at, germs)
        if germ.wild and order > 1:  # an error that oscillates has no slope of its size
            step = _derived(variable, order - 1, steps)
            [germ] = walk(step.graph, [step.node], at, germs)
        else:
            for _ in range(order - 1):
                germ = germ.slope(side)
        limit = germ.limit()
        # The value is that of rounded numbers: where it is the limit, the limit stands for it.
        return _Side(limit, quotient(germ, limit if same(limit, value) else value, side).limit())

    try:
        return deepened(look, [depth + order - 1 for depth in DEPTHS], digits)
    except OutOfRange as error:
        raise Unsupported(error.message) from None
    except (DomainError, ValueError) as error:
        return _Side(fault=f"not defined there ({getattr(error, 'message', error)})")
    except Oscillates:
        return _Side(oscillates=True)


def quotient(germ: Germ, value: Any, side: int) -> Germ:
    """Return the difference quotient of a germ and the value at the point."""
    kept = germ.truncation
    step = Germ(kept, {(Fraction(1), 0): kept.numbers.number(side)})
    return (germ - Germ(kept, {ONE: kept.numbers.ball(value)})) / step


def _derived(variable: str, order: int, steps: list[Expr]) -> Expr:
    """Return the formula of a derivative, those before it kept in *steps*."""
    while len(steps) <= order:
        last = steps[-1]
        graph = Graph(last.graph.limits)
        node = graph.take(last.graph, last.node)
        [node] = tangents(graph, [node], graph.symbol(variable))
        graph, [node] = simplified(graph, [node], "basic")
        steps.append(Expr(graph, node))
    return steps[order]


def _joined(left: _Side, right: _Side, value: Any, where: str, order: int) -> Any:
    """Return the derivative where both sides agree. Raises NotDifferentiable."""
    slopes = left.slope, right.slope
    if order == 1 and any(side.limit is not None and not same(side.limit, value) for side in (left, right)):
        text = f"{_said(left.limit)} on the left, {shown(value)} there, {_said(right.limit)} on the right"
        raise _refused(where, order, "jump", text, *slopes)
    if left.oscillates or right.oscillates:
        both = left.oscillates and right.oscillates
        text = "the difference quotient has no limit" + ("" if both else " on one side")
        raise _refused(where, order, "oscillation", text, *slopes)
    text = f"{_said(left.slope)} on the left, {_said(right.slope)} on the right"
    if left.slope is None and right.slope is None:
        raise _refused(where, order, "isolated point", left.fault, *slopes)
    if left.slope is None or right.slope is None:
        raise _refused(where, order, "end of the domain", text, *slopes)
    infinite = [isinstance(slope, float) for slope in slopes]
    if all(infinite):
        raise _refused(
            where, order, "vertical tangent" if left.slope == right.slope else "cusp", text, *slopes
        )
    if any(infinite):
        raise _refused(where, order, "corner with a vertical tangent", text, *slopes)
    if not same(left.slope, right.slope):
        raise _refused(where, order, "corner", text, *slopes)
    return (left.slope + right.slope) / 2


_NEAR: Final = 1e-9
"""How near the value of a formula is to a slope that it is."""
_ARTICLES: Final = {"oscillation": "", "isolated point": "an ", "end of the domain": "the "}


def _refused(where: str, order: int, reason: str, text: str, left: Any, right: Any) -> NotDifferentiable:
    what = "derivative" if order == 1 else f"derivative of order {order}"
    ends = [None if slope is None else float(slope) for slope in (left, right)]
    clarke = (min(float(left), float(right)), max(float(left), float(right))) if reason == "corner" else None
    return NotDifferentiable(
        f"no {what} at {where}, {_ARTICLES.get(reason, 'a ')}{reason}: {text}",
        reason=reason,
        left=ends[0],
        right=ends[1],
        subdifferential=clarke,
    )


def same(a: Any, b: Any) -> bool:
    """Return whether two limits are one, as far as their digits tell."""
    if isinstance(a, float) or isinstance(b, float):  # infinities
        return isinstance(a, float) and isinstance(b, float) and a == b
    return bool((a - b).has_zero())


def _said(value: Any) -> str:
    return "nothing" if value is None else shown(value)


def place(point: dict[str, Any]) -> str:
    """Return a point as text."""
    return ", ".join(f"{name} = {shown(value)}" for name, value in point.items())


def _is_plain(value: Any) -> bool:
    """Return whether *value* is a number, or an expression of constants, and finite."""
    if isinstance(value, int | float | Fraction | complex) or hasattr(value, "_mpf_"):
        return bool(abs(value) < math.inf)
    return isinstance(value, Expr)


__all__ = ["DEPTHS", "derivative_at", "own_value", "place", "precisely", "quotient", "same", "value_at"]

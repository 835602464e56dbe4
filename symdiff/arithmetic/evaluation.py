"""The value of an expression at a point.

>>> from symdiff.parser.formula import parse
>>> evaluate(parse("x**2/3"), {"x": 3})
3.0
>>> evaluate(parse("x**2/4"), {"x": 3}, exact=True)
Fraction(9, 4)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Literal, TypeVar, overload

from symdiff.arithmetic.ball import Ball, size_of
from symdiff.arithmetic.ball import exactly as exactly_of
from symdiff.arithmetic.scalar import COMPLEX, FLOAT, RATIONAL
from symdiff.arithmetic.walk import (
    NOTHING_BELOW,
    Arithmetic,
    has_complex,
    is_complex,
    is_complex_number,
    walk,
)
from symdiff.errors import AtEdge, DomainError, OutOfRange, SymdiffError, TooLarge, Unclear, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.folding import ratio
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, LongNumber, Names, Point, Real, Reals
from symdiff.parser.inputs import as_read, expression, names_of, numbers_of, point_of
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import row_of
from symdiff.table.operators import is_condition, is_function

_FLOAT_DIGITS: Final = 17
_PROVED_BITS: Final = 160
"""Bits in which a value is proved to be next to nothing."""
_FLOAT_SIZE: Final = 1024
"""The binary logarithm of what is too large for a float."""
_FLOAT_RIGHT: Final = 13.5
"""Digits of a float that must be right."""
_NOTHING: Final = -1100.0
"""The binary logarithm of what is zero to a float."""
_LARGE: Final = 2000
"""Nodes beyond which a float is taken as it was computed."""
N = TypeVar("N")
"""Numbers of another kind, which a value is of as well: complex, dual numbers, jets."""


@overload
def evaluate(
    expr: Formula,
    at: Point | None = None,
    *,
    digits: None = None,
    exact: Literal[True],
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    **more: object,
) -> Fraction: ...
@overload
def evaluate(
    expr: Formula,
    at: Point | None = None,
    *,
    digits: int,
    exact: Literal[False] = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    **more: object,
) -> LongNumber: ...
@overload
def evaluate(
    expr: Formula,
    at: Reals | None = None,
    *,
    digits: None = None,
    exact: Literal[False] = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    **more: Real,
) -> float: ...
@overload
def evaluate(
    expr: Formula,
    at: Mapping[str, N] | Mapping[Expr, N] | None = None,
    *,
    digits: None = None,
    exact: Literal[False] = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    **more: N,
) -> N: ...
@overload
def evaluate(
    expr: Formula,
    at: Point | None = None,
    *,
    digits: int | None = None,
    exact: bool = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    **more: object,
) -> object: ...
def evaluate(
    expr: Formula,
    at: Point | None = None,
    *,
    digits: int | None = None,
    exact: bool = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    **more: Any,
) -> Any:
    """Return the value of *expr* with its symbols at *at* (names or symbols → numbers) and at *more*.

    *expr* is a text, an Expr or a SymPy expression. In a text, the names that have a value and *symbols* are
    ordinary names whatever else they could mean.

    A float, or a complex where a value or the expression is complex, right to 13 digits (of more than 2,000
    nodes as floats round); with *digits* an mpmath number of so many right digits (at a kink, what numbers of
    that length come to; at a zero, what hundreds of digits come to); with *exact* a Fraction; a Dual or Jet
    where a value is one; an array of floats of a formula of arrays.

    Domain: the natural real domain, or the complex plane with principal branches.
    Cost: linear in nodes; with *digits*, or where rounding loses digits, some times as much. Raises
    DomainError naming the subexpression that has no value, SymdiffError where a symbol has none, and as
    `parse` does.

    >>> evaluate("e*m", {"e": 2}, m=3)
    6.0
    """
    expr = as_read(expr)
    if isinstance(expr, Expr) and expr.graph.may_use_arrays():
        point = {**point_of(at), **more}
        if expr.graph.uses_arrays(expr.node) or any(name in expr.graph.arrays for name in point):
            return _of_arrays(expr, point, digits, exact)
    point = numbers_of(at, more)
    given = expression(expr, [*point, *names_of(symbols)], functions, limits, conditions=True)
    if given.origin is not None and any(map(is_complex_number, point.values())):
        given = for_complex(given)
    check_digits(digits, given.graph.limits)
    if digits is None and not exact and _are_numbers(point):
        return _as_floats(given, point)
    found = None
    if digits is not None and not exact and _are_numbers(point):
        from symdiff.arithmetic.certain import certain
        from symdiff.arithmetic.multiprecision import context

        found = certain(given, point, digits)
        if found is not None and not found.has_zero():
            return context(digits).convert(found.mid) * 1
    [result] = evaluate_all([given], point, digits, exact)
    if found is not None and digits is not None and size_of(result) > found.error:
        return context(digits).convert(found.mid) * 1  # sin(pi*x) at 1e40 is no number of so few digits
    return result


def _are_numbers(at: Mapping[str, Any]) -> bool:
    """Return whether the coordinates are numbers of no other kind, such as dual numbers, and finite."""
    return not any(
        hasattr(value, "arithmetic")
        or (isinstance(value, int | float | complex) and not abs(value) < math.inf)
        for value in at.values()
    )


def _as_floats(expr: Expr, at: Mapping[str, Any]) -> Any:
    """Return the value as a float, or as a complex number, right to 13 digits: in floats where their errors,
    which are added up, leave so many, else computed with more of them. Where that does not tell, at a kink
    and of what is no number, and of a large formula it is what floats come to: balls take four times as long
    as the value."""
    from symdiff.arithmetic.certain import certain
    from symdiff.arithmetic.running import value

    is_large = expr.nodes > _LARGE
    result = None if is_large else value(expr.graph, expr.node, at, 10**-_FLOAT_RIGHT)
    if result is not None:
        return result
    try:
        [result] = evaluate_all([expr], at)
        if is_large or _is_right(expr, at, result):
            return result
        fault = None
    except DomainError as error:
        if not isinstance(error, OutOfRange) and not error.message.endswith(NOTHING_BELOW):
            raise
        fault = error  # a step on the way may be too large for floats, or too small
    real = not (is_complex(expr) or any(map(is_complex_number, at.values())))
    found = certain(expr, at, _FLOAT_DIGITS)
    if found is not None and not found.has_zero():
        if found.size() < _FLOAT_SIZE:
            return float(found) if real else complex(found)
    elif real and ((found is not None and found.error < _NOTHING) or (fault and _is_nothing(expr, at))):
        return 0.0 if fault is not None or result != 0 else result
    if fault is not None:
        raise fault
    return result


def _is_right(expr: Expr, at: Mapping[str, Any], result: Any) -> bool:
    """Return whether 13 digits of a value that was computed in floats are proved to be right."""
    from symdiff.arithmetic.balls import quick
    from symdiff.arithmetic.certain import given_as

    if isinstance(result, bool) or abs(result) == math.inf:
        return True
    numbers = quick(not isinstance(result, complex))
    try:
        point = {name: given_as(value, numbers) for name, value in at.items()}
        [near] = walk(expr.graph, [expr.node], point, numbers)
    except AtEdge:
        return True  # of what floats come to, more digits tell no more
    except Unclear:  # 2/3 is meant by the float beside it, where a branch begins there
        return any(is_condition(expr.graph.ops[node]) for node in expr.graph.below([expr.node]))
    except (SymdiffError, ValueError, ArithmeticError, TypeError):
        return False
    return not isinstance(near, Ball) or near.digits() >= _FLOAT_RIGHT


def _is_nothing(expr: Expr, at: Mapping[str, Any]) -> bool:
    """Return whether a value is proved to be smaller than all floats but 0, such as exp(-x**2) at 1e200."""
    if not all(isinstance(value, int | float | Fraction) for value in at.values()):
        return False
    from flint import arb

    from symdiff.arithmetic.enclosures import Program

    [ball] = Program(expr.graph, [expr.node]).run({name: Fraction(x) for name, x in at.items()}, _PROVED_BITS)
    return isinstance(ball, arb) and abs(ball) < arb(2) ** -1080


def for_complex(expr: Expr) -> Expr:
    """Return a derivative as it is before simplification, which takes symbols to be real: |x| is no x there.
    Any other expression is returned as it is.

    Raises Unsupported where a part that moves is not complex differentiable.
    """
    if expr.origin is None:
        return expr
    source, names = expr.origin
    for name in names:
        for part in source.graph.depending(source.graph.below([source.node]), [source.graph.symbol(name)]):
            if is_function(source.graph.ops[part]) and not row_of(source.graph.ops[part]).holomorphic:
                raise Unsupported(
                    f"{Expr(source.graph, part)} is not complex differentiable, so that there is no "
                    f"derivative at a complex {name}"
                )
    return as_derived(source, names)


def as_derived(source: Expr, names: Sequence[str]) -> Expr:
    """Return the derivative of *source* by *names* as it is before simplification."""
    graph = Graph(source.graph.limits)
    node = graph.take(source.graph, source.node)
    for name in names:
        [node] = tangents(graph, [node], graph.symbol(name))
    return Expr(graph, node)


def exactly(expr: Expr) -> Expr:
    """Return *expr* with the decimals that are written in it as fractions."""
    source = expr.graph
    order = source.below([expr.node])
    if not any(isinstance(source.numbers.get(node), float) for node in order):
        return expr
    graph = Graph(source.limits)

    def fraction(node: int, _: tuple[int, ...]) -> int:
        number = source.numbers.get(node)
        return graph.number(Fraction(*ratio(number))) if isinstance(number, float) else -1

    return Expr(graph, graph.mapped(source, order, fraction)[expr.node])


def _of_arrays(expr: Expr, at: Mapping[str, Any], digits: int | None, exact: bool) -> Any:
    """Return the value of a formula of arrays: an array of floats, or a float."""
    from symdiff.arithmetic.tensors import value

    if digits is not None or exact:
        raise Unsupported("formulas of arrays are computed in floats", hint="leave digits and exact out")
    return value(expr, at)


def evaluate_all(
    exprs: Sequence[Expr],
    at: Point,
    digits: int | None = None,
    exact: bool = False,
) -> list[Any]:
    """Return the values of *exprs*, which are on one graph, as `evaluate` does: shared parts once.

    >>> from symdiff.parser.formula import parse
    >>> e = parse("x**2/3")
    >>> evaluate_all([e, Expr(e.graph, e.graph.symbol("x"))], {"x": 3})
    [3.0, 3.0]
    """
    if not exprs:
        return []
    graph, roots = exprs[0].graph, [expr.node for expr in exprs]
    values = numbers_of(at)
    for name, value in values.items():
        if not isinstance(value, Expr) and value != value:
            raise DomainError(f"{name} is not a number (nan)")
    check_digits(digits, graph.limits)
    arithmetic = _arithmetic(graph, roots, values, digits, exact)
    given = dict(values)
    for name, value in values.items():
        if isinstance(value, Expr):
            [values[name]] = walk(value.graph, [value.node], {}, arithmetic)
    convert = getattr(arithmetic, "convert", None)
    if convert is not None:
        values = {name: convert(value) for name, value in values.items()}
    elif arithmetic is RATIONAL:
        values = {name: _as_fraction(name, value) for name, value in values.items()}
    elif arithmetic is FLOAT:
        values = {name: _as_float(name, value) for name, value in values.items()}
    elif arithmetic is COMPLEX:
        values = {name: complex(value) for name, value in values.items()}
    results = walk(graph, roots, values, arithmetic, given)
    if arithmetic is FLOAT and math.inf in [abs(result) for result in results]:
        infinite = any(math.isinf(value) for value in values.values()) or "oo" in graph.names.values()
        if not infinite:
            raise OutOfRange("the value is too large for a float", hint="digits=30 gives it all the same")
    rounded = getattr(arithmetic, "rounded", None)
    if rounded is None:
        return results
    return [result if isinstance(result, bool) else rounded(result) for result in results]


def _as_float(name: str, value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        raise OutOfRange(f"{name} is too large for a float", hint="digits=30 takes it all the same") from None


def _as_fraction(name: str, value: Any) -> Fraction:
    if not isinstance(value, int | Fraction) and math.isinf(value):
        raise DomainError(f"{name} is infinite", hint="an exact value is asked for at a number")
    return exactly_of(value) if hasattr(value, "_mpf_") else RATIONAL.number(value)


def check_digits(digits: Any, limits: Limits) -> None:
    """Refuse a number of *digits* that is none, or above the limit. Raises SymdiffError, TooLarge."""
    if digits is None:
        return
    if isinstance(digits, bool) or not hasattr(digits, "__index__") or getattr(digits, "shape", ()) != ():
        raise SymdiffError(f"{digits!r} digits", hint="give a whole number, 1 or more")
    if not 1 <= digits <= limits.digits:
        raise TooLarge(
            f"{digits} digits asked for (limit `digits` is 1 to {limits.digits})",
            hint="raise it with Limits(digits=...)",
        )


def _arithmetic(
    graph: Graph, roots: list[int], values: dict[str, Any], digits: int | None, exact: bool
) -> Arithmetic:
    """Return the arithmetic that the values ask for."""
    for value in values.values():
        own: Arithmetic | None = getattr(value, "arithmetic", None)
        if own is not None:
            return own
    complex_valued = has_complex(graph, roots) or any(map(is_complex_number, values.values()))
    if exact:
        if complex_valued:
            raise SymdiffError("exact values are rational; this expression is complex")
        return RATIONAL
    if digits is not None:
        from symdiff.arithmetic.multiprecision import Multiprecision

        return Multiprecision(digits, real=not complex_valued)
    return COMPLEX if complex_valued else FLOAT

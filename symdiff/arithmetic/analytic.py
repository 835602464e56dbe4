"""Integrals of analytic functions in proved balls, by Arb's method of Petras.

It asks for values over whole discs, and is to be told where what is integrated is not analytic: where a
branch cut is met. That it has a real value all the way between the bounds is proved before.

>>> from symdiff.parser.formula import parse
>>> e = parse("1/t", symbols="t")
>>> two = of_balls(FLOAT, e.graph, e.node, ("t",), (1.0, 2.0))
>>> two == math.log(2), of_balls(FLOAT, e.graph, e.node, ("t",), (-1.0, 2.0))
(True, None)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb, ctx, fmpq

from symdiff.arithmetic.ball import NONE, Ball
from symdiff.arithmetic.balls import Balls
from symdiff.arithmetic.enclosures import (
    UNDEFINED,
    UNSUPPORTED,
    Fault,
    Program,
    applied,
    constant_ball,
    number_ball,
)
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import Arithmetic
from symdiff.errors import DomainError
from symdiff.graph.graph import Graph
from symdiff.parser.templates import template
from symdiff.table.functions import row_of
from symdiff.table.operators import CONSTANT, NUMBER, POW, SYMBOL, UNKNOWN, is_arithmetic, is_function

_GUARD: Final = 24
"""Bits computed beyond those asked for."""
_STRETCHES: Final = 200
"""Stretches into which the way between the bounds is cut, at most, to prove that there are values."""
_ENDS: Final = 40
"""The binary logarithm of the part of the way, at both ends, that is not looked at."""
_FLOAT_BITS: Final = 53
_CALLS: Final = 3_000


def of_balls(
    arithmetic: Arithmetic, graph: Graph, root: int, names: Sequence[str], values: Sequence[Any]
) -> Any:
    """Return the integral of *root* by the first of *names* between the first two of *values*, the other
    names at the others; None where it is not analytic, has no proved value, or no ball is small enough.

    Raises DomainError where *root* has certainly no value somewhere between.

    *arithmetic* is that of real floats, of many digits, or of balls over these.
    """
    steps = _steps(graph, root, names[0])
    if steps is None:
        return None
    before = ctx.prec
    base = arithmetic.base if isinstance(arithmetic, Balls) else arithmetic
    bits = base.context.prec if isinstance(base, Multiprecision) else _FLOAT_BITS
    ctx.prec = bits + _GUARD
    try:
        lower, upper, *rest = [_ball(value) for value in values]
        at = dict(zip(names[1:], rest, strict=True))
        if not _is_defined(Program(graph, [root]), names[0], lower, upper, at, ctx.prec):
            return None
        complex_at = {name: acb(value) for name, value in at.items()}

        def function(t: acb, is_analytic: bool) -> acb:
            return _value(steps, {**complex_at, names[0]: t}, is_analytic)

        found = acb.integral(function, acb(lower), acb(upper), eval_limit=_CALLS)
        if not found.is_finite() or not found.imag.contains(0):
            return None
        return _number(arithmetic, base, found.real, bits)
    except (ZeroDivisionError, ValueError, OverflowError, NotImplementedError):
        return None
    finally:
        ctx.prec = before


_Step = tuple[int, tuple[int, ...], Any, Any]
"""An operator, its arguments by number, what it holds, and the branch cut that its argument may meet."""


def _steps(graph: Graph, root: int, name: str) -> list[_Step] | None:
    """Return the nodes below *root* with the cuts of what depends on the letter *name*; None where a part
    that does is not analytic."""
    order = graph.below([root])
    places = {node: place for place, node in enumerate(order)}
    moving = graph.depending(order, [graph.symbol(name)])
    steps: list[_Step] = []
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        extra: Any = graph.numbers.get(node, graph.names.get(node))
        cut: Any = None
        if op == POW:
            exponent = graph.numbers.get(children[1])
            extra = None if exponent is None or isinstance(exponent, float) else Fraction(exponent)
            if node in moving and (extra is None or extra.denominator != 1):
                cut = template("x <= 0", ("x",))
        elif op == UNKNOWN:
            return None
        elif is_function(op):
            row = row_of(op)
            if node in moving:
                if not row.holomorphic or row.integers or row.complex_valued:
                    return None
                axis, _, text = row.cut.partition(":")
                if axis == "im" or (text and len(row.parameters) > 1):
                    return None
                cut = template(text.strip(), row.parameters) if text else None
        elif node in moving and not is_arithmetic(op) and op != SYMBOL:
            return None  # a condition, or branches
        steps.append((op, tuple([places[child] for child in children]), extra, cut))
    return steps


def _value(steps: list[_Step], at: Mapping[str, acb], is_analytic: bool) -> acb:
    """Return the value over a disc, or what is not finite where there is none, or a cut is met."""
    made: list[Any] = []
    for op, children, extra, cut in steps:
        if op == NUMBER:
            made.append(number_ball(extra, False, 0.0))
            continue
        if op == SYMBOL:
            made.append(at[extra])
            continue
        if op == CONSTANT:
            made.append(constant_ball(extra, False))
            continue
        arguments = [made[child] for child in children]
        if is_analytic and cut is not None:
            argument = arguments[0]
            if argument.imag.contains(0) and _may_hold(cut, argument.real):
                return acb("nan")
        found = applied(op, arguments, extra, False)
        if type(found) is Fault:
            return acb("nan")
        made.append(found)
    value: acb = made[-1]
    return value


def _may_hold(cut: Any, value: arb) -> bool:
    """Return whether the condition of a cut may hold at a real ball."""
    program = Program(cut.graph, [cut.order[-1]])
    [name] = [cut.graph.names[node] for node in cut.place]
    return program.run({name: value}, ctx.prec)[0] is not False


def _is_defined(
    program: Program, name: str, lower: arb, upper: arb, at: Mapping[str, arb], bits: int
) -> bool:
    """Return whether there is proved to be a real value everywhere between two bounds."""
    if any(type(program.run({**at, name: end}, bits)[0]) is Fault for end in (lower, upper)):
        return False
    pending = [(lower, upper)]
    least = abs(upper - lower) * arb(2) ** -_ENDS
    for _ in range(_STRETCHES):
        if not pending:
            return True
        left, right = pending.pop()
        [found] = program.run({**at, name: left.union(right)}, bits)
        if type(found) is Fault:
            if found is UNDEFINED:
                raise DomainError("what is integrated has no value somewhere between the bounds")
            if found is UNSUPPORTED:
                return False
            if (left is lower or right is upper) and abs(right - left) < least:
                continue  # an end may be rounded to beyond itself
            middle = (left + right) / 2
            pending += [(middle, right), (left, middle)]
    return not pending


def _ball(value: Any) -> arb:
    """Return a float, a number of mpmath or a ball over one as a ball of Arb."""
    if isinstance(value, Ball):
        middle = _ball(value.mid)
        return middle if value.error == NONE else arb(middle, arb(2) ** math.ceil(value.error))
    if isinstance(value, float):
        exact = Fraction(value)
        return arb(fmpq(exact.numerator, exact.denominator))
    sign, mantissa, exponent, _ = value._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))


def _number(arithmetic: Arithmetic, base: Arithmetic, found: arb, bits: int) -> Any:
    """Return a proved ball as a number of an arithmetic; None where it is too wide for one."""
    middle, radius = found.mid(), found.rad()
    if base is FLOAT:
        number: Any = float(middle)
    else:
        mantissa, exponent = middle.man_exp()
        context = base.context  # type: ignore[attr-defined]
        number = context.ldexp(context.mpf(int(mantissa)), int(exponent))
    if isinstance(arithmetic, Balls):
        apart = float(radius.log().upper()) / math.log(2) if radius > 0 else NONE
        rounding = math.log2(abs(float(middle))) - arithmetic.bits if float(middle) else NONE
        return Ball(arithmetic, number, max(apart, rounding) + 1)
    return number if found.rel_accuracy_bits() >= bits - 2 or radius < abs(middle) * arb(2) ** -40 else None


__all__ = ["of_balls"]

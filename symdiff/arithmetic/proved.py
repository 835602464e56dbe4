"""Values of single functions by proved balls, to as many bits as are asked for, where mpmath takes seconds.

>>> from symdiff.arithmetic.multiprecision import context
>>> from symdiff.table.functions import code_of
>>> numbers = context(30)
>>> found = proved(code_of("polylog", 2), [numbers.mpf(2), numbers.mpf(1) / 2], numbers, True)
>>> bool(abs(found - (numbers.pi**2 / 12 - numbers.ln2**2 / 2)) < 1e-29)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flint import acb, arb, ctx

from symdiff.arithmetic.enclosures import Fault, applied
from symdiff.table.derivatives import is_order
from symdiff.table.functions import row_of

_GUARD: Final = 32
"""Bits computed beyond those asked for."""
_TRIES: Final = 3
_SIZE: Final = 10_000
"""Binary exponents of arguments up to which there is a try."""
_ORDER: Final = 7
"""The same of orders, with which the terms that are added grow in number."""


def proved(code: int, point: Sequence[Any], numbers: Any, real: bool) -> Any:
    """Return the value of a function at numbers of mpmath, right to the bits of the context *numbers*.

    None where no ball is small enough, an argument is very large, or there is no value: what is asked then
    also knows why. Cost: that of one value, of three at most.
    """
    row = row_of(code)
    for place, value in enumerate(point):
        if value != 0 and abs(numbers.mag(value)) > _SIZE:
            return None
        if is_order(row, place) and numbers.mag(value) > _ORDER:
            return None
    before, bits = ctx.prec, numbers.prec + _GUARD
    try:
        for _ in range(_TRIES):
            ctx.prec = bits
            found = applied(code, [_ball(value, real) for value in point], None, real)
            if type(found) is Fault:
                return None
            lost = numbers.prec + 2 - found.rel_accuracy_bits()
            if lost <= 0:
                parts = [found] if real else [found.real, found.imag]
                made = [_number(part, numbers) for part in parts]
                return made[0] if real else numbers.mpc(*made)
            bits += min(lost, bits) + _GUARD
        return None
    finally:
        ctx.prec = before


def _ball(value: Any, real: bool) -> Any:
    """Return a number of mpmath as a ball of no radius."""
    if real:
        return _exactly(value)
    return acb(_exactly(value.real), _exactly(value.imag))


def _exactly(value: Any) -> arb:
    sign, mantissa, exponent, _ = value._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), exponent))


def _number(ball: arb, numbers: Any) -> Any:
    """Return the middle of a ball."""
    mantissa, exponent = ball.mid().man_exp()
    return numbers.ldexp(numbers.mpf(int(mantissa)), int(exponent))


__all__ = ["proved"]

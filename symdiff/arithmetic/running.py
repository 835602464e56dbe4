"""The value of a formula in floats, with a bound on its error that is computed along with it.

Each operation adds its own rounding to what the errors of its arguments come to: a *running error* (Higham,
Accuracy and Stability of Numerical Algorithms, section 3.3). `arithmetic.balls` proves digits of any formula;
this module proves those of the usual ones, of arithmetic and functions of one argument, in a fraction of the
time. Where it proves nothing it returns None, and balls are asked.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*exp(-x)")
>>> value(e.graph, e.node, {"x": 2.0}, 1e-13)
0.2706705664732254
>>> e = parse("(1 - cos(x))/x**2")
>>> value(e.graph, e.node, {"x": 1e-6}, 1e-13) is None
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Final

from symdiff.arithmetic.scalar import FLOAT
from symdiff.graph.graph import Graph
from symdiff.table.functions import row_of
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL, is_function

_ROUND: Final = 2.0**-52
"""The part of a number by which it is off when it is rounded, at most: twice what it is."""
_OWN: Final = 2.0**-48
"""The part of its value by which a function of a library is off, at most; as `arithmetic.balls` takes it."""
_FEW: Final = 2.0**-7
"""A part so small that products of two of them are a hundredth of them."""
_MORE: Final = 1.01
"""What is allowed for these products."""
_STEP: Final = 16.0
"""How many times as far as the error of its argument a function is looked at to see what it makes of it."""
_WHOLE: Final = 2.0**50
"""Floats below it that are whole numbers are them."""
_SMALLEST: Final = 1e-250
_LARGEST: Final = 1e250
"""Between them no error is too small for a float, and no value too large."""


def value(graph: Graph, root: int, at: Mapping[str, Any], within: float) -> float | None:
    """Return the value of *root*, the same float as `walk` computes, where it is proved that it is off by the
    part *within* of it at most; else None. *at* has a number for each symbol.

    Cost: linear in nodes, as that of the value alone.
    """
    try:
        mid, error = _run(graph, root, at)
    except (ValueError, ArithmeticError, _Unproved):
        return None
    return mid if error <= within * abs(mid) else None


class _Unproved(Exception):
    """There is a step of which nothing is proved here."""


def _run(graph: Graph, root: int, at: Mapping[str, Any]) -> tuple[float, float]:
    """Return the value of *root*, and by how much it is off, at most."""
    mids: dict[int, float] = {}
    errors: dict[int, float] = {}
    for node in graph.below([root]):
        op = graph.ops[node]
        children = graph.children[node]
        if not children:
            mid, error = _leaf(graph, node, at)
        elif len(children) == 1:
            left, off = mids[children[0]], errors[children[0]]
            mid, error = (-left, off) if op == NEG else _called(op, left, off)
        elif len(children) == 2:
            left, right = mids[children[0]], mids[children[1]]
            off, other = errors[children[0]], errors[children[1]]
            if op == ADD or op == SUB:
                mid = left + right if op == ADD else left - right
                error = off + other + abs(mid) * _ROUND
            elif op == MUL:
                mid = left * right
                error = off * abs(right) + (abs(left) + off) * other + abs(mid) * _ROUND
            elif op == DIV and other < abs(right):
                mid = left / right
                error = (off + abs(mid) * other) / (abs(right) - other) + abs(mid) * _ROUND
            elif op == POW:
                mid, error = _power(left, off, right, other)
            else:
                raise _Unproved
        else:
            raise _Unproved
        if mid == 0:
            if error or _is_too_small(op, [mids[child] for child in children]):
                raise _Unproved
        elif not _SMALLEST < abs(mid) < _LARGEST:
            raise _Unproved
        mids[node], errors[node] = mid, error
    return mids[root], errors[root]


def _is_too_small(op: int, arguments: list[float]) -> bool:
    """Return whether what came to zero may be a number that is too small for a float."""
    if op == ADD or op == SUB or op == NEG or not arguments:
        return False
    return all(arguments) if op == MUL else arguments[0] != 0


def _leaf(graph: Graph, node: int, at: Mapping[str, Any]) -> tuple[float, float]:
    """Return a number, a symbol or a constant. Decimals are off by their rounding, and so are floats that are
    given."""
    op = graph.ops[node]
    if op == CONSTANT:
        name = graph.name(node)
        if name != "pi" and name != "E":
            raise _Unproved
        mid = FLOAT.constant(name)
        return mid, mid * _ROUND
    if op != NUMBER and op != SYMBOL:
        raise _Unproved
    given = graph.value(node) if op == NUMBER else at.get(graph.name(node))
    if type(given) is not int and type(given) is not float and type(given) is not Fraction:
        raise _Unproved
    mid = float(given)
    whole = abs(mid) < _WHOLE and mid == math.floor(mid) and type(given) is not Fraction
    return mid, 0.0 if whole else abs(mid) * _ROUND


def _power(base: float, off: float, exponent: float, other: float) -> tuple[float, float]:
    """Return a power: of a number to a whole one that is exact, or of a positive one."""
    whole = other == 0 and exponent == math.floor(exponent)
    if base == 0 and whole and exponent > 0:
        return 0.0, 0.0
    if base == 0 or (base < 0 and not whole):
        raise _Unproved
    mid: float = FLOAT.power(base, exponent)
    part = abs(exponent) * off / abs(base)
    if other:
        part += other * (abs(math.log(base)) + _FEW)
    if part > _FEW or off > _FEW * abs(base):
        raise _Unproved
    return mid, abs(mid) * (_MORE * part + _OWN)


def _called(code: int, argument: float, off: float) -> tuple[float, float]:
    """Return a function of one argument: what it makes of the error is seen from its values nearby, on both
    sides where it is not smooth everywhere."""
    function, smooth = _known(code)
    if function is None or (abs(argument) >= _WHOLE and not smooth):
        raise _Unproved
    mid = float(function(argument))
    error = abs(mid) * _OWN
    if off:
        near = max(off, abs(argument) * _ROUND)
        if near > _FEW:
            raise _Unproved
        step = 2.0 ** math.ceil(math.log2(near * _STEP))
        apart = abs(function(argument + step) - mid)
        if not smooth:
            apart = max(apart, abs(function(argument - step) - mid))
        error += apart * (2 * near / step)
    return mid, error


@cache
def _known(code: int) -> tuple[Callable[[float], float] | None, bool]:
    """Return a function of the library of C, or None, and whether it is smooth and has values everywhere."""
    if not is_function(code):
        return None, False
    row = row_of(code)
    if not row.math or row.integers or (row.jumps and row.domain):
        return None, False
    return getattr(math, row.math), not (row.domain or row.smooth or row.kinks or row.jumps or row.poles)

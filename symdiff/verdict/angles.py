"""Trigonometric functions of sums written by those of single angles, and of inverse functions without both.

sin(x + y) is sin(x)*cos(y) + cos(x)*sin(y), cos(3*acos(x)) is 4*x**3 - 3*x, sinh and cosh are halves of
exponentials: so what addition theorems make of a formula is seen by the normal form.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sin(x + y)")
>>> graph, node = in_single_angles(e.graph, e.node)
>>> str(Expr(graph, node))
'sin(x)*cos(y) + cos(x)*sin(y)'
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Final

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.forms import expand
from symdiff.table.functions import COS, EXP, SIN, SQRT, code_of, row_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, SUB, SYMBOL

_MOST: Final = 12
"""Multiple of an angle up to which it is written by the single one."""
_TERMS: Final = 6
"""Angles in a sum, at most."""
_CIRCULAR: Final = frozenset(code_of(name, 1) for name in ("sin", "cos", "tan", "cot", "sec", "csc"))
_HYPERBOLIC: Final = frozenset(code_of(name, 1) for name in ("sinh", "cosh", "tanh", "coth", "sech", "csch"))
_INVERSE: Final = tuple([code_of(name, 1) for name in ("asin", "acos", "atan")])
_ASIN, _, _ATAN = _INVERSE

_SPOKEN_OF: Final = _CIRCULAR | _HYPERBOLIC

Sum = dict[int, Fraction]
"""A sum of nodes with rational factors."""


def has_angles(graph: Graph, root: int) -> bool:
    """Return whether there is anything below *root* that addition theorems speak of."""
    return any(graph.ops[node] in _SPOKEN_OF for node in graph.below([root]))


def in_single_angles(graph: Graph, root: int) -> tuple[Graph, int]:
    """Return *root* with functions of sums of angles, and of their multiples, by those of single ones.

    Angles that occur as parts of one another have a common part. Cost: linear in nodes, but for multiples.
    """
    work = workplace(graph.limits)
    order = graph.below([root])
    units: dict[int, Fraction] = {}
    copies = work.mapped(graph, order, lambda node, children: -1, build=True)
    sums: dict[int, Sum] = {}
    for node in order:
        if graph.ops[node] in _CIRCULAR:
            sums[node] = _sum_of(work, copies[graph.children[node][0]])
            for term, factor in sums[node].items():
                units[term] = _common(units[term], factor) if term in units else abs(factor)

    def change(node: int, children: tuple[int, ...]) -> int:
        op = graph.ops[node]
        if op in _HYPERBOLIC:
            return _hyperbolic(work, row_of(op).powers, children[0])
        if op not in _CIRCULAR:
            return -1
        pair = _expanded(work, sums[node], units)
        return -1 if pair is None else _powers(work, row_of(op).powers, *pair)

    mapping = work.mapped(graph, order, change, build=True)
    return work, mapping[root]


def _common(one: Fraction, two: Fraction) -> Fraction:
    """Return the largest number of which both are whole multiples."""
    return Fraction(
        gcd(one.numerator * two.denominator, two.numerator * one.denominator),
        one.denominator * two.denominator,
    )


def _sum_of(work: Graph, node: int) -> Sum:
    """Return an argument, multiplied out, as a sum of nodes with rational factors."""
    found: Sum = {}
    if work.ops[node] not in (SYMBOL, NUMBER):
        try:
            whole = expand(Expr(work, node))
            node = work.take(whole.graph, whole.node)
        except SymdiffError:
            pass
    pending = [(node, Fraction(1))]
    while pending:
        node, factor = pending.pop()
        op, children = work.ops[node], work.children[node]
        if op == NEG:
            pending.append((children[0], -factor))
        elif op in (ADD, SUB):
            pending += [(children[1], factor if op == ADD else -factor), (children[0], factor)]
        elif op == MUL and _number(work, children[0]) is not None:
            pending.append((children[1], factor * (_number(work, children[0]) or 0)))
        elif op == MUL and _number(work, children[1]) is not None:
            pending.append((children[0], factor * (_number(work, children[1]) or 0)))
        elif op == DIV and _number(work, children[1]):
            pending.append((children[0], factor / (_number(work, children[1]) or 1)))
        else:
            found[node] = found.get(node, Fraction(0)) + factor
    return {node: factor for node, factor in found.items() if factor}


def _number(work: Graph, node: int) -> Fraction | None:
    value = work.numbers.get(node)
    return None if value is None or isinstance(value, float) else Fraction(value)


def _expanded(work: Graph, angle: Sum, units: dict[int, Fraction]) -> tuple[int, int] | None:
    """Return cosine and sine of a sum of angles; None where nothing is gained, or too much is to be
    written."""
    if len(angle) > _TERMS:
        return None
    found: tuple[int, int] | None = None
    for term, factor in angle.items():
        unit = units.get(term, abs(factor))
        if work.ops[term] in _INVERSE:
            unit = Fraction(1, unit.denominator)  # the angle itself, where that is a part of all
        times = factor / unit
        if times.denominator != 1 or abs(times) > _MOST:
            return None
        pair = _multiple(work, _of_single(work, term, unit), int(times))
        found = pair if found is None else _turned(work, found, pair)
    return found


def _of_single(work: Graph, term: int, unit: Fraction) -> tuple[int, int]:
    """Return cosine and sine of a single angle."""
    op = work.ops[term]
    if unit == 1 and op in _INVERSE:
        [argument] = work.children[term]
        one = work.number(1)
        square = work.mul(argument, argument)
        if op == _ATAN:
            length = work.call(SQRT, (work.add(one, square),))
            return work.div(one, length), work.div(argument, length)
        other = work.call(SQRT, (work.sub(one, square),))
        return (other, argument) if op == _ASIN else (argument, other)
    whole = term if unit == 1 else work.mul(work.number(unit), term)
    return work.call(COS, (whole,)), work.call(SIN, (whole,))


def _turned(work: Graph, one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    """Return cosine and sine of the sum of two angles."""
    (a, b), (c, d) = one, two
    cosine = work.sub(work.mul(a, c), work.mul(b, d))
    return cosine, work.add(work.mul(b, c), work.mul(a, d))


def _multiple(work: Graph, pair: tuple[int, int], times: int) -> tuple[int, int]:
    found = pair
    for _ in range(abs(times) - 1):
        found = _turned(work, found, pair)
    return found if times >= 0 else (found[0], work.neg(found[1]))


def _powers(work: Graph, powers: tuple[int, int], cosine: int, sine: int) -> int:
    """Return the product of powers of sine and cosine that a function is."""
    found = work.number(1)
    for part, power in ((sine, powers[0]), (cosine, powers[1])):
        if power > 0:
            found = work.mul(found, part)
        elif power < 0:
            found = work.div(found, part)
    return found


def _hyperbolic(work: Graph, powers: tuple[int, int], argument: int) -> int:
    rise, fall = work.call(EXP, (argument,)), work.call(EXP, (work.neg(argument),))
    two = work.number(2)
    cosine, sine = work.div(work.add(rise, fall), two), work.div(work.sub(rise, fall), two)
    return _powers(work, powers, cosine, sine)


__all__ = ["has_angles", "in_single_angles"]

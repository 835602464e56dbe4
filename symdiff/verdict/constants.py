"""Whether a number written as a formula is zero, proved.

A number made of rationals by arithmetic, roots, and sines and cosines of rational parts of a circle is
algebraic, and one that is not zero is larger than a bound known from its operations: a ball below the bound
proves that it is zero. Sums of logarithms and of angles of such numbers come to that by exponentials.

>>> from symdiff.parser.formula import parse
>>> for text in ("sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)", "pi/2 - atan(2) - atan(1/2)", "sqrt(2) - 1"):
...     e = parse(text)
...     print(is_zero(e.graph, e.node))
True
True
False
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flint import arb

from symdiff.arithmetic.enclosures import Fault, Program
from symdiff.arithmetic.turns import in_pi
from symdiff.graph.graph import Graph
from symdiff.parser.templates import definition, put
from symdiff.simplifier.normal.composed import INVERSES
from symdiff.table.functions import LOG, SQRT, row_of
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, is_function

_BITS: Final = (64, 256, 1024)
"""Bits at which a number is looked at before a bound is asked for."""
_MOST: Final = 200_000
"""Bits of a bound beyond which nothing is proved by it."""
_LARGE: Final = 1 << 12
"""Whole exponents beyond it are not looked into."""
_TINY: Final = 100
"""Bits below which a sum of angles is smaller than any part of a turn that is asked about."""
_CIRCULAR: Final = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))


def is_zero(graph: Graph, root: int) -> bool | None:
    """Return whether the constant *root* is zero: both are proved, None says that neither could be.

    Domain: formulas without symbols. Cost: some evaluations of up to 200,000 bits.
    Source: Burnikel, Funke, Mehlhorn, Schirra, Schmitt: A separation bound for real algebraic expressions,
    Algorithmica 55 (2009), Theorem 1.
    """
    for real in (True, False):
        program = Program(graph, [root], real)
        [found] = program.run({}, _BITS[0])
        if not isinstance(found, Fault):
            break
    else:
        return None
    for bits in _BITS:
        [found] = program.run({}, bits)
        if not isinstance(found, Fault) and not found.contains(0):
            return False
    if isinstance(found, Fault):
        return None
    known = _algebraic_zero(graph, root, real)
    if known is not None or not real or not found.abs_upper() < arb(2) ** -_TINY:
        return known
    return True if _vanishes_as_a_sum(graph, root) else None


def _algebraic_zero(graph: Graph, root: int, real: bool) -> bool | None:
    """Return whether an algebraic number is zero, None where it is not known to be algebraic, or the bound is
    too small to be reached."""
    least = separation(graph, root)
    if least is None or least > _MOST:
        return None
    for bits in (least // 2 + 64, least + 64, 2 * least + 256, 4 * least + 1024):
        [found] = Program(graph, [root], real).run({}, bits)
        if isinstance(found, Fault):
            return None
        if not found.contains(0):
            return False
        if bool(found.abs_upper() < arb(2) ** -least):
            return True
    return None


class _Size(NamedTuple):
    """Bounds of a number that is the quotient of two algebraic integers: binary logarithms of what no
    conjugate of the one and of the other exceeds."""

    above: float
    below: float


def separation(graph: Graph, root: int) -> int | None:
    """Return n such that the number *root* is zero or not less than 2**-n; None where it is not algebraic as
    it is written. Cost: linear in nodes."""
    sizes: dict[int, _Size] = {}
    turns = _parts_of_pi(graph, root)
    roots: set[tuple[int, int]] = set()
    circle = 1
    for node in graph.below([root]):
        op, children = graph.ops[node], graph.children[node]
        if is_function(op) and row_of(op).name in _CIRCULAR and children[0] in turns:
            circle = math.lcm(circle, 4, 2 * turns[children[0]].denominator)
            sizes[node] = _Size(1.0, 1.0)
            continue
        if op == NUMBER:
            value = graph.value(node)
            if isinstance(value, float):
                return None
            exact = Fraction(value)
            sizes[node] = _Size(_log(exact.numerator), _log(exact.denominator))
            continue
        if op == CONSTANT:
            if graph.name(node) == "I":
                roots.add((-1, 2))
                sizes[node] = _Size(0.0, 0.0)
            continue
        known = [sizes.get(child) for child in children]
        found = _combined(graph, node, known, roots)
        if found is not None:
            sizes[node] = found
    if root not in sizes:
        return None
    degree = _totient(circle) * math.prod(order for _, order in roots)
    above, below = sizes[root]
    bound = below + (degree - 1) * max(above, 0.0)
    return math.ceil(bound) + 2 if bound < 2 * _MOST else None


def _combined(
    graph: Graph, node: int, known: list[_Size | None], roots: set[tuple[int, int]]
) -> _Size | None:
    op, children = graph.ops[node], graph.children[node]
    first = known[0] if known else None
    if first is None:
        return None
    if op == NEG or (is_function(op) and row_of(op).name == "Abs"):
        return first
    if op == SQRT:
        return _root(first, 2, children[0], roots)
    if op == POW:
        exponent = graph.numbers.get(children[1])
        if exponent is None or isinstance(exponent, float):
            return None
        exact = Fraction(exponent)
        if abs(exact) > _LARGE:
            return None
        times = abs(exact.numerator)
        size = _Size(first.above * times, first.below * times)
        if exact < 0:
            size = _Size(size.below, size.above)
        return size if exact.denominator == 1 else _root(size, exact.denominator, children[0], roots)
    second = known[1] if len(known) == 2 else None
    if second is None:
        return None
    if op in (ADD, SUB):
        return _Size(
            max(first.above + second.below, second.above + first.below) + 1, first.below + second.below
        )
    if op == MUL:
        return _Size(first.above + second.above, first.below + second.below)
    if op == DIV:
        return _Size(first.above + second.below, first.below + second.above)
    return None


def _root(size: _Size, order: int, base: int, roots: set[tuple[int, int]]) -> _Size:
    roots.add((base, order))
    above, below = size
    if above >= below:
        return _Size((above + (order - 1) * below) / order, below)
    return _Size(above, ((order - 1) * above + below) / order)


def _log(number: int) -> float:
    return math.log2(abs(number)) if number else 0.0


def _totient(number: int) -> int:
    found, rest, prime = number, number, 2
    while prime * prime <= rest:
        if rest % prime == 0:
            found -= found // prime
            while rest % prime == 0:
                rest //= prime
        prime += 1
    return found - found // rest if rest > 1 else found


def _parts_of_pi(graph: Graph, root: int) -> dict[int, Fraction]:
    """Return the nodes below *root* that are rational multiples of pi, with what multiples they are."""
    found = in_pi(graph, graph.below([root]), {})
    return {node: turn for node, (rest, turn) in found.items() if not rest}


# Sums of logarithms and angles ------------------------------------------------------------------


class _Sum:
    """An algebraic number, logarithms of positive ones and angles, each with a rational factor.

    An angle t is kept as the node of exp(2*I*t).
    """

    def __init__(self) -> None:
        self.plain: list[tuple[Fraction, int]] = []
        self.logs: list[tuple[Fraction, int]] = []
        self.angles: list[tuple[Fraction, int]] = []

    def scaled(self, factor: Fraction) -> _Sum:
        found = _Sum()
        for mine, its in zip(self.parts(), found.parts(), strict=True):
            its += [(factor * one, node) for one, node in mine]
        return found

    def plus(self, other: _Sum) -> _Sum:
        found = self.scaled(Fraction(1))
        for mine, its in zip(found.parts(), other.parts(), strict=True):
            mine += its
        return found

    def parts(self) -> tuple[list[tuple[Fraction, int]], ...]:
        return self.plain, self.logs, self.angles


def _vanishes_as_a_sum(graph: Graph, root: int) -> bool:
    """Return whether a real constant is a sum of an algebraic number, logarithms and angles each of which
    is seen to vanish."""
    work = Graph(graph.limits)
    top = work.take(graph, root)
    found = _read(work, top)
    if found is None:
        return False
    if found.plain and _algebraic_zero(work, _total(work, found.plain), True) is not True:
        return False
    return _is_one(work, found.logs, True) and _turns_back(work, found.angles)


def _read(work: Graph, top: int) -> _Sum | None:
    sums: dict[int, _Sum] = {}
    for node in work.below([top]):
        op, children = work.ops[node], work.children[node]
        one = _Sum()
        if separation(work, node) is not None:
            one.plain.append((Fraction(1), node))
            sums[node] = one
            continue
        if op == CONSTANT and work.name(node) == "pi":
            one.angles.append((Fraction(1), work.number(1)))
            sums[node] = one
            continue
        found = _of_function(work, node) if is_function(op) else None
        if found is None:
            known = [sums.get(child) for child in children]
            found = _of_operator(work, op, children, known)
        if found is not None:
            sums[node] = found
    return sums.get(top)


def _of_operator(work: Graph, op: int, children: Any, known: list[_Sum | None]) -> _Sum | None:
    if not known or any(one is None for one in known):
        return None
    first, last = known[0], known[-1]
    assert first is not None
    assert last is not None
    if op == NEG:
        return first.scaled(Fraction(-1))
    if op == ADD:
        return first.plus(last)
    if op == SUB:
        return first.plus(last.scaled(Fraction(-1)))
    left, right = [work.numbers.get(child) for child in children] if len(children) == 2 else (None, None)
    if op == MUL and left is not None:
        return last.scaled(Fraction(left))
    if op == MUL and right is not None:
        return first.scaled(Fraction(right))
    if op == DIV and right:
        return first.scaled(1 / Fraction(right))
    return None


def _of_function(work: Graph, node: int) -> _Sum | None:
    """Return the logarithm or the angle that a function of an algebraic number is."""
    op, [argument, *more] = work.ops[node], work.children[node]
    if more or separation(work, argument) is None:
        return None
    found, name = _Sum(), row_of(op).name
    one, half = work.number(1), Fraction(1, 2)
    square = work.mul(argument, argument)
    if op == LOG:
        found.logs.append((Fraction(1), argument))
    elif name == "asinh":
        found.logs.append((Fraction(1), work.add(argument, _sqrt(work, work.add(square, one)))))
    elif name == "acosh":
        found.logs.append((Fraction(1), work.add(argument, _sqrt(work, work.sub(square, one)))))
    elif name == "atanh":
        found.logs.append((half, work.div(work.add(one, argument), work.sub(one, argument))))
    elif name in ("atan", "asin", "acos"):
        turned = work.mul(work.constant("I"), argument)
        if name == "atan":
            found.angles.append((Fraction(1), work.div(work.add(one, turned), work.sub(one, turned))))
        else:
            side = _sqrt(work, work.sub(one, square))
            whole = (
                work.add(side, turned)
                if name == "asin"
                else work.add(argument, work.mul(work.constant("I"), side))
            )
            found.angles.append((Fraction(1), work.mul(whole, whole)))
    else:
        rule = definition(op)
        if rule is None or op not in INVERSES:
            return None
        other = put(work, rule, (argument,))
        return None if other == node else _of_function(work, other)
    return found


def _sqrt(work: Graph, node: int) -> int:
    return work.call(SQRT, (node,))


def _total(work: Graph, parts: list[tuple[Fraction, int]]) -> int:
    total = work.number(0)
    for factor, node in parts:
        total = work.add(total, work.mul(work.number(factor), node))
    return total


def _is_one(work: Graph, parts: list[tuple[Fraction, int]], real: bool) -> bool:
    """Return whether the product of powers, to the least exponents that are whole, is 1."""
    if not parts:
        return True
    least = math.lcm(*[factor.denominator for factor, _ in parts])
    if least > _LARGE:
        return False
    product = work.number(1)
    for factor, node in parts:
        exponent = int(factor * least)
        if abs(exponent) > _LARGE:
            return False
        power = work.pow(node, work.number(abs(exponent)))
        product = work.mul(product, power) if exponent >= 0 else work.div(product, power)
    return _algebraic_zero(work, work.sub(product, work.number(1)), real) is True


def _turns_back(work: Graph, angles: list[tuple[Fraction, int]]) -> bool:
    """Return whether a sum of angles, which is near zero with what stands beside it, is a whole number of
    turns: then it is zero, for the sum of all is less than a part of a turn in size.

    The product of exp(2*I*t) to the power m is 1, so that the sum is a multiple of pi/m, where m is at most
    4096. The number as a whole was seen to be smaller than 2**-100, and all but the angles vanishes.
    """
    return _is_one(work, angles, False)


__all__ = ["is_zero", "separation"]

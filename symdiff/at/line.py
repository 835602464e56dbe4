"""Sets of real numbers, cut at finitely many exact places, and how a person writes them.

A set says for each place, and for each stretch between two of them, whether it belongs to it.

>>> from symdiff.parser.formula import parse
>>> one, two = place(parse("-1")), place(parse("sqrt(2)"))
>>> x = parse("x")
>>> [str(c) for c in written(x, [one, two], [False, False, True, False, False])]
['-1 < x < sqrt(2)']
>>> [str(c) for c in written(x, [one, two], [True, False, True, False, True])]
['x != -1', 'x != sqrt(2)']
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from typing import NamedTuple

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.balls import deep
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import walk
from symdiff.errors import DomainError, SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import AND, EQ, GE, GT, LE, LT, NE, OR


class Place(NamedTuple):
    """An exact number."""

    where: Expr
    number: Fraction | Ball
    """The same, rational where that is known, else to many digits."""


def place(where: Expr) -> Place:
    """Return an expression of constants as a place. Raises SymdiffError where it has no real value."""
    try:
        return Place(where, walk(where.graph, [where.node], {}, RATIONAL)[0])
    except (SymdiffError, ArithmeticError):
        from symdiff.at.equations import constant

        return Place(where, constant(where))


def apart(one: Fraction | Ball, two: Fraction | Ball) -> int:
    """Return 1 where the first number is larger, -1 where it is smaller, 0 where they are equal."""
    if isinstance(one, Fraction) and isinstance(two, Fraction):
        return (one > two) - (one < two)
    if isinstance(one, Ball):
        return (one - two).sign()
    assert isinstance(two, Ball)
    return -(two - one).sign()


def sign(graph: Graph, sides: tuple[int, ...], name: str, at: Place) -> int | None:
    """Return the sign of the difference of two formulas at a place of the one variable *name*, None where one
    of them has no value. Raises Unclear where it could not be told.

    >>> from symdiff.parser.formula import parse
    >>> f = parse("log(x) > 0")
    >>> sides = f.graph.children[f.node]
    >>> [sign(f.graph, sides, "x", place(parse(text))) for text in ("1/E", "1", "-1")]
    [-1, 0, None]
    """
    if isinstance(at.number, Fraction):
        try:
            left, right = walk(graph, sides, {name: at.number}, RATIONAL)
            return int(left > right) - int(left < right)
        except SymdiffError:
            pass  # no rational value, or none at all: balls tell
    numbers = deep(DIGITS, lenient=True)
    try:
        left, right = walk(graph, sides, {name: numbers.ball(at.number)}, numbers)
        return int((left - right).sign())
    except (DomainError, ValueError, ZeroDivisionError):
        return None


def in_order(places: Iterable[Place]) -> list[Place]:
    """Return different places from left to right, the shorter of two ways to write one."""
    ordered = sorted(places, key=cmp_to_key(_compared))
    found: list[Place] = []
    for one in ordered:
        if not found or apart(found[-1].number, one.number):
            found.append(one)
        elif one.where.size < found[-1].where.size:
            found[-1] = one
    return found


def _compared(one: Place, two: Place) -> int:
    return apart(one.number, two.number)


def between(places: Sequence[Place]) -> list[Place]:
    """Return a rational number in each stretch: before the first place, between two, beyond the last.

    Raises Unclear where two places are too near to one another for floats.
    """
    if not places:
        return [rational(Fraction(0))]
    first, last = [float(one.number) for one in (places[0], places[-1])]
    if not (abs(first) < 1e15 and abs(last) < 1e15):
        raise Unclear("a place that is too far out")
    found = [Fraction(math.floor(first) - 1)]
    for one, two in pairwise(places):
        if isinstance(one.number, Fraction) and isinstance(two.number, Fraction):
            middle = (one.number + two.number) / 2
        else:
            middle = Fraction((float(one.number) + float(two.number)) / 2)
            if apart(one.number, middle) >= 0 or apart(middle, two.number) >= 0:
                raise Unclear("two places that are one for floats")
        found.append(middle)
    found.append(Fraction(math.ceil(last) + 1))
    return [rational(number) for number in found]


def rational(number: Fraction) -> Place:
    """Return the place of a rational number."""
    graph = Graph()
    return Place(Expr(graph, graph.number(number)), number)


class Stretch(NamedTuple):
    """Numbers from one place to another, by their indices, -1 and the number of places for no end."""

    low: int
    high: int
    closed_low: bool
    closed_high: bool


def stretches(cells: Sequence[bool]) -> tuple[list[Stretch], list[int]]:
    """Return the stretches of a set, and the places that are missing inside of them.

    *cells* has the stretch before the first place, that place, the next stretch, and so on.
    """
    filled, holes = list(cells), []
    for i in range(1, len(cells), 2):
        if cells[i - 1] and cells[i + 1] and not cells[i]:
            holes.append(i // 2)
            filled[i] = True
    found, i = [], 0
    while i < len(filled):
        if not filled[i]:
            i += 1
            continue
        start = i
        while i < len(filled) and filled[i]:
            i += 1
        last = i - 1
        found.append(Stretch((start - 1) // 2, last // 2, start % 2 == 1, last % 2 == 1))
    return found, holes


def written(variable: Expr, places: Sequence[Place], cells: Sequence[bool]) -> list[Expr]:
    """Return conditions, all of which hold exactly on a set that is not empty: the stretches, then what
    is missing inside of them. None for all numbers."""
    graph = Graph(variable.graph.limits)
    x = graph.take(variable.graph, variable.node)
    nodes = [graph.take(one.where.graph, one.where.node) for one in places]
    pieces, holes = stretches(cells)
    alternatives: list[int] = []
    for low, high, closed_low, closed_high in pieces:
        if low < 0 and high == len(places):
            continue
        if low == high:
            alternatives.append(graph.intern(EQ, (x, nodes[low])))
        elif low < 0:
            alternatives.append(graph.intern(LE if closed_high else LT, (x, nodes[high])))
        elif high == len(places):
            alternatives.append(graph.intern(GE if closed_low else GT, (x, nodes[low])))
        else:
            left = graph.intern(LE if closed_low else LT, (nodes[low], x))
            right = graph.intern(LE if closed_high else LT, (x, nodes[high]))
            alternatives.append(graph.intern(AND, (left, right)))
    found: list[int] = []
    if alternatives:
        whole = alternatives[0]
        for other in alternatives[1:]:
            whole = graph.intern(OR, (whole, other))
        found.append(whole)
    found += [graph.intern(NE, (x, nodes[i])) for i in holes]
    return [Expr(graph, node) for node in found]


__all__ = [
    "Place",
    "Stretch",
    "apart",
    "between",
    "in_order",
    "place",
    "rational",
    "sign",
    "stretches",
    "written",
]

"""Conditions that repeat themselves along the line: their period, their places in one period, and how a
person writes them with a letter for any integer.

>>> from symdiff.parser.formula import parse
>>> repeated([read(parse("cos(x)*sin(x) != 0"), "x")], "x", "k")
['x != k*pi/2']
>>> repeated([read(parse("cos(x) > 0"), "x")], "x", "k")
['-pi/2 + 2*k*pi < x < pi/2 + 2*k*pi']
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from typing import Final, NamedTuple

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.at.line import Place, apart, between, in_order, place
from symdiff.at.shortest import shortest
from symdiff.at.truth import Condition, Family, Nowhere, read
from symdiff.graph.expr import Expr
from symdiff.graph.folding import is_decimal
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.parser.formula import parse
from symdiff.parser.templates import Template, template
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import code_of, row_of
from symdiff.table.operators import NE, OR, SUB, SYMBOL, UNKNOWN, is_comparison, is_function

_MEMBERS: Final = 48
"""Members of families in one period beyond which nothing is looked at."""
_TURNS: Final = 48
"""Numerator and denominator of the ratio of two periods."""
_FLOOR: Final = code_of("floor", 1)
_ARGUMENT: Final = "t"
_EDGE: Final = 1e-9
"""A start that is that near to a period counts as at it: which member is the first is a matter of taste."""


def repeated(conditions: Sequence[Condition], name: str, letter: str) -> list[str] | None:
    """Return what conditions say that all have one period, [] where they always hold; None where they have
    none. Raises Nowhere where they never hold, one of FAULTS where it could not be told. Cost: a value in
    balls for each place of a period and each condition.
    """
    every = [_periods(condition) for condition in conditions]
    if any(one is None for one in every) or any(condition.places for condition in conditions):
        return None
    period = _common([one for known in every for one in known or ()])
    parts = [None if period is None else _members(condition, period) for condition in conditions]
    if period is None or None in parts:
        return None
    members = in_order([one for part in parts for one in part or ()])
    if not members or len(members) > _MEMBERS:
        return None
    following = _moved(members[0], 1, period)
    middles = between([*members, following])[1:-1]
    cells = []
    for at in chain.from_iterable(zip(members, middles, strict=True)):
        cells.append(all(condition.holds(at) for condition in conditions))
    if not any(cells):
        raise Nowhere
    return _written(name, letter, *_least(members, cells, period))


def of_argument(expr: Expr, letter: str) -> list[str] | None:
    """Return what a condition says of the one argument of its periodic functions, None where the symbols
    stand elsewhere, too, or in several arguments.

    >>> of_argument(parse("cos(x*y) != 0"), "k")
    ['x*y != pi/2 + k*pi']
    """
    graph = expr.graph
    found: set[int] = set()
    pending, seen = [expr.node], {expr.node}
    while pending:
        node = pending.pop()
        op = graph.ops[node]
        if op == SYMBOL or op == UNKNOWN:
            return None
        if is_function(op) and row_of(op).period and graph.symbols([node]):
            found.add(graph.children[node][0])
            continue
        if op == NE:  # u != floor(u)
            left, right = graph.children[node]
            if graph.ops[right] == _FLOOR and graph.children[right] == (left,):
                found.add(left)
                continue
        if is_comparison(op) and graph.children[node][0] in found:
            continue
        fresh = [child for child in graph.children[node] if child not in seen]
        seen.update(fresh)
        pending += fresh
    if len(found) != 1:
        return None
    [inner] = found
    work = Graph(graph.limits)

    def replaced(node: int, _: tuple[int, ...]) -> int:
        return work.symbol(_ARGUMENT) if node == inner else -1

    mapping = work.mapped(graph, graph.below([expr.node]), replaced)
    if work.symbols([mapping[expr.node]]) != [_ARGUMENT]:
        return None
    known = read(Expr(work, mapping[expr.node]), _ARGUMENT)
    if known is None:
        return None
    argument = str(Expr(graph, inner))
    side = half(known, letter, argument)
    return repeated([known], argument, letter) if side is None else [side.text]


def inside(condition: Condition, low: Place, high: Place) -> list[Place] | None:
    """Return the members of the families of a condition between two places; None where they are many."""
    found: list[Place] = []
    for start, period in condition.families:
        first = math.floor(_float(low) / _float(period) - _float(start) / _float(period)) - 1
        last = math.ceil(_float(high) / _float(period) - _float(start) / _float(period)) + 1
        if last - first > _MEMBERS:
            return None
        for turn in range(first, last + 1):
            one = _moved(start, turn, period)
            if apart(one.number, low.number) > 0 > apart(one.number, high.number):
                found.append(one)
    return found


class Half(NamedTuple):
    """What a condition says that leaves the members of a family out up to one of them, or from one on."""

    holes: str
    """That none of the family is met."""
    is_above: bool
    """Whether members above the last one left out are allowed; else those below the first."""
    last: Place
    """The last member that is left out, or the first."""
    side: Condition
    """Where members are allowed."""
    text: str
    """The condition as it is said."""


def half(condition: Condition, letter: str, written: str = "") -> Half | None:
    """Return what a condition says that leaves a family out on one side of a number; None for any other
    condition. The variable is *written* so.

    >>> from symdiff.at.truth import read
    >>> half(read(parse("x > 0 or x != floor(x)"), "x"), "k").text
    'x > 0 or x != k'
    """
    graph, name = condition.expr.graph, condition.name
    if graph.ops[condition.expr.node] != OR or len(condition.families) != 1 or len(condition.places) != 1:
        return None
    parts = [read(Expr(graph, child), name) for child in graph.children[condition.expr.node]]
    sides = [part for part in parts if part is not None and not part.families]
    holes = [part for part in parts if part is not None and part.families and not part.places]
    if len(sides) != 1 or len(holes) != 1 or graph.ops[holes[0].expr.node] != NE:
        return None
    [side], [end], [(start, period)] = sides, condition.places, condition.families
    below, at, above = [side.holds(one) for one in (between([end])[0], end, between([end])[1])]
    if below == above:
        return None
    turns = (_float(end) - _float(start)) / _float(period)
    one = _moved(start, math.floor(turns + _EDGE) if above else math.ceil(turns - _EDGE), period)
    if at and apart(one.number, end.number) == 0:
        one = _moved(one, -1 if above else 1, period)
    first = _moved(start, -math.floor(_float(start) / _float(period) + _EDGE), period)
    sign = ">" if above else "<"
    name = written or name
    left_out = f"{name} != {_at(first.where, step(letter, period.where))}"
    return Half(left_out, above, one, side, f"{name} {sign} {one.where} or {left_out}")


def is_next(one: Place, other: Place, condition: Condition) -> bool:
    """Return whether no member of the only family of a condition stands between two of them."""
    [(_, period)] = condition.families
    return apart(_moved(one, 1, period).number, other.number) >= 0


def step(letter: str, period: Expr) -> str:
    """Return a letter times a period as it is written.

    >>> from symdiff.parser.formula import parse
    >>> [step("k", parse(text)) for text in ("1", "pi", "2*pi/3", "pi - 1")]
    ['k', 'k*pi', '2*k*pi/3', 'k*(pi - 1)']
    """
    for unit in ("1", "pi"):
        shorter = shortest(period / parse(unit))
        value = shorter.graph.numbers.get(shorter.node)
        if value is not None:
            times = Fraction(value)
            before = f"{times.numerator}*" if times.numerator != 1 else ""
            after = f"/{times.denominator}" if times.denominator != 1 else ""
            return f"{before}{letter}{'*pi' if unit == 'pi' else ''}{after}"
    graph = Graph(period.graph.limits)
    return str(Expr(graph, graph.mul(graph.symbol(letter), graph.take(period.graph, period.node))))


# The period ---------------------------------------------------------------------------------------


def _periods(condition: Condition) -> list[Place] | None:
    """Return the periods of the parts in which the variable is; None where it stands anywhere else."""
    graph = condition.expr.graph
    found: list[Place] = []
    pending, seen = [condition.expr.node], {condition.expr.node}
    while pending:
        node = pending.pop()
        op = graph.ops[node]
        if op == SYMBOL:
            return None
        if op == SUB or is_comparison(op):  # u - floor(u)
            left, right = graph.children[node]
            if graph.ops[right] == _FLOOR and graph.children[right] == (left,):
                slope = _slope(graph, left, condition.name)
                if slope is not None:
                    found.append(_positive(template("1", ()), slope))
                    continue
        period = row_of(op).period if is_function(op) else ""
        if period and condition.name in graph.symbols([node]):
            slope = _slope(graph, graph.children[node][0], condition.name)
            if slope is not None:
                found.append(_positive(template(period, ()), slope))
                continue
        for child in graph.children[node]:
            if child not in seen:
                seen.add(child)
                pending.append(child)
    return found


def _slope(graph: Graph, node: int, name: str) -> Expr | None:
    """Return the slope of a straight line, None for anything else."""
    work = workplace(graph.limits)
    root = work.take(graph, node)
    [slope] = tangents(work, [root], work.symbol(name))
    found = shortest(Expr(work, slope))
    value = found.graph.numbers.get(found.node)
    if value is not None and is_decimal(value):  # a decimal is the decimal that was written
        graph = Graph()
        return Expr(graph, graph.number(RATIONAL.number(value)))
    return None if found.graph.symbols([found.node]) else found


def _positive(period: Template, slope: Expr) -> Place:
    whole = Expr(period.graph, period.order[-1]) / slope
    found = place(shortest(whole))
    return found if found.number > 0 else place(shortest(-whole))


def _common(periods: Sequence[Place]) -> Place | None:
    """Return the smallest number that is a whole multiple of each."""
    if not periods:
        return None
    turns = 1
    for period in periods[1:]:
        ratio = _ratio(periods[0], period)  # first = ratio * period
        if ratio is None:
            return None
        turns = math.lcm(turns, ratio.denominator)
    return _times(periods[0], turns)


def _ratio(one: Place, two: Place) -> Fraction | None:
    """Return the quotient of two numbers where it is a short fraction."""
    near = Fraction(_float(one) / _float(two)).limit_denominator(_TURNS)
    return near if 0 < near <= _TURNS and apart(_times(two, near).number, one.number) == 0 else None


def _members(condition: Condition, period: Place) -> list[Place] | None:
    """Return the places of a condition in one period, the first at zero or above; None where its places do
    not have that period."""
    found: list[Place] = []
    for start, own in condition.families:
        ratio = _ratio(period, own)
        if ratio is None or ratio.denominator > 1 or ratio + len(found) > _MEMBERS:
            return None
        first = -math.floor(_float(start) / _float(own) + _EDGE)
        found += [_moved(start, first + turn, own) for turn in range(int(ratio))]
    return found


# Writing ------------------------------------------------------------------------------------------


def _least(members: list[Place], cells: list[bool], period: Place) -> tuple[list[Place], list[bool], Place]:
    """Return places and truths in one period, for the shortest period that they have."""
    kept = [i for i in range(len(members)) if not cells[2 * i - 1] == cells[2 * i] == cells[2 * i + 1]]
    members, cells = [members[i] for i in kept], [cells[2 * i + j] for i in kept for j in (0, 1)]
    for many in range(len(members), 1, -1):
        size, rest = divmod(len(members), many)
        if rest or cells != cells[: 2 * size] * many:
            continue
        part = _times(period, Fraction(1, many))
        if all(
            apart(_moved(one, 1, part).number, two.number) == 0
            for one, two in zip(members, members[size:], strict=False)
        ):
            return members[:size], cells[: 2 * size], part
    return members, cells, period


def _written(name: str, letter: str, members: list[Place], cells: list[bool], period: Place) -> list[str]:
    """Return what holds on one period, and on all others, as texts: stretches, then places left out."""
    count, again = len(members), step(letter, period.where)
    filled = list(cells)
    holes = [i for i in range(count) if cells[2 * i - 1] and cells[2 * i + 1] and not cells[2 * i]]
    for i in holes:
        filled[2 * i] = True
    found = []
    if not all(filled):
        first = next(i for i in range(2 * count) if not filled[i])
        turned = [filled[(first + i) % (2 * count)] for i in range(2 * count)]
        pieces = []
        i = 0
        while i < 2 * count:
            if not turned[i]:
                i += 1
                continue
            begin = i
            while i < 2 * count and turned[i]:
                i += 1
            pieces.append(_piece(name, again, members, period, (first + begin, first + i - 1)))
        found.append(" or ".join(pieces))
    return found + [
        f"{name} != {_at(one.where, step(letter, part.where))}"
        for one, part in _joined([members[i] for i in holes], period)
    ]


def _joined(holes: list[Place], period: Place) -> list[Family]:
    """Return families that are all the places of those given, those that are equally far apart as one: k*pi
    for 2*k*pi and pi + 2*k*pi."""
    found: list[Family] = []
    left = list(holes)
    while left:
        start, *others = left
        for many in range(len(left), 1, -1):
            part = _times(period, Fraction(1, many))
            ends = [_float(start) + turn * _float(part) for turn in range(1, many)]
            near = [one for one in others if any(abs(_float(one) - end) < _EDGE for end in ends)]
            if len(near) == many - 1 and all(
                apart(_moved(start, turn, part).number, one.number) == 0 for turn, one in enumerate(near, 1)
            ):
                found.append((start, part))
                left = [one for one in others if one not in near]
                break
        else:
            found.append((start, period))
            left = others
    return found


def _piece(name: str, again: str, members: list[Place], period: Place, run: tuple[int, int]) -> str:
    """Return a stretch, which is given by its first and its last cell, as text."""
    begin, end = run
    closed_low, closed_high = begin % 2 == 0, end % 2 == 0
    count = len(members)
    low, high = begin // 2, end // 2 if closed_high else end // 2 + 1
    ends = [
        (
            _moved(members[low % count], low // count + turn, period),
            _moved(members[high % count], high // count + turn, period),
        )
        for turn in (0, -1)
    ]
    left, right = min(ends, key=lambda pair: abs(_float(pair[0]) + _float(pair[1])))  # nearest to zero
    if low == high:
        return f"{name} == {_at(left.where, again)}"
    signs = ("<=" if closed_low else "<"), ("<=" if closed_high else "<")
    return f"{_at(left.where, again)} {signs[0]} {name} {signs[1]} {_at(right.where, again)}"


def _at(start: Expr, again: str) -> str:
    return again if start == 0 else f"{start} + {again}"


# Exact numbers ------------------------------------------------------------------------------------


def _times(one: Place, number: Fraction | int) -> Place:
    return one if number == 1 else place(shortest(one.where * number))


def _moved(start: Place, turns: int, period: Place) -> Place:
    return start if not turns else place(shortest(start.where + turns * period.where))


def _float(one: Place) -> float:
    return float(one.number)


__all__ = ["half", "inside", "is_next", "of_argument", "repeated", "step"]

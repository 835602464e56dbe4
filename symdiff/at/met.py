"""Conditions that leave points out at which another one does not hold anyway: c > c*cos(u) is false for each
u = 2*k*pi.

>>> from symdiff.parser.formula import parse
>>> [str(one) for one in unmet([parse("sin(u/2) != 0"), parse("c > c*cos(u)")])]
['c > c*cos(u)']
>>> [str(one) for one in unmet([parse("a != b or c != 0"), parse("a > b + sqrt(c**2 + (a - b)**2)")])]
['a > b + sqrt(c**2 + (a - b)**2)']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import has_complex
from symdiff.at.alone import where_zero
from symdiff.at.equations import solutions
from symdiff.at.parts import PART, Spoken, spoken
from symdiff.errors import SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import difference, workplace
from symdiff.parser.formula import parse
from symdiff.simplifier.domain.asked import Asked, asked_by, take
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.table.functions import row_of
from symdiff.table.operators import EQ, NE, OR, is_comparison, is_function

_MANY: Final = 16
"""Conditions beyond which nothing is looked at."""
_LARGE: Final = 400
"""Size of a condition beyond which it is not."""
_MEMBERS: Final = 8
"""Places of a family up to which each is looked at, and places without one."""
_FAULTS: Final = (SymdiffError, ArithmeticError, ValueError, Unclear, TooLong, RecursionError)


class _Point(NamedTuple):
    """Where a condition does not hold: what symbols are there, one by one, and how far the next place is."""

    at: list[tuple[str, Expr]]
    period: Expr | None


def unmet(conditions: Sequence[Expr]) -> list[Expr]:
    """Return conditions without those u != 0, and those of several of which one is to hold, at whose edges
    another one does not hold, or has no value.

    Those of one symbol beside others of it alone, and those of one part, are left to `solved`. Cost: a normal
    form for each place of a condition, and each other condition with its symbols.
    """
    kept = list(conditions)
    if not 1 < len(kept) <= _MANY or any(has_complex(one.graph, [one.node]) for one in kept):
        return kept
    names = {id(one): set(one.graph.symbols([one.node])) for one in kept}
    parts = {id(one): spoken(one) for one in kept}
    for one in conditions:
        others = [
            other
            for other in kept
            if other is not one
            and names[id(other)] > (names[id(one)] if len(names[id(one)]) == 1 else set())
            and names[id(other)] & names[id(one)]
            and other.size <= _LARGE
            and not _are_of_one_part(parts[id(one)], parts[id(other)])
        ]
        if not others or one.size > _LARGE:
            continue
        try:
            if _is_brought(one, [other for other in kept if other is not one]) and _is_met(one, others):
                kept = [other for other in kept if other is not one]
        except _FAULTS:
            continue
    return kept


def _are_of_one_part(one: Spoken | None, other: Spoken | None) -> bool:
    return one is not None and other is not None and one.part == other.part


def _is_brought(condition: Expr, others: list[Expr]) -> bool:
    """Return whether *others* bring what the parts of a condition ask for: it does not hold without."""
    work = workplace(condition.graph.limits)
    asked = asked_by(work, work.copy(condition.graph, [condition.node])[condition.node])
    if not asked:
        return True
    known: dict[Asked, None] = {}
    for other in others:
        take(work, known, work.copy(other.graph, [other.node])[other.node])
    return not unimplied(work, asked, known, {})


def _is_met(condition: Expr, others: list[Expr]) -> bool:
    """Return whether at each place that a condition leaves out one of *others* does not hold."""
    points = _points(condition)
    if points is None:
        return False
    for point in points:
        if point.period is None:
            if not any(_fails(other, point.at) for other in others):
                return False
            continue
        [(name, start)] = point.at
        counts = {other: _members(other, name, point.period) for other in others}
        usable = [other for other, count in counts.items() if count]
        count = lcm(*[counts[other] for other in usable]) if usable else 0
        if not 0 < count <= _MEMBERS:
            return False
        for k in range(count):
            if not any(_fails(other, [(name, start + k * point.period)]) for other in usable):
                return False
    return True


def _points(condition: Expr) -> list[_Point] | None:
    """Return where a condition does not hold; None where that is not known."""
    graph = condition.graph
    if graph.ops[condition.node] == OR:
        at: list[tuple[str, Expr]] = []
        pending = [condition.node]
        while pending:
            node = pending.pop()
            if graph.ops[node] == OR:
                pending += reversed(graph.children[node])
                continue
            if graph.ops[node] != NE:
                return None
            gap = difference(graph, node)
            for name, value in at:
                gap = gap.subs(name, value)
            found = where_zero(gap)
            if found is None:
                return None
            at.append(found)
        return [_Point(at, None)]
    if graph.ops[condition.node] != NE:
        return None
    return _of_part(condition) or _alone(condition)


def _alone(condition: Expr) -> list[_Point] | None:
    found = where_zero(difference(condition.graph, condition.node))
    return None if found is None else [_Point([found], None)]


def _of_part(condition: Expr) -> list[_Point] | None:
    """Return the same of a condition that speaks of one part in which a symbol stands alone."""
    [*names] = condition.graph.symbols([condition.node])
    if len(names) == 1:
        part, inner, name = Expr(condition.graph, condition.graph.symbol(names[0])), condition, names[0]
    else:
        one = spoken(condition)
        if one is None:
            return None
        (part, inner), name = one, PART
    work = workplace(inner.graph.limits)
    left, right = [work.take(inner.graph, side) for side in inner.graph.children[inner.node]]
    found: list[_Point] = []
    for solution in solutions(work, work.sub(left, right), name):
        if solution is None or len(found) > _MEMBERS:
            return None
        where, period = solution
        symbol = where_zero(part - where)
        if symbol is None:
            return None
        found.append(_Point([symbol], None if period is None else period * _scale(part, symbol[0])))
    return found or None


def _scale(part: Expr, name: str) -> Fraction:
    """Return how much a symbol moves when a part that it stands alone in moves by 1."""
    form = Normal(part.graph)
    terms = form.terms(form.sweep([part.node])[0])
    return 1 / RATIONAL.number(terms[form.graph.symbol(name)])


def _members(other: Expr, name: str, period: Expr) -> int:
    """Return after how many steps of *period* a condition is the same again, moved by *name*: what it has of
    that stands in periodic functions; 0 where it has none, or something else."""
    graph = other.graph
    symbol = graph.symbol(name)
    moving = graph.depending(graph.below([other.node]), [symbol])
    found: list[int] = []
    pending, seen = [other.node], set[int]()
    while pending:
        node = pending.pop()
        if node not in moving or node in seen:
            continue
        seen.add(node)
        op, children = graph.ops[node], graph.children[node]
        if node == symbol:
            return 0
        if is_function(op) and row_of(op).arity == 1 and row_of(op).period:
            step = _steps(graph, children[0], name, row_of(op).period, period)
            if not step:
                return 0
            found.append(step)
        else:
            pending += children
    return lcm(*found) if found else 0


def _steps(graph: Graph, argument: int, name: str, full: str, period: Expr) -> int:
    """Return how many steps of *period* of a symbol move an argument by whole periods, *full*; 0 where the
    symbol does not stand in it times a number alone."""
    form = Normal(graph)
    terms = form.terms(form.sweep([argument])[0])
    symbol = form.graph.symbol(name)
    if any(name in form.graph.symbols([monomial]) for monomial in terms if monomial != symbol):
        return 0
    slope = RATIONAL.number(terms.get(symbol, 0))
    ratio = _number(period * slope / parse(full))
    return ratio.denominator if ratio else 0


def _number(expr: Expr) -> Fraction | None:
    form = Normal(expr.graph)
    value = form.graph.numbers.get(form.sweep([expr.node])[0])
    return None if value is None or isinstance(value, float) else Fraction(value)


def _fails(other: Expr, at: list[tuple[str, Expr]]) -> bool:
    """Return whether a condition is seen not to hold, or to have no value, where symbols are as *at* says."""
    for name, value in at:
        other = other.subs(name, value)
    work = workplace(other.graph.limits)
    node = work.copy(other.graph, [other.node])[other.node]
    asked: dict[Asked, None] = {}
    if is_comparison(work.ops[node]) and work.ops[node] != EQ:
        take(work, asked, node)
    asked.update(asked_by(work, node, with_powers=False))
    found = unimplied(work, asked, {}, {})
    return [one.graph.names.get(one.node) for one in found] == ["False"]


__all__ = ["unmet"]

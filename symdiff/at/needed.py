"""Which of several conditions are needed: without those that another brings with it, and what numbers decide.

>>> from symdiff.parser.formula import parse
>>> [str(c) for c in needed([parse("y > 0"), parse("x + log(y) > 0"), parse("x > 0")])]
['x + log(y) > 0', 'x > 0']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.arithmetic.balls import deep
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.ranges import MIRRORED
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import HOLDS, has_complex, walk
from symdiff.at.alternatives import alternatives
from symdiff.at.truth import FAULTS
from symdiff.at.wording import difference, pairs
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.asked import Asked, asked_by, asks, take
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.normal.form import Normal
from symdiff.table.operators import AND, GE, GT, LE, LT, NE, NOT, NUMBER, OR, SYMBOL, is_comparison

_FEW: Final = 8
"""Conditions beyond which only those are looked at closely whose parts have domains of their own."""
_WEAKER: Final = {LE: (LT, LE), LT: (LT, LE), GE: (GT, GE), GT: (GT, GE), NE: (LT, GT)}
"""Comparisons, and those of the same sides that they may follow from."""
_LARGE: Final = 200
"""Size of all conditions together beyond which none is compared with the others."""


def needed(conditions: Sequence[Expr]) -> list[Expr]:
    """Return the conditions without those that hold wherever the others hold.

    A condition does not hold where it has no value: x + log(y) > 0 brings y > 0 with it.
    Cost: a normal form for each condition whose parts have domains of their own.
    """
    kept = strongest(conditions)
    for condition in conditions:
        if condition in kept and any(_fails_at(condition, one) for one in kept if one is not condition):
            kept.remove(condition)
    if sum(condition.size for condition in kept) > _LARGE:
        return kept
    for condition in conditions:
        others = [other for other in kept if other is not condition]
        if condition in kept and _follows(condition, others):
            kept = others
    return kept


def strongest(conditions: Sequence[Expr]) -> list[Expr]:
    """Return conditions without those that are another one with some weaker comparisons. Cost: linear in
    nodes for each two.

    >>> from symdiff.parser.formula import parse
    >>> [str(c) for c in strongest([parse("x <= 1 or a > 0"), parse("x < 1 or a > 0")])]
    ['x < 1 or a > 0']
    """
    kept = list(conditions)
    for condition in conditions:
        if any(_is_weaker(condition, other) for other in kept if other is not condition):
            kept.remove(condition)
    return kept


def decided(condition: Expr) -> Expr:
    """Return a condition without comparisons of what differs by a number alone. Raises one of FAULTS where a
    part has no value.

    >>> from symdiff.parser.formula import parse
    >>> str(decided(parse("x < 1 or x == 1 and a + 1 > a + b - (b - 2)")))
    'x < 1'
    """
    graph = condition.graph
    work = Graph(graph.limits)
    true, false = work.constant("True"), work.constant("False")
    form: Normal | None = None

    def chosen(node: int, children: tuple[int, ...]) -> int:
        nonlocal form
        op = graph.ops[node]
        if op in (AND, OR):
            neutral, absorbing = (true, false) if op == AND else (false, true)
            if absorbing in children:
                return absorbing
            left = [child for child in children if child != neutral]
            return neutral if not left else left[0] if len(left) == 1 else -1
        if op == NOT and children[0] in (true, false):
            return false if children[0] == true else true
        if not is_comparison(op):
            return -1
        form = Normal(work) if form is None else form
        [gap] = form.sweep([work.sub(*children)])
        symbols = form.graph.symbols([gap])
        if len(symbols) == 1 and {work.ops[child] for child in children} == {SYMBOL, NUMBER}:
            return -1
        if len(symbols) == 1 and not asks(work, children[0]) and not asks(work, children[1]):
            return _of_symbol(work, op, form, gap, symbols[0])
        if symbols:
            return -1
        numbers = deep(DIGITS, lenient=True)
        turn = walk(form.graph, [gap], {}, numbers)[0].sign()
        if turn not in HOLDS[op]:
            return false
        has_value = not (graph.symbols([node]) and any(asks(work, child) for child in children))
        return true if has_value else -1

    return Expr(work, work.mapped(graph, graph.below([condition.node]), chosen)[condition.node])


def _of_symbol(work: Graph, op: int, form: Normal, gap: int, name: str) -> int:
    """Return the comparison of a symbol with a number that says the same as one of *gap* with zero, -1 where
    there is none."""
    terms = dict(form.terms(gap))
    times = terms.pop(form.graph.symbol(name), 0)
    rest = form.graph.numbers.get(form.plain(terms))
    if not times or rest is None or isinstance(rest, float) or isinstance(times, float):
        return -1
    number = work.number(-RATIONAL.number(rest) / RATIONAL.number(times))
    return work.intern(op if times > 0 else MIRRORED.get(op, op), (work.symbol(name), number))


def _follows(condition: Expr, others: list[Expr]) -> bool:
    """Return whether a condition follows from others, and from what the parts of each ask for."""
    names = set(condition.graph.symbols([condition.node]))
    near = [other for other in others if names & set(other.graph.symbols([other.node]))]
    if any(_is_beside(condition, other) or _brings(other, condition) for other in near):
        return True
    if len(near) > _FEW and not any(asks(other.graph, other.node) for other in near):
        return False
    if not has_complex(condition.graph, [condition.node]):
        # Beside the imaginary unit nothing is ordered, and sqrt(x) has a value for x < 0.
        near = [other for other in near if not has_complex(other.graph, [other.node])]
    work = workplace(condition.graph.limits)
    known: dict[Asked, None] = {}
    for other in near:
        node = work.copy(other.graph, [other.node])[other.node]
        known.update(asked_by(work, node, with_powers=False))
        take(work, known, node)
    node = work.copy(condition.graph, [condition.node])[condition.node]
    wanted: dict[Asked, None] = {}
    take(work, wanted, node)
    if unimplied(work, wanted, known, {}):
        return False
    asked = asked_by(work, node)
    return not asked or not unimplied(work, asked, known, {})


def _is_weaker(one: Expr, other: Expr) -> bool:
    """Return whether the one is the other, but for some comparisons that are weaker in it: x <= 1 for x < 1,
    x < 2 for x < 1, x != 1 for x < 1; beside others joined by `or` and `and`, x + 2 > 0 for x + 1 > 0."""
    pending = [(one.node, other.node)]
    is_whole, is_weaker = one.graph.ops[one.node] not in (AND, OR), False
    while pending:
        weak, strong = pending.pop()
        op, stronger = one.graph.ops[weak], other.graph.ops[strong]
        if op in (AND, OR) and op == stronger:
            pending += zip(one.graph.children[weak], other.graph.children[strong], strict=True)
            continue
        if str(Expr(one.graph, weak)) == str(Expr(other.graph, strong)):
            continue
        if not (is_comparison(op) and stronger in _WEAKER.get(op, ())):
            return False
        (left, right), (first, second) = one.graph.children[weak], other.graph.children[strong]
        if str(Expr(one.graph, left)) != str(Expr(other.graph, first)):
            if is_whole or not _is_shifted(Expr(one.graph, weak), Expr(other.graph, strong)):
                return False
            is_weaker = True
            continue
        if str(Expr(one.graph, right)) != str(Expr(other.graph, second)):
            bound, least = one.graph.numbers.get(right), other.graph.numbers.get(second)
            if bound is None or least is None or (bound < least if stronger in (LT, LE) else bound > least):
                return False
        elif op == stronger:
            return False
        is_weaker = True
    return is_weaker


def _brings(one: Expr, two: Expr) -> bool:
    """Return whether each alternative of the one is an alternative of the other, or stronger."""
    if {*map(str, alternatives(one))} < {*map(str, alternatives(two))}:
        return True
    left, right = pairs(one), pairs(two)
    if not left or not right:
        return False
    return all(
        (op, name) in right or (op in (LT, GT) and (NE, name) in right) or (op == GT and (GE, name) in right)
        for op, name in left
    )


def _is_beside(condition: Expr, other: Expr) -> bool:
    """Return whether a condition is u*(u + v) > 0 or u*(u - v) > 0, and the other u**2 - v**2 > 0, in which
    u is larger than v in size."""
    work = Graph(condition.graph.limits)
    squares = difference(other, work)
    op, children = condition.graph.ops[condition.node], condition.graph.children[condition.node]
    if squares is None or op not in MIRRORED or op == NE or other.graph.ops[other.node] not in (GT, LT):
        return False
    u, v = squares
    sums = [work.add(u, v), work.add(v, u), work.sub(u, v)] if op in (GT, GE) else [work.sub(v, u)]
    products = {work.mul(*pair) for one in sums for pair in ((u, one), (one, u))}
    return work.take(condition.graph, children[0]) in products


def _fails_at(place: Expr, other: Expr) -> bool:
    """Return whether a condition x != 2 leaves a number out at which another one of x alone is false: as
    1/n > -3 or 1/n != floor(1/n) is at -1/3."""
    graph = place.graph
    if graph.ops[place.node] != NE or other.graph.ops[other.node] != OR:
        return False
    symbol, number = graph.children[place.node]
    if graph.ops[symbol] != SYMBOL or graph.ops[number] != NUMBER:
        return False
    if other.graph.symbols([other.node]) != [graph.name(symbol)]:
        return False
    try:
        there = decided(other.subs({graph.name(symbol): Expr(graph, number)}))
    except FAULTS:  # it has no value there, or none that is known
        return False
    return there.graph.names.get(there.node) == "False"


def _is_shifted(weak: Expr, strong: Expr) -> bool:
    """Return whether one comparison says of a sum that it is above, or below, what another says, less a
    number: 2 + 1/n > 0 for 1 + 1/n > 0."""
    op = weak.graph.ops[weak.node]
    if op == NE or strong.graph.ops[strong.node] not in _WEAKER[op]:
        return False
    work = Graph(weak.graph.limits)
    sides = [work.take(one.graph, side) for one in (weak, strong) for side in one.graph.children[one.node]]
    form = Normal(work)
    try:
        [gap] = form.sweep([work.sub(work.sub(*sides[:2]), work.sub(*sides[2:]))])
    except FAULTS:  # a part has no value
        return False
    number = form.graph.numbers.get(gap)
    return number is not None and (number > 0 if op in (GT, GE) else number < 0)


__all__ = ["decided", "needed", "strongest"]

"""Conditions in several variables without the powers or the root that they compare.

>>> from symdiff.parser.formula import parse
>>> for text in ("exp(a*x) > exp(y)", "(x + 1)**n - 1 != 0", "x + sqrt(x**2 + a**2) > 0"):
...     print(*undone(parse(text)), sep=", ")
a*x - y > 0
x > -1, x != 0, n != 0
x > 0 or a != 0
>>> for text in ("sqrt(x*y)/sqrt(2) < 1", "-1 < 3*sqrt(x - y)", "-2*sqrt(x + y) < -1"):
...     print(*undone(parse(text)), sep=", ")
x*y >= 0, 2 - x*y > 0
x - y >= 0
4*x + 4*y - 1 > 0
>>> print(*undone(parse("a**(1/3) > x**(1/3)")), sep=", ")
a >= 0, x >= 0, a - x > 0
"""

from __future__ import annotations

from functools import reduce

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.at.equations import constant
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.asked import Asked, asked_by
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.domain.real import RealRanges
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import ADD, AND, DIV, GE, GT, LE, LT, MUL, NE, NEG, OR, POW, SUB


def undone(condition: Expr) -> list[Expr]:
    """Return conditions that together hold where *condition*, which has several variables, holds, and in
    which exp(u) and exp(v) that it compares, u**v that it compares with 1, or a root that it adds to
    something, are undone; the condition alone where there is none. Cost: a normal form of what is compared.
    """
    graph = condition.graph
    op = graph.ops[condition.node]
    if op == OR:
        return [_with_alternatives(condition)]
    if op not in MIRRORED:
        return [condition]
    left, right = graph.both(condition.node)
    found = _bases(graph, op, left, right) or _below(graph, op, left, right)
    if found is not None:
        return found
    if op == GT and graph.is_zero(right) and graph.ops[left] in (ADD, SUB) and graph.has(SQRT):
        return _root(graph, left) or [condition]
    if graph.ops[left] == SUB and graph.is_zero(right):
        left, right = graph.both(left)
    ops = {graph.ops[left], graph.ops[right]}
    if ops == {EXP} or (op == NE and POW in ops):
        return _powers(graph, op, left, right) or [condition]
    return [condition]


def of_roots(condition: Expr) -> list[Expr]:
    """Return what `undone` does of a condition that compares two roots of one order, the condition alone
    where it compares something else."""
    graph = condition.graph
    op = graph.ops[condition.node]
    found = _bases(graph, op, *graph.both(condition.node)) if op in MIRRORED else None
    return [condition] if found is None else found


def _bases(graph: Graph, op: int, left: int, right: int) -> list[Expr] | None:
    """Return what u**p compared with v**p says, where p is no whole number and positive: both grow."""
    if graph.ops[left] == SUB and graph.is_zero(right):
        left, right = graph.both(left)
    if graph.ops[left] != POW or graph.ops[right] != POW:
        return None
    (one, exponent), (two, other) = graph.both(left), graph.both(right)
    number = graph.numbers.get(exponent)
    if exponent != other or number is None or isinstance(number, float) or number <= 0 or number % 1 == 0:
        return None
    work = workplace(graph.limits)
    one, two = work.take(graph, one), work.take(graph, two)
    gap = work.sub(one, two)
    return unimplied(work, {(op, gap): None, (GE, one): None, (GE, two): None, **asked_by(work, gap)}, {}, {})


def _with_alternatives(condition: Expr) -> Expr:
    """Return alternatives in which roots that are compared with numbers are undone."""
    source, work = condition.graph, Graph(condition.graph.limits)

    def written(node: int, _: tuple[int, ...]) -> int:
        if source.ops[node] not in MIRRORED or not source.has(SQRT):
            return -1
        found = _below(source, source.ops[node], *source.both(node))
        parts = [work.take(one.graph, one.node) for one in found or ()]
        return reduce(lambda one, other: work.intern(AND, (one, other)), parts) if parts else -1

    return Expr(work, work.mapped(source, source.below([condition.node]), written)[condition.node])


def _below(graph: Graph, op: int, left: int, right: int) -> list[Expr] | None:
    """Return what sqrt(u) times a number says that is compared with a number; None for anything else."""
    if op not in (GT, GE, LT, LE):
        return None
    if not graph.symbols([left]):
        left, right, op = right, left, MIRRORED[op]
    if graph.symbols([right]):
        return None
    bound = Expr(graph, right)
    while graph.ops[left] in (MUL, DIV, NEG):
        children = graph.children[left]
        inner = [child for child in children if graph.symbols([child])]
        if len(inner) != 1 or (graph.ops[left] == DIV and inner[0] != children[0]):
            return None
        if graph.ops[left] == NEG:
            op, bound = MIRRORED[op], -bound
        else:
            times = Expr(graph, children[1 - children.index(inner[0])])
            op = MIRRORED[op] if constant(times).sign() < 0 else op
            bound = bound * times if graph.ops[left] == DIV else bound / times
        [left] = inner
    side = constant(bound).sign() if graph.ops[left] == SQRT else 0
    if side == 0 or (side < 0 and op in (LT, LE)):
        return None
    work = workplace(graph.limits)
    inside = work.take(graph, graph.first(left))
    square = simplify(bound**2)
    asked: dict[Asked, None] = {(GE, inside): None, **asked_by(work, inside)}
    if side > 0:
        asked[op, work.sub(inside, work.take(square.graph, square.node))] = None
    return unimplied(work, asked, {}, {})


def _powers(graph: Graph, op: int, left: int, right: int) -> list[Expr] | None:
    """Return what exp(u) compared with exp(v) says, and u**v != 1."""
    work = workplace(graph.limits)
    if graph.ops[left] == graph.ops[right] == EXP:
        one, two = [work.take(graph, graph.first(side)) for side in (left, right)]
        return unimplied(work, {(op, work.sub(one, two)): None, **asked_by(work, work.sub(one, two))}, {}, {})
    unit = graph.number(1)
    power = left if right == unit else right
    if unit not in (left, right) or graph.ops[power] != POW:
        return None
    base, exponent = [work.take(graph, child) for child in graph.both(power)]
    if exponent in work.numbers or base in work.numbers:
        return None
    asked: dict[Asked, None] = asked_by(work, work.pow(base, exponent))
    asked[NE, exponent] = asked[NE, work.sub(base, work.number(1))] = None
    return unimplied(work, asked, {}, {})


def _root(graph: Graph, left: int) -> list[Expr] | None:
    """Return what u + sqrt(v) > 0 says where v - u**2 has one sign: u > 0 where it is never positive, and
    u > 0 or v - u**2 != 0 where it is never negative."""
    work = workplace(graph.limits)
    root, rest = -1, work.number(0)
    for node, is_added in _terms(graph, left):
        if graph.ops[node] == SQRT and is_added and root < 0:
            root = work.take(graph, graph.first(node))
        else:
            term = work.take(graph, node)
            rest = work.add(rest, term) if is_added else work.sub(rest, term)
    if root < 0 or rest in work.numbers:
        return None
    gap = work.sub(root, work.pow(rest, work.number(2)))
    form = Normal(work)
    known = RealRanges(form, True).of(form.sweep([gap])[0])
    if known.high <= 0:
        return unimplied(work, {(GT, rest): None, (GE, root): None}, {}, {})
    sides = (
        [unimplied(work, {one: None}, {}, {}) for one in ((GT, rest), (NE, gap))] if known.low >= 0 else []
    )
    if [len(side) for side in sides] != [1, 1]:
        return None
    whole = Graph(graph.limits)
    one, two = [whole.take(side[0].graph, side[0].node) for side in sides]
    return [Expr(whole, whole.intern(OR, (one, two)))]


def _terms(graph: Graph, root: int) -> list[tuple[int, bool]]:
    """Return the terms of a sum, and whether each is added."""
    found: list[tuple[int, bool]] = []
    pending = [(root, True)]
    while pending:
        node, is_added = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op in (ADD, SUB):
            pending += [(children[1], is_added == (op == ADD)), (children[0], is_added)]
        elif op == NEG:
            pending.append((children[0], not is_added))
        else:
            found.append((node, is_added))
    return found


__all__ = ["of_roots", "undone"]

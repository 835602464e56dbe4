"""Conditions in several variables as a person writes them, and those that another one brings with it.

>>> from symdiff.parser.formula import parse
>>> [plain(parse(text)) for text in ("a - x != 0", "a**2 - x**2 > 0", "x**2 + y**2 != 0", "x*y - 1 >= 0")]
['a != x', 'Abs(x) < Abs(a)', '(x, y) != (0, 0)', 'x*y >= 1']
>>> [str(c) for c in needed([parse("y > 0"), parse("x + log(y) > 0"), parse("x > 0")])]
['x + log(y) > 0', 'x > 0']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.arithmetic.walk import has_complex
from symdiff.at.truth import FAULTS
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.asked import Asked, asked_by, asks, take
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.domain.squares import half
from symdiff.simplifier.domain.sums import real_and_imaginary
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import ABS
from symdiff.table.operators import (
    ADD,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NOT,
    NUMBER,
    OR,
    POW,
    SUB,
    SYMBOL,
)

_FEW: Final = 8
"""Conditions beyond which only those are looked at closely whose parts have domains of their own."""
_LARGE: Final = 200
"""Size of all conditions together beyond which none is compared with the others."""


def needed(conditions: Sequence[Expr]) -> list[Expr]:
    """Return the conditions without those that hold wherever the others hold.

    A condition does not hold where it has no value: x + log(y) > 0 brings y > 0 with it.
    Cost: a normal form for each condition whose parts have domains of their own.
    """
    kept = list(conditions)
    if sum(condition.size for condition in kept) > _LARGE:
        return kept
    for condition in conditions:
        others = [other for other in kept if other is not condition]
        if len(others) < len(kept) and _follows(condition, others):
            kept = others
    return kept


def in_reals(condition: Expr) -> Expr:
    """Return u != 0 with I in u as its real and its imaginary part: one of the two is not zero.

    >>> from symdiff.parser.formula import parse
    >>> str(in_reals(parse("x + I*y - 1 != 0")))
    'x - 1 != 0 or y != 0'
    """
    graph = condition.graph
    if graph.ops[condition.node] != NE or not has_complex(graph, [condition.node]):
        return condition
    work = Graph(graph.limits)
    form = Normal(work)
    left, right = [work.take(graph, side) for side in graph.children[condition.node]]
    parts = real_and_imaginary(form, form.sweep([work.sub(left, right)])[0])
    if parts is None:
        return condition
    zero = form.graph.number(0)
    gaps = [form.graph.intern(NE, (part, zero)) for part in parts if not form.graph.is_zero(part)]
    return Expr(form.graph, gaps[0] if len(gaps) == 1 else form.graph.intern(OR, (gaps[0], gaps[1])))


def _follows(condition: Expr, others: list[Expr]) -> bool:
    """Return whether a condition follows from others, and from what the parts of each ask for."""
    names = set(condition.graph.symbols([condition.node]))
    near = [other for other in others if names & set(other.graph.symbols([other.node]))]
    if any(
        _is_beside(condition, other) or _brings(other, condition) or _is_loose(condition, other)
        for other in near
    ):
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
        known.update(asked_by(work, node))
        take(work, known, node)
    node = work.copy(condition.graph, [condition.node])[condition.node]
    wanted: dict[Asked, None] = {}
    take(work, wanted, node)
    if unimplied(work, wanted, known, {}):
        return False
    asked = asked_by(work, node)
    return not asked or not unimplied(work, asked, known, {})


def _pairs(condition: Expr) -> list[tuple[int, str]] | None:
    """Return x op 0, or y op 0, … as operators and symbols; None for other conditions."""
    graph = condition.graph
    squares = _squares(condition)
    if squares is not None:
        return [(NE, name) for name in squares]
    found = []
    pending = [condition.node]
    while pending:
        node = pending.pop()
        children = graph.children[node]
        if graph.ops[node] == OR:
            pending += reversed(children)
        elif graph.ops[node] in MIRRORED and graph.numbers.get(children[1]) == 0:
            if graph.ops[children[0]] != SYMBOL:
                return None
            found.append((graph.ops[node], graph.name(children[0])))
        else:
            return None
    return found


def _alternatives(condition: Expr) -> set[str]:
    """Return the texts of what `or` joins."""
    graph = condition.graph
    found = set()
    pending = [condition.node]
    while pending:
        node = pending.pop()
        if graph.ops[node] == OR:
            pending += graph.children[node]
        else:
            found.add(str(Expr(graph, node)))
    return found


def _brings(one: Expr, two: Expr) -> bool:
    """Return whether each alternative of the one is an alternative of the other, or stronger."""
    if _alternatives(one) < _alternatives(two):
        return True
    left, right = _pairs(one), _pairs(two)
    if not left or not right:
        return False
    return all(
        (op, name) in right or (op in (LT, GT) and (NE, name) in right) or (op == GT and (GE, name) in right)
        for op, name in left
    )


def _is_loose(one: Expr, other: Expr) -> bool:
    """Return whether the one is the other, but for some < that are <= in it, and > that are >=."""
    loose = str(one)
    return (
        not any(one.graph.ops[node] == NOT for node in one.graph.below([one.node]))
        and loose != str(other)
        and loose.replace("<=", "<").replace(">=", ">") == str(other)
    )


def _squares(condition: Expr) -> list[str] | None:
    """Return the names of x**2 + y**2 + … != 0, or > 0; None for other conditions."""
    graph = condition.graph
    if graph.ops[condition.node] not in (NE, GT):
        return None
    left, right = graph.children[condition.node]
    found: list[str] = []
    pending = [left] if graph.numbers.get(right) == 0 else []
    while pending:
        node = pending.pop()
        children = graph.children[node]
        if graph.ops[node] == ADD:
            pending += reversed(children)
        elif graph.ops[node] == POW and graph.ops[children[0]] == SYMBOL:
            exponent = graph.numbers.get(children[1])
            if exponent is None or exponent <= 0 or exponent % 2:
                return None
            found.append(graph.name(children[0]))
        else:
            return None
    return found if len(found) > 1 else None


def plain(condition: Expr) -> str:
    """Return the text of a condition: what can be moved is moved to the other side, and (0, 0) is a point."""
    short = _point(condition) or _outside(condition) or _relative(condition)
    if short:
        return short
    graph = condition.graph
    op = graph.ops[condition.node]
    if op == OR:
        return " or ".join([plain(Expr(graph, child)) for child in graph.children[condition.node]])
    if op not in MIRRORED:
        return str(condition)
    left, right = graph.children[condition.node]
    if graph.numbers.get(right) != 0:
        return str(condition)
    work = Graph(graph.limits)
    squares = _difference(condition, work)
    if squares is not None:
        more, less = [_size(work, node) for node in squares]
        op = LT if op in (GT, LT) else LE
        if work.ops[less] == NUMBER:
            op, less, more = MIRRORED[op], more, less
        return str(Expr(work, work.intern(op, (less, more))))
    if graph.ops[left] != SUB:
        return str(condition)
    one, two = graph.children[left]
    if graph.ops[one] == NUMBER:
        one, two, op = two, one, MIRRORED[op]
    if graph.ops[one] in (ADD, SUB) and graph.ops[two] != NUMBER:
        return str(condition)
    moved = str(Expr(work, work.intern(op, (work.take(graph, one), work.take(graph, two)))))
    return min(str(condition), moved, key=len)


def _point(condition: Expr) -> str:
    """Return (x, y) != (0, b) for x != 0 or y - b != 0, "" for any other condition."""
    pairs = _pairs(condition)
    if pairs and len(pairs) > 1 and all(op == NE for op, _ in pairs):
        names = ", ".join(sorted(name for _, name in pairs))
        return f"({names}) != ({', '.join('0' for _ in pairs)})"
    graph = condition.graph
    places: list[tuple[str, str]] = []
    pending = [condition.node]
    while pending:
        node = pending.pop()
        children = graph.children[node]
        if graph.ops[node] == OR:
            pending += reversed(children)
            continue
        if graph.ops[node] != NE or graph.numbers.get(children[1]) != 0:
            return ""
        sides = graph.children[children[0]] if graph.ops[children[0]] == SUB else (children[0], children[1])
        if any(graph.ops[side] not in (SYMBOL, NUMBER) for side in sides):
            return ""
        places.append((str(Expr(graph, sides[0])), str(Expr(graph, sides[1]))))
    if len(places) < 2:
        return ""
    return f"({', '.join(one for one, _ in places)}) != ({', '.join(two for _, two in places)})"


def _outside(condition: Expr) -> str:
    """Return Abs(u) > c for u < -c or u > c, "" for a symbol u, and for any other condition."""
    graph = condition.graph
    if graph.ops[condition.node] != OR:
        return ""
    low, high = graph.children[condition.node]
    if (graph.ops[low], graph.ops[high]) not in ((LT, GT), (LE, GE)):
        return ""
    (one, less), (two, more) = graph.children[low], graph.children[high]
    number, other = graph.numbers.get(less), graph.numbers.get(more)
    if one != two or graph.ops[one] == SYMBOL or number is None or other is None or number != -other:
        return ""
    work = Graph(graph.limits)
    sides = work.call(ABS, (work.take(graph, one),)), work.take(graph, more)
    return str(Expr(work, work.intern(graph.ops[high], sides)))


def _relative(condition: Expr) -> str:
    """Return x**2 + y**2 < a**2 for a**2 - x**2 - y**2 > 0, squares below a square, and of two squares
    x**2/a**2 + y**2/b**2 < 1 for a**2*b**2 - b**2*x**2 - a**2*y**2 > 0, where that is shorter; "" for any
    other condition. Where a or b is 0 neither holds."""
    graph = condition.graph
    left, right = graph.children[condition.node] if graph.ops[condition.node] == GT else (-1, -1)
    if left < 0 or graph.ops[left] != SUB or not graph.is_zero(right):
        return ""
    form = Normal(graph)
    try:
        terms = form.terms(form.sweep([left])[0])
    except FAULTS:  # a part of it has no value
        return ""
    whole = [monomial for monomial, number in terms.items() if number > 0]
    if len(whole) != 1 or len(terms) < 3 or any(half(form, monomial) is None for monomial in terms):
        return ""
    size = Expr(form.graph, form.scaled(whole[0], terms[whole[0]]))
    rest = [Expr(form.graph, form.scaled(m, -number)) for m, number in terms.items() if m != whole[0]]
    over = sorted([simplify(term / size, "basic") for term in rest], key=str)
    said = [f"{sum(rest[1:], rest[0])} < {size}", f"{sum(over[1:], over[0])} < 1", str(condition)]
    return min(said, key=len)


def _size(work: Graph, node: int) -> int:
    """Return the absolute value of a node."""
    number = work.numbers.get(node)
    return work.call(ABS, (node,)) if number is None else work.number(max(number, -number))


def _difference(condition: Expr, work: Graph) -> tuple[int, int] | None:
    """Return u and v, nodes of *work*, for u**2 - v**2 > 0, for (u + v)*(u - v) > 0, and for v**2 - u**2 < 0;
    None for other conditions."""
    graph = condition.graph
    left = graph.children[condition.node][0]
    op = graph.ops[condition.node]
    if op not in MIRRORED or op == NE or graph.numbers.get(graph.children[condition.node][1]) != 0:
        return None
    parts, found = graph.children[left], None
    if graph.ops[left] == SUB and all(_is_square(graph, part) for part in parts):
        found = graph.children[parts[0]][0], graph.children[parts[1]][0]
    elif graph.ops[left] == MUL:
        for one, two in (parts, parts[::-1]):
            if graph.ops[one] == ADD and graph.ops[two] == SUB:
                first, second = graph.children[two]
                if graph.children[one] in ((first, second), (second, first)):
                    found = first, second
    if found is None:
        return None
    u, v = work.take(graph, found[0]), work.take(graph, found[1])
    return (u, v) if op in (GT, GE) else (v, u)


def _is_square(graph: Graph, node: int) -> bool:
    return graph.ops[node] == POW and graph.numbers.get(graph.children[node][1]) == 2


def _is_beside(condition: Expr, other: Expr) -> bool:
    """Return whether a condition is u*(u + v) > 0 or u*(u - v) > 0, and the other u**2 - v**2 > 0, in which
    u is larger than v in size."""
    work = Graph(condition.graph.limits)
    squares = _difference(other, work)
    op, children = condition.graph.ops[condition.node], condition.graph.children[condition.node]
    if squares is None or op not in MIRRORED or op == NE or other.graph.ops[other.node] not in (GT, LT):
        return False
    u, v = squares
    sums = [work.add(u, v), work.add(v, u), work.sub(u, v)] if op in (GT, GE) else [work.sub(v, u)]
    products = {work.mul(*pair) for one in sums for pair in ((u, one), (one, u))}
    return work.take(condition.graph, children[0]) in products


__all__ = ["in_reals", "needed", "plain"]

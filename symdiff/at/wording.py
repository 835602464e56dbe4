"""Conditions in several variables as a person writes them.

>>> from symdiff.parser.formula import parse
>>> [plain(parse(text)) for text in ("a - x != 0", "a**2 - x**2 > 0", "x**2 + y**2 != 0", "x*y - 1 >= 0")]
['x != a', 'Abs(x) < Abs(a)', '(x, y) != (0, 0)', 'x*y >= 1']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final, NamedTuple

from symdiff.arithmetic.ranges import MIRRORED, ratio
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.at.truth import FAULTS
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.squares import half
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
    NUMBER,
    OR,
    POW,
    SUB,
    SYMBOL,
)

_VARIABLES: Final = frozenset("tuvwxyz")
"""First letters of symbols that people take for variables."""


def plain(condition: Expr) -> str:
    """Return the text of a condition: what can be moved is moved to the other side, variables stand on the
    left, and (0, 0) is a point."""
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
        return _turned(condition)
    work = Graph(graph.limits)
    squares = difference(condition, work)
    if squares is not None:
        more, less = [_size(work, node) for node in squares]
        op = LT if op in (GT, LT) else LE
        if work.ops[less] == NUMBER:
            op, less, more = MIRRORED[op], more, less
        return _turned(Expr(work, work.intern(op, (less, more))))
    texts = [str(condition), *_ratio(condition)]
    if graph.ops[left] in (ADD, SUB):
        texts += _alone(condition)
    if graph.ops[left] == SUB:
        one, two = graph.children[left]
        if graph.ops[one] == NUMBER:
            one, two, op = two, one, MIRRORED[op]
        if graph.ops[one] not in (ADD, SUB) or graph.ops[two] == NUMBER:
            sides = work.take(graph, one), work.take(graph, two)
            texts.append(_turned(Expr(work, work.intern(op, sides))))
    return min(texts, key=len)


def joined(conditions: Sequence[Expr]) -> list[Expr]:
    """Return conditions with one for two products that are positive: Abs(x) < Abs(a) for a*(a + x) > 0 and
    a*(a - x) > 0.

    >>> from symdiff.parser.formula import parse
    >>> [str(one) for one in joined([parse("a*(2*a + x) > 0"), parse("y > 0"), parse("a*(x - 2*a) < 0")])]
    ['Abs(x) < 2*Abs(a)', 'y > 0']
    """
    kept = list(conditions)
    read = [(one, found) for one in kept if (found := _scaled(one)) is not None and found.number > 0]
    for (one, first), (other, second) in combinations(read, 2):
        if first[:2] == second[:2] and one in kept and other in kept:
            minus = simplify(-second.rest, "basic")
            if minus == first.rest:
                work = Graph(one.graph.limits)
                rest = min(first.rest, second.rest, key=_looks)
                form = Normal(rest.graph)
                [part] = form.sweep([rest.node])
                content = form.content(form.terms(part))
                part = form.scaled(part, ratio(1, content))
                sides = [_size(work, work.take(form.graph, part)), work.call(ABS, (work.symbol(first.name),))]
                over = first.number / abs(RATIONAL.number(content))
                for place, number in enumerate((over.denominator, over.numerator)):
                    if number != 1:
                        sides[place] = work.mul(work.number(number), sides[place])
                kept[kept.index(one)] = Expr(work, work.intern(LT, (sides[0], sides[1])))
                kept.remove(other)
    return kept


def pairs(condition: Expr) -> list[tuple[int, str]] | None:
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


def _point(condition: Expr) -> str:
    """Return (x, y) != (0, b) for x != 0 or y - b != 0, "" for any other condition."""
    found = pairs(condition)
    if found and len(found) > 1 and all(op == NE for op, _ in found):
        names = ", ".join(sorted(name for _, name in found))
        return f"({names}) != ({', '.join('0' for _ in found)})"
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
        if _is_variable(graph, sides[1]) and not _is_variable(graph, sides[0]):
            sides = sides[::-1]
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


def difference(condition: Expr, work: Graph) -> tuple[int, int] | None:
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


def _is_variable(graph: Graph, node: int) -> bool:
    """Return whether a part has a symbol that people take for a variable, as x or t1, rather than a letter
    that they take for a number."""
    return any(name[0] in _VARIABLES for name in graph.symbols([node]))


def _turned(condition: Expr) -> str:
    """Return the text of a comparison, turned round where variables stand on the right side alone."""
    graph = condition.graph
    left, right = graph.children[condition.node]
    op = graph.ops[condition.node]
    is_named = op == NE and graph.ops[left] == SYMBOL == graph.ops[right]
    is_first = is_named and graph.name(left) < graph.name(right)
    if not _is_variable(graph, right) or (_is_variable(graph, left) and (is_first or not is_named)):
        return str(condition)
    return str(Expr(graph, graph.intern(MIRRORED[op], (right, left))))


def _alone(condition: Expr) -> list[str]:
    """Return the text of x != -a for a + x != 0, where x is the only variable: none for other conditions."""
    graph = condition.graph
    form = Normal(graph)
    try:
        terms = form.terms(form.sweep([graph.children[condition.node][0]])[0])
    except FAULTS:  # a part of it has no value
        return []
    known = form.graph
    moving = [term for term in terms if _is_variable(known, term)]
    if len(moving) != 1 or known.ops[moving[0]] != SYMBOL or terms[moving[0]] not in (1, -1):
        return []
    number = terms[moving[0]]
    op = graph.ops[condition.node] if number > 0 else MIRRORED[graph.ops[condition.node]]
    rest = form.plain({term: -number * times for term, times in terms.items() if term != moving[0]})
    return [str(Expr(known, known.intern(op, (moving[0], rest))))]


class _Scaled(NamedTuple):
    """u*(c*u + v) > 0 with a symbol u that is not in v, and a number c."""

    name: str
    number: Fraction
    rest: Expr


def _scaled(condition: Expr) -> _Scaled | None:
    """Return a condition as such a product, None where it is none."""
    graph = condition.graph
    op = graph.ops[condition.node]
    if op not in (GT, LT):
        return None
    left, right = graph.children[condition.node]
    if graph.ops[left] != MUL or not graph.is_zero(right):
        return None
    one, two = graph.children[left]
    if graph.ops[one] != SYMBOL:
        one, two = two, one
    if graph.ops[one] != SYMBOL or graph.ops[two] not in (ADD, SUB):
        return None
    form = Normal(graph)
    try:
        terms = dict(form.terms(form.sweep([two])[0]))
    except FAULTS:  # a part of it has no value
        return None
    name = graph.name(one)
    number = RATIONAL.number(terms.pop(form.graph.symbol(name), 0))
    rest = form.scaled(form.plain(terms), 1 if op == GT else -1)
    if not number or name in form.graph.symbols([rest]):
        return None
    return _Scaled(name, number if op == GT else -number, Expr(form.graph, rest))


def _ratio(condition: Expr) -> list[str]:
    """Return the text of x/a > 1 for a*(x - a) > 0, none for other conditions."""
    found = _scaled(condition)
    if found is None or found.name[0] in _VARIABLES:
        return []
    form = Normal(found.rest.graph)
    terms = form.terms(form.sweep([found.rest.node])[0])
    if len(terms) != 1:
        return []
    graph = form.graph
    [(term, times)] = terms.items()
    over = graph.div(term, graph.symbol(found.name))
    least = graph.number(-found.number / RATIONAL.number(times))
    return [str(Expr(graph, graph.intern(GT if times > 0 else LT, (over, least))))]


def _looks(part: Expr) -> tuple[int, bool, str]:
    """Return by what the better one of x - a and a - x comes first."""
    text = str(part)
    return len(text), text[0] not in _VARIABLES, text


def _size(work: Graph, node: int) -> int:
    """Return the absolute value of a node."""
    number = work.numbers.get(node)
    return work.call(ABS, (node,)) if number is None else work.number(max(number, -number))


__all__ = ["difference", "joined", "pairs", "plain"]

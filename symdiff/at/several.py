"""Conditions in several variables as a person writes them, and those that another one brings with it.

>>> from symdiff.parser.formula import parse
>>> [plain(parse(text)) for text in ("a - x != 0", "a**2 - x**2 > 0", "x**2 + y**2 != 0", "x*y - 1 >= 0")]
['x != a', 'Abs(x) < Abs(a)', '(x, y) != (0, 0)', 'x*y >= 1']
>>> [str(c) for c in needed([parse("y > 0"), parse("x + log(y) > 0"), parse("x > 0")])]
['x + log(y) > 0', 'x > 0']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final, NamedTuple

from symdiff.arithmetic.balls import deep
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.ranges import MIRRORED, ratio
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import HOLDS, has_complex, walk
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
    AND,
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
    is_comparison,
)

_FEW: Final = 8
"""Conditions beyond which only those are looked at closely whose parts have domains of their own."""
_WEAKER: Final = {LE: (LT, LE), LT: (LT, LE), GE: (GT, GE), GT: (GT, GE), NE: (LT, GT)}
"""Comparisons, and those of the same sides that they may follow from."""
_VARIABLES: Final = frozenset("tuvwxyz")
"""First letters of symbols that people take for variables."""
_LARGE: Final = 200
"""Size of all conditions together beyond which none is compared with the others."""


def needed(conditions: Sequence[Expr]) -> list[Expr]:
    """Return the conditions without those that hold wherever the others hold.

    A condition does not hold where it has no value: x + log(y) > 0 brings y > 0 with it.
    Cost: a normal form for each condition whose parts have domains of their own.
    """
    kept = list(conditions)
    for condition in conditions:
        if any(_is_weaker(condition, other) for other in kept if other is not condition):
            kept.remove(condition)
    if sum(condition.size for condition in kept) > _LARGE:
        return kept
    for condition in conditions:
        others = [other for other in kept if other is not condition]
        if condition in kept and _follows(condition, others):
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


def joined_by_and(condition: Expr) -> list[Expr]:
    """Return the conditions that are joined by `and`."""
    graph, pending, found = condition.graph, [condition.node], list[Expr]()
    while pending:
        node = pending.pop()
        if graph.ops[node] == AND:
            pending += reversed(graph.children[node])
        else:
            found.append(Expr(graph, node))
    return found


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


def _is_weaker(one: Expr, other: Expr) -> bool:
    """Return whether the one is the other, but for some comparisons that are weaker in it: x <= 1 for x < 1,
    x < 2 for x < 1, x != 1 for x < 1."""
    pending = [(one.node, other.node)]
    is_weaker = False
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
            return False
        if str(Expr(one.graph, right)) != str(Expr(other.graph, second)):
            bound, least = one.graph.numbers.get(right), other.graph.numbers.get(second)
            if bound is None or least is None or (bound < least if stronger in (LT, LE) else bound > least):
                return False
        elif op == stronger:
            return False
        is_weaker = True
    return is_weaker


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
    squares = _difference(condition, work)
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


def _looks(part: Expr) -> tuple[int, bool, str]:
    """Return by what the better one of x - a and a - x comes first."""
    text = str(part)
    return len(text), text[0] not in _VARIABLES, text


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


__all__ = ["in_reals", "joined", "needed", "plain"]

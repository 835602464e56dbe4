"""The identities that keep digits: each a row, left side → right side, in letters that stand for anything.

They hold where both sides have a value, but a form is not believed for that: its values are compared with
those of the formula before it is kept. A sum is matched by any two of its terms.

>>> from symdiff.accuracy.budget import Budget
>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("x**2 + 1 - cos(x)")
>>> [(name, str(Expr(e.graph, new))) for name, new in forms(e.graph, e.node, Short(e.graph, Budget(10**6)))]
[('1 - cos(a)', '2*sin(x/2)**2 + x**2')]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from symdiff.accuracy.exponentials import grown
from symdiff.accuracy.patterns import Short, matches, powered, total, written
from symdiff.graph.factors import factors, product, terms
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, template
from symdiff.table.functions import SQRT
from symdiff.table.operators import ADD, DIV, GE, MUL, NUMBER, PIECEWISE, SUB

IDENTITIES: Final = (
    # differences of what is nearly equal
    ("exp(a) - 1", "expm1(a)"),
    ("a**b - 1", "expm1(b*log(a))"),
    ("exp(a) - exp(-a)", "2*sinh(a)"),
    ("exp(a) - exp(b)", "exp(b)*expm1(a - b)"),
    ("exp(a) - exp(b)", "-sign(a - b)*exp(Max(a, b))*expm1(-abs(a - b))"),
    ("a*exp(b) - c*exp(d)", "exp(d)*(a*expm1(b - d) + (a - c))"),
    (
        "a*exp(b) - c*exp(d)",
        "Piecewise((exp(d)*(a - c + a*expm1(b - d)), abs(b - d) < 1), (a*exp(b) - c*exp(d), True))",
    ),
    ("a**b - c**b", "c**b*expm1(b*log1p((a - c)/c))"),
    ("1/a**b - 1/c**b", "expm1(b*log1p((c - a)/a))/c**b"),
    ("cbrt(a)**b - cbrt(c)**b", "cbrt(c)**b*expm1(b/3*log1p((a - c)/c))"),
    ("1/cbrt(a)**b - 1/cbrt(c)**b", "expm1(b/3*log1p((c - a)/a))/cbrt(c)**b"),
    ("cosh(a) - 1", "2*sinh(a/2)**2"),
    ("1 - cos(a)", "2*sin(a/2)**2"),
    ("1 + cos(a)", "2*cos(a/2)**2"),
    ("1 - sin(a)", "2*sin(pi/4 - a/2)**2"),
    ("1 + sin(a)", "2*cos(pi/4 - a/2)**2"),
    ("sec(a) - tan(a)", "tan(pi/4 - a/2)"),
    ("1/cos(a) - tan(a)", "tan(pi/4 - a/2)"),
    ("sec(a) - 1", "2*sec(a)*sin(a/2)**2"),
    ("cos(a) - cos(b)", "-2*sin((a + b)/2)*sin((a - b)/2)"),
    ("sin(a) - sin(b)", "2*cos((a + b)/2)*sin((a - b)/2)"),
    ("tan(a) - tan(b)", "sin(a - b)/(cos(a)*cos(b))"),
    ("tan(a) - sin(a)", "2*tan(a)*sin(a/2)**2"),
    ("cosh(a) - cosh(b)", "2*sinh((a + b)/2)*sinh((a - b)/2)"),
    ("sinh(a) - sinh(b)", "2*cosh((a + b)/2)*sinh((a - b)/2)"),
    ("tanh(a) - tanh(b)", "sinh(a - b)/(cosh(a)*cosh(b))"),
    ("log(a) - log(b)", "log1p((a - b)/b)"),
    ("log(a) - log(b)", "log(a/b)"),
    ("log1p(a) - log1p(b)", "log1p((a - b)/(1 + b))"),
    ("atan(a) - atan(b)", "atan2(a - b, 1 + a*b)"),
    ("atan2(a, b) - atan2(a, c)", "atan2(a*(c - b), b*c + a**2)"),
    ("pi/2 - atan(a)", "atan2(1, a)"),
    ("sqrt(a) - sqrt(b)", "(a - b)/(sqrt(a) + sqrt(b))"),
    ("sqrt(a) - b", "(a - b**2)/(sqrt(a) + b)"),
    ("a - sqrt(b)", "(a**2 - b)/(a + sqrt(b))"),
    ("a + sqrt(b)", "(a**2 - b)/(a - sqrt(b))"),
    ("hypot(a, b) - a", "b**2/(hypot(a, b) + a)"),
    ("hypot(a, b) - b", "a**2/(hypot(a, b) + b)"),
    ("a + hypot(a, b)", "b**2/(hypot(a, b) - a)"),
    ("b + hypot(a, b)", "a**2/(hypot(a, b) - b)"),
    ("cbrt(a) - cbrt(b)", "(a - b)/(cbrt(a)**2 + cbrt(a)*cbrt(b) + cbrt(b)**2)"),
    ("1 - tanh(a)**2", "sech(a)**2"),
    ("1 - cos(a)**2", "sin(a)**2"),
    ("1 - tanh(a)", "2*sigmoid(-2*a)"),
    ("1 + tanh(a)", "2*sigmoid(2*a)"),
    ("coth(a) - 1", "2/expm1(2*a)"),
    ("1 - sigmoid(a)", "sigmoid(-a)"),
    ("sigmoid(a) - sigmoid(b)", "-expm1(b - a)*sigmoid(a)*sigmoid(-b)"),
    ("sigmoid(a) - sigmoid(b)", "expm1(a - b)*sigmoid(b)*sigmoid(-a)"),
    ("softplus(a) - a", "softplus(-a)"),
    ("softplus(a) - softplus(-a)", "a"),
    ("1 - erf(a)", "erfc(a)"),
    ("1 + erf(a)", "erfc(-a)"),
    ("a**2 - b**2", "(a - b)*(a + b)"),
    ("1 - a**2", "(1 - a)*(1 + a)"),
    ("a**2 - 1", "(a - 1)*(a + 1)"),
    ("a*log(b) - a*log(c)", "a*log1p((b - c)/c)"),
    ("a*log(b) - c*log(d)", "a*log1p((b - d)/d) + (a - c)*log(d)"),
    ("a/b - c/d", "(a*d - b*c)/(b*d)"),
    ("a/b - c", "(a - b*c)/b"),
    ("a/b + c", "(a + b*c)/b"),
    ("a - b/c", "(a*c - b)/c"),
    # what grows too fast on the way
    ("log(1 + exp(a))", "softplus(a)"),
    ("log1p(exp(a))", "softplus(a)"),
    ("log(exp(a) + exp(b))", "b + softplus(a - b)"),
    ("log(exp(a) + exp(b))", "Max(a, b) + softplus(-abs(a - b))"),
    ("1/(1 + exp(a))", "sigmoid(-a)"),
    ("exp(a)/(1 + exp(a))", "sigmoid(a)"),
    ("exp(a)/(1 + exp(a))**2", "sigmoid(a)*sigmoid(-a)"),
    ("(exp(a) - exp(-a))/(exp(a) + exp(-a))", "tanh(a)"),
    ("sinh(a)/cosh(a)", "tanh(a)"),
    ("cosh(a)/sinh(a)", "coth(a)"),
    ("log(expm1(a))", "a + log(-expm1(-a))"),
    ("log(cosh(a))", "abs(a) + log1p(exp(-2*abs(a))) - log(2)"),
    ("a - log(b + exp(a))", "-log1p(b*exp(-a))"),
    ("log(a*cosh(b))", "log(a) + (abs(b) + log1p(exp(-2*abs(b))) - log(2))"),
    ("log(sinh(a))", "a + log1p(-exp(-2*a)) - log(2)"),
    ("exp(a)*exp(b)", "exp(a + b)"),
    ("exp(a)/exp(b)", "exp(a - b)"),
    ("exp(a)*(b/c)", "exp(a)*b/c"),
    ("sqrt(a**2 + b**2)", "hypot(a, b)"),
    ("sqrt(a**2 + 1)", "hypot(a, 1)"),
    ("a/sqrt(b)**2", "a/b"),
    ("a**2/b**2", "(a/b)**2"),
    # inverse functions and powers
    ("log(a + sqrt(a**2 + 1))", "asinh(a)"),
    ("log(a + hypot(a, 1))", "asinh(a)"),
    ("log(a + sqrt(a**2 - 1))", "acosh(a)"),
    ("log(a/b)", "log1p((a - b)/b)"),
    ("log(a/b)", "log(a) - log(b)"),
    ("log(gamma(a))", "loggamma(a)"),
    ("log(erfc(a))", "log(erfcx(a)) - a**2"),
    ("loggamma(a + 1) - loggamma(a)", "log(a)"),
    ("digamma(a + 1) - digamma(a)", "1/a"),
    ("log(a)", "log1p(a - 1)"),
    ("log1p(a/b)", "log((a + b)/b)"),
    ("acos(a)", "2*asin(sqrt((1 - a)/2))"),
    ("acosh(a)", "2*asinh(sqrt((a - 1)/2))"),
    ("a**b", "exp(b*log(a))"),
    ("(1 + a)**b", "Piecewise((exp(b*log1p(a)), abs(a) < 1/2), ((1 + a)**b, True))"),
    ("(1 - a)**b", "Piecewise((exp(b*log1p(-a)), abs(a) < 1/2), ((1 - a)**b, True))"),
    # where a factor stands
    ("(a*b)/c", "a*(b/c)"),
    ("a/(b*c)", "(a/b)/c"),
    ("a*(b*c)", "(a*b)*c"),
    ("a*(b/c)", "(a*b)/c"),
    ("1/a - 1/b", "(b - a)/(a*b)"),
)  # fmt: skip
BY_LOGARITHM: Final = ("a**b", "a**b - 1", "a**b - c**b", "1/a**b - 1/c**b")
"""Rows whose right side has a value for positive a alone, where the left one has others for whole b."""
_NEAR_ONE: Final = ("(1 + a)**b", "(1 - a)**b")
_LETTERS: Final = tuple("abcd")
_MOST_TERMS: Final = 7


class Identity(NamedTuple):
    """A row as templates."""

    name: str
    left: Template
    right: Template
    sides: tuple[int, ...]
    """The operators of the arguments on the left, -1 for a letter: a first look at what matches."""


@cache
def table() -> dict[int, list[Identity]]:
    """Return the rows by the operator of their left side."""
    found: dict[int, list[Identity]] = {}
    for left, right in IDENTITIES:
        shape = template(left, _LETTERS)
        ops, top = shape.graph.ops, shape.order[-1]
        sides = tuple([-1 if each in shape.place else ops[each] for each in shape.graph.children[top]])
        found.setdefault(ops[top], []).append(Identity(left, shape, template(right, _LETTERS), sides))
    return found


def forms(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """Return other forms of *node*, each with the name of what was used."""
    op = graph.ops[node]
    if op in (ADD, SUB):
        parts = terms(graph, node)
        if len(parts) <= _MOST_TERMS:
            yield from _pairs(graph, parts, short)
            yield from _conjugate(graph, parts, short)
            yield from _roots(graph, parts, short)
        shorter = short(node)
        if shorter != node:
            yield "multiplied out", shorter
    else:
        for rule in table().get(op, ()):
            if rule.name in _NEAR_ONE and powered(graph, node)[1] > 1:
                continue  # a whole power is a product
            for bound in matches(rule.left, graph, [(rule.left.order[-1], node)]):
                yield rule.name, written(rule.right, graph, bound, short)
    if op == DIV:
        yield from _cancelled(graph, node)
    yield from grown(graph, node, short)


def _pairs(graph: Graph, parts: list[tuple[int, int]], short: Short) -> Iterator[tuple[str, int]]:
    """Two terms by the rows of sums, as they are, and without the factors that both of them have."""
    for i, j in combinations(range(len(parts)), 2):
        (si, ti), (sj, tj) = parts[i], parts[j]
        rest = [part for place, part in enumerate(parts) if place not in (i, j)]
        above, below, ci, cj = _apart(graph, ti, tj)
        for first, second, has_common in ((ti, tj, False), (ci, cj, True))[: 1 + ((ci, cj) != (ti, tj))]:
            for name, sign, new in _by_rows(graph, (si, first), (sj, second), short):
                whole = graph.div(graph.mul(above, new), below) if has_common else new
                yield name, total(graph, [(sign, whole), *rest])
        if ci != ti:
            inner = total(graph, [(si, ci), (sj, cj)])
            yield "c*a - c*b", total(graph, [(1, graph.div(graph.mul(above, inner), below)), *rest])


def _by_rows(
    graph: Graph, one: tuple[int, int], other: tuple[int, int], short: Short
) -> Iterator[tuple[str, int, int]]:
    """Return other forms of the sum of two terms with signs: the name of the row, a sign and the form."""
    for rule in table().get(ADD if one[0] == other[0] else SUB, ()):
        shape = rule.left
        a, b = shape.graph.both(shape.order[-1])
        left, right = rule.sides
        for (sign, first), (_, second) in ((one, other), (other, one)):
            if (left >= 0 and graph.ops[first] != left) or (right >= 0 and graph.ops[second] != right):
                continue
            for bound in matches(shape, graph, [(b, second), (a, first)]):
                yield rule.name, sign, written(rule.right, graph, bound, short)


def _apart(graph: Graph, one: int, other: int) -> tuple[int, int, int, int]:
    """Return what two terms have in common above and below the line, and what is left of each."""
    over, under = [_sides(graph, term) for term in (one, other)]
    common: list[list[int]] = []
    left = [[list(side) for side in sides] for sides in (over, under)]
    for side in (0, 1):
        both = Counter(over[side]) & Counter(under[side])
        common.append(list(both.elements()))
        for factor in common[side]:
            left[0][side].remove(factor)
            left[1][side].remove(factor)
    if not common[0] and not common[1]:
        return graph.number(1), graph.number(1), one, other
    first, second = [graph.div(product(graph, above), product(graph, below)) for above, below in left]
    return product(graph, common[0]), product(graph, common[1]), first, second


def _sides(graph: Graph, node: int) -> tuple[list[int], list[int]]:
    """Return the factors of a term above and below the line."""
    if graph.ops[node] != DIV:
        return factors(graph, node), []
    above, below = graph.both(node)
    return factors(graph, above), factors(graph, below)


def _cancelled(graph: Graph, node: int) -> Iterator[tuple[str, int]]:
    """A quotient without the factors above the line that stand below it more often, in quotients and powers,
    too. One that stands there as often stays: where it is 0, there is no value."""
    sides: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    pending = [(node, 0, 1)]
    while pending:
        each, side, count = pending.pop()
        op = graph.ops[each]
        base, power = powered(graph, each)
        if op in (MUL, DIV):
            first, second = graph.both(each)
            pending += [(second, side ^ (op == DIV), count), (first, side, count)]
        elif power > 1:
            pending.append((base, side, count * power))
        else:
            sides[side][each] += count
    both = Counter({each: count for each, count in sides[0].items() if count < sides[1][each]})
    if any(graph.ops[each] != NUMBER for each in both):
        above, below = [
            product(graph, [graph.pow(each, graph.number(count)) for each, count in (side - both).items()])
            for side in sides
        ]
        yield "(a*b)/(a*c)", graph.div(above, below)


def _roots(graph: Graph, parts: list[tuple[int, int]], short: Short) -> Iterator[tuple[str, int]]:
    """A sum with a root above the line and below it: a + b*sqrt(c) + d/sqrt(c) is what stands over one root,
    (d + b*c + a*sqrt(c))/sqrt(c), and that is a difference of squares over what does not cancel."""
    sides = [(sign, *_sides(graph, term)) for sign, term in parts]
    roots = [factor for _, _, below in sides for factor in below if graph.ops[factor] == SQRT]
    for root in [each for each in dict.fromkeys(roots) if graph.symbols([each])][:1]:
        inside, whole, half = graph.first(root), list[tuple[int, int]](), list[tuple[int, int]]()
        for sign, above, below in sides:
            above, below = list(above), list(below)
            if below.count(root) > 1 or above.count(root) > 1:
                return
            if root in below:
                below.remove(root)
                place = whole
            elif root in above:
                above[above.index(root)] = inside
                place = whole
            else:
                place = half
            place.append((sign, graph.div(product(graph, above), product(graph, below))))
        a, b = short(total(graph, whole)), short(total(graph, half))
        if graph.is_zero(b):
            yield "a*sqrt(b) + c/sqrt(b)", graph.div(a, root)
            return
        beside = graph.mul(b, root)
        yield "a*sqrt(b) + c/sqrt(b)", graph.div(graph.add(a, beside), root)
        two = graph.number(2)
        squares = graph.sub(graph.pow(a, two), graph.mul(graph.pow(b, two), inside))
        top = _factored(graph, short(squares))
        other = graph.div(top, graph.sub(a, beside))
        yield "a*sqrt(b) + c/sqrt(b)", graph.div(other, root)
        whole_form = _by_signs(graph, graph.mul(a, b), graph.add(a, beside), other)
        yield "a*sqrt(b) + c/sqrt(b)", graph.div(whole_form, root)


def _by_signs(graph: Graph, sign: int, same: int, different: int) -> int:
    """Return one form where a product is not below 0, and another one where it is."""
    condition = graph.intern(GE, (sign, graph.number(0)))
    return graph.intern(PIECEWISE, (same, condition, different, graph.constant("True")))


def _factored(graph: Graph, node: int) -> int:
    """Return a sum with the factors that all of its terms have in front of it."""
    parts = [(sign, factors(graph, term)) for sign, term in terms(graph, node)]
    powers = [Counter[int]() for _ in parts]
    for found, (_, each) in zip(powers, parts, strict=True):
        for factor in each:
            base, count = powered(graph, factor)
            found[base] += count
    common = powers[0]
    for found in powers[1:]:
        common = common & found
    common = Counter({base: count for base, count in common.items() if graph.ops[base] != NUMBER})
    if len(parts) < 2 or not common:
        return node

    def written_out(found: Counter[int]) -> int:
        return product(graph, [graph.pow(base, graph.number(count)) for base, count in found.items()])

    rest = total(
        graph, [(sign, written_out(found - common)) for found, (sign, _) in zip(powers, parts, strict=True)]
    )
    return graph.mul(written_out(common), rest)


def _conjugate(graph: Graph, parts: list[tuple[int, int]], short: Short) -> Iterator[tuple[str, int]]:
    """A root against all other terms: a + b - sqrt(c) is ((a + b)**2 - c)/(a + b + sqrt(c))."""
    two = graph.number(2)
    for place, (sign, term) in enumerate(parts):
        inside = [factor for factor in factors(graph, term) if graph.ops[factor] == SQRT]
        if len(parts) < 3 or len(inside) != 1:
            continue
        others = list(factors(graph, term))
        others.remove(inside[0])
        square = graph.mul(graph.pow(product(graph, others), two), graph.first(inside[0]))
        rest = total(graph, [part for at, part in enumerate(parts) if at != place])
        above = short(graph.sub(graph.pow(rest, two), square))
        other = graph.div(above, total(graph, [(1, rest), (-sign, term)]))
        yield "a - sqrt(b)", other
        beside = graph.mul(rest, product(graph, others))
        yield (
            "a - sqrt(b)",
            _by_signs(graph, beside if sign > 0 else graph.neg(beside), total(graph, parts), other),
        )

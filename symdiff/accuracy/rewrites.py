"""The identities that keep digits: each a row, left side → right side, in letters that stand for anything.

They hold where both sides have a value, but a form is not believed for that: its values are compared with
those of the formula before it is kept. A sum is matched by any two of its terms.

>>> from symdiff.parser.formula import parse
>>> e = parse("x**2 + 1 - cos(x)")
>>> [(name, str(Expr(e.graph, new))) for name, new in forms(e.graph, e.node, Short(e.graph, Budget(10**6)))]
[('1 - cos(a)', '2*sin(x/2)**2 + x**2')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from symdiff.accuracy.budget import Budget
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.factors import factors, product, terms
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, template
from symdiff.simplifier.forms import expand
from symdiff.table.functions import LOG, SQRT, code_of, row_of
from symdiff.table.operators import (
    ADD,
    DIV,
    LT,
    MUL,
    NUMBER,
    PIECEWISE,
    POW,
    SUB,
    is_arithmetic,
    is_leaf,
)

IDENTITIES: Final = (
    # differences of what is nearly equal
    ("exp(a) - 1", "expm1(a)"),
    ("a**b - 1", "expm1(b*log(a))"),
    ("exp(a) - exp(-a)", "2*sinh(a)"),
    ("exp(a) - exp(b)", "exp(b)*expm1(a - b)"),
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
    # where a factor stands
    ("(a*b)/c", "a*(b/c)"),
    ("a/(b*c)", "(a/b)/c"),
    ("a*(b*c)", "(a*b)*c"),
    ("a*(b/c)", "(a*b)/c"),
    ("1/a - 1/b", "(b - a)/(a*b)"),
)  # fmt: skip
BY_LOGARITHM: Final = ("a**b", "a**b - 1")
"""Rows whose right side has a value for positive a alone, where the left one has others for whole b."""
_LETTERS: Final = tuple("abcd")
_MOST_TERMS: Final = 7
_MOST_POWERS: Final = 8
"""The largest power of which the base is looked at."""
_VERY_LARGE: Final = 600
"""A logarithm from which on a number, times another one, may be too large for a float."""
_EXPANDED: Final = 300
"""Steps that it takes to multiply out."""


class Identity(NamedTuple):
    """A row as templates."""

    name: str
    left: Template
    right: Template


@cache
def table() -> dict[int, list[Identity]]:
    """Return the rows by the operator of their left side."""
    found: dict[int, list[Identity]] = {}
    for left, right in IDENTITIES:
        shape = template(left, _LETTERS)
        op = shape.graph.ops[shape.order[-1]]
        found.setdefault(op, []).append(Identity(left, shape, template(right, _LETTERS)))
    return found


class Short:
    """Shorter forms of sums on one graph, found once each."""

    def __init__(self, graph: Graph, budget: Budget) -> None:
        self.graph = graph
        self._budget = budget
        self._known: dict[int, int] = {}

    def __call__(self, node: int) -> int:
        """Return *node* multiplied out, if that is shorter: x + 1 - x is 1."""
        if node not in self._known:
            graph = self.graph
            self._known[node] = node
            if graph.size(node) < 80:
                self._budget.spend(_EXPANDED)
                try:
                    found = expand(Expr(graph, node))
                    new = graph.take(found.graph, found.node)
                    if graph.size(new) < graph.size(node):
                        self._known[node] = new
                except SymdiffError:
                    pass
        return self._known[node]


def forms(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """Return other forms of *node*, each with the name of what was used."""
    op = graph.ops[node]
    if op in (ADD, SUB):
        parts = terms(graph, node)
        if len(parts) <= _MOST_TERMS:
            yield from _pairs(graph, parts, short)
            yield from _common(graph, parts)
            yield from _conjugate(graph, parts, short)
        shorter = short(node)
        if shorter != node:
            yield "multiplied out", shorter
    else:
        for rule in table().get(op, ()):
            for bound in matches(rule.left, graph, [(rule.left.order[-1], node)]):
                yield rule.name, written(rule.right, graph, bound, short)
    if op == DIV:
        yield from _by_exponential(graph, node, short)
    if op == MUL or op == DIV:
        yield from _scaled(graph, node, short)
        yield from _taken_out(graph, node, short)
    if op == LOG:
        yield from _log_of_sum(graph, graph.first(node))
    if op == LOG or op == code_of("log1p", 1):
        yield from _log_of_large(graph, node, short)


def _pairs(graph: Graph, parts: list[tuple[int, int]], short: Short) -> Iterator[tuple[str, int]]:
    for i, j in combinations(range(len(parts)), 2):
        (si, ti), (sj, tj) = parts[i], parts[j]
        rest = [part for place, part in enumerate(parts) if place not in (i, j)]
        for rule in table().get(ADD if si == sj else SUB, ()):
            shape = rule.left
            a, b = shape.graph.both(shape.order[-1])
            for sign, first, second in ((si, ti, tj), (sj, tj, ti)):
                for bound in matches(shape, graph, [(b, second), (a, first)]):
                    new = written(rule.right, graph, bound, short)
                    yield rule.name, total(graph, [(sign, new), *rest])


def _common(graph: Graph, parts: list[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Two terms with a factor in common, or a number: c*a - c*b is c*(a - b)."""
    for i, j in combinations(range(len(parts)), 2):
        rest = [part for place, part in enumerate(parts) if place not in (i, j)]
        first, second = factors(graph, parts[i][1]), factors(graph, parts[j][1])
        for factor in dict.fromkeys(first):
            if factor not in second:
                continue
            a, b = list(first), list(second)
            a.remove(factor)
            b.remove(factor)
            inner = total(graph, [(parts[i][0], product(graph, a)), (parts[j][0], product(graph, b))])
            yield "c*a - c*b", total(graph, [(1, graph.mul(factor, inner)), *rest])


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
        yield "a - sqrt(b)", graph.div(above, total(graph, [(1, rest), (-sign, term)]))


def _log_of_sum(graph: Graph, node: int) -> Iterator[tuple[str, int]]:
    parts = terms(graph, node)
    for place, (sign, term) in enumerate(parts):
        if sign > 0 and len(parts) > 1 and graph.ops[term] == NUMBER and graph.value(term) == 1:
            rest = total(graph, [part for at, part in enumerate(parts) if at != place])
            yield "log(1 + a)", graph.call(code_of("log1p", 1), (rest,))


def _log_of_large(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """A logarithm of a sum with exponentials, which is u + log(sum*exp(-u)) where exp(u) is very large."""
    inner = graph.first(node)
    whole = graph.add(inner, graph.number(1)) if graph.ops[node] != LOG else inner
    for argument in _exponents(graph, [whole]):
        low = graph.call(LOG, (_over(graph, whole, argument, short),))
        condition = graph.intern(LT, (argument, graph.number(_VERY_LARGE)))
        branches = (node, condition, graph.add(argument, low), graph.constant("True"))
        yield "log(a*exp(b))", graph.intern(PIECEWISE, branches)


def _exponents(graph: Graph, nodes: Iterable[int]) -> list[int]:
    """Return a few of the arguments of functions in sums that grow as exponentials do."""
    growing, found = _growing(), dict[int, None]()
    for node in nodes:
        for _, term in terms(graph, node):
            for factor in factors(graph, _above(graph, term)):
                base, _ = _powered(graph, factor)
                if graph.ops[base] in growing:
                    found[graph.first(base)] = None
    return list(found)[:3]


def _by_exponential(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """A quotient with both sides divided by an exponential of the lower one: large ones become small."""
    above, below = graph.both(node)
    lower = [_powered(graph, factor) for factor in factors(graph, below)]
    for argument in _exponents(graph, [base for base, _ in lower]):
        high, low = above, list[int]()
        for base, power in lower:
            if argument in _exponents(graph, [base]):
                base = _over(graph, base, argument, short)
                for _ in range(power):
                    high = _over(graph, high, argument, short)
            low.append(graph.pow(base, graph.number(power)))
        yield "divided by exp(a)", graph.div(high, product(graph, low))


def _scaled(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """exp(n*u)*erfc(v)**n, and exp(-n*u)/erfc(v)**n, where u is v**2, however it is written."""
    exp, erfc, erfcx = code_of("exp", 1), code_of("erfc", 1), code_of("erfcx", 1)
    above, below = graph.both(node) if graph.ops[node] == DIV else (node, -1)
    upper, lower = factors(graph, above), factors(graph, below) if below >= 0 else []
    for sign, others in ((1, upper), (-1, lower)):
        for power in [each for each in upper if graph.ops[each] == exp]:
            for factor in others:
                call, count = _powered(graph, factor)
                if graph.ops[call] != erfc:
                    continue
                square = graph.pow(graph.first(call), graph.number(2))
                square = graph.mul(graph.number(sign * count), square)
                if not graph.is_zero(short(graph.sub(graph.first(power), square))):
                    continue
                new = graph.pow(graph.call(erfcx, (graph.first(call),)), graph.number(count))
                top, bottom = list(upper), list(lower)
                top.remove(power)
                changed = top if sign > 0 else bottom
                changed.remove(factor)
                changed.append(new)
                yield "exp(a**2)*erfc(a)", graph.div(product(graph, top), product(graph, bottom))


def _powered(graph: Graph, node: int) -> tuple[int, int]:
    """Return the base and the exponent of a whole power; a node itself, and 1, of what is none."""
    if graph.ops[node] == POW:
        base, exponent = graph.both(node)
        value = graph.value(exponent) if graph.ops[exponent] == NUMBER else 0
        if value in range(2, _MOST_POWERS + 1):
            return base, int(value)
    return node, 1


def _taken_out(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """A product or quotient of functions that grow as exponentials do, with those joined to one: of what
    stands beside it nothing is large, for arguments of one sign or of the other."""
    above, below = graph.both(node) if graph.ops[node] == DIV else (node, -1)
    parts = [(1, each) for each in factors(graph, above)]
    parts += [(-1, each) for each in factors(graph, below)] if below >= 0 else []
    growing = _growing()
    if sum(graph.ops[_powered(graph, each)[0]] in growing for _, each in parts) < 2:
        return
    for direction in (1, -1):
        exponent, sides, halves = graph.number(0), {1: list[int](), -1: list[int]()}, 0
        for side, each in parts:
            base, count = _powered(graph, each)
            if graph.ops[base] not in growing:
                sides[side].append(each)
                continue
            leading, rest = _led(graph, base, direction)
            exponent = graph.add(exponent, graph.mul(graph.number(side * count), leading))
            halves += side * count * (row_of(graph.ops[base]).name in ("sinh", "cosh"))
            sides[side].append(graph.pow(rest, graph.number(count)))
        exponent = short(exponent)
        if not graph.is_zero(exponent):
            sides[1].insert(0, graph.call(code_of("exp", 1), (exponent,)))
        sides[-1 if halves > 0 else 1].append(graph.number(2 ** abs(halves)))
        yield "exponentials taken out", graph.div(product(graph, sides[1]), product(graph, sides[-1]))


def _led(graph: Graph, node: int, direction: int) -> tuple[int, int]:
    """Return u and r such that *node* is exp(u)*r, half of that for sinh and cosh, with an r that is not
    large where direction*u is: sinh(a) is exp(a)*(1 - exp(-2*a))/2, and exp(-a)*(exp(2*a) - 1)/2."""
    name, a = row_of(graph.ops[node]).name, graph.first(node)
    if name == "exp":
        return a, graph.number(1)
    expm1, exp = code_of("expm1", 1), code_of("exp", 1)
    if name == "expm1":
        return a, graph.neg(graph.call(expm1, (graph.neg(a),)))
    leading = a if direction > 0 else graph.neg(a)
    inner = graph.mul(graph.number(-2), leading)
    if name == "cosh":
        return leading, graph.add(graph.number(1), graph.call(exp, (inner,)))
    return leading, graph.mul(graph.number(-direction), graph.call(expm1, (inner,)))


def _over(graph: Graph, node: int, argument: int, short: Short) -> int:
    """Return *node* divided by exp(*argument*), term by term; of a product, a sum in it that grows so."""
    exp, growing, found = code_of("exp", 1), _growing(), []
    for sign, term in terms(graph, node):
        left, exponent, halves = [], graph.neg(argument), 0
        for factor in factors(graph, _above(graph, term)):
            base, count = _powered(graph, factor)
            if graph.ops[factor] == exp:
                exponent = graph.add(exponent, graph.first(factor))
            elif graph.ops[base] in growing and graph.ops[base] != exp and graph.first(base) == argument:
                _, rest = _led(graph, base, 1)
                exponent = graph.add(exponent, graph.mul(graph.number(count), argument))
                halves += count * (row_of(graph.ops[base]).name in ("sinh", "cosh"))
                left.append(graph.pow(rest, graph.number(count)))
            elif graph.ops[factor] in (ADD, SUB) and argument in _exponents(graph, [factor]):
                exponent = graph.add(exponent, argument)
                left.append(_sum_over(graph, factor, argument, short))
            else:
                left.append(factor)
        exponent = short(exponent)
        if not graph.is_zero(exponent):
            left.append(graph.call(exp, (exponent,)))
        new = product(graph, left)
        new = graph.div(new, graph.number(2**halves)) if halves else new
        found.append((sign, graph.div(new, graph.both(term)[1]) if graph.ops[term] == DIV else new))
    return total(graph, found)


def _sum_over(graph: Graph, node: int, argument: int, short: Short) -> int:
    """Return a sum divided by exp(*argument*), term by term."""
    exp, found = code_of("exp", 1), []
    for sign, term in terms(graph, node):
        parts = factors(graph, term)
        exponent = graph.neg(argument)
        for factor in parts:
            if graph.ops[factor] == exp:
                exponent = graph.add(exponent, graph.first(factor))
        left = [factor for factor in parts if graph.ops[factor] != exp]
        exponent = short(exponent)
        if not graph.is_zero(exponent):
            left.append(graph.call(exp, (exponent,)))
        found.append((sign, product(graph, left)))
    return total(graph, found)


def _above(graph: Graph, term: int) -> int:
    """Return what is above the line of a term."""
    return graph.first(term) if graph.ops[term] == DIV else term


def _growing() -> set[int]:
    """Return the functions that grow as exponentials do."""
    return {code_of(name, 1) for name in ("exp", "expm1", "sinh", "cosh")}


# Sums, products, patterns ----------------------------------------------------------------------


def total(graph: Graph, parts: Iterable[tuple[int, int]]) -> int:
    """Return the sum of terms with signs."""
    result = -1
    for sign, term in sorted(parts, key=lambda part: -part[0]):
        if result < 0:
            result = term if sign > 0 else graph.neg(term)
        else:
            result = graph.add(result, term) if sign > 0 else graph.sub(result, term)
    return result if result >= 0 else graph.number(0)


def matches(shape: Template, graph: Graph, goals: list[tuple[int, int]]) -> list[dict[int, int]]:
    """Return the ways in which nodes of *shape* are nodes of *graph*: what each letter is in it."""
    found: list[dict[int, int]] = []
    pending: list[tuple[list[tuple[int, int]], dict[int, int]]] = [(goals, {})]
    while pending:
        todo, bound = pending.pop()
        if not todo:
            if bound not in found:
                found.append(bound)
            continue
        (like, node), rest = todo[-1], todo[:-1]
        if like in shape.place:
            letter = shape.place[like]
            if bound.get(letter, node) == node:
                pending.append((rest, {**bound, letter: node}))
            continue
        op = shape.graph.ops[like]
        if graph.ops[node] != op:
            continue
        if is_leaf(op):
            if shape.graph.same(like, graph, node):
                pending.append((rest, bound))
            continue
        inner, children = shape.graph.children[like], graph.children[node]
        if len(inner) != len(children):
            continue
        pending.append(([*rest, *zip(inner, children, strict=True)], bound))
        if op in (ADD, MUL):
            pending.append(([*rest, *zip(inner, reversed(children), strict=True)], bound))
    return found


def written(shape: Template, graph: Graph, bound: dict[int, int], short: Short) -> int:
    """Return *shape* with its letters replaced, and its sums in a short form."""
    made: dict[int, int] = {}
    for each in shape.order:
        op = shape.graph.ops[each]
        children = tuple([made[child] for child in shape.graph.children[each]])
        if each in shape.place:
            made[each] = bound[shape.place[each]]
        elif is_arithmetic(op):
            new = graph.make(op, children)
            made[each] = short(new) if op in (ADD, SUB) else new
        else:
            made[each] = graph.rebuild(shape.graph, each, children)
    return made[shape.order[-1]]

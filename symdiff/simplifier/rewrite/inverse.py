"""Inverse functions of what another one names: atan(x/sqrt(1 - x**2)) is asin(x), atan(sqrt((1 - x)/(1 + x)))
is acos(x)/2, and log(x + sqrt(x**2 + 1)) is asinh(x).

Source: DLMF 4.24 and 4.37, by the sine, the cosine and the tangent of each inverse function.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("y*atan(2*x/sqrt(a**2 - 4*x**2)) + log(sqrt(x**2 + 1) - x)")
>>> [str(Expr(graph, node)) for graph, node, _ in by_other_inverses(e.graph, e.node)]
['y*asin(2*x/Abs(a)) + -asinh(x)']
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors
from symdiff.table.functions import LOG, SQRT, code_of
from symdiff.table.operators import ADD, DIV, POW, SUB

_HALF: Final = Fraction(1, 2)
_ATAN: Final = code_of("atan", 1)
_ACOS, _ASINH, _ACOSH = code_of("acos", 1), code_of("asinh", 1), code_of("acosh", 1)
_QUOTIENTS: Final = {
    # f → g and s of f(p/sqrt(1 + s*p**2)) = g(p), and the name of the law
    _ATAN: (code_of("asin", 1), -1, "asin-by-atan"),
    code_of("asin", 1): (_ATAN, 1, "atan-by-asin"),
    _ASINH: (code_of("atanh", 1), -1, "atanh-by-asinh"),
    code_of("atanh", 1): (_ASINH, 1, "asinh-by-atanh"),
}
REPLACED: Final = frozenset((*_QUOTIENTS, LOG))
"""Codes of the functions that may be others."""


def may_be_other(graph: Graph, node: int) -> bool:
    """Return whether a call of one of these functions has a root in its argument where the laws have one."""
    inner = graph.first(node)
    op = graph.ops[inner]
    if graph.ops[node] == LOG:
        return op in (ADD, SUB) and any(_is_root_of_sum(graph, part) for part in graph.children[inner])
    if op == DIV:
        return _is_root_of_sum(graph, graph.both(inner)[1])
    return graph.ops[node] == _ATAN and op == SQRT and graph.ops[graph.first(inner)] == DIV


def _is_root_of_sum(graph: Graph, node: int) -> bool:
    return graph.ops[node] == SQRT and graph.ops[graph.first(node)] in (ADD, SUB)


def by_other_inverses(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with inverse functions and logarithms by other inverse functions, and the names of the
    laws; nothing where there are none. Domain: real numbers. Cost: linear in nodes."""
    if not source.has_any(tuple(REPLACED)):
        return
    order = source.below([root])
    calls = [node for node in order if source.ops[node] in REPLACED and may_be_other(source, node)]
    if not calls:
        return
    form = Normal(source)
    used = set[str]()
    try:
        inner = form.sweep([source.first(node) for node in calls])
        found = {
            node: _other(form, source.ops[node], argument, used)
            for node, argument in zip(calls, inner, strict=True)
        }
    except (Unsettled, OverflowError, RecursionError):
        return
    if not used:
        return
    graph = Graph(source.limits)
    named = [node for node in found.values() if node >= 0]
    copies = graph.copy(form.graph, named)

    def changed(node: int, _: tuple[int, ...]) -> int:
        return copies[found[node]] if found.get(node, -1) >= 0 else -1

    yield graph, graph.mapped(source, order, changed)[root], used


def _other(form: Normal, code: int, argument: int, used: set[str]) -> int:
    """Return a function of an argument by another one, -1 where it has none; *used* takes up the name."""
    if code == LOG:
        return _of_sum(form, argument, used)
    known = _of_quotient(form, code, argument, used)
    return _of_root(form, argument, used) if known < 0 and code == _ATAN else known


def _of_quotient(form: Normal, code: int, argument: int, used: set[str]) -> int:
    """Return f(p/sqrt(c**2 + s*p**2)) as g(p/|c|)."""
    graph = form.graph
    number, factors = form.factors(argument)
    roots = [base for base, exponent in factors.items() if graph.numbers.get(exponent) == -_HALF]
    if len(roots) != 1 or graph.ops[roots[0]] not in (ADD, SUB):
        return -1
    target, sign, law = _QUOTIENTS[code]
    top = form.product(number, {base: e for base, e in factors.items() if base != roots[0]})
    rest = form.added(roots[0], form.scaled(form.power(top, graph.number(2)), -sign))
    if len(form.terms(rest)) != 1 or not form.ranges.of(rest).low >= 0 or graph.is_zero(rest):
        return -1
    used.add(law)
    quotient: Factors = {}
    scale = form.raised(quotient, top, form.one)
    scale = scale * form.raised(quotient, form.power(rest, graph.number(_HALF)), graph.number(-1))
    return graph.call(target, (form.shortest(form.product(scale, quotient)),))


def _of_root(form: Normal, argument: int, used: set[str]) -> int:
    """Return atan(sqrt(u/v)) as acos((v - u)/(v + u))/2, where u + v is a single term."""
    graph = form.graph
    if any(
        graph.numbers.get(exponent) not in (_HALF, -_HALF) for exponent in form.factors(argument)[1].values()
    ):
        return -1
    sides: tuple[Factors, Factors] = ({}, {})
    square = form.power(argument, graph.number(2))
    number, factors = form.factors(square)
    for base, exponent in factors.items():
        value = graph.numbers.get(exponent)
        if not isinstance(value, int):
            return -1
        sides[value < 0][base] = graph.number(abs(value))
    above = form.product(number, sides[0])
    below = form.product(1, sides[1])
    total = form.added(above, below)
    if graph.ops[below] not in (ADD, SUB) or len(form.terms(total)) != 1 or graph.is_zero(total):
        return -1
    used.add("acos-by-atan")
    quotient: Factors = {}
    difference = form.added(below, form.scaled(above, -1))
    scale = form.raised(quotient, difference, form.one) * form.raised(quotient, total, graph.number(-1))
    cosine = form.product(scale, quotient)
    return graph.div(graph.call(_ACOS, (form.shortest(cosine),)), graph.number(2))


def _of_sum(form: Normal, argument: int, used: set[str]) -> int:
    """Return log(p + sqrt(p**2 + 1)) as asinh(p), log(p + sqrt(p**2 - 1)) as acosh(p), and with the other
    sign of the root as -acosh(p); -1 for any other logarithm."""
    graph = form.graph
    terms = dict(form.terms(argument))
    roots = [
        node
        for node, number in terms.items()
        if graph.ops[node] in (SQRT, POW) and abs(number) == 1 and node != form.one
    ]
    for node in roots:
        factors = form.factors(node)[1]
        [(radicand, exponent)] = factors.items() if len(factors) == 1 else [(-1, -1)]
        if radicand < 0 or graph.numbers.get(exponent) != _HALF or len(terms) < 2:
            continue
        beside = form.plain({part: number for part, number in terms.items() if part != node})
        rest = form.added(radicand, form.scaled(form.power(beside, graph.number(2)), -1))
        value, sign = graph.numbers.get(rest), terms[node]
        if value == 1 and sign == 1:
            used.add("asinh-by-log")
            negative = form.scaled(beside, -1)
            if graph.size(negative) < graph.size(beside):
                return graph.neg(graph.call(_ASINH, (form.shortest(negative),)))
            return graph.call(_ASINH, (form.shortest(beside),))
        if value == -1:
            used.add("acosh-by-log" if sign == 1 else "minus-acosh-by-log")
            call = graph.call(_ACOSH, (form.shortest(beside),))
            return call if sign == 1 else graph.neg(call)
    return -1

"""Terms of a sum drawn together by what some of them have in common: a + b*c + b*d*x is a + b*(c + d*x).

>>> from symdiff.parser.formula import parse
>>> e = parse("a + b*c + b*d*x")
>>> graph, node = grouped(e.graph, e.node, set())
>>> from symdiff.graph.expr import Expr
>>> str(Expr(graph, node))
'a + b*(d*x + c)'
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.numbers import times
from symdiff.simplifier.normal.written import Terms, collect
from symdiff.table.operators import ADD, NUMBER, SUB

_TERMS: Final = 12
"""Terms of a sum, at most."""
_ROUNDS: Final = 4
"""Sums that are grouped in one formula, at most."""
_SIZE: Final = 200
"""Size of a formula up to which its sums are looked at."""


def grouped(graph: Graph, root: int, used: set[str]) -> tuple[Graph, int]:
    """Return *root* with some terms of its sums drawn together where that is shorter; *used* takes up the
    name of the law.

    A common factor is a power with the same exponent in each of these terms, and what it is pulled out of has
    nothing in common with the other terms: polynomials keep their powers, and x*y + x*z + y*z stays.
    Cost: for each sum, that of its terms times its factors.
    """
    if graph.size(root) > _SIZE or not _sums(graph, root):
        return graph, root
    for _ in range(_ROUNDS):
        form = Factored(graph)
        try:
            found = _first(form, graph, root)
        except (Unsettled, OverflowError, RecursionError):
            return graph, root
        if found is None:
            return graph, root
        old, new = found
        put = Graph(graph.limits)
        copy = put.copy(form.graph, [new])[new]
        mapping: dict[int, int] = {}
        for node in graph.below([root]):
            mapping[node] = (
                copy
                if node == old
                else put.rebuild(graph, node, tuple([mapping[c] for c in graph.children[node]]))
            )
        graph, root = put, mapping[root]
        used.add("common-factor-of-some")
    return graph, root


def _sums(graph: Graph, root: int) -> list[int]:
    """Return the sums of three terms or more below *root* that are no part of another sum."""
    inside: set[int] = set()
    tops = []
    for node in reversed(graph.below([root])):
        if graph.ops[node] != ADD and graph.ops[node] != SUB:
            continue
        left = graph.first(node)
        if graph.ops[left] == ADD or graph.ops[left] == SUB:
            inside.add(left)
            if node not in inside:
                tops.append(node)
    return tops


def _first(form: Factored, graph: Graph, root: int) -> tuple[int, int] | None:
    """Return the first sum of *graph* that is shorter grouped, and its form in the graph of *form*."""
    sums = _sums(graph, root)
    for old, plain in zip(sums, form.sweep(sums), strict=True):
        terms = form.terms(plain)
        if not 3 <= len(terms) <= _TERMS or form.graph.size(plain) != graph.size(old):
            continue
        best, least = -1, graph.size(old)
        for base, exponent in _shared(form, terms):
            node = _pulled(form, terms, base, exponent)
            size = form.graph.size(node) if node >= 0 else least
            if size < least:
                best, least = node, size
        if best >= 0:
            return old, best
    return None


def _shared(form: Factored, terms: Terms) -> list[tuple[int, int]]:
    """Return the powers that two terms or more have, but not all."""
    counts: dict[tuple[int, int], int] = {}
    for monomial in terms:
        if monomial != form.one:
            for power in form.factors(monomial)[1].items():
                if form.graph.ops[power[0]] != NUMBER:
                    counts[power] = counts.get(power, 0) + 1
    return [power for power, count in counts.items() if 2 <= count < len(terms)]


def _pulled(form: Factored, terms: Terms, base: int, exponent: int) -> int:
    """Return a sum with *base* ** *exponent* in front of what it is in, once; -1 where the other terms have
    something in common with that."""
    inner: Terms = {}
    outer: Terms = {}
    within: set[int] = set()
    beside: set[int] = set()
    for monomial, number in terms.items():
        factors = dict(form.factors(monomial)[1]) if monomial != form.one else {}
        if factors.get(base) == exponent:
            del factors[base]
            inner[form.product(1, factors)] = number
            within |= factors.keys()
        else:
            outer[monomial] = number
            beside |= factors.keys()
    if base in within or not within.isdisjoint(beside):
        return -1
    rest = form.sum(_collected(form, inner))
    number, known = form.factors(rest)
    factors = dict(known)
    # The sum may have the base itself: 1/(x + 1) - 1 has x.
    number = times(number, form.raised(factors, base, exponent))
    whole = form.product(number, factors)
    one, factors = form.factors(whole)
    collect(outer, form.product(1, dict(factors)), one)
    return form.plain(outer)


def _collected(form: Factored, terms: Terms) -> Terms:
    """Return *terms* with those sums among them opened that have a term of another: of x*(y - 1) + x, x times
    y - 1 + 1 is left."""
    sums = [node for node in terms if form.graph.ops[node] == ADD or form.graph.ops[node] == SUB]
    found = dict(terms)
    for node in sums:
        inner = form.terms(node)
        if not inner.keys().isdisjoint(found):
            number = found.pop(node)
            for term, of_term in inner.items():
                collect(found, term, times(number, of_term))
    return found

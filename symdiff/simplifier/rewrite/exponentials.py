"""sinh(u) + cosh(u) as exp(u), and cosh(u) - sinh(u) as exp(-u), beside whatever else a sum has.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x*cosh(2*x) + x*sinh(2*x) + 1")
>>> [str(Expr(graph, node)) for graph, node in with_exponentials(e.graph, e.node)]
['x*exp(2*x) + 1']
"""

from __future__ import annotations

from collections.abc import Iterator

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.written import Terms, collect
from symdiff.table.functions import COSH, EXP, SINH
from symdiff.table.operators import ADD, SUB


def with_exponentials(source: Graph, root: int) -> Iterator[tuple[Graph, int]]:
    """Return *root* with an exponential for two terms of a sum, or of a sum that is a factor, which differ by
    sinh(u) and cosh(u) alone, and perhaps by a sign; nothing where there are none. Domain: every number."""
    if not (source.has(SINH) and source.has(COSH)):
        return
    form = Factored(source)
    try:
        [start] = form.sweep([root])
        node, found = _joined(form, start)
        terms: Terms = {}
        for monomial, number in form.terms(node).items():
            one, factors = form.factors(monomial) if monomial != form.one else (1, {})
            product = dict[int, int]()
            for base, exponent in factors.items():
                inner, more = _joined(form, base) if form.graph.ops[base] in (ADD, SUB) else (base, False)
                found = found or more
                one = one * form.raised(product, inner, exponent)
            whole = form.product(one, product)
            for part, scale in form.terms(whole).items():
                collect(terms, part, number * scale)
        if found:
            yield form.graph, form.plain(terms)
    except (Unsettled, OverflowError):
        return


def _joined(form: Factored, node: int) -> tuple[int, bool]:
    """Return a sum with its pairs of terms joined, and whether there was one."""
    graph = form.graph
    terms = dict(form.terms(node))
    found = False
    for monomial in list(terms):
        number = terms.get(monomial)
        if number is None or monomial == form.one:
            continue
        factors = form.factors(monomial)[1]
        for base, exponent in factors.items():
            if graph.ops[base] != SINH or exponent != form.one:
                continue
            argument = graph.first(base)
            rest = {b: e for b, e in factors.items() if b != base}
            twin = dict(rest)
            form.raised(twin, graph.call(COSH, (argument,)), form.one)
            other = form.product(1, twin)
            beside = terms.get(other)
            if beside is None or abs(beside) != abs(number):
                continue
            del terms[monomial], terms[other]
            signed = argument if beside == number else form.scaled(argument, -1)
            one = form.raised(rest, graph.call(EXP, (signed,)), form.one)
            whole = form.product(one, rest)
            for part, scale in form.terms(whole).items():
                collect(terms, part, beside * scale)
            found = True
            break
    return (form.plain(terms), True) if found else (node, False)

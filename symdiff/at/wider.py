"""Equations solved by way of others that have all of their solutions, and perhaps more.

`equations` undoes one function after another. Here a sum is factored, a root is squared, and two functions
that are set equal are undone together: what comes out may be too much, for a use that tries each solution.

>>> from symdiff.parser.formula import parse
>>> for text in ("x**3 - x", "x - sqrt(x + 2)", "exp(2*x) - exp(x + 1)"):
...     f = parse(text)
...     print(*[where for where, _ in solved(f.graph, f.node, "x")])
1 0 -1
2 -1
1
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import gcd, prod
from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.at import waves
from symdiff.at.eliminated import without_roots
from symdiff.at.equations import Solution, constant, solutions
from symdiff.at.monotone import zeros
from symdiff.at.parts import factors
from symdiff.at.polynomial import coefficients, has_real_zero
from symdiff.at.shortest import shortest
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import alone
from symdiff.parser.formula import parse
from symdiff.simplifier import forms
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.pieces import RELU
from symdiff.simplifier.rewrite.trig import in_pair
from symdiff.table.functions import ABS, EXP, LOG, MAX, MIN, SQRT, row_of
from symdiff.table.operators import ADD, NEG, POW, SUB, is_function

_CORNERS: Final = (MAX, MIN, RELU, ABS)
_CHOICES: Final = 8
"""Ways to take arguments of maxima that are looked at, at most."""


def solved(work: Graph, node: int, name: str) -> list[Solution] | None:
    """Return points among which are all those at which *node* begins or ends to be zero, but for those at
    which a part of it is not smooth; None where they are not known.

    Cost: that of simplifying and factoring, where the equation is not solved as it stands, and of doing so
    with its slope.
    """
    found = _by_forms(work, node, name)
    if found is None and not has_complex(work, [node]):
        found = zeros(simplify(alone(work, node)), name, partial(_by_forms, name=name))
    return found


def _by_forms(work: Graph, node: int, name: str) -> list[Solution] | None:
    """Return what `solved` does, as far as other forms of the equation tell it."""
    for text in _forms(work, node, name):
        known = list(solutions(work, work.take(text.graph, text.node), name))
        whole = [solution for solution in known if solution is not None]
        if len(whole) == len(known):
            return whole
        polynomial = coefficients(text.graph, text.node, name)
        if polynomial is not None and not has_real_zero(polynomial):
            return []
        if waves.is_never_zero(text):
            return []
    return None


def _forms(work: Graph, node: int, name: str) -> Iterator[Expr]:
    """Return *node* and what is zero wherever it is, one after another."""
    given = alone(work, node)
    yield given
    short = simplify(given)
    yield short
    for change in (_factored, _squared, _eliminated, _undone, _grown, _tangent, _turned, _by_sine, _chosen):
        try:
            found = change(short, name)
        except SymdiffError:
            continue
        if found is not None:
            yield found
            apart = _in_powers(found, name)
            if apart is not None:
                yield apart


def _factored(expr: Expr, name: str) -> Expr | None:
    return forms.factor(expr)


def _in_powers(expr: Expr, name: str) -> Expr | None:
    """Return (x**n - u)*(x**n - v) in the place of each factor a*x**(2*n) + b*x**n + c, which is a number
    where that has no real zero; None where there is none with n > 1."""
    found: list[Expr] = []
    changed = False
    for factor, _ in factors(expr.graph, expr.node)[1]:
        polynomial = coefficients(factor.graph, factor.node, name)
        step = gcd(*[e for e, c in enumerate(polynomial) if c]) if polynomial else 0
        if polynomial is None or step < 2 or len(polynomial) != 2 * step + 1:
            found.append(factor)
            continue
        changed = True
        c, b, a = polynomial[::step]
        gap = b * b - 4 * a * c
        power = Expr(factor.graph, factor.graph.symbol(name)) ** step
        if gap >= 0:
            root = parse(f"sqrt({gap})/({2 * a})")
            found += [power - shortest(root - b / (2 * a)), power - shortest(-root - b / (2 * a))]
    return prod(found[1:], start=found[0]) if found and changed else None


def _squared(expr: Expr, name: str) -> Expr | None:
    """Return the product of a sum and of the one that has its root with the other sign, None for a sum
    with roots in more than one term, or more than two."""
    terms = _terms(expr)
    roots = [term for term in terms if _has_root(term, name)]
    rest = [term for term in terms if term not in roots]
    if len(roots) == 1:
        [left] = roots
        right = sum(rest[1:], rest[0]) if rest else None
    elif len(roots) == 2 and not rest:
        left, right = roots
    else:
        return None
    return None if right is None else forms.factor(left * left - right * right)


def _eliminated(expr: Expr, name: str) -> Expr | None:
    """Return what is left of an equation of several roots, or of roots in roots, without them."""
    roots = [node for node in expr.graph.below([expr.node]) if expr.graph.ops[node] in (SQRT, POW)]
    return without_roots(expr) if len(roots) > 1 else None


def _undone(expr: Expr, name: str) -> Expr | None:
    """Return u - v for f(u) = f(v), where no two points have one value."""
    terms = _terms(expr)
    if len(terms) != 2:
        return None
    one, two = terms[0], simplify(-terms[1])
    code = one.graph.ops[one.node]
    if not is_function(code) or two.graph.ops[two.node] != code:
        return None
    row = row_of(code)
    if row.arity != 1 or not row.inverse or row.period or row.mirror:
        return None
    left, right = [alone(side.graph, side.graph.children[side.node][0]) for side in (one, two)]
    return simplify(left - right)


def _grown(expr: Expr, name: str) -> Expr | None:
    """Return u*log(a) - v*log(b) + log(c) for c*a**u = b**v."""
    terms = _terms(expr)
    if len(terms) != 2:
        return None
    sides = [_logarithm(term) for term in (terms[0], simplify(-terms[1]))]
    if None in sides:
        sides = [_logarithm(simplify(-term)) for term in (terms[0], simplify(-terms[1]))]
    one, two = sides
    return None if one is None or two is None else simplify(one - two)


def _logarithm(expr: Expr) -> Expr | None:
    """Return the logarithm of a product of positive numbers and powers of them as a sum; None for anything
    else."""
    number, found = factors(expr.graph, expr.node)
    if number <= 0:
        return None
    graph = Graph(expr.graph.limits)
    whole = Expr(graph, graph.call(LOG, (graph.number(number),)))
    for factor, above in found:
        source, node = factor.graph, factor.node
        op, children = source.ops[node], source.children[node]
        times: Expr | None = None
        if op == EXP:
            part = alone(source, children[0])
        elif op == POW and source.symbols([children[1]]) and not source.symbols([children[0]]):
            part, times = alone(source, children[0]), alone(source, children[1])
        elif not source.symbols([node]):
            part, times = factor, parse("1")
        else:
            return None
        if times is not None:
            if not constant(part) > 0:
                return None
            inner = Graph(source.limits)
            part = Expr(inner, inner.call(LOG, (inner.take(part.graph, part.node),))) * times
        whole = whole + part if above else whole - part
    return whole


def _tangent(expr: Expr, name: str) -> Expr | None:
    """Return tan(u) + b/a for a*sin(u) + b*cos(u)."""
    return waves.tangent(_terms(expr))


def _turned(expr: Expr, name: str) -> Expr | None:
    """Return cos(u - p) + d for a*sin(u) + b*cos(u) + c."""
    return waves.turned(_terms(expr))


def _by_sine(expr: Expr, name: str) -> Expr | None:
    """Return a sum of functions of one angle by the sine and the cosine, as one fraction."""
    graph, node, laws = in_pair(expr.graph, expr.node, "sin")
    return forms.factor(Expr(graph, node)) if laws else None


def _chosen(expr: Expr, name: str) -> Expr | None:
    """Return the product of what a formula is where another argument of a maximum or a minimum is taken, or
    another sign of an absolute value; what is zero for one of them everywhere is left out, since it ends
    where two arguments are equal."""
    pending, found = [expr], list[Expr]()
    while pending:
        part = pending.pop()
        graph = part.graph
        corner = next((n for n in reversed(graph.below([part.node])) if graph.ops[n] in _CORNERS), -1)
        if corner < 0:
            found += [part] if graph.symbols([part.node]) else []
            continue
        choices = [Expr(graph, child) for child in graph.children[corner]]
        if graph.ops[corner] == RELU:
            choices.append(Expr(graph, graph.number(0)))
        elif graph.ops[corner] == ABS:
            choices.append(-choices[0])
        pending += [_with(part, corner, choice) for choice in choices]
        if len(pending) + len(found) > _CHOICES:
            return None
    return prod(found[1:], start=found[0]) if found and found != [expr] else None


def _with(expr: Expr, node: int, other: Expr) -> Expr:
    """Return a formula with another in the place of one of its nodes."""
    work = Graph(expr.graph.limits)
    taken = work.take(other.graph, other.node)
    mapping = work.mapped(expr.graph, expr.graph.below([expr.node]), lambda n, _: taken if n == node else -1)
    return simplify(Expr(work, mapping[expr.node]))


def _terms(expr: Expr) -> list[Expr]:
    """Return the terms of a sum."""
    graph = expr.graph
    found: list[Expr] = []
    pending = [(expr.node, 1)]
    while pending:
        node, sign = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op == ADD or op == SUB:
            pending += [(children[1], -sign if op == SUB else sign), (children[0], sign)]
        elif op == NEG:
            pending.append((children[0], -sign))
        else:
            found.append(Expr(graph, node) if sign > 0 else -Expr(graph, node))
    return found


def _has_root(expr: Expr, name: str) -> bool:
    graph = expr.graph
    return any(graph.ops[node] == SQRT and name in graph.symbols([node]) for node in graph.below([expr.node]))


__all__ = ["solved"]

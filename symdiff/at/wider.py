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
from math import prod
from typing import Final

from symdiff.at.equations import Solution, alone, solutions
from symdiff.at.polynomial import coefficients, has_real_zero
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier import forms
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.pieces import RELU
from symdiff.simplifier.rewrite.trig import in_pair
from symdiff.table.functions import MAX, MIN, SQRT, code_of, row_of
from symdiff.table.operators import ADD, NEG, SUB, is_function

_CORNERS: Final = (MAX, MIN, RELU)
_CHOICES: Final = 8
"""Ways to take arguments of maxima that are looked at, at most."""
_SIN: Final = code_of("sin", 1)
_COS: Final = code_of("cos", 1)
_TAN: Final = code_of("tan", 1)


def solved(work: Graph, node: int, name: str) -> list[Solution] | None:
    """Return points among which are all those at which *node* begins or ends to be zero, but for those at
    which a part of it is not smooth; None where they are not known.

    Cost: that of simplifying and factoring, where the equation is not solved as it stands.
    """
    for text in _forms(work, node, name):
        known = list(solutions(work, work.take(text.graph, text.node), name))
        whole = [solution for solution in known if solution is not None]
        if len(whole) == len(known):
            return whole
        polynomial = coefficients(text.graph, text.node, name)
        if polynomial is not None and not has_real_zero(polynomial):
            return []
    return None


def _forms(work: Graph, node: int, name: str) -> Iterator[Expr]:
    """Return *node* and what is zero wherever it is, one after another."""
    given = alone(work, node)
    yield given
    short = simplify(given)
    yield short
    for change in (_factored, _squared, _undone, _tangent, _by_sine, _chosen):
        try:
            found = change(short, name)
        except SymdiffError:
            continue
        if found is not None:
            yield found


def _factored(expr: Expr, name: str) -> Expr | None:
    return forms.factor(expr)


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


def _tangent(expr: Expr, name: str) -> Expr | None:
    """Return tan(u) + b/a for a*sin(u) + b*cos(u)."""
    terms = _terms(expr)
    if len(terms) != 2:
        return None
    found: dict[int, tuple[Expr, Expr]] = {}
    for term in terms:
        graph = term.graph
        for node in graph.below([term.node]):
            if graph.ops[node] in (_SIN, _COS):
                call = Expr(graph, node)
                factor = simplify(term / call)
                if not factor.graph.symbols([factor.node]):
                    found[graph.ops[node]] = factor, alone(graph, graph.children[node][0])
    if len(found) != 2 or found[_SIN][1] != found[_COS][1]:
        return None
    (times, inner), (other, _) = found[_SIN], found[_COS]
    graph = Graph(inner.graph.limits)
    call = Expr(graph, graph.call(_TAN, (graph.take(inner.graph, inner.node),)))
    return call + simplify(other / times)


def _by_sine(expr: Expr, name: str) -> Expr | None:
    """Return a sum of functions of one angle by the sine and the cosine, as one fraction."""
    graph, node, laws = in_pair(expr.graph, expr.node, "sin")
    return forms.factor(Expr(graph, node)) if laws else None


def _chosen(expr: Expr, name: str) -> Expr | None:
    """Return the product of what a formula is where another argument of a maximum or a minimum is taken; what
    is zero for one of them everywhere is left out, since it ends where two arguments are equal."""
    pending, found = [expr], list[Expr]()
    while pending:
        part = pending.pop()
        graph = part.graph
        corner = next((n for n in reversed(graph.below([part.node])) if graph.ops[n] in _CORNERS), -1)
        if corner < 0:
            found += [part] if graph.symbols([part.node]) else []
            continue
        choices = list(graph.children[corner]) + ([graph.number(0)] if graph.ops[corner] == RELU else [])
        pending += [_with(part, corner, choice) for choice in choices]
        if len(pending) + len(found) > _CHOICES:
            return None
    return prod(found[1:], start=found[0]) if found and found != [expr] else None


def _with(expr: Expr, node: int, other: int) -> Expr:
    """Return a formula with one of its nodes in the place of another."""
    work = Graph(expr.graph.limits)
    taken = work.take(expr.graph, other)
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

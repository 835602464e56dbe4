"""Equations in the sine and the cosine of one angle.

>>> from symdiff.parser.formula import parse
>>> print(turned([parse("sin(x)"), parse("cos(x)"), parse("-1")]))
cos(x - pi/4) - 1/sqrt(2)
>>> is_never_zero(parse("2*sin(x)*cos(x) + 3")), is_never_zero(parse("sin(x) + cos(x)**2"))
(True, False)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.at.equations import constant
from symdiff.at.polynomial import DEGREE, Polynomial, has_real_zero, plus, product
from symdiff.at.shortest import shortest
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import alone
from symdiff.table.functions import COS, SIN, code_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB

_TAN: Final = code_of("tan", 1)
_ATAN: Final = code_of("atan", 1)
_SQRT: Final = code_of("sqrt", 1)
_ONE: Final[Polynomial] = [Fraction(1), Fraction(0), Fraction(1)]
"""1 + t**2"""
_DOUBLE: Final[Polynomial] = [Fraction(0), Fraction(2)]
_DIFFERENCE: Final[Polynomial] = [Fraction(1), Fraction(0), Fraction(-1)]


class Wave(NamedTuple):
    """a*sin(u) + b*cos(u) + c."""

    sine: Expr
    cosine: Expr
    rest: Expr | None
    angle: Expr


def wave(terms: list[Expr]) -> Wave | None:
    """Return a sum of *terms* as a wave, None where it is none with a sine, a cosine and constants."""
    found: dict[int, tuple[Expr, Expr]] = {}
    rest: Expr | None = None
    for term in terms:
        graph = term.graph
        calls = [node for node in graph.below([term.node]) if graph.ops[node] in (SIN, COS)]
        calls = [node for node in calls if graph.symbols([node])]
        if not graph.symbols([term.node]):
            rest = term if rest is None else rest + term
            continue
        if len(calls) != 1 or graph.ops[calls[0]] in found:
            return None
        factor = shortest(term / Expr(graph, calls[0]))
        if factor.graph.symbols([factor.node]):
            return None
        found[graph.ops[calls[0]]] = factor, alone(graph, graph.children[calls[0]][0])
    if len(found) != 2 or found[SIN][1] != found[COS][1]:
        return None
    return Wave(found[SIN][0], found[COS][0], rest, found[SIN][1])


def turned(terms: list[Expr]) -> Expr | None:
    """Return cos(u - p) + d, which is zero where a sum of *terms*, a*sin(u) + b*cos(u) + c, is; None for any
    other."""
    found = wave(terms)
    if found is None or found.rest is None:
        return None
    number = constant(found.cosine).sign()
    if not number:
        return None
    a, b, c = [part if number > 0 else -part for part in (found.sine, found.cosine, found.rest)]
    size, phase = _called(_SQRT, shortest(a * a + b * b)), _called(_ATAN, shortest(a / b))
    graph = Graph(found.angle.graph.limits)
    angle = shortest(found.angle - phase)
    return Expr(graph, graph.call(COS, (graph.take(angle.graph, angle.node),))) + shortest(c / size)


def _called(code: int, value: Expr) -> Expr:
    graph = Graph(value.graph.limits)
    return shortest(Expr(graph, graph.call(code, (graph.take(value.graph, value.node),))))


def tangent(terms: list[Expr]) -> Expr | None:
    """Return tan(u) + b/a, which is zero where a sum of *terms*, a*sin(u) + b*cos(u), is; None for any
    other."""
    found = wave(terms)
    if found is None or found.rest is not None:
        return None
    graph = Graph(found.angle.graph.limits)
    call = graph.call(_TAN, (graph.take(found.angle.graph, found.angle.node),))
    return Expr(graph, call) + shortest(found.cosine / found.sine)


_Part = tuple[Polynomial, int]
"""A polynomial in t, and which power of 1 + t**2 it is divided by."""


def is_never_zero(expr: Expr) -> bool:
    """Return whether *expr* is a polynomial in the sine and the cosine of one angle that is zero for no real
    angle; False where that is not shown. Cost: that of a polynomial in the tangent of half of it."""
    graph = expr.graph
    known: dict[int, _Part] = {}
    angles: set[int] = set()
    for node in graph.below([expr.node]):
        op, children = graph.ops[node], graph.children[node]
        if op in (SIN, COS):
            angles.add(children[0])
            known[node] = (_DOUBLE if op == SIN else _DIFFERENCE), 1
            continue
        part = _part(graph, node, known)
        if part is not None:
            known[node] = part
    whole = known.get(expr.node)
    if whole is None or len(angles) != 1:
        return False
    top, many = whole
    return len(top) == 2 * many + 1 and not has_real_zero(top)  # at the angle pi it is what leads


def _part(graph: Graph, node: int, known: dict[int, _Part]) -> _Part | None:
    """Return a node made of *known* ones, None where it is no polynomial, or one of a high degree."""
    op, children = graph.ops[node], graph.children[node]
    if op == NUMBER:
        value = RATIONAL.number(graph.value(node))
        return ([value] if value else [], 0)
    parts = [known[child] for child in children if child in known]
    if len(parts) < len(children) or not parts:
        return None
    (top, many), (other, more) = parts[0], parts[-1]
    if op == ADD or op == SUB:
        most = max(many, more)
        return plus(_raised(top, most - many), _raised(other, most - more), 1 if op == ADD else -1), most
    if op == NEG:
        return [-c for c in top], many
    if op == MUL and many + more <= DEGREE // 2:
        return product(top, other), many + more
    if op == DIV and not more and len(other) == 1:
        return [c / other[0] for c in top], many
    exponent = graph.numbers.get(children[1]) if op == POW else None
    if exponent is None or exponent % 1 or not 0 < exponent <= DEGREE or many * exponent > DEGREE // 2:
        return None
    found = top
    for _ in range(int(exponent) - 1):
        found = product(found, top)
    return found, many * int(exponent)


def _raised(top: Polynomial, many: int) -> Polynomial:
    """Return a polynomial times a power of 1 + t**2."""
    for _ in range(many):
        top = product(top, _ONE)
    return top


__all__ = ["is_never_zero", "tangent", "turned", "wave"]

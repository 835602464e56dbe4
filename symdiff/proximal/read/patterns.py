"""How a function of one number is written in a penalty: patterns, read off the rows of such functions.

A pattern is a text in x, such as "log(1 + exp(x))". It is a way from the whole down to x, one step an
operator; a term fits where it has the same operators on the way, with the same numbers beside it.

>>> from symdiff.parser.formula import parse
>>> [(found.row.name, str(inside)) for found, inside in readings(parse("log(exp(2*a) + 1)"), {"a"})]
[('negative_log', 'exp(2*a) + 1'), ('logistic', '2*a')]
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from symdiff.graph.expr import Expr
from symdiff.parser.formula import parse
from symdiff.proximal.elementwise import SCALARS, Scalar
from symdiff.proximal.read.terms import constant, depending, terms
from symdiff.table.operators import ADD, NEG, SYMBOL


class Step(NamedTuple):
    """An operator, and the numbers that are its other arguments."""

    op: int
    beside: tuple[Any, ...]


class Pattern(NamedTuple):
    """A way to write a row's function; *negative* where minus that function is what is written."""

    row: Scalar
    negative: bool
    steps: tuple[Step, ...]


def readings(term: Expr, variables: set[str]) -> Iterator[tuple[Pattern, Expr]]:
    """Return the patterns that a term fits, each with the expression that stands where the pattern has x."""
    for pattern in _by_operator().get(term.graph.ops[term.node], ()):
        inside: Expr | None = term
        for step in pattern.steps:
            if inside is not None:
                inside = _below_sum(inside, step, variables) if step.op == ADD else _below(inside, step)
        if inside is not None:
            yield pattern, inside


@cache
def _by_operator() -> dict[int, list[Pattern]]:
    """Return the patterns of all rows by their first operator."""
    found: dict[int, list[Pattern]] = {}
    for row in SCALARS.values():
        for text in row.written:
            pattern = _pattern(row, parse(text, symbols=("x",)))
            found.setdefault(pattern.steps[0].op, []).append(pattern)
    return found


def _pattern(row: Scalar, expr: Expr) -> Pattern:
    graph, node = expr.graph, expr.node
    moving = depending(graph, node, {"x"})
    negative = graph.ops[node] == NEG
    if negative:
        (node,) = graph.children[node]
    steps = []
    while graph.ops[node] != SYMBOL:
        children = graph.children[node]
        beside = tuple([constant(Expr(graph, child)) for child in children if child not in moving])
        steps.append(Step(graph.ops[node], beside))
        (node,) = [child for child in children if child in moving]
    return Pattern(row, negative, tuple(steps))


def _below(expr: Expr, step: Step) -> Expr | None:
    """Return the argument of an operator that has the numbers of a step as its others, in any order."""
    graph = expr.graph
    children = [Expr(graph, child) for child in graph.children[expr.node]]
    if graph.ops[expr.node] != step.op or len(children) != 1 + len(step.beside):
        return None
    for place, child in enumerate(children):
        if all(
            constant(c) == n
            for c, n in zip(children[:place] + children[place + 1 :], step.beside, strict=True)
        ):
            return child
    return None


def _below_sum(expr: Expr, step: Step, variables: set[str]) -> Expr | None:
    """Return the one term with variables of a sum whose other terms add up to the number of a step."""
    moving, rest = [], []
    for factor, term in terms(expr - step.beside[0], variables):
        if depending(term.graph, term.node, variables):
            moving.append((factor, term))
        else:
            rest.append(constant(factor * term))
    if None in rest or sum(rest) != 0 or len(moving) != 1 or constant(moving[0][0]) != 1:
        return None
    return moving[0][1]

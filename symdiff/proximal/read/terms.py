"""A formula taken apart: its terms, and those that are polynomials of degree two at most.

>>> from symdiff.parser.formula import parse
>>> e = parse("0.1*(abs(a) + k*b**2) - 3*a")
>>> [f"{factor} * {term}" for factor, term in terms(e, {"a", "b"})]
['0.1 * Abs(a)', '0.1*k * b**2', '-3 * a']
>>> {names: str(c) for names, c in polynomial(parse("(a - k)^2"), {"a"}).items()}
{('a', 'a'): '1', ('a',): '-k - k', (): '(-k)**2'}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.walk import is_complex
from symdiff.errors import Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import simplify
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import (
    ADD,
    DIV,
    MUL,
    NEG,
    NUMBER,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    is_function,
)

Coefficients = dict[tuple[str, ...], Expr]
"""Names of a monomial in order → its coefficient, which is free of the variables."""


def terms(expr: Expr, variables: set[str]) -> Iterator[tuple[Expr, Expr]]:
    """Return the terms of a sum, each as a factor that is free of *variables* and the rest.

    Factors in front of sums are spread over them; nothing else is multiplied out. Cost: linear in nodes.
    """
    graph = expr.graph
    moving = depending(graph, expr.node, variables)
    one = Expr(graph, graph.number(1))
    pending = [(one, expr.node)]
    while pending:
        factor, node = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op == ADD:
            pending += [(factor, children[1]), (factor, children[0])]
        elif op == SUB:
            pending += [(-factor, children[1]), (factor, children[0])]
        elif op == NEG:
            pending.append((-factor, children[0]))
        elif op == MUL and children[0] not in moving and children[1] in moving:
            pending.append((factor * Expr(graph, children[0]), children[1]))
        elif op == MUL and children[1] not in moving and children[0] in moving:
            pending.append((factor * Expr(graph, children[1]), children[0]))
        elif op == DIV and children[1] not in moving and children[0] in moving:
            pending.append((factor / Expr(graph, children[1]), children[0]))
        else:
            yield factor, Expr(graph, node)


def depending(graph: Graph, root: int, variables: set[str]) -> set[int]:
    """Return the nodes below a root that depend on one of *variables*."""
    order = graph.below([root])
    return graph.depending(order, [n for n in order if graph.ops[n] == SYMBOL and graph.name(n) in variables])


def polynomial(expr: Expr, variables: set[str]) -> Coefficients | None:
    """Return an expression as a polynomial of degree two at most, None where it is none.

    Cost: nodes times monomials.
    """
    graph, root = expr.graph, expr.node
    order = graph.postorder([root])
    moving = depending(graph, root, variables)
    found: dict[int, Coefficients | None] = {}
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        if node not in moving:
            found[node] = {(): Expr(graph, node)}
        elif op == SYMBOL:
            found[node] = {(graph.name(node),): Expr(graph, graph.number(1))}
        else:
            parts = [found[child] for child in children]
            known = [part for part in parts if part is not None]
            found[node] = _joined(graph, op, children, known) if len(known) == len(parts) else None
    result = found[root]
    if result is None:
        return None
    return {names: c for names, c in result.items() if constant(c) != 0}


def _joined(
    graph: Graph, op: int, children: tuple[int, ...], parts: list[Coefficients]
) -> Coefficients | None:
    if op == ADD:
        return _sum(parts[0], parts[1])
    if op == SUB:
        return _sum(parts[0], {names: -c for names, c in parts[1].items()})
    if op == NEG:
        return {names: -c for names, c in parts[0].items()}
    if op == MUL:
        return _product(parts[0], parts[1])
    if op == DIV and list(parts[1]) == [()]:
        return {names: c / parts[1][()] for names, c in parts[0].items()}
    if op == POW and graph.ops[children[1]] == NUMBER and graph.value(children[1]) == 2:
        return _product(parts[0], parts[0])
    return None


def _sum(p: Coefficients, q: Coefficients) -> Coefficients:
    result = dict(p)
    for names, c in q.items():
        result[names] = result[names] + c if names in result else c
    return result


def _product(p: Coefficients, q: Coefficients) -> Coefficients | None:
    result: Coefficients = {}
    for left, c in p.items():
        for right, d in q.items():
            names = tuple(sorted((*left, *right)))
            if len(names) > 2:
                return None
            result[names] = result[names] + c * d if names in result else c * d
    return result


def has_kinks(expr: Expr, variables: set[str]) -> bool:
    """Return whether a function with kinks or jumps, or a branch, depends on one of *variables*."""
    graph = expr.graph
    moving = depending(graph, expr.node, variables)
    for node in moving:
        op = graph.ops[node]
        if op == PIECEWISE and not any(child in moving for child in graph.children[node][1::2]):
            continue  # which branch holds does not change
        if op in (MAX, MIN, PIECEWISE) or (is_function(op) and (row_of(op).kinks or row_of(op).jumps)):
            return True
    return False


def constant(expr: Expr) -> Any:
    """Return the number that an expression is, None where it depends on symbols.

    Raises DomainError where it has no value, Unsupported where that is not a real number.
    """
    if expr.graph.ops[expr.node] == NUMBER:
        return expr.graph.value(expr.node)
    if expr.free_symbols:
        expr = simplify(expr, "basic")  # a - a is 0
        if expr.free_symbols:
            return None
        return constant(expr)
    if is_complex(expr):
        raise Unsupported(f"{expr} is not real")
    return evaluate(expr)

"""Conditions on several variables, read as one convex set of the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.read.matching import Matcher
from symdiff.proximal.read.terms import constant, terms
from symdiff.proximal.table import TABLE
from symdiff.table.functions import ABS, MAX, SQRT
from symdiff.table.operators import EQ, GE, GT, POW


def convex_set(
    match: Matcher, variables: Sequence[str], conditions: Sequence[Expr]
) -> tuple[Proximable, list[str]]:
    """Return the set of the table that conditions on several variables make, and the order of its variables.

    Raises Unsupported where they make none.
    """
    equations, lines, others = [], [], []
    for condition in conditions:
        op = match.graph.ops[condition.node]
        left, right = [Expr(match.graph, child) for child in match.graph.children[condition.node]]
        excess = right - left if op in (GE, GT) else left - right
        line = match.line(excess)
        if line is not None and (
            constant(line[1]) is None or any(constant(c) is None for c in line[0].values())
        ):
            raise SymdiffError(f"the condition {condition} has symbols that are no numbers")
        if op == EQ:
            if line is None:
                raise Unsupported(f"the condition {condition} does not make a convex set")
            equations.append(line)
        elif line is not None:
            lines.append(line)
        else:
            others.append((left, right) if op not in (GE, GT) else (right, left))
    names = list(variables)
    found: Proximable | None = None
    if equations and not lines and not others:
        matrix, values = _system(equations, names)
        found = TABLE["affine"](matrix, values)
    elif len(lines) == 1 and not equations and not others:
        [row], [value] = _system(lines, names)
        found = TABLE["half_space"](row, value)
    elif len(equations) == 1 and len(lines) == len(names) and not others:
        found = _simplex(equations[0], lines, names)
    elif len(others) == 1 and not equations and not lines:
        return _body(match, others[0], conditions[0])
    if found is None:
        raise _refusal(conditions)
    return found, names


def _refusal(conditions: Sequence[Expr]) -> Unsupported:
    return Unsupported(
        f"{' and '.join(map(str, conditions))}: no set of the table",
        hint="docs/prox_table.md has them; conditions on different variables may be as many as you like",
    )


def _system(lines: Sequence[Any], names: Sequence[str]) -> tuple[list[list[float]], list[float]]:
    """Return coefficients and right sides of expressions that are 0, or at most 0."""
    matrix = [[float(constant(line[0][n])) if n in line[0] else 0.0 for n in names] for line in lines]
    return matrix, [-float(constant(line[1])) for line in lines]


def _simplex(equation: Any, lines: Sequence[Any], names: Sequence[str]) -> Proximable | None:
    """Return x >= l with sum(x) = s."""
    [row], [total] = _system([equation], names)
    if len(set(row)) != 1:
        return None
    matrix, values = _system(lines, names)
    low: dict[int, float] = {}
    for coefficients, value in zip(matrix, values, strict=True):
        places = [i for i, c in enumerate(coefficients) if c]
        if len(places) != 1 or coefficients[places[0]] > 0:
            return None
        low[places[0]] = value / coefficients[places[0]]
    if len(low) != len(names):
        return None
    shifts = [-low[i] for i in range(len(names))]
    size = total / row[0] + sum(shifts)
    if size < 0:
        raise SymdiffError("the lower ends are more than the sum: the set is empty")
    simplex = TABLE["simplex"](size)
    return simplex.of(1, shifts) if any(shifts) else simplex


def _body(match: Matcher, sides: tuple[Expr, Expr], condition: Expr) -> tuple[Proximable, list[str]]:
    """Return a ball, an l1 ball, a cube or a cone: left <= right."""
    left, right = sides
    graph = match.graph
    radius = constant(right)
    sphere = match.sphere(left - right)
    if sphere is not None:
        found, weight, centre, rest = sphere
        return _moved(TABLE["ball"]((_positive(-rest, condition) / weight) ** 0.5), centre), found
    op = graph.ops[left.node]
    inside = [Expr(graph, child) for child in graph.children[left.node]]
    if op == SQRT or (op == POW and constant(inside[1]) == 0.5):
        sphere = match.sphere(inside[0])
        if sphere is not None and sphere[3] == 0:
            found, weight, centre, _ = sphere
            if radius is not None:
                return _moved(TABLE["ball"](_positive(radius, condition) / weight**0.5), centre), found
            line = match.line(right)
            if line is not None and len(line[0]) == 1 and not any(centre) and constant(line[1]) == 0:
                [(last, scale)] = line[0].items()
                if last not in found and constant(scale) == weight**0.5:
                    return TABLE["second_order_cone"](), [*found, last]
    if radius is not None:
        parts = [(constant(f), t) for f, t in terms(left, match.variables)]
        lines = [_inner(match, part) for _, part in parts]
        if all(line is not None for line in lines) and len({f for f, _ in parts}) == 1 and parts[0][0]:
            aligned = match.aligned([line for line in lines if line is not None], signed=False)
            if aligned is not None:
                found, width, shifts = aligned
                ball = TABLE["l1_ball"](_positive(radius, condition) / float(parts[0][0]))
                return (ball.of(width, shifts) if any(shifts) or width != 1 else ball), found
        if op == MAX:
            lines = [_inner(match, part) for part in inside]
            if all(line is not None for line in lines):
                aligned = match.aligned([line for line in lines if line is not None], signed=False)
                if aligned is not None:
                    found, width, shifts = aligned
                    size = _positive(radius, condition)
                    return TABLE["box"](-size, size).of(width, shifts), found
    raise _refusal([condition])


def _inner(match: Matcher, part: Expr) -> Expr | None:
    """Return u of abs(u)."""
    graph = match.graph
    return Expr(graph, graph.children[part.node][0]) if graph.ops[part.node] == ABS else None


def _moved(ball: Proximable, centre: Sequence[float]) -> Proximable:
    return ball.of(1, [-s for s in centre]) if any(centre) else ball


def _positive(radius: Any, condition: Expr) -> float:
    if radius <= 0:
        raise SymdiffError(f"{condition}: nothing, or one point, satisfies it")
    return float(radius)

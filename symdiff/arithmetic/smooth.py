"""Functions of the table where they are smooth: whether they are, and their Taylor coefficients there.

What is asked is the function of one argument, the others being numbers.

>>> from symdiff.arithmetic.balls import deep
>>> from symdiff.table.functions import code_of
>>> numbers = deep(30, lenient=True)
>>> zero = numbers.number(0)
>>> is_smooth(numbers, code_of("sqrt", 1), [zero], 0), is_smooth(numbers, code_of("sin", 1), [zero], 0)
(False, True)
>>> [float(c) for c in by_partials(numbers, code_of("sin", 1), [zero], 0, 3)]
[0.0, 1.0, 0.0, -0.16666666666666666]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from symdiff.arithmetic.ball import NONE, Ball, size_of
from symdiff.arithmetic.balls import Balls
from symdiff.arithmetic.jet import coefficients
from symdiff.arithmetic.walk import walk
from symdiff.errors import DomainError, SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, condition, template
from symdiff.table.functions import row_of
from symdiff.table.operators import AND, EQ, GE, GT, LE, LT, NOT, OR, is_comparison

_STRICT: Final = {LE: LT, GE: GT}
_FAR: Final = 256
"""Binary logarithm of an argument beyond which no function is evaluated by mpmath."""


def is_smooth(numbers: Balls, code: int, values: Sequence[Ball], place: int) -> bool:
    """Return whether a function is analytic in the argument number *place* at a point of its domain, as its
    row says: no kink, jump, end or pole there, and the formula of its derivative holds or has a removable
    gap."""
    if _holds(numbers, code, "smooth", values) is False:
        return False
    if any(_holds(numbers, code, field, values) for field in ("poles", "kinks", "jumps")):
        return False
    rule = condition(code, "domain")
    try:
        return rule is None or _is_inside(numbers.plain, rule, [value.near() for value in values], place)
    except (SymdiffError, ArithmeticError, ValueError, TypeError):
        return False


def _holds(numbers: Balls, code: int, field: str, values: Sequence[Ball]) -> bool | None:
    """Return whether a condition of a row holds at a point, None where it has none."""
    rule = condition(code, field)
    if rule is None:
        return None
    try:
        return bool(numbers.plain.at(rule, [value.near() for value in values]))
    except (SymdiffError, ArithmeticError, ValueError, TypeError):
        return False


def _is_inside(numbers: Balls, rule: Template, values: Sequence[Ball], place: int) -> bool:
    """Return whether the domain holds at a point and beside it: its ends are no inner points."""
    graph = rule.graph
    moving = graph.depending(rule.order, [node for node, at in rule.place.items() if at == place])
    at = {graph.names[node]: values[number] for node, number in rule.place.items()}
    known: dict[int, bool] = {}
    for node in rule.order:
        op, children = graph.ops[node], graph.children[node]
        if op == EQ and node in moving:
            known[node] = False  # n == floor(n) holds at a whole number, and not beside it
        elif is_comparison(op):
            strict = _STRICT.get(op, op) if node in moving else op
            known[node] = numbers.operate(strict, walk(graph, children, at, numbers))
        elif op in (AND, OR, NOT):
            known[node] = bool(numbers.operate(op, [known[child] for child in children]))
    return known[rule.order[-1]]


def by_partials(
    numbers: Balls, code: int, values: Sequence[Ball], place: int, count: int
) -> list[Any] | None:
    """Return Taylor coefficients up to *count* by the partials of rows, None where those have a gap."""
    graph = Graph()
    names = [f"x{i}" for i in range(len(values))]
    nodes = [graph.symbol(name) for name in names]
    for i, value in enumerate(values):
        whole = _whole(value)
        if i != place and whole is not None:  # in the graph 1 - 1 is 0: orders come back to themselves
            nodes[i] = graph.number(whole)
    expr = Expr(graph, graph.call(code, nodes))
    lean = numbers.lean
    at = {name: lean.plainly(value) for name, value in zip(names, values, strict=True)}
    try:
        return coefficients(expr, names[place], at, count, lean)
    except (DomainError, Unsupported):
        return None


def _whole(value: Ball) -> int | None:
    """Return the whole number that a number is, None where it is not known to be one."""
    known = value.rational()
    if known is None and value.error == NONE and value.mid == int(value.mid):
        return int(value.mid)
    return known.numerator if known is not None and known.denominator == 1 else None


def by_power_series(
    numbers: Balls, code: int, values: Sequence[Ball], place: int, count: int
) -> list[Any] | None:
    """Return the coefficients that a row states of its last parameter about 0, None where it does not."""
    row = row_of(code)
    if not row.power_series or place != len(values) - 1 or not values[place].is_zero():
        return None
    start, first, text = row.power_series
    found: list[Any] = [numbers.number(0)] * int(start)
    found.append(numbers.at(template(first, row.parameters), values))
    rule = template(text, (*row.parameters, "k"))
    for k in range(int(start) + 1, count + 1):
        found.append(found[-1] * numbers.at(rule, [*values, numbers.number(k)]))
    return found


def by_differences(numbers: Balls, code: int, values: Sequence[Ball], place: int, count: int) -> list[Any]:
    """Return coefficients by differences at many digits, of which they lose half. Raises Unsupported far out,
    where values of functions take mpmath forever."""
    base = numbers.base
    mids = [value.mid for value in values]
    if any(size_of(mid) > _FAR for mid in mids):
        raise Unsupported(f"{row_of(code).name} is not expanded at arguments beyond 2**{_FAR}")

    def function(x: Any) -> Any:
        return base.call(code, [*mids[:place], x, *mids[place + 1 :]])

    found = [c.real for c in mids[place].context.taylor(function, mids[place], count)]
    error = max(size_of(c) for c in found) - numbers.bits / 2
    return [numbers.rounded(c, error) for c in found]


__all__ = ["by_differences", "by_partials", "by_power_series", "is_smooth"]

"""Where a part of a formula of one variable may not be smooth: equations, and their exact solutions.

Each division, root, comparison and each row of the table says an equation. Those that are linear or
quadratic, or become so by inverse functions, are solved; families such as pi/2 + k*pi have a period.

>>> f = parse("1/(x**2 - 2)")
>>> [part] = equations(f.graph, f.node, "x")
>>> [str(where) for where, _ in solutions(f.graph, part, "x")]
['sqrt(2)', '-sqrt(2)']
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from typing import Any, Final

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.balls import deep
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.ranges import Range, Ranges, compared
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import has_complex, walk
from symdiff.at.shortest import shortest
from symdiff.errors import DomainError, SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import alone, workplace
from symdiff.parser.formula import parse
from symdiff.parser.templates import Template, condition, put, special, template
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import ABS, FUNCTIONS, MAX, MIN, SQRT, code_of, row_of
from symdiff.table.operators import (
    ADD,
    DIV,
    GE,
    LE,
    MUL,
    NE,
    NEG,
    POW,
    SUB,
    is_arithmetic,
    is_comparison,
    is_function,
    is_leaf,
)
from symdiff.table.row import Function

_TRIED: Final = 1000
"""Factors that are tried below a root."""
_CONTINUOUS: Final = ("domain", "poles", "jumps")
_SMOOTH: Final = ("domain", "smooth", "poles", "kinks", "jumps")
"""Fields of a row that say where a function may not be continuous, or not be smooth."""
_POWERS: Final = 1000
"""Exponents up to which a power is known as one."""
_TURNS: Final = 8
"""Members of a family that are looked at one by one."""
_FLOOR: Final = code_of("floor", 1)


def equations(work: Graph, root: int, name: str, kinks: bool = True) -> Iterator[int]:
    """Return what is zero where a part below *root* may not be smooth; without *kinks*, where one may begin
    or end to have a value, or not be continuous. What is seen not to be zero is left out."""
    moving = work.depending(work.below([root]), [work.symbol(name)])
    ranges = Ranges(work)
    for node in sorted(moving):
        op, children = work.ops[node], work.children[node]
        sides: list[_Sides] = []
        if op == DIV:
            sides = [(children[1], -1, NE)]
        elif op == POW:
            exponent = work.numbers.get(children[1])
            base = children[1] if work.numbers.get(children[0]) == 0 else children[0]  # 0**u jumps at u == 0
            if exponent is None or exponent < 0:
                sides = [(base, -1, NE)]
            elif exponent % 1:
                sides = [(base, -1, GE)]
        elif is_comparison(op):
            sides = [(children[0], children[1], NE)]
        elif op in (MAX, MIN):
            sides = [(one, two, NE) for one, two in combinations(children, 2)] if kinks else []
        else:
            sides = list(_of_row(work, op, children, _SMOOTH if kinks else _CONTINUOUS))
        for left, right, op in sides:
            node = left if right < 0 else work.sub(left, right)
            if name not in work.symbols([node]):
                continue
            known = ranges.of(node)
            if known.has(0) and (kinks or op not in (GE, LE) or known.meet(compared(op, 0)) != known):
                yield node


_Sides = tuple[int, int, int]
"""Two nodes, the second of which may be -1 for zero, and a comparison that holds where there is a value."""


def _of_row(work: Graph, op: int, children: tuple[int, ...], fields: tuple[str, ...]) -> Iterator[_Sides]:
    """Return the comparisons by which a row says in *fields* where a function is not smooth."""
    for field in fields if is_function(op) else ():
        rule = condition(op, field)
        if rule is not None:
            for part in work.below([put(work, rule, children)]):
                if is_comparison(work.ops[part]) and part not in children:
                    left, right = work.children[part]
                    yield left, right, work.ops[part]


Solution = tuple[Expr, Expr | None]
_Equation = tuple[int, Expr, Expr | None]
"""A node, its value, and the period of the values where there are many."""


def solutions(work: Graph, node: int, name: str) -> Iterator[Solution | None]:
    """Return the points at which *node* is zero, and None where it could not be told, as of what has I."""
    if has_complex(work, [node]):
        yield None
        return
    graph = Graph(work.limits)
    zero = Expr(graph, graph.number(0))
    pending: list[_Equation] = [(node, zero, None)]
    while pending:
        node, value, period = pending.pop()
        if name not in work.symbols([node]):
            continue
        if period is not None:
            few = _few(work, node, value, period)
            if few is not None:
                pending += few
                continue
        coefficients = _polynomial(work, node, name)
        if coefficients is not None:
            yield from _roots(coefficients, value, period)
            continue
        steps = _inverted(work, node, name, value, period)
        if steps is not None:
            pending += steps
            continue
        quadratic = _quadratic(work, node, name) if period is None else None
        if quadratic is None:
            yield None
        else:
            yield from _both(*quadratic, value)


def _bounds(work: Graph, node: int) -> Range:
    """Return what a node may be; an absolute value is no larger than the ends of its argument."""
    ranges = Ranges(work)
    found = ranges.of(node)
    if work.ops[node] == ABS:
        inner = ranges.of(work.first(node))
        found = found.meet(Range(high=max(-inner.low, inner.high)))
    return found


def _few(work: Graph, node: int, value: Expr, period: Expr) -> list[_Equation] | None:
    """Return the equations that *node* is one of a family of values, where a few of them are numbers that it
    may be; None where they are many."""
    if not is_function(work.ops[node]):
        return None
    found = _bounds(work, node)
    first, step = float(constant(value)), float(constant(period))
    low, high = [(float(end) - first) / step for end in (found.low, found.high)]
    if not high - low < _TURNS:
        return None
    turns = range(floor(low), ceil(high) + 1)
    return [(node, shortest(value + turn * period), None) for turn in turns]


def _inverted(work: Graph, node: int, name: str, value: Expr, period: Expr | None) -> list[_Equation] | None:
    """Return the equations that *node* = *value* comes to, None where it is not known how."""
    op, children = work.ops[node], work.children[node]
    if op == NEG:
        return [(children[0], shortest(-value), period)]
    moving = [name in work.symbols([child]) for child in children]
    if op in (MUL, DIV) and value == 0 and period is None:
        places: list[_Equation] = [(child, value, None) for child in children]
        return places if op == MUL else places[:1]
    if op == SUB and all(moving) and value == 0 and _is_floor(work, children):
        return [(children[0], value, parse("1"))]
    if op in (ADD, SUB, MUL, DIV) and moving.count(True) == 1:
        place = moving.index(True)
        other = alone(work, children[1 - place])
        if op == ADD:
            return [(children[place], shortest(value - other), period)]
        if op == SUB:
            return [(children[place], shortest(value + other if place == 0 else other - value), period)]
        if period is None or op == MUL or place == 0:
            if op == DIV and place == 1:
                return [(children[1], shortest(other / value), None)] if value != 0 else []
            factor = other if op == MUL else 1 / other
            apart = None if period is None else _positive(period / factor)
            return [(children[place], shortest(value / factor), apart)]
        return None
    if period is not None:
        return None
    try:
        number = constant(value)
    except DomainError:  # no real number: one that only complex numbers come to
        return None if work.constant("I") in work.below([node]) else []
    except Unclear:  # such as the cube root of floor(sin(1e-30))
        return None
    if op == POW and not moving[0]:
        base = alone(work, children[0])
        if not _is_growth(base):
            return None
        return [(children[1], _logarithm(value, base), None)] if number > 0 else []
    if op == POW and not moving[1]:
        exponent = work.numbers.get(children[1])
        if exponent is None or isinstance(exponent, float) or exponent == 0:
            return None
        if number == 0:
            return [(children[0], value, None)] if exponent > 0 else []
        if exponent == 2 or (exponent % 2 == 0 and exponent > 0):
            root = _root(value) if exponent == 2 else shortest(value ** Fraction(1, int(exponent)))
            return [(children[0], root, None), (children[0], shortest(-root), None)] if number > 0 else []
        if number > 0 or exponent.denominator > 1:
            return [(children[0], shortest(value ** (1 / Fraction(exponent))), None)] if number > 0 else []
        return None
    return _by_table(op, children, value, number)


def _is_growth(base: Expr) -> bool:
    """Return whether powers of a base have each positive value once."""
    number = constant(base)
    return bool(number > 0 and number != 1)


def _logarithm(value: Expr, base: Expr) -> Expr:
    """Return which power of a base a value is."""
    exact = [one.graph.numbers.get(one.node) for one in (value, base)]
    if not any(number is None or isinstance(number, float) for number in exact):
        one, two = [Fraction(number) for number in exact if number is not None]
        power = round(float(constant(_called("log", value)) / constant(_called("log", base))))
        if abs(power) <= _POWERS and two**power == one:
            graph = Graph(value.graph.limits)
            return Expr(graph, graph.number(power))
    return shortest(_called("log", value) / _called("log", base))


def _by_table(op: int, children: tuple[int, ...], value: Expr, number: Any) -> list[_Equation] | None:
    """Return what a function of one argument with a *value* comes to."""
    if not is_function(op) or len(children) != 1:
        return None
    inner = children[0]
    if op == SQRT:
        return [(inner, shortest(value**2), None)] if number >= 0 else []
    if op == ABS:
        if number < 0:
            return []
        signs: list[_Equation] = [(inner, value, None), (inner, shortest(-value), None)]
        return signs[:1] if number == 0 else signs
    row = row_of(op)
    if row.range and not _holds(template(row.range, ("y",)), number):
        return []
    if not row.inverse:
        return _undone(op, inner, value, number)
    rule = condition(code_of(row.inverse, 1), "domain")
    first = _called(row.inverse, value) if rule is None or _holds(rule, number) else _listed(row, number)
    if first is None:
        return None
    period = parse(row.period) if row.period else None
    if not row.mirror:
        return [(inner, first, period)]
    second = shortest(parse(row.mirror) - first)
    apart = constant(first) - constant(second)
    if period is None:
        return [(inner, first, None)] if apart == 0 else [(inner, first, None), (inner, second, None)]
    halves = 2 * apart / constant(period)
    turns = round(float(halves))
    if halves == turns:  # one family, of the period or of its half
        return [(inner, first, shortest(period / 2) if turns % 2 else period)]
    return [(inner, first, period), (inner, second, period)]


def _undone(op: int, inner: int, value: Expr, number: Ball) -> list[_Equation] | None:
    """Return what asin(u) = *value* comes to, and every function that is the inverse of another, or that its
    row undoes."""
    row = row_of(op)
    if row.undone:
        rule = template(row.undone, ("y",))
        graph = Graph(value.graph.limits)
        return [
            (inner, shortest(Expr(graph, put(graph, rule, (graph.take(value.graph, value.node),)))), None)
        ]
    for other in FUNCTIONS:
        if other.inverse == row.name and other.arity == 1:
            found = _called(other.name, value)
            back = number.of.call(op, [constant(found)])
            return [(inner, found, None)] if back == number else []
    return None


def _listed(row: Function, number: Any) -> Expr | None:
    """Return a point at which a row lists a value, which its inverse may leave out: cot(pi/2) is 0."""
    for argument, value in row.special:
        if constant(parse(value)) == number:
            return parse(argument)
    return None


def _holds(rule: Template, number: Ball) -> bool:
    return bool(number.of.at(rule, [number]))


def _is_floor(work: Graph, children: tuple[int, ...]) -> bool:
    return work.ops[children[1]] == _FLOOR and work.children[children[1]] == (children[0],)


def _polynomial(work: Graph, node: int, name: str) -> list[Fraction] | None:
    """Return the rational coefficients of a polynomial of degree at most 2, lowest first, None for others."""
    if not all(is_leaf(op) or is_arithmetic(op) for part in work.below([node]) for op in [work.ops[part]]):
        return None
    points = [Fraction(x) for x in (3, 5, 8, 13, 21, -34)]
    try:
        values = [walk(work, [node], {name: x}, RATIONAL)[0] for x in points]
    except SymdiffError:
        return None
    (x, y, z), (u, v, w) = points[:3], values[:3]
    first = (v - u) / (y - x)
    second = ((w - v) / (z - y) - first) / (z - x)
    found = [u - first * x + second * x * y, first - second * (x + y), second]
    for point, value in zip(points[3:], values[3:], strict=True):
        if found[0] + found[1] * point + found[2] * point**2 != value:
            return None
    return found


def _roots(coefficients: list[Fraction], value: Expr, period: Expr | None) -> Iterator[Solution | None]:
    """Return where a polynomial has a *value*."""
    c, b, a = coefficients
    if a == 0:
        if b:
            yield shortest((value - c) / b), None if period is None else _positive(period / b)
        return
    if period is not None:
        yield None
        return
    inside = shortest(b * b / (4 * a * a) - (c - value) / a)
    number = constant(inside)
    if number >= 0:
        root, middle = _root(inside), -b / (2 * a)
        yield shortest(middle + root), None
        if number > 0:
            yield shortest(middle - root), None


def _quadratic(work: Graph, node: int, name: str) -> tuple[Expr, Expr, Expr] | None:
    """Return the coefficients of a polynomial of degree 1 or 2, constants, lowest first; None for others."""
    for part in work.depending(work.below([node]), [work.symbol(name)]):
        if not (is_leaf(work.ops[part]) or is_arithmetic(work.ops[part])):
            return None
    source, variable = alone(work, node), {name: 0}
    graph = workplace(work.limits)
    root = graph.take(source.graph, source.node)
    [slope] = tangents(graph, [root], graph.symbol(name))
    [bend] = tangents(graph, [slope], graph.symbol(name))
    a = shortest(Expr(graph, bend) / 2)
    if a.graph.symbols([a.node]) or (constant(a) == 0 and not a.graph.is_zero(a.node)):
        return None
    try:
        b, c = shortest(Expr(graph, slope).subs(variable)), shortest(source.subs(variable))
        return None if a.graph.is_zero(a.node) and constant(b) == 0 else (c, b, a)
    except SymdiffError:
        return None  # a quotient by the variable that comes to a polynomial


def _both(c: Expr, b: Expr, a: Expr, value: Expr) -> Iterator[Solution | None]:
    """Return where a polynomial of degree 1 or 2 has a *value*."""
    if a.graph.is_zero(a.node):
        yield shortest((value - c) / b), None
        return
    inside = shortest(b * b - 4 * a * (c - value))
    number = constant(inside)
    if number >= 0:
        root = _root(inside)
        yield shortest((root - b) / (2 * a)), None
        if number > 0:
            yield shortest((-root - b) / (2 * a)), None


def _root(value: Expr) -> Expr:
    """Return the square root of a constant, of a rational with its squares taken out."""
    exact = value.graph.numbers.get(value.node)
    if exact is None or isinstance(exact, float):
        return _called("sqrt", value)
    outer, inner = 1, exact.numerator * exact.denominator
    factor = 2
    while factor * factor <= inner and factor < _TRIED:
        while inner % (factor * factor) == 0:
            inner //= factor * factor
            outer *= factor
        factor += 1
    return shortest(parse(f"{outer}*sqrt({inner})/{exact.denominator}"))


def _positive(value: Expr) -> Expr:
    return shortest(value if constant(value) > 0 else -value)


def _called(name: str, value: Expr) -> Expr:
    """Return a function of a constant: the value that its row lists, else the call."""
    graph = Graph(value.graph.limits)
    code, node = code_of(name, 1), graph.take(value.graph, value.node)
    listed = special(graph, code, (node,))
    if listed is not None:
        return Expr(graph, put(graph, listed, (node,)))
    if row_of(code).parity == "odd" and constant(value) < 0:
        return shortest(-_called(name, shortest(-value)))
    return shortest(Expr(graph, graph.call(code, (node,))))


def constant(value: Expr) -> Ball:
    """Return a constant to 100 digits, as a ball that takes for zero what may be."""
    numbers = deep(DIGITS, lenient=True)
    found: Ball = walk(value.graph, [value.node], {}, numbers)[0]
    return found


__all__ = ["Solution", "constant", "equations", "solutions"]

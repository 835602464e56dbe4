"""The points at which a formula of one variable has no derivative: where they are, and of what kind.

Each division, root, comparison and each row of the table says an equation; those that are linear or
quadratic, or become so by inverse functions, are solved exactly, families such as pi/2 + k*pi included. What
is found is then looked at on both sides (`local`), so that x*|x| has no special point at 0.

>>> [str(point) for point in special_points("Abs(x**2 - 2)/x", "x")]
['x = -sqrt(2): corner', 'x = 0: pole', 'x = sqrt(2): corner']
>>> [str(point) for point in special_points("tan(2*x)", "x")]
['x = pi/4 + k*pi/2: pole']
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.expansion import DIGITS, Expansions, deepened
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import walk
from symdiff.at.point import DEPTHS, precisely, same
from symdiff.at.special import exact
from symdiff.errors import DomainError, NotDifferentiable, Oscillates, SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.formula import parse
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.parser.templates import Template, condition, put, special, template
from symdiff.simplifier.levels import simplify
from symdiff.table.functions import ABS, FUNCTIONS, MAX, MIN, SQRT, code_of, row_of
from symdiff.table.operators import (
    ADD,
    DIV,
    MUL,
    NEG,
    POW,
    SUB,
    is_arithmetic,
    is_comparison,
    is_function,
    is_leaf,
)

_MOST: Final = 100
"""Equations that are looked at."""
_TRIED: Final = 1000
"""Factors that are tried below a root."""
_FLOOR: Final = code_of("floor", 1)
_SAME: Final = 1e-40


class SpecialPoint(NamedTuple):
    """A point, a family of points, or an equation that is not solved, and what the function is like there."""

    variable: str
    where: Expr
    """The point, for k = 0; where *kind* is "unsolved", what is zero at the points."""
    period: Expr | None
    """What the points of a family are apart."""
    kind: str
    """corner, cusp, vertical tangent, jump, pole, removable, oscillation, end of the domain, undefined, …, or
    unsolved."""
    left: float | None = None
    right: float | None = None
    """One-sided derivatives, where there are such."""

    def __str__(self) -> str:
        if self.kind == "unsolved":
            return f"{self.where} = 0: not solved"
        if self.period is None:
            return f"{self.variable} = {self.where}: {self.kind}"
        step = f"k*({self.period})" if self.period.size > 4 else f"k*{self.period}"
        if self.period == 1:
            step = "k"
        start = "" if self.where == 0 else f"{self.where} + "
        return f"{self.variable} = {start}{step}: {self.kind}"


def special_points(
    expr: Any,
    variable: str | Expr,
    *,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> list[SpecialPoint]:
    """Return the points at which *expr* is not defined, jumps, or is continuous without a derivative.

    Points in ascending order, then families, then equations that could not be solved. With other symbols than
    *variable* nothing is solved. Cost: an expansion on both sides for each point. Raises Unsupported for a
    formula with more than 100 equations, and as `derive` does for a bad text.

    >>> [str(point) for point in special_points("floor(x) + sqrt(x)", "x")]
    ['x = 0: end of the domain', 'x = k: end of the domain or jump for some k']
    """
    name = name_of(variable)
    source = expression(expr, [name, *names_of(symbols)], functions, limits)
    work = Graph(limits._replace(nodes=8 * limits.nodes))
    root = work.take(source.graph, source.node)
    equations: dict[int, None] = {}
    for node in _equations(work, root, name):
        equations[node] = None
        if len(equations) > _MOST:
            raise Unsupported(f"more than {_MOST} equations for special points")
    numeric = work.symbols([root]) == [name]
    single: dict[str, SpecialPoint] = {}
    families: dict[str, SpecialPoint] = {}
    unsolved: dict[str, SpecialPoint] = {}
    order: dict[str, float] = {}
    for node in equations:
        solutions = list(_solutions(work, node, name)) if numeric else None
        if solutions is None or None in solutions:
            left = simplify(_lone(work, node))
            if numeric:
                solutions = list(_solutions(work, work.take(left.graph, left.node), name))
        if solutions is None or None in solutions:
            if left.graph.symbols([left.node]):
                unsolved[str(left)] = SpecialPoint(name, left, None, "unsolved")
            continue
        for solution in solutions:
            assert solution is not None
            where, period = solution
            key = f"{where}|{period}"
            found = _looked_at(source, name, where, period)
            if found is None:
                continue
            (single if period is None else families)[key] = found
            order[key] = float(_number(where))
    ordered = sorted(single, key=order.__getitem__)
    return [*[single[key] for key in ordered], *families.values(), *unsolved.values()]


# Where ------------------------------------------------------------------------------------------


def _equations(work: Graph, root: int, name: str) -> Iterator[int]:
    """Return what is zero where a part below *root* may not be smooth."""
    moving = work.depending(work.below([root]), [work.symbol(name)])
    for node in sorted(moving):
        op, children = work.ops[node], work.children[node]
        if op == DIV:
            pairs = [(children[1], -1)]
        elif op == POW:
            exponent = work.numbers.get(children[1])
            whole = exponent is not None and exponent % 1 == 0 and exponent >= 0
            pairs = [] if whole else [(children[0], -1)]
        elif is_comparison(op) or op in (MAX, MIN):
            pairs = list(combinations(children, 2))
        else:
            pairs = list(_of_row(work, op, children))
        for left, right in pairs:
            node = left if right < 0 else work.sub(left, right)
            if name in work.symbols([node]):
                yield node


def _of_row(work: Graph, op: int, children: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Return the sides of the comparisons by which a row says where a function is not smooth."""
    for field in ("domain", "smooth", "poles", "kinks", "jumps") if is_function(op) else ():
        rule = condition(op, field)
        if rule is not None:
            for part in work.below([put(work, rule, children)]):
                if is_comparison(work.ops[part]) and part not in children:
                    yield work.children[part][0], work.children[part][1]


_Solution = tuple[Expr, Expr | None]
_Equation = tuple[int, Expr, Expr | None]
"""A node, its value, and the period of the values where there are many."""


def _solutions(work: Graph, node: int, name: str) -> Iterator[_Solution | None]:
    """Return the points at which *node* is zero, and None where it could not be told."""
    graph = Graph(work.limits)
    zero = Expr(graph, graph.number(0))
    pending: list[_Equation] = [(node, zero, None)]
    while pending:
        node, value, period = pending.pop()
        if name not in work.symbols([node]):
            continue
        coefficients = _polynomial(work, node, name)
        if coefficients is not None:
            yield from _roots(coefficients, value, period)
            continue
        steps = _inverted(work, node, name, value, period)
        if steps is None:
            yield None
        else:
            pending += steps


def _inverted(work: Graph, node: int, name: str, value: Expr, period: Expr | None) -> list[_Equation] | None:
    """Return the equations that *node* = *value* comes to, None where it is not known how."""
    op, children = work.ops[node], work.children[node]
    if op == NEG:
        return [(children[0], simplify(-value), period)]
    moving = [name in work.symbols([child]) for child in children]
    if op in (MUL, DIV) and value == 0 and period is None:
        places: list[_Equation] = [(child, value, None) for child in children]
        return places if op == MUL else places[:1]
    if op == SUB and all(moving) and value == 0 and _is_floor(work, children):
        return [(children[0], value, parse("1"))]
    if op in (ADD, SUB, MUL, DIV) and moving.count(True) == 1:
        place = moving.index(True)
        other = _lone(work, children[1 - place])
        if op == ADD:
            return [(children[place], simplify(value - other), period)]
        if op == SUB:
            return [(children[place], simplify(value + other if place == 0 else other - value), period)]
        if period is None or op == MUL or place == 0:
            if op == DIV and place == 1:
                return [(children[1], simplify(other / value), None)] if value != 0 else []
            factor = other if op == MUL else 1 / other
            apart = None if period is None else _positive(period / factor)
            return [(children[place], simplify(value / factor), apart)]
        return None
    if period is not None:
        return None
    number = _number(value)
    if op == POW and not moving[1]:
        exponent = work.numbers.get(children[1])
        if exponent is None or isinstance(exponent, float) or exponent == 0:
            return None
        if number == 0:
            return [(children[0], value, None)] if exponent > 0 else []
        if exponent == 2 or (exponent % 2 == 0 and exponent > 0):
            root = _root(value) if exponent == 2 else simplify(value ** Fraction(1, int(exponent)))
            return [(children[0], root, None), (children[0], simplify(-root), None)] if number > 0 else []
        if number > 0 or exponent.denominator > 1:
            return [(children[0], simplify(value ** (1 / Fraction(exponent))), None)] if number > 0 else []
        return None
    return _by_table(op, children, value, number)


def _by_table(op: int, children: tuple[int, ...], value: Expr, number: Any) -> list[_Equation] | None:
    """Return what a function of one argument with a *value* comes to."""
    if not is_function(op) or len(children) != 1:
        return None
    inner = children[0]
    if op == SQRT:
        return [(inner, simplify(value**2), None)] if number >= 0 else []
    if op == ABS:
        if number < 0:
            return []
        signs: list[_Equation] = [(inner, value, None), (inner, simplify(-value), None)]
        return signs if number else signs[:1]
    row = row_of(op)
    if row.range and not _holds(template(row.range, ("y",)), number):
        return []
    if not row.inverse:
        return _undone(op, inner, value, number)
    rule = condition(code_of(row.inverse, 1), "domain")
    if rule is not None and not _holds(rule, number):
        return None
    first = _called(row.inverse, value)
    period = parse(row.period) if row.period else None
    if not row.mirror:
        return [(inner, first, period)]
    second = simplify(parse(row.mirror) - first)
    apart = _number(first) - _number(second)
    if period is None:
        return [(inner, first, None), (inner, second, None)] if apart else [(inner, first, None)]
    halves = 2 * apart / _number(period)
    turns = round(halves)
    if abs(halves - turns) < _SAME:  # one family, of the period or of its half
        return [(inner, first, simplify(period / 2) if turns % 2 else period)]
    return [(inner, first, period), (inner, second, period)]


def _undone(op: int, inner: int, value: Expr, number: Any) -> list[_Equation] | None:
    """Return what asin(u) = *value* comes to, and every function that is the inverse of another."""
    row = row_of(op)
    for other in FUNCTIONS:
        if other.inverse == row.name and other.arity == 1:
            found = _called(other.name, value)
            back = Multiprecision(DIGITS).call(op, [_number(found)])
            return [(inner, found, None)] if abs(back - number) < _SAME * max(1, abs(number)) else []
    return None


def _holds(rule: Template, number: Any) -> bool:
    return bool(Multiprecision(DIGITS).at(rule, [number]))


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


def _roots(coefficients: list[Fraction], value: Expr, period: Expr | None) -> Iterator[_Solution | None]:
    """Return where a polynomial has a *value*."""
    c, b, a = coefficients
    if a == 0:
        if b:
            yield simplify((value - c) / b), None if period is None else _positive(period / b)
        return
    if period is not None:
        yield None
        return
    inside = simplify(b * b / (4 * a * a) - (c - value) / a)
    number = _number(inside)
    if number >= 0:
        root, middle = _root(inside), -b / (2 * a)
        yield simplify(middle + root), None
        if number > 0:
            yield simplify(middle - root), None


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
    return simplify(parse(f"{outer}*sqrt({inner})/{exact.denominator}"))


def _positive(value: Expr) -> Expr:
    return simplify(value if _number(value) > 0 else -value)


def _lone(work: Graph, node: int) -> Expr:
    graph = Graph(work.limits)
    return Expr(graph, graph.take(work, node))


def _called(name: str, value: Expr) -> Expr:
    """Return a function of a constant: the value that its row lists, else the call."""
    graph = Graph(value.graph.limits)
    code, node = code_of(name, 1), graph.take(value.graph, value.node)
    listed = special(graph, code, (node,))
    if listed is not None:
        return Expr(graph, put(graph, listed, (node,)))
    return simplify(Expr(graph, graph.call(code, (node,))))


def _number(value: Expr) -> Any:
    """Return a constant to 60 digits, 0 where it is nearly so."""
    return Multiprecision(DIGITS).convert(exact(value))


# What kind ----------------------------------------------------------------------------------------


def _looked_at(source: Expr, name: str, where: Expr, period: Expr | None) -> SpecialPoint | None:
    """Return what is special at a point, or at the first two of a family where they are alike; None where
    nothing is."""
    start = _number(where)
    kinds = [_kind(source, name, start)]
    if period is not None:
        apart = _number(period)
        kinds += [_kind(source, name, start + k * apart) for k in (1, -1, 2)]
    some = [kind for kind in kinds if kind is not None]
    if not some:
        return None
    what, left, right = some[0]
    if any(kind[0] != what for kind in some):
        what = " or ".join(sorted({kind[0] for kind in some}))
    if len(some) < len(kinds):
        what += " for some k"
    if period is not None:
        left = right = None
    return SpecialPoint(name, where, period, what, left, right)


def _kind(source: Expr, name: str, at: Any) -> tuple[str, float | None, float | None] | None:
    """Return what is special at one point, with the one-sided slopes, or None."""
    try:
        precisely(source, name, {name: at})
    except NotDifferentiable as error:
        if error.reason != "outside the domain":
            return error.reason, error.left, error.right
    except Unsupported:
        return "not told", None, None
    else:
        return None
    sides = [_limit(source, name, at, side) for side in (-1, 1)]
    if sides == [None, None]:
        return None  # the domain is nowhere near
    if None in sides:
        return "end of the domain", None, None
    for what in ("oscillation", "not told"):
        if what in sides:
            return what, None, None
    left, right = sides
    if abs(left) == abs(right) == math.inf:
        return "pole", None, None
    if abs(left) == math.inf or abs(right) == math.inf:
        return "one-sided pole", None, None
    return ("removable" if same(left, right) else "jump"), None, None


def _limit(source: Expr, name: str, at: Any, side: int) -> Any:
    """Return the limit on one side, None outside the domain."""

    def limit(germs: Expansions) -> Any:
        [germ] = walk(source.graph, [source.node], {name: germs.variable(at, side)}, germs)
        return germ.limit()

    try:
        return deepened(limit, DEPTHS)
    except (DomainError, ValueError):
        return None
    except Oscillates:
        return "oscillation"
    except Unsupported:
        return _size(source, name, at, side)


def _size(source: Expr, name: str, at: Any, side: int) -> Any:
    """Return whether values grow without end next to a point, as far as three of them tell."""
    numbers = Multiprecision(DIGITS)
    found = []
    for digits in (8, 16, 24):
        try:
            step = side * numbers.context.mpf(10) ** -digits
            [value] = walk(source.graph, [source.node], {name: numbers.convert(at) + step}, numbers)
        except (SymdiffError, ArithmeticError, ValueError):
            return None
        found.append(abs(value))
    grows = found[1] > 1e4 * found[0] > 0 and found[2] > 1e4 * found[1]
    return numbers.context.inf if grows else "not told"


__all__ = ["SpecialPoint", "special_points"]

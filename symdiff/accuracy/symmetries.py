"""A formula of several variables as one of fewer: what depends on x/y alone, but for a factor, or on x - y.

Which powers of a factor leave a formula as it is, multiplied to its variables, its derivatives tell: where
`sum(s*x*f_x) = k*f` at all points, there is a law of scales, and a law of shifts where `sum(s*f_x) = k*f`.
Exponents are short fractions. What is found is not believed: values are compared before it is used.

>>> from symdiff.parser.formula import parse
>>> e = parse("x**3/(T*(exp(x/T) - 1))")
>>> law = reduced(e.graph, e.node, ["T", "x"], Budget(10**6))
>>> law.names, str(Expr(e.graph, law.node)), str(Expr(e.graph, law.restored(e.graph.symbol("x"))))
(['x'], 'x**3/(exp(x) - 1)', 'T**2*(x/T)')
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flint import arb, ctx

from symdiff.accuracy.balls import STEP, Balls
from symdiff.accuracy.budget import BITS, Budget, steps_of
from symdiff.accuracy.search import replaced
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import simplify
from symdiff.table.functions import ABS, EXP, SIGN, SQRT
from symdiff.table.operators import AND, GT, NE, SYMBOL, is_leaf

_BITS: Final = 320
_POINTS: Final = 24
_MORE: Final = 3
"""Points more than unknowns."""
_GOLDEN: Final = 0.6180339887498949
_HUGE: Final = 1e100
"""A slope from which on nothing is seen beside it."""
_SURE: Final = 1e-9
"""What is smaller, beside the largest of its kind, is nothing."""
_LARGEST: Final = 8
"""The largest exponent."""
_MOST: Final = 6
"""Variables of a formula that is looked at."""


class Law(NamedTuple):
    """How a formula is one of fewer variables: what its variables, and what a factor, are made of."""

    is_scale: bool
    gone: list[str]
    """Variables that are left out."""
    parts: dict[str, list[Fraction]]
    """A variable that is left → the exponents of those that are gone, by which it is multiplied; or the
    multiples of them that are added to it."""
    factor: list[Fraction]
    """The exponents of those that are gone in a factor, or multiples in an exponential one."""


class Reduced(NamedTuple):
    """A formula of fewer variables, and how the whole formula is made of it."""

    graph: Graph
    node: int
    names: list[str]
    laws: list[Law]

    def restored(self, node: int) -> int:
        """Return the formula of all variables for a form of that of fewer ones."""
        for law in reversed(self.laws):
            node = _restored(self.graph, node, law)
        return node

    def conditions(self) -> list[int]:
        """Return where the variables that a law of scales leaves out are not 0, and where they are positive;
        nothing if there are none."""
        graph, result = self.graph, list[int]()
        gone = [name for law in self.laws if law.is_scale for name in law.gone]
        for op in (NE, GT):
            whole = -1
            for name in gone:
                one = graph.intern(op, (graph.symbol(name), graph.number(0)))
                whole = one if whole < 0 else graph.intern(AND, (whole, one))
            result += [whole] if gone else []
        return result


def reduced(graph: Graph, node: int, names: Sequence[str], budget: Budget) -> Reduced | None:
    """Return a formula in *names* as one of fewer of them, None where no law of scales or shifts is found."""
    found = Reduced(graph, node, list(names), [])
    for is_scale in (False, True):
        if not 1 < len(found.names) <= _MOST:
            break
        forms = [_without(found, law) for law in _laws(found, is_scale, budget)]
        shorter = [form for form in forms if form is not None]
        if shorter:
            # a root of the variable that is left has no polynomial at 0
            found = min(shorter, key=lambda f: (_roots(graph, f.node), _odd(f.laws[-1]), graph.size(f.node)))
    return found if found.laws else None


def mirrored(graph: Graph, node: int, name: str, parity: int) -> int:
    """Return a form for positive numbers of an even or odd formula in *name* as one for all numbers."""
    symbol = graph.symbol(name)
    size = graph.call(ABS, (symbol,))
    form = replaced(graph, graph.below([node]), node, {symbol: size})
    return form if parity > 0 else graph.mul(graph.call(SIGN, (symbol,)), form)


def _without(found: Reduced, law: Law) -> Reduced | None:
    """Return a formula without the variables that a *law* leaves out."""
    graph, node = found.graph, found.node
    there = graph.number(1 if law.is_scale else 0)
    changes = {graph.symbol(name): there for name in law.gone}
    try:
        short = simplify(Expr(graph, replaced(graph, graph.below([node]), node, changes)), "basic")
    except SymdiffError:
        return None
    left = [name for name in found.names if name not in law.gone]
    if sorted(short.graph.symbols([short.node])) != sorted(left):
        return None
    return Reduced(graph, graph.take(short.graph, short.node), left, [*found.laws, law])


def _restored(graph: Graph, node: int, law: Law) -> int:
    gone = [graph.symbol(name) for name in law.gone]
    combined = _scaled if law.is_scale else _shifted
    changes = {
        graph.symbol(name): combined(graph, graph.symbol(name), gone, exponents)
        for name, exponents in law.parts.items()
    }
    order = graph.below([node])
    node = replaced(graph, order, node, {each: new for each, new in changes.items() if each in order})
    if law.is_scale:
        factor = _scaled(graph, graph.number(1), gone, law.factor)
        return graph.mul(factor, node) if factor != graph.number(1) else node
    exponent = _shifted(graph, graph.number(0), gone, law.factor)
    return node if graph.is_zero(exponent) else graph.mul(graph.call(EXP, (exponent,)), node)


def _scaled(graph: Graph, node: int, gone: Sequence[int], exponents: Sequence[Fraction]) -> int:
    """Return *node* times powers. Those of a half stand below one root: of x*y it has values for two negative
    numbers, too."""
    whole = dict(zip(gone, exponents, strict=True))
    inside, halves = graph.number(1), [each for each in gone if whole[each].denominator == 2]
    for each in halves:
        rest = Fraction(1, 2) if whole[each] > 0 else Fraction(-1, 2)
        whole[each] -= rest
        inside = graph.mul(inside, each) if rest > 0 else graph.div(inside, each)
    if halves:
        node = graph.mul(node, graph.call(SQRT, (inside,)))
    for each, exponent in whole.items():
        if exponent > 0:
            node = graph.mul(node, graph.pow(each, graph.number(exponent)))
    for each, exponent in whole.items():
        if exponent < 0:
            node = graph.div(node, graph.pow(each, graph.number(-exponent)))
    return node


def _shifted(graph: Graph, node: int, gone: Sequence[int], multiples: Sequence[Fraction]) -> int:
    """Return *node* with multiples added."""
    for each, multiple in zip(gone, multiples, strict=True):
        if multiple:
            size = graph.mul(graph.number(abs(multiple)), each)
            node = graph.add(node, size) if multiple > 0 else graph.sub(node, size)
    return node


def _laws(found: Reduced, is_scale: bool, budget: Budget) -> list[Law]:
    """Return the same law for each variable that may be kept."""
    names = found.names
    rows = _rows(found.graph, found.node, names, is_scale, budget)
    if len(rows) < len(names) + _MORE:
        return []
    laws = [
        _solved([row[first:] + row[:first] for row in rows], names[first:] + names[:first], is_scale)
        for first in range(len(names))
    ]
    return [law for law in laws if law is not None]


def _roots(graph: Graph, node: int) -> int:
    """Return how many roots of symbols there are."""
    roots = [each for each in graph.below([node]) if graph.ops[each] == SQRT]
    return sum([graph.ops[graph.first(each)] == SYMBOL for each in roots])


def _odd(law: Law) -> int:
    """Return how many exponents are not whole."""
    numbers = [*law.factor, *[each for part in law.parts.values() for each in part]]
    return sum([each.denominator > 1 for each in numbers])


def _rows(graph: Graph, node: int, names: list[str], is_scale: bool, budget: Budget) -> list[list[float]]:
    """Return the derivatives by all variables, by their logarithms if *is_scale*, divided by the value, at
    points where there are any."""
    count = (1 + len(names)) * _POINTS
    work = sum([steps_of(graph.ops[each]) for each in graph.below([node]) if not is_leaf(graph.ops[each])])
    if count * work * (1 + _BITS // BITS) > budget.left // 2:
        return []
    before = ctx.prec
    ctx.prec = _BITS
    try:
        at: dict[str, list[arb]] = {}
        for place, name in enumerate(names):
            parts = [
                (_GOLDEN * (number + 1) * (2 * place + 1) + 0.37 * place) % 1.0 for number in range(_POINTS)
            ]
            column = [0.2 + 2.3 * part for part in parts]
            at[name] = [arb(value) for value in column]
        base = Balls(graph, at, _BITS)
        values = base.values(node, range(_POINTS), budget)
        columns: list[list[Any]] = []
        for name in names:
            moved = [x + x * STEP if is_scale else x + STEP for x in at[name]]
            other = Balls(graph, {**at, name: moved}, _BITS, base, name)
            columns.append(other.values(node, range(_POINTS), budget))
        rows = []
        for place, value in enumerate(values):
            others = [column[place] for column in columns]
            if not all(isinstance(each, arb) for each in (value, *others)) or value.contains(0):
                continue
            slopes = [(other - value) / value / STEP for other in others]
            if all(each.is_finite() and each.rad() < 1e-12 * (1 + abs(each.mid())) for each in slopes):
                row = [float(each.mid()) for each in slopes]
                if max(map(abs, row)) < _HUGE:
                    rows.append(row)
        return rows
    finally:
        ctx.prec = before


def _solved(rows: list[list[float]], names: list[str], is_scale: bool) -> Law | None:
    """Return the law that says of rows of slopes which columns depend on earlier ones."""
    count, first = len(names), rows[0]
    sizes = [max(1.0, *[abs(row[place]) for row in rows]) for place in range(count)]
    left = [[value - other for value, other in zip(row, first, strict=True)] for row in rows[1:]]
    pivots: list[tuple[int, list[float]]] = []
    for place in range(count):
        best = max(left, key=lambda row: abs(row[place]))
        if abs(best[place]) <= _SURE * sizes[place]:
            continue
        pivot = [value / best[place] for value in best]
        left = [
            [value - row[place] * other for value, other in zip(row, pivot, strict=True)]
            for row in left if row is not best
        ]  # fmt: skip
        pivots = [
            (at, [value - row[place] * other for value, other in zip(row, pivot, strict=True)])
            for at, row in pivots
        ]
        pivots.append((place, pivot))
        if len(left) < _MORE - 1:
            return None
    kept = [place for place, _ in pivots]
    gone = [place for place in range(count) if place not in kept]
    if not kept or not gone:
        return None
    parts = {names[place]: [_fraction(row[other]) for other in gone] for place, row in pivots}
    factor = [
        _fraction(first[other] - sum([row[other] * first[place] for place, row in pivots])) for other in gone
    ]
    exact = {name: [each for each in part if each is not None] for name, part in parts.items()}
    sure = [each for each in factor if each is not None]
    if len(sure) < len(gone) or any(len(part) < len(gone) for part in exact.values()):
        return None
    return Law(is_scale, [names[place] for place in gone], exact, sure)


def _fraction(value: float) -> Fraction | None:
    """Return the short fraction that a number is, if it is one."""
    found = Fraction(value).limit_denominator(4)
    return found if abs(value - found) < 1e-8 and abs(found) <= _LARGEST else None

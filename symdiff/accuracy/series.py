"""Polynomials in place of a formula near zero and far away, by Horner's rule.

Coefficients are those of the polynomials through very close points, whose values are proved to very many
digits. They are known to more digits than a float has. Short fractions are written as such.

>>> from symdiff.parser.formula import parse
>>> e = parse("sin(x)/x")
>>> print(Expr(e.graph, polynomials(e, "x", Budget(10**6))[0]))
1 + x**2*(-1/6 + x**2*(1/120))
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, reduce
from itertools import permutations
from math import gcd, lcm, prod
from operator import mul
from typing import Any, Final, NamedTuple

from flint import arb, arb_mat, ctx, fmpq, fmpz_poly

from symdiff.accuracy.balls import Balls
from symdiff.accuracy.budget import BITS, Budget, steps_of
from symdiff.accuracy.centres import Centre
from symdiff.accuracy.patterns import Short, total
from symdiff.accuracy.search import replaced
from symdiff.graph.expr import Expr
from symdiff.graph.factors import factors, product, terms
from symdiff.graph.graph import Graph
from symdiff.parser.templates import put, template
from symdiff.table.functions import code_of
from symdiff.table.operators import ADD, SUB

SHORT: Final = (4, 8, 14, 19)
"""Highest powers of the polynomials about zero."""
LONG: Final = (32,)
"""The same where those are not enough."""
_FAR: Final = (3, 8, 19)
"""The same of those in 1/x."""
_CLOSE: Final = 64
"""The points are multiples of 2 to this power, below the line."""
_BEYOND: Final = 5
"""Points more than the highest power: the last powers are not known well."""
_SURE: Final = 120
"""Bits that a coefficient must be known to."""
_NOTHING: Final = 30
"""A coefficient that is not known, and by so many bits smaller than another, is 0."""
_MORE: Final = (600, 2400)
"""Bits that may be lost on the way to a value and to the coefficients."""
_DENOMINATOR: Final = 10**15
"""A coefficient that is a fraction with no larger a denominator is written as one."""


def polynomials(
    expr: Expr, name: str, budget: Budget, orders: tuple[int, ...] = SHORT, about: Centre | None = None
) -> list[int]:
    """Return polynomials about zero, or *about* another number, on the graph of *expr*; none where the two
    sides have none in common."""
    graph, step = expr.graph, expr.graph.symbol(name)
    places = [(k // 2 + 1) * (-1 if k % 2 else 1) for k in range(orders[-1] + _BEYOND)]
    if about is not None:  # the difference to a float has no error
        near, rest = about.parts()
        step = graph.sub(step, graph.number(int(near) if near == int(near) else near))
        step = graph.sub(step, graph.number(rest)) if rest else step
    found = _coefficients(expr, name, places, False, budget, about)
    return _cut(graph, found, step, orders)


def far(expr: Expr, name: str, budget: Budget) -> list[int]:
    """Return polynomials in 1/x for large *name*, and for large negative ones."""
    graph, result = expr.graph, []
    over = graph.div(graph.number(1), graph.symbol(name))
    for side in (1, -1):
        places = [side * (k + 1) for k in range(_FAR[-1] + _BEYOND)]
        result += _cut(graph, _coefficients(expr, name, places, True, budget), over, _FAR)
    return list(dict.fromkeys(result))


def _coefficients(
    expr: Expr, name: str, places: Sequence[int], inverted: bool, budget: Budget, about: Centre | None = None
) -> dict[int, Fraction | float]:
    """Return coefficients by power: those of the polynomial through the values at very small multiples of
    *places*, as far as the last of them do not matter. *inverted*, of the formula in 1/name."""
    graph = expr.graph
    work = sum([steps_of(graph.ops[node]) for node in graph.below([expr.node])])
    for more in _MORE:
        bits = len(places) * (_CLOSE + 6) + more
        steps = len(places) * work * (bits // BITS)
        if steps > budget.left:
            return {}
        budget.spend(steps)
        at = [_place(Fraction(place, 1 << _CLOSE), inverted, about, bits) for place in places]
        values = Balls(graph, {name: at}, bits).values(expr.node, range(len(at)))
        if not all(isinstance(value, arb) for value in values):
            return {}
        before = ctx.prec
        ctx.prec = bits
        try:
            found = _interpolated(values, places)
        finally:
            ctx.prec = before
        if found is not None:
            return found
    return {}


def _place(at: Fraction, inverted: bool, about: Centre | None, bits: int) -> arb:
    """Return 1/*at*, or a number that is *at* away from a centre."""
    before = ctx.prec
    ctx.prec = bits
    try:
        ball = arb(fmpq(at.numerator, at.denominator))
        if inverted:
            return 1 / ball
        return ball if about is None else about.exact() + ball
    finally:
        ctx.prec = before


class _Basis(NamedTuple):
    """How the polynomials through the values at some places depend on the values."""

    matrix: arb_mat
    """Whole numbers: times the values, and divided by `divisor`, the coefficients of the polynomial by power,
    and below them the leading one of that without the last value."""
    divisor: arb
    first: list[arb]
    """Coefficients of the polynomial that is 0 at all places but the last two."""
    second: list[arb]
    """The same of that which is 0 at all but the last one."""


@cache
def _basis(places: tuple[int, ...]) -> _Basis:
    zeros = [fmpz_poly([-place, 1]) for place in places]
    second = reduce(mul, zeros[:-1])
    first, whole = second // zeros[-2], second * zeros[-1]
    rows: list[list[Any]] = [[] for _ in range(len(places) + 1)]
    apart = [prod([place - other for other in places if other != place]) for place in places]
    divisor = lcm(*apart)
    for place, zero, size in zip(places, zeros, apart, strict=True):
        for row, number in zip(rows, (whole // zero).coeffs(), strict=False):
            row.append(number * (divisor // size))
        rows[-1].append((place - places[-1]) * (divisor // size))
    flat = [arb(number) for row in rows for number in row]
    length = len(places)
    one, two = [[arb(number) for number in each.coeffs()] for each in (first, second)]
    return _Basis(arb_mat(length + 1, length, flat), arb(divisor), [*one, arb(0)], two)


def _interpolated(values: Sequence[arb], places: Sequence[int]) -> dict[int, Fraction | float] | None:
    """Return the coefficients that the last two points do not change; None where more bits tell.

    One point may not change those of an odd function, if the others are on both sides.
    """
    basis, last = _basis(tuple(places)), len(values) - 1
    products = basis.matrix * arb_mat(len(values), 1, list(values))
    *whole, before = [total / basis.divisor for total in products.entries()]
    changes = [
        abs(before * first) + abs(whole[last] * second)
        for first, second in zip(basis.first, basis.second, strict=True)
    ]
    sizes = [abs(each) for each in whole]
    known = [
        bool(size.lower() > change.upper() * 2**_SURE) and size.rad() < size.mid() / 2**_SURE
        for size, change in zip(sizes, changes, strict=True)
    ]
    sure = [power for power, is_known in enumerate(known) if is_known]
    found: dict[int, Fraction | float] = {}
    for power, value in enumerate(whole):
        if known[power]:
            found[power] = _number(value * arb(2) ** (_CLOSE * power))
        elif not any(_is_beside(sizes[power], sizes[other], power - other) for other in sure):
            is_blurred = power < last - 1 and sure and sizes[power].rad() * 2 > sizes[power].mid()
            return None if is_blurred else found
    return found


def _is_beside(size: arb, other: arb, apart: int) -> bool:
    """Return whether a coefficient is nothing beside one that is *apart* powers lower."""
    return bool(size.upper() * arb(2) ** (_CLOSE * apart + _NOTHING) < other.lower())


def _number(value: arb) -> Fraction | float:
    """Return a coefficient as a short fraction if it is one, or as a float."""
    mantissa, exponent = value.mid().man_exp()
    exactly = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    short = exactly.limit_denominator(_DENOMINATOR)
    is_short = abs(exactly - short) * 2**_SURE < abs(exactly)
    return short if is_short else float(exactly)


def tails(graph: Graph, node: int, short: Short) -> list[int]:
    """Return *node* with c*erfcx(a) - c/(a*sqrt(pi)), and the same of dawson, in a form for large a: what is
    left of these functions when their first term is taken away."""
    order, result = graph.below([node]), []
    for each in order:
        if graph.ops[each] not in (ADD, SUB):
            continue
        parts = terms(graph, each)
        for i, j in permutations(range(len(parts)), 2):
            for factor in factors(graph, parts[i][1]):
                tail = _TAILS.get(graph.ops[factor])
                if tail is None:
                    continue
                others = list(factors(graph, parts[i][1]))
                others.remove(factor)
                c = total(graph, [(parts[i][0], product(graph, others))])
                argument = graph.first(factor)
                first = put(graph, template(tail[0], ("a",)), (argument,))
                if graph.is_zero(short(graph.add(graph.mul(total(graph, [parts[j]]), first), c))):
                    left = graph.mul(c, put(graph, template(tail[1], ("a",)), (argument,)))
                    rest = [part for place, part in enumerate(parts) if place not in (i, j)]
                    result.append(replaced(graph, order, node, {each: total(graph, [(1, left), *rest])}))
    return list(dict.fromkeys(result))


def _fraction(depth: int) -> str:
    """Return the text of K(a) with erfcx(a) = 1/(sqrt(pi)*(a + K(a))), to *depth* (DLMF 7.9.1)."""
    text = "0"
    for number in range(depth, 0, -1):
        text = f"({number}/2)/(a + {text})"
    return text


def _odd(depth: int) -> str:
    """Return the text of 2*a*dawson(a) - 1 for large a, *depth* terms: (2k-1)!!/(2*a**2)**k (DLMF 7.12.1)."""
    text = "0"
    for number in range(depth, 0, -1):
        text = f"{2 * number - 1}*(1/a)**2/2*(1 + {text})"
    return text


_TAILS: Final = {
    code_of("erfcx", 1): ("a*sqrt(pi)", f"-({_fraction(24)})/(a*sqrt(pi)*(a + {_fraction(24)}))"),
    code_of("dawson", 1): ("2*a", f"({_odd(22)})/(2*a)"),
}
"""Functions: a divided by its first term for large a, and what is left without it."""


def _cut(graph: Graph, found: dict[int, Fraction | float], base: int, orders: tuple[int, ...]) -> list[int]:
    """Return the polynomial with these coefficients up to each of *orders*."""
    result = []
    for order in orders:
        part = {power: graph.number(number) for power, number in found.items() if power <= order}
        if part:
            result.append(horner(graph, part, base))
    return list(dict.fromkeys(result))


def horner(graph: Graph, found: dict[int, int], base: int) -> int:
    """Return the polynomial with coefficients by power, as nested products."""
    powers = sorted(found)
    step = reduce(gcd, [power - powers[0] for power in powers])
    result = found[powers[-1]]
    if step:
        factor = graph.pow(base, graph.number(step))
        for power in range(powers[-1] - step, powers[0] - 1, -step):
            result = graph.mul(factor, result)
            if power in found:
                result = graph.add(found[power], result)
    return graph.mul(graph.pow(base, graph.number(powers[0])), result) if powers[0] else result

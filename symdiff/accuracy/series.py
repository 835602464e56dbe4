"""Polynomials in place of a formula near zero and far away: its Taylor polynomials, by Horner's rule.

>>> from symdiff.parser.formula import parse
>>> e = parse("sin(x)/x")
>>> print(Expr(e.graph, polynomials(e, "x", time.thread_time() + 1)[0]))
1 + x**2*(-1/6 + x**2*(1/120))
"""

from __future__ import annotations

import time
from functools import reduce
from itertools import permutations
from math import gcd
from typing import Final

from symdiff.accuracy.rewrites import Short, terms, total
from symdiff.accuracy.search import replaced
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.factors import factors, product
from symdiff.graph.graph import Graph
from symdiff.parser.templates import put, template
from symdiff.table.functions import code_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL
from symdiff.verbs.taylor import Side, taylor

SHORT: Final = (4, 8, 14, 19)
"""Highest powers of the polynomials about zero."""
LONG: Final = (32,)
"""The same where those are not enough."""
_FAR: Final = (3, 8, 19)
"""The same of those in 1/x."""
_SIDES: Final[tuple[Side, ...]] = ("right", "left")


def polynomials(expr: Expr, name: str, until: float, orders: tuple[int, ...] = SHORT) -> list[int]:
    """Return polynomials about zero, on the graph of *expr*; none where the two sides have none in common.

    Long ones are left out where they would take longer than *until*, on the clock of the thread.
    """
    return _cut(expr.graph, _longest(expr, name, orders, "both", until), expr.graph.symbol(name), orders)


def far(expr: Expr, name: str, until: float) -> list[int]:
    """Return polynomials in 1/x for large *name*, and for large negative ones."""
    graph, result = expr.graph, []
    over = graph.div(graph.number(1), graph.symbol(name))
    inverse = expr.subs({name: Expr(graph, over)})
    for side in _SIDES:
        found = _longest(inverse, name, _FAR, side, until)
        new = {power: graph.take(inverse.graph, node) for power, node in found.items()}
        result += _cut(graph, new, over, _FAR)
    return list(dict.fromkeys(result))


def _longest(expr: Expr, name: str, orders: tuple[int, ...], side: Side, until: float) -> dict[int, int]:
    """Return the coefficients, on the graph of *expr*, of the longest polynomial that there is time for: a
    short one first, then those that would be ready if their time grows with the cube of the order."""
    found: dict[int, int] = {}
    left = list(orders)
    order = left.pop(0)
    while time.thread_time() < until:
        begun = time.thread_time()
        try:
            polynomial = taylor(expr, name, order=order, side=side).polynomial
            found = coefficients(expr.graph, polynomial, name)
        except SymdiffError:
            break
        took = time.thread_time() - begun
        room = until - time.thread_time()
        fitting = [longer for longer in left if took * (longer / order) ** 3 < room]
        if not fitting:
            break
        order = fitting[-1]
        left = [longer for longer in left if longer > order]
    return found


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


def _cut(graph: Graph, found: dict[int, int], base: int, orders: tuple[int, ...]) -> list[int]:
    """Return the polynomial with these coefficients up to each of *orders*."""
    if not found or min(found) < 0:
        return []
    result = []
    for order in orders:
        part = {power: node for power, node in found.items() if power <= order}
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


def coefficients(graph: Graph, expr: Expr, name: str) -> dict[int, int]:
    """Return the coefficients of a sum of powers of *name* as nodes of *graph*, by power.

    Raises SymdiffError for a term with a power that is not whole, or with a logarithm of *name*.
    """
    node, symbol = graph.take(expr.graph, expr.node), graph.symbol(name)
    found: dict[int, int] = {}
    for sign, term in terms(graph, node):
        power, factor = _power(graph, term, symbol)
        factor = factor if sign > 0 else graph.neg(factor)
        found[power] = graph.add(found[power], factor) if power in found else factor
    return {power: factor for power, factor in found.items() if not graph.is_zero(factor)}


def _power(graph: Graph, term: int, symbol: int) -> tuple[int, int]:
    """Return a term as a power of *symbol* and its coefficient."""
    power, number, factor = 0, graph.number(1), graph.number(1)
    pending = [(1, term)]
    while pending:
        sign, node = pending.pop()
        op = graph.ops[node]
        if op == MUL or op == DIV:
            a, b = graph.both(node)
            pending += [(sign, a), (sign if op == MUL else -sign, b)]
        elif op == NEG:
            number = graph.neg(number)
            pending.append((sign, graph.first(node)))
        elif op == SYMBOL and node == symbol:
            power += sign
        elif op == POW and graph.first(node) == symbol:
            exponent = graph.both(node)[1]
            value = graph.value(exponent) if graph.ops[exponent] == NUMBER else 0.5
            if value != int(value):
                raise SymdiffError(f"{Expr(graph, node)} is no whole power")
            power += sign * int(value)
        elif op == NUMBER:
            number = graph.mul(number, node) if sign > 0 else graph.div(number, node)
        elif graph.depending(graph.below([node]), [symbol]) - {symbol}:
            raise SymdiffError(f"{Expr(graph, node)} is no power")
        else:
            factor = graph.mul(factor, node) if sign > 0 else graph.div(factor, node)
    return power, graph.mul(number, factor)

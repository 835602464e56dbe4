"""Functions at arguments or orders that differ by whole numbers, written by one or two of them:
gamma(x + 1) is x*gamma(x), and besselj(n + 1, x) is 2*n*besselj(n, x)/x - besselj(n - 1, x).

Sources: DLMF 5.5.1 and 5.5.2 (gamma and its logarithmic derivative), 10.6.1 and 10.29.1 (Bessel functions).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("gamma(x + 1)/gamma(x)")
>>> [str(Expr(graph, node)) for graph, node, _ in by_recurrences(e.graph, e.node)]
['x*gamma(x)/gamma(x)', 'gamma(x + 1)/(gamma(x + 1)/x)']
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import code_of, row_of
from symdiff.table.operators import SYMBOL

_GAMMA: Final = code_of("gamma", 1)
_FACTORIAL: Final = code_of("factorial", 1)
_DIGAMMA: Final = code_of("digamma", 1)
_BINOMIAL: Final = code_of("binomial", 2)
_BESSEL: Final = {
    # Code → p and q of f(v + 1) = p*2*v/x*f(v) + q*f(v - 1)
    code_of("besselj", 2): (1, -1),
    code_of("bessely", 2): (1, -1),
    code_of("hankel1", 2): (1, -1),
    code_of("hankel2", 2): (1, -1),
    code_of("besseli", 2): (-1, 1),
    code_of("besselk", 2): (1, 1),
}
STEPPED: Final = frozenset([_GAMMA, _FACTORIAL, _DIGAMMA, *_BESSEL])
"""Codes of the functions that have a recurrence."""
_LOWEST: Final = 0
_HIGHEST: Final = 1
_MIDDLE: Final = 2
_WIDEST: Final = 6
"""Steps between arguments, at most."""


class _Call(NamedTuple):
    """A call of a function: what its argument is but for whole numbers, and those."""

    node: int
    key: tuple[int, int, Fraction, int]
    """Code, argument without its number, the rest of that number, other argument."""
    shift: int


def by_recurrences(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with functions at neighbouring arguments written by the lowest, then by the highest of
    them, Bessel functions of four orders or more by two in the middle as well, binomials with a small whole
    number as products, and the names of the laws. Where there are no neighbours, a gamma function beside what
    it depends on is written by the one below it, then by the one above it. Domain: wherever the arguments
    that are passed have no pole.

    Cost: linear in nodes, times the steps between arguments.
    """
    all_groups: dict[tuple[int, int, Fraction, int], list[_Call]] = {}
    for call in _calls(source, root):
        all_groups.setdefault(call.key, []).append(call)
    groups = {key: calls for key, calls in all_groups.items() if _is_narrow(key, calls)}
    step = 0
    if not groups:
        step = 1
        groups = {key: calls for key, calls in all_groups.items() if _is_beside(source, root, calls)}
        if not groups:
            return
    ways = [_LOWEST, _HIGHEST]
    if any(key[0] in _BESSEL and len({call.shift for call in calls}) > 3 for key, calls in groups.items()):
        ways.append(_MIDDLE)
    for way in ways:
        graph = Graph(source.limits)
        mapping: dict[int, int] = {}
        ends: dict[int, int] = {}
        for key, calls in groups.items():
            orders = sorted({call.shift for call in calls})
            own = way if way != _MIDDLE or key[0] in _BESSEL else _LOWEST
            for call in calls:
                ends[call.node] = _end(orders, call.shift, own) + (step if own == _HIGHEST else -step)
        shifts = {call.node: call.shift for calls in groups.values() for call in calls}
        for node in source.below([root]):
            children = tuple([mapping[c] for c in source.children[node]])
            terms = _terms_of_binomial(source, node)
            if terms:
                mapping[node] = _product_of_binomial(graph, children[0], terms)
            elif node in ends:
                steps = shifts[node] - ends[node]
                mapping[node] = _stepped(graph, source.ops[node], children, steps)
            else:
                mapping[node] = graph.rebuild(source, node, children)
        names = {name_of(key[0]) for key in groups}
        if any(_terms_of_binomial(source, node) for node in mapping):
            names.add("binomial-as-product")
        yield graph, mapping[root], names


def _end(orders: list[int], shift: int, way: int) -> int:
    """Return by which of *orders*, which are sorted, a call is written: by the one in the middle, from which
    those above it go up and the others down from the next."""
    if way == _LOWEST:
        return orders[0]
    if way == _HIGHEST:
        return orders[-1]
    middle = orders[(len(orders) - 1) // 2]
    return middle if shift >= middle else middle + 1


def _terms_of_binomial(graph: Graph, node: int) -> int:
    """Return k of binomial(u, k) where that is a small whole number, else 0."""
    if graph.ops[node] != _BINOMIAL:
        return 0
    value = graph.numbers.get(graph.both(node)[1])
    return value if isinstance(value, int) and 1 < value <= _WIDEST else 0


def _product_of_binomial(graph: Graph, first: int, terms: int) -> int:
    """Return u*(u - 1)*…/k!."""
    product = first
    for step in range(1, terms):
        product = graph.mul(product, _moved(graph, first, -step))
    return graph.div(product, graph.number(math.factorial(terms)))


def name_of(code: int) -> str:
    """Return the name of the recurrence of a function."""
    return f"recurrence-of-{row_of(code).name}"


def _calls(source: Graph, root: int) -> Iterator[_Call]:
    """Yield the calls of functions with a recurrence."""
    if not source.has_any(tuple(STEPPED)):
        return
    nodes = [node for node in source.below([root]) if source.ops[node] in STEPPED]
    if len(nodes) < 2 and all(source.ops[node] in _BESSEL for node in nodes):
        return
    form = Normal(source)
    try:
        plain = form.sweep([child for node in nodes for child in source.children[node]])
    except (Unsettled, OverflowError, RecursionError):
        return
    place = 0
    for node in nodes:
        count = len(source.children[node])
        argument, other = plain[place], plain[place + 1] if count > 1 else -1
        place += count
        terms = dict(form.terms(argument))
        number = terms.pop(form.one, 0)
        if isinstance(number, float) or (not terms and source.ops[node] not in _BESSEL):
            continue
        whole = number.numerator // number.denominator
        yield _Call(node, (source.ops[node], form.plain(terms), Fraction(number) - whole, other), whole)


def _is_narrow(key: tuple[int, int, Fraction, int], calls: list[_Call]) -> bool:
    """Return whether calls have several arguments, near one another, more of them than a recurrence needs."""
    shifts = {call.shift for call in calls}
    return len(shifts) > (2 if key[0] in _BESSEL else 1) and max(shifts) - min(shifts) <= _WIDEST


def _is_beside(source: Graph, root: int, calls: list[_Call]) -> bool:
    """Return whether calls of one gamma function, or its kin, stand beside what they depend on:
    gamma(x + 1)/x."""
    if source.ops[calls[0].node] in _BESSEL or len({call.shift for call in calls}) > 1:
        return False
    inner = set(source.symbols([call.node for call in calls]))
    nodes = {call.node for call in calls}
    pending, met = [root], {root}
    while pending:
        node = pending.pop()
        if source.ops[node] == SYMBOL and source.names[node] in inner:
            return True
        for child in source.children[node]:
            if child not in met and child not in nodes:
                met.add(child)
                pending.append(child)
    return False


def _stepped(graph: Graph, code: int, arguments: tuple[int, ...], steps: int) -> int:
    """Return a call by that *steps* lower, for Bessel functions by that and the next one to the call."""
    first = arguments[0]
    if code in _BESSEL:
        return _bessel(graph, code, arguments, steps)
    result = graph.call(code, (_moved(graph, first, -steps),))
    for step in range(1, abs(steps) + 1):
        if steps > 0:  # f(u) by f(u - steps)
            factor = _moved(graph, first, -step if code != _FACTORIAL else 1 - step)
            if code == _DIGAMMA:
                result = graph.add(result, graph.div(graph.number(1), factor))
            else:
                result = graph.mul(factor, result)
        else:
            factor = _moved(graph, first, step - 1 if code != _FACTORIAL else step)
            if code == _DIGAMMA:
                result = graph.sub(result, graph.div(graph.number(1), factor))
            else:
                result = graph.div(result, factor)
    return result


def _bessel(graph: Graph, code: int, arguments: tuple[int, ...], steps: int) -> int:
    """Return a Bessel function by those *steps* lower and one nearer to it."""
    order, x = arguments
    if -1 <= steps <= 1:
        return graph.call(code, arguments)
    up = 1 if steps > 0 else -1
    p, q = _BESSEL[code]
    start = _moved(graph, order, -steps)
    before = graph.call(code, (start, x))
    now = graph.call(code, (_moved(graph, start, up), x))
    for step in range(1, abs(steps)):
        middle = _moved(graph, start, step * up)
        ratio = graph.div(graph.mul(graph.number(2), middle), x)
        # f(v + 1) = p*r*f(v) + q*f(v - 1), and f(v - 1) = (f(v + 1) - p*r*f(v))/q; q is 1 or -1
        scale = p if up > 0 else -p * q
        beside = q
        first = graph.mul(graph.number(scale), graph.mul(ratio, now))
        before, now = now, graph.add(first, graph.mul(graph.number(beside), before))
    return now


def _moved(graph: Graph, node: int, by: int) -> int:
    """Return a node plus a whole number, in order."""
    form = Normal(graph)
    [plain] = form.sweep([node])
    moved = form.added(plain, form.graph.number(by))
    return graph.copy(form.graph, [moved])[moved]

"""What is positive because a logarithm or a root of it is there: beside log(u), |u| is u and log(2*u**3) is
log(2) + 3*log(u); beside sqrt(u), |u + 1| is u + 1; and (u**3)**(1/3) is u.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> def forms(text):
...     e = parse(text)
...     return [str(Expr(found.graph, found.node)) for found in by_signs_of_domains(e.graph, e.node)]
>>> forms("log(x) - log(Abs(x)) + sign(x)"), forms("x**2/(x**3)**(2/3)")
(['log(x) - log(x) + 1', 'log(x) - log(Abs(x)) + Abs(x)/x'], ['x**2/x**2'])
>>> forms("log(2*x**3) - 3*log(x)"), forms("sign(x*sqrt(y))/Abs(x*sqrt(y))")
(['log(2) + 3*log(x) - 3*log(x)'], ['Abs(x*sqrt(y))/(x*sqrt(y))/Abs(x*sqrt(y))'])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from symdiff.arithmetic.ranges import POSITIVE, Range, Ranges
from symdiff.graph.graph import Graph, Number
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.conditions import certain
from symdiff.simplifier.rewrite.absolute import divisors
from symdiff.table.functions import ABS, LOG, SIGN, SQRT
from symdiff.table.operators import DIV, MUL, NUMBER, PIECEWISE, POW, SYMBOL


class Signed(NamedTuple):
    """A form that is sure where every part is real."""

    graph: Graph
    node: int
    law: str
    zeros: tuple[str, ...] = ()
    """Symbols at whose zero, where a sign has a value and a quotient has none, the two must be compared."""


def by_signs_of_domains(source: Graph, root: int, is_derivative: bool = False) -> Iterator[Signed]:
    """Return *root* without the absolute values and signs of what has one sign, since a logarithm or an even
    root is taken of a symbol in it, with the logarithms of products and powers of such symbols as sums, with
    |u|/u for a sign beside |u|, then with a root of an odd power of a symbol as one power; nothing where
    there are none. Signs of other formulas than symbols are turned where *is_derivative*, or where there is
    no value at their zeros anyway.

    Domain: real numbers at which every part is real. A form may have values elsewhere. Cost: linear in nodes.
    """
    order = source.below([root])
    always = certain(source, root) if source.has(PIECEWISE) else order  # a branch is not always taken
    positive = set[int]()
    if source.has(LOG):
        logs = [node for node in order if source.ops[node] == LOG]
        known = [source.first(node) for node in always if source.ops[node] == LOG]
        positive = {node for node in known if source.ops[node] == SYMBOL}
    if positive and len(logs) > 1:
        parts = {node: _factors(source, source.first(node), positive) for node in logs}
        if any(parts.values()):
            summed = Graph(source.limits)

            def apart(node: int, _: tuple[int, ...]) -> int:
                return _sum_of_logs(summed, source, parts[node]) if parts.get(node) else -1

            yield Signed(summed, summed.mapped(source, order, apart)[root], "log-of-product-beside-log")
    if source.has(ABS) or source.has(SIGN):
        rooted = {source.first(node) for node in always if _is_even_root(source, node)}
        known_signs = _signs(source, order, positive, rooted - positive)
        if known_signs:
            graph = Graph(source.limits)

            def without(node: int, children: tuple[int, ...]) -> int:
                sign = known_signs.get(node, 0)
                if not sign:
                    return -1
                if source.ops[node] == SIGN:
                    return graph.number(sign)
                return children[0] if sign > 0 else graph.neg(children[0])

            law = "abs-beside-root" if rooted else "abs-beside-log"
            yield Signed(graph, graph.mapped(source, order, without)[root], law)
    signs = set[int]()
    if source.has(ABS) and source.has(SIGN):
        sizes = {source.first(node) for node in always if source.ops[node] == ABS}
        below = divisors(source, set(always))
        signs = {node for node in order if source.ops[node] == SIGN and source.first(node) in sizes}
        if not is_derivative:  # which has no value where a sign jumps; else the form is compared there
            signs = {n for n in signs if source.first(n) in below or source.ops[source.first(n)] == SYMBOL}
    if signs:
        doubtful = sorted({n for n in map(source.first, signs) if source.ops[n] == SYMBOL} - below)
        plain = Graph(source.limits)

        def turned(node: int, children: tuple[int, ...]) -> int:
            if node not in signs:
                return -1
            return plain.div(plain.call(ABS, children), children[0])

        zeros = tuple([source.name(node) for node in doubtful])
        yield Signed(plain, plain.mapped(source, order, turned)[root], "sign-as-quotient", zeros)
    powers = dict[int, Number]()
    if source.has(POW):
        powers = {node: power for node in order if (power := _power(source, node)) is not None}
    if powers:
        other = Graph(source.limits)

        def joined(node: int, children: tuple[int, ...]) -> int:
            if node not in powers:
                return -1
            return other.pow(other.first(children[0]), other.number(powers[node]))

        yield Signed(other, other.mapped(source, order, joined)[root], "root-of-odd-power")


class _Signed(Ranges):
    """Ranges where the signs of some symbols are known."""

    def __init__(self, graph: Graph, positive: set[int], not_negative: set[int]) -> None:
        super().__init__(graph)
        self._symbols = dict.fromkeys(positive, POSITIVE) | dict.fromkeys(not_negative, Range(low=0))

    def inferred(self, node: int, known: Mapping[int, Range]) -> Range:
        return self._symbols.get(node) or super().inferred(node, known)


def _signs(graph: Graph, order: list[int], positive: set[int], not_negative: set[int]) -> dict[int, int]:
    """Return those absolute values and signs whose arguments have one sign, 1 or -1, with these symbols as
    they are; a sign has none of an argument that may be zero."""
    ranges = _Signed(graph, positive, {node for node in not_negative if graph.ops[node] == SYMBOL})
    found = {}
    for node in order:
        if graph.ops[node] == ABS or graph.ops[node] == SIGN:
            of = ranges.of(graph.first(node))
            if graph.ops[node] == ABS or not of.has(0):
                found[node] = 1 if of.low >= 0 else -1 if of.high <= 0 else 0
    return {node: sign for node, sign in found.items() if sign}


def _is_even_root(graph: Graph, node: int) -> bool:
    """Return whether *node* is a root that has a real value where its argument is not negative alone."""
    if graph.ops[node] == POW:
        power = graph.numbers.get(graph.both(node)[1])
        return isinstance(power, Fraction) and power.denominator % 2 == 0
    return graph.ops[node] == SQRT


def _factors(graph: Graph, node: int, positive: set[int]) -> list[tuple[int, Number]]:
    """Return a product of positive numbers and powers of *positive* symbols as bases and exponents; nothing
    for any other node, and for a symbol."""
    found: list[tuple[int, Number]] = []
    pending: list[tuple[int, Number]] = [(node, 1)]
    while pending:
        part, times = pending.pop()
        op = graph.ops[part]
        if op == MUL or op == DIV:
            left, right = graph.both(part)
            pending += [(right, times if op == MUL else -times), (left, times)]
        elif op == POW and graph.numbers.get(graph.both(part)[1]) is not None:
            base, exponent = graph.both(part)
            pending.append((base, times * graph.value(exponent)))
        elif part in positive or graph.numbers.get(part, 0) > 0:
            found.append((part, times))
        else:
            return []
    return found if len(found) > 1 or found[0][0] != node else []


def _sum_of_logs(graph: Graph, source: Graph, parts: list[tuple[int, Number]]) -> int:
    whole = -1
    for base, times in parts:
        term = graph.mul(graph.number(times), graph.call(LOG, (graph.take(source, base),)))
        whole = term if whole < 0 else graph.add(whole, term)
    return whole


def _power(graph: Graph, node: int) -> Number | None:
    """Return the exponent that a root of an odd power of a symbol has as one power, or of a power that is no
    whole one, None for another node."""
    op = graph.ops[node]
    if op != POW and op != SQRT:
        return None
    base = graph.first(node)
    outer = Fraction(1, 2) if op == SQRT else graph.numbers.get(graph.both(node)[1])
    if graph.ops[base] != POW or not isinstance(outer, Fraction):
        return None
    inmost, exponent = graph.both(base)
    if graph.ops[inmost] != SYMBOL or graph.ops[exponent] != NUMBER:
        return None
    inner = graph.value(exponent)
    if isinstance(inner, float) or (isinstance(inner, int) and inner % 2 == 0):
        return None
    product = outer * inner
    return product.numerator if product.denominator == 1 else product

"""The identities of what grows as exponentials do: divided by, taken out of products and of logarithms.

>>> from symdiff.accuracy.budget import Budget
>>> from symdiff.accuracy.patterns import Short
>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("exp(x)/(exp(x) + 2)")
>>> for _, new in grown(e.graph, e.node, Short(e.graph, Budget(10**6))):
...     print(Expr(e.graph, new))
1/(1 + 2*exp(-x))
exp(x - Max(x, 0))/(exp(x - Max(x, 0)) + 2*exp(-Max(x, 0)))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from symdiff.accuracy.patterns import Short, powered, total
from symdiff.graph.factors import factors, product, terms
from symdiff.graph.graph import Graph
from symdiff.table.functions import ABS, LOG, SIGN, code_of, row_of
from symdiff.table.operators import ADD, DIV, LT, MUL, NUMBER, PIECEWISE, SUB

_VERY_LARGE: Final = 600
"""A logarithm from which on a number, times another one, may be too large for a float."""


def grown(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """Return other forms of a product, quotient or logarithm with what grows so, with names."""
    op = graph.ops[node]
    if op == DIV:
        yield from _by_exponential(graph, node, short)
    if op == MUL or op == DIV:
        yield from _scaled(graph, node, short)
        yield from _taken_out(graph, node, short)
    if op == LOG:
        yield from _log_of_sum(graph, graph.first(node))
    if op == LOG or op == code_of("log1p", 1):
        yield from _log_of_large(graph, node, short)


def _log_of_sum(graph: Graph, node: int) -> Iterator[tuple[str, int]]:
    parts = terms(graph, node)
    for place, (sign, term) in enumerate(parts):
        if sign > 0 and len(parts) > 1 and graph.ops[term] == NUMBER and graph.value(term) == 1:
            rest = total(graph, [part for at, part in enumerate(parts) if at != place])
            yield "log(1 + a)", graph.call(code_of("log1p", 1), (rest,))


def _log_of_large(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """A logarithm of a sum with exponentials, which is u + log(sum*exp(-u)) where exp(u) is very large."""
    inner = graph.first(node)
    whole = graph.add(inner, graph.number(1)) if graph.ops[node] != LOG else inner
    for argument in _exponents(graph, [whole]):
        low = graph.call(LOG, (_over(graph, whole, argument, short),))
        condition = graph.intern(LT, (argument, graph.number(_VERY_LARGE)))
        branches = (node, condition, graph.add(argument, low), graph.constant("True"))
        yield "log(a*exp(b))", graph.intern(PIECEWISE, branches)


def _exponents(graph: Graph, nodes: Iterable[int]) -> list[int]:
    """Return a few of the arguments of functions in sums that grow as exponentials do."""
    growing, found = _growing(), dict[int, None]()
    for node in nodes:
        for _, term in terms(graph, node):
            for factor in factors(graph, _above(graph, term)):
                base, _ = powered(graph, factor)
                if graph.ops[base] in growing:
                    found[graph.first(base)] = None
    return list(found)[:3]


def _by_exponential(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """A quotient with both sides divided by an exponential of the lower one: large ones become small."""
    above, below = graph.both(node)
    lower = [powered(graph, factor) for factor in factors(graph, below)]
    for argument in _exponents(graph, [base for base, _ in lower]):
        high, low = above, list[int]()
        for base, power in lower:
            if argument in _exponents(graph, [base]):
                base = _over(graph, base, argument, short)
                for _ in range(power):
                    high = _over(graph, high, argument, short)
            low.append(graph.pow(base, graph.number(power)))
        yield "divided by exp(a)", graph.div(high, product(graph, low))


def _scaled(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """exp(n*u)*erfc(v)**n, and exp(-n*u)/erfc(v)**n, where u is v**2, however it is written."""
    exp, erfc, erfcx = code_of("exp", 1), code_of("erfc", 1), code_of("erfcx", 1)
    above, below = graph.both(node) if graph.ops[node] == DIV else (node, -1)
    upper, lower = factors(graph, above), factors(graph, below) if below >= 0 else []
    for sign, others in ((1, upper), (-1, lower)):
        for power in [each for each in upper if graph.ops[each] == exp]:
            for factor in others:
                call, count = powered(graph, factor)
                if graph.ops[call] != erfc:
                    continue
                square = graph.pow(graph.first(call), graph.number(2))
                square = graph.mul(graph.number(sign * count), square)
                if not graph.is_zero(short(graph.sub(graph.first(power), square))):
                    continue
                new = graph.pow(graph.call(erfcx, (graph.first(call),)), graph.number(count))
                top, bottom = list(upper), list(lower)
                top.remove(power)
                changed = top if sign > 0 else bottom
                changed.remove(factor)
                changed.append(new)
                yield "exp(a**2)*erfc(a)", graph.div(product(graph, top), product(graph, bottom))


def _taken_out(graph: Graph, node: int, short: Short) -> Iterator[tuple[str, int]]:
    """A product or quotient of functions that grow as exponentials do, with those joined to one: of what
    stands beside it nothing is large, for arguments of one sign, of the other, or of both."""
    above, below = graph.both(node) if graph.ops[node] == DIV else (node, -1)
    parts = [(1, each) for each in factors(graph, above)]
    parts += [(-1, each) for each in factors(graph, below)] if below >= 0 else []
    growing = _growing()
    bases = [powered(graph, each)[0] for _, each in parts]
    sums = [each for each in bases if graph.ops[each] in (ADD, SUB) and _exponents(graph, [each])]
    alone = sum(graph.ops[each] in growing for each in bases)
    if alone + len(sums) < 2:
        return
    for direction in (1, -1, 0) if alone > 1 else (0,):
        exponent, sides, halves = graph.number(0), {1: list[int](), -1: list[int]()}, 0
        for side, each in parts:
            base, count = powered(graph, each)
            if graph.ops[base] not in growing and (direction or base not in sums):
                sides[side].append(each)
                continue
            leading, rest = _led(graph, base, direction, short)
            exponent = graph.add(exponent, graph.mul(graph.number(side * count), leading))
            halves += side * count * (graph.ops[base] in _doubled())
            sides[side].append(graph.pow(rest, graph.number(count)))
        exponent = short(exponent)
        if not graph.is_zero(exponent):
            sides[1].insert(0, graph.call(code_of("exp", 1), (exponent,)))
        sides[-1 if halves > 0 else 1].append(graph.number(2 ** abs(halves)))
        yield "exponentials taken out", graph.div(product(graph, sides[1]), product(graph, sides[-1]))


def _led(graph: Graph, node: int, direction: int, short: Short) -> tuple[int, int]:
    """Return u and r such that *node* is exp(u)*r, half of that for sinh and cosh, with an r that is not
    large where direction*u is: sinh(a) is exp(a)*(1 - exp(-2*a))/2, and exp(-a)*(exp(2*a) - 1)/2. Without a
    direction r is large nowhere: sinh(a) is exp(abs(a))*sign(a)*(1 - exp(-2*abs(a)))/2."""
    if graph.ops[node] in (ADD, SUB):
        return _largest_out(graph, node, short)
    name, a = row_of(graph.ops[node]).name, graph.first(node)
    if name == "exp":
        return a, graph.number(1)
    expm1, exp = code_of("expm1", 1), code_of("exp", 1)
    size, sign = graph.call(ABS, (a,)), graph.call(SIGN, (a,))
    if name == "expm1":
        if direction:
            return a, graph.neg(graph.call(expm1, (graph.neg(a),)))
        above = graph.call(code_of("Max", 2), (a, graph.number(0)))
        return above, graph.neg(graph.mul(sign, graph.call(expm1, (graph.neg(size),))))
    leading = a if direction > 0 else graph.neg(a) if direction else size
    inner = graph.mul(graph.number(-2), leading)
    if name == "cosh":
        return leading, graph.add(graph.number(1), graph.call(exp, (inner,)))
    rest = graph.call(expm1, (inner,))
    return leading, graph.mul(graph.number(-direction), rest) if direction else graph.neg(
        graph.mul(sign, rest)
    )


def _largest_out(graph: Graph, node: int, short: Short) -> tuple[int, int]:
    """Return u and r such that a sum is exp(u)*r, u being the largest argument of exponentials in it, 0 of a
    term without one: exp(a) + b*exp(c) is exp(u)*(exp(a - u) + b*exp(c - u)) for u = Max(a, c)."""
    exp, parts = code_of("exp", 1), list[tuple[int, int, int]]()
    for sign, term in terms(graph, node):
        exponent, left = graph.number(0), list[int]()
        for factor in factors(graph, _above(graph, term)):
            if graph.ops[factor] == exp:
                exponent = graph.add(exponent, graph.first(factor))
            else:
                left.append(factor)
        rest = product(graph, left)
        rest = graph.div(rest, graph.both(term)[1]) if graph.ops[term] == DIV else rest
        parts.append((sign, exponent, rest))
    different = tuple(sorted(dict.fromkeys([exponent for _, exponent, _ in parts]), key=graph.is_zero))
    leading = graph.call(code_of("Max", len(different)), different) if len(different) > 1 else different[0]
    found = [
        (sign, graph.mul(rest, graph.call(exp, (short(graph.sub(exponent, leading)),))))
        for sign, exponent, rest in parts
    ]
    return leading, total(graph, found)


def _over(graph: Graph, node: int, argument: int, short: Short) -> int:
    """Return *node* divided by exp(*argument*), term by term; of a product, a sum in it that grows so."""
    exp, growing, found = code_of("exp", 1), _growing(), []
    for sign, term in terms(graph, node):
        left, exponent, halves = [], graph.neg(argument), 0
        for factor in factors(graph, _above(graph, term)):
            base, count = powered(graph, factor)
            if graph.ops[factor] == exp:
                exponent = graph.add(exponent, graph.first(factor))
            elif graph.ops[base] in growing and graph.ops[base] != exp and graph.first(base) == argument:
                _, rest = _led(graph, base, 1, short)
                exponent = graph.add(exponent, graph.mul(graph.number(count), argument))
                halves += count * (graph.ops[base] in _doubled())
                left.append(graph.pow(rest, graph.number(count)))
            elif graph.ops[factor] in (ADD, SUB) and argument in _exponents(graph, [factor]):
                exponent = graph.add(exponent, argument)
                left.append(_sum_over(graph, factor, argument, short))
            else:
                left.append(factor)
        exponent = short(exponent)
        if not graph.is_zero(exponent):
            left.append(graph.call(exp, (exponent,)))
        new = product(graph, left)
        new = graph.div(new, graph.number(2**halves)) if halves else new
        found.append((sign, graph.div(new, graph.both(term)[1]) if graph.ops[term] == DIV else new))
    return total(graph, found)


def _sum_over(graph: Graph, node: int, argument: int, short: Short) -> int:
    """Return a sum divided by exp(*argument*), term by term."""
    exp, found = code_of("exp", 1), []
    for sign, term in terms(graph, node):
        parts = factors(graph, term)
        exponent = graph.neg(argument)
        for factor in parts:
            if graph.ops[factor] == exp:
                exponent = graph.add(exponent, graph.first(factor))
        left = [factor for factor in parts if graph.ops[factor] != exp]
        exponent = short(exponent)
        if not graph.is_zero(exponent):
            left.append(graph.call(exp, (exponent,)))
        found.append((sign, product(graph, left)))
    return total(graph, found)


def _above(graph: Graph, term: int) -> int:
    """Return what is above the line of a term."""
    return graph.first(term) if graph.ops[term] == DIV else term


def _growing() -> set[int]:
    """Return the functions that grow as exponentials do."""
    return {code_of(name, 1) for name in ("exp", "expm1", "sinh", "cosh")}


def _doubled() -> set[int]:
    """Return those of them that are half of what is taken out."""
    return {code_of(name, 1) for name in ("sinh", "cosh")}


__all__ = ["grown"]

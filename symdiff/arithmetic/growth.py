"""Quotients by exponentials and by roots, and logarithms, for real floats, as functions that do not overflow.

exp(x)/(1 + exp(x)) is 1 for large x, and oo/oo in floats. As sigmoid(x) it has its value for every x, and so
has x/sqrt(x**2 + 1) as x/hypot(x, 1).

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("exp(x)/(1 + exp(x)) + log(1 + exp(x*y))")
>>> graph, [node] = steady(e.graph, [e.node])
>>> str(Expr(graph, node))
'sigmoid(x) + softplus(x*y)'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.arithmetic.lengths import by_length, squared
from symdiff.graph.factors import factors, product, terms
from symdiff.graph.graph import Graph
from symdiff.table.functions import ABS, COSH, EXP, LOG, SINH, SQRT, code_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB

_SIGMOID: Final = code_of("sigmoid", 1)
_SOFTPLUS: Final = code_of("softplus", 1)
_HYPOT: Final = code_of("hypot", 2)
_EXPM1: Final = code_of("expm1", 1)
_TANH: Final = code_of("tanh", 1)
_LOG1P: Final = code_of("log1p", 1)
_MOST: Final = 4
"""The largest power of 1 + exp(u) that is rewritten."""


def steady(graph: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return *roots*, all real, with other functions where floats would overflow on the way, or lose digits;
    the same graph where there are none.

    Products of sigmoid(u) and sigmoid(-u) are in the place of quotients by powers of 1 + exp(u), expm1(u) and
    expm1(-u) where powers of exp(u) - 1 divide, softplus(u) in that of log(1 + exp(u)), hypot(u, 1) in that
    of sqrt(u**2 + 1) where it divides (with -1, roots of abs(u) - 1 and abs(u) + 1), and hypot(a, b) where
    powers of a**2 + b**2 divide. 1 - sigmoid(u) is sigmoid(-u), and log(sigmoid(u)) is -softplus(-u).
    exp(u) + exp(-u) is 2*cosh(u), their difference 2*sinh(u), and a quotient of the two has tanh(u).

    Cost: linear in nodes.
    """
    if not graph.has(EXP) and not graph.has(DIV) and not graph.has(_SIGMOID):
        return graph, list(roots)
    changed = False
    target, made = Graph(graph.limits), dict[int, int]()
    for node in graph.below(roots):
        children = tuple([made[child] for child in graph.children[node]])
        op, new = graph.ops[node], -1
        if op == DIV:
            new = _quotient(target, *children)
            above, below = target.both(new) if new >= 0 and target.ops[new] == DIV else children
            shorter = by_length(target, above, below)
            new = shorter if shorter >= 0 else new
        elif op == ADD or op == SUB:
            new = _hyperbolic(target, op == ADD, *children)
            if new < 0 and op == SUB:
                new = _turned(target, *children)
        elif op == LOG and len(children) == 1:
            if target.ops[children[0]] == _SIGMOID:
                new = target.neg(_softplus(target, target.neg(target.first(children[0]))))
            else:
                new = _softplus(target, _grown(target, children[0]))
        elif op == _LOG1P and target.ops[children[0]] == EXP:
            new = _softplus(target, target.first(children[0]))
        changed = changed or new >= 0
        made[node] = new if new >= 0 else target.rebuild(graph, node, children)
    return (target, [made[root] for root in roots]) if changed else (graph, list(roots))


def _softplus(graph: Graph, argument: int) -> int:
    return graph.call(_SOFTPLUS, (argument,)) if argument >= 0 else -1


def _hyperbolic(graph: Graph, is_sum: bool, one: int, other: int) -> int:
    """Return exp(u) + exp(-u) as a multiple of cosh(u), exp(u) - exp(-u) of sinh(u), or -1."""
    if graph.ops[one] != EXP or graph.ops[other] != EXP:
        return -1
    argument, opposite = graph.first(one), graph.first(other)
    if graph.neg(argument) != opposite and graph.neg(opposite) != argument:
        return -1
    two, turned = graph.number(2), graph.ops[argument] == NEG
    if turned:
        argument = opposite
    found = graph.mul(two, graph.call(COSH if is_sum else SINH, (argument,)))
    return graph.neg(found) if turned and not is_sum else found


def _with_tangents(graph: Graph, top: list[int], bottom: list[int]) -> bool:
    """Write quotients of sinh(u) and cosh(u) in *top* and *bottom* by tanh(u); return whether it can."""
    is_changed = False
    for factor in list(bottom):
        base, power = _power(graph, factor)
        parts = factors(graph, base)
        other = next((part for part in parts if graph.ops[part] in (COSH, SINH)), -1)
        if other < 0 or not power:
            continue
        partner = graph.call(SINH if graph.ops[other] == COSH else COSH, (graph.first(other),))
        count = min(power, top.count(partner))
        if not count:
            continue
        for _ in range(count):
            top.remove(partner)
        tangent = graph.pow(graph.call(_TANH, (graph.first(other),)), graph.number(count))
        (top if graph.ops[other] == COSH else bottom).append(tangent)
        place = bottom.index(factor)
        left = [(part, power) for part in parts if part != other] + [(other, power - count)]
        bottom[place : place + 1] = [graph.pow(part, graph.number(k)) for part, k in left if k]
        is_changed = True
    return is_changed


def _power(graph: Graph, node: int) -> tuple[int, int]:
    """Return the base of a small whole power and the exponent, 0 for that of another power."""
    if graph.ops[node] != POW:
        return node, 1
    base, exponent = graph.both(node)
    value = graph.value(exponent) if graph.ops[exponent] == NUMBER else 0
    return base, int(value) if value in range(2, _MOST + 1) else 0


def _turned(graph: Graph, one: int, other: int) -> int:
    """Return 1 - sigmoid(u) as sigmoid(-u), sigmoid(u) - 1 with its sign turned; -1 where it is neither."""
    for number, call in ((one, other), (other, one)):
        if graph.ops[call] == _SIGMOID and graph.ops[number] == NUMBER and graph.value(number) == 1:
            found = graph.call(_SIGMOID, (graph.neg(graph.first(call)),))
            return found if number == one else graph.neg(found)
    return -1


def _grown(graph: Graph, node: int) -> int:
    """Return u of 1 + exp(u), -1 where *node* is none."""
    if graph.ops[node] != ADD:
        return -1
    for one, other in (graph.both(node), graph.both(node)[::-1]):
        if graph.ops[one] == NUMBER and graph.value(one) == 1 and graph.ops[other] == EXP:
            return graph.first(other)
    return -1


def _multiplied(graph: Graph, node: int) -> tuple[int, int]:
    """Return u and a of a*exp(u) + a, -1 and -1 where *node* is none."""
    if graph.ops[node] != ADD:
        return -1, -1
    for one, other in (graph.both(node), graph.both(node)[::-1]):
        parts = factors(graph, one)
        for part in parts if len(parts) > 1 else ():
            if graph.ops[part] == EXP and product(graph, [each for each in parts if each != part]) == other:
                return graph.first(part), other
    return -1, -1


def _quotient(graph: Graph, above: int, below: int) -> int:
    """Return a quotient by powers of 1 + exp(u) as a product of sigmoids, and one by powers of exp(u) - 1 as
    one by powers of expm1(u) and expm1(-u); -1 where it is none."""
    top, bottom = factors(graph, above), factors(graph, below)
    negative = sum([graph.ops[factor] == NEG for factor in top])
    turned = (-1) ** negative
    if negative:
        bare = [graph.first(factor) if graph.ops[factor] == NEG else factor for factor in top]
        top = [part for factor in bare for part in factors(graph, factor)]
    found: list[int] = []
    roots = [_root(graph, factor) for factor in bottom]
    is_changed = False
    is_rooted = any(root >= 0 for root in roots)
    if is_rooted:
        bottom = [root if root >= 0 else old for root, old in zip(roots, bottom, strict=True)]
    for factor in list(bottom):
        base, power = _power(graph, factor)
        argument, times = _grown(graph, base), -1
        if argument < 0:
            argument, times = _multiplied(graph, base)
        if argument < 0 and power:
            sign, argument = _lessened(graph, base)
            if argument >= 0 and (risen := _taken(graph, top, argument, power)) + (graph.ops[base] != _EXPM1):
                place, negative = bottom.index(factor), graph.neg(argument)
                bottom[place : place + 1] = [
                    graph.pow(graph.call(_EXPM1, (inner,)), graph.number(count))
                    for inner, count in ((argument, power - risen), (negative, risen))
                    if count
                ]
                turned = turned * sign**power * (-1) ** risen
                is_changed = True
            continue
        if argument < 0 or power == 0:
            continue
        place = bottom.index(factor)
        bottom[place : place + 1] = [] if times < 0 else [graph.pow(times, graph.number(power))]
        risen = _taken(graph, top, argument, power)
        left = power - risen
        for place, other in enumerate(top):
            sunk, count = _sunk(graph, other, argument, left)
            top[place], left = sunk, left - count
            is_changed = is_changed or count > 0
        for inner, count in ((argument, risen), (graph.neg(argument), left)):
            if count:
                found.append(graph.pow(graph.call(_SIGMOID, (inner,)), graph.number(count)))
    is_changed = _with_tangents(graph, top, bottom) or is_changed
    for factor in list(bottom):
        sign, inner = (-1, graph.first(factor)) if graph.ops[factor] == NEG else (1, factor)
        if graph.ops[inner] == _SIGMOID and inner in top:  # never 0
            top.remove(inner)
            bottom.remove(factor)
            turned, is_changed = turned * sign, True
    if not found and not is_rooted and not is_changed:
        return -1
    result = product(graph, [*top, *found])
    if turned < 0:
        result = graph.neg(result)
    return graph.div(result, product(graph, bottom)) if bottom else result


def _lessened(graph: Graph, node: int) -> tuple[int, int]:
    """Return s and u of s*(exp(u) - 1), whichever way it is written; 1 and -1 where *node* is none."""
    if graph.ops[node] == _EXPM1:
        return 1, graph.first(node)
    if graph.ops[node] == SUB:
        one, other = graph.both(node)
        for sign, grown, number in ((1, one, other), (-1, other, one)):
            if graph.ops[grown] == EXP and graph.ops[number] == NUMBER and graph.value(number) == 1:
                return sign, graph.first(grown)
    return 1, -1


def _taken(graph: Graph, top: list[int], argument: int, most: int) -> int:
    """Take powers of exp(u) out of *top*, *most* altogether, and return how many they are."""
    risen = 0
    for other in list(top):
        count = _multiple(graph, graph.first(other), argument) if graph.ops[other] == EXP else 0
        if 0 < count <= most - risen:
            top.remove(other)
            risen += count
    return risen


def _sunk(graph: Graph, node: int, argument: int, most: int) -> tuple[int, int]:
    """Return a sum of multiples of powers of exp(u) divided by the largest power of 1 + exp(u) that all of it
    can be divided by, in sigmoids, and that power; a node itself, and 0, where none is there or it is above
    *most*: x + exp(u) over 1 + exp(u) is x*sigmoid(-u) + sigmoid(u)."""
    if most < 1 or graph.ops[node] not in (ADD, SUB):
        return node, 0
    parts: dict[int, int] = {}
    for sign, term in terms(graph, node):
        rest, power = [], 0
        for factor in factors(graph, term):
            count = _multiple(graph, graph.first(factor), argument) if graph.ops[factor] == EXP else 0
            power += count
            rest += [] if count else [factor]
        one = product(graph, rest)
        old = parts.get(power, graph.number(0))
        parts[power] = graph.add(old, one) if sign > 0 else graph.sub(old, one)
    highest = max(parts)
    if not 0 < highest <= most:
        return node, 0
    up, down = graph.call(_SIGMOID, (argument,)), graph.call(_SIGMOID, (graph.neg(argument),))
    result = graph.number(0)
    for power, part in parts.items():
        rising = [graph.pow(up, graph.number(power))] if power else []
        falling = [graph.pow(down, graph.number(highest - power))] if power < highest else []
        result = graph.add(result, product(graph, [part, *rising, *falling]))
    return result, highest


def _root(graph: Graph, node: int) -> int:
    """Return sqrt(u**2 + 1) or sqrt(u**2 - 1) in a form without the square, -1 where *node* is none."""
    if graph.ops[node] != SQRT or graph.ops[graph.first(node)] not in (ADD, SUB):
        return -1
    inner, one = graph.first(node), graph.number(1)
    a, b = graph.both(inner)
    if graph.ops[inner] == ADD and a == one:
        a, b = b, a
    u = squared(graph, a) if b == one else -1
    if u < 0:
        return -1
    if graph.ops[inner] == ADD:
        return graph.call(_HYPOT, (u, one))
    size = graph.call(ABS, (u,))
    near, far = graph.sub(size, one), graph.add(size, one)
    return graph.mul(graph.call(SQRT, (near,)), graph.call(SQRT, (far,)))


def _multiple(graph: Graph, node: int, of: int) -> int:
    """Return the whole number k above 0 with *node* = k*of, 0 where there is none."""
    if node == of:
        return 1
    if graph.ops[node] != MUL and graph.ops[node] != NEG:
        return 0
    number, rest = _split(graph, node)
    inner, base = _split(graph, of)
    count = number / inner if rest == base else 0
    return int(count) if count in range(1, _MOST + 1) else 0


def _split(graph: Graph, node: int) -> tuple[int, int]:
    """Return a whole number and what it multiplies."""
    sign = 1
    while graph.ops[node] == NEG:
        sign, node = -sign, graph.first(node)
    if graph.ops[node] == MUL:
        first, second = graph.both(node)
        value = graph.value(first) if graph.ops[first] == NUMBER else 0
        if isinstance(value, int) and value:
            return sign * value, second
    return sign, node


__all__ = ["steady"]

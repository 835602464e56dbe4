"""Where what is too large for a float may be an infinity: Python's ** and `math` raise there.

Whole powers are products then, and of functions it is said where.

1/(x**2 + 1) is 0 for x = 1e200, and 1/(x*x + 1) is so in floats, too. sqrt(x**2 + 1) is 1e200 there, which an
infinity would hide, so that power stays one. In x*(1/x**2) the 0 would be wrong, too: what is next to nothing
is not multiplied by what may be large. A power of x over exponentials of x is 0, too: x**3/(exp(x) - 1).

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("exp(-(x + 1)**2) + sqrt(x**2 + 1)")
>>> graph, [node] = multiplied(e.graph, [e.node])
>>> str(Expr(graph, node))
'exp(-(x + 1)*(x + 1)) + sqrt(x**2 + 1)'
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from symdiff.graph.graph import Graph, Number
from symdiff.table.functions import COSH, EXP, code_of
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, PIECEWISE, POW, SUB, SYMBOL

_MOST: Final = 4
"""The largest exponent of which a product is made."""
_MODERATE: Final = 1000
"""Numbers up to it, and down to its inverse, change little of what is too large."""
_POWERS: Final = frozenset((EXP, code_of("exp2", 1), code_of("expm1", 1)))
"""Functions of `math` whose values at large negative numbers are all the same, to the last digit."""
_GROWING: Final = _POWERS | {COSH}
"""Functions of `math` whose only infinity is above."""
_ENDED: Final = frozenset(code_of(name, 1) for name in ("atan", "tanh", "erf", "erfc"))
"""Functions of `math` whose values at both infinities are those of all large numbers, to the last digit."""
_BOUND: Final = 4.0
_BOUNDED: Final = _ENDED | frozenset(code_of(name, 1) for name in ("sin", "cos", "asin", "acos"))
"""Functions of `math` whose values are between -_BOUND and _BOUND."""
_FAR: Final = 1e6
"""A number whose moderate multiple has no exponential in floats."""
_MOST_ABOVE: Final = 1e30
_HIGHEST: Final = 5
"""The size there, and the exponents, of polynomials over exponentials that are left at 0."""
_GENTLE: Final = frozenset((EXP, *_ENDED, code_of("sin", 1), code_of("cos", 1), COSH))
"""Functions of `math` that change by no more than their arguments next to 0, or hardly more."""


def multiplied(graph: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return *roots*, all real, with products in the place of powers whose infinity leads to what the true
    value leads to, however large that is; the same graph where there are none. Cost: linear in nodes."""
    order = graph.below(roots)
    powers = [node for node in order if _exponent(graph, node) in range(2, _MOST + 1)]
    if not powers:
        return graph, list(roots)
    bad = _hiding(graph, order, roots)
    chosen = {node for node in powers if node not in bad}
    if not chosen:
        return graph, list(roots)
    target, made = Graph(graph.limits), dict[int, int]()
    for node in order:
        children = tuple([made[child] for child in graph.children[node]])
        if node not in chosen:
            made[node] = target.rebuild(graph, node, children)
            continue
        base, exponent = children[0], _exponent(graph, node)
        square = target.intern(MUL, (base, base))
        made[node] = (
            square if exponent == 2 else target.intern(MUL, (square, base if exponent == 3 else square))
        )
    return target, [made[root] for root in roots]


def infinite(graph: Graph, roots: Sequence[int]) -> set[int]:
    """Return the functions that grow as exponentials whose infinity leads *roots*, all real, to what the true
    value leads to: cosh(x) in 1/cosh(x). Cost: linear in nodes."""
    if not any(graph.has(op) for op in _GROWING):
        return set()
    order = graph.below(roots)
    found = [node for node in order if graph.ops[node] in _GROWING and not _is_bounded(graph, node)]
    return {node for node in found if node not in _hiding(graph, order, roots)} if found else set()


def _is_bounded(graph: Graph, node: int) -> bool:
    """Return whether an exponential is 1 at most."""
    return graph.ops[node] != COSH and _sign(graph, graph.first(node)) < 0


def _hiding(graph: Graph, order: Sequence[int], roots: Sequence[int]) -> set[int]:
    """Return the nodes whose infinity may lead to another value than a large number in their place does."""
    signs = {node: _sign(graph, node) for node in order}
    found, enlarged, bounds = set(roots), set[int](), _bounds(graph, order)
    polynomials, outgrown = _outgrown(graph, order)
    for node in reversed(order):
        for child in graph.children[node]:
            tame = child in outgrown and all(
                _is_polynomial(polynomials, other, outgrown[child])
                for other in graph.children[node]
                if other != child
            )
            if _enlarges(graph, node, child, bounds, node in enlarged, tame):
                enlarged.add(child)
            above = 0.0 if node in outgrown else bounds[graph.children[node][0]]
            if child not in found and _hides(
                graph, node, child, signs, node in found, above, node in enlarged
            ):
                found.add(child)
    return found


def _bounds(graph: Graph, order: Sequence[int]) -> dict[int, float]:
    """Return numbers that the sizes of nodes keep to."""
    found: dict[int, float] = {}
    for node in order:
        op = graph.ops[node]
        children = [found[child] for child in graph.children[node]]
        if op == NUMBER:
            found[node] = _size(graph.value(node))
        elif op in _BOUNDED or op == CONSTANT:
            found[node] = _BOUND if graph.names.get(node) != "oo" else math.inf
        elif op == NEG:
            found[node] = children[0]
        elif op == ADD or op == SUB:
            found[node] = sum(children)
        else:
            found[node] = math.prod(children) if op == MUL else math.inf
    return found


def _size(number: Number) -> float:
    """Return the size of a number, infinity for a very large one."""
    size: Any = abs(number)
    return float(size) if size < 2 * _MOST_ABOVE else math.inf


def _is_polynomial(polynomials: dict[int, tuple[int, float]], node: int, symbol: int) -> bool:
    """Return whether *node* is one of the *polynomials*, in *symbol* or none, and of moderate size."""
    of, size = polynomials.get(node, (-2, math.inf))
    return of in (-1, symbol) and size <= _MOST_ABOVE


def _outgrown(graph: Graph, order: Sequence[int]) -> tuple[dict[int, tuple[int, float]], dict[int, int]]:
    """Return the polynomials in one symbol, -1 for none, with bounds of their size where that is _FAR; and
    the quotients of such a polynomial, no large one, by what has exponentials of multiples of that symbol,
    and numbers: they are next to nothing where what divides is infinite."""
    polynomials: dict[int, tuple[int, float]] = {}
    growing: dict[int, int] = {}
    """Nodes of numbers and exponentials → the symbol."""
    found: dict[int, int] = {}
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        if op == SYMBOL:
            polynomials[node] = node, _FAR
        elif op == NUMBER:
            polynomials[node] = -1, _size(graph.value(node))
        elif op in _GROWING:
            symbol = _multiple_of(graph, children[0])
            if symbol >= 0:
                growing[node] = symbol
        elif op == DIV:
            symbol = growing.get(children[1], -1)
            if symbol >= 0 and _is_polynomial(polynomials, children[0], symbol):
                found[node] = symbol
        elif op == NEG and children[0] in found:
            found[node] = found[children[0]]
        elif op in (ADD, SUB, MUL, NEG) or 0 < _exponent(graph, node) <= _HIGHEST:
            parts = children[:1] if op == POW else children
            if all(part in polynomials for part in parts):
                symbols = {polynomials[part][0] for part in parts} - {-1}
                sizes = [polynomials[part][1] for part in parts]
                if len(symbols) < 2:
                    size = sizes[0] ** _exponent(graph, node) if op == POW else sum(sizes)
                    polynomials[node] = max(symbols, default=-1), math.prod(sizes) if op == MUL else size
            elif all(part in growing or graph.ops[part] == NUMBER for part in parts):
                symbols = {growing[part] for part in parts if part in growing}
                if len(symbols) == 1:
                    growing[node] = symbols.pop()
    return polynomials, found


def _multiple_of(graph: Graph, node: int) -> int:
    """Return the symbol of which *node* is a moderate multiple, -1 where there is none."""
    while graph.ops[node] in (NEG, MUL, DIV):
        op, children = graph.ops[node], graph.children[node]
        if op != NEG and not _is_moderate(graph, children[0 if op == MUL else 1]):
            return -1
        node = children[1 if op == MUL else 0]
    return node if graph.ops[node] == SYMBOL else -1


def _enlarges(
    graph: Graph, node: int, child: int, bounds: dict[int, float], is_enlarged: bool, is_tame: bool
) -> bool:
    """Return whether a change of *child* that is next to nothing may change the roots by more; *is_enlarged*
    says it of *node*. If *is_tame*, a product with *child* is next to nothing, too."""
    op, children = graph.ops[node], graph.children[node]
    if op == MUL:
        other = children[0] if child == children[1] else children[1]
        return is_enlarged or not (is_tame or bounds[other] <= _MODERATE)
    if op == DIV:
        return is_enlarged or child == children[1] or not _is_moderate(graph, children[1])
    if op == POW:
        return is_enlarged or _exponent(graph, node) < 1
    return is_enlarged or op not in (ADD, SUB, NEG, PIECEWISE, *_GENTLE)


def _hides(
    graph: Graph, node: int, child: int, signs: dict[int, int], is_bad: bool, above: float, is_enlarged: bool
) -> bool:
    """Return whether an infinity of *child* may lead *node* to a wrong value. *is_bad* says it of *node*;
    *above* is a bound of its first argument, and *is_enlarged* says that it may be multiplied."""
    op, children = graph.ops[node], graph.children[node]
    others = [other for other in children if other != child]
    if op == DIV and child == children[1]:
        return is_enlarged or child == children[0] or not above <= _MODERATE
    if op in _ENDED or (op in _POWERS and signs[child] < 0):
        return False
    if is_bad:
        return True
    if op == ADD or op == SUB:
        other = others[0] if others else child
        same = op == ADD and signs[child] != 0 and signs[other] == signs[child]
        return not (same or _is_moderate(graph, other))
    if op == MUL:
        return not others or not _is_moderate(graph, others[0])
    if op == DIV:
        return not _is_moderate(graph, children[1])
    if op == POW:
        return _exponent(graph, node) < 1 or child == children[1]
    return op not in (NEG, EXP)


def _is_moderate(graph: Graph, node: int) -> bool:
    """Return whether a number times the largest float is still so large that its inverse is next to
    nothing."""
    if graph.ops[node] == CONSTANT:
        return graph.name(node) in ("pi", "E")
    value: Any = graph.value(node) if graph.ops[node] == NUMBER else 0
    return bool(1 / _MODERATE <= abs(value) <= _MODERATE)


def _exponent(graph: Graph, node: int) -> int:
    """Return the exponent of a power that is a whole number above 0, 0 for all other nodes."""
    if graph.ops[node] != POW:
        return 0
    exponent = graph.children[node][1]
    value = graph.value(exponent) if graph.ops[exponent] == NUMBER else 0
    return value if isinstance(value, int) and value > 0 else 0


def _sign(graph: Graph, node: int) -> int:
    """Return 1 for what is certainly not below 0, -1 for what is certainly not above, else 0."""
    sign = 1
    while True:
        op, children = graph.ops[node], graph.children[node]
        if op == NEG:
            sign, node = -sign, children[0]
        elif op == MUL and graph.ops[children[0]] == NUMBER:
            sign, node = (sign if graph.value(children[0]) > 0 else -sign), children[1]
        elif op == DIV and graph.ops[children[1]] == NUMBER:
            sign, node = (sign if graph.value(children[1]) > 0 else -sign), children[0]
        else:
            break
    if op == NUMBER:
        return sign if graph.value(node) > 0 else -sign
    exponent = _exponent(graph, node)
    return sign if op in (EXP, COSH) or (exponent and exponent % 2 == 0) else 0


__all__ = ["infinite", "multiplied"]

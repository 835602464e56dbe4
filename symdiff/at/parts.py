"""Conditions in several variables that speak of one part of a formula: the part, and the condition with a
symbol in its place, to be solved as one of one variable.

>>> from symdiff.parser.formula import parse
>>> for text in ("1 - a*x > 0 or (a*x + 2)*(a*x - 2) < 0", "cos(2*c + 2*d*x) != 0", "a**2*x**2 > 1"):
...     print(*spoken(parse(text)), sep=": ")
a*x: 1 - t > 0 or (t + 2)*(t - 2) < 0
c + d*x: cos(2*t) != 0
a*x: t**2 > 1
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB, SYMBOL, is_condition

PART: Final = "t"
"""The symbol that stands for the part."""


class Spoken(NamedTuple):
    """A condition that speaks of one part."""

    part: Expr
    """Without the numbers that it is multiplied by, added to, or that are its power."""
    condition: Expr
    """The condition in terms of the symbol `PART` alone."""


def spoken(condition: Expr) -> Spoken | None:
    """Return the smallest part of a formula that all symbols of a condition stand in, and the condition in
    terms of it; None where there is none but the condition itself, or a symbol. Cost: linear in nodes.
    """
    graph = condition.graph
    gate = _gate(graph, condition.node)
    if gate < 0:
        return None
    part, inner = _without_numbers(Expr(graph, gate))
    work = Graph(graph.limits)
    replacement = work.take(inner.graph, inner.node)

    def replaced(node: int, _: tuple[int, ...]) -> int:
        return replacement if node == gate else -1

    mapping = work.mapped(graph, graph.below([condition.node]), replaced)
    return Spoken(part, Expr(work, mapping[condition.node]))


def placed(part: Expr, name: str, text: str) -> str:
    """Return a text with a part in the place of a name, in parentheses where an operator beside it asks for
    them.

    >>> from symdiff.parser.formula import parse
    >>> placed(parse("c + x"), "t", "1/2*t - pi/4 < tan(t)")
    '1/2*(c + x) - pi/4 < tan(c + x)'
    """
    op = part.graph.ops[part.node]
    is_sum, is_product = op in (ADD, SUB, NEG), op in (MUL, DIV)

    def put(found: re.Match[str]) -> str:
        before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
        is_power = after.startswith("**") or before.endswith("**")
        is_scaled = before.endswith(("*", "-")) or after.startswith(("*", "/"))
        binds = is_power or before.endswith("/") or (is_sum and is_scaled)
        return f"({part})" if (is_sum or is_product) and binds else str(part)

    return re.sub(rf"\b{name}\b", put, text)


def are_opposite(one: Expr, other: Expr) -> bool:
    """Return whether two parts are x - y and y - x."""
    graph = one.graph
    if graph.ops[one.node] != SUB or other.graph.ops[other.node] != SUB:
        return False
    work = Graph(graph.limits)
    left, right = [work.take(expr.graph, expr.node) for expr in (one, other)]
    return work.children[left] == work.children[right][::-1]


def _gate(graph: Graph, root: int) -> int:
    """Return the lowest node that all ways from *root* to a symbol lead through, -1 for a condition."""
    moving: set[int] = set()
    for node in graph.below([root]):
        if graph.ops[node] == SYMBOL or any(child in moving for child in graph.children[node]):
            moving.add(node)
    found = -1
    front = {root} & moving
    while front and not any(graph.ops[node] == SYMBOL for node in front):
        if len(front) == 1:
            [found] = front
        node = max(front)
        front.remove(node)
        front.update([child for child in graph.children[node] if child in moving])
    return -1 if found < 0 or is_condition(graph.ops[found]) else found


def _without_numbers(expr: Expr) -> tuple[Expr, Expr]:
    """Return a part and *expr* in terms of it: 3 - 2*a*x in terms of a*x, a**2*x**2, too."""
    steps: list[tuple[int, Fraction]] = []
    part = expr
    while True:
        terms = _terms(part)
        constant = sum([number for number, term in terms if term is None], Fraction(0))
        rest = [(number, term) for number, term in terms if term is not None]
        content = _content([number for number, _ in rest])
        if constant:
            steps.append((ADD, constant))
        if content != 1:
            steps.append((MUL, content))
        if constant or content != 1:
            part = _sum([(number / content, term) for number, term in rest])
        root = _root(part) if len(rest) == 1 else None
        if root is None:
            break
        steps.append((POW, Fraction(2)))
        part = root
    graph = Graph(expr.graph.limits)
    inner = Expr(graph, graph.symbol(PART))
    for op, number in reversed(steps):
        value = _exact(number)
        inner = inner + value if op == ADD else value * inner if op == MUL else inner**value
    return part, inner


def _exact(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


def _terms(expr: Expr) -> list[tuple[Fraction, Expr | None]]:
    """Return the terms of a sum with their numbers, None for a number alone; with decimals it is one term."""
    graph = expr.graph
    if any(isinstance(graph.numbers.get(node), float) for node in graph.below([expr.node])):
        return [(Fraction(1), expr)]
    found: list[tuple[Fraction, Expr | None]] = []
    pending = [(expr.node, Fraction(1))]
    while pending:
        node, times = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op in (ADD, SUB):
            pending += [(children[1], -times if op == SUB else times), (children[0], times)]
        elif op == NEG:
            pending.append((children[0], -times))
        else:
            number, product = factors(graph, node)
            whole = Expr(graph, node) if number == 1 and product else _product(product)
            found.append((times * number, whole))
    return found


Factors = list[tuple[Expr, bool]]
"""What is multiplied, and whether it stands above the line."""


def factors(graph: Graph, root: int) -> tuple[Fraction, Factors]:
    """Return a product as a number and the rest."""
    number = Fraction(1)
    found: Factors = []
    pending = [(root, True)]
    while pending:
        node, above = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op in (MUL, DIV):
            pending += [(children[1], above if op == MUL else not above), (children[0], above)]
        elif op == NUMBER and (above or graph.value(node)):
            value = Fraction(graph.value(node))
            number = number * value if above else number / value
        else:
            found.append((Expr(graph, node), above))
    return number, found


def _product(factors: Factors) -> Expr | None:
    """Return a product, None where nothing is multiplied."""
    whole: Expr | None = None
    for factor, above in sorted(factors, key=lambda pair: not pair[1]):
        if whole is None:
            whole = factor if above else 1 / factor
        else:
            whole = whole * factor if above else whole / factor
    return whole


def _content(numbers: list[Fraction]) -> Fraction:
    """Return the number by which all are whole, without a common factor, the first of them positive."""
    size = Fraction(gcd(*[n.numerator for n in numbers]), lcm(*[n.denominator for n in numbers]))
    return -size if numbers and numbers[0] < 0 else size


def _sum(terms: list[tuple[Fraction, Expr]]) -> Expr:
    whole: Expr | None = None
    for number, term in terms:
        size = abs(number)
        piece = term if size == 1 else _exact(size) * term
        if whole is None:
            whole = piece if number > 0 else -piece
        else:
            whole = whole + piece if number > 0 else whole - piece
    assert whole is not None
    return whole


def _root(expr: Expr) -> Expr | None:
    """Return the root of a product of even powers; None for anything else."""
    graph = expr.graph
    number, product = factors(graph, expr.node)
    found: Factors = []
    for factor, above in product:
        if number != 1 or graph.ops[factor.node] != POW:
            return None
        base, half = graph.children[factor.node]
        exponent = graph.numbers.get(half)
        if exponent is None or exponent % 2 or exponent <= 0:
            return None
        power = Expr(graph, base)
        found.append((power if exponent == 2 else power ** int(exponent // 2), above))
    return _product(found)


__all__ = ["PART", "Factors", "Spoken", "are_opposite", "factors", "placed", "spoken"]

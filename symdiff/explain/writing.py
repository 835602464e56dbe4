"""How a teacher writes products: factors in the order in which they come up, each sign beside its factor.

The constructors of the graph move signs in front and keep a*(b*c) as it is. Here a product of products is one
row of factors, since a reader takes it for one.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("a + b + c")
>>> g = e.graph
>>> a, b, c = [g.symbol(name) for name in "abc"]
>>> str(Expr(g, joined(g, MUL, a, g.neg(g.mul(b, c)))))
'a*-b*c'
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from symdiff.export.notation import PENDING
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template
from symdiff.table.functions import SQRT
from symdiff.table.operators import DIV, MUL, NEG, NUMBER, POW, UNKNOWN, is_arithmetic

_ORDERS: Final = (0,)


def joined(graph: Graph, op: int, a: int, b: int) -> int:
    """Return the node of an operator between *a* and *b* as a teacher writes it; 0 times anything is 0.

    Cost: linear in the factors of *b* where *op* is a product.
    """
    if op == MUL:
        if graph.is_zero(a) or graph.is_zero(b):
            return graph.number(0)
        return _product(graph, a, b)
    if op == DIV and graph.is_zero(a):
        return a
    if op == DIV and graph.ops[a] == DIV:  # 1/x/a is 1/(a*x)
        over, under = graph.both(a)
        return graph.div(over, scaled(graph, b, under))
    if op == DIV and graph.ops[a] == NUMBER and graph.ops[b] != NUMBER:
        value = graph.value(a)
        if isinstance(value, Fraction):  # 1/2/x is 1/(2*x)
            return graph.div(
                graph.number(value.numerator), _product(graph, graph.number(value.denominator), b)
            )
    if op == POW and graph.ops[b] == NUMBER and graph.value(b) == 2:
        if graph.ops[a] == SQRT:
            return graph.first(a)
        base, exponent = graph.both(a) if graph.ops[a] == POW else (a, b)
        if base != a and isinstance(graph.numbers.get(exponent), int):
            return graph.pow(base, graph.mul(exponent, b))  # (u**3)**2 is u**6
    return graph.join(op, a, b)


def _product(graph: Graph, a: int, b: int) -> int:
    if graph.ops[a] == NUMBER and graph.ops[b] == NUMBER:
        return graph.mul(a, b)
    is_negative = graph.ops[b] == NEG
    factors = []
    rest = graph.first(b) if is_negative else b
    while graph.ops[rest] == MUL:
        rest, last = graph.both(rest)
        factors.append(last)
    factors.append(rest)
    if is_negative and graph.ops[a] != NUMBER:
        factors[-1] = graph.neg(factors[-1])
    product = graph.neg(a) if is_negative and graph.ops[a] == NUMBER else a
    one = graph.number(1)
    for factor in reversed(factors):
        if product == one:
            product = factor
        elif graph.ops[factor] == NEG and graph.ops[product] not in (NUMBER, NEG):
            product = graph.binary(MUL, product, factor)
        else:
            product = graph.mul(product, factor)
    return product


def scaled(graph: Graph, constant: int, node: int) -> int:
    """Return *constant* times *node*, numbers before letters: 3 times 2*x is 6*x, a times 2*x is 2*a*x, and
    3/a times 2*x is 6*x/a.

    Cost: linear in the factors of both.
    """
    is_negative = graph.ops[constant] == NEG
    fraction = graph.first(constant) if is_negative else constant
    part = graph.first(node) if graph.ops[node] == NEG else node
    if graph.ops[fraction] == DIV and graph.ops[part] != DIV:
        over, under = graph.both(fraction)
        over = scaled(graph, graph.neg(over) if is_negative else over, node)
        if graph.ops[over] == NEG:
            return graph.neg(graph.div(graph.first(over), under))
        return graph.div(over, under)
    first, letters = _split(graph, constant)
    second, rest = _split(graph, node)
    number = graph.mul(first, second)
    product = number if letters < 0 else joined(graph, MUL, number, letters)
    return product if rest < 0 else joined(graph, MUL, product, rest)


def _split(graph: Graph, node: int) -> tuple[int, int]:
    """Return the number that a product begins with, and what else there is, -1 for nothing."""
    number = graph.number(1)
    if graph.ops[node] == NEG:
        number, node = graph.number(-1), graph.first(node)
    factors = []
    rest = node
    while graph.ops[rest] == MUL:
        rest, last = graph.both(rest)
        factors.append(last)
    if graph.ops[rest] != NUMBER:
        return number, node
    number = graph.mul(number, rest)
    product = -1
    for factor in reversed(factors):
        product = factor if product < 0 else joined(graph, MUL, product, factor)
    return number, product


def put(graph: Graph, template: Template, arguments: tuple[int, ...]) -> int:
    """Return *template* with its letters at *arguments*, written as a teacher does."""
    made: dict[int, int] = {}
    source = template.graph
    for node in template.order:
        if node in template.place:
            made[node] = arguments[template.place[node]]
            continue
        made[node] = rebuilt(graph, source, node, tuple([made[child] for child in source.children[node]]))
    return made[template.order[-1]]


def rebuilt(graph: Graph, source: Graph, node: int, children: tuple[int, ...]) -> int:
    """Return *node* of *source* in *graph*, on *children*, written as a teacher does."""
    op = source.ops[node]
    if not is_arithmetic(op):
        return graph.rebuild(source, node, children)
    return graph.neg(children[0]) if op == NEG else joined(graph, op, children[0], children[1])


def put_in(graph: Graph, root: int, known: Mapping[int, int]) -> int:
    """Return *root* with each node that is *known* replaced, written as a teacher does."""
    new: dict[int, int] = {}
    for node in graph.below([root]):
        children = graph.children[node]
        if node in known:
            new[node] = known[node]
        elif all(new[child] == child for child in children):
            new[node] = node
        else:
            new[node] = rebuilt(graph, graph, node, tuple([new[child] for child in children]))
    return new[root]


def pending(graph: Graph, node: int, is_letter: bool = False) -> int:
    """Return the derivative of *node* that is still to be taken; *is_letter* says that it stands for a
    function in a rule, and is written without parentheses."""
    return graph.unknown(PENDING, (1,) if is_letter else _ORDERS, (node,))


def is_pending(graph: Graph, node: int) -> bool:
    """Return whether *node* is a derivative that is still to be taken."""
    return graph.ops[node] == UNKNOWN and graph.operator(node)[0] == PENDING

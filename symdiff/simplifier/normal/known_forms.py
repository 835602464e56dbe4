"""What has a form by which it is known, even where that is longer: sqrt(12) is 2*sqrt(3), and cos(asin(x)) is
sqrt(1 - x**2).

Everywhere else what is given stays where no form of it is shorter.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x*sqrt(12) + atan(1)")
>>> graph, [node] = in_known_forms(e.graph, [e.node], set())
>>> str(Expr(graph, node))
'x*(2*sqrt(3)) + pi/4'
"""

from __future__ import annotations

from typing import Any, Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, condition, put
from symdiff.simplifier.normal.composed import INVERSES, name_of, template_of
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.families import FAMILY
from symdiff.table.functions import LOG, SQRT, code_of, row_of
from symdiff.table.operators import CONSTANT, NEG, NUMBER, POW, SYMBOL, UNKNOWN, is_arithmetic, is_function

_POLYLOG: Final = code_of("polylog", 2)
MORE: Final = 6
"""By how much the form of a constant may be longer: zeta(2) is pi**2/6, airyai(0) stays."""


def in_known_forms(graph: Graph, roots: list[int], used: set[str]) -> tuple[Graph, list[int]]:
    """Return *roots* with functions of inverse functions written without both, and with each part that has no
    symbol in normal form; *used* takes up the names of the laws.

    A constant with a float is left, and one that would be much longer. Cost: linear in nodes.
    """
    graph, roots = _without_inverses(graph, roots, used)
    if graph.has(_POLYLOG):
        graph, roots = _without_orders(graph, roots, used)
    return _with_constants(graph, roots, used)


def has_pole(graph: Graph, root: int) -> bool:
    """Return whether *root*, a normal form, has a function at a pole in it, as tan(pi/2): it has no value,
    and what it is rewritten as may have one. Cost: linear in nodes."""
    with_pi = "pi" in graph.names.values()
    for node in graph.below([root]):
        if graph.ops[node] in FAMILY and condition(graph.ops[node], "poles") is not None:
            argument = graph.first(node)
            if graph.is_zero(argument) or (with_pi and _is_quarter_turns(graph, argument)):
                return True
    return False


def _is_quarter_turns(graph: Graph, node: int) -> bool:
    """Return whether a node in normal form is n*pi/2, at which functions that have a value are numbers."""
    if graph.symbols([node]):
        return False
    number = Factored(graph)
    [found] = number.sweep([node])
    terms: Any = number.terms(found)  # of fractions, too
    return list(terms) == [number.pi] and (2 * terms[number.pi]) % 1 == 0


def _without_inverses(graph: Graph, roots: list[int], used: set[str]) -> tuple[Graph, list[int]]:
    """Return *roots* with functions of inverse functions written without both."""
    found: dict[int, Template] = {}
    for node in graph.below(roots):
        op = graph.ops[node]
        if op not in FAMILY:
            continue
        inner = graph.ops[graph.first(node)]
        if inner in INVERSES and row_of(op).inverse != INVERSES[inner]:
            template = template_of(op, inner)
            if template is not None:
                found[node] = template
                used.add(name_of(op, inner))
    if not found:
        return graph, roots
    new = Graph(graph.limits)
    mapping: dict[int, int] = {}
    for node in graph.below(roots):
        if node in found:
            mapping[node] = put(new, found[node], (mapping[graph.first(graph.first(node))],))
        else:
            mapping[node] = new.rebuild(graph, node, tuple([mapping[c] for c in graph.children[node]]))
    return new, [mapping[root] for root in roots]


def _without_orders(graph: Graph, roots: list[int], used: set[str]) -> tuple[Graph, list[int]]:
    """Return *roots* with polylogarithms of the orders 1 and 0 as a logarithm and a fraction."""
    orders = {
        node: graph.numbers.get(graph.both(node)[0])
        for node in graph.below(roots)
        if graph.ops[node] == _POLYLOG
    }
    if not any(order == 1 or order == 0 for order in orders.values()):
        return graph, roots
    new = Graph(graph.limits)

    def changed(node: int, children: tuple[int, ...]) -> int:
        order = orders.get(node)
        if order != 1 and order != 0:
            return -1
        used.add("polylog-of-order-one" if order == 1 else "polylog-of-order-zero")
        rest = new.sub(new.number(1), children[1])
        return new.neg(new.call(LOG, (rest,))) if order == 1 else new.div(children[1], rest)

    mapping = new.mapped(graph, graph.below(roots), changed)
    return new, [mapping[root] for root in roots]


def _is_negative(graph: Graph, node: int) -> bool:
    """Return whether a node is a negative number, or has a minus sign in front."""
    return graph.ops[node] == NEG or (graph.ops[node] == NUMBER and graph.value(node) < 0)


def _with_constants(graph: Graph, roots: list[int], used: set[str]) -> tuple[Graph, list[int]]:
    """Return *roots* with each part that has no symbol in normal form."""
    tops = constants_of(graph, roots)
    if not tops:
        return graph, roots
    form = Factored(graph)
    try:
        found = form.sweep(tops)
    except (Unsettled, OverflowError, RecursionError):
        return graph, roots
    pairs = [
        (top, node)
        for top, node in zip(tops, found, strict=True)
        if form.graph.size(node) <= graph.size(top) + MORE and not form.graph.same(node, graph, top)
    ]
    if not pairs:
        return graph, roots
    used |= form.used_for([node for _, node in pairs])
    whole = Graph(graph.limits)
    copies = whole.copy(form.graph, [node for _, node in pairs])
    new = {top: copies[node] for top, node in pairs}
    mapping: dict[int, int] = {}
    for node in graph.below(roots):
        known = new.get(node, -1)
        if known < 0:
            op, children = graph.ops[node], tuple([mapping[child] for child in graph.children[node]])
            # Where a constant is a negative number now, its sign stands in front.
            is_turned = (
                is_arithmetic(op) and op != POW and any(_is_negative(whole, each) for each in children)
            )
            known = whole.make(op, children) if is_turned else whole.rebuild(graph, node, children)
        mapping[node] = known
    return whole, [mapping[root] for root in roots]


def constants_of(graph: Graph, roots: list[int]) -> list[int]:
    """Return the largest parts of *roots* that are exact constants with a power or a function in them."""
    constant: set[int] = set()
    rich: set[int] = set()
    tops: list[int] = []
    for node in graph.below(roots):
        op = graph.ops[node]
        children = graph.children[node]
        if op == NUMBER:
            if graph.is_exact(node):
                constant.add(node)
        elif op == CONSTANT:
            if graph.name(node) in ("pi", "E", "I"):
                constant.add(node)
        elif op != SYMBOL and op != UNKNOWN:
            if (is_arithmetic(op) or is_function(op)) and all(child in constant for child in children):
                constant.add(node)
                of_pi = op == SQRT and graph.ops[children[0]] == CONSTANT
                if op == POW or (is_function(op) and not of_pi) or any(child in rich for child in children):
                    rich.add(node)
            else:
                tops += [child for child in children if child in rich]
    tops += [root for root in roots if root in rich]
    return list(dict.fromkeys(tops))

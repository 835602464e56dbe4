"""The table's texts as graphs: partial derivatives and definitions, ready to be put on arguments.

>>> from symdiff.table.functions import find, code_of
>>> g = Graph()
>>> x = g.symbol("x")
>>> node = partial(code_of("sin", 1), 0)
>>> put(g, node, (x,)) == g.call(code_of("cos", 1), (x,))
True
"""

from __future__ import annotations

from functools import cache
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.parser.build import read
from symdiff.parser.tokens import Context
from symdiff.records import NamedTuple
from symdiff.table.functions import row_of
from symdiff.table.operators import NEG, PIECEWISE, SYMBOL, is_arithmetic, is_condition, is_function

_GIVEN: Final = -1
"""A step that takes an argument, by its number."""
_OTHER: Final = -2
"""A step that makes a node as it stands in the template: leaves, and calls with several arguments."""


class Template:
    """A formula in the parameters of a row. Read only: it is shared."""

    def __init__(self, graph: Graph, order: list[int], place: dict[int, int]) -> None:
        self.graph = graph
        self.order = order
        """Its nodes, arguments first; the last is the formula."""
        self.place = place
        """Symbol node → number of the parameter it stands for."""
        self.at = {node: at for at, node in enumerate(order)}
        self.steps = [self._step(node) for node in order]
        """What to do for each of *order*, in terms of results before; see `put`."""

    def _step(self, node: int) -> tuple[int, int, int]:
        op, children = self.graph.ops[node], [self.at[child] for child in self.graph.children[node]]
        if node in self.place:
            return _GIVEN, self.place[node], -1
        if len(children) == 2 and is_arithmetic(op):
            return op, children[0], children[1]
        if len(children) == 1 and (op == NEG or is_function(op)):
            return op, children[0], -1
        return _OTHER, node, -1


@cache
def partial(code: int, which: int) -> Template | None:
    """Return the derivative of a row by its parameter number *which*; None where there is none."""
    row = row_of(code)
    text = row.partials[which] if which < len(row.partials) else None
    if text is None:
        return None
    if text:
        return template(text, row.parameters)
    found = partial(row.derived, which)  # of a derivative with a name: the closed one, derived as often
    for place, order in enumerate(row.orders):
        for _ in range(order):
            found = None if found is None else _derived(found, place)
    return found


def _derived(rule: Template, place: int) -> Template | None:
    """Return the derivative of a template by its parameter number *place*, which is in no condition of it.

    None where a row has no such partial. Cost: linear in its nodes.
    """
    graph = Graph()
    mapping = graph.copy(rule.graph, [rule.order[-1]])
    places = {mapping[node]: which for node, which in rule.place.items()}
    moved = {node: graph.number(1) for node, which in places.items() if which == place}
    for old in rule.order:
        node = mapping[old]
        op, children = graph.ops[node], graph.children[node]
        if op == PIECEWISE:
            values = [moved.get(child, graph.number(0)) for child in children[::2]]
            pairs = zip(values, children[1::2], strict=True)
            moved[node] = graph.intern(op, tuple([part for pair in pairs for part in pair]))
            continue
        total = moved.get(node, -1)
        for which, child in enumerate(children):
            if child in moved and not is_condition(op):
                slope = partial(op, which)
                if slope is None:
                    return None
                part = graph.mul(put(graph, slope, children), moved[child])
                total = part if total < 0 else graph.add(total, part)
        if total >= 0:
            moved[node] = total
    root = moved.get(mapping[rule.order[-1]], graph.number(0))
    order = graph.below([root])
    return Template(graph, order, {node: which for node, which in places.items() if node in order})


@cache
def definition(code: int) -> Template | None:
    """Return the definition of a row in terms of others; None where it has none."""
    row = row_of(code)
    return template(row.definition, row.parameters) if row.definition else None


@cache
def condition(code: int, field: str) -> Template | None:
    """Return a condition of a row (`domain`, `smooth`, …); None where it is empty."""
    row = row_of(code)
    text = getattr(row, field)
    return template(text, row.parameters) if text else None


class Special(NamedTuple):
    """An exact value of a row: the arguments it belongs to, and the value."""

    arguments: tuple[Template, ...]
    value: Template


@cache
def specials(code: int) -> dict[tuple[int, ...], Special]:
    """Return the exact values of a row by the digests of their arguments."""
    row = row_of(code)
    table = {}
    for texts, value in row.special:
        arguments = tuple([template(part.strip(), ()) for part in texts.split(",")])
        key = tuple([part.graph.digest(part.order[-1]) for part in arguments])
        table[key] = Special(arguments, template(value, row.parameters))
    return table


def special(graph: Graph, code: int, arguments: tuple[int, ...]) -> Template | None:
    """Return the exact value of a row at nodes of *graph*, or None where none is listed."""
    found = specials(code).get(tuple([graph.digest(argument) for argument in arguments]))
    if found is None:
        return None
    pairs = zip(found.arguments, arguments, strict=True)
    if all(graph.same(node, listed.graph, listed.order[-1]) for listed, node in pairs):
        return found.value
    return None


@cache
def template(text: str, parameters: tuple[str, ...]) -> Template:
    """Return a text of the table, or of its kind, in the names *parameters*."""
    graph = Graph()
    node, _ = read(graph, text, Context(frozenset(parameters)))
    order = graph.below([node])
    place = {i: parameters.index(graph.name(i)) for i in order if graph.ops[i] == SYMBOL}
    return Template(graph, order, place)


def put(graph: Graph, template: Template, arguments: tuple[int, ...]) -> int:
    """Return the node in *graph* of *template* with its parameters at *arguments*."""
    made: list[int] = []
    for op, a, b in template.steps:
        if op == _GIVEN:
            made.append(arguments[a])
        elif op == _OTHER:
            below = tuple([made[template.at[child]] for child in template.graph.children[a]])
            made.append(graph.rebuild(template.graph, a, below))
        elif b >= 0:
            made.append(graph.join(op, made[a], made[b]))
        else:
            made.append(graph.neg(made[a]) if op == NEG else graph.unary(op, made[a]))
    return made[-1]

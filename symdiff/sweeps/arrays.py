"""The two sweeps over arrays: adjoints downward with the axes of the value in front, tangents upward.

What works entry by entry has the slopes of the scalar sweeps; a contraction is linear in each operand; a
function of whole arrays has its pullback in the table, and upward the pullback of that.

>>> from symdiff.parser.arrays.lowering import lowered, declared, DEFAULT
>>> g = Graph()
>>> node, _ = lowered(g, "x.T @ A @ x", declared("A[n,n] x[n]"), DEFAULT)
>>> g.shape(derivative(g, node, g.symbol("x")))
('n',)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.graph.contraction import Contraction, contraction, dims_of, letters, unused
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import UNNAMED
from symdiff.graph.nodes import NodeMap
from symdiff.graph.products import spread, zeros
from symdiff.graph.shapes import Array, Shape
from symdiff.parser.arrays.pullbacks import pullback, put
from symdiff.sweeps.branches import GUARDED, branches
from symdiff.sweeps.partials import NONE, partial_at
from symdiff.table.arrays import CONTRACT, is_array_function
from symdiff.table.operators import PIECEWISE, UNKNOWN, is_condition, is_leaf


def derivative(graph: Graph, root: int, variable: int) -> int:
    """Return the derivative of *root* by the symbol *variable*: its shape is that of the root, then that of
    the variable.

    Cost: linear in the nodes below *root*. Raises Unsupported where a row has no such pullback.
    """
    shape = graph.shape(root)
    if shape and not graph.shape(variable):
        return pushed(graph, root, {variable: graph.number(1)})
    names = "".join([letter for letter, _ in zip(letters(), shape, strict=False)])
    seed = graph.number(1)
    if shape:  # each entry by itself: a delta for each axis
        sizes = tuple(zip(names, shape, strict=True))
        seed = graph.contract(Contraction((), names + names, sizes), ())
    [found] = pulled(graph, root, seed, [variable])
    return found


def pulled(graph: Graph, root: int, seed: int, variables: Sequence[int]) -> list[int]:
    """Return the adjoints of *variables* for the adjoint *seed* of *root*, which may have axes in front of
    those of the root: each adjoint has them in front, too."""
    lead = graph.shape(seed)[: len(graph.shape(seed)) - len(graph.shape(root))]
    order = graph.postorder([root])
    parts = _Down(graph, order, lead, variables).run({root: seed})
    return [
        parts[variable] if variable in parts else zeros(graph, (*lead, *graph.shape(variable)))
        for variable in variables
    ]


class _Down:
    """A sweep downward over *order*; *lead* are the axes in front of every adjoint."""

    def __init__(self, graph: Graph, order: Sequence[int], lead: Shape, variables: Sequence[int]) -> None:
        self.graph = graph
        self.order = order
        self.lead = lead
        self.active = graph.moving(order, variables)
        self.parts: dict[int, int] = {}

    def run(self, seeds: Mapping[int, int]) -> dict[int, int]:
        graph, parts = self.graph, self.parts
        parts.update(seeds)
        for node in reversed(self.order):
            if node not in parts or node not in self.active:
                continue
            op = graph.ops[node]
            if is_leaf(op) or is_condition(op):
                continue
            for place, child in enumerate(graph.children[node]):
                if child not in self.active:
                    continue
                part = self._part(node, op, place, child, parts[node])
                if part != NONE:
                    parts[child] = graph.add(parts[child], part) if child in parts else part
        return parts

    def _part(self, node: int, op: int, place: int, child: int, adjoint: int) -> int:
        graph = self.graph
        if op == CONTRACT:
            return _moved(graph, node, place, adjoint, self.lead)
        if is_array_function(op):
            rule = pullback(op, place)
            return NONE if rule is None else put(graph, rule, op, node, adjoint, len(self.lead))
        if op == UNKNOWN:
            return _of_unknown(graph, node, place, adjoint, len(self.lead), down=True)
        slope = slope_of(graph, node, place, self.active)
        if slope == NONE:
            return NONE
        part = graph.mul(adjoint, slope)
        return _summed(graph, part, len(self.lead), graph.shape(node), graph.shape(child))


def _of_unknown(graph: Graph, node: int, place: int, moved: int, leading: int, down: bool) -> int:
    """Return the adjoint of an argument of an unknown function for that of its value, or, upward, the tangent
    of its value for that of the argument: a product with the derivative of one order more, whose axes for
    that order are the last of those of the argument."""
    children = graph.children[node]
    name, orders = graph.operators[node]
    raised = (*orders[:place], orders[place] + 1, *orders[place + 1 :])
    slope = graph.unknown(name, raised, children)
    shapes = [graph.shape(child) for child in children]
    names = letters()
    lead = "".join([next(names) for _ in range(leading)])
    whole = "".join([next(names) for _ in graph.shape(node)])
    own = "".join([next(names) for _ in shapes[place]])
    behind = sum(
        [order * len(shape) for order, shape in zip(orders[place + 1 :], shapes[place + 1 :], strict=True)]
    )
    split = len(whole) - behind
    axes = whole[:split] + own + whole[split:]
    given = Contraction((lead + whole, axes), lead + own) if down else Contraction((axes, own), whole)
    return graph.contract(given, (moved, slope) if down else (slope, moved))


def _moved(graph: Graph, node: int, place: int, adjoint: int, lead: Shape) -> int:
    """Return the adjoint of an operand of a contraction: the letters of the output go to the adjoint, those
    of the operand to the output."""
    given = contraction(graph.operators[node][0])
    children = graph.children[node]
    dims = dims_of(given, [graph.shape(child) for child in children])
    fresh = unused(dims)
    front = "".join([next(fresh) for _ in lead])
    own = given.inputs[place]
    inputs = [front + given.output]
    operands = [adjoint]
    for other, (child, axes) in enumerate(zip(children, given.inputs, strict=True)):
        if other != place:
            inputs.append(axes)
            operands.append(child)
    found = Contraction(tuple(inputs), front + own, tuple(dims.items()), given.fixed)
    return graph.contract(found, operands)


def _summed(graph: Graph, part: int, leading: int, whole: Shape, own: Shape) -> int:
    """Return *part*, which has the axes *whole* behind the leading ones, summed over those that an argument
    of the shape *own* has not."""
    more = len(whole) - len(own)
    part = spread_behind(graph, part, leading, whole)
    if not more:
        return part
    names = "".join([letter for letter, _ in zip(letters(), graph.shape(part), strict=False)])
    left = names[:leading] + names[leading + more :]
    return graph.contract(Contraction((names,), left), (part,))


def spread_behind(graph: Graph, part: int, leading: int, whole: Shape) -> int:
    """Return *part* with all axes of *whole* behind the leading ones."""
    shape = graph.shape(part)
    return part if len(shape) == leading + len(whole) else spread(graph, part, (*shape[:leading], *whole))


def slope_of(graph: Graph, node: int, place: int, active: NodeMap) -> int:
    """Return the partial derivative of what works entry by entry, -1 where it is 0; *active* are the nodes
    that move. Raises Unsupported."""
    op = graph.ops[node]
    if op not in GUARDED:
        return partial_at(graph, node, place)
    children = graph.children[node]
    if op == PIECEWISE and place % 2:
        return NONE
    moves = [NONE] * len(children)
    moves[place] = graph.number(1)
    switched = set[int]()
    if op == PIECEWISE:
        switched = {condition for condition in graph.below(children[1::2]) if condition in active}
    return branches(graph, node, moves, switched)


def pushed(graph: Graph, root: int, seeds: Mapping[int, int]) -> int:
    """Return the tangent of *root* for the tangents *seeds* of some symbols, which have their shapes.

    Cost: linear in the nodes below *root*. Raises Unsupported where a row has no such pullback.
    """
    tangent = dict(seeds)
    order = graph.postorder([root])
    active = graph.moving(order, seeds)
    for node in order:
        op = graph.ops[node]
        if node in tangent or is_leaf(op) or is_condition(op):
            continue
        total = NONE
        for place, child in enumerate(graph.children[node]):
            if child not in tangent:
                continue
            part = _pushed(graph, node, op, place, tangent[child], active)
            if part != NONE:
                part = spread(graph, part, graph.shape(node))
                total = part if total == NONE else graph.add(total, part)
        if total != NONE:
            tangent[node] = total
    return tangent[root] if root in tangent else zeros(graph, graph.shape(root))


def _pushed(graph: Graph, node: int, op: int, place: int, moved: int, active: NodeMap) -> int:
    children = graph.children[node]
    if op == CONTRACT:
        operands = [*children[:place], moved, *children[place + 1 :]]
        return graph.contract(contraction(graph.operators[node][0]), operands)
    if is_array_function(op):
        rule = pullback(op, place)
        if rule is None:
            return NONE
        direction = graph.array(f"{UNNAMED}{node:09d}", Array(graph.shape(node)))
        back = put(graph, rule, op, node, direction, 0)
        [found] = pulled(graph, back, moved, [direction])
        return _without(graph, found, direction)
    if op == UNKNOWN:
        return _of_unknown(graph, node, place, moved, 0, down=False)
    slope = slope_of(graph, node, place, active)
    return NONE if slope == NONE else graph.mul(slope, moved)


def _without(graph: Graph, node: int, symbol: int) -> int:
    """Return *node*, in which *symbol* stands for its shape alone, with zeros in its place."""
    order = graph.below([node])
    if symbol not in order:
        return node
    shape = graph.shape(symbol)
    return graph.mapped(graph, order, lambda each, _: zeros(graph, shape) if each == symbol else -1)[node]


__all__ = ["derivative", "pulled", "pushed"]

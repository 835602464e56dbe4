"""What operators and functions ask of their arguments: denominators are not zero, a logarithm's argument is
positive. As it stands, before anything is made simpler of it.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("log(x - 1)/y")
>>> [(op == GT, str(Expr(e.graph, node))) for op, node in asked_by(e.graph, e.node)]
[(True, 'x - 1'), (False, 'y')]
"""

from __future__ import annotations

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.graph.graph import Graph
from symdiff.parser.templates import condition, put
from symdiff.table.functions import row_of
from symdiff.table.operators import AND, DIV, GE, GT, NE, NUMBER, PIECEWISE, POW

Asked = tuple[int, int]
"""A comparison and the node that is compared with zero, or -1 and a whole condition."""


def certain(graph: Graph, root: int) -> list[int]:
    """Return the nodes below *root* that have a value wherever it has, arguments first."""
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        children = graph.children[node]
        if graph.ops[node] == PIECEWISE:
            children = children[1:2]
        for child in children:
            if child not in seen:
                seen.add(child)
                pending.append(child)
    return sorted(seen)


def asks(graph: Graph, root: int) -> bool:
    """Return whether anything below *root* may ask for something. Cost: linear in nodes."""
    ops = graph.ops
    for node in graph.below([root]):
        op = ops[node]
        if op == DIV:
            if ops[graph.children[node][1]] != NUMBER:
                return True
        elif op == POW:
            exponent = graph.numbers.get(graph.children[node][1])
            if exponent is None or exponent < 0 or exponent % 1:
                return True
        elif row_of(op).domain:
            return True
    return False


def asked_by(work: Graph, root: int) -> dict[Asked, None]:
    """Return what the nodes below *root* ask for, as it stands, in order."""
    found: dict[Asked, None] = {}
    for node in certain(work, root):
        op, children = work.ops[node], work.children[node]
        if op == DIV:
            found[NE, children[1]] = None
        elif op == POW:
            exponent = work.numbers.get(children[1])
            if exponent is None:
                found[GT, children[0]] = None
            elif exponent % 1:
                found[GT if exponent < 0 else GE, children[0]] = None
            elif exponent < 0:
                found[NE, children[0]] = None
        elif row_of(op).domain:
            template = condition(op, "domain")
            assert template is not None
            take(work, found, put(work, template, children))
    return found


def take(work: Graph, found: dict[Asked, None], node: int) -> None:
    """Add a condition, taken apart at each `and`."""
    pending = [node]
    while pending:
        node = pending.pop()
        op, children = work.ops[node], work.children[node]
        if op == AND:
            pending += reversed(children)
        elif op in MIRRORED:
            found[op, work.sub(*children)] = None
        else:
            found[-1, node] = None

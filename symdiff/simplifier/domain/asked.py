"""What operators and functions ask of their arguments: denominators are not zero, a logarithm's argument is
positive. As it stands, before anything is made simpler of it.

from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("log(x - 1)/y")
>>> [(op == GT, str(Expr(e.graph, node))) for op, node in asked_by(e.graph, e.node)]
[(True, 'x - 1'), (False, 'y')]
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.arithmetic.ranges import MIRRORED
from symdiff.graph.binders import opened
from symdiff.graph.bound import is_binder
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.noughts import is_nought
from symdiff.parser.templates import condition, put
from symdiff.simplifier.normal.conditions import certain
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import AND, CONSTANT, DIV, GE, GT, NE, NUMBER, POW, is_function

_FINITE = frozenset(("E", "pi"))
"""Constants that are real numbers."""
Asked = tuple[int, int]
"""A comparison and the node that is compared with zero, or -1 and a whole condition."""


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
        elif row_of(op).domain or is_binder(graph, node):
            return True
    return False


def is_total(graph: Graph) -> bool:
    """Return whether each node of *graph* has a value and a derivative wherever its symbols are real numbers.

    False where operators, divisors and exponents alone do not say so. Cost: linear in nodes.
    """
    if graph.operators:
        return False
    for op in set(graph.ops):
        row = row_of(op)
        if not (row.leaf or row.arithmetic):
            limited = row.domain or row.smooth or row.poles or row.kinks or row.jumps or row.integers
            if limited or not is_function(op) or op in (MAX, MIN):
                return False
    numbers = graph.numbers
    if any(graph.ops[node] == CONSTANT and name not in _FINITE for node, name in graph.names.items()):
        return False
    if graph.has(DIV) or graph.has(POW):
        for node, op in enumerate(graph.ops):
            if op == DIV and not numbers.get(graph.both(node)[1]):
                return False
            if op == POW:
                exponent = numbers.get(graph.both(node)[1])
                if exponent is None or exponent < 0 or exponent % 1:
                    return False
    return True


def asked_by(work: Graph, root: int, with_powers: bool = True) -> dict[Asked, None]:
    """Return what the nodes below *root* ask for, as it stands, in order; *with_powers* also that the base of
    a power whose exponent is no number is positive, though 0**v has a value for v >= 0."""
    found: dict[Asked, None] = {}
    unit = has_unit(work)
    order, moving = _with_bound(work, root)
    for node in order:
        op, children = work.ops[node], work.children[node]
        if moving and any(child in moving for child in (children[1:] if op == DIV else children)):
            continue
        if op == DIV:
            found[NE, children[1]] = None
        elif op == POW:
            exponent = work.numbers.get(children[1])
            if exponent is None and is_nought(work, children[0]):
                found[GE, children[1]] = None  # 0**u
            elif exponent is None:
                if with_powers and children[0] not in work.numbers:  # (-1)**n has values where n is whole
                    found[GT, children[0]] = None
                    if unit:  # where nothing is ordered
                        found[NE, children[0]] = None
            elif exponent % 1:
                found[GT if exponent < 0 else GE, children[0]] = None
                if exponent < 0 and unit:
                    found[NE, children[0]] = None
            elif exponent < 0:
                found[NE, children[0]] = None
        elif row_of(op).domain:
            template = condition(op, "domain")
            assert template is not None
            take(work, found, put(work, template, children))
    return found


def _with_bound(work: Graph, root: int) -> tuple[list[int], set[int]]:
    """Return the nodes that are certain to be computed for *root*, those inside of integrals and sums among
    them, and which of these depend on a letter that is bound there: what they ask for is not said."""
    order = certain(work, root)
    if not work.operators:
        return order, set()
    letters: list[int] = []
    pending = list(order)
    while pending:
        node = pending.pop()
        if is_binder(work, node):
            letter = work.fresh(len(letters))
            inside = opened(work, work.operators[node][0], letter, work.children[node][2:])
            letters.append(letter)
            new = certain(work, inside)
            order = [*order, *new]
            pending += new
    return order, work.depending(sorted(set(order)), letters) if letters else set()


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


def take_known(work: Graph, found: dict[Asked, None], conditions: Iterable[Expr]) -> None:
    """Add conditions that were found before, each taken apart; as they are where the imaginary unit occurs in
    *work*, where what is ordered would be dropped."""
    is_ordered = not has_unit(work)
    for known in conditions:
        node = work.copy(known.graph, [known.node])[known.node]
        if is_ordered or work.ops[node] == NE:
            take(work, found, node)
        else:
            found[-1, node] = None


def has_unit(graph: Graph) -> bool:
    """Return whether the imaginary unit stands anywhere in *graph*."""
    return any(graph.ops[node] == CONSTANT and name == "I" for node, name in graph.names.items())

"""The checks of a derivation: every node by the normal form, every line by its value.

The engine's own derivative of each node is what both are held to. A derivation that fails raises, and is not
shown.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*sin(x)")
>>> check(Teacher(e.graph, e.node, "x"), [])
Checked(nodes=2, proved=2, points=6)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.balls import Balls, deep, quick
from symdiff.arithmetic.sample import all_concrete, plain, sample
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import DomainError, SymdiffError, Unclear, Unsettled, Unsupported
from symdiff.explain.lines import resolved
from symdiff.explain.rules import CONSTANT, VARIABLE
from symdiff.explain.teacher import Teacher
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.rational import Fractions
from symdiff.sweeps.sweep import push
from symdiff.table.functions import row_of
from symdiff.table.operators import is_function
from symdiff.witness.proof import agree, digits_of, loosely

_POINTS: Final = 6
_FEW: Final = 3
"""Points where a function of the formula takes long."""
_SPARE: Final = 4
"""Points more that are drawn, for those where a line has no value."""
_KNOWN: Final = 8
"""Digits that must be known of two values for their agreement to tell."""
_DIGITS: Final = 30
_STAGES: Final = 4


class NotShown(SymdiffError):
    """A derivation that does not stand up to its check."""


class Checked(NamedTuple):
    """What was compared."""

    nodes: int
    """Nodes that were derived, but for constants and the variable."""
    proved: int
    """Those of them whose derivative is proved to be the engine's by the normal form."""
    points: int
    """Points at which all lines were found to agree by value."""


def check(teacher: Teacher, lines: Sequence[int], points: int = _POINTS) -> Checked:
    """Hold the derivation and *lines*, nodes of its graph, to the engine's derivatives.

    Cost: a normal form of all derivatives, and the values of all lines at *points*.
    Raises NotShown where a value disagrees.
    """
    graph = teacher.graph
    tangent = tangents_of(teacher)
    nodes = [node for node in teacher.order if teacher.views[node].rule not in (CONSTANT, VARIABLE)]
    full = teacher.full()
    proved = sum(_are_zero(graph, [graph.sub(full[node], tangent[node]) for node in nodes]))
    ends = [resolved(teacher, line, tangent) for line in lines]
    return Checked(len(nodes), proved, _compared(teacher, tangent[teacher.root], ends, points))


def tangents_of(teacher: Teacher) -> dict[int, int]:
    """Return the engine's derivative of each node that is derived."""
    graph = teacher.graph
    found = push(graph, graph.postorder(list(teacher.order)), {teacher.variable: graph.number(1)})
    zero = graph.number(0)
    return {node: found.get(node, zero) for node in teacher.order}


def _are_zero(graph: Graph, nodes: list[int]) -> list[bool]:
    """Return for each of *nodes* whether it is proved to be zero."""
    form = Normal(graph)
    try:
        found = [form.graph.is_zero(node) for node in form.sweep(nodes)]
    except (Unsettled, OverflowError, RecursionError):
        found = [graph.is_zero(node) for node in nodes]
    return [is_zero or _vanishes(graph, node) for is_zero, node in zip(found, nodes, strict=True)]


def _vanishes(graph: Graph, node: int) -> bool:
    """Return whether *node* as one fraction in lowest terms is 0."""
    form = Normal(graph)
    try:
        [start] = form.sweep([node])
        return form.graph.is_zero(Fractions(form).lowest(start))
    except (Unsettled, OverflowError, RecursionError):
        return False


def _compared(teacher: Teacher, right: int, lines: list[int], points: int) -> int:
    """Return at how many points all *lines* have the value of *right*. Raises where one has another."""
    graph, [root, right, *lines] = all_concrete(teacher.graph, [teacher.root, right, *lines])
    source = Expr(graph, root)
    ends = list(dict.fromkeys([right, *lines]))
    is_real = not any(is_complex(Expr(graph, node)) for node in (root, *ends))
    compared = 0
    quickly = all(_is_quick(graph.ops[node]) for node in graph.below([root]))
    for point in sample(source, points + _SPARE if quickly else _FEW):
        compared += _agree_at(graph, ends, point, is_real)
        if compared == points:
            break
    return compared


def _is_quick(op: int) -> bool:
    """Return whether floats have the function of *op*, or what it is made of."""
    return not is_function(op) or bool(row_of(op).math or row_of(op).definition)


def _agree_at(graph: Graph, nodes: list[int], point: Mapping[str, float], is_real: bool) -> bool:
    """Return whether *nodes* have one value at *point*, False where one has none.

    Raises NotShown where two are different.
    """
    spread = 0.0
    for stage in range(_STAGES):
        digits = 3 ** (stage - 1) * _DIGITS + digits_of(spread) if stage else 0
        numbers = deep(digits, is_real) if stage else quick(is_real)
        values = _values(graph, nodes, point, numbers)
        if values is None:
            continue
        spread = numbers.spread
        first = values[0]
        wrong = [place for place, value in enumerate(values) if not agree(value, first)]
        if not wrong and min([value.digits() for value in values]) >= _KNOWN:
            return True
    if values is None or not wrong:
        return False
    rough = [loosely(Expr(graph, node), point, numbers) for node in nodes]
    if all(one is not None and rough[0] is not None and agree(one, rough[0]) for one in rough):
        return True  # the rounding of decimals explains it
    line = Expr(graph, nodes[wrong[0]])
    raise NotShown(
        f"the steps found do not stand up to a check and are not shown: {line}\n"
        f"at {plain(point)} it is another number than the derivative, {Expr(graph, nodes[0])}",
        hint="please report this formula: it is a bug in symdiff",
    )


def _values(graph: Graph, nodes: list[int], point: Mapping[str, float], numbers: Balls) -> list[Any] | None:
    try:
        return walk(graph, nodes, {name: numbers.ball(value) for name, value in point.items()}, numbers)
    except (DomainError, Unclear, Unsupported):
        return None

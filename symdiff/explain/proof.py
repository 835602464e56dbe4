"""The checks of a derivation: every node by the normal form, every line by its value.

The engine's own derivative of each node is what both are held to. A derivation that fails raises, and is not
shown.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*sin(x)")
>>> check(Teacher(e.graph, e.node, "x"), [])
Checked(nodes=2, proved=2, points=6)
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.balls import Balls, deep, quick
from symdiff.arithmetic.sample import all_concrete, plain, sample
from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.errors import DomainError, SymdiffError, TooLarge, Unclear, Unsettled, Unsupported
from symdiff.explain.lines import resolved
from symdiff.explain.rules import CONSTANT, POWER_BELOW, QUOTIENT, VARIABLE
from symdiff.explain.teacher import Teacher
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.expanding import expanded
from symdiff.simplifier.ring.rational import Fractions
from symdiff.sweeps.partials import NONE
from symdiff.sweeps.sweep import push
from symdiff.table.functions import SQRT, row_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB, is_condition, is_function
from symdiff.witness.proof import agree, digits_of, loosely

_POINTS: Final = 6
_FEW: Final = 3
"""Points where a function of the formula takes long."""
_SPARE: Final = 2
"""Points more that are drawn, for those where a line has no value."""
_KNOWN: Final = 8
"""Digits that must be known of two values for their agreement to tell."""
_DIGITS: Final = 30
_NEAR: Final = 1e-9
"""Part of a value by which floats may be off."""
_STAGES: Final = 4
_SUMS: Final = frozenset((ADD, SUB))
_PRODUCTS: Final = frozenset((MUL, DIV, NEG))
_POWERS: Final = frozenset((POW, SQRT))


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


def check(teacher: Teacher, lines: Sequence[tuple[int, int]], points: int = _POINTS) -> Checked:
    """Hold the derivation and *lines*, nodes of its graph, to the engine's derivatives: of the whole, or of
    the part that stands beside a line.

    Cost: a normal form of all derivatives, and the values of all lines at *points*.
    Raises NotShown where a value disagrees.
    """
    tangent = tangents_of(teacher)
    nodes, proved = _proved(_exact(teacher))
    groups: dict[int, list[int]] = {}
    for line, of in lines or [(tangent[teacher.root], NONE)]:
        right = tangent[teacher.root if of == NONE else of]
        groups.setdefault(right, []).append(resolved(teacher, line, tangent))
    return Checked(nodes, proved, _compared(teacher, groups, points))


def _proved(teacher: Teacher) -> tuple[int, int]:
    """Return how many nodes are derived, and of how many the derivative is proved to be the engine's.

    Each node is looked at for itself: what it is made of has any value and any derivative, two letters, and
    its rule is held to what the engine makes of these. Where this holds of all nodes, all derivatives are
    equal.
    """
    graph = teacher.graph
    nodes = [node for node in teacher.order if teacher.views[node].rule not in (CONSTANT, VARIABLE)]
    differences = [_difference(teacher, node) for node in nodes]
    return len(nodes), sum(_are_zero(graph, differences))


def _difference(teacher: Teacher, node: int) -> int:
    """Return the derivative of *node* by its rule less that of the engine, by letters for its parts and for
    their derivatives."""
    graph = teacher.graph
    parts = [teacher.variable, *_made_of(teacher, node)]
    depends = teacher.viewer.depends
    moved = {part: graph.fresh(2 * place) for place, part in enumerate(parts) if depends(part)}

    def engine(of: int) -> int:
        if of in moved:
            return moved[of]
        return push(graph, _above(graph, of, moved), moved).get(of, graph.number(0))

    difference = graph.sub(teacher.applied(node, engine), engine(node))
    letters = {part: graph.fresh(2 * place + 1) for place, part in enumerate(parts)}
    new: dict[int, int] = dict(letters)
    for below in _above(graph, difference, letters):
        new[below] = graph.rebuild(graph, below, tuple([new[child] for child in graph.children[below]]))
    return new[difference]


def _above(graph: Graph, root: int, parts: Container[int]) -> list[int]:
    """Return the nodes that *root* is made of, arguments first, without *parts* and what they are made of."""
    found, waiting = {root}, [root]
    while waiting:
        for child in graph.children[waiting.pop()]:
            if child not in found and child not in parts:
                found.add(child)
                waiting.append(child)
    return sorted(found)


def _made_of(teacher: Teacher, node: int) -> list[int]:
    """Return the parts that a rule sees in *node*: terms, factors, or arguments, but for numbers."""
    graph = teacher.graph
    op = graph.ops[node]
    through = _SUMS if op in _SUMS else _PRODUCTS if op in _PRODUCTS else frozenset[int]()
    if teacher.views[node].rule in (POWER_BELOW, QUOTIENT):
        through |= _POWERS
    found: dict[int, None] = {}
    waiting = [node]
    while waiting:
        for child in graph.children[waiting.pop()]:
            if graph.ops[child] in through:
                waiting.append(child)
            elif graph.ops[child] != NUMBER and not is_condition(graph.ops[child]):
                found[child] = None
    return list(found)


def _exact(teacher: Teacher) -> Teacher:
    """Return the same derivation with decimals as fractions: the two ways may round them otherwise."""
    source = teacher.graph
    order = source.below([teacher.root])
    if not any(isinstance(source.numbers.get(node), float) for node in order):
        return teacher
    graph = Graph(source.limits)

    def exact(node: int, _: tuple[int, ...]) -> int:
        value = source.numbers.get(node)
        return graph.number(Fraction(repr(value))) if isinstance(value, float) else NONE

    root = graph.mapped(source, order, exact)[teacher.root]
    return Teacher(graph, root, source.name(teacher.variable))


def tangents_of(teacher: Teacher) -> dict[int, int]:
    """Return the engine's derivative of each node that is derived."""
    graph = teacher.graph
    found = push(graph, graph.postorder(list(teacher.order)), {teacher.variable: graph.number(1)})
    zero = graph.number(0)
    return {node: found.get(node, zero) for node in teacher.order}


def _are_zero(graph: Graph, nodes: list[int]) -> list[bool]:
    """Return for each of *nodes* whether it is proved to be zero."""
    known = {node: graph.is_zero(node) for node in nodes}  # one rule at several places gives one node
    doubtful = [node for node, is_zero in known.items() if not is_zero]
    form = Normal(graph)
    try:
        ends = form.sweep(doubtful)
        known.update({node: form.graph.is_zero(end) for node, end in zip(doubtful, ends, strict=True)})
    except (Unsettled, OverflowError, RecursionError):
        pass  # each is looked at for itself
    for node in doubtful:
        known[node] = known[node] or _vanishes(graph, node)
    return [known[node] for node in nodes]


def _vanishes(graph: Graph, node: int) -> bool:
    """Return whether *node* is 0 with products multiplied out, or as one fraction in lowest terms."""
    try:
        form, [end] = expanded(graph, [node], deep=False)
        return form.graph.is_zero(end) or form.graph.is_zero(Fractions(form).lowest(end))
    except (Unsettled, TooLarge, OverflowError, RecursionError):
        return False


def _compared(teacher: Teacher, groups: Mapping[int, list[int]], points: int) -> int:
    """Return at how many points the lines of each of *groups* have the value of what it is keyed by.

    Raises NotShown where one has another.
    """
    flat = [teacher.root, *[node for right, lines in groups.items() for node in (right, *lines)]]
    graph, [root, *nodes] = all_concrete(teacher.graph, flat)
    places = iter(nodes)
    ends = [list(dict.fromkeys([next(places) for _ in (right, *lines)])) for right, lines in groups.items()]
    source = Expr(graph, root)
    is_real = not any(is_complex(Expr(graph, node)) for node in (root, *nodes))
    quickly = all(_is_quick(graph.ops[node]) for node in graph.below([root]))
    compared = 0
    for point in sample(source, points + _SPARE if quickly else _FEW):
        compared += all(_agree_at(graph, group, point, is_real) for group in ends)
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
    if _agree_in_floats(graph, nodes, point, is_real):
        return True
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


def _agree_in_floats(graph: Graph, nodes: list[int], point: Mapping[str, float], is_real: bool) -> bool:
    """Return whether floats have one value for all *nodes*, to nine digits; False where that is not seen."""
    arithmetic = FLOAT if is_real else COMPLEX
    try:
        values = walk(
            graph, nodes, {name: arithmetic.number(value) for name, value in point.items()}, arithmetic
        )
    except DomainError:
        return False
    largest = max([abs(value) for value in values])
    furthest = max([abs(value - values[0]) for value in values])
    return bool(largest < math.inf and furthest <= _NEAR * largest)


def _values(graph: Graph, nodes: list[int], point: Mapping[str, float], numbers: Balls) -> list[Any] | None:
    try:
        return walk(graph, nodes, {name: numbers.ball(value) for name, value in point.items()}, numbers)
    except (DomainError, Unclear, Unsupported):
        return None

"""What a formula tells of the one who wrote it, so that the answer is written in the same hand.

>>> from symdiff.parser.formula import parse
>>> e = parse("sin(x)/cos(x)**2")
>>> habits_of(e.graph, [e.node]).quotients
True
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.graph.graph import Graph
from symdiff.simplifier.rewrite.trig import FAMILY, RELATIONS
from symdiff.table.functions import ABS, EXP, SIGN, SQRT, row_of
from symdiff.table.operators import ADD, DIV, MUL, POW, SUB, is_leaf

_SINES: Final = frozenset([code for code in FAMILY if row_of(code).powers in ((1, 0), (0, 1))])
_SECANTS: Final = frozenset([code for code in FAMILY if row_of(code).powers in ((-1, 0), (0, -1))])


_FUNCTION: Final = 1
"""What a function of the twelve costs that the input does not have,"""
_ANGLE: Final = 2
"""an angle,"""
_EXPONENT: Final = 5
"""an exponent,"""
_ABSOLUTE: Final = 1
"""an absolute value,"""
_RADICAND: Final = 2
"""a radicand."""


class Habits(NamedTuple):
    """The ways of writing found in a formula."""

    quotients: bool
    """1/cos(x) rather than sec(x)."""
    hyperbolic: bool
    """Hyperbolic functions, not exponentials alone."""
    absolute: bool
    """Absolute values or signs."""
    functions: frozenset[int]
    """Codes of the trigonometric and hyperbolic functions and their partners."""
    arguments: frozenset[int]
    """Digests of the arguments of trigonometric, hyperbolic and exponential functions."""
    radicands: frozenset[int]
    """Digests of what stands below roots."""


def habits_of(graph: Graph, roots: list[int]) -> Habits:
    """Return the habits that *roots* show. Cost: linear in nodes."""
    quotients = absolute = False
    functions = set()
    arguments, radicands, below = set(), set(), list[int]()
    for node in graph.below(roots):
        op, children = graph.ops[node], graph.children[node]
        if op in FAMILY or op == EXP:
            arguments.add(graph.digest(children[0]))
            functions.add(op)
        elif op == DIV:
            below.append(children[1])
        elif op == ABS or op == SIGN:
            absolute = True
        elif is_root(graph, node):
            radicands.add(graph.digest(children[0]))
    while below:
        node = below.pop()
        if graph.ops[node] == MUL:
            below += graph.children[node]
        else:
            base = graph.children[node][0] if graph.ops[node] == POW else node
            quotients = quotients or graph.ops[base] in _SINES
    functions.discard(EXP)
    quotients = quotients and functions.isdisjoint(_SECANTS)
    functions |= {RELATIONS[op].second for op in functions}  # tan brings sec, sin brings cos
    return Habits(
        quotients,
        any(row_of(op).family == "hyperbolic" for op in functions),
        absolute,
        frozenset(functions),
        frozenset(arguments),
        frozenset(radicands),
    )


def arguments_of(graph: Graph, roots: list[int]) -> list[int]:
    """Return the arguments of trigonometric, hyperbolic and exponential functions."""
    calls = [node for node in graph.below(roots) if graph.ops[node] in FAMILY or graph.ops[node] == EXP]
    return list(dict.fromkeys([graph.children[call][0] for call in calls]))


def radicands_of(graph: Graph, roots: list[int]) -> list[int]:
    """Return what stands below roots."""
    return list(dict.fromkeys([graph.children[n][0] for n in graph.below(roots) if is_root(graph, n)]))


def cost_of(habits: Habits, graph: Graph, root: int) -> tuple[int, int]:
    """Return what forms are compared by: size and what is foreign, then the number of sums."""
    sums = sum([graph.ops[node] in (ADD, SUB) for node in graph.below([root])])
    return graph.size(root) + foreign(habits, graph, root), sums


def foreign(habits: Habits, graph: Graph, root: int) -> int:
    """Return what *root* costs beside its size for what the writer of the formula did not use."""
    cost = 0
    seen, known, functions = set(), set(), set()
    for node in graph.below([root]):
        op, children = graph.ops[node], graph.children[node]
        if op in FAMILY or op == EXP:
            if children[0] in known or graph.digest(children[0]) in habits.arguments:
                known.add(children[0])
                functions.add(op)
            elif children[0] not in seen:
                seen.add(children[0])
                cost += _EXPONENT if op == EXP else _ANGLE
        elif op == ABS:
            cost += 0 if habits.absolute else _ABSOLUTE
        elif is_root(graph, node) and not is_leaf(graph.ops[children[0]]):
            cost += 0 if graph.digest(children[0]) in habits.radicands else _RADICAND
    functions.discard(EXP)
    return cost + _FUNCTION * len(functions - habits.functions)


def is_root(graph: Graph, node: int) -> bool:
    """Return whether *node* is a square root or a power that is a fraction."""
    op = graph.ops[node]
    if op == POW:
        return isinstance(graph.numbers.get(graph.children[node][1]), Fraction)
    return op == SQRT

"""What a formula tells of the one who wrote it, so that the answer is written in the same hand.

>>> from symdiff.parse import parse
>>> e = parse("sin(x)/cos(x)**2")
>>> habits_of(e.graph, [e.node]).quotients
True
"""

from __future__ import annotations

from typing import Final, NamedTuple

from symdiff.functions import DIV, MUL, NUMBER, POW, code_of, row_of
from symdiff.graph import Graph
from symdiff.simplify.trig import FAMILY

_SINES: Final = frozenset([code_of(name, 1) for name in ("sin", "cos", "sinh", "cosh")])
_SECANTS: Final = frozenset([code_of(name, 1) for name in ("sec", "csc", "sech", "csch")])


class Habits(NamedTuple):
    """The ways of writing found in a formula."""

    quotients: bool
    """1/cos(x)**2 rather than sec(x)**2."""
    hyperbolic: bool
    """Hyperbolic functions, not exponentials alone."""
    arguments: frozenset[int]
    """Digests of the arguments of trigonometric and hyperbolic functions."""


def habits_of(graph: Graph, roots: list[int]) -> Habits:
    """Return the habits that *roots* show. Cost: linear in nodes."""
    quotients = secants = hyperbolic = False
    arguments = set()
    below: list[int] = []
    for node in graph.below(roots):
        op = graph.ops[node]
        if op in FAMILY:
            arguments.add(graph.digest(graph.children[node][0]))
            hyperbolic = hyperbolic or row_of(op).name.endswith("h")
            secants = secants or op in _SECANTS
        elif op == DIV:
            below.append(graph.children[node][1])
    while below:
        node = below.pop()
        if graph.ops[node] == MUL:
            below += graph.children[node]
        elif graph.ops[node] == POW:
            base, exponent = graph.children[node]
            if graph.ops[base] in _SINES and graph.ops[exponent] == NUMBER:
                quotients = True
    return Habits(quotients and not secants, hyperbolic, frozenset(arguments))

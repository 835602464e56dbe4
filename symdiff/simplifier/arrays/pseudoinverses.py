"""Products of a real matrix and its pseudoinverse P: A P A is A, P A P is P, and A P and P A are symmetric
(Penrose).

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> from symdiff.simplifier.arrays.normal import Normal
>>> g = Graph()
>>> node, _ = lowered(g, "A @ pinv(A) @ A", declared("A[n,m]"), DEFAULT)
>>> form = Normal(Graph())
>>> form.graph.names[form.of(g, node)]
'A'
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Final

from symdiff.simplifier.arrays.meeting import Meeting
from symdiff.simplifier.arrays.terms import Factor
from symdiff.table.arrays import code_of_array

PINV: Final = code_of_array("pinv")
_MANY: Final = 6
"""Factors beyond which no three are looked for."""
_THREE: Final = (
    ("A xa", "P ab", "A by", "A xy"),
    ("P xa", "A ab", "P by", "P xy"),
    ("A ax", "A ab", "P by", "A yx"),  # A.T A P = (A P A).T
    ("P xa", "A ab", "A yb", "A yx"),  # P A A.T = (A P A).T
    ("P xa", "P ba", "A yb", "P xy"),  # P P.T A.T = P A P
    ("A ax", "P ba", "P by", "P xy"),  # A.T P.T P = P A P
)
"""Three factors with their axes, a and b summed, and the one that they are."""


def penrose(state: Meeting) -> bool:
    """A @ pinv(A) @ A is A, and what the symmetry of A @ pinv(A) and pinv(A) @ A makes of it."""
    graph = state.form.graph
    for inverse in [factor for factor in state.factors if graph.ops[factor.node] == PINV]:
        nodes = {"A": graph.first(inverse.node), "P": inverse.node}
        own = [factor for factor in state.factors if factor.power == 1 and factor.node in nodes.values()]
        if not 2 <= len(own) <= _MANY:
            continue
        for three in permutations(own, 3):
            for *pattern, whole in _THREE:
                axes = _matched(state, nodes, three, pattern)
                if axes is not None:
                    kind, names = whole.split()
                    state.replace(three, [Factor(nodes[kind], 1, tuple([axes[name] for name in names]))])
                    return True
        for one, other in permutations(own, 2):
            if one.node != other.node and _turned(state, one, other):
                return True
    return False


def _matched(
    state: Meeting, nodes: dict[str, int], factors: Sequence[Factor], pattern: Sequence[str]
) -> dict[str, int] | None:
    """Return the axis of each letter of a pattern, None where the factors are not those of it."""
    axes: dict[str, int] = {}
    places: dict[str, list[Factor]] = {}
    for factor, text in zip(factors, pattern, strict=True):
        kind, names = text.split()
        if factor.node != nodes[kind]:
            return None
        for name, axis in zip(names, factor.axes, strict=True):
            if axes.setdefault(name, axis) != axis:
                return None
            places.setdefault(name, []).append(factor)
    return axes if all(state.is_between(axes[name], *places[name]) for name in "ab") else None


def _turned(state: Meeting, one: Factor, other: Factor) -> bool:
    """Turn a product of A and P, in one order or the other, around, where that brings the axis of the result
    to its first factor."""
    (first, inner), (own, last) = one.axes, other.axes
    if inner != own or not state.is_between(inner, one, other) or first == last:
        return False
    output = state.output
    if last not in output or (first in output and output.index(first) < output.index(last)):
        return False
    state.replace([one, other], [Factor(one.node, 1, (last, inner)), Factor(other.node, 1, (own, first))])
    return True


__all__ = ["PINV", "penrose"]

"""Rational multiples of pi, and the circular functions there: sin(pi) is 0, tan(pi/2) has no value.

>>> from symdiff.parser.formula import parse
>>> e = parse("tan(3*pi/2)")
>>> quarters = Quarters(e.graph, e.graph.below([e.node]), {})
>>> quarters.has(e.node, 4.71238898038469), quarters.value(e.node)
(True, None)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import FUNCTIONS, row_of
from symdiff.table.operators import ADD, CONSTANT, DIV, FIRST_FUNCTION, MUL, NEG, NUMBER, SUB, SYMBOL

InPi = tuple[Fraction, Fraction]
"""Rationals a and b of a + b*pi."""
CIRCULAR: Final = frozenset(
    [FIRST_FUNCTION + place for place, row in enumerate(FUNCTIONS) if row.family == "circular"]
)
"""The sine, the cosine, and what is a product of powers of them."""
_SINES: Final = (0, 1, 0, -1)
"""Those of the multiples of pi/2."""
_QUARTER: Final = math.pi / 2
_NEAR: Final = 1e-12
"""By how much a float may miss a multiple, relatively."""
_LARGEST: Final = 1e15
"""Arguments beyond which floats do not tell multiples."""


def in_pi(graph: Graph, order: Iterable[int], given: Mapping[str, InPi]) -> dict[int, InPi]:
    """Return the nodes of *order*, arguments first, that are a + b*pi, symbols being what is *given*.

    Cost: linear in nodes.
    """
    found: dict[int, InPi] = {}
    zero = Fraction(0)
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        if op == NUMBER and not isinstance(graph.value(node), float):
            found[node] = Fraction(graph.value(node)), zero
        elif op == CONSTANT and graph.name(node) == "pi":
            found[node] = zero, Fraction(1)
        elif op == SYMBOL and graph.name(node) in given:
            found[node] = given[graph.name(node)]
        elif children and all(child in found for child in children):
            (a, b), (c, d) = found[children[0]], found[children[-1]]
            if op == NEG:
                found[node] = -a, -b
            elif op == ADD:
                found[node] = a + c, b + d
            elif op == SUB:
                found[node] = a - c, b - d
            elif op == MUL and not (b and d):
                found[node] = a * c, a * d + b * c
            elif op == DIV and c and not d:
                found[node] = a / c, b / c
    return found


class Quarters:
    """The circular functions of whole multiples of pi/2 in *order*, arguments first, the symbols being what
    is *given*."""

    def __init__(self, graph: Graph, order: Iterable[int], given: Mapping[str, Any]) -> None:
        self._graph, self._order, self._given = graph, order, given
        self._values: dict[int, int | None] | None = None

    def has(self, node: int, argument: Any) -> bool:
        """Return whether *node* is one, its *argument* having been computed.

        Cost: that of a division, linear in nodes the first time that it is near to one.
        """
        if argument.imag != 0 or abs(argument.real) > _LARGEST:
            return False
        turns = float(argument.real) / _QUARTER
        if abs(turns - round(turns)) > _NEAR * max(1.0, abs(turns)):
            return False
        if self._values is None:
            self._values = self._found()
        return node in self._values

    def value(self, node: int) -> int | None:
        """Return the value of one of them; None is a pole."""
        assert self._values is not None
        return self._values[node]

    def _found(self) -> dict[int, int | None]:
        graph, found = self._graph, dict[int, int | None]()
        known = in_pi(graph, self._order, rational(self._given))
        for node in self._order:
            if graph.ops[node] not in CIRCULAR or graph.first(node) not in known:
                continue
            rest, turn = known[graph.first(node)]
            if rest or (2 * turn).denominator != 1:
                continue
            quarters = int(2 * turn)
            sine, cosine = _SINES[quarters % 4], _SINES[(quarters + 1) % 4]
            sines, cosines = row_of(graph.ops[node]).powers
            is_pole = (sine == 0 and sines < 0) or (cosine == 0 and cosines < 0)
            found[node] = None if is_pole else sine ** abs(sines) * cosine ** abs(cosines)
        return found


def rational(values: Mapping[str, Any]) -> dict[str, InPi]:
    """Return the coordinates that are a + b*pi with rationals a and b."""
    found = {}
    for name, value in values.items():
        if isinstance(value, Expr):
            known = in_pi(value.graph, value.graph.below([value.node]), {})
            if value.node in known:
                found[name] = known[value.node]
        elif isinstance(value, int | Fraction | float | complex) and value.imag == 0:
            if not isinstance(value, float | complex) or math.isfinite(value.real):
                found[name] = Fraction(value.real), Fraction(0)
    return found


__all__ = ["CIRCULAR", "Quarters", "in_pi"]

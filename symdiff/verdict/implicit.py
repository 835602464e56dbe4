"""Answers on derivatives of relations: dy/dx where x**3 + y**2 == 1.

The right answer is -F_x/F_y, where F is the difference of the sides; an answer need be equal to it on the
curve alone, so points of the curve are looked at: x is a number, y a ball in which F changes its sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flint import arb, fmpq

from symdiff.arithmetic.enclosures import UNDEFINED, Fault, Program
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.operators import EQ
from symdiff.verdict.points import Pair, shown
from symdiff.verdict.roots import halved, sign_of
from symdiff.verdict.sides import Side
from symdiff.verdict.verdict import Witness

_EQUATION: Final = re.compile(r"(?<![<>=!:])=(?!=)")
_HALVES: Final = 200
_BITS: Final = 400
_WANTED: Final = 8
"""Points of the curve that are looked at."""
_GRID: Final = tuple([Fraction(n, 7) for n in (-30, -17, -11, -8, -5, -3, -1, 1, 2, 4, 6, 9, 12, 19, 31)])


def relation(text: Any) -> tuple[str, str] | None:
    """Return the sides of a text that is an equation, None for anything else. The name of a function before
    the sign, as in y = x**2, makes no equation.

    >>> relation("x^2 + y^2 = 1"), relation("y = x^2")
    (('x^2 + y^2', '1'), None)
    """
    if not isinstance(text, str):
        return None
    parts = _EQUATION.split(text)
    if len(parts) != 2 or re.fullmatch(r"\s*\w+'*\s*(\(\s*\w+\s*\))?\s*", parts[0]):
        return None
    return parts[0].strip(), parts[1].strip()


def dependent(known: Sequence[str], variable: str) -> str:
    """Return the name of the function in a relation: y, or the only other one. Raises SymdiffError."""
    others = [name for name in known if name != variable]
    if len(others) == 1:
        return others[0]
    if "y" in others:
        return "y"
    raise SymdiffError(
        f"which of {', '.join(others) or 'no names'} is a function of {variable}?",
        hint="call it y",
    )


class Curve:
    """A relation between names, as the node of a graph that is zero on it."""

    def __init__(self, graph: Graph, relation: int, sides: tuple[int, int], function: str) -> None:
        self.graph = graph
        self.function = function
        self.program = Program(graph, [relation])
        self.names = graph.symbols([relation])
        self.condition = Expr(graph, graph.intern(EQ, sides))

    def points(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Return points of the curve: numbers, and a ball for the function."""
        others = [name for name in dict.fromkeys([*self.names, *names]) if name != self.function]
        for start in range(len(_GRID)):
            at = {name: _GRID[(3 * start + 5 * place) % len(_GRID)] for place, name in enumerate(others)}
            for ball in halved(self.program, self.function, at, _GRID, _HALVES, _BITS):
                yield {**at, self.function: ball}


class Seen(NamedTuple):
    """What was seen of two formulas on a curve."""

    same: list[dict[str, Any]]
    """Points at which they agree."""
    apart: list[dict[str, Any]]
    """Points at which they differ."""
    witness: Witness | None
    """The first of these, with both values."""

    def side(self) -> tuple[str, int] | None:
        """Return a name whose sign tells points at which the formulas agree from the others, and that
        sign; None where there is none."""
        for name in self.same[0] if self.same else ():
            signs = [_sign(at[name]) for at in self.same]
            others = [_sign(at[name]) for at in self.apart]
            if signs[0] and set(signs) == {signs[0]} and signs[0] not in others and 0 not in others:
                return name, signs[0]
        return None


def _sign(value: Any) -> int:
    exact = arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else value
    return sign_of(exact)


def on_curve(curve: Curve, first: Side, second: Side) -> Seen:
    """Return what is seen of two formulas at some points of a curve."""
    pair = Pair(first.graph, first.node, second.node, ([], []))
    found = Seen([], [], None)
    for at in curve.points(pair.names):
        one, two = pair.values(at, _BITS)
        if isinstance(one, Fault):
            continue
        if isinstance(two, Fault) or not one.overlaps(two):
            if isinstance(two, Fault) and two is not UNDEFINED:
                continue
            found.apart.append(at)
            if found.witness is None:
                y = at[curve.function]
                near = y if isinstance(y, Fraction) else Fraction(float(y.mid())).limit_denominator(10**12)
                found = found._replace(witness=Witness({**at, curve.function: near}, shown(one), shown(two)))
        else:
            found.same.append(at)
        if len(found.same) + len(found.apart) >= _WANTED:
            break
    return found


__all__ = ["Curve", "Seen", "dependent", "on_curve", "relation"]

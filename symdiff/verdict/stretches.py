"""The stretches of the domain of a formula, and what its derivative proves on each.

A formula that is continuous on a stretch is constant there where its derivative is 0, and zero where its
derivative is a multiple of it and it is zero at one point: a linear differential equation has one solution.

>>> from symdiff.parser.formula import parse
>>> e = parse("log(x) + 1/(x - 2)")
>>> [str(piece[0].where) for piece in stretches(e.graph, e.node, "x")]
['1', '3']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from symdiff.at.line import Place, apart, between, in_order, rational
from symdiff.at.truth import FAULTS, Condition, read
from symdiff.errors import SymdiffError, Unsettled, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.asked import asked_by
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.levels import simplified
from symdiff.simplifier.vanishing import vanishes
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import row_of
from symdiff.table.operators import NE, PIECEWISE, is_condition, is_function
from symdiff.verdict.signs import Signs

_POINTS: Final = tuple(
    Fraction(*pair) for pair in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1))
)
"""Where formulas have exact values, tried first."""
_TRIED: Final = 3
"""Points that are tried on a stretch."""


def by_derivative(graph: Graph, root: int, name: str, prove: Callable[[Expr], bool]) -> str:
    """Return how the derivative by *name* proves that *root* is zero wherever it has a value, else "".

    It is 0, or a multiple of *root*, on each stretch of the domain, and *prove* says that *root* is zero at a
    point of each, whatever other symbols are.
    """
    try:
        pieces = list(stretches(graph, root, name))
        if not pieces:
            return ""
        work = workplace(graph.limits)
        top = work.take(graph, root)
        [slope] = tangents(work, [top], work.symbol(name))
        how = _of_slope(work, top, slope)
    except (*FAULTS, Unsettled):
        return ""
    if not how:
        return ""
    at: list[str] = []
    for piece in pieces:
        for point in piece[:_TRIED]:
            if prove(Expr(graph, root).subs({name: point.where})):
                at.append(f"{name} = {point.where}")
                break
        else:
            return ""
    return f"its derivative is {how}, and it is 0 at {' and at '.join(at)}"


def _of_slope(work: Graph, top: int, slope: int) -> str:
    """Return "0" where a derivative vanishes, "a multiple of it" where it is the function times what has a
    value wherever that has one."""
    if vanishes(work, slope):
        return "0"
    try:
        if Signs(work).proves(slope):
            return "0"
    except (SymdiffError, Unsettled, ArithmeticError):
        pass
    graph, [ratio] = simplified(work, [work.div(slope, top)], "full")
    factor = work.take(graph, ratio)
    known = asked_by(work, top)
    wanted = {raw: None for raw in asked_by(work, factor) if raw not in known}
    if wanted and unimplied(work, wanted, known, {}):
        return ""
    if vanishes(work, work.sub(slope, work.mul(factor, top))):
        return "a multiple of it"
    return ""


def stretches(graph: Graph, root: int, name: str) -> Iterator[list[Place]]:
    """Return for each stretch of the domain of *root* by *name* points of it, those with exact values first.

    It jumps in none of them. Raises one of FAULTS where the stretches are not known: where they depend on
    other symbols, or are without number.
    """
    found = _conditions(graph, root, name)
    places = in_order([place for one in found for place in one.places])
    middles = between(places)
    low: Place | None = None
    for i, middle in enumerate(middles):
        high = places[i] if i < len(places) else None
        if all(one.holds(middle) for one in found):
            inside = [point for point in _POINTS if _is_within(point, low, high)]
            ends = [end for end in (low, high) if end is not None and all(one.holds(end) for one in found)]
            yield [*[rational(point) for point in inside[:2]], *ends, middle]
        low = high


def _is_within(point: Fraction, low: Place | None, high: Place | None) -> bool:
    return (low is None or apart(low.number, point) < 0) and (high is None or apart(point, high.number) < 0)


def _conditions(graph: Graph, root: int, name: str) -> list[Condition]:
    """Return the conditions of the domain of *root* that speak of *name*, and where it may jump."""
    work = workplace(graph.limits)
    top = work.take(graph, root)
    said = unimplied(work, asked_by(work, top), {}, {})
    moving = work.depending(work.below([top]), [work.symbol(name)])
    for node in sorted(moving):
        op, children = work.ops[node], work.children[node]
        if op == PIECEWISE or is_condition(op):
            raise Unsupported("a formula by cases")
        if is_function(op) and (row_of(op).jumps or row_of(op).integer_valued):
            if row_of(op).name != "sign":
                raise Unsupported("a formula with many jumps")
            said.append(Expr(work, work.intern(NE, (children[0], work.number(0)))))
    found = []
    for condition in said:
        symbols = condition.graph.symbols([condition.node])
        if name not in symbols:
            continue
        known = read(condition, name) if len(symbols) == 1 else None
        if known is None or known.families:
            raise Unsupported("a domain that is not known")
        found.append(known)
    return found


__all__ = ["by_derivative", "stretches"]

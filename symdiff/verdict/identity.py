"""Whether a difference of two formulas is zero wherever it has a value, proved.

Three ways: the normal form with the relations of functions makes 0 of it, for each choice of signs of its
parts where that matters; or its derivative is 0, or a multiple of it, on each stretch of its domain, and
it is zero at one exact point of each. The last is how asin(x) + acos(x) is pi/2.

>>> from symdiff.parser.formula import parse
>>> e = parse("asin(x) + acos(x) - pi/2")
>>> proved(e.graph, e.node)
'its derivative is 0, and it is 0 at x = 0'
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symdiff.at.line import Place, between, in_order
from symdiff.at.truth import FAULTS, Condition, read
from symdiff.errors import SymdiffError, Unsettled, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.asked import asked_by
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.levels import simplified
from symdiff.simplifier.vanishing import vanishes
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import row_of
from symdiff.table.operators import NE, PIECEWISE, is_condition, is_function
from symdiff.verdict.constants import is_zero
from symdiff.verdict.signs import Signs

_LARGE: Final = 250
"""Nodes of a difference beyond which its derivative is not looked at."""
_DEPTH: Final = 3
"""Symbols that are put away by a point, one after another."""
_POINTS: Final = tuple(
    Fraction(*pair) for pair in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1))
)
"""Where formulas have exact values, tried first."""
_TRIED: Final = 3
"""Points that are tried on a stretch."""


def proved(graph: Graph, root: int, first: str = "", depth: int = _DEPTH) -> str:
    """Return how *root* is proved to be zero wherever it has a real value, "" where it is not.

    *first* is the symbol to derive by before others. Cost: some zero tests at the level "full".
    """
    symbols = graph.symbols([root])
    if not symbols:
        return _of_constant(graph, root)
    if vanishes(graph, root):
        return "the difference simplifies to 0"
    try:
        if Signs(graph).proves(root):
            return "the difference simplifies to 0, whatever the signs of its parts"
    except (SymdiffError, Unsettled, ArithmeticError):
        pass
    if depth <= 0 or len(graph.below([root])) > _LARGE:
        return ""
    for name in sorted(symbols, key=lambda one: (one != first, one)):
        found = _by_derivative(graph, root, name, depth)
        if found:
            return found
    return ""


def _of_constant(graph: Graph, root: int) -> str:
    if vanishes(graph, root):
        return "the difference simplifies to 0"
    try:
        known = is_zero(graph, root)
    except (SymdiffError, ArithmeticError, ValueError):
        return ""
    return "it is smaller than a number of its kind can be without being 0" if known else ""


def _by_derivative(graph: Graph, root: int, name: str, depth: int) -> str:
    """Return how the derivative by *name* proves that *root* is zero, "" where it does not."""
    try:
        pieces = list(stretches(graph, root, name))
        if not pieces:
            return ""
        work = Graph(graph.limits._replace(nodes=8 * graph.limits.nodes))
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
            if _is_zero_at(graph, root, name, point, depth):
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


def _is_zero_at(graph: Graph, root: int, name: str, point: Place, depth: int) -> bool:
    """Return whether *root* is zero where a symbol is at *point*, whatever the others are."""
    whole = Expr(graph, root).subs({name: point.where})
    return bool(proved(whole.graph, whole.node, "", depth - 1))


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
            yield [*[_rational(point) for point in inside[:2]], *ends, middle]
        low = high


def _is_within(point: Fraction, low: Place | None, high: Place | None) -> bool:
    from symdiff.at.line import apart

    return (low is None or apart(low.number, point) < 0) and (high is None or apart(point, high.number) < 0)


def _rational(number: Fraction) -> Place:
    graph = Graph()
    return Place(Expr(graph, graph.number(number)), number)


def _conditions(graph: Graph, root: int, name: str) -> list[Condition]:
    """Return the conditions of the domain of *root* that speak of *name*, and where it may jump."""
    work = Graph(graph.limits._replace(nodes=8 * graph.limits.nodes))
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


__all__ = ["proved", "stretches"]

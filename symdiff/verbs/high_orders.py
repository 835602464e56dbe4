"""Derivatives of high order: which way to them gives the shortest, and what those on the way may cost.

>>> from symdiff.parser.formula import parse
>>> steps = ["x"] * 5
>>> first = parse("x**7 + exp(x)")
>>> [str(expr) for _, expr in high(first, steps, first.graph.postorder([first.node]), True)][-1]
'2520*x**2 + exp(x)'
"""

from __future__ import annotations

import math
from typing import Final

from symdiff.errors import TooLarge, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.simplifier.levels import Level, simplified
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.ring.derivation import LONGEST, Derivation
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.sweeps.sweep import tangents
from symdiff.verbs.derived import derived, settled

TRIAL: Final = 3
"""The order at which it is seen whether simplification of each step makes the next ones longer."""
_MUCH: Final = 4 / 3
"""Times that a derivative must be shorter, simplified at the end alone, for that to be the way on."""
HIGH: Final = 16
"""The order beyond which those on the way are not written, or what they cost is counted,"""
_COSTS: Final[dict[Level, int]] = {"none": 1, "basic": 10, "full": 50}
"""by node and level,"""
_ENOUGH: Final = 2
"""times that a polynomial may be longer at the trial than what is simplified step by step,"""
_TERMS: Final = 3_000
"""and polynomials may have so many terms."""
_SHORT: Final = 300
"""Size up to which the other way is gone as well, and the shorter result taken."""
_SMALL: Final = 1000
"""Nodes up to which a formula is read as a polynomial."""


def high(first: Expr, steps: list[str], below: list[int], every: bool) -> list[tuple[str, Expr]]:
    """Return (variable, derivative), … at "basic" for more steps than the trial.

    There are three ways: each step derived from the one before it as it was simplified; from the formula
    itself, without simplification on the way; and as polynomials in kernels. All are gone up to the trial.
    """
    found: list[tuple[str, Expr]] = []
    last = plain = first
    for place, name in enumerate(steps[:TRIAL], 1):
        by, order = tuple(steps[:place]), below if place == 1 else None
        last = derived(first, by, last, "basic", None, order)
        plain = derived(first, by, plain, "none", None, order)
        found.append((name, last))
    straight = _ended(first, by, plain, *_simplified(plain.graph, plain.node))
    polynomials = _polynomials(first, steps)
    if len(steps) > HIGH and not every and polynomials is not None and polynomials.are_closed():
        if polynomials.size(TRIAL) <= _ENOUGH * min(last.size, straight.size):
            return [*found, (steps[-1], _far(first, steps, last, polynomials, None))]
    if polynomials is not None and not _are_short(polynomials, first, steps, last, plain, straight):
        polynomials = None
    budget = Budget(first.graph.limits, steps)
    is_direct = polynomials is not None or _MUCH * straight.size <= last.size
    if is_direct and straight.size < last.size:
        found[-1] = (name, straight)
    for place, name in enumerate(steps[TRIAL:], TRIAL + 1):
        by = tuple(steps[:place])
        is_stepwise = polynomials is None and (not is_direct or last.size <= _SHORT)
        if is_stepwise:
            step = last = derived(first, by, last, "basic", None, None)
            budget.spend(place, last, "basic")
        if is_direct:
            plain = derived(first, by, plain, "none", None, None)
            budget.spend(place, plain, "none")
            if every or place == len(steps):
                way = _simplified(plain.graph, plain.node) if polynomials is None else polynomials.at(place)
                other = _ended(first, by, plain, *way)
                step = step if is_stepwise and step.size <= other.size else other
            elif not is_stepwise:
                step = plain
        found.append((name, step))
    return found


def far_as_short(first: Expr, steps: list[str], last: Expr, style: Style | None) -> Expr | None:
    """Return the derivative by all of *steps* as a polynomial in kernels, at "full", where at the trial such
    a polynomial is not much longer than *last*, which was simplified step by step; else None."""
    polynomials = _polynomials(first, steps)
    if polynomials is None or not polynomials.are_closed():
        return None
    graph, [node] = simplified(*_root(polynomials.at(TRIAL)), "full", style)
    return _far(first, steps, last, polynomials, style) if graph.size(node) <= _ENOUGH * last.size else None


class Budget:
    """What the derivatives on the way to one of high order, that by *steps*, may cost all together."""

    def __init__(self, limits: Limits, steps: list[str]) -> None:
        self._most = limits.derived if len(steps) > HIGH else math.inf
        self._spent = 0

    def spend(self, place: int, expr: Expr, level: Level) -> None:
        """Count the derivative of the order *place*. Raises TooLarge where they were too much."""
        self._spent += _COSTS[level] * len(expr.graph)
        if self._spent > self._most:
            raise TooLarge(
                f"derivatives grow: that of order {place} has {len(expr.graph)} nodes"
                f" (limit `derived` is {self._most})",
                hint="ask for a lower order, or raise it with Limits(derived=...)",
            )


def _far(first: Expr, steps: list[str], last: Expr, polynomials: _Polynomials, style: Style | None) -> Expr:
    """Return the last of *polynomials*, at "full" where a style is given.

    Their kernels are those of *last*, the derivative at the trial: what is lost of the domain on the way from
    there is lost in each of the steps, the last of them being one.
    """
    graph, node = polynomials.at(len(steps) - 1)
    before = Expr(graph, node, first.notes, last.unasked)
    [raw] = tangents(graph, [node], graph.symbol(steps[-1]), None)
    short, node = polynomials.at(len(steps))
    if style is not None:
        short, [node] = simplified(short, [node], "full", style)
    return settled(first, tuple(steps), before, raw, short, node)


def _root(found: tuple[Graph, int]) -> tuple[Graph, list[int]]:
    return found[0], [found[1]]


class _Polynomials:
    """A formula's derivatives by *steps* as polynomials in kernels, simplified at "basic" when asked for.

    Raises TooLong, Unsettled and OverflowError where one is none.
    """

    def __init__(self, expr: Expr, steps: list[str]) -> None:
        self._derivation = Derivation(expr.graph, expr.node, _TERMS if len(steps) > HIGH else LONGEST)
        self._sums = [self._derivation.sum]
        self._counts = [len(self._derivation.kernels)]
        for name in steps:
            self._derivation.derive(name)
            self._sums.append(self._derivation.sum)
            self._counts.append(len(self._derivation.kernels))
        self._found: dict[int, tuple[Graph, int]] = {}

    def at(self, place: int) -> tuple[Graph, int]:
        """Return the derivative by the first *place* of the steps."""
        found = self._found.get(place)
        if found is None:
            found = self._found[place] = _simplified(*self._derivation.written(self._sums[place]))
        return found

    def are_closed(self) -> bool:
        """Return whether no derivative after the trial has a kernel that those before have not."""
        return self._counts[-1] == self._counts[TRIAL]

    def size(self, place: int) -> int:
        graph, node = self.at(place)
        return graph.size(node)


def _are_short(
    polynomials: _Polynomials, first: Expr, steps: list[str], last: Expr, plain: Expr, straight: Expr
) -> bool:
    """Return whether *polynomials* are no longer than the shorter of the other ways, *last* and *straight*,
    at the trial; or, where they are a little longer, one step further."""
    least, own = min(last.size, straight.size), polynomials.size(TRIAL)
    if own <= least or own > _MUCH * least:
        return own <= least
    by = tuple(steps[: TRIAL + 1])
    if last.size < straight.size:
        return polynomials.size(TRIAL + 1) <= derived(first, by, last, "basic", None, None).size
    further = derived(first, by, plain, "none", None, None)
    graph, node = _simplified(further.graph, further.node)
    return polynomials.size(TRIAL + 1) <= graph.size(node)


def _polynomials(expr: Expr, steps: list[str]) -> _Polynomials | None:
    """Return the derivatives of *expr* as polynomials, None where one of them is none, or too long."""
    if len(expr.graph) > _SMALL:
        return None
    try:
        return _Polynomials(expr, steps)
    except (TooLong, Unsettled, OverflowError):
        return None


def _simplified(graph: Graph, node: int) -> tuple[Graph, int]:
    short, [end] = simplified(graph, [node], "basic")
    return short, end


def _ended(first: Expr, by: tuple[str, ...], plain: Expr, short: Graph, node: int) -> Expr:
    """Return the derivative *node* of *short*, which is *plain* as it was derived."""
    return settled(first, by, plain, plain.node, short, node)

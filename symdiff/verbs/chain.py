"""The way from a formula to its derivatives: read it, sweep, simplify, and keep where they come from.

>>> [str(step) for _, step in chain("x**3", ("x",), 2, "basic", every=True)]
['x**3', '3*x**2', '6*x']
>>> [str(expr) for expr in partials("x*y + sin(x)", "x y", "basic")]
['y + cos(x)', 'x']
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from symdiff.arithmetic.walk import has_complex
from symdiff.errors import SymdiffError, TooLarge, Unsettled
from symdiff.graph.collector import waiting
from symdiff.graph.entries import entries_of, parted
from symdiff.graph.expr import Conditions, Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import replaced
from symdiff.graph.stored import LARGE
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Variables
from symdiff.parser.inputs import expression, names_of
from symdiff.simplifier.domain.lost import simplest
from symdiff.simplifier.domain.parted import where_real
from symdiff.simplifier.levels import Level, simplified
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.ring.derivation import LONGEST, Derivation
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.simplifier.sharing import gradient_together, simplified_together
from symdiff.sweeps.branches import GUARDED
from symdiff.sweeps.sweep import adjoints, tangents
from symdiff.table.functions import BY_PARTS
from symdiff.table.operators import PIECEWISE
from symdiff.verbs.inner import by_inner_parts
from symdiff.verbs.provenance import provenance, provenances

_TRIAL: Final = 3
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


def chain(
    expr: Any,
    variables: tuple[Variables | int, ...],
    order: Any,
    level: Level,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    every: bool = False,
    trails: list[set[str]] | None = None,
    score: bool = False,
) -> list[tuple[str, Expr]]:
    """Return ("", the expression), (variable, derivative), … up to the derivative by *variables* in turn,
    *order* times by the last; without *every*, steps before the last may be as they were derived. *trails*
    takes up the names of the identities that simplified each derivative, where each is simplified by itself.

    Cost: linear in nodes for each derivative, and that of the *level*. Raises as `derive` does.
    """
    names = repeated(variables, limits)
    if not names:
        raise SymdiffError("derive by which variable?", hint='for example derive("x**2", "x")')
    check_order(order, limits)
    source = expression(
        expr,
        [*names, *names_of(symbols)],
        functions,
        limits,
        by=names,
        arrays=trails is None,
        entries=True,
    )
    steps = names + [names[-1]] * (order - 1) if order else []
    arrays = source.graph.arrays  # a derivative by an array has its shape, whatever is left in the formula
    if source.graph.uses_arrays(source.node) or (arrays and any(name in arrays for name in steps)):
        return _of_arrays(source, steps, level, score)
    if score:
        from symdiff.verbs.scores import without_noise

        raise without_noise()
    if source.graph.operators and (listed := entries_of(source, steps)):
        return _by_entries(source, listed, variables, order, level, every, trails)
    graph, node, below = _own(source, isinstance(expr, str))
    notes = source.notes
    if graph.operators and steps:
        from symdiff.verbs.binders import said_of  # of use for integrals alone

        notes = (*notes, *said_of(source))
    first = Expr(graph, node, notes, where_real(source, steps).unasked)
    if level == "basic" and len(steps) > _TRIAL:
        return [("", first), *_high(first, steps, below, every)]
    style = Style(graph, [node]) if level == "full" else None
    found, last = [("", first)], first
    budget = _Budget(limits, steps)
    for place, name in enumerate(steps, 1):
        trail = None if trails is None else set[str]()
        last = _derived(first, tuple(steps[:place]), last, level, style, below if place == 1 else None, trail)
        found.append((name, last))
        if trails is not None and trail is not None:
            trails.append(trail)
        if place == _TRIAL and level == "full" and len(steps) > HIGH and not every:
            far = _far_as_short(first, steps, last, style)
            if far is not None:
                return [*found, (steps[-1], far)]
        budget.spend(place, last, level)
    return found


def _by_entries(
    source: Expr,
    listed: list[str],
    variables: tuple[Variables | int, ...],
    order: Any,
    level: Level,
    every: bool,
    trails: list[set[str]] | None,
) -> list[tuple[str, Expr]]:
    """Return `chain` where some of the variables are entries of lists that are summed over."""
    expr, rest, said = parted(source, listed)
    found = [("", Expr(source.graph, source.node, (*source.notes, *said), source.unasked))]
    for name, derived in chain(expr, variables, order, level, every=every, trails=trails)[1:]:
        put = replaced(derived, rest)
        graph, [node] = simplified(put.graph, [put.node], level)
        held = simplest([replaced(known, rest) for known in derived.conditions])
        found.append((name, Expr(graph, node, (*source.notes, *said), held)))
    return found


def _of_arrays(source: Expr, steps: list[str], level: Level, score: bool) -> list[tuple[str, Expr]]:
    from symdiff.verbs.tensors import derivatives, names_in  # with NumPy, of no use for scalars

    names_in(source, steps)
    return derivatives(source, steps, level, score=score)


class _Budget:
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


def _far_as_short(first: Expr, steps: list[str], last: Expr, style: Style | None) -> Expr | None:
    """Return the derivative by all of *steps* as a polynomial in kernels, at "full", where at the trial such
    a polynomial is not much longer than *last*, which was simplified step by step; else None."""
    polynomials = _polynomials(first, steps)
    if polynomials is None or not polynomials.are_closed():
        return None
    graph, [node] = simplified(*_root(polynomials.at(_TRIAL)), "full", style)
    return _far(first, steps, last, polynomials, style) if graph.size(node) <= _ENOUGH * last.size else None


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
    return _settled(first, tuple(steps), before, raw, short, node)


def _root(found: tuple[Graph, int]) -> tuple[Graph, list[int]]:
    return found[0], [found[1]]


def repeated(variables: tuple[Variables | int, ...], limits: Limits) -> list[str]:
    """Return the names of *variables*, those that a whole number follows as often as it says."""
    for variable in variables:
        if isinstance(variable, int):
            break
    else:
        return names_of(variables)
    names: list[str] = []
    for variable in variables:
        if not isinstance(variable, int) or isinstance(variable, bool) or not names:
            names += names_of(variable)
        else:
            check_order(variable, limits)
            names[-1:] = [names[-1]] * variable
    return names


def _high(first: Expr, steps: list[str], below: list[int], every: bool) -> list[tuple[str, Expr]]:
    """Return (variable, derivative), … at "basic" for more steps than the trial.

    There are three ways: each step derived from the one before it as it was simplified; from the formula
    itself, without simplification on the way; and as polynomials in kernels. All are gone up to the trial.
    """
    found: list[tuple[str, Expr]] = []
    last = plain = first
    for place, name in enumerate(steps[:_TRIAL], 1):
        by, order = tuple(steps[:place]), below if place == 1 else None
        last = _derived(first, by, last, "basic", None, order)
        plain = _derived(first, by, plain, "none", None, order)
        found.append((name, last))
    straight = _ended(first, by, plain, *_simplified(plain.graph, plain.node))
    polynomials = _polynomials(first, steps)
    if len(steps) > HIGH and not every and polynomials is not None and polynomials.are_closed():
        if polynomials.size(_TRIAL) <= _ENOUGH * min(last.size, straight.size):
            return [*found, (steps[-1], _far(first, steps, last, polynomials, None))]
    if polynomials is not None and not _are_short(polynomials, first, steps, last, plain, straight):
        polynomials = None
    budget = _Budget(first.graph.limits, steps)
    is_direct = polynomials is not None or _MUCH * straight.size <= last.size
    if is_direct and straight.size < last.size:
        found[-1] = (name, straight)
    for place, name in enumerate(steps[_TRIAL:], _TRIAL + 1):
        by = tuple(steps[:place])
        is_stepwise = polynomials is None and (not is_direct or last.size <= _SHORT)
        if is_stepwise:
            step = last = _derived(first, by, last, "basic", None, None)
            budget.spend(place, last, "basic")
        if is_direct:
            plain = _derived(first, by, plain, "none", None, None)
            budget.spend(place, plain, "none")
            if every or place == len(steps):
                way = _simplified(plain.graph, plain.node) if polynomials is None else polynomials.at(place)
                other = _ended(first, by, plain, *way)
                step = step if is_stepwise and step.size <= other.size else other
            elif not is_stepwise:
                step = plain
        found.append((name, step))
    return found


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
        return self._counts[-1] == self._counts[_TRIAL]

    def size(self, place: int) -> int:
        graph, node = self.at(place)
        return graph.size(node)


def _are_short(
    polynomials: _Polynomials, first: Expr, steps: list[str], last: Expr, plain: Expr, straight: Expr
) -> bool:
    """Return whether *polynomials* are no longer than the shorter of the other ways, *last* and *straight*,
    at the trial; or, where they are a little longer, one step further."""
    least, own = min(last.size, straight.size), polynomials.size(_TRIAL)
    if own <= least or own > _MUCH * least:
        return own <= least
    by = tuple(steps[: _TRIAL + 1])
    if last.size < straight.size:
        return polynomials.size(_TRIAL + 1) <= _derived(first, by, last, "basic", None, None).size
    further = _derived(first, by, plain, "none", None, None)
    graph, node = _simplified(further.graph, further.node)
    return polynomials.size(_TRIAL + 1) <= graph.size(node)


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
    return _settled(first, by, plain, plain.node, short, node)


def _derived(
    first: Expr,
    by: tuple[str, ...],
    last: Expr,
    level: Level,
    style: Style | None,
    below: list[int] | None,
    trail: set[str] | None = None,
) -> Expr:
    """Return the derivative of *last* by the last of *by*, which has all the names since *first*; *below* are
    the nodes of *last*, arguments first, where they are known; *trail* takes up the identities that are
    used."""
    graph = last.graph
    inner = None
    if level != "none" and graph.has(PIECEWISE):
        inner = by_inner_parts(graph, last.node, by[-1], _of_one_symbol)
    if inner is not None:
        raw = inner.node
    else:
        [raw] = tangents(graph, [last.node], graph.symbol(by[-1]), below)
    # Where *first* is complex nothing is ordered, and no condition is asked that would make its parts real.
    is_real = level == "full" and not has_complex(first.graph, [first.node])
    short, [node] = simplified(graph, [raw], level, style, trail, is_real)
    return _settled(first, by, last, raw, short, node, inner is not None and inner.is_whole)


def _of_one_symbol(expr: Expr, name: str) -> Expr:
    return _derived(expr, (name,), expr, "full", None, None)


def _settled(
    first: Expr,
    by: tuple[str, ...],
    last: Expr,
    raw: int,
    short: Graph,
    node: int,
    is_whole: bool = False,
) -> Expr:
    """Return a derivative with its conditions, and with values where branches meet that have one; *is_whole*
    says that those of *last* have them."""
    missing: list[int] = []
    if is_whole and len(last.free_symbols) > 1:
        from symdiff.at.branches import left_open

        missing = left_open(by[-1], short, node)
    elif short.has(PIECEWISE) or first.graph.has(PIECEWISE):
        from symdiff.at.branches import (
            mended,  # with what it takes to expand a function, only where it is needed
        )

        node, missing = mended(first, by, short, node)
    kept, origin = provenance(first, by, last, raw, short, node)
    if missing:
        kept = partial(_with, kept, tuple([Expr(short, condition) for condition in missing]))
    return Expr(short, node, first.notes, kept, origin)


def _with(kept: Conditions | Callable[[], Conditions], more: Conditions) -> Conditions:
    """Return conditions that may not be found yet, with *more* of them."""
    found = kept if isinstance(kept, tuple) else kept()
    return (*found, *[condition for condition in more if condition not in found])


def partials(
    expr: Any,
    variables: Variables,
    level: Level,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> list[Expr]:
    """Return the derivatives of *expr* by each of *variables*, on one shared graph; see `gradient`."""
    names = names_of(variables)
    source = expression(expr, [*names, *names_of(symbols)], functions, limits, by=names, arrays=True)
    if source.graph.uses_arrays(source.node):
        from symdiff.verbs.tensors import gradient, names_in

        names_in(source, names)
        return gradient(source, names, level)
    with waiting(len(source.graph)):
        graph, node, order = _own(source, isinstance(expr, str))
        raws = adjoints(graph, node, [graph.symbol(name) for name in names], order)
        if level == "full":
            short, nodes = gradient_together(graph, node, raws)
        else:
            short, nodes = simplified_together(graph, raws, level)
    first = Expr(graph, node, source.notes, where_real(source, names).unasked)
    return [
        Expr(short, new, source.notes, kept, origin)
        for new, (kept, origin) in zip(nodes, provenances(first, names, raws, short, nodes), strict=True)
    ]


def _own(expr: Expr, fresh: bool) -> tuple[Graph, int, list[int]]:
    """Return *expr* in a graph that may grow, its own where it is *fresh*, and what is below it, arguments
    first, in an order of structure alone."""
    source, node = expr.graph, expr.node
    if source.has_any(BY_PARTS):
        from symdiff.arithmetic.modulus import by_parts

        graph = Graph(source.limits)
        at = graph.take(source, node)
        [new] = by_parts(graph, [at])
        if new != at:
            source, node, fresh = graph, new, True
    if source.has_any(GUARDED):
        from symdiff.simplifier.ties import without_ties

        graph = Graph(source.limits)
        at = graph.take(source, node)
        [new] = without_ties(graph, [at])
        if new != at:
            source, node, fresh = graph, new, True
    order = source.postorder([node])
    if fresh:
        return source, node, order
    if len(source) > LARGE and 2 * len(order) > len(source):
        return source.clone(), node, order
    graph = Graph(source.limits)
    node = graph.take(source, node)
    return graph, node, list(range(len(graph)))


def check_order(order: Any, limits: Limits) -> None:
    """Refuse an order of a derivative that is no whole number, negative, or above `limits.order`."""
    if not isinstance(order, int) or isinstance(order, bool):
        raise SymdiffError(f"order {order!r} of a derivative", hint="give a whole number")
    if order < 0:
        raise SymdiffError(f"order {order} of a derivative", hint="give 0 or more")
    if order > limits.order:
        raise TooLarge(
            f"order {order} (limit `order` is {limits.order})",
            hint="raise it with Limits(order=...)",
        )

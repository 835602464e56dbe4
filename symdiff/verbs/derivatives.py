"""What a user asks for: `derive`, `gradient`, `simplify`, and the text, names and levels they accept.

>>> str(derive("x**3*sin(x)", "x"))
'x**2*(x*cos(x) + 3*sin(x))'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, Literal, overload

from symdiff.errors import SymdiffError, TooLarge
from symdiff.graph.collector import waiting
from symdiff.graph.expr import Conditions, Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import Variables, expression, names_of
from symdiff.simplifier.domain.lost import holding
from symdiff.simplifier.levels import Level, hand, level_of, simplified
from symdiff.simplifier.levels import simplify as simplest
from symdiff.simplifier.sharing import simplified_together
from symdiff.simplifier.style import Habits
from symdiff.sweeps.sweep import adjoints, tangents
from symdiff.table.operators import PIECEWISE

_LARGE: Final = 1000
"""Nodes from which a graph is taken over whole, where that is quicker than a copy of what is wanted."""
_TRIAL: Final = 3
"""The order at which it is seen whether simplification of each step makes the next ones longer."""
_MUCH: Final = 4 / 3
"""Times that a derivative must be shorter, simplified at the end alone, for that to be the way on."""
_SHORT: Final = 300
"""Size up to which the other way is gone as well, and the shorter result taken."""


def derive(
    expr: Any,
    *variables: Variables,
    order: int = 1,
    level: Level = "full",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Expr:
    """Return the derivative of *expr* by each of *variables* in turn, *order* times by the last.

    *expr* is a text, an Expr or a SymPy expression; *variables* are names or symbols, "x y" or a list as
    well. *level* says how far to simplify: "none", "basic" or "full" (its old name is *simplify*). In a text,
    the variables and *symbols* are ordinary names whatever else they could mean, and *functions* are unknown
    functions. The result has the notes on how a text was read, and the conditions that its simplification
    lost.

    At "basic", a derivative of order 4 or more is simplified once, at the end, where the third is much
    shorter that way than by simplification of each step.

    Domain: where every partial of a row that is used holds; symbols are real.
    Cost: linear in nodes for each derivative. Raises ParseError for a text that is no formula,
    Unsupported where a function has no closed partial.

    >>> str(derive("x^2 y^3", "x", "y"))
    '6*x*y**2'
    """
    level = level_of(level, simplify)
    return _chain(expr, variables, order, level, symbols, functions, limits, every=False)[-1][1]


def derivatives(
    expr: Any,
    *variables: Variables,
    order: int = 1,
    level: Level = "full",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[tuple[str, Expr]]:
    """Return every step on the way to a derivative: ("", the expression), (variable, derivative), …

    Arguments, cost and errors are those of `derive`, which returns the last.

    >>> [str(step) for _, step in derivatives("x**3", "x", order=2)]
    ['x**3', '3*x**2', '6*x']
    """
    return _chain(expr, variables, order, level_of(level, simplify), symbols, functions, limits, every=True)


def _chain(
    expr: Any,
    variables: tuple[Variables, ...],
    order: int,
    level: Level,
    symbols: str | Iterable[str],
    functions: str | Iterable[str],
    limits: Limits,
    every: bool,
) -> list[tuple[str, Expr]]:
    """Return what `derivatives` does; without *every*, steps before the last may be as they were derived."""
    names = names_of(variables)
    if not names:
        raise SymdiffError("derive by which variable?", hint='for example derive("x**2", "x")')
    check_order(order, limits)
    source = expression(expr, [*names, *symbols], functions, limits)
    graph, node, _ = _own(source, isinstance(expr, str))
    first = last = plain = Expr(graph, node, source.notes, source.conditions)
    habits = hand(graph, [node]) if level == "full" else None
    steps = names + [names[-1]] * (order - 1) if order else []
    stepwise, direct = True, level == "basic" and len(steps) > _TRIAL
    chain = [("", first)]
    for place, name in enumerate(steps, 1):
        by = tuple(steps[:place])
        if stepwise:  # each step is derived from the one before it as it was simplified
            last = step = _derived(first, by, last, level, habits)
        if direct:  # and from the formula itself, without simplification on the way
            plain = _derived(first, by, plain, "none")
            if place >= _TRIAL and (every or place in (_TRIAL, len(steps))):
                short, [end] = simplified(plain.graph, [plain.node], level)
                straight = _settled(first, by, plain, plain.graph, plain.node, short, end)
                if place == _TRIAL and _MUCH * straight.size > last.size:
                    direct = False
                elif not stepwise or straight.size < last.size:
                    step = straight
            elif not stepwise:
                step = plain
            stepwise = stepwise and (not direct or place < _TRIAL or last.size <= _SHORT)
        chain.append((name, step))
    return chain


def _derived(
    first: Expr, by: tuple[str, ...], last: Expr, level: Level, habits: Habits | None = None
) -> Expr:
    """Return the derivative of *last* by the last of *by*, which has all the names since *first*."""
    graph = last.graph
    [raw] = tangents(graph, [last.node], graph.symbol(by[-1]))
    short, [node] = simplified(graph, [raw], level, habits)
    return _settled(first, by, last, graph, raw, short, node)


def _settled(
    first: Expr, by: tuple[str, ...], last: Expr, graph: Graph, raw: int, short: Graph, node: int
) -> Expr:
    """Return a derivative with its conditions, and with values where branches meet that have one."""
    missing: list[int] = []
    if short.has(PIECEWISE) or first.graph.has(PIECEWISE):
        from symdiff.at.branches import (
            mended,  # with what it takes to expand a function, only where it is needed
        )

        node, missing = mended(first, by, short, node)
    kept: Conditions | Callable[[], Conditions]
    kept = partial(_kept, first, by, last, graph, raw, short, node)
    if missing:
        kept = partial(_with, kept, tuple([Expr(short, condition) for condition in missing]))
    return Expr(short, node, first.notes, kept, (first, by))


def _with(kept: Conditions | Callable[[], Conditions], more: Conditions) -> Conditions:
    """Return conditions that may not be found yet, with *more* of them."""
    found = kept if isinstance(kept, tuple) else kept()
    return (*found, *[condition for condition in more if condition not in found])


def _kept(
    first: Expr, by: tuple[str, ...], last: Expr, graph: Graph, raw: int, shorter: Graph, node: int
) -> Conditions:
    """Return the conditions of the derivative of *last*, *raw* as it was derived, *node* when shorter."""
    found = holding(graph, raw, last.node, by[-1], shorter, node, last.conditions)
    if not found:
        return ()
    from symdiff.at.branches import needed  # with what it takes to expand a function

    kept = needed(first, by, shorter, node, found)
    return tuple([condition for condition in found if condition in kept or condition in first.conditions])


def gradient(
    expr: Any,
    variables: Variables,
    *,
    level: Level = "full",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> list[Expr]:
    """Return the derivatives of *expr* by each of *variables*, on one shared graph.

    Cost: linear in nodes, whatever the number of variables; what stands inside a Piecewise, Max or
    Min is swept once for each variable in it, so that no branch that is not taken takes part.
    Conditions are those of `derive`, up to 1000 nodes. Raises as `derive` does.

    >>> [str(d) for d in gradient("x*y + sin(x)", ["x", "y"])]
    ['y + cos(x)', 'x']
    """
    names = names_of(variables)
    level = level_of(level, simplify)
    source = expression(expr, [*names, *symbols], functions, limits)
    with waiting(len(source.graph)):
        graph, node, order = _own(source, isinstance(expr, str))
        raws = adjoints(graph, node, [graph.symbol(name) for name in names], order)
        short, nodes = simplified_together(graph, raws, level, [node])
    first = Expr(graph, node, source.notes, source.conditions)
    partials = []
    for name, raw, new in zip(names, raws, nodes, strict=True):
        kept: Conditions | Callable[[], Conditions] = source.conditions
        if len(order) <= _LARGE:
            kept = partial(_kept, first, (name,), first, graph, raw, short, new)
        partials.append(Expr(short, new, source.notes, kept, (first, (name,))))
    return partials


@overload
def simplify(
    expr: Any,
    *,
    level: Level = "full",
    trace: Literal[False] = False,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Expr: ...
@overload
def simplify(
    expr: Any,
    *,
    level: Level = "full",
    trace: Literal[True],
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> tuple[Expr, list[str]]: ...
def simplify(
    expr: Any,
    *,
    level: Level = "full",
    trace: bool = False,
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Expr | tuple[Expr, list[str]]:
    """Return a text, an Expr or a SymPy expression in a form that is never larger than it was.

    See `symdiff.simplifier.levels.simplify` for the levels, what *trace* adds, and cost. The result has the
    conditions that were lost on the way. Raises as `parse` does, and SymdiffError for an unknown level.

    >>> str(simplify("sin(x)^2 + cos(x)^2"))
    '1'
    """
    source = expression(expr, symbols, functions, limits)
    return simplest(source, level, trace=True) if trace else simplest(source, level)


def _own(expr: Expr, fresh: bool) -> tuple[Graph, int, list[int]]:
    """Return *expr* in a graph that may grow, its own where it is *fresh*, and what is below it, arguments
    first, in an order of structure alone."""
    source, node = expr.graph, expr.node
    order = source.postorder([node])
    if fresh:
        return source, node, order
    if len(source) > _LARGE and 2 * len(order) > len(source):
        return source.clone(), node, order
    graph = Graph(source.limits)
    node = graph.take(source, node)
    return graph, node, list(range(len(graph)))


def check_order(order: int, limits: Limits) -> None:
    """Refuse an order of a derivative that is negative or above `limits.order`."""
    if order < 0:
        raise SymdiffError(f"order {order} of a derivative", hint="give 0 or more")
    if order > limits.order:
        raise TooLarge(
            f"order {order} (limit `order` is {limits.order})",
            hint="raise it with Limits(order=...) or --limit order=...",
        )

"""Shorter forms of the same expression, by one stated cost: the size of the printed tree.

>>> from symdiff.parser.formula import parse
>>> str(simplify(parse("x*x + x*x")))
'2*x**2'
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal, overload

from symdiff.errors import TooLarge
from symdiff.graph.collector import waiting
from symdiff.graph.expr import Conditions, Expr
from symdiff.graph.graph import Graph
from symdiff.graph.stored import Stored, is_large
from symdiff.simplifier import prospects
from symdiff.simplifier.binders import within
from symdiff.simplifier.cells import in_cells
from symdiff.simplifier.divided import with_divisors
from symdiff.simplifier.domain.lost import lost
from symdiff.simplifier.grouped import grouped
from symdiff.simplifier.guarded import without_guards
from symdiff.simplifier.largest import with_fewer_arguments
from symdiff.simplifier.level_names import LEVELS, Level, level_of
from symdiff.simplifier.normal.decimals import has_decimals, with_decimals, with_fractions
from symdiff.simplifier.normal.known_forms import has_pole
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.ordered import in_order, in_terms, size
from symdiff.simplifier.repeated import in_order_by_shape
from symdiff.simplifier.search import Search
from symdiff.simplifier.spread import spread
from symdiff.simplifier.typed import as_typed, typed_sums
from symdiff.table.functions import EXP, SQRT
from symdiff.table.operators import MUL, POW

__all__ = ["LEVELS", "Level", "level_of", "lost_later", "simplified", "simplify"]

_ROUNDS: Final = 6
"""Times that a result is taken again, until it no longer changes."""
_SMALL: Final = 400
"""Nodes up to which "full" does more than "basic"."""
_LARGE: Final = 1000
"""Nodes from which on parts are looked at for what they have in common."""


@overload
def simplify(expr: Expr, level: Level = "full", trace: Literal[False] = False) -> Expr: ...
@overload
def simplify(expr: Expr, level: Level = "full", *, trace: Literal[True]) -> tuple[Expr, list[str]]: ...
def simplify(expr: Expr, level: Level = "full", trace: bool = False) -> Expr | tuple[Expr, list[str]]:
    """Return *expr* in a form that is never larger than it was.

    "none" leaves it, "basic" is the normal form with common factors pulled out where that is
    shorter, "full" also tries one fraction in lowest terms and what trigonometric, hyperbolic and
    exponential functions, roots and absolute values allow. `conditions` of the result are those that
    were lost on the way, and those of *expr*: x/x is 1 where x != 0. With *trace*, the names of the
    identities that made it are returned as well (`symdiff.simplifier.identities` has what they say).

    Domain: real symbols; equal wherever *expr* has a real value, every part of it real or not, and where it
    has any value if I stands in it.
    Cost: "basic" linear in nodes, but for the sorting of terms; "full" that of multivariate greatest
    common divisors, of polynomials of bounded length. Raises SymdiffError for an unknown level.

    >>> from symdiff.parser.formula import parse
    >>> short, names = simplify(parse("sin(x)**2 + cos(x)**2"), trace=True)
    >>> str(short), names
    ('1', ['pythagoras-sin'])
    """
    level_of(level)
    trail = set[str]() if trace else None
    if level == "none":
        return (expr, []) if trace else expr
    graph, node = _settled(expr.graph, expr.node, level, trail)
    short = Expr(graph, node, expr.notes, lost_later(expr, graph, node))
    return short if trail is None else (short, sorted(trail))


def lost_later(expr: Expr, graph: Graph, node: int) -> Callable[[], Conditions]:
    """Return what finds the conditions of *expr* that *node* lacks, which it came to, and those of new poles;
    a large one is put away."""
    if not is_large(expr.graph):
        return partial(_lost, expr, graph, node)
    return partial(_lost_of, Stored(expr.graph, [expr.node]), expr.unasked, graph, node)


def _lost(expr: Expr, graph: Graph, node: int) -> Conditions:
    return lost(expr.graph, expr.node, graph, node, expr.unsolved)


def _lost_of(
    stored: Stored,
    known: Conditions | Callable[[], Conditions],
    graph: Graph,
    node: int,
) -> Conditions:
    source, [old] = stored.opened()
    return _lost(Expr(source, old, (), known), graph, node)


def _settled(graph: Graph, node: int, level: Level, trail: set[str] | None) -> tuple[Graph, int]:
    """Return a form of *node* that simplifying again leaves as it is.

    The search writes in the functions of what it is given, and may write its own result otherwise; a normal
    form with roots may be what was given, in order. Where two forms lead to one another, the same one of
    them is always taken.
    """
    forms: list[tuple[Graph, int, frozenset[str]]] = []
    digests: list[int] = []
    used = None if trail is None else set[str]()
    for _ in range(_ROUNDS):
        graph, [node] = simplified(graph, [node], level, trail=used)
        if graph.digest(node) in digests:
            break
        forms.append((graph, node, frozenset(used or ())))
        digests.append(graph.digest(node))
        if not _is_small(graph, [node]) or (level == "basic" and not _may_change(graph, node)):
            break
    start = digests.index(graph.digest(node))
    graph, node, taken = forms[min(range(start, len(forms)), key=digests.__getitem__)]
    if trail is not None:
        trail |= taken
    return graph, node


def _may_change(graph: Graph, node: int) -> bool:
    """Return whether roots, powers whose exponents are no whole numbers above zero, or products in products
    stand in a normal form: what was put in the order of what was given may have another one by itself."""
    ops = graph.ops
    for part in graph.below([node]):
        op = ops[part]
        if op == SQRT or (op == MUL and ops[graph.children[part][1]] == MUL):
            return True
        if op == POW:
            exponent = graph.numbers.get(graph.children[part][1])
            if not isinstance(exponent, int) or exponent < 0:
                return True
    return False


def simplified(
    graph: Graph,
    roots: list[int],
    level: Level,
    style: Style | None = None,
    trail: set[str] | None = None,
    real: bool = False,
) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* at *level*, sharing what they share.

    *style* is that of the formula that *roots* come from; by default their own. *trail* takes up the
    names of the identities that are used. *real* says that the result is only asked for where each part of
    *roots* is real, as a derivative is, which has that for a condition.
    """
    if level == "none":
        return graph, roots
    if graph.operators:
        graph, roots = within(graph, roots, level, _alone)
    used = None if trail is None else set[str]()
    ordered, tops = _in_order(graph, roots, used)
    if level == "basic":
        return _noted(ordered, tops, used, trail)
    style = style or Style(graph, roots)
    found: tuple[Graph, list[int]] | None = None
    if has_decimals(ordered, tops) and _is_small(ordered, tops):
        if not any(prospects.are_there(ordered, top, style) for top in tops):
            return _finished(*_noted(ordered, tops, used, trail), style, trail)
        found = _by_fractions(graph, roots, ordered, tops, style, used, trail, real)
    if found is None:
        found = _searched(graph, roots, ordered, tops, style, used, trail, real)
    return _finished(*found, style, trail)


def _alone(graph: Graph, roots: list[int], level: Level) -> tuple[Graph, list[int]]:
    return simplified(graph, roots, level)


def _searched(
    graph: Graph,
    roots: list[int],
    ordered: Graph,
    tops: list[int],
    style: Style,
    used: set[str] | None,
    trail: set[str] | None,
    real: bool,
) -> tuple[Graph, list[int]]:
    """Return the shortest forms of *roots*, whose normal forms are *tops* of *ordered*, made by what is
    *used*."""
    hopeful = tops
    if _is_small(ordered, tops):
        hopeful = [top for top in tops if prospects.are_there(ordered, top, style)]
        hopeful = [top for top in hopeful if not has_pole(ordered, top)]
        if not hopeful:
            return _noted(ordered, tops, used, trail)
    start, starts, collected = ordered, tops, used
    if len(graph.below(roots)) <= _SMALL:
        collected = None if trail is None else set[str]()
        start, starts = in_terms(graph, roots, collected)
        if not _is_small(start, starts):  # perhaps it is, with common factors pulled out
            start, starts, collected = ordered, tops, used
    if not _is_small(start, starts):
        return _noted(ordered, tops, used, trail)
    search = Search(style, trail is not None, real)
    shared = Graph(graph.limits)
    results = []
    for root, top, first in zip(roots, tops, starts, strict=True):
        best, node, before = ordered, top, used
        if top in hopeful:
            found = search.shortest_of(start, first, ordered, top, graph.size(root))
            best, node = found.graph, found.node
            # What comes back to the normal form is made by its laws, whatever was tried on the way.
            if trail is not None and not best.same(node, ordered, top):
                trail |= found.used
                before = used if found.is_of_top else collected
        _noted(ordered, tops, before, trail)
        results.append(shared.copy(best, [node])[node])
    return shared, results


def _by_fractions(
    graph: Graph,
    roots: list[int],
    ordered: Graph,
    tops: list[int],
    style: Style,
    used: set[str] | None,
    trail: set[str] | None,
    real: bool,
) -> tuple[Graph, list[int]] | None:
    """Return what `_searched` does for *roots* that have decimals: searched for with the fractions that those
    are, and *tops* where that is no shorter. None where powers of those fractions are too long."""
    laws = None if trail is None else set[str]()
    tried = None if trail is None else set[str]()
    try:
        exact, starts = with_fractions(graph, roots)
        plain, firsts = _in_order(exact, starts, laws)
        if has_decimals(exact, starts):  # polynomials are not made of them
            found, nodes = _noted(plain, firsts, laws, tried)
        else:
            found, nodes = _searched(exact, starts, plain, firsts, style.with_fractions(), laws, tried, real)
        found, nodes = with_decimals(found, nodes, ordered)
        found, nodes = in_order(found, nodes, tried)
    except TooLarge:
        return None
    shared = Graph(graph.limits)
    results = []
    for top, node in zip(tops, nodes, strict=True):
        is_shorter = found.size(node) < ordered.size(top)
        best, root, names = (found, node, tried) if is_shorter else (ordered, top, used)
        _noted(best, [root], names, trail)
        results.append(shared.copy(best, [root])[root])
    return shared, results


def _finished(
    graph: Graph, roots: list[int], style: Style, trail: set[str] | None
) -> tuple[Graph, list[int]]:
    """Return *roots* with each Piecewise by cells, some terms of sums drawn together, exponentials below the
    line as *style* has them, and numbers multiplied into sums, each where that is no longer."""
    used = set[str]()
    divided = graph.has(EXP) and style.divides()
    if style.sums is None:
        style.sums = typed_sums(style.graph, style.roots)
    sums = style.sums
    found = []
    for root in roots:
        best, node = with_fewer_arguments(*without_guards(*in_cells(graph, root, used), used), used)
        best, node = grouped(best, node, used)
        if divided:
            best, node = with_divisors(best, node, used)
        best, node = spread(best, node, used, divided)
        found.append(as_typed(best, node, sums))
    if not used and not sums:
        return graph, roots
    if trail is not None:
        trail |= used
    shared = Graph(graph.limits)
    return shared, [shared.copy(best, [node])[node] for best, node in found]


def _noted(
    graph: Graph, roots: list[int], used: set[str] | None, trail: set[str] | None
) -> tuple[Graph, list[int]]:
    if trail is not None and used is not None:
        trail |= used
    return graph, roots


def _in_order(graph: Graph, roots: list[int], trail: set[str] | None) -> tuple[Graph, list[int]]:
    """Return the normal form of *roots*."""
    with waiting(len(graph)):
        large = len(graph) > _LARGE and len(graph.below(roots)) > _LARGE
        return in_order_by_shape(graph, roots, trail) if large else in_order(graph, roots, trail)


def _is_small(graph: Graph, roots: list[int]) -> bool:
    return len(graph.below(roots)) <= _SMALL and size(graph, roots) <= 2 * _SMALL

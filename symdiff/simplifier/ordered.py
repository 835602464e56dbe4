"""The normal form, taken until it no longer changes, and what was given where no form of it is shorter.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("y*x*x + 2*x**2*y")
>>> used: set[str] = set()
>>> graph, [node] = in_order(e.graph, [e.node], used)
>>> str(Expr(graph, node)), sorted(used)
('3*x**2*y', ['like-factors', 'like-terms'])
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.given import as_given
from symdiff.simplifier.normal.known_forms import in_known_forms
from symdiff.simplifier.normal.small.given import shortest_as_given
from symdiff.simplifier.normal.small.sweep import Form, small_form

_ROUNDS: Final = 6
"""Times the normal form is taken at most; two or three are the rule."""
_SHORT: Final = 100
"""Size up to which it is looked at sum by sum whether the normal form is its own."""
_MANY: Final = 1_000
"""Nodes from which on it is looked at as well, since to take the form again takes long."""
_MUCH_LESS: Final = 4
"""Times that a form must be shorter to be taken without a look at what is given, in order."""
_LARGE: Final = 50_000
"""Nodes from which on the normal form is taken once."""


def in_order(
    graph: Graph, roots: list[int], trail: set[str] | None = None, rounds: int = _ROUNDS
) -> tuple[Graph, list[int]]:
    """Return a graph and the nodes in it that are *roots* in normal form, sharing what they share.

    The form is taken until it no longer changes or no longer shrinks, so that taking it again
    changes nothing. *trail* takes up the names of the identities that are used.
    """
    large = len(graph) > _LARGE and len(graph.below(roots)) > _LARGE
    best, found = graph, roots
    used: set[str] = set()
    form: Form | None = None
    lengthened = led_by_sign = is_first = False
    for turn in range(1 if large else rounds):
        form = None if trail is not None else small_form(best, found)
        if form is None and not turn:
            graph, roots = in_known_forms(graph, roots, used)
            if graph is not best:
                best, found = graph, roots
                form = None if trail is not None else small_form(best, found)
        form = form or _general_form(best, found, trail is not None)
        if form is None or (turn and size(form.graph, form.nodes) > size(best, found)):
            break
        lengthened, led_by_sign, is_first = lengthened or form.lengthened, form.led_by_sign, not turn
        is_same = not form.is_final and _are_same(form, best, found)
        if trail is not None and not (is_same or _are_same(form, best, found)):
            used |= form.used
        best, found = form.graph, form.nodes
        if is_same or form.is_final:
            break
    given, length = size(graph, roots), size(best, found)
    if length > given or (lengthened and _MUCH_LESS * length > given):
        # What is given, or the form itself, may be longer for its order alone: they are compared in order.
        others = []
        if form is None or not is_first or not _is_shorter_than_given(form, graph, roots, given, length):
            others.append(_in_given_form(graph, roots, set()))
        if led_by_sign:
            others.append(_in_given_form(best, found, used))
        for kept in others:
            if kept is not None and size(kept.graph, kept.nodes) < length:
                best, found, used = kept.graph, kept.nodes, kept.used
                length = size(best, found)
    if length > given:
        return compact(graph, roots)
    if trail is not None:
        trail |= used
    if form is not None and form.is_compact and best is form.graph:
        return best, found
    return compact(best, found)


def _general_form(graph: Graph, roots: list[int], is_traced: bool) -> Form | None:
    """Return the normal form of *roots*, None where a constant part has no value: 1/0, oo - oo, or floats out
    of range. It notes the identities that it uses, which that of small formulas does not."""
    general = Factored(graph)
    try:
        nodes = general.sweep(roots)
    except (Unsettled, OverflowError, RecursionError):
        return None
    form = Form(general.graph, nodes, general.used_for(nodes) if is_traced else general.used)
    form.lengthened, form.led_by_sign = general.lengthened, general.led_by_sign
    if size(form.graph, nodes) <= _SHORT:
        form.is_final = general.is_final(nodes)
    elif len(form.graph) > _MANY:
        form.is_final = general.is_final(nodes, with_numbers=True)
    return form


def _is_shorter_than_given(form: Form, graph: Graph, roots: list[int], given: int, length: int) -> bool:
    """Return whether what is given, in order, is surely not shorter than *form*."""
    if form.gain is not None and given - form.gain >= length:
        return True
    return form.is_compact and shortest_as_given(graph, roots) >= length


def _are_same(form: Form, graph: Graph, roots: list[int]) -> bool:
    return all(form.graph.same(n, graph, r) for n, r in zip(form.nodes, roots, strict=True))


class _Given(NamedTuple):
    """Nodes with their terms and factors in order, and the names of the identities that made them."""

    graph: Graph
    nodes: list[int]
    used: set[str]


def _in_given_form(graph: Graph, roots: list[int], before: set[str]) -> _Given | None:
    """Return *roots*, made by what was used *before*, with their terms and factors in order, None where that
    fails."""
    used = set(before)
    try:
        ordered, nodes = as_given(graph, roots, used)
    except (Unsettled, OverflowError, RecursionError):
        return None
    return _Given(ordered, nodes, used) if size(ordered, nodes) <= size(graph, roots) else None


def in_terms(graph: Graph, roots: list[int], trail: set[str] | None = None) -> tuple[Graph, list[int]]:
    """Return *roots* with like terms and factors collected, once, as the search for fractions wants it:
    no common factors are pulled out, which takes most of the time of `in_order`."""
    used: set[str] = set()
    graph, roots = in_known_forms(graph, roots, used)
    form = Normal(graph)
    try:
        nodes = form.sweep(roots)
    except (Unsettled, OverflowError, RecursionError):
        return compact(graph, roots)
    if trail is not None:
        trail |= used | form.used_for(nodes)
    return compact(form.graph, nodes)


def compact(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* in a graph of nothing else, numbered by structure alone."""
    alone = Graph(graph.limits)
    mapping = alone.copy(graph, roots)
    return alone, [mapping[root] for root in roots]


def size(graph: Graph, roots: list[int]) -> int:
    """Return the size of *roots* together."""
    return sum([graph.size(root) for root in roots])

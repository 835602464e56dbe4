"""From the last line of the rules to the answer, in at most three lines, each by identities that have names.

>>> from symdiff.parser.formula import parse
>>> start, end = parse("(2*x*(x - 1) - (x**2 + 1))/(x - 1)**2"), parse("(x**2 - 2*x - 1)/(x - 1)**2")
>>> [(str(form.expr), form.names) for form in way(start, end)]
[('(x**2 - 2*x - 1)/(x - 1)**2', ('like-terms', 'minus-of-sum'))]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, permutations
from typing import Final, NamedTuple

from symdiff.errors import Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.ordered import in_order, in_terms
from symdiff.simplifier.ring.rational import Fractions

_EACH: Final = 4
"""What a line costs, in subexpressions that are compared."""
_BETWEEN: Final = 2
"""Forms between the two ends, at most."""
_NEAR: Final = 8
"""Subexpressions in which two forms may differ for a reader to see it at once."""
_LARGEST: Final = 100
"""Size up to which forms between the two ends are looked for."""


class Form(NamedTuple):
    """A form on the way, and the identities that made it."""

    expr: Expr
    names: tuple[str, ...]


def way(start: Expr, end: Expr, identities: Iterable[str] = ()) -> list[Form]:
    """Return the forms that lead from *start* to *end*, which is the last; none where they are the same.

    Of all ways over the forms that are known, at most three lines long, it is the one whose largest step
    is smallest: a step is as large as the number of subexpressions that only one of two lines has.
    *identities* are those that made *end* in another way; they are told where none of the forms is *end*.
    Cost: that of a few normal forms; none for long ones.
    """
    if start == end:
        return []
    if start.size > _LARGEST:
        return [Form(end, tuple(identities))]
    between = [_made(start, in_order)]
    if between[0].expr != end or _distance(_parts(start), _parts(end)) > _NEAR:
        between += [_made(start, in_terms), *_fractions(start)]
    names = next((form.names for form in between if form.expr == end), tuple(identities))
    forms = [Form(start, ()), *_others(between, (start, end)), Form(end, names)]
    parts = [_parts(form.expr) for form in forms]
    last = len(forms) - 1
    ways: list[tuple[int, tuple[int, ...]]] = []
    for count in range(min(_BETWEEN, last - 1) + 1):
        for middle in permutations(range(1, last), count):
            path = (0, *middle, last)
            largest = max(_distance(parts[a], parts[b]) for a, b in pairwise(path))
            ways.append((largest + _EACH * count, path))
    _, best = min(ways)
    found = [forms[place] for place in best[1:]]
    return [Form(form.expr, _left(form, found[:place])) for place, form in enumerate(found)]


def _others(forms: list[Form], ends: tuple[Expr, Expr]) -> list[Form]:
    """Return those of *forms* that are none of the *ends*, each once."""
    found: list[Form] = []
    for form in forms:
        if all(form.expr != other for other in (*ends, *[one.expr for one in found])):
            found.append(form)
    return found


def _left(form: Form, before: list[Form]) -> tuple[str, ...]:
    """Return the identities of *form* that were not told of the lines *before*; all where none is left."""
    known = {name for one in before for name in one.names}
    return tuple([name for name in form.names if name not in known]) or form.names


def _made(expr: Expr, make: Callable[[Graph, list[int], set[str]], tuple[Graph, list[int]]]) -> Form:
    used: set[str] = set()
    graph, [node] = make(expr.graph, [expr.node], used)
    return Form(Expr(graph, node), tuple(sorted(used)))


def _fractions(expr: Expr) -> Iterator[Form]:
    """Yield *expr* as one fraction in lowest terms, where that holds wherever *expr* does."""
    try:
        form = Normal(expr.graph)
        [start] = form.sweep([expr.node])
        traits = Style(expr.graph, [expr.node]).traits
        for node, is_doubted, laws in Fractions(form, False, traits, {}, True).forms(start):
            if not is_doubted:
                yield Form(Expr(form.graph, node), tuple(sorted(laws)))
    except (Unsettled, OverflowError, RecursionError):
        return


def _parts(expr: Expr) -> set[int]:
    graph = expr.graph
    return {graph.digest(node) for node in graph.below([expr.node])}


def _distance(one: set[int], other: set[int]) -> int:
    return len(one ^ other)

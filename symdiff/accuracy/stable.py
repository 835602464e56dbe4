"""The verb `stable`: the same formula in a form whose value in floats has nearly all its digits.

>>> print(stable("sqrt(x + 1) - sqrt(x)"))
1/(sqrt(x + 1) + sqrt(x))
"""

from __future__ import annotations

import time
from typing import Any, Final, NamedTuple

from symdiff.accuracy.branches import branches, by_sign
from symdiff.accuracy.points import in_space
from symdiff.accuracy.rewrites import Short
from symdiff.accuracy.search import Found, is_good, search
from symdiff.accuracy.series import LONG, far, polynomials, tails
from symdiff.accuracy.trial import ENOUGH, Trial
from symdiff.arithmetic.walk import is_complex
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names
from symdiff.parser.inputs import expression, names_of
from symdiff.table.operators import PIECEWISE

_SECONDS: Final = 1.2
"""After so long no new forms are looked for."""
_CLOSE: Final = 3.0
"""Bits that a form with branches loses where a longer polynomial is tried."""
_LONGER: Final = 5
"""How much longer that takes, at most."""
_CLEARLY: Final = 0.9
"""The part of what the formula loses that a form may lose that is not good."""
_SHIFTS: Final = (0.37, 0.71)
"""How far the points of the tests are from those of the search."""
_ABOUT: Final = "Taylor polynomial about 0"
_FAR: Final = "Taylor polynomial in 1/x"
_TAIL: Final = "erfcx or dawson without its first term"
_LARGE: Final = 2000
"""Nodes beyond which a formula is left as it is."""
_FEWEST: Final = 5
"""Points with a value without which nothing can be said."""


def stable(
    expr: Formula,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return *expr* in a form that keeps its digits in floats, *expr* itself where it does.

    Bits lost are measured against proved values at fixed points of all sizes and both signs. Forms come of
    named identities, at the nodes where digits are lost; where one form is not enough and there is one
    symbol, of Taylor polynomials about 0 and far away, with at most three branches. The result has notes:
    what was used, and the largest errors that were found before and after. Between the points nothing is
    proved.

    Error: in floats at most 6 bits where the note says so; compared with what the rounding of the symbols
    alone may change the value by. Cost: 0.2 s as a rule, some 2 s at most: no new forms are
    sought after 1.2 s. Raises as `parse` does. Complex formulas, unknown functions, and functions without
    proved values are returned as they are, with a note.

    >>> print(stable("log(1 + exp(x))"))
    softplus(x)
    """
    return of(expression(expr, names_of(symbols), functions, limits, conditions=True))


class Largest(NamedTuple):
    """The most bits that a form was seen to lose, and where."""

    bits: float
    where: str


def of(expr: Expr) -> Expr:
    """Return an expression in a stable form; see `stable`."""
    source = expr.graph
    names = source.symbols([expr.node])
    if not names:
        return expr
    if is_complex(expr) or any(source.operators.get(node) for node in source.below([expr.node])):
        return _noted(expr, expr, "left as it is: it is complex, or has unknown functions")
    if source.operations([expr.node]) > _LARGE:
        return _noted(expr, expr, f"left as it is: it has over {_LARGE} operations")
    until = time.thread_time() + _SECONDS
    graph = Graph(source.limits)
    start = Expr(graph, graph.take(source, expr.node))
    trial = Trial(graph, start.node, in_space(names))
    if len(trial.finite()) < _FEWEST:
        return _noted(expr, expr, "left as it is: there are too few points at which its value can be proved")
    if is_good(trial, start.node):
        return expr
    found = search(trial, lambda: time.thread_time() > until)
    best = _best(trial, found, start, names, until)
    before = _largest(trial, start.node)
    if before.bits <= ENOUGH and trial.overflows(best.node):
        return expr
    failed = f"no better form was found; {before.bits:.0f} bits lost at {before.where}"
    for number, shift in enumerate(_SHIFTS):
        other = Trial(graph, start.node, in_space(names, shift))
        if best.node == start.node or not _is_better(trial, best.node):
            return _noted(expr, expr, failed)
        if not _is_worse(other, best):
            break
        if number + 1 == len(_SHIFTS):
            return _noted(expr, expr, failed)
        trial = Trial(graph, start.node, in_space(names) + in_space(names, shift))
        best = _best(trial, found, start, names, until)
    after = max(_largest(trial, best.node), _largest(other, best.node))
    note = f"{', '.join(best.names)}; {before.bits:.0f} bits lost at {before.where}, now "
    note += f"{after.bits:.1f} at most" if after.bits <= ENOUGH else f"{after.bits:.0f} at {after.where}"
    return _noted(expr, Expr(graph, best.node), note)


def _best(trial: Trial, found: list[Found], start: Expr, names: list[str], until: float) -> Found:
    """Return the best of *found*, with branches where it alone loses too much."""
    best = min(found, key=lambda form: float(trial.losses(form.node).mean()))
    if trial.losses(best.node).max(initial=0) <= ENOUGH:
        return found[0]
    if len(names) == 1:
        return _with_branches(trial, found, start, names[0], until)
    node = by_sign(trial, [form.node for form in found], names)
    return Found(node, _names(trial, node, found))


def _is_worse(trial: Trial, form: Found) -> bool:
    """Return whether *form* loses more than enough, and than the formula, at one of the points of *trial*."""
    new, old = trial.losses(form.node), trial.losses(trial.node)
    return bool(((new > ENOUGH) & (new > old + 1)).any())


def _with_branches(trial: Trial, found: list[Found], start: Expr, name: str, until: float) -> Found:
    """Return the best form with branches, or the best without where branches help nothing."""
    short = Short(trial.graph)
    begun = time.thread_time()
    near = polynomials(start, name, until)
    took = time.thread_time() - begun
    distant = far(start, name, until)
    ends = [tail for form in found for tail in tails(trial.graph, form.node, short)]
    exact = [*[form.node for form in found], start.node]
    rough = [*near, *distant, *ends]
    node = branches(trial, list(dict.fromkeys([*exact, *rough])), rough, name)
    has_time = time.thread_time() + _LONGER * took < until
    if near and has_time and trial.losses(node).max() > _CLOSE:
        longer = polynomials(start, name, until, LONG)
        near += longer
        rough += longer
        node = branches(trial, list(dict.fromkeys([*exact, *rough])), rough, name)
    names = list(_names(trial, node, found))
    for forms, what in ((near, _ABOUT), (distant, _FAR), (ends, _TAIL)):
        if any(form in forms for form in _used(trial, node)):
            names.append(what)
    return Found(node, tuple(names))


def _used(trial: Trial, node: int) -> tuple[int, ...]:
    """Return the branches of a form."""
    return trial.graph.children[node][::2] if trial.graph.ops[node] == PIECEWISE else (node,)


def _names(trial: Trial, node: int, found: list[Found]) -> tuple[str, ...]:
    """Return the names of what led to the branches of a form."""
    used = _used(trial, node)
    return tuple(dict.fromkeys([name for form in found if form.node in used for name in form.names]))


def _is_better(trial: Trial, node: int) -> bool:
    """Return whether *node* loses little, or clearly less than the formula."""
    new, old = trial.losses(node), trial.losses(trial.node)
    least = 1.0 if new.max() <= ENOUGH else _CLEARLY
    return bool(new.sum() < least * old.sum())


def _largest(trial: Trial, node: int) -> Largest:
    losses = trial.losses(node, strictly=False)
    place = int(losses.argmax())
    where = ", ".join(f"{name} = {value:.3g}" for name, value in trial.points[place].items())
    return Largest(float(losses[place]), where)


def _noted(expr: Expr, result: Expr, note: str) -> Expr:
    notes: Any = (*expr.notes, f"stable: {note}")
    return Expr(result.graph, result.node, notes, expr.unasked, expr._origin)

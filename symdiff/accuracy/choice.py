"""Which of the forms that were found is taken, alone or with others as branches."""

from __future__ import annotations

from typing import Final

from symdiff.accuracy.branches import branches, by_sign
from symdiff.accuracy.centres import centres
from symdiff.accuracy.patterns import Short
from symdiff.accuracy.search import Found
from symdiff.accuracy.series import LONG, far, polynomials, tails
from symdiff.accuracy.symmetries import mirrored
from symdiff.accuracy.trial import ENOUGH, Trial
from symdiff.graph.expr import Expr
from symdiff.table.operators import PIECEWISE

_CLOSE: Final = 3.0
"""Bits that a form with branches loses where a longer polynomial is tried."""
_HALF: Final = 26.0
"""Half of the bits: what loses more is tried in forms for positive numbers, if it is even or odd."""
_CLEARLY: Final = 0.9
"""The part of what the formula loses that a form may lose that is not good."""
_ABOUT: Final = "Taylor polynomial about 0"
_FAR: Final = "Taylor polynomial in 1/x"
_BESIDE: Final = "Taylor polynomial about another number"
_NEAR: Final = 0.08
"""How near to a number it is, as a part of it, that a polynomial about it is made."""
_TAIL: Final = "erfcx or dawson without its first term"


def mean(trial: Trial, found: list[Found]) -> Found:
    """Return the form of *found* that loses least."""
    return min(found, key=lambda form: float(trial.losses(form.node).mean()))


def chosen(trial: Trial, found: list[Found]) -> Found:
    """Return the best of *found*, with branches where it alone loses too much."""
    good = [form for form in found if trial.losses(form.node).max(initial=0) <= ENOUGH]
    if good:
        return good[0]
    if len(trial.names) == 1:
        return with_branches(trial, found)
    node = by_sign(trial, [form.node for form in found])
    return Found(node, _names(trial, node, found))


def is_worse(trial: Trial, form: Found) -> bool:
    """Return whether *form* loses more than enough, and than the formula, at one of the points of *trial*."""
    new, old = trial.losses(form.node), trial.losses(trial.node)
    return bool(((new > ENOUGH) & (new > old + 1)).any())


def with_branches(trial: Trial, found: list[Found]) -> Found:
    """Return the best form with branches, or the best without where branches help nothing."""
    [name], budget = trial.names, trial.budget
    start, short = Expr(trial.graph, trial.node), Short(trial.graph, budget)
    best = mean(trial, found).node
    near = polynomials(start, name, budget)
    # where what is left of a difference is too small to be told, a form without it has coefficients
    distant, beside = far(start, name, budget) or far(Expr(trial.graph, best), name, budget), list[int]()
    for centre in centres(trial.graph, trial.node, name):
        if _is_lost_near(trial, best, name, centre.parts()[0]):
            beside += polynomials(start, name, budget, about=centre)
    ends = [tail for form in found for tail in tails(trial.graph, form.node, short)]
    exact = [*[form.node for form in found], trial.node]
    rough = [*near, *distant, *beside, *ends]
    node = branches(trial, list(dict.fromkeys([*exact, *rough])), rough, name)
    if near and trial.losses(node).max() > _CLOSE:
        longer = polynomials(start, name, budget, LONG)
        near += longer
        rough += longer
        node = branches(trial, list(dict.fromkeys([*exact, *rough])), rough, name)
    parity = trial.parity() if trial.losses(node).max() > _HALF else 0
    if parity:  # what is known on the right side is known on the left one
        law = "f(-x) = f(x)" if parity > 0 else "f(-x) = -f(x)"
        others = [mirrored(trial.graph, form.node, name, parity) for form in found]
        found = [*found, *[Found(n, (*form.names, law)) for n, form in zip(others, found, strict=True)]]
        distant += [mirrored(trial.graph, form, name, parity) for form in distant]
        exact = [*[form.node for form in found], trial.node]
        rough = [*near, *distant, *beside, *ends]
        node = branches(trial, list(dict.fromkeys([*exact, *rough])), rough, name)
    names = list(_names(trial, node, found))
    for forms, what in ((near, _ABOUT), (distant, _FAR), (beside, _BESIDE), (ends, _TAIL)):
        if any(form in forms for form in _used(trial, node)):
            names.append(what)
    return Found(node, tuple(names))


def _is_lost_near(trial: Trial, node: int, name: str, number: float) -> bool:
    """Return whether *node* loses too much at a point that is near to a *number*."""
    losses = trial.losses(node)
    near = [place for place, at in enumerate(trial.points) if abs(at[name] / number - 1) < _NEAR]
    return any(losses[place] > ENOUGH for place in near)


def _used(trial: Trial, node: int) -> tuple[int, ...]:
    """Return the branches of a form."""
    return trial.graph.children[node][::2] if trial.graph.ops[node] == PIECEWISE else (node,)


def _names(trial: Trial, node: int, found: list[Found]) -> tuple[str, ...]:
    """Return the names of what led to the branches of a form."""
    used = _used(trial, node)
    return tuple(dict.fromkeys([name for form in found if form.node in (node, *used) for name in form.names]))


def is_better(trial: Trial, node: int) -> bool:
    """Return whether *node* loses little, or clearly less than the formula."""
    new, old = trial.losses(node), trial.losses(trial.node)
    least = 1.0 if new.max() <= ENOUGH else _CLEARLY
    return bool(new.sum() < least * old.sum())


__all__ = ["chosen", "is_better", "is_worse", "mean", "with_branches"]

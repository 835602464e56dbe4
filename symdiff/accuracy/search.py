"""The search for a form without branches: identities where digits are lost, the best few forms kept.

An identity is tried at the nodes whose own operation loses most, given exact arguments, and at the nodes that
these are arguments of. A form is kept if its values in many digits are those of the formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from symdiff.accuracy.patterns import Short
from symdiff.accuracy.rewrites import BY_LOGARITHM, forms
from symdiff.accuracy.trial import ENOUGH, Trial
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP
from symdiff.table.operators import AND, CONSTANT, GT, NUMBER, PIECEWISE, POW

_BEAM: Final = 6
_ALIKE: Final = 2
"""Forms that lose the same at each point with which the search goes on."""
_ROUNDS: Final = 7
_PATIENCE: Final = 4
"""Rounds in which less must be lost: a form may need four identities, of which the last alone helps."""
_LESS: Final = 0.9
"""The part of what was lost before them that may be lost after so many rounds; else the search ends."""
_NODES: Final = 4
"""Nodes at which identities are tried, of each form in each round."""
_BAD: Final = 8
"""Points at which the nodes of a form are compared with their exact values."""
_NO_VALUE: Final = 2.0**60
"""The error, in units of the last place, of an operation without the value that it should have."""
_TOO_LARGE: Final = 2.0**20
"""The same of one whose value is too large for floats: what is made of it may be none."""
_HALVES: Final = 24
"""Forms that are kept of a formula of several variables: two of them may be good where a part has one sign,
and where it has the other."""
_KEPT: Final = 60
"""Forms of which those are sought that are good at some points."""
_CANDIDATE: Final = 100
"""Steps that it takes to write down a form that is tried."""
_SIZE: Final = 0.002
"""What a node more costs, in bits lost on average."""


class Found(NamedTuple):
    """A form, and the names of what led to it."""

    node: int
    names: tuple[str, ...]


def search(trial: Trial) -> list[Found]:
    """Return forms of the formula of *trial*, the best first, itself one of them. It ends where the budget of
    *trial* is spent."""
    graph, short, budget = trial.graph, Short(trial.graph, trial.budget), trial.budget
    start = Found(trial.node, ())
    best, seen, tried = [start], {trial.node: start}, set[int]()
    largest = 4 * graph.size(trial.node) + 20
    known = [start]
    finite = trial.finite()
    few = finite[:: max(1, len(finite) // 6)]

    def score(found: Found) -> float:
        return float(trial.losses(found.node).mean()) + _SIZE * graph.size(found.node)

    scores = [score(start)]
    for _ in range(_ROUNDS):
        if is_good(trial, best[0].node):
            break
        if len(scores) > _PATIENCE and scores[-1] > _LESS * scores[-1 - _PATIENCE]:
            break
        fresh: list[Found] = []
        for form in [each for each in best if each.node not in tried]:
            tried.add(form.node)
            for name, new in _tried(graph, form.node, worst(trial, form.node), short):
                budget.spend(_CANDIDATE)
                if budget.is_over():
                    break
                if new in seen or graph.size(new) > largest:
                    continue
                seen[new] = Found(new, form.names if name in form.names else (*form.names, name))
                if trial.agrees(new, few):
                    fresh.append(seen[new])
        known += fresh
        if not fresh:
            break
        before, best = best, _different(trial, sorted(dict.fromkeys((*best, *fresh)), key=score))
        if before == best:
            break
        scores.append(score(best[0]))
    different: dict[bytes, Found] = {}
    for form in sorted(known, key=score):  # the same products in another order are one form
        different.setdefault(trial.np.round(trial.losses(form.node)).tobytes(), form)
        if len(different) == _KEPT:
            break
    return _kept(trial, [guarded(trial, form) for form in different.values()], start)


def _different(trial: Trial, pool: list[Found]) -> list[Found]:
    """Return the first of *pool* with which the search goes on: few of those that lose the same everywhere,
    which are often the same products in another order."""
    alike: Counter[bytes] = Counter()
    result: list[Found] = []
    for form in pool:
        losses = trial.np.round(trial.losses(form.node)).tobytes()
        alike[losses] += 1
        if alike[losses] <= _ALIKE:
            result.append(form)
            if len(result) == _BEAM:
                break
    return result


def guarded(trial: Trial, form: Found) -> Found:
    """Return *form* where the bases of powers that it writes by logarithms are positive, and the formula
    elsewhere: (-2)**n has values for whole n, at which nothing is measured. Bases of powers whose exponent is
    a number that is not whole, and those that are above 0 as they are written, are left out."""
    graph = trial.graph
    if not any(name in BY_LOGARITHM for name in form.names):
        return form
    bases: dict[int, None] = {}
    for node in graph.below([trial.node]):
        if graph.ops[node] != POW:
            continue
        base, exponent = graph.both(node)
        if graph.ops[exponent] != NUMBER and graph.ops[base] not in (CONSTANT, EXP):
            if graph.ops[base] != NUMBER or graph.value(base) < 0:
                bases[base] = None
    if not bases:
        return form
    zero = graph.number(0)
    condition = -1
    for base in bases:
        one = graph.intern(GT, (base, zero))
        condition = one if condition < 0 else graph.intern(AND, (condition, one))
    branches = (form.node, condition, trial.node, graph.constant("True"))
    return Found(graph.intern(PIECEWISE, branches), form.names)


def _kept(trial: Trial, found: list[Found], start: Found) -> list[Found]:
    """Return the best of *found*, and those that are best at some points, that agree with the formula."""
    np, everywhere = trial.np, trial.finite()
    least = np.full(len(trial), np.inf)
    result: list[Found] = []
    few = _BEAM if len(trial.names) == 1 else _HALVES
    for form in found[:_KEPT]:
        losses = trial.losses(form.node)
        if len(result) < few or (losses < least - 4).any():
            if form is start or trial.agrees(form.node, everywhere):
                result.append(form)
                least = np.minimum(least, losses)
    return result or [start]


def is_good(trial: Trial, node: int) -> bool:
    """Return whether *node* loses little everywhere, and nothing overflows on the way."""
    if not len(trial):
        return True
    return bool(trial.losses(node).max() <= ENOUGH) and not trial.overflows(node)


def _tried(graph: Graph, root: int, nodes: list[int], short: Short) -> Iterator[tuple[str, int]]:
    """Yield *root* with other forms of one of *nodes*, or of one that it is an argument of; and with the same
    identity at all of them at once: of two terms without a value, one with a value gains nothing."""
    order = graph.below([root])
    places = [place for node in nodes for place in (node, *[e for e in order if node in graph.children[e]])]
    changes: dict[str, dict[int, int]] = {}
    for place in dict.fromkeys(places):
        for name, new in forms(graph, place, short):
            if new != place:
                changes.setdefault(name, {}).setdefault(place, new)
                yield name, replaced(graph, order, root, {place: new})
    for name, changed in changes.items():
        if len(changed) > 1:
            yield name, replaced(graph, order, root, changed)


def replaced(graph: Graph, order: list[int], root: int, changes: dict[int, int]) -> int:
    """Return *root*, whose nodes are *order*, with other nodes in the place of some, as *changes* say."""
    changed = dict(changes)
    for node in order:
        children = graph.children[node]
        if node not in changed and any(child in changed for child in children):
            op = graph.ops[node]
            over = tuple([changed.get(child, child) for child in children])
            changed[node] = graph.make(op, over)
    return changed.get(root, root)


def worst(trial: Trial, root: int) -> list[int]:
    """Return the nodes below *root* whose own operation loses most, where *root* does."""
    np, graph = trial.np, trial.graph
    losses = trial.losses(root)
    finite = sorted(trial.finite(), key=lambda place: -losses[place])
    bad = [place for place in finite if losses[place] > ENOUGH]
    # of many bad points some of each kind, not those that come first
    chosen = bad[:: max(1, len(bad) // _BAD)] if len(bad) > _BAD else finite
    places = [place for place in chosen[:_BAD] if losses[place] > 0]
    if not places:
        return []
    weight, exact = {}, {}
    for node in graph.below([root]):
        children = graph.children[node]
        true = exact[node] = trial.rounded(node, places)
        if not children or trial.floats(node).dtype.kind != "f":
            continue
        arguments = [exact[child] for child in children]
        with np.errstate(all="ignore"):
            got = trial.operate(node, arguments)
            error = np.abs(got - true) / np.maximum(np.spacing(np.abs(true)), 1e-320)
        error = np.where(np.isfinite(error), error, np.where(got == true, _TOO_LARGE, _NO_VALUE))
        lost = float(np.log2(1 + error).sum())
        if lost > 2 * len(places):
            weight[node] = lost
    return sorted(weight, key=lambda node: -weight[node])[:_NODES]

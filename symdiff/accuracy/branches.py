"""The fewest branches, one form each, that lose little: found by dynamic programming over sorted points."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Sequence
from itertools import pairwise, product
from typing import Any, Final, NamedTuple

from symdiff.accuracy.points import between
from symdiff.accuracy.trial import ENOUGH, Trial
from symdiff.graph.graph import Graph
from symdiff.table.functions import code_of
from symdiff.table.operators import ADD, CONSTANT, DIV, LE, LT, MUL, PIECEWISE, SUB, is_function

_MOST: Final = 3
"""Branches that a result may have."""
_PRICE: Final = 1.5
"""What a branch costs, in bits at one point."""
_SIZE: Final = 0.01
"""What a node costs."""
_FREE: Final = 2.0
"""Bits that cost nothing."""
_BEYOND: Final = 20.0
"""What it costs to lose more than enough at one point."""
_WRONG: Final = 1e6
"""The same of a polynomial, which has values there that look right."""
_FEWEST: Final = 3
"""Points that a polynomial is for: for one or two, such as 1 and -1, it is no form of the formula."""
_PLANNED: Final = 3
"""Steps that planning takes, for each form and each point."""
_SHORT: Final = 12
"""Size of a part of a formula whose sign tells which of two forms is taken."""
_PARTS: Final = 24
_SAVED: Final = 2
"""How many times fewer points there must be, with a branch more, at which too much is lost."""
_LOOKS: Final = 15
"""Points between two others at which a cut is placed."""


class Part(NamedTuple):
    """A form, for the points between two numbers of the order."""

    form: int
    begin: int
    end: int


def branches(trial: Trial, forms: Sequence[int], near: Container[int], name: str) -> int:
    """Return *forms* as the branches of a Piecewise in *name*, or in its absolute value. Those in *near* are
    polynomials, which have no place where they lose too much, or where it is not known what they lose."""
    best: tuple[float, int] | None = None
    for key, is_absolute in ((abs, True), (float, False)):
        cost, parts, order = _planned(trial, forms, near, key, name)
        if best is None or cost < best[0]:
            best = cost, _written(trial, parts, order, name, is_absolute)
    assert best is not None
    return best[1]


def by_sign(trial: Trial, forms: Sequence[int]) -> int:
    """Return the best of *forms* of several variables, or two of them for the two signs of a variable or of
    a part of the formula: if they lose too much at half of the points, or fewer, where one alone does."""
    np, graph = trial.np, trial.graph
    table = np.array([_cost(trial, form, _BEYOND) for form in forms])
    bad = np.array([trial.losses(form) > ENOUGH for form in forms])
    size = np.array([graph.size(form) for form in forms]) * _SIZE
    best = int(np.argmin(table.sum(axis=1) + size))
    least, result = float(table[best].sum() + size[best]) - _PRICE, forms[best]
    for part, op in product(_parts(trial, forms), (LE, LT)):  # 0 has a value in one of the two, perhaps
        values = trial.floats(part)
        negative = values <= 0 if op == LE else values < 0
        below, above = table[:, negative].sum(axis=1) + size, table[:, ~negative].sum(axis=1) + size
        one, two = int(np.argmin(below)), int(np.argmin(above))
        price = graph.size(part) * _SIZE
        if one == two or below[one] + above[two] + price >= least:
            continue
        if _SAVED * (bad[one] & negative | bad[two] & ~negative).sum() <= bad[best].sum():
            least = float(below[one] + above[two] + price)
            condition = graph.intern(op, (part, graph.number(0)))
            result = graph.intern(PIECEWISE, (forms[one], condition, forms[two], _true(graph)))
    return result


def _parts(trial: Trial, forms: Sequence[int]) -> list[int]:
    """Return the variables, and short parts of the forms without functions, that have both signs."""
    graph, np = trial.graph, trial.np
    found = dict.fromkeys([graph.symbol(name) for name in trial.names])
    nodes = [
        node for form in forms for node in graph.below([form]) if graph.ops[node] in (ADD, SUB, MUL, DIV)
    ]
    for node in sorted(dict.fromkeys(nodes), key=graph.size):
        if graph.size(node) > _SHORT or len(found) > _PARTS:
            break
        if any(is_function(graph.ops[each]) for each in graph.below([node])):
            continue
        values = trial.floats(node)
        with np.errstate(invalid="ignore"):
            if (values < 0).any() and (values > 0).any():
                found[node] = None
    return list(found)


def _cost(trial: Trial, form: int, beyond: float) -> Any:
    """Return what *form* costs at each point, where it loses too much *beyond* what it loses."""
    losses = trial.losses(form)
    return trial.np.maximum(losses - _FREE, 0) + beyond * (losses > ENOUGH)


def _planned(
    trial: Trial, forms: Sequence[int], near: Container[int], key: Callable[[float], float], name: str
) -> tuple[float, list[Part], list[int]]:
    """Return what the best parts cost, the parts, and the places of points in the order of *key*."""
    np = trial.np
    trial.budget.spend(_PLANNED * len(trial) * len(forms))
    points = _points(trial)
    order = sorted(range(len(points)), key=lambda place: key(points[place][name]))
    keys = [key(points[place][name]) for place in order]
    costs = [_all_costs(trial, form, form in near)[order] for form in forms]
    sums = np.concatenate([np.zeros((len(forms), 1)), np.cumsum(np.array(costs), axis=1)], axis=1)
    sizes = np.array([trial.graph.size(form) for form in forms]) * _SIZE
    count = len(order)
    part = np.full((count + 1, count + 1), math.inf)  # what the best form costs from a place up to another
    short = np.tri(count + 1, k=_FEWEST - 1, dtype=bool)
    for along, size, form in zip(sums, sizes, forms, strict=True):
        whole = along[None, :] - along[:, None] + size
        np.minimum(part, np.where(short, math.inf, whole) if form in near else whole, out=part)
    part[np.tri(count + 1, dtype=bool)] = math.inf
    same = [place for place in range(1, count) if keys[place] == keys[place - 1]]
    part[same] = math.inf  # no cut between points that are not apart
    # The cost of the best plan for the first points, and where its last part begins, by the number of parts.
    plan = np.full(count + 1, math.inf)
    plan[0] = 0.0
    plans: list[tuple[float, Any]] = []
    for _ in range(_MOST):
        table = plan[:, None] + part + _PRICE
        begins = table.argmin(axis=0)
        plan = table[begins, np.arange(count + 1)]
        plans.append((float(plan[count]), begins))
    many = min(range(_MOST), key=lambda number: plans[number][0])
    parts, end = list[Part](), count
    for number in range(many, -1, -1):
        begin = int(plans[number][1][end])
        whole = sums[:, end] - sums[:, begin] + sizes
        if end - begin < _FEWEST:
            whole = np.where([form in near for form in forms], math.inf, whole)
        form = forms[int(np.argmin(whole))]
        parts.append(Part(form, begin, end))
        end = begin
    return plans[many][0], parts[::-1], order


def _points(trial: Trial) -> list[dict[str, float]]:
    return [*trial.points, *trial.untold]


def _all_costs(trial: Trial, form: int, is_near: bool) -> Any:
    """Return what *form* costs at each point, and then at those where no value is told."""
    np = trial.np
    told = _cost(trial, form, _WRONG if is_near else _BEYOND)
    if is_near:
        told = told + _WRONG * trial.is_far(form)
    return np.concatenate([told, np.full(len(trial.untold), _WRONG if is_near else 0.0)])


def _written(trial: Trial, parts: list[Part], order: list[int], name: str, is_absolute: bool) -> int:
    graph = trial.graph
    symbol = graph.symbol(name)
    measured = graph.call(code_of("Abs", 1), (symbol,)) if is_absolute else symbol
    points, children = _points(trial), list[int]()
    for part, following in pairwise(parts):
        if part.form == following.form:
            continue
        low, high = points[order[part.end - 1]][name], points[order[following.begin]][name]
        if is_absolute:
            low, high = abs(low), abs(high)
        cut = _placed(trial, part.form, following.form, low, high, name, is_absolute)
        children += [part.form, graph.intern(LT, (measured, graph.number(cut)))]
    if not children:
        return parts[-1].form
    return graph.intern(PIECEWISE, (*children, parts[-1].form, _true(graph)))


def _true(graph: Graph) -> int:
    node = graph.constant("True")
    assert graph.ops[node] == CONSTANT
    return node


def _placed(
    trial: Trial, first: int, second: int, low: float, high: float, name: str, is_absolute: bool
) -> Any:
    """Return where to go over from one form to the other: a short number between *low* and *high*."""
    values = between(low, high, _LOOKS)
    points = [{name: value} for value in values]
    if is_absolute:
        points += [{name: -value} for value in values]
    near = Trial(trial.graph, trial.node, points, trial.budget)
    place = {value: at for at, value in enumerate(values)}
    excess: dict[int, tuple[float, float]] = {}
    if len(near):
        for point, one, two in zip(near.points, near.losses(first), near.losses(second), strict=True):
            at = place[abs(point[name]) if is_absolute else point[name]]
            a, b = excess.get(at, (0.0, 0.0))
            excess[at] = (max(a, float(one)), max(b, float(two)))
    ends = [low, *values, high]

    def cost(cut: int) -> float:
        """What is lost if the first *cut* of *values* belong to the first form."""
        chosen = [pair[0] if at < cut else pair[1] for at, pair in excess.items()]
        return max([*chosen, 0.0]) + sum(chosen) / 100

    cut = min(range(len(values) + 1), key=cost)
    return _short(ends[cut], ends[cut + 1])


def _short(low: float, high: float) -> Any:
    """Return the number with the fewest digits above *low* and not above *high*."""
    middle = math.sqrt(low * high) if low > 0 else -math.sqrt(low * high) if high < 0 else (low + high) / 2
    if low < 0 < high:
        return 0
    for digits in range(1, 18):
        value = float(f"{middle:.{digits - 1}e}")
        if low < value <= high:
            return int(value) if value == int(value) and abs(value) < 1e6 else value
    return high

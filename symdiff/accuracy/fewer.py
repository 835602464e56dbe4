"""A formula of several variables as one of fewer, in its best form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from symdiff.accuracy.looks import Form, points_of
from symdiff.accuracy.search import Found, is_good, replaced, worst
from symdiff.accuracy.symmetries import reduced
from symdiff.accuracy.trial import Trial
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP, LOG
from symdiff.table.operators import ADD, AND, GT, NUMBER, PIECEWISE, POW, SUB

_FEWER: Final = "a formula of fewer variables"
_FORMS: Final = 2
"""Forms whose sums are looked at."""
_SUMS: Final = 3
"""Sums of each that are looked at."""
_PARTS: Final = 4
"""The part of the budget that each sum has."""


def in_fewer(trial: Trial, searched: Callable[[Expr, Trial], Form]) -> list[Found]:
    """Return the formula in the best form of one of fewer variables, if it is one: what depends on x/y alone,
    but for a factor, or on x - y. *searched* finds that form. What is not so for negative numbers stays as it
    is there."""
    graph, budget = trial.graph, trial.budget
    if len(trial.names) == 1 or budget.is_over():
        return []
    law = reduced(graph, trial.node, trial.names, budget)
    if law is None:
        return []
    same, condition, everywhere = law.restored(law.node), -1, trial.finite()
    if not trial.has_values(
        same, everywhere
    ):  # x/y has none at 0, and sqrt(x**2) is x where that is positive
        for condition in law.conditions():
            if trial.has_values(_where(graph, condition, same, trial.node), everywhere):
                break
        else:
            return []
    small, part = Expr(graph, law.node), budget.part(2)
    whole = part.left
    inner = Trial(graph, law.node, points_of(small, law.names), part)
    form = Form(small) if is_good(inner, law.node) else searched(small, inner)
    budget.spend(whole - part.left)
    node = law.restored(form.expr.node)
    return [Found(_where(graph, condition, node, trial.node), (*form.used, _FEWER))]


def in_parts(trial: Trial, found: Sequence[Found], searched: Callable[[Expr, Trial], Form]) -> list[Found]:
    """Return forms in which a sum that loses digits stands in its best form, as one of fewer variables than
    the whole formula has: the first two of *found*, and three sums of each."""
    graph, budget, result = trial.graph, trial.budget, list[Found]()
    known: dict[int, Found | None] = {}
    for form in found[:_FORMS]:
        changes, names = dict[int, int](), list(form.names)
        lossy = [node for node in worst(trial, form.node) if node != trial.node]
        for node in [each for each in lossy if graph.ops[each] in (ADD, SUB)][:_SUMS]:
            if node not in known and not budget.is_over():
                known[node] = _of_sum(trial, node, searched)
            part = known.get(node)
            if part is not None:
                changes[node] = part.node
                names += part.names
        if changes:
            new = replaced(graph, graph.below([form.node]), form.node, changes)
            result.append(Found(new, tuple(dict.fromkeys(names))))
    return result


def _of_sum(trial: Trial, node: int, searched: Callable[[Expr, Trial], Form]) -> Found | None:
    """Return a sum in its best form of fewer variables; None where there is none that loses less."""
    graph, part = trial.graph, trial.budget.part(_PARTS)
    whole, expr = part.left, Expr(graph, node)
    names = graph.symbols([node])
    if not names:
        return None
    found: list[Found] = []
    if len(names) == 1:
        if len(trial.names) > 1:
            form = searched(expr, Trial(graph, node, points_of(expr, names), part))
            found = [Found(form.expr.node, form.used)] if form.after else []
    else:
        points = {tuple(point[name] for name in names): None for point in trial.points}
        at = [dict(zip(names, point, strict=True)) for point in points]
        inner = Trial(graph, node, at, part)
        found = in_fewer(inner, searched) or _in_one(inner, searched)
    trial.budget.spend(whole - part.left)
    return found[0] if found and found[0].node != node else None


def _in_one(trial: Trial, searched: Callable[[Expr, Trial], Form]) -> list[Found]:
    """Return a formula in the best form of one of a part alone, as exp(u)*(u - 1) + 1 for u = n*log(x)."""
    graph, node = trial.graph, trial.node
    below = graph.below([node])
    powers = {each: graph.both(each) for each in below if graph.ops[each] == POW}
    powers = {each: sides for each, sides in powers.items() if graph.ops[sides[1]] != NUMBER}
    changes = {
        each: graph.call(EXP, (graph.mul(exponent, graph.call(LOG, (base,))),))
        for each, (base, exponent) in powers.items()
    }
    positive = -1
    for base in dict.fromkeys([base for base, _ in powers.values()]):
        one = graph.intern(GT, (base, graph.number(0)))
        positive = one if positive < 0 else graph.intern(AND, (positive, one))
    for start, condition in {node: -1, replaced(graph, below, node, changes): positive}.items():
        order = graph.below([start])
        for inner in reversed(order[:-1]):
            names = graph.symbols([inner])
            if len(names) < len(trial.names):
                continue
            symbol = graph.symbol(names[0])
            small = replaced(graph, order, start, {inner: symbol})
            alone = replaced(graph, order, start, {inner: graph.number(2)})
            if graph.symbols([small]) != names[:1] or graph.symbols([alone]):
                continue
            expr = Expr(graph, small)
            form = searched(expr, Trial(graph, small, points_of(expr, names[:1]), trial.budget))
            if form.after is not None:
                new = replaced(graph, graph.below([form.expr.node]), form.expr.node, {symbol: inner})
                return [Found(_where(graph, condition, new, node), (*form.used, _FEWER))]
    return []


def _where(graph: Graph, condition: int, node: int, other: int) -> int:
    """Return *node* where a condition holds, and the *other* one elsewhere; *node* if there is none."""
    if condition < 0:
        return node
    return graph.intern(PIECEWISE, (node, condition, other, graph.constant("True")))


__all__ = ["in_fewer", "in_parts"]

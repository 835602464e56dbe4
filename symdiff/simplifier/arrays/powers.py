"""Powers and sums that meet in a product: what they have in common is written once, or is 0.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> from symdiff.simplifier.arrays.normal import Normal
>>> g = Graph()
>>> node, _ = lowered(g, "sum(x - mean(x))", declared("x[n]"), DEFAULT)
>>> form = Normal(Graph())
>>> form.graph.numbers[form.of(g, node)]
0
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symdiff.graph.contraction import Contraction, letters
from symdiff.simplifier.arrays.meeting import Meeting
from symdiff.simplifier.arrays.terms import Factor, Number, Product, times
from symdiff.table.operators import NUMBER, POW

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal

_TERMS = 8
"""Terms of a sum up to which it is looked at."""


def sum_of_deviations(state: Meeting) -> bool:
    """The sum of x - mean(x) is 0, and a sum of which some terms are so is shorter."""
    form = state.form
    for factor in state.factors:
        if factor.power != 1 or not factor.axes or not form.is_sum(factor.node):
            continue
        summed = tuple([place for place, axis in enumerate(factor.axes) if state.is_between(axis, factor)])
        total = _shorter_total(form, factor.node, summed) if summed else None
        if total is not None:
            left = [axis for place, axis in enumerate(factor.axes) if place not in summed]
            state.draw(factor, total, left)
            return True
    return False


def _shorter_total(form: Normal, node: int, places: tuple[int, ...]) -> int | None:
    """Return a sum, summed over the axes at *places*, where that has fewer terms; None elsewhere."""
    key = node, places
    if key in form.totals:
        return form.totals[key]
    form.totals[key] = None
    terms = form.terms(node)
    if len(terms) > _TERMS:
        return None
    names = "".join([letter for letter, _ in zip(letters(), form.graph.shape(node), strict=False)])
    left = "".join([name for place, name in enumerate(names) if place not in places])
    given = Contraction((names,), left)
    shape = tuple([dim for place, dim in enumerate(form.graph.shape(node)) if place not in places])
    whole = form.added([(number, form.contracted(given, [part])) for number, part in terms], shape)
    is_zero = not form.product(whole).number
    if is_zero or len(form.terms(whole)) < len(terms) - (0 if shape else 1):
        form.totals[key] = whole
    return form.totals[key]


def of_one_base(state: Meeting) -> bool:
    """x^p * x is x^(p + 1), and x^p * x^q is x^(p + q), for exponents that are no numbers."""
    form, graph = state.form, state.form.graph
    for factor in state.factors:
        if graph.ops[factor.node] != POW or factor.power != 1:
            continue
        base, exponent = graph.both(factor.node)
        for other in state.factors:
            if other is factor or other.axes != factor.axes:
                continue
            if other.node == base:
                more = form.added([(1, exponent), (other.power, graph.number(1))])
            elif graph.ops[other.node] == POW and other.power == 1 and graph.both(other.node)[0] == base:
                more = form.added([(1, exponent), (1, graph.both(other.node)[1])])
            else:
                continue
            if graph.ops[more] == NUMBER:
                return False  # of exponents that cancel something else may be left
            state.replace([factor, other], [Factor(graph.pow(base, more), 1, factor.axes)])
            return True
    return False


def of_product(state: Meeting) -> bool:
    """(A @ B) .^ p times A @ B, which is drawn in, is (A @ B) .^ (p + 1)."""
    form = state.form
    for factor in state.factors:
        if factor.power == 1:
            continue
        inner = form.product(factor.node)
        if inner.is_plain() or not inner.is_made() or len(inner.factors) > len(state.factors) - 1:
            continue
        if inner.number != 1 or inner.fixed:
            continue
        found = _matched(state, inner, factor)
        if found is not None:
            more = times(1, factor.power + 1)
            state.replace([*found, factor], [factor._replace(power=more)] if more else [])
            return True
    return False


def _matched(state: Meeting, inner: Product, whole: Factor) -> list[Factor] | None:
    """Return the factors that make the product *inner* on the axes of *whole*; None where it is not there."""
    start = dict(zip(inner.output, whole.axes, strict=True))
    if len(start) < len(inner.output):
        return None
    pending: list[tuple[dict[int, int], list[Factor]]] = [(start, [])]
    while pending:
        names, taken = pending.pop()
        if len(taken) == len(inner.factors):
            own = [axis for axis in names if axis not in inner.output]
            if all(_is_of(state, names[axis], taken) for axis in own):
                return taken
            continue
        wanted = inner.factors[len(taken)]
        for factor in state.factors:
            if factor.node != wanted.node or factor.power != wanted.power or factor is whole:
                continue
            if any(factor is each for each in taken):
                continue
            more = dict(names)
            pairs = zip(wanted.axes, factor.axes, strict=True)
            if all(more.setdefault(axis, outer) == outer for axis, outer in pairs):
                if len(set(more.values())) == len(more):
                    pending.append((more, [*taken, factor]))
    return None


def _is_of(state: Meeting, axis: int, factors: Sequence[Factor]) -> bool:
    """Return whether an axis is summed, and stands in *factors* alone."""
    if axis in state.output or any(axis == own for own, _ in state.kept):
        return False
    return sum([each.axes.count(axis) for each in state.factors]) == sum(
        [each.axes.count(axis) for each in factors]
    )


def cleared(state: Meeting) -> bool:
    """1/(t*(1 + u/t)) is 1/(t + u), and t*(1 + u/t) is t + u."""
    form = state.form
    for factor in state.factors:
        if not isinstance(factor.power, int) or not form.is_sum(factor.node):
            continue
        terms = form.terms(factor.node)
        if len(terms) > _TERMS:
            continue
        for scalar in state.factors:
            if scalar.axes or scalar is factor or (scalar.power > 0) != (factor.power > 0):
                continue
            least = _least(form, terms, scalar.node)
            left = times(1, scalar.power + least * factor.power)
            if not least or (left and (left > 0) != (scalar.power > 0)):
                continue
            away = form.raised(scalar.node, -least)
            node = form.added([(number, form.times([(part, 1), (away, 1)])) for number, part in terms])
            rest = [scalar._replace(power=left)] if left else []
            state.replace([factor, scalar], [Factor(node, factor.power, factor.axes), *rest])
            return True
    return False


def _least(form: Normal, terms: Sequence[tuple[Number, int]], node: int) -> Number:
    """Return the lowest power that a scalar has in *terms*, 0 where it stands in no denominator."""
    found: Number = 0
    for _, part in terms:
        for factor in form.product(part).factors:
            if factor.node == node and not factor.axes:
                found = min(found, factor.power)
    return found


__all__ = ["cleared", "of_one_base", "of_product", "sum_of_deviations"]

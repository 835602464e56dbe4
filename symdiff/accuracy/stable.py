"""The verb `stable`: the same formula in a form whose value in floats has nearly all its digits.

>>> print(stable("sqrt(x + 1) - sqrt(x)"))
1/(sqrt(x + 1) + sqrt(x))
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from symdiff.accuracy.balls import Space
from symdiff.accuracy.branches import branches, by_sign
from symdiff.accuracy.budget import Budget, steps_of
from symdiff.accuracy.centres import centres
from symdiff.accuracy.floats import Floats, unmeasured
from symdiff.accuracy.points import in_space
from symdiff.accuracy.rewrites import IDENTITIES, Short
from symdiff.accuracy.search import Found, is_good, search
from symdiff.accuracy.series import LONG, far, polynomials, tails
from symdiff.accuracy.symmetries import mirrored, reduced
from symdiff.accuracy.trial import ENOUGH, OVERFLOW, Trial
from symdiff.arithmetic.walk import is_complex
from symdiff.errors import TooLarge
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names
from symdiff.parser.inputs import expression, names_of
from symdiff.table.functions import SQRT
from symdiff.table.operators import PIECEWISE, POW, SYMBOL, is_function, is_leaf

_CLOSE: Final = 3.0
"""Bits that a form with branches loses where a longer polynomial is tried."""
_HALF: Final = 26.0
"""Half of the bits: what loses more is tried in forms for positive numbers, if it is even or odd."""
_CLEARLY: Final = 0.9
"""The part of what the formula loses that a form may lose that is not good."""
_SHIFTS: Final = (0.37, 0.71)
"""How far the points of the tests are from those of the search."""
_ABOUT: Final = "Taylor polynomial about 0"
_FAR: Final = "Taylor polynomial in 1/x"
_BESIDE: Final = "Taylor polynomial about another number"
_NEAR: Final = 0.08
"""How near to a number it is, as a part of it, that a polynomial about it is made."""
_MOST_POINTS: Final = 200
"""Points at which a formula is measured, at most."""
_TAIL: Final = "erfcx or dawson without its first term"
_FEWER: Final = "a formula of fewer variables"
_TERMS: Final = 200
"""Terms of a sum that is multiplied out on the way."""
_FEWEST: Final = 5
"""Points with a value without which nothing can be said."""
_USUAL: Final = 2.0**100
"""What is larger, or smaller than its inverse, is very large or small."""
_LITTLE: Final = 15_000
"""Steps of a search for what helps at such numbers alone, where little is to be spent."""
_DEARER: Final = 4
"""What a form may cost more then."""
_PRICES: Final = {SQRT: 4, POW: 4, PIECEWISE: 16}
_PRICE: Final = 8
"""What a function costs."""
_BEGUN: Final = 200
"""Steps of a first look at a formula."""
_LOOK: Final = 20
"""The same, for each step that the formula takes at one point."""
_LARGE: Final = "it takes too much to measure it: limit `trials`"


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
    alone may change the value by. Cost: 5 ms where nothing is lost, 25 ms as a rule where something is, some
    1 s at most; work is counted, not timed, and ends at `limits.trials`. Raises TooLarge where that is not
    enough to measure what is lost, and as `parse` does. Complex formulas, unknown functions, and functions
    without proved values are returned as they are, with a note.

    >>> print(stable("log(1 + exp(x))"))
    softplus(x)
    """
    source = expression(expr, names_of(symbols), functions, limits, conditions=True)
    steps = _measuring(source, source.graph.symbols([source.node]))
    if steps > limits.trials:
        raise TooLarge(
            f"it takes {steps} steps to measure what is lost (limit `trials` is {limits.trials})",
            hint="raise it with Limits(trials=...)",
        )
    return improved([source], Budget(limits.trials))[0].expr


class Largest(NamedTuple):
    """The most bits that a form was seen to lose, and where."""

    bits: float
    where: str

    def __str__(self) -> str:
        """Return what is lost at most, or where it is too much."""
        # whole bits: what a machine's own functions lose differs in the first decimal
        return (
            f"{max(1, math.ceil(self.bits))} at most"
            if self.bits <= ENOUGH
            else f"{self.bits:.0f} at {self.where}"
        )


class Form(NamedTuple):
    """A formula in a stable form, and what is known of it."""

    expr: Expr
    """The form, or the formula itself; its notes say in short what follows."""
    used: tuple[str, ...] = ()
    """The identities, by their left sides, and the polynomials that led to it."""
    before: Largest | None = None
    """What the formula loses, None where it was not measured or loses nothing."""
    after: Largest | None = None
    """What the form loses, None where none was found."""

    @property
    def branches(self) -> list[tuple[str, str]]:
        """The branches of the form with their conditions; none where it has only one."""
        graph, node = self.expr.graph, self.expr.node
        if self.after is None or graph.ops[node] != PIECEWISE:
            return []
        parts = [str(Expr(graph, child)) for child in graph.children[node]]
        return list(zip(parts[::2], parts[1::2], strict=True))


def improved(exprs: Sequence[Expr], budget: Budget, thrifty: bool = False) -> list[Form]:
    """Return expressions in stable forms; see `stable`.

    First it is measured what each loses, of half of *budget*, if there are several; what is left is shared by
    those that lose digits. What is too large for that is returned as it is, with a note. If *thrifty*, what
    loses digits at very large and very small numbers alone gets only a form that costs hardly more, and what
    only overflows on the way to the right value none.
    """
    different = {(id(expr.graph), expr.node): expr for expr in exprs}
    measuring = budget.part(1 if len(different) == 1 else 2)
    whole = measuring.left
    looks = _Looks(measuring, thrifty)
    trials: dict[tuple[int, int], Trial] = {}
    found: dict[tuple[int, int], Form] = {}
    for key, expr in different.items():
        begun = looks(expr)
        if isinstance(begun, Form):
            found[key] = begun
        else:
            trials[key] = begun
    budget.spend(whole - measuring.left)
    for place, (key, trial) in enumerate(trials.items()):
        part = trial.budget = budget.part(len(trials) - place)
        whole = part.left
        found[key] = _searched(different[key], trial, thrifty and _is_far_out(trial))
        budget.spend(whole - part.left)
    return [found[id(expr.graph), expr.node] for expr in exprs]


def is_surer(exprs: Sequence[Expr], others: Sequence[Expr]) -> bool:
    """Return whether one of *others*, which have the same values as *exprs*, has digits in doubt at a point
    where that of *exprs* has none. Cost: an evaluation of *others* in floats at the points of `stable`; of
    *exprs*, too, where there are doubts."""
    names = sorted({name for e in (*exprs, *others) for name in e.graph.symbols([e.node])})
    if not names:
        return False
    points, at = in_space(names), dict[int, Floats]()

    def doubts(expr: Expr) -> set[int]:
        if id(expr.graph) not in at:
            at[id(expr.graph)] = Floats(expr.graph, points)
        return set(at[id(expr.graph)].doubtful(expr.node))

    for one, other in zip(exprs, others, strict=True):
        if _is_measurable(one) and _is_measurable(other):
            found = doubts(other)
            if found and found - doubts(one):
                return True
    return False


def _is_measurable(expr: Expr) -> bool:
    """Return whether floats tell what an expression loses."""
    graph = expr.graph
    return not unmeasured(graph, expr.node) and not any(
        graph.operators.get(node) for node in graph.below([expr.node])
    )


def explained(form: Form) -> list[str]:
    """Return what was done, a line for each identity, each branch, and the largest errors."""
    if form.before is None:
        said = form.expr.notes[-1:] if form.expr.notes and form.expr.notes[-1].startswith("stable:") else ()
        return list(said) or ["stable: nothing is lost"]
    laws = dict(IDENTITIES)
    used = [f"{name} = {laws[name]}" if name in laws else name for name in form.used]
    lines = [f"stable: used: {each}" for each in used]
    lines += [f"stable: where {condition}: {branch}" for branch, condition in form.branches]
    lines.append(f"stable: {_lost(form.before)}")
    lines.append(f"stable: now {form.after}" if form.after else "stable: no better form was found")
    return lines


def _points(expr: Expr, names: Sequence[str], shift: float = 0.0) -> list[dict[str, float]]:
    """Return the points at which an expression is measured, in the order of one variable."""
    found = in_space(names, shift)
    if len(names) == 1:
        numbers = {x for point in found for x in point.values()}
        for centre in centres(expr.graph, expr.node, names[0]):
            numbers.update(centre.points(shift))
        found = [{names[0]: x} for x in sorted(numbers)]
    return found


def _measuring(expr: Expr, names: Sequence[str]) -> int:
    """Return about the steps that it takes to measure what an expression loses."""
    return _MOST_POINTS * (1 + len(names)) * _work(expr)


def _work(expr: Expr) -> int:
    ops = expr.graph.ops
    return sum([steps_of(ops[node]) for node in expr.graph.below([expr.node])])


class _Looks:
    """The first looks at several expressions: what is shared by those of one graph is computed once. If
    *thrifty*, an overflow on the way to the right value is none."""

    def __init__(self, budget: Budget, thrifty: bool) -> None:
        self.budget = budget
        self.thrifty = thrifty
        self._known: dict[tuple[int, tuple[str, ...], tuple[float, ...]], tuple[Floats, Space]] = {}
        self._graphs: dict[int, Graph] = {}

    def __call__(self, expr: Expr) -> Trial | Form:
        """Return what an expression loses if that is too much, or the expression as it is."""
        source = expr.graph
        if source.ops[expr.node] == SYMBOL:
            return Form(expr)
        if self.budget.is_over():
            return _left(expr, _LARGE)
        work = _work(expr)
        self.budget.spend(_BEGUN + _LOOK * work)
        if self.budget.is_over():
            return _left(expr, _LARGE)
        names = source.symbols([expr.node])
        if not names:
            return Form(expr)
        if is_complex(expr) or any(source.operators.get(node) for node in source.below([expr.node])):
            return _left(expr, "it is complex, or has unknown functions")
        slow = unmeasured(source, expr.node)
        if slow:
            return _left(expr, f"values of {slow} take too long to be measured")
        points = _points(expr, names)
        key = (id(source), tuple(names), tuple([point[names[0]] for point in points]))
        if key not in self._known:
            self._known[key] = Floats(source, points), Space(self._graph(source), points)
        floats, space = self._known[key]
        doubtful = floats.doubtful(expr.node)
        sure = len(points) - len(doubtful) - floats.undefined(expr.node)
        few = "there are too few points at which its value can be proved"
        if not doubtful:
            return Form(expr) if sure >= _FEWEST else _left(expr, few)
        if len(doubtful) * (1 + len(names)) * work > self.budget.left:
            return _left(expr, _LARGE)
        node = space.graph.take(source, expr.node)
        trial = Trial(space.graph, node, [points[place] for place in doubtful], self.budget, space, doubtful)
        if trial.is_fine(node) and (self.thrifty or not trial.overflows(node)):
            sure += len(trial.finite())
            return Form(expr) if sure >= _FEWEST else _left(expr, few)
        if _measuring(expr, names) > self.budget.left:
            return _left(expr, _LARGE)
        return Trial(space.graph, node, points, self.budget, space, range(len(points)))

    def _graph(self, source: Graph) -> Graph:
        """Return the graph of the forms of expressions of *source*."""
        if id(source) not in self._graphs:
            self._graphs[id(source)] = Graph(source.limits._replace(terms=_TERMS))
        return self._graphs[id(source)]


def _is_far_out(trial: Trial) -> bool:
    """Return whether digits are lost, or something overflows, only where numbers are very large or small."""
    lost = (trial.losses(trial.node, strictly=False) > ENOUGH) | (trial.losses(trial.node) >= OVERFLOW)
    return not any(
        is_lost and all(1 / _USUAL < abs(x) < _USUAL or not x for x in point.values())
        for is_lost, point in zip(lost, trial.points, strict=True)
    )


def _cost(graph: Graph, node: int) -> int:
    """Return about how long a formula takes, an addition being 1."""
    ops = [graph.ops[each] for each in graph.below([node])]
    return sum([_PRICES.get(op, _PRICE if is_function(op) else 1) for op in ops if not is_leaf(op)])


def _searched(expr: Expr, trial: Trial, thrifty: bool) -> Form:
    """Return an expression in the best form that is found with the budget of *trial*, at little cost if
    *thrifty*."""
    names = trial.names
    tests = 2 * _measuring(expr, names)
    if trial.budget.left < tests:
        return _left(expr, _LARGE)
    trial.budget.spend(tests)
    graph, start, budget = trial.graph, trial.node, trial.budget
    whole = Expr(graph, start)
    if thrifty:
        trial.budget = Budget(min(budget.left, _LITTLE))
        most = _cost(graph, start) + _DEARER
        found = [form for form in search(trial) if _cost(graph, form.node) <= most] or [Found(start, ())]
        budget.spend(_LITTLE)
    else:
        found = _in_fewer(trial)
        if not found or graph.ops[found[0].node] == PIECEWISE or not is_good(trial, found[0].node):
            found = [*search(trial), *found]
    best = _mean(trial, found) if thrifty else _best(trial, found)
    before = _largest(trial, start)
    if before.bits <= ENOUGH and trial.overflows(best.node):
        return Form(expr)
    failed = Form(_noted(expr, expr, f"no better form was found; {_lost(before)}"), before=before)
    failed = Form(expr) if thrifty else failed
    for number, shift in enumerate(_SHIFTS):
        others = _points(whole, names, shift)
        other = Trial(graph, start, others, Budget(tests))
        if best.node == start or not _is_better(trial, best.node):
            return failed
        if not _is_worse(other, best):
            break
        if number + 1 == len(_SHIFTS):  # polynomials beside the formula are worse nowhere
            best = _with_branches(trial, [Found(start, ())]) if len(names) == 1 and not thrifty else best
            if best.node == start or not _is_better(trial, best.node) or _is_worse(other, best):
                return failed
            break
        trial = Trial(graph, start, _points(whole, names) + others, budget)
        best = _mean(trial, found) if thrifty else _best(trial, found)
    after = max(_largest(trial, best.node), _largest(other, best.node))
    note = f"{', '.join(best.names)}; {_lost(before)}, now {after}"
    return Form(_noted(expr, Expr(graph, best.node), note), best.names, before, after)


def _in_fewer(trial: Trial) -> list[Found]:
    """Return the formula in the best form of one of fewer variables, if it is one: what depends on x/y alone,
    but for a factor, or on x - y. What is not so for negative numbers stays as it is there."""
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
    inner = Trial(graph, law.node, _points(small, law.names), part)
    form = Form(small) if is_good(inner, law.node) else _searched(small, inner, False)
    budget.spend(whole - part.left)
    node = law.restored(form.expr.node)
    return [Found(_where(graph, condition, node, trial.node), (*form.used, _FEWER))]


def _where(graph: Graph, condition: int, node: int, other: int) -> int:
    """Return *node* where a condition holds, and the *other* one elsewhere; *node* if there is none."""
    if condition < 0:
        return node
    return graph.intern(PIECEWISE, (node, condition, other, graph.constant("True")))


def _mean(trial: Trial, found: list[Found]) -> Found:
    """Return the form of *found* that loses least."""
    return min(found, key=lambda form: float(trial.losses(form.node).mean()))


def _best(trial: Trial, found: list[Found]) -> Found:
    """Return the best of *found*, with branches where it alone loses too much."""
    good = [form for form in found if trial.losses(form.node).max(initial=0) <= ENOUGH]
    if good:
        return good[0]
    if len(trial.names) == 1:
        return _with_branches(trial, found)
    node = by_sign(trial, [form.node for form in found])
    return Found(node, _names(trial, node, found))


def _is_worse(trial: Trial, form: Found) -> bool:
    """Return whether *form* loses more than enough, and than the formula, at one of the points of *trial*."""
    new, old = trial.losses(form.node), trial.losses(trial.node)
    return bool(((new > ENOUGH) & (new > old + 1)).any())


def _with_branches(trial: Trial, found: list[Found]) -> Found:
    """Return the best form with branches, or the best without where branches help nothing."""
    [name], budget = trial.names, trial.budget
    start, short = Expr(trial.graph, trial.node), Short(trial.graph, budget)
    near = polynomials(start, name, budget)
    distant, beside = far(start, name, budget), list[int]()
    best = _mean(trial, found).node
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


def _lost(before: Largest) -> str:
    return f"{before.bits:.0f} bits lost at {before.where}"


def _left(expr: Expr, why: str) -> Form:
    return Form(_noted(expr, expr, f"left as it is: {why}"))


def _noted(expr: Expr, result: Expr, note: str) -> Expr:
    notes: Any = (*expr.notes, f"stable: {note}")
    return Expr(result.graph, result.node, notes, expr.unasked, expr._origin)

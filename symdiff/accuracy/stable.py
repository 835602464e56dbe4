"""The verb `stable`: the same formula in a form whose value in floats has nearly all its digits.

>>> print(stable("sqrt(x + 1) - sqrt(x)"))
1/(sqrt(x + 1) + sqrt(x))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.accuracy.budget import Budget
from symdiff.accuracy.choice import chosen, is_better, is_worse, mean, with_branches
from symdiff.accuracy.fewer import in_fewer, in_parts
from symdiff.accuracy.floats import Floats, unmeasured
from symdiff.accuracy.looks import LARGE, Form, Largest, Looks, left_as_it_is, measuring, noted, points_of
from symdiff.accuracy.points import in_space
from symdiff.accuracy.rewrites import IDENTITIES
from symdiff.accuracy.search import Found, is_good, search
from symdiff.accuracy.trial import ENOUGH, OVERFLOW, Trial
from symdiff.errors import TooLarge
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names
from symdiff.parser.inputs import expression, names_of
from symdiff.table.functions import SQRT
from symdiff.table.operators import PIECEWISE, POW, is_function, is_leaf

_SHIFTS: Final = (0.37, 0.71)
"""How far the points of the tests are from those of the search."""
_USUAL: Final = 2.0**100
"""What is larger, or smaller than its inverse, is very large or small."""
_LITTLE: Final = 15_000
"""Steps of a search for what helps at such numbers alone, where little is to be spent."""
_DEARER: Final = 4
"""What a form may cost more then."""
_PRICES: Final = {SQRT: 4, POW: 4, PIECEWISE: 16}
_PRICE: Final = 8
"""What a function costs."""


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
    steps = measuring(source, source.graph.symbols([source.node]))
    if steps > limits.trials:
        raise TooLarge(
            f"it takes {steps} steps to measure what is lost (limit `trials` is {limits.trials})",
            hint="raise it with Limits(trials=...)",
        )
    return improved([source], Budget(limits.trials))[0].expr


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
    looks = Looks(measuring, thrifty)
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


def _in_full(expr: Expr, trial: Trial) -> Form:
    """Return an expression in the best form, whatever it costs."""
    return _searched(expr, trial, False)


def _searched(expr: Expr, trial: Trial, thrifty: bool) -> Form:
    """Return an expression in the best form that is found with the budget of *trial*, at little cost if
    *thrifty*."""
    names = trial.names
    tests = 2 * measuring(expr, names)
    if trial.budget.left < tests:
        return left_as_it_is(expr, LARGE)
    trial.budget.spend(tests)
    graph, start, budget = trial.graph, trial.node, trial.budget
    whole = Expr(graph, start)
    if thrifty:
        trial.budget = Budget(min(budget.left, _LITTLE))
        most = _cost(graph, start) + _DEARER
        found = [form for form in search(trial) if _cost(graph, form.node) <= most] or [Found(start, ())]
        budget.spend(_LITTLE)
    else:
        found = in_fewer(trial, _in_full)
        if not found or graph.ops[found[0].node] == PIECEWISE or not is_good(trial, found[0].node):
            found = [*search(trial), *found]
            if not is_good(trial, found[0].node):
                found = [*found, *in_parts(trial, found, _in_full)]
    best = mean(trial, found) if thrifty else chosen(trial, found)
    before = _largest(trial, start)
    if before.bits <= ENOUGH and trial.overflows(best.node):
        return Form(expr)
    failed = Form(noted(expr, expr, f"no better form was found; {_lost(before)}"), before=before)
    failed = Form(expr) if thrifty else failed
    for number, shift in enumerate(_SHIFTS):
        others = points_of(whole, names, shift)
        other = Trial(graph, start, others, Budget(tests))
        if best.node == start or not is_better(trial, best.node):
            return failed
        # by which sign to go over to another form may be told by more points
        is_told = number > 0 or len(names) == 1 or graph.ops[best.node] != PIECEWISE
        if not is_worse(other, best) and (is_told or is_good(other, best.node)):
            break
        if number + 1 == len(_SHIFTS):  # polynomials beside the formula are worse nowhere
            best = with_branches(trial, [Found(start, ())]) if len(names) == 1 and not thrifty else best
            if best.node == start or not is_better(trial, best.node) or is_worse(other, best):
                return failed
            break
        trial = Trial(graph, start, points_of(whole, names) + others, budget)
        best = mean(trial, found) if thrifty else chosen(trial, found)
    after = max(_largest(trial, best.node), _largest(other, best.node))
    note = f"{', '.join(best.names)}; {_lost(before)}, now {after}"
    return Form(noted(expr, Expr(graph, best.node), note), best.names, before, after)


def _largest(trial: Trial, node: int) -> Largest:
    losses = trial.losses(node, strictly=False)
    place = int(losses.argmax())
    where = ", ".join(f"{name} = {value:.3g}" for name, value in trial.points[place].items())
    return Largest(float(losses[place]), where)


def _lost(before: Largest) -> str:
    return f"{before.bits:.0f} bits lost at {before.where}"

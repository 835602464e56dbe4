"""Programs hold all that a target needs: computing their steps, without the formula, gives its value."""

from __future__ import annotations

from typing import Any

import pytest

from symdiff import parse
from symdiff.arithmetic.evaluation import evaluate_all
from symdiff.arithmetic.scalar import FLOAT
from symdiff.export.program import INLINE, NAMED, OWN_FUNCTION, Program, straight, structured
from symdiff.table.operators import AND, CONSTANT, NUMBER, OR, PIECEWISE, SYMBOL, is_function

FORMULAS = [
    "sin(x)/x + sin(x)**2",
    "(x + y)*exp(-x*y) - 7/3",
    "Piecewise((log(x) + log(x)**2, x > 0), (log(-x), x < 0), (5, True))",
    "Piecewise((Piecewise((sqrt(x - 1), x > 1), (x, True)), x > 0), (1/x, True)) + sqrt(2)",
    "Piecewise((1, x > 0 and log(x) > 0), (log(y)*x, x < 0 or y > 2), (0, True))",
    "Piecewise((sin(exp(x*y)*log(exp(x*y) + x**2 + y)/(x + y**2) + x*y**3), x > 1), (2, True)) + "
    "Piecewise((sin(exp(x*y)*log(exp(x*y) + x**2 + y)/(x + y**2) + x*y**3), y > 2), (3, True))",
]
POINTS = [{"x": 1.5, "y": 0.5}, {"x": -0.5, "y": 2.5}, {"x": 0.25, "y": 0.75}]


def computed(made: Program, at: dict[str, float]) -> list[Any]:
    """Return the values of the outputs: each step by its operator, a branch only where it is taken."""
    steps = {step.target: step for step in made.steps}
    known: dict[int, Any] = {}

    def value(target: int) -> Any:
        if target not in known:
            known[target] = found(target)
        return known[target]

    def found(target: int) -> Any:
        step = steps[target]
        first = step.arguments[0] if step.arguments else -1
        if step.op == NUMBER:
            return FLOAT.number(made.graph.value(target))
        if step.op == SYMBOL:
            return at[made.graph.name(target)]
        if step.op == CONSTANT:
            name = made.graph.name(target)
            return name == "True" if name in ("True", "False") else FLOAT.constant(name)
        if step.op == PIECEWISE:
            return next(
                value(v) for v, c in zip(step.arguments[::2], step.arguments[1::2], strict=True) if value(c)
            )
        if step.op in (AND, OR):
            return value(step.arguments[1]) if value(first) == (step.op == AND) else value(first)
        arguments = [value(argument) for argument in step.arguments]
        return FLOAT.call(step.op, arguments) if is_function(step.op) else FLOAT.operate(step.op, arguments)

    return [value(output) for output in made.outputs]


@pytest.mark.parametrize("made_by", [straight, structured])
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_steps_of_a_program_compute_the_formula(formula, made_by):
    expr = parse(formula)
    made = made_by(expr.graph, [expr.node])
    assert made.inputs == tuple(sorted(str(symbol) for symbol in expr.free_symbols))
    for point in POINTS:
        at = {name: point[name] for name in made.inputs}
        assert computed(made, at) == evaluate_all([expr], at)


@pytest.mark.parametrize("made_by", [straight, structured])
@pytest.mark.parametrize("formula", FORMULAS)
def test_arguments_come_before_the_steps_that_use_them_and_are_counted(formula, made_by):
    expr = parse(formula)
    made = made_by(expr.graph, [expr.node])
    seen: dict[int, int] = {}
    for step in made.steps:
        assert all(argument in seen for argument in step.arguments)
        for argument in step.arguments:
            seen[argument] += 1
        assert step.target not in seen
        seen[step.target] = 0
    assert seen == {step.target: step.uses for step in made.steps}


def test_what_only_a_branch_needs_stands_in_its_region_and_runs_nowhere_else():
    expr = parse(FORMULAS[-1])
    made = structured(expr.graph, [expr.node])
    kept = [step for step in made.steps if step.mode != INLINE]
    own = [step for step in kept if step.mode == OWN_FUNCTION]
    assert len(own) == 1, "the shared part is computed when the first branch asks for it"
    assert kept[0].region == own[0].body, "exp(x*y) is shared within it"
    regions = [region for step in kept for region in step.branches]
    assert len(regions) == len(set(regions)) == 4
    assert own[0].region == 0
    assert own[0].body not in (0, *regions)


def test_straight_programs_name_what_is_shared_and_what_is_asked_for():
    expr = parse("exp(x*y) + 1/exp(x*y)")
    graph = expr.graph
    named = {step.target for step in straight(graph, [expr.node]).steps if step.mode == NAMED}
    assert len(named) == 1
    assert not any(step.mode for step in straight(graph, [expr.node], shared=False).steps)
    always = straight(graph, [expr.node], shared=False, always={expr.node}).steps
    assert [step.target for step in always if step.mode == NAMED] == [expr.node]


def test_a_deep_expression_is_cut_into_named_parts():
    expr = parse("x")
    for _ in range(200):
        expr = (expr + 1) ** 2
    named = sum(step.mode == NAMED for step in straight(expr.graph, [expr.node]).steps)
    assert 9 <= named <= 11, "a name for each forty levels"

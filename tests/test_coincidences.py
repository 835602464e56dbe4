"""Formulas that are dense in coincidences keep their values, simplified and derived; by the thousand:
`python benchmarks/fuzz.py 0 1000 --family all`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import coincidences
import pytest
from coincidences import faults, more_faults
from families import ALL, FAMILIES, drawn
from mpmath import mp
from parts import by_day
from principal import NoValue, Value, value_of
from quick import Quick, Unsure
from witness import read

from symdiff import Expr, parse


@pytest.mark.parametrize("seed", by_day(2, (4, 6)))
@pytest.mark.parametrize("family", ALL)
def test_a_formula_of_few_kernels_keeps_its_values(family: str, seed: int) -> None:
    assert list(faults(family, seed, count=3, levels=("full",))) == []


@pytest.mark.parametrize("family", ["rational", "roots", "kinks", "exponents", "signs", "decimals"])
def test_further_answers_about_it_are_right(family: str) -> None:
    assert list(more_faults(family, 6, count=3)) == []


def test_a_wrong_further_answer_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    known = coincidences.derive

    def slip(expr: Any, *by: Any, level: str = "full") -> Any:
        found = known(expr, *by, level=level)
        return parse(f"{found} + x*(y + 1)") if len(by) > 1 else found

    slips = {
        "derive": slip,
        "simplify": lambda e, level: parse(f"{e} + 1"),
        "hessian": lambda e, by: known_hessian(f"{e} + x*y + x**2", by),
        "steps": lambda e, by: known_steps(f"{e} + x", by),
    }
    known_hessian, known_steps = coincidences.hessian, coincidences.steps
    for name, wrong in slips.items():
        with monkeypatch.context() as patch:
            patch.setattr(coincidences, name, wrong)
            assert any(list(more_faults("rational", seed, count=3)) for seed in range(3)), name


def test_a_wrong_answer_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    slips = {
        "simplify": lambda e, level: parse(f"{e} + 1e-6"),
        "derive": lambda e, by, level: parse(f"{e}/(x - 1)"),
    }
    for name, slip in slips.items():
        with monkeypatch.context() as patch:
            patch.setattr(coincidences, name, slip)
            assert any(faults("rational", seed) for seed in range(2)), name


def test_the_same_kernels_come_again() -> None:
    for family in FAMILIES:
        counts = [
            Counter(drawn(family, seed).replace("(", " ").replace(")", " ").split()) for seed in range(20)
        ]
        assert sum(max(count.values()) > 1 for count in counts) > 15, family


@pytest.mark.parametrize(
    "text", ["1/(x - x)", "log(x - x)", "(x - x)**(-1/2)", "Piecewise((1, x > 5))", "tan(pi/2)"]
)
def test_where_there_is_no_value_the_evaluator_is_sure(text: str) -> None:
    with pytest.raises(NoValue) as none:
        value_of(read(text), {"x": 2})
    assert none.value.is_sure


def _said(value: Callable[[], Any]) -> Any:
    try:
        return value()
    except (Unsure, NoValue) as none:
        return none


@pytest.mark.parametrize("family", ALL)
def test_balls_say_what_principal_values_say(family: str) -> None:
    kinds: Counter[str] = Counter()
    for seed in range(8):
        case = coincidences.Case(family, seed, 4)
        for at in case.points:
            quick = _said(partial(Quick(at, case.digits).value, case.tree))
            slow = _said(partial(value_of, case.tree, at, case.digits))
            if isinstance(quick, Unsure) or "a branch" in str(slow):
                kinds["not decided"] += 1
            elif isinstance(quick, NoValue):
                assert str(quick) == str(slow), (case.text, at)
            else:
                kinds["value"] += 1
                with mp.workdps(case.digits):
                    apart = abs(quick.value - slow.value)
                assert apart <= 1e-25 * max(1, slow.size), (case.text, at)
                assert (quick.is_real, quick.is_edge) == (slow.is_real, slow.is_edge), (case.text, at)
    assert kinds["value"] > 2 * kinds["not decided"]


@pytest.mark.parametrize(
    ("text", "condition", "holds"),
    [
        ("1/(sqrt(x) - 2)", "sqrt(x) - 2 != 0", False),  # at x = -1: a condition of real numbers
        ("1/(x**2 - 2)", "x**2 - 2 != 0", True),
        ("1/(x - y)", "x != y", True),
    ],
)
def test_a_condition_of_real_numbers_does_not_hold_where_its_parts_are_complex(
    text: str, condition: str, holds: bool
) -> None:
    case = coincidences.Case("roots", 0, 1)
    at = {"x": mp.mpf(-1), "y": mp.mpf(2), "z": mp.mpf(1), "a": mp.mpf(1)}
    assert case.holds(Expr(*_node(text), conditions=(parse(condition),)), at) is holds


def _node(text: str) -> tuple[Any, int]:
    formula = parse(text)
    return formula.graph, formula.node


def test_an_exponential_is_small_and_not_zero() -> None:
    found = value_of(read("1/cbrt(exp(-500*x))"), {"x": mp.mpf(1)})
    with mp.workdps(50):
        assert abs(found.value / mp.exp(mp.mpf(500) / 3) - 1) < 1e-40


def test_a_kink_beside_a_point_is_none_at_it() -> None:
    case = coincidences.Case("mixed numbers", 0, 1)
    at = {"x": mp.mpf(0), "y": mp.mpf(2), "z": mp.mpf(1), "a": mp.mpf(1)}
    assert case.kink(read("Max(x, 1e-30)"), at) == ""
    assert case.kink(read("Max(x, 0)"), at) == "0.0 and 1.0"


def test_a_number_that_is_rounded_loses_no_value() -> None:
    case = coincidences.Case("decimals", 0, 1)
    at = {"x": mp.mpf(2), "y": mp.mpf(2), "z": mp.mpf(1), "a": mp.mpf(1)}
    value = case.value(read("1/(2 + 1e-30 - x)"), at)
    assert isinstance(value, Value)
    assert case.differs(value, "1/(2.0 - x)", at, 1e-14) == ""
    assert case.differs(value, "1/(2 - x)", at, 1e-14) != ""


@pytest.mark.parametrize("order", ["7/10", "-1/2", "9/5", "2"])
@pytest.mark.parametrize("name", ["lowergamma", "uppergamma"])
def test_incomplete_gamma_functions_below_zero_have_one_branch(name: str, order: str) -> None:
    tree, at = read(f"{name}({order}, x)"), {"x": mp.mpf(-2)}
    slow = value_of(tree, at)
    try:
        quick = Quick(at).value(tree)
    except Unsure:
        assert order == "2"
        return
    assert abs(quick.value - slow.value) < 1e-40
    assert quick.is_real is slow.is_real is False

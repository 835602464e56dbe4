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
from principal import NoValue, value_of
from quick import Quick, Unsure
from witness import read

from symdiff import parse


@pytest.mark.parametrize("family", ALL)
def test_a_formula_of_few_kernels_keeps_its_values(family: str) -> None:
    for seed in (4, 6):
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

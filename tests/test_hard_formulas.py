"""Random formulas at hard scales and points: every call is right, or refused for what is true there.

`benchmarks/fuzz.py` runs them by the thousand; here are a few, and those that were wrong once.
"""

from __future__ import annotations

import pytest
from hard_formulas import Case, drawn, misjudged, wrong
from hypothesis import given
from hypothesis import strategies as st
from witness import read, verdict

ONCE = [
    Case("cot(x*x)", {"x": "7e35"}),  # the rounding of an argument is many waves
    Case("asin(sin(pi*x))", {"x": "-2e24"}),
    Case("acos(cos(x + 1))", {"x": "2e40"}),
    Case("tan(pi*x*x/7.900)", {"x": "-3e19"}),
    Case("(x/7.8 - sin(x/7.8))/x/7.8**3", {"x": "8e10"}),  # coefficients of the answer are rounded
    Case("log(exp(-x/5**2/2))/(6e-38*x*(x - 10))", {"x": "-8e-11"}),
    Case("floor(sech((x/10)**200))", {"x": "-6e-1"}),  # 1 - 1e-489
    Case("log(exp(5.287472*x - 1.865))", {"x": "-3e40"}),  # beyond all exponents
    Case("softplus(x)", {"x": "6e28"}),
    Case("cosh(3*x) - sinh(3*x) + x*(x - 3)", {"x": "1e4"}),  # what cancels has 13,000 digits
    Case("exp(x - 1.28)*exp(-(x - 1.28))", {"x": "8e32"}),
    Case("log((9e-22*x - 7)**200)", {"x": "-9e-10"}),  # its fractions are too long
    Case("acosh(sech((x - 5.42)))", {"x": "5.42"}),  # the formula has a complex value at the only point
    Case("sigmoid(x**200)", {"x": "7e12"}),  # mpmath does not come to an end
]


@pytest.mark.parametrize("case", ONCE, ids=lambda case: case.formula)
def test_what_was_wrong_once(case: Case) -> None:
    assert wrong(case) == ""


@pytest.mark.parametrize("block", range(8))
def test_a_call_at_a_hard_point_is_right_or_refused_for_a_true_reason(block: int) -> None:
    found = [
        f"{drawn(seed)}: {what}"
        for seed in range(25 * block, 25 * block + 25)
        if (what := wrong(drawn(seed)))
    ]
    assert found == []


@pytest.mark.parametrize("block", range(4))
def test_the_check_before_printing_passes_the_answer_and_no_other(block: int) -> None:
    seeds = range(10 * block, 10 * block + 10)
    found = [f"{drawn(seed)}: {what}" for seed in seeds if (what := misjudged(drawn(seed)))]
    assert found == []


@pytest.mark.nightly
@given(seed=st.integers(0, 2**32))
def test_at_night_any_call_is_right(seed: int) -> None:
    assert wrong(drawn(seed)) == "", drawn(seed)


WITNESSED = [
    ("abs(x - 0.1)", "0.1", "none", None),
    ("x*abs(x)", "0", "smooth", 0.0),
    ("sqrt(1 - sin(x))", "pi/2", "none", None),
    ("(1 + cos(x))**(3/4)", "pi", "smooth", 0.0),
    ("log(x)", "1e-41", "smooth", 1e41),
    ("1/x", "0", "undefined", None),
    ("floor(x)", "2", "none", None),
    ("floor((x + 2 - x)**2)", "2.48761141", "smooth", 0.0),  # 4, rounded
    ("1e-40*abs(x - 1.1) + exp(x)", "1.1", "none", None),
    ("acos(cos(x)) - abs(x)", "0", "smooth", 0.0),
    ("exp(x**200)", "1e13", "unknown", None),
    ("cbrt(x)", "0", "none", None),
    ("Piecewise((x**2, x < 1.1), (2.2*x - 1.21, True))", "1.1", "smooth", 2.2),
]


@pytest.mark.parametrize(("formula", "at", "kind", "slope"), WITNESSED)
def test_the_witness_sees_what_is_true(formula: str, at: str, kind: str, slope: float | None) -> None:
    found = verdict(read(formula), "x", {"x": at})
    assert found.kind == kind
    if slope is not None:
        assert float(found.slope) == pytest.approx(slope, rel=1e-14, abs=1e-40)

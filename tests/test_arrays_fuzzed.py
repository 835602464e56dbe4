"""Random formulas of arrays, a few of those that `benchmarks/arrays.py` draws."""

from __future__ import annotations

import numpy as np
import pytest
from array_formulas import DECLARED, Made, Maker
from judged_arrays import Judged, judged

SEEDS = 48
GROUPS = 12


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_random_formula_is_read_derived_and_written_right(group):
    kinds = []
    for seed in range(group, SEEDS, GROUPS):
        found = judged(seed)
        assert found.kind in ("right", "refused", "undecided"), (seed, found.words)
        kinds.append(found.kind)
    assert "right" in kinds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(x)", lambda at: 2 * np.sum(at["x"])),
        ("x", lambda at: at["x"][::-1]),
        ("C @ x", lambda at: at["C"].T @ at["x"]),
    ],
)
def test_what_is_wrong_is_seen(monkeypatch, text, value):
    wrong = Made(text, 0, ("n",) if "(" not in text else (), value)
    monkeypatch.setattr(Maker, "formula", lambda self, shape, depth: wrong)
    assert judged(0).kind == "wrong"


def test_a_derivative_that_is_wrong_is_seen(monkeypatch):
    import judged_arrays

    derive = judged_arrays.derive
    monkeypatch.setattr(judged_arrays, "derive", lambda *given: derive(*given) * 2)
    kinds = {judged(seed).kind for seed in range(12)}
    assert "wrong" in kinds


def test_the_names_of_the_formulas_are_declared():
    assert isinstance(judged(1), Judged)
    assert "x[n]" in DECLARED

"""What stands in for NumPy where drawings are made without it: each function, and whole drawings."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.plot import lists
from symdiff.plot.curves import curves

NUMBERS = st.one_of(
    st.integers(-6, 6).map(float), st.sampled_from([0.1, -2.5, math.nan, math.inf, -math.inf])
)
ROWS = st.lists(NUMBERS, min_size=2, max_size=12)
FINITE = st.lists(st.integers(-6, 6).map(lambda one: one / 2), min_size=1, max_size=12)


def same(one: Any, two: Any) -> bool:
    return bool(numpy.array_equal(numpy.array(list(one)), numpy.array(two), equal_nan=True))


CALLS = {
    "plus": lambda lib, x, y: 2 + x + y + 0.5,
    "minus": lambda lib, x, y: 1 - (x - y) - 3,
    "times": lambda lib, x, y: 2 * x * y * 0.5,
    "over": lambda lib, x, y: x / y / 2.0,
    "squared": lambda lib, x, y: x**2,
    "smaller": lambda lib, x, y: (x < y) & (x <= 1) | (y > 2),
    "larger": lambda lib, x, y: ~((x >= y) | (x == 0)),
    "absolute": lambda lib, x, y: abs(x) + lib.abs(y),
    "sign": lambda lib, x, y: lib.sign(x),
    "finite": lambda lib, x, y: lib.isfinite(x),
    "clipped": lambda lib, x, y: lib.clip(x, -1.5, 2.0),
    "differences": lambda lib, x, y: lib.diff(x),
    "chosen": lambda lib, x, y: lib.where(x > y, x, y),
    "taken": lambda lib, x, y: x[lib.nonzero(y > 0)[0]],
    "masked": lambda lib, x, y: x[y > 0],
    "ends": lambda lib, x, y: x[[0, -1]],
    "sliced": lambda lib, x, y: lib.concatenate([x[1:], [7.0], y[:-1]]),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(rows=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=12))
def test_operators_are_those_of_numpy(rows: list[tuple[float, float]]) -> None:
    one, two = zip(*rows, strict=True)
    for name, call in CALLS.items():
        found = call(lists, lists.array(one), lists.array(two))
        assert same(found, call(numpy, numpy.array(one), numpy.array(two))), name


ORDERED = {
    "unique": lambda lib, x: lib.unique(x),
    "sums": lambda lib, x: lib.cumsum(x),
    "order": lambda lib, x: lib.argsort(abs(x), kind="stable"),
    "found": lambda lib, x: [lib.searchsorted(lib.unique(x), 0.5), lib.nanmax(x, initial=0.0)],
    "parts": lambda lib, x: lib.quantile(x, [0.0, 0.25, 0.5, 1.0]),
    "ends": lambda lib, x: [x.max(), x.min(), (x > 2).any(), *x.shape, len(x)],
    "roots": lambda lib, x: lib.sqrt(abs(x)),
    "put in": lambda lib, x: lib.insert(x, lib.nonzero(x > 0)[0] + 1, 10 * x[x > 0]),
    "full": lambda lib, x: lib.full(x.shape, 3.0),
}


@given(row=FINITE)
def test_functions_are_those_of_numpy(row: list[float]) -> None:
    for name, call in ORDERED.items():
        found = call(lists, lists.array(row))
        assert numpy.allclose(list(found), call(numpy, numpy.array(row)), rtol=1e-15, atol=0), name


@given(row=FINITE)
def test_values_are_put_where_they_belong(row: list[float]) -> None:
    both = [lib.array(row) for lib in (lists, numpy)]
    for x in both:
        x[0] = 9.0
        x[x < 0] = 0.5
    assert same(*both)


@pytest.mark.parametrize(("low", "high", "count"), [(-2.0, 3.0, 7), (1e-3, 1e3, 400), (0.1, 0.3, 2)])
def test_steps_are_those_of_numpy(low: float, high: float, count: int) -> None:
    assert same(lists.linspace(low, high, count), numpy.linspace(low, high, count))
    found = lists.geomspace(abs(low), high, count)
    assert numpy.allclose(list(found), numpy.geomspace(abs(low), high, count), rtol=1e-14, atol=0)


FORMULAS = [
    "x^2*sin(x)", "abs(x^2 - 1)/x", "tan(x)", "floor(x)", "sqrt(x)", "1/(x^2 - 2)", "log(x)", "atan(1/x)",
    "exp(-x^2)*cos(3*x)", "x^3 - x", "Piecewise((x, x < 1), (2, True))", "abs(sin(x) - x/3)", "3", "(-2)^x",
]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_drawings_are_the_same_without_numpy(formula: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = curves(formula, "x")
    for module in ("curves", "places", "ranges"):
        monkeypatch.setattr(f"symdiff.plot.{module}.arrays", lambda: lists)
    second = curves(formula, "x")
    assert isinstance(second.curves[0].pieces[0].x, lists.Array)
    ends = ("low", "high", "bottom", "top")
    for name in ends:
        assert getattr(second, name) == pytest.approx(getattr(first, name), rel=1e-9)
    for one, two in zip(first.curves, second.curves, strict=True):
        assert [mark._replace(y=0.0) for mark in one.marks] == [mark._replace(y=0.0) for mark in two.marks]
        assert len(one.pieces) == len(two.pieces)
        height = first.top - first.bottom
        for piece, other in zip(one.pieces, two.pieces, strict=True):
            y = numpy.interp(piece.x, other.x.tolist(), other.y.tolist())
            inside = (piece.y > first.bottom) & (piece.y < first.top) & numpy.isfinite(y)
            assert numpy.isfinite(piece.y).sum() == pytest.approx(numpy.isfinite(y).sum(), abs=4)
            assert (abs(piece.y[inside] - y[inside]) < 1e-3 * height).all()


def test_a_drawing_is_made_where_numpy_is_missing() -> None:
    code = """
import sys
from importlib import abc, machinery
class Missing(abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in ("numpy", "scipy"):
            raise ModuleNotFoundError(name)
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "numpy" else real(name, package)
sys.meta_path.insert(0, Missing())
from symdiff.plot.curves import curves
from symdiff.plot.svg import svg
print(svg(curves("abs(x^2 - 1)/x", "x")).count('class="point-0 corner"'))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_a_change_of_the_sign_at_a_jump_is_no_zero() -> None:
    assert (curves("atan(1/x)", "x").low, curves("atan(1/x)", "x").high) == (-5.0, 5.0)

"""Drawings on Matplotlib axes, by what stands on them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from symdiff import SymdiffError, parse
from symdiff.plot import axes as drawing

figures = pytest.importorskip("matplotlib.figure", reason="matplotlib is not installed")


def drawn(text: str, low: float, high: float, **more: Any) -> Any:
    axes = figures.Figure().add_subplot()
    assert parse(text, symbols=["x", "a"]).plot("x", (low, high), axes=axes, **more) is axes
    return axes


def points(axes: Any, kind: str) -> set[tuple[float, float]]:
    """Return where the marks of a kind are, rounded."""
    found = [line for line in axes.lines if line.get_gid() == kind]
    return {(round(float(line.get_xdata()[0]), 6), round(float(line.get_ydata()[0]), 6)) for line in found}


def asymptotes(axes: Any) -> list[float]:
    return sorted({float(line.get_xdata()[0]) for line in axes.lines if line.get_gid() == "asymptote"})


def curves(axes: Any) -> list[tuple[float, float]]:
    """Return the ends of the pieces of curves."""
    lines = [line for line in axes.lines if line.get_gid() == "curve"]
    return [(float(line.get_xdata()[0]), float(line.get_xdata()[-1])) for line in lines]


def test_a_pole_parts_the_curve_and_has_a_dashed_line():
    axes = drawn("1/(x - 1)", -3, 4, derivative=False)
    assert curves(axes) == [(-3.0, 1.0), (1.0, 4.0)]
    assert asymptotes(axes) == [1.0]
    assert points(axes, "open") == points(axes, "closed") == set()
    for line in axes.lines[:2]:
        x, y = line.get_xdata(), line.get_ydata()
        inner = x != 1
        assert y[inner] == pytest.approx(1 / (x[inner] - 1))
        assert all(math.isnan(one) for one in y[~inner])
    bottom, top = axes.get_ylim()
    assert -25 < bottom < -1 < 1 < top < 25


def test_poles_of_a_family_are_drawn_and_what_is_rounded_beside_them_is_not():
    axes = drawn("tan(x)", -5, 5)
    assert asymptotes(axes) == pytest.approx([-3 * math.pi / 2, -math.pi / 2, math.pi / 2, 3 * math.pi / 2])
    assert points(axes, "closed") == points(axes, "open") == set()
    assert axes.get_ylim()[1] < 100


def test_a_value_at_a_pole_is_a_filled_circle():
    axes = drawn("Piecewise((1/x, x != 0), (2, True))", -3, 3, derivative=False)
    assert asymptotes(axes) == [0.0]
    assert points(axes, "closed") == {(0.0, 2.0)}


def test_of_a_family_only_those_that_are_poles_are_drawn_as_poles():
    axes = drawn("gamma(x)", -1.5, 1.5, derivative=False)
    assert asymptotes(axes) == [-1.0, 0.0]


def test_what_oscillates_without_end_does_not_hide_the_rest():
    bottom, top = drawn("sin(1/x)", -1, 1).get_ylim()
    assert -300 < bottom < -1 < 1 < top < 300


def test_a_jump_has_an_open_circle_at_the_limit_and_a_filled_one_at_the_value():
    axes = drawn("Piecewise((x**2, x < 1), (3 - x, True))", -1, 3, derivative=False)
    assert points(axes, "open") == {(1.0, 1.0)}
    assert points(axes, "closed") == {(1.0, 2.0)}
    assert asymptotes(axes) == []


def test_the_derivative_has_open_circles_at_a_corner_which_is_marked():
    axes = drawn("abs(x**2 - 1)", -2, 2)
    assert points(axes, "corner") == {(-1.0, 0.0), (1.0, 0.0)}
    assert points(axes, "open") == {(-1.0, -2.0), (-1.0, 2.0), (1.0, -2.0), (1.0, 2.0)}
    assert points(axes, "closed") == set()


def test_a_derivative_that_is_not_there_has_no_value_though_its_formula_has():
    axes = drawn("abs(x)", -1, 1)
    assert points(axes, "closed") == set()
    assert points(axes, "open") == {(0.0, -1.0), (0.0, 1.0)}


def test_a_gap_is_an_open_circle():
    axes = drawn("(1 - cos(x))/x**2", -3, 3, derivative=False)
    assert points(axes, "open") == {(0.0, 0.5)}
    for line in axes.lines[:2]:
        assert max(line.get_ydata()) == pytest.approx(0.5, abs=1e-6)


def test_an_end_of_the_domain_has_a_filled_circle():
    axes = drawn("sqrt(x)", -1, 4)
    assert points(axes, "closed") == {(0.0, 0.0)}
    assert curves(axes)[0] == (0.0, 4.0)


def test_other_symbols_are_given_values():
    axes = drawn("a*x**2", -1, 2, at={"a": 3})
    first, second = axes.lines
    assert first.get_ydata() == pytest.approx(3 * first.get_xdata() ** 2)
    assert second.get_ydata() == pytest.approx(6 * second.get_xdata())
    assert second.get_linestyle() == "--"
    assert axes.get_xlim() == (-1, 2)


def test_equations_that_are_not_solved_are_named():
    axes = drawn("1/(x + exp(x) + sin(x*exp(x)))", 0, 1, derivative=False)
    assert "not solved: " in axes.get_xlabel()


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("a*x", {}, "which is the variable"),
        ("a*x", {"variable": "x"}, "a has no value"),
        ("x", {"between": (1, 1)}, "nothing is between"),
        ("x", {"between": "ab"}, "is no end of an interval"),
        ("floor(1000*x)", {"between": (-5, 5), "derivative": False}, "too many to draw"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_words(text, arguments, said):
    with pytest.raises(SymdiffError, match=said):
        parse(text, symbols=["x", "a"]).plot(axes=figures.Figure().add_subplot(), **arguments)


def test_without_axes_a_drawing_has_its_own(monkeypatch):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = parse("x**2").plot()
    assert len(axes.lines) == 2
    axes.figure.canvas.draw()
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.close(axes.figure)
    assert drawing.plot(parse("x"), between=(0, 1), axes=figures.Figure().add_subplot()).get_xlim() == (0, 1)

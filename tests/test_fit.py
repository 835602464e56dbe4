"""Standard errors of fits: against NIST's certified ones, against a formula, and where there are none."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symdiff import SymdiffError, minimize
from symdiff.minimise import Fit

NIST = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "nist.py"))
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "nist.jsonl").read_text(encoding="utf-8").splitlines()
]
LINE = {"t": [0.0, 1.0, 2.0, 3.0, 4.0], "y": [1.0, 2.9, 5.2, 7.0, 8.8]}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_certified_standard_deviations_are_met(row: dict[str, Any]) -> None:
    """To the six digits to which the parameters are held, and to what rounding of the residuals leaves: they
    are differences of numbers as large as the data."""
    name = row["id"]
    columns = {column: np.array(values, dtype=float) for column, values in row["columns"].items()}
    left = "log(y)" if name == "Nelson" else "y"
    formula = f"({left} - ({NIST['MODELS'][name]}))**2"
    fit = minimize(formula, list(row["certified"]), columns, start=row["starts"][1]).fit
    rounding = 4 * np.finfo(float).eps * np.max(np.abs(fit.observed)) / row["deviation"]
    allowed = 1e-6 + rounding
    assert fit.deviation == pytest.approx(row["deviation"], rel=allowed)
    for parameter, error in row["errors"].items():
        assert fit.errors[parameter] == pytest.approx(error, rel=allowed), parameter


def fitted(**more: Any) -> Fit:
    return minimize("(y - a*t - b)**2", "a b", LINE, **more).fit


def test_a_straight_line_has_the_errors_of_the_textbook() -> None:
    """s² = squares/(n - 2); var(a) = s²/Sxx, var(b) = s² (1/n + m²/Sxx), cov = -m s²/Sxx."""
    fit = fitted()
    t, y = np.array(LINE["t"]), np.array(LINE["y"])
    a, b = np.polyfit(t, y, 1)
    squares = float(np.sum((y - a * t - b) ** 2))
    spread, mean = float(np.sum((t - t.mean()) ** 2)), float(t.mean())
    s2 = squares / 3
    expected = [[s2 / spread, -mean * s2 / spread], [-mean * s2 / spread, s2 * (1 / 5 + mean**2 / spread)]]
    assert fit.covariance == pytest.approx(np.array(expected), rel=1e-9)
    assert fit.errors == pytest.approx({"a": expected[0][0] ** 0.5, "b": expected[1][1] ** 0.5}, rel=1e-9)
    assert fit.r_squared == pytest.approx(np.corrcoef(t, y)[0, 1] ** 2, rel=1e-9)
    joint = -mean / (spread / 5 + mean**2) ** 0.5
    assert fit.correlation == pytest.approx(np.array([[1, joint], [joint, 1]]), rel=1e-9)


def test_weights_of_the_objective_change_nothing() -> None:
    plain = fitted()
    for formula, mean in (
        ("(a*t + b - y)**2", False),
        ("(y - a*t - b)**2/2", False),
        ("3*(y - a*t - b)^2", True),
    ):
        other = minimize(formula, "a b", LINE, mean=mean).fit
        assert other.covariance == pytest.approx(plain.covariance, rel=1e-8)
        assert other.deviation == pytest.approx(plain.deviation, rel=1e-8)
        assert other.r_squared == pytest.approx(plain.r_squared, rel=1e-8)


def test_without_a_column_less_a_model_there_is_no_r_squared() -> None:
    data = {**LINE, "s": [1.0, 2.0, 1.0, 2.0, 1.0]}
    weighted = minimize("((y - a*t - b)/s)**2", "a b", data).fit
    assert weighted.r_squared is None
    assert "R^2" not in str(weighted)
    with pytest.raises(SymdiffError, match="not told"):
        weighted.plot()


def test_the_report_says_everything_once() -> None:
    fit = fitted()
    lines = str(fit).splitlines()
    assert lines[0].split("  ")[0] == "parameter"
    assert lines[1].split() == ["a", f"{fit.values['a']:.10g}", f"{fit.errors['a']:.6g}"]
    assert lines[3] == "5 rows, 2 parameters, 3 degrees of freedom"
    assert lines[4] == (f"sum of squares {fit.squares:.6g}, residual standard deviation {fit.deviation:.6g}, "
                        f"R^2 {fit.r_squared:.6g}")  # fmt: skip
    assert "J^T J" in lines[5]
    assert len({len(line) for line in lines[:3]}) == 1


def test_notebooks_show_the_standard_errors() -> None:
    found = minimize("(y - a*t - b)**2", "a b", LINE)
    for shown in (found, found.fit):
        markdown = shown._repr_mimebundle_()["text/markdown"].splitlines()
        assert markdown[0] == "| parameter | value | standard error |"
        assert markdown[2].endswith(f"| {found.fit.errors['a']:.6g} |")


@pytest.mark.parametrize(
    ("formula", "over", "data", "more", "said"),
    [
        ("(a - 3)**2", "a", None, {}, "a sum of squares over a table"),
        ("abs(y - a*t) + a**2", "a", LINE, {"method": "scipy"}, "sum of squares"),
        ("(y - a*t)**2 + (t - a)**2", "a", LINE, {}, "sum of squares"),
        ("(y - a*t - b)**2", "a b", {"t": [0.0, 1.0], "y": [1.0, 2.0]}, {}, "2 rows for 2 parameters"),
        ("(y - (a + b)*t)**2", "a b", LINE, {}, "do not determine"),
        ("(y - a*t)**2", "a", LINE, {"penalty": "abs(a)"}, "without a penalty"),
        ("(y - exp(a*t)*b)**2", "a b", LINE, {"iterations": 1}, "not converged"),
    ],
)
def test_where_there_are_no_standard_errors_it_is_said_why(formula, over, data, more, said) -> None:
    with pytest.raises(SymdiffError, match=said):
        minimize(formula, over, data, **more).fit  # noqa: B018


def test_a_fit_is_drawn_with_its_data() -> None:
    figures = pytest.importorskip("matplotlib.figure", reason="matplotlib is not installed")
    axes = figures.Figure().add_subplot()
    fit = minimize("(a*exp(b*t) - y)**2", "a b", LINE, start=[1, 0.1]).fit
    assert fit.plot(axes) is axes
    data, curve = axes.lines
    assert list(data.get_xdata()) == LINE["t"]
    assert list(data.get_ydata()) == LINE["y"]
    x, y = curve.get_xdata(), curve.get_ydata()
    assert y == pytest.approx(fit.values["a"] * np.exp(fit.values["b"] * x))
    assert axes.get_xlabel() == "t"


def test_of_several_columns_what_is_observed_is_drawn_over_what_is_fitted() -> None:
    figures = pytest.importorskip("matplotlib.figure", reason="matplotlib is not installed")
    axes = figures.Figure().add_subplot()
    data = {**LINE, "s": [1.0, 2.0, 1.0, 2.0, 1.0]}
    fit = minimize("(y - a*t - b*s)**2", "a b", data).fit
    fit.plot(axes)
    dots, _ = axes.lines
    model = fit.values["a"] * np.array(data["t"]) + fit.values["b"] * np.array(data["s"])
    assert dots.get_xdata() == pytest.approx(model)
    assert list(dots.get_ydata()) == data["y"]

"""Minima that are hard to know: far starts, walls, units, kinks, saddles; and what must not be called one."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from test_minimize import reach, subgradient_bound

from symdiff import SymdiffError, minimize, minimize_composite, prox
from symdiff.cli import cli
from symdiff.minimise import LeastSquares, Logistic
from symdiff.minimise.data import read_table
from symdiff.minimise.newton import newton
from symdiff.minimise.objective import Formula
from symdiff.minimise.verdict import still_to_gain
from symdiff.minimise.working_set import held
from symdiff.proximal import box, l1, recognise

ROSENBROCK = "(1-x)^2 + 100*(y-x^2)^2"

FOUND: list[tuple[str, dict[str, Any], list[float]]] = [
    # Far starts: a stop relative to the first gradient is none.
    ("(x-1)^2 + exp(x)", {"over": "x", "start": [50]}, [0.3149230578]),
    ("(x-1)^2 + exp(x)", {"over": "x", "start": [50], "penalty": "0.1*abs(x)"}, [0.2850714731]),
    (ROSENBROCK, {"over": "x y", "start": [1e6, -1e6]}, [1.0, 1.0]),
    # Starts that are nearly at a kink, or are brought in from outside.
    ("(a-1)^2", {"over": "a", "penalty": "0.1*abs(a)", "start": [1e-30]}, [0.95]),
    ("(a-1)^2 + (b-1)^2", {"over": "a b", "penalty": ["log(1+exp(-a))", "b >= 0.5"]}, [1.1227507, 1.0]),
    ("1/a + a", {"over": "a", "penalty": "a >= 0.5"}, [1.0]),
    ("(x-1)^2", {"over": "x", "penalty": "0 <= x <= 1e-12", "start": [5e-10]}, [1e-12]),
    # Variables of very different size.
    ("1e16*(x-1)^2 + (y-3)^2", {"over": "x y", "penalty": "abs(y)", "start": [1e4, 0]}, [1.0, 2.5]),
    # Tops and saddles at the start.
    ("x^4 - x^2", {"over": "x"}, [math.sqrt(0.5)]),
    ("cos(x)", {"over": "x"}, [math.pi]),
    # A step of a method where the formula has no value.
    ("(y - sqrt(a*t))^2", {"over": "a", "start": [100], "data": {"t": [1.0, 2, 3], "y": [1.0, 2, 3]}},
     [2.2623065622]),
    # Branches that depend on the data alone are no kinks.
    ("(y - Piecewise((a*t, t > 0), (b*t, True)))^2",
     {"over": "a b", "data": {"t": [-1.0, 1, 2], "y": [1.0, 2, 4]}}, [2.0, -1.0]),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "request_", "expected"), FOUND, ids=[f"{f} {r}" for f, r, _ in FOUND])
def test_the_minimum_is_found(formula: str, request_: dict[str, Any], expected: list[float]) -> None:
    found = minimize(formula, **request_)
    assert found.converged
    assert np.abs(found.x).tolist() == pytest.approx(np.abs(expected).tolist(), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("method", ["newton", "fista", "proximal-gradient"])
def test_far_and_badly_scaled_starts_are_honest_by_each_method(method: str) -> None:
    for formula, penalty, start, expected in (
        ("(x-1)^2 + exp(x)", "0.1*abs(x)", [50.0], 1.8694870196),
        ("1e16*(x-1)^2 + (y-3)^2", "abs(y)", [1e4, 0.0], 2.75),
    ):
        over = ["x", "y"][: len(start)]
        found = minimize(formula, over, penalty=penalty, start=start, method=method)
        assert found.objective == pytest.approx(expected, rel=1e-8) or not found.converged


NO_MINIMUM: list[tuple[str, dict[str, Any]]] = [
    ("log(1+exp(x)) - 2*x", {"penalty": "0.1*abs(x)", "method": "newton"}),
    ("log(1+exp(x)) - 2*x", {"penalty": "0.1*abs(x)", "method": "fista"}),
    ("log(1+exp(x)) - 2*x", {"penalty": "0.1*abs(x)", "method": "proximal-gradient"}),
    ("log(1+exp(x)) - 2*x", {}),
    ("exp(-x)", {"penalty": "-log(x)", "start": [1.0]}),
    ("-x^2", {"iterations": 200}),
    ("(x-1)^2", {"penalty": "abs(x)", "start": [5.0], "method": "fista", "step": 1e-30}),
    ("sqrt((x-1)^2) + 0.1*x^2", {}),  # a kink that is hidden, which the methods for smooth formulas stop at
]


@pytest.mark.parametrize(("formula", "request_"), NO_MINIMUM, ids=[f"{f} {r}" for f, r in NO_MINIMUM])
def test_what_is_no_minimum_is_not_called_one(formula: str, request_: dict[str, Any]) -> None:
    assert not minimize(formula, "x", **request_).converged


@pytest.mark.parametrize(
    ("formula", "penalty", "start", "expected"),
    [("(x-3)^2", "-log(x)", [0.0], 3.1583123952), ("(x-3)^2", "x*log(x)", [0.0], 2.1234734167)],
)
def test_subgradients_leave_a_barrier(
    formula: str, penalty: str, start: list[float], expected: float
) -> None:
    found = minimize(formula, "x", penalty=penalty, start=start, method="subgradient")
    assert found.x[0] == pytest.approx(expected, abs=1e-6)
    assert found.objective == pytest.approx(found.path[-1], rel=1e-12)


@pytest.mark.nightly
def test_a_kink_without_a_gradient_is_no_end() -> None:
    assert minimize("Max(x, -2*x)", "x", start=[1.0]).objective == pytest.approx(0.0, abs=1e-2)
    assert minimize("Max(x, y) + x^2 + y^2", "x y").objective == pytest.approx(-0.125, abs=1e-3)


@pytest.mark.parametrize("start", [1.3, 10.0], ids=["steps too long at first", "steps too short"])
def test_steps_of_subgradients_are_as_long_as_the_bound_wants_them(start: float) -> None:
    """Steps of one length would jump to and fro over 0 from 1.3, steps of 1/k would not get there from 10."""
    found = minimize("50*Max(x, -2*x)", "x", start=[start], method="subgradient", step=1.0, iterations=1000)
    bound = subgradient_bound(start, 100.0, 1.0, 1000)[-1]  # no slope is above 100
    assert 0 <= found.objective <= bound < 50 * start / 2


def test_a_kink_without_a_gradient_is_left_as_fast_as_the_method_promises() -> None:
    """By theorem 8.28 of Beck (2017), from a start that is far above the bound."""
    found = minimize(
        "Max(x, y) + x^2 + y^2", "x y", method="subgradient", step=0.1, iterations=1000
    )  # at the start x = y, where there is no gradient; the minimum is at (-1/4, -1/4)
    far = math.sqrt(1 / 8)
    steepest = 1 + 2 * (far + reach(far, 0.1, 1000))  # of Max 1, of the squares 2*|x|
    bound = subgradient_bound(far, steepest, 0.1, 1000)[-1]
    assert -0.125 <= found.objective <= -0.125 + bound < -0.125 / 2


@pytest.mark.parametrize("loss", ["least squares", "logistic"])
def test_working_sets_know_the_columns_that_are_held_elsewhere(loss: str) -> None:
    """Held at 1, not at 0: what the other columns add stays in the problem of the few."""
    random = np.random.default_rng(0)
    X = random.normal(size=(60, 200))
    y = X @ np.r_[3.0, -1, np.ones(198)] + 0.1 * random.normal(size=60)
    weights = np.full(200, 1e6)
    weights[:10] = 1
    f = LeastSquares(X, y) if loss == "least squares" else Logistic(X, y > 0)
    g = l1(weights).of(1, -1.0)
    found = minimize_composite(f, g, start=np.ones(200))
    other = minimize_composite(f, g, start=np.ones(200), method="fista")
    assert found.method == "fista on working sets"
    assert found.converged
    assert found.objective == pytest.approx(other.objective, rel=1e-10)
    assert found.path[-1] == pytest.approx(found.objective, rel=1e-9)


@pytest.mark.parametrize(("columns", "method"), [(80, "fista"), (81, "fista on working sets")])
def test_few_columns_are_solved_for_at_once(columns: int, method: str) -> None:
    """A working set begins with 20 columns: of fewer than four times as many there is little to leave out."""
    X = np.random.default_rng(0).normal(size=(40, columns))
    assert minimize_composite(LeastSquares(X, X[:, 0]), l1(1.0)).method == method


@pytest.mark.parametrize("kind", [np.int8, np.uint8, bool])
def test_sparse_integers_do_not_overflow(kind: type) -> None:
    from scipy import sparse

    X = np.array([[100, 1], [100, 0], [1, 1]]).astype(kind)
    dense = minimize_composite(LeastSquares(X.astype(float), [1.0, 2.0, 3.0]))
    found = minimize_composite(LeastSquares(sparse.csr_array(X), [1.0, 2.0, 3.0]))
    assert found.x == pytest.approx(dense.x, rel=1e-6)


@pytest.mark.parametrize("over", [True, False], ids=["squares", "smooth"])
def test_whoever_watches_stops_the_methods_of_scipy(over: bool) -> None:
    data = {"t": np.arange(5.0), "y": np.exp(-np.arange(5.0))} if over else None
    formula = "(y - exp(-a*t))^2" if over else "exp(a) + exp(-3*a) + a^4"
    found = minimize(formula, "a", data, start=[3.0], watch=lambda k, value: k >= 2)
    assert (found.reason, found.converged) == ("it was stopped", False)
    assert found.objective == pytest.approx(found.path[-1], rel=1e-12)


def test_what_is_still_to_gain_does_not_depend_on_units() -> None:
    for unit in (1.0, 1e-8, 1e8):
        f = Formula(f"({unit}*a - 3)^2 + (b - 1)^2", ["a", "b"])
        g = recognise(f"{2 * unit}*abs(a)", ["a", "b"]).function
        assert still_to_gain(f, g, np.array([1 / unit, 1.0])) == pytest.approx(1.0, rel=1e-9)
        assert still_to_gain(f, g, np.array([2 / unit, 1.0])) == pytest.approx(0.0, abs=1e-15)


def test_there_is_no_end_to_gain_where_the_objective_falls_and_does_not_bend() -> None:
    none = recognise([], ["a", "b"]).function
    for formula in ("3*a + b^2", "b - a", "a^3 + b^2 + a"):
        assert still_to_gain(Formula(formula, "a b"), none, np.array([0.0, 1.0])) == math.inf


def test_newton_stops_where_rounding_hides_what_it_gains() -> None:
    """exp(a) falls for ever: Newton's steps are -1, and the residual, exp(a/2), is never halved by one.

    Without a tolerance the end is where a step gains less than 2e-15, what rounding is taken to be: exp(a) is
    3.2e-15 then, at most 35 steps from 1.
    """
    none = recognise([], "a").function
    run = newton(Formula("1 + exp(a)", "a"), none, np.array([1.0]), tolerance=0.0, iterations=400)
    assert run.reason == "rounding: no step makes it less"
    assert 0 <= run.path[-1] - 1 <= 3.2e-15
    assert run.iterations <= 35


@pytest.mark.parametrize(
    ("penalty", "x", "expected"),
    [
        ("x - y <= 1", [0.5, -0.5], [True, True]),
        ("x - y <= 1", [0.0, 0.0], [False, False]),
        ("x - y == 1", [0.5, -0.5], [True, True]),
        ("Max(x, y)", [1.0, 1.0], [True, True]),
        ("Max(x, y)", [1.0, 2.0], [False, False]),
        ("10*abs(x - y - 1)", [0.5, -0.5], [True, True]),
        ("max(abs(x), abs(y))", [1.0, -1.0], [True, True]),
        ("sqrt(x^2 + y^2)", [0.0, 0.0], [True, True]),
        ("abs(x) + y^2", [0.0, 0.0], [True, False]),
    ],
)
def test_what_a_penalty_holds_is_seen_in_each_direction(
    penalty: str, x: list[float], expected: list[bool]
) -> None:
    assert held(recognise(penalty, ["x", "y"]).function, np.array(x)).tolist() == expected


def test_equations_of_very_different_size_count_alike() -> None:
    found = minimize("(x-1)^2 + (y-2)^2 + (z-3)^2", "x y z",
                     penalty=["1e18*x + 1e18*y == 1e18", "x - z == 0"])  # fmt: skip
    assert found.x == pytest.approx([1.0, 0.0, 1.0], abs=1e-9)


def test_entropy_with_the_least_steps_stays_where_it_is() -> None:
    assert prox("x*log(x)", 1e10, 1e-300) == 1e10
    assert prox("x*log(x)", 0.25, 1e-300) == pytest.approx(0.25, rel=1e-12)


def test_norms_and_balls_about_far_centres_keep_what_is_added() -> None:
    inside = prox("(x-1e8)^2 + (y-2)^2 <= 1", [0.0, 0.0], 1.0)
    assert math.hypot(inside[0] - 1e8, inside[1] - 2) == pytest.approx(1.0, abs=1e-7)
    with pytest.raises(SymdiffError, match="no row"):
        prox("sqrt((x-10^8)^2 + y^2 + 1.0)", [1e8, 1.0], 1.0)


def test_a_barrier_times_a_parameter_wants_it_positive() -> None:
    assert [str(c) for c in prox("-k*log(x)", {"x": "v"}, "t")["x"].conditions] == ["k > 0", "t > 0"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: minimize("x >= 1", "x"), "is a condition"),
        (lambda: minimize("x^2", "x", iterations=1e3), "whole number"),
        (lambda: minimize("x^2", ["x-y"]), "'x-y' is not a variable"),
        (lambda: minimize_composite(LeastSquares(np.eye(2), [1, 1]), start="a"), "array of numbers"),
        (lambda: LeastSquares(np.array([[1j]]), [1.0]), "real"),
    ],
)
def test_requests_that_mean_nothing_are_refused(make: Any, said: str) -> None:
    with pytest.raises(SymdiffError, match=said):
        make()


def test_a_column_of_the_name_of_a_variable_is_said() -> None:
    data = {"t": [1.0, 2.0], "y": [1.0, 2.0], "a": [9.0, 9.0]}
    assert any("not used" in note for note in minimize("(y - a*t)^2", "a", data).notes)


# Tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["t,y\n0,5,1,5\n1,5,2,5\n", "t,y\n1,2\n1,2,99\n"])
def test_lines_with_more_fields_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SymdiffError, match=r"line [23]: [34] fields, expected 2"):
        read_table(str(path))


@pytest.mark.parametrize(
    "text", ["name,t,y\nfoo,0,1\nbar,1,2\n", "t,y,\n0,1,\n1,2,\n", "t,y\n\n0,1\n\n1,2\n"]
)
def test_the_command_reads_what_the_formula_uses(tmp_path: Path, text: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["minimize", "(y - a - b*t)^2", "--over", "a,b", "--data", str(path)])
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("a = 1\nb = 1\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["abs(x)", "x", "--step", "oo"], "step"),
        (["abs(x)", "x", "--step", "nan"], "step"),
        (["abs(x)", "x", "--at", "x=1"], "a step that is a number"),
        (["abs(t)", "t"], "the step is called t"),
        (["abs(x)", "x", "x"], "named twice"),
        (["abs(x)", "1x"], "is not a variable"),
    ],
)
def test_proximal_points_of_odd_requests_are_refused(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, ["prox", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr


def test_boxes_hold_what_they_hold_by_working_sets() -> None:
    random = np.random.default_rng(1)
    X = random.normal(size=(60, 200))
    found = minimize_composite(LeastSquares(X, X @ np.full(200, 1.2)), box(1.0, 2.0), start=np.ones(200))
    assert found.converged
    assert found.objective <= 1e-12

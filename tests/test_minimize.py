"""Minimising formulas over tables with penalties: the methods, what they promise, and what they refuse."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import symdiff.minimise
import symdiff.proximal
from symdiff import SymdiffError, Unsupported, minimize, minimize_composite
from symdiff.cli import cli
from symdiff.minimise import (
    Formula,
    LeastSquares,
    Logistic,
    Smooth,
    fista,
    proximal_gradient,
    subgradient,
)
from symdiff.minimise import rows as at_rows
from symdiff.minimise.data import read_table
from symdiff.minimise.matrices import greatest_eigenvalue
from symdiff.minimise.newton import newton
from symdiff.proximal import (
    ball,
    box,
    elastic_net,
    group_norm,
    l1,
    norm2,
    recognise,
    simplex,
    zero,
)

EPS = np.finfo(float).eps


def least_squares(seed: int, rows: int = 40, columns: int = 12, sparse: int = 4) -> LeastSquares:
    """Return a problem with a few true coefficients, correlated columns and noise."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(rows, columns))
    X[:, 1:] += 0.5 * X[:, :-1]
    truth = np.zeros(columns)
    truth[:sparse] = random.normal(size=sparse)
    return LeastSquares(X, X @ truth + 0.1 * random.normal(size=rows), mean=True)


def logistic(seed: int, rows: int = 60, columns: int = 6) -> Logistic:
    random = np.random.default_rng(seed)
    X = random.normal(size=(rows, columns))
    return Logistic(X, random.random(rows) < 1 / (1 + np.exp(-2 * X[:, 0])), mean=True)


PENALTIES = {
    "l1": l1(0.05),
    "elastic net": elastic_net(0.05, 0.1),
    "groups": group_norm([[0, 1, 2], [3, 4, 5]], [0.1, 0.2]),
    "ball": ball(0.5),
    "box": box(0.0, 0.3),
    "simplex": simplex(1.0),
    "nothing": zero(),
}
LOSSES: dict[str, Callable[[int], Any]] = {
    "least squares": lambda seed: least_squares(seed, columns=6),
    "logistic": logistic,
}


def distance_from_optimal(f: Any, g: Any, x: np.ndarray) -> float:
    """Return how far minus the gradient of f is from the subdifferential of g."""
    slope = f.value_and_gradient(x)[1]
    return float(np.linalg.norm(slope + g.subgradient(x, -slope)))


# What the methods promise ---------------------------------------------------------------------


@pytest.mark.parametrize("penalty", PENALTIES, ids=str)
@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_the_point_satisfies_the_condition_of_a_minimum(loss: str, penalty: str) -> None:
    f, g = LOSSES[loss](3), PENALTIES[penalty]
    first = float(np.linalg.norm(f.value_and_gradient(np.zeros(6))[1]))
    for method in (fista, proximal_gradient):
        run = method(f, g, np.zeros(6), tolerance=1e-11, iterations=200_000)
        assert run.converged, method
        # |grad f(x) + u| <= 2*|(y - x)/step| for the u of the proximal step, by the Lipschitz constant
        assert distance_from_optimal(f, g, run.x) <= 4e-11 * max(first, run.residual) + 1e-13


@pytest.mark.parametrize("penalty", PENALTIES, ids=str)
@pytest.mark.parametrize("loss", LOSSES, ids=str)
def test_the_proximal_gradient_method_never_goes_up_with_a_step_below_one_over_the_constant(
    loss: str, penalty: str
) -> None:
    f, g = LOSSES[loss](5), PENALTIES[penalty]
    exact = np.linalg.eigvalsh(f.X.T @ f.X)[-1] * f.weight / (4 if loss == "logistic" else 1)
    start = g.prox(np.random.default_rng(0).normal(size=6))
    for share in (1.0, 0.5, 0.05):
        path = proximal_gradient(f, g, start, step=share / exact, tolerance=0, iterations=300).path
        rises = np.diff(path)
        terms = path[0] + f.magnitude  # F is the difference of terms of this size
        assert np.all(rises <= 32 * EPS * terms), share
        assert path[-1] < path[0]


def test_a_step_that_is_too_long_does_go_up() -> None:
    f = least_squares(5)
    exact = np.linalg.eigvalsh(f.X.T @ f.X)[-1] * f.weight
    path = proximal_gradient(f, l1(0.05), np.ones(12), step=2.5 / exact, iterations=50).path
    assert np.any(np.diff(path) > 0)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("penalty", PENALTIES, ids=str)
def test_fista_without_restart_is_within_its_bound(penalty: str, seed: int) -> None:
    """F(x_k) - F(x*) <= 2*L*|x_0 - x*|**2/(k + 1)**2 (Beck 2017, theorem 10.34)."""
    f, g = least_squares(seed, columns=8), PENALTIES[penalty]
    constant = np.linalg.eigvalsh(f.X.T @ f.X)[-1] * f.weight
    start = g.prox(np.full(8, 3.0))
    best = fista(f, g, start, tolerance=1e-14, iterations=100_000)
    path = fista(f, g, start, step=1 / constant, restart=False, tolerance=0, iterations=400).path
    k = np.arange(1, len(path))
    bound = 2 * constant * np.sum((start - best.x) ** 2) / (k + 1) ** 2
    assert np.all(path[1:] - best.path[-1] <= bound + 1e-13 * abs(path[0]))


def test_the_bound_is_not_an_idle_one() -> None:
    f, g = least_squares(0, columns=8), l1(0.05)
    constant = np.linalg.eigvalsh(f.X.T @ f.X)[-1] * f.weight
    best = fista(f, g, np.full(8, 3.0), tolerance=1e-14, iterations=100_000)
    path = proximal_gradient(f, g, np.full(8, 3.0), step=0.001 / constant, iterations=400).path
    k = np.arange(1, len(path))
    bound = 2 * constant * np.sum((np.full(8, 3.0) - best.x) ** 2) / (k + 1) ** 2
    assert np.any(path[1:] - best.path[-1] > bound)  # a short step breaks it


@pytest.mark.parametrize("seed", range(4))
def test_restart_needs_fewer_iterations_where_the_problem_is_flat(seed: int) -> None:
    random = np.random.default_rng(seed)
    X = random.normal(size=(60, 20)) * np.logspace(0, -1, 20)
    f = LeastSquares(X, random.normal(size=60))
    with_restart = fista(f, l1(1e-4), np.zeros(20), tolerance=1e-8, iterations=50_000)
    without = fista(f, l1(1e-4), np.zeros(20), tolerance=1e-8, iterations=50_000, restart=False)
    assert with_restart.converged
    assert with_restart.iterations < without.iterations


@pytest.mark.parametrize("method", [fista, proximal_gradient], ids=lambda m: m.__name__)
def test_backtracking_finds_the_step_that_the_constant_would_give(method: Any) -> None:
    """For a function of which nothing but values and gradients is known."""
    f = least_squares(1)
    known = method(f, l1(0.05), np.zeros(12), tolerance=1e-11, iterations=100_000)
    found = minimize_composite(
        lambda x: f.value_and_gradient(x), l1(0.05), np.zeros(12), tolerance=1e-11,
        method="fista" if method is fista else "proximal-gradient", iterations=100_000,
    )  # fmt: skip
    assert found.converged
    strong = np.linalg.eigvalsh(f.X.T @ f.X)[0] * f.weight
    assert np.max(np.abs(found.x - known.x)) <= 1e-10 * np.linalg.norm(f.target) / strong


@pytest.mark.parametrize("seed", range(5))
def test_power_iteration_is_below_the_greatest_eigenvalue_and_near(seed: int) -> None:
    X = np.random.default_rng(seed).normal(size=(30, 10))
    exact = float(np.linalg.eigvalsh(X.T @ X)[-1])
    found = greatest_eigenvalue(lambda v: X.T @ (X @ v), 10)
    assert 0.9 * exact <= found <= exact * (1 + 1e-12)


def subgradient_bound(distance: float, steepest: float, length: float, iterations: int) -> np.ndarray:
    """Return what the best objective so far may be above the least one, after each iteration.

    With steps of length s_k = length/sqrt(k) and subgradients not longer than *steepest*, |x_k+1 - x*|**2
    <= |x_k - x*|**2 - 2*s_k*(F(x_k) - F*)/steepest + s_k**2; these are added up.
    Source: Beck (2017), section 8.2, whose theorem 8.28 follows from it.
    """
    steps = length / np.sqrt(np.arange(1, iterations + 1))
    return np.asarray(steepest * (distance**2 + np.cumsum(steps**2)) / (2 * np.cumsum(steps)))


def reach(distance: float, length: float, iterations: int) -> float:
    """Return how far from the minimum the points of the subgradient method can be, by the same inequality."""
    return math.sqrt(distance**2 + length**2 * float(np.sum(1 / np.arange(1, iterations + 1))))


class Steepest(Smooth):
    """A function that keeps the greatest norm of the subgradients of f + l1(weight) asked of it."""

    def __init__(self, f: LeastSquares, weight: float) -> None:
        self.f, self.size, self.weight, self.norms = f, f.size, weight, [0.0]

    def value_and_gradient(self, x: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = self.f.value_and_gradient(x)
        self.norms.append(float(np.linalg.norm(slope + l1(self.weight).slope(x, -slope))))
        return value, slope


def test_the_subgradient_method_is_within_its_bound() -> None:
    """From near the minimum, where the bound is not an idle one: the start itself is far above it."""
    f = least_squares(2, columns=5)
    best = fista(f, l1(0.1), np.zeros(5), tolerance=1e-13)
    start = best.x + 0.2
    watched = Steepest(f, 0.1)
    path = subgradient(watched, l1(0.1), start, step=0.1, iterations=1500).path
    assert np.all(np.diff(path) <= 0)
    errors = path - best.path[-1]
    assert errors[-1] >= -1e-14
    bound = subgradient_bound(float(np.linalg.norm(start - best.x)), max(watched.norms), 0.1, 1500)
    assert np.all(errors[:-1] <= bound)  # the point before a step is among those that the sum speaks of
    assert bound[-1] < errors[0] / 2


@pytest.mark.nightly
def test_the_subgradient_method_nears_the_minimum_as_slowly_as_it_promises() -> None:
    f = least_squares(2, columns=5)
    best = fista(f, l1(0.1), np.zeros(5), tolerance=1e-13).path[-1]
    path = subgradient(f, l1(0.1), np.full(5, 2.0), step=2.0, iterations=4000).path
    assert np.all(np.diff(path) <= 0)
    errors = path - best
    assert errors[-1] >= -1e-14
    # log(k)/sqrt(k) (Beck 2017, theorem 8.28) falls by 3.6 from 100 to 4000 steps
    assert errors[4000] < errors[100] / 3


def test_subgradients_keep_to_a_set() -> None:
    run = subgradient(least_squares(2, columns=5), simplex(1.0), np.zeros(5), iterations=500)
    assert simplex(1.0)(run.x) == 0.0


@pytest.mark.parametrize("rows_below_columns", [False, True])
def test_sparse_matrices_give_what_dense_ones_do(rows_below_columns: bool) -> None:
    from scipy import sparse

    X = np.random.default_rng(0).normal(size=(10, 25) if rows_below_columns else (25, 10))
    X[np.abs(X) < 1] = 0
    y = np.arange(len(X), dtype=float)
    dense = minimize_composite(LeastSquares(X, y), l1(2.0))
    other = minimize_composite(LeastSquares(sparse.csr_array(X), y), l1(2.0))
    assert other.objective == pytest.approx(dense.objective, rel=1e-12)
    assert dense.held == other.held


@pytest.mark.parametrize("loss", ["least squares", "logistic"])
@pytest.mark.parametrize("penalty", ["l1", "weights", "elastic net", "moved", "box"])
@pytest.mark.parametrize("share", [0.5, 0.02])
def test_working_sets_end_where_all_columns_together_do(loss: str, penalty: str, share: float) -> None:
    random = np.random.default_rng(4)
    X = random.normal(size=(60, 200))
    y = X[:, :5] @ random.normal(size=5) + random.normal(size=60)
    f = LeastSquares(X, y, mean=True) if loss == "least squares" else Logistic(X, y > 0, mean=True)
    weight = share * float(np.max(np.abs(f.value_and_gradient(np.zeros(200))[1])))
    g = {
        "l1": l1(weight),
        "weights": l1(weight * (1 + random.random(200))),
        "elastic net": elastic_net(weight, 0.01),
        "moved": weight * l1().of(2.0, 0.0).tilted(0.001),
        "box": box(0.0, 0.1),
    }[penalty]
    found = minimize_composite(f, g, tolerance=1e-9)
    assert found.method == "fista on working sets"
    assert found.converged
    assert found.residual <= 1e-9 * np.linalg.norm(f.value_and_gradient(np.zeros(200))[1])
    other = minimize_composite(f, g, method="fista", tolerance=1e-9, iterations=100_000)
    assert found.iterations <= 2 * other.iterations + 20  # sets that are to grow are not solved to the end
    # both residuals times the way between the two points bound the difference of two convex objectives
    way = float(np.linalg.norm(found.x - other.x))
    assert abs(found.objective - other.objective) <= (found.residual + other.residual) * way + 1e-14
    assert found.path[-1] == pytest.approx(found.objective, rel=1e-12)
    assert np.all(np.diff(found.path) <= 1e-12 * abs(found.path[0]))


# Formulas -------------------------------------------------------------------------------------


def curve(seed: int = 0, rows: int = 80) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    t = np.linspace(0, 4, rows)
    return {"t": t, "y": 2.5 * np.exp(-1.3 * t) + 0.4 + 0.05 * random.normal(size=rows)}


DECAY = "(y - (a*exp(-b*t) + c))**2"
START = {"a": 1.0, "b": 1.0, "c": 0.0}


def test_a_formula_is_summed_over_the_rows_with_its_exact_derivatives() -> None:
    data = curve()
    f = Formula(DECAY, ["a", "b", "c"], data)
    x = np.array([1.7, 0.9, 0.2])
    expected = np.sum((data["y"] - (1.7 * np.exp(-0.9 * data["t"]) + 0.2)) ** 2)
    value, slope = f.value_and_gradient(x)
    assert value == pytest.approx(expected, rel=1e-13)
    h = 1e-5
    differences = [(f.value(x + h * e) - f.value(x - h * e)) / (2 * h) for e in np.eye(3)]
    assert slope == pytest.approx(differences, rel=1e-7, abs=1e-8)  # h**2 and eps/h
    columns = [(f.value_and_gradient(x + h * e)[1] - f.value_and_gradient(x - h * e)[1]) / (2 * h)
               for e in np.eye(3)]  # fmt: skip
    assert f.hessian(x) == pytest.approx(np.array(columns), rel=1e-7, abs=1e-6)
    assert Formula(DECAY, ["a", "b", "c"], data, mean=True).value(x) == pytest.approx(value / 80, rel=1e-13)


@pytest.mark.parametrize(
    ("formula", "over", "is_compiled"),
    [
        ("(y - (a*exp(-b*t) + sin(t)/a))**2", "a b", True),
        ("log(cosh(y - a*t)) + sqrt(b + t)", "a b", True),
        ("Piecewise((a*t, t > y), (b, True)) + a/(t + 1)", "a b", True),
        ("(LambertW(a*t) - b*y)**2", "a b", False),  # which machine code does not have
    ],
)
def test_a_long_table_is_summed_by_machine_code_alike(formula, over, is_compiled, monkeypatch):
    pytest.importorskip("llvmlite")
    random = np.random.default_rng(3)
    count = at_rows.LONG + 3
    data = {"t": random.uniform(0, 4, count), "y": random.normal(size=count)}
    x, way = np.array([1.3, 0.8]), np.array([0.4, -3.0])
    found = []
    for least in (at_rows.LONG, 10 * at_rows.LONG):
        monkeypatch.setattr(at_rows, "LONG", least)
        f = Formula(formula, over, data, mean=True)
        value, slopes = f.value_and_gradient(x)
        numbers = [np.array([f.value(x), value, *slopes]), f.hessian(x)]
        if f.residual is not None:
            numbers += [f.residual.values(x), f.residual.jacobian(x)]
        found.append((numbers, f.fence.between(x, x + way)))
        assert (f._slopes._totals is not None) == (is_compiled and least < count)
    (native, ends), (arrays, same_ends) = found
    assert ends == same_ends
    for one, other in zip(native, arrays, strict=True):
        assert one.shape == other.shape
        assert one == pytest.approx(other, rel=1e-12, abs=1e-12)


def test_rows_in_blocks_are_the_rows() -> None:
    """A constant, a term without a column, and one with: over more rows than are computed at once."""
    rows = 50_000
    f = Formula("1 + a**2 + u*a", ["a"], {"u": np.arange(rows) / rows})
    value, slope = f.value_and_gradient(np.array([2.0]))
    assert value == pytest.approx(5 * rows + 2 * (rows - 1) / 2, rel=1e-12)
    assert slope[0] == pytest.approx(4 * rows + (rows - 1) / 2, rel=1e-12)
    assert f.hessian(np.array([2.0]))[0, 0] == pytest.approx(2 * rows, rel=1e-12)


@pytest.mark.parametrize("method", ["auto", "newton", "fista", "proximal-gradient"])
def test_a_curve_with_a_penalty_is_fitted_by_each_method(method: str) -> None:
    found = minimize(DECAY, "a,b,c", curve(), "0.1*abs(a) + 0.1*abs(b)", START, method=method,
                     iterations=100_000)  # fmt: skip
    assert found.converged
    best = minimize(DECAY, "a,b,c", curve(), "0.1*abs(a) + 0.1*abs(b)", START, tolerance=1e-14)
    assert found.x == pytest.approx(best.x, rel=1e-6)
    assert found.residual <= 1e-6
    assert found.parts == ("0.1*Abs(a)", "0.1*Abs(b)")


def test_newton_does_not_mind_units() -> None:
    """The same curve with one parameter in units of 1e-6 and one of 1e6: the same fit, scaled."""
    plain = minimize(DECAY, "a,b,c", curve(), "0.1*abs(a) + 0.1*abs(b)", START)
    scaled = minimize("(y - (1e6*a*exp(-1e-6*b*t) + c))**2", "a,b,c", curve(),
                      "1e5*abs(a) + 1e-7*abs(b)", {"a": 1e-6, "b": 1e6, "c": 0.0})  # fmt: skip
    assert scaled.converged
    assert [scaled.x[0] * 1e6, scaled.x[1] / 1e6, scaled.x[2]] == pytest.approx(plain.x, rel=1e-7)
    assert scaled.iterations <= 2 * plain.iterations + 5


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [
        # x and y of the Rosenbrock function in the set: known points, or by the condition of a minimum alone
        (["x**2 + y**2 <= 1"], (0.7864151542, 0.6176983126)),
        (["x >= 2", "0 <= y <= 3"], (2.0, 3.0)),
        (["x >= 0", "y >= 0", "x + y == 1"], None),
        (["x + y <= 1"], None),
        ("sqrt(x^2 + y^2)", None),
        ("x^2 + x*y + y^2", None),
        ("-log(x) - log(y)", None),
        ("max(abs(x), abs(y))", None),
        ("abs(x - 1) + 3*abs(x) + max(0, 1 - y)", None),
    ],
    ids=str,
)
def test_the_rosenbrock_valley_with_sets_and_penalties(penalty: Any, expected: Any) -> None:
    found = minimize("(1 - x)^2 + 100*(y - x^2)^2", "x y", penalty=penalty, start={"x": 0.5, "y": 0.5})
    assert found.converged
    assert found.residual <= 1e-5
    if expected is not None:
        assert found.x == pytest.approx(expected, abs=1e-9)
    # and by a search around: nothing near is less
    f, g = Formula("(1 - x)^2 + 100*(y - x^2)^2", ["x", "y"]), recognise(penalty, ["x", "y"]).function
    random = np.random.default_rng(0)
    for size in 10.0 ** np.arange(-6, 0):
        for _ in range(30):
            other = g.prox(found.x + size * random.normal(size=2), 1e-9)
            assert f.value(other) + g(other) >= found.objective - 1e-10 * (1 + abs(found.objective))


def test_without_a_penalty_scipy_goes_to_the_end() -> None:
    found = minimize("(1 - x)^2 + 100*(y - x^2)^2", "x y", start=[-1.2, 1.0])
    assert found.x == pytest.approx([1.0, 1.0], abs=1e-12)
    assert found.method == "trust region, exact Hessian"
    fitted = minimize(DECAY, "a,b,c", curve(), start=START)
    assert fitted.method in ("Levenberg-Marquardt", "trust region reflective")
    assert fitted.residual <= 1e-11
    names = [f"x{i}" for i in range(250)]
    wide = minimize("+".join(f"({name} - 1)**2*(1 + {name}**2)" for name in names), names, tolerance=1e-6)
    assert wide.method == "L-BFGS"
    assert wide.converged


def test_a_formula_with_kinks_goes_to_subgradients_and_says_so() -> None:
    data = {"t": np.arange(1.0, 6.0), "y": np.array([2.0, 4.0, 6.0, 8.0, 100.0])}
    found = minimize("abs(y - a*t)", "a", data, start=[1.0], iterations=5000)
    assert found.method == "subgradient"
    assert any("kinks" in note for note in found.notes)
    assert found.x[0] == pytest.approx(2.0, abs=0.05)  # the outlier is not followed; slow, as said


def test_what_the_penalty_holds_is_named() -> None:
    random = np.random.default_rng(0)
    data = {"u": random.normal(size=50), "v": random.normal(size=50)}
    data["y"] = 3 * data["u"] + 0.01 * random.normal(size=50)
    found = minimize("(y - a*u - b*v)**2", "a b", data, "5*abs(a) + 5*abs(b)")
    assert found.held == ("b",)
    assert found.active == ("a",)
    assert found.values["b"] == 0.0
    edge = minimize("(a - 2)**2 + (b - 2)**2", "a b", penalty=["a <= 1"])
    assert edge.held == ("a",)
    assert edge.x == pytest.approx([1.0, 2.0], abs=1e-9)


def test_a_run_can_be_watched_and_stopped() -> None:
    seen: list[tuple[int, float]] = []

    def watch(iteration: int, objective: float) -> bool:
        seen.append((iteration, objective))
        return iteration >= 5

    found = minimize(DECAY, "a,b,c", curve(), "0.1*abs(a)", START, method="fista", watch=watch)
    assert [iteration for iteration, _ in seen] == [1, 2, 3, 4, 5]
    assert found.reason == "it was stopped"
    assert not found.converged
    assert found.path[1:].tolist() == [objective for _, objective in seen]


@pytest.mark.parametrize("method", ["newton", "fista", "proximal-gradient"])
def test_what_has_no_least_value_diverges_and_says_so(method: str) -> None:
    found = minimize("-x - x**3", "x", penalty="abs(x)/2", start=[1.0], method=method)
    assert not found.converged
    assert found.reason.startswith("it is unbounded")


def test_too_few_iterations_are_said() -> None:
    found = minimize(DECAY, "a,b,c", curve(), "0.1*abs(a)", START, method="proximal-gradient", iterations=3)
    assert (found.converged, found.reason, found.iterations) == (False, "the iterations are spent", 3)


def test_a_start_at_the_minimum_stays() -> None:
    for method in ("newton", "fista", "proximal-gradient", "subgradient"):
        found = minimize("x**2", "x", penalty="abs(x)", method=method)
        assert found.converged, method
        assert found.values == {"x": 0.0}


def test_a_start_outside_of_the_set_is_brought_in() -> None:
    for method in ("newton", "fista", "proximal-gradient", "subgradient"):
        found = minimize("(x - 3)**2", "x", penalty="x <= 1", start=[50.0], method=method)
        assert found.x[0] == pytest.approx(1.0, abs=1e-9), method


def test_a_picture_of_the_path_is_drawn(tmp_path: Path) -> None:
    found = minimize(DECAY, "a,b,c", curve(), "0.1*abs(a)", START, method="fista")
    place = tmp_path / "path.svg"
    found.plot(str(place))
    assert "iteration" in place.read_text(encoding="utf-8")


# NIST's nonlinear models -----------------------------------------------------------------------


def test_a_fit_of_nist_is_right_to_ten_digits() -> None:
    """DanWood, six observations (NIST StRD, nonlinear regression): certified to 11 digits."""
    data = {
        "x": np.array([1.309, 1.471, 1.490, 1.565, 1.611, 1.680]),
        "y": np.array([2.138, 3.421, 3.597, 4.340, 4.882, 5.660]),
    }
    for start in ({"b1": 1.0, "b2": 5.0}, {"b1": 0.7, "b2": 4.0}):
        found = minimize("(y - b1*x**b2)**2", ["b1", "b2"], data, start=start)
        assert found.x == pytest.approx([7.6886226176e-01, 3.8604055871], rel=1e-10)
        assert found.objective == pytest.approx(4.3173084083e-03, rel=1e-10)


# Bad input --------------------------------------------------------------------------------------

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("a column that is missing", {"data": {"y": [1.0], "s": [1.0]}}, "no column t"),
    ("columns of two lengths", {"data": {"y": [1.0, 2.0], "t": [1.0]}}, "y has 2, t has 1|t has 1, y has 2"),
    ("a NaN in the data", {"data": {"y": [1.0, math.nan], "t": [1.0, 2.0]}}, "y is nan in row 2"),
    (
        "a masked number",
        {"data": {"y": np.ma.array([1.0, 2.0], mask=[0, 1]), "t": [1.0, 2.0]}},
        "y is nan in row 2",
    ),
    ("complex data", {"data": {"y": np.array([1.0, 2j]), "t": [1.0, 2.0]}}, "y is not numbers"),
    ("a complex start", {"start": [np.complex64(1 + 1j)]}, "a number for each variable"),
    ("a start that is too large", {"start": [10**400]}, "a number for each variable"),
    ("an infinity in the data", {"data": {"y": [1.0, 2.0], "t": [1.0, math.inf]}}, "t is inf in row 2"),
    ("a column of texts", {"data": {"y": ["a", "b"], "t": [1.0, 2.0]}}, "y is not numbers"),
    ("no rows", {"data": {"y": [], "t": []}}, "no rows"),
    ("no data", {"data": None}, "neither minimised over nor columns"),
    ("a negative step", {"step": -1.0}, "a step of -1"),
    ("a step of zero", {"step": 0.0}, "a step of 0"),
    ("a step that is no number", {"step": math.nan}, "a step of nan"),
    ("an unknown method", {"method": "magic"}, "unknown method 'magic'"),
    ("scipy with a penalty", {"method": "scipy", "penalty": "abs(a)"}, "without a penalty"),
    ("nothing to minimise over", {"over": []}, "over what"),
    ("a variable twice", {"over": ["a", "a"]}, "named twice"),
    ("a start for another name", {"start": {"z": 1.0}}, "a start for z"),
    ("a start of another size", {"start": [1.0, 2.0]}, "2 numbers for 1 variables"),
    ("a start that is not finite", {"start": [math.nan]}, "the start of a is nan"),
    ("a negative tolerance", {"tolerance": -1.0}, "a tolerance of -1"),
    ("no iterations", {"iterations": 0}, "0 iterations"),
    ("a penalty that is not convex", {"penalty": "-abs(a)"}, "not convex"),
    ("a penalty that cannot be split", {"penalty": "sin(a)"}, r"sin\(a\) is no row"),
    ("a penalty on a column", {"penalty": "abs(a*t)"}, "t in .* is neither"),
    ("an empty set", {"penalty": ["a >= 1", "a <= 0"]}, "empty"),
    ("a formula that is none", {"formula": "(y - a*t"}, "before everything is closed"),
    ("no value at the start", {"formula": "log(a)*t + y", "start": [-1.0]}, "at the start in row 1"),
]


@pytest.mark.parametrize(("what", "changes", "said"), REFUSED, ids=[what for what, _, _ in REFUSED])
def test_bad_input_is_refused_with_its_name(what: str, changes: dict[str, Any], said: str) -> None:
    request: dict[str, Any] = {
        "formula": "(y - a*t)**2", "over": ["a"], "data": {"y": [1.0, 2.0], "t": [1.0, 2.0]}, **changes,
    }  # fmt: skip
    with pytest.raises(SymdiffError, match=said):
        minimize(request.pop("formula"), **request)


def test_terms_that_share_a_variable_are_both_named() -> None:
    with pytest.raises(Unsupported, match=r"Abs\(a\) and Abs\(a \+ b\) cannot be split: they share a, b"):
        minimize("a**2 + b**2", "a b", penalty="abs(a) + abs(a + b)")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: LeastSquares(np.ones((3, 2)), np.ones(4)), r"\(3, 2\) and y \(4,\)"),
        (lambda: LeastSquares(np.ones(3), np.ones(3)), r"\(3,\)"),
        (lambda: LeastSquares([[1.0, math.nan]], [1.0]), "nan in row 0, column 1"),
        (lambda: LeastSquares([[1.0]], [math.inf]), "y is inf in row 0"),
        (lambda: LeastSquares(np.ones((0, 2)), np.ones(0)), "nothing in it"),
        (lambda: Logistic(np.ones((3, 2)), [0, 1, 2]), "3 different values"),
        (lambda: minimize_composite(lambda x: (0.0, x), l1()), "a start is needed"),
        (lambda: minimize_composite(lambda x: (0.0, x[:1]), l1(), np.zeros(2)), "gradient of shape"),
        (lambda: minimize_composite(lambda x: 0.0, l1(), np.zeros(2)), "its value and its gradient"),
        (lambda: minimize_composite(LeastSquares(np.eye(2), [1, 1]), l1([1, 2, 3])), "vector of 3"),
        (lambda: minimize_composite(LeastSquares(np.eye(2), [1, 1]), l1(), np.zeros(3)), r"shape \(3,\)"),
        (lambda: minimize_composite(LeastSquares(np.eye(2), [1, 1]), l1(), [0, math.nan]), "not finite"),
        (lambda: minimize_composite(lambda x: (math.nan, x), l1(), np.zeros(2)), "no value at the start"),
    ],
)  # fmt: skip
def test_arrays_that_do_not_match_are_refused(make: Callable[[], Any], said: str) -> None:
    with pytest.raises(SymdiffError, match=said):
        make()


# Tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_table_is_read_whatever_separates(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(f'\ufeff"t"{separator} y \r\n0{separator}1.5\r\n1{separator}-2e3\r\n', encoding="utf-8")
    table = read_table(str(path))
    assert {name: column.tolist() for name, column in table.items()} == {"t": [0.0, 1.0], "y": [1.5, -2000.0]}


def test_columns_that_are_not_wanted_need_not_be_numbers(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("who,t\nAnn,1\nBo,2\n", encoding="utf-8")
    assert read_table(str(path), ["t"])["t"].tolist() == [1.0, 2.0]


def test_parquet_is_read(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    path = tmp_path / "points.parquet"
    parquet.write_table(pyarrow.table({"t": [1, 2], "y": [0.5, None]}), path)
    assert read_table(str(path), ["t"])["t"].tolist() == [1.0, 2.0]
    with pytest.raises(SymdiffError, match="no column u"):
        read_table(str(path), ["u"])
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"not one")
    with pytest.raises(SymdiffError, match="is not a Parquet file"):
        read_table(str(broken))


@pytest.mark.parametrize(
    ("library", "kind"), [("pyarrow", "table"), ("pandas", "DataFrame"), ("polars", "DataFrame")]
)
def test_data_frames_of_any_library_are_tables(library: str, kind: str) -> None:
    frame = getattr(pytest.importorskip(library, reason=f"{library} is not installed"), kind)
    data = {"t": [0, 1, 2, 3], "y": [1.0, 3.5, 4.5, 7.0], "who": ["a", "b", "c", "d"]}
    found = minimize("(y - a*t - b)^2", "a b", frame(data))
    assert found.values == minimize("(y - a*t - b)^2", "a b", data).values
    with pytest.raises(SymdiffError, match="the column who is not numbers"):
        minimize("(who - a*t)^2", "a", frame(data))
    with pytest.raises(SymdiffError, match="no column z; there are t, y, who"):
        minimize("(z - a*t)^2", "a", frame(data))


def test_the_path_of_a_file_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("t,y,who\n0,1,Ann\n1,3,Bo\n2,5,Cy\n", encoding="utf-8")
    for data in (path, str(path)):
        found = minimize("(y - a*t - b)^2", "a b", data)
        assert [found.values["a"], found.values["b"]] == pytest.approx([2, 1])


def test_what_is_no_table_is_refused() -> None:
    for data in (7, [1.0, 2.0], np.eye(2)):
        with pytest.raises(SymdiffError, match=f"type {type(data).__name__} is no table"):
            minimize("(y - a)^2", "a", data)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("t,y\n", "no rows"),
        ("t,t\n1,2\n", "two columns are called 't'"),
        ("t,y\n1,2\n1,x\n", r"line 3, column y: 'x' is no number"),
        ("t,y\n1,2\n1,\n", r"line 3, column y: '' is no number"),
        ("t,y\n1,2\n1\n", "line 3: 1 fields, expected 2"),
        ('t,y\n1,"2;\n', "is no number|is not a table"),
    ],
)
def test_a_bad_table_is_refused_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SymdiffError, match=said):
        read_table(str(path))


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SymdiffError, match="cannot be read"):
        read_table(str(tmp_path / "none.csv"))
    with pytest.raises(SymdiffError, match="cannot be read"):
        read_table(str(tmp_path))
    binary = tmp_path / "binary.csv"
    binary.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(SymdiffError, match="UTF-8"):
        read_table(str(binary))


# The command line -------------------------------------------------------------------------------


@pytest.fixture
def points(tmp_path: Path) -> str:
    data = curve()
    path = tmp_path / "points.csv"
    rows = zip(data["t"].tolist(), data["y"].tolist(), strict=True)
    path.write_text("t,y\n" + "".join(f"{t!r},{y!r}\n" for t, y in rows), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli, arguments)


def test_the_command_prints_the_minimum(points: str) -> None:
    result = run(
        "minimize", DECAY, "--data", points, "--over", "a,b,c", "--plus", "0.1*abs(a) + 0.1*abs(b)",
        "--start", "a=1,b=1,c=0",
    )  # fmt: skip
    assert result.exit_code == 0
    expected = minimize(DECAY, "a,b,c", curve(), "0.1*abs(a) + 0.1*abs(b)", START)
    lines = dict(line.split(" = ") for line in result.stdout.splitlines()[:3])
    assert {name: float(value) for name, value in lines.items()} == pytest.approx(expected.values, rel=1e-9)
    assert "converged" in result.stdout


def test_the_command_prints_json_and_draws(points: str, tmp_path: Path) -> None:
    picture = tmp_path / "path.png"
    result = run(
        "minimize", DECAY, "--data", points, "--over", "a b c", "--plus", "b >= 2", "--plus", "0.01*abs(a)",
        "--mean",
        "--start", "a=1, b=2*1", "--json", "--plot", str(picture),
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["minimum"]
    assert found["values"]["b"] == 2.0
    assert found["held"] == ["b"]
    assert found["path"][-1] == pytest.approx(found["objective"], rel=1e-12)
    assert picture.stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--over", "a"], "neither minimised over nor columns"),
        (["--over", "a,b,c", "--data", "none.csv"], "cannot be read"),
        (["--over", "a,b,c", "--data", "POINTS", "--start", "a"], "expected NAME=VALUE"),
        (["--over", "a,b,c", "--data", "POINTS", "--start", "a=x"], "is not a number"),
        (["--over", "a,b,c", "--data", "POINTS", "--start", "a=1,a=2"], "has a value already"),
        (["--over", "a,b,c", "--data", "POINTS", "--plus", "sin(a)"], "is no row of the table"),
        (["--over", "a,b,c", "--data", "POINTS", "--step", "-1"], "a step of -1"),
        (["--over", "a,b,q", "--data", "POINTS"], "no column c"),
    ],
)
def test_the_command_refuses_bad_input_with_exit_2(points: str, arguments: list[str], said: str) -> None:
    result = run("minimize", DECAY, *[points if part == "POINTS" else part for part in arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_run_that_did_not_converge_exits_1(points: str) -> None:
    result = run("minimize", DECAY, "--data", points, "--over", "a,b,c", "--plus", "abs(a)",
                 "--iterations", "2",
                 "--method", "fista")  # fmt: skip
    assert result.exit_code == 1
    assert "not converged: the iterations are spent" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["abs(x)", "x"], "sign(x)*Max(Abs(x) - t, 0)\n"),
        (["abs(x)", "x", "--at", "x=3", "--step", "1/2"], "2.5\n"),
        (["sqrt(x^2 + y^2)", "x", "y", "--at", "x=3", "--at", "y=4", "--step", "5"], "x: 0\ny: 0\n"),
        (["k*abs(x)", "x"], "sign(x)*Max(Abs(x) - k*t, 0)\n"),
        (["abs(x)", "x", "--plus", "x >= 0"], "Max(x - t, 0)\n"),
        (["0", "x", "--plus", "0 <= x <= 1", "--step", "1"], "Max(Min(x, 1), 0)\n"),
    ],
)
def test_the_proximal_point_is_printed(arguments: list[str], printed: str) -> None:
    result = run("prox", *arguments)
    assert (result.exit_code, result.stdout) == (0, printed), result.stderr


def test_the_table_of_proximal_operators_is_listed() -> None:
    from symdiff.proximal import TABLE

    listed = run("prox", "--list").stdout
    assert all(f"{name}: " in listed for name in TABLE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "in which variables"),
        (["abs(x) + abs(y)"], "by which variable"),
        (["abs(x)", "x", "--step", "-1"], "a step of -1"),
        (["abs(x)", "x", "--step", "0"], "a step of 0"),
        (["abs(x)", "x", "--at", "y=1"], "y is not a variable"),
        (["abs(x) + abs(y)", "x", "y", "--at", "y=1"], "x has no value"),
        (["log(1 + exp(x))", "x"], "no closed form"),
        (["x^3", "x"], "no row of the table"),
    ],
)
def test_the_proximal_command_refuses_bad_input(arguments: list[str], said: str) -> None:
    result = run("prox", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_newton_and_fista_agree_on_random_problems() -> None:
    """Least squares as formulas, with l1, boxes and norms of pairs: two methods, one minimum."""
    for seed in range(12):
        random = np.random.default_rng(seed)
        columns = {f"u{i}": random.normal(size=30) for i in range(4)}
        columns["y"] = sum(c * random.normal() for c in columns.values()) + random.normal(size=30)
        f = Formula("(y - (a*u0 + b*u1 + c*u2 + d*u3))**2", ["a", "b", "c", "d"], columns)
        penalty = [f"{random.uniform(1, 40)}*abs(a)", f"b <= {random.normal()}",
                   f"{random.uniform(1, 40)}*sqrt(c^2 + d^2)"]  # fmt: skip
        g = recognise(penalty, ["a", "b", "c", "d"]).function
        one = newton(f, g, np.zeros(4), tolerance=1e-13)
        other = fista(f, g, np.zeros(4), tolerance=1e-12, iterations=50_000)
        assert one.converged, seed
        weakest = np.linalg.eigvalsh(f.hessian(one.x))[0]
        # the residual of fista over the least bend bounds its distance from the minimum
        assert np.max(np.abs(one.x - other.x)) <= 10 * (other.residual + 1e-11) / weakest, seed


def test_norm2_of_no_data_is_zero() -> None:
    assert minimize_composite(LeastSquares(np.eye(2), [0.3, 0.4]), norm2()).x.tolist() == [0.0, 0.0]


def test_a_long_run_shows_a_bar_where_somebody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    from symdiff.cli.proximal import _Progress

    with _Progress(10) as watch:
        assert watch is None  # stderr is no terminal here
    bar = _Progress(10)
    bar(1, 2.5)
    assert capsys.readouterr().err == ""  # not yet a second
    bar.began -= 5
    assert bar(4, 1.25) is False
    bar.__exit__()
    assert "minimizing" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["numpy", "scipy"])
@pytest.mark.parametrize(
    "arguments",
    [("prox", "log(1+exp(x))", "x", "--at", "x=1", "--step", "1"), ("minimize", "x^2", "--over", "x")],
)
def test_without_numpy_or_scipy_the_message_says_what_to_install(
    missing: str, arguments: tuple[str, ...]
) -> None:
    """As after an installation without extras."""
    program = f"import sys; sys.modules[{missing!r}] = None; from symdiff.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install numpy scipy" in done.stderr
    assert "Traceback" not in done.stderr


# Where the names are ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [name for name in symdiff.minimise.__all__ if name not in ("METHODS", "Fit")]
)
def test_what_proximal_once_had_is_still_found_there(name: str) -> None:
    assert getattr(symdiff.proximal, name) is getattr(symdiff.minimise, name)


def test_proximal_operators_come_without_what_minimises() -> None:
    program = "import sys, symdiff.proximal; print([m for m in sys.modules if 'minimise' in m])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_name_that_never_was_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"'symdiff\.proximal' has no attribute 'newton'"):
        _ = symdiff.proximal.newton


# How variables are given ------------------------------------------------------------------------

TWO = symdiff.symbols("a b")


@pytest.mark.parametrize("over", ["a b", "a, b", "a,b", ["a", "b"], ("a", "b"), TWO, [TWO[0], "b"]], ids=str)
def test_variables_are_given_in_every_way(over: Any) -> None:
    formula, penalty = "(a - 3)**2 + (b + 1)**2", "2*abs(a) + abs(b)"
    found = minimize(formula, over, penalty=penalty)
    assert found.values == pytest.approx({"a": 2.0, "b": -0.5})
    assert symdiff.prox(penalty, [3.0, -2.0], 0.5, over) == [2.0, -1.5]
    assert recognise(penalty, over).variables == ("a", "b")
    assert Formula(formula, over).over == ("a", "b")


def test_a_start_and_a_point_have_names_or_symbols() -> None:
    a, b = TWO
    for start in ({"a": 5.0, "b": -5.0}, {a: 5.0, b: -5.0}):
        found = minimize("(a - 3)**2 + (b + 1)**2", TWO, penalty="2*abs(a)", start=start)
        assert found.path[0] == 4 + 16 + 10
    assert symdiff.prox("2*abs(a)", {a: 3.0}) == {"a": 1.0}
    with pytest.raises(SymdiffError, match="b has no place in the point"):
        symdiff.prox("2*abs(a) + abs(b)", {a: 3.0}, over="a b")


def test_two_letters_are_one_name() -> None:
    assert minimize("(ab - 1)**2", "ab").values == pytest.approx({"ab": 1.0})
    assert symdiff.prox("abs(ab)", [3.0], over="ab") == [2.0]


def test_what_is_not_the_problem_is_given_by_keyword() -> None:
    with pytest.raises(TypeError):
        minimize("x^2", "x", None, None, None, True)  # type: ignore[misc]
    with pytest.raises(TypeError):
        minimize_composite(LeastSquares(np.eye(2), [1, 1]), None, None, "fista")  # type: ignore[misc]


def test_the_command_knows_the_methods_of_minimising() -> None:
    said = " ".join(run("minimize", "--help").stdout.split())
    assert "|".join(symdiff.minimise.METHODS).replace(" ", "") in said.replace(" ", "")
    done = run("minimize", "x^2", "--over", "x", "--method", "magic")
    assert done.exit_code == 2
    assert f"'magic' is not one of {', '.join(symdiff.minimise.METHODS)}" in " ".join(done.stderr.split())

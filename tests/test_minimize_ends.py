"""Where minimising ends, and what is said: between poles, at edges, on plains, nowhere, by an interrupt."""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import sys
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from click.testing import CliRunner
from parts import by_day
from scipy import optimize

from symdiff import SymdiffError, Unsupported, minimize, minimize_composite, parse
from symdiff.cli import cli
from symdiff.cli.proximal import _Progress
from symdiff.minimise import Logistic
from symdiff.minimise.fence import Fence, goes_off
from symdiff.minimise.objective import Formula
from symdiff.minimise.verdict import judged
from symdiff.proximal.separable import Separable

INF = math.inf
GOLDEN = (1 + math.sqrt(5)) / 2
INSIDE: list[tuple[str, float, float, float, float]] = [
    # formula, start, where the minimum is, and the part of the domain that the start is in
    ("cosh(x) - 1", 300, 0, -INF, INF),
    ("cosh(x) - 1", -700, 0, -INF, INF),
    ("exp(x^2)", 20, 0, -INF, INF),
    ("(x-1)^6", 5, 1, -INF, INF),
    ("x^20", 30, 0, -INF, INF),
    ("1e40*(x-3)^4", 1e6, 3, -INF, INF),
    ("1e-20*x^2 - 1e-20*x", 1e8, 0.5, -INF, INF),
    ("-exp(-x^2)", 6, 0, -INF, INF),
    # from an inflection, a top, a plain
    ("x^4 - 3*x^3 + 2", 0, 2.25, -INF, INF),
    ("x^4 - 3*x^3 + 2", -1, 2.25, -INF, INF),
    ("x^4 + x^3", 0, -0.75, -INF, INF),
    ("x^3 - 3*x", -1, 1, -1, INF),
    ("tanh(x)*erf(x)", 50, 0, -INF, INF),
    # edges of the domain that a long step goes over
    ("x*log(x)", 1, math.exp(-1), 0, INF),
    ("x*log(x)", 3, math.exp(-1), 0, INF),
    ("x - sqrt(x)", 4, 0.25, 0, INF),
    ("-log(1-x^2) + 10*x", 0, (1 - math.sqrt(101)) / 10, -1, 1),
    ("-log(x) - log(1-x)", 0.9, 0.5, 0, 1),
    ("x^2*log(x)", 1, math.exp(-0.5), 0, INF),
    ("x^x", 2, math.exp(-1), 0, INF),
    ("x - log(x)", 200, 1, 0, INF),
    ("-sqrt(1-x^2)", 0.9, 0, -1, 1),
    # poles: of odd and even order, not factored, of functions
    ("1/x + x", 10, 1, 0, INF),
    ("1/x + x", 0.01, 1, 0, INF),
    ("1/x^2 + x", 10, 2 ** (1 / 3), 0, INF),
    ("1/(x^2 - 2*x + 1) + x", 9, 1 + 2 ** (1 / 3), 1, INF),
    ("1/(x-1)^2 + 1/(x+1)^2", 0.9, 0, -1, 1),
    ("1/x + 1/(1-x)", 0.01, 0.5, 0, 1),
    ("x + 1/x - log(x)", 9, GOLDEN, 0, INF),
    ("tan(x) + 1/tan(x)", 0.1, math.pi / 4, 0, math.pi / 2),
    ("1/sin(x)", 0.3, math.pi / 2, 0, math.pi),
    ("1/sin(x)", 20.3, 20.420352248333657, 18.84955592153876, 21.991148575128552),
    ("sec(x)", 1, 0, -math.pi / 2, math.pi / 2),
    ("gamma(x)", 5, 1.4616321449683623, 0, INF),
    ("gamma(x)", -1.2, -1.573498473162391, -2, -1),
    ("exp(x)/x", 0.1, 1, 0, INF),
    ("sin(x)/x", 2, 4.493409457909064, 0, 9),
]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "start", "least", "low", "high"), INSIDE, ids=[f"{r[0]} @ {r[1]}" for r in INSIDE]
)
def test_the_minimum_between_poles_and_edges_is_found(
    formula: str, start: float, least: float, low: float, high: float
) -> None:
    found = minimize(formula, "x", start=[start])
    assert found.converged, str(found)
    assert low < found.x[0] < high
    assert found.x[0] == pytest.approx(least, rel=1e-7, abs=1e-6)
    bounds = (max(low, least - 1) + 1e-12, min(high, least + 1) - 1e-12)  # SciPy finds nothing lower around
    f = Formula(formula, "x")
    other = optimize.minimize_scalar(lambda x: f.value(np.array([x])), bounds=bounds, method="bounded")
    assert found.objective <= other.fun + 1e-9 * abs(other.fun) + 1e-300


BY_METHOD = [
    "cosh(x) - 1",
    "x*log(x)",
    "x - sqrt(x)",
    "1/x + x",
    "1/x^2 + x",
    "-log(1-x^2) + 10*x",
    "1/sin(x)",
]


@pytest.mark.parametrize("method", ["newton", "fista", "proximal-gradient", "scipy"])
@pytest.mark.parametrize(
    ("formula", "start", "least", "low", "high"),
    [row for row in INSIDE if row[0] in BY_METHOD and abs(row[1]) < 100],
)
def test_each_method_stays_between_poles_and_edges(
    method: str, formula: str, start: float, least: float, low: float, high: float
) -> None:
    found = minimize(formula, "x", start=[start], method=method)
    assert found.converged
    assert low < found.x[0] < high
    assert found.x[0] == pytest.approx(least, rel=1e-6, abs=1e-7)


def test_subgradients_stay_there_too() -> None:
    found = minimize("abs(x - 2) - log(x)", "x", start=[0.01], iterations=3000)
    assert found.x[0] == pytest.approx(2, abs=1e-2)
    assert "diverges" not in found.reason
    found = minimize("abs(x - 0.5) - log(x)", "x", start=[5], iterations=3000)  # the first step ends at 0
    assert found.x[0] == pytest.approx(1, abs=1e-2)


SEVERAL: list[tuple[str, list[float], list[float]]] = [
    ("-log(x) - log(y) - log(1-x-y)", [0.1, 0.1], [1 / 3, 1 / 3]),
    ("1/(x*y) + x + y", [5, 0.2], [1, 1]),
    ("1/(x-y)^2 + x^2 + y^2", [3, -2], [2**-0.75, -(2**-0.75)]),
    ("-log(x - y^2) + x", [5, 1], [1, 0]),
    ("-log(1-x^2-y^2) + x + y", [0, 0], [(1 - math.sqrt(3)) / 2] * 2),
    ("x*log(x) + y*log(y)", [5, 0.01], [math.exp(-1)] * 2),
    ("x^4 + y^4 - 4*x*y", [0, 0], [1, 1]),
    ("x^2 + y^4", [1, 1], [0, 0]),
    ("(x-y)^2 + 2*x^4", [-1, -2], [0, 0]),
]


@pytest.mark.parametrize(("formula", "start", "least"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_minima_of_two_variables_in_their_domain_are_found(
    formula: str, start: list[float], least: list[float]
) -> None:
    found = minimize(formula, "x y", start=start)
    assert found.converged, str(found)
    assert np.abs(found.x).tolist() == pytest.approx(np.abs(least).tolist(), rel=1e-6, abs=1e-6)


def test_a_fit_may_go_through_the_pole_of_a_row_to_a_better_one() -> None:
    t = np.array([1.0, 2.0, 3.0, 4.0])
    found = minimize("(y - a/(b + t))^2", "a b", {"t": t, "y": 3 / (t + 1)}, start=[1, -1.5])
    assert found.converged
    assert found.x == pytest.approx([3, 1], rel=1e-12)


UNBOUNDED = "it is unbounded: it falls without end as "
FALLS = "it has no minimum: it falls towards "
NONE: list[tuple[str, str, list[float], str]] = [
    ("x", "x", [0], UNBOUNDED + "x goes to -infinity"),
    ("-x^2", "x", [0], UNBOUNDED + "x goes to infinity"),
    ("-x^2", "x", [-1], UNBOUNDED + "x goes to -infinity"),
    ("x^3", "x", [1], UNBOUNDED + "x goes to -infinity"),
    ("x^3", "x", [0], UNBOUNDED + "x goes to -infinity"),
    ("x + sin(x)", "x", [1], UNBOUNDED + "x goes to -infinity"),
    ("-log(x)", "x", [2], UNBOUNDED + "x goes to infinity"),
    ("-log(log(x))", "x", [5], UNBOUNDED + "x goes to infinity"),
    ("-abs(x)", "x", [1], UNBOUNDED + "x goes to infinity"),
    ("x - y^2", "x y", [1, 1], UNBOUNDED + "y goes to infinity"),
    ("x^2 - y^2", "x y", [0, 0], UNBOUNDED + "y goes to "),
    ("x*y", "x y", [0, 0], UNBOUNDED + "x goes to "),
    ("y + 10*sin(x)", "x y", [0.3, -2], UNBOUNDED + "y goes to -infinity"),
    ("x + 10/(x-y)", "x y", [5, 2], "it is unbounded"),
    ("10*(x*y-1)^2 + x*y - 3*sqrt(x)", "x y", [5, -2], "it is unbounded: it falls to "),
    ("x^2 - 3*x*y + y^2", "x y", [1, 1], UNBOUNDED + "x goes to infinity, y to infinity"),
    # towards a limit that is not reached
    ("exp(-x)", "x", [0], FALLS + "0 as x goes to infinity"),
    ("exp(-x)", "x", [800], FALLS + "0 as x goes to infinity"),
    ("tanh(x)", "x", [0], FALLS + "-1 as x goes to -infinity"),
    ("tanh(x)", "x", [-30], FALLS + "-1 as x goes to -infinity"),
    ("atan(x)", "x", [0], FALLS + "-1.5708 as x goes to -infinity"),
    ("erf(x)", "x", [0], FALLS + "-1 as x goes to -infinity"),
    ("1/x", "x", [1], FALLS + "0 as x goes to infinity"),
    ("1/(1+x^2)", "x", [0], FALLS + "0 as x goes to "),
    ("log(1+exp(-x))", "x", [0], FALLS + "0 as x goes to infinity"),
    ("sqrt(1+x^2) - x", "x", [0], FALLS + "0 as x goes to infinity"),
    ("log(x)/x", "x", [5], FALLS + "0 as x goes to infinity"),
    ("sqrt(1+x^4)/x^2", "x", [1], FALLS + "1 as x goes to infinity"),
    ("exp(x-y)", "x y", [1, 1], FALLS + "0 as x goes to -infinity, y to infinity"),
    ("exp(-x) + y^2", "x y", [0, 3], FALLS + "0 as x goes to infinity"),
    # at a pole or an end of the domain
    ("log(x)", "x", [1], UNBOUNDED + "x nears 0"),
    ("-1/x", "x", [1], UNBOUNDED + "x nears 0"),
    ("log(x)/x", "x", [2], UNBOUNDED + "x nears 0"),
    ("log(log(x))", "x", [5], UNBOUNDED + "x nears 1"),
    ("0.1/x - 3/(x^2 - 2*x + 1)", "x", [50], UNBOUNDED + "x nears 1"),
    ("tan(x)", "x", [0], UNBOUNDED + "x nears -1.5708"),
    ("atanh(x)", "x", [0.3], UNBOUNDED + "x nears -1"),
    ("1/x + 1/(1-x)", "x", [5], UNBOUNDED + "x nears 1"),
    ("digamma(x)", "x", [2], UNBOUNDED + "x nears 0"),
    ("log(x) + y^2", "x y", [1, 1], UNBOUNDED + "(x, y) nears (0, "),
    ("log(x^2 + y^2)", "x y", [3, 4], UNBOUNDED + "(x, y) nears (0, 0)"),
    # at a point that is no part of the domain
    ("exp(1/x)", "x", [-0.5], FALLS + "0 as x nears 0"),
    ("x + exp(1/(1-x))", "x", [3], FALLS + "1 as x nears 1"),
    ("2*x^x*erf(x)", "x", [0.5], FALLS + "0 as x nears 0"),
    # where floats end, and not the formula
    ("-3*sqrt(x) - gamma(x)*exp(-x^2)", "x", [50],
     "numbers are too large for float arithmetic where x nears 171.6"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "over", "start", "said"), NONE, ids=[f"{r[0]} @ {r[2]}" for r in NONE])
def test_where_there_is_no_minimum_it_is_said(formula: str, over: str, start: list[float], said: str) -> None:
    found = minimize(formula, over, start=start)
    assert not found.converged
    assert found.reason.startswith(said)
    assert math.isfinite(found.objective)


@pytest.mark.parametrize("method", ["newton", "fista", "proximal-gradient", "scipy"])
@pytest.mark.parametrize("formula", ["x", "exp(-x)", "log(x)", "-x^2"])
def test_it_is_said_by_each_method(method: str, formula: str) -> None:
    found = minimize(formula, "x", start=[1], method=method)
    assert not found.converged
    assert found.reason.startswith((FALLS, "it is unbounded"))


@pytest.mark.parametrize("method", ["newton", "fista", "proximal-gradient", "scipy"])
def test_a_pole_with_no_float_before_it_is_said_by_each_method(method: str) -> None:
    found = minimize("-3/cos(x)", "x", start=[50], method=method)
    assert (found.reason, found.converged) == (UNBOUNDED + "x nears 48.6947", False)


EDGES = [
    ("sqrt(x)", 4, 0.0), ("x*sqrt(x)", 4, 0.0), ("x^(1/3)", 2, 0.0), ("asin(x)", 0.5, -1.0),
    ("acos(x)", 0.5, 1.0),
    ("acosh(x)", 3, 1.0), ("sqrt(x-1)", 5, 1.0), ("sqrt(1-x^2)", 0.3, 1.0), ("lambertw(x)", 1, -math.exp(-1)),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "start", "edge"), EDGES)
def test_what_is_least_at_the_edge_of_its_domain_ends_there(formula: str, start: float, edge: float) -> None:
    found = minimize(formula, "x", start=[start])
    assert found.converged
    assert found.reason == "it is least at the edge of its domain"
    assert found.x[0] == pytest.approx(edge, rel=1e-15)


@pytest.mark.parametrize(
    ("formula", "start", "least"),
    [("sqrt(x) + (y-1)^2", [4, 4], [0, 1]), ("asin(x) + y^2", [0.5, 2], [-1, 0])],
)
def test_one_variable_at_an_edge_does_not_stop_the_other(formula: str, start: Any, least: Any) -> None:
    found = minimize(formula, "x y", start=start)
    assert found.converged
    assert found.x == pytest.approx(least, abs=1e-9)


def test_a_plain_is_a_minimum_and_a_fall_that_floats_do_not_see_is_none() -> None:
    assert minimize("Max(x, 0)^2", "x", start=[-3]).converged
    assert minimize("Max(x, 0)^2", "x", start=[3]).converged
    assert minimize("(x-y)^2", "x y", start=[3, 1]).converged
    assert not minimize("exp(x)", "x", start=[-800]).converged


PENALISED: list[tuple[str, Any, float, float, tuple[float, float]]] = [
    ("x^4 - 3*x^3 + 2", "x >= 0", 0, 2.25, (0, 10)),
    ("x^4 - 3*x^3 + 2", "x <= 2", 0, 2, (-10, 2)),
    ("-x^2", "x <= 100", 0, 100, (-50, 100)),
    ("x*log(x)", "0.1*abs(x)", 3, math.exp(-1.1), (1e-9, 10)),
    ("1/x + x", "0.1*abs(x)", 10, 1.1**-0.5, (1e-3, 20)),
    ("1/x + x", "x <= 0.5", 0.1, 0.5, (1e-3, 0.5)),
    ("1/(x^2 - 2*x + 1) + x", "x >= 0", 9, 1 + 2 ** (1 / 3), (1.01, 20)),
    ("-log(x)", "0.5*x^2 + abs(x)", 7, (math.sqrt(5) - 1) / 2, (1e-9, 10)),
    ("x - sqrt(x)", "x >= 1", 4, 1, (1, 10)),
    ("exp(-x)", "0.1*abs(x)", 50, math.log(10), (0, 50)),
    ("cosh(x) - 1", "x >= 2", 300, 2, (2, 300)),
    ("-x", "x^2", 0, 0.5, (-3, 3)),
    ("x", "-log(x)", 5, 1, (1e-9, 9)),
]  # fmt: skip


@pytest.mark.parametrize("method", ["newton", "fista", "proximal-gradient"])
@pytest.mark.parametrize(
    ("formula", "penalty", "start", "least", "bounds"), PENALISED, ids=[f"{r[0]} + {r[1]}" for r in PENALISED]
)
def test_with_penalties_and_sets_as_well(
    method: str, formula: str, penalty: Any, start: float, least: float, bounds: tuple[float, float]
) -> None:
    found = minimize(formula, "x", penalty=penalty, start=[start], method=method)
    assert found.converged, str(found)
    assert found.x[0] == pytest.approx(least, rel=1e-6)
    cost = Formula(f"{formula} + {penalty}" if "=" not in penalty else formula, "x")
    other = optimize.minimize_scalar(lambda x: cost.value(np.array([x])), bounds=bounds, method="bounded")
    assert found.objective <= other.fun + 1e-6 * abs(other.fun)


ON_SETS: list[tuple[str, Any, list[float], list[float]]] = [
    ("x^2 - y^2", "x^2 + y^2 <= 1", [0, 0], [0, 1]),
    ("x*y", "x^2 + y^2 <= 1", [0, 0], [math.sqrt(0.5)] * 2),
    ("x^2 + y^2", "x + y == 1", [5, 0], [0.5, 0.5]),
    ("-log(x) - log(y)", "x + y <= 1", [0.1, 0.2], [0.5, 0.5]),
    ("x*log(x) + y*log(y)", "x + y == 1", [0.9, 0.1], [0.5, 0.5]),
    ("x^3 + y^2", ["x >= 0"], [1, 1], [0, 0]),
]


@pytest.mark.parametrize(
    ("formula", "penalty", "start", "least"), ON_SETS, ids=[f"{r[0]} + {r[1]}" for r in ON_SETS]
)
def test_sets_end_a_walk_or_lead_it(
    formula: str, penalty: Any, start: list[float], least: list[float]
) -> None:
    found = minimize(formula, "x y", penalty=penalty, start=start)
    assert found.converged, str(found)
    assert np.abs(found.x).tolist() == pytest.approx(least, abs=1e-6)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("x - y", UNBOUNDED + "x goes to -infinity, y to infinity"),
        ("exp(-x)", FALLS + "0 as x goes to infinity, y to -infinity"),
    ],
)
def test_there_may_be_no_minimum_on_a_plane(formula: str, said: str) -> None:
    found = minimize(formula, "x y", penalty="x + y == 1")
    assert (found.reason, found.converged) == (said, False)


@pytest.mark.parametrize(
    ("formula", "penalty", "start", "said"),
    [
        ("1/(1+exp(-x))", "max(x, 0)", 1, FALLS + "0 as x goes to -infinity"),
        ("-x^2", "x >= 0", 0, UNBOUNDED + "x goes to infinity"),
        ("-x^2", "0.1*abs(x)", 1, UNBOUNDED + "x goes to infinity"),
        ("x", "x <= 100", 0, UNBOUNDED + "x goes to -infinity"),
        ("exp(-x)", "x >= 0", 0, FALLS + "0 as x goes to infinity"),
        ("log(x)", "x >= 0", 1, UNBOUNDED + "x nears 0"),
        ("log(x)", "0.1*abs(x)", 1, UNBOUNDED + "x nears 0"),
        ("tan(x)", "x <= 100", 0, UNBOUNDED + "x nears -1.5708"),
    ],
)
def test_a_penalty_that_does_not_help_is_said(formula: str, penalty: str, start: float, said: str) -> None:
    found = minimize(formula, "x", penalty=penalty, start=[start])
    assert not found.converged
    assert found.reason == said


def test_classes_that_a_line_separates_have_no_logistic_minimum() -> None:
    found = minimize_composite(Logistic([[-2.0], [-1.0], [1.0], [3.0]], [0, 0, 1, 1]))
    assert not found.converged
    assert found.reason == FALLS + "0 as 0 goes to infinity"


# Variables that do not occur ------------------------------------------------------------------


@pytest.mark.parametrize("formula", ["(x-1)^2", "(x-1)^2 + x*z - z*x", "(x-1)^4"])
@pytest.mark.parametrize("method", ["auto", "fista", "scipy"])
def test_a_variable_that_does_not_occur_stays_and_is_said(formula: str, method: str) -> None:
    found = minimize(formula, "x z", start={"x": 5, "z": 7}, method=method)
    assert found.converged
    assert found.values == {"x": pytest.approx(1, abs=1e-6), "z": 7}
    assert found.notes == ("the objective does not depend on z: z stays at its start",)
    assert found.active == ("x",)


def test_a_variable_of_the_penalty_alone_does_occur() -> None:
    found = minimize("(x-1)^2", "x y", penalty="abs(y - 2)", start=[5, 7])
    assert found.values == {"x": pytest.approx(1), "y": pytest.approx(2)}
    assert found.notes == ()


def test_variables_of_a_fit_that_do_not_occur_stay() -> None:
    data = {"t": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 6.0]}
    found = minimize("(y - a*t)^2", "b a c", data, start=[3, 1, 4])
    assert found.values == {"b": 3, "a": pytest.approx(2), "c": 4}
    assert found.notes == ("the objective does not depend on b, c: they stay at their start",)


def test_a_constant_is_the_same_everywhere() -> None:
    found = minimize("3", "x", start=[2])
    assert (found.x.tolist(), found.objective, found.reason) == ([2], 3, "it is the same everywhere")


# Interrupts -----------------------------------------------------------------------------------


def interrupt(after: int) -> Any:
    def watch(iteration: int, objective: float) -> None:
        if iteration >= after:
            raise KeyboardInterrupt

    return watch


RUNS = [
    ("(1-x)^2 + 100*(y-x^2)^2", None, "fista"), ("(1-x)^2 + 100*(y-x^2)^2", None, "proximal-gradient"),
    ("(1-x)^2 + 100*(y-x^2)^2", None, "scipy"), ("(1-x)^2 + 100*(y-x^2)^2", "abs(x)", "newton"),
    ("(1-x)^2 + 100*(y-x^2)^2", None, "subgradient"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "penalty", "method"), RUNS)
def test_an_interrupt_keeps_the_best_point(formula: str, penalty: Any, method: str) -> None:
    start = [-1.2, 1.0]
    found = minimize(formula, "x y", penalty=penalty, start=start, method=method, watch=interrupt(3))
    assert (found.reason, found.converged) == ("it was interrupted", False)
    assert found.objective < found.path[0]
    assert found.objective <= np.min(found.path) * (1 + 1e-12)


def test_an_interrupt_of_a_fit_keeps_the_best_point() -> None:
    t = np.linspace(0, 3, 20)
    data = {"t": t, "y": 2 * np.exp(-1.5 * t) + 0.01 * np.cos(9 * t)}
    found = minimize("(y - a*exp(-b*t))^2", "a b", data, start=[1, 0.1], watch=interrupt(4))
    assert (found.reason, found.converged) == ("it was interrupted", False)
    assert found.method == "scipy"
    assert found.objective == pytest.approx(np.min(found.path)) != found.path[0]


def test_an_interrupt_of_a_working_set_keeps_the_best_point() -> None:
    from symdiff.minimise import LeastSquares
    from symdiff.proximal import l1

    X = np.random.default_rng(0).normal(size=(50, 200))
    f = LeastSquares(X, X[:, 3] - 2 * X[:, 70])
    found = minimize_composite(f, l1(0.1), watch=interrupt(5))
    assert found.reason == "it was interrupted"
    assert found.objective == pytest.approx(found.path[-1])
    assert found.objective < found.path[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal for Ctrl-C to one process")
def test_ctrl_c_keeps_the_best_point() -> None:
    code = (
        "from symdiff import minimize\n"
        "def watch(iteration, objective):\n"
        "    iteration == 3 and print('begun', flush=True)\n"
        "found = minimize('(x*y - 1)^2 + x^2', 'x y', start=[1, 1], method='proximal-gradient',\n"
        "                 iterations=10**9, tolerance=0, watch=watch)\n"
        "print(found.reason, found.objective < 1)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "it was interrupted True\n"


def test_the_command_prints_the_best_point_and_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Progress, "__enter__", lambda self: interrupt(3))
    result = CliRunner().invoke(
        cli, ["minimize", "(1-x)^2 + 100*(y-x^2)^2", "--over", "x,y", "--start", "x=-1.2,y=1"]
    )
    assert result.exit_code == 130
    assert result.stdout.startswith("x = ")
    assert "it was interrupted" in result.stdout


# What is under the hood -----------------------------------------------------------------------

POLES: list[tuple[str, float, float, bool]] = [
    ("1/x", 1, -1, True), ("1/x", 1, 1e-9, False), ("1/x^2", 10, -7, True), ("1/(x^2-1)", 3, -3, True),
    ("1/(x^2-1)", 0.9, -0.9, False), ("1/(x^2-2*x+1)", 3, -4, True), ("1/(x^2-2*x+1)", 1.0000001, -4, True),
    ("1/(x^2+1)", 3, -3, False), ("x^(-3)", 2, -1, True), ("tan(x)", 0, 2, True), ("tan(x)", 0, 1.5, False),
    ("tan(x)", 0, 3, True), ("gamma(x)", 3, 0.5, False), ("gamma(x)", 0.5, -0.5, True),
    ("gamma(x)", -1.5, -2.5, True),
    ("log(x)", 3, 1e-5, False), ("log(x^2-1)", 3, -3, True), ("log(abs(x))", 3, -2, True),
    ("sqrt(x^2-1)", 3, -3, True),
    ("sin(x)/x", 2, -3, False), ("x^2/x", 2, -3, False), ("(1-cos(x))/x^2", 2, -3, False),
    ("exp(1/x)", 1, -2, True),
    ("zeta(2, x)", 1, -0.5, True), ("x^2", 1, -1, False),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "start", "end", "between"), POLES)
def test_a_pole_on_the_way_is_seen_and_what_is_none_is_not(
    formula: str, start: float, end: float, between: bool
) -> None:
    fence = Fence(parse(formula), ["x"], {})
    with np.errstate(all="ignore"):
        assert fence.between(np.array([start]), np.array([float(end)])) == between


def test_a_pole_of_one_row_is_seen() -> None:
    fence = Fence(parse("1/(a + t)"), ["a"], {"t": np.array([5.0, 1.0, 3.0])})
    assert fence.between(np.array([0.0]), np.array([-2.0]))
    assert not fence.between(np.array([0.0]), np.array([-0.9]))


def test_a_point_is_reached_from_the_best_one_too() -> None:
    """A disc without values is on the way from (3, 0) to (-3, 0), and not from (0, 2)."""
    f = Formula("1/(x^2 + y^2 - 1) + 10*(y-2)^2 + x^2", "x y")
    f.stay(np.array([0.0, 2.0]))
    assert f.value(np.array([3.0, 0.0])) == f.value(np.array([-3.0, 0.0])) == 49.125
    assert math.isnan(f.value(np.array([0.0, 0.0])))


def test_what_is_little_beside_the_start_is_no_minimum_far_from_it() -> None:
    f, g = Formula("x^20", "x"), Separable(1, [])
    start = np.array([1.0])
    assert not judged(
        f, g, np.array([0.03]), start, 1.0, ["x"]
    ).minimum  # 3e-31 of the start, a step of 0.0016
    assert judged(f, g, np.array([1e-9]), start, 1.0, ["x"]).minimum


def test_what_goes_off_to_infinity_is_told_from_what_comes_to_a_limit() -> None:
    near = 8.0 ** -np.arange(1, 12)
    for value in (np.log(near), 1 / near, -(near**-0.5), near**-3):
        assert goes_off(value.tolist())
    for value in (
        np.sqrt(near),
        near * np.log(near),
        1 / np.log(near),
        5 + near,
        np.exp(-1 / near),
        near**0.2,
    ):
        assert not goes_off(value.tolist())


# Random formulas, with an evaluator that shares nothing ------------------------------------------

PARTS = [
    "x", "x^2", "x^3", "x^4", "1/x", "1/x^2", "log(x)", "sqrt(x)", "exp(x)", "exp(-x)", "sin(x)", "cos(x)",
    "tan(x)", "atan(x)", "1/(1+x^2)", "x*log(x)", "1/(x-1)", "1/(x-1)^2", "log(1-x^2)", "sqrt(4-x^2)",
    "asin(x/3)", "exp(-x^2)", "cosh(x)", "tanh(x)", "1/sin(x)", "gamma(x)", "x^1.5", "sqrt(x^2+1)",
    "1/(x^2-4)", "exp(1/x)", "x^x", "erf(x)",
]  # fmt: skip


def drawn(source: random.Random) -> str:
    parts = []
    for _ in range(source.choice([1, 2, 2, 3])):
        part = source.choice(PARTS)
        if source.random() < 0.2:
            part = f"{part}*({source.choice(PARTS)})"
        parts.append(f"({source.choice(['', '', '-1*', '2*', '-3*', '0.5*', '10*'])}{part})")
    return " + ".join(parts)


BY_NAME = {name: getattr(mpmath, name) for name in (
    "sin", "cos", "tan", "exp", "log", "sqrt", "atan", "asin", "cosh", "tanh", "gamma", "erf"
)}  # fmt: skip


@cache
def compiled(text: str) -> Any:
    """Return a formula as Python code, which is asked for at hundreds of points."""
    return compile(text.replace("^", "**"), text, "eval")


def by_mpmath(text: str, x: Any) -> Any:
    """Return a formula at a point to 40 digits, None where it has no real value there."""
    with mpmath.workdps(40):
        try:
            value = eval(compiled(text), {**BY_NAME, "x": mpmath.mpf(x)})  # noqa: S307
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        real = not isinstance(value, mpmath.mpc) or value.imag == 0
        return mpmath.re(value) if real and mpmath.isfinite(value) else None


def assert_honest(text: str, start: float) -> bool:
    """Assert that what is said of a random formula is so; return whether anything was said at all."""
    try:
        found = minimize(text, "x", start=[start])
    except SymdiffError:
        return False  # no value at the start
    x = float(found.x[0])
    here = by_mpmath(text, x)
    assert here is not None, (text, start, str(found))
    for share in np.linspace(0, 1, 199)[:-1]:
        assert by_mpmath(text, start + (x - start) * share) is not None, (text, start, str(found))
    if found.converged:
        slack = 1e-7 * abs(here) + mpmath.mpf(10) ** -20 * abs(mpmath.mpf(float(found.path[0])))
        size = max(abs(x), 1e-3)
        for step in [side * size * 10.0**k for side in (-1, 1) for k in range(-9, -3)]:
            way = [by_mpmath(text, x + step * share) for share in np.linspace(0.05, 1, 20)]
            for around in way:
                if around is None or around > here + slack:
                    break  # what is behind a rise or a pole is not near
                assert around >= here - slack, (text, start, str(found), step)
    elif "infinity" in found.reason and found.reason.startswith((UNBOUNDED, FALLS)):
        sign = -1 if "-infinity" in found.reason else 1
        values = [by_mpmath(text, x + sign * 10.0**k) for k in (-3, 0, 1, 3, 5)]
        assert None not in values, (text, start, str(found))
        assert sorted(values, reverse=True) == values, (text, start, str(found))
    return True


@pytest.mark.parametrize("seed", by_day(20, range(40)))
def test_what_is_said_of_random_formulas_is_so(seed: int) -> None:
    source = random.Random(seed)
    said = [assert_honest(drawn(source), source.choice([0.3, 1.5, 3, -1.5, 10, -0.4, 50])) for _ in range(12)]
    assert sum(said) > 4


# Along curves ---------------------------------------------------------------------------------

CURVES = [
    ("(x*y - 1)^2 + x^2", [1, 1], FALLS + "0 along a curve as x goes to 0, y to infinity"),
    ("x^2*y^2 - 2*x*y + x^2", [1, 1], FALLS + "-1 along a curve as x goes to 0, y to infinity"),
    ("3 + (x*y - 1)^2 + x^2", [1, 1], FALLS + "3 along a curve as x goes to 0, y to infinity"),
    ("(x^2*y - x - 1)^2 + x^2", [1, 1], FALLS + "0 along a curve as x goes to 0, y to infinity"),
    ("x^2 - 2*x*y^2 + y^4 - y", [0.5, 0.5],
     "it is unbounded: it falls without end along a curve as x goes to infinity, y to infinity"),
    ("(y - x^2)^2 - x", [0, 0],
     "it is unbounded: it falls without end along a curve as x goes to infinity, y to infinity"),
    ("(y - x^2)^2 + exp(-x)", [0, 0], FALLS + "0 along a curve as x goes to infinity, y to infinity"),
    ("(y - exp(x))^2 + 1/(1 + exp(x))", [0, 0], FALLS + "0 along a curve as y goes to infinity"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "start", "said"), CURVES, ids=[row[0] for row in CURVES])
def test_a_fall_along_a_curve_is_said(formula: str, start: list[float], said: str) -> None:
    found = minimize(formula, "x y", start=start, iterations=1500)
    assert (found.reason, found.converged) == (said, False)


@pytest.mark.parametrize(
    ("formula", "least"),
    [
        ("(x - 1000)^2 + (y - 2)^2", [1000, 2]),
        ("(x*y - 1000)^2 + (x - 50)^2", [50, 20]),
        ("100*(y - x^2)^2 + (x - 30)^2", [30, 900]),
        ("(x*y - 1)^2 + (x - 1e-3)^2", [1e-3, 1e3]),
    ],
)
def test_a_minimum_far_from_the_start_is_one(formula: str, least: list[float]) -> None:
    found = minimize(formula, "x y", start=[1, 1])
    assert found.converged, str(found)
    assert found.x.tolist() == pytest.approx(least, rel=1e-6)


def test_data_that_no_curve_of_the_family_is_nearest_to() -> None:
    """A straight line is the limit of a*(1 - exp(-b*t)), as a goes to infinity and b to 0."""
    t = np.arange(1.0, 6.0)
    found = minimize(
        "(y - a*(1 - exp(-b*t)))^2", "a b", {"t": t, "y": 2 * t}, start=[10, 0.3], iterations=200
    )
    assert not found.converged
    assert found.reason == FALLS + "0 along a curve as a goes to infinity, b to 0"


@pytest.mark.parametrize(
    "formula", ["floor(x)", "sign(x)", "ceiling(x)**2", "if(x > 1, 2, 1)", "floor(x)**2 + y**2"]
)
def test_what_depends_on_a_variable_in_steps_alone_is_refused(formula: str) -> None:
    with pytest.raises(Unsupported, match="depends on x in steps alone"):  # it was "the same everywhere"
        minimize(formula, "x y" if "y" in formula else "x", start={"x": 3.5})

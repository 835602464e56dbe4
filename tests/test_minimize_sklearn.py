"""Penalised regressions beside scikit-learn's and SciPy's, on the data that scikit-learn carries.

Two solutions are compared by what each proves of itself. Where F is strongly convex with the constant m,
and g is in its subdifferential at w, w is within |g|/m of the minimiser. The shortest such g is computed
here, from the data alone, for both; so neither is taken for right. A duality gap would not do: it is a
difference of numbers near 3000, and rounding it to 1e-12 allows an error of sqrt(2*1e-12/m), 3e-4 here.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from scipy.optimize import nnls
from scipy.special import expit

from symdiff import minimize
from symdiff.minimise import LeastSquares, Logistic, minimize_composite
from symdiff.proximal import box, elastic_net, l1, squared

sklearn = pytest.importorskip("sklearn", reason="scikit-learn is compared with where it is installed")
datasets = pytest.importorskip("sklearn.datasets")
linear = pytest.importorskip("sklearn.linear_model")
ConvergenceWarning = pytest.importorskip("sklearn.exceptions").ConvergenceWarning

AGREE = 1e-6
"""What coefficients may differ by, all of them together; they are of the order of 500."""
SHARE = 2e-7
"""How far from the minimiser each of the two may be: both, and rounding, are less than AGREE."""
KKT = 1e-8
"""What is left of the gradient at zero, where no tolerance is given."""
METHODS = ("fista", "proximal-gradient")
MANY = 100_000
FRACTIONS = (1.5, 0.999, 0.5, 0.1, 0.01, 1e-4)
"""Penalties, of the least one that holds all coefficients at zero."""
CASES = [
    pytest.param(fraction, method, marks=[pytest.mark.nightly] if slow else [])
    for fraction in FRACTIONS
    for method in METHODS
    for slow in [fraction == FRACTIONS[-1] and method == "proximal-gradient"]
]
"""The proximal gradient method takes some ten thousand steps for the least penalty."""


class Regression(NamedTuple):
    """Columns, a centred target, and the least eigenvalue of X^T X/rows."""

    X: np.ndarray
    y: np.ndarray
    bend: float

    @property
    def first(self) -> np.ndarray:
        """The gradient of the mean of the squares at zero, with its sign changed."""
        return self.X.T @ self.y / len(self.y)

    def slope(self, w: np.ndarray) -> np.ndarray:
        return self.X.T @ (self.X @ w - self.y) / len(self.y)

    def tolerance(self, bend: float) -> float:
        """Return what to ask for so that the end is within SHARE of the minimiser.

        The run stops where the proximal gradient is at most that times the gradient at zero, and for least
        squares the subdifferential comes at least as near to zero: with G the Hessian, |1 - step*G| <= 1.
        """
        return SHARE * bend / float(np.linalg.norm(self.first))


def regression(X: np.ndarray, y: np.ndarray) -> Regression:
    return Regression(X, y - y.mean(), float(np.linalg.eigvalsh(X.T @ X / len(y))[0]))


@pytest.fixture(scope="module", params=["as it comes", "standardised"])
def diabetes(request) -> Regression:
    X, y = datasets.load_diabetes(return_X_y=True, scaled=request.param == "as it comes")
    if request.param == "standardised":
        X = (X - X.mean(axis=0)) / X.std(axis=0)
    return regression(X, y)


@pytest.fixture(scope="module")
def cancer() -> tuple[np.ndarray, np.ndarray]:
    X, y = datasets.load_breast_cancer(return_X_y=True)
    return (X - X.mean(axis=0)) / X.std(axis=0), y


def kkt(slope: np.ndarray, w: np.ndarray, alpha: float) -> float:
    """Return the distance of zero from slope + alpha*(the subdifferential of sum(abs(w)))."""
    at_zero = np.maximum(np.abs(slope) - alpha, 0.0)
    return float(np.linalg.norm(np.where(w == 0, at_zero, slope + alpha * np.sign(w))))


def nonnegative_kkt(slope: np.ndarray, w: np.ndarray) -> float:
    """Return the distance of zero from slope + the normals of w >= 0."""
    return float(np.linalg.norm(np.where(w == 0, np.minimum(slope, 0.0), slope)))


def coordinate_descent(model: type, data: Regression, **penalty: float) -> np.ndarray:
    """Return the coefficients after all the sweeps allowed: a tolerance of 0 is never reached, of which
    scikit-learn warns. Whether they are enough is not left to it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model(**penalty, fit_intercept=False, tol=0, max_iter=10_000).fit(data.X, data.y).coef_


def assert_same(
    ours: np.ndarray, theirs: np.ndarray, distance: Callable[[np.ndarray], float], bend: float
) -> None:
    """Assert that both are proved to be near to the minimiser, and so to each other, zeros included."""
    assert distance(ours) / bend <= 1.01 * SHARE  # rounding of the gradient: 1e-16*|X|*|y|/(rows*bend) < 1e-9
    assert distance(theirs) / bend <= SHARE
    assert np.max(np.abs(ours - theirs)) <= AGREE
    assert np.array_equal(ours == 0, theirs == 0)


# Least squares --------------------------------------------------------------------------------


@pytest.mark.parametrize(("fraction", "method"), CASES)
def test_the_lasso_is_that_of_scikit_learn(diabetes, fraction, method):
    alpha = fraction * float(np.max(np.abs(diabetes.first)))
    found = minimize_composite(
        LeastSquares(diabetes.X, diabetes.y, mean=True), l1(alpha),
        method=method, tolerance=diabetes.tolerance(diabetes.bend), iterations=MANY,
    )  # fmt: skip
    assert found.converged
    theirs = coordinate_descent(linear.Lasso, diabetes, alpha=alpha)
    assert_same(found.x, theirs, lambda w: kkt(diabetes.slope(w), w, alpha), diabetes.bend)
    assert found.held == tuple(np.flatnonzero(theirs == 0).astype(str))


def test_the_penalties_go_from_no_variable_to_all(diabetes):
    top = float(np.max(np.abs(diabetes.first)))
    counts = [
        np.count_nonzero(coordinate_descent(linear.Lasso, diabetes, alpha=fraction * top))
        for fraction in FRACTIONS
    ]
    assert counts == sorted(counts)
    assert (counts[0], counts[1], counts[-1]) == (0, 1, 10)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("fraction", "ratio"), [(2.0, 0.75), (0.1, 0.5), (0.1, 0.01), (1e-3, 0.9), (1e-4, 0.5)]
)
def test_the_elastic_net_is_that_of_scikit_learn(diabetes, fraction, ratio, method):
    alpha = fraction * float(np.max(np.abs(diabetes.first)))
    weight, ridge = alpha * ratio, alpha * (1 - ratio)
    bend = diabetes.bend + ridge
    found = minimize_composite(
        LeastSquares(diabetes.X, diabetes.y, mean=True), elastic_net(weight, ridge),
        method=method, tolerance=diabetes.tolerance(bend), iterations=MANY,
    )  # fmt: skip
    assert found.converged
    theirs = coordinate_descent(linear.ElasticNet, diabetes, alpha=alpha, l1_ratio=ratio)
    assert_same(found.x, theirs, lambda w: kkt(diabetes.slope(w) + ridge * w, w, weight), bend)


@pytest.mark.parametrize("method", METHODS)
def test_least_squares_without_negative_coefficients_are_those_of_scipy(diabetes, method):
    found = minimize_composite(
        LeastSquares(diabetes.X, diabetes.y, mean=True), box(),
        method=method, tolerance=diabetes.tolerance(diabetes.bend), iterations=MANY,
    )  # fmt: skip
    assert found.converged
    theirs, _ = nnls(diabetes.X, diabetes.y)
    assert 0 < np.count_nonzero(theirs) < len(theirs)
    assert_same(found.x, theirs, lambda w: nonnegative_kkt(diabetes.slope(w), w), diabetes.bend)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("alpha", [0.01, 1.0, 100.0])
def test_ridge_regression_is_that_of_scikit_learn(diabetes, alpha, method):
    rows = len(diabetes.y)
    # |X w - y|**2 + alpha*|w|**2 is 2*rows times the mean of the squares and alpha/rows*|w|**2/2.
    bend = diabetes.bend + alpha / rows
    found = minimize_composite(
        LeastSquares(diabetes.X, diabetes.y, mean=True), squared(alpha / rows),
        method=method, tolerance=diabetes.tolerance(bend), iterations=MANY,
    )  # fmt: skip
    assert found.converged
    theirs = linear.Ridge(alpha=alpha, fit_intercept=False, solver="svd").fit(diabetes.X, diabetes.y).coef_
    assert_same(found.x, theirs, lambda w: float(np.linalg.norm(diabetes.slope(w) + alpha / rows * w)), bend)


@pytest.mark.parametrize("method", METHODS)
def test_the_lasso_as_a_formula_is_that_of_scikit_learn(diabetes, method):
    alpha = 0.01 * float(np.max(np.abs(diabetes.first)))
    numbers = range(1, 11)
    model = " + ".join([f"b{j}*x{j}" for j in numbers])
    found = minimize(
        f"(y - ({model}))**2/2",
        over=[f"b{j}" for j in numbers],
        data={"y": diabetes.y, **{f"x{j}": diabetes.X[:, j - 1] for j in numbers}},
        mean=True,
        penalty=" + ".join([f"{alpha!r}*abs(b{j})" for j in numbers]),
        method=method,
        tolerance=diabetes.tolerance(diabetes.bend),
        iterations=MANY,
    )
    assert found.converged
    theirs = coordinate_descent(linear.Lasso, diabetes, alpha=alpha)
    assert_same(found.x, theirs, lambda w: kkt(diabetes.slope(w), w, alpha), diabetes.bend)
    assert found.held == tuple([f"b{j + 1}" for j in np.flatnonzero(theirs == 0)])


# Logistic loss --------------------------------------------------------------------------------


def logistic_slope(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    return X.T @ (expit(X @ w) - y)


def logistic_bend(X: np.ndarray, w: np.ndarray, other: np.ndarray) -> float:
    """Return how much the loss bends at least from *w* to *other*, in the variables that one of them has.

    The weight p*(1 - p) of a row falls by exp(-d) at most where its margin changes by d.
    """
    columns = X[:, (w != 0) | (other != 0)]
    p = expit(X @ w)
    least = np.linalg.eigvalsh(columns.T @ (columns * (p * (1 - p))[:, None]))[0]
    return float(least) * math.exp(-float(np.max(np.abs(X @ (w - other)))))


@pytest.mark.parametrize(
    ("C", "sweeps", "tolerance"),
    [
        (1e-3, 1000, 1e-10),
        (0.01, 4000, 1e-11),
        pytest.param(0.1, 10_000, 1e-10, marks=pytest.mark.nightly),
        pytest.param(0.2, 10_000, 1e-10, marks=pytest.mark.nightly),
    ],
)
def test_logistic_regression_with_an_l1_penalty_is_that_of_saga_as_far_as_saga_is_right(
    cancer, C, sweeps, tolerance
):
    X, y = cancer
    found = minimize_composite(Logistic(X, y), l1(1 / C), tolerance=tolerance, iterations=MANY)
    assert found.converged
    version = tuple(map(int, sklearn.__version__.split(".")[:2]))
    spelled = {"l1_ratio": 1.0} if version >= (1, 8) else {"penalty": "l1"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # of sweeps: they are never enough
        saga = linear.LogisticRegression(
            **spelled, C=C, solver="saga", fit_intercept=False, tol=1e-13, max_iter=sweeps, random_state=0
        ).fit(X, y)
    (theirs,) = saga.coef_
    left, left_by_saga = [kkt(logistic_slope(X, y, w), w, 1 / C) for w in (found.x, theirs)]
    # Ours is the more accurate: of the gradient 8e-9, 8e-8 and 8e-8 are left where C is 0.01, 0.1 and 0.2,
    # where saga leaves 4e-6, 5e-5 and 5e-4 in about the same time. For C = 0.001 both have zeros alone.
    assert left <= left_by_saga
    assert left <= KKT * float(np.linalg.norm(logistic_slope(X, y, np.zeros_like(theirs))))
    if not np.any(found.x):
        assert not np.any(theirs)
        return
    # Subgradients of the penalty do not point against the way from one to the other, so the gradients tell:
    # bend*|w - v|**2 <= (slope(w) - slope(v)).(w - v) <= (left + left_by_saga)*|w - v|.
    bound = (left + left_by_saga) / logistic_bend(X, found.x, theirs)
    assert bound <= 1e-2 * float(np.linalg.norm(theirs)), "nothing is proved"
    assert np.linalg.norm(found.x - theirs) <= bound


# Without a peer -------------------------------------------------------------------------------


@pytest.mark.parametrize(("fraction", "method"), CASES)
def test_what_is_returned_by_default_meets_the_conditions_of_a_minimum(diabetes, fraction, method):
    first = float(np.linalg.norm(diabetes.first))
    alpha = fraction * float(np.max(np.abs(diabetes.first)))
    squares = LeastSquares(diabetes.X, diabetes.y, mean=True)
    found = minimize_composite(squares, l1(alpha), method=method)
    assert kkt(diabetes.slope(found.x), found.x, alpha) <= KKT * first
    # It says so itself: the two gradients are the same but for rounding.
    assert abs(found.residual - kkt(diabetes.slope(found.x), found.x, alpha)) <= 1e-13 * first
    found = minimize_composite(squares, elastic_net(alpha, alpha), method=method)
    assert kkt(diabetes.slope(found.x) + alpha * found.x, found.x, alpha) <= KKT * first
    found = minimize_composite(squares, box(), method=method)
    assert nonnegative_kkt(diabetes.slope(found.x), found.x) <= KKT * first


@pytest.mark.parametrize("C", [1e-3, 0.01, 0.1])
def test_logistic_regression_meets_the_conditions_of_a_minimum(cancer, C):
    X, y = cancer
    found = minimize_composite(Logistic(X, y), l1(1 / C))
    first = float(np.linalg.norm(logistic_slope(X, y, np.zeros(X.shape[1]))))
    assert kkt(logistic_slope(X, y, found.x), found.x, 1 / C) <= KKT * first

"""The lasso beside scikit-learn's: seconds to one accuracy, by FISTA here and by coordinate descent there.

    python benchmarks/lasso.py [--threads 1] [--passes 5] [--only tall|wide]

Seeded tables of 10,000 x 500 and 500 x 10,000 numbers have columns that are independent, or each with half of
the one before added; y is a sum of 20 of them and noise. The penalty is a tenth and a hundredth of the least
one that leaves no column. The goal is an objective within 1e-8 (relative) of its least value, which a duality
gap brackets to 1e-10. Each method is given the loosest tolerance that reaches the goal, by steps of sqrt(10),
and has the time of its fastest pass; the passes of all methods take turns. A time is that from the arrays to
the coefficients: for symdiff with X^T X and the Lipschitz constant, for scikit-learn with what it copies.

scikit-learn has its better way of precompute=False and True (False alone for more columns than rows: X^T X
has 10^8 numbers then), and both have the table in both orders of memory: coordinate descent reads columns,
and copies a table in the other order. BLAS has as many threads for both; coordinate descent has use for one.
"ratio" is symdiff's seconds by scikit-learn's: more than 1 is slower.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Lasso
from threadpoolctl import threadpool_limits

from symdiff.minimise import LeastSquares, minimize_composite
from symdiff.proximal import l1

GOAL = 1e-8
BRACKET = 1e-10
SHAPES = {"tall": (10_000, 500), "wide": (500, 10_000)}
TOLERANCES = [10 ** (-k / 2) for k in range(2, 29)]
MANY = 100_000
Array = np.ndarray


def table(rows: int, columns: int, correlated: bool) -> tuple[Array, Array]:
    """Return X and y."""
    random = np.random.default_rng(0)
    X = random.standard_normal((rows, columns))
    if correlated:
        for j in range(1, columns):
            X[:, j] += 0.5 * X[:, j - 1]
    weights = np.zeros(columns)
    weights[random.choice(columns, 20, replace=False)] = 3 * random.standard_normal(20)
    return X, X @ weights + random.standard_normal(rows)


def objective(X: Array, y: Array, alpha: float, w: Array) -> float:
    residual = X @ w - y
    return float(residual @ residual / (2 * len(y)) + alpha * np.abs(w).sum())


def bound(X: Array, y: Array, alpha: float, w: Array) -> float:
    """Return what no objective is below: that of the dual problem at the scaled residual of *w*."""
    residual = (y - X @ w) / len(y)
    residual = residual * min(1.0, alpha / float(np.max(np.abs(X.T @ residual))))
    return float(residual @ y - len(y) / 2 * (residual @ residual))


def by_symdiff(X: Array, y: Array, alpha: float, tolerance: float) -> Array:
    return minimize_composite(
        LeastSquares(X, y, mean=True), l1(alpha), tolerance=tolerance, iterations=MANY
    ).x


def by_sklearn(precompute: bool, X: Array, y: Array, alpha: float, tolerance: float) -> Array:
    model = Lasso(alpha=alpha, fit_intercept=False, precompute=precompute, tol=tolerance, max_iter=MANY)
    return model.fit(X, y).coef_


Method = Callable[[Array, Array, float, float], Array]


def least(X: Array, y: Array, alpha: float) -> float:
    """Return the least objective. Raises RuntimeError where it is not known well enough."""
    w = by_sklearn(False, np.asfortranarray(X), y, alpha, 1e-14)
    found = objective(X, y, alpha, w)
    gap = found - bound(X, y, alpha, w)
    if not gap <= BRACKET * found:
        raise RuntimeError(f"the least value is known to {gap / found:.1e} only")
    return found


def loosest(method: Method, X: Array, y: Array, alpha: float, best: float) -> float:
    """Return the loosest tolerance that reaches the goal."""
    for tolerance in TOLERANCES:
        if objective(X, y, alpha, method(X, y, alpha, tolerance)) <= best * (1 + GOAL):
            return tolerance
    raise RuntimeError("no tolerance reaches the goal")


def timed(
    methods: dict[str, Method], X: Array, y: Array, alpha: float, best: float, passes: int
) -> dict[str, float]:
    """Return the seconds of the fastest pass of each method."""
    tolerances = {name: loosest(method, X, y, alpha, best) for name, method in methods.items()}
    seconds = dict.fromkeys(methods, float("inf"))
    for _ in range(passes):
        for name, method in methods.items():
            began = time.perf_counter()
            method(X, y, alpha, tolerances[name])
            seconds[name] = min(seconds[name], time.perf_counter() - began)
    return seconds


def main() -> None:
    """Print a line for each table, order of memory and penalty."""
    options = argparse.ArgumentParser(description="The lasso by symdiff and by scikit-learn.")
    options.add_argument("--threads", type=int, default=1, help="threads of BLAS, for both")
    options.add_argument("--passes", type=int, default=5, help="passes, of which the fastest counts")
    options.add_argument("--only", choices=SHAPES, help="tables of one shape")
    chosen = options.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)  # a tolerance too tight: the gap is looked at here
    print(f"{'table':<28}{'order':<9}{'penalty':>8}{'symdiff':>10}{'sklearn':>10}  {'way':<20}{'ratio':>6}")
    with threadpool_limits(chosen.threads):
        for shape in [chosen.only] if chosen.only else SHAPES:
            rows, columns = SHAPES[shape]
            methods: dict[str, Method] = {
                "symdiff": by_symdiff,
                "precompute=False": partial(by_sklearn, False),
            }
            if columns < rows:
                methods["precompute=True"] = partial(by_sklearn, True)
            for correlated in (False, True):
                X, y = table(rows, columns, correlated)
                top = float(np.max(np.abs(X.T @ y))) / rows
                name = f"{rows:,} x {columns:,} {'half' if correlated else 'independent'}"
                for share in (0.1, 0.01):
                    best = least(X, y, share * top)
                    for order, given in (("rows", X), ("columns", np.asfortranarray(X))):
                        seconds = timed(methods, given, y, share * top, best, chosen.passes)
                        ours = seconds.pop("symdiff")
                        way = min(seconds, key=seconds.__getitem__)
                        print(
                            f"{name:<28}{order:<9}{share:>8}{ours:>10.4f}{seconds[way]:>10.4f}  {way:<20}"
                            f"{ours / seconds[way]:>6.2f}",
                            flush=True,
                        )


if __name__ == "__main__":
    main()

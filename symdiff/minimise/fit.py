"""What a fit is worth: standard errors, covariance and R² of a sum of squares at its minimum.

>>> from symdiff import minimize
>>> found = minimize("(y - a*t - b)**2", "a b", {"t": [0, 1, 2, 3], "y": [1.0, 2.9, 5.1, 7.0]})
>>> print(found.fit)
parameter  value  standard error
a           2.02       0.0424264
b           0.97       0.0793725
4 rows, 2 parameters, 2 degrees of freedom
sum of squares 0.018, residual standard deviation 0.0948683, R^2 0.999119
covariance: s^2 (J^T J)^-1 with s^2 = sum of squares/(rows - parameters), J the exact Jacobian
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.arrays import Arrays
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.minimise.objective import Formula
from symdiff.proximal.projections import Array
from symdiff.table.operators import ADD, NEG, SUB

_FORMULA: Final = (
    "covariance: s^2 (J^T J)^-1 with s^2 = sum of squares/(rows - parameters), J the exact Jacobian"
)


@dataclass(frozen=True)
class Fit:
    """Parameters with their standard errors, and how well the model describes the data.

    With r the residuals, what is squared, n rows and p parameters: *deviation* is s, where s² = r·r/(n - p);
    *covariance* is s² (JᵀJ)⁻¹, where J are the exact derivatives of r by the parameters; *errors* are the
    roots of its diagonal. *r_squared* is 1 - r·r/Σ(y - mean of y)², None where r is not a column, or a
    formula of columns, less a model. All of it holds where errors of the data are independent and of one
    size, and the model is nearly linear within a few standard errors.
    """

    values: dict[str, float]
    errors: dict[str, float]
    covariance: Array
    """Rows and columns in the order of *values*."""
    rows: int
    squares: float
    """The sum of the squares of the residuals."""
    deviation: float
    r_squared: float | None
    residuals: Array
    observed: Array | None = field(repr=False)
    """What the model describes, a number for each row."""
    loss: Formula = field(repr=False, compare=False)

    @property
    def correlation(self) -> Array:
        """The covariance of parameters that are divided by their standard errors."""
        size = np.array(list(self.errors.values()))
        with np.errstate(all="ignore"):
            found: Array = self.covariance / np.outer(size, size)
        return found

    def __str__(self) -> str:
        shown = [("parameter", "value", "standard error")]
        shown += [(name, f"{value:.10g}", f"{self.errors[name]:.6g}") for name, value in self.values.items()]
        widths = [max([len(row[i]) for row in shown]) for i in range(3)]
        lines = [
            f"{name:<{widths[0]}}  {value:>{widths[1]}}  {error:>{widths[2]}}" for name, value, error in shown
        ]
        free = self.rows - len(self.values)
        lines.append(f"{self.rows} rows, {len(self.values)} parameters, {free} degrees of freedom")
        how = f"sum of squares {self.squares:.6g}, residual standard deviation {self.deviation:.6g}"
        lines.append(how if self.r_squared is None else f"{how}, R^2 {self.r_squared:.6g}")
        return "\n".join([*lines, _FORMULA])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.fit(self)

    def plot(self, axes: Any = None) -> Any:
        """Draw data and fit on Matplotlib axes, new ones where none are given, and return the axes.

        Where the model has one column, the curve over it; else what was observed over what is fitted. Raises
        SymdiffError where it is not told what was observed, and where Matplotlib is missing.
        """
        if self.observed is None:
            raise SymdiffError(
                "what was observed is not told from the model", hint="write the square as (y - model)**2"
            )
        if axes is None:
            from symdiff.studies.picture import new_axes

            axes = new_axes()
        sign, _, model = _split(self.loss)
        columns = [name for name in model.graph.symbols([model.node]) if name in self.loss.columns]
        dots = {"linestyle": "none", "marker": "o", "color": "#c4572e", "markersize": 4}
        if len(columns) == 1:
            column = self.loss.columns[columns[0]]
            line = np.linspace(float(np.min(column)), float(np.max(column)), 400)
            at = {name: np.float64(value) for name, value in self.values.items()}
            with np.errstate(all="ignore"):
                [curve] = Arrays(np, [model]).at({**at, columns[0]: line})
            axes.plot(column, self.observed, **dots, label="data")
            axes.plot(line, -sign * np.broadcast_to(curve, line.shape), color="#1f5f8b", label="fit")
            axes.set_xlabel(columns[0])
        else:
            fitted = self.observed - sign * self.residuals
            axes.plot(fitted, self.observed, **dots, label="data")
            ends = [float(np.min(fitted)), float(np.max(fitted))]
            axes.plot(ends, ends, color="#1f5f8b", label="fit")
            axes.set_xlabel("fitted")
            axes.set_ylabel("observed")
        axes.legend(loc="best")
        return axes


def fit_of(loss: Formula, x: Array) -> Fit:
    """Return what is known of the fit with the parameters *x*, the minimum of *loss*.

    Cost: two passes over the rows, and an orthogonal factoring of the Jacobian. Raises SymdiffError where
    *loss* is no square summed over the rows of a table, where there are no more rows than parameters, and
    where the data do not determine the parameters.
    """
    squared = loss.residual
    if squared is None or not loss.columns:
        raise SymdiffError(
            "standard errors are those of a sum of squares over a table",
            hint="write the objective as one square, such as (y - model)**2, and give the data",
        )
    rows, count = loss.rows, loss.size
    if rows <= count:
        raise SymdiffError(f"{rows} rows for {count} parameters leave nothing to estimate errors from")
    residuals, jacobian = squared.values(x) / squared.scale, squared.jacobian(x) / squared.scale
    if not (np.all(np.isfinite(residuals)) and np.all(np.isfinite(jacobian))):
        raise SymdiffError("the residuals have no derivatives there")
    size = np.linalg.norm(jacobian, axis=0)
    scaled = jacobian / np.where(size > 0, size, 1.0)
    _, triangle = np.linalg.qr(scaled)
    singular = np.linalg.svd(triangle, compute_uv=False)
    if not np.all(size > 0) or singular[-1] <= rows * np.finfo(float).eps * singular[0]:
        raise SymdiffError(
            "the data do not determine the parameters: others fit as well",
            hint="fix one of them, or write the model with fewer",
        )
    inverse = np.linalg.inv(triangle)
    squares = float(residuals @ residuals)
    deviation = math.sqrt(squares / (rows - count))
    root = deviation * inverse / size[:, np.newaxis]
    covariance = root @ root.T
    _, seen, _ = _split(loss)
    observed = r_squared = None
    if seen is not None:
        names = {name: loss.columns[name] for name in seen.graph.symbols([seen.node])}
        [found] = Arrays(np, [seen]).at(names)
        observed = np.broadcast_to(found, (rows,)).astype(float)
        spread = float(np.sum((observed - np.mean(observed)) ** 2))
        r_squared = 1 - squares / spread if spread > 0 else None
    return Fit(
        values=dict(zip(loss.over, x.tolist(), strict=True)),
        errors=dict(zip(loss.over, np.sqrt(np.diag(covariance)).tolist(), strict=True)),
        covariance=covariance,
        rows=rows,
        squares=squares,
        deviation=deviation,
        r_squared=r_squared,
        residuals=residuals,
        observed=observed,
        loss=loss,
    )


def _split(loss: Formula) -> tuple[int, Expr | None, Expr]:
    """Return the term of the residual that is observed, with its sign, and the sum of the others.

    That is the one term that has columns and no parameter; None where there is no such term, or several.
    """
    squared = loss.residual
    assert squared is not None
    graph = squared.exprs[0].graph
    found: list[tuple[int, int]] = []
    pending = [(1, squared.exprs[0].node)]
    while pending:
        sign, node = pending.pop()
        op = graph.ops[node]
        if op in (ADD, SUB):
            left, right = graph.children[node]
            pending += [(sign if op == ADD else -sign, right), (sign, left)]
        elif op == NEG:
            pending.append((-sign, graph.children[node][0]))
        else:
            found.append((sign, node))
    free = [(sign, node) for sign, node in found if _is_observed(loss, graph.symbols([node]))]
    if len(free) != 1:
        return 1, None, squared.exprs[0]
    total = graph.number(0)
    for sign, node in found:
        if (sign, node) != free[0]:
            total = graph.add(total, node) if sign > 0 else graph.sub(total, node)
    return free[0][0], Expr(graph, free[0][1]), Expr(graph, total)


def _is_observed(loss: Formula, names: list[str]) -> bool:
    return bool(names) and all(name in loss.columns for name in names)


__all__ = ["Fit", "fit_of"]

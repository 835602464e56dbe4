"""`minimize` and `minimize_composite`: from formulas, data and a penalty to the minimiser.

>>> found = minimize("(y - a*t - b)**2", over=["a", "b"], penalty="abs(a)",
...                  data={"t": [0.0, 1.0, 2.0], "y": [1.0, 1.9, 3.1]})
>>> {name: round(value, 6) for name, value in found.values.items()}
{'a': 0.8, 'b': 1.2}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from numbers import Real
from typing import Any, Final

import numpy as np

from symdiff.errors import SymdiffError, Unsupported
from symdiff.limits import DEFAULT, Limits
from symdiff.minimise.by_scipy import by_scipy
from symdiff.minimise.data import Data
from symdiff.minimise.fit import Fit, fit_of
from symdiff.minimise.matrices import LeastSquares, Logistic
from symdiff.minimise.methods import fista, proximal_gradient, subgradient
from symdiff.minimise.newton import newton
from symdiff.minimise.objective import DENSE, Formula, Smooth, UserFunction
from symdiff.minimise.runs import Run, Watch, brought_in
from symdiff.minimise.settled import settled
from symdiff.minimise.working_set import by_working_set, fits, held
from symdiff.parser.given import Variables
from symdiff.parser.inputs import names_of, point_of
from symdiff.proximal.arguments import floats
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.projections import Array
from symdiff.proximal.read.recognise import recognise
from symdiff.proximal.read.terms import has_kinks
from symdiff.proximal.separable import Separable
from symdiff.simplifier.levels import simplify

METHODS: Final = ("auto", "newton", "fista", "proximal-gradient", "subgradient", "scipy")
CONSTANT: Final = "it is the same everywhere"
_LOOK: Final = 250
"""Iterations with Hessians after which it is asked whether there is a minimum at all."""


@dataclass(frozen=True)
class Minimum:
    """Where a method stopped, and what is known of that point.

    *values* are the variables by name, *x* the same as an array; *objective* the sum that was made least,
    *path* its values on the way. *residual* is the distance of zero from the subdifferential of the
    objective: 0 at a minimum. *held* are the variables at a kink or an edge of the penalty, where it takes a
    push to move them (those that an l1 penalty puts to zero); *active* the others.
    """

    values: dict[str, float]
    x: Array
    objective: float
    path: Array
    iterations: int
    method: str
    reason: str
    converged: bool
    residual: float
    held: tuple[str, ...]
    active: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """How the penalty was split."""
    notes: tuple[str, ...] = ()
    loss: Formula | None = field(default=None, repr=False, compare=False)
    """The formula and the data of a minimum without a penalty."""

    @cached_property
    def fit(self) -> Fit:
        """Standard errors, covariance and R² of parameters that were fitted to data.

        Raises SymdiffError where the objective is no sum of squares over the rows of a table, where it has a
        penalty, where the method did not converge, and as `symdiff.minimise.fit.fit_of` does.
        """
        if self.loss is None:
            raise SymdiffError("standard errors are those of a formula on data, without a penalty")
        if not self.converged:
            raise SymdiffError(
                f"not converged: {self.reason}", hint="start elsewhere, or allow more iterations"
            )
        x = np.array([self.values[name] for name in self.loss.over])
        return fit_of(self.loss, x)

    def __str__(self) -> str:
        lines = [f"{name} = {value:.10g}" for name, value in self.values.items()]
        state = "converged" if self.converged else "not converged"
        lines.append(f"objective {self.objective:.10g}, {self.iterations} iterations, {state}: {self.reason}")
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.minimum(self)

    def plot(self, path: str) -> None:
        """Draw the objective above its least value, by iteration, and write it to *path* (PNG, SVG or PDF).

        Raises SymdiffError where Matplotlib is absent, and where the file cannot be written.
        """
        from symdiff.studies.picture import picture

        with picture(path) as axes:
            least = float(np.min(self.path))
            above = self.path - least
            shown = above > 0
            axes.semilogy(np.flatnonzero(shown), above[shown], color="#1f5f8b", linewidth=1.4)
            axes.set_xlabel("iteration")
            axes.set_ylabel(f"objective above {least:.6g}")
            axes.set_title(f"{self.method}: {self.reason}", fontsize=10)


def minimize(
    formula: Any,
    over: Variables = (),
    data: Data | None = None,
    penalty: Any = None,
    start: Mapping[Any, float] | Sequence[float] | None = None,
    *,
    mean: bool = False,
    method: str = "auto",
    step: float | None = None,
    tolerance: float = 1e-10,
    iterations: int = 10_000,
    watch: Watch | None = None,
    symbols: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Minimum:
    """Return the least value of a formula, summed over the rows of a table, plus a penalty.

    What is minimised: *over* are the variables, names in a text or a list of names and symbols; every other
    symbol of the formula is a column of *data*: a mapping of arrays, a data frame of any library, or the path
    of a CSV or Parquet file. The *penalty* is a formula of the variables, or a list of formulas and
    conditions such as "a >= 0", which is split into rows of the table of proximal operators. *start* has a
    number for each variable, by name or in order, 0 where it is not given. With *mean* the sum is divided by
    the number of rows; the penalty is not.

    How: *method* "auto" is, where there is a penalty, Newton's method for kinks with the exact Hessian (up to
    200 variables), else FISTA with restart; without one SciPy: Levenberg and Marquardt for a sum of squares,
    else a trust region with the exact Hessian (up to 60 variables), else L-BFGS; and the subgradient method
    where the formula itself has kinks. *step* is found where it is not given. A method stops where the
    proximal gradient is *tolerance* times the first one, or after *iterations*. *watch* is called with each
    iteration and objective, and stops the run by returning True.

    How texts are read: *symbols*, *functions* and *limits* are those of `parse`.

    Domain: the penalty convex; for a formula that is not, the minimum is a local one, in the part of the
    domain that the start is in: steps do not go through poles. Where there is no minimum, `converged` is
    False and `reason` says how the objective falls; Ctrl-C ends a run, and the best point is returned.
    Variables that do not matter stay at their start, and `notes` name them. Cost: a few passes over the rows
    an iteration. Raises Unsupported naming the terms of a penalty that cannot be split, SymdiffError for data
    or a start that cannot be used.

    >>> found = minimize("(x - 3)**2 + 1", "x", penalty="x <= 2")
    >>> found.values, found.objective, found.held
    ({'x': 2.0}, 2.0, ('x',))
    """
    names = tuple(names_of(over))
    _refuse_request(names, method, step, tolerance, iterations)
    loss = Formula(formula, names, data, mean, symbols=symbols, functions=functions, limits=limits)
    split = recognise(
        [] if penalty is None else penalty, names, symbols=symbols, functions=functions, limits=limits
    )
    notes = [*loss.notes, *split.notes]
    kinked = has_kinks(loss.expr, set(names))
    with np.errstate(all="ignore"):
        whole = brought_in(split.function, _start(names, start))
        value, slope = loss.value_and_gradient(whole)
    if not math.isfinite(value) or not (kinked or np.all(np.isfinite(slope))):
        loss.refuse_point(whole)
    chosen = method
    if method == "auto":
        small = len(names) <= DENSE
        chosen = "scipy" if not split.function.blocks else "newton" if small else "fista"
        if kinked:
            chosen = "subgradient"
            notes.append("the formula itself has kinks: by the subgradient method, which is slow")
    if chosen == "scipy" and split.function.blocks:
        raise SymdiffError(
            "scipy is for formulas without a penalty", hint="choose fista or proximal-gradient"
        )
    moving = _moving(loss, split.function)
    if not np.all(moving):
        idle = [name for name, moves in zip(names, moving, strict=True) if not moves]
        stepped = _in_steps(loss, idle)
        if stepped:
            raise Unsupported(
                f"the objective depends on {', '.join(stepped)} in steps alone: no slope leads down",
                hint="leave it out of the variables, and try its values one by one",
            )
        stays = f"{idle[0]} stays at its start" if len(idle) == 1 else "they stay at their start"
        notes.append(f"the objective does not depend on {', '.join(idle)}: {stays}")
        if not np.any(moving):
            run = Run(whole, np.array([loss.value(whole) + split.function.value(whole)]), 0, CONSTANT, True,
                      math.nan, 0.0)  # fmt: skip
            return _minimum(loss, split.function, names, run, "none", split.parts, tuple(notes))
        expr = simplify(
            loss.expr.subs({name: float(whole[names.index(name)]) for name in idle}), level="basic"
        )
        loss = Formula(
            expr, [name for name in names if name not in idle], loss.columns or None, mean, limits=limits
        )
    f, g = loss, _part(split.function, moving)

    def once(x: Array, iterations: int, watch: Watch | None) -> tuple[Run, str]:
        if chosen == "scipy":
            run, name = by_scipy(f, x, tolerance, iterations, watch, _LOOK)
            return run._replace(path=run.path + g.constant), name
        if chosen == "newton":
            return newton(f, g, x, step, tolerance, min(iterations, _LOOK), watch), chosen
        return _METHODS[chosen](f, g, x, step, tolerance, iterations, watch), chosen

    with np.errstate(all="ignore"):
        run, name = settled(once, f, g, whole[moving], iterations, f.over, watch, step is None)
        found = _minimum(f, g, f.over, run, name, split.parts, tuple(notes))
        if penalty is None:
            found = replace(found, loss=f)
    if np.all(moving):
        return found
    whole[moving] = found.x
    return replace(found, x=whole, values=dict(zip(names, whole.tolist(), strict=True)))


def _moving(loss: Formula, g: Separable) -> Array:
    """Return on which variables a formula and a penalty depend."""
    moving = np.array(
        [not partial.graph.is_zero(partial.node) for partial in loss.partials], dtype=bool
    )  # fmt: skip
    for _, places in g.blocks:
        moving[places] = True
    return moving


def _in_steps(loss: Formula, names: Sequence[str]) -> list[str]:
    """Return those of *names*, by which its slope is 0, on which a formula depends, as floor(x) on x."""
    plain = simplify(loss.expr, level="basic")
    occurring = plain.graph.symbols([plain.node])
    return [name for name in names if name in occurring]


def _part(g: Separable, moving: Array) -> Separable:
    """Return a penalty as one of the variables that move alone."""
    place = np.cumsum(moving) - 1
    return Separable(
        int(np.sum(moving)), [(inner, place[places].tolist()) for inner, places in g.blocks], g.constant
    )


def minimize_composite(
    smooth: Smooth | Callable[[Array], tuple[float, Any]],
    nonsmooth: Proximable | None = None,
    start: Any = None,
    *,
    method: str = "auto",
    step: float | None = None,
    tolerance: float = 1e-10,
    iterations: int = 10_000,
    watch: Watch | None = None,
) -> Minimum:
    """Return the least value of smooth(x) + nonsmooth(x), for functions of arrays.

    *smooth* is `LeastSquares(X, y)`, `Logistic(X, y)`, a `Formula`, or a function that returns its value and
    its gradient; *nonsmooth* a row of the table with its parameters, such as l1(0.1). *start* is an array, 0
    where the size is known from *smooth*. The variables are called 0, 1, 2, … *method* "auto" is FISTA with
    restart, on working sets of columns where the penalty holds most of them at the start.

    Cost: two products with the matrix an iteration. Raises SymdiffError for shapes that do not match and for
    a start without a value.

    >>> import numpy as np
    >>> from symdiff.minimise import LeastSquares
    >>> from symdiff.proximal import l1
    >>> found = minimize_composite(LeastSquares(np.eye(3)[:, :2], [3.0, 0.5, 1.0]), l1(1.0))
    >>> found.x.round(9).tolist(), found.held
    ([2.0, 0.0], ('1',))
    """
    _refuse_request(("x",), method, step, tolerance, iterations)
    if method in ("scipy", "newton"):
        raise SymdiffError(f"{method} is for formulas", hint="choose auto, fista or proximal-gradient")
    if not isinstance(smooth, Smooth):
        if start is None:
            raise SymdiffError("a start is needed", hint="start=np.zeros(n)")
        smooth = UserFunction(smooth, len(np.atleast_1d(np.asarray(start))))
    try:
        x = np.zeros(smooth.size) if start is None else np.array(start, dtype=float)
    except (TypeError, ValueError):
        raise SymdiffError("the start is to be an array of numbers") from None
    if x.shape != (smooth.size,):
        raise SymdiffError(f"a start of shape {x.shape}; expected ({smooth.size},)")
    if not np.all(np.isfinite(x)):
        raise SymdiffError("the start has a component that is not finite")
    g = Separable(smooth.size, []) if nonsmooth is None else nonsmooth
    g(x)  # refuses another size
    f = smooth

    def once(x: Array, iterations: int, watch: Watch | None) -> tuple[Run, str]:
        if method == "auto" and step is None and isinstance(f, LeastSquares | Logistic) and fits(f, g, x):
            return by_working_set(f, g, x, tolerance, iterations, watch), "fista on working sets"
        chosen = "fista" if method == "auto" else method
        return _METHODS[chosen](f, g, x, step, tolerance, iterations, watch), chosen

    with np.errstate(all="ignore"):
        names = tuple(map(str, range(f.size)))
        run, name = settled(once, f, g, x, iterations, names, watch, step is None)
        return _minimum(f, g, names, run, name)


_METHODS: Final = {"fista": fista, "proximal-gradient": proximal_gradient, "subgradient": subgradient}


def _refuse_request(
    names: Sequence[str], method: str, step: float | None, tolerance: float, iterations: int
) -> None:
    if not names:
        raise SymdiffError("minimise over what?", hint='for example over=["a", "b"]')
    if len(set(names)) < len(names):
        raise SymdiffError(f"a variable is named twice: {', '.join(names)}")
    if method not in METHODS:
        raise SymdiffError(f"unknown method {method!r}", hint=f"choose one of {', '.join(METHODS)}")
    if step is not None and not (isinstance(step, Real) and 0 < step < math.inf):
        raise SymdiffError(f"a step of {step!r}", hint="the step is to be a positive number")
    if not (isinstance(tolerance, Real) and 0 <= tolerance < math.inf):
        raise SymdiffError(f"a tolerance of {tolerance!r}", hint="it is to be a number that is not negative")
    if isinstance(iterations, bool) or not isinstance(iterations, int):
        raise SymdiffError(f"{iterations!r} iterations", hint="a whole number is needed")
    if iterations < 1:
        raise SymdiffError(f"{iterations} iterations", hint="at least one is needed")


def _start(names: Sequence[str], start: Mapping[Any, float] | Sequence[float] | None) -> Array:
    if start is None:
        return np.zeros(len(names))
    if isinstance(start, Mapping):
        start = point_of(start)
        strange = [name for name in start if name not in names]
        if strange:
            raise SymdiffError(
                f"a start for {', '.join(map(str, strange))}, which is not minimised over",
                hint=f"the variables are {', '.join(names)}",
            )
        start = [start.get(name, 0.0) for name in names]
    try:
        x = np.array(floats(start))
    except (TypeError, ValueError):
        raise SymdiffError("the start is to be a number for each variable") from None
    if x.shape != (len(names),):
        raise SymdiffError(f"a start of {x.size} numbers for {len(names)} variables: {', '.join(names)}")
    if not np.all(np.isfinite(x)):
        place = int(np.flatnonzero(~np.isfinite(x))[0])
        raise SymdiffError(f"the start of {names[place]} is {x[place]}")
    return x


def _minimum(
    f: Smooth,
    g: Proximable,
    names: tuple[str, ...],
    run: Run,
    method: str,
    parts: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Minimum:
    value, slope = f.value_and_gradient(run.x)
    residual, stuck = math.nan, np.zeros(len(run.x), dtype=bool)
    if math.isfinite(value) and math.isfinite(g.value(run.x)):
        residual = float(np.linalg.norm(slope + g.slope(run.x, -slope)))
        stuck = held(g, run.x)
    return Minimum(
        values=dict(zip(names, run.x.tolist(), strict=True)),
        x=run.x,
        objective=f.value(run.x) + g.value(run.x),
        path=run.path,
        iterations=run.iterations,
        method=method,
        reason=run.reason,
        converged=run.converged,
        residual=residual,
        held=tuple([name for name, is_held in zip(names, stuck, strict=True) if is_held]),
        active=tuple([name for name, is_held in zip(names, stuck, strict=True) if not is_held]),
        parts=parts,
        notes=notes,
    )

"""Minimising: a formula summed over a table of data, or a function of arrays, plus a penalty with kinks.

`minimum` has the verbs `minimize` and `minimize_composite`; `objective` the smooth functions and `matrices`
the losses of many columns, `data` the tables that formulas are summed over; `methods`, `newton`,
`working_set` and `by_scipy` go down, each along a trail of `runs`. `fit` says what the fit of a
model to data is worth. `fence` keeps steps from going through
poles; `walks` and `verdict` ask whether the end is a minimum, and `settled` goes on until it is, or there is
none.

May import: `proximal` and what stands below it; of packages that are not ours, NumPy.

>>> from symdiff.minimise import minimize
>>> minimize("(a - 3)**2", over="a", penalty="2*abs(a)").values
{'a': 2.0}
"""

from __future__ import annotations

from symdiff import proximal  # noqa: F401 - first, as it says what to install where NumPy is missing
from symdiff.minimise.fit import Fit
from symdiff.minimise.matrices import LeastSquares, Logistic
from symdiff.minimise.methods import fista, proximal_gradient, subgradient
from symdiff.minimise.minimum import METHODS, Minimum, minimize, minimize_composite
from symdiff.minimise.objective import Formula, Smooth

__all__ = [
    "METHODS",
    "Fit",
    "Formula",
    "LeastSquares",
    "Logistic",
    "Minimum",
    "Smooth",
    "fista",
    "minimize",
    "minimize_composite",
    "proximal_gradient",
    "subgradient",
]

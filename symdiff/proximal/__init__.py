"""Proximal operators: convex functions with kinks, and the point near v where such a function is least.

`table` has a row for each known function; `elementwise`, `norms`, `sets` and `piecewise` (of `pieces`)
compute them; `calculus`, `separable` and `envelope` scale, move and combine them; `read` finds the rows in a
formula; `point` has the verb `prox`. `projections`, `arguments` and `symbolic` are what these share: arrays,
checked parameters, formulas.

May import: `verbs` and what stands below it; of packages that are not ours, NumPy. Not `minimise`: the names
of `minimise` that were here once are still found, and are imported when asked for.

>>> from symdiff.proximal import l1
>>> l1(0.5).prox([3.0, -0.25]).tolist()
[2.5, -0.0]
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from symdiff.errors import SymdiffError

try:
    import numpy  # noqa: F401 - all below is on arrays
except ImportError:
    raise SymdiffError(
        "NumPy is not installed, and proximal points and minima need it",
        hint="pip install numpy scipy",
    ) from None

from symdiff.proximal.calculus import Proximable
from symdiff.proximal.envelope import envelope, envelope_gradient
from symdiff.proximal.point import prox
from symdiff.proximal.read.recognise import recognise
from symdiff.proximal.separable import Separable
from symdiff.proximal.table import TABLE, Row

__all__ = [
    "TABLE",
    "Proximable",
    "Row",
    "Separable",
    "envelope",
    "envelope_gradient",
    "prox",
    "recognise",
    *TABLE,
]

_MINIMISING = frozenset(
    (
        "Formula", "LeastSquares", "Logistic", "Minimum", "Smooth", "fista", "minimize", "minimize_composite",
        "proximal_gradient", "subgradient",
    )
)  # fmt: skip
"""Public names of `symdiff.minimise` that users have imported from here."""


def __getattr__(name: str) -> Any:
    """Return the row of the table that is called *name*, or a name that has moved."""
    if name in TABLE:
        return TABLE[name]
    if name in _MINIMISING:
        return getattr(import_module("symdiff.minimise"), name)
    raise AttributeError(f"module 'symdiff.proximal' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

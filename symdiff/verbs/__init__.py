"""What users call: derivatives, matrices of them, named forms, series, points, kinks, checks.

May import: everything but `proximal`, `minimise` and `cli`. Each verb has its module; the verbs that once
stood in one module of this name, and in one called `several`, are found here by name.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PLACES = {
    **dict.fromkeys(("derivatives", "derive", "gradient", "simplify"), "derivatives"),
    **dict.fromkeys(("Jacobian", "SparseJacobian"), "matrices"),
    **dict.fromkeys(("hessian", "jacobian"), "jacobians"),
    **dict.fromkeys(("directional", "hvp", "jvp", "vjp"), "products"),
}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(f"symdiff.verbs.{_PLACES[name]}"), name)
    raise AttributeError(f"module 'symdiff.verbs' has no attribute {name!r}")

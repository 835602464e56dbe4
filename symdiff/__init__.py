"""symdiff: the derivative compiler.

>>> from symdiff import derive
>>> str(derive("x**3*sin(x)", "x"))
'x**2*(x*cos(x) + 3*sin(x))'
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

from symdiff.arithmetic.dual import Dual
from symdiff.arithmetic.evaluation import evaluate
from symdiff.errors import (
    DomainError,
    NotDifferentiable,
    ParseError,
    SymdiffError,
    TooLarge,
    UnknownName,
    Unsupported,
    WrongArity,
)
from symdiff.graph.expr import Expr, apply, symbols
from symdiff.limits import Limits
from symdiff.parser.formula import parse
from symdiff.table.functions import NAMES
from symdiff.verbs.derivatives import derive, gradient, simplify

__version__ = "0.1.0"

__all__ = [
    "DomainError",
    "Dual",
    "Expr",
    "Jacobian",
    "Jet",
    "Limits",
    "NotDifferentiable",
    "ParseError",
    "Report",
    "SparseJacobian",
    "SymdiffError",
    "TooLarge",
    "UnknownName",
    "Unsupported",
    "Witness",
    "WrongArity",
    "apart",
    "apply",
    "at_kinks",
    "check",
    "clarke_element",
    "collect",
    "derivative_at",
    "derive",
    "derive_distribution",
    "directional",
    "directional_at",
    "evaluate",
    "expand",
    "factor",
    "gradcheck",
    "gradient",
    "gradient_at",
    "hessian",
    "hvp",
    "jacobian",
    "jet",
    "jvp",
    "minimize",
    "minimize_composite",
    "parse",
    "prox",
    "simplify",
    "special_points",
    "symbols",
    "taylor",
    "together",
    "trig",
    "vjp",
]

_LATE = {
    "Jet": "symdiff.arithmetic.jet", "jet": "symdiff.arithmetic.jet",
    "gradcheck": "symdiff.numeric.gradient_check",
    **dict.fromkeys(("Jacobian", "SparseJacobian"), "symdiff.verbs.matrices"),
    **dict.fromkeys(("hessian", "jacobian"), "symdiff.verbs.jacobians"),
    **dict.fromkeys(("directional", "hvp", "jvp", "vjp"), "symdiff.verbs.products"),
    **dict.fromkeys(("Report", "Witness", "check"), "symdiff.verbs.check"),
    "at_kinks": "symdiff.verbs.kinks",
    **dict.fromkeys(("minimize", "minimize_composite"), "symdiff.minimise"),
    "prox": "symdiff.proximal",
    "derive_distribution": "symdiff.verbs.distributions",
    "special_points": "symdiff.verbs.points",
    "taylor": "symdiff.verbs.taylor",
    "derivative_at": "symdiff.at.point",
    **dict.fromkeys(("clarke_element", "directional_at", "gradient_at"), "symdiff.at.directions"),
    **dict.fromkeys(("apart", "collect", "expand", "factor", "together", "trig"), "symdiff.verbs.forms"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Return a verb that is imported when first used, or the function of the table called *name*,
    so that `from symdiff import sin` works."""
    if name in _LATE:
        value = getattr(import_module(_LATE[name]), name)
        globals()[name] = value
        return value
    if name in NAMES:
        return partial(apply, name)
    raise AttributeError(f"module 'symdiff' has no attribute {name!r}")

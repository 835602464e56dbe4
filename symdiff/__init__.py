"""symdiff: the derivative compiler. The public names are here; the packages below say what lives in them.

No package has the name of a verb: `symdiff.simplify` is the function, and its parts are in
`symdiff.simplifier` (`import symdiff.simplifier.identities`). Public names are still found in the modules
that they once stood in (`from symdiff.parse import parse`).

>>> from symdiff import derive
>>> str(derive("x**3*sin(x)", "x"))
'x**2*(x*cos(x) + 3*sin(x))'
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from symdiff.errors import (
    DomainError,
    NotDifferentiable,
    ParseError,
    SymdiffError,
    TooLarge,
    UnknownName,
    Unsupported,
    WrongArity,
    WrongShape,
)

__version__ = "0.1.0"

__all__ = [
    "Compiled",
    "DomainError",
    "Dual",
    "Exercise",
    "Expr",
    "ImplicitSteps",
    "Jacobian",
    "Jet",
    "Limits",
    "NotDifferentiable",
    "ParseError",
    "Report",
    "SparseJacobian",
    "Steps",
    "SymdiffError",
    "TooLarge",
    "UnknownName",
    "Unsupported",
    "Verdict",
    "Witness",
    "WrongArity",
    "WrongShape",
    "apart",
    "apply",
    "at_kinks",
    "check",
    "clarke_element",
    "code",
    "collect",
    "compile",
    "derivative_at",
    "derive",
    "derive_distribution",
    "directional",
    "directional_at",
    "evaluate",
    "expand",
    "factor",
    "generate",
    "gradcheck",
    "gradient",
    "gradient_at",
    "hessian",
    "hvp",
    "implicit",
    "implicit_steps",
    "is_compiled",
    "jacobian",
    "jet",
    "judge",
    "jvp",
    "minimize",
    "minimize_composite",
    "parse",
    "prox",
    "simplify",
    "special_points",
    "stable",
    "steps",
    "symbols",
    "taylor",
    "tensors",
    "together",
    "trig",
    "vjp",
]

_LATE = {
    "Expr": "symdiff.graph.expr",
    **dict.fromkeys(("apply", "symbols"), "symdiff.graph.by_name"),
    **dict.fromkeys(("derive", "gradient", "simplify"), "symdiff.verbs.derivatives"),
    "parse": "symdiff.parser.formula", "Limits": "symdiff.limits",
    "evaluate": "symdiff.arithmetic.evaluation", "Dual": "symdiff.arithmetic.dual",
    "Jet": "symdiff.arithmetic.jet", "jet": "symdiff.arithmetic.jet",
    "gradcheck": "symdiff.numeric.gradient_check",
    **dict.fromkeys(("Jacobian", "SparseJacobian"), "symdiff.verbs.matrices"),
    **dict.fromkeys(("hessian", "jacobian"), "symdiff.verbs.jacobians"),
    **dict.fromkeys(("directional", "hvp", "jvp", "vjp"), "symdiff.verbs.products"),
    **dict.fromkeys(("Report", "Witness", "check"), "symdiff.verbs.check"),
    **dict.fromkeys(("Exercise", "generate"), "symdiff.practice.exercises"),
    "judge": "symdiff.verdict.judging", "Verdict": "symdiff.verdict.verdict",
    "at_kinks": "symdiff.verbs.kinks",
    "implicit": "symdiff.verbs.implicit",
    **dict.fromkeys(("ImplicitSteps", "implicit_steps"), "symdiff.verbs.implicit_steps"),
    "code": "symdiff.verbs.code",
    **dict.fromkeys(("Compiled", "compile"), "symdiff.native.compiled"),
    **dict.fromkeys(("minimize", "minimize_composite"), "symdiff.minimise"),
    "prox": "symdiff.proximal",
    "derive_distribution": "symdiff.verbs.distributions",
    "special_points": "symdiff.verbs.points",
    "stable": "symdiff.accuracy.stable",
    **dict.fromkeys(("Steps", "steps"), "symdiff.verbs.steps"),
    "taylor": "symdiff.verbs.taylor",
    "tensors": "symdiff.graph.tensors",
    "derivative_at": "symdiff.at.point",
    **dict.fromkeys(("clarke_element", "directional_at", "gradient_at"), "symdiff.at.directions"),
    **dict.fromkeys(("apart", "collect", "expand", "factor", "together", "trig"), "symdiff.verbs.forms"),
}  # fmt: skip
"""The public names, and where each is: what is not asked for is not imported."""


if TYPE_CHECKING:  # what `__getattr__` finds, for type checkers
    from symdiff._functions import *  # noqa: F403
    from symdiff.accuracy.stable import stable
    from symdiff.arithmetic.dual import Dual
    from symdiff.arithmetic.evaluation import evaluate
    from symdiff.arithmetic.jet import Jet, jet
    from symdiff.at.directions import clarke_element, directional_at, gradient_at
    from symdiff.at.point import derivative_at
    from symdiff.graph.by_name import apply, symbols
    from symdiff.graph.expr import Expr
    from symdiff.graph.tensors import tensors
    from symdiff.limits import Limits
    from symdiff.minimise import minimize, minimize_composite
    from symdiff.native.compiled import Compiled, compile
    from symdiff.numeric.gradient_check import gradcheck
    from symdiff.parser.formula import parse
    from symdiff.practice.exercises import Exercise, generate
    from symdiff.proximal import prox
    from symdiff.verbs.check import Report, Witness, check
    from symdiff.verbs.code import code
    from symdiff.verbs.derivatives import derive, gradient, simplify
    from symdiff.verbs.distributions import derive_distribution
    from symdiff.verbs.forms import apart, collect, expand, factor, together, trig
    from symdiff.verbs.implicit import implicit
    from symdiff.verbs.implicit_steps import ImplicitSteps, implicit_steps
    from symdiff.verbs.jacobians import hessian, jacobian
    from symdiff.verbs.kinks import at_kinks
    from symdiff.verbs.matrices import Jacobian, SparseJacobian
    from symdiff.verbs.points import special_points
    from symdiff.verbs.products import directional, hvp, jvp, vjp
    from symdiff.verbs.steps import Steps, steps
    from symdiff.verbs.taylor import taylor
    from symdiff.verdict.judging import judge
    from symdiff.verdict.verdict import Verdict


def is_compiled() -> bool:
    """Return whether the modules that parse, derive and simplify run as machine code, and not interpreted.

    >>> is_compiled() in (True, False)
    True
    """
    return not str(import_module("symdiff.graph.graph").__file__).endswith(".py")


def __dir__() -> list[str]:
    """Return the public names, and the functions of the table, which are attributes as well."""
    return sorted({*globals(), *__all__, *import_module("symdiff.table.functions").NAMES})


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Return a verb that is imported when first used, or the function of the table called *name*,
        so that `from symdiff import sin` works."""
        if name in _LATE:
            value = getattr(import_module(_LATE[name]), name)
            globals()[name] = value
            return value
        if not name.startswith("_") and name in import_module("symdiff.table.functions").NAMES:
            value = globals()[name] = import_module("symdiff.graph.functions").function(name)
            return value
        raise AttributeError(
            f"module 'symdiff' has no attribute {name!r}", name=name, obj=sys.modules[__name__]
        )  # with what Python needs to say which name may be meant


class _Moved(ModuleType):
    """A module that was: its names are found where they stand now."""

    def __getattr__(self, name: str) -> Any:
        place = _PLACES[self.__name__.rpartition(".")[2]]
        if name.startswith("__"):  # what the import system asks of a package
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found = import_module(f"symdiff.{place}")
        return getattr(found, name) if hasattr(found, name) else getattr(import_module("symdiff"), name)


_PLACES = {
    "directions": "at.directions", "distributions": "verbs.distributions",
    "evaluate": "arithmetic.evaluation", "expr": "graph.expr", "gradcheck": "numeric.gradient_check",
    "kinks": "verbs.kinks",
    "local": "at.point", "named": "verbs.forms", "parse": "parser.formula", "points": "verbs.points",
    "series": "verbs.taylor", "several": "verbs", "simplify": "simplifier.levels", "witnesses": "verbs.check",
}  # fmt: skip
for _name in _PLACES:  # put in place beforehand, so that importing one does not hide the verb of its name
    sys.modules[f"symdiff.{_name}"] = _Moved(f"symdiff.{_name}")

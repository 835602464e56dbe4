"""What is asked of formulas as code, and the straight program of it: `code` and `compile` read it alike.

>>> asked = what_is_asked("x*y", "x", "y", ("value", "gradient"))
>>> asked.names, asked.inputs, asked.parts
(['x'], ['x', 'y'], ('value', 'gradient'))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

from symdiff.arithmetic.lowering import arguments_of
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.parser.given import Formulas, Variables
from symdiff.parser.inputs import expressions, names_of
from symdiff.programs.program import CALL, POWER, Program, program
from symdiff.simplifier.levels import Level
from symdiff.table.functions import SQRT
from symdiff.verbs.derivatives import gradient
from symdiff.verbs.jacobians import hessian

Wanted = Literal["value", "gradient", "jacobian", "hessian"]

_WANTED: Final = ("value", "gradient", "jacobian", "hessian")
_SMALL: Final = 2000
"""Nodes up to which simplified derivatives are made as well, and taken where they cost less."""


class Asked(NamedTuple):
    """Formulas, and what is to be computed of them."""

    formulas: list[Expr]
    several: bool
    """Whether they were given as a list, even if of one."""
    names: list[str]
    """The symbols to derive by."""
    inputs: list[str]
    """All arguments, in order: those symbols, then the others."""
    parts: tuple[str, ...]


def what_is_asked(
    exprs: Formulas, order: Variables, params: Variables, wanted: Wanted | Iterable[Wanted]
) -> Asked:
    """Return what the arguments of `code` and `compile` ask for.

    Raises SymdiffError for names that are missing or given twice, and for what cannot be computed.
    """
    formulas = expressions(exprs)
    several = isinstance(exprs, list | tuple) or len(formulas) > 1
    names, extra = list(names_of(order)), list(names_of(params))
    if not names:
        names = [symbol for symbol in arguments_of(formulas, ()) if symbol not in extra]
    inputs = arguments_of(formulas, [*names, *extra])
    parts = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    for part in parts:
        if part not in _WANTED:
            raise SymdiffError(f"{part!r} cannot be computed", hint="value, gradient, jacobian or hessian")
    if not parts:
        raise SymdiffError("nothing is wanted", hint="such as wanted=('value', 'gradient')")
    return Asked(formulas, several, names, inputs, parts)


class Improved:
    """Stable forms, with what is said of them."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def __call__(self, expr: Expr) -> Expr:
        from symdiff.accuracy.stable import of

        found = of(expr)
        said = [note for note in found.notes if note not in expr.notes and note not in self.notes]
        self.notes += [note.replace("*/", "* /") for note in said]
        return found


def cheapest(asked: Asked, has: Callable[[int], bool], improved: Improved | None = None) -> Program:
    """Return the program of all that is asked, of plain or of simplified derivatives, whichever costs less;
    *improved*, of simplified ones in their stable forms.

    Raises Unsupported for functions that the target lacks.
    """
    found: list[Program] = []
    refusal: Unsupported | None = None
    for level in ("basic",) if improved is not None else _levels(asked):
        outputs = _outputs(asked, level)
        if improved is not None:
            outputs = [improved(output) for output in outputs]
        try:
            found.append(program(outputs, asked.inputs, has))
        except Unsupported as error:
            refusal = error
    if not found:
        assert refusal is not None
        raise refusal
    return min(found, key=_cost)


def _levels(asked: Asked) -> tuple[Level, ...]:
    """Return the levels at which derivatives are tried."""
    nodes = max(len(formula.graph.below([formula.node])) for formula in asked.formulas)
    return ("none", "basic") if set(asked.parts) != {"value"} and nodes <= _SMALL else ("none",)


def _outputs(asked: Asked, level: Level) -> list[Expr]:
    """Return the numbers of all parts, one after the other."""
    found: list[Expr] = []
    for part in asked.parts:
        for formula in asked.formulas:
            if part == "value":
                found.append(formula)
            elif part == "hessian":
                found += [entry for row in hessian(formula, asked.names, level=level).rows for entry in row]
            else:
                found += gradient(formula, asked.names, level=level)
    return found


def _cost(made: Program) -> int:
    """Return about how long a program takes at a point, an addition being 1."""
    total = 0
    for operation in made.operations:
        if operation.kind == CALL:
            total += 8 if operation.data == SQRT else 16
        elif operation.kind == POWER:
            total += 40
        elif operation.arguments:
            total += 8 if operation.kind == "/" else 1
    return total


__all__ = ["Asked", "Improved", "Wanted", "cheapest", "what_is_asked"]

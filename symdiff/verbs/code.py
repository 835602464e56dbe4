r"""Formulas and their derivatives as a file of code in another language.

>>> print(code("x*exp(-x)", "c").split("{", 1)[1].split("/* At")[0].strip())
return x*exp(-x);
}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

from symdiff.arithmetic.lowering import arguments_of
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.parser.given import Formulas, Variables
from symdiff.parser.inputs import expressions, names_of
from symdiff.programs.languages import writer
from symdiff.programs.layout import parts as parts_of
from symdiff.programs.program import CALL, POWER, Program, program
from symdiff.simplifier.levels import Level
from symdiff.table.functions import SQRT
from symdiff.verbs.derivatives import gradient
from symdiff.verbs.jacobians import hessian

Wanted = Literal["value", "gradient", "jacobian", "hessian"]

_SMALL: Final = 2000
"""Nodes up to which simplified derivatives are made as well, and taken where they cost less."""
_SHOWN: Final = 300
"""Characters of a formula that a file quotes."""


def code(
    exprs: Formulas,
    language: str,
    order: Variables = (),
    *,
    params: Variables = (),
    wanted: Wanted | Iterable[Wanted] = "value",
    name: str = "f",
    dtype: Literal["float64", "float32"] = "float64",
    main: bool = False,
    stable: bool = False,
) -> str:
    """Return a file that computes formulas, and what is *wanted* of them, in a *language*: c, cpp, rust,
    fortran, javascript, julia or octave.

    *exprs*, *order*, *params* and *wanted* are those of `compile`. The function is called *name*; a value is
    what it returns, several numbers stand row by row in an array for each part. With *main* the file is a
    whole program: arguments `x=0.7 y=2`, the numbers on stdout with 17 digits. With *stable* each number
    is computed by the form that `symdiff.stable` finds, and the file says what was used and what is lost at
    most. The text depends on the arguments alone.

    Domain: NaN outside of it, and where a condition depends on a NaN.
    Cost: linear in nodes. Raises SymdiffError for an unknown language and for names that are missing,
    Unsupported for complex numbers, and for functions that neither the language has nor the table defines.
    """
    formulas = expressions(exprs)
    several = isinstance(exprs, list | tuple) or len(formulas) > 1
    names, extra = list(names_of(order)), list(names_of(params))
    if not names:
        names = [symbol for symbol in arguments_of(formulas, ()) if symbol not in extra]
    inputs = arguments_of(formulas, [*names, *extra])
    parts = wanted_parts(wanted)
    if not name.isidentifier() or not name.isascii():
        raise SymdiffError(f"{name!r} cannot be the name of a function")
    if dtype not in ("float64", "float32"):
        raise SymdiffError(f"there is no {dtype!r} here", hint="float64 or float32")
    kind = writer(language)
    improved = Improved() if stable else None
    made = cheapest(formulas, names, parts, inputs, kind.has, improved)
    written = kind(made, dtype == "float32")
    layout = parts_of(parts, len(formulas), several, len(names))
    quoted = "; ".join([str(formula) for formula in formulas])
    shown = quoted if len(quoted) <= _SHOWN else quoted[: _SHOWN - 3] + "..."
    remarks = [
        f"{name}: {', '.join(parts)} of {shown}".replace("*/", "* /"),
        *([f"by {', '.join(names)}"] if parts != ("value",) else []),
        *(improved.notes if improved else []),
        "NaN outside the domain. Written by symdiff.",
    ]
    renamed = [f"{written.names[symbol]} is {symbol}" for symbol in inputs if written.names[symbol] != symbol]
    text: str = written.source(name, layout, [*remarks, *renamed], main)
    return text


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


def wanted_parts(wanted: Wanted | Iterable[Wanted]) -> tuple[str, ...]:
    """Return what is wanted, in order. Raises SymdiffError for what cannot be computed."""
    parts = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    for part in parts:
        if part not in ("value", "gradient", "jacobian", "hessian"):
            raise SymdiffError(f"{part!r} cannot be computed", hint="value, gradient, jacobian or hessian")
    if not parts:
        raise SymdiffError("nothing is wanted", hint="such as wanted=('value', 'gradient')")
    return parts


def cheapest(
    formulas: Sequence[Expr],
    names: list[str],
    parts: tuple[str, ...],
    inputs: list[str],
    has: Callable[[int], bool],
    improved: Improved | None = None,
) -> Program:
    """Return the program of all that is wanted, of plain or of simplified derivatives, whichever costs less;
    *improved*, of simplified ones in their stable forms.

    Raises Unsupported for functions that the target lacks.
    """
    found: list[Program] = []
    refusal: Unsupported | None = None
    is_small = max(len(formula.graph.below([formula.node])) for formula in formulas) <= _SMALL
    levels: tuple[Level, ...] = ("none", "basic") if set(parts) != {"value"} and is_small else ("none",)
    if improved is not None:
        levels = ("basic",)
    for level in levels:
        outputs: list[Expr] = []
        for part in parts:
            for formula in formulas:
                if part == "value":
                    outputs.append(formula)
                elif part == "hessian":
                    outputs += [entry for row in hessian(formula, names, level=level).rows for entry in row]
                else:
                    outputs += gradient(formula, names, level=level)
        if improved is not None:
            outputs = [improved(output) for output in outputs]
        try:
            found.append(program(outputs, inputs, has))
        except Unsupported as error:
            refusal = error
    if not found:
        assert refusal is not None
        raise refusal
    return min(found, key=cost)


def cost(made: Program) -> int:
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


__all__ = ["Improved", "Wanted", "cheapest", "code", "cost", "wanted_parts"]

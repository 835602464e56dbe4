"""What is asked of formulas as code, and the straight program of it: `code` and `compile` read it alike.

>>> asked = what_is_asked("x*y", "x", "y", ("value", "gradient"))
>>> asked.names, asked.inputs, asked.parts
(['x'], ['x', 'y'], ('value', 'gradient'))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from symdiff.arithmetic.growth import steady
from symdiff.arithmetic.lowering import arguments_of, joined
from symdiff.arithmetic.walk import is_complex
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.parser.given import Formulas, Variables
from symdiff.parser.inputs import expressions, names_of
from symdiff.programs.program import CALL, POWER, Program, program
from symdiff.simplifier.levels import Level
from symdiff.table.functions import SQRT
from symdiff.verbs.derivatives import gradient
from symdiff.verbs.jacobians import hessian

if TYPE_CHECKING:
    from symdiff.accuracy.budget import Budget

Wanted = Literal["value", "gradient", "jacobian", "hessian", "blocks"]

_WANTED: Final = ("value", "gradient", "jacobian", "hessian")
SMALL: Final = 2000
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
    if "blocks" in parts:
        raise SymdiffError("blocks are those of derivatives of arrays", hint="a formula with shapes")
    for part in parts:
        if part not in _WANTED:
            raise SymdiffError(f"{part!r} cannot be computed", hint="value, gradient, jacobian or hessian")
    if not parts:
        raise SymdiffError("nothing is wanted", hint="such as wanted=('value', 'gradient')")
    return Asked(formulas, several, names, inputs, parts)


class Improved:
    """What finds stable forms for a file, and what is said of them.

    All of them share one count of steps, `limits.trials` of the first formula: what a file says does not
    depend on the machine. It is asked several *times*, and each time may take an equal part of what is left.
    """

    def __init__(self, times: int = 1) -> None:
        self.notes: list[str] = []
        self._times = times
        self._budget: Budget | None = None

    def __call__(self, exprs: Sequence[Expr]) -> list[Expr]:
        """Return *exprs* in stable forms, where there are others; what loses nothing is the same object."""
        from symdiff.accuracy.budget import Budget
        from symdiff.accuracy.stable import improved

        if self._budget is None:
            self._budget = Budget(exprs[0].graph.limits.trials)
        part = self._budget.part(max(1, self._times))
        self._times -= 1
        whole = part.left
        found = improved(_steadied(exprs), part, thrifty=True)
        self._budget.spend(whole - part.left)
        for old, form in zip(exprs, found, strict=True):
            self.say([note for note in form.expr.notes if note not in old.notes])
        return [old if form.after is None else form.expr for old, form in zip(exprs, found, strict=True)]

    def say(self, notes: Iterable[str]) -> None:
        """Add notes that are not there yet, as a comment may have them."""
        for note in [note.replace("*/", "* /") for note in notes]:
            if note not in self.notes:
                self.notes.append(note)


def _steadied(exprs: Sequence[Expr]) -> Sequence[Expr]:
    """Return expressions as programs write them, exponentials put into functions that do not overflow."""
    if any(is_complex(expr) for expr in exprs):
        return exprs
    old, roots = joined(exprs)
    graph, nodes = steady(old, roots)
    if graph is old:
        return exprs
    return [Expr(graph, node, expr.notes) for node, expr in zip(nodes, exprs, strict=True)]


class Ways(NamedTuple):
    """The numbers of all parts, one after the other, in the ways in which a program may compute them."""

    plain: list[list[Expr]]
    """Of derivatives as they come, and of simplified ones."""
    stable: list[Expr] | None
    """In stable forms; None where none was asked for, or none is needed."""
    is_measured: bool = False
    """Whether the last of the plain ones was measured: another one must not lose more."""


def ways(asked: Asked, improved: Improved | None) -> Ways:
    """Return the ways in which to compute what is asked; *improved* looks for stable forms."""
    plain = [_outputs(asked, level) for level in _levels(asked)]
    if improved is None:
        return Ways(plain, None)
    if any(formula.graph.operations([formula.node]) > SMALL for formula in asked.formulas):
        improved.say([f"stable: left as it is: it has over {SMALL} operations"])
        return Ways(plain, None)
    stable = improved(plain[-1])
    changed = any(new is not old for new, old in zip(stable, plain[-1], strict=True))
    return Ways(plain, stable if changed else None, is_measured=True)


def cheapest(ways: Ways, inputs: Sequence[str], has: Callable[[int], bool]) -> Program:
    """Return the program of stable forms, where there are some that a target can compute; else that of the
    plain ways which costs less. Raises Unsupported for functions that the target lacks."""
    refusal: Unsupported | None = None
    if ways.stable is not None:
        try:
            return program(ways.stable, inputs, has)
        except Unsupported as error:
            refusal = error
    found: list[tuple[int, Program]] = []
    for outputs in reversed(ways.plain):
        try:
            made = program(outputs, inputs, has)
        except Unsupported as error:
            refusal = error
            continue
        cost = _cost(made)
        if not found or (cost < found[0][0] and _is_as_good(ways, outputs)):
            found.insert(0, (cost, made))
    if not found:
        assert refusal is not None
        raise refusal
    return found[0][1]


def _is_as_good(ways: Ways, outputs: Sequence[Expr]) -> bool:
    """Return whether *outputs* are those that were measured, or have no digits in doubt at points where those
    have none."""
    if not ways.is_measured or outputs is ways.plain[-1]:
        return True
    from symdiff.accuracy.stable import is_surer

    return not is_surer(_steadied(ways.plain[-1]), _steadied(outputs))


def _levels(asked: Asked) -> tuple[Level, ...]:
    """Return the levels at which derivatives are tried."""
    nodes = max(len(formula.graph.below([formula.node])) for formula in asked.formulas)
    return ("none", "basic") if set(asked.parts) != {"value"} and nodes <= SMALL else ("none",)


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


__all__ = ["Asked", "Improved", "Wanted", "Ways", "cheapest", "ways", "what_is_asked"]

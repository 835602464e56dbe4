"""Operators of libraries for machine learning: a formula with its derivatives in one file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any, Final

from symdiff.arithmetic.evaluation import evaluate
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.programs.operators import Operator, Point, written
from symdiff.programs.program import Program
from symdiff.table.kinks import KINKS
from symdiff.verbs.derivatives import derive
from symdiff.verbs.kinks import at_kinks, has_corners
from symdiff.verbs.wanted import Asked, Improved, Ways, cheapest, ways

_TRIED: Final = (0.7, -0.4, 1.3, -1.6, 0.25, 2.1, -2.7, 0.9, 3.2, -0.15)
"""Numbers of which the points are made that a file is tested at."""
_POINTS: Final = 6
_LARGEST: Final = 1e4
"""The largest number that a test is to compare with differences."""
_DIGITS: Final = 30


def operator_code(
    kind: Any, asked: Asked, said: Sequence[str], name: str, main: bool, improved: Improved | None
) -> str:
    """Return a file with an operator for the formula that is *asked*, in a language of tensors.

    Where the formula has corners, the first derivatives are there those slopes, of the ones on both sides,
    that are nearest to 0, and the second ones those from below.
    Raises Unsupported for what the language lacks, and where no number to test the file with is found.
    """
    [formula] = asked.formulas
    if not formula.graph.symbols([formula.node]):
        raise Unsupported("a constant is no operator", hint="ask for value and gradient")
    corners = has_corners(formula)
    first, second = _first(kind, asked, corners, improved), _second(kind, asked, corners, improved)
    points = tuple(_points(formula, asked))
    if not points:
        raise Unsupported("no point was found to test an operator at", hint="ask for value and gradient")
    value = kind(cheapest(ways(asked, improved), asked.inputs, kind.has), False, name)
    found = Operator(value, kind(first, False, name), second, len(asked.names), points)
    notes = [*(improved.notes if improved is not None else [])]
    if corners:
        notes += [KINKS["min-norm"], "second derivatives at a corner: those from below"]
    renamed = [f"{plain} is {symbol}" for symbol, plain in value.names.items() if plain != symbol]
    return written(
        found, name, [*said, *notes, "NaN outside the domain. Written by symdiff.", *renamed], main
    )


def _first(kind: Any, asked: Asked, corners: bool, improved: Improved | None) -> Program:
    if not corners:
        slopes = asked._replace(parts=("gradient",))
        return cheapest(ways(slopes, improved), asked.inputs, kind.has)
    [formula] = asked.formulas
    return _program(
        kind, asked, [at_kinks(formula, name, "min-norm", level="basic") for name in asked.names], improved
    )


def _second(kind: Any, asked: Asked, corners: bool, improved: Improved | None) -> Any:
    """Return what writes the second derivatives, None where the language lacks a function of them."""
    [formula] = asked.formulas
    found = []
    try:
        for one, other in combinations_with_replacement(asked.names, 2):
            slope = derive(formula, one, level="basic")
            found.append(
                at_kinks(slope, other, "left", level="basic")
                if corners
                else derive(slope, other, level="basic")
            )
        return kind(_program(kind, asked, found, improved), False, "")
    except Unsupported:
        return None


def _program(kind: Any, asked: Asked, exprs: list[Expr], improved: Improved | None) -> Program:
    stable = improved(exprs) if improved is not None else None
    return cheapest(Ways([exprs], stable), asked.inputs, kind.has)


def _points(formula: Expr, asked: Asked) -> list[Point]:
    """Return points at which the formula and its derivatives are numbers that are not too large."""
    slopes = [derive(formula, name, level="basic") for name in asked.names]
    curves = [derive(slope, name, level="basic") for slope in slopes for name in asked.names]
    found: list[Point] = []
    for k in range(len(_TRIED)):
        arguments = tuple(_TRIED[(k + 3 * place) % len(_TRIED)] for place in range(len(asked.inputs)))
        at = dict(zip(asked.inputs, arguments, strict=True))
        numbers = [_number(expr, at) for expr in (formula, *slopes, *curves)]
        if all(number is not None and abs(number) <= _LARGEST for number in numbers):
            value, *rest = [number for number in numbers if number is not None]
            found.append(Point(arguments, value, tuple(rest[: len(slopes)])))
        if len(found) == _POINTS:
            break
    return found


def _number(expr: Expr, at: dict[str, float]) -> float | None:
    """Return the value of an expression, to many digits before it is rounded; None where there is none."""
    names = expr.graph.symbols([expr.node])
    try:
        value = evaluate(expr, {name: at[name] for name in names}, digits=_DIGITS)
    except SymdiffError:
        return None
    return float(value.real) if not value.imag else None


__all__ = ["operator_code"]

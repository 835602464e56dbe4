"""The points at which a formula of one variable has no derivative: where they are, and of what kind.

Where they are, `equations` says: exactly, where it can. What
is found is then looked at on both sides (`at.point`), so that x*|x| has no special point at 0.

>>> [str(point) for point in special_points("Abs(x**2 - 2)/x", "x")]
['x = -sqrt(2): corner', 'x = 0: pole', 'x = sqrt(2): corner']
>>> [str(point) for point in special_points("tan(2*x)", "x")]
['x = pi/4 + k*pi/2: pole']
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.expansion import DIGITS, Expansions, deepened
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import walk
from symdiff.at.equations import constant, equations, solutions
from symdiff.at.families import step
from symdiff.at.numbers import constant as number_at
from symdiff.at.numbers import exact
from symdiff.at.point import DEPTHS, precisely, same
from symdiff.errors import DomainError, NotDifferentiable, Oscillates, SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.workplace import alone, workplace
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variable
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.simplifier.levels import simplify

_MOST: Final = 100
"""Equations that are looked at."""


class SpecialPoint(NamedTuple):
    """A point, a family of points, or an equation that is not solved, and what the function is like there."""

    variable: str
    where: Expr
    """The point, for k = 0; where *kind* is "unsolved", what is zero at the points."""
    period: Expr | None
    """What the points of a family are apart."""
    kind: str
    """corner, cusp, vertical tangent, jump, pole, removable, oscillation, end of the domain, undefined, …, or
    unsolved."""
    left: float | None = None
    right: float | None = None
    """One-sided derivatives, where there are such."""

    def __str__(self) -> str:
        if self.kind == "unsolved":
            return f"{self.where} = 0: not solved"
        if self.period is None:
            return f"{self.variable} = {self.where}: {self.kind}"
        start = "" if self.where == 0 else f"{self.where} + "
        return f"{self.variable} = {start}{step('k', self.period)}: {self.kind}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.points([self])


class SpecialPoints(list[SpecialPoint]):
    """A list of special points, which a notebook shows as a table."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.points(self)


def special_points(
    expr: Formula,
    variable: Variable,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> SpecialPoints:
    """Return the points at which *expr* is not defined, jumps, or is continuous without a derivative.

    Points in ascending order, then families, then equations that could not be solved. With other symbols than
    *variable* nothing is solved. Cost: an expansion on both sides for each point. Raises Unsupported for a
    formula with more than 100 equations, and as `derive` does for a bad text.

    >>> [str(point) for point in special_points("floor(x) + sqrt(x)", "x")]
    ['x = 0: end of the domain', 'x = k: end of the domain or jump for some k']
    """
    name = name_of(variable)
    source = expression(expr, [name, *names_of(symbols)], functions, limits, by=[name])
    work = workplace(limits)
    root = work.take(source.graph, source.node)
    wanted: dict[int, None] = {}
    for node in equations(work, root, name):
        wanted[node] = None
        if len(wanted) > _MOST:
            raise Unsupported(f"more than {_MOST} equations for special points")
    numeric = work.symbols([root]) == [name]
    single: dict[str, SpecialPoint] = {}
    families: dict[str, SpecialPoint] = {}
    unsolved: dict[str, SpecialPoint] = {}
    order: dict[str, float] = {}
    for node in wanted:
        found_at = list(solutions(work, node, name)) if numeric else None
        if found_at is None or None in found_at:
            left = simplify(alone(work, node))
            if numeric:
                found_at = list(solutions(work, work.take(left.graph, left.node), name))
        if found_at is None or None in found_at:
            if left.graph.symbols([left.node]):
                unsolved[str(left)] = SpecialPoint(name, left, None, "unsolved")
            continue
        for solution in found_at:
            assert solution is not None
            where, period = solution
            key = f"{where}|{period}"
            found = _looked_at(source, name, where, period)
            if found is None:
                continue
            (single if period is None else families)[key] = found
            order[key] = float(constant(where))
    ordered = sorted(single, key=order.__getitem__)
    return SpecialPoints([*[single[key] for key in ordered], *families.values(), *unsolved.values()])


# What kind ----------------------------------------------------------------------------------------


def _looked_at(source: Expr, name: str, where: Expr, period: Expr | None) -> SpecialPoint | None:
    """Return what is special at a point, or at the first two of a family where they are alike; None where
    nothing is."""
    kinds = [_kind(source, name, where)]
    if period is not None:
        kinds += [_kind(source, name, where + k * period) for k in (1, -1, 2)]
    some = [kind for kind in kinds if kind is not None]
    if not some:
        return None
    what, left, right = some[0]
    if any(kind[0] != what for kind in some):
        what = " or ".join(sorted({kind[0] for kind in some}))
    if len(some) < len(kinds):
        what += " for some k"
    if period is not None:
        left = right = None
    return SpecialPoint(name, where, period, what, left, right)


def _kind(source: Expr, name: str, at: Expr) -> tuple[str, float | None, float | None] | None:
    """Return what is special at one point, with the one-sided slopes, or None."""
    try:
        precisely(source, name, {name: at})
    except NotDifferentiable as error:
        if error.reason != "outside the domain":
            return error.reason, error.left, error.right
    except Unsupported:
        return "not told", None, None
    else:
        return None
    place = exact(at)
    sides = [limit_at(source, name, place, side) for side in (-1, 1)]
    if all(side is None for side in sides):
        return None  # the domain is nowhere near
    if any(side is None for side in sides):
        return "end of the domain", None, None
    for what in ("oscillation", "not told"):
        if any(isinstance(side, str) and side == what for side in sides):
            return what, None, None
    left, right = sides
    infinite = [isinstance(side, float) for side in sides]
    if all(infinite):
        return "pole", None, None
    if any(infinite):
        return "one-sided pole", None, None
    return ("removable" if same(left, right) else "jump"), None, None


def limit_at(source: Expr, name: str, at: Any, side: int) -> Any:
    """Return the limit on one side of a number, -1 for the left and 1 for the right: None outside the domain,
    a word where there is none or it is not known."""

    def limit(germs: Expansions) -> Any:
        [germ] = walk(source.graph, [source.node], {name: germs.variable(at, side)}, germs)
        return germ.limit()

    try:
        return deepened(limit, DEPTHS)
    except (DomainError, ValueError):
        return None
    except Oscillates:
        return "oscillation"
    except Unsupported:
        return _size(source, name, at, side)


def _size(source: Expr, name: str, at: Any, side: int) -> Any:
    """Return whether values grow without end next to a point, as far as three of them tell."""
    numbers = Multiprecision(DIGITS)
    found = []
    for digits in (8, 16, 24):
        try:
            step = side * numbers.context.mpf(10) ** -digits
            [value] = walk(source.graph, [source.node], {name: number_at(at) + step}, numbers)
        except (SymdiffError, ArithmeticError, ValueError):
            return None
        found.append(abs(value))
    grows = found[1] > 1e4 * found[0] > 0 and found[2] > 1e4 * found[1]
    return math.inf if grows else "not told"


__all__ = ["SpecialPoint", "SpecialPoints", "limit_at", "special_points"]

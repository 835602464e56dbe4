"""Single terms of a penalty, matched with rows of the table.

>>> from symdiff.parser.formula import parse
>>> e = parse("abs(2*a - 1)")
>>> atom = Matcher(e.graph, ("a",)).atom(parse("3"), e)
>>> atom.variables, atom.function.prox([0.6], 0.01).round(9).tolist()
(('a',), [0.54])
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.elementwise import SCALARS
from symdiff.proximal.read.patterns import readings
from symdiff.proximal.read.terms import constant, polynomial, terms
from symdiff.proximal.symbolic import different
from symdiff.proximal.table import TABLE
from symdiff.table.functions import ABS, LOG, MAX, SQRT, code_of
from symdiff.table.operators import MUL, POW

_Squares = tuple[dict[str, Fraction], dict[str, Fraction], Fraction]
"""Weights and centres of squares by the names of their variables, and what is added to them."""


class _Found(NamedTuple):
    """A function of some variables, in this order, or minus it."""

    function: Proximable
    names: Sequence[str]
    everywhere: bool = True
    """Whether it is finite for all numbers, so that 0 times it is 0."""
    negative: bool = False


@dataclass
class Atom:
    """A term that is a row of the table in some variables."""

    function: Proximable
    variables: tuple[str, ...]
    factor: Expr
    term: Expr

    def __str__(self) -> str:
        return shown(self.factor, self.term)


class Matcher:
    """Knows the rows that a term may be, for variables of one graph.

    With *exact*, coefficients stay formulas; *needs* gathers what must hold of them then.
    """

    def __init__(self, graph: Graph, over: Sequence[str], exact: bool = False) -> None:
        self.graph, self.exact = graph, exact
        self.variables = set(over)
        self.needs: list[Expr] = []
        self.concave: set[int] = set()
        """The terms that are rows, but for the sign in front of them."""

    def inside(self, expr: Expr) -> list[str]:
        """Return the variables of an expression."""
        return [name for name in expr.graph.symbols([expr.node]) if name in self.variables]

    def atom(self, factor: Expr, term: Expr) -> Atom | None:
        """Return a term as a row of the table in some of the variables."""
        shape = _SHAPES.get(self.graph.ops[term.node])
        found = self._of_one_number(term) or (shape(self, term) if shape is not None else None)
        if found is None:
            return None
        signed = -factor if found.negative else factor
        size = constant(signed)
        if size is not None and size < 0:
            self.concave.add(term.node)
            return None
        if size is None:
            self.needs.append(signed >= 0 if found.everywhere else signed > 0)
        function = found.function if size == 1 else found.function * self.number(signed)
        return Atom(function, tuple(found.names), factor, term)

    def number(self, expr: Expr) -> Any:
        """Return a coefficient as a function takes it."""
        return expr if self.exact else float(constant(expr))

    def line(self, expr: Expr) -> tuple[dict[str, Expr], Expr] | None:
        """Return the coefficients and the constant of an affine expression."""
        found = polynomial(expr, self.variables)
        if found is None or any(len(names) > 1 for names in found):
            return None
        zero = Expr(self.graph, self.graph.number(0))
        return {names[0]: c for names, c in found.items() if names}, found.get((), zero)

    def _of_one_number(self, term: Expr) -> _Found | None:
        """Return a function of one number, of an affine expression, by the patterns of its row."""
        for pattern, inside in readings(term, self.variables):
            found = self._of_line(pattern.row.name, inside)
            if found is not None:
                return found._replace(negative=pattern.negative)
        return None

    def _of_line(self, row: str, expr: Expr) -> _Found | None:
        """Return a row of a function of one number, of an affine expression."""
        line = self.line(expr)
        if line is None or not line[0]:
            return None
        coefficients, shift = line
        everywhere = SCALARS[row].low == -math.inf
        if len(coefficients) == 1:
            [(name, scale)] = coefficients.items()
            if constant(scale) == 1 and constant(shift) == 0:
                return _Found(TABLE[row](), [name], everywhere)
            if constant(scale) is None:
                self.needs.append(different(scale, 0))
            moved = TABLE[row]().of(self.number(scale), self.number(shift))
            return _Found(moved, [name], everywhere)
        if any(constant(c) is None for c in (*coefficients.values(), shift)):
            return None
        names = list(coefficients)
        matrix = [[float(constant(c)) for c in coefficients.values()]]
        return _Found(TABLE[row]().along(matrix, float(constant(shift))), names, everywhere)

    def _of_greatest(self, term: Expr) -> _Found | None:
        """Return max(u, w) of straight lines, the greatest of different variables, or of their absolute
        values."""
        parts = self._children(term)
        if len(parts) == 2:
            line = self.line(parts[1])
            if line is not None and len(self.inside(parts[0] + parts[1])) == 1:
                difference = parts[0] - parts[1]
                found = self._of_line("relu", difference)  # max(u, w) is w + max(u - w, 0)
                apart = polynomial(difference, self.variables)
                if apart is not None and not any(apart):  # parallel lines
                    size = constant(apart.get((), difference * 0))
                    if size is None:
                        return None
                    level = TABLE["zero"]().tilted(0, max(float(size), 0.0))
                    found = _Found(level, self.inside(parts[0] + parts[1]))
                if found is None:
                    return None
                slope = sum(map(self.number, line[0].values()))
                return _Found(found.function.tilted(slope, self.number(line[1])), found.names)
        absolute = [self.graph.ops[part.node] == ABS for part in parts]
        if all(absolute):
            parts = [Expr(self.graph, self.graph.children[part.node][0]) for part in parts]
        elif any(absolute):
            return None
        aligned = self.aligned(parts, signed=not all(absolute))
        if aligned is None or len(aligned[0]) < 2:
            return None
        names, scale, shifts = aligned
        row = TABLE["norm_inf" if all(absolute) else "max_of"]()
        return _Found(row.of(scale, shifts) if scale != 1 or any(shifts) else row, names)

    def aligned(self, parts: Sequence[Expr], signed: bool) -> tuple[list[str], float, list[float]] | None:
        """Return parts that are scale*x + shift of different variables x with one scale, a number."""
        names, scales, shifts = [], [], []
        for part in parts:
            line = self.line(part)
            if line is None or len(line[0]) != 1:
                return None
            [(name, scale)] = line[0].items()
            if constant(scale) is None or constant(line[1]) is None:
                return None
            sign = 1 if signed or constant(scale) > 0 else -1
            names.append(name)
            scales.append(sign * float(constant(scale)))
            shifts.append(sign * float(constant(line[1])))
        if len(set(names)) < len(names) or len(set(scales)) > 1:
            return None
        return names, scales[0], shifts

    def _of_hypot(self, term: Expr) -> _Found | None:
        first, second = self._children(term)
        return self._of_root(first**2 + second**2)

    def _of_power(self, term: Expr) -> _Found | None:
        inside, exponent = self._children(term)
        return self._of_root(inside) if constant(exponent) == 0.5 else None

    def _of_square_root(self, term: Expr) -> _Found | None:
        return self._of_root(*self._children(term))

    def _of_root(self, inside: Expr) -> _Found | None:
        """Return the square root of c*|x - s|**2."""
        found = self.sphere(inside)
        if found is None:
            return None
        names, weight, centre, rest = found
        if rest != 0:
            return None
        row = TABLE["l1" if len(names) == 1 else "norm2"]()
        moved = row.of(1, [-s for s in centre]) if any(centre) else row
        return _Found(moved * math.sqrt(weight) if weight != 1 else moved, names)

    def sphere(self, expr: Expr) -> tuple[list[str], float, list[float], float] | None:
        """Return c*|x - s|**2 + rest as (names, c, s, rest), exact but for what floats of the text round."""
        found = self._squares(expr) or self._multiplied_out(expr)
        if found is None:
            return None
        weights, centre, rest = found
        if not weights or len(set(weights.values())) > 1 or min(weights.values()) <= 0:
            return None
        names = sorted(weights)
        return names, float(weights[names[0]]), [float(centre[name]) for name in names], float(rest)

    def _squares(self, expr: Expr) -> _Squares | None:
        """Return a sum of squares of lines in single variables and of numbers, as it stands."""
        weights: dict[str, Fraction] = {}
        centre: dict[str, Fraction] = {}
        rest = Fraction(0)
        for factor, term in terms(expr, self.variables):
            size = constant(factor)
            if size is None:
                return None
            if not self.inside(term):
                value = constant(term)
                if value is None:
                    return None
                rest += Fraction(size) * Fraction(value)
                continue
            op, children = self.graph.ops[term.node], self.graph.children[term.node]
            if op != POW or constant(Expr(self.graph, children[1])) != 2:
                return None
            line = self.line(Expr(self.graph, children[0]))
            if line is None or len(line[0]) != 1:
                return None
            [(name, scale)] = line[0].items()
            numbers = constant(scale), constant(line[1])
            if name in weights or None in numbers:
                return None
            weights[name] = Fraction(size) * Fraction(numbers[0]) ** 2
            centre[name] = -Fraction(numbers[1]) / Fraction(numbers[0])
        return weights, centre, rest

    def _multiplied_out(self, expr: Expr) -> _Squares | None:
        """Return a polynomial without products of two variables as squares."""
        found = polynomial(expr, self.variables)
        values = {names: constant(c) for names, c in found.items()} if found is not None else {}
        if found is None or any(value is None for value in values.values()):
            return None
        exact = {names: Fraction(value) for names, value in values.items()}
        names = sorted({name for monomial in exact for name in monomial})
        weights = {name: exact.get((name, name), Fraction(0)) for name in names}
        if any(len(set(monomial)) == 2 for monomial in exact) or not all(weights.values()):
            return None
        centre = {name: -exact.get((name,), Fraction(0)) / (2 * weights[name]) for name in names}
        squared = sum([weights[name] * centre[name] ** 2 for name in names], Fraction(0))
        rest = exact.get((), Fraction(0)) - squared
        if any(isinstance(value, float) for value in values.values()) and abs(rest) <= squared / 2**51:
            rest = Fraction(0)  # what is left of squares that were multiplied out in floats
        return weights, centre, rest

    def _of_entropy(self, term: Expr) -> _Found | None:
        front, back = self._children(term)
        return self._of_line_times_log(front, back) or self._of_line_times_log(back, front)

    def _of_line_times_log(self, front: Expr, back: Expr) -> _Found | None:
        """Return u*log(c*u), u affine in one variable; where u/c is negative, minus that is an entropy."""
        if self.graph.ops[back.node] != LOG:
            return None
        line = self.line(front)
        inside = self.line(*self._children(back))
        if line is None or inside is None or len(line[0]) != 1 or list(line[0]) != list(inside[0]):
            return None
        [(name, scale)] = line[0].items()
        numbers = [constant(c) for c in (scale, line[1], inside[0][name], inside[1])]
        if any(number is None for number in numbers):
            return None
        a, b, c, d = map(float, numbers)
        if abs(a * d - b * c) > 1e-12 * abs(a * d):
            return None
        sign = 1 if c / a > 0 else -1
        a, b = sign * a, sign * b
        function = TABLE["entropy"]().of(a, b) if (a, b) != (1, 0) else TABLE["entropy"]()
        factor = math.log(c / a)
        if factor:
            function = function.tilted(factor * a, factor * b)
        return _Found(function, [name], everywhere=False, negative=sign < 0)

    def _children(self, expr: Expr) -> list[Expr]:
        return [Expr(self.graph, child) for child in self.graph.children[expr.node]]


_SHAPES: Final = {
    MAX: Matcher._of_greatest,
    SQRT: Matcher._of_square_root,
    POW: Matcher._of_power,
    code_of("hypot", 2): Matcher._of_hypot,
    MUL: Matcher._of_entropy,
}
"""Readers of what is more than a function of one affine expression, by the first operator of a term."""


def shown(factor: Expr, term: Expr) -> str:
    """Return a term as a text."""
    return short(factor * term)


def short(expr: Expr) -> str:
    """Return an expression as a text that fits in a message."""
    text = str(expr)
    return text if len(text) <= 80 else text[:77] + "..."

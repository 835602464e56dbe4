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
from typing import Any

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.read.terms import constant, polynomial, terms
from symdiff.proximal.symbolic import different
from symdiff.proximal.table import TABLE
from symdiff.table.functions import ABS, CONSTANT, EXP, LOG, MAX, MUL, POW, SQRT, row_of

_Squares = tuple[dict[str, Fraction], dict[str, Fraction], Fraction]
"""Weights and centres of squares by the names of their variables, and what is added to them."""


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
        graph, node = self.graph, term.node
        op, children = graph.ops[node], [Expr(graph, child) for child in graph.children[node]]
        given = factor
        found: tuple[Proximable, Sequence[str]] | None = None
        name = row_of(op).name if op > CONSTANT else ""
        if op == ABS:
            found = self._of_line("l1", children[0])
        elif name in ("relu", "softplus"):
            found = self._of_line("relu" if name == "relu" else "logistic", children[0])
        elif op == LOG or name == "log1p":
            found = self._of_softplus(op, children[0])
            if found is None and op == LOG:
                found = self._of_line("negative_log", children[0])
                factor = -factor
        elif op == MAX:
            found = self._of_greatest(children)
        elif op == SQRT or (op == POW and constant(children[1]) == 0.5):
            found = self._of_norm(children[0])
        elif name == "hypot":
            found = self._of_norm(children[0] ** 2 + children[1] ** 2)
        elif op == MUL:
            entropy = self._of_entropy(children[0], children[1]) or self._of_entropy(children[1], children[0])
            if entropy is not None:
                found, factor = entropy[:2], factor * entropy[2]
        if found is None:
            return None
        function, names = found
        size = constant(factor)
        if size is not None and size < 0:
            self.concave.add(term.node)
            return None
        if size is None:
            barrier = op == LOG and name != "log1p" and names is not None and "negative_log" in function.name
            self.needs.append(factor > 0 if barrier or op == MUL else factor >= 0)
        return Atom(function if size == 1 else function * self.number(factor), tuple(names), given, term)

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

    def _of_line(self, row: str, expr: Expr) -> tuple[Proximable, Sequence[str]] | None:
        """Return a row of a function of one number, of an affine expression."""
        line = self.line(expr)
        if line is None or not line[0]:
            return None
        coefficients, shift = line
        if len(coefficients) == 1:
            [(name, scale)] = coefficients.items()
            if constant(scale) == 1 and constant(shift) == 0:
                return TABLE[row](), [name]
            if constant(scale) is None:
                self.needs.append(different(scale, 0))
            return TABLE[row]().of(self.number(scale), self.number(shift)), [name]
        if any(constant(c) is None for c in (*coefficients.values(), shift)):
            return None
        names = list(coefficients)
        matrix = [[float(constant(c)) for c in coefficients.values()]]
        return TABLE[row]().along(matrix, float(constant(shift))), names

    def _of_softplus(self, op: int, inside: Expr) -> tuple[Proximable, Sequence[str]] | None:
        """Return log(1 + exp(u)), or log1p(exp(u))."""
        if op == LOG:
            inside = inside - 1
            shorter = list(terms(inside, self.variables))
            kept = [(f, t) for f, t in shorter if self.inside(t)]
            rest = [constant(f * t) for f, t in shorter if not self.inside(t)]
            if None in rest or sum(rest) != 0 or len(kept) != 1 or constant(kept[0][0]) != 1:
                return None
            inside = kept[0][1]
        if self.graph.ops[inside.node] != EXP:
            return None
        return self._of_line("logistic", Expr(self.graph, self.graph.children[inside.node][0]))

    def _of_greatest(self, parts: Sequence[Expr]) -> tuple[Proximable, Sequence[str]] | None:
        """Return max(u, w) of straight lines, the greatest of different variables, or of their absolute
        values."""
        if len(parts) == 2:
            for first, second in (parts, parts[::-1]):
                if constant(first) == 0:
                    return self._of_line("relu", second)
            line = self.line(parts[1])
            if line is not None and len(self.inside(parts[0] + parts[1])) == 1:
                difference = parts[0] - parts[1]
                found = self._of_line("relu", difference)  # max(u, w) is w + max(u - w, 0)
                apart = polynomial(difference, self.variables)
                if apart is not None and not any(apart):  # parallel lines
                    size = constant(apart.get((), difference * 0))
                    if size is None:
                        return None
                    found = TABLE["zero"]().tilted(0, max(float(size), 0.0)), self.inside(parts[0] + parts[1])
                if found is None:
                    return None
                slope = sum(map(self.number, line[0].values()))
                return found[0].tilted(slope, self.number(line[1])), found[1]
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
        return (row.of(scale, shifts) if scale != 1 or any(shifts) else row), names

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

    def _of_norm(self, inside: Expr) -> tuple[Proximable, Sequence[str]] | None:
        """Return the square root of c*|x - s|**2."""
        found = self.sphere(inside)
        if found is None:
            return None
        names, weight, centre, rest = found
        if rest != 0:
            return None
        row = TABLE["l1" if len(names) == 1 else "norm2"]()
        moved = row.of(1, [-s for s in centre]) if any(centre) else row
        return (moved * math.sqrt(weight) if weight != 1 else moved), names

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

    def _of_entropy(self, front: Expr, back: Expr) -> tuple[Proximable, Sequence[str], int] | None:
        """Return u*log(c*u), u affine in one variable, or with the sign -1 what minus that is."""
        if self.graph.ops[back.node] != LOG:
            return None
        line = self.line(front)
        inside = self.line(Expr(self.graph, self.graph.children[back.node][0]))
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
        return (function.tilted(factor * a, factor * b) if factor else function), [name], sign


def shown(factor: Expr, term: Expr) -> str:
    """Return a term as a text."""
    return short(factor * term)


def short(expr: Expr) -> str:
    """Return an expression as a text that fits in a message."""
    text = str(expr)
    return text if len(text) <= 80 else text[:77] + "..."

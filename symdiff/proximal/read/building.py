"""The function of a group of terms and conditions: one row of the table, with a quadratic, or a refusal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from symdiff.errors import NotPieces, Unsupported
from symdiff.graph.expr import Expr
from symdiff.proximal.arguments import plain
from symdiff.proximal.calculus import Proximable, Scaled
from symdiff.proximal.elementwise import Elementwise
from symdiff.proximal.norms import Quadratic
from symdiff.proximal.pieces import interval
from symdiff.proximal.piecewise import PiecewiseQuadratic
from symdiff.proximal.read.conditions import convex_set
from symdiff.proximal.read.groups import Group
from symdiff.proximal.read.matching import Matcher, short, shown
from symdiff.proximal.read.quadratics import pieces_of
from symdiff.proximal.read.terms import constant, has_kinks
from symdiff.proximal.table import TABLE
from symdiff.table.operators import EQ, GE, GT


class Builder:
    """Makes functions of groups; what must hold of parameters is added to the needs of the matcher."""

    def __init__(self, match: Matcher) -> None:
        self.match, self.graph = match, match.graph

    def built(self, group: Group) -> tuple[Proximable, list[str]]:
        """Return the function of a group and its variables in order. Raises Unsupported naming its terms."""
        if len(group.variables) == 1:
            return self._of_one(group), group.variables
        if group.others:
            raise self._refusal(group)
        base: Proximable
        names = group.variables
        if not group.atoms and not group.conditions:
            return self._quadratic(group), names
        if len(group.atoms) == 1 and not group.conditions and set(group.atoms[0].variables) == set(names):
            base, names = group.atoms[0].function, list(group.atoms[0].variables)
        elif group.conditions and not group.atoms:
            base, names = convex_set(self.match, group.variables, group.conditions)
            if set(names) != set(group.variables):
                raise self._refusal(group)
        else:
            raise self._refusal(group)
        return self._with_quadratic(base, group, names), names

    def _with_quadratic(self, base: Proximable, group: Group, names: Sequence[str]) -> Proximable:
        """Return a function with the quadratic of its group, r/2*|x|**2 + b.x, added."""
        weights = [group.polynomials.get((name, name)) for name in names]
        if any(len(set(monomial)) == 2 for monomial in group.polynomials) or (
            len({str(w) if w is None or constant(w) is None else constant(w) for w in weights}) > 1
        ):
            raise self._refusal(group)
        zero = Expr(self.graph, self.graph.number(0))
        if weights[0] is not None:
            weight = weights[0] * 2
            size = constant(weight)
            if size is not None and size < 0:
                raise Unsupported(f"{group.said()}: not convex")
            if size is None:
                self.match.needs.append(weight >= 0)
            base = _rounded(base, self.match.number(weight))
        slopes = [group.polynomials.get((name,), zero) for name in names]
        if any(constant(slope) != 0 for slope in slopes):
            base = base.tilted([self.match.number(slope) for slope in slopes])
        return base

    def _quadratic(self, group: Group) -> Proximable:
        places = {name: i for i, name in enumerate(group.variables)}
        matrix = np.zeros((len(places), len(places)))
        slopes = np.zeros(len(places))
        for monomial, c in group.polynomials.items():
            value = constant(c)
            if value is None:
                raise Unsupported(
                    f"{group.said()}: a quadratic of several variables with a parameter",
                    hint=f"give {', '.join(sorted(s.name for s in c.free_symbols))} a number",
                )
            if len(monomial) == 1:
                slopes[places[monomial[0]]] += float(value)
            else:
                i, j = places[monomial[0]], places[monomial[1]]
                matrix[i, j] += float(value)
                matrix[j, i] += float(value)
        return Quadratic(matrix, slopes)

    def _of_one(self, group: Group) -> Proximable:
        """Return a function of one variable."""
        (name,) = group.variables
        if not group.others and not group.conditions and len(group.atoms) <= 1:
            base = group.atoms[0].function if group.atoms else TABLE["zero"]()
            return self._with_quadratic(base, group, [name])
        low, high = -math.inf, math.inf
        try:
            for condition in group.conditions:
                start, stop = self.ends(condition, name)
                low, high = max(low, start), min(high, stop)
            whole = Expr(self.graph, self.graph.number(0))
            for atom in group.atoms:
                whole = whole + atom.factor * atom.term
            for factor, term in group.others:
                whole = whole + factor * term
            for names, c in group.polynomials.items():
                for variable in names:
                    c = c * Expr(self.graph, self.graph.symbol(variable))
                whole = whole + c
            return PiecewiseQuadratic(pieces_of(self.graph, whole.node, name), low, high, name)
        except NotPieces:
            raise self._refusal(group) from None
        except Unsupported as error:
            raise Unsupported(f"{group.said()}: {error.message}", hint=error.hint) from None

    def ends(self, condition: Expr, name: str) -> tuple[float, float]:
        """Return the ends of the interval that a condition on one variable is. Raises NotPieces."""
        op = self.graph.ops[condition.node]
        left, right = [Expr(self.graph, child) for child in self.graph.children[condition.node]]
        difference = right - left if op in (GE, GT) else left - right
        found = pieces_of(self.graph, difference.node, name)
        if op == EQ:
            if found.breaks or found.pieces[0][0] or not found.pieces[0][1]:
                raise Unsupported(f"the condition {short(condition)} does not make a convex set")
            point = float(-found.pieces[0][2] / found.pieces[0][1])
            return point, point
        PiecewiseQuadratic(found, name=name)  # refuses what is not convex
        return interval(found)

    def _refusal(self, group: Group) -> Unsupported:
        """Return the error that names what is not in the table, or shares variables."""
        for factor, term in group.others:
            if term.node in self.match.concave:
                return Unsupported(
                    f"{shown(factor, term)} is not convex", hint="a penalty is to be; is the sign right?"
                )
            smooth = not has_kinks(term, self.match.variables)
            return Unsupported(
                f"{shown(factor, term)} is no row of the table of proximal operators",
                hint="it is smooth: put it into the objective" if smooth
                else "docs/prox_table.md has those that are",
            )  # fmt: skip
        parts = [str(atom) for atom in group.atoms] + [str(c) for c in group.conditions]
        if group.smooth:
            parts.append(" + ".join([shown(factor, term) for factor, term in group.smooth]))
        return Unsupported(
            f"{' and '.join(parts)} cannot be split: they share {', '.join(group.variables)}, and their "
            "sum is no row of the table",
            hint="put what is smooth into the objective; terms of a penalty are to have different variables",
        )


def _rounded(base: Proximable, weight: Any) -> Proximable:
    """Return a function with weight/2*|x|**2 added, by the row of the sum where it has one."""
    factor, inner = (base.factor, base.inner) if isinstance(base, Scaled) else (1, base)
    if isinstance(inner, Elementwise) and inner.row.with_square:
        own = [factor * plain(value) for value in inner.parameters.values()]
        return TABLE[inner.row.with_square](*own, weight)
    return base.regularised(weight)

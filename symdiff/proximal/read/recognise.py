"""A penalty given as formulas, split into rows of the table.

Terms that share no variable are independent; those that do must be one function together: a row of the
table, moved, scaled or along a linear form, with a quadratic; of one variable anything convex that is
quadratic piece by piece. What cannot be split is named.

>>> f = recognise("0.5*abs(a) + max(0, b) + 0.1*sqrt(c^2 + d^2)", ["a", "b", "c", "d"]).function
>>> f.prox([2.0, 3.0, 3.0, 4.0], 1.0).round(3).tolist()
[1.5, 2.0, 2.94, 3.92]
>>> recognise("abs(a)", "a").function.prox([3.0], 1.0).tolist()
[2.0]
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symdiff.arithmetic.walk import is_complex
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Variables
from symdiff.parser.inputs import expression, names_of
from symdiff.proximal.read.building import Builder
from symdiff.proximal.read.groups import Found, grouped
from symdiff.proximal.read.matching import Matcher, short, shown
from symdiff.proximal.read.terms import constant, has_kinks, polynomial, terms
from symdiff.proximal.separable import Separable
from symdiff.simplifier.levels import simplify
from symdiff.table.operators import AND, EQ, GE, GT, LE, LT, NE, NOT, OR, PIECEWISE, is_condition


@dataclass
class Recognised:
    """A penalty as a function of a vector of *variables*, and what is to be said of it.

    *needs* are conditions on symbols that are not variables, for it to be convex.
    """

    variables: tuple[str, ...]
    function: Separable
    parts: tuple[str, ...]
    """What each block is, in the order of `function.blocks`."""
    needs: tuple[Expr, ...] = ()
    notes: tuple[str, ...] = ()


def recognise(
    penalty: Any,
    over: Variables,
    exact: bool = False,
    *,
    symbols: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Recognised:
    """Return the proximable function that a formula, or a list of formulas and conditions, is.

    *penalty* is a text, an Expr, or several, which are added; a comparison such as "a >= 0" or
    "a + b + c == 1" is a set that the variables *over* are to be in: names in a text, or a list of names
    and symbols. With *exact*, coefficients stay
    formulas, and symbols that are not variables are parameters; otherwise there are none.

    Domain: convex terms. Cost: linear in nodes, but for quadratics of many variables, which are cubic.
    Raises Unsupported naming the terms that are not in the table, or are not convex; SymdiffError where a set
    is empty or a symbol is neither variable nor number.
    """
    names = tuple(names_of(over))
    if len(set(names)) < len(names):
        raise SymdiffError(f"a variable is named twice: {', '.join(names)}")
    given = list(penalty) if isinstance(penalty, Iterable) and not isinstance(penalty, str) else [penalty]
    graph = Graph(limits)
    exprs: list[Expr] = []
    notes: list[str] = []
    for part in given:
        expr = expression(part, [*names, *symbols], functions, limits, conditions=True)
        if is_complex(expr):
            raise Unsupported(f"{short(expr)} is not real")
        exprs.append(Expr(graph, graph.take(expr.graph, expr.node)))
        notes += expr.notes
    reader = _Reader(graph, names, exact)
    for expr in exprs:
        reader.read(expr)
    blocks, parts = [], []
    groups, constants = grouped(reader.over, reader.found)
    builder = Builder(reader.match)
    for group in groups:
        function, arguments = builder.built(group)
        blocks.append((function, [names.index(name) for name in arguments]))
        parts.append(group.said())
    function = Separable(len(names), blocks, float(constant(sum(constants, reader.constant)) or 0))
    return Recognised(names, function, tuple(parts), tuple(reader.match.needs), (*notes, *reader.notes))


class _Reader:
    """Takes formulas apart into terms and conditions; *found* are those with variables."""

    def __init__(self, graph: Graph, over: tuple[str, ...], exact: bool) -> None:
        self.graph, self.over, self.exact = graph, over, exact
        self.match = Matcher(graph, over, exact)
        self.variables = set(over)
        self.constant = Expr(graph, graph.number(0))
        self.found: list[Found] = []
        self.notes: list[str] = []

    def read(self, expr: Expr) -> None:
        """Take in a formula or a condition."""
        if not self.exact:
            for name in sorted(self.graph.symbols([expr.node])):
                if name not in self.variables:
                    raise SymdiffError(
                        f"{name} in {short(expr)} is neither a variable nor a number",
                        hint=f"the variables are {', '.join(self.over)}; give {name} a number",
                    )
        if is_condition(self.graph.ops[expr.node]):
            self._condition(expr)
            return
        for factor, term in terms(expr, self.variables):
            if is_condition(self.graph.ops[term.node]):
                raise Unsupported(
                    f"the condition {short(term)} inside of a sum", hint="give it as a part of its own"
                )
            names = self.match.inside(term)
            if not names:
                self._constant(factor * term)
                continue
            finite = self._finite(term)
            if finite is not None:
                self._restricted(factor, term, *finite)
                continue
            if any(self.graph.names.get(node) == "oo" for node in self.graph.below([term.node, factor.node])):
                raise SymdiffError(
                    f"{shown(factor, term)} is infinite",
                    hint="infinity may stand outside of a set: Piecewise((f, condition), (oo, True))",
                )
            found = polynomial(factor * term, self.variables)
            if found is not None:
                names = sorted({name for monomial in found for name in monomial})
                self.found.append(Found(set(names), "polynomial", (found, factor, term)))
                continue
            if constant(factor) == 0 and has_kinks(term, self.match.variables):
                continue
            shorter = simplify(term, "basic")
            if not self.match.inside(shorter):
                self._constant(factor * shorter)
                continue
            atom = self.match.atom(factor, term)
            self.found.append(Found(set(names), "atom" if atom else "other", atom or (factor, term)))

    def _condition(self, expr: Expr) -> None:
        op = self.graph.ops[expr.node]
        if op == AND:
            for child in self.graph.children[expr.node]:
                self._condition(Expr(self.graph, child))
            return
        if op in (OR, NOT, NE):
            raise Unsupported(f"the condition {short(expr)} does not make a convex set")
        if op in (LT, GT):
            self.notes.append(f"{short(expr)} is taken with its edge")
        names = self.match.inside(expr)
        left, right = [Expr(self.graph, child) for child in self.graph.children[expr.node]]
        line = polynomial(left - right, self.variables)
        if line is not None:  # without the variables that cancel
            names = sorted({name for monomial in line for name in monomial})
        if names:
            self.found.append(Found(set(names), "condition", expr))
            return
        value = constant(left - right)
        if value is None:
            raise SymdiffError(
                f"the condition {short(expr)} has none of the variables {', '.join(self.over)}"
            )
        if not {LT: value <= 0, LE: value <= 0, GT: value >= 0, GE: value >= 0, EQ: value == 0}[op]:
            raise SymdiffError(f"the condition {short(expr)} never holds: the set is empty")

    def _constant(self, expr: Expr) -> None:
        """Take in a term without variables."""
        value = constant(expr)
        if value is not None and not math.isfinite(value):
            raise SymdiffError(f"{short(expr)} is infinite")
        self.constant = self.constant + expr

    def _restricted(self, factor: Expr, term: Expr, value: Expr, inside: Expr) -> None:
        """Take in a multiple of a value where a condition holds and infinity elsewhere."""
        size = constant(factor)
        if size is None:
            self.match.needs.append(factor > 0)
        elif size <= 0:
            raise Unsupported(f"{shown(factor, term)} is not convex: minus infinity outside of a set")
        self._condition(inside)
        if constant(value) != 0:
            self.read(factor * value)

    def _finite(self, term: Expr) -> tuple[Expr, Expr] | None:
        """Return the value and the condition of Piecewise((value, condition), (oo, True)), and the same of
        Piecewise((oo, comparison), (value, True))."""
        if self.graph.ops[term.node] != PIECEWISE or len(self.graph.children[term.node]) != 4:
            return None
        first, inside, second, _ = [Expr(self.graph, child) for child in self.graph.children[term.node]]
        if self.graph.names.get(second.node) == "oo":
            return first, inside
        opposite = {LT: GE, LE: GT, GT: LE, GE: LT, NE: EQ}.get(self.graph.ops[inside.node])
        if self.graph.names.get(first.node) == "oo" and opposite is not None:
            return second, Expr(self.graph, self.graph.intern(opposite, self.graph.children[inside.node]))
        return None

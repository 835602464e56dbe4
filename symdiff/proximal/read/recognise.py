"""A penalty given as formulas, split into rows of the table.

Terms that share no variable are independent; those that do must be one function together: a row of the
table, moved, scaled or along a linear form, with a quadratic; of one variable anything convex that is
quadratic piece by piece. What cannot be split is named.

>>> f = recognise("0.5*abs(a) + max(0, b) + 0.1*sqrt(c^2 + d^2)", ["a", "b", "c", "d"]).function
>>> f.prox([2.0, 3.0, 3.0, 4.0], 1.0).round(3).tolist()
[1.5, 2.0, 2.94, 3.92]
>>> recognise("abs(a)", ["a"]).function.prox([3.0], 1.0).tolist()
[2.0]
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symdiff.arithmetic.walk import is_complex
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import expression
from symdiff.proximal.calculus import Proximable, Scaled, Separable, plain
from symdiff.proximal.elementwise import Elementwise
from symdiff.proximal.norms import Quadratic
from symdiff.proximal.piecewise import NotPieces, PiecewiseQuadratic, interval, pieces_of
from symdiff.proximal.read.conditions import convex_set
from symdiff.proximal.read.matching import Atom, Matcher, short, shown
from symdiff.proximal.read.terms import Polynomial, constant, has_kinks, polynomial, terms
from symdiff.proximal.table import TABLE
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


@dataclass
class _Group:
    """What is known of variables that have terms in common."""

    variables: list[str] = field(default_factory=list)
    polynomials: Polynomial = field(default_factory=dict)
    atoms: list[Atom] = field(default_factory=list)
    others: list[tuple[Expr, Expr]] = field(default_factory=list)
    conditions: list[Expr] = field(default_factory=list)
    smooth: list[tuple[Expr, Expr]] = field(default_factory=list)
    """The terms of `polynomials`."""

    def said(self) -> str:
        """Return the terms and conditions as a text."""
        texts = [str(atom) for atom in self.atoms]
        texts += [shown(factor, term) for factor, term in (*self.smooth, *self.others)]
        return ", ".join([*texts, *map(str, self.conditions)])


def recognise(
    penalty: Any,
    over: Sequence[str],
    exact: bool = False,
    symbols: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Recognised:
    """Return the proximable function that a formula, or a list of formulas and conditions, is.

    *penalty* is a text, an Expr, or several, which are added; a comparison such as "a >= 0" or
    "a + b + c == 1" is a set that the variables *over* are to be in. With *exact*, coefficients stay
    formulas, and symbols that are not variables are parameters; otherwise there are none.

    Domain: convex terms. Cost: linear in nodes, but for quadratics of many variables, which are cubic.
    Raises Unsupported naming the terms that are not in the table, or are not convex; SymdiffError where a set
    is empty or a symbol is neither variable nor number.
    """
    if len(set(over)) < len(over):
        raise SymdiffError(f"a variable is named twice: {', '.join(over)}")
    given = [penalty] if isinstance(penalty, str | Expr) else list(penalty)
    graph = Graph(limits)
    exprs: list[Expr] = []
    notes: list[str] = []
    for part in given:
        expr = expression(part, [*over, *symbols], functions, limits)
        if is_complex(expr):
            raise Unsupported(f"{short(expr)} is not real")
        exprs.append(Expr(graph, graph.copy(expr.graph, [expr.node])[expr.node]))
        notes += expr.notes
    reader = _Reader(graph, tuple(over), exact)
    for expr in exprs:
        reader.read(expr)
    blocks, parts = [], []
    for group in reader.groups():
        function, names = reader.built(group)
        blocks.append((function, [over.index(name) for name in names]))
        parts.append(group.said())
    function = Separable(len(over), blocks, float(constant(reader.constant) or 0))
    return Recognised(tuple(over), function, tuple(parts), tuple(reader.match.needs), (*notes, *reader.notes))


class _Reader:
    """Sorts terms and conditions into groups that share no variable, and builds a function of each."""

    def __init__(self, graph: Graph, over: tuple[str, ...], exact: bool) -> None:
        self.graph, self.over, self.exact = graph, over, exact
        self.match = Matcher(graph, over, exact)
        self.variables = set(over)
        self.constant = Expr(graph, graph.number(0))
        self.found: list[tuple[set[str], str, Any]] = []
        self.notes: list[str] = []

    # Reading --------------------------------------------------------------------------------------

    def read(self, expr: Expr) -> None:
        """Take in a formula or a condition."""
        if not self.exact:
            for name in sorted(self.graph.symbols([expr.node])):
                if name not in self.variables:
                    raise SymdiffError(
                        f"{name} in {short(expr)} is neither minimised over nor a number",
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
                self.found.append((set(names), "polynomial", (found, factor, term)))
                continue
            if constant(factor) == 0 and has_kinks(term, self.match.variables):
                continue
            shorter = simplify(term, "basic")
            if not self.match.inside(shorter):
                self._constant(factor * shorter)
                continue
            atom = self.match.atom(factor, term)
            self.found.append((set(names), "atom" if atom else "other", atom or (factor, term)))

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
            self.found.append((set(names), "condition", expr))
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

    # Groups ---------------------------------------------------------------------------------------

    def groups(self) -> list[_Group]:
        """Return what was read, sorted into groups that share no variable."""
        leader = {name: name for name in self.over}

        def top(name: str) -> str:
            while leader[name] != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        for names, kind, _ in self.found:
            if kind == "polynomial":
                continue  # a polynomial joins what its products join, below
            first, *others = sorted(names)
            for name in others:
                leader[top(name)] = top(first)
        for _, kind, what in self.found:
            if kind == "polynomial":
                for monomial in what[0]:
                    if len(set(monomial)) == 2:
                        leader[top(monomial[1])] = top(monomial[0])
        groups: dict[str, _Group] = {}
        for name in self.over:
            groups.setdefault(top(name), _Group()).variables.append(name)
        for names, kind, what in self.found:
            group = groups[top(min(names))] if names else None
            if kind == "atom":
                assert group is not None
                group.atoms.append(what)
            elif kind == "other":
                assert group is not None
                group.others.append(what)
            elif kind == "condition":
                assert group is not None
                group.conditions.append(what)
            else:
                found, factor, term = what
                for monomial, c in found.items():
                    if not monomial:
                        self.constant = self.constant + c
                        continue
                    place = groups[top(monomial[0])]
                    known = place.polynomials.get(monomial)
                    place.polynomials[monomial] = c if known is None else known + c
                    if not place.smooth or place.smooth[-1][1] is not term:
                        place.smooth.append((factor, term))
        return [
            group for group in groups.values()
            if group.atoms or group.others or group.conditions or group.polynomials
        ]  # fmt: skip

    def built(self, group: _Group) -> tuple[Proximable, list[str]]:
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

    def _with_quadratic(self, base: Proximable, group: _Group, names: Sequence[str]) -> Proximable:
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

    def _quadratic(self, group: _Group) -> Proximable:
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

    def _of_one(self, group: _Group) -> Proximable:
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

    def _refusal(self, group: _Group) -> Unsupported:
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
                else "see symdiff prox --list for those that are",
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

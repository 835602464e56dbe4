"""Arithmetic of numbers in closed form, for whatever computes with balls.

Expansions and jets compute with these as well, and what comes out can be written: sqrt(2)/3, log(100)**2/2,
a*cos(a).

>>> from symdiff.parser.formula import parse
>>> from symdiff.arithmetic.walk import walk
>>> numbers = ClosedForms()
>>> e = parse("(1 + sqrt(2))**2 + log(exp(3/2)) + cos(pi)")
>>> [value] = walk(e.graph, [e.node], {}, numbers)
>>> print(numbers.written(value))
2*sqrt(2) + 7/2
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import fmpq, fmpq_poly

from symdiff.arithmetic.ball import Ball
from symdiff.arithmetic.balls import Balls, deep
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.multiprecision import Vast
from symdiff.arithmetic.walk import Arithmetic, walk
from symdiff.at.closed import Closed, terms_of
from symdiff.at.numbers import fraction as recognised
from symdiff.at.numbers import written
from symdiff.at.terms import Kernel, Ring, Terms, fraction
from symdiff.errors import Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.folding import ratio
from symdiff.graph.graph import Graph, Number
from symdiff.parser.templates import Template
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.normal.families import FIRST, RELATIONS
from symdiff.table.functions import EXP, LOG, SQRT
from symdiff.table.operators import CONSTANT, is_condition

_ZERO: Final = fmpq(0)
_SURE: Final = 60
"""Right digits of a number that is taken for the constant it looks like."""
_DEEP: Final = 4
"""Functions that a function at a point is written by, one inside the other."""
_DRAWN: Final = 10**40
"""Values of letters have a part of its own size below the digits that they were given."""
_FEW: Final = 4
"""Terms from which on expansions are multiplied as polynomials,"""
_UNIT: Final = 12
"""where denominators of exponents have a common multiple up to this."""
_LONG: Final = 100
"""Size up to which a number is written as shortly as can be."""
_WIDE: Final = 64
"""Whole powers of a sum up to which it is multiplied out."""


class ClosedForms(Balls):
    """Numbers in closed form; *at* draws the letters: values near which formulas are looked at."""

    def __init__(self, at: Mapping[str, float] | None = None, digits: int = DIGITS) -> None:
        base = Vast(digits)
        super().__init__(base, base.context.prec - 2, lenient=True)
        self.plain = deep(digits, lenient=True)
        self.ring = Ring(self.plain)
        self.lean = _Lean(self)
        """The same numbers, rational ones as flint has them: for what computes with many."""
        self._known: dict[tuple[int, tuple[int, ...]], Closed] = {}
        self._deep = 0
        self.letters = {name: self._letter(name, value) for name, value in (at or {}).items()}

    def _letter(self, name: str, value: float) -> Closed:
        """Return a letter, its digits beyond those of *value* drawn by lot."""
        drawn = Fraction(repr(value)) * (
            1 + Fraction(random.Random(name).randrange(1, _DRAWN // 10**7), _DRAWN)
        )
        node = self.ring.graph.symbol(name)
        return Closed(self, self.ring.kernel(Kernel(node, self.plain.number(drawn), letters=True)))

    # Numbers --------------------------------------------------------------------------------

    def ball(self, value: Any) -> Closed:
        if isinstance(value, Closed):
            return value
        if isinstance(value, fmpq):
            return Closed(self, value)
        if isinstance(value, Ball):
            return Closed(self, None, value)
        return self.number(value)

    def number(self, value: Number | complex) -> Closed:
        if isinstance(value, int):
            return Closed(self, fmpq(value))
        if isinstance(value, complex):
            raise Unsupported("complex numbers in closed form")
        above, below = ratio(value)
        return Closed(self, fmpq(above, below), None, isinstance(value, float) and below != 1)

    def constant(self, name: str) -> Closed:
        if name == "E":
            return Closed(self, self.ring.exponential((), 1))
        near = self.plain.constant(name)
        return Closed(self, self.ring.kernel(Kernel(self.ring.graph.constant(name), near)))

    def rounded(self, mid: Any, error: float) -> Closed:
        return Closed(self, None, Ball(self.plain, mid, error))

    def made(self, terms: Terms, decimal: bool = False) -> Closed:
        """Return a sum of the ring."""
        form: Any = terms
        if not terms:
            form = _ZERO
        elif len(terms) == 1 and () in terms:
            form = terms[()]
        return Closed(self, form, None, decimal)

    def check(self, value: Any) -> Any:
        return value

    def convolved(self, left: Any, right: Any, limit: Any) -> Any:
        """Return the product of sums of terms with rational coefficients, as flint multiplies polynomials."""
        if len(left) < _FEW or len(right) < _FEW:
            return None
        for (_, j), c in (*left.items(), *right.items()):
            if j or not isinstance(c.form, fmpq) or c.decimal:
                return None
        unit = math.lcm(*[e.denominator for e, _ in left], *[e.denominator for e, _ in right])
        if unit > _UNIT:
            return None
        one, low = _dense(left, unit)
        other, least = _dense(right, unit)
        start, stop = low + least, math.ceil(limit * unit)
        product = (fmpq_poly(one) * fmpq_poly(other)).coeffs()
        terms = {
            (Fraction(start + k, unit), 0): Closed(self, c)
            for k, c in enumerate(product[: max(stop - start, 0)])
            if c != 0
        }
        return terms, len(product) > stop - start

    def at(self, rule: Template, values: Sequence[Any]) -> Any:
        """Return the value of a text of the table; whether a condition of it holds is asked where letters
        were drawn."""
        graph, root = rule.graph, rule.order[-1]
        if is_condition(graph.ops[root]) or (graph.ops[root] == CONSTANT and graph.name(root) in _TRUTHS):
            return self.plain.at(rule, [self.ball(value).near() for value in values])
        return super().at(rule, values)

    def inverse(self, value: Closed) -> Closed:
        """Return 1 divided by a number with a form that is not zero."""
        form = value.form
        if isinstance(form, fmpq):
            return Closed(self, 1 / form, None, value.decimal)
        front, monomial = self._product(form)
        return self.made(self.ring.scaled(self.ring.raised(monomial, -1), 1 / front), value.decimal)

    def _product(self, form: Terms) -> tuple[Any, Any]:
        """Return terms as a rational number times a monomial."""
        if len(form) > 1:
            return self.ring.whole(form)
        [(monomial, front)] = form.items()
        return front, monomial

    # Powers and functions -------------------------------------------------------------------

    def power(self, base: Any, exponent: Any) -> Closed:
        base, exponent = self.ball(base), self.ball(exponent)
        if base.form is None or exponent.form is None:
            return Closed(self, None, self.plain.power(base.near(), exponent.near()))
        if not isinstance(exponent.form, fmpq):
            return self._general(base, exponent)
        p = fraction(exponent.form)
        decimal = base.decimal or exponent.decimal
        if isinstance(p, int):
            return self._whole_power(base, p)
        if base.vanishes():
            if p < 0:
                raise ZeroDivisionError
            return Closed(self, _ZERO)
        if isinstance(base.form, fmpq):
            if base.form < 0:
                raise ValueError("a power of a negative number")
            return self.made(self.ring.root(base.form, p), decimal)
        front, monomial = self._product(base.form)
        if base.has_letters() or not front > 0 or not self.ring.is_positive(monomial):
            return self._general(base, exponent)
        return self.made(self.ring.times(self.ring.root(front, p), self.ring.raised(monomial, p)), decimal)

    def _whole_power(self, base: Closed, n: int) -> Closed:
        if n < 0:
            if base.vanishes():
                raise ZeroDivisionError
            base, n = self.inverse(base), -n
        if isinstance(base.form, fmpq):
            return Closed(self, base.form**n, None, base.decimal)
        if len(base.form) == 1 or (n > 2 and base.has_letters()):
            front, monomial = self._product(base.form)
            return self.made(self.ring.scaled(self.ring.raised(monomial, n), front**n), base.decimal)
        if n > _WIDE:
            front, monomial = self.ring.whole(base.form)
            raise Unsupported(f"the power {n} of {self.written(base)}")
        found = self.number(1)
        while n:
            if n & 1:
                found = found * base
            n >>= 1
            base = base * base if n else base
        return found

    def _general(self, base: Closed, exponent: Closed) -> Closed:
        """Return a power that the ring does not have, as a kernel."""
        near = self.plain.power(base.near(), exponent.near())
        graph = self.ring.graph
        if exponent.rational() == Fraction(1, 2):
            node = graph.call(SQRT, (self.node(base),))
        else:
            node = graph.pow(self.node(base), self.node(exponent))
        return self._read(node, near, base.has_letters() or exponent.has_letters())

    def call(self, code: int, values: Sequence[Any]) -> Closed:
        values = [self.ball(value) for value in values]
        if any(value.form is None for value in values):
            return Closed(self, None, self.plain.call(code, [value.near() for value in values]))
        if code == SQRT:
            return self.power(values[0], self.number(Fraction(1, 2)))
        if code == EXP:
            return self._exponential(values[0])
        nodes = tuple([self.node(value) for value in values])
        found = self._known.get((code, nodes))
        if found is None:
            letters = any(value.has_letters() for value in values)
            near = self.plain.call(code, [value.near() for value in values])
            found = self._read(self.ring.graph.call(code, nodes), near, letters, code)
            self._known[code, nodes] = found
        return found

    def _exponential(self, value: Closed) -> Closed:
        """Return the exponential of a sum: the product of those of its terms."""
        if isinstance(value.form, fmpq):
            if value.decimal:
                near = self.plain.call(EXP, [value.near()])
                return self._kernel(self.ring.graph.call(EXP, (self.node(value),)), near, False)
            return self.power(self.constant("E"), value)
        found = self.number(1)
        for monomial, front in value.form.items():
            exponent = fraction(front)
            if not monomial:
                part = self.power(self.constant("E"), self.number(exponent))
            else:
                inner = self._logarithm(monomial)
                if inner is not None:
                    part = self.power(inner, self.number(exponent))
                else:
                    part = Closed(self, self.ring.exponential(monomial, exponent))
            found = found * part
        return found

    def _logarithm(self, monomial: Any) -> Closed | None:
        """Return the number whose logarithm a monomial is, None where it is none."""
        if len(monomial) > 1 or monomial[0][1] != 1:
            return None
        graph, node = self.ring.graph, self.ring.kernels[monomial[0][0]].node
        return self._walked(graph, graph.first(node)) if graph.ops[node] == LOG else None

    def _read(self, node: int, near: Ball, letters: bool, code: int = -1) -> Closed:
        """Return what a node of the graph is simplified to, and what its digits are."""
        graph = self.ring.graph
        if not letters and near.digits() >= _SURE:
            if near.has_zero():
                return Closed(self, _ZERO)
            short = recognised(near)
            if short is not None:
                return self.number(short)
        if self._deep < _DEEP:
            short_form = simplify(Expr(graph, node), "basic")
            found = graph.take(short_form.graph, short_form.node)
            if found == node and not letters and near.digits() >= _SURE:
                other = written(graph, near)
                found = other if other >= 0 else node
            if found != node:
                self._deep += 1
                try:
                    return self._walked(graph, found)
                finally:
                    self._deep -= 1
        return self._kernel(node, near, letters, code)

    def _walked(self, graph: Graph, node: int) -> Closed:
        found: Closed = walk(graph, [node], self.letters, self)[0]
        return found

    def _kernel(self, node: int, near: Ball, letters: bool, code: int = -1) -> Closed:
        terms = self.ring.kernel(Kernel(node, near, letters))
        if code in FIRST:
            relation = RELATIONS[code]
            second = self.call(relation.second, [self._walked(self.ring.graph, self.ring.graph.first(node))])
            square = second * second * relation.sign + relation.one
            self.ring.squared(terms, terms_of(square.form))
        return Closed(self, terms)

    # Back -----------------------------------------------------------------------------------

    def node(self, value: Closed) -> int:
        """Return a number with a form as a node of the ring's graph."""
        if isinstance(value.form, fmpq):
            short = fraction(value.form)
            return self.ring.graph.number(float(short) if value.decimal and value.form.q != 1 else short)
        return self.ring.node(value.form, value.decimal)

    def written(self, value: Any) -> Expr:
        """Return a number as an expression: its closed form, simplified, a long one less so; or a float."""
        value = self.ball(value)
        graph = self.ring.graph
        if value.form is None:
            node = written(graph, value.near())
            return Expr(graph, node if node >= 0 else graph.number(float(value.mid)))
        node = self.node(value)
        if isinstance(value.form, fmpq):
            return Expr(graph, node)
        return simplify(Expr(graph, node), "full" if graph.size(node) <= _LONG else "basic")


class _Lean(Arithmetic):
    """The numbers of `ClosedForms`, rational ones as flint's, which are a hundred times as fast."""

    name = "closed"

    def __init__(self, numbers: ClosedForms) -> None:
        self.numbers = numbers

    def plainly(self, value: Any) -> Any:
        """Return a number as a rational one of flint, where it is one."""
        value = self.numbers.ball(value)
        return value.form if isinstance(value.form, fmpq) and not value.decimal else value

    def number(self, value: Number) -> Any:
        return self.plainly(self.numbers.number(value))

    def constant(self, name: str) -> Any:
        return self.numbers.constant(name)

    def power(self, base: Any, exponent: Any) -> Any:
        return self.plainly(self.numbers.power(base, exponent))

    def call(self, code: int, values: Sequence[Any]) -> Any:
        return self.plainly(self.numbers.call(code, values))


def _dense(terms: Any, unit: int) -> tuple[list[Any], int]:
    """Return coefficients for exponents that are whole numbers of 1/unit, from the least on."""
    places = {int(e * unit): c.form for (e, _), c in terms.items()}
    low = min(places)
    return [places.get(k, _ZERO) for k in range(low, max(places) + 1)], low


_TRUTHS: Final = ("True", "False")
__all__ = ["ClosedForms"]

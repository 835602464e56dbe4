"""Derivatives of high order as polynomials in kernels that are derived once.

exp(sin(x)*cos(x)) and its derivatives are polynomials in sin(x), cos(x) and exp(sin(x)*cos(x)), with
exponents that may be negative or fractions. A derivation is known by what it does to the kernels: each next
derivative is a sum of products of what is there, like terms meet at once, and squares of a sine become those
of its cosine. Nothing is written until the end.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("exp(x**2)")
>>> derivation = Derivation(e.graph, e.node)
>>> for _ in range(4):
...     derivation.derive("x")
>>> print(Expr(*derivation.written()))
(16*x**4 + 48*x**2 + 12)*exp(x**2)
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.families import FIRST, RELATIONS
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Terms
from symdiff.simplifier.ring.kernels import Kernel, Powers, Reading, add, product_of
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import LOG, row_of
from symdiff.table.operators import CONSTANT, NUMBER, SYMBOL, UNKNOWN, is_arithmetic, is_function

Rational = int | Fraction
Sum = dict[int, Rational]
"""Monomial → coefficient. A monomial is one number, whose digits are the exponents in units."""

_UNIT: Final = 12
"""Parts of a whole exponent: halves, thirds, quarters and sixths are whole numbers of units."""
_WIDTH: Final = 40
"""Bits of an exponent,"""
_HALF: Final = 1 << (_WIDTH - 1)
"""half of what they hold: exponents may be negative,"""
_MASK: Final = (1 << _WIDTH) - 1
_HIGHEST: Final = 1_000_000
"""and the highest that is read."""
_KERNELS: Final = 24
"""Kernels at most,"""
LONGEST: Final = 400
"""and terms, unless it is said otherwise: a longer sum is given up."""


class Derivation:
    """A formula and its derivatives, one after another.

    Raises TooLong and Unsettled, as its methods do, where a formula is not of this kind or becomes too long.
    """

    def __init__(self, source: Graph, root: int, longest: int = LONGEST) -> None:
        self._longest = longest
        self.form = Normal(source)
        self.graph = self.form.graph
        self.reading = Reading(self.form, floats=False)
        self.kernels: list[Kernel] = []
        self._index: dict[Kernel, int] = {}
        self._bias = 0
        """Half of what each exponent holds: with it, no digit of a monomial is negative."""
        self._slopes: dict[str, list[Sum | None]] = {}
        """Symbol → for each kernel the derivative of its base, or of s*log(base) where s is a symbolic
        exponent; None where it was not needed so far."""
        self._pairs: list[tuple[int, int]] = []
        """First and second function of a pair of which both are kernels."""
        self._whole: set[int] = set()
        """Sums that are kernels, since powers of them were met."""
        self._known: dict[int, Sum] = {}
        [start] = self.form.sweep([root])
        self.sum = self._read(start)

    # There ----------------------------------------------------------------------------------

    def _read(self, root: int) -> Sum:
        """Return a normal form as a sum of monomials."""
        pending = [root]
        while pending:
            node = pending[-1]
            missing = [base for base in self._sums_in(node) if base not in self._known]
            if missing:
                pending += missing
                continue
            pending.pop()
            if node not in self._known:
                self._known[node] = self._sum_of(node)
        return self._known[root]

    def _sums_in(self, node: int) -> list[int]:
        """Return the sums that are factors in terms of *node*; note those of which other powers are taken."""
        found = []
        for monomial in self.form.terms(node):
            if monomial != self.form.one:
                for (base, symbolic), power in self.reading.powers(monomial)[1].items():
                    if symbolic < 0 and base != node and self.reading.sum_of(base) is not None:
                        if power == 1 and base not in self._whole:
                            found.append(base)
                        else:
                            self._whole.add(base)
        return found

    def _sum_of(self, node: int) -> Sum:
        total: Sum = {}
        for monomial, coefficient in self.form.terms(node).items():
            number, powers = self.reading.powers(monomial) if monomial != self.form.one else (1, {})
            if isinstance(number, float) or isinstance(coefficient, float):
                raise Unsettled("a float")
            place = 0
            part: Sum = {0: number * coefficient}
            for kernel, power in powers.items():
                base, symbolic = kernel
                if symbolic < 0 and power == 1 and base not in self._whole and base in self._known:
                    part = _times(part, self._known[base])
                else:
                    place += self._digit(kernel, power)
            for key, value in part.items():
                _collect(total, key + place, value)
        return self._checked(total)

    def _digit(self, kernel: Kernel, power: Fraction) -> int:
        """Return a power of a kernel as a monomial."""
        units = power * _UNIT
        if units.denominator != 1 or abs(power.numerator) > _HIGHEST:
            raise TooLong("an exponent")
        i = self._index.get(kernel)
        if i is None:
            i = self._added(kernel)
        return int(units) << (_WIDTH * i)

    def _added(self, kernel: Kernel) -> int:
        """Take a kernel up."""
        base, symbolic = kernel
        op = self.graph.ops[base]
        is_smooth = op in (SYMBOL, CONSTANT, NUMBER, UNKNOWN) or is_arithmetic(op)
        if is_function(op):
            row = row_of(op)
            is_smooth = not (row.kinks or row.jumps)
        if not is_smooth or len(self.kernels) == _KERNELS:
            raise TooLong("a kernel")
        i = self._index[kernel] = len(self.kernels)
        self.kernels.append(kernel)
        self._bias += _HALF << (_WIDTH * i)
        if symbolic < 0 and op in RELATIONS:
            partner = self._index.get((self.graph.call(RELATIONS[op].second, self.graph.children[base]), -1))
            if partner is not None:
                self._pairs.append((i, partner) if op in FIRST else (partner, i))
        return i

    # Derivatives ----------------------------------------------------------------------------

    def derive(self, name: str) -> None:
        """Take the next derivative, by the symbol *name*.

        Cost: the terms there are, times those of the slopes of their kernels.
        """
        total: Sum = {}
        slopes = self._slopes.setdefault(name, [])
        for monomial, coefficient in self.sum.items():
            for i, exponent in enumerate(self._exponents(monomial)):
                if not exponent:
                    continue
                slope = slopes[i] if i < len(slopes) else None
                if slope is None:
                    slope = self._slope_of(*self.kernels[i], name)
                    slopes += [None] * (i + 1 - len(slopes))
                    slopes[i] = slope
                if not slope:
                    continue
                place = monomial
                if self.kernels[i][1] < 0:
                    place -= _UNIT << (_WIDTH * i)
                whole, rest = divmod(exponent, _UNIT)
                times = coefficient * (Fraction(exponent, _UNIT) if rest else whole)
                for key, value in slope.items():
                    _collect(total, place + key, times * value)
        for first, second in self._pairs:
            total = self._without_squares(total, first, second)
        self.sum = self._checked(total)

    def _slope_of(self, base: int, symbolic: int, name: str) -> Sum:
        """Return the derivative of a base, or for a power with a symbolic exponent s that of s*log(base)."""
        op = self.graph.ops[base]
        if symbolic < 0 and op == SYMBOL:
            return {0: 1} if self.graph.name(base) == name else {}
        work = Graph(self.graph.limits)
        if symbolic < 0:
            node = work.take(self.graph, base)
        elif base == self.form.e:
            node = work.take(self.graph, symbolic)
        else:
            node = work.mul(work.take(self.graph, symbolic), work.call(LOG, (work.take(self.graph, base),)))
        [slope] = tangents(work, [node], work.symbol(name))
        return self._read(self.form.normal_of(work, slope))

    def _exponents(self, monomial: int) -> list[int]:
        """Return the exponents of a monomial in units, kernel by kernel."""
        rest = monomial + self._bias
        found = []
        for _ in self.kernels:
            found.append((rest & _MASK) - _HALF)
            rest >>= _WIDTH
        return found

    def _without_squares(self, total: Sum, i: int, j: int) -> Sum:
        """Return a sum with squares of kernel *i* written by its partner *j*."""
        relation = RELATIONS[self.graph.ops[self.kernels[i][0]]]
        found: Sum = {}
        low, step = 2 * _UNIT << (_WIDTH * i), 2 * _UNIT << (_WIDTH * j)
        for monomial, coefficient in total.items():
            times = (((monomial + self._bias) >> (_WIDTH * i) & _MASK) - _HALF) // (2 * _UNIT)
            if times <= 0:
                _collect(found, monomial, coefficient)
                continue
            place = monomial - times * low
            for k in range(times + 1):  # (one + sign*partner**2)**times
                sign = relation.one ** (times - k) * relation.sign**k
                _collect(found, place + k * step, coefficient * sign * math.comb(times, k))
        return found

    def _checked(self, total: Sum) -> Sum:
        if len(total) > self._longest:
            raise TooLong(f"a sum of {len(total)} terms")
        return total

    # Back -----------------------------------------------------------------------------------

    def written(self, total: Sum | None = None) -> tuple[Graph, int]:
        """Return a *sum* that was met, the last one by default, as a product of what all its terms have in
        common, and a sum."""
        total = self.sum if total is None else total
        for first, second in self._pairs:
            other = self._without_squares(total, second, first)
            total = other if len(other) < len(total) else total
        if not total:
            return self.graph, self.graph.number(0)
        common = self._common(total, False)
        inside = {monomial - common: number for monomial, number in total.items()}
        opened = self._opened(total)
        if opened is not None and len(opened[1]) <= len(inside):
            common, inside = opened
        terms: Terms = {}
        for monomial, number in inside.items():
            add(terms, self.form.terms(self._node(monomial)), number)
        node, whole = self.form.sum(terms), self._node(common)
        return self.graph, self.graph.mul(node, whole) if whole != self.form.one else node

    def _common(self, total: Sum, over_sums: bool) -> int:
        """Return what is pulled out of all terms: the powers that all of them have, and with *over_sums* the
        sums that some of them are divided by."""
        common = 0
        rows = [self._exponents(monomial) for monomial in total]
        for i, (base, symbolic) in enumerate(self.kernels):
            low, high = min([row[i] for row in rows]), max([row[i] for row in rows])
            if over_sums and low < 0 and symbolic < 0 and base in self._whole:
                common += low << (_WIDTH * i)
            elif low > 0 or high < 0:
                common += (high if high < 0 and symbolic >= 0 else low) << (_WIDTH * i)
        return common

    def _opened(self, total: Sum) -> tuple[int, Sum] | None:
        """Return what is pulled out, and the rest with powers of sums multiplied out; None where there are no
        such powers, or that is too long."""
        if not self._whole:
            return None
        common, found = self._common(total, True), dict[int, Rational]()
        try:
            for monomial, number in total.items():
                rest = monomial - common
                part: Sum = {0: number}
                for i, exponent in enumerate(self._exponents(rest)):
                    base, symbolic = self.kernels[i]
                    if symbolic < 0 and base in self._whole and exponent > 0 and exponent % _UNIT == 0:
                        rest -= exponent << (_WIDTH * i)
                        for _ in range(exponent // _UNIT):
                            part = _times(part, self._opened_sum(base))
                for key, value in part.items():
                    _collect(found, rest + key, value)
        except TooLong:
            return None
        return common, found

    def _opened_sum(self, base: int) -> Sum:
        known = self._known.get(base)
        return self._read(base) if known is None else known

    def _node(self, monomial: int) -> int:
        exponents = self._exponents(monomial)
        powers: Powers = {
            kernel: Fraction(exponent, _UNIT)
            for kernel, exponent in zip(self.kernels, exponents, strict=True)
            if exponent
        }
        return product_of(self.form, 1, powers)


def _collect(total: Sum, key: int, value: Rational) -> None:
    known = total.get(key)
    if known is None:
        total[key] = value
    else:
        value = known + value
        if value:
            total[key] = value
        else:
            del total[key]


def _times(left: Sum, right: Sum) -> Sum:
    found: Sum = {}
    for a, number in left.items():
        for b, other in right.items():
            _collect(found, a + b, number * other)
        if len(found) > LONGEST:
            raise TooLong(f"a sum of {len(found)} terms")
    return found

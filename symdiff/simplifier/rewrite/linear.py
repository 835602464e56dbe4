"""Products of sines and cosines as sums, where terms meet: 4*cos(x)**3 - 3*cos(x) is cos(3*x).

Source: DLMF 4.21.15-4.21.17 and 4.35(ii).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("2*sin(x)*cos(y) - sin(x - y)")
>>> [str(Expr(graph, node)) for graph, node, _ in with_sums_of_angles(e.graph, e.node)]
['sin(x + y)']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Factors
from symdiff.simplifier.rewrite.trig import in_pair, outside
from symdiff.simplifier.ring.expanding import spread_out
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.simplifier.ring.rational import Fractions
from symdiff.table.functions import COS, COSH, SIN, SINH
from symdiff.table.operators import ADD, DIV, MUL, POW, SUB

_DEGREE: Final = 8
"""Sines and cosines of a term, at most."""
_TERMS: Final = 24
"""Terms of a sum, at most."""
_SIZE: Final = 60
"""Size of a formula, at most."""
_NONE: Final = (-1, -1)
"""The key of what has no function."""

Key = tuple[int, int]
"""Code of a sine or cosine and its argument."""
Waves = dict[Key, int]
"""A sum: function → what it is multiplied by."""


def with_sums_of_angles(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root*, and it as one fraction of sines and cosines, with products of these above and below the
    line as sums, where that has fewer terms or functions, and the names of the laws; nothing where not.

    Domain: wherever *root* has a value. Cost: that of one fraction, and linear in the terms of the products.
    """
    if source.size(root) > _SIZE:
        return
    outer = outside(source, root)
    calls = [node for node in outer if source.ops[node] in FAMILY]
    angles = len({source.first(node) for node in calls})
    if angles < 2 and not (angles and (_has_squares(source, outer, calls) or _has_number(source, outer))):
        return
    ways = [(source, root, set[str](), False)]
    if any(source.ops[node] not in _SINES for node in calls) or _adds_quotients(source, outer):
        ways.append((*in_pair(source, root, "sin"), True))
    for graph, start, laws, whole in ways:
        try:
            form = Factored(graph)
            [plain] = form.sweep([start])
            linear = _Linear(form)
            found = linear.fraction(*Fractions(form).sides(plain)) if whole else linear.written(plain)
        except (Unsettled, OverflowError, RecursionError, TooLong):
            continue
        if found is not None:
            node, used = found
            yield form.graph, node, {*laws, *used, *form.used}


def _has_number(graph: Graph, outer: Iterable[int]) -> bool:
    """Return whether a product or a sum has a number above 2, or a fraction with one: sums of powers of sines
    and cosines of one angle that are shorter in its multiples have one, but for the double angle.

    *outer* is what is outside of functions.
    """
    for node in outer:
        op = graph.ops[node]
        if op == MUL or op == DIV or op == ADD or op == SUB:
            for child in graph.children[node]:
                value = graph.numbers.get(child)
                if value is None or isinstance(value, float):
                    continue
                if abs(value.numerator) > 2 or value.denominator > 2:
                    return True
    return False


def _has_squares(graph: Graph, outer: Iterable[int], calls: list[int]) -> bool:
    """Return whether *calls* are a sine and a cosine, or hyperbolic ones, of which one stands in a square,
    and none in another power: there may be the double angle. *outer* is what is outside of functions."""
    if len(calls) < 2 or any(graph.ops[node] not in _SINES for node in calls):
        return False
    powers = [node for node in outer if graph.ops[node] == POW and graph.first(node) in calls]
    return len(powers) > 0 and all(graph.numbers.get(graph.both(node)[1]) == 2 for node in powers)


def _adds_quotients(graph: Graph, outer: Iterable[int]) -> bool:
    """Return whether a quotient is part of a term of a sum; *outer* is what is outside of functions."""
    quotients = set[int]()
    for node in sorted(outer):  # arguments have smaller numbers
        op = graph.ops[node]
        if op == DIV or not quotients.isdisjoint(graph.children[node]):
            if op == ADD or op == SUB:
                return True
            quotients.add(node)
    return False


class _Linear:
    """Products of sines and cosines in one normal form."""

    def __init__(self, form: Normal) -> None:
        self.form, self.graph = form, form.graph
        self.used = set[str]()
        self._angles: dict[int, tuple[int, int]] = {}
        """Angle → the one of it and its negative that was met first, and the sign."""
        self._known: dict[Key, tuple[Key, int]] = {}
        """Function and angle → what it is a multiple of, and what it is multiplied by."""

    def written(self, root: int) -> tuple[int, set[str]] | None:
        """Return a normal form with products above and below its line as sums, None where none is shorter."""
        form = self.form
        terms = form.terms(root)
        if len(terms) > 1:
            node = self._sum(root)
            return None if node is None else (node, self.used)
        number, factors = form.factors(root)
        sides: tuple[Factors, Factors] = ({}, {})
        rest: Factors = {}
        for base, exponent in factors.items():
            value = form.graph.numbers.get(exponent)
            if isinstance(value, int) and self._has_waves(base):
                sides[value < 0][base] = form.graph.number(abs(value))
            else:
                rest[base] = exponent
        sums = [form.product(1, dict(side)) for side in sides]
        return self._over(form.product(number, rest), *sums)

    def fraction(self, top: int, bottom: int) -> tuple[int, set[str]] | None:
        """Return a fraction with products above and below its line as sums, None where neither is shorter."""
        return self._over(self.form.one, top, bottom)

    def _over(self, factor: int, *sides: int) -> tuple[int, set[str]] | None:
        """Return *factor* times a quotient with products above and below its line as sums, None where none is
        shorter."""
        form, found = self.form, False
        factors: Factors = {}
        number = form.raised(factors, factor, form.one)
        for side, sign in zip(sides, (1, -1), strict=True):
            node = self._sum(side)
            found = found or node is not None
            number = number * form.raised(factors, side if node is None else node, form.graph.number(sign))
        return (form.product(number, factors), self.used) if found else None

    def _has_waves(self, node: int) -> bool:
        return any(self.graph.ops[part] in _SINES for part in outside(self.graph, node))

    def _sum(self, node: int) -> int | None:
        """Return a sum or a product of sines and cosines as a sum of them, None where it is no shorter or has
        other functions of theirs."""
        before = self._count(node)
        if before is None or before[1] < 2 or not self._may_meet(node):
            return None
        waves = self._waves(node)
        if waves is None:
            return None
        total = self.graph.number(0)
        functions = 0
        for (code, angle), factor in waves.items():
            if not self.graph.is_zero(factor):
                term = factor if code < 0 else self._times(factor, self.graph.call(code, (angle,)))
                total = self.form.added(total, term)
                functions += code >= 0
        terms = len(self.form.terms(total))
        is_shorter = terms < before[0] or (terms == before[0] and functions + 1 < before[1])
        return total if is_shorter else None

    def _sums(self, root: int) -> list[int]:
        """Return the sums with sines and cosines that are factors of terms of *root*, or of terms of those;
        inner ones first, and *root* last."""
        found, pending = list[int](), [root]
        while pending:
            node = pending.pop()
            found.append(node)
            for monomial in self.form.terms(node):
                pending += [base for base in self._factors(monomial) if self._is_sum(base)]
        return list(dict.fromkeys(reversed(found)))

    def _is_sum(self, node: int) -> bool:
        return self.graph.ops[node] in (ADD, SUB) and self._has_waves(node)

    def _factors(self, monomial: int) -> Factors:
        return {} if monomial == self.form.one else self.form.factors(monomial)[1]

    def _count(self, root: int) -> tuple[int, int] | None:
        """Return the terms of a sum, and its sines and cosines in all; None where that is too much."""
        form = self.form
        counts: dict[int, tuple[int, int]] = {}
        for node in self._sums(root):
            terms = form.terms(node)
            total = 0
            for monomial in terms:
                functions = 0
                for base, exponent in self._factors(monomial).items():
                    value = form.graph.numbers.get(exponent)
                    inner = 1 if self.graph.ops[base] in _SINES else counts.get(base, (1, 0))[1]
                    if inner and (not isinstance(value, int) or value < 1):
                        return None
                    functions += inner * int(value) if inner and value is not None else 0
                if functions > _DEGREE:
                    return None
                total += functions
            if len(terms) > _TERMS:
                return None
            counts[node] = (len(terms), total)
        return counts[root]

    def _may_meet(self, node: int) -> bool:
        """Return whether terms of a sum may meet: two have the same factors beside sines and cosines, or no
        term becomes longer than it is, as powers do."""
        met = set[tuple[tuple[int, int], ...]]()
        has_powers = False
        for monomial in self.form.terms(node):
            beside = []
            for base, exponent in self._factors(monomial).items():
                if self.graph.ops[base] in _SINES:
                    has_powers = has_powers or exponent != self.form.one
                elif self._is_sum(base):
                    return True
                else:
                    beside.append((base, exponent))
            key = tuple(sorted(beside))
            if key in met:
                return True
            met.add(key)
        return not has_powers

    def _waves(self, root: int) -> Waves | None:
        """Return a sum as one of sines and cosines; None where it is too long."""
        form = self.form
        sums: dict[int, Waves] = {}
        for node in self._sums(root):
            total: Waves = {}
            for monomial, number in form.terms(node).items():
                product: Waves = {_NONE: form.graph.number(number)}
                for base, exponent in self._factors(monomial).items():
                    op = self.graph.ops[base]
                    if op in _SINES:
                        wave = self._wave(op, form.graph.first(base))
                    elif base in sums:
                        wave = sums[base]
                    else:
                        wave, exponent = {_NONE: form.power(base, exponent)}, form.one
                    value = form.graph.numbers.get(exponent)
                    if not isinstance(value, int) or not 1 <= value <= _DEGREE:
                        return None
                    for _ in range(value):
                        product = self._product(product, wave)
                        if len(product) > _TERMS:
                            return None
                for key, factor in product.items():
                    self._add(total, key, factor)
            if len(total) > _TERMS:
                return None
            sums[node] = total
        return sums[root]

    def _wave(self, code: int, argument: int, factor: int = -1) -> Waves:
        """Return a sine or cosine of an angle, which may have a value or another name, times a factor."""
        form = self.form
        known = self._known.get((code, argument))
        if known is None:
            known = self._known[code, argument] = self._alone(code, argument)
        key, scale = known
        if factor < 0:
            return {key: scale}
        number = self.graph.numbers.get(scale)
        return {key: self._times(factor, scale) if number is None else form.scaled(factor, number)}

    def _alone(self, code: int, argument: int) -> tuple[Key, int]:
        """Return what a sine or cosine of an angle is a multiple of, and what it is multiplied by."""
        form = self.form
        angle, sign = self._directed(spread_out(form, argument))
        call = form.call(code, (angle,))
        number, factors = form.factors(call)
        if code in (SIN, SINH) and sign < 0:
            number, call = -number, form.scaled(call, -1)
        [(base, exponent)] = factors.items() if len(factors) == 1 else [(-1, -1)]
        if base >= 0 and self.graph.ops[base] in _SINES and exponent == form.one:
            return (self.graph.ops[base], form.graph.first(base)), form.graph.number(number)
        return _NONE, call

    def _directed(self, angle: int) -> tuple[int, int]:
        known = self._angles.get(angle)
        if known is None:
            known = self._angles[angle] = angle, 1
            self._angles.setdefault(self.form.scaled(angle, -1), (angle, -1))
        return known

    def _product(self, one: Waves, other: Waves) -> Waves:
        """Return the product of two sums."""
        found: Waves = {}
        for (f, u), a in one.items():
            for (g, v), b in other.items():
                factor = self._times(a, b)
                if f < 0 or g < 0:
                    self._add(found, (max(f, g), max(u, v)), factor)
                    continue
                if (f in _HYPERBOLIC) != (g in _HYPERBOLIC):
                    raise Unsettled("a product of functions of two families")
                self._add_all(found, f, g, u, v, self.form.scaled(factor, Fraction(1, 2)))
        return found

    def _add_all(self, found: Waves, f: int, g: int, u: int, v: int, half: int) -> None:
        """Add 2*f(u)*g(v) times a factor to a sum."""
        form = self.form
        if f in (COS, COSH) and g in (SIN, SINH):
            f, g, u, v = g, f, v, u
        hyperbolic = f in _HYPERBOLIC
        sine, cosine = (SINH, COSH) if hyperbolic else (SIN, COS)
        plus, minus = form.added(u, v), form.added(u, form.scaled(v, -1))
        kind = "hyperbolic-" if hyperbolic else ""
        if f != g:
            self.used.add(f"product-of-{kind}sine-and-cosine")
            waves = ((sine, plus, 1), (sine, minus, 1))
        elif f == cosine:
            self.used.add(f"product-of-{kind}cosines")
            waves = ((cosine, plus, 1), (cosine, minus, 1))
        else:
            self.used.add(f"product-of-{kind}sines")
            waves = ((cosine, plus, 1 if hyperbolic else -1), (cosine, minus, -1 if hyperbolic else 1))
        for code, angle, sign in waves:
            for key, factor in self._wave(code, angle, form.scaled(half, sign)).items():
                self._add(found, key, factor)

    def _add(self, into: Waves, key: Key, factor: int) -> None:
        known = into.get(key)
        into[key] = factor if known is None else self.form.added(known, factor)

    def _times(self, one: int, other: int) -> int:
        factors: Factors = {}
        number = self.form.raised(factors, one, self.form.one) * self.form.raised(
            factors, other, self.form.one
        )
        return self.form.product(number, factors)


_SINES: Final = frozenset((SIN, COS, SINH, COSH))
_HYPERBOLIC: Final = frozenset((SINH, COSH))

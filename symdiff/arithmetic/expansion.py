"""How functions are expanded next to a point: an arithmetic of germs for the walk over a graph.

Germs are compared by their first terms, so branches of a Piecewise, Max, Abs, floor are chosen as they are
next to the point, and 0/0 is no matter. A function is expanded by the Taylor coefficients that its row gives
where it is smooth, by its definition elsewhere, and at the ends of domains and of the axis by what is known.

>>> from symdiff.arithmetic.walk import walk
>>> from symdiff.parser.formula import parse
>>> e, a = parse("sqrt(1 - cos(x))/x"), Expansions(4)
>>> [right] = walk(e.graph, [e.node], {"x": a.variable(0, 1)}, a)
>>> print(a.context.nstr(right.limit(), 10))
0.7071067812
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, TypeVar

from symdiff.arithmetic.germ import ONE, Germ, Truncation, rank, series
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import HOLDS, Arithmetic
from symdiff.errors import DomainError, Oscillates, Short, SymdiffError, Unsupported
from symdiff.graph.graph import Graph, Number
from symdiff.parser.templates import condition, definition, template
from symdiff.table.functions import ABS, MAX, MIN, row_of
from symdiff.table.operators import POW, is_comparison
from symdiff.table.row import Function

T = TypeVar("T")

DIGITS: Final = 60
_ZERO: Final = 40
"""Digits after which a coefficient that cancels is zero."""
_FAR: Final = 1e9
"""A value that no bounded function has."""


def deepened(work: Callable[[Expansions], T], depths: Iterable[int]) -> T:
    """Return what *work* returns with the first of *depths* that tells.

    Raises Unsupported where none does, and what *work* raises but for Short.
    """
    why = ""
    for depth in depths:
        try:
            return work(Expansions(depth))
        except Short as error:
            why = str(error)
    raise Unsupported(f"the expansion at this point does not tell: {why}")


class Expansions(Arithmetic):
    """Germs with *depth* exponents beyond the first of each."""

    name = "one-sided"

    def __init__(self, depth: int) -> None:
        self.depth = Fraction(depth)
        self.numbers = Multiprecision(DIGITS)
        self.context = self.numbers.context
        self.tiny = self.context.mpf(10) ** -_ZERO
        self.truncation = Truncation(self.context, self.tiny, self.depth)

    def variable(self, at: Any, side: int) -> Germ:
        """Return at + side*h."""
        return self.curve(at, (side,))

    def curve(self, at: Any, along: Sequence[Any]) -> Germ:
        """Return at + along[0]*h + along[1]*h**2 + …"""
        terms = {(Fraction(k), 0): self.numbers.convert(c) for k, c in enumerate([at, *along])}
        return Germ(self.truncation, terms)

    def of(self, value: Any) -> Germ:
        """Return a constant."""
        return Germ(self.truncation, {ONE: value})

    def number(self, value: Number) -> Germ:
        return self.of(self.numbers.number(value))

    def constant(self, name: str) -> Germ:
        if name == "oo":
            raise ValueError("infinity is no point next to others")
        return self.of(self.numbers.constant(name))

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        if op == POW:
            return self.power(values[0], values[1])
        if is_comparison(op):
            return (values[0] - values[1]).sign() in HOLDS[op]
        return super().operate(op, values)

    def power(self, base: Germ, exponent: Germ) -> Germ:
        if not exponent.is_constant():
            if base.is_zero() and exponent.sign() > 0:
                return base
            if base.sign() <= 0:
                raise ValueError("a power of what is not positive")
            return self._exp(exponent * self._log(base))
        p = self._rational(exponent.constant())
        if base.is_constant():
            value = base.constant()
            if value == 0 and p == 0:
                return self.of(self.context.one)
            if value == 0 and p < 0:
                raise ZeroDivisionError
            if value < 0 and not (isinstance(p, Fraction) and p.denominator == 1):
                raise ValueError("a power of a negative number")
            return self.of(self.numbers.check(self.numbers.power(value, exponent.constant())))
        if isinstance(p, Fraction) and p.denominator == 1 and 0 <= p <= 64:
            result = self.of(self.context.one)
            for _ in range(p.numerator):
                result = result * base
            return result
        if base.sign() < 0 and not (isinstance(p, Fraction) and p.denominator == 1):
            raise ValueError("a power of a negative number")
        if base.huge or not base.terms:
            sign = base.sign() if not (isinstance(p, Fraction) and p % 2 == 0) else 1
            if base.huge or base.flat:
                up = bool(base.huge) == (p > 0)
                return Germ(self.truncation, {}, huge=sign) if up else Germ(self.truncation, {}, flat=sign)
            raise Short("no term is known")
        if not isinstance(p, Fraction):
            return self._exp(exponent * self._log(base))
        (e, j), c, rest = base.split()
        if j:
            raise Unsupported("a power of a logarithm")
        if p.denominator == 1:
            front = c**p.numerator
        else:
            front = self.context.root(c, p.denominator) ** p.numerator
        return Germ(self.truncation, {(e * p, 0): front}) * series(rest, _binomial(self.context, p))

    def _rational(self, value: Any) -> Any:
        """Return a number as a Fraction where it is one with a small denominator, else as it is."""
        c = self.context
        nearest = Fraction(int(c.nint(value * 2520)), 2520)
        if abs(c.mpf(nearest.numerator) / nearest.denominator - value) <= self.tiny:
            return nearest
        return value

    def _log(self, u: Germ) -> Germ:
        if u.sign() <= 0:
            raise ValueError("the logarithm of what is not positive")
        if u.huge or not u.terms:
            raise Unsupported("the logarithm of what is beyond every power")
        (e, j), c, rest = u.split()
        if j:
            raise Unsupported("the logarithm of a logarithm")
        front = {ONE: self.context.log(c)}
        if e:
            front[Fraction(0), 1] = self.context.mpf(e.numerator) / e.denominator
        return Germ(self.truncation, front) + series(rest, _logarithm(self.context))

    def _exp(self, u: Germ) -> Germ:
        if u.huge:
            return Germ(self.truncation, {}, huge=1) if u.huge > 0 else Germ(self.truncation, {}, flat=1)
        terms = dict(u.terms)
        if terms and rank(min(terms, key=rank)) < (0, 0):
            place = min(terms, key=rank)
            if place[0] < 0 or place[1] > 1:
                return (
                    Germ(self.truncation, {}, huge=1) if u.sign() > 0 else Germ(self.truncation, {}, flat=1)
                )
        if u.order <= 0:
            u.limit()  # says why there is none
        constant = terms.pop(ONE, self.context.zero)
        power = self._rational(terms.pop((Fraction(0), 1), self.context.zero))
        if not isinstance(power, Fraction):
            raise Unsupported("an irrational power")
        small = Germ(self.truncation, terms, u.order, u.wild, u.flat)
        return Germ(self.truncation, {(power, 0): self.context.exp(constant)}) * series(
            small, _exponential(self.context)
        )

    # Functions ------------------------------------------------------------------------------

    def call(self, code: int, values: Sequence[Any]) -> Any:
        if code == MAX or code == MIN:
            best = values[0]
            for value in values[1:]:
                best = self._larger(best, value) if code == MAX else -self._larger(-best, -value)
            return best
        if all(value.is_constant() for value in values):
            return self.of(self._number_of(code, [value.constant() for value in values]))
        if len(values) == 1 and values[0].oscillates():
            return self._oscillating(code, values[0])
        known = _KNOWN.get(row_of(code).name) if len(values) == 1 else None
        if known is not None:
            return known(self, values[0])
        moving = [place for place, value in enumerate(values) if not value.is_constant()]
        if len(moving) == 1:
            return self._one(code, values, moving[0])
        return self._defined(code, values)

    def _larger(self, a: Germ, b: Germ) -> Germ:
        less = b - a
        if less.wild and not less.terms:  # within |b - a| of both
            return a + Germ(self.truncation, {}, less.order, 2)
        return b if less.sign() > 0 else a

    def _abs(self, u: Germ) -> Germ:
        if u.wild and not u.terms:
            return Germ(self.truncation, {}, u.order, 2)
        return u if u.sign() >= 0 else -u

    def _sign(self, u: Germ) -> Germ:
        return Germ(self.truncation, {}, Fraction(0), 2) if u.wild and not u.terms else self.number(u.sign())

    def _sqrt(self, u: Germ) -> Germ:
        return self.power(u, self.number(Fraction(1, 2)))

    def _cbrt(self, u: Germ) -> Germ:
        third = self.number(Fraction(1, 3))
        return self.power(u, third) if u.sign() >= 0 else -self.power(-u, third)

    def _ceiling(self, u: Germ) -> Germ:
        return -self._floor(-u)

    def _oscillating(self, code: int, u: Germ) -> Germ:
        """Return a function of what oscillates: all that is known is a bound, of a bounded function or of one
        that is nowhere infinite."""
        row = row_of(code)
        bounded = u.lead() >= 0 and not row.domain and not row.poles
        if code == ABS:
            return Germ(self.truncation, {}, u.lead(), 2)
        if bounded or self._is_bounded(row):
            return Germ(self.truncation, {}, Fraction(0), 2)
        raise Unsupported(f"{row.name} of what oscillates")

    def _is_bounded(self, row: Function) -> bool:
        """Return whether the range of a row has two ends."""
        if not row.range:
            return False
        rule = template(row.range, ("y",))
        return not any(self.numbers.at(rule, [self.context.mpf(s * _FAR)]) for s in (1, -1))

    def _number_of(self, code: int, values: Sequence[Any]) -> Any:
        """Return a function at a point; the sine of pi is 0."""
        if self._nearly(code, "poles", values):
            raise ZeroDivisionError
        value = self.numbers.check(self.numbers.call(code, list(values)))
        if row_of(code).period and abs(value) < self.tiny and abs(values[0]) > self.tiny:
            return self.context.zero
        return value

    def _floor(self, u: Germ) -> Germ:
        limit = u.limit()
        if not self.context.isfinite(limit):
            raise Unsupported("the floor of what grows without end")
        nearest = self.context.nint(limit)
        if abs(nearest - limit) > self.tiny:
            return self.of(self.context.floor(limit))
        return self.of(nearest if (u - self.of(nearest)).sign() >= 0 else nearest - 1)

    def _defined(self, code: int, values: Sequence[Germ]) -> Germ:
        """Return a function by its definition."""
        rule = definition(code)
        if rule is None:
            raise Unsupported(f"{row_of(code).name} is not expanded here")
        try:
            found: Germ = self.at(rule, values)
        except DomainError as error:
            raise ValueError(error.message) from None
        return found

    def _one(self, code: int, values: Sequence[Germ], place: int) -> Germ:
        """Return a function of which one argument moves."""
        row, u = row_of(code), values[place]
        try:
            limit = u.limit()
        except Oscillates:
            raise Unsupported(f"{row.name} of what oscillates") from None
        if not self.context.isfinite(limit):
            return self._far(code, values, u)
        plain = [value.constant() for value in values]
        plain[place] = limit
        if self._holds(code, "domain", plain) and self._is_smooth(code, plain):
            small = u - self.of(limit)
            if small.is_zero():
                return self.of(self._number_of(code, plain))
            count = int(self.depth / small.lead()) + 2 if small.terms else 2
            coefficients = self._taylor(code, plain, place, count)
            return series(small, lambda k: coefficients[k] if k < len(coefficients) else 0)
        for end, text in row.ends:
            if abs(limit - self.numbers.at(template(end, ()), [])) <= self.tiny:
                found: Germ = self.at(template(text, row.parameters), values)
                return found
        return self._defined(code, values)

    def _far(self, code: int, values: Sequence[Germ], u: Germ) -> Germ:
        """Return a function whose argument goes to infinity."""
        row = row_of(code)
        if row.period and not row.poles:
            return Germ(self.truncation, {}, Fraction(0), 1)
        text = row.far[u.sign() > 0]
        if not text:
            return self._defined(code, values)
        found: Germ = self.at(template(text, row.parameters), values)
        return found

    def _holds(self, code: int, field: str, values: Sequence[Any]) -> bool:
        rule = condition(code, field)
        if rule is None:
            return True
        try:
            return bool(self.numbers.at(rule, values))
        except (SymdiffError, ArithmeticError, ValueError, TypeError):
            return False

    def _is_smooth(self, code: int, values: Sequence[Any]) -> bool:
        """Return whether a function is analytic at a point of its domain, as its row says: no kink, jump, end
        or pole there, and the formula of its derivative holds or has a removable gap."""
        if not self._holds(code, "smooth", values):
            return False
        if any(self._nearly(code, field, values) for field in ("poles", "kinks", "jumps")):
            return False
        if not row_of(code).domain:
            return True
        # An end of the domain is no inner point.
        step = self.context.mpf(10) ** -20
        return all(self._holds(code, "domain", [v + s * step for v in values]) for s in (1, -1))

    def _nearly(self, code: int, field: str, values: Sequence[Any]) -> bool:
        """Return whether a condition of a row is there and holds at a point, but for rounding."""
        rule = condition(code, field)
        if rule is None:
            return False
        try:
            return self.numbers.nearly(rule, values, self.tiny)
        except (SymdiffError, ArithmeticError, ValueError, TypeError):
            return False

    def _taylor(self, code: int, values: Sequence[Any], place: int, count: int) -> list[Any]:
        """Return Taylor coefficients of a function in one argument: by the rows, or where those have a gap,
        by differences at many digits."""
        from symdiff.arithmetic.jet import jet
        from symdiff.graph.expr import Expr

        graph = Graph()
        nodes = [graph.symbol(f"x{i}") for i in range(len(values))]
        names = [f"x{i}" for i in range(len(values))]
        expr = Expr(graph, graph.call(code, nodes))
        at = dict(zip(names, values, strict=True))
        try:
            found = list(jet(expr, names[place], at, count, arithmetic=self.numbers).coefficients)
            return [self._number_of(code, values), *found[1:]]
        except (DomainError, Unsupported):
            pass

        def function(x: Any) -> Any:
            return self.numbers.call(code, [*values[:place], x, *values[place + 1 :]])

        found = self.context.taylor(function, values[place], count)
        return [self.context.mpf(c.real) if abs(c) > self.tiny else self.context.zero for c in found]


_KNOWN: Final[dict[str, Callable[[Expansions, Germ], Germ]]] = {
    "Abs": Expansions._abs, "sign": Expansions._sign, "exp": Expansions._exp, "log": Expansions._log,
    "sqrt": Expansions._sqrt, "cbrt": Expansions._cbrt, "floor": Expansions._floor,
    "ceiling": Expansions._ceiling,
}  # fmt: skip
"""Functions that are expanded by what they are, at their kinks and ends too."""


def _binomial(context: Any, p: Fraction) -> Callable[[int], Any]:
    """Return the coefficients of (1 + u)**p."""
    known = [Fraction(1)]

    def coefficient(k: int) -> Any:
        while len(known) <= k:
            n = len(known)
            known.append(known[-1] * (p - n + 1) / n)
        return context.mpf(known[k].numerator) / known[k].denominator

    return coefficient


def _logarithm(context: Any) -> Callable[[int], Any]:
    return lambda k: context.mpf(1 if k % 2 else -1) / k if k else 0


def _exponential(context: Any) -> Callable[[int], Any]:
    return lambda k: 1 / context.factorial(k)


__all__ = ["DIGITS", "Expansions", "deepened"]

"""Germs: what a function is like next to a point, on one side of it.

With h > 0 on its way to 0, a germ is a sum of terms c * h**e * log(h)**j with rational e, whole j >= 0, and
an error O(h**order). Beside that it may be *flat* (exp(-1/h): smaller than every power, its sign known),
*huge* (exp(1/h)), or oscillate: sin(1/h) is all error, O(h**0), and that error is known not to vanish. Germs
are compared by their first terms, so branches of a Piecewise, Max, Abs, floor are chosen as they are next to
the point, and 0/0 is no matter. Coefficients have 60 digits; what is below 1e-40 beside its like is zero.

Source: power series as in Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, chapter 13; with
exponents that are fractions, and powers of the logarithm.

>>> from symdiff.parse import parse
>>> from symdiff.arithmetic.walk import walk
>>> e, a = parse("sqrt(1 - cos(x))/x"), Germs(4)
>>> [right] = walk(e.graph, [e.node], {"x": a.variable(0, 1)}, a)
>>> print(a.context.nstr(right.limit(), 10))
0.7071067812
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import Arithmetic, walk
from symdiff.errors import DomainError, SymdiffError, Unsupported
from symdiff.functions import (
    AND,
    CONSTANT,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MAX,
    MIN,
    NE,
    NOT,
    OR,
    POW,
    row_of,
)
from symdiff.graph import Graph, Number
from symdiff.rules import Template, condition, definition

DIGITS: Final = 60
_ZERO: Final = 40
"""Digits after which a coefficient that cancels is zero."""
_NEVER: Final = Fraction(10**9)
"""The order of what has no error."""
_MOST: Final = 160
"""Terms of a germ, at most."""
_PERIODIC: Final = frozenset(("sin", "cos"))
"""Functions that oscillate for ever; they are zero where rounding says nearly so."""
_ENDS: Final = {
    # how a function begins at the end of its domain, in functions that are smooth there (DLMF 4.24, 4.38)
    ("asin", 1): "pi/2 - 2*asin(sqrt((1 - x)/2))",
    ("asin", -1): "2*asin(sqrt((1 + x)/2)) - pi/2",
    ("acos", 1): "2*asin(sqrt((1 - x)/2))",
    ("acos", -1): "pi - 2*asin(sqrt((1 + x)/2))",
    ("acosh", 1): "2*asinh(sqrt((x - 1)/2))",
}

Place = tuple[Fraction, int]
"""Exponent of h, power of log(h)."""


class Short(SymdiffError):
    """The terms kept do not tell: more are needed."""


class Oscillates(SymdiffError):
    """There is no limit: the function goes to and fro without end."""


class Germ:
    """A function of h > 0 next to 0; made by `Germs`."""

    __slots__ = ("flat", "germs", "huge", "order", "terms", "wild")

    def __init__(
        self,
        germs: Germs,
        terms: dict[Place, Any],
        order: Fraction = _NEVER,
        wild: int = 0,
        flat: int | None = 0,
        huge: int = 0,
    ) -> None:
        self.germs = germs
        self.terms = {place: c for place, c in terms.items() if c != 0 and place[0] < order}
        if len(self.terms) > _MOST:
            raise Unsupported("an expansion with more terms than are kept")
        self.order = order
        self.wild = wild
        """1 where the error is one oscillation of just that size, 2 where several may cancel."""
        self.flat = flat if not self.terms and order == _NEVER else 0
        """Sign of what is smaller than every power, None where it is not known."""
        self.huge = huge
        """Sign of what is larger than every power; then nothing else counts."""

    # Reading --------------------------------------------------------------------------------

    def first(self) -> Place:
        """Return the place of the term that rules. Raises Short where no term is known."""
        if not self.terms:
            raise Short("no term is known")
        return min(self.terms, key=_rank)

    def sign(self) -> int:
        """Return the sign next to the point. Raises Short, Oscillates or Unsupported."""
        if self.huge:
            return self.huge
        if self.terms:
            place = self.first()
            sign = 1 if self.terms[place] > 0 else -1
            return -sign if place[1] % 2 else sign
        if self.order == _NEVER:
            if self.flat is None:
                raise Unsupported("the sign of a difference of terms smaller than every power")
            return self.flat
        if self.wild:
            raise Oscillates("the sign changes without end")
        raise Short("no term is known")

    def limit(self) -> Any:
        """Return the limit for h to 0: a number, +inf or -inf. Raises Oscillates, Short or Unsupported."""
        infinity = self.germs.context.inf
        if self.huge:
            return self.huge * infinity
        if self.terms:
            place = self.first()
            if _rank(place) < (0, 0):
                return infinity if self.sign() > 0 else -infinity
        if self.order <= 0:
            if self.wild == 1:
                raise Oscillates("it oscillates without end")
            if self.wild:
                raise Unsupported("a sum of oscillations")
            raise Short("no term is known")
        return self.terms.get((Fraction(0), 0), self.germs.context.zero)

    def lead(self) -> Fraction:
        """Return an exponent that no part of the germ is larger than."""
        return min(min([e for e, _ in self.terms], default=self.order), self.order)

    # Arithmetic -----------------------------------------------------------------------------

    def __add__(self, other: Germ) -> Germ:
        if self.huge or other.huge:
            if self.huge and other.huge and self.huge != other.huge:
                raise Unsupported("a difference of terms larger than every power")
            return Germ(self.germs, {}, huge=self.huge or other.huge)
        terms = dict(self.terms)
        for place, c in other.terms.items():
            known = terms.get(place)
            terms[place] = c if known is None else self.germs.added(known, c)
        order = min(self.order, other.order)
        wild = 0
        if order < _NEVER:
            at = [germ for germ in (self, other) if germ.order == order]
            wild = at[0].wild if len(at) == 1 else 2 if any(germ.wild for germ in at) else 0
        flats = {germ.flat for germ in (self, other) if germ.flat != 0}
        flat = 0 if not flats else flats.pop() if len(flats) == 1 else None
        if (self.terms or other.terms) and not any(terms.values()) and (self.flat or other.flat):
            flat = None
        return Germ(self.germs, terms, order, wild, flat)

    def __neg__(self) -> Germ:
        terms = {place: -c for place, c in self.terms.items()}
        flat = None if self.flat is None else -self.flat
        return Germ(self.germs, terms, self.order, self.wild, flat, -self.huge)

    def __sub__(self, other: Germ) -> Germ:
        return self + -other

    def __mul__(self, other: Germ) -> Germ:
        germs = self.germs
        if self.is_zero() or other.is_zero():
            return Germ(germs, {})
        if self.huge or other.huge:
            for germ in (self, other):
                if not germ.huge and not germ.terms:
                    raise Unsupported("0 times infinity, of terms beyond every power")
            return Germ(germs, {}, huge=self.sign() * other.sign())
        if self.flat != 0 or other.flat != 0:
            try:
                flat = self.sign() * other.sign()
            except (Oscillates, Unsupported):
                return Germ(germs, {}, flat=None)
            return Germ(germs, {}, flat=flat or None)
        terms: dict[Place, Any] = {}
        limit = germs.depth + self.lead() + other.lead()
        short = False
        for (e, j), c in self.terms.items():
            for (f, k), d in other.terms.items():
                if e + f >= limit:
                    short = True
                    continue
                place = (e + f, j + k)
                known = terms.get(place)
                terms[place] = c * d if known is None else germs.added(known, c * d)
        ends = [self.order + other.lead()] if self.order < _NEVER else []
        ends += [other.order + self.lead()] if other.order < _NEVER else []
        order = min([*ends, *([limit] if short else [])], default=_NEVER)
        wild = 0
        if ends and order == min(ends):
            if self.wild and self.order + other.lead() == order:
                wild = self.wild if other.terms and other.wild == 0 else 2
            if other.wild and other.order + self.lead() == order:
                wild = 2 if wild else other.wild if self.terms and self.wild == 0 else 2
            if self.wild and wild == 1 and _logs(other):
                wild = 2
        return Germ(germs, terms, order, wild)

    def inverse(self) -> Germ:
        """Return 1 / self. Raises ZeroDivisionError for zero."""
        germs = self.germs
        if self.huge:
            return Germ(germs, {}, flat=self.huge)
        if not self.terms and self.order == _NEVER:
            if self.flat == 0:
                raise ZeroDivisionError
            return Germ(germs, {}, huge=self.sign())
        if not self.terms and self.wild:
            raise Oscillates("a division by what is zero again and again")
        (e, j), c, rest = self._split()
        if j:
            raise Unsupported("a division by a logarithm")
        return Germ(germs, {(-e, 0): 1 / c}) * germs.series(rest, lambda k: -1 if k % 2 else 1)

    def __truediv__(self, other: Germ) -> Germ:
        return self * other.inverse()

    def _split(self) -> tuple[Place, Any, Germ]:
        """Return the ruling term and what is left, divided by it: self = c*h**e*log(h)**j*(1 + rest)."""
        place = self.first()
        e, j = place
        if any(f == e and k != j for f, k in self.terms):
            raise Unsupported("an expansion in powers of a logarithm")
        c = self.terms[place]
        rest = {(f - e, k): d / c for (f, k), d in self.terms.items() if (f, k) != place}
        order = self.order - e if self.order < _NEVER else _NEVER
        return place, c, Germ(self.germs, rest, order, self.wild and 2)

    def is_zero(self) -> bool:
        """Return whether the germ is that of the constant 0."""
        return not self.terms and self.order == _NEVER and self.flat == 0 and not self.huge

    def is_constant(self) -> bool:
        """Return whether the germ is that of a constant."""
        places = set(self.terms) <= {(Fraction(0), 0)}
        return places and self.order == _NEVER and self.flat == 0 and not self.huge


class Germs(Arithmetic):
    """Germs with *depth* exponents beyond the first of each."""

    name = "one-sided"

    def __init__(self, depth: int) -> None:
        self.depth = Fraction(depth)
        self.numbers = Multiprecision(DIGITS)
        self.context = self.numbers.context
        self.tiny = self.context.mpf(10) ** -_ZERO

    def variable(self, at: Any, side: int) -> Germ:
        """Return at + side*h."""
        return Germ(
            self, {(Fraction(0), 0): self.numbers.convert(at), (Fraction(1), 0): self.context.mpf(side)}
        )

    def curve(self, at: Any, along: Sequence[Any]) -> Germ:
        """Return at + along[0]*h + along[1]*h**2 + …"""
        terms = {(Fraction(k), 0): self.numbers.convert(c) for k, c in enumerate([at, *along])}
        return Germ(self, terms)

    def of(self, value: Any) -> Germ:
        """Return a constant."""
        return Germ(self, {(Fraction(0), 0): value})

    def added(self, a: Any, b: Any) -> Any:
        """Return a + b, zero where they cancel."""
        total = a + b
        return self.context.zero if abs(total) <= self.tiny * max(abs(a), abs(b)) else total

    def number(self, value: Number) -> Germ:
        return self.of(self.numbers.number(value))

    def constant(self, name: str) -> Germ:
        if name == "oo":
            raise ValueError("infinity is no point next to others")
        return self.of(self.numbers.constant(name))

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        if op == POW:
            return self.power(values[0], values[1])
        if LT <= op <= NE:
            sign = (values[0] - values[1]).sign()
            return {EQ: sign == 0, NE: sign != 0, LT: sign < 0, LE: sign <= 0, GT: sign > 0, GE: sign >= 0}[
                op
            ]
        if op in (NOT, AND, OR):
            return super().operate(op, values)
        return super().operate(op, values)

    def series(self, small: Germ, coefficient: Callable[[int], Any]) -> Germ:
        """Return the sum of coefficient(k) * small**k, for what goes to 0."""
        one = Germ(self, {(Fraction(0), 0): self.context.one * coefficient(0)})
        if small.is_zero():
            return one
        if small.huge or (small.terms and _rank(small.first()) <= (0, 0)) or small.lead() < 0:
            raise Unsupported("a power series of what does not go to 0")
        if not small.terms:
            if small.flat != 0:  # the sum less its first term is flat, and counts where that is 0
                slope = coefficient(1)
                sign = None if small.flat is None else small.flat * ((slope > 0) - (slope < 0))
                return one + Germ(self, {}, flat=sign or None)
            return one + Germ(self, {}, small.order, small.wild and 2)
        step = small.lead()
        total, power = one, Germ(self, {(Fraction(0), 0): self.context.one})
        k = 0
        while k * step < self.depth:
            k += 1
            power = power * small
            total = total + power * self.of(self.context.one * coefficient(k))
        return total + Germ(self, {}, (k + 1) * step)

    def power(self, base: Germ, exponent: Germ) -> Germ:
        if not exponent.is_constant():
            if base.is_zero() and exponent.sign() > 0:
                return base
            if base.sign() <= 0:
                raise ValueError("a power of what is not positive")
            return self._exp(exponent * self._log(base))
        p = self._rational(exponent.terms.get((Fraction(0), 0), self.context.zero))
        if base.is_constant():
            value = base.terms.get((Fraction(0), 0), self.context.zero)
            exact = p if isinstance(p, Fraction) else None
            if value == 0 and (exact is None or exact <= 0) and not p > 0:
                if p == 0:
                    return self.of(self.context.one)
                raise ZeroDivisionError
            if value < 0 and (exact is None or exact.denominator > 1):
                raise ValueError("a power of a negative number")
            return self.of(
                self.numbers.check(
                    self.numbers.power(value, exponent.terms.get((Fraction(0), 0), self.context.zero))
                )
            )
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
                return Germ(self, {}, huge=sign) if up else Germ(self, {}, flat=sign)
            raise Short("no term is known")
        if not isinstance(p, Fraction):
            return self._exp(exponent * self._log(base))
        (e, j), c, rest = base._split()
        if j:
            raise Unsupported("a power of a logarithm")
        if p.denominator == 1:
            front = c**p.numerator
        else:
            front = self.context.root(c, p.denominator) ** p.numerator
        return Germ(self, {(e * p, 0): front}) * self.series(rest, _binomial(p))

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
        (e, j), c, rest = u._split()
        if j:
            raise Unsupported("the logarithm of a logarithm")
        front = {(Fraction(0), 0): self.context.log(c)}
        if e:
            front[Fraction(0), 1] = self.context.mpf(e.numerator) / e.denominator
        return Germ(self, front) + self.series(rest, _logarithm(self.context))

    def _exp(self, u: Germ) -> Germ:
        if u.huge:
            return Germ(self, {}, huge=1) if u.huge > 0 else Germ(self, {}, flat=1)
        terms = dict(u.terms)
        if terms and _rank(min(terms, key=_rank)) < (0, 0):
            place = min(terms, key=_rank)
            if place[0] < 0 or place[1] > 1:
                return Germ(self, {}, huge=1) if u.sign() > 0 else Germ(self, {}, flat=1)
        if u.order <= 0:
            u.limit()  # says why there is none
        constant = terms.pop((Fraction(0), 0), self.context.zero)
        power = self._rational(terms.pop((Fraction(0), 1), self.context.zero))
        if not isinstance(power, Fraction):
            raise Unsupported("an irrational power")
        small = Germ(self, terms, u.order, u.wild, u.flat)
        return Germ(self, {(power, 0): self.context.exp(constant)}) * self.series(
            small, _exponential(self.context)
        )

    # Functions ------------------------------------------------------------------------------

    def call(self, code: int, values: Sequence[Any]) -> Any:
        row = row_of(code)
        if code == MAX or code == MIN:
            best = values[0]
            for value in values[1:]:
                sign = (value - best).sign()
                if (sign > 0) if code == MAX else (sign < 0):
                    best = value
            return best
        if all(value.is_constant() for value in values):
            zero = self.context.zero
            plain = [value.terms.get((Fraction(0), 0), zero) for value in values]
            return self.of(self._number_of(code, plain))
        name, u = row.name, values[0]
        if len(values) == 1:
            if name in ("Abs", "sign"):
                sign = u.sign()
                return (u if sign >= 0 else -u) if name == "Abs" else self.number(sign)
            if name == "exp":
                return self._exp(u)
            if name == "log":
                return self._log(u)
            if name == "sqrt":
                return self.power(u, self.number(Fraction(1, 2)))
            if name == "cbrt":
                third = self.number(Fraction(1, 3))
                return self.power(u, third) if u.sign() >= 0 else -self.power(-u, third)
            if name in ("floor", "ceiling"):
                return self._floor(u) if name == "floor" else -self._floor(-u)
        moving = [place for place, value in enumerate(values) if not value.is_constant()]
        if len(moving) == 1:
            return self._one(code, values, moving[0])
        return self._defined(code, values)

    def _number_of(self, code: int, values: Sequence[Any]) -> Any:
        """Return a function at a point; the sine of pi is 0."""
        if row_of(code).poles and self._nearly(code, "poles", values):
            raise ZeroDivisionError
        value = self.numbers.check(self.numbers.call(code, list(values)))
        if row_of(code).name in _PERIODIC and abs(value) < self.tiny and abs(values[0]) > self.tiny:
            return self.context.zero
        return value

    def _floor(self, u: Germ) -> Germ:
        limit = u.limit()
        if not self.context.isfinite(limit):
            raise Oscillates("it jumps without end")
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
            if row.range:
                return Germ(self, {}, Fraction(0), 2)
            raise
        if not self.context.isfinite(limit):
            return self._far(code, values, u)
        plain = [value.terms.get((Fraction(0), 0), self.context.zero) for value in values]
        plain[place] = limit
        if self._holds(code, "domain", plain) and self._is_smooth(code, plain):
            small = u - self.of(limit)
            if small.is_zero():
                return self.of(self._number_of(code, plain))
            count = int(self.depth / small.lead()) + 2 if small.terms else 2
            coefficients = self._taylor(code, plain, place, count)
            return self.series(small, lambda k: coefficients[k] if k < len(coefficients) else 0)
        nearest = int(self.context.nint(limit))
        text = _ENDS.get((row.name, nearest)) if abs(limit - nearest) <= self.tiny else None
        if text:
            from symdiff.parse import parse

            end = parse(text)
            [found] = walk(end.graph, [end.node], {"x": u}, self)
            assert isinstance(found, Germ)
            return found
        return self._defined(code, values)

    def _far(self, code: int, values: Sequence[Germ], u: Germ) -> Germ:
        """Return a function whose argument goes to infinity."""
        name, up = row_of(code).name, u.sign() > 0
        if name in _PERIODIC:
            return Germ(self, {}, Fraction(0), 1)
        if name == "atan":
            half = self.of(self.context.pi / (2 if up else -2))
            rest = self.call(code, [u.inverse()])
            assert isinstance(rest, Germ)
            return half - rest
        if name == "tanh":
            two = self.number(2)
            return self.number(1) - two * (self._exp(two * u) + self.number(1)).inverse()
        if name in ("erf", "erfc"):
            if not (u * u).huge and u.terms and u.first()[0] >= 0:
                raise Unsupported(f"{name} of a logarithm")
            end = (1 if up else -1) if name == "erf" else (0 if up else 2)
            less = (-1 if up else 1) if name == "erf" else (1 if up else -1)
            return self.number(end) + Germ(self, {}, flat=less)
        return self._defined(code, values)

    def _holds(self, code: int, field: str, values: Sequence[Any]) -> bool:
        template = condition(code, field)
        if template is None:
            return True
        try:
            return bool(self.numbers.at(template, values))
        except (SymdiffError, ArithmeticError, ValueError, TypeError):
            return False

    def _is_smooth(self, code: int, values: Sequence[Any]) -> bool:
        """Return whether a function is analytic at a point of its domain, as its row says: no kink, jump, end
        or pole there, and the formula of its derivative holds or has a removable gap."""
        row = row_of(code)
        if not self._holds(code, "smooth", values):
            return False
        for field in ("poles", "kinks", "jumps"):
            if getattr(row, field) and self._nearly(code, field, values):
                return False
        if not row.domain:
            return True
        # An end of the domain is no inner point.
        step = self.context.mpf(10) ** -20
        return all(self._holds(code, "domain", [v + s * step for v in values]) for s in (1, -1))

    def _nearly(self, code: int, field: str, values: Sequence[Any]) -> bool:
        """Return whether a condition of a row holds at a point, but for rounding."""
        template = condition(code, field)
        assert template is not None
        try:
            return nearly(template, values, self.numbers, self.tiny)
        except (SymdiffError, ArithmeticError, ValueError, TypeError):
            return False

    def _taylor(self, code: int, values: Sequence[Any], place: int, count: int) -> list[Any]:
        """Return Taylor coefficients of a function in one argument: by the rows, or where those have a gap,
        by differences at many digits."""
        from symdiff.arithmetic.jet import jet
        from symdiff.expr import Expr

        graph = Graph()
        nodes = [graph.symbol(f"x{i}") for i in range(len(values))]
        names = [f"x{i}" for i in range(len(values))]
        expr = Expr(graph, graph.call(code, nodes))
        at = dict(zip(names, values, strict=True))
        try:
            found = list(jet(expr, names[place], at, count, self.numbers).coefficients)
            return [self._number_of(code, values), *found[1:]]
        except (DomainError, Unsupported):
            pass

        def function(x: Any) -> Any:
            return self.numbers.call(code, [*values[:place], x, *values[place + 1 :]])

        found = self.context.taylor(function, values[place], count)
        return [self.context.mpf(c.real) if abs(c) > self.tiny else self.context.zero for c in found]


def nearly(template: Template, values: Sequence[Any], numbers: Arithmetic, near: Any) -> bool:
    """Return whether a condition of the table holds, two sides that are *near* one another being equal.

    Raises what an evaluation raises.
    """
    graph = template.graph
    at = {graph.names[node]: values[place] for node, place in template.place.items()}
    known: dict[int, bool] = {}
    for node in template.order:
        op, children = graph.ops[node], graph.children[node]
        if LT <= op <= NE:
            left, right = walk(graph, children, at, numbers)
            equal = abs(left - right) <= near * max(1, abs(left), abs(right))
            known[node] = (op == EQ) == equal if op in (EQ, NE) else bool(numbers.operate(op, (left, right)))
        elif op == AND or op == OR:
            both = [known[child] for child in children]
            known[node] = all(both) if op == AND else any(both)
        elif op == NOT:
            known[node] = not known[children[0]]
        elif op == CONSTANT and graph.names[node] in ("True", "False"):
            known[node] = graph.names[node] == "True"
    return known[template.order[-1]]


def _rank(place: Place) -> tuple[Fraction, int]:
    """Return the key by which the larger of two terms comes first."""
    return (place[0], -place[1])


def _logs(germ: Germ) -> bool:
    return any(j for _, j in germ.terms)


def _binomial(p: Fraction) -> Callable[[int], Any]:
    """Return the coefficients of (1 + u)**p."""
    known = [Fraction(1)]

    def coefficient(k: int) -> Any:
        while len(known) <= k:
            n = len(known)
            known.append(known[-1] * (p - n + 1) / n)
        return _Exact(known[k])

    return coefficient


class _Exact:
    """A Fraction that an mpmath number can be multiplied by."""

    def __init__(self, value: Fraction) -> None:
        self.value = value

    def __rmul__(self, other: Any) -> Any:
        return other * self.value.numerator / self.value.denominator

    def __gt__(self, other: int) -> bool:
        return self.value > other

    def __lt__(self, other: int) -> bool:
        return self.value < other


def _logarithm(context: Any) -> Callable[[int], Any]:
    return lambda k: context.mpf(1 if k % 2 else -1) / k if k else 0


def _exponential(context: Any) -> Callable[[int], Any]:
    return lambda k: 1 / context.factorial(k)


__all__ = ["Germ", "Germs", "Oscillates", "Short", "nearly"]

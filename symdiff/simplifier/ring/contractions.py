"""Sums of two terms that are one product of functions.

sin(u)*cos(v) + cos(u)*sin(v) is sin(u + v), sin(u) + sin(v) is 2*sin((u + v)/2)*cos((u - v)/2), and
exp(u) + exp(v) is 2*exp((u + v)/2)*cosh((u - v)/2).

Sources: DLMF 4.21.2-4.21.9, 4.35.3-4.35.10, and 4.28.1-4.28.2.
"""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction

from symdiff.records import NamedTuple
from symdiff.simplifier.normal.style import ANGLE
from symdiff.simplifier.ring.expanding import spread_out
from symdiff.simplifier.ring.polynomials import Polynomial, terms_of
from symdiff.simplifier.ring.ring import Ring, Shifted
from symdiff.table.functions import EXP, code_of

_SIN, _COS = code_of("sin", 1), code_of("cos", 1)
_SINH, _COSH = code_of("sinh", 1), code_of("cosh", 1)


class Contracted(NamedTuple):
    """A sum as one product, and the name of the identity."""

    number: int
    calls: list[tuple[int, int]]
    """Functions and their powers."""
    law: str
    price: int = 0
    """What must be saved beside: that of an angle that the formula does not have."""
    powers: tuple[int, ...] = ()
    """Exponents of generators that stand beside the functions."""


class Contractions:
    """The sums of two kernels' products that one ring knows how to contract."""

    def __init__(self, ring: Ring, arguments: Container[int] = ()) -> None:
        self.ring, self.graph, self.form = ring, ring.graph, ring.form
        self.arguments = arguments
        """Digests of those of functions of the formula, which are worth a half angle."""
        self.functions: dict[int, tuple[int, int, bool]] = {}
        """Kernel → argument, place in its pair (0 for the sine), whether it is hyperbolic."""
        for i, j, argument, hyperbolic in ring.pairs():
            if self.graph.ops[ring.kernels[i][0]] in (_SIN, _SINH):
                self.functions[i] = (argument, 0, hyperbolic)
                self.functions[j] = (argument, 1, hyperbolic)
        self.exponents = {
            i: symbolic
            for i, (base, symbolic) in enumerate(ring.kernels)
            if symbolic >= 0 and base == self.form.e
        }

    def of(self, polynomial: Polynomial) -> Contracted | None:
        """Return number and functions whose product is *polynomial*, None where there are none."""
        if isinstance(polynomial, Shifted) or len(polynomial) != 2:
            return None
        double = self._of_squares(polynomial) or self._of_half(polynomial)
        if double is not None:
            return double
        (first, c), (second, d) = sorted(terms_of(polynomial).items(), reverse=True)
        if abs(c) != 1 or abs(d) != 1:
            return None
        one, other = _kernels(first), _kernels(second)
        degrees = (len(one), len(other))
        if all(i in self.functions for i in one + other):
            if degrees == (2, 2):
                return self._of_products(one, other, int(c), int(d))
            if degrees == (1, 1):
                return self._of_sums(one[0], other[0], int(c), int(d))
        if all(i in self.exponents for i in one + other):
            return self._of_exponentials(first, second, int(c), int(d))
        return None

    def _of_squares(self, polynomial: Polynomial) -> Contracted | None:
        """Contract cos(u)**2 - sin(u)**2, 2*cos(u)**2 - 1 or 1 - 2*sin(u)**2, which are cos(2*u)."""
        squares = dict[tuple[int, bool, int], int]()
        number = 0
        for exponents, coefficient in terms_of(polynomial).items():
            kernels = _kernels(exponents)
            if not kernels:
                number = int(coefficient)
            elif len(kernels) == 2 and kernels[0] == kernels[1] and kernels[0] in self.functions:
                argument, place, hyperbolic = self.functions[kernels[0]]
                squares[argument, hyperbolic, place] = int(coefficient)
            else:
                return None
        if len({key[:2] for key in squares}) != 1:
            return None
        [(argument, hyperbolic)] = {key[:2] for key in squares}
        sine = squares.get((argument, hyperbolic, 0), 0)
        cosine = squares.get((argument, hyperbolic, 1), 0)
        # with 2*cos(u)**2 == 1 + cos(2*u), 2*sin(u)**2 == 1 - cos(2*u), 2*sinh(u)**2 == cosh(2*u) - 1
        turned = sine if hyperbolic else -sine
        if cosine - turned + 2 * number != 0 or (cosine + turned) % 2:
            return None
        law = "double-hyperbolic-cosine" if hyperbolic else "double-cosine"
        call = self._call(_COSH if hyperbolic else _COS, argument, argument, 1)
        return Contracted((cosine + turned) // 2, [(call, 1)], law)

    def _of_half(self, polynomial: Polynomial) -> Contracted | None:
        """Contract 1 - cos(2*u), 1 + cos(2*u) and those of cosh where there is a function of u, or where the
        angle is written as twice another."""
        number, kernel, sign = 0, -1, 0
        for exponents, coefficient in terms_of(polynomial).items():
            kernels = _kernels(exponents)
            if not kernels:
                number = int(coefficient)
            elif len(kernels) == 1 and kernels[0] in self.functions:
                kernel, sign = kernels[0], int(coefficient)
        if kernel < 0 or abs(number) != abs(sign):
            return None
        argument, place, hyperbolic = self.functions[kernel]
        half = self.form.scaled(argument, Fraction(1, 2))
        is_known = self.graph.digest(half) in self.arguments
        if place != 1 or not (is_known or self._is_even(argument)):
            return None
        price = 0 if is_known else ANGLE
        if hyperbolic:
            code, law = (_COSH, "cosine") if number == sign else (_SINH, "sine")
            law = f"half-hyperbolic-{law}-squared"
            return Contracted(2 * sign, [(self.form.call(code, (half,)), 2)], law, price)
        code, law = (_COS, "cosine") if number == sign else (_SIN, "sine")
        return Contracted(2 * number, [(self.form.call(code, (half,)), 2)], f"half-{law}-squared", price)

    def _is_even(self, argument: int) -> bool:
        """Return whether all terms of an angle are even multiples."""
        numbers = self.form.terms(spread_out(self.form, argument)).values()
        return all(isinstance(number, int) and number % 2 == 0 for number in numbers)

    def is_exponential(self, polynomial: Polynomial) -> bool:
        """Return whether a sum that can be contracted is one of exponentials."""
        return bool(self.exponents) and not any(
            i in self.functions for exponents in terms_of(polynomial) for i in _kernels(exponents)
        )

    def _of_products(self, one: list[int], other: list[int], c: int, d: int) -> Contracted | None:
        """Contract c*f(u)*g(v) + d*h(u)*k(v) by the sum of the arguments."""
        f, g = [self.functions[i] for i in one]
        h, k = sorted([self.functions[i] for i in other], key=lambda e: e[0] != f[0])
        if f[0] == g[0] or (h[0], k[0]) != (f[0], g[0]) or len({f[2], g[2], h[2], k[2]}) > 1:
            return None
        places = (f[1], g[1], h[1], k[1])
        if places in ((0, 1, 1, 0), (1, 0, 0, 1)):
            if places[0]:
                c, d = d, c
            law = _named("sinh-of" if f[2] else "sine-of", c * d)
            # c*sin(u)*cos(v) + d*cos(u)*sin(v)
            return Contracted(c, [(self._call(_SINH if f[2] else _SIN, f[0], g[0], c * d), 1)], law)
        if places in ((0, 0, 1, 1), (1, 1, 0, 0)):
            if not places[0]:
                c, d = d, c
            law = _named("cosh-of" if f[2] else "cosine-of", c * d if f[2] else -c * d)
            # c*cos(u)*cos(v) + d*sin(u)*sin(v)
            return Contracted(
                c, [(self._call(_COSH if f[2] else _COS, f[0], g[0], c * d if f[2] else -c * d), 1)], law
            )
        return None

    def _of_sums(self, one: int, other: int, c: int, d: int) -> Contracted | None:
        """Contract c*f(u) + d*f(v) by half the sum and half the difference of the arguments."""
        (u, place, hyperbolic), (v, second, other_kind) = self.functions[one], self.functions[other]
        if place != second or hyperbolic != other_kind or u == v:
            return None
        sine, cosine = (_SINH, _COSH) if hyperbolic else (_SIN, _COS)
        kind = ("hyperbolic-" if hyperbolic else "") + ("cosines" if place else "sines")
        law = f"{'sum' if c == d else 'difference'}-of-{kind}"
        if place == 0:
            return Contracted(
                2 * c, [(self._call(sine, u, v, c * d, 2), 1), (self._call(cosine, u, v, -c * d, 2), 1)], law
            )
        if c == d:
            return Contracted(
                2 * c, [(self._call(cosine, u, v, 1, 2), 1), (self._call(cosine, u, v, -1, 2), 1)], law
            )
        sign = c if hyperbolic else -c
        return Contracted(
            2 * sign, [(self._call(sine, u, v, 1, 2), 1), (self._call(sine, u, v, -1, 2), 1)], law
        )

    def _of_exponentials(
        self, first: tuple[int, ...], second: tuple[int, ...], c: int, d: int
    ) -> Contracted | None:
        """Contract c*exp(u) + d*exp(v) by a hyperbolic function of half the difference."""
        u, v = self._exponent(first), self._exponent(second)
        mean = self.form.scaled(self.form.added(u, v), Fraction(1, 2))
        calls = [(self._call(_COSH if c == d else _SINH, u, v, -1, 2), 1)]
        law = "sum-of-exponentials" if c == d else "difference-of-exponentials"
        totals = [int(i + j) for i, j in zip(first, second, strict=True)]
        if all(total % 2 == 0 for total in totals):
            return Contracted(2 * c, calls, law, powers=tuple([total // 2 for total in totals]))
        calls.append((self.graph.call(EXP, (mean,)), 1))
        return Contracted(2 * c, calls, law)

    def _exponent(self, exponents: tuple[int, ...]) -> int:
        total = self.graph.number(0)
        for i, exponent in enumerate(exponents):
            if exponent:
                power = Fraction(int(exponent), self.ring.roots[i])
                total = self.form.added(total, self.form.scaled(self.exponents[i], power))
        return total

    def _call(self, code: int, u: int, v: int, sign: int, halves: int = 1) -> int:
        """Return the function of (u + sign*v)/halves, with its parity and exact values applied."""
        argument = self.form.added(spread_out(self.form, u), self.form.scaled(spread_out(self.form, v), sign))
        return self.form.call(code, (self.form.scaled(argument, Fraction(1, halves)),))


def _kernels(exponents: tuple[int, ...]) -> list[int]:
    """Return the kernels of a monomial, each as often as its exponent says."""
    return [i for i, exponent in enumerate(exponents) for _ in range(int(exponent))]


def _named(function: str, sign: int) -> str:
    return f"{function}-{'sum' if sign > 0 else 'difference'}"

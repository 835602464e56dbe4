"""The laws of |u|, sign u and cbrt u: what leaves them, what they are where the sign of u is known, and what
they are together.

>>> from symdiff.graph.graph import Graph
>>> form = Signs(Graph())
>>> x = form.graph.symbol("x")
>>> sign, size = form.graph.call(SIGN, (x,)), form.graph.call(ABS, (x,))
>>> form.factors(form.product(1, {sign: form.one, size: form.graph.number(-1)})) == (
...     1, {x: form.graph.number(-1)}
... )
True
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.graph import Number
from symdiff.simplifier.normal.numbers import quotient, times
from symdiff.simplifier.normal.powers import Powers
from symdiff.simplifier.normal.written import Factors
from symdiff.table.functions import ABS, CBRT, SIGN, row_of
from symdiff.table.operators import is_function

_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31)


class Signs(Powers):
    """Products in which signs meet what they are signs of."""

    def join_signs(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Return a product with each sign joined with |u|, u or an odd function of |u| beside it."""
        graph = self.graph
        for base in [base for base in factors if graph.ops[base] == SIGN]:
            if base not in factors:  # it was the argument of a sign before it
                continue
            power = graph.numbers.get(factors[base])
            argument = graph.first(base)
            if not isinstance(power, int) or not self.is_real(argument):
                continue
            shorter = self._without_squares_beside(factors, argument)
            if shorter != argument:
                number = times(number, self.raised(factors, self._sign(shorter), factors.pop(base)))
                continue
            size = graph.call(ABS, (argument,))
            beside = graph.numbers.get(factors.get(size, -1), 0)
            own = graph.numbers.get(factors.get(argument, -1), 0)
            if power % 2 == 0:
                if beside or own:  # there is no value at zero, or it is zero
                    self.used.add("square-of-sign")
                    del factors[base]
                continue
            if isinstance(beside, int) and beside % 2:
                self.used.add("sign-and-abs")
                del factors[base], factors[size]
                number = times(number, self.raised(factors, argument, graph.number(beside)))
            elif power > 0:
                self._join_one(factors, base, argument, size)
        return number, factors

    def _sign(self, argument: int) -> int:
        known = self.of_known_sign(SIGN, argument)
        return self.graph.call(SIGN, (argument,)) if known is None else known

    def _without_squares_beside(self, factors: Factors, argument: int) -> int:
        """Return the argument of a sign without the squares whose bases stand beside it: x*sign(x**2*y) is
        x*sign(y)."""
        powers = self.graph.numbers
        number, inside = self.factors(argument)
        rest = {b: e for b, e in inside.items() if powers.get(e) != 2 or not powers.get(factors.get(b, -1))}
        if len(rest) == len(inside):
            return argument
        self.used.add("sign-beside-base")
        return self.product(number, rest)

    def _join_one(self, factors: Factors, sign: int, argument: int, size: int) -> None:
        """Join an odd power of the sign of an argument with the argument, or with an odd function of its
        absolute value."""
        graph = self.graph
        own = graph.numbers.get(factors.get(argument, -1), 0)
        if isinstance(own, int) and own % 2:
            self.used.add("times-own-sign")
            del factors[sign]
            step = 1 if own > 0 else -1
            self._multiply(factors, argument, graph.number(-step))
            self._multiply(factors, size, graph.number(step))
            return
        for base, exponent in list(factors.items()):
            op, power = graph.ops[base], graph.numbers.get(exponent)
            if not is_function(op) or len(graph.children[base]) != 1 or graph.first(base) != size:
                continue
            row = row_of(op)
            if row.parity == "odd" and not row.jumps and isinstance(power, int) and power % 2:
                self.used.add("odd-of-abs")
                del factors[sign], factors[base]
                self._multiply(factors, graph.call(op, (argument,)), exponent)
                return

    def of_factors(self, code: int, argument: int) -> int | None:
        """Return |u| or sign(u) with the factors of u outside whose sign is known: |2*x**2*y| is 2*x**2*|y|,
        |x**3| is |x|**3 and sign(2*x**3) is sign(x). None where there are none, or where one is not real."""
        graph = self.graph
        number, factors = self.factors(argument)
        if argument in factors:
            content, primitive = self._primitive(argument)
            if isinstance(content, int) and content not in (-1, 1):
                self.lengthened = True
                sign = 1 if content > 0 else -1
                number, factors = content * sign, {self.scaled(primitive, sign): self.one}
        inside: Factors = {}
        outside: Factors = {}
        for base, exponent in factors.items():
            power, known = graph.numbers.get(exponent), self.ranges.of(base)
            if not (self.is_real(base) and self.is_real(exponent)):
                return None
            if known.low < 0 and not isinstance(power, int):
                return None
            is_even = isinstance(power, int) and power % 2 == 0
            if known.low < 0 and not is_even:
                inside[base] = exponent
            elif code == ABS:
                outside[base] = exponent
            elif known.has(0) and (power is None or power > 0):
                inside[base] = graph.number(2) if is_even else exponent
        if code == SIGN:
            inside = {b: e if graph.numbers.get(e) in (None, 2) else self.one for b, e in inside.items()}
        elif len(inside) == 1:
            [(base, exponent)] = inside.items()
            if exponent != self.one:
                inside = {}
                self._multiply(outside, self.absolute(base), exponent)
        if number == 1 and inside == factors:
            return None
        self.used.add("abs-of-factors" if code == ABS else "sign-of-factors")
        if inside:
            rest = graph.call(code, [self.shortest(self.product(1, inside))])
            self._multiply(outside, rest, self.one)  # |x*|x|| has |x| outside already
        if code == SIGN:
            return self.product(1 if number > 0 else -1, outside)
        return self.product(number if number > 0 else -number, outside)

    def of_cubes(self, argument: int) -> int | None:
        """Return cbrt(u) with the cubes among the factors of u outside, cbrt(16*x**3*y) being 2*x*cbrt(2*y);
        None where there are none, or where one is not real."""
        graph = self.graph
        number, factors = self.factors(argument)
        if argument in factors:
            content, primitive = self._primitive(argument)
            if isinstance(content, int):
                self.lengthened = True
                number, factors = content, {primitive: self.one}
        real = all(self.is_real(base) and self.is_real(exponent) for base, exponent in factors.items())
        if isinstance(number, float) or not real:
            return None
        outside: Factors = {}
        inside: Factors = {}
        for base, exponent in factors.items():
            power = graph.numbers.get(exponent)
            if isinstance(power, int) and power % 3 == 0:
                outside[base] = graph.number(power // 3)
            else:
                inside[base] = exponent
        top, bottom = [_largest_cube(abs(part)) for part in (number.numerator, number.denominator)]
        if not outside and top == bottom == 1:
            return None
        self.used.add("cbrt-of-cubes")
        rest = quotient(number * bottom**3, top**3)
        if inside or rest != 1:
            root = graph.call(CBRT, [self.shortest(self.product(rest, inside))])
            self._multiply(outside, root, self.one)  # cbrt(x*cbrt(x)**3) has cbrt(x) outside already
        return self.product(quotient(top, bottom), outside)

    def of_known_sign(self, code: int, argument: int) -> int | None:
        """Return the absolute value or the sign of what never changes its sign, None for anything else."""
        if not self.is_real(argument):
            return None
        known = self.ranges.of(argument)
        if known.low < 0 and known.high > 0:
            return None
        is_positive = known.low >= 0
        if code == ABS:
            self.used.add("abs-of-positive" if is_positive else "abs-of-negative")
            return self.scaled(argument, 1 if is_positive else -1)
        if known.has(0):
            return None
        self.used.add("sign-of-positive" if is_positive else "sign-of-negative")
        return self.graph.number(1 if is_positive else -1)


def _largest_cube(number: int) -> int:
    """Return the largest product of small primes whose cube divides a positive number."""
    found = 1
    for prime in _PRIMES:
        while number % prime**3 == 0:
            number //= prime**3
            found *= prime
    return found

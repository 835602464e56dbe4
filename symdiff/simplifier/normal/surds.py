"""Laws of numbers that are no rationals: roots, logarithms, powers of I, and their products and sums.

>>> from symdiff.graph.graph import Graph
>>> form = Surds(Graph())
>>> form.graph.value(form._root(Fraction(9, 4)))
Fraction(3, 2)
"""

from __future__ import annotations

from fractions import Fraction

from symdiff.errors import Unsettled
from symdiff.graph.graph import Number
from symdiff.simplifier.normal.named import Named
from symdiff.simplifier.normal.numbers import finite, quotient, times
from symdiff.simplifier.normal.radicals import primes_of
from symdiff.simplifier.normal.written import Factors, Terms, collect
from symdiff.table.exact import Exact, exact_root
from symdiff.table.functions import LOG
from symdiff.table.operators import ADD, CONSTANT, NUMBER, SUB


class Surds(Named):
    """Sums and products of roots and logarithms of numbers, and of I."""

    def _multiply(self, factors: Factors, base: int, exponent: int) -> None:
        """Multiply *base* ** *exponent* into *factors*: u**a * u**b == u**(a + b)."""
        known = factors.get(base)
        if known is not None:
            exponent = self.added(known, exponent)
        if self.graph.is_zero(exponent):
            factors.pop(base, None)
        else:
            factors[base] = exponent

    # Powers of numbers ----------------------------------------------------------------------------

    def _settle_number(self, factors: Factors, base: int, exponent: int) -> Number:
        """Take what is rational out of a power of a float, of 0 or of a negative number."""
        graph = self.graph
        if graph.ops[exponent] != NUMBER:
            return 1
        x, y = graph.value(base), graph.value(exponent)
        if isinstance(x, float) or isinstance(y, float):
            folded = graph.pow(base, exponent)
            if graph.ops[folded] != NUMBER:
                return 1
            del factors[base]
            return graph.value(folded)
        if x > 0:
            return 1
        if x == 0:
            if y <= 0:
                raise Unsettled("a power of zero")
            del factors[base]
            if y != 1:
                self.used.add("power-of-zero")
            return 0
        if y.denominator == 2:
            self.used.add("root-of-negative" if x != -1 else "root-of-minus-one")
            del factors[base]
            if x != -1:
                self._multiply(factors, graph.number(-x), exponent)
            return self._imaginary(factors, y.numerator)
        whole = int(y)
        power = graph.pow(base, graph.number(whole)) if whole else self.one
        if not whole or graph.ops[power] != NUMBER:
            return 1
        del factors[base]
        if y != whole:
            factors[base] = graph.number(y - whole)
            self.used.add("whole-part-of-power")
        return graph.value(power)

    def _settle_imaginary(self, factors: Factors, base: int, exponent: int) -> Number:
        """Take out of a power of I what is a sign."""
        value = self.graph.numbers.get(exponent)
        if not isinstance(value, int) or value == 1:
            return 1
        self.used.add("power-of-i")
        del factors[base]
        return self._imaginary(factors, value)

    def _imaginary(self, factors: Factors, times: int) -> Number:
        """Multiply I**times into *factors*; return the sign that comes out of it."""
        base = self.graph.constant("I")
        exponent = factors.get(base, -1)
        known = self.graph.numbers.get(exponent) if exponent >= 0 else 0
        if not isinstance(known, int):  # I**x
            self._multiply(factors, base, self.graph.number(times))
            return 1
        times += known
        factors.pop(base, None)
        if times % 2:
            factors[base] = self.one
        return -1 if times % 4 > 1 else 1

    def _without_roots(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Return a product with the roots of numbers by those of primes, and name the laws for that."""
        graph = self.graph
        found, left = self.without_roots(number, factors)
        if left is factors:
            return number, factors
        for base, exponent in factors.items():
            power = graph.numbers.get(exponent)
            if graph.ops[base] != NUMBER or power is None or left.get(base) == exponent:
                continue
            assert not isinstance(power, float)
            primes = primes_of(graph.value(base)) or {}
            degree = power.denominator
            if all(times * power % 1 == 0 for times in primes.values()):
                self.used.add("root-of-square-number" if degree == 2 else "root-of-power-number")
            elif power < 0 or isinstance(graph.value(base), Fraction):
                if found != number:
                    self.used.add("root-in-quotient")
            elif power > 1:
                self.used.add("whole-part-of-power")
            elif found != number:
                self.used.add("square-out-of-root")
        return found, left

    def _quarters(self, monomial: int, number: Number) -> int:
        """Return how many times I*pi/2 is in a term: all of it or nothing."""
        if isinstance(number, float) or 2 % number.denominator or len(self.factors(monomial)[1]) != 2:
            return 0
        graph = self.graph
        names = {graph.name(b) for b in self.factors(monomial)[1] if graph.ops[b] == CONSTANT}
        is_angle = names == {"I", "pi"} and all(e == self.one for e in self.factors(monomial)[1].values())
        return int(2 * number) if is_angle else 0

    def _join_powers(self, factors: Factors) -> None:
        """Join powers of positive numbers to the same exponent that is none: 2**x*3**x is 6**x."""
        graph = self.graph
        known: dict[int, int] = {}
        pending = list(reversed(factors))
        while pending:
            base = pending.pop()
            exponent = factors.get(base, -1)
            if exponent < 0 or graph.ops[base] != NUMBER or graph.ops[exponent] == NUMBER:
                continue
            value = graph.value(base)
            if value <= 0 or not graph.is_exact(base):
                continue
            if isinstance(value, Fraction) and all(number < 0 for number in self.terms(exponent).values()):
                self.used.add("negative-power")  # (3/4)**(-x) is (4/3)**x
                del factors[base]
                base = graph.number(finite(1 / value))
                self._multiply(factors, base, self.scaled(exponent, -1))
                pending.append(base)
                continue
            mirror = self.scaled(exponent, -1)
            other = known.get(exponent, known.get(mirror, -1))
            first = factors.get(other, -1)
            if other == base or (first != exponent and first != mirror):
                known[exponent] = base  # there is none, or it has met a power of its own since
                continue
            self.used.add("powers-of-numbers")
            del factors[base], factors[other]
            joined = (
                quotient(graph.value(other), value) if first == mirror else times(graph.value(other), value)
            )
            if joined != 1:
                node = graph.number(joined)
                self._multiply(factors, node, first)
                pending.append(node)

    def _divided_logarithms(self, factors: Factors) -> Number:
        """Take out of a product the quotients of logarithms of powers of one number: log(8)/log(2) is 3."""
        graph = self.graph
        result: Number = 1
        found = []
        for base, exponent in factors.items():
            value = graph.numbers.get(graph.first(base)) if graph.ops[base] == LOG else None
            power = graph.numbers.get(exponent)
            if value is not None and not isinstance(value, float) and value > 0 and isinstance(power, int):
                found.append((base, primes_of(value)))
        for over, primes in found:
            for under, others in found:
                top, bottom = (
                    graph.numbers.get(factors.get(over, -1), 0),
                    graph.numbers.get(factors.get(under, -1), 0),
                )
                if top <= 0 or bottom >= 0 or not primes or not others or primes.keys() != others.keys():
                    continue
                ratios = {Fraction(times_in, others[prime]) for prime, times_in in primes.items()}
                if len(ratios) == 1:
                    count = min(int(top), -int(bottom))
                    self.used.add("quotient-of-logs")
                    result = times(result, ratios.pop() ** count)
                    self._multiply(factors, over, graph.number(-count))
                    self._multiply(factors, under, graph.number(count))
        return result

    # Square roots of numbers in sums --------------------------------------------------------------

    def _two_roots(self, node: int) -> list[tuple[int, Exact, Fraction]]:
        """Return the terms of a sum of two square roots of numbers, one of which may be a number: monomial,
        coefficient, square. Empty for anything else."""
        graph, terms = self.graph, self.terms(node)
        found: list[tuple[int, Exact, Fraction]] = []
        if len(terms) != 2:
            return found
        for monomial, number in terms.items():
            if isinstance(number, float):
                return []
            square = Fraction(number) ** 2
            for base, exponent in self.factors(monomial)[1].items() if monomial != self.one else ():
                value = graph.numbers.get(base)
                if exponent != self.half or not isinstance(value, int):
                    return []
                square *= value
            found.append((monomial, number, square))
        return found

    def _denested(self, node: int) -> int:
        """Return the square root of p + sqrt(q) as a sum of two roots of numbers, -1 where it is none."""
        if self.graph.ops[node] not in (ADD, SUB):
            number, factors = self.factors(node)
            inner = next(iter(factors), -1)
            if len(factors) != 1 or factors[inner] != self.one or number < 0:
                return -1
            node = self.scaled(inner, number)
        parts = sorted(self._two_roots(node), key=lambda part: part[0] != self.one)
        if not parts or parts[0][0] != self.one or parts[0][1] < 0:
            return -1
        (_, whole, square), (_, beside, other) = parts
        norm = exact_root(square - other, 2) if square > other else None
        if norm is None:
            return -1
        first, second = self._root(Fraction(whole + norm) / 2), self._root(Fraction(whole - norm) / 2)
        return self.added(first, self.scaled(second, 1 if beside > 0 else -1))

    def _root(self, value: Fraction) -> int:
        """Return the square root of a positive rational."""
        number, factors = self.without_roots(1, {self.graph.number(finite(value)): self.half})
        return self.plain({self._emit(1, factors): number})

    def _conjugate(self, factors: Factors, base: int) -> bool:
        """Write 1/(sqrt(2) + 1) as sqrt(2) - 1, if the product of both is 1 or -1; return whether it is."""
        power = self.graph.numbers.get(factors[base])
        if not isinstance(power, int) or power >= 0:
            return False
        parts = self._two_roots(base)
        norm = parts[0][2] - parts[1][2] if parts else 0
        if norm != 1 and norm != -1:
            return False
        self.used.add("unit-divisor")
        del factors[base]
        (one, first, _), (other, second, _) = parts
        conjugate = self.plain({one: times(first, int(norm)), other: times(second, -int(norm))})
        self._multiply(factors, conjugate, self.graph.number(-power))
        return True

    def _logarithm_in(self, monomial: int) -> tuple[int, Exact, Factors]:
        """Return the one logarithm of a number that a monomial has for a factor, that number, which is
        greater than 1, and the other factors; -1 for the logarithm where there is none."""
        graph = self.graph
        factors: Factors = self.factors(monomial)[1] if monomial != self.one else {}
        logs = [base for base, exponent in factors.items() if graph.ops[base] == LOG and exponent == self.one]
        value = graph.numbers.get(graph.first(logs[0])) if len(logs) == 1 else None
        if value is None or isinstance(value, float) or value <= 1:
            return -1, 0, factors
        return logs[0], value, {base: exponent for base, exponent in factors.items() if base != logs[0]}

    def _join_powers_in_logarithms(self, terms: Terms, logs: dict[int, tuple[Exact, Factors]]) -> Terms:
        """Return a sum with logarithms of a number and of its powers joined: log(4) - 3*log(2) is -log(2).
        Those before which one number stands are left to be one logarithm."""
        known: dict[frozenset[tuple[int, int]], list[tuple[int, Exact]]] = {}
        found = terms
        for monomial, (value, rest) in logs.items():
            number = found[monomial]
            beside = known.setdefault(frozenset(rest.items()), [])
            for place, (other, base) in enumerate(beside):
                count = found[other]
                low, high = (monomial, other) if value < base else (other, monomial)
                power = _power_of(max(value, base), min(value, base))
                if power < 2 or isinstance(count, float) or abs(count) == abs(number):
                    continue
                self.used.add("sum-of-logs-of-powers")
                if found is terms:
                    found = dict(terms)
                collect(found, low, times(found.pop(high), power))
                if low in found:
                    beside[place] = (low, min(value, base))
                else:
                    del beside[place]
                break
            else:
                beside.append((monomial, value))
        return found

    def _join_logarithms(self, terms: Terms) -> Terms:
        """Return a sum with logarithms of numbers in it joined: log(2) + log(5) is log(10)."""
        graph = self.graph
        known: dict[tuple[object, ...], tuple[int, Exact]] = {}
        logs: dict[int, tuple[Exact, Factors]] = {}
        for monomial, number in terms.items():
            base, value, rest = self._logarithm_in(monomial)
            if base >= 0 and not isinstance(number, float):
                logs[monomial] = (value, rest)
        if len(logs) < 2:
            return terms
        terms = self._join_powers_in_logarithms(terms, logs)
        found = dict(terms)
        for monomial, number in terms.items():
            if monomial not in logs or isinstance(number, float):
                continue
            value, rest = logs[monomial]
            key = (abs(number), frozenset(rest.items()))
            if key not in known:
                known[key] = monomial, value
                continue
            self.used.add("sum-of-logs")
            before, other = known.pop(key)
            count = found.pop(before)
            del found[monomial]
            joined = Fraction(other) * value if (number > 0) == (count > 0) else Fraction(other) / value
            if joined < 1:
                joined, count = 1 / joined, -count
            if joined != 1:
                self._multiply(rest, graph.call(LOG, (graph.number(finite(joined)),)), self.one)
                node = self._emit(1, rest)
                known = {k: v for k, v in known.items() if v[0] != node}
                if node not in found:
                    known[key] = node, joined
                collect(found, node, count)
        return found


def _power_of(large: Exact, small: Exact) -> int:
    """Return n where *large* is *small* to the power of n, a whole number, else 0."""
    primes, others = primes_of(large), primes_of(small)
    if not primes or not others or primes.keys() != others.keys():
        return 0
    ratios = {Fraction(count, others[prime]) for prime, count in primes.items()}
    if len(ratios) > 1:
        return 0
    ratio = ratios.pop()
    return ratio.numerator if ratio.denominator == 1 else 0

"""The laws of products and powers: what is multiplied, raised and taken out of roots.

>>> form = Powers(Graph())
>>> x, y = form.graph.symbol("x"), form.graph.symbol("y")
>>> square = form.power(form.product(3, {x: form.one, y: form.one}), form.graph.number(2))
>>> form.factors(square)[0]
9
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

from symdiff.arithmetic.ranges import ANY, NONZERO, POSITIVE, Range, Ranges
from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.normal.numbers import product_of, quotient, times, total, without_point
from symdiff.simplifier.normal.radicals import is_root_of_pi
from symdiff.simplifier.normal.surds import Surds
from symdiff.simplifier.normal.written import Factors, Terms, collect
from symdiff.table.functions import ABS, LOG, SIGN, SQRT, code_of, row_of
from symdiff.table.operators import (
    ADD,
    CONSTANT,
    DIV,
    MUL,
    NEG,
    NUMBER,
    POW,
    SUB,
    is_function,
)

_SQUARES: Final = (
    # f(u)**2 == 1 + sign*g(u)**2 (DLMF 4.21.12 and 4.35.11)
    (code_of("sin", 1), code_of("cos", 1), -1),
    (code_of("cosh", 1), code_of("sinh", 1), 1),
)

_TIMES: Final = 32
"""Exponent up to which a complex number is multiplied out."""


class Powers(Surds):
    """Products and powers by their laws."""

    def __init__(self, source: Graph) -> None:
        super().__init__(source)
        self._reals: dict[int, bool] = {}
        self._ranges: Ranges | None = None

    def product(self, number: Number, factors: Factors) -> int:
        """Return the node of a product of powers; takes *factors* over."""
        return self._settled(*self._settle(number, factors))

    def _settled(self, number: Number, factors: Factors) -> int:
        if not factors or number == 0:
            if factors:
                self.used.add("zero-product")
            return self.graph.number(without_point(number))
        if len(factors) == 1 and number != 1:
            [(base, exponent)] = factors.items()
            if exponent == self.one and len(self.terms(base)) > 1:
                self.lengthened = True
                return self.scaled(base, number)
        return self._emit(number, factors)

    def power(self, base: int, exponent: int) -> int:
        """Return *base* ** *exponent*."""
        return self._settled(*self.power_as_product(base, exponent))

    def power_as_product(self, base: int, exponent: int) -> tuple[Number, Factors]:
        """Return *base* ** *exponent* as a number and its powers."""
        factors: Factors = {}
        number = self.raised(factors, base, exponent)
        return self._settle(number, factors)

    def raised(self, into: Factors, base: int, exponent: int) -> Number:
        """Multiply *base* ** *exponent* into *into*; return the number that comes out of it."""
        graph = self.graph
        if base == self.e:
            return self._raise_e(into, exponent)
        if base == self.one:
            return 1
        value = graph.value(exponent) if graph.ops[exponent] == NUMBER else None
        if isinstance(value, Fraction) and value.denominator == 2:
            root = self._denested(base)
            if root >= 0:
                self.used.add("root-of-sum-with-root")
                return self.raised(into, root, graph.number(value.numerator))
        number, factors = self.factors(base)
        whole = value is not None and not isinstance(value, float) and value.denominator == 1
        if whole and (number != 1 or len(factors) != 1 or factors.get(base) != self.one):
            assert isinstance(value, int)
            power = graph.pow(graph.number(number), graph.number(value)) if number != 0 else -1
            if power >= 0 and graph.ops[power] == NUMBER:
                if len(factors) > 1 or (factors and number != 1):
                    self.lengthened = True
                if value != 1 and factors:
                    self.note_raised(number, factors, value, self.is_signed(base))
                for inner, e in factors.items():
                    if inner == self.e:
                        self._raise_e(into, self.scaled(e, value))
                    else:
                        self._multiply(into, inner, self._times(e, value))
                return graph.value(power)
        if not whole and len(factors) == 1 and number == 1:
            # (u**n)**r is u**(n*r) for every u only where -1 < n <= 1
            [(inner, e)] = factors.items()
            if inner != base and inner != self.e and graph.ops[e] == NUMBER and value is not None:
                if -1 < graph.value(e) <= 1:
                    both_roots = e == self.half and exponent == self.half
                    self.used.add("root-of-root" if both_roots else "power-of-power")
                    self._multiply(into, inner, self._times(e, value))
                    return 1
                if graph.value(e) % 2 == 0 and self.is_real(inner):
                    # (u**2)**r is |u|**(2*r) for a real u
                    self.used.add("root-of-square")
                    return self.raised(into, self.absolute(inner), self._times(e, value))
        self._multiply(into, base, exponent)
        return 1

    def _raise_e(self, into: Factors, exponent: int) -> Number:
        """Multiply exp(*exponent*) into *into*, with exp(a*log(u)) == u**a."""
        graph = self.graph
        rest: Terms = {}
        result: Number = 1
        powers: list[int] = []
        for monomial, number in self.terms(exponent).items():
            logs = [
                base
                for base, e in self.factors(monomial)[1].items()
                if graph.ops[base] == LOG and e == self.one
            ]
            if len(logs) != 1:
                turns = self._quarters(monomial, number)
                if turns:
                    self.used.add("exp-of-i-pi")
                    result = times(result, self._imaginary(into, turns))
                    number = total(number, Fraction(-turns, 2))
                if number != 0:
                    rest[monomial] = number
                continue
            factors = dict(self.factors(monomial)[1])
            del factors[logs[0]]
            powers.append(self.product(number, factors))
            result = times(result, self.raised(into, graph.children[logs[0]][0], powers[-1]))
        if powers:
            several = rest or len(powers) > 1
            alone = "exp-of-log" if powers[0] == self.one else "exp-of-log-times"
            self.used.add("exp-of-log-and-more" if several else alone)
        if rest:
            self._multiply(into, self.e, self.plain(rest))
        return result

    def _times(self, exponent: int, by: Number) -> int:
        return self.scaled(exponent, by)

    # Numbers and signs of a product ---------------------------------------------------------------

    def _settle(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Fold powers of numbers into the number; make sums with whole exponents primitive."""
        graph = self.graph
        again = turned = rooted = raised = signed = False
        logarithms = 0
        numbers = [number]
        for base in list(factors):
            if base not in factors:
                continue
            exponent = factors[base]  # what came before may have changed it
            op = graph.ops[base]
            product = op == MUL or op == DIV or op == NEG
            if product and isinstance(graph.numbers.get(exponent), int) and base not in self.factors(base)[1]:
                # Two roots of a product have met: sqrt(a*b)**2 is a*b.
                del factors[base]
                numbers.append(self.raised(factors, base, exponent))
                if base in factors:
                    continue  # its number is too large to be raised
                return self._settle(product_of(numbers, []), factors)
            if op == NUMBER:
                rooted = True
                raised = raised or graph.ops[exponent] != NUMBER
                numbers.append(self._settle_number(factors, base, exponent))
            elif op == SIGN:
                signed = len(factors) > 1
            elif op == LOG:
                logarithms += graph.ops[graph.first(base)] == NUMBER
            elif op == CONSTANT:
                if graph.name(base) == "I":
                    numbers.append(self._settle_imaginary(factors, base, exponent))
            elif product:
                rooted = rooted or is_root_of_pi(graph, base)
            elif (op == ADD or op == SUB) and graph.ops[exponent] == NUMBER:
                value = graph.value(exponent)
                if isinstance(value, int) and (value != 1 or len(factors) > 1):
                    if 1 < value <= _TIMES and (whole := self._complex_power(base, value)) >= 0:
                        del factors[base]
                        numbers.append(self.raised(factors, whole, self.one))
                        return self._settle(product_of(numbers, []), factors)
                    content, primitive = self._primitive(base)
                    if content != 1:
                        self.lengthened = True
                        scale = graph.pow(graph.number(content), exponent)
                        if graph.ops[scale] == NUMBER:
                            del factors[base]
                            numbers.append(graph.value(scale))
                            self.note_content(content, base, primitive, value, primitive in factors)
                            self._multiply(factors, primitive, exponent)
                            again, base = True, primitive
                    if base in factors and self._conjugate(factors, base):
                        again = turned = True
        if again and any(graph.is_zero(e) for e in factors.values()):
            factors = {b: e for b, e in factors.items() if not graph.is_zero(e)}
        if turned and len(factors) > 1:  # what a divisor has become may meet another one
            return self._settle(product_of(numbers, []), factors)
        number = product_of(numbers, [])
        if raised:
            self._join_powers(factors)
        if logarithms > 1:
            number = times(number, self._divided_logarithms(factors))
        if rooted:
            number, factors = self._without_roots(number, factors)
        if signed:
            number, factors = self.join_signs(number, factors)
        return self._mend_signs(number, factors)

    def _complex_power(self, base: int, times: int) -> int:
        """Return a power of a sum of a number and a multiple of I multiplied out, (1 + I)**2 being 2*I; -1
        where *base* is no such sum."""
        graph, terms = self.graph, self.terms(base)
        units = [monomial for monomial in terms if monomial != self.one]
        if len(units) != 1 or graph.ops[units[0]] != CONSTANT or graph.name(units[0]) != "I":
            return -1
        real, imaginary = terms.get(self.one, 0), terms[units[0]]
        if isinstance(real, float) or isinstance(imaginary, float):
            return -1
        one, other = Fraction(1), Fraction(0)
        for _ in range(times):
            one, other = one * real - other * imaginary, one * imaginary + other * real
        self.used.add("power-of-complex-number")
        parts = [quotient(*part.as_integer_ratio()) for part in (one, other)]
        return self.plain(dict(zip((self.one, units[0]), parts, strict=True)))

    def join_signs(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Return a product with signs joined with what they are signs of; there is no law for that here."""
        return number, factors

    def _mend_signs(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Join (-u)**n with u**r: a sum made primitive meets its negative under a root."""
        graph = self.graph
        roots = [
            base
            for base, exponent in factors.items()
            if graph.ops[base] in (ADD, SUB)
            and not (graph.ops[exponent] == NUMBER and isinstance(graph.value(exponent), int))
        ]
        for root in roots:
            mirror = self.scaled(root, -1)
            exponent = factors.get(mirror)
            if exponent is not None and graph.ops[exponent] == NUMBER:
                value = graph.value(exponent)
                if isinstance(value, int):
                    self.used.add("power-of-turned-difference")
                    del factors[mirror]
                    self._multiply(factors, root, exponent)
                    if value % 2:
                        number = -number
        return number, factors

    # Squares --------------------------------------------------------------------------------------

    def _without_squares(self, terms: Terms) -> Terms:
        """Apply sin**2 + cos**2 == 1 and cosh**2 - sinh**2 == 1 where it takes a term away."""
        graph = self.graph
        if graph.has(LOG) and len(terms) > 1:
            terms = self._join_logarithms(terms)
        for f, g, sign in _SQUARES:
            if not graph.has(f) and not graph.has(g):
                continue
            found = [m for m in terms if self._has_square(m, f, g)]
            for monomial in sorted(found, key=self._term_key) if len(found) > 1 else found:
                number = terms.get(monomial)
                if number is None:
                    continue
                powers = self.factors(monomial)[1]
                for base in sorted(powers, key=self._factor_key):
                    exponent, op = powers[base], graph.ops[base]
                    if op != f and op != g:
                        continue
                    if graph.ops[exponent] != NUMBER or graph.value(exponent) < 2:
                        continue
                    argument = graph.children[base]
                    factors = dict(self.factors(monomial)[1])
                    self._multiply(factors, base, graph.number(-2))
                    rest = self.product(1, dict(factors))
                    if self.graph.ops[rest] == NUMBER and rest != self.one:
                        continue
                    twin = graph.call(g if op == f else f, argument)
                    self._multiply(factors, twin, graph.number(2))
                    other = self.product(1, factors)
                    # f**2 - sign*g**2 == 1, written for the one that stands here
                    signed = number if sign > 0 else -number
                    whole = number if op == f else -signed
                    if terms.get(other) == -signed:
                        # number*f**2 - sign*number*g**2 == number (or its mirror image)
                        self.used.add("pythagoras-sin" if sign < 0 else "pythagoras-cosh")
                        del terms[monomial], terms[other]
                        collect(terms, rest, whole)
                        break
                    if terms.get(rest) == -whole:
                        # number*(f**2 - 1) == number*sign*g**2
                        self.used.add(f"pythagoras-{row_of(op).name}-missing")
                        del terms[monomial], terms[rest]
                        collect(terms, other, signed)
                        break
        return {monomial: number for monomial, number in terms.items() if number != 0}

    def _has_square(self, monomial: int, f: int, g: int) -> bool:
        """Return whether one of two functions may stand in a monomial with an exponent of 2 or more."""
        ops, one = self.graph.ops, self.one
        for base, exponent in self.factors(monomial)[1].items():
            if exponent != one and (ops[base] == f or ops[base] == g):
                return True
        return False

    # What is known to be real ---------------------------------------------------------------------

    def absolute(self, node: int) -> int:
        """Return the absolute value of *node*."""
        return self.graph.unary(ABS, node)

    @property
    def ranges(self) -> Ranges:
        """Return what is known of the nodes of `graph` where all their parts are real."""
        if self._ranges is None:
            self._ranges = Ranges(self.graph, self.of_root_and_rest)
        return self._ranges

    def of_root_and_rest(self, node: int) -> Range:
        """Return what p + c*sqrt(u) may be, of which the sign of c**2*u - p**2 is known: x + sqrt(x**2 + 1)
        is positive. Nothing is known of another sum."""
        graph, terms = self.graph, self.terms(node)
        for root in terms if len(terms) == 2 else ():
            if graph.ops[root] == SQRT:
                rest = self.plain({m: number for m, number in terms.items() if m != root})
                try:
                    square = self.scaled(graph.children[root][0], terms[root] ** 2)
                    norm = self.added(square, self.scaled(self.power(rest, graph.number(2)), -1))
                except (OverflowError, Unsettled):  # of decimals that are too large
                    continue
                if any(graph.ops[monomial] == SQRT for monomial in self.terms(norm)):
                    continue
                found = self.ranges.of(norm)
                if not found.has(0):
                    positive = POSITIVE if terms[root] > 0 else POSITIVE.negated()
                    return positive if found.low >= 0 else NONZERO
        return ANY

    def is_real(self, node: int) -> bool:
        """Return whether *node* is known to be real wherever its symbols are."""
        known = self._reals
        graph = self.graph
        for i in graph.news(node, known):
            op = graph.ops[i]
            real = all(known[c] for c in graph.children[i])
            if op == CONSTANT:
                real = graph.name(i) != "I"
            elif op == POW:
                base, exponent = graph.children[i]
                whole = graph.ops[exponent] == NUMBER and graph.value(exponent) % 1 == 0
                real = real and (whole or self.ranges.of(base).low >= 0)
            elif op == SQRT:
                real = real and self.ranges.of(graph.children[i][0]).low >= 0
            elif is_function(op):
                real = real and is_real_off_poles(row_of(op).domain)
            known[i] = real
        return known[node]


@cache
def is_real_off_poles(domain: str) -> bool:
    """Return whether a function is real at each real point where it has a value, by the domain in its row."""
    return domain in ("", "x > 0 or x != floor(x)") or ("!=" in domain and not set("<>") & set(domain))

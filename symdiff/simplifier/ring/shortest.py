"""A fraction of polynomials in kernels, written as short as it goes.

Factors are known as what they are made of, so that the same value can be written in several ways:
powers of a radicand go below its root (a*(x + 1)/sqrt(a*x + a) is sqrt(a*x + a)), a sum is folded by
sin**2 + cos**2 == 1 in either direction, two sums are multiplied where that is shorter, a parameter
goes into a power (a**2*(x + 1)**2 is (a*x + a)**2), and sin(u)**i*cos(u)**j is named by the shortest of
tan, cot, sec and csc. Each move is kept only where the cost, the size of the printed tree, falls.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from symdiff.graph.graph import Number
from symdiff.simplifier.normal.families import FAMILY, name_of, names_of
from symdiff.simplifier.normal.style import NO_TRAITS, Traits
from symdiff.simplifier.normal.written import Factors
from symdiff.simplifier.ring.bases import Bases, toward_zero
from symdiff.simplifier.ring.by_sign import BySign
from symdiff.simplifier.ring.contractions import Contracted, Contractions
from symdiff.simplifier.ring.cost import Cost, State
from symdiff.simplifier.ring.factors import by_relations, laws_of_factors
from symdiff.simplifier.ring.kernels import plain
from symdiff.simplifier.ring.polynomials import Polynomial, terms_of
from symdiff.simplifier.ring.ring import Ring, Shifted
from symdiff.simplifier.ring.vectors import raise_into, vector_of
from symdiff.table.functions import code_of, row_of

_FEW: Final = 8
"""Sums up to which pairs are tried together."""
_LONG: Final = 60
"""Terms of a product of two sums beyond which it is not tried."""
_SURD: Final = 6
"""Terms of a sum up to which a root in it is tried below the line."""
_SURD_GAIN: Final = 2
"""What that must save at the least."""
_FOREIGN: Final = 9
"""What hyperbolic functions must save to be written for exponentials, where there were none."""


class Shortest:
    """One fraction and the shortest product found for it."""

    def __init__(self, ring: Ring, traits: Traits | None = None) -> None:
        self.ring, self.form, self.graph = ring, ring.form, ring.graph
        self.laws: set[str] = set()
        """Names of the identities that were used."""
        self.doubt = False
        """Whether a step may have added a zero of the denominator."""
        self._before: list[tuple[State, set[str]]] = []
        """What was written last before a function of a pair, or a power with a symbolic exponent, went into a
        sum that it divides, if one did, and the identities used until then."""
        self.traits = traits or NO_TRAITS
        self.cost = Cost(ring)
        self.bases = Bases(ring, self.cost)
        self.contractions = Contractions(ring, self.traits.arguments)
        self.by_sign = BySign(ring, self.cost, self.bases)
        self._symbolic = {base for base, symbolic in ring.kernels if symbolic >= 0 and base != self.form.e}
        """Bases of symbolic powers, beside which x**(n - 1) is better written x**n/x."""
        if self._symbolic:
            self.doubt = True  # x**(n - 1) may have a value at zero

    def node(self, top: Polynomial, bottom: Polynomial) -> int:
        """Return the fraction as a node of the normal form."""
        if top == 0:
            return self.graph.number(0)
        vector = vector_of(top, bottom, len(self.ring.kernels))
        state = State(vector.number, vector.powers, (0,) * len(vector.powers), vector.sums)
        state = self._below_roots(state)
        state = self._folded(state)
        state = self._joined(state)
        return self._finished(self._ended(state))

    def apart(self) -> int | None:
        """Return what was written last with the functions of pairs and symbolic powers beside the sums that
        they divide; None where they are."""
        if not self._before:
            return None
        [(state, laws)] = self._before
        self.laws |= laws
        return self._finished(state)

    def _finished(self, state: State) -> int:
        """Return a state as a node, after the moves that come last."""
        state = self.by_sign.signed(self._below_roots(state), self.laws)
        if self.ring.named:
            self.laws |= laws_of_factors(self.ring, state)
        return self._build(state)

    def _ended(self, state: State) -> State:
        """Make the moves after which a sum is no polynomial any more, with conjugates or without."""
        laws, doubt = set(self.laws), self.doubt
        other = self._conjugated(state)
        self._before = []
        if other is state:
            return self._absorbed(self._contracted(state))
        other = self._absorbed(self._contracted(other))
        found = self.laws, self.doubt, self._before
        self.laws, self.doubt, self._before = laws, doubt, []
        plain = self._absorbed(self._contracted(state))
        gain = _SURD_GAIN if "surd-by-conjugate" in found[0] else 1
        if self.cost.of(other) + gain <= self.cost.of(plain):
            self.laws, self.doubt, self._before = found
            return other
        return plain

    # Moves ----------------------------------------------------------------------------------

    def _below_roots(self, state: State) -> State:
        """Move whole powers of a base into the power of it that is there: u*sqrt(u) is u**(3/2)."""
        for i, (_, symbolic) in enumerate(self.ring.kernels):
            fractional = symbolic >= 0 or state.powers[i] % (self.ring.roots[i] * self.cost.steps[i])
            if not (state.powers[i] and fractional):
                continue
            base = self.bases.of(i)
            if base is None:
                continue
            best, cost = state, self.cost.of(state)
            for m in self.bases.multiples(state, i, base):
                other = self.bases.moved(state, i, base, m)
                found = self.cost.of(other)
                if found < cost:
                    best, cost = other, found
            if best is not state:
                if self.cost.steps[i] == 2:
                    self.laws.add("square-into-abs" if state.powers[i] > 0 else "square-over-abs")
                else:
                    self.laws.add("factor-into-root" if symbolic < 0 else "like-factors")
                if not self._divisors(best) <= self._divisors(state):
                    self.doubt = True
            state = best
        return state

    def _divisors(self, state: State) -> set[int | str]:
        """Return the kernels and sums that stand below the line."""
        whole = [
            m * step * root
            for m, step, root in zip(state.merged, self.cost.steps, self.ring.roots, strict=True)
        ]
        kernels = {i for i, (e, m) in enumerate(zip(state.powers, whole, strict=True)) if e + m < 0}
        return kernels.union([str(polynomial) for polynomial, e in state.sums if e < 0])

    def _folded(self, state: State) -> State:
        """Write each sum by the relation between two kernels that makes it shortest."""
        if not self.cost.groups:
            return state
        for polynomial, _ in state.sums:
            power = next((e for p, e in state.sums if p is polynomial), 0)
            if power:
                rest = tuple([(p, e) for p, e in state.sums if p is not polynomial])
                state = self._better(state, rest, self.alternatives(polynomial), power)
        return state

    def _joined(self, state: State) -> State:
        """Multiply two sums where that is shorter: (x + 1)*(x - 1) is x**2 - 1."""
        again = True
        while again and 1 < len(state.sums) <= _FEW:
            again = False
            for j, (left, p) in enumerate(state.sums):
                for right, q in state.sums[:j]:
                    if p * q < 0 or len(left) * len(right) > _LONG:
                        continue
                    whole = left * right
                    rest = [(a, e) for a, e in state.sums if a is not left and a is not right]
                    common = min(p, q, key=abs)
                    rest += [(a, e - common) for a, e in ((left, p), (right, q)) if e != common]
                    others = [(whole, "product-of-sums"), *self.alternatives(whole)]
                    better = self._better(state, tuple(rest), others, common, whole)
                    if better is not state:
                        state, again = better, True
                        break
                if again:
                    break
        return state

    def _conjugated(self, state: State) -> State:
        """Write a power of 1 - f by that of 1 + f beside it and the square that their product is, for f of a
        pair: (1 - cos(u))/(1 + cos(u)) is sin(u)**2/(1 + cos(u))**2; and a sum with a square root, above the
        line, by its conjugate below: (sqrt(x + 1) - 1)/x is 1/(sqrt(x + 1) + 1)."""
        for polynomial, power, conjugate, square, law in self._conjugates(state):
            powers = list(state.powers)
            sums = [(p, e) for p, e in state.sums if p is not polynomial]
            number = raise_into(square, power, powers, sums) * raise_into(conjugate, -power, powers, sums)
            other = State(state.number * number, tuple(powers), state.merged, tuple(sums), state.calls)
            laws = set(self.laws)
            other = self._below_roots(other)
            gain = _SURD_GAIN if law == "surd-by-conjugate" else 1
            if self.cost.of(other) + gain <= self.cost.of(state):
                if not self._divisors(other) <= self._divisors(state):
                    self.doubt = True
                self.laws.add(law)
                return self._conjugated(other)
            self.laws = laws
        return state

    def _conjugates(self, state: State) -> Iterator[tuple[Polynomial, int, Polynomial, Polynomial, str]]:
        """Return sums of *state* with their powers, their conjugates, the products of the two, which are
        shorter than these, and the names of the laws."""
        if self.cost.groups and any(_may_be_conjugate(polynomial) for polynomial, _ in state.sums):
            for polynomial, power in state.sums:
                product = self._with_conjugate(polynomial)
                if product is not None:
                    yield polynomial, power, *product
        roots = [i for i, root in enumerate(self.ring.roots) if root % 2 == 0]
        if not roots or (min(state.powers) >= 0 and all(power > 0 for _, power in state.sums)):
            return
        for polynomial, power in state.sums:
            if power < 0 or isinstance(polynomial, Shifted) or len(polynomial) > _SURD:
                continue
            degrees = polynomial.degrees()
            for i in roots:
                if degrees[i] % 2:
                    conjugate, square = self.ring.conjugate(polynomial, i)
                    if square != 0:
                        yield polynomial, power, conjugate, square, "surd-by-conjugate"

    def _with_conjugate(self, polynomial: Polynomial) -> tuple[Polynomial, Polynomial, str] | None:
        """Return for 1 - f, f of a pair, 1 + f, their product and the name of the relation, else None."""
        if not _may_be_conjugate(polynomial):
            return None
        terms = terms_of(polynomial)
        [(exponents, slope)] = [(e, c) for e, c in terms.items() if any(e)]
        i = next(place for place, exponent in enumerate(exponents) if exponent)
        if i not in self.cost.paired or abs(terms[(0,) * len(exponents)]) != abs(slope):
            return None
        conjugate = polynomial - 2 * slope * self.ring.generators[i]
        for square, law in self.alternatives(polynomial * conjugate):
            if len(square) == 1:
                return conjugate, square, law
        return None

    def _better(
        self,
        state: State,
        rest: tuple[tuple[Polynomial, int], ...],
        others: list[tuple[Polynomial, str]],
        power: int,
        whole: Polynomial = None,
    ) -> State:
        """Return the cheapest of *state* and of *rest* with one of the others to a power, and note the law
        that it comes with.

        The others are factored, but for *whole*, a product just made.
        """
        best, cost = state, self.cost.of(state)
        taken = ""
        for other, law in others:
            powers, sums = list(state.powers), list(rest)
            if other is whole:
                number = Fraction(1)
                sums.append((other, power))
            else:
                number = raise_into(other, power, powers, sums)
            found = state._replace(number=state.number * number, powers=tuple(powers), sums=tuple(sums))
            size = self.cost.of(found)
            is_plain = other is whole and len(whole) == 2 and len(sums) < len(best.sums)
            if size < cost or (size == cost and is_plain):
                best, cost, taken = found, size, law
        if taken:
            self.laws.add(taken)
            if whole is not None:
                self.laws.add("product-of-sums")
        return best

    def alternatives(self, polynomial: Polynomial) -> list[tuple[Polynomial, str]]:
        """Return a sum with the squares of one function of a pair written by the other, and the name of their
        relation."""
        return by_relations(self.ring, self.cost.groups, polynomial)

    def _contracted(self, state: State) -> State:
        """Write sums of two terms as one function: sin(u)*cos(v) + cos(u)*sin(v) is sin(u + v).

        Those of exponentials are taken together, since what one leaves beside its hyperbolic function
        another takes away.
        """
        exponentials, laws = state, set[str]()
        for polynomial, power in state.sums:
            found = self.contractions.of(polynomial)
            if found is None:
                continue
            if self.contractions.is_exponential(polynomial):
                exponentials = self._replaced(exponentials, polynomial, power, found)
                laws.add(found.law)
                continue
            other = self._replaced(state, polynomial, power, found)
            if self.cost.of(other) + found.price < self.cost.of(state):
                exponentials = self._replaced(exponentials, polynomial, power, found)
                self.laws.add(found.law)
                state = other
        if not laws:
            return state
        price, least = 0, self.cost.of(state)
        if not self.traits.hyperbolic:
            kept = set(self.laws), self.doubt, self._before
            price = _FOREIGN
            least = min(least, self.cost.of(self._absorbed(state)))
            self.laws, self.doubt, self._before = kept
        if self.cost.of(exponentials) + max(price, 1) <= least:
            self.laws |= laws
            return exponentials
        return state

    def _replaced(self, state: State, polynomial: Polynomial, power: int, found: Contracted) -> State:
        """Return the state with what was *found* in place of a sum."""
        sums = tuple([(p, e) for p, e in state.sums if p is not polynomial])
        taken = dict(state.calls)
        for call, exponent in found.calls:
            taken[call] = taken.get(call, 0) + power * exponent
        powers = list(state.powers)
        for i, exponent in enumerate(found.powers):
            powers[i] += power * exponent
        number = state.number * Fraction(found.number) ** power
        return state._replace(number=number, powers=tuple(powers), sums=sums, calls=self._named(taken))

    def _named(self, calls: dict[int, int]) -> tuple[tuple[int, int], ...]:
        """Return powers of functions by the shortest of the six that they are with one argument."""
        graph, left = self.graph, list[tuple[int, int]]()
        pairs = dict[tuple[int, bool], tuple[int, int]]()
        for call, power in calls.items():
            op = graph.ops[call]
            if op in FAMILY:
                key = (graph.first(call), row_of(op).family == "hyperbolic")
                i, j = pairs.get(key, (0, 0))
                a, b = row_of(op).powers
                pairs[key] = (i + a * power, j + b * power)
            elif power:
                left.append((call, power))
        for (argument, is_hyperbolic), (i, j) in pairs.items():
            if i or j:
                size = graph.size(argument) + 1
                for name in names_of(i, j, is_hyperbolic, size, self.ring.quotients):
                    left.append((graph.call(name.code, (argument,)), name.power))
        return tuple(left)

    def _absorbed(self, state: State) -> State:
        """Move powers of kernels into a sum of the same power: a**2*(x + 1)**2 is (a*x + a)**2."""
        for i, exponent in enumerate(state.powers):
            if not exponent:
                continue
            paired = i in self.cost.paired
            base, symbolic = self.ring.kernels[i]
            falling = symbolic >= 0 or base in self._symbolic
            falling = falling or (paired and bool(self.graph.symbols([base])))  # u**2*csc(1) + sin(1) is odd
            for polynomial, power in state.sums:
                if isinstance(polynomial, Shifted):
                    continue
                times = toward_zero(exponent, power)
                if not times or (exponent != times * power and not paired):
                    continue
                degrees = polynomial.degrees()
                inside = degrees[i] > 0 or (paired and any(degrees[k] > 0 for k in self._partners(i)))
                if inside and not falling and abs(power) != 1:
                    continue
                if times < 0 and not (falling and inside):
                    continue
                shifted = self.ring.shifted(polynomial, i, times)
                powers = list(state.powers)
                powers[i] -= times * power
                sums = [(p, e) for p, e in state.sums if p is not polynomial] + [(shifted, power)]
                other = state._replace(powers=tuple(powers), sums=tuple(sums))
                if self.cost.of(other) < self.cost.of(state):
                    if times < 0 and (paired or symbolic >= 0):
                        self.doubt = True
                        if not self._before:
                            self._before = [(state, self.laws.union(self.ring.laws, self.form.used))]
                    if symbolic >= 0 and base == self.form.e:
                        self.laws.add("exponential-into-sum")
                    else:
                        self.laws.add("multiply-out" if abs(power) == 1 else "parameter-into-power")
                    state = other
                    break
        return state

    def _partners(self, i: int) -> list[int]:
        """Return the generators of the pair that generator *i* is of."""
        return [k for group in self.cost.groups if i in group[:2] for k in group[:2] if k != i]

    # Nodes ----------------------------------------------------------------------------------

    def _build(self, state: State) -> int:
        form, graph, factors = self.form, self.graph, dict[int, int]()
        number = state.number
        for i, (base, symbolic) in enumerate(self.ring.kernels):
            exponent, merged = state.powers[i], state.merged[i]
            if (exponent or merged) and i not in self.cost.paired:
                power = Fraction(exponent, self.ring.roots[i])
                if symbolic >= 0:
                    up = self.cost.exponent(symbolic, power, merged)
                else:
                    power += merged * self.cost.steps[i]
                    up = graph.number(plain(power))
                if base in factors:
                    self.laws.add("like-factors" if symbolic >= 0 or power > 0 else "quotient-of-powers")
                number *= self._into(factors, base, up)
        for group in self.cost.groups:
            for name in self.cost.names(state, group):
                self.laws.update(name_of(name.code, graph.ops[self.ring.kernels[group[0]][0]]))
                call = graph.call(name.code, (group[2],))
                number *= self._into(factors, call, graph.number(name.power))
        for call, times in state.calls:
            if graph.ops[call] in FAMILY:
                self.laws.update(_name_of(graph.ops[call]))
            number *= self._into(factors, call, graph.number(times))
        for polynomial, times in state.sums:
            number *= self._into(factors, self.ring.collected(polynomial), graph.number(times))
        return form.product(plain(number), factors)

    def _into(self, factors: Factors, base: int, exponent: int) -> Any:
        value: Number = self.form.raised(factors, base, exponent)
        return Fraction(value)


def _name_of(code: int) -> tuple[str, ...]:
    """Return the name of the law by which a function is one of a sine and a cosine, nothing for these."""
    sine = code_of("sinh" if row_of(code).family == "hyperbolic" else "sin", 1)
    return name_of(code, sine)


def _may_be_conjugate(polynomial: Polynomial) -> bool:
    """Return whether a sum is a number and a multiple of one variable."""
    if isinstance(polynomial, Shifted) or len(polynomial) != 2:
        return False
    return sorted(sum(exponents) for exponents in terms_of(polynomial)) == [0, 1]

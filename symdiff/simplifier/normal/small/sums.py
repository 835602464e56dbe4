"""Sums of packed products: like terms, what is common to all of them, and products with a sum made primitive.

The choices are those of `normal.factor`, in the same order and by the same sizes.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.small.kernels import CALL, POWER_OF_E, ROOTED, SUM
from symdiff.simplifier.normal.small.products import (
    LARGE,
    NotSmall,
    Product,
    exponent,
    gcd,
    is_number,
    negated,
    number,
    over,
    plus,
    raised,
    same_powers,
    times,
    unit,
)
from symdiff.simplifier.normal.small.written import Written, mirror
from symdiff.table.functions import code_of

_TERMS: Final = 16
"""Terms of a sum, at most."""
_FEW: Final = 8
"""Terms of a sum up to which a product with it is multiplied out."""
_SQUARED: Final = frozenset([code_of(name, 1) for name in ("sin", "cos", "sinh", "cosh")])
"""Functions whose squares may vanish from a sum."""
_ONE: Final = Product(1, 1, 0, 0)


class Sums(Written):
    """Sums and products by their laws."""

    def __init__(self, source: Graph) -> None:
        super().__init__(source)
        self.lengthened = False
        """Whether a law was used that may make a text longer."""
        self.led_by_sign = False
        """Whether a sum has minus signs alone."""
        self._shortest: list[Product | None] = []
        """Of each kernel that is a sum, where it was asked for."""

    # Products -------------------------------------------------------------------------------------

    def settled(self, m: Product) -> Product:
        """Return a product with one exp, roots that met multiplied out, and its sums primitive."""
        if m.num == 0:
            return Product(0, 1, 0, 0)
        if m.low == 0 and m.high == 0:
            return m
        factors: i64 = 0
        sums: i64 = 0
        halves = False
        exponentials: i64 = 0
        for k in range(self.count):
            e = exponent(m, k)
            if e != 0:
                factors += 1
                kind = self.kinds[k]
                if kind == SUM:
                    sums += 1
                    halves = halves or e & 1 != 0
                elif kind == POWER_OF_E:
                    exponentials += 1 if e == 2 else 2
                elif kind == ROOTED and e & 1 == 0:
                    met = over(m, unit(k, e))
                    return self.settled(times(met, raised(self.products[k], e >> 1)))
        if exponentials > 1:
            m = self._one_exponential(m)
            return self.settled(m)
        if sums == 0 or (factors == 1 and not halves and self.single(m) >= 0):
            return m
        for k in range(self.count):
            if self.kinds[k] != SUM:
                continue
            e = exponent(m, k)
            if e == 0 or e & 1 != 0 or (e == 2 and self._is_alone(m, k)):
                continue
            content = self._content(self.terms[k])
            if self.terms[k][0].num < 0:
                content = Product(-content.num, content.den, 0, 0)
            if content.num == 1 and content.den == 1:
                continue
            self.lengthened = True
            other = self.sum_of([over(t, content) for t in self.terms[k]])
            m = times(over(m, unit(k, e)), unit(other, e))
            m = times(m, raised(content, e >> 1))
        return self._signs_mended(m) if halves and sums > 1 else m

    def _signs_mended(self, m: Product) -> Product:
        """Join (-u)**n with u**r: a sum made primitive meets its negative under a root."""
        for k in range(self.count):
            if self.kinds[k] == SUM and exponent(m, k) & 1 != 0:
                other = self.with_terms(SUM, mirror(self.terms[k]))
                if other >= 0:
                    e = exponent(m, other)
                    if e & 1 == 0 and e != 0:
                        m = times(over(m, unit(other, e)), unit(k, e))
                        if e & 2 != 0:
                            m = negated(m)
        return m

    def _is_alone(self, m: Product, k: i64) -> bool:
        u = unit(k, exponent(m, k))
        return u.low == m.low and u.high == m.high

    def _one_exponential(self, m: Product) -> Product:
        """Return a product with all its powers of e in one."""
        terms: list[Product] = []
        for k in range(self.count):
            if self.kinds[k] == POWER_OF_E:
                e = exponent(m, k)
                if e != 0:
                    if e & 1 != 0:
                        raise NotSmall
                    m = over(m, unit(k, e))
                    for t in self.terms[k]:
                        self.collect(terms, times(t, Product(e >> 1, 1, 0, 0)))
        kept = self.plain(terms)
        if len(kept) == 0:
            return m
        return times(m, self.exp_of(kept, self.sum(kept)))

    def exp_of(self, terms: list[Product], written: Product) -> Product:
        """Return exp of a sum of terms that are in order, *written* so."""
        for t in terms:
            if t.low == 0 and t.high == 0:
                raise NotSmall  # a power of e that is a number is a kernel of its own
        return unit(self.power_of_e(terms, written), 2)

    def terms_of(self, m: Product) -> list[Product]:
        """Return the terms of a settled product; those of a sum with a number in front have it in each."""
        k = self.single(m)
        if k < 0:
            return [m]
        if m.num == 1 and m.den == 1:
            return self.terms[k]
        self.lengthened = True
        factor = number(m)
        return [times(t, factor) for t in self.terms[k]]

    # Sums -----------------------------------------------------------------------------------------

    def collect(self, into: list[Product], m: Product) -> i64:
        """Add a term to a sum; return 0 where there is none like it, 2 where both vanish, else 1."""
        for i in range(i64(len(into))):
            known = into[i]
            if same_powers(known, m):
                total = into[i] = plus(known, m)
                return 2 if total.num == 0 else 1
        into.append(m)
        return 0

    def plain(self, terms: list[Product]) -> list[Product]:
        """Return terms in order, without those that vanished. Raises NotSmall where squares may vanish."""
        kept = [t for t in terms if t.num != 0]
        if len(kept) < 2:
            return kept
        if len(kept) > _TERMS:
            raise NotSmall
        for k in range(self.count):
            if self.kinds[k] == CALL and self.codes[k] in _SQUARED:
                for t in kept:
                    if exponent(t, k) >= 4:
                        raise NotSmall
        kept = self.in_order(kept)
        positive = False
        for t in kept:
            t.is_rounded = False
            positive = positive or t.num > 0
        if not positive:
            self.lengthened = self.led_by_sign = True
        return kept

    def plain_product(self, terms: list[Product]) -> Product:
        """Return a sum of terms in order as it stands."""
        if len(terms) == 0:
            return Product(0, 1, 0, 0)
        if len(terms) == 1:
            return terms[0]
        return unit(self.sum_of(terms), 2)

    def _content(self, terms: list[Product]) -> Product:
        """Return the positive rational that divides all of *terms*; 1 where one has a float."""
        num: i64 = 0
        den: i64 = 1
        for t in terms:
            if t.den == 0:
                return _ONE
            num = gcd(num, t.num)
            if t.den != 1:
                den = den * t.den // gcd(den, t.den)
                if den > LARGE:
                    raise NotSmall
        return Product(num, den, 0, 0)

    def sum(self, terms: list[Product]) -> Product:
        """Return the shortest of: a sum of terms in order, its content or its common powers in front."""
        if len(terms) < 2:
            return self.plain_product(terms)
        k = self.sum_of(terms)
        while i64(len(self._shortest)) <= k:
            self._shortest.append(None)
        known = self._shortest[k]
        if known is None:
            known = self._shortest[k] = self._shortest_of(k, terms)
        return known

    def _shortest_of(self, sum_: i64, terms: list[Product]) -> Product:
        plain = unit(sum_, 2)
        plain_size: i64 = self.sizes[sum_]
        best, size = plain, plain_size
        shared = Product(1, 1, 0, 0)
        above = Product(1, 1, 0, 0)
        below = False
        for k in range(self.count):
            least: i64 = 127
            for t in terms:
                e = exponent(t, k)
                if e < least:
                    least = e
            if least != 0 and least != 127:
                shared = times(shared, unit(k, least))
                if least > 0:
                    above = times(above, unit(k, least))
                else:
                    below = True
        content = self._content(terms)
        if not _has_positive(terms):
            content = Product(-content.num, content.den, 0, 0)
        numbered = content.num != 1 or content.den != 1
        choices: list[Product] = []
        if not is_number(shared):
            choices.append(shared)
            if below and not is_number(above):
                choices.append(above)
        for i in range(i64(len(choices))):
            powers = choices[i]
            slack: i64 = 1 if i == 0 and below else 0
            for front in (content, _ONE) if numbered else (_ONE,):
                found, bare = self._pulled(terms, front, powers)
                for m in found:
                    length: i64 = self.size_of(m)
                    if length < size + slack:
                        best, size = m, length
                if numbered and front is content and bare > 0 and len(found) == 1:
                    break  # longer with the content inside
        if numbered:
            bare = _bare(terms, content)
            if bare < 0 or plain_size + 2 - 2 * bare < size:
                for m in self._pulled(terms, content, _ONE)[0]:
                    length = self.size_of(m)
                    if length < size:
                        best, size = m, length
        return best

    def _pulled(self, terms: list[Product], content: Product, powers: Product) -> tuple[list[Product], i64]:
        """Return content * powers * (what is left of the terms), in one way or two, and how many of what is
        left have no number; -1 where that is not known."""
        whole = times(content, powers)
        rests: list[Product] = []
        left: list[Product] = []
        for t in terms:
            rest = self.settled(over(t, whole))
            rests.append(rest)
            for part in self.terms_of(rest):
                self.collect(left, part)
        bare: i64 = _bare(left, _ONE) if content.den == 1 else -1
        found = [self._outside(whole, left)]
        spread = self._multiplied_out(rests)
        if spread is not None:
            found.append(self._outside(whole, spread))
        return found, bare

    def _outside(self, whole: Product, left: list[Product]) -> Product:
        return self.settled(times(whole, self.plain_product(self.plain(left))))

    def _multiplied_out(self, rests: list[Product]) -> list[Product] | None:
        """Return the sum of *rests*, products with a sum multiplied out where those meet other terms; None
        where there are none."""
        products: list[list[Product] | None] = []
        some = False
        for rest in rests:
            product = self._spread_out(rest)
            some = some or product is not None
            products.append(product)
        if not some:
            return None
        seen: list[Product] = []
        met: list[Product] = []
        for i in range(i64(len(rests))):
            product = products[i]
            for t in self.terms_of(rests[i]) if product is None else product:
                (met if _has(seen, t) else seen).append(t)
        if len(met) == 0:
            return None
        result: list[Product] = []
        for i in range(i64(len(rests))):
            product = products[i]
            if product is None or not _have_one(met, product):
                product = self.terms_of(rests[i])
            for t in product:
                self.collect(result, t)
        return result

    def _spread_out(self, m: Product) -> list[Product] | None:
        """Return a product of a sum and other factors term by term, None for anything else."""
        place: i64 = -1
        for k in range(self.count):
            if self.kinds[k] == SUM and exponent(m, k) == 2:
                if place >= 0:
                    return None
                place = k
        if place < 0 or (m.num == 1 and m.den == 1 and self._is_alone(m, place)):
            return None
        terms = self.terms[place]
        if len(terms) > _FEW:
            return None
        others = over(m, unit(place, 2))
        front = number(m)
        found: list[Product] = []
        for t in terms:
            outer = times(Product(1, 1, others.low, others.high), Product(1, 1, t.low, t.high))
            scale = times(front, number(t))
            for part in self.terms_of(self.settled(outer)):
                self.collect(found, times(part, scale))
        return found


def _bare(terms: list[Product], content: Product) -> i64:
    """Return how many of *terms* have no number left when *content* is in front of them; -1 where other
    numbers than integers make that uncertain."""
    if content.den != 1:
        return -1
    count: i64 = 0
    for t in terms:
        if t.den != 1:
            return -1
        if (t.num == content.num or t.num == -content.num) and (t.low != 0 or t.high != 0):
            count += 1
    return count


def _has_positive(terms: list[Product]) -> bool:
    for t in terms:  # noqa: SIM110 - compiled, a loop is ten times faster than any()
        if t.num > 0:
            return True
    return False


def _has(terms: list[Product], m: Product) -> bool:
    """Return whether a term has the powers of *m*."""
    for t in terms:  # noqa: SIM110
        if same_powers(t, m):
            return True
    return False


def _have_one(terms: list[Product], others: list[Product]) -> bool:
    """Return whether a term has the powers of one of *others*."""
    for t in others:  # noqa: SIM110
        if _has(terms, t):
            return True
    return False

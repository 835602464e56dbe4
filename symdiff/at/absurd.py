"""Whether comparisons cannot hold at once, shown by a sum: numbers that are not negative times what is known
not to be negative, and it comes to nothing, though a part of it is positive.

Were 4*a*c > b**2 and c > 0 and a + b*x + c*x**2 <= 0, then 4*c times the opposite of the last, the square of
2*c*x + b, and 4*a*c - b**2, which is positive, would add up to zero.

>>> from symdiff.parser.formula import parse
>>> from symdiff.table.operators import LE
>>> given = [(GT, "4*a*c - b**2"), (GT, "c"), (LE, "a + b*x + c*x**2")]
>>> contradict([Comparison(op, parse(text)) for op, text in given])
True
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import inf
from typing import Final, NamedTuple

from symdiff.arithmetic.scalar import RATIONAL
from symdiff.at.attained import is_attained
from symdiff.at.combined import vanishes
from symdiff.errors import Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.simplifier.domain.real import RealRanges
from symdiff.simplifier.normal.decimals import with_fractions
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.polynomials import Polynomial, terms_of
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring
from symdiff.table.operators import CONSTANT, EQ, GE, GT, LT, NE

_KERNELS: Final = 12
"""Kernels beyond which nothing is tried."""
_TERMS: Final = 24
"""Terms of a polynomial beyond which it is left out."""
_FACTS: Final = 16
"""Facts beyond which those of the highest degree are left out."""
_FEW: Final = 6
"""Facts up to which products of three are tried."""
_DEGREE: Final = 8
"""Degree of a product beyond which it is left out."""
_KEPT: Final = 1000
"""Answers that are kept: the two orders in which conditions are left out ask much the same."""
_ANSWERS: Final[dict[tuple[tuple[int, str], ...], bool]] = {}


_EFFORT: Final = 60_000
"""Products that are made, where no other number is given."""


class Comparison(NamedTuple):
    """A comparison with zero."""

    op: int
    expr: Expr


class Effort:
    """How many products may still be made."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self) -> None:
        """Count one. Raises Unsettled where none is left."""
        self.left -= 1
        if self.left < 0:
            raise Unsettled("too many products")


def contradict(known: Sequence[Comparison], effort: Effort | None = None) -> bool:
    """Return whether comparisons of real numbers cannot hold at once, as far as a sum shows it with the
    *effort*.

    Cost: products of any two facts, of 16, and the simplex method, where no point is soon found at which they
    hold; nothing for what was asked before. Raises Unsettled, TooLong and others of what makes polynomials,
    where a part has no value or is too large.
    """
    question = tuple([(one.op, str(one.expr)) for one in known])
    found = _ANSWERS.get(question)
    if found is None:
        if len(_ANSWERS) >= _KEPT:
            _ANSWERS.clear()
        found = _ANSWERS[question] = _contradict(known, effort or Effort(_EFFORT))
    return found


def _contradict(known: Sequence[Comparison], effort: Effort) -> bool:
    work = Graph(known[0].expr.graph.limits)
    nodes = [work.take(one.expr.graph, one.expr.node) for one in known]
    exact, nodes = with_fractions(work, nodes)
    if any(exact.ops[n] == CONSTANT and exact.name(n) == "I" for n in exact.below(nodes)):
        return False
    form = Normal(exact)
    nodes = form.sweep(nodes)
    reading = Related(form)
    kernels, _ = reading.kernels_and_twins(*nodes)
    if len(kernels) > _KERNELS:
        return False
    ring = Ring(reading, kernels, set())  # partners are used as well: csc(x)**2 is never below 1
    fractions = [ring.fraction(node) for node in nodes]
    facts = _Facts(ring)
    for one, fraction in zip(known, fractions, strict=True):
        facts.compare(one.op, *fraction)
    _about_kernels(facts, form)
    return facts.absurd or (not _are_met(facts) and _adds_up(facts, effort))


def _are_met(facts: _Facts) -> bool:
    """Return whether a point was found at which the facts hold: every sum of theirs is positive there."""
    if facts.zero:
        return False
    return is_attained(facts.known.all(), facts.related)


class _Signed:
    """Polynomials that are not negative, and whether they are positive."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Polynomial, bool]] = {}

    def add(self, polynomial: Polynomial, strict: bool) -> None:
        self._found[str(polynomial)] = polynomial, strict or self.strict(polynomial)

    def strict(self, polynomial: Polynomial) -> bool:
        """Return whether it is known to be positive."""
        known = self._found.get(str(polynomial))
        return known is not None and known[1]

    def has(self, polynomial: Polynomial) -> bool:
        return str(polynomial) in self._found

    def all(self) -> list[tuple[Polynomial, bool]]:
        return list(self._found.values())


class _Facts:
    """Polynomials that are positive, not negative, or zero."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.related = ring.relations()
        self.known = _Signed()
        self.zero: list[Polynomial] = []
        self.absurd = False
        """Whether one of them is a number that is not what it is said to be."""

    def add(self, polynomial: Polynomial, strict: bool) -> None:
        """Take up one that is not negative, or positive."""
        if polynomial.is_constant():
            number = polynomial.leading_coefficient() if polynomial != 0 else 0
            self.absurd = self.absurd or number < 0 or (strict and number == 0)
        elif len(polynomial) <= _TERMS:
            self.known.add(polynomial, strict)

    def compare(self, op: int, top: Polynomial, bottom: Polynomial) -> None:
        """Take up what a comparison of a fraction with zero says."""
        if op == EQ:
            if top.is_constant():
                self.absurd = self.absurd or top != 0
            elif len(top) <= _TERMS:
                self.zero.append(top)
            return
        if op == NE:
            if top == 0 or len(top) * len(top) <= _TERMS * 4:
                self._reduce(top * top, True)
            return
        product = top if bottom.is_constant() else top * bottom
        if bottom.is_constant() and bottom.leading_coefficient() < 0:
            product = -product
        self._reduce(product if op in (GT, GE) else -product, op in (GT, LT))

    def _reduce(self, polynomial: Polynomial, strict: bool) -> None:
        found = self.reduced(polynomial)
        if found is not None:
            self.add(found, strict)

    def reduced(self, polynomial: Polynomial) -> Polynomial | None:
        """Return a polynomial by the relations of the ring, None where it comes to a fraction."""
        degrees = polynomial.degrees()
        if all(degrees[i] < power for i, (power, _) in self.related.items()):
            return polynomial
        top, bottom = self.ring.reduced((polynomial, self.ring.one))
        if self.ring.doubt or not bottom.is_constant():
            self.ring.doubt = False
            return None
        return top / bottom.leading_coefficient()


def _about_kernels(facts: _Facts, form: Normal) -> None:
    """Add what is known of each kernel by itself. Raises Unsettled for a root of a negative number."""
    ring, ranges = facts.ring, RealRanges(form, True)
    used = _variables(facts)
    for (base, symbolic), root, variable in zip(ring.kernels, ring.roots, ring.generators, strict=False):
        if variable not in used:
            continue
        if symbolic >= 0:
            if ranges.is_positive_power(base):
                facts.add(variable, True)
            continue
        within = ranges.of(base)
        if root > 1:
            if within.high < 0:
                raise Unsettled("a root of what is negative")
            within = within.power(Fraction(1, root))
        if within.low >= 0:
            facts.add(variable, not within.has(0))
        if within.low > -inf:
            facts.add(variable - _rational(ring, within.low), within.above)
        if within.high < inf:
            facts.add(_rational(ring, within.high) - variable, within.below)
        if -inf < within.low < within.high < inf:
            low, high = _rational(ring, within.low), _rational(ring, within.high)
            facts.add((variable - low) * (high - variable), within.above and within.below)
    for polynomial, strict in facts.known.all():
        for i, degree in enumerate(polynomial.degrees() if strict and len(polynomial) == 1 else ()):
            variable = ring.generators[i]
            if degree:
                facts.add(variable if facts.known.has(variable) else variable * variable, True)


def _rational(ring: Ring, number: Number) -> Polynomial:
    return ring.constant(RATIONAL.number(number))


def _adds_up(facts: _Facts, effort: Effort) -> bool:
    """Return whether products of facts and squares add up to nothing."""
    ring = facts.ring
    columns = _Signed()
    columns.add(ring.one, True)

    def put(polynomial: Polynomial, strict: bool) -> None:
        effort.spend()
        if polynomial.total_degree() > _DEGREE or len(polynomial) > 4 * _TERMS:
            return
        found = facts.reduced(polynomial)
        if found is not None and (found != 0 or strict):
            columns.add(found, strict)

    known = sorted(facts.known.all(), key=lambda fact: (fact[0].total_degree(), len(fact[0])))[:_FACTS]
    squares = _squares(facts, [p for p, _ in known])
    for p, strict in [*known, *squares]:
        put(p, strict)
    for (p, one), (q, two) in combinations_with_replacement(known, 2):
        put(p * q, one and two)
    for p, one in known:
        for q, two in squares:
            put(p * q, one and two)
    for (p, one), (q, two) in combinations_with_replacement(squares[:_FACTS], 2):
        put(p * q, one and two)
    if len(known) <= _FEW:
        for (p, one), (q, two), (r, three) in combinations_with_replacement(known, 3):
            put(p * q * r, one and two and three)
    for p in facts.zero:
        derivatives = [p.derivative(i) for i in range(ring.width)]
        own = [ring.context.from_dict({monomial: 1}) for monomial in terms_of(p)]
        for q in [*own, ring.one, *_variables(facts), *derivatives, *[q for q, _ in known]]:
            put(p * q, False)
            put(-p * q, False)
    polynomials, counted = zip(*columns.all(), strict=True)
    return vanishes(polynomials, counted)


def _squares(facts: _Facts, known: list[Polynomial]) -> list[tuple[Polynomial, bool]]:
    """Return what is never negative and may help: products of even powers and of variables that are not
    negative, as they stand in the facts; squares of derivatives, without what is common to their terms, where
    squares of sums come from; and squares of factors."""
    ring, found = facts.ring, _Signed()
    variables = ring.generators
    signed = [facts.known.has(v) for v in variables]
    positive = [facts.known.strict(v) or facts.known.strict(v * v) for v in variables]
    for variable in _variables(facts):
        square = variable * variable
        found.add(square, facts.known.strict(variable) or facts.known.strict(square))
    for p in [*known, *facts.zero]:
        for exponents in terms_of(p):
            part = [e if is_signed else e - e % 2 for e, is_signed in zip(exponents, signed, strict=True)]
            if sum(part) > 1:
                strict = all(positive[i] for i, e in enumerate(part) if e)
                found.add(ring.context.from_dict({tuple(part): 1}), strict)
        for i, degree in enumerate(p.degrees() if p.total_degree() > 1 else ()):
            derivative = _primitive(ring, p.derivative(i)) if degree > 1 else ring.one
            if len(derivative) > 1:
                found.add(derivative * derivative, False)
        factors = p.factor()[1] if p.total_degree() > 1 else []
        for factor, _ in factors if len(factors) > 1 else ():
            found.add(factor * factor, facts.known.strict(p))
    return found.all()


def _variables(facts: _Facts) -> list[Polynomial]:
    """Return the variables of which something is known."""
    said = [p.degrees() for p in [*[p for p, _ in facts.known.all()], *facts.zero]]
    return [v for i, v in enumerate(facts.ring.generators) if any(degrees[i] for degrees in said)]


def _primitive(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return a polynomial without the powers that all its terms share."""
    terms = terms_of(polynomial)
    least = [min(column) for column in zip(*terms, strict=True)]
    return ring.context.from_dict(
        {tuple([e - m for e, m in zip(key, least, strict=True)]): value for key, value in terms.items()}
    )


__all__ = ["Comparison", "Effort", "contradict"]

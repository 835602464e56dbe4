"""Whether comparisons cannot hold at once, shown by a sum: numbers that are not negative times what is known
not to be negative, and it comes to nothing, though a part of it is positive.

Were 4*a*c > b**2 and c > 0 and a + b*x + c*x**2 <= 0, then 4*c times the opposite of the last, the square of
2*c*x + b, and 4*a*c - b**2, which is positive, would add up to zero.

>>> from symdiff.parser.formula import parse
>>> from symdiff.table.operators import GT, LE
>>> given = [(GT, "4*a*c - b**2"), (GT, "c"), (LE, "a + b*x + c*x**2")]
>>> contradict([Comparison(op, parse(text)) for op, text in given])
True
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import gcd
from typing import Final, NamedTuple

from symdiff.at.attained import is_attained
from symdiff.at.combined import vanishes
from symdiff.at.pairs import of_one_pair
from symdiff.at.positive import Facts, Signed, complete
from symdiff.errors import Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.decimals import with_fractions
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.polynomials import Polynomial, terms_of
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring
from symdiff.table.operators import CONSTANT

_KERNELS: Final = 12
"""Kernels beyond which nothing is tried."""
_TERMS: Final = 96
"""Terms of a product beyond which it is left out."""
_FACTS: Final = 16
"""Facts beyond which those of the highest degree are left out."""
_FEW: Final = 6
"""Facts up to which products of three are tried."""
_SEVERAL: Final = 9
"""Facts up to which products of two and a variable are tried, where nothing else did it."""
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
        effort = effort or Effort(_EFFORT)
        found = _contradict(known, effort)
        if not found and (turned := of_one_pair([one.expr for one in known])) is not None:
            same = [one._replace(expr=expr) for one, expr in zip(known, turned, strict=True)]
            found = _contradict(same, effort)
        _ANSWERS[question] = found
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
    facts = Facts(ring)
    for one, fraction in zip(known, fractions, strict=True):
        facts.compare(one.op, *fraction)
    if facts.is_split():
        return True
    facts.unfold()
    complete(facts, form)
    if facts.absurd:
        return True
    return not _are_met(facts) and (_adds_up(facts, effort) or _is_absurd_by_signs(facts, form, effort))


def _is_absurd_by_signs(facts: Facts, form: Normal, effort: Effort) -> bool:
    """Return whether facts are absurd where two variables are positive, and where both are negative, whose
    product is positive."""
    variables = facts.ring.generators
    for product, strict in facts.known.all():
        places = [i for i, degree in enumerate(product.degrees()) if degree]
        if not strict or len(product) > 1 or len(places) != 2 or product.total_degree() != 2:
            continue
        one, two = [variables[i] for i in places]
        if facts.known.has(one) or facts.known.has(-one) or product.leading_coefficient() < 0:
            continue
        for sign in (1, -1):
            case = facts.with_signs(sign * one, sign * two)
            complete(case, form)
            if not case.absurd and (_are_met(case) or not _adds_up(case, effort)):
                return False
        return True
    return False


def _are_met(facts: Facts) -> bool:
    """Return whether a point was found at which the facts hold: every sum of theirs is positive there."""
    if facts.zero:
        return False
    return is_attained(facts.known.all(), facts.related)


def _adds_up(facts: Facts, effort: Effort) -> bool:
    """Return whether products of facts and squares add up to nothing."""
    ring = facts.ring
    columns = Signed()
    columns.add(ring.one, True)

    steps = _steps(facts)

    def put(polynomial: Polynomial, strict: bool) -> None:
        effort.spend()
        if len(polynomial) > _TERMS or _degree(polynomial, steps) > _DEGREE:
            return
        found = facts.reduced(polynomial)
        if found is not None and (found != 0 or strict):
            columns.add(found, strict)

    given = [p for p, _ in facts.given]
    known = [fact for fact in facts.known.all() if not _is_product(facts, fact[0])]
    known = sorted(known, key=lambda fact: (fact[0].total_degree(), len(fact[0])))[:_FACTS]
    squares = _squares(facts, [p for p, _ in known])
    for p, strict in [*known, *squares]:
        put(p, strict)
    if vanishes(*zip(*columns.all(), strict=True)):
        return True
    for (p, one), (q, two) in combinations_with_replacement(known, 2):
        put(p * q, one and two)
    for p, one in known:
        for q, two in squares:
            put(p * q, one and two)
    for (p, one), (q, two) in combinations_with_replacement(squares[:_FACTS], 2):
        put(p * q, one and two)
    if any(strict and any(p % zero == 0 for zero in facts.zero) for p, strict in columns.all()):
        return True  # what is zero is positive
    if len(known) <= _FEW:
        for (p, one), (q, two), (r, three) in combinations_with_replacement(known, 3):
            put(p * q * r, one and two and three)
    for p in facts.zero:
        derivatives = [p.derivative(i) for i in range(ring.width)]
        own = [ring.context.from_dict({monomial: 1}) for monomial in terms_of(p)]
        for q in [*own, ring.one, *facts.variables(), *derivatives, *[q for q, _ in known]]:
            put(p * q, False)
            put(-p * q, False)
    if vanishes(*zip(*columns.all(), strict=True)):
        return True
    before = len(columns.all())
    variables = [(v, facts.known.strict(v)) for v in facts.variables() if facts.known.has(v)]
    variables += [(v * v, facts.known.strict(v * v)) for v in facts.variables()]
    if len(known) <= _SEVERAL:
        for (p, one), (q, two) in combinations_with_replacement(known, 2):
            for variable, three in variables:
                put(p * q * variable, one and two and three)
    several = [fact for fact in known if fact[0] in given]
    if len(several) <= _FEW < len(known):
        for (p, one), (q, two), (r, three) in combinations_with_replacement(several, 3):
            put(p * q * r, one and two and three)
    return len(columns.all()) > before and vanishes(*zip(*columns.all(), strict=True))


def _steps(facts: Facts) -> list[int]:
    """Return by how much the exponents of each variable differ, at least: with x**4 alone, it is 4; 1 for 2,
    since squares are much of what is made."""
    found = [0] * len(facts.ring.generators)
    for polynomial in [*[p for p, _ in facts.given], *facts.zero]:
        for exponents in terms_of(polynomial):
            found = [gcd(step, int(e)) for step, e in zip(found, exponents, strict=False)]
    return [step if step > 2 else 1 for step in found]


def _degree(polynomial: Polynomial, steps: list[int]) -> int:
    """Return the degree of a polynomial, in which a variable to the power of its step counts once."""
    if max(steps) == 1 or polynomial.total_degree() <= _DEGREE:
        return int(polynomial.total_degree())
    return max(
        sum([-(-int(e) // step) for e, step in zip(exponents, steps, strict=False)])
        for exponents in terms_of(polynomial)
    )


def _is_product(facts: Facts, polynomial: Polynomial) -> bool:
    """Return whether a fact is the product of others: of variables that are positive, and even powers."""
    if len(polynomial) != 1 or polynomial.total_degree() <= 2:
        return False
    [(monomial, number)] = terms_of(polynomial).items()
    return number > 0 and all(
        facts.known.strict(variable) or (exponent % 2 == 0 and facts.known.strict(variable * variable))
        for variable, exponent in zip(facts.ring.generators, monomial, strict=False)
        if exponent
    )


def _squares(facts: Facts, known: list[Polynomial]) -> list[tuple[Polynomial, bool]]:
    """Return what is never negative and may help: products of even powers and of variables that are not
    negative, as they stand in the facts; squares of derivatives, without what is common to their terms, where
    squares of sums come from; and squares of factors."""
    ring, found = facts.ring, Signed()
    variables = ring.generators
    signed = [facts.known.has(v) for v in variables]
    positive = [facts.known.strict(v) or facts.known.strict(v * v) for v in variables]
    for variable in facts.variables():
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


def _primitive(ring: Ring, polynomial: Polynomial) -> Polynomial:
    """Return a polynomial without the powers that all its terms share."""
    terms = terms_of(polynomial)
    least = [min(column) for column in zip(*terms, strict=True)]
    return ring.context.from_dict(
        {tuple([e - m for e, m in zip(key, least, strict=True)]): value for key, value in terms.items()}
    )


__all__ = ["Comparison", "Effort", "contradict"]

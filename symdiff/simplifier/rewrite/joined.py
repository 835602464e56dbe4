"""Roots of two sums as one: sqrt(x**2 + 1)*sqrt(x**2 - 1) is sqrt(x**4 - 1), and sqrt(x**2 - 1)/|x + 1| is
sqrt((x - 1)/(x + 1)); absolute values of two sums as one: |x - 1|*|x + 1| is |x**2 - 1|.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> def forms(text):
...     e = parse(text)
...     return [str(Expr(found.graph, found.node)) for found in with_joined_roots(e.graph, e.node)]
>>> forms("x/(sqrt(2*x**2 + 1)*sqrt(2*x**2 - 1))"), forms("sqrt(1 - y*x)**3/sqrt(1 + y*x)**3")
(['x/sqrt(4*x**4 - 1)'], ['((1 - x*y)/(x*y + 1))**(3/2)'])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import is_root
from symdiff.simplifier.normal.written import Factors, Terms, collect
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.simplifier.ring.rational import Fractions
from symdiff.table.functions import ABS, EXP, SQRT
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, POW, SUB, is_function

_TERMS: Final = 4
"""Terms of each sum that is multiplied or divided, at most."""


class JoinedRoots(NamedTuple):
    """A form with fewer roots or absolute values."""

    graph: Graph
    node: int
    is_real: bool
    """Whether it is sure only where every part of it is real."""
    law: str
    """Name of the identity."""


class _Pair(NamedTuple):
    """What two roots are together."""

    factors: Factors
    number: Number
    is_real: bool


def with_joined_roots(source: Graph, root: int, real: bool = False) -> Iterator[JoinedRoots]:
    """Return *root* with the roots of two sums joined where they are factors of it, of one of its terms or of
    a term of a sum that is a factor; nothing where there are none.

    Products are joined where the sums are never both negative and no term of their product is left but two;
    quotients where the sums are never both negative, or where what is below one root is a factor of what is
    below the other; a root is divided by an absolute value where its square cancels. With *real*, each part
    of *root* is taken to be real, and no sum below a root to be negative.
    Domain: wherever *root* has a value, or a real one with real parts.

    >>> from symdiff.graph.expr import Expr
    >>> from symdiff.parser.formula import parse
    >>> e = parse("1/(sqrt(x - 1)*sqrt(x + 1))")
    >>> [str(Expr(found.graph, found.node)) for found in with_joined_roots(e.graph, e.node, True)]
    ['1/sqrt(x**2 - 1)']
    """
    roots = [node for node in source.below([root]) if is_root(source, node)]
    if len(roots) > 1 or (roots and source.has(ABS)):
        yield from _forms(source, root, (
            (partial(_as_product, real), "joined-roots"),
            (_as_quotient, "quotient-of-roots"),
            (_over_absolute, "root-over-absolute-value"),
        ))  # fmt: skip
        if source.has(DIV) and (real or _are_alone(source, root, roots)):
            yield from _forms(source, root, ((_over_multiple, "root-over-root-of-multiple"),))


def with_joined_absolutes(source: Graph, root: int) -> Iterator[JoinedRoots]:
    """Return *root* with the absolute values of two sums joined where they are factors of it, of one of its
    terms or of a term of a sum that is a factor, and no term of their product is left but two; nothing where
    there are none. Domain: wherever *root* has a value.

    >>> from symdiff.graph.expr import Expr
    >>> from symdiff.parser.formula import parse
    >>> e = parse("x*Abs(x - 1)*Abs(x + 1)")
    >>> [str(Expr(found.graph, found.node)) for found in with_joined_absolutes(e.graph, e.node)]
    ['x*Abs(x**2 - 1)']
    """
    if source.has(ABS) and sum(source.ops[node] == ABS for node in source.below([root])) > 1:
        yield from _forms(source, root, ((_as_absolute, "joined-absolute-values"),))


def _forms(
    source: Graph, root: int, ways: Iterable[tuple[Callable[[Normal, Factors], _Pair | None], str]]
) -> Iterator[JoinedRoots]:
    """Return what each of *ways* makes of *root*, each with the name of its identity."""
    form = Normal(source)
    try:
        [start] = form.sweep([root])
    except (Unsettled, OverflowError):
        return
    for join, law in ways:
        try:
            found = _joined(form, start, join)
        except (Unsettled, OverflowError, TooLong):
            continue
        if found is not None:
            yield JoinedRoots(form.graph, found[0], found[1], law)


def _joined(
    form: Normal, start: int, join: Callable[[Normal, Factors], _Pair | None], is_inner: bool = False
) -> tuple[int, bool] | None:
    """Return *start* with pairs joined in its terms, and in those of sums that are factors of it, and whether
    that is sure for real parts alone; None where there is no pair."""
    terms: Terms = {}
    found = is_real = False
    for monomial, number in form.terms(start).items():
        one, factors = form.factors(monomial) if monomial != form.one else (1, {})
        pair = join(form, factors)
        if pair is None and not is_inner:
            pair = _in_factors(form, factors, join)
        if pair is None:
            collect(terms, monomial, number)
            continue
        found, is_real = True, is_real or pair.is_real
        product = form.product(one * pair.number, pair.factors)
        for part, scale in form.terms(product).items():
            collect(terms, part, number * scale)
    return (form.sum(terms), is_real) if found else None


def _in_factors(
    form: Normal, factors: Factors, join: Callable[[Normal, Factors], _Pair | None]
) -> _Pair | None:
    """Return a product with pairs joined in the terms of its sums, None where there is no pair."""
    for base, exponent in factors.items():
        if form.graph.ops[base] in (ADD, SUB) and isinstance(form.graph.numbers.get(exponent), int):
            found = _joined(form, base, join, is_inner=True)
            if found is not None:
                left = {b: e for b, e in factors.items() if b != base}
                return _Pair(left, form.raised(left, found[0], exponent), found[1])
    return None


def _roots(form: Normal, factors: Factors) -> list[tuple[int, Fraction]]:
    """Return the sums whose power is a half, with their powers."""
    graph = form.graph
    found = []
    for base, exponent in factors.items():
        power = graph.numbers.get(exponent)
        if graph.ops[base] in (ADD, SUB) and isinstance(power, Fraction) and power.denominator == 2:
            if len(form.terms(base)) <= _TERMS:
                found.append((base, power))
    return found


def _roots_of_products(form: Normal, factors: Factors) -> list[tuple[int, Fraction]]:
    """Return the products with one sum, to the first power, whose power is a half, with their powers."""
    graph = form.graph
    found = []
    for base, exponent in factors.items():
        power = graph.numbers.get(exponent)
        if graph.ops[base] in (MUL, DIV) and isinstance(power, Fraction) and power.denominator == 2:
            inner = form.factors(base)[1]
            sums = [part for part in inner if graph.ops[part] in (ADD, SUB)]
            if len(sums) == 1 and inner[sums[0]] == form.one and len(form.terms(sums[0])) <= _TERMS:
                found.append((base, power))
    return found


def _of_both(form: Normal, one: int, other: int) -> tuple[Factors, int]:
    """Return the product of two sums, or products with one sum each: the factors beside the sums, and the
    product of the sums, multiplied out."""
    outer: Factors = {}
    sums = []
    for node in (one, other):
        if form.graph.ops[node] in (MUL, DIV):
            number, inner = form.factors(node)
            for base, exponent in inner.items():
                if form.graph.ops[base] in (ADD, SUB):
                    sums.append(base if number == 1 else form.scaled(base, number))
                else:
                    form.raised(outer, base, exponent)
        else:
            sums.append(node)
    return outer, _product(form, *sums)


def _as_product(real: bool, form: Normal, factors: Factors) -> _Pair | None:
    """Return a product with the half powers of two of its sums joined, None where it has no such pair."""
    graph, halves = form.graph, _roots(form, factors)
    if real:
        halves += _roots_of_products(form, factors)
    for place, (one, power) in enumerate(halves):
        for other, beside in halves[:place]:
            if power != beside or not (real or _never_both_negative(form, one, other)):
                continue
            outer, product = _of_both(form, one, other)
            if len(form.terms(product)) > 2:
                continue
            if outer:
                product = form.product(form.raised(outer, product, form.one), outer)
            left = {base: exponent for base, exponent in factors.items() if base not in (one, other)}
            number = form.raised(left, product, graph.number(power))
            return _Pair(left, number, not (form.is_real(one) and form.is_real(other)))
    return None


def _as_quotient(form: Normal, factors: Factors) -> _Pair | None:
    """Return a product with the half powers of two of its sums, one above the line and one below it, as that
    of their quotient. Where the lower sum is negative, both are imaginary, with other signs."""
    graph, halves = form.graph, _roots(form, factors)
    for one, power in halves:
        for other, beside in halves:
            if power < 0 or power != -beside or not _never_both_negative(form, one, other):
                continue
            quotient = form.product(1, {one: form.one, other: graph.number(-1)})
            left = {base: exponent for base, exponent in factors.items() if base not in (one, other)}
            # the same quotient may stand beside them, in a root of its own
            number = form.raised(left, Fractions(form).lowest(quotient), graph.number(power))
            return _Pair(left, number, True)
    return None


def _over_multiple(form: Normal, factors: Factors) -> _Pair | None:
    """Return a product with half powers of two factors, one above the line and one below it, as one where
    these have a factor in common: sqrt(u)/sqrt(u*v) is 1/sqrt(v) where u > 0. None where there are none."""
    graph, left, number = form.graph, dict(factors), Fraction(1)
    is_found = False
    while True:
        halves = {base: power for base in left if (power := _half(graph, left[base]))}
        pairs = [
            (one, other)
            for one, power in halves.items()
            for other, beside in halves.items()
            if power > 0 and power == -beside and _share(form, one, other)
        ]
        if not pairs:
            return _Pair(left, number, True) if is_found else None
        one, other = pairs[0]
        power = halves[one]
        del left[one], left[other]
        above = form.product(1, {one: form.one, other: graph.number(-1)})
        below = form.product(1, {other: form.one, one: graph.number(-1)})
        if graph.size(below) < graph.size(above):
            above, power = below, -power
        number *= Fraction(form.raised(left, above, graph.number(power)))
        is_found = True


def _are_alone(graph: Graph, root: int, roots: list[int]) -> bool:
    """Return whether *roots* are two, and nothing else can make *root* complex: where its value is real, both
    are real, or both imaginary."""
    if len(roots) != 2:
        return False
    for node in graph.below([root]):
        op = graph.ops[node]
        if op == POW and node not in roots and not isinstance(graph.numbers.get(graph.both(node)[1]), int):
            return False
        if (is_function(op) and op != SQRT and op not in FAMILY and op != EXP) or op == CONSTANT:
            return False
    return all(graph.ops[node] == SQRT for node in roots)


def _half(graph: Graph, exponent: int) -> Fraction | None:
    """Return an exponent that is half an odd number, else None."""
    power = graph.numbers.get(exponent)
    return power if isinstance(power, Fraction) and power.denominator == 2 else None


def _share(form: Normal, one: int, other: int) -> bool:
    """Return whether two products have the same power of something that is no number."""
    first, second = form.factors(one)[1], form.factors(other)[1]
    return any(second.get(base) == exponent for base, exponent in first.items())


def _over_absolute(form: Normal, factors: Factors) -> _Pair | None:
    """Return a product with a half power of a sum, and what it is divided by, an absolute value to the same
    power twice, as that of one quotient, where something cancels in it."""
    graph = form.graph
    absolute = {graph.first(base): base for base in factors if graph.ops[base] == ABS}
    if not absolute:
        return None
    for one, power in _roots(form, factors):
        for inner, base in absolute.items():
            if graph.numbers.get(factors[base]) != -2 * power or not form.is_real(inner):
                continue
            if inner == one:  # sqrt(u)/|u|: nothing is left to cancel, and u is one factor, not two
                continue
            square = form.product(1, {one: form.one, inner: graph.number(-2)})
            lowest = Fractions(form).lowest(square)
            if graph.size(lowest) >= graph.size(square):
                continue
            left = {b: e for b, e in factors.items() if b not in (one, base)}
            return _Pair(left, form.raised(left, lowest, graph.number(power)), False)
    return None


def _as_absolute(form: Normal, factors: Factors) -> _Pair | None:
    """Return a product with the absolute values of two sums, of one power, joined, where no term of the
    product of the sums is left but two; None where it has no such pair."""
    graph = form.graph
    sums = [(base, graph.first(base)) for base in factors if graph.ops[base] == ABS]
    sums = [(base, inner) for base, inner in sums if 1 < len(form.terms(inner)) <= _TERMS]
    for (one, u), (other, v) in combinations(sums, 2):
        if factors[one] != factors[other]:
            continue
        product = _product(form, u, v)
        if len(form.terms(product)) <= 2:
            left = {b: e for b, e in factors.items() if b not in (one, other)}
            whole = graph.call(ABS, (product,))
            return _Pair(left, form.raised(left, whole, factors[one]), False)
    return None


def _never_both_negative(form: Normal, one: int, other: int) -> bool:
    """Return whether one of two sums, or a sum of positive multiples of them, is never negative where it is
    real."""
    first, second = form.terms(one), form.terms(other)
    scales: list[Number] = []
    for monomial, number in first.items():
        beside = second.get(monomial)
        if beside is not None and number * beside < 0:
            scales.append(-Fraction(number) / Fraction(beside))
    sums = [one, other, *[form.added(one, form.scaled(other, scale)) for scale in scales]]
    return any(form.ranges.of(node).low >= 0 for node in sums)


def _product(form: Normal, one: int, other: int) -> int:
    """Return the product of two sums, multiplied out."""
    terms: Terms = {}
    for monomial, number in form.terms(one).items():
        for beside, times in form.terms(other).items():
            factors: Factors = {}
            form.raised(factors, monomial, form.one)
            form.raised(factors, beside, form.one)
            collect(terms, form.product(1, factors), number * times)
    return form.plain(terms)

"""Two conditions that differ in the sign of a root: u + v*sqrt(u) > 0 and u - v*sqrt(u) > 0 say together that
u is more than v**2.

>>> from symdiff.parser.formula import parse
>>> u = "a**2 - 2*a*c + b**2 + c**2"
>>> pair = [parse(f"{u} {sign} (a - c)*sqrt({u}) > 0") for sign in "+-"]
>>> [str(one) for one in unrooted([*pair, parse("c > 0")])]
['b**2 > 0', 'c > 0']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.at.truth import FAULTS
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.records import NamedTuple
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.written import Terms
from symdiff.table.functions import SQRT
from symdiff.table.operators import GT

_HALF: Final = Fraction(1, 2)
_LARGE: Final = 150
"""Size of a condition beyond which it is not looked at."""
_MANY: Final = 24
"""Conditions beyond which nothing is."""


class _Rooted(NamedTuple):
    """A sum: a plain part, and one that is multiplied by the root of a sum."""

    plain: int
    times: int
    square: int


def unrooted(conditions: Sequence[Expr]) -> list[Expr]:
    """Return conditions with u > v**2 for both of u + v*sqrt(u) > 0 and u - v*sqrt(u) > 0: the root of u is
    then more than v and -v, and u is positive.

    Cost: a normal form for each condition with a root that something is above, where there are two.
    """
    kept = list(conditions)
    if len(kept) > _MANY:
        return kept
    above = [
        one
        for one in kept
        if one.graph.ops[one.node] == GT
        and one.graph.has(SQRT)
        and one.size <= _LARGE
        and not has_complex(one.graph, [one.node])
    ]
    if len(above) < 2:
        return kept
    work = workplace(above[0].graph.limits)
    gaps = [work.sub(*[work.take(one.graph, side) for side in one.graph.both(one.node)]) for one in above]
    try:
        form = Normal(work)
        read = [_rooted(form, node) for node in form.sweep(gaps)]
        for (one, first), (other, second) in combinations(zip(above, read, strict=True), 2):
            if first is None or second is None or not (one in kept and other in kept):
                continue
            if first.plain != first.square or second != first._replace(times=form.scaled(first.times, -1)):
                continue
            graph = form.graph
            gap = simplify(Expr(graph, graph.sub(first.square, graph.mul(first.times, first.times))))
            if gap.conditions:
                continue
            there = Graph(graph.limits)
            found = there.intern(GT, (there.take(gap.graph, gap.node), there.number(0)))
            kept[kept.index(one)] = Expr(there, found)
            kept.remove(other)
    except FAULTS:
        return list(conditions)
    return kept


def _rooted(form: Normal, node: int) -> _Rooted | None:
    """Return a sum as u + v*sqrt(w), None where there is no root, or several."""
    plain: Terms = {}
    times: Terms = {}
    square = -1
    for monomial, number in form.terms(node).items():
        scale, factors = form.factors(monomial)
        roots = [base for base, exponent in factors.items() if form.graph.numbers.get(exponent) == _HALF]
        if not roots:
            plain[monomial] = number
            continue
        if len(roots) > 1 or square not in (-1, roots[0]):
            return None
        square = roots[0]
        rest = form.product(scale, {base: factors[base] for base in factors if base != square})
        for part, amount in form.terms(rest).items():
            times[part] = number * amount
    return None if square < 0 else _Rooted(form.plain(plain), form.plain(times), square)


__all__ = ["unrooted"]

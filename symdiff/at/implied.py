"""Whether a condition holds wherever others do: its opposite and they cannot hold at once.

>>> from symdiff.parser.formula import parse
>>> known = [parse("4*a*c - b**2 > 0"), parse("c > 0")]
>>> follows(parse("a + b*x + c*x**2 > 0"), known), follows(parse("a + b*x - c*x**2 > 0"), known)
(True, False)
>>> follows(parse("a != 0"), known), follows(parse("b != 0"), known)
(True, False)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.at.absurd import Comparison, Effort, contradict
from symdiff.at.alone import where_zero
from symdiff.errors import SymdiffError, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import difference, workplace
from symdiff.simplifier.domain.asked import Asked, asked_by, take
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    OR,
    SUB,
    is_function,
)

_NEGATED: Final = {GT: LE, GE: LT, LT: GE, LE: GT, NE: EQ, EQ: NE}
_LINEAR: Final = frozenset((ADD, SUB, MUL, DIV, NEG))
_MANY: Final = 16
"""Conditions that are looked at, at most."""
_LARGE: Final = 300
"""Size of conditions together beyond which nothing is shown of another."""
_LONG: Final = 40
"""Size of a condition beyond which what it asks for may say enough."""
_EFFORT: Final = 60_000
"""Products that are made for all conditions together."""
_ALTERNATIVES: Final = 24
"""Cases beyond which conditions with `or` are left out."""


def unproved(conditions: Iterable[Expr]) -> list[Expr]:
    """Return conditions without those that are shown to hold wherever the others do. What the parts of one
    ask for is said in its place, where that is shorter.

    The longest is left out first, or the shortest, whichever leaves less to say.

    >>> from symdiff.parser.formula import parse
    >>> given = ["4*a*c > b**2", "c > 0", "c*tan(x)**2 + b*tan(x) + a > 0"]
    >>> [str(condition) for condition in unproved(map(parse, given))]
    ['4*a*c > b**2', 'c > 0', 'cos(x) != 0']
    """
    given = list(conditions)
    if len(given) > _MANY:
        looked = _some(given)
        found = unproved(looked)
        kept = [one for one in given if one in found or one not in looked]
        kept += [one for one in found if one not in given]
        return unproved(kept) if len(kept) <= _MANY else kept
    by_size = sorted(given, key=lambda one: -one.size)
    effort = Effort(_EFFORT)
    found = _thinned(given, by_size, effort)
    if found == given:
        return found
    return min(found, _thinned(given, by_size[::-1], effort), key=_size)


def _some(given: list[Expr]) -> list[Expr]:
    """Return the conditions that are looked at of many: those of several variables, and the shortest."""
    single = [len(one.graph.symbols([one.node])) < 2 for one in given]
    order = sorted(range(len(given)), key=lambda place: (single[place], given[place].size))[:_MANY]
    return [given[place] for place in sorted(order)]


def _size(conditions: list[Expr]) -> int:
    return sum(condition.size for condition in conditions)


def _thinned(given: list[Expr], order: list[Expr], effort: Effort) -> list[Expr]:
    """Return conditions without those that follow from the others, looked for in an order."""
    kept = list(given)
    are_real = not any(has_complex(one.graph, [one.node]) for one in given)  # else sqrt(a) asks for nothing
    for condition in order:
        place = kept.index(condition)
        others = kept[:place] + kept[place + 1 :]
        several = any(len(one.graph.symbols([one.node])) > 1 for one in [condition, *others])
        if several and _near(condition, others):
            asked = left(condition, others, effort)
            if asked is not None and (are_real or not asked) and _size(asked) < condition.size:
                kept[place : place + 1] = asked
    return kept


def follows(condition: Expr, others: Sequence[Expr]) -> bool:
    """Return whether a condition is shown to hold wherever *others* do."""
    return left(condition, others) == []


def left(condition: Expr, others: Sequence[Expr], effort: Effort | None = None) -> list[Expr] | None:
    """Return what is left of a condition beside *others*: what its parts ask for, if with that it is shown to
    hold; else None, and where the *effort* is spent.

    Cost: products of any two of the facts known, of which there are at most 16, and the simplex method.
    """
    near = _near(condition, others)
    if _is_free(condition, near):
        return None
    if not near:
        return _left(condition, near, effort or Effort(_EFFORT))
    tried: list[list[Expr]] = []
    smaller = [one for one in near if one.size <= condition.size]
    single = [one for one in _plain(near) if one.graph.ops[one.node] != OR]
    for some in (near, _plain(near), smaller, single, _shorter(near), _alike(condition, near)):
        if some and some not in tried:
            tried.append(some)
            found = _left(condition, some, effort or Effort(_EFFORT))
            if found is not None:
                return found
    return None


def _plain(conditions: list[Expr]) -> list[Expr]:
    """Return the conditions that say more than that something is not zero, which helps seldom and takes the
    place of what does."""
    return [one for one in conditions if one.graph.ops[one.node] != NE]


def _alike(condition: Expr, others: list[Expr]) -> list[Expr]:
    """Return the conditions in which all that is no sum or product of symbols stands in *condition*, too."""
    calls = _calls(condition)
    return [one for one in others if _calls(one) <= calls] if calls else []


def _calls(condition: Expr) -> set[str]:
    """Return the functions of symbols in a condition, as texts."""
    graph = condition.graph
    nodes = [node for node in graph.below([condition.node]) if is_function(graph.ops[node])]
    return {str(Expr(graph, node)) for node in nodes if graph.symbols([node])}


def _shorter(conditions: list[Expr]) -> list[Expr]:
    """Return conditions with what the parts of long ones ask for in the place of these, but for those with I,
    of which sqrt(x) asks for nothing."""
    found: dict[Expr, None] = {}
    for one in conditions:
        if has_complex(one.graph, [one.node]):
            continue
        for part in [one] if one.size <= _LONG else brought(one, with_powers=False):
            if part.size <= _LONG:
                found[part] = None
    return list(found)


def _left(condition: Expr, near: list[Expr], effort: Effort) -> list[Expr] | None:
    """Return what `left` does, by the conditions *near*."""
    near = [one for one in near if not has_complex(one.graph, [one.node])]  # sqrt(x) + I asks for no x >= 0
    if sum(one.size for one in near) > _LARGE:
        return None
    try:
        asked = _asked(condition, near)
        more = [one for other in near for one in brought(other, with_powers=False)]
        cases = [_cases(other, True) for other in [*near, *asked, *more]]
        opposite = _cases(condition, False)
        choices: list[_Cases] = []
        for some in sorted(cases, key=len):
            if prod(map(len, [opposite, *choices, some])) <= _ALTERNATIVES:
                choices.append(some)
        for chosen in product(opposite, *choices):
            if not _is_absurd([comparison for some in chosen for comparison in some], effort):
                return None
    except (SymdiffError, ArithmeticError, TooLong, RecursionError):
        return None
    return asked


def _near(condition: Expr, others: Sequence[Expr]) -> list[Expr]:
    """Return the conditions that share a symbol with a condition, or with others that do."""
    names = set(condition.graph.symbols([condition.node]))
    far, near = list(others), list[Expr]()
    while fresh := [other for other in far if names.intersection(other.graph.symbols([other.node]))]:
        near += fresh
        far = [other for other in far if other not in fresh]
        names.update(*[other.graph.symbols([other.node]) for other in fresh])
    return near


def brought(condition: Expr, with_powers: bool = True) -> list[Expr]:
    """Return what the parts of a condition ask for, as it stands; *with_powers* also that the base of a power
    whose exponent is no number is positive. That does not follow from the condition: 0**2 has a value."""
    work = Graph(condition.graph.limits)
    asked = asked_by(work, work.copy(condition.graph, [condition.node])[condition.node], with_powers)
    zero = work.number(0)
    return [Expr(work, node if op < 0 else work.intern(op, (node, zero))) for op, node in asked]


def _is_free(condition: Expr, others: list[Expr]) -> bool:
    """Return whether a symbol that no other condition has stands once in a condition, in sums and products
    alone: it makes both sides differ by any number."""
    graph = condition.graph
    above: dict[int, list[int]] = {}
    for node in graph.below([condition.node]):
        for child in graph.children[node]:
            above.setdefault(child, []).append(node)
    taken = {name for other in others for name in other.graph.symbols([other.node])}
    for name in set(graph.symbols([condition.node])) - taken:
        node = graph.symbol(name)
        while len(above[node]) == 1 and graph.ops[above[node][0]] in _LINEAR:
            [node] = above[node]
        if above[node] == [condition.node] and graph.ops[condition.node] in _NEGATED:
            return True
    return False


def _asked(condition: Expr, others: list[Expr]) -> list[Expr]:
    """Return what the parts of a condition ask for that *others* do not bring."""
    work = workplace(condition.graph.limits)
    asked = asked_by(work, work.copy(condition.graph, [condition.node])[condition.node])
    if not asked:
        return []
    known: dict[Asked, None] = {}
    for other in others:
        node = work.copy(other.graph, [other.node])[other.node]
        known.update(asked_by(work, node, with_powers=False))
        take(work, known, node)
    return unimplied(work, asked, known, {})


_Cases = list[list[Comparison]]
"""Alternatives, in each of which several comparisons hold."""


def _cases(condition: Expr, wanted: bool) -> _Cases:
    """Return in which cases a condition holds, or does not hold. Raises Unsettled where they are many."""
    graph = condition.graph
    found: dict[int, tuple[_Cases, _Cases]] = {}
    for node in graph.below([condition.node]):
        op, children = graph.ops[node], graph.children[node]
        if op in _NEGATED:
            expr = difference(graph, node)
            found[node] = [[Comparison(op, expr)]], [[Comparison(_NEGATED[op], expr)]]
        elif op in (AND, OR):
            (yes, no), (also, nor) = [found[child] for child in children]
            both, either = (yes, also), (no, nor)
            if op == OR:
                both, either = either, both
            joined = [[*one, *two] for one, two in product(*both)]
            apart = [*either[0], *either[1]]
            if max(len(joined), len(apart)) > _ALTERNATIVES:
                raise Unsettled("many cases")
            found[node] = (joined, apart) if op == AND else (apart, joined)
        elif op == NOT:
            yes, no = found[children[0]]
            found[node] = no, yes
        elif op == CONSTANT and graph.name(node) in ("True", "False"):
            truth: tuple[_Cases, _Cases] = ([[]], [])
            found[node] = truth if graph.name(node) == "True" else truth[::-1]
    return found[condition.node][not wanted]


def _is_absurd(known: list[Comparison], effort: Effort) -> bool:
    """Return whether comparisons cannot hold at once, as far as a sum shows it."""
    pending = known
    while pending:
        one, *pending = pending
        solved = where_zero(one.expr) if one.op == EQ else None
        if solved is not None:
            known = [other for other in known if other is not one]
            known, pending = [
                [other._replace(expr=other.expr.subs(*solved)) for other in some] for some in (known, pending)
            ]
    return bool(known) and contradict(known, effort)


__all__ = ["brought", "follows", "unproved"]

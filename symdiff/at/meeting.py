"""Where the branches of a formula of several variables meet smoothly: with one value and one slope wherever
the sides of a comparison are equal, so that the slope of a branch at its edge is that of the function.

A formula with branches is one formula for each way in which its comparisons may turn out: on the surface on
which u and v are equal, those for u < v, u == v and u > v must have one value and one slope, however the
others turn out. Where several such surfaces meet one comes from a branch to any other by changing one
comparison after the other.

>>> from symdiff.parser.formula import parse
>>> e = parse("Piecewise((x**2, x < y), (y*(2*x - y), True)) + Max(x - y, 0)**2 + Max(x, 2*y)")
>>> [str(edge) for edge in smooth(e, "x").edges]
['x - y']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Final, NamedTuple

from symdiff.arithmetic.ranges import ratio
from symdiff.arithmetic.scalar import RATIONAL
from symdiff.arithmetic.walk import HOLDS, has_complex
from symdiff.at.branches import left_out
from symdiff.at.numbers import constant
from symdiff.at.point import precisely
from symdiff.errors import SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.asked import Asked, take
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.domain.lost import asked_by_derivative
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ties import is_same
from symdiff.sweeps.branches import ordered
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import MAX, MIN
from symdiff.table.operators import (
    AND,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    SYMBOL,
    is_comparison,
)

_LARGE: Final = 300
"""Nodes from which on no formula is looked at."""
_MOST: Final = 3
"""Surfaces beyond which none is."""
_SIGNS: Final = (-1, 0, 1)


class Smooth(NamedTuple):
    """What is known of the surfaces on which the sides of comparisons are equal."""

    edges: tuple[Expr, ...]
    """What is zero on those surfaces where branches meet smoothly."""
    nodes: frozenset[int]
    """The comparisons that are decided there, and the maxima, nodes of the formula."""

    def others(self, source: Expr, name: str, graph: Graph, node: int) -> list[int]:
        """Return the conditions that leave the other surfaces out, of which *node* of *graph*, the derivative
        of *source* by the symbol *name*, says nothing, as nodes of *graph*."""
        known = set(map(str, self.edges))
        return [edge for edge in left_out(source, name, graph, node) if _text(graph, edge) not in known]


def _text(graph: Graph, condition: int) -> str:
    """Return as a text what is zero where the sides of a condition are equal."""
    work = Graph(graph.limits)
    left, right = [work.take(graph, side) for side in graph.children[condition]]
    return str(_key(Normal(work), work.sub(left, right))[1])


def smooth(source: Expr, name: str) -> Smooth | None:
    """Return on which surfaces the branches of a formula of several variables have one slope by the symbol
    *name*; None where there is none that is known.

    Cost: values of two branches for each surface, and a normal form where they agree.
    """
    graph = source.graph
    order = graph.below([source.node])
    if (
        len(order) > _LARGE
        or len(graph.symbols([source.node])) < 2
        or any(node in graph.operators for node in order)
        or has_complex(graph, [source.node])
    ):
        return None
    try:
        found = _Branches(graph, source.node, name)
        known = [place for place in found.moving if found.is_smooth(place)]
    except (SymdiffError, ArithmeticError, RecursionError, Unclear, _Unread):
        return None
    if not known:
        return None
    nodes = [node for node, (place, _) in found.turns.items() if place in known]
    return Smooth(tuple([found.keys[place] for place in known]), frozenset(nodes))


class _Unread(Exception):
    """A formula has branches that are not looked at, or no branch somewhere."""


def _key(form: Normal, difference: int) -> tuple[int, Expr]:
    """Return the sign of a difference over what is zero with it, and that: 0 for a number."""
    [node] = form.sweep([difference])
    terms = form.terms(node)
    if not form.graph.symbols([node]):
        return 0, Expr(form.graph, node)
    content = form.content(terms)
    return (1 if content > 0 else -1), Expr(form.graph, form.scaled(node, ratio(1, content)))


class _Branches:
    """A formula under each way in which its comparisons may turn out."""

    def __init__(self, source: Graph, root: int, name: str) -> None:
        self.work = work = Graph(source.limits._replace(nodes=8 * source.limits.nodes))
        given = source.below([root])
        mapping = work.copy(source, [root])
        self.root = mapping[root]
        self.name = name
        self.order = work.below([self.root])
        self.keys: list[Expr] = []
        """What is zero on each surface."""
        self.turns: dict[int, tuple[int, int]] = {}
        """A comparison, or a maximum of two, a node of the source: the number of its surface, and the sign of
        its sides' difference on the side where the key is positive."""
        self._turns: dict[int, tuple[int, int]] = {}
        """The same of its copy."""
        form = Normal(work)
        for old in given:
            node = mapping[old]
            op, children = work.ops[node], work.children[node]
            if op in (MAX, MIN) and len(children) > 2:
                raise _Unread
            if is_comparison(op) or op in (MAX, MIN):
                if is_comparison(op) and ordered(work, op, children)[1] != children:
                    raise _Unread
                sign, key = _key(form, work.sub(*children))
                if not sign:
                    raise _Unread
                if key not in self.keys:
                    self.keys.append(key)
                self.turns[old] = self._turns[node] = self.keys.index(key), sign
        if not 0 < len(self.keys) <= _MOST:
            raise _Unread
        self.moving = [place for place, key in enumerate(self.keys) if name in key.graph.symbols([key.node])]
        self._known = asked_by_derivative(work, self.root, self.root, name)
        self._symbol = work.symbol(name)

    def under(self, signs: Sequence[int]) -> int:
        """Return the formula where the keys have these signs. Raises _Unread where it has no branch."""
        work = self.work
        true, false = work.constant("True"), work.constant("False")

        def chosen(node: int, children: tuple[int, ...]) -> int:
            op = work.ops[node]
            if node in self._turns:
                place, sign = self._turns[node]
                turn = sign * signs[place]
                if is_comparison(op):
                    return true if turn in HOLDS[op] else false
                return children[0] if turn == (1 if op == MAX else -1) else children[1]  # as `branches` does
            if op == NOT:
                return false if children[0] == true else true
            if op in (AND, OR):
                wanted = true if op == AND else false
                return wanted if children[0] == children[1] == wanted else false if op == AND else true
            if op == PIECEWISE:
                pairs = zip(children[::2], children[1::2], strict=True)
                found = next((value for value, condition in pairs if condition == true), -1)
                if found < 0:
                    raise _Unread
                return found
            return -1

        return work.mapped(work, self.order, chosen)[self.root]

    def is_smooth(self, place: int) -> bool:
        """Return whether a formula has one value and one slope on a surface, on it and on both sides."""
        point = _point(self.keys[place])
        if point:
            return len(self.keys) == 1 and self._is_smooth_at(point)
        pairs: dict[tuple[int, int], None] = {}
        for others in product(_SIGNS, repeat=len(self.keys) - 1):
            below, at, above = [self.under([*others[:place], sign, *others[place:]]) for sign in _SIGNS]
            pairs[below, above] = None
            if at not in (below, above):
                pairs[below, at] = None
        solutions = _solutions(self.keys[place])
        return bool(solutions) and all(
            self._agree(one, other, name, value)
            for name, value in solutions
            for one, other in pairs
            if one != other
        )

    def _is_smooth_at(self, names: list[str]) -> bool:
        """Return whether what is said of the one point where symbols are all 0 is the slope there."""
        work = self.work
        at = self.under([0])
        alone = Expr(work, self.root).subs({name: 0 for name in names if name != self.name})
        [slope] = tangents(work, [at], self._symbol)
        said = Expr(work, slope).subs(dict.fromkeys(names, 0))
        if alone.graph.symbols([alone.node]) not in ([], [self.name]) or said.graph.symbols([said.node]):
            return False
        if unimplied(work, asked_by_derivative(work, slope, at, self.name), self._known, {}):
            return False
        there = precisely(alone, self.name, {self.name: Fraction(0)}, 1)
        return bool((there - constant(said)).has_zero())

    def _agree(self, one: int, other: int, name: str, value: Expr) -> bool:
        """Return whether two formulas have the same value and the same slope where a symbol has a value."""
        work = self.work
        symbol, put = work.symbol(name), work.take(value.graph, value.node)

        def there(node: int) -> int:
            return work.mapped(work, work.below([node]), lambda part, _: put if part == symbol else -1)[node]

        known: dict[Asked, None] = {(op, there(node)): None for op, node in self._known}
        slopes = tangents(work, [one, other], self._symbol)
        for node, slope in zip((one, other), slopes, strict=True):
            asked = asked_by_derivative(work, slope, node, self.name)
            wanted: dict[Asked, None] = {(op, there(part)): None for op, part in asked}
            if unimplied(work, wanted, known, {}) and not all(_is_met(work, one, known) for one in wanted):
                return False
        return is_same(work, there(one), there(other)) and is_same(work, *map(there, slopes))


def _is_met(work: Graph, wanted: Asked, known: dict[Asked, None]) -> bool:
    """Return whether a condition follows from others, or from each of what is joined by `or` in one of
    them."""
    asked: dict[Asked, None] = {wanted: None}
    if not unimplied(work, asked, known, {}):
        return True
    for op, whole in known:
        if op < 0 and work.ops[whole] == OR:
            for one in work.children[whole]:
                more = dict(known)
                take(work, more, one)
                if unimplied(work, asked, more, {}):
                    break
            else:
                return True
    return False


def _point(zero: Expr) -> list[str]:
    """Return the symbols whose squares are added, [] for any other sum."""
    form = Normal(zero.graph)
    names: list[str] = []
    for monomial, number in form.terms(form.sweep([zero.node])[0]).items():
        _, factors = form.factors(monomial)
        [*bases] = factors
        exponent = form.graph.numbers.get(factors[bases[0]], 0) if len(bases) == 1 else 0
        if number < 0 or not bases or form.graph.ops[bases[0]] != SYMBOL or exponent < 1 or exponent % 2:
            return []
        names.append(form.graph.name(bases[0]))
    return names if len(names) > 1 else []


def _solutions(zero: Expr) -> list[tuple[str, Expr]]:
    """Return symbols and what they are such that a sum is zero where one of them is that, and nowhere else;
    [] where that is not known."""
    form = Normal(zero.graph)
    [node] = form.sweep([zero.node])
    _, factors = form.factors(node)
    found: list[tuple[str, Expr]] = []
    for base, exponent in factors.items():
        number = form.graph.numbers.get(exponent)
        one = _solution(Expr(form.graph, base)) if number is not None and number > 0 else None
        if one is None:
            return []
        found.append(one)
    return found


def _solution(zero: Expr) -> tuple[str, Expr] | None:
    """Return a symbol that stands once in a sum, times a number or beside nothing but one, and what it is
    wherever the sum is zero: y = 1/x where x*y - 1 is."""
    form = Normal(zero.graph)
    graph = form.graph
    terms = dict(form.terms(form.sweep([zero.node])[0]))
    found: tuple[str, Expr] | None = None
    for name in graph.symbols(list(terms)):
        own = [monomial for monomial in terms if name in graph.symbols([monomial])]
        if len(own) != 1:
            continue
        rest = {monomial: number for monomial, number in terms.items() if monomial != own[0]}
        value = Expr(graph, form.scaled(form.plain(rest), -1 / RATIONAL.number(terms[own[0]])))
        if graph.ops[own[0]] == SYMBOL:
            return name, value
        number, factors = form.factors(own[0])
        if (
            value.graph.ops[value.node] == NUMBER
            and value != 0
            and form.one == factors.get(graph.symbol(name))
        ):
            over = {
                base: exponent
                for base, exponent in factors.items()
                if graph.ops[base] != SYMBOL or graph.name(base) != name
            }
            below = Expr(graph, form.product(number, over))
            if name not in graph.symbols([below.node]):
                found = name, value / below
    return found


__all__ = ["Smooth", "smooth"]

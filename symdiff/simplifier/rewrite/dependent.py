"""Functions of an angle that is the sum or the difference of two others, by those two; and of two angles by
their mean, where that is an angle as well, and half their difference.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sin(a - c)*cos(b + c) + sin(a + b)")
>>> [str(Expr(graph, node)) for graph, node, _ in without_angle(e.graph, e.node)][0]
'(sin(a + b)*cos(b + c) - cos(a + b)*sin(b + c))*cos(b + c) + sin(a + b)'
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.rewrite.trig import outside
from symdiff.simplifier.ring.expanding import spread_out
from symdiff.table.functions import COS, COSH, SIN, SINH, row_of

_HALF: Final = Fraction(1, 2)
_ANGLES: Final = 6
"""Angles in a formula, at most."""
_SIZE: Final = 200
"""Size of a formula, at most."""


class _Written(NamedTuple):
    """An angle as first + sign*second, the two being angles of the formula or made for it."""

    whole: int
    first: int
    second: int
    sign: int


def without_angle(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* without one of three angles of which one is the sum of the others, for each of the three,
    or one the mean of the others, and the names of the laws; nothing where there are none. Sines and cosines
    stand for all functions.

    Domain: wherever *root* has a value. Cost: that of the normal form of the angles.
    """
    calls = [node for node in sorted(outside(source, root)) if source.ops[node] in FAMILY]
    angles = list(dict.fromkeys([source.first(node) for node in calls]))
    if not 3 <= len(angles) <= _ANGLES or source.size(root) > _SIZE:
        return
    form = Normal(source)
    try:
        plain = [spread_out(form, angle) for angle in form.sweep(angles)]
        ways = [*_sums(form, plain), *_means(form, plain)]
    except (Unsettled, OverflowError, RecursionError):
        return
    place_of = dict(zip(angles, plain, strict=True))
    for way in ways:
        written = {found.whole: found for found in way}
        graph = Graph(source.limits)
        own = graph.copy(form.graph, [node for found in way for node in (found.first, found.second)])
        names = set[str]()
        mapping: dict[int, int] = {}
        for node in source.below([root]):
            children = tuple([mapping[c] for c in source.children[node]])
            if source.ops[node] not in FAMILY or node not in calls:
                mapping[node] = graph.rebuild(source, node, children)
                continue
            found = written.get(place_of[source.first(node)])
            pair = _pair(graph, source.ops[node], children[0])
            if found is not None:
                pair = _expanded(
                    graph, source.ops[node], own[found.first], own[found.second], found.sign, names
                )
            mapping[node] = _named(graph, source.ops[node], pair, names)
        yield graph, mapping[root], names


def _sums(form: Normal, plain: list[int]) -> Iterator[list[_Written]]:
    """Yield the ways in which one of three angles is made of the others, for the first three that are so."""
    known = set(plain)
    for one, other in combinations(plain, 2):
        whole = form.added(one, other)
        if whole in known and whole not in (one, other):
            yield [_Written(one, whole, other, -1)]
            yield [_Written(other, whole, one, -1)]
            yield [_Written(whole, one, other, 1)]
            return


def _means(form: Normal, plain: list[int]) -> Iterator[list[_Written]]:
    """Yield the way in which two angles are a third, their mean, and half their difference."""
    known = set(plain)
    for one, other in combinations(plain, 2):
        mean = form.scaled(form.added(one, other), _HALF)
        if mean in known and mean not in (one, other):
            half = form.scaled(form.added(one, form.scaled(other, -1)), _HALF)
            yield [_Written(one, mean, half, 1), _Written(other, mean, half, -1)]
            return


def _pair(graph: Graph, code: int, angle: int) -> tuple[int, int]:
    """Return sine and cosine of an angle, hyperbolic ones for a hyperbolic function."""
    sine, cosine = (SINH, COSH) if row_of(code).family == "hyperbolic" else (SIN, COS)
    return graph.call(sine, (angle,)), graph.call(cosine, (angle,))


def _expanded(graph: Graph, code: int, u: int, v: int, sign: int, names: set[str]) -> tuple[int, int]:
    """Return sine and cosine of u + sign*v by those of u and of v."""
    is_hyperbolic = row_of(code).family == "hyperbolic"
    (su, cu), (sv, cv) = _pair(graph, code, u), _pair(graph, code, v)
    kind = "sum" if sign > 0 else "difference"
    names |= {f"{name}-of-{kind}" for name in (("sinh", "cosh") if is_hyperbolic else ("sine", "cosine"))}
    first = (graph.add if sign > 0 else graph.sub)(graph.mul(su, cv), graph.mul(cu, sv))
    is_added = (sign > 0) == is_hyperbolic
    return first, (graph.add if is_added else graph.sub)(graph.mul(cu, cv), graph.mul(su, sv))


def _named(graph: Graph, code: int, pair: tuple[int, int], names: set[str]) -> int:
    """Return a function of an angle by its sine and cosine."""
    row = row_of(code)
    up, down = graph.number(1), graph.number(1)
    for power, value in zip(row.powers, pair, strict=True):
        up = graph.mul(up, value) if power > 0 else up
        down = graph.mul(down, value) if power < 0 else down
    if code not in (SIN, COS, SINH, COSH):
        base = "cos" if row.powers[0] == 0 else "sin"
        names.add(f"{row.name}-by-{base}{'h' if row.family == 'hyperbolic' else ''}")
    return graph.div(up, down)

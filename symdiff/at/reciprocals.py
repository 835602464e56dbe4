"""Conditions that leave out numbers whose reciprocals are whole, or a whole number and a half, on one side:
n > 0 or n != 1/k for 1/n > -1 or 1/n != floor(1/n).

>>> from symdiff.parser.formula import parse
>>> for text in ("1/n > -1 or 1/n != floor(1/n)", "3/n > -2 or 3/n != floor(3/n)",
...              "(n - 2)/n > 0 or (n - 2)/n != floor((n - 2)/n)", "1/n > 2 or 1/n != floor(1/n)"):
...     condition = parse(text)
...     print(*[said(half_of(condition, "n", "k"), "n", "k", []).text])
n > 0 or n != 1/k
n < -3/2 or n > 0 or n != 3/k
n < 0 or n != 2/k
0 < n < 1/2 or n != 1/k
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Final, NamedTuple

from symdiff.at.alternatives import alternatives
from symdiff.at.families import half
from symdiff.at.line import Place, apart, stretches
from symdiff.at.truth import FAULTS, read
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import simplify
from symdiff.table.functions import code_of
from symdiff.table.operators import DIV, OR, is_comparison

_FLOOR: Final = code_of("floor", 1)


class Reciprocals(NamedTuple):
    """The members start + k*period of a family of reciprocals that are left out: those up to the *last*, or
    from it on."""

    start: Fraction
    """At zero or above, below the period."""
    period: Fraction
    is_above: bool
    """Whether members above the last one are allowed; else those below it."""
    last: Fraction


class Sides(NamedTuple):
    """A condition on a number whose reciprocal is in a family, and which holes that were left out beside it
    are said with it."""

    text: str
    holes: list[Fraction]


def half_of(condition: Expr, name: str, letter: str) -> Reciprocals | None:
    """Return which reciprocals of the one variable *name* a condition leaves out; None for a condition that
    says anything else."""
    graph = condition.graph
    if graph.ops[condition.node] != OR or not (graph.has(_FLOOR) and graph.has(DIV)):
        return None
    try:
        known = read(_turned_over(condition, name), name)
        found = None if known is None else half(known, letter)
        if known is None or found is None:
            return None
        [(start, period)] = known.families
    except FAULTS:
        return None
    first, step, last = start.number, period.number, found.last.number
    if not (isinstance(first, Fraction) and isinstance(step, Fraction) and isinstance(last, Fraction)):
        return None
    return Reciprocals(first % step, step, found.is_above, last)


def _turned_over(condition: Expr, name: str) -> Expr:
    """Return what a condition says of the reciprocal of its variable, which is not 0."""
    graph = condition.graph
    turned = condition.subs({name: 1 / Expr(graph, graph.symbol(name))})
    source, work = turned.graph, Graph(graph.limits)

    def plain(node: int) -> int:
        inner = source.first(node) if source.ops[node] == _FLOOR else node
        shorter = simplify(Expr(source, inner))
        root = work.take(shorter.graph, shorter.node)
        return root if inner == node else work.call(_FLOOR, (root,))

    whole = -1
    for part in alternatives(turned):
        op, sides = source.ops[part.node], source.children[part.node]
        node = (
            work.intern(op, tuple(map(plain, sides))) if is_comparison(op) else work.take(source, part.node)
        )
        whole = node if whole < 0 else work.intern(OR, (whole, node))
    return Expr(work, whole)


def said(found: Reciprocals, name: str, letter: str, holes: Sequence[Fraction]) -> Sides:
    """Return what is said of a number whose reciprocal is in a family; of the *holes*, numbers that are left
    out anyway, those whose reciprocals are the next members are left out with it."""
    sign, last, period = (1 if found.is_above else -1), found.last, found.period
    taken: list[Fraction] = []
    while (following := last + sign * period) * last > 0 and 1 / following in holes:
        last = following
        taken.append(1 / following)
    following = last + sign * period
    if last * sign > 0:
        ends = (Fraction(0), 1 / last) if found.is_above else (1 / last, Fraction(0))
        sides = [f"{ends[0]} < {name} < {ends[1]}"]
    elif found.is_above:
        sides = [f"{name} < {1 / last}"] if last and following < 0 else []
        sides.append(f"{name} > 0")
    else:
        sides = [f"{name} < 0"]
        sides += [f"{name} > {1 / last}"] if last and following > 0 else []
    return Sides(" or ".join([*sides, f"{name} != {_member(found, letter)}"]), taken)


class Together(NamedTuple):
    """What is said of reciprocals beside a set of numbers on a line."""

    conditions: list[Expr]
    """Those that leave reciprocals out."""
    texts: list[str]
    cells: list[bool]
    """The set without the holes that are said in the texts."""


def together(
    conditions: Sequence[Expr],
    name: str,
    letter: str,
    places: Sequence[Place],
    cells: Sequence[bool],
    with_holes: Sequence[bool],
) -> Together:
    """Return what those of the conditions say together that leave reciprocals out: of one family the one that
    leaves most out, with the holes that come next, and that there is no reciprocal of 0. The *cells* are
    those of a line cut at *places*; *with_holes* also those at which the conditions do not hold."""
    found = [(one, half_of(one, name, letter)) for one in conditions]
    used = [condition for condition, one in found if one is not None]
    kept: list[Reciprocals] = []
    for _, one in found:
        if one is not None and not any(_is_within(one, other) for other in kept):
            kept = [*[other for other in kept if not _is_within(other, one)], one]
    left = list(cells)
    if not used:
        return Together(used, [], left)
    holes = {one.number: i for i, one in enumerate(places) if i in stretches(with_holes)[1]}
    numbers = [number for number in holes if isinstance(number, Fraction)]
    sides = [said(one, name, letter, numbers) for one in kept]
    for number in chain([Fraction(0)], *[one.holes for one in sides]):
        if number in holes:
            left[2 * holes[number] + 1] = True
    below = sum([apart(one.number, Fraction(0)) < 0 for one in places])
    at_zero = below < len(places) and apart(places[below].number, Fraction(0)) == 0
    texts = [f"{name} != 0"] if left[2 * below + at_zero] else []
    return Together(used, [*texts, *[one.text for one in sides]], left)


def _is_within(one: Reciprocals, other: Reciprocals) -> bool:
    """Return whether all that the one leaves out is left out by the other."""
    last, least = (one.last, other.last) if one.is_above else (-one.last, -other.last)
    is_rare = not (one.period % other.period or (one.start - other.start) % other.period)
    return one.is_above == other.is_above and last <= least and is_rare


def _member(found: Reciprocals, letter: str) -> str:
    """Return the numbers whose reciprocals are the members of a family as text: 2/(1 + 2*k)."""
    whole = lcm(found.start.denominator, found.period.denominator)
    first, step = int(found.start * whole), int(found.period * whole)
    times = letter if step == 1 else f"{step}*{letter}"
    below = f"({first} + {times})" if first else times if step == 1 else f"({times})"
    return f"{whole}/{below}"


__all__ = ["Reciprocals", "Sides", "Together", "half_of", "said", "together"]

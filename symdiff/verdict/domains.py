"""Where two formulas are equal, as a set: the domain of the one that the other lacks, and the signs on which
they agree.

The real line is cut where a condition of either may change, and each stretch and each cut is looked at. Where
there are several variables, or cuts without number, the conditions themselves are the set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.balls import deep
from symdiff.arithmetic.enclosures import Fault, Program
from symdiff.arithmetic.expansion import DIGITS
from symdiff.arithmetic.walk import walk
from symdiff.at.equations import equations
from symdiff.at.line import Place, apart, between, in_order, place, written
from symdiff.at.numbers import exact
from symdiff.at.point import precisely
from symdiff.at.truth import FAULTS, read
from symdiff.at.wider import solved
from symdiff.errors import DomainError, NotDifferentiable, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.facts import unimplied
from symdiff.table.operators import GT, LT, NE
from symdiff.verdict.points import FIRST, Look, Pair
from symdiff.verdict.roots import halved, sign_of
from symdiff.verdict.sides import Side

_MANY: Final = 40
"""Places at which the line is cut, at most."""
_POINTS: Final = 60
"""Points at which a condition of several variables is tried."""
_GRID: Final = tuple([Fraction(*pair) for pair in (
    (-40, 3), (-13, 2), (-7, 2), (-9, 4), (-3, 2), (-1, 1), (-3, 5), (-1, 5), (0, 1), (2, 9), (1, 2), (1, 1),
    (7, 5), (2, 1), (8, 3), (4, 1), (19, 3), (27, 2),
)])  # fmt: skip
"""Places between which a zero is looked for."""
_SCAN: Final = tuple([Fraction(n, 13) for n in range(-520, 521, 8)])
"""Where it is looked whether formulas are equal, if the places at which that changes are not known."""
_HALVES: Final = 50
_NEAR: Final = Fraction(1, 10**12)
"""How near to a short fraction a place must be to be taken for it."""
_FEW: Final = 4
"""Changes that are looked for."""
_GOLDEN: Final = 0.3819660112501051
"""The part of a stretch at which it is looked at a second time."""
_DENOMINATORS: Final = (1, 2, 5, 10, 100, 1000)
"""What points in a stretch may have for a denominator, the first that does."""
_FINE: Final = 128
"""Bits at which what is in it is looked at."""


class Cells(NamedTuple):
    """The real line, cut at places: for each stretch and each place whether the formulas are equal."""

    name: str
    places: list[Place]
    truths: list[bool | None]
    """None where the first formula has no value."""
    points: list[Fraction]
    """A point in each stretch."""

    def conditions(self) -> list[Expr]:
        """Return the set as conditions, none where the formulas are equal wherever the first has a value;
        what does not matter is taken in where that is shorter."""
        graph = Graph()
        cells = []
        if False not in self.truths:
            return []
        for i, truth in enumerate(self.truths):
            beside = [self.truths[j] for j in (i - 1, i + 1) if 0 <= j < len(self.truths)]
            free = truth is None and False not in beside and True in beside
            cells.append(truth is True or (free and beside.count(True) == len(beside)))
        return written(Expr(graph, graph.symbol(self.name)), self.places, cells)

    def outside(self) -> dict[str, Any]:
        """Return a point at which the first formula has a value, and the second not the same."""
        for i, truth in enumerate(self.truths):
            if truth is False and i % 2 == 0:
                return {self.name: self.points[i // 2]}
        for i, truth in enumerate(self.truths):
            if truth is False:
                where = self.places[i // 2]
                return {self.name: where.number if isinstance(where.number, Fraction) else where.where}
        return {}

    def within(self) -> list[Fraction]:
        """Return a number in each stretch on which the formulas are equal."""
        return [point for point, truth in zip(self.points, self.truths[::2], strict=True) if truth]


def on_the_line(
    pair: Pair, first: Side, second: Side, parts: Iterable[Expr] | None = None, extra: Sequence[Fraction] = ()
) -> Cells | None:
    """Return where two formulas of one variable are equal; None where the places at which that may change
    are not known.

    Without *parts* it may change where one of them has no value. With *parts* it may also change where these
    formulas are zero, where a part of the two is not smooth, and at the places *extra*.
    """
    if len(pair.names) != 1:
        return None
    [name] = pair.names
    try:
        places = _of_domains(first, second, name)
        if parts is not None:
            places += _of_parts(first, second, name, parts)
        for number in extra:
            graph = Graph()
            places.append(Place(Expr(graph, graph.number(number)), number))
        places = in_order(places)
        if len(places) > _MANY:
            return None
        return _cells(pair, first, second, name, places)
    except FAULTS:
        return None


def _cells(pair: Pair, first: Side, second: Side, name: str, places: list[Place]) -> Cells:
    """Return the line cut at *places*, each part looked at. Raises one of FAULTS where that does not tell."""
    truths: list[bool | None] = []
    points: list[Fraction] = []
    for i, (plain, other) in enumerate(_in_stretches(places)):
        truth, point = _truth(pair, name, plain, other)
        truths.append(truth)
        points.append(point)
        if i < len(places):
            truths.append(at_place(first, second, name, places[i]))
    if second.by and not first.by:  # an antiderivative need have no derivative at the ends of an interval
        for i in range(1, len(truths), 2):
            if truths[i] is False and None in (truths[i - 1], truths[i + 1]):
                truths[i] = None
    return Cells(name, places, truths, points)


def _of_domains(first: Side, second: Side, name: str) -> list[Place]:
    """Return where conditions of two formulas may change. Raises one of FAULTS where that is not known."""
    # Each for itself: what is asked for by the one may follow from what the other asks for.
    said = [one for side in (first, second) for one in unimplied(first.graph, side.asked(), {}, {})]
    found: list[Place] = []
    for condition in dict.fromkeys(said):
        if name in condition.graph.symbols([condition.node]):
            known = read(condition, name)
            if known is None or known.families:
                raise Unclear("a condition that is not known")
            found += known.places
    return found


def _of_parts(first: Side, second: Side, name: str, parts: Iterable[Expr]) -> list[Place]:
    """Return where parts are zero, or something is not smooth. Raises one of FAULTS where that is not
    known."""
    graph = workplace(first.graph.limits)
    nodes = [graph.take(part.graph, part.node) for part in parts]
    for side in (first, second):
        for node in (side.node, *side.sources):
            nodes += equations(graph, graph.take(side.graph, node), name)
    found: list[Place] = []
    for node in dict.fromkeys(nodes):
        if name not in graph.symbols([node]):
            continue
        known = solved(graph, node, name)
        if known is None or any(period is not None for _, period in known):
            raise Unclear("places without number")
        found += [place(where) for where, _ in known]
    return found


def _truth(pair: Pair, name: str, plain: Fraction, other: Fraction) -> tuple[bool | None, Fraction]:
    """Return whether two formulas are equal on a stretch, and a point that shows it: by a plain one, at which
    they may agree by chance, and another. Raises Unclear where that is not enough."""
    kinds = [pair.look({name: at}).kind for at in (plain, other)]
    if "vague" in kinds:
        raise Unclear("values that cannot be computed")
    seen = [_TOLD.get(kind) for kind in kinds]
    if seen[0] == seen[1]:
        return seen[1], plain
    if kinds == ["same", "apart"]:
        return False, other
    raise Unclear("a place that is not known")


_TOLD: Final = {"same": True, "apart": False, "lost": False}


def _in_stretches(places: Sequence[Place]) -> list[tuple[Fraction, Fraction]]:
    """Return two numbers in each stretch, the first with a small denominator where there is one."""
    found = []
    for i, middle in enumerate(between(places)):
        low = float(places[i - 1].number) if i else None
        high = float(places[i].number) if i < len(places) else None
        assert isinstance(middle.number, Fraction)
        inside = [middle.number.limit_denominator(most) for most in _DENOMINATORS] + [middle.number]
        if low is not None and high is not None:
            other = Fraction(low + (high - low) * _GOLDEN)
        else:
            step = Fraction(_GOLDEN) * (1 if high is None else -1)
            other = middle.number + step
        good = [one for one in (*inside, other) if _is_inside(one, places, i)]
        if not good:
            raise Unclear("two places that are one for floats")
        found.append((good[0], good[-1]))
    return found


def _is_inside(number: Fraction, places: Sequence[Place], i: int) -> bool:
    above = i == 0 or apart(places[i - 1].number, number) < 0
    return above and (i == len(places) or apart(number, places[i].number) < 0)


def scanned(pair: Pair, first: Side, second: Side) -> Cells | None:
    """Return where two formulas of one variable are equal, as far as points between -40 and 40 tell; None
    where that changes often, or at places that are no plain numbers.

    Where it changes is found by bisection, and taken for a fraction or a multiple of pi that is near.
    """
    if len(pair.names) != 1:
        return None
    [name] = pair.names
    known = [(at, _seen(pair, name, at)) for at in _SCAN]
    places: list[Place] = []
    for (low, one), (high, two) in pairwise(known):
        if one != two:
            found = _change(pair, name, low, high, one)
            if found is None or len(places) > _FEW:
                return None
            places.append(found)
    try:
        return _cells(pair, first, second, name, in_order(places))
    except FAULTS:
        return None


def _seen(pair: Pair, name: str, at: Fraction) -> bool | None:
    return _TOLD.get(pair.look({name: at}).kind)


def _change(pair: Pair, name: str, low: Fraction, high: Fraction, seen: bool | None) -> Place | None:
    """Return the plain number between two others at which what is seen changes."""
    for _ in range(_HALVES):
        middle = (low + high) / 2
        if _seen(pair, name, middle) == seen:
            low = middle
        else:
            high = middle
    found = float((low + high) / 2)
    short = Fraction(found).limit_denominator(_DENOMINATORS[-1])
    if abs(short - (low + high) / 2) < _NEAR:
        graph = Graph()
        return Place(Expr(graph, graph.number(short)), short)
    number = exact(found)
    return place(number) if isinstance(number, Expr) else None


def at_place(first: Side, second: Side, name: str, where: Place) -> bool | None:
    """Return whether two formulas of one variable are equal at a place, None where the first has no value.

    Raises one of FAULTS where that could not be told.
    """
    expected = _value(first, name, where)
    if expected is None:
        return None
    given = _value(second, name, where)
    return given is not None and bool((expected - given).has_zero())


def _value(side: Side, name: str, there: Place) -> Any:
    """Return the value of a formula at a place, as a ball; None where it has none."""
    where = there.number if isinstance(there.number, Fraction) else there.where
    if side.by:
        if set(side.by) != {name}:
            raise Unclear("derived by another variable")
        try:
            return precisely(side.source, name, {name: where}, len(side.by))
        except (NotDifferentiable, DomainError):
            return None
    numbers = deep(DIGITS, lenient=True)
    try:
        return walk(side.graph, [side.node], {name: numbers.ball(there.number)}, numbers)[0]
    except DomainError:
        return None


def violated(pair: Pair, looks: Sequence[Look], said: list[Expr]) -> dict[str, Any]:
    """Return a point at which the first formula has a value, and one of the conditions *said* of the
    second does not hold; {} where none was found.

    Where one part is not to be zero, a zero of it is enclosed, on lines through points that were looked at.
    Cost: some hundred evaluations for each condition.
    """
    for look in looks:
        if look.kind == "lost":
            return dict(look.at)
    for condition in sorted(said, key=lambda one: one.size):
        graph, node = condition.graph, condition.node
        if graph.ops[node] == NE:
            at = _zero_with_value(pair, looks, condition)
            if at:
                return at
            continue
        program = Program(graph, [node])
        for look in pair.more(_POINTS):
            if look.kind == "lost" and program.run(look.at, FIRST)[0] is not True:
                return dict(look.at)
    return {}


def _zero_with_value(pair: Pair, looks: Sequence[Look], condition: Expr) -> dict[str, Any]:
    """Return a point at which the sides of a condition are equal and the first formula has a value; {} where
    none was found. A coordinate that is no simple number is given to some digits."""
    graph = Graph(condition.graph.limits)
    left, right = [graph.take(condition.graph, side) for side in condition.graph.children[condition.node]]
    difference = Program(graph, [graph.sub(left, right)])
    starts = [look.at for look in looks if look.kind not in ("neither", "beyond")] or [{}]
    for at in [*starts[:2], *starts[-1:]]:
        for name in graph.symbols([graph.sub(left, right)]):
            for zero in halved(difference, name, at, _GRID):
                value, _ = pair.values({**at, name: zero}, _FINE)
                if not isinstance(value, Fault):
                    exact = isinstance(zero, Fraction)
                    number = zero if exact else Fraction(float(zero.mid())).limit_denominator(10**9)
                    return {**at, name: number}
    return {}


def by_signs(looks: Sequence[Look], parts: Sequence[Expr]) -> list[Expr]:
    """Return conditions on the signs of parts that hold at the points where two formulas have the same value,
    and not where they differ: one part, a product of two, or two together. [] where there are none."""
    told = [look for look in looks if look.kind in ("same", "apart") and not look.simple]
    rows = []
    for part in parts:
        program = Program(part.graph, [part.node])
        rows.append([sign_of(program.run(look.at, FIRST)[0]) for look in told])
    right = [look.kind == "same" for look in told]
    if True not in right or False not in right:
        return []

    def fits(signs: list[int]) -> int:
        """Return on which sign it holds, 0 for neither."""
        for sign in (1, -1):
            if [one == sign for one in signs] == right:
                return sign
        return 0

    for part, signs in zip(parts, rows, strict=True):
        if fits(signs):
            return [_compared(part, fits(signs))]
    for (one, first), (two, second) in combinations(zip(parts, rows, strict=True), 2):
        signs = [a * b for a, b in zip(first, second, strict=True)]
        if fits(signs):
            return [_compared(one * two, fits(signs))]
    for (one, first), (two, second) in combinations(zip(parts, rows, strict=True), 2):
        for a in (1, -1):
            for b in (1, -1):
                if [x == a and y == b for x, y in zip(first, second, strict=True)] == right:
                    return [_compared(one, a), _compared(two, b)]
    return []


def _compared(part: Expr, sign: int) -> Expr:
    graph = Graph(part.graph.limits)
    node = graph.take(part.graph, part.node)
    return Expr(graph, graph.intern(GT if sign > 0 else LT, (node, graph.number(0))))


__all__ = ["Cells", "at_place", "by_signs", "on_the_line", "violated"]

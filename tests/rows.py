"""Every row of THE TABLE as a function of numbers, and seeded points at which to judge it.

Nothing here reads a partial: slopes are difference quotients of the values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from random import Random
from typing import Any

import pytest

from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import Arithmetic, walk
from symdiff.errors import DomainError, Unsupported
from symdiff.graph.graph import Graph
from symdiff.parser.build import read
from symdiff.parser.templates import Template, condition, partial, template
from symdiff.parser.tokens import Context
from symdiff.table import functions, operators
from symdiff.table.derivatives import is_named, is_order
from symdiff.table.functions import row_of
from symdiff.table.operators import ADD, EQ, FIRST_FUNCTION, GE, LE, LT, NOT, PIECEWISE, is_comparison
from symdiff.table.row import Function

SEED = 20240607
DIGITS = 60
"""Digits of every value (mpmath computes 8 more)."""
STEP = 1e-12
RADIUS = 1e-2
"""A sample point has this much room around it inside the domain."""
GROWTH = 1e6
"""A row is at most so many times larger within that room than at the point itself."""
TOLERANCE = GROWTH * (STEP**4 / RADIUS**5 + 10.0**-DIGITS / STEP)
"""Relative error of a quotient: by Cauchy's estimate f⁽⁵⁾/5! <= max |f|/RADIUS⁵, and the error of one
Richardson step is below STEP⁴ times it; the digits of the values are divided by STEP."""
SAME = 10.0**-30
"""Two values that are computed in two ways at 60 digits share thirty of them."""
NAMED = math.sqrt(2.0**-52)
"""A library's function is the right one where half of the digits of a float agree."""
NEAR, NEARER = 1e-20, 1e-40
"""Distances at which limits are looked at; both leave digits to spare."""

REAL = Multiprecision(DIGITS)
COMPLEX = Multiprecision(DIGITS, real=False)
COARSE = Multiprecision(30), Multiprecision(10, real=False)
"""Real and complex numbers for what is seen without many digits: that a value exists, that it jumps."""
CLOSE_BY = 1e-6
"""A distance that leaves digits to spare in COARSE."""
mp = REAL.context

Point = tuple[Any, ...]
Claim = tuple[Callable[[int], bool], Callable[[int], None]]
CLAIMS: list[Claim] = []
"""Every claim of the tests: of which rows it is made, and the test of it."""
NO_VALUE = (DomainError, Unsupported)
LAST = len(operators.OPERATORS) + len(functions.FUNCTIONS)
"""The code after those of the table, from which on a test may register others."""


def each(applies: Callable[[Function], Any]) -> Callable[[Callable[[int], None]], Any]:
    """Make a test of every row that *applies* says it is a claim of, and keep it in CLAIMS."""

    def made(test: Callable[[int], None]) -> Any:
        def of(code: int) -> bool:
            return code != PIECEWISE and bool(applies(row_of(code)))

        CLAIMS.append((of, test))
        codes = [code for code in range(ADD, LAST) if of(code)]
        return pytest.mark.parametrize("code", codes, ids=label)(test)

    return made


def label(code: int) -> str:
    """Return the name and arity of a row: `sin/1`."""
    row = row_of(code)
    return f"{row.name}/{'*' if row.arity < 0 else row.arity}"


def is_condition(row: Function) -> bool:
    """Return whether the row is one of `<` to `not`: its value is a truth value."""
    return row in [row_of(code) for code in range(LT, NOT + 1)]


def is_real(row: Function) -> bool:
    """Return whether the row has real values at real arguments; hankel1 says `False` of its domain."""
    return not row.complex_valued


def is_function(row: Function) -> bool:
    """Return whether the row is a function of so many arguments: no operator, not Max."""
    return row.arity > 0 and row not in operators.OPERATORS


# Values -------------------------------------------------------------------------------------

_MEMO: dict[tuple[Any, ...], Any] = {}


def forget() -> None:
    """Forget every value: a row was changed."""
    _MEMO.clear()


def remembered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function that computes once what is asked again."""

    @wraps(function)
    def known(*given: Any) -> Any:
        key = (function, *given)
        if key not in _MEMO:
            _MEMO[key] = function(*given)
        found = _MEMO[key]
        return found.copy() if isinstance(found, list) else found

    return known


def value(code: int, point: Sequence[Any], arithmetic: Arithmetic = REAL) -> Any:
    """Return the value of a row at *point*. Raises DomainError or Unsupported where it has none."""
    row = row_of(code)
    key = (code, row.mpmath, row.definition, arithmetic.name, *point)
    if key not in _MEMO:
        try:
            _MEMO[key] = _value(code, point, arithmetic)
        except NO_VALUE as error:
            _MEMO[key] = error
    found = _MEMO[key]
    if isinstance(found, Exception):
        raise found
    return found


def _value(code: int, point: Sequence[Any], arithmetic: Arithmetic) -> Any:
    row = row_of(code)
    graph, names = Graph(), [f"x{place}" for place in range(len(point))]
    given = [v > 0 for v in point] if row.name in ("and", "or", "not") else [+v for v in point]
    if isinstance(arithmetic, Multiprecision):
        given = [v if isinstance(v, bool) else arithmetic.convert(v) for v in given]
    node = graph.intern(code, tuple([graph.symbol(name) for name in names]))
    result = walk(graph, [node], dict(zip(names, given, strict=True)), arithmetic)[0]
    return int(result) if isinstance(result, bool) else result


def slope_said(code: int, place: int, point: Sequence[Any], arithmetic: Arithmetic) -> Any:
    """Return the value of the partial that the row states."""
    rule = partial(code, place)
    assert rule is not None
    return _slope(rule, tuple(point), arithmetic)


@remembered
def _slope(rule: Template, point: Point, arithmetic: Arithmetic) -> Any:
    return arithmetic.at(rule, [arithmetic.number(0) + v for v in point])


def of_text(text: str, arithmetic: Arithmetic = COMPLEX, **at: Any) -> Any:
    """Return the value of a text of the table with its parameters at *at*."""
    return arithmetic.at(template(text, tuple(at)), list(at.values()))


class Near(Multiprecision):
    """Numbers that are equal where 30 digits are: cos(x) == 0 is true of π/2 rounded."""

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        if is_comparison(op) and abs(values[0] - values[1]) < SAME:
            return op in (LE, GE, EQ)
        return super().operate(op, values)


NEARLY = Near(DIGITS)


def holds(code: int, field: str, point: Sequence[Any], arithmetic: Arithmetic = REAL) -> bool:
    """Return whether a condition of a row is true of *point*: an empty one is."""
    rule: Template | None = condition(code, field)
    return rule is None or _holds(rule, tuple(point), arithmetic)


@remembered
def _holds(rule: Template, point: Point, arithmetic: Arithmetic) -> bool:
    return bool(arithmetic.at(rule, list(point)))


def is_at(code: int, field: str, point: Sequence[Any]) -> bool:
    """Return whether *point* is one of the row's poles, kinks or jumps: of an empty field none is."""
    return condition(code, field) is not None and holds(code, field, point, NEARLY)


def regular(code: int, point: Sequence[Any]) -> bool:
    """Return whether *point* is in the domain and its partials are stated to hold there."""
    return holds(code, "domain", point) and holds(code, "smooth", point)


def close(got: Any, want: Any, tolerance: float = SAME, scale: Any = 1) -> bool:
    """Return whether two values agree, relative to the larger of *scale* and *want*."""
    return bool(abs(got - want) <= tolerance * max(abs(scale), abs(want)))


def shown(point: Sequence[Any]) -> str:
    """Return a point as a message shows it."""
    return f"({', '.join(mp.nstr(v, 8) for v in point)}), seed {SEED}"


# Quotients ----------------------------------------------------------------------------------


def quotient(code: int, place: int, point: Point, arithmetic: Arithmetic = REAL, toward: Any = 1) -> Any:
    """Return the slope by argument number *place* in direction *toward*, and the error it may have."""
    size = mp.mpf(0)

    def at(step: Any) -> Any:
        nonlocal size
        moved = (*point[:place], point[place] + step, *point[place + 1 :])
        found = value(code, moved, arithmetic)
        size = max(size, abs(found))
        return found

    step = mp.mpf(STEP) * toward
    coarse = (at(step) - at(-step)) / (2 * step)
    fine = (at(step / 2) - at(-step / 2)) / step
    return (4 * fine - coarse) / 3, TOLERANCE * (1 + size)


def varying(row: Function) -> list[int]:
    """Return the places of the parameters that have a closed partial."""
    return [
        place
        for place, text in enumerate(row.partials)
        if text is not None and not (is_named(row, place) or is_order(row, place))
    ]


# Points -------------------------------------------------------------------------------------


def random_of(code: int, salt: str) -> Random:
    """Return the generator of a row: its own, so that a new row moves no other's points."""
    return Random(f"{SEED} {label(code)} {salt}")


def interval(row: Function, place: int) -> tuple[float, float]:
    """Return the interval from which an argument is drawn."""
    return row.sample[place] if row.sample else (-3.0, 3.0)


def drawn(row: Function, random: Random) -> Point:
    """Return a point of the row's sample intervals."""
    point = []
    for place, name in enumerate(row.parameters):
        low, high = interval(row, place)
        whole = name in row.integers
        point.append(
            mp.mpf(random.randint(math.ceil(low), math.floor(high)) if whole else random.uniform(low, high))
        )
    return tuple(point)


def wide(row: Function, random: Random) -> Point:
    """Return a point beyond the sample intervals, often with whole coordinates."""
    whole = [name in row.integers or random.random() < 0.3 for name in row.parameters]
    return tuple([mp.mpf(random.randint(-4, 4) if w else random.uniform(-4, 4)) for w in whole])


def has_room(code: int, point: Point, places: Sequence[int]) -> bool:
    """Return whether the row is regular at *point* and at RADIUS from it."""
    moved = [(*point[:p], point[p] + d, *point[p + 1 :]) for p in places for d in (-RADIUS, RADIUS)]
    return all(regular(code, other) for other in (point, *moved))


@remembered
def inner_points(code: int, count: int = 3) -> list[Point]:
    """Return real points at which the partials hold, also those where a partial changes its formula."""
    row = row_of(code)
    random = random_of(code, "inner")
    places = varying(row) or [len(row.parameters) - 1]

    def fit(tries: Iterator[Point], wanted: int) -> list[Point]:
        found: list[Point] = []
        for point in tries:
            if len(found) == wanted:
                break
            if (has_room(code, point, places) if is_real(row) else point[-1] > RADIUS) and _works(row, point):
                found.append(point)
        return found

    found = fit((drawn(row, random) for _ in range(2000)), count)
    assert len(found) == count, f"{label(code)}: {len(found)} of {count} sample points in the domain"
    if "floor" in row.domain + row.smooth and row.arity > 1:  # the domain is larger at whole numbers
        first = (random.randint(-3, 4) for _ in range(300))
        found += fit(
            ((mp.mpf(n), *drawn(row, random)[1:-1], mp.mpf(random.uniform(-3, 3))) for n in first), count
        )
    if any("Piecewise" in (text or "") for text in row.partials):
        edges = [mp.mpf(edge) for edge in (-1, 0, 1) for _ in range(3 if row.arity > 1 else 1)]
        found += fit(((*drawn(row, random)[:-1], edge) for edge in edges), len(edges))
    return found


def _works(row: Function, point: Point) -> bool:
    """Return whether an operator has a value at *point*: operators state no domain."""
    return (
        (row.name != "pow" or point[0] > RADIUS)
        and (row.name != "div" or abs(point[1]) > RADIUS)
        and (not is_condition(row) or min(*[abs(v) for v in point], abs(point[0] - point[-1]) or 1) > RADIUS)
    )


@remembered
def complex_points(code: int, times: int = 1) -> list[Point]:
    """Return points with the last argument in each quadrant (a wrong branch is so in a half-plane), and
    of one argument in each octant (in a quarter, where it is squared)."""
    row = row_of(code)
    random = random_of(code, "complex")
    points = []
    sides = [(right, up) for right in (1, -1) for up in (1, -1)]
    steep = ((0.2, 0.9), (1.1, 2.5)) if row.arity == 1 else ((0.2, 2.5),)
    for right, up in sides * times:
        for low, high in steep:
            point = list(drawn(row, random))
            for place in varying(row):
                point[place] = mp.mpc(point[place], random.uniform(-0.6, 0.6))
            most = min(2.5, interval(row, row.arity - 1)[1]) if right > 0 and row.arity > 1 else 2.5
            across = random.uniform(0.2, most)
            point[-1] = mp.mpc(
                right * across, up * random.uniform(low, high) * (across if row.arity == 1 else 1)
            )
            points.append(tuple(point))
    return points


def grid() -> list[Any]:
    """Return the coordinates at which something happens in one row or another."""
    return [*map(mp.mpf, range(-3, 4)), mp.mpf(1) / 2, -1 / mp.e, -mp.pi / 2, mp.pi / 2, mp.pi, -mp.pi]


@remembered
def grid_points(code: int) -> list[Point]:
    """Return points with one coordinate on the grid, and of two arguments those with both on it."""
    row = row_of(code)
    random = random_of(code, "grid")
    if row.arity == 1:
        return [(v,) for v in grid()]
    points: list[Point] = []
    for v in grid()[1:6] if row.arity == 2 else []:
        points += [(v, v), (v, v / 2), (v, -v / 2), (v / 2, v / 2), (v / 2, -v / 2)]
    for place in range(row.arity):
        for v in (-1, 0, 1, 2, 0.5):
            near = drawn(row, random)
            whole = tuple([mp.floor(w) for w in near])
            below_one = tuple([w - mp.floor(w) for w in near])
            kinds = (near, whole, below_one, tuple([-w for w in below_one]), wide(row, random))
            for other in kinds if row.arity < 4 else [drawn(row, random) for _ in range(12)]:
                points.append((*other[:place], mp.mpf(v), *other[place + 1 :]))
    return [point for point in points if are_whole(row, point)]


def are_whole(row: Function, point: Point) -> bool:
    """Return whether the integer parameters are integers of their sample intervals."""
    places = [place for place, name in enumerate(row.parameters) if name in row.integers]
    return all(point[p] == mp.floor(point[p]) and interval(row, p)[0] <= point[p] for p in places)


def neighbours(code: int, point: Point) -> Iterator[Point]:
    """Yield points near *point* that share one coordinate with it and are like no other in the rest."""
    row = row_of(code)
    places = movable(row)
    for kept in places if len(places) > 1 else []:
        for side in (-0.25, 0.25):
            away = {place: side / math.sqrt(2 + place) for place in places if place != kept}
            yield tuple([v + away.get(place, 0) for place, v in enumerate(point)])


def movable(row: Function) -> list[int]:
    """Return the places of the parameters that need not be integers."""
    return [place for place, name in enumerate(row.parameters) if name not in row.integers]


def beside(code: int, place: int, point: Point, distance: Any) -> Any:
    """Return the value at a signed *distance* from *point*, or None where there is none."""
    row = row_of(code)
    moved = (*point[:place], point[place] + distance, *point[place + 1 :])
    if is_real(row) and not holds(code, "domain", moved):
        return None
    try:
        return value(code, moved, REAL if is_real(row) else COMPLEX)
    except NO_VALUE:
        return None


def codes_of_functions() -> range:
    """Return the codes of the functions."""
    return range(FIRST_FUNCTION, LAST)


def parsed(text: str, names: Sequence[str]) -> set[str]:
    """Return the symbols of *text*, whose own names are *names*."""
    graph = Graph()
    node, _ = read(graph, text, Context(frozenset(names)))
    return set(graph.symbols([node]))

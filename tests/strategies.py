"""Random formulas drawn from THE TABLE, each with a point at which it has a value and is smooth.

A formula is grown from its leaves with its value known at every step: a row is applied only where
the row itself says that it is defined and smooth, and where its sample interval says that it is
tame. So no drawn point is thrown away, and a new row is drawn from the day it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, floor
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from symdiff import Expr, SymdiffError, apply, symbols
from symdiff.arithmetic.evaluation import evaluate
from symdiff.graph.expr import Operand
from symdiff.graph.graph import Graph
from symdiff.parser.formula import parse
from symdiff.table import functions
from symdiff.table.derivatives import is_named
from symdiff.table.row import Function

VARIABLES = ("x", "y", "z")
LARGEST = 1000
"""Values beyond it are not built upon: exp of them says nothing about exp."""

FUNCTIONS = functions.FUNCTIONS
"""Every row that is a function."""


def examples(count: int) -> settings:
    """Return the settings of a test that draws *count* examples where others draw 100: half as many by
    day, ten times as many at night."""
    return settings(max_examples=count * settings.default.max_examples // 100)


def label(row: Function) -> str:
    """Return a readable name of a row: several share a name and differ in arity."""
    return row.name if row.arity < 2 else f"{row.name}/{row.arity}"


@dataclass(frozen=True)
class Sample:
    """A formula, and a point (names → Fractions) in its domain."""

    expr: Expr
    point: dict[str, Fraction]

    def __repr__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.point.items())
        return f"{self.expr} at {at}"


@cache
def holds_text(text: str, symbols: tuple[str, ...]) -> Expr:
    """Return a condition of a row as an expression."""
    return parse(text, symbols=symbols)


def holds(text: str, row: Function, values: list[Any]) -> bool:
    """Return whether a condition of *row* is true of the arguments *values*."""
    if not text:
        return True
    try:
        return bool(
            evaluate(holds_text(text, row.parameters), dict(zip(row.parameters, values, strict=True)))
        )
    except SymdiffError:
        return False


def interval(row: Function, place: int) -> tuple[float, float]:
    """Return where to draw the argument number *place* of *row*."""
    return row.sample[place] if place < len(row.sample) else (-3.0, 3.0)


def has_partial(row: Function, place: int) -> bool:
    """Return whether *row* can be differentiated by its argument number *place*."""
    return place < len(row.partials) and row.partials[place] is not None


def rational(random: Random, low: float, high: float, parts: int = 16) -> Fraction:
    """Return a rational of [low, high] with a small denominator."""
    return Fraction(random.randint(ceil(low * parts), floor(high * parts)), parts)


@dataclass(frozen=True)
class Valued:
    """A formula, and its value at the point that is being kept to."""

    expr: Expr
    value: float


def _valued(expr: Expr, point: dict[str, Fraction]) -> Valued | None:
    """Return *expr* with its value, or None where it has none to build on."""
    try:
        value = evaluate(expr, point, digits=20)
    except (SymdiffError, NotImplementedError):
        return None
    return Valued(expr, float(value)) if abs(value) <= LARGEST else None


def _operated(random: Random, left: Valued, right: Valued, point: dict[str, Fraction]) -> Valued | None:
    kind = random.choice("+-*/^n")
    if kind == "+":
        return _valued(left.expr + right.expr, point)
    if kind == "-":
        return _valued(left.expr - right.expr, point)
    if kind == "*":
        return _valued(left.expr * right.expr, point)
    if kind == "n":
        return _valued(-left.expr, point)
    if kind == "/":
        return None if abs(right.value) < 1e-3 else _valued(left.expr / right.expr, point)
    if left.value > 1e-3 and abs(right.value) <= 4 and random.random() < 0.5:
        return _valued(left.expr**right.expr, point)
    powers: list[Operand] = [-2, -1, 2, 3]
    if left.value > 1e-3:
        powers += [Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(3, 2)]
    elif abs(left.value) < 1e-3:
        powers = [2, 3]
    return _valued(left.expr ** random.choice(powers), point)


def _applied(random: Random, row: Function, pool: list[Valued], point: dict[str, Fraction]) -> Valued | None:
    """Return *row* of drawn arguments, moved into its sample intervals; None where it is not smooth."""
    arity = row.arity if row.arity >= 0 else random.randint(2, 3)
    arguments: list[Valued] = []
    for place in range(arity):
        low, high = interval(row, place)
        if row.arity >= 0 and row.parameters[place] in row.integers:
            arguments.append(_number(Fraction(random.randint(ceil(low), floor(high)))))
            continue
        if row.arity >= 0 and (not has_partial(row, place) or is_named(row, place)):
            arguments.append(_number(rational(random, low, high, 4)))
            continue
        argument = random.choice(pool)
        if not low < argument.value < high or random.random() < 0.3:
            shift = rational(random, low, high) - Fraction(round(argument.value * 8), 8)
            moved = _valued(argument.expr + shift, point)
            if moved is None or not low < moved.value < high:
                return None
            argument = moved
        arguments.append(argument)
    values = [argument.value for argument in arguments]
    if row.arity < 0:
        if len({round(value, 6) for value in values}) < len(values):
            return None  # a tie of Max or Min
    elif not (holds(row.domain, row, values) and holds(row.smooth, row, values)):
        return None
    return _valued(apply(row.name, *[argument.expr for argument in arguments]), point)


def grown(seed: int, steps: int, first: Function | None = None, rows: tuple[Function, ...] = ()) -> Sample:
    """Return the formula that *seed* grows in so many *steps*, beginning with the row *first*."""
    random = Random(seed)
    point = {name: rational(random, -3, 3) or Fraction(1, 3) for name in VARIABLES}
    pool = [Valued(symbol, float(point[symbol.name])) for symbol in symbols(VARIABLES)]
    last = pool[0]
    if first is not None:
        tries = (_applied(random, first, pool, point) for _ in range(200))
        new = next((new for new in tries if new is not None), None)
        assert new is not None, f"{label(first)} has no value at 200 points of its own intervals"
        last = new
        pool = [*pool, last, last]
    for _ in range(steps):
        if random.random() < 0.5:
            new = _applied(random, random.choice(rows or SMOOTH), [*pool, last], point)
        else:
            other = random.choice([*pool, _number(rational(random, -4, 4, 6))])
            pair = (last, other) if random.random() < 0.5 else (other, last)
            new = _operated(random, *pair, point)
        if new is not None and new.expr.free_symbols:
            last = new
            pool.append(new)
    used = {symbol.name for symbol in last.expr.free_symbols}
    return Sample(last.expr, {name: value for name, value in point.items() if name in used})


COMPLEX_VALUED = tuple(row for row in FUNCTIONS if row.complex_valued)
"""Rows that have no real value at any real point."""
SMOOTH = tuple(
    row
    for row in FUNCTIONS
    if row not in COMPLEX_VALUED
    and (row.arity < 0 or any(has_partial(row, place) for place in range(row.arity)))
)
"""Rows with real values and a partial derivative by some argument."""
ELEMENTARY = tuple(row for row in FUNCTIONS if row.math and row.arity == 1)
"""Rows that Python's math module has: quick, and the ones people write."""

_SEEDS = st.integers(0, 2**32 - 1)


def samples(most: int = 7, rows: tuple[Function, ...] = ()) -> st.SearchStrategy[Sample]:
    """Return formulas of up to *most* steps, each with a point where it is smooth.

    A formula of fewer steps from the same seed is where it began: so a failure shrinks.
    """
    return st.builds(grown, _SEEDS, st.integers(3, most), rows=st.just(rows))


def samples_of(row: Function, most: int = 2) -> st.SearchStrategy[Sample]:
    """Return formulas that begin with *row* of something, each with a point where it is smooth."""
    return st.builds(grown, _SEEDS, st.integers(0, most), st.just(row), st.just(ELEMENTARY))


def _number(value: Fraction) -> Valued:
    graph = Graph()
    return Valued(Expr(graph, graph.number(value)), float(value))


def _wild(seed: int, steps: int, rows: tuple[Function, ...]) -> Expr:
    random = Random(seed)
    pool: list[Expr] = list(symbols(VARIABLES))
    for _ in range(steps):
        left, right = random.choice(pool[-4:]), random.choice([*pool, rational(random, -3, 3, 2)])
        if random.random() < 0.5 and isinstance(right, Expr):
            left, right = right, left
        kind = random.choice("+-*/^^fffn")
        if kind == "f":
            new = apply(random.choice(rows).name, left)
        elif kind == "n":
            new = -left
        elif kind == "^":
            new = left ** random.choice(
                [2, 3, -1, -2, Fraction(1, 2), Fraction(-1, 2), Fraction(2, 3), right]
            )
        elif kind == "/":
            new = left / right if isinstance(right, Expr) or right else right / left
        else:
            new = left + right if kind == "+" else left - right if kind == "-" else left * right
        pool.append(new)
    return pool[-1]


def wild(most: int = 9, rows: tuple[Function, ...] = ELEMENTARY) -> st.SearchStrategy[Expr]:
    """Return formulas without regard to any domain: roots of negatives, quotients by zero, kinks."""
    return st.builds(_wild, _SEEDS, st.integers(1, most), st.just(rows))


EDGES = tuple(Fraction(n, 2) for n in (-4, -3, -2, -1, 0, 1, 2, 3, 4))
"""Points at which formulas tend to break."""


def edge_points() -> st.SearchStrategy[dict[str, Fraction]]:
    """Return points of small halves."""
    return st.fixed_dictionaries({name: st.sampled_from(EDGES) for name in VARIABLES})


def symbol_names(expr: Expr) -> list[str]:
    """Return the names of the symbols of *expr*."""
    return sorted(symbol.name for symbol in expr.free_symbols)


def _dense(seed: int, steps: int, more: tuple[str, ...] = ()) -> Expr:
    random = Random(seed)
    x, y = symbols("x y")
    constants = [parse(text) for text in ("1", "2", "-1", "1/2", "3/2", "2/3", "0", "-2", "4", *more)]
    calls = ["exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "Abs", "sqrt", "exp", "cbrt", "tan", "sign"]
    pool = [x, y, *[random.choice(constants) for _ in range(3)]]
    for _ in range(steps):
        left, right = random.choice(pool), random.choice(pool)
        kind = random.choice("+-*/^^ff")
        if kind == "f":
            new = apply(random.choice(calls), left)
        elif kind == "^":
            new = left**right
        elif kind == "/":
            new = left / right
        else:
            new = left + right if kind == "+" else left - right if kind == "-" else left * right
        pool += [new, new]
    return new


def dense(most: int = 9, more: tuple[str, ...] = ()) -> st.SearchStrategy[Expr]:
    """Return formulas of few ingredients, so that the laws of powers, roots and exp have work to do.

    *more* are constants to use beside a few small exact numbers.
    """
    return st.builds(_dense, _SEEDS, st.integers(3, most), st.just(more))

"""Answers with decimals: equal within what rounding to the digits that are written may have changed.

>>> from symdiff.parser.formula import parse
>>> loose = loosened(parse("0.333*x"))
>>> [str(name) for name in loose.balls], str(loose.expr).replace(list(loose.balls)[0], "d")
(['decimal 0'], 'd*x')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flint import arb, fmpq

from symdiff.arithmetic.enclosures import Fault
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.verdict.points import Look, Pair
from symdiff.verdict.sides import Side

_DIGITS: Final = 3
"""Significant digits from which on a decimal may be a rounded number."""
_BITS: Final = 128
_KNOWN: Final = 0.02
"""The part of a value that rounding may make uncertain for an agreement to tell."""
_WANTED: Final = 3
"""Points that must agree where there are symbols."""


class Loose(NamedTuple):
    """A formula with symbols in the place of its decimals, and what these may have been before rounding."""

    expr: Expr
    balls: dict[str, arb]


def loosened(expr: Expr, given: Iterable[float] = ()) -> Loose:
    """Return a formula with its decimals of three significant digits or more loosened; others are exact, and
    those that are *given*, as they stand in the other formula."""
    source = expr.graph
    graph = Graph(source.limits)
    balls: dict[str, arb] = {}
    known = {abs(number) for number in given}

    def change(node: int, _: tuple[int, ...]) -> int:
        number = source.numbers.get(node)
        if not isinstance(number, float):
            return -1
        exact = Fraction(repr(number))
        mantissa, _mark, power = repr(number).partition("e")
        digits = mantissa.replace("-", "").replace(".", "").strip("0")
        if number == int(number) or len(digits) < _DIGITS or abs(number) in known:
            return graph.number(exact)
        name = f"decimal {len(balls)}"
        places = len(mantissa.partition(".")[2]) - int(power or 0)
        half = Fraction(1, 2) / Fraction(10) ** places
        balls[name] = arb(_exact(exact), _exact(half))
        return graph.symbol(name)

    mapping = graph.mapped(source, source.below([expr.node]), change)
    return Loose(Expr(graph, mapping[expr.node]), balls)


def within_rounding(
    asked: Expr, given: Expr, sides: Callable[[Graph, Expr, Expr], tuple[Side, Side]], looks: Sequence[Look]
) -> str:
    """Return whose decimals explain that values differ: "answer", "question", or "" where neither does.

    The decimals of the answer are tried as rounded numbers, those of the question where the answer has none.
    """
    for whose, expr, other in (("answer", given, asked), ("question", asked, given)):
        if whose == "question" and _decimals(given):
            break
        loose = loosened(expr, _decimals(other))
        if not loose.balls:
            continue
        pair = (asked, loose.expr) if whose == "answer" else (loose.expr, given)
        graph = workplace(asked.graph.limits)
        first, second = sides(graph, *pair)
        if _all_overlap(Pair(graph, first.node, second.node, (first.sources, second.sources)), loose, looks):
            return whose
    return ""


def _all_overlap(pair: Pair, loose: Loose, looks: Sequence[Look]) -> bool:
    met = 0
    for look in looks:
        if look.kind not in ("same", "apart"):
            continue
        first, second = pair.values({**look.at, **loose.balls}, _BITS)
        if isinstance(first, Fault) or isinstance(second, Fault):
            continue
        if not first.overlaps(second):
            return False
        met += _is_known(first) and _is_known(second)
    return met >= (_WANTED if any(look.at for look in looks) else 1)


def _is_known(value: Any) -> bool:
    return bool(value.rad() <= abs(value.mid()) * _KNOWN)


def _decimals(expr: Expr) -> list[float]:
    found = [expr.graph.numbers.get(node) for node in expr.graph.below([expr.node])]
    return [number for number in found if isinstance(number, float)]


def _exact(number: Fraction) -> arb:
    return arb(fmpq(number.numerator, number.denominator))


__all__ = ["Loose", "loosened", "within_rounding"]

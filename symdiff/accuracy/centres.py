"""Where a formula in one variable may lose digits, beside 0 and far away: where a linear part of it is 0, and
where its functions have their own zeros and ends.

>>> from symdiff.parser.formula import parse
>>> e = parse("sin(x)/(3 - 2*x)")
>>> [str(centre) for centre in centres(e.graph, e.node, "x")]
['3/2', 'pi/2', '-pi/2', 'pi']
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from flint import arb, ctx, fmpq

from symdiff.accuracy.balls import Balls
from symdiff.graph.graph import Graph
from symdiff.table.functions import row_of
from symdiff.table.operators import ADD, SUB, is_function

_MOST: Final = 4
_SMALL: Final = 12
"""Size of a part that is asked whether it is linear."""
_ASKED: Final = 20
"""Parts that are asked."""
_BITS: Final = 200
_DENOMINATOR: Final = 60
_TURNS: Final = ("sin", "cos", "tan", "cot", "sec", "csc")
_ENDS: Final = ("log", "asin", "acos", "acosh", "atanh", "asec", "acsc", "asech", "log2", "log10")
_AWAY: Final = (4, 9, 17, 27, 40)
"""Points lie about a centre at such powers of 2, as parts of it."""


class Centre(NamedTuple):
    """A number, or a multiple of pi."""

    number: Fraction
    of_pi: bool

    def __str__(self) -> str:
        if not self.of_pi:
            return str(self.number)
        above = {1: "pi", -1: "-pi"}.get(self.number.numerator, f"{self.number.numerator}*pi")
        return above if self.number.denominator == 1 else f"{above}/{self.number.denominator}"

    def exact(self) -> arb:
        """Return the number as a ball of so many bits as are in use."""
        number = arb(fmpq(self.number.numerator, self.number.denominator))
        return number * arb.pi() if self.of_pi else number

    def parts(self) -> tuple[float, float]:
        """Return the nearest float, and what is missing in it as a float."""
        before = ctx.prec
        ctx.prec = _BITS
        try:
            exact = self.exact()
            near = float(exact.mid())
            return near, float((exact - near).mid())
        finally:
            ctx.prec = before

    def points(self, shift: float) -> list[float]:
        """Return floats about the number, others for another *shift*."""
        near = self.parts()[0]
        return [near * (1 + sign * 2.0 ** -(power + shift)) for power in _AWAY for sign in (1.0, -1.0)]


def centres(graph: Graph, node: int, name: str) -> list[Centre]:
    """Return a few numbers, other than 0, next to which a formula in *name* may lose digits."""
    order = graph.below([node])
    sums = [each for each in order if graph.ops[each] in (ADD, SUB) and graph.size(each) <= _SMALL]
    roots = [_root(graph, each, name) for each in sums[:_ASKED]]
    found = dict.fromkeys([root for root in roots if root is not None and root.number])
    called = {row_of(op).name for op in {graph.ops[each] for each in order} if is_function(op)}
    turns, ends = called.intersection(_TURNS), called.intersection(_ENDS)
    if ends:
        found.update(dict.fromkeys([Centre(Fraction(1), False), Centre(Fraction(-1), False)]))
    if turns:
        found.update(dict.fromkeys([Centre(Fraction(k, 2), True) for k in (1, -1, 2, -2)]))
    return list(found)[:_MOST]


def _root(graph: Graph, node: int, name: str) -> Centre | None:
    """Return where a part that is linear in *name* is 0, None where it is not, or the number is not short."""
    values = Balls(graph, {name: [arb(k) for k in (0, 1, 2, 5)]}, _BITS).values(node, range(4))
    if not all(isinstance(value, arb) for value in values):
        return None
    before = ctx.prec
    ctx.prec = _BITS
    try:
        start, step = values[0], values[1] - values[0]
        if step.contains(0) or not all(
            value.overlaps(start + k * step) for k, value in zip((0, 1, 2, 5), values, strict=True)
        ):
            return None
        root = -start / step
        for value, of_pi in ((root, False), (root / arb.pi(), True)):
            short = Fraction(float(value.mid())).limit_denominator(_DENOMINATOR)
            if value.overlaps(arb(fmpq(short.numerator, short.denominator))):
                return Centre(short, of_pi)
    finally:
        ctx.prec = before
    return None

"""Two formulas at points: where both have values, whether these differ, as far as balls tell.

>>> from symdiff.parser.formula import parse
>>> e, f = parse("sqrt(x**2)"), parse("x")
>>> pair = Pair.of(e, f)
>>> [pair.look({"x": Fraction(x)}).kind for x in (2, -2)]
['same', 'apart']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from flint import acb, arb, ctx

from symdiff.arithmetic.enclosures import UNCLEAR, UNDEFINED, Fault, Program
from symdiff.arithmetic.sample import candidates, concrete
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph

Kind = Literal["same", "apart", "lost", "beyond", "neither", "vague"]
"""Both have the same value as far as is seen, or different ones; the first alone has one, or the second
alone; neither has one; it could not be told."""
FIRST: Final = 64
"""Bits of a first look."""
_LOOKS: Final = (256, 1024, 4096)
"""Bits until it is told."""
_WANTED: Final = 10
"""Points with a value of the first formula that are looked for."""
_ATTEMPTS: Final = 70
"""Points tried for them."""
_BOTH: Final = 24
"""Points tried, at most, for one with the other sign of a symbol."""
SIMPLE: Final = tuple(
    [Fraction(*pair) for pair in ((1, 1), (2, 1), (1, 2), (-1, 1), (3, 1), (-2, 1), (5, 1), (0, 1))]
)
"""Points that a person looks at first."""

_SPREAD: Final = tuple([Fraction(n, 10) for n in (13, -17, 27, -7, 9, -31)])
"""Points of both signs, one after the other."""
_FAR: Final = 4

Point = dict[str, Fraction]


class Look(NamedTuple):
    """What was seen at a point."""

    at: Point
    kind: Kind
    first: Any
    """The balls, or why there is none."""
    second: Any
    simple: bool = False
    """Whether it is a point at which formulas may agree by chance."""


class Pair:
    """Two formulas on one graph. Each has a value where its *sources* have one, too."""

    def __init__(
        self, graph: Graph, first: int, second: int, sources: tuple[list[int], list[int]], real: bool = True
    ) -> None:
        roots = [first, second, *sources[0], *sources[1]]
        self.whole = Expr(graph, graph.add(first, second))
        if graph.operators:
            graph, roots = _concrete(graph, roots)
        self.real = real
        self.program = Program(graph, roots, real)
        self.split = 2 + len(sources[0])
        self.names = graph.symbols(roots)
        self.least = FIRST
        """Bits that every look has."""
        self.real_first: Pair | None = None
        """The same formulas as real ones, where only points count at which the first has a real value."""

    @classmethod
    def of(cls, first: Expr, second: Expr, real: bool = True) -> Pair:
        """Return two formulas as they stand."""
        graph = Graph(first.graph.limits)
        one, two = graph.take(first.graph, first.node), graph.take(second.graph, second.node)
        return cls(graph, one, two, ([], []), real)

    def values(self, at: Mapping[str, Any], bits: int, spread: float = 0.0) -> tuple[Any, Any]:
        """Return both balls, or why there is none."""
        found = self.program.run(at, bits, spread)
        first, second = found[:2]
        for fault in found[2 : self.split]:
            if isinstance(fault, Fault):
                first = fault
        for fault in found[self.split :]:
            if isinstance(fault, Fault):
                second = fault
        return first, second

    def look(self, at: Point, sharply: bool = True, simple: bool = False, least: int = FIRST) -> Look:
        """Return what is seen at a point, with *least* bits or more. Without *sharply* a first look is
        enough, where it tells values that differ from those that may agree."""
        if self.real_first is not None and isinstance(self.real_first.values(at, _LOOKS[0])[0], Fault):
            return Look(at, "neither", UNDEFINED, UNDEFINED, simple)
        for bits in (FIRST, *_LOOKS):
            if bits < max(least, self.least):
                continue
            first, second = self.values(at, bits)
            if first is UNDEFINED and second is UNDEFINED:
                return Look(at, "neither", first, second, simple)
            if isinstance(first, Fault) or isinstance(second, Fault):
                if UNCLEAR not in (first, second):
                    if first is UNDEFINED and not isinstance(second, Fault):
                        return Look(at, "beyond", first, second, simple)
                    if second is UNDEFINED and not isinstance(first, Fault):
                        return Look(at, "lost", first, second, simple)
                    return Look(at, "vague", first, second, simple)
                continue
            if not first.overlaps(second):
                return Look(at, "apart", first, second, simple)
            if (bits > FIRST or not sharply) and _is_sharp(first, second, bits):
                return Look(at, "same", first, second, simple)
        return Look(at, "vague", first, second, simple)

    def looks(self, sharply: bool = False, seed: int = 0) -> list[Look]:
        """Return what is seen at simple points, and at some where the first formula has a value, as far as
        such are found: both signs of each symbol among them, where they can be."""
        if not self.names:
            return [self.look({}, sharply)]
        found = [self.look(at, sharply, True) for at in self._simple()]
        missing = {(name, sign) for name in self.names for sign in (False, True)}
        met = 0
        for tried, at in enumerate(islice(self._tried(seed), _ATTEMPTS)):
            if met >= _WANTED and (not missing or tried >= _BOTH):
                break
            look = self.look(at, sharply)
            found.append(look)
            if look.kind in ("same", "apart", "lost", "vague"):
                met += 1
                missing -= {(name, value < 0) for name, value in at.items()}
        return found

    def more(self, count: int, seed: int = 1) -> Iterator[Look]:
        """Return what is seen at other points, each tried once."""
        for at in islice(self._tried(seed), count):
            yield self.look(at)

    def scaled(self, times: Fraction | int) -> Iterator[Point]:
        """Return some points of both signs, so many times as far away."""
        for start in range(_FAR):
            yield {
                name: times * _SPREAD[(start + 2 * place) % len(_SPREAD)]
                for place, name in enumerate(self.names)
            }

    def _simple(self) -> list[Point]:
        if len(self.names) == 1:
            return [{self.names[0]: value} for value in SIMPLE]
        return [
            {name: SIMPLE[(start + place) % len(SIMPLE)] for place, name in enumerate(self.names)}
            for start in range(3)
        ]

    def _tried(self, seed: int) -> Iterator[Point]:
        for at in candidates(self.whole, seed, {}):
            yield {name: Fraction(repr(value)) for name, value in at.items() if name in self.names}


def _is_sharp(first: Any, second: Any, bits: int) -> bool:
    """Return whether two balls that overlap are so small that half of the *bits* of their values agree; at
    many bits also, whether both are so near to zero."""
    before, ctx.prec = ctx.prec, 64
    try:
        gap, least = (first - second).abs_upper(), arb(2) ** -(bits // 2)
        return bool(gap <= first.abs_lower() * least or (bits >= _LOOKS[1] and gap <= least))
    finally:
        ctx.prec = before


def _concrete(graph: Graph, roots: list[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with unknown functions replaced by functions of their own."""
    found = Graph(graph.limits)
    nodes = []
    for root in roots:
        whole = concrete(Expr(graph, root))
        nodes.append(found.take(whole.graph, whole.node))
    return found, nodes


def shown(value: Any, digits: int = 10) -> str:
    """Return the middle of a ball as a decimal number, "no value" for what is none."""
    if isinstance(value, Fault):
        return "no value"
    if isinstance(value, acb):
        if _is_nothing(value.imag):
            return shown(value.real, digits)
        if _is_nothing(value.real):
            return f"{shown(value.imag, digits)}*I"
        sign = "-" if value.imag < 0 else "+"
        return f"{shown(value.real, digits)} {sign} {shown(abs(value.imag), digits)}*I"
    before, ctx.prec = ctx.prec, 128
    try:
        text = str(value.mid().str(digits, radius=False))
    finally:
        ctx.prec = before
    if "." in text:
        head, mark, power = text.partition("e")
        text = head.rstrip("0").rstrip(".") + mark + power
    return text


def _is_nothing(part: arb) -> bool:
    return bool(part.contains(0) and part.rad() < arb(2) ** -40)


__all__ = ["FIRST", "SIMPLE", "Kind", "Look", "Pair", "Point", "shown"]

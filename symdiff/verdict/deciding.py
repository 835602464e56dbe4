"""Two formulas compared: equal, equal on a set, different, or not to be decided, and by what.

Points come first: one at which balls are disjoint proves that the formulas differ, and is cheap. Where
none is found a proof that they are equal is tried, and then more bits. Where some points agree and others
do not, the set is looked for on which they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from symdiff.arithmetic.enclosures import Fault, Program
from symdiff.arithmetic.walk import has_complex
from symdiff.errors import SymdiffError, Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import simplified
from symdiff.simplifier.vanishing import vanishes
from symdiff.verdict.constants import is_zero
from symdiff.verdict.elsewhere import elsewhere, has_kinks, parts_of
from symdiff.verdict.identity import proved
from symdiff.verdict.points import FIRST, Look, Pair, shown
from symdiff.verdict.sides import Side, missing
from symdiff.verdict.signs import Signs
from symdiff.verdict.verdict import Witness, Word

if TYPE_CHECKING:
    from symdiff.verdict.domains import Cells

_SHARP: Final = 2
"""Points looked at with many bits before a proof is tried."""
_FAR: Final = 240
"""Points tried, at most, where the answer has no value at those tried first."""
_WANTED: Final = 6
"""Of these, points with a value that are looked at."""
_FINE: Final = 256
"""Bits at which it is looked once more."""
_DEEP: Final = 4096
"""Bits at which it is looked last."""
_MOST: Final = 1000
"""Digits that are spoken of, at most."""
EVIDENCE: Final = 5
"""Points that must agree for that to be evidence."""


class Found(NamedTuple):
    """What was decided of two formulas."""

    word: Word
    reason: str
    proof: bool
    conditions: tuple[Expr, ...] = ()
    outside: dict[str, Any] | None = None
    witness: Witness | None = None
    notes: tuple[str, ...] = ()
    looks: Sequence[Look] = ()
    """What was seen at points."""


def compared(graph: Graph, first: Side, second: Side, name: str) -> Found:
    """Return what is found of two formulas on one graph: where the first has a value, has the second the
    same?"""
    roots = [first.node, second.node, *first.sources, *second.sources]
    real = not has_complex(graph, roots)
    pair = Pair(graph, first.node, second.node, (first.sources, second.sources), real)
    looks = pair.looks()
    if real and not any(look.kind in ("same", "apart", "lost", "vague") for look in looks):
        looks += _led(pair, first)
    kinds = {look.kind for look in looks}
    if real and "lost" in kinds and not kinds & {"same", "apart"}:
        looks += islice((look for look in pair.more(_FAR) if look.kind in ("same", "apart")), _WANTED)
        kinds = {look.kind for look in looks}
    if real and not kinds & {"same", "apart"}:
        wide = Pair(graph, first.node, second.node, (first.sources, second.sources), False)
        is_lost = any(look.kind == "lost" and not look.simple for look in looks)
        wide.real_first = pair if is_lost else None
        others = wide.looks()
        if any(look.kind in ("same", "apart") for look in others):
            found = _in_the_plane(graph, first, second, name, wide, others, is_lost)
            return found._replace(looks=others)
        how = _proof(graph, first, second, name, real) if "vague" in kinds else ""
        if how:
            return _equal(first, second, pair, looks, [], how)
        if "lost" in kinds:
            return _without_value(looks)
        return Found("undecided", _why(looks), False)
    return _decided(graph, first, second, name, pair, looks)._replace(looks=looks)


def _decided(graph: Graph, first: Side, second: Side, name: str, pair: Pair, looks: list[Look]) -> Found:
    same = [look for look in looks if look.kind == "same"]
    apart = [look for look in looks if look.kind == "apart"]
    if not apart and same:
        same, apart = _again(pair, same, [*same[:1], *same[-_SHARP:]], _FINE)
    if not apart:
        how = _proof(graph, first, second, name, pair.real)
        if not how:
            same = [pair.look(look.at, True, look.simple) for look in same]
            apart = [look for look in same if look.kind == "apart"]
            same = [look for look in same if look.kind == "same"]
            if not apart:  # 10**-100 is seen with as many bits as there are
                same, apart = _again(pair, same, [*same[:1], *same[-1:]], _DEEP)
        if not apart and not how:
            apart = elsewhere(graph, first, second, pair)
        if not apart and not how and _is_constant_difference(graph, first, second):
            reason = "the difference simplifies to a number that is not 0 (proof)"
            return Found("different", reason, True, witness=_witness(same[0]) if same else None)
        if not apart:
            return _equal(first, second, pair, looks, same, how)
    some = [look for look in same if not look.simple]
    if some:
        same, more = _again(pair, same, [some[0], some[-1]], _DEEP)
        apart += more
    if not [look for look in same if not look.simple] and not has_kinks(graph, first, second):
        return _different(first, apart)
    if _is_constant_difference(graph, first, second):
        return _different(first, apart)
    return _in_parts(graph, first, second, pair, looks, apart)


def _again(pair: Pair, same: list[Look], some: list[Look], bits: int) -> tuple[list[Look], list[Look]]:
    """Return where formulas agree and where not, *some* points looked at with *bits*. Where one of these
    shows that they differ, all points are looked at so, from then on."""
    if not any(pair.look(look.at, True, look.simple, bits).kind == "apart" for look in some):
        return same, []
    pair.least = bits
    found = [pair.look(look.at, True, look.simple) for look in same]
    return [look for look in found if look.kind == "same"], [look for look in found if look.kind == "apart"]


def _proof(graph: Graph, first: Side, second: Side, name: str, real: bool) -> str:
    """Return how two formulas are proved to be equal, "" where they are not. Of complex values only what is
    true of any numbers proves something."""
    if first.node == second.node:
        return "it is the same formula"
    difference = graph.sub(first.node, second.node)
    if not real:
        return "the difference simplifies to 0" if vanishes(graph, difference) else ""
    return proved(graph, difference, name)


def _is_constant_difference(graph: Graph, first: Side, second: Side) -> bool:
    """Return whether the difference of two formulas is seen to be a number other than 0."""
    try:
        short, [node] = simplified(graph, [graph.sub(first.node, second.node)], "basic")
        return not short.symbols([node]) and is_zero(short, node) is False
    except (SymdiffError, Unsettled, ArithmeticError, ValueError):
        return False


# Equal ----------------------------------------------------------------------------------------


def _equal(first: Side, second: Side, pair: Pair, looks: list[Look], same: list[Look], how: str) -> Found:
    """Return the verdict on formulas that nowhere are seen to differ where both have a value."""
    if not how and pair.names and len(same) < EVIDENCE:
        same += islice((look for look in pair.more(_FAR) if look.kind == "same"), EVIDENCE)
        if len(same) < EVIDENCE:
            return Found("undecided", _why(looks), False)
    reason = f"{how} (proof)" if how else _evidence(same, pair)
    notes = _beyond(looks)
    said = missing(first, second) if pair.real else []
    lost = _unexplained(looks, said) if pair.real else []
    if lost:
        return _lost(first, second, pair, lost, reason, bool(how), notes)
    if not said:
        return Found("equal", reason, bool(how), notes=notes)
    from symdiff.verdict import domains  # with what it takes to solve conditions

    line = domains.on_the_line(pair, first, second)
    if line is not None:
        if True not in line.truths and any(look.kind == "lost" for look in looks):
            return _without_value(looks)
        conditions = line.conditions()
        if not conditions:
            return Found("equal", reason, bool(how), notes=notes)
        return Found("equal on", reason, bool(how), tuple(conditions), line.outside(), notes=notes)
    outside = domains.violated(pair, looks, said)
    if not outside:
        return Found("equal", reason, bool(how), notes=notes)
    return Found("equal on", reason, bool(how), tuple(said), outside, notes=notes)


def _unexplained(looks: list[Look], said: list[Expr]) -> list[Look]:
    """Return where the second formula alone has no value, though the conditions that are *said* hold: in a
    branch, which has conditions of its own. Simple points do not count: x**x has values at whole ones."""
    lost = [look for look in looks if look.kind == "lost" and not look.simple]
    programs = [Program(condition.graph, [condition.node]) for condition in said]
    return [look for look in lost if all(program.run(look.at, FIRST)[0] is True for program in programs)]


def _lost(
    first: Side, second: Side, pair: Pair, lost: list[Look], reason: str, proof: bool, notes: tuple[str, ...]
) -> Found:
    """Return the verdict on formulas that are equal where both have a value, and of which the second has
    none at some points of the first."""
    from symdiff.verdict import domains

    graph = first.graph
    signs = Signs(graph)
    difference = graph.sub(first.node, second.node)
    parts = parts_of(graph, signs, difference, signs.parts(difference))
    for cuts in (None, parts):
        line = domains.on_the_line(pair, first, second, cuts)
        if line is not None and line.within() and line.conditions():
            return Found("equal on", reason, proof, tuple(line.conditions()), line.outside(), notes=notes)
    witness = _witness(min(lost, key=_plainness))
    text = f"at {witness} {values(witness)} (proof: it is outside of a domain)"
    return Found("different", text, True, witness=witness, notes=notes)


def _evidence(same: list[Look], pair: Pair) -> str:
    digits = min([_digits(look) for look in same], default=0)
    if not pair.names:
        return f"both have the same {digits} digits (evidence, no proof)"
    return f"at {len(same)} points both have the same {digits} digits (evidence, no proof)"


def _digits(look: Look) -> int:
    """Return how many digits both values have, many of those that are zero."""
    known = [ball.rel_accuracy_bits() for ball in (look.first, look.second) if not ball.contains(0)]
    return max(0, min([min(_MOST, int(bits * 0.30103)) for bits in known], default=_MOST))


def _beyond(looks: list[Look]) -> tuple[str, ...]:
    beyond = next((look for look in looks if look.kind == "beyond"), None)
    if beyond is None:
        return ()
    at = ", ".join(f"{name} = {value}" for name, value in beyond.at.items())
    return (f"the answer also has values where nothing was asked for, such as at {at}",)


# Different, or equal in part ------------------------------------------------------------------


def _different(first: Side, apart: list[Look], notes: tuple[str, ...] = ()) -> Found:
    plainest = sorted(apart, key=_plainness)
    look = next((look for look in plainest if _is_smooth(first, look)), plainest[0])
    witness = _witness(look)
    at = f"at {witness} " if look.at else ""
    reason = f"{at}{values(witness)} (proof: bounds that do not overlap)"
    return Found("different", reason, True, witness=witness, notes=notes)


def _is_smooth(side: Side, look: Look) -> bool:
    """Return whether there is a derivative at a point: its formula may have a value at a corner, too."""
    from symdiff.at.special import is_special

    return not any(is_special(Expr(side.graph, node), look.at) for node in side.sources)


def values(witness: Witness) -> str:
    return f"the right value is {witness.expected}, and the answer has {witness.given}"


def _plainness(look: Look) -> tuple[bool, int]:
    return not look.simple, sum(len(str(value)) for value in look.at.values())


def _witness(look: Look) -> Witness:
    digits = 10
    while digits < 80:
        expected, given = shown(look.first, digits), shown(look.second, digits)
        if expected != given:
            break
        digits *= 2
    return Witness(dict(look.at), expected, given)


def _without_value(looks: list[Look]) -> Found:
    lost = min([look for look in looks if look.kind == "lost"], key=_plainness)
    witness = _witness(lost)
    at = f"at {witness} " if lost.at else ""
    reason = f"{at}{values(witness)}, nor was one found elsewhere"
    return Found("different", reason, False, witness=witness)


def _in_parts(
    graph: Graph, first: Side, second: Side, pair: Pair, looks: list[Look], apart: list[Look]
) -> Found:
    """Return the verdict on formulas that agree at some points and differ at others."""
    from symdiff.verdict import domains

    difference = graph.sub(first.node, second.node)
    signs = Signs(graph)
    own = signs.parts(difference)
    parts = parts_of(graph, signs, difference, own)
    chance = [] if any(not look.simple for look in apart) else apart
    extra = [value for look in chance for value in look.at.values()] if len(pair.names) == 1 else []
    line = domains.on_the_line(pair, first, second, parts, extra) if pair.real else None
    if line is not None:
        return _on_the_line(first, signs, difference, own, line, looks, apart)
    told = [look for look in [*looks, *pair.more(40)] if not look.simple]
    told = [pair.look(look.at) if look.kind == "same" else look for look in told]
    found = domains.by_signs(told, parts) or domains.by_signs(told, _of_short_form(graph, difference))
    same = [look for look in told if look.kind == "same"]
    if not found:
        line = domains.scanned(pair, first, second) if pair.real else None
        if line is not None and line.within():
            return _on_the_line(first, signs, difference, own, line, looks, apart)
        notes = []
        if len(same) > 1:
            at = ", ".join(f"{name} = {value}" for name, value in same[0].at.items())
            notes.append(f"at some points both are equal, such as at {at}")
        return _different(first, apart, tuple(notes))
    proof = all(_is_zero_near(signs, difference, own, look.at) for look in same[:1])
    more = missing(first, second)
    said = found + (more if domains.violated(pair, told, more) else [])
    outside = next(look.at for look in told if look.kind == "apart")
    reason = _reason_on("there", proof, len(same))
    return Found("equal on", reason, proof, tuple(said), dict(outside), notes=_beyond(looks))


def _on_the_line(
    first: Side,
    signs: Signs,
    difference: int,
    parts: Sequence[int],
    line: Cells,
    looks: list[Look],
    apart: list[Look],
) -> Found:
    """Return the verdict on formulas of one variable that differ somewhere."""
    middles = line.within()
    conditions = line.conditions()
    if not middles or not conditions:
        return _different(first, apart)
    proof = all(_is_zero_near(signs, difference, parts, {line.name: middle}) for middle in middles)
    reason = _reason_on("on each stretch of it", proof, len(middles))
    return Found("equal on", reason, proof, tuple(conditions), line.outside(), notes=_beyond(looks))


def _reason_on(where: str, proof: bool, count: int) -> str:
    if proof:
        return f"the difference simplifies to 0 {where} (proof)"
    return f"both have the same values there, as far as {count} points tell (evidence, no proof)"


def _of_short_form(graph: Graph, difference: int) -> list[Expr]:
    """Return the parts whose signs matter in the shortest form of a difference."""
    try:
        short, [node] = simplified(graph, [difference], "full")
        signs = Signs(short)
        return [Expr(signs.work, part) for part in signs.parts(node)]
    except (SymdiffError, Unsettled, ArithmeticError):
        return []


def _is_zero_near(signs: Signs, difference: int, parts: Sequence[int], at: dict[str, Any]) -> bool:
    """Return whether a difference is proved to be zero where parts have the signs that they have at a
    point."""
    chosen = {}
    for part, value in zip(parts, Program(signs.work, parts).run(at, 128), strict=True):
        if isinstance(value, Fault) or value.contains(0):
            return False
        chosen[part] = 1 if value > 0 else -1
    found = signs.rewritten(difference, chosen, {})
    return found is not None and found >= 0 and vanishes(signs.work, found)


# Where there are no real values -----------------------------------------------------------------


def _led(pair: Pair, first: Side) -> list[Look]:
    """Return what is seen on the stretches that the conditions of the first formula leave."""
    if len(pair.names) != 1:
        return []
    from symdiff.at.truth import FAULTS  # with what it takes to solve conditions
    from symdiff.verdict.stretches import stretches

    found = []
    try:
        for piece in stretches(first.graph, first.node, pair.names[0]):
            middle = piece[-1].number
            if isinstance(middle, Fraction):
                found.append(pair.look({pair.names[0]: middle}))
    except FAULTS:
        return found
    return found


def _in_the_plane(
    graph: Graph, first: Side, second: Side, name: str, pair: Pair, looks: list[Look], lost: bool
) -> Found:
    """Return the verdict by complex values at real points."""
    found = _decided(graph, first, second, name, pair, looks)
    who = "the answer has" if lost else "both have"
    note = f"{who} no real value at the points that were tried: compared as complex numbers"
    return found._replace(notes=(*found.notes, note))


def _why(looks: list[Look]) -> str:
    kinds = [look.kind for look in looks]
    if kinds.count("vague"):
        return "their values could not be computed well enough at the points that were tried"
    if kinds.count("same"):
        return "too few points were found at which both have a value"
    return "no point was found at which what was asked for has a value"


__all__ = ["EVIDENCE", "Found", "compared", "values"]

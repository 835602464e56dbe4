"""Subscripts that are sums, `x[i + 1]` and `x[n - 1 - i]`: an index is a number, and an entry is taken of an
array where its place is that number.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import declared
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> g.shape(lowered(g, "[i<n-1]: x[i+1] - x[i]", declared("x[n]"), DEFAULT)[0])
('n-1',)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.graph.contraction import Contraction, letters
from symdiff.graph.graph import Graph
from symdiff.graph.products import ones
from symdiff.graph.shapes import Dim
from symdiff.graph.sizes import Linear, added, linear, sign_of, text_of
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.rows import colon_labels, plain
from symdiff.parser.arrays.values import Reading, Value
from symdiff.table.arrays import code_of_array
from symdiff.table.operators import EQ, PIECEWISE, is_comparison

PLACES: Final = code_of_array("places")


def places(graph: Graph, dim: Dim) -> int:
    """Return the vector 0, 1, … of a size."""
    return graph.call(PLACES, (ones(graph, (dim,)),))


def as_number(graph: Graph, node: int) -> int:
    """Return a comparison as 1 where it holds, and 0 elsewhere; anything else as it is."""
    if not is_comparison(graph.ops[node]):
        return node
    return graph.intern(PIECEWISE, (graph.number(1), node, graph.number(0), graph.constant("True")))


def is_shifted(reading: Reading, at: int, dim: Dim) -> bool:
    """Return whether the subscript in the part number *at* is more than an index of the size of its axis."""
    part = reading.parts[at]
    if part.kind == "name":
        return reading.index(at, part.text) in reading.bounded and reading.size(at, part.text) not in (
            "",
            dim,
        )
    return part.kind not in ("number", "all") and reading.place(part, dim) is None


def selected(
    reading: Reading, part: Part, node: int, subscripts: Sequence[int], taken: Sequence[int | None]
) -> Value:
    """Return the entries of an array at subscripts some of which are sums. Refuses what is outside of it."""
    graph = reading.graph
    shape = graph.shape(node)
    fresh = letters()
    rows = iter(colon_labels(len(shape)))
    names: dict[str, str] = {}
    axes = ""
    fixed: list[tuple[str, int]] = []
    inputs: list[str] = []
    operands: list[int] = []
    for at, place, dim in zip(subscripts, taken, shape, strict=True):
        if place is not None:
            axes += next(fresh)
            fixed.append((axes[-1], place))
            continue
        if not is_shifted(reading, at, dim):
            is_all = reading.parts[at].kind == "all"
            name = next(rows) if is_all else reading.parts[at].text
            if not is_all:
                reading.know(at, name, dim)
            if name not in names:
                names[name] = next(fresh)
            axes += names[name]
            continue
        _check_range(reading, part, at, dim)
        value = reading.numbered(at, reading.values[at])
        for label in value.labels:
            if label not in names:
                names[label] = next(fresh)
        axes += next(fresh)
        inputs.append(axes[-1] + "".join([names[label] for label in value.labels]))
        operands.append(_chosen(graph, dim, value))
    given = Contraction((axes, *inputs), "".join(names.values()), (), tuple(fixed))
    return plain(graph, Value(graph.contract(given, (node, *operands)), tuple(names)))


def _chosen(graph: Graph, dim: Dim, value: Value) -> int:
    """Return the array that is 1 where the place on its first axis is *value*, which has the others."""
    shape = (dim, *graph.shape(value.node))
    names = "".join([letter for letter, _ in zip(letters(), shape, strict=False)])
    sizes = tuple(zip(names, shape, strict=True))
    along = graph.contract(Contraction((names[0],), names, sizes), (places(graph, dim),))
    other = graph.contract(Contraction((names[1:],), names, sizes), (value.node,))
    return as_number(graph, graph.intern(EQ, (along, other)))


def _check_range(reading: Reading, part: Part, at: int, dim: Dim) -> None:
    """Refuse a subscript that is outside of its axis for every size; note one that may be for some."""
    found = _linear(reading, at)
    word = reading.parts[at]
    written = reading.text[word.start : word.end]
    whole = reading.text[part.start : part.end]
    if found is None:
        hint = "indices, sizes and numbers are added: x[i + 1], x[2*i]"
        reading.refuse(word, f"{written} is no subscript", hint)
    least, most = dict[str, int](), dict[str, int]()
    for name, number in found.items():
        size = (
            linear(reading.size(at, name)) if name in reading.scopes[at] or name not in reading.dims else None
        )
        if not name or size is None:
            least, most = added(least, {name: number}), added(most, {name: number})
            continue
        last = added(size, {"": -1})
        least, most = (least, added(most, last, number)) if number > 0 else (added(least, last, number), most)
    room = linear(dim)
    above = 0 if room is None else sign_of(added(added(room, {"": -1}), most, -1))
    below = sign_of(least)
    if above < 0 and room is not None:
        over = added(added(most, {"": 1}), room, -1)
        hint = "say a shorter range of the indices: sum[i<n-1](...)"
        [*indices] = [name for name in found if name and name not in reading.dims]
        if len(indices) == 1 and found[indices[0]] == 1:
            size = linear(reading.size(at, indices[0])) or {}
            hint = f"say a shorter range: [{indices[0]}<{text_of(added(size, over, -1))}]"
        reading.refuse(
            word, f"{whole} is outside: {written} is {text_of(most)} at last, of {dim} entries", hint
        )
    if below < 0:
        hint = "they are counted from 0: shift the index, x[i + 1] - x[i] with [i<n-1]"
        reading.refuse(word, f"{whole} is outside: {written} is {text_of(least)} at first", hint)
    if not (above and below) and word.kind == "name":
        end = reading.size(at, word.text)
        reading.refuse(word, f"{whole} has {dim} entries there, and {written} goes to {end}",
                       "declare the array with that size, or take another range")  # fmt: skip
    if not (above and below):
        reading.notes.append(f"{whole} is 0 where {written} is no place of the {dim} entries")


def _linear(reading: Reading, at: int) -> Linear | None:
    """Return a subscript as a sum of names times numbers; None where it is none."""
    part = reading.parts[at]
    made: dict[int, Linear | None] = {}
    pending = [at]
    order = []
    while pending:
        place = pending.pop()
        order.append(place)
        pending += reading.parts[place].below
    for place in reversed(order):
        part = reading.parts[place]
        below = [made[each] for each in part.below]
        made[place] = None if None in below else _sum(part, [each for each in below if each is not None])
    return made[at]


def _sum(part: Part, below: Sequence[Linear]) -> Linear | None:
    if part.kind == "number":
        return {"": int(part.text)} if part.text.isdigit() else None
    if part.kind == "name":
        return {part.text: 1}
    if part.kind == "group":
        return below[0]
    if part.kind == "signed":
        return below[0] if part.text == "+" else added({}, below[0], -1)
    if part.kind == "binary" and part.text in ("+", "-"):
        return added(below[0], below[1], 1 if part.text == "+" else -1)
    if part.kind == "binary" and part.text in ("*", " "):
        for one, other in (below, below[::-1]):
            if set(one) <= {""}:
                return added({}, other, one.get("", 0))
    return None


__all__ = ["PLACES", "as_number", "is_shifted", "places", "selected"]

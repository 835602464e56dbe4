"""Index notation: subscripts, deltas, sums over indices, and arrays from their entries.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import declared
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> g.shape(lowered(g, "[i]: sum[j](A[i,j]*x[j])", declared("A[n,m] x[m]"), DEFAULT)[0])
('n',)
"""

from __future__ import annotations

from typing import NoReturn

from symdiff.graph.contraction import Contraction
from symdiff.graph.products import entry, size, summed
from symdiff.graph.shapes import Array, Dim
from symdiff.parser.arrays.calls import along_last
from symdiff.parser.arrays.labels import axes_of, bound_together, placed
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.values import Reading, Value


def sizes_in(reading: Reading) -> None:
    """Note the sizes of indices that stand plainly in subscripts of declared arrays, or have a bound."""
    for part in reading.parts:
        if part.kind == "entry":
            base = reading.parts[part.below[0]]
            shape = reading.arrays.get(base.text, Array()).shape if base.kind == "name" else ()
            for place, dim in zip(part.below[1:], shape, strict=False):
                _know(reading, reading.parts[place].text, dim)
        for name, bound in part.indices:
            if bound >= 0:
                text = reading.parts[bound].text
                _know(reading, name, int(text) if text.isdigit() else text)


def has_deltas(reading: Reading) -> bool:
    """Return whether a delta stands somewhere, whose size other subscripts tell."""
    return any(part.kind == "name" and part.text == "delta" for part in reading.parts)


def _know(reading: Reading, name: str, dim: Dim) -> None:
    if reading.sizes.setdefault(name, dim) != dim:
        reading.sizes[name] = ""  # it is one here and another there


def entry_of(reading: Reading, part: Part, below: list[Value]) -> Value:
    base, subscripts = below[0], part.below[1:]
    names: list[str] = []
    places: list[int] = []
    if base.name == "delta":
        return _delta(reading, part)
    node = reading.node(reading.parts[part.below[0]], base)
    if base.labels or base.row:
        reading.refuse(
            part, "subscripts of what has indices already", "put all of them in one pair of brackets"
        )
    shape = reading.graph.shape(node)
    if len(subscripts) > len(shape):
        _refuse_count(reading, part, base, len(subscripts))
    for place, dim in zip(subscripts, shape, strict=False):
        which = reading.place(reading.parts[place], dim)
        if which is None:
            names.append(_index(reading, reading.parts[place]))
        else:
            places.append(which)
    if names and len(subscripts) < len(shape):
        _refuse_count(reading, part, base, len(subscripts))
    if names and places:
        reading.refuse(part, "numbers and indices in one pair of brackets", "use an index for each, or none")
    if places:
        return Value(entry(reading.graph, node, places))
    for name, dim in zip(names, shape, strict=True):
        _know(reading, name, dim)
    return Value(*placed(reading.graph, node, tuple(names)))


def _refuse_count(reading: Reading, part: Part, base: Value, count: int) -> NoReturn:
    said = reading.shown(reading.parts[part.below[0]], base)
    axes = len(reading.shape(base))
    reading.refuse(
        part, f"{said} has {axes} axes, and {count} subscripts are given", "give one for each axis"
    )


def _index(reading: Reading, part: Part) -> str:
    if part.kind != "name":
        reading.refuse(part, f"{reading.text[part.start : part.end]} is no plain index",
                    "subscripts are letters or numbers here: A[i,j], x[0]")  # fmt: skip
    if part.text in reading.arrays or part.text in reading.dims:
        reading.refuse(part, f"{part.text} is declared and can be no index", "take another letter")
    return part.text


def _delta(reading: Reading, part: Part) -> Value:
    names = [_index(reading, reading.parts[place]) for place in part.below[1:]]
    if len(names) != 2:
        reading.refuse(part, "delta takes two indices", "delta[i,j]")
    dims = [reading.sizes.get(name, "") for name in names]
    dim = dims[0] or dims[1]
    if not dim or (dims[0] and dims[1] and dims[0] != dims[1]):
        reading.refuse(
            part, f"how many values has {names[0]}?", f"write its size: [{names[0]}<n,{names[1]}<n]: ..."
        )
    if names[0] == names[1]:
        return Value(reading.graph.number(1))
    return Value(reading.graph.contract(Contraction((), "ii", (("i", dim),)), ()), tuple(names))


def bound(reading: Reading, part: Part, below: list[Value]) -> Value:
    """Return a sum, mean, product, maximum or log of a sum of exponentials over indices."""
    graph, names = reading.graph, [name for name, _ in part.indices]
    body = below[0]
    node = reading.node(reading.parts[part.below[0]], body)
    if graph.shape(node) and not body.labels:
        reading.refuse(part, f"{reading.shown(reading.parts[part.below[0]], body)} has no indices",
                    "write its subscripts")  # fmt: skip
    missing = [name for name in names if name not in body.labels]
    dims = dict(zip(body.labels, graph.shape(node), strict=True))
    for name in missing:
        dims[name] = _size(reading, part, name)
    left = tuple([label for label in body.labels if label not in names])
    if part.text in ("sum", "mean"):
        letter = axes_of((*body.labels, *missing))
        given = Contraction(("".join([letter[label] for label in body.labels]),),
                            "".join([letter[label] for label in left]))  # fmt: skip
        found = summed(graph, given, (node,))
        for name in missing:
            found = graph.mul(size(graph, dims[name]), found)
        if part.text == "mean":
            for name in names:
                found = graph.div(found, size(graph, dims[name]))
        return Value(found, left)
    for name in names:
        if name in missing:
            reading.refuse(part, f"{name} does not occur in what the {part.text} is of")
    order = (*left, *names)
    node, _ = bound_together(graph, node, body.labels, order, dims)
    for _ in names:
        node = along_last(graph, part.text, node)
    return Value(node, left)


def _size(reading: Reading, part: Part, name: str) -> Dim:
    dim = reading.sizes.get(name, "")
    if not dim:
        reading.refuse(part, f"how many values has {name}?", f"write its size: [{name}<n]")
    return dim


def built(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, names = reading.graph, tuple([name for name, _ in part.indices])
    body = below[0]
    node = reading.node(reading.parts[part.below[0]], body)
    if graph.shape(node) and not body.labels:
        reading.refuse(
            part,
            f"{reading.shown(reading.parts[part.below[0]], body)} has no indices",
            "write its subscripts",
        )
    free = [label for label in body.labels if label not in names]
    if free:
        reading.refuse(
            part, f"the index {', '.join(free)} is not bound", "sum over it, or put it in the brackets"
        )
    dims = dict(zip(body.labels, graph.shape(node), strict=True))
    for name in names:
        if name not in dims:
            dims[name] = _size(reading, part, name)
    return Value(bound_together(graph, node, body.labels, names, dims)[0])


__all__ = ["bound", "built", "entry_of", "has_deltas", "sizes_in"]

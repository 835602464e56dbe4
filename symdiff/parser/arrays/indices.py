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

from collections.abc import Sequence
from typing import NoReturn

from symdiff.graph.contraction import Contraction
from symdiff.graph.products import entry, size, summed, unit
from symdiff.graph.shapes import Array, Dim
from symdiff.parser.arrays.affine import as_number, is_shifted, selected
from symdiff.parser.arrays.calls import along_last
from symdiff.parser.arrays.labels import axes_of, bound_together, placed
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.rows import colon_labels, colons, plain
from symdiff.parser.arrays.values import NONE, Reading, Value


def sizes_in(reading: Reading) -> None:
    """Note the sizes of indices that stand plainly in subscripts of declared arrays, or have a bound."""
    for part in reading.parts:
        for name, bound in part.indices if part.kind in ("bind", "build") else ():
            if bound >= 0:
                text = reading.parts[bound].text
                reading.know(bound, name, int(text) if text.isdigit() else text)
                reading.bounded.add(reading.index(bound, name))
    for part in reading.parts:
        if part.kind == "entry":
            base = reading.parts[part.below[0]]
            shape = reading.arrays.get(base.text, Array()).shape if base.kind == "name" else ()
            for place, dim in zip(part.below[1:], shape, strict=False):
                if reading.parts[place].kind == "name":
                    reading.know(place, reading.parts[place].text, dim)


def has_deltas(reading: Reading) -> bool:
    """Return whether a delta stands somewhere, whose size other subscripts tell."""
    return any(part.kind == "name" and part.text == "delta" for part in reading.parts)


def entry_of(reading: Reading, part: Part, below: list[Value]) -> Value:
    base, subscripts = below[0], part.below[1:]
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
    places = [reading.place(reading.parts[at], dim) for at, dim in zip(subscripts, shape, strict=False)]
    shifted = [is_shifted(reading, at, dim) for at, dim in zip(subscripts, shape, strict=False)]
    if any(shifted):
        if len(subscripts) < len(shape):
            _refuse_count(reading, part, base, len(subscripts))
        for at, place, is_sum in zip(subscripts, places, shifted, strict=True):
            if place is None and not is_sum and reading.parts[at].kind != "all":
                _index(reading, at)
        return selected(reading, part, node, subscripts, places)
    if any(reading.parts[at].kind == "all" for at in subscripts):
        return _rows_of(reading, part, node, subscripts, places)
    names = [_index(reading, at) for at, place in zip(subscripts, places, strict=True) if place is None]
    if not names:
        return Value(entry(reading.graph, node, places))
    if len(subscripts) < len(shape):
        _refuse_count(reading, part, base, len(subscripts))
    free = [(at, dim) for at, place, dim in zip(subscripts, places, shape, strict=True) if place is None]
    for name, (at, dim) in zip(names, free, strict=True):
        reading.know(at, name, dim)
    if len(free) < len(shape):
        node = entry(reading.graph, node, places)
    return Value(*placed(reading.graph, node, tuple(names)))


def _rows_of(
    reading: Reading, part: Part, node: int, subscripts: Sequence[int], places: Sequence[int | None]
) -> Value:
    """Return the entries of an array with colons among its subscripts: Z[i,:]."""
    shape = reading.graph.shape(node)
    if len(subscripts) < len(shape):
        _refuse_count(reading, part, Value(node), len(subscripts))
    fresh = iter(colon_labels(len(shape)))
    labels = []
    for at, place, dim in zip(subscripts, places, shape, strict=True):
        if reading.parts[at].kind == "all":
            labels.append(next(fresh))
        elif place is None:
            labels.append(_index(reading, at))
            reading.know(at, labels[-1], dim)
    if len(labels) < len(shape):
        node = entry(reading.graph, node, places)
    return plain(reading.graph, Value(*placed(reading.graph, node, tuple(labels))))


def _refuse_count(reading: Reading, part: Part, base: Value, count: int) -> NoReturn:
    said = reading.shown(reading.parts[part.below[0]], base)
    axes = len(reading.shape(base))
    reading.refuse(
        part, f"{said} has {axes} axes, and {count} subscripts are given", "give one for each axis"
    )


def _index(reading: Reading, at: int) -> str:
    """Return the index that the part number *at* is. Refuses what is none, and what is declared: but a scalar
    that a sum or an array binds, and that stands nowhere as a value, is an index."""
    part = reading.parts[at]
    if part.kind != "name":
        reading.refuse(part, f"{reading.text[part.start : part.end]} is no plain index",
                    "subscripts are letters or numbers here: A[i,j], x[0]; or (i == j + 1)")  # fmt: skip
    _check_free(reading, part, part.text, reading.index(at, part.text)[1] != NONE)
    return part.text


def _check_free(reading: Reading, part: Part, name: str, is_bound: bool) -> None:
    is_scalar = name in reading.arrays and not reading.arrays[name].shape
    if name in reading.dims or (name in reading.arrays and not (is_scalar and is_bound)):
        reading.refuse(part, f"{name} is declared and can be no index", "take another letter")
    if is_scalar and name in reading.plain:
        reading.refuse(part, f"{name} is a scalar and an index here", "take another letter for one of them")


def _delta(reading: Reading, part: Part) -> Value:
    numbers = part.below[1:]
    subscripts = [reading.parts[at] for at in numbers]
    if len(subscripts) != 2:
        reading.refuse(part, "delta takes two indices", "delta[i,j]")
    known = [reading.size(at, reading.parts[at].text) for at in numbers]
    dim = known[0] or known[1]
    places = [reading.place(each, dim) for each in subscripts]
    names = [_index(reading, at) for at, place in zip(numbers, places, strict=True) if place is None]
    if not names:
        reading.refuse(part, "delta of two numbers", "write 1 where they are the same, and 0 elsewhere")
    if not dim or (known[0] and known[1] and known[0] != known[1]):
        reading.refuse(
            part, f"how many values has {names[0]}?",
            f"write its size: [{','.join([f'{name}<n' for name in names])}]: ...",
        )  # fmt: skip
    taken = [place for place in places if place is not None]
    if taken:
        return Value(unit(reading.graph, dim, taken[0]), tuple(names))
    if names[0] == names[1]:
        return Value(reading.graph.number(1))
    return Value(reading.graph.contract(Contraction((), "ii", (("i", dim),)), ()), tuple(names))


def _bound_names(reading: Reading, part: Part) -> list[str]:
    """Return the indices that *part* binds; refuse those that are names of something else."""
    for name, _ in part.indices:
        _check_free(reading, part, name, True)
    return [name for name, _ in part.indices]


def bound(reading: Reading, part: Part, below: list[Value]) -> Value:
    """Return a sum, mean, product, maximum or log of a sum of exponentials over indices."""
    graph, names = reading.graph, _bound_names(reading, part)
    body = below[0]
    body = reading.numbered(part.below[0], body)
    node = as_number(graph, body.node)
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
        return plain(graph, Value(found, left, body.row))
    for name in names:
        if name in missing:
            reading.refuse(part, f"{name} does not occur in what the {part.text} is of")
    order = (*left, *names)
    node, _ = bound_together(graph, node, body.labels, order, dims)
    for _ in names:
        node = along_last(graph, part.text, node)
    return plain(graph, Value(node, left, body.row))


def _size(reading: Reading, part: Part, name: str) -> Dim:
    dim = reading.size(part.below[0], name)
    if not dim:
        reading.refuse(part, f"how many values has {name}?", f"write its size: [{name}<n]")
    return dim


def built(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, names = reading.graph, tuple(_bound_names(reading, part))
    body = below[0]
    body = reading.numbered(part.below[0], body)
    node = as_number(graph, body.node)
    if graph.shape(node) and not body.labels:
        reading.refuse(
            part,
            f"{reading.shown(reading.parts[part.below[0]], body)} has no indices",
            "write its subscripts",
        )
    behind = tuple(sorted(colons(body.labels)))
    free = [label for label in body.labels if label not in names and label not in behind]
    if free:
        reading.refuse(
            part, f"the index {', '.join(free)} is not bound", "sum over it, or put it in the brackets"
        )
    dims = dict(zip(body.labels, graph.shape(node), strict=True))
    for name in names:
        if name not in dims:
            dims[name] = _size(reading, part, name)
    return Value(bound_together(graph, node, body.labels, (*names, *behind), dims)[0])


__all__ = ["bound", "built", "entry_of", "has_deltas", "sizes_in"]

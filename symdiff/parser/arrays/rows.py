"""Rows and columns with an index, Z[i,:] and W[:,j]: vectors, one for each value of the index.

A colon is an axis of its own. In a value its labels are ":0", ":1", beside those of indices.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import declared
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> g.shape(lowered(g, "[i]: norm(Z[i,:] - c)", declared("Z[n,d] c[d]"), DEFAULT)[0])
('n',)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symdiff.errors import WrongShape
from symdiff.graph.contraction import Contraction, letters
from symdiff.graph.graph import Graph
from symdiff.graph.products import size, total
from symdiff.graph.shapes import Dim
from symdiff.parser.arrays.labels import bound_together, multiplied
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.values import Reading, Value
from symdiff.table.arrays import code_of_array
from symdiff.table.functions import ABS, SQRT

_ALONG: Final = ("logsumexp", "max", "min", "prod")
REDUCED: Final = (*_ALONG, "sum", "mean", "var", "norm", "norm1", "softmax", "dot")
"""Functions that are read of rows."""


def colons(labels: Iterable[str]) -> list[str]:
    """Return the labels that stand for a colon."""
    return [label for label in labels if label[0] == ":"]


def has_colons(value: Value) -> bool:
    return bool(colons(value.labels))


def colon_labels(count: int) -> tuple[str, ...]:
    return tuple([f":{place}" for place in range(count)])


def plain(graph: Graph, value: Value) -> Value:
    """Return a value with no indices but colons as the array that it is."""
    own = colons(value.labels)
    if not own or len(own) < len(value.labels):
        return value
    dims = dict(zip(value.labels, graph.shape(value.node), strict=True))
    node, _ = bound_together(graph, value.node, value.labels, tuple(sorted(own)), dims)
    return Value(node, (), value.row)


def labelled(reading: Reading, value: Value, count: int) -> Value:
    """Return an array without labels beside one with so many colons: its axes are these."""
    shape = reading.shape(value)
    if value.labels or not shape or len(shape) != count:
        return value
    return value._replace(labels=colon_labels(count))


def reduced(reading: Reading, part: Part, name: str, below: list[Value]) -> Value:
    """Return a function of rows along their axes."""
    graph, value = reading.graph, below[0]
    if name == "dot" and len(below) == 2:
        count = len(colons(value.labels)) or len(colons(below[1].labels))
        one, other = [labelled(reading, each, count) for each in below]
        labels = tuple(dict.fromkeys((*one.labels, *other.labels)))
        node = multiplied(graph, one.node, one.labels, other.node, other.labels)
        value, name, below = Value(node, labels), "sum", below[:1]
    if name == "norm" and len(below) == 2 and graph.numbers.get(below[1].node) in (1, 2):
        name, below = ("norm1" if graph.numbers[below[1].node] == 1 else "norm"), below[:1]
    if name not in REDUCED or len(below) > 1:
        written = reading.text[part.start : part.end]
        said = f"of one argument there are {', '.join(REDUCED[:-1])}; or write subscripts for all axes"
        reading.refuse(part, f"{written} of rows with an index is not read", said)
    own = tuple(sorted(colons(value.labels)))
    rest = tuple([label for label in value.labels if label[0] != ":"])
    dims: dict[str, Dim] = dict(zip(value.labels, graph.shape(value.node), strict=True))
    node, _ = bound_together(graph, value.node, value.labels, (*rest, *own), dims)
    if name == "softmax":
        return Value(graph.call(code_of_array(name), (node,)), (*rest, *own), value.row)
    if name in _ALONG:
        for _ in own:
            node = graph.call(code_of_array(name), (node,))
        return Value(node, rest)
    sizes = [size(graph, dims[label]) for label in own]
    return Value(_total(graph, name, node, len(rest), sizes), rest)


def _total(graph: Graph, name: str, node: int, leading: int, sizes: list[int]) -> int:
    """Return a sum, mean, variance or norm over the axes behind the *leading* ones, which have *sizes*."""
    axes = range(leading, len(graph.shape(node)))
    if name == "norm":
        return graph.call(SQRT, (total(graph, graph.pow(node, graph.number(2)), axes),))
    if name == "norm1":
        return total(graph, graph.call(ABS, (node,)), axes)
    if name == "var":
        shape = graph.shape(node)
        names = "".join([letter for letter, _ in zip(letters(), shape, strict=False)])
        given = Contraction((names[:leading],), names, tuple(zip(names, shape, strict=True)))
        mean = graph.contract(given, (_total(graph, "mean", node, leading, sizes),))
        node, name = graph.pow(graph.sub(node, mean), graph.number(2)), "mean"
    found = total(graph, node, axes)
    for each in sizes if name == "mean" else ():
        found = graph.div(found, each)
    return found


def product_of_rows(reading: Reading, part: Part, left: Value, right: Value) -> Value:
    """Return the matrix product of two values, of which one has rows with an index. Raises WrongShape."""
    graph = reading.graph
    one, other = [
        value if value.labels else labelled(reading, value, len(reading.shape(value)))
        for value in (left, right)
    ]
    mine, theirs = sorted(colons(one.labels)), sorted(colons(other.labels))
    if not mine or not theirs:
        reading.refuse(part, "@ between what has indices", "write the sum: sum[j](A[i,j]*x[j])")
    is_outer = len(mine) == len(theirs) == 1 and right.row and not left.row
    fresh = letters()
    names = {label: next(fresh) for label in dict.fromkeys((*one.labels, *other.labels)) if label[0] != ":"}
    here = {label: next(fresh) for label in mine}
    there = {label: next(fresh) for label in theirs}
    if not is_outer:
        inner = [dict(zip(value.labels, reading.shape(value), strict=True))[label]
                 for value, label in ((one, mine[-1]), (other, theirs[0]))]  # fmt: skip
        if inner[0] != inner[1]:
            raise WrongShape(
                f"the inner sizes {inner[0]} and {inner[1]} of {reading.text[part.start : part.end]} differ",
                reading.text, part.mark, "the last axis of the left meets the first of the right",
            )  # fmt: skip
        there[theirs[0]] = here[mine[-1]]
    inputs = tuple(["".join([names.get(label) or own[label] for label in value.labels])
                    for value, own in ((one, here), (other, there))])  # fmt: skip
    left_over = [here[label] for label in (mine if is_outer else mine[:-1])]
    left_over += [there[label] for label in (theirs if is_outer else theirs[1:])]
    node = graph.contract(Contraction(inputs, "".join([*names.values(), *left_over])), (one.node, other.node))
    return Value(node, (*names, *colon_labels(len(left_over))), len(mine) == 1 and len(theirs) == 2)


def turned_rows(reading: Reading, part: Part, value: Value) -> Value:
    """Return the transpose of rows: of vectors the same, as rows or columns, of matrices with their axes
    changed."""
    own = sorted(colons(value.labels))
    if len(own) == 1:
        return value._replace(row=not value.row)
    if len(own) != 2:
        reading.refuse(part, "what has indices is not transposed", "change their order: A[j,i]")
    other = {own[0]: own[1], own[1]: own[0]}
    return value._replace(labels=tuple([other.get(label, label) for label in value.labels]))


__all__ = [
    "colon_labels", "colons", "has_colons", "labelled", "plain", "product_of_rows", "reduced", "turned_rows",
]  # fmt: skip

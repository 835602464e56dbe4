"""Products, sums and transposes of arrays as nodes: what the language of arrays is lowered to.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import Array
>>> g = Graph()
>>> a = g.array("A", Array(("n", "m")))
>>> g.shape(transposed(g, a)), g.shape(total(g, a, (0,))), g.shape(identity(g, "n"))
(('m', 'n'), ('m',), ('n', 'n'))
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.graph.contraction import Contraction, contraction, letters
from symdiff.graph.flattening import flattened
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Dim, Shape
from symdiff.graph.sizes import linear, worked_out
from symdiff.table.arrays import CONTRACT
from symdiff.table.functions import MIN
from symdiff.table.operators import POW


def product(graph: Graph, text: str, *nodes: int) -> int:
    """Return the contraction that *text* says, `ij,jk->ik`, of *nodes*."""
    inputs, _, output = text.partition("->")
    return graph.contract(Contraction(tuple(inputs.split(",")), output), nodes)


def transposed(graph: Graph, node: int) -> int:
    """Return a matrix with its axes changed; a scalar or a vector as it is. Twice is not at all."""
    if len(graph.shape(node)) != 2:
        return node
    if graph.ops[node] == CONTRACT and graph.operators[node][0] == "ab->ba":
        return graph.first(node)
    return product(graph, "ij->ji", node)


def size(graph: Graph, dim: Dim) -> int:
    """Return the scalar that a dimension is, `n*p`, `(n-1)*m` and `min(n,m)` among them."""
    if isinstance(dim, int):
        return graph.number(dim)
    sums = linear(dim) if "-" in dim or "+" in dim else None
    if sums is None:
        return _worked_out(graph, dim)
    whole = graph.number(sums.get("", 0))
    for name, count in sums.items():
        if name:
            whole = graph.add(graph.mul(graph.number(count), _worked_out(graph, name)), whole)
    return whole


def _worked_out(graph: Graph, dim: str) -> int:
    def joined(sign: str, one: int, other: int) -> int:
        return _joined(graph, sign, one, other)

    return worked_out(dim, lambda word: _word(graph, word), joined)


def _word(graph: Graph, word: str) -> int:
    return graph.number(int(word)) if word.isdigit() else graph.symbol(word)


def _joined(graph: Graph, sign: str, one: int, other: int) -> int:
    if sign == "min":
        return graph.call(MIN, (one, other))
    if sign == "*":
        return graph.mul(one, other)
    return graph.add(one, other) if sign == "+" else graph.sub(one, other)


def total(graph: Graph, node: int, axes: Sequence[int]) -> int:
    """Return the sum of *node* over *axes*. A product that is summed is one contraction with the sum."""
    names = "".join([letter for letter, _ in zip(letters(), graph.shape(node), strict=False)])
    left = "".join([letter for place, letter in enumerate(names) if place not in axes])
    return summed(graph, Contraction((names,), left), (node,))


def summed(graph: Graph, given: Contraction, children: Sequence[int]) -> int:
    """Return a contraction, drawn together with those that it is of."""
    found = flattened(graph, given, children, lambda node: True)
    node = (
        graph.contract(found.contraction, found.children)
        if found.children or found.contraction.output
        else -1
    )
    for dim in found.factors:
        node = size(graph, dim) if node < 0 else graph.mul(size(graph, dim), node)
    return graph.number(1) if node < 0 else node


def identity(graph: Graph, dim: Dim) -> int:
    """Return the identity matrix."""
    return graph.contract(Contraction((), "ii", (("i", dim),)), ())


def ones(graph: Graph, shape: Shape) -> int:
    """Return ones of a *shape*; the number 1 for a scalar."""
    if not shape:
        return graph.number(1)
    sizes = tuple(zip(letters(), shape, strict=False))
    return graph.contract(Contraction((), "".join([letter for letter, _ in sizes]), sizes), ())


def zeros(graph: Graph, shape: Shape) -> int:
    """Return zeros of a *shape*; the number 0 for a scalar."""
    return graph.mul(graph.number(0), ones(graph, shape)) if shape else graph.number(0)


def spread(graph: Graph, node: int, shape: Shape) -> int:
    """Return *node*, whose shape is the last axes of *shape*, with the axes before them as well."""
    own = graph.shape(node)
    if own == shape:
        return node
    names = "".join([letter for letter, _ in zip(letters(), shape, strict=False)])
    sizes = tuple(zip(names, shape, strict=True))
    return graph.contract(Contraction((names[len(shape) - len(own) :],), names, sizes), (node,))


def entry(graph: Graph, node: int, places: Sequence[int | None]) -> int:
    """Return what is at *places* of the first axes of *node*, counted from 0, or from the end if negative;
    None leaves an axis."""
    names = "".join([letter for letter, _ in zip(letters(), graph.shape(node), strict=False)])
    fixed = tuple([(name, place) for name, place in zip(names, places, strict=False) if place is not None])
    taken = {name for name, _ in fixed}
    left = "".join([name for name in names if name not in taken])
    return graph.contract(Contraction((names,), left, (), fixed), (node,))


def unit(graph: Graph, dim: Dim, place: int) -> int:
    """Return the vector of the size *dim* that is 1 at *place*, and 0 elsewhere."""
    return graph.contract(Contraction((), "a", (("a", dim),), (("a", place),)), ())


def squared(graph: Graph, node: int) -> int | None:
    """Return the array of which a contraction is the sum of the squares of all entries; None for another."""
    if graph.ops[node] != CONTRACT or graph.shape(node) or not graph.children[node]:
        return None
    given, children = contraction(graph.operator(node)[0]), graph.children[node]
    if given.fixed or len(set(given.inputs[0])) != len(given.inputs[0]):
        return None
    inside = children[0]
    if len(children) == 2:
        return inside if inside == children[1] and given.inputs[0] == given.inputs[1] else None
    if len(children) > 1 or graph.ops[inside] != POW or graph.numbers.get(graph.children[inside][1]) != 2:
        return None
    return graph.first(inside)


__all__ = [
    "entry", "identity", "ones", "product", "size", "spread", "squared", "summed", "total", "transposed",
    "unit", "zeros",
]  # fmt: skip

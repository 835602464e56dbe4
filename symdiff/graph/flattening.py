"""Contractions of contractions as one.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import Array
>>> g = Graph()
>>> a, x = g.array("A", Array(("n", "m"))), g.array("x", Array(("m",)))
>>> product = g.contract(contraction("ij,j->i"), (a, x))
>>> flat = flattened(g, contraction("i->"), (product,), lambda node: True)
>>> str(canonical(flat.contraction)), flat.children == (a, x), flat.factors
('ab,b->', True, ())
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from symdiff.graph.contraction import Contraction, canonical, contraction, dims_of, letters
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Dim
from symdiff.table.arrays import CONTRACT


class Flat(NamedTuple):
    """A contraction, and sizes that are factors of it: those of axes that are summed and that nothing has."""

    contraction: Contraction
    children: tuple[int, ...]
    factors: tuple[Dim, ...] = ()


class Axes:
    """Axes as numbers, some of which turn out to be the same."""

    def __init__(self) -> None:
        self.dims: list[Dim] = []
        self._same: list[int] = []

    def add(self, dim: Dim) -> int:
        """Return a new axis of the size *dim*."""
        self.dims.append(dim)
        self._same.append(len(self._same))
        return len(self._same) - 1

    def find(self, axis: int) -> int:
        """Return the axis that stands for all that are the same as *axis*."""
        while self._same[axis] != axis:
            self._same[axis] = self._same[self._same[axis]]
            axis = self._same[axis]
        return axis

    def join(self, one: int, other: int) -> None:
        """Say that two axes are the same."""
        self._same[max(self.find(one), self.find(other))] = min(self.find(one), self.find(other))


def flattened(
    graph: Graph, given: Contraction, children: Sequence[int], inside: Callable[[int], bool]
) -> Flat:
    """Return *given* with the contractions among its operands, and those among theirs, drawn into it where
    *inside* says so. Cost: linear in what is drawn in."""
    axes = Axes()
    dims = dims_of(given, [graph.shape(child) for child in children])
    names = {letter: axes.add(dim) for letter, dim in dims.items()}
    output = [names[letter] for letter in given.output]
    fixed = [(names[letter], place) for letter, place in given.fixed]
    pending = [
        (child, [names[letter] for letter in part])
        for child, part in zip(children, given.inputs, strict=True)
    ][::-1]
    operands: list[tuple[int, list[int]]] = []
    while pending:
        node, own = pending.pop()
        if graph.ops[node] != CONTRACT or not inside(node):
            operands.append((node, own))
            continue
        inner, below = contraction(graph.operators[node][0]), graph.children[node]
        if any(letter in inner.output for letter, _ in inner.fixed):  # of two the product may be 0
            operands.append((node, own))
            continue
        mapped: dict[str, int] = {}
        for letter, axis in zip(inner.output, own, strict=True):
            if letter in mapped:
                axes.join(mapped[letter], axis)
            mapped[letter] = axis
        for letter, dim in dims_of(inner, [graph.shape(child) for child in below]).items():
            if letter not in mapped:
                mapped[letter] = axes.add(dim)
        fixed += [(mapped[letter], place) for letter, place in inner.fixed]
        parts = zip(below, inner.inputs, strict=True)
        pending += [(child, [mapped[letter] for letter in part]) for child, part in parts][::-1]
    return written(axes, operands, output, fixed)


def written(
    axes: Axes,
    operands: Sequence[tuple[int, Sequence[int]]],
    output: Sequence[int],
    fixed: Sequence[tuple[int, int]],
) -> Flat:
    """Return the contraction of *operands*, each with its axes, and the sizes that axes of nothing give."""
    fresh = letters()
    names: dict[int, str] = {}

    def letter(axis: int) -> str:
        axis = axes.find(axis)
        if axis not in names:
            names[axis] = next(fresh)
        return names[axis]

    inputs = tuple(["".join([letter(axis) for axis in own]) for _, own in operands])
    out = "".join([letter(axis) for axis in output])
    sizes = tuple([(name, axes.dims[axis]) for axis, name in names.items()])
    taken = [(axes.find(axis), place) for axis, place in fixed]
    found = Contraction(inputs, out, sizes, tuple([(names[axis], at) for axis, at in taken if axis in names]))
    roots = dict.fromkeys([axes.find(axis) for axis in range(len(axes.dims))])
    picked = {axes.find(axis) for axis, _ in fixed}
    factors = tuple([axes.dims[root] for root in roots if root not in names and root not in picked])
    return Flat(canonical(found), tuple([node for node, _ in operands]), factors)


__all__ = ["Axes", "Flat", "flattened", "written"]

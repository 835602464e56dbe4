"""The shape of a node from those of its arguments, and the refusal of what does not fit.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import Array
>>> g = Graph()
>>> a, x = g.array("A", Array(("n", "m"))), g.array("x", Array(("m",)))
>>> g.shape(g.contract(contraction("ij,j->i"), (a, x)))
('n',)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from symdiff.errors import WrongShape
from symdiff.graph.contraction import contraction, dims_of
from symdiff.graph.shapes import Dim, Shape, joint, shown
from symdiff.graph.unknowns import shape_of_unknown
from symdiff.table.arrays import CONTRACT, is_array_function, row_of_array, signature_of
from symdiff.table.operators import POW, SYMBOL, UNKNOWN

if TYPE_CHECKING:
    from symdiff.graph.graph import Graph

_WORD: Final = re.compile(r"[^\W\d]\w*")


def shape_of(graph: Graph, node: int) -> Shape:
    """Return the shape of *node*, whose arguments have theirs. Raises WrongShape where those do not fit."""
    op = graph.ops[node]
    if op == SYMBOL:
        array = graph.arrays.get(graph.names[node])
        return () if array is None else array.shape
    below = [graph.shape(child) for child in graph.children[node]]
    if op == UNKNOWN:
        return shape_of_unknown(*graph.operators[node], below)
    if op == CONTRACT:
        return contracted(graph.operators[node][0], below)
    if is_array_function(op):
        return called(op, below)
    return elementwise(op, below)


def elementwise(op: int, shapes: Sequence[Shape]) -> Shape:
    """Return the shape of what works entry by entry. Raises WrongShape."""
    found: Shape = ()
    for shape in shapes:
        both = joint(found, shape)
        if both is None:
            raise WrongShape(
                f"{shown('', found)} and {shown('', shape)} have no entries in common",
                hint=_hint(found, shape),
            )
        found = both
    if op == POW and len(shapes) == 2 and shapes[1]:
        raise WrongShape(f"the exponent has the shape {shown('', shapes[1])}", hint="give a scalar")
    return found


def _hint(one: Shape, other: Shape) -> str:
    if len(one) != len(other) and other[:1] == one[:1]:
        return "only the last axes may be left out; write the entries out: [i,j]: X[i,j] + b[i]"
    return "arrays that are added or multiplied entry by entry have the same shape"


def contracted(text: str, shapes: Sequence[Shape]) -> Shape:
    """Return the shape of a contraction. Raises WrongShape where axes that run together differ in size."""
    given = contraction(text)
    dims = dims_of(given, shapes)
    for axes, shape in zip(given.inputs, shapes, strict=True):
        for letter, dim in zip(axes, shape, strict=True):
            if dims[letter] != dim:
                raise WrongShape(
                    f"an axis of the size {dims[letter]} runs together with one of the size {dim}",
                    sizes=(dims[letter], dim),
                )
    return tuple([dims[letter] for letter in given.output])


def called(code: int, shapes: Sequence[Shape]) -> Shape:
    """Return the shape of a function of whole arrays. Raises WrongShape where the arguments do not fit."""
    signature = signature_of(code)
    sizes: dict[str, Dim] = {}
    rest: Shape = ()
    for (_, axes), shape in zip(signature.parameters, shapes, strict=True):
        free = len(shape) - len(axes) + 1 if "*" in axes else 0
        own = axes[1:] if "*" in axes else axes
        if free < 0 or len(shape) != len(own) + free:
            raise _unfit(code, shapes)
        rest = shape[:free] if free else rest
        for axis, dim in zip(own, shape[free:], strict=True):
            known = sizes.setdefault(axis, _read(axis) if axis.isdigit() else dim)
            if known != dim:
                raise _unfit(code, shapes, (known, dim))
    found: list[Dim] = []
    for axis in signature.value:
        found += rest if axis == "*" else (_dim(axis, sizes),)
    return tuple(found)


def _dim(axis: str, sizes: dict[str, Dim]) -> Dim:
    """Return the size of an axis of a value, which may be a product or the smaller of two."""
    if axis in sizes:
        return sizes[axis]
    if axis.isdigit():
        return int(axis)
    named = [str(sizes[name]) for name in _WORD.findall(axis) if name in sizes]
    if axis.startswith("min("):
        one, other = named
        if one == other:
            return _read(one)
        if one.isdigit() and other.isdigit():
            return min(int(one), int(other))
        return f"min({one},{other})"
    named = [part for part in named if part != "1"] or ["1"]
    if len(named) == 1:
        return _read(named[0])
    if all(part.isdigit() for part in named):
        return int(named[0]) * int(named[1])
    return "*".join(part if part.isalnum() else f"({part})" for part in named)


def _read(dim: str) -> Dim:
    return int(dim) if dim.isdigit() else dim


def _unfit(code: int, shapes: Sequence[Shape], sizes: tuple[()] | tuple[Dim, Dim] = ()) -> WrongShape:
    row = row_of_array(code)
    wanted = row.signature.partition(" -> ")[0]
    given = ", ".join(shown("", shape) if shape else "a scalar" for shape in shapes)
    return WrongShape(f"{row.name} takes {wanted}, and not {given}", sizes=sizes)


__all__ = ["called", "contracted", "elementwise", "shape_of"]

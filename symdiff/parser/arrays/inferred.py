"""The sizes of vectors and matrices that a text names without them, found from what must fit.

>>> found = shapes_of("norm(A @ x - y)^2", vectors=["x", "y"], matrices=["A"])
>>> texts(found)
'A[n,m] x[m] y[n]'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from symdiff.errors import WrongShape
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Array, Dim, texts
from symdiff.graph.unknowns import Unknown
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.arrays.lowering import CONSTANT_NAMES, lowered
from symdiff.parser.arrays.reader import BINDING, parts_of
from symdiff.parser.arrays.statements import statements

__all__ = ["names_in", "shapes_of", "texts"]

_NAMES = "nmkdpqrs"


def shapes_of(
    text: str,
    vectors: Sequence[str],
    matrices: Sequence[str],
    known: dict[str, Array] | None = None,
    limits: Limits = DEFAULT,
    functions: Mapping[str, Unknown] | None = None,
    matlab: bool = False,
) -> dict[str, Array]:
    """Return the shapes of *vectors* and *matrices*, whose sizes are the most general with which *text* fits,
    and those that are *known*; other names in it are scalars. With *matlab*, `*` is the matrix product.

    Cost: a reading of the text for each two sizes that turn out to be one. Raises as reading does.
    """
    arrays: dict[str, Array] = {}
    count = 0
    for name in sorted({*vectors, *matrices}):
        axes = 2 if name in matrices else 1
        arrays[name] = Array(tuple([f"_{count + axis}" for axis in range(axes)]))
        count += axes
    arrays |= known or {}
    for name in names_in(text, limits):
        arrays.setdefault(name, Array())
    for _ in range(count + 1):
        try:
            lowered(Graph(limits), text, arrays, limits, matlab, functions)
        except WrongShape as error:
            pair = _to_join(error.sizes)
            if pair is None:
                raise
            arrays = _with(arrays, *pair)
            continue
        break
    return _named(arrays)


def names_in(text: str, limits: Limits) -> Iterable[str]:
    """Return the names in *text* that are no functions, constants or indices."""
    found: dict[str, None] = {}
    known = {"delta", *CONSTANT_NAMES}
    for defined, statement in statements(text):
        parts = parts_of(statement, limits)
        indices = {name for part in parts if part.text not in BINDING for name, _ in part.indices}
        for part in parts:
            if part.kind == "entry":
                indices |= {parts[place].text for place in part.below[1:] if parts[place].kind == "name"}
        names = [part.text for part in parts if part.kind == "name" and part.text not in indices]
        found |= dict.fromkeys([name for name in names if name not in known])
        known.add(defined)
    return found


def _to_join(sizes: tuple[Dim, Dim] | tuple[()]) -> tuple[Dim, Dim] | None:
    """Return two sizes, the first of which is free to be the second; None where neither is."""
    if not sizes:
        return None
    one, other = sizes
    if isinstance(one, str) and one.startswith("_"):
        return one, other
    if isinstance(other, str) and other.startswith("_"):
        return other, one
    return None


def _with(arrays: dict[str, Array], free: Dim, size: Dim) -> dict[str, Array]:
    return {
        name: array._replace(shape=tuple([size if dim == free else dim for dim in array.shape]))
        for name, array in arrays.items()
    }


def _named(arrays: dict[str, Array]) -> dict[str, Array]:
    """Return the shapes with letters for the sizes that are still free."""
    taken = {*arrays, *[dim for array in arrays.values() for dim in array.shape]}
    fresh = iter([name for name in _NAMES if name not in taken] + [f"n{place}" for place in range(99)])
    names: dict[Dim, Dim] = {}
    for array in arrays.values():
        for dim in array.shape:
            if isinstance(dim, str) and dim.startswith("_") and dim not in names:
                names[dim] = next(fresh)
    return {
        name: array._replace(shape=tuple([names.get(dim, dim) for dim in array.shape]))
        for name, array in arrays.items()
    }

"""Shapes: tuples of dimensions, each a name or a number; the shapes that a text declares, and what fits.

>>> declared("A[n,m] x[m] t S[n,n]:spd")["A"]
Array(shape=('n', 'm'), kind='', solves=None)
>>> joint(("n", "d"), ("d",)), joint((), ("n",)), joint(("n",), ("m",)) is None
(('n', 'd'), ('n',), True)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from symdiff.errors import ParseError, SymdiffError
from symdiff.graph.sizes import names_in, number_of
from symdiff.records import NamedTuple

Dim = int | str
"""A size: a positive number, or a name for one."""
Shape = tuple[Dim, ...]
"""The sizes of the axes, none of them for a scalar."""

KINDS: Final = ("symmetric", "spd", "diagonal", "orthogonal", "lower")
"""What may be said of a square matrix."""
NOISE: Final = "noise"
"""The kind of what has the standard normal distribution: a formula with it means its expectation."""
SYMMETRIC: Final = frozenset(("symmetric", "spd", "diagonal"))
"""The kinds that are their own transpose."""
_DIM: Final = r"(?:[^\W\d]\w*|[1-9][0-9]*)"
_KIND: Final = rf"(?:{'|'.join(KINDS)})\b"
_CROSS: Final = r"\b[1-9]\d*(?:x[1-9]\d*)+\b|(?<=\w) x (?=\w)"
"""3x4 and n x m, for 3×4 and n×m."""
_BETWEEN: Final = r"\s*,|\s*×|(?<=\w)\s+(?=\w)"
"""What stands between sizes."""
_SIZE: Final = rf"(?!{_KIND}){_DIM}(?!\w|\s*[:[(∈]|\s+in\b)"
"""A size without brackets around it, which is not the name of the next item."""
_REAL: Final = r"(?:∈|in\b)\s*(?:ℝ|R\b|\\mathbb\{R\}|\\R\b)\s*\^?\s*"
_ITEM: Final = (
    r"\s*([^\W\d]\w*)\s*(?:"
    r"\[(?P<listed>[^\]]*)\]|:\s*\[(?P<list>[^\]]*)\]"  # A[n,m], A: [n, m]
    r"|\((?P<called>[^)]*)\)|:\s*\((?P<tuple>[^)]*)\)"  # A(n, m), A: (n, m)
    rf"|:\s*(?P<bare>{_SIZE}(?:[\s×]+{_SIZE})*)"  # A: n m
    rf"|{_REAL}(?:\{{(?P<braced>[^}}]*)\}}|\((?P<power>[^)]*)\)|(?P<one>{_DIM}(?:\s*×\s*{_DIM})*))"
    rf")?\s*(?::\s*(?P<kind>[^\s,;]*)|(?P<word>{_KIND}))?\s*[,;]?"
)
_SIZES: Final = ("listed", "list", "called", "tuple", "bare", "braced", "power", "one")
"""The groups of an item that hold its sizes."""


class Solution(NamedTuple):
    """What a symbol is the solution of: a formula in a graph of its own, in which it is a free one."""

    kind: str
    """"argmin" of a scalar, or "root" of what has the shape of the symbol."""
    graph: Any
    node: int


class Array(NamedTuple):
    """What is declared of a symbol."""

    shape: Shape = ()
    kind: str = ""
    """One of `KINDS`, or "" where nothing is said."""
    solves: Solution | None = None
    """Of a symbol that is no variable of its own."""


def declared(text: str) -> dict[str, Array]:
    """Return what a text such as `A[n,m] x[m] t S[n,n]:spd` says of each name, in its order.

    Sizes may also stand as elsewhere: `A: n m`, `A: (n, m)`, `A(n, m)`, `A in R^(n x m)`, `A ∈ ℝ^{3×4}`.

    Raises ParseError, with the place, for what is no declaration, a name that stands twice, a dimension that
    is also a name, and a property of what is no square matrix.
    """
    found: dict[str, Array] = {}
    places: dict[str, int] = {}
    text = re.sub(_CROSS, lambda sizes: sizes[0].replace("x", "×"), text)
    at = 0
    end = len(text.rstrip())
    items = re.compile(_ITEM)
    while at < end:
        item = items.match(text, at)
        if item is None:
            hint = "write the names with their sizes: A[n,m] x[m] t"
            raise ParseError(f"unexpected {text[at:].strip()[:1]!r} in the shapes", text, at, hint)
        name, kind = item[1], item["word"] if item["kind"] is None else item["kind"]
        said = next((group for group in _SIZES if item[group] is not None), "")
        shape = _shape(text, item, said) if said else ()
        if name in found:
            both = " and ".join([shown(name, each) for each in (found[name].shape, shape)])
            raise ParseError(f"the shapes have {name} twice: {both}", text, item.start(1), "leave one out")
        if kind is not None:
            _check_kind(text, item.end() - len(kind), name, shape, kind)
        found[name] = Array(shape, kind or "")
        if shape:
            places[name] = item.start(said)
        at = item.end()
    for name, array in found.items():
        for dim in array.shape:
            if dim in found:
                place = text.find(str(dim), places[name])
                raise ParseError(
                    f"{dim} is a dimension of {name} and a name of its own", text, place,
                    "give one of them another letter",
                )  # fmt: skip
    return found


def _shape(text: str, item: re.Match[str], group: str) -> Shape:
    """Return the sizes in a *group* of an *item*; a tuple may be empty, or end with a comma."""
    sizes, at = item[group], item.start(group)
    if group == "tuple":
        sizes = sizes.rstrip().removesuffix(",")
        if not sizes.strip():
            return ()
    shape: list[Dim] = []
    for part in re.split(_BETWEEN, sizes):
        dim = part.strip()
        if not re.fullmatch(_DIM, dim):
            place = text.find(dim, at)
            raise ParseError(
                f"{dim!r} is no dimension", text, place, "a dimension is a name or a positive number: A[n,3]"
            )
        shape.append(int(dim) if dim.isdigit() else dim)
        at += len(part)
    return tuple(shape)


def _check_kind(text: str, place: int, name: str, shape: Shape, kind: str) -> None:
    if kind not in KINDS:
        raise ParseError(f"{kind!r} is no property", text, place, f"one of {', '.join(KINDS)}")
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ParseError(
            f"{shown(name, shape)} is no square matrix, and {kind} says one", text, place,
            f"give both axes one name: {name}[n,n]:{kind}",
        )  # fmt: skip


def shown(name: str, shape: Shape) -> str:
    """Return *name* with its shape: A[n,m]; a scalar as "NAME (a scalar)"."""
    return f"{name}[{','.join(map(str, shape))}]" if shape else f"{name} (a scalar)"


def texts(arrays: Mapping[str, Array]) -> str:
    """Return the text that `declared` reads to *arrays*."""
    found = []
    for name, array in arrays.items():
        sizes = f"[{','.join(map(str, array.shape))}]" if array.shape else ""
        found.append(f"{name}{sizes}{':' if array.kind else ''}{array.kind}")
    return " ".join(found)


def joint(one: Shape, other: Shape) -> Shape | None:
    """Return the shape of two operands entry by entry: a scalar goes with anything, and the smaller of two
    with the last axes of the larger, by their names; None where they do not fit."""
    if len(one) < len(other):
        one, other = other, one
    return one if not other or one[len(one) - len(other) :] == other else None


def size_of(dim: Dim, at: Mapping[str, Any]) -> int:
    """Return the number that a dimension is, `n*p`, `(n-1)*m` and `min(n,m)` too, with names *at* numbers."""
    if isinstance(dim, int):
        return dim
    for name in names_in(dim):
        if name not in at:
            raise SymdiffError(f"the dimension {name} has no value", hint=f"give a number: {name}=...")
    return number_of(dim, at)


__all__ = [
    "KINDS",
    "NOISE",
    "SYMMETRIC",
    "Array",
    "Dim",
    "Shape",
    "Solution",
    "declared",
    "joint",
    "shown",
    "size_of",
    "texts",
]

"""What parts of a formula of arrays are read to, and what is known while one text is read.

>>> Value(3, ("i",)).row
False
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple, NoReturn

from symdiff.errors import ParseError, UnknownName, WrongShape
from symdiff.graph.graph import Graph
from symdiff.graph.products import ones
from symdiff.graph.shapes import Array, Dim, Shape, shown
from symdiff.graph.unknowns import Unknown
from symdiff.limits import Limits
from symdiff.parser.arrays.reader import BINDING, Part, parts_of
from symdiff.parser.words import BARE_NAMES
from symdiff.table.arrays import code_of_array
from symdiff.table.functions import nearest

Index = tuple[str, int]
"""An index: its name and the number of the part that binds it, -1 where none does."""
NONE: Final = -1
"""The node of a name that is not declared."""


class Value(NamedTuple):
    """What a part is: a node, and how it is to be read on."""

    node: int
    labels: tuple[str, ...] = ()
    """In index notation, the index of each axis."""
    row: bool = False
    """Whether a vector is transposed."""
    name: str = ""
    """Of a name that is not declared, which may be an index; it has no node."""


class Reading:
    """One text while it is read: its parts, and the values of those that are read."""

    def __init__(
        self,
        graph: Graph,
        text: str,
        arrays: Mapping[str, Array],
        limits: Limits,
        matlab: bool = False,
        functions: Mapping[str, Unknown] | None = None,
        defined: Mapping[str, int] | None = None,
    ) -> None:
        self.graph = graph
        self.matlab = matlab
        self.text = text
        self.arrays = arrays
        self.limits = limits
        self.functions = dict(functions or {})
        """Unknown functions; one that takes whatever it is given has the shapes of its first call."""
        self.defined = defined or {}
        """The nodes of names that the text defines."""
        self.parts = parts_of(text, limits)
        self.bound: dict[str, list[Part]] = {}
        """The names that are looked for somewhere, each with the parts that bind it."""
        for part in self.parts:
            for name, _ in part.indices if part.text in BINDING else ():
                self.bound.setdefault(name, []).append(part)
        self.notes: list[str] = []
        self.dims = {dim for array in arrays.values() for dim in array.shape if isinstance(dim, str)}
        self.plain = self._plain()
        self.traced = self._traced()
        """The parts that are the argument of a trace, in which a power is one of a matrix."""
        self.values: list[Value] = []
        self.bounded: set[Index] = set()
        """The indices whose size is said."""
        self.sizes: dict[Index, Dim] = {}
        """The size of each index that is known so far, for deltas; "" where it has two."""
        self.scopes = self._scopes()
        """For each part, which part binds each index that is bound there."""

    def node(self, part: Part, value: Value) -> int:
        """Return the node of *value*; refuse a name that is not declared."""
        if value.node != NONE:
            return value.node
        if value.name in self._indices():
            self.refuse(
                part,
                f"{value.name} is an index, and stands for a number here: how many values has it?",
                f"write its size, [{value.name}<n]; without one, subscripts are single letters: A[i,j]",
            )
        if value.name in BARE_NAMES:
            argument = re.compile(r"\s*([^\W\d]\w*)?").match(self.text, part.start + len(value.name))
            shown = argument[1] if argument and argument[1] else "..."
            raise UnknownName(
                f"{value.name} is a function, whose argument has parentheses where there are shapes",
                self.text, part.start,
                f"write {value.name}({shown}); or say its shape, if it is a variable: {value.name}[n]",
            )  # fmt: skip
        if value.name[:4] == "sum_":
            raise UnknownName(
                f"{value.name} is not declared", self.text, part.start,
                f"write sum[{value.name[4:]}](x[{value.name[4:]}]^2) for a sum over an index",
            )  # fmt: skip
        head, _, index = value.name.partition("_")
        if head in self.arrays and index:
            raise UnknownName(
                f"{value.name} is not declared", self.text, part.start,
                f"write {head}[{','.join(index)}] for an entry, as in sum[i]({head}[i]^2)"
                if len(self.arrays[head].shape) == 1
                else f"write {head}[i,j] for an entry",
            )  # fmt: skip
        several = _declared_parts(value.name, self.arrays)
        if several:
            raise UnknownName(
                f"{value.name} is not declared", self.text, part.start,
                f"write {' '.join(several)} for the product",
            )  # fmt: skip
        names = (*self.arrays, *sorted(self.dims))
        near = [name for name in nearest(value.name, names) if name in names]
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownName(
            f"{value.name} is not declared{meant}", self.text, part.start,
            f"say its shape: {value.name}[n], or {value.name} alone for a scalar",
        )  # fmt: skip

    def numbered(self, at: int, value: Value) -> Value:
        """Return the value of the part number *at*, an index as the number that it is."""
        if value.node == NONE and value.name in self._indices():
            dim = self.size(at, value.name)
            if dim:
                numbers = self.graph.call(code_of_array("places"), (ones(self.graph, (dim,)),))
                return Value(numbers, (value.name,))
        return value._replace(node=self.node(self.parts[at], value))

    def _indices(self) -> set[str]:
        """Return the names that are indices somewhere."""
        found = {name for part in self.parts if part.text not in BINDING for name, _ in part.indices}
        for part in self.parts:
            if part.kind == "entry":
                found |= {self.parts[place].text for place in self._inside(part.below[1:])
                          if self.parts[place].kind == "name"}  # fmt: skip
        return found - set(self.arrays) - self.dims

    def _inside(self, places: Sequence[int]) -> list[int]:
        """Return parts and those that they are sums and products of."""
        found = list(places)
        for place in found:
            if self.parts[place].kind in ("binary", "signed", "group"):
                found += self.parts[place].below
        return found

    def _scopes(self) -> list[Mapping[str, int]]:
        found: list[Mapping[str, int]] = [{}] * len(self.parts)
        for at in range(len(self.parts) - 1, -1, -1):
            part = self.parts[at]
            own = found[at]
            if part.kind in ("bind", "build"):
                own = {**own, **{name: at for name, _ in part.indices}}
            for below in part.below:
                found[below] = own
        return found

    def index(self, at: int, name: str) -> Index:
        """Return which index *name* is in the part number *at*."""
        return name, self.scopes[at].get(name, NONE)

    def size(self, at: int, name: str) -> Dim:
        """Return the size of an index in the part number *at*, "" where it is not known."""
        return self.sizes.get(self.index(at, name), "")

    def know(self, at: int, name: str, dim: Dim) -> None:
        """Note the size of an index in the part number *at*."""
        key = self.index(at, name)
        if key in self.bounded:
            return
        if self.sizes.setdefault(key, dim) != dim:
            self.sizes[key] = ""  # it is one here and another there

    def _plain(self) -> set[str]:
        """Return the names that stand somewhere as values, and not as subscripts."""
        subscripts = {at for part in self.parts if part.kind == "entry" for at in part.below[1:]}
        bounds = {at for part in self.parts for _, at in part.indices}
        return {part.text for at, part in enumerate(self.parts)
                if part.kind == "name" and at not in subscripts and at not in bounds}  # fmt: skip

    def _traced(self) -> set[int]:
        found = set()
        for part in self.parts:
            if part.kind == "call" and part.text in ("tr", "trace") and len(part.below) == 1:
                at = part.below[0]
                while self.parts[at].kind == "group":
                    at = self.parts[at].below[0]
                found.add(at)
        return found

    def shape(self, value: Value) -> Shape:
        return self.graph.shape(value.node)

    def shown(self, part: Part, value: Value) -> str:
        """Return the text of a part with its shape: `A.T[m,n]`."""
        written = self.text[part.start : part.end].strip()
        is_simple = all(letter.isalnum() or letter in "_.'()" for letter in written)
        return shown(written if is_simple else f"({written})", self.shape(value))

    def refuse(self, part: Part, message: str, hint: str = "") -> NoReturn:
        raise ParseError(message, self.text, part.mark if part.mark >= 0 else part.start, hint)

    def square(self, part: Part, value: Value) -> int:
        """Return the node of a square matrix; refuse what is none."""
        shape = self.shape(value)
        if len(shape) != 2 or shape[0] != shape[1]:
            sizes: tuple[()] | tuple[Dim, Dim] = (shape[0], shape[1]) if len(shape) == 2 else ()
            raise WrongShape(f"{shown('', shape)} is no square matrix", self.text, part.start, sizes=sizes)
        return value.node

    def place(self, part: Part, dim: Dim) -> int | None:
        """Return the number that a subscript is, from the end where it is `n - 1`; None for an index."""
        written = self.text[part.start : part.end].replace(" ", "")
        if part.kind == "number" and written.isdigit():
            if isinstance(dim, int) and int(written) >= dim:
                self.refuse(part, f"there is no entry {written} of {dim}", "they are counted from 0")
            return int(written)
        head, _, less = written.rpartition("-")
        if head in ("", str(dim)) and less.isdigit() and int(less) > 0 and part.kind in ("signed", "binary"):
            return -int(less)
        return None


__all__ = ["NONE", "Index", "Reading", "Value"]


def _declared_parts(word: str, declared: Collection[str]) -> list[str]:
    """Return the declared names that a *word* is made of, as Ax of A and x; none where it is not. Of several
    ways it is the one with the longest names first."""
    found: list[str] = []
    at = 0
    while at < len(word):
        name = next((word[at:end] for end in range(len(word), at, -1) if word[at:end] in declared), "")
        if not name:
            return []
        found.append(name)
        at += len(name)
    return found

"""Nodes in flat arrays of machine integers, found again by a hash table of node numbers.

A tuple for each node, its key in a dictionary and its numbers as objects would take 200 bytes. Here a node
takes 8 for two arguments, 12 to 24 for its place in the table, and what `ops` has; but only as machine code
is that fast: see `listed` for what a checkout runs.

>>> nodes = Nodes(100)
>>> x, y = nodes.leaf(0), nodes.leaf(0)
>>> nodes.binary(5, x, y) == nodes.intern(5, (x, y))
True
>>> nodes.children[nodes.binary(5, x, y)]
(0, 1)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from librt.vecs import append, vec
from mypy_extensions import i32, i64, u8

from symdiff.errors import TooLarge

_NONE: Final = -1
"""In place of an argument that a node does not have."""
_MANY: Final = -2
"""In place of the second argument where there are three or more; the first says where they stand."""
_BITS: Final = 32
"""Of a node in the table, below its hash."""
_NODE: Final = (1 << 32) - 1
_HASH: Final = (1 << 31) - 1
_TRIED: Final = 8
"""Places after which a node is looked for far away, so that an argument of many nodes delays none."""
_LARGEST: Final = (1 << 31) - 2
"""Nodes that an argument has the bits for."""
_SPARSE: Final = 16
"""A sweep that sees less than one node in so many has a dictionary."""
_CODES: Final = 512
"""Codes of operators are smaller; those of derivatives with a name are not, and are not told apart."""


class Children:
    """The arguments of each node, as a list of tuples would have them."""

    def __init__(self) -> None:
        self.pairs: vec[i32] = vec[i32]()
        """Two for each node."""
        self.many: list[tuple[int, ...]] = []
        """Three arguments or more."""

    def __len__(self) -> int:
        return len(self.pairs) >> 1

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        for node in range(len(self)):
            yield self[node]

    def __getitem__(self, node: int) -> tuple[int, ...]:
        at: i64 = 2 * node
        pairs = self.pairs
        second = i64(pairs[at + 1])
        first = i64(pairs[at])
        if second >= 0:
            return (int(first), int(second))
        if second == _MANY:
            return self.many[first]
        if first >= 0:
            return (int(first),)
        return ()


class NodeMap:
    """Node → number, none of them negative, for a sweep over *count* of the nodes before *end*."""

    def __init__(self, end: int, count: int) -> None:
        self._dense: vec[i32] = vec[i32]([_NONE] * i64(end if end <= _SPARSE * count else 0))
        """The numbers of all nodes where the sweep sees many of them."""
        self._others: dict[int, int] = {}

    def get(self, node: int, default: int) -> int:
        dense = self._dense
        at: i64 = node
        if 0 <= at < len(dense):
            number = i64(dense[at])
            return int(number) if number >= 0 else default
        return self._others.get(node, default)

    def __contains__(self, node: int) -> bool:
        return self.get(node, _NONE) >= 0

    def __getitem__(self, node: int) -> int:
        number = self.get(node, _NONE)
        if number < 0:
            raise KeyError(node)
        return number

    def __setitem__(self, node: int, number: int) -> None:
        dense = self._dense
        at: i64 = node
        if 0 <= at < len(dense):
            dense[at] = i32(number)
        else:
            self._others[node] = number


class Nodes:
    """The operator and the arguments of each node; what has the same ones is the same node."""

    def __init__(self, most: int) -> None:
        self._most: i64 = min(most, _LARGEST)
        self.ops: list[int] = []
        self.children = Children()
        self._table: vec[i64] = vec[i64]([_NONE] * 16)
        """A power of two of places; in one, a node and above it the hash of its operator and arguments, so
        that others are passed without a look at what they are."""
        self._mask: i64 = 15
        self._filled: i64 = 0
        self._longer: dict[tuple[int, ...], int] = {}
        """(operator, three arguments or more) → node."""
        self._present: vec[u8] = vec[u8]([0] * _CODES)
        """Which operators there are."""
        self._marks: vec[u8] = vec[u8]()
        self._mark: i64 = 0
        """Nodes with this mark are seen by the sweep that is under way; it is another in each."""

    def __len__(self) -> int:
        return len(self.ops)

    # Making ---------------------------------------------------------------------------------

    def leaf(self, op: int) -> int:
        """Return a new node without arguments, which is not found again."""
        return self._new(op, _NONE, _NONE)

    def unary(self, op: int, a: int) -> int:
        """Return the node of *op* on *a*."""
        return self._pair(op, a, _NONE)

    def binary(self, op: int, a: int, b: int) -> int:
        """Return the node of *op* on *a* and *b*."""
        return self._pair(op, a, b)

    def intern(self, op: int, children: tuple[int, ...]) -> int:
        """Return the node of *op* on *children* as it stands, without any rule."""
        count = len(children)
        if count == 2:
            return self._pair(op, children[0], children[1])
        if count == 1:
            return self._pair(op, children[0], _NONE)
        if count == 0:
            return self._pair(op, _NONE, _NONE)
        key = (op, *children)
        node = self._longer.get(key)
        if node is None:
            node = self._longer[key] = self.append(op, children)
            self._present[_shown(op)] = 1
        return node

    def found(self, op: int, children: tuple[int, ...]) -> int:
        """Return the node of *op* on *children*, or -1 where there is none."""
        count = len(children)
        if count > 2:
            return self._longer.get((op, *children), -1)
        a: i64 = children[0] if count else _NONE
        b: i64 = children[1] if count == 2 else _NONE
        known = self._table[self._place(_hash(op, a, b), op, a, b)]
        return int(known & _NODE) if known >= 0 else -1

    def append(self, op: int, children: tuple[int, ...]) -> int:
        """Return a new node of *op* on *children*, which `intern` does not find again."""
        count = len(children)
        if count > 2:
            node = self._new(op, len(self.children.many), _MANY)
            self.children.many.append(children)
            return node
        return self._new(op, children[0] if count else _NONE, children[1] if count == 2 else _NONE)

    def has(self, op: int) -> bool:
        """Return whether `intern` has a node of *op*."""
        return self._present[_shown(op)] != 0

    def _pair(self, op: i64, a: i64, b: i64) -> int:
        mixed = _hash(op, a, b)
        place = self._place(mixed, op, a, b)
        known = self._table[place]
        if known >= 0:
            return int(known & _NODE)
        node = self._new(op, a, b)
        self._table[place] = mixed << _BITS | node
        self._present[_shown(op)] = 1
        self._filled += 1
        if self._filled * 3 > self._mask * 2:
            self._grow()
        return node

    def _place(self, mixed: i64, op: i64, a: i64, b: i64) -> i64:
        """Return where in the table a node of the hash *mixed* stands, or is to stand."""
        pairs, table, mask = self.children.pairs, self._table, self._mask
        place, tried = _near(a, b) & mask, i64(0)
        known = table[place]
        while known >= 0:
            if known >> _BITS == mixed:
                node = known & _NODE
                if i64(pairs[2 * node]) == a and i64(pairs[2 * node + 1]) == b and self.ops[node] == op:
                    break
            tried += 1
            place = (mixed if tried == _TRIED else place + 1) & mask
            known = table[place]
        return place

    def _new(self, op: i64, first: i64, second: i64) -> int:
        node = len(self.ops)
        if node >= self._most:
            raise TooLarge(
                f"the graph has more than {self._most} nodes (limit `nodes`)",
                hint="raise it with Limits(nodes=...)",
            )
        children = self.children
        self.ops.append(int(op))
        children.pairs = append(append(children.pairs, i32(first)), i32(second))
        return node

    def reserve(self, more: int) -> None:
        """Make room for so many nodes more at once, where a sweep is about to make them."""
        mask = self._mask
        while (self._filled + more) * 3 > mask * 2:
            mask = 2 * mask + 1
        if mask > self._mask:
            self._resize(mask)

    def _grow(self) -> None:
        self._resize(2 * self._mask + 1)

    def _resize(self, mask: i64) -> None:
        pairs = self.children.pairs
        table = vec[i64]([_NONE] * (mask + 1))
        for known in self._table:
            if known >= 0:
                node = known & _NODE
                place, tried = _near(i64(pairs[2 * node]), i64(pairs[2 * node + 1])) & mask, i64(0)
                while table[place] >= 0:
                    tried += 1
                    place = (known >> _BITS if tried == _TRIED else place + 1) & mask
                table[place] = known
        self._table, self._mask = table, mask

    # Reading --------------------------------------------------------------------------------

    def first(self, node: int) -> int:
        """Return the first argument of a node with one or two."""
        return int(self.children.pairs[2 * node])

    def both(self, node: int) -> tuple[int, int]:
        """Return the arguments of a node with two."""
        at: i64 = 2 * node
        pairs = self.children.pairs
        return int(pairs[at]), int(pairs[at + 1])

    # Sweeps ---------------------------------------------------------------------------------

    def _unmarked(self) -> u8:
        """Return a mark that no node has."""
        count = i64(len(self.ops))
        if count > len(self._marks):
            self._marks = vec[u8]([0] * (count + (count >> 2)))
            self._mark = 0
        elif self._mark == 255:
            marks = self._marks
            for i in range(i64(len(marks))):
                marks[i] = 0
            self._mark = 0
        self._mark += 1
        return u8(self._mark)

    def below(self, roots: Iterable[int]) -> list[int]:
        """Return the nodes that *roots* depend on, themselves included, arguments first."""
        mark, marks, pairs = self._unmarked(), self._marks, self.children.pairs
        found = vec[i32]()
        for root in roots:
            if marks[root] != mark:
                marks[root] = mark
                found = append(found, i32(root))
        done: i64 = 0
        low, high = i64(len(marks)), i64(0)
        while done < len(found):
            node = i64(found[done])
            done += 1
            low, high = min(low, node), max(high, node)
            first, second = i64(pairs[2 * node]), i64(pairs[2 * node + 1])
            if second == _MANY:
                for other in self.children.many[first]:
                    if marks[other] != mark:
                        marks[other] = mark
                        found = append(found, i32(other))
                continue
            if first >= 0 and marks[first] != mark:
                marks[first] = mark
                found = append(found, i32(first))
            if second >= 0 and marks[second] != mark:
                marks[second] = mark
                found = append(found, i32(second))
        if high - low < 8 * done:  # they lie close together: read them off
            return [int(node) for node in range(low, high + 1) if marks[node] == mark]
        return sorted([int(node) for node in found])

    def postorder(self, roots: Iterable[int]) -> list[int]:
        """Return the same nodes as `below`, in an order that depends on their structure alone."""
        mark, marks, pairs = self._unmarked(), self._marks, self.children.pairs
        order: list[int] = []
        pending = vec[i32]()
        for root in list(roots)[::-1]:
            pending = append(pending, i32(root))
        top = i64(len(pending))
        while top > 0:
            top -= 1
            node = i64(pending[top])
            if node < 0:  # its arguments are done
                order.append(int(-1 - node))
            elif marks[node] != mark:
                marks[node] = mark
                first, second = i64(pairs[2 * node]), i64(pairs[2 * node + 1])
                if first < 0:
                    order.append(int(node))
                    continue
                pending[top] = i32(-1 - node)
                top += 1
                many = self.children.many[first] if second == _MANY else ()
                while top + 2 + len(many) > len(pending):
                    pending = append(pending, i32(0))
                if second == _MANY:
                    for other in many[::-1]:
                        pending[top] = i32(other)
                        top += 1
                    continue
                if second >= 0:
                    pending[top] = i32(second)
                    top += 1
                pending[top] = i32(first)
                top += 1
        return order

    def moving(self, order: Sequence[int], on: Iterable[int]) -> NodeMap:
        """Return a map of *on* and the nodes of *order* (arguments first) that depend on one of them."""
        found = NodeMap(len(self.ops), len(order))
        for node in on:
            found[node] = 1
        pairs = self.children.pairs
        for node in order:
            at: i64 = 2 * node
            first, second = i64(pairs[at]), i64(pairs[at + 1])
            if second == _MANY:
                for other in self.children.many[first]:
                    if other in found:
                        found[node] = 1
                        break
            elif first >= 0 and (int(first) in found or (second >= 0 and int(second) in found)):
                found[node] = 1
        return found

    def replace(self, ops: list[int], children: Iterable[tuple[int, ...]]) -> None:
        """Take nodes over as they stand, none of which `intern` finds."""
        for op, below in zip(ops, children, strict=True):
            self.append(op, below)

    def become(self, other: Nodes) -> None:
        """Become a copy of *other*."""
        self.ops = other.ops.copy()
        self.children.pairs = other.children.pairs[:]
        self.children.many = other.children.many.copy()
        self._table, self._mask, self._filled = other._table[:], other._mask, other._filled
        self._longer = other._longer.copy()
        self._present = other._present[:]


def _near(a: i64, b: i64) -> i64:
    """Return the place to try first. A sweep asks for nodes whose larger arguments follow each other, which
    are then found in memory that was used a moment ago."""
    larger = max(a, b)
    return larger + (larger >> 1)


def _shown(op: i64) -> i64:
    """Return where it stands that there is a node of *op*."""
    return op if op < _CODES else i64(_CODES - 1)


def _hash(op: i64, a: i64, b: i64) -> i64:
    mixed: i64 = a * 0x9E3779B1 + b * 0x85EBCA77 + op * 0x27D4EB2F
    return (mixed ^ (mixed >> 17)) & _HASH

"""Nodes in lists and dictionaries of Python: what a checkout runs, where packed arrays would be slow.

>>> nodes = Nodes(100)
>>> x, y = nodes.leaf(0), nodes.leaf(0)
>>> nodes.binary(5, x, y) == nodes.intern(5, (x, y))
True
>>> nodes.children[nodes.binary(5, x, y)]
(0, 1)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symdiff.errors import TooLarge


class NodeMap(dict[int, int]):
    """Node → number, none of them negative, for a sweep over *count* of the nodes before *end*."""

    def __init__(self, end: int, count: int) -> None:
        super().__init__()


class Nodes:
    """The operator and the arguments of each node; what has the same ones is the same node."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.ops: list[int] = []
        self.children: list[tuple[int, ...]] = []
        self._interned: dict[int, dict[tuple[int, ...], int]] = {}

    def __len__(self) -> int:
        return len(self.ops)

    # Making ---------------------------------------------------------------------------------

    def leaf(self, op: int) -> int:
        """Return a new node without arguments, which is not found again."""
        return self.append(op, ())

    def unary(self, op: int, a: int) -> int:
        """Return the node of *op* on *a*."""
        return self.intern(op, (a,))

    def binary(self, op: int, a: int, b: int) -> int:
        """Return the node of *op* on *a* and *b*."""
        return self.intern(op, (a, b))

    def intern(self, op: int, children: tuple[int, ...]) -> int:
        """Return the node of *op* on *children* as it stands, without any rule."""
        table = self._interned.get(op)
        if table is None:
            table = self._interned[op] = {}
        node = table.get(children)
        if node is None:
            node = self.append(op, children)
            table[children] = node
        return node

    def found(self, op: int, children: tuple[int, ...]) -> int:
        """Return the node of *op* on *children*, or -1 where there is none."""
        return self._interned.get(op, {}).get(children, -1)

    def append(self, op: int, children: tuple[int, ...]) -> int:
        """Return a new node of *op* on *children*, which `intern` does not find again."""
        node = len(self.ops)
        if node >= self._most:
            raise TooLarge(
                f"the graph has more than {self._most} nodes (limit `nodes`)",
                hint="raise it with Limits(nodes=...)",
            )
        self.ops.append(op)
        self.children.append(children)
        return node

    def reserve(self, more: int) -> None:
        """Make room for so many nodes more: dictionaries make their own."""

    def has(self, op: int) -> bool:
        """Return whether `intern` has a node of *op*."""
        return op in self._interned

    # Reading --------------------------------------------------------------------------------

    def first(self, node: int) -> int:
        """Return the first argument of a node with one or two."""
        children = self.children[node]
        if len(children) > 2:
            raise IndexError("a node with more than two arguments")
        return children[0]

    def both(self, node: int) -> tuple[int, int]:
        """Return the arguments of a node with two."""
        left, right = self.children[node]
        return left, right

    # Sweeps ---------------------------------------------------------------------------------

    def below(self, roots: Iterable[int]) -> list[int]:
        """Return the nodes that *roots* depend on, themselves included, arguments first."""
        pending = list(roots)
        seen = set(pending)
        children = self.children
        while pending:
            for child in children[pending.pop()]:
                if child not in seen:
                    seen.add(child)
                    pending.append(child)
        return sorted(seen)

    def postorder(self, roots: Iterable[int]) -> list[int]:
        """Return the same nodes as `below`, in an order that depends on their structure alone."""
        order: list[int] = []
        seen: set[int] = set()
        children = self.children
        pending = list(roots)[::-1]
        while pending:
            node = pending.pop()
            if node < 0:  # its arguments are done
                order.append(~node)
            elif node not in seen:
                seen.add(node)
                below = children[node]
                if below:
                    pending.append(~node)
                    pending += below[::-1]
                else:
                    order.append(node)
        return order

    def moving(self, order: Sequence[int], on: Iterable[int]) -> NodeMap:
        """Return a map of *on* and the nodes of *order* (arguments first) that depend on one of them."""
        found = NodeMap(len(self.ops), len(order))
        for node in on:
            found[node] = 1
        children = self.children
        for node in order:
            for child in children[node]:
                if child in found:
                    found[node] = 1
                    break
        return found

    def replace(self, ops: list[int], children: Iterable[tuple[int, ...]]) -> None:
        """Take nodes over as they stand, none of which `intern` finds."""
        for op, below in zip(ops, children, strict=True):
            self.append(op, below)

    def become(self, other: Nodes) -> None:
        """Become a copy of *other*."""
        self.ops, self.children = other.ops.copy(), other.children.copy()
        self._interned = {op: dict(table) for op, table in other._interned.items()}

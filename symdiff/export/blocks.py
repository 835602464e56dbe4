"""Where each node of a graph is computed in a language with `if`: nothing that only a branch of a
Piecewise needs is computed outside that branch.

>>> from symdiff.parser.formula import parse
>>> e = parse("Piecewise((log(x) + log(x)**2, x > 0))")
>>> blocks = Blocks(e.graph, [e.node])
>>> sorted(blocks.home.values())  # the Piecewise in the body, the logarithm in the branch
[0, 1]

A *region* is code that runs as a whole or not at all: the body of the function, the value of a
branch, a condition that is looked at only if those before it failed, the right side of and/or. A node
used in several regions is computed in the smallest region around them all if that always needs it,
and else by a little function of its own that remembers its value.
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import TooLarge
from symdiff.graph.graph import Graph
from symdiff.table.operators import AND, CONSTANT, OR, PIECEWISE

_SMALL: Final = 24
"""Size up to which an expression is written again where it cannot be given a name."""
_TALLEST: Final = 40
"""Nesting of an expression beyond which a part of it is given a name."""
_DEEPEST: Final = 80
"""Blocks within blocks; Python indents 100 times at most."""

INLINE: Final = 0
NAMED: Final = 1
OWN_FUNCTION: Final = 2


class Blocks:
    """For every node of *roots* whether it is written in place, assigned, or a function of its own.

    Cost: linear in nodes. Raises TooLarge where branches nest deeper than Python's blocks can.
    """

    def __init__(self, graph: Graph, roots: list[int]) -> None:
        self.graph = graph
        self.order = graph.below(roots)
        self.mode: dict[int, int] = {}
        """Node → INLINE, NAMED or OWN_FUNCTION; leaves are INLINE."""
        self.home: dict[int, int] = {}
        """Node that is not INLINE → the region in whose code it is assigned or defined."""
        self.body: dict[int, int] = {}
        """OWN_FUNCTION node → the region that is its body."""
        self.values: dict[int, list[int]] = {}
        """Piecewise that is written as a statement → the regions of its values."""
        self.uses: dict[int, int] = dict.fromkeys(self.order, 0)
        for node in self.order:
            for child in graph.children[node]:
                self.uses[child] += 1
        for root in roots:
            self.uses[root] += 1
        self._parent = [-1]
        self._depth = [0]
        self._block = [True]
        self._group = [-1]
        self._groups: list[int] = []
        self._place(roots)

    def is_short(self, node: int) -> bool:
        """Return whether a Piecewise can be written as one conditional expression."""
        graph = self.graph
        last = graph.children[node][-1]
        otherwise = graph.ops[last] == CONSTANT and graph.name(last) == "True"
        return otherwise and graph.size(node) <= _SMALL

    def _tall(self) -> set[int]:
        """Return the nodes that need a name so that no expression nests too deep."""
        graph = self.graph
        heights: dict[int, int] = {}
        tall = set()
        for node in self.order:
            height = 1 + max([heights[child] for child in graph.children[node]], default=-1)
            if height > _TALLEST:
                tall.add(node)
                height = 0
            elif self.uses[node] > 1 and graph.size(node) > _SMALL:
                height = 0
            heights[node] = height
        return tall

    def _place(self, roots: list[int]) -> None:
        graph = self.graph
        tall = self._tall()
        used: dict[int, list[int]] = {node: [] for node in self.order}
        for root in roots:
            used[root].append(0)
        for node in reversed(self.order):
            regions = used.pop(node)
            children = graph.children[node]
            op = graph.ops[node]
            statement = op == PIECEWISE and not self.is_short(node)
            mode = INLINE
            if children and (len(regions) > 1 or statement or node in tall):
                home, always = self._smallest(regions)
                if always and self._block[home]:
                    mode = NAMED
                elif statement or graph.size(node) > _SMALL:
                    mode = OWN_FUNCTION
                if mode != INLINE:
                    if mode == OWN_FUNCTION:
                        self.body[node] = self._region(home, block=True)
                    self.home[node] = self._enclosing(home)
                    regions = [self.body.get(node, home)]
            self.mode[node] = mode
            for region in sorted(set(regions)):
                if op == PIECEWISE:
                    self._branches(node, region, statement, used)
                elif op in (AND, OR):
                    used[children[0]].append(region)
                    used[children[1]].append(self._region(region, block=False))
                else:
                    for child in children:
                        used[child].append(region)

    def _branches(self, node: int, region: int, statement: bool, used: dict[int, list[int]]) -> None:
        children = self.graph.children[node]
        self._groups.append(len(children) // 2)
        slots = []
        for place in range(0, len(children), 2):
            used[children[place + 1]].append(self._region(region, block=False) if place else region)
            slots.append(self._region(region, block=statement, group=len(self._groups) - 1))
            used[children[place]].append(slots[-1])
        if statement:
            self.values[node] = slots

    def _region(self, parent: int, block: bool, group: int = -1) -> int:
        depth = self._depth[parent] + block
        if depth > _DEEPEST:
            raise TooLarge(
                f"branches nest more than {_DEEPEST} deep, and Python indents 100 times at most",
                hint="write it for NumPy, or evaluate it with symdiff",
            )
        self._parent.append(parent)
        self._depth.append(depth)
        self._block.append(block)
        self._group.append(group)
        return len(self._parent) - 1

    def _enclosing(self, region: int) -> int:
        """Return the block that *region* is in."""
        while not self._block[region]:
            region = self._parent[region]
        return region

    def _smallest(self, regions: list[int]) -> tuple[int, bool]:
        """Return the smallest region around *regions*, and whether it runs at least one of them always.

        A Piecewise that needs something in each of its values needs it always.
        """
        certain = dict.fromkeys(regions)
        filled: dict[int, int] = {}
        pending = list(certain)
        while pending:
            region = pending.pop()
            group = self._group[region]
            if group < 0:
                continue
            filled[group] = filled.get(group, 0) + 1
            parent = self._parent[region]
            if filled[group] == self._groups[group] and parent not in certain:
                certain[parent] = None
                pending.append(parent)
        around = regions[0]
        for region in regions[1:]:
            around = self._common(around, region)
        return around, around in certain

    def _common(self, first: int, second: int) -> int:
        """Return the smallest region around two; a region has a larger number than those around it."""
        while first != second:
            if first > second:
                first = self._parent[first]
            else:
                second = self._parent[second]
        return first


__all__ = ["INLINE", "NAMED", "OWN_FUNCTION", "Blocks"]

"""The computation graph: an arena of hash-consed nodes in flat parallel lists.

A node is an int; arguments have smaller numbers than the node they belong to, so every pass is one
loop. The same operator on the same arguments is the same node.

>>> g = Graph()
>>> x = g.symbol("x")
>>> g.mul(x, x) == g.pow(x, g.number(2))
True
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from zlib import crc32

from symdiff.graph.folding import Number, fold, power
from symdiff.graph.leaves import BINDERS, SCALAR, UNNAMED, Leaves
from symdiff.graph.nodes import NodeMap
from symdiff.graph.shapes import Shape
from symdiff.limits import DEFAULT, Limits
from symdiff.table.functions import MAX, MIN
from symdiff.table.operators import (
    ADD,
    CONSTANT,
    CONTRACT,
    DIV,
    MUL,
    NEG,
    NUMBER,
    PIECEWISE,
    POW,
    STOP,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_arithmetic,
    is_leaf,
    is_whole,
)

if TYPE_CHECKING:
    from symdiff.graph.contraction import Contraction

__all__ = ["Graph", "Number", "Operator"]

Operator = tuple[str, tuple[int, ...]]
"""An unknown function: its name, and how often each argument is differentiated."""

_MASK: Final = (1 << 64) - 1
_SATURATED: Final = 1 << 62
"""Tree sizes at and above this are all the same to us."""


class Graph(Leaves):
    """An arena of nodes. Constructors apply local rules of O(1) and never flatten or expand.

    Read `ops`, `children`, and the leaves' `numbers` and `names` freely; only the constructors
    write them.
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        super().__init__(limits)
        self.operators: dict[int, Operator] = {}
        self._unknown: dict[tuple[Operator, tuple[int, ...]], int] = {}
        self._digests: list[int] = []
        self._sizes: list[int] = []
        self._leads: list[bool] = []
        """Whether the text of a node begins with a number, which takes a sign for free."""
        self.bound: dict[str, str] = {}
        """Integral, by the name of its unknown function → the letter that it was written with."""
        self._shapes: dict[int, Shape] = {}
        self._shaped = 0
        """The nodes before this one have their shapes in `_shapes`, where they are no scalars."""

    # Operators ------------------------------------------------------------------------------

    def make(self, op: int, children: Sequence[int]) -> int:
        """Return the node of *op* on *children* by the constructor of that operator."""
        if op == NEG:
            return self.neg(children[0])
        if is_arithmetic(op):
            return self.join(op, children[0], children[1])
        return self.intern(op, tuple(children))

    def join(self, op: int, a: int, b: int) -> int:
        """Return the node of an operator between *a* and *b*, or of a function, by its constructor."""
        if op == ADD:
            return self.add(a, b)
        if op == SUB:
            return self.sub(a, b)
        if op == MUL:
            return self.mul(a, b)
        if op == DIV:
            return self.div(a, b)
        if op == POW:
            return self.pow(a, b)
        return self.binary(op, a, b)

    def add(self, a: int, b: int) -> int:
        """Return a + b."""
        ops = self.ops
        if ops[b] == NUMBER:
            y = self.value(b)
            if ops[a] == NUMBER:
                folded = fold(ADD, self.value(a), y)
                if folded is not None:
                    return self.number(folded)
            elif y == 0 and not isinstance(y, float):
                return a
            elif y < 0:
                return self.binary(SUB, a, self.number(-y))
        elif ops[a] == NUMBER and self.is_zero(a):
            return b
        elif ops[b] == NEG:
            return self.sub(a, self.first(b))
        elif a == b:
            return self.mul(self.number(2), a)
        return self.binary(ADD, a, b)

    def sub(self, a: int, b: int) -> int:
        """Return a - b."""
        ops = self.ops
        if ops[b] == NUMBER:
            y = self.value(b)
            if ops[a] == NUMBER:
                folded = fold(SUB, self.value(a), y)
                if folded is not None:
                    return self.number(folded)
            elif y == 0 and not isinstance(y, float):
                return a
            elif y < 0:
                return self.binary(ADD, a, self.number(-y))
        elif ops[a] == NUMBER and self.is_zero(a):
            return self.neg(b)
        elif ops[b] == NEG:
            return self.add(a, self.first(b))
        return self.binary(SUB, a, b)

    def mul(self, a: int, b: int) -> int:
        """Return a * b. A sign of either side moves in front of the product."""
        ops = self.ops
        if ops[a] == NUMBER:
            x = self.value(a)
            if ops[b] == NUMBER:
                folded = fold(MUL, x, self.value(b))
                if folded is not None:
                    return self.number(folded)
            if x < 0:
                return self.neg(self.mul(self.number(-x), b))
            if x == 1 and not isinstance(x, float):
                return b
        if ops[b] == NUMBER:
            y = self.value(b)
            if y < 0:
                return self.neg(self.mul(a, self.number(-y)))
            if y == 1 and not isinstance(y, float):
                return a
        elif a == b:
            return self.pow(a, self.number(2))
        if ops[a] == NEG:
            return self.neg(self.mul(self.first(a), b))
        if ops[b] == NEG:
            return self.neg(self.mul(a, self.first(b)))
        return self.binary(MUL, a, b)

    def div(self, a: int, b: int) -> int:
        """Return a / b. A sign of either side moves in front of the quotient."""
        ops = self.ops
        if ops[b] == NUMBER:
            y = self.value(b)
            if ops[a] == NUMBER:
                folded = fold(DIV, self.value(a), y)
                if folded is not None:
                    return self.number(folded)
            if y < 0:
                return self.neg(self.div(a, self.number(-y)))
            if y == 1 and not isinstance(y, float):
                return a
        if ops[a] == NUMBER and self.value(a) < 0:
            return self.neg(self.div(self.number(-self.value(a)), b))
        if ops[a] == NEG:
            return self.neg(self.div(self.first(a), b))
        if ops[b] == NEG:
            return self.neg(self.div(a, self.first(b)))
        return self.binary(DIV, a, b)

    def neg(self, a: int) -> int:
        """Return -a."""
        if self.ops[a] == NUMBER:
            return self.number(-self.value(a))
        if self.ops[a] == NEG:
            return self.first(a)
        return self.unary(NEG, a)

    def pow(self, a: int, b: int) -> int:
        """Return a ** b. Raises TooLarge where an exact power exceeds `limits.bits`."""
        if self.ops[b] == NUMBER:
            y = self.value(b)
            if y == 1 and not isinstance(y, float):
                return a
            if self.ops[a] == NUMBER:
                folded = power(self.value(a), y, self.limits.bits)
                if folded is not None:
                    return self.number(folded)
        return self.binary(POW, a, b)

    def call(self, code: int, children: Sequence[int]) -> int:
        """Return the function of *code* at *children*; the largest of several that are one is that."""
        if (code == MAX or code == MIN) and len(children) > 1:
            children = list(dict.fromkeys(children))
            if len(children) == 1:
                return children[0]
        return self.intern(code, tuple(children))

    def unknown(self, name: str, orders: tuple[int, ...], children: Sequence[int]) -> int:
        """Return the unknown function *name*, differentiated *orders* times, at *children*."""
        operator = (name, orders)
        arguments = tuple(children)
        node = self._unknown.get((operator, arguments))
        if node is None:
            node = self.append(UNKNOWN, arguments)
            self._unknown[operator, arguments] = node
            self.operators[node] = operator
        return node

    def contract(self, given: Contraction, children: Sequence[int]) -> int:
        """Return a contraction of *children*; a copy of one is that one. None are drawn together."""
        from symdiff.graph.contraction import canonical  # wanted only where there are arrays

        if given.is_copy():
            return children[0]
        return self.contracted(str(canonical(given)), tuple(children))

    def contracted(self, text: str, children: tuple[int, ...]) -> int:
        """Return the contraction that the canonical *text* says, as it stands, on *children*."""
        operator: Operator = (text, ())
        node = self._unknown.get((operator, children))
        if node is None:
            node = self.append(CONTRACT, children)
            self._unknown[operator, children] = node
            self.operators[node] = operator
        return node

    def shape(self, node: int) -> Shape:
        """Return the shape of *node*, () for a scalar. Cost: constant, once the nodes before it have theirs.

        Raises WrongShape where what is below does not fit together.
        """
        if not self.arrays and not self.operators:
            return ()
        if self._shaped <= node:
            self._shape_up_to(node)
        return self._shapes.get(node, ())

    def _shape_up_to(self, node: int) -> None:
        from symdiff.graph.inference import shape_of  # wanted only where there are arrays

        for at in range(self._shaped, node + 1):
            found = (
                shape_of(self, at) if self.children[at] or at in self.names or at in self.operators else ()
            )
            if found:
                self._shapes[at] = found
            self._shaped = at + 1

    def may_use_arrays(self) -> bool:
        """Return whether some node may be made of arrays, or of what is read with them alone."""
        return bool(self.arrays or self.operators or self.has(STOP))

    def uses_arrays(self, node: int) -> bool:
        """Return whether *node* is made of arrays. Cost: that of a flag where the graph has none."""
        if not self.may_use_arrays():
            return False
        dims = {dim for array in self.arrays.values() for dim in array.shape}
        if dims and any(self.names.get(below) in dims for below in self.below([node])):
            return True
        arrays = self.arrays  # a scalar among them is the solution of an equation
        return any(
            is_whole(self.ops[below]) or self.shape(below) or self.names.get(below) in arrays
            for below in self.below([node])
        )

    def operator(self, node: int) -> Operator:
        """Return the name and derivative orders of an UNKNOWN node."""
        return self.operators[node]

    # Passes ---------------------------------------------------------------------------------

    def has_any(self, ops: tuple[int, ...]) -> bool:
        """Return whether there is a node of one of *ops*, which are functions."""
        return any(self.has(op) for op in ops)

    def depending(self, order: Iterable[int], on: Iterable[int]) -> set[int]:
        """Return *on* and the nodes of *order* (arguments first) that depend on one of them."""
        found = set(on)
        for node in order:
            for child in self.children[node]:
                if child in found:
                    found.add(node)
                    break
        return found

    def news(self, node: int, known: Container[int]) -> list[int]:
        """Return the nodes below *node* that are not *known*, arguments first.

        For facts kept by node: asking for one of every node costs one visit each in all.
        """
        if node in known:
            return []
        pending = [node]
        seen = {node}
        while pending:
            for child in self.children[pending.pop()]:
                if child not in seen and child not in known:
                    seen.add(child)
                    pending.append(child)
        return sorted(seen)

    def copy(self, source: Graph, roots: Iterable[int]) -> NodeMap:
        """Copy what *roots* of *source* depend on into this graph; return old node → new node.

        In an empty graph the copies have numbers that depend on structure alone.
        """
        order = source.postorder(roots)
        mapping = NodeMap(len(source), len(order))
        for node in order:
            op = source.ops[node]
            if is_arithmetic(op) and op != NEG:
                a, b = source.both(node)
                mapping[node] = self.binary(op, mapping[a], mapping[b])
            elif op == NUMBER:
                mapping[node] = self.number(source.numbers[node])
            elif op == SYMBOL:
                mapping[node] = self._admitted(source, source.names[node])
            else:
                below = source.children[node]
                if is_leaf(op) or op == UNKNOWN or op == CONTRACT:
                    mapping[node] = self.rebuild(source, node, tuple([mapping[c] for c in below]))
                elif len(below) == 1:
                    mapping[node] = self.unary(op, mapping[below[0]])
                else:
                    mapping[node] = self.intern(op, tuple([mapping[c] for c in below]))
        return mapping

    def _admitted(self, source: Graph, name: str) -> int:
        """Return the symbol *name* of *source* as a node of this graph."""
        if source.arrays or self.arrays:
            return self.array(name, source.arrays.get(name, SCALAR))
        return self.symbol(name)

    def take(self, source: Graph, node: int) -> int:
        """Return *node* of *source* as a node of this graph: copied, unless it is one already.

        Cost: linear in the nodes below *node*.
        """
        return node if source is self else self.copy(source, [node])[node]

    def mapped(
        self,
        source: Graph,
        order: Iterable[int],
        change: Callable[[int, tuple[int, ...]], int],
        build: bool = False,
    ) -> dict[int, int]:
        """Write the nodes of *order*, arguments first, into this graph; return old node → new node.

        *change* is asked for each with its new arguments: it returns a node of this graph, or -1 for the node
        as it stands on those arguments. With *build*, arithmetic goes through its constructors, which fold
        numbers. Cost: linear in nodes.

        >>> g, h = Graph(), Graph()
        >>> x = g.symbol("x")
        >>> square = g.mul(x, x)
        >>> new = h.mapped(g, g.below([square]), lambda node, _: h.number(3) if node == x else -1, build=True)
        >>> h.value(new[square])
        9
        """
        mapping: dict[int, int] = {}
        for node in order:
            children = tuple([mapping[child] for child in source.children[node]])
            new = change(node, children)
            if new < 0:
                op = source.ops[node]
                if build and is_arithmetic(op):
                    new = self.make(op, children)
                else:
                    new = self.rebuild(source, node, children)
            mapping[node] = new
        return mapping

    def clone(self) -> Graph:
        """Return a graph of its own with the same nodes under the same numbers."""
        twin = Graph(self.limits)
        twin.become(self)
        twin.numbers, twin.names, twin.operators = dict(self.numbers), dict(self.names), dict(self.operators)
        twin._whole, twin._symbols, twin._leaves = dict(self._whole), dict(self._symbols), dict(self._leaves)
        twin._unknown, twin.arrays, twin.bound = dict(self._unknown), dict(self.arrays), dict(self.bound)
        return twin

    def rebuild(self, source: Graph, node: int, children: tuple[int, ...]) -> int:
        """Return *node* of *source* as a node of this graph, as it stands, on *children*."""
        op = source.ops[node]
        if op == NUMBER:
            return self.number(source.value(node))
        if op == SYMBOL:
            return self._admitted(source, source.name(node))
        if op == CONSTANT:
            return self.constant(source.name(node))
        if op == UNKNOWN:
            name, orders = source.operator(node)
            if name.startswith(BINDERS):
                from symdiff.graph.binders import rebuilt  # wanted only where there are integrals or sums

                return rebuilt(self, source, name, children)
            return self.unknown(name, orders, children)
        if op == CONTRACT:
            return self.contracted(source.operator(node)[0], children)
        return self.intern(op, children)

    def same(self, node: int, other: Graph, other_node: int) -> bool:
        """Return whether two nodes, possibly of two graphs, are the same expression."""
        if other is self:
            return node == other_node
        if self.ops[node] != other.ops[other_node]:
            return False
        mapping: dict[int, int] = {}
        for old in other.postorder([other_node]):
            twin = self._lookup(other, old, tuple([mapping[c] for c in other.children[old]]))
            if twin < 0:
                return False
            mapping[old] = twin
        return mapping[other_node] == node

    def _lookup(self, source: Graph, node: int, children: tuple[int, ...]) -> int:
        op = source.ops[node]
        if op == NUMBER:
            return self.known_number(source.value(node))
        if op == SYMBOL:
            name = source.name(node)
            if source.arrays.get(name) != self.arrays.get(name):
                return -1
            return self._symbols.get(name, -1)
        if op == CONSTANT:
            return self._leaves.get((source.name(node),), -1)
        if op == UNKNOWN or op == CONTRACT:
            return self._unknown.get((source.operator(node), children), -1)
        return self.found(op, children)

    def digest(self, node: int) -> int:
        """Return a 64-bit number that depends on the structure of *node* alone."""
        digests = self._digests
        for i in range(len(digests), node + 1):
            op = self.ops[i]
            mixed = op * 0x9E3779B97F4A7C15 + 1
            if is_leaf(op) or op == UNKNOWN or op == CONTRACT:
                mixed ^= self._held(i) * 0xBF58476D1CE4E5B9
            for child in self.children[i]:
                mixed = ((mixed ^ digests[child]) * 0x94D049BB133111EB + (mixed >> 29)) & _MASK
            digests.append((mixed ^ (mixed >> 31)) & _MASK)
        return digests[node]

    def _held(self, leaf: int) -> int:
        """Return a number for what a leaf holds, the same in every process."""
        value = self.numbers.get(leaf)
        if value is None:
            return crc32(repr(self.names.get(leaf, self.operators.get(leaf))).encode())
        if isinstance(value, float):
            return crc32(value.hex().encode())
        mixed = value.denominator * 0xD6E8FEB86659FD93 & _MASK
        numerator = value.numerator << 1 if value >= 0 else ~value.numerator << 1 | 1
        while numerator:  # every 64 bits count
            mixed = ((mixed ^ numerator & _MASK) * 0x9E3779B97F4A7C15 + 1) & _MASK
            numerator >>= 64
        return mixed

    def size(self, node: int) -> int:
        """Return the size of *node* written as a tree: leaves + operators + calls.

        A number counts 1, with its sign if it has one, a fraction 3. Saturates at 2**62.
        """
        sizes, leads = self._sizes, self._leads
        for i in range(len(sizes), node + 1):
            op = self.ops[i]
            if is_leaf(op):
                leads.append(op == NUMBER)
                sizes.append(3 if op == NUMBER and isinstance(self.numbers[i], Fraction) else 1)
                continue
            if op in (ADD, SUB, MUL, DIV):
                a, b = self.both(i)
                leads.append((op == MUL or op == DIV) and leads[a])
                sizes.append(min(1 + sizes[a] + sizes[b], _SATURATED))
                continue
            children = self.children[i]
            leads.append(False)
            total = 0 if op == NEG and leads[children[0]] else 1  # -2*x is (-2)*x to a reader
            for child in children:
                total += sizes[child]
            if op == PIECEWISE:
                total += len(children) // 2
            sizes.append(min(total, _SATURATED))
        return sizes[node]

    def operations(self, roots: Iterable[int]) -> int:
        """Return the operators and functions below *roots*, each node once: what an evaluation computes.

        Cost: linear in the nodes below *roots*.
        """
        return sum([not is_leaf(self.ops[node]) for node in self.below(roots)])

    def symbols(self, roots: Iterable[int]) -> list[str]:
        """Return the names of the symbols below *roots*, in alphabetical order; not those without a name."""
        names = {self.name(i) for i in self.below(roots) if self.ops[i] == SYMBOL}
        return sorted([name for name in names if not name.startswith(UNNAMED)])

"""The normal form of a large input, where parts that differ by their symbols alone are put in order once.

The terms of a long sum, the entries of a large matrix and the partials of a function of many variables are
few formulas at many places. Each small part is read as its shape: the formula with its symbols numbered in
the order of their names, which is the order that terms and factors are written in. The normal form of a
shape is then written down for the symbols of each place.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("+".join([f"sin(x{i + 1})*x{i}*x{i}" for i in range(1, 5)]))
>>> graph, [node] = in_order_by_shape(e.graph, [e.node])
>>> print(Expr(graph, node))
x1**2*sin(x2) + x2**2*sin(x3) + x3**2*sin(x4) + x4**2*sin(x5)
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph, Number
from symdiff.graph.nodes import NodeMap
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.form import Known
from symdiff.simplifier.ordered import in_order, size
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, SUB, SYMBOL, UNKNOWN

_NONE: Final = -1
_SYMBOLS: Final = 4
"""Symbols of a shape, at most."""
_SMALL: Final = 100
"""Size of a shape, written as a tree, at most."""
_SEEN: Final = 4096
"""Nodes after which shapes must have been met again and again."""
_LARGE: Final = 50_000
"""Nodes from which on the normal form is taken once."""
_SLOT: Final = -1
"""A step that takes the symbol of a place."""
_LEAF: Final = -2
"""A step that takes a node that is there: a number or a constant."""
_OTHER: Final = -3
"""A step that makes a node with any number of arguments."""


class _Shapes:
    """The small parts of a graph as formulas in numbered symbols."""

    def __init__(self, source: Graph, order: list[int]) -> None:
        self.source = source
        self.graph = Graph(source.limits)
        """Of the shapes."""
        self.slots = [self.graph.fresh(number) for number in range(_SYMBOLS)]
        symbols = [node for node in order if source.ops[node] == SYMBOL]
        symbols.sort(key=source.name)
        self.symbols = symbols
        """In the order of their names."""
        self.sets: list[tuple[int, ...]] = [()]
        """Places in *symbols*, ascending: what the slots of a shape stand for."""
        self._numbers: dict[tuple[int, ...], int] = {(): 0}
        self._joined: dict[int, int] = {}
        self._moved: dict[int, int] = {}
        self.shape = NodeMap(len(source), len(order))
        """Node → its shape, where it is small."""
        self.set_of = NodeMap(len(source), len(order))
        """Node → number of the set of its symbols."""

    def read(self, order: list[int]) -> bool:
        """Find the shapes of the nodes of *order*, arguments first; return whether they are few.

        Cost: linear in nodes, and in the size of the shapes that differ.
        """
        source, graph, shape, set_of = self.source, self.graph, self.shape, self.set_of
        for place, node in enumerate(self.symbols):
            shape[node] = self.slots[0]
            set_of[node] = self._number((place,))
        seen = 0
        for node in order:
            op = source.ops[node]
            if op == SYMBOL:
                continue
            seen += 1
            if seen == _SEEN and 4 * len(graph) > 3 * seen:
                return False
            symbols = 0
            if op == NUMBER or op == CONSTANT:
                new = graph.rebuild(source, node, ())
            elif op in (ADD, SUB, MUL, DIV):
                a, b = source.both(node)
                left, right = shape.get(a, _NONE), shape.get(b, _NONE)
                if left == _NONE or right == _NONE:
                    continue
                symbols, second = set_of[a], set_of[b]
                if symbols != second:
                    joined = self._join(symbols, second)
                    if joined == _NONE:
                        continue
                    left = self._move(left, joined >> _SYMBOLS & _MASK)
                    right = self._move(right, joined & _MASK)
                    symbols = joined >> 2 * _SYMBOLS
                new = graph.binary(op, left, right)
            else:
                children = source.children[node]
                if len(children) == 1 and op != UNKNOWN:
                    only = shape.get(children[0], _NONE)
                    if only == _NONE:
                        continue
                    symbols = set_of[children[0]]
                    new = graph.unary(op, only)
                else:
                    symbols = self._together(children)
                    if symbols == _NONE:
                        continue
                    arguments = []
                    for child in children:
                        own = set_of[child]
                        moved = shape[child]
                        if own != symbols:
                            moved = self._move(moved, self._join(own, symbols) >> _SYMBOLS & _MASK)
                        arguments.append(moved)
                    new = graph.rebuild(source, node, tuple(arguments))
            if graph.size(new) <= _SMALL:
                shape[node] = new
                set_of[node] = symbols
        return True

    def _together(self, children: tuple[int, ...]) -> int:
        """Return the number of the set of symbols of all *children*, or -1 where one has no shape."""
        symbols = 0
        for child in children:
            if child not in self.shape:
                return _NONE
            own = self.set_of[child]
            if own != symbols:
                joined = self._join(symbols, own)
                if joined == _NONE:
                    return _NONE
                symbols = joined >> 2 * _SYMBOLS
        return symbols

    def _number(self, symbols: tuple[int, ...]) -> int:
        number = self._numbers.get(symbols)
        if number is None:
            number = self._numbers[symbols] = len(self.sets)
            self.sets.append(symbols)
        return number

    def _join(self, a: int, b: int) -> int:
        """Return the number of the union of two sets, and which places in it each of them has, as bits below
        it; -1 where it is too large."""
        key = a << 32 | b
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = self._merged(self.sets[a], self.sets[b])
        return found

    def _merged(self, left: tuple[int, ...], right: tuple[int, ...]) -> int:
        """Return the union of two ascending sets, as `_join` does."""
        union: list[int] = []
        bit, first, second, i, j = 1, 0, 0, 0, 0
        while i < len(left) or j < len(right):
            if len(union) == _SYMBOLS:
                return _NONE
            if j == len(right) or (i < len(left) and left[i] < right[j]):
                union.append(left[i])
                first, i = first | bit, i + 1
            elif i == len(left) or right[j] < left[i]:
                union.append(right[j])
                second, j = second | bit, j + 1
            else:
                union.append(left[i])
                first, i, second, j = first | bit, i + 1, second | bit, j + 1
            bit *= 2
        return (self._number(tuple(union)) << _SYMBOLS | first) << _SYMBOLS | second

    def _move(self, shape: int, places: int) -> int:
        """Return *shape* with its symbols at the *places* that are the ones of a number."""
        if not places & (places + 1):
            return shape  # the first ones
        key = shape << _SYMBOLS | places
        found = self._moved.get(key)
        if found is None:
            graph = self.graph
            slots = [slot for at, slot in enumerate(self.slots) if places >> at & 1]
            mapping = dict(zip(self.slots, slots, strict=False))
            for node in graph.below([shape]):
                if graph.ops[node] != SYMBOL:
                    children = tuple([mapping[child] for child in graph.children[node]])
                    mapping[node] = graph.rebuild(graph, node, children)
            found = self._moved[key] = mapping[shape]
        return found


_MASK: Final = (1 << _SYMBOLS) - 1


class _Written:
    """The normal form of a shape, as steps that make it for other symbols in another graph."""

    def __init__(self, short: Factored, known: Known, shape: int, form: Factored) -> None:
        """Lay out what *known* has of *shape*, nodes of *short*, for nodes of *form*."""
        graph, target = short.graph, form.graph
        top = known.done[shape]
        whole = known.sums.get(shape, top)
        product = known.products.get(shape)
        parts = [top] if whole == top else [top, whole]
        needed = [*parts, *(product[1] if product else ())]
        for part in parts:
            factors = short.factors(part)[1]
            needed += [*short.terms(part), *factors, *factors.values()]
        order = graph.postorder(needed)
        at = {node: place for place, node in enumerate(order)}
        self.graph = graph
        self.top = at[top]
        self.sum = at[whole] if whole != top else _NONE
        """The sum that is written as a product."""
        self.product: tuple[Number, list[tuple[int, int]]] | None = None
        """The number and the sum that are written as a sum."""
        if product:
            self.product = (product[0], [(at[base], at[exponent]) for base, exponent in product[1].items()])
        self.facts: list[tuple[int, list[tuple[int, Number]], Number, list[tuple[int, int]]]] = []
        """Of the node and of the sum: where it stands, its terms, its number and its factors."""
        for part in parts:
            if graph.ops[part] != NUMBER:
                terms = [(at[monomial], count) for monomial, count in short.terms(part).items()]
                number, factors = short.factors(part)
                powers = [(at[base], at[exponent]) for base, exponent in factors.items()]
                self.facts.append((at[part], terms, number, powers))
        self.steps: list[tuple[int, int, int]] = []
        self.arguments: dict[int, tuple[int, ...]] = {}
        for place, node in enumerate(order):
            op, children = graph.ops[node], tuple([at[child] for child in graph.children[node]])
            if op == SYMBOL:
                self.steps.append((_SLOT, graph.fresh_number(node), _NONE))
            elif not children:
                self.steps.append((_LEAF, target.rebuild(graph, node, ()), _NONE))
            elif op == UNKNOWN or len(children) > 2:
                self.arguments[place] = children
                self.steps.append((_OTHER, node, place))
            else:
                self.steps.append((op, children[0], children[1] if len(children) == 2 else _NONE))

    def put(self, form: Factored, slots: list[int], node: int, known: Known) -> None:
        """Make the form for the symbols *slots* in *form*; let *known* have it for a *node* of the source."""
        graph = form.graph
        made: list[int] = []
        for op, a, b in self.steps:
            if op >= 0:
                made.append(graph.binary(op, made[a], made[b]) if b >= 0 else graph.unary(op, made[a]))
            elif op == _SLOT:
                made.append(slots[a])
            elif op == _LEAF:
                made.append(a)
            else:
                below = tuple([made[place] for place in self.arguments[b]])
                made.append(graph.rebuild(self.graph, a, below))
        for place, terms, number, powers in self.facts:
            factors = {made[base]: made[exponent] for base, exponent in powers}
            form.learn(made[place], {made[at]: count for at, count in terms}, number, factors)
        known.done[node] = made[self.top]
        if self.sum >= 0:
            known.sums[node] = made[self.sum]
        if self.product:
            number, powers = self.product
            known.products[node] = (number, {made[base]: made[exponent] for base, exponent in powers})


def in_order_by_shape(
    graph: Graph, roots: list[int], trail: set[str] | None = None
) -> tuple[Graph, list[int]]:
    """Return what `in_order` returns, in less time where shapes come again and again.

    Cost: linear in nodes, but for the sorting of terms; that of the normal form itself only for what differs
    by more than symbols.
    """
    order = graph.postorder(roots)
    shapes = _Shapes(graph, order)
    if not shapes.read(order):
        return in_order(graph, roots, trail)
    tops, rest = _tops(shapes, order, roots)
    different = list(dict.fromkeys([shapes.shape[top] for top in tops]))
    if 2 * len(different) > len(tops):
        return in_order(graph, roots, trail)
    used: set[str] = set()
    short, nodes = shapes.graph, different
    if not rest:  # nothing is made of them, and the form is theirs until it no longer changes
        short, nodes = in_order(short, nodes, used)
    once, form = Factored(short), Factored(graph)
    of_shapes, known = Known(short, len(different)), Known(graph, len(order))
    try:
        once.sweep(nodes, None, of_shapes)
        written = {
            shape: _Written(once, of_shapes, node, form) for shape, node in zip(different, nodes, strict=True)
        }
        symbols = [form.graph.symbol(graph.name(symbol)) for symbol in shapes.symbols]
        for top in tops:
            slots = [symbols[place] for place in shapes.sets[shapes.set_of[top]]]
            written[shapes.shape[top]].put(form, slots, top, known)
        nodes = form.sweep(roots, rest, known)
    except (Unsettled, OverflowError, RecursionError):
        return in_order(graph, roots, trail)
    if size(form.graph, nodes) > size(graph, roots):
        return in_order(graph, roots, trail)
    if trail is not None:
        trail |= used | once.used | form.used_for(nodes)
    if rest and len(order) <= _LARGE and not form.is_final(nodes, with_numbers=True):
        return in_order(form.graph, nodes, trail)
    return form.graph, nodes


def _tops(shapes: _Shapes, order: list[int], roots: list[int]) -> tuple[list[int], list[int]]:
    """Return the largest parts that have a shape, and the other nodes of *order*, that are made of them.

    A link of a longer chain of terms or of factors is no part by itself.
    """
    source = shapes.source
    uses = NodeMap(len(source), len(order))
    for node in order:
        for child in source.children[node]:
            uses[child] = uses.get(child, 0) + 1
    wanted = NodeMap(len(source), len(order))
    """1 for a part, 2 for what is made of parts."""
    for root in roots:
        uses[root] = 2
        wanted[root] = 1 if root in shapes.shape else 2
    for node in reversed(order):
        if wanted.get(node, 0) != 2:
            continue
        kind = _chain_of(source.ops[node])
        for child in source.children[node]:
            if child in shapes.shape and not (
                kind and uses[child] == 1 and _chain_of(source.ops[child]) == kind
            ):
                wanted[child] = max(1, wanted.get(child, 0))
            else:
                wanted[child] = 2
    tops = [node for node in order if wanted.get(node, 0) == 1]
    return tops, [node for node in order if wanted.get(node, 0) == 2]


def _chain_of(op: int) -> int:
    """Return ADD for an operator whose chains are sums, MUL for products, 0 for others."""
    if op == ADD or op == SUB:
        return ADD
    return MUL if op == MUL or op == DIV or op == NEG else 0


__all__ = ["in_order_by_shape"]

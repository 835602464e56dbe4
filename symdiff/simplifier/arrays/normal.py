"""The normal form of formulas of arrays: sums of products, like terms and like factors collected.

A product of products is one product, with one order of its factors and one name for each axis, so that equal
products are one node. A sum is not multiplied out unless that is asked for.

>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> g = Graph()
>>> node, _ = lowered(g, "A @ B + (B.T @ A.T).T", declared("A[n,m] B[m,k]"), DEFAULT)
>>> form = Normal(Graph())
>>> found = form.of(g, node)
>>> form.product(found).number
2
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from symdiff.graph.contraction import Contraction, contraction, dims_of, letters
from symdiff.graph.flattening import Axes
from symdiff.graph.graph import Graph
from symdiff.graph.products import size, zeros
from symdiff.graph.shapes import Dim, Shape
from symdiff.simplifier.arrays.axes import entries, sizes_of_lost
from symdiff.simplifier.arrays.expanding import multiplied_out
from symdiff.simplifier.arrays.factoring import factored
from symdiff.simplifier.arrays.inner import apart, drawn
from symdiff.simplifier.arrays.laws import meeting, together
from symdiff.simplifier.arrays.matrices import function
from symdiff.simplifier.arrays.naming import named
from symdiff.simplifier.arrays.symmetry import finds_symmetric
from symdiff.simplifier.arrays.terms import Factor, Number, Operand, Product, entered, times
from symdiff.table.arrays import CONTRACT
from symdiff.table.functions import SQRT
from symdiff.table.operators import (
    ADD,
    DIV,
    MUL,
    NEG,
    NUMBER,
    POW,
    SUB,
    is_leaf,
)

_LONGEST: Final = 40
"""Factors of one product; beyond, products are factors as they stand."""


class Normal:
    """Writes formulas into *graph* in the normal form.

    *expanding* multiplies products of sums out, *factoring* pulls common factors of the terms of sums out of
    them, and *splitting* writes determinants of products as products.
    """

    def __init__(
        self, graph: Graph, expanding: bool = False, factoring: bool = False, splitting: bool = True
    ) -> None:
        self.graph = graph
        self.expanding = expanding
        self.splitting = splitting
        self.factoring = factoring
        self.multiplied = 0
        """Products that sums were multiplied out to."""
        self.has_factors = False
        """Whether a sum was a factor of a product, and could be multiplied out."""
        self.has_determinants = False
        self.has_reflections = False
        """Whether there is a sigmoid or a step of something with a minus in front."""
        self.has_reflected = False
        """Whether such a one was written as 1 less another."""
        self.used: set[str] = set()
        """The names of the laws that were used."""
        self._products: dict[int, Product] = {}
        self._sums: dict[int, tuple[tuple[Number, int], ...]] = {}
        self._symmetric: dict[int, bool] = {}
        self.totals: dict[tuple[int, tuple[int, ...]], int | None] = {}
        """Sums that are shorter when they are summed over the axes at some places."""
        self._busy: set[int] = set()

    # Reading what is in the form ------------------------------------------------------------

    def product(self, node: int) -> Product:
        """Return *node* as a product; what is none is one factor."""
        graph = self.graph
        if graph.ops[node] == NUMBER:  # asked first: 1/abs(1) is written as 1, and is no factor of it
            return Product(graph.value(node), (), (), ())
        known = self._products.get(node)
        if known is not None:
            return known
        shape = graph.shape(node)
        axes = tuple(range(len(shape)))
        return Product(1, (Factor(node, 1, axes),), axes, shape)

    def terms(self, node: int) -> tuple[tuple[Number, int], ...]:
        """Return *node* as a sum of numbers times nodes; what is none is one term."""
        known = self._sums.get(node)
        if known is not None:
            return known
        return (self._monic(node),)

    @property
    def has_sums(self) -> bool:
        """Whether something has terms that may have factors in common."""
        return bool(self._sums)

    def is_sum(self, node: int) -> bool:
        return node in self._sums

    def is_product(self, node: int) -> bool:
        """Return whether *node* is known as a product of other factors than itself."""
        return node in self._products

    def _monic(self, node: int) -> tuple[Number, int]:
        """Return a node as a number times a node without one."""
        found = self.product(node)
        if found.number == 1 or not found.number:
            return 1, node
        if not found.factors and not found.output:
            return found.number, self.graph.number(1)
        return found.number, self.written(found._replace(number=1))

    # Writing --------------------------------------------------------------------------------

    def of(self, source: Graph, root: int, known: dict[int, int] | None = None) -> int:
        """Return *root* of *source* in the normal form; nodes that are *known* already are not asked again,
        and others are added to them. Cost: linear in nodes, but for what products and sums that are drawn
        together make longer."""
        made = {} if known is None else known
        for name, array in source.arrays.items():  # what does not occur gives dimensions their sizes
            self.graph.arrays.setdefault(name, array)
        for node in source.postorder([root]):
            if node not in made:
                below = [made[child] for child in source.children[node]]
                made[node] = self._node(source, node, below)
                self.is_symmetric(made[node])  # so that it is known of arguments first, and nothing recurs
        return made[root]

    def _node(self, source: Graph, node: int, below: list[int]) -> int:
        op, graph = source.ops[node], self.graph
        if is_leaf(op):
            return graph.rebuild(source, node, ())
        if op == ADD:
            return self.added([(1, below[0]), (1, below[1])])
        if op == SUB:
            return self.added([(1, below[0]), (-1, below[1])])
        if op == NEG:
            is_spread = self.expanding or self.factoring
            return self.added([(-1, below[0])]) if is_spread else self.scaled(-1, below[0])
        if op == MUL:
            return self.times([(below[0], 1), (below[1], 1)])
        if op == DIV:
            return self.times([(below[0], 1), (below[1], -1)])
        if op == POW and graph.ops[below[1]] == NUMBER:
            return self.raised(below[0], graph.value(below[1]))
        if op == SQRT:
            return self.raised(below[0], Fraction(1, 2))
        if op == CONTRACT:
            return self.contracted(contraction(source.operators[node][0]), below)
        return function(self, op, below, source, node)

    def contracted(self, given: Contraction, below: Sequence[int]) -> int:
        """Return a contraction of nodes of the form."""
        axes = Axes()
        dims = dims_of(given, [self.graph.shape(child) for child in below])
        names = {letter: axes.add(dim) for letter, dim in dims.items()}
        operands: list[Operand] = [
            (child, 1, [names[letter] for letter in part])
            for child, part in zip(below, given.inputs, strict=True)
        ]
        fixed = [(names[letter], place) for letter, place in given.fixed]
        return self.collected(1, operands, [names[letter] for letter in given.output], axes, fixed)

    def times(self, factors: Sequence[tuple[int, Number]]) -> int:
        """Return the product of powers of nodes, entry by entry, along the last axes of the largest."""
        shape: Shape = max([self.graph.shape(node) for node, _ in factors], key=len)
        axes = Axes()
        output = [axes.add(dim) for dim in shape]
        operands: list[Operand] = []
        for node, exponent in factors:
            rank = len(self.graph.shape(node))
            operands.append((node, exponent, output[len(output) - rank :]))
        return self.collected(1, operands, output, axes, [])

    def raised(self, node: int, exponent: Number) -> int:
        """Return a power of a node, entry by entry."""
        return self.times([(node, exponent)])

    def scaled(self, number: Number, node: int) -> int:
        """Return a node times a number."""
        found = self.product(node)
        if node in self._sums and number != 1:
            found = Product(1, (Factor(node, 1, tuple(range(len(self.graph.shape(node))))),),
                            tuple(range(len(self.graph.shape(node)))), self.graph.shape(node))  # fmt: skip
        return self.written(found._replace(number=times(number, found.number)))

    def added(self, terms: Iterable[tuple[Number, int]], shape: Shape | None = None) -> int:
        """Return the sum of numbers times nodes, like terms collected; a smaller one goes along the last axes
        of the largest."""
        pending = [(number, node) for number, node in terms][::-1]
        whole: Shape = shape or ()
        for _, node in pending:
            whole = max(whole, self.graph.shape(node), key=len)
        found: dict[int, Number] = {}
        while pending:
            number, node = pending.pop()
            inside = self._summed(node)
            if inside is not None:
                more, parts = inside
                pending += [(times(times(number, more), each), part) for each, part in parts][::-1]
                continue
            node = self.spread(node, whole)
            more, node = self._monic(node)
            found[node] = found.get(node, 0) + times(number, more)
        kept = {node: number for node, number in found.items() if number and self.product(node).number}
        collected = together(self, kept)
        if self.factoring and len(collected) > 1:
            return factored(self, collected, whole)
        return self.sum(collected, whole)

    def _summed(self, node: int) -> tuple[Number, tuple[tuple[Number, int], ...]] | None:
        """Return a sum, or a number times a sum, as that number and the terms; None for anything else."""
        if node in self._sums:
            return 1, self._sums[node]
        found = self._products.get(node)
        if found is None or len(found.factors) != 1 or not found.number:
            return None
        [factor] = found.factors
        if factor.power != 1 or factor.node not in self._sums or factor.axes != found.output or found.fixed:
            return None
        return (
            (found.number, self._sums[factor.node]) if len(set(found.output)) == len(found.output) else None
        )

    def sum(self, terms: Mapping[int, Number], shape: Shape) -> int:
        """Return the sum of *terms*, nodes without a number of their own, times numbers."""
        graph = self.graph
        if not terms:
            return self._zero(shape)
        if len(terms) == 1:
            [(node, number)] = terms.items()
            return self.scaled(number, node)
        ordered = sorted(terms.items(), key=lambda item: (item[1] < 0, item[0]))
        total = -1
        for node, number in ordered:
            part = graph.mul(graph.number(number if number > 0 else -number), node)
            if total < 0:
                total = part if number > 0 else graph.neg(part)
            else:
                total = graph.add(total, part) if number > 0 else graph.sub(total, part)
        self._sums[total] = tuple([(number, node) for node, number in ordered])
        self._products.pop(total, None)
        return total

    def _zero(self, shape: Shape) -> int:
        node = zeros(self.graph, shape)
        if shape:
            axes = tuple(range(len(shape)))
            self._products[node] = Product(0, (), axes, shape)
        return node

    def spread(self, node: int, shape: Shape) -> int:
        """Return *node* with the axes of *shape*, of which it has the last."""
        own = self.graph.shape(node)
        if own == shape:
            return node
        axes = Axes()
        output = [axes.add(dim) for dim in shape]
        return self.collected(1, [(node, 1, output[len(shape) - len(own) :])], output, axes, [])

    # Products -------------------------------------------------------------------------------

    def again(self, found: Product) -> int:
        """Return the node of a product some of whose factors have new powers."""
        axes = Axes()
        names = [axes.add(dim) for dim in found.dims]
        operands: list[Operand] = [
            (factor.node, factor.power, [names[axis] for axis in factor.axes]) for factor in found.factors
        ]
        output = [names[axis] for axis in found.output]
        fixed = [(names[axis], place) for axis, place in found.fixed]
        return self.collected(found.number, operands, output, axes, fixed)

    def collected(
        self,
        number: Number,
        operands: Sequence[Operand],
        output: Sequence[int],
        axes: Axes,
        fixed: Sequence[tuple[int, int]],
    ) -> int:
        """Return the node of a product: products among the operands are drawn in, equal factors collected,
        and what is true of factors that meet is used."""
        kept = list(fixed)
        factors: list[Factor] = []
        pending = [(node, exponent, list(own)) for node, exponent, own in operands][::-1]
        while pending:
            node, exponent, own = pending.pop()
            found = self.product(node)
            inner = drawn(found, exponent)
            if inner is None or len(factors) + len(pending) + len(inner[1]) > _LONGEST:
                more, scalars, rest = apart(self, node, found, exponent)
                number = times(number, more)
                factors += [*scalars, Factor(rest, exponent, tuple(own))] if rest >= 0 else scalars
                continue
            more, parts = inner
            number = times(number, more)
            names = entered(found, own, axes)
            kept += [(names[axis], place) for axis, place in found.fixed]
            for part in parts:
                pending.append((part.node, part.power, [names[axis] for axis in part.axes]))
        factors = [
            factor._replace(axes=tuple([axes.find(axis) for axis in factor.axes])) for factor in factors
        ]
        output = [axes.find(axis) for axis in output]
        kept = [(axes.find(axis), place) for axis, place in kept]
        factors += sizes_of_lost(self, factors, output, kept, axes)
        factors, output, kept, number = meeting(self, factors, output, kept, axes, number)
        kept, where = entries(self, kept, axes)
        if where is None:
            return self._zero(tuple([axes.dims[axis] for axis in output]))
        factors = self.alike([*factors, *where])
        if not self.has_factors:
            self.has_factors = any(
                factor.axes and factor.power == 1 and factor.node in self._sums for factor in factors
            )
        if self.expanding:
            spread = multiplied_out(self, number, factors, output, kept, axes)
            if spread is not None:
                return spread
        return self.written(Product(number, tuple(factors), tuple(output), tuple(axes.dims), tuple(kept)))

    def alike(self, factors: Iterable[Factor]) -> list[Factor]:
        """Return the factors, equal ones as one power."""
        found: dict[tuple[int, tuple[int, ...]], Number] = {}
        for factor in factors:
            key = (factor.node, self._in_order(factor))
            found[key] = times(1, found.get(key, 0) + factor.power)
        return [Factor(node, exponent, own) for (node, own), exponent in found.items() if exponent]

    def cancelled(
        self, factors: Sequence[Factor], output: Sequence[int], kept: Sequence[tuple[int, int]], axes: Axes
    ) -> list[Factor]:
        """Return the factors, equal ones as one power, with the sizes of axes that are summed and that
        nothing is left of: the sum over j of w[j]/w[j] is their number."""
        found = self.alike(factors)
        if len(found) == len(factors):
            return found
        have = {axis for factor in found for axis in factor.axes} | set(output) | {axis for axis, _ in kept}
        gone = dict.fromkeys([axis for factor in factors for axis in factor.axes if axis not in have])
        return self.alike([*found, *[Factor(self.size(axes.dims[axis]), 1, ()) for axis in gone]])

    def size(self, dim: Dim) -> int:
        return size(self.graph, dim)

    def _in_order(self, factor: Factor) -> tuple[int, ...]:
        """Return the axes of a factor, those of a symmetric matrix in one order."""
        own = factor.axes
        if len(own) == 2 and own[0] > own[1] and self.is_symmetric(factor.node):
            return own[::-1]
        return own

    def written(self, given: Product) -> int:
        """Return the node of a product whose factors are none, in its one order and with one name for each
        axis."""
        if not given.number:
            return self._zero(given.shape())
        graph = self.graph
        found = named(self, given)
        arrays = list(found.arrays())
        node = -1
        if arrays or found.output:
            had = dict.fromkeys([axis for factor in arrays for axis in factor.axes])
            alone = [axis for axis in dict.fromkeys(found.output) if axis not in had]
            names = dict(zip([*had, *alone], letters(), strict=False))  # in the order that is canonical
            inputs = ["".join([names[axis] for axis in factor.axes]) for factor in arrays]
            out = "".join([names[axis] for axis in found.output])
            sizes = tuple([(names[axis], found.dims[axis]) for axis in alone])
            fixed = sorted([(names[axis], place) for axis, place in found.fixed if axis in names])
            spec = Contraction(tuple(inputs), out, sizes, tuple(fixed))
            contents = [self._power_node(factor) for factor in arrays]
            node = contents[0] if spec.is_copy() else graph.contracted(str(spec), tuple(contents))
        above = [factor for factor in found.scalars() if factor.power > 0]
        below = [factor for factor in found.scalars() if factor.power < 0]
        for factor in above[::-1]:
            part = self._power_node(factor)
            node = part if node < 0 else graph.mul(part, node)
        number = found.number
        for factor in below:
            part = self._power_node(factor._replace(power=-factor.power))
            if node < 0:
                node = graph.number(number)
                number = 1
            node = graph.div(node, part)
        if node < 0:
            return graph.number(number)
        if number != 1:
            node = graph.mul(graph.number(number), node)
        if found.is_made() and node not in self._sums:
            self._products[node] = found
        return node

    def _power_node(self, factor: Factor) -> int:
        graph = self.graph
        if factor.power == 1:
            return factor.node
        node = graph.pow(factor.node, graph.number(factor.power))
        axes = tuple(range(len(graph.shape(node))))
        self._products[node] = Product(1, (Factor(factor.node, factor.power, axes),), axes, graph.shape(node))
        return node

    # Symmetry -------------------------------------------------------------------------------

    def transposed(self, node: int) -> int:
        """Return the transpose of a matrix of the form."""
        return self.contracted(contraction("ab->ba"), [node])

    def is_symmetric(self, node: int) -> bool:
        """Return whether a matrix is known to be its own transpose."""
        shape = self.graph.shape(node)
        if len(shape) != 2 or shape[0] != shape[1] or node in self._busy:
            return False
        known = self._symmetric.get(node)
        if known is None:
            self._busy.add(node)
            known = self._symmetric[node] = finds_symmetric(self, node)
            self._busy.discard(node)
        return known


__all__ = ["Normal"]

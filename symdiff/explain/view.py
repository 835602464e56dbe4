"""What a teacher sees in a node: a sum of several terms, a constant factor, a quotient, a chain.

The graph keeps sums, differences, products and quotients as they were written, two at a time; a teacher takes
all terms of a sum at once, and all constant factors. Constants first, then sums, constant factors, quotients,
products, powers, and the rows of the table.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("3*x*sin(x)/2")
>>> seen = Viewer(e.graph, e.graph.symbol("x")).view(e.node)
>>> seen.rule.name, [str(Expr(e.graph, node)) for node in seen.arguments]
('constant multiple', ['3/2', 'x*sin(x)'])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from symdiff.explain.rules import (
    ABSOLUTE,
    CHAIN,
    CHAIN_OF_SEVERAL,
    CONSTANT,
    EXPONENTIAL,
    INTEGRAL,
    LARGEST,
    LOGARITHMIC,
    MULTIPLE,
    NATURAL,
    NO_SLOPE,
    OVER_FACTORS,
    OVER_LETTER,
    PIECEWISE,
    POWER,
    POWER_BELOW,
    PRODUCTS,
    QUOTIENT,
    RECIPROCAL,
    ROW,
    SUM,
    UNKNOWN,
    VARIABLE,
    Rule,
)
from symdiff.explain.writing import joined
from symdiff.graph.bound import is_binder, is_product, is_sum
from symdiff.graph.graph import Graph
from symdiff.sweeps.branches import GUARDED
from symdiff.table import operators
from symdiff.table.functions import ABS, LOG, SQRT
from symdiff.table.operators import ADD, DIV, MUL, NEG, POW, SUB, is_condition, is_leaf

_MANY: Final = max(PRODUCTS)
"""Factors that one product rule takes; the last of them may be what is left of a longer product."""


class View(NamedTuple):
    """A rule, and what its letters stand for; of a sum its terms, of a function its arguments."""

    rule: Rule
    arguments: tuple[int, ...] = ()
    moving: tuple[int, ...] = ()
    """What is to be derived."""
    signs: tuple[int, ...] = ()
    """Of each term of a sum, 1 or -1."""


class Viewer:
    """Sees nodes of *graph* with a teacher's eyes, for derivatives by the symbol *variable*.

    New nodes are made where a constant factor is set apart, or a product or logarithm is to be derived.
    """

    def __init__(self, graph: Graph, variable: int) -> None:
        self.graph = graph
        self.variable = variable
        self._depends: dict[int, bool] = {}

    def depends(self, node: int) -> bool:
        """Return whether *node* has the variable in it."""
        known = self._depends
        for new in self.graph.news(node, known):
            known[new] = new == self.variable or any(known[child] for child in self.graph.children[new])
        return known[node]

    def view(self, node: int) -> View:
        """Return the rule that a teacher names for *node*. Cost: linear in the terms or factors it joins."""
        graph = self.graph
        op = graph.ops[node]
        if not self.depends(node):
            return View(CONSTANT, (node,))
        if node == self.variable:
            return View(VARIABLE, (node,))
        if op == ADD or op == SUB:
            return self._sum(node)
        if op in (MUL, DIV, NEG):
            return self._product(node)
        if op == POW:
            return self._power(*graph.both(node))
        return self._call(node, op)

    def _sum(self, node: int) -> View:
        graph = self.graph
        signs: list[int] = []
        terms: list[int] = []
        pending = [(node, 1)]
        while pending:
            node, sign = pending.pop()
            op = graph.ops[node]
            if op == ADD or op == SUB:
                left, right = graph.both(node)
                pending += [(right, sign if op == ADD else -sign), (left, sign)]
            else:
                terms.append(node)
                signs.append(sign)
        moving = tuple([term for term in terms if self.depends(term)])
        return View(SUM, tuple(terms), moving, tuple(signs))

    def _product(self, node: int) -> View:
        graph = self.graph
        sign = 1
        fixed: list[int] = []
        fixed_below: list[int] = []
        below: list[int] = []
        above: list[int] = []
        pending = [(node, True)]
        while pending:
            part, is_above = pending.pop()
            op = graph.ops[part]
            if op == MUL or op == DIV:
                left, right = graph.both(part)
                pending += [(right, is_above if op == MUL else not is_above), (left, is_above)]
            elif op == NEG:
                sign = -sign
                pending.append((graph.first(part), is_above))
            elif self.depends(part):
                (above if is_above else below).append(part)
            else:
                (fixed if is_above else fixed_below).append(part)
        constant = self._over(fixed, fixed_below)
        if sign < 0:
            constant = graph.neg(constant)
        if constant != graph.number(1) or (len(above) == 1 and not below):
            return View(MULTIPLE, (constant, rest := self._over(above, below)), (rest,))
        if not below:
            if len(above) > _MANY:
                above = [*above[: _MANY - 1], self._all(above[_MANY - 1 :])]
            return View(PRODUCTS[len(above)], tuple(above), tuple(above))
        under = self._all(below)
        if above:
            over = self._all(above)
            return View(QUOTIENT, (over, under), (over, under))
        return self._below(under)

    def _below(self, under: int) -> View:
        """Return the rule for 1/*under*: a power is one with a negative exponent."""
        graph = self.graph
        op = graph.ops[under]
        if under == self.variable:
            return View(POWER_BELOW, (under, graph.number(1)), (under,))
        if op == POW and not self.depends(graph.both(under)[1]):
            base, exponent = graph.both(under)
            return View(POWER_BELOW, (base, exponent), (base,))
        if op == SQRT:
            base = graph.first(under)
            return View(POWER_BELOW, (base, graph.div(graph.number(1), graph.number(2))), (base,))
        return View(RECIPROCAL, (under,), (under,))

    def _power(self, base: int, exponent: int) -> View:
        graph = self.graph
        if graph.is_zero(base) or graph.is_zero(exponent):
            return View(CONSTANT, (graph.pow(base, exponent),))  # 1, and 0 where it has a derivative
        if not self.depends(exponent):
            return View(POWER, (base, exponent), (base,))
        if not self.depends(base):
            if base == graph.constant("E"):
                return View(NATURAL, (exponent,), (exponent,))
            return View(EXPONENTIAL, (base, exponent), (exponent,))
        inner = joined(graph, MUL, exponent, graph.call(LOG, (base,)))
        return View(LOGARITHMIC, (base, exponent, inner), (inner,))

    def _call(self, node: int, op: int) -> View:
        children = self.graph.children[node]
        moving = tuple([child for child in children if self.depends(child)])
        if is_condition(op) or is_leaf(op):
            return View(NO_SLOPE, (node,))
        if op == ABS:
            return View(ABSOLUTE, children, moving)
        if op in GUARDED:
            if op == operators.PIECEWISE:
                moving = tuple([value for value in children[::2] if self.depends(value)])
                return View(PIECEWISE, children, moving)
            return View(LARGEST, children, moving)
        if is_binder(self.graph, node):
            text = self.graph.operator(node)[0]
            kind = OVER_LETTER if is_sum(text) else OVER_FACTORS if is_product(text) else INTEGRAL
            return View(kind, children, moving)
        if op == operators.UNKNOWN:
            return View(UNKNOWN, children, moving)
        if len(children) > 1:
            return View(CHAIN_OF_SEVERAL if len(moving) > 1 else CHAIN, children, moving)
        return View(ROW if children[0] == self.variable else CHAIN, children, moving)

    def _all(self, factors: Sequence[int]) -> int:
        """Return the product of *factors*, as they stand."""
        product = factors[0]
        for factor in factors[1:]:
            product = joined(self.graph, MUL, product, factor)
        return product

    def _over(self, above: list[int], below: list[int]) -> int:
        one = self.graph.number(1)
        over = self._all(above) if above else one
        return self.graph.div(over, self._all(below)) if below else over

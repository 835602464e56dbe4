"""The derivative of a formula as a teacher takes it: one rule at each node, what is inside still to be taken.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("x**3*sin(x)")
>>> teacher = Teacher(e.graph, e.node, "x")
>>> [str(Expr(e.graph, node)) for node in (teacher.after[e.node], teacher.full()[e.node])]
["(x**3)'*sin(x) + x**3*(sin(x))'", '3*x**2*sin(x) + x**3*cos(x)']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from symdiff.explain.rules import (
    ABSOLUTE,
    CHAIN,
    CHAIN_OF_SEVERAL,
    CONSTANT,
    EXPONENTIAL,
    INTEGRAL,
    LARGEST,
    MULTIPLE,
    NATURAL,
    NO_SLOPE,
    OVER_FACTORS,
    OVER_LETTER,
    PIECEWISE,
    POWER,
    POWER_BELOW,
    ROW,
    SUM,
    UNKNOWN,
    VARIABLE,
)
from symdiff.explain.view import View, Viewer
from symdiff.explain.writing import joined, pending, put, scaled
from symdiff.graph.graph import Graph
from symdiff.parser.templates import template
from symdiff.sweeps.branches import branches
from symdiff.sweeps.partials import NONE, along, partial_at
from symdiff.table import operators
from symdiff.table.operators import DIV, MUL

Derived = Callable[[int], int]
"""A node → its derivative, or what stands for that."""
Slip = Callable[[Derived], int]
"""What is taken for the derivative of a node, from the derivatives of its parts."""

BY_SLOPES: Final = frozenset((ROW, CHAIN, CHAIN_OF_SEVERAL, INTEGRAL, OVER_LETTER, OVER_FACTORS, UNKNOWN))
"""Rules that ask the rows of functions for partial derivatives."""
_IF_LINEAR: Final = frozenset(
    (CHAIN, CHAIN_OF_SEVERAL, INTEGRAL, OVER_LETTER, UNKNOWN, ROW, ABSOLUTE, NATURAL, EXPONENTIAL)
)
"""Rules whose inner derivative is taken in the same go where it is a constant."""
_IF_POLYNOMIAL: Final = frozenset((POWER, POWER_BELOW, PIECEWISE, LARGEST))
_HARD, _POLYNOMIAL, _LINEAR = 0, 1, 2


class Teacher:
    """A derivation of the node *root* of *graph* by *variable*, to which nodes are added.

    Cost: linear in the nodes below *root*, but for products of many factors, which are quadratic.
    Raises Unsupported where a row has no such partial.
    """

    def __init__(self, graph: Graph, root: int, variable: str) -> None:
        self.graph = graph
        self.root = root
        self.variable = graph.symbol(variable)
        self.views: dict[int, View] = {}
        """Each node that is derived → the rule that is seen in it."""
        self.order: list[int] = []
        """Those nodes, each behind what it needs."""
        self.viewer = Viewer(graph, self.variable)
        self._see()
        self._ease: dict[int, int] = {}
        self.after: dict[int, int] = {}
        """Each node that is derived → its derivative by its rule, parts of it pending."""
        for node in self.order:
            self._ease[node] = self._ease_of(node)
            self.after[node] = self.applied(node, self._next_of(node))

    def _see(self) -> None:
        waiting = [(self.root, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                self.order.append(node)
            elif node not in self.views:
                view = self.views[node] = self.viewer.view(node)
                waiting.append((node, True))
                waiting += [(part, False) for part in reversed(view.moving)]

    def _ease_of(self, node: int) -> int:
        rule, arguments, moving, _ = self.views[node]
        if rule is CONSTANT or rule is VARIABLE:
            return _LINEAR
        if rule is SUM or rule is MULTIPLE:
            return min([self._ease[part] for part in moving])
        return _POLYNOMIAL if rule is POWER and arguments[0] == self.variable else _HARD

    def is_immediate(self, node: int, part: int) -> bool:
        """Return whether the derivative of *part* is taken in one go with that of *node*."""
        rule = self.views[node].rule
        if rule is SUM:
            return True
        ease = self._ease[part]
        if rule is MULTIPLE:
            return ease > _HARD or node != self.root
        return (ease == _LINEAR and rule in _IF_LINEAR) or (ease > _HARD and rule in _IF_POLYNOMIAL)

    def _next_of(self, node: int) -> Derived:
        def derived(part: int) -> int:
            return self.after[part] if self.is_immediate(node, part) else pending(self.graph, part)

        return derived

    def full(self, slips: Mapping[int, Slip] | None = None) -> dict[int, int]:
        """Return the whole derivative of each node that is derived, with *slips* made at some of them."""
        found: dict[int, int] = {}
        for node in self.order:
            slip = slips.get(node) if slips else None
            found[node] = self.applied(node, found.__getitem__) if slip is None else slip(found.__getitem__)
        return found

    def applied(self, node: int, derived: Derived) -> int:
        """Return the derivative of *node* by its rule, its parts being *derived*."""
        graph = self.graph
        view = self.views[node]
        rule, arguments = view.rule, view.arguments
        if rule is CONSTANT or rule is NO_SLOPE:
            return graph.number(0)
        if rule is VARIABLE:
            return graph.number(1)
        if rule is SUM:
            return self._sum(view, derived)
        if rule is MULTIPLE:
            constant, part = arguments
            if graph.ops[part] == DIV:  # two fractions side by side
                return joined(graph, MUL, constant, derived(part))
            return scaled(graph, constant, derived(part))
        if rule in BY_SLOPES:
            return self._by_slopes(node, derived)
        if rule is PIECEWISE or rule is LARGEST:
            return self._by_cases(node, derived)
        letters = rule.letters
        text = template(rule.right, (*letters, *[f"d{letter}" for letter in rule.moving]))
        places = [arguments[letters.index(letter)] for letter in rule.moving]
        return put(graph, text, (*arguments, *[derived(part) for part in places]))

    def _sum(self, view: View, derived: Derived) -> int:
        graph = self.graph
        total = NONE
        for term, sign in zip(view.arguments, view.signs, strict=True):
            if term in view.moving:
                part = derived(term)
                if total == NONE:
                    total = part if sign > 0 else graph.neg(part)
                else:
                    total = graph.add(total, part) if sign > 0 else graph.sub(total, part)
        return total

    def _by_slopes(self, node: int, derived: Derived) -> int:
        graph = self.graph
        total = NONE
        moving = self.views[node].moving
        for place, child in enumerate(graph.children[node]):
            slope = partial_at(graph, node, place) if child in moving else NONE
            if slope != NONE:
                moved = derived(child)
                is_cased = graph.ops[moved] == operators.PIECEWISE
                part = along(graph, slope, moved) if is_cased else joined(graph, MUL, slope, moved)
                total = part if total == NONE else graph.add(total, part)
        return graph.number(0) if total == NONE else total

    def _by_cases(self, node: int, derived: Derived) -> int:
        graph = self.graph
        moving = self.views[node].moving
        children = graph.children[node]
        moves = [derived(child) if child in moving else NONE for child in children]
        order = graph.postorder([node])
        depending = graph.depending(order, [self.variable])
        switched = {
            child for child in order if child in depending and operators.is_condition(graph.ops[child])
        }
        found = branches(graph, node, moves, switched)
        return graph.number(0) if found == NONE else found

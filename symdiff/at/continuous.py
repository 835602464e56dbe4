"""Conditions that leave points out at which a function of several variables has the derivative that the
formula says, since both are continuous there: x != 0 beside 2*y*abs(x), the derivative of x*abs(x)*y.

Let f and g be continuous on a set that is open in x, and let g be the derivative of f by x but for the zeros
of u. Where these are nowhere dense, g is the derivative at them, too: on a line along which u has isolated
zeros by the mean value theorem, and on one along which u is 0 since such lines are limits of others, on which
f and g come to it uniformly. For u is taken what is one analytic function wherever it has a value, and has a
value that is not 0: then its zeros are nowhere dense.

>>> from symdiff.parser.formula import parse
>>> f, g = parse("x*abs(x)*y"), parse("2*y*abs(x)")
>>> [str(one) for one in unforced(f, "x", g.graph, g.node, [parse("x != 0"), parse("y > 0")])]
['y > 0']
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.balls import quick
from symdiff.arithmetic.ranges import ratio
from symdiff.arithmetic.walk import has_complex, walk
from symdiff.errors import SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.domain.asked import Asked, asked_by, take
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import ABS, CBRT, MAX, MIN, SIGN, SQRT, code_of, row_of
from symdiff.table.operators import (
    ADD,
    CONSTANT,
    DIV,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NUMBER,
    OR,
    POW,
    SUB,
    SYMBOL,
    is_condition,
    is_function,
)

_LARGE: Final = 400
"""Nodes of both formulas from which on nothing is looked at."""
_MANY: Final = 12
"""Conditions beyond which nothing is."""
_HYPOT: Final = code_of("hypot", 2)
_SEVERAL: Final = frozenset((MAX, MIN, _HYPOT))
"""Functions of several arguments that are continuous wherever they have a value."""
_WITH_ZEROS: Final = frozenset((ABS, SQRT, CBRT, SIGN))
"""Functions that are zero where their argument is, and continuous there, or bounded."""
_POINTS: Final = tuple([Fraction(n, 7) for n in (9, 16, -11, 5, 23, -3)])
"""Coordinates of the points at which a formula is asked for a value that is not 0."""


def unforced(
    source: Expr, name: str, graph: Graph, root: int, conditions: Sequence[Expr], kept: Sequence[Expr] = ()
) -> tuple[Expr, ...]:
    """Return *conditions*, under which *root*, a node of *graph*, is the derivative of *source* by the symbol
    *name*, without those u != 0 that leave out points at which both are continuous. Those *kept* stay.

    Cost: none where no function has points at which it is not smooth; else a normal form for each condition
    that may go.
    """
    found = list(conditions)
    loose = [one for one in found if one not in kept and _is_apart(one)]
    if not loose or len(found) > _MANY or not _has_corners(source):
        return tuple(found)
    nodes = len(source.graph.below([source.node])) + len(graph.below([root]))
    if nodes > _LARGE or has_complex(source.graph, [source.node]) or has_complex(graph, [root]):
        return tuple(found)
    formulas = [source, Expr(graph, root)]
    if any(_is_of_others(one) for one in [*formulas, *found]):
        return tuple(found)
    for one in loose:
        rest = [other for other in found if other is not one]
        try:
            if _is_open(rest, name) and _is_thin(one) and _are_continuous(formulas, rest):
                found = rest
        except (SymdiffError, ArithmeticError, Unclear, RecursionError):
            continue
    return tuple(found)


def _is_apart(condition: Expr) -> bool:
    """Return whether a condition says that one of several things is not zero."""
    graph, pending = condition.graph, [condition.node]
    while pending:
        node = pending.pop()
        if graph.ops[node] == OR:
            pending += graph.children[node]
        elif graph.ops[node] != NE:
            return False
    return True


def _has_corners(source: Expr) -> bool:
    graph = source.graph
    for node in graph.below([source.node]):
        op = graph.ops[node]
        if is_function(op) and row_of(op).smooth:
            return True
        if op == POW and graph.numbers.get(graph.children[node][1], 0) % 1:
            return True
    return False


def _is_of_others(expr: Expr) -> bool:
    """Return whether there is anything in a formula but signs of which it is not known to be continuous."""
    graph = expr.graph
    if graph.operators:
        return True
    for node in graph.below([expr.node]):
        op = graph.ops[node]
        row = row_of(op)
        if op == POW and graph.numbers.get(graph.children[node][0], 1) <= 0:
            return True  # 0**u jumps where u is 0
        if op == SIGN or op in _SEVERAL or row.leaf or row.arithmetic or is_condition(op):
            continue
        if not is_function(op) or row.arity != 1 or row.jumps or row.complex_valued or row.integers:
            return True
    return False


# The zeros that were left out -------------------------------------------------------------------------


def _is_thin(condition: Expr) -> bool:
    """Return whether the points that a condition leaves out are nowhere dense: one of the differences that
    are not zero at once is an analytic function, and has a value that is not 0."""
    graph, pending = condition.graph, [condition.node]
    while pending:
        node = pending.pop()
        if graph.ops[node] == OR:
            pending += graph.children[node]
        elif _is_analytic(graph, node) and _has_value(graph, node):
            return True
    return False


def _is_analytic(graph: Graph, comparison: int) -> bool:
    """Return whether what is compared is made of functions that are meromorphic on the whole plane."""
    for node in graph.below(graph.children[comparison]):
        op = graph.ops[node]
        row = row_of(op)
        if op == POW:
            exponent = graph.numbers.get(graph.children[node][1])
            if exponent is None or exponent % 1:
                return False
        elif is_function(op):
            limited = row.cut or row.kinks or row.jumps or row.smooth or row.integers or row.complex_valued
            if limited or row.arity != 1 or not row.holomorphic or row.by_parts:
                return False
        elif not (row.leaf or row.arithmetic):
            return False
    return True


def _has_value(graph: Graph, comparison: int) -> bool:
    """Return whether the sides of a comparison differ at one of a few points."""
    names = graph.symbols([comparison])
    numbers = quick()
    for turn in range(len(_POINTS)):
        at = {n: numbers.number(_POINTS[(turn + i) % len(_POINTS)] + i) for i, n in enumerate(names)}
        try:
            left, right = walk(graph, list(graph.children[comparison]), at, numbers)
            if not (left - right).has_zero():
                return True
        except (SymdiffError, ArithmeticError, Unclear):
            continue
    return False


# The set on which both are continuous -------------------------------------------------------------------


def _is_open(conditions: Iterable[Expr], name: str) -> bool:
    """Return whether conditions are strict comparisons, or others that one symbol, not *name*, is on one side
    of a number."""
    for condition in conditions:
        graph = condition.graph
        for node in graph.below([condition.node]):
            op = graph.ops[node]
            if op in (GE, LE):
                left, right = graph.children[node]
                symbol = graph.names.get(left) if graph.ops[left] == SYMBOL else None
                if node != condition.node or symbol in (None, name) or graph.ops[right] != NUMBER:
                    return False
            elif is_condition(op) and op not in (NE, GT, LT, OR):
                return False
    return True


def _are_continuous(formulas: list[Expr], conditions: list[Expr]) -> bool:
    """Return whether formulas, and what is compared in *conditions*, are continuous wherever these hold."""
    work = workplace(formulas[0].graph.limits)
    known: dict[Asked, None] = {}
    sides: dict[Asked, None] = {}
    """What is said of one symbol that is not moved, whose end is let in on all lines."""
    roots = [work.take(one.graph, one.node) for one in formulas]
    for condition in conditions:
        node = work.copy(condition.graph, [condition.node])[condition.node]
        take(work, known, node)
        if work.ops[node] in (GE, LE):
            take(work, sides, node)
        roots.append(node)
    asked: dict[Asked, None] = {}
    for root in roots:
        asked.update(asked_by(work, root))
    for (op, node), _ in asked.items():
        if op in (GT, NE):
            if unimplied(work, {(op, node): None}, known, {}):
                return False
        elif op != GE or (
            unimplied(work, {(GE, node): None}, sides, {}) and unimplied(work, {(GT, node): None}, known, {})
        ):
            return False  # at the edge of a domain there is one side alone
    signs = _Signs(work, roots, [node for op, node in known if op in (GT, LT, NE)])
    return not any(map(signs.left, roots))


class _Signs:
    """Where formulas have jumps: the arguments of signs that no factor beside them makes 0 where they are.
    Those *apart* are not 0."""

    def __init__(self, work: Graph, roots: list[int], apart: list[int]) -> None:
        self._work = work
        self._form = Normal(work)
        self._zeros: dict[int, frozenset[int]] = {}
        self._factored: dict[int, frozenset[int]] = {}
        order = work.below([*roots, *apart])
        normal = dict(zip(order, self._form.sweep(order), strict=True))
        self._left: dict[int, frozenset[frozenset[int]]] = {}
        for node in order:
            op, children = work.ops[node], work.children[node]
            self._zeros[node] = self._zeros_of(op, children, normal[node])
        factors = frozenset[int]().union(*[self._zeros[node] for node in apart])
        for node in order:
            self._left[node] = self._left_of(work.ops[node], work.children[node], factors)

    def left(self, root: int) -> frozenset[frozenset[int]]:
        """Return for each such sign what must be zero for a jump: a factor of its argument."""
        return self._left[root]

    def _zeros_of(self, op: int, children: tuple[int, ...], normal: int) -> frozenset[int]:
        """Return factors, those of numbers left out, where each of which is zero the node is."""
        work = self._work
        if op == MUL:
            return self._zeros[children[0]] | self._zeros[children[1]]
        if op in (NEG, DIV) or op in _WITH_ZEROS:
            return self._zeros[children[0]]
        if op == POW:
            exponent = work.numbers.get(children[1])
            return self._zeros[children[0]] if exponent is not None and exponent > 0 else frozenset()
        return frozenset() if op in (NUMBER, CONSTANT) else frozenset((self._key(normal),))

    def _key(self, normal: int) -> int:
        """Return a sum without its content, which has the same zeros."""
        content = self._form.content(self._form.terms(normal)) if not self._form.graph.is_zero(normal) else 1
        return normal if content == 1 else self._form.scaled(normal, ratio(1, content))

    def _is_smoothed(self, jump: frozenset[int], beside: int) -> bool:
        """Return whether the node *beside* a sign is zero wherever that jumps."""
        zeros = self._zeros[beside]
        return bool(jump) and all(
            one in zeros or any(one in self._factors_of(zero) for zero in zeros) for one in jump
        )

    def _factors_of(self, zero: int) -> frozenset[int]:
        """Return factors, one of which is zero where a node of the normal form is: itself where it is none of
        sums."""
        graph = self._form.graph
        if graph.ops[zero] not in (ADD, SUB):
            return frozenset((zero,))
        if zero not in self._factored:
            found = []
            for one in unimplied(graph, {(NE, zero): None}, {}, {}):
                if one.graph.ops[one.node] != NE:  # x != 0 or y != 0
                    found = [zero]
                    break
                left, right = [self._work.take(one.graph, side) for side in one.graph.children[one.node]]
                found.append(self._key(self._form.sweep([self._work.sub(left, right)])[0]))
            self._factored[zero] = frozenset(found)
        return self._factored[zero]

    def _left_of(
        self, op: int, children: tuple[int, ...], apart: frozenset[int]
    ) -> frozenset[frozenset[int]]:
        both = frozenset[frozenset[int]]().union(*[self._left[child] for child in children])
        if op == SIGN:
            zeros = self._zeros[children[0]]
            if not zeros:
                return both | {zeros}
            if not zeros <= apart and apart:
                zeros = frozenset[int]().union(*[self._factors_of(zero) for zero in zeros])
            return both if zeros <= apart else both | {zeros - apart}
        if not both:
            return both
        if op == MUL:
            found: set[frozenset[int]] = set()
            for one, other in (children, children[::-1]):
                if self._left[other]:
                    found |= self._left[one]
                else:
                    found |= {jump for jump in self._left[one] if not self._is_smoothed(jump, other)}
            return frozenset(found)
        if op in (ADD, SUB, NEG) or (op == DIV and not self._left[children[1]]):
            return both
        # What else is made of a jump need not be bounded beside it: an empty set is no set of zeros.
        return both | {frozenset()}


__all__ = ["unforced"]

"""A condition of one variable: the places at which its truth may change, and its truth at one of them.

>>> from symdiff.parser.formula import parse
>>> known = read(parse("x**2 - 2 > 0"), "x")
>>> [str(one.where) for one in known.places], known.holds(place(parse("1")))
(['sqrt(2)', '-sqrt(2)'], False)
>>> [(str(start.where), str(period.where)) for start, period in read(parse("sin(2*x) != 0"), "x").families]
[('0', 'pi/2')]
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.arithmetic.walk import HOLDS, has_complex
from symdiff.at.line import Place, apart, place, sign
from symdiff.errors import SymdiffError, Unclear
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import alone, workplace
from symdiff.table.operators import AND, CONSTANT, NOT, OR, SYMBOL, is_comparison

_LARGE: Final = 300
"""Size of a condition beyond which it is not read."""
FAULTS: Final = (SymdiffError, ArithmeticError, ValueError, Unclear, NotImplementedError)
"""What may go wrong where numbers are looked at; a condition then stays as it was."""


class Nowhere(Exception):
    """There is no point at which conditions hold."""


Family = tuple[Place, Place]
"""A place, and how far the others of its family are apart."""


class Condition:
    """A condition of one variable that was read."""

    def __init__(self, expr: Expr, name: str) -> None:
        self.expr = expr
        self.name = name
        self.places: list[Place] = []
        """Where it may change."""
        self.families: list[Family] = []
        """And where it may change again and again."""
        self.plain: dict[int, tuple[int, Place]] = {}
        """Comparisons of the variable with a number: on which side it stands, and the number."""

    def holds(self, at: Place) -> bool:
        """Return whether it holds at a place; not where it has no value. Raises one of FAULTS where that
        could not be told."""
        graph = self.expr.graph
        true: dict[int, bool | None] = {}
        for node in graph.below([self.expr.node]):
            op = graph.ops[node]
            if is_comparison(op):
                side = self._sign(node, at)
                true[node] = None if side is None else side in HOLDS[op]
            elif op in (AND, OR):
                parts = [true[child] for child in graph.children[node]]
                decided = op == OR
                true[node] = decided if decided in parts else None if None in parts else not decided
            elif op == NOT:
                part = true[graph.children[node][0]]
                true[node] = None if part is None else not part
            elif op == CONSTANT:
                true[node] = graph.name(node) == "True"
        return bool(true[self.expr.node])

    def _sign(self, node: int, at: Place) -> int | None:
        """Return the sign of the difference of the sides of a comparison, None where it has none."""
        plain = self.plain.get(node)
        if plain is not None:
            return plain[0] * apart(at.number, plain[1].number)
        graph = self.expr.graph
        return sign(graph, graph.children[node], self.name, at)


def read(expr: Expr, name: str) -> Condition | None:
    """Return a condition of the one symbol *name* with where its truth may change; None where that is not
    known. Cost: that of solving the equations of what it compares."""
    graph, root = expr.graph, expr.node
    found = Condition(expr, name)
    if expr.size > _LARGE or has_complex(graph, [root]):
        return None
    try:
        for node in graph.below([root]):
            if not is_comparison(graph.ops[node]) or not graph.symbols([node]):
                continue
            left, right = graph.children[node]
            if graph.ops[right] == SYMBOL:
                left, right, side = right, left, -1
            else:
                side = 1
            if graph.ops[left] == SYMBOL and not graph.symbols([right]):
                number = place(alone(graph, right))
                found.plain[node] = side, number
                found.places.append(number)
            elif not _add(found, graph, node):
                return None
    except FAULTS:
        return None
    return found


def _add(found: Condition, graph: Graph, node: int) -> bool:
    """Add where the sides of a comparison are equal, or not smooth; return whether all of that is known."""
    from symdiff.at.equations import equations, solutions  # with what it takes to solve
    from symdiff.at.wider import solved

    work = workplace(graph.limits)
    left, right = [work.take(graph, side) for side in graph.children[node]]
    whole = work.sub(left, right)
    decimal = any(isinstance(graph.numbers.get(part), float) for part in graph.below([node]))
    zeros = list(solutions(work, whole, found.name))
    is_known = None not in zeros  # then it is zero at points alone, and a kink changes nothing
    asked = dict.fromkeys([whole, *equations(work, whole, found.name, kinks=not is_known)])
    for equation in list(asked)[is_known:]:
        known = solved(work, equation, found.name)
        if known is None:
            return False
        zeros += known
    for solution in zeros:
        if solution is not None:
            where, period = solution
            if period is not None:
                found.families.append((place(where), place(period)))
            else:
                found.places.append(_decimal(place(where)) if decimal else place(where))
    return True


def _decimal(one: Place) -> Place:
    """Return a place written as a decimal: a rational one that is one, another where that is shorter."""
    from symdiff.at.numbers import decimal_of

    graph = Graph(one.where.graph.limits)
    if isinstance(one.number, Fraction):
        return Place(Expr(graph, graph.number(decimal_of(one.number))), one.number)
    written = Expr(graph, graph.number(float(one.number)))
    return place(written) if len(str(written)) < len(str(one.where)) else one


__all__ = ["FAULTS", "Condition", "Family", "read"]

"""Taylor polynomials of formulas of arrays in a scalar, such as the size of a step.

>>> from symdiff.parser.formula import parse
>>> f = parse("L(t - a*g'(t))", shapes="t[n] a", functions="L g")
>>> str(polynomial(f, "a", parse("0"), 1))
"L(t) - a*g'(t).T @ L'(t)"
"""

from __future__ import annotations

from math import factorial

from symdiff.errors import SymdiffError, Unsupported, WrongShape
from symdiff.export.arrays import shortest_form
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.replacing import replaced
from symdiff.graph.shapes import Array, shown
from symdiff.graph.tensors import refuse_arrays
from symdiff.verbs.solutions import refuse_solutions
from symdiff.verbs.stopped import has_stops
from symdiff.verbs.tensors import derivatives, names_in
from symdiff.witness.directions import checked_value

_AWAY = 1e-8
"""How far from the point a derivative is compared with its value there."""


def polynomial(expr: Expr, name: str, about: Expr, order: int) -> Expr:
    """Return the Taylor polynomial of *expr* in the scalar *name* about a number, up to the power *order*.

    Each coefficient is compared with the derivative next to the point. Cost: that of the derivatives. Raises
    WrongShape where *name* is an array, Unsupported where the formula has no value at the point or *about* is
    no number, and as `derive` does.
    """
    array = expr.graph.arrays.get(name, Array())
    if array.shape:
        raise WrongShape(
            f"formulas of arrays are expanded in a scalar, and {shown(name, array.shape)} is none",
            hint="take a step along a direction: x + a*v",
        )
    if has_stops(expr.graph, expr.node):
        refuse_arrays(expr, "taylor")
    refuse_solutions(expr, "taylor")
    names_in(expr, [name])
    value = about.graph.numbers.get(about.node)
    if value is None:
        raise Unsupported(f"formulas of arrays are expanded about a number, not about {about}")
    graph = Graph(expr.graph.limits)
    graph.arrays.update(expr.graph.arrays)
    step = graph.sub(graph.symbol(name), graph.number(value))
    total = -1
    for power, (_, derived) in enumerate(derivatives(expr, [name] * order, "basic")):
        at = _at(derived, name, value)
        if not _is_smooth(derived, name, value, at):
            raise Unsupported(
                f"{expr} is not known to be smooth at {name} = {about}", hint="expand it about another point"
            )
        part = graph.take(at.graph, at.node)
        if power:
            part = graph.mul(graph.pow(step, graph.number(power)), part)
        if power > 1:
            part = graph.div(part, graph.number(factorial(power)))
        total = part if total < 0 else graph.add(total, part)
    found = shortest_form(graph, total, "full")
    return Expr(found.graph, found.node, expr.notes)


def _is_smooth(derived: Expr, name: str, value: Number, at: Expr) -> bool:
    """Return whether a derivative has on both sides of a point the value that it has *at* it."""
    try:
        return all(checked_value(_at(derived, name, value + step), at) for step in (_AWAY, -_AWAY))
    except SymdiffError:
        return False


def _at(expr: Expr, name: str, value: Number) -> Expr:
    graph = Graph(expr.graph.limits)
    return replaced(expr, {name: Expr(graph, graph.number(value))})


__all__ = ["polynomial"]

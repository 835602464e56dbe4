"""What must hold, and what is assumed, where a formula has minima and roots in it.

>>> from symdiff.parser.formula import parse
>>> from symdiff.verbs.tensors import derivatives
>>> f = parse("argmin[p](norm(p - t)^2 + norm(p)^2)", shapes="p[n] t[n]")
>>> str(derivatives(f, ["t"], "full")[-1][1])
'eye(n)/2'
"""

from __future__ import annotations

from collections.abc import Iterator

from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import noises_in, solutions_in
from symdiff.graph.shapes import Array
from symdiff.simplifier.arrays.forms import normal
from symdiff.sweeps.arrays import derivative
from symdiff.sweeps.solutions import equation
from symdiff.table.arrays import code_of_array
from symdiff.table.operators import NE, SYMBOL


def refuse_solutions(expr: Expr, verb: str) -> None:
    """Raise Unsupported where *verb* is given a formula with a minimum or a root in it."""
    found = solutions_in(expr.graph, expr.node)
    if found:
        raise Unsupported(
            f"{verb} does not take formulas in which {found[0]} is the solution of something",
            hint="derive, gradient, jacobian, hessian, evaluate and check do",
        )


def regular(expr: Expr) -> Iterator[Expr]:
    """Yield the conditions under which the solutions in *expr* move with the rest: regular matrices."""
    for name in solutions_in(expr.graph, expr.node):
        graph = Graph(expr.graph.limits)
        graph.arrays.update(expr.graph.arrays)
        zero = equation(graph, name)
        by_itself = derivative(graph, zero, graph.array(name, graph.arrays[name]))
        short, node = normal(graph, by_itself)
        if short.shape(node):
            if short.ops[node] == SYMBOL and short.arrays[short.names[node]].kind in ("spd", "orthogonal"):
                continue
            node = short.call(code_of_array("det"), (node,))
        yield Expr(short, short.intern(NE, (node, short.number(0))))


def notes_on(expr: Expr) -> Iterator[str]:
    """Yield what is assumed of the solutions in *expr*, where no formula says it."""
    for name in solutions_in(expr.graph, expr.node):
        solves = expr.graph.arrays[name].solves
        assert solves is not None
        inside = Expr(solves.graph, solves.node)
        if solves.kind == "argmin":
            yield f"where {name} is the only minimum of {inside}"
        else:
            yield f"where {name} is the solution of {inside} = 0 that is meant"


def refuse_variable(expr: Expr, name: str) -> None:
    """Refuse a derivative by what is the solution of something, or averaged over."""
    if name in noises_in(expr.graph, expr.node):
        raise SymdiffError(f"{name} is the noise of an expectation, and no variable")
    if expr.graph.arrays.get(name, Array()).solves is not None:
        raise SymdiffError(f"{name} is the solution of something, and no variable")


__all__ = ["notes_on", "refuse_solutions", "refuse_variable", "regular"]

"""The verbs on formulas of arrays: derivatives, products with vectors, shorter forms.

The derivative of f by x has the shape of f, then that of x: a gradient is an array like x, the derivative of
a vector by a vector is the Jacobian.

>>> from symdiff.parser.formula import parse
>>> f = parse("norm(A @ x - b)^2", shapes="A[n,m] x[m] b[n]")
>>> str(derivatives(f, ["x"], "full")[-1][1])
'2*A.T @ (A @ x - b)'
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from symdiff.errors import SymdiffError, Unsupported, WrongShape
from symdiff.export.arrays import shortest_form
from symdiff.graph.contraction import Contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import ones
from symdiff.graph.replacing import noises_in
from symdiff.graph.shapes import SYMMETRIC, Array, shown
from symdiff.simplifier.arrays.forms import normal
from symdiff.simplifier.level_names import Level
from symdiff.sweeps.solutions import total
from symdiff.table.arrays import code_of_array
from symdiff.verbs.scores import NOTE, checked_score, is_needed, scored, without_noise
from symdiff.verbs.solutions import refuse_variable
from symdiff.verbs.stopped import are_scalars, has_stops, of_scalars, released
from symdiff.verbs.tensor_conditions import INSIDE, conditions, lost, notes
from symdiff.witness.directions import checked

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
UNCHECKED: Final = "not checked: no arrays were found at which it has a value"


def uses_arrays(expr: Any) -> bool:
    """Return whether a verb was given a formula of arrays."""
    return isinstance(expr, Expr) and expr.graph.uses_arrays(expr.node)


def derivatives(
    expr: Expr, names: Sequence[str], level: Level, entries: bool = False, score: bool = False
) -> list[tuple[str, Expr]]:
    """Return ("", the formula), (variable, derivative), … by each of *names* in turn.

    By a symmetric matrix it is the symmetric part of the derivative, its projection; with *entries* that by
    its free entries. Of an expectation it is in the score form with *score*, and where a jump depends on
    noise and on the variable. Each result is compared with tangents in random directions, at arrays of two
    draws of sizes, before it is returned. Raises Unsupported where a function has no such derivative,
    SymdiffError where a check fails.
    """
    if are_scalars(expr):
        return of_scalars(expr, names, level)
    if score and not noises_in(expr.graph, expr.node):
        raise without_noise()
    found = [("", expr)]
    source = expr
    for name in names:
        graph = Graph(source.graph.limits)
        graph.arrays.update(source.graph.arrays)
        start, at = normal(source.graph, source.node)
        node = graph.take(start, at)
        done = (*(each for each, _ in found[1:]), name)
        if (score and noises_in(graph, node)) or is_needed(graph, node, name):
            source = _scored(expr, graph, node, done, level)
            found.append((name, source))
            continue
        raw = _by(graph, node, name, entries)
        whole = shortest_form(*_averaged(graph, released(graph, raw)), level)
        result = Expr(
            whole.graph, whole.node, notes(expr), partial(conditions, expr, done, whole), (expr, done)
        )
        if not checked(source, name, result, entries):
            result = Expr(whole.graph, whole.node, (*result.notes, UNCHECKED), result.unasked, (expr, done))
        found.append((name, result))
        source = Expr(graph, raw, result.notes) if has_stops(graph, raw) else result
    return found


def _scored(expr: Expr, graph: Graph, node: int, done: tuple[str, ...], level: Level) -> Expr:
    """Return the derivative of *node* by the last of *done* in the score form: that of *expr* by all."""
    name = done[-1]
    array = graph.arrays.get(name, Array())
    if array.kind or has_stops(graph, node):
        raise Unsupported("the score form is of formulas without stop(u), by symbols without a property")
    made = scored(graph, node, name)
    short = shortest_form(graph, made.node, level)
    said = (*[note for note in notes(expr) if note != INSIDE], NOTE)
    if not checked_score(graph, name, made, short):
        said = (*said, UNCHECKED)
    return Expr(short.graph, short.node, said, partial(conditions, expr, done, short), (expr, done))


def _averaged(graph: Graph, node: int) -> tuple[Graph, int]:
    """Return an expectation in closed form, where it has one, and anything else as it is."""
    if not noises_in(graph, node):
        return graph, node
    from symdiff.simplifier.arrays.moments import closed  # of no use for most formulas

    return closed(graph, node) or (graph, node)


def _by(graph: Graph, node: int, name: str, entries: bool = False) -> int:
    array = graph.arrays.get(name, Array())
    found = total(graph, node, graph.array(name, array))
    return structured(graph, found, name, array, entries)


def structured(graph: Graph, node: int, name: str, array: Array, entries: bool = False) -> int:
    """Return a derivative by *name* as one by a matrix of its kind. Raises Unsupported for "orthogonal"."""
    kind = array.kind
    if not kind:
        return node
    letters = _LETTERS[: len(graph.shape(node))]
    turned = letters[:-2] + letters[-1] + letters[-2]
    diagonal = Contraction((letters[:-1] + letters[-2],), letters[:-1] + letters[-2])
    if kind == "diagonal":
        return graph.contract(diagonal, (node,))
    if kind == "lower":
        if len(graph.shape(node)) == 2:
            return graph.call(code_of_array("tril"), (node,))
        return graph.mul(node, graph.call(code_of_array("tril"), (ones(graph, array.shape),)))
    if kind not in SYMMETRIC:
        raise Unsupported(
            f"the derivative by {name}, which is {kind}, is not known",
            hint="leave the property out for the free one",
        )
    other = graph.contract(Contraction((letters,), turned), (node,))
    both = graph.add(node, other)
    if entries:
        return graph.sub(both, graph.contract(diagonal, (node,)))
    return graph.div(both, graph.number(2))


def names_in(expr: Expr, names: Sequence[str]) -> None:
    """Refuse names of derivatives that are dimensions."""
    dims = {dim: name for name, array in expr.graph.arrays.items() for dim in array.shape}
    for name in names:
        refuse_variable(expr, name)
        if name in dims:
            raise SymdiffError(f"{name} is a dimension of {dims[name]}, and no variable")


def gradient(expr: Expr, names: Sequence[str], level: Level) -> list[Expr]:
    """Return the derivatives of a scalar by each of *names*. Raises WrongShape for an array."""
    refuse_array(expr, "gradient", "jacobian has the derivative of an array")
    return [derivatives(expr, [name], level)[-1][1] for name in names]


def refuse_array(expr: Expr, verb: str, hint: str) -> None:
    if expr.shape:
        raise WrongShape(f"{verb} is of scalars, and is given {shown('an array ', expr.shape)}", hint=hint)


def jacobian(expr: Expr, names: Sequence[str], level: Level) -> Expr:
    """Return the derivative of *expr* by one variable, as one array."""
    return derivatives(expr, [_one(names, "jacobian")], level)[-1][1]


def hessian(expr: Expr, names: Sequence[str], level: Level) -> Expr:
    """Return the second derivative of a scalar by one variable, as one array."""
    refuse_array(expr, "hessian", "derive has derivatives of any order")
    name = _one(names, "hessian")
    return derivatives(expr, [name, name], level)[-1][1]


def _one(names: Sequence[str], verb: str) -> str:
    if len(names) != 1:
        raise SymdiffError(
            f"{verb} of a formula of arrays is by one variable, not {len(names)}",
            hint="ask for each by itself",
        )
    return names[0]


def stacked_derivative(found: Expr) -> Expr:
    """Return a derivative as a matrix, d vec(F) by d vec(X).T; that by a scalar and that of one as a vector.

    Raises WrongShape for what is no derivative of arrays, Unsupported where it has no form in Kronecker
    products.
    """
    from symdiff.simplifier.arrays.stacked import stacked  # of no use for most formulas

    if found.origin is None or not uses_arrays(found):
        raise WrongShape("stacked is of derivatives of formulas of arrays", hint='derive(f, "X").stacked()')
    expr, done = found.origin
    rank = len(expr.graph.arrays.get(done[-1], Array()).shape)
    made = stacked(found, rank)
    return Expr(made.graph, made.node, found.notes, found.unsolved, found.origin)


def simplified(expr: Expr, level: Level) -> tuple[Expr, list[str]]:
    """Return *expr* in the form of a *level*, at "full" the shortest, which may be that which was given, and
    the names of the laws of arrays that were used. The result has the conditions that were lost."""
    used: set[str] = set()
    graph, node = _averaged(expr.graph, expr.node)
    best = shortest_form(graph, node, level, [expr] if graph is expr.graph else [], used)
    said = partial(lost, expr, best, frozenset(used))
    return Expr(best.graph, best.node, expr.notes, said), sorted(used)


__all__ = [
    "UNCHECKED", "derivatives", "gradient", "hessian", "jacobian", "names_in", "refuse_array", "simplified",
    "stacked_derivative", "structured", "uses_arrays",
]  # fmt: skip

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
from typing import Any, Final

from symdiff.errors import SymdiffError, Unsupported, WrongShape
from symdiff.export.arrays import shortest
from symdiff.graph.contraction import Contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import ones
from symdiff.graph.shapes import SYMMETRIC, Array, shown
from symdiff.parser.inputs import expression
from symdiff.simplifier.arrays.forms import forms, normal
from symdiff.simplifier.levels import Level
from symdiff.sweeps.arrays import pulled, pushed
from symdiff.sweeps.solutions import total
from symdiff.table.arrays import CONTRACT, code_of_array
from symdiff.table.functions import SIGN, code_of
from symdiff.table.operators import DIV, NE, POW, SYMBOL
from symdiff.verbs.solutions import notes_on, refuse_solutions, refuse_variable, regular
from symdiff.verbs.stopped import are_scalars, has_stops, of_scalars, released
from symdiff.witness.directions import checked

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_INVERTED: Final = frozenset(code for name in ("inv", "logdet") for code in [code_of_array(name)])
_SOLVED: Final = frozenset((code_of_array("solve"), code_of_array("solve") + 1))
_JUMPING: Final = frozenset((SIGN, code_of("Heaviside", 1)))
"""What absolute values and their like have for derivatives, with a jump at 0."""
_REGULAR: Final = frozenset(("spd", "orthogonal"))
"""The kinds that always have an inverse."""
_SAID: Final = {
    code_of_array("eigvalsh"): "the eigenvalues of {} are simple",
    code_of_array("svdvals"): "the singular values of {} are simple",
    code_of_array("chol"): "{} is positive definite",
    code_of_array("max"): "one entry of {} is the largest",
    code_of_array("min"): "one entry of {} is the smallest",
    code_of_array("pinv"): "the rank of {} does not change",
}


def uses_arrays(expr: Any) -> bool:
    """Return whether a verb was given a formula of arrays."""
    return isinstance(expr, Expr) and expr.graph.uses_arrays(expr.node)


def derivatives(
    expr: Expr, names: Sequence[str], level: Level, entries: bool = False
) -> list[tuple[str, Expr]]:
    """Return ("", the formula), (variable, derivative), … by each of *names* in turn.

    By a symmetric matrix it is the symmetric part of the derivative, its projection; with *entries* that by
    its free entries. Each result is compared with tangents in random directions, at arrays of two draws of
    sizes, before it is returned. Raises Unsupported where a function has no such derivative, SymdiffError
    where a check fails.
    """
    if are_scalars(expr):
        return of_scalars(expr, names, level)
    found = [("", expr)]
    source = expr
    for name in names:
        graph = Graph(source.graph.limits)
        graph.arrays.update(source.graph.arrays)
        start, at = normal(source.graph, source.node)
        node = graph.take(start, at)
        raw = _by(graph, node, name, entries)
        whole = shortest([Expr(*form) for form in forms(graph, released(graph, raw), level)])
        result = Expr(
            whole.graph, whole.node, _notes(expr, whole), _conditions(expr, whole), (expr, tuple(names))
        )
        if not entries and not checked(source, name, result):
            note = "not checked: no arrays were found at which it has a value"
            result = Expr(result.graph, result.node, (*result.notes, note), result.unsolved, result.origin)
        found.append((name, result))
        source = Expr(graph, raw, result.notes) if has_stops(graph, raw) else result
    return found


def _by(graph: Graph, node: int, name: str, entries: bool = False) -> int:
    array = graph.arrays.get(name, Array())
    found = total(graph, node, graph.array(name, array))
    return _structured(graph, found, name, array, entries)


def _structured(graph: Graph, node: int, name: str, array: Array, entries: bool) -> int:
    """Return a derivative by *name* as one by a matrix of its kind."""
    kind = array.kind
    if not kind:
        return node
    letters = _LETTERS[: len(graph.shape(node))]
    turned = letters[:-2] + letters[-1] + letters[-2]
    diagonal = Contraction((letters[:-1] + letters[-2],), letters[:-1] + letters[-2])
    if kind == "diagonal":
        return graph.contract(diagonal, (node,))
    if kind not in SYMMETRIC:
        if kind == "lower" and len(graph.shape(node)) == 2:
            return graph.call(code_of_array("tril"), (node,))
        raise Unsupported(
            f"the derivative by {name}, which is {kind}, is not known",
            hint="leave the property out for the free one",
        )
    other = graph.contract(Contraction((letters,), turned), (node,))
    both = graph.add(node, other)
    if entries:
        return graph.sub(both, graph.contract(diagonal, (node,)))
    return graph.div(both, graph.number(2))


def _notes(expr: Expr, result: Expr) -> tuple[str, ...]:
    """Return the notes on how a text was read, and what is assumed where no formula says it."""
    graph = expr.graph
    said = list(notes_on(expr))
    for node in graph.below([expr.node]):
        text = _SAID.get(graph.ops[node])
        if text is not None:
            said.append(f"where {text.format(Expr(graph, graph.first(node)))}")
    kept = [note for note in expr.notes if note not in said]
    return (*kept, *dict.fromkeys(said))


def _conditions(expr: Expr, result: Expr) -> tuple[Expr, ...]:
    """Return what must hold for a derivative: that matrices have an inverse, that norms are not 0, and that
    nothing stands at the corner of an absolute value or its like."""
    found: list[Expr] = list(regular(expr))
    jumping = {
        (expr.graph.ops[node], str(Expr(expr.graph, expr.graph.first(node))))
        for node in expr.graph.below([expr.node])
        if expr.graph.ops[node] in _JUMPING
    }
    for each in (expr, result):
        graph = each.graph
        for node in graph.below([each.node]):
            op = graph.ops[node]
            if op in _INVERTED or op in _SOLVED:
                matrix = graph.children[node][0]
                if graph.ops[matrix] == SYMBOL and graph.arrays[graph.names[matrix]].kind in _REGULAR:
                    continue
                det = graph.call(code_of_array("det"), (matrix,))
                found.append(Expr(graph, graph.intern(NE, (det, graph.number(0)))))
            elif (
                op in _JUMPING and each is result and (op, str(Expr(graph, graph.first(node)))) not in jumping
            ):
                found.append(Expr(graph, graph.intern(NE, (graph.first(node), graph.number(0)))))
            elif op == DIV and each is result:
                base = graph.children[node][1]
                if graph.ops[base] == POW:
                    base = graph.first(base)
                if not graph.shape(base) and graph.ops[base] == CONTRACT:
                    found.append(Expr(graph, graph.intern(NE, (base, graph.number(0)))))
    kept: dict[str, Expr] = {}
    for condition in found:
        kept.setdefault(str(condition), condition)
    return tuple(kept.values())


def names_in(expr: Expr, names: Sequence[str]) -> None:
    """Refuse names of derivatives that are dimensions."""
    dims = {dim: name for name, array in expr.graph.arrays.items() for dim in array.shape}
    for name in names:
        refuse_variable(expr, name)
        if name in dims:
            raise SymdiffError(f"{name} is a dimension of {dims[name]}, and no variable")


def gradient(expr: Expr, names: Sequence[str], level: Level) -> list[Expr]:
    """Return the derivatives of a scalar by each of *names*. Raises WrongShape for an array."""
    _refuse_array(expr, "gradient", "jacobian has the derivative of an array")
    return [derivatives(expr, [name], level)[-1][1] for name in names]


def _refuse_array(expr: Expr, verb: str, hint: str) -> None:
    if expr.shape:
        raise WrongShape(f"{verb} is of scalars, and is given {shown('an array ', expr.shape)}", hint=hint)


def jacobian(expr: Expr, names: Sequence[str], level: Level) -> Expr:
    """Return the derivative of *expr* by one variable, as one array."""
    return derivatives(expr, [_one(names, "jacobian")], level)[-1][1]


def hessian(expr: Expr, names: Sequence[str], level: Level) -> Expr:
    """Return the second derivative of a scalar by one variable, as one array."""
    _refuse_array(expr, "hessian", "derive has derivatives of any order")
    name = _one(names, "hessian")
    return derivatives(expr, [name, name], level)[-1][1]


def _one(names: Sequence[str], verb: str) -> str:
    if len(names) != 1:
        raise SymdiffError(
            f"{verb} of a formula of arrays is by one variable, not {len(names)}",
            hint="ask for each by itself",
        )
    return names[0]


def jvp(expr: Expr, names: Sequence[str], vector: Any, level: Level) -> list[Expr]:
    """Return the derivative of *expr* along arrays, by default v_x for a variable x: an array like *expr*."""
    refuse_solutions(expr, "jvp")
    graph = Graph(expr.graph.limits)
    node = graph.take(expr.graph, expr.node)
    seeds = _seeds(graph, names, vector)
    return [_simplest(graph, pushed(graph, node, seeds), level, expr)]


def vjp(expr: Expr, names: Sequence[str], vector: Any, level: Level) -> list[Expr]:
    """Return the adjoints of *names* for an array like *expr*, by default w_1."""
    refuse_solutions(expr, "vjp")
    graph = Graph(expr.graph.limits)
    node = graph.take(expr.graph, expr.node)
    given = None if vector is None else _listed(vector, 1)[0]
    seed = (
        graph.array("w_1", Array(graph.shape(node)))
        if given is None
        else _taken(graph, given, graph.shape(node))
    )
    variables = [graph.array(name, graph.arrays.get(name, Array())) for name in names]
    return [_simplest(graph, found, level, expr) for found in pulled(graph, node, seed, variables)]


def hvp(expr: Expr, names: Sequence[str], vector: Any, level: Level) -> list[Expr]:
    """Return the products of the Hessian of a scalar with arrays, by default v_x for a variable x."""
    _refuse_array(expr, "hvp", "jvp has the product with a Jacobian")
    refuse_solutions(expr, "hvp")
    graph = Graph(expr.graph.limits)
    node = graph.take(expr.graph, expr.node)
    seeds = _seeds(graph, names, vector)
    gradients = pulled(graph, node, graph.number(1), list(seeds))
    return [_simplest(graph, pushed(graph, each, seeds), level, expr) for each in gradients]


def _seeds(graph: Graph, names: Sequence[str], vector: Any) -> dict[int, int]:
    if not names:
        raise SymdiffError("derivatives by which variables?", hint="give them as a list, such as ['x', 'y']")
    given = [None] * len(names) if vector is None else _listed(vector, len(names))
    seeds = {}
    for name, value in zip(names, given, strict=True):
        array = graph.arrays.get(name, Array())
        variable = graph.array(name, array)
        moved = (
            graph.array(f"v_{name}", Array(array.shape))
            if value is None
            else _taken(graph, value, array.shape)
        )
        seeds[variable] = moved
    return seeds


def _listed(vector: Any, count: int) -> list[Any]:
    listed = list(vector) if isinstance(vector, list | tuple) else [vector]
    if len(listed) != count:
        raise SymdiffError(f"{len(listed)} directions are given for {count} variables")
    return listed


def _taken(graph: Graph, given: Any, shape: Any) -> int:
    """Return a direction as a node. Raises WrongShape where its shape is another."""
    found = expression(given, arrays=True)
    node = graph.take(found.graph, found.node)
    own = graph.shape(node)
    if own != shape:
        if own:
            raise WrongShape(
                f"{shown(str(found), own)} is given where an array {shown('', shape)} is expected"
            )
        node = graph.mul(node, ones(graph, shape))
    return node


def _simplest(graph: Graph, node: int, level: Level, expr: Expr) -> Expr:
    found = shortest([Expr(*form) for form in forms(graph, released(graph, node), level)])
    return Expr(found.graph, found.node, expr.notes)


def simplified(expr: Expr, level: Level) -> Expr:
    """Return *expr* in the form of a *level*: at "full" the shortest, which may be that which was given."""
    found = [Expr(*form) for form in forms(expr.graph, expr.node, level)]
    best = shortest([*found, expr]) if level == "full" else found[0]
    return Expr(best.graph, best.node, expr.notes)


__all__ = [
    "derivatives", "gradient", "hessian", "hvp", "jacobian", "jvp", "names_in", "simplified",
    "uses_arrays", "vjp",
]  # fmt: skip

"""Products of derivatives of arrays with arrays: jvp, vjp and hvp.

By a matrix of a kind a direction is of that kind, and an adjoint the part that such directions see.

>>> from symdiff.parser.formula import parse
>>> f = parse("x.T @ A @ x", shapes="A[n,n] x[n]")
>>> [str(found) for found in hvp(f, ["x"], None, "full")]
['(A + A.T) @ v_x']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from symdiff.errors import SymdiffError, Unsupported, WrongShape
from symdiff.export.arrays import shortest_form
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import ones
from symdiff.graph.shapes import SYMMETRIC, Array, shown
from symdiff.parser.inputs import expression
from symdiff.simplifier.arrays.normal import Normal
from symdiff.simplifier.level_names import Level
from symdiff.sweeps.arrays import pulled, pushed
from symdiff.table.operators import SYMBOL
from symdiff.verbs.scores import is_needed
from symdiff.verbs.solutions import refuse_solutions
from symdiff.verbs.stopped import released
from symdiff.verbs.tensor_conditions import conditions, notes
from symdiff.verbs.tensors import UNCHECKED, names_in, refuse_array, structured
from symdiff.witness.directions import checked_hvp, checked_jvp, checked_vjp, tangent_of


def jvp(expr: Expr, names: Sequence[str], vector: Any, level: Level) -> list[Expr]:
    """Return the derivative of *expr* along arrays, by default v_x for a variable x: an array like *expr*.

    Compared with the tangent that is simplified by nothing. Raises SymdiffError, Unsupported and WrongShape.
    """
    graph, node = _started(expr, names, "jvp")
    seeds = _seeds(graph, names, vector)
    tangent = pushed(graph, node, _nodes(graph, seeds))
    return _finished(expr, names, graph, [tangent], level, lambda found: checked_jvp(expr, seeds, found[0]))


def vjp(expr: Expr, names: Sequence[str], vector: Any, level: Level) -> list[Expr]:
    """Return the adjoints of *names* for an array like *expr*, by default w_1.

    Compared with tangents in random directions. Raises SymdiffError, Unsupported and WrongShape.
    """
    graph, node = _started(expr, names, "vjp")
    if vector is None:
        seed = graph.array("w_1", Array(graph.shape(node)))
    else:
        seed = _taken(graph, _listed(vector, 1)[0], Array(graph.shape(node)))
    variables = [graph.array(name, graph.arrays.get(name, Array())) for name in names]
    adjoints = [
        structured(graph, found, name, graph.arrays.get(name, Array()))
        for name, found in zip(names, pulled(graph, node, seed, variables), strict=True)
    ]
    return _finished(expr, names, graph, adjoints, level,
                     lambda found: checked_vjp(expr, names, Expr(graph, seed), found))  # fmt: skip


def hvp(expr: Expr, names: Sequence[str], vector: Any, level: Level) -> list[Expr]:
    """Return the products of the Hessian of a scalar with arrays, by default v_x for a variable x.

    Compared with tangents of tangents. Raises SymdiffError, Unsupported and WrongShape.
    """
    refuse_array(expr, "hvp", "jvp has the product with a Jacobian")
    graph, node = _started(expr, names, "hvp")
    seeds = _seeds(graph, names, vector)
    directions = _nodes(graph, seeds)
    products = [
        pushed(graph, structured(graph, found, name, graph.arrays.get(name, Array())), directions)
        for name, found in zip(names, pulled(graph, node, graph.number(1), list(directions)), strict=True)
    ]
    return _finished(expr, names, graph, products, level, lambda found: checked_hvp(expr, seeds, found))


def _started(expr: Expr, names: Sequence[str], verb: str) -> tuple[Graph, int]:
    refuse_solutions(expr, verb)
    if not names:
        raise SymdiffError("derivatives by which variables?", hint="give them as a list, such as ['x', 'y']")
    names_in(expr, names)
    for name in names:
        if is_needed(expr.graph, expr.node, name):
            raise Unsupported(
                f"a jump depends on {name} and on the noise, so that {verb} is not taken inside",
                hint="derive has the derivative, in the score form",
            )
    graph = Graph(expr.graph.limits)
    graph.arrays.update(expr.graph.arrays)
    return graph, graph.take(expr.graph, expr.node)


def _seeds(graph: Graph, names: Sequence[str], vector: Any) -> dict[str, Expr]:
    """Return the direction of each of *names*."""
    given = [None] * len(names) if vector is None else _listed(vector, len(names))
    seeds = {}
    for name, value in zip(names, given, strict=True):
        array = tangent_of(graph.arrays.get(name, Array()))
        if array.kind == "orthogonal":
            raise Unsupported(
                f"the derivative by {name}, which is orthogonal, is not known",
                hint="leave the property out for the free one",
            )
        moved = graph.array(f"v_{name}", array) if value is None else _taken(graph, value, array)
        seeds[name] = Expr(graph, moved)
    return seeds


def _nodes(graph: Graph, seeds: dict[str, Expr]) -> dict[int, int]:
    return {graph.array(name, graph.arrays.get(name, Array())): seed.node for name, seed in seeds.items()}


def _listed(vector: Any, count: int) -> list[Any]:
    listed = list(vector) if isinstance(vector, list | tuple) else [vector]
    if len(listed) != count:
        raise SymdiffError(f"{len(listed)} directions are given for {count} variables")
    return listed


def _taken(graph: Graph, given: Any, array: Array) -> int:
    """Return a direction as a node. Raises WrongShape where it is of another shape or not of the kind."""
    found = expression(given, arrays=True)
    node = graph.take(found.graph, found.node)
    own = graph.shape(node)
    if own != array.shape:
        if own:
            raise WrongShape(
                f"{shown(str(found), own)} is given where an array {shown('', array.shape)} is expected"
            )
        node = graph.mul(node, ones(graph, array.shape))
    if array.kind and not _is_of_kind(graph, node, array.kind):
        raise WrongShape(
            f"{found} is given where a direction that is {array.kind} is expected",
            hint=f"declare it so: V[{','.join(map(str, array.shape))}]:{array.kind}",
        )
    return node


def _is_of_kind(graph: Graph, node: int, kind: str) -> bool:
    own = graph.arrays[graph.names[node]].kind if graph.ops[node] == SYMBOL else ""
    if own == kind or (own == "diagonal" and kind == "lower"):
        return True
    form = Normal(Graph(graph.limits))
    return kind in SYMMETRIC and kind != "diagonal" and form.is_symmetric(form.of(graph, node))


def _finished(
    expr: Expr,
    names: Sequence[str],
    graph: Graph,
    nodes: Sequence[int],
    level: Level,
    check: Callable[[list[Expr]], int],
) -> list[Expr]:
    """Return *nodes* in the form of a *level*, checked, with what must hold for them."""
    short = [shortest_form(graph, released(graph, node), level) for node in nodes]
    said = notes(expr) if check(short) else (*notes(expr), UNCHECKED)
    return [Expr(each.graph, each.node, said, partial(conditions, expr, names, each)) for each in short]


__all__ = ["hvp", "jvp", "vjp"]

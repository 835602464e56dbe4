"""Vectors, matrices and tensors as expressions of Python.

>>> A, x = tensors("A[n,m] x[m]")
>>> (A @ x).shape, A.T.shape, A[0, 1].shape
(('n',), ('m', 'n'), ())
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from symdiff.errors import SymdiffError, Unsupported, WrongShape
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import entry, product, transposed
from symdiff.graph.replacing import noises_in
from symdiff.graph.shapes import NOISE, declared, shown
from symdiff.table.operators import ADD, CONTRACT, DIV, MUL, NEG, STOP, SUB, SYMBOL

if TYPE_CHECKING:
    from symdiff.graph.unpacked import Symbols


def tensors(text: str) -> Symbols:
    """Return a symbol for each name in *text*, with its shape: of one name the symbol, of several a tuple.

    `A[n,m]` is a matrix, `x[m]` a vector, `t` a scalar; `S[n,n]:spd` has a property, one of symmetric, spd,
    diagonal, orthogonal, lower. Cost: none. Raises ParseError with the place.

    >>> S = tensors("S[n,n]:symmetric")
    >>> S.shape
    ('n', 'n')
    """
    if not isinstance(text, str):
        raise SymdiffError(
            f"expected a text, not {type(text).__name__}", hint='for example tensors("A[n,m] x[m]")'
        )
    graph = Graph()
    found = tuple([Expr(graph, graph.array(name, array)) for name, array in declared(text).items()])
    if not found:
        raise SymdiffError("the shapes of which arrays?", hint='for example tensors("A[n,m] x[m]")')
    return cast("Symbols", found[0] if len(found) == 1 else found)


def matrix_product(graph: Graph, left: int, right: int) -> int:
    """Return the product of two matrices, or of a matrix and a vector; the inner product of two vectors.

    Raises WrongShape where the shapes do not fit.
    """
    one, other = graph.shape(left), graph.shape(right)
    text = _PRODUCTS.get((len(one), len(other)))
    said = f"{_said(graph, left)} @ {_said(graph, right)}"
    if text is None:
        raise WrongShape(f"@ is between vectors and matrices, not {said}", hint="write * for a scalar")
    refuse_averages(graph, CONTRACT, (left, right))
    if one[-1] != other[0]:
        raise WrongShape(f"the inner sizes {one[-1]} and {other[0]} differ in {said}")
    return product(graph, text, left, right)


_PRODUCTS = {(1, 1): "i,i->", (1, 2): "i,ij->j", (2, 1): "ij,j->i", (2, 2): "ij,jk->ik"}


def refuse_averages(graph: Graph, op: int, nodes: Sequence[int]) -> None:
    """Raise Unsupported where *op* is made of expectations and is not linear in them: a formula with noise
    means its expectation, and that of the whole would be another."""
    if all(array.kind != NOISE for array in graph.arrays.values()):
        return
    noisy = [place for place, node in enumerate(nodes) if noises_in(graph, node)]
    is_product = op in (MUL, CONTRACT) or (op == DIV and noisy != [1])
    if noisy and op not in (ADD, SUB, NEG) and not (is_product and len(noisy) == 1):
        raise Unsupported(
            "what is made of an expectation is a sum, or a product with what has no noise",
            hint="for the expectation of the whole, write it inside: expect[e](...)",
        )


def transpose(graph: Graph, node: int) -> int:
    """Return a matrix with its axes changed; a scalar as it is. Raises WrongShape for any other array."""
    rank = len(graph.shape(node))
    if rank == 1:
        raise WrongShape(
            f"{_said(graph, node)} is a vector, and has no transpose here",
            hint="x @ y is the inner product, outer(x, y) the outer one, as texts have it",
        )
    if rank > 2:
        raise WrongShape(f"{_said(graph, node)} has no transpose")
    return transposed(graph, node)


def at(graph: Graph, node: int, where: Any) -> int:
    """Return the entry at whole numbers, or what is left of the axes behind them. Raises WrongShape."""
    places = where if isinstance(where, tuple) else (where,)
    shape = graph.shape(node)
    if not shape:
        raise TypeError("a scalar has no entries")
    if any(isinstance(place, bool) or not isinstance(place, int) for place in places):
        raise SymdiffError(
            f"{where!r} is no place in {_said(graph, node)}", hint="give whole numbers: A[0, 1]"
        )
    if len(places) > len(shape):
        raise WrongShape(f"{_said(graph, node)} has {len(shape)} axes, and {len(places)} places are given")
    for place, dim in zip(places, shape, strict=False):
        if isinstance(dim, int) and not -dim <= place < dim:
            raise IndexError(f"there is no entry {place} of {dim}")
    return entry(graph, node, list(places))


def refuse_arrays(expr: Expr, what: str) -> None:
    """Raise Unsupported where *expr* is a formula of arrays, which *what* does not take."""
    graph, node = expr.graph, expr.node
    if graph.uses_arrays(node):
        names = [
            shown(name, graph.arrays[name].shape) for name in graph.symbols([node]) if name in graph.arrays
        ]
        said = f" of {', '.join(names)}" if names else ""
        if any(graph.ops[each] == STOP for each in graph.below([node])):
            raise Unsupported(
                f"{what} does not take formulas with stop, whose derivative is not that of its value",
                hint="derive, gradient, hessian, jvp, vjp, hvp, evaluate, check and simplify do",
            )
        raise Unsupported(
            f"{what} does not take formulas of arrays, and is given one{said}",
            hint="derive, gradient, jacobian, hessian, jvp, vjp, hvp, evaluate, check and simplify do",
        )


def _said(graph: Graph, node: int) -> str:
    name = graph.name(node) if graph.ops[node] == SYMBOL else ""
    return shown(name, graph.shape(node)) if name or graph.shape(node) else "a scalar"


__all__ = ["at", "matrix_product", "refuse_arrays", "refuse_averages", "tensors", "transpose"]

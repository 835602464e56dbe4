"""Derivatives as matrices of stacked columns: d vec(F) by d vec(X).T, in Kronecker products.

>>> from symdiff.parser.formula import parse
>>> from symdiff.verbs.derivatives import derive
>>> str(stacked(derive(parse("A @ X @ B", shapes="A[n,m] X[m,k] B[k,p]"), "X"), 2))
'kron(B.T, A)'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.contraction import Contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.arrays.kronecker import KRON
from symdiff.simplifier.arrays.normal import Normal
from symdiff.simplifier.arrays.terms import Product
from symdiff.table.arrays import code_of_array

_VEC: Final = code_of_array("vec")
_COMMUTATION: Final = code_of_array("commutation")


def stacked(expr: Expr, rank: int) -> Expr:
    """Return a derivative whose last *rank* axes are those of its variable as a matrix: its rows are the
    entries of the value, column by column, and its columns those of the variable; a vector where either is
    a scalar.

    Cost: that of the normal form. Raises Unsupported where more than two axes are stacked, and where entries
    have no such product.
    """
    shape = expr.shape
    front, behind = shape[: len(shape) - rank], shape[len(shape) - rank :]
    if max(len(front), len(behind)) > 2:
        raise Unsupported(
            "the layout vec is of derivatives of vectors and matrices by vectors and matrices",
            hint="leave the layout out: an axis for each index",
        )
    if len(shape) < 2 or len(front) == len(behind) == 1:
        return expr
    form = Normal(Graph(expr.graph.limits), splitting=False)
    node = form.of(expr.graph, expr.node)
    if not front or not behind:
        return Expr(form.graph, form.graph.call(_VEC, (node,)), expr.notes)
    found = [
        (number, _stacked_product(form, form.product(part), len(front))) for number, part in form.terms(node)
    ]
    return Expr(form.graph, form.added(found), expr.notes)


def _stacked_product(form: Normal, found: Product, count: int) -> int:
    """Return a product as a matrix, *count* of whose axes are those of the value."""
    graph = form.graph
    dims = list(found.dims)
    places: list[int] = list(found.output)
    for at in (1, 3):  # a vector is a matrix with one column
        if (at == 1 and count == 1) or (at == 3 and len(places) == 3):
            dims.append(1)
            places.insert(at, len(dims) - 1)
    found = found._replace(dims=tuple(dims))
    row, column, other_row, other_column = places
    one, other = (column, other_column), (row, other_row)
    if _is_apart(found, one, other):
        return _kron(form, found, one, other)
    if (row, column) == (other_row, other_column) and row != column and not found.fixed:
        vector = graph.call(_VEC, (form.written(found._replace(output=(row, column))),))
        return form.contracted(Contraction(("a",), "aa"), [vector])
    one, other = (column, other_row), (row, other_column)
    if _is_apart(found, one, other):
        sizes = (("a", dims[other_row]), ("b", dims[other_column]))
        turned = graph.call(_COMMUTATION, (form.contracted(Contraction((), "ab", sizes), []),))
        return form.contracted(Contraction(("ab", "bc"), "ac"), [_kron(form, found, one, other), turned])
    one, other = (row, column), (other_row, other_column)
    if _is_apart(found, one, other):
        vectors = [graph.call(_VEC, (_part(form, found, ends),)) for ends in (one, other)]
        return form.contracted(Contraction(("", "a", "b"), "ab"), [_rest(form, found), *vectors])
    raise Unsupported(
        "the derivative has no form in Kronecker products",
        hint="leave the layout out: an axis for each index",
    )


def _kron(form: Normal, found: Product, left: Sequence[int], right: Sequence[int]) -> int:
    product = form.graph.call(KRON, (_part(form, found, left), _part(form, found, right)))
    return form.times([(_rest(form, found), 1), (product, 1)])


def _part(form: Normal, found: Product, ends: Sequence[int]) -> int:
    """Return the matrix with two of the axes of a product that the factors on them are."""
    mine = _reached(found, ends)
    factors = tuple([factor for factor in found.arrays() if mine.intersection(factor.axes)])
    fixed = tuple([(axis, at) for axis, at in found.fixed if axis in mine])
    return form.written(Product(1, factors, tuple(ends), found.dims, fixed))


def _rest(form: Normal, found: Product) -> int:
    """Return the scalar that a product has as a factor."""
    outer = _reached(found, found.output)
    factors = tuple([factor for factor in found.factors if outer.isdisjoint(factor.axes)])
    fixed = tuple([(axis, at) for axis, at in found.fixed if axis not in outer])
    return form.written(Product(found.number, factors, (), found.dims, fixed))


def _is_apart(found: Product, left: Sequence[int], right: Sequence[int]) -> bool:
    """Return whether no factor runs from axes on the left to axes on the right."""
    return _reached(found, left).isdisjoint(right)


def _reached(found: Product, start: Sequence[int]) -> set[int]:
    reached = set(start)
    is_new = True
    while is_new:
        more = {axis for factor in found.factors if reached.intersection(factor.axes) for axis in factor.axes}
        is_new = not more <= reached
        reached |= more
    return reached


__all__ = ["stacked"]

"""`str` of a formula of arrays: in vectors and matrices, or in index notation where there is no such form.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> text(A @ x)
'A @ x'
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.errors import Unsupported
from symdiff.export.chains import NoMatrixForm, tokens
from symdiff.export.index import index_text
from symdiff.export.matrix import matrix_text
from symdiff.graph.expr import Expr


def text(expr: Expr) -> str:
    """Return *expr* as text that reads back with the same shapes. Raises Unsupported where it has none."""
    try:
        return matrix_text(expr)
    except NoMatrixForm:
        return index_text(expr)


def only_matrix(expr: Expr) -> str:
    """Return *expr* in vectors and matrices. Raises Unsupported where it has no such form."""
    try:
        return matrix_text(expr)
    except NoMatrixForm:
        order = len(expr.shape)
        why = f"it has {order} axes" if order > 2 else "an index of it stands in more than two places"
        raise Unsupported(f"there is no form in matrices: {why}", hint="index notation has one") from None


def shortest(exprs: Sequence[Expr]) -> Expr:
    """Return the one of several forms of a formula whose text is shortest, one in matrices before others; of
    two that are as short, the one with fewer products of matrices."""
    best: tuple[tuple[bool, int, int], Expr] | None = None
    for expr in exprs:
        try:
            written = matrix_text(expr)
            key = (False, tokens(written), written.count("@"))
        except NoMatrixForm:
            try:
                key = (True, tokens(index_text(expr)), 0)
            except Unsupported:
                continue
        if best is None or key < best[0]:
            best = key, expr
    return exprs[0] if best is None else best[1]


__all__ = ["only_matrix", "shortest", "text"]

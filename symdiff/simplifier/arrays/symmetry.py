"""Whether a matrix is its own transpose, by what is known of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from symdiff.graph.shapes import SYMMETRIC
from symdiff.graph.unknowns import decoded
from symdiff.simplifier.arrays.naming import named
from symdiff.simplifier.arrays.terms import Product
from symdiff.table.arrays import code_of_array, is_whole
from symdiff.table.operators import SYMBOL, UNKNOWN, is_leaf

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal


_KEEPING: Final = frozenset(code_of_array(name) for name in ("inv", "pinv", "expm", "logm", "sqrtm"))
"""Functions of a symmetric matrix that are symmetric."""


def finds_symmetric(form: Normal, node: int) -> bool:
    """Return whether a square matrix is seen to be its own transpose: by what it is, or by its parts."""
    graph, op = form.graph, form.graph.ops[node]
    if op == SYMBOL:
        return graph.arrays[graph.names[node]].kind in SYMMETRIC
    if op == UNKNOWN:  # of order 2 by a vector
        name, orders = graph.operators[node]
        return not decoded(name)[1] and max(orders) == 2
    if form.is_sum(node):
        terms = {part: number for number, part in form.terms(node)}
        left = [part for part in terms if not form.is_symmetric(part)]
        if len(left) == 1:  # the transpose of which is no other term
            return False
        return all(terms.get(form.transposed(part)) == terms[part] for part in left)
    if form.is_product(node):
        found = form.product(node)
        ends = {found.output, found.output[::-1]}
        if all(not factor.axes or (factor.axes in ends and form.is_symmetric(factor.node))
               for factor in found.factors):  # fmt: skip
            return True
        if found.fixed or len(ends) == 1:
            return form.transposed(node) == node
        return _is_turned(form, found)
    if op in _KEEPING:
        return form.is_symmetric(graph.first(node))
    if not is_whole(op) and not is_leaf(op):  # entry by entry
        below = graph.children[node]
        return all(not graph.shape(child) or form.is_symmetric(child) for child in below)
    return False


def _is_turned(form: Normal, found: Product) -> bool:
    """Return whether a matrix that is a product is the same with its axes changed."""
    ends = [sorted([factor.node for factor in found.factors if end in factor.axes]) for end in found.output]
    return ends[0] == ends[1] and named(form, found._replace(output=found.output[::-1])) == found

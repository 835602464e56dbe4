"""Derivatives in compressed form: the entries that are not 0 everywhere, and where they stand.

>>> from symdiff.parser.formula import parse
>>> found = blocks_of(parse("[i,j,k<n,l]: delta[i,k]*B[j,l]", shapes="B[m,m] x[n]"))
>>> found.axes, found.block.shape
('abac', ('n', 'm', 'm'))
"""

from __future__ import annotations

from typing import NamedTuple

from symdiff.errors import Unsupported
from symdiff.graph.contraction import letters
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier.arrays.normal import Normal


class Blocks(NamedTuple):
    """An array that is 0 wherever axes with the same letter have different indices."""

    block: Expr
    """What stands elsewhere: an array with each letter once, in the order in which they first stand."""
    axes: str
    """A letter for each axis of the whole array."""


def blocks_of(expr: Expr) -> Blocks:
    """Return *expr* in compressed form. Raises Unsupported where no two axes of it have a delta in all terms.

    Cost: that of the normal form.
    """
    form = Normal(Graph(expr.graph.limits), splitting=False)
    terms = [(number, form.product(part)) for number, part in form.terms(form.of(expr.graph, expr.node))]
    output = _in_order(terms[0][1].output)
    if len(set(output)) == len(output) or any(_in_order(part.output) != output for _, part in terms):
        raise Unsupported(
            "there is no compressed form: no two axes have a delta in all terms",
            hint="the derivative is full; write it as it is",
        )
    parts = [(number, form.written(part._replace(output=tuple(dict.fromkeys(part.output)))))
             for number, part in terms]  # fmt: skip
    block = form.added(parts)
    names = [letter for letter, _ in zip(letters(), output, strict=False)]
    return Blocks(Expr(form.graph, block, expr.notes), "".join([names[axis] for axis in output]))


def _in_order(output: tuple[int, ...]) -> tuple[int, ...]:
    """Return axes as numbers in the order in which they first stand."""
    names = {axis: place for place, axis in enumerate(dict.fromkeys(output))}
    return tuple([names[axis] for axis in output])


__all__ = ["Blocks", "blocks_of"]

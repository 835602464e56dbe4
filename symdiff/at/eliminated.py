"""Equations with several roots, or with roots inside roots, as polynomials: each root is eliminated by the
resultant with what it is the root of.

>>> from symdiff.parser.formula import parse
>>> for text in ("sqrt(x) - sqrt(x + 1) + 1", "sqrt(x + 1) - sqrt(1 - sqrt(x + 1))"):
...     print(without_roots(parse(text)))
2*sqrt(x)
x**2 - x - 1
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.simplifier import forms
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.polynomials import Polynomial, TooLong
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring

_TERMS: Final = 60
"""Terms of a polynomial beyond which no root is eliminated from it."""
_DEGREE: Final = 24
"""Degree beyond which none is."""


def without_roots(expr: Expr) -> Expr | None:
    """Return a product that is zero wherever *expr* is, and perhaps elsewhere, without its roots; None where
    there is none, or it becomes too long. Cost: a resultant for each root."""
    work = Graph(expr.graph.limits)
    form = Normal(work)
    [node] = form.sweep([work.take(expr.graph, expr.node)])
    reading = Related(form)
    try:
        ring = Ring(reading, *reading.kernels_and_twins(node))
        polynomial = _eliminated(ring, ring.fraction(node)[0])
    except (TooLong, Unsettled):
        return None
    if polynomial is None or polynomial.is_constant():
        return None
    return forms.factor(Expr(form.graph, ring.node(polynomial)))


def _eliminated(ring: Ring, polynomial: Polynomial) -> Polynomial | None:
    """Return a polynomial without the variables that are roots, the outer ones first; None where there are
    none, or it becomes too long."""
    related = {i: relation for i, relation in ring.relations().items() if ring.roots[i] > 1}
    names = ring.context.names()
    done = False
    while True:
        degrees = polynomial.degrees()
        left = [i for i in related if degrees[i]]
        inner = {j for i in left for part in related[i][1] for j, d in enumerate(part.degrees()) if d}
        outer = [i for i in left if i not in inner]
        if not outer:
            return polynomial if done and not left else None
        place = outer[0]
        power, (top, bottom) = related[place]
        square = ring.generators[place] ** power * bottom - top
        if len(polynomial) > _TERMS or sum(degrees) * power > _DEGREE:
            return None
        polynomial, done = polynomial.resultant(square, names[place]), True
        if polynomial == 0:
            return None


__all__ = ["without_roots"]

"""Whether a formula is zero, as far as the normal form and the relations of functions tell.

>>> from symdiff.parser.formula import parse
>>> e, f = parse("sec(x)**2 - tan(x)**2 - 1"), parse("sin(x)**2 - cos(x)**2")
>>> vanishes(e.graph, e.node), vanishes(f.graph, f.node)
(True, False)
"""

from __future__ import annotations

from fractions import Fraction

from symdiff.errors import SymdiffError, Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import simplified
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.ring.polynomials import TooLong
from symdiff.simplifier.ring.related import Related
from symdiff.simplifier.ring.ring import Ring


def vanishes(graph: Graph, root: int) -> bool:
    """Return whether *root* is seen to be zero wherever it has a real value; False says nothing.

    The normal form comes first, then one fraction over kernels with their relations, which need not be
    written out to be seen to be zero; then the level "full". Cost: that of "full" where it is not zero.
    """
    try:
        form = Normal(graph)
        [node] = form.sweep([root])
        if _is_zero(form.graph, node):
            return True
        if _fraction_vanishes(form, node):
            return True
        found, [short] = simplified(graph, [root], "full")
    except (SymdiffError, Unsettled, ArithmeticError, RecursionError):
        return False
    return _is_zero(found, short)


def _fraction_vanishes(form: Normal, node: int) -> bool:
    try:
        reading = Related(form, None)
        roots, twins = reading.kernels_and_twins(node)
        ring = Ring(reading, roots, twins, False, False, False)
        top, _ = ring.reduced(ring.fraction(node))
    except (TooLong, Unsettled):
        return False
    return bool(top == 0)


def _is_zero(graph: Graph, node: int) -> bool:
    value = graph.numbers.get(node)
    return isinstance(value, int | Fraction) and value == 0


__all__ = ["vanishes"]

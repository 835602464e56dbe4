"""Two forms of one expression at seeded sample points, real and complex on the way.

>>> from symdiff.parse import parse
>>> e, f = parse("sqrt(x)*sqrt(y)"), parse("sqrt(x*y)")
>>> agree(e.graph, e.node, f.graph, f.node)
False
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from symdiff.arithmetic.scalar import COMPLEX
from symdiff.arithmetic.walk import walk
from symdiff.errors import SymdiffError
from symdiff.graph import Graph

_POINTS: Final = 24
_RANGES: Final = ((0.2, 1.2), (-1.2, -0.2), (-0.95, 0.95), (1.1, 4.0), (-4.0, -1.1))
"""Where coordinates are drawn from, all from one range first, then each from its own."""
_TOLERANCE: Final = 1e-8


def agree(graph: Graph, root: int, other: Graph, found: int, zeros: Sequence[str] = ()) -> bool:
    """Return whether both have the same value at every sample point where that of *root* is real.

    Each of the symbols *zeros* is zero at some of the points. False, too, where no sample point has a
    real value. Cost: linear in nodes for each point.
    """
    generator = random.Random(0)
    names = graph.symbols([root])
    compared = 0
    for attempt in range(_POINTS):
        values = {}
        for name in names:
            mixed = attempt >= len(_RANGES)
            low, high = generator.choice(_RANGES) if mixed else _RANGES[attempt]
            values[name] = complex(generator.uniform(low, high))
        if zeros and attempt % 2:
            values[zeros[attempt // 2 % len(zeros)]] = 0j
        try:
            [value] = walk(graph, [root], values, COMPLEX)
        except (SymdiffError, ArithmeticError, ValueError):
            continue
        if not abs(value) < 1e12 or abs(value.imag) > _TOLERANCE * max(1.0, abs(value)):
            continue
        try:
            [second] = walk(other, [found], values, COMPLEX)
        except (SymdiffError, ArithmeticError, ValueError):
            return False
        if not abs(second - value) <= _TOLERANCE * max(1.0, abs(value)):
            return False
        compared += 1
    return compared > 0

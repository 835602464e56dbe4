"""A star behind a name, as books have it for the best value: x* + 1. It is refused, or told to be a product.

>>> from symdiff.parser.tokens import Context
>>> from symdiff.parser.usual import respelled
>>> respelled("x*+1", Context(frozenset("x"))).reasons
['*+ is a product with +']
"""

from __future__ import annotations

from symdiff.errors import ParseError
from symdiff.parser.sketch import Sketch
from symdiff.parser.tokens import MINUS, NAME, PLUS


def read_star(sketch: Sketch, i: int) -> None:
    """Refuse the star *i* that is part of a name by the blanks around it: x* + 1, not x * -1. Say of another
    before a plus that it is a product."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    if kinds[i + 1] not in (PLUS, MINUS) or tokens.string(i) != "*":
        return
    starts, ends = tokens.starts, tokens.ends
    own = i > 0 and kinds[i - 1] == NAME and ends[i - 1] == starts[i]
    if own and ends[i] < starts[i + 1] and ends[i + 1] < starts[i + 2]:
        name, sign = tokens.names[i - 1], tokens.string(i + 1)
        raise ParseError(
            f"{name}* has two readings: a name with a star, or a product with what stands behind the {sign}",
            tokens.text,
            starts[i],
            f"write another name, such as {name}_star; or {name}*({sign}...) for a product",
        )
    if kinds[i + 1] == PLUS:
        sketch.reasons.append("*+ is a product with +")


__all__ = ["read_star"]

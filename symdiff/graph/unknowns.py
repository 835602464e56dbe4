"""Unknown functions of arrays: what is declared of them, and the shapes of their derivatives.

`L` is a function with a scalar for its value, of whatever it is given; `D[d] -> [m]` one of vectors; with
more arguments `R[n][k] -> []`. Each order of a derivative adds the axes of an argument behind those of the
value.

>>> declared_functions("L, D[d] -> [m]")["D"]
Unknown(arguments=(('d',),), value=('m',))
>>> shape_of_unknown("D->m", (1,), [("d",)])
('m', 'd')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from symdiff.errors import ParseError
from symdiff.graph.shapes import Dim, Shape

_ITEM: Final = re.compile(r"\s*([^\W\d]\w*)((?:\s*\[[^\]]*\])*)\s*(->\s*(?:\[([^\]]*)\])?)?\s*[,;]?")
_BRACKETS: Final = re.compile(r"\[([^\]]*)\]")
_ARROW: Final = "->"


class Unknown(NamedTuple):
    """What is declared of a function that has no formula."""

    arguments: tuple[Shape, ...] | None = None
    """The shape of each argument; None where any will do."""
    value: Shape = ()


def declared_functions(text: str) -> dict[str, Unknown]:
    """Return what *text* says of each function, in its order. Raises ParseError, with the place."""
    found: dict[str, Unknown] = {}
    at, end = 0, len(text.rstrip())
    while at < end:
        item = _ITEM.match(text, at)
        if item is None or item.end() == at:
            hint = "write L for a scalar, or D[d] -> [m]"
            raise ParseError(f"unexpected {text[at:].strip()[:1]!r} in the functions", text, at, hint)
        name, inside, arrow, value = item[1], item[2], item[3], item[4]
        if name in found:
            raise ParseError(f"the functions have {name} twice", text, item.start(1))
        arguments = tuple([_shape(text, part, item.start(2)) for part in _BRACKETS.findall(inside)])
        if arrow and not arguments:
            hint = f"write {name}[n] -> [m]"
            raise ParseError(f"what does {name} take?", text, item.start(1), hint)
        found[name] = Unknown(arguments or None, _shape(text, value or "", item.start(1)))
        at = item.end()
    return found


def _shape(text: str, sizes: str, place: int) -> Shape:
    found: list[Dim] = []
    for part in sizes.split(",") if sizes.strip() else ():
        dim = part.strip()
        if not dim.isidentifier() and not (dim.isdigit() and int(dim)):
            raise ParseError(f"{dim!r} is no dimension", text, place, "a dimension is a name or a number")
        found.append(int(dim) if dim.isdigit() else dim)
    return tuple(found)


def encoded(name: str, value: Shape) -> str:
    """Return how a graph names a function: with the shape of its value, where that is no scalar."""
    return f"{name}{_ARROW}{','.join(map(str, value))}" if value else name


def decoded(text: str) -> tuple[str, Shape]:
    """Return the name of a function of a graph, and the shape of its value."""
    name, _, value = text.partition(_ARROW)
    return name, tuple([int(dim) if dim.isdigit() else dim for dim in value.split(",")]) if value else ()


def shape_of_unknown(text: str, orders: Sequence[int], arguments: Sequence[Shape]) -> Shape:
    """Return the shape of a function, differentiated by each argument so often."""
    found = decoded(text)[1]
    for order, shape in zip(orders, arguments, strict=True):
        found += shape * order
    return found


def called_as(text: str, orders: Sequence[int]) -> str:
    """Return how a function of a graph, or its derivative, is written in front of its arguments.

    >>> called_as("L", (2,)), called_as("R", (1, 1)), called_as("D->m", (4,))
    ("L''", 'D[1,2](R)', 'D[1,1,1,1](D)')
    """
    name = decoded(text)[0]
    if not any(orders):
        return name
    if len(orders) == 1 and orders[0] <= 3:
        return name + "'" * orders[0]
    places = [str(place) for place, order in enumerate(orders, 1) for _ in range(order)]
    return f"D[{','.join(places)}]({name})"


__all__ = ["Unknown", "called_as", "declared_functions", "decoded", "encoded", "shape_of_unknown"]

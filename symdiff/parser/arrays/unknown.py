"""Calls of unknown functions and of their derivatives: L(t), L'(t), D[1,2](R)(t, c).

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import declared
>>> from symdiff.graph.unknowns import declared_functions
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> node, _ = lowered(g, "L''(t)", declared("t[n]"), DEFAULT, functions=declared_functions("L"))
>>> g.shape(node)
('n', 'n')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from symdiff.errors import TooLarge, UnknownName, WrongArity, WrongShape
from symdiff.graph.shapes import Shape, shown
from symdiff.graph.unknowns import Unknown, encoded
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.values import Reading, Value

_DERIVED: Final = re.compile(r"D\[([\d,]*)\]\((\w+)\)|(\w+?)('*)$")


def unknown(reading: Reading, part: Part, below: Sequence[Value]) -> Value | None:
    """Return the call of a function that is declared as unknown, None for any other.

    Raises UnknownName for a derivative of what is not declared, WrongArity and WrongShape.
    """
    found = _DERIVED.match(part.text)
    if found is None:
        return None
    name = found[2] or found[3]
    declared = reading.functions.get(name)
    if declared is None:
        if not found[2] and not found[4]:
            return None
        raise UnknownName(
            f"{name} is not declared as a function", reading.text, part.start,
            f"declare it: functions={name!r}, or leave a space before the parenthesis for a transpose",
        )  # fmt: skip
    count = len(below)
    shapes = tuple([reading.graph.shape(value.node) for value in below])
    for place, value in zip(part.below, below, strict=True):
        if value.labels:
            reading.refuse(reading.parts[place], f"{name} is of whole arrays, and is given one with indices",
                           f"leave them out, and write them behind it: {name}(x)[i]")  # fmt: skip
    if declared.arguments is None:
        declared = reading.functions[name] = Unknown(shapes, declared.value)
    assert declared.arguments is not None
    if len(declared.arguments) != count:
        wanted = f"{len(declared.arguments)} argument{'s' * (len(declared.arguments) != 1)}"
        raise WrongArity(f"{name} takes {wanted}, not {count}")
    for own, given in zip(declared.arguments, shapes, strict=True):
        if own != given:
            sizes = next(((a, b) for a, b in zip(own, given, strict=False) if a != b), ())
            raise WrongShape(f"{name} takes {_said(own)}, and is given {_said(given)}", sizes=sizes)
    orders = [0] * count
    if found[4]:
        if count != 1:
            raise WrongArity(
                f"{part.text} is a derivative by which of {count} arguments?",
                hint=f"write D[1]({name})(...) for that by the first",
            )
        orders[0] = len(found[4])
    for written in found[1].split(",") if found[1] else ():
        if not written or not 1 <= int(written) <= count:
            raise WrongArity(f"{name} has no argument {written or 'without a number'}", hint="the first is 1")
        orders[int(written) - 1] += 1
    if sum(orders) > reading.limits.order:
        raise TooLarge(f"a derivative of the order {sum(orders)} (limit `order` is {reading.limits.order})")
    node = reading.graph.unknown(
        encoded(name, declared.value), tuple(orders), [value.node for value in below]
    )
    return Value(node)


def _said(shape: Shape) -> str:
    return shown("", shape) if shape else "a scalar"


__all__ = ["unknown"]

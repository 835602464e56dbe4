"""What is said of operands that do not fit, or that have several readings."""

from __future__ import annotations

from typing import NoReturn

from symdiff.errors import WrongShape
from symdiff.graph.shapes import Dim
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.values import Reading, Value


def unfit(reading: Reading, part: Part, left: Value, right: Value, hint: str = "") -> NoReturn:
    one, other = reading.parts[part.below[0]], reading.parts[part.below[1]]
    sign = reading.text[part.mark : part.mark + 1].strip()
    shapes = reading.shape(left), reading.shape(right)
    sizes: tuple[()] | tuple[Dim, Dim] = ()
    is_product = part.text in ("@", " ") or (reading.matlab and part.text == "*")
    if is_product and shapes[0] and shapes[1]:
        sizes = shapes[0][-1], shapes[1][0]
    elif not is_product:
        pairs = zip(reversed(shapes[0]), reversed(shapes[1]), strict=False)
        sizes = next(((a, b) for a, b in pairs if a != b), ())
    if not hint:
        hint = "arrays that are added or multiplied entry by entry have the same shape"
        if len(shapes[0]) != len(shapes[1]) and shapes[0][:1] == shapes[1][:1]:
            hint = "only the last axes may be left out; write the entries out: [i,j]: X[i,j] + b[i]"
    raise WrongShape(
        f"the shapes of {reading.shown(one, left)} and {reading.shown(other, right)} do not fit"
        f"{f' around {sign}' if sign else ''}",
        reading.text,
        part.mark if sign else part.start,
        hint,
        sizes=sizes,
    )


def ambiguous(reading: Reading, part: Part, left: Value, right: Value) -> NoReturn:
    """Refuse a smaller array that fits the first and the last axes of the other."""
    one, other = reading.parts[part.below[0]], reading.parts[part.below[1]]
    raise WrongShape(
        f"{reading.shown(one, left)} and {reading.shown(other, right)} have two readings: by the first axes "
        "or by the last", reading.text, part.mark, "write the entries out: [i,j]: X[i,j] + b[j]",
    )  # fmt: skip


def several(reading: Reading, part: Part, left: Value, right: Value) -> NoReturn:
    one, other = [reading.parts[place] for place in part.below]
    a, b = reading.text[one.start : one.end], reading.text[other.start : other.end]
    said = f"{reading.shown(one, left)} and {reading.shown(other, right)}"
    if len(reading.shape(left)) == 1 and len(reading.shape(right)) == 1:
        hint = f"write {a}.T @ {b}, {a} .* {b} or {a} @ {b}.T"
    else:
        hint = f"write {a} @ {b} for the matrix product, or {a} .* {b} entry by entry"
    reading.refuse(part, f"a product with several readings: {said}", hint)


__all__ = ["ambiguous", "several", "unfit"]

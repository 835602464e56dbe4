"""Parts of a formula of arrays → nodes, with their shapes checked as they are made.

A vector that is transposed is a row for the reader alone: `x @ y.T` is the outer product. In index notation a
value has a label for each axis, and what is left of them at the end must be bound.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> node, _ = lowered(g, "A @ x", declared("A[n,m] x[m]"), DEFAULT)
>>> g.shape(node)
('n',)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from symdiff.errors import ParseError, SymdiffError
from symdiff.graph.graph import Graph
from symdiff.graph.products import size
from symdiff.graph.shapes import Array, Dim, declared
from symdiff.graph.sizes import names_in
from symdiff.graph.unknowns import Unknown
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.arrays.calls import called
from symdiff.parser.arrays.expectations import hoisted
from symdiff.parser.arrays.indices import bound, built, entry_of, has_deltas, sizes_in
from symdiff.parser.arrays.operators import bars, binary, raised, turned
from symdiff.parser.arrays.reader import SOLVED, Part
from symdiff.parser.arrays.solutions import bound_name, expected, looked_for, solution
from symdiff.parser.arrays.statements import statements
from symdiff.parser.arrays.values import NONE, Index, Reading, Value
from symdiff.table.functions import CONSTANTS
from symdiff.table.operators import EXPECT

__all__ = ["CONSTANT_NAMES", "DEFAULT", "declared", "lowered"]

CONSTANT_NAMES: Final = ("pi", "π", "oo", "E")
"""Names that are numbers where they are not declared."""


def lowered(
    graph: Graph,
    text: str,
    arrays: Mapping[str, Array],
    limits: Limits,
    matlab: bool = False,
    functions: Mapping[str, Unknown] | None = None,
) -> tuple[int, list[str]]:
    """Return the node in *graph* that *text* means, and notes on how it was read.

    Names are those of *arrays* and their dimensions, and those that definitions before the formula give a
    meaning, `u = A @ x; norm(u)`; *functions* are unknown. With *matlab*, `*` is the matrix product. Raises
    ParseError, UnknownName, WrongShape or TooLarge, with the place.
    """
    defined: dict[str, int] = {}
    notes: list[str] = []
    reading = None
    for name, statement in statements(text):
        taken = (
            (name in arrays and name not in looked_for(statement))
            or name in defined
            or (functions is not None and name in functions)
        )
        if taken or any(name in array.shape for array in arrays.values()):
            body = len(statement) - len(statement.lstrip())
            raise ParseError(
                f"{name} has a meaning already", text, text.rfind(name, 0, body), "take another name"
            )
        try:
            reading = Reading(graph, statement, arrays, limits, matlab, functions, defined)
            if functions is not None:
                functions = reading.functions
            node = _read(reading)
        except SymdiffError as error:
            error.text = text if error.text is not None else None  # the statement has the same places
            raise
        notes += reading.notes
        if name:
            defined[name] = node
    if graph.has(EXPECT):
        node = hoisted(graph, node, text)
    return node, notes


def _read(reading: Reading) -> int:
    """Return the node that one statement means."""
    text = reading.text
    sizes_in(reading)
    if has_deltas(reading):
        reading.sizes |= _sizes_of_others(reading)
    for part in reading.parts:
        try:
            reading.values.append(_value(reading, part))
        except SymdiffError as error:
            raise error.at(text, part.mark if part.mark >= 0 else part.start) from None
    last = reading.values[-1]
    if last.labels:
        names = ", ".join([label for label in last.labels if label[0] != ":"])
        hint = f"sum over it, sum[{names}](...), or make an array: [{names}]: ..."
        reading.refuse(reading.parts[-1], f"the index {names} is not bound", hint)
    return reading.node(reading.parts[-1], last)


def _sizes_of_others(reading: Reading) -> dict[Index, Dim]:
    """Return the sizes of indices in subscripts of what is no plain name, as far as it reads by itself."""
    graph = Graph(reading.limits)
    graph.arrays.update(reading.graph.arrays)
    defined = {name: graph.take(reading.graph, node) for name, node in reading.defined.items()}
    trial = Reading(
        graph, reading.text, reading.arrays, reading.limits, reading.matlab, reading.functions, defined
    )
    sizes_in(trial)
    for part in trial.parts:
        try:
            trial.values.append(_value(trial, part))
        except SymdiffError:
            trial.values.append(Value(NONE, name="?"))
    return trial.sizes


def _value(reading: Reading, part: Part) -> Value:
    kind = part.kind
    if kind == "number":
        return Value(reading.graph.number(_number(part.text)))
    if kind == "name":
        return _name(reading, part)
    if kind == "all":
        return Value(NONE, name=part.text)
    below = [reading.values[place] for place in part.below]
    if kind == "group":
        return below[0]
    if kind == "entry":
        return entry_of(reading, part, below)
    if kind == "bind" and part.text == "expect":
        return expected(reading, part, below[0])
    if kind == "bind" and part.text in SOLVED:
        return solution(reading, part, below[0])
    if kind == "bind":
        return bound(reading, part, below)
    if kind == "build":
        return built(reading, part, below)
    below = [reading.numbered(place, value) for place, value in zip(part.below, below, strict=True)]
    if kind == "size":
        unknown = [name for name in names_in(part.text) if name not in reading.dims]
        if unknown:
            known = f"those that are declared are {', '.join(sorted(reading.dims))}"
            reading.refuse(part, f"{unknown[0]} is no dimension here", known)
        return Value(size(reading.graph, part.text))
    if kind == "call":
        if part.mark >= 0:
            _say_application(reading, part)
        return called(reading, part, below)
    if kind == "bars":
        return bars(reading, part, below[0])
    if kind == "signed":
        value = below[0]
        return value if part.text == "+" else value._replace(node=reading.graph.neg(value.node))
    if kind == "transposed":
        return turned(reading, part, below[0])
    if kind == "raised":
        return raised(reading, part, below[0], Value(reading.graph.number(int(part.text))), part.text, "**")
    return binary(reading, part, below[0], below[1])


def _say_application(reading: Reading, part: Part) -> None:
    """Note that `log det(A)` is a call; refuse it where the first name is declared."""
    written = reading.text[part.start : part.end]
    inside = written[len(part.text) :].strip()
    if part.text in reading.arrays or part.text in reading.defined:
        reading.refuse(part, f"{written} has two readings: {part.text} is declared, and a function",
                       f"write {part.text}*{inside} or {part.text}({inside})")  # fmt: skip
    reading.notes.append(f"{written} is {part.text}({inside})")


def _name(reading: Reading, part: Part) -> Value:
    name = part.text
    if name in reading.bound:
        return bound_name(reading, part)
    if name in reading.defined:
        return Value(reading.defined[name])
    if name in reading.arrays:
        return Value(reading.graph.array(name, reading.arrays[name]))
    if name in reading.dims:
        return Value(reading.graph.symbol(name))
    if name in CONSTANT_NAMES:
        return Value(reading.graph.constant(CONSTANTS[name]))
    return Value(NONE, name=name)


def _number(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)

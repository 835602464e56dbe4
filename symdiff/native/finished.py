"""Programs as bytes, and what they are found by, so that what was once derived is kept on disk.

Bytes are JSON, checked when they are read: nothing of it is run.

>>> from symdiff.parser.formula import parse
>>> from symdiff.programs.program import program
>>> made = program([parse("x/3 + 0.5")], ["x"], has=lambda code: True)
>>> unpacked(packed(made, ["a note"])) == (made, ["a note"])
True
>>> unpacked(b"[]") is None
True
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from symdiff.programs.program import (
    BINARY,
    BOTH,
    CALL,
    COMPARED,
    CONST,
    EITHER,
    INPUT,
    NEGATED,
    NEITHER,
    POWER,
    SELECT,
    TRUTH,
    Operation,
    Program,
)
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import is_function
from symdiff.verbs.wanted import Asked

_ARGUMENTS: Final = {
    INPUT: 0, CONST: 0, TRUTH: 0, NEGATED: 1, NEITHER: 1, BOTH: 2, EITHER: 2, POWER: 2, SELECT: 3,
    **dict.fromkeys(BINARY.values(), 2), **dict.fromkeys(COMPARED.values(), 2),
}  # fmt: skip
"""How many arguments each kind of operation has, but for calls."""
_ROOT: Final = Path(__file__).parent.parent
_CODE: Final = (".py", ".so", ".pyd")


def request(asked: Asked, *options: object) -> str:
    """Return the text that a program is found by: what is *asked*, *options*, and what makes programs here;
    empty where a formula has what a graph alone does not tell, such as unknown functions.

    Cost: linear in nodes.
    """
    lines = [made_by(), repr((asked.several, asked.names, asked.inputs, asked.parts, options))]
    for formula in asked.formulas:
        graph, places = formula.graph, dict[int, int]()
        if graph.may_use_arrays():
            return ""
        lines.append(repr(graph.limits))
        for node in graph.below([formula.node]):
            places[node] = len(places)
            children = [places[child] for child in graph.children[node]]
            number = graph.numbers.get(node)
            told = "" if number is None else f"{type(number).__name__} {_written(number)}"
            lines.append(f"{graph.ops[node]} {children} {told} {graph.names.get(node)!r}")
    return "\n".join(lines)


@cache
def made_by() -> str:
    """Return what tells this version of symdiff, with all its code, from any other: the hashes that were
    written down when it was installed, or the sizes and times of its files."""
    records = list(_ROOT.parent.glob("symdiff_engine-*.dist-info/RECORD"))
    if len(records) == 1:
        told = sha256(records[0].read_bytes()).hexdigest()
    else:
        found = []
        for place, folders, names in os.walk(_ROOT):
            folders[:] = [folder for folder in folders if folder != "__pycache__"]
            for name in names:
                if name.endswith(_CODE):
                    known = os.stat(os.path.join(place, name))
                    found.append((place, name, known.st_size, known.st_mtime_ns))
        told = sha256(repr(sorted(found)).encode()).hexdigest()
    return f"{told} {find_spec('scipy') is not None}"


def packed(program: Program, notes: Sequence[str]) -> bytes:
    """Return a program, and what is said of it, as bytes."""
    operations = [[o.kind, o.arguments, _written(o.data)] for o in program.operations]
    return json.dumps([program.inputs, operations, program.outputs, list(notes)]).encode()


def unpacked(data: bytes) -> tuple[Program, list[str]] | None:
    """Return the program and the notes of bytes that `packed` made, None for any others."""
    try:
        inputs, operations, outputs, notes = json.loads(data)
        made = [Operation(kind, tuple(arguments), _read(told)) for kind, arguments, told in operations]
        program = Program(tuple(inputs), made, tuple(outputs))
        is_right = _is_program(program) and all(isinstance(note, str) for note in notes)
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return None
    return (program, notes) if is_right else None


def _is_program(program: Program) -> bool:
    for place, (kind, arguments, data) in enumerate(program.operations):
        if kind == CALL:
            if not isinstance(data, int) or not is_function(data):
                return False
            count = 2 if data in (MAX, MIN) else len(row_of(data).parameters)
        else:
            count = _ARGUMENTS[kind]
        if len(arguments) != count or not _are_below(place, arguments):
            return False
        if kind == INPUT and data not in program.inputs:
            return False
        if kind in (CONST, TRUTH) and not isinstance(data, int | float | Fraction):
            return False
    return _are_below(len(program.operations), program.outputs)


def _are_below(bound: int, places: Sequence[object]) -> bool:
    return all(isinstance(place, int) and 0 <= place < bound for place in places)


def _written(data: Any) -> str | None:
    """Return a number or a name as text that tells which it is."""
    if data is None or isinstance(data, str):
        return None if data is None else f"s{data}"
    if isinstance(data, float):
        return f"f{data.hex()}"
    if isinstance(data, int):
        return f"i{data:x}"
    return f"q{data.numerator:x}/{data.denominator:x}"


def _read(told: str | None) -> Any:
    if told is None:
        return None
    kind, text = told[0], told[1:]
    if kind == "s":
        return text
    if kind == "f":
        return float.fromhex(text)
    if kind == "i":
        return int(text, 16)
    above, below = text.split("/")
    return Fraction(int(above, 16), int(below, 16))


__all__ = ["made_by", "packed", "request", "unpacked"]

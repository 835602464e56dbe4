"""Operators of JAX, PyTorch and Triton: forward, backward, and backward of that, in a file that tests itself.

The value, the first and the second partial derivatives are a program each. The library asks for them when it
derives, so that it derives nothing in which digits could be lost; only third derivatives are its own, of the
formulas of the second ones. What a library needs around the programs stands in `operator_jax`,
`operator_torch` and `operator_triton`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from itertools import combinations_with_replacement
from typing import Any, NamedTuple

from symdiff.programs.tensors import Tensors


class Point(NamedTuple):
    """Numbers that a file is tested with."""

    arguments: tuple[float, ...]
    value: float
    slopes: tuple[float, ...]


class Operator(NamedTuple):
    """An operator of some arguments, of which it has partial derivatives by the first *by* of them."""

    value: Tensors
    first: Tensors
    second: Tensors | None
    """The second ones by each pair, i <= j; None where they cannot be written."""
    by: int
    points: tuple[Point, ...]

    def places(self) -> dict[tuple[int, int], int]:
        """Return where the second derivative by each pair stands."""
        pairs = list(combinations_with_replacement(range(self.by), 2))
        found = {pair: place for place, pair in enumerate(pairs)}
        return {**found, **{(j, i): place for (i, j), place in found.items()}}


def written(operator: Operator, name: str, remarks: Sequence[str], main: bool) -> str:
    """Return the text of a file with an operator *name*; with *main*, a program that prints its value."""
    writer = operator.value
    programs = [p for p in (operator.value, operator.first, operator.second) if p is not None]
    used = list(dict.fromkeys([helper for program in programs for helper in program.used]))
    frame = import_module(f"symdiff.programs.{writer.frame}")
    lines = writer.heads([*remarks, "", *frame.TOLD, f"Run this file to test it: python {name}.py"], used)
    lines += ["", "", *writer.body("_value", writer.outputs[0])]
    for program, what in ((operator.first, "_first"), (operator.second, "_second")):
        if program is not None:
            lines += ["", "", *program.body(what, f"({', '.join(program.outputs)},)")]
    lines += ["", "", *frame.frame(operator, name)]
    lines += ["", "", 'if __name__ == "__main__":']
    if main:
        lines += ["    if len(sys.argv) < 2:", "        _test()", "        sys.exit()"]
        lines += [
            line.replace(f"_flat({name}(", f"[{name}(").replace(")):", ")]:") for line in writer.reading(name)
        ]
    else:
        lines.append("    _test()")
    return "\n".join(lines) + "\n"


def listed(points: Sequence[Point]) -> list[str]:
    """Return the points as a constant of Python."""
    lines = [f"    ({_tuple(p.arguments)}, {p.value!r}, {_tuple(p.slopes)})," for p in points]
    return ["# arguments, the value, the partial derivatives", "_POINTS = [", *lines, "]"]


def _tuple(numbers: Sequence[Any]) -> str:
    return f"({', '.join(map(repr, numbers))},)"


__all__ = ["Operator", "Point", "listed", "written"]
